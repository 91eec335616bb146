//! A file read whole, and found out if it changes meanwhile.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;

#[cfg(unix)]
use rayon::prelude::*;

use super::error::FileError;

/// Room for the line end and the mark that a text puts behind the bytes of a file.
const ROOM_BEHIND: usize = 2;

/// The bytes of a file.
///
/// # Errors
///
/// When it cannot be read, or changes meanwhile.
pub(super) fn read_file(path: &Path) -> Result<Vec<u8>, FileError> {
    let name = || path.display().to_string();
    match read_whole(path, read_in_parts) {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err(FileError::Changed { path: name() }),
        Err(why) => Err(FileError::Unreadable { path: name(), why }),
    }
}

/// The bytes of a file; nothing where it changes while it is read.
fn read_whole(
    path: &Path,
    read: impl FnOnce(&mut File, &mut Vec<u8>) -> io::Result<usize>,
) -> io::Result<Option<Vec<u8>>> {
    let mut file = File::open(path)?;
    let before = file.metadata()?;
    let room = usize::try_from(before.len()).unwrap_or(0) + ROOM_BEHIND;
    let mut bytes = Vec::with_capacity(room);
    read(&mut file, &mut bytes)?;
    let same = |after: &Metadata| {
        after.len() == bytes.len() as u64 && after.modified().ok() == before.modified().ok()
    };
    // What is no file, as a pipe, has no length to hold it to.
    let whole = !before.is_file() || same(&file.metadata()?);
    Ok(whole.then_some(bytes))
}

/// Parts of a large file that threads read side by side: to copy is most of reading.
#[cfg(unix)]
const PART: usize = 16 << 20;

/// Reads a file to its end, or to the end it has now.
#[cfg(unix)]
fn read_in_parts(file: &mut File, bytes: &mut Vec<u8>) -> io::Result<usize> {
    use std::os::unix::fs::FileExt;

    let now = file.metadata()?;
    let length = usize::try_from(now.len()).unwrap_or(0);
    if !now.is_file() || length <= PART {
        return file.read_to_end(bytes);
    }
    *bytes = vec![0; bytes.capacity().max(length)];
    bytes.truncate(length);
    let parts = bytes.par_chunks_mut(PART).enumerate();
    let read = parts.map(|(number, part)| file.read_exact_at(part, (number * PART) as u64));
    match read.collect::<io::Result<()>>() {
        // It was cut meanwhile: what there is of it is not what there was.
        Err(why) if why.kind() == io::ErrorKind::UnexpectedEof => bytes.clear(),
        other => other?,
    }
    Ok(bytes.len())
}

/// Reads a file to its end.
#[cfg(not(unix))]
fn read_in_parts(file: &mut File, bytes: &mut Vec<u8>) -> io::Result<usize> {
    file.read_to_end(bytes)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::SystemTime;

    use super::*;

    /// What is read of a file of four bytes to which this happens when half of it is read.
    fn read_while(change: impl FnOnce(&Path)) -> Option<Vec<u8>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bills.csv");
        fs::write(&path, "1234").unwrap();
        let file = File::options().write(true).open(&path).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        let half = |file: &mut File, bytes: &mut Vec<u8>| {
            file.take(2).read_to_end(bytes)?;
            change(&path);
            file.read_to_end(bytes)
        };
        read_whole(&path, half).unwrap()
    }

    #[test]
    fn a_file_that_changes_while_it_is_read_is_not_taken_for_whole() {
        let length = |path: &Path, to: u64| {
            File::options().write(true).open(path).unwrap().set_len(to).unwrap();
        };
        for changed in [0, 2, 3, 5, 100_000] {
            assert_eq!(read_while(|path| length(path, changed)), None, "{changed}");
        }
        // Other bytes, and as many.
        assert_eq!(read_while(|path| fs::write(path, "5678").unwrap()), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_is_replaced_while_it_is_read_is_read_as_it_was() {
        let replace = |path: &Path| {
            fs::write(path.with_extension("new"), "56789").unwrap();
            fs::rename(path.with_extension("new"), path).unwrap();
        };
        let before = Some(b"1234".to_vec());
        assert_eq!(read_while(replace), before);
        assert_eq!(read_while(|path| fs::remove_file(path).unwrap()), before);
        assert_eq!(read_while(|_| ()), before);
    }
}
