//! Files that no output may replace: those that a command reads, and its ledger with the files beside it.
//!
//! Whether an output would replace one of them is asked before anything is read. Files are compared by
//! identity, not by path: through another spelling, a linked folder or a second name a file is still the same.

use std::ffi::OsString;
use std::fs;
use std::path::{Component, Path, PathBuf};

use super::error::OutputError;

/// What stands beside a ledger under its name and these ends, and belongs to it: what SQLite keeps until a
/// run is whole, the lock, and a ledger in the making; and users and looks.
const BESIDE_A_LEDGER: [&str; 5] = ["-journal", "-wal", "-shm", ".access", ".access-journal"];
/// A link may lead to a link; so many do on no machine.
const MOST_LINKS: usize = 40;

/// Files that a command may not replace.
///
/// ```
/// use huzhu::output::{OutputError, ProtectedFiles};
///
/// let folder = tempfile::tempdir()?;
/// let bills = folder.path().join("bills.csv");
/// std::fs::write(&bills, "bill_id\n")?;
/// let protected = ProtectedFiles::default().and([&bills]);
/// let other_spelling = folder.path().join("nowhere/../bills.csv");
/// assert!(matches!(protected.spares(&other_spelling), Err(OutputError::WouldReplace { .. })));
/// assert!(protected.spares(&folder.path().join("decisions.csv")).is_ok());
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct ProtectedFiles {
    files: Vec<Protected>,
}

/// One of them.
#[derive(Clone, Debug)]
struct Protected {
    path: PathBuf,
    is: Identity,
    /// The ledger that it belongs to.
    of: Option<PathBuf>,
}

impl ProtectedFiles {
    /// These, and also some files.
    #[must_use]
    pub fn and<P: AsRef<Path>>(mut self, files: impl IntoIterator<Item = P>) -> ProtectedFiles {
        self.files.extend(files.into_iter().map(|path| Protected::of(path.as_ref(), None)));
        self
    }

    /// These, and also rules: a file, or all files of a folder.
    #[must_use]
    pub fn and_rules(self, rules: &Path) -> ProtectedFiles {
        let inside = fs::read_dir(rules).into_iter().flatten().flatten();
        let inside: Vec<PathBuf> = inside.map(|entry| entry.path()).collect();
        self.and([rules]).and(inside)
    }

    /// These, and also a ledger with what belongs to it.
    #[must_use]
    pub fn and_ledger(mut self, ledger: &Path) -> ProtectedFiles {
        self.files.push(Protected::of(ledger, None));
        self.files.extend(beside(ledger).iter().map(|path| Protected::of(path, Some(ledger))));
        self
    }

    /// Makes sure that an output takes the place of none of them.
    ///
    /// # Errors
    ///
    /// When it would; both are named.
    pub fn spares(&self, output: &Path) -> Result<(), OutputError> {
        let is = Identity::of(output);
        let Some(one) = self.files.iter().find(|one| one.is.meets(&is)) else { return Ok(()) };
        let output = output.to_owned();
        Err(match &one.of {
            Some(ledger) => OutputError::BesideLedger { output, ledger: ledger.clone() },
            None => OutputError::WouldReplace { output, used: one.path.clone() },
        })
    }

    /// The same for the files that a command which writes to a ledger may make or remove beside it.
    ///
    /// # Errors
    ///
    /// When one of that is among them.
    pub fn spares_beside(&self, ledger: &Path) -> Result<(), OutputError> {
        let hit = |path: &PathBuf| {
            let is = Identity::of(path);
            self.files.iter().find(|one| one.is.meets(&is))
        };
        match beside(ledger).iter().find_map(hit) {
            Some(one) => {
                let (output, ledger) = (one.path.clone(), ledger.to_owned());
                Err(OutputError::BesideLedger { output, ledger })
            }
            None => Ok(()),
        }
    }

    /// One that lies in a folder, however deep.
    pub(super) fn within(&self, folder: &Path) -> Option<&Path> {
        let folder = folder.canonicalize().ok()?;
        let lies =
            |one: &&Protected| one.path.canonicalize().is_ok_and(|path| path.starts_with(&folder));
        self.files.iter().find(lies).map(|one| one.path.as_path())
    }
}

impl Protected {
    fn of(path: &Path, of: Option<&Path>) -> Protected {
        Protected { path: path.to_owned(), is: Identity::of(path), of: of.map(Path::to_owned) }
    }
}

/// What stands beside a ledger, under the name it is given and under that of the file a link leads to.
fn beside(ledger: &Path) -> Vec<PathBuf> {
    let mut names = vec![ledger.to_owned()];
    names.extend(ledger.canonicalize());
    let ended = |name: &PathBuf, end: &str| {
        let mut name = name.clone().into_os_string();
        name.push(end);
        PathBuf::from(name)
    };
    names.iter().flat_map(|name| BESIDE_A_LEDGER.map(|end| ended(name, end))).collect()
}

/// What a path leads to: a file, where there is one, and the places it is called by on the way there.
#[derive(Clone, Debug, Default)]
struct Identity {
    files: Vec<Id>,
    places: Vec<Place>,
}

/// A name in a folder; where folders are missing too, the names from the last one that is there.
#[derive(Clone, Debug)]
struct Place {
    folder: Id,
    names: Vec<OsString>,
}

