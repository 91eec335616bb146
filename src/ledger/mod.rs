//! The ledger: what is known of every member, what was decided on it and what was paid.
//!
//! One SQLite file. Its entries are only ever added: a run posts for each member that something
//! changed for all that is known of the member now, what is decided on it, and how money moved since
//! the posting before. What was known on an earlier day is what the postings up to that day say.

pub(crate) mod schema;
pub(crate) mod posting;
pub(crate) mod seal;
pub(crate) mod sql;
mod error;
mod query;
mod open;
mod transaction;
mod confirmed;
mod post;
pub(crate) mod runs;
mod replace;
pub(crate) mod known;
pub(crate) mod spelling;
pub(crate) mod legible;
mod migrate;
mod month;
pub(crate) mod name;
mod audit;
mod today;
pub(crate) mod private_file;
pub(crate) mod copy;
pub(crate) mod small_csv;
mod person;
mod manual_facts;
mod manual_facts_row;
mod manual_facts_file;
mod adoption;
mod verify;
mod pairs;
pub(crate) mod kept_rows;
mod claim_status;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;

pub use adoption::{Adoption, Others};
pub use audit::{Signed, account_beside};
pub use claim_status::{ClaimState, ClaimStatus};
pub(crate) use error::alone;
pub use error::{Fault, LedgerError};
pub(crate) use kept_rows::Places;
pub use known::{Brought, Columns, Known, Latest};
pub(crate) use legible::sources;
pub use manual_facts::{Fact, FactStatus, Force, ManualFact};
pub use manual_facts_file::ManualFactsFile;
pub use month::Month;
pub use name::{Name, reason_of};
pub use pairs::{Alike, Pair};
pub use person::Person;
pub use post::{NewPayment, NewPosting, NewRun};
pub(crate) use posting::bill_hash;
pub use posting::{Content, Decided, Entry, Moved};
pub use private_file::{is_free, is_free_for_list, write_list, write_together};
pub(crate) use query::failed;
pub(crate) use replace::{Previous, copy_of, is_whole};
pub use runs::RunRow;
pub use seal::Seal;
pub use today::has_come;
pub use verify::Verified;

use self::spelling::Spellings;
use crate::money::{Currency, Money};

/// How long a program waits for another that is about to be done.
pub(crate) const WAITS: Duration = Duration::from_secs(5);

/// A ledger that is open. A writer holds it alone, from before anything is read of it until what is
/// written is whole: by a lock of the file itself, however it is named.
#[derive(Debug)]
pub struct Ledger {
    pub(crate) db: Connection,
    pub(crate) path: PathBuf,
    /// The version that it had, and the copy of it as it was, where opening it brought it up to date.
    pub(crate) brought_up: Option<(i32, PathBuf)>,
    pub(crate) spellings: Spellings,
}

/// What a ledger is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// To look at it.
    Read,
    /// To add to it.
    Write,
}

impl Ledger {
    /// Writes a copy of the ledger as it is now to a file that does not exist yet.
    ///
    /// # Errors
    ///
    /// When there is such a file, or it cannot be written.
    pub fn back_up(&self, to: &Path) -> Result<(), LedgerError> {
        is_free(to)?;
        copy::write(self, to)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes sure that the ledger is new, or of this scheme and currency.
    ///
    /// # Errors
    ///
    /// When it is of another scheme or currency.
    pub fn belongs_to(&self, scheme: &str, currency: Currency) -> Result<(), LedgerError> {
        match self.scheme()? {
            Some((id, _, _)) if id != scheme => Err(LedgerError::OtherScheme {
                path: self.path.to_owned(),
                kept: id,
                asked: scheme.to_owned(),
            }),
            Some((_, code, decimals))
                if code != currency.code() || decimals != currency.decimals() =>
            {
                Err(LedgerError::OtherCurrency {
                    path: self.path.clone(),
                    kept: code,
                    asked: currency.code(),
                })
            }
            _ => Ok(()),
        }
    }

    /// The scheme, and the code and decimals of its currency; nothing before the first run.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn scheme(&self) -> Result<Option<(String, String, u32)>, LedgerError> {
        let rows = self.rows("SELECT id, currency, decimals FROM scheme", (), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
        Ok(rows.into_iter().next())
    }

    /// The scheme and its currency.
    ///
    /// # Errors
    ///
    /// When nothing was posted yet, or the ledger cannot be read.
    pub fn kept_in(&self) -> Result<(String, Currency), LedgerError> {
        let nothing = || LedgerError::nothing_posted(&self.path);
        let (scheme, code, _) = self.scheme()?.ok_or_else(nothing)?;
        Ok((scheme, code.parse()?))
    }

    /// An amount, as people write it.
    ///
    /// # Errors
    ///
    /// When nothing was posted yet, or the ledger cannot be read.
    pub fn show(&self, amount: Money) -> Result<String, LedgerError> {
        Ok(self.kept_in()?.1.show(amount))
    }
}
