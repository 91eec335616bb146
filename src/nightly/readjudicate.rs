//! What was decided, decided again: from the facts and the rules that a posting was made with. What
//! was posted is not kept as a text, since the same function gives it.

use std::collections::{BTreeSet, HashMap};

use super::adjudicate::{decide_under, explain_under};
use super::error::NightError;
use super::households::by_run::HouseholdsByRun;
use super::known_then::known_then;
use super::load_known::{self, FactsByMember};
use super::rules::Rules;
use super::same_person::add_same;
use crate::adjudication::Adjudicator;
use crate::claim::BillNumber;
use crate::date::Day;
use crate::explanation::Explanation;
use crate::fingerprint::Fingerprint;
use crate::intake::Intake;
use crate::ledger::{Decided, Latest, Ledger, MemberNumber, RulesId, RunId, RunRow, sources};
use crate::ledger::{LedgerError, bill_hash};
use crate::manual_facts::{Facts, ManualFact};
use crate::preview::{Past, Preview};
use crate::scheme::{Book, BookError};

/// A posting that decided a bill.
#[derive(Clone, Debug)]
pub struct Found {
    /// What is known and decided of the member.
    pub latest: Latest,
    /// The run that posted it.
    pub run: RunId,
    /// The day the run counts for.
    pub posted_on: String,
    /// The version of the program that decided.
    pub engine: String,
    /// What it meant by rules and facts, by name; empty before that had names.
    pub meaning: String,
    rules: RulesId,
}

/// The newest posting of a bill's member, up to a run where one is asked for.
///
/// # Errors
///
/// When no such bill was decided, or the ledger cannot be read.
pub fn find(ledger: &Ledger, bill_id: &str, up_to: Option<RunId>) -> Result<Found, NightError> {
    let mut all: Vec<Found> = postings(ledger, bill_id)?;
    all.retain(|found| up_to.is_none_or(|run| found.run <= run));
    all.into_iter().next_back().ok_or_else(|| NightError::UnknownBill { bill: bill_id.to_owned() })
}

/// What a posting decided on a bill.
pub fn decided(found: &Found, bill_id: &str) -> Vec<Decided> {
    let all = Decided::read(&found.latest.content.decisions).unwrap_or_default();
    all.into_iter().filter(|decided| decided.bill_id == bill_id).collect()
}

/// The id of the bill that a person at a window means: as it is written, or without blanks around it and with
/// full-width letters as others.
///
/// # Errors
///
/// When there is no such bill, or the ledger cannot be read.
pub fn bill_named(ledger: &Ledger, text: &str) -> Result<String, NightError> {
    for id in [text.to_owned(), folded(text)] {
        if ledger.claim_status(bill_hash(&id), &id, None)?.is_some() {
            return Ok(id);
        }
    }
    let by_hospital = |book: Book| book.vocabulary.bill_number == BillNumber::OfHospital;
    Err(match newest_rules(ledger).is_ok_and(by_hospital) {
        true if !text.contains('/') => NightError::BillWithoutHospital { bill: text.to_owned() },
        _ => NightError::UnknownBill { bill: text.to_owned() },
    })
}

/// A text without blanks around it, full-width letters as others.
fn folded(text: &str) -> String {
    text.trim().chars().map(narrow).collect()
}

/// A character of full width as the other one.
pub(super) fn narrow(c: char) -> char {
    const FULL_WIDTH: std::ops::RangeInclusive<char> = '！'..='～';
    match c {
        c if FULL_WIDTH.contains(&c) => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    }
}

/// The bills that a posting decided, each once, in its order.
pub fn bills_of(found: &Found) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let all = Decided::read(&found.latest.content.decisions).unwrap_or_default();
    let ids = all.into_iter().map(|decided| decided.bill_id);
    ids.filter(|id| seen.insert(id.clone())).collect()
}

