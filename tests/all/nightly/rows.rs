//! A row written otherwise says the same: 6000 is 6000.00, an empty status is `final`, a column that says
//! nothing may be there or not. What is known is known however it is written again; and what says something
//! else takes the place of what it says it of.
//!
//! `HUZHU_HISTORIES=100000 HUZHU_SEED=7 cargo test --release --test all nightly::rows` looks at so many members,
//! from another seed.

use super::desk::asked;
use super::office::{Dice, Facts, Office, STRICT, Terms, at_once};
use super::sheets::{
    A1_PAYS, HARDSHIP, Record, Sheets, Willow, a1, night, night_on_files, refused, stay, told_in,
    willow_terms,
};

/// How else A1 may be written, and what of it is other.
const WAYS: [(&str, &[(&str, &str)]); 18] = [
    ("an amount without decimals", &[("total", "6000")]),
    ("an amount with one decimal", &[("total", "6000.0")]),
    ("an amount with zeros before it", &[("total", "006000.00")]),
    ("no amount in one digit", &[("pool_paid", "0")]),
    ("a status that is usual", &[("status", "final")]),
    ("an optional amount of nothing", &[("account_paid", "0.00")]),
    (
        "every optional amount of nothing",
        &[
            ("over_limit", "0"),
            ("civil_servant_paid", "0.00"),
            ("large_amount_paid", "0.0"),
            ("enterprise_paid", "0.00"),
            ("hospital_borne", "0.00"),
        ],
    ),
    ("an optional amount that is empty", &[("account_paid", "")]),
    ("what is in scope, as it is computed", &[("in_scope", "6000")]),
    ("filed on the day it was settled", &[("submitted_on", "2024-03-11")]),
    ("the usual cause", &[("cause", "illness")]),
    ("facts that are usual", &[("in_network", "no"), ("referral", "0")]),
    ("blanks around a number", &[("total", " 6000.00 ")]),
    (
        "blanks around words",
        &[("bill_id", " A1"), ("member_id", "A "), ("category", " inpatient ")],
    ),
    ("quotes", &[("hospital_id", "\"H1\""), ("total", "\"6000.00\"")]),
    ("a column that nobody declared", &[("remark", "seen by Li")]),
    ("another column that nobody declared", &[("residual_1", "12.50")]),
    (
        "all of it",
        &[
            ("remark", "x"),
            ("total", " 6000"),
            ("status", "final"),
            ("in_scope", "06000.0"),
            ("account_paid", "0"),
            ("submitted_on", "2024-03-11"),
        ],
    ),
];

/// 9,000.00 from 1 to 12 May: with a new deductible 4,250 and 320 of daily money.
fn a9() -> Record {
    stay("A9", "A", "2024-05-01", "2024-05-12", "9000.00")
}

#[test]
fn a_bill_that_is_written_otherwise_says_nothing_new() {
    let willow = Willow::new();
    willow.bills("2024-06-01", &[a1()]);
    assert_eq!(willow.balance("A"), [A1_PAYS, A1_PAYS, 0]);
    let postings = willow.office.count("posting");
    for (way, cells) in WAYS {
        let report = willow.bills("2024-06-02", &[a1().with(cells)]);
        let told = &report.summary;
        assert_eq!((told.duplicates, told.rejected_rows, told.payments), (1, 0, 0), "{way}");
        assert_eq!(willow.office.count("posting"), postings, "{way}");
    }
    assert_eq!(willow.balance("A"), [A1_PAYS, A1_PAYS, 0]);
}

#[test]
fn a_void_bill_that_comes_again_written_otherwise_stays_void() {
    let willow = Willow::new();
    willow.bills("2024-06-01", &[a1()]);
    willow.bills("2024-06-02", &[a1().void()]);
    // What A1 was paid is set off.
    let report = willow.bills("2024-06-03", &[a9()]);
    assert_eq!(report.summary.due_now, "1540.00");
    let postings = willow.office.count("posting");
    for (way, cells) in WAYS {
        let report = willow.bills("2024-06-04", &[a1().with(cells)]);
        assert_eq!((report.summary.duplicates, report.summary.payments), (1, 0), "{way}");
        assert_eq!(willow.office.count("posting"), postings, "{way}");
    }
    assert_eq!(willow.balance("A"), [457_000, 457_000, 0]);
}

