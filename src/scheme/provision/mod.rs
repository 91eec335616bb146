//! Provisions: each takes part of an amount, or adds to it, or says for which bills a benefit is open. One file
//! each, with its TOML at the head, and [`PROVISIONS`], the list of them, from which every table about provisions is
//! made: how keys are written, what adds up from bill to bill, the steps of a working, and what people call them.

pub(crate) mod conditions;
pub(crate) mod base;
pub(crate) mod eligible_cap;
pub(crate) mod threshold;
pub(crate) mod deductible;
pub(crate) mod rate;
pub(crate) mod bands;
pub(crate) mod days;
pub(crate) mod sum;
pub(crate) mod factor;
pub(crate) mod units;
pub(crate) mod rounding;
pub(crate) mod minimum;
pub(crate) mod limit;
pub(crate) mod alternatives;
pub(crate) mod coordination;
pub(crate) mod funder;
pub(crate) mod waiting;
pub(crate) mod age;
pub(crate) mod filing;
pub(crate) mod run_off;
pub(crate) mod participation;

use super::accumulator::Quantity;
use crate::words::{self, Sentence};

/// All provisions, in the order of deciding: those of benefits, then those of plans.
pub(crate) const PROVISIONS: [&Provision; 22] = [
    &conditions::PROVISION,
    &base::PROVISION,
    &eligible_cap::PROVISION,
    &threshold::PROVISION,
    &deductible::PROVISION,
    &rate::PROVISION,
    &bands::PROVISION,
    &days::PROVISION,
    &sum::PROVISION,
    &factor::PROVISION,
    &units::PROVISION,
    &rounding::PROVISION,
    &minimum::PROVISION,
    &limit::PROVISION,
    &alternatives::PROVISION,
    &coordination::PROVISION,
    &funder::PROVISION,
    &waiting::PROVISION,
    &age::PROVISION,
    &filing::PROVISION,
    &run_off::PROVISION,
    &participation::PROVISION,
];

/// A sentence without a blank.
pub(crate) type Name = fn() -> Sentence;
/// A sentence with a number in it.
pub(crate) type Numbered = fn(usize) -> Sentence;

/// What tables say about one provision.
pub(crate) struct Provision {
    /// Its keys in a benefit, a plan or an edition, each with what people call it, where they have a name.
    pub keys: &'static [(&'static str, Option<Name>)],
    /// What its tables are called, where it is a list of them.
    pub list: Option<(&'static str, Numbered)>,
    /// Keys within it that are called otherwise than elsewhere.
    pub within: &'static [(&'static str, Name)],
    /// How its required keys are written.
    pub examples: &'static [(&'static str, &'static str)],
    /// What it keeps from bill to bill.
    pub keeps: &'static [Kept],
    /// Its steps in a working, by their code in traces, with what people call what they leave.
    pub steps: &'static [(&'static str, Name)],
    /// What it is called where a replay takes it away, alone in a benefit and shared by several; nothing where it
    /// holds nothing back.
    pub holds_back: Option<HoldsBack>,
    /// A list inside it that people leave out of a path, with the key that they say for another:
    /// `bands[1].rate` is `bands.rates[1].pays`.
    pub shorthand: Option<Shorthand>,
}

/// What a provision that holds payments back is called.
pub(crate) struct HoldsBack {
    pub key: &'static str,
    /// One of a benefit, by its number where there may be several.
    pub name: Numbered,
    /// One of several benefits.
    pub shared: Option<Numbered>,
}

/// A path that people write shorter than it is.
pub(crate) struct Shorthand {
    pub key: &'static str,
    pub list: &'static str,
    pub said: &'static str,
    pub meant: &'static str,
}

/// What a provision keeps from bill to bill.
pub(crate) struct Kept {
    /// What the slot is called after the benefit's id.
    pub what: &'static str,
    /// What openings call it; nothing where no opening can be of it.
    pub opening: Option<Opening>,
}

/// How openings name what is kept.
pub(crate) struct Opening {
    pub name: Named,
    pub quantity: Quantity,
    /// Whether it is kept in fractions of a minor unit.
    pub is_exact: bool,
}

