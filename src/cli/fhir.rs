//! `huzhu fhir --results DIR --out DIR`: what was decided, for systems that read FHIR.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::Value;

use super::Exit;
use super::arguments::{as_json, format, path};
use super::error::{ArgumentError, CommandError};
use super::explain::there_is;
use super::looks;
use super::terminal::{print, say, tell_line};
use super::today::now;
use crate::access::Whose;
use crate::date::Day;
use crate::fhir::{DecidedOnBill, FhirError, Job, Naming, Written, decided_in, write};
use crate::ledger::{Access, Ledger, RunId};
use crate::nightly::readjudicate::Found;
use crate::nightly::{Recall, sheet_changes};
use crate::output::ProtectedFiles;
use crate::pseudonyms::Key;
use crate::words::{Lang, Sentence, fhir as words};

pub(super) fn command(lang: Lang) -> Command {
    let flag = |name: &'static str, help: Sentence| {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(help.text(lang).to_owned())
    };
    let run = Arg::new("run").long("run").value_name("RUN").value_parser(clap::value_parser!(i64));
    let created = Arg::new("created").long("created").value_name("TIME").value_parser(moment);
    Command::new("fhir")
        .about(words::about().text(lang).to_owned())
        .arg(path("results", "DIR", words::arg_results(), lang).conflicts_with("ledger"))
        .arg(path("ledger", "FILE", words::arg_ledger(), lang).requires("run"))
        .arg(run.requires("ledger").help(words::arg_run().text(lang).to_owned()))
        .arg(path("out", "DIR", words::arg_out(), lang).required(true))
        .arg(flag("bundle", words::arg_bundle()))
        .arg(created.help(words::arg_created().text(lang).to_owned()))
        .arg(path("key", "FILE", words::arg_key(), lang).conflicts_with("full-ids"))
        .arg(flag("full-ids", words::arg_full_ids()).requires("reason"))
        .args(looks::looker(lang))
        .arg(format(lang))
}

/// A moment with its zone, or a day, as FHIR writes them.
fn moment(text: &str) -> Result<String, ArgumentError> {
    let has_zone = || text.parse::<jiff::Timestamp>().is_ok() && text.contains('T');
    match Day::parse(text).is_some() || has_zone() {
        true => Ok(text.to_owned()),
        false => Err(ArgumentError::Refused(words::not_a_moment(text))),
    }
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Exit {
    if !matches.contains_id("results") && !matches.contains_id("ledger") {
        say(&words::source_missing(), lang);
        return Exit::Misused;
    }
    match exported(matches) {
        Ok(written) => {
            let out: &PathBuf = matches.get_one("out").expect("required by the command");
            tell_line(&words::written(written.bills, out.display()), lang);
            if as_json(matches) {
                let counts = serde_json::to_string_pretty(&written);
                print(&(counts.expect("counts are text and numbers") + "\n"), lang);
            }
            Exit::Done
        }
        Err(why) => {
            why.sentences().iter().for_each(|why| say(why, lang));
            Exit::Failed
        }
    }
}

fn exported(matches: &ArgMatches) -> Result<Written, CommandError> {
    let path = |name| matches.get_one::<PathBuf>(name).map(PathBuf::as_path);
    let mut naming = naming(path("key"), matches.get_flag("full-ids"))?;
    let created = matches.get_one::<String>("created").cloned().unwrap_or_else(now);
    let reason = matches.get_one::<String>("reason").map(String::as_str);
    let protected = ProtectedFiles::default().and(path("key"));
    let job = |protected| Job {
        out: path("out").expect("required by the command"),
        protected,
        created: &created,
        bundle: matches.get_flag("bundle"),
        reason: reason.filter(|_| matches.get_flag("full-ids")),
    };
    let Some(ledger) = path("ledger") else {
        let folder = path("results").unwrap_or(Path::new("."));
        let bills = decided_in(folder)?.map(|bill| bill.map_err(CommandError::from));
        return write(&job(&protected), &mut naming, bills);
    };
    let protected = protected.and_ledger(ledger);
    let ledger = Ledger::open(ledger, Access::Read)?;
    let run = RunId::from(*matches.get_one::<i64>("run").expect("required beside a ledger"));
    there_is(&ledger, run)?;
    looks::log(&ledger, matches, "fhir", Whose::All)?;
    let recall = Recall::of(&ledger);
    let bills = sheet_changes::postings_by(&ledger, run)?.flat_map(|posting| {
        let decided = posting.map_err(CommandError::from);
        match decided.and_then(|(found, bills)| decided_on(&recall, &found, &bills)) {
            Ok(bills) => bills.into_iter().map(Ok).collect(),
            Err(why) => vec![Err(why)],
        }
    });
    write(&job(&protected), &mut naming, bills)
}

fn naming(key: Option<&Path>, full_ids: bool) -> Result<Naming, CommandError> {
    Ok(match key {
        Some(key) => {
            let key = Key::in_file(key).map_err(|why| CommandError::Refused(why.sentences()))?;
            Naming::keyed(&key.0)
        }
        None if full_ids => Naming::Whole,
        None => Naming::numbered(),
    })
}

/// What a posting decided on some bills.
fn decided_on(
    recall: &Recall,
    found: &Found,
    bills: &[String],
) -> Result<Vec<DecidedOnBill>, CommandError> {
    let of = |mut trace: Value| {
        trace["member_id"] = found.latest.content.member_id.as_str().into();
        Ok(DecidedOnBill::read(trace).ok_or(FhirError::NotAnExplanation { line: 1 })?)
    };
    recall.traces(found, bills)?.into_iter().map(of).collect()
}
