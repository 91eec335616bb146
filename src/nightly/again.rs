//! Everything decided anew: the newest posting of every member has to come out again from what the ledger knows.
//!
//! Seals have no secret: who can write to the file can make another ledger that is whole by itself. What was decided
//! cannot be made up so: it is what the rules give on the kept rows. Each newest posting is held to that here, with
//! the function that a night calls, and under the rules that adoptions leave its member under.

use std::collections::{BTreeMap, BTreeSet};

use super::adjudicate::decide_under;
use super::error::NightError;
use super::households::linked::{LinkedHouseholds, relatives_known};
use super::load_known::{FactsByMember, posted};
use super::merge::{Merge, Same};
use super::newest::{Group, Newest, groups};
use super::rules::Rules;
use crate::adjudication::Adjudicator;
use crate::intake::mask;
use crate::ledger::{Decided, Known, Ledger, sources};
use crate::manual_facts::ManualFact;
use crate::money::{Currency, Money};
use crate::pipeline::{MEMBERS_A_SHARE, Pipeline, Results};
use crate::progress::{Phase, Progress};
use crate::scheme::Book;
use crate::words::{Sentence, again as words};

/// What was decided anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Again {
    /// Members whose newest posting was held to what comes out now.
    pub members: u64,
    /// What was posted of them: decisions on one bill under one plan.
    pub decisions: u64,
    /// Members who were decided by an engine that meant something else, and come out otherwise now: no fault.
    pub meant_otherwise: u64,
    /// Faults that were found.
    pub faults: u64,
}

/// Decides every member anew on what the ledger knew when the newest posting was made: kept rows, manual facts, and
/// the rules it was decided under. What comes out otherwise is named, a sentence each.
///
/// # Errors
///
/// When the ledger cannot be read, or the operator stops it.
pub fn again(
    ledger: &Ledger,
    watch: &dyn Progress,
    report: &mut dyn FnMut(Sentence),
) -> Result<Again, NightError> {
    let threads = rayon::ThreadPoolBuilder::new().build().map_err(NightError::Threads)?;
    let mut faults = 0;
    let mut report = |why| {
        faults += 1;
        report(why);
    };
    let mut all = ledger.view(|ledger| {
        let (same, groups) = groups(ledger, &mut report)?;
        let decisions = groups.values().map(Group::decisions).sum();
        watch.begin(Phase::Decide, decisions);
        let mut all = Again { decisions, ..Again::default() };
        for (hash, group) in &groups {
            all.members += group.newest.len() as u64;
            let rules = Book::compile(sources(&ledger.rules_of_hash(hash)?));
            all.meant_otherwise += match rules {
                Ok(book) => {
                    // Relatives may have been decided under other rules.
                    let all_known = book.vocabulary.asks_household.then(|| ledger.all_known());
                    let all_known = all_known.transpose()?;
                    let known = (group, all_known.as_ref());
                    decide(known, (&book, &same), (&threads, watch), &mut report)?
                }
                Err(_) => unread(group, hash, &mut report),
            };
        }
        Ok::<Again, NightError>(all)
    })?;
    all.faults = faults;
    Ok(all)
}

/// Reports that this version of the program does not read some rules; how many were decided under another meaning.
fn unread(group: &Group, hash: &str, report: &mut dyn FnMut(Sentence)) -> u64 {
    let ours = group.newest.iter().filter(|one| one.is_ours).count();
    if ours > 0 {
        report(words::rules_unread(Rules::short(hash), ours));
    }
    (group.newest.len() - ours) as u64
}

/// Decides people anew under the rules of all of them, and reports what comes out otherwise; how many were decided
/// under another meaning and do.
fn decide(
    (group, all_known): (&Group, Option<&Known>),
    (book, same): (&Book, &Same),
    (threads, watch): (&rayon::ThreadPool, &dyn Progress),
    report: &mut dyn FnMut(Sentence),
) -> Result<u64, NightError> {
    let known = all_known.unwrap_or(&group.known);
    let merge = threads.install(|| Merge::new(None, known, same, &book.vocabulary));
    let bench = Bench {
        book,
        merge: &merge,
        known: &group.known,
        linked_households: LinkedHouseholds::of(&merge),
        facts_of: all_known.map_or_else(FactsByMember::new, |known| posted(known, same)),
    };
    let pipeline = Pipeline {
        share: MEMBERS_A_SHARE,
        progress: watch,
        worker: || Adjudicator::new(book),
        work: |adjudicator: &mut Adjudicator, people: &[Newest]| {
            let faults = people.iter().map(|one| (one.is_ours, bench.faults(one, adjudicator)));
            let faults: Vec<(bool, Vec<Sentence>)> = faults.collect();
            watch.done(people.iter().map(|one| one.decisions).sum());
            faults
        },
    };
    let found = |shares: Results<Vec<(bool, Vec<Sentence>)>>| {
        let mut meant_otherwise = 0;
        for (is_ours, faults) in shares.flatten().filter(|(_, faults)| !faults.is_empty()) {
            match is_ours {
                true => faults.into_iter().for_each(&mut *report),
                false => meant_otherwise += 1,
            }
        }
        Ok::<u64, NightError>(meant_otherwise)
    };
    Ok(pipeline.run_beside(threads, &group.newest, found)?)
}

