//! What a decision by hand does to money, before it is kept: what the rules give in its place, what is left
//! of the bill, and what all bills of the member pay with it. The function that decides every bill computes it;
//! nothing is computed a second way.

use super::error::NightError;
use super::households::linked::known_with_relatives;
use super::same_person::add_same;
use super::{difference, load_known, readjudicate};
use crate::adjudication::Adjudicator;
use crate::claim::{Bill, Enrolment};
use crate::date::Day;
use crate::explanation::{Explanation, explain};
use crate::intake::LoadedMember;
use crate::ledger::{ClaimState, FactId, FactStatus, Force, Latest, Ledger, RunId, bill_hash};
use crate::manual_facts::{Facts, ManualFact, accumulator_place, benefit_number, in_force};
use crate::money::Money;
use crate::scheme::{AgainstBill, Book};
use crate::words::{self, Sentence};
use readjudicate::Found;

/// An override of one benefit on one bill, weighed on all that the next night would decide it on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// The member.
    pub member_id: String,
    /// What the rules give without it.
    pub rules: Money,
    /// What is left of the bill for the member, after all payers and other benefits; nothing where the
    /// benefit is paid beside the bill.
    pub left: Option<Money>,
    /// What is decided by hand.
    pub by_hand: Money,
    /// What of it would be paid; nothing where the member has no cover for the benefit.
    pub pays: Option<Money>,
    /// What all bills of the member pay as things stand,
    pub before: Money,
    /// and with it.
    pub after: Money,
    /// What was prepared for the bank so far, in minor units.
    pub paid: Money,
}

impl Weighed {
    /// Whether a second person has to agree: it is more than the rules give.
    pub fn needs_second(&self) -> bool {
        self.by_hand > self.rules
    }
}

/// Weighs an override.
///
/// # Errors
///
/// When the bill is not decided now, the rules have no such benefit, or what is known cannot be read under
/// them.
pub fn weigh(
    ledger: &Ledger,
    book: &Book,
    (bill_id, benefit): (&str, &str),
    by_hand: Money,
) -> Result<Weighed, NightError> {
    let found = decided_now(ledger, bill_id)?;
    let number = benefit_number(book, benefit)?;
    let member_id = found.latest.content.member_id;
    let is_of_it = |fact: &ManualFact| match fact {
        ManualFact::Override { bill_id: bill, benefit: of, .. } => bill == bill_id && of == benefit,
        _ => false,
    };
    tonight(ledger, book, &member_id, |dossier, manual_facts, paid| {
        let without: Vec<ManualFact> =
            manual_facts.iter().filter(|one| !is_of_it(one)).cloned().collect();
        let (bill_id, benefit, amount) = (bill_id.to_owned(), benefit.to_owned(), by_hand);
        let decides = ManualFact::Override { bill_id: bill_id.clone(), benefit, amount };
        let with = [&without[..], &[decides]].concat();
        Facts::of(book, dossier, manual_facts)?.leave_out_settled(dossier);
        let before = explained(book, dossier, manual_facts)?;
        let (without, with) =
            (explained(book, dossier, &without)?, explained(book, dossier, &with)?);
        let of_bill = |all: &[Explanation]| -> Result<Explanation, NightError> {
            let mut all = all.iter();
            let is_bill = |one: &&Explanation| dossier.bill_id(&one.bill) == bill_id;
            all.find(is_bill)
                .cloned()
                .ok_or_else(|| NightError::UnknownBill { bill: bill_id.to_owned() })
        };
        let (rules, decided) = (of_bill(&without)?, of_bill(&with)?);
        let working = |explanation: &Explanation| {
            explanation.workings.iter().find(|working| working.number == number).cloned()
        };
        let (by_rules, pays) = (working(&rules), working(&decided));
        let charged = by_rules.as_ref().map_or(Money::ZERO, |working| working.charged);
        let is_beside = pays.as_ref().or(by_rules.as_ref()).is_some_and(|working| {
            let edition = rules.edition.map(|edition| &book.editions[edition]);
            let benefit = edition.map(|edition| &edition.benefits[working.place]);
            benefit.is_some_and(|benefit| benefit.against_bill == AgainstBill::Indemnity)
        });
        let sum = |all: &[Explanation]| all.iter().map(Explanation::payable).sum();
        Ok(Weighed {
            member_id: member_id.clone(),
            rules: by_rules.map_or(Money::ZERO, |working| working.paid),
            left: (!is_beside).then_some(rules.member_bears + charged),
            by_hand,
            pays: pays.map(|working| working.paid),
            before: sum(&before),
            after: sum(&with),
            paid,
        })
    })
}

