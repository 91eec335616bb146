//! Coordination with the bill: whether a benefit may exceed what is left of it.
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

/// Whether a benefit may exceed what is left of the bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgainstBill {
    /// It never does.
    Within,
    /// It may: the rest stands beside the bill.
    MayExceed,
    /// An indemnity: it is not coordinated with the bill's costs.
    Indemnity,
}

impl AgainstBill {
    pub(crate) const ALL: [(&str, AgainstBill); 3] = [
        ("within", AgainstBill::Within),
        ("may_exceed", AgainstBill::MayExceed),
        ("beside", AgainstBill::Indemnity),
    ];

    /// The word in rule files and traces.
    pub fn name(self) -> &'static str {
        AgainstBill::ALL.iter().find(|(_, one)| *one == self).expect("all have names").0
    }
}
