//! Rule files: which there are below a path, and what they say.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use super::caps;
use super::error::{BookError, FileError};

/// One rule file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Where it is, as messages should name it.
    pub path: PathBuf,
    /// What it says.
    pub text: String,
}

impl Source {
    /// Reads the rule files of a path: one file, or every `.toml` of a folder that is not a file of
    /// cases (`cases*.toml`).
    ///
    /// # Errors
    ///
    /// When a file or folder cannot be read, or holds no rules.
    pub fn read(path: &Path) -> Result<Vec<Source>, BookError> {
        let mut paths = if path.is_dir() { toml_files(path)? } else { vec![path.to_owned()] };
        paths.retain(|file| file == path || !is_cases(file));
        paths.sort();
        if paths.is_empty() {
            return Err(FileError::NoRules { path: path.to_owned() }.into());
        }
        paths.iter().map(|path| Source::read_one(path)).collect()
    }

    /// Reads one file, rules or cases.
    ///
    /// # Errors
    ///
    /// When it cannot be read as text.
    pub fn read_one(path: &Path) -> Result<Source, BookError> {
        if fs::metadata(path).map_err(unreadable(path))?.len() > caps::FILE {
            return Err(FileError::TooBig { path: path.to_owned(), most: caps::FILE }.into());
        }
        let bytes = fs::read(path).map_err(unreadable(path))?;
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Source { path: path.to_owned(), text }),
            Err(_) => Err(FileError::NotUtf8 { path: path.to_owned() }.into()),
        }
    }
}

/// The `.toml` files of a folder.
fn toml_files(folder: &Path) -> Result<Vec<PathBuf>, BookError> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable(folder))? {
        let path = entry.map_err(unreadable(folder))?.path();
        if path.extension().is_some_and(|end| end == "toml") {
            paths.push(path);
        }
    }
    Ok(paths)
}

/// The files of cases of a folder, in order of name.
pub(crate) fn case_files(folder: &Path) -> Result<Vec<PathBuf>, BookError> {
    if !folder.is_dir() {
        let beside = folder.parent().filter(|parent| parent.is_dir());
        return beside.map_or(Ok(Vec::new()), case_files);
    }
    let mut paths = toml_files(folder)?;
    paths.retain(|path| is_cases(path));
    paths.sort();
    Ok(paths)
}

/// The rule books of a path: the path itself, or, where a folder holds no rule file, every folder
/// inside it that does, at any depth, in order of name.
///
/// # Errors
///
/// When a folder cannot be read, or none holds rules.
pub fn book_folders(path: &Path) -> Result<Vec<PathBuf>, BookError> {
    let found = folders_below(path, 0)?;
    if found.is_empty() {
        return Err(FileError::NoRules { path: path.to_owned() }.into());
    }
    Ok(found)
}

fn folders_below(path: &Path, depth: usize) -> Result<Vec<PathBuf>, BookError> {
    let own = !path.is_dir() || toml_files(path)?.iter().any(|file| !is_cases(file));
    if own || depth > 8 {
        return Ok(vec![path.to_owned()]);
    }
    let entries: Result<Vec<_>, _> = fs::read_dir(path).map_err(unreadable(path))?.collect();
    let mut inside: Vec<PathBuf> =
        entries.map_err(unreadable(path))?.iter().map(|entry| entry.path()).collect();
    inside.retain(|path| path.is_dir());
    inside.sort();
    let below: Result<Vec<_>, _> =
        inside.iter().map(|path| folders_below(path, depth + 1)).collect();
    Ok(below?.into_iter().flatten().collect())
}

/// Whether a file is one of cases, by its name.
fn is_cases(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("cases"))
}

/// The error that a file or folder cannot be read.
fn unreadable(path: &Path) -> impl Fn(io::Error) -> BookError {
    |why| FileError::Unreadable { path: path.to_owned(), why: Arc::new(why) }.into()
}
