//! `huzhu replay --baseline RULES --data DIR --out DIR`: what other rules would have paid.

mod arguments;
mod member_list;
mod question;
mod scenarios;
mod wrong;

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use crate::access::{AccessError, Whose};
use crate::cli::Exit;
use crate::cli::arguments::{as_json, inputs};
use crate::cli::looks;
use crate::cli::progress::ProgressLine;
use crate::cli::terminal::{print, say, tell_line};
use crate::cli::today::today;
use crate::intake::Inputs;
use crate::ledger::{Access, Ledger, ManualFactsFile};
use crate::output::{Outbox, ProtectedFiles};
use crate::replay;
use crate::report::{self, Report};
use crate::scenario::Scenario;
use crate::words::{Lang, Sentence, program};
pub(super) use arguments::command;
use arguments::{path, texts};
use question::Question;
use scenarios::named;
use wrong::Wrong;

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Exit {
    let inputs = inputs(matches);
    let out = path(matches, "out").expect("required by the command");
    if let Err(why) = Outbox::spares(out, replay::FILES, &protected(matches, inputs.as_ref())) {
        say(&why.sentence(), lang);
        return Exit::Failed;
    }
    if let Err(why) = log_look(matches) {
        say(&why.sentence(), lang);
        return Exit::Failed;
    }
    let facts = match manual_facts(matches) {
        Ok(facts) => facts,
        Err(reasons) => {
            reasons.iter().for_each(|why| say(why, lang));
            return Exit::Failed;
        }
    };
    let mut wrong = Wrong::default();
    let files = inputs.as_ref().map(|inputs| (inputs, facts.as_ref()));
    let question = Question::read(matches, files, &mut wrong);
    let report = question.and_then(|question| {
        let progress = ProgressLine::begin(lang);
        let job = question.job(matches, &progress);
        let report = replay::run(&job, question.history, out, lang);
        drop(progress); // The last line of the terminal is free again before anything is reported.
        wrong.unless(report)
    });
    match report {
        Some(report) => {
            print_summary(&report, matches, lang);
            Exit::Done
        }
        None => wrong.tell(lang),
    }
}

/// A replay of a ledger that names members is a look at all of them.
fn log_look(matches: &ArgMatches) -> Result<(), AccessError> {
    match path(matches, "ledger").filter(|_| matches.get_flag("full-ids")) {
        None => Ok(()),
        Some(path) => {
            let ledger = Ledger::open(path, Access::Read)?;
            looks::log_as(&ledger, matches, ("replay", None), Whose::All)
        }
    }
}

/// The files that are read, which no output may replace.
fn protected(matches: &ArgMatches, inputs: Option<&Inputs>) -> ProtectedFiles {
    let files = ["only", "key"].into_iter().filter_map(|name| path(matches, name));
    let patches = texts(matches, "patch").map(|text| Path::new(named(text).1));
    let kept = ProtectedFiles::default().and(inputs.into_iter().flat_map(Inputs::paths));
    let kept = kept.and(files).and(patches).and(manual_facts_file(matches));
    let kept = path(matches, "ledger").into_iter().fold(kept, ProtectedFiles::and_ledger);
    let rules = texts(matches, "baseline").chain(texts(matches, "scenario"));
    rules.flat_map(Scenario::paths).fold(kept, ProtectedFiles::and_rules)
}

/// The file of manual facts, where it lies beside the three files.
fn manual_facts_file(matches: &ArgMatches) -> Option<PathBuf> {
    let file = path(matches, "data")?.join(ManualFactsFile::NAME);
    file.symlink_metadata().is_ok().then_some(file)
}

/// The manual facts beside the three files, or every mistake in them.
fn manual_facts(matches: &ArgMatches) -> Result<Option<ManualFactsFile>, Vec<Sentence>> {
    manual_facts_file(matches).map(|path| ManualFactsFile::read(&path, today())).transpose()
}

/// The answer in a few lines, and where the files are; the whole report where JSON is asked for.
fn print_summary(report: &Report, matches: &ArgMatches, lang: Lang) {
    let mut lines = report::summary(report);
    let out = matches.get_one::<PathBuf>("out").expect("required by the command");
    lines.push(program::batch_outputs(out.display()));
    for line in lines {
        tell_line(&line, lang);
    }
    if as_json(matches) {
        let json = serde_json::to_string_pretty(report);
        print(&(json.expect("a report is text and numbers") + "\n"), lang);
    }
}
