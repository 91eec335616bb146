//! The merged curve: the scheme's bands and the model of primary cover, as one.

use super::{Bands, Piece, Unpaid};
use crate::money::{Money, Rate};
use crate::scheme::language::formula::Chosen;
use crate::scheme::language::window::Slot;

/// One line of `rates` or `model`.
#[derive(Clone)]
pub(super) struct Line {
    pub to: Option<Money>,
    pub rate: Chosen<Rate>,
}

impl Line {
    /// The greatest rate that it may have.
    fn most(&self) -> Rate {
        *self.rate.values().iter().max().expect("a schedule has values")
    }

    /// The most that is left by one of its rates.
    fn most_left(&self) -> Rate {
        self.rate.values().iter().map(|rate| rate.rest()).max().expect("a schedule has values")
    }

    /// Whether facts or an amount choose the rate.
    fn is_chosen(&self) -> bool {
        !matches!(self.rate, Chosen::Always(_))
    }
}

/// Where a bill begins in the bands, and what is kept.
pub(super) struct Position {
    /// Where the position is kept; nothing where each bill starts at zero.
    pub slot: Option<Slot>,
    /// Where the exact running total is kept, if it is what is rounded.
    pub running: Option<Slot>,
    /// Whether the slice the deductible takes keeps its place in the bands.
    pub from_gross: bool,
}

impl Bands {
    /// Merges the scheme's bands with the model of primary cover.
    pub(super) fn merge(
        rates: &[Line],
        model: Option<&[Line]>,
        unpaid: Option<Unpaid>,
        position: Position,
    ) -> Bands {
        let nothing = [Line { to: None, rate: Chosen::Always(Rate::ONE.rest()) }];
        let model = model.unwrap_or(&nothing);
        let values = |lines: &[Line]| -> Vec<Rate> {
            lines.iter().flat_map(|line| line.rate.values().to_vec()).collect()
        };
        let decimals = (
            values(rates).iter().map(|rate| rate.decimals()).max().unwrap_or(0),
            values(model).iter().map(|rate| rate.rest().decimals()).max().unwrap_or(0),
        );
        let has_chosen = rates.iter().chain(model).any(Line::is_chosen);
        let pieces = pieces(rates, model, decimals);
        Bands {
            by_slice: unpaid.is_some() || has_chosen,
            has_chosen,
            edges: edges(&pieces),
            pieces,
            position: position.slot,
            running: position.running,
            from_gross: position.from_gross,
            unpaid,
            rates: rates.iter().map(|line| line.rate.map(|rate| rate.whole(decimals.0))).collect(),
            leaves: model
                .iter()
                .map(|line| line.rate.map(|rate| rate.rest().whole(decimals.1)))
                .collect(),
            decimals,
            leaves_one: 10i128.pow(decimals.1),
        }
    }
}

/// Where all but the first stretch begin, by fours.
fn edges(pieces: &[Piece]) -> Vec<[i64; 4]> {
    let begins = pieces.iter().skip(1).map(|piece| piece.from).collect::<Vec<i64>>();
    let fours = begins.chunks(4).map(|some| {
        let mut four = [i64::MAX; 4];
        four.iter_mut().zip(some).for_each(|(place, begin)| *place = *begin);
        four
    });
    fours.collect()
}

/// The stretches between the edges of both, each with its slope, and with the curve at its beginning. Where facts or an
/// amount choose rates, the curve is steeper than that of any bill, which goes slice by slice.
fn pieces(rates: &[Line], model: &[Line], decimals: (u32, u32)) -> Vec<Piece> {
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
        let pays = band.map_or(0, |band| rates[band].most().whole(decimals.0));
        let model_band = at(model, from).unwrap_or(model.len());
        let leaves = model.get(model_band).map_or(0, |line| line.most_left().whole(decimals.1));
        let from = from.exact().0;
        let at = |last: &Piece| (last.value_at(from), last.left_at(from));
        let (value, left) = pieces.last().map_or((0, 0), at);
        let from = i64::try_from(from).expect("an amount is within bounds");
        let band = band.unwrap_or(rates.len());
        pieces.push(Piece {
            from,
            band,
            model_band,
            pays,
            leaves,
            slope: pays * leaves,
            value,
            left,
        });
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Exact;

    /// Bands of one yuan each, of which the last has no end; each pays one per cent more than the one below.
    fn bands(count: i64) -> Bands {
        let line = |band: i64| Line {
            to: (band < count).then(|| Money::from_minor(100 * band)),
            rate: Chosen::Always(format!("{band}%").parse().expect("a rate")),
        };
        let rates: Vec<Line> = (1..=count).map(line).collect();
        let position = Position { slot: None, running: None, from_gross: false };
        Bands::merge(&rates, None, None, position)
    }

    #[test]
    fn whatever_the_number_of_bands_the_curve_rises_as_its_slices_do() {
        for count in 1..=13 {
            let bands = bands(count);
            let positions = (0..=100 * (count + 1)).step_by(25).map(Money::from_minor);
            for to in positions.map(Money::exact) {
                let below: i128 = (1..=count)
                    .map(|band| {
                        let from = Money::from_minor(100 * (band - 1)).exact().0;
                        let end = from + Money::from_minor(100).exact().0;
                        let within = if band < count { to.0.min(end) } else { to.0 };
                        (within - from).max(0) * i128::from(band)
                    })
                    .sum();
                assert_eq!(bands.rise(Exact::ZERO, to).0, below, "{count} bands up to {to:?}");
            }
        }
    }

    #[test]
    fn a_position_that_fits_no_machine_word_is_in_the_last_band() {
        let (bands, word) = (bands(3), Exact(i128::from(i64::MAX)));
        let beyond = Exact(word.0 + Exact::ONE);
        assert_eq!(bands.rise(word, beyond).0, 3 * Exact::ONE);
        assert_eq!(bands.rise(Exact(word.0 - Exact::ONE), word).0, 3 * Exact::ONE);
    }
}
