//! Reads what the bank says of payments, in its own form: all of the file, or every mistake in it.

use std::path::Path;

use super::format::{Amounts, BankFormat, ResultField, ResultFormat};
use crate::fingerprint::sha256;
use crate::ledger::small_csv::at;
use crate::money::{Currency, Money};
use crate::payment::result_row::{ResultRow, ResultRows};
use crate::words::{self, Sentence, banks as say};

/// The words of a bank for payments that it made, and that it could not make.
pub(in crate::payment) struct ResultWords {
    pub paid: Vec<String>,
    pub returned: Vec<String>,
}

impl BankFormat {
    /// The words of the bank for what became of a payment; nothing where its file lists returns alone.
    pub(in crate::payment) fn result_words(&self) -> Option<ResultWords> {
        let results = self.results.as_ref().filter(|results| results.has(ResultField::Result))?;
        Some(ResultWords { paid: results.paid.clone(), returned: results.returned.clone() })
    }
}

impl ResultFormat {
    /// Whether a row, which is to be passed over, speaks of a payment.
    fn is_result(&self, row: &ResultRow) -> bool {
        match self.has(ResultField::Result) {
            true => self.paid.iter().chain(&self.returned).any(|word| *word == row.result),
            false => row.serial.parse::<usize>().is_ok() && !row.reason.is_empty(),
        }
    }
}

/// A line of the file: its number, from 1, and its text.
type Line = (u64, String);

/// The rows of a file that a bank wrote.
pub(in crate::payment) fn read_rows(
    path: &Path,
    format: &BankFormat,
    currency: Currency,
) -> Result<ResultRows, Vec<Sentence>> {
    let Some(results) = &format.results else {
        return Err(vec![say::no_results(&format.name)]);
    };
    let bytes = std::fs::read(path).map_err(|why| {
        vec![words::ledger::file_not_readable(path.display(), words::system(&why))]
    })?;
    let mut lines = lines(format, &bytes, path)?;
    let behind = lines.split_off(lines.len().saturating_sub(results.lines_after));
    let mut rest = lines.split_off(results.lines_before.min(lines.len())).into_iter();
    let passed_over = lines.into_iter().chain(behind);
    let fields = match results.columns.iter().any(|column| column.header.is_some()) {
        true => named(format, results, rest.next(), path)?,
        false => results.columns.iter().map(|column| column.holds).collect(),
    };
    let (mut rows, mut wrong) = (Vec::new(), Vec::new());
    for (line, text) in passed_over {
        if row(format, &fields, &text, currency).is_ok_and(|row| results.is_result(&row)) {
            wrong.push(at(path, line, &say::passed_over()));
        }
    }
    for (line, text) in rest {
        match row(format, &fields, &text, currency) {
            Ok(row) => {
                let empty = fields.iter().flatten().find(|field| says_nothing(**field, &row));
                let why = empty.map(|field| say::empty_in_results(field.code(), &format.name));
                wrong.extend(why.map(|why| at(path, line, &why)));
                rows.push((line, row));
            }
            Err(why) => wrong.push(at(path, line, &why.sentence())),
        }
    }
    match wrong.is_empty() {
        true => Ok(ResultRows { rows, sha256: sha256(&bytes) }),
        false => Err(wrong),
    }
}

/// Whether the cell by which a row is held to its payment is empty: it would say nothing against any payment.
fn says_nothing(field: ResultField, row: &ResultRow) -> bool {
    match field {
        ResultField::Payee => row.payee.is_empty(),
        ResultField::Account => row.account.is_empty(),
        ResultField::Amount => row.amount.is_empty(),
        ResultField::Serial
        | ResultField::PaymentId
        | ResultField::Result
        | ResultField::Reason => false,
    }
}

/// The lines of a file that are not empty. No character of any of the encodings has the byte of a line break in it.
fn lines(format: &BankFormat, bytes: &[u8], path: &Path) -> Result<Vec<Line>, Vec<Sentence>> {
    let mut lines = Vec::new();
    let bytes = format.encoding.without_mark(bytes);
    for (number, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let Some(text) = format.encoding.read(line) else {
            let why = say::not_in_encoding(format.encoding.code(), &format.name);
            return Err(vec![at(path, number, &why)]);
        };
        lines.extend((!text.trim().is_empty()).then_some((number, text)));
    }
    Ok(lines)
}

/// What is read of each column, by the names of the columns.
fn named(
    format: &BankFormat,
    results: &ResultFormat,
    names: Option<Line>,
    path: &Path,
) -> Result<Vec<Option<ResultField>>, Vec<Sentence>> {
    let (line, text) = names.unwrap_or((1, String::new()));
    let (mut fields, mut wrong) = (Vec::new(), Vec::new());
    let found = cells(format, &text);
    for name in &found {
        match results.columns.iter().find(|column| column.header.as_ref() == Some(name)) {
            Some(column) => fields.push(column.holds),
            None => wrong.push(at(path, line, &say::unknown_column(name, &format.name))),
        }
    }
    for name in results.columns.iter().filter_map(|column| column.header.as_ref()) {
        match found.iter().filter(|found| *found == name).count() {
            1 => {}
            0 => wrong.push(at(path, line, &say::missing_column(name, &format.name))),
            _ => wrong.push(at(path, line, &say::column_twice(name))),
        }
    }
    if wrong.is_empty() { Ok(fields) } else { Err(wrong) }
}

/// The cells of a line, without blanks around them.
fn cells(format: &BankFormat, line: &str) -> Vec<String> {
    let mut csv = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(format.separator.byte())
        .quoting(format.quotes)
        .trim(csv::Trim::All)
        .from_reader(line.as_bytes());
    let record = csv.records().next().and_then(Result::ok).unwrap_or_default();
    record.iter().map(str::to_owned).collect()
}

/// Why a line is no row of results.
enum NotARow {
    /// It has more or fewer cells than the format has columns.
    Cells { found: usize, columns: usize },
    /// An amount is no whole number of minor units.
    Amount(String),
}

impl NotARow {
    fn sentence(&self) -> Sentence {
        match self {
            NotARow::Cells { found, columns } => say::wrong_cells(found, columns),
            NotARow::Amount(text) => say::not_in_fen(text),
        }
    }
}

fn row(
    format: &BankFormat,
    fields: &[Option<ResultField>],
    line: &str,
    currency: Currency,
) -> Result<ResultRow, NotARow> {
    let cells = cells(format, line);
    if cells.len() != fields.len() {
        return Err(NotARow::Cells { found: cells.len(), columns: fields.len() });
    }
    let mut row = ResultRow::default();
    for (text, field) in cells.into_iter().zip(fields) {
        match field {
            Some(ResultField::Serial) => row.serial = text,
            Some(ResultField::PaymentId) => row.id = text,
            Some(ResultField::Payee) => row.payee = text,
            Some(ResultField::Account) => row.account = text,
            Some(ResultField::Amount) => row.amount = amount(format, text, currency)?,
            Some(ResultField::Result) => row.result = text,
            Some(ResultField::Reason) => row.reason = text,
            None => {}
        }
    }
    Ok(row)
}

/// An amount as a decimal of the currency.
fn amount(format: &BankFormat, text: String, currency: Currency) -> Result<String, NotARow> {
    match (format.amounts, text.parse()) {
        (Amounts::Yuan, _) => Ok(text),
        (Amounts::Fen, Ok(minor)) => Ok(currency.show(Money::from_minor(minor))),
        (Amounts::Fen, Err(_)) => Err(NotARow::Amount(text)),
    }
}
