//! The one way a benefit pays: a rate, bands, days or a sum.

use super::language::formula::{Chosen, Formula};
use super::language::reader::{Read, Reader, Reports};
use super::language::scope::Scope;
use super::provision::bands::Bands;
use super::provision::days::Days;
use super::provision::eligible_cap::EligibleCap;
use crate::money::Rate;
use crate::words;

/// The one way a benefit pays.
#[derive(Clone, Debug)]
pub(crate) enum Pays {
    Rate { rate: Chosen<i64>, decimals: u32 },
    Bands(Bands),
    Days(Days),
    Sum(Formula),
}

impl Pays {
    /// The key of each.
    pub const WAYS: [&str; 4] = ["rate", "bands", "days", "sum"];

    /// Takes the one way that is written; of several, all are read, so that all mistakes are found.
    pub(super) fn read(
        reader: &mut Reader<Scope>,
        has_deductible: bool,
        cap: Option<&EligibleCap>,
    ) -> Read<Pays> {
        let ways = Pays::WAYS.into_iter().filter(|way| reader.has(way)).count();
        let place = reader.second_of(&Pays::WAYS);
        let clear = match ways {
            1 => Ok(()),
            _ => Err(reader.error(place, words::rules::one_way_to_pay())),
        };
        let rate = reader.optional_chosen::<Rate>("rate");
        let bands = reader.table("bands", |reader| Bands::read(reader, has_deductible, cap));
        let days = reader.table("days", Days::read);
        let sum = reader.optional_formula("sum");
        let (rate, bands) = (rate?.map(Pays::of_rate), bands?.map(Pays::Bands));
        let (days, sum) = (days?.map(Pays::Days), sum?.map(Pays::Sum));
        let first = rate.or(bands).or(days).or(sum);
        // Of several, the first is gone on with, so that the rest of the benefit is checked too.
        first.ok_or_else(|| clear.expect_err("none is written"))
    }

    fn of_rate(rate: Chosen<Rate>) -> Pays {
        let decimals = rate.values().iter().map(|rate| rate.decimals()).max().unwrap_or(0);
        Pays::Rate { rate: rate.map(|rate| rate.whole(decimals)), decimals }
    }

    /// Decimals that it adds to an amount.
    pub fn decimals(&self) -> u32 {
        match self {
            Pays::Rate { decimals, .. } => *decimals,
            Pays::Bands(bands) => bands.decimals(),
            Pays::Days(_) | Pays::Sum(_) => 0,
        }
    }

    /// Every formula in it.
    pub(super) fn formulas(&self) -> Vec<&Formula> {
        match self {
            Pays::Bands(bands) => bands.formulas().collect(),
            Pays::Days(days) => vec![&days.pays],
            Pays::Sum(sum) => vec![sum],
            Pays::Rate { rate, .. } => rate.formula().into_iter().collect(),
        }
    }

    /// Whether an amount chooses a rate.
    pub(super) fn has_steps(&self) -> bool {
        match self {
            Pays::Rate { rate, .. } => rate.formula().is_some(),
            Pays::Bands(bands) => bands.has_steps(),
            Pays::Days(_) | Pays::Sum(_) => false,
        }
    }

    /// Whether a bill moves a position that carries over.
    pub(super) fn has_position(&self) -> bool {
        matches!(self, Pays::Bands(bands) if bands.position.is_some())
    }
}
