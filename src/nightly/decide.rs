//! All bills of one member decided: under the rules of the night, or under those that the member goes on under.

use super::adjudicate::decide_under;
use super::at_hand::AtHand;
use super::error::NightError;
use super::grandfathered::Terms;
use super::load_known::{self, Whole};
use super::share::Share;
use super::tonight::Tonight;
use crate::adjudication::Adjudicator;
use crate::csv_cells::row;
use crate::intake::LoadedMember;
use crate::ledger::{Content, Decided};
use crate::manual_facts::{Facts, ManualFact};
use crate::money::Money;
use crate::output::write_decision;
use crate::scheme::Book;

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
                AtHand::list_openings(book, dossier, manual_facts, share)?;
                decide_under(book, &mut Adjudicator::new(book), dossier, manual_facts)
            })?;
            share.tally.add(&decided);
            let out = &mut share.decisions;
            after.iter().for_each(|one| write_decided(book, &content.member_id, one, out));
            return Ok(after);
        }
        let manual_facts =
            ManualFact::read(&content.manual_facts).expect("a ledger keeps whole facts");
        AtHand::list_openings(book, dossier, &manual_facts, share)?;
        let (decided, after) = decide_under(book, adjudicator, dossier, &manual_facts)?;
        share.tally.add(&decided);
        let out = &mut share.decisions;
        decided.iter().for_each(|decision| write_decision(book, dossier, decision, out));
        Ok(after)
    }

    /// Lists bills that an opening has, which are not decided, and openings that open nothing.
    fn list_openings(
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

/// Writes the row of decisions.csv of what is posted, be it under other rules than the night's: a
/// benefit that the night does not know has no column, and is in `payable`.
fn write_decided(book: &Book, member: &str, decided: &Decided, out: &mut Vec<u8>) {
    let show = |amount| book.vocabulary.currency.show(amount);
    let Decided { bill_id, plan, status, reasons, benefits, .. } = decided;
    let pays = |id: &String| {
        benefits.iter().find(|(own, _)| own == id).map_or(Money::ZERO, |(_, pays)| *pays)
    };
    let benefits: Vec<String> = book.benefits.iter().map(|id| show(pays(id))).collect();
    let payable = show(decided.payable());
    let head = [bill_id, member, plan, status, reasons, &payable];
    row(out, head.into_iter().chain(benefits.iter().map(String::as_str)));
}