#[test]
fn the_old_file_of_a_corrected_bill_says_nothing_new_however_it_is_written() {
    let willow = Willow::new();
    willow.bills("2024-06-01", &[a1()]);
    // 5,000 less 500, half of it, and 280 of daily money.
    willow.bills("2024-06-02", &[a1().with(&[("total", "5000.00")])]);
    assert_eq!(willow.balance("A"), [253_000, A1_PAYS, 50_000]);
    let postings = willow.office.count("posting");
    for (way, cells) in WAYS {
        let report = willow.bills("2024-06-03", &[a1().with(cells)]);
        assert_eq!((report.summary.duplicates, report.summary.payments), (1, 0), "{way}");
        assert_eq!(willow.office.count("posting"), postings, "{way}");
    }
    // A higher revision brings back what it said.
    willow.bills("2024-06-04", &[a1().revision("1")]);
    assert_eq!(willow.balance("A"), [A1_PAYS, A1_PAYS, 0]);
}

#[test]
fn a_revision_is_a_number_however_it_is_written() {
    let willow = Willow::new();
    willow.bills("2024-06-01", &[a1().revision("7")]);
    let report = willow.bills("2024-06-02", &[a1().revision("007")]);
    assert_eq!((report.summary.duplicates, report.summary.members_decided), (1, 0));
    // None is lower than 0: the same with 0 is another row, and changes nothing that is paid.
    willow.bills("2024-06-03", &[a9()]);
    let report = willow.bills("2024-06-04", &[a9().revision("0")]);
    assert_eq!((report.summary.duplicates, report.summary.due_now.as_str()), (0, "0.00"));
    let report = willow.bills("2024-06-05", &[a9().with(&[("total", "1.00")])]);
    assert_eq!((report.summary.superseded, report.summary.changes), (1, 0));
}

#[test]
fn where_revisions_are_refused_an_amount_that_is_written_otherwise_is_none() {
    let refuse = "order_of_bills = \"recovers\"\nrevisions = \"refuse\"";
    let willow = Willow::under(willow_terms("", refuse));
    willow.bills("2024-06-01", &[a1()]);
    for (way, cells) in WAYS {
        let report = willow.bills("2024-06-02", &[a1().with(cells)]);
        assert_eq!((report.summary.duplicates, report.summary.rejected_rows), (1, 0), "{way}");
    }
    let report = willow.bills("2024-06-03", &[a1().with(&[("total", "6000.01")])]);
    assert_eq!(report.summary.rejected_by_code["revision_refused"], 1);
    assert_eq!(willow.balance("A"), [A1_PAYS, A1_PAYS, 0]);
}

#[test]
fn two_rows_of_one_file_that_say_the_same_are_one_however_they_are_written() {
    for (way, cells) in WAYS {
        let willow = Willow::new();
        let report = willow.bills("2024-06-01", &[a1(), a1().with(cells)]);
        assert_eq!((report.summary.duplicates, report.summary.rejected_rows), (1, 0), "{way}");
        assert_eq!(willow.balance("A"), [A1_PAYS, A1_PAYS, 0], "{way}");
    }
    // So too without a ledger.
    let covered = Facts::default()
        .member("A")
        .enrolment("A,medical,2023-01-01,2024-12-31,1,2022-12-01,,")
        .bill_row(a1().row(super::office::BILLS))
        .bill_row(a1().with(&[("total", "6000"), ("status", "final")]).row(super::office::BILLS));
    assert_eq!(at_once(&willow_terms("", ""), &covered)["A"].0, A1_PAYS);
}

