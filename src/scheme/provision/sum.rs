//! A lump sum (定额): an amount for each bill.
//!
//! ```toml
//! sum = "5000"
//! ```

use crate::scheme::entry::{PLAIN, Provision};
use crate::words;

pub(crate) const PROVISION: Provision = Provision {
    keys: &[("sum", Some(words::provisions::fixed_sum))],
    steps: &[("sum", words::provisions::after_sum)],
    ..PLAIN
};
