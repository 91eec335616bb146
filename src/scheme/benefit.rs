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

use super::bound::Bound;
use super::denial::Denial;
use super::language::facts::Facts;
use super::language::formula::{Chosen, Formula};
use super::language::reader::{Read, Reader, Reports};
use super::language::scope::{Above, Context, Ordinal, Scope, Total};
use super::language::table::{Span, Value};
use super::pays::Pays;
use super::plan::{Plan, Plans};
use super::provision::conditions::Conditions;
use super::provision::coordination::AgainstBill;
use super::provision::deductible::Deductible;
use super::provision::eligible_cap::EligibleCap;
use super::provision::funder::{Funder, FunderSplit};
use super::provision::limit::{Limit, read_per_unit};
use super::provision::threshold::Threshold;
use super::provision::waiting::Waiting;
use super::provision::{pays_out, rounding};
use crate::claim::{Bill, Column, Fact, MOST_BILLS};
use crate::money::{Exact, Factor, Money, Rounding, Scale};
use crate::words::{self, Sentence};

/// What a column of decisions.csv or a key of `expect` is called cannot be a benefit.
const RESERVED: [&str; 7] =
    ["bill_id", "left", "member_id", "payable", "plan", "reasons", "status"];

/// A benefit of one edition, every rule of it checked.
#[derive(Clone, Debug)]
pub struct Benefit {
    /// The id: the name of its column in decisions.csv.
    pub(crate) id: String,
    /// Its place among the benefits of the book.
    pub(crate) number: u8,
    /// Its plan, by place among the plans of the book.
    pub(crate) plan: u8,
    /// Its plan, by place among the plans of the edition.
    pub(crate) plan_place: u8,
    /// The most it can pay over all bills of a member; on one bill where it stays within the bill.
    pub(crate) most_paid: i128,
    /// What people call it.
    pub(crate) title: Sentence,
    /// The clause of the printed terms.
    pub(crate) clause: String,
    /// Who bears what it pays; nothing where the scheme itself does.
    pub(crate) funder: Option<FunderSplit>,
    /// Whether it may exceed what is left of the bill.
    pub(crate) against_bill: AgainstBill,
    /// Whether it is paid; otherwise what it comes to is only a figure that others ask for.
    pub(crate) pays_out: bool,
    pub(crate) conditions: Conditions,
    /// Its own waiting period, in place of the plan's.
    pub(crate) waiting: Option<Waiting>,
    pub(crate) base: Option<Formula>,
    pub(crate) eligible_cap: Option<EligibleCap>,
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

impl Benefit {
    /// The id: the name of its column in decisions.csv.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its place among the benefits of the book.
    pub fn number(&self) -> u8 {
        self.number
    }

    /// Its plan, by place among the plans of the book.
    pub fn plan(&self) -> u8 {
        self.plan
    }

    /// What people call it.
    pub fn title(&self) -> &Sentence {
        &self.title
    }

    /// The clause of the printed terms.
    pub fn clause(&self) -> &str {
        &self.clause
    }

    /// Who bears what it pays; nothing where the scheme itself does.
    pub fn funder(&self) -> Option<&FunderSplit> {
        self.funder.as_ref()
    }

    /// Whether it may exceed what is left of the bill.
    pub fn against_bill(&self) -> AgainstBill {
        self.against_bill
    }

    /// Whether it is paid; otherwise what it comes to is only a figure that other benefits ask for.
    pub fn pays_out(&self) -> bool {
        self.pays_out
    }

