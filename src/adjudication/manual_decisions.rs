//! What was decided by hand (人工核定): which of a history's overrides apply, and to what.
//!
//! An override applies where its bill has an edition that has the benefit, and belongs to a period
//! of the benefit's plan; what the rules deny otherwise, an appeal may grant.

use super::eligibility::Eligibility;
use crate::claim::{History, Override};
use crate::money::Money;
use crate::scheme::Book;

/// The overrides of the history at hand. Most histories have none, and cost nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct ManualDecisions {
    /// Those that apply, in the order of bills; on one bill and benefit in the order given.
    applied: Vec<Applied>,
    /// Bills with one that does not apply, by place among all of the history, in order; once all is decided, by
    /// place among the member's own.
    idle: Vec<usize>,
}

#[derive(Clone, Copy, Debug)]
struct Applied {
    /// The bill, by its place among all of the history.
    place: usize,
    /// The benefit, by its place in the edition.
    at: usize,
    amount: Money,
}

impl ManualDecisions {
    /// Finds out which overrides of a history apply.
    #[inline]
    pub fn determine(&mut self, book: &Book, history: &History, eligibilities: &[Eligibility]) {
        self.applied.clear();
        self.idle.clear();
        if !history.overrides().is_empty() {
            self.determine_all(book, history, eligibilities);
        }
    }

    fn determine_all(&mut self, book: &Book, history: &History, eligibilities: &[Eligibility]) {
        let mut by_bill: Vec<&Override> = history.overrides().iter().collect();
        by_bill.sort_by_key(|given| given.bill); // Stable: of several, the last stays the last.
        for (place, (bill, eligibility)) in history.together().iter().zip(eligibilities).enumerate()
        {
            let from = by_bill.partition_point(|given| given.bill < bill.id);
            for given in by_bill[from..].iter().take_while(|given| given.bill == bill.id) {
                match benefit_under(book, eligibility, given.benefit) {
                    Some(at) => self.applied.push(Applied { place, at, amount: given.amount }),
                    None => self.idle.push(place),
                }
            }
        }
    }

    /// One bit for each benefit that is decided by hand on a bill, by its place in the edition.
    #[inline]
    pub fn on(&self, place: usize) -> u64 {
        if self.applied.is_empty() { 0 } else { self.bits(place) }
    }

    #[cold]
    fn bits(&self, place: usize) -> u64 {
        self.of_bill(place).fold(0, |bits, applied| bits | 1 << applied.at)
    }

    /// What one benefit was decided to pay on a bill.
    #[inline]
    pub fn amount(&self, place: usize, at: usize) -> Option<Money> {
        if self.applied.is_empty() { None } else { self.last(place, at) }
    }

    #[cold]
    fn last(&self, place: usize, at: usize) -> Option<Money> {
        self.of_bill(place).filter(|applied| applied.at == at).last().map(|applied| applied.amount)
    }

    fn of_bill(&self, place: usize) -> impl Iterator<Item = &Applied> {
        let from = self.applied.partition_point(|applied| applied.place < place);
        self.applied[from..].iter().take_while(move |applied| applied.place == place)
    }

    /// Leaves of what does not apply that of the member's own bills, by their places; `own` are those among all.
    pub fn keep_own(&mut self, own: &[usize]) {
        self.idle.retain_mut(|place| match own.binary_search(place) {
            Ok(at) => {
                *place = at;
                true
            }
            Err(_) => false,
        });
    }

    /// Whether one of the member's own bills has an override that does not apply, since there is no cover.
    pub fn is_idle_on(&self, place: usize) -> bool {
        self.idle.binary_search(&place).is_ok()
    }
}

/// The place of a benefit in the edition of a bill, if the bill belongs to a period of its plan.
fn benefit_under(book: &Book, eligibility: &Eligibility, number: u8) -> Option<usize> {
    let benefits = &eligibility.edition(book)?.benefits;
    let at = benefits.iter().position(|benefit| benefit.number == number)?;
    eligibility.period(benefits[at].plan).map(|_| at)
}
