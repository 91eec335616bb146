//! What may stand in a cell, and texts with placeholders.

use super::encoding::Encoding;
use super::fault::CellFault;
use super::format::Separator;
use crate::csv_cells::is_formula;
use crate::ledger::name::is_unseen;

/// What a column with a text may name.
pub(super) const OF_ROWS: [&str; 5] = ["{run}", "{date}", "{yyyymmdd}", "{serial}", "{payment_id}"];
/// What a row of totals may name.
pub(super) const OF_TOTALS: [&str; 7] =
    ["{count}", "{total}", "{part}", "{parts}", "{run}", "{date}", "{yyyymmdd}"];

/// How cells are written.
#[derive(Clone, Copy)]
pub(super) struct Cells {
    pub encoding: Encoding,
    pub separator: Separator,
    pub quotes: bool,
}

impl Cells {
    /// Why a text cannot stand in a cell.
    pub(super) fn unfit(self, text: &str) -> Option<CellFault> {
        let separates = |c: char| c == '"' || u32::from(c) == u32::from(self.separator.byte());
        if is_formula(text) {
            return Some(CellFault::Formula);
        }
        if text.chars().any(|c| c.is_control() || is_unseen(c)) {
            return Some(CellFault::Control);
        }
        if let Some(letter) = text.chars().find(|c| separates(*c)).filter(|_| !self.quotes) {
            return Some(CellFault::Separator { letter });
        }
        let letter = self.encoding.write(text, &mut Vec::new()).err()?;
        Some(CellFault::Letter { letter, encoding: self.encoding.code() })
    }

    /// Adds a row of cells, which all fit.
    pub(super) fn row(self, cells: &[String], line_end: &str, out: &mut Vec<u8>) {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                out.push(self.separator.byte());
            }
            let separates = |byte: u8| byte == b'"' || byte == self.separator.byte();
            let quoted;
            let text = match self.quotes && cell.bytes().any(separates) {
                true => {
                    quoted = format!("\"{}\"", cell.replace('"', "\"\""));
                    &quoted
                }
                false => cell,
            };
            self.encoding.write(text, out).expect("every cell of it was found to fit");
        }
        out.extend(line_end.as_bytes());
    }
}

/// A text with something in the place of each placeholder.
pub(super) fn filled(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(from) = rest.find('{') {
        let (plain, tail) = rest.split_at(from);
        out += plain;
        let known = values.iter().find(|(name, _)| tail.starts_with(name));
        let (taken, value) = known.map_or((1, "{"), |(name, value)| (name.len(), value));
        out += value;
        rest = tail.get(taken..).unwrap_or_default();
    }
    out + rest
}

/// What in a text looks like a placeholder and is none of these.
pub(super) fn unknown_placeholder<'t>(text: &'t str, known: &[&str]) -> Option<&'t str> {
    let mut rest = text;
    while let Some(from) = rest.find(['{', '}']) {
        let tail = rest.get(from..)?;
        match known.iter().find(|name| tail.starts_with(**name)) {
            Some(name) => rest = tail.get(name.len()..)?,
            None => {
                let end = tail.find('}').map_or(tail.len(), |end| end + 1);
                return tail.get(..end);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_once_and_unknown_ones_are_found() {
        let values = [("{run}", "17"), ("{serial}", "{run}")];
        assert_eq!(filled("互助金{run}-{serial}", &values), "互助金17-{run}");
        assert_eq!(filled("", &values), "");
        assert_eq!(unknown_placeholder("互助金{run} {serial}", &OF_ROWS), None);
        assert_eq!(unknown_placeholder("a {runs} b", &OF_ROWS), Some("{runs}"));
        assert_eq!(unknown_placeholder("a } b", &OF_ROWS), Some("}"));
        assert_eq!(unknown_placeholder("a {run", &OF_ROWS), Some("{run"));
    }
}
