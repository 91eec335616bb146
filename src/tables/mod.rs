//! Tables in memory, as Arrow has them: the bills of an office that a program holds in pandas, Polars or DuckDB
//!
//! A table is written as the text of the file that it stands for, and decided as files in memory are: there is no
//! second reading of a cell, and no second way to a decision. Decisions come back as a table, with the columns of
//! decisions.csv: amounts as decimals, ids as texts.
//!
//! A table whose columns have names of an office's own, those of the national settlement or what `[import.NAME]` says,
//! goes through the door of the office's own files.
//!
//! A table is held more strictly than a file, since who made it can make it again at once: a column that looks like
//! another, floats, numbers for ids and time stamps for days are refused, and all that is wrong is told together,
//! with the column and the row, which counts from 0.

mod fault;
mod names;
mod table;
mod columns;
mod text;
mod decisions;
mod rows;
mod read;
mod decide;

pub use decide::{Decided, decide, faults};
pub use fault::{TableFault, TableKind, TablesError};
pub use names::named;
pub use table::{Table, Tables};
