//! Corrections (更正): what becomes of a bill that comes again, and of money that was paid too much.
//! They are of the scheme, not of an edition: the same in every file of a book.
//!
//! ```toml
//! [scheme.corrections]
//! stands_below = "5.00"
//! order_of_bills = "stands"
//! revisions = "replace"
//! objection_days = 15
//! set_off = "after_letter"
//! ```

use super::caps;
use super::language::leaf::amount_in;
use super::language::reader::{Read, Reader, Reports};
use crate::claim::Revisions;
use crate::money::{Currency, Money};
use crate::words;

/// What a scheme says about corrections. Where it says nothing, all that was paid too much is set off
/// but for what only the order of bills took away, and a later row takes the place of an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Corrections {
    /// Up to so much of what is to be set off is let stand.
    pub stands_below: Money,
    /// What becomes of what only the order of bills took away.
    pub order_of_bills: OrderOfBills,
    /// Whether another row of a bill takes its place.
    pub revisions: Revisions,
    /// Within how many days of a letter about an overpayment its member may object.
    pub objection_days: i32,
    /// When what was paid too much is offset against what becomes due.
    pub set_off: SetOff,
}

/// When what was paid too much is offset against what becomes due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetOff {
    /// With the next payment.
    AtOnce,
    /// Once the member was written to and the days to object are over. Until then as much of what becomes due is
    /// kept in hand.
    AfterLetter,
}

/// The days to object where the scheme says nothing.
const OBJECTION_DAYS: i32 = 15;

/// What becomes of what only the order of bills took away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderOfBills {
    /// It is let stand.
    Stands,
    /// It is set off like anything else that was paid too much.
    Recovers,
}

impl Default for Corrections {
    fn default() -> Corrections {
        Corrections {
            stands_below: Money::ZERO,
            order_of_bills: OrderOfBills::Stands,
            revisions: Revisions::Replace,
            objection_days: OBJECTION_DAYS,
            set_off: SetOff::AtOnce,
        }
    }
}

impl Corrections {
    /// Both choices are written where anything is; an amount that is not is nothing.
    pub(super) fn read<S: Reports>(
        reader: &mut Reader<S>,
        currency: Option<Currency>,
    ) -> Read<Corrections> {
        let stands_below = read_amount(reader, currency);
        let orders = [("stands", OrderOfBills::Stands), ("recovers", OrderOfBills::Recovers)];
        let order_of_bills = reader.choice("order_of_bills", &orders);
        let revisions = [("replace", Revisions::Replace), ("refuse", Revisions::Refuse)];
        let revisions = reader.choice("revisions", &revisions);
        let objection_days = read_objection_days(reader);
        let set_off = read_set_off(reader);
        Ok(Corrections {
            stands_below: stands_below?,
            order_of_bills: order_of_bills?,
            revisions: revisions?,
            objection_days: objection_days?,
            set_off: set_off?,
        })
    }
}

/// Takes `set_off`, which may be left out.
fn read_set_off<S: Reports>(reader: &mut Reader<S>) -> Read<SetOff> {
    let ways = [("at_once", SetOff::AtOnce), ("after_letter", SetOff::AfterLetter)];
    Ok(reader.optional_choice("set_off", &ways)?.unwrap_or(SetOff::AtOnce))
}

/// Takes `objection_days`.
fn read_objection_days<S: Reports>(reader: &mut Reader<S>) -> Read<i32> {
    let Some(node) = reader.optional("objection_days") else { return Ok(OBJECTION_DAYS) };
    let text = reader.scalar(&node, "objection_days")?;
    let days = text.parse().ok().filter(|days| (0..=caps::OBJECTION_DAYS).contains(days));
    days.ok_or_else(|| {
        reader.error(node.span.clone(), words::rules::not_a_count(text, caps::OBJECTION_DAYS))
    })
}

/// Takes `stands_below`; in a currency that cannot be read, whose mistake is reported at its own place, no
/// amount is too fine.
fn read_amount<S: Reports>(reader: &mut Reader<S>, currency: Option<Currency>) -> Read<Money> {
    let Some(node) = reader.optional("stands_below") else { return Ok(Money::ZERO) };
    let text = reader.scalar(&node, "stands_below")?;
    let amount = amount_in(currency.unwrap_or(Currency::KWD), text);
    amount.map_err(|why| reader.error(node.span.clone(), why))
}
