//! What a name of a rule file moves: every place that names it, and every place that names what does.

use std::path::PathBuf;

use serde::Serialize;

use super::language::reader::read_text;
use super::language::table::{Entries, Node, Value};
use super::source::Source;
use crate::diagnostic::Diagnostics;

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
const SAYS_NOTHING: [&str; 13] = [
    "id",
    "title",
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
    let files: Vec<(&Source, Vec<Written>)> =
        sources.iter().map(|source| (source, written(source))).collect();
    let is_known = |one: &Written| one.defines.as_deref() == Some(name);
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
                line: 1 + source
                    .text
                    .get(..one.at)
                    .map_or(0, |before| before.matches('\n').count()),
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
    let entries = entries(source);
    let sections = NAMED.into_iter().chain(["fields"]).filter_map(|section| {
        match &entries.get(section)?.1.value {
            Value::Table(names) => Some(names.keys().cloned()),
            _ => None,
        }
    });
    sections.flatten().collect()
}

fn entries(source: &Source) -> Entries {
    let mut found = Diagnostics::default();
    read_text(&source.text, &mut found, |reader| Ok(reader.rest())).unwrap_or_default()
}

/// One text or number of a file.
struct Written {
    path: String,
    text: String,
    at: usize,
    /// The name that it belongs to, where it stands in a section of names.
    defines: Option<String>,
}

impl Written {
    /// Whether a name stands in it as a word.
    fn names(&self, name: &str) -> bool {
        let is_part = |c: char| !(c.is_alphanumeric() || c == '_');
        let fact = self.path.rsplit_once(".when.").map(|(_, fact)| fact);
        fact == Some(name) || self.text.split(is_part).any(|word| word == name)
    }
}

fn written(source: &Source) -> Vec<Written> {
    let mut all = Vec::new();
    for (section, (_, node)) in &entries(source) {
        match (&node.value, NAMED.contains(&section.as_str())) {
            (Value::Table(names), true) => {
                for (name, (_, node)) in names {
                    collect(node, &format!("{section}.{name}"), Some(name), &mut all);
                }
            }
            // What a plan says of itself; only where another table names one it says nothing.
            _ if section != "plan" && SAYS_NOTHING.contains(&section.as_str()) => {}
            _ => collect(node, section, None, &mut all),
        }
    }
    all.sort_by_key(|one| one.at);
    all
}

fn collect(node: &Node, path: &str, defines: Option<&String>, all: &mut Vec<Written>) {
    match &node.value {
        Value::Text(text) | Value::Number(text) => all.push(Written {
            path: path.to_owned(),
            text: text.clone(),
            at: node.span.start,
            defines: defines.cloned(),
        }),
        Value::List(items) => {
            for (at, item) in items.iter().enumerate() {
                collect(item, &format!("{path}{}", place_of(item, at)), defines, all);
            }
        }
        Value::Table(entries) => {
            for (key, (_, node)) in entries {
                if !SAYS_NOTHING.contains(&key.as_str()) {
                    collect(node, &format!("{path}.{key}"), defines, all);
                }
            }
        }
        Value::Flag(_) | Value::Date(_) | Value::Other => {}
    }
}

/// What stands behind the name of a list for one of its items: its id, or its place.
fn place_of(item: &Node, at: usize) -> String {
    let id = match &item.value {
        Value::Table(entries) => entries.get("id").and_then(|(_, node)| node.text()),
        _ => None,
    };
    id.map_or_else(|| format!("[{at}]"), |id| format!(".{id}"))
}
