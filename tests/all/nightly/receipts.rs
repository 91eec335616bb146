//! Contributions and head-counts: facts that decide no bill, with versions, in the books and in the chain of acts.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use huzhu::accounting::{self, Journal, ReceiptsRead, Terms};
use huzhu::ledger::{Access, Ledger};
use huzhu::statistics::{self, Span, UnitsRead};
use huzhu::words::{Lang, Sentence};

use super::office::{Office, told};
use super::reported::{figure, month, office, request, rows, signed};

const HEADER: &str = "reference,received_on,amount,plan,unit,member_id,edition,revision,status\n";

impl Office {
    /// Enters receipts on a day.
    pub(super) fn receipts(&self, day: &str, rows: &[&str]) -> Result<ReceiptsRead, Vec<Sentence>> {
        let path = self.path("receipts.csv");
        fs::write(&path, HEADER.to_owned() + &rows.join("\n")).unwrap();
        let terms = Terms {
            plans: vec!["city".to_owned()],
            editions: vec!["2023".to_owned(), "2024".to_owned()],
        };
        let mut ledger = Ledger::open(&self.path("ledger"), Access::Write).unwrap();
        accounting::read_receipts(&mut ledger, &path, &terms, &signed(day))
    }

    fn units(&self, day: &str, rows: &[&str]) -> Result<UnitsRead, Vec<Sentence>> {
        let path = self.path("units.csv");
        fs::write(&path, "unit,on,employees,women,name\n".to_owned() + &rows.join("\n")).unwrap();
        let mut ledger = Ledger::open(&self.path("ledger"), Access::Write).unwrap();
        statistics::read_units(&mut ledger, &path, &signed(day))
    }

    fn contributed(&self, month: &str) -> Vec<[i64; 3]> {
        let ledger = Ledger::open(&self.path("ledger"), Access::Read).unwrap();
        let rolled = accounting::roll_forward(&ledger, Some(month.parse().unwrap())).unwrap();
        assert!(rolled.adds_up());
        let sums = rolled.contributions.iter();
        sums.map(|one| [one.opening, one.booked, one.closing()].map(|sum| sum.minor())).collect()
    }
}

/// 240.00 of a unit and 60.00 of a member come in in March. In April the first turns out to be 200.00, and the
/// second is taken back.
fn with_receipts() -> Office {
    let office = office();
    let read = office.receipts(
        "2024-03-31",
        &["R1,2024-03-02,240.00,city,99.01.01.U1,,2024,,", "R2,2024-03-30,60.00,city,,C,,,"],
    );
    let read = read.unwrap_or_else(|why| panic!("{}", told(&why)));
    assert_eq!((read.added, read.corrected, read.known, read.moved.minor()), (2, 0, 0, 30_000));
    let read = office.receipts(
        "2024-04-15",
        &["R1,2024-03-02,200.00,city,99.01.01.U1,,2024,1,", "R2,2024-03-30,,city,,C,,,void"],
    );
    assert_eq!(read.unwrap().moved.minor(), -10_000);
    office.cash_is_accounted_for();
    office
}

#[test]
fn contributions_are_booked_on_the_day_they_are_entered_for() {
    let office = with_receipts();
    assert_eq!(office.contributed("2024-03"), [[0, 30_000, 30_000]]);
    assert_eq!(office.contributed("2024-04"), [[30_000, -10_000, 20_000]]);
    let march = office.report(&request(month("2024-03")));
    assert_eq!(figure(&march, "contributions")[0], "300.00");
    // 850.01 of 300.00: 283.3366... %
    assert_eq!(figure(&march, "share_of_contributions")[0], "283.34%");
    assert_eq!(figure(&office.report(&request(month("2024-04"))), "contributions")[0], "-100.00");
    let year = office.report(&request(Span::Year(2024)));
    assert_eq!(figure(&year, "contributions")[0], "200.00");
    // R2 names no edition.
    let edition = office.report(&request(Span::Edition("2024".into())));
    assert_eq!(figure(&edition, "contributions")[..2], ["200.00", "0.00"]);
}

