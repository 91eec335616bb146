//! Bands (分段): the share the plan pays, slice by slice of the base.
//!
//! ```toml
//! [benefit.bands]
//! position = "cumulative"
//! window = "cover"
//! from = "gross"
//! rounding = "each_bill"
//! rates = [{ to = "40000", pays = "65%" }, { pays = "75%" }]
//!
//! [benefit.bands.unpaid]
//! model = [{ to = "10000", primary_pays = "85%" }, { primary_pays = "90%" }]
//! at_most = "in_scope - funds_paid"
//! columns = ["residual_1", "residual_2"]
//! ```
//!
//! The scheme's bands and the model of primary cover are two step functions over one quantity; they
//! are merged into one curve, which knows its value at every edge. A bill that moves the position
//! from `a` to `b` is paid `f(b) - f(a)`.

mod curve;
mod read;

use crate::claim::Column;
use crate::money::{Exact, Product, Scale, times};
use crate::scheme::entry::{Kept, PLAIN, Provision, Shorthand, exact};
use crate::scheme::language::facts::{Effect, Facts};
use crate::scheme::language::formula::{Chosen, Formula};
use crate::scheme::language::window::Slot;
use crate::words;

pub(crate) const PROVISION: Provision = Provision {
    keys: &[("bands", Some(words::provisions::bands))],
    list: Some(("rates", |number| words::provisions::band(number))),
    keeps: &[exact("position", "bands"), Kept { what: "running", opening: None }],
    steps: &[("bands", words::provisions::after_bands)],
    shorthand: Some(Shorthand { key: "bands", list: "rates", said: "rate", meant: "pays" }),
    ..PLAIN
};

#[derive(Clone, Debug)]
pub(crate) struct Bands {
    /// Ascending, the first from zero, the last without end.
    pub pieces: Vec<Piece>,
    /// Where all but the first of them begin, four side by side; the last four are filled up with the greatest number.
    pub edges: Vec<[i64; 4]>,
    /// Where the position is kept; nothing where each bill starts at zero.
    pub position: Option<Slot>,
    /// Where the exact running total is kept, if it is what is rounded.
    pub running: Option<Slot>,
    /// Whether the slice the deductible takes keeps its place in the bands.
    pub from_gross: bool,
    pub unpaid: Option<Unpaid>,
    /// Whether the curve alone may not say what a bill is paid.
    pub by_slice: bool,
    /// Whether facts or an amount choose a rate, of the scheme or of the model.
    pub has_chosen: bool,
    /// The scheme's own rates, by band, in whole units of their last decimal.
    pub rates: Vec<Chosen<i64>>,
    /// What the model of primary cover leaves, by its band, likewise.
    pub leaves: Vec<Chosen<i64>>,
    /// Decimals of the scheme's rates, and of what primary cover leaves.
    pub decimals: (u32, u32),
    /// One, on the scale of what primary cover leaves.
    pub leaves_one: i128,
}

/// A stretch of the merged curve with one slope.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    /// Within a machine word, since it is an amount that was written.
    pub from: i64,
    /// The scheme's band.
    pub band: usize,
    /// The band of the model of primary cover.
    pub model_band: usize,
    /// The scheme's rate and the part that primary cover leaves, in whole units of their last
    /// decimals; the slope is their product. Of those that facts or an amount choose, the greatest.
    pays: i64,
    leaves: i64,
    slope: i64,
    /// The curve, and what primary cover left in all, at `from`.
    value: i128,
    left: i128,
}

/// What the rates are on, where it is not the base itself.
#[derive(Clone, Debug)]
pub(crate) struct Unpaid {
    pub at_most: Option<Formula>,
    pub columns: Vec<Column>,
}

/// One slice of a bill, for its explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    /// The scheme's band, the first being 0.
    pub band: usize,
    /// Where the slice begins and ends on the scale of the bands; the same where a column of the
    /// bill gave the amount.
    pub from: Exact,
    /// See `from`.
    pub to: Exact,
    /// What the rate is on: the slice, or what primary cover left of it; in the scale of `pays`.
    pub unpaid: Product,
    /// The scheme's rate.
    pub rate: Product,
    /// What it gives.
    pub pays: Product,
}

impl Bands {
    /// How many bands there are.
    pub(crate) fn count(&self) -> usize {
        self.rates.len()
    }

    /// Decimals that the rates add to an amount.
    pub(crate) fn decimals(&self) -> u32 {
        self.decimals.0 + self.decimals.1
    }

