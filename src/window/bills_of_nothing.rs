//! Bills of one day and no cost, by which limits are found: for each benefit one that is what its own conditions ask.

use crate::claim::{
    Basis, Bill, BillForm, ClaimError, Column, FactValues, FieldKind, Owner, Vocabulary,
};
use crate::date::Day;
use crate::explanation::Explanation;
use crate::money::Money;
use crate::preview::{self, Past};
use crate::scheme::{Benefit, BillFor, Book, Edition};

/// How bills of nothing would be decided on a day: first one of the first category, then for each benefit one that
/// reaches it, where one does.
pub(super) fn decided(book: &Book, past: &Past, day: Day) -> Vec<Explanation> {
    let asking = Asking { book, past, day };
    let plain = BillFor { cells: Vec::new(), nights: 0 };
    let edition = book.edition_at(day).and_then(|at| book.editions.get(at));
    let benefits = edition.into_iter().flat_map(|edition| {
        edition.benefits.iter().filter_map(|benefit| asking.reaching(edition, benefit))
    });
    asking.decided(&plain).into_iter().take(1).chain(benefits).collect()
}

/// An id behind all others of its day.
const BEHIND: &str = "~";

/// A member, who is asked about on a day.
struct Asking<'a> {
    book: &'a Book,
    past: &'a Past,
    day: Day,
}

impl Asking<'_> {
    /// A bill that a benefit is for. Where the first that meets its conditions does not reach it, as one of illness
    /// within a waiting period that accidents have none of, each other word is tried in its turn.
    fn reaching(&self, edition: &Edition, benefit: &Benefit) -> Option<Explanation> {
        let holds_plan = |plan: u8| self.past.enrolments().iter().any(|one| one.plan() == plan);
        if !holds_plan(benefit.plan()) {
            return None;
        }
        let own = edition.bills_for(benefit, &self.book.vocabulary, self.day);
        let turned = own.iter().flat_map(|bill| self.turned(bill));
        let mut all = own.iter().cloned().chain(turned).flat_map(|bill| self.decided(&bill));
        let is_reached = |one: &Explanation| {
            one.workings.iter().any(|working| working.number == benefit.number())
        };
        all.find(is_reached)
    }

    /// The same bill with each other word of each fact of bills.
    fn turned(&self, bill: &BillFor) -> Vec<BillFor> {
        let vocabulary = &self.book.vocabulary;
        let mut all = Vec::new();
        for (name, words) in words_of_bills(vocabulary) {
            for word in words {
                let mut other = bill.clone();
                other.cells.retain(|(known, _)| *known != name);
                other.cells.push((name.clone(), word));
                all.push(other);
            }
        }
        all.retain(|other| other != bill);
        all
    }

    /// How such a bill is decided, settled behind all others, so that all that is used counts; then how it is where it
    /// is settled on its day.
    fn decided(&self, bill: &BillFor) -> Vec<Explanation> {
        let last = self.past.last_settled().filter(|last| *last > self.day);
        let days = last.into_iter().chain([self.day]);
        let bills = days.filter_map(|settled_on| self.bill(bill, settled_on).ok());
        let bills = bills.filter(|bill| bill.basis == self.day);
        let number = self.past.bill_count();
        let explained =
            |bill: Bill| preview::on_top(self.book, self.past, (bill.with_number(number), BEHIND));
        bills.map(explained).collect()
    }

    fn bill(&self, of: &BillFor, settled_on: Day) -> Result<Bill, ClaimError> {
        let vocabulary = &self.book.vocabulary;
        let cell = |name: &str| {
            of.cells.iter().find(|(known, _)| known == name).map(|(_, text)| text.as_str())
        };
        let first = vocabulary.categories.first().map_or("", String::as_str);
        let category = cell("category").unwrap_or(first);
        let at = vocabulary.categories.iter().position(|known| known == category).unwrap_or(0);
        let basis = vocabulary.basis_of(at as u8);
        let day = self.day;
        let (admission, discharge) = match basis {
            Basis::Admission => (day, day + of.nights),
            Basis::Discharge | Basis::Settlement | Basis::Diagnosis => (day - of.nights, day),
        };
        let settled_on = settled_on.max(discharge);
        let mut form = BillForm::new(category, cell("hospital_level").unwrap_or("3"))
            .days(admission, discharge)
            .settled_on(settled_on)
            .submitted_on(discharge)
            .amount(Column::Total, Money::ZERO);
        if basis == Basis::Diagnosis {
            form = form.diagnosed_on(day);
        }
        let others = of.cells.iter();
        let others =
            others.filter(|(name, _)| !matches!(name.as_str(), "category" | "hospital_level"));
        form = others.fold(form, |form, (name, text)| form.field(name, text));
        self.with_needed(form, |name| cell(name).is_some()).read(self.book)
    }

    /// The same with something in each column of the scheme's own that may not be empty.
    fn with_needed(&self, mut form: BillForm, is_said: impl Fn(&str) -> bool) -> BillForm {
        let own = self.book.vocabulary.fields.iter().filter(|field| field.owner == Owner::Bill);
        for field in own.filter(|field| !is_said(&field.name)) {
            form = match &field.kind {
                FieldKind::Word { values, default: None, .. } => {
                    values.iter().take(1).fold(form, |form, word| form.field(&field.name, word))
                }
                FieldKind::Amount { column, default: None, may_be_empty: false } => {
                    form.amount(*column, Money::ZERO)
                }
                FieldKind::Count { default: None, .. } => form.field(&field.name, "0"),
                FieldKind::Word { .. }
                | FieldKind::Amount { .. }
                | FieldKind::Count { .. }
                | FieldKind::Date { .. }
                | FieldKind::Lines { .. } => form,
            };
        }
        form
    }
}

/// Every fact of bills that is one of some words, but for the category.
fn words_of_bills(vocabulary: &Vocabulary) -> Vec<(String, Vec<String>)> {
    let own = vocabulary.fields.iter().filter(|field| field.owner == Owner::Bill);
    let own = own.filter(|field| matches!(field.kind, FieldKind::Word { .. }) && field.is_column());
    let names = ["hospital_level", "cause", "in_network", "referral"].into_iter();
    let names = names.chain(own.map(|field| field.name.as_str()));
    let words = |name: &str| match vocabulary.fact(name).map(|fact| vocabulary.values(fact)) {
        Some(FactValues::Words(words)) => words,
        Some(FactValues::From(_)) | None => Vec::new(),
    };
    names.map(|name| (name.to_owned(), words(name))).collect()
}
