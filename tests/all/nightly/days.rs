//! Facts of a member have a day from which they hold. Willow Bay with a deductible by hardship: 500.00, and 250.00
//! for families in hardship.

use std::fs;

use super::desk::asked;
use super::office::{Dice, Facts, Office, Terms, at_once_in};
use super::sheets::{Record, Sheets, night, refused, sheet_of, stay, told_in, willow_terms};

const MEMBERS: &str = "member_id,birth_date,sex,org_code,hardship,valid_from,status";

fn terms(scheme: &str) -> Terms {
    let by_hardship = "amount = { by = \"hardship\", is = { no = \"500\", yes = \"250\" } }";
    let terms = willow_terms(scheme, "");
    let folder = tempfile::tempdir().unwrap();
    terms.write(folder.path());
    let file = folder.path().join("willow.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replacen("amount = \"500\"", by_hardship, 1)).unwrap();
    Terms::read(folder.path())
}

/// A is enrolled from 2023 to 2025.
fn covered() -> Facts {
    ["2023", "2024", "2025"].iter().fold(Facts::default(), |facts, year| {
        facts.enrolment(format!("A,medical,{year}-01-01,{year}-12-31,1,2022-12-01,,"))
    })
}

/// A row of A: hardship, the day from which it holds, and `void` or nothing.
fn row(hardship: &str, valid_from: &str, status: &str) -> Record {
    let row = format!("A,1980-01-01,F,99.01,{hardship},{valid_from},{status}");
    Record::of(MEMBERS, &row)
}

/// The register of a night, and its bills.
fn facts(members: &[Record], bills: &[Record]) -> Sheets {
    Sheets { members: members.to_vec(), ..Sheets::bills(bills) }
}

fn office(terms: Terms) -> Office {
    let office = Office::under(terms);
    let first = Sheets::of(&covered()).and(&facts(&[row("yes", "", "")], &[a1()]));
    night(&office, "2024-04-01", &first);
    // Half of what is above 250.00, and 280.00 of daily money.
    assert_eq!(office.balance("A")[0], 287_500 + 28_000);
    office
}

fn a1() -> Record {
    stay("A1", "A", "2024-03-01", "2024-03-11", "6000.00")
}

/// 700.00 of March 2025.
fn a2() -> Record {
    stay("A2", "A", "2025-03-01", "2025-03-03", "700.00")
}

/// What each bill pays.
fn pays(office: &Office) -> Vec<String> {
    told_in(office, "decisions.csv", &["bill_id", "payable"])
}

#[test]
fn a_fact_without_a_day_holds_from_the_day_of_the_night() {
    let office = office(terms(""));
    night(&office, "2025-04-10", &facts(&[row("no", "", "")], &[a2()]));
    // A1 stays; in March hardship had not ended.
    assert_eq!(pays(&office), ["A1 3155.00", "A2 225.00"]);
    // In May it had.
    let may = stay("A3", "A", "2025-05-01", "2025-05-03", "700.00");
    night(&office, "2025-06-01", &facts(&[], &[may]));
    assert_eq!(pays(&office)[1..], ["A2 225.00", "A3 225.00"]);
}

#[test]
fn a_fact_with_its_day_holds_from_that_day() {
    let office = office(terms(""));
    night(&office, "2025-04-10", &facts(&[row("no", "2025-01-01", "")], &[a2()]));
    assert_eq!(pays(&office), ["A1 3155.00", "A2 100.00"]);
    // Taken back, it never was.
    night(&office, "2025-04-11", &facts(&[row("no", "2025-01-01", "void")], &[]));
    assert_eq!(pays(&office), ["A1 3155.00", "A2 225.00"]);
}

#[test]
fn the_day_that_a_night_gave_is_a_fact_and_can_be_taken_back() {
    let office = office(terms(""));
    let late = stay("A2", "A", "2025-04-12", "2025-04-14", "700.00");
    night(&office, "2025-04-10", &facts(&[row("no", "", "")], &[]));
    night(&office, "2025-04-20", &facts(&[], &[late]));
    assert_eq!(pays(&office)[1], "A2 100.00");
    // The same register on other nights says nothing new.
    let report = night(&office, "2025-04-21", &facts(&[row("no", "", "")], &[]));
    assert_eq!((report.summary.changes, report.summary.payments), (0, 0));
    night(&office, "2025-04-22", &facts(&[row("", "2025-04-10", "void")], &[]));
    assert_eq!(refused(&office), [""; 0]);
    assert_eq!(pays(&office)[1], "A2 225.00");
}

#[test]
fn a_scheme_may_refuse_a_fact_without_a_day() {
    let office = office(terms("undated_facts = \"refuse\""));
    night(&office, "2025-04-10", &facts(&[row("no", "", "")], &[a2()]));
    let told = ["members.csv 2 fact_without_day", "bills.csv 2 blocked_by_reject"];
    assert_eq!(refused(&office), told);
    assert_eq!(office.balance("A")[0], 315_500);
    // The same as is known, and a first row, need no day.
    night(&office, "2025-04-11", &facts(&[row("yes", "", "")], &[]));
    assert_eq!(refused(&office), [""; 0]);
    night(&office, "2025-04-12", &facts(&[row("no", "2025-01-01", "")], &[a2()]));
    assert_eq!(pays(&office), ["A1 3155.00", "A2 100.00"]);
}

