//! The words of the rule language, which every provision is written in: tables of TOML, formulas, schedules,
//! windows, and the names of an edition.

pub(crate) mod keyboard;
pub(crate) mod table;
pub(crate) mod examples;
pub(crate) mod asked;
pub(crate) mod reader;
pub(crate) mod leaf;
pub(crate) mod lines;
pub(crate) mod name_titles;
pub(crate) mod titled;
pub(crate) mod categories;
pub(crate) mod fields;
pub(crate) mod spells;
mod months;
pub(crate) mod window;
pub(crate) mod memory;
pub(crate) mod cover_from;
pub(crate) mod dates;
pub(crate) mod windows;
pub(crate) mod facts;
pub(crate) mod schedule;
pub(crate) mod rounding;
pub(crate) mod formula;
pub(crate) mod scope;
mod asked_windows;
pub(crate) mod chosen;
mod unused;
