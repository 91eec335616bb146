//! The tree of a rule book: small enough to read when a property fails, wide enough that every
//! mechanism meets every other. It is written as TOML in `page.rs`.

use super::{round_amount, sometimes};
use proptest::prelude::*;

/// An amount in smallest units: plain, a parameter, by a fact, or a formula.
#[derive(Clone, Debug)]
pub enum Amount {
    Plain(i64),
    Parameter(i64),
    By(Split, i64, i64),
    Formula(Term),
}

/// A rate in thousandths.
#[derive(Clone, Debug)]
pub enum Rate {
    Plain(i64),
    Parameter(i64),
    By(Split, i64, i64),
    /// One that a number moves: so much, and so much more for each.
    Moved(Split, i64, i64),
}

#[derive(Clone, Debug)]
pub enum Count {
    Plain(i64),
    Parameter(i64),
    By(Split, i64, i64),
}

/// A value that is one thing for some values of a fact and another for the rest.
#[derive(Clone, Copy, Debug)]
pub struct Split {
    pub fact: usize,
    /// The window in which the ordinal of the stay counts.
    pub window: usize,
    pub all_stays: bool,
    /// Whether the rest is `otherwise`.
    pub otherwise: bool,
    /// Whether it has a name under `[schedules]`, if it may.
    pub named: bool,
    /// Whether it is written as rows.
    pub rows: bool,
    /// Whether the total of the bill chooses, where it may; edges then belong above if `all_stays`.
    pub by_amount: bool,
}

/// A formula. Names are numbers into those that the place allows.
#[derive(Clone, Debug)]
pub enum Term {
    Name(usize),
    Amount(i64),
    Schedule(Split, i64, i64),
    Plus(Box<Term>, Box<Term>),
    Minus(Box<Term>, Box<Term>),
    Share(i64, Box<Term>),
    /// A share that a schedule chooses.
    NamedShare(Split, i64, i64, Box<Term>),
    /// So many times a term, as the split's fact and window choose the number.
    Times(Split, Box<Term>),
    /// A term divided by a rate that a schedule may choose, rounded to one of a few steps in one of the ways.
    Quotient(Box<Term>, Rate, usize, usize),
    /// One of two formulas, which a schedule chooses.
    OneOf(Split, Box<Term>, Box<Term>),
    Least(Vec<Term>),
    Most(Vec<Term>),
}

#[derive(Clone, Debug)]
pub struct Rules {
    pub currency: usize,
    /// The date of in-patient bills and that of all others.
    pub bases: [usize; 2],
    /// Whether lists of diagnoses change by date.
    pub lists_change: bool,
    pub order: usize,
    /// Nothing where it is left out.
    pub stay_gap: Option<i64>,
    pub year_total: Total,
    pub plans: Vec<Plan>,
    pub benefits: Vec<Benefit>,
    pub shared: Option<Shared>,
    pub alternatives: Option<Alternatives>,
    pub second: Option<Second>,
}

#[derive(Clone, Debug)]
pub struct Total {
    pub of: Term,
    pub window: usize,
}

#[derive(Clone, Debug)]
pub struct Plan {
    pub units: Option<i64>,
    pub renewal_gap: i64,
    /// Whether days of cover go on over renewals.
    pub days_across: bool,
    pub waiting: Option<(Count, usize)>,
    pub age: Option<Age>,
    pub filing: Option<(i64, usize)>,
    pub run_off: Option<(i64, bool)>,
    /// When cover begins, by its place in the list of `page.rs`.
    pub begins: usize,
    pub holder: Holder,
}

/// Who may hold a plan, by places in the lists of `page.rs`.
#[derive(Clone, Debug, Default)]
pub struct Holder {
    pub when: Option<usize>,
    /// Months, and the day that counts.
    pub service: Option<(i64, usize)>,
    /// The day on which the other plan is asked for.
    pub requires: Option<usize>,
    pub ways: Vec<usize>,
}

#[derive(Clone, Debug)]
pub struct Age {
    pub on: usize,
    pub from: Option<i64>,
    pub to: Option<Count>,
    pub renewal_only: bool,
}

