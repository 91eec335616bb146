//! Replay: history decided again under rules that are not in force, to learn who would gain, who would lose and what
//! it would cost.
//!
//! A replay calls the same pure function as batch, night and preview, on the same rows: limits and thresholds in
//! order, each scenario for itself. Files are read once, and each member is decided under every scenario while the
//! member's rows are at hand. A ledger is only read.
//!
//! A [`Question`] compiles what a [`Job`] asks, and answers it of a [`History`] that was read, from files or tables.
//! With the feature `office`, `report` reads it from files or a ledger, and `run` writes the answer; [`run_pass`] is
//! the pass over members beneath them.
//!
//! ```
//! use huzhu::intake::Inputs;
//! use huzhu::replay::{HistorySource, Job, report};
//! use huzhu::scenario::Scenario;
//!
//! let baseline = Scenario::read("rules/city").unwrap();
//! let path = "parameters.ceiling".parse().unwrap();
//! let lower = baseline.set(&path, "8000").unwrap().called("a lower ceiling");
//!
//! let inputs = Inputs::in_folder(std::path::Path::new("data/city_small"));
//! let scenarios = [baseline, lower];
//! let report = report(&Job::new(&scenarios), HistorySource::Files(&inputs)).unwrap();
//! let difference = report.scenarios[0].difference.as_ref().unwrap();
//! assert_eq!(difference.gainers, 0, "no member gains by a lower ceiling");
//! assert!(difference.total.starts_with('-'));
//! ```
//!
//! In order of work: `job` and `question` (what is asked), `compiled` (its scenarios), `source` and `history` (what is
//! read), `pass` (what is decided), `analysis` (which puts the answer together), `report_builder` and `tables`, `run`
//! (what is written).

mod month;
mod scope;
mod bootstrap;
mod burden;
mod cost_range;
mod group_totals;
mod experience;
mod totals;
mod pass;
mod error;
mod solve;
mod pseudonym;
mod job;
mod decided;
mod compiled;
mod history;
mod contributions;
mod stress;
mod suppression;
mod empty_scope;
mod notes;
mod roots;
mod completion;
mod trend;
mod credibility;
mod report_builder;
mod warnings;
mod tables;
mod analysis;
mod question;
#[cfg(feature = "office")]
mod source;
#[cfg(feature = "office")]
mod run;

pub use analysis::Answer;
pub use bootstrap::{Interval, LEAST_DRAWS, PaidInYears, Resampled};
pub use burden::{BURDEN_BANDS, Burden};
pub use compiled::{check, check_days, place_of};
pub use cost_range::CostRange;
pub use error::{MemberError, QuestionError, ReplayError, SolveError};
pub use group_totals::{AGE_BANDS, GroupTotals, ScenarioTotals};
pub use history::History;
pub use job::Job;
pub use month::{Month, PaymentYears};
pub use pass::{MOST_SCENARIOS, ManualFacts, PassInput, run_pass};
pub use pseudonym::Pseudonyms;
pub use question::Question;
#[cfg(feature = "office")]
pub use run::{FILES, report, run};
pub use scope::Scope;
pub use solve::Solve;
#[cfg(feature = "office")]
pub use source::HistorySource;
pub use totals::{Dimension, MemberChange, PassTotals, PayeeCounts, PointTotals, UnfiledCounts};
