//! Previews (试算): what one imagined bill would be paid, while the member waits at the window.
//!
//! A preview calls the function that decides every bill, on the member's history with one more bill;
//! it writes nothing. What the bill changes on others is the difference between the history with
//! it and without it. Where amounts are still missing, the same function gives the least and the
//! most that may be paid, and the preview lists the amounts to look for.

mod error;
mod query;
mod past;
mod bill;
mod range;
mod others;
mod growth;
mod render;
mod json;

use crate::adjudication::Adjudicator;
use crate::cases::Case;
use crate::claim::{Bill, Column};
use crate::date::Day;
use crate::explanation::{Explanation, explain};
use crate::money::Money;
use crate::scheme::{Book, Edition};
use crate::words::Sentence;

pub use bill::{member_id_of, read, read_on};
pub use error::PreviewError;
pub use growth::{Growth, Pace, growth};
pub use json::json;
pub use others::OtherChange;
pub use past::Past;
pub use query::BillQuery;
pub(crate) use query::OUTSIDE;
pub use range::Answer;
pub use render::{render, render_under};

/// The answer to a query: the decision, its working, and its effect on other bills.
#[derive(Clone, Debug)]
pub struct Preview<'b> {
    /// The rules.
    pub book: &'b Book,
    /// The query.
    pub query: BillQuery,
    /// The decision on it; while amounts are missing, as if they were zero.
    pub explanation: Explanation,
    /// Amounts that the bill does not have, taken as zero, and that the rules use.
    pub zeros: Vec<Column>,
    /// The filing deadline under each plan held, by place of the plan in the book.
    pub deadlines: Vec<(u8, Option<Day>)>,
    /// What is payable, or between what it lies.
    pub answer: Answer,
    /// What the bill changes on others; not final while amounts are missing.
    pub others: Vec<OtherChange>,
    /// What all bills are paid without the bill and with it.
    pub totals: (Money, Money),
    /// Ids of all bills, by their numbers.
    pub ids: Vec<String>,
    /// Who disallowed each amount of the bill, when and why, as far as it is known.
    pub disallowed_by: Vec<Option<Sentence>>,
}

impl<'b> Preview<'b> {
    /// The edition in force on the basis date.
    pub fn edition(&self) -> Option<&'b Edition> {
        self.explanation.edition.map(|number| &self.book.editions[number])
    }
}

/// A bill of a case on top of all its others: the one of an id, or the last that is written. Nothing where the case has
/// no such bill.
pub(crate) fn of_case(book: &Book, case: &Case, bill: Option<&str>) -> Option<(Past, BillQuery)> {
    let past = Past::of_case(book, case, case.whose(bill)?)?;
    let id = bill.map(str::to_owned).or_else(|| past.ids.last().cloned())?;
    past.take_out(&id)
}

/// How one more bill would be decided, without what is missing and what it changes on others.
/// Its id counts: bills of one day are decided in the order of their ids.
pub(crate) fn on_top(book: &Book, past: &Past, (bill, id): (Bill, &str)) -> Explanation {
    let mut adjudicator = Adjudicator::new(book);
    past.history(book, Some((bill, id)), |history| {
        let all = explain(&mut adjudicator, history);
        let own = all.into_iter().find(|explanation| explanation.bill.id == bill.id);
        own.expect("the history has the bill")
    })
}

/// Every bill of a member as it is decided on all that is known now, in the order of the history.
pub fn decided(book: &Book, past: &Past) -> Vec<(String, Explanation)> {
    let mut adjudicator = Adjudicator::new(book);
    let all = past.history(book, None, |history| explain(&mut adjudicator, history));
    let id = |explanation: &Explanation| past.ids.get(explanation.bill.id as usize).cloned();
    let with_id = |explanation: Explanation| Some((id(&explanation)?, explanation));
    all.into_iter().filter_map(with_id).collect()
}

/// Of the missing amounts that matter the one that moves the payment most, on the history that the preview is on;
/// nothing where there is one alone.
pub fn moves_most(preview: &Preview, past: &Past) -> Option<Column> {
    match &preview.answer {
        Answer::Range { look_for, .. } if look_for.len() > 1 => {
            range::moves_most(preview.book, past, &preview.query, look_for)
        }
        _ => None,
    }
}

/// Finds what a bill would be paid on top of a member's history. Pure: it writes nothing and reads no clock.
pub fn preview<'b>(book: &'b Book, past: &Past, query: &BillQuery) -> Preview<'b> {
    let mut adjudicator = Adjudicator::new(book);
    let without = past.history(book, None, |history| explain(&mut adjudicator, history));
    let (with, explanation, deadlines) =
        past.history(book, Some((query.bill, &query.id)), |history| {
            let with = explain(&mut adjudicator, history);
            let of_bill = with.iter().find(|explanation| explanation.bill.id == query.bill.id);
            let explanation = of_bill.expect("the history has the bill").clone();
            let deadlines = adjudicator.deadlines(history, explanation.place);
            (with, explanation, deadlines)
        });
    let needed = range::needed(book, query, &explanation);
    let answer = range::answer(book, past, query, &needed);
    let zeros = query.zeros.iter().copied().filter(|column| needed.contains(column)).collect();
    let total = |all: &[Explanation]| all.iter().map(Explanation::payable).sum();
    let mut ids = past.ids.clone();
    ids.push(query.id.clone());
    Preview {
        book,
        query: query.clone(),
        explanation,
        zeros,
        deadlines,
        answer,
        others: others::changes(&without, &with),
        totals: (total(&without), total(&with)),
        ids,
        disallowed_by: Vec::new(),
    }
}