/// Every posting that decided a bill, oldest first.
fn postings(ledger: &Ledger, bill_id: &str) -> Result<Vec<Found>, NightError> {
    let mut found = Vec::new();
    for member in ledger.holders(bill_hash(bill_id))? {
        found.extend(postings_of(ledger, member)?);
    }
    found.retain(|found| !decided(found, bill_id).is_empty());
    found.sort_by_key(|found| found.latest.posting);
    Ok(found)
}

/// Every posting of a member, oldest first.
pub(super) fn postings_of(ledger: &Ledger, member: MemberNumber) -> Result<Vec<Found>, NightError> {
    let runs = ledger.runs()?;
    let of_run = |(run, latest): (RunId, Latest)| {
        let run = ledger.run_of(&runs, run)?;
        let RunRow { no, posted_on, rules, engine, meaning, .. } = run.clone();
        Ok(Found { latest, run: no, posted_on: posted_on.to_string(), engine, meaning, rules })
    };
    ledger.postings_of(member)?.into_iter().map(of_run).collect()
}

/// The newest posting of a member, if there is one.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn newest(ledger: &Ledger, member_id: &str) -> Result<Option<Found>, NightError> {
    let known = ledger.known(&[member_id], &[])?.members.into_iter().next();
    let found = known.map(|latest| postings_of(ledger, latest.member)).transpose()?;
    Ok(found.and_then(|mut all| all.pop()))
}

/// The rules that a posting was decided under.
///
/// # Errors
///
/// When the ledger cannot be read, or this version of the program does not read them.
pub fn rules_of(ledger: &Ledger, found: &Found) -> Result<(Book, Vec<Fingerprint>), NightError> {
    compiled(&texts_of_rules(ledger, found)?, found.run)
}

/// The hash of the rules that a posting was decided under.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn hash(ledger: &Ledger, found: &Found) -> Result<String, NightError> {
    match ManualFact::rules(&found.latest.content.manual_facts) {
        Some(own) => Ok(own),
        None => Ok(ledger.rules_of_run(found.run, found.rules)?.0),
    }
}

fn rules_of_run(
    ledger: &Ledger,
    rules: RulesId,
    run: RunId,
) -> Result<(Book, Vec<Fingerprint>), NightError> {
    let (_, json) = ledger.rules_of_run(run, rules)?;
    compiled(&json, run)
}

/// Rules as a ledger keeps them.
///
/// # Errors
///
/// When this version of the program does not read them.
pub(super) fn compiled_rules(json: &str) -> Result<(Book, Rules), NightError> {
    let rules = Rules::of(&sources(json));
    let unread = |_: BookError| NightError::OwnRulesUnread { rules: rules.name().to_owned() };
    Ok((Book::compile(sources(json)).map_err(unread)?, rules))
}

fn compiled(json: &str, run: RunId) -> Result<(Book, Vec<Fingerprint>), NightError> {
    let sources = sources(json);
    let prints = Rules::of(&sources).files;
    let unread = |_: BookError| NightError::RulesUnread { run };
    Ok((Book::compile(sources).map_err(unread)?, prints))
}

/// The rules of the newest run.
///
/// # Errors
///
/// When nothing was ever posted, or this version of the program does not read them.
pub fn newest_rules(ledger: &Ledger) -> Result<Book, NightError> {
    let last = ledger.last_run()?;
    let last = last.ok_or_else(|| LedgerError::nothing_posted(ledger.path()))?;
    rules_of_run(ledger, last.rules, last.no).map(|(book, _)| book)
}

/// The rules of the newest run, with their files.
///
/// # Errors
///
/// When nothing was ever posted, or this version of the program does not read them.
pub fn newest_terms(ledger: &Ledger) -> Result<(Book, Rules), NightError> {
    let last = ledger.last_run()?;
    let last = last.ok_or_else(|| LedgerError::nothing_posted(ledger.path()))?;
    let (_, json) = ledger.rules_of_run(last.no, last.rules)?;
    let unread = |_| NightError::RulesUnread { run: last.no };
    compiled_rules(&json).map_err(unread)
}

