//! Spells in hospital: from which stays the windows are found that begin anew after some days out of hospital.

use super::Adjudicator;
use crate::claim::{Bill, History, Opening};
use crate::date::Day;
use crate::scheme::{InHospital, Spell, Window};

impl Adjudicator<'_> {
    /// Finds the spells of a history, once it is known which bills are covered.
    #[cold]
    pub(super) fn find_spells(&mut self, history: &History) {
        let (all, accumulators) = (history.together(), self.book.accumulators());
        let covered = self.eligibilities.iter().map(|one| !one.is_denied());
        let bills: Vec<(&Bill, bool)> = all.iter().zip(covered).collect();
        let relatives = history.relatives().iter().map(|relative| relative.openings());
        let openings: Vec<(u8, &Opening)> = std::iter::once(history.openings())
            .chain(relatives)
            .zip(0u8..)
            .flat_map(|(openings, person)| openings.iter().map(move |one| (person, one)))
            .collect();
        self.state.memory.find_spells(|spell| {
            // What an old system had counted, it counted by a day in hospital.
            let counted = openings.iter().filter(move |(_, opening)| {
                accumulators[opening.accumulator as usize].window == Window::Spell(spell)
            });
            let counted = counted.map(|(person, opening)| InHospital::on(*person, opening.day));
            let stays = bills.iter().filter(move |(bill, covered)| spell.counts(bill, *covered));
            stays.map(|(bill, _)| InHospital::of(bill)).chain(counted)
        });
    }

    /// The first and the last day of the spell of a bill of the history last adjudicated; those of its stay where it is
    /// of none.
    #[cfg(feature = "office")]
    pub(crate) fn spell_days(&self, spell: Spell, bill: &Bill) -> Option<(Day, Day)> {
        let days = InHospital::of(bill);
        Some(self.state.memory.spell_days(spell, days).unwrap_or((days.first, days.last)))
    }
}
