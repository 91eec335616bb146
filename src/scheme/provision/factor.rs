//! The factor (系数): what a payment is multiplied by before it is rounded.
//!
//! ```toml
//! factor = { by = "hospital_level", is = { "1" = "1.00", "2" = "0.95", "3" = "0.90", none = "1.00" } }
//! ```

use crate::scheme::entry::{PLAIN, Provision};
use crate::words;

pub(crate) const PROVISION: Provision = Provision {
    keys: &[("factor", Some(words::provisions::factor))],
    steps: &[("factor", words::provisions::after_factor)],
    ..PLAIN
};
