//! What the reader asks for, noted while it reads: the schema of rule files is made from these notes, and so says
//! what is really read. Where nothing is noted, as in every other run, a look at one cell is all that it costs.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// How a value is written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Text,
    Texts,
    /// Texts, or a table of what people call each.
    Titled,
    Id,
    Day,
    Title,
    Flag,
    /// One of these words.
    Words(Vec<String>),
    /// One value, or the name of a parameter.
    Leaf(LeafKind),
    /// The same, or what facts or an amount choose.
    Chosen(LeafKind),
    /// A formula of amounts, or a schedule of them.
    Formula,
    Table,
    Tables,
}

/// What stands alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LeafKind {
    Amount,
    Rate,
    Factor,
    Count,
}

/// One table that was read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Visit {
    /// Its keys, in the order in which they were asked for.
    pub keys: Vec<(String, Asked)>,
    /// Whether any other name may stand in it.
    pub is_open: bool,
}

/// What is known of a key.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    pub is_required: bool,
    pub kinds: BTreeSet<Kind>,
}

/// Every table that was read, by its place: the keys that lead to it, with dots.
pub(crate) type Visits = BTreeMap<String, Vec<Visit>>;

#[derive(Default)]
struct Notes {
    open: Vec<(String, Visit)>,
    /// Where the next table is said to be, wherever it stands.
    next: Option<&'static str>,
    visits: Visits,
}

thread_local! {
    static NOTES: RefCell<Option<Notes>> = const { RefCell::new(None) };
}

/// Sections whose entries are read where a formula names them.
const SECTIONS: [&str; 4] = ["amounts", "numbers", "totals", "windows"];

/// Notes what is asked for while something is read.
pub(crate) fn noted(read: impl FnOnce()) -> Visits {
    NOTES.with(|notes| *notes.borrow_mut() = Some(Notes::default()));
    read();
    let notes = NOTES.with(|notes| notes.borrow_mut().take());
    notes.map(|notes| notes.visits).unwrap_or_default()
}

/// Notes something, where notes are taken.
fn note<T>(with: impl FnOnce(&mut Notes) -> T) -> Option<T> {
    NOTES.with(|notes| notes.borrow_mut().as_mut().map(with))
}

/// A key is asked for.
pub(crate) fn asks(key: &str, is_required: bool) {
    note(|notes| {
        let Some((_, visit)) = notes.open.last_mut() else { return };
        match visit.keys.iter_mut().find(|(known, _)| known == key) {
            Some((_, asked)) => asked.is_required |= is_required,
            None => visit.keys.push((key.to_owned(), Asked { is_required, ..Asked::default() })),
        }
    });
}

/// The value at a key is read so.
pub(crate) fn is(key: &str, kind: impl FnOnce() -> Kind) {
    note(|notes| {
        let visit = notes.open.last_mut().map(|(_, visit)| visit);
        let mut keys = visit.into_iter().flat_map(|visit| &mut visit.keys);
        if let Some((_, asked)) = keys.find(|(known, _)| known == key) {
            asked.kinds.insert(kind());
        }
    });
}

/// Any name may stand in the table at hand.
pub(crate) fn any_name() {
    note(|notes| {
        if let Some((_, visit)) = notes.open.last_mut() {
            visit.is_open = true;
        }
    });
}

/// Reads a table at a key of the table at hand.
pub(crate) fn within<T>(key: &str, read: impl FnOnce() -> T) -> T {
    note(|notes| {
        let above = notes.open.last().map_or("", |(place, _)| place);
        let place = match notes.next.take() {
            Some(place) => place.to_owned(),
            None if above.is_empty() || SECTIONS.contains(&key) => key.to_owned(),
            None => format!("{above}.{key}"),
        };
        notes.open.push((place, Visit::default()));
    });
    let value = read();
    note(|notes| {
        if let Some((place, visit)) = notes.open.pop() {
            notes.visits.entry(place).or_default().push(visit);
        }
    });
    value
}

/// Reads a table that is known by this place wherever it stands.
pub(crate) fn at<T>(place: &'static str, read: impl FnOnce() -> T) -> T {
    note(|notes| notes.next = Some(place));
    let value = read();
    // What is no table was not read: the next one stands elsewhere.
    note(|notes| notes.next = None);
    value
}
