//! The base (计算基数): the amount of the bill that rates and bands are on.
//!
//! ```toml
//! base = "max(0, in_scope - funds_paid)"
//! ```

use crate::scheme::entry::{PLAIN, Provision};
use crate::words;

pub(crate) const PROVISION: Provision = Provision {
    keys: &[("base", Some(words::provisions::base))],
    steps: &[("base", words::provisions::after_base)],
    ..PLAIN
};
