//! Postings and entries as they are stored. What is damaged is read all the same: its hash is another.

use rusqlite::Row;

use crate::ledger::posting::{Content, Entry, Moved};

/// A posting with its entries.
pub(super) struct Stored {
    pub(super) no: i64,
    pub(super) run: i64,
    pub(super) member: i64,
    pub(super) before: Option<i64>,
    pub(super) columns: i64,
    pub(super) content: Content,
    pub(super) entries: Vec<Entry>,
    /// Kinds of entries that nobody knows.
    pub(super) unknown: Option<String>,
    pub(super) seal: Vec<u8>,
}

pub(super) const POSTINGS: &str = "SELECT p.no, p.run, p.member, p.before, m.id, p.person, p.periods, p.bills, \
                        p.decisions, p.entitled, p.paid, p.stood, p.seal, p.columns, p.said \
                        FROM posting p LEFT JOIN member m ON m.no = p.member ORDER BY p.no";
pub(super) const ENTRIES: &str = "SELECT posting, kind, bill_id, plan, benefit, edition, amount, event_on, reason, no \
                       FROM entry ORDER BY posting, no";

/// A text, even one that is damaged or of another type.
pub(super) fn text(row: &Row, at: usize) -> rusqlite::Result<String> {
    let value = row.get_ref(at)?;
    Ok(value
        .as_bytes()
        .map_or_else(|_| String::new(), |bytes| String::from_utf8_lossy(bytes).into_owned()))
}

/// A whole number, or nothing that anybody posts.
pub(super) fn number(row: &Row, at: usize) -> rusqlite::Result<i64> {
    Ok(row.get_ref(at)?.as_i64().unwrap_or(i64::MIN / 4))
}

pub(super) fn posting(row: &Row) -> rusqlite::Result<Stored> {
    let content = Content {
        member_id: text(row, 4)?,
        person: text(row, 5)?,
        periods: text(row, 6)?,
        bills: text(row, 7)?,
        decisions: text(row, 8)?,
        entitled: number(row, 9)?,
        paid: number(row, 10)?,
        stood: number(row, 11)?,
        said: text(row, 14)?,
    };
    Ok(Stored {
        no: row.get(0)?,
        run: number(row, 1)?,
        member: number(row, 2)?,
        before: row.get_ref(3)?.as_i64().ok(),
        columns: number(row, 13)?,
        content,
        entries: Vec::new(),
        unknown: None,
        seal: row.get_ref(12)?.as_bytes().unwrap_or_default().to_vec(),
    })
}

/// An entry, or the code of its kind where nobody knows it.
pub(super) struct Read {
    pub(super) no: i64,
    pub(super) posting: i64,
    pub(super) entry: Result<Entry, String>,
}

/// An entry and the posting it names, where there is no such posting.
pub(super) type Orphan = (i64, i64);

pub(super) fn entry(row: Option<&Row>) -> rusqlite::Result<Option<Read>> {
    let Some(row) = row else { return Ok(None) };
    let code = text(row, 1)?;
    let entry = |kind| -> rusqlite::Result<Entry> {
        Ok(Entry {
            kind,
            bill_id: text(row, 2)?,
            plan: text(row, 3)?,
            benefit: text(row, 4)?,
            edition: text(row, 5)?,
            amount: number(row, 6)?,
            event_on: text(row, 7)?,
            reason: text(row, 8)?,
        })
    };
    let known = Moved::of(&code).map(entry).transpose()?;
    Ok(Some(Read { no: row.get(9)?, posting: number(row, 0)?, entry: known.ok_or(code) }))
}

impl Stored {
    pub(super) fn take(&mut self, entry: Result<Entry, String>) {
        match entry {
            Ok(entry) => self.entries.push(entry),
            Err(code) => self.unknown = Some(code),
        }
    }

    pub(super) fn sum(&self, kinds: &[Moved]) -> i64 {
        let of = self.entries.iter().filter(|entry| kinds.contains(&entry.kind));
        of.fold(0, |sum, entry| sum.wrapping_add(entry.amount))
    }
}
