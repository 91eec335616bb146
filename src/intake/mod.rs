//! Files in: what a scheme office sends.
//!
//! In come `members.csv`, `enrolments.csv` and `bills.csv` ([`read`]); a row that cannot be used
//! becomes a [`Reject`] and the run goes on, a file that cannot be used is an error.

mod text;
mod rows;
mod interner;
mod by_member;
mod bill_versions;
mod row_versions;
mod member_facts;
mod no_header;
mod table;
mod row_errors;
mod member_flags;
mod members;
mod enrolments;
mod bills;
mod reject;
mod counts;
mod sheets;
mod intake;
mod incoming;

pub(crate) use bill_versions::{Is, Revision, Said, Verdict, judge};
pub(crate) use bills::{amounts, digest, key, taking_back};
pub use counts::InputCounts;
pub(crate) use enrolments::{PeriodRow, PeriodSaid, judge_period, key as period_key};
pub(crate) use incoming::{AlikeRow, Arrived, Became, Cells};
pub use intake::{Dossier, Dossiers, Inputs, Intake, read};
pub(crate) use intake::{Known as KnownMember, MEMBERS_PREFETCHED, ReadBills};
pub(crate) use member_facts::{MemberSaid, Placed, day_by_day, holding, judge_member};
pub use reject::{Reject, mask};
pub use row_errors::Refused;
pub(crate) use row_errors::{BLOCKED, Why};
pub(crate) use row_versions::RowVerdict;
pub(crate) use rows::first_open_quote;
pub use sheets::Files;
pub(crate) use sheets::{Closed, RefusedRow, Sheets, Whom};
pub(crate) use table::Kind;
pub(crate) use text::{NoText, first_wrong};
