//! Why a file of FHIR resources is not read: each fault with the JSON pointer of its place.

use crate::words::{Sentence, data as words};

/// What is wrong with an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FhirFault {
    /// It may change what the claim means, and is not read.
    NotRead,
    /// It is missing.
    Needed,
    /// It refers to something of which the file does not say one number.
    Unresolved,
    /// There are several, of which one would have to be chosen.
    Several,
    /// It has another value than can be read.
    Other {
        /// The value.
        value: String,
        /// What can be read.
        known: String,
    },
    /// The amounts of the items do not come to the total.
    ItemsDiffer {
        /// The total.
        total: String,
        /// What the items come to.
        sum: String,
    },
}

impl FhirFault {
    /// What is wrong at a place of a file, and what to do.
    pub(super) fn sentence(&self, path: &str, pointer: &str) -> Sentence {
        match self {
            FhirFault::NotRead => words::fhir_not_read(path, pointer),
            FhirFault::Needed => words::fhir_needed(path, pointer),
            FhirFault::Unresolved => words::fhir_unresolved(path, pointer),
            FhirFault::Several => words::fhir_several(path, pointer),
            FhirFault::Other { value, known } => words::fhir_other(path, pointer, value, known),
            FhirFault::ItemsDiffer { total, sum } => {
                words::fhir_items_differ(path, pointer, total, sum)
            }
        }
    }
}