    /// `above` are the benefits that stand above it; `number` is its own.
    pub(super) fn read(
        reader: &mut Reader<Scope>,
        plans: &Plans,
        above: &[Above],
        number: u8,
    ) -> Read<Benefit> {
        let id = read_id(reader);
        let plan = plans.named_by(reader);
        let title = reader.title("title");
        let clause = reader.text("clause");
        let pays_out = pays_out::read(reader);
        let funder = Funder::of_benefit(reader);
        // What follows is read even where the plan is not known, as if nothing were asked of it.
        let benefit = id.clone().unwrap_or_default();
        let of_plan = Plan::context(plan.ok());
        reader.scope.context = Some(Context { benefit, above: above.to_vec(), ..of_plan });
        reader.scope.ordinals.clear();
        reader.scope.sums.clear();
        let way = Pays::WAYS.into_iter().find(|way| reader.has(way));
        let span = reader.span_of(way.unwrap_or_default());
        let body = Body::read(reader, pays_out);
        let ordinals = std::mem::take(&mut reader.scope.ordinals);
        let totals = std::mem::take(&mut reader.scope.sums);
        reader.scope.context = None;
        let categories = body.as_ref().map_or(0, |body| body.conditions.categories());
        reader.check_spells(categories);
        reader.check_last(categories);
        let body = body?;
        let most_paid = body.bound().check(span, reader.scope).unwrap_or(0);
        let name = Name { id: id?, number, title: title?, clause: clause?, funder: funder? };
        Ok(Benefit { ordinals, totals, ..body.named(name, plan?.number, most_paid) })
    }

