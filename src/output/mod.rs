//! Files out: what goes back to a scheme office and to the bank.
//!
//! Outputs appear all together at the end, or not at all ([`Outbox`]); which files a run may leave, the room
//! that runs it lists ([`OutputFiles`]).

mod error;
mod private;
mod moves;
mod protected;
mod file;
mod outbox;
mod draft;
mod breakdown;
mod summary;
mod workbook;
mod rows;
mod rejects;
pub mod reports;

pub use breakdown::{
    AreaTotal, Breakdown, HardshipTotal, HouseholdTotal, LevelTotal, ParticipationTotal, PlanTotal,
};
pub(crate) use draft::{Draft, clear_beside, sync_folder};
pub use error::OutputError;
pub use file::Output;
pub use outbox::{Outbox, OutputFiles};
pub(crate) use private::make_folder;
pub use protected::ProtectedFiles;
pub(crate) use rejects::{FaultCounts, REJECT_FILES, RowReport};
pub use rows::{Payment, decisions_header, write_decision};
pub(crate) use rows::{flags_header, write_flags, write_reasons};
pub use summary::{BenefitTotal, BillCounts, Manifest, Summary};
pub(crate) use workbook::{ResultTable, csv_rows, summary_rows, workbook};
