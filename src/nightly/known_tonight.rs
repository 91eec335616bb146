//! What the ledger knows of the people a night may decide: those of whom something came, of whom a manual
//! fact was entered, whose money is to be looked at, or who adopt changed rules.

use std::collections::BTreeSet;

use super::adopt::adopted;
use super::error::NightError;
use super::grandfathered::Own;
use super::impact::impact_on;
use super::night::{Night, Since};
use super::same_person::{settled, with_same};
use crate::intake::Incoming;
use crate::ledger::{Adoption, Fact, Known, Ledger, bill_hash};
use crate::manual_facts::ManualFact;
use crate::payment;
use crate::scheme::SetOff;

/// What the ledger knows of the people a night may decide.
pub(super) struct KnownTonight {
    pub known: Known,
    /// Ids whose rows in tonight's files differ from what the files had before, by number.
    pub changed: Vec<u32>,
    pub same: Vec<(String, String)>,
    /// Manual facts since the last night.
    pub manual_facts: Vec<Fact>,
    /// All manual facts in order, where ids are joined tonight; otherwise empty.
    pub all_manual_facts: Vec<Fact>,
    /// Ids whose money in hand is looked at though nothing else came.
    pub looked_at: BTreeSet<String>,
    /// Who adopts the rules of the night, which change what was decided; `None` where no member does.
    pub adopted: Option<Adoption>,
    /// Rules that others go on under.
    pub own: Own,
}

pub(super) fn load(
    night: &Night,
    ledger: &Ledger,
    threads: &rayon::ThreadPool,
    since: Since,
    arrived: &Incoming,
) -> Result<KnownTonight, NightError> {
    let (same, manual_facts) = (ledger.same_people()?, ledger.pending_facts()?);
    let joins = |fact: &Fact| matches!(fact.what, ManualFact::SamePerson { .. });
    let all_manual_facts = match !same.is_empty() || manual_facts.iter().any(joins) {
        true => {
            ledger.manual_facts(None)?.into_iter().map(|manual_facts| manual_facts.fact).collect()
        }
        false => Vec::new(),
    };
    let mut looked_at = payment::to_look_at(ledger)?;
    looked_at.extend(ledger.spelled_apart()?);
    // The days to object may be over; or rules asked for a letter before, and these ask for none.
    looked_at.extend(match night.book.corrections.set_off {
        SetOff::AfterLetter => payment::debtors(ledger)?,
        SetOff::AtOnce => payment::debtors_in_hand(ledger)?,
    });
    let looked_at = with_same(looked_at, &same);
    let changed = changed(ledger, arrived)?;
    let (adopted, all_known) = adoption(night, ledger, threads, since, (&same, &manual_facts))?;
    let known = match all_known {
        Some(all_known) => all_known,
        None => {
            let asked = (&changed[..], &manual_facts[..], &looked_at);
            known_of(night, ledger, arrived, asked, &same)?
        }
    };
    let left_out = ledger.left_out(&known, &same, adopted.as_ref())?;
    let own = Own::read(ledger, left_out, (night.book, night.rules))?;
    Ok(KnownTonight {
        known,
        changed,
        same,
        manual_facts,
        all_manual_facts,
        looked_at,
        adopted,
        own,
    })
}

/// What the ledger knows of people of whom something came or was entered, whose money is looked at, or who had a bill
/// that came; of all members where rules ask for households, which may be joined by what came.
fn known_of(
    night: &Night,
    ledger: &Ledger,
    arrived: &Incoming,
    (changed, manual_facts, looked_at): (&[u32], &[Fact], &BTreeSet<String>),
    same: &[(String, String)],
) -> Result<Known, NightError> {
    if ledger.last_run()?.is_none() {
        return Ok(Known::default());
    }
    if night.book.vocabulary.asks_household {
        return Ok(ledger.all_known()?);
    }
    let of_files = changed.iter().map(|&number| arrived.id(number));
    let by_hand = manual_facts.iter().map(|fact| fact.member_id.as_str());
    let ids = of_files.chain(by_hand).chain(looked_at.iter().map(String::as_str));
    let ids = with_same(ids.map(str::to_owned).collect(), same);
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let bills: Vec<i64> = arrived.bill_ids().iter().map(|id| bill_hash(id)).collect();
    Ok(ledger.known(&ids, &bills)?)
}

/// Who adopts the rules of the night, and everything the ledger knows where rules are adopted: all of it was read
/// to see what the rules change.
fn adoption(
    night: &Night,
    ledger: &Ledger,
    threads: &rayon::ThreadPool,
    since: Since,
    (same, manual_facts): (&[(String, String)], &[Fact]),
) -> Result<(Option<Adoption>, Option<Known>), NightError> {
    let only = night.adopt_only.map(|path| ledger.read_adopters(path)).transpose();
    let only = only.map_err(NightError::Adopters)?;
    let may_adopt = night.adopt.is_some() && ledger.has_left_out()?;
    if !(since.rules || since.engine || may_adopt) {
        return Ok((None, None));
    }
    let all_known = ledger.all_known()?;
    let settled = settled(&all_known, same, manual_facts);
    let left_out = ledger.left_out(&all_known, &settled, None)?;
    let compare = || impact_on(&all_known, &left_out, &settled, night.book, night.watch);
    let found = threads.install(compare)?;
    let only = only.map(|only| with_same(only, same));
    match adopted(night, ledger, (&found, since), &left_out, only)? {
        Some(adoption) => Ok((Some(adoption), Some(all_known))),
        None => {
            // Rules of their own that cannot be read are refused on this night, and not on the one on which
            // a member comes who is decided under them.
            Own::read(ledger, left_out, (night.book, night.rules))?;
            Ok((None, None))
        }
    }
}

/// Where more than one in so many ids of a ledger is asked for, all are looked through.
const ONE_IN: usize = 16;

/// Ids whose rows differ from what the ledger saw: not those whose rows of members and enrolments are the same as
/// before and that have no bill.
fn changed(ledger: &Ledger, arrived: &Incoming) -> Result<Vec<u32>, NightError> {
    let mut is_new = vec![true; arrived.len() as usize];
    let is_asked = |number: u32| {
        let is_register = arrived.content_hash(number) != 0;
        is_register && !arrived.has_bills(number) && !arrived.is_blocked(number)
    };
    let says_the_same =
        |number: u32, seen: i64| is_asked(number) && arrived.content_hash(number) == seen;
    let asked = (0..arrived.len()).filter(|&number| is_asked(number)).count();
    if asked > ledger.ids()? as usize / ONE_IN {
        ledger.each_seen(|id, seen| {
            if let Some(number) = arrived.find(id).filter(|number| says_the_same(*number, seen)) {
                is_new[number as usize] = false;
            }
        })?;
    } else {
        for number in (0..arrived.len()).filter(|&number| is_asked(number)) {
            let seen = ledger.seen(arrived.id(number))?;
            is_new[number as usize] = !seen.is_some_and(|seen| says_the_same(number, seen));
        }
    }
    Ok((0..arrived.len()).filter(|&number| is_new[number as usize]).collect())
}
