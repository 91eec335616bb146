//! The commands that help who writes rules, through the program: files laid out alike, a first folder, rules in sentences, the schema

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::oracle::generate::any_rules;
use huzhu::scheme::Book;

fn huzhu(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huzhu"));
    command.args(arguments).env_remove("LC_ALL").env_remove("LC_MESSAGES").env("LANG", "C");
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// All that rules decide, as one text.
fn meaning(folder: &Path) -> String {
    format!("{:?}", Book::load(folder).unwrap())
}

/// The same rules as an author might write them who does not care how they look.
fn careless(rules: &str, seed: usize) -> String {
    let mut out = String::from("# who wrote it\r\n\n\n");
    for (at, line) in rules.lines().enumerate() {
        out += &match (line.starts_with('['), (at + seed) % 4) {
            (true, 0) => format!("  {line}   # header {at}\n"),
            (false, 1) => line.replacen(" = ", "=", 1) + "  \n\n\n",
            (false, 2) => format!("\t{}\r\n", line.replacen(" = ", "   = ", 1)),
            (false, 3) if line.contains(" = {") && line.ends_with('}') => {
                line.replacen(" = {", &format!(" = {{ # within {at}\n"), 1) + "\n"
            }
            _ => format!("{line}\n# below {at}\n"),
        };
    }
    out
}

/// What stands in the comments of a file, in order.
fn comments(text: &str) -> Vec<String> {
    let mut all: Vec<String> = text
        .lines()
        .filter_map(|line| Some(line.rsplit_once("# ")?.1.trim_end().to_owned()))
        .collect();
    all.sort();
    all
}

#[test]
fn rules_that_are_laid_out_decide_what_they_decided() {
    let folder = tempfile::tempdir().unwrap();
    let mut runner = TestRunner::deterministic();
    let mut before = Vec::new();
    for number in 0..60 {
        let editions = any_rules().new_tree(&mut runner).unwrap().current();
        let book = folder.path().join(format!("book_{number:02}"));
        fs::create_dir(&book).unwrap();
        for (at, edition) in editions.iter().enumerate() {
            fs::write(book.join(format!("{at}.toml")), careless(edition, number)).unwrap();
        }
        let written = fs::read_to_string(book.join("0.toml")).unwrap();
        before.push((book.clone(), meaning(&book), comments(&written)));
    }
    let place = folder.path().to_str().unwrap();
    let check = huzhu(&["fmt", "--check", place]);
    assert_eq!(check.status.code(), Some(2), "{}", text(&check.stderr));
    let run = huzhu(&["fmt", place]);
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    for (book, meant, said) in before {
        assert_eq!(meaning(&book), meant, "{}", book.display());
        let written = fs::read_to_string(book.join("0.toml")).unwrap();
        assert_eq!(comments(&written), said, "{}", book.display());
    }
    let again = huzhu(&["fmt", "--check", place]);
    assert_eq!((again.status.code(), text(&again.stdout)), (Some(0), String::new()));
}

#[test]
fn the_rules_of_this_repository_are_laid_out() {
    let check = huzhu(&["fmt", "--check", "rules"]);
    assert_eq!((check.status.code(), text(&check.stdout)), (Some(0), String::new()));
}

#[test]
fn a_file_that_is_no_toml_is_named_and_the_others_are_laid_out() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("a.toml"), "x=1\n").unwrap();
    fs::write(at("b.toml"), "x = = 1\n").unwrap();
    let run = huzhu(&["fmt", folder.path().to_str().unwrap()]);
    assert_eq!(run.status.code(), Some(2));
    assert!(text(&run.stderr).contains("b.toml:1"), "{}", text(&run.stderr));
    assert_eq!(fs::read_to_string(at("a.toml")).unwrap(), "x = 1\n");
    assert_eq!(fs::read_to_string(at("b.toml")).unwrap(), "x = = 1\n");
}

#[cfg(unix)]
#[test]
fn a_file_keeps_its_rights_and_a_link_stays_a_link() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let (file, link) = (folder.path().join("kept"), folder.path().join("link.toml"));
    fs::write(&file, "x=1\n").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&file, &link).unwrap();
    assert_eq!(huzhu(&["fmt", link.to_str().unwrap()]).status.code(), Some(0));
    assert_eq!(fs::read_to_string(&file).unwrap(), "x = 1\n");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(link.is_symlink());
}

