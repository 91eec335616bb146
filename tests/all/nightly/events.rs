//! Everything that happens to an office, one after the other. Amounts are under the city benchmark:
//! 500 of a year are the member's, then 50 % up to 5,000 of the year.

use std::fs;
use std::process::Command;
use std::slice::from_ref;

use huzhu::intake::Inputs;
use huzhu::ledger::{Access, Ledger};
use huzhu::money::Money;

use super::office::{Bill, Facts, MEMBERS, Office, Terms, at_once, minor};

/// A, who was paid 250.00 for a bill of 1,000 settled in May.
fn paid() -> (Office, Facts) {
    let office = Office::new("city");
    let facts = Facts::of(&["A"]).bill(Bill::new("M", "A", "2024-05-01", "1000.00"));
    let report = office.night("2024-06-01", &facts);
    assert_eq!(office.balance("A"), [25_000, 25_000, 0]);
    assert_eq!(report.summary.due_now, "250.00");
    assert_eq!(office.cells("payments.csv", &[1, 3]), ["A 250.00"]);
    (office, facts)
}

fn bills(bills: &[Bill]) -> Facts {
    bills.iter().cloned().fold(Facts::default(), Facts::bill)
}

/// What changes.csv says: bill, benefit, old, new, cause.
fn changes(office: &Office) -> Vec<String> {
    office.cells("changes.csv", &[2, 4, 5, 6, 8])
}

#[test]
fn a_late_bill_takes_its_place_before_those_that_were_paid() {
    let (office, _) = paid();
    office.night("2024-06-02", &bills(&[Bill::new("K", "A", "2024-04-01", "700.00")]));
    // K: 200 above the deductible, half of it; M has no deductible left to bear.
    assert_eq!(office.balance("A"), [60_000, 60_000, 0]);
    assert_eq!(office.cells("payments.csv", &[1, 3]), ["A 350.00"]);
    assert_eq!(changes(&office), ["M reimbursement 250.00 500.00 late_bill:K"]);
    assert_eq!(office.cells("decisions.csv", &[0, 5]), ["K 100.00", "M 500.00"]);
}

#[test]
fn a_late_bill_may_take_from_a_later_one() {
    let (office, facts) = paid();
    let end = bills(&[Bill::new("K", "A", "2024-04-01", "300.00")]);
    office.night("2024-06-02", &end);
    // 300 of the deductible are K's now, 200 are M's: nothing is taken, 150 more is due.
    assert_eq!(office.balance("A"), [40_000, 40_000, 0]);
    let all = at_once(&office.terms, &facts.and(&end));
    assert_eq!(office.balances()["A"].told(), all["A"]);
}

#[test]
fn of_a_corrected_bill_without_revision_the_later_night_counts_and_the_old_row_says_nothing_new() {
    let (office, facts) = paid();
    office.night("2024-06-02", &bills(&[Bill::new("M", "A", "2024-05-01", "800.00")]));
    assert_eq!(office.balance("A"), [15_000, 25_000, 10_000]);
    assert_eq!(changes(&office), ["M reimbursement 250.00 150.00 corrected_bill:M"]);
    assert_eq!(office.rows("payments.csv"), [""; 0]);
    let report = office.night("2024-06-03", &facts);
    assert_eq!((report.summary.duplicates, report.summary.members_decided), (3, 0));
    assert_eq!(office.balance("A"), [15_000, 25_000, 10_000]);
    assert_eq!(office.rows("changes.csv"), [""; 0]);
}

#[test]
fn what_is_to_be_set_off_comes_off_the_next_payment_and_only_the_rest_is_paid() {
    let (office, _) = paid();
    office.night("2024-06-02", &bills(&[Bill::new("M", "A", "2024-05-01", "800.00")]));
    office.night("2024-06-03", &bills(&[Bill::new("N", "A", "2024-05-02", "120.00")]));
    assert_eq!(office.balance("A"), [21_000, 25_000, 4_000]);
    assert_eq!(office.count("payment"), 1);
    let report = office.night("2024-06-04", &bills(&[Bill::new("O", "A", "2024-05-03", "100.00")]));
    assert_eq!(office.balance("A"), [26_000, 26_000, 0]);
    assert_eq!(office.cells("payments.csv", &[1, 3]), ["A 10.00"]);
    let moved = &report.summary.moved;
    assert_eq!(moved["set_off"].amount, "40.00");
    assert_eq!((moved["paid"].amount.as_str(), moved["due"].amount.as_str()), ("10.00", "50.00"));
    let sql = "SELECT reason, sum(amount) FROM entry WHERE bill_id = '' GROUP BY 1";
    let sums = office.sums(sql).into_iter().collect::<Vec<_>>();
    let expected = [("due", 26_000), ("set_off", 10_000), ("set_off_next", 10_000)];
    assert_eq!(sums, expected.map(|(code, sum)| (code.to_owned(), sum)));
}

