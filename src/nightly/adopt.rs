//! Changed rules, and an engine that reads them otherwise: a night under them is refused until the office adopts
//! them by name, for all members or for some.

use std::collections::{BTreeMap, BTreeSet};

use super::error::NightError;
use super::impact::Impact;
use super::night::{Night, Since};
use super::tonight::Tonight;
use crate::ledger::{Adoption, Ledger, NewRun, Others, PostingId, Signed};
use crate::words::{self, Sentence};

/// Who adopts the rules, where that is asked for by name; or why the night is refused: the rules would
/// change something, and the night adopts no rules, or others.
pub(super) fn adopted(
    night: &Night,
    ledger: &Ledger,
    (found, since): (&Impact, Since),
    left_out: &BTreeMap<String, Vec<String>>,
    only: Option<BTreeSet<String>>,
) -> Result<Option<Adoption>, NightError> {
    let unasked = !found.of_followers().members.is_empty();
    let anything = unasked || found.left_out > 0;
    match night.adopt {
        Some(name) if anything && name == since.name(night) => {
            // A member who adopted the rules of the night already has nothing to adopt.
            let had = ledger.adopted_by_name(&night.rules.hash)?;
            let adopts = |id: &String| unasked || left_out.contains_key(id) || !had.contains(id);
            let members = only.map(|ids| ids.into_iter().filter(adopts).collect::<BTreeSet<_>>());
            if members.as_ref().is_some_and(BTreeSet::is_empty) {
                return Ok(None);
            }
            let others = if unasked { others(ledger)? } else { Others::AsBefore };
            let rules = night.rules.hash.clone();
            Ok(Some(Adoption { rules, members, others, before: PostingId::BEHIND_ALL }))
        }
        Some(_) if !anything => Ok(None),
        None if !unasked => Ok(None),
        _ => Err(NightError::NotAdopted(refusal(night, found, since))),
    }
}

/// The rules of members who do not adopt those of the night: the ones in force until now.
fn others(ledger: &Ledger) -> Result<Others, NightError> {
    let last = ledger.last_run()?;
    let last = last.expect("something was decided, by a run");
    let (hash, _) = ledger.rules_of_run(last.no, last.rules)?;
    Ok(Others::Under(hash))
}

/// Why the night is refused, with the name that was asked for, where that is not the name of its rules.
fn refusal(night: &Night, found: &Impact, since: Since) -> Vec<Sentence> {
    let name = since.name(night);
    let currency = night.book.vocabulary.currency;
    let mut sentences = found.refusal(&name, currency, since.is_engine());
    let other = night.adopt.map(|asked| words::ledger::not_the_name(asked, &name));
    sentences.splice(0..0, other);
    sentences
}

/// Makes sure that no member is left behind when all adopt the rules of the night: a member with a rejected row
/// cannot be decided, and would come under these rules later and unasked.
pub(super) fn all_can_adopt(tonight: Tonight) -> Result<(), NightError> {
    let Tonight { known, same, adopted, .. } = tonight;
    if adopted.is_none_or(|adoption| adoption.members.is_some()) {
        return Ok(());
    }
    let is_other = |id: &String| same.iter().any(|(other, _)| other == id);
    let decided = known.members.iter().map(|latest| &latest.content);
    let decided = decided.filter(|content| !content.decisions.is_empty());
    let ids = decided.map(|content| &content.member_id).filter(|id| !is_other(id));
    match ids.filter(|id| !tonight.decides(id)).count() {
        0 => Ok(()),
        refused => Err(NightError::CannotAdopt { members: refused }),
    }
}

/// Keeps who adopts the rules of the night, and what others go on under.
pub(super) fn keep_adoption(
    night: &Night,
    run: &NewRun,
    tonight: Tonight,
) -> Result<(), NightError> {
    for rules in tonight.own.further() {
        run.keep_rules(&rules.hash, &rules.json)?;
    }
    let Some(adoption) = tonight.adopted else { return Ok(()) };
    // Of whom a row is refused tonight, nothing is decided: they go on as before.
    let is_decided = |id: &&String| tonight.decides(id);
    let decided = |ids: &BTreeSet<String>| ids.iter().filter(is_decided).cloned().collect();
    let members = adoption.members.as_ref().map(decided);
    let reason = format!("--adopt {}", tonight.since.name(night));
    let (by, login) = (night.by.clone(), night.login.to_owned());
    let act = Signed { by, on: night.posted_on, reason, login, second: None };
    Ok(run.adopt(Adoption { members, ..adoption.clone() }, &act)?)
}
