//! Seals: each posting is sealed with the one before it, so that none can be changed, taken out or
//! put in between without every later seal telling.

use sha2::{Digest, Sha256};

use super::number::RunId;
use super::posting::{Content, Entry};
use crate::money::Money;

/// SHA-256 of a posting and of the seal before it.
pub type Seal = [u8; 32];

/// What stands before the first.
pub(crate) const FIRST: Seal = [0; 32];

/// The hash of a posting; seals of many can be made of such hashes quickly.
pub(crate) fn hash(content: &Content, entries: &[Entry]) -> Seal {
    let mut hash = Sha256::new();
    let mut say = |text: &str| {
        // The length keeps `ab`, `c` from being `a`, `bc`.
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    };
    let Content { member_id, person, periods, bills, manual_facts, decisions, .. } = content;
    [member_id, person, periods, bills, manual_facts, decisions]
        .into_iter()
        .for_each(|text| say(text));
    for entry in entries {
        let Entry { kind, bill_id, plan, benefit, edition, event_on, reason, .. } = entry;
        [kind.code(), bill_id, plan, benefit, edition, &event_on.to_string(), reason]
            .into_iter()
            .for_each(&mut say);
    }
    let sums = [content.entitled, content.paid, content.written_off];
    for sum in sums.into_iter().chain(entries.iter().map(|entry| entry.amount)) {
        hash.update(sum.minor().to_le_bytes());
    }
    if content.withdrawn != Money::ZERO {
        hash.update(content.withdrawn.minor().to_le_bytes());
    }
    if content.repaid != Money::ZERO {
        // Named, so that it is not taken for what was withdrawn.
        hash.update("repaid");
        hash.update(content.repaid.minor().to_le_bytes());
    }
    hash.finalize().into()
}

/// The seal of a posting whose content has this hash.
pub(crate) fn seal(before: &Seal, run: RunId, content: &Seal) -> Seal {
    let hash = Sha256::new().chain_update(before).chain_update(run.number().to_le_bytes());
    hash.chain_update(content).finalize().into()
}
