//! Postings as they are stored. What is damaged is read all the same: its hash is another.

use rusqlite::Row;
use rusqlite::types::ValueRef;

use super::unchecked::Unchecked;
use crate::ledger::personal::Personal;
use crate::ledger::posting::Content;
use crate::ledger::{ColumnsId, MemberNumber, PostingId, RunId, seal};
use crate::money::Money;

/// A posting with its entries.
pub(super) struct Stored {
    pub(super) no: PostingId,
    pub(super) run: RunId,
    pub(super) member: MemberNumber,
    pub(super) before: Option<PostingId>,
    pub(super) columns: ColumnsId,
    pub(super) content: Content,
    /// As they are written.
    pub(super) entries: String,
    pub(super) seal: Vec<u8>,
    pub(super) personal: Personal,
}

pub(super) const POSTINGS: &str = "SELECT p.no, p.run, p.member, p.before, m.id, p.person, p.periods, p.bills, \
                        p.decisions, p.entitled, p.paid, p.stood, p.seal, p.columns, p.said, p.entries, p.withdrawn, \
                        p.repaid, p.salt, p.personal FROM posting p LEFT JOIN member m ON m.no = p.member \
                        ORDER BY p.no";

/// A text, even one that is damaged or of another type.
pub(super) fn text(row: &Row, at: usize) -> rusqlite::Result<String> {
    let value = row.get_ref(at)?;
    Ok(value
        .as_bytes()
        .map_or_else(|_| String::new(), |bytes| String::from_utf8_lossy(bytes).into_owned()))
}

/// A whole number, or a number that no run posts.
pub(super) fn number(row: &Row, at: usize) -> rusqlite::Result<i64> {
    Ok(row.get_ref(at)?.as_i64().unwrap_or(i64::MIN / 4))
}

/// What stands where an amount should, or a number that no run posts.
pub(super) fn unchecked(row: &Row, at: usize) -> rusqlite::Result<Unchecked> {
    Ok(Money::from_minor(number(row, at)?).into())
}

pub(super) fn posting(row: &Row) -> rusqlite::Result<Stored> {
    let content = Content {
        member_id: text(row, 4)?,
        person: text(row, 5)?,
        periods: text(row, 6)?,
        bills: text(row, 7)?,
        decisions: text(row, 8)?,
        entitled: Money::from_minor(number(row, 9)?),
        paid: Money::from_minor(number(row, 10)?),
        written_off: Money::from_minor(number(row, 11)?),
        manual_facts: text(row, 14)?,
        withdrawn: Money::from_minor(number(row, 16)?),
        repaid: Money::from_minor(number(row, 17)?),
    };
    Ok(Stored {
        no: row.get(0)?,
        run: number(row, 1)?.into(),
        member: number(row, 2)?.into(),
        before: row.get_ref(3)?.as_i64().ok().map(PostingId::from),
        columns: number(row, 13)?.into(),
        content,
        entries: text(row, 15)?,
        seal: row.get_ref(12)?.as_bytes().unwrap_or_default().to_vec(),
        personal: personal(row)?,
    })
}

/// What of the personal part is there. A hash that is none is of nothing that was disposed of.
fn personal(row: &Row) -> rusqlite::Result<Personal> {
    let gone = match row.get_ref(19)? {
        ValueRef::Null => None,
        _ => Some(row.get(19).unwrap_or(seal::FIRST)),
    };
    Ok(Personal::of(row.get(18).unwrap_or_default(), gone))
}
