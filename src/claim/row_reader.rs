//! The row reader: one row of text becomes a record, or every reason why not.
//!
//! CSV rows, the bills of cases and of previews, and facts that a program states all enter here, so that one
//! amount is read in one way. A [`RowReader`] reads a header once; then rows are read by it.

use super::cell_reader::{CellReader, number_of, quoted};
use super::{
    BILL_COLUMNS, BILL_FACTS, Bill, Column, Enrolment, Fact, FactValues, Fault, Field, Header,
    HeaderFault, MEMBER_FACTS, Member, Owner, RecordKind, Stay, Vocabulary,
};
use crate::date::Day;
use crate::words;

/// A bill of more nights is taken for one with a wrong date, until somebody has looked.
const LONGEST_STAY: i32 = 366;

/// Where the known columns stand in a header. They are looked up once, not for each row.
#[derive(Clone, Debug)]
pub struct RowReader<'v> {
    pub(super) vocabulary: &'v Vocabulary,
    places: Vec<(String, usize)>,
    birth_date: Place,
    pub(super) valid_from: Place,
    revision: Place,
    /// Where a file that a ledger wrote says since when it knows a row.
    known_on: Option<usize>,
    plan: Place,
    start: Place,
    end: Place,
    pub(super) units: Place,
    enrolled_on: Place,
    admission: Place,
    discharge: Place,
    settled_on: Place,
    submitted_on: Place,
    hospital_id: Place,
    diagnosis: Place,
    takes_back: Place,
    pub(super) amounts: Vec<Amount>,
    pub(super) words: Vec<Word>,
    /// What stands for words whose columns the file leaves out, by slot.
    pub(super) defaults: Vec<(u8, u8)>,
    pub(super) scheme_fields: Vec<(&'v Field, Option<usize>)>,
}

/// A column, and where it stands if the file has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub name: &'static str,
    pub at: Option<usize>,
}

/// An amount column of the file.
#[derive(Clone, Debug)]
pub(super) struct Amount {
    pub column: Column,
    pub name: &'static str,
    pub at: usize,
    /// Whether every row must have it.
    pub required: bool,
}

/// A column of one of a few words.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub slot: u8,
    pub name: String,
    pub at: Option<usize>,
    pub values: Vec<String>,
    /// What an empty one means, where it may be empty.
    pub default: Option<u8>,
}

impl Word {
    /// The facts of a few words that every scheme has.
    fn all(
        owner: Option<Owner>,
        vocabulary: &Vocabulary,
        at: impl Fn(&str) -> Option<usize>,
    ) -> impl Iterator<Item = Word> {
        let facts: Vec<(u8, Fact, Option<u8>)> = match owner {
            Some(Owner::Bill) => {
                (0..5).map(|slot| (slot, Fact::Bill(slot), Vocabulary::default_of(slot))).collect()
            }
            Some(Owner::Member) => (0..2).map(|slot| (slot, Fact::Member(slot), None)).collect(),
            None => Vec::new(),
        };
        facts.into_iter().map(move |(slot, fact, default)| {
            let name = vocabulary.fact_name(fact).to_owned();
            let FactValues::Words(values) = vocabulary.values(fact) else {
                unreachable!("these facts are words")
            };
            Word { slot, at: at(&name), name, values, default }
        })
    }
}

/// One row: its cells, in the order of the header.
///
/// ```
/// use huzhu::claim::Row;
///
/// /// A row of a table that somebody else reads.
/// struct Cells(Vec<Option<String>>);
///
/// impl Row for Cells {
///     fn cell(&self, place: usize) -> &str {
///         self.0.get(place).and_then(Option::as_deref).map_or("", str::trim)
///     }
/// }
///
/// assert_eq!(Cells(vec![Some(" 8232.97 ".to_owned()), None]).cell(0), "8232.97");
/// ```
pub trait Row {
    /// The text of a cell, without blanks around it; empty where there is none.
    fn cell(&self, place: usize) -> &str;

    /// The number in a cell that holds one and not a text: an amount in minor units, or a count.
    #[inline]
    fn number(&self, _place: usize) -> Option<i64> {
        None
    }

    /// Whether a ledger keeps it: it was let in when it came.
    #[inline]
    fn is_kept(&self) -> bool {
        false
    }

