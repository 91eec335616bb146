//! Notices: what a member is handed adds up, and is HTML whatever the ids hold.
//!
//! `BLESS=1 cargo test` rewrites `tests/notice/`; open it in a browser, and read the difference.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use huzhu::batch::{self, Job, Report};
use huzhu::explanation::notice::Wanted;
use huzhu::fingerprint::sha256;
use huzhu::intake::Inputs;
use huzhu::scheme::Book;
use huzhu::words::{Lang, capitals};
use roxmltree::{Document, Node, ParsingOptions};
use tempfile::TempDir;

fn home(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A run of some rules over some data, and what it wrote.
struct Run {
    notices: String,
    decisions: String,
    report: Report,
}

/// All notices of the small city.
static CHINESE: LazyLock<Run> = LazyLock::new(|| Run::city(Wanted::All, Lang::Chinese));
static ENGLISH: LazyLock<Run> = LazyLock::new(|| Run::city(Wanted::All, Lang::English));

impl Run {
    fn new(rules: &str, data: &Path, notices: Wanted, lang: Lang, threads: usize) -> Run {
        let book = Book::load(&home(rules));
        let book = &book.unwrap_or_else(|why| panic!("{}", why.render(Lang::English)));
        let folder = tempfile::tempdir().unwrap();
        let (inputs, out) = (&Inputs::in_folder(data), folder.path());
        let (rules, threads, explains, watch) = (&[][..], Some(threads), false, &());
        let reports = Default::default();
        let job =
            Job { book, rules, inputs, out, threads, explains, notices, reports, lang, watch };
        let report = batch::run(&job).unwrap();
        let read = |name| fs::read_to_string(out.join(name)).unwrap();
        Run { notices: read("notices.html"), decisions: read("decisions.csv"), report }
    }

    fn city(notices: Wanted, lang: Lang) -> Run {
        Run::new("rules/city", &home("data/city_small"), notices, lang, 2)
    }
}

/// A file of notices as what its tags nest to. They are written so that they are XML too: whatever is
/// open is closed, in order, and no text is taken for a tag.
fn parsed(html: &str) -> Document<'_> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(html, options).unwrap_or_else(|why| panic!("{why}:\n{html}"))
}

fn all<'a, 'i>(node: Node<'a, 'i>, tag: &'a str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.descendants().filter(move |inner| inner.has_tag_name(tag))
}

fn table<'a, 'i>(node: Node<'a, 'i>, class: &'a str) -> Option<Node<'a, 'i>> {
    all(node, "table").find(|table| table.attribute("class") == Some(class))
}

/// The text of every cell of every row below the head.
fn rows(table: Node) -> Vec<Vec<String>> {
    let body = all(table, "tbody").next().expect("a table has a body");
    let cells = |row: Node| row.children().map(text).collect();
    all(body, "tr").map(cells).collect()
}

fn text(node: Node) -> String {
    node.descendants().filter(Node::is_text).filter_map(|part| part.text()).collect()
}

/// The notices of a file, by the id of their bill.
fn by_bill<'a>(document: &'a Document<'a>) -> BTreeMap<String, Node<'a, 'a>> {
    let notices = all(document.root(), "article");
    notices.map(|notice| (rows(table(notice, "facts").unwrap())[0][3].clone(), notice)).collect()
}

/// In fen, or tenths of a thousandth of them: only sums matter.
fn amount(text: &str) -> i128 {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{}{part:0<12}", whole.replace(',', ""));
    digits.parse().unwrap_or_else(|why| panic!("{text}: {why}"))
}

