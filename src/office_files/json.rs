//! National settlements as JSON: lines of objects, one list of them, or an object that holds such a list. An object is
//! a row; the objects in it (`setlinfo`, `psninfo`) are parts of the row, and lists in it are left out. Numbers stay as
//! they are written.

use std::collections::HashMap;

use csv::StringRecord;
use serde_json::value::RawValue;

use super::error::OfficeFileError;
use super::json_tree::Object;
use super::names;
use super::reading::OfficeFile;
use super::table::{Rows, Table};

/// Objects in objects stand no deeper than this.
const DEEPEST: usize = 8;

/// Whether a text begins as JSON does.
pub(super) fn is_json(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '['])
}

/// The rows of a text.
///
/// # Errors
///
/// When it is no JSON, or an object names a field twice.
pub(super) fn table(file: &OfficeFile, text: &str) -> Result<Table, OfficeFileError> {
    let text = text.trim_start_matches('\u{feff}');
    let (columns, header, rows) = (HashMap::new(), StringRecord::new(), Vec::new());
    let mut reader = Rowwise { file, text, columns, header, rows, counted: 0, line: 1 };
    let values = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
    for value in values {
        let value = value.map_err(|why| reader.wrong(why.line() as u64))?;
        reader.each(value, DEEPEST)?;
    }
    let Rowwise { header, mut rows, .. } = reader;
    for (_, row) in &mut rows {
        (row.len()..header.len()).for_each(|_| row.push_field(""));
    }
    rows.insert(0, (0, header));
    Ok(Table::of(file.file.clone(), Rows::Cut(rows)))
}

struct Rowwise<'t> {
    file: &'t OfficeFile,
    text: &'t str,
    /// The place of each field among the columns.
    columns: HashMap<String, usize>,
    header: StringRecord,
    rows: Vec<(u32, StringRecord)>,
    /// Up to where lines are counted, and the line there.
    counted: usize,
    line: u64,
}

impl<'t> Rowwise<'t> {
    fn wrong(&self, line: u64) -> OfficeFileError {
        OfficeFileError::NotJson { path: self.file.path.clone(), line }
    }

    /// The line on which a value begins; values come in the order of the text.
    fn line(&mut self, value: &RawValue) -> u64 {
        let at = (value.get().as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let between = self.text.as_bytes().get(self.counted..at).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', between).count() as u64;
        self.counted = self.counted.max(at);
        self.line
    }

    /// Reads each settlement as a row, wherever it stands.
    fn each(&mut self, value: &'t RawValue, deep: usize) -> Result<(), OfficeFileError> {
        let Some(deeper) = deep.checked_sub(1) else { return Ok(()) };
        if value.get().starts_with('[') {
            let line = self.line(value);
            let all: Vec<&RawValue> =
                serde_json::from_str(value.get()).map_err(|_| self.wrong(line))?;
            return all.into_iter().try_for_each(|value| self.each(value, deeper));
        }
        let Ok(Object(fields)) = serde_json::from_str::<Object>(value.get()) else { return Ok(()) };
        if !is_of_a_settlement(&fields) {
            return fields.into_iter().try_for_each(|(_, value)| self.each(value, deeper));
        }
        let line = self.line(value);
        let mut cells: HashMap<usize, String> = HashMap::new();
        self.put(fields, line, &mut cells)?;
        let width = self.header.len();
        let row = (0..width).map(|at| cells.remove(&at).unwrap_or_default()).collect();
        self.rows.push((u32::try_from(line).unwrap_or(u32::MAX), row));
        Ok(())
    }

    /// Puts the fields of an object, and of the objects in it, into the cells of a row.
    fn put(
        &mut self,
        fields: Vec<(String, &'t RawValue)>,
        line: u64,
        cells: &mut HashMap<usize, String>,
    ) -> Result<(), OfficeFileError> {
        for (name, value) in fields {
            let text = match value.get().chars().next() {
                Some('[') => continue,
                Some('{') => {
                    let Object(inner) =
                        serde_json::from_str(value.get()).map_err(|_| self.wrong(line))?;
                    self.put(inner, line, cells)?;
                    continue;
                }
                Some('"') => serde_json::from_str(value.get()).map_err(|_| self.wrong(line))?,
                _ if value.get() == "null" => String::new(),
                _ => value.get().to_owned(),
            };
            let next = self.columns.len();
            let at = *self.columns.entry(name.clone()).or_insert(next);
            if at == next {
                self.header.push_field(&name);
            }
            if cells.insert(at, text.clone()).is_some_and(|before| before != text) {
                return Err(self.wrong(line));
            }
        }
        Ok(())
    }
}

/// Whether an object, or one in it, has a field that only a settlement or a person has.
fn is_of_a_settlement(fields: &[(String, &RawValue)]) -> bool {
    let is_known = |(name, value): &(String, &RawValue)| match value.get().starts_with('{') {
        true => {
            serde_json::from_str(value.get()).is_ok_and(|Object(inner)| is_of_a_settlement(&inner))
        }
        false => !value.get().starts_with('[') && names::is_usual(name),
    };
    fields.iter().any(is_known)
}
