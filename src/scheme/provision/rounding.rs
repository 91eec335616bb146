//! Rounding (取整): the unit and the mode, once on each bill.
//!
//! ```toml
//! round = { to = "1", mode = "down" }
//! ```

use crate::money::Rounding;
use crate::scheme::entry::{PLAIN, Provision};
use crate::scheme::language::reader::{Read, Reader};
use crate::scheme::language::rounding;
use crate::scheme::language::scope::Scope;
use crate::words;

pub(crate) const PROVISION: Provision = Provision {
    keys: &[("round", Some(words::provisions::rounding))],
    steps: &[("rounding", words::provisions::after_rounding)],
    ..PLAIN
};

/// Takes `round`; left out, the usual rounding.
pub(crate) fn read(reader: &mut Reader<Scope>) -> Read<Rounding> {
    Ok(reader.table("round", rounding::read)?.unwrap_or(Rounding::USUAL))
}
