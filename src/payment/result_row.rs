//! What a bank says of payments, whatever the form of its file.

use crate::ledger::Name;

/// What a bank says of one payment. What its file leaves out is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ResultRow {
    pub result: String,
    /// The id of the payment.
    pub id: String,
    pub serial: String,
    pub reason: String,
    /// As a decimal of the currency.
    pub amount: String,
    pub account: String,
    /// The name of the payee.
    pub payee: String,
}

/// A file of the bank.
#[derive(Debug)]
pub(super) struct ResultRows {
    /// Lines, from 1, and what they say.
    pub rows: Vec<(u64, ResultRow)>,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
}

impl ResultRow {
    /// Whether it speaks of a payment to a payee. A file that gives no name says nothing against it.
    pub fn is_to(&self, payee: &str) -> bool {
        is_name_of(payee, &self.payee)
    }

    /// Whether it speaks of a payment into an account. A file that gives none says nothing against it.
    pub fn is_into(&self, account: &str) -> bool {
        let (given, own) = (letters(&self.account), letters(account));
        // What is masked stands before the ending.
        let ending = given.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        self.account.is_empty() || (!ending.is_empty() && own.ends_with(ending))
    }
}

/// Whether a name is that of a payee, with or without blanks in it, or with marks in the place of some characters. A
/// file that gives no name says nothing against it.
fn is_name_of(payee: &str, given: &str) -> bool {
    let letters = |name: &str| -> Vec<char> {
        Name::kept(name).folded().chars().filter(|c| !c.is_whitespace()).collect()
    };
    let (own, given) = (letters(payee), letters(given));
    let is_same = |(own, given): (&char, &char)| own == given || *given == '*';
    given.is_empty() || (own.len() == given.len() && own.iter().zip(&given).all(is_same))
}

/// The letters and digits of an account, and marks for those that are masked, however it is written.
pub(super) fn letters(account: &str) -> String {
    let folded = Name::kept(account).to_uppercase();
    folded.chars().filter(|c| !c.is_whitespace() && *c != '-').collect()
}
