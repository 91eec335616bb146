//! The newest postings of all people, by the rules that each was decided under; and whether these rules, and the
//! manual facts in a posting, are those that acts say.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::error::NightError;
use crate::adjudication::MEANING;
use crate::intake::mask;
use crate::ledger::{Known, Latest, Ledger, LedgerError, PostingId, RunId};
use crate::manual_facts::ManualFact;
use crate::words::{Sentence, again as words};

/// The newest posting of a person.
pub(super) struct Newest {
    /// Its place among the members of its group.
    pub at: usize,
    /// The run that decided it.
    pub run: RunId,
    /// Whether the engine meant then what it means now.
    pub is_ours: bool,
    /// How many decisions it holds.
    pub decisions: u64,
}

/// People who were decided under the same rules.
#[derive(Default)]
pub(super) struct Group {
    pub known: Known,
    pub newest: Vec<Newest>,
}

impl Group {
    /// How many decisions the newest postings hold.
    pub fn decisions(&self) -> u64 {
        self.newest.iter().map(|one| one.decisions).sum()
    }
}

/// Ids of one person: another id, and the main id.
type Pairs = Vec<(String, String)>;

/// All people by the hash of the rules of their newest postings, and which ids are one person by these. What no act
/// says of a posting is reported.
///
/// # Errors
///
/// When the ledger cannot be read.
pub(super) fn groups(
    ledger: &Ledger,
    report: &mut dyn FnMut(Sentence),
) -> Result<(Pairs, BTreeMap<String, Group>), NightError> {
    let known = ledger.all_known()?;
    let same = joined(&known);
    let mains: HashMap<String, String> = same.iter().cloned().collect();
    let acts = Acts::of(ledger, &known, &same)?;
    let mut rules = HashMap::new();
    for latest in &known.members {
        let id = &latest.content.member_id;
        let faults = match mains.contains_key(id) {
            true => Vec::from_iter((!latest.content.is_empty()).then(words::other_id_decided)),
            false => {
                rules.insert(id.clone(), acts.rules_of(latest));
                acts.faults(ledger, latest)?
            }
        };
        let at = |why| words::of_posting(acts.run_of(latest), latest.posting, mask(id), why);
        faults.into_iter().map(at).for_each(&mut *report);
    }
    let Known { members, mut rows, columns } = known;
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for latest in members {
        let id = &latest.content.member_id;
        let main = mains.get(id).unwrap_or(id);
        let hash = rules.get(main).cloned().unwrap_or_default();
        let group = groups.entry(hash).or_default();
        group.newest.extend((main == id).then(|| acts.newest(group.known.members.len(), &latest)));
        let brought = rows.remove(&latest.member).map(|brought| (latest.member, brought));
        group.known.rows.extend(brought);
        group.known.members.push(latest);
    }
    groups.values_mut().for_each(|group| group.known.columns = columns.clone());
    Ok((same, groups))
}

/// Which ids are one person, as the newest postings say.
fn joined(known: &Known) -> Pairs {
    let of = |latest: &Latest| {
        let main = latest.content.member_id.clone();
        let facts = ManualFact::read(&latest.content.manual_facts).unwrap_or_default();
        facts.into_iter().filter_map(move |fact| match fact {
            ManualFact::SamePerson { other } => Some((other, main.clone())),
            _ => None,
        })
    };
    known.members.iter().flat_map(of).collect()
}

/// The posting that decided what a newest one holds, and its run.
#[derive(Clone, Copy)]
struct Made {
    posting: PostingId,
    run: RunId,
}

/// What acts say of the newest postings.
struct Acts {
    made: BTreeMap<PostingId, Made>,
    /// Of each run the hash of its rules, and whether the engine meant then what it means now.
    runs: BTreeMap<RunId, (String, bool)>,
    /// Manual facts as postings keep them, by the id that they were entered for.
    facts: HashMap<String, BTreeSet<String>>,
    /// Ids of one person, also those that are only other spellings.
    same: BTreeSet<(String, String)>,
    /// Rules of their own that adoptions leave people under, by main id.
    own: BTreeMap<String, String>,
}