#[test]
fn a_withdrawn_bill_is_taken_back_and_may_come_again() {
    let (office, facts) = paid();
    let void = Bill::new("M", "A", "2024-05-01", "1000.00").void();
    let report = office.night("2024-06-02", &Facts::default().bill(void.clone()));
    assert_eq!(report.summary.void, 1);
    assert_eq!(office.balance("A"), [0, 25_000, 25_000]);
    assert_eq!(changes(&office), ["M reimbursement 250.00 0.00 void_bill:M"]);
    assert_eq!(office.night("2024-06-03", &bills(&[void])).summary.duplicates, 1);
    assert_eq!(office.night("2024-06-04", &facts).summary.members_decided, 0);
    let again = Bill::new("M", "A", "2024-05-01", "1000.00").revision("3");
    office.night("2024-06-05", &bills(&[again]));
    assert_eq!(office.balance("A"), [25_000, 25_000, 0]);
    assert_eq!(office.count("payment"), 1);
}

#[test]
fn the_void_of_a_bill_that_nobody_knows_is_told_with_its_line() {
    let (office, _) = paid();
    let void = |id| Bill::new(id, "A", "2024-05-01", "1000.00").void();
    let report = office.night("2024-06-02", &bills(&[void("M1"), void("M")]));
    assert_eq!((report.summary.void, report.summary.void_unknown), (1, 1));
    assert_eq!(report.inputs[2].void_unknown, 1);
    assert_eq!(office.rows("unknown_voids.csv"), ["2,A,M1"]);
    // It is told once, and known from then on.
    let report = office.night("2024-06-03", &bills(&[void("M1")]));
    assert_eq!((report.summary.duplicates, report.summary.void_unknown), (1, 0));
    assert_eq!(office.rows("unknown_voids.csv"), [""; 0]);
    // A bill that comes with its void is known.
    let both = [Bill::new("N", "A", "2024-05-01", "9.00").revision("1"), void("N").revision("2")];
    let report = office.night("2024-06-04", &bills(&both));
    assert_eq!((report.summary.void, report.summary.void_unknown), (1, 0));
    let said = office.command(&office.rules(), "2024-06-05").output().unwrap();
    assert!(!String::from_utf8_lossy(&said.stderr).contains("an unknown bill"));
    bills(&[void("M2")]).write(&office.path("data"));
    let said = office.command(&office.rules(), "2024-06-05").output().unwrap();
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    let told = "rows that take back an unknown bill: 1, in unknown_voids.csv";
    assert!(said.contains(told), "{said}");
}

/// What `explain` says, and whether it succeeds.
fn explain(office: &Office, lang: &str, rest: &[&str]) -> (String, bool) {
    let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
    huzhu.args(["--lang", lang, "explain"]).args(rest);
    let output = huzhu.arg("--ledger").arg(office.path("ledger")).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (String::from_utf8(text).unwrap(), output.status.success())
}