#[derive(Clone, Debug)]
pub struct Benefit {
    /// Whether it is only computed, where the next one can ask for it.
    pub computed: bool,
    pub plan: usize,
    pub against_bill: usize,
    pub categories: Vec<usize>,
    pub when: Vec<When>,
    pub per_unit: bool,
    pub waiting: Option<(Count, usize)>,
    pub threshold: Option<Threshold>,
    pub pays: Pays,
    pub factor: Option<Rate>,
    pub round: Option<(i64, usize)>,
    pub minimum: Option<Amount>,
    pub limits: Vec<Limit>,
}

#[derive(Clone, Debug)]
pub enum When {
    /// One of two parts of what a fact can be, or all but the other.
    Fact {
        split: Split,
        first: bool,
        all_but: bool,
    },
    List,
    Codes,
}

#[derive(Clone, Debug)]
pub struct Threshold {
    pub of: Term,
    pub above: bool,
    pub amount: Amount,
    pub window: usize,
    pub every_bill: bool,
    pub count: bool,
}

#[derive(Clone, Debug)]
pub enum Pays {
    Rate(Cost, Rate),
    Bands(Cost, Bands),
    Days { count: usize, pays: Amount, from_day: Option<Count>, once: bool },
    Sum(Amount),
}

/// What rates and bands are a share of.
#[derive(Clone, Debug)]
pub struct Cost {
    pub base: Term,
    pub counted: Option<(Amount, usize)>,
    pub deductible: Option<(Amount, usize)>,
}

#[derive(Clone, Debug)]
pub struct Bands {
    /// The window, where the position is cumulative.
    pub window: Option<usize>,
    pub widths: Vec<i64>,
    pub rates: Vec<Rate>,
    pub open_top: bool,
    pub above_deductible: bool,
    pub running_total: bool,
    pub repeat_edges: bool,
    pub unpaid: Option<Unpaid>,
}

#[derive(Clone, Debug)]
pub struct Unpaid {
    pub widths: Vec<i64>,
    /// One more than there are widths: the last has no end.
    pub rates: Vec<Rate>,
    pub at_most: Option<Term>,
    pub columns: bool,
}

#[derive(Clone, Debug)]
pub struct Limit {
    pub most: Most,
    pub window: usize,
    pub per_unit: bool,
}

#[derive(Clone, Debug)]
pub enum Most {
    Amount(Amount),
    Days(Count),
    Times(Count),
    Stays(Count),
}

#[derive(Clone, Debug)]
pub struct Shared {
    pub most: Most,
    pub window: usize,
    pub per_unit: bool,
}

#[derive(Clone, Debug)]
pub struct Alternatives {
    pub window: usize,
    pub first_listed: bool,
    pub reversed: bool,
}

/// The edition that follows: the same terms with other numbers.
#[derive(Clone, Debug)]
pub struct Second {
    pub from: usize,
    pub percent: i64,
    pub lower_rates_by: i64,
    /// Whether the last benefit is no longer there.
    pub without_last: bool,
    /// Whether the cover of plans begins otherwise than before.
    pub turns_cover: bool,
}

impl Term {
    /// Whether it is the same for every bill.
    pub fn is_constant(&self) -> bool {
        match self {
            Self::Name(_)
            | Self::Schedule(..)
            | Self::NamedShare(..)
            | Self::Times(..)
            | Self::Quotient(..)
            | Self::OneOf(..) => false,
            Self::Amount(_) => true,
            Self::Plus(left, right) | Self::Minus(left, right) => {
                left.is_constant() && right.is_constant()
            }
            Self::Share(_, whole) => whole.is_constant(),
            Self::Least(parts) | Self::Most(parts) => parts.iter().all(Self::is_constant),
        }
    }
}

impl Cost {
    /// The same, but counting enough for a band that begins above nothing to be reached.
    pub fn counting_at_least(&self, least: i64) -> Self {
        let raise = |amount: &Amount| match amount {
            Amount::Plain(most) => Amount::Plain(*most.max(&least)),
            Amount::Parameter(most) => Amount::Parameter(*most.max(&least)),
            Amount::By(split, one, other) => {
                Amount::By(*split, *one.max(&least), *other.max(&least))
            }
            Amount::Formula(term) if term.is_constant() => Amount::Plain(least),
            Amount::Formula(term) => Amount::Formula(term.clone()),
        };
        let counted = self.counted.as_ref().map(|(amount, window)| (raise(amount), *window));
        Self { counted, ..self.clone() }
    }
}

