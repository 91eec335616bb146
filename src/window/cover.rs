//! Cover at a glance: the periods of a member, and what is left of each limit on a day.
//!
//! What is left is not looked up but found as any preview is: a bill of nothing is asked about on that day, once for
//! each kind of bill, and the limits that would hold for it are listed. So they are right also in windows of which
//! nothing is used yet.

use crate::claim::{Bill, BillForm, ClaimError, Column, Enrolment, FieldKind, Owner};
use crate::date::Day;
use crate::explanation::LimitUse;
use crate::money::Money;
use crate::preview::{self, BillQuery, Past};
use crate::scheme::{Book, Window};
use crate::words::Sentence;

/// A period of a plan, and how it stands to a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// The plan, by its place in the book.
    pub plan: u8,
    /// The period.
    pub enrolment: Enrolment,
    /// The first day of cover; later than the period begins where the plan waits for the contribution.
    pub cover_from: Day,
    /// How it stands to the day.
    pub standing: Standing,
}

/// How a period stands to a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// The day is in it.
    InForce,
    /// Cover begins later.
    ToCome,
    /// It is over.
    Over,
    /// The contribution has not come in, as far as is known.
    NotPaidFor,
}

/// What is left of a limit of a benefit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitOnDay {
    /// The benefit, by its place in the book.
    pub benefit: u8,
    /// The limit, with what was used of it.
    pub limit: LimitUse,
}

/// What a member has on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    /// The day.
    pub day: Day,
    /// All periods, those in force first, then the newest.
    pub periods: Vec<Period>,
    /// Limits that add up from bill to bill, of the benefits that a bill of that day could reach: each once.
    pub limits: Vec<LimitOnDay>,
    /// Why no plan serves a bill of that day, or not yet; empty where one does.
    pub reasons: Vec<Sentence>,
}

/// The most units of work for one look: kinds of bill that are asked about.
const KINDS: usize = 8;

/// What a member has on a day.
pub fn cover(book: &Book, past: &Past, day: Day) -> Cover {
    let mut periods: Vec<Period> =
        past.enrolments().iter().map(|enrolment| period(book, *enrolment, day)).collect();
    periods.sort_by_key(|one| (one.standing, std::cmp::Reverse(one.enrolment.start())));
    let (mut limits, mut reasons) = (Vec::<LimitOnDay>::new(), Vec::new());
    for category in book.vocabulary.categories.iter().take(KINDS) {
        let Ok(bill) = bill_of_nothing(book, category, day) else { continue };
        let bill = bill.with_number(past.bill_count());
        let query = BillQuery { bill, id: "-".to_owned(), ..BillQuery::default() };
        let preview = preview::preview(book, past, &query);
        for working in &preview.explanation.workings {
            let adds_up = |limit: &&LimitUse| !matches!(limit.window, Window::Bill | Window::Stay);
            for limit in working.limits.iter().filter(adds_up) {
                let left = LimitOnDay { benefit: working.number, limit: limit.clone() };
                let is_known = |one: &LimitOnDay| one.limit.id == left.limit.id;
                if !limits.iter().any(is_known) {
                    limits.push(left);
                }
            }
        }
        reasons = preview
            .explanation
            .decisions
            .iter()
            .filter(|one| one.benefits.is_empty())
            .flat_map(|one| &one.reasons)
            .flat_map(|reason| reason.sentences(book))
            .chain(reasons)
            .collect();
    }
    reasons.sort();
    reasons.dedup();
    Cover { day, periods, limits, reasons }
}

fn period(book: &Book, enrolment: Enrolment, day: Day) -> Period {
    let cover_from = book.cover_from(&enrolment);
    let standing = if enrolment.end() < day {
        Standing::Over
    } else if cover_from > enrolment.end() && book.waits_for_receipt(&enrolment) {
        Standing::NotPaidFor
    } else if cover_from > day {
        Standing::ToCome
    } else {
        Standing::InForce
    };
    Period { plan: enrolment.plan(), enrolment, cover_from, standing }
}

/// A bill of one day and no cost; of the scheme's own words the first of each.
fn bill_of_nothing(book: &Book, category: &str, day: Day) -> Result<Bill, ClaimError> {
    let form = BillForm::new(category, "1").days(day, day).settled_on(day);
    let mut form = form.amount(Column::Total, Money::ZERO);
    for field in book.vocabulary.fields.iter().filter(|field| field.owner == Owner::Bill) {
        form = match &field.kind {
            FieldKind::Word { values, default: None, .. } => match values.first() {
                Some(word) => form.field(&field.name, word),
                None => form,
            },
            FieldKind::Amount { column, default: None, .. } => form.amount(*column, Money::ZERO),
            FieldKind::Count { default: None, .. } => form.field(&field.name, "0"),
            FieldKind::Word { .. }
            | FieldKind::Amount { .. }
            | FieldKind::Count { .. }
            | FieldKind::Lines { .. }
            | FieldKind::Date { .. } => form,
        };
    }
    form.read(book)
}
