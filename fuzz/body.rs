//! What must hold of any text that is given as a rule file, or as a file of cases. `tests/fuzz_corpus.rs` runs the same
//! body over the corpus and over mutations of every rule file.

use huzhu::adjudication::{Adjudicator, explain};
use huzhu::claim::{AMOUNTS, BILL_FACTS, Bill, Column, Enrolment, History, MEMBER_FACTS, Member};
use huzhu::date::Day;
use huzhu::diagnostic::Reviewed;
use huzhu::money::Money;
use huzhu::scheme::{Book, BookError, Source};
use huzhu::words::Lang;

/// A text is either a book, which decides a history at the bounds of the door, or has mistakes,
/// each with a place that can be shown.
#[allow(dead_code)] // Each target uses one of the two.
pub fn rules(text: &str) {
    match compile(text) {
        Ok(book) => {
            assert!(compile(text).is_ok(), "what compiles once compiles again");
            decide(&book);
        }
        Err(BookError::Rules(files)) => files.iter().for_each(show),
        Err(BookError::File(why)) => panic!("no file was read: {why}"),
    }
}

/// A text is either cases, each of which can be run, or has mistakes.
#[allow(dead_code)] // Each target uses one of the two.
pub fn cases(book: &Book, text: &str) {
    let source = Source { path: "cases.toml".into(), text: text.to_owned() };
    match huzhu::cases::read(book, source) {
        Ok(cases) => cases.iter().for_each(|case| drop(huzhu::cases::run(book, case))),
        Err(file) => show(&file),
    }
}

fn compile(text: &str) -> Result<Book, BookError> {
    Book::compile(vec![Source { path: "rules.toml".into(), text: text.to_owned() }])
}

fn show(file: &Reviewed) {
    assert!(!file.found.is_empty(), "a file that is told of has a mistake");
    for mistake in file.found.in_order() {
        let said = |lang| !mistake.message.text(lang).is_empty();
        assert!(said(Lang::English) && said(Lang::Chinese), "a mistake is told in both languages");
        let place = file.text.get(mistake.span.clone());
        assert!(place.is_some(), "{:?} is a place in the text", mistake.span);
    }
    assert_eq!(file.findings().len(), file.found.len());
    assert!(!file.render(Lang::English).is_empty() && !file.render(Lang::Chinese).is_empty());
}

/// An empty history, and one with the largest amounts that are let in.
fn decide(book: &Book) {
    let member = Member { birth: day(1970), facts: [0; MEMBER_FACTS] };
    assert!(explain(&mut Adjudicator::new(book), &History::sorted(&member, &[], &[])).is_empty());
    for edition in &book.editions {
        let first = edition.from;
        let plans = 0..book.vocabulary.plans.len() as u8;
        let enrolment = |plan| Enrolment {
            plan,
            start: first,
            end: first + 36_500,
            units: 1,
            enrolled_on: first,
        };
        let mut enrolments: Vec<Enrolment> = plans.map(enrolment).collect();
        let totals = [0, 1, 100_000, 12_345_678, Money::MOST.minor(), Money::MOST.minor()];
        let bill = |(id, total): (usize, i64)| bill(id as u32, Money::from_minor(total), first);
        let mut bills: Vec<Bill> = totals.into_iter().enumerate().map(bill).collect();
        let ids: Vec<String> = (0..bills.len()).map(|id| id.to_string()).collect();
        let id = |number: u32| ids[number as usize].as_bytes();
        let history = History::new(&member, &mut enrolments, &mut bills, id);
        let explanations = explain(&mut Adjudicator::new(book), &history);
        assert_eq!(explanations.len(), totals.len(), "every bill is explained");
    }
}

fn bill(id: u32, total: Money, first: Day) -> Bill {
    let mut amounts = [Money::ZERO; AMOUNTS];
    amounts[Column::Total.index()] = total;
    amounts[Column::InScope.index()] = total;
    let day = first + 90 + id as i32;
    Bill {
        amounts,
        present: 1 << Column::Total.index(),
        id,
        stay: Bill::alone(id),
        admission: day,
        discharge: day + 10,
        settled_on: day + 10,
        submitted_on: day + 10,
        basis: day,
        order: day,
        month: day.month(),
        lists: 0,
        facts: [0; BILL_FACTS],
        in_scope_differs: false,
    }
}

fn day(year: u32) -> Day {
    Day::parse(&format!("{year}-01-01")).expect("the year has four digits")
}
