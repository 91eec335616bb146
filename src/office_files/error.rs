//! Why an office's own file is not read.

use std::fmt;

use super::fhir_fault::FhirFault;
use crate::diagnostic::Reviewed;
use crate::words::{Sentence, data as words};

/// Why an office's own file is not read as a whole. `place` is the file, with the sheet behind it in a workbook.
#[derive(Debug, thiserror::Error)]
pub enum OfficeFileError {
    /// A byte is no GB18030.
    NotGb18030 {
        /// The file.
        path: String,
        /// The line, from 1.
        line: u64,
        /// The letter within it, from 1.
        letter: u64,
    },
    /// A line of a file in GB18030 is UTF-8.
    TwoEncodings {
        /// The file.
        path: String,
        /// The line, from 1.
        line: u64,
    },
    /// It begins as JSON does, and is none; or an object of it names a field twice.
    NotJson {
        /// The file.
        path: String,
        /// The line, from 1.
        line: u64,
    },
    /// It has FHIR resources that cannot be read as they are.
    Fhir {
        /// The file.
        path: String,
        /// What is wrong, with the JSON pointer of each place; of lines of resources behind their line.
        faults: Vec<(String, FhirFault)>,
    },
    /// It begins like a DBF, and breaks off.
    NotADbf {
        /// The file.
        path: String,
    },
    /// It begins as Parquet or Arrow does, and breaks off.
    NotColumnar {
        /// The file.
        path: String,
    },
    /// It is Parquet or Arrow, which this program is built without.
    NoColumnar {
        /// The file.
        path: String,
    },
    /// A column of Parquet or Arrow holds another kind of value than it means.
    HoldsOther {
        /// The table.
        place: String,
        /// The header.
        header: String,
        /// Our column.
        column: String,
        /// What it holds.
        held: HeldKind,
    },
    /// Nothing says how its letters are written.
    NoEncoding {
        /// The file.
        path: String,
        /// The first row with such letters.
        line: u32,
    },
    /// It begins like a workbook, and is none that can be read.
    NotAWorkbook {
        /// The file.
        path: String,
    },
    /// It is a workbook with a password.
    Password {
        /// The file.
        path: String,
    },
    /// It is a workbook of more cells or bytes than an office has.
    TooLarge {
        /// The file.
        path: String,
    },
    /// It is a web page without a table: an export that failed, or one whose tables lie in other files.
    NoTable {
        /// The file.
        path: String,
    },
    /// It is a web page, and a table of it never ends.
    PageBreaksOff {
        /// The file.
        path: String,
    },
    /// It is XML of which no form is read.
    OtherXml {
        /// The file.
        path: String,
        /// The tag that it begins with.
        tag: String,
    },
    /// It is a web page in one file with all that belongs to it (.mht).
    PageInOneFile {
        /// The file.
        path: String,
    },
    /// A text has two bytes a letter, as a spreadsheet's "Unicode text".
    Utf16 {
        /// The file.
        path: String,
    },
    /// No row is a header.
    NoHeader {
        /// The table.
        place: String,
        /// The columns that it needs, quoted.
        columns: String,
    },
    /// No column means one that must be there.
    Missing {
        /// The table.
        place: String,
        /// Where the header is.
        line: u32,
        /// The columns that are missing.
        columns: Vec<String>,
    },
    /// Several columns mean one.
    Twice {
        /// The table.
        place: String,
        /// The headers.
        headers: Vec<String>,
        /// Our column.
        column: String,
    },
    /// A header names a unit that is not yuan.
    UnitNamed {
        /// The table.
        place: String,
        /// The header.
        header: String,
        /// What it says.
        unit: &'static str,
    },
    /// A title names a unit that is not yuan for all amounts.
    UnitOfAll {
        /// The table.
        place: String,
        /// What it says.
        unit: &'static str,
        /// The first amount whose unit is not declared.
        header: String,
    },
    /// All amounts of a column are whole, so that they may be fen.
    WholeNumbers {
        /// The table.
        place: String,
        /// The header.
        header: String,
        /// How many there are.
        rows: u64,
    },
    /// A total below the rows is not their sum.
    TotalDiffers {
        /// The table.
        place: String,
        /// Where the total stands.
        line: u32,
        /// The header.
        header: String,
        /// What it says, and what the rows come to.
        said: [String; 2],
    },
    /// A spreadsheet has made a number of an id that began with zeros.
    ZerosLost {
        /// The table.
        place: String,
        /// The header.
        header: String,
        /// The address of the cell.
        cell: String,
    },
    /// A spreadsheet has made a number with a fraction of what is a text, so that zeros at its end are lost.
    NumberForText {
        /// The table.
        place: String,
        /// The header.
        header: String,
        /// The address of the cell.
        cell: String,
    },
    /// Nobody has said what codes mean.
    Codes {
        /// The table.
        place: String,
        /// The header.
        header: String,
        /// The codes.
        codes: Vec<String>,
        /// Our column.
        column: String,
    },
    /// Rows are refunds of settlements that they do not name.
    Refunds {
        /// The table.
        place: String,
        /// Their lines.
        lines: Vec<u32>,
    },
    /// Several tables of `[import]` fit equally well.
    SeveralImports {
        /// The table.
        place: String,
        /// Their names.
        names: Vec<String>,
    },
    /// `[import]` has mistakes.
    Import(Box<Reviewed>),
    /// The file with `[import]` cannot be read, or has none.
    NoImport(Sentence),
}

