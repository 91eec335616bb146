//! One output while it is written.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::error::OutputError;
use super::private::{make_folder_of, owner_only};
use crate::fingerprint::{Fingerprint, hex};

/// One output being written.
#[derive(Debug)]
pub struct Output {
    name: &'static str,
    file: BufWriter<File>,
    hash: Sha256,
    /// Bytes that may not be on disk yet.
    unsynced: usize,
}

impl Output {
    /// Bytes after which the output is synced: the disk works while more is made, not only at the end.
    const SYNC_AFTER: usize = 8 << 20;

    /// Creates the output in the hidden folder of a run.
    pub(super) fn create(name: &'static str, hidden: &Path) -> Result<Output, OutputError> {
        let file = make_folder_of(name, hidden).and_then(|()| owner_only().open(hidden.join(name)));
        let file = file.map_err(|why| OutputError::not_writable(name, why))?;
        Ok(Output { name, file: BufWriter::new(file), hash: Sha256::new(), unsynced: 0 })
    }

    /// The error that this output cannot be written.
    pub fn failed(&self, why: io::Error) -> OutputError {
        OutputError::not_writable(self.name, why)
    }

    /// Writes some bytes.
    ///
    /// # Errors
    ///
    /// When they cannot be written.
    pub fn put(&mut self, bytes: &[u8]) -> Result<(), OutputError> {
        self.write_all(bytes).map_err(|why| self.failed(why))?;
        self.unsynced += bytes.len();
        if self.unsynced >= Output::SYNC_AFTER {
            self.unsynced = 0;
            let synced = self.file.flush().and_then(|()| self.file.get_ref().sync_data());
            synced.map_err(|why| self.failed(why))?;
        }
        Ok(())
    }

    /// Ends the output: all of it is on disk then.
    ///
    /// # Errors
    ///
    /// When the rest of it cannot be written.
    pub fn close(mut self) -> Result<Fingerprint, OutputError> {
        let synced = self.file.flush().and_then(|()| self.file.get_ref().sync_all());
        synced.map_err(|why| self.failed(why))?;
        Ok(Fingerprint { file: self.name.to_owned(), sha256: hex(&self.hash.finalize()) })
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
