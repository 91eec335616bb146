//! All bills of one member decided under one rule book, as a ledger keeps them.

use super::error::NightError;
use crate::adjudication::{Adjudicator, Decision, decisions};
use crate::batch::in_order_of_rows;
use crate::explanation::{Explanation, explain};
use crate::intake::LoadedMember;
use crate::ledger::Decided;
use crate::manual_facts::{Facts, ManualFact};
use crate::output::write_reasons;
use crate::scheme::Book;

/// What is decided on all bills of a member, in the order of rows, with the manual facts of the member.
///
/// # Errors
///
/// When the rules do not know what a manual fact names.
pub(crate) fn decide_under(
    book: &Book,
    adjudicator: &mut Adjudicator,
    dossier: &mut LoadedMember,
    manual_facts: &[ManualFact],
) -> Result<(Vec<Decision>, Vec<Decided>), NightError> {
    let facts = Facts::of(book, dossier, manual_facts)?;
    facts.leave_out_settled(dossier);
    let mut decided = decisions(adjudicator, &facts.household(dossier).history());
    in_order_of_rows(book, dossier, &mut decided);
    let rows = decided.iter().map(|one| posted(book, adjudicator, dossier, one)).collect();
    Ok((decided, rows))
}

/// The same with an explanation of each bill.
///
/// # Errors
///
/// When the rules do not know what a manual fact names.
pub(super) fn explain_under(
    book: &Book,
    dossier: &mut LoadedMember,
    manual_facts: &[ManualFact],
) -> Result<(Vec<Explanation>, Vec<Decided>), NightError> {
    let facts = Facts::of(book, dossier, manual_facts)?;
    facts.leave_out_settled(dossier);
    let mut adjudicator = Adjudicator::new(book);
    let all = explain(&mut adjudicator, &facts.household(dossier).history());
    let mut decided: Vec<Decision> = all.iter().flat_map(|one| one.decisions.clone()).collect();
    in_order_of_rows(book, dossier, &mut decided);
    let rows = decided.iter().map(|one| posted(book, &adjudicator, dossier, one)).collect();
    Ok((all, rows))
}

/// A decision as a ledger keeps it.
fn posted(
    book: &Book,
    adjudicator: &Adjudicator,
    dossier: &LoadedMember,
    decision: &Decision,
) -> Decided {
    let bill = &dossier.bills[decision.bill];
    let plan = decision.plan.map(|plan| book.vocabulary.plans[plan as usize].clone());
    let edition = adjudicator.eligibilities()[decision.bill].edition(book);
    let mut reasons = Vec::new();
    write_reasons(book, decision, &mut reasons);
    let paid = decision.benefits.iter().filter(|(_, paid)| paid.minor() != 0);
    Decided {
        bill_id: dossier.bill_id(bill).to_owned(),
        plan: plan.unwrap_or_default(),
        status: decision.status.code().to_owned(),
        reasons: String::from_utf8(reasons).expect("codes are ASCII"),
        settled_on: bill.settled_on,
        edition: edition.map_or(String::new(), |edition| edition.id.clone()),
        benefits: paid
            .map(|(benefit, paid)| (book.benefits[*benefit as usize].clone(), *paid))
            .collect(),
    }
}