#[test]
fn a_receipt_that_comes_again_moves_nothing_and_another_content_needs_a_revision() {
    let office = with_receipts();
    let again = office.receipts(
        "2024-04-16",
        &[
            // as it was, as it is, and what is taken back
            "R1,2024-03-02,240.00,city,99.01.01.U1,,2024,,",
            "R2,2024-03-30,60.00,city,,C,,,",
        ],
    );
    assert_eq!(again.unwrap(), ReceiptsRead { known: 2, ..ReceiptsRead::default() });
    let acts = office.count("act");
    let why = office.receipts("2024-04-16", &["R1,2024-03-02,210.00,city,99.01.01.U1,,2024,1,"]);
    let why = told(&why.unwrap_err());
    assert!(why.contains(":2:") && why.contains("`revision` 2 or higher"), "{why}");
    assert_eq!(office.count("act"), acts);
    // With a higher revision what was taken back is there again.
    let back = office.receipts("2024-04-16", &["R2,2024-03-30,60.00,city,,C,,1,"]).unwrap();
    assert_eq!((back.corrected, back.moved.minor()), (1, 6_000));
    // Another edition takes all from the one and gives it to the other.
    office.receipts("2024-04-17", &["R1,2024-03-02,200.00,city,99.01.01.U1,,2023,2,"]).unwrap();
    let edition = office.report(&request(Span::Edition("2024".into())));
    assert_eq!(figure(&edition, "contributions")[..2], ["0.00", "200.00"]);
    office.cash_is_accounted_for();
}

/// A member's receipt is the same in each spelling of the id; an id that a spreadsheet has spoiled is no one's.
#[test]
fn who_paid_is_one_person_in_every_spelling() {
    let office = office();
    let row = |id: &str| format!("R1,2024-03-02,60.00,city,,{id},,,");
    let first = office.receipts("2024-03-31", &[&row("99000019800101059X")]).unwrap();
    assert_eq!((first.added, first.moved.minor()), (1, 6_000));
    for id in ["99000019800101059x", "990000800101059", "９９００００ １９８００１０１ ０５９Ｘ"]
    {
        let again = office.receipts("2024-03-31", &[&row(id)]).unwrap();
        assert_eq!(again, ReceiptsRead { known: 1, ..ReceiptsRead::default() }, "{id}");
    }
    for id in ["9.90000E+17", "990000198001010000"] {
        let why = told(&office.receipts("2024-03-31", &[&row(id)]).unwrap_err());
        assert!(why.contains(":2:") && why.contains("has lost the last digits"), "{why}");
        assert!(!why.contains(id), "an id is masked: {why}");
    }
}

#[test]
fn every_mistake_of_a_file_is_named_with_its_line_and_nothing_is_taken() {
    let office = office();
    let rows = [
        ",2024-03-02,1.00,city,U,,,,",
        "R2,2024-02-30,1.00,city,U,,,,",
        "R3,2024-05-01,1.00,city,U,,,,",
        "R4,2024-03-02,0.00,city,U,,,,",
        "R5,2024-03-02,1.001,city,U,,,,",
        "R6,2024-03-02,1.00,town,U,,,,",
        "R7,2024-03-02,1.00,city,U,A,,,",
        "R8,2024-03-02,1.00,city,,,,,",
        "R9,2024-03-02,1.00,city,U,,2025,,",
        "R10,2024-03-02,1.00,city,U,,,x,",
        "R11,2024-03-02,1.00,city,U,,,,gone",
        "R12,2024-03-02,1.00,city,U,,,,void",
        "R13,2024-03-02,1.00,city,U,,,,",
        "R13,2024-03-02,2.00,city,U,,,,",
    ];
    let why = office.receipts("2024-04-30", &rows).unwrap_err();
    let lines: Vec<String> = why
        .iter()
        .map(|why| why.text(Lang::English).split(':').nth(1).unwrap().to_owned())
        .collect();
    let expected: Vec<String> = (2..14).chain([15]).map(|line: u64| line.to_string()).collect();
    assert_eq!(lines, expected, "{}", told(&why));
    assert_eq!(office.count("receipt"), 0);
}