    /// The steepest slope, in whole units of the decimals.
    pub(crate) fn steepest(&self) -> i64 {
        let whole = 10i64.pow(self.decimals.1);
        let columns = if self.has_columns() { whole } else { 0 };
        let rates = self.rates.iter().flat_map(Chosen::values).map(|rate| rate * columns);
        self.pieces.iter().map(|piece| piece.slope).chain(rates).max().unwrap_or(0)
    }

    fn has_columns(&self) -> bool {
        self.unpaid.as_ref().is_some_and(|unpaid| !unpaid.columns.is_empty())
    }

    /// What a bill is paid that moves the position from `from` to `to`, not yet rounded.
    #[inline]
    pub(crate) fn pays(&self, from: Exact, to: Exact, facts: &Facts) -> Product {
        if self.by_slice {
            return self.pays_by_slice(from, to, facts);
        }
        self.rise(from, to)
    }

    #[inline]
    fn pays_by_slice(&self, from: Exact, to: Exact, facts: &Facts) -> Product {
        let mut pays = Product::ZERO;
        if self.has_chosen || self.has_columns_of(facts) || self.is_cut(from, to, facts) {
            self.each_slice(from, to, facts, |slice| pays += slice.pays);
            return pays;
        }
        self.rise(from, to)
    }

    /// Whether primary cover cannot really have left as much of the bill as its model says.
    #[inline]
    fn is_cut(&self, from: Exact, to: Exact, facts: &Facts) -> bool {
        self.at_most().is_some() && self.left(to.0) - self.left(from.0) > self.most_unpaid(facts)
    }

    /// Whether the bill itself says what primary cover left in each band.
    #[inline]
    fn has_columns_of(&self, facts: &Facts) -> bool {
        self.unpaid
            .as_ref()
            .is_some_and(|unpaid| unpaid.columns.iter().any(|&column| facts.bill.has(column)))
    }

    /// The most that primary cover can really have left of the bill, on the scale of what it leaves.
    #[inline]
    fn most_unpaid(&self, facts: &Facts) -> i128 {
        let at_most = self.unpaid.as_ref().and_then(|unpaid| unpaid.at_most.as_ref());
        at_most.map_or(i128::MAX, |most| {
            most.value(facts, Effect::Pays).or_zero().0 * self.leaves_one()
        })
    }

    /// Columns of the bill that give what the rates are on.
    #[inline]
    pub(crate) fn columns(&self) -> impl Iterator<Item = Column> {
        self.unpaid.iter().flat_map(|unpaid| unpaid.columns.iter().copied())
    }

    /// The rates, and the parts that primary cover leaves.
    pub(crate) fn chosen(&self) -> impl Iterator<Item = &Chosen<i64>> {
        self.rates.iter().chain(&self.leaves)
    }

    /// The amounts that choose rates, and the most that primary cover can have left, where the rules say so.
    pub(crate) fn formulas(&self) -> impl Iterator<Item = &Formula> {
        let choosing = self.chosen().filter_map(Chosen::formula);
        self.at_most().into_iter().chain(choosing)
    }

    /// Whether an amount chooses a rate.
    pub(crate) fn has_steps(&self) -> bool {
        self.chosen().any(|rate| rate.formula().is_some())
    }

    /// The most that primary cover can have left, where the rules say so.
    pub(crate) fn at_most(&self) -> Option<&Formula> {
        self.unpaid.as_ref().and_then(|unpaid| unpaid.at_most.as_ref())
    }

    /// By how much the curve rises between two positions.
    #[inline]
    fn rise(&self, from: Exact, to: Exact) -> Product {
        match (i64::try_from(from.0), i64::try_from(to.0)) {
            // Most positions fit a machine word, whose product with a slope cannot overflow and need not be checked.
            (Ok(from), Ok(to)) => Product(self.value_of_word(to) - self.value_of_word(from)),
            _ => {
                let value = |position| self.piece(position).value_at(position);
                Product(value(to.0) - value(from.0))
            }
        }
    }

    /// The curve at a position that fits a machine word.
    #[inline]
    fn value_of_word(&self, position: i64) -> i128 {
        let piece = self.piece_of_word(position);
        piece.value + i128::from(position - piece.from) * i128::from(piece.slope)
    }

    /// What primary cover leaves up to a position.
    #[inline]
    fn left(&self, position: i128) -> i128 {
        self.piece(position).left_at(position)
    }

