//! Files that are laid out: which there are, what becomes of each, and how one is replaced.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::error::AuthoringError;
use super::layout::layout;
use crate::diagnostic::{Diagnostics, Reviewed};
use crate::scheme::{BookError, Source, book_folders, case_files, read_text};

/// A file, and what it would say if it were laid out.
#[derive(Debug)]
pub(crate) struct Laid {
    pub path: PathBuf,
    is: String,
    text: String,
}

impl Laid {
    /// Whether it is laid out as it should be.
    pub fn is_right(&self) -> bool {
        self.is == self.text
    }

    /// Writes it beside its place and moves it there, so that a file is never half written. A link stays a link, and
    /// who may read the file stays as it was.
    pub fn write(&self) -> Result<(), AuthoringError> {
        let failed = |why| AuthoringError::Unwritable { path: self.path.clone(), why };
        let place = fs::canonicalize(&self.path).map_err(failed)?;
        let rights = fs::metadata(&place).map_err(failed)?.permissions();
        let folder = place.parent().unwrap_or(Path::new("."));
        let mut draft = NamedTempFile::new_in(folder).map_err(failed)?;
        draft.write_all(self.text.as_bytes()).map_err(failed)?;
        draft.as_file().set_permissions(rights).map_err(failed)?;
        draft.as_file().sync_all().map_err(failed)?;
        draft.persist(&place).map_err(|why| failed(why.error))?;
        Ok(())
    }
}

/// The rule files of a path and their cases: one file, or every one of a folder and of the folders in it.
///
/// # Errors
///
/// When a folder cannot be read, or holds no rules.
pub(crate) fn toml_below(path: &Path) -> Result<Vec<Source>, BookError> {
    if !path.is_dir() {
        return Source::read_one(path).map(|source| vec![source]);
    }
    let mut sources = Vec::new();
    for folder in book_folders(path)? {
        sources.extend(Source::read(&folder)?);
        for cases in case_files(&folder)? {
            sources.push(Source::read_one(&cases)?);
        }
    }
    Ok(sources)
}

/// A file laid out.
///
/// # Errors
///
/// When it is not TOML.
pub(crate) fn lay_out(source: Source) -> Result<Laid, AuthoringError> {
    let Source { path, text } = source;
    let mut found = Diagnostics::default();
    let read = read_text(&text, &mut found, |reader| {
        reader.rest();
        Ok(())
    });
    if read.is_err() {
        let mut file = Reviewed::new(&path, text);
        file.found = found;
        return Err(AuthoringError::NotToml(Box::new(file)));
    }
    match layout(&text) {
        Ok(laid) => Ok(Laid { path, is: text, text: laid }),
        Err(why) => Err(AuthoringError::NotWritten { path, why: why.message().to_owned() }),
    }
}
