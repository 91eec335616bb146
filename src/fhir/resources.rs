//! The parts of FHIR resources that are written here, with the names that FHIR gives them.

use serde::Serialize;

use super::decimal::Decimal;

#[derive(Clone, Debug, Serialize)]
pub(super) struct Coding {
    pub system: String,
    pub code: String,
}

#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct CodeableConcept {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub coding: Vec<Coding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Identifier {
    pub system: String,
    pub value: String,
}

/// A reference to a resource of the same export, to something known by its id alone, or to something that only has a
/// name.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Reference {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifier: Option<Identifier>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Money {
    pub value: Decimal,
    pub currency: String,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Period {
    pub start: String,
    pub end: String,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Adjudication {
    pub category: CodeableConcept,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<CodeableConcept>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Decimal>,
}

/// A benefit: a line that the payer adds, with its steps.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AddItem {
    pub product_or_service: CodeableConcept,
    pub adjudication: Vec<Adjudication>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Total {
    pub category: CodeableConcept,
    pub amount: Money,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Payment {
    #[serde(rename = "type")]
    pub kind: CodeableConcept,
    pub amount: Money,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Insurance {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence: Option<u32>,
    pub focal: bool,
    pub coverage: Reference,
}

/// What an ExplanationOfBenefit and a ClaimResponse have in common.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Answer {
    pub resource_type: &'static str,
    pub id: String,
    pub identifier: Vec<Identifier>,
    pub status: &'static str,
    #[serde(rename = "type")]
    pub kind: CodeableConcept,
    #[serde(rename = "use")]
    pub purpose: &'static str,
    pub patient: Reference,
    pub created: String,
    pub insurer: Reference,
    pub outcome: &'static str,
    pub disposition: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub insurance: Vec<Insurance>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub add_item: Vec<AddItem>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub adjudication: Vec<Adjudication>,
    pub total: Vec<Total>,
    pub payment: Payment,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ClaimResponse {
    #[serde(flatten)]
    pub answer: Answer,
    pub request: Reference,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExplanationOfBenefit {
    #[serde(flatten)]
    pub answer: Answer,
    pub billable_period: Period,
    pub provider: Reference,
    pub claim: Reference,
    pub claim_response: Reference,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Class {
    #[serde(rename = "type")]
    pub kind: CodeableConcept,
    pub value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Coverage {
    pub resource_type: &'static str,
    pub id: String,
    pub status: &'static str,
    pub beneficiary: Reference,
    pub payor: Vec<Reference>,
    pub class: Vec<Class>,
}
