//! The proof of overflow (`scheme/bound.rs`), held against rules whose amounts come to the edges of what can be counted:
//! what the checker accepts is decided for as many and as large bills as there can be, and to the last fen.

use std::cell::Cell;
use std::sync::LazyLock;

use crate::common::{Dossier, book, head};
use huzhu::adjudication::{Total, adjudicate};
use huzhu::claim::{MOST_BILLS, MOST_UNITS};
use huzhu::money::Money;
use huzhu::scheme::{Book, Source};
use huzhu::words::Lang;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

const MOST: i128 = Money::MOST.minor() as i128;

/// What a formula counts in: parts of a fen.
const PARTS: i128 = 10_000;

/// Columns that one sum may have; a sum of two greatest ones has more.
const COLUMNS: u32 = 92;

/// A rule book of one benefit, or two.
#[derive(Clone, Debug)]
struct Terms {
    /// How often the sum over a year counts each bill.
    columns: u32,
    against_bill: &'static str,
    pays: Pays,
    base: Vec<Part>,
    /// What holds the base down, in fen.
    held: Option<Held>,
    factor: Option<Number>,
    /// In fen.
    round: (i128, &'static str),
    minimum: Option<Vec<Part>>,
    /// On one bill or in a year.
    limits: Vec<(bool, Vec<Part>)>,
    per_unit: bool,
    /// A second benefit beside the bill: so much of what the first pays, times a number.
    more: Option<(i128, Number)>,
}

#[derive(Clone, Copy, Debug)]
enum Held {
    /// The base is `min(1000.00, ...)`.
    AtMost(i128),
    /// The base is `max(0, 1000.00 - ...)`.
    LeftOf(i128),
}

#[derive(Clone, Debug)]
enum Pays {
    Sum,
    Rate(Number),
    /// Up to an edge in fen, and above it; whether over a year, and the running total rounded.
    Bands(i128, [Number; 2], bool),
}

/// A number in millionths.
#[derive(Clone, Copy, Debug)]
struct Number(i128);

/// So many ten-thousandths of an amount.
#[derive(Clone, Copy, Debug)]
struct Part(i128, Amount);

#[derive(Clone, Copy, Debug)]
enum Amount {
    /// The total of the bill.
    Total,
    /// The sum over the year.
    Big,
    /// In fen.
    Always(i128),
}

/// Bills of one day, all alike: how many, and of how much.
#[derive(Clone, Copy, Debug)]
struct Bills {
    count: usize,
    total: i128,
}

const BILLS: [Bills; 4] = [
    Bills { count: MOST_BILLS, total: MOST },
    Bills { count: 1, total: MOST },
    Bills { count: 3, total: MOST - 1 },
    Bills { count: 7, total: 123_456_789 },
];

fn yuan(fen: i128) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

impl Number {
    fn as_rate(self) -> String {
        format!("{}.{:04}%", self.0 / PARTS, self.0 % PARTS)
    }

    fn as_factor(self) -> String {
        format!("{}.{:06}", self.0 / 1_000_000, self.0 % 1_000_000)
    }

    fn decimals(self) -> u32 {
        (0..6).find(|decimals| self.0 % 10i128.pow(6 - decimals) == 0).unwrap_or(6)
    }

