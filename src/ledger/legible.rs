//! Whether what a ledger keeps can be read at all. Another program may have written to it: a
//! caller gets an error then, and nothing is decided on what cannot be understood.

use std::collections::HashMap;
use std::path::PathBuf;

use rayon::prelude::*;

use super::LedgerError;
use super::known::{Brought, Columns, Latest};
use super::number::{ColumnsId, MemberNumber, RulesId, RunId};
use super::posting::{Content, Decided};
use super::runs::RunRow;
use super::{Ledger, Month};
use crate::claim::KeptRow;
use crate::date::Day;
use crate::manual_facts::ManualFact;
use crate::scheme::Source;
use crate::words::{self, Sentence};

/// No table has so many rows.
const LAST: i64 = 1_000_000_000_000_000;

/// Columns that hold days.
const DAYS: [(&str, &str); 14] = [
    ("run", "posted_on"),
    ("release", "happened_on"),
    ("transfer", "happened_on"),
    ("payee", "happened_on"),
    ("fact", "happened_on"),
    ("month", "happened_on"),
    ("hold", "happened_on"),
    ("pend", "until"),
    ("letter", "happened_on"),
    ("death", "happened_on"),
    ("death", "died_on"),
    ("receipt", "received_on"),
    ("receipt", "happened_on"),
    ("head_count", "counted_on"),
];

/// Tables whose rows are of kinds.
const KINDS: [(&str, &[&str]); 4] = [
    ("month", &["lock", "unlock"]),
    ("transfer", &["released", "confirmed", "returned", "withdrawn", "parted"]),
    ("hold", &["hold", "stop", "unhold"]),
    (
        "fact",
        &[
            "override",
            "disallow",
            "allow",
            "opening",
            "same_person",
            "payees",
            "adopted",
            "disposed",
        ],
    ),
];

impl Ledger {
    /// The number after the last one of a table.
    pub(crate) fn number_after(&self, last: i64, table: &str) -> Result<i64, LedgerError> {
        match (0..LAST).contains(&last) {
            true => Ok(last + 1),
            false => {
                let why = words::ledger::not_legible(table, last, "no", last);
                Err(LedgerError::damaged(self.path(), why))
            }
        }
    }

    /// Makes sure that postings can be read.
    pub(crate) fn are_legible(
        &self,
        postings: &[Latest],
        columns: &HashMap<ColumnsId, Columns>,
    ) -> Result<(), LedgerError> {
        let is_legible =
            |latest: &&Latest| columns.contains_key(&latest.columns) && read(&latest.content);
        match postings.par_iter().find_first(|latest| !is_legible(latest)) {
            Some(Latest { posting, .. }) => Err(LedgerError::PostingNotReadable {
                path: self.path().to_owned(),
                posting: *posting,
            }),
            None => Ok(()),
        }
    }

    /// Makes sure that rows of facts can be read.
    pub(crate) fn rows_are_legible(
        &self,
        rows: &HashMap<MemberNumber, Vec<Brought>>,
        columns: &HashMap<ColumnsId, Columns>,
    ) -> Result<(), LedgerError> {
        let is_legible = |brought: &Brought| {
            columns.contains_key(&brought.columns)
                && brought.rows.iter().all(|rows| KeptRow::list(rows).is_some())
        };
        match rows.par_iter().find_any(|(_, rows)| !rows.iter().all(is_legible)) {
            Some((member, _)) => {
                let what = words::ledger::rows_not_legible(member);
                Err(LedgerError::damaged(self.path(), what))
            }
            None => Ok(()),
        }
    }

    /// A run that a posting is of.
    pub(crate) fn run_of<'r>(
        &self,
        runs: &'r [RunRow],
        run: RunId,
    ) -> Result<&'r RunRow, LedgerError> {
        runs.iter().find(|known| known.no == run).ok_or_else(|| {
            let gone = words::ledger::run_missing(run, run);
            LedgerError::damaged(self.path(), gone)
        })
    }

    /// The rules that a run names: their hash, and a JSON list of `{file, text}`.
    pub(crate) fn rules_of_run(
        &self,
        run: RunId,
        rules: RulesId,
    ) -> Result<(String, String), LedgerError> {
        self.rules(rules)?.ok_or_else(|| {
            let gone = words::ledger::run_without_rules(run, rules);
            LedgerError::damaged(self.path(), gone)
        })
    }

    /// Reports every day, month, kind and fact beside the postings that cannot be read.
    pub(crate) fn check_legible(
        &self,
        report: &mut dyn FnMut(Sentence),
    ) -> Result<u64, LedgerError> {
        let mut count = 0;
        let mut found = |table: &str, no: i64, what: &str, text: &str| {
            count += 1;
            report(words::ledger::not_legible(table, no, what, text));
        };
        for (table, day) in DAYS {
            let sql = format!(
                "SELECT no, CAST({day} AS TEXT) FROM {table} WHERE {day} IS NOT NULL ORDER BY no"
            );
            for (no, text) in self.texts(&sql)? {
                if Day::parse(&text).is_none() {
                    found(table, no, day, &text);
                }
            }
        }
        for (no, text) in self.texts("SELECT no, CAST(month AS TEXT) FROM month ORDER BY no")? {
            if text.parse::<Month>().is_err() {
                found("month", no, "month", &text);
            }
        }
        for (table, kinds) in KINDS {
            let sql = format!("SELECT no, CAST(kind AS TEXT) FROM {table} ORDER BY no");
            for (no, text) in self.texts(&sql)? {
                if !kinds.contains(&&*text) {
                    found(table, no, "kind", &text);
                }
            }
        }
        Ok(count)
    }

    fn texts(&self, sql: &str) -> Result<Vec<(i64, String)>, LedgerError> {
        self.rows(sql, (), |row| {
            // What is no text is shown as far as it is one.
            let bytes = row.get_ref(1)?;
            let bytes = bytes.as_bytes_or_null().ok().flatten().unwrap_or_default();
            Ok((row.get(0)?, String::from_utf8_lossy(bytes).into_owned()))
        })
    }
}

/// Whether what is known of a member can be read.
fn read(content: &Content) -> bool {
    let Content { person, periods, bills, manual_facts, decisions, .. } = content;
    let whole = |rows: &String| KeptRow::list(rows).is_some();
    [person, periods, bills].into_iter().all(whole)
        && ManualFact::read(manual_facts).is_some()
        && Decided::read(decisions).is_some()
}

/// The files of rules that a ledger keeps: a JSON list of `{file, text}`.
pub(crate) fn sources(json: &str) -> Vec<Source> {
    let files: Vec<serde_json::Value> = serde_json::from_str(json).unwrap_or_default();
    let text = |file: &serde_json::Value, key: &str| file[key].as_str().unwrap_or("").to_owned();
    let source = |file: &serde_json::Value| Source {
        path: PathBuf::from(text(file, "file")),
        text: text(file, "text"),
    };
    files.iter().map(source).collect()
}
