//! Benefits (互助金): what is paid, in one fixed order of steps.
//!
//! ```toml
//! [[benefit]]
//! id = "medical"
//! plan = "medical"
//! title = { zh = "住院医疗互助金", en = "in-patient aid" }
//! clause = "art. 5"
//! categories = ["inpatient"]
//! against_bill = "within"
//! base = "max(0, in_scope - pool_paid)"
//! rate = "60%"
//! factor = "95%"
//! round = { to = "1", mode = "down" }
//! minimum = "100"
//! ```

use super::language::formula::Formula;
use super::language::schedule::{self, Chosen};
use super::language::scope::{Context, Ordinal, Scope, Total};
use super::language::table::{Span, Table, Value};
use super::language::window::Window;
use super::plan::{Plan, whole};
use super::provision::bands::Bands;
use super::provision::conditions::Conditions;
use super::provision::days::Days;
use super::provision::deductible::Deductible;
use super::provision::eligible_cap::Counted;
use super::provision::funder::Funder;
use super::provision::limit::{Limit, read_per_unit};
use super::provision::threshold::Threshold;
use crate::claim::{Column, MOST_BILLS, MOST_UNITS};
use crate::diagnostic::Diagnostics;
use crate::money::{Exact, Factor, Mode, Money, Rate, Rounding, Scale};
use crate::words::{self, Sentence};

/// The most limits of one benefit.
const MOST_LIMITS: usize = 16;
/// What a column of decisions.csv or a key of `expect` is called cannot be a benefit.
const RESERVED: [&str; 7] =
    ["bill_id", "left", "member_id", "payable", "plan", "reasons", "status"];

/// A benefit of one edition, every rule of it checked.
#[derive(Clone, Debug)]
pub struct Benefit {
    /// The id: the name of its column in decisions.csv.
    pub id: String,
    /// Its place among the benefits of the book.
    pub number: u8,
    /// Its plan, by place among the plans of the book.
    pub plan: u8,
    /// Its plan, by place among the plans of the edition.
    pub(crate) plan_place: u8,
    /// The most it can pay over all bills of a member; on one bill where it stays within the bill.
    pub(super) most_paid: i128,
    /// What people call it.
    pub title: Sentence,
    /// The clause of the printed terms.
    pub clause: String,
    /// Who bears what it pays, by id; nothing where the scheme itself does.
    pub funder: Option<String>,
    /// Whether it may exceed what is left of the bill.
    pub against_bill: AgainstBill,
    pub(crate) conditions: Conditions,
    pub(crate) base: Option<Formula>,
    pub(crate) counted: Option<Counted>,
    pub(crate) threshold: Option<Threshold>,
    pub(crate) deductible: Option<Deductible>,
    pub(crate) pays: Pays,
    pub(crate) factor: Option<Chosen<i64>>,
    pub(crate) factor_decimals: u32,
    pub(crate) per_unit: bool,
    /// The scale of a product of this benefit.
    pub(crate) scale: Scale,
    pub(crate) rounding: Rounding,
    pub(crate) minimum: Option<Formula>,
    /// Its own limits: those of one bill first, then of a stay, then the others as written.
    pub(crate) limits: Vec<Limit>,
    /// Shared limits it is under, by place in the edition.
    pub(crate) shared: Vec<u8>,
    /// Numberings of stays that it needs.
    pub(crate) ordinals: Vec<Ordinal>,
    /// Sums that it needs before it is decided.
    pub(crate) totals: Vec<Total>,
    /// Its place among alternatives: which group of the book, which of the group.
    pub(crate) alternative: Option<(u8, u8)>,
}

/// Whether a benefit may exceed what is left of the bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgainstBill {
    /// It never does.
    Within,
    /// It may: the rest stands beside the bill.
    MayExceed,
    /// It has nothing to do with the bill's costs.
    Beside,
}

/// The one way a benefit pays.
#[derive(Clone, Debug)]
pub(crate) enum Pays {
    Rate { rate: Chosen<i64>, decimals: u32 },
    Bands(Bands),
    Days(Days),
    Sum(Formula),
}

