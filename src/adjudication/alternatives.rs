//! Alternatives (择一给付): of several benefits only one is paid in a window. Each is tried over the whole history;
//! what is chosen is then decided as if there were no others.

use crate::money::Money;
use crate::scheme::{Benefit, Group, Memory, Take};

/// Which alternative is paid in one window.
#[derive(Clone, Copy, Debug)]
struct Choice {
    /// The group of alternatives, by place in the book.
    group: u8,
    /// Which instance of the group's window.
    instance: i64,
    option: u8,
}

/// A run of the second pass that tries one alternative.
#[derive(Clone, Debug)]
pub(super) struct Trial {
    group: u8,
    option: u8,
    /// What it pays, by instance of the group's window.
    pays: Vec<(i64, Money)>,
}

/// What is chosen among the alternatives of a book, and the trial at hand.
#[derive(Clone, Debug)]
pub(super) struct Choices<'b> {
    groups: &'b [Group],
    all: Vec<Choice>,
    trial: Option<Trial>,
}

impl<'b> Choices<'b> {
    /// Nothing is chosen yet.
    pub fn of(groups: &'b [Group]) -> Choices<'b> {
        Choices { groups, all: Vec::new(), trial: None }
    }

    /// Forgets what was chosen, for the next member.
    pub fn clear(&mut self) {
        self.all.clear();
    }

    /// Begins to try one option of a group.
    pub fn begin_trial(&mut self, group: u8, option: u8) {
        self.trial = Some(Trial { group, option, pays: Vec::new() });
    }

    /// What was tried.
    pub fn end_trial(&mut self) -> Trial {
        self.trial.take().expect("a trial runs to its end")
    }

    /// Takes for each window the option that pays most, or the first that pays anything.
    pub fn take(&mut self, take: Take, trials: &[Trial]) {
        // Every trial meets the same windows in the same order, since what is eligible does not
        // depend on what is chosen.
        for (at, &(instance, _)) in trials[0].pays.iter().enumerate() {
            let pays = |trial: &Trial| trial.pays[at].1;
            let first = trials.iter().find(|trial| pays(trial) > Money::ZERO);
            let most = trials.iter().map(pays).max();
            let chosen = match take {
                Take::FirstListed => first,
                Take::Larger => trials.iter().find(|trial| Some(pays(trial)) == most),
            };
            let chosen = chosen.unwrap_or(&trials[0]);
            self.all.push(Choice { group: chosen.group, instance, option: chosen.option });
        }
    }

    /// Whether a benefit is paid in the window of the bill at hand, if it is one of several
    /// alternatives.
    #[inline]
    pub fn is_chosen(&self, benefit: &Benefit, memory: &Memory, place: usize) -> bool {
        let Some((group, option)) = benefit.alternative else { return true };
        match &self.trial {
            Some(trial) if trial.group == group => return trial.option == option,
            Some(trial) if trial.group < group => return false,
            _ => {}
        }
        let instance = instance(&self.groups[group as usize], memory, place);
        let choice = |c: &&Choice| c.group == group && c.instance == instance;
        self.all.iter().rev().find(choice).is_some_and(|choice| choice.option == option)
    }

    /// In a trial, adds what the option pays by the rules in the window of the bill at hand, also where an edition
    /// does not make it choose. Every option notes the windows of every bill that any option is
    /// eligible for, so that trials can be compared.
    #[inline]
    pub fn note_trial(&mut self, benefit: &Benefit, paid: Money, memory: &Memory, place: usize) {
        let Some(trial) = &self.trial else { return };
        let group = &self.groups[trial.group as usize];
        let option = group.benefits.iter().position(|number| *number == benefit.number);
        let Some(option) = option else { return };
        let paid = if option == trial.option as usize { paid } else { Money::ZERO };
        let instance = instance(group, memory, place);
        let trial = self.trial.as_mut().expect("looked at above");
        match trial.pays.iter_mut().rev().find(|(known, _)| *known == instance) {
            Some((_, sum)) => *sum += paid,
            None => trial.pays.push((instance, paid)),
        }
    }
}

/// Which instance of a group's window the bill at hand is in.
fn instance(group: &Group, memory: &Memory, place: usize) -> i64 {
    group.slot.map_or(place as i64, |slot| memory.instance_of(slot))
}