impl Bands {
    /// Where the highest band begins.
    pub fn edge_below_the_top(&self) -> i64 {
        self.widths.iter().rev().skip(1).sum()
    }
}

impl Second {
    /// An edition with the terms of the first.
    pub fn the_same(from: usize) -> Self {
        Self { from, percent: 100, lower_rates_by: 0, without_last: false, turns_cover: false }
    }
}

pub fn any_rules_tree() -> BoxedStrategy<Rules> {
    let scheme = (
        prop_oneof![6 => Just(0usize), 1 => Just(1), 1 => Just(2)],
        (bases(), any::<bool>()),
        prop_oneof![2 => Just(2usize), 1 => Just(0), 1 => Just(1)],
        (term(), window()),
        sometimes(0.4, prop::sample::select(&[0i64, 1, 2, 30][..])),
    );
    let plans = prop::collection::vec(plan(), 1..=2);
    let benefits = prop::collection::vec(benefit(), 1..=4);
    let most = prop_oneof![4 => amount_with_formula().prop_map(Most::Amount), 3 => counted_most()];
    let shared = sometimes(0.35, (most, window(), any::<bool>()));
    let alternatives = sometimes(0.25, (own_window(), any::<bool>(), any::<bool>()));
    let second = sometimes(0.35, second());
    (scheme, plans, benefits, shared, alternatives, second)
        .prop_map(|(scheme, plans, benefits, shared, alternatives, second)| Rules {
            currency: scheme.0,
            bases: scheme.1.0,
            lists_change: scheme.1.1,
            order: scheme.2,
            stay_gap: scheme.4,
            year_total: Total { of: scheme.3.0, window: scheme.3.1 },
            plans,
            benefits,
            shared: shared.map(|(most, window, per_unit)| Shared { most, window, per_unit }),
            alternatives: alternatives.map(|(window, first_listed, reversed)| Alternatives {
                window,
                first_listed,
                reversed,
            }),
            second,
        })
        .boxed()
}

/// The same date for all bills, or one for each of two kinds.
fn bases() -> BoxedStrategy<[usize; 2]> {
    let one = || prop_oneof![2 => Just(0usize), 1 => Just(1), 1 => Just(2)];
    prop_oneof![
        3 => one().prop_map(|basis| [basis, basis]),
        1 => [0..4usize, 0..4usize],
    ]
    .boxed()
}

fn second() -> BoxedStrategy<Second> {
    let percent = prop::sample::select(&[100i64, 150, 60, 300][..]);
    let lower = prop::sample::select(&[0i64, 100, 250][..]);
    (0..4usize, percent, lower, any::<bool>(), prop::bool::weighted(0.3))
        .prop_map(|(from, percent, lower_rates_by, without_last, turns_cover)| Second {
            from,
            percent,
            lower_rates_by,
            without_last,
            turns_cover,
        })
        .boxed()
}

// Plans.

fn plan() -> BoxedStrategy<Plan> {
    let waiting = sometimes(0.2, waiting());
    let filing = sometimes(0.15, (prop::sample::select(&[180i64, 200, 30][..]), 0..4usize));
    let run_off = sometimes(0.4, (prop::sample::select(&[30i64, 0, 3][..]), any::<bool>()));
    let gap = prop::sample::select(&[0i64, 10, 31][..]);
    let begins = prop_oneof![6 => Just(0usize), 2 => Just(1usize), 1 => Just(2usize)];
    let holder = prop_oneof![3 => Just(Holder::default()), 1 => holder()];
    let flags = (begins, any::<bool>(), holder);
    (sometimes(0.3, 2..=3i64), gap, waiting, sometimes(0.15, age()), filing, run_off, flags)
        .prop_map(|(units, renewal_gap, waiting, age, filing, run_off, flags)| Plan {
            units,
            renewal_gap,
            days_across: flags.1,
            waiting,
            age,
            filing,
            run_off,
            begins: flags.0,
            holder: flags.2,
        })
        .boxed()
}

fn waiting() -> BoxedStrategy<(Count, usize)> {
    let days = prop_oneof![
        2 => prop::sample::select(&[30i64, 1, 60][..]).prop_map(Count::Plain),
        1 => (split(), 0..40i64, 0..40i64).prop_map(|(split, a, b)| Count::By(split, a, b)),
    ];
    (days, 0..3usize).boxed()
}

