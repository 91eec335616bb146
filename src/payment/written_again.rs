//! Files that banks were given in a form of their own, written again: they are what was released, byte by byte.

use std::convert::Infallible;

use sha2::{Digest, Sha256};

use super::at_bank::ReleaseNo;
use super::bank_file::SENT;
use super::bank_format::{Issue, kept};
use super::error::PaymentError;
use super::ready::{Leaving, write_list};
use crate::date::Day;
use crate::fingerprint::{hex, sha256};
use crate::ledger::{Ledger, RunId};
use crate::words::{self, Sentence};

/// A release, as the ledger keeps it.
struct Release {
    no: ReleaseNo,
    run: RunId,
    file: String,
    on: Day,
}

/// Writes the files of all releases in the form of a bank again, without putting them anywhere, and reports each
/// release of which other bytes come out; how many there are. Releases in the columns of the ledger are not written,
/// nor are those of which the account of a payee was disposed of.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn files_written_again(
    ledger: &Ledger,
    report: &mut dyn FnMut(Sentence),
) -> Result<u64, PaymentError> {
    let sql = "SELECT no, run, file, happened_on FROM release \
               WHERE no IN (SELECT release FROM bank_file) AND no NOT IN \
               (SELECT t.release FROM transfer t JOIN payee y ON y.no = t.payee \
               WHERE t.release IS NOT NULL AND y.account = '') ORDER BY no";
    let releases = ledger.rows(sql, (), |row| {
        Ok(Release { no: row.get(0)?, run: row.get(1)?, file: row.get(2)?, on: row.get(3)? })
    })?;
    for release in &releases {
        if !is_as_released(ledger, release)? {
            report(words::banks::files_differ(release.run, release.on));
        }
    }
    Ok(releases.len() as u64)
}

/// Whether the list and the files of a release come out as they were.
fn is_as_released(ledger: &Ledger, release: &Release) -> Result<bool, PaymentError> {
    let Some(kept) = kept::of_release(ledger, release.no)? else { return Ok(false) };
    let (_, currency) = ledger.kept_in()?;
    let leaving = Leaving::of_release(ledger, release.no)?;
    let mut list = Sha256::new();
    let Ok(()) = write_list(&leaving, currency, SENT.len(), |bytes| {
        list.update(bytes);
        Ok::<(), Infallible>(())
    });
    let issue = Issue { run: release.run, on: release.on, currency };
    let Ok(files) = kept.format.files(&leaving, &issue) else { return Ok(false) };
    let written = files.iter().map(|file| (sha256(&file.bytes), file.payments, file.total));
    let kept = kept.files.into_iter().map(|file| (file.sha256, file.payments, file.total));
    Ok(hex(&list.finalize()) == release.file && written.eq(kept))
}