#[test]
fn an_explanation_says_that_the_bill_was_taken_back_since() {
    let (office, _) = paid();
    let bill = Bill::new("M", "A", "2024-05-01", "1000.00");
    office.night("2024-06-02", &bills(&[bill.clone().void()]));
    office.night("2024-06-03", &bills(&[Bill::new("N", "A", "2024-05-02", "120.00")]));
    let back = "run 2 of 2024-06-02 took bill `M` back, and pays nothing on it; the decision below";
    for rest in [&["M"][..], &["M", "--diff"], &["M", "--run", "2"]] {
        let (said, done) = explain(&office, "en", rest);
        assert!(done && said.starts_with(back), "{said}");
    }
    let (said, _) = explain(&office, "zh", &["M"]);
    assert!(said.starts_with("结算单 `M` 已于批次 2（2024-06-02）作废"), "{said}");
    let (said, _) = explain(&office, "en", &["M", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(json["posted"]["since"]["became"], "taken_back");
    // As posted then it held, and so does one that comes again.
    assert!(explain(&office, "en", &["M", "--run", "1"]).0.starts_with("bill `M` as posted by"));
    office.night("2024-06-04", &bills(&[bill.revision("3")]));
    assert!(explain(&office, "en", &["M"]).0.starts_with("bill `M` as posted by run 4"));
}

#[test]
fn an_explanation_of_a_bill_that_waits_says_since_when() {
    let office = Office::new("city");
    let bill = Bill::new("M", "990000198001010018", "2024-05-01", "1000.00");
    office.night("2024-06-01", &bills(from_ref(&bill)));
    office.night("2024-06-02", &Facts::of(&["A"]));
    let (said, done) = explain(&office, "en", &["M"]);
    let waits = "bill `M` is not decided: it has waited since run 1 of 2024-06-01 for its \
                 member 990***18, who is in no members file yet\n";
    assert!(!done && said.ends_with(waits), "{said}");
    office.night("2024-06-03", &bills(&[bill.void()]));
    let (said, done) = explain(&office, "en", &["M"]);
    let back = "run 3 of 2024-06-03 took bill `M` back before it was ever decided\n";
    assert!(!done && said.ends_with(back), "{said}");
    assert!(explain(&office, "en", &["X"]).0.contains("has no decision on a bill `X`"));
}

#[test]
fn a_difference_is_told_from_the_run_that_is_asked_for() {
    let (office, _) = paid();
    office.night("2024-06-02", &bills(&[Bill::new("M", "A", "2024-05-01", "900.00")]));
    office.night("2024-06-03", &bills(&[Bill::new("M", "A", "2024-05-01", "800.00")]));
    let head = |rest: &[&str]| explain(&office, "en", rest).0.lines().next().unwrap().to_owned();
    assert_eq!(head(&["M", "--diff"]), "run 2 and run 3");
    assert_eq!(head(&["M", "--diff", "--run", "2"]), "run 1 and run 2");
    assert_eq!(head(&["M", "--diff", "1", "--run", "2"]), "run 1 and run 2");
    let once = "decided once, by run 1; there is no earlier decision to compare";
    assert_eq!(head(&["M", "--diff", "--run", "1"]), once);
    for rest in [["--diff", "9"], ["--run", "9"]] {
        let (said, done) = explain(&office, "en", &[&["M"][..], &rest].concat());
        assert!(!done && said.contains("has no run 9; the newest is 3"), "{said}");
    }
}

#[test]
fn a_bill_that_is_taken_back_before_it_comes_is_not_paid_when_it_comes() {
    let office = Office::new("city");
    let bill = Bill::new("M", "A", "2024-05-01", "1000.00");
    let void = bill.clone().void().revision("2");
    office.night("2024-06-01", &Facts::of(&["A"]).bill(void));
    let report = office.night("2024-06-02", &bills(&[bill.clone().revision("1")]));
    assert_eq!((report.summary.superseded, office.balance("A")), (1, [0, 0, 0]));
    office.night("2024-06-03", &bills(&[bill.revision("3")]));
    assert_eq!(office.balance("A"), [25_000, 25_000, 0]);
}

#[test]
fn a_bill_that_is_taken_back_while_its_member_is_unknown_is_not_paid_when_the_member_comes() {
    let office = Office::new("city");
    let bill = Bill::new("M", "A", "2024-05-01", "1000.00");
    office.night("2024-06-01", &Facts::default().bill(bill.clone()));
    let report = office.night("2024-06-02", &bills(&[bill.void()]));
    assert_eq!((report.summary.pending, report.summary.void), (0, 1));
    office.night("2024-06-03", &Facts::of(&["A"]));
    assert_eq!(office.balance("A"), [0, 0, 0]);
}

#[test]
fn a_bill_that_opens_a_threshold_is_paid_with_those_before_it() {
    let office = Office::new("weihai");
    let enrolled =
        Facts::default().member("A").enrolment("A,medical,2024-01-01,2024-12-31,1,2023-11-01,,");
    office.night("2024-06-01", &enrolled.bill(Bill::new("M", "A", "2024-04-01", "4000.00")));
    assert_eq!(office.balance("A"), [0, 0, 0]);
    office.night("2024-06-02", &bills(&[Bill::new("N", "A", "2024-04-02", "4000.00")]));
    let changed = changes(&office);
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert!(changed[0].starts_with("M medical 0.00 ") && changed[0].ends_with(" late_bill:N"));
    let [entitled, paid, owed] = office.balance("A");
    assert!(entitled > 0 && entitled == paid && owed == 0);
    let one_payment = office.cells("payments.csv", &[1, 2]);
    assert_eq!(one_payment, ["A payment"]);
}

#[test]
fn an_enrolment_that_comes_late_or_is_taken_back_moves_all_bills_below_it() {
    let office = Office::new("city");
    let bill = Bill::new("M", "A", "2024-05-01", "1000.00");
    office.night("2024-06-01", &Facts::default().member("A").bill(bill));
    assert_eq!(office.cells("decisions.csv", &[0, 3]), ["M denied"]);
    office.night("2024-06-02", &Facts::default().enrolled("A"));
    assert_eq!(office.balance("A"), [25_000, 25_000, 0]);
    assert_eq!(changes(&office), ["M reimbursement 0.00 250.00 enrolment"]);
    let period = |end: &str| {
        Facts::default().enrolment(format!("A,city,2023-01-01,2024-12-31,1,2022-12-01,{end}"))
    };
    let report = office.night("2024-06-03", &period(",void"));
    assert_eq!((report.summary.void, office.balance("A")), (1, [0, 25_000, 25_000]));
    assert_eq!(changes(&office), ["M reimbursement 250.00 0.00 enrolment"]);
    // Sent once more as it was, it stays taken back; a higher revision brings it again.
    let report = office.night("2024-06-04", &period(","));
    assert_eq!((report.summary.duplicates, office.balance("A")[0]), (1, 0));
    office.night("2024-06-05", &period("1,final"));
    assert_eq!(office.balance("A"), [25_000, 25_000, 0]);
    office.night("2024-06-06", &bills(&[Bill::new("N", "A", "2024-05-02", "100.00")]));
    assert_eq!(office.balance("A"), [30_000, 30_000, 0]);
}

#[test]
fn two_bills_of_one_stay_are_one_stay_on_whatever_nights_they_come() {
    let of_stay = |id, day| Bill { stay: "S", ..Bill::new(id, "A", day, "8000.00") };
    let all = Facts::of(&["A"]).bill(of_stay("M", "2024-05-01")).bill(of_stay("N", "2024-05-02"));
    let office = Office::new("city");
    office.night("2024-06-01", &Facts::of(&["A"]).bill(of_stay("N", "2024-05-02")));
    office.night("2024-06-02", &bills(&[of_stay("M", "2024-05-01")]));
    assert_eq!(office.balances()["A"].told(), at_once(&office.terms, &all)["A"]);
}

#[test]
fn a_bill_of_somebody_unknown_waits_until_the_member_is_known() {
    let office = Office::new("city");
    let waiting = bills(&[Bill::new("M", "A", "2024-05-01", "1000.00")]).enrolled("A");
    let report = office.night("2024-06-01", &waiting);
    assert_eq!((report.summary.pending, report.summary.rejected_rows), (2, 0));
    assert_eq!(office.rows("pending.csv"), ["A,M"]);
    // Sent again it says nothing new, the period as little as the bill.
    let report = office.night("2024-06-02", &waiting);
    assert_eq!((report.summary.pending, report.summary.duplicates), (0, 2));
    assert_eq!(office.count("posting"), 1);
    let report = office.night("2024-06-03", &Facts::default().member("A"));
    assert_eq!(report.summary.members_decided, 1);
    assert_eq!(office.balance("A"), [25_000, 25_000, 0]);
    assert_eq!(changes(&office), [""; 0]);
}

#[test]
fn a_correction_that_cannot_be_used_is_rejected_and_what_was_decided_stands() {
    let (office, _) = paid();
    let late = Bill::new("K", "A", "2024-04-01", "700.00");
    let wrong = Bill::new("M", "A", "2024-05-01", "many");
    let report = office.night("2024-06-02", &bills(&[wrong, late]));
    assert_eq!(office.cells("rejects.csv", &[0, 1, 2, 4]), ["bills.csv 2 total bad_amount"]);
    assert_eq!(report.summary.rejected_rows, 1);
    assert_eq!(office.balance("A"), [60_000, 60_000, 0]);
    // Nor may it take the bill to somebody else.
    let elsewhere = Facts::of(&["B"]).bill(Bill::new("M", "B", "2024-05-01", "many"));
    office.night("2024-06-03", &elsewhere);
    assert_eq!((office.balance("A"), office.balance("B")), ([60_000, 60_000, 0], [0, 0, 0]));
    let nobody = bills(&[Bill::new("M", "Z", "2024-05-01", "many")]);
    office.night("2024-06-04", &nobody);
    assert_eq!(office.balance("A"), [60_000, 60_000, 0]);
}

#[test]
fn of_a_bill_that_goes_to_another_member_only_the_other_is_paid_whatever_comes_later() {
    let (office, _) = paid();
    let gone = Bill::new("M", "B", "2024-05-01", "1000.00").revision("2");
    office.night("2024-06-02", &Facts::of(&["B"]).bill(gone));
    assert_eq!(
        (office.balance("A"), office.balance("B")),
        ([0, 25_000, 25_000], [25_000, 25_000, 0])
    );
    // An older row of it for a third member, and later nights that speak of each alone.
    office.night(
        "2024-06-03",
        &Facts::of(&["C"]).bill(Bill::new("M", "C", "2024-05-01", "1000.00").revision("1")),
    );
    for (night, id) in ["A", "B", "C"].into_iter().enumerate() {
        let own = format!("{id}1");
        office.night(
            &format!("2024-06-1{night}"),
            &bills(&[Bill::new(&own, id, "2024-05-09", "600.00")]),
        );
    }
    let balances = ["A", "B", "C"].map(|id| office.balance(id));
    assert_eq!(balances, [[5_000, 25_000, 20_000], [55_000, 55_000, 0], [5_000, 5_000, 0]]);
}

#[test]
fn nothing_moves_of_a_member_of_whom_a_row_is_refused_tonight() {
    let (office, _) = paid();
    let tonight = Facts::default()
        .member_row("A,1980-13-01,M,99.01,no")
        .enrolment("A,city,2025-01-01,2025-12-31,1,2024-12-01,,")
        .bill(Bill::new("K", "A", "2024-04-01", "700.00"))
        .bill(Bill::new("M", "A", "2024-05-01", "1000.00").void());
    let report = office.night("2024-06-02", &tonight);
    assert_eq!((office.balance("A"), office.count("posting")), ([25_000, 25_000, 0], 1));
    // Every row of A is told, and handed back to be sent again.
    let codes = office.cells("rejects.csv", &[0, 4]);
    let blocked = ["enrolments.csv", "bills.csv", "bills.csv"]
        .map(|file| format!("{file} blocked_by_reject"));
    assert_eq!(codes[0], "members.csv bad_date");
    assert_eq!(codes[1..], blocked);
    assert_eq!(report.summary.rejected_rows, 4);
    // Each file that goes back says beside each row what to do, and which row blocks those that are right.
    let head = |name: &str| {
        let row = office.rows(&format!("rejected/{name}")).swap_remove(0);
        row.split(',').take(3).map(str::to_owned).collect::<Vec<_>>()
    };
    let mend = "birth_date: `198***01` is not a date; write it like `2024-12-31`";
    assert_eq!(head("members.csv"), ["2", "bad_date", mend]);
    let right = "this row is right; but line 2 of `members.csv` (a row of the same member) is rejected \
                 and blocks it; correct that row and send both";
    for name in ["enrolments.csv", "bills.csv"] {
        assert_eq!(head(name), ["2", "blocked_by_reject", right]);
    }
    for name in ["members.csv", "enrolments.csv", "bills.csv"] {
        let back = office.out(&format!("rejected/{name}")).replace("1980-13-01", "1980-01-01");
        fs::write(office.path("data").join(name), back).unwrap();
    }
    let mended = office.try_again("2024-06-03").unwrap();
    let mut ignored = mended.inputs.iter().flat_map(|input| &input.ignored_columns);
    assert!(!ignored.any(|column| column.starts_with("reject_")), "{mended:?}");
    // K alone: 200 above the deductible.
    assert_eq!(office.balance("A"), [10_000, 25_000, 15_000]);
}

#[test]
fn a_right_row_is_told_which_row_holds_it_up_whatever_id_that_is_under() {
    let office = Office::new("city");
    let bill = |id, member| Bill::new(id, member, "2024-05-01", "1000.00");
    office.night("2024-06-01", &Facts::of(&["A", "A2", "B"]).bill(bill("M", "A")));
    office.say("same-person", &["A", "A2", "--reason", "married"]).unwrap();
    // A row of the other id; and a bill that goes to somebody else from whoever has a row refused.
    let tonight = Facts::default()
        .enrolment("B,city,2025-01-01,2025-12-31,1,2024-12-01,,")
        .enrolment("A2,city,2025-01-01,2025-31-12,1,2024-12-01,,")
        .bill(bill("N", "A"))
        .bill(bill("M", "B").revision("1"));
    office.night("2024-06-02", &tonight);
    let reasons: Vec<String> = office.cells("rejected/bills.csv", &[0, 1, 2]);
    assert_eq!(
        reasons,
        [
            "2 blocked_by_reject this row is right; but line 3 of `enrolments.csv` (a row of the same member) \
             is rejected and blocks it; correct that row and send both",
            "3 blocked_by_reject this row is right; but a row of the member (or of the member whom the bill belonged to \
             before) is rejected and blocks it; correct that row and send both",
        ]
    );
}

/// One byte that is no text and one quote too many: each costs its own row, and the night goes on.
#[test]
fn a_night_survives_rows_that_cannot_be_read() {
    let ids = ["A", "B", "C", "D"];
    let bill = |id: &'static str| Bill::new(id, id, "2024-05-01", "1000.00");
    let facts = ids.into_iter().fold(Facts::of(&ids), |facts, id| facts.bill(bill(id)));
    let twin = Office::new("city");
    twin.night("2024-06-01", &facts);

    let office = Office::new("city");
    facts.write(&office.path("data"));
    let spoil = |name: &str, whole: &str, spoiled: &[u8]| {
        let path = office.path("data").join(name);
        let bytes = fs::read(&path).unwrap();
        let at = bytes.windows(whole.len()).position(|window| window == whole.as_bytes()).unwrap();
        fs::write(path, [&bytes[..at], spoiled, &bytes[at + whole.len()..]].concat()).unwrap();
    };
    let clean = ["members.csv", "enrolments.csv", "bills.csv"]
        .map(|name| (name, fs::read(office.path("data").join(name)).unwrap()));
    spoil("members.csv", "A,1980-01-01,M", b"A,1980-01-01,\xc4\xd0");
    spoil("enrolments.csv", "B,city,", b"B,\"city,");
    spoil("bills.csv", "C,C,inpatient,H1", b"C,C,inpatient,\xbb\xa5\xd6\xfa");
    let report = office.try_again("2024-06-01").unwrap();
    let codes = office.cells("rejects.csv", &[0, 1, 2, 4]);
    let blocked = |file: &str, line: u8| format!("{file} {line} member_id blocked_by_reject");
    assert_eq!(
        codes,
        [
            "members.csv 2 sex not_utf8".to_owned(),
            blocked("members.csv", 3),
            blocked("enrolments.csv", 2),
            "enrolments.csv 3 plan open_quote".to_owned(),
            blocked("bills.csv", 2),
            blocked("bills.csv", 3),
            "bills.csv 4 hospital_id not_utf8".to_owned(),
        ]
    );
    assert_eq!(report.summary.due_now, "250.00", "D alone");
    assert_eq!(office.balances().get("D"), twin.balances().get("D"));
    // The rows come back as they were sent, and are mended: the office is where it would have been.
    let back = fs::read(office.path("out/rejected/members.csv")).unwrap();
    assert!(back.windows(2).any(|bytes| bytes == b"\xc4\xd0"));
    for (name, bytes) in &clean {
        fs::write(office.path("data").join(name), bytes).unwrap();
    }
    office.try_again("2024-06-02").unwrap();
    assert_eq!(office.balances(), twin.balances());
    // Of a file of which more rows are written in another way nothing is taken.
    let (name, bytes) = &clean[2];
    let path = office.path("data").join(name);
    fs::write(&path, [&bytes[..], &b"\xbb\xa5,\n".repeat(11)].concat()).unwrap();
    let before = office.dump();
    let why = office.try_again("2024-06-03").unwrap_err();
    assert!(
        why[0].to_string().contains("first at line 6, character 1; if it is GB18030"),
        "{why:?}"
    );
    assert_eq!(office.dump(), before);
}

#[test]
fn a_bill_does_not_go_from_or_to_somebody_of_whom_a_row_is_refused() {
    let (office, _) = paid();
    let gone = |bad: &str| {
        Facts::of(&["B"])
            .member_row(format!("{bad},1980-13-01,M,99.01,no"))
            .bill(Bill::new("M", "B", "2024-05-01", "1000.00").revision("2"))
    };
    office.night("2024-06-02", &gone("A"));
    assert_eq!((office.balance("A"), office.balance("B")), ([25_000, 25_000, 0], [0, 0, 0]));
    office.night("2024-06-03", &gone("B"));
    assert_eq!((office.balance("A"), office.balance("B")), ([25_000, 25_000, 0], [0, 0, 0]));
    office.night("2024-06-04", &gone("C"));
    assert_eq!(
        (office.balance("A"), office.balance("B")),
        ([0, 25_000, 25_000], [25_000, 25_000, 0])
    );
}

#[test]
fn a_changed_row_of_a_member_decides_all_bills_again() {
    let office = Office::new("beijing");
    let facts =
        |hardship: &str| Facts::default().member_row(format!("A,1980-01-01,M,99.01,{hardship}"));
    let plan = &office.terms.book.vocabulary().plans()[0];
    let night = facts("no")
        .enrolment(format!("A,{plan},2024-01-01,2024-12-31,1,2023-11-01,,"))
        .bill(Bill::new("M", "A", "2024-05-01", "5000.00"));
    office.night("2024-06-01", &night);
    let before = office.balance("A")[0];
    // From tonight on, which the bill of March lies before.
    office.night("2024-06-02", &facts("yes"));
    assert_eq!(office.balance("A")[0], before);
    let row = "A,1980-01-01,M,99.01,yes,2024-01-01\n";
    fs::write(office.path("data/members.csv"), format!("{MEMBERS},valid_from\n{row}")).unwrap();
    office.try_again("2024-06-03").unwrap();
    assert!(office.balance("A")[0] > before);
    let changed = changes(&office);
    assert!(changed.len() == 1 && changed[0].ends_with(" member"), "{changed:?}");
}

#[test]
fn a_night_before_the_last_one_is_refused() {
    let (office, facts) = paid();
    let why = office.refuses("2024-05-31", &facts);
    assert!(
        why.contains("2024-05-31") && why.contains("2024-06-01") && why.contains("--posted-on"),
        "{why}"
    );
    office.night("2024-06-01", &facts);
}

#[test]
fn a_ledger_is_of_one_scheme() {
    let (mut office, facts) = paid();
    office.terms = Terms::of("weihai");
    let why = office.refuses("2024-06-02", &facts);
    assert!(why.contains("`city`") && why.contains("`weihai`"), "{why}");
}

#[test]
fn a_first_night_that_fails_leaves_the_ledger_to_whoever_comes_next() {
    let mut office = Office::new("weihai");
    fs::create_dir_all(office.path("data")).unwrap();
    office.try_again("2024-06-01").expect_err("there are no files");
    office.terms = Terms::of("city");
    office.night("2024-06-01", &Facts::of(&["A"]));
}

#[test]
fn rules_that_change_what_was_decided_are_refused_until_they_are_asked_for_by_name() {
    let (mut office, facts) = paid();
    let more = Facts::of(&["B"]).bill(Bill::new("N", "B", "2024-05-01", "400.00"));
    office.night("2024-06-02", &more);
    office.terms = Terms::city(&[("low_pays = \"50%\"", "low_pays = \"40%\"")]);
    let why = office.refuses("2024-06-03", &facts);
    assert!(why.contains("for 1 members: 0 get 0.00 more, 1 get 50.00 less"), "{why}");
    let name = office.terms.rules.name().to_owned();
    assert!(why.contains(&format!("`--adopt {name}`")), "{why}");
    office.adopt = Some("000000000000".to_owned());
    let why = office.refuses("2024-06-03", &facts);
    let other = format!("`000000000000` is not the name of these rules; their name is `{name}`");
    assert!(why.contains(&other), "{why}");
    office.adopt = Some(name);
    office.night("2024-06-03", &facts);
    assert_eq!(office.balance("A"), [20_000, 25_000, 5_000]);
    assert_eq!(changes(&office), ["M reimbursement 250.00 200.00 rules"]);
    office.adopt = None;
    office.night("2024-06-04", &facts);
    assert_eq!(office.balance("A"), [20_000, 25_000, 5_000]);
}

#[test]
fn a_new_edition_for_later_years_is_taken_without_being_asked_for() {
    let (mut office, facts) = paid();
    let mut sources = huzhu::scheme::Source::read(&super::office::home("rules/city")).unwrap();
    sources.retain(|source| !source.path.to_string_lossy().contains("cases"));
    let mut later = sources[0].clone();
    later.path = "2.toml".into();
    sources[0].text = sources[0]
        .text
        .replace("from = \"1900-01-01\"", "from = \"1900-01-01\"\nto = \"2024-12-31\"");
    later.text = later
        .text
        .replace("id = \"1\"", "id = \"2\"")
        .replace("1900-01-01", "2025-01-01")
        .replace("low_pays = \"50%\"", "low_pays = \"40%\"");
    sources.push(later);
    office.terms = Terms::from(sources);
    let report = office.night("2024-06-02", &facts);
    assert_eq!((report.summary.members_decided, office.count("rules")), (0, 2));
    assert_eq!(office.balance("A"), [25_000, 25_000, 0]);
}

#[test]
fn rules_that_cannot_read_what_is_known_are_refused() {
    let (mut office, facts) = paid();
    let renamed = [
        (
            "id = \"city\"\ntitle = { zh = \"城市基准互助保障\"",
            "id = \"town\"\ntitle = { zh = \"城市\"",
        ),
        ("plan = \"city\"", "plan = \"town\""),
    ];
    office.terms = Terms::city(&renamed);
    let why = office.try_night("2024-06-02", &facts).map(|_| ()).unwrap_err();
    let why = super::office::told(&why);
    assert!(why.contains("cannot be read under these rules"), "{why}");
}

#[test]
fn a_bill_that_new_rules_cannot_read_is_told_and_not_lost() {
    let site = |values: &str| {
        let fields = format!(
            "[fields]\nsite = {{ type = \"category\", of = \"bill\", values = [{values}] }}\n"
        );
        Terms::city(&[("[parameters]", &(fields + "[parameters]"))])
    };
    let mut office = Office::under(site("\"near\", \"far\""));
    Facts::of(&["A"])
        .bill(Bill::new("M", "A", "2024-05-01", "1000.00"))
        .write(&office.path("data"));
    let file = office.path("data/bills.csv");
    let bills = fs::read_to_string(&file).unwrap().replace("residual_3", "site");
    fs::write(&file, bills.trim_end().to_owned() + "far\n").unwrap();
    office.try_again("2024-06-01").unwrap();
    assert_eq!(office.balance("A"), [25_000, 25_000, 0]);
    office.terms = site("\"near\"");
    office.adopt = Some(office.terms.rules.name().to_owned());
    let before = office.dump();
    let why = super::office::told(&office.try_again("2024-06-02").unwrap_err());
    assert!(why.contains("1 rows of the ledger cannot be read"), "{why}");
    assert_eq!(office.dump(), before);
}

#[test]
fn neither_the_order_of_rows_nor_the_threads_show_in_outputs_or_ledger() {
    let mut first: Option<(Vec<String>, Vec<String>)> = None;
    for turn in 0..8usize {
        let mut office = Office::new("city");
        office.threads = Some(turn + 1);
        let mut seen = Vec::new();
        for night in 0..3 {
            let mut facts = Facts::default();
            for person in 0..300 {
                let id = format!("P{person:03}");
                if night == 0 {
                    facts = facts.and(&Facts::of(&[&id]));
                }
                let (bill, total) =
                    (format!("{id}-{}", person % 3), format!("{}.00", 900 + 7 * night * person));
                facts = facts.bill(Bill::new(&bill, &id, "2024-05-01", &total));
            }
            for rows in [&mut facts.members, &mut facts.enrolments, &mut facts.bills] {
                let length = rows.len().max(1);
                rows.rotate_left(turn * 37 % length);
                if turn % 2 == 1 {
                    rows.reverse();
                }
            }
            office.night("2024-06-01", &facts);
            let names = [
                "decisions.csv",
                "payments.csv",
                "changes.csv",
                "pending.csv",
                "openings.csv",
                "unknown_voids.csv",
                "summary.json",
            ];
            seen.extend(names.map(|name| office.out(name)));
        }
        // A run keeps its manifest, which names the hashes of its inputs, and its act seals that.
        let mut dump = office.dump_unsalted();
        dump.retain(|line| !line.starts_with("run: ") && !line.starts_with("act: "));
        match &first {
            None => first = Some((seen, dump)),
            Some((files, ledger)) => {
                assert!(files == &seen, "outputs of {} threads", turn + 1);
                assert!(ledger == &dump, "ledger of {} threads", turn + 1);
            }
        }
    }
}

#[test]
fn what_other_rules_would_change_is_listed_at_any_time() {
    let (office, _) = paid();
    let ledger = Ledger::open(&office.path("ledger"), Access::Read).unwrap();
    let other = Terms::city(&[("low_pays = \"50%\"", "low_pays = \"60%\"")]);
    let impact = huzhu::nightly::impact(&ledger, &other.book, &()).unwrap();
    assert_eq!(impact.up_and_down(), [(1, Money::from_minor(5_000)), (0, Money::ZERO)]);
    assert_eq!(
        (impact.members[0].old, impact.members[0].new),
        (Money::from_minor(25_000), Money::from_minor(30_000))
    );
    let same = huzhu::nightly::impact(&ledger, &office.terms.book, &()).unwrap();
    assert_eq!((same.members, same.looked_at), (vec![], 1));
}

#[test]
fn a_list_of_what_would_change_is_not_written_over_anything_and_offers_only_what_changes() {
    let (mut office, _) = paid();
    let list = office.path("list.csv");
    let impact = |office: &Office| {
        let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        huzhu.args(["--lang", "en", "ledger", "impact"]).arg(office.path("ledger"));
        huzhu.arg("--rules").arg(office.rules()).arg("--out").arg(&list);
        let output = huzhu.output().unwrap();
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    };
    let said = impact(&office);
    assert!(
        said.contains("these rules change no earlier decision") && !said.contains("--adopt"),
        "{said}"
    );
    fs::write(&list, "mine").unwrap();
    office.terms = Terms::city(&[("low_pays = \"50%\"", "low_pays = \"60%\"")]);
    let said = impact(&office);
    assert!(said.contains("list.csv` already exists; choose another file name"), "{said}");
    assert_eq!(fs::read_to_string(&list).unwrap(), "mine");
    fs::remove_file(&list).unwrap();
    let name = format!("--adopt {}`", office.terms.rules.name());
    assert!(impact(&office).contains(&name));
}

#[test]
fn files_are_read_once() {
    let (office, _) = paid();
    let inputs = Inputs::in_folder(&office.path("data"));
    bills(&[Bill::new("K", "A", "2024-04-01", "700.00")]).write(&office.path("data"));
    let bytes = fs::read(&inputs.bills).unwrap();
    fs::remove_file(&inputs.bills).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&inputs.bills).status().unwrap().success());
    let pipe = inputs.bills.clone();
    let fed = std::thread::spawn(move || fs::write(pipe, bytes).unwrap());
    office.try_again("2024-06-02").unwrap();
    fed.join().unwrap();
    assert_eq!(office.balance("A"), [60_000, 60_000, 0]);
}

