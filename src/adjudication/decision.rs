//! Decisions: one for each bill and plan held, with all reasons in order.

use std::borrow::Cow;

use super::Adjudicator;
use super::collector::{Collector, Outcomes};
use super::eligibility::{denials, excluded, no_cover, waits};
use super::flag::{Flag, flags};
use super::observer::AdjustmentReason;
use crate::claim::{Bill, History, Vocabulary};
use crate::money::Money;
use crate::scheme::{Benefit, Book, Denial, Edition, Excluded, Plan};
use crate::words::{self, Sentence};

/// What is decided on one bill under one plan: a row of decisions.csv.
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
/// use huzhu::adjudication::{Adjudicator, Status, decisions};
/// use huzhu::money::Money;
///
/// let all = decisions(&mut Adjudicator::new(&book), &record.history(&book).unwrap());
/// assert_eq!((all[0].status, all[0].payable), (Status::Paid, Money::from_minor(261_649)));
/// assert_eq!(all[1].status, Status::Denied); // No rules are in force in the year of the second bill.
/// assert_eq!(all[1].reasons[0].codes(&book), ["no_edition"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The bill, by its place in the history.
    pub bill: usize,
    /// The plan, by its place in the book; nothing where no plan has cover.
    pub plan: Option<u8>,
    /// Paid, nil or denied.
    pub status: Status,
    /// All that apply, in order: of cover, flags, then of benefits in rule order.
    pub reasons: Vec<Reason>,
    /// All benefits of the plan together.
    pub payable: Money,
    /// What each eligible benefit pays, by its place in the book.
    pub benefits: Vec<(u8, Money)>,
}

/// How a decision ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// No benefit is eligible.
    Denied,
    /// Benefits are eligible, and none pays anything.
    Nil,
    /// Something is paid.
    Paid,
}

impl Status {
    /// The word in files.
    pub fn code(self) -> &'static str {
        match self {
            Status::Denied => "denied",
            Status::Nil => "nil",
            Status::Paid => "paid",
        }
    }

    /// The word for a person.
    pub fn words(self) -> Sentence {
        match self {
            Status::Denied => words::decisions::status_denied(),
            Status::Nil => words::decisions::status_nil(),
            Status::Paid => words::decisions::status_paid(),
        }
    }
}

/// One reason, or flag, of a decision.
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
/// use huzhu::adjudication::{Adjudicator, Reason, decisions};
///
/// let all = decisions(&mut Adjudicator::new(&book), &record.history(&book).unwrap());
/// let [Reason::Denied(_)] = &all[1].reasons[..] else { panic!("no rules are in force") };
/// let sentence = &all[1].reasons[0].sentences(&book)[0];
/// assert!(sentence.to_string().starts_with("no edition of the rules is in force"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The plan does not serve the bill.
    Denied(Denial),
    /// Something is decided, but somebody should look at it.
    Flag(Flag),
    /// A benefit is not eligible, for what a condition looks at.
    Excluded {
        /// The benefit, by its place in the book.
        benefit: u8,
        /// What the condition looks at.
        fact: Cow<'static, str>,
    },
    /// A benefit is for the bill, and its waiting period is not over.
    Waiting {
        /// The benefit, by its place in the book.
        benefit: u8,
        /// By how much the stay began too early.
        denial: Denial,
    },
    /// Something changed what a benefit pays, or left nothing to pay.
    Adjustment {
        /// The benefit, by its place in the book.
        benefit: u8,
        /// One thing or several.
        outcome: AdjustmentReason,
    },
}

impl Reason {
    /// The stable codes, as in decisions.csv: `no_cover`, `medical:below_threshold`.
    pub fn codes(&self, book: &Book) -> Vec<String> {
        let mut codes = Vec::new();
        self.each_code(book, |benefit, code| {
            codes.push(benefit.map_or(code.to_owned(), |benefit| format!("{benefit}:{code}")));
        });
        codes
    }

    /// Visits the stable codes, each with the benefit it is of.
    pub(crate) fn each_code(&self, book: &Book, mut visit: impl FnMut(Option<&str>, &str)) {
        let id = |benefit: &u8| Some(book.benefits[*benefit as usize].as_str());
        match self {
            Reason::Denied(denial) => visit(None, denial.code()),
            Reason::Flag(flag) => visit(None, flag.code()),
            Reason::Waiting { benefit, denial } => visit(id(benefit), denial.code()),
            Reason::Excluded { benefit, fact } => {
                // What most bills that are not of a benefit's kind have as their reason, without allocating.
                match &**fact {
                    "category" => visit(id(benefit), "excluded_category"),
                    fact => visit(id(benefit), &format!("excluded_{fact}")),
                }
            }
            Reason::Adjustment { benefit, outcome } => {
                outcome.codes().for_each(|code| visit(id(benefit), code));
            }
        }
    }

