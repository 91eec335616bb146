//! A batch from files to files: what is rejected and why, what is counted, what appears where.
//!
//! `BLESS=1 cargo test` rewrites `tests/data/rejects/rejects.csv`; read the difference.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use huzhu::batch::{self, Job, Report};
use huzhu::explanation::notice::Wanted;
use huzhu::intake::Inputs;
use huzhu::output::reports;
use huzhu::scheme::Book;
use huzhu::words::{Lang, Sentence};
use proptest::prelude::*;
use tempfile::TempDir;

const OUTPUTS: [&str; 12] = [
    "decisions.csv",
    "flags.csv",
    "payments.csv",
    "rejects.csv",
    "explanations.jsonl",
    "reports/districts.csv",
    "reports/towns.csv",
    "reports/units.csv",
    "reports/participation.csv",
    "reports/hardship.csv",
    "summary.json",
    "manifest.json",
];

fn home(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn city() -> Book {
    Book::load(&home("rules/city")).unwrap_or_else(|why| panic!("{}", why.render(Lang::English)))
}

/// Whether a quote is open behind a line, and how many cells the line has.
fn read_line(line: &str, is_open: bool) -> (bool, usize) {
    #[derive(Clone, Copy, PartialEq)]
    enum Cell {
        New,
        Plain,
        Quoted,
        Closed,
    }
    let (mut cell, mut cells) = (if is_open { Cell::Quoted } else { Cell::New }, 1);
    for c in line.chars() {
        cell = match (cell, c) {
            (Cell::New | Cell::Closed, '"') => Cell::Quoted,
            (Cell::Quoted, '"') => Cell::Closed,
            (Cell::Quoted, _) => Cell::Quoted,
            (_, ',') => Cell::New,
            _ => Cell::Plain,
        };
        cells += usize::from(cell == Cell::New);
    }
    (cell == Cell::Quoted, cells)
}

/// The line on which the row of each line of a file begins, both from 1: told by line ends and quotes
/// alone, apart from how the program reads.
fn row_begins(text: &str) -> Vec<usize> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.split('\n').collect();
    let width =
        lines.iter().find(|line| !line.is_empty()).map_or(0, |line| read_line(line, false).1);
    let is_row = |line: &str| [line.split(',').count(), read_line(line, false).1].contains(&width);
    let mut begins: Vec<usize> = Vec::new();
    while let Some(line) = lines.get(begins.len()) {
        let (begin, mut open) = (begins.len() + 1, read_line(line, false).0);
        let mut more = 0;
        for line in lines[begin..].iter().take_while(|line| !is_row(line)) {
            if !open {
                break;
            }
            (open, more) = (read_line(line, true).0, more + 1);
        }
        // A quote that nothing closes is open in its own line alone.
        begins.extend(vec![begin; if open { 1 } else { 1 + more }]);
    }
    begins
}

/// The files of a small office, and a folder to decide them in.
struct Office {
    folder: TempDir,
    members: Vec<String>,
    enrolments: Vec<String>,
    bills: Vec<String>,
}

const MEMBERS: &str = "member_id,birth_date,sex,org_code,hardship";
const ENROLMENTS: &str = "member_id,plan,start,end,units,enrolled_on";
const BILLS: &str = "bill_id,member_id,category,hospital_id,hospital_level,admission,discharge,\
    settled_on,diagnosis,total,out_of_catalogue,class_b_prepay,deductible,pool_paid,critical_paid,\
    assistance_paid,other_paid,status,revision";

impl Office {
    /// An office with these headers and no rows.
    fn new() -> Office {
        let head = |text: &str| vec![text.to_owned()];
        let folder = tempfile::tempdir().unwrap();
        Office { folder, members: head(MEMBERS), enrolments: head(ENROLMENTS), bills: head(BILLS) }
    }

    fn member(&mut self, id: &str) -> &mut Self {
        self.members.push(format!("{id},1980-01-01,M,99.01,no"));
        self.enrolments.push(format!("{id},city,2023-01-01,2024-12-31,1,2022-12-01"));
        self
    }

