//! The folder that outputs appear in: all together at the end, or not at all.
//!
//! Files are written to a hidden folder beside their place, which only the owner may read, and are
//! moved when all are whole. What an earlier run left stays until then, and comes back if a move
//! fails; the manifest is moved last: a folder without one is not whole. A run that was killed
//! leaves its hidden folder, which the next run into the folder undoes and removes. Only one run at
//! a time may write to a folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;

use serde::Serialize;
use tempfile::TempDir;

use super::error::OutputError;
use super::file::Output;
use super::moves::{self, MANIFEST, found, is_hidden};
use super::private::{Held, Lock, Made, lock, make_folder, private};
use super::protected::ProtectedFiles;
use crate::fingerprint::Fingerprint;
use crate::pipeline::join;

/// The files that one kind of run may leave in its folder, as its room lists them. The manifest, which every
/// run leaves, is not among them.
#[derive(Clone, Copy, Debug)]
pub struct OutputFiles {
    /// Lists of names, each perhaps in one folder: `reports/towns.csv`. A run replaces what stands under
    /// these names, and touches nothing else.
    pub names: &'static [&'static [&'static str]],
    /// The file by which a folder of another kind of run is known: no output goes there, since the two
    /// would take each other's files away.
    pub foreign: &'static str,
}

impl OutputFiles {
    fn all(self) -> impl Iterator<Item = &'static str> {
        self.names.iter().flat_map(|names| names.iter().copied())
    }

    /// Everything that a run into a folder replaces, the manifest last: these files, and others that the
    /// manifest of an earlier run names.
    fn replaced_in(self, folder: &Path) -> io::Result<Vec<String>> {
        let mut names: Vec<String> = self.all().map(str::to_owned).collect();
        for name in moves::named_by_manifest(folder)? {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.push(MANIFEST.to_owned());
        Ok(names)
    }
}

/// An output folder, before anything of this run is visible in it.
///
/// ```
/// use std::fs;
///
/// use huzhu::output::{OutputFiles, Outbox, ProtectedFiles};
///
/// const FILES: OutputFiles = OutputFiles { names: &[&["list.csv"]], foreign: "report.json" };
///
/// let folder = tempfile::tempdir()?;
/// let list = folder.path().join("list.csv");
/// let outbox = Outbox::open(folder.path(), FILES, &ProtectedFiles::default())?;
/// let outputs = [outbox.write_one("list.csv", b"member_id\n")?];
/// outbox.write_json("manifest.json", &outputs)?;
/// assert!(!list.exists(), "nothing is seen before all is whole");
/// outbox.publish(&outputs)?;
/// assert_eq!(fs::read_to_string(&list)?, "member_id\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Outbox {
    // Dropped in this order: the hidden folder, the lock, then folders that were made for the run.
    pub(super) hidden: TempDir,
    folder: PathBuf,
    files: OutputFiles,
    /// What the run replaces.
    replaced: Vec<String>,
    pub(super) _lock: Option<Held>,
    pub(super) _made: Made,
}

