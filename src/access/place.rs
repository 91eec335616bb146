//! Where the file beside a ledger is.

use std::path::{Path, PathBuf};

/// Beside the file itself, as its journal, however it is linked.
pub(super) fn place(ledger: &Path) -> PathBuf {
    let place = ledger.canonicalize();
    let mut name = place.unwrap_or_else(|_| ledger.to_owned()).into_os_string();
    name.push(".access");
    PathBuf::from(name)
}
