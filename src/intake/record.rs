//! All that is known of one member.

use std::borrow::Cow;

use super::bill_texts::BillTexts;
use super::interner::Texts;
use super::member_facts::DatedMember;
use super::row_errors::RowError;
use crate::claim::{
    Bill, Enrolment, History, Household, Member, Relative, Vocabulary, on as member_on,
    put_in_order,
};
use crate::date::Day;

/// The bills of one member, in no order, with their ids and those of the stays they share.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ReadBills {
    pub(super) bills: Vec<Bill>,
    bill_ids: Texts,
    stay_ids: Texts,
    /// The lines of each, as they came; none where no bill has any.
    lines: Texts,
}

impl ReadBills {
    /// No bills, with the room that others leave.
    pub(super) fn cleared(mut self) -> ReadBills {
        self.bills.clear();
        self.bill_ids.clear();
        self.stay_ids.clear();
        self.lines.clear();
        self
    }

    /// Adds a bill, which `read` fills in with the number of its id and that of its stay; of one that cannot be read
    /// only the texts are kept.
    #[inline]
    pub fn read<E>(
        &mut self,
        BillTexts { id, stay, lines }: BillTexts,
        read: impl FnOnce((u32, u32), &mut Bill) -> Result<(), E>,
    ) -> Result<&Bill, E> {
        let number = self.bill_ids.push(id);
        let stay = match stay {
            "" => Bill::alone(number),
            // Members have few stays that bills share.
            id => self.stay_ids.position(id).unwrap_or_else(|| self.stay_ids.push(id)),
        };
        if !lines.is_empty() {
            self.lines.pad(number);
            self.lines.push(lines);
        }
        self.bills.push(Bill::EMPTY);
        let bill = self.bills.last_mut().expect("it has just been added");
        match read((number, stay), bill) {
            Ok(()) => Ok(self.bills.last().expect("it has just been added")),
            Err(why) => {
                self.bills.pop();
                Err(why)
            }
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.bills.len()
    }
}

/// A member whom another room knows, as from a ledger.
#[derive(Clone, Debug)]
pub(crate) struct KnownMember {
    /// All ids of the member, the main one first.
    pub ids: Vec<String>,
    /// The facts of the member by day: at least one.
    pub placed: Vec<DatedMember>,
    pub periods: Vec<Enrolment>,
    pub bills: ReadBills,
}

/// All that is known of one member: the facts of a [`History`], in order.
///
/// ```
/// use huzhu::adjudication::{Total, adjudicate};
/// use huzhu::intake::{Files, read_files};
/// use huzhu::money::Currency;
/// use huzhu::scheme::Book;
///
/// let book = Book::load("rules/pinghu".as_ref()).unwrap();
/// let members = "member_id,birth_date,sex,org_code,hardship\nM1,1980-05-01,F,99.01,no\n";
/// let enrolments = "member_id,plan,start,end,units,enrolled_on\n\
///     M1,medical,2022-01-01,2022-12-31,1,2022-01-01\n";
/// let header = "bill_id,member_id,category,hospital_id,hospital_level,admission,discharge,settled_on,\
///     diagnosis,total,out_of_catalogue,class_b_prepay,deductible,pool_paid,critical_paid,\
///     assistance_paid,other_paid\n";
/// let bills = format!("{header}B1,M1,inpatient,H1,2,2022-03-01,2022-03-09,2022-03-09,,8232.97,0,0,0,\
///     3000.00,0,0,0\n");
/// let intake = read_files(Files::of([members, enrolments, &bills]), book.vocabulary(), &())?;
///
/// let record = intake.records().load(intake.member("M1").unwrap());
/// assert_eq!((record.id(), record.bills().len()), ("M1", 1));
/// let mut total = Total::default();
/// adjudicate(&book, &record.history(), &mut total);
/// assert_eq!(total.0, Currency::CNY.parse("2616.49").unwrap());
/// # Ok::<(), huzhu::intake::IntakeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadedMember<'i> {
    /// The id of the member.
    pub(crate) id: &'i str,
    /// The facts of the member that hold first.
    pub(crate) member: Member,
    /// Later facts, by the day from which each holds.
    pub(crate) later: Cow<'i, [Member]>,
    /// The unit, by its number in [`Intake::unit`].
    pub(crate) unit: u32,
    /// The enrolment periods, by (plan, start, end, units).
    pub(crate) enrolments: Cow<'i, [Enrolment]>,
    /// The bills, by (order date, id as bytes).
    pub(crate) bills: Vec<Bill>,
    /// Rows of bills that cannot be used.
    pub(crate) row_errors: Vec<RowError>,
    /// Whether all bills are there; with too many, none is.
    pub(crate) is_whole: bool,
    /// Who else's bills count for what adds up over a household; nothing where rules do not ask, or it was not looked.
    pub(crate) relatives: Option<Vec<Relative>>,
    bill_ids: Texts,
    stay_ids: Texts,
    lines: Texts,
}

