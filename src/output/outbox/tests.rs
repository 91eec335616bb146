use std::io::Write;

use super::super::moves::{EARLIER, LEAVING};
use super::super::private::make_folder_of;
use super::*;

const DECISIONS: OutputFiles = OutputFiles {
    names: &[
        &["decisions.csv", "explanations.jsonl", "rejected/members.csv", "rejected/bills.csv"],
        &["reports/towns.csv"],
    ],
    foreign: "report.json",
};
const REPLAY: OutputFiles =
    OutputFiles { names: &[&["report.json", "totals.csv"]], foreign: "decisions.csv" };

fn open(folder: &Path, files: OutputFiles) -> Result<Outbox, OutputError> {
    Outbox::open(folder, files, &ProtectedFiles::default())
}

#[test]
fn a_move_that_fails_leaves_everything_as_it_was() {
    let out = tempfile::tempdir().unwrap();
    fs::write(out.path().join("decisions.csv"), "earlier").unwrap();
    let outbox = open(out.path(), DECISIONS).unwrap();
    for name in ["decisions.csv", "manifest.json"] {
        outbox.create(name).unwrap().write_all(b"new").unwrap();
    }
    // Something takes the place of an output while the run goes on.
    fs::create_dir_all(out.path().join("manifest.json/in/the/way")).unwrap();
    assert!(outbox.publish(&[]).is_err());
    let decisions = fs::read_to_string(out.path().join("decisions.csv")).unwrap();
    assert_eq!(decisions, "earlier");
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 2);
}

/// Names and contents of a folder, those of its folders too.
fn contents(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(contents(&path));
        } else {
            found.push((path.clone(), fs::read_to_string(&path).unwrap()));
        }
    }
    found.sort();
    found
}

#[test]
fn a_run_killed_at_any_move_is_undone_by_the_next() {
    let new = ["decisions.csv", "reports/towns.csv", "rejected/bills.csv", "manifest.json"];
    let old = ["decisions.csv", "rejected/members.csv", "explanations.jsonl", "manifest.json"];
    let mut moves = 0;
    loop {
        let out = tempfile::tempdir().unwrap();
        for name in old {
            make_folder_of(name, out.path()).unwrap();
            fs::write(out.path().join(name), "earlier").unwrap();
        }
        let before = contents(out.path());
        let outbox = open(out.path(), DECISIONS).unwrap();
        for name in new {
            outbox.create(name).unwrap().put(b"new").unwrap();
        }
        // The moves of `publish`, up to the one at which the run is killed.
        let (hidden, folder) = (outbox.hidden.path().to_owned(), out.path());
        fs::create_dir(hidden.join(LEAVING)).unwrap();
        let names = &outbox.replaced;
        let away = names.iter().map(|name| (folder.join(name), hidden.join(LEAVING).join(name)));
        let whole = [(hidden.join(LEAVING), hidden.join(EARLIER))];
        let here = names.iter().map(|name| (hidden.join(name), folder.join(name)));
        let all: Vec<_> = away.chain(whole).chain(here).collect();
        for (from, to) in all.iter().take(moves).filter(|(from, _)| from.exists()) {
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::rename(from, to).unwrap();
        }
        std::mem::forget(outbox.hidden);
        drop((outbox._lock, outbox._made));
        drop(open(folder, DECISIONS).unwrap());
        assert_eq!(contents(folder), before, "killed after {moves} moves");
        if moves == all.len() {
            break;
        }
        moves += 1;
    }
}

#[test]
fn a_replay_takes_nothing_of_a_batch_away_nor_the_other_way_round() {
    for (left, files) in [("report.json", DECISIONS), ("decisions.csv", REPLAY)] {
        let out = tempfile::tempdir().unwrap();
        fs::write(out.path().join(left), "earlier").unwrap();
        let why = open(out.path(), files).unwrap_err();
        assert!(matches!(why, OutputError::OfAnotherCommand { file, .. } if file == left), "{why}");
    }
}

/// A night leaves more files than a batch, which has never heard of them.
#[test]
fn what_an_earlier_manifest_names_is_replaced_and_nothing_else_is_touched() {
    let out = tempfile::tempdir().unwrap();
    let outside = tempfile::NamedTempFile::new_in(out.path().parent().unwrap()).unwrap();
    let outside = format!("../{}", outside.path().file_name().unwrap().to_string_lossy());
    let named = ["decisions.csv", "changes.csv", "sub/list.csv", "A thesis.doc", &outside, "link"];
    let named: Vec<_> = named.iter().map(|file| serde_json::json!({ "file": file })).collect();
    let manifest = serde_json::json!({ "outputs": named }).to_string();
    fs::create_dir(out.path().join("sub")).unwrap();
    let left = ["decisions.csv", "changes.csv", "sub/list.csv", "A thesis.doc", "totals.csv"];
    for name in left {
        fs::write(out.path().join(name), "earlier").unwrap();
    }
    fs::write(out.path().join("manifest.json"), manifest).unwrap();
    let outbox = open(out.path(), DECISIONS).unwrap();
    for name in ["decisions.csv", "manifest.json"] {
        outbox.create(name).unwrap().put(b"new").unwrap();
    }
    outbox.publish(&[]).unwrap();
    let names: Vec<_> = contents(out.path()).into_iter().map(|(path, _)| path).collect();
    let expected = ["A thesis.doc", "decisions.csv", "manifest.json", "totals.csv"];
    assert_eq!(names, expected.map(|name| out.path().join(name)));
    assert!(out.path().join(outside).exists());
}

/// Whichever command comes next undoes the moves of a killed one.
#[test]
fn a_killed_run_of_another_kind_is_undone_by_the_names_that_it_lists() {
    let out = tempfile::tempdir().unwrap();
    fs::write(out.path().join("mine.csv"), "earlier").unwrap();
    let names = ["mine.csv".to_owned(), "manifest.json".to_owned()];
    let hidden = tempfile::Builder::new().prefix(moves::HIDDEN).tempdir_in(out.path()).unwrap();
    for name in &names {
        fs::write(hidden.path().join(name), "new").unwrap();
    }
    moves::publish(hidden.path(), out.path(), &[], &names).unwrap();
    std::mem::forget(hidden);
    drop(open(out.path(), DECISIONS).unwrap());
    let left = contents(out.path()).into_iter();
    let left: Vec<_> = left.collect();
    assert_eq!(left, [(out.path().join("mine.csv"), "earlier".to_owned())]);
}

#[test]
fn two_runs_do_not_write_to_one_folder() {
    let out = tempfile::tempdir().unwrap();
    let first = open(out.path(), DECISIONS).unwrap();
    let why = open(out.path(), DECISIONS).unwrap_err();
    assert!(matches!(why, OutputError::InUse(_)), "{why}");
    drop(first);
    assert!(open(out.path(), DECISIONS).is_ok());
}

#[cfg(unix)]
#[test]
fn a_run_that_has_ended_holds_up_no_other_though_a_program_that_is_being_started_has_its_files() {
    let out = tempfile::tempdir().unwrap();
    let first = open(out.path(), DECISIONS).unwrap();
    let inherited = first._lock.as_ref().unwrap().0.try_clone().unwrap();
    drop(first);
    assert!(open(out.path(), DECISIONS).is_ok());
    drop(inherited);
}