    /// A bill of `total`, of which the pool paid 1,000; `end` is its status and revision.
    fn bill(&mut self, id: &str, member: &str, total: &str, end: &str) -> &mut Self {
        self.bills.push(format!(
            "{id},{member},inpatient,H1,1,2024-06-01,2024-06-03,2024-06-03,I10,\
             {total},0.00,0.00,0.00,1000.00,0.00,0.00,0.00,{end}"
        ));
        self
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn out(&self, name: &str) -> String {
        fs::read_to_string(self.path("out").join(name)).unwrap()
    }

    fn write(&self) {
        for (name, rows) in [
            ("members.csv", &self.members),
            ("enrolments.csv", &self.enrolments),
            ("bills.csv", &self.bills),
        ] {
            fs::write(self.path(name), rows.join("\n") + "\n").unwrap();
        }
    }

    fn run(&self) -> Result<Report, Vec<Sentence>> {
        self.write();
        run(&city(), &Inputs::in_folder(self.folder.path()), &self.path("out"), None)
    }

    /// Line and code of every reject.
    fn rejects(&self) -> Vec<(String, String, String)> {
        let text = self.out("rejects.csv");
        let rows = text.lines().skip(1).map(|row| row.split(',').map(str::to_owned).collect());
        rows.map(|cells: Vec<String>| (cells[0].clone(), cells[1].clone(), cells[4].clone()))
            .collect()
    }

    /// Holds that every bill whose row still stands on a line of its own is decided, or that the row
    /// it went into is rejected.
    fn loses_no_bill(&self, undamaged: &[String]) {
        let bills = fs::read_to_string(self.path("bills.csv")).unwrap();
        let (decisions, rejects) = (self.out("decisions.csv"), self.out("rejects.csv"));
        let begins = row_begins(&bills);
        let lines = bills.replace("\r\n", "\n").replace('\r', "\n");
        for row in undamaged {
            let id = row.split(',').next().unwrap();
            let Some(at) = lines.split('\n').position(|line| line == row) else { continue };
            if lines.matches(id).count() > 1 {
                continue; // The damage made another row of this id, which may be the one that holds.
            }
            let decided = decisions.lines().any(|line| line.split(',').next() == Some(id));
            let begin = format!("bills.csv,{},", begins[at]);
            let rejected = rejects.lines().any(|line| line.starts_with(&begin));
            assert!(decided != rejected, "{id} on line {}:\n{bills}\n{rejects}", at + 1);
        }
    }

    /// What became of the rows of bills: used, rejected, duplicates, superseded, void.
    fn bills_became(&self) -> [u64; 5] {
        let manifest: serde_json::Value = serde_json::from_str(&self.out("manifest.json")).unwrap();
        ["used", "rejected", "duplicates", "superseded", "void"]
            .map(|key| manifest["inputs"][2][key].as_u64().unwrap())
    }
}

fn run(
    book: &Book,
    inputs: &Inputs,
    out: &Path,
    threads: Option<usize>,
) -> Result<Report, Vec<Sentence>> {
    let lang = Lang::English;
    let hardship = Some(huzhu::money::Money::from_minor(100_000));
    let reports = reports::Options { hardship, ..Default::default() };
    let rules = &[];
    batch::run(&Job {
        book,
        rules,
        inputs,
        out,
        threads,
        explains: true,
        notices: Wanted::None,
        reports,
        lang,
        watch: &(),
    })
    .map_err(|why| why.sentences())
}

fn huzhu(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huzhu"));
    command.args(arguments).env("LC_ALL", "C").output().unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn every_bad_row_is_told_with_line_column_and_remedy() {
    let out = tempfile::tempdir().unwrap();
    let inputs = Inputs::in_folder(&home("tests/data/rejects"));
    let report = run(&city(), &inputs, out.path(), None).unwrap();
    let rejects = fs::read_to_string(out.path().join("rejects.csv")).unwrap();
    let expected = home("tests/data/rejects/rejects.csv");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&expected, &rejects).unwrap();
    }
    assert_eq!(rejects, fs::read_to_string(expected).unwrap());
    assert_eq!(report.summary.bills.decided, 1, "only the first bill is without fault");
    let codes: BTreeSet<&str> = report.summary.rejected_by_code.keys().copied().collect();
    let all = "bad_amount bad_date bad_revision bad_units blocked_by_reject discharge_before_admission \
        empty_row end_before_start id_conflict missing_value negative_amount parts_above_total \
        payers_above_total unknown_member unknown_plan unknown_word wrong_cells";
    assert_eq!(
        codes.into_iter().collect::<Vec<_>>().join(" "),
        all.split_whitespace().collect::<Vec<_>>().join(" ")
    );
}

#[test]
fn rejects_name_nobody() {
    let out = tempfile::tempdir().unwrap();
    let inputs = Inputs::in_folder(&home("tests/data/rejects"));
    run(&city(), &inputs, out.path(), None).unwrap();
    let rejects = fs::read_to_string(out.path().join("rejects.csv")).unwrap();
    for private in ["99000019800101", "1980-02-30", "甲", "乙", "I10", "B000"] {
        assert!(!rejects.contains(private), "{private} is in {rejects}");
    }
}

#[test]
fn too_many_bills_or_periods_of_one_member_are_rejected() {
    let mut office = Office::new();
    office.member("M00001").member("M00002").member("M00003");
    for number in 0..10_001 {
        office.bill(&format!("B{number}"), "M00001", "2000.00", ",");
        let start = huzhu::date::Day::parse("2030-01-01").unwrap() + number;
        office.enrolments.push(format!("M00002,city,{start},2060-01-01,1,1999-01-01"));
    }
    office.bill("C1", "M00002", "2000.00", ",").bill("C2", "M00003", "2000.00", ",");
    let report = office.run().unwrap();
    let by_code = &report.summary.rejected_by_code;
    assert_eq!(by_code["too_many_bills"], 10_001);
    assert_eq!(by_code["too_many_periods"], 10_002);
    assert_eq!(by_code["blocked_by_reject"], 1);
    assert_eq!(report.summary.bills.decided, 1);
}

#[test]
fn equal_periods_count_once_however_many_there_are() {
    let mut office = Office::new();
    office.member("M00001").bill("B1", "M00001", "2000.00", ",");
    let period = office.enrolments[1].clone();
    office.enrolments.extend(vec![period; 20_000]);
    let report = office.run().unwrap();
    let enrolments = &report.manifest.inputs[1];
    assert_eq!((enrolments.used, enrolments.duplicates, enrolments.rejected), (1, 20_000, 0));
    assert_eq!(report.summary.bills.paid, 1);
}

#[test]
fn a_row_that_cannot_be_told_apart_blocks_its_own_member_and_no_other() {
    let mut office = Office::new();
    // An id that holds another's, and one that holds a quote.
    office.member("A").member("1").member("\"A,1\"").member("\"A\"\"2\"");
    for member in [3, 4] {
        office.enrolments[member] += ",extra";
    }
    office.bill("B1", "A", "2000.00", ",").bill("B2", "\"A,1\"", "2000.00", ",");
    office.bill("B3", "\"A\"\"2\"", "2000.00", ",");
    let report = office.run().unwrap();
    assert_eq!(report.summary.rejected_by_code["blocked_by_reject"], 2);
    assert_eq!((report.summary.bills.paid, report.summary.bills.denied), (1, 0));
}

#[test]
fn a_row_at_which_files_were_joined_is_the_row_it_was() {
    let mut office = Office::new();
    office.member("M00001").bill("B1", "M00001", "2000.00", ",");
    let bill = office.bills[1].clone();
    office.bills.push(format!("\u{feff}{bill}"));
    office.bills.push(format!("\u{feff}{}", bill.replace("M00001", "\"M00001\"")));
    let report = office.run().unwrap();
    assert_eq!((report.manifest.inputs[2].used, report.manifest.inputs[2].duplicates), (1, 2));
}

#[test]
fn equal_rows_count_once() {
    let mut office = Office::new();
    office.member("M00001").member("M00001");
    office.bill("B1", "M00001", "2000.00", ",").bill("B1", "M00001", " 2000.00", ",");
    let report = office.run().unwrap();
    assert_eq!((report.summary.duplicates, report.summary.rejected_rows), (3, 0));
    assert_eq!(office.bills_became(), [1, 0, 1, 0, 0]);
    assert_eq!(report.summary.payable, "250.00");
}

