//! What chose the values that a formula looked at on one bill: the facts of tables, and the amounts of steps.

use super::tree::{Choice, Chosen, Formula, How, Quotient, Source};
use crate::claim::Fact;
use crate::money::Exact;
use crate::scheme::language::facts::{Effect, Facts};

/// What a value was chosen by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chooser {
    /// A fact, with what it was: a number, or the place of a word among its values.
    Fact(Fact, i64),
    /// An amount, which lies in a step.
    Amount(Exact),
}

/// What values were chosen by, each once, in the order in which they are looked at.
pub(crate) type Choosers = Vec<Chooser>;

fn note(chooser: Chooser, found: &mut Choosers) {
    if !found.contains(&chooser) {
        found.push(chooser);
    }
}

impl Formula {
    /// Notes what chose its values on the bill at hand; of several formulas that a table holds, those of the one that
    /// it chose.
    pub(crate) fn chosen_by(&self, facts: &Facts, found: &mut Choosers) {
        for (_, source) in &self.others {
            source.chosen_by(facts, found);
        }
        for choice in &self.choices {
            choice.chosen_by(facts, found);
        }
    }
}

impl Source {
    fn chosen_by(&self, facts: &Facts, found: &mut Choosers) {
        match self {
            Source::Schedule(schedule) => schedule.chosen_by(facts, found),
            Source::Quotient(quotient) => {
                let Quotient { of, by, one: _, rounding: _ } = &**quotient;
                of.chosen_by(facts, found);
                by.chosen_by(facts, found);
            }
            Source::Left | Source::Paid { .. } | Source::Total { .. } => {}
        }
    }
}

impl Choice {
    fn chosen_by(&self, facts: &Facts, found: &mut Choosers) {
        let Choice { how, among } = self;
        match how {
            How::Chosen(place) => {
                place.chosen_by(facts, found);
                let chosen = among.get(place.value(facts) as usize);
                chosen.into_iter().for_each(|formula| formula.chosen_by(facts, found));
                return;
            }
            // Numbers of the bill itself are among the amounts that a benefit asks for.
            How::Times(number) if !matches!(number.fact, Fact::Nights | Fact::Count(_)) => {
                let counted = facts.number(number.fact, number.ordinal);
                note(Chooser::Fact(number.fact, counted), found);
            }
            How::Times(_) | How::Greatest | How::Least => {}
        }
        among.iter().for_each(|formula| formula.chosen_by(facts, found));
    }
}

impl<T: Copy> Chosen<T> {
    /// Notes what chose the value on the bill at hand.
    pub(crate) fn chosen_by(&self, facts: &Facts, found: &mut Choosers) {
        match self {
            Chosen::Always(_) => {}
            Chosen::By(schedule) => {
                for axis in schedule.axes() {
                    let number = facts.number(axis.fact, axis.ordinal);
                    note(Chooser::Fact(axis.fact, number), found);
                }
            }
            Chosen::ByAmount(steps) => {
                note(Chooser::Amount(steps.of.value(facts, Effect::Pays)), found);
                steps.of.chosen_by(facts, found);
            }
        }
    }
}
