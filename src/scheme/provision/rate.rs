//! The rate (给付比例): one share of the whole cost.
//!
//! ```toml
//! rate = "60%"
//! ```

use crate::scheme::entry::{PLAIN, Provision};
use crate::words;

pub(crate) const PROVISION: Provision = Provision {
    keys: &[("rate", Some(words::provisions::rate))],
    steps: &[("rate", words::provisions::after_rate)],
    ..PLAIN
};