#[test]
fn two_rows_of_one_file_that_say_something_else_are_both_refused() {
    let willow = Willow::new();
    let report = willow.bills("2024-06-01", &[a1(), a1().with(&[("total", "6000.01")]), a9()]);
    assert_eq!(report.summary.rejected_rows, 2);
    assert_eq!(refused(&willow.office), ["bills.csv 2 id_conflict", "bills.csv 3 id_conflict"]);
    assert_eq!(willow.balance("A"), [457_000, 457_000, 0]);
}

#[test]
fn a_member_and_a_period_that_are_written_otherwise_say_nothing_new() {
    let willow = Willow::new();
    let member = Record::of(super::office::MEMBERS, "A,1980-01-01,M,99.01,no");
    let period = "A,medical,2023-01-01,2024-12-31,1,2022-12-01,,";
    let period = Record::of(super::office::ENROLMENTS, period);
    let (members, enrolments) = (
        [
            &[("hardship", "0")][..],
            &[("sex", " M ")],
            &[("remark", "x")],
            &[("birth_date", "\"1980-01-01\"")],
        ],
        [
            &[("units", "01")][..],
            &[("status", "final")],
            &[("end", " 2024-12-31")],
            &[("remark", "x")],
        ],
    );
    for (one, other) in members.into_iter().zip(enrolments) {
        let sheets = Sheets {
            members: vec![member.clone().with(one)],
            enrolments: vec![period.clone().with(other)],
            bills: vec![],
        };
        let report = willow.night("2024-06-02", &sheets);
        let told = (report.summary.duplicates, report.summary.members_decided);
        assert_eq!(told, (2, 0), "{one:?} {other:?}");
    }
}

// Enrolment periods: of one member, plan and start there is one.

fn period(end: &str, revision: &str, status: &str) -> Record {
    let row = format!("D,medical,2024-01-01,{end},1,2023-12-01,{revision},{status}");
    Record::of(super::office::ENROLMENTS, &row)
}

fn periods(periods: &[Record]) -> Sheets {
    Sheets { enrolments: periods.to_vec(), ..Sheets::default() }
}

/// D, whom no period covers yet.
fn with_d() -> Willow {
    let willow = Willow::new();
    let member = vec![Record::of(super::office::MEMBERS, "D,1980-01-01,M,99.01,no")];
    willow.night("2024-05-31", &Sheets { members: member, ..Sheets::default() });
    willow
}

/// Of March: within both periods; of September: after the end of the shorter one.
fn d_bills() -> [Record; 2] {
    [
        stay("D1", "D", "2024-03-01", "2024-03-11", "6000.00"),
        stay("D2", "D", "2024-09-01", "2024-09-03", "2000.00"),
    ]
}

#[test]
fn a_period_of_the_same_start_takes_the_place_of_the_earlier_one_and_is_told() {
    let willow = with_d();
    let [d1, d2] = d_bills();
    willow.night(
        "2024-10-01",
        &periods(&[period("2024-12-31", "", "")]).and(&Sheets::bills(&[d1, d2])),
    );
    // 3,030 for D1; of D2 half of 2,000, since the deductible is borne.
    assert_eq!(willow.balance("D"), [403_000, 403_000, 0]);
    willow.night("2024-10-02", &periods(&[period("2024-06-30", "", "")]));
    assert_eq!(willow.balance("D"), [303_000, 403_000, 100_000]);
    let changes = told_in(&willow.office, "changes.csv", &["bill_id", "old", "new", "cause"]);
    assert!(changes.contains(&"D2 1000.00 0.00 enrolment".to_owned()), "{changes:?}");
    let causes = told_in(&willow.office, "changes.csv", &["cause"]);
    assert!(causes.iter().any(|cause| cause.starts_with("period_replaced:")), "{causes:?}");
    // The row of the earlier one is known, and says nothing new.
    let told = willow.night("2024-10-03", &periods(&[period("2024-12-31", "", "")])).summary;
    assert_eq!((told.duplicates + told.superseded, told.members_decided), (1, 0));
    // A higher revision brings it back.
    willow.night("2024-10-04", &periods(&[period("2024-12-31", "1", "")]));
    assert_eq!(willow.balance("D"), [403_000, 403_000, 0]);
}

