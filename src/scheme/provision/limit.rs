//! Limits (封顶线): the most that is paid in a window, in money, days or times.
//!
//! ```toml
//! [[benefit.limit]]
//! amount = "100000"
//! window = "cover"
//!
//! [[limit]]
//! id = "all_inpatient"
//! clause = "art. 9"
//! amount = "210000"
//! window = "year"
//! benefits = ["inpatient", "drugs"]
//! ```
//!
//! A limit in money is used up by what is finally paid; one in days by days granted, even where
//! their money is cut; one in times by bills that are paid something.

use crate::diagnostic::Diagnostics;
use crate::money::{Exact, Money, times};
use crate::scheme::language::facts::{Effect, Facts};
use crate::scheme::language::formula::Formula;
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::{Span, Table};
use crate::scheme::language::window::{Slot, Window};
use crate::words;

/// A limit of one benefit, or shared by several.
#[derive(Clone, Debug)]
pub struct Limit {
    /// What cases and previews call it.
    pub id: String,
    /// Its window.
    pub window: Window,
    pub(crate) measure: Measure,
    pub(crate) per_unit: bool,
    /// What it is for one unit, where that is always the same: minor units, days or times.
    fixed: Option<i64>,
    /// What was used up so far in the window; nothing where each bill stands alone.
    pub(crate) slot: Option<Slot>,
}

#[derive(Clone, Debug)]
pub(crate) enum Measure {
    Amount(Formula),
    Days(Formula),
    Times(Formula),
}

/// Which of the three a limit is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Money.
    Amount,
    /// Days.
    Days,
    /// Bills that are paid something.
    Times,
}

impl Limit {
    /// Reads a limit of the benefit at hand, or a shared one called `shared`.
    pub(crate) fn read(
        table: &mut Table,
        shared: Option<&str>,
        by_day: bool,
        scope: &mut Scope,
        found: &mut Diagnostics,
    ) -> Option<Limit> {
        let place = table.value_span("id");
        let id = match shared {
            Some(id) => Some(Some(id.to_owned())),
            None if table.has("id") => table.id("id", found).map(|(id, _)| Some(id)),
            None => {
                table.optional("id");
                Some(None)
            }
        };
        let window = Window::read(table, found);
        let measure = Limit::read_measure(table, by_day, scope, found);
        let money = !matches!(measure, Some(Measure::Days(_) | Measure::Times(_)));
        let per_unit = read_per_unit(table, money, scope, found);
        let window = window?;
        let context = scope.context.as_ref()?;
        let id = id?.unwrap_or_else(|| format!("{}_{}", context.benefit, window.name()));
        if scope.limits.contains(&id) {
            let help = words::rules::write_it("id = \"...\"");
            found.advise(place, words::rules::limit_id_needed(&id), help);
        }
        scope.limits.push(id.clone());
        let measure = measure?;
        let kind = match measure {
            Measure::Amount(_) => "limit",
            Measure::Days(_) => "limit_days",
            Measure::Times(_) => "limit_times",
        };
        let name = format!("{}/{kind}/{id}", context.benefit);
        let slot = match (shared, window) {
            (Some(_), Window::Bill) => Some(scope.slots.on_one_bill(&name)),
            _ => scope.slots.slot(window, context.plan, &name),
        };
        let (Measure::Amount(most) | Measure::Days(most) | Measure::Times(most)) = &measure;
        let whole = most.fixed().filter(|_| most.decimals() == 0);
        let fixed = whole.map(|most| most.or_zero().floor().minor());
        Some(Limit { id, window, measure, fixed, per_unit: per_unit?, slot })
    }

    fn read_measure(
        table: &mut Table,
        by_day: bool,
        scope: &mut Scope,
        found: &mut Diagnostics,
    ) -> Option<Measure> {
        let days_place = table.value_span("days");
        let place = table.second_of(&["amount", "days", "times"]);
        let (amount, days) = (table.optional("amount"), table.optional("days"));
        let times = table.optional("times");
        match (amount, days, times) {
            (Some(amount), None, None) => {
                scope.formula(amount, "amount", found).map(Measure::Amount)
            }
            (None, Some(days), None) => {
                if !by_day {
                    found.error(days_place, words::rules::days_limit_without_days());
                }
                counted(days, "days", scope, found).map(Measure::Days)
            }
            (None, None, Some(times)) => counted(times, "times", scope, found).map(Measure::Times),
            _ => {
                found.error(place, words::rules::one_measure());
                None
            }
        }
    }