#[test]
fn columns_that_nobody_asked_for_do_not_make_rows_differ() {
    let mut office = Office::new();
    office.member("M00001");
    office.bills[0] += ",export_no,";
    office.bill("B1", "M00001", "2000.00", ",,1,").bill("B1", "M00001", "2000.00", ",,2,");
    let report = office.run().unwrap();
    assert_eq!(office.bills_became(), [1, 0, 1, 0, 0]);
    assert_eq!(report.manifest.inputs[2].ignored_columns, ["export_no", ""]);
}

#[test]
fn the_highest_revision_holds() {
    let mut office = Office::new();
    office.member("M00001");
    office.bill("B1", "M00001", "9000.00", ",9").bill("B1", "M00001", "2000.00", ",10");
    office.bill("B1", "M00001", "8000.00", ",").bill("B1", "M00001", "9000.00", ",9");
    let report = office.run().unwrap();
    assert_eq!(office.bills_became(), [1, 0, 1, 2, 0]);
    assert_eq!(report.summary.payable, "250.00");
}

#[test]
fn equal_revisions_are_equal_however_they_are_written() {
    let mut office = Office::new();
    office.member("M00001").bill("B1", "M00001", "2000.00", ",7");
    office.bill("B1", "M00001", "2000.00", ",007").bill("B2", "M00001", "2000.00", ",0");
    office.bill("B2", "M00001", "2000.00", ",00").bill("B2", "M00001", "2000.00", ",");
    office.run().unwrap();
    assert_eq!(office.bills_became(), [2, 0, 2, 1, 0]);
}

#[test]
fn members_that_differ_are_not_told_of_revisions() {
    let mut office = Office::new();
    office.member("M00001").members.push("M00001,1981-01-01,M,99.01,no".to_owned());
    office.run().unwrap();
    let rejects = office.out("rejects.csv");
    assert_eq!(rejects.matches("M***,id_conflict,\"rows of one member").count(), 2, "{rejects}");
    assert!(!rejects.contains("revision"), "{rejects}");
}

#[test]
fn without_a_highest_revision_none_holds() {
    for revisions in [[",", ","], [",1", ",1"], [",1", ",01"], [",x", ",1"], [",1", ",x"]] {
        let mut office = Office::new();
        office.member("M00001");
        office.bill("B1", "M00001", "2000.00", revisions[0]);
        office.bill("B1", "M00001", "3000.00", revisions[1]);
        let report = office.run().unwrap();
        assert_eq!(office.bills_became(), [0, 2, 0, 0, 0], "{revisions:?}");
        assert_eq!(report.summary.rejected_by_code["id_conflict"], 2);
        assert_eq!(report.summary.payments, 0);
    }
}

#[test]
fn a_void_bill_enters_nothing_and_of_revisions_the_last_decides() {
    let mut office = Office::new();
    office.member("M00001").bill("B1", "M00001", "2000.00", "void,");
    office.bill("B2", "M00001", "9000.00", "final,1").bill("B2", "M00001", "9000.00", "void,2");
    office.bill("B3", "M00001", "9000.00", "void,1").bill("B3", "M00001", "2000.00", "final,2");
    let report = office.run().unwrap();
    assert_eq!(office.bills_became(), [1, 0, 0, 2, 2]);
    assert_eq!(report.summary.payable, "250.00", "the deductible is not used up by void bills");
}

#[test]
fn a_rejected_revision_does_not_bring_the_earlier_one_back() {
    let mut office = Office::new();
    office.member("M00001");
    office.bill("B1", "M00001", "2000.00", ",1").bill("B1", "M00001", "-1", ",2");
    office.run().unwrap();
    assert_eq!(office.bills_became(), [0, 1, 0, 1, 0]);
}

#[test]
fn a_rejected_row_of_a_member_blocks_the_bills_and_denies_none() {
    let mut office = Office::new();
    for id in ["M00001", "M00002", "M00003", "M00004"] {
        office.member(id).bill(&format!("B{id}"), id, "2000.00", ",");
    }
    office.members[2] = "M00002,1980-13-01,M,99.01,no".to_owned();
    office.enrolments.push("M00003,village,2024-01-01,2024-12-31,1,2023-12-01".to_owned());
    // Cells have slipped: any member named anywhere in the row may be meant.
    office.enrolments.push("city,2024-01-01,M00004,2024-12-31,1,2023-12-01,".to_owned());
    let report = office.run().unwrap();
    assert_eq!(report.summary.rejected_by_code["blocked_by_reject"], 3);
    assert_eq!((report.summary.bills.paid, report.summary.bills.denied), (1, 0));
    assert!(
        office
            .out("decisions.csv")
            .contains("\nBM00001,M00001,city,paid,per_diem:no_day_counts,250.00,")
    );
}

#[test]
fn a_rejected_bill_leaves_the_others_as_they_are() {
    let mut office = Office::new();
    office.member("M00001");
    office.bill("B1", "M00001", "oops", ",").bill("B2", "M00001", "2000.00", ",");
    let report = office.run().unwrap();
    assert_eq!(report.summary.payable, "250.00");
    assert_eq!(office.rejects(), [("bills.csv".into(), "2".into(), "bad_amount".into())]);
}

#[test]
fn files_that_cannot_be_used_are_told_all_at_once() {
    let office = Office::new();
    office.write();
    fs::write(office.path("members.csv"), "member_id,sex,sex,birth_date\n").unwrap();
    fs::write(office.path("enrolments.csv"), "M00001,city,2024-01-01\n").unwrap();
    fs::write(office.path("bills.csv"), b"\n\nbill_id,B\xb1\xea\n").unwrap();
    let inputs = Inputs::in_folder(office.folder.path());
    let told = run(&city(), &inputs, &office.path("out"), None).unwrap_err();
    let told: Vec<String> = told.iter().map(|why| why.text(Lang::English).to_owned()).collect();
    let at = |name| office.path(name).display().to_string();
    assert_eq!(
        told,
        [
            format!(
                "`{}` lacks columns; add to its header: `org_code` `hardship`",
                at("members.csv")
            ),
            format!("`{}` names columns twice; keep one each of: `sex`", at("members.csv")),
            format!(
                "`{}` has no header row; its first row must name the columns: \
             `member_id` `plan` `start` `end` `units` `enrolled_on`",
                at("enrolments.csv")
            ),
            format!(
                "`{}` is not UTF-8 text, first at line 3, character 10; if it is GB18030 (GBK), \
                 say so with `--encoding gb18030`; else save it as \"CSV UTF-8\"",
                at("bills.csv")
            ),
        ]
    );
    assert!(!office.path("out").exists(), "nothing of the run is visible");
}

