//! Members, enrolments and bills of a scheme office, read into one dossier a member.
//!
//! Every row is counted once: it is used, refused, a duplicate, superseded or void. Members are
//! read first, then enrolments, then bills, so that a bill meets all that is known of its member.
//! What cannot be used of a member's own or enrolment rows blocks the member's bills: they are
//! refused, not denied, since nobody can say that the member is not covered.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::bills::{BillRows, find_bills, group_bills};
use super::enrolments::{EnrolmentRows, group_periods, read_enrolments};
use super::grouped::Grouped;
use super::ids::Names;
use super::members::{MemberRows, People, number_people, read_members};
use super::refusal::{self, Refused, Why, faults};
use super::reject::Reject;
use super::rows::{Row, Rows};
use super::table::{Kind, Table};
use super::text::{Hashing, Text};
use super::totals::{Fingerprint, InputCounts};
use super::watch::{Phase, Watch};
use crate::claim::{Bill, Enrolment, History, MOST_BILLS, Member, Vocabulary};
use crate::words::{self, Sentence};

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

/// Three files in memory, their rows told apart and joined by member.
pub struct Intake<'v> {
    /// Members, enrolments and bills.
    tables: [Table<'v>; 3],
    people: People,
    periods: Grouped<Enrolment>,
    /// Where the rows of bills lie.
    bills: Grouped<usize>,
    /// Rows refused so far; bills are read only with their dossiers.
    refused: [Vec<Refused>; 3],
    /// What became of the rows of members, enrolments and bills so far.
    counts: [InputCounts; 3],
    /// Members who have bills and of whom all is known, by id as bytes.
    with_bills: Vec<u32>,
    /// What a ledger is to keep of the files.
    fresh: Fresh,
}

/// What the files say that a ledger did not know.
#[derive(Debug, Default)]
struct Fresh {
    /// Members of whom something is new and nothing refused, by id as bytes.
    members: Vec<u32>,
    /// Rows of enrolments and of bills, by member.
    periods: Grouped<usize>,
    bills: Grouped<usize>,
    /// Rows of the bills' file that hold.
    taken: u64,
    /// Usable rows of enrolments and of bills of people who are not known.
    pending: [Vec<usize>; 2],
    /// Rows of bills that have gone from such people to others: one that was theirs, and the one that
    /// took the bill away.
    gone: Vec<(usize, usize)>,
    /// Rows that take back a bill that nobody knows.
    unknown_voids: Vec<usize>,
}

/// A row that takes back a bill that nobody knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnknownVoid {
    /// The line on which it begins, the header being on the first.
    pub line: u64,
    /// Whose the bill is said to be.
    pub member_id: String,
    /// The bill.
    pub bill_id: String,
}

/// Rows of a member who is not known yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pending {
    /// Of enrolments.
    pub periods: Vec<usize>,
    /// Of bills.
    pub bills: Vec<usize>,
    /// Of bills that are another's now.
    pub gone: Vec<usize>,
}

/// What a ledger knows already: rows under a header of all columns, as [`Intake::columns`] has them.
#[derive(Clone, Debug, Default)]
pub struct KnownRows {
    /// Whether there is a ledger, which keeps what is pending.
    pub ledger: bool,
    /// Of members, enrolments and bills; each under its header, or empty.
    pub texts: [String; 3],
    /// Ids of one person: one, and the one that all is told under.
    pub same: Vec<(String, String)>,
}

/// All that is known of one member: the facts of a [`History`], in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dossier<'i> {
    /// The id of the member.
    pub id: &'i str,
    /// Who it is.
    pub member: Member,
    /// The unit, by its number in [`Intake::unit`].
    pub unit: u32,
    /// The enrolment periods, by (plan, start, end, units).
    pub enrolments: &'i [Enrolment],
    /// The bills, by (order date, id as bytes).
    pub bills: Vec<Bill>,
    /// Rows of bills that cannot be used.
    pub refused: Vec<Refused>,
    /// Whether all bills are there; with too many, none is.
    pub is_whole: bool,
    bill_ids: Names,
    stay_ids: Names,
}

