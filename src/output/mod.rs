//! Files out: what goes back to a scheme office and to the bank.
//!
//! Outputs appear all together at the end, or not at all ([`Outbox`]).

mod breakdown;
mod summary;
mod protected;
mod outbox;
mod draft;
mod rows;
pub mod reports;

pub use breakdown::{
    AreaTotal, Breakdown, HardshipTotal, LevelTotal, ParticipationTotal, PlanTotal,
};
pub(crate) use draft::{Draft, clear_beside, sync_folder};
pub(crate) use outbox::make_folder;
pub use outbox::{Outbox, Output, Purpose};
pub use protected::Kept;
pub use rows::{Payment, Rejects, decisions_header, write_decision};
pub(crate) use rows::{
    amount, as_it_was, by_settlement, cell, exact_cell, exact_row, flags_header, in_order_of_rows,
    row, write_flags, write_reasons, write_to_mend,
};
pub(crate) use summary::decimal;
pub use summary::{BenefitTotal, BillCounts, Manifest, Summary};
