//! What becomes of each column.

use super::ordered::{IdKind, Pseudonymiser};
use crate::claim::Vocabulary;
use crate::date::Day;

/// What becomes of the cells of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Treatment {
    /// The id of a member, one however it is written.
    Person,
    /// Another id.
    Id(IdKind),
    /// The path of a unit.
    Path,
    /// The codes in a diagnosis; the words beside them go.
    Diagnosis,
    /// Days, amounts, words and numbers stay: rules compute with them.
    Stays,
    /// What was not read goes: it may be anything.
    Goes,
}

/// What becomes of a column; nothing where it is left out.
pub(super) fn treatment(column: &str) -> Option<Treatment> {
    Some(match column {
        "name" => return None,
        "member_id" => Treatment::Person,
        "household_id" => Treatment::Id(IdKind::Person),
        "bill_id" | "takes_back" | "stay_id" => Treatment::Id(IdKind::Bill),
        "hospital_id" => Treatment::Id(IdKind::Hospital),
        "org_code" => Treatment::Path,
        "diagnosis" => Treatment::Diagnosis,
        _ => Treatment::Stays,
    })
}

impl Treatment {
    /// The same in a row that is not read as a whole: beside ids only that counts by which it is known which row holds.
    pub fn of_unread(self, column: &str, cell: &str) -> Treatment {
        let counts = match column {
            "valid_from" | "admission" => Day::parse(cell).is_some(),
            "status" => ["void", "final"].contains(&cell),
            "revision" => cell.parse::<u32>().is_ok(),
            _ => false,
        };
        match self {
            Treatment::Stays if counts => Treatment::Stays,
            Treatment::Stays | Treatment::Diagnosis => Treatment::Goes,
            id => id,
        }
    }

    /// What stands in the place of a cell.
    pub fn of(self, cell: &str, pseudonyms: &mut Pseudonymiser, vocabulary: &Vocabulary) -> String {
        match self {
            Treatment::Person => {
                pseudonyms.of_id(IdKind::Person, &vocabulary.member_ids().fold(cell))
            }
            Treatment::Id(kind) => pseudonyms.of_id(kind, cell),
            Treatment::Path => pseudonyms.of_path(cell),
            Treatment::Diagnosis => vocabulary.codes_of(cell),
            Treatment::Stays => cell.to_owned(),
            Treatment::Goes => String::new(),
        }
    }
}
