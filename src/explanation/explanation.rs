//! Explanations (理赔明细): every fen of a bill and who bears it, and the working of every benefit.
//!
//! An explanation balances twice. The bill: billed = each primary payer + each benefit charged to
//! the bill + what is left with the member. Each working: every step begins with what the one
//! before left, the first with nothing, and the last leaves what is paid.

use crate::adjudication::{
    Adjudicator, AdjustmentReason, ChosenBy, Decision, Eligibility, Observer, Outcomes, Step,
    StepKind, of_bill,
};
use crate::claim::{Bill, ClaimError, Column, Disallowance, FUNDS, History, MemberRecord};
use crate::money::{Money, Product};
use crate::scheme::{Benefit, Book, Chooser, Edition, Kind, Limit, Window};

/// Everything about one bill.
///
/// ```
/// # use std::path::Path;
/// # use huzhu::claim::{MemberRecord, RecordText};
/// # use huzhu::scheme::Book;
/// # let book = Book::load(Path::new("rules/pinghu")).unwrap();
/// # let record = MemberRecord::read(&book, RecordText {
/// #     members: "birth_date,sex,hardship\n1980-05-01,F,no",
/// #     enrolments: "plan,start,end,units,enrolled_on\nmedical,2022-01-01,2022-12-31,1,2022-01-01",
/// #     bills: "bill_id,category,hospital_level,admission,discharge,settled_on,total,pool_paid\n\
/// #             B1,inpatient,2,2022-03-01,2022-03-09,2022-03-09,8232.97,3000.00\n\
/// #             B2,inpatient,2,2023-03-01,2023-03-09,2023-03-09,900.00,0.00",
/// # }).unwrap();
/// use huzhu::claim::Column;
/// use huzhu::explanation::explain_bill;
/// use huzhu::money::Money;
///
/// let explanation = explain_bill(&book, &record, "B1").unwrap();
/// let payers: Money = explanation.payers().map(|(_, paid)| paid).sum();
/// let charged: Money = explanation.workings.iter().map(|working| working.charged).sum();
/// let billed = explanation.bill.amount(Column::Total);
/// assert_eq!(billed, payers + charged + explanation.member_bears);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The bill, by its place in the history.
    pub place: usize,
    /// The bill as received; as adjusted, where something was disallowed.
    pub bill: Bill,
    /// What was disallowed of it, in the order in which it was.
    pub disallowed: Vec<Disallowance>,
    /// The edition in force on the basis date, by its place in the book.
    pub edition: Option<usize>,
    /// One a plan held.
    pub decisions: Vec<Decision>,
    /// One an eligible benefit, in rule order.
    pub workings: Vec<Working>,
    /// What is left with the member after all payers and all benefits charged to the bill.
    pub member_bears: Money,
    /// Clauses of the edition that are not modelled and may matter for the bill, by place among them.
    pub unmodelled: Vec<usize>,
}

/// How one benefit was worked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Working {
    /// The benefit, by its place in the edition.
    pub place: usize,
    /// The benefit, by its place in the book.
    pub number: u8,
    /// The steps, from the base on.
    pub steps: Vec<Step>,
    /// What the values of its steps and limits were chosen by; nothing where each is always the same.
    pub chosen: Vec<ChosenBy>,
    /// The limits that hold for it.
    pub limits: Vec<LimitUse>,
    /// What is paid.
    pub paid: Money,
    /// The part of it that is charged to the bill; the rest stands beside it.
    pub charged: Money,
    /// Why it pays less, or more, than its rate gives.
    pub outcome: AdjustmentReason,
}

/// How much of a limit is used up before and after a bill: minor units, days, times or stays.
///
/// ```
/// # use std::path::Path;
/// # use huzhu::claim::{MemberRecord, RecordText};
/// # use huzhu::scheme::Book;
/// # let book = Book::load(Path::new("rules/pinghu")).unwrap();
/// # let record = MemberRecord::read(&book, RecordText {
/// #     members: "birth_date,sex,hardship\n1980-05-01,F,no",
/// #     enrolments: "plan,start,end,units,enrolled_on\nmedical,2022-01-01,2022-12-31,1,2022-01-01",
/// #     bills: "bill_id,category,hospital_level,admission,discharge,settled_on,total,pool_paid\n\
/// #             B1,inpatient,2,2022-03-01,2022-03-09,2022-03-09,8232.97,3000.00\n\
/// #             B2,inpatient,2,2023-03-01,2023-03-09,2023-03-09,900.00,0.00",
/// # }).unwrap();
/// use huzhu::explanation::explain_bill;
///
/// let explanation = explain_bill(&book, &record, "B1").unwrap();
/// let used = &explanation.workings[0].limits[0];
/// assert_eq!((used.before, used.after, used.left()), (0, 261_649, 2_738_351)); // of 30,000.00 a year
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitUse {
    /// What cases and previews call it.
    pub id: String,
    /// In what it is.
    pub kind: Kind,
    /// Its window.
    pub window: Window,
    /// The limit.
    pub most: i64,
    /// Used before the bill.
    pub before: i64,
    /// Used after it.
    pub after: i64,
}

