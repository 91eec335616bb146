//! `huzhu batch --rules RULES --data DIR --out DIR`: all bills of an office at once.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::progress::Progress;
use super::{Exit, as_json, book, format, print, refuse, rules, say, tell_line};
use crate::batch::{self, Job, Report};
use crate::date::Day;
use crate::exchange::{AreaTotal, BLOCKED, Breakdown, Inputs, Kept, Outbox};
use crate::explanation::notice::Wanted;
use crate::money::{Currency, Money};
use crate::reports::Options;
use crate::words::{self, Lang, Sentence, program, rules as rule_words};

/// Towns that are shown of many.
const TOWNS_SHOWN: usize = 10;

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
        .arg(
            Arg::new("accept-rejects")
                .long("accept-rejects")
                .value_name("N")
                .value_parser(clap::value_parser!(u64))
                .help(program::batch_accept_rejects().text(lang).to_owned()),
        )
        .args(of_reports(lang))
        .args(super::night::arguments(lang))
        .arg(format(lang))
}

/// What is asked of the reports.
fn of_reports(lang: Lang) -> [Arg; 3] {
    [
        Arg::new("on")
            .long("on")
            .value_name("DATE")
            .value_parser(|text: &str| Day::parse(text).ok_or_else(|| rule_words::not_a_date(text)))
            .help(program::batch_on().text(lang).to_owned()),
        Arg::new("hardship")
            .long("hardship")
            .value_name("AMOUNT")
            .help(program::batch_hardship().text(lang).to_owned()),
        Arg::new("full-ids")
            .long("full-ids")
            .action(ArgAction::SetTrue)
            .requires("hardship")
            .help(program::batch_full_ids().text(lang).to_owned()),
    ]
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
        return super::night::run(matches, &inputs, lang);
    }
    let path = |name| matches.get_one::<PathBuf>(name).expect("required by the command");
    let kept = Kept::default().and_rules(path("rules")).and(inputs.paths());
    if let Err(why) = Outbox::spares(path("out"), &kept) {
        say(&why, lang);
        return Exit::Failed;
    }
    let (book, rules) = match book(path("rules")) {
        Ok(read) => read,
        Err(why) => return refuse(&why, lang),
    };
    let asked = matches.get_many::<String>("notice");
    let asked: BTreeSet<String> = asked.into_iter().flatten().cloned().collect();
    let hardship = matches.get_one::<String>("hardship");
    let hardship = match hardship.map(|text| amount(text, book.vocabulary.currency)).transpose() {
        Ok(amount) => amount,
        Err(why) => {
            say(&why, lang);
            return Exit::Misused;
        }
    };
    let (out, progress) = (path("out"), Progress::begin(lang));
    let ran = batch::run(&Job {
        book: &book,
        rules: &rules,
        inputs: &inputs,
        out,
        threads: matches.get_one::<u16>("threads").map(|&threads| threads.into()),
        explains: matches.get_flag("explain"),
        notices: match matches.get_flag("notices") {
            true => Wanted::All,
            false if asked.is_empty() => Wanted::None,
            false => Wanted::Only(&asked),
        },
        reports: Options {
            on: matches.get_one("on").copied(),
            hardship,
            full_ids: matches.get_flag("full-ids"),
        },
        lang,
        watch: &progress,
    });
    drop(progress);
    match ran {
        Ok(report) => sum_up(&report, matches, out, lang),
        Err(reasons) => {
            reasons.iter().for_each(|why| say(why, lang));
            say(&program::nothing_kept(), lang);
            Exit::Failed
        }
    }
}

/// An amount from nothing up, in the currency of the rules.
pub(super) fn amount(text: &str, currency: Currency) -> Result<Money, Sentence> {
    match currency.parse(text) {
        Ok(amount) if amount < Money::ZERO => Err(rule_words::negative(text)),
        amount => amount,
    }
}

pub(super) fn inputs(matches: &ArgMatches) -> Option<Inputs> {
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
    let accepted = accepted(report.summary.rejected_rows, matches);
    let lines = lines(report, out, lang).into_iter().chain(noticed).chain(without).chain(accepted);
    for sentence in lines {
        tell_line(&sentence, lang);
    }
    if as_json(matches) {
        let summary = serde_json::to_string_pretty(&report.summary);
        print(&(summary.expect("a summary is text and numbers") + "\n"), lang);
    }
    exit(report.summary.rejected_rows, matches)
}

/// How a run ends of which so many rows are rejected.
pub(super) fn exit(rejected: u64, matches: &ArgMatches) -> Exit {
    let accepted = matches.get_one::<u64>("accept-rejects").copied().unwrap_or(0);
    if rejected <= accepted { Exit::Done } else { Exit::Rejected }
}

