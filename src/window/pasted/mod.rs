//! A settlement that is pasted (粘贴医保结算数据): JSON of the national settlement, or a header with one row of CSV, fills
//! in the boxes of the sheet. What a field says is taken over as it is; what no field says stays empty.

mod field;
mod not_used;
mod names;
mod checks;
mod table;

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use self::field::Field;
pub use self::not_used::NotUsed;
use super::sheet::{Filled, SheetBox, boxes};
use crate::scheme::Book;
use crate::words::{Sentence, pasted as words};

/// What was read of a settlement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pasted {
    /// Texts by box of the sheet.
    pub filled: Filled,
    /// Each field that a box was filled in from.
    pub used: Vec<Sentence>,
    /// Each field that was not used, by its name, and why.
    pub not_used: Vec<(String, NotUsed)>,
    /// What the clerk should look at: sums that do not agree, and whose settlement it is.
    pub notes: Vec<Sentence>,
}

/// Why a text fills in nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasteError {
    /// It is empty.
    #[error("{}", words::nothing_pasted())]
    Empty,
    /// It begins like JSON and is none.
    #[error("{}", words::not_json(place))]
    NotJson {
        /// Line and column.
        place: String,
    },
    /// It is neither JSON nor a header with a row.
    #[error("{}", words::not_a_table())]
    NotATable,
    /// No field of it is known.
    #[error("{}", words::no_known_field())]
    NoKnownField,
    /// It takes back a settlement.
    #[error("{}", words::is_a_refund())]
    Refund,
}

impl PasteError {
    /// What is wrong, in both languages.
    pub fn sentence(&self) -> Sentence {
        match self {
            PasteError::Empty => words::nothing_pasted(),
            PasteError::NotJson { place } => words::not_json(place),
            PasteError::NotATable => words::not_a_table(),
            PasteError::NoKnownField => words::no_known_field(),
            PasteError::Refund => words::is_a_refund(),
        }
    }
}

/// Reads a settlement that was pasted, for the member of an id.
///
/// ```
/// use std::path::Path;
///
/// use huzhu::scheme::Book;
/// use huzhu::window::pasted;
///
/// let book = Book::load(Path::new("rules/pinghu")).unwrap();
/// let text = r#"{ "setl_id": "S1", "begndate": "2022-03-01", "enddate": "2022-03-09", "medfee_sumamt": 8232.97 }"#;
/// let read = pasted(&book, text, "").unwrap();
/// assert_eq!((read.filled["admission"].as_str(), read.filled["total"].as_str()), ("2022-03-01", "8232.97"));
/// assert!(!read.filled.contains_key("pool_paid"));
/// ```
///
/// # Errors
///
/// When nothing of the text is a settlement.
pub fn pasted(book: &Book, text: &str, member_id: &str) -> Result<Pasted, PasteError> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let (fields, more_rows) = match text.chars().next() {
        None => return Err(PasteError::Empty),
        Some('{' | '[') => (of_json(text)?, 0),
        Some(_) => table::read(text).ok_or(PasteError::NotATable)?,
    };
    let known = boxes(book);
    let mut read = Pasted::default();
    for field in &fields {
        read.take(book, &known, field);
    }
    if read.used.is_empty() {
        return Err(PasteError::NoKnownField);
    }
    if is_refund(&read, &fields) {
        return Err(PasteError::Refund);
    }
    let ids = book.vocabulary.member_ids;
    let is_other = |field: &&Field| {
        names::is_id(field)
            && !field.text.is_empty()
            && ids.fold(&field.text) != ids.fold(member_id)
    };
    let is_of_another = !member_id.is_empty() && fields.iter().any(|field| is_other(&field));
    read.notes.extend(is_of_another.then(words::other_person));
    read.notes.extend(checks::notes(book.vocabulary.currency, &fields));
    read.notes.extend((more_rows > 0).then(|| words::more_rows(more_rows)));
    Ok(read)
}

impl Pasted {
    /// Fills in what one field says.
    fn take(&mut self, book: &Book, known: &[SheetBox], field: &Field) {
        if field.text.is_empty() || field.text == "null" {
            return;
        }
        match names::cells(book, known, field) {
            Ok(cells) => cells.into_iter().for_each(|cell| self.fill(known, &field.shown, cell)),
            Err(why) => self.not_used.push((field.shown.clone(), why)),
        }
    }

    fn fill(&mut self, known: &[SheetBox], name: &str, (column, value): (String, String)) {
        if self.filled.contains_key(&column) {
            self.not_used.push((name.to_owned(), NotUsed::FilledIn));
            return;
        }
        let one = known.iter().find(|one| one.column == column);
        let plain = |text: &str| Sentence::new(text.to_owned(), text.to_owned());
        // A bill's own number has no box.
        let title = one.map_or_else(words::bill_number, |one| one.title.clone());
        let shown = one.map_or_else(|| plain(&value), |one| one.shown(&value));
        self.used.push(words::field_is(name, title, shown));
        self.filled.insert(column, value);
    }
}

/// Whether a settlement takes another back: its total is below zero, or it says so.
fn is_refund(read: &Pasted, fields: &[Field]) -> bool {
    let is_below = read.filled.get("total").is_some_and(|total| total.starts_with('-'));
    is_below || fields.iter().any(|field| field.name == "refd_setl_flag" && field.text == "1")
}

/// An object of a settlement stands no deeper than this.
const DEEPEST: usize = 8;

/// The fields of the object that is a settlement, wherever it stands. Numbers are kept as they are written.
fn of_json(text: &str) -> Result<Vec<Field>, PasteError> {
    let whole: &RawValue = serde_json::from_str(text).map_err(|why| {
        let place = format!("{}:{}", why.line(), why.column());
        PasteError::NotJson { place }
    })?;
    settlement(whole, DEEPEST).ok_or(PasteError::NoKnownField)
}

fn settlement(value: &RawValue, deep: usize) -> Option<Vec<Field>> {
    let deeper = deep.checked_sub(1)?;
    if let Ok(object) = serde_json::from_str::<BTreeMap<String, &RawValue>>(value.get()) {
        if object.keys().any(|name| names::is_of_a_settlement(name)) {
            let field =
                |(name, value): (&String, &&RawValue)| Some(names::field(name, &plain(value)?));
            return Some(object.iter().filter_map(field).collect());
        }
        return object.values().find_map(|value| settlement(value, deeper));
    }
    let all: Vec<&RawValue> = serde_json::from_str(value.get()).ok()?;
    all.into_iter().find_map(|value| settlement(value, deeper))
}

/// What stands in a field; nothing where that is a list or an object.
fn plain(value: &RawValue) -> Option<String> {
    let text = value.get();
    match text.chars().next()? {
        '"' => serde_json::from_str(text).ok(),
        '{' | '[' => None,
        _ => Some(text.to_owned()),
    }
}
