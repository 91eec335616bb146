//! Interim bills: those in which a hospital bills one stay in parts. Here the bills of one id are split into stays,
//! and each bill is told of which stay it is.

use super::{Bill, Stay, Vocabulary};

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
        let basis = vocabulary.basis_of(bill.fact(Vocabulary::CATEGORY));
        // A bill that goes by the diagnosis keeps its own day.
        let stay = (first.admission, ended);
        bill.basis = Vocabulary::date(basis, stay, bill.settled_on, bill.basis);
        bill.month = bill.basis.month();
        bill.lists = vocabulary.lists_on(bill.lists, bill.basis);
        left_off = if at == one[0] { bill.discharge } else { left_off.max(bill.discharge) };
    }
}
