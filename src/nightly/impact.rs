//! What other rules would change of what was decided.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::{decide_under, moves, recall};
use crate::adjudication::Adjudicator;
use crate::exchange::{Watch, decimal, recall as read_known};
use crate::ledger::{Decided, Known, Ledger, Saying};
use crate::money::Currency;
use crate::scheme::Book;
use crate::words::{self, Sentence};
use moves::{Change, News};

/// What would change, member by member, by id as bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Impact {
    /// Members of whom something changes.
    pub members: Vec<Moved>,
    /// Members looked at.
    pub looked_at: u64,
}

/// What would change of one member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The member.
    pub member_id: String,
    /// What all benefits pay, and would pay, in minor units.
    pub old: i64,
    /// The same.
    pub new: i64,
    /// Bill by bill.
    pub changes: Vec<Change>,
}

/// Decides all that a ledger knows under a rule book, and compares it with what was posted.
///
/// # Errors
///
/// When the ledger cannot be read, or what it knows cannot be read under these rules.
pub fn impact(ledger: &Ledger, book: &Book, watch: &dyn Watch) -> Result<Impact, Vec<Sentence>> {
    let one = |why: Sentence| vec![why];
    let known = ledger.everybody().map_err(one)?;
    impact_on(&known, ledger.same_people().map_err(one)?, book, watch)
}

/// The same of what was read of a ledger.
pub(super) fn impact_on(
    known: &Known,
    same: Vec<(String, String)>,
    book: &Book,
    watch: &dyn Watch,
) -> Result<Impact, Vec<Sentence>> {
    let intake = read_known(recall::rows(book, known, same), &book.vocabulary, watch)?;
    let latest = |id: &str| {
        let at = known.members.binary_search_by(|latest| latest.content.member_id.as_str().cmp(id));
        at.ok().map(|at| &known.members[at].content)
    };
    let stale = AtomicU64::new(0);
    let compare = |adjudicator: &mut Adjudicator, member: u32| {
        let mut dossier = intake.dossiers().open(member);
        stale.fetch_add(dossier.refused.len() as u64, Ordering::Relaxed);
        let before = latest(dossier.id);
        let said = before.map_or("", |content| &content.said);
        let said = Saying::read(said).expect("a ledger keeps whole facts");
        let (_, after) = decide_under(book, adjudicator, &mut dossier, &said)?;
        let before = before.map_or("", |content| &content.decisions);
        let before = Decided::read(before).expect("a ledger keeps whole decisions");
        let news = News { rules: true, ..News::default() };
        let (_, changes) = moves::moved(&before, &after, &news);
        let sum = |decided: &[Decided]| decided.iter().map(Decided::payable).sum();
        let (old, new) = (sum(&before), sum(&after));
        let member_id = dossier.id.to_owned();
        Ok((!changes.is_empty()).then_some(Moved { member_id, old, new, changes }))
    };
    let members = intake.with_bills();
    let moved = members
        .par_iter()
        .map_init(|| Adjudicator::new(book), |adjudicator, &member| compare(adjudicator, member));
    let moved: Result<Vec<Option<Moved>>, Sentence> = moved.collect();
    let moved = moved.map_err(|why| vec![why])?.into_iter().flatten().collect();
    match stale.load(Ordering::Relaxed) {
        0 => Ok(Impact { members: moved, looked_at: members.len() as u64 }),
        stale => Err(vec![words::ledger::stale(stale)]),
    }
}

impl Impact {
    /// What members get more in all, and what less, in minor units; with how many there are of each.
    pub fn up_and_down(&self) -> [(u64, i128); 2] {
        let side = |sign: i64| {
            let of = self.members.iter().map(|moved| (moved.new - moved.old) * sign);
            let over: Vec<i64> = of.filter(|difference| *difference > 0).collect();
            (over.len() as u64, over.iter().map(|&difference| i128::from(difference)).sum())
        };
        [side(1), side(-1)]
    }

    /// Why rules are refused that nobody asked for.
    pub(super) fn refusal(&self, name: &str, currency: Currency) -> Vec<Sentence> {
        let [(up, more), (down, less)] = self.up_and_down();
        let show = |minor| decimal(currency, minor);
        vec![
            words::ledger::rules_change(self.members.len(), up, show(more), down, show(less)),
            words::ledger::adopt(name),
        ]
    }
}
