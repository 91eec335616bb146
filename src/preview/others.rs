//! What a bill changes on the member's other bills: what it opens, lowers or uses up.

use crate::adjudication::AdjustmentReason;
use crate::explanation::{Explanation, Working};
use crate::money::Money;
use crate::words::Sentence;

/// What another bill is paid under one benefit, without the bill at hand and with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherChange {
    /// The other bill, by its number.
    pub bill: u32,
    /// The benefit, by its place in the book.
    pub benefit: u8,
    /// Paid without the bill at hand.
    pub before: Money,
    /// Paid with it.
    pub after: Money,
    /// Reasons that applied to the benefit and no longer do.
    pub no_longer: Vec<Sentence>,
    /// Reasons that apply to it now.
    pub now: Vec<Sentence>,
}

/// Every benefit of another bill that is paid differently, in the order of bills.
pub(super) fn changes(without: &[Explanation], with: &[Explanation]) -> Vec<OtherChange> {
    let mut changes = Vec::new();
    for before in without {
        let same = |after: &&Explanation| after.bill.id == before.bill.id;
        let Some(after) = with.iter().find(same) else { continue };
        for (old, new) in pairs(&before.workings, &after.workings) {
            let paid = |working: Option<&Working>| working.map_or(Money::ZERO, |w| w.paid);
            if paid(old) == paid(new) {
                continue;
            }
            let reasons = |working: Option<&Working>| {
                working.map_or(AdjustmentReason::default(), |w| w.outcome)
            };
            let (no_longer, now) = differences(reasons(old), reasons(new));
            let working = old.or(new).expect("a pair has one side at least");
            changes.push(OtherChange {
                bill: before.bill.id,
                benefit: working.number,
                before: paid(old),
                after: paid(new),
                no_longer,
                now,
            });
        }
    }
    changes
}

/// The workings of one bill, those of the same benefit side by side.
fn pairs<'w>(
    before: &'w [Working],
    after: &'w [Working],
) -> Vec<(Option<&'w Working>, Option<&'w Working>)> {
    let of = |all: &'w [Working], number: u8| all.iter().find(|working| working.number == number);
    let only_after = after.iter().filter(|working| of(before, working.number).is_none());
    let paired = before.iter().map(|old| (Some(old), of(after, old.number)));
    paired.chain(only_after.map(|new| (None, Some(new)))).collect()
}

fn differences(
    before: AdjustmentReason,
    after: AdjustmentReason,
) -> (Vec<Sentence>, Vec<Sentence>) {
    let (old, new) = (before.sentences(), after.sentences());
    let no_longer = old.iter().filter(|sentence| !new.contains(sentence)).cloned().collect();
    let now = new.iter().filter(|sentence| !old.contains(sentence)).cloned().collect();
    (no_longer, now)
}
