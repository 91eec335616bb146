//! Files as those write them who send them: any columns in any order, each value written in one of the ways
//! that mean it. And Willow Bay as an office of the library, for cases that are counted there.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use huzhu::nightly::Report;
use huzhu::scheme::Source;

use super::office::{BILLS, Dice, ENROLMENTS, Facts, MEMBERS, Office, Terms, home, told};

/// A row by its columns. A column that it does not name is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record(BTreeMap<String, String>);

impl Record {
    /// A row under a header.
    pub fn of(header: &str, row: &str) -> Record {
        let cells = header.split(',').zip(row.split(','));
        Record(cells.map(|(column, cell)| (column.to_owned(), cell.to_owned())).collect())
    }

    pub fn bill(row: &str) -> Record {
        Record::of(BILLS, row)
    }

    #[must_use]
    pub fn with(mut self, cells: &[(&str, &str)]) -> Record {
        for (column, cell) in cells {
            self.0.insert((*column).to_owned(), (*cell).to_owned());
        }
        self
    }

    pub fn cell(&self, column: &str) -> &str {
        self.0.get(column).map_or("", String::as_str)
    }

    /// The row as the usual header has it: a column that this does not have is lost.
    pub fn row(&self, header: &str) -> String {
        header.split(',').map(|column| self.cell(column)).collect::<Vec<_>>().join(",")
    }
}

/// A file of these columns.
pub fn sheet<'c>(columns: impl IntoIterator<Item = &'c str>, rows: &[Record]) -> String {
    let columns: Vec<&str> = columns.into_iter().collect();
    let row =
        |record: &Record| columns.iter().map(|c| record.cell(c)).collect::<Vec<_>>().join(",");
    let lines = std::iter::once(columns.join(",")).chain(rows.iter().map(row));
    lines.map(|line| line + "\n").collect()
}

/// A file of the usual columns, and of those that any row has beside them.
pub fn sheet_of(header: &str, rows: &[Record]) -> String {
    let usual: Vec<&str> = header.split(',').collect();
    let mut columns = usual.clone();
    for column in rows.iter().flat_map(|row| row.0.keys()) {
        if !columns.contains(&column.as_str()) {
            columns.push(column);
        }
    }
    sheet(columns, rows)
}

/// Rows of the three files, of whatever columns.
#[derive(Clone, Debug, Default)]
pub struct Sheets {
    pub members: Vec<Record>,
    pub enrolments: Vec<Record>,
    pub bills: Vec<Record>,
}

impl Sheets {
    pub fn of(facts: &Facts) -> Sheets {
        let rows = |header: &str, rows: &[String]| {
            rows.iter().map(|row| Record::of(header, row)).collect()
        };
        Sheets {
            members: rows(MEMBERS, &facts.members),
            enrolments: rows(ENROLMENTS, &facts.enrolments),
            bills: rows(BILLS, &facts.bills),
        }
    }

    pub fn bills(bills: &[Record]) -> Sheets {
        Sheets { bills: bills.to_vec(), ..Sheets::default() }
    }

    #[must_use]
    pub fn and(mut self, other: &Sheets) -> Sheets {
        self.members.extend(other.members.iter().cloned());
        self.enrolments.extend(other.enrolments.iter().cloned());
        self.bills.extend(other.bills.iter().cloned());
        self
    }

    pub fn rows(&self) -> u64 {
        (self.members.len() + self.enrolments.len() + self.bills.len()) as u64
    }

    /// The files as they are usually written.
    pub fn write(&self, office: &Office) {
        self.write_in(&office.path("data"));
    }

    /// The same in a folder.
    pub fn write_in(&self, folder: &Path) {
        let files = [
            ("members.csv", sheet_of(MEMBERS, &self.members)),
            ("enrolments.csv", sheet_of(ENROLMENTS, &self.enrolments)),
            ("bills.csv", sheet_of(BILLS, &self.bills)),
        ];
        write(folder, files);
    }

    /// The files written otherwise, as chance has it.
    pub fn write_otherwise(&self, office: &Office, dice: &mut Dice) {
        let files = [
            ("members.csv", otherwise(MEMBERS, &self.members, dice)),
            ("enrolments.csv", otherwise(ENROLMENTS, &self.enrolments, dice)),
            ("bills.csv", otherwise(BILLS, &self.bills, dice)),
        ];
        write(&office.path("data"), files);
    }
}

fn write(folder: &Path, files: [(&str, String); 3]) {
    fs::create_dir_all(folder).unwrap();
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
}

