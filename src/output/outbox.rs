//! The folder that outputs appear in: all together at the end, or not at all.
//!
//! Files are written to a hidden folder beside their place, which only the owner may read, and are
//! moved when all are whole. What an earlier run left stays until then, and comes back if a move
//! fails; the manifest is moved last: a folder without one is not whole. A run that was killed
//! leaves its hidden folder, which the next run into the folder undoes and removes. Only one run at
//! a time may write to a folder.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::thread;

use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::protected::Kept;
use crate::fingerprint::Fingerprint;
use crate::pipeline::join;
use crate::words::{self, Sentence};

/// Every file that a run may leave, the manifest last.
const NAMES: [&str; 34] = [
    DECISIONS,
    "flags.csv",
    "payments.csv",
    "withdrawn.csv",
    "changes.csv",
    "pending.csv",
    "openings.csv",
    "unknown_voids.csv",
    "rejects.csv",
    "member_flags.csv",
    "rejected/members.csv",
    "rejected/enrolments.csv",
    "rejected/bills.csv",
    "explanations.jsonl",
    "notices.html",
    "reports/districts.csv",
    "reports/towns.csv",
    "reports/units.csv",
    "reports/participation.csv",
    "reports/hardship.csv",
    "summary.json",
    "totals.csv",
    "differences.csv",
    "by_bill.csv",
    "terms.csv",
    "burden.csv",
    "fund.csv",
    "provisions.csv",
    "sweep.csv",
    "transactions.csv",
    "triangles.csv",
    "report.html",
    REPORT,
    MANIFEST,
];
/// What tells a folder of decisions, and a folder of a replay.
const DECISIONS: &str = "decisions.csv";
const REPORT: &str = "report.json";
const MANIFEST: &str = "manifest.json";

/// Folders that some of them are in.
const FOLDERS: [&str; 2] = ["rejected", "reports"];

/// How hidden folders begin.
const HIDDEN: &str = ".huzhu-";
/// Where what was there before is put in a hidden folder: first under this name,
const LEAVING: &str = "leaving";
/// and once all of it has left under this one, before anything new is moved.
const EARLIER: &str = "earlier";

/// An output folder, before anything of this run is visible in it.
#[derive(Debug)]
pub struct Outbox {
    // Dropped in this order: the hidden folder, the lock, then folders that were made for the run.
    hidden: TempDir,
    folder: PathBuf,
    _lock: Option<Held>,
    _made: Made,
}

/// A file or folder that is locked, until this is dropped. To close it is not enough to let go of it at once:
/// where another program was just being started, that has it too until it runs.
#[derive(Debug)]
pub(super) struct Held(pub File);

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

/// What a folder is for: what one kind of run leaves, another may not take away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Decisions and payments.
    Decisions,
    /// What other rules would have paid.
    Replay,
}

/// Folders that were made for this run, from the innermost out; removed again while they are empty.
#[derive(Debug, Default)]
pub(crate) struct Made(Vec<PathBuf>);

impl Drop for Made {
    fn drop(&mut self) {
        for folder in &self.0 {
            // A folder that holds something by now is to stay.
            let _ = fs::remove_dir(folder);
        }
    }
}

