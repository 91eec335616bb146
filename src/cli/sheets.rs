//! Sheets of paper as files of a folder: what a member is handed.

use std::path::Path;

use super::error::CommandError;
use crate::ledger::write_together;
use crate::output::{ProtectedFiles, make_folder};

/// Writes files by their names, which only their owner may read: all, or none where one is in the way. An equal file
/// stays as it is.
pub(super) fn keep_sheets(
    out: &Path,
    ledger: &Path,
    sheets: Vec<(String, Vec<u8>)>,
) -> Result<(), CommandError> {
    let kept = ProtectedFiles::default().and_ledger(ledger);
    let failed = |why| CommandError::FolderNotWritable { path: out.to_owned(), why };
    // A folder that is still empty when this returns is removed again.
    let _made = make_folder(out).map_err(failed)?;
    let mut files = Vec::new();
    for (name, bytes) in sheets {
        let path = out.join(name);
        kept.spares(&path)?;
        if !std::fs::read(&path).is_ok_and(|there| there == bytes) {
            files.push((path, bytes));
        }
    }
    Ok(write_together(&files)?)
}