/// The newest posting that decided a bill, which still holds.
///
/// # Errors
///
/// When the bill is not decided now: why not.
pub(crate) fn decided_now(ledger: &Ledger, bill_id: &str) -> Result<Found, NightError> {
    let fate = ledger.claim_status(bill_hash(bill_id), bill_id, None)?;
    let (run, member) =
        fate.as_ref().map_or((RunId::BEFORE_ALL, ""), |fate| (fate.run, &fate.member_id));
    let day = fate.as_ref().map_or_else(String::new, |fate| fate.posted_on.to_string());
    match fate.as_ref().map(|fate| fate.state) {
        Some(ClaimState::TakenBack) => {
            Err(NightError::NotDecided(words::acts::override_of_nothing(bill_id, run, day)))
        }
        Some(ClaimState::Unmatched) => Err(NightError::NotDecided(words::ledger::bill_waits(
            bill_id,
            crate::intake::mask(member),
            run,
            day,
        ))),
        Some(ClaimState::SettledElsewhere) => {
            Err(NightError::NotDecided(words::ledger::bill_in_opening(bill_id, run, day)))
        }
        Some(ClaimState::Decided) | None => readjudicate::find(ledger, bill_id, None),
    }
}

/// Does something with all that is known of a person and the manual facts, as the next night takes it up where
/// nothing else comes; and with what was prepared for the bank so far.
pub(super) fn tonight<T>(
    ledger: &Ledger,
    book: &Book,
    member_id: &str,
    with: impl FnOnce(&mut LoadedMember, &[ManualFact], Money) -> Result<T, NightError>,
) -> Result<T, NightError> {
    let same = ledger.same_people()?;
    let mut ids = vec![member_id.to_owned()];
    add_same(&same, &mut ids);
    let all: Vec<&str> = ids.iter().map(String::as_str).collect();
    let known = known_with_relatives(ledger, &book.vocabulary, &same, (&all, &[]))?;
    let own = known.members.iter().filter(|latest| ids.contains(&latest.content.member_id));
    let own: Vec<&Latest> = own.collect();
    let paid = own.iter().map(|latest| latest.content.paid).sum();
    let posted = own.iter().flat_map(|latest| {
        ManualFact::read(&latest.content.manual_facts).expect("a ledger keeps whole facts")
    });
    let pending = ledger.pending_facts()?.into_iter().filter(|fact| ids.contains(&fact.member_id));
    let manual_facts: Vec<ManualFact> = posted.chain(pending.map(|fact| fact.what)).collect();
    let facts_of = load_known::facts_so_far(ledger, &known, &same)?;
    let intake = load_known::intake(&known, &same, book, &facts_of)?;
    let number = intake.member(member_id).ok_or(NightError::UnknownMember)?;
    let mut dossier = intake.records().load(number);
    if !dossier.is_whole || !dossier.row_errors.is_empty() {
        return Err(NightError::UnknownMember);
    }
    with(&mut dossier, &manual_facts, paid)
}

/// All bills of a dossier, explained.
pub(super) fn explained(
    book: &Book,
    dossier: &LoadedMember,
    manual_facts: &[ManualFact],
) -> Result<Vec<Explanation>, NightError> {
    let facts = Facts::of(book, dossier, manual_facts)?;
    Ok(explain(&mut Adjudicator::new(book), &facts.household(dossier).history()))
}

/// A bill as a posting decided it, and the cover that its member had.
#[derive(Clone, Copy, Debug)]
pub struct DecidedBill<'b> {
    id: &'b str,
    basis: Day,
    settled_on: Day,
    enrolments: &'b [Enrolment],
}

impl<'b> DecidedBill<'b> {
    /// A bill of this id, whose member has these enrolment periods.
    pub fn of(id: &'b str, bill: &Bill, enrolments: &'b [Enrolment]) -> DecidedBill<'b> {
        DecidedBill { id, basis: bill.basis, settled_on: bill.settled_on, enrolments }
    }
}

