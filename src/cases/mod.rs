//! Rule tests in the author's language: cases in TOML beside the rules.
//!
//! A case is a member, enrolment periods, a sequence of bills, and what is expected of each: see
//! "Cases" in `docs/rules.md`. Cases are run by the one function that decides everything else.

mod manual;
mod quantity;
mod read;
mod rows;

use std::path::{Path, PathBuf};

use crate::adjudication::{Adjudicator, Status};
use crate::claim::{Bill, Disallowance, Enrolment, History, Member, Opening, Override, disallow};
use crate::explanation::Working;
use crate::explanation::{Explanation, explain};
use crate::money::Money;
use crate::scheme::{Book, BookError, Kind};
use crate::words::{self, Sentence};

pub use read::read;

/// One case.
#[derive(Clone, Debug)]
pub struct Case {
    /// The id, unique in its file.
    pub id: String,
    /// Where it stands in its file, in bytes.
    pub place: usize,
    pub(crate) member: Member,
    /// Changes of the member, by the day from which each holds.
    pub(crate) later: Vec<Member>,
    pub(crate) enrolments: Vec<Enrolment>,
    pub(crate) bills: Vec<Bill>,
    pub(crate) openings: Vec<Opening>,
    pub(crate) overrides: Vec<Override>,
    pub(crate) disallowances: Vec<Disallowance>,
    /// Ids of the rows of bills, by their numbers; one bill may have several rows, of which one holds.
    pub(crate) ids: Vec<String>,
    /// What is expected of each row, by its number.
    pub(crate) expects: Vec<Expect>,
    /// What is expected of all bills together.
    pub(crate) total: Expect,
}

/// The expected answer on a bill, or on all bills together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Expect {
    pub payable: Option<Money>,
    pub status: Option<Status>,
    pub reasons: Option<Vec<String>>,
    /// By place of the benefit in the book.
    pub benefits: Vec<(usize, Money)>,
    /// What is left of limits, by id: minor units, days, times or stays.
    pub left: Vec<(String, i64)>,
}

/// A value that is not as expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The bill's id; nothing for all bills together.
    pub bill: Option<String>,
    /// Its name: a benefit's id, `payable`, `status`, `reasons`, or `left` of a limit.
    pub what: String,
    /// As expected.
    pub expected: String,
    /// As decided.
    pub decided: String,
}

impl Difference {
    /// One sentence.
    pub fn sentence(&self) -> Sentence {
        let (what, expected, decided) = (&self.what, &self.expected, &self.decided);
        match &self.bill {
            Some(bill) => words::program::case_bill_differs(bill, what, expected, decided),
            None => words::program::case_total_differs(what, expected, decided),
        }
    }
}

/// The files of cases of a path: the path itself, or every `cases*.toml` of a folder.
///
/// # Errors
///
/// When the folder cannot be read.
pub fn files(path: &Path) -> Result<Vec<PathBuf>, BookError> {
    crate::scheme::case_files(path)
}

/// Runs one case. Returns everything that is not as expected, in the order of bills.
pub fn run(book: &Book, case: &Case) -> Vec<Difference> {
    let (mut enrolments, mut bills) = (case.enrolments.clone(), case.bills.clone());
    let mut disallowances = case.disallowances.clone();
    disallow(&mut bills, &mut disallowances);
    let id = |number: u32| case.ids[number as usize].as_bytes();
    let history = History::new(book, &case.member, &mut enrolments, &mut bills, id)
        .expect("a case is read by the words of its book")
        .with_later(&case.later)
        .with_openings(&case.openings)
        .with_overrides(&case.overrides);
    let history = history.with_disallowed(history.bills(), &disallowances);
    let explanations = explain(&mut Adjudicator::new(book), &history);
    let mut differences = Vec::new();
    for (number, expect) in case.expects.iter().enumerate() {
        // A row that does not hold has no decision.
        let is_it = |explanation: &&Explanation| explanation.bill.id as usize == number;
        let decided = explanations.iter().find(is_it).map_or(&[][..], std::slice::from_ref);
        expect.compare(book, Some(case.ids[number].clone()), decided, &mut differences);
    }
    case.total.compare(book, None, &explanations, &mut differences);
    differences
}

