//! Files in and out: what a scheme office sends, and what goes back to it and to the bank.
//!
//! In come `members.csv`, `enrolments.csv` and `bills.csv` ([`read`]); a row that cannot be used
//! becomes a [`Reject`] and the run goes on, a file that cannot be used is an error. Out go files
//! that appear all together at the end, or not at all ([`Outbox`]).

mod text;
mod rows;
mod ids;
mod grouped;
mod revision;
mod replaced;
mod member_facts;
mod no_header;
mod table;
mod watch;
mod refusal;
mod flags;
mod members;
mod enrolments;
mod bills;
mod reject;
mod breakdown;
mod totals;
mod sheets;
mod intake;
mod arrived;
mod kept;
mod outbox;
mod draft;
mod write;

pub(crate) use arrived::{AlikeRow, Arrived, Became, Cells};
pub(crate) use bills::{amounts, digest, key, taking_back};
pub use breakdown::{
    AreaTotal, Breakdown, HardshipTotal, LevelTotal, ParticipationTotal, PlanTotal,
};
pub(crate) use draft::{Draft, clear_beside, sync_folder};
pub(crate) use enrolments::{PeriodRow, PeriodSaid, judge_period, key as period_key};
pub use intake::{Dossier, Dossiers, Inputs, Intake, read};
pub(crate) use intake::{Known as KnownMember, ReadBills};
pub use kept::Kept;
pub(crate) use member_facts::{MemberSaid, Placed, day_by_day, holding, judge_member};
pub use outbox::{Outbox, Output, Purpose};
pub(crate) use outbox::{join, make_folder};
pub use refusal::Refused;
pub(crate) use refusal::{BLOCKED, Why};
pub use reject::{Reject, mask};
pub(crate) use replaced::RowVerdict;
pub(crate) use revision::{Is, Revision, Said, Verdict, judge};
pub(crate) use rows::first_open_quote;
pub use sheets::Files;
pub(crate) use sheets::{Closed, Sheets, Whom};
pub(crate) use table::Kind;
pub(crate) use text::{NoText, first_wrong};
pub(crate) use totals::decimal;
pub use totals::{BenefitTotal, BillCounts, Fingerprint, InputCounts, Manifest, Summary};
pub use watch::{Phase, Watch};
pub use write::{Payment, Rejects, decisions_header, write_decision};
pub(crate) use write::{
    amount, as_it_was, by_settlement, cell, exact_cell, exact_row, flags_header, in_order_of_rows,
    row, write_flags, write_reasons, write_to_mend,
};

use sha2::{Digest, Sha256};

/// SHA-256 of some bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).expect("half a byte");
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The name of a file without its folder: all of a path that an output may say.
fn file_name(path: &std::path::Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
