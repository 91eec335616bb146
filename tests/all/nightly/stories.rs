//! The desk at the service window: what members ask, each answered from the ledger by one command, in both
//! languages. Willow Bay, with a third benefit that a threshold opens.
//!
//! Medical aid pays half of what is above 500.00, up to 10,000.00, and 70 % beyond; daily money 40.00 from the
//! fourth day; large-cost aid 10 % of what is left, once a year's cost in scope reaches 9,000.00.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use tempfile::TempDir;

use super::office::home;

const LARGE: &str = r#"
[[benefit]]
id = "large"
plan = "medical"
title = { zh = "大额补助金", en = "large-cost aid" }
clause = "art. 4"
categories = ["inpatient"]
against_bill = "within"
base = "in_scope - funds_paid - paid.medical"
rate = "10%"
[benefit.threshold]
of = "in_scope - funds_paid"
at_least = "9000"
window = "cover"
opens = "every_bill"
"#;

const MEMBERS: &str = "member_id,birth_date,sex,org_code,hardship,name,household_id,valid_from\n\
    W,1980-01-01,F,99.01,no,王小明,F1,\n\
    L,1980-01-01,M,99.02,no,,,\n\
    T,1980-01-01,M,99.02,no,\"Li, Lei\",,\n\
    T,1980-01-01,M,99.05,no,\"Li, Lei\",,2024-04-02\n\
    N,1980-01-01,F,99.03,no,,,\n";

/// Somebody whom old papers name by 15 digits.
const RESIDENT: [&str; 2] = ["990000198001010012", "990000800101001"];

const BILLS: &str = "bill_id,member_id,category,hospital_id,hospital_level,admission,discharge,\
    settled_on,submitted_on,diagnosis,total,out_of_catalogue,class_b_prepay,deductible,pool_paid,\
    critical_paid,assistance_paid,other_paid,revision,status\n";

/// An office in a folder of its own.
pub struct Window {
    folder: TempDir,
}

impl Window {
    /// Everybody is covered in 2024.
    fn new() -> Window {
        let window = Window { folder: tempfile::tempdir().unwrap() };
        for name in ["data", "rules"] {
            fs::create_dir(window.path(name)).unwrap();
        }
        let rules = fs::read_to_string(home("tests/willow/willow.toml")).unwrap();
        fs::write(window.path("rules/willow.toml"), rules + LARGE).unwrap();
        let resident = format!("{},1980-01-01,M,99.04,no,,,\n", RESIDENT[0]);
        fs::write(window.path("data/members.csv"), MEMBERS.to_owned() + &resident).unwrap();
        let of = |id| format!("{id},medical,2024-01-01,2024-12-31,1,2023-12-01\n");
        let rows: String = ["W", "L", "T", "N", RESIDENT[0]].map(of).concat();
        let head = "member_id,plan,start,end,units,enrolled_on\n";
        fs::write(window.path("data/enrolments.csv"), head.to_owned() + &rows).unwrap();
        window.says("en", &["ledger", "new", "w.ledger"]);
        window
    }

    /// Three nights of bills.
    fn of_stories() -> Window {
        let window = Window::new();
        window.night(
            "2024-07-01",
            &[
                "W1,W,H1,2024-01-20,2024-01-25,6000.00",
                "L1,L,H1,2024-03-01,2024-03-03,45000.00",
                "T2,T,H1,2024-04-01,2024-04-03,5000.00",
                "N1,N,H1,2024-03-01,2024-03-03,400.00",
                &format!("P1,{},H1,2024-03-01,2024-03-03,1500.00", RESIDENT[0]),
            ],
        );
        // T1 is of March, and comes after T2; N2 is filed half a year late; T3 begins as T2 ends.
        window.night(
            "2024-08-01",
            &["T1,T,H1,2024-03-01,2024-03-03,5000.00", "T3,T,H2,2024-04-03,2024-04-09,1000.00"],
        );
        window.filed("2024-11-01", &["N2,N,H1,2024-03-10,2024-03-12,900.00"], "2024-11-01");
        window.night("2024-11-02", &["L1,L,H1,2024-03-01,2024-03-03,43000.00,2"]);
        window
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, lang: &str, arguments: &[&str]) -> Output {
        let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        huzhu.args(["--lang", lang]).args(arguments).current_dir(self.folder.path());
        huzhu.output().unwrap()
    }

