//! What commands write: nothing that they use is replaced, files are whole or not there and their owner's
//! alone, and folders are too.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::Instant;

use rusqlite::Connection;
use tempfile::TempDir;

const HUZHU: &str = env!("CARGO_BIN_EXE_huzhu");

fn home(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// An office after its first night: `members.csv` and the other two, `rules.toml`, `ledger`.
struct Office {
    folder: TempDir,
}

impl Office {
    fn new() -> Office {
        let office = Office { folder: tempfile::tempdir().unwrap() };
        fs::copy(home("rules/city/1.toml"), office.path("rules.toml")).unwrap();
        let city = ["generate", "--members", "20", "--bills", "40", "--seed", "7", "--out", "."];
        office.does(&city);
        for name in ["patch.toml", "only.csv", "key"] {
            fs::write(office.path(name), name).unwrap();
        }
        office.does(&["ledger", "new", "ledger"]);
        office.does(&NIGHT.map(|word| if word == "out" { "first" } else { word }));
        fs::remove_dir_all(office.path("first")).unwrap();
        // Everybody has an account.
        let members = fs::read_to_string(office.path("members.csv")).unwrap();
        let ids = members.lines().skip(1).map(|line| line.split(',').next().unwrap());
        let rows: String = ids.map(|id| format!("{id},member,N,6222\n")).collect();
        fs::write(office.path("accounts.csv"), format!("member_id,kind,payee,account\n{rows}"))
            .unwrap();
        office.does(&["ledger", "payees", "ledger", "accounts.csv", "--by", "Wu"]);
        fs::remove_file(office.path("accounts.csv")).unwrap();
        office
    }

    /// One that is a copy: an office is made once.
    fn again() -> Office {
        static MADE: OnceLock<Office> = OnceLock::new();
        let (made, office) = (MADE.get_or_init(Office::new), tempfile::tempdir().unwrap());
        for entry in fs::read_dir(made.folder.path()).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), office.path().join(entry.file_name())).unwrap();
        }
        Office { folder: office }
    }

    fn path(&self, name: impl AsRef<OsStr>) -> PathBuf {
        self.folder.path().join(name.as_ref())
    }

    fn command<S: AsRef<OsStr>>(&self, words: &[S]) -> Command {
        let mut command = Command::new(HUZHU);
        command.args(["--lang", "en"]).args(words).current_dir(self.folder.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn run<S: AsRef<OsStr>>(&self, words: &[S]) -> Output {
        self.command(words).output().unwrap()
    }

    fn does<S: AsRef<OsStr>>(&self, words: &[S]) {
        let output = self.run(words);
        assert!(output.status.success(), "{}", told(&output));
    }

    fn refuses<S: AsRef<OsStr>>(&self, words: &[S]) -> String {
        let output = self.run(words);
        assert_eq!(output.status.code(), Some(1), "{}", told(&output));
        told(&output)
    }

    /// Everything below the folder: files and links with what is in them, folders with nothing.
    fn contents(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        contents(self.folder.path())
    }

    fn mode(&self, name: impl AsRef<OsStr>) -> u32 {
        fs::metadata(self.path(name)).unwrap().permissions().mode() & 0o7777
    }
}

/// What a look leaves is no output.
fn is_log_of_looks(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "access")
}

fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let (path, kind) = (entry.path(), entry.file_type().unwrap());
        if is_log_of_looks(&path) {
            continue;
        }
        if kind.is_dir() {
            found.extend(contents(&path));
            found.insert(path, Vec::new());
        } else if kind.is_symlink() {
            let to = fs::read_link(&path).unwrap();
            found.insert(path, to.into_os_string().as_bytes().to_vec());
        } else {
            let bytes = fs::read(&path).unwrap();
            found.insert(path, bytes);
        }
    }
    found
}

