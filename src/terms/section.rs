//! What a sheet is made of: sections, each of a plan or a benefit or what several share, with items that each say
//! one thing.

/// A part of the sheet with a heading.
pub(super) struct Section {
    pub heading: String,
    /// The clause of the printed terms; nothing where there is none.
    pub clause: Option<String>,
    pub items: Vec<Item>,
}

/// One provision.
pub(super) struct Item {
    pub name: String,
    pub text: String,
    /// What it says one by one, as bands do.
    pub lines: Vec<String>,
    /// Tables that its text names, and no item before it.
    pub tables: Vec<Table>,
    /// What can be looked up in the printed terms, each with its name within the item.
    pub values: Vec<Value>,
}

/// A value to be held against the printed terms.
#[derive(Clone)]
pub(super) struct Value {
    /// What it is within its item; empty where it is all of it.
    pub name: String,
    pub value: String,
    /// Its own clause, where it has another than its section.
    pub clause: Option<String>,
}

/// Values that facts or an amount choose.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Table {
    pub number: usize,
    /// What chooses.
    pub by: String,
    /// When which value holds.
    pub rows: Vec<(String, String)>,
}
