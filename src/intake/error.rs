//! Why input files cannot be used as a whole.

use std::fmt;
use std::io;

use crate::office_files::OfficeFileError;
use crate::words::{self, Lang, Sentence, data, program};

/// Why nothing comes of input files. A row that cannot be used is no error: it becomes a
/// [`Reject`](super::Reject), and the run goes on.
///
/// ```
/// use huzhu::intake::{FileError, Inputs, IntakeError, read};
/// use huzhu::scheme::Book;
///
/// let book = Book::load("rules/pinghu".as_ref()).unwrap();
/// let nowhere = Inputs::in_folder("no/such/folder".as_ref());
/// match read(&nowhere, book.vocabulary(), &()) {
///     Err(IntakeError::Files(all)) => {
///         assert_eq!(all.len(), 3, "every file is looked at");
///         assert!(matches!(all[0], FileError::Unreadable { .. }));
///     }
///     _ => unreachable!("there are no such files"),
/// }
/// ```
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The [`Progress`](crate::progress::Progress) asked the run to stop.
    Stopped,
    /// Everything that is wrong with the files as a whole; at least one thing.
    Files(Vec<FileError>),
}

/// What is wrong with one file as a whole. Paths are as they were given.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The operating system does not give it.
    Unreadable {
        /// The file.
        path: String,
        /// What the system says.
        #[source]
        why: io::Error,
    },
    /// It changed while it was read.
    Changed {
        /// The file.
        path: String,
    },
    /// It is text of two bytes a letter.
    Utf16 {
        /// The file.
        path: String,
    },
    /// Too many of its lines, or its header, hold bytes that are not UTF-8.
    NotUtf8 {
        /// The file.
        path: String,
        /// The line of the first such byte, from 1.
        line: u64,
        /// The letter within the line, from 1.
        letter: u64,
    },
    /// It has more rows than can be numbered.
    TooManyRows {
        /// The file.
        path: String,
        /// So many it may have.
        most: u64,
    },
    /// It has more columns than can be.
    TooManyColumns {
        /// The file.
        path: String,
        /// So many it may have.
        most: usize,
    },
    /// It is lines of bills, and they cannot be put beside their bills.
    Lines {
        /// The file.
        path: String,
        /// What is wrong, and what to do.
        why: Sentence,
    },
    /// Its header is none, or lacks a column, or has one twice.
    Header {
        /// The file.
        path: String,
        /// What is wrong, and what to do.
        why: Sentence,
    },
    /// It is in a form of the office's own, and is refused as a whole.
    Office(#[source] OfficeFileError),
}

impl FileError {
    pub(super) fn header(path: &str, why: Sentence) -> FileError {
        FileError::Header { path: path.to_owned(), why }
    }

    pub(super) fn lines(path: &str, why: Sentence) -> FileError {
        FileError::Lines { path: path.to_owned(), why }
    }

    /// What to tell a person.
    pub fn sentence(&self) -> Sentence {
        match self {
            FileError::Unreadable { path, why } => data::unreadable(path, words::system(why)),
            FileError::Changed { path } => data::changed_meanwhile(path),
            FileError::Utf16 { path } => data::utf16(path),
            FileError::NotUtf8 { path, line, letter } => data::file_not_utf8(path, line, letter),
            FileError::TooManyRows { path, most } => data::too_many_rows(path, most),
            FileError::TooManyColumns { path, most } => data::too_many_columns(path, most),
            FileError::Office(why) => why.sentence(),
            FileError::Header { why, .. } | FileError::Lines { why, .. } => why.clone(),
        }
    }
}

impl IntakeError {
    /// What to tell a person, one thing after the other.
    pub fn sentences(&self) -> Vec<Sentence> {
        match self {
            IntakeError::Stopped => vec![program::stopped()],
            IntakeError::Files(all) => all.iter().map(FileError::sentence).collect(),
        }
    }

    /// The same line by line.
    pub fn sentence(&self) -> Sentence {
        let all = self.sentences();
        let lines = |lang| all.iter().map(|one| one.text(lang)).collect::<Vec<_>>().join("\n");
        Sentence::new(lines(Lang::English), lines(Lang::Chinese))
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

impl fmt::Display for IntakeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

impl From<IntakeError> for Vec<Sentence> {
    fn from(why: IntakeError) -> Vec<Sentence> {
        why.sentences()
    }
}

impl From<FileError> for Vec<FileError> {
    fn from(why: FileError) -> Vec<FileError> {
        vec![why]
    }
}
