//! Limits (封顶线): the most that is paid in a window, in money, days, times or stays.
//!
//! ```toml
//! [[benefit.limit]]
//! amount = "100000"
//! window = "cover"
//!
//! [[limit]]
//! id = "all_inpatient"
//! title = { zh = "住院共用年度封顶线", en = "in-patient ceiling of the year" }
//! clause = "art. 9"
//! amount = "210000"
//! window = "year"
//! benefits = ["inpatient", "drugs"]
//! ```
//!
//! A limit in money is used up by what is finally paid; one in days by days granted, even where
//! their money is cut; one in times by bills that are paid something; one in stays by stays of which a bill is.
//! Shared by several benefits, money and days add up; a bill or stay counts once, whichever of them pay on it.

use crate::money::{Exact, Money, times};
use crate::scheme::caps;
use crate::scheme::entry::{HoldsBack, Kept, Named, Opening, PLAIN, Provision, Quantity};
use crate::scheme::language::asked::{self, Kind as AskedKind};
use crate::scheme::language::facts::{Effect, Facts};
use crate::scheme::language::formula::{Formula, read_chosen};
use crate::scheme::language::memory::Memory;
use crate::scheme::language::reader::{Read, Reader, Reports};
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::{Node, Value};
use crate::scheme::language::window::{Slot, Window};
use crate::scheme::listed::{Candidate, categories_of, read_benefits};
use crate::scheme::plan::{Plan, Plans};
use crate::words::{self, Sentence};

pub(crate) const PROVISION: Provision = Provision {
    keys: &[("limit", None)],
    list: Some(("limit", |number| words::provisions::limit(number))),
    keeps: &[
        by_id("limit", Quantity::Amount),
        by_id("limit_days", Quantity::Days),
        by_id("limit_times", Quantity::Times),
        by_id("limit_stays", Quantity::Stays),
    ],
    steps: &[("limit", words::provisions::after_limit)],
    holds_back: Some(HoldsBack {
        key: "limit",
        name: |number| words::provisions::limit(number),
        shared: Some(words::provisions::shared_limit),
    }),
    ..PLAIN
};

/// What a limit used up, called by its id.
const fn by_id(what: &'static str, quantity: Quantity) -> Kept {
    Kept { what, opening: Some(Opening { name: Named::Id, quantity, is_exact: false }) }
}

/// A limit of one benefit, or shared by several.
#[derive(Clone, Debug)]
pub struct Limit {
    /// What cases and previews call it.
    pub(crate) id: String,
    /// Its window.
    pub(crate) window: Window,
    pub(crate) measure: Measure,
    pub(crate) per_unit: bool,
    /// What it is for one unit, where that is always the same: minor units, days, times or stays.
    pub(crate) fixed: Option<i64>,
    /// What was used up so far in the window; nothing where each bill stands alone.
    pub(crate) slot: Option<Slot>,
    /// Where it is kept that the bill or stay at hand was counted, where another benefit or another bill may have been
    /// paid on it before.
    pub(crate) once: Option<Slot>,
    /// What people call a shared one, where the rules say so.
    pub(crate) title: Option<Sentence>,
    /// The clause of the printed terms; of a limit of one benefit nothing, since it is that of the benefit.
    pub(crate) clause: Option<String>,
}

impl Limit {
    /// What cases and previews call it.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What people call one that several benefits share, where the rules say so.
    pub fn title(&self) -> Option<&Sentence> {
        self.title.as_ref()
    }

    /// Its window.
    pub fn window(&self) -> Window {
        self.window
    }
}

#[derive(Clone, Debug)]
pub(crate) enum Measure {
    Amount(Formula),
    Days(Formula),
    Times(Formula),
    Stays(Formula),
}

/// What a limit is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Money.
    Amount,
    /// Days.
    Days,
    /// Bills that are paid something.
    Times,
    /// Stays of which a bill is paid something.
    Stays,
}

/// A shared limit with the benefits under it.
#[derive(Clone, Debug)]
pub(crate) struct SharedLimit {
    pub limit: Limit,
    /// By place in the edition.
    pub benefits: Vec<u8>,
}