#[test]
fn nothing_is_booked_in_a_month_that_is_closed() {
    let office = office();
    office.say("lock", &["2024-03", "--reason", "the month is done"]).unwrap();
    let row = "R1,2024-03-02,240.00,city,99.01.01.U1,,2024,,";
    let why = told(&office.receipts("2024-03-31", &[row]).unwrap_err());
    assert!(why.contains("closed"), "{why}");
    // What came in in March is booked in April.
    office.receipts("2024-04-01", &[row]).unwrap();
    assert_eq!(office.contributed("2024-03"), [] as [[i64; 3]; 0]);
    assert_eq!(office.contributed("2024-04"), [[0, 24_000, 24_000]]);
}

#[test]
fn a_row_that_somebody_changed_is_named_by_verify() {
    for (table, change) in [
        ("receipt", "UPDATE receipt SET amount = 1 WHERE no = 1"),
        ("receipt", "DELETE FROM receipt WHERE no = 4"),
        ("head_count", "UPDATE head_count SET employees = 1"),
        (
            "head_count",
            "INSERT INTO head_count SELECT 2, unit, name, counted_on, 1, women, happened_on, author, login FROM head_count",
        ),
    ] {
        let office = with_receipts();
        office.units("2024-04-20", &["99.01.01.U1,2024-03-01,4,1,"]).unwrap();
        let db = rusqlite::Connection::open(office.path("ledger")).unwrap();
        assert_eq!(db.execute(change, ()).unwrap(), 1, "{change}");
        drop(db);
        let ledger = Ledger::open(&office.path("ledger"), Access::Read).unwrap();
        let mut faults = Vec::new();
        ledger.verify(&mut |why| faults.push(why)).unwrap();
        assert!(told(&faults).contains(&format!("`{table}`")), "{change}: {}", told(&faults));
    }
}

#[test]
fn participation_is_of_the_people_that_a_unit_declared() {
    let office = office();
    // No one but its members is listed of U1: 100 % of these, and 2 of 4 that it has.
    let listed = office.report(&request(month("2024-03")));
    assert_eq!(
        rows(&listed, "participation.csv"),
        [
            "99.01.01.U1,city,2024,2024-03-31,2,2,100.00%,80%,yes,,,1",
            "99.01.02.U2,city,2024,2024-03-31,1,1,100.00%,,,,,0",
            "99.02.01.U3,city,2024,2024-03-31,1,0,0.00%,,,,,0",
        ]
    );
    let read = office.units(
        "2024-04-20",
        &["99.01.01.U1,2024-03-01,4,1,first works", "99.02.01.U3,2024-04-15,3,,"],
    );
    assert_eq!(read.unwrap(), UnitsRead { added: 2, known: 0 });
    let march = office.report(&request(month("2024-03")));
    assert_eq!(
        rows(&march, "participation.csv"),
        [
            "99.01.01.U1,city,2024,2024-03-31,2,2,50.00%,80%,no,4,1,1",
            "99.01.02.U2,city,2024,2024-03-31,1,1,100.00%,,,,,0",
            "99.02.01.U3,city,2024,2024-03-31,1,0,0.00%,,,,,0",
        ],
        "the count of U3 is of April"
    );
    // A count that is lower than those who are enrolled gives no share; a row of the same day takes its place.
    let read = office.units("2024-04-21", &["99.01.01.U1,2024-03-01,1,,"]).unwrap();
    assert_eq!(read, UnitsRead { added: 1, known: 0 });
    let march = office.report(&request(month("2024-03")));
    assert_eq!(
        rows(&march, "participation.csv")[0],
        "99.01.01.U1,city,2024,2024-03-31,2,2,,,,1,,1"
    );
    let wrong = [
        "x,2024-05-01,1,,",
        ",2024-01-01,-1,,",
        "x,2024-01-01,1,2,",
        "y,2024-01-01,1,,",
        "y,2024-01-01,2,,",
    ];
    let why = told(&office.units("2024-04-21", &wrong).unwrap_err());
    assert_eq!(why.lines().count(), 5, "{why}");
    office.cash_is_accounted_for();
}

