//! The folder that outputs appear in: all together at the end, or not at all.
//!
//! Files are written to a hidden folder beside their place, which only the owner may read, and are
//! moved when all are whole. What an earlier run left stays until then, and comes back if a move
//! fails. The manifest is moved last: a folder without one is not whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::totals::Fingerprint;
use crate::words::{self, Sentence};

/// Every file that a run may leave, the manifest last.
const NAMES: [&str; 6] = [
    "decisions.csv",
    "payments.csv",
    "rejects.csv",
    "explanations.jsonl",
    "summary.json",
    "manifest.json",
];

/// An output folder, before anything of this run is visible in it.
#[derive(Debug)]
pub struct Outbox {
    // Dropped in this order: first the hidden folder, then those made to hold it.
    hidden: TempDir,
    folder: PathBuf,
    _made: Made,
}

/// Folders that were made for this run, from the innermost out; removed again while they are empty.
#[derive(Debug, Default)]
struct Made(Vec<PathBuf>);

impl Drop for Made {
    fn drop(&mut self) {
        for folder in &self.0 {
            // A folder that holds something by now is to stay.
            let _ = fs::remove_dir(folder);
        }
    }
}

impl Outbox {
    /// Prepares a folder, which is made if it is missing.
    ///
    /// # Errors
    ///
    /// When it is not a folder, cannot be written to, or holds a folder where an output belongs.
    pub fn open(folder: &Path) -> Result<Outbox, Sentence> {
        let failed = |why: io::Error| words::program::out_not_writable(folder.display(), why);
        if folder.exists() && !folder.is_dir() {
            return Err(words::program::out_not_a_folder(folder.display()));
        }
        let made = make(folder).map_err(failed)?;
        for name in NAMES {
            if folder.join(name).is_dir() {
                return Err(words::program::out_is_a_folder(folder.join(name).display()));
            }
        }
        let hidden = hidden(folder).map_err(failed)?;
        Ok(Outbox { hidden, folder: folder.to_owned(), _made: made })
    }

    /// Makes sure that none of the files that are read would be replaced.
    ///
    /// # Errors
    ///
    /// When an output belongs where one of them is.
    pub fn keeps(&self, inputs: &[&Path]) -> Result<(), Sentence> {
        let outputs: Vec<PathBuf> =
            NAMES.iter().filter_map(|name| self.folder.join(name).canonicalize().ok()).collect();
        for input in inputs {
            if input.canonicalize().is_ok_and(|input| outputs.contains(&input)) {
                return Err(words::program::input_in_the_way(input.display()));
            }
        }
        Ok(())
    }

    /// Begins one of the outputs.
    ///
    /// # Errors
    ///
    /// When it cannot be created.
    pub fn create(&self, name: &'static str) -> Result<Output, Sentence> {
        assert!(NAMES.contains(&name), "outputs have fixed names");
        let file = owner_only().open(self.hidden.path().join(name));
        let file = file.map_err(|why| words::program::out_not_writable(name, why))?;
        Ok(Output { name, file: BufWriter::new(file), hash: Sha256::new() })
    }

    /// Moves all outputs to their place. Outputs of an earlier run are gone then, even those that
    /// this one does not have.
    ///
    /// # Errors
    ///
    /// When a file cannot be moved; the folder is then as it was before.
    pub fn publish(self) -> Result<(), Sentence> {
        let earlier = self.hidden.path().join("earlier");
        let mut moved = Vec::new();
        let published = fs::create_dir(&earlier).and_then(|()| {
            for name in NAMES {
                shift(&self.folder.join(name), &earlier.join(name), &mut moved)?;
            }
            for name in NAMES {
                shift(&self.hidden.path().join(name), &self.folder.join(name), &mut moved)?;
            }
            Ok(())
        });
        published.map_err(|why| {
            for (from, to) in moved.iter().rev() {
                // The first failure is told; what cannot be moved back stays in no one's way.
                let _ = fs::rename(to, from);
            }
            words::program::out_not_writable(self.folder.display(), why)
        })
    }
}

/// Moves a file, if there is one, and notes that. A folder is somebody else's: it is not moved.
fn shift(from: &Path, to: &Path, moved: &mut Vec<(PathBuf, PathBuf)>) -> io::Result<()> {
    if from.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if from.exists() {
        fs::rename(from, to)?;
        moved.push((from.to_owned(), to.to_owned()));
    }
    Ok(())
}

/// Makes a folder and those above it that are missing.
fn make(folder: &Path) -> io::Result<Made> {
    let above = folder.ancestors().filter(|above| !above.as_os_str().is_empty());
    let missing: Vec<PathBuf> =
        above.take_while(|above| !above.exists()).map(Path::to_owned).collect();
    let mut made = Made::default();
    for folder in missing.iter().rev() {
        fs::create_dir(folder)?;
        made.0.insert(0, folder.clone());
    }
    Ok(made)
}

fn hidden(folder: &Path) -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".huzhu-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o700));
    }
    builder.tempdir_in(folder)
}

/// How outputs are created: they say what ails whom, and what banks should pay.
fn owner_only() -> OpenOptions {
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
}

impl Output {
    /// The sentence that this output cannot be written.
    pub fn failed(&self, why: impl std::fmt::Display) -> Sentence {
        words::program::out_not_writable(self.name, why)
    }

    /// Ends the output: all of it is on disk then.
    ///
    /// # Errors
    ///
    /// When the rest of it cannot be written.
    pub fn close(mut self) -> Result<Fingerprint, Sentence> {
        let synced = self.file.flush().and_then(|()| self.file.get_ref().sync_all());
        synced.map_err(|why| self.failed(why))?;
        Ok(Fingerprint { file: self.name.to_owned(), sha256: super::hex(&self.hash.finalize()) })
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
        let outbox = Outbox::open(out.path()).unwrap();
        for name in ["decisions.csv", "manifest.json"] {
            outbox.create(name).unwrap().write_all(b"new").unwrap();
        }
        // Something takes the place of an output while the run goes on.
        fs::create_dir_all(out.path().join("manifest.json/in/the/way")).unwrap();
        assert!(outbox.publish().is_err());
        let decisions = fs::read_to_string(out.path().join("decisions.csv")).unwrap();
        assert_eq!(decisions, "earlier");
        assert_eq!(fs::read_dir(out.path()).unwrap().count(), 2);
    }
}