impl SharedLimit {
    /// `benefits` are those of the edition.
    pub(crate) fn read(
        reader: &mut Reader<Scope>,
        benefits: &[Candidate],
        plans: &Plans,
    ) -> Read<SharedLimit> {
        let id = reader.id("id");
        let title = reader.optional_title("title");
        let clause = reader.text("clause");
        let place = reader.value_span("window");
        let is_in_days = reader.has("days");
        let under = read_benefits(reader, benefits);
        let first = under.as_ref().ok().and_then(|under| under.first()?.benefit.plan);
        reader.scope.context = Some(Plan::context(first.and_then(|first| plans.numbered(first))));
        let name = id.as_ref().map_or("", |(id, _)| id);
        let amount = reader.value_span("amount");
        reader.scope.sums.clear();
        reader.scope.ordinals.clear();
        let limit = Limit::read(reader, Some(name), true);
        reader.scope.context = None;
        reader.check_spells(under.as_ref().map_or(0, |under| categories_of(under)));
        // A total is summed over the bills of one benefit, and stays are numbered for one; of several, the rules do
        // not say which.
        if !std::mem::take(&mut reader.scope.sums).is_empty() {
            reader.error(amount.clone(), words::rules::shared_of_total());
        }
        if !std::mem::take(&mut reader.scope.ordinals).is_empty() {
            reader.error(amount, words::rules::shared_of_ordinal());
        }
        let (under, limit) = (under?, limit?);
        let mut several = under.iter().map(|one| one.benefit.plan);
        if limit.window.is_of_a_plan() && !several.all(|other| other.is_none() || other == first) {
            reader.error(place, words::rules::cover_of_two_plans());
        }
        for one in under.iter().filter(|one| is_in_days && !one.benefit.is_by_day) {
            reader.error(one.span.clone(), words::rules::days_limit_without_days());
        }
        id?;
        let limit = Limit { title: title?, clause: Some(clause?), ..limit };
        Ok(SharedLimit { limit, benefits: under.into_iter().map(|one| one.at).collect() })
    }
}

impl Limit {
    /// Reads a limit of the benefit at hand, or a shared one called `shared`.
    pub(crate) fn read(
        reader: &mut Reader<Scope>,
        shared: Option<&str>,
        by_day: bool,
    ) -> Read<Limit> {
        let (place, window_place) = (reader.value_span("id"), reader.value_span("window"));
        let id = match shared {
            Some(id) => Ok(Some(id.to_owned())),
            None if reader.has("id") => reader.id("id").map(|(id, _)| Some(id)),
            None => Ok(None),
        };
        reader.optional("id");
        let written = reader.table.peek("window").and_then(|node| node.text().map(str::to_owned));
        let window = reader.window();
        let measure = Limit::read_measure(reader, by_day);
        let money = matches!(measure, Ok(Measure::Amount(_)) | Err(_));
        let per_unit = read_per_unit(reader, money);
        let window = window?;
        let benefit = &reader.scope.at_hand().benefit;
        let written = written.unwrap_or_default();
        let id = id?.unwrap_or_else(|| format!("{benefit}_{written}"));
        if reader.scope.limits.contains(&id) {
            let help = words::rules::write_it("id = \"...\"");
            reader.advise(place, words::rules::limit_id_needed(&id), help);
        }
        reader.scope.limits.push(id.clone());
        let measure = measure?;
        if matches!(measure, Measure::Stays(_)) && matches!(window, Window::Bill | Window::Stay) {
            return Err(reader.error(window_place, words::rules::stays_need_window()));
        }
        let slot = measure.slot(&id, shared.is_some(), window, reader.scope);
        let once = measure.once(&id, shared.is_some(), slot, reader.scope);
        let most = measure.formula();
        let whole = most.fixed().filter(|_| most.decimals() == 0);
        let fixed = whole.map(|most| most.or_zero().floor().minor());
        let per_unit = per_unit?;
        Ok(Limit { id, window, measure, fixed, per_unit, slot, once, title: None, clause: None })
    }

    /// Takes the limits of a benefit: those of one bill first, then of a stay, then the others as written.
    pub(crate) fn read_all(reader: &mut Reader<Scope>, by_day: bool) -> Read<Vec<Limit>> {
        // A list that is too long is reported, and nothing of it is read.
        let fits = reader.at_most("limit", caps::LIMITS);
        let limits = reader.tables("limit", |reader| Limit::read(reader, None, by_day));
        let mut limits: Vec<Limit> = limits.into_iter().collect::<Read<_>>()?;
        limits.sort_by_key(|limit| match limit.window {
            Window::Bill => 0,
            Window::Stay => 1,
            _ => 2,
        });
        fits.map(|()| limits)
    }

    fn read_measure(reader: &mut Reader<Scope>, by_day: bool) -> Read<Measure> {
        let days_place = reader.value_span("days");
        let place = reader.second_of(&["amount", "days", "times", "stays"]);
        let (amount, days) = (reader.optional("amount"), reader.optional("days"));
        let (times, stays) = (reader.optional("times"), reader.optional("stays"));
        match (amount, days, times, stays) {
            (Some(amount), None, None, None) => {
                reader.scope.formula(amount, "amount").map(Measure::Amount)
            }
            (None, Some(days), None, None) => {
                if !by_day {
                    reader.error(days_place, words::rules::days_limit_without_days());
                }
                count(days, "days", reader.scope).map(Measure::Days)
            }
            (None, None, Some(times), None) => {
                count(times, "times", reader.scope).map(Measure::Times)
            }
            (None, None, None, Some(stays)) => {
                count(stays, "stays", reader.scope).map(Measure::Stays)
            }
            _ => Err(reader.error(place, words::rules::one_measure())),
        }
    }

