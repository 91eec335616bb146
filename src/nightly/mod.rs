//! One night with a ledger: what is known and what came tonight are decided together, and the
//! differences posted. Run twice, it pays once.
//!
//! What is due is what the whole history pays less what was posted before. So a late bill, a corrected
//! one, one taken back, a period that comes late: each is the same call with other facts, and the night
//! ends as if everything had been known from the start.

mod error;
mod rules;
mod night;
mod same_person;
mod kept_headers;
mod merge;
mod known_bill;
mod same_bill;
mod new_rows;
mod person;
mod identity;
mod put_together;
mod households;
mod load_known;
pub mod movements;
pub mod cash;
mod adjudicate;
mod grandfathered;
mod impact;
mod adopt;
mod known_then;
mod known_tonight;
mod tonight;
mod summary;
mod share;
mod at_hand;
mod before;
mod decide;
mod member;
mod outputs;
mod post;
mod run;
pub mod readjudicate;
mod recall;
mod relatives;
pub mod sheet_changes;
mod receipt_code;
mod notice_sheet;
mod after_death;
mod by_hand;
mod disallow;
mod difference;
mod fact_files;
mod limits;
mod live;
mod newest;
mod again;

pub use after_death::admitted_after;
pub use again::{Again, again};
pub(crate) use by_hand::decided_now;
pub use by_hand::{DecidedBill, Weighed, inputs_since, openings_beside, touching, weigh};
pub use difference::difference;
pub use disallow::{DisallowanceWeighed, disallowance_of, disallowed_because, weigh_disallowance};
pub use error::NightError;
pub use fact_files::{FACT_FILES, FactFiles, fact_files};
pub use impact::{Impact, MemberImpact, Readjudicated, impact};
pub use limits::{LimitLeft, Limits, Opened, limits};
pub use live::{Live, live};
pub(crate) use load_known::{KnownBy, everything, everything_by, known_by, of_files};

pub use night::Night;
pub use notice_sheet::{NoSheet, Sheet, notice_page, notice_sheet};
pub use outputs::{FILES, Report};
pub use recall::Recall;
pub use receipt_code::{Checked, CodePart, ReceiptCode, Repeats, check_code};
pub use rules::Rules;
pub use run::run;
pub use summary::{CameTonight, MembersMoved, MoveTotal, NightSummary, Rehearsal, RowCounts};