fn holder() -> BoxedStrategy<Holder> {
    let service = (prop::sample::select(&[0i64, 1, 3, 12][..]), 0..3usize);
    let ways = prop_oneof![
        1 => Just(Vec::new()),
        1 => prop::sample::subsequence(vec![0usize, 1, 2, 3, 4], 1..=4).prop_shuffle()
    ];
    (sometimes(0.4, 0..5usize), sometimes(0.3, service), sometimes(0.3, 0..2usize), ways)
        .prop_map(|(when, service, requires, ways)| Holder { when, service, requires, ways })
        .boxed()
}

fn age() -> BoxedStrategy<Age> {
    let from = sometimes(0.7, prop::sample::select(&[16i64, 18, 39][..]));
    let oldest = prop_oneof![
        prop::sample::select(&[60i64, 58, 43][..]).prop_map(Count::Plain),
        (split(), 40..60i64, 55..75i64).prop_map(|(split, a, b)| Count::By(split, a, b)),
    ];
    (0..3usize, from, sometimes(0.7, oldest), any::<bool>())
        .prop_filter("an age limit has an end", |(_, from, to, _)| from.is_some() || to.is_some())
        .prop_map(|(on, from, to, renewal_only)| Age { on, from, to, renewal_only })
        .boxed()
}

// Benefits.

fn benefit() -> BoxedStrategy<Benefit> {
    let categories = prop_oneof![
        1 => Just(vec![0usize]),
        1 => Just(vec![0usize, 1, 2, 3]),
        1 => prop_oneof![1 => Just(vec![5usize]), 2 => Just(vec![0usize, 5])],
        1 => prop::sample::subsequence(vec![0usize, 1, 2, 3, 4], 1..=4)
    ];
    let when = prop_oneof![5 => Just(Vec::new()), 1 => prop::collection::vec(when(), 1..=2)];
    let flags = (any::<bool>(), prop::bool::weighted(0.15), sometimes(0.15, waiting()));
    let head = (0..2usize, 0..3usize, categories, when, flags);
    let modes = (prop::sample::select(&[1i64, 5, 10, 100, 1000][..]), 0..5usize);
    let factors = prop_oneof![
        2 => prop::sample::select(&[950i64, 1200, 500, 2000, 0][..]).prop_map(Rate::Plain),
        1 => (split(), 10..30i64, 10..30i64)
            .prop_map(|(split, a, b)| Rate::By(split, a * 50, b * 50)),
    ];
    let tail = (
        sometimes(0.2, factors),
        sometimes(0.3, modes),
        sometimes(0.15, amount()),
        prop_oneof![
            1 => Just(Vec::new()),
            3 => prop::collection::vec(limit(), 1..=3),
        ],
    );
    (head, sometimes(0.4, threshold()), pays(), tail)
        .prop_map(|(head, threshold, pays, tail)| {
            let (plan, against_bill, categories, when, (per_unit, computed, waiting)) = head;
            let (factor, round, minimum, limits) = tail;
            Benefit {
                computed,
                plan,
                against_bill,
                categories,
                when,
                per_unit,
                waiting,
                threshold,
                pays,
                factor,
                round,
                minimum,
                limits,
            }
        })
        .boxed()
}

fn when() -> BoxedStrategy<When> {
    prop_oneof![
        3 => (split(), any::<bool>(), prop::bool::weighted(0.3))
            .prop_map(|(split, first, all_but)| When::Fact { split, first, all_but }),
        1 => Just(When::List),
        1 => Just(When::Codes),
    ]
    .boxed()
}

fn threshold() -> BoxedStrategy<Threshold> {
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    // Simple ones, which bills reach exactly.
    let of = prop_oneof![2 => usual_name(), 1 => term()];
    let least = prop_oneof![
        3 => round_amount().prop_map(Amount::Plain),
        3 => amount(),
        1 => term().prop_map(Amount::Formula),
    ];
    (of, least, window(), flags)
        .prop_map(|(of, amount, window, flags)| {
            let (above, every_bill, count) = flags;
            Threshold { of, above, amount, window, every_bill, count }
        })
        .boxed()
}

