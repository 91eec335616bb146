//! Headers: which columns one names, and what is wrong with it.

use std::collections::HashSet;

use super::{Field, FieldKind, HeaderFault, RecordKind, Vocabulary};
use crate::diagnostic::misspelt;

/// What a header names.
pub(crate) struct Header {
    /// Columns that must be there and are not.
    pub missing: Vec<String>,
    /// Columns that are there more than once.
    pub twice: Vec<String>,
    /// Columns that no rule asks for, in the order of the header.
    pub undeclared: Vec<String>,
    /// Whether any column is known.
    pub is_known: bool,
    /// Columns that there may be and are not.
    absent: Vec<String>,
}

impl Header {
    /// The header of a file, in which every column must be that an office sends.
    pub fn of_file(names: &[&str], kind: RecordKind, vocabulary: &Vocabulary) -> Header {
        let mut header = Header::of(names, kind.required(), kind, vocabulary);
        // Without it each member would silently be a household alone.
        let is_missing = vocabulary.asks_household
            && kind == RecordKind::Members
            && !names.contains(&"household_id");
        header.missing.extend(is_missing.then(|| "household_id".to_owned()));
        header
    }

    /// The header above rows of facts alone.
    pub fn of_rows(names: &[&str], kind: RecordKind, vocabulary: &Vocabulary) -> Header {
        Header::of(names, kind.needed(), kind, vocabulary)
    }

    fn of(names: &[&str], required: &[&str], kind: RecordKind, vocabulary: &Vocabulary) -> Header {
        let all = kind.columns_beside(names, vocabulary);
        let declared = kind.fields(vocabulary).filter(|field| is_required(field));
        let declared = declared.map(|field| field.name.as_str());
        let asked = kind.asked(vocabulary);
        Header::beside(names, required.iter().copied().chain(asked).chain(declared), &all)
    }

    /// A header, beside the columns that must be there and all that there may be.
    pub(crate) fn beside<'n>(
        names: &[&str],
        required: impl Iterator<Item = &'n str>,
        all: &[&str],
    ) -> Header {
        let missing = required.filter(|name| !names.contains(name));
        let missing = missing.map(str::to_owned).collect();
        let (known, undeclared): (Vec<&str>, Vec<&str>) =
            names.iter().partition(|name| all.contains(name));
        let absent = all.iter().filter(|name| !names.contains(name));
        Header {
            missing,
            twice: twice(&known),
            is_known: !known.is_empty(),
            absent: absent.map(|name| (*name).to_owned()).collect(),
            undeclared: undeclared.into_iter().map(str::to_owned).collect(),
        }
    }

    /// What is wrong with the header of a file. A column that looks like another is reported as one that no
    /// rule asks for: an office may have columns of its own.
    pub fn faults_of_file(self) -> Vec<HeaderFault> {
        let Header { missing, twice, .. } = self;
        let missing = (!missing.is_empty()).then_some(HeaderFault::Missing(missing));
        let twice = (!twice.is_empty()).then_some(HeaderFault::Twice(twice));
        missing.into_iter().chain(twice).collect()
    }

    /// What is wrong with the header of rows: also every column that looks like one that is not there, since
    /// a typing error in the name of an amount would leave the amount out.
    pub fn faults(mut self) -> Vec<HeaderFault> {
        let near = |column: &String| {
            let known = misspelt(column, self.absent.iter().map(String::as_str))?.to_owned();
            Some(HeaderFault::Misspelt { column: column.clone(), known })
        };
        let misspelt: Vec<HeaderFault> = self.undeclared.iter().filter_map(near).collect();
        let is_reported = |name: &String| {
            let is_it = |fault: &HeaderFault| matches!(fault, HeaderFault::Misspelt { known, .. } if known == name);
            misspelt.iter().any(is_it)
        };
        self.missing.retain(|name| !is_reported(name));
        misspelt.iter().cloned().chain(self.faults_of_file()).collect()
    }
}

/// The names that are there more than once, each once.
fn twice(names: &[&str]) -> Vec<String> {
    let (mut seen, mut again) = (HashSet::new(), HashSet::new());
    let twice = names.iter().filter(|name| !seen.insert(**name) && again.insert(**name));
    twice.map(|name| (*name).to_owned()).collect()
}

/// Whether every row must have the field, so that its column must be there.
fn is_required(field: &Field) -> bool {
    match &field.kind {
        FieldKind::Amount { default, may_be_empty, .. } => default.is_none() && !may_be_empty,
        FieldKind::Lines { .. } => false, // A bill has `lines` in its place.
        FieldKind::Count { default, .. } => default.is_none(),
        FieldKind::Word { default, .. } => default.is_none(),
        FieldKind::Date { default, .. } => default.is_none(),
    }
}