impl Outbox {
    /// Makes sure that outputs in a folder would take the place of none of some files. Nothing is made,
    /// read or removed: it can be asked before anything else.
    ///
    /// # Errors
    ///
    /// When one of them would.
    pub fn spares(folder: &Path, kept: &Kept) -> Result<(), Sentence> {
        NAMES.iter().try_for_each(|name| kept.spares(&folder.join(name)))?;
        // What a killed run left is removed, with all that is in it.
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if is_hidden(&entry)
                && let Some(path) = kept.within(&entry.path())
            {
                return Err(words::program::output_in_the_way(
                    entry.path().display(),
                    path.display(),
                ));
            }
        }
        Ok(())
    }

    /// Prepares a folder, which is made if it is missing, and removes what a killed run left in it.
    ///
    /// # Errors
    ///
    /// When it is not a folder, another run writes to it, it cannot be written to, holds a folder or
    /// a link where an output belongs, or what a run of another purpose left; or when an output would
    /// take the place of a file that is to be kept.
    pub fn open(folder: &Path, purpose: Purpose, kept: &Kept) -> Result<Outbox, Sentence> {
        Outbox::spares(folder, kept)?;
        let failed = |why: io::Error| {
            words::program::out_not_writable(folder.display(), words::system(&why))
        };
        if folder.exists() && !folder.is_dir() {
            return Err(words::program::out_not_a_folder(folder.display()));
        }
        let made = make_folder(folder).map_err(failed)?;
        let lock = lock(folder).map_err(failed)?;
        let lock = lock.ok_or_else(|| words::program::out_in_use(folder.display()))?;
        for name in FOLDERS.iter().chain(&NAMES).map(|name| folder.join(name)) {
            if name.is_symlink() {
                return Err(words::program::out_is_a_link(name.display()));
            }
        }
        clean(folder).map_err(failed)?;
        for name in NAMES {
            let there = found(&folder.join(name)).map_err(failed)?;
            if there.is_some_and(|there| there.is_dir()) {
                return Err(words::program::out_is_a_folder(folder.join(name).display()));
            }
        }
        let other = match purpose {
            Purpose::Decisions => REPORT,
            Purpose::Replay => DECISIONS,
        };
        if found(&folder.join(other)).map_err(failed)?.is_some() {
            return Err(words::program::out_of_another(folder.display(), other));
        }
        let hidden = hidden(folder).map_err(failed)?;
        Ok(Outbox { hidden, folder: folder.to_owned(), _lock: lock, _made: made })
    }

    /// Begins one of the outputs.
    ///
    /// # Errors
    ///
    /// When it cannot be created.
    pub fn create(&self, name: &'static str) -> Result<Output, Sentence> {
        assert!(NAMES.contains(&name), "outputs have fixed names");
        let path = self.hidden.path().join(name);
        let file = make_folder_of(name, self.hidden.path()).and_then(|()| owner_only().open(&path));
        let file =
            file.map_err(|why| words::program::out_not_writable(name, words::system(&why)))?;
        Ok(Output { name, file: BufWriter::new(file), hash: Sha256::new(), unsynced: 0 })
    }

    /// Writes one small output.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub(crate) fn write_one(
        &self,
        name: &'static str,
        bytes: &[u8],
    ) -> Result<Fingerprint, Sentence> {
        let mut out = self.create(name)?;
        out.put(bytes)?;
        out.close()
    }

    /// Writes small outputs. Each waits for the disk, all at the same time.
    ///
    /// # Errors
    ///
    /// When one of them cannot be written.
    pub(crate) fn write(
        &self,
        files: Vec<(&'static str, Vec<u8>)>,
    ) -> Result<Vec<Fingerprint>, Sentence> {
        thread::scope(|scope| {
            let write =
                |(name, bytes): (_, Vec<u8>)| scope.spawn(move || self.write_one(name, &bytes));
            files.into_iter().map(write).collect::<Vec<_>>().into_iter().map(join).collect()
        })
    }

    /// Moves the manifest and the outputs that it names to their place. Outputs of an earlier run
    /// are gone then, even those that this one does not have.
    ///
    /// # Errors
    ///
    /// When a file is not there any more or cannot be moved; the folder is then as it was before.
    pub fn publish(self, outputs: &[Fingerprint]) -> Result<(), Sentence> {
        let (hidden, folder) = (self.hidden.path(), &self.folder);
        let published = all_there(hidden, outputs).and_then(|()| {
            let leaving = hidden.join(LEAVING);
            fs::create_dir(&leaving)?;
            NAMES.iter().try_for_each(|name| shift(name, folder, &leaving))?;
            fs::rename(leaving, hidden.join(EARLIER))?;
            NAMES.iter().try_for_each(|name| shift(name, hidden, folder))
        });
        if published.is_err() {
            // The first failure is told; what cannot be moved back stays in no one's way.
            let _ = undo(hidden, folder);
        }
        remove_empty(folder);
        published
            .map_err(|why| words::program::out_not_writable(folder.display(), words::system(&why)))
    }
}

/// Makes sure that nobody has taken away what is to be moved.
fn all_there(hidden: &Path, outputs: &[Fingerprint]) -> io::Result<()> {
    let mut names = outputs.iter().map(|output| output.file.as_str()).chain([MANIFEST]);
    names.try_for_each(|name| fs::metadata(hidden.join(name)).map(drop))
}

/// Moves an output between folders, if there is one. A folder is somebody else's: it is not moved.
fn shift(name: &str, from: &Path, to: &Path) -> io::Result<()> {
    match found(&from.join(name))? {
        None => Ok(()),
        Some(found) if found.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        Some(_) => {
            make_folder_of(name, to)?;
            fs::rename(from.join(name), to.join(name))
        }
    }
}

