//! Reads values that facts or an amount may choose: in place, or by the name of a schedule.

use super::formula::{Chosen, read_table};
use super::leaf::Leaf;
use super::reader::{Read, Reader, Reports};
use super::scope::Scope;
use super::table::{Node, Value};

impl Reader<'_, Scope<'_>> {
    /// Takes the required value at `key`, which facts or an amount may choose.
    pub fn chosen<T: Leaf>(&mut self, key: &'static str) -> Read<Chosen<T>> {
        let node = self.required(key)?;
        read(node, key, self.scope)
    }

    /// Takes the value at `key`, if it is written, which facts or an amount may choose.
    pub fn optional_chosen<T: Leaf>(&mut self, key: &'static str) -> Read<Option<Chosen<T>>> {
        self.optional(key).map(|node| read(node, key, self.scope)).transpose()
    }
}

/// Reads a value that facts or an amount may choose.
pub(crate) fn read<T: Leaf>(node: Node, key: &str, scope: &mut Scope) -> Read<Chosen<T>> {
    if let Value::Table(_) = &node.value {
        return scope.part(node, key, read_table);
    }
    let span = node.span.clone();
    let text = scope.scalar(&node, key)?;
    if let Some(schedule) = scope.schedule(text) {
        // A schedule may be the name of another, or name some in what chooses.
        return scope.named_at(text, schedule, span, |scope, name, node| read(node, name, scope));
    }
    scope.leaf(text, node.span.clone()).map(Chosen::Always)
}