/// The rules that a member is decided under on the next night: those of the newest run, or those that the
/// member goes on under.
///
/// # Errors
///
/// When nothing was ever posted, or this version of the program does not read them.
pub fn rules_of_member(ledger: &Ledger, member_id: &str) -> Result<Book, NightError> {
    let same = ledger.same_people()?;
    let mut ids = vec![member_id.to_owned()];
    add_same(&same, &mut ids);
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let known = ledger.known(&ids, &[])?;
    let own = ledger.left_out(&known, &same, None)?.remove(member_id);
    let Some(hash) = own.and_then(|own| own.into_iter().next()) else {
        return newest_rules(ledger);
    };
    let run = ledger.last_run()?.map_or(RunId::BEFORE_ALL, |run| run.no);
    compiled(&ledger.rules_of_hash(&hash)?, run).map(|(book, _)| book)
}

/// Calls `with` on what a posting knows of its member, read under some rules.
///
/// # Errors
///
/// When what is known cannot be read under these rules, or `with` fails.
pub fn on_what_was_known<T, E: From<NightError>>(
    ledger: &Ledger,
    found: &Found,
    book: &Book,
    with: impl FnOnce(&Intake) -> Result<T, E>,
) -> Result<T, E> {
    let households = HouseholdsByRun::where_asked(ledger, &book.vocabulary)?;
    on_what_was_known_of(ledger, found, (book, households.as_ref()), with)
}

/// The same, where it was read who was of which household.
///
/// # Errors
///
/// As of [`on_what_was_known`].
pub(super) fn on_what_was_known_of<T, E: From<NightError>>(
    ledger: &Ledger,
    found: &Found,
    (book, households): (&Book, Option<&HouseholdsByRun>),
    with: impl FnOnce(&Intake) -> Result<T, E>,
) -> Result<T, E> {
    let then = (&found.latest.content, found.run);
    let (known, same) = known_then(ledger, then, households)?;
    let facts_of = match book.vocabulary.asks_household {
        true => load_known::posted(&known, &same),
        false => FactsByMember::new(),
    };
    let intake = load_known::intake(&known, &same, book, &facts_of);
    with(&intake?)
}

/// The texts of the rules that a posting was decided under, as a ledger keeps them.
///
/// # Errors
///
/// When the ledger cannot be read.
pub(super) fn texts_of_rules(ledger: &Ledger, found: &Found) -> Result<String, NightError> {
    Ok(match ManualFact::rules(&found.latest.content.manual_facts) {
        Some(own) => ledger.rules_of_hash(&own)?,
        None => ledger.rules_of_run(found.run, found.rules)?.1,
    })
}

/// Makes sure that what is decided now on what was known then is what was posted.
///
/// # Errors
///
/// When it is not: this version of the program decides otherwise.
pub fn check(found: &Found, book: &Book, intake: &Intake) -> Result<(), NightError> {
    let id = &found.latest.content.member_id;
    let number = intake.member(id).ok_or(NightError::UnknownMember)?;
    let mut dossier = intake.records().load(number);
    let mut adjudicator = Adjudicator::new(book);
    let (_, now) = decide_under(book, &mut adjudicator, &mut dossier, &manual_facts(found))?;
    is_as_posted(found, now)
}

fn is_as_posted(found: &Found, now: Vec<Decided>) -> Result<(), NightError> {
    match Decided::read(&found.latest.content.decisions) == Some(now) {
        true => Ok(()),
        false => Err(NightError::NotReproduced { run: found.run }),
    }
}

/// All bills of a posting, by id, explained as they were decided; its member is decided once.
///
/// # Errors
///
/// When what is decided now is not what was posted, or not all of the member is known.
pub(super) fn explained(
    found: &Found,
    book: &Book,
    intake: &Intake,
) -> Result<HashMap<String, Explanation>, NightError> {
    let id = &found.latest.content.member_id;
    let number = intake.member(id).ok_or(NightError::UnknownMember)?;
    let mut dossier = intake.records().load(number);
    let (all, now) = explain_under(book, &mut dossier, &manual_facts(found))?;
    is_as_posted(found, now)?;
    let bill_id = |one: &Explanation| dossier.bill_id(&one.bill).to_owned();
    Ok(all.into_iter().map(|one| (bill_id(&one), one)).collect())
}

