//! History decided in one pass, or why it cannot be.

use super::error::ReplayError;
use super::job::Job;
use super::pass::{PassInput, run_pass};
use super::totals::PassTotals;
use crate::intake::Intake;
use crate::progress::Phase;

/// One pass, if it is not stopped and every member can be decided.
pub(super) fn decide(
    job: &Job,
    input: &PassInput,
    intake: &Intake,
) -> Result<PassTotals, ReplayError> {
    job.progress.begin(Phase::Decide, intake.bills() as u64);
    let mut totals = run_pass(input, intake, job.progress).ok_or(ReplayError::Stopped)?;
    if totals.faults.is_empty() {
        return Ok(totals);
    }
    let members = totals.faults.len();
    let why = Box::new(totals.faults.swap_remove(0));
    Err(ReplayError::Undecidable { members, why })
}