impl Pays {
    const WAYS: [&str; 4] = ["rate", "bands", "days", "sum"];

    fn decimals(&self) -> u32 {
        match self {
            Pays::Rate { decimals, .. } => *decimals,
            Pays::Bands(bands) => bands.decimals(),
            Pays::Days(_) | Pays::Sum(_) => 0,
        }
    }
}

impl Benefit {
    pub(super) fn read(
        table: &mut Table,
        plans: (&[Option<Plan>], &[String]),
        above: &[(String, u8)],
        number: u8,
        scope: &mut Scope,
        found: &mut Diagnostics,
    ) -> Option<Benefit> {
        let id = table.id("id", found).map(|(id, span)| {
            if RESERVED.contains(&id.as_str()) {
                found.error(span, words::rules::reserved_name(&id));
            }
            id
        });
        let plan = Benefit::read_plan(table, plans.0, plans.1, found);
        let title = table.title("title", found);
        let clause = table.text("clause", found);
        let funder = Funder::of_benefit(table, &scope.funders, found);
        // What follows is read even where the plan is not known, as if nothing were asked of it.
        scope.context = Some(Context {
            benefit: id.clone().unwrap_or_default(),
            plan: plan.map_or(0, |plan| plan.number),
            units: plan.map(|plan| plan.units.is_some()),
            renewals: plan.is_none_or(|plan| plan.renewal_gap.is_some()),
            above: above.to_vec(),
        });
        scope.ordinals.clear();
        scope.sums.clear();
        let way = Pays::WAYS.into_iter().find(|way| table.has(way));
        let span = table.span_of(way.unwrap_or_default());
        let body = Body::read(table, scope, found);
        let ordinals = std::mem::take(&mut scope.ordinals);
        let totals = std::mem::take(&mut scope.sums);
        scope.context = None;
        let body = body?;
        body.check_overflow(span, scope, found);
        let factor_decimals = body.factor.as_ref().map_or(0, decimals_of_factor);
        let scale = Scale::new((body.pays.decimals() + factor_decimals).min(Scale::MOST));
        Some(Benefit {
            id: id?,
            number,
            plan: plan?.number,
            plan_place: 0,
            most_paid: body.largest().map_or(0, |largest| largest.paid),
            title: title?,
            clause: clause?,
            funder: funder?,
            against_bill: body.against_bill,
            conditions: body.conditions,
            base: body.base,
            counted: body.counted,
            threshold: body.threshold,
            deductible: body.deductible,
            pays: body.pays,
            factor: body.factor.map(|factor| factor.map(|f| f.whole(factor_decimals))),
            factor_decimals,
            per_unit: body.per_unit,
            scale,
            rounding: body.rounding,
            minimum: body.minimum,
            limits: body.limits,
            shared: Vec::new(),
            ordinals,
            totals,
            alternative: None,
        })
    }

