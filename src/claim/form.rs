//! Facts that a program states as values. They are read as rows are, by the same rules, so that what a row may
//! not say no program says either.

use super::{
    Bill, ClaimError, Column, Enrolment, Fault, Header, HeaderFault, Member, RecordKind, RowReader,
    Vocabulary,
};
use crate::date::Day;
use crate::money::{Currency, Money};

/// A member, stated as values.
///
/// ```
/// use huzhu::claim::MemberForm;
/// use huzhu::date::Day;
///
/// let born = Day::parse("1980-05-01").unwrap();
/// let member = MemberForm::new(born, "F", false);
/// let later = MemberForm::new(born, "F", true).valid_from(Day::parse("2024-03-01").unwrap());
/// # let _ = (member, later);
/// ```
#[derive(Clone, Debug)]
pub struct MemberForm(Form);

impl MemberForm {
    /// A member of that birth date, sex (`M` or `F`) and hardship.
    pub fn new(birth: Day, sex: &str, hardship: bool) -> MemberForm {
        let hardship = if hardship { "yes" } else { "no" };
        let form = Form::default().with("birth_date", Value::Day(birth)).with_text("sex", sex);
        MemberForm(form.with_text("hardship", hardship))
    }

    /// The same from a day on; what held before is stated by a form of its own.
    #[must_use]
    pub fn valid_from(self, day: Day) -> MemberForm {
        MemberForm(self.0.with("valid_from", Value::Day(day)))
    }

    /// The same with a word or a date in a column that the scheme declares.
    #[must_use]
    pub fn field(self, column: &str, text: &str) -> MemberForm {
        MemberForm(self.0.with_text(column, text))
    }

    /// The member.
    ///
    /// # Errors
    ///
    /// Everything that the rules of `book` do not take.
    pub fn read(&self, book: &impl AsRef<Vocabulary>) -> Result<Member, ClaimError> {
        self.0.read(RecordKind::Members, book.as_ref(), |reader, row| reader.member(row))
    }
}

/// An enrolment period, stated as values.
///
/// ```
/// use std::path::Path;
///
/// use huzhu::claim::EnrolmentForm;
/// use huzhu::date::Day;
/// use huzhu::scheme::Book;
///
/// let book = Book::load(Path::new("rules/pinghu")).unwrap();
/// let day = |text| Day::parse(text).unwrap();
/// let period = EnrolmentForm::new("medical", day("2022-01-01"), day("2022-12-31")).read(&book).unwrap();
/// assert_eq!((period.units(), period.enrolled_on()), (1, day("2022-01-01")));
/// let turned = EnrolmentForm::new("medical", day("2022-12-31"), day("2022-01-01")).read(&book);
/// assert!(turned.unwrap_err().to_string().contains("ends before it starts"));
/// ```
#[derive(Clone, Debug)]
pub struct EnrolmentForm {
    plan: String,
    start: Day,
    end: Day,
    units: u32,
    enrolled_on: Day,
    paid_on: Option<Day>,
    fields: Vec<(String, String)>,
}

impl EnrolmentForm {
    /// One unit of a plan from `start` to `end`, the last day of cover, enrolled on the first. No contribution came in
    /// for it, where the plan asks for one.
    pub fn new(plan: &str, start: Day, end: Day) -> EnrolmentForm {
        let (plan, enrolled_on) = (plan.to_owned(), start);
        EnrolmentForm { plan, start, end, units: 1, enrolled_on, paid_on: None, fields: Vec::new() }
    }

    /// The same with so many units.
    #[must_use]
    pub fn units(self, units: u32) -> EnrolmentForm {
        EnrolmentForm { units, ..self }
    }

    /// The same, enrolled on another day.
    #[must_use]
    pub fn enrolled_on(self, enrolled_on: Day) -> EnrolmentForm {
        EnrolmentForm { enrolled_on, ..self }
    }

    /// The same, for which the contribution came in on that day.
    #[must_use]
    pub fn paid_on(self, paid_on: Day) -> EnrolmentForm {
        EnrolmentForm { paid_on: Some(paid_on), ..self }
    }

    /// The same with a word or a date in a column that the scheme declares.
    #[must_use]
    pub fn field(mut self, column: &str, text: &str) -> EnrolmentForm {
        self.fields.push((column.to_owned(), text.to_owned()));
        self
    }

    /// The enrolment period.
    ///
    /// # Errors
    ///
    /// Everything that the rules of `book` do not take.
    pub fn read(&self, book: &impl AsRef<Vocabulary>) -> Result<Enrolment, ClaimError> {
        let form = Form::default()
            .with_text("plan", &self.plan)
            .with("start", Value::Day(self.start))
            .with("end", Value::Day(self.end))
            .with_text("units", &self.units.to_string())
            .with("enrolled_on", Value::Day(self.enrolled_on))
            .with("paid_on", self.paid_on.map_or(Value::Text(String::new()), Value::Day));
        let own = self.fields.iter();
        let form = own.fold(form, |form, (column, text)| form.with_text(column, text));
        form.read(RecordKind::Enrolments, book.as_ref(), |reader, row| reader.enrolment(row))
    }
}

