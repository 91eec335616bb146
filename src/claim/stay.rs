//! Stays (住院): which bills are one stay, and what terms ask of it.
//!
//! A hospital may bill a long stay in parts, each with the same `stay_id`. Terms speak of the stay: of the day
//! on which it began and the day on which it ended. Bills of one id are one stay while at most
//! [`Vocabulary::stay_gap`] uncovered days lie between them; what lies further apart is another stay, for which
//! the id was used again.

use super::{Bill, Vocabulary};
use crate::date::Day;

/// The stay that a bill is of, as all bills of the member show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay {
    /// What distinguishes it from other stays of the member: the number of the bill that begins it.
    pub(crate) number: u32,
    /// The first day: the earliest admission of its bills.
    pub(crate) began: Day,
    /// The day of leaving: the latest discharge of its bills.
    pub(crate) ended: Day,
    /// The day on which earlier bills of the stay left off: the latest discharge of those that begin before
    /// this one, and the admission of this one where none does.
    pub(crate) left_off: Day,
}

impl Stay {
    /// The stay of a bill that shares it with no other.
    pub(crate) const fn alone(number: u32, admission: Day, discharge: Day) -> Stay {
        Stay { number, began: admission, ended: discharge, left_off: admission }
    }

    /// What distinguishes it from other stays of the member: the number of the bill that begins it.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The first day: the earliest admission of its bills.
    pub fn began(&self) -> Day {
        self.began
    }

    /// The day of leaving: the latest discharge of its bills.
    pub fn ended(&self) -> Day {
        self.ended
    }

    /// Nights of the stay.
    #[inline]
    pub fn nights(&self) -> i32 {
        self.ended - self.began
    }
}

/// Finds the stays of a member's bills, in whatever order the bills are, and the days that follow from them:
/// where the basis is the admission, it is that of the stay. Of bills of the same days the one with the lower id
/// begins first.
pub(super) fn settle<'i>(
    vocabulary: &Vocabulary,
    bills: &mut [Bill],
    id: &impl Fn(u32) -> &'i [u8],
) {
    if !bills.iter().any(Bill::shares_stay) {
        return; // As nearly always: the row reader makes each bill a stay of its own.
    }
    let shares = |at: &usize| bills[*at].shares_stay();
    let mut shared: Vec<usize> = (0..bills.len()).filter(shares).collect();
    let days = |bill: &Bill| (bill.stay_id, bill.admission, bill.discharge);
    shared.sort_unstable_by(|&a, &b| {
        let (a, b) = (&bills[a], &bills[b]);
        days(a).cmp(&days(b)).then_with(|| id(a.id).cmp(id(b.id)))
    });
    let one_id = |a: &usize, b: &usize| bills[*a].stay_id == bills[*b].stay_id;
    let of_one_id: Vec<&[usize]> = shared.chunk_by(one_id).collect();
    for mut rest in of_one_id {
        while !rest.is_empty() {
            let (one, others) = rest.split_at(first_stay(bills, rest, vocabulary.stay_gap));
            unite(bills, one, vocabulary);
            rest = others;
        }
    }
}

/// How many of some bills of one id, by admission, are the first stay of them.
fn first_stay(bills: &[Bill], of_one_id: &[usize], stay_gap: i32) -> usize {
    let mut ended = bills[of_one_id[0]].discharge;
    let is_other = |&at: &usize| {
        let uncovered = bills[at].admission - ended - 1;
        ended = ended.max(bills[at].discharge);
        uncovered > stay_gap
    };
    of_one_id.iter().position(is_other).unwrap_or(of_one_id.len())
}

/// Makes some bills, by admission, one stay.
fn unite(bills: &mut [Bill], one: &[usize], vocabulary: &Vocabulary) {
    let first = bills[one[0]];
    let ended = one.iter().map(|&at| bills[at].discharge).max().expect("a stay has a bill");
    let mut left_off = first.admission;
    for &at in one {
        let bill = &mut bills[at];
        bill.stay = Stay { number: first.id, began: first.admission, ended, left_off };
        bill.basis = Vocabulary::date(vocabulary.basis, first.admission, ended, bill.settled_on);
        bill.month = bill.basis.month();
        left_off = if at == one[0] { bill.discharge } else { left_off.max(bill.discharge) };
    }
}
