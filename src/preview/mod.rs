//! Previews (试算): what one imagined bill would be paid, while the worker waits at the window.
//!
//! A preview is the function that decides every bill, on the member's history with one bill more;
//! nothing is written. What the bill changes on others is the difference between the history with
//! it and without it. Where amounts are still missing, the same function gives the least and the
//! most that may be paid, and the preview says which amounts to look for.

mod bill;
mod range;
mod others;
mod table;
mod render;
mod json;

use crate::adjudication::Adjudicator;
use crate::claim::{
    AMOUNTS, BILL_FACTS, Bill, Column, Enrolment, History, Member, Opening, Override, Stay,
};
use crate::date::Day;
use crate::exchange::{Dossier, Intake};
use crate::explanation::{Explanation, explain};
use crate::money::Money;
use crate::scheme::{Book, Edition};

pub use bill::{read, read_on, whose};
pub use json::json;
pub use others::Change;
pub use range::Answer;
pub use render::{render, render_under};

/// What is known of a member before the bill at hand.
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

    /// The same, where facts of the member changed: what they were from the day of each on.
    #[must_use]
    pub fn with_later(mut self, mut later: Vec<Member>) -> Past {
        later.sort_by_key(|member| member.from);
        self.later = later;
        self
    }

    /// What is known of a member in the files of an office.
    ///
    /// # Errors
    ///
    /// When the member is not there, or a row of the member cannot be used.
    pub fn of(intake: &Intake, member: &str) -> Result<Past, Absent> {
        let Some(number) = intake.member(member) else {
            return Err(if intake.is_blocked(member) { Absent::Blocked } else { Absent::Unknown });
        };
        Ok(Past::of_dossier(&intake.dossiers().open(number)))
    }

    /// What is known of a member from a dossier.
    pub fn of_dossier(dossier: &Dossier) -> Past {
        let mut past = Past::new(dossier.member, dossier.enrolments.to_vec());
        past.later = dossier.later.to_vec();
        for bill in &dossier.bills {
            let number = past.ids.len() as u32;
            past.ids.push(dossier.bill_id(bill).to_owned());
            if let Some(stay) = dossier.stay_id(bill)
                && !past.stays.iter().any(|known| known.1 == bill.stay_id)
            {
                past.stays.push((stay.to_owned(), bill.stay_id));
            }
            let stay_id = if bill.shares_stay() { bill.stay_id } else { Bill::alone(number) };
            past.bills.push(bill.numbered(number, stay_id));
        }
        past
    }

    /// The same with what was said of the member; `overrides` name bills by their numbers in the
    /// dossier, in whose order they are numbered here.
    #[must_use]
    pub fn with_facts(
        mut self,
        openings: Vec<Opening>,
        overrides: &[Override],
        dossier: &Dossier,
    ) -> Past {
        let place = |number: u32| dossier.bills.iter().position(|bill| bill.id == number);
        let renumbered = |one: &Override| Some(Override { bill: place(one.bill)? as u32, ..*one });
        self.openings = openings;
        self.overrides = overrides.iter().filter_map(renumbered).collect();
        self
    }

    /// Takes a bill out again, to be asked about; nothing where there is none of this id.
    pub fn ask_again(mut self, bill_id: &str) -> Option<(Past, Asked)> {
        let number = self.ids.iter().position(|id| id == bill_id)? as u32;
        let at = self.bills.iter().position(|bill| bill.id == number)?;
        let bill = self.bills.remove(at);
        // Its old number stays unused: the bill at hand has the one after all others.
        let id = self.ids.len() as u32;
        let stay_id = if bill.shares_stay() { bill.stay_id } else { Bill::alone(id) };
        let of_bill = self.overrides.iter_mut().filter(|one| one.bill == number);
        of_bill.for_each(|one| one.bill = id);
        let asked = Asked {
            bill: bill.numbered(id, stay_id),
            id: bill_id.to_owned(),
            in_scope_given: true,
            ..Asked::default()
        };
        Some((self, asked))
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
        let history = History::new(&book.vocabulary, &self.member, &mut enrolments, &mut bills, id);
        let history = history.with_later(&self.later);
        with(&history.with_openings(&self.openings).with_overrides(&self.overrides))
    }
}