    /// The reason as a person reads it.
    pub fn sentences(&self, book: &Book) -> Vec<Sentence> {
        let of = |benefit: &u8, why: Sentence| {
            words::decisions::of_benefit(book.benefit_title(*benefit as usize), &why)
        };
        match self {
            Reason::Denied(denial) => vec![denial.sentence()],
            Reason::Flag(flag) => vec![flag.sentence()],
            Reason::Waiting { benefit, denial } => vec![of(benefit, denial.sentence())],
            Reason::Excluded { benefit, fact } => {
                let why = match book.vocabulary.fact_title(fact) {
                    Some(title) => words::decisions::excluded_titled(&title, fact),
                    None => words::decisions::excluded(fact),
                };
                vec![of(benefit, why)]
            }
            Reason::Adjustment { benefit, outcome } => {
                outcome.sentences().into_iter().map(|why| of(benefit, why)).collect()
            }
        }
    }
}

/// Decides every bill of one member: in the order of bills, then of plans.
pub fn decisions(adjudicator: &mut Adjudicator, history: &History) -> Vec<Decision> {
    let mut collector = std::mem::take(&mut adjudicator.collector);
    collector.all.clear();
    collector.starts.clear();
    adjudicator.adjudicate(history, &mut collector);
    let Collector { all, starts } = &collector;
    let mut decisions = Vec::with_capacity(starts.len());
    for (place, &start) in starts.iter().enumerate() {
        let end = starts.get(place + 1).copied().unwrap_or(all.len());
        of_bill(adjudicator, history, place, &all[start..end], &mut decisions);
    }
    adjudicator.collector = collector;
    decisions
}

/// The decisions on one bill: one a plan held, or one that says why there is none.
pub(crate) fn of_bill(
    adjudicator: &Adjudicator,
    history: &History,
    place: usize,
    decided: &[Outcomes],
    decisions: &mut Vec<Decision>,
) {
    let (bill, eligibility) = (&history.bills()[place], &adjudicator.eligibilities[place]);
    let edition = eligibility.edition(adjudicator.book);
    let plans = edition.map_or(&[][..], |edition| &edition.plans);
    let before = decisions.len();
    for plan in plans.iter().filter(|plan| eligibility.period(plan.number).is_some()) {
        let edition = edition.expect("a plan is of an edition");
        decisions.push(of_plan(adjudicator, history, place, edition, plan, decided));
    }
    if decisions.len() == before {
        let mut reasons =
            vec![Reason::Denied(no_cover(adjudicator.book, eligibility, history, bill))];
        reasons.extend(flags(&adjudicator.manual, history, place).map(Reason::Flag));
        decisions.push(Decision {
            bill: place,
            plan: None,
            status: Status::Denied,
            reasons,
            payable: Money::ZERO,
            benefits: Vec::new(),
        });
    }
}

fn of_plan(
    adjudicator: &Adjudicator,
    history: &History,
    place: usize,
    edition: &Edition,
    plan: &Plan,
    decided: &[Outcomes],
) -> Decision {
    let (bill, eligibility) = (&history.bills()[place], &adjudicator.eligibilities[place]);
    let memory = &adjudicator.state.memory;
    let denied = denials((edition, plan), eligibility, history, bill, memory);
    let serves = denied.is_empty();
    let mut reasons: Vec<Reason> = denied.into_iter().map(Reason::Denied).collect();
    if overlapping_cover(plan, history, bill) {
        reasons.push(Reason::Flag(Flag::OverlappingCover));
    }
    reasons.extend(flags(&adjudicator.manual, history, place).map(Reason::Flag));
    let own = edition.benefits.iter().enumerate().filter(|(_, b)| b.plan == plan.number);
    let mut eligible = false;
    for (at, benefit) in own {
        let is_eligible = eligibility.is_eligible(at);
        eligible |= is_eligible && benefit.pays_out;
        if serves && !is_eligible {
            excluded(benefit, plan, eligibility, history, bill, memory, |fact| {
                reasons.push(exclusion(benefit, fact, &adjudicator.book.vocabulary));
            });
            let waits = waits((plan, benefit), eligibility, history, bill, memory);
            let number = benefit.number;
            reasons.extend(waits.map(|denial| Reason::Waiting { benefit: number, denial }));
        }
        let found = decided.iter().find(|outcome| outcome.place == at);
        if let Some(outcome) =
            found.map(|found| found.outcome).filter(|o| *o != AdjustmentReason::default())
        {
            reasons.push(Reason::Adjustment { benefit: benefit.number, outcome });
        }
    }
    let mine = decided.iter().filter(|outcome| outcome.plan == plan.number);
    let benefits: Vec<(u8, Money)> = mine.map(|outcome| (outcome.number, outcome.paid)).collect();
    let payable: Money = benefits.iter().map(|(_, paid)| *paid).sum();
    let status = match (payable > Money::ZERO, eligible) {
        (true, _) => Status::Paid,
        (false, true) => Status::Nil,
        (false, false) => Status::Denied,
    };
    Decision { bill: place, plan: Some(plan.number), status, reasons, payable, benefits }
}

fn exclusion(benefit: &Benefit, fact: Excluded, vocabulary: &Vocabulary) -> Reason {
    let fact = match fact {
        Excluded::Category => Cow::Borrowed("category"),
        _ => Cow::Owned(benefit.conditions.name(fact, vocabulary).to_owned()),
    };
    Reason::Excluded { benefit: benefit.number, fact }
}

fn overlapping_cover(plan: &Plan, history: &History, bill: &Bill) -> bool {
    let periods = history.periods(plan.number).iter();
    periods.filter(|period| plan.covers(period, bill.basis)).count() > 1
}
