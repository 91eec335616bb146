//! The minimum payment (最低给付): what is above zero is raised to it.
//!
//! ```toml
//! minimum = "100"
//! ```

use crate::scheme::entry::{PLAIN, Provision};
use crate::words;

pub(crate) const PROVISION: Provision = Provision {
    keys: &[("minimum", Some(words::provisions::minimum))],
    steps: &[("minimum", words::provisions::after_minimum)],
    ..PLAIN
};
