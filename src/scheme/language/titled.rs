//! Words that a file declares: a list of them, or a table that says what people call each.
//!
//! ```toml
//! categories = ["maternity", "year_end"]
//! categories = { maternity = { zh = "生育", en = "maternity" }, year_end = { zh = "年终结算", en = "year end" } }
//! ```

use std::collections::BTreeMap;

use super::asked::{self, Kind};
use super::reader::{Read, Reader, Reports, all};
use super::table::{Node, Span, Value};
use crate::words::{self, Sentence};

/// A word, where it is written, and what people call it, where the file says so.
pub(crate) struct Titled {
    pub word: String,
    pub span: Span,
    pub title: Option<Sentence>,
}

/// Takes the required words at `key`, in the order of the file.
pub(crate) fn read<S: Reports>(reader: &mut Reader<S>, key: &'static str) -> Read<Vec<Titled>> {
    if !matches!(reader.table.peek(key), Some(Node { value: Value::Table(_), .. })) {
        let words = reader.texts(key);
        asked::is(key, || Kind::Titled);
        let plain = |(word, span)| Titled { word, span, title: None };
        return Ok(words?.into_iter().map(plain).collect());
    }
    let node = reader.required(key)?;
    asked::is(key, || Kind::Titled);
    asked::at("titled", || reader.part_of(node, key, |reader| titles(reader, key)))
}

/// Takes the words at `key`; none where it is not written.
pub(crate) fn read_optional<S: Reports>(
    reader: &mut Reader<S>,
    key: &'static str,
) -> Read<Vec<Titled>> {
    if reader.has(key) {
        return read(reader, key);
    }
    reader.optional(key);
    Ok(Vec::new())
}

/// A table of titles by word.
fn titles<S: Reports>(reader: &mut Reader<S>, key: &str) -> Read<Vec<Titled>> {
    let mut entries: Vec<_> = reader.rest().into_iter().collect();
    if entries.is_empty() {
        return Err(reader.error(reader.span(), words::rules::empty_list(key)));
    }
    entries.sort_by_key(|(_, (span, _))| span.start);
    all(entries.into_iter().map(|(word, (span, node))| {
        let title = asked::at("titled.title", || reader.title_of(node, &word))?;
        Ok(Titled { word, span, title: Some(title) })
    }))
}

/// What people call each of some words that have a title.
pub(crate) fn titles_of(words: &[Titled]) -> BTreeMap<String, Sentence> {
    let titled = words.iter().filter_map(|one| Some((one.word.clone(), one.title.clone()?)));
    titled.collect()
}
