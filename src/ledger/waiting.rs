//! What waits for its member: bills and periods of people whom no file of members has named yet.

use std::collections::{BTreeMap, HashMap};

use super::posting::Content;
use super::read::{Columns, Latest};
use super::roll_forward::{AGES, age};
use super::{Ledger, Month};
use crate::date::Day;
use crate::money::Currency;
use crate::words::Sentence;

/// What waits, of one age.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Months since it first came, from so many
    pub from: i32,
    /// to so many; without end where nothing is said.
    pub to: Option<i32>,
    /// Bills.
    pub bills: u64,
    /// What they come to before anybody pays, in minor units, as far as it can be read.
    pub claimed: i64,
    /// Enrolment periods.
    pub periods: u64,
}

/// A row as it was kept: what identifies it, and whether it still holds.
pub(super) struct Row {
    key: String,
    revision: u64,
    /// Whether it was taken back.
    pub void: bool,
    /// Whether it was not, and is of the member under whom it is kept.
    pub holds: bool,
    total: String,
}

impl Ledger {
    /// What waits for its member at the end of a month, by the months since it first came.
    pub(super) fn waiting(&self, month: Month) -> Result<Vec<Waiting>, Sentence> {
        let sql = "SELECT p.no, p.member FROM posting p JOIN (SELECT max(p.no) no FROM posting p \
                   JOIN run r ON r.no = p.run WHERE r.posted_on <= ?1 GROUP BY p.member) n \
                   ON n.no = p.no WHERE p.person = '' AND (p.bills <> '' OR p.periods <> '') \
                   ORDER BY p.no";
        let pending: Vec<(i64, i64)> =
            self.rows(sql, [month.last().to_string()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut waiting: Vec<Waiting> =
            AGES.iter().map(|&(from, to)| Waiting { from, to, ..Waiting::default() }).collect();
        if pending.is_empty() {
            return Ok(waiting);
        }
        let columns: HashMap<i64, Columns> = self.columns()?.into_iter().collect();
        let days: HashMap<i64, String> =
            self.runs()?.into_iter().map(|run| (run.no, run.posted_on)).collect();
        let currency = self.kept_in()?.1;
        for (posting, member) in pending {
            let postings = self.postings_of(member)?.into_iter();
            let known = postings.filter(|(_, latest)| latest.posting <= posting);
            let mut first = First::default();
            for (run, latest) in known {
                first.add(month, days.get(&run), &latest, columns.get(&latest.columns));
            }
            first.count(currency, &mut waiting);
        }
        Ok(waiting)
    }
}

/// Rows of one member, each as it was told last, with the age of the first that told of it.
#[derive(Default)]
struct First {
    bills: BTreeMap<String, (usize, Row)>,
    periods: BTreeMap<String, (usize, Row)>,
}

impl First {
    /// Adds what a posting knows.
    fn add(
        &mut self,
        month: Month,
        day: Option<&String>,
        latest: &Latest,
        columns: Option<&Columns>,
    ) {
        let Some(columns) = columns else { return };
        let day = day.and_then(|day| Day::parse(day));
        let age = day.map_or(0, |day| age(month, day));
        let Content { member_id, bills, periods, .. } = &latest.content;
        for row in rows(&columns.bills, bills, &["bill_id"], member_id) {
            keep(&mut self.bills, age, row);
        }
        for row in rows(&columns.enrolments, periods, &["plan", "start", "end"], member_id) {
            keep(&mut self.periods, age, row);
        }
    }

    /// Counts what still holds.
    fn count(&self, currency: Currency, waiting: &mut [Waiting]) {
        let holds = |rows: &BTreeMap<String, (usize, Row)>| -> Vec<(usize, i64)> {
            let holding = rows.values().filter(|(_, row)| row.holds);
            let total = |row: &Row| currency.parse(&row.total).map_or(0, |total| total.minor());
            holding.map(|(age, row)| (*age, total(row))).collect()
        };
        for (age, claimed) in holds(&self.bills) {
            waiting[age].bills += 1;
            waiting[age].claimed += claimed;
        }
        for (age, _) in holds(&self.periods) {
            waiting[age].periods += 1;
        }
    }
}

/// Keeps a row: the later one holds, unless its revision is lower; the age is that of the first.
pub(super) fn keep(rows: &mut BTreeMap<String, (usize, Row)>, age: usize, row: Row) {
    match rows.get_mut(&row.key) {
        Some((_, known)) if row.revision >= known.revision => *known = row,
        Some(_) => {}
        None => drop(rows.insert(row.key.clone(), (age, row))),
    }
}

/// Rows under a header. One that was taken back does not hold, nor does one that names another member,
/// which is kept to tell that the bill has gone there.
pub(super) fn rows(header: &str, text: &str, key: &[&str], member_id: &str) -> Vec<Row> {
    let header: Vec<&str> = header.trim_end().split(',').collect();
    let mut csv = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let row = |record: csv::StringRecord| {
        let cell = |name: &str| {
            let place = header.iter().position(|column| *column == name);
            place.and_then(|place| record.get(place)).unwrap_or_default().to_owned()
        };
        Row {
            key: key.iter().map(|name| cell(name)).collect::<Vec<_>>().join(","),
            revision: cell("revision").parse().unwrap_or(0),
            void: cell("status") == "void",
            holds: cell("status") != "void" && cell("member_id") == member_id,
            total: cell("total"),
        }
    };
    csv.records().filter_map(Result::ok).map(row).collect()
}
