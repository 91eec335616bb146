//! What a ledger knows, as one can decide on it, without anything that came.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::error::NightError;
use super::households::households;
use super::merge::{Merge, Same};
use crate::claim::RecordKind;
use crate::csv_cells::exact_row;
use crate::date::Day;
use crate::intake::{Households, Incoming, Inputs, Intake};
use crate::ledger::{
    Brought, Columns, ColumnsId, Known, Latest, Ledger, MemberNumber, PostingId, RunId,
};
use crate::manual_facts::{Facts, ManualFact};
use crate::progress::Progress;
use crate::scheme::Book;

/// The manual facts of members, by main id.
pub(crate) type FactsByMember = BTreeMap<String, Vec<ManualFact>>;

/// All that a ledger knows, read under a rule book, and the manual facts of members, by main id.
///
/// # Errors
///
/// When the ledger cannot be read, or what it knows cannot be read under these rules.
pub(crate) fn everything<'b>(
    ledger: &Ledger,
    book: &'b Book,
) -> Result<(Intake<'b>, FactsByMember), NightError> {
    let known = ledger.all_known()?;
    let same = ledger.same_people()?;
    let mains: BTreeMap<&String, &String> =
        same.iter().map(|(other, main)| (other, main)).collect();
    let main_of = |id: &String| mains.get(id).map_or_else(|| id.clone(), |main| (*main).clone());
    let mut all = FactsByMember::new();
    for Latest { content, .. } in &known.members {
        let manual_facts =
            ManualFact::read(&content.manual_facts).expect("a ledger keeps whole facts");
        if !manual_facts.is_empty() {
            all.entry(main_of(&content.member_id)).or_default().extend(manual_facts);
        }
    }
    // The next night takes up the facts that were entered since the last.
    for fact in ledger.pending_facts()? {
        all.entry(main_of(&fact.member_id)).or_default().push(fact.what);
    }
    Ok((intake(&known, &same, book, &all)?, all))
}

/// What a ledger knew of all members by a day.
pub(crate) struct KnownBy<'b> {
    pub intake: Intake<'b>,
    pub households: Households,
}

/// What a ledger knew of all members at the end of a day, read under a rule book: rows of runs that count for that day
/// or an earlier one. People are those that are known now: ids that were joined since are one person.
///
/// # Errors
///
/// When the ledger cannot be read, or what it knows cannot be read under these rules.
pub(crate) fn known_by<'b>(
    ledger: &Ledger,
    book: &'b Book,
    day: Day,
) -> Result<KnownBy<'b>, NightError> {
    let mut known = ledger.all_known()?;
    retain_of(&mut known, &runs_by(ledger, day)?);
    let same = ledger.same_people()?;
    let merge = Merge::new(None, &known, &same, &book.vocabulary);
    let intake = merge.intake()?;
    let households = households(&merge, &intake, day);
    Ok(KnownBy { intake, households })
}

/// What a ledger knew of all members at the end of a day, as [`everything`] reads it, with the manual facts that its
/// runs had taken up by then.
///
/// # Errors
///
/// When the ledger cannot be read, or what it knows cannot be read under these rules.
pub(crate) fn everything_by<'b>(
    ledger: &Ledger,
    book: &'b Book,
    day: Day,
) -> Result<(Intake<'b>, FactsByMember), NightError> {
    let mut known = ledger.all_known()?;
    let runs = runs_by(ledger, day)?;
    retain_of(&mut known, &runs);
    let same = ledger.same_people()?;
    let mut all = FactsByMember::new();
    for Latest { member, content, .. } in &known.members {
        let mut postings = ledger.postings_of(*member)?.into_iter();
        let Some((_, then)) = postings.rfind(|(run, _)| runs.contains(run)) else { continue };
        let facts =
            ManualFact::read(&then.content.manual_facts).expect("a ledger keeps whole facts");
        if !facts.is_empty() {
            let main = same.iter().find(|(other, _)| *other == content.member_id);
            let main = main.map_or(&content.member_id, |(_, main)| main);
            all.entry(main.clone()).or_default().extend(facts);
        }
    }
    Ok((intake(&known, &same, book, &all)?, all))
}

/// The runs that count for a day or an earlier one.
fn runs_by(ledger: &Ledger, day: Day) -> Result<BTreeSet<RunId>, NightError> {
    let runs = ledger.runs()?.into_iter().filter(|run| run.posted_on <= day);
    Ok(runs.map(|run| run.no).collect())
}

/// Leaves of what is known the rows that some runs brought.
fn retain_of(known: &mut Known, runs: &BTreeSet<RunId>) {
    for rows in known.rows.values_mut() {
        rows.retain(|brought| runs.contains(&brought.run));
    }
}

/// What three files have of people, of whom some have several ids, read as the first night of a ledger reads
/// them.
///
/// # Errors
///
/// When a file cannot be used as a whole; or when the operator stops it.
pub(crate) fn of_files<'b>(
    inputs: &Inputs,
    same: &Same,
    book: &Book,
    watch: &dyn Progress,
) -> Result<Intake<'b>, NightError> {
    let arrived = Incoming::read(inputs, &book.vocabulary, None, watch)?;
    let nothing = Known::default();
    let merge = Merge::new(Some(&arrived), &nothing, same, &book.vocabulary);
    let (people, became) = merge.of_files((0..arrived.len()).map(|number| arrived.id(number)));
    let intake = Intake::of_files(people, arrived.close(&became)).related(&book.vocabulary);
    if intake.has_large_household() { Err(NightError::LargeHousehold) } else { Ok(intake) }
}

