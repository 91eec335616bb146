//! Member records: the facts of one member, kept in order.

use std::collections::HashMap;

use super::{
    Bill, BillForm, ClaimError, Column, Disallowance, Enrolment, EnrolmentForm, History,
    MOST_BILLS, MOST_FACTS, MOST_PERIODS, Member, MemberForm, Opening, Override, RecordKind,
    RowReader, Vocabulary, VocabularyId, disallow, few_rows, put_in_order,
};
use crate::money::Money;

/// Everything known of one member: what the member was day by day, enrolment periods, bills, openings,
/// manual decisions and disallowed amounts. All of it was read by the words of one rule book, and is in order.
///
/// ```
/// use std::path::Path;
///
/// use huzhu::claim::{BillForm, ClaimError, Column, EnrolmentForm, MemberForm, MemberRecord};
/// use huzhu::date::Day;
/// use huzhu::money::Money;
/// use huzhu::scheme::Book;
///
/// let book = Book::load(Path::new("rules/pinghu")).unwrap();
/// let day = |text| Day::parse(text).unwrap();
/// let born = MemberForm::new(day("1980-05-01"), "F", false);
/// let mut record = MemberRecord::new(&book, "M1", &born)?;
/// record.add_enrolment(&book, &EnrolmentForm::new("medical", day("2022-01-01"), day("2022-12-31")))?;
/// let bill = BillForm::new("inpatient", "2")
///     .days(day("2022-03-01"), day("2022-03-09"))
///     .settled_on(day("2022-03-09"))
///     .amount(Column::Total, Money::from_minor(823_297))
///     .amount(Column::PoolPaid, Money::from_minor(300_000));
/// record.add_bill(&book, "B1", &bill)?;
/// assert_eq!(record.add_bill(&book, "B1", &bill), Err(ClaimError::BillTwice("B1".to_owned())));
/// assert_eq!(record.history(&book)?.bills().len(), 1);
/// # Ok::<(), ClaimError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberRecord {
    id: String,
    /// What the member was, by the day from which it holds: one at least.
    members: Vec<Member>,
    enrolments: Vec<Enrolment>,
    /// In the order of a history; numbered in the order in which they came.
    bills: Vec<Bill>,
    bill_ids: Vec<String>,
    bill_numbers: HashMap<String, u32>,
    stay_ids: Vec<String>,
    openings: Vec<Opening>,
    overrides: Vec<Override>,
    disallowances: Vec<Disallowance>,
}

/// The facts of one member as the texts of three files, each with a header: the columns of members.csv,
/// enrolments.csv and bills.csv, in any order. Amounts whose columns are left out are nothing.
#[derive(Clone, Copy, Debug)]
pub struct RecordText<'t> {
    /// The member; several rows say what was so from which `valid_from` on.
    pub members: &'t str,
    /// Enrolment periods.
    pub enrolments: &'t str,
    /// Bills.
    pub bills: &'t str,
}

impl MemberRecord {
    /// A member of whom nothing else is known yet.
    ///
    /// # Errors
    ///
    /// Everything that the rules of `book` do not take.
    pub fn new(
        book: &impl AsRef<Vocabulary>,
        id: &str,
        member: &MemberForm,
    ) -> Result<MemberRecord, ClaimError> {
        Ok(MemberRecord::of(id, member.read(book)?))
    }

    fn of(id: &str, member: Member) -> MemberRecord {
        MemberRecord {
            id: id.to_owned(),
            members: vec![member],
            enrolments: Vec::new(),
            bills: Vec::new(),
            bill_ids: Vec::new(),
            bill_numbers: HashMap::new(),
            stay_ids: Vec::new(),
            openings: Vec::new(),
            overrides: Vec::new(),
            disallowances: Vec::new(),
        }
    }