impl Expect {
    /// Whether nothing is expected, so that nothing can differ.
    fn is_empty(&self) -> bool {
        let Expect { payable, status, reasons, benefits, left } = self;
        payable.is_none()
            && status.is_none()
            && reasons.is_none()
            && benefits.is_empty()
            && left.is_empty()
    }

    /// Compares the decisions on one bill, or on several together.
    fn compare(
        &self,
        book: &Book,
        bill: Option<String>,
        decided: &[Explanation],
        differences: &mut Vec<Difference>,
    ) {
        let parts = [
            self.benefits(book, decided),
            self.payable(book, decided),
            self.status_and_reasons(book, decided),
            self.left(book, decided),
        ];
        let unequal = parts.into_iter().flatten().filter(|part| part.expected != part.decided);
        differences.extend(unequal.map(|part| Difference { bill: bill.clone(), ..part }));
    }

    fn benefits(&self, book: &Book, decided: &[Explanation]) -> Vec<Difference> {
        let paid = |benefit: usize| -> Money {
            let mine = workings(decided).filter(|working| working.number as usize == benefit);
            mine.map(|working| working.paid).sum()
        };
        let show = |amount| book.vocabulary.currency.show(amount);
        let pair = |&(benefit, expected): &(usize, Money)| {
            part(&book.benefits[benefit], show(expected), show(paid(benefit)))
        };
        self.benefits.iter().map(pair).collect()
    }

    fn payable(&self, book: &Book, decided: &[Explanation]) -> Vec<Difference> {
        let show = |amount| book.vocabulary.currency.show(amount);
        let payable = decided.iter().map(Explanation::payable).sum();
        let expected = self.payable.into_iter();
        expected.map(|expected| part("payable", show(expected), show(payable))).collect()
    }

    fn status_and_reasons(&self, book: &Book, decided: &[Explanation]) -> Vec<Difference> {
        let rows = decided.iter().flat_map(|explanation| &explanation.decisions);
        let status = rows.map(|row| row.status).max().map_or("-", Status::code);
        let status =
            self.status.map(|expected| part("status", expected.code().into(), status.into()));
        let reasons = self
            .reasons
            .iter()
            .map(|expected| part("reasons", expected.join(" "), reasons(book, decided).join(" ")));
        status.into_iter().chain(reasons).collect()
    }

    /// What is left of limits after the last bill that used them.
    fn left(&self, book: &Book, decided: &[Explanation]) -> Vec<Difference> {
        let text = |left: i64, kind| match kind {
            Kind::Amount => book.vocabulary.currency.show(Money::from_minor(left)),
            Kind::Days | Kind::Times | Kind::Stays => left.to_string(),
        };
        let pair = |(limit, expected): &(String, i64)| {
            let last = workings(decided).flat_map(|working| &working.limits);
            let last = last.filter(|used| used.id == *limit).last();
            let mut limits = book.editions.iter().flat_map(|edition| edition.limits());
            let kind =
                limits.find(|known| known.id == *limit).map_or(Kind::Times, |known| known.kind());
            let left = last.map_or("-".to_owned(), |used| text(used.left(), used.kind));
            part(&format!("left.{limit}"), text(*expected, kind), left)
        };
        self.left.iter().map(pair).collect()
    }
}

fn part(what: &str, expected: String, decided: String) -> Difference {
    Difference { bill: None, what: what.to_owned(), expected, decided }
}

fn workings(decided: &[Explanation]) -> impl Iterator<Item = &Working> {
    decided.iter().flat_map(|explanation| &explanation.workings)
}

/// The codes of all reasons, each once, in order.
fn reasons(book: &Book, decided: &[Explanation]) -> Vec<String> {
    let rows = decided.iter().flat_map(|explanation| &explanation.decisions);
    let mut codes: Vec<String> = Vec::new();
    for code in rows.flat_map(|row| &row.reasons).flat_map(|reason| reason.codes(book)) {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}
