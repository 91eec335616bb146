//! A file for its owner alone, which appears when it is whole or not at all.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::LedgerError;
use crate::fingerprint::{hex, sha256};
use crate::output::{Draft, clear_beside, make_folder};

/// A file that is being written beside its place. Dropped before it is kept, it leaves nothing.
#[derive(Debug)]
pub(crate) struct PrivateFile {
    file: BufWriter<File>,
    draft: Draft,
    hash: Sha256,
}

impl PrivateFile {
    /// Begins a file.
    pub fn begin(path: &Path) -> Result<PrivateFile, LedgerError> {
        let draft = Draft::begin(path).map_err(|why| failed(path, why))?;
        let file = draft.create().map_err(|why| failed(path, why))?;
        Ok(PrivateFile { file: BufWriter::new(file), draft, hash: Sha256::new() })
    }

    /// Writes some bytes.
    pub fn put(&mut self, bytes: &[u8]) -> Result<(), LedgerError> {
        self.hash.update(bytes);
        self.file.write_all(bytes).map_err(|why| failed(self.draft.place(), why))
    }

    /// Makes sure that all of it is on the disk.
    pub fn close(mut self) -> Result<Closed, LedgerError> {
        let synced = self.file.flush().and_then(|()| self.file.get_ref().sync_all());
        synced.map_err(|why| failed(self.draft.place(), why))?;
        Ok(Closed { draft: self.draft, sha256: hex(&self.hash.finalize()) })
    }
}

/// A file that is whole, and not in its place yet.
#[derive(Debug)]
pub(crate) struct Closed {
    draft: Draft,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

impl Closed {
    /// Makes sure that nothing else is in its place.
    pub fn has_room(&self) -> Result<(), LedgerError> {
        let path = self.draft.place();
        match path.symlink_metadata() {
            Ok(_) if self.is_there() => Ok(()),
            Ok(_) => Err(LedgerError::AnotherFile { path: path.to_owned() }),
            Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(why) => Err(failed(path, why)),
        }
    }

    /// Whether the same is in its place already.
    fn is_there(&self) -> bool {
        let path = self.draft.place();
        let same = |bytes: Vec<u8>| sha256(&bytes) == self.sha256;
        path.symlink_metadata().is_ok_and(|found| found.is_file())
            && std::fs::read(path).is_ok_and(same)
    }

    /// Moves it to its place, unless the same is there already: over nothing else.
    pub fn keep(self) -> Result<(), LedgerError> {
        if self.is_there() {
            return Ok(());
        }
        let path = self.draft.place().to_owned();
        self.draft.keep().map_err(|why| match why.kind() {
            io::ErrorKind::AlreadyExists => LedgerError::AnotherFile { path: path.to_owned() },
            _ => failed(&path, why),
        })
    }

    /// Moves it to its place, over what is there.
    fn replace(self) -> Result<(), LedgerError> {
        let path = self.draft.place().to_owned();
        let confirmed = self.draft.replace().map_err(|why| failed(&path, why))?;
        confirmed.map_err(|why| failed(&path, why))
    }

