// shim: tables with `found` beside them, for readers of cases and patches that do not use `Reader` yet.

use super::reader::{Reader, Reports, read_text};
use super::table::{Node, Table};
use crate::date::Day;
use crate::diagnostic::Diagnostics;
use crate::words::Sentence;

impl Node {
    /// See [`Reports::scalar`].
    pub fn scalar(&self, key: &str, found: &mut Diagnostics) -> Option<&str> {
        found.scalar(self, key).ok()
    }

    /// See [`Reports::part`].
    pub fn table<T>(
        self,
        key: &str,
        found: &mut Diagnostics,
        read: impl FnOnce(&mut Table, &mut Diagnostics) -> Option<T>,
    ) -> Option<T> {
        found.part(self, key, |reader| Ok(read(reader.table, reader.scope))).ok().flatten()
    }
}

impl Table {
    fn reader<'r>(&'r mut self, found: &'r mut Diagnostics) -> Reader<'r, Diagnostics> {
        Reader { table: self, scope: found }
    }

    /// See [`read_text`].
    pub fn read<T>(
        text: &str,
        found: &mut Diagnostics,
        read: impl FnOnce(&mut Table, &mut Diagnostics) -> Option<T>,
    ) -> Option<T> {
        read_text(text, found, |reader| Ok(read(reader.table, reader.scope))).ok().flatten()
    }

    /// See [`Reader::required`].
    pub fn required(&mut self, key: &'static str, found: &mut Diagnostics) -> Option<Node> {
        self.reader(found).required(key).ok()
    }

    /// See [`Reader::required_like`].
    pub fn required_like(
        &mut self,
        key: &'static str,
        example: &str,
        found: &mut Diagnostics,
    ) -> Option<Node> {
        self.reader(found).required_like(key, example).ok()
    }

    /// See [`Reader::day`].
    pub fn day(&mut self, key: &'static str, found: &mut Diagnostics) -> Option<Day> {
        self.reader(found).day(key).ok()
    }

    /// See [`Reader::choice`].
    pub fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        options: &[(&str, T)],
        found: &mut Diagnostics,
    ) -> Option<T> {
        self.reader(found).choice(key, options).ok()
    }

    /// See [`Reader::at_most`].
    pub fn at_most(&mut self, key: &'static str, most: usize, found: &mut Diagnostics) {
        let _ = self.reader(found).at_most(key, most);
    }

    /// See [`Reader::forbid`].
    pub fn forbid(&mut self, key: &'static str, why: Sentence, found: &mut Diagnostics) {
        self.reader(found).forbid(key, why);
    }

    /// See [`Reader::table`].
    pub fn table<T>(
        &mut self,
        key: &'static str,
        found: &mut Diagnostics,
        read: impl FnOnce(&mut Table, &mut Diagnostics) -> Option<T>,
    ) -> Option<T> {
        self.optional(key)?.table(key, found, read)
    }

    /// See [`Reader::tables`].
    pub fn tables<T>(
        &mut self,
        key: &'static str,
        found: &mut Diagnostics,
        mut read: impl FnMut(&mut Table, &mut Diagnostics) -> Option<T>,
    ) -> Vec<Option<T>> {
        let mut reader = self.reader(found);
        let read = reader.tables(key, |reader| Ok(read(reader.table, reader.scope)));
        read.into_iter().map(|one| one.ok().flatten()).collect()
    }
}
