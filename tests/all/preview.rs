//! `huzhu preview`, as the adjuster at the window meets it.
//!
//! Bills are in `tests/preview/`, each with what it prints in both languages: `BLESS=1 cargo test`
//! rewrites that, and the difference is read before it is committed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use huzhu::claim::Column;
use huzhu::intake;
use huzhu::intake::{Inputs, Intake};
use huzhu::money::Money;
use huzhu::preview::{Answer, Past, Preview, preview, read};
use huzhu::scheme::{Book, Source};
use proptest::prelude::*;
use serde_json::Value;

const FOLDER: &str = "tests/preview";
const DATA: &str = "tests/preview/data";

fn huzhu(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huzhu"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments);
    command.output().expect("the program starts")
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("output is UTF-8")
}

/// What the program prints on a bill, to stdout and stderr together, and its exit code.
fn printed(bill: &str, rules: &str, data: Option<&str>, more: &[&str]) -> (String, i32) {
    let bill = format!("{FOLDER}/{bill}.toml");
    let mut arguments = vec!["preview", "--rules", rules, "--bill", &bill];
    data.into_iter().for_each(|data| arguments.extend(["--data", data]));
    arguments.extend(more);
    let output = huzhu(&arguments);
    let code = output.status.code().expect("the program ends by itself");
    (text(output.stdout) + &text(output.stderr), code)
}

/// What the program prints on a bill for a program.
fn printed_json(bill: &str, rules: &str, data: Option<&str>) -> String {
    let bill = format!("{FOLDER}/{bill}.toml");
    let mut arguments = vec!["preview", "--rules", rules, "--bill", &bill, "--format", "json"];
    data.into_iter().for_each(|data| arguments.extend(["--data", data]));
    let output = huzhu(&arguments);
    assert_eq!(output.status.code(), Some(0), "{bill}");
    text(output.stdout)
}

/// Holds what a bill prints against the recorded text, in both languages.
fn golden(bill: &str, rules: &str, data: Option<&str>, code: i32) {
    for lang in ["en", "zh"] {
        let (found, exit) = printed(bill, rules, data, &["--lang", lang]);
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("{FOLDER}/{bill}.{lang}.txt"));
        if std::env::var_os("BLESS").is_some() {
            fs::write(&path, &found).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(found, expected, "{}; BLESS=1 rewrites it", path.display());
        assert_eq!(exit, code);
    }
}

#[test]
fn a_bill_that_is_paid() {
    golden("paid", "rules/weihai", None, 0);
}

#[test]
fn a_bill_within_the_waiting_period() {
    golden("waiting", "rules/guangdong", None, 0);
}

#[test]
fn a_threshold_missed_by_little() {
    golden("threshold", "rules/pinghu", None, 0);
}

#[test]
fn a_bill_that_opens_earlier_ones() {
    golden("opens", "rules/weihai", Some(DATA), 0);
}

#[test]
fn a_sheet_with_figures_missing() {
    golden("missing", "rules/guangdong", None, 0);
}

#[test]
fn a_sheet_without_its_total() {
    golden("total", "rules/guangdong", None, 0);
}

#[test]
fn every_mistake_of_a_bill_is_told_at_once() {
    golden("mistakes", "rules/weihai", None, 2);
}

#[test]
fn an_empty_id_and_columns_that_tell_rows_apart_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (bill, paid) =
        (folder.path().join("bill.toml"), fs::read_to_string("tests/preview/paid.toml").unwrap());
    for (line, told) in [
        ("bill_id = \" \"\n", "the text of `bill_id` is empty"),
        ("bill_id = \"1\"\nstatus = \"void\"\n", "unknown key `status`"),
        ("bill_id = \"1\"\nrevision = 2\n", "unknown key `revision`"),
        (
            "bill_id = \"1\"\ntakes_back = \"B1\"\n",
            "`takes_back` is for bills.csv, where one row takes back another; write here only the bills \
             that are left",
        ),
    ] {
        fs::write(&bill, paid.replacen("bill_id = \"B2024-017\"\n", line, 1)).unwrap();
        let bill = bill.to_str().unwrap();
        let output = huzhu(&["preview", "--rules", "rules/weihai", "--bill", bill, "--lang", "en"]);
        let found = text(output.stderr);
        assert!(found.starts_with(&format!("error: {told}\n")), "{found}");
        assert_eq!((output.status.code(), found.matches("error: ").count()), (Some(2), 1));
    }
}

