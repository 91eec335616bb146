//! The office's own files: whatever form a table comes in, it is read as our own CSV is, or refused with its place.

mod columnar;
mod exports;
mod forms;
mod maps;
mod offices;
mod old_workbooks;
mod open_documents;
mod pages;
mod usual;
mod workbooks;

pub use usual::*;