#[test]
fn a_bill_after_the_end_of_the_period_that_holds_is_not_paid() {
    let willow = with_d();
    let [d1, d2] = d_bills();
    willow
        .night("2024-10-01", &periods(&[period("2024-12-31", "", "")]).and(&Sheets::bills(&[d1])));
    willow.night("2024-10-02", &periods(&[period("2024-06-30", "", "")]));
    let told = told_in(&willow.office, "changes.csv", &["cause"]);
    assert!(told.iter().any(|cause| cause.starts_with("period_replaced:")), "{told:?}");
    willow.bills("2024-10-03", &[d2]);
    let decided = told_in(&willow.office, "decisions.csv", &["bill_id", "status", "reasons"]);
    assert_eq!(decided, ["D1 paid ", "D2 denied no_cover"]);
    assert_eq!(willow.balance("D"), [303_000, 303_000, 0]);
}

#[test]
fn a_period_of_a_lower_revision_replaces_nothing() {
    let willow = with_d();
    let bills = Sheets::bills(&d_bills());
    willow.night("2024-10-01", &periods(&[period("2024-12-31", "2", "")]).and(&bills));
    let report = willow.night("2024-10-02", &periods(&[period("2024-06-30", "1", "")]));
    assert_eq!((report.summary.superseded, report.summary.changes), (1, 0));
    assert_eq!(willow.balance("D"), [403_000, 403_000, 0]);
}

#[test]
fn two_periods_of_one_start_in_one_file_are_refused_unless_a_revision_tells_which_holds() {
    let willow = with_d();
    let bills = Sheets::bills(&d_bills());
    let both = [period("2024-12-31", "", ""), period("2024-06-30", "", "")];
    let report = willow.night("2024-10-01", &periods(&both).and(&bills));
    let codes = refused(&willow.office);
    assert_eq!(codes[..2], ["enrolments.csv 2 id_conflict", "enrolments.csv 3 id_conflict"]);
    assert_eq!((report.summary.payments, willow.balance("D")[0]), (0, 0));
    let both = [period("2024-06-30", "1", ""), period("2024-12-31", "", "")];
    let report = willow.night("2024-10-02", &periods(&both).and(&bills));
    assert_eq!(report.summary.rejected_rows, 0);
    assert_eq!(willow.balance("D"), [303_000, 303_000, 0]);
}

#[test]
fn a_period_is_taken_back_by_a_row_of_its_revision_or_a_higher_one_in_any_order() {
    let [long, short] = ["2024-12-31", "2024-06-30"];
    // Revisions of the period and of the row that takes it back, and whether it is taken back.
    for (revision, of_void, is_void) in [
        ("", "", true),
        ("", "0", true),
        ("1", "1", true),
        ("1", "2", true),
        ("1", "", false),
        ("3", "2", false),
    ] {
        let rows = [period(long, revision, ""), period(long, of_void, "void")];
        for order in [[0, 1], [1, 0]] {
            let willow = with_d();
            willow.bills("2024-10-01", &d_bills());
            for at in order {
                willow.night("2024-10-02", &periods(&[rows[at].clone()]));
            }
            let pays = if is_void { 0 } else { 403_000 };
            assert_eq!(willow.balance("D")[0], pays, "{revision:?} {of_void:?} {order:?}");
        }
    }
    // It names the period by its start alone: the end need not be known.
    let willow = with_d();
    willow.bills("2024-10-01", &d_bills());
    willow.night("2024-10-02", &periods(&[period(short, "", "void")]));
    willow.night("2024-10-03", &periods(&[period(long, "", "")]));
    assert_eq!(willow.balance("D")[0], 0);
    willow.night("2024-10-04", &periods(&[period(long, "1", "")]));
    assert_eq!(willow.balance("D")[0], 403_000);
}