/// The rows of a CSV file, by the names of their columns.
fn csv(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

/// One line a row, so that a difference can be read; a browser does not see it.
fn in_lines(html: &str) -> String {
    ["<tr", "<p", "<h1", "<h2", "<h3", "<section", "<table", "<li", "<div"]
        .into_iter()
        .fold(html.to_owned(), |text, tag| text.replace(&format!(">{tag}"), &format!(">\n{tag}")))
}

/// Holds notices against the recorded ones, in both languages.
fn golden(name: &str, rules: &str, data: &str, bills: &[&str]) {
    let asked: BTreeSet<String> = bills.iter().map(|&id| id.to_owned()).collect();
    for (code, lang) in [("zh", Lang::Chinese), ("en", Lang::English)] {
        let run = Run::new(rules, &home(data), Wanted::Only(&asked), lang, 2);
        assert_eq!((run.report.notices, run.report.without_notice.len()), (bills.len() as u64, 0));
        let found = in_lines(&run.notices);
        let path = home(&format!("tests/notice/{name}.{code}.html"));
        if std::env::var_os("BLESS").is_some() {
            fs::write(&path, &found).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        assert!(found == expected, "{} differs; BLESS=1 rewrites it", path.display());
    }
}

#[test]
fn a_limit_cuts_a_limit_is_reached_and_nobody_is_covered() {
    let bills = ["B000000984", "B000001735", "B000000102"];
    golden("city", "rules/city", "data/city_small", &bills);
}

#[test]
fn a_threshold_is_missed_and_bands_are_gone_through() {
    golden("weihai", "rules/weihai", "tests/preview/data", &["B1", "C1"]);
}

#[test]
fn every_bill_decided_has_one_notice_and_each_is_well_formed() {
    for run in [&CHINESE, &ENGLISH] {
        let document = parsed(&run.notices);
        let decided = run.report.summary.bills.decided;
        assert_eq!(all(document.root(), "article").count() as u64, decided);
        assert_eq!((by_bill(&document).len() as u64, run.report.notices), (decided, decided));
        let known = ["class", "colspan", "lang", "charset", "http-equiv", "content"];
        for node in document.descendants() {
            let other = node.attributes().find(|attribute| !known.contains(&attribute.name()));
            assert!(other.is_none(), "nothing is fetched, and nothing runs: {other:?}");
            assert!(!node.has_tag_name("script"));
        }
    }
}

#[test]
fn what_was_billed_is_borne_to_the_fen() {
    let document = parsed(&CHINESE.notices);
    let bills = fs::read_to_string(home("data/city_small/bills.csv")).unwrap();
    let (notices, bills) = (by_bill(&document), csv(&bills));
    assert_eq!(bills.len(), notices.len());
    for bill in &bills {
        let (id, notice) = (&bill["bill_id"], notices[&bill["bill_id"]]);
        let balance = rows(table(notice, "balance").unwrap());
        let (billed, parts) = balance.split_first().unwrap();
        assert_eq!(amount(&billed[1]), amount(&bill["total"]), "{id}");
        let sum: i128 = parts.iter().map(|part| amount(&part[1])).sum();
        assert_eq!(sum, amount(&billed[1]), "{id}: {balance:?}");
        let borne = |title: &str| {
            let parts = parts.iter().filter(|part| part[0] == title);
            parts.map(|part| amount(&part[1])).sum::<i128>()
        };
        for (title, column) in [
            ("统筹基金支付", "pool_paid"),
            ("大病保险支付", "critical_paid"),
            ("医疗救助支付", "assistance_paid"),
            ("其他支付", "other_paid"),
        ] {
            assert_eq!(borne(title), amount(&bill[column]), "{id}: {column}");
        }
        assert!(borne("个人负担") >= 0, "{id}");
    }
}

#[test]
fn a_notice_says_what_decisions_csv_says() {
    let document = parsed(&ENGLISH.notices);
    let (notices, decisions) = (by_bill(&document), csv(&ENGLISH.decisions));
    for decision in &decisions {
        let notice = notices[&decision["bill_id"]];
        let (facts, result) = (table(notice, "facts").unwrap(), table(notice, "result").unwrap());
        assert_eq!(rows(facts)[0][1], decision["member_id"]);
        // One plan: the decision is the bill's.
        assert_eq!(amount(&rows(result)[0][1]), amount(&decision["payable"]));
        let head = all(notice, "h2").next().map(text).unwrap();
        assert!(head.contains(&decision["status"]), "{head}");
    }
    assert_eq!(decisions.len(), notices.len());
}

#[test]
fn a_sheet_has_the_sum_in_capitals_and_the_unit_and_is_one() {
    let document = parsed(&CHINESE.notices);
    let members = fs::read_to_string(home("data/city_small/members.csv")).unwrap();
    let members = csv(&members);
    let unit_of: BTreeMap<&String, &String> =
        members.iter().map(|member| (&member["member_id"], &member["org_code"])).collect();
    for (id, notice) in by_bill(&document) {
        let result = rows(table(notice, "result").unwrap());
        let fen = i64::try_from(amount(&result[0][1]) / 10_i128.pow(10)).unwrap();
        assert_eq!(result[1][1], format!("人民币{}", capitals(fen)), "{id}");
        let facts = rows(table(notice, "facts").unwrap());
        assert_eq!(&facts[1][3], unit_of[&facts[0][1]], "{id}");
        // All steps are there in letters that can be read.
        let class = notice.attribute("class").unwrap();
        assert!(["notice", "notice small", "notice smaller"].contains(&class), "{id}: {class}");
        assert!(table(notice, "pays").is_none(), "{id}");
    }
}

#[test]
fn every_step_goes_on_from_the_one_before_and_comes_to_what_is_paid() {
    let data = home("tests/preview/data");
    let weihai = Run::new("rules/weihai", &data, Wanted::All, Lang::English, 2);
    for run in [&ENGLISH, &weihai] {
        let document = parsed(&run.notices);
        let is_steps = |table: &Node| table.attribute("class") == Some("steps");
        let tables: Vec<Node> = all(document.root(), "table").filter(is_steps).collect();
        assert!(tables.len() > 4);
        for table in tables {
            let (mut on, mut slices) = (0, None);
            let rows = rows(table);
            let (paid, steps) = rows.split_last().unwrap();
            for row in steps {
                let [_, came, taken, goes] = &row[..] else {
                    // By what a value was chosen is no amount.
                    let Some((_, pays)) = row[0].rsplit_once("= ") else { continue };
                    slices = Some(slices.unwrap_or(0) + amount(pays));
                    continue;
                };
                assert!(slices.take().is_none_or(|sum| sum == on), "slices add up: {rows:?}");
                if !came.is_empty() {
                    assert_eq!(amount(came), on, "{rows:?}");
                    assert_eq!(amount(came) - amount(taken), amount(goes), "{rows:?}");
                }
                on = amount(goes);
            }
            assert!(slices.is_none_or(|sum| sum == on), "slices add up: {rows:?}");
            assert_eq!(amount(&paid[1]), on, "{rows:?}");
        }
    }
}

#[test]
fn neither_threads_nor_the_order_of_rows_change_a_byte() {
    let data = home("data/city_small");
    let turned = tempfile::tempdir().unwrap();
    for name in ["members.csv", "enrolments.csv", "bills.csv"] {
        let file = fs::read_to_string(data.join(name)).unwrap();
        let (header, rows) = file.split_once('\n').unwrap();
        let rows: Vec<&str> = rows.lines().rev().collect();
        fs::write(turned.path().join(name), format!("{header}\n{}\n", rows.join("\n"))).unwrap();
    }
    let again = Run::new("rules/city", turned.path(), Wanted::All, Lang::Chinese, 3);
    assert!(again.notices == CHINESE.notices);
}

#[test]
fn a_notice_asked_for_alone_is_the_one_among_all() {
    let asked: BTreeSet<String> = ["B000000984", "B9"].map(str::to_owned).into();
    let run = Run::city(Wanted::Only(&asked), Lang::English);
    let notice = run.notices.lines().find(|line| line.starts_with("<article")).unwrap();
    assert!(ENGLISH.notices.lines().any(|line| line == notice));
    assert_eq!((run.report.notices, run.report.without_notice), (1, vec!["B9".to_owned()]));
}

/// An office of one member and one bill, whose ids may be anything.
fn office(member: &str, bill: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let [member, bill] = [member, bill].map(|id| format!("\"{}\"", id.replace('"', "\"\"")));
    for (name, text) in [
        (
            "members.csv",
            format!("member_id,birth_date,sex,org_code,hardship\n{member},1980-01-01,M,99.01,no\n"),
        ),
        (
            "enrolments.csv",
            format!(
                "member_id,plan,start,end,units,enrolled_on\n{member},city,2023-01-01,2024-12-31,1,2022-12-01\n"
            ),
        ),
        (
            "bills.csv",
            format!(
                "bill_id,member_id,category,hospital_id,hospital_level,admission,discharge,settled_on,diagnosis,total,\
             out_of_catalogue,class_b_prepay,deductible,pool_paid,critical_paid,assistance_paid,other_paid\n\
             {bill},{member},inpatient,H1,1,2024-06-01,2024-06-03,2024-06-03,I10,2000.00,0.00,0.00,0.00,1000.00,0.00,0.00,0.00\n"
            ),
        ),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

#[test]
fn ids_are_text_whatever_they_hold() {
    for (member, bill) in [
        ("<script>alert(1)</script>", "\"><img src=x onerror='alert(2)'>"),
        ("</td></table></article>", "&lt;b&gt; &amp; &#60;"),
        ("<!--", "]]>"),
        ("`code`", "'single' \"double\""),
        ("\u{202e}right to left", "中文\u{1F600}"),
    ] {
        let data = office(member, bill);
        let run = Run::new("rules/city", data.path(), Wanted::All, Lang::Chinese, 1);
        let document = parsed(&run.notices);
        let facts = rows(table(document.root(), "facts").unwrap());
        assert_eq!((&facts[0][1][..], &facts[0][3][..]), (member, bill));
        for tag in ["script", "img", "b"] {
            assert_eq!(all(document.root(), tag).count(), 0, "{}", run.notices);
        }
    }
    let data = office("M\u{1}1", "B\u{7f}\u{0}");
    let run = Run::new("rules/city", data.path(), Wanted::All, Lang::Chinese, 1);
    let facts = rows(table(parsed(&run.notices).root(), "facts").unwrap());
    assert_eq!((&facts[0][1][..], &facts[0][3][..]), ("M\u{fffd}1", "B\u{fffd}\u{fffd}"));
}

fn huzhu(data: &Path, out: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huzhu"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env("LC_ALL", "C");
    command.args(["batch", "--rules", "rules/city", "--data"]).arg(data).arg("--out").arg(out);
    command.args(more).output().expect("the program starts")
}

#[test]
fn a_bill_without_a_decision_is_told_and_changes_nothing_else() {
    let (data, out) = (office("M1", "B1"), tempfile::tempdir().unwrap());
    let said = |more: &[&str]| {
        let output = huzhu(data.path(), out.path(), more);
        assert_eq!(output.status.code(), Some(0), "what is paid is as right as without it");
        String::from_utf8(output.stderr).unwrap()
    };
    let read = |name: &str| fs::read_to_string(out.path().join(name)).unwrap();
    let plain = said(&[]);
    let before = ["decisions.csv", "payments.csv", "rejects.csv", "summary.json"].map(read);

    let told = said(&["--notice", "B1", "--notice", "B2"]);
    let (ours, theirs) = told.split_at(plain.len());
    assert_eq!(ours, plain);
    assert!(theirs.starts_with("notices: 1, in notices.html\nno notice for `B2`: "), "{theirs}");
    assert_eq!(before, ["decisions.csv", "payments.csv", "rejects.csv", "summary.json"].map(read));

    let told = said(&["--notice", "B2", "--lang", "zh"]);
    assert!(told.contains("核定通知书：0 份") && told.contains("`B2` 没有核定通知书："), "{told}");
    let none = read("notices.html");
    assert!(text(parsed(&none).root()).contains("均无核定结果"));
}

#[test]
fn notices_are_there_only_when_asked_for_and_only_for_their_owner() {
    let (data, out) = (office("M1", "B1"), tempfile::tempdir().unwrap());
    let path = out.path().join("notices.html");
    assert_eq!(huzhu(data.path(), out.path(), &["--notices"]).status.code(), Some(0));
    let manifest = fs::read_to_string(out.path().join("manifest.json")).unwrap();
    assert!(manifest.contains(&sha256(&fs::read(&path).unwrap())), "{manifest}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let both = huzhu(data.path(), out.path(), &["--notices", "--notice", "B1"]);
    assert_eq!(both.status.code(), Some(2), "all, or only some");
    assert!(path.exists());
    assert_eq!(huzhu(data.path(), out.path(), &[]).status.code(), Some(0));
    assert!(!path.exists(), "no notice of an earlier run stays");
}
