//! Rows of one bill: which of them holds.
//!
//! A bill is known by its number, or by hospital and number. Of its rows the one with the highest revision
//! holds, no revision being lower than any, in whatever order they come. Rows of one revision are of one bill
//! where they agree in member, hospital and admission: of these the row of a later run holds, and rows of one
//! file conflict; where they do not agree, the row that comes is another bill that has the number by mistake.
//! A row that takes a bill back does so where it names the member and the hospital and its revision is not
//! lower; one with a number of its own, a refund, where its amounts are those of the bill. A row with the
//! content of an earlier row is a duplicate, even where that one holds no more.

use std::collections::HashSet;

use crate::claim::{Revisions, Row};

/// A row of a bill that can be read, or takes one back.
#[derive(Clone, Debug)]
pub(crate) struct BillVersion {
    /// A hash of its content, but for the member.
    pub content: [u8; 16],
    pub revision: Revision,
    pub is: BillRowKind,
    pub member: String,
    pub hospital: String,
    pub admission: String,
    /// A hash of its amounts.
    pub amounts: [u8; 16],
    /// The earlier run that brought it, by number; nothing for a row of the file that is read.
    pub run: Option<i64>,
}

/// What a row is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BillRowKind {
    /// The bill.
    Bill,
    /// What takes it back, under its own number.
    Void,
    /// What takes it back, under another.
    Refund,
}

/// The revision of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Revision {
    None,
    Number(u64),
    /// Not a number: whether it is the highest is not known.
    Unknown,
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BillVerdict {
    /// It is the bill.
    Holds,
    /// It would be, and is taken back.
    TakenBack,
    /// It takes the bill back.
    TakesBack,
    /// It takes back a bill that is not there, or not there yet.
    Waits,
    /// An earlier row has the same content.
    Duplicate,
    /// A row with a higher revision holds.
    Superseded,
    /// Rows differ, and which holds is not known.
    Conflict,
    /// It is another bill with the same number.
    Other,
    /// It takes back what is not the amounts of the bill.
    Differs,
    /// An earlier row has another content, and the scheme takes no revisions.
    Revised,
}

impl Revision {
    /// The lowest revision that is higher; of one that is not a number, itself.
    pub fn next(self) -> Revision {
        match self {
            Revision::None => Revision::Number(1),
            Revision::Number(number) => Revision::Number(number.saturating_add(1)),
            Revision::Unknown => Revision::Unknown,
        }
    }

    pub fn read(text: &str) -> Revision {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse() {
            _ if text.is_empty() => Revision::None,
            Ok(number) if digits => Revision::Number(number),
            _ => Revision::Unknown,
        }
    }
}

impl BillVersion {
    fn is_known(&self) -> bool {
        self.run.is_some()
    }

    /// Whether both are of one stay of one person: of one bill, where they have one number.
    fn is_like(&self, other: &BillVersion) -> bool {
        self.names(other) && self.admission == other.admission
    }

    fn names(&self, other: &BillVersion) -> bool {
        self.member == other.member && self.hospital == other.hospital
    }

    /// Whether it takes a bill back.
    fn takes_back(&self, bill: &BillVersion) -> bool {
        self.names(bill)
            && match self.is {
                BillRowKind::Bill => false,
                BillRowKind::Void => self.revision >= bill.revision,
                BillRowKind::Refund => self.amounts == bill.amounts,
            }
    }

    /// What becomes of one that comes and does not take this bill back.
    fn missed(&self, bill: &BillVersion) -> BillVerdict {
        match self.is {
            BillRowKind::Refund if self.names(bill) => BillVerdict::Differs,
            BillRowKind::Void if self.revision < bill.revision => BillVerdict::Superseded,
            BillRowKind::Void if self.revision > bill.revision => BillVerdict::Waits,
            BillRowKind::Bill | BillRowKind::Void | BillRowKind::Refund => BillVerdict::Other,
        }
    }
}

/// The key of a bill, or of the bill that a row takes back: its number, behind its hospital where each hospital
/// numbers its own bills.
pub(crate) fn key<R: Row + ?Sized>(row: &R, at: [Option<usize>; 3], by_hospital: bool) -> String {
    let [bill_id, takes_back, hospital] = at.map(|at| at.map_or("", |at| row.cell(at)));
    let number = if takes_back.is_empty() { bill_id } else { takes_back };
    match by_hospital && !number.is_empty() {
        true => format!("{hospital}/{number}"),
        false => number.to_owned(),
    }
}

