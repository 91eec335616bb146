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

use super::eligible_cap::Counted;
use crate::claim::Column;
use crate::diagnostic::Diagnostics;
use crate::money::{Exact, Money, Product, Rate, Scale, times};
use crate::scheme::language::facts::{Effect, Facts};
use crate::scheme::language::formula::Formula;
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::{Span, Table};
use crate::scheme::language::window::{Slot, Window};
use crate::words;

const MOST_BANDS: usize = 32;

#[derive(Clone, Debug)]
pub(crate) struct Bands {
    /// Ascending, the first from zero, the last without end.
    pieces: Vec<Piece>,
    /// Where the position is kept; nothing where each bill starts at zero.
    pub position: Option<Slot>,
    /// Where the exact running total is kept, if it is what is rounded.
    pub running: Option<Slot>,
    /// Whether the slice the deductible takes keeps its place in the bands.
    pub from_gross: bool,
    unpaid: Option<Unpaid>,
    /// The scheme's own rates, by band, in whole units of their last decimal.
    rates: Vec<i64>,
    /// Decimals of the scheme's rates, and of what primary cover leaves.
    decimals: (u32, u32),
    /// One, on the scale of what primary cover leaves.
    leaves_one: i128,
}

/// A stretch of the merged curve with one slope.
#[derive(Clone, Copy, Debug)]
struct Piece {
    /// Within a machine word, since it is an amount that was written.
    from: i64,
    /// The scheme's band.
    band: usize,
    /// The scheme's rate and the part that primary cover leaves, in whole units of their last
    /// decimals; the slope is their product.
    pays: i64,
    leaves: i64,
    slope: i64,
    /// The curve, and what primary cover left in all, at `from`.
    value: i128,
    left: i128,
}

/// What the rates are on, where it is not the base itself.
#[derive(Clone, Debug)]
struct Unpaid {
    at_most: Option<Formula>,
    columns: Vec<Column>,
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

/// One line of `rates` or `model`.
#[derive(Clone, Copy)]
struct Line {
    to: Option<Money>,
    rate: Rate,
}

impl Bands {
    pub(crate) fn read(
        table: &mut Table,
        deductible: bool,
        counted: Option<&Counted>,
        scope: &mut Scope,
        found: &mut Diagnostics,
    ) -> Option<Bands> {
        let cumulative =
            table.choice("position", &[("cumulative", true), ("each_bill", false)], found);
        let window = match cumulative {
            Some(true) => Window::read_several(table, found).map(Some),
            Some(false) => {
                let only = words::rules::only_with("window", "position = \"cumulative\"");
                table.forbid("window", only, found);
                Some(None)
            }
            None => {
                table.optional("window");
                None
            }
        };
        let from_gross = Bands::read_from(table, deductible, found);
        let running = Bands::read_rounding(table, cumulative, found);
        let most = window.and_then(|window| counted?.most_in(window));
        let rates = read_lines(table, "rates", "pays", most, scope, found);
        let unpaid = table.optional("unpaid").map(|node| {
            node.table("unpaid", found, |table, found| {
                read_unpaid(table, rates.as_ref().map_or(0, Vec::len), scope, found)
            })
        });
        let (model, unpaid) = match unpaid {
            None => (None, None),
            Some(read) => read.map(|(model, unpaid)| (Some(model), Some(unpaid)))?,
        };
        let context = scope.context.as_ref()?;
        let name = |part| format!("{}/{part}", context.benefit);
        let mut slot = |part| scope.slots.slot(window??, context.plan, &name(part));
        let position = slot("position");
        let running = if running? { slot("running") } else { None };
        Some(Bands::merge(&rates?, model.as_deref(), unpaid, position, running, from_gross?))
    }

    fn read_from(table: &mut Table, deductible: bool, found: &mut Diagnostics) -> Option<bool> {
        if deductible {
            return table.choice("from", &[("gross", true), ("above_deductible", false)], found);
        }
        table.forbid("from", words::rules::only_with("from", "deductible"), found);
        Some(true)
    }

    fn read_rounding(
        table: &mut Table,
        cumulative: Option<bool>,
        found: &mut Diagnostics,
    ) -> Option<bool> {
        if cumulative == Some(false) {
            let only = words::rules::only_with("rounding", "position = \"cumulative\"");
            table.forbid("rounding", only, found);
            return Some(false);
        }
        table.choice("rounding", &[("each_bill", false), ("running_total", true)], found)
    }

