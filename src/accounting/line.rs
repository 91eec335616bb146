//! Entries as they are read for the books: each with its posting, run and member.

use rusqlite::Row;

use super::funders::DECIDED_UNDER;
use crate::date::Day;
use crate::ledger::posting::Moved;
use crate::ledger::{EntryId, MemberNumber, PostingId, RulesId, RunId, SAME_PERSON};
use crate::money::Money;

/// An entry with its posting.
pub(super) struct Line {
    pub no: EntryId,
    pub posting: PostingId,
    pub run: RunId,
    pub posted_on: Day,
    pub member: Member,
    /// Nothing where this program does not know the kind.
    pub kind: Option<Moved>,
    pub bill_id: String,
    pub plan: String,
    pub benefit: String,
    pub amount: Money,
    pub event_on: Day,
    pub edition: String,
    pub reason: String,
    /// The rules it was decided under, by number.
    pub rules: RulesId,
}

/// A member, by number and id.
pub(super) struct Member {
    pub no: MemberNumber,
    pub id: String,
}

/// Every entry, in the order of posting.
pub(super) fn lines() -> String {
    format!(
        "SELECT e.no, e.posting, p.run, r.posted_on, p.member, m.id, e.kind, e.bill_id, e.plan, e.benefit, \
         e.amount, e.event_on, e.edition, e.reason, {DECIDED_UNDER} FROM entry e \
         JOIN posting p ON p.no = e.posting JOIN run r ON r.no = p.run \
         JOIN member m ON m.no = p.member ORDER BY e.posting, e.no"
    )
}

impl Line {
    pub fn of(row: &Row) -> rusqlite::Result<Line> {
        Ok(Line {
            no: row.get(0)?,
            posting: row.get(1)?,
            run: row.get(2)?,
            posted_on: row.get(3)?,
            member: Member { no: row.get(4)?, id: row.get(5)? },
            kind: Moved::of(&row.get::<_, String>(6)?),
            bill_id: row.get(7)?,
            plan: row.get(8)?,
            benefit: row.get(9)?,
            amount: row.get(10)?,
            event_on: row.get(11)?,
            edition: row.get(12)?,
            reason: row.get(13)?,
            rules: row.get(14)?,
        })
    }

    /// Whether it takes something from one id of a person to another.
    pub fn is_joining(&self) -> bool {
        self.reason == SAME_PERSON
    }

    /// Whether it is of a benefit: it moves what the member is entitled to.
    pub fn is_of_benefit(&self) -> bool {
        matches!(self.kind, Some(Moved::Accrual | Moved::Reversal))
    }
}