impl<'i> Dossier<'i> {
    /// What the member's bills are decided on.
    pub fn history(&self) -> History<'_> {
        History::sorted(&self.member, self.enrolments, &self.bills)
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

    /// The dossier of somebody else who is as the member is and has one stay alone, like one of the
    /// member's.
    pub(crate) fn of_another(&self, stay: &[Bill], number: usize) -> Dossier<'i> {
        let (ids, shared) = self.like_ids(stay, number);
        let mut other = Dossier {
            bills: Vec::new(),
            refused: Vec::new(),
            is_whole: true,
            bill_ids: Names::default(),
            stay_ids: Names::default(),
            ..*self
        };
        other.add(stay, &ids, shared.as_deref());
        other.put_in_order();
        other
    }

    fn add(&mut self, stay: &[Bill], ids: &[String], shared: Option<&str>) {
        let shared = shared.map(|id| self.stay_ids.push(id));
        for (bill, id) in stay.iter().zip(ids) {
            let id = self.bill_ids.push(id);
            self.bills.push(Bill { id, stay: shared.unwrap_or(Bill::alone(id)), ..*bill });
        }
    }

    /// Ids of bills that are like those of a stay, and of their stay where they share one.
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

    /// Puts the bills in order: by order date, then by id as bytes.
    pub(crate) fn put_in_order(&mut self) {
        let Dossier { bills, bill_ids, .. } = self;
        let id = |number: u32| bill_ids.get(number).as_bytes();
        bills.sort_by(|a, b| a.order.cmp(&b.order).then_with(|| id(a.id).cmp(id(b.id))));
    }

    /// The id of the stay of one of the bills, if others may share it.
    pub fn stay_id(&self, bill: &Bill) -> Option<&str> {
        bill.shares_stay().then(|| self.stay_ids.get(bill.stay))
    }
}

/// Bytes that memory gives at a time; and how many times so many most rows of bills are.
const LINE: usize = 64;
const LINES_A_ROW: usize = 4;

/// Looks at both ends of what lies side by side.
fn both_ends<T>(items: &[T], look: impl Fn(&T) -> u32) -> u32 {
    items.first().map_or(0, &look) ^ items.last().map_or(0, &look)
}

/// Opens dossiers of one intake; one a thread.
pub struct Dossiers<'i> {
    intake: &'i Intake<'i>,
    rows: Rows<'i>,
    /// Room that a dossier no longer needs.
    spare: Vec<Room>,
    /// Where the rows of members who are opened next lie.
    coming: Vec<usize>,
}

/// What a dossier keeps its bills in; used again from dossier to dossier.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Room {
    bills: Vec<Bill>,
    bill_ids: Names,
    stay_ids: Names,
}

impl<'i> Dossiers<'i> {
    /// Takes back a dossier that is done with, so that the next finds room.
    pub fn put_back(&mut self, dossier: Dossier<'i>) {
        let Dossier { mut bills, mut bill_ids, mut stay_ids, .. } = dossier;
        bills.clear();
        bill_ids.clear();
        stay_ids.clear();
        self.spare.push(Room { bills, bill_ids, stay_ids });
    }

