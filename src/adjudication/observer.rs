//! Who watches bills being decided. The silent observer costs nothing.

use super::eligibility::Standing;
use crate::claim::Bill;
use crate::money::{Exact, Money, Product, Rounding, Scale};
use crate::scheme::{Benefit, Gate, Granted, Limit, Slice};

/// Watches the bills of a history being decided, in order.
pub trait Observer {
    /// Whether steps and limits are wanted. Without them, deciding allocates nothing.
    const EXPLAINS: bool;
    /// Whether outcomes are wanted: what befell a benefit besides its amount.
    const TELLS: bool = true;

    /// A bill begins; `left` is what primary cover left of it.
    fn bill(&mut self, place: usize, bill: &Bill, standing: &Standing, left: Money);

    /// A step of the benefit at hand. Steps of one benefit come in order, each beginning with what
    /// the one before left, the first with nothing.
    fn step(&mut self, step: Step);

    /// How much of a limit is used up before and after the bill: minor units, days or times.
    fn limit(&mut self, limit: &Limit, most: i64, before: i64, after: i64);

    /// A benefit is decided, by its place in the edition. `charged` is the part of what is paid that
    /// the bill bears.
    fn benefit(
        &mut self,
        place: usize,
        benefit: &Benefit,
        paid: Money,
        charged: Money,
        outcome: Outcome,
    );
}

/// An observer that keeps nothing.
pub struct Silent;

impl Observer for Silent {
    const EXPLAINS: bool = false;
    const TELLS: bool = false;

    fn bill(&mut self, _: usize, _: &Bill, _: &Standing, _: Money) {}
    fn step(&mut self, _: Step) {}
    fn limit(&mut self, _: &Limit, _: i64, _: i64, _: i64) {}
    fn benefit(&mut self, _: usize, _: &Benefit, _: Money, _: Money, _: Outcome) {}
}

/// The sum of all that is paid: for speed, and for comparing totals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Total(pub Money);

impl Observer for Total {
    const EXPLAINS: bool = false;
    const TELLS: bool = false;

    fn bill(&mut self, _: usize, _: &Bill, _: &Standing, _: Money) {}
    fn step(&mut self, _: Step) {}
    fn limit(&mut self, _: &Limit, _: i64, _: i64, _: i64) {}

    #[inline]
    fn benefit(&mut self, _: usize, _: &Benefit, paid: Money, _: Money, _: Outcome) {
        self.0 += paid;
    }
}

/// What befell a benefit on a bill: none, one or several of a few things.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome(u16);

macro_rules! outcomes {
    ($($name:ident $bit:literal $code:literal $english:literal $chinese:literal)*) => {
        impl Outcome {
            $(#[doc = $english] pub const $name: Outcome = Outcome(1 << $bit);)*

            /// The stable codes of what befell, in the order of deciding.
            pub fn codes(self) -> impl Iterator<Item = &'static str> {
                const ALL: &[(Outcome, &str)] = &[$((Outcome::$name, $code)),*];
                ALL.iter().filter(move |(one, _)| self.has(*one)).map(|(_, code)| *code)
            }

            /// The sentences of what befell, in the order of deciding.
            pub fn sentences(self) -> Vec<crate::words::Sentence> {
                let all = [$((Outcome::$name, $english, $chinese)),*];
                let befell = all.into_iter().filter(|(one, ..)| self.has(*one));
                befell.map(|(_, en, zh)| crate::words::Sentence::new(en.into(), zh.into())).collect()
            }
        }
    };
}

