//! Previews (试算): what one imagined bill would be paid, while the member waits at the window.
//!
//! A preview calls the function that decides every bill, on the member's history with one more bill;
//! it writes nothing. What the bill changes on others is the difference between the history with
//! it and without it. Where amounts are still missing, the same function gives the least and the
//! most that may be paid, and the preview lists the amounts to look for.

mod bill;
mod range;
mod others;
mod render;
mod json;
mod error;

use crate::adjudication::Adjudicator;
use crate::claim::{Bill, Column, Enrolment, History, Member, Opening, Override};
use crate::date::Day;
use crate::explanation::{Explanation, explain};
use crate::intake::{Intake, LoadedMember};
use crate::money::Money;
use crate::scheme::{Book, Edition};

pub use bill::{member_id_of, read, read_on};
pub use error::PreviewError;
pub use json::json;
pub use others::OtherChange;
pub use range::Answer;
pub use render::{render, render_under};

/// The history of a member before the bill at hand.
#[derive(Clone, Debug)]
pub struct Past {
    member: Member,
    later: Vec<Member>,
    enrolments: Vec<Enrolment>,
    bills: Vec<Bill>,
    /// Ids of the bills, by their numbers.
    ids: Vec<String>,
    /// Ids of stays that bills may share, with their numbers.
    stays: Vec<(String, u32)>,
    openings: Vec<Opening>,
    overrides: Vec<Override>,
}

impl Past {
    /// A member without a bill.
    pub fn new(member: Member, enrolments: Vec<Enrolment>) -> Past {
        Past {
            member,
            later: Vec::new(),
            enrolments,
            bills: Vec::new(),
            ids: Vec::new(),
            stays: Vec::new(),
            openings: Vec::new(),
            overrides: Vec::new(),
        }
    }

    /// Adds changes of the member's facts, each from its own day on.
    #[must_use]
    pub fn with_later(mut self, mut later: Vec<Member>) -> Past {
        later.sort_by_key(|member| member.from);
        self.later = later;
        self
    }

    /// The history of a member in the files of an office.
    ///
    /// # Errors
    ///
    /// When the member is not there, or a row of the member cannot be used.
    pub fn of(intake: &Intake, member: &str) -> Result<Past, PreviewError> {
        let Some(number) = intake.member(member) else {
            return Err(match intake.is_blocked(member) {
                true => PreviewError::BlockedMember,
                false => PreviewError::UnknownMember,
            });
        };
        Ok(Past::of_record(&intake.records().load(number)))
    }

    /// The history of a member from a record.
    pub fn of_record(record: &LoadedMember) -> Past {
        let mut past = Past::new(record.member, record.enrolments.to_vec());
        past.later = record.later.to_vec();
        for bill in &record.bills {
            let number = past.ids.len() as u32;
            past.ids.push(record.bill_id(bill).to_owned());
            if let Some(stay) = record.stay_id(bill)
                && !past.stays.iter().any(|known| known.1 == bill.stay_id)
            {
                past.stays.push((stay.to_owned(), bill.stay_id));
            }
            let stay_id = if bill.shares_stay() { bill.stay_id } else { Bill::alone(number) };
            past.bills.push(bill.numbered(number, stay_id));
        }
        past
    }

    /// Adds openings and manual decisions; `overrides` name bills by their numbers in the record, in
    /// whose order they are numbered here.
    #[must_use]
    pub fn with_facts(
        mut self,
        openings: Vec<Opening>,
        overrides: &[Override],
        record: &LoadedMember,
    ) -> Past {
        let place = |number: u32| record.bills.iter().position(|bill| bill.id == number);
        let renumbered = |one: &Override| Some(Override { bill: place(one.bill)? as u32, ..*one });
        self.openings = openings;
        self.overrides = overrides.iter().filter_map(renumbered).collect();
        self
    }

    /// Takes a bill out again, as a query; nothing where no bill has this id.
    pub fn take_out(mut self, bill_id: &str) -> Option<(Past, BillQuery)> {
        let number = self.ids.iter().position(|id| id == bill_id)? as u32;
        let at = self.bills.iter().position(|bill| bill.id == number)?;
        let bill = self.bills.remove(at);
        // Its old number stays unused: the bill at hand has the one after all others.
        let id = self.ids.len() as u32;
        let stay_id = if bill.shares_stay() { bill.stay_id } else { Bill::alone(id) };
        let of_bill = self.overrides.iter_mut().filter(|one| one.bill == number);
        of_bill.for_each(|one| one.bill = id);
        let query = BillQuery {
            bill: bill.numbered(id, stay_id),
            id: bill_id.to_owned(),
            in_scope_given: true,
            ..BillQuery::default()
        };
        Some((self, query))
    }

    /// The number of a stay.
    fn stay(&self, id: &str) -> Option<u32> {
        self.stays.iter().find(|(known, _)| known == id).map(|stay| stay.1)
    }

    /// Calls `with` on the history of these bills and perhaps one more.
    fn history<T>(
        &self,
        book: &Book,
        more: Option<(Bill, &str)>,
        with: impl FnOnce(&History) -> T,
    ) -> T {
        let (mut enrolments, mut bills) = (self.enrolments.clone(), self.bills.clone());
        bills.extend(more.map(|(bill, _)| bill));
        let own = more.map_or("", |(_, id)| id);
        let id = |number: u32| self.ids.get(number as usize).map_or(own, String::as_str).as_bytes();
        let history = History::new(book, &self.member, &mut enrolments, &mut bills, id);
        let history =
            history.expect("a preview is of facts that were read by the words of its book");
        let history = history.with_later(&self.later);
        with(&history.with_openings(&self.openings).with_overrides(&self.overrides))
    }
}

/// The bill at the window, as a person asks about it.
#[derive(Clone, Debug)]
pub struct BillQuery {
    /// The bill; amounts that are not known are zero.
    pub bill: Bill,
    /// Its id.
    pub id: String,
    /// The id of its member, where the file has one.
    pub member_id: Option<String>,
    /// Whether the settlement date is assumed to be the discharge.
    pub settled_assumed: bool,
    /// Whether the in-scope amount is on the bill, and not derived.
    pub in_scope_given: bool,
    /// Amounts that are not known yet.
    pub unknown: Vec<Column>,
    /// Amounts that the bill does not have, taken as zero.
    pub zeros: Vec<Column>,
}

impl Default for BillQuery {
    fn default() -> BillQuery {
        BillQuery {
            bill: Bill::EMPTY,
            id: String::new(),
            member_id: None,
            settled_assumed: false,
            in_scope_given: false,
            unknown: Vec::new(),
            zeros: Vec::new(),
        }
    }
}

impl BillQuery {
    fn is_unknown(&self, column: Column) -> bool {
        self.unknown.contains(&column)
    }

    /// Whether what is in scope follows from amounts that are not known yet.
    fn in_scope_is_open(&self) -> bool {
        let parts = bill::OUTSIDE.into_iter().chain([Column::Total]);
        !self.in_scope_given && parts.into_iter().any(|column| self.is_unknown(column))
    }
}

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
}

impl<'b> Preview<'b> {
    /// The edition in force on the basis date.
    pub fn edition(&self) -> Option<&'b Edition> {
        self.explanation.edition.map(|number| &self.book.editions[number])
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
    }
}
