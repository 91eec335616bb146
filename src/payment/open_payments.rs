//! Payments that members have in hand, and what bears on them, read together for a night.

use std::collections::HashMap;

use super::error::PaymentError;
use super::holding::{Holding, holdings};
use super::in_hand::{InHand, in_hand_of};
use super::restored::{salt_of_ids, sent_before_restore};
use super::set_off::{OpenDebt, open_debts};
use crate::ledger::{Latest, Ledger, MemberNumber};
use crate::money::Money;
use crate::scheme::{Corrections, SetOff};

/// What a night must know of the payments of the members whom it decides.
#[derive(Clone, Debug, Default)]
pub struct OpenPayments {
    /// Payments that have not left, by the number of the member, the oldest first.
    pub in_hand: HashMap<MemberNumber, Vec<InHand>>,
    /// What is held of people, by the number of the member.
    pub holdings: HashMap<MemberNumber, Holding>,
    /// What was sent to members before a restore and booked then, by the number of the member.
    pub sent_before: HashMap<MemberNumber, Money>,
    /// What members owe whose debts may have to wait for a letter, by the number of the member; empty where debts are
    /// offset at once.
    pub debts: HashMap<MemberNumber, Vec<OpenDebt>>,
    /// Part of the id of each payment that is prepared: after a restore, the files of the bank that were booked by it.
    pub salt: String,
}

impl OpenPayments {
    /// Reads what concerns these members, under these terms.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn of(
        ledger: &Ledger,
        members: &[Latest],
        terms: &Corrections,
    ) -> Result<OpenPayments, PaymentError> {
        let owes = |one: &&Latest| {
            terms.set_off == SetOff::AfterLetter && one.content.owed() > Money::ZERO
        };
        let debts = members.iter().filter(owes);
        let debts = debts.map(|one| Ok((one.member, open_debts(ledger, one.member)?)));
        Ok(OpenPayments {
            debts: debts.collect::<Result<_, PaymentError>>()?,
            in_hand: in_hand_of(ledger, members)?,
            holdings: holdings(ledger)?,
            sent_before: sent_before_restore(ledger)?,
            salt: salt_of_ids(ledger)?,
        })
    }
}
