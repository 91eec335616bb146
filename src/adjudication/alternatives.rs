//! Alternatives (择一给付): of several benefits only one is paid in a window. Each is tried over the whole history;
//! what is chosen is then decided as if there were no others.

use super::eligibility::Eligibility;
use super::observer::{AdjustmentReason, Observer, Step};
use crate::claim::Bill;
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
    /// Whether any option pays anything; where none does, each says why for itself.
    pays: bool,
}

/// How an option that is not taken would have been decided on one bill, where none pays anything.
#[derive(Clone, Debug)]
struct Untaken {
    /// The bill, by its place in the history.
    bill: usize,
    benefit: u8,
    outcome: AdjustmentReason,
    steps: Vec<Step>,
}

/// Collects how one option is decided in a trial, with its steps where they are asked for.
pub(super) struct Untried<'u, const STEPS: bool> {
    all: &'u mut Vec<Untaken>,
    benefit: u8,
    bill: usize,
    steps: Vec<Step>,
}

impl<const STEPS: bool> Observer for Untried<'_, STEPS> {
    const EXPLAINS: bool = STEPS;

    fn bill(&mut self, place: usize, _: &Bill, _: &Eligibility, _: Money) {
        self.bill = place;
    }

    fn step(&mut self, step: Step) {
        self.steps.push(step);
    }

    fn benefit(
        &mut self,
        _: usize,
        benefit: &Benefit,
        paid: Money,
        _: Money,
        outcome: AdjustmentReason,
    ) {
        let steps = std::mem::take(&mut self.steps);
        // What would be paid has no reason of its own.
        if benefit.number == self.benefit && paid == Money::ZERO {
            self.all.push(Untaken { bill: self.bill, benefit: self.benefit, outcome, steps });
        }
    }
}

/// A run of the second pass that tries one alternative.
#[derive(Clone, Debug)]
pub(super) struct Trial {
    group: u8,
    option: u8,
    /// Whether it is for the reasons of an option, once all is chosen: then only in windows in which nothing is paid.
    is_untaken: bool,
    /// What it pays, by instance of the group's window.
    pays: Vec<(i64, Money)>,
}

/// What trials found of options that are not taken.
#[derive(Default)]
pub(super) struct Found(Vec<Untaken>);

/// What is chosen among the alternatives of a book, and the trial at hand.
#[derive(Clone, Debug)]
pub(super) struct Choices<'b> {
    groups: &'b [Group],
    all: Vec<Choice>,
    trial: Option<Trial>,
    /// Whether it is being noted in which windows what was chosen is paid.
    notes_payments: bool,
    untaken: Vec<Untaken>,
}

