//! The amounts of a bill, in whole fen: its total, and the part that each payer paid.
//!
//! total = out_of_catalogue + over_limit + class_b_prepay + in_scope, and all funds together pay at
//! most what is in scope.

use super::dice::{Curve, Dice};

/// Costs against those of the middle, which are 1,000,000: near a log-normal distribution whose
/// logarithm has a deviation of 0.9.
const COSTS: Curve = Curve(&[
    (0, 30_000),
    (10, 62_000),
    (100, 123_000),
    (500, 228_000),
    (1_000, 316_000),
    (2_500, 545_000),
    (4_000, 796_000),
    (5_000, 1_000_000),
    (6_000, 1_256_000),
    (7_500, 1_835_000),
    (9_000, 3_169_000),
    (9_500, 4_394_000),
    (9_900, 8_115_000),
    (9_990, 16_140_000),
    (10_000, 40_000_000),
]);

/// In fen, by category and level (3, 2, 1, none): the costs of the middle.
const MIDDLE: [[i64; 4]; 3] = [
    [1_250_000, 620_000, 310_000, 280_000],
    [62_000, 45_000, 30_000, 28_000],
    [85_000, 56_000, 32_000, 30_000],
];
/// In fen, by level: what the patient bears of a stay before the pool pays.
const STAY_DEDUCTIBLES: [i64; 4] = [90_000, 70_000, 50_000, 50_000];
/// The same without a stay.
const VISIT_DEDUCTIBLE: i64 = 20_000;
/// What the pool pays of a hundred above that, by category and level.
const POOL_RATES: [[i64; 4]; 3] = [[85, 88, 91, 88], [62, 66, 70, 66], [55, 60, 65, 60]];
/// In fen: above as much of the patient's own costs in scope, the critical-illness fund pays in.
const CRITICAL_FROM: i64 = 1_200_000;

/// The kind of a bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Category {
    Inpatient,
    Chronic,
    Emergency,
}

impl Category {
    /// The word in files.
    pub fn word(self) -> &'static str {
        match self {
            Category::Inpatient => "inpatient",
            Category::Chronic => "outpatient_chronic",
            Category::Emergency => "emergency",
        }
    }
}

/// Amounts in fen.
pub(super) struct Costs {
    pub total: i64,
    pub out_of_catalogue: i64,
    pub over_limit: i64,
    pub class_b_prepay: i64,
    pub in_scope: i64,
    pub deductible: i64,
    pub pool_paid: i64,
    pub critical_paid: i64,
    pub assistance_paid: i64,
    pub other_paid: i64,
}

/// What costs depend on.
#[derive(Clone, Copy)]
pub(super) struct Basis {
    pub category: Category,
    /// The level of the hospital, by its place among all levels.
    pub level: usize,
    pub hardship: bool,
    /// The place of the total on the curve of costs.
    pub weight: u32,
    pub share: Share,
}

/// Which part of a stay a bill is for.
#[derive(Clone, Copy)]
pub(super) struct Share {
    pub nights: i32,
    pub of: i32,
    /// Primary cover charges its deductible once a stay.
    pub is_first: bool,
}

impl Share {
    pub const WHOLE: Share = Share { nights: 1, of: 1, is_first: true };
}

impl Costs {
    /// Invents a total, and splits it the way primary cover does.
    pub fn of(basis: Basis, dice: &mut Dice) -> Costs {
        let Basis { category, level, hardship, weight, share } = basis;
        let stay = MIDDLE[category as usize][level] * COSTS.at(weight) / 1_000_000;
        let total = stay * i64::from(share.nights) / i64::from(share.of);
        let mut part = |most_percent: i64| total * dice.between(0, most_percent * 100) / 10_000;
        let (out_of_catalogue, class_b_prepay) = (part(15), part(9));
        let over_limit = if dice.percent(15) { total * dice.between(1, 200) / 10_000 } else { 0 };
        let in_scope = total - out_of_catalogue - class_b_prepay - over_limit;
        let deductible = match category {
            _ if !share.is_first => 0,
            Category::Inpatient => STAY_DEDUCTIBLES[level],
            Category::Chronic | Category::Emergency => VISIT_DEDUCTIBLE,
        };
        let deductible = deductible.min(in_scope);
        let pool_paid = (in_scope - deductible) * POOL_RATES[category as usize][level] / 100;
        let left = in_scope - pool_paid;
        let critical_paid = (left - CRITICAL_FROM).max(0) * 60 / 100;
        let left = left - critical_paid;
        let assistance_paid = if hardship { left * 30 / 100 } else { 0 };
        let left = left - assistance_paid;
        let other_paid = if dice.percent(2) { left / 10 } else { 0 };
        Costs {
            total,
            out_of_catalogue,
            over_limit,
            class_b_prepay,
            in_scope,
            deductible,
            pool_paid,
            critical_paid,
            assistance_paid,
            other_paid,
        }
    }
}
