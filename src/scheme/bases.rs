//! The date by which a bill belongs to an edition, an enrolment period and a window: one for all bills, or one for
//! each category.
//!
//! ```toml
//! basis = "admission"
//! basis = { inpatient = "discharge", event = "diagnosed", otherwise = "admission" }
//! ```

use super::language::reader::{Read, Reader, Reports};
use super::language::table::{Node, Span, Value, list, nearest};
use crate::claim::Basis;
use crate::words;

/// The dates that may order bills.
pub(super) const OF_ORDER: [(&str, Basis); 3] = [
    ("admission", Basis::Admission),
    ("discharge", Basis::Discharge),
    ("settlement", Basis::Settlement),
];

const BASES: [(&str, Basis); 4] = [
    ("admission", Basis::Admission),
    ("discharge", Basis::Discharge),
    ("settlement", Basis::Settlement),
    ("diagnosed", Basis::Diagnosis),
];

/// The key for all categories that have none of their own.
const OTHERWISE: &str = "otherwise";

/// Takes `basis`: a date for each category, where these could be read.
pub(super) fn read<S: Reports>(
    reader: &mut Reader<S>,
    categories: Option<&[String]>,
) -> Read<Vec<Basis>> {
    let all = categories.unwrap_or_default();
    if !matches!(reader.table.peek("basis"), Some(Node { value: Value::Table(_), .. })) {
        let basis = reader.choice("basis", &BASES)?;
        return Ok(vec![basis; all.len()]);
    }
    let node = reader.required("basis")?;
    let span = node.span.clone();
    reader.part_of(node, "basis", |reader| {
        let mut own: Vec<(String, Read<Basis>)> = Vec::new();
        for (category, (key, node)) in reader.rest() {
            let basis = reader.option(&node, &category, &BASES);
            if category != OTHERWISE && categories.is_some() {
                check_known(&category, key, all, reader);
            }
            own.push((category, basis));
        }
        of_each(own, span, all, reader)
    })
}

fn check_known(category: &str, key: Span, all: &[String], reader: &mut impl Reports) {
    let names = || all.iter().map(String::as_str);
    if !names().any(|known| known == category) {
        let help = nearest(category, names().chain([OTHERWISE]));
        let help = help.map(words::rules::did_you_mean);
        let message = words::rules::not_one_of(category, list(names().chain([OTHERWISE])));
        reader.advise(key, message, help);
    }
}

/// The date of each category: its own, or else that of all others.
fn of_each(
    own: Vec<(String, Read<Basis>)>,
    span: Span,
    all: &[String],
    reader: &mut impl Reports,
) -> Read<Vec<Basis>> {
    let of = |name: &str| own.iter().find(|(known, _)| known == name).map(|(_, basis)| *basis);
    let left_out = all.iter().filter(|name| of(name).is_none());
    let left_out: Vec<&str> = left_out.map(String::as_str).collect();
    let otherwise = of(OTHERWISE);
    if otherwise.is_some() && left_out.is_empty() && !all.is_empty() {
        let help = words::rules::remove_key(OTHERWISE);
        reader.advise(span.clone(), words::rules::schedule_idle_otherwise(), help);
    }
    if otherwise.is_none() && !left_out.is_empty() {
        let what = list(left_out.into_iter());
        let help = words::rules::basis_gap_help();
        return Err(reader.advise(span, words::rules::basis_gap(what), help));
    }
    let bases = all.iter().map(|name| of(name).or(otherwise).unwrap_or(Ok(Basis::Admission)));
    bases.collect::<Vec<_>>().into_iter().collect()
}