    /// What a command that succeeds says, to whoever reads and to whoever ran it.
    fn says(&self, lang: &str, arguments: &[&str]) -> (String, String) {
        let output = self.run(lang, arguments);
        let [out, err] =
            [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {out}{err}");
        (out, err)
    }

    /// What is told of a ledger.
    fn told(&self, lang: &str, arguments: &[&str]) -> String {
        self.says(lang, &[arguments, &["--ledger", "w.ledger"]].concat()).0
    }

    /// A night of bills, filed when they were settled: id, member, hospital, days, total, and a revision.
    fn night(&self, day: &str, bills: &[&str]) {
        self.filed(day, bills, "");
    }

    fn filed(&self, day: &str, bills: &[&str], filed_on: &str) {
        let row = |bill: &&str| {
            let cells: Vec<&str> = bill.split(',').collect();
            let [id, member, hospital, from, to, total] = cells[..6] else { panic!("six cells") };
            let revision = cells.get(6).unwrap_or(&"");
            format!(
                "{id},{member},inpatient,{hospital},2,{from},{to},{to},{filed_on},I10,{total},0.00,0.00,\
                 0.00,0.00,0.00,0.00,0.00,{revision},\n"
            )
        };
        let rows: String = bills.iter().map(row).collect();
        fs::write(self.path("data/bills.csv"), BILLS.to_owned() + &rows).unwrap();
        self.says(
            "en",
            &[
                "batch",
                "--rules",
                "rules",
                "--data",
                "data",
                "--ledger",
                "w.ledger",
                "--out",
                "out",
                "--by",
                "Zhao",
                "--posted-on",
                day,
            ],
        );
    }

    /// A bill on the counter, of 10 days and 4000.00, of a member and in a hospital.
    fn bill(&self, member: &str) {
        let amounts = ["out_of_catalogue", "class_b_prepay", "deductible", "pool_paid"];
        let more = ["critical_paid", "assistance_paid", "other_paid"];
        let zero = |name: &&str| format!("{name} = \"0\"\n");
        let zeros: String = amounts.iter().chain(&more).map(zero).collect();
        let text = format!(
            "[bill]\nmember_id = \"{member}\"\ncategory = \"inpatient\"\nhospital_level = \"2\"\n\
             admission = \"2024-06-01\"\ndischarge = \"2024-06-11\"\ntotal = \"4000.00\"\n{zeros}"
        );
        fs::write(self.path("bill.toml"), text).unwrap();
    }
}

/// A question, the command that answers it, and the lines that do, in English and Chinese.
type Story = (&'static str, &'static [&'static str], [&'static [&'static str]; 2]);

const STORIES: [Story; 9] = [
    (
        "waiting",
        &["explain", "W1"],
        [
            &[
                "in-patient cover: denied",
                "11 days short of the waiting period; an admission from 2024-01-31 would be covered",
            ],
            &["住院互助：不予给付", "等待期还差 11 天；2024-01-31 起入院方可给付"],
        ],
    ),
    (
        "over the limit",
        &["explain", "L1"],
        [
            &["cut by a limit", "cut by the limit `medical_cover`", "0.00     20,000.00  0.00\n"],
            &["封顶线", "受封顶线限制"],
        ],
    ),
    (
        "filed late",
        &["explain", "N2"],
        [&["filed 54 days late; the last day was 2024-09-08"], &["逾期 54 天申报"]],
    ),
    (
        "a threshold opened by another bill",
        &["explain", "T2", "--diff"],
        [
            &[
                "changed by run 2 of 2024-08-01: late bill `T1`",
                "large-cost aid paid 0.00, and pays ",
            ],
            &[
                "变动原因（批次 2，记账日 2024-08-01）：迟到的结算单 `T1`",
                "大额补助金由 0.00 变为 ",
            ],
        ],
    ),
    (
        "a corrected bill",
        &["explain", "L1", "--diff"],
        [
            &[
                "changed by run 4 of 2024-11-02: corrected bill `L1`",
                "`total` was 45000.00, and is 43000.00",
            ],
            &[
                "变动原因（批次 4，记账日 2024-11-02）：更正的结算单 `L1`",
                "总费用由 45000.00 变为 43000.00",
            ],
        ],
    ),
    (
        "a second hospital",
        &["explain", "T3"],
        [
            &["hospital H2", "admitted on the day another stay ended"],
            &["医院 H2", "出院当日再次入院"],
        ],
    ),
    (
        "nothing due",
        &["explain", "N1"],
        [&["payable on this bill: 0.00", "within the deductible"], &["均在起付线以内"]],
    ),
    (
        "an id as a scanner writes it",
        &["explain", " Ｔ２ "],
        [&["bill `T2` as posted by run 2"], &["结算单 `T2`：按批次 2"]],
    ),
    (
        "what changed, as a sheet",
        &["notice", "T2"],
        [
            &["<bdi>2-T2</bdi>", "<bdi>Li, Lei</bdi>", "<bdi>99.02</bdi>", "<bdi>2024-08-01</bdi>"],
            &["人民币贰仟柒佰伍拾元整", "可持本通知书及有关材料向经办机构申请复核"],
        ],
    ),
];

#[test]
fn each_question_at_the_window_is_answered_by_one_command() {
    let window = Window::of_stories();
    for (story, command, answers) in STORIES {
        for (lang, lines) in ["en", "zh"].into_iter().zip(answers) {
            let told = window.told(lang, command);
            for line in lines {
                assert!(told.contains(line), "{story}: {line}\n{told}");
            }
        }
    }
    // By 15 digits the same person is found.
    let sheet = window.told("zh", &["notice", "--member", RESIDENT[1]]);
    assert!(sheet.contains("<bdi>1-P1</bdi>") && sheet.contains(RESIDENT[0]), "{sheet}");
    assert!(sheet.contains("人民币伍佰元整"), "{sheet}");
    let told = window.says("en", &["ledger", "balance", "w.ledger", RESIDENT[1]]).0;
    assert!(told.contains("P1, medical: paid 500.00;"), "{told}");
    window.bill(RESIDENT[1]);
    let told = window.told("en", &["preview", "--bill", "bill.toml"]);
    assert!(told.contains("deductible 500.00, 500.00 borne before"), "{told}");
    // T was in another unit in March than in April: each bill has the unit of its day.
    for (bill, unit) in [("T1", "99.02"), ("T3", "99.05")] {
        let told = window.told("en", &["explain", bill]);
        assert!(told.contains(&format!("member T***, unit {unit}; ")), "{told}");
        let sheet = window.told("zh", &["notice", bill]);
        assert!(sheet.contains(&format!("<bdi>{unit}</bdi>")), "{sheet}");
    }
    let units = window.says("zh", &["ledger", "balance", "w.ledger", "T"]).0;
    assert!(units.contains("单位 99.02\n2024-04-02 起：单位 99.05\n"), "{units}");
    let balance = |lang| window.says(lang, &["ledger", "balance", "w.ledger", "W"]).0;
    let household = "household F1";
    assert!(balance("en").contains(household), "{}", balance("en"));
    assert!(balance("zh").contains("家庭 F1"));
    assert!(
        balance("zh").contains("W1，medical：不予给付（denied） 0.00；等待期内（waiting_period）")
    );
}

#[test]
fn a_preview_on_a_ledger_knows_what_the_files_of_tonight_do_not() {
    let window = Window::of_stories();
    window.bill("T");
    let asked = ["preview", "--bill", "bill.toml"];
    let before = fs::read(window.path("w.ledger")).unwrap();
    // T has 10,500.00 above the deductible: 4,000.00 at 70 %; 7 days; 10 % of the 1,200.00 left.
    let told = window.told("en", &asked);
    assert!(told.contains("payable on this bill: 3,200.00\n"), "{told}");
    // Tonight's files beside the ledger say nothing new of T.
    let with = [&asked[..], &["--rules", "rules", "--data", "data"]].concat();
    assert_eq!(window.told("en", &with), told);
    // From the files alone the bill is T's first.
    let (alone, warned) = window.says("en", &with);
    assert!(alone.contains("payable on this bill: 2,030.00\n"), "{alone}");
    assert!(warned.contains("`--ledger` uses all of them"), "{warned}");
    let (_, warned) = window.says("zh", &with);
    assert!(warned.contains("请用 `--ledger` 按台账全部记录试算"), "{warned}");
    assert!(fs::read(window.path("w.ledger")).unwrap() == before, "nothing is written");
}

#[test]
fn a_bill_that_a_night_then_brings_is_paid_as_the_preview_on_the_ledger_said() {
    let window = Window::of_stories();
    for (member, id) in [("W", "W9"), ("L", "L9"), ("T", "T9"), ("N", "N9")] {
        let [previewed, posted] = previewed_and_posted(&window, member, id);
        assert_eq!(previewed, posted, "{member}");
    }
}

/// What a preview says on the ledger, and what is posted of the same bill by the night after it.
fn previewed_and_posted(window: &Window, member: &str, id: &str) -> [String; 2] {
    window.bill(member);
    let previewed = window.told("en", &["preview", "--bill", "bill.toml"]);
    window.night("2024-11-05", &[&format!("{id},{member},H1,2024-06-01,2024-06-11,4000.00")]);
    let posted = window.told("en", &["explain", id]);
    [previewed, posted].map(|told| {
        let line = told.lines().find(|line| line.starts_with("payable on this bill: "));
        line.unwrap_or_else(|| panic!("{told}")).to_owned()
    })
}

#[test]
fn a_preview_knows_both_ids_of_a_person_before_the_night_that_joins_them() {
    let window = Window::of_stories();
    let join = ["ledger", "same-person", "w.ledger", "T", "N", "--by", "Li", "--second", "Wu"];
    window.says("en", &[&join[..], &["--reason", "one card"]].concat());
    let [previewed, posted] = previewed_and_posted(&window, "N", "N9");
    // T's bills and N's: nothing of the deductible is left, and all is at 70 %.
    assert_eq!(previewed, "payable on this bill: 3,200.00");
    assert_eq!(posted, previewed);
}

#[test]
fn whoever_goes_on_under_rules_of_their_own_is_previewed_under_these() {
    let window = Window::of_stories();
    let rules = fs::read_to_string(window.path("rules/willow.toml")).unwrap();
    let rules = rules.replace("pays = \"50%\"", "pays = \"60%\"");
    fs::write(window.path("rules/willow.toml"), rules).unwrap();
    fs::write(window.path("adopt.csv"), "member_id\nL\n").unwrap();
    fs::write(window.path("data/bills.csv"), BILLS).unwrap();
    let impact = ["ledger", "impact", "w.ledger", "--rules", "rules", "--format", "json"];
    let impact: serde_json::Value = serde_json::from_str(&window.says("en", &impact).0).unwrap();
    let night = ["batch", "--rules", "rules", "--data", "data", "--ledger", "w.ledger"];
    let adopt = ["--adopt", impact["rules"].as_str().unwrap(), "--adopt-only", "adopt.csv"];
    let more = ["--out", "out", "--by", "Zhao", "--posted-on", "2024-11-04"];
    window.says("en", &[&night[..], &adopt, &more].concat());
    // N did not adopt: 100.00 of the deductible, 3,900.00 at half and not at 60 %; 7 days.
    let [previewed, posted] = previewed_and_posted(&window, "N", "N9");
    assert_eq!(previewed, "payable on this bill: 2,230.00");
    assert_eq!(posted, previewed);
    let asked = ["preview", "--bill", "bill.toml", "--ledger", "w.ledger"];
    window.bill("T");
    let (_, told) = window.says("en", &asked);
    assert!(told.contains("the member stays under the rules `"), "{told}");
    window.bill("L");
    assert!(!window.says("en", &asked).1.contains("stays under"));
}

#[test]
fn a_preview_counts_what_tonight_brings_and_what_was_said_by_hand() {
    let window = Window::of_stories();
    window.bill("N");
    let asked = ["preview", "--bill", "bill.toml", "--data", "data"];
    // 400.00 of N1 is of the deductible; N2 is denied: 3,900.00 at half, and 7 days.
    assert!(window.told("en", &asked).contains("payable on this bill: 2,230.00\n"));
    // Tonight N3 comes, and is before it: 100.00 of the deductible, and 5,000.00 of the threshold.
    let rows = BILLS.to_owned()
        + "N3,N,inpatient,H1,2,2024-05-01,2024-05-03,2024-05-03,,I10,5000.00,0.00,0.00,0.00,0.00,0.00,\
           0.00,0.00,,\n";
    fs::write(window.path("data/bills.csv"), rows).unwrap();
    // 4,000.00 at half, 7 days, and 10 % of 2,000.00: 400.00 + 5,000.00 + 4,000.00 reach 9,000.00.
    let told = window.told("en", &asked);
    assert!(told.contains("payable on this bill: 2,480.00\n"), "{told}");
    // What is said by hand since the last night counts, as in the next one.
    let opened = ["ledger", "opening", "w.ledger", "N", "medical_cover", "19000.00"];
    let by = ["--day", "2024-01-01", "--cut-over", "2024-01-01", "--by", "Li", "--reason", "moved"];
    window.says("en", &[&opened[..], &by].concat());
    let told = window.told("en", &["preview", "--bill", "bill.toml"]);
    assert!(told.contains("payable on this bill: 1,280.00\n"), "{told}");
}

#[test]
fn whose_history_cannot_be_told_is_said() {
    let window = Window::of_stories();
    window.night("2024-11-05", &["Z1,Z,H1,2024-03-01,2024-03-03,400.00"]);
    for (member, why) in [
        ("Nobody", "the ledger has no member of this id"),
        ("Z", "bills or periods of this id wait: no members file has it yet"),
    ] {
        window.bill(member);
        let output = window.run("en", &["preview", "--bill", "bill.toml", "--ledger", "w.ledger"]);
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && told.contains(why), "{told}");
    }
    let output = window.run("en", &["notice", "Z1", "--ledger", "w.ledger"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("bill `Z1` is not decided: it has waited since run"), "{told}");
}

#[test]
fn there_is_a_sheet_for_every_bill_that_is_decided_and_it_stays_the_same() {
    let window = Window::of_stories();
    let names = || {
        let files = fs::read_dir(window.path("sheets")).unwrap().map(|file| file.unwrap());
        let mut names: Vec<String> =
            files.map(|file| file.file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    let sheets =
        |asked: &[&str]| window.told("en", &[&["notice"], asked, &["--out", "sheets"]].concat());
    // Denied, nil, and paid.
    sheets(&["W1", "N1", "T2"]);
    assert_eq!(names(), ["notice-1-N1.html", "notice-1-W1.html", "notice-2-T2.html"]);
    let t2 = fs::read(window.path("sheets/notice-2-T2.html")).unwrap();
    sheets(&["--member", "T"]);
    assert_eq!(names().len(), 5);
    sheets(&["--run", "4"]);
    assert_eq!(names()[5..], ["notice-4-L1.html"]);
    assert!(fs::read(window.path("sheets/notice-2-T2.html")).unwrap() == t2);
    // A number is that of the run that last changed the decision, whatever came since.
    window.night("2024-11-05", &["T8,T,H1,2024-10-01,2024-10-02,100.00"]);
    assert!(window.told("en", &["notice", "T2"]).contains("<bdi>2-T2</bdi>"));
    let night = ["batch", "--rules", "rules", "--data", "data", "--ledger", "w.ledger"];
    let output = window.run("en", &[&night[..], &["--out", "out", "--notices"]].concat());
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(2) && told.contains("huzhu notice --ledger"), "{told}");
}

/// The code that stands on the sheet of a bill.
fn code_of(window: &Window, bill: &str) -> String {
    let sheet = window.told("en", &["notice", bill]);
    let (_, after) = sheet.split_once("receipt code <bdi>").expect("a sheet has a code");
    after.split_once("</bdi>").unwrap().0.to_owned()
}

#[test]
fn a_receipt_code_says_which_decision_a_sheet_shows() {
    let window = Window::new();
    // 20,000.00 is the limit of medical aid; large-cost aid is 10 % of 25,000.00, and then of 23,000.00.
    window.night("2024-07-01", &["L1,L,H1,2024-03-01,2024-03-03,45000.00"]);
    let old = code_of(&window, "L1");
    window.night("2024-08-01", &["L1,L,H1,2024-03-01,2024-03-03,43000.00,2"]);
    let new = code_of(&window, "L1");
    // What comes later of the member changes no sheet that was handed out.
    window.night("2024-09-01", &["L2,L,H1,2024-05-01,2024-05-03,400.00"]);
    assert_eq!(code_of(&window, "L1"), new);

    let check =
        |code: &str| window.run("en", &["explain", "L1", "--ledger", "w.ledger", "--check", code]);
    let says = |code: &str| {
        let output = check(code);
        assert_eq!(output.status.code(), Some(0), "{code}");
        String::from_utf8(output.stdout).unwrap()
    };
    let repeated = "decided again from the same rules and facts: the same";
    let said = says(&new.to_lowercase().replace('-', " ").replace('0', "o"));
    assert!(said.contains("by run 2 for 2024-08-01: the sheet must show 22300.00"), "{said}");
    assert!(said.contains(repeated) && !said.contains("otherwise since"), "{said}");
    let said = says(&old);
    assert!(said.contains("by run 1 for 2024-07-01: the sheet must show 22500.00"), "{said}");
    assert!(said.contains(repeated) && said.contains("otherwise since"), "{said}");

    // Of a sheet with another part, the code says which.
    let with = |at: usize, part: &str| {
        let mut parts: Vec<&str> = new.split('-').collect();
        parts[at] = part;
        parts.join("-")
    };
    for (at, part) in
        ["rules or engine", "what was known of the member", "the decision"].iter().enumerate()
    {
        let output = check(&with(at, "ZZZZ"));
        let said = String::from_utf8(output.stdout).unwrap();
        let nearest = format!(
            "nearest is run 2 of 2024-08-01, which paid 22300.00; other on the sheet: {part}\n"
        );
        assert!(output.status.code() == Some(1) && said.ends_with(&nearest), "{said}");
    }
    let output = check("ZZZZ-ZZZZ-ZZZZ");
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said, "no decision on bill `L1` has the code ZZZZ-ZZZZ-ZZZZ\n");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(check("22300").stderr).unwrap();
    assert!(said.contains("`22300` is no receipt code"), "{said}");
}

#[test]
fn a_publication_list_masks_people_and_adds_up_to_the_books() {
    let window = Window::of_stories();
    let night = [format!("P2,{},H1,2024-05-01,2024-05-03,900.00", RESIDENT[0])];
    window.night("2024-11-05", &night.each_ref().map(String::as_str));
    let list = |which: &[&str]| {
        let all = [&["ledger", "publication", "w.ledger"], which, &["--out", "lists"]].concat();
        window.says("zh", &all).1
    };
    let read = |name: &str| fs::read_to_string(window.path("lists").join(name)).unwrap();
    // 22,500.00 of L1, 500.00 of P1, 2,250.00 of T2; W1 is denied and N1 below the deductible.
    let said = list(&["--month", "2024-07"]);
    assert!(said.contains("公示名单 3 人，共 25250.00"), "{said}");
    let table = "serial,unit,name,member_id,items,amount\n\
                 1,99.02,,L***,住院互助,22500.00\n\
                 2,99.04,,990***12,住院互助,500.00\n\
                 3,99.05,L**,T***,住院互助,2250.00\n";
    assert_eq!(read("publication-2024-07.csv"), table);
    let page = read("publication-2024-07.html");
    assert!(page.contains("25,250.00") && !page.contains("Lei") && !page.contains(RESIDENT[0]));
    // The second night found T1 and T3, and more for T2: 6,035.00 in all.
    list(&["--run", "2"]);
    assert!(read("publication-2.csv").ends_with("1,99.05,L**,T***,住院互助,3785.00\n"));
    // P2 pays 450.00; L1 came again, and large-cost aid is 200.00 less.
    list(&["--month", "2024-11"]);
    let november = read("publication-2024-11.csv");
    let rows: Vec<&str> = november.lines().skip(1).collect();
    assert_eq!(rows, ["1,99.04,,990***12,住院互助,450.00", ",,,,更正以往核定减少,-200.00"]);
    let page = read("publication-2024-11.html");
    assert!(page.contains("应付净额（与账面一致）") && page.contains("250.00"), "{page}");
    let books = |month: &str| {
        let asked = ["ledger", "roll-forward", "w.ledger", "--month", month, "--format", "json"];
        let books: serde_json::Value = serde_json::from_str(&window.says("en", &asked).0).unwrap();
        (books["due"].clone(), books["reversed"].clone())
    };
    assert_eq!(books("2024-07"), ("25250.00".into(), "0.00".into()));
    assert_eq!(books("2024-11"), ("450.00".into(), "-200.00".into()));
    // A night that decided nothing new has no list.
    assert!(list(&["--run", "3"]).contains("不出具名单"));
    assert!(!window.path("lists/publication-3.html").exists());
}

#[test]
fn a_balance_tells_apart_what_is_prepared_held_released_and_sent_back() {
    let window = Window::of_stories();
    let second = |lang: &str| {
        let balance = window.says(lang, &["ledger", "balance", "w.ledger", "T"]).0;
        balance.lines().nth(2).unwrap().to_owned()
    };
    // 2,250 and 275 on T1, 2,500 and 250 on T2, 600, 40 and three days on T3.
    assert_eq!(
        second("zh"),
        "其中：已拨付 0.00，已制单（未拨付）6035.00，暂缓或止付 0.00，银行退票 0.00"
    );
    let by = ["--by", "Li", "--reason", "a paper is missing"];
    window.says("en", &[&["ledger", "hold", "w.ledger", "--bill", "T3"][..], &by].concat());
    assert_eq!(
        second("en"),
        "of what was prepared: released 0.00, not released 5275.00, held 760.00, returned by the bank 0.00"
    );
    fs::write(window.path("payees.csv"), "member_id,kind,payee,account\nT,member,Li,6222\n")
        .unwrap();
    window.says("en", &["ledger", "payees", "w.ledger", "payees.csv", "--by", "Wu"]);
    let release = ["ledger", "release", "w.ledger", "1", "--by", "Qian", "--out", "bank.csv"];
    window.says("en", &[&release[..], &["--reason", "a test"]].concat());
    let after = second("en");
    assert!(after.contains(": released 2250.00, not released 3025.00, held 760.00"), "{after}");
    let bank = fs::read_to_string(window.path("bank.csv")).unwrap();
    let id = bank.lines().nth(1).unwrap().split(',').next().unwrap().to_owned();
    fs::write(window.path("back.csv"), format!("payment_id,reason\n{id},closed\n")).unwrap();
    window.says("en", &["ledger", "returned", "w.ledger", "back.csv", "--by", "Qian"]);
    let back = second("en");
    assert!(back.contains(": released 0.00, ") && back.ends_with("by the bank 2250.00"), "{back}");
    let said = window.says("zh", &["ledger", "balance", "w.ledger", "T"]).0;
    assert!(said.contains("银行退票：closed"), "{said}");
}

#[test]
fn names_leave_a_ledger_with_notices_facts_and_copies_alone() {
    let window = Window::of_stories();
    window.bill("W");
    for arguments in [
        &["explain", "W1", "--ledger", "w.ledger"][..],
        &["explain", "W1", "--ledger", "w.ledger", "--format", "json"],
        &["preview", "--bill", "bill.toml", "--ledger", "w.ledger"],
        &["ledger", "balance", "w.ledger", "W"],
        &["ledger", "balance", "w.ledger", "W", "--format", "json"],
        &["ledger", "payments", "w.ledger"],
        &["ledger", "pairs", "w.ledger", "--full-ids"],
        &["ledger", "said", "w.ledger"],
        &["ledger", "as-of", "w.ledger", "2024-07-01"],
        &["ledger", "runs", "w.ledger"],
        &["ledger", "hold", "w.ledger", "--member", "W", "--by", "Li", "--reason", "a letter"],
        &["ledger", "export", "w.ledger", "--to", "w.journal", "--entries", "entries.csv"],
    ] {
        let (out, err) = window.says("en", arguments);
        assert!(!(out + &err).contains("王小明"), "{arguments:?}");
    }
    let holds_it = |path: PathBuf| {
        fs::read(path).unwrap().windows("王小明".len()).any(|part| part == "王小明".as_bytes())
    };
    for name in ["w.journal", "entries.csv"] {
        assert!(!holds_it(window.path(name)), "{name}");
    }
    for entry in fs::read_dir(window.path("out")).unwrap() {
        let path = entry.unwrap().path();
        assert!(path.is_dir() || !holds_it(path.clone()), "{}", path.display());
    }
    window.says("en", &["ledger", "export", "w.ledger", "--facts", "facts"]);
    window.says("en", &["ledger", "backup", "w.ledger", "copy.ledger"]);
    for name in ["w.ledger", "copy.ledger", "facts/members.csv"] {
        assert!(holds_it(window.path(name)), "{name}");
    }
    assert!(window.told("zh", &["notice", "W1"]).contains("王小明"));
}