impl<'i> LoadedMember<'i> {
    /// The id of the member.
    pub fn id(&self) -> &'i str {
        self.id
    }

    /// The bills, by (order date, id as bytes).
    pub fn bills(&self) -> &[Bill] {
        &self.bills
    }

    /// The enrolment periods, by (plan, start, end, units).
    pub fn enrolments(&self) -> &[Enrolment] {
        &self.enrolments
    }

    /// Rows of bills that cannot be used. Where there are any, nothing should be paid before they are mended.
    pub fn row_errors(&self) -> &[RowError] {
        &self.row_errors
    }

    /// What the member's bills are decided on, without relatives: for rules that ask for households see
    /// [`LoadedMember::household`].
    pub fn history(&self) -> History<'_> {
        History::sorted(&self.member, &self.enrolments, &self.bills).with_later(&self.later)
    }

    /// What the member's bills are decided on, with relatives where rules ask for households.
    #[inline]
    pub fn household(&self) -> Household<'_> {
        self.household_of(self.history())
    }

    /// The same of a history of the member.
    #[inline]
    pub(crate) fn household_of<'r>(&'r self, history: History<'r>) -> Household<'r> {
        let relatives = self.relatives.as_deref();
        Household::of(history, relatives, |number| self.bill_ids.get(number).as_bytes())
    }

    /// The facts of a history of the member, as those of a relative of another.
    pub(crate) fn relative(&self, history: &History) -> Relative {
        Relative::of(history, |number| self.bill_ids.get(number).as_bytes())
    }

    /// The record of a member with these bills, which are in no order yet.
    #[inline]
    pub(super) fn unordered(
        id: &'i str,
        (member, later): (Member, Cow<'i, [Member]>),
        enrolments: Cow<'i, [Enrolment]>,
        bills: ReadBills,
    ) -> Self {
        let ReadBills { bills, bill_ids, stay_ids, lines } = bills;
        let (unit, row_errors, is_whole, relatives) = (0, Vec::new(), true, None);
        LoadedMember {
            id,
            member,
            later,
            unit,
            enrolments,
            bills,
            row_errors,
            is_whole,
            relatives,
            bill_ids,
            stay_ids,
            lines,
        }
    }

    /// The record of a member whom another room knows.
    pub(crate) fn of(
        vocabulary: &Vocabulary,
        id: &'i str,
        members: &[Member],
        periods: Vec<Enrolment>,
        bills: ReadBills,
    ) -> Self {
        let facts = (members[0], Cow::Owned(members[1..].to_vec()));
        let mut record = LoadedMember::unordered(id, facts, Cow::Owned(periods), bills);
        record.put_in_order(vocabulary);
        record
    }

    /// The bills of the record, of which nothing else is kept.
    pub(super) fn into_bills(self) -> ReadBills {
        let LoadedMember { bills, bill_ids, stay_ids, lines, .. } = self;
        ReadBills { bills, bill_ids, stay_ids, lines }
    }

    /// The member of this record as a [`KnownMember`].
    pub(crate) fn known(self, ids: Vec<String>, placed: Vec<DatedMember>) -> KnownMember {
        let LoadedMember { enrolments, bills, bill_ids, stay_ids, lines, .. } = self;
        let bills = ReadBills { bills, bill_ids, stay_ids, lines };
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

    /// The lines of one of the bills, as its row has them; or empty.
    pub(crate) fn lines_of(&self, bill: &Bill) -> &str {
        if bill.id < self.lines.len() { self.lines.get(bill.id) } else { "" }
    }

    /// Adds the bills of one more stay, which are like some of the member's: under ids of their own, which
    /// end in `#2`, `#3` and so on.
    pub(crate) fn add_like(&mut self, stay: &[Bill], number: usize) {
        let (ids, shared) = self.like_ids(stay, number);
        self.add(stay, &ids, shared.as_deref());
    }

    /// The record of another member with the same facts, whose only stay is like one of the member's.
    pub(crate) fn of_another(
        &self,
        vocabulary: &Vocabulary,
        stay: &[Bill],
        number: usize,
    ) -> LoadedMember<'i> {
        let (ids, shared) = self.like_ids(stay, number);
        let mut other = LoadedMember {
            bills: Vec::new(),
            row_errors: Vec::new(),
            is_whole: true,
            relatives: self.relatives.is_some().then(Vec::new),
            bill_ids: Texts::default(),
            stay_ids: Texts::default(),
            lines: Texts::default(),
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

    /// Finds the stays of the bills and puts them in order: by order date, then by id as bytes.
    pub(crate) fn put_in_order(&mut self, vocabulary: &Vocabulary) {
        let LoadedMember { bills, bill_ids, .. } = self;
        put_in_order(vocabulary, bills, |number| bill_ids.get(number).as_bytes());
    }

    /// The id of the stay that one of the bills names, if it names any.
    pub fn stay_id(&self, bill: &Bill) -> Option<&str> {
        bill.shares_stay().then(|| self.stay_ids.get(bill.stay_id))
    }
}
