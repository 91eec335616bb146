//! `huzhu batch --rules RULES --data DIR --out DIR`: all bills of an office at once.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::Exit;
use super::arguments::{
    accept_rejects, amount, as_json, day, format, inputs, of_files, of_office_files, of_own_cost,
    own_cost, path, rules, threads,
};
use super::error::ArgumentError;
use super::lines::indented;
use super::night;
use super::progress::ProgressLine;
use super::rejects::{accepted, exit, flagged, flagged_members, notes, rejected};
use super::rules::{book, refuse};
use super::terminal::{print, say, tell_line};
use crate::batch::{self, Job, Report};
use crate::explanation::notice::Wanted;
use crate::intake::Inputs;
use crate::output::reports::Options;
use crate::output::{AreaTotal, Breakdown, HouseholdTotal, Outbox, ProtectedFiles};
use crate::scheme::Book;
use crate::words::{self, Lang, Sentence, program, values};

/// Towns that the summary shows of many.
const TOWNS_SHOWN: usize = 10;

pub(super) fn command(lang: Lang) -> Command {
    Command::new("batch")
        .about(program::about_batch().text(lang).to_owned())
        .arg(rules(lang).long("rules"))
        .args(of_files(lang))
        .args(of_office_files(lang))
        .arg(path("out", "DIR", program::batch_out(), lang).required(true))
        .args(of_run(lang))
        .arg(on(lang))
        .args(of_own_cost(lang))
        .group(own_cost())
        .args(night::of_ledger(lang))
        .arg(format(lang))
}

/// Arguments on how to decide, and on what to write beside the decisions.
fn of_run(lang: Lang) -> [Arg; 5] {
    let flag = |name: &'static str, help: Sentence| {
        Arg::new(name).long(name).help(help.text(lang).to_owned())
    };
    [
        threads(lang),
        flag("explain", program::batch_explain()).action(ArgAction::SetTrue),
        flag("notices", program::batch_notices()).action(ArgAction::SetTrue),
        flag("notice", program::batch_notice())
            .value_name("BILL_ID")
            .action(ArgAction::Append)
            .conflicts_with("notices"),
        accept_rejects(lang),
    ]
}

