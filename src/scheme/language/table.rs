//! Takes a TOML table apart, key by key, and complains about what is left over.

use std::collections::BTreeMap;
use std::ops::Range;
use std::str::FromStr;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::date::Day;
use crate::diagnostic::{Diagnostics, misspelt};
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

    /// The text of a string or number, or a complaint.
    pub fn scalar(&self, key: &str, found: &mut Diagnostics) -> Option<&str> {
        if self.text().is_none() {
            let mistake = found.error(self.span.clone(), words::rules::not_a_value(key));
            if let Value::Date(date) = &self.value {
                mistake.help = Some(words::rules::write_it(format!("{key} = \"{date}\"")));
            }
        }
        self.text()
    }

    /// Reads this node as a table.
    pub fn table<T>(
        self,
        key: &str,
        found: &mut Diagnostics,
        read: impl FnOnce(&mut Table, &mut Diagnostics) -> Option<T>,
    ) -> Option<T> {
        let Value::Table(entries) = self.value else {
            let example =
                EXAMPLES.iter().find(|(known, like)| *known == key && like.starts_with('{'));
            let help = example.map(|(_, like)| words::rules::write_it(format!("{key} = {like}")));
            found.error(self.span, words::rules::not_a_table(key)).help = help;
            return None;
        };
        let mut table = Table { span: self.span, entries, asked: Vec::new() };
        let read = read(&mut table, found);
        table.complain_of_leftovers(found);
        read
    }

    /// The nodes of a list, or the node itself.
    pub fn one_or_many(self) -> Vec<Node> {
        match self.value {
            Value::List(items) => items,
            _ => vec![self],
        }
    }
}

fn entries(table: DeTable) -> Entries {
    let entry = |(key, value): (Spanned<_>, _)| {
        let span = key.span();
        let key: std::borrow::Cow<str> = key.into_inner();
        (key.into_owned(), (span, Node::from(value)))
    };
    table.into_iter().map(entry).collect()
}

/// What is nested deeper than this is not a rule file but an attack on the reader's stack.
pub(crate) const DEEPEST: usize = 16;

/// How a required key is written, where its name alone does not say.
const EXAMPLES: &[(&str, &str)] = &[
    ("id", "\"name_1\""),
    ("title", "{ zh = \"...\", en = \"...\" }"),
    ("zh", "\"...\""),
    ("en", "\"...\""),
    ("clause", "\"...\""),
    ("source", "\"https://...\""),
    ("currency", "\"CNY\""),
    ("from", "\"2024-01-01\""),
    ("plan", "\"...\""),
    ("base", "\"in_scope - funds_paid\""),
    ("of", "\"in_scope - funds_paid\""),
    ("most", "\"100000\""),
    ("amount", "\"500\""),
    ("days", "30"),
    ("years_after", "1"),
    ("rates", "[{ to = \"10000\", pays = \"60%\" }, { pays = \"70%\" }]"),
    ("model", "[{ to = \"10000\", primary_pays = \"85%\" }, { primary_pays = \"90%\" }]"),
    ("pays", "\"65%\""),
    ("primary_pays", "\"85%\""),
    ("by", "\"hospital_level\""),
    ("is", "\"500\""),
    ("to", "60"),
    ("categories", "[\"inpatient\"]"),
    ("benefits", "[\"...\", \"...\"]"),
    ("values", "[\"...\", \"...\"]"),
    ("corrections", "{ order_of_bills = \"stands\", revisions = \"replace\" }"),
    ("hold", "[\"overlapping_stay\"]"),
    ("participation", "{ clause = \"...\", tiers = [{ members = 5, share = \"80%\" }] }"),
    ("tiers", "[{ members = 5, share = \"100%\" }, { members = 25, share = \"80%\" }]"),
    ("members", "5"),
    ("share", "\"80%\""),
];

