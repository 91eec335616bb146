//! Shares by slice of the base, or of what primary cover left unpaid in the slice.

use super::at::At;
use super::fold::{Working, sum_before};
use super::fraction::Fraction;
use super::node::Node;

/// A stretch of the scale on which bands are measured.
#[derive(Clone, Copy)]
struct Slice {
    from: Fraction,
    to: Fraction,
}

impl Slice {
    fn length(self) -> Fraction {
        (self.to - self.from).not_below_zero()
    }

    fn within(self, other: Self) -> Self {
        Self { from: self.from.max(other.from), to: self.to.min(other.to) }
    }
}

pub fn earned_in_bands(
    at: &At,
    bands: &Node,
    cost: Fraction,
    deducted: Fraction,
    earlier: &[Working],
) -> Fraction {
    let position = position(at, bands, earlier);
    let slice = if bands.has("from", "above_deductible") {
        Slice { from: position, to: position + cost - deducted }
    } else {
        // The first part of the slice is the deductible, which earns nothing.
        Slice { from: position + deducted, to: position + cost }
    };
    let rates = bands.list("rates");
    let parts = match bands.get("unpaid") {
        Some(terms) => unpaid_by_band(at, terms, &rates, slice),
        None => slices(at, &rates, slice).into_iter().map(Slice::length).collect(),
    };
    let earned = |(band, part): (&&Node, Fraction)| at.rate(band.need("pays")) * part;
    rates.iter().zip(parts).map(earned).sum()
}

fn position(at: &At, bands: &Node, earlier: &[Working]) -> Fraction {
    match bands.text("position") {
        "each_bill" => Fraction::ZERO,
        "cumulative" => sum_before(at, bands.text("window"), earlier, |working| working.advance),
        other => panic!("`{other}` is not a position"),
    }
}

/// The part of `slice` that lies in each of the bands, which begin where the one before ends.
fn slices(at: &At, bands: &[&Node], slice: Slice) -> Vec<Slice> {
    let mut from = Fraction::ZERO;
    let mut parts = Vec::new();
    for band in bands {
        let to = band.get("to").map_or(slice.to.max(from), |to| at.amount(to));
        parts.push(slice.within(Slice { from, to }));
        from = to;
    }
    parts
}

/// What primary cover left unpaid inside each band.
fn unpaid_by_band(at: &At, terms: &Node, rates: &[&Node], slice: Slice) -> Vec<Fraction> {
    let columns = terms.texts("columns").into_iter().map(|column| at.amount_field(column));
    let columns: Vec<Option<Fraction>> = columns.collect();
    let model = terms.list("model");
    let in_band = |band: Slice| unpaid_in_slice(at, &model, band);
    let parts = if columns.iter().any(Option::is_some) {
        columns.into_iter().map(Option::unwrap_or_default).collect()
    } else {
        slices(at, rates, slice).into_iter().map(in_band).collect()
    };
    match terms.get("at_most") {
        Some(most) => cut_from_the_top(parts, at.amount(most).not_below_zero()),
        None => parts,
    }
}

fn unpaid_in_slice(at: &At, model: &[&Node], slice: Slice) -> Fraction {
    let primary_bands = model.iter().zip(slices(at, model, slice));
    let paid = primary_bands.map(|(band, part)| at.rate(band.need("primary_pays")) * part.length());
    slice.length() - paid.sum()
}

/// The lowest bands keep what they have until `most` is used up.
fn cut_from_the_top(parts: Vec<Fraction>, most: Fraction) -> Vec<Fraction> {
    let mut left = most;
    let mut kept = Vec::new();
    for part in parts {
        kept.push(part.min(left));
        left = left - part.min(left);
    }
    kept
}