#[test]
fn a_period_of_nobody_is_refused_with_a_ledger_as_without_one() {
    let willow = Willow::new();
    let nobody = period("2024-12-31", "", "").with(&[("member_id", "")]);
    let blank = period("2024-12-31", "", "").with(&[("member_id", "  ")]);
    let report = willow.night("2024-06-01", &periods(&[nobody, blank]));
    assert_eq!((report.summary.pending, report.summary.rejected_rows), (0, 2));
    let codes = ["enrolments.csv 2 missing_value", "enrolments.csv 3 missing_value"];
    assert_eq!(refused(&willow.office), codes);
    assert_eq!(willow.office.rows("pending.csv"), [""; 0]);
    assert!(!willow.office.balances().contains_key(""));
}

// Chance: an office, and its twin to which everything is sent again, written otherwise.

const PEOPLE: u64 = 100;
const NIGHTS: u64 = 5;

/// The city benchmark with columns of its own.
fn terms() -> Terms {
    let own = "[fields]\n\
               model_worker = { type = \"flag\", of = \"member\", default = \"no\" }\n\
               companion = { type = \"amount\", of = \"bill\", default = \"0\" }\n\
               site = { type = \"category\", of = \"bill\", values = [\"local\", \"elsewhere\"], \
               default = \"local\" }\n";
    let own = format!("\n{own}{STRICT}\n[parameters]");
    Terms::city(&[&HARDSHIP[..], &[("\n[parameters]", &own)]].concat())
}

struct Story {
    dice: Dice,
    /// What comes, night by night.
    nights: Vec<Sheets>,
    /// Amounts so far: no two rows of a bill say the same.
    amounts: u64,
}

fn id(person: u64) -> String {
    format!("P{person:03}")
}

impl Story {
    fn tell(seed: u64) -> Story {
        let nights = vec![Sheets::default(); NIGHTS as usize];
        let mut story = Story { dice: Dice::new(seed), nights, amounts: 0 };
        for person in 0..PEOPLE {
            story.person(person);
            for bill in 0..1 + story.dice.roll(3) {
                story.bill(person, &format!("{}-{bill}", id(person)));
            }
        }
        story
    }

    fn one_in(&mut self, sides: u64) -> bool {
        self.dice.roll(sides) == 0
    }

    /// A member and the periods; one in six periods comes late, one in six is taken back.
    fn person(&mut self, person: u64) {
        let worker = ["", "no", "yes"][self.dice.roll(3) as usize];
        let hardship = ["no", "yes"][self.dice.roll(2) as usize];
        let row = format!("{},1980-01-01,F,99.01,{hardship}", id(person));
        let row = Record::of(super::office::MEMBERS, &row).with(&[("model_worker", worker)]);
        self.nights[0].members.push(row);
        let row =
            format!("{},city,2023-01-01,2024-12-31,{},2022-12-01,,", id(person), 1 + person % 2);
        let row = Record::of(super::office::ENROLMENTS, &row);
        let late = if self.one_in(6) { self.dice.roll(NIGHTS) } else { 0 };
        self.nights[late as usize].enrolments.push(row.clone());
        if self.one_in(6) && late + 1 < NIGHTS {
            let revision = ["", "1"][self.dice.roll(2) as usize];
            let back = late + 1 + self.dice.roll(NIGHTS - late - 1);
            self.nights[back as usize].enrolments.push(row.revision(revision).void());
        }
    }

    /// A bill, and what is said of it on later nights.
    fn bill(&mut self, person: u64, number: &str) {
        let (mut whose, mut revision, mut is_void) = (person, 0, false);
        let first = self.dice.roll(NIGHTS);
        let mut row = self.new_row(number, whose);
        self.nights[first as usize].bills.push(row.clone());
        for night in first + 1..NIGHTS {
            if self.one_in(2) {
                continue;
            }
            let kind = self.dice.roll(3);
            is_void = match kind {
                0 if !is_void => {
                    row = row.void();
                    true
                }
                1 if !is_void => {
                    row = self.new_row(number, whose).revision(row.cell("revision"));
                    false
                }
                _ => {
                    revision += 1;
                    whose = if self.one_in(4) { self.dice.roll(PEOPLE) } else { whose };
                    row = self.new_row(number, whose).revision(&revision.to_string());
                    false
                }
            };
            self.nights[night as usize].bills.push(row.clone());
        }
    }