impl Working {
    /// What the values of a step were chosen by.
    pub fn chosen_by(&self, step: &StepKind) -> &[Chooser] {
        let limit = match step {
            StepKind::Limit { id } => Some(id),
            _ => None,
        };
        let is_of = |one: &&ChosenBy| one.step == step.code() && one.limit.as_ref() == limit;
        self.chosen.iter().find(is_of).map_or(&[], |one| &one.by)
    }
}

impl LimitUse {
    /// What is left after the bill; never less than nothing.
    pub fn left(&self) -> i64 {
        (self.most - self.after).max(0)
    }
}

impl Explanation {
    /// What each payer bears of the bill, in the order of the columns: funds, then the hospital.
    pub fn payers(&self) -> impl Iterator<Item = (Column, Money)> + '_ {
        let payers = FUNDS.into_iter().chain([Column::HospitalBorne]);
        payers
            .map(|column| (column, self.bill.amount(column)))
            .filter(|(_, paid)| *paid != Money::ZERO)
    }

    /// All benefits together.
    pub fn payable(&self) -> Money {
        self.workings.iter().map(|working| working.paid).sum()
    }

    /// The edition of the book that it was decided under.
    pub fn edition<'b>(&self, adjudicator: &Adjudicator<'b>) -> Option<&'b Edition> {
        self.edition.map(|number| &adjudicator.book().editions[number])
    }
}

#[derive(Default)]
struct Collector {
    bills: Vec<Vec<Working>>,
    plans: Vec<Vec<u8>>,
    steps: Vec<Step>,
    limits: Vec<LimitUse>,
    chosen: Vec<ChosenBy>,
}

impl Observer for Collector {
    const EXPLAINS: bool = true;

    fn bill(&mut self, _: usize, _: &Bill, _: &Eligibility, _: Money) {
        self.bills.push(Vec::new());
        self.plans.push(Vec::new());
    }

    fn step(&mut self, step: Step) {
        self.steps.push(step);
    }

    fn limit(&mut self, limit: &Limit, most: i64, before: i64, after: i64) {
        let (id, kind, window) = (limit.id.clone(), limit.kind(), limit.window);
        self.limits.push(LimitUse { id, kind, window, most, before, after });
    }

    fn chosen(&mut self, by: Vec<ChosenBy>) {
        self.chosen = by;
    }

    fn benefit(
        &mut self,
        place: usize,
        benefit: &Benefit,
        paid: Money,
        charged: Money,
        outcome: AdjustmentReason,
    ) {
        let steps = std::mem::take(&mut self.steps);
        balance(benefit, &steps, paid);
        let limits = std::mem::take(&mut self.limits);
        let chosen = std::mem::take(&mut self.chosen);
        let number = benefit.number;
        let working = Working { place, number, steps, chosen, limits, paid, charged, outcome };
        self.bills.last_mut().expect("a bill has begun").push(working);
        self.plans.last_mut().expect("a bill has begun").push(benefit.plan);
    }
}

/// # Panics
///
/// If the steps do not lead from nothing to what is paid: that is a bug in the engine, and no
/// payment may leave it.
fn balance(benefit: &Benefit, steps: &[Step], paid: Money) {
    let mut left = Product::ZERO;
    for step in steps {
        assert_eq!(step.before, left, "a step of `{}` begins with what was left", benefit.id);
        left = step.after;
    }
    assert_eq!(
        left,
        benefit.scale.of(paid),
        "the working of `{}` leads to its payment",
        benefit.id
    );
}

