//! The files of a release: the list of its payments, which is the bank's file where no form of a bank is asked for;
//! else beside it the files in that form. Each has its control totals beside it, and all of them appear or none.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::bank_format::{BankFile, BankFormat, Issue, kept};
use super::error::PaymentError;
use super::ready::{Control, Leaving, PartOf, bank_file, control_file, total};
use crate::date::Day;
use crate::ledger::private_file::{Closed, PrivateFile, keep_all};
use crate::ledger::{Ledger, LedgerError, RunId};

/// What the files of a release are made of.
#[derive(Clone, Copy)]
pub(super) struct Contents<'c> {
    pub(super) run: RunId,
    pub(super) on: Day,
    pub(super) leaving: &'c [Leaving],
    /// Columns of the list.
    pub(super) columns: usize,
    pub(super) format: Option<&'c BankFormat>,
}

/// A file in the form of a bank, as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReleasedFile {
    /// Its name.
    pub file: String,
    /// Payments in it.
    pub payments: usize,
    /// What they come to, as a decimal.
    pub total: String,
    /// SHA-256 of it.
    pub sha256: String,
}

/// The files of a release, whole and not in their places.
pub(super) struct ReleaseFiles<'c> {
    contents: Contents<'c>,
    list: Closed,
    list_at: PathBuf,
    /// In the form of the bank: where each belongs.
    of_bank: Vec<(PathBuf, BankFile, Closed)>,
}

/// Where the list of payments of a release is: where it is asked for, or, where the bank's files are in a form of its
/// own, beside them.
pub fn list_of(out: &Path, is_in_form: bool) -> PathBuf {
    if is_in_form { out.with_extension("payments.csv") } else { out.to_owned() }
}

/// Where one of several files of a bank is: a number stands behind its name.
fn part_of(out: &Path, part: usize, parts: usize) -> PathBuf {
    if parts == 1 {
        return out.to_owned();
    }
    let mut name = out.file_stem().unwrap_or_default().to_owned();
    name.push(format!("-{part}"));
    if let Some(extension) = out.extension() {
        name.push(".");
        name.push(extension);
    }
    out.with_file_name(name)
}

impl<'c> ReleaseFiles<'c> {
    /// Writes the files beside their places.
    pub(super) fn write(
        ledger: &Ledger,
        contents: Contents<'c>,
        out: &Path,
    ) -> Result<ReleaseFiles<'c>, PaymentError> {
        let Contents { leaving, columns, format, .. } = contents;
        let list_at = list_of(out, format.is_some());
        let of_bank = match format {
            Some(format) => of_bank(ledger, &contents, format, out)?,
            None => Vec::new(),
        };
        let list = bank_file(ledger, leaving, &list_at, columns)?;
        Ok(ReleaseFiles { contents, list, list_at, of_bank })
    }

    /// SHA-256 of the list.
    pub(super) fn sha256(&self) -> &str {
        &self.list.sha256
    }

    /// SHA-256 of the files in the form of the bank, in their order.
    pub(super) fn of_bank(&self) -> impl Iterator<Item = &str> {
        self.of_bank.iter().map(|(.., closed)| &*closed.sha256)
    }

    /// What they are, for a person or a program.
    pub(super) fn described(&self, ledger: &Ledger) -> Result<Vec<ReleasedFile>, LedgerError> {
        let one = |(at, file, closed): &(PathBuf, BankFile, Closed)| {
            let (payments, total) = (file.payments, ledger.show(file.total)?);
            Ok(ReleasedFile { file: name_of(at), payments, total, sha256: closed.sha256.clone() })
        };
        self.of_bank.iter().map(one).collect()
    }

    /// Keeps in the ledger what was written in the form of a bank with a release.
    pub(super) fn keep_in(&self, ledger: &Ledger, release: i64) -> Result<(), LedgerError> {
        let Some(format) = self.contents.format else { return Ok(()) };
        let files = self.of_bank.iter().map(|(_, file, closed)| (file, &*closed.sha256));
        kept::keep(ledger, release, format, &files.collect::<Vec<_>>())
    }

    /// Adds the control totals, and the seal of the act that released them: all files in the order in which they
    /// are put in their places.
    pub(super) fn with_controls(
        self,
        ledger: &Ledger,
        seal: &str,
    ) -> Result<Vec<Closed>, PaymentError> {
        let Contents { run, leaving, format, .. } = self.contents;
        let (count, sum) = (leaving.len(), total(leaving));
        let list = (&*self.list_at, &*self.list.sha256);
        let control = Control { run, count, total: sum, seal, part: None };
        let mut all = vec![control_file(ledger, &control, list)?, self.list];
        let (parts, list) = (self.of_bank.len(), name_of(&self.list_at));
        for (at, (place, file, closed)) in self.of_bank.into_iter().enumerate() {
            let bank = format.map_or("", |format| format.name());
            let part = Some(PartOf { bank, part: at + 1, parts, list: &list });
            let control = Control { run, count: file.payments, total: file.total, seal, part };
            all.push(control_file(ledger, &control, (&place, &closed.sha256))?);
            all.push(closed);
        }
        Ok(all)
    }

    /// Puts the files in their places: all of them, or none.
    pub(super) fn keep(all: Vec<Closed>) -> Result<(), LedgerError> {
        keep_all(all)
    }
}

/// The files in the form of a bank.
fn of_bank(
    ledger: &Ledger,
    contents: &Contents,
    format: &BankFormat,
    out: &Path,
) -> Result<Vec<(PathBuf, BankFile, Closed)>, PaymentError> {
    let (_, currency) = ledger.kept_in()?;
    let issue = Issue { run: contents.run, on: contents.on, currency };
    let files = format
        .files(contents.leaving, &issue)
        .map_err(|faults| PaymentError::NotForBank { bank: format.name().to_owned(), faults })?;
    let (mut all, parts) = (Vec::new(), files.len());
    for (at, file) in files.into_iter().enumerate() {
        let place = part_of(out, at + 1, parts);
        let mut draft = PrivateFile::begin(&place)?;
        draft.put(&file.bytes)?;
        let closed = draft.close()?;
        closed.has_room()?;
        all.push((place, file, closed));
    }
    Ok(all)
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_file_has_the_name_that_is_asked_for_and_several_have_numbers() {
        let out = Path::new("/data/bank-17.txt");
        assert_eq!(part_of(out, 1, 1), out);
        assert_eq!(part_of(out, 2, 3), Path::new("/data/bank-17-2.txt"));
        assert_eq!(part_of(Path::new("bank"), 10, 10), Path::new("bank-10"));
        assert_eq!(list_of(out, true), Path::new("/data/bank-17.payments.csv"));
        assert_eq!(list_of(out, false), out);
    }
}