    /// The most that it pays on one bill: what the rules give, or a decision by hand.
    pub(super) fn most_on_one_bill(&self) -> Money {
        let by_rules = match self.against_bill {
            AgainstBill::Within => 0,
            AgainstBill::MayExceed | AgainstBill::Indemnity => self.most_paid / MOST_BILLS as i128,
        };
        let by_rules = i64::try_from(by_rules).expect("it pays no more than money holds");
        Money::from_minor(by_rules).max(Money::MOST)
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

    /// The numbers of the bill itself that any of its formulas multiplies by, each once: nights, and fields that count.
    pub(crate) fn counts(&self, bill: &Bill) -> Vec<(Fact, i64)> {
        let mut found = Vec::new();
        self.formulas().for_each(|formula| formula.counts(&mut found));
        let mut counts: Vec<(Fact, i64)> = Vec::new();
        for fact in found {
            let number = match fact {
                Fact::Nights => i64::from(bill.stay.nights()),
                Fact::Count(column) => bill.amount(column).minor(),
                _ => continue,
            };
            if !counts.contains(&(fact, number)) {
                counts.push((fact, number));
            }
        }
        counts
    }

    /// Whether what is paid depends on what is left of the bill.
    pub(super) fn asks_for_left(&self) -> bool {
        self.against_bill == AgainstBill::Within || self.formulas().any(Formula::asks_for_left)
    }

    /// Whether it asks what this one pays on the bill, by its place in the book.
    pub(super) fn asks_for_benefit(&self, number: u8) -> bool {
        self.formulas().any(|formula| formula.asks_for_benefit(number))
    }

    /// Whether it asks what another benefit pays on the bill, shared limits left out.
    pub(super) fn asks_for_paid(&self) -> bool {
        self.formulas().any(Formula::asks_for_paid)
    }

    /// Whether it asks for sums of bills that were decided before.
    pub(crate) fn asks_for_decided(&self) -> bool {
        self.totals.iter().any(|total| total.over.is_some())
    }

    /// Whether an amount chooses what it pays, or what holds it back.
    pub(super) fn has_steps(&self) -> bool {
        let factor = self.factor.as_ref().and_then(Chosen::formula);
        self.pays.has_steps() || factor.is_some() || self.formulas().any(Formula::has_steps)
    }

    /// From what cost it pays, where that is the same for every bill: its threshold, or else its deductible.
    pub(crate) fn pays_from(&self) -> Option<Exact> {
        let threshold = self.threshold.as_ref().map(Threshold::fixed);
        let deductible = self.deductible.as_ref().map(|one| one.formula().fixed());
        threshold.or(deductible).unwrap_or(Some(Exact::ZERO))
    }

    /// Every formula of the benefit, shared limits left out.
    fn formulas(&self) -> impl Iterator<Item = &Formula> {
        // Every field is named, so that a new one does not compile until it is said whether it has formulas.
        #[rustfmt::skip]
        let Benefit {
            base, eligible_cap, threshold, deductible, pays, factor, minimum, limits, totals,
            id: _, number: _, plan: _, plan_place: _, most_paid: _, title: _, clause: _, funder: _,
            against_bill: _, pays_out: _, conditions: _, waiting: _, factor_decimals: _, per_unit: _, scale: _,
            rounding: _, shared: _, ordinals: _, alternative: _,
        } = self;
        let own = base.iter().chain(pays.formulas()).chain(minimum);
        let factor = factor.iter().filter_map(Chosen::formula);
        let cap = eligible_cap.iter().map(EligibleCap::formula);
        let deductible = deductible.iter().map(Deductible::formula);
        let threshold = threshold.iter().flat_map(Threshold::formulas);
        let limits = limits.iter().filter_map(Limit::formula);
        let totals = totals.iter().map(|total| &total.of);
        let in_order = own.chain(factor).chain(cap).chain(deductible);
        in_order.chain(threshold).chain(limits).chain(totals)
    }

    /// Whether a bill meets what it asks beyond the category, and its own waiting period is over.
    #[inline]
    pub(crate) fn is_open(&self, facts: &Facts) -> bool {
        self.conditions.hold(facts)
            && self.waiting.as_ref().is_none_or(|waiting| waiting.short(facts).is_none())
    }

    /// Whether more is asked of a bill than its category.
    pub(super) fn asks_more(&self) -> bool {
        self.conditions.asks_more() || self.waiting.is_some()
    }

    /// How much too early the stay began for it, where it did and the bill is one of those that it is for.
    pub(crate) fn waits(&self, plan: &Plan, facts: &Facts) -> Option<Denial> {
        let own = self.waiting.as_ref().map(|waiting| waiting.denies(facts));
        own.unwrap_or_else(|| plan.waits(facts)).filter(|_| self.conditions.hold(facts))
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

/// Takes `id`, which may not be a name that files use for something else.
fn read_id(reader: &mut Reader<Scope>) -> Read<String> {
    let (id, span) = reader.id("id")?;
    if RESERVED.contains(&id.as_str()) {
        reader.error(span, words::rules::reserved_name(&id));
    }
    Ok(id)
}

/// What a benefit is called.
struct Name {
    id: String,
    number: u8,
    title: Sentence,
    clause: String,
    funder: Option<FunderSplit>,
}

/// All that is read of a benefit besides its name.
struct Body {
    against_bill: AgainstBill,
    pays_out: bool,
    conditions: Conditions,
    waiting: Option<Waiting>,
    base: Option<Formula>,
    eligible_cap: Option<EligibleCap>,
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
    fn read(reader: &mut Reader<Scope>, pays_out: Read<bool>) -> Read<Body> {
        let conditions = Conditions::read(reader);
        let waiting = Waiting::of_benefit(reader);
        let against_bill = read_against_bill(reader, pays_out);
        let per_unit = read_per_unit(reader, true);
        let by_day = reader.has("days");
        let base = read_base(reader);
        let eligible_cap = reader.table("counted", EligibleCap::read);
        let unpaid_place = unpaid_place(reader);
        let threshold = reader.table("threshold", Threshold::read);
        let has_deductible = reader.has("deductible");
        let deductible = reader.table("deductible", Deductible::read);
        let cap = eligible_cap.as_ref().ok().and_then(Option::as_ref);
        let pays = Pays::read(reader, has_deductible, cap);
        let factor = reader.optional_chosen("factor");
        let rounding = rounding::read(reader);
        let minimum = reader.optional_formula("minimum");
        let limits = Limit::read_all(reader, by_day)?;
        let (eligible_cap, deductible) = (eligible_cap?, deductible?);
        let (threshold, pays) = (threshold?, pays?);
        if let Some(threshold) = &threshold {
            let carries_over = eligible_cap.as_ref().is_some_and(|cap| cap.slot.is_some())
                || deductible.as_ref().is_some_and(|deductible| deductible.slot.is_some())
                || pays.has_position();
            threshold.check_unpaid_bills(carries_over, unpaid_place, reader);
        }
        Ok(Body {
            against_bill: against_bill?,
            pays_out: pays_out?,
            conditions: conditions?,
            waiting: waiting?,
            base: base?,
            eligible_cap,
            threshold,
            deductible,
            pays,
            factor: factor?,
            per_unit: per_unit?,
            rounding: rounding?,
            minimum: minimum?,
            limits,
        })
    }

    fn bound(&self) -> Bound<'_> {
        Bound {
            is_within: self.against_bill == AgainstBill::Within,
            base: self.base.as_ref(),
            pays: &self.pays,
            factor: self.factor.as_ref(),
            factor_decimals: self.factor_decimals(),
            per_unit: self.per_unit,
            unit: self.rounding.unit,
            minimum: self.minimum.as_ref(),
        }
    }

    /// Decimals of the factor.
    fn factor_decimals(&self) -> u32 {
        let factors = self.factor.iter().flat_map(|factor| factor.values());
        factors.map(|factor| factor.decimals()).max().unwrap_or(0)
    }

    /// The benefit of that name, under no shared limit.
    fn named(self, name: Name, plan: u8, most_paid: i128) -> Benefit {
        let factor_decimals = self.factor_decimals();
        Benefit {
            id: name.id,
            number: name.number,
            plan,
            plan_place: 0,
            most_paid,
            title: name.title,
            clause: name.clause,
            funder: name.funder,
            against_bill: self.against_bill,
            pays_out: self.pays_out,
            conditions: self.conditions,
            waiting: self.waiting,
            base: self.base,
            eligible_cap: self.eligible_cap,
            threshold: self.threshold,
            deductible: self.deductible,
            scale: Scale::new((self.pays.decimals() + factor_decimals).min(Scale::MOST)),
            pays: self.pays,
            factor: self.factor.map(|factor| factor.map(|f| f.whole(factor_decimals))),
            factor_decimals,
            per_unit: self.per_unit,
            rounding: self.rounding,
            minimum: self.minimum,
            limits: self.limits,
            shared: Vec::new(),
            ordinals: Vec::new(),
            totals: Vec::new(),
            alternative: None,
        }
    }
}

/// Takes `against_bill`, which what is only computed does not have: it stands beside the bill.
fn read_against_bill(reader: &mut Reader<Scope>, pays_out: Read<bool>) -> Read<AgainstBill> {
    match pays_out {
        Ok(true) => reader.choice("against_bill", &AgainstBill::ALL),
        Ok(false) => Ok(AgainstBill::Indemnity),
        Err(reported) => {
            reader.optional("against_bill");
            Err(reported)
        }
    }
}

/// Takes `base`, which `rate` and `bands` need and the other ways of paying do not have.
fn read_base(reader: &mut Reader<Scope>) -> Read<Option<Formula>> {
    let ways: Vec<&str> = Pays::WAYS.into_iter().filter(|way| reader.has(way)).collect();
    match ways[..] {
        ["rate" | "bands"] => reader.formula("base").map(Some),
        [_] => {
            reader.forbid("base", words::rules::base_idle());
            for key in ["counted", "deductible"] {
                reader.forbid(key, words::rules::no_base(key));
            }
            Ok(None)
        }
        // Where the way of paying is not clear, the base is neither required nor refused.
        _ => reader.optional_formula("base"),
    }
}

/// Where `unpaid_bills` of the threshold is written, or else the threshold, or else the benefit.
fn unpaid_place(reader: &Reader<Scope>) -> Span {
    match reader.table.peek("threshold").map(|node| (&node.value, &node.span)) {
        Some((Value::Table(entries), span)) => {
            entries.get("unpaid_bills").map_or(span.clone(), |(key, _)| key.clone())
        }
        _ => reader.span(),
    }
}
