//! What was known of a person when a posting was made, and of relatives where rules ask for households.

use std::collections::BTreeSet;

use super::error::NightError;
use super::households::by_run::HouseholdsByRun;
use crate::ledger::{Content, Known, Ledger, RunId};
use crate::manual_facts::ManualFact;

/// What was known, and which ids were one person: each another id, and the main id.
pub(super) type Then = (Known, Vec<(String, String)>);

/// What was known of the person of a posting, by its content and its run, and of relatives where rules ask for
/// households; and which ids were one person by then.
pub(super) fn known_then(
    ledger: &Ledger,
    posting: (&Content, RunId),
    households: Option<&HouseholdsByRun>,
) -> Result<Then, NightError> {
    match households {
        Some(households) => household_then(ledger, posting, households),
        None => known_of(ledger, posting),
    }
}

/// The same of the person alone.
pub(super) fn known_of(
    ledger: &Ledger,
    (content, run): (&Content, RunId),
) -> Result<Then, NightError> {
    let same: Vec<(String, String)> = joined(content).collect();
    let ids: BTreeSet<&str> =
        same.iter().map(|(other, _)| &**other).chain([&*content.member_id]).collect();
    let ids: Vec<&str> = ids.into_iter().collect();
    let mut known = ledger.known(&ids, &[])?;
    known.members.retain(|latest| ids.contains(&&*latest.content.member_id));
    until(&mut known, run);
    Ok((known, same))
}

/// The same of relatives too, of each as the posting of then says.
fn household_then(
    ledger: &Ledger,
    (content, run): (&Content, RunId),
    households: &HouseholdsByRun,
) -> Result<Then, NightError> {
    // Who was linked then: later rows may link more.
    let ids = households.linked(&content.member_id, run);
    let mut known = ledger.known(&ids, &[])?;
    until(&mut known, run);
    let mut then = Vec::new();
    for latest in &known.members {
        let mut all = ledger.postings_of(latest.member)?.into_iter();
        then.extend(all.rfind(|(of, _)| *of <= run).map(|(_, latest)| latest));
    }
    known.members = then;
    let same = known.members.iter().flat_map(|latest| joined(&latest.content)).collect();
    Ok((known, same))
}

/// Leaves the rows that runs until one of them brought.
fn until(known: &mut Known, run: RunId) {
    known.rows.values_mut().for_each(|rows| rows.retain(|brought| brought.run <= run));
}

/// The other ids of the person of a posting, each with the main id.
fn joined(content: &Content) -> impl Iterator<Item = (String, String)> {
    let facts = ManualFact::read(&content.manual_facts).expect("a ledger keeps whole facts");
    let main = content.member_id.clone();
    facts.into_iter().filter_map(move |fact| match fact {
        ManualFact::SamePerson { other } => Some((other, main.clone())),
        _ => None,
    })
}
