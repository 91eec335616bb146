//! All bills of one member decided: under the rules of the night, or under those that the member goes on under.

use super::error::NightError;
use super::grandfathered::Terms;
use super::load_known::{self, Whole};
use super::manual_facts::Facts;
use super::member::AtHand;
use super::outputs::write_decided;
use super::post::Share;
use super::tonight::Tonight;
use crate::adjudication::{Adjudicator, Decision, decisions};
use crate::batch::in_order_of_rows;
use crate::intake::LoadedMember;
use crate::ledger::{Content, Decided, ManualFact};
use crate::output::{row, write_decision, write_reasons};
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
    let mut decided = decisions(adjudicator, &facts.history(dossier));
    in_order_of_rows(book, dossier, &mut decided);
    let rows = decided.iter().map(|one| posted(book, adjudicator, dossier, one)).collect();
    Ok((decided, rows))
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

impl AtHand<'_> {
    /// The terms that the member goes on under; nothing where those of the night are.
    pub(super) fn own_terms(
        &self,
        main: &str,
        manual_facts: &str,
    ) -> Result<Option<&Terms>, NightError> {
        let Tonight { own, known, same, .. } = self.tonight;
        match own.of(main) {
            Some(own) => Ok(Some(own.terms(&Whole::of(known, same, main, manual_facts))?)),
            None => Ok(None),
        }
    }

    /// Decides all bills of the member, under own terms or those of the night, and writes the rows.
    pub(super) fn decisions(
        &self,
        own: Option<&Terms>,
        content: &Content,
        adjudicator: &mut Adjudicator,
        dossier: &mut LoadedMember,
        share: &mut Share,
    ) -> Result<Vec<Decided>, NightError> {
        let (book, Tonight { arrived, known, same, .. }) = (self.night.book, self.tonight);
        if let Some(terms) = own {
            let Content { member_id, person, periods, bills, manual_facts, .. } = content;
            let rows = [person, periods, bills].map(String::clone);
            let whole = Whole::of(known, same, member_id, manual_facts);
            let whole = whole.with(load_known::columns_of(arrived), rows);
            let (decided, after) = terms.with(&whole, |book, dossier, manual_facts| {
                AtHand::tell_openings(book, dossier, manual_facts, share)?;
                decide_under(book, &mut Adjudicator::new(book), dossier, manual_facts)
            })?;
            share.tally.add(&decided);
            let out = &mut share.decisions;
            after.iter().for_each(|one| write_decided(book, &content.member_id, one, out));
            return Ok(after);
        }
        let manual_facts =
            ManualFact::read(&content.manual_facts).expect("a ledger keeps whole facts");
        AtHand::tell_openings(book, dossier, &manual_facts, share)?;
        let (decided, after) = decide_under(book, adjudicator, dossier, &manual_facts)?;
        share.tally.add(&decided);
        let out = &mut share.decisions;
        decided.iter().for_each(|decision| write_decision(book, dossier, decision, out));
        Ok(after)
    }

    /// Tells of bills that an opening has, which are not decided, and of openings that open nothing.
    fn tell_openings(
        book: &Book,
        dossier: &mut LoadedMember,
        manual_facts: &[ManualFact],
        share: &mut Share,
    ) -> Result<(), NightError> {
        let facts = Facts::of(book, dossier, manual_facts)?;
        for opening in facts.idle(book, &dossier.enrolments) {
            let name = &book.accumulators()[opening.accumulator as usize].name;
            let day = opening.day.to_string();
            row(&mut share.openings, [dossier.id, "opens_nothing", "", name, &day]);
            share.tally.openings_idle += 1;
        }
        for bill in facts.leave_out_settled(dossier) {
            let (id, day) = (dossier.bill_id(&bill), bill.settled_on.to_string());
            row(&mut share.openings, [dossier.id, "settled_elsewhere", id, "", &day]);
            share.tally.settled_elsewhere += 1;
        }
        Ok(())
    }
}