const BATCH: [&str; 11] = [
    "batch",
    "--rules",
    "rules.toml",
    "--members",
    "members.csv",
    "--enrolments",
    "enrolments.csv",
    "--bills",
    "bills.csv",
    "--out",
    "out",
];
const NIGHT: [&str; 17] = [
    "batch",
    "--rules",
    "rules.toml",
    "--members",
    "members.csv",
    "--enrolments",
    "enrolments.csv",
    "--bills",
    "bills.csv",
    "--out",
    "out",
    "--ledger",
    "ledger",
    "--posted-on",
    "2026-06-30",
    "--by",
    "Zhao",
];
const REPLAY: [&str; 11] = [
    "replay",
    "--baseline",
    "rules.toml",
    "--members",
    "members.csv",
    "--enrolments",
    "enrolments.csv",
    "--bills",
    "bills.csv",
    "--out",
    "out",
];
const REPLAY_OF_LEDGER: [&str; 7] =
    ["replay", "--baseline", "rules.toml", "--ledger", "ledger", "--out", "out"];
const OF_FILES: [&str; 4] = ["rules.toml", "members.csv", "enrolments.csv", "bills.csv"];
const OF_BOTH: [&str; 5] = ["rules.toml", "members.csv", "enrolments.csv", "bills.csv", "ledger"];
const OF_RULES: [&str; 2] = ["rules.toml", "ledger"];

/// A command, the files that it uses, and the files that it writes; where it names these one by one, the
/// word in the place of the name.
struct Case {
    words: &'static [&'static str],
    uses: &'static [&'static str],
    writes: &'static [&'static str],
    word: Option<&'static str>,
}

/// Files that are named besides.
const BESIDES: [Case; 2] = [
    Case {
        words: &[
            "replay",
            "--baseline",
            "base=rules.toml",
            "--scenario",
            "other=rules.toml@2024",
            "--patch",
            "patch.toml",
            "--only",
            "only.csv",
            "--key",
            "key",
            "--ledger",
            "ledger",
            "--out",
            "out",
        ],
        uses: &[
            "patch.toml",
            "only.csv",
            "key",
            "ledger",
            "base=rules.toml",
            "other=rules.toml@2024",
        ],
        writes: &["out/terms.csv"],
        word: None,
    },
    Case {
        words: &[
            "batch",
            "--rules",
            "rules.toml",
            "--data",
            ".",
            "--ledger",
            "ledger",
            "--adopt",
            "x",
            "--adopt-only",
            "only.csv",
            "--out",
            "out",
        ],
        uses: &["only.csv"],
        writes: &["out/rejected/bills.csv"],
        word: None,
    },
];

const CASES: [Case; 9] = [
    Case {
        words: &BATCH,
        uses: &OF_FILES,
        writes: &[
            "out/decisions.csv",
            "out/rejected/bills.csv",
            "out/reports/towns.csv",
            "out/manifest.json",
        ],
        word: None,
    },
    Case {
        words: &NIGHT,
        uses: &OF_BOTH,
        writes: &[
            "out/explanations.jsonl",
            "out/summary.json",
            "out/rejected/members.csv",
            "out/pending.csv",
        ],
        word: None,
    },
    Case {
        words: &REPLAY,
        uses: &OF_FILES,
        writes: &["out/report.json", "out/sweep.csv", "out/triangles.csv"],
        word: None,
    },
    Case {
        words: &REPLAY_OF_LEDGER,
        uses: &OF_RULES,
        writes: &["out/report.html", "out/manifest.json"],
        word: None,
    },
    Case {
        words: &[
            "ledger", "release", "ledger", "1", "--by", "Qian", "--reason", "x", "--out", "WORD",
        ],
        uses: &["ledger"],
        writes: &["out/bank.csv"],
        word: Some("out/bank.csv"),
    },
    Case {
        // The control totals stand beside the bank's file.
        words: &[
            "ledger", "release", "ledger", "1", "--by", "Qian", "--reason", "x", "--out", "WORD",
        ],
        uses: &["ledger"],
        writes: &["out/bank.csv.json"],
        word: Some("out/bank.csv"),
    },
    Case {
        words: &["ledger", "export", "ledger", "--to", "WORD", "--entries", "e.csv"],
        uses: &["ledger"],
        writes: &["out/x"],
        word: Some("out/x"),
    },
    Case {
        words: &["ledger", "export", "ledger", "--to", "j", "--entries", "WORD"],
        uses: &["ledger"],
        writes: &["out/x"],
        word: Some("out/x"),
    },
    Case {
        words: &["ledger", "impact", "ledger", "--rules", "rules.toml", "--out", "WORD"],
        uses: &OF_RULES,
        writes: &["out/x"],
        word: Some("out/x"),
    },
];