    /// The dossier of a member, whose bills are read now.
    pub fn open(&mut self, member: u32) -> Dossier<'i> {
        let intake = self.intake;
        let person = &intake.people.all[member as usize];
        let places = intake.bills.of_member(member);
        let Room { bills, bill_ids, stay_ids } = self.spare.pop().unwrap_or_default();
        let mut dossier = Dossier {
            id: intake.people.ids.id(member),
            member: person.member,
            unit: person.unit,
            enrolments: intake.periods.of_member(member),
            bills,
            refused: Vec::new(),
            is_whole: true,
            bill_ids,
            stay_ids,
        };
        let mut stays = HashMap::new();
        for &place in places {
            self.read_bill(place, &mut dossier, &mut stays);
        }
        if dossier.bills.len() > MOST_BILLS {
            let kept: Vec<Refused> = std::mem::take(&mut dossier.refused);
            // Both are in the order of the file.
            let known = |place: &&usize| {
                kept.binary_search_by_key(*place, |refused| refused.place).is_err()
            };
            let table = intake.table(Kind::Bills);
            let new = places.iter().filter(|&&place| !table.knows(place)).filter(known);
            let too_many = new.map(|&at| Refused::new(at, Why::TooMany));
            dossier.refused = kept.iter().copied().chain(too_many).collect();
            dossier.bills.clear();
            dossier.is_whole = false;
        }
        dossier.put_in_order();
        dossier
    }

    /// Asks memory for what is known of some members who are opened next, and for their rows, which lie
    /// all over the file. Opened one by one, each would be waited for; where rows lie is found first,
    /// so that all are waited for at the same time.
    pub fn expect(&mut self, members: &[u32]) {
        let Intake { people, periods, bills, .. } = self.intake;
        self.coming.clear();
        let mut seen = 0;
        for &member in members {
            self.coming.extend_from_slice(bills.of_member(member));
            seen ^= people.all[member as usize].unit;
            seen ^= both_ends(people.ids.id(member).as_bytes(), |byte| (*byte).into());
            seen ^= both_ends(periods.of_member(member), |period| period.units);
        }
        let text = self.intake.table(Kind::Bills).text.all().as_bytes();
        let lines = (0..LINES_A_ROW).map(|line| line * LINE);
        for &place in &self.coming {
            let bytes = lines.clone().filter_map(|line| text.get(place + line));
            seen ^= bytes.fold(0, |seen, byte| seen ^ u32::from(*byte));
        }
        std::hint::black_box(seen);
    }

    fn read_bill(
        &mut self,
        place: usize,
        dossier: &mut Dossier<'i>,
        stays: &mut HashMap<String, u32>,
    ) {
        let table = self.intake.table(Kind::Bills);
        let row = self.rows.row(place);
        let places = &table.head(place).places;
        let number = dossier.bill_ids.push(row.text(places.bill_id));
        let stay = match row.text(places.stay_id) {
            "" => Bill::alone(number),
            id => match stays.get(id) {
                Some(&stay) => stay,
                None => {
                    let stay = dossier.stay_ids.push(id);
                    stays.insert(id.to_owned(), stay);
                    stay
                }
            },
        };
        match refusal::bill(table, &row, (number, stay), true) {
            Ok(bill) => dossier.bills.push(bill),
            Err(_) => dossier.refused.push(Refused::new(place, Why::Row)),
        }
    }
}

/// Room for rows as a ledger keeps them, so that they need not be moved while they grow.
fn room_for(places: &[usize]) -> Vec<u8> {
    const USUAL: usize = 192;
    Vec::with_capacity(places.len() * USUAL)
}

impl Fresh {
    fn of(people: &People, enrolments: &EnrolmentRows, bills: &BillRows) -> Fresh {
        let mut members: Vec<u32> = (0..people.all.len() as u32).collect();
        let mut is_new: Vec<bool> = people.all.iter().map(|person| person.changed).collect();
        bills.fresh.iter().for_each(|&(member, _)| is_new[member as usize] = true);
        let usable = |member: u32| {
            let person = &people.all[member as usize];
            person.usable && !person.blocked
        };
        members.retain(|&member| is_new[member as usize] && usable(member));
        members.par_sort_unstable_by_key(|&member| people.ids.id(member));
        let grouped =
            |rows: &[(u32, usize)]| Grouped::of(people.all.len(), || rows.iter().copied());
        Fresh {
            members,
            periods: grouped(&enrolments.fresh),
            bills: grouped(&bills.fresh),
            taken: bills.taken,
            pending: [enrolments.pending.clone(), bills.pending.clone()],
            gone: bills.gone.clone(),
            unknown_voids: bills.unknown_voids.clone(),
        }
    }
}

impl<'v> Intake<'v> {
    /// The columns of the three files, in the order in which a ledger keeps them.
    pub fn columns(vocabulary: &Vocabulary) -> [String; 3] {
        [Kind::Members, Kind::Enrolments, Kind::Bills]
            .map(|kind| kind.columns(vocabulary).join(",") + "\n")
    }

    /// Members of whom the files say something that a ledger did not know, and of whom nothing is
    /// refused, by id as bytes.
    pub fn changed(&self) -> &[u32] {
        &self.fresh.members
    }