#[test]
fn a_new_folder_holds_at_once() {
    for lang in ["en", "zh"] {
        let folder = tempfile::tempdir().unwrap();
        let begun = folder.path().join("my_scheme");
        let (place, out) = (begun.to_str().unwrap(), folder.path().join("out"));
        let new = huzhu(&["new", place, "--lang", lang]);
        assert_eq!(new.status.code(), Some(0), "{}", text(&new.stderr));
        let check = huzhu(&["check", place]);
        assert_eq!(check.status.code(), Some(0), "{}{}", text(&check.stdout), text(&check.stderr));
        assert_eq!(text(&check.stdout), "", "no mistake, and no warning");
        let test = huzhu(&["test", place]);
        assert_eq!(test.status.code(), Some(0), "{}{}", text(&test.stdout), text(&test.stderr));
        assert_eq!(huzhu(&["fmt", "--check", place]).status.code(), Some(0));
        let data = begun.join("data");
        let batch = [
            "batch",
            "--rules",
            place,
            "--data",
            data.to_str().unwrap(),
            "--out",
            out.to_str().unwrap(),
        ];
        let batch = huzhu(&batch);
        assert_eq!(batch.status.code(), Some(0), "{}", text(&batch.stderr));
        // By hand: 3300 and 3600 of the first member as in the cases, 50000 at the ceiling, and one bill in its waiting period.
        let decisions = fs::read_to_string(out.join("decisions.csv")).unwrap();
        for paid in ["3300.00", "3600.00", "50000.00", "waiting_period"] {
            assert!(decisions.contains(paid), "{paid}: {decisions}");
        }
        assert_eq!(Book::load(&begun).unwrap().id(), "my_scheme");
    }
}

#[test]
fn nothing_is_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let begun = folder.path().join("有");
    let place = begun.to_str().unwrap();
    assert_eq!(huzhu(&["new", place]).status.code(), Some(0));
    // A name that no id can be.
    assert_eq!(Book::load(&begun).unwrap().id(), "my_scheme");
    fs::write(begun.join("2026.toml"), "mine").unwrap();
    let again = huzhu(&["new", place]);
    assert_eq!(again.status.code(), Some(2), "{}", text(&again.stderr));
    assert_eq!(fs::read_to_string(begun.join("2026.toml")).unwrap(), "mine");
}

/// Rules with one of each step, and what their sheet says of them, by hand.
const PRINTED: &str = r#"
[parameters]
cap = "1000"
[fields]
beds = { type = "amount", of = "bill", title = { zh = "床位费", en = "bed charge" }, default = "0" }
[schedules]
share = { by = "hospital_level", is = { "1" = "70%", "2" = "60%", "3" = "50%", none = "50%" } }
[numbers]
over_60 = { of = "age", less = 60, at_most = 10 }
[amounts]
own = "max(0, in_scope - 20% of pool_paid - beds)"
[totals.year_own]
of = "in_scope"
window = "year"
[[plan]]
id = "medical"
title = { zh = "医疗", en = "medical" }
clause = "art. 1"
renewal_gap = 31
waiting = { days = { by = "cause", is = { accident = 0 }, otherwise = 30 }, on_renewal = "waived" }
[[benefit]]
id = "medical"
plan = "medical"
title = { zh = "医疗互助金", en = "medical aid" }
clause = "art. 2"
categories = ["inpatient"]
when = { sex = "F", age = "16-60" }
against_bill = "within"
base = "own"
rate = "share"
round = { to = "1", mode = "down" }
[benefit.threshold]
of = "in_scope"
above = "min(500, 1% of year_own)"
window = "bill"
unpaid_bills = "count"
[benefit.deductible]
amount = "300"
window = "year"
[[benefit.limit]]
amount = "cap"
window = "cover"
[[benefit]]
id = "old"
plan = "medical"
title = { zh = "高龄", en = "old age" }
clause = "art. 3"
categories = ["event"]
against_bill = "beside"
base = "in_scope"
rate = "10% + 1% times over_60"
"#;

fn printed(lang: &str, format: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rules.toml");
    let rules = crate::common::head("printed", "2024-01-01") + PRINTED;
    fs::write(&path, rules).unwrap();
    let print = huzhu(&["print", path.to_str().unwrap(), "--lang", lang, "--format", format]);
    assert_eq!(print.status.code(), Some(0), "{}", text(&print.stderr));
    text(&print.stdout)
}