impl Table {
    /// Reads a whole text. A text that is not TOML is told all that is wrong with it as TOML, and
    /// no more, since what the rest meant is not known.
    pub fn read<T>(
        text: &str,
        found: &mut Diagnostics,
        read: impl FnOnce(&mut Table, &mut Diagnostics) -> Option<T>,
    ) -> Option<T> {
        if let Some(at) = too_deep(text) {
            found.error(at..at + 1, words::rules::too_deep(DEEPEST));
            return None;
        }
        let (root, errors) = DeTable::parse_recoverable(text);
        for error in &errors {
            found.error(error.span().unwrap_or(0..0), words::rules::not_toml_as(error.message()));
        }
        if !errors.is_empty() {
            return None;
        }
        let root = Node { span: 0..0, value: Value::Table(entries(root.into_inner())) };
        root.table("", found, read)
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

    /// Where the value at `key` is written, or the table where it is not.
    pub fn value_span(&self, key: &str) -> Span {
        self.peek(key).map_or(self.span.clone(), |node| node.span.clone())
    }

    /// Takes the value at `key`, if it is written.
    pub fn optional(&mut self, key: &'static str) -> Option<Node> {
        self.asked.push(key);
        self.entries.remove(key).map(|(_, node)| node)
    }

    /// Takes the required value at `key`.
    pub fn required(&mut self, key: &'static str, found: &mut Diagnostics) -> Option<Node> {
        let example = EXAMPLES.iter().find(|(known, _)| *known == key);
        match example {
            Some((_, example)) => self.required_like(key, example, found),
            None => self.required_part(key, found),
        }
    }

    /// Takes the required value at `key`, which is written like `example`.
    pub fn required_like(
        &mut self,
        key: &'static str,
        example: &str,
        found: &mut Diagnostics,
    ) -> Option<Node> {
        let node = self.optional(key).or_else(|| self.misspelt(key, found));
        if node.is_none() {
            let help = words::rules::write_it(format!("{key} = {example}"));
            found.advise(self.span.clone(), words::rules::missing(key), help);
        }
        node
    }

    /// Takes the value at a key that is nearly `key`, with a complaint about the key.
    fn misspelt(&mut self, key: &'static str, found: &mut Diagnostics) -> Option<Node> {
        let written = nearest(key, self.entries.keys().map(String::as_str))?.to_owned();
        let (span, node) = self.entries.remove(&written)?;
        found.advise(span, words::rules::unknown_key(written), words::rules::did_you_mean(key));
        Some(node)
    }

    /// Takes the required table at `key`, or list of tables.
    pub fn required_part(&mut self, key: &'static str, found: &mut Diagnostics) -> Option<Node> {
        let node = self.optional(key).or_else(|| self.misspelt(key, found));
        if node.is_none() {
            let several = matches!(key, "plan" | "benefit");
            let part = if several { format!("[[{key}]]") } else { format!("[{key}]") };
            found.advise(
                self.span.clone(),
                words::rules::missing(key),
                words::rules::write_it(part),
            );
        }
        node
    }

    /// Takes the required text at `key`, which may not be empty.
    pub fn text(&mut self, key: &'static str, found: &mut Diagnostics) -> Option<String> {
        let node = self.required(key, found)?;
        match node.value {
            Value::Text(text) if !text.trim().is_empty() => Some(text),
            Value::Text(_) => {
                found.error(node.span, words::rules::empty_text(key));
                None
            }
            value => {
                let mistake = found.error(node.span, words::rules::not_text(key));
                if let Value::Number(text) | Value::Date(text) = value {
                    mistake.help = Some(words::rules::write_it(format!("{key} = \"{text}\"")));
                }
                None
            }
        }
    }

    /// Takes the required id at `key`, with its place.
    pub fn id(&mut self, key: &'static str, found: &mut Diagnostics) -> Option<(String, Span)> {
        let node = self.required(key, found)?;
        let text = node.scalar(key, found)?.to_owned();
        if is_id(&text) {
            return Some((text, node.span));
        }
        found.error(node.span, words::rules::not_an_id(text));
        None
    }

    /// Takes the required value at `key`, read from its text.
    pub fn parse<T>(&mut self, key: &'static str, found: &mut Diagnostics) -> Option<T>
    where
        T: FromStr<Err = Sentence>,
    {
        let node = self.required(key, found)?;
        let text = node.scalar(key, found)?;
        text.parse().map_err(|why| found.error(node.span.clone(), why)).ok()
    }

    /// Takes the required day at `key`.
    pub fn day(&mut self, key: &'static str, found: &mut Diagnostics) -> Option<Day> {
        let node = self.required(key, found)?;
        let text = node.scalar(key, found)?;
        let day = Day::parse(text);
        if day.is_none() {
            found.error(node.span.clone(), words::rules::not_a_date(text));
        }
        day
    }

    /// Takes the required choice at `key`: one of the words, each with what it means.
    pub fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        options: &[(&str, T)],
        found: &mut Diagnostics,
    ) -> Option<T> {
        match self.optional(key).or_else(|| self.misspelt(key, found)) {
            Some(node) => option(&node, key, options, found),
            None => {
                let sentence = words::rules::missing_choice(key, quoted(options));
                found.error(self.span.clone(), sentence);
                None
            }
        }
    }

    /// Takes the required list of texts at `key`, each with its place.
    pub fn texts(
        &mut self,
        key: &'static str,
        found: &mut Diagnostics,
    ) -> Option<Vec<(String, Span)>> {
        let node = self.required(key, found)?;
        let Value::List(items) = node.value else {
            found.error(node.span, words::rules::not_a_list(key));
            return None;
        };
        if items.is_empty() {
            found.error(node.span, words::rules::empty_list(key));
        }
        let mut text = |item: Node| match item.value {
            Value::Text(text) => Some((text, item.span)),
            _ => {
                found.error(item.span, words::rules::not_text(key));
                None
            }
        };
        let all: Vec<_> = items.into_iter().map(&mut text).collect();
        all.into_iter().collect()
    }

    /// Takes the required title at `key`, in both languages.
    pub fn title(&mut self, key: &'static str, found: &mut Diagnostics) -> Option<Sentence> {
        self.required(key, found)?.table(key, found, |table, found| {
            let (chinese, english) = (table.text("zh", found), table.text("en", found));
            Some(Sentence::new(english?, chinese?))
        })
    }

    /// Takes the table at `key`, if it is written.
    pub fn table<T>(
        &mut self,
        key: &'static str,
        found: &mut Diagnostics,
        read: impl FnOnce(&mut Table, &mut Diagnostics) -> Option<T>,
    ) -> Option<T> {
        self.optional(key)?.table(key, found, read)
    }

    /// Takes the tables at `key`, if written, and reads each even where another is wrong.
    pub fn tables<T>(
        &mut self,
        key: &'static str,
        found: &mut Diagnostics,
        mut read: impl FnMut(&mut Table, &mut Diagnostics) -> Option<T>,
    ) -> Vec<Option<T>> {
        let Some(node) = self.optional(key) else { return Vec::new() };
        match node.value {
            Value::List(items) if !items.is_empty() => {
                items.into_iter().map(|item| item.table(key, found, &mut read)).collect()
            }
            _ => {
                found.error(node.span, words::rules::not_tables(key));
                vec![None]
            }
        }
    }

    /// Complains about a list that is longer than `most`, and takes it.
    pub fn at_most(&mut self, key: &'static str, most: usize, found: &mut Diagnostics) {
        let long = |node: &Node| matches!(&node.value, Value::List(items) if items.len() > most);
        if self.peek(key).is_some_and(long) {
            found.error(self.span_of(key), words::rules::too_many(key, most));
            self.optional(key);
        }
    }

    /// Complains about a key that has no business here, and takes it.
    pub fn forbid(&mut self, key: &'static str, why: Sentence, found: &mut Diagnostics) {
        let span = self.span_of(key);
        if self.optional(key).is_some() {
            found.advise(span, why, words::rules::remove_key(key));
        }
    }

    fn complain_of_leftovers(self, found: &mut Diagnostics) {
        for (key, (span, _)) in &self.entries {
            let help = suggest(key, self.asked.iter().copied());
            found.error(span.clone(), words::rules::unknown_key(key)).help = help;
        }
    }
}

/// What the word of a node means, or a complaint that lists the words.
pub(crate) fn option<T: Copy>(
    node: &Node,
    key: &str,
    options: &[(&str, T)],
    found: &mut Diagnostics,
) -> Option<T> {
    let text = node.scalar(key, found)?;
    let known = options.iter().find(|(word, _)| *word == text);
    if known.is_none() {
        let mistake =
            found.error(node.span.clone(), words::rules::not_one_of(text, quoted(options)));
        let near = nearest(text, options.iter().map(|option| option.0));
        mistake.help = near.map(words::rules::did_you_mean);
    }
    known.map(|(_, meaning)| *meaning)
}

fn quoted<T>(options: &[(&str, T)]) -> String {
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
