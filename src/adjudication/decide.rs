//! The order of operations inside one benefit, on one screen.
//!
//! Everything is read first; what the bill uses up comes back in [`Decided`] and is kept after.

use super::observer::{AdjustmentReason, Observer, Step, StepKind};
use crate::date::Day;
use crate::money::{Exact, Money, Product, Rounding, Scale};
use crate::scheme::{
    AgainstBill, Benefit, Calendar, Effect, Facts, Kind, Limit, Memory, Opens, Pays,
};

/// What one bill is paid under one benefit, and what it uses up.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Decided {
    pub paid: Money,
    /// The part that is charged to the bill; the rest stands beside it.
    pub charged: Money,
    pub outcome: AdjustmentReason,
    /// The part of the measured sum of a threshold that opens from a bill on.
    toward_threshold: Exact,
    counted: Exact,
    deductible: Exact,
    band_position: Exact,
    /// On the finest scale, where the running total is rounded.
    running_total: Product,
    days: i64,
}

impl Decided {
    /// What is paid by hand alone: nothing but limits is used up.
    pub fn by_hand(paid: Money, charged: Money, outcome: AdjustmentReason) -> Decided {
        Decided { paid, charged, outcome, ..Decided::default() }
    }
}

/// The context of one benefit on one bill.
pub(super) struct BenefitAdjudicator<'a> {
    pub benefit: &'a Benefit,
    /// Shared limits of the edition.
    pub shared: &'a [Limit],
    /// The last day that counts, where days are counted.
    pub last_day: Option<Day>,
}

