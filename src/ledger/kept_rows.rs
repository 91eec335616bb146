//! Rows of facts as values, looked at without the rules that they were read under.

use std::collections::{BTreeMap, BTreeSet};

use super::Ledger;
use super::LedgerError;
use super::known::{Brought, Columns, Latest};
use super::number::{ColumnsId, RunId};
use crate::claim::{Cell, Column, KeptRow, Row};
use crate::date::Day;
use crate::intake::{BillRowKind, BillVersion, Revision, digest, key, taking_back};
use crate::money::Money;

/// Where the columns stand that distinguish rows.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    pub member_id: Option<usize>,
    pub bill_id: Option<usize>,
    pub takes_back: Option<usize>,
    pub hospital_id: Option<usize>,
    pub stay_id: Option<usize>,
    pub admission: Option<usize>,
    pub revision: Option<usize>,
    pub status: Option<usize>,
}

impl Places {
    /// Finds them among the names of columns.
    pub fn of(names: &[String]) -> Places {
        let at = |name: &str| names.iter().position(|known| known == name);
        Places {
            member_id: at("member_id"),
            bill_id: at("bill_id"),
            takes_back: at("takes_back"),
            hospital_id: at("hospital_id"),
            stay_id: at("stay_id"),
            admission: at("admission"),
            revision: at("revision"),
            status: at("status"),
        }
    }

    /// The revision of a row.
    pub fn revision(&self, row: &KeptRow) -> Revision {
        match row.get(self.revision) {
            Cell::Empty => Revision::None,
            Cell::Number(number) => {
                u64::try_from(*number).map_or(Revision::Unknown, Revision::Number)
            }
            Cell::Text(text) => Revision::read(text),
        }
    }

    /// Whether a row takes back what it says.
    pub fn is_void(&self, row: &KeptRow) -> bool {
        row.show(self.status) == "void" || !row.show(self.takes_back).is_empty()
    }

    /// What the bill of a row is known by.
    pub fn key(&self, row: &KeptRow, by_hospital: bool) -> String {
        key(row, [self.bill_id, self.takes_back, self.hospital_id], by_hospital)
    }

    /// What the row of a bill says among others of its bill, of which `content` and `amounts` are numbers.
    pub fn version(
        &self,
        row: &KeptRow,
        run: RunId,
        content: [u8; 16],
        amounts: [u8; 16],
    ) -> BillVersion {
        let text = |place| row.show(place).into_owned();
        let (takes_back, revision) = (text(self.takes_back), self.revision(row));
        let is = match (takes_back.is_empty(), self.is_void(row)) {
            (false, _) => BillRowKind::Refund,
            (true, true) => BillRowKind::Void,
            (true, false) => BillRowKind::Bill,
        };
        let (member, hospital) = (text(self.member_id), text(self.hospital_id));
        let content = match is {
            BillRowKind::Bill => content,
            BillRowKind::Void | BillRowKind::Refund => {
                let of = (&*text(self.bill_id), &*takes_back);
                taking_back(of, &hospital, revision, &amounts)
            }
        };
        let admission = text(self.admission);
        BillVersion {
            content,
            revision,
            is,
            member,
            hospital,
            admission,
            amounts,
            run: Some(run.number()),
        }
    }
}

/// The row of a bill, as it was kept.
pub(crate) struct BillKept {
    /// The number of the bill that it is of, or takes back.
    pub number: String,
    pub version: BillVersion,
    /// What the bill comes to before any payer pays.
    pub total: Money,
    /// The day in the column that is asked for.
    pub day: Option<Day>,
}

impl BillKept {
    /// Whether it is a row of a bill of this id. Where hospitals number their own bills, an id has both.
    pub fn is_of(&self, bill_id: &str) -> bool {
        let number = bill_id.strip_suffix(self.number.as_str());
        let hospital = number.and_then(|front| front.strip_suffix('/'));
        number == Some("") || hospital == Some(self.version.hospital.as_str())
    }
}

/// The rows of bills that came with a run; those that cannot be read are not among them. `day` gives, by
/// category, the name of the column of a day that is asked for.
pub(crate) fn bills(
    columns: &Columns,
    brought: &Brought,
    day: impl Fn(&str) -> &'static str,
) -> Vec<BillKept> {
    let names = Columns::names(&columns.bills);
    let places = Places::of(&names);
    let at = |name: &str| names.iter().position(|known| known == name);
    let category = at("category");
    let amounts: Vec<Option<usize>> = Column::in_files().map(|(_, name)| at(name)).collect();
    let of = |row: &KeptRow| {
        let mut content = Vec::new();
        row.write(&mut content);
        let amounts = amounts.iter().map(|place| row.show(*place)).collect::<Vec<_>>().join(",");
        let version =
            places.version(row, brought.run, digest(&content), digest(amounts.as_bytes()));
        let number = |name| at(name).and_then(|place| row.number(place)).unwrap_or(0);
        BillKept {
            number: places.key(row, false),
            version,
            total: Money::from_minor(number("total")),
            day: Day::parse(&row.show(at(day(&row.show(category))))),
        }
    };
    KeptRow::list(&brought.rows[2]).iter().flatten().map(of).collect()
}

impl Ledger {
    /// The bills of which a posting of a run brought rows: hospital and number of each, since which of the two
    /// a bill is known by is for the rules to say.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub(crate) fn bills_brought(
        &self,
        run: RunId,
        latest: &Latest,
    ) -> Result<BTreeSet<(String, String)>, LedgerError> {
        let columns: BTreeMap<ColumnsId, Columns> = self.columns()?.into_iter().collect();
        let (Some(columns), Some(brought)) =
            (columns.get(&latest.columns), Brought::of(run, latest))
        else {
            return Ok(BTreeSet::new());
        };
        let rows = bills(columns, &brought, |_| "").into_iter();
        Ok(rows.map(|row| (row.version.hospital, row.number)).collect())
    }
}

/// The row of a period, as it was kept: what it is known by, its revision, and whether it takes it back.
pub(crate) fn periods(columns: &Columns, brought: &Brought) -> Vec<(String, Revision, bool)> {
    let names = Columns::names(&columns.enrolments);
    let places = Places::of(&names);
    let at = |name: &str| names.iter().position(|known| known == name);
    let of = |row: &KeptRow| {
        let key = [at("member_id"), at("plan"), at("start")].map(|place| row.show(place));
        (key.join(","), places.revision(row), places.is_void(row))
    };
    KeptRow::list(&brought.rows[1]).iter().flatten().map(of).collect()
}

/// Whether each period holds, by what it is known by: it is not taken back by a row of its revision or a
/// higher one.
pub(crate) fn holding(rows: &[(String, Revision, bool)]) -> BTreeMap<&str, bool> {
    let mut tops: BTreeMap<&str, [Option<Revision>; 2]> = BTreeMap::new();
    for (key, revision, void) in rows {
        let top = &mut tops.entry(key).or_default()[usize::from(*void)];
        *top = (*top).max(Some(*revision));
    }
    let holds = |[period, void]: [Option<Revision>; 2]| period.is_some() && void < period;
    tops.into_iter().map(|(key, tops)| (key, holds(tops))).collect()
}

/// The main id of a person.
pub(crate) fn main_of<'s>(same: &'s [(String, String)], id: &'s str) -> &'s str {
    same.iter().find(|(other, _)| other == id).map_or(id, |(_, main)| main)
}
