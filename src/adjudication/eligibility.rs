//! Standing: how a bill stands before money is spoken of. Which edition serves it, to which
//! enrolment period of each plan it belongs, and which benefits are eligible.

use crate::claim::{Bill, Enrolment, History, MOST_PERIODS, Vocabulary};
use crate::date::Day;
use crate::money::Money;
use crate::scheme::{Benefit, Book, Cover, Denial, Edition, Excluded, Facts, Memory, Plan};

/// The most plans in one book.
const MOST_PLANS: usize = 16;

/// How one bill stands. A bill without an eligible benefit is denied: it enters no accumulator, no
/// ordinal and no count.
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
/// use huzhu::adjudication::{Adjudicator, Silent};
///
/// let mut adjudicator = Adjudicator::new(&book);
/// adjudicator.adjudicate(&record.history(&book).unwrap(), &mut Silent);
/// let [first, second] = adjudicator.eligibilities() else { panic!("there are two bills") };
/// assert!(first.is_eligible(0) && first.period(0) == Some(0));
/// assert!(second.is_denied());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Eligibility {
    /// The edition in force on the basis date, by its place in the book.
    edition: u8,
    /// For each plan of the book the period the bill belongs to, among those of the plan.
    periods: [u16; MOST_PLANS],
    /// One bit a benefit, by its place in the edition.
    eligible: u64,
}

impl Eligibility {
    const NONE: u16 = u16::MAX;

    /// Of a bill that has not been judged.
    pub(super) const UNKNOWN: Eligibility =
        Eligibility { edition: u8::MAX, periods: [Eligibility::NONE; MOST_PLANS], eligible: 0 };

    /// Judges one bill of a history, in place: a copy would wait for what was just written.
    #[inline]
    pub(super) fn determine(
        &mut self,
        book: &Book,
        history: &History,
        bill: &Bill,
        memory: &Memory,
    ) {
        let Some(number) = book.edition_at(bill.basis) else { return };
        self.edition = number as u8;
        let edition = &book.editions[number];
        let category = bill.facts[Vocabulary::CATEGORY as usize];
        let basis = book.vocabulary.basis_of(category);
        for (plan, by_category) in edition.plans.iter().zip(&edition.eligible_by_category) {
            let periods = history.periods_of(bill.person(), plan.number);
            let Some(period) = plan.period_of(bill, basis, periods) else {
                continue;
            };
            debug_assert!(period < MOST_PERIODS, "readers bound the number of periods");
            self.periods[plan.number as usize] = period as u16;
            let cover = plan.cover(period, periods);
            let facts = before_deciding(history, bill, &cover, memory);
            if !plan.serves(&facts, history) {
                continue;
            }
            let mut eligible = by_category[usize::from(category)];
            if plan.makes_wait(&facts) {
                eligible &= edition.own_waiting;
            }
            for at in bits_of(eligible & edition.conditional) {
                let holds = edition.benefits[at].is_open(&facts);
                eligible &= !(u64::from(!holds) << at);
            }
            self.eligible |= eligible;
        }
        // What is only computed covers no bill by itself.
        if self.eligible & !edition.computed == 0 {
            self.eligible = 0;
        }
    }

    /// The edition in force on the basis date.
    #[inline]
    pub fn edition<'b>(&self, book: &'b Book) -> Option<&'b Edition> {
        book.editions.get(self.edition as usize)
    }

    /// The period of a plan that the bill belongs to, among those of the plan.
    #[inline]
    pub fn period(&self, plan: u8) -> Option<usize> {
        let period = self.periods[plan as usize];
        (period != Eligibility::NONE).then_some(period as usize)
    }

    /// For each plan of the book the period the bill belongs to.
    #[inline]
    pub(super) fn periods(&self) -> &[u16] {
        &self.periods
    }

    /// Whether no benefit is eligible.
    #[inline]
    pub fn is_denied(&self) -> bool {
        self.eligible == 0
    }

    /// The eligible benefits, by place in the edition, in rule order.
    #[inline]
    pub fn eligible(&self) -> impl Iterator<Item = usize> + use<> {
        bits_of(self.eligible)
    }

    /// Whether a benefit is eligible, by its place in the edition.
    #[inline]
    pub fn is_eligible(&self, at: usize) -> bool {
        self.eligible >> at & 1 == 1
    }

    /// The benefits that are eligible or among `others`, one bit each, in rule order.
    #[inline]
    pub(super) fn eligible_or(&self, others: u64) -> impl Iterator<Item = usize> + use<> {
        bits_of(self.eligible | others)
    }

    /// The cover under the plan of a benefit that is eligible, or was decided by hand.
    #[inline]
    pub(super) fn cover<'a>(
        &self,
        plan: &'a Plan,
        history: &History<'a>,
        bill: &Bill,
    ) -> Cover<'a> {
        self.cover_under(plan, history, bill).expect("what is paid has cover")
    }

    /// The cover under a plan, if the bill belongs to a period of it.
    #[inline]
    pub(super) fn cover_under<'a>(
        &self,
        plan: &'a Plan,
        history: &History<'a>,
        bill: &Bill,
    ) -> Option<Cover<'a>> {
        let periods = history.periods_of(bill.person(), plan.number);
        Some(plan.cover(self.period(plan.number)?, periods))
    }
}

