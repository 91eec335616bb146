//! What a disallowed amount does to money, before it is kept: decided by the function that decides every bill, on all
//! that the next night would decide it on.

use super::by_hand::{DecidedBill, decided_now, explained, tonight, touching};
use super::error::NightError;
use super::readjudicate::Found;
use crate::claim::{Column, Disallowance};
use crate::explanation::Explanation;
use crate::ledger::{FactStatus, Force, Ledger, Signed};
use crate::manual_facts::{Disallowed, Facts, ManualFact, disallowed};
use crate::money::Money;
use crate::scheme::Book;

/// An amount that is disallowed, or allowed again, weighed on all that the next night would decide the bill on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisallowanceWeighed {
    /// The member.
    pub member_id: String,
    /// What the column has with it.
    pub rest: Money,
    /// What the bill pays as things stand, and with it.
    pub bill: (Money, Money),
    /// What all bills of the member pay as things stand, and with it.
    pub all: (Money, Money),
    /// What was prepared for the bank so far.
    pub paid: Money,
}

/// Weighs a fact that disallows an amount or allows it again.
///
/// # Errors
///
/// When the bill is not decided now, more is disallowed than it has in the column, or what is known cannot be read
/// under the rules.
pub fn weigh_disallowance(
    ledger: &Ledger,
    book: &Book,
    fact: &ManualFact,
) -> Result<DisallowanceWeighed, NightError> {
    let (ManualFact::Disallow { bill_id, column, .. } | ManualFact::Allow { bill_id, column, .. }) =
        fact
    else {
        unreachable!("other facts disallow nothing");
    };
    let member_id = decided_now(ledger, bill_id)?.latest.content.member_id;
    tonight(ledger, book, &member_id, |dossier, manual_facts, paid| {
        Facts::of(book, dossier, manual_facts)?.leave_out_settled(dossier);
        let with = [manual_facts, std::slice::from_ref(fact)].concat();
        let before = explained(book, dossier, manual_facts)?;
        let after = explained(book, dossier, &with)?;
        let of_bill = |all: &[Explanation]| {
            let is_bill = |one: &&Explanation| dossier.bill_id(&one.bill) == bill_id;
            let found = all.iter().find(is_bill).cloned();
            found.ok_or_else(|| NightError::UnknownBill { bill: bill_id.clone() })
        };
        let (was, is) = (of_bill(&before)?, of_bill(&after)?);
        fits(ledger, fact, was.bill.disallowable(*column))?;
        let sum = |all: &[Explanation]| all.iter().map(Explanation::payable).sum();
        Ok(DisallowanceWeighed {
            member_id: member_id.clone(),
            rest: is.bill.amount(*column),
            bill: (was.payable(), is.payable()),
            all: (sum(&before), sum(&after)),
            paid,
        })
    })
}

/// Makes sure that no more is disallowed than the column has that is not disallowed yet.
fn fits(ledger: &Ledger, fact: &ManualFact, most: Money) -> Result<(), NightError> {
    match fact {
        ManualFact::Disallow { bill_id, column, amount } if *amount > most => {
            let [amount, most] = [*amount, most].map(|amount| ledger.show(amount));
            let (bill, column) = (bill_id.clone(), *column);
            Err(NightError::DisallowedAbove { bill, column, amount: amount?, most: most? })
        }
        _ => Ok(()),
    }
}

/// The amount of a disallowance that is in force, or waits for a night: the one of this column, or of several the one
/// of this amount.
///
/// # Errors
///
/// When there is none, or no amount says which of several.
pub fn disallowance_of(
    ledger: &Ledger,
    (bill_id, column): (&str, Column),
    amount: Option<Money>,
) -> Result<Money, NightError> {
    let member_id = decided_now(ledger, bill_id)?.latest.content.member_id;
    // Also those that were taken back, with what took them back: each cancels one.
    let facts = ledger.manual_facts(Some(&member_id))?.into_iter();
    let facts: Vec<ManualFact> = facts.map(|one| one.fact.what).collect();
    let is_asked = |one: &Disallowed| (one.bill_id, one.column) == (bill_id, column);
    let known = disallowed(&facts).into_iter().filter(is_asked).map(|one| one.amount);
    let mut known: Vec<Money> = known.collect();
    known.sort_unstable();
    known.dedup();
    match (amount, &known[..]) {
        (_, []) => {
            let bill = bill_id.to_owned();
            return Err(NightError::NothingDisallowed { bill, column });
        }
        (None, [one]) => return Ok(*one),
        (Some(amount), known) if known.contains(&amount) => return Ok(amount),
        _ => {}
    }
    let amounts = known.into_iter().map(|amount| ledger.show(amount));
    let amounts = amounts.collect::<Result<Vec<_>, _>>()?.join(", ");
    Err(NightError::SeveralDisallowed { bill: bill_id.to_owned(), column, amounts })
}

/// Who disallowed each amount of a bill that a posting decided, when and why, in the order of its explanation.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn disallowed_because(
    ledger: &Ledger,
    (book, found): (&Book, &Found),
    bill_id: &str,
    explanation: &Explanation,
) -> Result<Vec<Option<Signed>>, NightError> {
    if explanation.disallowed.is_empty() {
        return Ok(Vec::new());
    }
    let bill = DecidedBill::of(bill_id, &explanation.bill, &[]);
    let mut facts = touching(ledger, book, found, bill, false)?;
    let signed = |one: &Disallowance| {
        let is_it = |known: &FactStatus| match &known.fact.what {
            ManualFact::Disallow { column, amount, .. } => {
                (*column, *amount) == (one.column, one.amount)
            }
            _ => false,
        };
        // Of several that say the same, those that hold come first; an earlier posting may have one that was taken
        // back since.
        let holds =
            |known: &FactStatus| is_it(known) && !matches!(known.force, Force::TakenBackBy(_));
        let place = facts.iter().position(holds).or_else(|| facts.iter().position(is_it));
        place.map(|place| facts.remove(place).fact.signed)
    };
    Ok(explanation.disallowed.iter().map(signed).collect())
}