/// Amounts that a file of bills may leave out.
const OPTIONAL_AMOUNTS: [&str; 8] = [
    "over_limit",
    "civil_servant_paid",
    "large_amount_paid",
    "enterprise_paid",
    "account_paid",
    "hospital_borne",
    "in_scope",
    "companion",
];
/// Words that a file may leave out, with what they mean then.
const OPTIONAL_WORDS: [(&str, &str); 6] = [
    ("status", "final"),
    ("cause", "illness"),
    ("in_network", "no"),
    ("referral", "no"),
    ("site", "local"),
    ("model_worker", "no"),
];
const OPTIONAL: [&str; 3] = ["revision", "stay_id", "submitted_on"];
const AMOUNTS: [&str; 8] = [
    "total",
    "out_of_catalogue",
    "class_b_prepay",
    "deductible",
    "pool_paid",
    "critical_paid",
    "assistance_paid",
    "other_paid",
];
/// Columns that nobody declared.
const UNDECLARED: [&str; 4] = ["residual_1", "residual_2", "residual_3", "remark"];

/// All ways to write what a row says in a column.
fn ways(column: &str, row: &Record) -> Vec<String> {
    let cell = row.cell(column);
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    match column {
        _ if UNDECLARED.contains(&column) => texts(&["", "0.00", "seen", "2024-01-01"]),
        "in_scope" if ["", &in_scope(row)].contains(&cell) => {
            [vec![String::new()], amounts(&in_scope(row))].concat()
        }
        "submitted_on" if ["", row.cell("settled_on")].contains(&cell) => {
            texts(&["", row.cell("settled_on")])
        }
        _ if AMOUNTS.contains(&column) => amounts(cell),
        _ if OPTIONAL_AMOUNTS.contains(&column) && ["", "0.00"].contains(&cell) => {
            texts(&["", "0", "0.0", "0.00"])
        }
        _ if OPTIONAL_AMOUNTS.contains(&column) => amounts(cell),
        "units" | "revision" if !cell.is_empty() => texts(&[cell, &format!("00{cell}")]),
        _ => words(column, cell),
    }
}

/// Ways to write an amount of two decimals.
fn amounts(cell: &str) -> Vec<String> {
    let padded = match cell.strip_prefix('-') {
        Some(digits) => format!("-00{digits}"),
        None => format!("00{cell}"),
    };
    let mut all = vec![cell.to_owned(), padded];
    all.extend(cell.strip_suffix('0').map(str::to_owned));
    all.extend(cell.strip_suffix(".00").map(str::to_owned));
    all
}

/// What a row without an in-scope amount means by it.
fn in_scope(row: &Record) -> String {
    let minor = |column: &str| super::office::minor(row.cell(column));
    let left = minor("total") - minor("out_of_catalogue") - minor("class_b_prepay");
    format!("{}.{:02}", left / 100, left % 100)
}

/// Ways to write a word.
fn words(column: &str, cell: &str) -> Vec<String> {
    let mut all = vec![cell.to_owned()];
    let usual = OPTIONAL_WORDS.iter().find(|(name, _)| *name == column).map(|(_, word)| *word);
    if usual.is_some_and(|word| ["", word].contains(&cell)) {
        all.extend([String::new(), usual.unwrap_or_default().to_owned()]);
    }
    let means = |word: &str| all.iter().any(|way| way == word);
    let flag = ["hardship", "in_network", "referral", "model_worker"].contains(&column);
    let digits = [("no", "0"), ("yes", "1")];
    let digit = digits.into_iter().find(|(word, _)| flag && means(word)).map(|(_, digit)| digit);
    all.extend(digit.map(str::to_owned));
    all
}

impl Record {
    /// The row, each of its cells written in one of the ways that mean it.
    #[must_use]
    pub fn otherwise(&self, dice: &mut Dice) -> Record {
        let cell = |(column, _): (&String, &String)| {
            (column.clone(), one_of(dice, &ways(column, self)).clone())
        };
        Record(self.0.iter().map(cell).collect())
    }
}

fn one_of<'a, T>(dice: &mut Dice, all: &'a [T]) -> &'a T {
    &all[dice.roll(all.len() as u64) as usize]
}

/// A cell that says what the row says, in a way that chance has it.
fn written(column: &str, row: &Record, dice: &mut Dice) -> String {
    let ways = ways(column, row);
    let cell = one_of(dice, &ways).clone();
    match dice.roll(8) {
        0 => format!(" {cell}"),
        1 => format!("{cell}  "),
        2 => format!("\"{cell}\""),
        _ => cell,
    }
}

/// A file that says what these rows say: columns in another order, some left out of which nothing is
/// written, some that nobody declared, and each cell in one of the ways that mean it.
fn otherwise(header: &str, rows: &[Record], dice: &mut Dice) -> String {
    let mut columns: Vec<&str> = header.split(',').collect();
    if header == BILLS {
        columns.extend(OPTIONAL_AMOUNTS.iter().chain(&["submitted_on", "cause", "in_network"]));
        columns.extend(["referral", "site"]);
    } else if header == MEMBERS {
        columns.push("model_worker");
    }
    columns.push("remark");
    let may_be_left_out = |column: &str| {
        let optional = OPTIONAL.iter().chain(&OPTIONAL_AMOUNTS).chain(&UNDECLARED);
        let mut optional = optional.copied().chain(OPTIONAL_WORDS.map(|(name, _)| name));
        let means_nothing = |row: &Record| ways(column, row).iter().any(String::is_empty);
        optional.any(|name| name == column) && rows.iter().all(means_nothing)
    };
    columns.retain(|column| !may_be_left_out(column) || dice.roll(2) == 0);
    for at in (1..columns.len()).rev() {
        columns.swap(at, dice.roll(at as u64 + 1) as usize);
    }
    let (mark, end) =
        (["", "\u{feff}"][dice.roll(2) as usize], ["\n", "\r\n"][dice.roll(2) as usize]);
    let mut text = mark.to_owned() + &columns.join(",") + end;
    for row in rows {
        let cells: Vec<String> = columns.iter().map(|column| written(column, row, dice)).collect();
        text += &(cells.join(",") + end);
    }
    text
}

