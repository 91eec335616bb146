//! `huzhu ledger looks FILE`: who looked at the personal data of whom, and whether the log is whole.

use clap::Command;
use serde_json::{Value, json};

use super::arguments::{file, named};
use super::asked::{Asked, Done};
use crate::access::{AccessError, AccessFile, CheckedLooks, Logged, LookFault, Looks, Search};
use crate::cli::Exit;
use crate::cli::arguments::{day, format};
use crate::cli::lines::indented;
use crate::cli::terminal::say;
use crate::date::Day;
use crate::ledger::{Access, Name};
use crate::words::{Lang, Sentence, acts, privacy as words};

pub(super) fn command(lang: Lang) -> Command {
    let of_day = |name, help| named(name, "DATE", help, lang).value_parser(day);
    Command::new("looks")
        .about(words::about_looks().text(lang).to_owned())
        .arg(file(lang))
        .arg(named("member", "MEMBER", words::arg_look_member(), lang))
        .arg(named("by", "NAME", words::arg_look_by(), lang).value_parser(Name::new))
        .arg(of_day("from", words::arg_look_from()))
        .arg(of_day("to", words::arg_look_to()))
        .arg(named("seal", "HEX", words::arg_look_seal(), lang))
        .arg(format(lang))
}

pub(super) fn run(asked: &Asked) -> Done {
    let ledger = asked.open(Access::Read)?;
    let file = AccessFile::read(&ledger)?;
    let day = |name| asked.matches.get_one::<Day>(name).copied();
    let search = Search {
        words: asked.text("member").map(|id| ledger.words_of_person(id)).transpose()?,
        by: asked.matches.get_one::<Name>("by").cloned(),
        from: day("from"),
        to: day("to"),
        before: None,
    };
    let checked = file.check_looks(CheckedLooks::default())?;
    let looks = file.looks(&search, usize::MAX)?;
    let faults = faults(asked, &file, &checked)?;
    let exit = if faults.is_empty() { Exit::Done } else { Exit::Failed };
    let printed = match asked.as_json() {
        true => {
            let faults: Vec<&str> = faults.iter().map(|why| why.text(asked.lang)).collect();
            let rows: Vec<Value> = looks.found.iter().map(|(no, look)| row(*no, look)).collect();
            let newest = (checked.count > 0).then_some(&checked.newest_seal);
            asked.print_json(&json!({
                "format": "huzhu-looks/1", "whole": faults.is_empty(), "faults": faults,
                "newest_seal": newest, "looks": rows,
            }))
        }
        false => {
            let printed = asked.print_lines(&lines(&looks, &checked));
            faults.iter().for_each(|why| say(why, asked.lang));
            printed
        }
    };
    Ok(if printed == Exit::Done { exit } else { printed })
}

/// What is wrong with the log.
fn faults(
    asked: &Asked,
    file: &AccessFile,
    checked: &CheckedLooks,
) -> Result<Vec<Sentence>, AccessError> {
    let one = |(no, fault): &(i64, LookFault)| match fault {
        LookFault::NotALook => words::look_cut_off(no),
        LookFault::NotAsSealed => words::look_not_as_sealed(no),
    };
    let mut faults: Vec<Sentence> = checked.faults.iter().map(one).collect();
    if let Some(seal) = asked.text("seal")
        && !file.has_seal(seal)?
    {
        faults.push(words::look_seal_unknown(seal));
    }
    Ok(faults)
}

fn lines(looks: &Looks, checked: &CheckedLooks) -> Vec<Sentence> {
    let mut lines: Vec<Sentence> = looks.found.iter().flat_map(|(_, look)| told(look)).collect();
    if lines.is_empty() {
        lines.push(words::no_looks());
    }
    if checked.count > 0 {
        lines.push(words::newest_look(checked.count, &checked.newest_seal));
    }
    lines
}

fn told(look: &Logged) -> Vec<Sentence> {
    let by = Name::kept(&look.by);
    let by = match crate::ledger::account_beside(&by, &look.account) {
        Some(account) => acts::by_with_account(&by, account),
        None => Sentence::new(by.to_string(), by.to_string()),
    };
    let line = match look.whose.as_deref() {
        Some([]) => words::look_at_no_one(&look.at, by, &look.command),
        Some(whose) => words::look(&look.at, by, &look.command, words::look_whose(whose.len())),
        None => words::look(&look.at, by, &look.command, words::look_all()),
    };
    match look.reason.is_empty() {
        true => vec![line],
        false => vec![line, indented(&words::look_because(&look.reason))],
    }
}

fn row(no: i64, look: &Logged) -> Value {
    json!({
        "line": no, "at": look.at, "by": look.by, "account": look.account, "command": look.command,
        "whose": look.whose, "reason": look.reason, "seal": look.seal,
    })
}
