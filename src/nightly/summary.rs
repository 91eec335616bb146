//! What a night counts and sums: summary.json, added up while people are decided.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use super::movements::Change;
use super::night::Night;
use crate::adjudication::{Decision, Status};
use crate::intake::InputCounts;
use crate::ledger::{Decided, Entry, Moved, RunId};
use crate::money::{Money, decimal};
use crate::output::{BillCounts, FaultCounts};
use crate::progress::Progress;

/// A payment in hand of which something is not due any more.
pub(super) struct Withdrawal {
    pub payment_id: String,
    /// The run that prepared it.
    pub run: RunId,
    pub member_id: String,
    pub amount: Money,
    /// What of it is still in hand.
    pub left: Money,
}

/// Sums and counts of a night.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub bills: BillCounts,
    /// Of these, those that came tonight.
    new_bills: BillCounts,
    /// Bills that carry a flag, by its code, and those that are held tonight for one.
    flags: BTreeMap<&'static str, u64>,
    held: u64,
    /// By kind of movement: how many, and what they come to in minor units.
    moved: BTreeMap<Moved, (u64, i128)>,
    /// Payments in hand of which something is withdrawn, and how much in all.
    withdrawn: (u64, i128),
    changes: u64,
    /// Members whose earlier decisions come to more, and what in all; then those with less.
    more: (u64, i128),
    less: (u64, i128),
    members: u64,
    /// Bills that are in an opening, and are not decided.
    pub settled_elsewhere: u64,
    /// Openings whose day lies in no enrolment period.
    pub openings_idle: u64,
}

impl Tally {
    /// Adds the decisions on one member's bills.
    pub fn add(&mut self, decided: &[Decision]) {
        self.members += 1;
        for of_one_bill in decided.chunk_by(|a, b| a.bill == b.bill) {
            self.bills.decided += 1;
            match of_one_bill.iter().map(|decision| decision.status).max() {
                Some(Status::Paid) => self.bills.paid += 1,
                Some(Status::Nil) => self.bills.nil += 1,
                Some(Status::Denied) | None => self.bills.denied += 1,
            }
        }
    }

    /// Counts what was decided on those bills of a member that came tonight, by what they are known by.
    pub fn count_new(&mut self, decided: &[Decided], came: &[String]) {
        let came: HashSet<&str> = came.iter().map(String::as_str).collect();
        let of_bills = decided.chunk_by(|a, b| a.bill_id == b.bill_id);
        for of_one in of_bills.filter(|of_one| came.contains(of_one[0].bill_id.as_str())) {
            let is = |status: Status| of_one.iter().any(|one| one.status == status.code());
            self.new_bills.decided += 1;
            match () {
                () if is(Status::Paid) => self.new_bills.paid += 1,
                () if is(Status::Nil) => self.new_bills.nil += 1,
                () => self.new_bills.denied += 1,
            }
        }
    }

    /// Counts the flags of a bill.
    pub fn flag(&mut self, flags: &[&'static str]) {
        flags.iter().for_each(|flag| *self.flags.entry(flag).or_default() += 1);
    }

    /// Counts a bill that is held for a flag.
    pub fn hold(&mut self) {
        self.held += 1;
    }

    /// Counts the earlier decisions of a member that moved.
    pub fn count_changes<'c>(&mut self, changes: impl Iterator<Item = &'c Change>) {
        let mut by = 0;
        for change in changes {
            self.changes += 1;
            by += i128::from((change.new - change.old).minor());
        }
        let side = if by > 0 { &mut self.more } else { &mut self.less };
        *side = (side.0 + u64::from(by != 0), side.1 + by.abs());
    }

    pub fn move_money(&mut self, entries: &[Entry]) {
        for entry in entries {
            let (count, sum) = self.moved.entry(entry.kind).or_default();
            (*count, *sum) = (*count + 1, *sum + i128::from(entry.amount.minor()));
        }
    }

    pub fn withdraw(&mut self, withdrawals: &[Withdrawal]) {
        self.withdrawn.0 += withdrawals.len() as u64;
        let all: Money = withdrawals.iter().map(|one| one.amount).sum();
        self.withdrawn.1 += i128::from(all.minor());
    }

