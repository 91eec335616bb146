//! What members owe, settled outside a night: repaid, waived, and written to about. Amounts are under the city
//! benchmark: 500 of a year are the member's, then 50 % up to 5,000 of the year.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use huzhu::accounting::roll_forward;
use huzhu::date::Day;
use huzhu::ledger::{Access, ActKind, Ledger, LedgerError, Name, RunId, Signed};
use huzhu::manual_facts::ManualFact;
use huzhu::money::Money;
use huzhu::payment::{
    self, LettersDue, PaymentError, Settled, Settlement, keep_letters, letters_due, letters_of,
    settle, unwritten,
};
use proptest::prelude::*;

use super::desk::examples;
use super::office::{Bill, Facts, Office, Terms};

const RECOVERS: &str = "order_of_bills = \"recovers\"\nrevisions = \"replace\"";

fn signed(day: &str) -> Signed {
    let second = Name::new("Wang").unwrap();
    let signed = Signed::new(Some("Li"), Day::parse(day).unwrap(), Some("at the window"));
    signed.unwrap().agreed_by(Some(second)).unwrap()
}

impl Office {
    fn settles(&self, how: &Settlement, minor: i64, day: &str) -> Result<Settled, PaymentError> {
        self.settles_signed(how, ("A", minor), &signed(day))
    }

    fn settles_signed(
        &self,
        how: &Settlement,
        (member, minor): (&str, i64),
        signed: &Signed,
    ) -> Result<Settled, PaymentError> {
        let mut ledger = self.writes();
        let settled = settle(&mut ledger, member, (how, Money::from_minor(minor)), signed);
        drop(ledger);
        self.cash_is_accounted_for();
        self.rolls_forward();
        settled
    }