#[test]
fn exit_codes_tell_whose_mistake_it_is() {
    let code = |arguments: &[&str]| huzhu(arguments).status.code();
    let paid = "tests/preview/paid.toml";
    let ask = |rules, bill| code(&["preview", "--rules", rules, "--bill", bill]);
    assert_eq!(ask("rules/weihai", paid), Some(0));
    assert_eq!(ask("rules/weihai", "tests/preview/none.toml"), Some(1));
    assert_eq!(ask("rules/none", paid), Some(2));
    assert_eq!(ask(paid, paid), Some(2), "a bill is no rule file");
    assert_eq!(code(&["preview", "--rules", "rules/weihai"]), Some(2));
    let with_data = ["preview", "--rules", "rules/weihai", "--bill", paid, "--data"];
    assert_eq!(code(&[&with_data[..], &[DATA]].concat()), Some(2), "it has a member of its own");
    assert_eq!(code(&[&with_data[..], &["tests/none"]].concat()), Some(1));
}

/// The same complaint about rules, whichever command reads them.
#[test]
fn rules_that_cannot_be_read_are_told_in_one_way() {
    let with = |command: &[&str]| huzhu(&[command, &["--lang", "en"]].concat());
    let out = ["batch", "--rules", "rules/none", "--data", DATA, "--out", "rules/none"];
    let bill = ["preview", "--rules", "rules/none", "--bill", "tests/preview/paid.toml"];
    for command in [&["check", "rules/none"][..], &["test", "rules/none"], &out, &bill] {
        let output = with(command);
        let told = text(output.stderr);
        assert!(told.starts_with("huzhu: `rules/none` cannot be read: "), "{command:?}: {told}");
        assert_eq!((output.status.code(), told.lines().count()), (Some(2), 1), "{command:?}");
    }
}

#[test]
fn help_is_in_one_language() {
    for command in ["check", "test", "batch", "preview", "--lang=zh"] {
        let help = text(huzhu(&[command, "--help", "--lang", "zh"]).stdout);
        for english in
            ["Usage", "Commands", "Arguments", "Options", "rint this", "possible", "default"]
        {
            assert!(!help.contains(english), "{command}: {help}");
        }
        assert!(help.contains("\n用法: huzhu"), "{command}: {help}");
    }
}

// The trace.

fn trace(bill: &str, rules: &str, data: Option<&str>) -> Value {
    serde_json::from_str(&printed_json(bill, rules, data)).expect("a trace is JSON")
}

/// An amount in hundred-millionths, exact.
fn amount(value: &Value) -> i128 {
    let text = value.as_str().expect("amounts are text");
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    sign * format!("{whole}{part:0<8}").parse::<i128>().expect("amounts are plain decimals")
}

fn sum(list: &Value) -> i128 {
    list.as_array().expect("a list").iter().map(|entry| amount(&entry["amount"])).sum()
}