/// Whether so many rejected rows are accepted, where somebody said how many are and some are rejected.
pub(super) fn accepted(rejected: u64, matches: &ArgMatches) -> Option<Sentence> {
    let most = *matches.get_one::<u64>("accept-rejects").filter(|_| rejected > 0)?;
    Some(match rejected <= most {
        true => program::batch_accepted(rejected, most),
        false => program::batch_not_accepted(rejected, most),
    })
}

/// What a person wants to know of a run.
fn lines(report: &Report, out: &Path, lang: Lang) -> Vec<Sentence> {
    let (summary, inputs) = (&report.summary, &report.manifest.inputs);
    let bills = &summary.bills;
    let mut lines = vec![program::batch_read(summary.members, summary.enrolments, inputs[2].rows)];
    lines.push(program::batch_decided(bills.decided, bills.paid, bills.nil, bills.denied));
    for (code, count) in &summary.denied_by_reason {
        lines.push(indented(program::batch_denied(code, count)));
    }
    lines.extend(flagged(&summary.flags));
    lines.extend(rejected(summary.rejected_rows, &summary.rejected_by_code));
    lines.extend(flagged_members(&summary.member_flags));
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
    lines.extend(places(&summary.breakdown));
    lines.extend(people(&summary.breakdown, summary.currency));
    lines.push(program::batch_outputs(out.display()));
    lines
}

/// What looks wrong in rows of members that count as they are, by code; nothing where nothing does.
pub(super) fn flagged_members(by_code: &BTreeMap<&'static str, u64>) -> Vec<Sentence> {
    let all: u64 = by_code.values().sum();
    let head = (all > 0).then(|| program::batch_members_flagged(all));
    let told = |(code, count): (&&'static str, &u64)| {
        indented(program::batch_rejected_for(words::codes(code), count))
    };
    head.into_iter().chain(by_code.iter().map(told)).collect()
}

/// Decided bills that carry a flag, by flag; nothing where none does.
pub(super) fn flagged(flags: &BTreeMap<&'static str, u64>) -> Vec<Sentence> {
    if flags.is_empty() {
        return Vec::new();
    }
    let told = flags
        .iter()
        .map(|(code, count)| indented(program::batch_rejected_for(words::codes(code), count)));
    [program::batch_flagged()].into_iter().chain(told).collect()
}

/// What of the rows is rejected: each code with how often it is told, the most frequent first, and last the
/// rows that are right themselves; nothing where none is.
pub(super) fn rejected(rows: u64, by_code: &BTreeMap<&'static str, u64>) -> Vec<Sentence> {
    if rows == 0 {
        return Vec::new();
    }
    let mut codes: Vec<(&str, u64)> = by_code.iter().map(|(code, count)| (*code, *count)).collect();
    codes.retain(|(code, _)| *code != BLOCKED);
    codes.sort_by_key(|(_, count)| Reverse(*count));
    let told = codes
        .into_iter()
        .map(|(code, count)| indented(program::batch_rejected_for(words::codes(code), count)));
    let blocked = by_code.get(BLOCKED).map(|count| indented(program::batch_blocked(count)));
    [program::batch_rejected(rows)].into_iter().chain(told).chain(blocked).collect()
}

pub(super) fn indented(line: Sentence) -> Sentence {
    let text = |lang| format!("  {}", line.text(lang));
    Sentence::new(text(Lang::English), text(Lang::Chinese))
}

/// Where payments went: all hospital levels and districts, and the towns with the largest payments.
fn places(breakdown: &Breakdown) -> Vec<Sentence> {
    let share = |share: &Option<String>| share.clone().unwrap_or_else(|| "-".to_owned());
    let mut lines = vec![program::batch_by_level()];
    for level in &breakdown.by_hospital_level {
        let (amount, share) = (&level.payable, share(&level.share_of_payable));
        lines.push(indented(match level.hospital_level {
            "none" => program::batch_no_level(amount, share),
            level => program::batch_level(level, amount, share),
        }));
    }
    let area = |area: &AreaTotal| {
        let insured = share(&area.share_of_insured);
        let (amount, share) = (&area.payable, share(&area.share_of_payable));
        indented(match area.path.as_str() {
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
        lines.push(indented(program::batch_more_towns(towns.len() - shown)));
    }
    lines
}

/// Which units have enough members enrolled, and who is left with much.
fn people(breakdown: &Breakdown, currency: &str) -> Vec<Sentence> {
    let mut lines = Vec::new();
    if let Some(participation) = &breakdown.participation {
        for plan in &participation.plans {
            let on = &participation.on;
            lines.push(program::batch_participation(
                &plan.plan,
                on,
                plan.meet,
                plan.below,
                plan.too_small,
            ));
        }
    }
    if let Some(hardship) = &breakdown.hardship {
        lines.push(program::batch_left_with(hardship.members, &hardship.above, currency));
    }
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