    /// Reads all facts of one member.
    ///
    /// ```
    /// use std::path::Path;
    ///
    /// use huzhu::claim::{MemberRecord, RecordText};
    /// use huzhu::scheme::Book;
    ///
    /// let book = Book::load(Path::new("rules/pinghu")).unwrap();
    /// let members = "member_id,birth_date,sex,hardship\nM1,1980-05-01,F,no";
    /// let enrolments = "member_id,plan,start,end,units,enrolled_on\nM1,medical,2022-01-01,2022-12-31,1,2022-01-01";
    /// let bills = "bill_id,member_id,category,hospital_level,admission,discharge,settled_on,totl,pool_payed\n\
    ///              B1,M1,inpatient,2,2022-03-01,2022-03-09,2022-03-09,8232.97,3000.00";
    /// let error = MemberRecord::read(&book, RecordText { members, enrolments, bills }).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "the header of bills: column `totl` looks like `total`; rename or delete it, \
    ///      column `pool_payed` looks like `pool_paid`; rename or delete it"
    /// );
    /// ```
    ///
    /// # Errors
    ///
    /// Everything that the rules of `book` do not take, of all three texts; rows of other members; and rows
    /// that take another back or replace it, which only a batch or a night can do.
    pub fn read(
        book: &impl AsRef<Vocabulary>,
        text: RecordText,
    ) -> Result<MemberRecord, ClaimError> {
        let vocabulary = book.as_ref();
        let mut errors = Vec::new();
        let members = Rows::of(text.members, RecordKind::Members, vocabulary, &mut errors);
        let enrolments = Rows::of(text.enrolments, RecordKind::Enrolments, vocabulary, &mut errors);
        let bills = Rows::of(text.bills, RecordKind::Bills, vocabulary, &mut errors);
        let all = (members, enrolments, bills);
        let (Some(members), Some(enrolments), Some(bills)) = all else {
            return Err(ClaimError::of(errors));
        };
        let id = members.first_id().unwrap_or_default();
        let whose = |rows: &Rows<'_>, errors: &mut Vec<ClaimError>| rows.check(&id, errors);
        [&members, &enrolments, &bills].into_iter().for_each(|rows| whose(rows, &mut errors));
        let all = members.read(&mut errors, |reader, row| reader.member(row));
        let periods = enrolments.read(&mut errors, |reader, row| reader.enrolment(row));
        let read = bills.read(&mut errors, |reader, row| {
            let id = reader.text(row, "bill_id").to_owned();
            let stay_id = reader.text(row, "stay_id").to_owned();
            Ok((reader.bill(row)?, id, stay_id))
        });
        let Some(first) = all.first().filter(|_| errors.is_empty()) else {
            errors.extend(all.is_empty().then_some(ClaimError::NoMember));
            return Err(ClaimError::of(errors));
        };
        let mut record = MemberRecord::of(&id, *first);
        record.members = all;
        record.members.sort_by_key(|member| member.from);
        record.enrolments = periods;
        for (bill, id, stay_id) in read {
            record.push(bill, &id, Some(stay_id).filter(|id| !id.is_empty()).as_deref())?;
        }
        record.sort(vocabulary)?;
        Ok(record)
    }

    /// Adds what the member was from the day of `member` on.
    ///
    /// # Errors
    ///
    /// Everything that the rules of `book` do not take.
    pub fn add_change(
        &mut self,
        book: &impl AsRef<Vocabulary>,
        member: &MemberForm,
    ) -> Result<(), ClaimError> {
        self.members.push(member.read(book)?);
        self.members.sort_by_key(|member| member.from);
        self.sort(book.as_ref())
    }

    /// Adds an enrolment period.
    ///
    /// # Errors
    ///
    /// Everything that the rules of `book` do not take.
    pub fn add_enrolment(
        &mut self,
        book: &impl AsRef<Vocabulary>,
        period: &EnrolmentForm,
    ) -> Result<(), ClaimError> {
        self.enrolments.push(period.read(book)?);
        self.sort(book.as_ref())
    }

    /// Adds a bill.
    ///
    /// # Errors
    ///
    /// Everything that the rules of `book` do not take, and a bill whose id there is already.
    pub fn add_bill(
        &mut self,
        book: &impl AsRef<Vocabulary>,
        id: &str,
        bill: &BillForm,
    ) -> Result<(), ClaimError> {
        self.push(bill.read(book)?, id, bill.stay_id())?;
        self.sort(book.as_ref())
    }

