//! A file that appears under its name when it is whole, or not at all.
//!
//! It is written in a hidden folder beside its place, which only the owner may read, put on the disk and
//! moved. A command that was killed leaves its hidden folder; the next one that is to write a file beside it, of
//! whatever name, removes it, also where it then has nothing to write, unless the other is still at work: each
//! backup has a name of its own.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{TempDir, TempPath};

use super::private::{Held, Lock, Made, lock, make_folder, owner_only, private};
use crate::fingerprint::sha256;

/// How hidden folders of files begin. The folders of an [`Outbox`](super::Outbox) begin otherwise: a run
/// removes those in its folder, and none of these.
const HIDDEN: &str = ".huzhu.";
/// The file in a hidden folder.
const INSIDE: &str = "whole";
/// Another command may remove a folder in the moment between its making and its locking.
const TRIES: usize = 8;

/// A file that is being written. Dropped before it is kept, it leaves nothing.
#[derive(Debug)]
pub(crate) struct Draft {
    // Dropped in this order: the hidden folder, then the lock.
    hidden: TempDir,
    _lock: Option<Held>,
    place: PathBuf,
}

impl Draft {
    /// Begins a file, and removes what killed commands left beside it.
    pub fn begin(place: &Path) -> io::Result<Draft> {
        let name = place.file_name().ok_or(io::ErrorKind::IsADirectory)?;
        let folder = folder_of(place);
        let prefix = prefix(name);
        clear_beside(place);
        for _ in 0..TRIES {
            let hidden = private().prefix(&prefix).tempdir_in(folder)?;
            let lock = match lock(hidden.path()) {
                Ok(Lock::Taken(held)) => Some(held),
                Ok(Lock::Unsupported) => None,
                Ok(Lock::OfAnother) | Err(_) => continue,
            };
            if hidden.path().exists() {
                return Ok(Draft { hidden, _lock: lock, place: place.to_owned() });
            }
        }
        Err(io::ErrorKind::ResourceBusy.into())
    }

    /// Where it belongs.
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// Where it is until then.
    pub fn path(&self) -> PathBuf {
        self.hidden.path().join(INSIDE)
    }

    /// Makes it, empty and for its owner alone.
    pub fn create(&self) -> io::Result<File> {
        owner_only().open(self.path())
    }

    /// Moves it to its place, where nothing may be: also nothing that has come meanwhile is replaced.
    pub fn keep(self) -> io::Result<()> {
        let path = self.path();
        sync(&path)?;
        if let Err(why) = TempPath::try_from_path(&path)?.persist_noclobber(&self.place) {
            let is_free = self.place.symlink_metadata().is_err_and(|why| is_missing(&why));
            if why.error.kind() == io::ErrorKind::AlreadyExists || !is_free {
                return Err(why.error);
            }
            // Some drives cannot do both at once.
            fs::rename(why.path.keep().map_err(|why| why.error)?, &self.place)?;
        }
        let synced = sync_folder(folder_of(&self.place));
        if synced.is_err() {
            // No reader can count on it.
            let _ = fs::remove_file(&self.place);
        }
        synced
    }

    /// Makes a folder in its stead, for its owner alone, with these files in it.
    pub fn create_folder(&self, files: &[(String, Vec<u8>)]) -> io::Result<()> {
        let folder = self.path();
        make_folder(&folder).map(Made::keep)?;
        for (name, bytes) in files {
            let mut file = owner_only().open(folder.join(name))?;
            file.write_all(bytes)?;
            file.sync_all()?;
        }
        sync_folder(&folder)
    }

    /// Moves the folder to its place, where nothing is but perhaps an empty folder.
    pub fn keep_folder(self) -> io::Result<()> {
        // Over a folder that holds something, or a file, the system moves none.
        #[cfg(not(unix))]
        drop(fs::remove_dir(&self.place));
        fs::rename(self.path(), &self.place)?;
        sync_folder(folder_of(&self.place))
    }

    /// Moves it to its place, over what is there; where it is, whether the disk confirms that.
    pub fn replace(self) -> io::Result<io::Result<()>> {
        sync(&self.path())?;
        fs::rename(self.path(), &self.place)?;
        Ok(sync_folder(folder_of(&self.place)))
    }
}

fn is_missing(why: &io::Error) -> bool {
    why.kind() == io::ErrorKind::NotFound
}