impl Outbox {
    /// Makes sure that outputs in a folder would replace none of the protected files. Nothing is made or
    /// removed: it can be asked before anything else.
    ///
    /// # Errors
    ///
    /// When one of them would be replaced.
    pub fn spares(
        folder: &Path,
        files: OutputFiles,
        protected: &ProtectedFiles,
    ) -> Result<(), OutputError> {
        let names = files.replaced_in(folder);
        let names = names.map_err(|why| OutputError::not_writable(folder, why))?;
        names.iter().try_for_each(|name| protected.spares(&folder.join(name)))?;
        // What a killed run left is removed, with all that is in it.
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if is_hidden(&entry)
                && let Some(used) = protected.within(&entry.path())
            {
                let (output, used) = (entry.path(), used.to_owned());
                return Err(OutputError::WouldReplace { output, used });
            }
        }
        Ok(())
    }

    /// Prepares a folder, which is made if it is missing, and undoes and removes what a killed run left in it.
    ///
    /// # Errors
    ///
    /// When it is not a folder, another run writes to it, it cannot be written to, holds a folder or
    /// a link where an output belongs, or what another kind of run left; or when an output would
    /// replace a protected file.
    pub fn open(
        folder: &Path,
        files: OutputFiles,
        protected: &ProtectedFiles,
    ) -> Result<Outbox, OutputError> {
        Outbox::spares(folder, files, protected)?;
        let failed = |why: io::Error| OutputError::not_writable(folder, why);
        if folder.exists() && !folder.is_dir() {
            return Err(OutputError::NotAFolder(folder.to_owned()));
        }
        let made = make_folder(folder).map_err(failed)?;
        let lock = match lock(folder).map_err(failed)? {
            Lock::Taken(held) => Some(held),
            Lock::Unsupported => None,
            Lock::OfAnother => return Err(OutputError::InUse(folder.to_owned())),
        };
        let usual: Vec<String> = files.all().chain([MANIFEST]).map(str::to_owned).collect();
        refuse_links(folder, &usual)?;
        moves::clean(folder, &usual).map_err(failed)?;
        refuse_folders(folder, &usual)?;
        if found(&folder.join(files.foreign)).map_err(failed)?.is_some() {
            let (folder, file) = (folder.to_owned(), files.foreign);
            return Err(OutputError::OfAnotherCommand { folder, file });
        }
        let replaced = files.replaced_in(folder).map_err(failed)?;
        let hidden = private().prefix(moves::HIDDEN).tempdir_in(folder).map_err(failed)?;
        let folder = folder.to_owned();
        Ok(Outbox { hidden, folder, files, replaced, _lock: lock, _made: made })
    }

    /// Begins one of the outputs.
    ///
    /// # Errors
    ///
    /// When it cannot be created.
    ///
    /// # Panics
    ///
    /// When the room that opened the folder does not list the name.
    pub fn create(&self, name: &'static str) -> Result<Output, OutputError> {
        let is_listed = name == MANIFEST || self.files.all().any(|listed| listed == name);
        assert!(is_listed, "`{name}` is listed among the outputs of the run");
        Output::create(name, self.hidden.path())
    }

    /// Writes one small output.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn write_one(&self, name: &'static str, bytes: &[u8]) -> Result<Fingerprint, OutputError> {
        let mut out = self.create(name)?;
        out.put(bytes)?;
        out.close()
    }

    /// Writes a value as JSON.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn write_json(
        &self,
        name: &'static str,
        value: &impl Serialize,
    ) -> Result<Fingerprint, OutputError> {
        let mut text = serde_json::to_vec_pretty(value).expect("totals are text and numbers");
        text.push(b'\n');
        self.write_one(name, &text)
    }

    /// Writes small outputs. Each waits for the disk, all at the same time.
    ///
    /// # Errors
    ///
    /// When one of them cannot be written.
    pub(crate) fn write(
        &self,
        files: Vec<(&'static str, Vec<u8>)>,
    ) -> Result<Vec<Fingerprint>, OutputError> {
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
    pub fn publish(self, outputs: &[Fingerprint]) -> Result<(), OutputError> {
        let (hidden, folder) = (self.hidden.path(), &self.folder);
        let published = moves::publish(hidden, folder, outputs, &self.replaced);
        if published.is_err() {
            // The first failure is reported; what cannot be moved back does no harm.
            let _ = moves::undo(hidden, folder, &self.replaced);
        }
        moves::remove_empty(folder, &self.replaced);
        published.map_err(|why| OutputError::not_writable(folder, why))
    }
}

/// Refuses a folder in which a link stands where an output or the folder of one belongs: it leads elsewhere.
fn refuse_links(folder: &Path, names: &[String]) -> Result<(), OutputError> {
    let folders = moves::folders_of(names);
    let all = folders.into_iter().chain(names.iter().map(String::as_str));
    match all.map(|name| folder.join(name)).find(|path| path.is_symlink()) {
        Some(link) => Err(OutputError::Link(link)),
        None => Ok(()),
    }
}

/// Refuses a folder in which a folder stands where an output belongs.
fn refuse_folders(folder: &Path, names: &[String]) -> Result<(), OutputError> {
    for path in names.iter().map(|name| folder.join(name)) {
        let there = found(&path).map_err(|why| OutputError::not_writable(folder, why))?;
        if there.is_some_and(|there| there.is_dir()) {
            return Err(OutputError::Folder(path));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
