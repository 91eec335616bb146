//! Schedules by an amount: steps of which the whole amount is in one.
//!
//! ```toml
//! [schedules.care]
//! by = "total - funds_paid"
//! edge = "belongs_above"
//! steps = [{ to = "20000", is = "0" }, { to = "30000", is = "3000" }, { is = "4000" }]
//! ```
//!
//! Bands pay slice by slice; here the step that the amount is in decides for all of it, so that more cost may pay
//! less. While figures are missing, every step that the amount may be in is looked at.

use crate::money::{Exact, Money};
use crate::scheme::language::facts::{Effect, Facts};
use crate::scheme::language::formula::Formula;
use crate::scheme::language::leaf::Leaf;
use crate::scheme::language::reader::{Read, Reader, Reports};
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::Span;
use crate::words;

/// The most steps of one schedule.
const MOST_STEPS: usize = 64;

/// A value chosen by an amount.
#[derive(Clone, Debug)]
pub struct ByAmount<T> {
    of: Formula,
    /// Whether an amount at an edge is in the step below it.
    edge_is_below: bool,
    /// Ascending; between and around them lie the steps.
    edges: Box<[Exact]>,
    /// One more than there are edges.
    values: Box<[T]>,
}

impl<T: Copy> ByAmount<T> {
    /// The value for the bill at hand.
    fn known(&self, facts: &Facts) -> T {
        self.values[self.step(self.of.value(facts, Effect::Pays))]
    }

    /// The step that an amount is in.
    fn step(&self, amount: Exact) -> usize {
        let is_passed =
            |edge: &Exact| if self.edge_is_below { *edge < amount } else { *edge <= amount };
        self.edges.partition_point(is_passed)
    }

    /// Every value it can have.
    pub(super) fn values(&self) -> &[T] {
        &self.values
    }

    /// The amount that chooses.
    pub(crate) fn formula(&self) -> &Formula {
        &self.of
    }

    /// The same choice between other values.
    pub(super) fn map<U>(&self, to: impl Fn(T) -> U) -> ByAmount<U> {
        ByAmount {
            of: self.of.clone(),
            edge_is_below: self.edge_is_below,
            edges: self.edges.clone(),
            values: self.values.iter().map(|&value| to(value)).collect(),
        }
    }
}

impl<T: Copy + Ord> ByAmount<T> {
    /// The value for the bill at hand. While figures are missing, it is the greatest or the least of all steps that
    /// the amount may be in, whichever `effect` asks for.
    // Out of line, so that a fixed value or one chosen by a fact stays a few instructions where it is asked for:
    // inlined, it costs every scheme 2 % of the fold.
    #[cold]
    #[inline(never)]
    pub(crate) fn value(&self, facts: &Facts, effect: Effect) -> T {
        if facts.missing.is_none() {
            return self.known(facts);
        }
        let ends = [Effect::Pays, Effect::Bears].map(|end| self.step(self.of.value(facts, end)));
        let met = &self.values[ends[0].min(ends[1])..=ends[0].max(ends[1])];
        let value = if facts.high(effect, true) { met.iter().max() } else { met.iter().min() };
        *value.expect("an amount is in a step")
    }
}

/// Reads a table with `by`, `edge` and `steps`.
pub(super) fn read<T: Leaf>(reader: &mut Reader<Scope>) -> Read<ByAmount<T>> {
    let of = reader.formula("by");
    let edge = reader.choice("edge", &[("belongs_above", false), ("belongs_below", true)]);
    let mut places: Vec<(Span, Option<Money>)> = Vec::new();
    let steps = reader.required_tables("steps", MOST_STEPS, |reader| {
        let place = if reader.has("to") { reader.value_span("to") } else { reader.span() };
        let to = reader.optional_value::<Money>("to");
        let value = reader.value::<T>("is");
        places.push((place, to.ok().flatten()));
        Ok((to?, value?))
    });
    let steps = steps?;
    check_order(&places, reader.scope)?;
    let edges = steps.iter().filter_map(|(to, _)| *to).map(Money::exact).collect();
    let values = steps.iter().map(|(_, value)| *value).collect();
    Ok(ByAmount { of: of?, edge_is_below: edge?, edges, values })
}

/// Reports steps that can never be reached, and a last one that ends.
fn check_order(steps: &[(Span, Option<Money>)], scope: &mut Scope) -> Read<()> {
    let mut ordered = Ok(());
    let mut lower: Option<Money> = None;
    for (at, (place, to)) in steps.iter().enumerate() {
        let is_last = at + 1 == steps.len();
        let message = match to {
            Some(_) if is_last => words::rules::last_step_open(),
            None if !is_last => words::rules::step_without_end(),
            Some(to) if lower.is_some_and(|lower| *to <= lower) => words::rules::step_order(),
            _ => {
                lower = to.or(lower);
                continue;
            }
        };
        ordered = Err(scope.error(place.clone(), message));
    }
    ordered
}
