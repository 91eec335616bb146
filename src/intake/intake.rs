//! Members, enrolments and bills of a scheme office, read into one record a member.
//!
//! Every row is counted once: it is used, refused, a duplicate, superseded or void. Members are
//! read first, then enrolments, then bills, so that a bill meets all that is known of its member.
//! What cannot be used of a member's own or enrolment rows blocks the member's bills: they are
//! refused, not denied, since nobody can say that the member is not covered.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::bills::{BillRows, find_bills, group_bills};
use super::by_member::ByMember;
use super::counts::InputCounts;
use super::enrolments::{EnrolmentRows, group_periods, read_enrolments};
use super::error::IntakeError;
use super::interner::Texts;
use super::member_facts::DatedMember;
use super::members::{MemberRows, People, number_people, read_members};
use super::row_errors::{self, RowError, RowErrorKind};
use super::rows::Rows;
use super::sheets::{Files, Reconciled, Sheets};
use super::table::{FileKind, Table};
use super::text::Hashing;
use crate::claim::{
    Bill, Enrolment, History, MOST_BILLS, Member, Vocabulary, on as member_on, put_in_order,
};
use crate::date::Day;
use crate::fingerprint::Fingerprint;
use crate::progress::{Phase, Progress};

/// Where the three files are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inputs {
    /// Who is enrolled.
    pub members: PathBuf,
    /// In what, and when.
    pub enrolments: PathBuf,
    /// What hospitals billed.
    pub bills: PathBuf,
}

impl Inputs {
    /// The files under their usual names in one folder.
    pub fn in_folder(folder: &Path) -> Inputs {
        let file = |name: &str| folder.join(name);
        Inputs {
            members: file("members.csv"),
            enrolments: file("enrolments.csv"),
            bills: file("bills.csv"),
        }
    }

    /// All of them.
    pub fn paths(&self) -> [&Path; 3] {
        [&self.members, &self.enrolments, &self.bills]
    }
}

/// Members with their histories: of three files whose rows are told apart and joined, or as somebody else
/// knows them.
pub struct Intake<'v> {
    sheets: Option<Sheets<'v>>,
    people: People,
    periods: ByMember<Enrolment>,
    bills: BillStore,
    /// Rows refused so far; bills are read only with their records.
    refused: [Vec<RowError>; 3],
    /// What became of the rows of members, enrolments and bills so far.
    counts: [InputCounts; 3],
    /// Rows of members that are flagged, by place.
    flagged: Vec<usize>,
    /// Members who have bills and of whom all is known, by id as bytes.
    with_bills: Vec<u32>,
}

/// Where bills are.
enum BillStore {
    /// Rows in a file, which are read with the record of their member.
    Rows(ByMember<usize>),
    /// Read, by the number of the member.
    Read(Vec<ReadBills>),
}

/// The bills of one member, in no order, with their ids and those of the stays they share.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ReadBills {
    bills: Vec<Bill>,
    bill_ids: Texts,
    stay_ids: Texts,
}

impl ReadBills {
    /// Adds a bill, which `read` makes with the number of its id and that of its stay.
    pub fn read<E>(
        &mut self,
        (id, stay): (&str, &str),
        read: impl FnOnce(u32, u32) -> Result<Bill, E>,
    ) -> Result<&Bill, E> {
        let number = self.bill_ids.push(id);
        let stay = match stay {
            "" => Bill::alone(number),
            // Members have few stays that bills share.
            id => self.stay_ids.position(id).unwrap_or_else(|| self.stay_ids.push(id)),
        };
        self.bills.push(read(number, stay)?);
        Ok(self.bills.last().expect("it has just been added"))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.bills.len()
    }
}

/// Somebody as others know them: all ids, the first of which all is told under.
#[derive(Clone, Debug)]
pub(crate) struct KnownMember {
    pub ids: Vec<String>,
    /// What was so, by day: at least one.
    pub placed: Vec<DatedMember>,
    pub periods: Vec<Enrolment>,
    pub bills: ReadBills,
}

/// All that is known of one member: the facts of a [`History`], in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberRecord<'i> {
    /// The id of the member.
    pub id: &'i str,
    /// Who it is, and what holds first.
    pub member: Member,
    /// What holds later, by the day from which it does.
    pub later: Cow<'i, [Member]>,
    /// The unit, by its number in [`Intake::unit`].
    pub unit: u32,
    /// The enrolment periods, by (plan, start, end, units).
    pub enrolments: Cow<'i, [Enrolment]>,
    /// The bills, by (order date, id as bytes).
    pub bills: Vec<Bill>,
    /// Rows of bills that cannot be used.
    pub refused: Vec<RowError>,
    /// Whether all bills are there; with too many, none is.
    pub is_whole: bool,
    bill_ids: Texts,
    stay_ids: Texts,
}

