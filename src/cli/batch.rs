//! `huzhu batch --rules RULES --data DIR --out DIR`: all bills of an office at once.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::{Exit, as_json, book, format, print, refuse, rules, say, tell};
use crate::batch::{self, Job, Report};
use crate::exchange::Inputs;
use crate::notice::Wanted;
use crate::words::{Lang, Sentence, program};

pub(super) fn command(lang: Lang) -> Command {
    let flag = |name: &'static str, value: &'static str, help: Sentence| {
        Arg::new(name)
            .long(name)
            .value_name(value)
            .value_parser(clap::value_parser!(PathBuf))
            .help(help.text(lang).to_owned())
    };
    Command::new("batch")
        .about(program::about_batch().text(lang).to_owned())
        .arg(rules(lang).long("rules"))
        .arg(flag("data", "DIR", program::batch_data()).conflicts_with_all([
            "members",
            "enrolments",
            "bills",
        ]))
        .arg(flag("members", "FILE", program::batch_members()))
        .arg(flag("enrolments", "FILE", program::batch_enrolments()))
        .arg(flag("bills", "FILE", program::batch_bills()))
        .arg(flag("out", "DIR", program::batch_out()).required(true))
        .arg(
            Arg::new("threads")
                .long("threads")
                .value_name("N")
                .value_parser(clap::value_parser!(u16).range(1..=1024))
                .help(program::batch_threads().text(lang).to_owned()),
        )
        .arg(
            Arg::new("explain")
                .long("explain")
                .action(ArgAction::SetTrue)
                .help(program::batch_explain().text(lang).to_owned()),
        )
        .arg(
            Arg::new("notices")
                .long("notices")
                .action(ArgAction::SetTrue)
                .help(program::batch_notices().text(lang).to_owned()),
        )
        .arg(
            Arg::new("notice")
                .long("notice")
                .value_name("BILL_ID")
                .action(ArgAction::Append)
                .conflicts_with("notices")
                .help(program::batch_notice().text(lang).to_owned()),
        )
        .arg(format(lang))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Exit {
    let Some(inputs) = inputs(matches) else {
        say(&program::inputs_missing(), lang);
        return Exit::Misused;
    };
    let path = |name| matches.get_one::<PathBuf>(name).expect("required by the command");
    let (book, rules) = match book(path("rules")) {
        Ok(read) => read,
        Err(why) => return refuse(&why, lang),
    };
    let asked = matches.get_many::<String>("notice");
    let asked: BTreeSet<String> = asked.into_iter().flatten().cloned().collect();
    let job = Job {
        book: &book,
        rules: &rules,
        inputs: &inputs,
        out: path("out"),
        threads: matches.get_one::<u16>("threads").map(|&threads| threads.into()),
        explains: matches.get_flag("explain"),
        notices: match matches.get_flag("notices") {
            true => Wanted::All,
            false if asked.is_empty() => Wanted::None,
            false => Wanted::Only(&asked),
        },
        lang,
        watch: &(),
    };
    match batch::run(&job) {
        Ok(report) => sum_up(&report, matches, job.out, lang),
        Err(reasons) => {
            reasons.iter().for_each(|why| say(why, lang));
            say(&program::nothing_kept(), lang);
            Exit::Failed
        }
    }
}

fn inputs(matches: &ArgMatches) -> Option<Inputs> {
    let file = |name| matches.get_one::<PathBuf>(name).cloned();
    match file("data") {
        Some(folder) => Some(Inputs::in_folder(&folder)),
        None => Some(Inputs {
            members: file("members")?,
            enrolments: file("enrolments")?,
            bills: file("bills")?,
        }),
    }
}

/// The outputs are in their place, whether or not anybody can read of it here.
fn sum_up(report: &Report, matches: &ArgMatches, out: &Path, lang: Lang) -> Exit {
    let asked = matches.get_flag("notices") || matches.contains_id("notice");
    let noticed = asked.then(|| program::batch_noticed(report.notices));
    let without = report.without_notice.iter().map(program::batch_without_notice);
    let lines = lines(report, out, lang).into_iter().chain(noticed).chain(without);
    for sentence in lines {
        tell(&format!("{}\n", sentence.text(lang)));
    }
    if as_json(matches) {
        let summary = serde_json::to_string_pretty(&report.summary);
        print(&(summary.expect("a summary is text and numbers") + "\n"), lang);
    }
    if report.summary.rejected_rows == 0 { Exit::Done } else { Exit::Rejected }
}

/// What a person wants to know of a run.
fn lines(report: &Report, out: &Path, lang: Lang) -> Vec<Sentence> {
    let (summary, inputs) = (&report.summary, &report.manifest.inputs);
    let bills = &summary.bills;
    let mut lines = vec![program::batch_read(summary.members, summary.enrolments, inputs[2].rows)];
    lines.push(program::batch_decided(bills.decided, bills.paid, bills.nil, bills.denied));
    let indented = |line: Sentence| {
        Sentence::new(
            format!("  {}", line.text(Lang::English)),
            format!("  {}", line.text(Lang::Chinese)),
        )
    };
    for (code, count) in &summary.denied_by_reason {
        lines.push(indented(program::batch_denied(code, count)));
    }
    if summary.rejected_rows > 0 {
        lines.push(program::batch_rejected(summary.rejected_rows));
    }
    for (code, count) in &summary.rejected_by_code {
        lines.push(indented(program::batch_rejected_for(code, count)));
    }
    let (duplicates, superseded) = (summary.duplicates, summary.superseded);
    lines.push(program::batch_left_out(duplicates, superseded, summary.void));
    for input in inputs.iter().filter(|input| !input.ignored_columns.is_empty()) {
        lines.push(ignored(&input.file, &input.ignored_columns));
    }
    lines.push(program::batch_payable(&summary.payable, summary.currency));
    for benefit in &summary.benefits {
        let title = if lang == Lang::Chinese { &benefit.title_zh } else { &benefit.title };
        lines.push(indented(program::batch_benefit(title, &benefit.payable)));
    }
    lines.push(program::batch_payments(summary.payments, &summary.due_now, summary.currency));
    lines.push(program::batch_outputs(out.display()));
    lines
}

/// More columns that nobody asked for are only counted.
const MOST_COLUMNS: usize = 20;

fn ignored(file: &str, columns: &[String]) -> Sentence {
    let (shown, rest) = columns.split_at(columns.len().min(MOST_COLUMNS));
    let line = program::batch_ignored(file, shown.join(" "));
    if rest.is_empty() {
        return line;
    }
    Sentence::list(&[line, program::batch_ignored_more(rest.len())])
}