    /// How many of these rows a ledger knows already: they cannot be read under these rules.
    pub(crate) fn stale(&self, refused: &[Refused]) -> u64 {
        let table = self.table(Kind::Bills);
        refused.iter().filter(|refused| table.knows(refused.place)).count() as u64
    }

    /// What a ledger is to know of a member's row: as it is, if the file has a newer one.
    pub(crate) fn new_person(&self, member: u32) -> Option<String> {
        let place = self.people.all[member as usize].listed_at?;
        let table = self.table(Kind::Members);
        (!table.knows(place)).then(|| self.known_text(Kind::Members, &[place]))
    }

    /// The rows of enrolments that are new of a member, as a ledger keeps them.
    pub(crate) fn new_periods(&self, member: u32) -> String {
        self.known_text(Kind::Enrolments, self.fresh.periods.of_member(member))
    }

    /// The rows of bills that are new of a member, as a ledger keeps them, but for those refused; and
    /// the ids of the bills.
    pub(crate) fn new_bills(&self, member: u32, refused: &[Refused]) -> (String, Vec<String>) {
        let table = self.table(Kind::Bills);
        let places = self.fresh.bills.of_member(member);
        let is_refused = |place: usize| refused.iter().any(|refused| refused.place == place);
        let (mut rows, mut out) = (Rows::anywhere(&table.text), room_for(places));
        let mut ids = Vec::with_capacity(places.len());
        for &place in places.iter().filter(|place| !is_refused(**place)) {
            let row = rows.row(place);
            ids.push(row.text(table.head(place).places.bill_id).to_owned());
            table.write_known(&row, &mut out);
        }
        (String::from_utf8(out).expect("cells are UTF-8"), ids)
    }

    /// How many rows of the bills' file hold; some may be refused with their dossiers.
    pub(crate) fn taken(&self) -> u64 {
        self.fresh.taken
    }

    /// The ids of bills whose rows a ledger keeps.
    pub(crate) fn bill_ids(&self, rows: &str) -> Vec<String> {
        let mut csv = csv::ReaderBuilder::new().has_headers(false).from_reader(rows.as_bytes());
        let id = |row: csv::Result<csv::StringRecord>| {
            row.ok().and_then(|row| row.get(0).map(str::to_owned))
        };
        csv.records().filter_map(id).collect()
    }

    /// Rows of people who are not known, by id.
    pub(crate) fn pending(&self) -> BTreeMap<String, Pending> {
        let Fresh { pending: [periods, bills], gone, .. } = &self.fresh;
        let mut pending: BTreeMap<String, Pending> = BTreeMap::new();
        let id = |kind, place| {
            let table = self.table(kind);
            let mut rows = Rows::anywhere(&table.text);
            rows.row(place).text(table.head(place).places.member_id).to_owned()
        };
        for &place in periods {
            pending.entry(id(Kind::Enrolments, place)).or_default().periods.push(place);
        }
        for &place in bills {
            pending.entry(id(Kind::Bills, place)).or_default().bills.push(place);
        }
        for &(from, place) in gone {
            pending.entry(id(Kind::Bills, from)).or_default().gone.push(place);
        }
        pending
    }

    /// The rows that take back a bill that nobody knows, in the order of the file.
    pub(crate) fn unknown_voids(&self) -> Vec<UnknownVoid> {
        let table = self.table(Kind::Bills);
        let (mut rows, mut lines) = (Rows::anywhere(&table.text), table.text.lines());
        let mut told = |place: usize| {
            let (row, at) = (rows.row(place), &table.head(place).places);
            UnknownVoid {
                line: lines.at(place),
                member_id: row.text(at.member_id).to_owned(),
                bill_id: row.text(at.bill_id).to_owned(),
            }
        };
        self.fresh.unknown_voids.iter().map(|&place| told(place)).collect()
    }

    /// Rows as a ledger keeps them.
    pub(crate) fn known_text(&self, kind: Kind, places: &[usize]) -> String {
        if places.is_empty() {
            return String::new();
        }
        let table = self.table(kind);
        let (mut rows, mut out) = (Rows::anywhere(&table.text), room_for(places));
        places.iter().for_each(|&place| table.write_known(&rows.row(place), &mut out));
        String::from_utf8(out).expect("cells are UTF-8")
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
        let named = self.counts.iter().filter(|counts| !counts.file.is_empty());
        let of = |counts: &InputCounts| Fingerprint {
            file: counts.file.clone(),
            sha256: counts.sha256.clone(),
        };
        named.map(of).collect()
    }

