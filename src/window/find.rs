//! Finding a member by name and unit: for a worker without a card at hand.

use std::hash::{BuildHasher, RandomState};

use super::error::WindowError;
use crate::claim::half_width;
use crate::ledger::{Ledger, MemberNumber, PostingId, Seal};

/// More members than this are not shown: the clerk says more.
pub(super) const MOST_SHOWN: usize = 10;
/// So many postings are read for their names at a time. In between the ledger is let go, so that a night that ends
/// meanwhile does not wait until all names of a city are read.
const POSTINGS: u32 = 1_000;
/// Of more members with one name only a unit or an id can tell; they are not even looked at.
const MOST_LOOKED_AT: usize = 3_000;

/// A member of the name, as clerk and worker tell people apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Namesake {
    /// The id.
    pub member_id: String,
    /// The name.
    pub name: String,
    /// The year of birth.
    pub born: String,
    /// The unit.
    pub unit: String,
}

/// Every name of a ledger, by hash: what reads no name, and finds one at once. Kept beside the ledger in memory alone,
/// and read on by what was posted since.
#[derive(Debug, Default)]
pub(super) struct Names {
    hasher: RandomState,
    /// Sorted.
    by_hash: Vec<(u64, MemberNumber)>,
    /// The last posting that was read, with its seal: where another stands there, the ledger is another one, and all
    /// of it is read.
    last: PostingId,
    seal: Option<Seal>,
}

impl Names {
    /// Reads some of what was posted since it was last read; whether that is all of it.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn reads_on(&mut self, ledger: &Ledger) -> Result<bool, WindowError> {
        if ledger.seal_of_posting(self.last)? != self.seal {
            *self = Names::default();
        }
        let Names { hasher, by_hash, last, seal } = self;
        let before = *last;
        *last = ledger.each_name((before, POSTINGS), |name, member| {
            by_hash.push((hasher.hash_one(folded(name)), member));
        })?;
        *seal = ledger.seal_of_posting(*last)?;
        if *last != before {
            return Ok(false);
        }
        if !by_hash.is_sorted() {
            by_hash.sort_unstable();
            by_hash.dedup();
        }
        Ok(true)
    }

    /// Members who have, or had, a name of this hash.
    fn of_name(&self, name: &str) -> &[(u64, MemberNumber)] {
        let hash = self.hasher.hash_one(folded(name));
        let from = self.by_hash.partition_point(|(known, _)| *known < hash);
        let rest = self.by_hash.get(from..).unwrap_or_default();
        let count = rest.partition_point(|(known, _)| *known == hash);
        rest.get(..count).unwrap_or_default()
    }

    /// Of a ledger that was read, members of exactly this name, whatever its width and blanks, in a unit whose code
    /// holds `unit`; nothing where they are too many to look at.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn find(
        &self,
        ledger: &Ledger,
        (name, unit): (&str, &str),
    ) -> Result<Option<Vec<Namesake>>, WindowError> {
        let numbers = self.of_name(name);
        if numbers.len() > MOST_LOOKED_AT {
            return Ok(None);
        }
        // Who was erased since has no id any more.
        let ids = numbers.iter().filter_map(|(_, number)| ledger.member_id(*number).ok());
        let mut ids: Vec<String> = ids.collect();
        ids.sort_unstable();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let unit = folded(unit);
        let mut all: Vec<Namesake> = Vec::new();
        for (id, person) in ledger.people_of(&ids)? {
            let is_it =
                folded(&person.name) == folded(name) && folded(&person.unit).contains(&unit);
            if !is_it {
                continue;
            }
            let member_id = ledger.main_id(&id)?;
            if !all.iter().any(|known| known.member_id == member_id) {
                let born = person.birth.get(..4).unwrap_or_default().to_owned();
                all.push(Namesake { member_id, name: person.name, born, unit: person.unit });
            }
        }
        Ok(Some(all))
    }
}

/// A name or unit without its widths, blanks and case.
fn folded(text: &str) -> String {
    let plain = text.chars().map(half_width).filter(|one| !one.is_whitespace());
    plain.flat_map(char::to_lowercase).collect()
}