fn check_no_floats(value: &Value) {
    match value {
        Value::Number(number) => assert!(!number.is_f64(), "{number} is a binary fraction"),
        Value::Array(items) => items.iter().for_each(check_no_floats),
        Value::Object(entries) => entries.values().for_each(check_no_floats),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

fn check_balances(trace: &Value) {
    let balance = &trace["balance"];
    let borne =
        sum(&balance["payers"]) + sum(&balance["benefits"]) + amount(&balance["member_bears"]);
    assert_eq!(amount(&balance["billed"]), borne, "billed is the sum of who bears it");
    let mut payable = 0;
    for benefit in trace["benefits"].as_array().expect("a list") {
        let mut left = 0;
        for step in benefit["steps"].as_array().expect("a list") {
            assert_eq!(amount(&step["in"]), left, "{step} begins with what was left");
            left = amount(&step["out"]);
            assert_eq!(amount(&step["in"]), amount(&step["taken"]) + left, "{step} balances");
        }
        assert_eq!(left, amount(&benefit["paid"]));
        payable += left;
    }
    assert_eq!(payable, amount(&trace["payable"]));
    assert_eq!(payable, sum(&balance["benefits"]) + sum(&balance["beside_the_bill"]));
}

#[test]
fn every_trace_balances_twice_and_has_no_binary_fraction() {
    let bills = [
        ("paid", "rules/weihai", None),
        ("waiting", "rules/guangdong", None),
        ("threshold", "rules/pinghu", None),
        ("opens", "rules/weihai", Some(DATA)),
    ];
    for (bill, rules, data) in bills {
        let trace = trace(bill, rules, data);
        assert_eq!(trace["format"], "huzhu-trace/1");
        assert_eq!(trace["engine"], env!("CARGO_PKG_VERSION"));
        let hash = trace["rules"][0]["sha256"].as_str().expect("a hash is text");
        assert!(hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()));
        check_no_floats(&trace);
        check_balances(&trace);
    }
}

#[test]
fn a_trace_with_figures_missing_claims_nothing_else() {
    let trace = trace("missing", "rules/guangdong", None);
    check_no_floats(&trace);
    for key in ["payable", "benefits", "balance"] {
        assert!(trace[key].is_null(), "{key}");
    }
    assert!(trace["decisions"][0]["payable"].is_null());
    let range = &trace["preview"]["range"];
    assert!(amount(&range["least"]) < amount(&range["most"]));
    let look_for: Vec<_> =
        trace["preview"]["look_for"].as_array().unwrap().iter().map(|one| &one["column"]).collect();
    assert!(look_for.contains(&&Value::from("pool_paid")));
    assert!(!look_for.contains(&&Value::from("deductible")), "no rule asks for it");
}

#[test]
fn what_others_gain_is_the_difference_of_two_histories() {
    let trace = trace("opens", "rules/weihai", Some(DATA));
    let others = trace["preview"]["others"].as_array().unwrap();
    let ids: Vec<_> = others.iter().map(|other| other["bill_id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["B1", "B2"]);
    for other in others {
        assert_eq!(amount(&other["without"]) + amount(&other["change"]), amount(&other["with"]));
    }
}

// Nothing is written; nothing is another function.

/// Every file below a folder, with its content.
fn snapshot(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let inside = |path: PathBuf| match path.is_dir() {
        true => snapshot(&path),
        false => vec![(path.clone(), fs::read(&path).unwrap())],
    };
    let mut all: Vec<_> = entries.flat_map(inside).collect();
    all.sort();
    all
}

/// The files of the office in a folder of their own.
fn office() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, content) in snapshot(&Path::new(env!("CARGO_MANIFEST_DIR")).join(DATA)) {
        fs::write(folder.path().join(path.file_name().unwrap()), content).unwrap();
    }
    folder
}

#[test]
fn a_preview_writes_nothing() {
    let folder = office();
    let before = snapshot(folder.path());
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(env!("CARGO_BIN_EXE_huzhu"))
        .current_dir(folder.path())
        .args(["preview", "--data", "."])
        .arg("--rules")
        .arg(root.join("rules/weihai"))
        .arg("--bill")
        .arg(root.join("tests/preview/opens.toml"))
        .output()
        .unwrap();
    assert!(output.status.success());
    assert_eq!(snapshot(folder.path()), before);
}

#[test]
fn a_preview_does_not_name_the_member() {
    for format in ["text", "json"] {
        let (text, _) = printed("opens", "rules/weihai", Some(DATA), &["--format", format]);
        assert!(!text.contains("370000000001"), "{format}");
    }
}

/// The rows of a CSV file of the tests, which has no quotes.
fn rows(text: &str) -> (Vec<&str>, Vec<Vec<&str>>) {
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    (lines.next().expect("a header"), lines.collect())
}

/// A bill of the office as `bill.toml`.
fn as_toml(header: &[&str], row: &[&str]) -> String {
    let cells = header.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
    let lines = cells.map(|(name, cell)| format!("{name} = \"{cell}\"\n"));
    format!("[bill]\n{}", lines.collect::<String>())
}

#[test]
fn a_preview_says_what_the_batch_says() {
    let folder = office();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let data = folder.path().display().to_string();
    let batch =
        huzhu(&["batch", "--rules", "rules/weihai", "--data", &data, "--out", &path("out")]);
    assert!(batch.status.success(), "{}", text(batch.stderr));
    let decisions = fs::read_to_string(path("out/decisions.csv")).unwrap();
    let all = fs::read_to_string(path("bills.csv")).unwrap();
    let (header, bills) = rows(&all);
    for bill in &bills {
        let others: Vec<String> = all
            .lines()
            .filter(|line| !line.starts_with(&format!("{},", bill[0])))
            .map(str::to_owned)
            .collect();
        fs::write(path("bills.csv"), others.join("\n") + "\n").unwrap();
        fs::write(path("bill.toml"), as_toml(&header, bill)).unwrap();
        let output = huzhu(&[
            "preview",
            "--rules",
            "rules/weihai",
            "--data",
            &data,
            "--bill",
            &path("bill.toml"),
            "--format",
            "json",
        ]);
        assert!(output.status.success(), "{}", text(output.stdout));
        let trace: Value = serde_json::from_slice(&output.stdout).unwrap();
        check_same(&trace, bill[0], &decisions);
    }
}

/// Holds the decisions of a trace against the rows of decisions.csv.
fn check_same(trace: &Value, bill: &str, decisions: &str) {
    let (header, rows) = rows(decisions);
    let place =
        |name: &str| header.iter().position(|column| *column == name).expect("a known column");
    let mine: Vec<_> = rows.iter().filter(|row| row[place("bill_id")] == bill).collect();
    let found = trace["decisions"].as_array().unwrap();
    assert_eq!(found.len(), mine.len(), "{bill}");
    for found in found {
        let plan = found["plan"].as_str().unwrap_or_default();
        let row = mine.iter().find(|row| row[place("plan")] == plan).expect("a row of the plan");
        assert_eq!(found["status"], row[place("status")]);
        assert_eq!(found["payable"], row[place("payable")]);
        let codes =
            found["reasons"].as_array().unwrap().iter().map(|r| r["code"].as_str().unwrap());
        assert_eq!(codes.collect::<Vec<_>>().join(";"), row[place("reasons")]);
    }
    for benefit in trace["benefits"].as_array().unwrap() {
        let id = benefit["benefit"].as_str().unwrap();
        let mut rows = rows.iter().filter(|row| row[place("bill_id")] == bill);
        assert!(rows.any(|row| benefit["paid"] == row[place(id)]), "{bill} {id}");
    }
}

// Ranges.

const AMOUNTS: [&str; 10] = [
    "out_of_catalogue",
    "class_b_prepay",
    "over_limit",
    "pool_paid",
    "critical_paid",
    "assistance_paid",
    "other_paid",
    "large_amount_paid",
    "hospital_borne",
    "deductible",
];

/// Rules, the head of a bill under them, and perhaps the files of an office it joins.
struct Office {
    book: &'static Book,
    head: &'static str,
    tail: String,
    intake: Option<Intake<'static>>,
}

fn load(rules: &str, head: &'static str, tail: String, data: bool) -> Office {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // For as long as the tests run: the files' rows go by it.
    let book: &Book = Box::leak(Box::new(Book::load(&root.join(rules)).expect("right rules")));
    let inputs = Inputs::in_folder(&root.join(DATA));
    let intake =
        data.then(|| intake::read(&inputs, book.vocabulary(), &()).expect("the data are right"));
    Office { book, head, tail, intake }
}

fn offices() -> Vec<Office> {
    const YEAR_2021: &str = "category = \"inpatient\"\nhospital_level = \"2\"\n\
        admission = \"2021-06-01\"\ndischarge = \"2021-06-12\"\ndiagnosis = \"C16.9\"\n";
    const YEAR_2022: &str = "category = \"inpatient\"\nhospital_level = \"2\"\n\
        admission = \"2022-06-01\"\ndischarge = \"2022-06-12\"\n";
    const YEAR_2024: &str = "category = \"inpatient\"\nhospital_level = \"3\"\n\
        admission = \"2024-06-01\"\ndischarge = \"2024-06-12\"\n";
    const OF_MEMBER: &str = "member_id = \"370000000001\"\ncategory = \"inpatient\"\n\
        hospital_level = \"3\"\nadmission = \"2024-06-01\"\ndischarge = \"2024-06-12\"\n";
    vec![
        load("rules/guangdong", YEAR_2022, member("second_insurance"), false),
        load("rules/weihai", YEAR_2024, member("medical"), false),
        load("rules/weihai", OF_MEMBER, String::new(), true),
        load("rules/city", YEAR_2024, member("city"), false),
        load("rules/pinghu", YEAR_2022, member("medical"), false),
        load("rules/beijing", YEAR_2022, member("medical"), false),
        load("rules/hangzhou", YEAR_2021, member("self_paid") + &period("critical"), false),
        load("rules/inner_mongolia", YEAR_2022, member("medical"), false),
        load("rules/yunnan", YEAR_2022, member("medical"), false),
        load("rules/weihai_critical", YEAR_2022, member("employee"), false),
        load("rules/resident_critical_gross", YEAR_2022, member("resident"), false),
        signs(YEAR_2024, member("signs")),
        steps(YEAR_2024, member("signs")),
        office_of(signs_with(SHARE), YEAR_2024, member("signs")),
        office_of(signs_with(LUMPS), YEAR_2024, member("signs")),
        office_of(signs_with(CHOSEN), YEAR_2024, member("signs")),
        office_of(signs_with(COMPUTED), YEAR_2024, member("signs")),
    ]
}

fn member(plan: &str) -> String {
    format!("[member]\nbirth_date = \"1980-01-01\"\nsex = \"M\"\n{}", period(plan))
}

fn period(plan: &str) -> String {
    format!(
        "[[enrolment]]\nplan = \"{plan}\"\nstart = \"2021-01-01\"\nend = \"2024-12-31\"\n\
         enrolled_on = \"2020-11-20\"\n"
    )
}

/// Rules in which columns work for the member in one place and against in another.
const SIGNS: &str = r#"
[scheme]
id = "signs"
title = { zh = "正负", en = "signs" }
currency = "CNY"
basis = "admission"
order = "settlement"
[edition]
id = "1"
title = { zh = "一", en = "one" }
from = "2020-01-01"
source = "made up"
[[plan]]
id = "signs"
title = { zh = "正负", en = "signs" }
clause = "1"
[[benefit]]
id = "mixed"
plan = "signs"
title = { zh = "混合", en = "mixed" }
clause = "2"
categories = ["inpatient"]
against_bill = "within"
base = "max(20% of pool_paid - class_b_prepay, min(in_scope - pool_paid, 50% of deductible))"
rate = "90%"
[benefit.threshold]
of = "total - funds_paid"
at_least = "20% of critical_paid"
window = "bill"
[benefit.deductible]
amount = "10% of out_of_catalogue"
window = "bill"
[[benefit.limit]]
amount = "max(1000, 40% of bill_left)"
window = "year"
[[benefit]]
id = "rest"
plan = "signs"
title = { zh = "其余", en = "rest" }
clause = "3"
categories = ["inpatient"]
against_bill = "within"
base = "max(0, bill_left - 30% of out_of_catalogue)"
rate = "40%"
"#;

fn signs(head: &'static str, tail: String) -> Office {
    office_of(SIGNS.to_owned(), head, tail)
}

/// The same plan with benefits of which a higher amount may pay less.
fn steps(head: &'static str, tail: String) -> Office {
    office_of(signs_with(STEPS), head, tail)
}

/// The plan with other benefits.
fn signs_with(benefits: &str) -> String {
    let (before, _) = SIGNS.split_once("[[benefit]]").unwrap();
    before.to_owned() + benefits
}

/// A benefit whose rate and factor ask for amounts that its base does not ask for.
const SHARE: &str = r#"
[[benefit]]
id = "share"
plan = "signs"
title = { zh = "比例", en = "share" }
clause = "2"
categories = ["inpatient"]
against_bill = "beside"
base = "total"
rate = { by = "pool_paid", edge = "belongs_above", steps = [{ to = "100", is = "20%" }, { to = "900", is = "80%" }, { is = "10%" }] }
factor = { by = "over_limit", edge = "belongs_below", steps = [{ to = "10", is = "50%" }, { to = "300", is = "120%" }, { is = "90%" }] }
"#;

/// Benefits that pay a sum by one amount alone, so that nothing hides what is paid between the ends.
const LUMPS: &str = r#"
[[benefit]]
id = "difference"
plan = "signs"
title = { zh = "差额", en = "difference" }
clause = "2"
categories = ["inpatient"]
against_bill = "beside"
sum = { by = "pool_paid - class_b_prepay", edge = "belongs_above", steps = [{ to = "40", is = "300" }, { to = "900", is = "40" }, { to = "6000", is = "9000" }, { is = "500" }] }
[[benefit]]
id = "rest"
plan = "signs"
title = { zh = "其余", en = "rest" }
clause = "3"
categories = ["inpatient"]
against_bill = "beside"
sum = { by = "bill_left", edge = "belongs_below", steps = [{ to = "40", is = "300" }, { to = "900", is = "40" }, { is = "9000" }] }
[[benefit]]
id = "again"
plan = "signs"
title = { zh = "再付", en = "again" }
clause = "4"
categories = ["inpatient"]
against_bill = "within"
base = "max(0, bill_left)"
rate = { by = "paid.difference", edge = "belongs_above", steps = [{ to = "300", is = "70%" }, { to = "5000", is = "5%" }, { is = "30%" }] }
"#;

/// A benefit that is only computed: the more of it, the less is paid. Two amounts make each of the two figures, so that no
/// bill on which one amount has all the room shows an end.
const COMPUTED: &str = r#"
[[benefit]]
id = "reference"
plan = "signs"
title = { zh = "参照", en = "reference" }
clause = "2"
pays_out = false
categories = ["inpatient"]
base = "min(critical_paid, other_paid)"
rate = "80%"
deductible = { amount = "deductible", window = "year" }
limit = [{ amount = "90000", window = "year" }]
[[benefit]]
id = "difference"
plan = "signs"
title = { zh = "补差", en = "difference" }
clause = "3"
categories = ["inpatient"]
against_bill = "beside"
base = "max(0, min(pool_paid, out_of_catalogue) - paid.reference)"
rate = "50%"
"#;

/// Formulas and rates of bands that amounts choose, each asking for amounts of its own.
const CHOSEN: &str = r#"
[[benefit]]
id = "formula"
plan = "signs"
title = { zh = "公式", en = "formula" }
clause = "2"
categories = ["inpatient"]
against_bill = "beside"
sum = "max(0, 500 + falling_share of (total - pool_paid) - by_prepay)"
[[benefit]]
id = "slices"
plan = "signs"
title = { zh = "分段", en = "slices" }
clause = "3"
categories = ["inpatient"]
against_bill = "within"
base = "total - funds_paid"
[benefit.bands]
position = "each_bill"
rates = [{ to = "900", pays = "falling_share" }, { pays = { by = "out_of_catalogue", edge = "belongs_above", steps = [{ to = "30", is = "90%" }, { is = "20%" }] } }]
[benefit.bands.unpaid]
model = [{ to = "400", primary_pays = { by = "deductible", edge = "belongs_above", steps = [{ to = "10", is = "5%" }, { to = "700", is = "80%" }, { is = "30%" }] } }, { primary_pays = "50%" }]
[[benefit]]
id = "found"
plan = "signs"
title = { zh = "倒推", en = "found" }
clause = "4"
categories = ["inpatient"]
against_bill = "beside"
sum = "max(0, cost - 90% of other_paid)"
[amounts]
cost = { divide = "pool_paid", by = "falling_share", round = { to = "1", mode = "down" } }
[schedules.falling_share]
by = "critical_paid"
edge = "belongs_above"
steps = [{ to = "40", is = "30%" }, { to = "900", is = "80%" }, { is = "5%" }]
[schedules.by_prepay]
by = "class_b_prepay"
edge = "belongs_below"
steps = [{ to = "50", is = "50% of hospital_borne" }, { to = "800", is = "20" }, { is = "90% of over_limit" }]
"#;

const STEPS: &str = r#"
[[benefit]]
id = "falling"
plan = "signs"
title = { zh = "递减", en = "falling" }
clause = "2"
categories = ["inpatient"]
against_bill = "within"
base = "max(0, in_scope - pool_paid)"
rate = { by = "in_scope - pool_paid", edge = "belongs_below", steps = [{ to = "20", is = "60%" }, { to = "5000", is = "50%" }, { is = "10%" }] }
factor = { by = "class_b_prepay", edge = "belongs_above", steps = [{ to = "10", is = "80%" }, { is = "100%" }] }
[[benefit]]
id = "lump"
plan = "signs"
title = { zh = "定额", en = "lump" }
clause = "3"
categories = ["inpatient"]
against_bill = "beside"
sum = "max(0, 100 - care + 20% of care)"
[schedules.care]
by = "total - funds_paid"
edge = "belongs_above"
steps = [{ to = "30", is = "60" }, { to = "60", is = "0" }, { to = "3000", is = "90" }, { is = "30" }]
"#;

/// One missing amount is filled in with every amount it can be.
#[test]
fn a_range_over_steps_holds_every_amount_that_may_be_filled_in() {
    let office = steps(
        "category = \"inpatient\"\nhospital_level = \"3\"\n\
            admission = \"2024-06-01\"\ndischarge = \"2024-06-12\"\n",
        member("signs"),
    );
    let pool = AMOUNTS.iter().position(|name| *name == "pool_paid").unwrap();
    for total in (0..=10_000).step_by(500) {
        let mut amounts = [0; AMOUNTS.len()];
        let (mut lowest, mut highest) = (Money::MOST, Money::ZERO);
        for paid in (0..=total).step_by(50) {
            amounts[pool] = paid;
            let payable = ask(&office, total, &amounts, 0).explanation.payable();
            (lowest, highest) = (lowest.min(payable), highest.max(payable));
        }
        let (least, most) = match ask(&office, total, &amounts, 1 << pool).answer {
            Answer::Range { least, most, .. } => (least, most),
            Answer::Exact => (lowest, highest),
            Answer::TotalFirst { .. } => unreachable!("the total is written"),
        };
        assert!(
            least <= lowest && highest <= most,
            "{total}: {least:?} {lowest:?} {highest:?} {most:?}"
        );
    }
}

fn office_of(text: String, head: &'static str, tail: String) -> Office {
    let source = Source { path: "signs.toml".into(), text };
    let book = Book::compile(vec![source]);
    let book = book.unwrap_or_else(|why| panic!("{}", why.render(huzhu::words::Lang::English)));
    Office { book: Box::leak(Box::new(book)), head, tail, intake: None }
}

/// A bill whose amounts fit into its total, and which of them are left out.
fn bills() -> impl Strategy<Value = (i64, Vec<i64>, u16)> {
    let total = prop_oneof![0..2_000_000i64, 0..60_000_000i64];
    (total, prop::collection::vec(0..=1000i64, AMOUNTS.len()), any::<u16>()).prop_map(
        |(total, shares, open)| {
            let mut amounts = Vec::new();
            let (mut outside, mut payers) = (total, total);
            for (at, share) in shares.into_iter().enumerate() {
                let room = match at {
                    0..3 => &mut outside,
                    3..9 => &mut payers,
                    _ => &mut total.clone(),
                };
                // Squares, so that small amounts and large ones are both common.
                let amount = *room * share / 1000 * share / 1000;
                *room -= amount;
                amounts.push(amount);
            }
            (total, amounts, open)
        },
    )
}

fn ask<'b>(office: &'b Office, total: i64, amounts: &[i64], open: u16) -> Preview<'b> {
    let show = |fen: i64| office.book.vocabulary().currency().show(Money::from_minor(fen));
    let mut text = format!("[bill]\n{}total = \"{}\"\n", office.head, show(total));
    for (at, (name, amount)) in AMOUNTS.iter().zip(amounts).enumerate() {
        let written = if open >> at & 1 == 1 { "?".to_owned() } else { show(*amount) };
        text += &format!("{name} = \"{written}\"\n");
    }
    text += &office.tail;
    let source = Source { path: "bill.toml".into(), text };
    let (past, asked): (Past, _) = read(office.book, source, office.intake.as_ref())
        .unwrap_or_else(|file| panic!("{}", file.render(huzhu::words::Lang::English)));
    preview(office.book, &past, &asked)
}

