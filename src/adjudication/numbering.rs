//! Numbers of stays, and of months in which a benefit is paid.

use super::Adjudicator;
use crate::money::Money;
use crate::scheme::{Benefit, Counts, Edition, Ordinal, Slot};

impl Adjudicator<'_> {
    /// Numbers the stay at hand where all stays count, whatever benefit covers them.
    #[inline]
    pub(super) fn number_in_all(&mut self, edition: &Edition) {
        edition.all_stays.iter().for_each(|&ordinal| self.number_stay(ordinal));
    }

    /// Gives the stay or the month at hand the numbers that a benefit asks for.
    #[inline]
    pub(super) fn number(&mut self, benefit: &Benefit) {
        for &ordinal in &benefit.ordinals {
            match ordinal.counts {
                Counts::CoveredStays => self.number_stay(ordinal),
                Counts::AllStays => {}
                Counts::PaidMonths { once } => self.number_month(ordinal, once),
            }
        }
    }

    /// Counts the month at hand, once, where a benefit that asks for it is paid.
    #[inline]
    pub(super) fn count_month(&mut self, benefit: &Benefit, paid: Money) {
        for ordinal in &benefit.ordinals {
            if let Counts::PaidMonths { once } = ordinal.counts
                && paid > Money::ZERO
                && self.state.memory.count(once) == 0
            {
                self.state.memory.add_count(once, 1);
                self.state.memory.add_count(ordinal.count, 1);
            }
        }
    }

    /// Gives the stay at hand its number in the window, if it has none yet.
    #[inline]
    fn number_stay(&mut self, ordinal: Ordinal) {
        let memory = &mut self.state.memory;
        if memory.count(ordinal.number) == 0 {
            memory.add_count(ordinal.count, 1);
            let number = memory.count(ordinal.count);
            memory.add_count(ordinal.number, number);
        }
    }

    /// The month at hand comes behind the months before it that were paid, be it paid or not.
    fn number_month(&mut self, ordinal: Ordinal, once: Slot) {
        let memory = &mut self.state.memory;
        let itself = i64::from(memory.count(once) == 0);
        let number = memory.count(ordinal.count) + itself;
        let before = memory.count(ordinal.number);
        memory.add_count(ordinal.number, number - before);
    }
}
