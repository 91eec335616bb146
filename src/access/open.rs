//! Where the file beside a ledger is, and how it is opened.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;

use super::error::AccessError;
use super::file::AccessFile;
use super::older;
use super::place::place;
use crate::ledger::{FileId, Ledger, LedgerError, Lent, Standby};

impl AccessFile {
    /// Opens that of a ledger, and makes it where there is none.
    ///
    /// # Errors
    ///
    /// When it cannot be read or made, or is of another program.
    pub fn open(ledger: &Ledger) -> Result<AccessFile, AccessError> {
        let path = place(ledger.path());
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&path).map_err(|why| LedgerError::not_writable(&path, why))?;
        if older::are_lines(&path)? {
            older::take_over(&path)?;
        }
        AccessFile::opened(path)
    }

    /// Opens that of a ledger, be the ledger there or not; nothing is made. One that was opened for another question is
    /// used again where it is the same file.
    ///
    /// # Errors
    ///
    /// When it is not there, cannot be read, or is of another program.
    pub(crate) fn existing(
        ledger: &Path,
        standby: &Standby<AccessFile>,
    ) -> Result<Lent<AccessFile>, AccessError> {
        let path = place(ledger);
        let file = path.metadata().map_err(|why| LedgerError::not_readable(&path, why))?;
        let file = FileId::of(&file);
        let open = match standby.free(file) {
            Some(free) => free.renewed()?,
            None => AccessFile::opened(path)?.for_many_looks()?,
        };
        Ok(standby.lend(file, open))
    }

    /// Opens that of a ledger to look at it; an empty one where there is none.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or is of another program.
    pub fn read(ledger: &Ledger) -> Result<AccessFile, AccessError> {
        let path = place(ledger.path());
        match path.metadata() {
            Err(why) if why.kind() == io::ErrorKind::NotFound => AccessFile::in_memory(path),
            Err(why) => Err(LedgerError::not_readable(&path, why).into()),
            Ok(_) if older::are_lines(&path)? => older::read(path),
            Ok(_) => AccessFile::opened(path),
        }
    }
}
