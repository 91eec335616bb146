//! Results as a workbook that an office opens: texts stay texts, whatever they begin with, amounts are numbers with
//! their fen, headers stay in sight and filter.

use std::path::Path;

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use serde_json::Value;

/// A spreadsheet keeps so many digits of a number; an amount of more stays a text.
const KEPT_DIGITS: usize = 15;
/// Rows that a sheet may have below its header.
const MOST_ROWS: usize = 1_048_575;
/// Columns as wide as so many letters are read without pulling at them.
const WIDTH: f64 = 18.0;

/// One table of the results.
pub(crate) struct ResultTable {
    /// What the sheet is called.
    pub title: String,
    /// Rows of text, the header first.
    pub rows: Vec<Vec<String>>,
    /// Columns that hold amounts; all else stays text, least of all an id becomes a number.
    pub amounts: Vec<String>,
}

/// The bytes of a workbook with these tables, each on a sheet of its own, or on several where it is long.
///
/// # Errors
///
/// When a workbook cannot hold them.
pub(crate) fn workbook(tables: &[ResultTable]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    for table in tables {
        let Some((header, rows)) = table.rows.split_first() else { continue };
        let parts: Vec<&[Vec<String>]> = match rows {
            [] => vec![rows],
            rows => rows.chunks(MOST_ROWS).collect(),
        };
        for (at, part) in parts.into_iter().enumerate() {
            let sheet = book.add_worksheet();
            match at {
                0 => sheet.set_name(&table.title)?,
                more => sheet.set_name(format!("{} {}", table.title, more + 1))?,
            };
            fill(sheet, header, part, &table.amounts)?;
        }
    }
    book.save_to_buffer()
}

fn fill(
    sheet: &mut Worksheet,
    header: &[String],
    rows: &[Vec<String>],
    amounts: &[String],
) -> Result<(), XlsxError> {
    let (bold, amount) = (Format::new().set_bold(), Format::new().set_num_format("#,##0.00"));
    let columns = u16::try_from(header.len()).unwrap_or(u16::MAX);
    for (column, name) in (0..columns).zip(header) {
        sheet.set_column_width(column, WIDTH)?;
        sheet.write_string_with_format(0, column, name, &bold)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    if columns > 0 {
        sheet.autofilter(0, 0, rows.len() as u32, columns - 1)?;
    }
    for (line, row) in (1..).zip(rows) {
        for ((column, name), cell) in (0..columns).zip(header).zip(row) {
            match exact(cell).filter(|_| amounts.contains(name)) {
                Some(number) => sheet.write_number_with_format(line, column, number, &amount)?,
                None => sheet.write_string(line, column, cell)?,
            };
        }
    }
    Ok(())
}

/// The number that a spreadsheet shows of an amount, where it is the same to the fen.
fn exact(text: &str) -> Option<f64> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    text.parse().ok().filter(|_| is_plain && digits <= KEPT_DIGITS)
}

/// The rows of a CSV file, the header first.
///
/// # Errors
///
/// When it cannot be read.
pub(crate) fn csv_rows(path: &Path) -> Result<Vec<Vec<String>>, csv::Error> {
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.has_headers(false).flexible(true).from_path(path)?;
    reader.records().map(|row| Ok(row?.iter().map(str::to_owned).collect())).collect()
}

/// What stands in a summary, a row for each value: where it stands, and what it is.
pub(crate) fn summary_rows(summary: &Value) -> Vec<Vec<String>> {
    let mut rows = vec![vec!["key".to_owned(), "value".to_owned()]];
    add("", summary, &mut rows);
    rows
}

fn add(place: &str, value: &Value, rows: &mut Vec<Vec<String>>) {
    let below =
        |name: &str| if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") };
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| add(&below(name), value, rows))
        }
        Value::Array(all) => {
            (1..)
                .zip(all)
                .for_each(|(at, value): (usize, _)| add(&below(&at.to_string()), value, rows));
        }
        Value::String(text) => rows.push(vec![place.to_owned(), text.clone()]),
        Value::Null => {}
        other => rows.push(vec![place.to_owned(), other.to_string()]),
    }
}

#[cfg(test)]
mod tests {
    use super::exact;

    #[test]
    fn an_amount_is_a_number_only_where_no_fen_is_lost() {
        assert_eq!(exact("1234.56"), Some(1234.56));
        assert_eq!(exact("-0.05"), Some(-0.05));
        for text in ["", "1e3", "inf", "NaN", "12345678901234.56", "=1+1"] {
            assert_eq!(exact(text), None, "{text}");
        }
    }
}
