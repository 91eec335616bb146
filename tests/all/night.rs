//! `huzhu night`: the night of an office as its `huzhu.toml` says, its log, and what is wrong with either.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use huzhu::date::Day;
use huzhu::intake::Inputs;
use huzhu::ledger::{Access, Ledger, Name};
use huzhu::nightly::{self, Night, NightError, Rules};
use huzhu::scheme::{Book, Source};
use huzhu::words::Lang;
use tempfile::TempDir;

const BILLS: &str = "bill_id,member_id,category,hospital_id,hospital_level,admission,discharge,settled_on,\
    diagnosis,total,out_of_catalogue,class_b_prepay,deductible,pool_paid,critical_paid,assistance_paid,\
    other_paid,residual_1,residual_2,residual_3\n";
const MEMBER: &str = "990011198001010014";

/// A folder of an office, with rules, and a member who is covered.
struct Office {
    folder: TempDir,
}

fn text(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    text(&output.stdout) + &text(&output.stderr)
}

/// All files of a folder, by name.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let (mut files, mut folders) = (BTreeMap::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap().map(Result::unwrap) {
            let path = entry.path();
            let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
            match path.is_dir() {
                true => folders.push(path),
                false => drop(files.insert(name, fs::read(&path).unwrap())),
            }
        }
    }
    files
}

impl Office {
    /// With the settings that `--init` writes, and a ledger.
    fn new() -> Office {
        let office = Office::empty();
        office.does(&["night", "--init"]);
        office.does(&["ledger", "new", "city.ledger"]);
        office
    }