impl<'b> Choices<'b> {
    /// Nothing is chosen yet.
    pub fn of(groups: &'b [Group]) -> Choices<'b> {
        let (all, untaken) = (Vec::new(), Vec::new());
        Choices { groups, all, trial: None, notes_payments: false, untaken }
    }

    /// Whether what was chosen may pay less than its trial did: it stood in every window there.
    pub fn may_pay_less(&self) -> bool {
        self.all.len() > 1 && self.all.iter().any(|choice| choice.pays)
    }

    /// Begins to note in which windows anything is paid.
    pub fn begin_payments(&mut self) {
        self.all.iter_mut().for_each(|choice| choice.pays = false);
        self.notes_payments = true;
    }

    /// All of it is noted.
    pub fn end_payments(&mut self) {
        self.notes_payments = false;
    }

    /// Notes what is paid by the rules in the window of the bill at hand, once all is chosen.
    #[inline]
    pub fn note_paid(&mut self, benefit: &Benefit, paid: Money, memory: &Memory, place: usize) {
        if let Some((group, _)) = benefit.alternative
            && self.notes_payments
            && paid > Money::ZERO
            && let Some(at) = self.chosen_at(group, memory, place)
        {
            self.all[at].pays = true;
        }
    }

    /// Where the choice stands that is made in the window of the bill at hand.
    fn chosen_at(&self, group: u8, memory: &Memory, place: usize) -> Option<usize> {
        let instance = instance(&self.groups[group as usize], memory, place);
        let is_of = |choice: &Choice| choice.group == group && choice.instance == instance;
        self.all.iter().rposition(is_of)
    }

    /// Why a benefit is not paid that is not taken on the bill at hand and has no reason of its own.
    pub fn why_untaken(
        &self,
        benefit: &Benefit,
        memory: &Memory,
        place: usize,
    ) -> AdjustmentReason {
        let choice = benefit
            .alternative
            .and_then(|(group, _)| self.all.get(self.chosen_at(group, memory, place)?));
        match choice.is_none_or(|choice| choice.pays) {
            true => AdjustmentReason::NOT_CHOSEN,
            false => AdjustmentReason::TAKEN_PAYS_NOTHING,
        }
    }

    /// Forgets what was chosen, for the next member.
    pub fn clear(&mut self) {
        self.all.clear();
        self.untaken.clear();
    }

    /// Options that are not taken in a window in which none pays anything: each group with its option.
    pub fn to_explain(&self) -> Vec<(u8, u8)> {
        let mut found = Vec::new();
        for choice in self.all.iter().filter(|choice| !choice.pays) {
            let options = 0..self.groups[choice.group as usize].benefits.len() as u8;
            let others = options.filter(|option| *option != choice.option);
            found.extend(others.map(|option| (choice.group, option)));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Observes a trial of an option for its reasons, into what was found of others.
    pub fn untried<'u, const STEPS: bool>(
        &self,
        (group, option): (u8, u8),
        found: &'u mut Found,
    ) -> Untried<'u, STEPS> {
        let benefit = self.groups[group as usize].benefits[option as usize];
        Untried { all: &mut found.0, benefit, bill: 0, steps: Vec::new() }
    }

    /// Keeps what trials found.
    pub fn keep(&mut self, found: Found) {
        self.untaken = found.0;
    }

    /// The own reason of a benefit that is not taken on the bill at hand, with its steps, where no option pays
    /// anything in the window; nothing where another is paid.
    pub fn own_reason(
        &self,
        benefit: &Benefit,
        memory: &Memory,
        (place, own): (usize, usize),
    ) -> Option<(AdjustmentReason, &[Step])> {
        let (group, _) = benefit.alternative?;
        let choice = self.all.get(self.chosen_at(group, memory, place)?);
        choice.filter(|choice| !choice.pays)?;
        let mut all = self.untaken.iter();
        let own = all.find(|one| one.bill == own && one.benefit == benefit.number);
        own.map(|own| (own.outcome, &*own.steps))
    }

    /// Begins to try one option of a group.
    pub fn begin_trial(&mut self, group: u8, option: u8) {
        self.trial = Some(Trial { group, option, is_untaken: false, pays: Vec::new() });
    }

    /// Begins to try an option in the windows in which nothing is paid, with all else as chosen.
    pub fn begin_untaken(&mut self, group: u8, option: u8) {
        self.trial = Some(Trial { group, option, is_untaken: true, pays: Vec::new() });
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
            let (chosen, pays) = (chosen.unwrap_or(&trials[0]), first.is_some());
            let Trial { group, option, .. } = *chosen;
            self.all.push(Choice { group, instance, option, pays });
        }
    }

    /// Whether a benefit is paid in the window of the bill at hand, if it is one of several
    /// alternatives.
    #[inline]
    pub fn is_chosen(&self, benefit: &Benefit, memory: &Memory, place: usize) -> bool {
        let Some((group, option)) = benefit.alternative else { return true };
        let untaken = self.trial.as_ref().filter(|trial| trial.is_untaken);
        match &self.trial {
            _ if untaken.is_some() => {}
            Some(trial) if trial.group == group => return trial.option == option,
            Some(trial) if trial.group < group => return false,
            _ => {}
        }
        let Some(at) = self.chosen_at(group, memory, place) else { return false };
        let choice = self.all[at];
        match untaken {
            Some(trial) if trial.group == group && !choice.pays => trial.option == option,
            _ => choice.option == option,
        }
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
