//! Age limits, in completed years, both ends inside.
//!
//! ```toml
//! age = { on = "period_start", from = 16, to = { by = "sex", is = { M = 60, F = 55 } }, older = "renewal_only" }
//! ```

use crate::date::Day;
use crate::scheme::denial::Denial;
use crate::scheme::entry::{PLAIN, Provision};
use crate::scheme::language::facts::Facts;
use crate::scheme::language::formula::Chosen;
use crate::scheme::language::reader::{Read, Reader, Reports};
use crate::scheme::language::scope::Scope;
use crate::words;

pub(crate) const PROVISION: Provision =
    Provision { keys: &[("age", Some(words::provisions::age))], ..PLAIN };

#[derive(Clone, Debug)]
pub(crate) struct Age {
    pub on: On,
    pub from: Option<Chosen<i64>>,
    pub to: Chosen<i64>,
    pub older: Older,
}

/// The day on which the age counts, or the time in service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum On {
    PeriodStart,
    Enrolment,
    Basis,
}

impl On {
    pub(crate) const CHOICES: [(&str, On); 3] =
        [("period_start", On::PeriodStart), ("enrolled_on", On::Enrolment), ("basis", On::Basis)];

    #[inline]
    pub(crate) fn day(self, facts: &Facts) -> Day {
        match self {
            On::PeriodStart => facts.cover.period.start,
            On::Enrolment => facts.cover.period.enrolled_on,
            On::Basis => facts.bill.basis,
        }
    }
}

/// What happens above the age.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Older {
    Refused,
    RenewalOnly,
}

impl Age {
    pub(crate) fn read(reader: &mut Reader<Scope>, renewals: bool, plan: &str) -> Read<Age> {
        let on = reader.choice("on", &On::CHOICES);
        let from_place = reader.value_span("from");
        let from = reader.optional_chosen::<i64>("from");
        let to = reader.chosen("to");
        let place = reader.value_span("older");
        let older = [("refused", Older::Refused), ("renewal_only", Older::RenewalOnly)];
        let older = reader.choice("older", &older);
        if !renewals && older == Ok(Older::RenewalOnly) {
            reader.error(place, words::rules::needs_renewal_gap(plan));
        }
        let (from, to) = (from?, to?);
        if let (Some(Chosen::Always(from)), Chosen::Always(to)) = (&from, &to)
            && from > to
        {
            reader.error(from_place, words::rules::age_order());
        }
        Ok(Age { on: on?, from, to, older: older? })
    }

    /// The codes of the denials that it may give.
    pub(crate) fn codes(&self) -> impl Iterator<Item = &'static str> {
        let older = match self.older {
            Older::Refused => "too_old",
            Older::RenewalOnly => "renewal_only",
        };
        self.from.iter().map(|_| "too_young").chain([older])
    }

    #[inline]
    pub(crate) fn denies(&self, facts: &Facts) -> Option<Denial> {
        let age = i64::from(self.on.day(facts).age(facts.member.birth));
        if let Some(from) = &self.from {
            let least = from.value(facts);
            if age < least {
                return Some(Denial::TooYoung { age, least });
            }
        }
        let most = self.to.value(facts);
        match self.older {
            _ if age <= most => None,
            Older::Refused => Some(Denial::TooOld { age, most }),
            Older::RenewalOnly if facts.cover.continues().is_some() => None,
            Older::RenewalOnly => Some(Denial::RenewalOnly { age, most }),
        }
    }
}
