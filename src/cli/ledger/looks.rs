//! `huzhu ledger looks FILE`: who looked at the personal data of whom, and whether the log is whole.

use clap::Command;
use serde_json::{Value, json};

use super::arguments::{file, named};
use super::asked::{Asked, Done};
use crate::cli::Exit;
use crate::cli::arguments::{day, format};
use crate::cli::lines::indented;
use crate::cli::terminal::say;
use crate::date::Day;
use crate::ledger::{Access, Ledger, LedgerError, Logged, LookFault, Looks, Name};
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
    let looks = ledger.looks()?;
    let faults = faults(asked, &looks);
    let member = asked.text("member").map(|id| look_words(&ledger, id)).transpose()?;
    let is_asked = |(_, look): &&(usize, Logged)| is_asked(asked, member.as_deref(), look);
    let rows: Vec<&(usize, Logged)> = looks.looks.iter().filter(is_asked).collect();
    let exit = if faults.is_empty() { Exit::Done } else { Exit::Failed };
    let printed = match asked.as_json() {
        true => {
            let faults: Vec<&str> = faults.iter().map(|why| why.text(asked.lang)).collect();
            let rows: Vec<Value> = rows.iter().map(|(no, look)| row(*no, look)).collect();
            asked.print_json(&json!({
                "format": "huzhu-looks/1", "whole": faults.is_empty(), "faults": faults,
                "newest_seal": looks.newest_seal(), "looks": rows,
            }))
        }
        false => {
            let printed = asked.print_lines(&lines(&looks, &rows));
            faults.iter().for_each(|why| say(why, asked.lang));
            printed
        }
    };
    Ok(if printed == Exit::Done { exit } else { printed })
}

/// The words by which the log names a person, under every id and spelling.
fn look_words(ledger: &Ledger, id: &str) -> Result<Vec<String>, LedgerError> {
    let mut ids = ledger.spellings(id)?;
    let main = ledger.main_id(id)?;
    let same = ledger.same_people()?;
    ids.extend(same.into_iter().filter(|(_, of)| *of == main).map(|(other, _)| other));
    ids.push(main);
    Ok(ledger.look_words(&ids)?.unwrap_or_default())
}

/// What is wrong with the log.
fn faults(asked: &Asked, looks: &Looks) -> Vec<Sentence> {
    let one = |(no, fault): &(usize, LookFault)| match fault {
        LookFault::NotALook => words::look_cut_off(no),
        LookFault::NotAsSealed => words::look_not_as_sealed(no),
    };
    let mut faults: Vec<Sentence> = looks.faults.iter().map(one).collect();
    let noted = asked.text("seal").filter(|seal| {
        let seal = seal.to_lowercase();
        !looks.looks.iter().any(|(_, look)| look.seal == seal)
    });
    faults.extend(noted.map(words::look_seal_unknown));
    faults
}

fn is_asked(asked: &Asked, member: Option<&[String]>, look: &Logged) -> bool {
    let day = look.at.get(..10).and_then(Day::parse);
    let of_day = |name| asked.matches.get_one::<Day>(name);
    let is_of = |words: &[String]| {
        look.whose.as_ref().is_none_or(|whose| whose.iter().any(|word| words.contains(word)))
    };
    let is_by = |name: &Name| Name::kept(&look.by).is_same_person(name);
    member.is_none_or(is_of)
        && asked.matches.get_one::<Name>("by").is_none_or(is_by)
        && of_day("from").is_none_or(|from| day.is_some_and(|day| *from <= day))
        && of_day("to").is_none_or(|to| day.is_some_and(|day| day <= *to))
}

fn lines(looks: &Looks, rows: &[&(usize, Logged)]) -> Vec<Sentence> {
    let mut lines: Vec<Sentence> = rows.iter().flat_map(|(_, look)| told(look)).collect();
    if lines.is_empty() {
        lines.push(words::no_looks());
    }
    let newest = |seal| words::newest_look(looks.looks.len(), seal);
    lines.extend(looks.newest_seal().map(newest));
    lines
}

fn told(look: &Logged) -> Vec<Sentence> {
    let by = Name::kept(&look.by);
    let by = match crate::ledger::account_beside(&by, &look.account) {
        Some(account) => acts::by_with_account(&by, account),
        None => Sentence::new(by.to_string(), by.to_string()),
    };
    let whose = match &look.whose {
        Some(whose) => words::look_whose(whose.len()),
        None => words::look_all(),
    };
    let line = words::look(&look.at, by, &look.command, whose);
    match look.reason.is_empty() {
        true => vec![line],
        false => vec![line, indented(&words::look_because(&look.reason))],
    }
}

fn row(no: usize, look: &Logged) -> Value {
    json!({
        "line": no, "at": look.at, "by": look.by, "account": look.account, "command": look.command,
        "whose": look.whose, "reason": look.reason, "seal": look.seal,
    })
}