impl<'i> MemberRecord<'i> {
    /// What the member's bills are decided on.
    pub fn history(&self) -> History<'_> {
        History::sorted(&self.member, &self.enrolments, &self.bills).with_later(&self.later)
    }

    /// The record of somebody as others know them.
    pub(crate) fn of(
        vocabulary: &Vocabulary,
        id: &'i str,
        members: &[Member],
        periods: Vec<Enrolment>,
        bills: ReadBills,
    ) -> Self {
        let ReadBills { bills, bill_ids, stay_ids } = bills;
        let enrolments = Cow::Owned(periods);
        let mut record = MemberRecord {
            id,
            member: members[0],
            later: Cow::Owned(members[1..].to_vec()),
            unit: 0,
            enrolments,
            bills,
            refused: Vec::new(),
            is_whole: true,
            bill_ids,
            stay_ids,
        };
        record.put_in_order(vocabulary);
        record
    }

    /// The same, as others know it.
    pub(crate) fn known(self, ids: Vec<String>, placed: Vec<DatedMember>) -> KnownMember {
        let MemberRecord { enrolments, bills, bill_ids, stay_ids, .. } = self;
        let bills = ReadBills { bills, bill_ids, stay_ids };
        KnownMember { ids, placed, periods: enrolments.into_owned(), bills }
    }

    /// What the member was on a day.
    pub fn member_on(&self, day: Day) -> &Member {
        member_on(&self.member, &self.later, day)
    }

    /// The id of one of the bills.
    pub fn bill_id(&self, bill: &Bill) -> &str {
        self.bill_ids.get(bill.id)
    }

    /// Adds the bills of one more stay, which are like some of the member's: under ids of their own, which
    /// tell that they are the second, third and so on.
    pub(crate) fn add_like(&mut self, stay: &[Bill], number: usize) {
        let (ids, shared) = self.like_ids(stay, number);
        self.add(stay, &ids, shared.as_deref());
    }

    /// The record of somebody else who is as the member is and has one stay alone, like one of the
    /// member's.
    pub(crate) fn of_another(
        &self,
        vocabulary: &Vocabulary,
        stay: &[Bill],
        number: usize,
    ) -> MemberRecord<'i> {
        let (ids, shared) = self.like_ids(stay, number);
        let mut other = MemberRecord {
            bills: Vec::new(),
            refused: Vec::new(),
            is_whole: true,
            bill_ids: Texts::default(),
            stay_ids: Texts::default(),
            enrolments: self.enrolments.clone(),
            later: self.later.clone(),
            ..*self
        };
        other.add(stay, &ids, shared.as_deref());
        other.put_in_order(vocabulary);
        other
    }

    fn add(&mut self, stay: &[Bill], ids: &[String], shared: Option<&str>) {
        let shared = shared.map(|id| self.stay_ids.push(id));
        for (bill, id) in stay.iter().zip(ids) {
            let id = self.bill_ids.push(id);
            self.bills.push(bill.numbered(id, shared.unwrap_or(Bill::alone(id))));
        }
    }

    /// Interner of bills that are like those of a stay, and of their stay where they share one.
    fn like_ids(&self, stay: &[Bill], number: usize) -> (Vec<String>, Option<String>) {
        let shared = self.stay_id(&stay[0]).map(|id| format!("{id}#{number}"));
        (stay.iter().map(|bill| self.like_id(bill, number)).collect(), shared)
    }

    /// The id of a bill that is like another, and of none there is.
    fn like_id(&self, bill: &Bill, number: usize) -> String {
        let ids = (number..).map(|number| format!("{}#{number}", self.bill_id(bill)));
        let mut free = ids.skip_while(|id| self.bill_ids.contains(id));
        free.next().expect("there are more numbers than bills")
    }

    /// Finds the stays of the bills and puts them in order: by order date, then by id as bytes.
    pub(crate) fn put_in_order(&mut self, vocabulary: &Vocabulary) {
        let MemberRecord { bills, bill_ids, .. } = self;
        put_in_order(vocabulary, bills, |number| bill_ids.get(number).as_bytes());
    }

    /// The id of the stay that one of the bills names, if it names any.
    pub fn stay_id(&self, bill: &Bill) -> Option<&str> {
        bill.shares_stay().then(|| self.stay_ids.get(bill.stay_id))
    }
}

