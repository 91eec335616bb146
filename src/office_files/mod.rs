//! The office's own files, read as they are: exports in GB18030, other separators, titles above the header and totals
//! below the rows, Chinese and national names of columns.
//!
//! A file with our own header is none of this room's: intake reads it as it lies. Any other is recognised by its
//! header, its cells are read by what their column means, and what comes of it is our own CSV, which intake reads.
//! Each row remembers where it stands in the office's file (`Origin`). What a cell does not clearly say is left as
//! it is written, so that intake refuses it with its place: nothing here guesses an amount, a day or an id.
//!
//! What no header says, the office says once, in `[import.NAME]`:
//!
//! ```toml
//! [import.roster]                     # holds for files that have all of its columns
//! columns = { "证号" = "member_id", "备注" = "" }    # empty: the column is not read
//! units = { "总费用(分)" = "fen" }      # yuan, fen or wan (万元)
//! values = { plan = "city", units = "1" }           # what the file leaves out, column or cell
//! words = { category = { "21" = "inpatient" } }     # what codes and words of the office mean
//! ```

mod fhir_fault;
mod error;
mod encoding;
mod names;
mod unit;
mod amounts;
mod days;
mod import;
mod reading;
mod form;
mod row;
#[cfg(feature = "columnar")]
mod guarded;
#[cfg(feature = "arrow")]
mod arrow_cells;
#[cfg(feature = "arrow")]
mod held;
#[cfg(feature = "columnar")]
mod arrow_lengths;
#[cfg(feature = "columnar")]
mod columnar;
mod delimited;
mod table;
mod notes;
mod xml;
mod header;
mod standing;
mod words_of_cells;
mod origin;
mod mapping;
mod checks;
mod identities;
mod write;
mod recognise;
mod convert;
mod outline;
mod json_tree;
mod json;
mod fhir_claim;
mod fhir;
mod dbf;
#[cfg(feature = "office")]
mod workbook;

#[cfg(feature = "arrow")]
pub(crate) use arrow_cells::{Cells, Column, holds};
pub(crate) use convert::convert;
#[cfg(feature = "arrow")]
pub(crate) use convert::convert_held;
pub use encoding::Encoding;
pub(crate) use encoding::is_wide;
pub use error::{HeldKind, OfficeFileError};
pub use fhir_fault::FhirFault;
pub(crate) use identities::differing;
pub use import::Imports;
pub(crate) use mapping::TO_MEND;
#[cfg(feature = "arrow")]
pub(crate) use mapping::{is_amount, meant, other_kind};
pub(crate) use names::NATIONAL;
pub use notes::{FileNote, FileNoteKind};
pub(crate) use origin::{BrokenRow, Origin};
pub(crate) use outline::{Outline, OutlinedColumn, outline};
pub(crate) use reading::{OfficeFile, Reading};
pub(crate) use recognise::is_own;
#[cfg(feature = "arrow")]
pub(crate) use row::Holds;
pub(crate) use write::Converted;