/// The manual facts of the member by then.
pub(super) fn manual_facts(found: &Found) -> Vec<ManualFact> {
    ManualFact::read(&found.latest.content.manual_facts).expect("a ledger keeps whole facts")
}

/// The periods that are the windows of a member's accumulator, where a day lies in none of them; nothing
/// where it lies in one, or none is known yet.
///
/// # Errors
///
/// When what is known cannot be read.
pub fn periods_without(
    ledger: &Ledger,
    book: &Book,
    member_id: &str,
    accumulator: u16,
    day: Day,
) -> Result<Option<String>, NightError> {
    let Some(found) = newest(ledger, member_id)? else { return Ok(None) };
    let accumulator = &book.accumulators()[accumulator as usize];
    on_what_was_known(ledger, &found, book, |intake| {
        let Some(number) = intake.member(member_id) else { return Ok(None) };
        let all = intake.periods(number);
        if accumulator.window_of(day, all).is_some() {
            return Ok(None);
        }
        let of_plan = all.iter().filter(|period| Some(period.plan) == accumulator.plan);
        let periods = of_plan.map(|period| format!("{}..{}", period.start, period.end));
        let periods = periods.collect::<Vec<_>>().join(", ");
        Ok(Some(periods).filter(|periods| !periods.is_empty()))
    })
}

/// A bill of a member as if it were asked about now, on top of all others that were known when a posting was made.
///
/// # Errors
///
/// When it does not decide such a bill, not all of the member is known, or the rules do not know what a fact names.
pub fn preview<'b>(
    found: &Found,
    book: &'b Book,
    intake: &Intake,
    bill_id: &str,
) -> Result<Preview<'b>, NightError> {
    let asked = past(found, book, intake)?.take_out(bill_id);
    let (past, asked) =
        asked.ok_or_else(|| NightError::UnknownBill { bill: bill_id.to_owned() })?;
    Ok(crate::preview::preview(book, &past, &asked))
}

/// The units of a member, by the day from which each is so, as far as the newest posting knows; the first was so on
/// all days before too. Empty where no row says who the member is.
///
/// # Errors
///
/// When what is known cannot be read.
pub fn units(ledger: &Ledger, member_id: &str) -> Result<Vec<(Day, String)>, NightError> {
    let Some(found) = newest(ledger, member_id)?.filter(|one| !one.latest.content.is_empty())
    else {
        return Ok(Vec::new());
    };
    let (book, _) = rules_of(ledger, &found)?;
    on_what_was_known(ledger, &found, &book, |intake| {
        let Some(number) = intake.member(member_id) else { return Ok(Vec::new()) };
        let all = intake.units_of(number).into_iter();
        Ok(all.map(|(from, unit)| (from, unit.to_owned())).collect())
    })
}

/// The unit that a posting's member was in on a day.
pub fn unit_on(found: &Found, intake: &Intake, day: Day) -> String {
    let number = intake.member(&found.latest.content.member_id);
    number.map_or(String::new(), |number| intake.unit_on(number, day).to_owned())
}

/// The history of a posting's member, to ask a bill about.
///
/// # Errors
///
/// When not all of the member is known, or the rules do not know what a fact names.
pub fn past(found: &Found, book: &Book, intake: &Intake) -> Result<Past, NightError> {
    let id = &found.latest.content.member_id;
    let number = intake.member(id).ok_or(NightError::UnknownMember)?;
    let mut dossier = intake.records().load(number);
    let facts = Facts::of(book, &dossier, &manual_facts(found))?;
    facts.leave_out_settled(&mut dossier);
    Ok(Past::of_record(&dossier).with_facts(
        facts.openings,
        &facts.overrides,
        &facts.disallowances,
        &dossier,
    ))
}
