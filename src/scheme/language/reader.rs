//! Reads the tables of a rule file: takes each key, and reports every mistake with its place.
//!
//! A reader holds the table at hand and what it reports to: [`Diagnostics`] alone, or a
//! [`Scope`](super::scope::Scope), which knows the names of the edition too. What is wrong becomes
//! `Err(Reported)`, what is not written `Ok(None)`. To find all mistakes in one go, read every key first and use
//! `?` only when all are read.

use std::str::FromStr;

use super::asked::{self, Kind};
use super::examples::example;
use super::table::{Entries, Node, Span, Table, Value, is_id, nearest, quoted, suggest};
use crate::date::Day;
use crate::diagnostic::{Diagnostics, Reported};
use crate::words::{self, Sentence};

/// A value that was read, or the proof that a mistake was reported.
pub(crate) type Read<T> = Result<T, Reported>;

/// What mistakes are reported to.
pub(crate) trait Reports {
    fn found(&mut self) -> &mut Diagnostics;

    /// Reports a mistake.
    fn error(&mut self, span: Span, message: Sentence) -> Reported {
        self.found().report(span, message)
    }

    /// Reports a mistake with what to do about it, where there is advice.
    fn advise(
        &mut self,
        span: Span,
        message: Sentence,
        help: impl Into<Option<Sentence>>,
    ) -> Reported {
        self.found().advise(span, message, help)
    }

    /// The text of a string or number.
    fn scalar<'n>(&mut self, node: &'n Node, key: &str) -> Read<&'n str> {
        node.text().ok_or_else(|| {
            let help = match &node.value {
                Value::Date(date) => Some(words::rules::write_it(format!("{key} = \"{date}\""))),
                _ => None,
            };
            self.advise(node.span.clone(), words::rules::not_a_value(key), help)
        })
    }

    /// What the word of a node means.
    fn option<T: Copy>(&mut self, node: &Node, key: &str, options: &[(&str, T)]) -> Read<T> {
        asked::is(key, || {
            Kind::Words(options.iter().map(|(word, _)| (*word).to_owned()).collect())
        });
        let text = self.scalar(node, key)?;
        let known = options.iter().find(|(word, _)| *word == text);
        known.map(|(_, meaning)| *meaning).ok_or_else(|| {
            let near = nearest(text, options.iter().map(|option| option.0));
            let help = near.map(words::rules::did_you_mean);
            let message = words::rules::not_one_of(text, quoted(options));
            self.advise(node.span.clone(), message, help)
        })
    }

    /// Reads a node as a table.
    fn part<T>(
        &mut self,
        node: Node,
        key: &str,
        read: impl FnOnce(&mut Reader<Self>) -> Read<T>,
    ) -> Read<T>
    where
        Self: Sized,
    {
        let Value::Table(entries) = node.value else {
            let example = example(key).filter(|like| like.starts_with('{'));
            let help = example.map(|like| words::rules::write_it(format!("{key} = {like}")));
            return Err(self.advise(node.span, words::rules::not_a_table(key), help));
        };
        asked::is(key, || Kind::Table);
        asked::within(key, || read_whole(Table::new(node.span, entries), self, read))
    }
}

impl Reports for Diagnostics {
    fn found(&mut self) -> &mut Diagnostics {
        self
    }
}

/// A table that is being read, and what its mistakes are reported to.
pub(crate) struct Reader<'r, S> {
    pub table: &'r mut Table,
    pub scope: &'r mut S,
}

impl<S: Reports> Reports for Reader<'_, S> {
    fn found(&mut self) -> &mut Diagnostics {
        self.scope.found()
    }
}

/// Reads a table, and reports every key that was not asked for.
fn read_whole<S: Reports, T>(
    mut table: Table,
    scope: &mut S,
    read: impl FnOnce(&mut Reader<S>) -> T,
) -> T {
    let value = read(&mut Reader { table: &mut table, scope });
    for (key, span) in table.leftovers() {
        let help = suggest(key, table.asked().iter().copied());
        scope.advise(span, words::rules::unknown_key(key), help);
    }
    value
}

