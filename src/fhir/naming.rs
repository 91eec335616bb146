//! How persons and bills are called: ids of resources are of a few letters only, and tell no more than is asked for.

use std::collections::HashMap;

use crate::fingerprint::sha256;
use crate::pseudonyms::{IdKind, Key, Pseudonymiser};

/// How persons and bills are called in resources.
pub enum Naming {
    /// By number, in the order in which they come: nothing joins two exports.
    Numbered(HashMap<IdKind, HashMap<String, usize>>),
    /// By pseudonyms: exports and files of one key are joined.
    Keyed(Box<Pseudonymiser>),
    /// By their whole ids.
    Whole,
}

/// The longest id of a resource.
const LONGEST: usize = 64;

impl Naming {
    /// By number.
    pub fn numbered() -> Naming {
        Naming::Numbered(HashMap::new())
    }

    /// By pseudonyms of a key.
    pub fn keyed(key: &Key) -> Naming {
        Naming::Keyed(Box::new(Pseudonymiser::of(key)))
    }

    /// The word in manifest.json: `numbered`, `keyed` or `whole`.
    pub fn code(&self) -> &'static str {
        match self {
            Naming::Numbered(_) => "numbered",
            Naming::Keyed(_) => "keyed",
            Naming::Whole => "whole",
        }
    }

    /// What a person or bill is called.
    pub(super) fn name(&mut self, kind: IdKind, id: &str) -> String {
        match self {
            Naming::Numbered(numbers) => {
                let numbers = numbers.entry(kind).or_default();
                let next = numbers.len() + 1;
                let number = *numbers.entry(id.to_owned()).or_insert(next);
                format!("{}{number:07}", kind.letter())
            }
            Naming::Keyed(pseudonyms) => pseudonyms.of_id(kind, id),
            Naming::Whole => id.to_owned(),
        }
    }
}

/// The id of a resource, made of some names: these themselves where they may stand in one, or else a hash of them.
pub(super) fn resource_id(names: &[&str]) -> String {
    let joined = names.join(".");
    let is_of_ids = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
    let is_id = joined.bytes().all(is_of_ids) && (1..=LONGEST).contains(&joined.len());
    if is_id { joined } else { sha256(names.join("\0").as_bytes()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_resources_are_short_and_of_few_letters_and_one_for_each() {
        assert_eq!(resource_id(&["b0000001", "1"]), "b0000001.1");
        let long = "9".repeat(70);
        let odd = [["互助 1", "1"], ["互助 2", "1"], [&*long, "1"], ["a", "b\0c"], ["a\0b", "c"]];
        for id in odd.map(|names| resource_id(&names)) {
            assert_eq!(id.len(), LONGEST);
            assert!(id.bytes().all(|byte| byte.is_ascii_hexdigit()));
        }
        assert_ne!(resource_id(&odd[0]), resource_id(&odd[1]));
    }

    #[test]
    fn numbers_are_by_kind_and_one_for_each() {
        let mut naming = Naming::numbered();
        let names = [
            (IdKind::Person, "x"),
            (IdKind::Bill, "x"),
            (IdKind::Person, "y"),
            (IdKind::Person, "x"),
        ]
        .map(|(kind, id)| naming.name(kind, id));
        assert_eq!(names, ["p0000001", "b0000001", "p0000002", "p0000001"]);
    }
}
