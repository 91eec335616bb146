//! TOML values with their places, and tables of which each key is taken once.

use std::collections::BTreeMap;
use std::ops::Range;

use super::keyboard;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Diagnostics, Reported, misspelt};
pub(crate) use crate::scheme::caps::DEEPEST;
use crate::words::{self, Sentence};

/// A place in the text, in bytes.
pub(crate) type Span = Range<usize>;

/// A TOML value with its place. Numbers are kept as text: none is ever a binary fraction.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub span: Span,
    pub value: Value,
}

#[derive(Clone, Debug)]
pub(crate) enum Value {
    Text(String),
    Number(String),
    Flag(bool),
    List(Vec<Node>),
    Table(Entries),
    /// A TOML date or time, without quotes.
    Date(String),
    /// A hexadecimal number and the like.
    Other,
}

pub(crate) type Entries = BTreeMap<String, (Span, Node)>;

/// A TOML table being taken apart. Each key may be taken once.
///
/// Every table is read by a function, so that no one can forget the keys left over.
pub(crate) struct Table {
    pub span: Span,
    entries: Entries,
    asked: Vec<&'static str>,
}

impl Node {
    fn from(value: Spanned<DeValue>) -> Node {
        let span = value.span();
        let value = match value.into_inner() {
            DeValue::String(text) => Value::Text(text.into_owned()),
            DeValue::Float(number) => Value::Number(number.as_str().to_owned()),
            DeValue::Integer(number) if number.radix() == 10 => {
                Value::Number(number.as_str().to_owned())
            }
            DeValue::Boolean(flag) => Value::Flag(flag),
            DeValue::Array(items) => Value::List(items.into_iter().map(Node::from).collect()),
            DeValue::Table(table) => Value::Table(entries(table)),
            DeValue::Datetime(date) => Value::Date(date.to_string()),
            DeValue::Integer(_) => Value::Other,
        };
        Node { span, value }
    }

    /// The text of a string or number.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) | Value::Number(text) => Some(text),
            _ => None,
        }
    }

    /// The nodes of a list, or the node itself.
    pub fn one_or_many(self) -> Vec<Node> {
        match self.value {
            Value::List(items) => items,
            _ => vec![self],
        }
    }
}

/// Whether a node is a list of tables: values from a day on.
pub(crate) fn is_by_date(node: &Node) -> bool {
    let Value::List(items) = &node.value else { return false };
    items.first().is_some_and(|item| matches!(item.value, Value::Table(_)))
}

fn entries(table: DeTable) -> Entries {
    let entry = |(key, value): (Spanned<_>, _)| {
        let span = key.span();
        let key: std::borrow::Cow<str> = key.into_inner();
        (key.into_owned(), (span, Node::from(value)))
    };
    table.into_iter().map(entry).collect()
}

impl Table {
    /// The table of a whole text. Of a text that is not TOML, all that is wrong with it as TOML is reported, and no
    /// more, since what the rest meant is not known.
    pub fn of(text: &str, found: &mut Diagnostics) -> Result<Table, Reported> {
        if let Some(at) = too_deep(text) {
            return Err(found.report(at..at + 1, words::rules::too_deep(DEEPEST)));
        }
        let (root, errors) = DeTable::parse_recoverable(text);
        let report = |error: &toml::de::Error| {
            let place = error.span().unwrap_or(0..0);
            match keyboard::on_the_line(text, place.start) {
                // What else the reader says of the line follows from this.
                Some((place, message)) => found.report(place, message),
                None => found.report(place, words::toml::not_toml_as(error.message())),
            }
        };
        match errors.iter().map(report).last() {
            Some(reported) => Err(reported),
            None => Ok(Table::new(0..0, entries(root.into_inner()))),
        }
    }

    /// A table of which no key has been taken.
    pub fn new(span: Span, entries: Entries) -> Table {
        Table { span, entries, asked: Vec::new() }
    }