/// How a file that is used is at the place of an output.
#[derive(Clone, Copy, Debug)]
enum Way {
    SamePath,
    OtherSpelling,
    LinkedFolder,
    Link,
    SecondName,
}

const WAYS: [Way; 5] =
    [Way::SamePath, Way::OtherSpelling, Way::LinkedFolder, Way::Link, Way::SecondName];

/// Puts a file at the place of an output; what it is called from then on.
fn put(office: &Office, used: &str, output: &str, way: Way) -> String {
    let (from, to) = (office.path(used), office.path(output));
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    match way {
        Way::Link => symlink(&from, &to).unwrap(),
        Way::SecondName => fs::hard_link(&from, &to).unwrap(),
        _ => fs::rename(&from, &to).unwrap(),
    }
    let (_, inside) = output.split_once('/').unwrap();
    match way {
        Way::SamePath => output.to_owned(),
        Way::OtherSpelling => {
            format!("./out/../nowhere/../out/./{inside}").replace("nowhere", "out")
        }
        Way::LinkedFolder => {
            symlink("out", office.path("linked")).unwrap();
            format!("linked/{inside}")
        }
        Way::Link | Way::SecondName => used.to_owned(),
    }
}

#[test]
fn no_output_takes_the_place_of_a_file_that_the_command_uses() {
    let mut tried = 0;
    for case in CASES.iter().chain(&BESIDES) {
        for (used, output, way) in case.uses.iter().flat_map(|used| {
            case.writes.iter().flat_map(move |output| WAYS.map(|way| (*used, *output, way)))
        }) {
            let office = Office::again();
            // Of terms the file is a part of the word.
            let file = if used.contains('=') { "rules.toml" } else { used };
            let named = put(&office, file, output, way);
            let called = used.replace(file, &named);
            // The last such word is the file: the first may be the command `ledger`.
            let at = case.words.iter().rposition(|word| *word == used).unwrap();
            let mut words: Vec<&str> = case.words.to_vec();
            words[at] = &called;
            for word in words.iter_mut().filter(|word| **word == "WORD") {
                *word = case.word.unwrap();
            }
            let before = office.contents();
            let why = office.refuses(&words);
            assert!(why.contains(&named), "{words:?}, {way:?}: {why}");
            assert!(why.contains(output), "{words:?}, {way:?}: {why}");
            assert!(office.contents() == before, "{words:?}, {way:?}");
            tried += 1;
        }
    }
    assert!(tried > 250, "{tried}");
}

#[test]
fn the_same_commands_do_what_they_are_asked_where_nothing_is_in_the_way() {
    for case in CASES {
        let office = Office::again();
        fs::create_dir(office.path("out")).unwrap();
        let word = |word: &&'static str| if *word == "WORD" { case.word.unwrap() } else { word };
        office.does(&case.words.iter().map(word).collect::<Vec<_>>());
        if case.word.is_some() {
            assert!(office.path(case.writes[0]).exists(), "{:?}", case.words);
        }
    }
}

#[test]
fn what_belongs_to_a_ledger_is_no_place_for_an_output() {
    for end in ["", "-journal", "-wal", "-shm"] {
        let office = Office::again();
        symlink(".", office.path("linked")).unwrap();
        fs::create_dir(office.path("sub")).unwrap();
        let before = office.contents();
        for to in
            [format!("ledger{end}"), format!("linked/ledger{end}"), format!("./sub/../ledger{end}")]
        {
            for words in [
                vec!["ledger", "export", "ledger", "--to", &to],
                vec!["ledger", "export", "ledger", "--to", "j", "--entries", &to],
                vec!["ledger", "backup", "ledger", &to],
                vec!["ledger", "impact", "ledger", "--rules", "rules.toml", "--out", &to],
                vec!["ledger", "report", "ledger", "--year", "2026", "--out", &to],
                vec![
                    "ledger", "release", "ledger", "1", "--by", "Q", "--reason", "x", "--out", &to,
                ],
            ] {
                let why = office.refuses(&words);
                assert!(why.contains("`ledger"), "{words:?}: {why}");
                assert!(office.contents() == before, "{words:?}: {why}");
            }
        }
    }
}