    /// Rows refused before any dossier is opened.
    pub(crate) fn refused_so_far(&self) -> u64 {
        self.refused.iter().map(|rows| rows.len() as u64).sum()
    }

    /// Opens dossiers.
    pub fn dossiers(&self) -> Dossiers<'_> {
        let rows = Rows::anywhere(&self.table(Kind::Bills).text);
        Dossiers { intake: self, rows, spare: Vec::new(), coming: Vec::new() }
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
        self.bills.len()
    }

    /// How many rows are refused in all: reads every bill.
    pub fn count_refused(&self) -> u64 {
        let before: usize = self.refused.iter().map(Vec::len).sum();
        let of_bills = self
            .with_bills
            .par_iter()
            .map_init(|| self.dossiers(), |dossiers, &member| dossiers.open(member).refused.len());
        (before + of_bills.sum::<usize>()) as u64
    }

    fn table(&self, kind: Kind) -> &Table<'v> {
        &self.tables[kind as usize]
    }

    /// What became of every row, when `decided` bills are decided and these rows of bills refused
    /// with their dossiers.
    ///
    /// # Panics
    ///
    /// If a row is not accounted for: that is a bug.
    pub(crate) fn close(&self, decided: u64, mut of_bills: Vec<Refused>) -> Closed {
        let mut counts = self.counts.clone();
        let [members, enrolments, bills] = &self.refused;
        of_bills.extend(bills);
        let mut refused = [members.clone(), enrolments.clone(), of_bills];
        counts[Kind::Bills as usize].used = decided;
        for (count, refused) in counts.iter_mut().zip(&mut refused) {
            refused.sort_unstable();
            count.rejected = refused.len() as u64;
            count.reconcile();
        }
        Closed { counts, refused }
    }

    /// Tells what is wrong with each refused row, file by file and line by line.
    ///
    /// # Errors
    ///
    /// Whatever `tell` fails with.
    pub(crate) fn rejects<E>(
        &self,
        closed: &Closed,
        mut tell: impl FnMut(Reject) -> Result<(), E>,
    ) -> Result<(), E> {
        for (table, refused) in self.tables.iter().zip(&closed.refused) {
            let (mut rows, mut lines) = (Rows::anywhere(&table.text), table.text.lines());
            for refused in refused {
                let row = rows.row(refused.place);
                let line = lines.at(refused.place);
                for fault in faults(table, &row, refused.why, &self.people) {
                    tell(Reject::new(&table.text.file, line, fault))?;
                }
            }
        }
        Ok(())
    }

    /// The refused rows of a file as they came, under its header, to be mended and sent again;
    /// nothing where there are none.
    ///
    /// # Errors
    ///
    /// Whatever `take` fails with.
    pub(crate) fn refused_rows<E>(
        &self,
        closed: &Closed,
        kind: Kind,
        mut take: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let (table, refused) = (self.table(kind), &closed.refused[kind as usize]);
        if refused.is_empty() {
            return Ok(());
        }
        take(&table.header())?;
        let mut rows = Rows::anywhere(&table.text);
        refused.iter().try_for_each(|refused| take(&table.raw(rows.row(refused.place).place)))
    }
}

/// What became of every row of the three files.
#[derive(Clone, Debug)]
pub(crate) struct Closed {
    pub counts: [InputCounts; 3],
    refused: [Vec<Refused>; 3],
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
    watch: &dyn Watch,
) -> Result<Intake<'v>, Vec<Sentence>> {
    read_onto(Files::read(inputs, watch), KnownRows::default(), vocabulary, watch)
}

/// The three files as they were when they were read: they are read once, so that what is looked up
/// for them and what is decided on is the same, whatever happens to them meanwhile.
#[derive(Debug)]
pub struct Files {
    texts: [Result<Text, Sentence>; 3],
}

const KINDS: [Kind; 3] = [Kind::Members, Kind::Enrolments, Kind::Bills];

