//! Whatever happens on the way, a replay is there as a whole or not at all, and what was there before
//! stays: in the folder it is written to, and in the one it is read from.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use huzhu::progress::{Phase, Progress};
use huzhu::replay::{HistorySource, ReplayError};

use super::city::{Asked, City, contents, said, set, terms};

/// Somebody who stops the run when it has asked so often.
struct Patience(AtomicUsize);

impl Patience {
    fn of(times: usize) -> Patience {
        Patience(AtomicUsize::new(times))
    }
}

impl Progress for Patience {
    fn begin(&self, _: Phase, _: u64) {}

    fn done(&self, _: u64) {}

    fn stops(&self) -> bool {
        let less = |times: usize| times.checked_sub(1);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_err()
    }
}

#[test]
fn a_run_that_is_stopped_leaves_what_an_earlier_one_left() {
    let (city, out) = (City::new(40, 100, "city"), tempfile::tempdir().unwrap());
    let inputs = city.inputs();
    let baseline = terms("city");
    let lower = set(&baseline, &["parameters.ceiling=1000"]);
    let history = HistorySource::Files(&inputs);
    let earlier = Asked::of(std::slice::from_ref(&baseline));
    earlier.run(history, out.path(), &()).unwrap();
    let before = contents(out.path());
    let solve = "parameters.ceiling for total = 5000".parse().unwrap();
    let asked = Asked { solves: vec![solve], by_bill: true, ..Asked::of(&[baseline, lower]) };
    let mut stopped = 0;
    loop {
        match asked.run(history, out.path(), &Patience::of(stopped)) {
            Ok(_) => break,
            Err(ReplayError::Stopped) => {}
            Err(why) => panic!("{}", said(&why)),
        }
        assert!(contents(out.path()) == before, "stopped at the {stopped}. time");
        stopped += 1;
    }
    assert!(stopped >= 4, "while reading, deciding, solving and before publishing: {stopped}");
    let now = contents(out.path());
    assert!(now.len() == before.len() + 1 && now != before, "by_bill.csv is new");
}

#[test]
fn a_table_that_is_not_made_this_time_goes_with_its_report() {
    let (city, out) = (City::new(40, 100, "city"), tempfile::tempdir().unwrap());
    let inputs = city.inputs();
    let asked = Asked { provisions: true, ..Asked::of(&[terms("city")]) };
    asked.run(HistorySource::Files(&inputs), out.path(), &()).unwrap();
    assert!(out.path().join("provisions.csv").exists());
    Asked::of(&[terms("city")]).run(HistorySource::Files(&inputs), out.path(), &()).unwrap();
    assert!(!out.path().join("provisions.csv").exists());
}

#[test]
fn files_of_a_replay_are_for_their_owner_alone() {
    let (city, out) = (City::new(40, 100, "city"), tempfile::tempdir().unwrap());
    let baseline = terms("city");
    let lower = set(&baseline, &["parameters.ceiling=1000"]);
    let asked = Asked { provisions: true, ..Asked::of(&[baseline, lower]).by_bill() };
    asked.run(HistorySource::Files(&city.inputs()), out.path(), &()).unwrap();
    let mut files = 0;
    for entry in fs::read_dir(out.path()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", entry.file_name());
        files += 1;
    }
    assert!(files >= 10);
}

#[test]
fn a_replay_beside_its_data_leaves_the_data_as_they_were() {
    let city = City::new(40, 100, "city");
    let before = city.files();
    let asked = Asked::of(&[terms("city")]).by_bill();
    asked.run(HistorySource::Files(&city.inputs()), city.path(), &()).unwrap();
    assert!(city.path().join("report.json").exists());
    assert_eq!(city.files(), before);
}

#[test]
fn what_is_read_is_never_replaced() {
    let city = City::new(40, 100, "city");
    let mut inputs = city.inputs();
    inputs.bills = city.path().join("totals.csv");
    fs::rename(city.path().join("bills.csv"), &inputs.bills).unwrap();
    let before = contents(city.path());
    let asked = Asked::of(&[terms("city")]);
    let why = asked.run(HistorySource::Files(&inputs), city.path(), &()).unwrap_err();
    assert!(said(&why).contains("totals.csv`, and its output would replace it"), "{}", said(&why));
    assert!(contents(city.path()) == before);
}

/// What a replay that fails says; there is nothing of it.
fn fails(city: &City, out: &Path) -> String {
    let why = Asked::of(&[terms("city")])
        .run(HistorySource::Files(&city.inputs()), out, &())
        .unwrap_err();
    assert!(!matches!(why, ReplayError::Question(_) | ReplayError::Rules(_)));
    said(&why)
}

#[test]
fn where_nothing_can_be_written_the_run_says_so() {
    let city = City::new(40, 100, "city");
    let file = city.path().join("members.csv");
    let before = contents(city.path());
    let mut places: Vec<(PathBuf, &str)> = vec![
        (file.clone(), "is not a folder"),
        (file.join("out"), "cannot be written"),
        ("/dev/null/out".into(), "cannot be written"),
    ];
    if cfg!(target_os = "linux") {
        places.push(("/proc/self".into(), "cannot be written")); // Read-only even for root.
    }
    for (place, with) in places {
        let said = fails(&city, &place);
        assert!(said.contains(with) && said.contains(place.to_str().unwrap()), "{said}");
    }
    assert!(contents(city.path()) == before);
}

#[test]
fn an_input_that_is_missing_is_named_and_no_folder_is_made() {
    let city = City::new(40, 100, "city");
    let (bills, out) = (city.path().join("bills.csv"), city.path().join("new/out"));
    fs::remove_file(&bills).unwrap();
    assert!(fails(&city, &out).contains(bills.to_str().unwrap()));
    assert!(!city.path().join("new").exists());
    let ledger = city.path().join("city.ledger");
    let asked = Asked::of(&[terms("city")]);
    let why = asked.run(HistorySource::Ledger(&ledger), &out, &()).unwrap_err();
    assert!(said(&why).contains(ledger.to_str().unwrap()), "{}", said(&why));
    assert!(!ledger.exists() && !city.path().join("new").exists());
}

#[test]
fn on_a_full_disk_nothing_is_left() {
    let city = City::new(200, 800, "city");
    let out = city.path().join("out");
    // No file may be larger than some blocks of half a kilobyte.
    for blocks in [1, 8] {
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("trap '' XFSZ && ulimit -f {blocks} && exec \"$@\""), "sh"]);
        shell.arg(env!("CARGO_BIN_EXE_huzhu")).args(["--lang", "en", "replay", "--baseline"]);
        shell.arg(crate::nightly::office::home("rules/city")).args(["--full-ids", "--by-bill"]);
        shell.arg("--data").arg(city.path()).arg("--out").arg(&out);
        let output = shell.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(
            said.contains("cannot be written") && said.contains("nothing of this run"),
            "{said}"
        );
        assert!(!out.exists());
    }
}
