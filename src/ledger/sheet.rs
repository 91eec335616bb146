//! A file for its owner alone, which appears when it is whole or not at all.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::words::{self, Sentence};

/// A file that is being written beside its place. Dropped before it is kept, it leaves nothing.
#[derive(Debug)]
pub(super) struct Sheet {
    // Temporary files are made for their owner alone, and stay so when they are moved.
    file: BufWriter<NamedTempFile>,
    path: PathBuf,
    hash: Sha256,
}

impl Sheet {
    /// Begins a file.
    pub fn begin(path: &Path) -> Result<Sheet, Sentence> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut builder = tempfile::Builder::new();
        let file = builder.prefix(".huzhu-").tempfile_in(folder.unwrap_or(Path::new(".")));
        let file = file.map_err(|why| failed(path, &why))?;
        Ok(Sheet { file: BufWriter::new(file), path: path.to_owned(), hash: Sha256::new() })
    }

    /// Writes some bytes.
    pub fn put(&mut self, bytes: &[u8]) -> Result<(), Sentence> {
        self.hash.update(bytes);
        self.file.write_all(bytes).map_err(|why| failed(&self.path, &why))
    }

    /// Makes sure that all of it is on the disk.
    pub fn close(mut self) -> Result<Closed, Sentence> {
        let synced = self.file.flush().and_then(|()| self.file.get_ref().as_file().sync_all());
        synced.map_err(|why| failed(&self.path, &why))?;
        let file = self.file.into_inner().map_err(|why| failed(&self.path, why.error()))?;
        Ok(Closed { file, path: self.path, sha256: super::seal::hex(&self.hash.finalize()) })
    }
}

/// A file that is whole, and not in its place yet.
#[derive(Debug)]
pub(super) struct Closed {
    file: NamedTempFile,
    path: PathBuf,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

impl Closed {
    /// Makes sure that nothing else is in its place.
    pub fn has_room(&self) -> Result<(), Sentence> {
        match std::fs::read(&self.path) {
            Ok(bytes) if crate::exchange::sha256(&bytes) == self.sha256 => Ok(()),
            Ok(_) => Err(words::ledger::file_exists(self.path.display())),
            Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(why) => Err(failed(&self.path, &why)),
        }
    }

    /// Moves it to its place, over what is there.
    pub fn keep(self) -> Result<(), Sentence> {
        let path = self.path;
        self.file.persist(&path).map(drop).map_err(|why| failed(&path, &why.error))
    }
}

/// Makes sure that nothing is in the place of a file that is about to be written.
///
/// # Errors
///
/// When something is.
pub fn is_free(path: &Path) -> Result<(), Sentence> {
    match path.symlink_metadata() {
        Ok(_) => Err(words::ledger::is_there_already(path.display())),
        Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(why) => Err(failed(path, &why)),
    }
}

/// Makes sure that nothing is in the place of a list but an earlier one under the same header.
///
/// # Errors
///
/// When something is.
pub fn is_free_for_list(path: &Path, header: &[u8]) -> Result<(), Sentence> {
    match std::fs::read(path) {
        Ok(there) if there.starts_with(header) => Ok(()),
        _ => is_free(path),
    }
}

/// Writes a list for its owner alone, over what is there.
///
/// # Errors
///
/// When it cannot be written.
pub fn write_list(path: &Path, list: &[u8]) -> Result<(), Sentence> {
    let mut sheet = Sheet::begin(path)?;
    sheet.put(list)?;
    sheet.close()?.keep()
}

fn failed(path: &Path, why: &io::Error) -> Sentence {
    words::program::out_not_writable(path.display(), words::system(why))
}
