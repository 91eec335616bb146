//! Lines of a bill (费用明细): a bill is the sum of its lines, and rules pay them by class and by day.

use crate::common::{book, defaults, differences};
use huzhu::batch::decide;
use huzhu::claim::apportion;
use huzhu::intake::{Files, IntakeError};
use huzhu::money::Money;
use huzhu::scheme::Book;
use huzhu::words::Lang;
use proptest::prelude::*;

/// Class A whole and class B less a fifth at half; of a bed 60.00 a day; drugs of class B at most 300.00 a year.
const RULES: &str = r#"
[scheme]
id = "lines"
title = { zh = "明细", en = "lines" }
currency = "CNY"
basis = "admission"
order = "settlement"
line_classes = ["A", "B", "bed", "own"]

[edition]
id = "1"
title = { zh = "一", en = "one" }
from = "2024-01-01"
source = "own terms, made for this test"

[fields]
class_a = { type = "amount", of = "lines", classes = ["A"], title = { zh = "甲类", en = "class A" } }
class_b = { type = "amount", of = "lines", classes = ["B"] }
bed = { type = "amount", of = "lines", classes = ["bed"], each_day_at_most = "60" }

[[plan]]
id = "p"
title = { zh = "互助", en = "aid" }
clause = "1"

[[benefit]]
id = "drugs"
plan = "p"
title = { zh = "药品", en = "drugs" }
clause = "2"
categories = ["inpatient"]
against_bill = "within"
base = "class_a + 80% of class_b"
rate = "50%"

[[benefit]]
id = "bed_days"
plan = "p"
title = { zh = "床位", en = "bed" }
clause = "3"
categories = ["inpatient"]
against_bill = "within"
base = "bed"
rate = "100%"
[[benefit.limit]]
amount = "300"
window = "year"
"#;

const MEMBERS: &str = "member_id,birth_date,sex,org_code,hardship\nM1,1980-05-01,F,99.01,no\n";
const ENROLMENTS: &str =
    "member_id,plan,start,end,units,enrolled_on\nM1,p,2024-01-01,2024-12-31,1,2024-01-01\n";
const HEADER: &str = "bill_id,member_id,category,hospital_id,hospital_level,admission,discharge,settled_on,\
    diagnosis,total,out_of_catalogue,class_b_prepay,deductible,pool_paid,critical_paid,assistance_paid,other_paid";

fn bills(rows: &[(&str, &str)]) -> String {
    let row = |(id, total): &(&str, &str)| {
        format!("{id},M1,inpatient,H1,1,2024-03-01,2024-03-04,2024-03-04,,{total},0,0,0,0,0,0,0\n")
    };
    format!("{HEADER}\n{}", rows.iter().map(row).collect::<String>())
}

