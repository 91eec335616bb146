//! The conformance pack: rules, histories and answers as files, to which any engine can be held. It is made here, from
//! the cases of all books, whose figures were worked by hand, and from generated histories, whose figures are the
//! oracle's. `BLESS=1 cargo test --test all conformance::` writes it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use huzhu::batch::{DecidedBill, decide};
use huzhu::claim::RecordKind;
use huzhu::intake::Files;
use huzhu::money::Money;
use huzhu::scheme::Book;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::json;
use toml::{Table, Value};

use crate::common::book as book_of;
use crate::oracle::generate::{any_example, any_household_example};
use crate::oracle::tables::Tables;
use crate::oracle::{Decision, History, decide_household};

/// Rises when an answer changes, and when an office is added or taken away.
const VERSION: &str = "2";
/// Generated histories, each under rules of its own.
const GENERATED: usize = 40;
/// Generated households, likewise.
const HOUSEHOLDS: usize = 6;
/// Cases that are left out: their facts are no rows of the three files (relatives, openings, decisions by hand, lines,
/// changes, nights), or say what no row says.
const MOST_LEFT_OUT: usize = 50;

/// One office of the pack: its files by name.
struct Office {
    id: String,
    /// Where its rules lie, from the pack.
    rules: String,
    made_from: &'static str,
    files: BTreeMap<String, String>,
    histories: usize,
    bills: usize,
    decisions: usize,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The folders of books, each with what the pack calls it.
fn books() -> Vec<(String, String)> {
    let below = |folder: &str, prefix: &str| {
        let all = fs::read_dir(root().join(folder)).unwrap();
        let all = all.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        all.map(|name| (format!("{prefix}{name}"), format!("{folder}/{name}"))).collect::<Vec<_>>()
    };
    let mut books = [below("rules", ""), below("tests/mechanisms", "mechanism-")].concat();
    books.sort();
    books
}

#[test]
fn the_pack_is_what_the_cases_and_the_oracle_say() {
    let (offices, left_out) = offices();
    assert!(left_out <= MOST_LEFT_OUT, "{left_out} cases are no rows of files");
    let mut files = BTreeMap::from([("pack.json".to_owned(), manifest(&offices))]);
    for office in &offices {
        let named =
            |(name, text): (&String, &String)| (format!("{}/{name}", office.id), text.clone());
        files.extend(office.files.iter().map(named));
    }
    let folder = root().join("conformance/offices");
    if std::env::var_os("BLESS").is_some() {
        fs::remove_dir_all(&folder).unwrap_or_default();
        for (name, text) in &files {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
    for (name, text) in &files {
        let written = fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert!(written == *text, "{name}: look at the difference, and write it with BLESS=1");
    }
    let folders = fs::read_dir(&folder).unwrap().count() - 1;
    assert_eq!(folders, offices.len(), "no office is left over");
}

fn offices() -> (Vec<Office>, usize) {
    let (mut offices, mut left_out) = (Vec::new(), 0);
    for (id, folder) in books() {
        let (office, without) = of_book(id, &folder);
        left_out += without;
        offices.extend(office);
    }
    offices.extend(generated());
    offices.extend(households());
    (offices, left_out)
}

fn manifest(offices: &[Office]) -> String {
    let each = offices.iter().map(|office| {
        json!({
            "id": office.id, "rules": office.rules, "made_from": office.made_from,
            "histories": office.histories, "bills": office.bills, "decisions": office.decisions,
        })
    });
    let sum = |of: fn(&Office) -> usize| offices.iter().map(of).sum::<usize>();
    let pack = json!({
        "format": "huzhu-conformance/1", "version": VERSION, "license": "MIT OR Apache-2.0",
        "histories": sum(|office| office.histories), "bills": sum(|office| office.bills),
        "decisions": sum(|office| office.decisions), "offices": each.collect::<Vec<_>>(),
    });
    serde_json::to_string_pretty(&pack).unwrap() + "\n"
}

/// The office of a book: a member for each case that is rows of the three files, and how many are not.
fn of_book(id: String, folder: &str) -> (Option<Office>, usize) {
    let book = Book::load(&root().join(folder)).unwrap();
    let (mut rows, mut histories, mut left_out) = (Rows::default(), 0, 0);
    for (file, text) in case_files(&root().join(folder)) {
        let text: Table = text.parse().unwrap_or_else(|why| panic!("{file}: {why}"));
        let none = Table::new();
        let defaults = text.get("defaults").and_then(Value::as_table).unwrap_or(&none);
        for case in text.get("case").and_then(Value::as_array).into_iter().flatten() {
            let member = format!("{id}-{:03}", histories + 1);
            match case_rows(&book, defaults, case.as_table().unwrap(), &member) {
                Some(of_case) => {
                    histories += 1;
                    rows.add(of_case);
                }
                None => left_out += 1,
            }
        }
    }
    if histories == 0 {
        return (None, left_out);
    }
    let texts = rows.texts();
    let rules = format!("../{folder}");
    let office = office(&book, (id, rules, "cases worked by hand"), texts, BTreeMap::new());
    (Some(office), left_out)
}

fn case_files(folder: &Path) -> Vec<(String, String)> {
    let all = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let is_cases =
        |path: &PathBuf| path.file_name().unwrap().to_string_lossy().starts_with("cases");
    let mut cases: Vec<PathBuf> = all.filter(is_cases).collect();
    cases.sort();
    cases
        .into_iter()
        .map(|path| (path.display().to_string(), fs::read_to_string(path).unwrap()))
        .collect()
}

/// A row of a file, by column.
type Row = BTreeMap<String, String>;

#[derive(Default)]
struct Rows([Vec<Row>; 3]);

const KINDS: [RecordKind; 3] = [RecordKind::Members, RecordKind::Enrolments, RecordKind::Bills];

impl Rows {
    fn add(&mut self, other: Rows) {
        self.0.iter_mut().zip(other.0).for_each(|(rows, more)| rows.extend(more));
    }

    /// The three files: columns that every file has, and those that some row has.
    fn texts(&self) -> [String; 3] {
        std::array::from_fn(|at| {
            let required = KINDS[at].required().iter().map(|name| (*name).to_owned());
            let mut columns: Vec<String> = required.collect();
            let used: std::collections::BTreeSet<&String> =
                self.0[at].iter().flat_map(Row::keys).collect();
            columns.extend(
                used.into_iter()
                    .filter(|name| !KINDS[at].required().contains(&name.as_str()))
                    .cloned(),
            );
            let row = |row: &Row| {
                let cells = columns.iter().map(|name| row.get(name).map_or("", String::as_str));
                cells.collect::<Vec<_>>().join(",") + "\n"
            };
            columns.join(",") + "\n" + &self.0[at].iter().map(row).collect::<String>()
        })
    }
}

/// The rows of a case, where it is rows, and is paid as it says.
fn case_rows(book: &Book, defaults: &Table, case: &Table, member: &str) -> Option<Rows> {
    const KNOWN: [&str; 10] = [
        "id",
        "title",
        "status",
        "source",
        "note",
        "edition",
        "member",
        "enrolment",
        "bill",
        "expect",
    ];
    if case.keys().any(|key| !KNOWN.contains(&key.as_str())) {
        return None;
    }
    let one = |key: &str, own: Option<&Value>| -> Option<Row> {
        let mut row = cells(defaults.get(key).and_then(Value::as_table))?;
        row.extend(cells(own.and_then(Value::as_table))?);
        Some(row)
    };
    let mut person = one("member", case.get("member"))?;
    person.entry("hardship".to_owned()).or_insert("no".to_owned());
    person.extend([
        ("member_id".to_owned(), member.to_owned()),
        ("org_code".to_owned(), "9900".to_owned()),
    ]);
    let periods = case.get("enrolment").or(defaults.get("enrolment"))?.as_array()?;
    let periods = periods.iter().map(|period| {
        let mut row = cells(period.as_table())?;
        let start = row.get("start")?.clone();
        row.entry("units".to_owned()).or_insert("1".to_owned());
        row.entry("enrolled_on".to_owned()).or_insert(start);
        row.insert("member_id".to_owned(), member.to_owned());
        Some(row)
    });
    let bills = case.get("bill")?.as_array()?.iter().enumerate();
    let bills = bills.map(|(at, bill)| bill_row(one("bill", Some(bill))?, member, at));
    let rows = Rows([vec![person], periods.collect::<Option<_>>()?, bills.collect::<Option<_>>()?]);
    let is_column = |(rows, kind): (&Vec<Row>, RecordKind)| {
        let known = kind.columns(book);
        rows.iter().flat_map(Row::keys).all(|name| known.contains(&name.as_str()))
    };
    let are_rows = rows.0.iter().zip(KINDS).all(is_column);
    (are_rows && is_paid_as_it_says(book, case, &rows)).then_some(rows)
}

fn bill_row(mut row: Row, member: &str, at: usize) -> Option<Row> {
    const ZERO: [&str; 7] = [
        "out_of_catalogue",
        "class_b_prepay",
        "deductible",
        "pool_paid",
        "critical_paid",
        "assistance_paid",
        "other_paid",
    ];
    let id = row.remove("id").unwrap_or((at + 1).to_string());
    row.remove("note");
    let discharge = row.get("discharge")?.clone();
    row.entry("settled_on".to_owned()).or_insert(discharge);
    row.extend([
        ("bill_id".to_owned(), format!("{member}-{id}")),
        ("member_id".to_owned(), member.to_owned()),
    ]);
    row.entry("hospital_id".to_owned()).or_insert("H1".to_owned());
    for name in ZERO {
        row.entry(name.to_owned()).or_insert("0".to_owned());
    }
    Some(row)
}

/// The cells of a table of a case but for what is expected; nothing where one is no cell, or needs quotes.
fn cells(table: Option<&Table>) -> Option<Row> {
    let own = table.into_iter().flatten().filter(|(name, _)| *name != "expect");
    let cell = |(name, value): (&String, &Value)| {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Integer(number) => number.to_string(),
            Value::Boolean(yes) => if *yes { "yes" } else { "no" }.to_owned(),
            _ => return None,
        };
        (!text.contains([',', '"', '\n'])).then_some((name.clone(), text))
    };
    own.map(cell).collect()
}

/// Whether each benefit pays what the case says, on each bill and on all of them; and whether it says anything.
fn is_paid_as_it_says(book: &Book, case: &Table, rows: &Rows) -> bool {
    let [members, enrolments, bills] = rows.texts();
    let Ok(decided) = decide(book, Files::of([&members, &enrolments, &bills])) else {
        return false;
    };
    let whole = (case.get("expect"), decided.bills.iter().collect::<Vec<_>>());
    let each = case.get("bill").and_then(Value::as_array).into_iter().flatten();
    let each = each.zip(&rows.0[2]).map(|(bill, row)| {
        let of_bill = decided.bills.iter().filter(|one| one.bill_id == row["bill_id"]);
        (bill.get("expect"), of_bill.collect())
    });
    let told: Vec<bool> = std::iter::once(whole)
        .chain(each)
        .flat_map(|(expected, decided)| are_so(book, expected, &decided))
        .collect();
    decided.rejects.is_empty() && !told.is_empty() && told.iter().all(|is_so| *is_so)
}

/// Of each amount of a benefit that is expected, whether it is paid.
fn are_so(book: &Book, expected: Option<&Value>, decided: &[&DecidedBill]) -> Vec<bool> {
    let currency = book.vocabulary().currency();
    let paid = |benefit: &String| {
        let all = decided.iter().flat_map(|bill| &bill.benefits);
        all.filter(|(id, _)| id == benefit).map(|(_, paid)| *paid).sum::<Money>()
    };
    let expected = expected.and_then(Value::as_table).into_iter().flatten();
    let expected = expected.filter(|(name, _)| book.benefits().contains(name));
    let is_so = |(name, value): (&String, &Value)| {
        value.as_str().and_then(|text| currency.parse(text).ok()) == Some(paid(name))
    };
    expected.map(is_so).collect()
}

/// An office with its answers.
fn office(
    book: &Book,
    (id, rules, made_from): (String, String, &'static str),
    [members, enrolments, bills]: [String; 3],
    mut files: BTreeMap<String, String>,
) -> Office {
    let decided = decide(book, Files::of([&members, &enrolments, &bills])).unwrap();
    assert!(decided.rejects.is_empty(), "{id}: {:?}", decided.rejects.first());
    let (histories, rows) = (members.lines().count() - 1, bills.lines().count() - 1);
    files.insert("decisions.csv".to_owned(), answers(book, &decided.bills));
    files.extend([
        ("members.csv".to_owned(), members),
        ("enrolments.csv".to_owned(), enrolments),
        ("bills.csv".to_owned(), bills),
    ]);
    let decisions = decided.bills.len();
    Office { id, rules, made_from, files, histories, bills: rows, decisions }
}

/// The decisions as decisions.csv has them, but for reasons: these are words of our own.
fn answers(book: &Book, decided: &[DecidedBill]) -> String {
    let currency = book.vocabulary().currency();
    let head = ["bill_id", "member_id", "plan", "status", "payable"].into_iter().map(str::to_owned);
    let row = |one: &DecidedBill| {
        let paid = book.benefits().iter().map(|benefit| {
            let paid = one.benefits.iter().find(|(id, _)| id == benefit);
            currency.show(paid.map_or(Money::ZERO, |(_, paid)| *paid))
        });
        let plan = one.plan.clone().unwrap_or_default();
        let cells =
            [one.bill_id.clone(), one.member_id.clone(), plan, one.status.code().to_owned()];
        cells
            .into_iter()
            .chain([currency.show(one.payable)])
            .chain(paid)
            .collect::<Vec<_>>()
            .join(",")
            + "\n"
    };
    let head = head.chain(book.benefits().iter().cloned()).collect::<Vec<_>>().join(",") + "\n";
    head + &decided.iter().map(row).collect::<String>()
}

/// Histories under rules that nobody thought of, with the answers of the oracle.
fn generated() -> Vec<Office> {
    let (mut runner, mut offices) = (TestRunner::deterministic(), Vec::new());
    while offices.len() < GENERATED {
        let example = any_example().new_tree(&mut runner).unwrap().current();
        let decided = example.decisions();
        if decided.iter().any(|one| one.payable > 0) {
            let id = format!("generated-{:02}", offices.len() + 1);
            let Tables { members, enrolments, bills } = example.tables();
            offices.extend(of_oracle(id, &example.editions, [members, enrolments, bills], decided));
        }
    }
    offices
}

/// Households that are paid otherwise than their members alone would be.
fn households() -> Vec<Office> {
    let (mut runner, mut offices) = (TestRunner::deterministic(), Vec::new());
    while offices.len() < HOUSEHOLDS {
        let example = any_household_example().new_tree(&mut runner).unwrap().current();
        if !example.asks_household() {
            continue;
        }
        let decide = |people: &[History]| decide_household(&example.editions(), people);
        let paid = |decided: &[Decision]| decided.iter().map(|one| one.payable).sum::<i64>();
        let alone = example.people.iter().map(|one| paid(&decide(std::slice::from_ref(one))));
        let (together, alone) = (decide(&example.people), alone.sum::<i64>());
        if paid(&together) != alone {
            let id = format!("household-{:02}", offices.len() + 1);
            offices.extend(of_oracle(id, &example.editions, example.files(), together));
        }
    }
    offices
}

/// A bad engine, which takes each member of a household alone, does not pass.
#[test]
fn an_engine_that_ignores_households_is_found() {
    let folder = root().join("conformance/offices");
    for id in (1..=HOUSEHOLDS).map(|number| format!("household-{number:02}")) {
        let read = |name: &str| fs::read_to_string(folder.join(&id).join(name)).unwrap();
        let (members, enrolments, bills) =
            (read("members.csv"), read("enrolments.csv"), read("bills.csv"));
        let book = Book::load(&folder.join(&id).join("rules")).unwrap();
        let ours = |members: &str| {
            let files = Files::of([members, &enrolments, &bills]);
            answers(&book, &decide(&book, files).unwrap().bills)
        };
        let expected = read("decisions.csv");
        assert!(ours(&members) == expected && ours(&each_alone(&members)) != expected, "{id}");
    }
}

/// Members of whom no row names a household.
fn each_alone(members: &str) -> String {
    let place = members.lines().next().unwrap().split(',').position(|name| name == "household_id");
    let row = |(at, row): (usize, &str)| {
        let cells = row.split(',').enumerate().map(|(column, cell)| match at > 0 {
            true if Some(column) == place => "",
            _ => cell,
        });
        cells.collect::<Vec<_>>().join(",") + "\n"
    };
    members.lines().enumerate().map(row).collect()
}

/// An office whose answers are the oracle's; nothing where a row of it cannot be used.
fn of_oracle(
    id: String,
    editions: &[String],
    texts: [String; 3],
    decided: Vec<Decision>,
) -> Option<Office> {
    let book = book_of(&editions.iter().map(String::as_str).collect::<Vec<_>>());
    let of_engine = decide(&book, Files::of(texts.each_ref().map(String::as_str))).ok()?;
    if !of_engine.rejects.is_empty() {
        return None;
    }
    let ours = of_engine.bills.into_iter().map(|one| {
        (one.bill_id, one.plan.unwrap_or_default(), one.status.code(), one.payable.minor())
    });
    let theirs = decided.into_iter();
    let theirs = theirs.map(|one| (one.bill_id, one.plan, one.status.as_str(), one.payable));
    let (mut ours, mut theirs): (Vec<_>, Vec<_>) = (ours.collect(), theirs.collect());
    ours.sort();
    theirs.sort();
    assert_eq!(ours, theirs, "{id}: the engine and the oracle decide alike");
    let rules = editions.iter().enumerate();
    let rules = rules.map(|(at, text)| (format!("rules/{at}.toml"), text.clone())).collect();
    let place = format!("offices/{id}/rules");
    Some(office(&book, (id, place, "generated, answers of the oracle"), texts, rules))
}
