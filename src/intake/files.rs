//! The three files in memory, as they came: in our own form, or in one of the office's own, which is put into ours.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::bill_lines::joined;
use super::error::{FileError, IntakeError};
use super::inputs::Inputs;
use super::read_file::read_file;
use super::sheets::{KINDS, Sheets};
use super::table::Table;
use super::text::Text;
use crate::claim::{BillNumber, RecordKind, Vocabulary};
use crate::date::Day;
use crate::fingerprint::file_name;
use crate::office_files::{self, Encoding, Imports, OfficeFile, OfficeFileError, Reading};
use crate::progress::{Phase, Progress};

/// What messages call texts that are in memory.
const NAMES: [&str; 3] = ["members.csv", "enrolments.csv", "bills.csv"];

/// The three files as they were when they were read: they are read once, so that what is looked up
/// for them and what is decided on is the same, whatever happens to them meanwhile.
#[derive(Debug)]
pub struct Files {
    files: [Result<Sent, FileError>; 3],
    /// Lines of bills, where there is such a file.
    lines: Option<Result<Text, FileError>>,
    /// What the office says about its own files.
    import: Option<PathBuf>,
    encoding: Option<Encoding>,
    /// Whether they stand for tables in memory.
    of_tables: bool,
}

/// What was sent of one kind of record.
#[derive(Debug)]
enum Sent {
    /// A file in our own form.
    Own(Text),
    /// Files in forms of the office's own, or several.
    Office(Vec<OfficeFile>),
}

/// The text that a table in memory comes to.
#[cfg(feature = "arrow")]
pub(crate) enum TableText {
    /// With our names of columns.
    Own(Vec<u8>),
    /// Of a table with an office's own names.
    Converted(office_files::Converted),
}

impl Sent {
    fn of(
        files: Vec<OfficeFile>,
        kind: RecordKind,
        encoding: Option<Encoding>,
    ) -> Result<Sent, FileError> {
        let is_own =
            |file: &OfficeFile| encoding.is_none() && office_files::is_own(&file.bytes, kind);
        match <[OfficeFile; 1]>::try_from(files) {
            Ok([file]) if is_own(&file) => {
                Ok(Sent::Own(Text::of(file.path, file.file, file.bytes.into_vec())?))
            }
            Ok([file]) => Ok(Sent::Office(vec![file])),
            Err(several) => Ok(Sent::Office(several)),
        }
    }
}

impl Files {
    /// Files whose texts are in memory: of members, enrolments and bills. Messages call them by their usual names.
    pub fn of(texts: [&str; 3]) -> Files {
        let all = NAMES.into_iter().zip(texts).zip(KINDS);
        let file = |((name, text), kind): ((&str, &str), RecordKind)| {
            let (path, file, bytes) =
                (name.to_owned(), name.to_owned(), text.as_bytes().to_vec().into());
            Sent::of(vec![OfficeFile { path, file, bytes }], kind, None)
        };
        let files: Vec<Result<Sent, FileError>> = all.map(file).collect();
        let files = files.try_into().unwrap_or_else(|_| unreachable!("of three texts"));
        Files { files, lines: None, import: None, encoding: None, of_tables: false }
    }

    /// The same of tables, each as a text in our own form, whatever its cells look like, or converted from an office's.
    #[cfg(feature = "arrow")]
    pub(crate) fn of_tables(tables: [TableText; 3]) -> Files {
        let text = |(name, table): (&str, TableText)| {
            let (path, file) = (name.to_owned(), name.to_owned());
            let text = match table {
                TableText::Own(bytes) => Text::of(path, file, bytes),
                TableText::Converted(made) => Text::converted(path, file, made),
            };
            Ok(Sent::Own(text?))
        };
        let files: Vec<Result<Sent, FileError>> = NAMES.into_iter().zip(tables).map(text).collect();
        let files = files.try_into().unwrap_or_else(|_| unreachable!("of three tables"));
        Files { files, lines: None, import: None, encoding: None, of_tables: true }
    }

    /// The same with lines of bills (费用明细), as in lines.csv.
    #[must_use]
    pub fn with_lines(self, text: &str) -> Files {
        let name = "lines.csv".to_owned();
        Files { lines: Some(Text::of(name.clone(), name, text.as_bytes().to_vec())), ..self }
    }

