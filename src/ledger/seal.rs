//! Seals: each posting is sealed with the one before it, so that none can be changed, taken out or
//! put in between without every later seal showing it.
//!
//! A seal covers the figures of a posting as they are, and its personal part by a salted hash. So that part and its
//! salt can go when they are old enough, and the seal still holds the figures: see [`super::disposal`].

use sha2::{Digest, Sha256};

use super::Salt;
use super::number::RunId;
use super::posting::{Content, Entry};
use crate::manual_facts::ManualFact;
use crate::money::Money;

/// SHA-256 of a posting and of the seal before it.
pub type Seal = [u8; 32];

/// What stands before the first.
pub(crate) const FIRST: Seal = [0; 32];

/// A hash of texts and sums, none of which can run into the next.
struct Hash(Sha256);

impl Hash {
    fn text(&mut self, text: &str) {
        // The length keeps `ab`, `c` from being `a`, `bc`.
        self.0.update((text.len() as u64).to_le_bytes());
        self.0.update(text);
    }

    fn texts<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) {
        texts.into_iter().for_each(|text| self.text(text));
    }

    fn amount(&mut self, amount: Money) {
        self.0.update(amount.minor().to_le_bytes());
    }

    fn done(self) -> Seal {
        self.0.finalize().into()
    }
}

/// What a posting says of persons: who the member is, every row of facts, every bill and what was decided on it.
pub(crate) fn personal(salt: &Salt, content: &Content, entries: &[Entry]) -> Seal {
    let mut hash = Hash(Sha256::new_with_prefix(salt.bytes()));
    let Content { member_id, person, periods, bills, manual_facts, decisions, .. } = content;
    hash.texts([member_id, person, periods, bills, manual_facts, decisions].map(String::as_str));
    hash.texts(entries.iter().flat_map(|entry| [&*entry.bill_id, &*entry.reason]));
    hash.done()
}

/// The hash of a posting, of whose personal part this is the hash; seals of many can be made of such hashes quickly.
pub(crate) fn hash(personal: &Seal, content: &Content, entries: &[Entry]) -> Seal {
    let mut hash = Hash(Sha256::new_with_prefix(personal));
    // Who bears an entry depends on the rules.
    hash.text(&ManualFact::rules(&content.manual_facts).unwrap_or_default());
    hash.0.update((entries.len() as u64).to_le_bytes());
    for entry in entries {
        let Entry { kind, plan, benefit, edition, event_on, amount, .. } = entry;
        hash.texts([kind.code(), plan, benefit, edition, &*event_on.to_string(), entry.cause()]);
        hash.amount(*amount);
    }
    let Content { entitled, paid, written_off, withdrawn, repaid, .. } = content;
    [entitled, paid, written_off, withdrawn, repaid].into_iter().for_each(|sum| hash.amount(*sum));
    hash.done()
}

/// The hash of a posting from before personal parts had salts; and of what is left of one.
pub(crate) fn unsalted(content: &Content, entries: &[Entry]) -> Seal {
    let mut hash = Hash(Sha256::new());
    let Content { member_id, person, periods, bills, manual_facts, decisions, .. } = content;
    hash.texts([member_id, person, periods, bills, manual_facts, decisions].map(String::as_str));
    for entry in entries {
        let Entry { kind, bill_id, plan, benefit, edition, event_on, reason, .. } = entry;
        let event_on = event_on.to_string();
        hash.texts([kind.code(), bill_id, plan, benefit, edition, &event_on, reason]);
    }
    let sums = [content.entitled, content.paid, content.written_off];
    for sum in sums.into_iter().chain(entries.iter().map(|entry| entry.amount)) {
        hash.amount(sum);
    }
    if content.withdrawn != Money::ZERO {
        hash.amount(content.withdrawn);
    }
    if content.repaid != Money::ZERO {
        // Named, so that it is not taken for what was withdrawn.
        hash.0.update("repaid");
        hash.amount(content.repaid);
    }
    hash.done()
}

/// The seal of a posting whose content has this hash.
pub(crate) fn seal(before: &Seal, run: RunId, content: &Seal) -> Seal {
    let hash = Sha256::new().chain_update(before).chain_update(run.number().to_le_bytes());
    hash.chain_update(content).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Day;
    use crate::ledger::Moved;

    fn posting() -> (Content, Vec<Entry>) {
        let content =
            Content { member_id: "M1".into(), bills: "[[1]]".into(), ..Content::default() };
        let entry = Entry {
            kind: Moved::Accrual,
            bill_id: "B1".into(),
            plan: "city".into(),
            benefit: "medical".into(),
            edition: "2024".into(),
            amount: Money::from_minor(100),
            event_on: Day::parse("2024-03-01").unwrap(),
            reason: "late_bill:B1".into(),
        };
        (content, vec![entry])
    }

    /// Without its part and salt a posting has the same seal, as long as no figure of it moves.
    #[test]
    fn what_is_left_of_a_posting_is_held_by_its_seal() {
        let (content, entries) = posting();
        let part = personal(&Salt::new(), &content, &entries);
        let sealed = hash(&part, &content, &entries);
        let mut left = entries.clone();
        (left[0].bill_id, left[0].reason) = ("~1".into(), "late_bill".into());
        let without = Content { member_id: "~7".into(), bills: String::new(), ..content.clone() };
        assert_eq!(hash(&part, &without, &left), sealed);
        let changes: [fn(&mut Content, &mut Entry); 11] = [
            |content, _| content.entitled = Money::from_minor(1),
            |content, _| content.paid = Money::from_minor(1),
            |content, _| content.written_off = Money::from_minor(1),
            |content, _| content.withdrawn = Money::from_minor(1),
            |content, _| content.repaid = Money::from_minor(1),
            |content, _| content.manual_facts = ManualFact::Rules { hash: "1f".into() }.line(),
            |_, entry| entry.kind = Moved::Reversal,
            |_, entry| entry.benefit.push('s'),
            |_, entry| entry.amount = Money::from_minor(101),
            |_, entry| entry.event_on = entry.event_on + 1,
            |_, entry| entry.reason = "void_bill".into(),
        ];
        for (at, change) in changes.into_iter().enumerate() {
            let (mut content, mut left) = (without.clone(), left.clone());
            change(&mut content, &mut left[0]);
            assert_ne!(hash(&part, &content, &left), sealed, "{at}");
        }
    }

    #[test]
    fn every_text_of_a_person_is_in_the_salted_hash() {
        let (content, entries) = posting();
        let (salt, other) = (Salt::new(), Salt::new());
        let part = personal(&salt, &content, &entries);
        assert_eq!(personal(&salt, &content, &entries), part);
        assert_ne!(personal(&other, &content, &entries), part, "a guess cannot be held to it");
        let changes: [fn(&mut Content, &mut Entry); 8] = [
            |content, _| content.member_id.push('1'),
            |content, _| content.person.push('1'),
            |content, _| content.periods.push('1'),
            |content, _| content.bills.push('1'),
            |content, _| content.manual_facts.push('1'),
            |content, _| content.decisions.push('1'),
            |_, entry| entry.bill_id.push('1'),
            |_, entry| entry.reason.push('1'),
        ];
        for (at, change) in changes.into_iter().enumerate() {
            let (mut content, mut entries) = (content.clone(), entries.clone());
            change(&mut content, &mut entries[0]);
            assert_ne!(personal(&salt, &content, &entries), part, "{at}");
        }
    }
}
