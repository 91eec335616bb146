//! What other rules would change of what was decided.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::adjudicate::decide_under;
use super::error::NightError;
use super::merge::Same;
use super::same_person::settled;
use super::{load_known, movements};
use crate::adjudication::Adjudicator;
use crate::intake::Intake;
use crate::ledger::{Content, Decided, Known, Ledger};
use crate::manual_facts::ManualFact;
use crate::money::{Currency, Money};
use crate::progress::{Phase, Progress};
use crate::scheme::Book;
use crate::words::{self, Sentence};
use movements::{Change, NewFacts};

/// What would change, member by member, by id as bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Impact {
    /// Members of whom something changes.
    pub members: Vec<MemberImpact>,
    /// Members looked at.
    pub looked_at: u64,
    /// Of these, members who go on under rules of their own until these are adopted for them.
    pub left_out: u64,
}

/// What would change of one member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberImpact {
    /// The member.
    pub member_id: String,
    /// What all benefits pay.
    pub old: Money,
    /// What all benefits would pay.
    pub new: Money,
    /// Bill by bill.
    pub changes: Vec<Change>,
    /// Decisions that would be others, and pay the same.
    pub reasons: Vec<Readjudicated>,
    /// The hash of the rules that the member goes on under; nothing where those of the night are.
    pub own_rules: Option<String>,
}

/// A decision that would be another, and pay the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readjudicated {
    /// The bill.
    pub bill_id: String,
    /// The plan.
    pub plan: String,
    /// Status, reasons and edition, and what they would be; empty where there is no such decision.
    pub old: String,
    /// The same.
    pub new: String,
}

/// Decisions of bills decided before that are others now, and pay what they paid.
fn readjudicated(before: &[Decided], after: &[Decided]) -> Vec<Readjudicated> {
    fn by_bill(decided: &[Decided]) -> BTreeMap<(&str, &str), &Decided> {
        decided.iter().map(|one| ((&*one.bill_id, &*one.plan), one)).collect()
    }
    let earlier: BTreeSet<&str> = before.iter().map(|one| one.bill_id.as_str()).collect();
    let (old, new) = (by_bill(before), by_bill(after));
    let keys: BTreeSet<_> = old.keys().chain(new.keys()).copied().collect();
    let keys = keys.into_iter().filter(|(bill, _)| earlier.contains(bill));
    let of = |(bill_id, plan): (&str, &str)| {
        let (was, is) = (old.get(&(bill_id, plan)).copied(), new.get(&(bill_id, plan)).copied());
        let pays = |one: Option<&Decided>| one.map_or(Vec::new(), |one| one.benefits.clone());
        let manual_facts = |one: Option<&Decided>| one.map_or(String::new(), Decided::judgement);
        (was != is && pays(was) == pays(is)).then(|| Readjudicated {
            bill_id: bill_id.to_owned(),
            plan: plan.to_owned(),
            old: manual_facts(was),
            new: manual_facts(is),
        })
    };
    keys.filter_map(of).collect()
}

/// Decides all that a ledger knows under a rule book, and compares it with what was posted.
///
/// # Errors
///
/// When the ledger cannot be read, or what it knows cannot be read under these rules.
pub fn impact(ledger: &Ledger, book: &Book, watch: &dyn Progress) -> Result<Impact, NightError> {
    ledger.reads_ids(book.vocabulary.member_ids)?;
    let known = ledger.all_known()?;
    let (same, manual_facts) = (ledger.same_people()?, ledger.pending_facts()?);
    let same = settled(&known, &same, &manual_facts);
    let left_out = ledger.left_out(&known, &same, None)?;
    impact_on(&known, &left_out, &same, book, watch)
}

/// The same of what was read of a ledger.
pub(super) fn impact_on(
    known: &Known,
    left_out: &BTreeMap<String, Vec<String>>,
    same: &Same,
    book: &Book,
    watch: &dyn Progress,
) -> Result<Impact, NightError> {
    let is_other = |id: &String| same.iter().any(|(other, _)| other == id);
    let people_left_out = left_out.keys().filter(|id| !is_other(id)).count() as u64;
    let intake = load_known::intake(known, same, book, &load_known::posted(known, same))?;
    watch.begin(Phase::Decide, intake.bills() as u64);
    let comparison =
        Comparison { known, left_out, book, intake: &intake, unread: AtomicU64::new(0) };
    let members = intake.with_bills();
    let moved = members.par_iter().map_init(
        || Adjudicator::new(book),
        |adjudicator, &member| comparison.of(member, adjudicator),
    );
    let moved: Result<Vec<Option<MemberImpact>>, NightError> = moved.collect();
    let moved = moved?.into_iter().flatten().collect();
    match comparison.unread.into_inner() {
        0 => Ok(Impact {
            members: moved,
            looked_at: members.len() as u64,
            left_out: people_left_out,
        }),
        unread => Err(NightError::UnreadRows { rows: unread }),
    }
}