fn pays() -> BoxedStrategy<Pays> {
    let days = (0..3usize, small_amount(), sometimes(0.3, from_day()), any::<bool>());
    prop_oneof![
        4 => (cost(), bands()).prop_map(|(cost, bands)| Pays::Bands(cost, bands)),
        3 => (cost(), rate()).prop_map(|(cost, rate)| Pays::Rate(cost, rate)),
        3 => days.prop_map(|(count, pays, from_day, once)| Pays::Days { count, pays, from_day, once }),
        1 => amount_with_formula().prop_map(Pays::Sum),
    ]
.boxed()
}

fn from_day() -> BoxedStrategy<Count> {
    prop_oneof![
        3 => (1..=4i64).prop_map(Count::Plain),
        1 => (1..=4i64).prop_map(Count::Parameter),
        1 => (split(), 1..=4i64, 1..=4i64).prop_map(|(split, a, b)| Count::By(split, a, b)),
    ]
    .boxed()
}

fn cost() -> BoxedStrategy<Cost> {
    let counted = sometimes(0.2, (amount_with_formula(), window()));
    let deductible = sometimes(0.4, (amount_with_formula(), window()));
    (term(), counted, deductible)
        .prop_map(|(base, counted, deductible)| Cost { base, counted, deductible })
        .boxed()
}

fn bands() -> BoxedStrategy<Bands> {
    // One width fewer than rates would leave the top open; a spare one closes it.
    let table = (1..=3usize).prop_flat_map(|number| {
        (prop::collection::vec(round_amount(), number), prop::collection::vec(rate(), number))
    });
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (
        sometimes(0.7, prop_oneof![5 => 1..6usize, 1 => 6..13usize]),
        table,
        flags,
        sometimes(0.4, unpaid()),
    )
        .prop_map(|(window, (widths, rates), flags, unpaid)| {
            let (open_top, above_deductible, running_total, repeat_edges) = flags;
            Bands {
                window,
                widths,
                rates,
                open_top,
                above_deductible,
                running_total,
                repeat_edges,
                unpaid,
            }
        })
        .boxed()
}

fn unpaid() -> BoxedStrategy<Unpaid> {
    let model = (0..=2usize).prop_flat_map(|number| {
        (prop::collection::vec(round_amount(), number), prop::collection::vec(rate(), number + 1))
    });
    (model, sometimes(0.6, term()), any::<bool>())
        .prop_map(|((widths, rates), at_most, columns)| Unpaid { widths, rates, at_most, columns })
        .boxed()
}

/// The most days, times or stays.
fn counted_most() -> BoxedStrategy<Most> {
    let count = || {
        prop_oneof![
            4 => (1..=6i64).prop_map(Count::Plain),
            1 => (1..=6i64).prop_map(Count::Parameter),
            1 => (split(), 1..=6i64, 1..=6i64).prop_map(|(split, a, b)| Count::By(split, a, b)),
        ]
    };
    prop_oneof![
        2 => count().prop_map(Most::Days),
        1 => count().prop_map(Most::Times),
        1 => count().prop_map(Most::Stays),
    ]
    .boxed()
}

fn limit() -> BoxedStrategy<Limit> {
    let most = prop_oneof![4 => amount_with_formula().prop_map(Most::Amount), 4 => counted_most()];
    (most, window(), any::<bool>())
        .prop_map(|(most, window, per_unit)| Limit { most, window, per_unit })
        .boxed()
}

// Values.

fn window() -> BoxedStrategy<usize> {
    prop_oneof![7 => own_window(), 1 => 6..9usize].boxed()
}

/// A window of one member.
fn own_window() -> BoxedStrategy<usize> {
    // In the windows of the longer kind bills meet more often.
    let often = prop::sample::select(&[1usize, 4, 5][..]);
    prop_oneof![4 => 0..6usize, 4 => often, 2 => 9..13usize].boxed()
}

fn split() -> BoxedStrategy<Split> {
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    // The ordinal, which is the last of the facts, depends most on other bills.
    let last = super::values::FACTS.len() - 1;
    let fact = prop_oneof![3 => 0..=last, 1 => Just(last)];
    (fact, own_window(), flags, prop::bool::weighted(0.2))
        .prop_map(|(fact, window, flags, by_amount)| {
            let (all_stays, otherwise, named, rows) = flags;
            Split { fact, window, all_stays, otherwise, named, rows, by_amount }
        })
        .boxed()
}

