//! Logs of looks as they once were: lines of JSON. Each is taken over as it was sealed, so that the chain goes on.

use std::fs::{File, TryLockError};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::error::AccessError;
use super::file::AccessFile;
use super::looks::Logged;
use crate::ledger::{LedgerError, WAITS};
use crate::output::Draft;

/// Whether a file is such a log.
pub(super) fn are_lines(path: &Path) -> Result<bool, AccessError> {
    let mut first = [0];
    let read = File::open(path).and_then(|mut file| file.read(&mut first));
    read.map_err(|why| LedgerError::not_readable(path, why))?;
    Ok(first == *b"{")
}

/// Reads such a log, and leaves it as it is.
pub(super) fn read(path: PathBuf) -> Result<AccessFile, AccessError> {
    let text = std::fs::read(&path).map_err(|why| LedgerError::not_readable(&path, why))?;
    let file = AccessFile::in_memory(path)?;
    add(&file, &String::from_utf8_lossy(&text))?;
    Ok(file)
}

/// Makes a file of today in the place of such a log, with all of its lines.
pub(super) fn take_over(path: &Path) -> Result<(), AccessError> {
    let failed = |why| LedgerError::not_writable(path, why);
    let mut lines = OpenToLock::of(path).map_err(failed)?;
    if !are_lines(path)? {
        return Ok(()); // Another program was faster.
    }
    let text = lines.text().map_err(failed)?;
    let draft = Draft::begin(path).map_err(failed)?;
    draft.create().map_err(failed)?;
    let file = AccessFile::made_at(&draft.path(), path.to_owned())?;
    add(&file, &text)?;
    drop(file);
    Ok(draft.replace().and_then(|confirmed| confirmed).map_err(failed)?)
}

fn add(file: &AccessFile, text: &str) -> Result<(), AccessError> {
    file.whole(|file| {
        text.lines().try_for_each(|line| match serde_json::from_str::<Logged>(line) {
            Ok(look) => file.keep(&look),
            Err(_) => file.keep_unread(line),
        })
    })
}

/// A log that no older program adds a line to.
struct OpenToLock(File);

impl OpenToLock {
    fn of(path: &Path) -> io::Result<OpenToLock> {
        const STEP: Duration = Duration::from_millis(5);
        let (file, begun) = (File::open(path)?, Instant::now());
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(OpenToLock(file)),
                Err(TryLockError::WouldBlock) if begun.elapsed() < WAITS => {
                    std::thread::sleep(STEP);
                }
                Err(TryLockError::WouldBlock) => return Err(io::ErrorKind::WouldBlock.into()),
                Err(TryLockError::Error(why)) => return Err(why),
            }
        }
    }

    fn text(&mut self) -> io::Result<String> {
        let mut bytes = Vec::new();
        self.0.read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}
