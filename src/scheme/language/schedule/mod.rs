//! Schedules: a value chosen by a fact, or by several.
//!
//! ```toml
//! factor = { by = "hospital_level", is = { "1" = "1.00", "2" = "0.95", "3" = "0.90", none = "1.00" } }
//! ```
//!
//! Every value of the fact must be met by exactly one key: a gap and an overlap are both mistakes
//! of the rule file, found when it is read. A schedule compiles to a dense table, indexed by where
//! each fact falls between the cuts that the patterns make.

pub(crate) mod by_amount;
pub(super) mod by_date;
mod by_diagnosis;
pub(crate) mod by_facts;
pub(super) mod grid;
mod line;
mod pattern;
pub(super) mod read;

use super::reader::Read;
use super::scope::Scope;
use super::table::Node;

pub(crate) use pattern::{named_fact, read_pattern};

/// Reads what stands in one cell, under a key: an amount, a rate or a formula, as the schedule has them.
pub(crate) type CellReader<'c, T> = &'c mut dyn FnMut(&mut Scope, &Node, &str) -> Read<T>;
