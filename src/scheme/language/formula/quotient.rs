//! Quotients: the amount of which another is a share, as when the whole cost is found from what was paid of it.
//!
//! ```toml
//! [amounts]
//! cost = { divide = "pool_paid", by = "reference_rate", round = { to = "0.01", mode = "half_up" } }
//! ```
//!
//! An amount divided by a rate has no end of decimals, and so the author says how it is rounded.

use super::sum::Sum;
use super::tables::read_chosen;
use super::tree::Quotient;
use crate::money::Rate;
use crate::scheme::language::asked;
use crate::scheme::language::reader::{Read, Reader, Reports};
use crate::scheme::language::rounding;
use crate::scheme::language::scope::Scope;
use crate::words;

/// Takes `divide`, `by` and `round`.
pub(super) fn read(reader: &mut Reader<Scope>) -> Read<Sum> {
    let of = reader.required_like("divide", "\"pool_paid\"");
    let of = of.and_then(|node| reader.scope.formula(node, "divide"));
    let place = reader.value_span("by");
    let by = reader.required_like("by", "\"70%\"");
    let by = by.and_then(|node| read_chosen::<Rate>(node, "by", reader.scope));
    let written = reader.table("round", rounding::read);
    asked::asks("round", true);
    let round = match written {
        Ok(None) => {
            let help = words::rules::write_it("round = { to = \"0.01\", mode = \"half_up\" }");
            Err(reader.advise(reader.span(), words::rules::quotient_unrounded(), help))
        }
        round => round,
    };
    let (of, by, round) = (of?, by?, round?);
    if by.values().iter().any(|rate| rate.decimal().is_zero()) {
        return Err(reader.error(place, words::rules::divided_by_nothing()));
    }
    let Some(rounding) = round else { unreachable!("it was reported that it is not written") };
    Ok(Sum::quotient(Quotient::new(of, &by, rounding)))
}
