//! The header of a table: titles may stand above it, and it may take two rows where cells of the upper one are merged.

use std::collections::HashSet;

use csv::StringRecord;

use super::error::OfficeFileError;
use super::names;
use super::table::Table;

/// Rows in which a header is looked for; titles and blank rows stand above it.
const ROWS_LOOKED_AT: usize = 30;
/// So many known columns make a header of a row.
const FEWEST_KNOWN: usize = 2;

/// The header of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FoundHeader {
    /// Its cells, without blanks around them.
    pub cells: Vec<String>,
    /// The line of its last row: rows of the table lie below it.
    pub line: u32,
    /// How many of its columns are known.
    pub known: usize,
    /// The unit other than yuan that a title above it names for all amounts.
    pub unit: Option<&'static str>,
}

/// Finds the row with the most known columns among the first ones.
pub(super) fn find(
    table: &Table,
    meaning: &dyn Fn(&str) -> Option<String>,
) -> Result<Option<FoundHeader>, OfficeFileError> {
    let head = table.head(ROWS_LOOKED_AT);
    let known = |cells: &[String]| {
        let columns: HashSet<String> = cells.iter().filter_map(|cell| meaning(cell)).collect();
        columns.len()
    };
    let mut best: Option<FoundHeader> = None;
    let units = head.iter().map(|(_, row)| row.iter().find_map(names::unit_of_title));
    let mut unit = None;
    for (at, ((line, row), titled)) in head.iter().zip(units).enumerate() {
        unit = unit.or(titled);
        let cells = trimmed(row);
        let alone = FoundHeader { known: known(&cells), cells, line: *line, unit };
        let below = head.get(at + 1).map(|(line, below)| (*line, trimmed(below)));
        let merged = below.filter(|(_, below)| known(below) > 0).map(|(line, below)| {
            let cells = merged(&alone.cells, &below);
            FoundHeader { known: known(&cells), cells, line, unit }
        });
        for found in [Some(alone), merged].into_iter().flatten() {
            if found.known > best.as_ref().map_or(FEWEST_KNOWN - 1, |best| best.known) {
                best = Some(found);
            }
        }
    }
    Ok(best)
}

fn trimmed(row: &StringRecord) -> Vec<String> {
    row.iter().map(|cell| cell.trim().to_owned()).collect()
}

/// Two rows of a header as one: what stands below says more than the merged cell above it.
fn merged(above: &[String], below: &[String]) -> Vec<String> {
    let width = above.len().max(below.len());
    let cell = |row: &[String], at: usize| row.get(at).filter(|cell| !cell.is_empty()).cloned();
    (0..width).map(|at| cell(below, at).or_else(|| cell(above, at)).unwrap_or_default()).collect()
}