/// What a column of Parquet or Arrow holds that cannot be read as what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldKind {
    /// Whole numbers, where ids are texts.
    WholeNumbers,
    /// Floating-point numbers.
    Floats,
    /// Moments, where a day is asked for.
    Moments,
    /// Lists, bytes and what else is no cell.
    NoCells,
}

impl HeldKind {
    fn sentence(self, place: &str, header: &str, column: &str) -> Sentence {
        match self {
            HeldKind::WholeNumbers => words::holds_whole_numbers(place, header, column),
            HeldKind::Floats => words::holds_floats(place, header, column),
            HeldKind::Moments => words::holds_moments(place, header, column),
            HeldKind::NoCells => words::holds_no_cells(place, header, column),
        }
    }
}

/// Lines and codes that a message names.
const SHOWN: usize = 10;

impl OfficeFileError {
    /// What is wrong, and what to do, in both languages.
    pub fn sentence(&self) -> Sentence {
        use OfficeFileError as Error;
        match self {
            Error::NotGb18030 { path, line, letter } => words::not_gb18030(path, line, letter),
            Error::TwoEncodings { path, line } => words::two_encodings(path, line),
            Error::NotJson { path, line } => words::not_json(path, line),
            Error::Fhir { path, faults } => fhir_faults(path, faults),
            Error::NotADbf { path } => words::not_a_dbf(path),
            Error::NotColumnar { path } => words::not_columnar(path),
            Error::NoColumnar { path } => words::no_columnar(path),
            Error::HoldsOther { place, header, column, held } => {
                held.sentence(place, header, column)
            }
            Error::NoEncoding { path, line } => words::no_encoding(path, line),
            Error::NotAWorkbook { path } => words::not_a_workbook(path),
            Error::Password { path } => words::password(path),
            Error::TooLarge { path } => words::too_large(path),
            Error::NoTable { path } => words::page_without_table(path),
            Error::PageBreaksOff { path } => words::page_breaks_off(path),
            Error::PageInOneFile { path } => words::page_in_one_file(path),
            Error::OtherXml { path, tag } => words::other_xml(path, tag),
            Error::Utf16 { path } => words::utf16(path),
            Error::NoHeader { place, columns } => words::no_known_header(place, columns),
            Error::Missing { place, line, columns } => {
                words::no_column_for(place, line, quoted(columns))
            }
            Error::Twice { place, headers, column } => {
                words::two_columns_for_one(place, quoted(headers), column)
            }
            Error::UnitNamed { place, header, unit } => words::unit_named(place, header, unit),
            Error::UnitOfAll { place, unit, header } => words::unit_of_all(place, unit, header),
            Error::WholeNumbers { place, header, rows } => {
                words::whole_numbers(place, header, rows)
            }
            Error::TotalDiffers { place, line, header, said: [total, sum] } => {
                words::total_differs(place, line, header, total, sum)
            }
            Error::ZerosLost { place, header, cell } => words::zeros_lost(place, header, cell),
            Error::NumberForText { place, header, cell } => {
                words::number_for_text(place, header, cell)
            }
            Error::Codes { place, header, codes, column } => {
                words::codes(place, header, quoted(codes), column)
            }
            Error::Refunds { place, lines } => words::refunds_without_bill(place, listed(lines)),
            Error::SeveralImports { place, names } => words::several_imports(place, quoted(names)),
            Error::Import(file) => import_mistakes(file),
            Error::NoImport(why) => why.clone(),
        }
    }
}

/// What is wrong in several places is told once, with the places.
fn fhir_faults(path: &str, faults: &[(String, FhirFault)]) -> Sentence {
    let mut told: Vec<(&FhirFault, Vec<String>)> = Vec::new();
    for (pointer, fault) in faults {
        match told.iter_mut().find(|(known, _)| *known == fault) {
            Some((_, places)) => places.push(pointer.clone()),
            None => told.push((fault, vec![pointer.clone()])),
        }
    }
    let sentence = |(fault, mut places): (&FhirFault, Vec<String>)| {
        let all = places.len();
        places.truncate(SHOWN);
        fault.sentence(path, &with_rest(places, all))
    };
    Sentence::list(&told.into_iter().take(SHOWN).map(sentence).collect::<Vec<_>>())
}

/// Everything that is wrong with a file of `[import.NAME]`, each with its line.
fn import_mistakes(file: &Reviewed) -> Sentence {
    let told = file.found.in_order().into_iter().map(|mistake| {
        let before = file.text.get(..mistake.span.start).unwrap_or(&file.text);
        let line = before.matches('\n').count() + 1;
        words::import_wrong(file.path.display(), line, &mistake.message)
    });
    Sentence::list(&told.collect::<Vec<_>>())
}

impl fmt::Display for OfficeFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

/// Names in backticks, as many as a person reads.
pub(super) fn quoted(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    with_rest(shown, names.len())
}

fn listed(lines: &[u32]) -> String {
    with_rest(lines.iter().take(SHOWN).map(u32::to_string).collect(), lines.len())
}

fn with_rest(mut shown: Vec<String>, all: usize) -> String {
    if all > shown.len() {
        shown.push("…".to_owned());
    }
    shown.join(" ")
}