impl Acts {
    fn of(ledger: &Ledger, known: &Known, same: &Pairs) -> Result<Acts, LedgerError> {
        let made = made(ledger, known)?;
        let mut runs = BTreeMap::new();
        for run in ledger.runs()? {
            let hash = ledger.rules_of_run(run.no, run.rules)?.0;
            runs.insert(run.no, (hash, run.meaning == MEANING));
        }
        let mut facts: HashMap<String, BTreeSet<String>> = HashMap::new();
        for entered in ledger.manual_facts(None)? {
            let line = entered.fact.what.line();
            facts.entry(entered.fact.member_id).or_default().insert(line);
        }
        let posting = |latest: &Latest| made.get(&latest.posting).map(|made| made.posting);
        let own = ledger.left_out_by(known, same, &posting)?;
        Ok(Acts { made, runs, facts, same: ledger.same_people()?.into_iter().collect(), own })
    }

    fn run_of(&self, latest: &Latest) -> RunId {
        self.made.get(&latest.posting).map_or(RunId::BEFORE_ALL, |made| made.run)
    }

    /// The hash of the rules that a posting was decided under.
    fn rules_of(&self, latest: &Latest) -> String {
        let of_run = || self.runs.get(&self.run_of(latest)).map(|(hash, _)| hash.clone());
        ManualFact::rules(&latest.content.manual_facts).or_else(of_run).unwrap_or_default()
    }

    fn newest(&self, at: usize, latest: &Latest) -> Newest {
        let run = self.run_of(latest);
        let is_ours = self.runs.get(&run).is_some_and(|(_, is_ours)| *is_ours);
        Newest { at, run, is_ours, decisions: latest.content.decisions.lines().count() as u64 }
    }

    /// What of a posting no act says: the rules that it names, and its manual facts.
    fn faults(&self, ledger: &Ledger, latest: &Latest) -> Result<Vec<Sentence>, LedgerError> {
        let main = &latest.content.member_id;
        let facts = ManualFact::read(&latest.content.manual_facts).unwrap_or_default();
        let named = ManualFact::rules(&latest.content.manual_facts);
        let is_right = match (&named, self.own.get(main)) {
            (None, None) => true,
            (Some(named), Some(own)) => named == own || ledger.has_all_of(named, own)?,
            _ => false,
        };
        let mut faults = Vec::from_iter((!is_right).then(words::rules_of_no_act));
        let others = facts.iter().filter_map(|fact| match fact {
            ManualFact::SamePerson { other } => Some(other),
            _ => None,
        });
        let ids: Vec<&String> = others.chain([main]).collect();
        let is_entered = |fact: &&ManualFact| {
            let line = fact.line();
            ids.iter().any(|id| self.facts.get(*id).is_some_and(|of| of.contains(&line)))
        };
        let is_spelling = |fact: &ManualFact| match fact {
            ManualFact::SamePerson { other } => self.same.contains(&(other.clone(), main.clone())),
            ManualFact::Rules { .. } => true,
            _ => false,
        };
        let unknown = facts.iter().filter(|fact| !is_spelling(fact) && !is_entered(fact));
        faults.extend(unknown.map(|fact| words::fact_of_no_act(fact.kind())));
        Ok(faults)
    }
}

/// The postings that decided what the newest ones hold: what a restore booked was decided before it.
fn made(ledger: &Ledger, known: &Known) -> Result<BTreeMap<PostingId, Made>, LedgerError> {
    let restored: BTreeSet<RunId> = ledger.restored_runs()?.into_iter().collect();
    let newest = ledger.newest_postings()?.into_iter();
    let mut made: BTreeMap<PostingId, Made> =
        newest.map(|(posting, run)| (posting, Made { posting, run })).collect();
    for latest in &known.members {
        let Some(of) = made.get_mut(&latest.posting) else { continue };
        if restored.contains(&of.run) {
            let chain = ledger.postings_of(latest.member)?;
            let night = chain.into_iter().rfind(|(run, _)| !restored.contains(run));
            *of = night.map_or(*of, |(run, latest)| Made { posting: latest.posting, run });
        }
    }
    Ok(made)
}
