//! Where the rows of a file in our form stand in the office's own files.

use std::collections::HashMap;

use super::notes::FileNote;
use super::reading::FileBytes;

/// A table that rows came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Source {
    /// Its file without folder, with the sheet behind it where it is one of a workbook.
    pub name: String,
    /// What it calls our columns, and their letters in a spreadsheet.
    pub headers: HashMap<String, (String, Option<String>)>,
}

/// Why the cells of a row cannot be told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BrokenRow {
    /// It has more or fewer cells than the header.
    Cells { found: usize, header: usize },
    /// A quote in it was forgotten.
    OpenQuote,
}

/// Where the rows of a file in our form stand in the office's own files, which are kept as they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(super) sources: Vec<Source>,
    /// The table and the line of each row, by its line in our form less two.
    pub(super) places: Vec<(u16, u32)>,
    /// Rows whose cells cannot be told apart, by their line in our form.
    pub(super) broken: HashMap<u64, BrokenRow>,
    /// What is told of the files.
    pub(super) notes: Vec<FileNote>,
    /// The bytes of the files.
    pub(super) files: Vec<FileBytes>,
    /// Whether a program holds the rows: its columns have its names, and its rows no other place.
    pub(super) is_held: bool,
}

impl Origin {
    /// The table and the line of a row, by its line in our form.
    pub fn place(&self, line: u64) -> Option<(&str, u64)> {
        let at = usize::try_from(line.checked_sub(2)?).ok()?;
        let (source, line) = self.places.get(at)?;
        Some((&self.sources.get(usize::from(*source))?.name, u64::from(*line)))
    }

    /// What the office's file calls a column of a row, and the address of the cell in a spreadsheet.
    pub fn cell(&self, line: u64, column: &str) -> Option<(&str, Option<String>)> {
        let at = usize::try_from(line.checked_sub(2)?).ok()?;
        let (source, line) = self.places.get(at)?;
        let (header, letters) = self.sources.get(usize::from(*source))?.headers.get(column)?;
        Some((header, letters.as_ref().map(|letters| format!("{letters}{line}"))))
    }

    /// What the program that holds the rows calls a column of one; nothing of rows of files.
    pub fn held_as(&self, line: u64, column: &str) -> Option<&str> {
        self.cell(line, column).filter(|_| self.is_held).map(|(header, _)| header)
    }

    /// Why the cells of a row cannot be told apart.
    pub fn broken(&self, line: u64) -> Option<BrokenRow> {
        self.broken.get(&line).copied()
    }

    /// What is told of the files.
    pub fn notes(&self) -> &[FileNote] {
        &self.notes
    }

    /// The bytes of the files, as they came.
    pub fn files(&self) -> impl Iterator<Item = &[u8]> {
        self.files.iter().map(|file| &**file)
    }
}

/// The letters of a column of a spreadsheet, from 0.
pub(super) fn letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + (column % 26) as u8));
        match (column / 26).checked_sub(1) {
            Some(next) => column = next,
            None => return letters.into_iter().rev().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        let shown = [0, 25, 26, 51, 52, 701, 702].map(letters);
        assert_eq!(shown, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }
}
