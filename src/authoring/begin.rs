//! A folder to begin with: rules, cases with answers worked by hand, and rows of data that a batch decides.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::error::AuthoringError;
use super::template::{ID, NAME, Template, template};
use crate::words::Lang;

/// The id of a scheme whose folder has a name that no id can be.
const SCHEME: &str = "my_scheme";

/// A folder that was begun.
#[derive(Debug)]
pub(crate) struct Started {
    /// Its files.
    pub files: Vec<PathBuf>,
}

/// Makes a folder that is not there yet, with rules, cases and data in it.
///
/// # Errors
///
/// When something is there already, or cannot be written: then what was made is taken away again.
pub(crate) fn begin(folder: &Path, lang: Lang) -> Result<Started, AuthoringError> {
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = name.ok_or_else(|| AuthoringError::NoName { path: folder.to_owned() })?;
    let is_id = |name: &str| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(plain)
    };
    let id = if is_id(&name) && name.len() <= 64 { name.as_str() } else { SCHEME };
    make(folder)?;
    let written = write_all(folder, &template(lang), id);
    if written.is_err() {
        // It was made here, and holds nothing that is not ours.
        let _ = fs::remove_dir_all(folder);
    }
    written
}

fn make(folder: &Path) -> Result<(), AuthoringError> {
    DirBuilder::new().create(folder).map_err(|why| match why.kind() {
        ErrorKind::AlreadyExists => AuthoringError::InTheWay { path: folder.to_owned() },
        _ => AuthoringError::Unwritable { path: folder.to_owned(), why },
    })
}

fn write_all(folder: &Path, template: &Template, id: &str) -> Result<Started, AuthoringError> {
    make(&folder.join("data"))?;
    let place = folder.display().to_string();
    let mut files = Vec::new();
    for (name, text) in template {
        let path = folder.join(name);
        let text = text.replace(NAME, &place).replace(ID, &format!("\"{id}\""));
        let file = OpenOptions::new().write(true).create_new(true).open(&path);
        let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|why| AuthoringError::Unwritable { path: path.clone(), why })?;
        files.push(path);
    }
    Ok(Started { files })
}