/// Whatever else is missing beside it, and where both ends of what is missing pay the same.
#[test]
fn a_column_that_only_chooses_a_step_is_looked_for() {
    const HEAD: &str = "category = \"inpatient\"\nhospital_level = \"3\"\nadmission = \"2024-06-01\"\n\
                        discharge = \"2024-06-12\"\n";
    let missing = [Column::PoolPaid, Column::Deductible];
    let names = missing.map(|column| column.name().expect("both have one"));
    let open = AMOUNTS.iter().enumerate().filter(|(_, name)| names.contains(name));
    let open = open.fold(0, |open, (at, _)| open | 1 << at);
    for by in ["pool_paid", "bill_left"] {
        let rate = format!(
            "base = \"deductible\"\nrate = {{ by = \"{by}\", edge = \"belongs_above\", steps = [\
             {{ to = \"1000\", is = \"90%\" }}, {{ to = \"5000\", is = \"20%\" }}, {{ is = \"90%\" }}] }}\n"
        );
        let (terms, _) = SHARE.split_once("base = ").unwrap();
        let office = office_of(signs_with(&(terms.to_owned() + &rate)), HEAD, member("signs"));
        let preview = ask(&office, 600_000, &[0; AMOUNTS.len()], open);
        let Answer::Range { least, most, mut look_for } = preview.answer else {
            panic!("two figures are missing");
        };
        look_for.sort_unstable();
        let mut both = missing.to_vec();
        both.sort_unstable();
        assert_eq!(look_for, both, "{by}");
        assert_eq!((least, most), (Money::ZERO, Money::from_minor(540_000)), "{by}");
    }
}

thread_local! {
    static OFFICES: Vec<Office> = offices();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_filled_in_later_lies_inside_the_range((total, amounts, open) in bills()) {
        OFFICES.with(|offices| {
            for (number, office) in offices.iter().enumerate() {
                let whole = ask(office, total, &amounts, 0);
                prop_assert_eq!(&whole.answer, &Answer::Exact);
                let paid = whole.explanation.payable();
                let (least, most) = match ask(office, total, &amounts, open).answer {
                    Answer::Range { least, most, look_for } => {
                        prop_assert!(!look_for.is_empty());
                        (least, most)
                    }
                    Answer::Exact => {
                        let paid = ask(office, total, &amounts, open).explanation.payable();
                        (paid, paid)
                    }
                    Answer::TotalFirst { .. } => unreachable!("the total is written"),
                };
                prop_assert!(least <= paid && paid <= most, "rules {number}: {least:?} {paid:?} {most:?}");
            }
            Ok(())
        })?;
    }
}