    /// Adds what an old system had counted.
    ///
    /// # Errors
    ///
    /// When there are too many.
    pub fn add_opening(&mut self, opening: Opening) -> Result<(), ClaimError> {
        if self.openings.len() == MOST_FACTS {
            return Err(ClaimError::TooManyFacts);
        }
        self.openings.push(opening);
        Ok(())
    }

    /// Adds a decision by hand: what a bill is paid under a benefit, by its place in the book.
    ///
    /// # Errors
    ///
    /// When there is no such bill, the amount is out of bounds, or there are too many.
    pub fn add_override(
        &mut self,
        bill_id: &str,
        benefit: u8,
        amount: Money,
    ) -> Result<(), ClaimError> {
        if self.overrides.len() == MOST_FACTS {
            return Err(ClaimError::TooManyFacts);
        }
        let bill = self.bill(bill_id).ok_or_else(|| ClaimError::UnknownBill(bill_id.to_owned()))?;
        self.overrides.push(Override::new(bill.id, benefit, amount)?);
        Ok(())
    }

    /// Disallows an amount of a bill's column, which is out of catalogue from then on: [`MemberRecord::bills`] are as
    /// adjusted. Several add up.
    ///
    /// # Errors
    ///
    /// When there is no such bill, nothing can be disallowed of the column, the amount is not above nothing or is
    /// more than the bill has there, or there are too many.
    pub fn disallow(
        &mut self,
        bill_id: &str,
        column: Column,
        amount: Money,
    ) -> Result<(), ClaimError> {
        if self.disallowances.len() == MOST_FACTS {
            return Err(ClaimError::TooManyFacts);
        }
        let bill = self.bill(bill_id).ok_or_else(|| ClaimError::UnknownBill(bill_id.to_owned()))?;
        let mut disallowance = Disallowance::new(bill.id, column, amount)?;
        if bill.disallowable(column) < amount {
            return Err(ClaimError::AboveTheBill);
        }
        disallow(&mut self.bills, std::slice::from_mut(&mut disallowance));
        self.disallowances.push(disallowance);
        Ok(())
    }

    /// What all bills are decided on, under the rules by whose words the facts were read.
    ///
    /// # Errors
    ///
    /// [`ClaimError::OtherVocabulary`] under rules of other words.
    pub fn history(&self, book: &impl AsRef<Vocabulary>) -> Result<History<'_>, ClaimError> {
        let (first, later) = self.members.split_first().expect("a record has a member");
        let history = History::in_order(book, first, &self.enrolments, &self.bills)?;
        let history = history.with_later(later);
        let history = history.with_openings(&self.openings).with_overrides(&self.overrides);
        Ok(history.with_disallowed(&self.bills, &self.disallowances))
    }

    /// The id of the member.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What held of the member first.
    pub fn member(&self) -> &Member {
        &self.members[0]
    }

    /// What held later, by day.
    pub fn changes(&self) -> &[Member] {
        &self.members[1..]
    }

    /// The enrolment periods, in order.
    pub fn enrolments(&self) -> &[Enrolment] {
        &self.enrolments
    }

    /// The bills, in the order in which they are decided; as adjusted, where something was disallowed.
    pub fn bills(&self) -> &[Bill] {
        &self.bills
    }

    /// The id of one of the bills.
    pub fn bill_id(&self, bill: &Bill) -> &str {
        &self.bill_ids[bill.id as usize]
    }

    /// The id of one of the bills, by its number.
    pub fn id_of(&self, number: u32) -> &[u8] {
        self.bill_ids.get(number as usize).map_or(&[], |id| id.as_bytes())
    }

    /// The bill of that id.
    pub fn bill(&self, id: &str) -> Option<&Bill> {
        let number = *self.bill_numbers.get(id)?;
        self.bills.iter().find(|bill| bill.id == number)
    }

    fn push(&mut self, bill: Bill, id: &str, stay_id: Option<&str>) -> Result<(), ClaimError> {
        let number = self.bill_ids.len() as u32;
        if self.bill_numbers.contains_key(id) {
            return Err(ClaimError::BillTwice(id.to_owned()));
        }
        self.bill_numbers.insert(id.to_owned(), number);
        self.bill_ids.push(id.to_owned());
        let stay = stay_id.map(|id| {
            let known = self.stay_ids.iter().position(|known| known == id);
            let place = known.unwrap_or_else(|| {
                self.stay_ids.push(id.to_owned());
                self.stay_ids.len() - 1
            });
            place as u32
        });
        self.bills.push(bill.numbered(number, stay.unwrap_or(Bill::alone(number))));
        Ok(())
    }

    /// Puts all facts in order again, and finds the stays of the bills.
    fn sort(&mut self, vocabulary: &Vocabulary) -> Result<(), ClaimError> {
        let is_other = |id: VocabularyId| id != vocabulary.id();
        let members = self.members.iter().map(|member| member.vocabulary);
        let periods = self.enrolments.iter().map(|period| period.vocabulary);
        let bills = self.bills.iter().map(|bill| bill.vocabulary);
        if members.chain(periods).chain(bills).any(is_other) {
            return Err(ClaimError::OtherVocabulary);
        }
        if self.bills.len() > MOST_BILLS {
            return Err(ClaimError::TooManyBills);
        }
        if self.enrolments.len() > MOST_PERIODS {
            return Err(ClaimError::TooManyPeriods);
        }
        self.enrolments.sort_unstable();
        let ids = &self.bill_ids;
        put_in_order(vocabulary, &mut self.bills, |number| ids[number as usize].as_bytes());
        Ok(())
    }
}

