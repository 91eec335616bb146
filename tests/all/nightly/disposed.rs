//! Personal data that is old enough goes: its bytes are gone from the file, figures and seals stay, and what is taken
//! away without an act is found.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use huzhu::ledger::{Access, Ledger};
use rusqlite::Connection;
use serde_json::Value;

use super::leaves::Willow;
use super::office::home;

const MEMBERS: &str = "member_id,birth_date,sex,org_code,hardship,name\n";
const ENROLMENTS: &str = "member_id,plan,start,end,units,enrolled_on\n";

/// The person who is to go, and who stays; nothing else in a ledger looks like these texts.
const GONE: &str = "990000197103040017";
const STAYS: &str = "990000198205060028";

/// 6000.00 in hospital from 1 to 11 March: 2,750 and 280 of daily money.
const A1: [&str; 5] = ["BILL-OF-ZHANG-1", GONE, "2024-03-01", "2024-03-11", "6000.00"];
/// Of 1500.00: 500 at half.
const B1: [&str; 5] = ["BILL-OF-WANG-1", STAYS, "2024-03-05", "2024-03-06", "1500.00"];
/// 2000.00 in April: 1,000 at half, since 500 of the deductible is used up.
const A2: [&str; 5] = ["BILL-OF-ZHANG-2", GONE, "2024-03-29", "2024-03-31", "2000.00"];

/// Everything in the file that says something of the one who goes, in the clear.
const TRACES: [&str; 8] = [
    GONE,
    "BILL-OF-ZHANG",
    "1971-03-04",
    "Zhang San",
    "622200001111",
    "a paper of Zhang is missing",
    "Zhang asked for more",
    "the death of Zhang",
];

/// Zhang was paid 4,030.00 in 2024, has no cover since April and nothing open; Wang is covered still.
fn early_office() -> Willow {
    let willow = Willow::new();
    let member = |id: &str, birth: &str, name: &str| format!("{id},{birth},F,99.01,no,{name}\n");
    let members = member(GONE, "1971-03-04", "Zhang San") + &member(STAYS, "1982-05-06", "Wang Wu");
    let enrolments = format!(
        "{GONE},medical,2023-01-01,2024-04-30,1,2022-12-01\n{STAYS},medical,2023-01-01,2027-12-31,1,2022-12-01\n"
    );
    willow.write("data/members.csv", &(MEMBERS.to_owned() + &members));
    willow.write("data/enrolments.csv", &(ENROLMENTS.to_owned() + &enrolments));
    willow.night("2024-04-01", &[(A1, ""), (B1, "")]);
    let payees = format!(
        "member_id,kind,payee,account\n{GONE},member,Zhang San,622200001111\n{STAYS},member,Wang Wu,622200002222\n"
    );
    willow.write("payees.csv", &payees);
    willow.says(&["ledger", "payees", "w.ledger", "payees.csv", "--by", "Wu"]);
    let because = |act: &str, what: &[&str], why: &str| {
        let by = ["--by", "Li", "--on", "2024-04-02", "--reason", why];
        willow.says(&[&["ledger", act, "w.ledger"][..], what, &by].concat());
    };
    because("hold", &["--bill", A1[0]], "a paper of Zhang is missing");
    because("unhold", &["--bill", A1[0]], "a paper of Zhang is missing");
    because("override", &[A1[0], "medical", "2700.00"], "Zhang asked for more");
    because("override", &[A1[0], "medical", "2750.00", "--second", "Sun"], "Zhang asked for more");
    willow.night("2024-04-03", &[(A2, "")]);
    because("died", &[GONE, "--died-on", "2024-03-31"], "the death of Zhang");
    because("died", &[GONE, "--undo"], "the death of Zhang");
    for (run, file) in [("1", "one.csv"), ("2", "two.csv")] {
        let order = ["ledger", "release", "w.ledger", run, "--by", "Qian", "--out", file];
        willow.says(&[&order[..], &["--reason", "a test", "--on", "2024-04-04"]].concat());
    }
    willow
}

