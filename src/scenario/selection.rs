//! Which bills a pass over members counts, as far as a trend must know.

use crate::claim::Bill;
use crate::scheme::Book;

/// What a trend must know of the pass over members that applies it.
pub trait Selection {
    /// The rules of all scenarios, the baseline first.
    fn books(&self) -> &[Book];

    /// The seed of draws.
    fn seed(&self) -> u64;

    /// Whether a bill is counted.
    fn counts(&self, bill: &Bill) -> bool;

    /// Whether a bill that is moved to another day still counts as it did, under the same edition of each scenario.
    fn are_alike(&self, one: &Bill, other: &Bill) -> bool {
        let same = |book: &Book| book.edition_at(one.basis) == book.edition_at(other.basis);
        self.counts(one) == self.counts(other) && self.books().iter().all(same)
    }
}