/// The rows of a text, below a header that can be read.
struct Rows<'v> {
    kind: RecordKind,
    reader: RowReader<'v>,
    rows: Vec<csv::StringRecord>,
}

impl<'v> Rows<'v> {
    fn of(
        text: &str,
        kind: RecordKind,
        vocabulary: &'v Vocabulary,
        errors: &mut Vec<ClaimError>,
    ) -> Option<Rows<'v>> {
        let mut all = few_rows(text).into_iter();
        let header = all.next().unwrap_or_default();
        match RowReader::read_header(header.iter(), kind, vocabulary) {
            Ok(reader) => {
                let rows: Vec<csv::StringRecord> = all.collect();
                let is_short = |row: &csv::StringRecord| row.len() != header.len();
                let short = rows.iter().enumerate().filter(|(_, row)| is_short(row));
                let short = short.map(|(at, _)| ClaimError::Cells { kind, row: at + 1 });
                errors.extend(short);
                Some(Rows { kind, reader, rows })
            }
            Err(faults) => {
                errors.push(ClaimError::Header { kind, faults });
                None
            }
        }
    }

    fn first_id(&self) -> Option<String> {
        self.rows.first().map(|row| self.member_id(row))
    }

    fn member_id(&self, row: &csv::StringRecord) -> String {
        let ids = self.reader.vocabulary().member_ids;
        ids.fold(self.reader.text(row, "member_id")).into_owned()
    }

    /// Finds rows that are of another member, or that change another row.
    fn check(&self, member: &str, errors: &mut Vec<ClaimError>) {
        let kind = self.kind;
        for (at, row) in self.rows.iter().enumerate() {
            if self.reader.place("member_id").is_some() && self.member_id(row) != member {
                errors.push(ClaimError::OtherMember { kind, row: at + 1 });
            }
            let is_void = self.reader.text(row, "status") == "void";
            if kind != RecordKind::Members && is_void
                || !self.reader.text(row, "takes_back").is_empty()
            {
                errors.push(ClaimError::TakesBack { kind, row: at + 1 });
            }
        }
    }

    fn read<T>(
        &self,
        errors: &mut Vec<ClaimError>,
        read: impl Fn(&RowReader<'v>, &csv::StringRecord) -> Result<T, Vec<super::Fault>>,
    ) -> Vec<T> {
        let mut records = Vec::new();
        for (at, row) in self.rows.iter().enumerate() {
            match read(&self.reader, row) {
                Ok(record) => records.push(record),
                Err(faults) => {
                    errors.push(ClaimError::Row { kind: self.kind, row: at + 1, faults });
                }
            }
        }
        records
    }
}