    /// Moves two files to their places, where nothing is: both or none.
    pub fn keep_both(self, other: Closed) -> Result<(), LedgerError> {
        let path = self.draft.place().to_owned();
        self.keep()?;
        other.keep().inspect_err(|_| {
            // It has just been put there; the first failure is reported.
            let _ = std::fs::remove_file(path);
        })
    }
}

/// Moves files to their places, in this order, over nothing but the same file: all of them, or none that was not there.
pub(crate) fn keep_all(files: Vec<Closed>) -> Result<(), LedgerError> {
    let mut put: Vec<PathBuf> = Vec::new();
    for file in files {
        let (path, is_there) = (file.draft.place().to_owned(), file.is_there());
        file.keep().inspect_err(|_| {
            // They have just been put there; the first failure is reported.
            put.iter().for_each(|path| drop(std::fs::remove_file(path)));
        })?;
        put.extend((!is_there).then_some(path));
    }
    Ok(())
}

/// Writes files for their owner alone, each to a place where nothing is: all of them, in this order, or none.
///
/// # Errors
///
/// When something is in a place, or a file cannot be written.
pub fn write_together(files: &[(PathBuf, Vec<u8>)]) -> Result<(), LedgerError> {
    files.iter().try_for_each(|(path, _)| is_free(path))?;
    let whole = |(path, bytes): &(PathBuf, Vec<u8>)| {
        let mut sheet = PrivateFile::begin(path)?;
        sheet.put(bytes)?;
        sheet.close()
    };
    let closed = files.iter().map(whole).collect::<Result<Vec<Closed>, LedgerError>>()?;
    for (kept, one) in closed.into_iter().enumerate() {
        one.keep().inspect_err(|_| {
            // They have just been put there; the first failure is reported.
            files[..kept].iter().for_each(|(path, _)| drop(std::fs::remove_file(path)));
        })?;
    }
    Ok(())
}

/// Writes a folder of files for their owner alone: it is there with all of them, or not at all. In its place may be
/// nothing but an empty folder.
///
/// # Errors
///
/// When something is there, or it cannot be written.
pub fn write_folder(place: &Path, files: &[(String, Vec<u8>)]) -> Result<(), LedgerError> {
    let is_empty = || std::fs::read_dir(place).is_ok_and(|mut within| within.next().is_none());
    if place.symlink_metadata().is_ok_and(|there| !there.is_dir()) || place.is_dir() && !is_empty()
    {
        return Err(LedgerError::Exists { path: place.to_owned() });
    }
    let unwritable = |why| failed(place, why);
    // Folders above it that were missing go again where it is not written.
    let above = place.parent().unwrap_or(place);
    let _made = make_folder(above).map_err(unwritable)?;
    let draft = Draft::begin(place).map_err(unwritable)?;
    draft.create_folder(files).map_err(unwritable)?;
    draft.keep_folder().map_err(unwritable)
}

/// Makes sure that nothing is in the place of a file that is about to be written.
///
/// # Errors
///
/// When something is.
pub fn is_free(path: &Path) -> Result<(), LedgerError> {
    clear_beside(path);
    match path.symlink_metadata() {
        Ok(_) => Err(LedgerError::Exists { path: path.to_owned() }),
        Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(why) => Err(failed(path, why)),
    }
}

/// Makes sure that nothing is in the place of a list but an earlier one under the same header.
///
/// # Errors
///
/// When something is.
pub fn is_free_for_list(path: &Path, header: &[u8]) -> Result<(), LedgerError> {
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
pub fn write_list(path: &Path, list: &[u8]) -> Result<(), LedgerError> {
    let mut sheet = PrivateFile::begin(path)?;
    sheet.put(list)?;
    sheet.close()?.replace()
}

fn failed(path: &Path, why: io::Error) -> LedgerError {
    LedgerError::OutNotWritable { path: path.to_owned(), why }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closed(path: &Path, text: &str) -> Closed {
        let mut file = PrivateFile::begin(path).unwrap();
        file.put(text.as_bytes()).unwrap();
        file.close().unwrap()
    }

    #[test]
    fn files_that_are_kept_together_are_all_there_or_none_that_was_not() {
        let folder = tempfile::tempdir().unwrap();
        let [a, b, c] = ["a", "b", "c"].map(|name| folder.path().join(name));
        std::fs::write(&a, "one").unwrap();
        let three = || vec![closed(&a, "one"), closed(&b, "two"), closed(&c, "three")];
        let files = three();
        std::fs::write(&c, "of another").unwrap();
        let why = keep_all(files).unwrap_err();
        assert!(matches!(why, LedgerError::AnotherFile { path } if path == c));
        assert!(a.exists() && !b.exists());
        std::fs::remove_file(&c).unwrap();
        keep_all(three()).unwrap();
        let texts = [a, b, c].map(|path| std::fs::read_to_string(path).unwrap());
        assert_eq!(texts, ["one", "two", "three"]);
    }
}
