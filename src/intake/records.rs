//! Records of members, loaded one after the other by one thread: bills are read only now.

use std::borrow::Cow;

use rayon::prelude::*;

use super::bill_texts::BillTexts;
use super::prefetch::Prefetch;
use super::read::{BillStore, Intake};
use super::record::{LoadedMember, ReadBills};
use super::row_errors::{self, RowError, RowErrorKind};
use super::rows::Rows;
use crate::claim::MOST_BILLS;
use crate::claim::{RecordKind, Relative};
use crate::date::Day;

/// Members whose rows are prefetched together: few enough that the rows are still in the cache when they are read.
pub(crate) const MEMBERS_PREFETCHED: usize = 32;
/// Cache lines that hold most rows of bills.
const LINES_OF_A_ROW: usize = 4;

/// Loads records of one intake; each thread has its own.
pub struct MemberLoader<'i> {
    intake: &'i Intake<'i>,
    rows: Option<Rows<'i>>,
    /// Room that earlier records no longer need.
    spare: Vec<ReadBills>,
    /// Where the rows of the next members lie.
    coming: Vec<usize>,
}

impl Intake<'_> {
    /// Loads records, one after the other; each thread has its own.
    pub fn records(&self) -> MemberLoader<'_> {
        let table = self.sheets.as_ref().map(|sheets| sheets.table(RecordKind::Bills));
        let rows = table.map(|table| Rows::anywhere(&table.text));
        MemberLoader { intake: self, rows, spare: Vec::new(), coming: Vec::new() }
    }

    /// How many rows are in error in all: reads every bill.
    pub fn count_refused(&self) -> u64 {
        let load =
            |records: &mut MemberLoader, member: &u32| records.load(*member).row_errors.len();
        let of_bills = self.with_bills().par_iter().map_init(|| self.records(), load);
        self.refused_so_far() + of_bills.sum::<usize>() as u64
    }
}

impl<'i> MemberLoader<'i> {
    /// Takes back a record that is done with, so that the next one uses its room.
    pub fn recycle(&mut self, record: LoadedMember<'i>) {
        self.spare.push(record.into_bills().cleared());
    }

    /// The record of a member, whose bills are read now, and those of relatives where rules ask for households. Of a
    /// linked household that is too large to be decided together no bill can be used.
    pub fn load(&mut self, member: u32) -> LoadedMember<'i> {
        let mut record = self.load_alone(member);
        let Some(linked_households) = &self.intake.linked_households else { return record };
        if linked_households.is_too_large(member) {
            record.bills.clear();
            (record.is_whole, record.relatives) = (false, Some(Vec::new()));
            record.row_errors.extend(self.too_large(member, &record.row_errors));
            return record;
        }
        let relatives = linked_households.relatives(&self.intake.people, member);
        record.relatives = Some(relatives.map(|other| self.relative(other)).collect());
        record
    }

    /// The facts of a member as those of a relative of others.
    fn relative(&mut self, member: u32) -> Relative {
        if let Some(known) = self.intake.as_relatives.get(&member) {
            return known.clone();
        }
        let record = self.load_alone(member);
        record.relative(&record.history())
    }

    /// The rows of a member's bills beside those in error: the linked household is too large to be decided.
    fn too_large(&self, member: u32, errors: &[RowError]) -> Vec<RowError> {
        let BillStore::Rows(places) = &self.intake.bills else { return Vec::new() };
        let is_new = |place: &&usize| !errors.iter().any(|error| error.place == **place);
        let rows = places.of_member(member).iter().filter(is_new);
        rows.map(|&place| RowError::new(place, RowErrorKind::LargeHousehold)).collect()
    }

    /// The record of a member without relatives.
    pub(crate) fn load_alone(&mut self, member: u32) -> LoadedMember<'i> {
        let intake = self.intake;
        let person = &intake.people.all[member as usize];
        let (mut bills, places) = match &intake.bills {
            BillStore::Read(all) => (all[member as usize].clone(), &[][..]),
            BillStore::Rows(places) => {
                (self.spare.pop().unwrap_or_default(), places.of_member(member))
            }
        };
        let row_errors = self.read_bills(places, person.member.birth, &mut bills);
        let facts = (person.member, Cow::Borrowed(intake.people.later(member)));
        let periods = Cow::Borrowed(intake.periods.of_member(member));
        let id = intake.people.ids.id(member);
        let mut record = LoadedMember::unordered(id, facts, periods, bills);
        record.unit = person.unit;
        record.is_whole = row_errors.is_ok();
        record.row_errors = row_errors.unwrap_or_else(|TooMany(all)| all);
        if let Some(day) = intake.settled_by {
            record.bills.retain(|bill| bill.settled_on <= day);
        }
        // Bills that another room knows are in order already.
        if let Some(sheets) = &intake.sheets {
            record.put_in_order(sheets.vocabulary());
        }
        record
    }

    /// Prefetches what is known of the next members, and their rows.
    pub fn prefetch(&mut self, members: &[u32]) {
        let Intake { people, periods, bills, sheets, .. } = self.intake;
        let (BillStore::Rows(bills), Some(sheets)) = (bills, sheets) else { return };
        let mut prefetch = Prefetch::default();
        // First where the rows lie, which is read from memory too; then the rows, none waiting for another.
        self.coming.clear();
        for &member in members {
            self.coming.extend_from_slice(bills.of_member(member));
            prefetch.value(people.all[member as usize].unit);
            prefetch.ends(people.ids.id(member).as_bytes(), |byte| (*byte).into());
            prefetch.ends(periods.of_member(member), |period| period.units);
        }
        let text = sheets.table(RecordKind::Bills).text.all().as_bytes();
        for &place in &self.coming {
            prefetch.lines(text, place, LINES_OF_A_ROW);
        }
        prefetch.finish();
    }

    /// Reads the rows of a member's bills; the rows that cannot be used.
    fn read_bills(
        &mut self,
        places: &[usize],
        birth: Day,
        read: &mut ReadBills,
    ) -> Result<Vec<RowError>, TooMany> {
        let mut errors = Vec::new();
        for &place in places {
            errors.extend(self.read_bill(place, birth, read));
        }
        if read.len() <= MOST_BILLS {
            return Ok(errors);
        }
        // Both are in the order of the file.
        let is_new = |place: &usize| errors.binary_search_by_key(place, |one| one.place).is_err();
        let places = places.iter().copied().filter(is_new);
        let too_many: Vec<RowError> =
            places.map(|at| RowError::new(at, RowErrorKind::TooMany)).collect();
        errors.extend(too_many);
        read.bills.clear();
        Err(TooMany(errors))
    }

    /// Reads the row of a bill; why it cannot be used, where it cannot.
    #[inline]
    fn read_bill(&mut self, place: usize, birth: Day, read: &mut ReadBills) -> Option<RowError> {
        let table = self.intake.table(RecordKind::Bills);
        let row = self.rows.as_mut().expect("a row lies in a file").row(place);
        let places = &table.head.places;
        let key = if table.by_hospital { table.key(&row) } else { String::new() };
        let id = if table.by_hospital { &*key } else { row.text(places.bill_id) };
        let texts = BillTexts::of(id, &row, places);
        let bill = read
            .read(texts, |numbers, bill| row_errors::bill_of(table, &row, numbers, birth, bill));
        bill.err().map(|why| RowError::new(place, why))
    }
}

/// A member has more bills than can be: all rows are in error.
struct TooMany(Vec<RowError>);
