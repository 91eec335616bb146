//! Who was linked to whom by each run: all rows that name a household are read once, for any number of postings.

use std::collections::{BTreeSet, HashMap};

use super::super::error::NightError;
use super::super::merge::Merge;
use super::versions;
use crate::claim::Vocabulary;
use crate::ledger::{Ledger, RunId};

/// The households of all people, each with the first run whose rows say so.
#[derive(Debug, Default)]
pub(in crate::nightly) struct HouseholdsByRun {
    mains: HashMap<String, String>,
    people: HashMap<String, Person>,
    /// Who was of each household, by main id.
    households: HashMap<u64, Vec<(RunId, String)>>,
}

#[derive(Debug, Default)]
struct Person {
    ids: Vec<String>,
    households: Vec<(RunId, u64)>,
}

impl HouseholdsByRun {
    /// Reads all that a ledger knows; nothing where rules do not ask for households.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn where_asked(
        ledger: &Ledger,
        vocabulary: &Vocabulary,
    ) -> Result<Option<HouseholdsByRun>, NightError> {
        if !vocabulary.asks_household {
            return Ok(None);
        }
        let (known, same) = (ledger.all_known()?, ledger.same_people()?);
        let merge = Merge::unjudged(None, &known, &same, vocabulary);
        let mut all = HouseholdsByRun { mains: same.iter().cloned().collect(), ..Self::default() };
        for latest in &known.members {
            let id = &latest.content.member_id;
            let main = merge.main_of(id);
            all.people.entry(main.to_owned()).or_default().ids.push(id.clone());
            for brought in known.rows.get(&latest.member).into_iter().flatten() {
                for version in versions(&merge, brought) {
                    all.add(main, brought.run, version.member.household);
                }
            }
        }
        Ok(Some(all))
    }

    /// Rows that name no household say 0.
    fn add(&mut self, main: &str, run: RunId, household: u64) {
        let known = &mut self.people.entry(main.to_owned()).or_default().households;
        match known.iter_mut().find(|(_, known)| *known == household) {
            None if household == 0 => return,
            None => known.push((run, household)),
            Some((first, _)) if *first <= run => return,
            Some((first, _)) => *first = run,
        }
        self.households.entry(household).or_default().push((run, main.to_owned()));
    }

    /// All ids of a person and of those who were linked to the person by a run, as bytes.
    pub fn linked(&self, id: &str, by: RunId) -> Vec<&str> {
        let main = self.mains.get(id).map_or(id, String::as_str);
        let (mut mains, mut next) = (BTreeSet::from([main]), vec![main]);
        while let Some(main) = next.pop() {
            let of_main = self.people.get(main).into_iter().flat_map(|person| &person.households);
            for (_, household) in of_main.filter(|(run, _)| *run <= by) {
                let others = self.households.get(household).into_iter().flatten();
                let others = others.filter(|(run, _)| *run <= by).map(|(_, other)| other.as_str());
                next.extend(others.filter(|other| mains.insert(other)));
            }
        }
        let people = mains.into_iter().filter_map(|main| self.people.get(main));
        let mut ids: Vec<&str> = people.flat_map(|one| &one.ids).map(String::as_str).collect();
        ids.sort_unstable();
        ids
    }
}
