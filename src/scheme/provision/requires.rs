//! Another plan that must be held for this one to pay.
//!
//! ```toml
//! requires = { plan = "basic", on = "basis" }
//! ```

use crate::claim::History;
use crate::date::Day;
use crate::scheme::denial::Denial;
use crate::scheme::entry::{PLAIN, Provision};
use crate::scheme::language::cover_from::CoverFrom;
use crate::scheme::language::facts::Facts;
use crate::scheme::language::reader::{Read, Reader, Reports};
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::{Span, suggest};
use crate::words::{self, Sentence};

pub(crate) const PROVISION: Provision =
    Provision { keys: &[("requires", Some(words::provisions::requires))], ..PLAIN };

#[derive(Clone, Debug)]
pub(crate) struct Requires {
    /// The id of the other plan, and where it is written.
    pub(crate) id: String,
    pub(crate) place: Span,
    /// The other plan, by its place in the book.
    pub(crate) number: u8,
    /// What people call it.
    pub(crate) title: Sentence,
    /// When the cover of each of its periods begins.
    pub(crate) from: CoverFrom,
    pub(crate) on: When,
}

/// The day on which the other plan must cover the member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    PeriodStart,
    Basis,
}

impl Requires {
    /// `own` is the id of the plan that requires another. What people call the other is known when every plan of the
    /// edition has been read, and when its cover begins when every edition has.
    pub(crate) fn read(reader: &mut Reader<Scope>, own: &str) -> Read<Requires> {
        let place = reader.value_span("plan");
        let id =
            reader.required("plan").and_then(|node| Ok(reader.scalar(&node, "plan")?.to_owned()));
        let on = [("period_start", When::PeriodStart), ("basis", When::Basis)];
        let on = reader.choice("on", &on);
        let id = id?;
        let known = &reader.scope.vocabulary.plans;
        let number = known.iter().position(|plan| *plan == id && id != own);
        let Some(number) = number else {
            let help = suggest(&id, known.iter().map(String::as_str).filter(|plan| *plan != own));
            return Err(reader.advise(place, words::rules::no_other_plan(&id), help));
        };
        let (title, from) = (Sentence::default(), CoverFrom::default());
        Ok(Requires { id, place, number: number as u8, title, from, on: on? })
    }

    pub(crate) fn denies(&self, facts: &Facts, history: &History) -> Option<Denial> {
        let day = self.day(facts);
        let mut periods = history.periods_of(facts.bill.person(), self.number).iter();
        let is_held = periods.any(|period| self.from.day(period) <= day && day <= period.end);
        (!is_held).then(|| Denial::PlanNotHeld { plan: self.title.clone(), day })
    }

    /// Of a stay in its run-off the day counts on which it began, as for the plan itself.
    fn day(&self, facts: &Facts) -> Day {
        let period = facts.cover.period;
        match self.on {
            When::PeriodStart => period.start,
            When::Basis if facts.bill.basis <= period.end => facts.bill.basis,
            When::Basis => facts.bill.stay.began,
        }
    }
}
