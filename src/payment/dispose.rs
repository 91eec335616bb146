//! Disposal of personal data that is old enough, as an act of two people: figures and seals stay.

use std::path::{Path, PathBuf};

use super::archive::holds_exactly;
use super::duties_in_force::duties_in_force;
use super::error::PaymentError;
use super::expired::expired;
use crate::date::Day;
use crate::ledger::{About, ActKind, Deed, Ledger, Signed, sources};
use crate::scheme::Book;

/// What is to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disposal {
    /// People about whom nothing was done since before this day.
    pub before: Day,
    /// The archive that holds it; nothing where none was made.
    pub archive: Option<PathBuf>,
}

/// What went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DisposalOutcome {
    /// People.
    pub people: u64,
    /// Their postings.
    pub postings: u64,
    /// How many others are as old, and stay since something is open.
    pub open: u64,
}

/// Takes the personal data of all who are old enough out of the ledger, and its bytes out of the file.
///
/// # Errors
///
/// When there is no reason or no second person; the duties name no age, or the day is too late for it; a month before
/// it is open; the ledger is not whole; the archive holds something else; or the ledger cannot be written: nothing is
/// gone then.
pub fn dispose(
    ledger: &mut Ledger,
    disposal: &Disposal,
    signed: Signed,
) -> Result<DisposalOutcome, PaymentError> {
    let signed = signed.with_reason()?;
    if signed.second.is_none() {
        return Err(PaymentError::DisposalAlone);
    }
    ledger.is_open(signed.on)?;
    may_go(ledger, disposal.before, signed.on)?;
    let done = ledger.act(&signed, |ledger| {
        let found = expired(ledger, disposal.before)?;
        let (people, open, members) = (found.people.len() as u64, found.open, found.members());
        if people == 0 {
            return Ok((DisposalOutcome { open, ..DisposalOutcome::default() }, None));
        }
        let archive = disposal.archive.as_deref();
        let archive = archive.map(|path| holds_exactly(ledger, &members, path)).transpose()?;
        let gone = ledger.dispose_of(&ledger.named(&members)?)?;
        let what = format!(
            "before {}: people {people}, ids {}, postings {}",
            disposal.before, gone.members, gone.postings
        );
        let deed = Deed::new(ActKind::Dispose, About::Ledger, name_of(ledger.path()));
        let after = archive.map_or_else(String::new, |sha256| format!("archive {sha256}"));
        let postings = gone.postings;
        let done = DisposalOutcome { people, postings, open };
        Ok::<_, PaymentError>((done, Some(deed.changing(what, after))))
    })?;
    if done.people > 0 {
        // What was written over is still as long; and what an earlier one left when it was killed goes too.
        ledger.batch("VACUUM;")?;
    }
    Ok(done)
}

/// Makes sure that what is older than a day may go.
fn may_go(ledger: &Ledger, before: Day, on: Day) -> Result<(), PaymentError> {
    if asks_household(ledger)? {
        return Err(PaymentError::HouseholdsStay);
    }
    let path = || ledger.path().to_owned();
    let years = duties_in_force(ledger)?.and_then(|known| known.duties.retention);
    let years = years.ok_or_else(|| PaymentError::NoRetention { path: path() })?;
    let latest = on.years_before(years);
    if before > latest {
        return Err(PaymentError::TooYoung { before, years, latest });
    }
    if ledger.open_month()?.is_none_or(|open| open.first() < before) {
        return Err(PaymentError::MonthsOpen { before, path: path() });
    }
    let mut faults = 0;
    ledger.verify(&mut |_| faults += 1)?;
    if faults > 0 { Err(PaymentError::NotWhole { path: path() }) } else { Ok(()) }
}

/// Whether something adds up over households in the newest rules: without what a member was paid that is gone,
/// relatives would be decided otherwise.
fn asks_household(ledger: &Ledger) -> Result<bool, PaymentError> {
    let Some(last) = ledger.last_run()? else { return Ok(false) };
    let (_, json) = ledger.rules_of_run(last.no, last.rules)?;
    Ok(Book::compile(sources(&json)).is_ok_and(|book| book.vocabulary.asks_household))
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
