//! Files that nobody should send: endless, broken, of another kind. Each ends in a sentence that names
//! the place, with memory in proportion to the file, and never in a panic.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// The size of a hostile file. The reader is slow where it is not optimised.
const SIZE: usize = if cfg!(debug_assertions) { 1 << 20 } else { 64 << 20 };
const HALF: usize = SIZE / 2;
const MILLION: usize = 1_000_000;

const MEMBERS: &str = "member_id,birth_date,sex,org_code,hardship\nM1,1980-01-01,M,99.01,no\n";
const ENROLMENTS: &str = "member_id,plan,start,end,units,enrolled_on\n\
    M1,city,2023-01-01,2024-12-31,1,2022-12-01\n";
const HEADER: &str = "bill_id,member_id,category,hospital_id,hospital_level,admission,discharge,\
    settled_on,diagnosis,total,out_of_catalogue,class_b_prepay,deductible,pool_paid,critical_paid,\
    assistance_paid,other_paid";
/// A bill without its id.
const BILL: &str = ",M1,inpatient,H1,1,2024-06-01,2024-06-03,2024-06-03,I10,\
    2000.00,0.00,0.00,0.00,1000.00,0.00,0.00,0.00";

/// An office, one file of which is hostile.
struct Office {
    folder: TempDir,
}

/// What came of it.
struct Answer {
    code: i32,
    told: String,
    /// rejects.csv and decisions.csv without their headers; empty where the run failed.
    rejects: Vec<String>,
    decisions: Vec<String>,
}

impl Office {
    fn new() -> Office {
        let office = Office { folder: tempfile::tempdir().unwrap() };
        office.write("members.csv", MEMBERS);
        office.write("enrolments.csv", ENROLMENTS);
        office.write("bills.csv", format!("{HEADER}\nB1{BILL}\n"));
        office
    }

