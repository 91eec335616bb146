//! How many bills there are, where they become more or fewer from year to year.
//!
//! Bills are whole: of a hundred bills that are to be 103, three come twice. Which of them depends on the
//! seed and the id of the bill alone. Who has the further ones makes a difference, since limits and
//! thresholds are of persons: whoever asks must say.

use super::bootstrap::chance;
use super::growth::{Table, WHOLE};
use crate::claim::{Bill, MOST_BILLS};
use crate::exchange::Dossier;
use crate::words::{self, Sentence};

/// Whose the bills are that are more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum More {
    /// The same members fall ill more often: each further bill follows the one it is like, in its year
    /// where there is room, and uses up the same limits.
    #[default]
    SameMembers,
    /// More members fall ill: each further bill is of somebody like the member, who has no other.
    OtherMembers,
}

impl More {
    /// The word on the command line and in files.
    pub fn code(self) -> &'static str {
        match self {
            More::SameMembers => "same-members",
            More::OtherMembers => "other-members",
        }
    }
}

/// By how much bills become more, and whose they are.
#[derive(Clone, Debug)]
pub(super) struct MoreBills {
    pub table: Table,
    pub more: More,
}

impl MoreBills {
    /// How often there is each bill of a dossier.
    ///
    /// # Errors
    ///
    /// When a bill is too old, or there would be too many.
    pub fn times(&self, dossier: &Dossier, seed: u64) -> Result<Vec<u32>, Sentence> {
        let of = |bill: &Bill| {
            let factor = self.table.factor(bill)?;
            let (times, rest) = (factor / WHOLE, factor % WHOLE);
            let drawn = i128::from(chance(seed, dossier.bill_id(bill)));
            Ok(times + i128::from((drawn * WHOLE) >> 64 < rest))
        };
        let times: Vec<i128> = dossier.bills.iter().map(of).collect::<Result<_, Sentence>>()?;
        if times.iter().fold(0i128, |sum, times| sum.saturating_add(*times)) > MOST_BILLS as i128 {
            return Err(words::replay::too_many_more(MOST_BILLS));
        }
        Ok(times.into_iter().map(|times| times as u32).collect())
    }

    /// Makes as many of each bill of a dossier; those of others are given back.
    pub fn apply<'i>(
        &self,
        dossier: &mut Dossier<'i>,
        times: &[u32],
    ) -> Result<Vec<Dossier<'i>>, Sentence> {
        let (mut kept, mut others) = (Vec::new(), Vec::new());
        for (bill, &times) in std::mem::take(&mut dossier.bills).iter().zip(times) {
            kept.extend((times > 0).then_some(*bill));
            for number in 2..=times {
                match self.more {
                    More::SameMembers => {
                        kept.push(dossier.like(&following(bill, number as i32 - 1), number));
                    }
                    More::OtherMembers => others.push(dossier.of_another(bill, number)),
                }
            }
        }
        dossier.bills = kept;
        dossier.put_in_order();
        Ok(others)
    }
}

/// A bill so many times behind itself: it begins on the day after it ended, and all other days are as far
/// behind; before it, where it would belong to another year.
fn following(bill: &Bill, times: i32) -> Bill {
    let step = times * (bill.nights() + 1);
    let year = bill.month.div_euclid(12);
    let in_year = |moved: &Bill| moved.month.div_euclid(12) == year;
    let (later, earlier) = (moved(bill, step), moved(bill, -step));
    if !in_year(&later) && in_year(&earlier) { earlier } else { later }
}

fn moved(bill: &Bill, days: i32) -> Bill {
    let basis = bill.basis + days;
    Bill {
        admission: bill.admission + days,
        discharge: bill.discharge + days,
        settled_on: bill.settled_on + days,
        submitted_on: bill.submitted_on + days,
        order: bill.order + days,
        month: basis.month(),
        basis,
        ..*bill
    }
}
