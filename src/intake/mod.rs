//! Files in: what a scheme office sends.
//!
//! In come `members.csv`, `enrolments.csv` and `bills.csv` ([`read`]); a row that cannot be used
//! becomes a [`Reject`] and the run goes on, a file that cannot be used is an [`IntakeError`]. This room knows
//! no ledger: rows that were brought by an earlier run are another room's to add.

mod error;
mod text;
mod read_file;
mod rows;
mod interner;
mod by_member;
mod bill_lines;
mod bill_texts;
mod bill_versions;
mod row_versions;
mod member_facts;
mod no_header;
mod table;
mod row_errors;
mod member_flags;
mod members;
mod households;
mod enrolments;
mod bills;
mod reject;
mod counts;
mod sheets;
mod files;
mod inputs;
mod record;
mod prefetch;
mod records;
mod join;
mod line_numbers;
mod read;
mod sound_rows;
mod incoming;
mod incoming_reader;
mod outcomes;

pub(crate) use bill_texts::BillTexts;
pub(crate) use bill_versions::{BillRowKind, BillVerdict, BillVersion, Revision, judge_bill, key};
pub(crate) use bills::{amounts, digest, taking_back};
pub use counts::InputCounts;
pub(crate) use enrolments::{PeriodRow, PeriodVersion, judge_period, key as period_key};
pub use error::{FileError, IntakeError};
pub use files::Files;
#[cfg(feature = "arrow")]
pub(crate) use files::TableText;
pub(crate) use households::linked::{is_too_large, linked};
pub(crate) use households::{Households, household_on};
pub(crate) use incoming::{Incoming, SameBillRow};
pub(crate) use incoming_reader::IncomingReader;
pub use inputs::Inputs;
pub(crate) use member_facts::{
    DatedMember, Household, MemberVersion, day_by_day, holding, judge_member,
};
pub(crate) use outcomes::RowOutcomes;
pub use read::{Intake, read, read_files};
pub use record::LoadedMember;
pub(crate) use record::{KnownMember, ReadBills};
pub(crate) use records::MEMBERS_PREFETCHED;
pub use records::MemberLoader;
pub use reject::{Reject, mask};
pub use row_errors::RowError;
pub(crate) use row_errors::{BLOCKED, RowErrorKind};
pub(crate) use row_versions::RowVerdict;
pub(crate) use rows::first_open_quote;
pub(crate) use sheets::{KnownMembers, Reconciled, RejectedRow, Sheets};
pub(crate) use text::{NoText, first_wrong};
