//! The rules that a command is given: their book, or why there is none.

use std::path::Path;

use super::Exit;
use super::terminal::{say, tell};
use crate::fingerprint::{Fingerprint, sha256};
use crate::scheme::{Book, BookError, Source};
use crate::words::Lang;

/// The rules, and the content of their files.
pub(super) fn book(path: &Path) -> Result<(Book, Vec<Fingerprint>), BookError> {
    let sources = Source::read(path)?;
    let rules = sources.iter().map(fingerprint).collect();
    Ok((Book::compile(sources)?, rules))
}

fn fingerprint(source: &Source) -> Fingerprint {
    let file = source.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Fingerprint { file, sha256: sha256(source.text.as_bytes()) }
}

/// Prints why there are no rules.
pub(super) fn refuse(why: &BookError, lang: Lang) -> Exit {
    match why {
        BookError::File(why) => say(&why.sentence(), lang),
        BookError::Rules(files) => files.iter().for_each(|file| tell(&file.render(lang))),
    }
    Exit::Misused
}