/// Bytes that memory gives at a time; and how many times so many most rows of bills are.
const LINE: usize = 64;
const LINES_A_ROW: usize = 4;

/// Members whose rows are prefetched together: few enough that the rows are still in the cache when they are read.
pub(crate) const MEMBERS_PREFETCHED: usize = 32;

/// Looks at both ends of what lies side by side.
fn both_ends<T>(items: &[T], look: impl Fn(&T) -> u32) -> u32 {
    items.first().map_or(0, &look) ^ items.last().map_or(0, &look)
}

/// Opens records of one intake; one a thread.
pub struct MemberRecords<'i> {
    intake: &'i Intake<'i>,
    rows: Option<Rows<'i>>,
    /// Room that a record no longer needs.
    spare: Vec<ReadBills>,
    /// Where the rows of members who are opened next lie.
    coming: Vec<usize>,
}

impl<'i> MemberRecords<'i> {
    /// Takes back a record that is done with, so that the next finds room.
    pub fn recycle(&mut self, record: MemberRecord<'i>) {
        let MemberRecord { mut bills, mut bill_ids, mut stay_ids, .. } = record;
        bills.clear();
        bill_ids.clear();
        stay_ids.clear();
        self.spare.push(ReadBills { bills, bill_ids, stay_ids });
    }

    /// The record of a member, whose bills are read now.
    pub fn load(&mut self, member: u32) -> MemberRecord<'i> {
        let intake = self.intake;
        let person = &intake.people.all[member as usize];
        let mut refused = Vec::new();
        let (mut read, places) = match &intake.bills {
            BillStore::Read(all) => (all[member as usize].clone(), &[][..]),
            BillStore::Rows(places) => {
                (self.spare.pop().unwrap_or_default(), places.of_member(member))
            }
        };
        for &place in places {
            refused.extend(self.read_bill(place, person.member.birth, &mut read));
        }
        let mut is_whole = true;
        if read.bills.len() > MOST_BILLS {
            // Both are in the order of the file.
            let known =
                |place: &usize| refused.binary_search_by_key(place, |one| one.place).is_err();
            let places = places.iter().copied().filter(known);
            let too_many: Vec<RowError> =
                places.map(|at| RowError::new(at, RowErrorKind::TooMany)).collect();
            refused.extend(too_many);
            read.bills.clear();
            is_whole = false;
        }
        let ReadBills { bills, bill_ids, stay_ids } = read;
        let mut record = MemberRecord {
            id: intake.people.ids.id(member),
            member: person.member,
            later: Cow::Borrowed(intake.people.later(member)),
            unit: person.unit,
            enrolments: Cow::Borrowed(intake.periods.of_member(member)),
            bills,
            refused,
            is_whole,
            bill_ids,
            stay_ids,
        };
        // Bills that others know are in order already.
        if let Some(sheets) = &intake.sheets {
            record.put_in_order(sheets.vocabulary());
        }
        record
    }

    /// Asks memory for what is known of some members who are opened next, and for their rows, which lie
    /// all over the file. Opened one by one, each would be waited for; where rows lie is found first,
    /// so that all are waited for at the same time.
    pub fn prefetch(&mut self, members: &[u32]) {
        let Intake { people, periods, bills, sheets, .. } = self.intake;
        let (BillStore::Rows(bills), Some(sheets)) = (bills, sheets) else { return };
        self.coming.clear();
        let mut seen = 0;
        for &member in members {
            self.coming.extend_from_slice(bills.of_member(member));
            seen ^= people.all[member as usize].unit;
            seen ^= both_ends(people.ids.id(member).as_bytes(), |byte| (*byte).into());
            seen ^= both_ends(periods.of_member(member), |period| period.units);
        }
        let text = sheets.table(FileKind::Bills).text.all().as_bytes();
        let lines = (0..LINES_A_ROW).map(|line| line * LINE);
        for &place in &self.coming {
            let bytes = lines.clone().filter_map(|line| text.get(place + line));
            seen ^= bytes.fold(0, |seen, byte| seen ^ u32::from(*byte));
        }
        std::hint::black_box(seen);
    }

    /// Reads the row of a bill; that it is refused, where it cannot be used.
    fn read_bill(&mut self, place: usize, birth: Day, read: &mut ReadBills) -> Option<RowError> {
        let table = self.intake.table(FileKind::Bills);
        let row = self.rows.as_mut().expect("a row lies in a file").row(place);
        let places = &table.head.places;
        let key = if table.by_hospital { table.key(&row) } else { String::new() };
        let id = if table.by_hospital { &*key } else { row.text(places.bill_id) };
        let bill = read.read((id, row.text(places.stay_id)), |number, stay| {
            row_errors::bill_of(table, &row, (number, stay), birth)
        });
        bill.err().map(|why| RowError::new(place, why))
    }
}

