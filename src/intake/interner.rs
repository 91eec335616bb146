//! Ids and the numbers that stand for them.

use std::collections::HashMap;
use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable, hash_table};

use super::prefetch::Prefetch;

/// Gives numbers to ids, in the order in which they first come; each id is kept once.
#[derive(Debug, Default)]
pub(super) struct Interner {
    names: Texts,
    entries: HashTable<Entry>,
    hasher: DefaultHashBuilder,
    /// Other ids of those that have a number; hardly any.
    others: HashMap<String, u32>,
}

/// Ids to be looked up together, so that their cache misses overlap.
#[derive(Debug, Default)]
pub(super) struct Lookups {
    all: Vec<(u64, Entry)>,
    /// Ids that do not fit into an entry, by place among all.
    long: Vec<(usize, String)>,
}

impl Lookups {
    /// Room for so many.
    pub fn with_room(ids: usize) -> Lookups {
        Lookups { all: Vec::with_capacity(ids), long: Vec::new() }
    }

    /// Asks for one more id.
    #[inline]
    pub fn push(&mut self, ids: &Interner, id: &str) {
        let entry = Entry::new(id, 0);
        // Rows of one member often stand together.
        if let Some(&(hash, last)) = self.all.last()
            && last == entry
            && id.len() <= Entry::HEAD
        {
            return self.all.push((hash, entry));
        }
        if id.len() > Entry::HEAD {
            self.long.push((self.all.len(), id.to_owned()));
        }
        self.all.push((ids.hash(id), entry));
    }
}

/// An id and its number. An identity number fits into the entry itself, which saves a cache miss a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    head: [u8; Entry::HEAD],
    /// How long the id is; 255 for all that are longer.
    length: u8,
    number: u32,
}

impl Entry {
    const HEAD: usize = 19;
    /// How long a resident number is.
    const RESIDENT: usize = 18;

    #[inline]
    fn new(id: &str, number: u32) -> Entry {
        let mut head = [0; Entry::HEAD];
        match <&[u8; Entry::RESIDENT]>::try_from(id.as_bytes()) {
            // As nearly all; a length that is known is copied without a call.
            Ok(resident) => {
                *head.first_chunk_mut().expect("a head holds a resident number") = *resident;
            }
            Err(_) => {
                let inside = id.len().min(Entry::HEAD);
                head[..inside].copy_from_slice(&id.as_bytes()[..inside]);
            }
        }
        Entry { head, length: u8::try_from(id.len()).unwrap_or(u8::MAX), number }
    }

    /// The id, if it is short enough to be here; else how it begins.
    fn text(&self) -> &str {
        let inside = usize::from(self.length).min(Entry::HEAD);
        str::from_utf8(&self.head[..inside]).unwrap_or_default()
    }

    /// Whether both are of one id, as far as an entry holds it.
    #[inline]
    fn is_like(&self, asked: &Entry) -> bool {
        self.head == asked.head && self.length == asked.length
    }
}

impl Interner {
    /// The number of an id.
    #[inline]
    pub fn find(&self, id: &str) -> Option<u32> {
        let (hash, asked) = (self.hash(id), Entry::new(id, 0));
        let is_it = |entry: &Entry| {
            entry.is_like(&asked) && (id.len() <= Entry::HEAD || self.id(entry.number) == id)
        };
        let found = self.entries.find(hash, is_it).map(|entry| entry.number);
        if self.others.is_empty() { found } else { self.others.get(id).copied().or(found) }
    }

    /// Makes an id one more of those of a number.
    pub fn also(&mut self, id: &str, number: u32) {
        self.others.insert(id.to_owned(), number);
    }

    /// The numbers of ids, in the order of the lookups.
    pub fn find_all(&self, asked: &Lookups) -> Vec<Option<u32>> {
        const TOGETHER: usize = 32;
        let mut found: Vec<Option<u32>> = Vec::with_capacity(asked.all.len());
        for some in asked.all.chunks(TOGETHER) {
            self.prefetch_at(some.iter().map(|(hash, _)| *hash));
            let mut last = None;
            for (hash, asked) in some {
                if last != Some(asked) {
                    let entry = self.entries.find(*hash, |entry| entry.is_like(asked));
                    found.push(entry.map(|entry| entry.number));
                } else if let Some(&again) = found.last() {
                    found.push(again);
                }
                last = Some(asked);
            }
        }
        for (place, id) in &asked.long {
            found[*place] = self.find(id);
        }
        if !self.others.is_empty() {
            for (found, (_, asked)) in found.iter_mut().zip(&asked.all) {
                *found = self.others.get(asked.text()).copied().or(*found);
            }
        }
        found
    }

