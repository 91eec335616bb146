//! What came tonight, as rows that can be told apart: whose they are, and what they are of. What is known
//! already, and who is one person, is for others to say.

use std::collections::{HashMap, HashSet};

use super::bill_versions::{BillVersion, Revision};
use super::bills::{self, FoundRow, find_bills, perhaps_twice, said, unread};
use super::by_member::ByMember;
use super::counts::InputCounts;
use super::enrolments::{self, PeriodRow, PeriodVersion, fallen_out, read_enrolments};
use super::error::IntakeError;
use super::intake::Inputs;
use super::intake::ReadBills;
use super::member_facts::MemberVersion;
use super::members::{MemberRows, People, content_hash, number_people, read_members};
use super::row_errors::{self, RowError, RowErrorKind, revision};
use super::row_versions::RowVerdict;
use super::rows::Rows;
use super::sheets::{Files, Reconciled, Sheets};
use super::table::FileKind;
use super::text::Hashing;
use crate::claim::{Enrolment, Member, Record, Vocabulary};
use crate::date::Day;
use crate::progress::{Phase, Progress};

/// The rows of three files, by the id that they name; ids have numbers in the order in which they came.
pub(crate) struct Incoming<'v> {
    sheets: Sheets<'v>,
    people: People,
    /// Where the rows of members lie who have several.
    several: HashMap<u32, Vec<usize>>,
    periods: ByMember<PeriodRow>,
    bills: ByMember<FoundRow>,
    /// A number of all that the files of members and enrolments say of an id.
    content_hashes: Vec<u64>,
    /// Rows refused for what they say themselves, and counts of the others.
    refused: [Vec<RowError>; 3],
    counts: [InputCounts; 3],
    /// Rows of members that are flagged, by place.
    flagged: Vec<usize>,
}

/// A row of a bill of which there are others.
pub(crate) struct SameBillRow {
    /// Where it lies.
    pub place: usize,
    /// Whose it is, by number.
    pub member: u32,
    pub said: BillVersion,
    /// Whether it can be used for what it says itself.
    pub is_sound: bool,
}

/// A row of a bill.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BillRow {
    /// Where it lies.
    pub place: usize,
    /// Whether it takes a bill back.
    pub void: bool,
}