/// A bill, stated as values. What is not stated, the bill does not have: an amount is nothing.
///
/// ```
/// use std::path::Path;
///
/// use huzhu::claim::{BillForm, Column};
/// use huzhu::date::Day;
/// use huzhu::money::Money;
/// use huzhu::scheme::Book;
///
/// let book = Book::load(Path::new("rules/pinghu")).unwrap();
/// let day = |text| Day::parse(text).unwrap();
/// let form = BillForm::new("inpatient", "2")
///     .days(day("2022-03-01"), day("2022-03-09"))
///     .settled_on(day("2022-03-09"))
///     .amount(Column::Total, Money::from_minor(823_297));
/// let bill = form.clone().amount(Column::PoolPaid, Money::from_minor(300_000)).read(&book).unwrap();
/// assert_eq!(bill.left(), Money::from_minor(523_297));
/// let above = form.amount(Column::PoolPaid, Money::from_minor(900_000)).read(&book);
/// assert!(above.unwrap_err().to_string().contains("more than the bill's 8232.97"));
/// ```
#[derive(Clone, Debug)]
pub struct BillForm {
    form: Form,
    stay_id: Option<String>,
}

impl BillForm {
    /// A bill of that category and hospital level (`1`, `2`, `3` or `none`).
    pub fn new(category: &str, hospital_level: &str) -> BillForm {
        let form = Form::default().with_text("category", category);
        BillForm { form: form.with_text("hospital_level", hospital_level), stay_id: None }
    }

    /// The same from one day to the day of leaving.
    #[must_use]
    pub fn days(mut self, admission: Day, discharge: Day) -> BillForm {
        let form = self.form.with("admission", Value::Day(admission));
        self.form = form.with("discharge", Value::Day(discharge));
        self
    }

    /// The same, settled by primary cover on that day.
    #[must_use]
    pub fn settled_on(mut self, day: Day) -> BillForm {
        self.form = self.form.with("settled_on", Value::Day(day));
        self
    }

    /// The same, filed with the scheme on that day.
    #[must_use]
    pub fn submitted_on(mut self, day: Day) -> BillForm {
        self.form = self.form.with("submitted_on", Value::Day(day));
        self
    }

    /// The same, of a disease that was found on that day.
    #[must_use]
    pub fn diagnosed_on(mut self, day: Day) -> BillForm {
        self.form = self.form.with("diagnosed_on", Value::Day(day));
        self
    }

    /// The same with an amount. What all funds paid and what is in scope are derived, where they are not stated.
    #[must_use]
    pub fn amount(mut self, column: Column, amount: Money) -> BillForm {
        self.form = self.form.with_amount(column, amount);
        self
    }

    /// The same with a word in a column that every scheme has or that this one declares: `cause`, `diagnosis`,
    /// `hospital_id`.
    #[must_use]
    pub fn field(mut self, column: &str, word: &str) -> BillForm {
        self.form = self.form.with_text(column, word);
        self
    }

    /// The same as one part of a stay that other bills are of too.
    #[must_use]
    pub fn of_stay(self, stay_id: &str) -> BillForm {
        BillForm { stay_id: Some(stay_id.to_owned()), ..self }
    }

    /// The id of the stay that other bills may be of too.
    pub(super) fn stay_id(&self) -> Option<&str> {
        self.stay_id.as_deref()
    }

    /// The bill, as a stay of its own.
    ///
    /// # Errors
    ///
    /// Everything that the rules of `book` do not take.
    pub fn read(&self, book: &impl AsRef<Vocabulary>) -> Result<Bill, ClaimError> {
        self.form.read(RecordKind::Bills, book.as_ref(), |reader, row| reader.bill(row))
    }
}

/// Columns with what each says.
#[derive(Clone, Debug, Default)]
struct Form(Vec<(Name, Value)>);

#[derive(Clone, Debug)]
enum Name {
    Of(String),
    /// An amount, whose name only the rules know where it is the scheme's own.
    OfAmount(Column),
}

#[derive(Clone, Debug)]
enum Value {
    Text(String),
    Day(Day),
    Amount(Money),
}

impl Form {
    fn with(mut self, column: &str, value: Value) -> Form {
        self.0.push((Name::Of(column.to_owned()), value));
        self
    }

    fn with_text(self, column: &str, text: &str) -> Form {
        self.with(column, Value::Text(text.to_owned()))
    }

    fn with_amount(mut self, column: Column, amount: Money) -> Form {
        self.0.push((Name::OfAmount(column), Value::Amount(amount)));
        self
    }

    /// Reads the form as a row under a header of its columns, which the rules must know all.
    fn read<T>(
        &self,
        kind: RecordKind,
        vocabulary: &Vocabulary,
        read: impl FnOnce(&RowReader, &[String]) -> Result<T, Vec<Fault>>,
    ) -> Result<T, ClaimError> {
        let name = |name: &'_ Name| match name {
            Name::Of(name) => name.clone(),
            Name::OfAmount(column) => vocabulary.column_name(*column).to_owned(),
        };
        let names: Vec<String> = self.0.iter().map(|(of, _)| name(of)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let header = Header::of_rows(&names, kind, vocabulary);
        let undeclared = header.undeclared.clone();
        let mut faults = header.faults();
        let is_told = |faults: &[HeaderFault], name: &str| {
            faults.iter().any(
                |fault| matches!(fault, HeaderFault::Misspelt { column, .. } if column == name),
            )
        };
        let unknown = undeclared.into_iter().filter(|name| !is_told(&faults, name));
        let unknown: Vec<HeaderFault> = unknown.map(HeaderFault::Unknown).collect();
        faults.extend(unknown);
        if !faults.is_empty() {
            return Err(ClaimError::Header { kind, faults });
        }
        let cells: Vec<String> =
            self.0.iter().map(|(_, value)| value.text(vocabulary.currency)).collect();
        let reader = RowReader::of_checked(names, kind, vocabulary);
        read(&reader, &cells).map_err(|faults| ClaimError::Row { kind, row: 1, faults })
    }
}

impl Value {
    fn text(&self, currency: Currency) -> String {
        match self {
            Value::Text(text) => text.clone(),
            Value::Day(day) => day.to_string(),
            Value::Amount(amount) => currency.show(*amount),
        }
    }
}
