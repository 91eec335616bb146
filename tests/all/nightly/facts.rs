//! All facts of a ledger as files: from these a new ledger and a replay come to the same.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use super::office::{BILLS, Bill, ENROLMENTS, Facts, MEMBERS, Office, Terms};

/// The city benchmark with two fields of its own.
fn terms() -> Terms {
    let fields = "\n[fields]\nresidual_1 = { type = \"amount\", of = \"bill\", default = \"0\" }\n\
        carer = { type = \"flag\", of = \"member\", default = \"no\" }\n\n[parameters]";
    Terms::city(&[
        ("\n[parameters]", fields),
        ("- assistance_paid - other_paid)", "- assistance_paid - other_paid - residual_1)"),
    ])
}

/// The ward of a bill, as it stands in a file.
const WARD: &str = "\"w,\"\"7\"\"\"";

/// A row of a bill under the columns of these tests: its own amount, what it takes back, and its ward, which no
/// rules know.
fn row(bill: &Bill, residual: &str, takes_back: &str, ward: &str) -> String {
    let row = bill.row();
    let row = row.strip_suffix(",,,").expect("own amounts are empty");
    format!("{row},{residual},,,{takes_back},{ward}")
}

fn plain(bill: &Bill) -> String {
    row(bill, "", "", "")
}

/// A night on rows of bills, and on members and periods as they are.
fn night(office: &Office, day: &str, facts: &Facts, bills: &[String]) {
    let rows = |rows: &[String]| rows.iter().map(|row| format!("{row}\n")).collect::<String>();
    let write = |name: &str, head: &str, body: &[String]| {
        fs::write(office.path("data").join(name), format!("{head}\n{}", rows(body))).unwrap();
    };
    fs::create_dir_all(office.path("data")).unwrap();
    write("members.csv", &format!("{MEMBERS},carer,note"), &facts.members);
    write("enrolments.csv", ENROLMENTS, &facts.enrolments);
    write("bills.csv", &format!("{BILLS},takes_back,ward"), bills);
    office.try_again(day).unwrap_or_else(|why| panic!("{}", super::office::told(&why)));
    office.release_all(day);
}

fn of<'a>(id: &'a str, member: &'a str, total: &'a str) -> Bill<'a> {
    Bill::new(id, member, "2024-05-01", total)
}

/// A ledger of several nights in which nearly all that can happen to a row happened.
fn office() -> Office {
    let office = Office::under(terms());
    let mut facts = Facts::of(&[]);
    for id in ["A", "B", "C", "D"] {
        let note = if id == "A" { "=1+1" } else { "" };
        facts = facts.member_row(format!("{id},1980-01-01,M,99.01,no,,{note}")).enrolled(id);
    }
    let refund = |of: &str, total: &str| row(&self::of("R", "C", total), "-100.00", of, "");
    night(
        &office,
        "2024-06-01",
        &facts,
        &[
            row(&of("a1", "A", "8000.00"), "250.50", "", "东一区"),
            plain(&of("a2", "A", "1000.00")),
            plain(&of("b1", "B", "3000.00")),
            plain(&of("b2", "B", "900.00").revision("2")),
            row(&of("c1", "C", "4000.00"), "100.00", "", WARD),
            plain(&of("d1", "D", "2000.00")),
            plain(&of("x1", "X", "5000.00")),
            plain(&of("w1", "A", "700.00").void()),
        ],
    );
    // Corrections, voids, a refund, a bill that goes to another, a person who changes.
    let changed = Facts::default()
        .member_row("B,1980-01-01,M,99.02,no,yes,moved".to_owned())
        .enrolment("C,city,2023-01-01,2024-12-31,2,2022-12-01,1,")
        .enrolment("D,city,2025-01-01,2025-12-31,1,2024-12-01,,void");
    night(
        &office,
        "2024-06-02",
        &changed,
        &[
            row(&of("a1", "A", "8100.00").revision("1"), "250.50", "", "东二区"),
            plain(&of("a2", "A", "1000.00").void()),
            plain(&of("b1", "C", "3000.00").revision("3")),
            refund("c1", "-4000.00"),
            plain(&of("d1", "D", "2100.00")),
            plain(&of("c2", "C", "1500.00")),
            plain(&of("c3", "C", "100.00").void().revision("4")),
        ],
    );
    // Two ids of one person, what an older system counted, and an appeal.
    let d2 = Facts::default().member_row("D2,1980-01-01,M,99.03,no,,".to_owned());
    night(&office, "2024-06-03", &d2, &[plain(&of("d2", "D2", "6000.00"))]);
    let why = ["--reason", "'=Li, \"7\""];
    let says = |command, of: &[&str]| office.say(command, &[of, &why].concat()).unwrap();
    says("same-person", &["D", "D2"]);
    says("override", &["d1", "reimbursement", "123.45"]);
    says("disallow", &["c2", "--column", "in_scope", "--amount", "12.34"]);
    says("disallow", &["d1", "--column", "in_scope", "--amount", "1.00"]);
    says("allow", &["d1", "--column", "in_scope"]);
    let opening = ["--day", "2024-01-01", "--cut-over", "2024-04-30"];
    says("opening", &[&["B", "reimbursement.deductible", "320.50"][..], &opening].concat());
    says("opening", &[&["C", "per_diem_year", "3"][..], &opening].concat());
    night(&office, "2024-06-04", &Facts::default(), &[plain(&of("d3", "D", "2500.00"))]);
    office
}

