//! Archives: what is old enough to go, in a file of its own, before a disposal takes it out of the ledger.
//!
//! ```text
//! {"format":"huzhu-archive/1","scheme":"weihai","before":"1995-01-01","seal":"5d1c…"}
//! {"row":{"no":17,…},"table":"member"}
//! …
//! {"rows":12,"sha256":"…"}          the hash of all lines above
//! ```

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::error::PaymentError;
use super::expired::expired;
use crate::date::Day;
use crate::fingerprint::{hex, sha256};
use crate::ledger::private_file::PrivateFile;
use crate::ledger::{Ledger, LedgerError, MemberNumber, is_free};

/// What was written to an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archived {
    /// People.
    pub people: u64,
    /// Their postings.
    pub postings: u64,
    /// How many others are as old, and stay since something is open.
    pub open: u64,
    /// SHA-256 of the file, in hexadecimal; nothing where there was nothing to write.
    pub sha256: Option<String>,
}

/// Writes what is old enough to go to a file that does not exist yet, for its owner alone.
///
/// # Errors
///
/// When there is such a file, or it cannot be written; or the ledger cannot be read.
pub fn archive(ledger: &Ledger, before: Day, to: &Path) -> Result<Archived, PaymentError> {
    is_free(to)?;
    let found = expired(ledger, before)?;
    let people = found.people.len() as u64;
    if people == 0 {
        return Ok(Archived { people, postings: 0, open: found.open, sha256: None });
    }
    let rows = Rows::of(ledger, &found.members())?;
    let mut file = PrivateFile::begin(to)?;
    let head = json!({
        "format": "huzhu-archive/1", "scheme": ledger.scheme()?, "before": before.to_string(),
        "seal": ledger.newest_seal()?,
    });
    let head = format!("{head}\n");
    let whole = sha256([head.as_bytes(), &rows.lines].concat().as_slice());
    file.put(head.as_bytes())?;
    file.put(&rows.lines)?;
    file.put(format!("{}\n", json!({ "rows": rows.count, "sha256": whole })).as_bytes())?;
    let closed = file.close()?;
    let sha256 = Some(closed.sha256.clone());
    closed.keep()?;
    Ok(Archived { people, postings: rows.postings, open: found.open, sha256 })
}

/// The lines of an archive between its head and its end.
struct Rows {
    lines: Vec<u8>,
    count: u64,
    postings: u64,
}

impl Rows {
    fn of(ledger: &Ledger, members: &BTreeSet<MemberNumber>) -> Result<Rows, LedgerError> {
        let named = ledger.named(members)?;
        let mut rows = Rows { lines: Vec::new(), count: 0, postings: named.postings.len() as u64 };
        ledger.archive_rows(&named, &mut |row: &Value| {
            rows.lines.extend(format!("{row}\n").bytes());
            rows.count += 1;
            Ok(())
        })?;
        Ok(rows)
    }
}

/// Makes sure that an archive holds exactly what of some members would go; its SHA-256.
pub(super) fn holds_exactly(
    ledger: &Ledger,
    members: &BTreeSet<MemberNumber>,
    path: &Path,
) -> Result<String, PaymentError> {
    let bytes = std::fs::read(path).map_err(|why| LedgerError::not_readable(path, why))?;
    let differs = || PaymentError::ArchiveDiffers { path: path.to_owned() };
    let head = bytes.iter().position(|byte| *byte == b'\n').ok_or_else(differs)? + 1;
    let end =
        bytes.trim_ascii_end().iter().rposition(|byte| *byte == b'\n').ok_or_else(differs)? + 1;
    let body = bytes.get(head..end).ok_or_else(differs)?;
    let end: Value = serde_json::from_slice(&bytes[end..]).map_err(|_| differs())?;
    let sealed = hex(&Sha256::digest(&bytes[..head + body.len()]));
    let is_whole = end["sha256"].as_str() == Some(&sealed);
    let rows = Rows::of(ledger, members)?;
    if is_whole && body == rows.lines { Ok(sha256(&bytes)) } else { Err(differs()) }
}