fn amount() -> BoxedStrategy<Amount> {
    prop_oneof![
        4 => round_amount().prop_map(Amount::Plain),
        1 => (1..60_000i64).prop_map(Amount::Plain),
        1 => round_amount().prop_map(Amount::Parameter),
        2 => (split(), round_amount(), round_amount()).prop_map(|(split, a, b)| Amount::By(split, a, b)),
    ]
.boxed()
}

fn small_amount() -> BoxedStrategy<Amount> {
    prop_oneof![
        2 => prop::sample::select(&[1000i64, 4000, 333, 0][..]).prop_map(Amount::Plain),
        1 => (split(), 500..5000i64, 500..5000i64).prop_map(|(split, a, b)| Amount::By(split, a, b)),
    ]
.boxed()
}

fn amount_with_formula() -> BoxedStrategy<Amount> {
    prop_oneof![5 => amount(), 1 => term().prop_map(Amount::Formula)].boxed()
}

fn rate() -> BoxedStrategy<Rate> {
    // Mostly few decimals: rules whose products cannot be proven small enough are refused.
    let short = || prop::sample::select(&[500i64, 1000, 800, 650, 70, 0][..]);
    let plain = move || prop_oneof![8 => short(), 1 => Just(625i64), 1 => Just(333)];
    prop_oneof![
        5 => plain().prop_map(Rate::Plain),
        1 => plain().prop_map(Rate::Parameter),
        2 => (split(), plain(), plain()).prop_map(|(split, a, b)| Rate::By(split, a, b)),
        1 => (split(), plain(), prop::sample::select(&[5i64, 20, 300][..]))
            .prop_map(|(split, a, more)| Rate::Moved(split, a, more)),
    ]
    .boxed()
}

/// A formula for a bill that is being decided: mostly one name, as real rules have.
fn term() -> BoxedStrategy<Term> {
    let name = prop_oneof![3 => usual_name(), 2 => (0..40usize).prop_map(Term::Name)];
    let leaf = prop_oneof![
        4 => name,
        1 => round_amount().prop_map(Term::Amount),
        1 => (split(), round_amount(), round_amount()).prop_map(|(split, a, b)| Term::Schedule(split, a, b)),
    ];
    let formula = leaf.prop_recursive(3, 8, 3, |inner| {
        let two = (inner.clone(), inner.clone());
        let several = prop::collection::vec(inner.clone(), 1..=3);
        prop_oneof![
            1 => two.clone().prop_map(|(a, b)| Term::Plus(Box::new(a), Box::new(b))),
            1 => (split(), two.clone()).prop_map(|(split, (a, b))| Term::OneOf(split, Box::new(a), Box::new(b))),
            1 => (inner.clone(), divisor(), 0..3usize, 0..4usize)
                .prop_map(|(a, by, to, mode)| Term::Quotient(Box::new(a), by, to, mode)),
            1 => (split(), inner.clone()).prop_map(|(split, a)| Term::Times(split, Box::new(a))),
            1 => (split(), share(), share(), inner.clone())
                .prop_map(|(split, one, other, a)| Term::NamedShare(split, one, other, Box::new(a))),
            2 => two.prop_map(|(a, b)| Term::Minus(Box::new(a), Box::new(b))),
            1 => (share(), inner)
                .prop_map(|(rate, a)| Term::Share(rate, Box::new(a))),
            1 => several.clone().prop_map(Term::Least),
            1 => several.prop_map(Term::Most),
        ]
    });
    prop_oneof![2 => usual_name(), 3 => formula].boxed()
}

/// A rate that is never nothing.
fn divisor() -> BoxedStrategy<Rate> {
    let plain = || prop::sample::select(&[800i64, 850, 1000][..]);
    prop_oneof![
        1 => plain().prop_map(Rate::Plain),
        1 => (split(), plain(), plain()).prop_map(|(split, a, b)| Rate::By(split, a, b)),
    ]
    .boxed()
}

fn share() -> BoxedStrategy<i64> {
    prop::sample::select(&[200i64, 500, 50, 300][..]).boxed()
}

fn usual_name() -> BoxedStrategy<Term> {
    (0..super::values::USUAL_NAMES).prop_map(Term::Name).boxed()
}