fn folder_of(place: &Path) -> &Path {
    place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// How hidden folders of files of this name begin. A name may be as long as a disk allows, and not be text.
fn prefix(name: &OsStr) -> String {
    let hash = sha256(name.as_encoded_bytes());
    format!("{HIDDEN}{}.", &hash[..12])
}

/// Removes what killed commands left beside a place: hidden folders that no command has locked. Where folders
/// cannot be locked, all of them stay.
pub(crate) fn clear_beside(place: &Path) {
    for entry in fs::read_dir(folder_of(place)).into_iter().flatten().flatten() {
        let is_ours = entry.file_name().to_string_lossy().starts_with(HIDDEN);
        if is_ours
            && entry.file_type().is_ok_and(|kind| kind.is_dir())
            && let Ok(Lock::Taken(_held)) = lock(&entry.path())
        {
            // What cannot be removed is in no one's way.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Puts a file on the disk.
fn sync(path: &Path) -> io::Result<()> {
    // Some systems put on the disk only what could be written to.
    fs::OpenOptions::new().write(true).open(path)?.sync_all()
}

/// Puts the names in a folder on the disk.
#[cfg(unix)]
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    use io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        // Some network drives cannot, and some folders may be written to and not be listed.
        Err(why) if matches!(why.kind(), InvalidInput | PermissionDenied | Unsupported) => Ok(()),
        synced => synced,
    }
}

/// Folders cannot be opened here.
#[cfg(not(unix))]
pub(crate) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(draft: &Draft, text: &str) {
        draft.create().unwrap().write_all(text.as_bytes()).unwrap();
    }

    fn names(folder: &Path) -> Vec<String> {
        let names = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            names.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn nothing_is_seen_of_a_file_before_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("list.csv");
        let draft = Draft::begin(&place).unwrap();
        write(&draft, "half");
        assert!(!place.exists());
        drop(draft);
        assert_eq!(names(folder.path()), [""; 0]);
        let draft = Draft::begin(&place).unwrap();
        write(&draft, "whole");
        draft.keep().unwrap();
        assert_eq!(fs::read_to_string(&place).unwrap(), "whole");
        assert_eq!(names(folder.path()), ["list.csv"]);
    }

    #[test]
    fn what_has_come_meanwhile_is_not_replaced_unless_that_is_meant() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("list.csv");
        let draft = Draft::begin(&place).unwrap();
        write(&draft, "new");
        fs::write(&place, "meanwhile").unwrap();
        assert_eq!(draft.keep().unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&place).unwrap(), "meanwhile");
        let draft = Draft::begin(&place).unwrap();
        write(&draft, "new");
        draft.replace().unwrap().unwrap();
        assert_eq!(fs::read_to_string(&place).unwrap(), "new");
        assert_eq!(names(folder.path()), ["list.csv"]);
    }

    #[test]
    fn a_folder_appears_whole_and_over_nothing_but_an_empty_one() {
        let home = tempfile::tempdir().unwrap();
        let place = home.path().join("report");
        let files = [("a.csv".to_owned(), b"a".to_vec()), ("b.csv".to_owned(), b"b".to_vec())];
        let write = || {
            let draft = Draft::begin(&place).unwrap();
            draft.create_folder(&files).unwrap();
            draft.keep_folder()
        };
        let draft = Draft::begin(&place).unwrap();
        draft.create_folder(&files).unwrap();
        assert!(!place.exists());
        drop(draft);
        assert_eq!(names(home.path()), [""; 0]);
        write().unwrap();
        assert_eq!(names(&place), ["a.csv", "b.csv"]);
        write().unwrap_err();
        fs::remove_dir_all(&place).unwrap();
        fs::create_dir(&place).unwrap();
        write().unwrap();
        assert_eq!(names(&place), ["a.csv", "b.csv"]);
        assert_eq!(names(home.path()), ["report"]);
    }

    #[cfg(unix)]
    #[test]
    fn what_a_killed_command_left_goes_and_what_another_is_at_work_on_stays() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name| folder.path().join(name);
        let killed = Draft::begin(&place("a")).unwrap();
        write(&killed, "half");
        let left = killed.hidden.keep();
        drop(killed._lock);
        let (other, at_work) =
            (Draft::begin(&place("b")).unwrap(), Draft::begin(&place("a")).unwrap());
        write(&at_work, "whole");
        assert!(!left.exists());
        assert_eq!(names(folder.path()).len(), 2);
        let next = Draft::begin(&place("c")).unwrap();
        assert_eq!(names(folder.path()).len(), 3);
        at_work.keep().unwrap();
        drop((next, other));
        assert_eq!(names(folder.path()), ["a"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_name_may_be_as_long_as_it_can_and_not_be_text() {
        use std::os::unix::ffi::OsStrExt;
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        for name in [&[b'x'; 255][..], b"\xff\xfe.csv"] {
            let place = folder.path().join(OsStr::from_bytes(name));
            let draft = Draft::begin(&place).unwrap();
            write(&draft, "whole");
            draft.keep().unwrap();
            assert_eq!(fs::read_to_string(&place).unwrap(), "whole");
            assert_eq!(fs::metadata(&place).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
