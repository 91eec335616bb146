//! `huzhu excel DIR`: the results of a run, or the tables of a replay, as workbooks that an office opens.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command};

use super::Exit;
use super::error::CommandError;
use super::terminal::say;
use crate::claim::Column;
use crate::ledger::write_together;
use crate::output::{ResultTable, csv_rows, summary_rows, workbook};
use crate::words::{Lang, Sentence, data, office_files as words};

/// The workbook of all results, and that of the rows to be mended.
const RESULTS: &str = "results.xlsx";
const REJECTS: &str = "rejects.xlsx";

pub(super) fn command(lang: Lang) -> Command {
    let folder = Arg::new("folder").value_name("DIR").required(true);
    let folder = folder.value_parser(clap::value_parser!(PathBuf));
    let bom = Arg::new("csv").long("csv").action(clap::ArgAction::SetTrue);
    Command::new("excel")
        .about(words::about_excel().text(lang).to_owned())
        .arg(folder.help(words::excel_folder().text(lang).to_owned()))
        .arg(bom.help(words::excel_csv().text(lang).to_owned()))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Exit {
    let folder: &PathBuf = matches.get_one("folder").expect("required by the command");
    let made = made(folder, matches.get_flag("csv"), lang).and_then(|files| {
        let taken = files.iter().find(|(path, _)| path.exists());
        match taken {
            Some((path, _)) => {
                Err(CommandError::Refused(vec![words::map_out_exists(path.display())]))
            }
            None => Ok(write_together(&files).map(|()| files)?),
        }
    });
    match made {
        Ok(files) => {
            files.iter().for_each(|(path, _)| say(&words::written(path.display()), lang));
            Exit::Done
        }
        Err(why) => {
            why.sentences().iter().for_each(|why| say(why, lang));
            Exit::Failed
        }
    }
}

/// Files with their bytes.
type Made = Vec<(PathBuf, Vec<u8>)>;

fn made(folder: &Path, with_csv: bool, lang: Lang) -> Result<Made, CommandError> {
    if !folder.join("manifest.json").exists() {
        return Err(CommandError::Refused(vec![words::no_results(folder.display())]));
    }
    if folder.join("report.json").exists() {
        return of_replay(folder, lang);
    }
    let mut results = Vec::new();
    let mut files = Vec::new();
    for (name, title) in [
        ("decisions.csv", words::sheet_decisions()),
        ("payments.csv", words::sheet_payments()),
        ("rejects.csv", words::sheet_rejects()),
    ] {
        let path = folder.join(name);
        results.extend(table(&path, &title, lang)?);
        if with_csv && path.exists() {
            let text = std::fs::read(&path).map_err(|why| unreadable(&path, &why))?;
            let marked = [b"\xef\xbb\xbf", text.as_slice()].concat();
            files.push((folder.join(name.replace(".csv", "-excel.csv")), marked));
        }
    }
    results.push(summary(folder, lang)?);
    files.push((folder.join(RESULTS), bytes(&results, folder)?));
    let mut mend = Vec::new();
    for name in ["members", "enrolments", "bills"] {
        let path = folder.join("rejected").join(format!("{name}.csv"));
        mend.extend(table(&path, &Sentence::new(name.to_owned(), name.to_owned()), lang)?);
    }
    if !mend.is_empty() {
        files.push((folder.join(REJECTS), bytes(&mend, folder)?));
    }
    Ok(files)
}

/// Every table of a replay on a sheet of its own.
fn of_replay(folder: &Path, lang: Lang) -> Result<Made, CommandError> {
    let mut tables = Vec::new();
    for (name, title) in sheets_of_replay() {
        let of_replay = |table: ResultTable| {
            let is_amount = |name: &&String| AMOUNTS_OF_REPLAY.contains(&name.as_str());
            let header = table.rows.first().into_iter().flatten();
            ResultTable { amounts: header.filter(is_amount).cloned().collect(), ..table }
        };
        tables.extend(table(&folder.join(name), &title, lang)?.map(of_replay));
    }
    Ok(vec![(folder.join(RESULTS), bytes(&tables, folder)?)])
}

/// The tables of a replay in the order in which a committee asks for them, and what their sheets are called.
fn sheets_of_replay() -> [(&'static str, Sentence); 16] {
    [
        ("totals.csv", words::sheet_totals()),
        ("terms.csv", words::sheet_terms()),
        ("sweep.csv", words::sheet_sweep()),
        ("provisions.csv", words::sheet_provisions()),
        ("burden.csv", words::sheet_burden()),
        ("fund.csv", words::sheet_fund()),
        ("stress.csv", words::sheet_stress()),
        ("experience.csv", words::sheet_experience()),
        ("trend.csv", words::sheet_trend()),
        ("credibility.csv", words::sheet_credibility()),
        ("completion.csv", words::sheet_completion()),
        ("adequacy.csv", words::sheet_adequacy()),
        ("triangles.csv", words::sheet_triangles()),
        ("transactions.csv", words::sheet_transactions()),
        ("differences.csv", words::sheet_differences()),
        ("by_bill.csv", words::sheet_by_bill()),
    ]
}

/// The columns of a replay's tables that hold amounts. What bills are paid stands under names of terms, and stays text.
const AMOUNTS_OF_REPLAY: [&str; 30] = [
    "payable",
    "baseline",
    "difference",
    "total",
    "holds_back",
    "received",
    "earned",
    "paid",
    "paid_more",
    "balance",
    "result",
    "billed",
    "paid_per_claim",
    "paid_per_person_month",
    "credible_per_person_month",
    "chain_ladder",
    "chain_ladder_to_come",
    "standard_error",
    "low",
    "high",
    "bornhuetter_ferguson",
    "bornhuetter_ferguson_to_come",
    "unearned",
    "to_come",
    "left",
    "free",
    "holds_95",
    "left_95",
    "draws_95",
    "left_draws_95",
];

fn table(path: &Path, title: &Sentence, lang: Lang) -> Result<Option<ResultTable>, CommandError> {
    if !path.exists() {
        return Ok(None);
    }
    let rows = csv_rows(path).map_err(|why| unreadable(path, &why.into()))?;
    let amounts = rows.first().map_or_else(Vec::new, |header| amounts(header));
    Ok(Some(ResultTable { title: title.text(lang).to_owned(), rows, amounts }))
}

/// The amounts of a table: of a bill as its columns say, and all from `payable` on of a decision.
fn amounts(header: &[String]) -> Vec<String> {
    let payable = header.iter().position(|name| name == "payable").unwrap_or(header.len());
    let is_of_a_bill = |name: &str| Column::in_files().any(|(_, known)| known == name);
    let is_amount =
        |(at, name): &(usize, &String)| *at >= payable || *name == "amount" || is_of_a_bill(name);
    header.iter().enumerate().filter(is_amount).map(|(_, name)| name.clone()).collect()
}

fn summary(folder: &Path, lang: Lang) -> Result<ResultTable, CommandError> {
    let path = folder.join("summary.json");
    let text = std::fs::read(&path).map_err(|why| unreadable(&path, &why))?;
    let summary = serde_json::from_slice(&text).map_err(|why| unreadable(&path, &why.into()))?;
    let title = words::sheet_summary().text(lang).to_owned();
    Ok(ResultTable { title, rows: summary_rows(&summary), amounts: Vec::new() })
}

fn bytes(tables: &[ResultTable], folder: &Path) -> Result<Vec<u8>, CommandError> {
    workbook(tables).map_err(|_| CommandError::Refused(vec![words::no_workbook(folder.display())]))
}

fn unreadable(path: &Path, why: &std::io::Error) -> CommandError {
    CommandError::Refused(vec![data::unreadable(path.display(), crate::words::system(why))])
}