    /// Prefetches the entries of some ids, or the places where they will be: see [`super::prefetch`].
    pub fn prefetch<'i>(&self, ids: impl Iterator<Item = &'i str>) {
        self.prefetch_at(ids.map(|id| self.hash(id)));
    }

    /// The same for ids with these hashes.
    fn prefetch_at(&self, hashes: impl Iterator<Item = u64>) {
        let mut prefetch = Prefetch::default();
        hashes.for_each(|hash| prefetch.value(self.entries.find(hash, |_| true).is_some()));
        prefetch.finish();
    }

    /// The number of an id, a new one where it is new.
    pub fn number(&mut self, id: &str) -> u32 {
        let Interner { names, entries, hasher, others } = self;
        if let Some(&number) = others.get(id) {
            return number;
        }
        let asked = Entry::new(id, 0);
        let is_it = |entry: &Entry| {
            entry.is_like(&asked) && (id.len() <= Entry::HEAD || names.get(entry.number) == id)
        };
        let rehash = |entry: &Entry| hasher.hash_one(names.get(entry.number));
        match entries.entry(hasher.hash_one(id), is_it, rehash) {
            hash_table::Entry::Occupied(known) => known.get().number,
            hash_table::Entry::Vacant(new) => {
                let number = names.push(id);
                new.insert(Entry { number, ..asked });
                number
            }
        }
    }

    /// The id of a number.
    #[inline]
    pub fn id(&self, number: u32) -> &str {
        self.names.get(number)
    }

    /// The hash of an id: equal ids have equal hashes, and others almost never.
    #[inline]
    pub fn hash(&self, id: &str) -> u64 {
        self.hasher.hash_one(id)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.names.ends.len()
    }

    /// Makes room for so many.
    pub fn reserve(&mut self, ids: usize) {
        let rehash = |entry: &Entry| self.hasher.hash_one(self.names.get(entry.number));
        self.entries.reserve(ids, rehash);
        self.names.reserve(ids, ids * Entry::HEAD);
    }
}

/// Texts one behind the other, by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Texts {
    text: String,
    ends: Vec<usize>,
}

impl Texts {
    /// The text of a number.
    #[inline]
    pub fn get(&self, number: u32) -> &str {
        let number = number as usize;
        let from = if number == 0 { 0 } else { self.ends[number - 1] };
        &self.text[from..self.ends[number]]
    }

    /// Whether a text is among them.
    pub fn contains(&self, text: &str) -> bool {
        self.position(text).is_some()
    }

    /// The number of a text: looks through all.
    pub fn position(&self, text: &str) -> Option<u32> {
        (0..self.ends.len() as u32).find(|&number| self.get(number) == text)
    }

    /// Makes room for so many texts of so many bytes in all.
    pub fn reserve(&mut self, texts: usize, bytes: usize) {
        self.ends.reserve(texts);
        self.text.reserve(bytes);
    }

    /// Adds empty texts, until there are so many.
    pub fn pad(&mut self, texts: u32) {
        self.ends.resize(texts as usize, self.text.len());
    }

    /// How many there are.
    pub fn len(&self) -> u32 {
        self.ends.len() as u32
    }

    /// Removes all texts, and keeps their room.
    pub fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    /// Adds a text; its number.
    ///
    /// # Panics
    ///
    /// Past four billion texts. Rows are fewer: larger files are refused.
    pub fn push(&mut self, text: &str) -> u32 {
        let number = u32::try_from(self.ends.len()).expect("rows are fewer than numbers");
        self.text.push_str(text);
        self.ends.push(self.text.len());
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_differ_have_different_numbers_however_long_they_are() {
        let long = "x".repeat(300);
        let all = [
            "",
            "A",
            "A\0",
            "990000198001010018",
            "9900001980010100180",
            "99000019800101001801",
            "99000019800101001802",
            &long,
            &(long.clone() + "y"),
            "工号一",
        ];
        let mut ids = Interner::default();
        let numbers: Vec<u32> = all.iter().map(|id| ids.number(id)).collect();
        assert_eq!(numbers, (0..all.len() as u32).collect::<Vec<_>>());
        for (id, number) in all.iter().zip(numbers) {
            assert_eq!((ids.find(id), ids.number(id), ids.id(number)), (Some(number), number, *id));
        }
        let mut asked = Lookups::default();
        all.iter().rev().for_each(|id| asked.push(&ids, id));
        let numbers = (0..all.len() as u32).rev().map(Some).collect::<Vec<_>>();
        assert_eq!(ids.find_all(&asked), numbers);
        assert_eq!(ids.find("99000019800101001803"), None);
    }

    #[test]
    fn many_ids_looked_up_together_are_told_as_one_by_one_in_whatever_order() {
        let mut ids = Interner::default();
        (0..500).for_each(|person| assert_eq!(ids.number(&format!("P{person}")), person));
        // Some stand side by side, some are unknown, some too long for an entry.
        let names: Vec<String> = (0..2_000u32)
            .map(|row| match row % 7 {
                0 => format!("{row:030}"),
                _ => format!("P{}", (row / 3 * 37) % 700),
            })
            .collect();
        let mut asked = Lookups::with_room(names.len());
        names.iter().for_each(|id| asked.push(&ids, id));
        let one_by_one: Vec<Option<u32>> = names.iter().map(|id| ids.find(id)).collect();
        assert_eq!(ids.find_all(&asked), one_by_one);
        assert!(one_by_one.contains(&None) && one_by_one.contains(&Some(499)));
    }
}
