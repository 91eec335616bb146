//! `huzhu notice BILL_ID --ledger FILE [--out DIR]`: the sheet that a member is handed, from the ledger.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Command};

use super::Exit;
use super::claim_state::state_now;
use super::error::CommandError;
use super::explain::there_is;
use super::looks;
use super::sheets::keep_sheets;
use super::terminal::{print, say, tell_line};
use crate::ledger::{Access, Ledger, RunId};
use crate::nightly::readjudicate;
use crate::nightly::{NoSheet, Recall, Sheet, notice_page, notice_sheet, sheet_changes};
use crate::words::{Lang, Sentence, program};

pub(super) fn command(lang: Lang) -> Command {
    let path = |name: &'static str, value: &'static str, help: Sentence| {
        let arg = Arg::new(name).long(name).value_name(value);
        arg.value_parser(clap::value_parser!(PathBuf)).help(help.text(lang).to_owned())
    };
    let help = |help: Sentence| help.text(lang).to_owned();
    let bills = Arg::new("bill").value_name("BILL_ID").action(ArgAction::Append);
    let member = Arg::new("member").long("member").value_name("MEMBER");
    let run = Arg::new("run").long("run").value_name("RUN").value_parser(clap::value_parser!(i64));
    Command::new("notice")
        .about(help(program::about_notice()))
        .arg(bills.num_args(0..).help(help(program::notice_bill())))
        .arg(path("ledger", "FILE", program::explain_ledger()).required(true))
        .arg(member.help(help(program::notice_member())))
        .arg(run.help(help(program::notice_run())))
        .arg(path("out", "DIR", program::notice_out()))
        .args(looks::looker(lang))
        .group(ArgGroup::new("asked").args(["bill", "member", "run"]))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Exit {
    if !matches.contains_id("asked") {
        say(&program::notice_of_nothing(), lang);
        return Exit::Misused;
    }
    match written(matches, lang) {
        Ok(exit) => exit,
        Err(why) => {
            why.sentences().iter().for_each(|why| say(why, lang));
            Exit::Failed
        }
    }
}

fn written(matches: &ArgMatches, lang: Lang) -> Result<Exit, CommandError> {
    let path: &PathBuf = matches.get_one("ledger").expect("required by the command");
    let ledger = Ledger::open(path, Access::Read)?;
    let bills = asked(matches, &ledger)?;
    let recall = Recall::of(&ledger);
    let (mut sheets, mut wrong) = (Vec::new(), Vec::new());
    for bill in &bills {
        match notice_sheet(&recall, bill, lang) {
            Ok(sheet) => sheets.push(sheet),
            Err(why) => wrong.push(no_sheet(bill, why)),
        }
    }
    if !wrong.is_empty() {
        return Err(CommandError::NoNotices(wrong));
    }
    looks::log(&ledger, matches, "notice", looks::of_bills(&ledger, &bills)?)?;
    let Some(out) = matches.get_one::<PathBuf>("out") else {
        let all: Vec<&str> = sheets.iter().map(|sheet| sheet.html.as_str()).collect();
        let html = notice_page(&all, lang);
        return Ok(if print(&html, lang) { Exit::Done } else { Exit::Failed });
    };
    keep(out, path, &sheets, lang)?;
    tell_line(&program::notices_written(sheets.len(), out.display()), lang);
    Ok(Exit::Done)
}

/// The bills to write sheets for.
fn asked(matches: &ArgMatches, ledger: &Ledger) -> Result<Vec<String>, CommandError> {
    if let Some(member) = matches.get_one::<String>("member") {
        return of_member(ledger, member);
    }
    if let Some(run) = matches.get_one::<i64>("run").copied().map(RunId::from) {
        there_is(ledger, run)?;
        return Ok(sheet_changes::decided_by(ledger, run)?);
    }
    let (mut bills, mut wrong) = (Vec::new(), Vec::new());
    for text in matches.get_many::<String>("bill").into_iter().flatten() {
        match readjudicate::bill_named(ledger, text) {
            Ok(bill) => bills.push(bill),
            Err(why) => wrong.push(why.into()),
        }
    }
    if wrong.is_empty() { Ok(bills) } else { Err(CommandError::NoNotices(wrong)) }
}

/// All decided bills of a member, under any id.
fn of_member(ledger: &Ledger, member: &str) -> Result<Vec<String>, CommandError> {
    let unknown = || CommandError::UnknownMember {
        member_id: member.to_owned(),
        ledger: ledger.path().to_owned(),
    };
    let main = ledger.main_id(member)?;
    let found = readjudicate::newest(ledger, &main)?.ok_or_else(unknown)?;
    let bills = readjudicate::bills_of(&found);
    match bills.is_empty() {
        true => Err(CommandError::NoBillOfMember { member_id: member.to_owned() }),
        false => Ok(bills),
    }
}

/// Why there is no sheet of a bill.
fn no_sheet(bill: &str, why: NoSheet) -> CommandError {
    match why {
        NoSheet::Night(why) => why.into(),
        NoSheet::Undecided { status, was_decided } => {
            CommandError::Undecided(state_now(bill, &status, was_decided))
        }
    }
}

/// Writes one file for each sheet, which only their owner may read: all, or none where one is in the way.
fn keep(out: &Path, ledger: &Path, sheets: &[Sheet], lang: Lang) -> Result<(), CommandError> {
    let mut names = BTreeSet::new();
    let file = |sheet: &Sheet| {
        let name = file_name(&sheet.number, &mut names);
        (name, notice_page(&[&sheet.html], lang).into_bytes())
    };
    keep_sheets(out, ledger, sheets.iter().map(file).collect())
}

/// A file name for a number, which may hold any characters: one that no other sheet has.
fn file_name(number: &str, taken: &mut BTreeSet<String>) -> String {
    let plain = |c: char| if c.is_alphanumeric() || c == '-' || c == '.' { c } else { '_' };
    let plain: String = number.chars().map(plain).take(100).collect();
    let more = (2..).map(|more| format!("notice-{plain}_{more}.html"));
    let mut names = std::iter::once(format!("notice-{plain}.html")).chain(more);
    names.find(|name| taken.insert(name.clone())).expect("there is always another number")
}
