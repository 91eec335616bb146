//! `huzhu` (互助): exact, explained claims for mutual-aid supplementary medical cover.
//!
//! Modules are listed in dependency order: each may use only those above it.

pub mod words;
pub mod money;
pub mod date;
pub mod diagnostic;
pub mod claim;
pub mod scheme;
pub mod adjudication;
pub mod cases;
pub mod exchange;
pub mod batch;
pub mod preview;
pub mod cli;