    fn read_plan<'p>(
        table: &mut Table,
        plans: &'p [Option<Plan>],
        ids: &[String],
        found: &mut Diagnostics,
    ) -> Option<&'p Plan> {
        let node = table.required("plan", found)?;
        let id = node.scalar("plan", found)?;
        // A plan that is there but wrong has been told of already.
        if !ids.iter().any(|known| known == id) {
            let known = ids.iter().map(String::as_str).filter(|id| !id.is_empty());
            let help = super::language::table::suggest(id, known);
            found.error(node.span.clone(), words::rules::unknown_plan(id)).help = help;
        }
        plans.iter().flatten().find(|plan| plan.id == id)
    }

    /// The amount columns that any of its formulas asks for, each once, in the order of columns.
    pub fn asks_for(&self) -> Vec<Column> {
        let mut found = Vec::new();
        self.formulas().for_each(|formula| formula.asks_for(&mut found));
        if let Pays::Bands(bands) = &self.pays {
            found.extend(bands.columns());
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether what is paid depends on what is left of the bill.
    pub(super) fn asks_for_left(&self) -> bool {
        self.against_bill == AgainstBill::Within || self.formulas().any(Formula::asks_for_left)
    }

    /// Whether it asks what another benefit pays on the bill, shared limits left out.
    pub(super) fn asks_for_paid(&self) -> bool {
        self.formulas().any(Formula::asks_for_paid)
    }

    /// Every formula of the benefit, shared limits left out.
    fn formulas(&self) -> impl Iterator<Item = &Formula> {
        let pays = match &self.pays {
            Pays::Bands(bands) => bands.at_most(),
            Pays::Days(days) => Some(&days.pays),
            Pays::Sum(sum) => Some(sum),
            Pays::Rate { .. } => None,
        };
        let own = self.base.iter().chain(pays).chain(&self.minimum);
        let counted = self.counted.iter().map(Counted::formula);
        let deductible = self.deductible.iter().map(Deductible::formula);
        let threshold = self.threshold.iter().flat_map(Threshold::formulas);
        let limits = self.limits.iter().filter_map(Limit::formula);
        let totals = self.totals.iter().map(|total| &total.of);
        own.chain(counted).chain(deductible).chain(threshold).chain(limits).chain(totals)
    }

    /// Its plan.
    #[inline]
    pub(crate) fn plan_in<'e>(&self, edition: &'e super::Edition) -> &'e Plan {
        &edition.plans[self.plan_place as usize]
    }

    /// Whether it pays by the day.
    #[inline]
    pub(crate) fn is_by_day(&self) -> bool {
        matches!(self.pays, Pays::Days(_))
    }

    /// The running total's scale, fine enough for every edition of a book.
    #[inline]
    pub(crate) fn finest(&self) -> i64 {
        10i64.pow(Scale::MOST - (self.pays.decimals() + self.factor_decimals))
    }
}

/// All that is read of a benefit besides its name.
struct Body {
    against_bill: AgainstBill,
    conditions: Conditions,
    base: Option<Formula>,
    counted: Option<Counted>,
    threshold: Option<Threshold>,
    deductible: Option<Deductible>,
    pays: Pays,
    factor: Option<Chosen<Factor>>,
    per_unit: bool,
    rounding: Rounding,
    minimum: Option<Formula>,
    limits: Vec<Limit>,
}

impl Body {
    fn read(table: &mut Table, scope: &mut Scope, found: &mut Diagnostics) -> Option<Body> {
        let conditions = Conditions::read(table, scope, found);
        let against = [
            ("within", AgainstBill::Within),
            ("may_exceed", AgainstBill::MayExceed),
            ("beside", AgainstBill::Beside),
        ];
        let against_bill = table.choice("against_bill", &against, found);
        let per_unit = read_per_unit(table, true, scope, found);
        let ways = Pays::WAYS.into_iter().filter(|way| table.has(way)).count();
        let by_day = table.has("days");
        let based = ways == 1 && (table.has("rate") || table.has("bands"));
        let based = based || ways != 1; // Where the way is not clear, nothing is said of the base.
        let base = Body::read_base(table, based && ways == 1, based, scope, found);
        let counted = table.optional("counted").map(|node| {
            node.table("counted", found, |table, found| Counted::read(table, scope, found))
        });
        let unpaid_place = match table.peek("threshold").map(|node| (&node.value, &node.span)) {
            Some((Value::Table(entries), span)) => {
                entries.get("unpaid_bills").map_or(span.clone(), |(key, _)| key.clone())
            }
            _ => table.span.clone(),
        };
        let threshold = table.optional("threshold").map(|node| {
            node.table("threshold", found, |table, found| Threshold::read(table, scope, found))
        });
        let deductible = table.optional("deductible").map(|node| {
            node.table("deductible", found, |table, found| Deductible::read(table, scope, found))
        });
        let counted_so_far = counted.as_ref().and_then(Option::as_ref);
        let pays = Body::read_pays(table, ways, deductible.is_some(), counted_so_far, scope, found);
        let factor = table.optional("factor");
        let factor = factor.map(|node| schedule::read::<Factor>(node, "factor", scope, found));
        let rounding = read_rounding(table, scope, found);
        let minimum = table.optional("minimum");
        let minimum = minimum.map(|node| scope.formula(node, "minimum", found));
        table.at_most("limit", MOST_LIMITS, found);
        let limits = table
            .tables("limit", found, |table, found| Limit::read(table, None, by_day, scope, found));
        let mut limits: Vec<Limit> = limits.into_iter().collect::<Option<_>>()?;
        limits.sort_by_key(|limit| match limit.window {
            Window::Bill => 0,
            Window::Stay => 1,
            _ => 2,
        });
        let (counted, deductible) = (whole(counted)?, whole(deductible)?);
        let (threshold, pays) = (whole(threshold)?, pays?);
        let position = matches!(&pays, Pays::Bands(bands) if bands.position.is_some());
        if let Some(threshold) = &threshold {
            let carried = [
                counted.as_ref().is_some_and(|counted| counted.slot.is_some()),
                deductible.as_ref().is_some_and(|deductible| deductible.slot.is_some()),
                position,
            ];
            threshold.check_unpaid_bills(carried.contains(&true), unpaid_place, found);
        }
        Some(Body {
            against_bill: against_bill?,
            conditions: conditions?,
            base: whole(base)?,
            counted,
            threshold,
            deductible,
            pays,
            factor: whole(factor)?,
            per_unit: per_unit?,
            rounding: rounding?,
            minimum: whole(minimum)?,
            limits,
        })
    }