/// A night on the files that are there; all that it prepared has left before the next one.
pub fn night_on_files(office: &Office, day: &str) -> Report {
    let mut ran = office.try_again(day);
    // A program that another test is starting holds the locks of this process until it runs.
    for _ in 0..100 {
        match &ran {
            Err(why) if told(why).contains("another run writes to") => {
                thread::sleep(Duration::from_millis(10));
                ran = office.try_again(day);
            }
            _ => break,
        }
    }
    let report = ran.unwrap_or_else(|why| panic!("{}", told(&why)));
    if office.releases {
        office.release_all(day);
    }
    office.cash_is_accounted_for();
    report
}

/// The same on these rows, written as usual.
pub fn night(office: &Office, day: &str, sheets: &Sheets) -> Report {
    sheets.write(office);
    night_on_files(office, day)
}

/// Cells of an output by the names of columns, a row each.
pub fn told_in(office: &Office, file: &str, columns: &[&str]) -> Vec<String> {
    let text = office.out(file);
    let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    let place = |name: &&str| header.iter().position(|column| column == name).expect("a column");
    let places: Vec<usize> = columns.iter().map(place).collect();
    office.cells(file, &places)
}

/// The rows that are refused: file, line and code.
pub fn refused(office: &Office) -> Vec<String> {
    told_in(office, "rejects.csv", &["file", "line", "code"])
}

/// What makes hardship halve the deductible of the city benchmark.
pub const HARDSHIP: [(&str, &str); 2] = [
    ("year_deductible = \"500\" ", "# "),
    (
        "amount = \"year_deductible\"",
        "amount = { by = \"hardship\", is = { no = \"500\", yes = \"250\" } }",
    ),
];

/// The rules of Willow Bay with this in `[scheme]` and this in `[scheme.corrections]`.
pub fn willow_terms(scheme: &str, corrections: &str) -> Terms {
    let mut sources = Source::read(&home("tests/willow")).expect("rules are there");
    for source in &mut sources {
        source.text = source.text.replacen("[scheme]\n", &format!("[scheme]\n{scheme}\n"), 1);
        if !corrections.is_empty() {
            source.text += &format!("\n[scheme.corrections]\n{corrections}\n");
        }
    }
    Terms::from(sources)
}

/// Willow Bay, where A, B and C are covered in 2023 and 2024.
pub struct Willow {
    pub office: Office,
}

impl Willow {
    pub fn new() -> Willow {
        Willow::under(willow_terms("", ""))
    }

    pub fn under(terms: Terms) -> Willow {
        let willow = Willow { office: Office::under(terms) };
        let people = ["A", "B", "C"].iter().fold(Facts::default(), |facts, id| {
            let period = format!("{id},medical,2023-01-01,2024-12-31,1,2022-12-01,,");
            facts.member(id).enrolment(period)
        });
        willow.night("2024-05-31", &Sheets::of(&people));
        willow
    }

    pub fn night(&self, day: &str, sheets: &Sheets) -> Report {
        night(&self.office, day, sheets)
    }

    pub fn bills(&self, day: &str, bills: &[Record]) -> Report {
        self.night(day, &Sheets::bills(bills))
    }

    /// What a member is entitled to, was paid, and has still to be set off.
    pub fn balance(&self, member: &str) -> [i64; 3] {
        self.office.balance(member)
    }
}

/// A bill of hospital H1, level 2, settled on the day of discharge, of which nobody has paid anything.
pub fn stay(id: &str, member: &str, admission: &str, discharge: &str, total: &str) -> Record {
    let row = format!(
        "{id},{member},inpatient,H1,2,{admission},{discharge},{discharge},I10,{total},0.00,0.00,0.00,\
         0.00,0.00,0.00,0.00,,,,,,"
    );
    Record::bill(&row)
}

/// 6,000.00 from 1 to 11 March: 2,750 and 280 of daily money.
pub fn a1() -> Record {
    stay("A1", "A", "2024-03-01", "2024-03-11", "6000.00")
}

/// What A1 pays.
pub const A1_PAYS: i64 = 303_000;

impl Record {
    #[must_use]
    pub fn void(self) -> Record {
        self.with(&[("status", "void")])
    }

    #[must_use]
    pub fn revision(self, revision: &str) -> Record {
        self.with(&[("revision", revision)])
    }
}