/// What people are decided on.
struct Bench<'a> {
    book: &'a Book,
    merge: &'a Merge<'a>,
    known: &'a Known,
    linked_households: LinkedHouseholds,
    /// The manual facts of relatives.
    facts_of: FactsByMember,
}

impl Bench<'_> {
    /// What of a posting comes out otherwise now.
    fn faults(&self, one: &Newest, adjudicator: &mut Adjudicator) -> Vec<Sentence> {
        let latest = &self.known.members[one.at];
        let content = &latest.content;
        let posted = Decided::read(&content.decisions).expect("a ledger keeps whole decisions");
        let currency = self.book.vocabulary.currency;
        let faults = match self.decided(&content.member_id, &content.manual_facts, adjudicator) {
            Err(why) => why.sentences(),
            Ok(now) => {
                let mut faults = differences(&posted, &now, currency);
                let entitled = now.iter().map(Decided::payable).sum::<Money>();
                if entitled != content.entitled {
                    let [was, now] = [content.entitled, entitled].map(|sum| currency.show(sum));
                    faults.push(words::entitled_otherwise(was, now));
                }
                faults
            }
        };
        let member = mask(&content.member_id);
        let at = |why| words::of_posting(one.run, latest.posting, &member, why);
        faults.into_iter().map(at).collect()
    }

    /// All bills of a person decided now, as a night decides them.
    ///
    /// # Errors
    ///
    /// When rows cannot be read under the rules, or these do not know what a manual fact names.
    fn decided(
        &self,
        main: &str,
        manual_facts: &str,
        adjudicator: &mut Adjudicator,
    ) -> Result<Vec<Decided>, NightError> {
        let opened = self.merge.open(main, None);
        if opened.stale > 0 {
            return Err(NightError::UnreadRows { rows: opened.stale });
        }
        let manual_facts = ManualFact::read(manual_facts).expect("a ledger keeps whole facts");
        let Some(mut dossier) = opened.dossier else { return Ok(Vec::new()) };
        if self.book.vocabulary.asks_household {
            let facts_of = (self.book, &self.facts_of);
            dossier.relatives =
                Some(relatives_known(self.merge, &self.linked_households, facts_of, main)?);
        }
        let decided = decide_under(self.book, adjudicator, &mut dossier, &manual_facts);
        decided.map(|(_, now)| now)
    }
}

/// What differs between what was posted and what comes out now, bill by bill.
fn differences(posted: &[Decided], now: &[Decided], currency: Currency) -> Vec<Sentence> {
    if posted == now {
        return Vec::new();
    }
    let (was, is) = (by_bill(posted), by_bill(now));
    let mut found = Vec::new();
    for key in was.keys().chain(is.keys()).collect::<BTreeSet<_>>() {
        let (was, is) = (was.get(key).copied(), is.get(key).copied());
        if was != is {
            differs(*key, (was, is), currency, &mut found);
        }
    }
    if found.is_empty() {
        found.push(words::order_otherwise());
    }
    found
}

/// Adds what differs of one bill under one plan: what each benefit pays, and all else that was decided.
fn differs(
    (bill, plan): (&str, &str),
    (was, is): (Option<&Decided>, Option<&Decided>),
    currency: Currency,
    found: &mut Vec<Sentence>,
) {
    let (bill, plan) = (mask(bill), if plan.is_empty() { "-" } else { plan });
    let (paid, pays) = (benefits(was), benefits(is));
    for benefit in paid.keys().chain(pays.keys()).collect::<BTreeSet<_>>() {
        let amount = |of: &BTreeMap<&str, Money>| of.get(benefit).copied().unwrap_or(Money::ZERO);
        let (paid, pays) = (amount(&paid), amount(&pays));
        if paid != pays {
            let [paid, pays] = [paid, pays].map(|amount| currency.show(amount));
            found.push(words::paid_otherwise(&bill, plan, benefit, paid, pays));
        }
    }
    let judged = |one: Option<&Decided>| {
        one.map_or_else(words::nothing_decided, |one| {
            let judged = format!("`{} {}`", one.judgement(), one.settled_on);
            Sentence::new(judged.clone(), judged)
        })
    };
    let (was, is) = (judged(was), judged(is));
    if was != is {
        found.push(words::decided_otherwise(&bill, plan, was, is));
    }
}

/// Decisions by bill and plan.
fn by_bill(decided: &[Decided]) -> BTreeMap<(&str, &str), &Decided> {
    decided.iter().map(|one| ((&*one.bill_id, &*one.plan), one)).collect()
}

/// What each benefit of a decision pays.
fn benefits(decided: Option<&Decided>) -> BTreeMap<&str, Money> {
    let all = decided.into_iter().flat_map(|one| &one.benefits);
    all.map(|(benefit, pays)| (benefit.as_str(), *pays)).collect()
}