    /// In units of a decimal.
    fn whole(self, decimals: u32) -> i128 {
        self.0 / 10i128.pow(6 - decimals)
    }
}

impl Terms {
    fn text(&self) -> String {
        let sum = |columns: u32| vec!["total"; columns as usize].join(" + ");
        let of = match self.columns.checked_sub(COLUMNS) {
            None | Some(0) => sum(self.columns),
            Some(more) => format!("max(0, {}) + max(0, {})", sum(COLUMNS), sum(more)),
        };
        let (units, per_unit) = match self.per_unit {
            true => (format!("units = {{ most = {MOST_UNITS} }}\n"), "per_unit = true\n"),
            false => (String::new(), ""),
        };
        let mut benefit = match &self.pays {
            Pays::Sum => format!("sum = \"{}\"\n", self.base_formula()),
            Pays::Rate(rate) => {
                format!("base = \"{}\"\nrate = \"{}\"\n", self.base_formula(), rate.as_rate())
            }
            Pays::Bands(..) => format!("base = \"{}\"\n", self.base_formula()),
        };
        benefit += per_unit;
        if let Some(factor) = self.factor {
            benefit += &format!("factor = \"{}\"\n", factor.as_factor());
        }
        let (unit, mode) = self.round;
        benefit += &format!("round = {{ to = \"{}\", mode = \"{mode}\" }}\n", yuan(unit));
        if let Some(minimum) = &self.minimum {
            benefit += &format!("minimum = \"{}\"\n", formula(minimum));
        }
        if let Pays::Bands(edge, [below, above], in_year) = &self.pays {
            let position = match in_year {
                true => {
                    "position = \"cumulative\"\nwindow = \"year\"\nrounding = \"running_total\""
                }
                false => "position = \"each_bill\"",
            };
            benefit += &format!(
                "[benefit.bands]\n{position}\nrates = [{{ to = \"{}\", pays = \"{}\" }}, {{ pays = \"{}\" }}]\n",
                yuan(*edge),
                below.as_rate(),
                above.as_rate()
            );
        }
        for (at, (in_year, most)) in self.limits.iter().enumerate() {
            let window = if *in_year { "year" } else { "bill" };
            benefit += &format!(
                "[[benefit.limit]]\nid = \"l{at}\"\nwindow = \"{window}\"\namount = \"{}\"\n{per_unit}",
                formula(most)
            );
        }
        let big = match benefit.contains("big") {
            true => format!("[totals.big]\nof = \"{of}\"\nwindow = \"year\"\n"),
            false => String::new(),
        };
        let more = self.more.map_or(String::new(), |(share, factor)| {
            let per_unit = per_unit.replace("true", "false");
            format!(
                "[[benefit]]\nid = \"more\"\nplan = \"medical\"\n\
                 title = {{ zh = \"再给付\", en = \"more\" }}\nclause = \"2\"\ncategories = [\"inpatient\"]\n\
                 against_bill = \"beside\"\nsum = \"{}.{:02}% of paid.medical\"\nfactor = \"{}\"\n{per_unit}",
                share / 100,
                share % 100,
                factor.as_factor()
            )
        });
        format!(
            "{}{big}[[plan]]\nid = \"medical\"\ntitle = {{ zh = \"医疗\", en = \"medical\" }}\nclause = \"1\"\n\
             {units}[[benefit]]\nid = \"medical\"\nplan = \"medical\"\n\
             title = {{ zh = \"医疗\", en = \"medical\" }}\nclause = \"1\"\ncategories = [\"inpatient\"]\n\
             against_bill = \"{}\"\n{benefit}{more}",
            head("edges", "2022-01-01"),
            self.against_bill
        )
    }

    fn base_formula(&self) -> String {
        let base = formula(&self.base);
        match self.held {
            None => base,
            Some(Held::AtMost(fen)) => format!("min({}, {base})", yuan(fen)),
            Some(Held::LeftOf(fen)) => format!("max(0, {} - ({base}))", yuan(fen)),
        }
    }

    /// What the bills are paid, in their order.
    fn pays(&self, bills: Bills) -> Vec<i128> {
        let units = if self.per_unit { i128::from(MOST_UNITS) } else { 1 };
        let value = |parts: &[Part]| -> i128 {
            let of = |Part(share, amount): &Part| {
                share
                    * match amount {
                        Amount::Total => bills.total,
                        Amount::Big => bills.total * i128::from(self.columns) * bills.count as i128,
                        Amount::Always(fen) => *fen,
                    }
            };
            parts.iter().map(of).sum()
        };
        let base = match (value(&self.base), self.held) {
            (base, None) => base,
            (base, Some(Held::AtMost(fen))) => base.min(fen * PARTS),
            (base, Some(Held::LeftOf(fen))) => (fen * PARTS - base).max(0),
        };
        let (curve, decimals) = self.curve();
        let factor = self.factor.map_or((1, 0), |factor| {
            let decimals = factor.decimals();
            (factor.whole(decimals), decimals)
        });
        let one = PARTS * 10i128.pow(decimals + factor.1) * self.round.0;
        let round = |product: i128| rounded(product, one, self.round.1) * self.round.0;
        let is_running = matches!(self.pays, Pays::Bands(_, _, true));
        let mut used = 0;
        let pay = |number: usize| {
            let from = if is_running { base * number as i128 } else { 0 };
            let product = |to: i128| curve(to) * factor.0 * units;
            let first = match is_running {
                true => round(product(from + base)) - round(product(from)),
                false => round(product(base)),
            };
            let least = self.minimum.as_ref().map_or(0, |least| value(least) / PARTS);
            let mut paid = if first == 0 { 0 } else { first.max(least) };
            for (in_year, most) in &self.limits {
                let before = if *in_year { used } else { 0 };
                paid = paid.min((value(most) * units / PARTS - before).max(0));
            }
            if self.against_bill == "within" {
                paid = paid.min(bills.total);
            }
            used += paid;
            let more = self.more.map_or(0, |(share, factor)| {
                rounded(paid * share * factor.0, PARTS * 1_000_000, "half_up")
            });
            paid + more
        };
        (0..bills.count).map(pay).collect()
    }