/// A quote too many would swallow the rows up to the next one: they are read, and its own row is told.
#[test]
fn a_quote_too_many_takes_no_other_row_and_denies_nobody_in_silence() {
    let mut office = Office::new();
    for id in ["M00001", "M00002", "M00003", "M00004"] {
        office.member(id).bill(&format!("B{id}"), id, "2000.00", ",");
    }
    let enrolments = office.enrolments.clone();
    office.enrolments[1] = enrolments[1].replace("city", "\"city");
    office.enrolments[3] = enrolments[3].replace("city", "city\"");
    let report = office.run().unwrap();
    let codes: Vec<(&str, u64)> =
        report.summary.rejected_by_code.iter().map(|(code, rows)| (&**code, *rows)).collect();
    // The plan of the third is told as it stands there.
    assert_eq!(codes, [("blocked_by_reject", 2), ("open_quote", 1), ("unknown_plan", 1)]);
    assert_eq!((report.summary.bills.paid, report.summary.bills.denied), (2, 0));

    office.enrolments = enrolments;
    office.bills[0] += ",note";
    office.bills[1] += ",\"unclosed";
    office.bills[2] += ",\"closed";
    let report = office.run().unwrap();
    assert_eq!(report.summary.rejected_by_code["open_quote"], 2);
    assert_eq!(report.summary.bills.decided, 0, "of the last two the cells are too few");

    office.bills[0] = office.bills[0].replace("note", "\"note");
    office.bills[2] = office.bills[2].replace('"', "");
    let told = office.run().unwrap_err();
    assert!(told[0].text(Lang::English).contains("header"), "{told:?}");
}

#[test]
fn an_input_is_not_replaced_by_an_output() {
    let mut office = Office::new();
    office.member("M00001").bill("B1", "M00001", "2000.00", ",");
    office.write();
    fs::create_dir(office.path("out")).unwrap();
    let bills = office.path("out/decisions.csv");
    fs::rename(office.path("bills.csv"), &bills).unwrap();
    let before = fs::read_to_string(&bills).unwrap();
    let inputs = Inputs { bills: bills.clone(), ..Inputs::in_folder(office.folder.path()) };
    let told = run(&city(), &inputs, &office.path("out"), None).unwrap_err();
    assert!(told[0].text(Lang::English).contains("would replace it"), "{told:?}");
    assert_eq!(fs::read_to_string(&bills).unwrap(), before);
}

/// The outputs are in their place then: an exit code that says otherwise would have them made again.
#[test]
fn a_reader_who_has_gone_away_does_not_change_the_exit_code() {
    let mut office = Office::new();
    office.member("M00001").bill("B1", "M00001", "2000.00", ",");
    office.write();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_huzhu"))
        .args(["batch", "--rules"])
        .arg(home("rules/city"))
        .arg("--data")
        .arg(office.folder.path())
        .arg("--out")
        .arg(office.path("out"))
        .stdout(writer.try_clone().unwrap())
        .stderr(writer)
        .status();
    assert_eq!(run.unwrap().code(), Some(0));
}

#[test]
fn an_empty_file_or_an_open_quote_is_no_table() {
    for (bills, told) in
        [("", "has no header row"), ("\n\"bill_id\n1\n2\n3\n", "at line 2, is never")]
    {
        let office = Office::new();
        office.write();
        fs::write(office.path("bills.csv"), bills).unwrap();
        let inputs = Inputs::in_folder(office.folder.path());
        let why = run(&city(), &inputs, &office.path("out"), None).unwrap_err();
        assert!(why[0].text(Lang::English).contains(told), "{why:?}");
    }
}

#[test]
fn a_column_that_the_scheme_declares_without_default_must_be_there() {
    let rules = fs::read_to_string(home("rules/city/1.toml")).unwrap();
    let fields = "[fields]\nmodel = { type = \"flag\", of = \"member\" }\n\n[parameters]";
    let rules = rules.replacen("[parameters]", fields, 1);
    let mut office = Office::new();
    office.member("M00001").write();
    fs::write(office.path("rules.toml"), rules).unwrap();
    let book = Book::load(&office.path("rules.toml"));
    let book = book.unwrap_or_else(|why| panic!("{}", why.render(Lang::English)));
    let inputs = Inputs::in_folder(office.folder.path());
    let why = run(&book, &inputs, &office.path("out"), None).unwrap_err();
    assert!(why[0].text(Lang::English).ends_with("lacks columns; add to its header: `model`"));
}

#[test]
fn a_file_from_a_spreadsheet_is_read() {
    let mut office = Office::new();
    office.member("M00001").bill("B1", "M00001", "\"2000.00\"", ",").write();
    for name in ["members.csv", "enrolments.csv", "bills.csv"] {
        let rows = fs::read_to_string(office.path(name)).unwrap();
        fs::write(office.path(name), format!("\u{feff}{}", rows.replace('\n', "\r\n"))).unwrap();
    }
    let inputs = Inputs::in_folder(office.folder.path());
    let report = run(&city(), &inputs, &office.path("out"), None).unwrap();
    assert_eq!(report.summary.payable, "250.00");
}

/// Puts the rows below the header in another order, the same for the same seed.
fn shuffled(file: &str, seed: u64) -> String {
    let mut rows: Vec<&str> = file.lines().collect();
    let mut state = seed;
    for at in (2..rows.len()).rev() {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        rows.swap(at, 1 + (state >> 33) as usize % at);
    }
    rows.join("\n") + "\n"
}

/// Bills of the small city, with rows that are duplicates, revisions, void or bad among them.
fn dirty_city() -> [String; 3] {
    let read = |name: &str| fs::read_to_string(home("data/city_small").join(name)).unwrap();
    let all = read("bills.csv");
    let (head, rows) = all.split_once('\n').unwrap();
    let rows: Vec<&str> = rows.lines().step_by(3).collect();
    let mut bills = format!("{head},revision,status\n");
    for row in &rows {
        bills += &format!("{row},,\n");
    }
    for (at, row) in rows.into_iter().enumerate().step_by(3) {
        bills += &match at % 5 {
            0 => format!("{row},,\n"),
            1 => format!("{row},1,void\n"),
            2 => format!("{},2,\n", row.replace(",inpatient,", ",emergency,")),
            3 => format!("{row},,final\n"),
            _ => format!("{},3,\n", row.replace("2024-", "2024/")),
        };
    }
    [read("members.csv"), read("enrolments.csv"), bills]
}