impl<'v> Incoming<'v> {
    /// Reads the three files: of a night, or where nobody asks the clock.
    ///
    /// # Errors
    ///
    /// When a file cannot be used as a whole: everything that is wrong with all three; or when whoever
    /// looks on stops the run.
    pub fn read(
        inputs: &Inputs,
        vocabulary: &'v Vocabulary,
        night: Option<Day>,
        progress: &dyn Progress,
    ) -> Result<Incoming<'v>, IntakeError> {
        let sheets = Files::read(inputs, progress).sheets(vocabulary, night)?;
        progress.begin(Phase::Read, sheets.bytes());
        Incoming::of(sheets, progress).ok_or_else(|| IntakeError::Stopped)
    }

    /// Tells rows apart; nothing where the run is stopped.
    fn of(sheets: Sheets<'v>, progress: &dyn Progress) -> Option<Incoming<'v>> {
        let mut pieces = FilePieces::read(&sheets, progress)?;
        pieces.name_everybody(&sheets);
        Some(pieces.gather(sheets))
    }

    /// How many ids the files name.
    pub fn len(&self) -> u32 {
        self.people.all.len() as u32
    }

    /// The number of an id.
    pub fn find(&self, id: &str) -> Option<u32> {
        self.people.ids.find(id)
    }

    /// The id of a number.
    pub fn id(&self, number: u32) -> &str {
        self.people.ids.id(number)
    }

    /// Interner in their order as bytes.
    pub fn in_order(&self, numbers: impl Iterator<Item = u32>) -> Vec<u32> {
        self.people.by_id(numbers)
    }

    /// Whether a row of an id is refused, so that nothing of it moves.
    pub fn is_blocked(&self, number: u32) -> bool {
        self.people.all[number as usize].blocked
    }

    /// Where the rows of a member lie that can be used, each once.
    pub fn members(&self, number: u32) -> Vec<usize> {
        if let Some(places) = self.several.get(&number) {
            return places.clone();
        }
        let person = self.people.all[number as usize];
        person.listed_at.filter(|_| person.usable).into_iter().collect()
    }

    /// The one row of a member who has no other, and which takes nothing back: what it says, and its unit.
    pub fn only_member(&self, number: u32) -> Option<(Member, &str)> {
        let person = self.people.all[number as usize];
        let is_one = person.usable && !self.several.contains_key(&number);
        is_one.then(|| (person.member, self.people.units.id(person.unit)))
    }

    /// The day of the night; nothing where nobody asks the clock.
    pub fn night(&self) -> Option<Day> {
        self.sheets.night()
    }

    /// The rows of the periods of an id that can be used, each once.
    pub fn periods(&self, number: u32) -> &[PeriodRow] {
        self.periods.of_member(number)
    }

    /// The rows of the bills of an id.
    pub fn bills(&self, number: u32) -> impl Iterator<Item = BillRow> {
        let rows = self.bills.of_member(number);
        rows.iter().map(|row| BillRow { place: row.place, void: row.void })
    }

    /// Whether an id has rows of bills.
    pub fn has_bills(&self, number: u32) -> bool {
        !self.bills.of_member(number).is_empty()
    }

    /// How many rows of bills there are.
    pub fn all_bills(&self) -> usize {
        self.bills.len()
    }

    /// A number of all that is said of an id in the files of members and enrolments, which others hardly
    /// ever have; 0 where nothing is.
    pub fn content_hash(&self, number: u32) -> i64 {
        self.content_hashes[number as usize] as i64
    }

    /// Numbers of bills that the files speak of, each once, where a ledger is asked for them.
    pub fn bill_ids(&self) -> HashSet<String> {
        let table = self.sheets.table(FileKind::Bills);
        let (mut rows, mut ids) = (Rows::anywhere(&table.text), HashSet::new());
        for row in self.bills.all().iter().filter(|row| row.id.is_some()) {
            ids.insert(table.key(&rows.row(row.place)));
        }
        ids
    }

    /// Rows of bills whose number others may have too, in the files or among those that are asked for, by what
    /// the bill is known by.
    pub fn alike(&self, asked: &HashSet<String>) -> HashMap<String, Vec<SameBillRow>> {
        let table = self.sheets.table(FileKind::Bills);
        let mut rows = Rows::anywhere(&table.text);
        let mut all: HashMap<String, Vec<SameBillRow>> = HashMap::new();
        let found = || self.bills.all().iter();
        let twice: HashSet<usize> =
            perhaps_twice(found).into_iter().map(|(_, row)| row.place).collect();
        for found in found().filter(|row| !asked.is_empty() || twice.contains(&row.place)) {
            let row = rows.row(found.place);
            let key = table.key(&row);
            if (twice.contains(&found.place) || asked.contains(&key)) && !key.is_empty() {
                let read = said(table, &row);
                let is_sound = read.is_some();
                // What cannot be read takes nothing back; but it does not bring an earlier row back either.
                let unread = || (!found.void).then(|| unread(table, &row));
                if let Some(said) = read.or_else(unread) {
                    let member = found.member.expect("rows of nobody are refused");
                    let row = SameBillRow { place: found.place, member, said, is_sound };
                    all.entry(key).or_default().push(row);
                }
            }
        }
        all.values_mut().for_each(|rows| rows.sort_by_key(|row| row.place));
        all.retain(|key, rows| rows.len() > 1 || asked.contains(key));
        all
    }

    /// Opens rows.
    pub fn cells(&self) -> IncomingReader<'_> {
        let rows = |kind| Rows::anywhere(&self.sheets.table(kind).text);
        let [members, enrolments, bills] =
            [FileKind::Members, FileKind::Enrolments, FileKind::Bills].map(rows);
        IncomingReader { arrived: self, members, enrolments, bills, coming: Vec::new() }
    }

    /// The columns under which rows are kept.
    pub fn columns(&self, kind: FileKind) -> &[String] {
        self.sheets.columns(kind)
    }

    /// The files.
    pub fn sheets(&self) -> &Sheets<'v> {
        &self.sheets
    }

    /// What became of every row.
    ///
    /// # Panics
    ///
    /// If a row is not accounted for: that is a bug.
    pub fn close(&self, became: &RowOutcomes) -> Reconciled {
        let mut counts = self.counts.clone();
        for (counts, became) in counts.iter_mut().zip(&became.counts) {
            counts.used += became.used;
            counts.duplicates += became.duplicates;
            counts.superseded += became.superseded;
            counts.void += became.void;
            counts.void_unknown += became.void_unknown;
            counts.pending += became.pending;
        }
        let refused = std::array::from_fn(|kind| {
            self.refused[kind].iter().chain(&became.refused[kind]).copied().collect()
        });
        Reconciled::of(counts, refused, self.flagged.clone())
    }

    /// The lines on which rows of bills begin, for places in ascending order.
    pub fn lines(&self, places: &[usize]) -> Vec<u64> {
        let mut lines = self.sheets.table(FileKind::Bills).text.lines();
        places.iter().map(|&place| lines.at(place)).collect()
    }
}