impl Identity {
    fn of(path: &Path) -> Identity {
        let mut is = Identity { files: id(path).into_iter().collect(), places: Vec::new() };
        let mut path = path.to_owned();
        for _ in 0..MOST_LINKS {
            if let Some((place, path)) = Place::of(&path) {
                // Also where the path leads nowhere as it is written, for a folder that is yet to be made.
                is.files.extend(id(&path));
                is.places.push(place);
            }
            let Ok(next) = fs::read_link(&path) else { break };
            // A link that does not begin at the root begins where it stands.
            path = path.parent().unwrap_or(Path::new("")).join(next);
        }
        is
    }

    fn meets(&self, other: &Identity) -> bool {
        let same_file = self.files.iter().any(|file| other.files.contains(file));
        same_file || self.places.iter().any(|one| other.places.iter().any(|two| one.is(two)))
    }
}

impl Place {
    /// The place of a path, and the path of it without links to folders.
    fn of(path: &Path) -> Option<(Place, PathBuf)> {
        let path = std::path::absolute(path).ok()?;
        let (mut folder, mut names) = (PathBuf::new(), Vec::new());
        let mut parts = path.components().peekable();
        while let Some(part) = parts.next() {
            match part {
                Component::ParentDir if names.pop().is_none() => {
                    folder = folder.join("..").canonicalize().ok()?;
                }
                Component::ParentDir | Component::CurDir => {}
                Component::Normal(name) => {
                    let next = folder.join(name).canonicalize();
                    match next.ok().filter(|next| next.is_dir()) {
                        Some(next) if names.is_empty() && parts.peek().is_some() => folder = next,
                        _ => names.push(name.to_owned()),
                    }
                }
                Component::Prefix(_) | Component::RootDir => folder.push(part),
            }
        }
        let path = names.iter().fold(folder.clone(), |path, name| path.join(name));
        let place = Place { folder: id(&folder)?, names };
        (!place.names.is_empty()).then_some((place, path))
    }

    fn is(&self, other: &Place) -> bool {
        // Where large and small letters are one in names, they are here; elsewhere they may be.
        let same =
            |(one, two): (&OsString, &OsString)| match cfg!(any(windows, target_os = "macos")) {
                true => one.eq_ignore_ascii_case(two),
                false => one == two,
            };
        let as_many = self.names.len() == other.names.len();
        self.folder == other.folder && as_many && self.names.iter().zip(&other.names).all(same)
    }
}

/// The identity of a file or folder: its number on its disk.
#[cfg(unix)]
type Id = (u64, u64);

#[cfg(unix)]
fn id(path: &Path) -> Option<Id> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|found| (found.dev(), found.ino()))
}

/// The one path of it without links.
#[cfg(not(unix))]
type Id = PathBuf;

#[cfg(not(unix))]
fn id(path: &Path) -> Option<Id> {
    path.canonicalize().ok()
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_file_is_the_same_however_it_is_called() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir_all(at("out/reports")).unwrap();
        fs::write(at("out/bills.csv"), "kept").unwrap();
        fs::write(at("out/members.csv"), "another").unwrap();
        symlink(at("out"), at("linked")).unwrap();
        symlink("out/bills.csv", at("link")).unwrap();
        symlink("link", at("link_to_link")).unwrap();
        fs::hard_link(at("out/bills.csv"), at("second")).unwrap();
        let names = [
            "out/bills.csv",
            "out/./bills.csv",
            "out/reports/../bills.csv",
            "missing/../out/bills.csv",
            "linked/bills.csv",
            "linked/reports/../bills.csv",
            "link",
            "link_to_link",
            "second",
        ];
        for one in names {
            let protected = ProtectedFiles::default().and([at(one)]);
            for other in names {
                let shown = protected.spares(&at(other)).unwrap_err().to_string();
                assert!(shown.contains(one) && shown.contains(other), "{shown}");
            }
            for other in ["out/members.csv", "bills.csv", "out/reports/bills.csv", "missing/x"] {
                assert!(protected.spares(&at(other)).is_ok(), "{one} and {other}");
            }
        }
    }

    #[test]
    fn what_is_not_there_yet_is_the_same_too() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("out")).unwrap();
        symlink(at("out"), at("linked")).unwrap();
        symlink("out/new", at("dangling")).unwrap();
        let names =
            ["out/new", "linked/new", "linked/../out/new", "nowhere/../out/new", "dangling"];
        for one in names {
            let protected = ProtectedFiles::default().and([at(one)]);
            for other in names {
                assert!(protected.spares(&at(other)).is_err(), "{one} and {other}");
            }
            assert!(protected.spares(&at("out/newer")).is_ok());
        }
        let deep = ProtectedFiles::default().and([at("a/b/c")]);
        assert!(deep.spares(&at("a/x/../b/c")).is_err());
        assert!(deep.spares(&at("a/c")).is_ok());
    }

    #[test]
    fn what_stands_beside_a_ledger_belongs_to_it() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("real"), "").unwrap();
        symlink("real", at("ledger")).unwrap();
        let protected = ProtectedFiles::default().and_ledger(&at("ledger"));
        for name in ["ledger", "real", "real-journal", "ledger-journal", "ledger-shm", "real-wal"] {
            let shown = protected.spares(&at(name)).unwrap_err().to_string();
            assert!(shown.contains("ledger`"), "{shown}");
        }
        assert!(protected.spares(&at("journal")).is_ok());
        let bills = ProtectedFiles::default().and([at("ledger-wal")]);
        assert!(bills.spares_beside(&at("ledger")).is_err());
        assert!(bills.spares_beside(&at("other")).is_ok());
    }
}
