//! The bills of a member, as they are decided on all that is known now, and as they were posted.

use super::counter::Visit;
use super::error::WindowError;
use crate::explanation::Explanation;
use crate::money::Money;
use crate::nightly::readjudicate;
use crate::preview;

/// One bill of a member.
#[derive(Clone, Debug)]
pub struct HistoryLine {
    /// The id of the bill.
    pub bill_id: String,
    /// How the next night decides it.
    pub explanation: Explanation,
    /// What the newest posting pays; nothing where no night has decided it yet.
    pub posted: Option<Money>,
}

/// All bills of a member that hold, the newest first.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn history(visit: &Visit) -> Result<Vec<HistoryLine>, WindowError> {
    let main = visit.ledger.main_id(&visit.member_id)?;
    let found = readjudicate::newest(&visit.ledger, &main)?;
    let posted = |bill_id: &str| {
        let decided = readjudicate::decided(found.as_ref()?, bill_id);
        let all = decided.iter().map(|one| one.payable()).sum();
        (!decided.is_empty()).then_some(all)
    };
    let decided = preview::decided(&visit.terms.book, &visit.past).into_iter();
    let mut lines: Vec<HistoryLine> = decided
        .map(|(bill_id, explanation)| {
            let posted = posted(&bill_id);
            HistoryLine { bill_id, explanation, posted }
        })
        .collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.explanation.bill.settled_on));
    Ok(lines)
}
