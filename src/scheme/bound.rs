//! The proof that no product or sum of a benefit can overflow within the bounds of the door.

use super::language::formula::{Chosen, Formula};
use super::language::reader::Reports;
use super::language::scope::Scope;
use super::language::table::Span;
use super::language::window::Slot;
use super::pays::Pays;
use crate::claim::{MOST_BILLS, MOST_UNITS};
use crate::money::{Exact, Factor, Money, Scale};
use crate::words;

/// The most days that all bills of a member can have.
const MOST_DAYS: i128 = 3_000_000;

/// What bounds the payments of a benefit.
pub(super) struct Bound<'b> {
    /// Whether it never exceeds what is left of the bill.
    pub is_within: bool,
    pub base: Option<&'b Formula>,
    pub pays: &'b Pays,
    pub factor: Option<&'b Chosen<Factor>>,
    pub factor_decimals: u32,
    pub per_unit: bool,
    /// What it is rounded to, in minor units.
    pub unit: i64,
    pub minimum: Option<&'b Formula>,
}

/// The most that comes before factors: on one bill, over all bills, and what either is multiplied by.
struct Most {
    one_bill: i128,
    all_bills: i128,
    slope: i128,
}

impl Bound<'_> {
    /// The most that is paid: on one bill if the benefit stays within the bill, else on all bills of a member.
    /// Nothing, and a report, where amounts do not fit.
    pub fn check(&self, span: Span, scope: &mut Scope) -> Option<i128> {
        let decimals = self.decimals();
        let paid = self.paid();
        if decimals > Scale::MOST {
            let message = words::rules::too_many_decimals(decimals, Scale::MOST);
            scope.advise(span, message, words::rules::overflow_help());
        } else if paid.is_none() {
            self.report(span, scope);
        }
        paid
    }

    /// Says what can grow too far: a total that is paid as it is, or else products.
    fn report(&self, span: Span, scope: &mut Scope) {
        let formulas = self.base.into_iter().chain(self.pays.formulas()).chain(self.minimum);
        // One that `min` holds down to what a bill can be is not what grows.
        let grows = formulas.filter(|formula| formula.most() > Money::MOST.exact().0);
        let totals: Vec<Slot> = grows.flat_map(Formula::totals).collect();
        let name = totals.first().and_then(|slot| scope.total_name(*slot));
        let (message, help) = match name {
            Some(name) => {
                (words::rules::overflow_total(&name), words::rules::overflow_total_help(&name))
            }
            None => {
                let most = scope.vocabulary.currency.show(Money::MOST);
                (words::rules::overflow(most), words::rules::overflow_help())
            }
        };
        scope.advise(span, message, help);
    }

    /// Decimals of rates and of factors.
    fn decimals(&self) -> u32 {
        self.pays.decimals() + self.factor_decimals
    }

    /// Nothing if a product does not fit, on its finest scale, or if what is paid over all bills of a member
    /// might not fit into money.
    fn paid(&self) -> Option<i128> {
        let decimals = self.decimals();
        if decimals > Scale::MOST {
            return None;
        }
        let bills = MOST_BILLS as i128;
        let product = self.product()?;
        let one = 10i128.pow(Exact::DIGITS + decimals);
        let rounded = (product / one).checked_add(i128::from(self.unit))?;
        let once = rounded.max(self.least());
        let paid = once.checked_mul(bills)?;
        if !self.is_within && paid > i128::from(i64::MAX) {
            return None;
        }
        i64::try_from(once).ok()?;
        let finer = 10i128.pow(Scale::MOST - decimals);
        let is_running = matches!(self.pays, Pays::Bands(bands) if bands.running.is_some());
        let mut kept = product;
        if is_running {
            // The running total is rounded to money before what is left of a bill cuts a payment.
            i64::try_from(rounded.checked_mul(bills)?).ok()?;
            kept = product.checked_mul(finer)?.checked_mul(bills)?;
        }
        kept.checked_mul(4)?;
        Some(if self.is_within { Money::MOST.minor().into() } else { paid })
    }

    /// The most that a payment is raised to.
    fn least(&self) -> i128 {
        self.minimum.map_or(0, |least| least.most() / 10i128.pow(Exact::DIGITS))
    }

    /// One bill's part times factor and units; the curve itself must fit too.
    fn product(&self) -> Option<i128> {
        let most = self.most()?;
        let factors = self.factor.map_or(1, |factor| {
            let factors = factor.values().iter().map(|factor| factor.whole(self.factor_decimals));
            factors.max().map_or(1, i128::from)
        });
        let units = if self.per_unit { i128::from(MOST_UNITS) } else { 1 };
        most.all_bills.checked_mul(most.slope)?.checked_mul(4)?;
        most.one_bill.checked_mul(most.slope)?.checked_mul(factors)?.checked_mul(units)
    }

    fn most(&self) -> Option<Most> {
        let alike = |most, slope| Most { one_bill: most, all_bills: most, slope };
        Some(match self.pays {
            Pays::Rate { rate, .. } => {
                let base = self.base?.most();
                alike(base, i128::from(*rate.values().iter().max()?))
            }
            Pays::Bands(bands) => {
                let one_bill = self.base?.most().max(Money::MOST.exact().0);
                let all_bills = one_bill.checked_mul(MOST_BILLS as i128)?;
                Most { one_bill, all_bills, slope: i128::from(bands.steepest()) }
            }
            Pays::Days(days) => alike(days.pays.most().checked_mul(MOST_DAYS)?, 1),
            Pays::Sum(sum) => alike(sum.most(), 1),
        })
    }
}
