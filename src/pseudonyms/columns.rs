//! What becomes of each column.

use super::ordered::{IdKind, Pseudonymiser};
use crate::claim::Vocabulary;

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
    /// What stands in the place of a cell.
    pub fn of(self, cell: &str, pseudonyms: &mut Pseudonymiser, vocabulary: &Vocabulary) -> String {
        match self {
            Treatment::Person => {
                pseudonyms.of_id(IdKind::Person, &vocabulary.member_ids().fold(cell))
            }
            Treatment::Id(kind) => pseudonyms.of_id(kind, cell),
            Treatment::Path => pseudonyms.of_path(cell),
            Treatment::Diagnosis => vocabulary.codes_of(cell),
            // A row that takes something back may have anything in the cells that do not count.
            Treatment::Stays if may_be_id(cell) => String::new(),
            Treatment::Stays => cell.to_owned(),
        }
    }
}

/// Digits one behind the other that no amount and no day has.
const DIGITS_OF_AN_ID: usize = 15;

fn may_be_id(cell: &str) -> bool {
    cell.split(|letter: char| !letter.is_numeric())
        .any(|digits| digits.chars().count() >= DIGITS_OF_AN_ID)
}