/// The places of the bits that are set, lowest first.
#[inline]
fn bits_of(mut rest: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let next = rest.trailing_zeros() as usize;
        let some = rest != 0;
        rest &= rest.wrapping_sub(1);
        some.then_some(next)
    })
}

/// The facts of a bill before anything is decided.
pub(super) fn before_deciding<'a>(
    history: &'a History<'a>,
    bill: &'a Bill,
    cover: &'a Cover<'a>,
    memory: &'a Memory,
) -> Facts<'a> {
    let member = history.person_on(bill.person(), bill.basis);
    let (left, paid, missing) = (Money::ZERO, &[][..], None);
    Facts { bill, member, history, cover, memory, left, paid, missing }
}

/// Every reason why a plan does not serve a bill that stands so; empty if it does, or if only some of its benefits
/// wait.
pub fn denials(
    (edition, plan): (&Edition, &Plan),
    eligibility: &Eligibility,
    history: &History,
    bill: &Bill,
    memory: &Memory,
) -> Vec<Denial> {
    let Some(cover) = eligibility.cover_under(plan, history, bill) else { return Vec::new() };
    let facts = before_deciding(history, bill, &cover, memory);
    let waits_by_benefit = edition.waits_by_benefit(plan);
    match plan.serves(&facts, history) {
        true if waits_by_benefit => Vec::new(),
        true => plan.waits(&facts).into_iter().collect(),
        false => plan.denials(&facts, history, waits_by_benefit),
    }
}

/// How much too early the stay began for a benefit that a bill is for, where it did.
pub fn waits(
    (plan, benefit): (&Plan, &Benefit),
    eligibility: &Eligibility,
    history: &History,
    bill: &Bill,
    memory: &Memory,
) -> Option<Denial> {
    let cover = eligibility.cover_under(plan, history, bill)?;
    benefit.waits(plan, &before_deciding(history, bill, &cover, memory))
}

/// Visits the conditions of a benefit that a bill does not meet.
pub fn excluded(
    benefit: &Benefit,
    plan: &Plan,
    eligibility: &Eligibility,
    history: &History,
    bill: &Bill,
    memory: &Memory,
    visit: impl FnMut(Excluded),
) {
    if let Some(cover) = eligibility.cover_under(plan, history, bill) {
        let facts = before_deciding(history, bill, &cover, memory);
        benefit.conditions.missed(&facts).for_each(visit);
    }
}

/// Why no plan of the edition in force has a period for the bill: the run-off of the one that the stay began in is
/// over, or else how near the nearest is that gave cover, or where none did the nearest.
pub fn no_cover(book: &Book, eligibility: &Eligibility, history: &History, bill: &Bill) -> Denial {
    let Some(edition) = eligibility.edition(book) else { return Denial::NoEdition };
    let over = |plan: &Plan| plan.run_off_over(bill, history.periods(plan.number));
    if let Some(over) = edition.plans.iter().find_map(over) {
        return over;
    }
    let basis = bill.basis;
    let days = |period: &Enrolment| (book.cover_from(period), period.end);
    let mut spans: Vec<(Day, Day)> = history.enrolments().iter().map(days).collect();
    spans.retain(|(from, end)| from <= end);
    if spans.is_empty() {
        spans = history.enrolments().iter().map(|period| (period.start, period.end)).collect();
    }
    let ended = spans.iter().map(|span| span.1).filter(|end| *end < basis);
    let starts = spans.iter().map(|span| span.0).filter(|start| *start > basis);
    Denial::NoCover { ended: ended.max(), starts: starts.min(), basis }
}