fn decide(folder: &Path, files: &[String; 3], threads: usize) -> BTreeMap<&'static str, String> {
    for (name, text) in ["members.csv", "enrolments.csv", "bills.csv"].into_iter().zip(files) {
        fs::write(folder.join(name), text).unwrap();
    }
    let out = folder.join("out");
    run(&city(), &Inputs::in_folder(folder), &out, Some(threads)).unwrap();
    OUTPUTS.into_iter().map(|name| (name, fs::read_to_string(out.join(name)).unwrap())).collect()
}

#[test]
fn threads_change_nothing_and_the_order_of_rows_no_decision() {
    let folder = tempfile::tempdir().unwrap();
    let files = dirty_city();
    let one = decide(folder.path(), &files, 1);
    for threads in [2, 5, 16] {
        assert!(one == decide(folder.path(), &files, threads), "with {threads} threads");
        let files = files.clone().map(|file| shuffled(&file, threads as u64));
        let other = decide(folder.path(), &files, threads);
        // The other two name lines and hashes of the inputs.
        for name in OUTPUTS.iter().filter(|name| !["rejects.csv", "manifest.json"].contains(name)) {
            assert!(one[name] == other[name], "{name} with rows in another order");
        }
    }
}

/// Another spelling of a resident number: the old 15 digits, a small x, full width, or blanks in it.
fn respelled(id: &str, way: usize) -> String {
    let wide = |digit: char| char::from_u32(digit as u32 + 0xfee0).unwrap();
    match way % 5 {
        0 if &id[6..8] == "19" && is_right(id) => format!("{}{}", &id[..6], &id[8..17]),
        1 => id.to_lowercase(),
        2 => id.chars().map(wide).collect(),
        3 => format!("{} {}\u{3000}{}", &id[..6], &id[6..14], &id[14..]),
        _ => id.to_owned(),
    }
}

/// Whether the last character is the one that a number of 15 digits gets.
fn is_right(id: &str) -> bool {
    huzhu::claim::Resident::of(id).is_some_and(|resident| resident.is_checked)
}

#[test]
fn ids_in_other_spellings_change_no_decision() {
    let folder = tempfile::tempdir().unwrap();
    let files = dirty_city();
    let other = [0, 0, 1].into_iter().zip(&files).enumerate().map(|(file, (column, text))| {
        let (head, rows) = text.split_once('\n').unwrap();
        let rows = rows.lines().enumerate().map(|(at, row)| {
            let mut cells: Vec<String> = row.split(',').map(str::to_owned).collect();
            cells[column] = respelled(&cells[column], at + file);
            cells.join(",") + "\n"
        });
        format!("{head}\n{}", rows.collect::<String>())
    });
    let other: Vec<String> = other.collect();
    let as_it_was = decide(folder.path(), &files, 2);
    let respelled = decide(folder.path(), &other.try_into().unwrap(), 2);
    for name in OUTPUTS.iter().filter(|name| !["rejects.csv", "manifest.json"].contains(name)) {
        assert!(as_it_was[name] == respelled[name], "{name} with ids in other spellings");
    }
}

#[test]
fn flags_are_told_in_the_order_of_rows_and_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let files = dirty_city();
    let as_it_was = decide(folder.path(), &files, 2);
    assert!(!folder.path().join("out/member_flags.csv").exists(), "nothing is flagged");
    let (head, rows) = files[0].split_once('\n').unwrap();
    let other_sex = rows.lines().enumerate().map(|(at, row)| match at % 3 {
        0 if row.contains(",M,") => row.replacen(",M,", ",F,", 1) + "\n",
        0 => row.replacen(",F,", ",M,", 1) + "\n",
        _ => format!("{row}\n"),
    });
    let flagged =
        [format!("{head}\n{}", other_sex.collect::<String>()), files[1].clone(), files[2].clone()];
    let mut told = BTreeSet::new();
    for threads in [1, 2, 7] {
        let now = decide(folder.path(), &flagged, threads);
        assert!(now["decisions.csv"] == as_it_was["decisions.csv"], "{threads} threads");
        told.insert(fs::read_to_string(folder.path().join("out/member_flags.csv")).unwrap());
    }
    assert_eq!(told.len(), 1, "the number of threads changes nothing");
    let told = told.pop_first().unwrap();
    let lines: Vec<usize> =
        told.lines().skip(1).map(|row| row.split(',').nth(1).unwrap().parse().unwrap()).collect();
    let expected: Vec<usize> = (2..2 + rows.lines().count()).step_by(3).collect();
    assert_eq!(lines, expected);
    assert!(told.lines().skip(1).all(|row| row.contains(",id_sex_differs,")), "{told}");
}

#[test]
fn outputs_name_no_folder() {
    let files = dirty_city();
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let deep = there.path().join("a/b");
    fs::create_dir_all(&deep).unwrap();
    assert!(decide(here.path(), &files, 2) == decide(&deep, &files, 2));
}

#[test]
fn every_bill_of_the_small_city_has_its_row_in_order_and_rows_add_up() {
    let out = tempfile::tempdir().unwrap();
    let report =
        run(&city(), &Inputs::in_folder(&home("data/city_small")), out.path(), None).unwrap();
    assert_eq!(report.summary.rejected_rows, 0);
    let fen = |text: &str| text.replace('.', "").parse::<i64>().unwrap();
    let read = |name: &str| fs::read_to_string(out.path().join(name)).unwrap();
    let settled: BTreeMap<String, String> = fs::read_to_string(home("data/city_small/bills.csv"))
        .unwrap()
        .lines()
        .skip(1)
        .map(|row| {
            (row.split(',').next().unwrap().to_owned(), row.split(',').nth(7).unwrap().to_owned())
        })
        .collect();
    let (mut rows, mut paid) = (Vec::new(), BTreeMap::<String, i64>::new());
    for row in read("decisions.csv").lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        assert_eq!(fen(cells[5]), cells[6..].iter().map(|cell| fen(cell)).sum::<i64>(), "{row}");
        rows.push((cells[1].to_owned(), settled[cells[0]].clone(), cells[0].to_owned()));
        *paid.entry(cells[1].to_owned()).or_default() += fen(cells[5]);
    }
    assert!(rows.is_sorted());
    assert_eq!(
        rows.into_iter().map(|row| row.2).collect::<BTreeSet<_>>(),
        settled.into_keys().collect()
    );
    paid.retain(|_, amount| *amount > 0);
    let payments = read("payments.csv");
    let due = payments.lines().skip(1).map(|row| row.split(',').collect::<Vec<_>>());
    assert_eq!(paid, due.map(|cells| (cells[1].to_owned(), fen(cells[3]))).collect());
    assert_eq!(read("explanations.jsonl").lines().count(), 3000);
}