impl<'v> Intake<'v> {
    /// Members as others know them, all of whom have different ids.
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
        let with_bills = in_order(&people, has_bills);
        Intake {
            sheets: None,
            people,
            periods,
            bills: BillStore::Read(bills),
            refused: Default::default(),
            counts: InputCounts::none(),
            flagged: Vec::new(),
            with_bills,
        }
    }

    /// The same of files, of whose rows this became.
    pub(crate) fn of_files(known: Vec<KnownMember>, closed: Reconciled) -> Intake<'v> {
        let Reconciled { counts, refused, flagged } = closed;
        Intake { counts, refused, flagged, ..Intake::of(known) }
    }

    /// Members who have bills and of whom all is known, by id as bytes.
    pub fn with_bills(&self) -> &[u32] {
        &self.with_bills
    }

    /// Every member whose own row is usable, be other rows of theirs refused, by number.
    pub fn listed(&self) -> impl Iterator<Item = u32> {
        (0..self.people.all.len() as u32).filter(|&member| self.people.all[member as usize].usable)
    }

    /// The id of a member.
    pub fn member_id(&self, member: u32) -> &str {
        self.people.ids.id(member)
    }

    /// The files, as they were read.
    pub(crate) fn fingerprints(&self) -> Vec<Fingerprint> {
        InputCounts::fingerprints(&self.counts)
    }

    /// Rows refused before any record is opened.
    pub(crate) fn refused_so_far(&self) -> u64 {
        self.refused.iter().map(|rows| rows.len() as u64).sum()
    }

    /// Opens records.
    pub fn records(&self) -> MemberRecords<'_> {
        let rows =
            self.sheets.as_ref().map(|files| Rows::anywhere(&files.table(FileKind::Bills).text));
        MemberRecords { intake: self, rows, spare: Vec::new(), coming: Vec::new() }
    }

    /// The number of a member; nothing where there is none, or a row of theirs is refused.
    pub fn member(&self, id: &str) -> Option<u32> {
        let member = self.people.ids.find(id)?;
        let person = &self.people.all[member as usize];
        (person.usable && !person.blocked).then_some(member)
    }

    /// Whether a row of this member is refused, so that nothing can be decided.
    pub fn is_blocked(&self, id: &str) -> bool {
        let found = self.people.ids.find(id);
        found.is_some_and(|member| self.people.all[member as usize].blocked)
    }

    /// The unit a member belongs to.
    pub fn unit_of(&self, member: u32) -> u32 {
        self.people.all[member as usize].unit
    }

    /// The units of a member, by the day from which each is so; the first was so on all days before too.
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

    /// Puts everybody into the unit of a day; without it all are in the last that is known.
    #[must_use]
    pub fn placed_on(mut self, day: Day) -> Intake<'v> {
        self.people.place_on(day);
        self
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

    /// Bills whose rows are found; some may be refused when they are read.
    pub fn bills(&self) -> usize {
        match &self.bills {
            BillStore::Rows(places) => places.len(),
            BillStore::Read(all) => all.iter().map(ReadBills::len).sum(),
        }
    }

    /// How many rows are refused in all: reads every bill.
    pub fn count_refused(&self) -> u64 {
        let before: usize = self.refused.iter().map(Vec::len).sum();
        let of_bills = self
            .with_bills
            .par_iter()
            .map_init(|| self.records(), |records, &member| records.load(member).refused.len());
        (before + of_bills.sum::<usize>()) as u64
    }

    fn table(&self, kind: FileKind) -> &Table<'v> {
        self.sheets.as_ref().expect("rows lie in files").table(kind)
    }

    /// What became of every row, when `decided` bills are decided and these rows of bills refused
    /// with their records.
    ///
    /// # Panics
    ///
    /// If a row is not accounted for: that is a bug.
    pub(crate) fn close(&self, decided: u64, of_bills: Vec<RowError>) -> Reconciled {
        let mut counts = self.counts.clone();
        counts[FileKind::Bills as usize].used = decided;
        let [members, enrolments, bills] = &self.refused;
        let of_bills = of_bills.into_iter().chain(bills.iter().copied()).collect();
        let refused = [members.clone(), enrolments.clone(), of_bills];
        Reconciled::of(counts, refused, self.flagged.clone())
    }

    /// Whether any row that can be read tells of a member of this id.
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
/// When a file cannot be used as a whole: everything that is wrong with all three; or when whoever
/// looks on stops the run.
pub fn read<'v>(
    inputs: &Inputs,
    vocabulary: &'v Vocabulary,
    progress: &dyn Progress,
) -> Result<Intake<'v>, IntakeError> {
    let sheets = Files::read(inputs, progress).sheets(vocabulary, None)?;
    progress.begin(Phase::Read, sheets.bytes());
    let joined = join(&sheets, progress).ok_or_else(|| IntakeError::Stopped)?;
    let Joined { members, enrolments, bills, with_bills, hashes } = joined;
    let [mut of_members, mut of_enrolments, mut of_bills] = sheets.counts(&hashes);
    of_members.rows = members.rows;
    of_members.used = members.used;
    of_members.duplicates = members.duplicates;
    of_members.superseded = members.superseded;
    of_members.void = members.void;
    of_enrolments.rows = enrolments.rows;
    of_enrolments.used = enrolments.used;
    of_enrolments.duplicates = enrolments.duplicates;
    of_enrolments.superseded = enrolments.superseded;
    of_enrolments.void = enrolments.void;
    of_bills.rows = bills.rows;
    of_bills.duplicates = bills.duplicates;
    of_bills.superseded = bills.superseded;
    of_bills.void = bills.void;
    Ok(Intake {
        sheets: Some(sheets),
        with_bills,
        people: members.people,
        flagged: members.flagged,
        periods: enrolments.periods,
        bills: BillStore::Rows(bills.places),
        refused: [members.refused, enrolments.refused, bills.refused],
        counts: [of_members, of_enrolments, of_bills],
    })
}

