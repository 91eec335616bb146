//! Cases: rows of one bill mean in them what they mean in files.

use std::fs;
use std::path::Path;
use std::process::Command;

use huzhu::cases;
use huzhu::scheme::{Book, Source};
use huzhu::words::Lang;

/// 60 % of what funds left, above 500 a year: 2,700 of a first bill of 5,000, 3,000 of the next.
fn book() -> Book {
    Book::load(&rules()).expect("the base has no mistake")
}

fn rules() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gallery/base.toml")
}

/// A row of a bill in short: id, revision, status, the bill that it takes back, total.
type Row = [&'static str; 5];

const DAYS: &str = "hospital_id = \"H1\", admission = \"2024-03-01\", discharge = \"2024-03-11\"";

/// A case of these rows, the whole of which is expected to pay so much.
fn case(rows: &[Row], payable: &str) -> String {
    let bill = |[id, revision, status, takes_back, total]: &Row| {
        format!(
            "  {{ id = \"{id}\", revision = \"{revision}\", status = \"{status}\", takes_back = \
             \"{takes_back}\", total = \"{total}\", {DAYS} }},\n"
        )
    };
    let bills: String = rows.iter().map(bill).collect();
    format!(
        "[[case]]\nid = \"1\"\nexpect = {{ payable = \"{payable}\" }}\n\
         enrolment = [{{ plan = \"medical\", start = \"2024-01-01\", end = \"2024-12-31\" }}]\n\
         bill = [\n{bills}]\n"
    )
}

/// What is wrong with the text of a case, or what is not as expected in it.
fn told(text: String) -> Vec<String> {
    let book = book();
    match cases::read(&book, Source { path: "cases.toml".into(), text }) {
        Ok(read) => {
            let differences = read.iter().flat_map(|case| cases::run(&book, case));
            differences.map(|one| one.sentence().text(Lang::English).to_owned()).collect()
        }
        Err(mistakes) => {
            let findings = mistakes.findings().into_iter();
            findings.map(|one| one.message).collect()
        }
    }
}

/// Rows, and what they pay in all.
const HELD: [(&[Row], &str); 9] = [
    (&[["1", "", "", "", "5000"]], "2700.00"),
    (&[["1", "", "final", "", "5000"], ["2", "", "", "", "5000"]], "5700.00"),
    // A void bill pays nothing, and uses nothing of the deductible up.
    (&[["1", "", "void", "", "5000"], ["1", "", "", "", "5000"]], "0.00"),
    (&[["1", "", "", "", "5000"], ["1", "", "void", "", ""], ["2", "", "", "", "5000"]], "2700.00"),
    // What takes a bill back counts where its revision is not lower.
    (&[["1", "2", "", "", "5000"], ["1", "1", "void", "", ""]], "2700.00"),
    // The highest revision holds, in whatever order.
    (&[["1", "2", "", "", "1500"], ["1", "1", "", "", "5000"]], "600.00"),
    (&[["1", "", "", "", "5000"], ["1", "1", "", "", "1500"]], "600.00"),
    // A row that says the same says nothing new.
    (&[["1", "", "", "", "5000"], ["1", "", "", "", "5000.00"]], "2700.00"),
    (&[["1", "", "", "", "5000"], ["9", "", "", "1", "-5000"]], "0.00"),
];

#[test]
fn of_rows_of_one_bill_that_holds_which_would_in_a_file() {
    for (rows, payable) in HELD {
        assert_eq!(told(case(rows, payable)), [""; 0], "{rows:?}");
    }
}

#[test]
fn a_batch_over_the_same_rows_pays_the_same() {
    for (rows, payable) in HELD {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write(
            "members.csv",
            "member_id,birth_date,sex,org_code,hardship\nA,1980-01-01,M,99.01,no\n",
        );
        write(
            "enrolments.csv",
            "member_id,plan,start,end,units,enrolled_on\nA,medical,2024-01-01,2024-12-31,1,2024-01-01\n",
        );
        let bill = |[id, revision, status, takes_back, total]: &Row| {
            let total = if total.is_empty() { "0" } else { total };
            format!(
                "{id},A,inpatient,H1,2,2024-03-01,2024-03-11,2024-03-11,,{total},0,0,0,0,0,0,0,\
                 {revision},{status},{takes_back}\n"
            )
        };
        let head = "bill_id,member_id,category,hospital_id,hospital_level,admission,discharge,\
                    settled_on,diagnosis,total,out_of_catalogue,class_b_prepay,deductible,pool_paid,\
                    critical_paid,assistance_paid,other_paid,revision,status,takes_back\n";
        write("bills.csv", &(head.to_owned() + &rows.iter().map(bill).collect::<String>()));
        let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        huzhu.current_dir(folder.path()).args(["batch", "--data", ".", "--out", "out", "--rules"]);
        let ran = huzhu.arg(rules()).output().unwrap();
        assert!(ran.status.success(), "{rows:?}: {}", String::from_utf8_lossy(&ran.stderr));
        let summary = fs::read_to_string(folder.path().join("out/summary.json")).unwrap();
        assert!(
            summary.contains(&format!("\"payable\": \"{payable}\",\n  \"benefits\"")),
            "{rows:?}"
        );
    }
}

#[test]
fn what_is_expected_of_a_row_that_does_not_hold_differs() {
    let rows: &[Row] = &[["1", "", "void", "", "5000"], ["1", "", "", "", "5000"]];
    let text = case(rows, "2700.00");
    assert_eq!(told(text), ["all bills: `payable`: expected 2700.00, decided 0.00"]);
    let text =
        case(rows, "0.00").replacen(DAYS, &format!("{DAYS}, expect = {{ payable = \"0\" }}"), 1);
    assert_eq!(told(text), [""; 0]);
    let text = case(rows, "0.00").replacen(
        DAYS,
        &format!("{DAYS}, expect = {{ status = \"paid\", medical = \"2700\" }}"),
        1,
    );
    assert_eq!(
        told(text),
        [
            "bill `1`: `medical`: expected 2700.00, decided 0.00",
            "bill `1`: `status`: expected paid, decided -",
        ]
    );
}

#[test]
fn rows_of_which_nobody_can_say_which_holds_are_mistakes() {
    let first: Row = ["1", "", "", "", "5000"];
    for (second, says) in [
        (["1", "", "", "", "4000"], "no single highest `revision` decides between them"),
        (["9", "", "", "1", "-4000"], "the amounts are not those of the bill that it takes back"),
        (["9", "", "", "2", "-5000"], "no row of the case is that bill"),
        (["2", "", "void", "", ""], "no row of the case is that bill"),
        (["1", "x", "", "", "4000"], "`x` is not a revision"),
        (["1", "", "gone", "", "4000"], "`gone` is not known"),
    ] {
        let told = told(case(&[first, second], "0.00"));
        assert!(
            !told.is_empty() && told.iter().all(|one| one.contains(says)),
            "{second:?}: {told:?}"
        );
    }
}

/// What all cases share is written once, and so is what it lacks: at its own place, whatever it is.
#[test]
fn a_gap_in_what_all_cases_share_is_told_once() {
    let text = fs::read_to_string(rules()).unwrap();
    let asks = "id = \"medical\"\ncover_begins = \"day_after_receipt\"\nenrol = [{ opens = \"10-20\", \
                closes = \"12-20\", years_before = 1 }]\ntitle = { zh = \"医疗互助\"";
    let text = text.replacen("id = \"medical\"\ntitle = { zh = \"医疗互助\"", asks, 1);
    let asking = Book::compile(vec![Source { path: "base.toml".into(), text }]).unwrap();
    let two = (1..3).map(|id| {
        format!("[[case]]\nid = \"{id}\"\nexpect = {{ payable = \"0\" }}\nbill = [{{ {DAYS}, total = \"1\" }}]\n")
    });
    let two: String = two.collect();
    let days = ["start = \"2024-01-01\"", "end = \"2024-12-31\""];
    let received = "paid_on = \"2024-01-01\"";
    for (book, period, says) in [
        (book(), &days[..1], "`end` is empty"),
        (book(), &[days[0], "end = \"31\""][..], "`end`: `31` is not a date"),
        (asking.clone(), &[days[0], days[1], received][..], "missing `enrolled_on`"),
        (asking, &[days[0], days[1], "enrolled_on = \"2023-11-01\""][..], "missing `paid_on`"),
    ] {
        let shared = format!("[[defaults.enrolment]]\nplan = \"medical\"\n{}\n", period.join("\n"));
        let source = Source { path: "cases.toml".into(), text: shared + &two };
        let found = cases::read(&book, source).expect_err(says).findings();
        let told: Vec<(usize, &str)> =
            found.iter().map(|one| (one.line, one.message.as_str())).collect();
        assert!(matches!(&told[..], [(1..=5, one)] if one.contains(says)), "{says}: {told:?}");
    }
}

#[test]
fn what_was_decided_by_hand_is_of_the_row_that_holds() {
    let rows: &[Row] = &[["1", "", "", "", "5000"], ["1", "1", "", "", "4000"]];
    let given = "override = [{ bill = \"1\", benefit = \"medical\", amount = \"77\" }]\n";
    assert_eq!(told(case(rows, "77.00") + given), [""; 0]);
    // Of a bill that was taken back nothing is paid, whatever was decided.
    let gone: &[Row] = &[["1", "", "", "", "5000"], ["1", "", "void", "", ""]];
    assert_eq!(told(case(gone, "0.00") + given), [""; 0]);
}

#[test]
fn round_left_out_means_to_the_fen_and_half_up() {
    // Half of 0.01 and of 0.03: half a fen each above what is whole.
    for (round, pays) in [
        ("", ["0.01", "0.02"]),
        ("round = { to = \"0.01\", mode = \"half_up\" }\n", ["0.01", "0.02"]),
        ("round = { to = \"0.01\", mode = \"half_even\" }\n", ["0.00", "0.02"]),
        ("round = { to = \"0.01\", mode = \"half_down\" }\n", ["0.00", "0.01"]),
        ("round = { to = \"0.01\", mode = \"down\" }\n", ["0.00", "0.01"]),
    ] {
        let text = fs::read_to_string(rules()).unwrap();
        let text = text.replace("rate = \"60%\"\n", &format!("rate = \"50%\"\n{round}"));
        let book = Book::compile(vec![Source { path: "base.toml".into(), text }]).unwrap();
        for (total, pays) in ["500.01", "500.03"].into_iter().zip(pays) {
            let text = case(&[["1", "", "", "", total]], pays);
            let read = cases::read(&book, Source { path: "cases.toml".into(), text }).unwrap();
            assert_eq!(cases::run(&book, &read[0]), [], "{round:?} {total}");
        }
    }
}

/// 60 % of what funds left above 500 a year: 60 % of 4,500 is 2,700.00, and 5,000 less that is left with the member.
#[test]
fn figures_on_the_way_are_what_the_working_has() {
    let case = |expect: &str| {
        format!(
            "[[case]]\nid = \"1\"\nenrolment = [{{ plan = \"medical\", start = \"2024-01-01\", end = \"2024-12-31\" }}]\n\
             bill = [{{ id = \"1\", total = \"6000\", pool_paid = \"1000\", {DAYS}, expect = {{ {expect} }} }}]\n"
        )
    };
    let steps = "steps = { medical.base = \"5000\", \"medical.base.value\" = \"5000.00\", medical.deductible = \"4500\", \
                 \"medical.deductible.taken\" = \"500\", \"medical.rate.rate\" = \"60%\", medical.rate = \"2700\" }";
    assert_eq!(told(case(&format!("member_bears = \"2300\", {steps}"))), [""; 0]);
    let bears = "bill `1`: `member_bears`: expected 2300.01, decided 2300.00";
    assert_eq!(told(case("member_bears = \"2300.01\"")), [bears]);
    let taken = "bill `1`: `steps.medical.deductible.taken`: expected 499.99, decided 500.00";
    assert_eq!(told(case("steps = { medical.deductible.taken = \"499.99\" }")), [taken]);
    // A working without such a step has no such figure.
    let none = "bill `1`: `steps.medical.minimum.out`: expected 0, decided -";
    assert_eq!(told(case("steps = { medical.minimum = \"0\" }")), [none]);
}

/// Three nights: 5,000 is paid 60 % of 4,500, 2,700.00; it comes again as 4,000, 2,100.00, which is 600.00 less; then it is
/// void, and a second bill of 1,500 is paid 60 % of 1,000 since the deductible is free again.
#[test]
fn each_night_posts_what_is_due_more_and_what_is_due_less() {
    let nights = |second: &str, third: &str| {
        format!(
            "[[case]]\nid = \"1\"\nenrolment = [{{ plan = \"medical\", start = \"2024-01-01\", end = \"2024-12-31\" }}]\nbill = [\n\
             {{ id = \"1\", night = \"2024-03-15\", total = \"5000\", {DAYS} }},\n\
             {{ id = \"1\", night = \"2024-04-15\", revision = \"2\", total = \"4000\", {DAYS} }},\n\
             {{ id = \"1\", night = \"2024-05-15\", revision = \"3\", status = \"void\", {DAYS} }},\n\
             {{ id = \"2\", night = \"2024-05-15\", total = \"1500\", {DAYS} }},\n]\n\
             night = [{{ on = \"2024-03-15\", pays = \"2700\", claws_back = \"0\" }}, {{ on = \"2024-04-15\", {second} }}, \
             {{ on = \"2024-05-15\", {third} }}]\nexpect = {{ payable = \"600\" }}\n"
        )
    };
    let (second, third) =
        ("pays = \"0\", claws_back = \"600\"", "pays = \"600\", claws_back = \"2100\"");
    assert_eq!(told(nights(second, third)), [""; 0]);
    let differs = "all bills: `night.2024-04-15.claws_back`: expected 599.00, decided 600.00";
    assert_eq!(told(nights("claws_back = \"599\"", third)), [differs]);
    let differs = "all bills: `night.2024-05-15.pays`: expected 0.00, decided 600.00";
    assert_eq!(told(nights(second, "pays = \"0\"")), [differs]);
}

/// What docs/rules.md shows of figures and nights is of Weihai's 15th period, and holds there.
#[test]
fn the_figures_and_nights_of_the_page_hold() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md"));
    let page = page.unwrap();
    let blocks: Vec<&str> =
        page.split("```").filter_map(|part| part.strip_prefix("toml\n")).collect();
    let defaults = blocks.iter().find(|block| block.starts_with("[defaults.member]")).unwrap();
    let defaults = defaults.split("[[case]]").next().unwrap();
    let book = crate::common::rules("weihai");
    for id in ["WH-4", "WH-5"] {
        let case = blocks.iter().find(|block| block.contains(&format!("id = \"{id}\""))).unwrap();
        assert_eq!(crate::common::differences(&book, &format!("{defaults}{case}")), "", "{id}");
    }
}

