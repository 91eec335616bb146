//! Every value of a rule file with where it stands, by its keys, as a replay addresses it: `parameters.ceiling`,
//! `benefit.medical.limit[0].amount`.

use super::language::reader::read_text;
use super::language::table::{Entries, Node, Span, Value};
use crate::diagnostic::Diagnostics;

/// A value of a rule file, be it a table or a list.
pub(crate) struct Written<'n> {
    /// Where it stands, by its keys.
    pub path: &'n str,
    /// Its key; of one of several that of the list.
    pub key: &'n str,
    /// Where its key is written; nothing for one of several.
    pub key_span: Option<&'n Span>,
    pub node: &'n Node,
}

/// The entries of a text; none of one that is no TOML.
pub(crate) fn entries_of(text: &str) -> Entries {
    let mut found = Diagnostics::default();
    read_text(text, &mut found, |reader| Ok(reader.rest())).unwrap_or_default()
}

/// Visits every value of a file, those of a table or a list after it, unless `visit` asks for none of them.
pub(crate) fn each_written(entries: &Entries, visit: &mut dyn FnMut(&Written) -> bool) {
    each_entry(entries, "", visit);
}

fn each_entry(entries: &Entries, above: &str, visit: &mut dyn FnMut(&Written) -> bool) {
    for (key, (span, node)) in entries {
        let path = if above.is_empty() { key.clone() } else { format!("{above}.{key}") };
        each_value(&Written { path: &path, key, key_span: Some(span), node }, visit);
    }
}

fn each_value(one: &Written, visit: &mut dyn FnMut(&Written) -> bool) {
    if !visit(one) {
        return;
    }
    match &one.node.value {
        Value::List(items) => {
            for (at, node) in items.iter().enumerate() {
                let path = format!("{}{}", one.path, place_of(node, at));
                each_value(&Written { path: &path, key: one.key, key_span: None, node }, visit);
            }
        }
        Value::Table(entries) => each_entry(entries, one.path, visit),
        Value::Text(_) | Value::Number(_) | Value::Flag(_) | Value::Date(_) | Value::Other => {}
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

/// The line of a place in a text, from one.
pub(crate) fn line_of(text: &str, at: usize) -> usize {
    1 + text.get(..at).map_or(0, |before| before.matches('\n').count())
}
