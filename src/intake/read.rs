//! Members, enrolments and bills of a scheme office, joined into one record a member.
//!
//! Every row is counted once: it is used, in error, a duplicate, superseded or void. A row of a member or of an
//! enrolment that cannot be used blocks the bills of its member: they are rejected, not denied, since whether
//! the member is covered is not known.

use std::collections::HashMap;

use super::by_member::ByMember;
use super::counts::InputCounts;
use super::error::IntakeError;
use super::files::Files;
use super::households::linked::LinkedHouseholds;
use super::inputs::Inputs;
use super::join::join;
use super::members::People;
use super::record::{KnownMember, ReadBills};
use super::row_errors::RowError;
use super::sheets::{Reconciled, Sheets};
use super::table::Table;
use crate::claim::RecordKind;
use crate::claim::{Enrolment, Member, Relative, Vocabulary};
use crate::date::Day;
use crate::fingerprint::Fingerprint;
use crate::progress::{Phase, Progress};

/// Members with their histories: of three files whose rows are joined, or as another room knows them.
///
/// ```
/// use huzhu::intake::{Inputs, read};
/// use huzhu::scheme::Book;
///
/// let book = Book::load("rules/city".as_ref()).unwrap();
/// let intake = read(&Inputs::in_folder("data/city_small".as_ref()), book.vocabulary(), &())?;
/// assert_eq!((intake.listed().count(), intake.bills()), (1_000, 3_000));
/// let first = intake.records().load(intake.with_bills()[0]);
/// assert!(first.bills().len() > 0 && first.row_errors().is_empty());
/// # Ok::<(), huzhu::intake::IntakeError>(())
/// ```
pub struct Intake<'v> {
    pub(super) sheets: Option<Sheets<'v>>,
    pub(super) people: People,
    pub(super) periods: ByMember<Enrolment>,
    pub(super) bills: BillStore,
    /// Rows in error so far; bills are read only with their records.
    refused: [Vec<RowError>; 3],
    /// What became of the rows of members, enrolments and bills so far.
    counts: [InputCounts; 3],
    /// Rows of members that are flagged, by place.
    flagged: Vec<usize>,
    /// Members who have bills and of whom all is known, by id as bytes.
    with_bills: Vec<u32>,
    /// Who must be decided together; nothing where no rules ask for households.
    pub(super) linked_households: Option<LinkedHouseholds>,
    /// Facts of members as those of relatives of others, where more is known of them than their rows.
    pub(super) as_relatives: HashMap<u32, Relative>,
    /// The day after which no settlement is known; `None` where all are.
    pub(super) settled_by: Option<Day>,
}

/// Where bills are.
pub(super) enum BillStore {
    /// Rows in a file, which are read with the record of their member.
    Rows(ByMember<usize>),
    /// Read, by the number of the member.
    Read(Vec<ReadBills>),
}