    /// Which of the three it is in.
    #[inline]
    pub fn kind(&self) -> Kind {
        match self.measure {
            Measure::Amount(_) => Kind::Amount,
            Measure::Days(_) => Kind::Days,
            Measure::Times(_) => Kind::Times,
        }
    }

    /// What a limit in money is; nothing for other limits.
    pub(crate) fn formula(&self) -> Option<&Formula> {
        match &self.measure {
            Measure::Amount(amount) => Some(amount),
            Measure::Days(_) | Measure::Times(_) => None,
        }
    }

    /// A limit in money, with what was used before.
    #[inline]
    pub(crate) fn money(&self, facts: &Facts) -> (Money, Money) {
        let Measure::Amount(amount) = &self.measure else { unreachable!("it is in money") };
        let before = self.slot.map_or(Money::ZERO, |slot| facts.memory.money(slot));
        if let Some(most) = self.fixed {
            return (Money::from_minor(most * self.units(facts)), before);
        }
        let most = amount.value(facts, Effect::Pays).or_zero();
        let most = Exact(times(most.0, self.units(facts)));
        // A sum over a window may be more than money holds; no payment comes near.
        (most.min(Money::from_minor(i64::MAX).exact()).floor(), before)
    }

    /// A limit in days or times, with what was used before.
    #[inline]
    pub(crate) fn count(&self, facts: &Facts) -> (i64, i64) {
        let (Measure::Days(most) | Measure::Times(most)) = &self.measure else {
            unreachable!("it is in days or times")
        };
        let most = self.fixed.unwrap_or_else(|| most.value(facts, Effect::Pays).floor().minor());
        let before = self.slot.map_or(0, |slot| facts.memory.count(slot));
        (most * self.units(facts), before)
    }

    /// How many times it applies: once for each unit held, or once.
    #[inline]
    fn units(&self, facts: &Facts) -> i64 {
        if self.per_unit { i64::from(facts.cover.period.units) } else { 1 }
    }
}

/// A count, kept like an amount of so many minor units, so that it too may be by fact.
fn counted(
    node: crate::scheme::language::table::Node,
    key: &'static str,
    scope: &mut Scope,
    found: &mut Diagnostics,
) -> Option<Formula> {
    let chosen = crate::scheme::language::schedule::read::<i64>(node, key, scope, found)?;
    Some(Formula::chosen(&chosen.map(Money::from_minor)))
}

/// Takes `per_unit`, which must be written for money where the plan has units.
pub(crate) fn read_per_unit(
    table: &mut Table,
    money: bool,
    scope: &Scope,
    found: &mut Diagnostics,
) -> Option<bool> {
    let context = scope.context.as_ref()?;
    let options = [("true", true), ("false", false)];
    match table.optional("per_unit") {
        None if context.units == Some(true) && money => {
            let options = "`true` `false`";
            found.error(table.span.clone(), words::rules::missing_choice("per_unit", options));
            None
        }
        None => Some(false),
        Some(node) => {
            let flag = match node.value {
                crate::scheme::language::table::Value::Flag(flag) => Some(flag),
                _ => crate::scheme::language::table::option(&node, "per_unit", &options, found),
            };
            if context.units == Some(false) {
                let plan = &scope.vocabulary.plans[context.plan as usize];
                found.error(node.span, words::rules::no_units(plan));
            }
            flag
        }
    }
}

/// The benefits a shared limit or an alternative names, each with its place.
pub(crate) fn read_benefits(
    table: &mut Table,
    known: &[(String, u8)],
    found: &mut Diagnostics,
) -> Option<Vec<(u8, Span)>> {
    let place = table.value_span("benefits");
    let names = table.texts("benefits", found)?;
    if names.len() < 2 {
        found.error(place, words::rules::two_at_least("benefits"));
    }
    let find = |(name, span): (String, Span)| {
        let at = known.iter().position(|(id, _)| *id == name);
        if at.is_none() {
            let ids = known.iter().map(|(id, _)| id.as_str()).filter(|id| !id.is_empty());
            let help = crate::scheme::language::table::suggest(&name, ids);
            found.error(span.clone(), words::rules::unknown_benefit(name)).help = help;
        }
        Some((at? as u8, span))
    };
    let chosen: Vec<_> = names.into_iter().map(find).collect();
    let chosen: Vec<(u8, Span)> = chosen.into_iter().collect::<Option<_>>()?;
    for (at, (benefit, span)) in chosen.iter().enumerate() {
        if chosen[..at].iter().any(|(other, _)| other == benefit) {
            let id = &known[*benefit as usize].0;
            found.error(span.clone(), words::rules::id_twice(id));
            return None;
        }
    }
    Some(chosen)
}
