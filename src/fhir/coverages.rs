//! The plans that members hold: a Coverage for each.

use super::codes::{concept, known_as, named, standard};
use super::decided::{DecidedOnBill, Decision};
use super::naming::resource_id;
use super::resources::{Class, Coverage};

/// The Coverage under which a decision was made; nothing where there was none.
pub(super) fn coverage(
    bill: &DecidedOnBill,
    decision: &Decision,
    person: &str,
) -> Option<Coverage> {
    let plan = decision.plan.as_ref()?;
    Some(Coverage {
        resource_type: "Coverage",
        id: resource_id(&[person, plan]),
        status: "active",
        beneficiary: known_as("person", person),
        payor: vec![named(&bill.scheme)],
        class: vec![Class {
            kind: concept([standard("coverage-class", "plan")]),
            value: plan.clone(),
            name: decision.title.as_ref().map(|title| title.text()),
        }],
    })
}