#[test]
fn rules_are_printed_as_they_are_computed() {
    let sheet = printed("zh", "text");
    let lines = [
        "计算基数：政策范围内费用 − 统筹基金支付 × 20% − 床位费（不足零按零计）",
        "起报标准：每张结算单“政策范围内费用”超过 500.00、“每个自然年度全部在保结算单“政策范围内费用”的合计 × 1%”中的最小者（不含）方予给付",
        "起付线：每个自然年度扣除 300.00",
        "给付范围：就医类别：住院；会员年龄：16 至 60；会员性别：女",
        "等待期：保障起始日起 表 1 所列值 天内入院的，不予给付；连续参保的免等待期",
        "疾病、生育、其他：30",
        "三级、未定级：50%",
        "舍入：去尾到元",
        "封顶线：每个参保期最多给付 1,000.00",
        // At 60 and below nothing counts; from 61 on each year counts, up to ten.
        "0 至 60：10%",
        "61 至 69：11% 至 19%，每增 1 变动 +1%",
        "70 及以上：20%",
        "核对人（已与印发条款核对）",
        "批准人",
    ];
    for line in lines {
        assert!(sheet.contains(line), "no `{line}` in\n{sheet}");
    }
    let english = printed("en", "text");
    for line in [
        "base: in scope − 20% of paid by the pooled fund − bed charge, not below zero",
        "approved by",
    ] {
        assert!(english.contains(line), "no `{line}` in\n{english}");
    }
}

#[test]
fn the_page_is_xml_that_loads_nothing_and_has_two_lines_to_sign() {
    let page = printed("zh", "html");
    let xml = roxmltree::Document::parse(page.trim_start_matches("<!DOCTYPE html>")).unwrap();
    let rows = |class: &str| {
        let table = xml.descendants().find(|node| node.attribute("class") == Some(class)).unwrap();
        table.descendants().filter(|node| node.has_tag_name("tr")).count()
    };
    assert_eq!(rows("sign"), 2);
    assert!(rows("values") > 20, "every value has a row");
    assert!(!page.contains("http://www") && !page.contains("<script"));
}

#[test]
fn every_book_is_printed_in_both_languages() {
    for entry in fs::read_dir("rules").unwrap() {
        let path = entry.unwrap().path();
        for lang in ["zh", "en"] {
            let print = huzhu(&["print", path.to_str().unwrap(), "--lang", lang]);
            assert_eq!(print.status.code(), Some(0), "{}", path.display());
            let sheet = text(&print.stdout);
            // A value that was not found would be nothing between two signs.
            for nothing in ["“”", "[]", "：；", "（）", "()"] {
                assert!(!sheet.contains(nothing), "{}: `{nothing}` in\n{sheet}", path.display());
            }
        }
    }
    let none = huzhu(&["print", "rules/weihai", "--edition", "1999"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(text(&none.stderr).contains("`2010`"), "{}", text(&none.stderr));
}

/// A window that closes earlier in the year than it opens has opened the year before; the sheet that is signed says so.
#[test]
fn a_window_over_the_new_year_is_printed_with_both_years() {
    let folder = tempfile::tempdir().unwrap();
    let rules = fs::read_to_string("rules/hangzhou/2021.toml").unwrap();
    let from = rules.find("enrol = [").expect("a window");
    let to = from + rules[from..].find(']').unwrap() + 1;
    for (ways, english, chinese) in [
        (
            "opens = \"06-01\", closes = \"04-30\", years_before = 0",
            "from 06-01 of the year before the period starts to 04-30 of the year in which it does",
            "参保期开始前一年的 6 月 1 日至当年的 4 月 30 日",
        ),
        (
            "opens = \"10-15\", closes = \"12-15\", years_before = 0",
            "from 10-15 to 12-15 of the year in which the period starts",
            "参保期开始当年的 10 月 15 日至 12 月 15 日",
        ),
    ] {
        let text = format!("{}enrol = [{{ {ways} }}]{}", &rules[..from], &rules[to..]);
        fs::write(folder.path().join("2021.toml"), text).unwrap();
        let printed = |lang| {
            let path = folder.path().to_str().unwrap();
            text_of(&huzhu(&["print", path, "--lang", lang]))
        };
        assert!(printed("en").contains(english), "{}", printed("en"));
        assert!(printed("zh").contains(chinese), "{}", printed("zh"));
    }
}

/// What a command prints.
fn text_of(output: &Output) -> String {
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}