    /// The same as bytes, perhaps with blanks around it: for what is read as it stands, and only
    /// where it cannot be is looked at more closely.
    #[inline]
    fn bytes(&self, place: usize) -> &[u8] {
        self.cell(place).as_bytes()
    }
}

impl<T: AsRef<str>> Row for [T] {
    fn cell(&self, place: usize) -> &str {
        self.get(place).map_or("", |cell| cell.as_ref().trim())
    }
}

impl<T: AsRef<str>, const WIDTH: usize> Row for [T; WIDTH] {
    fn cell(&self, place: usize) -> &str {
        self[..].cell(place)
    }
}

impl<T: AsRef<str>> Row for Vec<T> {
    fn cell(&self, place: usize) -> &str {
        self[..].cell(place)
    }
}

impl Row for csv::StringRecord {
    fn cell(&self, place: usize) -> &str {
        self.get(place).map_or("", str::trim)
    }
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
        let places: Vec<(String, usize)> =
            header.into_iter().enumerate().map(|(at, name)| (name.trim().to_owned(), at)).collect();
        let at = |name: &str| places.iter().find(|(known, _)| known == name).map(|p| p.1);
        let place = |name: &'static str| Place { name, at: at(name) };
        let words = Word::all(kind.owner(), vocabulary, at);
        let left_out = |word: &Word| word.at.is_none() && word.default.is_some();
        let (left_out, words): (Vec<Word>, Vec<Word>) = words.partition(left_out);
        let defaults = left_out.into_iter().filter_map(|word| Some((word.slot, word.default?)));
        let amounts = Column::in_files().filter_map(|(column, name)| {
            let required = BILL_COLUMNS.contains(&name);
            Some(Amount { column, name, at: at(name)?, required })
        });
        RowReader {
            vocabulary,
            words,
            defaults: defaults.collect(),
            scheme_fields: kind.fields(vocabulary).map(|field| (field, at(&field.name))).collect(),
            amounts: amounts.collect(),
            birth_date: place("birth_date"),
            valid_from: place("valid_from"),
            revision: place("revision"),
            known_on: at("known_on"),
            plan: place("plan"),
            start: place("start"),
            end: place("end"),
            units: place("units"),
            enrolled_on: place("enrolled_on"),
            admission: place("admission"),
            discharge: place("discharge"),
            settled_on: place("settled_on"),
            submitted_on: place("submitted_on"),
            hospital_id: place("hospital_id"),
            diagnosis: place("diagnosis"),
            takes_back: place("takes_back"),
            places,
        }
    }

    /// What the words in the file mean.
    pub(crate) fn vocabulary(&self) -> &'v Vocabulary {
        self.vocabulary
    }

    /// Where a column stands.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.places.iter().find(|(known, _)| known == name).map(|place| place.1)
    }

    /// The name of the column at a place; empty where there is none.
    pub fn name(&self, place: usize) -> &str {
        self.places.get(place).map_or("", |(name, _)| name)
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
        let mut reader = CellReader::of(self, row);
        let birth = reader.date(self.birth_date);
        let from = reader.valid_from();
        let mut facts = [0; MEMBER_FACTS];
        reader.words(&mut facts);
        reader.scheme_fields(&mut facts, &mut |_, _| ());
        let birth = birth.unwrap_or(Day::FIRST);
        reader.done(Member {
            birth,
            from: from.unwrap_or(Day::FIRST),
            facts,
            vocabulary: self.vocabulary.id(),
        })
    }

    /// Reads a row that takes back the facts of a member from a day on: only the day counts.
    ///
    /// # Errors
    ///
    /// Where there is no such day.
    pub fn void_member<R: Row + ?Sized>(&self, row: &R) -> Result<Member, Vec<Fault>> {
        let mut reader = CellReader::of(self, row);
        let from = match reader.text(self.valid_from) {
            "" => {
                let sentence = words::data::void_without_day();
                reader.fault("valid_from", "", "missing_value", sentence);
                None
            }
            _ => reader.date(self.valid_from),
        };
        let from = from.unwrap_or(Day::FIRST);
        reader.done(Member { from, vocabulary: self.vocabulary.id(), ..Member::UNKNOWN })
    }

    /// What is wrong with a bill that can be read and cannot be so: settled or filed before the admission, or a
    /// stay that is longer than a year and that no `revision` confirms. Rows that are known
    /// already are not asked.
    pub fn doubts<R: Row + ?Sized>(&self, row: &R, bill: &Bill) -> Vec<Fault> {
        let mut reader = CellReader::of(self, row);
        if self.was_taken(row) {
            return reader.faults;
        }
        if bill.settled_on < bill.admission {
            let text = reader.text(self.settled_on);
            let sentence = words::data::settled_before_admission();
            reader.fault("settled_on", text, "settled_before_admission", sentence);
        } else if bill.submitted_on < bill.admission {
            let text = reader.text(self.submitted_on);
            let sentence = words::data::submitted_before_admission();
            reader.fault("submitted_on", text, "submitted_before_admission", sentence);
        }
        let looked_again =
            || reader.text(self.revision).parse().is_ok_and(|number: u64| number > 0);
        if bill.nights() > LONGEST_STAY && !looked_again() {
            let text = reader.text(self.discharge);
            let sentence = words::data::long_stay(bill.nights(), LONGEST_STAY);
            reader.fault("discharge", text, "long_stay", sentence);
        }
        reader.faults
    }

    /// Whether a ledger has taken a row before: it keeps it, or it says in `known_on` since when.
    fn was_taken<R: Row + ?Sized>(&self, row: &R) -> bool {
        row.is_kept() || self.known_on.is_some_and(|place| !row.cell(place).is_empty())
    }

    /// The dates of a bill that lie after a day, each with its column and its text.
    pub fn dates_after<'r, R: Row + ?Sized>(
        &self,
        row: &'r R,
        bill: &Bill,
        day: Day,
    ) -> Vec<(&'static str, &'r str)> {
        let Bill { admission, discharge, settled_on, submitted_on, .. } = *bill;
        let dates = [
            (self.admission, admission),
            (self.discharge, discharge),
            (self.settled_on, settled_on),
            (self.submitted_on, submitted_on),
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
        let mut reader = CellReader::of(self, row);
        let plans = &self.vocabulary.plans;
        let plan = reader.text(self.plan);
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
        let (start, end) = (reader.date(self.start), reader.date(self.end));
        let enrolled_on = reader.date(self.enrolled_on);
        let units = reader.units();
        if let (Some(start), Some(end)) = (start, end)
            && end < start
        {
            let text = reader.text(self.end);
            reader.fault("end", text, "end_before_start", words::data::end_before_start());
        }
        let day = |day: Option<Day>| day.unwrap_or(Day::FIRST);
        let plan = known.unwrap_or(0) as u8;
        let (start, end, enrolled_on) = (day(start), day(end), day(enrolled_on));
        let vocabulary = self.vocabulary.id();
        reader.done(Enrolment { plan, start, end, units, enrolled_on, vocabulary })
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
        let mut reader = CellReader::of(self, row);
        reader.is_refund = !reader.text(self.takes_back).is_empty();
        let days = self.days(&mut reader);
        let mut facts = [0; BILL_FACTS];
        reader.words(&mut facts);
        let currency = self.vocabulary.currency;
        let (mut amounts, mut present) = match reader.is_refund {
            false => reader.amounts(|text| currency.usual(text)),
            true => reader.amounts(|_| None), // That way of writing an amount has no sign.
        };
        reader.scheme_fields(&mut facts, &mut |column, amount| {
            amounts[column.index()] = amount;
            present |= 1 << column.index();
        });
        self.check_days(days, &mut reader);
        let in_scope_differs = reader.parts(&mut amounts, &mut present);
        let lists = self.lists(row, &mut reader);
        let hospital = number_of(reader.text(self.hospital_id));
        let [admission, discharge, settled_on, submitted_on] =
            days.map(|day| day.unwrap_or(Day::FIRST));
        let date = |basis| Vocabulary::date(basis, admission, discharge, settled_on);
        let basis = date(self.vocabulary.basis);
        reader.done(Bill {
            amounts,
            present,
            id,
            stay_id,
            stay: Stay::alone(id, admission, discharge),
            admission,
            discharge,
            settled_on,
            submitted_on,
            basis,
            order: date(self.vocabulary.order),
            month: basis.month(),
            lists,
            facts,
            hospital,
            in_scope_differs,
            vocabulary: self.vocabulary.id(),
        })
    }

    /// Admission, discharge, settlement and filing of a bill; a bill is filed when it is settled, unless it says
    /// otherwise.
    #[inline]
    fn days<R: Row + ?Sized>(&self, reader: &mut CellReader<R>) -> [Option<Day>; 4] {
        let (admission, discharge) = (reader.date(self.admission), reader.date(self.discharge));
        let settled_on = reader.date(self.settled_on);
        let submitted_on = match reader.text(self.submitted_on) {
            "" => settled_on,
            _ => reader.date(self.submitted_on),
        };
        [admission, discharge, settled_on, submitted_on]
    }

    #[inline]
    fn check_days<R: Row + ?Sized>(&self, days: [Option<Day>; 4], reader: &mut CellReader<R>) {
        if let [Some(admission), Some(discharge), ..] = days
            && discharge < admission
        {
            let text = reader.text(self.discharge);
            let sentence = words::data::discharge_before_admission();
            reader.fault("discharge", text, "discharge_before_admission", sentence);
        }
    }

    /// The lists of the rules that hold a diagnosis of a bill, one bit each.
    #[inline]
    fn lists<R: Row + ?Sized>(&self, row: &R, reader: &mut CellReader<R>) -> u64 {
        let diagnosis = reader.text(self.diagnosis);
        let (lists, has_code) = self.vocabulary.lists_with(diagnosis);
        let is_asked = !has_code && !diagnosis.is_empty() && self.vocabulary.asks_diagnosis;
        if is_asked && !self.was_taken(row) {
            let sentence = words::data::no_diagnosis_code();
            reader.fault("diagnosis", diagnosis, "no_diagnosis_code", sentence);
        }
        lists
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::{Basis, BillNumber, FieldKind, MemberIds, Revisions, Undated};
    use crate::money::Currency;
    use crate::words::Lang;

    /// A scheme with one amount of its own.
    fn vocabulary() -> Vocabulary {
        let kind = FieldKind::Amount { column: Column::own(0), default: None, may_be_empty: true };
        Vocabulary {
            currency: Currency::CNY,
            basis: Basis::Admission,
            order: Basis::Settlement,
            categories: Vocabulary::CATEGORIES.map(str::to_owned).to_vec(),
            revisions: Revisions::Replace,
            bill_number: BillNumber::National,
            stay_gap: 1,
            undated_facts: Undated::Night,
            member_ids: MemberIds::Usual,
            fields: vec![Field {
                name: "residual".to_owned(),
                title: None,
                owner: Owner::Bill,
                kind,
            }],
            lists: Vec::new(),
            asks_diagnosis: false,
            plans: Vec::new(),
            id: crate::claim::VocabularyId::NONE,
        }
        .sealed()
    }

    /// The bill of a row that takes back `takes_back`, or nothing, and has these other cells.
    fn bill(takes_back: &str, cells: &[(&str, &str)]) -> Result<Bill, Vec<Fault>> {
        let mut row = vec![
            ("category", "inpatient"),
            ("hospital_level", "2"),
            ("admission", "2024-03-01"),
            ("discharge", "2024-03-09"),
            ("settled_on", "2024-03-09"),
            ("takes_back", takes_back),
        ];
        row.extend(cells);
        let (header, row): (Vec<&str>, Vec<&str>) = row.into_iter().unzip();
        let vocabulary = vocabulary();
        RowReader::of_checked(header, RecordKind::Bills, &vocabulary).bill(&row)
    }

    /// What is wrong with a row: column, value and code.
    fn faults(bill: Result<Bill, Vec<Fault>>) -> Vec<(String, String, &'static str)> {
        let faults = bill.expect_err("the row has faults").into_iter();
        faults.map(|fault| (fault.column, fault.value, fault.code)).collect()
    }

    fn fault(column: &str, value: &str, code: &'static str) -> (String, String, &'static str) {
        (column.to_owned(), value.to_owned(), code)
    }

    const HEADER: [&str; 7] = [
        "category",
        "hospital_level",
        "admission",
        "discharge",
        "settled_on",
        "total",
        "pool_paid",
    ];

    /// What is wrong with the header of bills that has these in place of `total` and `pool_paid`.
    fn header_faults(total: &str, pool_paid: &str, more: &[&str]) -> Vec<HeaderFault> {
        let mut header = HEADER.to_vec();
        header[5..].copy_from_slice(&[total, pool_paid]);
        header.extend(more);
        RowReader::read_header(header, RecordKind::Bills, &vocabulary()).err().unwrap_or_default()
    }

    fn misspelt(column: &str, known: &str) -> HeaderFault {
        HeaderFault::Misspelt { column: column.to_owned(), known: known.to_owned() }
    }

    #[test]
    fn a_column_that_looks_like_one_that_is_not_there_is_an_error() {
        assert_eq!(header_faults("total", "pool_paid", &[]), []);
        assert_eq!(
            header_faults("total", "pool_payed", &[]),
            [misspelt("pool_payed", "pool_paid")]
        );
        assert_eq!(header_faults("totl", "pool_paid", &[]), [misspelt("totl", "total")]);
        let residual = header_faults("total", "pool_paid", &["residuel"]);
        assert_eq!(residual, [misspelt("residuel", "residual")]);
    }

    #[test]
    fn columns_of_an_office_are_kept() {
        assert_eq!(header_faults("total", "pool_paid", &["export_no", "remark", "remark", ""]), []);
    }

    #[test]
    fn everything_that_is_wrong_with_a_header_is_found_at_once() {
        let faults = header_faults("sum", "pool_payed", &["category", "category"]);
        let missing = HeaderFault::Missing(vec!["total".to_owned()]);
        let twice = HeaderFault::Twice(vec!["category".to_owned()]);
        assert_eq!(faults, [misspelt("pool_payed", "pool_paid"), missing, twice]);
    }

    #[test]
    fn a_refund_is_read_as_the_bill_that_it_takes_back() {
        let billed = [
            ("total", "2000.00"),
            ("class_b_prepay", "100.5"),
            ("pool_paid", "1000.00"),
            ("other_paid", "0.00"),
            ("over_limit", ""),
            ("residual", "12.34"),
        ];
        let refunded = [
            ("total", "-2000.00"),
            ("class_b_prepay", "-100.50"),
            ("pool_paid", "-1000.00"),
            ("other_paid", "-0.00"),
            ("over_limit", ""),
            ("residual", "-12.34"),
        ];
        assert_eq!(bill("B1", &refunded).unwrap(), bill("", &billed).unwrap());
        let nothing = [("total", "0.00"), ("pool_paid", "0")];
        assert_eq!(bill("B1", &nothing).unwrap(), bill("", &nothing).unwrap());
    }

    #[test]
    fn an_amount_of_a_refund_above_zero_is_a_fault_of_its_own() {
        let cells = [("total", "2000.00"), ("pool_paid", "-1000.00"), ("residual", "0.01")];
        let refund = bill("B1", &cells);
        let sentence = &refund.as_ref().unwrap_err()[0].sentence;
        assert!(sentence.text(Lang::English).contains("with a minus sign: `-2000.00`"));
        assert!(sentence.text(Lang::Chinese).contains("须带负号，应写作 `-2000.00`"));
        let code = "refund_not_negative";
        let wrong = [fault("total", "2000.00", code), fault("residual", "0.01", code)];
        assert_eq!(faults(refund), wrong);
    }

    #[test]
    fn what_is_no_amount_is_none_in_a_refund_either() {
        let refund = bill("B1", &[("total", "-2,000.00"), ("pool_paid", "-0.001")]);
        let code = "bad_amount";
        let wrong = [fault("total", "-2,000.00", code), fault("pool_paid", "-0.001", code)];
        assert_eq!(faults(refund), wrong);
    }

    #[test]
    fn a_negative_amount_that_takes_nothing_back_is_refused() {
        for takes_back in ["", "  "] {
            let wrong = faults(bill(takes_back, &[("total", "-2000.00")]));
            assert_eq!(wrong, [fault("total", "-2000.00", "negative_amount")]);
        }
    }

    #[test]
    fn payers_and_parts_of_a_refund_fit_into_its_total() {
        let payers = bill("B1", &[("total", "-2000.00"), ("pool_paid", "-2000.01")]);
        assert_eq!(faults(payers), [fault("total", "-2000.00", "payers_above_total")]);
        let parts = bill("B1", &[("total", "-2000.00"), ("out_of_catalogue", "-2000.01")]);
        assert_eq!(faults(parts), [fault("total", "-2000.00", "parts_above_total")]);
    }
}
