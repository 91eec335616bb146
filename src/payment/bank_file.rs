//! Files of the bank that are read again: what `release` wrote, and what came back.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::error::PaymentError;
use super::payee::{Payee, PayeeKind};
use super::share::Share;
use crate::ledger::alone;
use crate::ledger::small_csv::{SmallCsv, at};
use crate::money::{Currency, Money};
use crate::words::{self, Sentence};

/// The columns of a file that a release writes.
pub(super) const SENT: [&str; 10] = [
    "payment_id",
    "member_id",
    "kind",
    "payee",
    "account",
    "amount",
    "payee_id",
    "bank",
    "branch",
    "share",
];
/// How many of them files have that were written before payees had an id, a bank and a share.
pub(super) const SENT_FIRST: usize = 6;
/// The columns of a file of what came back.
const RETURNED: [&str; 3] = ["payment_id", "reason", "result"];

/// A payment in a file that a release wrote.
pub(crate) struct Sent {
    pub id: String,
    pub member_id: String,
    pub payee: Payee,
    pub amount: Money,
}

/// A file that a release wrote.
pub(crate) struct BankFile {
    pub path: PathBuf,
    pub sha256: String,
    pub rows: Vec<Sent>,
}

/// Reads files that releases wrote, each once; or every mistake in them.
pub(crate) fn bank_files(
    paths: &[PathBuf],
    scheme: &str,
    currency: Currency,
) -> Result<Vec<BankFile>, Vec<Sentence>> {
    let (mut files, mut wrong, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for path in paths {
        match bank_file(path, scheme, currency) {
            Ok(file) => files.extend(seen.insert(file.sha256.clone()).then_some(file)),
            Err(why) => wrong.extend(why),
        }
    }
    if wrong.is_empty() { Ok(files) } else { Err(wrong) }
}

fn bank_file(path: &Path, scheme: &str, currency: Currency) -> Result<BankFile, Vec<Sentence>> {
    if let Some(list) = list_beside(path) {
        return Err(vec![words::banks::give_the_list(path.display(), list)]);
    }
    let SmallCsv { rows, sha256 } = SmallCsv::read_some(path, SENT, SENT_FIRST)?;
    is_as_written(path, scheme, &sha256).map_err(alone)?;
    let (mut sent, mut wrong, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for (line, cells) in rows {
        match sent_row(cells, currency).filter(|row| seen.insert(row.id.clone())) {
            Some(row) => sent.push(row),
            None => wrong.push(at(path, line, &words::payments::not_a_bank_row())),
        }
    }
    match wrong.is_empty() {
        true => Ok(BankFile { path: path.to_owned(), sha256, rows: sent }),
        false => Err(wrong),
    }
}

/// The name of the list of payments beside a file in the form of a bank, which has no ids of payments.
fn list_beside(path: &Path) -> Option<String> {
    let control: Value = serde_json::from_slice(&std::fs::read(control_of(path)).ok()?).ok()?;
    control["list"].as_str().map(str::to_owned)
}

/// A row of a file that a release wrote; nothing where it is none.
fn sent_row(cells: [String; 10], currency: Currency) -> Option<Sent> {
    let [id, member_id, kind, name, account, amount, payee_id, bank, branch, share] = cells;
    let kind = PayeeKind::named(&kind)?;
    let share = if share.is_empty() { Share::WHOLE } else { share.parse().ok()? };
    let amount = currency.parse(&amount).ok().filter(|amount| *amount > Money::ZERO)?;
    let payee = Payee { kind, name, account, payee_id, bank, branch, share };
    let is_named = !id.is_empty() && !member_id.is_empty();
    is_named.then_some(Sent { id, member_id, payee, amount })
}

/// Makes sure that a file is as it was written, where its control totals stand beside it.
fn is_as_written(path: &Path, scheme: &str, sha256: &str) -> Result<(), PaymentError> {
    let Ok(control) = std::fs::read(control_of(path)) else { return Ok(()) };
    let control: Value = serde_json::from_slice(&control).unwrap_or_default();
    if control["sha256"] != sha256 {
        return Err(PaymentError::NotAsWritten { path: path.to_owned() });
    }
    match control["scheme"].as_str() {
        Some(found) if found != scheme => {
            let (found, own) = (found.to_owned(), scheme.to_owned());
            Err(PaymentError::OfAnotherScheme { path: path.to_owned(), found, own })
        }
        _ => Ok(()),
    }
}

/// Where the control totals of a bank's file are: beside it.
pub fn control_of(out: &Path) -> PathBuf {
    let mut name = out.to_owned().into_os_string();
    name.push(".json");
    PathBuf::from(name)
}

/// A file of what came back.
pub(crate) struct BackFile {
    pub sha256: String,
    /// Ids of payments, with reasons.
    pub rows: Vec<(String, String)>,
}

/// Reads files of what came back, each once.
pub(crate) fn returned_files(paths: &[PathBuf]) -> Result<Vec<BackFile>, Vec<Sentence>> {
    let (mut files, mut wrong, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for path in paths {
        match SmallCsv::read_some(path, RETURNED, 2) {
            // Rows of it that succeeded would be booked as sent back.
            Ok(SmallCsv { rows, .. })
                if rows.iter().any(|(_, [.., result])| !result.is_empty()) =>
            {
                wrong.push(words::payments::results_not_returns(path.display()));
            }
            Ok(SmallCsv { rows, sha256 }) => {
                let rows = rows.into_iter().map(|(_, [id, reason, _])| (id, reason)).collect();
                files.extend(seen.insert(sha256.clone()).then_some(BackFile { sha256, rows }));
            }
            Err(why) => wrong.extend(why),
        }
    }
    if wrong.is_empty() { Ok(files) } else { Err(wrong) }
}
