//! Reads bands, and reports those that leave a gap, overlap or cannot be reached.

use super::curve::{Line, Position};
use super::{Bands, Unpaid};
use crate::claim::Column;
use crate::money::{Exact, Money, Rate};
use crate::scheme::caps;
use crate::scheme::language::reader::{Read, Reader, Reports, all};
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::Span;
use crate::scheme::language::window::Window;
use crate::scheme::provision::eligible_cap::EligibleCap;
use crate::words;

impl Bands {
    pub(crate) fn read(
        reader: &mut Reader<Scope>,
        has_deductible: bool,
        cap: Option<&EligibleCap>,
    ) -> Read<Bands> {
        let cumulative = reader.choice("position", &[("cumulative", true), ("each_bill", false)]);
        let window = read_window(reader, cumulative);
        let from_gross = read_from(reader, has_deductible);
        let running = read_rounding(reader, cumulative);
        let most = window.ok().and_then(|window| cap?.most_in(window));
        let rates = read_lines(reader, "rates", "pays", most);
        let number = rates.as_ref().map_or(0, Vec::len);
        let unpaid = reader.table("unpaid", |reader| read_unpaid(reader, number));
        let (model, unpaid) = unpaid?.unzip();
        let window = window?.unwrap_or(Window::Bill);
        let slot = reader.scope.slot(window, "position");
        let running = if running? { reader.scope.slot(window, "running") } else { None };
        let position = Position { slot, running, from_gross: from_gross? };
        Ok(Bands::merge(&rates?, model.as_deref(), unpaid, position))
    }
}

/// Takes `window`, which only a cumulative position has.
fn read_window(reader: &mut Reader<Scope>, cumulative: Read<bool>) -> Read<Option<Window>> {
    match cumulative {
        Ok(true) => reader.window_of_several().map(Some),
        Ok(false) => {
            let only = words::rules::only_with("window", "position = \"cumulative\"");
            reader.forbid("window", only);
            Ok(None)
        }
        Err(reported) => {
            reader.optional("window");
            Err(reported)
        }
    }
}

/// Takes `from`: whether the slice the deductible takes keeps its place in the bands.
fn read_from(reader: &mut Reader<Scope>, has_deductible: bool) -> Read<bool> {
    if has_deductible {
        return reader.choice("from", &[("gross", true), ("above_deductible", false)]);
    }
    reader.forbid("from", words::rules::only_with("from", "deductible"));
    Ok(true)
}

/// Takes `rounding`: whether the running total is rounded.
fn read_rounding(reader: &mut Reader<Scope>, cumulative: Read<bool>) -> Read<bool> {
    if cumulative == Ok(false) {
        let only = words::rules::only_with("rounding", "position = \"cumulative\"");
        reader.forbid("rounding", only);
        return Ok(false);
    }
    reader.choice("rounding", &[("each_bill", false), ("running_total", true)])
}

fn read_lines(
    reader: &mut Reader<Scope>,
    key: &'static str,
    rate: &'static str,
    most: Option<Exact>,
) -> Read<Vec<Line>> {
    let mut edges: Vec<Edges> = Vec::new();
    let lines = reader.required_tables(key, caps::BANDS, |reader| {
        let span = reader.span();
        let (from_span, to_span) = (reader.value_span("from"), reader.value_span("to"));
        let from = reader.optional_value::<Money>("from");
        let to = reader.optional_value::<Money>("to");
        let rate = reader.chosen::<Rate>(rate);
        let known = |edge: Read<Option<Money>>| edge.ok().flatten();
        edges.push(Edges { span, from: (from_span, known(from)), to: (to_span, known(to)) });
        Ok(Line { to: to?, rate: rate? })
    });
    let ordered = match &lines {
        Ok(_) => check_order(&edges, rate, most, reader.scope),
        Err(reported) => Err(*reported),
    };
    if key == "model"
        && let Some(Edges { to: (span, Some(_)), .. }) = edges.last()
    {
        reader.advise(span.clone(), words::rules::model_open(), words::rules::remove_key("to"));
    }
    ordered.and(lines)
}

/// Where a band is written, and its edges with their places.
struct Edges {
    span: Span,
    from: (Span, Option<Money>),
    to: (Span, Option<Money>),
}

/// Reports where bands are out of order, leave a gap, overlap or cannot be reached; one mistake a band. `rate` is the
/// key of what a band pays.
fn check_order(bands: &[Edges], rate: &str, most: Option<Exact>, scope: &mut Scope) -> Read<()> {
    let mut ordered = Ok(());
    let mut lower = Some(Money::ZERO);
    for band in bands {
        let Some(start) = lower else {
            let help = words::rules::lowest_first();
            return Err(scope.advise(band.span.clone(), words::rules::band_after_open(), help));
        };
        ordered = ordered.and(band.check(start, rate, most, scope));
        lower = band.to.1.map(|to| to.max(start));
    }
    ordered
}

impl Edges {
    /// Reports a band that does not begin at `start`, where the one before it ends, or ends below it, or is
    /// above the most that the base comes to.
    fn check(&self, start: Money, rate: &str, most: Option<Exact>, scope: &mut Scope) -> Read<()> {
        let Edges { span, from: (from_span, from), to: (to_span, to) } = self;
        let currency = scope.vocabulary.currency;
        let show = |amount| currency.show(amount);
        // Where the author wrote an edge, what is paid below it was not said: the advice offers each reading.
        let fills = |from: Money| match start == Money::ZERO && rate == "pays" {
            true => words::rules::band_begins_above(show(from)),
            false => words::rules::band_fills(show(start), show(from), rate),
        };
        let (place, message, help) = if to.is_some_and(|to| to <= start) {
            (to_span, words::rules::band_order(), words::rules::lowest_first())
        } else if let Some(from) = from.filter(|from| *from > start) {
            (from_span, words::rules::band_gap(show(start), show(from)), fills(from))
        } else if let Some(from) = from.filter(|from| *from < start) {
            let help = words::rules::band_shares(show(start), show(from));
            (from_span, words::rules::band_overlap(show(from), show(start)), help)
        } else if let Some(most) = most.filter(|most| start.exact() >= *most) {
            let message = words::rules::band_beyond_counted(currency.show_exact(most));
            (span, message, words::rules::mend_counted())
        } else {
            return Ok(());
        };
        Err(scope.advise(place.clone(), message, help))
    }
}

/// Takes `model`, `at_most` and `columns` of `unpaid`; `bands` is the number of the scheme's bands, or zero
/// where they are wrong.
fn read_unpaid(reader: &mut Reader<Scope>, bands: usize) -> Read<(Vec<Line>, Unpaid)> {
    let model = read_lines(reader, "model", "primary_pays", None);
    let at_most = reader.optional_formula("at_most");
    let place = reader.value_span("columns");
    let names = reader.optional_texts("columns")?.into_iter();
    let columns = all(names.map(|(name, span)| reader.scope.amount_field(&name, span)));
    let columns: Vec<Column> = columns?;
    if !columns.is_empty() && bands > 0 && columns.len() != bands {
        reader.error(place, words::rules::columns_per_band(columns.len(), bands));
    }
    Ok((model?, Unpaid { at_most: at_most?, columns }))
}