/// What was posted, beside what other rules would decide.
struct Comparison<'a> {
    known: &'a Known,
    left_out: &'a BTreeMap<String, Vec<String>>,
    book: &'a Book,
    intake: &'a Intake<'a>,
    /// Rows that cannot be read under these rules.
    unread: AtomicU64,
}

impl Comparison<'_> {
    /// What would change of one member, if anything.
    fn of(
        &self,
        member: u32,
        adjudicator: &mut Adjudicator,
    ) -> Result<Option<MemberImpact>, NightError> {
        let mut dossier = self.intake.records().load(member);
        self.unread.fetch_add(dossier.row_errors.len() as u64, Ordering::Relaxed);
        let before = self.posted(dossier.id);
        let manual_facts = before.map_or("", |content| &content.manual_facts);
        let manual_facts = ManualFact::read(manual_facts).expect("a ledger keeps whole facts");
        let (_, after) = decide_under(self.book, adjudicator, &mut dossier, &manual_facts)?;
        let before = before.map_or("", |content| &content.decisions);
        let before = Decided::read(before).expect("a ledger keeps whole decisions");
        let rules = NewFacts { rules: true, ..NewFacts::default() };
        let (_, changes) = movements::moved(&before, &after, &rules);
        let reasons = readjudicated(&before, &after);
        if changes.is_empty() && reasons.is_empty() {
            return Ok(None);
        }
        let sum = |decided: &[Decided]| decided.iter().map(Decided::payable).sum();
        let member_id = dossier.id.to_owned();
        let own_rules = self.left_out.get(&member_id).and_then(|own| own.first().cloned());
        let (old, new) = (sum(&before), sum(&after));
        Ok(Some(MemberImpact { member_id, old, new, changes, reasons, own_rules }))
    }

    /// What was posted of a member last.
    fn posted(&self, id: &str) -> Option<&Content> {
        let members = &self.known.members;
        let at = members.binary_search_by(|latest| latest.content.member_id.as_str().cmp(id));
        at.ok().map(|at| &members[at].content)
    }
}

impl Impact {
    /// How many members get more, and what in all; then how many get less, and what in all.
    pub fn up_and_down(&self) -> [(u64, Money); 2] {
        let side = |differences: Vec<Money>| {
            let over = differences.into_iter().filter(|difference| *difference > Money::ZERO);
            over.fold((0, Money::ZERO), |(count, sum), difference| (count + 1, sum + difference))
        };
        let up = self.members.iter().map(|member| member.new - member.old);
        let down = self.members.iter().map(|member| member.old - member.new);
        [side(up.collect()), side(down.collect())]
    }

    /// How many members get another amount for a benefit of a bill.
    pub fn with_money(&self) -> usize {
        self.members.iter().filter(|moved| !moved.changes.is_empty()).count()
    }

    /// How many decisions would be others, and pay the same.
    pub fn reasons_only(&self) -> usize {
        self.members.iter().map(|moved| moved.reasons.len()).sum()
    }

    /// Of how many of those who go on under rules of their own something would change.
    pub fn left_out_changing(&self) -> usize {
        self.members.iter().filter(|moved| moved.own_rules.is_some()).count()
    }

    /// What would change of those who follow the rules of the night: what is not taken unasked.
    pub(super) fn of_followers(&self) -> Impact {
        let members = self.members.iter().filter(|moved| moved.own_rules.is_none());
        Impact { members: members.cloned().collect(), ..*self }
    }

    /// Why rules are refused that no one asked for, or an engine that means something else by them.
    pub(super) fn refusal(&self, name: &str, currency: Currency, engine: bool) -> Vec<Sentence> {
        let unasked = self.of_followers();
        let [(up, more), (down, less)] = unasked.up_and_down();
        let show = |amount| currency.show(amount);
        let (members, reasons) = (unasked.with_money(), unasked.reasons_only());
        let change =
            if engine { words::ledger::engine_changes } else { words::ledger::rules_change };
        let mut sentences = vec![change(members, up, show(more), down, show(less))];
        sentences.extend((reasons > 0).then(|| words::ledger::reasons_change(reasons)));
        let left_out = || words::ledger::left_out(self.left_out, self.left_out_changing());
        sentences.extend((self.left_out > 0).then(left_out));
        let adopt = if engine { words::ledger::adopt_engine } else { words::ledger::adopt };
        sentences.push(adopt(name));
        sentences
    }
}