    pub fn merge(&mut self, other: Tally) {
        for (all, other) in [(&mut self.bills, other.bills), (&mut self.new_bills, other.new_bills)]
        {
            let BillCounts { decided, paid, nil, denied } = other;
            all.decided += decided;
            all.paid += paid;
            all.nil += nil;
            all.denied += denied;
        }
        for (code, count) in other.flags {
            *self.flags.entry(code).or_default() += count;
        }
        self.held += other.held;
        for (kind, (count, sum)) in other.moved {
            let (all, total) = self.moved.entry(kind).or_default();
            (*all, *total) = (*all + count, *total + sum);
        }
        self.changes += other.changes;
        for (all, other) in [(&mut self.more, other.more), (&mut self.less, other.less)] {
            *all = (all.0 + other.0, all.1 + other.1);
        }
        self.withdrawn.0 += other.withdrawn.0;
        self.withdrawn.1 += other.withdrawn.1;
        self.members += other.members;
        self.settled_elsewhere += other.settled_elsewhere;
        self.openings_idle += other.openings_idle;
    }
}

/// One kind of movement of a night.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MoveTotal {
    /// How many.
    pub count: u64,
    /// What they come to, as a decimal.
    pub amount: String,
}

/// Members whose money moves in one way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MembersMoved {
    /// How many.
    pub members: u64,
    /// What it comes to in all, as a decimal.
    pub amount: String,
}

/// What a rehearsal says of itself: that it is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rehearsal {
    /// Whose new money would be offset against what they were paid too much.
    pub offset: MembersMoved,
}

/// What became of tonight's rows of one file; each is counted once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RowCounts {
    /// Rows that came.
    pub rows: u64,
    /// Rows that say something new; of bills, those that hold.
    pub new: u64,
    /// Rows that say what was known.
    pub known: u64,
    /// Rows of which a higher revision is known.
    pub superseded: u64,
    /// Bills and periods taken back.
    pub void: u64,
    /// Rows that take back an unknown bill.
    pub void_unknown: u64,
    /// Rows rejected.
    pub rejected: u64,
    /// Rows of members who are not known yet.
    pub waiting: u64,
}

impl RowCounts {
    fn of(counts: &InputCounts) -> RowCounts {
        RowCounts {
            rows: counts.rows,
            new: counts.used,
            known: counts.duplicates,
            superseded: counts.superseded,
            void: counts.void,
            void_unknown: counts.void_unknown,
            rejected: counts.rejected,
            waiting: counts.pending,
        }
    }
}

/// What came tonight, apart from all that was known before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CameTonight {
    /// Rows of bills.
    pub bills: RowCounts,
    /// What was decided on the bills among them.
    pub decided: BillCounts,
    /// Rows of members.
    pub members: RowCounts,
    /// Rows of enrolment periods.
    pub enrolments: RowCounts,
}