impl<'v> Intake<'v> {
    /// Members whom another room knows, all of whom have different ids.
    pub(crate) fn of(known: Vec<KnownMember>) -> Intake<'v> {
        let (mut people, mut bills) = (People::default(), Vec::with_capacity(known.len()));
        people.units.number("");
        let mut periods: Vec<(u32, Enrolment)> = Vec::new();
        for one in known {
            let (number, _) = people.person(&one.ids[0]);
            people.place(number, &one.placed);
            one.ids[1..].iter().for_each(|other| people.ids.also(other, number));
            periods.extend(one.periods.into_iter().map(|period| (number, period)));
            bills.push(one.bills);
        }
        let mut periods = ByMember::of(people.all.len(), || periods.iter().copied());
        periods.sort();
        let has_bills = |member: u32| bills[member as usize].len() > 0;
        let with_bills = people.in_order(has_bills);
        Intake {
            sheets: None,
            people,
            periods,
            bills: BillStore::Read(bills),
            refused: Default::default(),
            counts: InputCounts::none(),
            flagged: Vec::new(),
            with_bills,
            linked_households: None,
            as_relatives: HashMap::new(),
            settled_by: None,
        }
    }

    /// The same, with who must be decided together, where the rules ask for households.
    #[must_use]
    pub(crate) fn related(mut self, vocabulary: &Vocabulary) -> Intake<'v> {
        let bills = |member| self.bills_of(member);
        let find = || LinkedHouseholds::of(&self.people, bills);
        self.linked_households = vocabulary.asks_household.then(find);
        self
    }

    /// The same, where so much more is known of members than their rows, by number.
    #[must_use]
    pub(crate) fn with_relatives(self, as_relatives: HashMap<u32, Relative>) -> Intake<'v> {
        Intake { as_relatives, ..self }
    }

    /// Whether any linked household is more than can be decided together.
    pub(crate) fn has_large_household(&self) -> bool {
        self.linked_households.as_ref().is_some_and(LinkedHouseholds::is_any_too_large)
    }

    /// How many bills a member has, some of which may turn out to be in error.
    fn bills_of(&self, member: u32) -> usize {
        match &self.bills {
            BillStore::Rows(places) => places.of_member(member).len(),
            BillStore::Read(all) => all.get(member as usize).map_or(0, ReadBills::len),
        }
    }

    /// The same, with what became of the rows of the files that they came from.
    pub(crate) fn of_files(known: Vec<KnownMember>, closed: Reconciled) -> Intake<'v> {
        let Reconciled { counts, refused, flagged } = closed;
        Intake { counts, refused, flagged, ..Intake::of(known) }
    }

    /// Members who have bills and of whom all is known, by id as bytes.
    pub fn with_bills(&self) -> &[u32] {
        &self.with_bills
    }

    /// Every member whose own row is usable, though other rows of the member may be in error, by number.
    pub fn listed(&self) -> impl Iterator<Item = u32> {
        (0..self.people.all.len() as u32).filter(|&member| self.people.all[member as usize].usable)
    }

    /// The id of a member.
    pub fn member_id(&self, member: u32) -> &str {
        self.people.ids.id(member)
    }

    /// The files, as they were read; none of tables in memory.
    pub(crate) fn fingerprints(&self) -> Vec<Fingerprint> {
        InputCounts::fingerprints(&self.counts)
    }

    /// Rows in error before any record is loaded.
    pub(crate) fn refused_so_far(&self) -> u64 {
        self.refused.iter().map(|rows| rows.len() as u64).sum()
    }

    /// The number of a member; nothing where there is none, or a row of the member is in error.
    pub fn member(&self, id: &str) -> Option<u32> {
        let member = self.people.ids.find(id)?;
        let person = &self.people.all[member as usize];
        (person.usable && !person.blocked).then_some(member)
    }

    /// Whether a row of this member is in error, so that nothing can be decided.
    pub fn is_blocked(&self, id: &str) -> bool {
        let found = self.people.ids.find(id);
        found.is_some_and(|member| self.people.all[member as usize].blocked)
    }

    /// The unit a member belongs to.
    pub fn unit_of(&self, member: u32) -> u32 {
        self.people.all[member as usize].unit
    }

    /// Whether a member is a woman.
    pub(crate) fn is_woman(&self, member: u32) -> bool {
        let person = self.people.all.get(member as usize);
        let sex = person.and_then(|person| person.member.facts.get(Vocabulary::SEX as usize));
        sex == Some(&Vocabulary::WOMAN)
    }

    /// What a member was on a day, and the day from which anything else holds.
    pub(crate) fn member_on(&self, member: u32, day: Day) -> (&Member, Option<Day>) {
        let later = self.people.later(member);
        let next = later.partition_point(|facts| facts.from <= day);
        let first = self.people.all.get(member as usize).map(|person| &person.member);
        let held = later.get(..next).and_then(<[Member]>::last).or(first);
        (held.expect("the number is one of the members'"), later.get(next).map(|facts| facts.from))
    }

    /// The units of a member, by the day from which each holds; the first held on all days before too.
    pub fn units_of(&self, member: u32) -> Vec<(Day, &str)> {
        let all = self.people.units_of(member).into_iter();
        all.map(|(from, unit)| (from, self.unit(unit))).collect()
    }

    /// The unit that a member was in on a day.
    pub fn unit_on(&self, member: u32, day: Day) -> &str {
        let all = self.units_of(member);
        let held = all.iter().rev().find(|(from, _)| *from <= day).or(all.first());
        held.map_or("", |(_, unit)| unit)
    }

    /// Puts every member into the unit of a day; without it members are in the last unit that is known.
    #[must_use]
    pub fn placed_on(mut self, day: Day) -> Intake<'v> {
        self.people.place_on(day);
        self
    }

    /// The same without bills that were settled after a day.
    #[must_use]
    pub(crate) fn settled_by(self, day: Day) -> Intake<'v> {
        Intake { settled_by: Some(day), ..self }
    }

    /// The dotted path of a unit.
    pub fn unit(&self, number: u32) -> &str {
        self.people.units.id(number)
    }

    /// How many units there are.
    pub fn units(&self) -> usize {
        self.people.units.len()
    }

    /// The enrolment periods of a member.
    pub fn periods(&self, member: u32) -> &[Enrolment] {
        self.periods.of_member(member)
    }

    /// Bills whose rows are found; some may turn out to be in error when they are read.
    pub fn bills(&self) -> usize {
        match &self.bills {
            BillStore::Rows(places) => places.len(),
            BillStore::Read(all) => all.iter().map(ReadBills::len).sum(),
        }
    }

    pub(super) fn table(&self, kind: RecordKind) -> &Table<'v> {
        self.sheets.as_ref().expect("rows lie in files").table(kind)
    }

    /// What became of every row, when `decided` bills are decided, and these rows of bills were in error when
    /// their records were loaded.
    ///
    /// # Panics
    ///
    /// If a row is not accounted for: that is a bug.
    pub(crate) fn close(&self, decided: u64, of_bills: Vec<RowError>) -> Reconciled {
        let mut counts = self.counts.clone();
        counts[RecordKind::Bills as usize].used = decided;
        let [members, enrolments, bills] = &self.refused;
        let of_bills = of_bills.into_iter().chain(bills.iter().copied()).collect();
        let refused = [members.clone(), enrolments.clone(), of_bills];
        Reconciled::of(counts, refused, self.flagged.clone())
    }

    /// Whether any row that can be read names a member of this id.
    pub(crate) fn names(&self, id: &str) -> bool {
        let found = self.people.ids.find(id).map(|member| &self.people.all[member as usize]);
        found.is_some_and(|person| person.usable || person.blocked)
    }

    /// The files.
    ///
    /// # Panics
    ///
    /// Where members are not those of files.
    pub(crate) fn sheets(&self) -> &Sheets<'v> {
        self.sheets.as_ref().expect("members of files")
    }
}

