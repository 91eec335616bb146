//! Keys that are right and can have no effect: no decision depends on them, whatever the bill.

use super::edition::Edition;
use super::language::facts::DaysCovered;
use super::plan::Plan;
use super::provision::age::Older;
use super::provision::conditions::Test;
use super::provision::waiting::Waiting;
use crate::claim::{Fact, Vocabulary};

/// A key on which no decision depends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct IdleKey {
    /// The list of tables that it is in: `plan`, `benefit` or `unmodelled`.
    pub part: &'static str,
    /// The id of the table, or its place where such tables have none.
    pub id: String,
    /// Which key, and why.
    pub idle: Idle,
}

/// Which key has no effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Idle {
    /// Nothing of the plan asks whether a period is a renewal.
    RenewalGap,
    /// No rule of the plan asks for the number of the day of cover.
    DaysCovered,
    /// Each benefit of the plan has a waiting period of its own.
    Waiting,
    /// Nobody waits a day, with it or without it.
    NoDays,
    /// Every bill of the plan goes by the day of the diagnosis.
    RunOff,
    /// The fact of this name may be anything.
    When(String),
}

impl Edition {
    /// The keys of plans, benefits and clauses on which no decision depends, in the order of the file.
    pub(crate) fn idle_keys(&self, vocabulary: &Vocabulary) -> Vec<IdleKey> {
        let mut found = Vec::new();
        for plan in &self.plans {
            let idle = self.idle_of_plan(plan).into_iter().chain(idle_conditions(
                plan.holder.iter().flat_map(|holder| holder.tests()),
                vocabulary,
            ));
            found.extend(idle.map(|idle| IdleKey { part: "plan", id: plan.id.clone(), idle }));
        }
        for benefit in &self.benefits {
            let waits = !self.plan_of(benefit).waitings().all(Waiting::is_of_no_days);
            let no_days = benefit.waiting.as_ref().is_some_and(Waiting::is_of_no_days) && !waits;
            let idle = no_days.then_some(Idle::NoDays).into_iter();
            let idle = idle.chain(idle_conditions(&benefit.conditions.tests, vocabulary));
            found.extend(idle.map(|idle| IdleKey {
                part: "benefit",
                id: benefit.id.clone(),
                idle,
            }));
        }
        for (place, clause) in self.unmodelled.iter().enumerate() {
            let idle = idle_conditions(&clause.conditions.tests, vocabulary);
            let id = place.to_string();
            found.extend(idle.map(|idle| IdleKey { part: "unmodelled", id: id.clone(), idle }));
        }
        found
    }

    fn idle_of_plan(&self, plan: &Plan) -> Vec<Idle> {
        let own = || self.benefits.iter().filter(|benefit| benefit.plan == plan.number);
        let asks = |fact: Fact| self.asked_facts.contains(&(plan.number, fact));
        let each_waits = own().all(|benefit| benefit.waiting.is_some());
        let waiting = plan.waitings().filter(|_| !each_waits);
        let mut waits = waiting.chain(own().filter_map(|benefit| benefit.waiting.as_ref()));
        let by_days = plan.days_covered == Some(DaysCovered::AcrossRenewals);
        let asks_renewals = waits.any(Waiting::asks_renewals)
            || plan.age.as_ref().is_some_and(|age| age.older == Older::RenewalOnly)
            || asks(Fact::YearsEnrolled)
            || by_days && asks(Fact::DaysCovered);
        let categories = own().fold(0, |all, benefit| all | benefit.conditions.categories());
        let idle = [
            (plan.renewal_gap.is_some() && !asks_renewals, Idle::RenewalGap),
            (plan.days_covered.is_some() && !asks(Fact::DaysCovered), Idle::DaysCovered),
            (plan.waiting.is_some() && each_waits, Idle::Waiting),
            (plan.waiting.as_ref().is_some_and(Waiting::is_of_no_days), Idle::NoDays),
            (plan.run_off.is_some() && categories & !plan.by_diagnosis == 0, Idle::RunOff),
        ];
        idle.into_iter().filter(|(is_idle, _)| *is_idle).map(|(_, idle)| idle).collect()
    }
}

/// Conditions that hold whatever the fact is.
fn idle_conditions<'t>(
    tests: impl IntoIterator<Item = &'t Test>,
    vocabulary: &Vocabulary,
) -> impl Iterator<Item = Idle> {
    let always = tests.into_iter().filter(|test| holds_always(test, vocabulary));
    always.map(|test| Idle::When(vocabulary.fact_name(test.fact()).to_owned()))
}

fn holds_always(test: &Test, vocabulary: &Vocabulary) -> bool {
    let (least, most) = vocabulary.range(test.fact());
    // Ranges stand in the order of their beginnings.
    let reached = test.allowed.iter().try_fold(least, |next, range| {
        (*range.start() <= next).then(|| next.max(range.end().saturating_add(1)))
    });
    reached.is_some_and(|next| next > most || next == i64::MAX)
}