#[test]
fn a_birth_date_is_corrected_for_all_days() {
    let office = office(terms(""));
    night(&office, "2025-04-10", &facts(&[row("no", "2025-01-01", "")], &[]));
    let born = row("no", "", "").with(&[("birth_date", "1981-02-03")]);
    night(&office, "2025-04-11", &facts(&[born], &[]));
    let (told, _) = exported(&office);
    let rows: Vec<&str> = told.lines().skip(1).collect();
    // It is written into each row, so that another ledger reads one person.
    assert_eq!(rows.len(), 2, "{told}");
    assert!(rows[0].contains("1981-02-03") && rows[0].contains("yes"), "{told}");
    assert!(rows[1].contains("1981-02-03") && rows[1].contains("2025-01-01"), "{told}");
}

#[test]
fn two_rows_of_one_file_that_tell_of_two_people_are_refused() {
    let office = office(terms(""));
    let other = row("no", "2025-01-01", "").with(&[("birth_date", "1990-01-01")]);
    night(&office, "2025-04-10", &facts(&[row("yes", "", ""), other], &[a2()]));
    assert_eq!(refused(&office)[..2], ["members.csv 2 id_conflict", "members.csv 3 id_conflict"]);
    assert_eq!(office.balance("A")[0], 315_500);
}

#[test]
fn what_holds_only_later_is_looked_at_again_when_the_day_has_come() {
    let office = office(terms(""));
    let register = facts(&[row("yes", "", "")], &[]);
    night(&office, "2025-04-10", &facts(&[row("no", "2025-06-01", "")], &[]));
    night(&office, "2025-04-11", &register);
    night(&office, "2025-04-12", &register);
    // The same register says something else, once hardship has ended.
    night(&office, "2025-07-01", &register);
    let july = stay("A2", "A", "2025-07-02", "2025-07-04", "700.00");
    let june = stay("A3", "A", "2025-06-02", "2025-06-04", "200.00");
    night(&office, "2025-08-01", &facts(&[], &[june, july]));
    // In June the deductible was 500, of which 200 are used up; in July it is 250.
    assert_eq!(pays(&office)[1..], ["A3 0.00", "A2 325.00"]);
}

#[test]
fn what_says_what_is_so_now_holds_beside_a_higher_revision_and_a_void_of_its_day() {
    for known in
        [row("no", "2025-04-10", "").with(&[("revision", "3")]), row("no", "2025-04-10", "void")]
    {
        let office = office(terms(""));
        night(&office, "2025-04-10", &facts(&[row("no", "2025-04-01", ""), known], &[]));
        night(&office, "2025-04-10", &facts(&[row("yes", "", "")], &[]));
        let late = stay("A2", "A", "2025-04-12", "2025-04-14", "700.00");
        night(&office, "2025-04-20", &facts(&[], &[late]));
        // In hardship again from that day on, also on later nights.
        assert_eq!(pays(&office)[1], "A2 225.00");
        let report = night(&office, "2025-04-21", &facts(&[row("yes", "", "")], &[]));
        assert_eq!(report.summary.changes, 0);
        let told = exported(&office).0;
        assert!(told.contains("yes,,,,2025-04-10"), "{told}");
    }
}

#[test]
fn all_that_is_known_of_a_member_is_not_taken_back() {
    let office = Office::under(terms(""));
    let first = Sheets::of(&covered()).and(&facts(&[row("yes", "2024-01-01", "")], &[a1()]));
    night(&office, "2024-04-01", &first);
    let void = row("", "2024-01-01", "void");
    night(
        &office,
        "2024-04-02",
        &facts(std::slice::from_ref(&void), &[a1().with(&[("status", "void")])]),
    );
    assert_eq!(refused(&office), ["members.csv 2 only_fact"]);
    // The bill is taken back all the same.
    assert_eq!(office.balance("A")[0], 0);
    // With what is so instead it can be.
    night(&office, "2024-04-03", &facts(&[void, row("no", "2023-01-01", "")], &[]));
    assert_eq!(refused(&office), [""; 0]);
}

#[test]
fn a_status_of_the_offices_own_is_no_void_on_any_later_night() {
    let office = office(terms(""));
    let header = "member_id,birth_date,sex,org_code,hardship,status";
    let own = Record::of(header, "A,1980-01-01,F,99.02,yes,void");
    night(&office, "2025-04-10", &facts(&[], &[]));
    fs::write(office.path("data/members.csv"), sheet_of(header, &[own])).unwrap();
    super::sheets::night_on_files(&office, "2025-04-11");
    assert_eq!(refused(&office), [""; 0]);
    night(&office, "2025-04-12", &facts(&[], &[a2()]));
    assert_eq!(pays(&office), ["A1 3155.00", "A2 225.00"]);
}

