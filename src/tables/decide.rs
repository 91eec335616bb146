//! All bills of tables, decided.

use super::fault::{TableFault, TablesError};
use super::rows::decide_rows;
use super::table::{Table, Tables};
use crate::progress::Progress;
use crate::scheme::Book;

/// What the bills of tables come to.
#[derive(Clone, Debug)]
pub struct Decided {
    /// A row for each bill and plan held, with the columns and in the order of decisions.csv.
    pub decisions: Table,
    /// Every fault of every row that could not be used. Of a member with such a row, no bill is decided.
    pub faults: Vec<TableFault>,
}

/// Decides all bills of tables, as `huzhu batch` does those of files.
///
/// # Errors
///
/// Everything that is wrong with the columns, with what is wrong in rows besides; or when the progress stops the run.
pub fn decide(
    book: &Book,
    tables: &Tables,
    progress: &dyn Progress,
) -> Result<Decided, TablesError> {
    let intake = tables.read(book, progress)?;
    let (decisions, faults) =
        decide_rows(book, &intake, progress).map_err(TablesError::of_intake)?;
    Ok(Decided { decisions, faults })
}
