//! `huzhu ledger report FILE --out DIR --month 2026-03`: the tables and figures of a period, as the ledger posted them.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Arg, ArgGroup, Command};
use serde_json::json;

use super::arguments::{at_run, file, named};
use super::asked::{Asked, Done};
use crate::access::Whose;
use crate::cli::arguments::{amount, day, format, of_own_cost, own_cost};
use crate::cli::batch::households;
use crate::cli::error::{ArgumentError, CommandError};
use crate::cli::looks;
use crate::date::Day;
use crate::ledger::{Access, Ledger, Month, write_folder};
use crate::money::MoneySum;
use crate::statistics::{Report, Request, Span, report};
use crate::words::{Lang, Sentence, acts, statistics as words};

pub(super) fn command(lang: Lang) -> Command {
    let out = named("out", "DIR", words::arg_report_to(), lang);
    let number = clap::value_parser!(u64).range(1..);
    Command::new("report")
        .about(words::about_report().text(lang).to_owned())
        .arg(file(lang))
        .arg(out.required(true).value_parser(clap::value_parser!(PathBuf)))
        .args(of_period(lang))
        .group(ArgGroup::new("period").args(["month", "year", "edition", "from"]).required(true))
        .args(of_own_cost(lang))
        .group(own_cost())
        .arg(named("least-members", "N", words::arg_report_least(), lang).value_parser(number))
        .arg(at_run(lang))
        .args(looks::looker(lang))
        .arg(format(lang))
}

/// Arguments on the period.
fn of_period(lang: Lang) -> [Arg; 5] {
    let month = named("month", "YYYY-MM", words::arg_report_month(), lang);
    let date = |name, help| named(name, "DATE", help, lang).value_parser(day);
    [
        month.value_parser(Month::from_str),
        named("year", "YYYY", words::arg_report_year(), lang).value_parser(year),
        named("edition", "ID", words::arg_report_edition(), lang),
        date("from", words::arg_report_from()).requires("to"),
        date("to", words::arg_report_until()).requires("from"),
    ]
}

/// A year that has months.
fn year(text: &str) -> Result<i32, ArgumentError> {
    let is_year = text.len() == 4 && Day::parse(&format!("{text}-01-01")).is_some();
    let year = if is_year { text.parse().ok() } else { None };
    year.ok_or_else(|| ArgumentError::NotAYear { text: text.to_owned() })
}

pub(super) fn run(asked: &Asked) -> Done {
    let out = asked.path("out");
    asked.kept().spares(out)?;
    let ledger = asked.open(Access::Read)?;
    let report = report(&ledger, &request(asked, &ledger)?)?;
    if asked.matches.get_flag("full-ids") {
        looks::log(&ledger, asked.matches, "ledger report", Whose::All)?;
    }
    write_folder(out, &report.files)?;
    if asked.as_json() {
        return Ok(asked.print_json(&json(&report)));
    }
    let least = least_members(asked);
    let written = words::report_written(out.display());
    Ok(asked.print_lines(&[lines(&report, least), vec![written]].concat()))
}

/// What is asked for.
fn request(asked: &Asked, ledger: &Ledger) -> Result<Request, CommandError> {
    let currency = ledger.kept_in()?.1;
    let hardship = asked.text("hardship").map(|text| amount(text, currency)).transpose()?;
    Ok(Request {
        span: span(asked),
        hardship,
        hardship_share: asked
            .text("hardship-share")
            .map(str::parse)
            .transpose()
            .map_err(ArgumentError::from)?,
        full_ids: asked.matches.get_flag("full-ids"),
        least_members: least_members(asked),
        lang: asked.lang,
    })
}

fn span(asked: &Asked) -> Span {
    let date = |name| *asked.matches.get_one::<Day>(name).expect("one of the group is there");
    if let Some(month) = asked.matches.get_one::<Month>("month") {
        return Span::Month(*month);
    }
    if let Some(year) = asked.matches.get_one::<i32>("year") {
        return Span::Year(*year);
    }
    match asked.text("edition") {
        Some(edition) => Span::Edition(edition.to_owned()),
        None => Span::Days(date("from"), date("to")),
    }
}

/// The fewest members of whom statistics.csv shows anything, where nothing else is asked for: as a replay does.
const LEAST_MEMBERS: u64 = 5;

fn least_members(asked: &Asked) -> u64 {
    asked.matches.get_one("least-members").copied().unwrap_or(LEAST_MEMBERS)
}

fn lines(report: &Report, least: u64) -> Vec<Sentence> {
    let Report { period, figures, .. } = report;
    let show = |sum: MoneySum| sum.show(report.currency);
    let (persons, times) = (figures.persons_helped, figures.times_helped);
    let mut lines = vec![
        words::report_head(period, period.first(), period.last()),
        words::report_insured(figures.units_insured, figures.members_insured),
        words::report_helped(persons, times, show(figures.amount_helped)),
        words::report_posted(show(figures.due), show(figures.reversed), show(figures.posted())),
    ];
    lines.extend(figures.contributions.map(|sum| words::report_contributions(show(sum))));
    lines.push(match &report.compared {
        Some((before, _)) => words::report_compared(before),
        None => words::report_not_compared(),
    });
    lines.extend(report.begins_within.map(words::report_begins_within));
    lines.push(report.open_from.map_or_else(words::report_closed, words::report_open));
    lines.extend(report.households.as_ref().map(|total| households(total, "households.csv")));
    lines.extend(report.hides_few.then(|| words::report_hides_few(least)));
    lines.push(acts::roll_seal(&report.seal));
    lines
}

fn json(report: &Report) -> serde_json::Value {
    let manifest = report.files.iter().find(|(name, _)| name == Report::MANIFEST);
    let manifest = manifest.map(|(_, bytes)| serde_json::from_slice(bytes));
    manifest.and_then(Result::ok).unwrap_or_else(|| json!({}))
}