/// What is at a path; nothing only where the system says that nothing is. One that cannot be looked at may
/// be there, and must not be passed over.
fn found(path: &Path) -> io::Result<Option<fs::Metadata>> {
    use io::ErrorKind::{NotADirectory, NotFound};
    match fs::metadata(path) {
        Ok(found) => Ok(Some(found)),
        Err(why) if matches!(why.kind(), NotFound | NotADirectory) => Ok(None),
        Err(why) => Err(why),
    }
}

/// Takes back what was moved: the folder is then as it was before the run.
fn undo(hidden: &Path, folder: &Path) -> io::Result<()> {
    // Only when all that was there had left was anything new moved.
    if found(&hidden.join(EARLIER))?.is_some() {
        for name in NAMES.into_iter().rev() {
            if found(&hidden.join(name))?.is_none() {
                shift(name, folder, hidden)?;
            }
        }
    }
    for left in [EARLIER, LEAVING] {
        for name in NAMES {
            shift(name, &hidden.join(left), folder)?;
        }
    }
    remove_empty(folder);
    Ok(())
}

/// Undoes and removes what killed runs left.
fn clean(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if is_hidden(&entry) {
            undo(&entry.path(), folder)?;
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// Whether it is a hidden folder of a run.
fn is_hidden(entry: &fs::DirEntry) -> bool {
    let is_ours = entry.file_name().to_string_lossy().starts_with(HIDDEN);
    is_ours && entry.file_type().is_ok_and(|kind| kind.is_dir())
}

/// Removes the folders of outputs that hold nothing.
fn remove_empty(folder: &Path) {
    for name in FOLDERS {
        // A folder that holds something is to stay.
        let _ = fs::remove_dir(folder.join(name));
    }
}

/// Takes hold of a folder until the run ends, however it ends; nothing if another run has.
#[cfg(unix)]
pub(super) fn lock(folder: &Path) -> io::Result<Option<Option<Held>>> {
    let file = File::open(folder)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Some(Held(file)))),
        Err(fs::TryLockError::WouldBlock) => Ok(None),
        Err(fs::TryLockError::Error(why)) if why.kind() == io::ErrorKind::Unsupported => {
            Ok(Some(None)) // Some network drives have no locks.
        }
        Err(fs::TryLockError::Error(why)) => Err(why),
    }
}

/// Folders cannot be locked here.
#[cfg(not(unix))]
pub(super) fn lock(_: &Path) -> io::Result<Option<Option<Held>>> {
    Ok(Some(None))
}

/// Makes the folder within another that an output belongs in, for its owner alone. The other is not
/// made: if somebody has taken it away, what was in it is gone too. A link is no such folder: what it
/// leads to is somebody else's.
fn make_folder_of(name: &str, within: &Path) -> io::Result<()> {
    let Some((folder, _)) = name.split_once('/') else { return Ok(()) };
    let folder = within.join(folder);
    match make_private(&folder) {
        Err(why) if why.kind() != io::ErrorKind::AlreadyExists => Err(why),
        Err(_) if folder.is_symlink() => Err(io::ErrorKind::NotADirectory.into()),
        _ => Ok(()),
    }
}

/// Makes a folder that is its owner's alone, whatever is usual for new folders.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    // What is usual may take rights away from its owner, too.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Makes a folder and those above it that are missing, each for its owner alone.
pub(crate) fn make_folder(folder: &Path) -> io::Result<Made> {
    let above = folder.ancestors().filter(|above| !above.as_os_str().is_empty());
    let missing: Vec<PathBuf> =
        above.take_while(|above| !above.exists()).map(Path::to_owned).collect();
    let mut made = Made::default();
    for folder in missing.iter().rev() {
        make_private(folder)?;
        made.0.insert(0, folder.clone());
    }
    Ok(made)
}

fn hidden(folder: &Path) -> io::Result<TempDir> {
    private().prefix(HIDDEN).tempdir_in(folder)
}

/// How hidden folders are made: for their owner alone.
pub(super) fn private<'n>() -> tempfile::Builder<'n, 'n> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o700));
    }
    builder
}

/// How outputs are created: they say what ails whom, and what banks should pay.
pub(super) fn owner_only() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
}

/// One output being written.
#[derive(Debug)]
pub struct Output {
    name: &'static str,
    file: BufWriter<File>,
    hash: Sha256,
    /// Bytes that may not be on disk yet.
    unsynced: usize,
}