    /// `needed` if the way of paying has a base, `allowed` unless it has none.
    fn read_base(
        table: &mut Table,
        needed: bool,
        allowed: bool,
        scope: &mut Scope,
        found: &mut Diagnostics,
    ) -> Option<Option<Formula>> {
        if allowed {
            let node = if needed { table.required("base", found) } else { table.optional("base") };
            return match node {
                Some(node) => Some(scope.formula(node, "base", found)),
                None => needed.then_some(None),
            };
        }
        table.forbid("base", words::rules::base_idle(), found);
        for key in ["counted", "deductible"] {
            table.forbid(key, words::rules::no_base(key), found);
        }
        None
    }

    fn read_pays(
        table: &mut Table,
        ways: usize,
        deductible: bool,
        counted: Option<&Counted>,
        scope: &mut Scope,
        found: &mut Diagnostics,
    ) -> Option<Pays> {
        let place = table.second_of(&Pays::WAYS);
        let rate = table.optional("rate");
        let (bands, days) = (table.optional("bands"), table.optional("days"));
        let sum = table.optional("sum");
        if ways != 1 {
            found.error(place, words::rules::one_way_to_pay());
        }
        let rate = rate.and_then(|node| schedule::read::<Rate>(node, "rate", scope, found));
        let bands = bands.and_then(|node| {
            node.table("bands", found, |table, found| {
                Bands::read(table, deductible, counted, scope, found)
            })
        });
        let days = days.and_then(|node| {
            node.table("days", found, |table, found| Days::read(table, scope, found))
        });
        let sum = sum.and_then(|node| scope.formula(node, "sum", found));
        let rate = rate.map(|rate| {
            let decimals = rate.values().iter().map(|rate| rate.decimals()).max().unwrap_or(0);
            Pays::Rate { rate: rate.map(|rate| rate.whole(decimals)), decimals }
        });
        rate.or(bands.map(Pays::Bands)).or(days.map(Pays::Days)).or(sum.map(Pays::Sum))
    }

    /// Proves that no product or sum of the benefit can overflow within the bounds of the door, or
    /// complains.
    fn check_overflow(&self, span: Span, scope: &Scope, found: &mut Diagnostics) {
        let decimals = self.pays.decimals() + self.factor.as_ref().map_or(0, decimals_of_factor);
        if decimals > Scale::MOST {
            let message = words::rules::too_many_decimals(decimals, Scale::MOST);
            found.advise(span, message, words::rules::overflow_help());
        } else if self.largest().is_none() {
            let most = scope.vocabulary.currency.show(Money::MOST);
            let message = words::rules::overflow(most);
            found.advise(span, message, words::rules::overflow_help());
        }
    }