    /// The keys that were never asked for, with their places.
    pub fn leftovers(&self) -> impl Iterator<Item = (&str, Span)> {
        self.entries.iter().map(|(key, (span, _))| (key.as_str(), span.clone()))
    }

    /// The keys that were asked for, in order.
    pub fn asked(&self) -> &[&'static str] {
        &self.asked
    }

    /// Takes the value at a key that is nearly `key`, with the key as it is written and its place.
    pub fn misspelt(&mut self, key: &'static str) -> Option<(String, Span, Node)> {
        let written = nearest(key, self.entries.keys().map(String::as_str))?.to_owned();
        let (span, node) = self.entries.remove(&written)?;
        Some((written, span, node))
    }

    /// The keys written in this table that have not been taken yet, and their places.
    pub fn rest(&mut self) -> Entries {
        std::mem::take(&mut self.entries)
    }

    /// The value at `key`, left in its place.
    pub fn peek(&self, key: &str) -> Option<&Node> {
        self.entries.get(key).map(|(_, node)| node)
    }

    /// Where the second of some keys that cannot stand together is written, or the table where there
    /// are not two.
    pub fn second_of(&self, keys: &[&str]) -> Span {
        let written = keys.iter().filter_map(|key| self.entries.get(*key).map(|(span, _)| span));
        let mut spans: Vec<&Span> = written.collect();
        spans.sort_by_key(|span| span.start);
        spans.get(1).map_or(self.span.clone(), |span| (*span).clone())
    }

    /// The keys not taken yet, and where their values are written.
    pub fn keys(&self) -> impl Iterator<Item = (&str, Span)> {
        self.entries.iter().map(|(key, (_, node))| (key.as_str(), node.span.clone()))
    }

    /// Whether the key is written and has not been taken.
    pub fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// Where the key is written, or the table where it is not.
    pub fn span_of(&self, key: &str) -> Span {
        self.entries.get(key).map_or(self.span.clone(), |(span, _)| span.clone())
    }

    /// Where the last of several values at `key` is written, or the key.
    pub fn last_span_of(&self, key: &str) -> Span {
        let last = match self.peek(key).map(|node| &node.value) {
            Some(Value::List(items)) => items.last().map(|node| node.span.clone()),
            _ => None,
        };
        last.unwrap_or_else(|| self.span_of(key))
    }

    /// Where the value at `key` is written, or the table where it is not.
    pub fn value_span(&self, key: &str) -> Span {
        self.peek(key).map_or(self.span.clone(), |node| node.span.clone())
    }

    /// Where this part of the file and each of its keys stand: the value, or the part's own line.
    pub fn places(&self, part: &'static str, places: &mut Vec<(&'static str, String, Span)>) {
        places.push((part, String::new(), self.span.clone()));
        let keys = self.keys().map(|(key, span)| (part, key.to_owned(), span));
        places.extend(keys);
    }

    /// Ids of a list of tables, wherever they can be read; complaints come later.
    pub fn ids(&self, key: &str) -> Vec<String> {
        let tables = self.peek(key).map_or(&[][..], |node| match &node.value {
            Value::List(items) => items,
            // One table in single brackets: a mistake of its own, which its id need not make worse.
            _ => std::slice::from_ref(node),
        });
        let id = |item: &Node| match &item.value {
            Value::Table(entries) => {
                entries.get("id").and_then(|(_, id)| id.text().map(str::to_owned))
            }
            _ => None,
        };
        tables.iter().map(|item| id(item).unwrap_or_default()).collect()
    }

    /// Ids of a list of tables, where they can be read, each with its place.
    pub fn ids_written(&self, key: &str) -> Vec<(Option<String>, Span)> {
        let Some(Node { value: Value::List(items), .. }) = self.peek(key) else { return vec![] };
        let id = |item: &Node| match &item.value {
            Value::Table(entries) => {
                let (_, node) = entries.get("id")?;
                Some((node.text().map(str::to_owned), node.span.clone()))
            }
            _ => None,
        };
        items.iter().filter_map(id).collect()
    }

    /// Texts in lists, and keys of tables, at a path below each of a list of tables.
    pub fn names_below(&self, key: &str, path: &[&str]) -> Vec<String> {
        let mut nodes: Vec<&Node> = self.peek(key).into_iter().collect();
        let items = |node: &'_ Node| -> Vec<Node> { node.clone().one_or_many() };
        let mut level: Vec<Node> = nodes.drain(..).flat_map(items).collect();
        for step in path {
            let next = level.iter().filter_map(|node| match &node.value {
                Value::Table(entries) => entries.get(*step).map(|(_, node)| node.clone()),
                _ => None,
            });
            level = next.flat_map(|node| node.one_or_many()).collect();
        }
        let names = |node: &Node| match &node.value {
            Value::Table(entries) => entries.keys().cloned().collect(),
            _ => Vec::from_iter(node.text().map(str::to_owned)),
        };
        level.iter().flat_map(names).collect()
    }

    /// Takes the value at `key`, if it is written.
    pub fn optional(&mut self, key: &'static str) -> Option<Node> {
        self.asked.push(key);
        self.entries.remove(key).map(|(_, node)| node)
    }
}