outcomes! {
    NOT_CHOSEN 0 "not_chosen" "another alternative is paid" "择一给付，已取另一项"
    BASE_IS_ZERO 1 "base_is_zero" "nothing of this bill is in the base" "本单无可计入基数的费用"
    BELOW_THRESHOLD 2 "below_threshold" "the threshold is not reached" "未达起报标准"
    WITHIN_DEDUCTIBLE 3 "within_deductible" "all of it is within the deductible" "均在起付线以内"
    NO_RATE 4 "no_rate" "the rate that applies is zero" "适用的给付比例为零"
    NO_DAY_COUNTS 5 "no_day_counts" "no day of the stay counts" "无可给付的住院日"
    ROUNDS_TO_NOTHING 6 "rounds_to_nothing" "less than the smallest payment" "不足最小给付单位"
    RAISED_TO_MINIMUM 7 "raised_to_minimum" "raised to the minimum payment" "补足至最低给付额"
    CUT_BY_LIMIT 8 "cut_by_limit" "cut by a limit" "因封顶线核减"
    LIMIT_REACHED 9 "limit_reached" "a limit is used up" "封顶线已用尽"
    CUT_BY_BILL 10 "cut_by_bill" "cut to what is left of the bill" "以本单剩余个人负担为限核减"
    BILL_USED_UP 11 "bill_used_up" "nothing is left of the bill" "本单已无剩余个人负担"
    OVERRIDDEN 12 "overridden" "decided by hand in place of what the rules compute" "人工核定，取代按规则计算的金额"
}

impl Outcome {
    #[inline]
    pub(super) fn note<O: Observer>(&mut self, what: Outcome, befell: bool) {
        if O::TELLS {
            self.0 |= what.0 * u16::from(befell);
        }
    }

    /// A limit left so much of an amount.
    #[inline]
    pub(super) fn note_cut<O: Observer>(&mut self, amount: Money, allowed: Money) {
        let nothing = allowed == Money::ZERO;
        self.note::<O>(Outcome::LIMIT_REACHED, allowed < amount && nothing);
        self.note::<O>(Outcome::CUT_BY_LIMIT, allowed < amount && !nothing);
    }

    /// Whether this befell.
    pub fn has(self, what: Outcome) -> bool {
        self.0 & what.0 != 0
    }
}

/// One step of a benefit's working: `before` = what is taken + `after`. A step that raises an amount
/// takes less than nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which step, with what it looked at.
    pub what: What,
    /// What came in.
    pub before: Product,
    /// What goes on.
    pub after: Product,
    /// The scale of both.
    pub scale: Scale,
}

impl Step {
    #[inline]
    pub(super) fn new(what: What, before: Product, after: Product, scale: Scale) -> Step {
        Step { what, before, after, scale }
    }

    /// What the step takes away; less than nothing where it adds.
    pub fn taken(&self) -> Product {
        self.before - self.after
    }
}

/// Which step of the fixed order, with what it looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The base begins the column; `value` is the formula's, perhaps below zero.
    Base {
        /// The formula's value.
        value: Exact,
    },
    /// Days begin the column.
    Days {
        /// Days stayed, payable and granted.
        granted: Granted,
        /// What one day pays.
        per_day: Exact,
    },
    /// A sum begins the column.
    Sum,
    /// The limit on the counted base.
    Counted {
        /// The most that is counted.
        most: Exact,
        /// What was counted before.
        before: Exact,
    },
    /// The threshold.
    Threshold(Gate),
    /// The deductible.
    Deductible {
        /// The whole of it.
        amount: Exact,
        /// What was taken before.
        before: Exact,
    },
    /// A flat rate, in whole units of its last decimal.
    Rate {
        /// The rate.
        rate: i64,
        /// Its decimals.
        decimals: u32,
    },
    /// Bands.
    Bands {
        /// The slices of this bill.
        slices: Vec<Slice>,
        /// The scale of their amounts.
        scale: Scale,
        /// Where the bill began.
        position: Exact,
    },
    /// A factor, in whole units of its last decimal.
    Factor {
        /// The factor.
        factor: i64,
        /// Its decimals.
        decimals: u32,
    },
    /// Times the units held.
    Units(u32),
    /// Rounding.
    Rounding {
        /// How.
        rounding: Rounding,
        /// The exact total before the bill, where the running total is rounded; on the finest scale.
        running_before: Option<Product>,
    },
    /// Raised to the minimum.
    Minimum(Money),
    /// Cut by a limit.
    Limit {
        /// Which.
        id: String,
    },
    /// Cut to what is left of the bill.
    BillLeft(Money),
    /// Decided by hand: what comes in is what the rules compute.
    Override,
}
