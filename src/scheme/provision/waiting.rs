//! The waiting period: stays admitted too soon after cover begins are not paid, nor diseases found too soon where bills
//! go by the diagnosis.
//!
//! ```toml
//! waiting = { days = 30, on_renewal = "waived" }
//! waiting = { days = { by = "cause", is = { accident = 0 }, otherwise = 30 }, on_renewal = "credited" }
//! ```
//!
//! A plan has one for all of its benefits; a benefit may have its own in place of the plan's.

use crate::date::Day;
use crate::scheme::denial::Denial;
use crate::scheme::entry::{PLAIN, Provision};
use crate::scheme::language::facts::Facts;
use crate::scheme::language::formula::Chosen;
use crate::scheme::language::reader::{Read, Reader, Reports};
use crate::scheme::language::scope::{Context, Scope, Stage};
use crate::words;

pub(crate) const PROVISION: Provision =
    Provision { keys: &[("waiting", Some(words::provisions::waiting))], ..PLAIN };

#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    pub days: Chosen<i64>,
    pub on_renewal: OnRenewal,
}

/// What a period that continues another owes of the waiting period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnRenewal {
    /// Nothing.
    Waived,
    /// What the unbroken cover has not served yet.
    Credited,
    /// All of it.
    ServedAgain,
}

impl Waiting {
    pub(crate) fn read(reader: &mut Reader<Scope>, renewals: bool, plan: &str) -> Read<Waiting> {
        let days = reader.in_days("waiting").and_then(|()| reader.chosen("days"));
        let options = [
            ("waived", OnRenewal::Waived),
            ("credited", OnRenewal::Credited),
            ("served_again", OnRenewal::ServedAgain),
        ];
        let place = reader.value_span("on_renewal");
        let on_renewal = reader.choice("on_renewal", &options);
        if !renewals && on_renewal.is_ok_and(|choice| choice != OnRenewal::ServedAgain) {
            reader.error(place, words::rules::needs_renewal_gap(plan));
        }
        Ok(Waiting { days: days?, on_renewal: on_renewal? })
    }

    /// Takes `waiting` of a benefit. It is asked before any bill is decided.
    pub(crate) fn of_benefit(reader: &mut Reader<Scope>) -> Read<Option<Waiting>> {
        let Context { plan, renewals, .. } = *reader.scope.at_hand();
        // Rules without plans are wrong, and read on all the same.
        let plan = reader.scope.vocabulary.plans.get(usize::from(plan));
        let plan = plan.cloned().unwrap_or_default();
        let stage = std::mem::replace(&mut reader.scope.stage, Stage::Before);
        let waiting = reader.table("waiting", |reader| Waiting::read(reader, renewals, &plan));
        reader.scope.stage = stage;
        waiting
    }

    /// Whether nobody waits a day.
    pub(crate) fn is_of_no_days(&self) -> bool {
        self.days.values().iter().all(|days| *days == 0)
    }

    /// Whether one who renews may wait less than one who is new.
    pub(crate) fn asks_renewals(&self) -> bool {
        self.on_renewal != OnRenewal::ServedAgain && !self.is_of_no_days()
    }

    /// Why a stay is denied that began too early.
    pub(crate) fn denies(&self, facts: &Facts) -> Option<Denial> {
        let by_diagnosis = facts.is_by_diagnosis();
        self.short(facts).map(|(short, from)| Denial::WaitingPeriod { short, from, by_diagnosis })
    }

    /// By how many days the stay began too early, and from when on one would be paid; nothing where it did not. The
    /// first day of cover is day 1: of 30 days, day 30 is too early and day 31 is not.
    #[inline]
    pub(crate) fn short(&self, facts: &Facts) -> Option<(i32, Day)> {
        let days = self.days.value(facts) as i32;
        let cover = &facts.cover;
        let began = facts.began();
        if began >= cover.begins() + days {
            return None; // Most stays: whether the period continues another need not be asked.
        }
        let from = match self.on_renewal {
            OnRenewal::Waived if cover.continues().is_some() => return None,
            OnRenewal::Credited => cover.since() + days,
            OnRenewal::Waived | OnRenewal::ServedAgain => cover.begins() + days,
        };
        let short = from - began;
        (short > 0).then_some((short, from))
    }
}
