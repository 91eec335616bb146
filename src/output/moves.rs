//! Moves of outputs between the hidden folder of a run and their place, so that a killed run can be undone.
//!
//! In the hidden folder lie the new outputs; below [`LEAVING`] what was there before, while it leaves; once all
//! of it has left that is called [`EARLIER`], and only then is anything new moved. [`MOVING`] lists the names
//! that are moved, so that whichever command comes next can undo the moves of another.

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

use serde::Deserialize;

use super::private::{make_folder_of, owner_only};
use crate::fingerprint::Fingerprint;

/// The manifest, which every run leaves and which names its outputs.
pub(super) const MANIFEST: &str = "manifest.json";
/// How hidden folders begin.
pub(super) const HIDDEN: &str = ".huzhu-";
pub(super) const LEAVING: &str = "leaving";
pub(super) const EARLIER: &str = "earlier";
pub(super) const MOVING: &str = "moving";
/// A longer manifest was not written by this program.
const MOST_OF_A_MANIFEST: u64 = 16 << 20;

/// The part of a manifest that names outputs.
#[derive(Deserialize)]
struct Named {
    outputs: Vec<NamedFile>,
}

#[derive(Deserialize)]
struct NamedFile {
    file: String,
}

/// Outputs that the manifest of an earlier run names and that are files: what another kind of run, which has
/// more outputs, left. Where there is no manifest of ours, none.
pub(super) fn named_by_manifest(folder: &Path) -> io::Result<Vec<String>> {
    use io::ErrorKind::{NotADirectory, NotFound, PermissionDenied};
    let path = folder.join(MANIFEST);
    let mut text = Vec::new();
    let read = fs::symlink_metadata(&path).and_then(|found| match found.is_file() {
        true => fs::File::open(path)?.take(MOST_OF_A_MANIFEST).read_to_end(&mut text),
        false => Ok(0),
    });
    match read {
        Err(why) if !matches!(why.kind(), NotFound | NotADirectory | PermissionDenied) => {
            return Err(why);
        }
        Ok(_) | Err(_) => {}
    }
    let named: Option<Named> = serde_json::from_slice(&text).ok();
    let files = named.into_iter().flat_map(|named| named.outputs).map(|output| output.file);
    let is_there = |name: &String| {
        let is_linked =
            name.split_once('/').is_some_and(|(within, _)| folder.join(within).is_symlink());
        !is_linked && fs::symlink_metadata(folder.join(name)).is_ok_and(|found| found.is_file())
    };
    Ok(files.filter(|name| is_name(name) && is_there(name)).collect())
}

/// Whether a name can be that of an output: a file, perhaps in one folder, and nothing that leads elsewhere.
fn is_name(name: &str) -> bool {
    let is_part = |part: &str| {
        let letter =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_.".contains(&byte);
        !part.is_empty() && !part.starts_with('.') && part.bytes().all(letter)
    };
    name.split('/').count() <= 2 && name.split('/').all(is_part)
}

/// The folders that some of the names are in, each once.
pub(super) fn folders_of(names: &[String]) -> Vec<&str> {
    let mut folders: Vec<&str> = Vec::new();
    for (folder, _) in names.iter().filter_map(|name| name.split_once('/')) {
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    folders
}

/// Moves away what is replaced, then moves the outputs in, the last name last.
pub(super) fn publish(
    hidden: &Path,
    folder: &Path,
    outputs: &[Fingerprint],
    names: &[String],
) -> io::Result<()> {
    all_there(hidden, outputs)?;
    let mut moving = owner_only().open(hidden.join(MOVING))?;
    moving.write_all(names.join("\n").as_bytes())?;
    let leaving = hidden.join(LEAVING);
    fs::create_dir(&leaving)?;
    names.iter().try_for_each(|name| shift(name, folder, &leaving))?;
    fs::rename(leaving, hidden.join(EARLIER))?;
    names.iter().try_for_each(|name| shift(name, hidden, folder))
}

/// Makes sure that all files that are to be moved are still there.
fn all_there(hidden: &Path, outputs: &[Fingerprint]) -> io::Result<()> {
    let mut names = outputs.iter().map(|output| output.file.as_str()).chain([MANIFEST]);
    names.try_for_each(|name| fs::metadata(hidden.join(name)).map(drop))
}

/// Moves an output between folders, if there is one. A folder is no output: it is not moved.
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

/// What is at a path; nothing only where the system says that nothing is. What cannot be looked at may be there,
/// and must not be passed over.
pub(super) fn found(path: &Path) -> io::Result<Option<fs::Metadata>> {
    use io::ErrorKind::{NotADirectory, NotFound};
    match fs::metadata(path) {
        Ok(found) => Ok(Some(found)),
        Err(why) if matches!(why.kind(), NotFound | NotADirectory) => Ok(None),
        Err(why) => Err(why),
    }
}

/// Takes back what was moved: the folder is then as it was before the run. The names are listed in the hidden
/// folder; where they are not, they are the `usual` ones.
pub(super) fn undo(hidden: &Path, folder: &Path, usual: &[String]) -> io::Result<()> {
    let names = match fs::read_to_string(hidden.join(MOVING)) {
        Ok(listed) => listed.lines().filter(|name| is_name(name)).map(str::to_owned).collect(),
        Err(why) if why.kind() == io::ErrorKind::NotFound => usual.to_vec(),
        Err(why) => return Err(why),
    };
    // Only when all that was there had left was anything new moved.
    if found(&hidden.join(EARLIER))?.is_some() {
        for name in names.iter().rev() {
            if found(&hidden.join(name))?.is_none() {
                shift(name, folder, hidden)?;
            }
        }
    }
    for left in [EARLIER, LEAVING] {
        for name in &names {
            shift(name, &hidden.join(left), folder)?;
        }
    }
    remove_empty(folder, &names);
    Ok(())
}

/// Undoes and removes what killed runs left.
pub(super) fn clean(folder: &Path, usual: &[String]) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if is_hidden(&entry) {
            undo(&entry.path(), folder, usual)?;
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// Whether it is a hidden folder of a run.
pub(super) fn is_hidden(entry: &fs::DirEntry) -> bool {
    let is_ours = entry.file_name().to_string_lossy().starts_with(HIDDEN);
    is_ours && entry.file_type().is_ok_and(|kind| kind.is_dir())
}

/// Removes the folders of outputs that hold nothing.
pub(super) fn remove_empty(folder: &Path, names: &[String]) {
    for name in folders_of(names) {
        // A folder that holds something is to stay.
        let _ = fs::remove_dir(folder.join(name));
    }
}
