//! Faults around a ledger: after each nothing is paid twice and nothing lost, and the message says what
//! to do.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use huzhu::ledger::{Access, Ledger};
use huzhu::progress::{Phase, Progress};
use rusqlite::Connection;

use super::office::{Bill, Facts, Office, home};

const DAY: &str = "2024-06-01";

/// A, who was paid 250.00, and B, who comes tomorrow.
fn paid() -> Office {
    let office = Office::new("city");
    let facts = Facts::of(&["A"]).bill(Bill::new("M", "A", "2024-05-01", "1000.00"));
    facts.write(&office.path("data"));
    assert_eq!(night(&office).status.code(), Some(0));
    tomorrow().write(&office.path("data"));
    office
}

fn tomorrow() -> Facts {
    let facts = Facts::of(&["B"]).bill(Bill::new("N", "B", "2024-05-01", "1000.00"));
    facts.bill(Bill::new("K", "A", "2024-04-01", "700.00"))
}

fn night(office: &Office) -> Output {
    office.command(&office.rules(), DAY).output().unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Holds that a night failed with this sentence and touched no file that was there.
fn fails(output: &Output, with: &str) {
    let told = told(output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains(with), "{told}");
    assert!(!told.contains("panicked"), "{told}");
    assert!(output.stdout.is_empty());
}

/// What the ledger comes to when tomorrow's night is whole.
fn goes_on(office: &Office) {
    let output = night(office);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert_eq!(
        (office.balance("A"), office.balance("B")),
        ([60_000, 60_000, 0], [25_000, 25_000, 0])
    );
    assert_eq!(office.count("payment"), 3);
    office.cash_is_accounted_for();
}

#[test]
fn a_second_run_on_a_ledger_is_refused_at_once_with_the_number_of_the_first() {
    let office = paid();
    let bills = office.path("data/bills.csv");
    let bytes = fs::read(&bills).unwrap();
    fs::remove_file(&bills).unwrap();
    assert!(Command::new("mkfifo").arg(&bills).status().unwrap().success());
    let mut first = office.command(&office.rules(), DAY);
    let first = first.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let begun = Instant::now();
    while Ledger::open(&office.path("ledger"), Access::Write).is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(60), "it holds the ledger");
        thread::sleep(Duration::from_millis(1));
    }
    let mut second = office.command(&office.rules(), DAY);
    second.arg("--out").arg(office.path("elsewhere"));
    let arguments: Vec<_> = second.get_args().map(ToOwned::to_owned).collect();
    let at = arguments.iter().position(|text| text == "--out").unwrap();
    let rest = arguments.iter().enumerate().filter(|(place, _)| ![at, at + 1].contains(place));
    let second = Command::new(env!("CARGO_BIN_EXE_huzhu")).args(rest.map(|one| one.1)).output();
    fails(&second.unwrap(), "another command is writing to");
    fs::write(&bills, bytes).unwrap();
    let first = first.wait_with_output().unwrap();
    assert_eq!(first.status.code(), Some(0));
    assert_eq!(office.count("run"), 2);
}

#[test]
fn a_ledger_of_a_newer_version_is_left_alone() {
    let office = paid();
    let db = Connection::open(office.path("ledger")).unwrap();
    db.pragma_update(None, "user_version", 99).unwrap();
    drop(db);
    let before = fs::read(office.path("ledger")).unwrap();
    fails(&night(&office), "is a ledger of version 99");
    assert!(fs::read(office.path("ledger")).unwrap() == before);
}

#[test]
fn a_file_that_is_no_ledger_is_left_alone() {
    let office = paid();
    fs::write(office.path("ledger"), "member_id,amount\n".repeat(2_000)).unwrap();
    fails(&night(&office), "is not a ledger");
    let db = Connection::open(office.path("other")).unwrap();
    db.execute_batch("CREATE TABLE note(text)").unwrap();
    drop(db);
    fs::copy(office.path("other"), office.path("ledger")).unwrap();
    fails(&night(&office), "is not a ledger");
    // Also one of which nothing is left: a new one in its place would know of no payment.
    fs::write(office.path("ledger"), "").unwrap();
    fails(&night(&office), "is not a ledger");
}

#[test]
fn a_ledger_that_was_cut_is_said_to_be_damaged() {
    let office = paid();
    let whole = fs::read(office.path("ledger")).unwrap();
    let data = fs::read(office.path("data/bills.csv")).unwrap();
    for part in 1..16 {
        let cut = &whole[..whole.len() * part / 16];
        fs::write(office.path("ledger"), cut).unwrap();
        fails(&night(&office), "damaged");
        assert!(fs::read(office.path("ledger")).unwrap() == cut, "it is left as it is");
    }
    assert!(fs::read(office.path("data/bills.csv")).unwrap() == data);
    fs::write(office.path("ledger"), whole).unwrap();
    goes_on(&office);
}

