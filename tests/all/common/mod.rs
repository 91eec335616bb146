//! What several test files need: an office in memory, read through the same door as files.

#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod sentences;

use std::path::Path;

use huzhu::adjudication::{Adjudicator, Decision, decisions};
use huzhu::cases;
use huzhu::claim::{History, MemberRecord, RecordText, Vocabulary};
use huzhu::explanation::{Explanation, explain};
use huzhu::scheme::{Book, Source};
use huzhu::words::Lang;

/// The rule book of a folder of `rules/`.
pub fn rules(name: &str) -> Book {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").join(name);
    Book::load(&path).unwrap_or_else(|error| panic!("{}", error.render(Lang::English)))
}

/// The rule book of some texts.
pub fn book(texts: &[&str]) -> Book {
    let source = |(at, text): (usize, &&str)| Source {
        path: format!("{at}.toml").into(),
        text: (*text).to_owned(),
    };
    let book = Book::compile(texts.iter().enumerate().map(source).collect());
    book.unwrap_or_else(|error| {
        panic!("{}\n{}", error.render(Lang::English), texts.join("\n---\n"))
    })
}

/// The head of a rule file for a test: its scheme and one edition from `from` on. Plans and benefits
/// follow.
pub fn head(id: &str, from: &str) -> String {
    format!(
        r#"
[scheme]
id = "{id}"
title = {{ zh = "示例", en = "example" }}
currency = "CNY"
basis = "admission"
order = "settlement"
[edition]
id = "1"
title = {{ zh = "一", en = "1" }}
from = "{from}"
source = "made for these tests"
"#
    )
}

/// A plan `medical` and its benefit `aid`: half of the whole cost of a stay. Tables of the benefit may follow.
pub const HALF_OF_A_STAY: &str = r#"
[[plan]]
id = "medical"
title = { zh = "医疗", en = "medical" }
clause = "1"
[[benefit]]
id = "aid"
plan = "medical"
title = { zh = "医疗互助金", en = "aid" }
clause = "2"
categories = ["inpatient"]
against_bill = "within"
base = "total"
rate = "50%"
"#;

/// What the cases of a test leave out: cover under a plan on the days from `cover[0]` to `cover[1]`, and a stay.
pub fn defaults(plan: &str, cover: [&str; 2], stay: [&str; 2]) -> String {
    let ([start, end], [admission, discharge]) = (cover, stay);
    format!(
        r#"
[[defaults.enrolment]]
plan = "{plan}"
start = "{start}"
end = "{end}"
[defaults.bill]
hospital_level = "1"
admission = "{admission}"
discharge = "{discharge}"
"#
    )
}

/// Runs cases in the author's language: every difference, one a line.
pub fn differences(book: &Book, cases: &str) -> String {
    let source = Source { path: "cases.toml".into(), text: cases.to_owned() };
    let cases =
        cases::read(book, source).unwrap_or_else(|file| panic!("{}", file.render(Lang::English)));
    assert!(!cases.is_empty(), "a text without cases shows nothing");
    let lines = cases.iter().flat_map(|case| {
        let id = case.id.clone();
        cases::run(book, case).into_iter().map(move |one| format!("{id}: {}\n", one.sentence()))
    });
    lines.collect()
}

/// One member of an office, in memory.
#[derive(Clone)]
pub struct Dossier {
    pub record: MemberRecord,
    vocabulary: Vocabulary,
}

impl Dossier {
    /// Reads the three files of one member, in which every row is right.
    pub fn read(book: &Book, members: &str, enrolments: &str, bills: &str) -> Dossier {
        let record = MemberRecord::read(book, RecordText { members, enrolments, bills });
        let record = record.unwrap_or_else(|error| panic!("{error}"));
        Dossier { record, vocabulary: Vocabulary::clone(book.vocabulary()) }
    }

    /// Does something with the history.
    pub fn with<T>(&self, act: impl FnOnce(&History) -> T) -> T {
        act(&self.record.history(&self.vocabulary).expect("facts are of the book"))
    }

    pub fn decisions(&self, book: &Book) -> Vec<Decision> {
        self.with(|history| decisions(&mut Adjudicator::new(book), history))
    }

    pub fn explanations(&self, book: &Book) -> Vec<Explanation> {
        self.with(|history| explain(&mut Adjudicator::new(book), history))
    }

    /// Ids of the bills, in the order in which they are decided.
    pub fn ids_in_order(&self) -> Vec<String> {
        let bills = self.record.bills().iter();
        bills.map(|bill| self.record.bill_id(bill).to_owned()).collect()
    }

    /// The id of a bill, by its number: its place in the text.
    pub fn id(&self, number: u32) -> &str {
        let bill = self.record.bills().iter().find(|bill| bill.id() == number);
        self.record.bill_id(bill.expect("there is such a bill"))
    }
}
