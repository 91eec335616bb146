//! Serial numbers: which payment stands in which row of the files of a release.

use super::at_bank::ReleaseNo;
use super::bank_format::{BankFormat, Serial, kept};
use super::error::PaymentError;
use crate::date::Day;
use crate::ledger::{Ledger, LedgerError, RunId};
use crate::money::Money;
use crate::words::{self, Sentence};

/// Whose rows serial numbers are of.
#[derive(Clone, Copy)]
pub(super) struct Whose<'w> {
    /// The run.
    pub(super) run: Option<RunId>,
    /// Which release of the run, from 1; may be left out where there is one.
    pub(super) release: Option<usize>,
    /// Which file of the release, from 1; may be left out where one is enough to know it.
    pub(super) part: Option<usize>,
    /// The form that the results are in.
    pub(super) bank: Option<&'w BankFormat>,
}

/// A release, with the ids of the payments that its serial numbers name, in their order.
pub(super) struct Serials {
    pub(super) release: ReleaseNo,
    run: RunId,
    ids: Vec<String>,
}

/// A file of a release.
struct Part {
    payments: usize,
    total: Money,
}

impl Serials {
    /// The payments of the release, or of the one of its files, that serial numbers are of.
    pub(super) fn of(ledger: &Ledger, whose: Whose) -> Result<Serials, PaymentError> {
        let run = whose.run.ok_or_else(words::payments::serial_without_run)?;
        let release = release_of(ledger, run, whose.release)?;
        let sql = "SELECT p.id, t.amount FROM transfer t JOIN payment p ON p.no = t.payment \
                   WHERE t.release = ?1 ORDER BY t.no";
        let payments: Vec<(String, Money)> =
            ledger.rows(sql, [release], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let kept = kept::of_release(ledger, release)?;
        let format = kept.as_ref().map(|kept| &kept.format).or(whose.bank);
        let sizes = match &kept {
            Some(kept) => kept.files.iter().map(|file| file.payments).collect(),
            // Booked by a restore, which knows the list alone: spread as the format says.
            None => format.and_then(|format| format.sizes(payments.len())).unwrap_or_default(),
        };
        let is_whole = format.is_none_or(|format| format.serial == Serial::Release);
        let ids = payments.iter().map(|(id, _)| id.clone());
        if is_whole || sizes.len() <= 1 {
            return Ok(Serials { release, run, ids: ids.collect() });
        }
        let mut rest = payments.iter();
        let part = |size: &usize| Part {
            payments: *size,
            total: rest.by_ref().take(*size).map(|(_, amount)| *amount).sum(),
        };
        let parts: Vec<Part> = sizes.iter().map(part).collect();
        let at = part_at(ledger, run, &parts, whose.part)?;
        let before = sizes.iter().take(at).sum();
        let own = sizes.get(at).copied().unwrap_or_default();
        Ok(Serials { release, run, ids: ids.skip(before).take(own).collect() })
    }

    /// The id of the payment with a serial number.
    pub(super) fn id(&self, serial: &str) -> Result<&str, PaymentError> {
        let at = serial.parse::<usize>().ok().and_then(|serial| serial.checked_sub(1));
        let id = at.and_then(|at| self.ids.get(at));
        let unknown = || words::payments::serial_unknown(serial, self.run, self.ids.len());
        Ok(id.ok_or_else(unknown)?)
    }
}

/// Makes sure that results are read in the form of the bank to which the release went, where one is named.
pub(super) fn is_of_its_bank(ledger: &Ledger, whose: Whose) -> Result<(), PaymentError> {
    let (Some(run), Some(bank)) = (whose.run, whose.bank) else { return Ok(()) };
    let kept = kept::of_release(ledger, release_of(ledger, run, whose.release)?)?;
    match kept.map(|kept| kept.format.name().to_owned()) {
        Some(own) if own != bank.name() => {
            Err(PaymentError::OtherBank { run, own, asked: bank.name().to_owned() })
        }
        _ => Ok(()),
    }
}

/// The place of the file that is meant.
fn part_at(
    ledger: &Ledger,
    run: RunId,
    parts: &[Part],
    part: Option<usize>,
) -> Result<usize, PaymentError> {
    let at = part.and_then(|part| part.checked_sub(1)).filter(|at| *at < parts.len());
    if let Some(at) = at {
        return Ok(at);
    }
    let mut list = Vec::new();
    for (at, Part { payments, total }) in parts.iter().enumerate() {
        list.push(words::banks::part_item(at + 1, payments, ledger.show(*total)?));
    }
    Err(words::banks::which_part(run, parts.len(), Sentence::list(&list)).into())
}

/// The release of a run that is meant.
fn release_of(ledger: &Ledger, run: RunId, nth: Option<usize>) -> Result<ReleaseNo, PaymentError> {
    let sql = "SELECT no, happened_on, payments, total FROM release WHERE run = ?1 ORDER BY no";
    let releases: Vec<(ReleaseNo, Day, i64, Money)> =
        ledger.rows(sql, [run], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    match (&releases[..], nth) {
        ([], _) => Err(words::payments::run_not_released(run).into()),
        ([(no, ..)], None) => Ok(*no),
        (several, Some(nth)) => match nth.checked_sub(1).and_then(|at| several.get(at)) {
            Some((no, ..)) => Ok(*no),
            None => Err(words::payments::no_such_release(run, nth, several.len()).into()),
        },
        (several, None) => {
            let item = |(at, (_, day, payments, total)): (usize, &(_, Day, i64, Money))| {
                let total = ledger.show(*total)?;
                Ok(words::payments::release_item(at + 1, day, payments, total))
            };
            let list = several.iter().enumerate().map(item);
            let list = list.collect::<Result<Vec<Sentence>, LedgerError>>()?;
            Err(words::payments::which_release(run, Sentence::list(&list)).into())
        }
    }
}