/// The file of members that a ledger exports, and its folder.
fn exported(office: &Office) -> (String, std::path::PathBuf) {
    let to = office.path("facts");
    let _ = fs::remove_dir_all(&to);
    let mut huzhu = std::process::Command::new(env!("CARGO_BIN_EXE_huzhu"));
    huzhu.args(["ledger", "export"]).arg(office.path("ledger")).arg("--facts").arg(&to);
    assert!(huzhu.output().unwrap().status.success());
    (fs::read_to_string(to.join("members.csv")).unwrap(), to)
}

// A fact said late with its day gives what saying it in time would.

/// What is so of A from some days on, and bills of three years.
struct Life {
    /// Rows of members, the first without a day.
    facts: Vec<Record>,
    bills: Vec<Record>,
}

impl Life {
    fn of(dice: &mut Dice) -> Life {
        let hardship = |dice: &mut Dice| if dice.roll(2) == 0 { "yes" } else { "no" };
        let day = |dice: &mut Dice| {
            format!("{}-{:02}-{:02}", 2023 + dice.roll(3), 1 + dice.roll(12), 1 + dice.roll(28))
        };
        let mut facts = vec![row(hardship(dice), "", "")];
        let mut days: Vec<String> = (0..dice.roll(4)).map(|_| day(dice)).collect();
        days.sort();
        days.dedup();
        facts.extend(days.iter().map(|day| row(hardship(dice), day, "")));
        let bills = (0..1 + dice.roll(5)).map(|number| {
            let day = day(dice);
            let total = format!("{}.00", 100 + dice.roll(3_000));
            stay(&format!("B{number}"), "A", &day, &day, &total)
        });
        Life { facts, bills: bills.collect() }
    }
}

/// `HUZHU_HISTORIES=1000 HUZHU_SEED=7 cargo test --release --test all nightly::days` looks at so many lives.
#[test]
fn a_fact_said_late_with_its_day_gives_what_saying_it_in_time_would() {
    let (lives, seed) = (asked("HUZHU_HISTORIES", 6), asked("HUZHU_SEED", 14));
    let dice = &mut Dice::new(seed);
    let mut moved = 0;
    for _ in 0..lives {
        let life = Life::of(dice);
        let office = Office::under(terms(""));
        let mut rows: Vec<(bool, Record)> =
            life.facts[1..].iter().map(|row| (true, row.clone())).collect();
        rows.extend(life.bills.iter().map(|row| (false, row.clone())));
        for at in (1..rows.len()).rev() {
            rows.swap(at, dice.roll(at as u64 + 1) as usize);
        }
        let first = Sheets::of(&covered()).and(&facts(&life.facts[..1], &[]));
        night(&office, "2026-01-01", &first);
        for (number, (is_fact, row)) in rows.iter().enumerate() {
            let (facts, bills) =
                if *is_fact { (vec![row.clone()], vec![]) } else { (vec![], vec![row.clone()]) };
            let day = format!("2026-01-{:02}", 2 + number);
            moved += night(&office, &day, &self::facts(&facts, &bills)).summary.changes;
        }
        let whole = Sheets::of(&covered()).and(&facts(&life.facts, &life.bills));
        let at_once = at_once(&office.terms, &whole);
        assert_eq!(office.balances()["A"].told(), at_once, "{:?}", life.facts);
        // Facts that another ledger reads come to the same.
        let (_, folder) = exported(&office);
        let other = Office::under(terms(""));
        fs::create_dir_all(other.path("data")).unwrap();
        for name in ["members.csv", "enrolments.csv", "bills.csv"] {
            fs::copy(folder.join(name), other.path("data").join(name)).unwrap();
        }
        super::sheets::night_on_files(&other, "2026-02-01");
        assert_eq!(other.balances()["A"].told(), at_once);
    }
    assert!(moved > lives / 2, "facts move what was decided: {moved}");
}

fn at_once(terms: &Terms, sheets: &Sheets) -> (i64, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    sheets.write_in(folder.path());
    at_once_in(terms, folder.path()).remove("A").unwrap_or_default()
}

#[test]
fn a_file_without_days_may_have_a_status_of_its_own_kind() {
    let office = office(terms(""));
    let header = "member_id,birth_date,sex,org_code,hardship,status";
    fs::write(
        office.path("data/members.csv"),
        sheet_of(header, &[Record::of(header, "A,1980-01-01,F,99.01,yes,在职")]),
    )
    .unwrap();
    for name in ["enrolments.csv", "bills.csv"] {
        let text = fs::read_to_string(office.path("data").join(name)).unwrap();
        let head = text.lines().next().unwrap().to_owned() + "\n";
        fs::write(office.path("data").join(name), head).unwrap();
    }
    let report = super::sheets::night_on_files(&office, "2025-04-10");
    assert_eq!((report.summary.rejected_rows, report.summary.changes), (0, 0));
}