/// Manual facts that touch a bill as a posting decided it: overrides of it, amounts of it that are disallowed or
/// allowed again, openings of its windows, and ids of its member; where `and_waits`, also what no night has taken
/// into account yet.
///
/// # Errors
///
/// When the ledger cannot be read, or the rules do not know what a fact names.
pub fn touching(
    ledger: &Ledger,
    book: &Book,
    found: &Found,
    bill: DecidedBill,
    and_waits: bool,
) -> Result<Vec<FactStatus>, NightError> {
    let DecidedBill { id: bill_id, basis, settled_on, enrolments } = bill;
    let mut held = readjudicate::manual_facts(found);
    let mut touching = Vec::new();
    for one in ledger.manual_facts(Some(&found.latest.content.member_id))? {
        let place = held.iter().position(|fact| *fact == one.fact.what);
        let waits = and_waits && one.force == Force::Pending;
        if place.is_none() && !waits {
            continue;
        }
        place.map(|place| held.remove(place));
        let touches = match &one.fact.what {
            ManualFact::Override { bill_id: bill, .. }
            | ManualFact::Disallow { bill_id: bill, .. }
            | ManualFact::Allow { bill_id: bill, .. } => bill == bill_id,
            ManualFact::Opening { accumulator, day, cut_over, .. } => {
                let day = *day;
                let place = accumulator_place(book, accumulator, day)?;
                let accumulator = &book.accumulators()[place as usize];
                accumulator.reaches((day, basis), enrolments) || settled_on <= *cut_over
            }
            ManualFact::SamePerson { .. } => true,
            ManualFact::Rules { .. } => false,
        };
        if touches {
            touching.push(one);
        }
    }
    Ok(touching)
}

/// What of a bill's dates and amounts is other now than when a fact about it was entered.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn inputs_since<E: From<NightError>>(
    ledger: &Ledger,
    fact: FactId,
    bill_id: &str,
    now: &serde_json::Value,
    trace: impl Fn(&Found) -> Result<serde_json::Value, E>,
) -> Result<Vec<Sentence>, E> {
    let run = ledger.run_before_fact(fact).map_err(NightError::from)?;
    let Ok(then) = readjudicate::find(ledger, bill_id, Some(run)) else { return Ok(Vec::new()) };
    Ok(difference::inputs(&trace(&then)?, now))
}

/// The openings of an accumulator of a member for other days of the window of a day: openings of one window
/// add up.
///
/// # Errors
///
/// When what is known of the member cannot be read.
pub fn openings_beside(
    ledger: &Ledger,
    book: &Book,
    member_id: &str,
    opening: (u16, Day),
    manual_facts: &[ManualFact],
) -> Result<Vec<(Day, i64)>, NightError> {
    let (place, day) = opening;
    let accumulator = &book.accumulators()[place as usize];
    let others = in_force(manual_facts).filter_map(|fact| match fact {
        ManualFact::Opening { accumulator, day, value, .. } => {
            let day = *day;
            let same = accumulator_place(book, accumulator, day).is_ok_and(|other| other == place);
            same.then_some((day, *value))
        }
        _ => None,
    });
    let others: Vec<(Day, i64)> = others.filter(|(other, _)| *other != day).collect();
    if others.is_empty() {
        return Ok(others);
    }
    let enrolments = enrolments_of(ledger, book, member_id)?;
    let window = |day: Day| accumulator.window_of(day, &enrolments);
    let own = window(day);
    let in_it = |other: &(Day, i64)| own.is_some() && window(other.0) == own;
    Ok(others.into_iter().filter(in_it).collect())
}

/// The enrolment periods of a member; none of one who is not known yet.
fn enrolments_of(
    ledger: &Ledger,
    book: &Book,
    member_id: &str,
) -> Result<Vec<Enrolment>, NightError> {
    let Some(found) = readjudicate::newest(ledger, member_id)? else { return Ok(Vec::new()) };
    readjudicate::on_what_was_known(ledger, &found, book, |intake| {
        let number = intake.member(member_id);
        Ok(number.map_or(Vec::new(), |number| intake.periods(number).to_vec()))
    })
}