/// The day of reports.
fn on(lang: Lang) -> Arg {
    let on = Arg::new("on").long("on").value_name("DATE").value_parser(day);
    on.help(program::batch_on().text(lang).to_owned())
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Exit {
    let Some(inputs) = inputs(matches) else {
        say(&program::inputs_missing(), lang);
        return Exit::Misused;
    };
    if matches.contains_id("ledger") {
        if matches.get_flag("notices") || matches.contains_id("notice") {
            say(&program::night_no_notices(), lang);
            return Exit::Misused;
        }
        return night::of_batch(matches, &inputs, lang);
    }
    decide(matches, &inputs, lang)
}

fn decide(matches: &ArgMatches, inputs: &Inputs, lang: Lang) -> Exit {
    let path = |name| matches.get_one::<PathBuf>(name).expect("required by the command");
    let kept = ProtectedFiles::default().and_rules(path("rules")).and(inputs.paths());
    if let Err(why) = Outbox::spares(path("out"), crate::batch::FILES, &kept) {
        say(&why.sentence(), lang);
        return Exit::Failed;
    }
    let (book, rules) = match book(path("rules")) {
        Ok(read) => read,
        Err(why) => return refuse(&why, lang),
    };
    let asked = matches.get_many::<String>("notice");
    let asked: BTreeSet<String> = asked.into_iter().flatten().cloned().collect();
    let reports = match reports(matches, &book) {
        Ok(reports) => reports,
        Err(why) => {
            say(&why.sentence(), lang);
            return Exit::Misused;
        }
    };
    let (out, progress) = (path("out"), ProgressLine::begin(lang));
    let ran = batch::run(&Job {
        book: &book,
        rules: &rules,
        inputs,
        out,
        threads: matches.get_one::<u16>("threads").map(|&threads| threads.into()),
        explains: matches.get_flag("explain"),
        notices: match matches.get_flag("notices") {
            true => Wanted::All,
            false if asked.is_empty() => Wanted::None,
            false => Wanted::Only(&asked),
        },
        reports,
        lang,
        watch: &progress,
    });
    drop(progress);
    match ran {
        Ok(report) => sum_up(&report, &book, matches, lang),
        Err(why) => {
            why.sentences().iter().for_each(|why| say(why, lang));
            say(&program::nothing_kept(), lang);
            Exit::Failed
        }
    }
}

/// The reports to write.
fn reports(matches: &ArgMatches, book: &Book) -> Result<Options, ArgumentError> {
    let hardship = matches.get_one::<String>("hardship");
    let hardship = hardship.map(|text| amount(text, book.vocabulary.currency)).transpose()?;
    let share = matches.get_one::<String>("hardship-share");
    let hardship_share = share.map(|text| text.parse()).transpose()?;
    let (on, full_ids) = (matches.get_one("on").copied(), matches.get_flag("full-ids"));
    Ok(Options { on, within: None, hardship, hardship_share, full_ids })
}

/// Prints the summary. The outputs are in place, whether or not it can be printed.
fn sum_up(report: &Report, book: &Book, matches: &ArgMatches, lang: Lang) -> Exit {
    let out: &PathBuf = matches.get_one("out").expect("required by the command");
    let asked = matches.get_flag("notices") || matches.contains_id("notice");
    let noticed = asked.then(|| program::batch_noticed(report.notices));
    let without = report.without_notice.iter().map(program::batch_without_notice);
    let most = matches.get_one::<u64>("accept-rejects").copied();
    let accepted = accepted(report.summary.rejected_rows, most);
    let lines = lines(report, (book, out), lang).into_iter();
    let lines = lines.chain(noticed).chain(without).chain(accepted);
    for sentence in lines {
        tell_line(&sentence, lang);
    }
    if as_json(matches) {
        let summary = serde_json::to_string_pretty(&report.summary);
        print(&(summary.expect("a summary is text and numbers") + "\n"), lang);
    }
    exit(report.summary.rejected_rows, most)
}

/// The summary of a run, for a person.
fn lines(report: &Report, (book, out): (&Book, &Path), lang: Lang) -> Vec<Sentence> {
    let (summary, inputs) = (&report.summary, &report.manifest.inputs);
    let bills = &summary.bills;
    let mut lines = vec![program::batch_read(summary.members, summary.enrolments, inputs[2].rows)];
    lines.push(program::batch_decided(bills.decided, bills.paid, bills.nil, bills.denied));
    for (code, count) in &summary.denied_by_reason {
        lines.push(indented(&program::batch_denied(words::codes(code), count)));
    }
    lines.extend(flagged(&summary.flags));
    lines.extend(rejected(summary.rejected_rows, &summary.rejected_by_code));
    lines.extend(flagged_members(&summary.member_flags));
    let (duplicates, superseded) = (summary.duplicates, summary.superseded);
    lines.push(program::batch_left_out(duplicates, superseded, summary.void));
    for input in inputs.iter().filter(|input| !input.ignored_columns.is_empty()) {
        lines.push(ignored(&input.file, &input.ignored_columns));
    }
    lines.extend(notes(inputs));
    lines.push(program::batch_payable(&summary.payable, summary.currency));
    for benefit in &summary.benefits {
        let title = if lang == Lang::Chinese { &benefit.title_zh } else { &benefit.title };
        lines.push(indented(&program::batch_benefit(title, &benefit.payable)));
    }
    lines.push(program::batch_payments(summary.payments, &summary.due_now, summary.currency));
    lines.extend(places(&summary.breakdown));
    lines.extend(people(&summary.breakdown, book));
    lines.push(program::batch_outputs(out.display()));
    lines
}

/// Payments by place: all hospital levels and districts, and the towns with the largest payments.
fn places(breakdown: &Breakdown) -> Vec<Sentence> {
    let share = |share: &Option<String>| share.clone().unwrap_or_else(|| "-".to_owned());
    let mut lines = vec![program::batch_by_level()];
    for level in &breakdown.by_hospital_level {
        let (amount, share) = (&level.payable, share(&level.share_of_payable));
        lines.push(indented(&match level.hospital_level {
            "none" => program::batch_no_level(amount, share),
            level => {
                let chinese = values::usual("hospital_level", level).text(Lang::Chinese).to_owned();
                program::batch_level(Sentence::new(level.to_owned(), chinese), amount, share)
            }
        }));
    }
    let area = |area: &AreaTotal| {
        let insured = share(&area.share_of_insured);
        let (amount, share) = (&area.payable, share(&area.share_of_payable));
        indented(&match area.path.as_str() {
            "" => program::batch_no_area(amount, share, insured),
            path => program::batch_area(path, amount, share, insured),
        })
    };
    lines.push(program::batch_by_district());
    lines.extend(breakdown.by_district.iter().map(area));
    let towns = breakdown.largest_towns();
    let shown = towns.len().min(TOWNS_SHOWN);
    lines.push(match towns.len() {
        all if all > shown => program::batch_by_some_towns(shown, all),
        _ => program::batch_by_town(),
    });
    lines.extend(towns.iter().take(shown).map(|town| area(town)));
    if towns.len() > shown {
        lines.push(indented(&program::batch_more_towns(towns.len() - shown)));
    }
    lines
}

/// The participation of units, and members in hardship.
fn people(breakdown: &Breakdown, book: &Book) -> Vec<Sentence> {
    let mut lines = Vec::new();
    if let Some(participation) = &breakdown.participation {
        for plan in &participation.plans {
            let on = &participation.on;
            lines.push(program::batch_participation(
                titled(book, &plan.plan),
                on,
                plan.meet,
                plan.below,
                plan.too_small,
            ));
        }
    }
    if let Some(hardship) = &breakdown.hardship {
        let currency = book.vocabulary.currency.code();
        lines.push(program::batch_left_with(hardship.members, &hardship.above, currency));
    }
    if let Some(total) = &breakdown.households {
        lines.push(households(total, "reports/households.csv"));
    }
    lines
}

/// Households with much own cost beside their income, which are in a file.
pub(super) fn households(total: &HouseholdTotal, file: &str) -> Sentence {
    let HouseholdTotal { share, above, without_income, incomes_differ } = total;
    program::batch_above_share(share, above, file, without_income, incomes_differ)
}

/// A plan by its id, in Chinese by its title.
fn titled(book: &Book, id: &str) -> Sentence {
    let mut plans = book.editions.iter().rev().flat_map(|edition| &edition.plans);
    let title = plans.find(|plan| plan.id == id).map_or(id, |plan| plan.title.text(Lang::Chinese));
    Sentence::new(id.to_owned(), title.to_owned())
}

/// More columns that no rule uses are only counted.
const MOST_COLUMNS: usize = 20;

fn ignored(file: &str, columns: &[String]) -> Sentence {
    let (shown, rest) = columns.split_at(columns.len().min(MOST_COLUMNS));
    let line = program::batch_ignored(file, shown.join(" "));
    if rest.is_empty() {
        return line;
    }
    Sentence::list(&[line, program::batch_ignored_more(rest.len())])
}