    /// Merges the scheme's bands with the model of primary cover.
    fn merge(
        rates: &[Line],
        model: Option<&[Line]>,
        unpaid: Option<Unpaid>,
        position: Option<Slot>,
        running: Option<Slot>,
        from_gross: bool,
    ) -> Bands {
        let nothing = [Line { to: None, rate: Rate::ONE.rest() }];
        let model = model.unwrap_or(&nothing);
        let decimals = (
            rates.iter().map(|line| line.rate.decimals()).max().unwrap_or(0),
            model.iter().map(|line| line.rate.rest().decimals()).max().unwrap_or(0),
        );
        let mut edges: Vec<Money> = rates.iter().chain(model).filter_map(|line| line.to).collect();
        edges.push(Money::ZERO);
        edges.sort_unstable();
        edges.dedup();
        let at = |lines: &[Line], from: Money| {
            lines.iter().position(|line| line.to.is_none_or(|to| from < to))
        };
        let mut pieces: Vec<Piece> = Vec::new();
        for from in edges {
            let band = at(rates, from);
            let pays = band.map_or(0, |band| rates[band].rate.whole(decimals.0));
            let primary = at(model, from).map_or(Rate::ONE, |line| model[line].rate);
            let leaves = primary.rest().whole(decimals.1);
            let from = from.exact().0;
            let at = |last: &Piece| (last.value_at(from), last.left_at(from));
            let (value, left) = pieces.last().map_or((0, 0), at);
            let from = i64::try_from(from).expect("an amount is within bounds");
            let band = band.unwrap_or(rates.len());
            pieces.push(Piece { from, band, pays, leaves, slope: pays * leaves, value, left });
        }
        let rates = rates.iter().map(|line| line.rate.whole(decimals.0)).collect();
        let leaves_one = 10i128.pow(decimals.1);
        Bands { pieces, position, running, from_gross, unpaid, rates, decimals, leaves_one }
    }

    /// Decimals that the rates add to an amount.
    pub(crate) fn decimals(&self) -> u32 {
        self.decimals.0 + self.decimals.1
    }

    /// The steepest slope, in whole units of the decimals.
    pub(crate) fn steepest(&self) -> i64 {
        let whole = 10i64.pow(self.decimals.1);
        let columns = if self.has_columns() { whole } else { 0 };
        let rates = self.rates.iter().map(|rate| rate * columns);
        self.pieces.iter().map(|piece| piece.slope).chain(rates).max().unwrap_or(0)
    }

    fn has_columns(&self) -> bool {
        self.unpaid.as_ref().is_some_and(|unpaid| !unpaid.columns.is_empty())
    }

    /// What a bill is paid that moves the position from `from` to `to`, not yet rounded.
    #[inline]
    pub(crate) fn pays(&self, from: Exact, to: Exact, facts: &Facts) -> Product {
        if let Some(unpaid) = &self.unpaid {
            return self.pays_unpaid(unpaid, from, to, facts);
        }
        Product(self.value(to.0) - self.value(from.0))
    }

