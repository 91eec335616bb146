//! The rows of incoming files, grouped by the id that they name, for a room that joins them with rows brought
//! earlier. Which ids are one person is not known here.

use std::collections::{HashMap, HashSet};

use super::bill_versions::BillVersion;
use super::bills::{self, FoundRow, bill_version, find_bills, perhaps_twice, unread_version};
use super::by_member::ByMember;
use super::counts::InputCounts;
use super::enrolments::{self, PeriodRow, fallen_out, read_enrolments};
use super::error::IntakeError;
use super::files::Files;
use super::inputs::Inputs;
use super::members::{MemberRows, People, content_hash, number_people, read_members};
use super::outcomes::RowOutcomes;
use super::row_errors::{RowError, RowErrorKind};
use super::row_versions::RowVerdict;
use super::rows::Rows;
use super::sheets::{Reconciled, Sheets};
use super::text::Hashing;
use crate::claim::RecordKind;
use crate::claim::{Member, Vocabulary};
use crate::date::Day;
use crate::progress::{Phase, Progress};

/// The rows of three files, by the id that they name; ids have numbers in the order in which they came.
pub(crate) struct Incoming<'v> {
    pub(super) sheets: Sheets<'v>,
    pub(super) people: People,
    /// Where the rows of members lie who have several.
    several: HashMap<u32, Vec<usize>>,
    pub(super) periods: ByMember<PeriodRow>,
    pub(super) bills: ByMember<FoundRow>,
    /// A hash of all rows of each id in the files of members and enrolments.
    content_hashes: Vec<u64>,
    /// Rows that are in error by themselves, and counts of the others.
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
    pub version: BillVersion,
    /// Whether it is in no error by itself.
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
    /// Reads the three files. No date of a bill may lie after `last_day`, where there is one.
    ///
    /// # Errors
    ///
    /// When a file cannot be used as a whole: everything that is wrong with all three; or when the
    /// progress stops the run.
    pub fn read(
        inputs: &Inputs,
        vocabulary: &'v Vocabulary,
        last_day: Option<Day>,
        progress: &dyn Progress,
    ) -> Result<Incoming<'v>, IntakeError> {
        let sheets = Files::read(inputs, progress).sheets(vocabulary, last_day)?;
        progress.begin(Phase::Read, sheets.bytes());
        Incoming::of(sheets, progress).ok_or(IntakeError::Stopped)
    }

    /// Groups rows by id; nothing where the run is stopped.
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

    /// Whether a row of an id is in error, so that nothing of it moves.
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

    /// The facts and the unit of a member who has one row, which takes nothing back.
    pub fn only_member(&self, number: u32) -> Option<(Member, &str)> {
        let person = self.people.all[number as usize];
        let is_one = person.usable && !self.several.contains_key(&number);
        is_one.then(|| (person.member, self.people.units.id(person.unit)))
    }

    /// The last day that dates of bills may have, where there is one.
    pub fn last_day(&self) -> Option<Day> {
        self.sheets.last_day()
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

    /// How many rows the three files have.
    pub fn all_rows(&self) -> u64 {
        self.counts.iter().map(|counts| counts.rows).sum()
    }

    /// A hash of all rows of an id in the files of members and enrolments; 0 where there is none.
    pub fn content_hash(&self, number: u32) -> i64 {
        self.content_hashes[number as usize] as i64
    }

    /// Keys of all bills that rows of the files bring or take back.
    pub fn bill_ids(&self) -> HashSet<String> {
        let table = self.sheets.table(RecordKind::Bills);
        let (mut rows, mut ids) = (Rows::anywhere(&table.text), HashSet::new());
        for row in self.bills.all().iter().filter(|row| row.id.is_some()) {
            ids.insert(table.key(&rows.row(row.place)));
        }
        ids
    }

    /// Rows of bills that may have others of the same key, in the files or among the `asked` keys, by key.
    pub fn alike(&self, asked: &HashSet<String>) -> HashMap<String, Vec<SameBillRow>> {
        let table = self.sheets.table(RecordKind::Bills);
        let mut rows = Rows::anywhere(&table.text);
        let mut all: HashMap<String, Vec<SameBillRow>> = HashMap::new();
        let found = || self.bills.all().iter();
        let twice: HashSet<usize> =
            perhaps_twice(found).into_iter().map(|(_, row)| row.place).collect();
        for found in found().filter(|row| !asked.is_empty() || twice.contains(&row.place)) {
            let row = rows.row(found.place);
            let key = table.key(&row);
            if (twice.contains(&found.place) || asked.contains(&key)) && !key.is_empty() {
                let read = bill_version(table, &row);
                let is_sound = read.is_some();
                // What cannot be read takes nothing back; but it does not bring an earlier row back either.
                let unread = || (!found.void).then(|| unread_version(table, &row));
                if let Some(version) = read.or_else(unread) {
                    let member = found.member.expect("rows without a member are in error");
                    let row = SameBillRow { place: found.place, member, version, is_sound };
                    all.entry(key).or_default().push(row);
                }
            }
        }
        all.values_mut().for_each(|rows| rows.sort_by_key(|row| row.place));
        all.retain(|key, rows| rows.len() > 1 || asked.contains(key));
        all
    }

    /// The columns under which rows are kept.
    pub fn columns(&self, kind: RecordKind) -> &[String] {
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
        for (counts, became) in counts.iter_mut().zip(became.counts) {
            counts.add(became);
        }
        let refused = std::array::from_fn(|kind| {
            self.refused[kind].iter().chain(&became.refused[kind]).copied().collect()
        });
        Reconciled::of(counts, refused, self.flagged.clone())
    }

    /// The lines on which rows of bills begin, for places in ascending order.
    pub fn lines(&self, places: &[usize]) -> Vec<u64> {
        let text = &self.sheets.table(RecordKind::Bills).text;
        let mut lines = text.lines();
        places.iter().map(|&place| text.place(lines.at(place)).1).collect()
    }
}

/// The rows of three files, piece by piece.
struct FilePieces {
    members: MemberRows,
    periods: Vec<enrolments::PeriodPiece>,
    bills: Vec<bills::BillPiece>,
    hashes: Vec<String>,
}

impl FilePieces {
    /// Reads the rows; nothing where the run is stopped.
    fn read(sheets: &Sheets, progress: &dyn Progress) -> Option<FilePieces> {
        let goes_on = || (!progress.stops()).then_some(());
        let [members, enrolments, bills] = sheets.tables();
        goes_on()?;
        let mut hashing = Hashing::of(&sheets.hashed());
        let pieces = read_members(members, true, progress);
        let members = hashing.beside(|| number_people(members, pieces, true));
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
        counts[0].rows = self.members.counts.rows;
        counts[0].duplicates = self.members.counts.duplicates;
        counts[1].rows = self.periods.iter().map(|piece| piece.rows).sum();
        counts[2].rows = self.bills.iter().map(|piece| piece.rows).sum();
        let content_hashes = self.content_hashes();
        let named = self.members.people.all.len();
        let (out, _) = fallen_out(sheets.table(RecordKind::Enrolments), &self.periods, named);
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

    /// Rows that are in error by themselves.
    fn refused(&mut self) -> [Vec<RowError>; 3] {
        let members = std::mem::take(&mut self.members.refused);
        let periods = self.periods.iter_mut().flat_map(|piece| std::mem::take(&mut piece.refused));
        let bills = self.bills.iter_mut().flat_map(|piece| std::mem::take(&mut piece.refused));
        [members, periods.collect(), bills.collect()]
    }

    /// A hash of all rows of each id in the files of members and enrolments.
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