#[test]
fn the_same_decisions_make_the_same_payment_ids_and_others_other_ones() {
    let id = |total: &str, bill: &str| {
        let mut office = Office::new();
        office.member("M00001").bill(bill, "M00001", total, ",").run().unwrap();
        office.out("payments.csv").lines().nth(1).unwrap().split(',').next().unwrap().to_owned()
    };
    assert_eq!(id("2000.00", "B1"), id("2000.00", "B1"));
    assert_ne!(id("2000.00", "B1"), id("2000.02", "B1"));
    assert_ne!(id("2000.00", "B1"), id("2000.00", "B2"));
    assert_eq!(id("2000.00", "B1").len(), 20);
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_what_comes_out() {
    use std::os::unix::fs::PermissionsExt;
    let mut office = Office::new();
    office.member("M00001").bill("B1", "M00001", "2000.00", ",").run().unwrap();
    for name in OUTPUTS {
        let mode = fs::metadata(office.path("out").join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let mode = fs::metadata(office.path("out/reports")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700, "the folder of the reports");
    let first = |name: &'static str| name.split('/').next().unwrap();
    let left: BTreeSet<String> = fs::read_dir(office.path("out"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let known = OUTPUTS.into_iter().map(|name| first(name).to_owned());
    assert_eq!(left, known.collect(), "nothing else is left");
}

#[test]
fn what_was_there_is_replaced_only_by_a_whole_run() {
    let mut office = Office::new();
    office.member("M00001").bill("B1", "M00001", "2000.00", ",").run().unwrap();
    let before = OUTPUTS.map(|name| office.out(name));
    let inputs = Inputs::in_folder(office.folder.path());
    fs::write(office.path("bills.csv"), "nothing\n").unwrap();
    run(&city(), &inputs, &office.path("out"), None).unwrap_err();
    assert_eq!(before, OUTPUTS.map(|name| office.out(name)));

    office.bill("B2", "M00001", "3000.00", ",").write();
    let (book, out) = (city(), office.path("out"));
    let job = Job {
        book: &book,
        rules: &[],
        inputs: &inputs,
        out: &out,
        threads: None,
        explains: false,
        notices: Wanted::None,
        reports: reports::Options::default(),
        lang: Lang::Chinese,
        watch: &(),
    };
    batch::run(&job).unwrap();
    assert_ne!(before[0], office.out("decisions.csv"));
    assert!(!out.join("explanations.jsonl").exists(), "no explanation of an earlier run stays");
    assert!(!out.join("reports/hardship.csv").exists(), "and no list of hardship");
}

#[test]
fn an_out_folder_that_cannot_be_used_is_told_and_left_alone() {
    let mut office = Office::new();
    office.member("M00001").bill("B1", "M00001", "2000.00", ",").write();
    let inputs = Inputs::in_folder(office.folder.path());
    let file = office.path("members.csv");
    let fails = |out: &Path, told: &str| {
        let why = run(&city(), &inputs, out, None).unwrap_err();
        assert!(why[0].text(Lang::English).contains(told), "{why:?}");
    };
    fails(&file, "is not a folder");
    fails(&file.join("deep/out"), "cannot be written");
    fs::create_dir_all(office.path("out/payments.csv")).unwrap();
    fails(&office.path("out"), "is a folder where an output belongs");
    assert_eq!(fs::read_dir(office.path("out")).unwrap().count(), 1);
}

#[test]
fn exit_codes_tell_the_night_operator_what_happened() {
    let mut office = Office::new();
    office.member("M00001").bill("B1", "M00001", "2000.00", ",").write();
    let (rules, data) = (home("rules/city"), office.folder.path().to_owned());
    let out = office.path("out");
    let command = ["batch", "--rules", text(&rules), "--data", text(&data), "--out", text(&out)];

    let done = huzhu(&command);
    assert_eq!(done.status.code(), Some(0));
    assert!(done.stdout.is_empty(), "a summary is no data");
    let told = String::from_utf8(done.stderr).unwrap();
    assert!(told.contains("decided: 1 bills; paid 1, nil 0, denied 0"), "{told}");
    assert!(told.contains("payable: 250.00 CNY"), "{told}");

    office.bill("B2", "M00009", "2000.00", ",").write();
    let rejected = huzhu(&[&command[..], &["--format", "json", "--lang", "zh"]].concat());
    assert_eq!(rejected.status.code(), Some(3));
    assert_eq!(String::from_utf8(rejected.stdout).unwrap(), office.out("summary.json"));
    assert!(office.out("rejects.csv").contains("会员文件中没有此编号"));

    fs::write(office.path("bad.toml"), "[scheme]\nid = 7\n").unwrap();
    let bad = office.path("bad.toml");
    let invalid =
        huzhu(&["batch", "--rules", text(&bad), "--data", text(&data), "--out", text(&out)]);
    assert_eq!(invalid.status.code(), Some(2));
    let misused =
        huzhu(&["batch", "--rules", text(&rules), "--members", "m.csv", "--out", text(&out)]);
    assert_eq!(misused.status.code(), Some(2));
    assert!(String::from_utf8(misused.stderr).unwrap().contains("name the files to read"));

    fs::remove_file(office.path("bills.csv")).unwrap();
    let failed = huzhu(&command);
    assert_eq!(failed.status.code(), Some(1));
    assert!(String::from_utf8(failed.stderr).unwrap().contains("bills.csv` cannot be read"));
}

#[test]
fn a_rule_file_and_its_inputs_are_known_by_their_content() {
    let office = Office::new();
    office.write();
    let (rules, out) = (home("rules/city"), office.path("out"));
    huzhu(&[
        "batch",
        "--rules",
        text(&rules),
        "--data",
        text(office.folder.path()),
        "--out",
        text(&out),
    ]);
    let manifest: serde_json::Value = serde_json::from_str(&office.out("manifest.json")).unwrap();
    let hash = |path: &Path| huzhu::fingerprint::sha256(&fs::read(path).unwrap());
    assert_eq!(manifest["rules"][0]["file"], "1.toml");
    assert_eq!(manifest["rules"][0]["sha256"], hash(&rules.join("1.toml")));
    assert_eq!(manifest["inputs"][1]["sha256"], hash(&office.path("enrolments.csv")));
    for output in manifest["outputs"].as_array().unwrap() {
        let file = out.join(output["file"].as_str().unwrap());
        assert_eq!(output["sha256"], hash(&file), "{}", file.display());
    }
}

#[test]
fn a_bill_has_a_row_for_each_plan_held_and_counts_once() {
    let rules = fs::read_to_string(home("rules/city/1.toml")).unwrap();
    let plan = |id: &str| {
        let plan = &rules[rules.find("[[plan]]").unwrap()..rules.find("[[benefit]]").unwrap()];
        plan.replace("id = \"city\"", &format!("id = \"{id}\""))
    };
    let sum = |plan: &str, category: &str| {
        format!(
            "[[benefit]]\nid = \"sum_{plan}\"\nplan = \"{plan}\"\nsum = \"7\"\nclause = \"1\"\n\
             title = {{ zh = \"定额\", en = \"sum\" }}\ncategories = [\"{category}\"]\n\
             against_bill = \"beside\"\nper_unit = false\n"
        )
    };
    let (head, own) = rules.split_at(rules.find("[[plan]]").unwrap());
    let sums = sum("b", "inpatient") + &sum("a", "event");
    let rules = format!("{head}{}{}{own}\n{sums}", plan("b"), plan("a"));
    let mut office = Office::new();
    office
        .member("M00001")
        .bill("B2", "M00001", "2000.00", ",")
        .bill("B1", "M00001", "1400.00", ",");
    for plan in ["a", "b"] {
        office.enrolments.push(format!("M00001,{plan},2023-01-01,2024-12-31,1,2022-12-01"));
    }
    office.write();
    fs::write(office.path("rules.toml"), rules).unwrap();
    let book = Book::load(&office.path("rules.toml"));
    let book = book.unwrap_or_else(|why| panic!("{}", why.render(Lang::English)));
    let inputs = Inputs::in_folder(office.folder.path());
    let report = run(&book, &inputs, &office.path("out"), None).unwrap();
    let decisions = office.out("decisions.csv");
    let rows = decisions.lines().skip(1).map(|row| row.split(',').collect::<Vec<_>>());
    let rows: Vec<String> =
        rows.map(|cells| format!("{} {} {} {}", cells[0], cells[2], cells[3], cells[5])).collect();
    assert_eq!(
        rows,
        [
            "B1 a denied 0.00",
            "B1 b paid 7.00",
            "B1 city nil 0.00",
            "B2 a denied 0.00",
            "B2 b paid 7.00",
            "B2 city paid 450.00",
        ]
    );
    assert_eq!((report.summary.bills.decided, report.summary.bills.paid), (2, 2));
    assert_eq!(report.summary.due_now, "464.00");
}

#[test]
fn bills_of_one_member_with_one_stay_id_are_one_stay() {
    let mut office = Office::new();
    office.member("M00001").member("M00002");
    office.bills[0] += ",stay_id";
    for (bill, member, stay) in [
        ("B1", "M00001", "S"),
        ("B2", "M00001", "S"),
        ("B3", "M00001", "T"),
        ("B4", "M00001", ""),
        ("B5", "M00002", "S"),
        ("B6", "M00002", ""),
    ] {
        office.bill(bill, member, "2000.00", &format!(",,{stay}"));
    }
    office.write();
    let (book, inputs) = (city(), Inputs::in_folder(office.folder.path()));
    let intake = huzhu::intake::read(&inputs, book.vocabulary(), &()).unwrap();
    let mut dossiers = intake.records();
    let [one, other] = ["M00001", "M00002"].map(|id| dossiers.load(intake.member(id).unwrap()));
    let stays: Vec<u32> = one.bills().iter().map(|bill| bill.stay().number()).collect();
    assert_eq!(stays[0], stays[1]);
    assert_eq!(stays.iter().collect::<BTreeSet<_>>().len(), 3);
    let named: Vec<_> = one.bills().iter().map(|bill| one.stay_id(bill)).collect();
    assert_eq!(named, [Some("S"), Some("S"), Some("T"), None]);
    let named: Vec<_> = other.bills().iter().map(|bill| other.stay_id(bill)).collect();
    assert_eq!(named, [Some("S"), None]);
}

/// A few characters, among them often quotes, which may swallow whole rows.
fn damage() -> impl Strategy<Value = String> {
    let quote = |text: &str| Just(text.to_owned());
    prop_oneof![2 => "[\\PC\",\n\r0-9-]{0,3}", 1 => quote(",\""), 1 => quote("\"")]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// What [`Office::loses_no_bill`] holds, whatever is damaged in any of the files.
    #[test]
    fn no_damage_to_the_files_makes_a_row_disappear(
        damage in prop::collection::vec((0..5usize, any::<prop::sample::Index>(), damage(), 0..6usize), 1..8),
    ) {
        let mut office = Office::new();
        office.member("M00001").member("M00002");
        for (number, total) in ["1500.00", "7000.00", "90000.00"].into_iter().enumerate() {
            office.bill(&format!("B{number}"), "M00001", total, ",");
            office.bill(&format!("C{number}"), "M00002", total, "final,1");
        }
        let undamaged = office.bills[1..].to_vec();
        for (file, place, text, cut) in damage {
            let file = file.min(2); // mostly bills
            let rows = [&mut office.members, &mut office.enrolments, &mut office.bills];
            let mut whole: Vec<char> = rows[file].join("\n").chars().collect();
            let from = place.index(whole.len());
            let to = (from + cut).min(whole.len());
            whole.splice(from..to, text.chars());
            let damaged = whole.into_iter().collect::<String>();
            *[&mut office.members, &mut office.enrolments, &mut office.bills][file] =
                damaged.split('\n').map(str::to_owned).collect();
        }
        match office.run() {
            Ok(report) => {
                for input in report.manifest.inputs {
                    let sum = input.used + input.rejected + input.duplicates + input.superseded + input.void;
                    prop_assert_eq!(input.rows, sum);
                }
                office.loses_no_bill(&undamaged);
            }
            Err(reasons) => prop_assert!(!reasons.is_empty()),
        }
    }

    /// One byte that is no text, or one quote too many, in any row: what is decided of members of whom
    /// the row does not speak is as it was, and the row goes back as it came.
    #[test]
    fn a_damaged_row_changes_no_decision_of_others(
        (file, row, place) in (0..3usize, any::<prop::sample::Index>(), any::<prop::sample::Index>()),
        byte in prop_oneof![Just(b'"'), 0x80..=0xffu8],
        (cut, quoted) in (0..2usize, any::<bool>()),
    ) {
        let office = of_many_cells(quoted);
        office.write();
        let name = ["members.csv", "enrolments.csv", "bills.csv"][file];
        let whole = fs::read(office.path(name)).unwrap();
        let mut lines: Vec<Vec<u8>> = whole.split(|&b| b == b'\n').map(<[u8]>::to_vec).collect();
        let row = 1 + row.index(lines.len() - 2); // Neither the header nor what follows the last line.
        let speaks_of = (0..MANY).map(|number| format!("M{number:03}"));
        let speaks_of: Vec<String> =
            speaks_of.filter(|id| String::from_utf8_lossy(&lines[row]).contains(id)).collect();
        prop_assert_eq!(speaks_of.len(), 1);
        let from = place.index(lines[row].len() + 1);
        let to = (from + cut).min(lines[row].len());
        lines[row].splice(from..to, [byte]);
        let damaged = lines[row].clone();
        fs::write(office.path(name), lines.join(&b'\n')).unwrap();
        let report = run(&city(), &Inputs::in_folder(office.folder.path()), &office.path("out"), None);
        let report = report.unwrap();
        let mut after = decisions_by_member(&office);
        let mut expected = UNDAMAGED[usize::from(quoted)].clone();
        for id in &speaks_of {
            let (one, other) = (expected.remove(id), after.remove(id));
            // A row of the member or of a period that cannot be used denies nothing, where its id is whole.
            let is_told = String::from_utf8_lossy(&damaged).contains(id.as_str());
            let codes = &report.summary.rejected_by_code;
            let is_apart = ["not_utf8", "open_quote", "wrong_cells"].iter().any(|code| codes.contains_key(*code));
            if file < 2 && is_told && is_apart && other.is_some() {
                let is_same = one == other;
                prop_assert!(is_same, "{one:?} {other:?}");
            }
        }
        prop_assert_eq!(after, expected);
        if str::from_utf8(&damaged).is_err() {
            prop_assert_eq!(report.summary.rejected_by_code["not_utf8"], 1);
            prop_assert!(!report.summary.rejected_by_code.contains_key("open_quote"));
            let back = fs::read(office.path("out/rejected").join(name)).unwrap();
            prop_assert!(back.split(|&b| b == b'\n').any(|line| line.ends_with(&damaged)));
        }
    }
}

const MANY: usize = 8;

/// What is decided where nothing is damaged.
static UNDAMAGED: LazyLock<[BTreeMap<String, Vec<String>>; 2]> = LazyLock::new(|| {
    [false, true].map(|quoted| {
        let office = of_many_cells(quoted);
        office.run().unwrap();
        decisions_by_member(&office)
    })
});

/// Members with a period and two bills each; with columns that nobody asked for, in which stands what
/// people write, and with all cells in quotes.
fn of_many_cells(quoted: bool) -> Office {
    const SAID: [&str; 6] =
        ["", "none", "\"a, b\"", "\"say \"\"x\"\"\"", "5\" wide\"", "\u{738b}\u{4e94}"];
    let mut office = Office::new();
    for number in 0..MANY {
        let id = format!("M{number:03}");
        office.member(&id).bill(&format!("B{number}"), &id, "1500.00", ",");
        office.bill(&format!("C{number}"), &id, "7000.00", "final,1");
    }
    for rows in [&mut office.members, &mut office.enrolments, &mut office.bills] {
        rows[0] += ",note,remark";
        for (number, row) in rows.iter_mut().enumerate().skip(1) {
            if quoted {
                *row = format!("\"{}\"", row.replace(',', "\",\""));
            }
            *row += &format!(",{},{}", SAID[number % 6], SAID[number * 5 % 7 % 6]);
        }
    }
    office
}

/// What is decided of each member's bills.
fn decisions_by_member(office: &Office) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in office.out("decisions.csv").lines().skip(1) {
        found.entry(row.split(',').nth(1).unwrap().to_owned()).or_default().push(row.to_owned());
    }
    found
}

#[test]
fn what_is_told_of_a_run_holds_no_id_in_full() {
    let (data, out) = (home("data/city_small"), tempfile::tempdir().unwrap());
    let members = fs::read_to_string(data.join("members.csv")).unwrap();
    let ids: BTreeSet<&str> =
        members.lines().skip(1).map(|row| row.split(',').next().unwrap()).collect();
    let told = huzhu(&[
        "batch",
        "--rules",
        text(&home("rules/city")),
        "--data",
        text(&data),
        "--out",
        text(out.path()),
        "--hardship",
        "10000",
        "--notice",
        "B000000984",
    ]);
    assert_eq!(told.status.code(), Some(0));
    let names_somebody = |text: &str| {
        let words = text.split(|c: char| !c.is_alphanumeric());
        words.into_iter().any(|word| ids.contains(word))
    };
    let read = |name: &str| fs::read_to_string(out.path().join(name)).unwrap();
    assert!(names_somebody(&read("decisions.csv")), "an id would be seen");
    for name in OUTPUTS {
        let is_told = name.starts_with("reports/") || name.ends_with(".json");
        assert!(!is_told || !names_somebody(&read(name)), "{name}");
    }
    assert!(read("reports/hardship.csv").lines().count() > 10, "somebody is on the list");
    assert!(!names_somebody(&String::from_utf8(told.stderr).unwrap()));
}
