//! Systems of codes: those of FHIR where they have the word, and ours.

use super::resources::{CodeableConcept, Coding, Identifier, Reference};

/// Where our own codes and ids are said to be; nothing is there, since `.invalid` never leads anywhere.
pub(super) const BASE: &str = "https://huzhu.invalid/fhir";
const TERMINOLOGY: &str = "http://terminology.hl7.org/CodeSystem";

/// A code of ours.
pub(super) fn own(of: &str, code: &str) -> Coding {
    Coding { system: format!("{BASE}/{of}"), code: code.to_owned() }
}

/// A code that FHIR has.
pub(super) fn standard(of: &str, code: &str) -> Coding {
    Coding { system: format!("{TERMINOLOGY}/{of}"), code: code.to_owned() }
}

/// What FHIR calls a step of a benefit, where it has a word for it.
pub(super) fn of_step(step: &str) -> Option<Coding> {
    let code = match step {
        "base" => "eligible",
        "deductible" => "deductible",
        _ => return None,
    };
    Some(standard("adjudication", code))
}

/// A concept of these codes alone.
pub(super) fn concept(coding: impl IntoIterator<Item = Coding>) -> CodeableConcept {
    CodeableConcept { coding: coding.into_iter().collect(), text: None }
}

/// The same as people say it.
pub(super) fn called(coding: impl IntoIterator<Item = Coding>, text: &str) -> CodeableConcept {
    CodeableConcept { text: Some(text.to_owned()), ..concept(coding) }
}

/// An id of ours.
pub(super) fn identifier(of: &str, value: &str) -> Identifier {
    Identifier { system: format!("{BASE}/{of}"), value: value.to_owned() }
}

/// A reference to what is known by its id alone.
pub(super) fn known_as(of: &str, value: &str) -> Reference {
    Reference { identifier: Some(identifier(of, value)), ..Reference::default() }
}

/// A reference to a resource of the export.
pub(super) fn resource(kind: &str, id: &str) -> Reference {
    Reference { reference: Some(format!("{kind}/{id}")), ..Reference::default() }
}

/// A reference to what only has a name.
pub(super) fn named(display: &str) -> Reference {
    Reference { display: Some(display.to_owned()), ..Reference::default() }
}