impl Files {
    /// Reads the three files. What cannot be read of them is told with all else that is wrong.
    pub fn read(inputs: &Inputs, watch: &dyn Watch) -> Files {
        let Inputs { members, enrolments, bills } = inputs;
        let files = [members, enrolments, bills];
        let size = |path: &PathBuf| path.metadata().map_or(0, |file| file.len());
        watch.begin(Phase::Load, files.into_iter().map(size).sum());
        let read = |path: &PathBuf| {
            let text = Text::read(path);
            watch.done(size(path));
            text
        };
        let texts: Vec<Result<Text, Sentence>> = files.into_par_iter().map(read).collect();
        Files { texts: texts.try_into().unwrap_or_else(|_| unreachable!("of three files")) }
    }

    /// Ids of members and of bills that the files speak of, sorted and once each.
    ///
    /// # Errors
    ///
    /// When a file cannot be used as a whole: everything that is wrong with all three.
    pub(crate) fn spoken_of(
        self,
        vocabulary: &Vocabulary,
    ) -> Result<(Files, [Vec<String>; 2]), Vec<Sentence>> {
        let tables = self.tables(vocabulary, Default::default())?;
        let (mut members, mut bills) = (Vec::new(), Vec::new());
        for table in &tables {
            members.extend(ids(table, |row| table.whose(row)));
            if table.kind == Kind::Bills {
                let at = |row: &Row| table.head(row.place.0).places.bill_id;
                bills = ids(table, |row| row.text(at(row)));
            }
        }
        let found = [members, bills].map(|mut ids| {
            ids.par_sort_unstable();
            ids.dedup();
            ids
        });
        Ok((Files { texts: tables.map(|table| Ok(table.text)) }, found))
    }

    fn tables(
        self,
        vocabulary: &Vocabulary,
        known: [String; 3],
    ) -> Result<[Table<'_>; 3], Vec<Sentence>> {
        let all: Vec<_> = self.texts.into_iter().zip(known).zip(KINDS).collect();
        let open = |((text, known), kind): ((Result<Text, Sentence>, String), Kind)| {
            let text = text.map_err(|why| vec![why])?;
            Table::open(text.behind(known), kind, vocabulary)
        };
        let opened: Vec<Result<Table, Vec<Sentence>>> = all.into_par_iter().map(open).collect();
        if opened.iter().any(Result::is_err) {
            return Err(opened.into_iter().filter_map(Result::err).flatten().collect());
        }
        let tables: Vec<Table> = opened.into_iter().flatten().collect();
        Ok(tables.try_into().unwrap_or_else(|_| unreachable!("of three files")))
    }
}

/// What ids the rows of a file have.
fn ids(table: &Table, id: impl for<'r> Fn(&'r Row) -> &'r str + Sync) -> Vec<String> {
    let of_piece = |piece: &Range<usize>| {
        let (mut found, mut rows) = (Vec::new(), Rows::new(&table.text, piece.clone()));
        while let Some(row) = rows.next() {
            found.push(id(&row).to_owned());
        }
        found
    };
    table.pieces.par_iter().flat_map_iter(of_piece).collect()
}

/// Tells the rows of the three files on top of what a ledger knows.
///
/// # Errors
///
/// As [`read`]; and when rows that are known cannot be read under these rules.
pub fn read_onto<'v>(
    files: Files,
    known: KnownRows,
    vocabulary: &'v Vocabulary,
    watch: &dyn Watch,
) -> Result<Intake<'v>, Vec<Sentence>> {
    let KnownRows { ledger, texts, same } = known;
    let tables = files.tables(vocabulary, texts)?;
    let bytes = tables.iter().map(|table| (table.text.all().len() - table.text.own()) as u64);
    watch.begin(Phase::Read, bytes.sum());
    read_tables(tables, ledger, &same, watch)
}

