//! Disallowed amounts (核减) of an office: what moves when, and what is said of it. Amounts are under the city
//! benchmark: 500.00 of a year are the member's, then half is paid up to 5,000.00 of the year.

use std::process::Command;

use huzhu::ledger::ManualFactsFile;
use serde_json::Value;

use super::office::{Bill, Facts, Office, Terms, at_once};

const WHY: [&str; 4] = ["--reason", "not for this diagnosis", "--on", "2024-06-01"];

/// A has a bill of 1,000.00, of which 250.00 were paid; the bank has them.
fn paid(terms: Terms) -> Office {
    let office = Office::under(terms);
    office.night("2024-06-01", &Facts::of(&["A"]).bill(bill("1000.00")));
    assert_eq!(office.balance("A"), [25_000, 25_000, 0]);
    office
}

fn city() -> Terms {
    Terms::of("city")
}

fn bill(total: &str) -> Bill<'_> {
    Bill::new("M", "A", "2024-05-01", total)
}

fn disallow(office: &Office, column: &str, amount: &str) -> Result<String, String> {
    let what = ["M", "--column", column, "--amount", amount];
    office.say_alone("disallow", &[&what[..], &WHY].concat())
}

fn allow(office: &Office, rest: &[&str]) -> Result<String, String> {
    let what = ["M", "--column", "in_scope"];
    office.say_alone("allow", &[&what[..], rest, &WHY].concat())
}

fn quiet(office: &Office, day: &str) {
    office.night(day, &Facts::default());
}

/// Bill, old, new and cause of what moved.
fn changes(office: &Office) -> Vec<String> {
    office.cells("changes.csv", &[2, 5, 6, 8])
}