/// The rows of three files, piece by piece.
struct FilePieces {
    members: MemberRows,
    periods: Vec<enrolments::PeriodPiece>,
    bills: Vec<bills::BillPiece>,
    hashes: [String; 3],
}

impl FilePieces {
    /// Reads the rows; nothing where the run is stopped.
    fn read(sheets: &Sheets, progress: &dyn Progress) -> Option<FilePieces> {
        let goes_on = || (!progress.stops()).then_some(());
        let [members, enrolments, bills] = sheets.tables();
        goes_on()?;
        // As much is hashed meanwhile as takes about as long.
        let mut hashing = Hashing::of([&members.text, &enrolments.text, &bills.text]);
        let length = members.text.all().len();
        let read = || read_members(members, true, progress);
        let (pieces, ()) = rayon::join(read, || hashing.go_on(3 * length));
        let number = || number_people(members, pieces, true);
        let (members, ()) = rayon::join(number, || hashing.go_on(4 * length));
        goes_on()?;
        let ids = &members.people.ids;
        let periods = read_enrolments(enrolments, ids, true, progress);
        goes_on()?;
        let (bills, hashes) = rayon::join(|| find_bills(bills, ids, progress), || hashing.finish());
        Some(FilePieces { members, periods, bills, hashes })
    }

    /// Gives numbers to ids that are not in the file of members: they may be known, or come later.
    fn name_everybody(&mut self, sheets: &Sheets) {
        let [_, enrolments, bills] = sheets.tables();
        let people = &mut self.members.people;
        let mut rows = Rows::anywhere(&enrolments.text);
        for piece in &mut self.periods {
            for row in std::mem::take(&mut piece.strangers) {
                let cells = rows.row(row.place);
                let (number, _) = people.person(&enrolments.member_id(&cells));
                piece.content_hashes.push(content_hash(enrolments, &cells));
                piece.periods.push((number, row));
            }
            for place in std::mem::take(&mut piece.strange_blocks) {
                people.block(rows.row(place).text(enrolments.head.places.member_id));
            }
            piece.blocks.iter().for_each(|&member| people.all[member as usize].blocked = true);
        }
        let mut rows = Rows::anywhere(&bills.text);
        let found = self.bills.iter_mut().flat_map(|piece| &mut piece.found);
        for found in found.filter(|found| found.member.is_none()) {
            let cells = rows.row(found.place);
            let id = bills.member_id(&cells);
            found.member = (!id.is_empty()).then(|| people.person(&id).0);
        }
    }