#[test]
fn what_is_read_is_not_what_a_ledger_makes_and_removes_beside_itself() {
    for end in ["-journal", "-wal", "-shm"] {
        let office = Office::again();
        let beside = format!("ledger{end}");
        let _ = fs::remove_file(office.path(&beside));
        fs::rename(office.path("bills.csv"), office.path(&beside)).unwrap();
        let bills = fs::read(office.path(&beside)).unwrap();
        let night = NIGHT.map(|word| if word == "bills.csv" { beside.as_str() } else { word });
        for words in [
            &night[..],
            &["ledger", "payees", "ledger", &beside, "--by", "Wu"],
            &["ledger", "returned", "ledger", &beside, "--by", "Wu"],
            &["ledger", "receipts", "ledger", &beside, "--by", "Wu"],
            &["ledger", "units", "ledger", &beside, "--by", "Wu"],
        ] {
            let why = office.refuses(words);
            assert!(why.contains(&beside) && why.contains("belongs to the ledger"), "{why}");
            assert!(fs::read(office.path(&beside)).unwrap() == bills, "{words:?}");
        }
    }
}

#[test]
fn two_outputs_are_two_files() {
    let office = Office::again();
    symlink(".", office.path("linked")).unwrap();
    for (to, entries) in [("x", "x"), ("x", "./x"), ("linked/x", "x")] {
        let why = office.refuses(&["ledger", "export", "ledger", "--to", to, "--entries", entries]);
        assert!(why.contains("are one file"), "{why}");
        assert!(!office.path("x").exists());
    }
}

#[test]
fn control_totals_replace_nothing_but_themselves() {
    let office = Office::again();
    fs::write(office.path("bank.csv.json"), "another's").unwrap();
    let release =
        ["ledger", "release", "ledger", "1", "--by", "Q", "--reason", "x", "--out", "bank.csv"];
    let why = office.refuses(&release);
    assert!(why.contains("`bank.csv.json` already exists"), "{why}");
    assert!(!office.path("bank.csv").exists());
    let runs = office.run(&["ledger", "runs", "ledger"]).stdout;
    assert!(String::from_utf8_lossy(&runs).contains("not released"));
    fs::remove_file(office.path("bank.csv.json")).unwrap();
    office.does(&release);
    let release = [&release[..], &["--again"]].concat();
    // Again, with both files there, or one of them.
    let both =
        ["bank.csv", "bank.csv.json"].map(|name| (name, fs::read(office.path(name)).unwrap()));
    for (name, bytes) in &both {
        office.does(&release);
        fs::remove_file(office.path(name)).unwrap();
        office.does(&release);
        assert!(fs::read(office.path(name)).unwrap() == *bytes, "{name}");
    }
}

/// What is visible in the folder of an office besides what was there.
fn new_names(office: &Office, before: &BTreeMap<PathBuf, Vec<u8>>) -> Vec<OsString> {
    let now = fs::read_dir(office.folder.path()).unwrap();
    let paths = now.map(|entry| entry.unwrap().path());
    let paths = paths.filter(|path| !before.contains_key(path) && !is_log_of_looks(path));
    paths.map(|path| path.file_name().unwrap().to_owned()).collect()
}

#[test]
fn a_copy_has_the_name_it_was_given_whatever_bytes_that_is_and_is_its_owners_alone() {
    let office = Office::again();
    for name in
        [&b"copy"[..], b"copy-\xff\xfe", "\u{526f}\u{672c}".as_bytes(), b"it's \"a\" copy?mode=ro"]
    {
        let (name, before) = (OsStr::from_bytes(name), office.contents());
        let mut shell = Command::new("sh");
        shell.args(["-c", "umask 0; exec \"$@\"", "sh", HUZHU, "ledger", "backup", "ledger"]);
        let output = shell.arg(name).current_dir(office.folder.path()).output().unwrap();
        assert!(output.status.success(), "{}", told(&output));
        assert_eq!(new_names(&office, &before), [name]);
        assert_eq!(office.mode(name), 0o600);
        office.does(&[OsStr::new("ledger"), OsStr::new("verify"), name]);
    }
}