/// What is known, read under rules; manual facts of members matter to their relatives, where rules ask for
/// households.
///
/// # Errors
///
/// When it cannot be read under these, or a household is too large to be decided.
pub(super) fn intake<'v>(
    known: &Known,
    same: &Same,
    book: &'v Book,
    facts_of: &FactsByMember,
) -> Result<Intake<'v>, NightError> {
    let intake = Merge::new(None, known, same, &book.vocabulary).intake()?;
    if !book.vocabulary.asks_household {
        return Ok(intake);
    }
    let intake = intake.related(&book.vocabulary);
    if intake.has_large_household() {
        return Err(NightError::LargeHousehold);
    }
    let mut as_relatives = HashMap::new();
    let mut records = intake.records();
    for (main, facts) in facts_of.iter().filter(|(_, facts)| !facts.is_empty()) {
        if let Some(number) = intake.member(main) {
            let record = records.load_alone(number);
            as_relatives.insert(number, Facts::relative(book, record, facts)?);
        }
    }
    drop(records);
    Ok(intake.with_relatives(as_relatives))
}

/// The manual facts of members that postings hold, by main id.
pub(super) fn posted(known: &Known, same: &Same) -> FactsByMember {
    let mains: HashMap<&str, &str> = same.iter().map(|(other, main)| (&**other, &**main)).collect();
    let mut facts_of = FactsByMember::new();
    for Latest { content, .. } in &known.members {
        let facts = ManualFact::read(&content.manual_facts).expect("a ledger keeps whole facts");
        let id = &*content.member_id;
        facts_of.entry(mains.get(id).map_or(id, |main| main).to_owned()).or_default().extend(facts);
    }
    facts_of
}

/// The same with the facts that were entered since the last night.
///
/// # Errors
///
/// When the ledger cannot be read.
pub(super) fn facts_so_far(
    ledger: &Ledger,
    known: &Known,
    same: &Same,
) -> Result<FactsByMember, NightError> {
    let mut facts_of = posted(known, same);
    for fact in ledger.pending_facts()? {
        let main = same.iter().find(|(other, _)| *other == fact.member_id);
        let main = main.map_or(fact.member_id.clone(), |(_, main)| main.clone());
        facts_of.entry(main).or_default().push(fact.what);
    }
    Ok(facts_of)
}

/// All that is known of one person under all ids, with the manual facts; and what is known of relatives.
pub(super) struct Whole {
    pub main: String,
    pub known: Known,
    pub same: Vec<(String, String)>,
    pub manual_facts: String,
}

impl Whole {
    /// What is known of a person, of all that is.
    pub fn of(all: &Known, same: &Same, main: &str, manual_facts: &str) -> Whole {
        Whole::among(all, same, (main, &[]), manual_facts)
    }

    /// The same with what is known of relatives.
    pub fn among(
        all: &Known,
        same: &Same,
        (main, relatives): (&str, &[String]),
        manual_facts: &str,
    ) -> Whole {
        let is_one = |id: &str| id == main || relatives.iter().any(|relative| relative == id);
        let same: Vec<(String, String)> =
            same.iter().filter(|(_, of)| is_one(of)).cloned().collect();
        let is_of = |latest: &&Latest| {
            let id = &latest.content.member_id;
            is_one(id) || same.iter().any(|(other, _)| other == id)
        };
        let members: Vec<Latest> = all.members.iter().filter(is_of).cloned().collect();
        let rows = |latest: &Latest| Some((latest.member, all.rows.get(&latest.member)?.clone()));
        let rows = members.iter().filter_map(rows).collect();
        let known = Known { members, rows, columns: all.columns.clone() };
        Whole { main: main.to_owned(), known, same, manual_facts: manual_facts.to_owned() }
    }

    /// The same with rows that came tonight.
    pub fn with(self, columns: Columns, rows: [String; 3]) -> Whole {
        let main = self.main.clone();
        self.with_of(&main, columns, rows)
    }

    /// The same with rows of the person, or of a relative, that came tonight.
    pub fn with_of(mut self, main: &str, columns: Columns, rows: [String; 3]) -> Whole {
        self.known.columns.insert(ColumnsId::TONIGHT, columns);
        let known = self.known.members.iter().find(|latest| latest.content.member_id == main);
        // Numbers of those who are new are below all that a ledger gives.
        let new = MemberNumber::from(-1 - self.known.members.len() as i64);
        let number = known.map_or(new, |latest| latest.member);
        if known.is_none() {
            let content =
                crate::ledger::Content { member_id: main.to_owned(), ..Default::default() };
            let latest = Latest {
                member: new,
                posting: PostingId::default(),
                columns: ColumnsId::TONIGHT,
                content,
            };
            self.known.members.push(latest);
        }
        let brought = Brought { run: RunId::BEHIND_ALL, columns: ColumnsId::TONIGHT, rows };
        self.known.rows.entry(number).or_default().push(brought);
        self
    }
}

/// The columns that rows of tonight's files are kept under.
pub(super) fn columns_of(arrived: &Incoming) -> Columns {
    let line = |kind| line(arrived.columns(kind).iter().map(String::as_str));
    Columns {
        members: line(RecordKind::Members),
        enrolments: line(RecordKind::Enrolments),
        bills: line(RecordKind::Bills),
    }
}

/// The columns that rules know.
pub(super) fn columns(book: &Book) -> Columns {
    let line = |kind: RecordKind| line(kind.columns(&book.vocabulary).into_iter());
    Columns {
        members: line(RecordKind::Members),
        enrolments: line(RecordKind::Enrolments),
        bills: line(RecordKind::Bills),
    }
}

fn line<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let mut line = Vec::new();
    exact_row(&mut line, names);
    String::from_utf8(line).expect("names are UTF-8")
}
