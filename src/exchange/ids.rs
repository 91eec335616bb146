//! Ids and the numbers that stand for them.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

/// Ids, each kept once, numbered in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Ids {
    names: Names,
    numbers: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Ids {
    /// The number of an id.
    #[inline]
    pub fn find(&self, id: &str) -> Option<u32> {
        let same = |number: &u32| self.names.get(*number) == id;
        self.numbers.find(self.hash(id), same).copied()
    }

    /// The number of an id, a new one where it is new.
    pub fn number(&mut self, id: &str) -> u32 {
        let hash = self.hash(id);
        if let Some(&number) = self.numbers.find(hash, |number| self.names.get(*number) == id) {
            return number;
        }
        let number = self.names.push(id);
        let rehash = |number: &u32| self.hasher.hash_one(self.names.get(*number));
        self.numbers.insert_unique(hash, number, rehash);
        number
    }

    /// The id of a number.
    #[inline]
    pub fn id(&self, number: u32) -> &str {
        self.names.get(number)
    }

    /// A number that equal ids share; others hardly ever do.
    #[inline]
    pub fn hash(&self, id: &str) -> u64 {
        self.hasher.hash_one(id)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.names.ends.len()
    }
}

/// Texts one behind the other, by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Names {
    text: String,
    ends: Vec<usize>,
}

impl Names {
    /// The text of a number.
    #[inline]
    pub fn get(&self, number: u32) -> &str {
        let number = number as usize;
        let from = if number == 0 { 0 } else { self.ends[number - 1] };
        &self.text[from..self.ends[number]]
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