    #[inline]
    fn piece(&self, position: i128) -> &Piece {
        // What is above a machine word is above every edge.
        self.piece_of_word(i64::try_from(position).unwrap_or(i64::MAX))
    }

    #[inline]
    fn piece_of_word(&self, position: i64) -> &Piece {
        let position = position.min(i64::MAX - 1); // At no edge that fills up.
        // Counted without branches, since where a bill falls cannot be foreseen; and four at a time, since a loop over
        // any number is made for many, and there are two or three.
        let below = self.edges.iter().map(|edges| {
            let [a, b, c, d] = edges.map(|edge| usize::from(edge <= position));
            a + b + c + d
        });
        &self.pieces[below.sum::<usize>()]
    }

    #[inline]
    fn leaves_one(&self) -> i128 {
        self.leaves_one
    }

    /// The slices of a bill, lowest first, with what each is paid: the same sum as
    /// [`Bands::pays`], taken apart.
    pub(crate) fn slices(&self, from: Exact, to: Exact, facts: &Facts) -> Vec<Slice> {
        let mut slices = Vec::new();
        self.each_slice(from, to, facts, |slice| slices.push(slice));
        slices
    }

    /// Visits the slices, lowest first. What primary cover can really have left is used up from the
    /// lowest band on, so that the highest is cut first.
    #[inline]
    fn each_slice(&self, from: Exact, to: Exact, facts: &Facts, mut visit: impl FnMut(Slice)) {
        let mut room = self.most_unpaid(facts);
        let mut take = |unpaid: i128| {
            let taken = unpaid.min(room);
            room -= taken;
            taken
        };
        if self.has_columns_of(facts) {
            for (band, column) in self.columns().enumerate() {
                let unpaid = take(facts.bill.amount(column).exact().0 * self.leaves_one());
                visit(self.slice(band, self.rates[band].value(facts), to, to, unpaid));
            }
            return;
        }
        for (at, piece) in self.pieces.iter().enumerate() {
            let end = self.pieces.get(at + 1).map_or(i128::MAX, |next| i128::from(next.from));
            let (start, end) = (from.0.max(i128::from(piece.from)), to.0.min(end));
            if start < end {
                let (pays, leaves) = self.rates_of(piece, facts);
                let unpaid = take(times(end - start, leaves));
                visit(self.slice(piece.band, pays, Exact(start), Exact(end), unpaid));
            }
        }
    }

    /// The scheme's rate in a piece, and the part that primary cover leaves there, on the bill at hand.
    #[inline]
    fn rates_of(&self, piece: &Piece, facts: &Facts) -> (i64, i64) {
        if !self.has_chosen {
            return (piece.pays, piece.leaves);
        }
        let value = |rates: &[Chosen<i64>], band: usize| {
            rates.get(band).map_or(0, |rate| rate.value(facts))
        };
        (value(&self.rates, piece.band), value(&self.leaves, piece.model_band))
    }

    /// `unpaid` is on the scale of what primary cover leaves.
    #[inline]
    fn slice(&self, band: usize, rate: i64, from: Exact, to: Exact, unpaid: i128) -> Slice {
        let ones = i128::from(10i64.pow(self.decimals.0));
        Slice {
            band,
            from,
            to,
            unpaid: Product(unpaid * ones),
            rate: Product(i128::from(rate) * self.leaves_one() * Exact::ONE),
            pays: Product(times(unpaid, rate)),
        }
    }

    /// Where the bands end, if they do: above it nothing is paid.
    pub(crate) fn end(&self) -> Option<Exact> {
        let beyond = self.pieces.iter().find(|piece| piece.band == self.rates.len());
        beyond.map(|piece| Exact(i128::from(piece.from)))
    }

    /// Whether there is anything on a bill that a rate would be on.
    pub(crate) fn leave(&self, from: Exact, to: Exact, facts: &Facts) -> bool {
        let mut anything = self.unpaid.is_none();
        self.each_slice(from, to, facts, |slice| anything |= slice.unpaid != Product::ZERO);
        anything
    }

    /// The scale of what the bands give.
    pub(crate) fn scale(&self) -> Scale {
        Scale::new(self.decimals())
    }
}

impl Piece {
    /// The curve at a position in this piece or at its end.
    #[inline]
    fn value_at(&self, position: i128) -> i128 {
        self.value + times(position - i128::from(self.from), self.slope)
    }

    /// What primary cover left at a position in this piece or at its end.
    #[inline]
    fn left_at(&self, position: i128) -> i128 {
        self.left + times(position - i128::from(self.from), self.leaves)
    }
}