/// Judges the rows of one bill: those known first, in the order in which they came.
pub(crate) fn judge_bill(rows: &[BillVersion], revisions: Revisions) -> Vec<BillVerdict> {
    let mut verdicts = vec![BillVerdict::Duplicate; rows.len()];
    let mut contents = HashSet::new();
    let differing: Vec<usize> = (0..rows.len())
        .filter(|&at| contents.insert((rows[at].content, &rows[at].member)))
        .collect();
    let (mut bills, voids): (Vec<usize>, Vec<usize>) =
        differing.into_iter().partition(|&at| rows[at].is == BillRowKind::Bill);
    if revisions == Revisions::Refuse {
        refuse_revised(rows, &mut bills, &mut verdicts);
    }
    let holds = judge_bills(rows, &bills, &mut verdicts);
    for at in voids {
        verdicts[at] = match holds.map(|holds| &rows[holds]) {
            Some(bill) if rows[at].takes_back(bill) => BillVerdict::TakesBack,
            Some(bill) if !rows[at].is_known() => rows[at].missed(bill),
            Some(_) | None => BillVerdict::Waits,
        };
    }
    if let Some(holds) = holds {
        let back = verdicts.contains(&BillVerdict::TakesBack);
        verdicts[holds] = if back { BillVerdict::TakenBack } else { BillVerdict::Holds };
    }
    verdicts
}

/// Refuses new rows beside what is known, or each other: as corrections, or as other bills.
fn refuse_revised(rows: &[BillVersion], bills: &mut Vec<usize>, verdicts: &mut [BillVerdict]) {
    if bills.len() > 1 {
        let (known, new): (Vec<usize>, Vec<usize>) =
            bills.iter().partition(|&&at| rows[at].is_known());
        let beside = if known.is_empty() { &new } else { &known };
        for &at in &new {
            let is_other = |other: &&usize| {
                let (one, other) = (&rows[at], &rows[**other]);
                one.revision == other.revision && !one.is_like(other)
            };
            let other = beside.iter().any(|other| is_other(&other));
            verdicts[at] = if other { BillVerdict::Other } else { BillVerdict::Revised };
        }
        *bills = known;
    }
}

/// Judges rows that differ and take nothing back; the one that holds, be it taken back or not.
fn judge_bills(
    rows: &[BillVersion],
    bills: &[usize],
    verdicts: &mut [BillVerdict],
) -> Option<usize> {
    let top = bills.iter().map(|&at| rows[at].revision).max()?;
    let at_top = |known: bool| {
        bills
            .iter()
            .copied()
            .filter(move |&at| rows[at].revision == top && rows[at].is_known() == known)
    };
    bills.iter().for_each(|&at| verdicts[at] = BillVerdict::Superseded);
    if top == Revision::Unknown && bills.len() > 1 {
        let new = bills.iter().filter(|&&at| !rows[at].is_known());
        new.for_each(|&at| verdicts[at] = BillVerdict::Conflict);
        return newest(rows, bills);
    }
    let known = at_top(true).max_by_key(|&at| (rows[at].run, at));
    let (new, others): (Vec<usize>, Vec<usize>) =
        at_top(false).partition(|&at| known.is_none_or(|known| rows[at].is_like(&rows[known])));
    others.into_iter().for_each(|at| verdicts[at] = BillVerdict::Other);
    match (&new[..], known) {
        (&[one], _) => return Some(one),
        (&[], Some(known)) => return Some(known),
        _ => {}
    }
    let alike = new.iter().all(|&at| rows[at].is_like(&rows[new[0]]));
    let why = if alike { BillVerdict::Conflict } else { BillVerdict::Other };
    new.iter().for_each(|&at| verdicts[at] = why);
    if known.is_none() {
        // What the number is of is not known: the bill that was known before goes on.
        let lower = bills.iter().filter(|&&at| !rows[at].is_known() && rows[at].revision < top);
        lower.for_each(|&at| verdicts[at] = BillVerdict::Conflict);
    }
    newest(rows, bills)
}

/// Of the rows known before, the one that held.
fn newest(rows: &[BillVersion], bills: &[usize]) -> Option<usize> {
    let known = bills.iter().copied().filter(|&at| rows[at].is_known());
    known.max_by_key(|&at| (rows[at].revision, rows[at].run, at))
}

#[cfg(test)]
mod tests {
    use super::BillVerdict::*;
    use super::*;

