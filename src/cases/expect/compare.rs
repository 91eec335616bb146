//! What is decided beside what is expected.

use super::{Expect, Figure};
use crate::adjudication::Status;
use crate::cases::difference::Difference;
use crate::explanation::{Explanation, Working, trace};
use crate::money::Money;
use crate::scheme::{Book, Kind};

impl Expect {
    /// Whether nothing is expected, so that nothing can differ.
    pub fn is_empty(&self) -> bool {
        let Expect { payable, status, reasons, benefits, left, member_bears, steps } = self;
        payable.is_none()
            && status.is_none()
            && reasons.is_none()
            && benefits.is_empty()
            && left.is_empty()
            && member_bears.is_none()
            && steps.is_empty()
    }

    /// Compares the decisions on one bill, or on several together.
    pub fn compare(
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
            self.member_bears(book, decided),
            self.steps(book, decided),
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

    fn member_bears(&self, book: &Book, decided: &[Explanation]) -> Vec<Difference> {
        let show = |amount| book.vocabulary.currency.show(amount);
        let bears = decided.iter().map(|explanation| explanation.member_bears).sum();
        let expected = self.member_bears.into_iter();
        expected.map(|expected| part("member_bears", show(expected), show(bears))).collect()
    }

    /// Figures on the way, of the one bill that they are expected of.
    fn steps(&self, book: &Book, decided: &[Explanation]) -> Vec<Difference> {
        if self.steps.is_empty() {
            return Vec::new();
        }
        let trace = decided.first().map(|explanation| trace(book, explanation, ""));
        let pair = |figure: &Figure| {
            let found = trace.as_ref().and_then(|trace| figure.find_in(trace));
            let is_met = found.as_ref().is_some_and(|found| figure.is(found));
            let expected = figure.expected.clone();
            let decided = match found {
                Some(_) if is_met => expected.clone(),
                found => found.unwrap_or_else(|| "-".to_owned()),
            };
            part(&format!("steps.{}", figure.name()), expected, decided)
        };
        self.steps.iter().map(pair).collect()
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
