//! A person at the window: all that the ledger knows and that was entered since the last night, with what comes
//! tonight where that is asked for, under the rules that the next night decides the person by. Nothing is
//! written, and nothing is kept from others.

use super::error::NightError;
use super::grandfathered::Own;
use super::households::linked::{LinkedHouseholds, known_with_relatives};
use super::load_known::{self, FactsByMember, Whole};
use super::merge::Merge;
use super::readjudicate;
use super::rules::Rules;
use super::same_person::add_same;
use crate::date::Day;
use crate::intake::{Incoming, Inputs};
use crate::ledger::bill_hash;
use crate::ledger::{Known, Ledger};
use crate::manual_facts::{Facts, ManualFact};
use crate::preview::{Past, PreviewError};
use crate::scheme::Book;

/// What the next night decides a person on.
#[derive(Debug)]
pub struct Live {
    /// The rules that the person goes on under, where others than those of the night.
    pub own: Option<(Book, Rules)>,
    /// All that is known, with manual facts; or why nothing can be decided on it.
    pub past: Result<Past, PreviewError>,
}

/// What the next night under these rules decides a person on; `tonight` are the files that come with it, if
/// there are any yet, and its day.
///
/// # Errors
///
/// When the ledger or a file cannot be read, or what is known not under these rules.
pub fn live(
    ledger: &Ledger,
    member_id: &str,
    night: (&Book, &Rules),
    tonight: Option<(&Inputs, Day)>,
) -> Result<Live, NightError> {
    let vocabulary = &night.0.vocabulary;
    let read = |(inputs, day)| Incoming::read(inputs, vocabulary, Some(day), &());
    let arrived = tonight.map(read).transpose()?;
    let member_id = &*ledger.known_as(member_id)?;
    let same = ledger.same_people()?;
    let main = same.iter().find(|(other, _)| other == member_id).map_or(member_id, |pair| &pair.1);
    let mut ids = vec![main.to_owned()];
    add_same(&same, &mut ids);
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let bills = arrived.iter().flat_map(|arrived| arrived.bill_ids());
    let bills: Vec<i64> = bills.map(|id| bill_hash(&id)).collect();
    let known = match arrived.is_some() && vocabulary.asks_household {
        true => ledger.all_known()?, // What comes may join households.
        false => known_with_relatives(ledger, vocabulary, &same, (&ids, &bills))?,
    };
    let left_out = ledger.left_out(&known, &same, None)?;
    let all = Own::read(ledger, left_out, night)?;
    let manual_facts = manual_facts(ledger, &known, &ids)?;
    let merge = Merge::new(arrived.as_ref(), &known, &same, vocabulary);
    let linked_households = LinkedHouseholds::of(&merge);
    let relatives: Vec<String> = linked_households.relatives(main).map(str::to_owned).collect();
    let before = Whole::among(&known, &same, (main, &relatives), &manual_facts);
    let own = all.of(main).map(|own| own.terms(&before)).transpose()?;
    let whole = match &arrived {
        None => Some(before),
        Some(arrived) => with_tonight(before, &merge, arrived, (main, &relatives)),
    };
    let past = match &whole {
        None => Err(PreviewError::BlockedMember),
        Some(whole) => past(ledger, own.map_or(night.0, |terms| &terms.book), whole)?,
    };
    let own = own.map(|terms| readjudicate::compiled_rules(&terms.rules.json)).transpose()?;
    Ok(Live { own, past })
}

/// What is known with the rows that came of a person and of relatives; nothing where a row of the person is refused.
/// Rows of a relative that are refused do not count.
fn with_tonight(
    before: Whole,
    merge: &Merge,
    arrived: &Incoming,
    (main, relatives): (&str, &[String]),
) -> Option<Whole> {
    let mut cells = arrived.cells();
    let mut whole = before;
    for person in std::iter::once(main).chain(relatives.iter().map(String::as_str)) {
        let opened = merge.open(person, Some(&mut cells));
        let is_blocked = opened.dossier.is_none() && !opened.waits;
        if is_blocked && person == main {
            return None;
        }
        let new_rows = opened.new_rows;
        let rows = [new_rows.person, new_rows.periods, new_rows.bills];
        if !is_blocked && (person == main || rows.iter().any(|rows| !rows.is_empty())) {
            whole = whole.with_of(person, load_known::columns_of(arrived), rows);
        }
    }
    Some(whole)
}

/// All manual facts of a person, whether a night knows of them or not.
fn manual_facts(ledger: &Ledger, known: &Known, ids: &[&str]) -> Result<String, NightError> {
    let own = known.members.iter().filter(|latest| ids.contains(&&*latest.content.member_id));
    let mut manual_facts: String = own.map(|latest| latest.content.manual_facts.as_str()).collect();
    let pending =
        ledger.pending_facts()?.into_iter().filter(|fact| ids.contains(&&*fact.member_id));
    manual_facts.extend(pending.map(|fact| fact.what.line()));
    Ok(manual_facts)
}

/// All that is known of a person, to ask a bill about.
fn past(
    ledger: &Ledger,
    book: &Book,
    whole: &Whole,
) -> Result<Result<Past, PreviewError>, NightError> {
    let facts_of = match book.vocabulary.asks_household {
        true => load_known::facts_so_far(ledger, &whole.known, &whole.same)?,
        false => FactsByMember::new(),
    };
    let intake = load_known::intake(&whole.known, &whole.same, book, &facts_of)?;
    let Some(number) = intake.member(&whole.main) else {
        let has_rows = whole.known.rows.values().any(|rows| !rows.is_empty());
        return Ok(Err(if has_rows {
            PreviewError::MemberWaits
        } else {
            PreviewError::NotInLedger
        }));
    };
    let mut dossier = intake.records().load(number);
    if !dossier.is_whole || !dossier.row_errors.is_empty() {
        return Ok(Err(PreviewError::BlockedMember));
    }
    let manual_facts = ManualFact::read(&whole.manual_facts).expect("a ledger keeps whole facts");
    let facts = Facts::of(book, &dossier, &manual_facts)?;
    facts.leave_out_settled(&mut dossier);
    let past = Past::of_record(&dossier);
    Ok(Ok(past.with_facts(facts.openings, &facts.overrides, &facts.disallowances, &dossier)))
}
