//! Bills that tell changed rules from the rules as they are: those that probing tries, and more just beyond each edge.

use std::sync::OnceLock;

use crate::cases::probe::{ProbeBill, bills};
use crate::cases::suite::Suite;
use crate::explanation::Explanation;
use crate::money::Money;
use crate::scheme::{Book, Source};

/// Bills that are tried under changed rules, as the rules as they are decide them.
pub(super) struct TrialBills<'s> {
    book: &'s Book,
    source: &'s Source,
    /// Made when they are asked for: where every change is killed, none is.
    bills: OnceLock<Vec<ProbeBill>>,
}

impl<'s> TrialBills<'s> {
    /// Bills for every benefit of the edition that a text is of.
    pub fn of(suite: &'s Suite, source: &'s Source) -> TrialBills<'s> {
        TrialBills { book: &suite.book, source, bills: OnceLock::new() }
    }

    /// The first bill that changed rules decide otherwise, as a case that the rules as they are hold.
    pub fn telling_apart(&self, changed: &Book) -> Option<String> {
        let differs = |bill: &&ProbeBill| {
            let decided = bill.decided_under(self.book, changed);
            decided.is_some_and(|decided| paid(&decided) != paid(bill.decided()))
        };
        let all = self.bills.get_or_init(|| bills(self.book, self.source));
        all.iter().find(differs).map(|bill| bill.as_case(self.book))
    }
}

fn paid(decided: &[Explanation]) -> Vec<Money> {
    decided.iter().map(Explanation::payable).collect()
}