/// Money of another scheme is one of the funds; what a threshold sums may be below zero; and a deductible of a year that the
/// level of the hospital chooses is in the year the highest of those that were met. Each amount was worked out by hand.
#[test]
fn what_the_manual_says_of_questions_that_terms_leave_open_is_so() {
    let plan =
        "[[plan]]\nid = \"medical\"\ntitle = { zh = \"医疗\", en = \"medical\" }\nclause = \"1\"\n";
    let benefit = |id: &str, against: &str, terms: &str| {
        format!(
            "[[benefit]]\nid = \"{id}\"\nplan = \"medical\"\ntitle = {{ zh = \"{id}\", en = \"{id}\" }}\nclause = \"1\"\n\
             categories = [\"inpatient\"]\nagainst_bill = \"{against}\"\n{terms}\n"
        )
    };
    let above = "base = \"total\"\nrate = \"100%\"\n[benefit.deductible]\nwindow = \"year\"\n\
                 amount = { by = \"hospital_level\", is = { \"1\" = \"500\", \"2\" = \"700\", \"3\" = \"900\" }, otherwise = \"900\" }\n";
    let gate = "sum = \"1\"\n[benefit.threshold]\nof = \"total - 1000\"\nat_least = \"500\"\nwindow = \"year\"\n\
                opens = \"from_the_bill_that_reaches_it\"\n";
    let left = "base = \"total\"\nrate = \"100%\"";
    let rules = crate::common::head("open_questions", "2024-01-01")
        + plan
        + &benefit("above", "beside", above)
        + &benefit("gate", "beside", gate)
        + &benefit("rest", "within", left);
    let bill = |level: u8, month: u8, total: u32, other: u32, expect: &str| {
        format!(
            "{{ hospital_level = \"{level}\", admission = \"2024-0{month}-01\", discharge = \"2024-0{month}-02\", \
             total = \"{total}\", other_paid = \"{other}\", expect = {{ {expect} }} }},\n"
        )
    };
    let bills = [
        bill(1, 2, 600, 0, "above = \"100\", gate = \"0\", rest = \"600\""), // -400
        bill(3, 3, 1600, 300, "above = \"1200\", gate = \"0\", rest = \"1300\""), // 200 reached
        bill(2, 4, 1300, 0, "above = \"1300\", gate = \"1\", rest = \"1300\""), // 500 reached
        bill(1, 5, 700, 700, "above = \"700\", gate = \"0\", rest = \"0\""), // 200 again
    ];
    let case = format!(
        "[[case]]\nid = \"1\"\nenrolment = [{{ plan = \"medical\", start = \"2024-01-01\", end = \"2024-12-31\" }}]\nbill = [\n{}]\n",
        bills.concat()
    );
    assert_eq!(crate::common::differences(&crate::common::book(&[&rules]), &case), "");
}