    /// The ledger, to write to: a program that another test starts may hold its lock for a moment.
    fn writes(&self) -> Ledger {
        for _ in 0..200 {
            if let Ok(ledger) = Ledger::open(&self.path("ledger"), Access::Write) {
                return ledger;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        Ledger::open(&self.path("ledger"), Access::Write).unwrap()
    }

    fn reads(&self) -> Ledger {
        Ledger::open(&self.path("ledger"), Access::Read).unwrap()
    }

    fn rolls_forward(&self) {
        let month = roll_forward(&self.reads(), None).unwrap();
        assert!(month.adds_up(), "{month:#?}");
    }

    /// Entries of a kind, by reason.
    fn entries_of(&self, kind: &str) -> Vec<(String, i64)> {
        let sql = format!("SELECT reason, sum(amount) FROM entry WHERE kind = '{kind}' GROUP BY 1");
        self.sums(&sql).into_iter().collect()
    }

    /// All payments have ids of their own.
    fn ids_are_unique(&self) {
        assert_eq!(self.count("payment"), self.count("(SELECT DISTINCT id FROM payment)"));
    }
}

fn m(total: &str, revision: &str) -> Facts {
    let (total, void) = if total.is_empty() { ("1000.00", true) } else { (total, false) };
    let bill = Bill::new("M", "A", "2024-05-01", total).revision(revision);
    Facts::default().bill(if void { bill.void() } else { bill })
}

/// A was paid 250.00 for M, which is void then: A owes it all.
fn owing() -> Office {
    let office = Office::under(Terms::corrected(RECOVERS));
    office.night("2024-06-01", &Facts::of(&["A", "B"]).and(&m("1000.00", "1")));
    office.night("2024-06-02", &m("", "2"));
    assert_eq!(office.balance("A"), [0, 25_000, 25_000]);
    office
}

fn receipt(number: &str) -> Settlement {
    Settlement::Repaid(Some(Name::new(number).unwrap()))
}

const REPAID: Settlement = Settlement::Repaid(None);

#[test]
fn what_is_repaid_is_paid_once_more_where_the_bill_is_restored() {
    let office = owing();
    let first = office.settles(&receipt("R-1"), 10_000, "2024-06-02").unwrap();
    assert_eq!([first.before, first.after].map(Money::minor), [25_000, 15_000]);
    assert_eq!((first.run, first.member_id.as_str()), (RunId::from(3), "A"));
    assert_eq!(office.balance("A"), [0, 15_000, 15_000]);
    office.settles(&REPAID, 15_000, "2024-06-03").unwrap();
    assert_eq!(office.balance("A"), [0, 0, 0]);
    assert_eq!(
        office.entries_of("repaid"),
        [("receipt:R-1".into(), -10_000), ("repaid".into(), -15_000)]
    );
    // The next night neither pays it nor sets it off.
    office.night("2024-06-03", &Facts::default());
    assert_eq!((office.balance("A"), office.rows("payments.csv")), ([0, 0, 0], vec![]));
    office.night("2024-06-04", &m("1000.00", "3"));
    assert_eq!(office.cells("payments.csv", &[1, 3]), ["A 250.00"]);
    office.night("2024-06-05", &m("1000.00", "3"));
    assert_eq!((office.balance("A"), office.rows("payments.csv")), ([25_000, 25_000, 0], vec![]));
    office.ids_are_unique();
    office.rolls_forward();
}

#[test]
fn what_is_waived_is_not_paid_again_where_the_bill_is_restored() {
    for (comes, revision) in [("1000.00", "3"), ("1500.00", "3")] {
        let office = owing();
        office.settles(&Settlement::Waived, 25_000, "2024-06-02").unwrap();
        assert_eq!(office.balance("A"), [0, 25_000, 0]);
        assert_eq!(office.entries_of("stood"), [("waived".to_owned(), 25_000)]);
        office.night("2024-06-03", &m(comes, revision));
        // (1,500 - 500) / 2 is 250.00 more than the member was let keep.
        let more = if comes == "1500.00" { 25_000 } else { 0 };
        assert_eq!(office.balance("A"), [25_000 + more, 25_000 + more, 0], "{comes}");
    }
    // A bill that was only made less, and is what it was again.
    let office = Office::under(Terms::corrected(RECOVERS));
    office.night("2024-06-01", &Facts::of(&["A"]).and(&m("1000.00", "1")));
    office.night("2024-06-02", &m("800.00", "2"));
    office.settles(&Settlement::Waived, 6_000, "2024-06-02").unwrap();
    office.settles(&REPAID, 4_000, "2024-06-02").unwrap();
    assert_eq!(office.balance("A"), [15_000, 21_000, 0]);
    office.night("2024-06-03", &m("1000.00", "3"));
    // 100.00 more is due: 60.00 of it the member was let keep, 40.00 was paid back.
    assert_eq!(office.cells("payments.csv", &[1, 3]), ["A 40.00"]);
    assert_eq!(office.balance("A"), [25_000, 25_000, 0]);
}

#[test]
fn what_is_left_of_the_debt_is_offset_as_before() {
    let office = owing();
    office.settles(&REPAID, 10_000, "2024-06-02").unwrap();
    office.settles(&Settlement::Waived, 5_000, "2024-06-02").unwrap();
    let other = Bill::new("N", "A", "2024-05-01", "900.00");
    office.night("2024-06-03", &Facts::default().bill(other));
    // 200.00 is due, and 100.00 of it is offset.
    assert_eq!(office.cells("payments.csv", &[1, 3]), ["A 100.00"]);
    let month = roll_forward(&office.reads(), None).unwrap();
    let sums = month.overpaid;
    let moved = [sums.found, sums.offset, sums.repaid, sums.waived, sums.written_off, sums.closing];
    assert_eq!(moved.map(Money::minor), [25_000, 10_000, 10_000, 5_000, 0, 0]);
    // A month later all of it is in the past.
    office.night("2024-07-01", &Facts::default());
    let july = roll_forward(&office.reads(), None).unwrap().overpaid;
    assert_eq!([july.opening, july.found, july.offset].map(Money::minor), [0; 3]);
}

/// What an act that is refused says; nothing of it is in the ledger.
fn refused(office: &Office, how: &Settlement, minor: i64, signed: &Signed) -> PaymentError {
    let before = office.dump();
    let why = office.settles_signed(how, ("A", minor), signed).unwrap_err();
    assert_eq!(office.dump(), before, "nothing is booked");
    why
}

#[test]
fn nothing_is_settled_above_what_is_owed_nor_by_one_person_nor_for_another_day() {
    let office = owing();
    let today = signed("2024-06-02");
    for how in [&REPAID, &Settlement::Waived] {
        let why = refused(&office, how, 25_001, &today);
        assert!(matches!(&why, PaymentError::AboveOwed { owed, .. } if owed == "250.00"), "{why}");
        assert!(matches!(refused(&office, how, 0, &today), PaymentError::NothingSettled));
        assert!(matches!(refused(&office, how, -5, &today), PaymentError::NothingSettled));
        let alone = Signed { second: None, ..today.clone() };
        assert!(matches!(refused(&office, how, 5, &alone), PaymentError::SettledAlone));
        let without = Signed { reason: String::new(), ..today.clone() };
        let why = refused(&office, how, 5, &without);
        assert!(matches!(why, PaymentError::Ledger(LedgerError::NoReason)), "{why}");
        let early = refused(&office, how, 5, &signed("2024-06-01"));
        assert!(matches!(early, PaymentError::SettledTooEarly { .. }), "{early}");
    }
    let nobody = office.settles_signed(&REPAID, ("B", 5), &today).unwrap_err();
    assert!(
        matches!(&nobody, PaymentError::NothingOwed { member } if member == "B***"),
        "{nobody}"
    );
    let unknown = office.settles_signed(&REPAID, ("C", 5), &today).unwrap_err();
    assert!(
        matches!(unknown, PaymentError::Ledger(LedgerError::UnknownMember { .. })),
        "{unknown}"
    );
    // The second name is another person's.
    let same = Signed::new(Some("Li"), today.on, Some("x")).unwrap();
    assert!(same.agreed_by(Some(Name::new(" li").unwrap())).is_err());
}

#[test]
fn nothing_is_settled_in_a_closed_month() {
    let office = owing();
    let july = Signed::new(Some("Li"), Day::parse("2024-07-01").unwrap(), Some("x")).unwrap();
    let june = "2024-06".parse().unwrap();
    office.night("2024-07-01", &Facts::default());
    huzhu::accounting::lock(&mut office.writes(), june, july).unwrap();
    let why = refused(&office, &REPAID, 5, &signed("2024-06-30"));
    assert!(matches!(why, PaymentError::Ledger(LedgerError::MonthClosed { .. })), "{why}");
    office.settles(&REPAID, 5, "2024-07-01").unwrap();
}

#[test]
fn a_receipt_is_booked_once_however_it_is_written() {
    let office = owing();
    office.settles(&receipt("R 17"), 100, "2024-06-02").unwrap();
    for same in ["R 17", " r  17", "Ｒ　１７"] {
        let why = refused(&office, &receipt(same), 100, &signed("2024-06-02"));
        assert!(
            matches!(&why, PaymentError::ReceiptTwice { run, .. } if *run == RunId::from(3)),
            "{why}"
        );
    }
    office.settles(&receipt("R 18"), 100, "2024-06-02").unwrap();
    office.settles(&REPAID, 100, "2024-06-02").unwrap();
    office.settles(&REPAID, 100, "2024-06-02").unwrap();
}

#[test]
fn what_waits_for_a_night_is_not_settled_before_it() {
    // The bank sends all of it back: nobody owes anything.
    let office = owing();
    let paid: String =
        office.ledger().query_row("SELECT id FROM payment", (), |row| row.get(0)).unwrap();
    fs::write(office.path("back.csv"), format!("payment_id,reason\n{paid},closed\n")).unwrap();
    let act = signed("2024-06-02");
    payment::read_returns(&mut office.writes(), &office.path("back.csv"), &act, false).unwrap();
    let why = refused(&office, &REPAID, 5, &act);
    assert!(matches!(why, PaymentError::NothingOwed { .. }), "{why}");
    let why = letters_due(&office.reads(), Some("A")).unwrap_err();
    assert!(matches!(why, PaymentError::OwedAfterNight { .. }), "{why}");
    assert_eq!(letters_due(&office.reads(), None).unwrap().wait, 1);
    office.night("2024-06-03", &Facts::default());
    assert_eq!(office.balance("A"), [0, 0, 0]);
    // A manual fact, and an id that is to be joined, may change it.
    for fact in [
        ManualFact::Override {
            bill_id: "M".into(),
            benefit: "reimbursement".into(),
            amount: Money::from_minor(5),
        },
        ManualFact::SamePerson { other: "B".into() },
    ] {
        let office = owing();
        office.writes().add_fact("A", &fact, signed("2024-06-02")).unwrap();
        let why = refused(&office, &REPAID, 5, &signed("2024-06-02"));
        assert!(matches!(why, PaymentError::OwedAfterNight { .. }), "{why}");
    }
}

#[test]
fn ids_of_one_person_owe_together() {
    let office = owing();
    let join = ManualFact::SamePerson { other: "A".into() };
    office.writes().add_fact("B", &join, signed("2024-06-02")).unwrap();
    office.settles(&REPAID, 5, "2024-06-02").unwrap_err();
    office.night("2024-06-03", &Facts::default());
    assert_eq!((office.balance("A"), office.balance("B")), ([0, 0, 0], [0, 25_000, 25_000]));
    let settled = office.settles(&REPAID, 10_000, "2024-06-03").unwrap();
    assert_eq!((settled.member_id.as_str(), settled.after.minor()), ("B", 15_000));
    assert_eq!(office.balance("B"), [0, 15_000, 15_000]);
    // M comes back under its own id: 250.00 is due, and 150.00 of it was owed.
    office.night("2024-06-04", &m("1000.00", "3"));
    assert_eq!(office.cells("payments.csv", &[1, 3]), ["B 100.00"]);
    office.ids_are_unique();
}

#[test]
fn a_run_that_booked_a_repayment_is_not_taken_back() {
    let office = owing();
    office.settles(&REPAID, 5, "2024-06-02").unwrap();
    let mut ledger = office.writes();
    let run = ledger.last_run().unwrap().unwrap().no;
    let why = payment::take_back(&mut ledger, run, signed("2024-06-02")).unwrap_err().to_string();
    assert!(why.contains("a repayment or a waiver"), "{why}");
}

#[test]
fn a_night_looks_at_what_came_back_before_a_repayment() {
    let mut office = owing();
    office
        .night("2024-06-03", &Facts::of(&["B"]).bill(Bill::new("K", "B", "2024-05-01", "1000.00")));
    // 5.00 less is due to B, and stands below nothing: it is owed. Then all of B's payment comes back.
    let less = Bill::new("K", "B", "2024-05-01", "990.00").revision("2");
    office.night("2024-06-04", &Facts::default().bill(less));
    assert_eq!(office.balance("B"), [24_500, 25_000, 500]);
    let paid: String = office
        .ledger()
        .query_row(
            "SELECT p.id FROM payment p JOIN member m ON m.no = p.member WHERE m.id = 'B'",
            (),
            |row| row.get(0),
        )
        .unwrap();
    fs::write(office.path("back.csv"), format!("payment_id,reason\n{paid},closed\n")).unwrap();
    let act = signed("2024-06-04");
    payment::read_returns(&mut office.writes(), &office.path("back.csv"), &act, false).unwrap();
    office.settles(&REPAID, 25_000, "2024-06-04").unwrap();
    office.releases = false;
    office.night("2024-06-05", &Facts::default());
    assert_eq!(office.balance("B"), [24_500, 24_500, 0]);
}

#[test]
fn every_settlement_is_an_act_of_two_people() {
    let office = owing();
    office.settles(&receipt("R-1"), 10_000, "2024-06-02").unwrap();
    office.settles(&Settlement::Waived, 15_000, "2024-06-02").unwrap();
    let acts = office.reads().acts().unwrap();
    let of = |kind| acts.iter().find(|act| act.deed.kind == kind).unwrap();
    for (kind, before, after) in
        [(ActKind::Repaid, "250.00", "150.00"), (ActKind::Waived, "150.00", "0.00")]
    {
        let act = of(kind);
        assert_eq!([&*act.deed.id, &act.deed.before, &act.deed.after], ["A", before, after]);
        assert_eq!(act.signed.second.as_deref(), Some("Wang"));
        assert_eq!((&*act.signed.by, &*act.signed.reason), ("Li", "at the window"));
    }
    // Who writes over what was repaid is found.
    let tampered = rusqlite::Connection::open(office.path("ledger")).unwrap();
    tampered
        .execute("UPDATE posting SET repaid = 5, paid = paid + 9995 WHERE run = 3", ())
        .unwrap();
    drop(tampered);
    let mut faults = Vec::new();
    office.reads().verify(&mut |why| faults.push(why.to_string())).unwrap();
    assert!(faults.iter().any(|why| why.contains("repaid")), "{faults:#?}");
}

/// Writes the letters that are due, and how many these are.
fn writes_letters(office: &Office, day: &str) -> usize {
    let mut ledger = office.writes();
    let LettersDue { letters, .. } = letters_due(&ledger, None).unwrap();
    keep_letters(&mut ledger, &letters, &signed(day), || Ok::<_, PaymentError>(())).unwrap();
    drop(ledger);
    office.cash_is_accounted_for();
    letters.len()
}

#[test]
fn whoever_owes_is_written_to_once_about_each_debt() {
    let office = owing();
    let unwritten = |office: &Office| {
        let unwritten = unwritten(&office.reads()).unwrap();
        (unwritten.people, unwritten.owed.minor())
    };
    assert_eq!(unwritten(&office), (1, 25_000));
    let due = letters_due(&office.reads(), None).unwrap();
    let letter = &due.letters[0];
    assert_eq!((letter.number, &*letter.member_id, letter.owed.minor()), (1, "A", 25_000));
    let [part] = &letter.parts[..] else { panic!("{letter:?}") };
    assert_eq!((part.found_on.to_string().as_str(), part.left.minor()), ("2024-06-02", 25_000));
    let [bill] = &part.bills[..] else { panic!("{part:?}") };
    let told = (&*bill.bill_id, bill.before.minor(), bill.now.minor(), &*bill.causes);
    assert_eq!(told, ("M", 25_000, 0, "void_bill:M"));
    // Where the sheets cannot be written, nothing is kept.
    let before = office.dump();
    let mut ledger = office.writes();
    let fails = || Err(PaymentError::NothingSettled);
    keep_letters(&mut ledger, &due.letters, &signed("2024-06-02"), fails).unwrap_err();
    drop(ledger);
    assert_eq!(office.dump(), before);
    assert_eq!(writes_letters(&office, "2024-06-02"), 1);
    assert_eq!((unwritten(&office), writes_letters(&office, "2024-06-02")), ((0, 0), 0));
    let why = letters_due(&office.reads(), Some("A")).unwrap_err();
    assert!(matches!(why, PaymentError::WrittenBefore { number: 1, .. }), "{why}");
    // What was repaid needs no letter, and what is found later does, though less is owed than the first one said.
    office.settles(&REPAID, 25_000, "2024-06-02").unwrap();
    assert_eq!(writes_letters(&office, "2024-06-02"), 0);
    office
        .night("2024-06-03", &Facts::default().bill(Bill::new("N", "A", "2024-05-01", "1000.00")));
    let less = Bill::new("N", "A", "2024-05-01", "900.00").revision("2");
    office.night("2024-06-04", &Facts::default().bill(less));
    assert_eq!((office.balance("A")[2], unwritten(&office)), (5_000, (1, 5_000)));
    assert_eq!(writes_letters(&office, "2024-06-04"), 1);
    let sent = letters_of(&office.reads(), "A").unwrap();
    let sent: Vec<_> = sent.iter().map(|one| (one.number, one.owed.minor())).collect();
    assert_eq!(sent, [(1, 25_000), (2, 5_000)]);
    let acts = office.reads().acts().unwrap();
    assert_eq!(acts.iter().filter(|act| act.deed.kind == ActKind::Letters).count(), 2);
    // A letter that is taken out is missed.
    let tampered = rusqlite::Connection::open(office.path("ledger")).unwrap();
    tampered.execute("DELETE FROM letter WHERE no = 1", ()).unwrap();
    let mut faults = Vec::new();
    office.reads().verify(&mut |why| faults.push(why.to_string())).unwrap();
    assert!(faults.iter().any(|why| why.contains("letter")), "{faults:#?}");
}

/// `huzhu ledger` as a user types it, and what it prints; what it says where it fails.
fn huzhu(office: &Office, lang: &str, rest: &[&str]) -> Result<String, String> {
    let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
    huzhu.args(["--lang", lang, "ledger", rest[0]]).arg(office.path("ledger")).args(&rest[1..]);
    let output = huzhu.output().unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    if output.status.success() { Ok(said) } else { Err(said) }
}

const SIGNED: [&str; 6] = ["--by", "Li", "--second", "Wang", "--reason", "at the window"];

#[test]
fn the_commands_say_what_is_owed_before_and_after() {
    let office = owing();
    let does = |rest: &[&str]| huzhu(&office, "en", rest);
    let repaid = [&["repaid", "A", "--amount", "100.00", "--receipt", "R-1"], &SIGNED[..]].concat();
    let said = does(&repaid).unwrap();
    assert!(said.contains("member A*** repaid 100.00: owed 250.00, now 150.00"), "{said}");
    let twice = does(&repaid).unwrap_err();
    assert!(twice.contains("receipt `R-1` was booked on 2024-06-02, in run 3"), "{twice}");
    let more = does(&[&["waived", "A", "--amount", "150.01"], &SIGNED[..]].concat()).unwrap_err();
    assert!(more.contains("owes 150.00, and 150.01 is more; give at most 150.00"), "{more}");
    let alone = ["waived", "A", "--amount", "150.00", "--by", "Li", "--reason", "x"];
    assert!(does(&alone).unwrap_err().contains("--second NAME"));
    let same = ["waived", "A", "--amount", "1", "--by", "Li", "--second", "ｌｉ", "--reason", "x"];
    assert!(does(&same).unwrap_err().contains("another person must agree"));
    let future = [&["repaid", "A", "--amount", "1", "--on", "2999-01-01"], &SIGNED[..]].concat();
    assert!(does(&future).is_err());
    let balance = does(&["balance", "A"]).unwrap();
    for line in [
        "recoverable 150.00",
        "repaid by the member so far: 100.00",
        "repaid by the member -100.00",
    ] {
        assert!(balance.contains(line), "{line}: {balance}");
    }
    let then = does(&["balance", "A", "--at-run", "3"]).unwrap();
    assert_eq!(then, balance, "the run of a repayment is looked at as any other");
    let runs = does(&["runs"]).unwrap();
    assert!(
        runs.contains("run 3, 2024-06-02, by Li: repaid by the member, outside a night"),
        "{runs}"
    );
    let payments = does(&["payments"]).unwrap();
    assert!(
        payments.contains("people who owe 150.00 and were not written to about it: 1"),
        "{payments}"
    );
    let month = does(&["roll-forward"]).unwrap();
    for line in ["  repaid by members: 100.00", "  found: 250.00", "  repaid by members: -100.00"] {
        assert!(month.contains(line), "{line}: {month}");
    }
}

#[test]
fn a_letter_says_what_is_owed_of_which_bills_and_how_to_object() {
    let office = owing();
    let out = office.path("letters");
    let write = ["letters", "--out", out.to_str().unwrap(), "--by", "Li"];
    let said = huzhu(&office, "zh", &write).unwrap();
    assert!(said.contains("告知书 1 份"), "{said}");
    let letter = fs::read_to_string(out.join("letter-000001.html")).unwrap();
    for text in [
        "多付互助金抵扣告知书",
        "000001",
        "A***",
        "250.00",
        "贰佰伍拾元整",
        "2024-06-02 核对发现，其中 250.00 尚未抵扣",
        "作废的结算单",
        // The day of the act, and 15 days on.
        "自 2024-06-02 起",
        "2024-06-17（含当日）",
        "盖章",
    ] {
        assert!(letter.contains(text), "{text}: {letter}");
    }
    assert!(!letter.contains("<script") && letter.contains("default-src 'none'"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(out.join("letter-000001.html")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert!(huzhu(&office, "en", &write).unwrap().contains("no one owes anything"));
    let again = [&write[..], &["--member", "A"]].concat();
    let why = huzhu(&office, "en", &again).unwrap_err();
    assert!(why.contains("letter 000001 of 2024-06-02"), "{why}");
    let balance = huzhu(&office, "en", &["balance", "A"]).unwrap();
    assert!(balance.contains("letter 000001 of 2024-06-02, about 250.00 owed"), "{balance}");
}

#[test]
fn a_letter_that_has_no_room_is_not_booked() {
    let office = owing();
    let out = office.path("letters");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("letter-000001.html"), "another").unwrap();
    let before = office.dump();
    let write = ["letters", "--out", out.to_str().unwrap(), "--by", "Li"];
    huzhu(&office, "en", &write).unwrap_err();
    assert_eq!(office.dump(), before);
    assert_eq!(fs::read_to_string(out.join("letter-000001.html")).unwrap(), "another");
    // A sheet that a killed command left is the same, and is kept now.
    fs::remove_file(out.join("letter-000001.html")).unwrap();
    huzhu(&office, "en", &write).unwrap();
    let sheet = fs::read(out.join("letter-000001.html")).unwrap();
    let other = owing();
    let left = other.path("letters");
    fs::create_dir(&left).unwrap();
    fs::write(left.join("letter-000001.html"), &sheet).unwrap();
    huzhu(&other, "en", &["letters", "--out", left.to_str().unwrap(), "--by", "Li"]).unwrap();
    assert_eq!(letters_of(&other.reads(), "A").unwrap().len(), 1);
}

impl Office {
    fn restores(&self, backup: &str, sent: &[PathBuf]) -> payment::Restored {
        let by = Name::new("Li").unwrap();
        let order = payment::Restore {
            backup: &self.path(backup),
            to: &self.path("ledger"),
            sent,
            returned: &[],
            bank: None,
            by: &by,
            reason: "disk broke",
            login: "",
        };
        payment::restore(&order).unwrap_or_else(|why| panic!("{}", super::office::told(&why)))
    }
}

#[test]
fn after_a_restore_a_repayment_is_booked_again_once_the_nights_were_run() {
    let office = owing();
    huzhu(&office, "en", &["backup", office.path("copy").to_str().unwrap()]).unwrap();
    office.settles(&REPAID, 10_000, "2024-06-02").unwrap();
    assert_eq!(office.restores("copy", &[]).to_book_again, 1);
    let why = refused(&office, &REPAID, 10_000, &signed("2024-06-02"));
    assert!(matches!(why, PaymentError::NightsFirst { .. }), "{why}");
    assert!(matches!(letters_due(&office.reads(), None), Err(PaymentError::NightsFirst { .. })));
    office.night("2024-06-03", &Facts::default());
    office.settles(&REPAID, 10_000, "2024-06-03").unwrap();
    assert_eq!(office.balance("A"), [0, 15_000, 15_000]);
}

#[test]
fn what_was_sent_before_a_restore_is_not_waived() {
    let mut office = Office::under(Terms::corrected(RECOVERS));
    office.releases = false;
    office.night("2024-06-01", &Facts::of(&["A"]));
    huzhu(&office, "en", &["backup", office.path("copy").to_str().unwrap()]).unwrap();
    office.night("2024-06-02", &m("1000.00", "1"));
    office.everybody_has_a_payee();
    let sent = office.path("bank.csv");
    let order = payment::Order {
        act: signed("2024-06-02"),
        second_person: false,
        checks: payment::ReleaseChecks::default(),
        resend: Default::default(),
        bank: None,
        again: false,
        out: &sent,
    };
    payment::release(&mut office.writes(), RunId::from(2), &order).unwrap();
    office.restores("copy", &[sent]);
    office.night("2024-06-03", &Facts::default());
    assert_eq!(office.balance("A"), [0, 25_000, 25_000]);
    // Nor is it an overpayment that anybody is written to about: nights to come may bring what it was for.
    assert_eq!(letters_due(&office.reads(), None).unwrap().letters.len(), 0);
    assert_eq!(unwritten(&office.reads()).unwrap().people, 0);
    let why = refused(&office, &Settlement::Waived, 5, &signed("2024-06-03"));
    assert!(matches!(why, PaymentError::WaivedAfterRestore { .. }), "{why}");
    office.settles(&REPAID, 10_000, "2024-06-03").unwrap();
    // The night since brings the bill: what was repaid is due.
    office.night("2024-06-04", &m("1000.00", "1"));
    assert_eq!(office.balance("A"), [25_000, 25_000, 0]);
    assert_eq!(office.cells("payments.csv", &[1, 3]), ["A 100.00"]);
    office.ids_are_unique();
}

/// Fewer members than on the night before stop a release, also where something was booked in between.
#[test]
fn a_repayment_does_not_hide_that_members_are_fewer() {
    let mut office = owing();
    office.night("2024-06-03", &Facts::of(&["A", "B"]));
    office.settles(&REPAID, 5, "2024-06-03").unwrap();
    office.releases = false;
    let only = Facts::of(&["B"]).bill(Bill::new("K", "B", "2024-05-01", "1000.00"));
    office.night("2024-06-04", &only);
    office.everybody_has_a_payee();
    let out = office.path("bank.csv");
    let order = payment::Order {
        act: Signed::new(Some("Li"), Day::parse("2024-06-04").unwrap(), None).unwrap(),
        second_person: false,
        checks: payment::ReleaseChecks::default(),
        resend: Default::default(),
        bank: None,
        again: false,
        out: &out,
    };
    let why = payment::release(&mut office.writes(), RunId::from(5), &order).err().unwrap();
    assert!(super::office::told(&why.reasons).contains("members"), "{:?}", why.reasons);
}

/// Run by `.ci/run`, which installs hledger.
#[test]
#[ignore = "needs hledger; .ci/run installs it"]
fn hledger_accepts_a_journal_with_a_repayment_and_a_waiver() {
    let office = owing();
    office.settles(&REPAID, 10_000, "2024-06-02").unwrap();
    office.settles(&Settlement::Waived, 5_000, "2024-06-03").unwrap();
    let journal = office.path("owed.journal");
    huzhu(&office, "en", &["export", "--to", journal.to_str().unwrap()]).unwrap();
    let hledger = |rest: &[&str]| {
        let output = Command::new("hledger").arg("-f").arg(&journal).args(rest).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    hledger(&["check", "--strict"]);
    let bank = ["balance", "assets:bank", "--no-total", "--format", "%(total)"];
    assert_eq!(hledger(&bank), "CNY -150.00");
    // A journal without what came back does not come to what the postings say.
    let text = fs::read_to_string(&journal).unwrap();
    fs::write(&journal, text.replace("100.00", "90.00")).unwrap();
    let mut run = Command::new("hledger");
    assert!(!run.arg("-f").arg(&journal).arg("check").output().unwrap().status.success());
}

/// What happens to A in one step of a story.
#[derive(Clone, Debug)]
enum Step {
    Night(Option<u32>),
    Repaid(i64),
    Waived(i64),
    /// The last that was repaid or waived was a mistake.
    Reversed,
    Returned,
    Letters,
}

fn step() -> impl Strategy<Value = Step> {
    let total = prop::option::of(prop::sample::select(vec![0_u32, 600, 800, 1_000, 1_400, 3_000]));
    prop_oneof![
        4 => total.prop_map(Step::Night),
        2 => (1..60_000_i64).prop_map(Step::Repaid),
        1 => (1..60_000_i64).prop_map(Step::Waived),
        1 => Just(Step::Reversed),
        1 => Just(Step::Returned),
        1 => Just(Step::Letters),
    ]
}

/// What A paid back and was let keep, in minor units.
#[derive(Default)]
struct Kept {
    repaid: i64,
    waived: i64,
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 60, ..examples(6) })]

    /// Whatever comes of a bill, and whatever is repaid, waived and sent back: what the bank has less what came from
    /// the member is what is due, what stands and what is owed; nobody owes less than nothing, what waits is not
    /// settled, and a bill that is what it was is paid as often as it was paid back.
    #[test]
    fn what_was_paid_less_what_was_repaid_is_what_is_due(steps in prop::collection::vec(step(), 1..14)) {
        let mut office = Office::under(Terms::corrected(RECOVERS));
        office.night("2024-06-01", &Facts::of(&["A"]).and(&m("1000.00", "1")));
        office.releases = false;
        let (mut day, mut kept) = (Day::parse("2024-06-01").unwrap(), Kept::default());
        let mut booked: Vec<(RunId, bool, i64)> = Vec::new();
        for (at, step) in steps.iter().enumerate() {
            day = day + 1;
            let (on, revision) = (day.to_string(), (at + 2).to_string());
            match step {
                Step::Night(None) => drop(office.night(&on, &Facts::default())),
                Step::Night(Some(0)) => drop(office.night(&on, &m("", &revision))),
                Step::Night(Some(total)) => drop(office.night(&on, &m(&format!("{total}.00"), &revision))),
                Step::Repaid(minor) | Step::Waived(minor) => {
                    let is_repaid = matches!(step, Step::Repaid(_));
                    let how = if is_repaid { REPAID } else { Settlement::Waived };
                    let [_, _, owed] = office.balance("A");
                    let in_hand = office.in_hand();
                    match office.settles(&how, *minor, &on) {
                        Ok(settled) => {
                            prop_assert_eq!(settled.before.minor(), (owed - in_hand).max(0));
                            prop_assert!(*minor <= settled.before.minor());
                            prop_assert_eq!(settled.after, settled.before - Money::from_minor(*minor));
                            let sum = if is_repaid { &mut kept.repaid } else { &mut kept.waived };
                            *sum += minor;
                            booked.push((settled.run, is_repaid, *minor));
                        }
                        Err(why) => prop_assert!(*minor > owed - in_hand, "{}: {owed} {in_hand}", why),
                    }
                }
                Step::Reversed => {
                    let Some((run, is_repaid, minor)) = booked.pop() else { continue };
                    let [_, _, owed] = office.balance("A");
                    let stood = office.balances()["A"].stood;
                    let reversed = payment::reverse(&mut office.writes(), run, &signed(&on));
                    match reversed {
                        Ok(reversed) => {
                            prop_assert_eq!(reversed.before.minor(), owed);
                            prop_assert_eq!(reversed.after.minor(), owed + minor);
                            let sum = if is_repaid { &mut kept.repaid } else { &mut kept.waived };
                            *sum -= minor;
                        }
                        Err(why) => prop_assert!(!is_repaid && stood < minor, "{}: {stood}", why),
                    }
                    office.cash_is_accounted_for();
                }
                Step::Returned => office.everything_comes_back(&on),
                Step::Letters => drop(writes_letters(&office, &on)),
            }
            office.releases_what_may(&on);
            office.rolls_forward();
            let [entitled, paid, owed] = office.balance("A");
            let stood = office.balances()["A"].stood;
            prop_assert!(owed >= 0 && stood >= 0 && stood <= kept.waived);
            prop_assert_eq!(office.gone() + office.in_hand(), paid + kept.repaid);
            prop_assert_eq!(paid, entitled + stood + owed);
        }
        // The bill is what it was in the beginning: the member ends with what it pays, and with no more.
        let revision = (steps.len() + 2).to_string();
        for step in 1..4 {
            office.night(&(day + step).to_string(), &m("1000.00", &revision));
        }
        let [entitled, paid, _] = office.balance("A");
        prop_assert_eq!(entitled, 25_000);
        prop_assert!(paid >= 25_000 && office.gone() + office.in_hand() == paid + kept.repaid);
        office.ids_are_unique();
    }
}

impl Office {
    fn in_hand(&self) -> i64 {
        self.sums("SELECT '', coalesce(sum(in_hand), 0) FROM payment")[""]
    }

    /// The newest run goes to the bank, as far as it may.
    fn releases_what_may(&self, day: &str) {
        self.everybody_has_a_payee();
        let mut ledger = self.writes();
        let run = ledger.next_run().unwrap().before();
        let out = self.path("bank.csv");
        let order = payment::Order {
            act: signed(day),
            second_person: false,
            checks: payment::ReleaseChecks::default(),
            resend: Default::default(),
            bank: None,
            again: false,
            out: &out,
        };
        let released = payment::release(&mut ledger, run, &order);
        if matches!(released, Ok(payment::ReleaseOutcome::Released(_))) {
            fs::remove_file(&out).unwrap();
            fs::remove_file(self.path("bank.csv.json")).unwrap();
        }
    }

    /// What the bank has.
    fn gone(&self) -> i64 {
        let sql = "SELECT '', coalesce(sum(CASE kind WHEN 'released' THEN amount \
                   WHEN 'returned' THEN -amount ELSE 0 END), 0) FROM transfer";
        self.sums(sql)[""]
    }

    /// The bank sends back all that it has.
    fn everything_comes_back(&self, day: &str) {
        let sql = "SELECT p.id, sum(CASE kind WHEN 'released' THEN 1 WHEN 'returned' THEN -1 ELSE 0 END) \
                   FROM transfer t JOIN payment p ON p.no = t.payment GROUP BY 1";
        let out: BTreeSet<String> =
            self.sums(sql).into_iter().filter(|(_, out)| *out > 0).map(|(id, _)| id).collect();
        if out.is_empty() {
            return;
        }
        let rows: String = out.iter().map(|id| format!("{id},closed {day}\n")).collect();
        fs::write(self.path("back.csv"), format!("payment_id,reason\n{rows}")).unwrap();
        let act = signed(day);
        payment::read_returns(&mut self.writes(), &self.path("back.csv"), &act, false).unwrap();
    }
}