/// The words of some choices, in backticks.
pub(crate) fn quoted<T>(options: &[(&str, T)]) -> String {
    list(options.iter().map(|option| option.0))
}

/// Words in backticks, each once.
pub(crate) fn list<'w>(words: impl Iterator<Item = &'w str>) -> String {
    let mut seen: Vec<&str> = Vec::new();
    words.for_each(|word| {
        if !seen.contains(&word) {
            seen.push(word);
        }
    });
    seen.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" ")
}

/// The known word that a third of `word`'s letters, mistyped, would explain.
pub(crate) fn nearest<'w>(
    word: &str,
    known: impl Iterator<Item = &'w str> + Clone,
) -> Option<&'w str> {
    if word.len() > 64 {
        return None; // No one mistypes a word of that length, and comparing it takes long.
    }
    // Half a word is nearer to the whole of it than to another of its length.
    if word.len() > 3
        && let Some(whole) = known.clone().find(|other| other.starts_with(word))
    {
        return Some(whole);
    }
    misspelt(word, known)
}

/// What to write for an unknown `word`: the known one it is near to, or any of those known.
pub(crate) fn suggest<'w>(
    word: &str,
    known: impl Iterator<Item = &'w str> + Clone,
) -> Option<Sentence> {
    let all = || words::rules::known_keys(list(known.clone()));
    let near = nearest(word, known.clone()).map(words::rules::did_you_mean);
    near.or_else(|| known.clone().next().map(|_| all()))
}

/// Letters a to z, digits and `_`, a letter first.
pub(crate) fn is_id(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(plain)
        && text.len() <= 64
}

/// Where brackets are nested too deep, or a key has too many dots; strings and remarks aside.
fn too_deep(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut at, mut brackets, mut dots) = (0, 0usize, 0usize);
    while at < bytes.len() {
        match bytes[at] {
            b'"' | b'\'' => at = string_end(bytes, at),
            b'#' => at += bytes[at..].iter().position(|&b| b == b'\n').unwrap_or(bytes.len() - at),
            b'.' => dots += 1,
            b'[' | b'{' => (brackets, dots) = (brackets + 1, 0),
            b']' | b'}' => (brackets, dots) = (brackets.saturating_sub(1), 0),
            b'=' | b',' | b'\n' => dots = 0,
            _ => {}
        }
        if brackets > DEEPEST || dots > DEEPEST {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// The last byte of the string that begins at `start`, or of the line where it is never closed.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let quote = bytes[start];
    let long = bytes[start..].starts_with(&[quote; 3]);
    let mut at = start + if long { 3 } else { 1 };
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote == b'"' => at += 1,
            b'\n' if !long => return at,
            byte if byte == quote && !long => return at,
            byte if byte == quote && bytes[at..].starts_with(&[quote; 3]) => return at + 2,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}
