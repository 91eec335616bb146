//! Why something cannot be done with a ledger.

use std::path::{Path, PathBuf};
use std::{fmt, io};

use super::Month;
use super::input_error::InputError;
use super::number::{PostingId, RunId};
use crate::date::Day;
use crate::money::Money;
use crate::words::{self, Sentence};

/// Why something cannot be done with a ledger. Written, it is the English sentence; with `{:#}`, the Chinese one.
///
/// ```
/// use huzhu::ledger::{Access, Ledger, LedgerError, RunId};
///
/// let folder = tempfile::tempdir().unwrap();
/// let path = folder.path().join("ledger");
/// let none = Ledger::open(&path, Access::Write).unwrap_err();
/// assert!(matches!(none, LedgerError::Missing { .. }));
///
/// Ledger::create(&path).unwrap();
/// let held = Ledger::open(&path, Access::Write).unwrap();
/// match Ledger::open(&path, Access::Write) {
///     Err(LedgerError::InUse { run, .. }) => assert_eq!(run, RunId::from(1)),
///     _ => panic!("another holds it"),
/// }
/// drop(held);
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// There is no ledger of that name.
    Missing {
        /// Where none is.
        path: PathBuf,
    },
    /// The file is of another program.
    NotALedger {
        /// The file.
        path: PathBuf,
    },
    /// Its tables are of a newer version of the program.
    Newer {
        /// The ledger.
        path: PathBuf,
        /// The version of its tables.
        found: i32,
        /// The newest that this program knows.
        known: i32,
    },
    /// Its tables are of an older version, and a reader does not bring them up to date.
    Older {
        /// The ledger.
        path: PathBuf,
        /// The version of its tables.
        found: i32,
        /// The newest that this program knows.
        known: i32,
    },
    /// Its tables are of an older version, and a rehearsal does not bring them up to date.
    OlderRehearsed {
        /// The ledger.
        path: PathBuf,
        /// The version of its tables.
        found: i32,
        /// The newest that this program knows.
        known: i32,
    },
    /// Another program writes to it; what the next run is cannot be read meanwhile.
    Busy {
        /// The ledger.
        path: PathBuf,
    },
    /// Another program writes to it, perhaps a run of this number.
    InUse {
        /// The ledger.
        path: PathBuf,
        /// The number of the next run.
        run: RunId,
    },
    /// The file has a second name, beside which its journal would not be found.
    SecondName {
        /// One of the names.
        path: PathBuf,
    },
    /// The file is mounted alone, without the folder in which its journal belongs.
    Mounted {
        /// The file.
        path: PathBuf,
    },
    /// Something is in the place of a file that is to be written.
    Exists {
        /// The place.
        path: PathBuf,
    },
    /// Another file is in the place of one that is to be written.
    AnotherFile {
        /// The place.
        path: PathBuf,
    },
    /// The operating system does not let it be read.
    NotReadable {
        /// What.
        path: PathBuf,
        /// Why.
        #[source]
        why: io::Error,
    },
    /// The ledger cannot be written.
    NotWritable {
        /// The ledger.
        path: PathBuf,
        /// Why.
        #[source]
        why: Fault,
    },
    /// A file beside the ledger cannot be written.
    OutNotWritable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        why: io::Error,
    },
    /// The disk is full.
    DiskFull {
        /// The ledger.
        path: PathBuf,
    },
    /// What it holds is not what this program writes.
    Damaged {
        /// The ledger.
        path: PathBuf,
        /// What is wrong.
        what: Sentence,
    },
    /// A posting cannot be read.
    PostingNotReadable {
        /// The ledger.
        path: PathBuf,
        /// The number of the posting.
        posting: PostingId,
    },
    /// All is in the file, and the disk does not confirm that it stays there.
    Unconfirmed {
        /// The ledger.
        path: PathBuf,
        /// The run that was posted; nothing for another act.
        run: Option<RunId>,
        /// Why.
        why: Sentence,
    },
    /// SQLite fails in another way.
    Database {
        /// The ledger.
        path: PathBuf,
        /// Why.
        #[source]
        why: rusqlite::Error,
    },
    /// It is of another scheme.
    OtherScheme {
        /// The ledger.
        path: PathBuf,
        /// The scheme that it is of.
        kept: String,
        /// The scheme that was asked for.
        asked: String,
    },
    /// It is in another currency.
    OtherCurrency {
        /// The ledger.
        path: PathBuf,
        /// The code of the currency that it is in.
        kept: String,
        /// The one that was asked for.
        asked: &'static str,
    },
    /// Nothing was posted yet.
    NothingPosted {
        /// The ledger.
        path: PathBuf,
    },
    /// No member has this id.
    UnknownMember {
        /// The ledger.
        path: PathBuf,
        /// The id, masked.
        member: String,
    },
    /// The month of a day is closed.
    MonthClosed {
        /// The day.
        day: Day,
        /// The first month that is open.
        open: Month,
    },
    /// What a person wrote is not taken.
    Input(#[from] InputError),
    /// The entries of a posting cannot be read.
    Entries(#[from] EntriesError),
    /// An act needs a reason and has none.
    NoReason,
    /// An act, a fact or a file is refused, for this reason.
    Refused(Sentence),
}

/// Why the entries of a posting cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntriesError {
    /// They are not of the form in which entries are written.
    Unreadable,
    /// One is of a kind that this version of the program does not know.
    UnknownKind {
        /// The code of the kind.
        code: String,
    },
    /// One is of an amount that no member can be paid.
    NotAnAmount {
        /// The amount.
        amount: Money,
    },
}