impl Output {
    /// So many bytes are written before they are put on disk: the disk is to work while more are made,
    /// not all at the end.
    const SYNC_AFTER: usize = 8 << 20;

    /// The sentence that this output cannot be written.
    pub fn failed(&self, why: io::Error) -> Sentence {
        words::program::out_not_writable(self.name, words::system(&why))
    }

    /// Writes some bytes.
    ///
    /// # Errors
    ///
    /// When they cannot be written.
    pub fn put(&mut self, bytes: &[u8]) -> Result<(), Sentence> {
        self.write_all(bytes).map_err(|why| self.failed(why))?;
        self.unsynced += bytes.len();
        if self.unsynced >= Output::SYNC_AFTER {
            self.unsynced = 0;
            let synced = self.file.flush().and_then(|()| self.file.get_ref().sync_data());
            synced.map_err(|why| self.failed(why))?;
        }
        Ok(())
    }

    /// Ends the output: all of it is on disk then.
    ///
    /// # Errors
    ///
    /// When the rest of it cannot be written.
    pub fn close(mut self) -> Result<Fingerprint, Sentence> {
        let synced = self.file.flush().and_then(|()| self.file.get_ref().sync_all());
        synced.map_err(|why| self.failed(why))?;
        Ok(Fingerprint {
            file: self.name.to_owned(),
            sha256: crate::fingerprint::hex(&self.hash.finalize()),
        })
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_move_that_fails_leaves_everything_as_it_was() {
        let out = tempfile::tempdir().unwrap();
        fs::write(out.path().join("decisions.csv"), "earlier").unwrap();
        let outbox = Outbox::open(out.path(), Purpose::Decisions, &Kept::default()).unwrap();
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
            let outbox = Outbox::open(out.path(), Purpose::Decisions, &Kept::default()).unwrap();
            for name in new {
                outbox.create(name).unwrap().put(b"new").unwrap();
            }
            // The moves of `publish`, up to the one at which the run is killed.
            let (hidden, folder) = (outbox.hidden.path().to_owned(), out.path());
            fs::create_dir(hidden.join(LEAVING)).unwrap();
            let away = NAMES.map(|name| (folder.join(name), hidden.join(LEAVING).join(name)));
            let whole = [(hidden.join(LEAVING), hidden.join(EARLIER))];
            let here = NAMES.map(|name| (hidden.join(name), folder.join(name)));
            let all: Vec<_> = away.into_iter().chain(whole).chain(here).collect();
            for (from, to) in all.iter().take(moves).filter(|(from, _)| from.exists()) {
                fs::create_dir_all(to.parent().unwrap()).unwrap();
                fs::rename(from, to).unwrap();
            }
            std::mem::forget(outbox.hidden);
            drop((outbox._lock, outbox._made));
            drop(Outbox::open(folder, Purpose::Decisions, &Kept::default()).unwrap());
            assert_eq!(contents(folder), before, "killed after {moves} moves");
            if moves == all.len() {
                break;
            }
            moves += 1;
        }
    }

    #[test]
    fn a_replay_takes_nothing_of_a_batch_away_nor_the_other_way_round() {
        for (left, purpose) in [(REPORT, Purpose::Decisions), (DECISIONS, Purpose::Replay)] {
            let out = tempfile::tempdir().unwrap();
            fs::write(out.path().join(left), "earlier").unwrap();
            let why = Outbox::open(out.path(), purpose, &Kept::default()).unwrap_err();
            assert!(why.to_string().contains(left), "{why}");
        }
    }

    #[test]
    fn two_runs_do_not_write_to_one_folder() {
        let out = tempfile::tempdir().unwrap();
        let first = Outbox::open(out.path(), Purpose::Decisions, &Kept::default()).unwrap();
        let why = Outbox::open(out.path(), Purpose::Decisions, &Kept::default()).unwrap_err();
        assert!(why.to_string().contains("another run"), "{why}");
        drop(first);
        assert!(Outbox::open(out.path(), Purpose::Decisions, &Kept::default()).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn a_run_that_has_ended_holds_up_nobody_though_a_program_that_is_being_started_has_its_files() {
        let out = tempfile::tempdir().unwrap();
        let first = Outbox::open(out.path(), Purpose::Decisions, &Kept::default()).unwrap();
        let inherited = first._lock.as_ref().unwrap().0.try_clone().unwrap();
        drop(first);
        assert!(Outbox::open(out.path(), Purpose::Decisions, &Kept::default()).is_ok());
        drop(inherited);
    }
}
