//! `huzhu pseudonymise --rules RULES --data DIR --key FILE --out DIR`: the files of an office, to be handed on.

use std::path::PathBuf;

use clap::{ArgMatches, Command};

use super::Exit;
use super::arguments::{
    accept_rejects, as_json, format, inputs, of_files, of_office_files, path, rules,
};
use super::progress::ProgressLine;
use super::rejects::exit;
use super::rules::{book, refuse};
use super::terminal::{print, say, tell_line};
use crate::claim::MemberIds;
use crate::pseudonyms::{self, Job, Written};
use crate::words::{Lang, program, pseudonyms as words};

pub(super) fn command(lang: Lang) -> Command {
    Command::new("pseudonymise")
        .about(words::about().text(lang).to_owned())
        .arg(rules(lang).long("rules").help(words::arg_rules().text(lang).to_owned()))
        .args(of_files(lang))
        .args(of_office_files(lang))
        .arg(path("key", "FILE", words::arg_key(), lang).required(true))
        .arg(path("out", "DIR", words::arg_out(), lang).required(true))
        .arg(accept_rejects(lang))
        .arg(format(lang))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Exit {
    let Some(inputs) = inputs(matches) else {
        say(&program::inputs_missing(), lang);
        return Exit::Misused;
    };
    let path = |name| matches.get_one::<PathBuf>(name).expect("required by the command");
    let (book, _) = match book(path("rules")) {
        Ok(read) => read,
        Err(why) => return refuse(&why, lang),
    };
    let (vocabulary, watch) = (book.vocabulary(), ProgressLine::begin(lang));
    let (inputs, key, out) = (&inputs, path("key"), path("out"));
    let written = pseudonyms::run(&Job { vocabulary, inputs, key, out, watch: &watch });
    drop(watch);
    match written {
        Ok(written) => {
            let takes_residents_alone = vocabulary.member_ids() == MemberIds::Resident;
            sum_up(&written, takes_residents_alone, matches, lang)
        }
        Err(why) => {
            why.sentences().iter().for_each(|why| say(why, lang));
            say(&program::nothing_kept(), lang);
            Exit::Failed
        }
    }
}

fn sum_up(
    written: &Written,
    takes_residents_alone: bool,
    matches: &ArgMatches,
    lang: Lang,
) -> Exit {
    let path = |name| matches.get_one::<PathBuf>(name).expect("required by the command");
    let [members, enrolments, bills] = written.rows;
    let left_out: u64 = written.left_out.iter().sum();
    let lines = [
        Some(words::written(members, enrolments, bills, path("out").display())),
        written.made_key.then(|| words::key_made(path("key").display())),
        (left_out > 0).then(|| words::left_out(left_out)),
        takes_residents_alone.then(words::any_ids),
        Some(words::still_personal()),
    ];
    lines.iter().flatten().for_each(|line| tell_line(line, lang));
    if as_json(matches) {
        let counts = serde_json::to_string_pretty(written).expect("counts are text and numbers");
        // The files are in place, whether or not this can be printed.
        print(&(counts + "\n"), lang);
    }
    exit(left_out, matches.get_one("accept-rejects").copied())
}