#[test]
fn a_bit_that_flipped_is_found_before_anything_is_decided_on_it() {
    let office = paid();
    let whole = fs::read(office.path("ledger")).unwrap();
    // What was posted of A, anywhere in its text; and what is used of the tables that lead there.
    let posted = [&b"1980-01-01"[..], b"2022-12-01", b"\"I10\",100000", b"reimbursement=25000"];
    for text in posted {
        let mut places =
            whole.windows(text.len()).enumerate().filter(|(_, window)| *window == text);
        let (at, _) = places.next().expect("it is posted");
        for bit in [0, 2] {
            let mut flipped = whole.clone();
            flipped[at + text.len() - 1] ^= 1 << bit;
            fs::write(office.path("ledger"), &flipped).unwrap();
            fails(&night(&office), "damaged");
            assert!(fs::read(office.path("ledger")).unwrap() == flipped);
        }
    }
    // Anywhere else the night fails with a sentence, or does not look there and ends as it should.
    let mut failed = 0;
    for at in (0..whole.len()).step_by(whole.len() / 150) {
        let mut flipped = whole.clone();
        flipped[at] ^= 0x55;
        fs::write(office.path("ledger"), &flipped).unwrap();
        let output = night(&office);
        match output.status.code() {
            Some(1) => fails(&output, "ledger"),
            _ => {
                assert_eq!(output.status.code(), Some(0), "byte {at}: {}", told(&output));
                assert_eq!(office.balance("A"), [60_000, 60_000, 0], "byte {at}");
            }
        }
        failed += i32::from(output.status.code() == Some(1));
    }
    assert!(failed > 0);
    fs::write(office.path("ledger"), whole).unwrap();
    goes_on(&office);
}

#[test]
fn a_folder_that_cannot_be_written_or_is_not_there_is_told() {
    let office = paid();
    let places = [
        (office.path("nowhere/ledger"), "there is no ledger"),
        ("/proc/self/ledger".into(), "there is no ledger"),
        (office.path(""), "is not a ledger"),
        (office.path("out/decisions.csv/ledger"), "cannot be inspected"),
    ];
    for (place, why) in places {
        let mut command = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        let sample = office.command(&office.rules(), DAY);
        let ledger = office.path("ledger");
        command.args(
            sample.get_args().map(|text| if text == ledger { place.as_os_str() } else { text }),
        );
        fails(&command.output().unwrap(), why);
        assert_eq!(office.count("run"), 1);
    }
    let nowhere = office.path("nowhere/ledger");
    assert!(Ledger::create(&nowhere).unwrap_err().to_string().contains("cannot be written"));
    goes_on(&office);
}

#[test]
fn a_disk_that_fills_up_anywhere_keeps_nothing_of_the_night() {
    let office = paid();
    let before = office.dump();
    let mut failed = 0;
    for blocks in (0..).step_by(4) {
        let script = format!("trap '' XFSZ && ulimit -f {blocks} && exec \"$@\"");
        let mut shell = Command::new("sh");
        shell.args(["-c", &script, "sh", env!("CARGO_BIN_EXE_huzhu")]);
        office.arguments(&mut shell, &office.rules(), DAY);
        let output = shell.output().unwrap();
        if output.status.code() == Some(0) {
            break;
        }
        fails(&output, "`");
        failed += 1;
        // What was left half done is taken back by whoever comes next, be it to read.
        drop(Ledger::open(&office.path("ledger"), Access::Read).unwrap());
        assert_eq!(office.dump(), before, "{blocks}: {}", told(&output));
    }
    assert!(failed > 3, "{failed}");
    assert_eq!(office.balance("B"), [25_000, 25_000, 0]);
    office.cash_is_accounted_for();
}

#[test]
fn a_first_night_on_a_full_disk_leaves_no_half_made_ledger() {
    let office = Office::new("city");
    tomorrow().write(&office.path("data"));
    for blocks in (0..).step_by(16) {
        let script = format!("trap '' XFSZ && ulimit -f {blocks} && exec \"$@\"");
        let mut shell = Command::new("sh");
        shell.args(["-c", &script, "sh", env!("CARGO_BIN_EXE_huzhu")]);
        office.arguments(&mut shell, &office.rules(), DAY);
        let output = shell.output().unwrap();
        if output.status.code() == Some(0) {
            break;
        }
        fails(&output, "`");
    }
    assert_eq!((office.count("run"), office.balance("B")), (1, [25_000, 25_000, 0]));
}

