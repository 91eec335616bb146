//! The facts of a claim as received: members, enrolment periods, bills, and a member's history.
//!
//! Records are small, flat and of fixed size, since a city has millions of them: amounts by
//! [`Column`], other facts as numbers that the [`Vocabulary`] of a rule book gives meaning to.
//! A [`RowReader`] makes them from text, and gives every fault of a header or a row at once; nothing else makes
//! them, so that what is known to be right stays so.

mod bill;
mod cell_reader;
mod column;
mod dates;
mod diagnosis;
mod disallowance;
mod enrolment;
mod error;
mod fact;
mod few_rows;
mod field;
mod form;
mod header;
mod history;
mod household;
mod ids;
mod interim_bills;
mod kept;
mod layout;
mod lines;
mod list_order;
mod manual_decisions;
mod member;
mod openings;
mod record;
mod record_kind;
mod relative;
mod row;
mod row_reader;
mod stay;
mod titles;
mod unit_path;
mod vocabulary;
mod fact_values;
mod value_titles;

pub use bill::Bill;
pub use column::{AMOUNTS, Column, FUNDS, OWN_AMOUNTS};
pub(crate) use dates::DateOf;
pub(crate) use diagnosis::folded as folded_code;
pub use disallowance::Disallowance;
pub(crate) use disallowance::disallow;
pub use enrolment::{Enrolment, MOST_UNITS};
pub use error::{ClaimError, Fault, HeaderFault};
pub use fact::Fact;
pub(crate) use fact_values::{FactValues, HOSPITAL_LEVELS};
pub(crate) use few_rows::few_rows;
pub use field::{Field, FieldKind, Owner};
pub use form::{BillForm, EnrolmentForm, MemberForm};
pub(crate) use header::Header;
pub use history::History;
pub(crate) use history::put_in_order;
pub use household::Household;
pub use ids::{MemberIds, Resident, WrongId};
pub(crate) use ids::{check_character, half_width, is_scientific, loses_digits};
pub(crate) use kept::{Cell, Keeper, KeptRow, Record, write_number};
pub(crate) use lines::{BETWEEN, WITHIN, cell as line_cell, class_of, lines_in};
pub use lines::{Line, apportion};
pub use list_order::ListOrder;
pub(crate) use list_order::ListVersion;
pub use manual_decisions::Override;
pub use member::Member;
pub(crate) use member::on;
pub use openings::Opening;
pub use record::{MemberRecord, RecordText};
pub use record_kind::RecordKind;
pub(crate) use record_kind::{
    BILL_COLUMNS, BILL_OPTIONS, ENROLLED_ON, ENROLMENT_COLUMNS, ENROLMENT_OPTIONS, MEMBER_COLUMNS,
    MEMBER_OPTIONS, PAID_ON,
};
pub use relative::Relative;
pub use row::Row;
pub use row_reader::RowReader;
pub use stay::Stay;
pub(crate) use titles::Titles;
pub(crate) use unit_path::{UNIT_COLUMNS, UnitPath};
pub use vocabulary::{Basis, BillNumber, Revisions, Undated, Vocabulary};
pub(crate) use vocabulary::{NUMBER_MOST, STAY_GAP, VocabularyId};

/// Facts of a bill that are one of a few values, by slot: see [`Fact`].
pub const BILL_FACTS: usize = 12;
/// Facts of a member that are one of a few values, by slot.
pub const MEMBER_FACTS: usize = 8;
/// Facts of an enrolment period that are one of a few values, by slot.
pub const ENROLMENT_FACTS: usize = 4;
/// Dates of a scheme's own that a member may have.
pub const MEMBER_DATES: usize = 2;
/// Dates of a scheme's own that an enrolment period may have.
pub const ENROLMENT_DATES: usize = 1;
/// The most bills one member may have; more are refused as data.
pub const MOST_BILLS: usize = 10_000;
/// The most enrolment periods one member may have; more are refused as data.
pub const MOST_PERIODS: usize = 10_000;
/// The most members who may be decided together, because they were of one household on any day; more are refused as
/// data.
pub const MOST_HOUSEHOLD: usize = 64;
/// The most openings, the most overrides, and the most disallowed amounts that one member may have; more are refused
/// as data.
pub const MOST_FACTS: usize = 1_000;