/// summary.json of a night.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NightSummary {
    /// The format and its version.
    pub format: &'static str,
    /// Of a rehearsal alone, of which nothing is posted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rehearsal: Option<Rehearsal>,
    /// The run; of a rehearsal, the number that it would have.
    pub run: RunId,
    /// The day it counts for.
    pub posted_on: String,
    /// The scheme.
    pub scheme: String,
    /// Of every amount.
    pub currency: &'static str,
    /// What came tonight.
    pub tonight: CameTonight,
    /// Members in tonight's file whose rows are usable.
    pub members: u64,
    /// Members decided tonight.
    pub members_decided: u64,
    /// All their bills, of which most may have been known before: see `tonight` for those that came.
    pub bills: BillCounts,
    /// What moved, by kind: `due`, `reversal`, `paid`, `withdrawn`, `recovery`, `set_off`, `stood`.
    pub moved: BTreeMap<&'static str, MoveTotal>,
    /// Payments prepared.
    pub payments: u64,
    /// What they come to.
    pub due_now: String,
    /// Payments in hand that are no longer due, or not all of them: rows of withdrawn.csv.
    pub withdrawn: MoveTotal,
    /// Benefits decided on an earlier night that moved: rows of changes.csv.
    pub changes: u64,
    /// Members who get more on bills that were decided on earlier nights.
    pub more: MembersMoved,
    /// Members who get less on them.
    pub less: MembersMoved,
    /// Rows of people who are not known yet.
    pub pending: u64,
    /// Bills of members decided tonight that are in an opening, and are not decided: rows of openings.csv.
    pub settled_elsewhere: u64,
    /// Openings of members decided tonight that open nothing: rows of openings.csv.
    pub openings_idle: u64,
    /// Bills decided tonight, known ones included, that carry a flag, by its code: rows of flags.csv.
    pub flags: BTreeMap<&'static str, u64>,
    /// Bills that are held from tonight on for a flag that the rules name.
    pub held: u64,
    /// Rows rejected, of all three files.
    pub rejected_rows: u64,
    /// Rows of rejects.csv, by code.
    pub rejected_by_code: BTreeMap<&'static str, u64>,
    /// Rows of flags.csv, by code; left out where there are none.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub member_flags: BTreeMap<&'static str, u64>,
    /// Rows that say what was known.
    pub duplicates: u64,
    /// Rows of which a higher revision is known.
    pub superseded: u64,
    /// Bills and periods taken back.
    pub void: u64,
    /// Rows that take back an unknown bill: rows of unknown_voids.csv.
    pub void_unknown: u64,
}

impl NightSummary {
    /// The format and its version.
    pub const FORMAT: &'static str = "huzhu-night/1";

    /// Reports to the progress what was counted, and how many postings were written.
    pub(super) fn count_for(&self, watch: &dyn Progress, posted: u64) {
        watch.counted("members", &self.members_decided);
        watch.counted("posted", &posted);
        watch.counted("payments", &self.payments);
        watch.counted("prepared", &self.due_now);
        watch.counted("rejected", &self.rejected_rows);
    }
}

/// The summary of a night, of what was counted.
pub(super) fn summary(
    night: &Night,
    run: RunId,
    tally: Tally,
    counts: &[InputCounts; 3],
    faults: FaultCounts,
) -> NightSummary {
    let all = |count: fn(&InputCounts) -> u64| counts.iter().map(count).sum();
    let currency = night.book.vocabulary.currency;
    let show = |minor| decimal(currency, minor);
    let of_kind = |(kind, (count, sum)): (&Moved, &(u64, i128))| {
        (kind.code(), MoveTotal { count: *count, amount: show(*sum) })
    };
    let moved = |(members, sum)| MembersMoved { members, amount: show(sum) };
    let (payments, due_now) = tally.moved.get(&Moved::Paid).copied().unwrap_or_default();
    NightSummary {
        format: NightSummary::FORMAT,
        rehearsal: night.rehearse.then(|| Rehearsal {
            offset: moved(tally.moved.get(&Moved::Offset).copied().unwrap_or_default()),
        }),
        run,
        posted_on: night.posted_on.to_string(),
        scheme: night.book.id.clone(),
        currency: currency.code(),
        tonight: CameTonight {
            bills: RowCounts::of(&counts[2]),
            decided: tally.new_bills,
            members: RowCounts::of(&counts[0]),
            enrolments: RowCounts::of(&counts[1]),
        },
        members: counts[0].used + counts[0].duplicates,
        members_decided: tally.members,
        moved: tally.moved.iter().map(of_kind).collect(),
        bills: tally.bills,
        payments,
        due_now: show(due_now),
        withdrawn: MoveTotal { count: tally.withdrawn.0, amount: show(tally.withdrawn.1) },
        changes: tally.changes,
        more: moved(tally.more),
        less: moved(tally.less),
        pending: all(|counts| counts.pending),
        settled_elsewhere: tally.settled_elsewhere,
        openings_idle: tally.openings_idle,
        flags: tally.flags,
        held: tally.held,
        rejected_rows: all(|counts| counts.rejected),
        rejected_by_code: faults.rejected,
        member_flags: faults.member_flags,
        duplicates: all(|counts| counts.duplicates),
        superseded: all(|counts| counts.superseded),
        void: all(|counts| counts.void),
        void_unknown: all(|counts| counts.void_unknown),
    }
}