impl EntriesError {
    /// The sentence, in every language.
    pub fn sentence(&self) -> Sentence {
        match self {
            EntriesError::Unreadable => words::ledger::entries_unreadable(),
            EntriesError::UnknownKind { code } => words::ledger::kind_unknown(code),
            EntriesError::NotAnAmount { amount } => words::ledger::no_amount(amount.minor()),
        }
    }
}

impl fmt::Display for EntriesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

/// What the operating system or the database reports.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The operating system.
    #[error(transparent)]
    System(#[from] io::Error),
    /// SQLite.
    #[error(transparent)]
    Database(#[from] rusqlite::Error),
}

impl Fault {
    fn sentence(&self) -> Sentence {
        match self {
            Fault::System(why) => words::system(why),
            Fault::Database(why) => words::database(why.sqlite_error_code(), why),
        }
    }
}

impl LedgerError {
    /// The sentence, in every language.
    pub fn sentence(&self) -> Sentence {
        use words::ledger as say;
        match self {
            LedgerError::Missing { path } => say::missing(path.display()),
            LedgerError::NotALedger { path } => say::not_a_ledger(path.display()),
            LedgerError::Newer { path, found, known } => say::newer(path.display(), found, known),
            LedgerError::Older { path, found, known } => say::older(path.display(), found, known),
            LedgerError::OlderRehearsed { path, found, known } => {
                say::older_rehearsed(path.display(), found, known)
            }
            LedgerError::Busy { path } => say::busy(path.display()),
            LedgerError::InUse { path, run } => say::in_use(path.display(), run),
            LedgerError::SecondName { path } => say::has_two_names(path.display()),
            LedgerError::Mounted { path } => say::is_mounted(path.display()),
            LedgerError::Exists { path } => say::is_there_already(path.display()),
            LedgerError::AnotherFile { path } => say::file_exists(path.display()),
            LedgerError::NotReadable { path, why } => {
                say::not_looked_at(path.display(), words::system(why))
            }
            LedgerError::NotWritable { path, why } => {
                say::not_writable(path.display(), why.sentence())
            }
            LedgerError::OutNotWritable { path, why } => {
                words::program::out_not_writable(path.display(), words::system(why))
            }
            LedgerError::DiskFull { path } => say::disk_full(path.display()),
            LedgerError::Database { path, why } => say::failed(path.display(), why),
            _ => self.sentence_of_content(),
        }
    }

    /// The same, of what a ledger holds and what is asked of it.
    fn sentence_of_content(&self) -> Sentence {
        use words::ledger as say;
        match self {
            LedgerError::Damaged { path, what } => say::damaged(path.display(), what),
            LedgerError::PostingNotReadable { path, posting } => {
                say::posting_not_readable(posting, path.display())
            }
            LedgerError::Unconfirmed { path, run: None, why } => {
                say::done_unconfirmed(path.display(), why)
            }
            LedgerError::Unconfirmed { path, run: Some(run), why } => {
                say::posted_unconfirmed(run, path.display(), why)
            }
            LedgerError::OtherScheme { path, kept, asked } => {
                say::other_scheme(path.display(), kept, asked)
            }
            LedgerError::OtherCurrency { path, kept, asked } => {
                say::other_currency(path.display(), kept, asked)
            }
            LedgerError::NothingPosted { path } => say::nothing_posted(path.display()),
            LedgerError::UnknownMember { path, member } => {
                say::unknown_member(member, path.display())
            }
            LedgerError::MonthClosed { day, open } => open.closed_before(*day),
            LedgerError::Input(why) => why.sentence(),
            LedgerError::Entries(why) => why.sentence(),
            LedgerError::NoReason => say::reason_missing(),
            LedgerError::Refused(why) => why.clone(),
            _ => unreachable!("the other sentences are of the file"),
        }
    }

    pub(crate) fn damaged(path: &Path, what: impl fmt::Display) -> LedgerError {
        let what = Sentence::new(format!("{what}"), format!("{what:#}"));
        LedgerError::Damaged { path: path.to_owned(), what }
    }

    pub(crate) fn not_writable(path: &Path, why: impl Into<Fault>) -> LedgerError {
        LedgerError::NotWritable { path: path.to_owned(), why: why.into() }
    }

    pub(crate) fn not_readable(path: &Path, why: io::Error) -> LedgerError {
        LedgerError::NotReadable { path: path.to_owned(), why }
    }

    pub(crate) fn nothing_posted(path: &Path) -> LedgerError {
        LedgerError::NothingPosted { path: path.to_owned() }
    }

    pub(crate) fn unconfirmed(path: &Path, why: impl Into<Sentence>) -> LedgerError {
        LedgerError::Unconfirmed { path: path.to_owned(), run: None, why: why.into() }
    }
}

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

impl From<Sentence> for LedgerError {
    fn from(why: Sentence) -> LedgerError {
        LedgerError::Refused(why)
    }
}

impl From<LedgerError> for Sentence {
    fn from(why: LedgerError) -> Sentence {
        why.sentence()
    }
}

/// One fault as a list of all that there are.
pub(crate) fn alone(why: impl Into<Sentence>) -> Vec<Sentence> {
    vec![why.into()]
}