#[test]
fn what_funders_bear_adds_up_to_all_and_what_waits_is_told_by_age() {
    let funded =
        "clause = \"住院津贴：第 4 天起，每年最多 90 天 (daily money)\"\nfunder = \"union\"";
    let declared =
        "[[funder]]\nid = \"union\"\ntitle = { zh = \"工会\", en = \"union\" }\n\n[[plan]]";
    let terms = Terms::city(&[
        ("[[plan]]", declared),
        ("clause = \"住院津贴：第 4 天起，每年最多 90 天 (daily money)\"", funded),
    ]);
    let office = Office::under(terms);
    let stay = Bill { stay: "S", ..Bill::new("M", "A", "2024-05-01", "9000.00") };
    office.night("2024-06-01", &Facts::of(&["A"]).bill(stay));
    office.night("2024-06-02", &Facts::default().bill(Bill::new("W", "W", "2024-05-01", "70.00")));
    // A later revision of a bill that waits is as old as the first, and one that is taken back is gone.
    let again = Facts::default().bill(Bill::new("W", "W", "2024-05-01", "80.00").revision("1"));
    let gone = Facts::default().bill(Bill::new("X", "X", "2024-05-01", "5.00"));
    office.night("2024-08-01", &again.and(&gone).enrolled("X"));
    let void = Bill::new("X", "X", "2024-05-01", "5.00").revision("1").void();
    office.night("2024-08-02", &Facts::default().bill(void));
    let rolled: serde_json::Value =
        serde_json::from_str(&office.tells("roll-forward", &["--format", "json"])).unwrap();
    assert_eq!(rolled["adds_up"], true);
    let opening = |at: usize| minor(rolled["plans"][at]["opening"].as_str().unwrap());
    let of = |at: usize| rolled["funders"][at]["funder"].as_str().unwrap();
    assert_eq!((of(0), of(1)), ("city", "union"));
    // 24 of 27 nights at 30; the rest is the scheme's own.
    assert_eq!(opening(1), 72_000);
    assert_eq!(opening(0) + opening(1), office.balance("A")[0]);
    let waits = |age: usize| {
        let one = &rolled["waiting"][age];
        let count = |key: &str| one[key].as_u64().unwrap();
        (count("bills"), one["claimed"].as_str().unwrap(), count("periods"))
    };
    assert_eq!([waits(0), waits(1)], [(0, "0.00", 1), (1, "80.00", 0)]);
    let told = office.tells("roll-forward", &[]);
    assert!(told.contains("borne by union:\n  opening: 720.00\n"), "{told}");
    // All of it has left.
    assert!(told.contains("all that union bears, owed to members:\n  opening: 0.00\n"), "{told}");
    let waits = "waiting for their member:\n  of this month: 0 bills of 0.00, 1 periods\n  1 to 3 \
                 months old: 1 bills of 80.00, 0 periods\n";
    assert!(told.contains(waits), "{told}");
    let journal = office.path("city.journal");
    office.tells("export", &["--to", journal.to_str().unwrap()]);
    let journal = fs::read_to_string(journal).unwrap();
    assert!(journal.contains("account expenses:benefits:union:city:per_diem\n"), "{journal}");
    assert!(journal.contains("    expenses:benefits:city:city:reimbursement  CNY "), "{journal}");
}