/// Reads a whole text.
pub(crate) fn read_text<T>(
    text: &str,
    found: &mut Diagnostics,
    read: impl FnOnce(&mut Reader<Diagnostics>) -> Read<T>,
) -> Read<T> {
    let table = Table::of(text, found)?;
    asked::within("", || read_whole(table, found, read))
}

impl<S: Reports> Reader<'_, S> {
    /// Where the table is written.
    pub fn span(&self) -> Span {
        self.table.span.clone()
    }

    /// Whether the key is written and has not been taken.
    pub fn has(&self, key: &str) -> bool {
        self.table.has(key)
    }

    /// Where the key is written, or the table where it is not.
    pub fn span_of(&self, key: &str) -> Span {
        self.table.span_of(key)
    }

    /// Where the value at `key` is written, or the table where it is not.
    pub fn value_span(&self, key: &str) -> Span {
        self.table.value_span(key)
    }

    /// See [`Table::second_of`].
    pub fn second_of(&self, keys: &[&str]) -> Span {
        self.table.second_of(keys)
    }

    /// The keys that have not been taken yet, and their places.
    pub fn rest(&mut self) -> Entries {
        asked::any_name();
        self.table.rest()
    }

    /// Takes the value at `key`, if it is written.
    pub fn optional(&mut self, key: &'static str) -> Option<Node> {
        asked::asks(key, false);
        self.table.optional(key)
    }

    /// Takes the required value at `key`.
    pub fn required(&mut self, key: &'static str) -> Read<Node> {
        self.take(key).ok_or_else(|| self.missing(key))
    }

    /// Reports that a key is missing, with how it is written.
    fn missing(&mut self, key: &'static str) -> Reported {
        let help = example(key).map_or_else(|| part(key), |like| format!("{key} = {like}"));
        self.advise(self.span(), words::rules::missing(key), words::rules::write_it(help))
    }

    /// Takes the required value at `key`, which is written like `example`.
    pub fn required_like(&mut self, key: &'static str, example: &str) -> Read<Node> {
        self.take(key).ok_or_else(|| {
            let help = words::rules::write_it(format!("{key} = {example}"));
            self.advise(self.span(), words::rules::missing(key), help)
        })
    }

    /// Reports `months` in a table whose terms are counted in days, and takes `days` with it.
    pub fn in_days(&mut self, key: &str) -> Read<()> {
        let place = self.span_of("months");
        let Some(months) = self.table.optional("months") else { return Ok(()) };
        self.table.optional("days");
        let number = months.text().and_then(|text| text.parse().ok()).unwrap_or(1_u32);
        let help = words::rules::counted_in_days_help(number.saturating_mul(30));
        Err(self.advise(place, words::rules::counted_in_days(key), help))
    }

    /// Takes the required table at `key`, or list of tables.
    pub fn required_part(&mut self, key: &'static str) -> Read<Node> {
        self.take(key).ok_or_else(|| {
            let help = words::rules::write_it(part(key));
            self.advise(self.span(), words::rules::missing(key), help)
        })
    }

    /// Takes the value at `key`, or at a key that is nearly this one, whose spelling is reported.
    fn take(&mut self, key: &'static str) -> Option<Node> {
        asked::asks(key, true);
        self.optional(key).or_else(|| self.misspelt(key).map(|(node, _)| node))
    }

    /// Takes the value at a key that is nearly `key`, and reports its spelling.
    fn misspelt(&mut self, key: &'static str) -> Option<(Node, Reported)> {
        let (written, span, node) = self.table.misspelt(key)?;
        let help = words::rules::did_you_mean(key);
        Some((node, self.advise(span, words::rules::unknown_key(written), help)))
    }

    /// Takes the required text at `key`, which may not be empty.
    pub fn text(&mut self, key: &'static str) -> Read<String> {
        let node = self.required(key)?;
        asked::is(key, || Kind::Text);
        match node.value {
            Value::Text(text) if !text.trim().is_empty() => Ok(text),
            Value::Text(_) => Err(self.error(node.span, words::rules::empty_text(key))),
            value => {
                let help = match value {
                    Value::Number(text) | Value::Date(text) => {
                        Some(words::rules::write_it(format!("{key} = \"{text}\"")))
                    }
                    _ => None,
                };
                Err(self.advise(node.span, words::rules::not_text(key), help))
            }
        }
    }

    /// Takes the required id at `key`, with its place.
    pub fn id(&mut self, key: &'static str) -> Read<(String, Span)> {
        let node = self.required(key)?;
        asked::is(key, || Kind::Id);
        let text = self.scalar(&node, key)?.to_owned();
        if is_id(&text) {
            return Ok((text, node.span));
        }
        Err(self.error(node.span, words::rules::not_an_id(text)))
    }

    /// Takes the required value at `key`, read from its text.
    pub fn parse<T>(&mut self, key: &'static str) -> Read<T>
    where
        T: FromStr,
        T::Err: Into<Sentence>,
    {
        let node = self.required(key)?;
        let text = self.scalar(&node, key)?;
        text.parse().map_err(|why: T::Err| self.error(node.span.clone(), why.into()))
    }

    /// Takes the required day at `key`.
    pub fn day(&mut self, key: &'static str) -> Read<Day> {
        let node = self.required(key)?;
        asked::is(key, || Kind::Day);
        let text = self.scalar(&node, key)?;
        let bad =
            |reader: &mut Self| reader.error(node.span.clone(), words::rules::not_a_date(text));
        Day::parse(text).ok_or_else(|| bad(self))
    }

    /// Takes the required choice at `key`: one of the words, each with what it means.
    pub fn choice<T: Copy>(&mut self, key: &'static str, options: &[(&str, T)]) -> Read<T> {
        let node = self.required_choice(key, || quoted(options))?;
        self.option(&node, key, options)
    }

    /// Takes the required word at `key`, one of `options`.
    pub fn required_choice(
        &mut self,
        key: &'static str,
        options: impl FnOnce() -> String,
    ) -> Read<Node> {
        self.take(key).ok_or_else(|| {
            let message = words::rules::missing_choice(key, options());
            self.error(self.span(), message)
        })
    }

    /// Takes the choice at `key`, if it is written.
    pub fn optional_choice<T: Copy>(
        &mut self,
        key: &'static str,
        options: &[(&str, T)],
    ) -> Read<Option<T>> {
        self.optional(key).map(|node| self.option(&node, key, options)).transpose()
    }

    /// Takes the required list of texts at `key`, each with its place.
    pub fn texts(&mut self, key: &'static str) -> Read<Vec<(String, Span)>> {
        let node = self.required(key)?;
        asked::is(key, || Kind::Texts);
        let Value::List(items) = node.value else {
            return Err(self.error(node.span, words::rules::not_a_list(key)));
        };
        if items.is_empty() {
            self.error(node.span, words::rules::empty_list(key));
        }
        let text = |item: Node| match item.value {
            Value::Text(text) => Ok((text, item.span)),
            _ => Err(self.error(item.span, words::rules::not_text(key))),
        };
        all(items.into_iter().map(text))
    }

    /// Takes the list of texts at `key`; empty where it is not written.
    pub fn optional_texts(&mut self, key: &'static str) -> Read<Vec<(String, Span)>> {
        if !self.has(key) {
            self.optional(key);
            return Ok(Vec::new());
        }
        self.texts(key)
    }

    /// Takes the required title at `key`, in both languages.
    pub fn title(&mut self, key: &'static str) -> Read<Sentence> {
        let node = self.required(key)?;
        asked::is(key, || Kind::Title);
        self.title_of(node, key)
    }

    /// Takes the title at `key`, if it is written.
    pub fn optional_title(&mut self, key: &'static str) -> Read<Option<Sentence>> {
        let Some(node) = self.optional(key) else { return Ok(None) };
        asked::is(key, || Kind::Title);
        self.title_of(node, key).map(Some)
    }

    /// Reads a node as a title, in both languages.
    pub fn title_of(&mut self, node: Node, key: &str) -> Read<Sentence> {
        if !matches!(node.value, Value::Table(_)) {
            let like = example("title").unwrap_or_default();
            let help = words::rules::write_it(format!("{key} = {like}"));
            return Err(self.advise(node.span, words::rules::not_a_table(key), help));
        }
        self.part_of(node, key, |reader| {
            let (chinese, english) = (reader.text("zh"), reader.text("en"));
            Ok(Sentence::new(english?, chinese?))
        })
    }

    /// Takes the table at `key`, if it is written.
    pub fn table<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&mut Reader<S>) -> Read<T>,
    ) -> Read<Option<T>> {
        let node = self.optional(key);
        node.map(|node| self.part_of(node, key, read)).transpose()
    }

    /// Reads a node as a table, in the scope of this one.
    pub fn part_of<T>(
        &mut self,
        node: Node,
        key: &str,
        read: impl FnOnce(&mut Reader<S>) -> Read<T>,
    ) -> Read<T> {
        self.scope.part(node, key, read)
    }

    /// Takes the tables at `key`, if written, and reads each even where another is wrong.
    pub fn tables<T>(
        &mut self,
        key: &'static str,
        mut read: impl FnMut(&mut Reader<S>) -> Read<T>,
    ) -> Vec<Read<T>> {
        let Some(node) = self.optional(key) else { return Vec::new() };
        asked::is(key, || Kind::Tables);
        match node.value {
            Value::List(items) if !items.is_empty() => {
                items.into_iter().map(|item| self.part_of(item, key, &mut read)).collect()
            }
            _ => vec![Err(self.error(node.span, words::rules::not_tables(key)))],
        }
    }

    /// Takes the required tables at `key`, at most so many, and reads each even where another is wrong.
    pub fn required_tables<T>(
        &mut self,
        key: &'static str,
        most: usize,
        read: impl FnMut(&mut Reader<S>) -> Read<T>,
    ) -> Read<Vec<T>> {
        if !self.has(key) {
            self.optional(key);
            let misspelt = self.misspelt(key).map(|(_, reported)| reported);
            return Err(misspelt.unwrap_or_else(|| self.missing(key)));
        }
        self.at_most(key, most)?;
        asked::asks(key, true);
        self.tables(key, read).into_iter().collect()
    }

    /// Reports a list that is longer than `most`, and takes it.
    pub fn at_most(&mut self, key: &'static str, most: usize) -> Read<()> {
        let long = |node: &Node| matches!(&node.value, Value::List(items) if items.len() > most);
        if !self.table.peek(key).is_some_and(long) {
            return Ok(());
        }
        let reported = self.error(self.span_of(key), words::rules::too_many(key, most));
        self.optional(key);
        Err(reported)
    }

    /// Reports a key that has no business here, and takes it.
    pub fn forbid(&mut self, key: &'static str, why: Sentence) {
        let span = self.span_of(key);
        // Not through the reader: what has no business here is not asked for.
        if self.table.optional(key).is_some() {
            self.advise(span, why, words::rules::remove_key(key));
        }
    }
}

/// How a table is written, or one of several.
fn part(key: &str) -> String {
    if matches!(key, "plan" | "benefit") { format!("[[{key}]]") } else { format!("[{key}]") }
}

/// All of several values; each is read, even where another is wrong.
pub(crate) fn all<T>(values: impl Iterator<Item = Read<T>>) -> Read<Vec<T>> {
    values.collect::<Vec<_>>().into_iter().collect()
}