    #[inline]
    fn pays_unpaid(&self, unpaid: &Unpaid, from: Exact, to: Exact, facts: &Facts) -> Product {
        let most = self.most_unpaid(facts);
        if self.has_columns_of(facts)
            || unpaid.at_most.is_some() && self.left(to.0) - self.left(from.0) > most
        {
            let mut pays = Product::ZERO;
            self.each_slice(from, to, facts, |slice| pays += slice.pays);
            return pays;
        }
        Product(self.value(to.0) - self.value(from.0))
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

    /// The most that primary cover can have left, where the rules say so.
    pub(crate) fn at_most(&self) -> Option<&Formula> {
        self.unpaid.as_ref().and_then(|unpaid| unpaid.at_most.as_ref())
    }

    /// The curve at a position.
    #[inline]
    fn value(&self, position: i128) -> i128 {
        self.piece(position).value_at(position)
    }

    /// What primary cover leaves up to a position.
    #[inline]
    fn left(&self, position: i128) -> i128 {
        self.piece(position).left_at(position)
    }

    #[inline]
    fn piece(&self, position: i128) -> &Piece {
        // What is above a machine word is above every edge.
        let position = i64::try_from(position).unwrap_or(i64::MAX);
        // Counted without branches: where a bill falls cannot be foreseen.
        let below = self.pieces[1..].iter().map(|next| usize::from(next.from <= position));
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
                visit(self.slice(band, self.rates[band], to, to, unpaid));
            }
            return;
        }
        for (at, piece) in self.pieces.iter().enumerate() {
            let end = self.pieces.get(at + 1).map_or(i128::MAX, |next| i128::from(next.from));
            let (start, end) = (from.0.max(i128::from(piece.from)), to.0.min(end));
            if start < end {
                let unpaid = take(times(end - start, piece.leaves));
                visit(self.slice(piece.band, piece.pays, Exact(start), Exact(end), unpaid));
            }
        }
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

fn read_lines(
    table: &mut Table,
    key: &'static str,
    rate: &'static str,
    most: Option<Exact>,
    scope: &mut Scope,
    found: &mut Diagnostics,
) -> Option<Vec<Line>> {
    if !table.has(key) {
        table.required(key, found);
        return None;
    }
    table.at_most(key, MOST_BANDS, found);
    let mut edges: Vec<Edges> = Vec::new();
    let lines = table.tables(key, found, |table, found| {
        let span = table.span.clone();
        let (from_span, to_span) = (table.value_span("from"), table.value_span("to"));
        let mut edge = |key: &'static str, found: &mut Diagnostics| {
            let node = table.optional(key)?;
            Some(
                node.scalar(key, found)
                    .and_then(|text| scope.leaf::<Money>(text, node.span.clone(), found)),
            )
        };
        let (from, to) = (edge("from", found), edge("to", found));
        let node = table.required(rate, found);
        let rate = node.and_then(|node| {
            let text = node.scalar(rate, found)?;
            scope.leaf::<Rate>(text, node.span.clone(), found)
        });
        edges.push(Edges { span, from: (from_span, from.flatten()), to: (to_span, to.flatten()) });
        let to = match to {
            Some(None) => return None,
            Some(Some(to)) => Some(to),
            None => None,
        };
        Some(Line { to, rate: rate? })
    });
    let lines: Option<Vec<Line>> = lines.into_iter().collect();
    let ordered = lines.is_some() && check_order(&edges, most, scope, found);
    if key == "model"
        && let Some(Edges { to: (span, Some(_)), .. }) = edges.last()
    {
        found.advise(span.clone(), words::rules::model_open(), words::rules::remove_key("to"));
    }
    lines.filter(|lines| ordered && !lines.is_empty())
}

/// Where a band is written, and its edges with their places.
struct Edges {
    span: Span,
    from: (Span, Option<Money>),
    to: (Span, Option<Money>),
}

/// Says where bands are out of order, leave a gap, overlap or cannot be reached; one mistake a band.
fn check_order(
    bands: &[Edges],
    most: Option<Exact>,
    scope: &Scope,
    found: &mut Diagnostics,
) -> bool {
    let before = found.len();
    let currency = scope.vocabulary.currency;
    let show = |amount| currency.show(amount);
    let mut lower = Some(Money::ZERO);
    for Edges { span, from: (from_span, from), to: (to_span, to) } in bands {
        let Some(start) = lower else {
            found.advise(
                span.clone(),
                words::rules::band_after_open(),
                words::rules::lowest_first(),
            );
            break;
        };
        let fits = words::rules::write_it(format!("from = \"{}\"", show(start)));
        if to.is_some_and(|to| to <= start) {
            found.advise(to_span.clone(), words::rules::band_order(), words::rules::lowest_first());
        } else if let Some(from) = from.filter(|from| *from > start) {
            found.advise(from_span.clone(), words::rules::band_gap(show(start), show(from)), fits);
        } else if let Some(from) = from.filter(|from| *from < start) {
            found.advise(
                from_span.clone(),
                words::rules::band_overlap(show(from), show(start)),
                fits,
            );
        } else if let Some(most) = most.filter(|most| start.exact() >= *most) {
            let message = words::rules::band_beyond_counted(currency.show_exact(most));
            found.advise(span.clone(), message, words::rules::mend_counted());
        }
        lower = to.map(|to| to.max(start));
    }
    found.len() == before
}

fn read_unpaid(
    table: &mut Table,
    bands: usize,
    scope: &mut Scope,
    found: &mut Diagnostics,
) -> Option<(Vec<Line>, Unpaid)> {
    let model = read_lines(table, "model", "primary_pays", None, scope, found);
    let at_most = table.optional("at_most").map(|node| scope.formula(node, "at_most", found));
    let place = table.value_span("columns");
    let columns = if table.has("columns") { table.texts("columns", found) } else { Some(vec![]) };
    let columns: Vec<_> =
        columns?.into_iter().map(|(name, span)| scope.amount_field(&name, span, found)).collect();
    let columns: Vec<Column> = columns.into_iter().collect::<Option<_>>()?;
    if !columns.is_empty() && bands > 0 && columns.len() != bands {
        found.error(place, words::rules::columns_per_band(columns.len(), bands));
    }
    Some((model?, Unpaid { at_most: crate::scheme::plan::whole(at_most)?, columns }))
}