/// Reads the three files.
///
/// # Errors
///
/// When a file cannot be used as a whole: everything that is wrong with all three; or when the progress
/// stops the run.
pub fn read<'v>(
    inputs: &Inputs,
    vocabulary: &'v Vocabulary,
    progress: &dyn Progress,
) -> Result<Intake<'v>, IntakeError> {
    read_files(Files::read(inputs, progress), vocabulary, progress)
}

/// The same of three files that are in memory already.
///
/// # Errors
///
/// As of [`read`].
pub fn read_files<'v>(
    files: Files,
    vocabulary: &'v Vocabulary,
    progress: &dyn Progress,
) -> Result<Intake<'v>, IntakeError> {
    let sheets = files.sheets(vocabulary, None)?;
    progress.begin(Phase::Read, sheets.bytes());
    let joined = join(&sheets, progress).ok_or(IntakeError::Stopped)?;
    let mut counts = sheets.counts(&joined.hashes);
    let (members, enrolments, bills) = (joined.members, joined.enrolments, joined.bills);
    for (counts, outcome) in
        counts.iter_mut().zip([members.counts, enrolments.counts, bills.counts])
    {
        counts.add(outcome);
    }
    let intake = Intake {
        sheets: Some(sheets),
        with_bills: joined.with_bills,
        people: members.people,
        flagged: members.flagged,
        periods: enrolments.periods,
        bills: BillStore::Rows(bills.places),
        refused: [members.refused, enrolments.refused, bills.refused],
        counts,
        linked_households: None,
        as_relatives: HashMap::new(),
        settled_by: None,
    };
    Ok(intake.related(vocabulary))
}
