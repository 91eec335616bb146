//! The rule language: TOML texts become a [`Book`] of [`Edition`]s, or every reason why not.
//!
//! Five mechanisms: an **amount** is a formula (`amount`), a **schedule** a value chosen by a fact
//! (`schedule`), a **window** tells where an accumulator lives (`window`), a **total** is summed
//! over a whole window before bills are decided (`scope`), and a **provision** takes part of an
//! amount, or adds to it, and says why: one file each, with its TOML at the head.
//!
//! The manual of record is `docs/rules.md`.

mod table;
mod window;
mod facts;
mod schedule;
mod amount;
mod scope;
mod denial;
mod waiting;
mod age;
mod filing;
mod run_off;
mod participation;
mod plan;
mod conditions;
mod counted;
mod threshold;
mod deductible;
mod bands;
mod days;
mod limit;
mod alternatives;
mod funder;
mod corrections;
mod review;
mod benefit;
mod fields;
mod edition;
mod accumulator;
mod book;

pub use accumulator::{Accumulator, Quantity};
pub use alternatives::{Alternatives, Take};
pub use amount::Formula;
pub use bands::Slice;
pub use benefit::{AgainstBill, Benefit};
pub use book::{Book, BookError, Source, book_folders};
pub use conditions::Excluded;
pub use corrections::{Corrections, OrderOfBills};
pub use days::Granted;
pub use denial::Denial;
pub use edition::Edition;
pub use facts::{Cover, Facts, Missing};
pub use funder::Funder;
pub use limit::{Kind, Limit};
pub use participation::Participation;
pub use plan::Plan;
pub use review::{FLAGS, Review};
pub use threshold::Gate;
pub use window::{Memory, Slots, Window};

pub(crate) use alternatives::Group;
pub(crate) use benefit::Pays;
pub(crate) use book::case_files;
pub(crate) use days::Calendar;
pub(crate) use facts::Effect;
pub(crate) use scope::Ordinal;
pub(crate) use table::{Entries, Node, Span, Table, Value, list as quoted_list, nearest, suggest};
pub(crate) use threshold::Opens;
