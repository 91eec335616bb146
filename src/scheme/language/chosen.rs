//! Keys whose values facts or an amount may choose.

use super::formula::{Chosen, read_chosen};
use super::leaf::Leaf;
use super::reader::{Read, Reader};
use super::scope::Scope;

impl Reader<'_, Scope<'_>> {
    /// Takes the required value at `key`, which facts or an amount may choose.
    pub fn chosen<T: Leaf>(&mut self, key: &'static str) -> Read<Chosen<T>> {
        let node = self.required(key)?;
        read_chosen(node, key, self.scope)
    }

    /// Takes the value at `key`, if it is written, which facts or an amount may choose.
    pub fn optional_chosen<T: Leaf>(&mut self, key: &'static str) -> Read<Option<Chosen<T>>> {
        self.optional(key).map(|node| read_chosen(node, key, self.scope)).transpose()
    }
}