    /// What the benefit can come to at the bounds of the door; nothing if a product does not fit, on
    /// its finest scale, or if what is paid over all bills of a member might not fit into money.
    fn largest(&self) -> Option<Largest> {
        const MOST_DAYS: i128 = 3_000_000;
        let bills = MOST_BILLS as i128;
        let (one_bill, all_bills, slope) = match &self.pays {
            Pays::Rate { rate, .. } => {
                let base = self.base.as_ref()?.bound();
                (base, base, i128::from(*rate.values().iter().max()?))
            }
            Pays::Bands(bands) => {
                let base = self.base.as_ref()?.bound().max(Money::MOST.exact().0);
                (base, base.checked_mul(bills)?, i128::from(bands.steepest()))
            }
            Pays::Days(days) => {
                let most = days.pays.bound().checked_mul(MOST_DAYS)?;
                (most, most, 1)
            }
            Pays::Sum(sum) => (sum.bound(), sum.bound(), 1),
        };
        let decimals = self.factor.as_ref().map_or(0, decimals_of_factor);
        if self.pays.decimals() + decimals > Scale::MOST {
            return None;
        }
        let factors = self.factor.as_ref().map_or(1, |factor| {
            let factors = factor.values().iter().map(|factor| factor.whole(decimals));
            factors.max().map_or(1, i128::from)
        });
        let units = if self.per_unit { i128::from(MOST_UNITS) } else { 1 };
        // The curve itself, then one bill's part of it times factor and units.
        all_bills.checked_mul(slope)?.checked_mul(4)?;
        let product = one_bill.checked_mul(slope)?.checked_mul(factors)?.checked_mul(units)?;
        let one = 10i128.pow(Exact::DIGITS + self.pays.decimals() + decimals);
        let once = (product / one).checked_add(i128::from(self.rounding.unit))?;
        let paid = once.checked_mul(bills)?;
        if self.against_bill != AgainstBill::Within && paid > i128::from(i64::MAX) {
            return None;
        }
        i64::try_from(once).ok()?;
        let finer = 10i128.pow(Scale::MOST - self.pays.decimals() - decimals);
        let running = matches!(&self.pays, Pays::Bands(bands) if bands.running.is_some());
        let kept = if running { product.checked_mul(finer)?.checked_mul(bills)? } else { product };
        kept.checked_mul(4)?;
        let charged = Money::MOST.minor().into();
        let paid = if self.against_bill == AgainstBill::Within { charged } else { paid };
        Some(Largest { paid })
    }
}

/// What a benefit can come to at the bounds of the door.
#[derive(Clone, Copy)]
struct Largest {
    /// On one bill if it stays within the bill, else on all bills of a member.
    paid: i128,
}

fn decimals_of_factor(factor: &Chosen<Factor>) -> u32 {
    factor.values().iter().map(|factor| factor.decimals()).max().unwrap_or(0)
}

/// Takes `round`; left out, the usual rounding.
fn read_rounding(
    table: &mut Table,
    scope: &mut Scope,
    found: &mut Diagnostics,
) -> Option<Rounding> {
    let Some(node) = table.optional("round") else { return Some(Rounding::USUAL) };
    node.table("round", found, |table, found| {
        let node = table.required_like("to", "\"0.01\"", found);
        let unit = node.and_then(|node| {
            let text = node.scalar("to", found)?;
            let unit = scope.leaf::<Money>(text, node.span.clone(), found)?;
            if unit == Money::ZERO {
                found.error(node.span.clone(), words::rules::zero("to"));
            }
            Some(unit.minor().max(1))
        });
        let modes = [
            ("half_up", Mode::HalfUp),
            ("half_even", Mode::HalfEven),
            ("up", Mode::Up),
            ("down", Mode::Down),
        ];
        let mode = table.choice("mode", &modes, found);
        Some(Rounding { unit: unit?, mode: mode? })
    })
}
