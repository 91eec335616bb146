//! The base (计算基数): the amount of the bill that rates and bands are on.
//!
//! ```toml
//! base = "max(0, in_scope - funds_paid)"
//! ```

use super::{PLAIN, Provision};
use crate::words;

pub(crate) const PROVISION: Provision = Provision {
    keys: &[("base", Some(words::provisions::base))],
    examples: &[("base", "\"in_scope - funds_paid\"")],
    steps: &[("base", words::provisions::after_base)],
    ..PLAIN
};
