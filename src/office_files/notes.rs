//! What is told of an office's own file though it refuses nothing: rows that are read though one does not see them, or
//! are not read though they stand there, and sums that do not agree.

use serde::Serialize;

use super::table::Table;
use crate::words::{Sentence, office_files as words};

/// What is told of rows of an office's own file, which are neither refused nor put right for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileNote {
    /// The file, with the sheet behind it where it is one of a workbook.
    pub place: String,
    /// What is told of the rows.
    pub what: FileNoteKind,
    /// How many there are.
    pub rows: u64,
    /// The line of the first; of a column of ids, that of the shortest.
    pub line: u32,
    /// What is wrong with the first, or the column that it is about, for a person.
    #[serde(skip)]
    about: Option<Sentence>,
}

/// What is told of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FileNoteKind {
    /// A spreadsheet hides them; they are read like all others.
    Hidden,
    /// A DBF marks them as deleted; they are not read.
    Deleted,
    /// They stand below the records as totals, signatures and remarks, and are not read as records.
    Below,
    /// The sums of the settlement do not agree; the amounts are read as they stand.
    DoNotAgree,
    /// Their ids are numbers of a spreadsheet, which has kept no zeros in front of them.
    NumbersAsIds,
}

impl FileNote {
    pub(super) fn of(place: &str, what: FileNoteKind, (rows, line): (u64, u32)) -> FileNote {
        FileNote { place: place.to_owned(), what, rows, line, about: None }
    }

    #[must_use]
    pub(super) fn about(self, about: Sentence) -> FileNote {
        FileNote { about: Some(about), ..self }
    }

    /// It in a sentence, in both languages.
    pub fn sentence(&self) -> Sentence {
        let FileNote { place, what, rows, line, about } = self;
        let about = || about.clone().unwrap_or_default();
        match what {
            FileNoteKind::Hidden => words::note_hidden(place, rows, line),
            FileNoteKind::Deleted => words::note_deleted(place, rows),
            FileNoteKind::Below => words::note_below(place, rows, line),
            FileNoteKind::DoNotAgree => words::note_do_not_agree(place, rows, line, about()),
            FileNoteKind::NumbersAsIds => words::note_numbers_as_ids(place, rows, line, about()),
        }
    }
}

/// How many rows there are of a kind, and the line of the first.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct CountedRows {
    rows: u64,
    first: u32,
}

impl CountedRows {
    pub fn count(&mut self, line: u32) {
        if self.rows == 0 {
            self.first = line;
        }
        self.rows += 1;
    }

    fn note(self, place: &str, what: FileNoteKind) -> Option<FileNote> {
        (self.rows > 0).then(|| FileNote::of(place, what, (self.rows, self.first)))
    }
}

/// Rows of a table that are not what they look like.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SeenRows {
    pub hidden: CountedRows,
    pub below: CountedRows,
}

impl SeenRows {
    /// What is told of them, and of the records that a table has left out.
    pub fn notes(self, table: &Table) -> impl Iterator<Item = FileNote> {
        let deleted = CountedRows { rows: table.deleted, first: 0 };
        let all = [
            self.hidden.note(&table.name, FileNoteKind::Hidden),
            deleted.note(&table.name, FileNoteKind::Deleted),
            self.below.note(&table.name, FileNoteKind::Below),
        ];
        all.into_iter().flatten()
    }
}