    /// Reads the three files. What is wrong with them is reported once their columns are looked for.
    pub fn read(inputs: &Inputs, progress: &dyn Progress) -> Files {
        let Inputs { members, enrolments, bills, lines, more_bills, import, encoding } = inputs;
        let bills: Vec<&PathBuf> = std::iter::once(bills).chain(more_bills).collect();
        let sent = [vec![members], vec![enrolments], bills];
        let size = |path: &PathBuf| path.metadata().map_or(0, |file| file.len());
        progress.begin(Phase::Load, sent.iter().flatten().copied().map(size).sum());
        let read = |(paths, kind): (Vec<&PathBuf>, RecordKind)| {
            let files = paths.into_iter().map(|path| {
                let file = read_one(path);
                progress.done(size(path));
                file
            });
            Sent::of(files.collect::<Result<Vec<_>, _>>()?, kind, *encoding)
        };
        let sent: Vec<(Vec<&PathBuf>, RecordKind)> = sent.into_iter().zip(KINDS).collect();
        let files: Vec<Result<Sent, FileError>> = sent.into_par_iter().map(read).collect();
        let files = files.try_into().unwrap_or_else(|_| unreachable!("of three files"));
        let lines = lines.as_deref().map(|path| {
            let OfficeFile { path, file, bytes } = read_one(path)?;
            Text::of(path, file, bytes.into_vec())
        });
        Files { files, lines, import: import.clone(), encoding: *encoding, of_tables: false }
    }

    /// The three files in our own form, with the lines of bills beside their bills where rules ask for lines.
    fn joined(
        self,
        vocabulary: &Vocabulary,
    ) -> Result<[Result<Text, Vec<FileError>>; 3], IntakeError> {
        let imports = match &self.import {
            Some(path) => Imports::read(path, vocabulary).map_err(of_office)?,
            None => Imports::default(),
        };
        let all: Vec<(Result<Sent, FileError>, RecordKind)> =
            self.files.into_iter().zip(KINDS).collect();
        let encoding = self.encoding;
        let texts = all.into_par_iter().map(|(sent, kind)| {
            in_our_form(sent?, Reading { kind, vocabulary, imports: &imports, encoding })
        });
        let texts: Vec<Result<Text, Vec<FileError>>> = texts.collect();
        let [members, enrolments, bills] =
            texts.try_into().unwrap_or_else(|_| unreachable!("of three files"));
        let by_hospital = vocabulary.bill_number() == BillNumber::OfHospital;
        let bills = match self.lines.filter(|_| !vocabulary.line_classes().is_empty()) {
            Some(lines) => bills.and_then(|bills| Ok(joined(bills, &lines?, by_hospital)?)),
            None => bills,
        };
        Ok([members, enrolments, bills])
    }

    /// Finds the columns of the three files.
    ///
    /// # Errors
    ///
    /// When a file cannot be used as a whole: everything that is wrong with all three.
    pub(super) fn sheets(
        self,
        vocabulary: &Vocabulary,
        last_day: Option<Day>,
    ) -> Result<Sheets<'_>, IntakeError> {
        let of_tables = self.of_tables;
        let all: Vec<(Result<Text, Vec<FileError>>, RecordKind)> =
            self.joined(vocabulary)?.into_iter().zip(KINDS).collect();
        let open = |(text, kind): (Result<Text, Vec<FileError>>, RecordKind)| {
            Table::open(text?, kind, vocabulary, last_day)
        };
        let opened: Vec<Result<Table, Vec<FileError>>> = all.into_par_iter().map(open).collect();
        if opened.iter().any(Result::is_err) {
            let wrong = opened.into_iter().filter_map(Result::err).flatten();
            return Err(IntakeError::Files(wrong.collect()));
        }
        let tables: Vec<Table> = opened.into_iter().flatten().collect();
        let tables = tables.try_into().unwrap_or_else(|_| unreachable!("of three files"));
        Ok(Sheets { tables, vocabulary, last_day, of_tables })
    }
}

fn read_one(path: &Path) -> Result<OfficeFile, FileError> {
    let bytes = read_file(path)?;
    Ok(OfficeFile { path: path.display().to_string(), file: file_name(path), bytes: bytes.into() })
}

/// What was sent, in our own form.
fn in_our_form(sent: Sent, reading: Reading) -> Result<Text, Vec<FileError>> {
    let files = match sent {
        Sent::Own(text) => return Ok(text),
        Sent::Office(files) => files,
    };
    let names =
        |name: fn(&OfficeFile) -> &str| files.iter().map(name).collect::<Vec<_>>().join("+");
    let (path, file) = (names(|file| &file.path), names(|file| &file.file));
    match office_files::convert(&files, reading) {
        Ok(Some(made)) => Ok(Text::converted(path, file, made.with(files))?),
        Ok(None) => {
            let bytes = files.iter().map(|file| &*file.bytes).collect::<Vec<&[u8]>>().concat();
            Ok(Text::of(path, file, bytes)?)
        }
        Err(all) => Err(all.into_iter().map(FileError::Office).collect()),
    }
}

fn of_office(why: OfficeFileError) -> IntakeError {
    IntakeError::Files(vec![FileError::Office(why)])
}