/// Decides and explains every bill of one member, in order.
///
/// # Panics
///
/// If an explanation does not balance: that is a bug in the engine.
///
/// ```
/// # use std::path::Path;
/// # use huzhu::claim::{MemberRecord, RecordText};
/// # use huzhu::scheme::Book;
/// # let book = Book::load(Path::new("rules/pinghu")).unwrap();
/// # let record = MemberRecord::read(&book, RecordText {
/// #     members: "birth_date,sex,hardship\n1980-05-01,F,no",
/// #     enrolments: "plan,start,end,units,enrolled_on\nmedical,2022-01-01,2022-12-31,1,2022-01-01",
/// #     bills: "bill_id,category,hospital_level,admission,discharge,settled_on,total,pool_paid\n\
/// #             B1,inpatient,2,2022-03-01,2022-03-09,2022-03-09,8232.97,3000.00\n\
/// #             B2,inpatient,2,2023-03-01,2023-03-09,2023-03-09,900.00,0.00",
/// # }).unwrap();
/// use huzhu::adjudication::Adjudicator;
/// use huzhu::explanation::explain;
/// use huzhu::money::Money;
///
/// let all = explain(&mut Adjudicator::new(&book), &record.history(&book).unwrap());
/// assert_eq!(all.len(), 2);
/// assert_eq!(all[0].payable(), Money::from_minor(261_649));
/// ```
pub fn explain(adjudicator: &mut Adjudicator, history: &History) -> Vec<Explanation> {
    let mut collector = Collector::default();
    adjudicator.adjudicate(history, &mut collector);
    let bills = collector.bills.into_iter().zip(collector.plans).enumerate();
    bills
        .map(|(place, (workings, plans))| one(adjudicator, history, place, workings, &plans))
        .collect()
}

/// Decides all bills of a member's record under a book, and explains one of them.
///
/// # Errors
///
/// When there is no such bill, or the record was read by the words of other rules.
///
/// ```
/// # use std::path::Path;
/// # use huzhu::claim::{MemberRecord, RecordText};
/// # use huzhu::scheme::Book;
/// # let book = Book::load(Path::new("rules/pinghu")).unwrap();
/// # let record = MemberRecord::read(&book, RecordText {
/// #     members: "birth_date,sex,hardship\n1980-05-01,F,no",
/// #     enrolments: "plan,start,end,units,enrolled_on\nmedical,2022-01-01,2022-12-31,1,2022-01-01",
/// #     bills: "bill_id,category,hospital_level,admission,discharge,settled_on,total,pool_paid\n\
/// #             B1,inpatient,2,2022-03-01,2022-03-09,2022-03-09,8232.97,3000.00\n\
/// #             B2,inpatient,2,2023-03-01,2023-03-09,2023-03-09,900.00,0.00",
/// # }).unwrap();
/// use huzhu::claim::ClaimError;
/// use huzhu::explanation::explain_bill;
/// use huzhu::money::Money;
///
/// assert_eq!(explain_bill(&book, &record, "B1").unwrap().payable(), Money::from_minor(261_649));
/// let unknown = explain_bill(&book, &record, "B9").unwrap_err();
/// assert_eq!(unknown, ClaimError::UnknownBill("B9".to_owned()));
/// ```
pub fn explain_bill(
    book: &Book,
    record: &MemberRecord,
    bill_id: &str,
) -> Result<Explanation, ClaimError> {
    let history = record.history(book)?;
    let unknown = || ClaimError::UnknownBill(bill_id.to_owned());
    let number = record.bill(bill_id).ok_or_else(unknown)?.id;
    let all = explain(&mut Adjudicator::new(book), &history);
    all.into_iter().find(|explanation| explanation.bill.id == number).ok_or_else(unknown)
}

fn one(
    adjudicator: &Adjudicator,
    history: &History,
    place: usize,
    workings: Vec<Working>,
    plans: &[u8],
) -> Explanation {
    let outcomes = workings.iter().zip(plans).map(|(working, &plan)| Outcomes {
        place: working.place,
        number: working.number,
        plan,
        paid: working.paid,
        outcome: working.outcome,
    });
    let outcomes: Vec<Outcomes> = outcomes.collect();
    let mut decisions = Vec::new();
    of_bill(adjudicator, history, place, &outcomes, &mut decisions);
    let bill = history.bills()[place];
    let charged: Money = workings.iter().map(|working| working.charged).sum();
    let borne = bill.amount(Column::FundsPaid) + bill.amount(Column::HospitalBorne) + charged;
    let member_bears = bill.amount(Column::Total) - borne;
    assert!(member_bears >= Money::ZERO, "benefits charged to a bill fit into what is left of it");
    let eligibility = &adjudicator.eligibilities()[place];
    let edition = eligibility.edition(adjudicator.book());
    let edition = edition.map(|edition| adjudicator.number_of(edition) as usize);
    let of_bill = history.disallowances().iter().filter(|one| one.bill == bill.id);
    let disallowed = of_bill.copied().collect();
    let unmodelled = adjudicator.unmodelled(history, place);
    Explanation { place, bill, disallowed, edition, decisions, workings, member_bears, unmodelled }
}