/// Accounts with what they come to by the end of a day, and whether every assertion holds; of a journal whose
/// transactions are read by their days, as hledger does.
fn balances(journal: &str, until: &str) -> BTreeMap<String, i64> {
    let mut transactions: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in journal.lines() {
        if line.starts_with("20") {
            transactions.push((&line[..10], Vec::new()));
        } else if let Some((_, lines)) = transactions.last_mut()
            && line.starts_with("    ")
        {
            lines.push(line.trim());
        }
    }
    transactions.sort_by_key(|(day, _)| *day);
    let mut all: BTreeMap<String, i64> = BTreeMap::new();
    for (day, lines) in transactions.iter().filter(|(day, _)| *day <= until) {
        let mut sum = 0;
        for line in lines {
            let (account, amount) = line.split_once("  CNY ").unwrap();
            let minor = |text: &str| text.trim().replace('.', "").parse::<i64>().unwrap();
            let (amount, asserted) = match amount.split_once(" =* CNY ") {
                Some((amount, asserted)) => (amount, Some(minor(asserted))),
                None => (amount.split("  ;").next().unwrap(), None),
            };
            sum += minor(amount);
            *all.entry(account.to_owned()).or_default() += minor(amount);
            if let Some(asserted) = asserted {
                let is_in =
                    |name: &&String| *name == account || name.starts_with(&format!("{account}:"));
                let is: i64 = all.iter().filter(|(name, _)| is_in(name)).map(|(_, sum)| sum).sum();
                assert_eq!(is, asserted, "{day} {account}");
            }
        }
        assert_eq!(sum, 0, "{day} {lines:?}");
    }
    all.retain(|_, sum| *sum != 0);
    all
}

/// The journal of a month has what all accounts had before, and ends as the whole journal does by then; each checks
/// itself against the postings. Contributions are income: 300.00 in March, 200.00 by the end of April.
#[test]
fn the_journal_of_a_month_begins_and_ends_as_the_whole_journal_has_it() {
    let office = with_receipts();
    let ledger = Ledger::open(&office.path("ledger"), Access::Read).unwrap();
    let export = |name: &str, month: Option<&str>| {
        let (to, entries) = (office.path(name), office.path(&format!("{name}.csv")));
        let month = month.map(|month| month.parse().unwrap());
        let what = Journal { to: &to, entries: Some(&entries), full_ids: true, month };
        accounting::export(&ledger, &what).unwrap();
        (fs::read_to_string(&to).unwrap(), fs::read_to_string(&entries).unwrap())
    };
    let (whole, entries) = export("whole", None);
    let mut rows = 0;
    for (month, first, last) in [
        ("2024-02", "2024-01-31", "2024-02-29"),
        ("2024-03", "2024-02-29", "2024-03-31"),
        ("2024-04", "2024-03-31", "2024-04-30"),
        ("2024-05", "2024-04-30", "2024-05-31"),
    ] {
        let (journal, entries) = export(month, Some(month));
        assert_eq!(balances(&journal, first), balances(&whole, first), "{month}");
        assert_eq!(balances(&journal, last), balances(&whole, last), "{month}");
        let days = journal.lines().filter(|line| line.starts_with("20")).map(|line| &line[..10]);
        assert!(days.clone().all(|day| (first..=last).contains(&day)), "{month}");
        rows += entries.lines().count() - 1;
    }
    assert_eq!(rows, entries.lines().count() - 1, "each entry is of one month");
    let income = "income:contributions:half:city";
    assert_eq!(balances(&whole, "2024-03-31")[income], -30_000);
    assert_eq!(balances(&whole, "2024-04-30")[income], -20_000);
    // 950.01 left in March, with the 100.00 that C owes since.
    assert_eq!(balances(&whole, "2024-03-31")["assets:bank:half"], 30_000 - 95_001);
}

