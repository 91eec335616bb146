//! Choosing between alternatives: trials over the whole history, and what is said of those that are not taken.

use super::alternatives::{Found, Trial};
use super::observer::{AdjustmentReason, Observer, Silent};
use super::{Adjudicator, Context};
use crate::claim::{Bill, History};
use crate::money::Money;
use crate::scheme::{Benefit, Cover, Effect, Opens};

impl Adjudicator<'_> {
    /// Chooses between alternatives, group by group: each option is tried with earlier groups as
    /// chosen and benefits of later groups left out.
    pub(super) fn choose(&mut self, history: &History) {
        for (place, group) in self.book.groups.iter().enumerate() {
            let options = 0..group.benefits.len() as u8;
            let trials = options.map(|option| self.try_option(place as u8, option, history));
            let trials: Vec<Trial> = trials.collect();
            self.choices.take(group.take, &trials);
        }
    }

    /// Notes in which windows what was chosen is paid, which a trial does not say: there a limit that lasts longer was
    /// not used up by what was chosen in other windows. Where nothing is, tries the others once more, for their own
    /// reasons.
    #[cold]
    pub(super) fn explain_untaken<const STEPS: bool>(&mut self, history: &History) {
        if self.choices.may_pay_less() {
            self.choices.begin_payments();
            self.decide_all(history, &mut Silent);
            self.choices.end_payments();
        }
        let mut found = Found::default();
        for (group, option) in self.choices.to_explain() {
            self.choices.begin_untaken(group, option);
            let mut observer = self.choices.untried::<STEPS>((group, option), &mut found);
            self.decide_all(history, &mut observer);
            self.choices.end_trial();
        }
        self.choices.keep(found);
    }

    fn try_option(&mut self, group: u8, option: u8, history: &History) -> Trial {
        self.choices.begin_trial(group, option);
        self.decide_all(history, &mut Silent);
        self.choices.end_trial()
    }

    /// A benefit that is not the alternative taken: another is paid, or none is and each has its own reason. Returns
    /// what is charged to the bill all the same, since an appeal may grant it.
    pub(super) fn set_aside<O: Observer>(
        &mut self,
        context: Context,
        history: &History,
        observer: &mut O,
    ) -> Money {
        let Context { benefit, at, cover, bill, place, own, .. } = context;
        let nothing = Money::ZERO;
        self.measure(benefit, cover, bill, history);
        self.choices.note_trial(benefit, nothing, &self.state.memory, place);
        let own_reason = self.choices.own_reason(benefit, &self.state.memory, (place, own));
        let untaken = self.choices.why_untaken(benefit, &self.state.memory, place);
        if self.manual.amount(place, at).is_some() {
            // By hand it is paid: its own reason to pay nothing is no reason any more.
            let why = own_reason.map_or(untaken, |_| AdjustmentReason::default());
            return self.grant(context, why, history, observer);
        }
        let (why, steps) = own_reason.unwrap_or((untaken, &[]));
        if O::EXPLAINS {
            steps.iter().for_each(|step| observer.step(step.clone()));
        }
        observer.benefit(at, benefit, nothing, nothing, why);
        nothing
    }

    /// A bill counts for a threshold that opens from a bill on, even where another alternative is paid.
    fn measure(&mut self, benefit: &Benefit, cover: &Cover, bill: &Bill, history: &History) {
        let threshold = benefit.threshold.as_ref();
        let Some((slot, of)) = threshold.and_then(|threshold| match threshold.opens {
            Opens::Onwards(slot) => Some((slot, &threshold.of)),
            Opens::Every(_) | Opens::Alone => None,
        }) else {
            return;
        };
        let facts = self.state.facts(bill, history, cover, Money::ZERO);
        let measured = of.value(&facts, Effect::Pays);
        self.state.memory.add_exact(slot, measured);
    }
}