    /// Puts the rows of each id together, but for those that fall out of their file.
    fn gather(mut self, sheets: Sheets<'_>) -> Incoming<'_> {
        let (mut counts, mut refused) = (sheets.counts(&self.hashes), self.refused());
        counts[0].rows = self.members.rows;
        counts[0].duplicates = self.members.duplicates;
        counts[1].rows = self.periods.iter().map(|piece| piece.rows).sum();
        counts[2].rows = self.bills.iter().map(|piece| piece.rows).sum();
        let content_hashes = self.content_hashes();
        let named = self.members.people.all.len();
        let (out, _) = fallen_out(sheets.table(FileKind::Enrolments), &self.periods, named);
        let people = &mut self.members.people;
        let rows = || self.periods.iter().flat_map(|piece| &piece.periods);
        for (member, row) in rows() {
            if out.get(&row.place) == Some(&RowVerdict::Conflict) {
                people.all[*member as usize].blocked = true;
                refused[1].push(RowError::new(row.place, RowErrorKind::Conflict));
            }
        }
        let duplicates = out.values().filter(|verdict| **verdict == RowVerdict::Duplicate);
        counts[1].duplicates = duplicates.count() as u64;
        let stays = |row: &PeriodRow| {
            let verdict = if out.is_empty() { None } else { out.get(&row.place) };
            !matches!(verdict, Some(RowVerdict::Conflict | RowVerdict::Duplicate))
        };
        let stay = || rows().filter(|(_, row)| stays(row)).copied();
        let periods = ByMember::of(people.all.len(), stay);
        let found = || self.bills.iter().flat_map(|piece| &piece.found);
        let nobodys = found().filter(|row| row.member.is_none());
        refused[2].extend(nobodys.map(|row| RowError::new(row.place, RowErrorKind::Row)));
        let of_people = || found().filter_map(|row| Some((row.member?, *row)));
        let bills = ByMember::of(people.all.len(), of_people);
        let MemberRows { people, several, flagged, .. } = self.members;
        Incoming {
            sheets,
            people,
            several,
            periods,
            bills,
            content_hashes,
            refused,
            counts,
            flagged,
        }
    }

    /// Rows that are refused for what they say themselves.
    fn refused(&mut self) -> [Vec<RowError>; 3] {
        let members = std::mem::take(&mut self.members.refused);
        let periods = self.periods.iter_mut().flat_map(|piece| std::mem::take(&mut piece.refused));
        let bills = self.bills.iter_mut().flat_map(|piece| std::mem::take(&mut piece.refused));
        [members, periods.collect(), bills.collect()]
    }

    /// A number of all that the files of members and enrolments say of each id.
    fn content_hashes(&mut self) -> Vec<u64> {
        let mut content_hashes = std::mem::take(&mut self.members.content_hashes);
        content_hashes.resize(self.members.people.all.len(), 0);
        for piece in &self.periods {
            for ((member, _), print) in piece.periods.iter().zip(&piece.content_hashes) {
                let all = &mut content_hashes[*member as usize];
                *all = all.wrapping_add(*print);
            }
        }
        content_hashes
    }
}

/// Rows, read one by one; one a thread.
pub(crate) struct IncomingReader<'a> {
    arrived: &'a Incoming<'a>,
    members: Rows<'a>,
    enrolments: Rows<'a>,
    bills: Rows<'a>,
    /// Where the rows of those who are looked at next lie.
    coming: Vec<(FileKind, usize)>,
}

/// Bytes that memory gives at a time; and how many times so many most rows are.
const LINE: usize = 64;

