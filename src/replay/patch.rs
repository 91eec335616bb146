//! What a patch asks for: a TOML text of the form of the rules that holds only what is other.

use std::ops::Range;

use toml_edit::{Document, Item, Key, TableLike};

use crate::diagnostic::Diagnostics;
use crate::scheme::Table;
use crate::words;

/// A patch, read.
pub(super) struct Patch {
    /// The edition that it names, and where.
    pub edition: Option<(String, Range<usize>)>,
    /// All that it asks for, in the order of the text.
    pub asked: Vec<Asked>,
}

/// One thing that a patch asks for.
pub(super) struct Asked {
    /// Where, without the edition.
    pub path: String,
    /// What is to stand there; nothing where it is taken away.
    pub value: Option<Item>,
    /// Where the patch says so.
    pub place: Range<usize>,
    /// Where the part is named that it is in.
    pub part: Range<usize>,
}

impl Patch {
    /// Reads a patch, or complains of a text that is no TOML or asks for nothing.
    pub fn read(text: &str, found: &mut Diagnostics) -> Option<Patch> {
        // What reads rule files tells where a text is no TOML.
        Table::read(text, found, |table, _| {
            table.rest();
            Some(())
        })?;
        let parsed = Document::parse(text).ok()?;
        let id = parsed.get("edition").and_then(|head| head.get("id"));
        let edition = id.and_then(|id| Some((id.as_str()?.to_owned(), id.span().unwrap_or(0..0))));
        let mut asked = collect_all(parsed.as_item());
        // A value that knows its place in one text cannot be put into another.
        let values = collect_all(parsed.into_mut().as_item());
        asked.iter_mut().zip(values).for_each(|(one, free)| one.value = free.value);
        if asked.is_empty() {
            found.error(0..text.len(), words::replay::patch_is_empty());
        }
        Some(Patch { edition, asked })
    }
}

/// All that a patch asks for.
fn collect_all(patch: &Item) -> Vec<Asked> {
    let mut asked = Vec::new();
    let Some(top) = patch.as_table_like() else { return asked };
    for (key, item) in top.iter() {
        let place = place_of(top, key);
        collect(item, key, (place.clone(), place), key == "edition", &mut asked);
    }
    asked
}

/// Where a key is written.
fn place_of(part: &dyn TableLike, key: &str) -> Range<usize> {
    part.key(key).and_then(Key::span).unwrap_or(0..0)
}

/// What a patch asks for below a key, which is written in one place, and the part that it is in, in another.
fn collect(
    item: &Item,
    path: &str,
    (place, part): (Range<usize>, Range<usize>),
    of_edition: bool,
    asked: &mut Vec<Asked>,
) {
    let ask = |value| Asked { path: path.to_owned(), value, place: place.clone(), part };
    let Some(table) = item.as_table_like().filter(|table| is_part(*table, item)) else {
        return asked.push(ask(Some(item.clone())));
    };
    if table.get("remove").and_then(Item::as_bool) == Some(true) {
        return asked.push(ask(None));
    }
    for (key, item) in table.iter() {
        if of_edition && key == "id" {
            continue; // It says which, and changes nothing.
        }
        let below = match key.parse::<usize>() {
            Ok(place) => format!("{path}[{place}]"),
            Err(_) => format!("{path}.{key}"),
        };
        collect(item, &below, (place_of(table, key), place.clone()), of_edition, asked);
    }
}

/// Whether a table is a part of which some keys are changed, not a value of its own, as titles and the
/// values of a schedule are.
fn is_part(table: &dyn TableLike, item: &Item) -> bool {
    let is_removal = table.len() == 1 && table.contains_key("remove");
    item.as_inline_table().is_none() || is_removal
}
