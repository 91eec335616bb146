//! What a person owes now: what was paid too much and is still to be offset, less what of it is in hand and will be
//! withdrawn by the next night.

use std::collections::{HashMap, HashSet};

use super::error::PaymentError;
use super::holding::{Holding, holdings};
use super::in_hand::{InHand, in_hand_of_member};
use super::set_off::{not_yet_offset, open_debts, terms_of};
use crate::date::Day;
use crate::ledger::{Latest, Ledger, LedgerError, MemberNumber};
use crate::money::Money;
use crate::scheme::{Corrections, SetOff};

/// What a person owes now.
#[derive(Clone, Debug)]
pub(crate) struct Owed {
    /// What is known of the main id.
    pub latest: Latest,
    /// How much it is.
    pub amount: Money,
    /// How much it is by the postings: more, where the next night withdraws something that came back.
    pub posted: Money,
    /// Whether something waits for the next night that may change it: a manual fact, or another id of the person.
    pub waits: bool,
}

/// What bears on what people owe, read once.
pub(crate) struct Debtors<'l> {
    ledger: &'l Ledger,
    holdings: HashMap<MemberNumber, Holding>,
    same: Vec<(String, String)>,
    /// Ids of which a manual fact waits for a night.
    news: HashSet<String>,
    terms: Corrections,
    /// The newest day of the ledger: that of the next night is not known.
    newest: Day,
}

impl<'l> Debtors<'l> {
    /// Reads it.
    pub fn of(ledger: &'l Ledger) -> Result<Debtors<'l>, PaymentError> {
        let news = ledger.pending_facts()?.into_iter().map(|fact| fact.member_id).collect();
        Ok(Debtors {
            ledger,
            holdings: holdings(ledger)?,
            same: ledger.same_people()?,
            news,
            terms: terms_of(ledger)?,
            newest: ledger.newest_day()?,
        })
    }

    /// The id under which a person is posted, of any that the person has.
    pub fn main<'i>(&'i self, id: &'i str) -> &'i str {
        let joined = self.same.iter().find(|(other, _)| other == id);
        joined.map_or(id, |(_, main)| main.as_str())
    }

    /// What the person with an id owes.
    pub fn owed(&self, id: &str) -> Result<Owed, PaymentError> {
        let main = self.main(id);
        let others = self.same.iter().filter(|(_, of)| of == main).map(|(other, _)| other.as_str());
        let mut ids: Vec<&str> = others.chain([main]).collect();
        ids.sort_unstable();
        let known = self.ledger.known(&ids, &[])?;
        let latest = known.of(main).or_else(|| known.of(id)).cloned();
        let latest = latest.ok_or_else(|| unknown(self.ledger, id))?;
        let of_person =
            || known.members.iter().filter(|one| ids.contains(&&*one.content.member_id));
        let is_apart =
            of_person().any(|one| one.member != latest.member && !one.content.is_empty());
        let (mut owed, mut paid, mut written_off) = (Money::ZERO, Money::ZERO, Money::ZERO);
        let mut in_hand: Vec<InHand> = Vec::new();
        for one in of_person() {
            owed += one.content.owed();
            paid += one.content.paid;
            written_off += one.content.written_off;
            in_hand.extend(in_hand_of_member(self.ledger, one.member)?);
        }
        in_hand.sort_unstable_by_key(|payment| payment.no);
        let holding = of_person().find_map(|one| self.holdings.get(&one.member));
        let held = holding.map_or_else(Vec::new, |holding| holding.held_now(&in_hand));
        let all: Money = in_hand.iter().map(|payment| payment.amount).sum();
        let free = all - held.into_iter().sum();
        let waits = is_apart || ids.iter().any(|id| self.news.contains(*id));
        let mut not_yet = Money::ZERO;
        if self.terms.set_off == SetOff::AfterLetter && owed > Money::ZERO {
            let debts = of_person().map(|one| open_debts(self.ledger, one.member));
            let debts = debts.collect::<Result<Vec<_>, _>>()?.concat();
            not_yet = not_yet_offset(&debts, &self.terms, self.newest);
        }
        let amount = owed_now([owed, paid, written_off], [all, free], not_yet);
        Ok(Owed { amount, posted: owed.or_zero(), latest, waits })
    }
}

fn unknown(ledger: &Ledger, id: &str) -> LedgerError {
    let member = crate::intake::mask(id);
    LedgerError::UnknownMember { path: ledger.path().to_owned(), member }
}

/// What is left of a debt once the next night has withdrawn what is in hand and not due, if nothing else comes:
/// no person owes more than has left, and what may not be offset yet takes nothing from what is in hand. `free` is what
/// of the money in hand is not held.
pub(crate) fn owed_now(
    [owed, paid, written_off]: [Money; 3],
    [in_hand, free]: [Money; 2],
    not_yet_offset: Money,
) -> Money {
    let gone = paid - in_hand - written_off;
    let kept = not_yet_offset.min(owed).min(gone).or_zero();
    kept + (owed - kept - free).min(gone - kept).or_zero()
}
