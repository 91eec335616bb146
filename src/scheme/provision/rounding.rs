//! Rounding (取整): the unit and the mode, once on each bill.
//!
//! ```toml
//! round = { to = "1", mode = "down" }
//! ```

use crate::money::{Mode, Money, Rounding};
use crate::scheme::entry::{PLAIN, Provision};
use crate::scheme::language::reader::{Read, Reader, Reports};
use crate::scheme::language::scope::Scope;
use crate::words;

pub(crate) const PROVISION: Provision = Provision {
    keys: &[("round", Some(words::provisions::rounding))],
    steps: &[("rounding", words::provisions::after_rounding)],
    ..PLAIN
};

/// Takes `round`; left out, the usual rounding.
pub(crate) fn read(reader: &mut Reader<Scope>) -> Read<Rounding> {
    let rounding = reader.table("round", |reader| {
        let unit = read_unit(reader);
        let modes = [
            ("half_up", Mode::HalfUp),
            ("half_even", Mode::HalfEven),
            ("half_down", Mode::HalfDown),
            ("up", Mode::Up),
            ("down", Mode::Down),
        ];
        let mode = reader.choice("mode", &modes);
        Ok(Rounding { unit: unit?, mode: mode? })
    });
    Ok(rounding?.unwrap_or(Rounding::USUAL))
}

/// Takes `to`, in minor units.
fn read_unit(reader: &mut Reader<Scope>) -> Read<i64> {
    let node = reader.required_like("to", "\"0.01\"")?;
    let unit = reader.scope.value::<Money>(&node, "to")?;
    if unit == Money::ZERO {
        reader.error(node.span, words::rules::zero("to"));
    }
    Ok(unit.minor().max(1))
}
