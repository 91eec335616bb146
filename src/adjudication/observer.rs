//! Observers of bills being decided. The silent observer costs nothing.

use super::choosers::ChosenBy;
use super::eligibility::Eligibility;
use crate::claim::Bill;
use crate::money::{Exact, Money, Product, Rounding, Scale};
use crate::scheme::{Benefit, Gate, Granted, Limit, Slice};
use crate::words::{Sentence, provisions};

/// Observes the bills of a history being decided, in order. What a method has to do is nothing, unless an
/// observer says otherwise.
///
/// ```
/// use huzhu::adjudication::{AdjustmentReason, Observer};
/// use huzhu::money::Money;
/// use huzhu::scheme::Benefit;
///
/// /// How often a benefit was cut by a limit.
/// #[derive(Default)]
/// struct Cuts(u32);
///
/// impl Observer for Cuts {
///     const EXPLAINS: bool = false; // Steps and limits are not asked for, and cost nothing.
///
///     fn benefit(&mut self, _: usize, _: &Benefit, _: Money, _: Money, reason: AdjustmentReason) {
///         self.0 += u32::from(reason.has(AdjustmentReason::CUT_BY_LIMIT));
///     }
/// }
/// ```
pub trait Observer {
    /// Whether steps, limits and what chose their values are wanted. Without them, deciding allocates nothing.
    const EXPLAINS: bool;
    /// Whether reasons are wanted besides amounts.
    const TELLS: bool = true;

    /// A bill begins; `left` is what primary cover left of it.
    fn bill(&mut self, _place: usize, _bill: &Bill, _eligibility: &Eligibility, _left: Money) {}

    /// A step of the benefit at hand. Steps of one benefit come in order, each beginning with what
    /// the one before left, the first with nothing.
    fn step(&mut self, _step: Step) {}

    /// How much of a limit is used up before and after the bill: minor units, days, times or stays.
    fn limit(&mut self, _limit: &Limit, _most: i64, _before: i64, _after: i64) {}

    /// What the values of the benefit at hand were chosen by, step by step; nothing where none was chosen.
    fn chosen(&mut self, _by: Vec<ChosenBy>) {}

    /// A benefit is decided, by its place in the edition. `charged` is the part of what is paid that
    /// the bill bears.
    fn benefit(
        &mut self,
        _place: usize,
        _benefit: &Benefit,
        _paid: Money,
        _charged: Money,
        _reason: AdjustmentReason,
    ) {
    }
}

/// An observer that keeps nothing.
pub struct Silent;

impl Observer for Silent {
    const EXPLAINS: bool = false;
    const TELLS: bool = false;
}

/// The sum of all that is paid: for speed, and for comparing totals.
///
/// ```
/// use std::path::Path;
///
/// use huzhu::adjudication::{Total, adjudicate};
/// use huzhu::claim::{MemberRecord, RecordText};
/// use huzhu::money::Money;
/// use huzhu::scheme::Book;
///
/// let book = Book::load(Path::new("rules/pinghu")).unwrap();
/// let record = MemberRecord::read(&book, RecordText {
///     members: "birth_date,sex,hardship\n1980-05-01,F,no",
///     enrolments: "plan,start,end,units,enrolled_on\nmedical,2022-01-01,2022-12-31,1,2022-01-01",
///     bills: "bill_id,category,hospital_level,admission,discharge,settled_on,total,pool_paid\n\
///             B1,inpatient,2,2022-03-01,2022-03-09,2022-03-09,8232.97,3000.00",
/// }).unwrap();
/// let mut total = Total::default();
/// adjudicate(&book, &record.history(&book).unwrap(), &mut total);
/// assert_eq!(total.0, Money::from_minor(261_649));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Total(pub Money);

impl Observer for Total {
    const EXPLAINS: bool = false;
    const TELLS: bool = false;

    #[inline]
    fn benefit(&mut self, _: usize, _: &Benefit, paid: Money, _: Money, _: AdjustmentReason) {
        self.0 += paid;
    }
}

/// Why a benefit pays less on a bill than its rate gives, or more: none, one or several of a few reasons.
///
/// ```
/// use huzhu::adjudication::AdjustmentReason;
///
/// let cut = AdjustmentReason::CUT_BY_LIMIT;
/// assert!(cut.has(AdjustmentReason::CUT_BY_LIMIT) && !cut.has(AdjustmentReason::NO_RATE));
/// assert_eq!(cut.codes().collect::<Vec<_>>(), ["cut_by_limit"]);
/// assert_eq!(cut.sentences()[0].to_string(), "cut by a limit");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AdjustmentReason(u32);

macro_rules! reasons {
    ($($name:ident $bit:literal $code:ident)*) => {
        impl AdjustmentReason {
            $(#[doc = concat!("`", stringify!($code), "`")] pub const $name: AdjustmentReason = AdjustmentReason(1 << $bit);)*

            /// The stable codes of the reasons that apply, in the order of deciding.
            pub fn codes(self) -> impl Iterator<Item = &'static str> {
                const ALL: &[(AdjustmentReason, &str)] = &[$((AdjustmentReason::$name, stringify!($code))),*];
                ALL.iter().filter(move |(one, _)| self.has(*one)).map(|(_, code)| *code)
            }

            /// The sentences of the reasons that apply, in the order of deciding.
            pub fn sentences(self) -> Vec<Sentence> {
                type Worded = (AdjustmentReason, fn() -> Sentence);
                const ALL: &[Worded] = &[$((AdjustmentReason::$name, provisions::$code)),*];
                let applied = ALL.iter().filter(|(one, _)| self.has(*one));
                applied.map(|(_, sentence)| sentence()).collect()
            }
        }
    };
}