/// The rows of the three files, told apart and joined by member.
struct Joined {
    members: MemberRows,
    enrolments: EnrolmentRows,
    bills: BillRows,
    with_bills: Vec<u32>,
    hashes: [String; 3],
}

/// Reads the rows; nothing if the run is stopped. What goes through rows one by one, one thread
/// does while others hash files or cut the next one.
fn join(sheets: &Sheets, progress: &dyn Progress) -> Option<Joined> {
    let goes_on = || (!progress.stops()).then_some(());
    let [members, enrolments, bills] = sheets.tables();
    goes_on()?;
    // As much is hashed meanwhile as takes about as long.
    let mut hashing = Hashing::of([&members.text, &enrolments.text, &bills.text]);
    let length = members.text.all().len();
    let read = || read_members(members, false, progress);
    let (pieces, ()) = rayon::join(read, || hashing.go_on(3 * length));
    let number = || number_people(members, pieces, false);
    let (mut of_members, ()) = rayon::join(number, || hashing.go_on(4 * length));
    goes_on()?;
    let People { ids, all, .. } = &mut of_members.people;
    let pieces = read_enrolments(enrolments, ids, false, progress);
    goes_on()?;
    let (of_enrolments, pieces) =
        rayon::join(|| group_periods(enrolments, pieces, all), || find_bills(bills, ids, progress));
    let people = &of_members.people;
    let group = || {
        let of_bills = group_bills(bills, pieces, &people.all);
        let with_bills = in_order(people, |member| !of_bills.places.of_member(member).is_empty());
        (of_bills, with_bills)
    };
    let ((of_bills, with_bills), hashes) = rayon::join(group, || hashing.finish());
    Some(Joined {
        members: of_members,
        enrolments: of_enrolments,
        bills: of_bills,
        with_bills,
        hashes,
    })
}

/// Members who have bills, by id as bytes. Most ids differ within their first bytes.
fn in_order(people: &People, has_bills: impl Fn(u32) -> bool) -> Vec<u32> {
    let members = (0..people.all.len() as u32).filter(|&member| has_bills(member));
    people.by_id(members)
}