    /// What is paid of so much before factor and units, and its decimals.
    fn curve(&self) -> (Box<dyn Fn(i128) -> i128>, u32) {
        match self.pays {
            Pays::Sum => (Box::new(|amount| amount), 0),
            Pays::Rate(rate) => {
                let decimals = rate.decimals();
                (Box::new(move |amount| amount * rate.whole(decimals)), decimals)
            }
            Pays::Bands(edge, rates, _) => {
                let decimals = rates[0].decimals().max(rates[1].decimals());
                let [below, above] = rates.map(|rate| rate.whole(decimals));
                let edge = edge * PARTS;
                let curve =
                    move |amount: i128| amount.min(edge) * below + (amount - edge).max(0) * above;
                (Box::new(curve), decimals)
            }
        }
    }
}

fn formula(parts: &[Part]) -> String {
    let part = |Part(share, amount): &Part| {
        let amount = match amount {
            Amount::Total => "total".to_owned(),
            Amount::Big => "big".to_owned(),
            Amount::Always(fen) => yuan(*fen),
        };
        format!("{}.{:02}% of {amount}", share / 100, share % 100)
    };
    parts.iter().map(part).collect::<Vec<_>>().join(" + ")
}

/// A number above zero, of so many that make one.
fn rounded(number: i128, one: i128, mode: &str) -> i128 {
    let (whole, rest) = (number / one, number % one);
    let is_up = match mode {
        "half_up" => rest >= one - rest,
        "half_even" => rest > one - rest || (rest == one - rest && whole % 2 != 0),
        "half_down" => rest > one - rest,
        "up" => rest > 0,
        _ => false,
    };
    whole + i128::from(is_up)
}

/// Half of all are edges, one more or less.
fn around(edges: &'static [i128], most: i128) -> impl Strategy<Value = i128> {
    let edge = (prop::sample::select(edges), -1..=1i128);
    let edge = edge.prop_map(move |(edge, more)| (edge + more).clamp(0, most));
    prop_oneof![edge, 0..=most]
}

fn any_fen() -> impl Strategy<Value = i128> {
    around(&[0, 100, MOST / 2, MOST], MOST)
}

/// A part of a formula; `columns` are those of the sum over the year.
fn any_part(columns: u32) -> impl Strategy<Value = Part> {
    // As much of the sum over the most bills as a machine word holds.
    let most = i128::from(columns) * MOST * MOST_BILLS as i128;
    let edge = i128::from(i64::MAX) * PARTS / most;
    let near = (-2..=2i128).prop_map(move |more| (edge + more).clamp(1, PARTS));
    prop_oneof![
        2 => near.prop_map(|share| Part(share, Amount::Big)),
        1 => (1..=PARTS).prop_map(|share| Part(share, Amount::Big)),
        2 => (1..=PARTS).prop_map(|share| Part(share, Amount::Total)),
        2 => Just(Part(PARTS, Amount::Total)),
        2 => any_fen().prop_map(|fen| Part(PARTS, Amount::Always(fen))),
    ]
}

/// One part, or two where the sum over the year is short enough to stand in a formula twice.
fn any_formula(columns: u32) -> impl Strategy<Value = Vec<Part>> {
    let most = if columns > COLUMNS { 1 } else { 2 };
    prop::collection::vec(any_part(columns), 1..=most)
}

fn any_held() -> impl Strategy<Value = Held> {
    (any::<bool>(), any_fen()).prop_map(|(at_most, fen)| match at_most {
        true => Held::AtMost(fen),
        false => Held::LeftOf(fen),
    })
}

fn any_rate() -> impl Strategy<Value = Number> {
    around(&[1, 500_000, 900_000, 1_000_000], 1_000_000).prop_map(Number)
}

fn any_factor() -> impl Strategy<Value = Number> {
    let edges = &[1, 1_000_000, 91_000_000, 92_000_000, 100_000_000];
    around(edges, 100_000_000).prop_map(Number)
}

fn any_terms() -> impl Strategy<Value = Terms> {
    let columns = prop_oneof![1..=COLUMNS, Just(COLUMNS), COLUMNS + 1..=2 * COLUMNS - 4];
    columns.prop_flat_map(|columns| {
        let pays = prop_oneof![
            Just(Pays::Sum),
            any_rate().prop_map(Pays::Rate),
            (1..=MOST, [any_rate(), any_rate()], any::<bool>())
                .prop_map(|(edge, rates, in_year)| Pays::Bands(edge, rates, in_year)),
        ];
        let modes = prop::sample::select(&["half_up", "half_even", "half_down", "up", "down"][..]);
        let limit = (any::<bool>(), any_formula(columns));
        (
            prop::sample::select(&["within", "may_exceed", "beside"][..]),
            pays,
            (any_formula(columns), prop::option::weighted(0.4, any_held())),
            prop::option::of(any_factor()),
            (prop::sample::select(&[1, 100, 1_000_000][..]), modes),
            prop::option::of(any_formula(columns)),
            prop::collection::vec(limit, 0..3),
            prop::bool::weighted(0.2),
            prop::option::weighted(0.3, (1..=PARTS, any_factor())),
        )
            .prop_map(
                move |(
                    against_bill,
                    pays,
                    (base, held),
                    factor,
                    round,
                    minimum,
                    mut limits,
                    per_unit,
                    more,
                )| {
                    // Limits of one bill come first, whatever is written.
                    limits.sort_by_key(|(in_year, _)| *in_year);
                    Terms {
                        columns,
                        against_bill,
                        pays,
                        base,
                        held,
                        factor,
                        round,
                        minimum,
                        limits,
                        per_unit,
                        more,
                    }
                },
            )
    })
}

/// The bills of a member who holds the most units. They are read once: all these books have the same words.
static HISTORIES: LazyLock<Vec<Dossier>> = LazyLock::new(|| {
    let always = vec![Part(PARTS, Amount::Total)];
    let terms = Terms {
        columns: 1,
        against_bill: "within",
        pays: Pays::Rate(Number(1_000_000)),
        base: always,
        held: None,
        factor: None,
        round: (1, "half_up"),
        minimum: None,
        limits: Vec::new(),
        per_unit: false,
        more: None,
    };
    let book = book(&[&terms.text()]);
    BILLS.iter().map(|bills| dossier(&book, *bills)).collect()
});

fn dossier(book: &Book, bills: Bills) -> Dossier {
    let members = "birth_date,sex,hardship\n1980-01-01,M,no\n";
    let enrolments = format!(
        "plan,start,end,units,enrolled_on\nmedical,2022-01-01,2022-12-31,{MOST_UNITS},2022-01-01\n"
    );
    let mut text =
        "bill_id,category,hospital_level,admission,discharge,settled_on,total\n".to_owned();
    for number in 0..bills.count {
        let total = yuan(bills.total);
        text += &format!("{number:05},inpatient,2,2022-03-01,2022-03-02,2022-03-02,{total}\n");
    }
    Dossier::read(book, members, &enrolments, &text)
}

/// The book, where the checker accepts it; what it refuses, it refuses as too large or too fine.
fn accepted(text: String) -> Option<Book> {
    let source = Source { path: "edges.toml".into(), text: text.clone() };
    match Book::compile(vec![source]) {
        Ok(book) => Some(book),
        Err(error) => {
            let why = error.render(Lang::English);
            let is_expected = ["can grow beyond", "cannot be kept exactly", "decimals together"];
            assert!(is_expected.iter().any(|part| why.contains(part)), "{why}\n{text}");
            None
        }
    }
}

#[test]
fn what_the_checker_accepts_is_decided_to_the_last_fen_up_to_the_largest_amounts() {
    let (accepts, refuses, raises) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let mut runner =
        TestRunner::new(Config { cases: 400, max_shrink_iters: 60, ..Config::default() });
    let held = runner.run(&any_terms(), |terms| {
        let Some(book) = accepted(terms.text()) else {
            refuses.set(refuses.get() + 1);
            return Ok(());
        };
        accepts.set(accepts.get() + 1);
        raises.set(raises.get() + usize::from(terms.minimum.is_some()));
        for (bills, dossier) in BILLS.iter().zip(&*HISTORIES) {
            let expected = terms.pays(*bills);
            let mut total = Total::default();
            dossier.with(|history| adjudicate(&book, history, &mut total));
            let sum: i128 = expected.iter().sum();
            prop_assert_eq!(i128::from(total.0.minor()), sum, "{}", terms.text());
            // So many bills of one day are told too slowly, each being held against all others.
            if bills.count < MOST_BILLS {
                let explained = dossier.explanations(&book).into_iter();
                let paid: Vec<i128> =
                    explained.map(|one| i128::from(one.payable().minor())).collect();
                prop_assert_eq!(paid, expected, "{}", terms.text());
            }
        }
        Ok(())
    });
    held.unwrap_or_else(|error| panic!("{error}"));
    let (accepts, refuses, raises) = (accepts.get(), refuses.get(), raises.get());
    assert!(accepts >= 40 && refuses >= 40 && raises >= 10, "{accepts} {refuses} {raises}");
}
