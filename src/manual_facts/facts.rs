//! Manual facts of a member, as facts of its history.

use super::error::FactError;
use super::{ManualFact, disallowed};
use crate::claim::{
    Bill, Disallowance, Enrolment, History, Household, Opening, Override, Relative, disallow,
};
use crate::date::Day;
use crate::intake::LoadedMember;
use crate::scheme::Book;

/// Manual facts, as a history takes them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// What an older system had counted.
    pub openings: Vec<Opening>,
    /// What was decided by hand.
    pub overrides: Vec<Override>,
    /// What was disallowed of bills.
    pub disallowances: Vec<Disallowance>,
    /// The bills as adjusted; none where nothing was disallowed.
    adjusted: Vec<Bill>,
    /// Bills settled by this day are in the openings, and are not decided again.
    pub cut_over: Option<Day>,
}

impl Facts {
    /// Whether there are none, as of nearly all members.
    pub fn is_empty(&self) -> bool {
        self.openings.is_empty() && self.overrides.is_empty() && self.disallowances.is_empty()
    }

    /// The manual facts of the member of a dossier.
    ///
    /// # Errors
    ///
    /// When the rules know no such benefit or accumulator: they have to keep what a fact names.
    pub fn of(
        book: &Book,
        dossier: &LoadedMember,
        manual_facts: &[ManualFact],
    ) -> Result<Facts, FactError> {
        let mut facts = Facts::default();
        let bill = |id: &str| dossier.bills.iter().find(|bill| dossier.bill_id(bill) == id);
        for fact in in_force(manual_facts) {
            match fact {
                ManualFact::Override { bill_id, benefit, amount } => {
                    let number = benefit_number(book, benefit)?;
                    // One that was taken back has nothing to decide.
                    facts.overrides.extend(bill(bill_id).map(|bill| Override {
                        bill: bill.id,
                        benefit: number,
                        amount: *amount,
                    }));
                }
                ManualFact::Opening { accumulator, day, value, cut_over } => {
                    let day = *day;
                    let place = accumulator_place(book, accumulator, day)?;
                    facts.openings.push(Opening { accumulator: place, day, value: *value });
                    facts.cut_over = facts.cut_over.max(Some(*cut_over));
                }
                ManualFact::Disallow { .. }
                | ManualFact::Allow { .. }
                | ManualFact::SamePerson { .. }
                | ManualFact::Rules { .. } => {}
            }
        }
        for one in disallowed(manual_facts) {
            let found = bill(one.bill_id).map(|bill| bill.id);
            let new = |bill| Disallowance::new(bill, one.column, one.amount);
            facts.disallowances.extend(found.and_then(|bill| new(bill).ok()));
        }
        facts.adjust(dossier);
        Ok(facts)
    }

    /// Moves what was disallowed: on a copy of the bills, which nearly no member needs.
    fn adjust(&mut self, dossier: &LoadedMember) {
        if !self.disallowances.is_empty() {
            let stays = |bill: &&Bill| self.cut_over.is_none_or(|day| bill.settled_on > day);
            self.adjusted = dossier.bills.iter().filter(stays).copied().collect();
            disallow(&mut self.adjusted, &mut self.disallowances);
        }
    }

    /// What a member's bills are decided on, with manual facts and with relatives where rules ask for households;
    /// bills that are in the openings were [left out](Facts::leave_out_settled) before.
    pub fn household<'f>(&'f self, dossier: &'f LoadedMember) -> Household<'f> {
        dossier.household_of(self.history(dossier))
    }

    /// The facts of a relative of another member, as they are known and with manual facts.
    ///
    /// # Errors
    ///
    /// As of [`Facts::of`].
    pub fn relative(
        book: &Book,
        mut dossier: LoadedMember,
        manual_facts: &[ManualFact],
    ) -> Result<Relative, FactError> {
        let facts = Facts::of(book, &dossier, manual_facts)?;
        facts.leave_out_settled(&mut dossier);
        Ok(dossier.relative(&facts.history(&dossier)))
    }

    /// The same without relatives.
    fn history<'f>(&'f self, dossier: &'f LoadedMember) -> History<'f> {
        let history = dossier.history();
        let history = history.with_openings(&self.openings).with_overrides(&self.overrides);
        match self.disallowances.is_empty() {
            true => history,
            false => history.with_disallowed(&self.adjusted, &self.disallowances),
        }
    }

    /// Takes the bills that are in the openings out of a dossier: counted again, they would count twice.
    pub fn leave_out_settled(&self, dossier: &mut LoadedMember) -> Vec<Bill> {
        let Some(day) = self.cut_over else { return Vec::new() };
        dossier.bills.extract_if(.., |bill| bill.settled_on <= day).collect()
    }

    /// The openings whose day lies in no enrolment period: they open nothing.
    pub fn idle<'f>(
        &'f self,
        book: &'f Book,
        enrolments: &'f [Enrolment],
    ) -> impl Iterator<Item = &'f Opening> {
        let in_none = move |opening: &&Opening| {
            let accumulator = book.accumulators().get(opening.accumulator as usize);
            let accumulator = accumulator.expect("an opening is of an accumulator of its book");
            accumulator.window_of(opening.day, enrolments).is_none()
        };
        self.openings.iter().filter(in_none)
    }
}

/// Manual facts in force: a later opening of the same accumulator and day replaces an earlier one.
pub(crate) fn in_force(manual_facts: &[ManualFact]) -> impl Iterator<Item = &ManualFact> {
    let of = |fact: &ManualFact| match fact {
        ManualFact::Opening { accumulator, day, .. } => Some((accumulator.clone(), *day)),
        _ => None,
    };
    let was_replaced = move |at: usize, one: &ManualFact| {
        of(one).is_some_and(|this| {
            let mut later = manual_facts.iter().skip(at + 1);
            later.any(|other| of(other).as_ref() == Some(&this))
        })
    };
    manual_facts
        .iter()
        .enumerate()
        .filter(move |(at, one)| !was_replaced(*at, one))
        .map(|(_, one)| one)
}

/// A benefit by its place in the book.
///
/// # Errors
///
/// When there is none of this id.
pub fn benefit_number(book: &Book, benefit: &str) -> Result<u8, FactError> {
    let place = book.benefits.iter().position(|id| id == benefit);
    let known = || book.benefits.clone();
    let no_benefit = || FactError::NoBenefit { benefit: benefit.to_owned(), known: known() };
    place.map(|place| place as u8).ok_or_else(no_benefit)
}

/// An accumulator by its place in the book.
///
/// # Errors
///
/// When there is none of this name.
pub fn accumulator_place(book: &Book, name: &str, day: Day) -> Result<u16, FactError> {
    let known = || book.accumulators().iter().map(|one| one.name.clone()).collect();
    let no_accumulator =
        |_| FactError::NoAccumulator { accumulator: name.to_owned(), known: known() };
    book.accumulator(name, day).map(|place| place as u16).map_err(no_accumulator)
}
