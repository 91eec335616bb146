//! `huzhu ledger publication FILE --month YYYY-MM --out DIR`: the list that is hung up before money leaves.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Arg, ArgGroup, Command};

use super::arguments::{at_run, file, named};
use super::asked::{Asked, Done};
use crate::accounting::{Item, Publication, Published, PublishedRow, publication};
use crate::cli::Exit;
use crate::cli::error::CommandError;
use crate::cli::explain::there_is;
use crate::cli::sheets::keep_sheets;
use crate::csv_cells::row;
use crate::explanation::notice::{PublicationSheet, SheetRow, write_publication};
use crate::ledger::{Access, Ledger, Month, RunId};
use crate::nightly::readjudicate::newest_rules;
use crate::scheme::Book;
use crate::words::{Lang, Sentence, publication as words};

const COLUMNS: [&str; 6] = ["serial", "unit", "name", "member_id", "items", "amount"];

pub(super) fn command(lang: Lang) -> Command {
    let out = Arg::new("out").long("out").value_name("DIR").required(true);
    let out = out.value_parser(clap::value_parser!(PathBuf));
    let month = named("month", "YYYY-MM", words::arg_month(), lang);
    let run = named("run", "RUN", words::arg_run(), lang);
    Command::new("publication")
        .about(words::about().text(lang).to_owned())
        .arg(file(lang))
        .arg(month.value_parser(Month::from_str))
        .arg(run.value_parser(clap::value_parser!(i64)))
        .group(ArgGroup::new("which").args(["month", "run"]).required(true))
        .arg(out.help(words::arg_out().text(lang).to_owned()))
        .arg(at_run(lang))
}

pub(super) fn run(asked: &Asked) -> Done {
    let ledger = asked.open(Access::Read)?;
    let (which, name, of) = which(asked, &ledger)?;
    let list = publication(&ledger, which)?;
    if list.rows.is_empty() {
        asked.tell(&words::empty());
        return Ok(Exit::Done);
    }
    let book = newest_rules(&ledger)?;
    let rows: Vec<SheetRow> = list.rows.iter().map(|row| sheet_row(row, &book)).collect();
    let sheet = PublicationSheet { of: &of, rows: &rows, corrections: list.corrections };
    let mut page = Vec::new();
    write_publication(&mut page, &book, &sheet, asked.lang).expect("memory can be written to");
    let sheets = vec![
        (format!("publication-{name}.html"), page),
        (format!("publication-{name}.csv"), table(&ledger, &list, &rows, asked.lang)?),
    ];
    let out = asked.path("out");
    keep_sheets(out, asked.path("file"), sheets)?;
    asked.tell(&words::written(rows.len(), ledger.show(list.sum())?, out.display()));
    Ok(Exit::Done)
}

/// What is asked for: with the name of its files, and what the page calls it.
fn which(asked: &Asked, ledger: &Ledger) -> Result<(Published, String, Sentence), CommandError> {
    if let Some(month) = asked.matches.get_one::<Month>("month").copied() {
        return Ok((Published::Month(month), month.to_string(), words::of_month(month)));
    }
    let run = *asked.matches.get_one::<i64>("run").expect("one of the two is required");
    let run = RunId::from(run);
    there_is(ledger, run)?;
    let day = ledger.runs()?.into_iter().find(|row| row.no == run).map(|row| row.posted_on);
    let of = words::of_run(run, day.expect("a run that there is has a day"));
    Ok((Published::Run(run), run.to_string(), of))
}

fn sheet_row(row: &PublishedRow, book: &Book) -> SheetRow {
    let PublishedRow { unit, name, member_id, items, amount } = row.clone();
    let mut titles: Vec<Sentence> = Vec::new();
    for title in items.iter().map(|item| title(item, book)) {
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    SheetRow { unit, name, member_id, items: Sentence::list(&titles), amount }
}

/// The title of a plan in the edition that served; its id where the newest rules have no such edition.
fn title(item: &Item, book: &Book) -> Sentence {
    let edition = book.editions.iter().find(|edition| edition.id == item.edition);
    let plan = edition.and_then(|edition| edition.plans.iter().find(|plan| plan.id == item.plan));
    plan.map_or_else(
        || Sentence::new(item.plan.clone(), item.plan.clone()),
        |plan| plan.title.clone(),
    )
}

fn table(
    ledger: &Ledger,
    list: &Publication,
    rows: &[SheetRow],
    lang: Lang,
) -> Result<Vec<u8>, CommandError> {
    let mut out = Vec::new();
    row(&mut out, COLUMNS);
    for (at, one) in rows.iter().enumerate() {
        let (serial, amount) = ((at + 1).to_string(), ledger.show(one.amount)?);
        let items = one.items.text(lang);
        row(&mut out, [&serial, &one.unit, &one.name, &one.member_id, items, &amount]);
    }
    if list.corrections != crate::money::Money::ZERO {
        let (what, amount) = (words::corrections(), ledger.show(list.corrections)?);
        row(&mut out, ["", "", "", "", what.text(lang), &amount]);
    }
    Ok(out)
}
