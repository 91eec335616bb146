//! Households: relatives are decided with the member, in the order of all bills, and are not observed.

use super::Adjudicator;
use super::eligibility::Eligibility;
use super::observer::Silent;
use crate::claim::{Bill, Enrolment, History, Opening};
use crate::scheme::{Calendar, Limit, Memory, Window};

impl Adjudicator<'_> {
    /// What all members used of a limit of the household that a bill is of, in the window of the bill, in the history
    /// last adjudicated: minor units, days or times. Nothing of a limit that is the member's own.
    pub(crate) fn used_by_household(
        &self,
        limit: &Limit,
        bill: &Bill,
        history: &History,
    ) -> Option<i64> {
        self.state.memory.used_by_household(limit.slot?, bill, history)
    }

    /// Decides a bill of a relative in its turn: what it uses up counts, and no observer sees it.
    #[cold]
    #[inline(never)]
    pub(super) fn decide_of_relative(
        &mut self,
        place: usize,
        eligibility: &Eligibility,
        history: &History,
    ) {
        self.decide_bill((place, place), eligibility, history, &mut Silent);
    }

    /// Leaves what callers ask of bills by place for the member's own bills alone.
    #[cold]
    pub(super) fn keep_own(&mut self, history: &History) {
        let bills = history.together().iter().enumerate();
        let own: Vec<usize> =
            bills.filter(|(_, bill)| bill.person() == 0).map(|(place, _)| place).collect();
        for (to, &from) in own.iter().enumerate() {
            self.eligibilities[to] = self.eligibilities[from];
        }
        self.eligibilities.truncate(own.len());
        self.manual.keep_own(&own);
    }

    /// Begins accumulators with what an old system had counted, and calendars for each person.
    #[cold]
    pub(super) fn begin(&mut self, history: &History) {
        let relatives = history.relatives();
        let calendars = self.book.benefits.len() * (1 + relatives.len());
        if self.calendars.len() < calendars {
            self.calendars.resize(calendars, Calendar::default());
        }
        self.open(history, 0, history.openings(), history.enrolments());
        for (person, relative) in relatives.iter().enumerate() {
            self.open(history, person as u8 + 1, relative.openings(), relative.enrolments());
        }
    }

    /// Begins accumulators with what an old system had counted of one person.
    fn open(
        &mut self,
        history: &History,
        person: u8,
        openings: &[Opening],
        enrolments: &[Enrolment],
    ) {
        let accumulators = self.book.accumulators();
        for opening in openings {
            let accumulator = &accumulators[opening.accumulator as usize];
            let window = match accumulator.window {
                Window::Spell(spell) => self.state.memory.spell_on(spell, person, opening.day),
                _ => accumulator.window_of(opening.day, enrolments),
            };
            if let Some(window) = window {
                let whose = Memory::whose(accumulator.window, history, person, opening.day);
                let value = accumulator.kept(opening);
                self.state.memory.seed(accumulator.slot, whose + window, value);
            }
        }
    }
}
