//! `huzhu serve --ledger FILE [--rules RULES]`: a window in a browser on this computer.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Command};

use super::Exit;
use super::account::account;
use super::rules::{book, refuse};
use super::terminal::{say, tell_line};
use super::today::{moment, now, today};
use crate::access::Hashing;
use crate::ledger::Name;
use crate::nightly::Rules;
use crate::scheme::{BookError, Source};
use crate::window::{Address, Certificate, Counter, Service, Terms, Who, WindowError, serve};
use crate::words::{Lang, Sentence, log_in, what_if, window as words};

pub(super) fn command(lang: Lang) -> Command {
    let help = |help: Sentence| help.text(lang).to_owned();
    let path = |name: &'static str, value: &'static str, what: Sentence| {
        let arg = Arg::new(name).long(name).value_name(value).help(help(what));
        arg.value_parser(clap::value_parser!(PathBuf))
    };
    let listen =
        Arg::new("listen").long("listen").value_name("ADDRESS").help(help(words::arg_listen()));
    let by = Arg::new("by").long("by").value_name("NAME").value_parser(Name::new);
    Command::new("serve")
        .about(help(words::about_serve()))
        .arg(path("ledger", "FILE", words::arg_ledger()).required(true))
        .arg(path("rules", "RULES", words::arg_rules()))
        .arg(path("draft", "RULES", what_if::arg_draft()))
        .arg(listen.value_parser(clap::value_parser!(SocketAddr)))
        .arg(by.help(help(words::arg_by())))
        .args(for_others(lang))
        .group(ArgGroup::new("tls").args(["certificate", "behind-proxy"]))
}

/// How other computers reach it.
fn for_others(lang: Lang) -> [Arg; 4] {
    let arg = |name: &'static str, what: Sentence| {
        Arg::new(name).long(name).help(what.text(lang).to_owned())
    };
    let file = |arg: Arg| arg.value_name("FILE").value_parser(clap::value_parser!(PathBuf));
    let key = file(arg("certificate-key", log_in::arg_certificate_key()));
    let certificate = file(arg("certificate", log_in::arg_certificate()));
    let proxy = arg("behind-proxy", log_in::arg_behind_proxy()).action(ArgAction::SetTrue);
    [
        arg("public", log_in::arg_public()).value_name("URL").requires("tls"),
        certificate.requires("certificate-key").requires("public"),
        key.requires("certificate"),
        proxy.requires("public").conflicts_with("certificate"),
    ]
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Exit {
    let terms = |name| matches.get_one::<PathBuf>(name).map(|path| terms(path)).transpose();
    let (rules, draft) = match (terms("rules"), terms("draft")) {
        (Ok(rules), Ok(draft)) => (rules, draft),
        (Err(why), _) | (_, Err(why)) => return refuse(&why, lang),
    };
    let ledger: &PathBuf = matches.get_one("ledger").expect("required by the command");
    let counter = Counter::new(ledger.clone(), rules).with_draft(draft);
    match opened(matches, counter, lang) {
        Ok(()) => {
            tell_line(&words::closed(), lang);
            Exit::Done
        }
        Err(why) => {
            why.sentences().iter().for_each(|why| say(why, lang));
            Exit::Failed
        }
    }
}

fn terms(path: &Path) -> Result<Terms, BookError> {
    let (book, _) = book(path)?;
    Ok(Terms { book, rules: Rules::of(&Source::read(path)?) })
}

fn address(matches: &ArgMatches) -> Result<Address, WindowError> {
    let listen = matches.get_one::<SocketAddr>("listen").copied();
    let file = |name| matches.get_one::<PathBuf>(name).cloned();
    let certificate = file("certificate").zip(file("certificate-key"));
    let certificate = certificate.map(|(chain, key)| Certificate { chain, key });
    match matches.get_one::<String>("public") {
        None => listen.map_or(Ok(Address::USUAL), Address::new),
        Some(name) => Address::public(listen.unwrap_or(Address::LISTENS), name, certificate),
    }
}

fn opened(matches: &ArgMatches, counter: Counter, lang: Lang) -> Result<(), WindowError> {
    let account = account();
    let by = matches.get_one::<Name>("by").cloned().unwrap_or_else(|| Name::kept(&account));
    let service = Service {
        counter,
        who: Who { by, account, today, now, clock: moment },
        address: address(matches)?,
        hashing: Hashing::USUAL,
        lang,
        tell_link: Box::new(move |link| tell_line(&words::link(link), lang)),
    };
    let open = |address: SocketAddr| tell_line(&words::opened(address), lang);
    serve(service, open, async {
        // Where no signal can be waited for, the window stays open until the process is ended.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
