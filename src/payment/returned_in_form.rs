//! What a bank sent back since a backup was made, in its own form: serial numbers name rows of releases that the backup
//! does not know, so that each row is found by payee, account and amount among the payments that the bank was given.

use std::collections::BTreeSet;
use std::path::Path;

use super::bank_file::{BackFile, BankFile};
use super::bank_format::{BankFormat, read_rows};
use super::error::PaymentError;
use super::result_row::ResultRow;
use crate::ledger::small_csv::at;
use crate::money::Currency;
use crate::words::{self, Sentence, banks as say};

/// Reads a file of results, or of returns alone: the payments that came back. Those that the bank made are passed over.
pub(super) fn returned_in_form(
    path: &Path,
    (bank, currency): (&BankFormat, Currency),
    sent: &[BankFile],
) -> Result<BackFile, Vec<Sentence>> {
    let paper = read_rows(path, bank, currency)?;
    let (mut rows, mut wrong) = (Vec::new(), Vec::new());
    for (line, row) in &paper.rows {
        match came_back(bank, row).and_then(|is_back| match is_back {
            true => Ok(Some((payment_of(row, currency, sent)?, reason(row)?))),
            false => Ok(None),
        }) {
            Ok(back) => rows.extend(back),
            Err(why) => wrong.push(at(path, *line, &why.sentence())),
        }
    }
    if wrong.is_empty() { Ok(BackFile { sha256: paper.sha256, rows }) } else { Err(wrong) }
}

/// Whether a row is of a payment that came back.
fn came_back(bank: &BankFormat, row: &ResultRow) -> Result<bool, PaymentError> {
    let Some(known) = bank.result_words() else { return Ok(true) };
    let is = |all: &[String]| all.contains(&row.result);
    match (is(&known.paid), is(&known.returned)) {
        (true, _) => Ok(false),
        (_, true) => Ok(true),
        (false, false) => {
            let (paid, returned) = (known.paid.join(", "), known.returned.join(", "));
            Err(say::result_unknown(named(row), &row.result, bank.name(), paid, returned).into())
        }
    }
}

fn reason(row: &ResultRow) -> Result<String, PaymentError> {
    let reason = if row.reason.is_empty() { &row.result } else { &row.reason };
    match reason.is_empty() {
        true => Err(words::ledger::return_without_reason(named(row)).into()),
        false => Ok(reason.clone()),
    }
}

/// What a row names its payment by.
fn named(row: &ResultRow) -> &str {
    if row.id.is_empty() { &row.serial } else { &row.id }
}

/// The id of the payment of a row: the only one that fits.
fn payment_of(
    row: &ResultRow,
    currency: Currency,
    sent: &[BankFile],
) -> Result<String, PaymentError> {
    if !row.id.is_empty() {
        return Ok(row.id.clone());
    }
    let says_whose = !row.payee.is_empty() || !row.account.is_empty();
    let all = sent.iter().flat_map(|file| &file.rows).filter(|_| says_whose);
    let is_amount = |amount| {
        row.amount.is_empty() || currency.parse(&row.amount).is_ok_and(|given| given == amount)
    };
    let fits = all.filter(|one| {
        row.is_to(&one.payee.name) && row.is_into(&one.payee.account) && is_amount(one.amount)
    });
    let ids: BTreeSet<&str> = fits.map(|one| one.id.as_str()).collect();
    match Vec::from_iter(ids)[..] {
        [id] => Ok(id.to_owned()),
        [] => Err(say::returned_fits_none(named(row)).into()),
        [one, other, ..] => Err(say::returned_fits_several(named(row), one, other).into()),
    }
}
