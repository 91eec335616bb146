//! Coordination with the bill: whether a benefit may exceed what is left of it; see
//! [`AgainstBill`](crate::scheme::AgainstBill).
//!
//! ```toml
//! against_bill = "within"
//! ```

use crate::scheme::entry::{PLAIN, Provision};
use crate::words;

pub(crate) const PROVISION: Provision = Provision {
    keys: &[("against_bill", None)],
    steps: &[("bill_left", words::provisions::after_bill_left)],
    ..PLAIN
};
