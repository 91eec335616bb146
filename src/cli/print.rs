//! `huzhu print RULES`: the rules in sentences, to hold against the printed terms and to sign.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command};

use super::Exit;
use super::arguments::rules;
use super::rules::refuse;
use super::terminal::{print, say};
use crate::scheme::{Book, Edition, Source, quoted_list};
use crate::terms::Terms;
use crate::words::{Lang, authoring};

pub(super) fn command(lang: Lang) -> Command {
    let edition = Arg::new("edition").long("edition").value_name("EDITION");
    let format = Arg::new("format").long("format").value_name("text|html");
    Command::new("print")
        .about(authoring::about_print().text(lang).to_owned())
        .arg(rules(lang))
        .arg(edition.help(authoring::print_edition().text(lang).to_owned()))
        .arg(
            format
                .value_parser(["text", "html"])
                .default_value("text")
                .hide_possible_values(true)
                .hide_default_value(true)
                .help(authoring::print_format().text(lang).to_owned()),
        )
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Exit {
    let path = matches.get_one::<PathBuf>("rules").expect("required by the command");
    let sources = match Source::read(path) {
        Ok(sources) => sources,
        Err(why) => return refuse(&why, lang),
    };
    let book = match Book::compile(sources.clone()) {
        Ok(book) => book,
        Err(why) => return refuse(&why, lang),
    };
    let asked = matches.get_one::<String>("edition");
    let is_asked = |edition: &&Edition| asked.is_none_or(|id| edition.id() == id);
    let terms = book.editions().iter().filter(is_asked);
    let terms: Vec<Terms> =
        terms.map(|edition| Terms::new(&book, edition, &sources, lang)).collect();
    if let (true, Some(id)) = (terms.is_empty(), asked) {
        let known = quoted_list(book.editions().iter().map(Edition::id));
        say(&authoring::print_no_edition(id, known), lang);
        return Exit::Misused;
    }
    let text = match matches.get_one::<String>("format").map(String::as_str) {
        Some("html") => Terms::html(&terms),
        _ => terms.iter().map(Terms::text).collect::<Vec<_>>().join("\n\n"),
    };
    if print(&text, lang) { Exit::Done } else { Exit::Failed }
}