impl IncomingReader<'_> {
    /// Asks memory for the rows of some ids that are looked at next, which lie all over the files. One by one,
    /// each would be waited for; where rows lie is found first, so that all are waited for at the same time.
    pub fn prefetch(&mut self, numbers: impl Iterator<Item = u32>) {
        let Incoming { people, periods, bills, sheets, .. } = self.arrived;
        self.coming.clear();
        for number in numbers {
            let listed = people.all[number as usize].listed_at;
            self.coming.extend(listed.map(|place| (FileKind::Members, place)));
            let periods = periods.of_member(number).iter();
            self.coming.extend(periods.map(|row| (FileKind::Enrolments, row.place)));
            let bills = bills.of_member(number).iter();
            self.coming.extend(bills.map(|row| (FileKind::Bills, row.place)));
        }
        let mut seen = 0;
        for (kind, place) in &self.coming {
            let text = sheets.table(*kind).text.all().as_bytes();
            let lines = if *kind == FileKind::Bills { 0..4 } else { 0..2 };
            let bytes = lines.filter_map(|line| text.get(place + line * LINE));
            seen ^= bytes.fold(0, |seen, byte| seen ^ byte);
        }
        std::hint::black_box(seen);
    }

    /// Writes the only row of a member as a ledger keeps it.
    pub fn write_member(&mut self, place: usize, member: &Member, out: &mut Vec<u8>) {
        let keeper = &self.arrived.sheets.table(FileKind::Members).head.keeper;
        keeper.write(Record::Member(member), &self.members.row(place), out);
    }

    /// The same of one of several rows: with the day and the revision that it counts as; or as it is, where it
    /// takes something back.
    pub fn write_version(&mut self, place: usize, said: &MemberVersion, out: &mut Vec<u8>) {
        let keeper = &self.arrived.sheets.table(FileKind::Members).head.keeper;
        let revision = match said.revision {
            Revision::Number(number) => Some(number),
            Revision::None | Revision::Unknown => None,
        };
        let record = match said.void {
            true => Record::Unread,
            false => Record::Revised(&said.member, revision),
        };
        keeper.write(record, &self.members.row(place), out);
    }

    /// What the row of a member says.
    pub fn member_version(&mut self, place: usize) -> MemberVersion {
        let table = self.arrived.sheets.table(FileKind::Members);
        let said = row_errors::member_version(table, &self.members.row(place));
        said.unwrap_or_else(|_| unreachable!("only rows that can be used are kept"))
    }

    /// What the row of a period says.
    pub fn period_version(&mut self, row: &PeriodRow) -> PeriodVersion {
        let table = self.arrived.sheets.table(FileKind::Enrolments);
        let revision = match table.head.places.revision {
            None => Revision::None,
            Some(_) => revision(table, &self.enrolments.row(row.place)),
        };
        PeriodVersion { period: row.period, revision, void: row.void, run: None }
    }

    /// Writes the row of a period as a ledger keeps it.
    pub fn write_period(&mut self, place: usize, period: &Enrolment, out: &mut Vec<u8>) {
        let keeper = &self.arrived.sheets.table(FileKind::Enrolments).head.keeper;
        keeper.write(Record::Period(period), &self.enrolments.row(place), out);
    }

    /// What the bill of a row is known by, or that which it takes back, and the id that it names.
    pub fn ids(&mut self, place: usize) -> (String, String) {
        let table = self.arrived.sheets.table(FileKind::Bills);
        let row = self.bills.row(place);
        (table.key(&row), table.member_id(&row).into_owned())
    }

    /// Reads a bill of somebody who was born on a day, as far as that is known, and writes it as a ledger keeps
    /// it; what it is known by, or why it cannot be used.
    pub fn read(
        &mut self,
        place: usize,
        birth: Option<Day>,
        into: &mut ReadBills,
        out: &mut Vec<u8>,
    ) -> Result<String, RowErrorKind> {
        let table = self.arrived.sheets.table(FileKind::Bills);
        let row = self.bills.row(place);
        let key = table.key(&row);
        let stay = row.text(table.head.places.stay_id);
        let bill = into.read((&key, stay), |number, stay| {
            row_errors::bill_of(table, &row, (number, stay), birth.unwrap_or(Day::FIRST))
        })?;
        table.head.keeper.write(Record::Bill(bill), &row, out);
        Ok(key)
    }

    /// Writes the row of a bill as a ledger keeps it; whether all is right with it.
    pub fn write_bill(&mut self, place: usize, out: &mut Vec<u8>) -> bool {
        let table = self.arrived.sheets.table(FileKind::Bills);
        let row = self.bills.row(place);
        let fits = said(table, &row).is_some();
        if fits {
            table.write_canonical(&row, out);
        }
        fits
    }
}

/// What became of rows, but for those that the files alone tell of.
#[derive(Clone, Debug, Default)]
pub(crate) struct RowOutcomes {
    pub counts: [OutcomeCounts; 3],
    pub refused: [Vec<RowError>; 3],
}

/// Counts of the rows of one file.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct OutcomeCounts {
    pub used: u64,
    pub duplicates: u64,
    pub superseded: u64,
    pub void: u64,
    pub void_unknown: u64,
    pub pending: u64,
}

impl RowOutcomes {
    /// Refuses a row.
    pub fn refuse(&mut self, kind: FileKind, place: usize, why: RowErrorKind) {
        self.refused[kind as usize].push(RowError::new(place, why));
    }

    /// The counts of a file.
    pub fn of(&mut self, kind: FileKind) -> &mut OutcomeCounts {
        &mut self.counts[kind as usize]
    }

    /// Adds what became of others.
    pub fn merge(&mut self, other: RowOutcomes) {
        for (all, one) in self.counts.iter_mut().zip(other.counts) {
            all.used += one.used;
            all.duplicates += one.duplicates;
            all.superseded += one.superseded;
            all.void += one.void;
            all.void_unknown += one.void_unknown;
            all.pending += one.pending;
        }
        for (all, one) in self.refused.iter_mut().zip(other.refused) {
            all.extend(one);
        }
    }
}