/// Run by `.ci/run`, which installs hledger.
#[test]
#[ignore = "needs hledger; .ci/run installs it"]
fn hledger_accepts_the_journal_of_a_month() {
    let office = with_receipts();
    let ledger = Ledger::open(&office.path("ledger"), Access::Read).unwrap();
    for month in ["2024-03", "2024-04", "2024-05"] {
        let to = office.path(month);
        let month = Some(month.parse().unwrap());
        let what = Journal { to: &to, entries: None, full_ids: false, month };
        accounting::export(&ledger, &what).unwrap();
        let check = Command::new("hledger").arg("-f").arg(&to).args(["check", "--strict"]).output();
        let check = check.unwrap();
        assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stderr));
    }
}

/// What a ledger knows of receipts and units goes with all other facts into another ledger.
#[test]
fn receipts_and_units_are_exported_with_all_facts_and_read_again() {
    let office = with_receipts();
    office.units("2024-04-20", &["99.01.01.U1,2024-03-01,4,1,first works"]).unwrap();
    let facts = office.path("facts");
    let huzhu = |rest: &[&str]| {
        let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        let output = huzhu.args(["--lang", "en", "ledger"]).args(rest).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    let ledger = office.path("ledger");
    huzhu(&["export", ledger.to_str().unwrap(), "--facts", facts.to_str().unwrap()]);
    let file = |name: &str| fs::read_to_string(facts.join(name)).unwrap();
    assert_eq!(
        file("receipts.csv"),
        HEADER.to_owned() + "R1,2024-03-02,200.00,city,99.01.01.U1,,2024,1,final\n",
        "what was taken back is left out"
    );
    assert_eq!(
        file("units.csv"),
        "unit,on,employees,women,name\n99.01.01.U1,2024-03-01,4,1,first works\n"
    );
    let other = super::reported::office();
    let path = other.path("ledger");
    let path = path.to_str().unwrap();
    for name in ["receipts", "units"] {
        let csv = facts.join(format!("{name}.csv"));
        huzhu(&[name, path, csv.to_str().unwrap(), "--by", "Li", "--on", "2024-04-20"]);
    }
    assert_eq!(other.contributed("2024-04"), [[0, 20_000, 20_000]]);
    other.cash_is_accounted_for();
}

/// A backup of before the receipts is restored: they are taken over from the ledger that it replaces.
#[test]
fn a_restore_takes_over_receipts_and_head_counts() {
    let office = office();
    let backup = office.path("backup");
    fs::copy(office.path("ledger"), &backup).unwrap();
    office.receipts("2024-04-15", &["R1,2024-03-02,240.00,city,99.01.01.U1,,2024,,"]).unwrap();
    office.units("2024-04-20", &["99.01.01.U1,2024-03-01,4,1,"]).unwrap();
    let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
    huzhu.args(["--lang", "en", "ledger", "restore"]).arg(&backup).arg(office.path("ledger"));
    huzhu.args(["--nothing-sent", "--by", "Li", "--reason", "the disk broke"]);
    let output = huzhu.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!((office.count("receipt"), office.count("head_count")), (1, 1));
    assert_eq!(office.contributed("2024-04"), [[0, 24_000, 24_000]]);
    office.cash_is_accounted_for();
}

/// A ledger that has only facts of a night is asked as before.
#[test]
fn a_ledger_without_receipts_has_no_contributions() {
    let office = office();
    assert_eq!(office.contributed("2024-03"), [] as [[i64; 3]; 0]);
    assert_eq!(office.units("2024-04-20", &[]).unwrap(), UnitsRead::default());
    assert_eq!(office.receipts("2024-04-20", &[]).unwrap(), ReceiptsRead::default());
}