#[test]
fn a_link_that_leads_nowhere_is_not_followed() {
    let office = Office::again();
    symlink("elsewhere", office.path("to")).unwrap();
    for words in [
        vec!["ledger", "backup", "ledger", "to"],
        vec!["ledger", "export", "ledger", "--to", "to"],
        vec!["ledger", "export", "ledger", "--to", "x", "--entries", "to"],
        vec!["ledger", "report", "ledger", "--year", "2026", "--out", "to"],
        vec!["ledger", "release", "ledger", "1", "--by", "Q", "--reason", "x", "--out", "to"],
    ] {
        let why = office.refuses(&words);
        assert!(why.contains("already exists"), "{words:?}: {why}");
        assert!(!office.path("elsewhere").exists() && !office.path("x").exists(), "{words:?}");
    }
}

#[test]
fn a_copy_that_is_killed_leaves_nothing_under_the_name_and_the_next_one_clears_up() {
    let office = Office::again();
    // Enough of it that a copy takes a while.
    let db = Connection::open(office.path("ledger")).unwrap();
    db.execute_batch(
        "INSERT INTO columns(members, enrolments, bills) \
         WITH RECURSIVE n(no) AS (SELECT 1 UNION ALL SELECT no + 1 FROM n WHERE no < 3000) \
         SELECT no, '', hex(randomblob(4000)) FROM n",
    )
    .unwrap();
    drop(db);
    let before = office.contents();
    let begun = Instant::now();
    office.does(&["ledger", "backup", "ledger", "copy"]);
    fs::remove_file(office.path("copy")).unwrap();
    // From its begin to its end, however long that is on this machine.
    let moment = begun.elapsed() / 20;
    let (mut killed, mut left) = (0, 0);
    for moments in 0..20 {
        let mut copying = office.command(&["ledger", "backup", "ledger", "copy"]).spawn().unwrap();
        thread::sleep(moment * moments);
        copying.kill().unwrap();
        copying.wait().unwrap();
        let new = new_names(&office, &before);
        if new.iter().any(|name| name == "copy") {
            let copy = Connection::open(office.path("copy")).unwrap();
            let count = copy.query_row("SELECT count(*) FROM columns", (), |row| row.get(0));
            assert_eq!(count, Ok(3001), "what is there is whole");
            drop(copy);
            fs::remove_file(office.path("copy")).unwrap();
        } else {
            killed += 1;
        }
        left += usize::from(!new_names(&office, &before).is_empty());
        // Never more than one is left: each clears up after the one before.
        assert!(new_names(&office, &before).len() <= 1, "{new:?}");
    }
    assert!(killed > 0 && left > 0, "{killed} killed, {left} left something");
    office.does(&["ledger", "backup", "ledger", "copy"]);
    assert_eq!(new_names(&office, &before), ["copy"]);
}

#[test]
fn a_full_disk_leaves_nothing_of_a_copy_an_export_or_a_report() {
    for words in [
        "backup ledger copy",
        "export ledger --to journal --entries entries",
        "report ledger --year 2026 --out above/report",
    ] {
        let office = Office::again();
        let before = office.contents();
        for blocks in [0, 8, 24] {
            let script = format!("ulimit -f {blocks}; trap '' XFSZ; exec {HUZHU} ledger {words}");
            let mut shell = Command::new("sh");
            let output = shell.args(["-c", &script]).current_dir(office.folder.path()).output();
            let output = output.unwrap();
            if output.status.success() {
                break;
            }
            assert_eq!(output.status.code(), Some(1), "{}", told(&output));
            assert!(office.contents() == before, "{words}, {blocks}");
        }
    }
}

#[test]
fn an_export_of_two_files_is_both_or_none() {
    let office = Office::again();
    let before = office.contents();
    for (to, entries) in [("journal", "missing/entries"), ("missing/journal", "entries")] {
        office.refuses(&["ledger", "export", "ledger", "--to", to, "--entries", entries]);
        assert!(office.contents() == before);
    }
}

