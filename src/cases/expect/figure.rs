//! Figures on the way: what a step of a benefit's working leaves, or another figure that its trace has.
//!
//! ```toml
//! [case.bill.expect.steps]
//! medical.base = "5232.97"
//! "medical.deductible.taken" = "700"
//! "medical.bands.2.pays" = "75"
//! "medical.limit.medical_year" = "30000"
//! ```

use rust_decimal::Decimal;
use serde_json::Value as Json;

use crate::diagnostic::Diagnostics;
use crate::scheme::{
    Book, Node, PROVISIONS, Read, Reader, Reports, Span, Value, quoted_list, suggest,
};
use crate::words;

/// A figure of a working, and what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Figure {
    benefit: String,
    /// The step, by its name in traces.
    step: String,
    /// Which of several: a band by its number, a limit by its id.
    which: Option<String>,
    /// The figure of the step, by its name in traces.
    what: String,
    /// As the case writes it.
    pub expected: String,
}

/// What a step leaves, and what a slice of a band pays, where nothing else is named.
const LEAVES: &str = "out";
const PAYS: &str = "pays";

/// Figures that steps have besides, by their names in traces.
const FIGURES: [&str; 23] = [
    "amount", "before", "edge", "factor", "from", "granted", "in", "least", "left", "measured",
    "most", LEAVES, "payable", PAYS, "per_day", "position", "rate", "short", "stayed", "taken",
    "to", "units", "value",
];

impl Figure {
    /// Its name in full.
    pub fn name(&self) -> String {
        let parts = [Some(&self.benefit), Some(&self.step), self.which.as_ref(), Some(&self.what)];
        parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(".")
    }

    /// The figure in the trace of a bill; nothing where the working has no such step.
    pub fn find_in(&self, trace: &Json) -> Option<String> {
        let of = |list: &Json, key: &str, name: &str| -> Vec<Json> {
            let all = list.as_array().into_iter().flatten();
            all.filter(|one| at(one, key).as_str() == Some(name)).cloned().collect()
        };
        let working = of(at(trace, "benefits"), "benefit", &self.benefit).pop()?;
        let steps = of(at(&working, "steps"), "step", &self.step);
        let text = |value: &Json| match value {
            Json::String(text) => Some(text.clone()),
            Json::Number(number) => Some(number.to_string()),
            _ => None,
        };
        match (&self.which, self.step.as_str()) {
            (Some(band), "bands") => {
                let slices = at(steps.first()?, "slices").as_array()?.iter();
                let mut own = slices.filter(|slice| text(at(slice, "band")).as_ref() == Some(band));
                // The model of primary cover may cut a band into several slices.
                let first = own.next()?;
                let all = [first].into_iter().chain(own);
                let mut amounts = all.filter_map(|one| text(at(one, &self.what)));
                match self.what.as_str() {
                    PAYS => {
                        let sum = amounts.map(|text| text.parse::<Decimal>().ok());
                        sum.sum::<Option<Decimal>>().map(|sum| sum.to_string())
                    }
                    "to" => amounts.next_back(),
                    _ => amounts.next(),
                }
            }
            (Some(id), _) => {
                let cut = steps.iter().find(|step| at(step, "limit").as_str() == Some(id))?;
                text(at(cut, &self.what))
            }
            (None, _) => text(at(steps.first()?, &self.what)),
        }
    }

    /// Whether a figure is the one that is expected, however either is written.
    pub fn is(&self, found: &str) -> bool {
        number(found).is_some_and(|found| number(&self.expected) == Some(found))
    }
}

/// What stands at a key; null where nothing does.
fn at<'j>(value: &'j Json, key: &str) -> &'j Json {
    value.get(key).unwrap_or(&Json::Null)
}

/// A number as it is written, with or without `%`.
fn number(text: &str) -> Option<Decimal> {
    match text.strip_suffix('%') {
        Some(share) => Some(share.parse::<Decimal>().ok()? / Decimal::ONE_HUNDRED),
        None => text.parse().ok(),
    }
}

/// Takes every figure of `steps`, whether its name is one key or several.
pub(super) fn read_all(book: &Book, reader: &mut Reader<Diagnostics>) -> Read<Vec<Figure>> {
    let mut all = Vec::new();
    for (key, (place, node)) in reader.rest() {
        collect(key, place, node, &mut all);
    }
    let read =
        all.into_iter().map(|(name, place, node)| read_one(book, (&name, place), &node, reader));
    read.collect::<Vec<_>>().into_iter().collect()
}

type Entry = (String, Span, Node);

fn collect(name: String, place: Span, node: Node, all: &mut Vec<Entry>) {
    match node.value {
        Value::Table(entries) => {
            for (key, (place, node)) in entries {
                collect(format!("{name}.{key}"), place, node, all);
            }
        }
        value => all.push((name, place, Node { span: node.span, value })),
    }
}

fn read_one(
    book: &Book,
    (name, place): (&str, Span),
    node: &Node,
    reader: &mut Reader<Diagnostics>,
) -> Read<Figure> {
    let expected = reader.scalar(node, name)?.to_owned();
    if number(&expected).is_none() {
        return Err(reader.error(node.span.clone(), words::rules::not_a_figure(&expected)));
    }
    let mut parts = name.split('.');
    let benefit = parts.next().unwrap_or_default();
    if !book.benefits.iter().any(|known| known == benefit) {
        let help = suggest(benefit, book.benefits.iter().map(String::as_str));
        return Err(reader.advise(place, words::rules::unknown_benefit(benefit), help));
    }
    let step = parts.next().unwrap_or_default();
    let of_provisions = || PROVISIONS.iter().flat_map(|one| one.steps).map(|(code, _)| *code);
    let steps = || of_provisions().chain(["override"]);
    if !steps().any(|known| known == step) {
        let message = words::rules::not_one_of(step, quoted_list(steps()));
        return Err(reader.advise(place, message, suggest(step, steps())));
    }
    let has_several = step == "limit" || step == "bands";
    let rest: Vec<&str> = parts.collect();
    let (which, what) = match *rest.as_slice() {
        [] if step != "limit" => (None, LEAVES),
        [what] if FIGURES.contains(&what) && step != "limit" => (None, what),
        [which] if has_several => (Some(which), if step == "bands" { PAYS } else { LEAVES }),
        [which, what] if has_several && FIGURES.contains(&what) => (Some(which), what),
        _ => {
            let known = quoted_list(FIGURES.into_iter());
            return Err(reader.error(place, words::rules::unknown_figure(name, known)));
        }
    };
    Ok(Figure {
        benefit: benefit.to_owned(),
        step: step.to_owned(),
        which: which.map(str::to_owned),
        what: what.to_owned(),
        expected,
    })
}
