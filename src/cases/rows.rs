//! Which rows of a case's bills hold: rows of one id count as in a file.

use std::collections::BTreeMap;

use super::expect::Expect;
use crate::claim::Bill;
use crate::diagnostic::Diagnostics;
use crate::intake::{BillVerdict, BillVersion, judge_bill};
use crate::scheme::{Book, Read, Reader, Reports, Span};
use crate::words::{self, Sentence};

/// A row of a bill of a case, by its place among them.
pub(super) struct BillRow {
    /// The key of the bill, or of the bill that the row takes back.
    pub key: String,
    pub place: Span,
    /// The bill; nothing for a row that only takes one back.
    pub bill: Option<Bill>,
    pub said: BillVersion,
    /// The night on which it comes, by place among those of the case.
    pub night: usize,
    /// The expected answer.
    pub expect: Read<Expect>,
}

/// The bills of the rows that hold, in their order.
pub(super) fn holding(
    book: &Book,
    rows: &[BillRow],
    reader: &mut Reader<Diagnostics>,
) -> Read<Vec<Bill>> {
    let (mut holds, mut unclear) = (Vec::new(), None);
    for (place, verdict) in verdicts(book, &rows.iter().collect::<Vec<_>>()) {
        let row = rows.get(place).expect("a verdict is of a row");
        if let Some(mistake) = mistake(verdict, &row.key) {
            unclear = Some(reader.error(row.place.clone(), mistake));
        }
        holds.extend((verdict == BillVerdict::Holds).then_some(place));
    }
    holds.sort_unstable();
    match unclear {
        None => Ok(holds.into_iter().filter_map(|place| rows.get(place)?.bill).collect()),
        Some(reported) => Err(reported),
    }
}

/// The bills of those rows that hold among some, in their order; what waits for a row that is not among them holds
/// later, or never.
pub(super) fn known(book: &Book, rows: &[&BillRow]) -> Vec<Bill> {
    let mut holds: Vec<usize> = verdicts(book, rows)
        .into_iter()
        .filter(|(_, verdict)| *verdict == BillVerdict::Holds)
        .map(|(place, _)| place)
        .collect();
    holds.sort_unstable();
    holds.into_iter().filter_map(|place| rows.get(place)?.bill).collect()
}

/// What becomes of each row among some, by its place.
fn verdicts(book: &Book, rows: &[&BillRow]) -> Vec<(usize, BillVerdict)> {
    let mut by_key: BTreeMap<&str, Vec<(usize, BillVersion)>> = BTreeMap::new();
    for (place, row) in rows.iter().enumerate() {
        by_key.entry(&row.key).or_default().push((place, row.said.clone()));
    }
    let of_bill = |rows: Vec<(usize, BillVersion)>| {
        let (places, said): (Vec<usize>, Vec<BillVersion>) = rows.into_iter().unzip();
        places.into_iter().zip(judge_bill(&said, book.vocabulary.revisions))
    };
    by_key.into_values().flat_map(of_bill).collect()
}

/// What is wrong with a row that can neither hold nor fall out. A night keeps a row that takes back a later
/// bill; a case has no later bills.
fn mistake(verdict: BillVerdict, key: &str) -> Option<Sentence> {
    match verdict {
        BillVerdict::Conflict => Some(words::data::id_conflict()),
        BillVerdict::Other => Some(words::data::other_bill()),
        BillVerdict::Differs => Some(words::data::refund_differs()),
        BillVerdict::Revised => Some(words::data::revision_refused()),
        BillVerdict::Waits => Some(words::rules::case_takes_back_nothing(key)),
        BillVerdict::Holds
        | BillVerdict::TakenBack
        | BillVerdict::TakesBack
        | BillVerdict::Duplicate
        | BillVerdict::Superseded => None,
    }
}
