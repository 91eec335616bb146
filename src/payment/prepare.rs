//! A payment is prepared for the bank: its id is made of what it is.

use sha2::{Digest, Sha256};

use crate::ledger::NewPayment;
use crate::money::Money;

/// A payment of a member for whom so much was prepared before. `salt` is that of the ledger:
/// [`OpenPayments::salt`](super::OpenPayments::salt).
///
/// ```
/// use huzhu::money::Money;
/// use huzhu::payment::prepare;
///
/// let of = |before| prepare("city", "M1", Money::from_minor(before), Money::from_minor(500), "");
/// assert_eq!(of(0), of(0), "the same payment has the same id, whenever it is prepared");
/// assert_ne!(of(0).id, of(500).id);
/// ```
pub fn prepare(
    scheme: &str,
    member_id: &str,
    before: Money,
    amount: Money,
    salt: &str,
) -> NewPayment {
    let sums = [before.minor().to_string(), amount.minor().to_string()];
    let id = payment_id(&[scheme, member_id, &sums[0], &sums[1], salt]);
    NewPayment { id, before, amount }
}

/// An id made of what a payment is: it is the same whenever the same payment is prepared, and names no
/// other, in whatever order nights ran and whatever was restored. It begins with a letter, so that no
/// spreadsheet takes it for a number.
pub(crate) fn payment_id(of: &[&str]) -> String {
    const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    const LENGTH: usize = 16;
    let mut hash = Sha256::new();
    for text in of {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    }
    let hash = hash.finalize();
    let bits = hash.iter().take(10).fold(0u128, |bits, byte| bits << 8 | u128::from(*byte));
    let digit = |at: usize| char::from(DIGITS[(bits >> (5 * (LENGTH - 1 - at))) as usize % 32]);
    std::iter::once('P').chain((0..LENGTH).map(digit)).collect()
}
