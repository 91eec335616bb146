//! Bills that a member cannot have had: admissions after the day of death.

use super::error::NightError;
use super::readjudicate::{newest, on_what_was_known, rules_of};
use crate::date::Day;
use crate::ledger::Ledger;

/// Bills of a member, by id, with an admission after a day, as far as the newest posting knows.
///
/// # Errors
///
/// When what is known cannot be read.
pub fn admitted_after(
    ledger: &Ledger,
    member_id: &str,
    day: Day,
) -> Result<Vec<String>, NightError> {
    let main = ledger.main_id(member_id)?;
    let Some(found) = newest(ledger, &main)?.filter(|one| !one.latest.content.is_empty()) else {
        return Ok(Vec::new());
    };
    let (book, _) = rules_of(ledger, &found)?;
    on_what_was_known(ledger, &found, &book, |intake| {
        let Some(number) = intake.member(&main) else { return Ok(Vec::new()) };
        let record = intake.records().load(number);
        let late = record.bills().iter().filter(|bill| bill.admission() > day);
        Ok(late.map(|bill| record.bill_id(bill).to_owned()).collect())
    })
}