/// How the name of an opening is made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    /// `BENEFIT.this`.
    Part(&'static str),
    /// `BENEFIT.this.ID`, by the id of the part.
    PartWithId(&'static str),
    /// The id of the part alone.
    Id,
    /// `stays.WINDOW`.
    Stays,
}

/// What is kept that is of no provision: totals, and numbers of stays.
pub(crate) const KEPT: [Kept; 2] = [
    Kept {
        what: "total",
        opening: Some(Opening {
            name: Named::PartWithId("total"),
            quantity: Quantity::Amount,
            is_exact: true,
        }),
    },
    Kept {
        what: "ordinal",
        opening: Some(Opening { name: Named::Stays, quantity: Quantity::Stays, is_exact: false }),
    },
];

/// A provision without an entry in any table.
pub(crate) const PLAIN: Provision = Provision {
    keys: &[],
    list: None,
    within: &[],
    examples: &[],
    keeps: &[],
    steps: &[],
    holds_back: None,
    shorthand: None,
};

/// An amount that adds up exactly, called `BENEFIT.name`.
const fn exact(what: &'static str, name: &'static str) -> Kept {
    let opening = Opening { name: Named::Part(name), quantity: Quantity::Amount, is_exact: true };
    Kept { what, opening: Some(opening) }
}

/// How a required key of a provision is written.
pub(crate) fn example(key: &str) -> Option<&'static str> {
    let mut all = PROVISIONS.iter().flat_map(|provision| provision.examples);
    all.find(|(known, _)| *known == key).map(|(_, example)| *example)
}

/// What is kept under the name of a slot, after the benefit's id.
pub(crate) fn kept(what: &str) -> Option<&'static Kept> {
    let all = PROVISIONS.iter().flat_map(|provision| provision.keeps).chain(&KEPT);
    all.into_iter().find(|kept| kept.what == what)
}

/// The step of a decision by hand, which is of no provision.
const OVERRIDE: (&str, Name) = ("override", words::provisions::after_override);

/// What people call what a step of a working leaves, by the code of the step in traces.
pub(crate) fn step_name(code: &str) -> Sentence {
    let all = PROVISIONS.iter().flat_map(|provision| provision.steps).chain([&OVERRIDE]);
    let known = all.into_iter().find(|(known, _)| *known == code);
    known.map_or_else(|| Sentence::new(code.to_owned(), code.to_owned()), |(_, name)| name())
}

/// What people call a key that stands in a benefit, a plan or an edition, or one within a provision; `above` is
/// the key it stands below.
pub(crate) fn key_name(key: &str, above: Option<&str>) -> Option<Sentence> {
    let (word, place) = match key.strip_suffix(']').and_then(|key| key.split_once('[')) {
        Some((word, place)) => (word, Some(place.parse::<usize>().ok()?.checked_add(1)?)),
        None => (key, None),
    };
    if let Some(number) = place {
        let mut lists = PROVISIONS.iter().filter_map(|provision| provision.list);
        return lists.find(|(known, _)| *known == word).map(|(_, name)| name(number));
    }
    let is_of = |provision: &&&Provision| {
        above.is_some_and(|above| provision.keys.iter().any(|(key, _)| *key == above))
    };
    let within = PROVISIONS.iter().find(is_of).map_or(&[][..], |provision| provision.within);
    let keys = PROVISIONS.iter().flat_map(|provision| provision.keys);
    let own = keys.filter_map(|(key, name)| Some((*key, (*name)?)));
    let own = own.filter(|(key, _)| above.is_none() || *key != "days");
    let all = within.iter().copied().chain(own).chain(WITHIN);
    all.into_iter().find(|(known, _)| *known == key).map(|(_, name)| name())
}

/// Keys that mean the same wherever they stand.
const WITHIN: [(&str, Name); 18] = [
    ("days", words::provisions::in_days),
    ("amount", words::provisions::amount),
    ("at_least", words::provisions::at_least),
    ("most", words::provisions::most),
    ("window", words::provisions::window),
    ("to", words::provisions::to),
    ("fee", words::provisions::fee),
    ("after", words::provisions::after),
    ("until", words::provisions::until),
    ("years_after", words::provisions::years_after),
    ("clause", words::provisions::clause),
    ("renewal_gap", words::provisions::renewal_gap),
    ("on_renewal", words::provisions::on_renewal),
    ("above", words::provisions::above),
    ("rounding", words::provisions::rounding),
    ("times", words::provisions::times),
    ("pays", words::provisions::pays),
    ("contribution", words::provisions::contribution),
];

#[cfg(test)]
mod tests;
