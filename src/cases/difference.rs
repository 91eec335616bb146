//! What a case expects and the rules decide otherwise.

use crate::words::{self, Sentence};

/// A value that is not as expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The bill's id; nothing for all bills together.
    pub bill: Option<String>,
    /// Its name: a benefit's id, `payable`, `status`, `reasons`, `left` of a limit, a figure of `steps`, or of a night.
    pub what: String,
    /// As expected.
    pub expected: String,
    /// As decided.
    pub decided: String,
}

impl Difference {
    /// One sentence.
    pub fn sentence(&self) -> Sentence {
        let (what, expected, decided) = (&self.what, &self.expected, &self.decided);
        match &self.bill {
            Some(bill) => words::program::case_bill_differs(bill, what, expected, decided),
            None => words::program::case_total_differs(what, expected, decided),
        }
    }
}