#[test]
fn an_older_ledger_under_a_name_that_is_no_text_is_copied_under_that_name() {
    let folder = tempfile::tempdir().unwrap();
    let name = OsStr::from_bytes(b"ledger-\xff");
    let db = Connection::open(folder.path().join(name)).unwrap();
    db.execute_batch(&fs::read_to_string(home("tests/ledgers/version-1.sql")).unwrap()).unwrap();
    db.execute_batch("PRAGMA application_id = 1752853607; PRAGMA user_version = 1").unwrap();
    drop(db);
    let mut lock = Command::new(HUZHU);
    lock.args(["ledger", "lock"]).arg(name).args(["2026-03", "--by", "Li", "--reason", "x"]);
    let output = lock.current_dir(folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", told(&output));
    let copy = folder.path().join(OsStr::from_bytes(b"ledger-\xff.version-1"));
    assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
    let version: i32 = Connection::open(&copy)
        .unwrap()
        .query_row("PRAGMA user_version", (), |row| row.get(0))
        .unwrap();
    assert_eq!(version, 1);
    let names: Vec<OsString> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
}

#[test]
fn folders_that_a_command_makes_are_their_owners_alone_whatever_is_usual() {
    for umask in ["0", "22", "777"] {
        for words in [
            BATCH.to_vec(),
            REPLAY.to_vec(),
            vec!["generate", "--members", "1", "--bills", "1", "--seed", "1", "--out", "out"],
            vec!["notice", "--run", "1", "--ledger", "ledger", "--out", "out"],
            vec!["ledger", "export", "ledger", "--facts", "out"],
            vec!["ledger", "report", "ledger", "--year", "2026", "--out", "out"],
        ] {
            let office = Office::again();
            let words = words.iter().map(|word| if *word == "out" { "a/b/out" } else { word });
            let script = format!("umask {umask}; exec \"$@\"");
            let mut shell = Command::new("sh");
            shell.args(["-c", &script, "sh", HUZHU]).args(words);
            let output = shell.current_dir(office.folder.path()).output().unwrap();
            assert!(output.status.success(), "{}", told(&output));
            for folder in ["a", "a/b", "a/b/out"] {
                assert_eq!(office.mode(folder), 0o700, "{folder}, umask {umask}");
            }
        }
    }
}

#[test]
fn a_link_in_the_place_of_an_output_or_its_folder_is_refused_and_what_it_leads_to_stays() {
    let of_decisions = [
        ("out/reports", "elsewhere"),
        ("out/rejected", "elsewhere"),
        ("out/reports", "nowhere"),
        ("out/manifest.json", "elsewhere/towns.csv"),
        ("out/decisions.csv", "elsewhere/towns.csv"),
        ("out/summary.json", "nowhere"),
    ];
    let of_replay = [
        ("out/manifest.json", "elsewhere/towns.csv"),
        ("out/report.json", "elsewhere/towns.csv"),
        ("out/totals.csv", "nowhere"),
    ];
    let commands = [
        (BATCH.to_vec(), &of_decisions[..]),
        (NIGHT.to_vec(), &of_decisions),
        (REPLAY.to_vec(), &of_replay),
    ];
    for (words, links) in commands {
        for (link, to) in links {
            let office = Office::again();
            for folder in ["out", "elsewhere"] {
                fs::create_dir(office.path(folder)).unwrap();
            }
            for name in ["towns.csv", "bills.csv"] {
                fs::write(office.path("elsewhere").join(name), "another's").unwrap();
            }
            symlink(office.path(to), office.path(link)).unwrap();
            let before = office.contents();
            let why = office.refuses(&words);
            assert!(why.contains(&format!("`{link}` is a link")), "{why}");
            assert!(office.contents() == before, "{link}");
        }
    }
}

#[test]
fn an_out_folder_that_is_itself_reached_by_a_link_is_used() {
    let office = Office::again();
    fs::create_dir(office.path("real")).unwrap();
    symlink("real", office.path("out")).unwrap();
    office.does(&BATCH);
    assert!(office.path("real/manifest.json").exists());
}
