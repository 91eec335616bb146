//! Provisions: each takes part of an amount, or adds to it, or says for which bills a benefit is open. One file
//! each, with its TOML at the head, and [`PROVISIONS`], the list of them, from which every table about provisions is
//! made: what adds up from bill to bill, the steps of a working, and what people call them.

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
pub(crate) mod pays_out;
pub(crate) mod funder;
pub(crate) mod cover_begins;
pub(crate) mod days_covered;
pub(crate) mod entitlement;
pub(crate) mod service;
pub(crate) mod requires;
pub(crate) mod enrol;
pub(crate) mod waiting;
pub(crate) mod age;
pub(crate) mod filing;
pub(crate) mod run_off;
pub(crate) mod participation;

use super::entry::{Kept, Name, Named, Opening, Provision, Quantity};
use crate::words::{self, Sentence};

/// All provisions, in the order of deciding: those of benefits, then those of plans.
pub(crate) const PROVISIONS: [&Provision; 29] = [
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
    &pays_out::PROVISION,
    &funder::PROVISION,
    &cover_begins::PROVISION,
    &days_covered::PROVISION,
    &entitlement::PROVISION,
    &service::PROVISION,
    &requires::PROVISION,
    &enrol::PROVISION,
    &waiting::PROVISION,
    &age::PROVISION,
    &filing::PROVISION,
    &run_off::PROVISION,
    &participation::PROVISION,
];

/// What is kept that is of no provision: totals, and numbers of stays and months.
pub(crate) const KEPT: [Kept; 4] = [
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
    Kept {
        what: "paid_months",
        opening: Some(Opening {
            name: Named::Part("paid_months"),
            quantity: Quantity::Times,
            is_exact: false,
        }),
    },
    Kept { what: "paid_month", opening: None },
];

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
const WITHIN: [(&str, Name); 22] = [
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
    ("stays", words::provisions::stays),
    ("less", words::provisions::less),
    ("at_most", words::provisions::most),
    ("divide", words::provisions::divided),
    ("pays", words::provisions::pays),
    ("contribution", words::provisions::contribution),
];

#[cfg(test)]
mod tests;
