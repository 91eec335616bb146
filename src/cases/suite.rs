//! A rule book with its texts and all cases beside them: what coverage and mutation look at.

use std::path::{Path, PathBuf};

use super::case::{Case, explain};
use super::equivalent::Equivalent;
use super::{differences, files, read};
use crate::explanation::Explanation;
use crate::scheme::{Book, BookError, Edition, Source, Value, entries_of};

/// A rule book, the texts that it is compiled from, and the files of cases beside them.
///
/// ```
/// use std::path::Path;
///
/// use huzhu::cases::Suite;
///
/// let suite = Suite::load(Path::new("rules/pinghu")).unwrap();
/// assert!(suite.cases().any(|(_, case)| case.id == "CN-PH-01"));
/// ```
pub struct Suite {
    pub(super) book: Book,
    pub(super) sources: Vec<Source>,
    pub(super) files: Vec<SuiteFile>,
}

/// One file of cases.
pub(super) struct SuiteFile {
    pub source: Source,
    pub cases: Vec<Case>,
    pub equivalents: Vec<Equivalent>,
}

/// A case of a suite as the rules decide it.
pub(super) struct Baseline<'s> {
    /// The file of cases that it is in, by place.
    pub file: usize,
    /// Its place in its file.
    pub place: usize,
    pub case: &'s Case,
    pub decided: Vec<Vec<Explanation>>,
}

impl Suite {
    /// Reads the rules of a file or folder, and the cases beside them.
    ///
    /// # Errors
    ///
    /// When a file cannot be read, or with every mistake of the rules, or of the first file of cases that has any.
    pub fn load(path: &Path) -> Result<Suite, BookError> {
        let cases: Result<Vec<Source>, _> =
            files(path)?.iter().map(|file| Source::read_one(file)).collect();
        Suite::of(Source::read(path)?, cases?)
    }

    /// Compiles the texts of a book, and reads the texts of its cases.
    ///
    /// # Errors
    ///
    /// Every mistake of the rules, or of the first text of cases that has any.
    pub fn of(sources: Vec<Source>, cases: Vec<Source>) -> Result<Suite, BookError> {
        let book = Book::compile(sources.clone())?;
        let mut all = Vec::new();
        for source in cases {
            let read = read::read_all(&book, source.clone());
            let (cases, equivalents) =
                read.map_err(|reviewed| BookError::Rules(vec![*reviewed]))?;
            all.push(SuiteFile { source, cases, equivalents });
        }
        Ok(Suite { book, sources, files: all })
    }

    /// The rules.
    pub fn book(&self) -> &Book {
        &self.book
    }

    /// Every case, with the file that it is in.
    pub fn cases(&self) -> impl Iterator<Item = (&PathBuf, &Case)> {
        self.files.iter().flat_map(|file| file.cases.iter().map(|case| (&file.source.path, case)))
    }

    /// The id of the first case that does not hold under the rules as they are.
    pub fn first_that_fails(&self) -> Option<String> {
        let baseline = self.baseline();
        let failing = baseline.iter().find(|case| case.fails(&self.book, &case.decided));
        failing.map(|case| case.case.id.clone())
    }

    /// Every case as the rules decide it, in the order of files.
    pub(super) fn baseline(&self) -> Vec<Baseline<'_>> {
        let mut all = Vec::new();
        for (file, of_file) in self.files.iter().enumerate() {
            for (place, case) in of_file.cases.iter().enumerate() {
                let decided = explain(&self.book, case);
                all.push(Baseline { file, place, case, decided });
            }
        }
        all
    }

    /// The edition that a text is of, by its place in the book.
    pub(super) fn edition_of(&self, source: &Source) -> Option<(usize, &Edition)> {
        let entries = entries_of(&source.text);
        let Value::Table(head) = &entries.get("edition")?.1.value else { return None };
        let id = head.get("id")?.1.text()?;
        self.book.editions.iter().enumerate().find(|(_, edition)| edition.id() == id)
    }
}

impl Baseline<'_> {
    /// Whether a bill of the case is decided under an edition.
    pub fn uses(&self, edition: usize) -> bool {
        self.explanations().any(|one| one.edition == Some(edition))
    }

    /// Every bill of the case as decided: of the member, then of each relative.
    pub fn explanations(&self) -> impl Iterator<Item = &Explanation> {
        self.decided.iter().flatten()
    }

    /// Whether the case does not hold where its bills are decided so.
    pub fn fails(&self, book: &Book, decided: &[Vec<Explanation>]) -> bool {
        !differences(book, self.case, decided).is_empty()
    }
}