/// What a ledger knows, without any files.
///
/// # Errors
///
/// When rows that are known cannot be read under these rules.
pub fn recall<'v>(
    known: KnownRows,
    vocabulary: &'v Vocabulary,
    watch: &dyn Watch,
) -> Result<Intake<'v>, Vec<Sentence>> {
    let [members, enrolments, bills] = known.texts;
    let tables = [
        Table::known(Kind::Members, members, vocabulary),
        Table::known(Kind::Enrolments, enrolments, vocabulary),
        Table::known(Kind::Bills, bills, vocabulary),
    ];
    read_tables(tables, true, &known.same, watch)
}

/// Tells the rows of three tables apart, and joins them.
fn read_tables<'v>(
    tables: [Table<'v>; 3],
    ledger: bool,
    same: &[(String, String)],
    watch: &dyn Watch,
) -> Result<Intake<'v>, Vec<Sentence>> {
    let joined = join(&tables, ledger, same, watch);
    let joined = joined.ok_or_else(|| vec![words::program::stopped()])?;
    let Joined { mut members, enrolments, bills, with_bills, hashes } = joined;
    if ledger {
        members.refuse_blocked(&tables[Kind::Members as usize]);
    }
    let stale = members.stale + enrolments.stale;
    if stale > 0 {
        return Err(vec![words::ledger::stale(stale)]);
    }
    let counts = std::array::from_fn(|kind| InputCounts::new(&tables[kind], &hashes[kind]));
    let [mut of_members, mut of_enrolments, mut of_bills] = counts;
    of_members.rows = members.rows;
    of_members.used = members.used;
    of_members.duplicates = members.duplicates;
    of_enrolments.rows = enrolments.rows;
    of_enrolments.used = enrolments.used;
    of_enrolments.duplicates = enrolments.duplicates;
    of_enrolments.superseded = enrolments.superseded;
    of_enrolments.void = enrolments.void;
    of_enrolments.pending = enrolments.pending.len() as u64;
    of_bills.rows = bills.rows;
    of_bills.duplicates = bills.duplicates;
    of_bills.superseded = bills.superseded;
    of_bills.void = bills.void;
    of_bills.void_unknown = bills.unknown_voids.len() as u64;
    of_bills.pending = bills.pending.len() as u64;
    let fresh = match ledger {
        true => Fresh::of(&members.people, &enrolments, &bills),
        false => Fresh::default(),
    };
    Ok(Intake {
        tables,
        with_bills,
        fresh,
        people: members.people,
        periods: enrolments.periods,
        bills: bills.places,
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
fn join(
    tables: &[Table; 3],
    ledger: bool,
    same: &[(String, String)],
    watch: &dyn Watch,
) -> Option<Joined> {
    let goes_on = || (!watch.stops()).then_some(());
    let [members, enrolments, bills] = tables;
    goes_on()?;
    // As much is hashed meanwhile as takes about as long.
    let mut hashing = Hashing::of([&members.text, &enrolments.text, &bills.text]);
    let length = members.text.all().len();
    let (pieces, ()) = rayon::join(|| read_members(members, watch), || hashing.go_on(3 * length));
    let number = || number_people(members, pieces, same);
    let (mut of_members, ()) = rayon::join(number, || hashing.go_on(4 * length));
    goes_on()?;
    let People { ids, all, .. } = &mut of_members.people;
    let pieces = read_enrolments(enrolments, ids, ledger, watch);
    goes_on()?;
    let (of_enrolments, pieces) = rayon::join(
        || group_periods(enrolments, pieces, all, ledger),
        || find_bills(bills, ids, watch),
    );
    let people = &of_members.people;
    let group = || {
        let of_bills = group_bills(bills, pieces, &people.all, ledger);
        let with_bills = in_order(people, &of_bills.places);
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
fn in_order(people: &People, bills: &Grouped<usize>) -> Vec<u32> {
    let head = |member: u32| {
        let mut head = [0; 20];
        let id = people.ids.id(member).as_bytes();
        let length = id.len().min(head.len());
        head[..length].copy_from_slice(&id[..length]);
        (head, member)
    };
    let members = (0..people.all.len() as u32).filter(|&m| !bills.of_member(m).is_empty());
    let mut members: Vec<([u8; 20], u32)> = members.map(head).collect();
    let id = |member: u32| people.ids.id(member);
    members.par_sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| id(a.1).cmp(id(b.1))));
    members.into_iter().map(|(_, member)| member).collect()
}