/// Lines of rows that are wrong, with the codes.
type Rejects = Vec<(u64, &'static str)>;

/// What each bill is paid, and what is wrong with rows, by line and code.
fn decided(book: &Book, bills: &str, lines: &str) -> (Vec<(String, i64)>, Rejects) {
    let files = Files::of([MEMBERS, ENROLMENTS, bills]).with_lines(lines);
    let decided = decide(book, files).unwrap_or_else(|why| panic!("{}", why.sentence()));
    let paid = decided.bills.iter().map(|bill| (bill.bill_id.clone(), bill.payable.minor()));
    let rejects = decided.rejects.iter().map(|reject| (reject.line, reject.code));
    (paid.collect(), rejects.collect())
}

/// Why a file of lines cannot be used.
fn refused(bills: &str, lines: &str) -> String {
    let files = Files::of([MEMBERS, ENROLMENTS, bills]).with_lines(lines);
    match decide(&book(&[RULES]), files) {
        Err(IntakeError::Files(all)) => {
            all.iter().map(|one| one.sentence().text(Lang::English).to_owned()).collect()
        }
        Err(IntakeError::Stopped) | Ok(_) => panic!("the lines are refused"),
    }
}

#[test]
fn lines_are_paid_by_class_and_by_day() {
    // Drugs: (1,000.00 + 80 % of 500.00) x 50 % = 700.00. Bed: 60.00 of 80.00, and 40.00 + 15.00 on the second day.
    let case = r#"
[[case]]
id = "by class and by day"
[[case.bill]]
id = "1"
total = "1735.00"
lines = [
  { class = "A", day = "2024-03-01", amount = "1000.00" },
  { class = "B", amount = "500.00" },
  { class = "bed", day = "2024-03-01", amount = "80.00" },
  { class = "bed", day = 2024-03-02, amount = "40.00" },
  { class = "bed", day = "2024-03-02", amount = "15.00" },
  { class = "own", amount = "100" },
]
expect = { drugs = "700.00", bed_days = "115.00" }
[[case.bill]]
id = "2: the cell of bills.csv; the limit of the year leaves 185.00 of 4 x 60.00"
admission = "2024-05-01"
discharge = "2024-05-05"
settled_on = "2024-06-01"
total = "400.00"
lines = "bed|2024-05-01|100; bed|2024-05-02|100;bed|2024-05-03|100.00;bed|2024-05-04|100"
expect = { drugs = "0", bed_days = "185.00", reasons = ["drugs:base_is_zero", "bed_days:cut_by_limit"] }
"#;
    let defaults = defaults("p", ["2024-01-01", "2024-12-31"], ["2024-03-01", "2024-03-04"]);
    assert_eq!(differences(&book(&[RULES]), &(defaults + case)), "");
}

#[test]
fn a_file_of_lines_is_as_good_as_the_column_of_the_bills() {
    let book = book(&[RULES]);
    let lines = "bill_id,class,day,amount\nB2,bed,2024-03-01,61\nB1,A,,10.00\nB1,B,2024-03-02,5\n";
    // B1: (10.00 + 4.00) x 50 %; B2: 60.00.
    let expected = vec![("B1".to_owned(), 700), ("B2".to_owned(), 6_000)];
    let plain = bills(&[("B1", "15.00"), ("B2", "61.00")]);
    assert_eq!(decided(&book, &plain, lines), (expected.clone(), vec![]));
    let in_column = |row: &str, cell: &str| format!("{row},{cell}\n");
    let mut rows = plain.lines();
    let column = in_column(rows.next().unwrap(), "lines")
        + &in_column(rows.next().unwrap(), "B|2024-03-02|5;A||10.00")
        + &in_column(rows.next().unwrap(), "bed|2024-03-01|61");
    let files = Files::of([MEMBERS, ENROLMENTS, &column]);
    let of_column = decide(&book, files).unwrap();
    let paid = of_column.bills.iter().map(|bill| (bill.bill_id.clone(), bill.payable.minor()));
    assert_eq!(paid.collect::<Vec<_>>(), expected);
    // As spreadsheets write them: a mark in front, blank lines, other line ends, empty cells behind each row.
    let odd = format!("\u{feff}{}", plain.replace('\n', "\r\n\r\n"));
    assert_eq!(decided(&book, &odd, &lines.replace('\n', "\r\n")).0, expected);
    let mut rows = plain.lines();
    let behind: String = std::iter::once(format!("{}\n", rows.next().unwrap()))
        .chain(rows.map(|row| format!("{row},,\n")))
        .collect();
    assert_eq!(decided(&book, &behind, lines), (expected, vec![]));
}

#[test]
fn a_bill_that_its_lines_do_not_come_to_is_refused_and_no_other() {
    let book = book(&[RULES]);
    let lines =
        "bill_id,class,day,amount\nB1,A,,10\nB2,A,,9.99\nB3,C,,1\nB4,bed,,1\nB6,A,,-1\nB6,A,,2\n";
    let rows =
        bills(&[("B1", "10"), ("B2", "10.00"), ("B3", "1"), ("B4", "1"), ("B5", "1"), ("B6", "1")]);
    let (paid, rejects) = decided(&book, &rows, lines);
    assert_eq!(paid, [("B1".to_owned(), 500)]);
    let expected = [
        (3, "lines_not_total"),
        (4, "unknown_word"),
        (5, "line_without_day"),
        (6, "missing_value"),
        (7, "negative_amount"),
    ];
    assert_eq!(rejects, expected);
}

#[test]
fn a_file_of_lines_that_cannot_be_used_as_a_whole_says_why() {
    let one = bills(&[("B1", "10.00")]);
    let of_no_bill = refused(&one, "bill_id,class,day,amount\nB1,A,,10\nB7,A,,1\nB8,A,,1\n");
    assert!(of_no_bill.contains("lines 3, 4 are of no bill"), "{of_no_bill}");
    let missing = refused(&one, "bill_id,class,day\nB1,A,\n");
    assert!(missing.contains("no column amount"), "{missing}");
    let unclear = refused(&one, "bill_id,class,day,amount\nB1,A;B|,,10\n");
    assert!(unclear.contains("in lines 2"), "{unclear}");
    let twice = one.replace("other_paid\n", "other_paid,lines\n").replace(",0\n", ",0,A||10\n");
    let twice = refused(&twice, "bill_id,class,day,amount\nB1,A,,10\n");
    assert!(twice.contains("has a column `lines`"), "{twice}");
}

#[cfg(feature = "office")]
#[test]
fn what_is_paid_falls_on_the_lines_that_it_is_for() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).unwrap();
    };
    write("rules.toml", RULES);
    write("members.csv", MEMBERS);
    write("enrolments.csv", ENROLMENTS);
    write("bills.csv", &bills(&[("B1", "100.00")]));
    // Drugs: (0.03 + 80 % of 0.03) x 50 % = 0.027, rounded to 0.03, on 0.01, 0.02 and 0.03. Bed: 60.00 on 80.00 and 5.00.
    let lines = "B1,A,,0.01\nB1,B,,0.03\nB1,own,,14.94\nB1,bed,2024-03-01,80.00\nB1,A,,0.02\nB1,bed,2024-03-01,5.00\n";
    write("lines.csv", &format!("bill_id,class,day,amount\n{lines}"));
    let mut huzhu = std::process::Command::new(env!("CARGO_BIN_EXE_huzhu"));
    huzhu.current_dir(folder.path()).args(["batch", "--rules", "rules.toml", "--data", "."]);
    let output = huzhu.args(["--out", "out", "--explain"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let explained = std::fs::read_to_string(folder.path().join("out/explanations.jsonl")).unwrap();
    let explained: serde_json::Value = serde_json::from_str(&explained).unwrap();
    let pays = |at: usize| explained["lines"][at]["pays"].to_string();
    // 0.03 x 1/6 = 0.005, x 3/6 = 0.015, x 2/6 = 0.01: the fen left over goes to the first of equal remainders.
    let shown: Vec<String> = (0..6).map(pays).collect();
    let expected = [
        "{\"drugs\":\"0.01\"}",
        "{\"drugs\":\"0.01\"}",
        "{}",
        "{\"bed_days\":\"56.47\"}",
        "{\"drugs\":\"0.01\"}",
        "{\"bed_days\":\"3.53\"}",
    ];
    assert_eq!(shown, expected);
    // The file of lines is among what the run was made from.
    let manifest = std::fs::read_to_string(folder.path().join("out/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["inputs"][2]["lines"]["file"], "lines.csv");
}

#[cfg(feature = "office")]
#[test]
fn a_ledger_keeps_lines_with_their_bill_and_other_lines_are_other_content() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let write = |name: &str, text: &str| std::fs::write(at(name), text).unwrap();
    let run = |words: &[&str]| {
        let mut huzhu = std::process::Command::new(env!("CARGO_BIN_EXE_huzhu"));
        let output = huzhu.current_dir(folder.path()).args(words).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    write("rules.toml", RULES);
    write("members.csv", MEMBERS);
    write("enrolments.csv", ENROLMENTS);
    write("bills.csv", &bills(&[("B1", "100.00")]));
    run(&["ledger", "new", "l"]);
    let paid_on = |day: &str, lines: &str| {
        write("lines.csv", &format!("bill_id,class,day,amount\n{lines}"));
        let mut words = vec!["batch", "--rules", "rules.toml", "--data", ".", "--ledger", "l"];
        words.extend(["--out", day, "--posted-on", day]);
        run(&words);
        let decisions = std::fs::read_to_string(at(day).join("decisions.csv")).unwrap();
        let mut reader = csv::Reader::from_reader(decisions.as_bytes());
        let payable = reader.headers().unwrap().iter().position(|name| name == "payable").unwrap();
        reader.records().map(|row| row.unwrap()[payable].to_owned()).collect::<Vec<_>>()
    };
    // (60.00 + 80 % of 40.00) x 50 %.
    assert_eq!(paid_on("2024-04-01", "B1,A,2024-03-01,60\nB1,B,,40.00\n"), ["46.00"]);
    // The same lines in another order and spelling are nothing new.
    assert_eq!(paid_on("2024-04-02", "B1,B,,40\nB1,A,2024-03-01,60.00\n"), [""; 0]);
    // (40.00 + 80 % of 60.00) x 50 %.
    assert_eq!(paid_on("2024-04-03", "B1,B,,60\nB1,A,2024-03-01,40.00\n"), ["44.00"]);
    run(&["ledger", "verify", "l", "--again"]);
}

#[test]
fn rules_without_classes_of_lines_ask_for_no_file_of_lines() {
    let without = RULES.replace("line_classes = [\"A\", \"B\", \"bed\", \"own\"]", "");
    let (above, below) = without.split_once("[fields]").unwrap();
    let plans = &below[below.find("[[plan]]").unwrap()..];
    let rules = format!("{above}{plans}").replace("class_a + 80% of class_b", "total");
    let book = book(&[&rules.replace("\"bed\"", "\"in_scope\"")]);
    let files = Files::of([MEMBERS, ENROLMENTS, &bills(&[("B1", "10.00")])]);
    let decided = decide(&book, files.with_lines("nothing that is asked for")).unwrap();
    assert_eq!(decided.bills[0].payable, Money::from_minor(1_000));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The parts come to what is paid, none is further from its share than a minor unit, and more is never less.
    #[test]
    fn what_is_paid_is_apportioned_to_the_fen(
        paid in 0_i64..1_000_000,
        amounts in prop::collection::vec(0_i64..100_000, 1..12),
    ) {
        let money: Vec<Money> = amounts.iter().copied().map(Money::from_minor).collect();
        let parts = apportion(Money::from_minor(paid), &money);
        let whole: i64 = amounts.iter().sum();
        let sum: i64 = parts.iter().map(|part| part.minor()).sum();
        prop_assert_eq!(sum, if whole == 0 { 0 } else { paid });
        for (part, amount) in parts.iter().zip(&amounts) {
            let off = i128::from(part.minor()) * i128::from(whole) - i128::from(paid) * i128::from(*amount);
            prop_assert!(whole == 0 || off.abs() < i128::from(whole), "{:?} of {:?}", parts, amounts);
        }
        for (one, more) in amounts.iter().zip(&parts).flat_map(|one| amounts.iter().zip(&parts).map(move |more| (one, more))) {
            prop_assert!(one.0 >= more.0 || one.1 <= more.1);
        }
    }

    /// A bill is paid the same in whatever order its lines come, and however they are cut within a day and a class.
    #[test]
    fn the_order_and_the_cut_of_lines_change_nothing(
        lines in prop::collection::vec((0_usize..4, 1_u32..5, 1_i64..20_000), 1..9),
        seed in any::<u64>(),
    ) {
        let book = book(&[RULES]);
        let classes = ["A", "B", "bed", "own"];
        let total: i64 = lines.iter().map(|line| line.2).sum();
        let show = |minor: i64| format!("{}.{:02}", minor / 100, minor % 100);
        let file = |lines: &[(usize, u32, i64)]| {
            let row = |(class, day, amount): &(usize, u32, i64)| {
                format!("B1,{},2024-03-0{day},{}\n", classes[*class], show(*amount))
            };
            format!("bill_id,class,day,amount\n{}", lines.iter().map(row).collect::<String>())
        };
        let rows = bills(&[("B1", &show(total))]);
        let once = decided(&book, &rows, &file(&lines));
        prop_assert_eq!(once.1.len(), 0);
        let mut cut: Vec<(usize, u32, i64)> = lines
            .iter()
            .flat_map(|&(class, day, amount)| [(class, day, amount - amount / 3), (class, day, amount / 3)])
            .collect();
        let turns = seed as usize % cut.len();
        cut.rotate_left(turns);
        prop_assert_eq!(decided(&book, &rows, &file(&cut)), once);
    }
}
