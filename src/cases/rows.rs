//! Which rows of a case's bills hold: rows of one id count as in a file.

use std::collections::BTreeMap;

use super::Expect;
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
    /// The expected answer.
    pub expect: Read<Expect>,
}

/// The bills of the rows that hold, in their order.
pub(super) fn holding(
    book: &Book,
    rows: &[BillRow],
    reader: &mut Reader<Diagnostics>,
) -> Read<Vec<Bill>> {
    let mut by_key: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, row) in rows.iter().enumerate() {
        by_key.entry(&row.key).or_default().push(place);
    }
    let (mut holds, mut unclear) = (Vec::new(), None);
    for places in by_key.values() {
        let said: Vec<BillVersion> = places.iter().map(|&place| rows[place].said.clone()).collect();
        for (&place, verdict) in places.iter().zip(judge_bill(&said, book.vocabulary.revisions)) {
            if let Some(mistake) = mistake(verdict, &rows[place].key) {
                unclear = Some(reader.error(rows[place].place.clone(), mistake));
            }
            holds.extend((verdict == BillVerdict::Holds).then_some(place));
        }
    }
    holds.sort_unstable();
    match unclear {
        None => Ok(holds.into_iter().filter_map(|place| rows[place].bill).collect()),
        Some(reported) => Err(reported),
    }
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