/// Why nothing can be told of a member in the files of an office, or in its ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// There is no such member.
    Unknown,
    /// A row of the member is rejected.
    Blocked,
    /// The ledger has no such member.
    NotInLedger,
    /// The ledger has bills or periods of the member, and no file of members has named the member yet.
    Waits,
}

/// The bill on the counter.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The bill; nothing stands in the place of amounts that are not known.
    pub bill: Bill,
    /// Its id.
    pub id: String,
    /// Whose it is, where the file says so.
    pub member_id: Option<String>,
    /// Whether the settlement date is assumed to be the discharge.
    pub settled_assumed: bool,
    /// Whether the in-scope amount is on the bill, and not derived.
    pub in_scope_given: bool,
    /// Amounts that are not known yet.
    pub unknown: Vec<Column>,
    /// Amounts that the bill does not have and that are taken as zero.
    pub zeros: Vec<Column>,
}

impl Default for Asked {
    fn default() -> Asked {
        let day = Day::FIRST;
        let bill = Bill {
            amounts: [Money::ZERO; AMOUNTS],
            present: 0,
            id: 0,
            stay_id: 0,
            stay: Stay::alone(0, day, day),
            admission: day,
            discharge: day,
            settled_on: day,
            submitted_on: day,
            basis: day,
            order: day,
            month: 0,
            lists: 0,
            facts: [0; BILL_FACTS],
            hospital: 0,
            in_scope_differs: false,
        };
        Asked {
            bill,
            id: String::new(),
            member_id: None,
            settled_assumed: false,
            in_scope_given: false,
            unknown: Vec::new(),
            zeros: Vec::new(),
        }
    }
}

impl Asked {
    fn is_unknown(&self, column: Column) -> bool {
        self.unknown.contains(&column)
    }

    /// Whether what is in scope follows from amounts that are not known yet.
    fn in_scope_is_open(&self) -> bool {
        let parts = bill::OUTSIDE.into_iter().chain([Column::Total]);
        !self.in_scope_given && parts.into_iter().any(|column| self.is_unknown(column))
    }
}

/// Everything that is said about a bill at the window.
#[derive(Clone, Debug)]
pub struct Preview<'b> {
    /// The rules.
    pub book: &'b Book,
    /// The bill as asked.
    pub asked: Asked,
    /// What is decided on it; while amounts are missing, as if they were zero.
    pub explanation: Explanation,
    /// Amounts that the bill does not have, that are taken as zero, and that the rules ask for.
    pub zeros: Vec<Column>,
    /// The filing deadline under each plan held, by place of the plan in the book.
    pub deadlines: Vec<(u8, Option<Day>)>,
    /// What is payable, or between what it lies.
    pub answer: Answer,
    /// What the bill changes on others; nothing is said while amounts are missing.
    pub others: Vec<Change>,
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

/// Asks what a bill would be paid on top of a member's history. Pure: nothing is written, and no
/// clock is looked at.
pub fn preview<'b>(book: &'b Book, past: &Past, asked: &Asked) -> Preview<'b> {
    let mut adjudicator = Adjudicator::new(book);
    let without = past.history(book, None, |history| explain(&mut adjudicator, history));
    let (with, explanation, deadlines) =
        past.history(book, Some((asked.bill, &asked.id)), |history| {
            let with = explain(&mut adjudicator, history);
            let of_bill = with.iter().find(|explanation| explanation.bill.id == asked.bill.id);
            let explanation = of_bill.expect("the history has the bill").clone();
            let deadlines = adjudicator.deadlines(history, explanation.place);
            (with, explanation, deadlines)
        });
    let needed = range::needed(book, asked, &explanation);
    let answer = range::answer(book, past, asked, &needed);
    let zeros = asked.zeros.iter().copied().filter(|column| needed.contains(column)).collect();
    let total = |all: &[Explanation]| all.iter().map(Explanation::payable).sum();
    let mut ids = past.ids.clone();
    ids.push(asked.id.clone());
    Preview {
        book,
        asked: asked.clone(),
        explanation,
        zeros,
        deadlines,
        answer,
        others: others::changes(&without, &with),
        totals: (total(&without), total(&with)),
        ids,
    }
}
