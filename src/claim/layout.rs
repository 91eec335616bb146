//! Layouts of records: where the columns of a header stand, and what its words mean.

use super::record_kind::DIAGNOSED_ON;
use super::{BILL_COLUMNS, Column, Fact, FactValues, Field, Owner, RecordKind, Vocabulary};

/// Where the known columns stand in a header. They are looked up once, not for each row.
#[derive(Clone, Debug)]
pub(super) struct Layout<'v> {
    pub vocabulary: &'v Vocabulary,
    pub places: Vec<(String, usize)>,
    pub birth_date: Place,
    pub valid_from: Place,
    pub household_id: Place,
    pub household_income: Place,
    pub revision: Place,
    /// Where a file that a ledger wrote says since when it knows a row.
    pub known_on: Option<usize>,
    pub plan: Place,
    pub start: Place,
    pub end: Place,
    pub units: Place,
    pub enrolled_on: Place,
    pub paid_on: Place,
    pub admission: Place,
    pub discharge: Place,
    pub settled_on: Place,
    pub submitted_on: Place,
    pub diagnosed_on: Place,
    pub hospital_id: Place,
    pub diagnosis: Place,
    pub takes_back: Place,
    pub lines: Place,
    pub amounts: Vec<Amount>,
    pub words: Vec<Word>,
    /// What stands for words whose columns the file leaves out, by slot.
    pub defaults: Vec<(u8, u8)>,
    pub scheme_fields: Vec<(&'v Field, Option<usize>)>,
    /// Fields that are sums of lines.
    pub line_fields: Vec<&'v Field>,
}

impl<'v> Layout<'v> {
    /// Finds the columns of a header.
    pub fn find<'h>(
        header: impl IntoIterator<Item = &'h str>,
        kind: RecordKind,
        vocabulary: &'v Vocabulary,
    ) -> Layout<'v> {
        let places: Vec<(String, usize)> =
            header.into_iter().enumerate().map(|(at, name)| (name.trim().to_owned(), at)).collect();
        let at = |name: &str| places.iter().find(|(known, _)| known == name).map(|p| p.1);
        let place = |name: &'static str| Place { name, at: at(name) };
        let words = Word::all(kind.owner(), vocabulary, at);
        let left_out = |word: &Word| word.at.is_none() && word.default.is_some();
        let (left_out, words): (Vec<Word>, Vec<Word>) = words.partition(left_out);
        let defaults = left_out.into_iter().filter_map(|word| Some((word.slot, word.default?)));
        let amounts = Column::in_files().filter_map(|(column, name)| {
            let required = BILL_COLUMNS.contains(&name);
            Some(Amount { column, name, at: at(name)?, required })
        });
        Layout {
            vocabulary,
            words,
            defaults: defaults.collect(),
            scheme_fields: kind.fields(vocabulary).map(|field| (field, at(&field.name))).collect(),
            amounts: amounts.collect(),
            birth_date: place("birth_date"),
            valid_from: place("valid_from"),
            household_id: place("household_id"),
            household_income: place("household_income"),
            revision: place("revision"),
            known_on: at("known_on"),
            plan: place("plan"),
            start: place("start"),
            end: place("end"),
            units: place("units"),
            enrolled_on: place("enrolled_on"),
            paid_on: place("paid_on"),
            admission: place("admission"),
            discharge: place("discharge"),
            settled_on: place("settled_on"),
            submitted_on: place("submitted_on"),
            diagnosed_on: place(DIAGNOSED_ON),
            hospital_id: place("hospital_id"),
            diagnosis: place("diagnosis"),
            takes_back: place("takes_back"),
            lines: place("lines"),
            line_fields: of_lines(kind, vocabulary),
            places,
        }
    }
}

/// Fields that are sums of lines of a bill.
fn of_lines(kind: RecordKind, vocabulary: &Vocabulary) -> Vec<&Field> {
    match kind {
        RecordKind::Bills => vocabulary.fields.iter().filter(|one| !one.is_column()).collect(),
        RecordKind::Members | RecordKind::Enrolments => Vec::new(),
    }
}

/// A column, and where it stands if the file has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub name: &'static str,
    pub at: Option<usize>,
}

/// An amount column of the file.
#[derive(Clone, Debug)]
pub(super) struct Amount {
    pub column: Column,
    pub name: &'static str,
    pub at: usize,
    /// Whether every row must have it.
    pub required: bool,
}

/// A column of one of a few words.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub slot: u8,
    pub name: String,
    pub at: Option<usize>,
    pub values: Vec<String>,
    /// What an empty one means, where it may be empty.
    pub default: Option<u8>,
}

impl Word {
    /// The facts of a few words that every scheme has.
    fn all(
        owner: Owner,
        vocabulary: &Vocabulary,
        at: impl Fn(&str) -> Option<usize>,
    ) -> impl Iterator<Item = Word> {
        let facts: Vec<(u8, Fact, Option<u8>)> = match owner {
            Owner::Bill => {
                (0..5).map(|slot| (slot, Fact::Bill(slot), Vocabulary::default_of(slot))).collect()
            }
            Owner::Member => (0..2).map(|slot| (slot, Fact::Member(slot), None)).collect(),
            Owner::Enrolment => Vec::new(),
        };
        facts.into_iter().map(move |(slot, fact, default)| {
            let name = vocabulary.fact_name(fact).to_owned();
            let FactValues::Words(values) = vocabulary.values(fact) else {
                unreachable!("these facts are words")
            };
            Word { slot, at: at(&name), name, values, default }
        })
    }
}
