//! Computed, not paid (只计算不给付): what a benefit comes to is only a figure that others ask for, as in `paid.reference`.
//!
//! ```toml
//! pays_out = false
//! ```

use crate::scheme::entry::{PLAIN, Provision};
use crate::scheme::language::asked::{self, Kind};
use crate::scheme::language::reader::{Read, Reader, Reports};
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::Value;
use crate::words;

pub(crate) const PROVISION: Provision = Provision {
    keys: &[("pays_out", None)],
    steps: &[("not_paid", words::provisions::after_not_paid)],
    ..PLAIN
};

/// Takes `pays_out`, and of a benefit that is only computed refuses what says how it is paid; left out, it is paid.
pub(crate) fn read(reader: &mut Reader<Scope>) -> Read<bool> {
    let written = reader.optional("pays_out");
    asked::is("pays_out", || Kind::Flag);
    let pays_out = match written {
        None => return Ok(true),
        Some(node) => match node.value {
            Value::Flag(flag) => Ok(flag),
            _ => reader.option(&node, "pays_out", &[("true", true), ("false", false)]),
        },
    };
    if pays_out == Ok(false) {
        for key in ["against_bill", "funder"] {
            reader.forbid(key, words::rules::only_computed(key));
        }
    }
    pays_out
}
