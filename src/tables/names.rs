//! What the columns of a table are called: by our names, or by those of an office, of the national settlement among
//! them (`setl_id`, `medfee_sumamt`).

use std::collections::BTreeMap;

use crate::claim::{Header, RecordKind, Vocabulary};
use crate::office_files::{Imports, meant};

/// Our columns of a kind of record, each with the name that a table has for it: ours where it is there, else the first
/// that means it.
pub fn named<'n>(
    names: &[&'n str],
    kind: RecordKind,
    (vocabulary, imports): (&Vocabulary, &Imports),
) -> BTreeMap<String, &'n str> {
    let known = kind.columns(vocabulary);
    let mut all = BTreeMap::new();
    let own = names.iter().filter(|name| known.contains(name));
    all.extend(own.map(|name| ((*name).to_owned(), *name)));
    for name in names {
        let meant = meant(name, vocabulary, imports);
        if let Some(meant) = meant.filter(|meant| known.contains(&meant.as_str())) {
            all.entry(meant).or_insert(*name);
        }
    }
    all
}

/// Whether a table is one of an office's own: columns of ours are missing, and a name of it means one of these, or the
/// office says something of its tables.
pub(super) fn is_of_office(
    names: &[&str],
    kind: RecordKind,
    (vocabulary, imports): (&Vocabulary, &Imports),
) -> bool {
    let missing = Header::of_file(names, kind, vocabulary).missing;
    let named = named(names, kind, (vocabulary, imports));
    let is_told = !missing.is_empty() && *imports != Imports::default();
    is_told || missing.iter().any(|column| named.contains_key(column))
}
