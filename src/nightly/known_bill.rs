//! Rows of bills that are known: what each says among others of its bill, and which of them holds.

use std::collections::HashMap;

use rayon::prelude::*;

use super::kept_headers::Header;
use super::merge::Merge;
use crate::claim::{BillNumber, KeptRow, Record, RecordKind};
use crate::intake::{BillVerdict, BillVersion, Incoming, amounts, judge_bill};
use crate::ledger::{Brought, Latest, RunId};

/// The row of a bill that is known.
pub(super) struct KnownBill<'p> {
    /// What the bill is known by.
    pub key: String,
    pub run: RunId,
    pub row: KeptRow<'p>,
    pub header: &'p Header<'p>,
}

impl KnownBill<'_> {
    /// What it says among others of its bill.
    pub fn version(&self, merge: &Merge) -> BillVersion {
        let KnownBill { row, header, run, .. } = self;
        let bill = header.layout.bill(row).ok();
        let content = header.content(bill.as_ref().map_or(Record::Unread, Record::Bill), row);
        let amounts = bill.as_ref().map_or([0; 16], amounts);
        let mut version = header.places.version(row, *run, content, amounts);
        version.member = merge.main_of(&header.member_id(row)).to_owned();
        version
    }

    /// Whether it takes a bill back.
    pub fn is_void(&self) -> bool {
        self.header.places.is_void(&self.row)
    }

    /// Whether it is of a person.
    pub fn is_of(&self, main: &str, merge: &Merge) -> bool {
        merge.main_of(&self.header.member_id(&self.row)) == main
    }
}

impl<'m> Merge<'m> {
    /// What is known of the bills that tonight's files speak of, with whom it is known of, in the order in
    /// which it came.
    pub fn known_bills(&self, arrived: &Incoming) -> HashMap<String, Vec<(&str, BillVersion)>> {
        let mut known: HashMap<String, Vec<(&str, BillVersion)>> = HashMap::new();
        if self.known.rows.is_empty() {
            return known;
        }
        let ids = arrived.bill_ids();
        let of = |latest: &'m Latest| {
            let id = &*latest.content.member_id;
            let rows = self.known.rows.get(&latest.member).into_iter().flatten();
            let rows = rows.flat_map(|brought| self.bills_in(brought));
            let asked = rows.filter(|row| ids.contains(&row.key));
            asked.map(|row| (id, row.version(self), row.key)).collect::<Vec<_>>()
        };
        let found: Vec<Vec<_>> = self.known.members.par_iter().map(of).collect();
        for (id, version, key) in found.into_iter().flatten() {
            known.entry(key).or_default().push((self.main_of(id), version));
        }
        known.values_mut().for_each(|rows| rows.sort_by_key(|(_, version)| version.run));
        known
    }

    /// The rows of bills that came with a run.
    pub fn bills_in<'s>(&'s self, brought: &'s Brought) -> Vec<KnownBill<'s>> {
        if brought.rows[2].is_empty() {
            return Vec::new();
        }
        let header = self.headers.of_kind(RecordKind::Bills, brought.columns);
        let by_hospital = self.vocabulary.bill_number == BillNumber::OfHospital;
        let rows = KeptRow::list(&brought.rows[2]).expect("a ledger keeps whole rows");
        let run = brought.run;
        let of = |row: KeptRow<'s>| KnownBill {
            key: header.places.key(&row, by_hospital),
            run,
            row,
            header,
        };
        rows.into_iter().map(of).collect()
    }

    /// Which of the rows of one bill that are known holds beside tonight's, if any does.
    pub fn holding(&self, rows: &[KnownBill], tonight: Vec<BillVersion>) -> Option<usize> {
        if let ([one], true) = (rows, tonight.is_empty()) {
            return (!one.is_void()).then_some(0);
        }
        let all: Vec<BillVersion> =
            rows.iter().map(|row| row.version(self)).chain(tonight).collect();
        let verdicts = judge_bill(&all, self.vocabulary.revisions);
        verdicts[..rows.len()].iter().position(|verdict| *verdict == BillVerdict::Holds)
    }
}
