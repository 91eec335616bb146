//! A header and a row of a table, as copied from a file or a spreadsheet.

use super::field::Field;
use super::names;

/// The fields of the first row below a header, and how many rows follow it; nothing where there is no such row.
pub(super) fn read(text: &str) -> Option<(Vec<Field>, usize)> {
    let header = text.lines().next()?;
    let parted_by = if header.contains('\t') { b'\t' } else { b',' };
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.delimiter(parted_by).flexible(true).from_reader(text.as_bytes());
    let names = reader.headers().ok()?.clone();
    let mut rows = reader.records();
    let row = rows.next()?.ok()?;
    let fields = names.iter().zip(&row).map(|(name, text)| names::field(name, text));
    Some((fields.collect(), rows.count()))
}
