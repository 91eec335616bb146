//! What people say that is in no file: an appeal decided by hand, what an older system had counted, two
//! ids of one person, a month that is closed. Amounts are under the city benchmark: 500 of a year are
//! the member's, then 50 % up to 5,000 of the year.

use std::process::Command;

use super::office::{Bill, Facts, Office, Terms, at_once};

impl Office {
    /// What `huzhu ledger COMMAND` prints.
    pub fn tells(&self, command: &str, rest: &[&str]) -> String {
        let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        huzhu.args(["--lang", "en", "ledger", command]).arg(self.path("ledger")).args(rest);
        let output = huzhu.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// `huzhu ledger verify --again` finds nothing.
    pub fn is_whole(&self) {
        let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        let output =
            huzhu.args(["ledger", "verify", "--again"]).arg(self.path("ledger")).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

fn bill(id: &str, member: &str, settled_on: &str, total: &str) -> Facts {
    Facts::default().bill(Bill::new(id, member, settled_on, total))
}

const BECAUSE: [&str; 2] = ["--reason", "appeal 7"];

#[test]
fn an_appeal_is_paid_the_next_night_and_goes_on_when_the_bill_is_corrected() {
    let office = Office::new("city");
    office.night("2024-06-01", &Facts::of(&["A"]).and(&bill("M", "A", "2024-05-01", "1000.00")));
    office.say("override", &[&["M", "reimbursement", "400.00"][..], &BECAUSE].concat()).unwrap();
    assert_eq!(office.balance("A"), [25_000, 25_000, 0], "not before the night");
    office.night("2024-06-02", &Facts::default());
    assert_eq!(office.balance("A"), [40_000, 40_000, 0]);
    assert_eq!(office.cells("changes.csv", &[2, 5, 6, 8]), ["M 250.00 400.00 decided_by_hand"]);
    office.night("2024-06-03", &bill("M", "A", "2024-05-01", "2000.00"));
    assert_eq!(office.balance("A"), [40_000, 40_000, 0]);
    office.night("2024-06-04", &Facts::default());
    assert_eq!(office.rows("payments.csv"), [""; 0]);
    office.is_whole();
}

#[test]
fn what_an_older_system_had_taken_of_the_deductible_is_not_taken_again() {
    let office = Office::new("city");
    office.night("2024-06-01", &Facts::of(&["A"]));
    let opening = ["A", "reimbursement.deductible", "300.00"];
    let days = ["--day", "2024-01-01", "--cut-over", "2024-03-31"];
    office.say("opening", &[&opening[..], &days, &BECAUSE].concat()).unwrap();
    let facts = bill("OLD", "A", "2024-03-01", "9000.00");
    let report = office.night("2024-06-02", &facts.and(&bill("M", "A", "2024-05-01", "1000.00")));
    // 200 of the deductible are left; what the older system settled is not decided again.
    assert_eq!(office.balance("A"), [40_000, 40_000, 0]);
    assert_eq!(office.cells("decisions.csv", &[0, 5]), ["M 400.00"]);
    assert_eq!(office.rows("openings.csv"), ["A,settled_elsewhere,OLD,,2024-03-01"]);
    assert_eq!(report.summary.settled_elsewhere, 1);
    let again = office.say(
        "opening",
        &[&opening[..], &["--day", "2024-01-01"], &["--cut-over", "2024-05-31"], &BECAUSE].concat(),
    );
    assert!(again.unwrap_err().contains("1 bills of the member settled by that day"));
    office.is_whole();
}

#[test]
fn a_balance_tells_what_is_left_of_limits_and_what_openings_are_in_them() {
    let office = Office::new("city");
    office.night("2024-06-01", &Facts::of(&["A"]));
    let day = ["--day", "2024-01-01", "--cut-over", "2024-03-31"];
    let opening = ["A", "reimbursement_year", "1000.00"];
    office.say("opening", &[&opening[..], &day, &BECAUSE].concat()).unwrap();
    office.night("2024-06-02", &bill("M", "A", "2024-05-01", "1000.00"));
    let balance = office.tells("balance", &["A"]);
    let year = "calendar year 2024-01-01 to 2024-12-31";
    for line in [
        format!(
            "limits:\n  city, reimbursement, `reimbursement_year`, {year}: limit 20000.00, \
             used 1250.00, left 18750.00; 1000.00 of it by an opening\n"
        ),
        format!("city, per_diem, `per_diem_year`, {year}: limit 90 day(s), used 0 day(s), left 90"),
        "openings:\n  `reimbursement_year`: 1000.00 in the window of 2024-01-01, with bills settled \
         by 2024-03-31\nhistory:\n"
            .to_owned(),
    ] {
        assert!(balance.contains(&line), "{line}\n{balance}");
    }
    let json = office.tells("balance", &["A", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let limit = &json["limits"][0];
    assert_eq!((&limit["used"], &limit["left"]), (&"1250.00".into(), &"18750.00".into()));
    assert_eq!((&limit["from"], &limit["by_opening"]), (&"2024-01-01".into(), &"1000.00".into()));
    assert_eq!(json["limits"][1]["left"], 90);
}

#[test]
fn an_explanation_says_which_run_rules_and_program_it_is_of() {
    let office = Office::new("city");
    office.night("2024-06-01", &Facts::of(&["A"]).and(&bill("M", "A", "2024-05-01", "1000.00")));
    let explain = |rest: &[&str]| {
        let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        huzhu.args(["--lang", "en", "explain", "M", "--ledger"]).arg(office.path("ledger"));
        String::from_utf8(huzhu.args(rest).output().unwrap().stdout).unwrap()
    };
    let (text, hash) = (explain(&[]), &office.terms.rules.hash);
    let engine = env!("CARGO_PKG_VERSION");
    let head = format!(
        "bill `M` as posted by run 1 for 2024-06-01, under the rules {}, by huzhu {engine}\n",
        office.terms.rules.name()
    );
    assert!(text.starts_with(&head) && !text.contains("preview"), "{text}");
    let json: serde_json::Value = serde_json::from_str(&explain(&["--format", "json"])).unwrap();
    assert_eq!((&json["posted"]["run"], &json["posted"]["rules"]), (&1.into(), &hash[..].into()));
}

#[test]
fn an_opening_that_would_open_nothing_is_refused_or_told() {
    // Its limits are of a cover period.
    let office = Office::under(Terms::city(&[("window = \"year\"", "window = \"cover\"")]));
    let opening = |day| {
        let own = ["A", "reimbursement.deductible", "300.00", "--day", day];
        office.say("opening", &[&own[..], &["--cut-over", "2023-12-31"], &BECAUSE].concat())
    };
    office.night("2024-06-01", &Facts::of(&["A"]));
    let why = opening("2022-12-31").unwrap_err();
    assert!(why.contains("give `--day` a day of: 2023-01-01..2024-12-31"), "{why}");
    opening("2023-05-01").unwrap();
    assert_eq!(office.night("2024-06-02", &Facts::default()).summary.openings_idle, 0);
    // The period begins later than was said.
    let void = Facts::default().enrolment("A,city,2023-01-01,2024-12-31,1,2022-12-01,1,void");
    let late = void.enrolment("A,city,2024-01-01,2024-12-31,1,2023-12-01,,");
    let report = office.night("2024-06-03", &late);
    assert_eq!(report.summary.openings_idle, 1);
    let row = "A,opens_nothing,,reimbursement.deductible,2023-05-01";
    assert_eq!(office.rows("openings.csv"), [row]);
    assert!(office.tells("balance", &["A"]).contains("it opens nothing"));
}

#[test]
fn two_ids_of_one_person_end_as_one_would_have() {
    let office = Office::new("city");
    let a = Facts::of(&["A"]).and(&bill("M", "A", "2024-05-01", "1000.00"));
    let b = Facts::of(&["B"]).and(&bill("N", "B", "2024-05-02", "1000.00"));
    office.night("2024-06-01", &a.and(&b));
    assert_eq!([office.balance("A"), office.balance("B")], [[25_000, 25_000, 0]; 2]);
    office.say("same-person", &[&["A", "B"][..], &["--reason", "new card"]].concat()).unwrap();
    office.night("2024-06-02", &Facts::default());
    // The deductible is borne once: 250 more is due, and what B was paid is A's.
    let one = Facts::of(&["A"]).and(&bill("M", "A", "2024-05-01", "1000.00"));
    let one = one.and(&bill("N", "A", "2024-05-02", "1000.00"));
    assert_eq!(office.balances()["A"].told(), at_once(&office.terms, &one)["A"]);
    assert_eq!(office.balance("A"), [75_000, 75_000, 0]);
    assert_eq!(office.balance("B"), [0, 0, 0]);
    // What comes under the other id is the person's too.
    office.night("2024-06-03", &bill("O", "B", "2024-05-03", "100.00"));
    assert_eq!(office.balance("A"), [80_000, 80_000, 0]);
    office.is_whole();
}

/// What `huzhu ledger opening` says of one of 2024.
fn opens(office: &Office, member: &str, value: &str, day: &str) -> String {
    let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
    huzhu.args(["--lang", "en", "ledger", "opening"]).arg(office.path("ledger"));
    huzhu.args([member, "reimbursement.deductible", value, "--day", day]);
    huzhu.args(["--cut-over", "2023-12-31", "--by", "Li"]).args(BECAUSE);
    let output = huzhu.output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn an_opening_says_that_it_waits_and_that_it_adds_to_another() {
    let office = two_paid();
    let kept =
        |member| format!("recorded for member {member}; the next night takes it into account\n");
    let waits = "recorded for member Z***; it waits until the member is known: no members file has this id yet\n";
    assert_eq!(opens(&office, "Z", "100.00", "2024-01-01"), waits);
    assert_eq!(opens(&office, "A", "100.00", "2024-01-01"), kept("A***"));
    // Said again of the same day it takes the place of the first, and another year is another window.
    assert_eq!(opens(&office, "A", "150.00", "2024-01-01"), kept("A***"));
    assert_eq!(opens(&office, "A", "1.00", "2025-01-01"), kept("A***"));
    let adds = "`reimbursement.deductible` also has an opening for 2024-01-01 in the same window: they add up to 350.00; to replace one, record it again with its own `--day`\n";
    assert_eq!(opens(&office, "A", "200.00", "2024-03-01"), kept("A***") + adds);
    office.night("2024-06-02", &Facts::default());
    // 150 of the deductible are left.
    assert_eq!(office.balance("A")[0], 42_500);
}

#[test]
fn what_was_said_is_listed_with_whether_it_holds() {
    let office = two_paid();
    assert_eq!(office.tells("said", &[]), "there are no manual facts\n");
    let decide = |amount| {
        let rest = ["A1", "reimbursement", amount, "--on", "2024-06-01"];
        office.say("override", &[&rest[..], &BECAUSE].concat()).unwrap();
    };
    decide("400.00");
    office.night("2024-06-02", &Facts::default());
    decide("300.00");
    let days = ["--day", "2024-01-01", "--cut-over", "2023-12-31", "--on", "2024-06-02"];
    let opening = ["B", "reimbursement.deductible", "100.00"];
    office.say("opening", &[&opening[..], &days, &BECAUSE].concat()).unwrap();
    office.night("2024-06-03", &Facts::default());
    office.say("same-person", &["A", "C", "--reason", "x", "--on", "2024-06-03"]).unwrap();
    let account = super::by_hand::account();
    let by = format!("recorded on 2024-06-01 by Li (account `{account}`): appeal 7; Wang agreed");
    let of_a = format!(
        "no 1, member A***: bill `A1` is paid 400.00 under `reimbursement` (override); {by}; replaced \
         by no 2\n\
         no 2, member A***: bill `A1` is paid 300.00 under `reimbursement` (override); {by}; in force\n"
    );
    let joins = format!(
        "no 4, member A***: C*** is the same person (same_person); recorded on 2024-06-03 by Li (account \
         `{account}`): x; Wang agreed; not in any night yet\n"
    );
    assert_eq!(office.tells("said", &["C"]), of_a.clone() + &joins);
    let all = office.tells("said", &[]);
    let opened = format!(
        "no 3, member B***: `reimbursement.deductible` opens with 100.00 in the window of 2024-01-01, with \
         bills settled by 2023-12-31 (opening); recorded on 2024-06-02 by Li (account `{account}`): appeal 7; in \
         force\n"
    );
    assert_eq!(all, of_a + &opened + &joins);
    let json = office.tells("said", &["B", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let (one, again) = (&json["said"][0], &json["said"][1]);
    assert_eq!((&one["value"], &one["standing"]), (&"100.00".into(), &"holds".into()));
    assert!(again.is_null());
}

#[test]
fn an_opening_and_a_join_are_causes_of_their_own() {
    let office = Office::new("city");
    let facts =
        bill("M", "A", "2024-05-01", "1000.00").and(&bill("N", "B", "2024-04-01", "600.00"));
    office.night("2024-06-01", &Facts::of(&["A", "B"]).and(&facts));
    let days = ["--day", "2024-01-01", "--cut-over", "2024-03-31"];
    let opening = ["A", "reimbursement.deductible", "100.00"];
    office.say("opening", &[&opening[..], &days, &BECAUSE].concat()).unwrap();
    office.night("2024-06-02", &Facts::default());
    let moved = || office.cells("changes.csv", &[2, 5, 6, 8]);
    assert_eq!(moved(), ["M 250.00 300.00 opening_changed"]);
    // N bears all that is left of the deductible.
    office.say("same-person", &["A", "B", "--reason", "new card"]).unwrap();
    office.night("2024-06-03", &Facts::default());
    assert_eq!(moved(), ["M 300.00 500.00 person_joined"]);
    office.is_whole();
}

#[test]
fn the_balance_of_an_id_that_was_joined_is_that_of_the_person() {
    let office = two_paid();
    office.say("same-person", &["A", "B", "--reason", "new card"]).unwrap();
    let told = office.tells("balance", &["B"]);
    let joins = "`B` and `A` are one person; the next night joins this to `A`:\nmember B\n";
    assert!(told.starts_with(joins) && told.contains("entitled 250.00"), "{told}");
    office.night("2024-06-02", &Facts::default());
    let told = office.tells("balance", &["B"]);
    let joined = "`B` and `A` are one person; everything is under `A`:\nmember A\nentitled 750.00";
    assert!(told.starts_with(joined), "{told}");
    assert!(told.ends_with(&office.tells("balance", &["A"])));
    let json = office.tells("balance", &["B", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["asked_for"], &json["member_id"]), (&"B".into(), &"A".into()));
}

#[test]
fn what_nobody_knows_or_gives_no_reason_for_is_not_said() {
    let office = Office::new("city");
    office.night("2024-06-01", &Facts::of(&["A"]).and(&bill("M", "A", "2024-05-01", "1000.00")));
    for (command, rest, why) in [
        (
            "override",
            &["X", "reimbursement", "1.00", "--reason", "r"][..],
            "the ledger has no decision on a bill `X`",
        ),
        ("override", &["M", "aid", "1.00", "--reason", "r"], "benefit `aid`"),
        ("override", &["M", "reimbursement", "1.001", "--reason", "r"], "1.001"),
        ("override", &["M", "reimbursement", "1.00"], "`--reason <TEXT>` is missing"),
        ("same-person", &["A", "A", "--reason", "r"], "both ids are the same"),
        (
            "opening",
            &["A", "x", "1", "--day", "2024-01-01", "--cut-over", "2024-01-01", "--reason", "r"],
            "there is no accumulator `x`; accumulators: `reimbursement.deductible`",
        ),
    ] {
        let said = office.say(command, rest).unwrap_err();
        assert!(said.contains(why), "{command}: {said}");
    }
    assert_eq!(office.count("fact"), 0);
}

#[test]
fn a_closed_month_takes_no_more_nights_and_late_facts_go_into_the_open_one() {
    let office = Office::new("city");
    office.night("2024-05-30", &Facts::of(&["A"]));
    office.say("lock", &["2024-05", "--reason", "closed"]).unwrap();
    let late = bill("M", "A", "2024-05-01", "1000.00");
    let why = office.refuses("2024-05-31", &late);
    assert!(why.contains("2024-06-01"), "{why}");
    office.night("2024-06-01", &late);
    assert_eq!(office.balance("A"), [25_000, 25_000, 0]);
}

/// A and B, each paid 250.00 for a bill of 1,000.
fn two_paid() -> Office {
    let office = Office::new("city");
    let bill = |id: &'static str, member| Bill::new(id, member, "2024-05-01", "1000.00");
    office.night("2024-06-01", &Facts::of(&["A", "B"]).bill(bill("A1", "A")).bill(bill("B1", "B")));
    office
}

fn small(id: &str, member: &str) -> Facts {
    Facts::default().bill(Bill::new(id, member, "2024-05-02", "100.00"))
}

#[test]
fn what_was_decided_by_hand_waits_for_a_member_who_cannot_be_decided_tonight() {
    let office = two_paid();
    office.say("override", &["B1", "reimbursement", "400.00", "--reason", "appeal"]).unwrap();
    // B's own row is refused: nothing is decided on B.
    office.night("2024-06-02", &Facts::default().member_row("B,not-a-day,M,99.01,no"));
    assert_eq!(office.balance("B")[0], 25_000);
    // 400.00 by hand, and 50.00 for the new bill.
    office.night("2024-06-03", &small("B2", "B"));
    assert_eq!(office.balance("B")[0], 45_000);
    office.is_whole();
}

#[test]
fn an_opening_waits_for_its_member() {
    let office = two_paid();
    let days = ["--day", "2024-03-01", "--cut-over", "2024-01-01", "--reason", "moved"];
    let counted = ["N", "reimbursement.deductible", "500.00"];
    office.say("opening", &[&counted[..], &days].concat()).unwrap();
    office.night("2024-06-02", &small("A9", "A"));
    let bill = Bill::new("N1", "N", "2024-05-01", "1000.00");
    office.night("2024-06-03", &Facts::of(&["N"]).bill(bill));
    // The deductible is used up already: 50 % of 1,000.
    assert_eq!(office.balance("N")[0], 50_000);
    // Said again, it takes the place of what was said: 400 of 500 were used up.
    let counted = ["N", "reimbursement.deductible", "400.00"];
    let why = office.say("opening", &[&counted[..], &days].concat());
    assert_eq!(why, Ok(()));
    office.night("2024-06-04", &Facts::default());
    assert_eq!(office.balance("N")[0], 45_000);
    let told = office.tells("balance", &["N"]);
    assert!(told.contains("`reimbursement.deductible`: 400.00 in the window"), "{told}");
    assert!(!told.contains("500.00 in the window"), "{told}");
    office.is_whole();
}

#[test]
fn an_id_that_nobody_has_is_not_joined() {
    let office = two_paid();
    let why = office.say("same-person", &["ZZ", "B", "--reason", "x"]).unwrap_err();
    assert!(why.contains("has no member with the id `Z***`"), "{why}");
}
