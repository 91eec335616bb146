//! The row reader: one row of text becomes a record, or every reason why not.
//!
//! CSV rows, the bills of cases and of previews, and facts that a program states all enter here, so that one
//! amount is read in one way. A [`RowReader`] reads a header once; then rows are read by it.

use super::cell_reader::{CellReader, number_of};
use super::error::quoted;
use super::layout::{Layout, Place};
use super::{
    Basis, Bill, ENROLMENT_DATES, ENROLMENT_FACTS, Enrolment, Fault, Header, HeaderFault,
    MEMBER_DATES, MEMBER_FACTS, Member, RecordKind, Row, Stay, Vocabulary,
};
use crate::date::Day;
use crate::money::Money;
use crate::words;

/// A bill of more nights is taken for one with a wrong date, until somebody has looked.
const LONGEST_STAY: i32 = 366;

/// Reads rows by where the columns stand in their header.
#[derive(Clone, Debug)]
pub struct RowReader<'v> {
    layout: Layout<'v>,
}

impl<'v> RowReader<'v> {
    /// Reads the header above rows.
    ///
    /// A column that no rule asks for is kept as the office's own, unless it looks like one that is not there.
    ///
    /// ```
    /// use std::path::Path;
    ///
    /// use huzhu::claim::{RecordKind, RowReader};
    /// use huzhu::scheme::Book;
    ///
    /// let book = Book::load(Path::new("rules/pinghu")).unwrap();
    /// let header = ["category", "hospital_level", "admission", "discharge", "settled_on", "total", "pool_payed"];
    /// let faults = RowReader::read_header(header, RecordKind::Bills, &book).unwrap_err();
    /// assert_eq!(faults[0].sentence().to_string(), "column `pool_payed` looks like `pool_paid`; rename or delete it");
    /// ```
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the header: columns that are missing, there twice, or misspelt.
    pub fn read_header<'h>(
        header: impl IntoIterator<Item = &'h str>,
        kind: RecordKind,
        book: &'v impl AsRef<Vocabulary>,
    ) -> Result<RowReader<'v>, Vec<HeaderFault>> {
        let vocabulary = book.as_ref();
        let names: Vec<&str> = header.into_iter().map(str::trim).collect();
        let faults = Header::of_rows(&names, kind, vocabulary).faults();
        if faults.is_empty() {
            Ok(RowReader::of_checked(names, kind, vocabulary))
        } else {
            Err(faults)
        }
    }

    /// Finds the columns of a header that was checked already: when its rows came, or when it was written.
    pub(crate) fn of_checked<'h>(
        header: impl IntoIterator<Item = &'h str>,
        kind: RecordKind,
        vocabulary: &'v Vocabulary,
    ) -> RowReader<'v> {
        RowReader { layout: Layout::find(header, kind, vocabulary) }
    }

    /// What the words in the file mean.
    pub(crate) fn vocabulary(&self) -> &'v Vocabulary {
        self.layout.vocabulary
    }

    /// Whether the rules ask for lines of bills.
    pub(crate) fn asks_for_lines(&self) -> bool {
        !self.layout.line_fields.is_empty()
    }

    /// Where a column stands.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.layout.places.iter().find(|(known, _)| known == name).map(|place| place.1)
    }

    /// The name of the column at a place; empty where there is none.
    pub fn name(&self, place: usize) -> &str {
        self.layout.places.get(place).map_or("", |(name, _)| name)
    }

    /// The text of a named column of a row; empty where there is none.
    pub fn text<'r, R: Row + ?Sized>(&self, row: &'r R, name: &str) -> &'r str {
        self.place(name).map_or("", |place| row.cell(place))
    }

    /// Reads a member.
    ///
    /// # Errors
    ///
    /// Every fault of the row.
    pub fn member<R: Row + ?Sized>(&self, row: &R) -> Result<Member, Vec<Fault>> {
        let mut reader = CellReader::of(&self.layout, row);
        let birth = reader.date(self.layout.birth_date);
        let from = reader.valid_from();
        let household = number_of(reader.text(self.layout.household_id));
        let (mut facts, mut dates) = ([0; MEMBER_FACTS], [Day::FIRST; MEMBER_DATES]);
        reader.words(&mut facts);
        reader.scheme_fields(&mut facts, &mut dates, &mut |_, _| ());
        reader.household_income();
        let birth = birth.unwrap_or(Day::FIRST);
        reader.done(Member {
            birth,
            from: from.unwrap_or(Day::FIRST),
            household,
            facts,
            dates,
            vocabulary: self.layout.vocabulary.id(),
        })
    }

    /// The yearly income of the household that a row of a member says: it decides no bill, and is no part of
    /// [`Member`].
    pub(crate) fn household_income<R: Row + ?Sized>(&self, row: &R) -> Option<Money> {
        CellReader::of(&self.layout, row).household_income()
    }

    /// Reads a row that takes back the facts of a member from a day on: only the day counts.
    ///
    /// # Errors
    ///
    /// Where there is no such day.
    pub fn void_member<R: Row + ?Sized>(&self, row: &R) -> Result<Member, Vec<Fault>> {
        let mut reader = CellReader::of(&self.layout, row);
        let from = match reader.text(self.layout.valid_from) {
            "" => {
                let sentence = words::data::void_without_day();
                reader.fault("valid_from", "", "missing_value", sentence);
                None
            }
            _ => reader.date(self.layout.valid_from),
        };
        let from = from.unwrap_or(Day::FIRST);
        reader.done(Member { from, vocabulary: self.layout.vocabulary.id(), ..Member::UNKNOWN })
    }

    /// What is wrong with a bill that can be read and cannot be so: settled or filed before the admission, or a
    /// stay that is longer than a year and that no `revision` confirms. Rows that are known
    /// already are not asked.
    pub fn doubts<R: Row + ?Sized>(&self, row: &R, bill: &Bill) -> Vec<Fault> {
        let mut reader = CellReader::of(&self.layout, row);
        if self.was_taken(row) {
            return reader.faults;
        }
        if bill.settled_on < bill.admission {
            let text = reader.text(self.layout.settled_on);
            let sentence = words::data::settled_before_admission();
            reader.fault("settled_on", text, "settled_before_admission", sentence);
        } else if bill.submitted_on < bill.admission {
            let text = reader.text(self.layout.submitted_on);
            let sentence = words::data::submitted_before_admission();
            reader.fault("submitted_on", text, "submitted_before_admission", sentence);
        }
        let looked_again =
            || reader.text(self.layout.revision).parse().is_ok_and(|number: u64| number > 0);
        if bill.nights() > LONGEST_STAY && !looked_again() {
            let text = reader.text(self.layout.discharge);
            let sentence = words::data::long_stay(bill.nights(), LONGEST_STAY);
            reader.fault("discharge", text, "long_stay", sentence);
        }
        reader.faults
    }

    /// Whether a ledger has taken a row before: it keeps it, or it says in `known_on` since when.
    fn was_taken<R: Row + ?Sized>(&self, row: &R) -> bool {
        row.is_kept() || self.layout.known_on.is_some_and(|place| !row.cell(place).is_empty())
    }

    /// The dates of a bill that lie after a day, each with its column and its text.
    pub fn dates_after<'r, R: Row + ?Sized>(
        &self,
        row: &'r R,
        bill: &Bill,
        day: Day,
    ) -> Vec<(&'static str, &'r str)> {
        let Bill { admission, discharge, settled_on, submitted_on, basis, .. } = *bill;
        let goes_by = self.layout.vocabulary.basis_of(bill.fact(Vocabulary::CATEGORY));
        let diagnosed_on = if goes_by == Basis::Diagnosis { basis } else { Day::FIRST };
        let dates = [
            (self.layout.diagnosed_on, diagnosed_on),
            (self.layout.admission, admission),
            (self.layout.discharge, discharge),
            (self.layout.settled_on, settled_on),
            (self.layout.submitted_on, submitted_on),
        ];
        let text = |place: Place| place.at.map_or("", |at| row.cell(at));
        let late =
            dates.into_iter().filter(|(place, date)| *date > day && !text(*place).is_empty());
        late.map(|(place, _)| (place.name, text(place))).collect()
    }

    /// Reads an enrolment period. Plans that the rules do not know are a fault.
    ///
    /// # Errors
    ///
    /// Every fault of the row.
    pub fn enrolment<R: Row + ?Sized>(&self, row: &R) -> Result<Enrolment, Vec<Fault>> {
        let mut reader = CellReader::of(&self.layout, row);
        let plans = &self.layout.vocabulary.plans;
        let plan = reader.text(self.layout.plan);
        let known = plans.iter().position(|id| id == plan);
        if plan.is_empty() {
            reader.fault("plan", "", "missing_value", words::data::missing_value("plan"));
        } else if known.is_none() {
            reader.fault(
                "plan",
                plan,
                "unknown_plan",
                words::data::unknown_word(plan, quoted(plans)),
            );
        }
        let (start, end) = (reader.date(self.layout.start), reader.date(self.layout.end));
        let enrolled_on = reader.date(self.layout.enrolled_on);
        let paid_on = reader.date_if_any(self.layout.paid_on).unwrap_or(Day::LAST);
        let units = reader.units();
        if let (Some(start), Some(end)) = (start, end)
            && end < start
        {
            let text = reader.text(self.layout.end);
            reader.fault("end", text, "end_before_start", words::data::end_before_start());
        }
        let day = |day: Option<Day>| day.unwrap_or(Day::FIRST);
        let plan = known.unwrap_or(0) as u8;
        let (start, end, enrolled_on) = (day(start), day(end), day(enrolled_on));
        let vocabulary = self.layout.vocabulary.id();
        let (facts, dates) = self.fields_of_period(&mut reader);
        reader.done(Enrolment {
            plan,
            start,
            end,
            units,
            enrolled_on,
            paid_on,
            dates,
            facts,
            vocabulary,
        })
    }

    /// What the scheme's own columns say of an enrolment period.
    fn fields_of_period<R: Row + ?Sized>(
        &self,
        reader: &mut CellReader<R>,
    ) -> ([u8; ENROLMENT_FACTS], [Day; ENROLMENT_DATES]) {
        let (mut facts, mut dates) = ([0; ENROLMENT_FACTS], [Day::FIRST; ENROLMENT_DATES]);
        reader.scheme_fields(&mut facts, &mut dates, &mut |_, _| ());
        (facts, dates)
    }

    /// Reads a bill, as a stay of its own and under no number. The amounts of a row that takes back another bill
    /// have a minus sign, and are read as those of the bill that it takes back.
    ///
    /// # Errors
    ///
    /// Every fault of the row.
    pub fn bill<R: Row + ?Sized>(&self, row: &R) -> Result<Bill, Vec<Fault>> {
        self.numbered_bill(row, 0, Bill::alone(0))
    }

    /// Reads a bill; `id` and `stay_id` are the numbers that its id and the stay that it names have among the
    /// caller's.
    ///
    /// # Errors
    ///
    /// Every fault of the row.
    pub(crate) fn numbered_bill<R: Row + ?Sized>(
        &self,
        row: &R,
        id: u32,
        stay_id: u32,
    ) -> Result<Bill, Vec<Fault>> {
        let mut bill = Bill::EMPTY;
        self.read_bill(row, (id, stay_id), &mut bill)?;
        Ok(bill)
    }

    /// The same into the place where the bill will be: a city has millions, and each is larger than four cache lines.
    ///
    /// # Errors
    ///
    /// Every fault of the row; part of the bill is read then.
    pub(crate) fn read_bill<R: Row + ?Sized>(
        &self,
        row: &R,
        (id, stay_id): (u32, u32),
        bill: &mut Bill,
    ) -> Result<(), Vec<Fault>> {
        *bill = Bill::EMPTY;
        let mut reader = CellReader::of(&self.layout, row);
        reader.is_refund = !reader.text(self.layout.takes_back).is_empty();
        let days = self.days(&mut reader);
        let Bill { amounts, present, facts, .. } = bill;
        reader.words(facts);
        let currency = self.layout.vocabulary.currency;
        match reader.is_refund {
            false => reader.amounts(|text| currency.usual(text), (amounts, present)),
            true => reader.amounts(|_| None, (amounts, present)), // That way of writing an amount has no sign.
        }
        reader.scheme_fields(facts, &mut [], &mut |column, amount| {
            amounts[column.index()] = amount;
            *present |= 1 << column.index();
        });
        self.check_days(days, &mut reader);
        if !self.layout.line_fields.is_empty() {
            reader.lines(amounts, present);
        }
        if reader.parts(amounts, present) {
            bill.marks = Bill::IN_SCOPE_DIFFERS;
        }
        bill.lists = self.lists(row, &mut reader);
        bill.hospital = number_of(reader.text(self.layout.hospital_id));
        (bill.id, bill.stay_id) = (id, stay_id);
        [bill.admission, bill.discharge, bill.settled_on, bill.submitted_on] =
            days.map(|day| day.unwrap_or(Day::FIRST));
        self.find_days(bill, &mut reader);
        reader.done(())
    }

    /// Finds the days by which a bill goes, and what depends on them.
    #[inline]
    fn find_days<R: Row + ?Sized>(&self, bill: &mut Bill, reader: &mut CellReader<R>) {
        let Bill { id, admission, discharge, settled_on, .. } = *bill;
        let (vocabulary, [category, ..]) = (self.layout.vocabulary, bill.facts);
        let date = |basis| Vocabulary::date(basis, (admission, discharge), settled_on, settled_on);
        bill.stay = Stay::alone(id, admission, discharge);
        bill.basis = match vocabulary.basis_of(category) {
            Basis::Diagnosis => reader.diagnosed_on().unwrap_or(Day::FIRST),
            basis => date(basis),
        };
        bill.order = vocabulary.order_on(category, date(vocabulary.order));
        bill.month = bill.basis.month();
        bill.lists = vocabulary.lists_on(bill.lists, bill.basis);
        bill.vocabulary = vocabulary.id();
    }

    /// Admission, discharge, settlement and filing of a bill; a bill is filed when it is settled, unless it says
    /// otherwise.
    #[inline]
    fn days<R: Row + ?Sized>(&self, reader: &mut CellReader<R>) -> [Option<Day>; 4] {
        let (admission, discharge) =
            (reader.date(self.layout.admission), reader.date(self.layout.discharge));
        let settled_on = reader.date(self.layout.settled_on);
        let submitted_on = match reader.text(self.layout.submitted_on) {
            "" => settled_on,
            _ => reader.date(self.layout.submitted_on),
        };
        [admission, discharge, settled_on, submitted_on]
    }

    #[inline]
    fn check_days<R: Row + ?Sized>(&self, days: [Option<Day>; 4], reader: &mut CellReader<R>) {
        if let [Some(admission), Some(discharge), ..] = days
            && discharge < admission
        {
            let text = reader.text(self.layout.discharge);
            let sentence = words::data::discharge_before_admission();
            reader.fault("discharge", text, "discharge_before_admission", sentence);
        }
    }

    /// The lists of the rules that hold a diagnosis of a bill, one bit each.
    #[inline]
    fn lists<R: Row + ?Sized>(&self, row: &R, reader: &mut CellReader<R>) -> u64 {
        let diagnosis = reader.text(self.layout.diagnosis);
        let (lists, has_code) = self.layout.vocabulary.lists_with(diagnosis);
        let is_asked = !has_code && !diagnosis.is_empty() && self.layout.vocabulary.asks_diagnosis;
        if is_asked && !self.was_taken(row) {
            let sentence = words::data::no_diagnosis_code();
            reader.fault("diagnosis", diagnosis, "no_diagnosis_code", sentence);
        }
        lists
    }
}

#[cfg(test)]
mod tests;