fn office() -> Willow {
    let willow = early_office();
    willow.night("2026-06-01", &[]);
    willow.is_whole();
    willow
}

/// April 2024, the first month of the ledger, is closed.
fn close(willow: &Willow) {
    let by = ["--by", "Sun", "--reason", "done", "--on", "2026-06-01"];
    willow.says(&[&["ledger", "lock", "w.ledger", "2024-04"][..], &by].concat());
}

/// Data is kept for a year, and the months until then are closed.
fn make_ready(willow: Willow) -> Willow {
    willow.write("duties.toml", "[retention]\npersonal_data = \"1 years\"\n");
    willow.says(&[
        "ledger",
        "duties",
        "w.ledger",
        "--set",
        "duties.toml",
        "--by",
        "Sun",
        "--reason",
        "board",
    ]);
    close(&willow);
    willow
}

fn ready() -> Willow {
    make_ready(office())
}

const DISPOSE: [&str; 11] = [
    "ledger",
    "dispose",
    "w.ledger",
    "--by",
    "Li",
    "--reason",
    "thirty years",
    "--on",
    "2026-06-01",
    "--before",
    "2024-05-01",
];

fn dispose(willow: &Willow) -> String {
    willow.says(&[&DISPOSE[..], &["--second", "Sun"]].concat())
}

/// Every figure that the books have, without the names of members.
fn figures(willow: &Willow) -> Vec<String> {
    let month = |month: &str| {
        let sheet = willow.says(&[
            "ledger",
            "roll-forward",
            "w.ledger",
            "--month",
            month,
            "--format",
            "json",
        ]);
        let mut sheet: Value = serde_json::from_str(&sheet).unwrap();
        sheet.as_object_mut().unwrap().retain(|key, _| !key.contains("seal"));
        sheet.to_string()
    };
    let mut all = ["2024-04", "2024-05", "2026-06"].map(month).to_vec();
    let _ = fs::remove_file(willow.path("journal"));
    let _ = fs::remove_file(willow.path("entries.csv"));
    willow.says(&["ledger", "export", "w.ledger", "--to", "journal", "--entries", "entries.csv"]);
    // Kind, plan, benefit, edition, amount and days of every entry; who it is of and why are told elsewhere.
    let entries = willow.read("entries.csv");
    let header: Vec<&str> = entries.lines().next().unwrap().split(',').collect();
    let told = ["member", "member_id", "bill_id", "reason", "origin"];
    for line in entries.lines() {
        let cells = line.split(',').zip(&header).filter(|(_, name)| !told.contains(name));
        all.push(cells.map(|(cell, _)| cell).collect::<Vec<_>>().join(","));
    }
    all
}