    /// A row of a bill that says what none said before.
    fn new_row(&mut self, number: &str, person: u64) -> Record {
        self.amounts += 1;
        let (total, day) = (60_000 + 37 * self.amounts, 1 + self.dice.roll(28));
        let day = format!("2024-04-{day:02}");
        let total = format!("{}.{:02}", total / 100, total % 100);
        let mut row = stay(number, &id(person), "2024-03-01", "2024-03-05", &total)
            .with(&[("settled_on", &day), ("hospital_level", "1")]);
        let more: [(&str, &[&str]); 9] = [
            ("account_paid", &["", "0.00", "120.00", "7.50"]),
            ("pool_paid", &["0.00", "100.00", "99.90"]),
            ("submitted_on", &["", &day, "2024-05-30"]),
            ("cause", &["", "illness", "accident"]),
            ("in_network", &["", "no", "yes"]),
            ("site", &["", "local", "elsewhere"]),
            ("companion", &["", "0.00", "5.00"]),
            ("stay_id", &["", "", number]),
            ("in_scope", &["", &total]),
        ];
        for (column, values) in more {
            let value = values[self.dice.roll(values.len() as u64) as usize];
            row = row.with(&[(column, value)]);
        }
        row
    }

    /// Rows by chance of the nights before one.
    fn earlier(&mut self, night: usize) -> Sheets {
        let mut again = Sheets::default();
        for at in 0..night {
            let Sheets { members, enrolments, bills } = self.nights[at].clone();
            let dice = &mut self.dice;
            again.members.extend(members.into_iter().filter(|_| dice.roll(3) == 0));
            again.enrolments.extend(enrolments.into_iter().filter(|_| dice.roll(3) == 0));
            again.bills.extend(bills.into_iter().filter(|_| dice.roll(2) == 0));
        }
        again
    }
}

/// Plays a story at an office and at its twin.
fn holds(seed: u64) {
    let mut story = Story::tell(seed);
    let (plain, twin) = (Office::under(terms()), Office::under(terms()));
    for at in 0..NIGHTS as usize {
        let day = format!("2024-06-{:02}", 1 + at);
        let tonight = story.nights[at].clone();
        let expected = night(&plain, &day, &tonight);
        let more = story.earlier(at);
        tonight.and(&more).write_otherwise(&twin, &mut story.dice);
        let report = night_on_files(&twin, &day);
        let when = format!("seed {seed}, night {at}");
        assert_eq!(report.summary.due_now, expected.summary.due_now, "{when}");
        assert_eq!(report.summary.moved, expected.summary.moved, "{when}");
        let nothing_new = report.summary.duplicates + report.summary.superseded;
        assert_eq!(nothing_new, more.rows(), "{when}");
        assert_eq!(twin.count("posting"), plain.count("posting"), "{when}");
        // All that is known by now, in a file of its own.
        let again = story.earlier(at + 1);
        again.write_otherwise(&twin, &mut story.dice);
        let told = night_on_files(&twin, &day).summary;
        let nothing_new = told.duplicates + told.superseded;
        let counts = (nothing_new, told.rejected_rows, told.members_decided, told.payments);
        assert_eq!(counts, (again.rows(), 0, 0, 0), "{when}");
        assert_eq!(twin.count("posting"), plain.count("posting"), "{when}");
    }
    assert_eq!(twin.balances(), plain.balances(), "seed {seed}");
}

#[test]
fn rows_that_are_sent_again_written_otherwise_pay_and_post_nothing() {
    let (histories, seed) = (asked("HUZHU_HISTORIES", 120), asked("HUZHU_SEED", 1));
    for office in 0..histories.div_ceil(PEOPLE) {
        holds(seed * 1_000_003 + office);
    }
}
