//! Bands in sentences: each slice with its share, and what primary cover pays of it.

use super::section::{Item, Value};
use super::writer::Writer;
use crate::money::Exact;
use crate::scheme::provision::bands::{Bands, Piece, Unpaid};
use crate::words::{Sentence, terms};

impl Writer<'_> {
    pub fn bands(&mut self, bands: &Bands, has_deductible: bool) -> Item {
        #[rustfmt::skip]
        let Bands {
            pieces, position, running, from_gross, unpaid, rates, leaves, decimals, leaves_one,
            // How the curve is computed.
            by_slice: _, has_chosen: _, edges: _,
        } = bands;
        let text = self.how(*position, running.is_some(), has_deductible.then_some(*from_gross));
        let text = match unpaid {
            Some(unpaid) => self.unpaid(text, unpaid),
            None => text,
        };
        let own = edges(pieces, |piece| piece.band, rates.len());
        let mut values = Vec::new();
        for (at, (rate, edges)) in rates.iter().zip(&own).enumerate() {
            let rate = self.chosen_rate(rate, decimals.0);
            values.push(self.band(terms::band(at + 1), *edges, rate));
        }
        if unpaid.is_some() {
            let model = edges(pieces, |piece| piece.model_band, leaves.len());
            for (at, (left, edges)) in leaves.iter().zip(&model).enumerate() {
                let pays = left.map(|left| *leaves_one as i64 - left);
                let pays = self.chosen_rate(&pays, decimals.1);
                let pays = self.say(terms::primary_pays(pays));
                values.push(self.band(terms::primary_band(at + 1), *edges, pays));
            }
        }
        let mut lines: Vec<String> =
            values.iter().map(|value| self.say(terms::item(&value.name, &value.value))).collect();
        if let Some((_, Some(end))) = own.last() {
            lines.push(self.say(terms::band_nothing(self.exact(*end))));
        }
        self.item_of(terms::bands(), text, lines, values)
    }

    /// How bands are measured and rounded.
    fn how(
        &self,
        position: Option<crate::scheme::language::window::Slot>,
        is_running: bool,
        from_gross: Option<bool>,
    ) -> String {
        let text = match position {
            Some(_) => terms::bands_cumulative(self.within(self.window_of(position))),
            None => terms::bands_each_bill(),
        };
        let from = from_gross.map(|from_gross| match from_gross {
            true => terms::bands_from_gross(),
            false => terms::bands_above_deductible(),
        });
        let rounding = match (position, is_running) {
            (None, _) => None,
            (Some(_), true) => Some(terms::bands_round_running()),
            (Some(_), false) => Some(terms::bands_round_each()),
        };
        from.into_iter().chain(rounding).fold(self.say(text), |text, more| self.both(text, more))
    }

    fn unpaid(&mut self, text: String, unpaid: &Unpaid) -> String {
        let Unpaid { at_most, columns } = unpaid;
        let mut text = self.both(text, terms::bands_unpaid());
        if !columns.is_empty() {
            let names = columns.iter().map(|column| self.formatter.column(*column));
            let names = self.list(&names.collect::<Vec<_>>());
            text = self.both(text, terms::bands_unpaid_columns(names));
        }
        if let Some(most) = at_most {
            let most = self.formula(most);
            text = self.both(text, terms::bands_unpaid_most(most));
        }
        text
    }

    fn band(&self, name: Sentence, edges: (Exact, Option<Exact>), value: String) -> Value {
        let from = self.exact(edges.0);
        let slice = match edges.1 {
            Some(to) => terms::band_from_to(from, self.exact(to)),
            None => terms::band_from(from),
        };
        let (name, slice) = (self.say(name), self.say(slice));
        Value { name: self.say(terms::below(name, slice)), value, clause: None }
    }
}

/// Where each of so many bands begins and ends, on the merged curve of both.
fn edges(
    pieces: &[Piece],
    band_of: impl Fn(&Piece) -> usize,
    number: usize,
) -> Vec<(Exact, Option<Exact>)> {
    let from = |band: usize| {
        let piece = pieces.iter().find(|piece| band_of(piece) == band);
        piece.map(|piece| Exact(i128::from(piece.from)))
    };
    (0..number).map(|band| (from(band).unwrap_or(Exact::ZERO), from(band + 1))).collect()
}