fn bytes_have(willow: &Willow, text: &str) -> bool {
    let bytes = fs::read(willow.path("w.ledger")).unwrap();
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn what_is_old_enough_goes_from_the_bytes_of_the_file_and_figures_and_seals_stay() {
    let willow = ready();
    let before = figures(&willow);
    for trace in TRACES {
        assert!(bytes_have(&willow, trace), "{trace} is there to go");
    }
    let balance = willow.says(&["ledger", "balance", "w.ledger", STAYS]);
    let noted = newest_seal(&willow);
    let told = dispose(&willow);
    let says = "the personal data of 1 people is gone, with 2 postings";
    assert!(told.contains(says) && told.contains("backups"), "{told}");
    for trace in TRACES {
        assert!(!bytes_have(&willow, trace), "{trace}");
    }
    assert!(bytes_have(&willow, "Wang Wu") && bytes_have(&willow, STAYS));
    assert_eq!(figures(&willow), before);
    let verified = willow.says(&["ledger", "verify", "w.ledger", "--again", "--seal", &noted]);
    let says = "of 2026-06-01 by Li; Sun agreed disposed of personal data (before 2024-05-01: people 1, ids 1, \
                postings 2): thirty years";
    assert!(verified.contains(says), "{verified}");
    assert!(verified.contains("whose figures hold: 2"), "{verified}");
    assert_eq!(willow.says(&["ledger", "balance", "w.ledger", STAYS]), balance);
    willow.refuses(&["ledger", "balance", "w.ledger", GONE]);
    willow.refuses(&["explain", A1[0], "--ledger", "w.ledger"]);
    for command in ["acts", "facts", "runs", "payments"] {
        let shown = willow.says(&["ledger", command, "w.ledger"]);
        assert!(!shown.contains("Zhang"), "{command}: {shown}");
    }
    // The next night goes on with those who are left, and a second disposal finds no one.
    let wang = ["BILL-OF-WANG-2", STAYS, "2026-05-01", "2026-05-02", "1500.00"];
    willow.write("data/members.csv", MEMBERS);
    willow.write("data/enrolments.csv", ENROLMENTS);
    willow.night("2026-06-02", &[(wang, "")]);
    willow.is_whole();
    let again = dispose(&willow);
    assert!(again.contains("no personal data is old enough to go"), "{again}");
}

fn newest_seal(willow: &Willow) -> String {
    let acts = willow.says(&["ledger", "acts", "w.ledger", "--format", "json"]);
    let acts: Value = serde_json::from_str(&acts).unwrap();
    acts["newest_seal"].as_str().unwrap().to_owned()
}

#[test]
fn nothing_goes_too_early_alone_or_while_something_is_open() {
    let willow = office();
    let tries = |rest: &[&str]| willow.refuses(&[&DISPOSE[..], rest].concat());
    assert!(tries(&[]).contains("a second person must agree"));
    assert!(tries(&["--second", "li"]).contains("another person must agree"));
    assert!(tries(&["--second", "Sun"]).contains("set `[retention]`"));
    willow.write("duties.toml", "[retention]\npersonal_data = \"3 years\"\n");
    let set = [
        "ledger",
        "duties",
        "w.ledger",
        "--set",
        "duties.toml",
        "--by",
        "Sun",
        "--reason",
        "board",
    ];
    willow.says(&set);
    let why = tries(&["--second", "Sun"]);
    assert!(why.contains("data is kept for 3 years; the latest day is 2023-06-01"), "{why}");
    // To forget sooner is to loosen.
    willow.write("duties.toml", "[retention]\npersonal_data = \"1 years\"\n");
    let why = willow.refuses(&set);
    assert!(why.contains("personal data may go after 1 years"), "{why}");
    willow.says(&[&set[..], &["--second", "Li"]].concat());
    assert!(tries(&["--second", "Sun"]).contains("are not closed"));
    close(&willow);
    // Wang is covered until 2027, and stays whatever the day.
    let told = dispose(&willow);
    assert!(told.contains("1 people is gone") && told.contains("something is open"), "{told}");
}

/// Each of these keeps Zhang, though it is as old as all else: money that came back, a debt, a hold, a fact that waits.
#[test]
fn whatever_is_open_keeps_all_that_is_known_of_a_person() {
    let keeps = |open: &dyn Fn(&Willow)| {
        let willow = early_office();
        open(&willow);
        let told = dispose(&make_ready(willow));
        assert!(told.contains("no personal data is old enough to go"), "{told}");
        assert!(told.contains("something is open"), "{told}");
    };
    let on = ["--by", "Li", "--on", "2024-04-20"];
    keeps(&|willow| {
        let hold = ["ledger", "hold", "w.ledger", "--bill", A1[0], "--reason", "a third party"];
        willow.says(&[&hold[..], &on].concat());
    });
    keeps(&|willow| {
        let less =
            ["ledger", "override", "w.ledger", A1[0], "medical", "2000.00", "--reason", "appeal"];
        willow.says(&[&less[..], &on].concat());
    });
    keeps(&|willow| {
        let back = format!("payment_id,reason\n{},closed\n", willow.ids("two.csv")[0]);
        willow.write("back.csv", &back);
        willow.says(&[&["ledger", "returned", "w.ledger", "back.csv"][..], &on].concat());
    });
    keeps(&|willow| drop(willow.night("2024-04-20", &[(A2, "void")])));
    // A bill of Zhang's that was Wang's, who is covered still: funders follow it from the one to the other.
    keeps(&|willow| {
        let moved = [A2[0], STAYS, A2[2], A2[3], A2[4]];
        willow.bills(&[(moved, "")]);
        willow.write("data/bills.csv", &willow.read("data/bills.csv").replace(",,\n", ",,2\n"));
        let night =
            ["batch", "--rules", "rules", "--data", "data", "--ledger", "w.ledger", "--out", "out"];
        willow.says(&[&night[..], &["--by", "Zhao", "--posted-on", "2024-04-20"]].concat());
        assert!(willow.sums(GONE).contains("recoverable 1000.00"), "the bill has left Zhang");
        let by = ["--by", "Li", "--second", "Sun", "--reason", "board", "--on", "2024-04-20"];
        let waive = ["ledger", "waived", "w.ledger", GONE, "--amount", "1000.00"];
        willow.says(&[&waive[..], &by].concat());
    });
}

/// No file of members ever named Zhao: the bill waits for it, as old as it is.
#[test]
fn a_bill_that_waits_for_its_member_stays() {
    const WAITS: &str = "990000196001010012";
    let willow = early_office();
    let bill = ["BILL-OF-ZHAO-1", WAITS, "2024-03-01", "2024-03-02", "1500.00"];
    willow.night("2024-04-05", &[(bill, "")]);
    let willow = make_ready(willow);
    let told = dispose(&willow);
    assert!(told.contains("1 people is gone"), "{told}");
    assert!(bytes_have(&willow, WAITS) && !bytes_have(&willow, GONE));
    let why = willow.refuses(&["explain", "BILL-OF-ZHAO-1", "--ledger", "w.ledger"]);
    assert!(why.contains("it has waited since run 3 of 2024-04-05"), "{why}");
}

#[test]
fn an_archive_holds_exactly_what_goes_with_the_salts_that_prove_it() {
    let willow = ready();
    let archive = |to: &str| {
        let to = ["ledger", "archive", "w.ledger", "--before", "2024-05-01", "--to", to];
        willow.says(&to)
    };
    let told = archive("zhang.archive");
    assert!(told.contains("1 people with 2 postings are in `zhang.archive`"), "{told}");
    let mode = fs::metadata(willow.path("zhang.archive")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let text = willow.read("zhang.archive");
    for trace in TRACES {
        assert!(text.contains(trace), "{trace}");
    }
    assert!(!text.contains("Wang Wu") && !text.contains(STAYS), "{text}");
    // One that was changed, or is of another day, is refused, and nothing goes.
    willow.write("other.archive", &text.replace("Zhang San", "Zhang Si"));
    let dispose = |archive| [&DISPOSE[..], &["--second", "Sun", "--archived", archive]].concat();
    assert!(
        willow.refuses(&dispose("other.archive")).contains("does not hold exactly what would go")
    );
    assert!(bytes_have(&willow, "Zhang San"));
    let salts: Vec<Value> = text
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|line| line["table"] == "posting")
        .map(|line| line["row"]["salt"].clone())
        .collect();
    assert!(salts.len() == 2 && salts.iter().all(Value::is_string), "{salts:?}");
    willow.says(&dispose("zhang.archive"));
    let acts = willow.says(&["ledger", "acts", "w.ledger", "--kind", "dispose"]);
    assert!(acts.contains("archive "), "{acts}");
    // Once it has gone, there is nothing to archive.
    assert!(archive("none.archive").contains("no personal data"));
    assert!(!willow.path("none.archive").exists());
}

/// What is found in a copy of the ledger after something was done to it in SQL.
fn faults_after(willow: &Willow, sql: &str) -> Vec<String> {
    let copy = willow.path("copy.ledger");
    fs::copy(willow.path("w.ledger"), &copy).unwrap();
    let db = Connection::open(&copy).unwrap();
    db.execute_batch(sql).unwrap();
    drop(db);
    let ledger = Ledger::open(&copy, Access::Read).unwrap();
    let mut faults = Vec::new();
    ledger.verify(&mut |why| faults.push(why.to_string())).unwrap();
    faults
}

#[test]
fn what_is_taken_away_or_changed_without_an_act_is_found() {
    let willow = ready();
    dispose(&willow);
    assert_eq!(faults_after(&willow, ""), [""; 0]);
    let stays = "(SELECT min(no) FROM posting WHERE person <> '')";
    let gone = "(SELECT min(no) FROM posting WHERE personal IS NOT NULL)";
    let cases = [
        // The part of one who stays, with whatever hash.
        (
            format!(
                "UPDATE posting SET salt = NULL, personal = zeroblob(32), person = '', periods = '', bills = '' \
                 WHERE no = {stays}"
            ),
            "its personal part is gone, and no act disposed of it",
        ),
        (format!("UPDATE posting SET salt = NULL WHERE no = {stays}"), "seal"),
        // Figures of one who is gone.
        (
            format!(
                "UPDATE posting SET entitled = entitled + 1, paid = paid + 1 WHERE no = {gone}"
            ),
            "seal",
        ),
        (
            format!(
                "UPDATE posting SET entries = replace(entries, '275000', '275001') WHERE no = {gone}"
            ),
            "seal",
        ),
        (
            format!(
                "UPDATE posting SET decisions = replace(decisions, 'paid', 'nil') WHERE no = {gone}"
            ),
            "what was left when its personal part was disposed of is not what stands there now",
        ),
        (
            format!("UPDATE posting SET salt = randomblob(16), personal = NULL WHERE no = {gone}"),
            "was disposed of, and stands there again",
        ),
        // What says that it went.
        ("DELETE FROM disposed WHERE name = 'posting'".to_owned(), "no act disposed of it"),
        ("UPDATE disposed SET hash = zeroblob(32) WHERE name = 'act'".to_owned(), "act"),
        // Rows beside.
        ("UPDATE payee SET share = '1/2' WHERE name = ''".to_owned(), "payee"),
        ("UPDATE payee SET account = '6222' WHERE name = 'Wang Wu'".to_owned(), "payee"),
        ("UPDATE payee SET name = '', salt = NULL WHERE name = 'Wang Wu'".to_owned(), "payee"),
        ("UPDATE hold SET happened_on = '2024-04-05'".to_owned(), "hold"),
        ("UPDATE fact SET reason = 'x'".to_owned(), "fact"),
        ("UPDATE act SET author = 'Bo' WHERE kind = 'override'".to_owned(), "act"),
        ("UPDATE act SET author = 'Bo' WHERE kind = 'dispose'".to_owned(), "act"),
        ("UPDATE member SET disposed = 1 - disposed WHERE id LIKE '99%'".to_owned(), "disposed of"),
    ];
    for (sql, says) in cases {
        let faults = faults_after(&willow, &sql);
        assert!(faults.iter().any(|fault| fault.contains(says)), "{sql}: {faults:?}");
    }
}

/// A row of the one who is gone is of nobody whom the ledger knows: it is decided anew only where the whole person is
/// sent again.
/// Zhang came under another id too, was joined, and paid what was due then.
#[test]
fn ids_of_one_person_go_together_and_are_one_person_still() {
    const OTHER: &str = "990000197103040025";
    let willow = early_office();
    let row = format!("{OTHER},1971-03-04,F,99.01,no,Zhang San\n");
    let members = fs::read_to_string(willow.path("data/members.csv")).unwrap();
    willow.write("data/members.csv", &(members + &row));
    let enrolments = fs::read_to_string(willow.path("data/enrolments.csv")).unwrap();
    let row = format!("{OTHER},medical,2023-01-01,2024-04-30,1,2022-12-01\n");
    willow.write("data/enrolments.csv", &(enrolments + &row));
    // 2000.00 alone: 1,500 at half. Of Zhang the deductible is used up: 250 more once it is one person.
    let other = ["BILL-OF-ZHANG-3", OTHER, "2024-03-20", "2024-03-22", "2000.00"];
    willow.night("2024-04-05", &[(other, "")]);
    let payee = format!("member_id,kind,payee,account\n{OTHER},member,Zhang San,622200001111\n");
    willow.write("payees.csv", &payee);
    willow.says(&["ledger", "payees", "w.ledger", "payees.csv", "--by", "Wu"]);
    let release = |run: &str, file: &str, on: &str| {
        let order = ["ledger", "release", "w.ledger", run, "--by", "Qian", "--out", file];
        willow.says(&[&order[..], &["--reason", "a test", "--on", on]].concat());
    };
    release("3", "three.csv", "2024-04-05");
    let join = ["ledger", "same-person", "w.ledger", GONE, OTHER, "--by", "Li", "--second", "Sun"];
    willow.says(&[&join[..], &["--reason", "one card", "--on", "2024-04-05"]].concat());
    willow.night("2024-04-06", &[]);
    release("4", "four.csv", "2024-04-06");
    willow.night("2026-06-01", &[]);
    willow.is_whole();
    let willow = make_ready(willow);
    let before = figures(&willow);
    let people = |out: &str| {
        let list = ["ledger", "publication", "w.ledger", "--month", "2024-04", "--out", out];
        willow.says(&list).split(',').next().unwrap().to_owned()
    };
    assert_eq!(people("list-before"), "people on the list: 2");
    dispose(&willow);
    willow.is_whole();
    assert_eq!(figures(&willow), before);
    assert_eq!(people("list-after"), "people on the list: 2");
    assert!(!bytes_have(&willow, OTHER) && !bytes_have(&willow, "one card"));
}

#[test]
fn a_bill_of_a_person_who_is_gone_pays_nothing_by_itself() {
    let willow = ready();
    dispose(&willow);
    willow.write("data/members.csv", MEMBERS);
    willow.write("data/enrolments.csv", ENROLMENTS);
    willow.night("2026-06-02", &[(A1, "")]);
    assert_eq!(willow.read("out/payments.csv").lines().count(), 1);
    assert!(willow.read("out/pending.csv").contains(A1[0]));
    willow.is_whole();
}

/// A ledger from before personal data had salts: no seal of it changes when it is brought to today, and its personal data
/// goes likewise.
#[test]
fn what_an_older_ledger_kept_without_salts_goes_likewise() {
    let willow = Willow::new();
    fs::remove_file(willow.path("w.ledger")).unwrap();
    let db = Connection::open(willow.path("w.ledger")).unwrap();
    db.execute_batch(&fs::read_to_string(home("tests/ledgers/version-5.sql")).unwrap()).unwrap();
    db.execute_batch("PRAGMA application_id = 1752853607; PRAGMA user_version = 5").unwrap();
    let last = "SELECT lower(hex(seal)) FROM act ORDER BY no DESC LIMIT 1";
    let noted: String = db.query_row(last, (), |row| row.get(0)).unwrap();
    drop(db);
    let willow = make_ready(willow);
    assert!(bytes_have(&willow, "Zhang San"));
    willow.says(&["ledger", "verify", "w.ledger", "--again", "--seal", &noted]);
    let before = figures(&willow);
    dispose(&willow);
    for trace in TRACES {
        assert!(!bytes_have(&willow, trace), "{trace}");
    }
    assert_eq!(figures(&willow), before);
    willow.says(&["ledger", "verify", "w.ledger", "--again", "--seal", &noted]);
    // Its seal covers figures and persons by one hash, and stands for neither now: the act of the disposal does.
    for sql in [
        "UPDATE posting SET entries = replace(entries, '275000', '275001') WHERE personal IS NOT NULL",
        "UPDATE posting SET entitled = entitled + 1, paid = paid + 1 WHERE personal IS NOT NULL",
        "UPDATE posting SET personal = zeroblob(32) WHERE personal IS NOT NULL",
    ] {
        assert_ne!(faults_after(&willow, sql), [""; 0], "{sql}");
    }
}