/// What `huzhu` prints.
fn prints(office: &Office, arguments: &[&str], lang: &str) -> String {
    let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
    huzhu.args(["--lang", lang]).args(arguments).arg("--ledger").arg(office.path("ledger"));
    let output = huzhu.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn what_is_disallowed_after_it_was_paid_is_owed_and_allowed_again_it_is_as_it_was() {
    let office = paid(city());
    let told = disallow(&office, "in_scope", "320.00").unwrap();
    let expected = "\
bill `M`: 320.00 of in scope are out of catalogue, and 680.00 stay there
the bill pays 250.00 now, and 90.00 with this
all bills of the member pay 250.00 now, and 90.00 with this; prepared for the bank so far: 250.00
recorded for member A***; the next night takes it into account
";
    assert_eq!(told, expected);
    quiet(&office, "2024-06-02");
    assert_eq!(office.balance("A"), [9_000, 25_000, 16_000]);
    assert_eq!(changes(&office), ["M 250.00 90.00 disallowed"]);
    // A bill that comes later is paid less by it: half of 400.00, less the 160.00.
    office.night("2024-06-03", &Facts::default().bill(Bill::new("N", "A", "2024-05-02", "400.00")));
    assert_eq!(office.balance("A"), [29_000, 29_000, 0]);
    assert_eq!(office.cells("payments.csv", &[1, 3]), ["A 40.00"]);
    let told = allow(&office, &[]).unwrap();
    assert!(told.starts_with("bill `M`: 320.00 are of in scope again, which comes to 1000.00\n"));
    quiet(&office, "2024-06-04");
    assert_eq!(office.balance("A"), [45_000, 45_000, 0]);
    assert_eq!(changes(&office), ["M 90.00 250.00 allowed_again"]);
    office.is_whole();
}

#[test]
fn a_night_pays_what_it_would_on_the_bill_as_it_should_have_been_written() {
    let office = paid(city());
    disallow(&office, "in_scope", "20.00").unwrap();
    disallow(&office, "in_scope", "300.00").unwrap();
    quiet(&office, "2024-06-02");
    let written = bill("1000.00").row().replace("1000.00,0.00,", "1000.00,320.00,");
    let once = at_once(&office.terms, &Facts::of(&["A"]).bill_row(written));
    assert_eq!(office.balances()["A"].told(), once["A"]);
    // And once both are allowed again, what it would if neither had ever been.
    assert!(allow(&office, &[]).unwrap_err().contains("with `--amount`: 20.00, 300.00"));
    allow(&office, &["--amount", "20"]).unwrap();
    allow(&office, &["--amount", "300"]).unwrap();
    quiet(&office, "2024-06-03");
    let once = at_once(&office.terms, &Facts::of(&["A"]).bill(bill("1000.00")));
    assert_eq!(office.balances()["A"].told(), once["A"]);
    office.is_whole();
}

#[test]
fn more_than_the_bill_has_is_refused_and_so_is_what_was_never_disallowed() {
    let office = paid(city());
    for (column, amount, says) in [
        (
            "in_scope",
            "1000.01",
            "1000.01 is more than bill `M` has of in scope that is not disallowed yet: 1000.00",
        ),
        ("class_b_prepay", "0.01", "has of class-B own share that is not disallowed yet: 0.00"),
        ("in_scope", "0", "is above zero"),
        ("total", "1", "`total`"),
    ] {
        let why = disallow(&office, column, amount).unwrap_err();
        assert!(why.contains(says), "{why}");
    }
    assert!(
        allow(&office, &[]).unwrap_err().contains("nothing of in scope of bill `M` is disallowed")
    );
    assert_eq!(office.count("fact"), 0);
    // What waits for a night counts.
    disallow(&office, "in_scope", "900.00").unwrap();
    assert!(disallow(&office, "in_scope", "100.01").unwrap_err().contains("yet: 100.00"));
    disallow(&office, "in_scope", "100.00").unwrap();
    assert!(allow(&office, &["--amount", "99"]).unwrap_err().contains("100.00, 900.00"));
    quiet(&office, "2024-06-02");
    assert_eq!(office.balance("A")[0], 0);
}

#[test]
fn a_corrected_bill_with_less_than_was_disallowed_is_decided_on_what_it_has_and_flagged() {
    let review = "\n[scheme.review]\nhold = [\"disallowed_above_bill\"]\n[parameters]";
    let office = paid(Terms::city(&[("\n[parameters]", review)]));
    disallow(&office, "in_scope", "320.00").unwrap();
    quiet(&office, "2024-06-02");
    assert_eq!(office.rows("flags.csv"), [""; 0]);
    let corrected = Facts::default().bill(bill("300.00").revision("1"));
    let summary = office.night("2024-06-03", &corrected).summary;
    assert_eq!(office.rows("flags.csv"), ["A,M,disallowed_above_bill"]);
    assert_eq!((office.balance("A")[0], summary.held), (0, 1));
    let text = prints(&office, &["explain", "M"], "en");
    let line =
        "disallowed: 320.00 of in scope, of which the bill has 300.00; that is out of catalogue";
    assert!(text.contains(line), "{text}");
    office.say("unhold", &["--bill", "M", "--reason", "looked at"]).unwrap();
    // With a larger bill again, the whole of it is disallowed.
    office.night("2024-06-04", &Facts::default().bill(bill("1500.00").revision("2")));
    assert_eq!(office.rows("flags.csv"), [""; 0]);
    assert_eq!(office.balance("A")[0], 34_000);
    office.is_whole();
}

#[test]
fn who_disallowed_what_and_why_is_on_every_list_and_on_the_notice() {
    let office = paid(city());
    disallow(&office, "in_scope", "320.00").unwrap();
    disallow(&office, "in_scope", "30.00").unwrap();
    allow(&office, &["--amount", "30"]).unwrap();
    let account = super::by_hand::account();
    let by = format!("recorded on 2024-06-01 by Li (account `{account}`): not for this diagnosis");
    let first = format!(
        "no 1, member A***: of bill `M`, 320.00 of in scope are disallowed (disallow); {by}; "
    );
    let facts = office.tells("facts", &[]);
    let rest = format!(
        "no 2, member A***: of bill `M`, 30.00 of in scope are disallowed (disallow); {by}; taken back by no 3\n\
         no 3, member A***: of bill `M`, 30.00 of in scope are allowed again (allow); {by}; not in any night yet\n"
    );
    assert_eq!(facts, format!("{first}not in any night yet\n{rest}"));
    quiet(&office, "2024-06-02");
    let acts = office.tells("acts", &["--about", "M"]);
    for change in [
        "in_scope 0.00 -> in_scope 320.00",
        "in_scope 320.00 -> in_scope 350.00",
        "in_scope 350.00 -> in_scope 320.00",
    ] {
        assert!(acts.contains(change), "{acts}");
    }
    let text = prints(&office, &["explain", "M"], "en");
    let head = "\ndisallowed: 320.00 of in scope; it is out of catalogue, and the member's own\n  ";
    assert!(text.contains(&format!("{head}{by}\n")), "{text}");
    assert!(text.contains(&format!("{first}in force\n")), "{text}");
    let json: Value =
        serde_json::from_str(&prints(&office, &["explain", "M", "--format", "json"], "en"))
            .unwrap();
    assert_eq!(json["disallowed"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        (&json["disallowed"][0]["amount"], &json["amounts"]["out_of_catalogue"]),
        (&"320.00".into(), &"320.00".into())
    );
    assert_eq!(
        (&json["by_hand"][0]["column"], &json["by_hand"][1]["standing"]),
        (&"in_scope".into(), &"taken_back".into())
    );
    let of = |key: &str| json["disallowed"][0][key].clone();
    assert_eq!((of("by"), of("on")), ("Li".into(), "2024-06-01".into()));
    assert_eq!(of("reason"), "not for this diagnosis");
    let diff = prints(&office, &["explain", "M", "--diff"], "en");
    assert!(diff.contains("`in_scope` was 1000.00, and is 680.00"), "{diff}");
    let notice = prints(&office, &["notice", "M"], "zh");
    assert!(
        notice.contains(
            "核减：政策范围内费用中的 320.00 转入自费，由个人负担；原因：not for this diagnosis"
        ),
        "{notice}"
    );
    assert!(!notice.contains("30.00 转入") || notice.matches("核减").count() == 1, "{notice}");
}

#[test]
fn what_is_disallowed_goes_with_all_facts_into_another_ledger() {
    let office = paid(city());
    disallow(&office, "in_scope", "320.00").unwrap();
    disallow(&office, "in_scope", "1.00").unwrap();
    allow(&office, &["--amount", "1"]).unwrap();
    quiet(&office, "2024-06-02");
    let folder = office.path("facts");
    office.tells("export", &["--facts", folder.to_str().unwrap()]);
    let said = std::fs::read_to_string(folder.join("said.csv")).unwrap();
    assert!(said.lines().next().unwrap().ends_with(",second,column"), "{said}");
    let again = Office::new("city");
    std::fs::remove_file(again.path("ledger")).unwrap();
    again.tells("new", &["--facts", folder.to_str().unwrap()]);
    std::fs::remove_file(folder.join("said.csv")).unwrap();
    std::fs::rename(folder, again.path("data")).unwrap();
    again.try_again("2024-06-03").unwrap();
    assert_eq!(again.balance("A")[0], 9_000);
    // A file of before there were such facts has no such column.
    let old = again.path("old.csv");
    let header = "kind,member_id,other,bill_id,benefit,accumulator,day,value,amount,currency,cut_over,happened_on,author,reason,second";
    std::fs::write(
        &old,
        format!("{header}\noverride,A,,M,reimbursement,,,,1.00,CNY,,2024-06-01,Li,x,\n"),
    )
    .unwrap();
    let today = huzhu::date::Day::parse("2024-12-31").unwrap();
    assert_eq!(ManualFactsFile::read(&old, today).unwrap().len(), 1);
}

/// What is disallowed and no night knows counts at the window: of 1,000.00 are 300.00 left, all within the deductible,
/// of which a further bill of 400.00 bears the other 200.00.
#[test]
fn a_preview_counts_what_waits_for_a_night() {
    let office = paid(city());
    disallow(&office, "in_scope", "700.00").unwrap();
    let bill = "[bill]\nmember_id = \"A\"\ncategory = \"inpatient\"\nhospital_level = \"1\"\n\
                admission = \"2024-05-20\"\ndischarge = \"2024-05-20\"\nsettled_on = \"2024-05-20\"\n\
                total = \"400.00\"\n";
    let path = office.path("bill.toml");
    let zeros = "pool_paid = \"0\"\nout_of_catalogue = \"0\"\nclass_b_prepay = \"0\"\n\
                 critical_paid = \"0\"\nassistance_paid = \"0\"\nother_paid = \"0\"\n";
    std::fs::write(&path, format!("{bill}{zeros}")).unwrap();
    let text = prints(&office, &["preview", "--bill", path.to_str().unwrap()], "en");
    assert!(text.contains("payable on this bill: 100.00"), "{text}");
}

/// Where one person may not decide manually and release, who disallowed an amount of a bill does not release its money.
#[test]
fn who_disallowed_an_amount_does_not_release_what_is_left() {
    let mut office = Office::new("city");
    office.releases = false;
    office.night("2024-06-01", &Facts::of(&["A"]).bill(bill("1000.00")));
    office.everybody_has_a_payee();
    let duties = office.path("duties.toml");
    std::fs::write(&duties, "distinct = [\"override\", \"release\"]\n").unwrap();
    let set = ["--set", duties.to_str().unwrap(), "--reason", "a test"];
    office.say_alone("duties", &set).unwrap();
    disallow(&office, "in_scope", "320.00").unwrap();
    quiet(&office, "2024-06-02");
    let out = office.path("bank.csv");
    let release = ["1", "--reason", "a test", "--out", out.to_str().unwrap()];
    let why = office.say_alone("release", &release).unwrap_err();
    assert!(why.contains("manually (`override`); another person must release it"), "{why}");
}

#[test]
fn a_night_taken_back_leaves_what_is_disallowed_to_the_next() {
    let mut office = paid(city());
    office.releases = false;
    disallow(&office, "in_scope", "320.00").unwrap();
    quiet(&office, "2024-06-02");
    office.say("take-back", &["2", "--reason", "a test"]).unwrap();
    assert_eq!(office.balance("A"), [25_000, 25_000, 0]);
    assert!(office.tells("facts", &[]).ends_with("not in any night yet\n"));
    quiet(&office, "2024-06-02");
    assert_eq!(office.balance("A"), [9_000, 25_000, 16_000]);
    office.is_whole();
}