    /// What it is in.
    #[inline]
    pub fn kind(&self) -> Kind {
        match self.measure {
            Measure::Amount(_) => Kind::Amount,
            Measure::Days(_) => Kind::Days,
            Measure::Times(_) => Kind::Times,
            Measure::Stays(_) => Kind::Stays,
        }
    }

    /// What a limit in money is; nothing for other limits.
    pub(crate) fn formula(&self) -> Option<&Formula> {
        match &self.measure {
            Measure::Amount(amount) => Some(amount),
            Measure::Days(_) | Measure::Times(_) | Measure::Stays(_) => None,
        }
    }

    /// What it is, before units.
    pub(crate) fn most(&self) -> &Formula {
        self.measure.formula()
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

    /// A limit in days, times or stays, with what was used before.
    #[inline]
    pub(crate) fn count(&self, facts: &Facts) -> (i64, i64) {
        let most = self.measure.formula();
        // As of money: a count that a formula gives may be more than any member comes near.
        let value = || most.value(facts, Effect::Pays).min(Money::from_minor(i64::MAX).exact());
        let most = self.fixed.unwrap_or_else(|| value().floor().minor());
        let before = self.slot.map_or(0, |slot| facts.memory.count(slot));
        (most.saturating_mul(self.units(facts)), before)
    }

    /// Whether the bill or stay at hand was counted before.
    #[inline]
    pub(crate) fn is_counted(&self, memory: &Memory) -> bool {
        self.once.is_some_and(|once| memory.count(once) != 0)
    }

    /// Counts the bill or stay at hand, which was paid something, once.
    #[inline]
    pub(crate) fn count_once(&self, slot: Slot, memory: &mut Memory) {
        if self.is_counted(memory) {
            return;
        }
        memory.add_count(slot, 1);
        if let Some(once) = self.once {
            memory.add_count(once, 1);
        }
    }

    /// How many times it applies: once for each unit held, or once.
    #[inline]
    fn units(&self, facts: &Facts) -> i64 {
        if self.per_unit { i64::from(facts.cover.period.units) } else { 1 }
    }
}

impl Measure {
    /// The limit itself.
    fn formula(&self) -> &Formula {
        match self {
            Measure::Amount(most)
            | Measure::Days(most)
            | Measure::Times(most)
            | Measure::Stays(most) => most,
        }
    }

    /// What is kept of it.
    fn kept(&self) -> &'static str {
        match self {
            Measure::Amount(_) => "limit",
            Measure::Days(_) => "limit_days",
            Measure::Times(_) => "limit_times",
            Measure::Stays(_) => "limit_stays",
        }
    }

    /// Where it is kept that a bill or stay was counted, where it might be counted again.
    fn once(
        &self,
        id: &str,
        is_shared: bool,
        slot: Option<Slot>,
        scope: &mut Scope,
    ) -> Option<Slot> {
        let name = format!("{}/{}/{id}", scope.at_hand().benefit, self.kept());
        match self {
            Measure::Times(_) if is_shared => {
                Some(scope.slots.on_one_bill(&format!("{name}/once")))
            }
            Measure::Stays(_) => slot.map(|slot| scope.slots.stay_within(slot, &name)),
            _ => None,
        }
    }

    /// Where what was used up is kept.
    fn slot(&self, id: &str, is_shared: bool, window: Window, scope: &mut Scope) -> Option<Slot> {
        let what = format!("{}/{id}", self.kept());
        match window {
            Window::Bill if is_shared => {
                let name = format!("{}/{what}", scope.at_hand().benefit);
                Some(scope.slots.on_one_bill(&name))
            }
            _ => scope.slot(window, &what),
        }
    }
}

/// A count, kept like an amount of so many minor units, so that it too may be by fact.
fn count(node: Node, key: &'static str, scope: &mut Scope) -> Read<Formula> {
    let chosen = read_chosen::<i64>(node, key, scope)?;
    Ok(Formula::chosen(&chosen.map(Money::from_minor)))
}

/// Takes `per_unit`, which must be written for money where the plan has units.
pub(crate) fn read_per_unit(reader: &mut Reader<Scope>, money: bool) -> Read<bool> {
    let (units, plan) = (reader.scope.at_hand().units, reader.scope.at_hand().plan);
    match reader.optional("per_unit") {
        None if units == Some(true) && money => {
            let options = "`true` `false`";
            let message = words::rules::missing_choice("per_unit", options);
            Err(reader.error(reader.span(), message))
        }
        None => Ok(false),
        Some(node) => {
            asked::is("per_unit", || AskedKind::Flag);
            let flag = match node.value {
                Value::Flag(flag) => Ok(flag),
                _ => reader.option(&node, "per_unit", &[("true", true), ("false", false)]),
            };
            if units == Some(false) {
                let plan = &reader.scope.vocabulary.plans[plan as usize];
                reader.error(node.span, words::rules::no_units(plan));
            }
            flag
        }
    }
}