reasons! {
    NOT_CHOSEN 0 not_chosen
    TAKEN_PAYS_NOTHING 18 taken_pays_nothing
    BASE_IS_ZERO 1 base_is_zero
    CUT_BY_COUNTED 13 cut_by_counted
    COUNTED_REACHED 14 counted_reached
    BELOW_THRESHOLD 2 below_threshold
    WITHIN_DEDUCTIBLE 3 within_deductible
    NO_RATE 4 no_rate
    NOTHING_UNPAID 15 nothing_unpaid
    NO_DAY_COUNTS 5 no_day_counts
    AMOUNT_IS_ZERO 16 amount_is_zero
    FACTOR_IS_ZERO 17 factor_is_zero
    ROUNDS_TO_NOTHING 6 rounds_to_nothing
    RAISED_TO_MINIMUM 7 raised_to_minimum
    CUT_BY_LIMIT 8 cut_by_limit
    LIMIT_REACHED 9 limit_reached
    CUT_BY_BILL 10 cut_by_bill
    BILL_USED_UP 11 bill_used_up
    OVERRIDDEN 12 overridden
}

impl AdjustmentReason {
    #[inline]
    pub(super) fn note<O: Observer>(&mut self, what: AdjustmentReason, applies: bool) {
        if O::TELLS {
            self.0 |= what.0 * u32::from(applies);
        }
    }

    /// Records whether a limit reduced the payment to `allowed`.
    #[inline]
    pub(super) fn note_cut<O: Observer>(&mut self, amount: Money, allowed: Money) {
        let nothing = allowed == Money::ZERO;
        self.note::<O>(AdjustmentReason::LIMIT_REACHED, allowed < amount && nothing);
        self.note::<O>(AdjustmentReason::CUT_BY_LIMIT, allowed < amount && !nothing);
    }

    /// Records whether less of the base counts than there is.
    #[inline]
    pub(super) fn note_counted<O: Observer>(&mut self, base: Exact, counts: Exact) {
        let nothing = counts == Exact::ZERO;
        self.note::<O>(AdjustmentReason::COUNTED_REACHED, counts < base && nothing);
        self.note::<O>(AdjustmentReason::CUT_BY_COUNTED, counts < base && !nothing);
    }

    /// This one, where it applied, without others.
    pub(super) fn only(self, what: AdjustmentReason) -> AdjustmentReason {
        AdjustmentReason(self.0 & what.0)
    }

    /// Whether this applied.
    pub fn has(self, what: AdjustmentReason) -> bool {
        self.0 & what.0 != 0
    }
}

/// One step of a benefit's working: `before` = what is taken + `after`. A step that raises an amount
/// takes less than nothing.
///
/// ```
/// # use std::path::Path;
/// # use huzhu::claim::{MemberRecord, RecordText};
/// # use huzhu::scheme::Book;
/// # let book = Book::load(Path::new("rules/pinghu")).unwrap();
/// # let record = MemberRecord::read(&book, RecordText {
/// #     members: "birth_date,sex,hardship\n1980-05-01,F,no",
/// #     enrolments: "plan,start,end,units,enrolled_on\nmedical,2022-01-01,2022-12-31,1,2022-01-01",
/// #     bills: "bill_id,category,hospital_level,admission,discharge,settled_on,total,pool_paid\n\
/// #             B1,inpatient,2,2022-03-01,2022-03-09,2022-03-09,8232.97,3000.00\n\
/// #             B2,inpatient,2,2023-03-01,2023-03-09,2023-03-09,900.00,0.00",
/// # }).unwrap();
/// use huzhu::adjudication::StepKind;
/// use huzhu::explanation::explain_bill;
///
/// let explanation = explain_bill(&book, &record, "B1").unwrap();
/// let steps = &explanation.workings[0].steps;
/// assert!(steps.windows(2).all(|pair| pair[0].after == pair[1].before));
/// assert!(matches!(steps[0].kind, StepKind::Base { .. }));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which step, with what it looked at.
    pub kind: StepKind,
    /// What came in.
    pub before: Product,
    /// What goes on.
    pub after: Product,
    /// The scale of both.
    pub scale: Scale,
}

impl Step {
    #[inline]
    pub(super) fn new(kind: StepKind, before: Product, after: Product, scale: Scale) -> Step {
        Step { kind, before, after, scale }
    }

    /// What the step takes away; less than nothing where it adds.
    pub fn taken(&self) -> Product {
        self.before - self.after
    }
}

/// Which step of the fixed order, with what it looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepKind {
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
    /// Computed, not paid: what comes in is the figure that others ask for.
    NotPaid,
}

impl StepKind {
    /// What traces call it.
    pub fn code(&self) -> &'static str {
        match self {
            StepKind::Base { .. } => "base",
            StepKind::Days { .. } => "days",
            StepKind::Sum => "sum",
            StepKind::Counted { .. } => "counted",
            StepKind::Threshold(_) => "threshold",
            StepKind::Deductible { .. } => "deductible",
            StepKind::Rate { .. } => "rate",
            StepKind::Bands { .. } => "bands",
            StepKind::Factor { .. } => "factor",
            StepKind::Units(_) => "units",
            StepKind::Rounding { .. } => "rounding",
            StepKind::Minimum(_) => "minimum",
            StepKind::Limit { .. } => "limit",
            StepKind::BillLeft(_) => "bill_left",
            StepKind::Override => "override",
            StepKind::NotPaid => "not_paid",
        }
    }
}
