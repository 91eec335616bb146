//! How a value is rounded: to a multiple, one way.

use super::reader::{Read, Reader, Reports};
use super::scope::Scope;
use crate::money::{Mode, Money, Rounding};
use crate::words;

/// Takes `to` and `mode`.
pub(crate) fn read(reader: &mut Reader<Scope>) -> Read<Rounding> {
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
