//! The rule language: TOML texts become a [`Book`] of [`Edition`]s, or every reason why not.
//!
//! Five mechanisms: an **amount** is a formula (`language/formula`), a **schedule** a value chosen by a fact
//! (`language/schedule`), a **window** tells where an accumulator lives (`language/window`), a **total** is summed
//! over a whole window before bills are decided (`language/scope`), and a **provision** takes part of an
//! amount, or adds to it, and says why: one file each, with its TOML at the head.
//!
//! The manual of record is `docs/rules.md`.

pub(crate) mod language;
pub(crate) mod caps;
mod denial;
mod entry;
mod listed;
pub(crate) mod provision;
mod accumulator;
mod holder;
mod plan;
mod pays;
mod bound;
mod corrections;
mod review;
mod bases;
mod benefit;
mod unmodelled;
mod head;
mod edition;
mod idle;
mod bills_for;
mod group;
mod error;
mod source;
mod joined;
mod book;
mod written;
mod uses;
#[cfg(feature = "office")]
pub(crate) mod schema;

pub use accumulator::Accumulator;
pub use benefit::Benefit;
pub(crate) use bills_for::BillFor;
pub use book::Book;
pub use corrections::{Corrections, OrderOfBills, SetOff};
pub use denial::{Denial, Unmet};
pub use edition::Edition;
pub use entry::Quantity;
pub use error::{BookError, FileError};
pub use language::facts::{Cover, Facts, Missing};
pub(crate) use language::formula::Chosen;
pub use language::formula::{Chooser, Formula};
pub use language::memory::Memory;
pub(crate) use language::spells::InHospital;
pub use language::spells::Spell;
pub(crate) use language::window::Slot;
pub use language::window::{Each, Slots, Window};
pub use plan::Plan;
pub use provision::alternatives::{Alternatives, Take};
pub use provision::bands::Slice;
pub use provision::conditions::Excluded;
pub use provision::coordination::AgainstBill;
pub use provision::days::Granted;
pub use provision::funder::{Funder, FunderSplit};
#[cfg(feature = "office")]
pub(crate) use provision::funder::{REST, Share};
pub use provision::limit::{Kind, Limit};
pub use provision::participation::Participation;
pub use provision::threshold::Gate;
pub use review::{FLAGS, Review};
pub use source::{Source, book_folders};
pub use unmodelled::Unmodelled;

pub(crate) use entry::Shorthand;
pub(crate) use group::Group;
pub(crate) use holder::Holder;
pub(crate) use idle::{Idle, IdleKey};
pub(crate) use language::cover_from::CoverFrom;
pub(crate) use language::facts::Effect;
pub(crate) use language::keyboard::advise_by_text;
pub(crate) use language::lines::lines_cell;
pub(crate) use language::name_titles::NAMED_SECTIONS;
pub(crate) use language::reader::{Read, Reader, Reports, read_text};
pub(crate) use language::scope::{Counts, Ordinal};
pub(crate) use language::table::{
    Entries, Node, Span, Value, list as quoted_list, nearest, suggest,
};
pub(crate) use pays::Pays;
pub(crate) use provision::days::Calendar;
pub(crate) use provision::enrol::EnrolsOn;
pub(crate) use provision::threshold::Opens;
pub(crate) use provision::{PROVISIONS, key_name, step_name};
pub(crate) use source::case_files;
pub(crate) use uses::{Use, names_of, uses};
pub(crate) use written::{Written, each_written, entries_of, line_of};