impl BenefitAdjudicator<'_> {
    /// Decides one benefit on one bill, in the order that `docs/rules.md` fixes.
    #[inline]
    pub fn decide<O: Observer>(
        &self,
        facts: &Facts,
        calendar: &mut Calendar,
        observer: &mut O,
    ) -> Decided {
        let mut decided = Decided::default();
        let benefit = self.benefit;
        let share = match &benefit.pays {
            Pays::Days(_) | Pays::Sum(_) => self.event(facts, calendar, &mut decided, observer),
            Pays::Rate { .. } | Pays::Bands(_) => self.share(facts, &mut decided, observer),
        };
        let product = self.factored(share, facts, &mut decided, observer);
        let rounded = self.rounded(product, facts, &mut decided, observer);
        let raised = self.raised(rounded, facts, &mut decided, observer);
        let limited = self.limited(raised, facts, &mut decided, observer);
        decided.paid = self.within_bill(limited, facts, &mut decided, observer);
        decided.charged = self.charged(decided.paid, facts);
        decided
    }

    /// The part of a payment that is charged to the bill.
    #[inline]
    pub fn charged(&self, paid: Money, facts: &Facts) -> Money {
        match self.benefit.against_bill {
            AgainstBill::Within => paid,
            AgainstBill::MayExceed => paid.min(facts.left),
            AgainstBill::Indemnity => Money::ZERO,
        }
    }

    /// base → counted → threshold → deductible → bands or rate.
    #[inline]
    fn share<O: Observer>(
        &self,
        facts: &Facts,
        decided: &mut Decided,
        observer: &mut O,
    ) -> Product {
        let benefit = self.benefit;
        let value =
            benefit.base.as_ref().expect("what has a rate has a base").value(facts, Effect::Pays);
        let base = value.or_zero();
        decided.outcome.note::<O>(AdjustmentReason::BASE_IS_ZERO, base == Exact::ZERO);
        self.step(observer, StepKind::Base { value }, || (Exact::ZERO, base));

        let mut cost = base;
        if let Some(cap) = &benefit.eligible_cap {
            let (counts, most, before) = cap.admits(base, facts);
            self.step(observer, StepKind::Counted { most, before }, || (cost, counts));
            decided.outcome.note_counted::<O>(base, counts);
            decided.counted = counts;
            cost = counts;
        }
        let open = self.open(cost, facts, decided, observer);
        if !open && !benefit.threshold.as_ref().is_some_and(|threshold| threshold.counts_unpaid()) {
            (decided.counted, decided.band_position) = (Exact::ZERO, Exact::ZERO);
            return Product::ZERO;
        }
        let at_the_gate = decided.outcome;
        let gross = cost;
        if let Some(deductible) = &benefit.deductible {
            let (taken, amount, before) = deductible.takes(cost, facts);
            if open {
                self.step(observer, StepKind::Deductible { amount, before }, || {
                    (cost, cost - taken)
                });
            }
            decided.deductible = taken;
            cost = cost - taken;
            decided.outcome.note::<O>(
                AdjustmentReason::WITHIN_DEDUCTIBLE,
                gross > Exact::ZERO && cost == Exact::ZERO,
            );
        }
        let share = self.banded(gross, cost, open, facts, decided, observer);
        if !open {
            // What carries over is used up, but nothing further applied the bill.
            decided.outcome = at_the_gate;
            return Product::ZERO;
        }
        share
    }

    /// Whether the threshold lets the bill in.
    #[inline]
    fn open<O: Observer>(
        &self,
        cost: Exact,
        facts: &Facts,
        decided: &mut Decided,
        observer: &mut O,
    ) -> bool {
        let Some(threshold) = &self.benefit.threshold else { return true };
        let mut gate = threshold.gate(facts);
        if let Opens::Onwards(_) = threshold.opens {
            decided.toward_threshold = threshold.of.value(facts, Effect::Pays);
            gate = gate.with(decided.toward_threshold);
        }
        decided.outcome.note::<O>(AdjustmentReason::BELOW_THRESHOLD, !gate.met);
        let let_in = if gate.met { cost } else { Exact::ZERO };
        self.step(observer, StepKind::Threshold(gate), || (cost, let_in));
        gate.met
    }

    /// bands | rate, on what the deductible left.
    #[inline]
    fn banded<O: Observer>(
        &self,
        gross: Exact,
        cost: Exact,
        open: bool,
        facts: &Facts,
        decided: &mut Decided,
        observer: &mut O,
    ) -> Product {
        let scale = self.benefit.scale;
        match &self.benefit.pays {
            Pays::Rate { rate, decimals } => {
                let rate = rate.value(facts);
                let share = cost * rate;
                decided.outcome.note::<O>(AdjustmentReason::NO_RATE, rate == 0);
                if O::EXPLAINS && open {
                    let what = StepKind::Rate { rate, decimals: *decimals };
                    let share = self.on_scale(share);
                    observer.step(Step::new(what, scale.of_exact(cost), share, scale));
                }
                share
            }
            Pays::Bands(bands) => {
                let position = bands.position.map_or(Exact::ZERO, |slot| facts.memory.exact(slot));
                decided.band_position = if bands.from_gross { gross } else { cost };
                let to = position + decided.band_position;
                let from = if bands.from_gross { position + (gross - cost) } else { position };
                let share = bands.pays(from, to, facts);
                if O::TELLS && cost > Exact::ZERO && share == Product::ZERO {
                    decided.outcome.note::<O>(without_share(bands.leave(from, to, facts)), true);
                }
                if O::EXPLAINS && open {
                    let slices = bands.slices(from, to, facts);
                    let what = StepKind::Bands { slices, scale: bands.scale(), position };
                    let share = self.on_scale(share);
                    observer.step(Step::new(what, scale.of_exact(cost), share, scale));
                }
                share
            }
            Pays::Days(_) | Pays::Sum(_) => unreachable!("events have no base"),
        }
    }

    /// days | sum, behind a threshold.
    fn event<O: Observer>(
        &self,
        facts: &Facts,
        calendar: &mut Calendar,
        decided: &mut Decided,
        observer: &mut O,
    ) -> Product {
        if !self.open(Exact::ZERO, facts, decided, observer) {
            return Product::ZERO;
        }
        let scale = self.benefit.scale;
        match &self.benefit.pays {
            Pays::Days(days) => {
                let room = self.days_left(facts);
                let granted = days.grants(facts, self.last_day, room, calendar);
                decided.days = i64::from(granted.granted);
                decided.outcome.note::<O>(AdjustmentReason::NO_DAY_COUNTS, granted.payable == 0);
                decided.outcome.note::<O>(
                    AdjustmentReason::LIMIT_REACHED,
                    granted.payable > 0 && granted.granted == 0,
                );
                let cut = granted.granted > 0 && granted.granted < granted.payable;
                decided.outcome.note::<O>(AdjustmentReason::CUT_BY_LIMIT, cut);
                let per_day = days.pays.value(facts, Effect::Pays).or_zero();
                let nothing = decided.days > 0 && per_day == Exact::ZERO;
                decided.outcome.note::<O>(AdjustmentReason::AMOUNT_IS_ZERO, nothing);
                let share = per_day * decided.days;
                let what = StepKind::Days { granted, per_day };
                if O::EXPLAINS {
                    let share = self.on_scale(share);
                    observer.step(Step::new(what, Product::ZERO, share, scale));
                    self.observe_days(facts, decided.days, observer);
                }
                share
            }
            Pays::Sum(sum) => {
                let sum = sum.value(facts, Effect::Pays).or_zero();
                decided.outcome.note::<O>(AdjustmentReason::AMOUNT_IS_ZERO, sum == Exact::ZERO);
                self.step(observer, StepKind::Sum, || (Exact::ZERO, sum));
                sum * 1
            }
            Pays::Rate { .. } | Pays::Bands(_) => unreachable!("these have a base"),
        }
    }

    /// What limits in days leave.
    #[inline]
    fn days_left(&self, facts: &Facts) -> i64 {
        let mut left = i64::MAX;
        self.each_limit(|limit| {
            if limit.kind() == Kind::Days {
                let (most, before) = limit.count(facts);
                left = left.min(most - before).max(0);
            }
        });
        left
    }

    fn observe_days<O: Observer>(&self, facts: &Facts, granted: i64, observer: &mut O) {
        for limit in self.limits().filter(|limit| limit.kind() == Kind::Days) {
            let (most, before) = limit.count(facts);
            observer.limit(limit, most, before, before + granted);
        }
    }

    /// factor, and units where the benefit is per unit.
    #[inline]
    fn factored<O: Observer>(
        &self,
        share: Product,
        facts: &Facts,
        decided: &mut Decided,
        observer: &mut O,
    ) -> Product {
        let scale = self.benefit.scale;
        let mut product = share;
        if let Some(factor) = &self.benefit.factor {
            let factor = factor.value(facts);
            product = share * factor;
            let nothing = factor == 0 && share != Product::ZERO;
            decided.outcome.note::<O>(AdjustmentReason::FACTOR_IS_ZERO, nothing);
            if O::EXPLAINS && share != Product::ZERO {
                let before = self.on_scale(share);
                let what = StepKind::Factor { factor, decimals: self.benefit.factor_decimals };
                observer.step(Step::new(what, before, product, scale));
            }
        }
        if self.benefit.per_unit {
            let units = facts.cover.period.units;
            let before = product;
            product = product * i64::from(units);
            if O::EXPLAINS && before != Product::ZERO {
                observer.step(Step::new(StepKind::Units(units), before, product, scale));
            }
        }
        product
    }

    /// round, once.
    #[inline]
    fn rounded<O: Observer>(
        &self,
        product: Product,
        facts: &Facts,
        decided: &mut Decided,
        observer: &mut O,
    ) -> Money {
        let (rounding, scale) = (self.benefit.rounding, self.benefit.scale);
        let running = match &self.benefit.pays {
            Pays::Bands(bands) => bands.running,
            _ => None,
        };
        let (rounded, before) = match running {
            None => (rounding.round(product, scale), None),
            Some(slot) => {
                let before = facts.memory.product(slot);
                decided.running_total = product * self.benefit.finest();
                (rounded_total(rounding, before, decided.running_total), Some(before))
            }
        };
        let nothing = product != Product::ZERO && rounded == Money::ZERO;
        decided.outcome.note::<O>(AdjustmentReason::ROUNDS_TO_NOTHING, nothing);
        if O::EXPLAINS && (product != scale.of(rounded) || before.is_some()) {
            let what = StepKind::Rounding { rounding, running_before: before };
            observer.step(Step::new(what, product, scale.of(rounded), scale));
        }
        rounded
    }

    /// minimum, for what is above zero.
    #[inline]
    fn raised<O: Observer>(
        &self,
        rounded: Money,
        facts: &Facts,
        decided: &mut Decided,
        observer: &mut O,
    ) -> Money {
        let Some(minimum) = &self.benefit.minimum else { return rounded };
        let least = minimum.value(facts, Effect::Pays).floor();
        if rounded == Money::ZERO || rounded >= least {
            return rounded;
        }
        decided.outcome.note::<O>(AdjustmentReason::RAISED_TO_MINIMUM, true);
        self.money_step(observer, StepKind::Minimum(least), rounded, least);
        least
    }

    /// limits of one bill, of a stay, of longer windows, then those shared.
    #[inline]
    fn limited<O: Observer>(
        &self,
        raised: Money,
        facts: &Facts,
        decided: &mut Decided,
        observer: &mut O,
    ) -> Money {
        let mut left = raised;
        for limit in &self.benefit.limits {
            let allowed = self.under(limit, left, facts, observer);
            decided.outcome.note_cut::<O>(left, allowed);
            left = allowed;
        }
        for &shared in &self.benefit.shared {
            let allowed = self.under(&self.shared[shared as usize], left, facts, observer);
            decided.outcome.note_cut::<O>(left, allowed);
            left = allowed;
        }
        left
    }

    /// What one limit leaves of an amount.
    #[inline(always)] // As above.
    fn under<O: Observer>(
        &self,
        limit: &Limit,
        amount: Money,
        facts: &Facts,
        observer: &mut O,
    ) -> Money {
        if amount == Money::ZERO {
            return amount;
        }
        let allowed = match limit.kind() {
            Kind::Amount => {
                let (most, before) = limit.money(facts);
                amount.min((most - before).or_zero())
            }
            Kind::Times | Kind::Stays => {
                let (most, before) = limit.count(facts);
                let may = before < most || limit.is_counted(facts.memory);
                if may { amount } else { Money::ZERO }
            }
            Kind::Days => amount, // Days were cut before they were priced.
        };
        if O::EXPLAINS && allowed < amount {
            self.money_step(observer, StepKind::Limit { id: limit.id.clone() }, amount, allowed);
        }
        allowed
    }

    pub fn limits(&self) -> impl Iterator<Item = &Limit> {
        let shared = self.benefit.shared.iter().map(|limit| &self.shared[*limit as usize]);
        self.benefit.limits.iter().chain(shared)
    }

    /// What is left of the bill.
    #[inline(always)] // Called twice; left out of line, the second call slows down the first.
    fn within_bill<O: Observer>(
        &self,
        limited: Money,
        facts: &Facts,
        decided: &mut Decided,
        observer: &mut O,
    ) -> Money {
        if self.benefit.against_bill != AgainstBill::Within || limited <= facts.left {
            return limited;
        }
        let outcome = if facts.left == Money::ZERO {
            AdjustmentReason::BILL_USED_UP
        } else {
            AdjustmentReason::CUT_BY_BILL
        };
        decided.outcome.note::<O>(outcome, true);
        self.money_step(observer, StepKind::BillLeft(facts.left), limited, facts.left);
        facts.left
    }

    /// What was decided by hand, in place of what is computed. It may exceed limits, as an appeal
    /// may; but of a benefit within the bill the member cannot have borne more than is left of it.
    #[cold]
    pub fn overridden<O: Observer>(
        &self,
        amount: Money,
        computed: (Money, AdjustmentReason),
        facts: &Facts,
        observer: &mut O,
    ) -> (Money, AdjustmentReason) {
        let (computed, outcome) = computed;
        let mut decided = Decided { outcome, ..Decided::default() };
        decided.outcome.note::<O>(AdjustmentReason::OVERRIDDEN, true);
        self.money_step(observer, StepKind::Override, computed, amount);
        let paid = self.within_bill(amount, facts, &mut decided, observer);
        (paid, decided.outcome)
    }

    /// What is left to pay of a benefit that is only computed: nothing, for no other reason than that.
    #[cold]
    pub fn withheld<O: Observer>(&self, decided: Decided, observer: &mut O) -> Decided {
        self.money_step(observer, StepKind::NotPaid, decided.paid, Money::ZERO);
        let outcome = decided.outcome.only(AdjustmentReason::OVERRIDDEN);
        Decided { paid: Money::ZERO, charged: Money::ZERO, outcome, ..decided }
    }

    /// Keeps what a payment uses up for which the rules computed nothing: limits alone.
    pub fn commit_payment(&self, decided: &Decided, memory: &mut Memory) {
        self.each_limit(|limit| consume(limit, decided, memory));
    }

    /// Reports to the observer what the bill used of limits in money, times and stays.
    pub fn observe_limits<O: Observer>(&self, facts: &Facts, decided: &Decided, observer: &mut O) {
        for limit in self.limits() {
            match limit.kind() {
                Kind::Amount => {
                    let (most, before) = limit.money(facts);
                    let after = before + decided.paid;
                    observer.limit(limit, most.minor(), before.minor(), after.minor());
                }
                Kind::Times | Kind::Stays => {
                    let (most, before) = limit.count(facts);
                    let counts = decided.paid > Money::ZERO && !limit.is_counted(facts.memory);
                    let after = before + i64::from(counts);
                    observer.limit(limit, most, before, after);
                }
                Kind::Days => {} // The observer saw it when days were granted.
            }
        }
    }

    /// Keeps what the bill uses up.
    #[inline]
    pub fn commit(&self, decided: &Decided, memory: &mut Memory) {
        let benefit = self.benefit;
        if let Some(threshold) = &benefit.threshold
            && let Opens::Onwards(slot) = threshold.opens
        {
            memory.add_exact(slot, decided.toward_threshold);
        }
        if let Some(slot) = benefit.eligible_cap.as_ref().and_then(|cap| cap.slot) {
            memory.add_exact(slot, decided.counted);
        }
        if let Some(slot) = benefit.deductible.as_ref().and_then(|deductible| deductible.slot) {
            memory.add_exact(slot, decided.deductible);
        }
        if let Pays::Bands(bands) = &benefit.pays {
            if let Some(slot) = bands.position {
                memory.add_exact(slot, decided.band_position);
            }
            if let Some(slot) = bands.running {
                memory.add_product(slot, decided.running_total);
            }
        }
        if decided.paid == Money::ZERO && decided.days == 0 {
            return;
        }
        self.each_limit(|limit| consume(limit, decided, memory));
    }

    /// Visits its own limits, then those shared: two loops cost less than a chain of both.
    #[inline(always)]
    fn each_limit(&self, mut visit: impl FnMut(&Limit)) {
        for limit in &self.benefit.limits {
            visit(limit);
        }
        for &shared in &self.benefit.shared {
            visit(&self.shared[shared as usize]);
        }
    }

    /// A product of the way of paying on the scale of the benefit, which has room for the factor.
    fn on_scale(&self, share: Product) -> Product {
        share * 10i64.pow(self.benefit.factor_decimals)
    }

    #[inline]
    fn step<O: Observer>(
        &self,
        observer: &mut O,
        what: StepKind,
        amounts: impl FnOnce() -> (Exact, Exact),
    ) {
        if O::EXPLAINS {
            let (before, after) = amounts();
            let scale = self.benefit.scale;
            observer.step(Step::new(what, scale.of_exact(before), scale.of_exact(after), scale));
        }
    }

    fn money_step<O: Observer>(
        &self,
        observer: &mut O,
        what: StepKind,
        before: Money,
        after: Money,
    ) {
        if O::EXPLAINS {
            let scale = self.benefit.scale;
            observer.step(Step::new(what, scale.of(before), scale.of(after), scale));
        }
    }
}

/// Why bands pay nothing on a cost: their rates are zero, or primary cover left nothing that a rate is on.
fn without_share(anything_left: bool) -> AdjustmentReason {
    if anything_left { AdjustmentReason::NO_RATE } else { AdjustmentReason::NOTHING_UNPAID }
}

/// The rounded total after a bill less the rounded total before it.
fn rounded_total(rounding: Rounding, before: Product, this: Product) -> Money {
    let finest = Scale::new(Scale::MOST);
    rounding.round(before + this, finest) - rounding.round(before, finest)
}

/// Uses up a limit: money by what is paid, days by days granted, times and stays by bills that are paid.
#[inline(always)] // Called twice, and left out of line.
fn consume(limit: &Limit, decided: &Decided, memory: &mut Memory) {
    let Some(slot) = limit.slot else { return };
    match limit.kind() {
        Kind::Amount => memory.add_money(slot, decided.paid),
        Kind::Days => memory.add_count(slot, decided.days),
        Kind::Times | Kind::Stays if decided.paid > Money::ZERO => limit.count_once(slot, memory),
        Kind::Times | Kind::Stays => {}
    }
}
