//! What several test files need: an office in memory, read through the same door as files.

#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod sentences;

use std::path::Path;

use huzhu::adjudication::{Adjudicator, Decision, decisions};
use huzhu::cases;
use huzhu::claim::row_reader::Layout;
use huzhu::claim::{Bill, Enrolment, History, Member, Owner, Vocabulary};
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
    pub member: Member,
    /// What changed, by day.
    pub later: Vec<Member>,
    pub enrolments: Vec<Enrolment>,
    pub bills: Vec<Bill>,
    pub ids: Vec<String>,
    pub vocabulary: Vocabulary,
}

impl Dossier {
    /// Reads the three files of one member, in which every row is right.
    pub fn read(book: &Book, members: &str, enrolments: &str, bills: &str) -> Dossier {
        let words = book.vocabulary();
        let all = |text: &str| -> (Vec<String>, Vec<Vec<String>>) {
            let mut rows =
                text.lines().map(|l| l.split(',').map(str::to_owned).collect::<Vec<_>>());
            (rows.next().expect("a file has a header"), rows.collect())
        };
        let layout = |header: &[String], owner| {
            Layout::find(header.iter().map(String::as_str).collect::<Vec<_>>(), owner, words)
        };
        let (header, rows) = all(members);
        let of = layout(&header, Owner::Member);
        let members = rows.iter().map(|row| of.member(&row[..]).expect("the member is right"));
        let mut members: Vec<Member> = members.collect();
        let member = members.remove(0);
        let (header, rows) = all(enrolments);
        let of = layout(&header, Owner::Member);
        let enrolments = rows.iter().map(|row| of.enrolment(&row[..]).expect("periods are right"));
        let enrolments = enrolments.collect();
        let (header, rows) = all(bills);
        let of = layout(&header, Owner::Bill);
        let (mut ids, mut stays) = (Vec::new(), Vec::<String>::new());
        let bills = rows.iter().map(|row| {
            let number = ids.len() as u32;
            ids.push(of.text(&row[..], "bill_id").to_owned());
            let stay = match of.text(&row[..], "stay_id") {
                "" => Bill::alone(number),
                stay => stays.iter().position(|known| known == stay).unwrap_or_else(|| {
                    stays.push(stay.to_owned());
                    stays.len() - 1
                }) as u32,
            };
            of.bill(&row[..], number, stay).expect("bills are right")
        });
        let bills = bills.collect();
        Dossier {
            member,
            later: members,
            enrolments,
            bills,
            ids,
            vocabulary: Vocabulary::clone(words),
        }
    }

    /// Puts the history in order and does something with it.
    pub fn with<T>(&self, act: impl FnOnce(&History) -> T) -> T {
        let (mut enrolments, mut bills) = (self.enrolments.clone(), self.bills.clone());
        let id = |number: u32| self.ids[number as usize].as_bytes();
        let history = History::new(&self.vocabulary, &self.member, &mut enrolments, &mut bills, id);
        act(&history.with_later(&self.later))
    }

    pub fn decisions(&self, book: &Book) -> Vec<Decision> {
        self.with(|history| decisions(&mut Adjudicator::new(book), history))
    }

    pub fn explanations(&self, book: &Book) -> Vec<Explanation> {
        self.with(|history| explain(&mut Adjudicator::new(book), history))
    }

    /// Ids of the bills, in the order in which they are decided.
    pub fn ids_in_order(&self) -> Vec<String> {
        let ids = |history: &History| {
            history.bills().iter().map(|bill| self.ids[bill.id() as usize].clone()).collect()
        };
        self.with(ids)
    }
}
