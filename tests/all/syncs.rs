//! A disk that does not confirm what stands in a folder: what is told is what is so. The calls by which
//! programs ask for that fail one by one, by a library that is put before that of the system.

#![cfg(target_os = "linux")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use rusqlite::Connection;
use tempfile::TempDir;

const HUZHU: &str = env!("CARGO_BIN_EXE_huzhu");

/// `fsync` and `fdatasync` of a folder fail from one call to another, counted from 0.
const FAILING: &str = r#"
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int fails(int fd) {
    static int calls = 0;
    struct stat what;
    const char *from = getenv("FAIL_FROM"), *to = getenv("FAIL_TO");
    if (!from || !to || fstat(fd, &what) != 0 || !S_ISDIR(what.st_mode)) return 0;
    int call = calls++;
    if (call < atoi(from) || call >= atoi(to)) return 0;
    errno = EIO;
    return 1;
}

int fsync(int fd) { return fails(fd) ? -1 : syscall(SYS_fsync, fd); }
int fdatasync(int fd) { return fails(fd) ? -1 : syscall(SYS_fdatasync, fd); }
"#;

/// The library, built once by the compiler that builds SQLite.
fn failing() -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let build = || {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("syncs");
        fs::create_dir_all(&folder).unwrap();
        let (source, library) = (folder.join("failing.c"), folder.join("failing.so"));
        fs::write(&source, FAILING).unwrap();
        let mut cc = Command::new("cc");
        cc.args(["-shared", "-fPIC", "-o"]).arg(&library).arg(&source);
        assert!(cc.status().unwrap().success());
        library
    };
    BUILT.get_or_init(build).clone()
}

/// An office with a ledger of one night.
struct Office {
    folder: TempDir,
}

impl Office {
    fn new() -> Office {
        let office = Office { folder: tempfile::tempdir().unwrap() };
        let city = "generate --members 10 --bills 20 --seed 7 --out data";
        assert!(office.run(city, None).status.success());
        assert!(office.run("ledger new ledger", None).status.success());
        assert!(office.night("2026-01-31", None).status.success());
        // Everybody has an account.
        let members = fs::read_to_string(office.path("data/members.csv")).unwrap();
        let ids = members.lines().skip(1).map(|line| line.split(',').next().unwrap());
        let rows: String = ids.map(|id| format!("{id},member,N,6222\n")).collect();
        let rows = format!("member_id,kind,payee,account\n{rows}");
        fs::write(office.path("payees.csv"), rows).unwrap();
        let payees = office.run("ledger payees ledger payees.csv --by Wu", None);
        assert!(payees.status.success());
        office
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a command; calls of this range fail.
    fn run(&self, words: &str, fail: Option<(u32, u32)>) -> Output {
        let mut command = Command::new(HUZHU);
        command.args(["--lang", "en"]).args(words.split(' ')).current_dir(self.folder.path());
        if let Some((from, to)) = fail {
            command.env("LD_PRELOAD", failing());
            command.env("FAIL_FROM", from.to_string()).env("FAIL_TO", to.to_string());
        }
        command.stdin(Stdio::null()).output().unwrap()
    }

    fn night(&self, day: &str, fail: Option<(u32, u32)>) -> Output {
        let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/city");
        let words = format!(
            "batch --rules {} --data data --out out --ledger ledger --by Z --posted-on {day}",
            rules.display()
        );
        self.run(&words, fail)
    }

    /// Rows that a query counts.
    fn count(&self, sql: &str) -> i64 {
        let db = Connection::open(self.path("ledger")).unwrap();
        db.query_row(sql, (), |row| row.get(0)).unwrap()
    }
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Calls that fail: one, or all from one on.
fn failures() -> impl Iterator<Item = (u32, u32)> {
    (0..4).flat_map(|from| [(from, from + 1), (from, u32::MAX / 4)])
}

#[test]
fn a_night_is_said_to_be_posted_where_it_is_and_only_there() {
    let (mut confirmed, mut unconfirmed) = (0, 0);
    for fail in failures() {
        let office = Office::new();
        fs::remove_dir_all(office.path("out")).unwrap();
        let output = office.night("2026-02-01", Some(fail));
        let (told, runs) = (told(&output), office.count("SELECT count(*) FROM run"));
        match output.status.code() {
            Some(0) => {
                assert_eq!(runs, 2, "{told}");
                assert!(office.path("out/manifest.json").exists());
                confirmed += 1;
            }
            Some(1) => {
                assert_eq!(runs == 2, told.contains("run 2 is posted"), "{fail:?}: {told}");
                assert!(!office.path("out/manifest.json").exists());
                unconfirmed += usize::from(runs == 2);
            }
            _ => panic!("{told}"),
        }
        assert!(office.run("ledger verify ledger", None).status.success());
    }
    assert!(confirmed > 0 && unconfirmed > 0, "{confirmed} confirmed, {unconfirmed} not");
}

#[test]
fn what_is_done_by_hand_is_said_to_be_done_where_it_is() {
    let mut unconfirmed = 0;
    for fail in failures() {
        let office = Office::new();
        let output = office.run("ledger lock ledger 2026-01 --by Z --reason x", Some(fail));
        let (told, locked) = (told(&output), office.count("SELECT count(*) FROM month"));
        match output.status.code() {
            Some(0) => assert_eq!(locked, 1, "{told}"),
            _ => {
                assert_eq!(locked == 1, told.contains("it is done in `ledger`"), "{told}");
                unconfirmed += locked;
            }
        }
    }
    assert!(unconfirmed > 0);
}

#[test]
fn a_release_that_is_not_confirmed_is_written_when_it_is_asked_for_again() {
    for fail in failures() {
        let office = Office::new();
        let release = "ledger release ledger 1 --by Q --reason x --out bank.csv";
        let output = office.run(release, Some(fail));
        let released = office.count("SELECT count(*) FROM release");
        let whole = ["bank.csv", "bank.csv.json"].iter().all(|name| office.path(name).exists());
        assert_eq!(output.status.success(), whole, "{fail:?}: {}", told(&output));
        assert!(!whole || released == 1);
        // What is released is asked for again; what is not is released.
        let again = if released == 1 { " --again" } else { "" };
        let again = office.run(&format!("{release}{again}"), None);
        assert!(again.status.success(), "{}", told(&again));
        assert_eq!(office.count("SELECT count(*) FROM release"), 1);
        assert!(office.path("bank.csv").exists() && office.path("bank.csv.json").exists());
    }
}

#[test]
fn a_copy_or_an_export_that_is_not_confirmed_is_not_there() {
    for fail in failures() {
        for (words, names) in [
            ("ledger backup ledger copy", &["copy"][..]),
            ("ledger export ledger --to journal --entries entries", &["journal", "entries"]),
        ] {
            let office = Office::new();
            let output = office.run(words, Some(fail));
            let there = names.iter().filter(|name| office.path(name).exists()).count();
            let expected = if output.status.success() { names.len() } else { 0 };
            assert_eq!(there, expected, "{fail:?}: {}", told(&output));
        }
    }
}
