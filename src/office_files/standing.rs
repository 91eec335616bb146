//! Which rows of a table are records: titles stand above the header, which is written again at the head of each page,
//! and totals, signatures and remarks stand below.

use super::header::FoundHeader;
use super::names::plain;
use super::row::TableRow;
use crate::words::office_files as words;

/// What a row of a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// The header, at its place or again, or what stands above it.
    Header,
    Record,
    /// A total of the records above.
    Total,
    /// A total of a page, a signature or a remark.
    Below,
}

/// Tells what the rows of a table are.
pub(super) struct Standings<'h> {
    header: &'h FoundHeader,
    /// Where ids of members and of bills stand: what has one is a record, whatever it begins with.
    ids: Vec<usize>,
}

impl<'h> Standings<'h> {
    pub fn of(header: &'h FoundHeader, ids: Vec<usize>) -> Standings<'h> {
        Standings { header, ids }
    }

    pub fn standing(&self, row: &TableRow) -> Standing {
        if row.line <= self.header.line || self.is_header(row) {
            return Standing::Header;
        }
        match self.below(row) {
            Some(below) if !row.has_open_quote => below,
            _ => Standing::Record,
        }
    }

    fn is_header(&self, row: &TableRow) -> bool {
        let cells = &self.header.cells;
        row.cells.len() == cells.len()
            && row.cells.iter().zip(cells).all(|(cell, name)| cell.trim() == name)
    }

    fn below(&self, row: &TableRow) -> Option<Standing> {
        let at = row.cells.iter().position(|cell| !cell.trim().is_empty())?;
        let is_id = |place: &usize| {
            *place != at && row.cells.get(*place).is_some_and(|cell| !cell.trim().is_empty())
        };
        if self.ids.iter().any(is_id) {
            return None;
        }
        let label = plain(row.cells.get(at)?);
        let begins = |word: &&str| label.starts_with(*word);
        match () {
            () if words::TOTALS.iter().any(begins) => Some(Standing::Total),
            () if words::BELOW.iter().any(begins) => Some(Standing::Below),
            () => None,
        }
    }
}