/// Somebody who does something when a phase begins.
struct At<'f>(Phase, &'f (dyn Fn() + Sync));

impl Progress for At<'_> {
    fn begin(&self, phase: Phase, _: u64) {
        if phase == self.0 {
            self.1();
        }
    }

    fn done(&self, _: u64) {}
}

#[test]
fn an_output_folder_that_vanishes_fails_the_night_and_says_whether_it_is_posted() {
    for phase in [Phase::Load, Phase::Read, Phase::Decide] {
        let office = paid();
        let before = office.dump();
        let take = || drop(fs::remove_dir_all(office.path("out")));
        let why = office.try_watched(DAY, &At(phase, &take)).unwrap_err();
        assert!(why[0].to_string().contains("cannot be written"), "{phase:?}: {}", why[0]);
        assert!(!office.path("out").exists() && office.dump() == before, "{phase:?}");
        goes_on(&office);
    }
    let office = paid();
    let take = || fs::remove_dir_all(office.path("out")).unwrap();
    let why = office.try_watched(DAY, &At(Phase::Publish, &take)).unwrap_err();
    let why = why[0].to_string();
    assert!(why.contains("run 2 is posted") && why.contains("ledger release"), "{why}");
    assert_eq!(office.count("payment"), 3);
    goes_on(&office);
}

/// Somebody who stops the run.
struct Stops;

impl Progress for Stops {
    fn begin(&self, _: Phase, _: u64) {}

    fn done(&self, _: u64) {}

    fn stops(&self) -> bool {
        true
    }
}

#[test]
fn a_night_that_is_stopped_posts_nothing() {
    let office = paid();
    let before = office.dump();
    let why = office.try_watched(DAY, &Stops).unwrap_err();
    assert!(why[0].to_string().contains("stopped"), "{}", why[0]);
    assert_eq!(office.dump(), before);
    goes_on(&office);
}

#[test]
fn only_the_owner_may_read_what_a_night_writes() {
    let office = paid();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for name in [
        "ledger",
        "out/payments.csv",
        "out/decisions.csv",
        "out/withdrawn.csv",
        "out/changes.csv",
        "out/pending.csv",
        "out/openings.csv",
        "out/unknown_voids.csv",
        "out/summary.json",
        "out/manifest.json",
    ] {
        assert_eq!(mode(&office.path(name)), 0o600, "{name}");
    }
}

#[test]
fn exit_codes_tell_how_a_night_ended_and_one_that_failed_posts_nothing() {
    let office = paid();
    let before = office.dump();
    let bills = fs::read_to_string(office.path("data/bills.csv")).unwrap();
    fs::remove_file(office.path("data/bills.csv")).unwrap();
    fails(&night(&office), "bills.csv");
    fs::write(office.path("data/bills.csv"), bills.replace("settled_on", "settled")).unwrap();
    fails(&night(&office), "`settled_on`");
    let output = office.command(&home("rules/nowhere"), DAY).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    let mut misused = office.command(&office.rules(), "2024-06-31");
    assert_eq!(misused.output().unwrap().status.code(), Some(2));
    assert_eq!(office.dump(), before);
    fs::write(office.path("data/bills.csv"), bills.replace(",700.00,", ",-700.00,")).unwrap();
    let output = night(&office);
    assert_eq!(output.status.code(), Some(3), "{}", told(&output));
    assert_eq!(
        (office.balance("A"), office.balance("B")),
        ([25_000, 25_000, 0], [25_000, 25_000, 0])
    );
    fs::write(office.path("data/bills.csv"), bills).unwrap();
    goes_on(&office);
}

#[test]
fn a_night_waits_for_whoever_reads_and_says_so() {
    let office = paid();
    let reader = office.ledger();
    // As an export holds it, for as long as it takes.
    reader.execute_batch("BEGIN; SELECT count(*) FROM posting;").unwrap();
    let mut command = office.command(&home("rules/city"), DAY);
    let mut night = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut told = BufReader::new(night.stderr.take().unwrap()).lines();
    let waits = told.next().unwrap().unwrap();
    assert!(waits.contains("waiting for another program"), "{waits}");
    assert_eq!(office.count("run"), 1, "nothing is posted yet");
    reader.execute_batch("COMMIT").unwrap();
    let rest: Vec<String> = told.map(Result::unwrap).collect();
    assert!(night.wait().unwrap().success(), "{rest:?}");
    assert!(rest.iter().all(|line| !line.contains("waiting")), "it is said once: {rest:?}");
    goes_on(&office);
}
