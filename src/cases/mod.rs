//! Rule tests in the author's language: cases in TOML beside the rules.
//!
//! A case is a member, enrolment periods, a sequence of bills, and what is expected of each: see
//! "Cases" in `docs/rules.md`. Cases are run by the one function that decides everything else.

mod manual;
mod people;
mod probe;
mod quantity;
mod read;
mod rows;

use std::path::{Path, PathBuf};

use crate::adjudication::{Adjudicator, Status};
use crate::claim::{
    Bill, Disallowance, Enrolment, History, Household, Member, Opening, Override, Relative,
    disallow,
};
use crate::explanation::{self, Explanation, Working};
use crate::money::Money;
use crate::scheme::{Book, BookError, Kind};
use crate::words::{self, Sentence};

pub use probe::warnings;
pub use read::read;

/// One case.
#[derive(Clone, Debug)]
pub struct Case {
    /// The id, unique in its file.
    pub id: String,
    /// Where it stands in its file, in bytes.
    pub place: usize,
    /// The member.
    pub(crate) person: Person,
    /// Members who are, or were, of one household with the member.
    pub(crate) relatives: Vec<Person>,
    /// What is expected of all bills together.
    pub(crate) total: Expect,
}

impl Case {
    /// The member and the relatives, the member first.
    pub(crate) fn people(&self) -> impl Iterator<Item = &Person> {
        std::iter::once(&self.person).chain(&self.relatives)
    }

    /// Each bill of the case that is explained, with its id.
    pub(crate) fn with_ids<'c>(
        &'c self,
        decided: &'c [Vec<Explanation>],
    ) -> impl Iterator<Item = (&'c String, &'c Explanation)> {
        let of_person = |(person, explanations): (&'c Person, &'c Vec<Explanation>)| {
            explanations.iter().map(|one| (person.bill_id(one), one))
        };
        self.people().zip(decided).flat_map(of_person)
    }

    /// Whose a bill is, by its id and by the place among [`Case::people`]; without an id the member.
    pub(crate) fn whose(&self, bill_id: Option<&str>) -> Option<usize> {
        let has = |person: &Person| bill_id.is_none_or(|id| person.ids.iter().any(|own| own == id));
        self.people().position(has)
    }
}

/// A member of a case, or a relative.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    /// What held of the person first.
    pub member: Member,
    /// Changes of the member, by the day from which each holds.
    pub later: Vec<Member>,
    pub enrolments: Vec<Enrolment>,
    pub bills: Vec<Bill>,
    pub openings: Vec<Opening>,
    pub overrides: Vec<Override>,
    pub disallowances: Vec<Disallowance>,
    /// Ids of the rows of bills, by their numbers; one bill may have several rows, of which one holds.
    pub ids: Vec<String>,
    /// What is expected of each row, by its number.
    pub expects: Vec<Expect>,
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

/// Runs one case. Returns everything that is not as expected, in the order of bills: the member's, then those of each
/// relative.
pub fn run(book: &Book, case: &Case) -> Vec<Difference> {
    differences(book, case, &explain(book, case))
}

/// Decides and explains the bills of a case, in the order in which they are decided: of the member, then of each
/// relative.
pub fn explain(book: &Book, case: &Case) -> Vec<Vec<Explanation>> {
    let decide = |(place, person): (usize, &Person)| {
        let others = relatives_of(book, case, place);
        person.history(book, |history| person.decide(book, history, &others))
    };
    case.people().enumerate().map(decide).collect()
}

/// Everybody of a case but one, as relatives of that one.
pub(crate) fn relatives_of(book: &Book, case: &Case, place: usize) -> Vec<Relative> {
    let others = case.people().enumerate().filter(|(at, _)| *at != place);
    others.map(|(_, other)| other.history(book, |history| other.relative(history))).collect()
}

/// Everything that is not as expected of a case that is decided so.
pub(crate) fn differences(
    book: &Book,
    case: &Case,
    decided: &[Vec<Explanation>],
) -> Vec<Difference> {
    let mut differences = Vec::new();
    for (person, explanations) in case.people().zip(decided) {
        for (number, expect) in person.expects.iter().enumerate() {
            // A row that does not hold has no decision.
            let is_it = |explanation: &&Explanation| explanation.bill.id as usize == number;
            let decided = explanations.iter().find(is_it).map_or(&[][..], std::slice::from_ref);
            expect.compare(book, person.ids.get(number).cloned(), decided, &mut differences);
        }
    }
    case.total.compare(book, None, &decided.concat(), &mut differences);
    differences
}

impl Person {
    /// Calls `with` on the history of the person.
    fn history<T>(&self, book: &Book, with: impl FnOnce(&History) -> T) -> T {
        let (mut enrolments, mut bills) = (self.enrolments.clone(), self.bills.clone());
        let mut disallowances = self.disallowances.clone();
        disallow(&mut bills, &mut disallowances);
        let id = |number: u32| self.id(number);
        let history = History::new(book, &self.member, &mut enrolments, &mut bills, id)
            .expect("a case is read by the words of its book")
            .with_later(&self.later)
            .with_openings(&self.openings)
            .with_overrides(&self.overrides);
        with(&history.with_disallowed(history.bills(), &disallowances))
    }

    fn id(&self, number: u32) -> &[u8] {
        self.ids[number as usize].as_bytes()
    }

    /// The id of a bill of the person that is explained.
    fn bill_id(&self, explanation: &Explanation) -> &String {
        self.ids.get(explanation.bill.id as usize).expect("a bill of the case has an id")
    }

    fn relative(&self, history: &History) -> Relative {
        Relative::of(history, |number| self.id(number))
    }

    fn decide(&self, book: &Book, own: &History, others: &[Relative]) -> Vec<Explanation> {
        let household = Household::of(*own, Some(others), |number| self.id(number));
        explanation::explain(&mut Adjudicator::new(book), &household.history())
    }
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