    /// An office whose bills are these.
    fn with(bills: impl AsRef<[u8]>) -> Office {
        let office = Office::new();
        office.write("bills.csv", bills);
        office
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a batch that may have as much memory as `times` the files, and a little.
    fn run(&self, times: u64) -> Answer {
        let files = ["members.csv", "enrolments.csv", "bills.csv"].map(|name| self.path(name));
        let bytes: u64 = files.iter().map(|path| fs::metadata(path).unwrap().len()).sum();
        let output = self.end(limited((48 << 10) + times * bytes / 1024));
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(!told.contains("panicked"), "{}", beginning(&told));
        let code = output.status.code();
        let code = code.unwrap_or_else(|| panic!("{}: {}", output.status, beginning(&told)));
        let lines = |name: &str| {
            let text = fs::read_to_string(self.path("out").join(name)).unwrap_or_default();
            text.lines().skip(1).map(str::to_owned).collect()
        };
        Answer { code, told, rejects: lines("rejects.csv"), decisions: lines("decisions.csv") }
    }

    fn end(&self, mut huzhu: Command) -> Output {
        let city = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/city");
        huzhu.current_dir(self.folder.path()).arg("batch").arg("--rules").arg(city);
        huzhu.args(["--data", ".", "--out", "out", "--threads", "1", "--lang", "en"]);
        let mut child = huzhu.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let stderr = child.stderr.take().unwrap();
        let told = std::thread::spawn(|| std::io::read_to_string(stderr).unwrap().into_bytes());
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            if begun.elapsed() > Duration::from_secs(300) {
                child.kill().unwrap();
                panic!("it does not end");
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        Output { status, stdout: Vec::new(), stderr: told.join().unwrap() }
    }
}

/// The program, with room for so many KiB of data; where that cannot be had, with all there is.
fn limited(kib: u64) -> Command {
    let huzhu = env!("CARGO_BIN_EXE_huzhu");
    if cfg!(not(target_os = "linux")) {
        return Command::new(huzhu);
    }
    let mut shell = Command::new("sh");
    shell.args(["-c", "ulimit -d \"$1\" && shift && exec \"$@\"", "sh", &kib.to_string(), huzhu]);
    shell
}

fn beginning(text: &str) -> String {
    text.chars().take(1000).collect()
}

impl Answer {
    /// Holds that the run failed, with one short sentence that begins so, and that nothing is left.
    fn fails(&self, with: &str) {
        let told = beginning(&self.told);
        assert_eq!(self.code, 1, "{told}");
        assert!(self.told.starts_with(&format!("huzhu: {with}")), "{told}");
        assert_eq!(self.told.lines().count(), 2, "{told}");
        assert!(self.told.len() < 1000, "a sentence is short");
        assert!(self.rejects.is_empty() && self.decisions.is_empty());
    }

    /// Holds that these rows are rejected, each told as it begins here, and these bills decided.
    fn rejects(&self, rejects: &[&str], decided: &[&str]) {
        assert_eq!(self.code, 3, "{}", beginning(&self.told));
        let short: Vec<String> = self.rejects.iter().map(|row| beginning(row)).collect();
        assert_eq!(self.rejects.len(), rejects.len(), "{short:?}");
        for (row, begins) in self.rejects.iter().zip(rejects) {
            assert!(row.starts_with(begins), "{}", beginning(row));
            assert!(row.len() < 1000, "{}", beginning(row));
        }
        let ids = self.decisions.iter().map(|row| row.split(',').next().unwrap());
        assert_eq!(ids.collect::<Vec<_>>(), decided);
    }
}

/// A row among two that are right, below the header.
fn among_rows(row: &[u8]) -> Vec<u8> {
    let (before, after) = (format!("{HEADER}\nB1{BILL}\n"), format!("\nB2{BILL}\n"));
    [before.as_bytes(), row, after.as_bytes()].concat()
}

/// What is told of a first row that names no column, however long it is.
const NO_COLUMN: &str = "the first row of `./bills.csv` has no known column name and begins with `";
const NO_HEADER: &str = "`./bills.csv` has no header row; its first row must name the columns: ";

#[test]
fn more_memory_than_is_allowed_would_be_seen() {
    if cfg!(target_os = "linux") {
        let output = Office::with(vec![b'a'; SIZE]).end(limited(SIZE as u64 / 2048));
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        let seen = output.status.code().is_none() || !told.contains(NO_COLUMN);
        assert!(seen, "the limit does not hold: {}", beginning(&told));
    }
}

#[test]
fn an_endless_line() {
    Office::with(vec![b'a'; SIZE]).run(16).fails(NO_COLUMN);
    let rejects = ["bills.csv,3,,,wrong_cells,"];
    Office::with(among_rows(&vec![b'a'; SIZE])).run(16).rejects(&rejects, &["B1", "B2"]);
}

#[test]
fn a_header_with_a_million_columns() {
    let commas = ",".repeat(MILLION);
    Office::with(&commas).run(64).fails(NO_COLUMN);
    // Beside those that are known, they are left out, in the row too.
    let answer = Office::with(format!("{HEADER}{commas}\nB1{BILL}{commas}\n")).run(96);
    assert_eq!((answer.code, answer.decisions.len()), (0, 1), "{}", beginning(&answer.told));
    let more = format!("{HEADER}{}\n", ",".repeat(3 * MILLION));
    Office::with(more).run(40).fails("the header of `./bills.csv` has more than 1048576 columns");
    let names: String = (0..SIZE / 8).map(|number| format!("c{number},")).collect();
    Office::with(names).run(64).fails(NO_HEADER);
    let again = ",total".repeat(SIZE / 6);
    let twice = "`./bills.csv` names columns twice; keep one each of: `total`";
    Office::with(format!("{HEADER}{again}\n")).run(64).fails(twice);
}

#[test]
fn a_row_with_a_million_cells() {
    let rejects = ["bills.csv,3,,,wrong_cells,"];
    Office::with(among_rows(&b"x,".repeat(MILLION))).run(64).rejects(&rejects, &["B1", "B2"]);
    let rejects = ["bills.csv,3,,,empty_row,"];
    Office::with(among_rows(&vec![b','; MILLION])).run(64).rejects(&rejects, &["B1", "B2"]);
    // In enrolments, every one of them could be the id of a member.
    for cells in [MILLION, 3 * MILLION] {
        let office = Office::new();
        office.write("enrolments.csv", format!("{ENROLMENTS}{}M1\n", "x,".repeat(cells)));
        let rejects =
            ["enrolments.csv,3,,,wrong_cells,", "bills.csv,2,member_id,M***,blocked_by_reject,"];
        office.run(64).rejects(&rejects, &[]);
    }
}

/// However many cells a row has, little more is kept of it than the row.
#[test]
fn a_row_of_as_many_cells_as_bytes() {
    let cells = SIZE.max(3 * MILLION);
    let told = |why: &str| [format!("bills.csv,3,,,{why},")];
    let told = [told("empty_row"), told("wrong_cells"), told("wrong_cells"), told("empty_row")];
    let last = |cell: &str| [",".repeat(cells), cell.to_owned()].concat();
    let quoted = |cell: &str| [cell, ",\"\",", &",".repeat(cells)].concat();
    for (row, told) in [last(""), last("x"), quoted("x"), quoted("")].iter().zip(told) {
        let told: Vec<&str> = told.iter().map(String::as_str).collect();
        Office::with(among_rows(row.as_bytes())).run(24).rejects(&told, &["B1", "B2"]);
    }
}

#[test]
fn quotes_and_nothing_else() {
    Office::with(vec![b'"'; SIZE]).run(16).fails(NO_COLUMN);
    let open = "a quote opened in the header of `./bills.csv`, at line 1, is never closed";
    Office::with(vec![b'"'; SIZE - 1]).run(16).fails(open);
    let closed = ["bills.csv,3,,,wrong_cells,"];
    Office::with(among_rows(&vec![b'"'; SIZE])).run(16).rejects(&closed, &["B1", "B2"]);
    let open = ["bills.csv,3,bill_id,,open_quote,"];
    Office::with(among_rows(&vec![b'"'; SIZE - 1])).run(16).rejects(&open, &["B1", "B2"]);
}

#[test]
fn quotes_by_turns() {
    let closed = ["bills.csv,3,,,wrong_cells,"];
    // Every other comma stands in quotes.
    let rows = |times| among_rows(&b"\",".repeat(times));
    Office::with(rows(HALF)).run(64).rejects(&closed, &["B1", "B2"]);
    let open = ["bills.csv,3,,,open_quote,"];
    Office::with(rows(HALF - 1)).run(64).rejects(&open, &["B1", "B2"]);
    // Behind a closed quote a cell is plain, and quotes in it are letters.
    let rows = |times| among_rows(&b"\"a".repeat(times));
    Office::with(rows(HALF)).run(16).rejects(&closed, &["B1", "B2"]);
    // Every other line end stands in quotes: what is told of a row is longer than the row.
    let answer = Office::with(among_rows(&b"\"a\n\"a\n".repeat(HALF / 64))).run(256);
    assert_eq!((answer.code, answer.rejects.len()), (3, HALF / 64));
    for (number, row) in answer.rejects.iter().enumerate() {
        let place = format!("bills.csv,{},,,line_break,", 3 + 2 * number);
        assert!(row.starts_with(&place), "{place} {row}");
    }
    assert_eq!(answer.decisions.len(), 2);
}

/// A quote that is open at the end of every line is looked for in as many lines as it may run over, not
/// to the end of the file.
#[test]
fn quotes_that_are_open_on_every_line() {
    // In none of these lines is a quote that could close it, nor as many cells as in the header.
    let lines = SIZE / 64;
    let text = format!("{HEADER}\n{}B2{BILL}\n", "x,\"\n\n".repeat(lines));
    let answer = Office::with(text).run(64);
    assert_eq!((answer.code, answer.decisions.len()), (3, 1), "{}", beginning(&answer.told));
    let text = format!("{HEADER}\n{}B2{BILL}\n", "x,\"\"\"\n".repeat(lines));
    let answer = Office::with(text).run(64);
    assert_eq!((answer.code, answer.decisions.len()), (3, 1), "{}", beginning(&answer.told));
}

const WIDE: &str = "`./bills.csv` is UTF-16 text, or not text at all; save it as \"CSV UTF-8\"";

#[test]
fn bytes_of_zero() {
    Office::with(vec![0; SIZE]).run(16).fails(WIDE);
    let rejects = ["bills.csv,3,,,wrong_cells,"];
    Office::with(among_rows(&vec![0; SIZE])).run(16).rejects(&rejects, &["B1", "B2"]);
    // One alone, one behind the last line's end, one inside a cell.
    Office::with(among_rows(b"\0")).run(16).rejects(&rejects, &["B1", "B2"]);
    let rejects = ["bills.csv,3,,,wrong_cells,"];
    Office::with(format!("{HEADER}\nB1{BILL}\n\0")).run(16).rejects(&rejects, &["B1"]);
    let cell = format!("B3{}", BILL.replace("2024-06-03", "2024-06-03\0"));
    let answer = Office::with(among_rows(cell.as_bytes())).run(16);
    let rejects = ["bills.csv,3,discharge,2024-06-03\0,bad_date,", "bills.csv,3,settled_on,"];
    answer.rejects(&rejects, &["B1", "B2"]);
}

#[test]
fn line_ends_and_nothing_else() {
    for end in ["\n", "\r", "\r\n"] {
        Office::with(end.repeat(SIZE / end.len())).run(4).fails(NO_HEADER);
        let many = SIZE / 4;
        let text = among_rows(format!("{}B3", end.repeat(many)).as_bytes());
        let place = format!("bills.csv,{},,,wrong_cells,", 3 + many);
        Office::with(text).run(4).rejects(&[&place], &["B1", "B2"]);
    }
}

#[test]
fn text_that_is_no_utf_8() {
    let lines = format!("B1{BILL}\n").repeat(SIZE / 200);
    let (head, tail) = (format!("{HEADER}\n{lines}B2,"), format!(",{BILL}\nB3{BILL}\n"));
    let line = 2 + SIZE / 200;
    let place = format!("bills.csv,{line},member_id,,not_utf8,");
    let name = b"\xbb\xa5\xd6\xfa";
    let office = Office::with([head.as_bytes(), name, tail.as_bytes()].concat());
    office.run(8).rejects(&[&place], &["B1", "B3"]);
    // A letter that the file's end cuts in two.
    let cut = [head.as_bytes(), &"互".as_bytes()[..2]].concat();
    Office::with(cut).run(8).rejects(&[&place], &["B1"]);
    // Nothing but such bytes, in a line and in many: the file is refused at the first, or at the eleventh.
    let row = |line: &[u8]| Office::with(among_rows(line)).run(16);
    row(&vec![0xff; SIZE]).rejects(&["bills.csv,3,bill_id,,not_utf8,"], &["B1", "B2"]);
    let first = "`./bills.csv` is not UTF-8 text, first at line 3, character 1; ";
    row(&b"\xff\n".repeat(HALF)).fails(first);
    row(&b"\xff\r".repeat(11)).fails(first);
    let ten: Vec<String> =
        (3..13).map(|line| format!("bills.csv,{line},bill_id,,not_utf8,")).collect();
    let ten: Vec<&str> = ten.iter().map(String::as_str).collect();
    row(&b"\xff\n".repeat(10)).rejects(&ten, &["B1", "B2"]);
}

#[test]
fn files_of_another_kind() {
    let text = format!("{HEADER}\nB1{BILL}\n");
    let wide = |mark: u16, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        [mark].into_iter().chain(text.encode_utf16()).flat_map(bytes).collect()
    };
    Office::with(wide(0xfeff, u16::to_le_bytes)).run(8).fails(WIDE);
    Office::with(wide(0xfeff, u16::to_be_bytes)).run(8).fails(WIDE);
    // The beginning of a gzip file, and of a workbook.
    Office::with(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xed\xbd\x07\x60\x1c")
        .run(8)
        .fails(WIDE);
    Office::with(b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00\xb5\x55\x30\x23")
        .run(8)
        .fails("`./bills.csv` begins like a workbook and cannot be read");
    // A header in GBK.
    let first = "`./bills.csv` is not UTF-8 text, first at line 1, character 9; ";
    Office::with(b"bill_id,\xbb\xa5\xd6\xfa\nB1,x\n").run(8).fails(first);
    Office::with("").run(8).fails(NO_HEADER);
    // Nothing but a byte-order mark.
    Office::with("\u{feff}").run(8).fails(NO_HEADER);
    let office = Office::new();
    fs::remove_file(office.path("bills.csv")).unwrap();
    fs::create_dir(office.path("bills.csv")).unwrap();
    office.run(8).fails("`./bills.csv` cannot be read: ");
}

#[test]
fn cells_without_measure() {
    let long = "9".repeat(SIZE);
    let cell = |of: &str| format!("B3{}", BILL.replacen(of, &format!(",{long},"), 1));
    for (column, of) in
        [("category", ",inpatient,"), ("admission", ",2024-06-01,"), ("total", ",2000.00,")]
    {
        let place = format!("bills.csv,3,{column},999***99,");
        Office::with(among_rows(cell(of).as_bytes())).run(16).rejects(&[&place], &["B1", "B2"]);
    }
    let bill = cell(",M1,");
    let place = "bills.csv,3,member_id,999***99,unknown_member,";
    Office::with(among_rows(bill.as_bytes())).run(16).rejects(&[place], &["B1", "B2"]);
}

/// What a terminal would obey, in every place where others write: it is printed so that it is seen.
#[test]
fn what_a_terminal_would_obey_is_never_printed_as_it_is() {
    const EVIL: &str = "x\u{1b}[2J\u{9b}31m\u{202e}\u{7}y";
    const SEEN: &str = "x\\u001b[2J\\u009b31m\\u202e\\u0007y";
    let office = Office::with(format!("{HEADER},{EVIL}\nB1{BILL},\nB{EVIL}{BILL},\n"));
    office.write("members.csv", MEMBERS.replace("99.01", &format!("99.{EVIL}")));
    office.write("rules.toml", format!("[scheme]\nid = \"{EVIL}\"\n# {EVIL}\n\"{EVIL}\" = 1\n"));
    office.write("other.toml", "[scheme]\n\"\u{9b}31m\u{202e}\" = \"\u{9b}31m\u{202e}\"\n");
    let city = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/city");
    let city = city.to_str().unwrap();
    let night = ["--posted-on", "2024-07-01", "--by", EVIL];
    let out = format!("out{}", EVIL.replace('/', ""));
    let batch = ["batch", "--rules", city, "--data", ".", "--out", &out];
    for (command, shown) in [
        (batch.to_vec(), true),
        ([&batch[..], &["--format", "json"]].concat(), true),
        (vec!["ledger", "new", "l.db"], false),
        // Nobody has such a name.
        ([&batch[..], &["--ledger", "l.db"], &night].concat(), false),
        ([&batch[..], &["--ledger", "l.db"], &night[..2], &["--by", "Wu"]].concat(), false),
        (vec!["ledger", "runs", "l.db"], false),
        (vec!["ledger", "runs", "l.db", "--format", "json"], false),
        (vec!["explain", EVIL, "--ledger", "l.db"], true),
        (vec!["check", "rules.toml"], false),
        (vec!["check", "rules.toml", "--format", "json"], false),
        (vec!["check", "other.toml"], false),
        (vec!["check", "other.toml", "--format", "json"], false),
        (vec!["check", EVIL], true),
        (vec!["preview", "--rules", city, "--bill", EVIL], true),
        (vec!["test", EVIL], true),
        (vec![EVIL], true),
        (vec!["batch", "--on", EVIL], true),
    ] {
        let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        let output = huzhu.current_dir(office.folder.path()).args(&command).output().unwrap();
        let told = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        let obeyed =
            |c: &char| (c.is_control() && *c != '\n') || matches!(c, '\u{202a}'..='\u{202e}');
        assert_eq!(told.chars().find(obeyed), None, "{command:?}: {told:?}");
        // The night says nothing of the kind; the lines of a rule file are drawn by another hand, which has
        // signs of its own for them.
        assert!(told.contains(SEEN) || !shown, "{command:?}: {told}");
    }
}

/// What a spreadsheet would run: outputs for people have it as text, and the ledger and what goes back to
/// the sender as it came.
#[test]
fn what_a_spreadsheet_would_run_is_text_in_outputs() {
    const EVIL: &str = "=HYPERLINK(1)";
    let bad = format!("-7{}", BILL.replace("2000.00", "-2+3").replace("2024-06-03", EVIL));
    let bills =
        format!("{HEADER},{EVIL}\n{EVIL}{},\n-5{},\n{bad},\n", BILL.replace("M1", "@M1"), BILL);
    let office = Office::with(&bills);
    let members = MEMBERS.replace("99.01", "@99.01") + "@M1,1980-01-01,M,99.01,no\n";
    office.write("members.csv", &members);
    office.write(
        "enrolments.csv",
        ENROLMENTS.to_owned() + &ENROLMENTS[ENROLMENTS.find("M1").unwrap()..].replace("M1", "@M1"),
    );
    let city = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/city");
    let run = |arguments: &[&str]| {
        let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        let output = huzhu.current_dir(office.folder.path()).args(arguments).args(["--lang", "en"]);
        let output = output.output().unwrap();
        (
            output.status.code().unwrap(),
            String::from_utf8([output.stdout, output.stderr].concat()).unwrap(),
        )
    };
    let batch = ["batch", "--rules", city.to_str().unwrap(), "--data", ".", "--hardship", "0"];
    let read = |name: &str| fs::read_to_string(office.path(name)).unwrap();
    let head = |name: &str, cells: usize| -> Vec<String> {
        let rows = read(name);
        let rows = rows
            .lines()
            .skip(1)
            .map(|row| row.splitn(cells + 1, ',').take(cells).collect::<Vec<_>>());
        rows.map(|cells| cells.join(",")).collect()
    };
    assert_eq!(run(&[&batch[..], &["--full-ids", "--out", "out"]].concat()).0, 3);
    assert_eq!(head("out/decisions.csv", 2), ["'=HYPERLINK(1),'@M1", "-5,M1"]);
    let told = [
        "bills.csv,4,discharge,'=HYPERLINK(1)",
        "bills.csv,4,settled_on,'=HYPERLINK(1)",
        "bills.csv,4,total,'-2+3",
    ];
    assert_eq!(head("out/rejects.csv", 4), told);
    let every = fs::read_dir(office.path("out"))
        .unwrap()
        .chain(fs::read_dir(office.path("out/reports")).unwrap());
    for path in every
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|is| is == "csv"))
    {
        let rows = fs::read_to_string(&path).unwrap();
        let cells = rows.lines().flat_map(|row| row.split(','));
        let run: Vec<&str> = cells.filter(|cell| cell.starts_with(['=', '+', '@'])).collect();
        assert_eq!(run, [""; 0], "{}", path.display());
    }
    // What goes back to the sender is as it came, and is read as it was.
    let back = read("out/rejected/bills.csv");
    let back: Vec<&str> = back.lines().collect();
    assert_eq!(back[0], format!("reject_line,reject_code,reject_reason,{HEADER},{EVIL}"));
    assert!(back[1].starts_with("4,bad_date;bad_amount,discharge: "), "{}", back[1]);
    assert!(back[1].ends_with(&format!(",{bad},")), "{}", back[1]);
    fs::rename(office.path("out/rejected/bills.csv"), office.path("bills.csv")).unwrap();
    assert_eq!(run(&[&batch[..], &["--out", "again"]].concat()).0, 3);
    let told = told.map(|row| row.replace(",4,", ",2,"));
    assert_eq!(head("again/rejects.csv", 4), told);
    // A ledger keeps ids as they are: the same rows again say nothing new, and the bank is told the same.
    office.write("bills.csv", bills);
    assert_eq!(run(&["ledger", "new", "l.db"]).0, 0);
    for (day, out) in [("2024-07-01", "one"), ("2024-07-02", "two")] {
        let night = ["--ledger", "l.db", "--posted-on", day, "--by", "Wu", "--out", out];
        let (code, told) = run(&[&batch[..4], &["."], &night[..]].concat());
        assert_eq!(code, 3, "{told}");
    }
    assert_eq!(head("one/decisions.csv", 2), ["'=HYPERLINK(1),'@M1", "-5,M1"]);
    assert_eq!(head("two/payments.csv", 2), [""; 0]);
    let (code, told) = run(&["explain", EVIL, "--ledger", "l.db"]);
    assert_eq!(code, 0, "{told}");
    // The id as an output has it, and as it is.
    let payees = "member_id,kind,payee,account\n'@M1,member,=A1,1\nM1,member,B,2\n";
    office.write("payees.csv", payees);
    assert_eq!(run(&["ledger", "payees", "l.db", "payees.csv", "--by", "Wu"]).0, 0);
    let (code, told) = run(&[
        "ledger", "release", "l.db", "1", "--by", "Qian", "--reason", "as it is", "--out",
        "bank.csv",
    ]);
    assert_eq!(code, 0, "{told}");
    let mut paid: Vec<String> = read("bank.csv")
        .lines()
        .skip(1)
        .map(|row| row.split(',').skip(1).take(4).collect::<Vec<_>>().join(","))
        .collect();
    paid.sort();
    assert_eq!(paid, ["@M1,member,=A1,1", "M1,member,B,2"]);
}
