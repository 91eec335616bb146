//! What a bank says of payments, whatever the form of its file.

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
