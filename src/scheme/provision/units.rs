//! Units (份数): how often a member holds a plan, and what is paid for each.
//!
//! ```toml
//! [[plan]]
//! units = { most = 3 }
//!
//! [[benefit]]
//! per_unit = true
//! ```

use crate::scheme::entry::{PLAIN, Provision};
use crate::words;

pub(crate) const PROVISION: Provision = Provision {
    keys: &[
        ("units", Some(words::provisions::units)),
        ("per_unit", Some(words::provisions::per_unit)),
    ],
    steps: &[("units", words::provisions::after_units)],
    ..PLAIN
};
