//! Rows of incoming files, read one by one.

use super::bill_texts::BillTexts;
use super::bill_versions::Revision;
use super::bills::bill_version;
use super::enrolments::{PeriodRow, PeriodVersion};
use super::incoming::Incoming;
use super::member_facts::MemberVersion;
use super::prefetch::Prefetch;
use super::record::ReadBills;
use super::row_errors::{self, RowErrorKind, revision};
use super::rows::Rows;
use crate::claim::RecordKind;
use crate::claim::{Enrolment, Member, Record};
use crate::date::Day;

/// Reads rows one by one; each thread has its own.
pub(crate) struct IncomingReader<'a> {
    incoming: &'a Incoming<'a>,
    members: Rows<'a>,
    enrolments: Rows<'a>,
    bills: Rows<'a>,
    /// Where the rows of the next ids lie.
    coming: Vec<(RecordKind, usize)>,
}

/// Cache lines that hold most rows of members and enrolments, and of bills.
const LINES_OF_A_ROW: usize = 2;
const LINES_OF_A_BILL: usize = 4;

impl Incoming<'_> {
    /// Opens rows.
    pub fn cells(&self) -> IncomingReader<'_> {
        let rows = |kind| Rows::anywhere(&self.sheets.table(kind).text);
        let [members, enrolments, bills] =
            [RecordKind::Members, RecordKind::Enrolments, RecordKind::Bills].map(rows);
        IncomingReader { incoming: self, members, enrolments, bills, coming: Vec::new() }
    }
}

impl IncomingReader<'_> {
    /// Prefetches the rows of some ids that are read next.
    pub fn prefetch(&mut self, numbers: impl Iterator<Item = u32>) {
        let Incoming { people, periods, bills, sheets, .. } = self.incoming;
        // First where the rows lie, which is read from memory too; then the rows, none waiting for another.
        self.coming.clear();
        for number in numbers {
            let listed = people.all[number as usize].listed_at;
            self.coming.extend(listed.map(|place| (RecordKind::Members, place)));
            let periods = periods.of_member(number).iter();
            self.coming.extend(periods.map(|row| (RecordKind::Enrolments, row.place)));
            let bills = bills.of_member(number).iter();
            self.coming.extend(bills.map(|row| (RecordKind::Bills, row.place)));
        }
        let mut prefetch = Prefetch::default();
        for (kind, place) in &self.coming {
            let text = sheets.table(*kind).text.all().as_bytes();
            let is_bill = *kind == RecordKind::Bills;
            prefetch.lines(text, *place, if is_bill { LINES_OF_A_BILL } else { LINES_OF_A_ROW });
        }
        prefetch.finish();
    }

    /// Writes the only row of a member in canonical form.
    pub fn write_member(&mut self, place: usize, member: &Member, out: &mut Vec<u8>) {
        let keeper = &self.incoming.sheets.table(RecordKind::Members).head.keeper;
        keeper.write(Record::Member(member), &self.members.row(place), out);
    }

    /// The same of one of several rows: with the day and the revision that it counts as; or as it is, where it
    /// takes something back.
    pub fn write_version(&mut self, place: usize, version: &MemberVersion, out: &mut Vec<u8>) {
        let keeper = &self.incoming.sheets.table(RecordKind::Members).head.keeper;
        let revision = match version.revision {
            Revision::Number(number) => Some(number),
            Revision::None | Revision::Unknown => None,
        };
        let record = match version.void {
            true => Record::Unread,
            false => Record::Revised(&version.member, revision),
        };
        keeper.write(record, &self.members.row(place), out);
    }

    /// The version of a member's facts that a row brings.
    pub fn member_version(&mut self, place: usize) -> MemberVersion {
        let table = self.incoming.sheets.table(RecordKind::Members);
        let version = row_errors::member_version(table, &self.members.row(place));
        version.unwrap_or_else(|_| unreachable!("only rows that can be used are kept"))
    }

    /// The version of a period that a row brings.
    pub fn period_version(&mut self, row: &PeriodRow) -> PeriodVersion {
        let table = self.incoming.sheets.table(RecordKind::Enrolments);
        let revision = match table.head.places.revision {
            None => Revision::None,
            Some(_) => revision(table, &self.enrolments.row(row.place)),
        };
        PeriodVersion { period: row.period, revision, void: row.void, run: None }
    }

    /// Writes the row of a period in canonical form.
    pub fn write_period(&mut self, place: usize, period: &Enrolment, out: &mut Vec<u8>) {
        let keeper = &self.incoming.sheets.table(RecordKind::Enrolments).head.keeper;
        keeper.write(Record::Period(period), &self.enrolments.row(place), out);
    }

    /// The key of the bill of a row, or of the one that it takes back, and the id of the member that it names.
    pub fn ids(&mut self, place: usize) -> (String, String) {
        let table = self.incoming.sheets.table(RecordKind::Bills);
        let row = self.bills.row(place);
        (table.key(&row), table.member_id(&row).into_owned())
    }

    /// Reads the bill of a member whose birth date is known, or not, and writes it in canonical form; the key of the
    /// bill, or why it cannot be used.
    pub fn read(
        &mut self,
        place: usize,
        birth: Option<Day>,
        into: &mut ReadBills,
        out: &mut Vec<u8>,
    ) -> Result<String, RowErrorKind> {
        let table = self.incoming.sheets.table(RecordKind::Bills);
        let row = self.bills.row(place);
        let key = table.key(&row);
        let birth = birth.unwrap_or(Day::FIRST);
        let bill = into.read(BillTexts::of(&key, &row, &table.head.places), |numbers, bill| {
            row_errors::bill_of(table, &row, numbers, birth, bill)
        })?;
        table.head.keeper.write(Record::Bill(bill), &row, out);
        Ok(key)
    }

    /// Writes the row of a bill in canonical form, unless it is in error; whether it is in none.
    pub fn write_bill(&mut self, place: usize, out: &mut Vec<u8>) -> bool {
        let table = self.incoming.sheets.table(RecordKind::Bills);
        let row = self.bills.row(place);
        let fits = bill_version(table, &row).is_some();
        if fits {
            table.write_canonical(&row, out);
        }
        fits
    }
}