    fn empty() -> Office {
        let office = Office { folder: tempfile::tempdir().unwrap() };
        let home = |path: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        fs::create_dir_all(office.path("rules/city")).unwrap();
        fs::create_dir_all(office.path("data/city_small")).unwrap();
        fs::copy(home("rules/city/1.toml"), office.path("rules/city/1.toml")).unwrap();
        let members = format!(
            "member_id,birth_date,sex,org_code,hardship,name\n{MEMBER},1980-01-01,M,99.01,no,Li Lei\n"
        );
        office.write("data/city_small/members.csv", &members);
        let head = "member_id,plan,start,end,units,enrolled_on\n";
        let period = format!("{head}{MEMBER},city,2023-01-01,2025-12-31,1,2022-12-01\n");
        office.write("data/city_small/enrolments.csv", &period);
        office.bills(&[("B000001", "1000.00")]);
        office
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn bills(&self, bills: &[(&str, &str)]) {
        let row = |(id, total): &(&str, &str)| {
            format!(
                "{id},{MEMBER},inpatient,H1,1,2024-03-01,2024-03-02,2024-03-02,I10,{total},0,0,0,0,0,0,0,,,\n"
            )
        };
        let rows: String = bills.iter().map(row).collect();
        self.write("data/city_small/bills.csv", &(BILLS.to_owned() + &rows));
    }

    /// The settings, with this in the place of that.
    fn settings(&self, that: &str, this: &str) {
        let text = self.read("huzhu.toml");
        assert!(text.contains(that), "{text}");
        self.write("huzhu.toml", &text.replace(that, this));
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        huzhu.args(words).current_dir(self.folder.path()).env("LC_ALL", "C").stdin(Stdio::null());
        huzhu
    }

    fn run(&self, words: &[&str]) -> (i32, String) {
        let output = self.command(words).output().unwrap();
        (output.status.code().expect("it ends by itself"), text(&output))
    }

    fn does(&self, words: &[&str]) -> String {
        let (code, told) = self.run(words);
        assert_eq!(code, 0, "{words:?}: {told}");
        told
    }

    /// A night of a day.
    fn night(&self, day: &str, more: &[&str]) -> (i32, String) {
        self.run(&[&["night", "--posted-on", day][..], more].concat())
    }

    /// The events of the log, without moments, processes and seconds.
    fn log(&self, name: &str) -> Vec<String> {
        let log = self.read(name);
        let mut lines = log.lines();
        assert_eq!(lines.next(), Some("# huzhu-log/1"));
        let event = |line: &str| {
            let (moment, rest) = line.split_at("2026-11-30 22:30:00+08:00".len());
            assert!(moment.starts_with("20") && moment.as_bytes()[10] == b' ', "{line}");
            let (process, event) = rest.strip_prefix(" [").unwrap().split_once("] ").unwrap();
            assert!(process.chars().all(|c| c.is_ascii_digit()), "{line}");
            let words = event.split(' ').filter(|word| !word.starts_with("seconds="));
            words.collect::<Vec<_>>().join(" ")
        };
        lines.map(event).collect()
    }

    fn runs(&self) -> i64 {
        let ledger = Ledger::open(&self.path("city.ledger"), Access::Read).unwrap();
        ledger.last_run().unwrap().map_or(0, |run| run.no.number())
    }
}

#[test]
fn a_fresh_folder_is_set_up_checked_and_runs_two_nights_each_into_a_folder_of_its_own() {
    let office = Office::empty();
    let (code, told) = office.run(&["night"]);
    assert!(
        code == 2 && told.contains("there is no `huzhu.toml`") && told.contains("--init"),
        "{told}"
    );
    office.does(&["night", "--init"]);
    let first = office.read("huzhu.toml");
    let (code, told) = office.run(&["night", "--init"]);
    assert!(code == 1 && told.contains("already exists"), "{told}");
    assert_eq!(office.read("huzhu.toml"), first, "nothing is replaced");
    let before = files(office.folder.path());
    let (code, told) = office.run(&["night", "--check"]);
    assert!(code == 1 && told.contains("there is no ledger `city.ledger`"), "{told}");
    assert_eq!(files(office.folder.path()), before, "a check writes nothing");
    office.does(&["ledger", "new", "city.ledger"]);
    let told = office.does(&["night", "--check", "--posted-on", "2026-03-01"]);
    for line in
        ["without a run", "outputs: `out/2026-03-01-1`", "log: `huzhu.log`", "bills.csv`, 3"]
    {
        assert!(told.contains(line), "{line}: {told}");
    }
    assert!(!office.path("out").exists() && !office.path("huzhu.log").exists());

    let (code, told) = office.night("2026-03-01", &[]);
    assert!(code == 0 && told.starts_with("run 1 is posted for 2026-03-01"), "{told}");
    office.bills(&[("B000001", "1000.00"), ("B000002", "100.00"), ("B000003", "x")]);
    let (code, told) = office.night("2026-03-01", &[]);
    assert!(code == 3 && told.starts_with("run 2 is posted"), "{told}");
    assert!(office.read("out/2026-03-01-1/payments.csv").contains("250.00"), "it is not replaced");
    assert!(office.read("out/2026-03-01-2/rejects.csv").contains("bad_amount"));
    assert!(
        office.read("out/2026-03-01-2/payments.csv").contains(",50.00"),
        "and the other is new"
    );
    office.bills(&[("B000004", "100.00")]);
    assert_eq!(office.night("2026-03-02", &[]).0, 0);
    assert!(office.read("out/2026-03-02-3/payments.csv").contains(",50.00"));
    let told = office.does(&["night", "--check"]);
    assert!(told.contains("newest run 3 of 2026-03-02"), "{told}");
}

#[test]
fn the_log_tells_each_phase_what_was_counted_and_how_the_night_ended_and_names_no_person() {
    let office = Office::new();
    let by = ["--by", "Zhao"];
    office.night("2026-03-01", &by);
    let log = office.log("huzhu.log");
    let begin = format!(
        "begin posted_on=2026-03-01 ledger=\"city.ledger\" huzhu={}",
        env!("CARGO_PKG_VERSION")
    );
    let bytes = |event: &str| event.split(" bytes=").next().unwrap().to_owned();
    assert_eq!(log[0], begin);
    assert_eq!([bytes(&log[1]), bytes(&log[2])], ["load", "read"]);
    assert!(log[2].ends_with(" rows=3"), "{}", log[2]);
    let rest = [
        "known",
        "decide bills=1 members=1 posted=1 payments=1 prepared=250.00 rejected=0",
        "post",
        "publish",
        "end exit=0 posted=yes run=1",
    ];
    assert_eq!(log[3..], rest);
    let text = office.read("huzhu.log");
    for hidden in [MEMBER, "Zhao", "Li Lei", "B000001"] {
        assert!(!text.contains(hidden), "{hidden}");
    }
    let timed = text.lines().skip(2).filter(|line| line.contains(" seconds="));
    assert_eq!(timed.count(), 7, "each phase and the end: {text}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(office.path("huzhu.log")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    // A night that fails ends too, and so does one that has a mistake in its rules.
    fs::remove_file(office.path("data/city_small/bills.csv")).unwrap();
    assert_eq!(office.night("2026-03-02", &by).0, 1);
    assert_eq!(office.log("huzhu.log").last().unwrap(), "end exit=1 posted=no");
    office.write("rules/city/1.toml", "x");
    assert_eq!(office.night("2026-03-02", &by).0, 2);
    assert_eq!(office.log("huzhu.log").last().unwrap(), "end exit=2 posted=no");
    assert!(!office.read("huzhu.log").contains("unfinished"));
}

#[test]
fn a_night_is_the_batch_with_the_same_arguments() {
    let (night, batch) = (Office::new(), Office::new());
    let by = ["--by", "Zhao"];
    let bills = [("B000001", "1000.00"), ("B000002", "y")];
    for (day, bills, run) in [("2026-03-01", &bills[..1], "1"), ("2026-03-02", &bills, "2")] {
        night.bills(bills);
        batch.bills(bills);
        let out = format!("out/{day}-{run}");
        let words = [
            "batch",
            "--rules",
            "rules/city",
            "--data",
            "data/city_small",
            "--ledger",
            "city.ledger",
            "--out",
            &out,
            "--posted-on",
            day,
        ];
        let other = batch.run(&[&words[..], &by].concat());
        assert_eq!(night.night(day, &by), other, "the same is said");
        assert_eq!(files(&night.path(&out)), files(&batch.path(&out)));
    }
    let postings = |office: &Office| office.does(&["ledger", "balance", "city.ledger", MEMBER]);
    assert_eq!(postings(&night), postings(&batch));
}

#[test]
fn a_rehearsal_posts_nothing_and_has_a_folder_of_its_own() {
    let office = Office::new();
    let ledger = fs::read(office.path("city.ledger")).unwrap();
    let (code, told) = office.night("2026-03-01", &["--rehearse"]);
    assert!(code == 0 && told.starts_with("rehearsal of run 1"), "{told}");
    assert!(fs::read(office.path("city.ledger")).unwrap() == ledger);
    assert!(office.read("out/2026-03-01-rehearsal/summary.json").contains("rehearsal"));
    let log = office.log("huzhu.log");
    assert!(log[0].ends_with(" rehearse=yes"), "{log:?}");
    assert_eq!(log.last().unwrap(), "end exit=0 posted=no");
    office.night("2026-03-01", &[]);
    let names = fs::read_dir(office.path("out")).unwrap();
    let mut names: Vec<_> = names.map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["2026-03-01-1", "2026-03-01-rehearsal"]);
}

#[test]
fn what_the_command_line_says_wins_over_the_file() {
    let office = Office::new();
    office.settings("# by = \"night\"", "by = \"night\"");
    office.settings("# lang = \"zh\"", "lang = \"zh\"");
    office.settings("# accept_rejects = 50", "accept_rejects = 1");
    office.settings("# log = \"huzhu.log\"", "log = \"nights.log\"");
    office.bills(&[("B000001", "1000.00"), ("B000002", "x"), ("B000003", "y")]);
    // Two rows are rejected, where one is an ordinary night.
    let (code, told) = office.night("2026-03-01", &[]);
    assert!(
        code == 3 && told.starts_with("批次 1 已入账") && told.contains("允许的 1 行"),
        "{told}"
    );
    assert!(office.path("nights.log").exists() && !office.path("huzhu.log").exists());
    assert!(office.does(&["ledger", "runs", "city.ledger"]).contains("by night:"));
    fs::create_dir(office.path("other")).unwrap();
    for name in ["members.csv", "enrolments.csv", "bills.csv"] {
        fs::copy(office.path("data/city_small").join(name), office.path("other").join(name))
            .unwrap();
    }
    fs::rename(office.path("rules/city"), office.path("rules/moved")).unwrap();
    office.does(&["ledger", "new", "other.ledger"]);
    let others = [
        "--lang",
        "en",
        "--by",
        "Zhao",
        "--accept-rejects",
        "2",
        "--log",
        "other.log",
        "--data",
        "other",
        "--rules",
        "rules/moved",
        "--ledger",
        "other.ledger",
        "--out",
        "o/{run}/{date}",
        "--threads",
        "1",
    ];
    let (code, told) = office.night("2026-03-01", &others);
    assert!(
        code == 0 && told.starts_with("run 1 is posted") && told.contains("within the 2"),
        "{told}"
    );
    assert!(office.path("o/1/2026-03-01/payments.csv").exists());
    assert!(office.does(&["ledger", "runs", "other.ledger"]).contains("by Zhao:"));
    assert_eq!(office.log("other.log").last().unwrap(), "end exit=0 posted=yes run=1");
    // A file by itself takes the place of the one in the folder.
    let (_, told) = office.run(
        &[&["night", "--check", "--bills", "b.csv", "--rules", "rules/moved"][..], &others[..2]]
            .concat(),
    );
    assert!(
        told.contains("`b.csv` cannot be read") && told.contains("city_small/members.csv"),
        "{told}"
    );
}

/// Settings are found where they are, and paths in them begin there.
#[test]
fn settings_may_be_elsewhere() {
    let office = Office::new();
    fs::create_dir(office.path("elsewhere")).unwrap();
    let mut huzhu =
        office.command(&["night", "--posted-on", "2026-03-01", "--config", "../huzhu.toml"]);
    let output = huzhu.current_dir(office.path("elsewhere")).output().unwrap();
    assert!(output.status.success(), "{}", text(&output));
    assert!(
        office.path("out/2026-03-01-1/payments.csv").exists() && office.path("huzhu.log").exists()
    );
    assert_eq!(fs::read_dir(office.path("elsewhere")).unwrap().count(), 0);
}

#[test]
fn all_mistakes_of_the_settings_are_told_at_once_with_place_and_remedy_and_nothing_is_run() {
    let office = Office::new();
    office.settings("rules = ", "rule = ");
    office.settings("out/{date}-{run}", "out/{date}");
    office.settings("# lang = \"zh\"", "lang = \"cn\"");
    office.settings("# threads = 2", "threads = 5000");
    let before = files(office.folder.path());
    let english = [
        "--> huzhu.toml:5:1",
        "unknown key `rule`",
        "did you mean `rules`?",
        "the folder of the outputs is the same for each night of a day",
        "write `out = \"out/{date}-{run}\"`",
        "`cn` is not known here; write one of `zh` `en`",
        "`threads` is `5000`; write a whole number from 1 to 1024",
    ];
    let chinese = ["未知的键 `rule`", "同一天各批次的输出文件夹相同", "请写 1 至 1024 的整数"];
    for (lang, lines) in [("en", &english[..]), ("zh", &chinese)] {
        for command in [&["night"][..], &["night", "--check"]] {
            let (code, told) = office.run(&[command, &["--lang", lang]].concat());
            assert_eq!(code, 2, "{told}");
            lines.iter().for_each(|line| assert!(told.contains(line), "{line}: {told}"));
        }
    }
    assert_eq!(files(office.folder.path()), before, "nothing is run, and nothing is logged");
}

#[test]
fn a_log_that_cannot_be_written_fails_before_anything_is_posted() {
    let office = Office::new();
    fs::create_dir(office.path("folder")).unwrap();
    office.write("notes.txt", "mine\n");
    let of_night = [
        ("folder", "is no log of nights"),
        ("nowhere/huzhu.log", "cannot be written"),
        ("notes.txt", "is no log of nights"),
        ("data/city_small/bills.csv", "would replace"),
        ("rules/city/1.toml", "would replace"),
        ("city.ledger", "would replace"),
        ("city.ledger-journal", "belongs to the ledger"),
    ];
    let full = [("/dev/full", "is no log of nights")];
    let full = full.iter().filter(|_| cfg!(target_os = "linux"));
    let before = files(office.folder.path());
    for (log, why) in of_night.iter().chain(full) {
        let (code, told) = office.night("2026-03-01", &["--log", log]);
        assert!(code == 1 && told.contains(why), "{log}: {told}");
        assert_eq!((office.runs(), &files(office.folder.path())), (0, &before), "{log}");
    }
}

/// A night that was killed has begun; the next one says that it did not end, once.
#[cfg(unix)]
#[test]
fn a_night_that_was_killed_leaves_a_line_that_it_began_and_the_next_one_says_so() {
    let office = Office::new();
    office.night("2026-03-01", &[]);
    let bills = office.path("data/city_small/bills.csv");
    fs::rename(&bills, office.path("bills.csv")).unwrap();
    assert!(Command::new("mkfifo").arg(&bills).status().unwrap().success());
    let mut huzhu = office.command(&["night", "--posted-on", "2026-03-02"]);
    let mut killed = huzhu.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    // It waits for rows that never come.
    let begins = || office.read("huzhu.log").matches("] begin ").count();
    while begins() < 2 {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    killed.kill().unwrap();
    killed.wait().unwrap();
    let log = office.log("huzhu.log");
    assert!(!log.last().unwrap().starts_with("end"), "{log:?}");
    fs::remove_file(&bills).unwrap();
    fs::rename(office.path("bills.csv"), &bills).unwrap();
    let (code, told) = office.night("2026-03-02", &[]);
    assert!(code == 0 && told.contains("did not end; `huzhu ledger runs` shows"), "{told}");
    let process = killed.id();
    let line = office.read("huzhu.log");
    let line = line.lines().find(|line| line.contains("] unfinished began=\"")).unwrap();
    assert!(line.ends_with(&format!(" process={process}")), "{line}");
    let (code, told) = office.night("2026-03-03", &[]);
    assert!(code == 0 && !told.contains("did not end"), "{told}");
    assert_eq!(office.read("huzhu.log").matches("unfinished").count(), 1);
}

#[test]
fn of_two_nights_at_once_the_lock_of_the_ledger_decides_and_the_log_stays_readable() {
    let office = Office::new();
    let held = Ledger::open(&office.path("city.ledger"), Access::Write).unwrap();
    let (code, told) = office.night("2026-03-01", &["--out", "out/x"]);
    assert!(code == 1 && told.contains("another command is writing to"), "{told}");
    drop(held);
    let log = office.log("huzhu.log");
    assert!(log[0].starts_with("begin ") && log[1] == "end exit=1 posted=no", "{log:?}");
    for _ in 0..4 {
        let begin = || {
            let mut huzhu = office.command(&["night", "--posted-on", "2026-03-01"]);
            huzhu.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
        };
        let nights = [begin(), begin(), begin()];
        let codes = nights.map(|mut night| night.wait().unwrap().code().unwrap());
        assert!(codes.iter().all(|code| [0, 1].contains(code)), "{codes:?}");
    }
    // Each line is whole, each night that began has ended, and each run is one night's, with a folder of its own.
    let log = office.log("huzhu.log");
    let count = |begins: &str| log.iter().filter(|line| line.starts_with(begins)).count();
    assert_eq!((count("begin "), count("end ")), (13, 13), "{log:?}");
    let posted = log.iter().filter(|line| line.contains("posted=yes run=")).count();
    assert_eq!(posted as i64, office.runs());
    assert_eq!(fs::read_dir(office.path("out")).unwrap().count(), posted);
}

/// The folder of the outputs has the number of the run in its name: another night may take it meanwhile.
#[test]
fn a_night_whose_run_another_night_has_posted_meanwhile_posts_nothing() {
    let office = Office::new();
    office.night("2026-03-01", &[]);
    let sources = Source::read(&office.path("rules/city")).unwrap();
    let (rules, book) = (Rules::of(&sources), Book::compile(sources).unwrap());
    let day = Day::parse("2026-03-02").unwrap();
    let night = |run: i64| {
        nightly::run(&Night {
            book: &book,
            rules: &rules,
            inputs: &Inputs::in_folder(&office.path("data/city_small")),
            ledger: &office.path("city.ledger"),
            out: &office.path("out/mine"),
            run: Some(run.into()),
            posted_on: day,
            today: None,
            by: &Name::new("Zhao").unwrap(),
            login: "",
            adopt: None,
            adopt_only: None,
            rehearse: false,
            threads: Some(1),
            lang: Lang::English,
            watch: &(),
        })
    };
    for run in [1, 3] {
        let why = night(run).unwrap_err();
        assert!(matches!(why, NightError::AnotherRun { asked } if asked.number() == run), "{why}");
    }
    assert_eq!((office.runs(), office.path("out/mine").exists()), (1, false));
    assert_eq!(night(2).unwrap().summary.run.number(), 2);
}

#[test]
fn a_check_says_what_stands_in_the_way_and_that_the_rules_are_others() {
    let office = Office::new();
    office.night("2026-03-01", &[]);
    let rules = office.read("rules/city/1.toml");
    office.write("rules/city/1.toml", &(rules.clone() + "# a remark\n"));
    let told = office.does(&["night", "--check"]);
    assert!(
        told.contains("these are not the rules of that run") && told.contains("--adopt "),
        "{told}"
    );
    office.write("out/2026-03-02-2", "in the way\n");
    fs::remove_file(office.path("data/city_small/members.csv")).unwrap();
    let (code, told) = office.night("2026-03-02", &["--check"]);
    assert!(
        code == 1 && told.contains("members.csv` cannot be read") && told.contains("not ready: "),
        "{told}"
    );
    office.write("rules/city/1.toml", "x");
    assert_eq!(office.run(&["night", "--check"]).0, 2);
    assert_eq!(office.runs(), 1);
}
