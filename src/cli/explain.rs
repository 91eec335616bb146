//! `huzhu explain BILL_ID --ledger FILE`: how a bill was decided, as posted, and what changed.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command};
use serde_json::Value;

use super::{Exit, as_json, book, format, print, refuse, say};
use crate::ledger::{Access, Ledger};
use crate::nightly::again::{self, Found};
use crate::nightly::{Rules, difference};
use crate::preview;
use crate::scheme::Book;
use crate::words::{Lang, Sentence, ledger as words, program};

pub(super) fn command(lang: Lang) -> Command {
    let path = |name: &'static str, value: &'static str, help: Sentence| {
        let arg = Arg::new(name).long(name).value_name(value);
        arg.value_parser(clap::value_parser!(PathBuf)).help(help.text(lang).to_owned())
    };
    let run = |arg: Arg, help: Sentence| {
        arg.value_name("RUN")
            .value_parser(clap::value_parser!(i64))
            .help(help.text(lang).to_owned())
    };
    Command::new("explain")
        .about(program::about_explain().text(lang).to_owned())
        .arg(
            Arg::new("bill")
                .value_name("BILL_ID")
                .required(true)
                .help(program::explain_bill().text(lang).to_owned()),
        )
        .arg(path("ledger", "FILE", program::explain_ledger()).required(true))
        .arg(run(Arg::new("run").long("run"), program::explain_run()))
        .arg(
            run(Arg::new("diff").long("diff"), program::explain_diff())
                .num_args(0..=1)
                .default_missing_value("0"),
        )
        .arg(path("diff-rules", "RULES", program::explain_rules()).conflicts_with("diff"))
        .arg(format(lang))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Exit {
    let rules = matches.get_one::<PathBuf>("diff-rules").map(|path| book(path)).transpose();
    let rules = match rules {
        Ok(rules) => rules.map(|(book, _)| book),
        Err(why) => return refuse(&why, lang),
    };
    match answer(matches, rules.as_ref(), lang) {
        Ok(text) if print(&text, lang) => Exit::Done,
        Ok(_) => Exit::Failed,
        Err(why) => {
            say(&why, lang);
            Exit::Failed
        }
    }
}

fn answer(matches: &ArgMatches, rules: Option<&Book>, lang: Lang) -> Result<String, Sentence> {
    let ledger = matches.get_one::<PathBuf>("ledger").expect("required by the command");
    let ledger = Ledger::open(ledger, Access::Read)?;
    let bill = matches.get_one::<String>("bill").expect("required by the command");
    let found = again::find(&ledger, bill, matches.get_one::<i64>("run").copied())?;
    if let Some(rules) = rules {
        let before = trace(&ledger, &found, bill, None)?;
        let after = trace(&ledger, &found, bill, Some(rules))?;
        return Ok(told(words::compared_rules(found.run), &before, &after, lang));
    }
    match matches.get_one::<i64>("diff") {
        None => explanation(&ledger, &found, bill, matches, lang),
        Some(0) => {
            let (before, last) = again::last_two(&ledger, bill)?;
            match before {
                Some(before) => compare(&ledger, &before, &last, bill, lang),
                None => Ok(words::decided_once(last.run).text(lang).to_owned() + "\n"),
            }
        }
        Some(&run) => {
            let before = again::find(&ledger, bill, Some(run))?;
            compare(&ledger, &before, &found, bill, lang)
        }
    }
}

/// The explanation as posted.
fn explanation(
    ledger: &Ledger,
    found: &Found,
    bill: &str,
    matches: &ArgMatches,
    lang: Lang,
) -> Result<String, Sentence> {
    let (book, prints) = again::rules_of(ledger, found)?;
    again::on_what_was_known(ledger, found, &book, |intake| {
        again::check(found, &book, intake)?;
        let preview = asked(found, &book, intake, bill)?;
        let (rules, Found { run, posted_on, engine, .. }) = (again::hash(ledger, found)?, found);
        if as_json(matches) {
            let mut trace = preview::json(&preview, &prints);
            trace["posted"] = serde_json::json!({
                "run": run, "posted_on": posted_on, "rules": rules, "engine": engine,
            });
            return Ok(serde_json::to_string_pretty(&trace).expect("a trace is text") + "\n");
        }
        let name: String = rules.chars().take(Rules::NAME).collect();
        let head = words::as_posted(bill, run, posted_on, name, engine);
        Ok(preview::render_under(&head, &preview, lang))
    })
}

/// A bill of a member as if it were asked about now, on top of all others that were known.
fn asked<'b>(
    found: &Found,
    book: &'b Book,
    intake: &crate::exchange::Intake,
    bill: &str,
) -> Result<preview::Preview<'b>, Sentence> {
    let past = again::past(found, book, intake)?;
    let (past, asked) = past.ask_again(bill).ok_or_else(|| words::no_such_bill(bill))?;
    Ok(preview::preview(book, &past, &asked))
}

/// The trace of a bill as posted, or on the same facts under other rules.
fn trace(
    ledger: &Ledger,
    found: &Found,
    bill: &str,
    rules: Option<&Book>,
) -> Result<Value, Sentence> {
    let own = if rules.is_none() { Some(again::rules_of(ledger, found)?.0) } else { None };
    let book = rules.or(own.as_ref()).expect("one of them is there");
    again::on_what_was_known(ledger, found, book, |intake| {
        if own.is_some() {
            again::check(found, book, intake)?;
        }
        let preview = asked(found, book, intake, bill)?;
        Ok(crate::adjudication::trace(book, &preview.explanation, bill))
    })
}

fn compare(
    ledger: &Ledger,
    before: &Found,
    after: &Found,
    bill: &str,
    lang: Lang,
) -> Result<String, Sentence> {
    let (old, new) = (trace(ledger, before, bill, None)?, trace(ledger, after, bill, None)?);
    Ok(told(words::compared(before.run, after.run), &old, &new, lang))
}

fn told(head: Sentence, before: &Value, after: &Value, lang: Lang) -> String {
    let mut lines = vec![head];
    let differing = difference(before, after);
    lines.extend(if differing.is_empty() { vec![words::no_difference()] } else { differing });
    lines.iter().map(|line| line.text(lang).to_owned() + "\n").collect()
}