    /// A row in short: `run member revision what`, where a run of 0 is the file that is read and `what` is an amount, or
    /// `void`, or `refund` and an amount.
    fn version(text: &str) -> BillVersion {
        let parts: Vec<&str> = text.split(' ').collect();
        let [run, member, revision, what] = parts[..] else { panic!("{text}") };
        let amount = what.strip_prefix("refund").unwrap_or(what);
        let number = |text: &str| {
            let mut number = [0; 16];
            number[..text.len()].copy_from_slice(text.as_bytes());
            number
        };
        BillVersion {
            content: number(&format!("{}{what}", revision.trim_start_matches('0'))),
            revision: Revision::read(revision.trim_matches('-')),
            is: match what {
                "void" => BillRowKind::Void,
                _ if amount != what => BillRowKind::Refund,
                _ => BillRowKind::Bill,
            },
            member: member.to_owned(),
            hospital: "H1".to_owned(),
            admission: "2024-03-01".to_owned(),
            amounts: number(amount),
            run: Some(run.parse().unwrap()).filter(|run| *run > 0),
        }
    }

    fn judged(rows: &[&str]) -> Vec<BillVerdict> {
        judge_bill(&rows.iter().map(|row| version(row)).collect::<Vec<_>>(), Revisions::Replace)
    }

    #[test]
    fn the_highest_revision_holds_in_whatever_order() {
        assert_eq!(judged(&["1 A - 60", "0 A 1 70"]), [Superseded, Holds]);
        assert_eq!(judged(&["1 A 1 70", "0 A - 60"]), [Holds, Superseded]);
    }

    #[test]
    fn of_one_revision_a_later_night_holds_and_in_one_file_nobody_can_tell() {
        assert_eq!(judged(&["1 A - 60", "0 A - 70"]), [Superseded, Holds]);
        assert_eq!(judged(&["1 A - 60", "2 A - 70", "0 A - 60"]), [Superseded, Holds, Duplicate]);
        assert_eq!(judged(&["0 A - 60", "0 A - 70"]), [Conflict, Conflict]);
        assert_eq!(judged(&["0 A 1 50", "0 A 2 60", "0 A 2 70"]), [Conflict; 3]);
        assert_eq!(judged(&["1 A - 40", "0 A - 60", "0 A - 70"]), [Holds, Conflict, Conflict]);
    }

    #[test]
    fn what_is_anothers_is_another_bill() {
        assert_eq!(judged(&["1 A - 60", "0 B - 70"]), [Holds, Other]);
        assert_eq!(judged(&["0 A - 60", "0 B - 70"]), [Other, Other]);
        assert_eq!(judged(&["1 A - 60", "0 B 1 60"]), [Superseded, Holds]);
    }

    #[test]
    fn what_takes_a_bill_back_does_so_in_whatever_order() {
        assert_eq!(judged(&["1 A - void", "0 A - 60"]), [TakesBack, TakenBack]);
        assert_eq!(judged(&["1 A - 60", "0 A - void"]), [TakenBack, TakesBack]);
        assert_eq!(
            judged(&["1 A - 60", "2 A - void", "0 A - 60"]),
            [TakenBack, TakesBack, Duplicate]
        );
        assert_eq!(judged(&["1 A - 60", "2 A - void", "0 A 1 60"]), [Superseded, Waits, Holds]);
        assert_eq!(judged(&["1 A 1 60", "0 A - void"]), [Holds, Superseded]);
        assert_eq!(judged(&["1 A - 60", "0 B - void"]), [Holds, Other]);
        assert_eq!(judged(&["1 A - 60", "0 B 1 void"]), [Holds, Waits]);
        assert_eq!(
            judged(&["1 A - 60", "2 B 2 void", "0 B 1 60"]),
            [Superseded, TakesBack, TakenBack]
        );
        assert_eq!(judged(&["0 A - void"]), [Waits]);
    }

    #[test]
    fn a_refund_has_the_amounts_of_the_bill() {
        assert_eq!(judged(&["1 A - 60", "0 A - refund60"]), [TakenBack, TakesBack]);
        assert_eq!(judged(&["1 A - refund60", "0 A 3 60"]), [TakesBack, TakenBack]);
        assert_eq!(judged(&["1 A - 60", "0 A - refund50"]), [Holds, Differs]);
        assert_eq!(judged(&["1 A - 60", "0 B - refund60"]), [Holds, Other]);
    }

    #[test]
    fn a_scheme_may_take_no_revisions() {
        let refused = |rows: &[&str]| {
            judge_bill(&rows.iter().map(|row| version(row)).collect::<Vec<_>>(), Revisions::Refuse)
        };
        assert_eq!(refused(&["1 A - 60", "0 A 1 70"]), [Holds, Revised]);
        assert_eq!(refused(&["0 A - 60", "0 A 1 70"]), [Revised, Revised]);
        assert_eq!(refused(&["1 A - 60", "0 A - void"]), [TakenBack, TakesBack]);
    }
}