fn huzhu(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_huzhu"))
        .args(["--lang", "en"])
        .args(arguments)
        .output()
        .unwrap()
}

fn does(arguments: &[&str]) -> String {
    let output = huzhu(arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{arguments:?}: {said}");
    said
}

fn fails(arguments: &[&str]) -> String {
    let output = huzhu(arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn export(office: &Office, name: &str) -> std::path::PathBuf {
    let folder = office.path(name);
    does(&["ledger", "export", text(&office.path("ledger")), "--facts", text(&folder)]);
    folder
}

/// An office whose ledger is new and knows what a folder of facts tells.
fn reborn(facts: &Path, terms: Terms) -> Office {
    let office = Office::under(terms);
    fs::remove_file(office.path("ledger")).unwrap();
    does(&["ledger", "new", text(&office.path("ledger")), "--facts", text(facts)]);
    let report = run(&office, facts);
    assert!(report.contains("\"rejected_rows\": 0"), "{report}");
    office
}

/// From the facts of an office's ledger a new one comes to the same, and tells the same facts.
pub fn come_to_the_same(office: &Office) -> Office {
    let facts = export(office, "facts");
    let other = reborn(&facts, Terms::read(&office.rules()));
    assert_eq!(entitled(&other), entitled(office));
    other.is_whole();
    let again = export(&other, "facts");
    for name in ["members.csv", "enrolments.csv", "bills.csv"] {
        assert_eq!(rows(&again, name), rows(&facts, name), "{name}");
    }
    assert_eq!(file(&again, "said.csv"), file(&facts, "said.csv"));
    other
}

/// What everybody is entitled to, and on which decisions.
fn entitled(office: &Office) -> BTreeMap<String, (i64, Vec<String>)> {
    let all = office.balances().into_iter().map(|(id, balance)| (id, balance.told()));
    all.filter(|(_, told)| !told.1.is_empty()).collect()
}

fn file(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

/// Rows of a file without the day on which they became known.
fn rows(folder: &Path, name: &str) -> Vec<String> {
    let cut = |line: &str| line.rsplit_once(',').unwrap().0.to_owned();
    file(folder, name).lines().map(cut).collect()
}

#[test]
fn a_new_ledger_comes_to_the_same_from_the_facts_of_another() {
    let office = office();
    assert!(entitled(&office).len() >= 4);
    let other = come_to_the_same(&office);
    // What was taken back stays so, and what waits does: the same rows come again without what takes back.
    let late = [
        plain(&of("a2", "A", "1000.00")),
        plain(&of("w1", "A", "700.00")),
        row(&of("c1", "C", "4000.00"), "100.00", "", WARD),
        plain(&of("c3", "C", "100.00")),
        plain(&of("b1", "B", "3000.00")),
        plain(&Bill {
            admission: "2025-02-01",
            settled_on: "2025-02-03",
            ..of("d4", "D2", "900.00")
        }),
    ];
    let x = Facts::default().member_row("X,1980-01-01,M,99.01,no,,".to_owned()).enrolled("X");
    let x = x.enrolment("D,city,2025-01-01,2025-12-31,1,2024-12-01,,");
    for one in [&office, &other] {
        night(one, "2025-07-02", &x, &late);
    }
    assert_eq!(entitled(&other), entitled(&office));
    assert!(entitled(&office).contains_key("X"));
    let of_d = &entitled(&office)["D"].1;
    assert!(of_d.iter().any(|line| line.starts_with("d4,,denied,")), "{of_d:?}");
}

/// The summary of a night on a folder of facts.
fn run(office: &Office, facts: &Path) -> String {
    let rules = office.rules();
    let (ledger, out) = (office.path("ledger"), office.path("out"));
    let output = huzhu(&[
        "batch",
        "--rules",
        text(&rules),
        "--data",
        text(facts),
        "--ledger",
        text(&ledger),
        "--out",
        text(&out),
        "--posted-on",
        "2024-07-01",
        "--by",
        "somebody",
        "--format",
        "json",
    ]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_replay_of_the_facts_comes_to_what_a_replay_of_the_ledger_does() {
    let office = office();
    // Also what no night has taken up yet.
    office.say("override", &["b2", "reimbursement", "77.70", "--reason", "appeal 9"]).unwrap();
    let facts = export(&office, "facts");
    let rules = office.rules();
    let replay = |from: [&str; 2], out: &str| {
        let out = office.path(out);
        does(&[
            "replay",
            "--baseline",
            text(&rules),
            "--set",
            "parameters.low_pays=55%",
            from[0],
            from[1],
            "--out",
            text(&out),
            "--least-members",
            "1",
        ]);
        let report: serde_json::Value = serde_json::from_str(&file(&out, "report.json")).unwrap();
        let mut report = report.as_object().unwrap().clone();
        let inputs = report.remove("inputs").unwrap();
        (report, file(&out, "totals.csv"), inputs.as_array().unwrap().len())
    };
    let of_ledger = replay(["--ledger", text(&office.path("ledger"))], "of_ledger");
    let of_files = replay(["--data", text(&facts)], "of_files");
    assert_eq!((&of_files.0, &of_files.1), (&of_ledger.0, &of_ledger.1));
    assert_eq!((of_ledger.2, of_files.2), (0, 4));
}

#[test]
fn each_row_says_on_which_day_it_became_known_and_what_is_replaced_is_left_out() {
    let office = office();
    let facts = export(&office, "facts");
    let bills = file(&facts, "bills.csv");
    let find = |start: &str| -> Vec<&str> {
        bills.lines().filter(|line| line.starts_with(start)).collect()
    };
    let [a1] = find("a1,")[..] else { panic!("{bills}") };
    assert!(
        a1.contains(",8100.00,") && a1.contains(",250.50,") && a1.ends_with(",东二区,2024-06-02"),
        "{a1}"
    );
    assert_eq!(find("a2,").len(), 2);
    let [refund] = find("R,")[..] else { panic!("{bills}") };
    assert!(refund.contains(",-4000.00,") && refund.contains(",-100.00,"), "{refund}");
    let [b1] = find("b1,")[..] else { panic!("{bills}") };
    assert!(b1.starts_with("b1,C,") && b1.ends_with(",2024-06-02"), "{b1}");
    assert_eq!(find("c1,").len(), 1, "{bills}");
    assert!(find("c1,")[0].ends_with(",\"w,\"\"7\"\"\",2024-06-01"), "{bills}");
    assert_eq!((find("x1,").len(), find("w1,").len()), (1, 1));
    let members = file(&facts, "members.csv");
    let first = "A,1980-01-01,M,99.01,no,,,,,,,,=1+1,2024-06-01";
    assert_eq!(members.lines().nth(1), Some(first));
    let moved = "B,1980-01-01,M,99.02,no,,,,2024-06-02,,,yes,moved,2024-06-02\n";
    assert!(members.contains(moved), "{members}");
    let periods = file(&facts, "enrolments.csv");
    assert_eq!(periods.lines().filter(|line| line.starts_with("C,")).count(), 1, "{periods}");
    assert!(
        periods.contains("D,city,2025-01-01,2025-12-31,1,2024-12-01,,void,,2024-06-02\n"),
        "{periods}"
    );
    let said = file(&facts, "said.csv");
    assert!(
        said.contains("opening,B,,,,reimbursement.deductible,2024-01-01,320.50,,CNY,2024-04-30,"),
        "{said}"
    );
    assert!(said.contains(",Li,\"'=Li, \"\"7\"\"\",Wang,\n"), "{said}");
}

#[test]
fn files_are_their_owners_and_replace_nothing() {
    let office = office();
    let ledger = office.path("ledger");
    let facts = export(&office, "facts");
    for name in ["members.csv", "enrolments.csv", "bills.csv", "said.csv"] {
        let mode = fs::metadata(facts.join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    assert_eq!(fs::metadata(&facts).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(fs::read_dir(&facts).unwrap().count(), 4);
    fs::remove_file(facts.join("said.csv")).unwrap();
    let to = |folder: &Path| fails(&["ledger", "export", text(&ledger), "--facts", text(folder)]);
    assert!(to(&facts).contains("bills.csv` already exists"));
    assert!(!facts.join("said.csv").exists());
    assert!(to(&ledger).contains("is not a folder"));
    let journal = office.path("both.journal");
    let both = |facts: &Path, to: &Path| {
        huzhu(&["ledger", "export", text(&ledger), "--to", text(to), "--facts", text(facts)])
    };
    assert!(!both(&office.path("new"), &office.path("new/bills.csv")).status.success());
    assert!(!office.path("new").exists());
    assert!(both(&office.path("new"), &journal).status.success() && journal.exists());
    let alone = huzhu(&["ledger", "export", text(&ledger)]);
    assert_eq!(alone.status.code(), Some(2));
}

#[test]
fn nothing_is_made_where_what_was_said_has_a_mistake() {
    let office = office();
    let facts = export(&office, "facts");
    let said = file(&facts, "said.csv");
    let new = office.path("new");
    let wrong = said.replace(",123.45,", ",123.456,").replace("2024-01-01,3,", "2024-01-01,3.5,");
    fs::write(facts.join("said.csv"), wrong).unwrap();
    let told = fails(&["ledger", "new", text(&new), "--facts", text(&facts)]);
    assert!(told.contains("said.csv:3: ") && told.contains("said.csv:8: "), "{told}");
    assert!(told.contains("2 mistakes") && !new.exists(), "{told}");
    let rules = office.rules();
    let out = office.path("out_of_replay");
    let replay =
        ["replay", "--baseline", text(&rules), "--data", text(&facts), "--out", text(&out)];
    let told = fails(&replay);
    assert!(told.contains("said.csv:3: ") && told.contains("said.csv:8: "), "{told}");
    fs::write(facts.join("said.csv"), said.replace("CNY", "USD")).unwrap();
    assert!(fails(&replay).contains("amounts are in USD, and in CNY elsewhere"));
    fs::remove_file(facts.join("said.csv")).unwrap();
    let told = fails(&["ledger", "new", text(&new), "--facts", text(&facts)]);
    assert!(told.contains("said.csv` cannot be read") && !new.exists(), "{told}");
}
