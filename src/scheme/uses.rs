//! What a name of a rule file moves: every place that names it, and every place that names what does.

use std::path::PathBuf;

use serde::Serialize;

use super::language::table::Value;
use super::source::Source;
use super::written::{Written, each_written, entries_of, line_of};

/// A place in a rule file that a name moves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Use {
    /// The file.
    pub file: PathBuf,
    /// From one.
    pub line: usize,
    /// The place by its keys, as a replay addresses it: `benefit.medical.limit[0].amount`.
    pub path: String,
    /// What is written there.
    pub text: String,
    /// The name that stands there: the one that was asked for, or one that depends on it.
    pub by: String,
}

/// Keys whose texts are for people, or name no amount.
const SAYS_NOTHING: [&str; 14] = [
    "id",
    "title",
    "titles",
    "clause",
    "source",
    "notes",
    "plan",
    "funder",
    "benefits",
    "categories",
    "window",
    "scheme",
    "edition",
    "lists",
];

/// Sections of which each entry is a name of its own.
const NAMED: [&str; 4] = ["parameters", "amounts", "totals", "schedules"];

/// Every place that a name moves, in the order of the texts; nothing where no text has such a name.
pub(crate) fn uses(sources: &[Source], name: &str) -> Option<Vec<Use>> {
    let files: Vec<(&Source, Vec<WrittenText>)> =
        sources.iter().map(|source| (source, written(source))).collect();
    let is_known = |one: &WrittenText| one.defines.as_deref() == Some(name);
    let is_field = |source: &Source| names_of(source).iter().any(|known| known == name);
    if !files.iter().any(|(source, all)| all.iter().any(is_known) || is_field(source)) {
        return None;
    }
    let mut found = Vec::new();
    for (source, all) in &files {
        let mut names = vec![name.to_owned()];
        // Names stand in any order: what depends on a name is found in as many rounds as it is away.
        while let Some(more) = all.iter().find_map(|one| {
            let defines = one.defines.as_ref().filter(|own| !names.contains(own))?;
            names.iter().any(|name| one.names(name)).then(|| defines.clone())
        }) {
            names.push(more);
        }
        for one in all {
            let Some(by) = names.iter().find(|name| one.names(name)) else { continue };
            found.push(Use {
                file: source.path.clone(),
                line: line_of(&source.text, one.at),
                path: one.path.clone(),
                text: one.text.clone(),
                by: by.clone(),
            });
        }
    }
    Some(found)
}

/// The names that a rule file gives, in order.
pub(crate) fn names_of(source: &Source) -> Vec<String> {
    let entries = entries_of(&source.text);
    let sections = NAMED.into_iter().chain(["fields"]).filter_map(|section| {
        match &entries.get(section)?.1.value {
            Value::Table(names) => Some(names.keys().cloned()),
            _ => None,
        }
    });
    sections.flatten().collect()
}

/// One text or number of a file.
struct WrittenText {
    path: String,
    text: String,
    at: usize,
    /// The name that it belongs to, where it stands in a section of names.
    defines: Option<String>,
}

impl WrittenText {
    /// Whether a name stands in it as a word.
    fn names(&self, name: &str) -> bool {
        let is_part = |c: char| !(c.is_alphanumeric() || c == '_');
        let fact = self.path.rsplit_once(".when.").map(|(_, fact)| fact);
        fact == Some(name) || self.text.split(is_part).any(|word| word == name)
    }
}

fn written(source: &Source) -> Vec<WrittenText> {
    let mut all = Vec::new();
    let entries = entries_of(&source.text);
    each_written(&entries, &mut |one: &Written| {
        let mut keys = one.path.split('.');
        let named = keys.next().filter(|section| NAMED.contains(section)).and(keys.next());
        // A name of the file's own may be a word that elsewhere stands before what is for people.
        let is_name = named.is_some() && one.path.matches('.').count() == 1;
        if !is_name && SAYS_NOTHING.contains(&one.key) {
            return false;
        }
        if let Value::Text(text) | Value::Number(text) = &one.node.value {
            all.push(WrittenText {
                path: one.path.to_owned(),
                text: text.clone(),
                at: one.node.span.start,
                defines: named.map(str::to_owned),
            });
        }
        true
    });
    all.sort_by_key(|one| one.at);
    all
}
