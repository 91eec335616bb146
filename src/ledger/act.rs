//! Acts: everything a person does to money, and every night, in one chain of seals with the postings.
//!
//! An act says who did what, when and why, and seals the rows that it added to the tables of the ledger
//! ([`super::sealed_rows`]), the newest posting and the act before. So the newest seal stands for all that money
//! depends on: noted elsewhere, it proves later that nothing up to it was changed, taken out or put in between.

use sha2::{Digest, Sha256};

use super::act_kind::{About, ActKind};
use super::error::LedgerError;
use super::number::{ActId, PostingId};
use super::seal::{self, Seal};
use super::sealed_rows::Extents;
use super::{Ledger, Salt, Signed};
use crate::date::Day;
use crate::fingerprint::hex;
/// What was done, without who did it: what it is about, and what that was before and is after, in codes and
/// amounts that need no language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// The kind.
    pub kind: ActKind,
    /// Of what it is.
    pub about: About,
    /// Its number, id or hash.
    pub id: String,
    /// What it was; empty where it was nothing.
    pub before: String,
    /// What it is now; empty where that stands elsewhere.
    pub after: String,
}

impl Deed {
    /// A deed that leaves open what it changes.
    pub(crate) fn new(kind: ActKind, about: About, id: impl ToString) -> Deed {
        Deed { kind, about, id: id.to_string(), before: String::new(), after: String::new() }
    }

    /// What payments come to, and how many there are: `3530.00 (2)`.
    pub(crate) fn payments(total: &str, count: usize) -> String {
        format!("{total} ({count})")
    }

    /// The same, with what it changes.
    #[must_use]
    pub(crate) fn changing(self, before: impl ToString, after: impl ToString) -> Deed {
        Deed { before: before.to_string(), after: after.to_string(), ..self }
    }
}

/// An act, as the ledger keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// Its number, in the order in which acts came.
    pub no: ActId,
    /// What was done.
    pub deed: Deed,
    /// Who did it, for which day and why.
    pub signed: Signed,
    /// The newest posting when it was done.
    pub posting: PostingId,
    /// What it seals: its own content, all rows that it added, the newest posting and the act before.
    pub seal: Seal,
    /// Up to which row of each table it goes, as it is written.
    pub(crate) extents: String,
    /// Hashed with it; none where it is from before salts, or personal data of it was disposed of.
    pub(crate) salt: Option<Salt>,
}

impl Act {
    /// What the seal of this act has to be after an act with the seal `before`, when the newest posting has the seal
    /// `posting`.
    pub(crate) fn sealed(&self, before: &Seal, posting: &Seal) -> Seal {
        let mut hash = Sha256::new().chain_update(before).chain_update(posting);
        let Deed { kind, about, id, before, after } = &self.deed;
        let Signed { by, on, reason, login, second } = &self.signed;
        let (no, on, newest) = (self.no.to_string(), on.to_string(), self.posting.to_string());
        let second = second.as_deref().unwrap_or_default();
        let texts = [&*no, kind.code(), about.code(), id, before, after, by, &on, reason, login];
        for text in texts.into_iter().chain([second, &newest, &self.extents]) {
            // The length keeps `ab`, `c` from being `a`, `bc`.
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
        self.salt.iter().for_each(|salt| hash.update(salt.bytes()));
        hash.finalize().into()
    }

    /// The hash of what is left of an act of which personal data was disposed.
    pub(crate) fn left(&self) -> Seal {
        self.sealed(&seal::FIRST, &seal::FIRST)
    }

    pub(crate) fn read(row: &rusqlite::Row) -> rusqlite::Result<Act> {
        let text = |at: usize| row.get::<_, String>(at);
        let deed = Deed {
            kind: row.get(1)?,
            about: row.get(2)?,
            id: text(3)?,
            before: text(4)?,
            after: text(5)?,
        };
        let second = Some(text(10)?).filter(|name| !name.is_empty());
        let signed = Signed {
            by: super::Name::kept(&text(6)?),
            on: row.get::<_, Day>(7)?,
            reason: text(8)?,
            login: text(9)?,
            second: second.map(|name| super::Name::kept(&name)),
        };
        let (no, posting) = (row.get(0)?, row.get(11)?);
        let (extents, seal, salt) = (text(12)?, row.get(13)?, row.get(14)?);
        Ok(Act { no, deed, signed, posting, extents, seal, salt })
    }
}

/// The columns that [`Act::read`] reads.
pub(crate) const ACTS: &str = "SELECT no, kind, about, id, before, after, author, happened_on, reason, login, \
                               second, posting, extents, seal, salt FROM act ORDER BY no";

impl Ledger {
    /// Does something all or not at all, and keeps who did it; nothing is kept where nothing was done.
    pub(crate) fn act<T, E: From<LedgerError>>(
        &self,
        signed: &Signed,
        work: impl FnOnce(&Ledger) -> Result<(T, Option<Deed>), E>,
    ) -> Result<T, E> {
        self.whole(|ledger| {
            let (done, deed) = work(ledger)?;
            if let Some(deed) = deed {
                ledger.keep_act(deed, signed)?;
            }
            Ok(done)
        })
    }

    /// Seals an act with all rows that were added since the one before, within a transaction of the caller's.
    pub(crate) fn keep_act(&self, deed: Deed, signed: &Signed) -> Result<(), LedgerError> {
        let last: Vec<(ActId, Seal, String)> =
            self.rows("SELECT no, seal, extents FROM act ORDER BY no DESC LIMIT 1", (), |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?;
        let (last, before, known) =
            last.into_iter().next().unwrap_or((ActId::default(), seal::FIRST, String::new()));
        let damaged = || LedgerError::damaged(self.path(), "act");
        let known = Extents::read(&known).ok_or_else(damaged)?;
        let extents = known.grown(self)?.write();
        let (posting, newest) = self.newest_posting()?;
        let no = ActId::from(self.number_after(last.number(), "act")?);
        let signed = signed.clone();
        let (seal, salt) = (seal::FIRST, Some(Salt::new()));
        let mut act = Act { no, deed, signed, posting, seal, extents, salt };
        act.seal = act.sealed(&before, &newest);
        let sql = "INSERT INTO act(no, kind, about, id, before, after, author, happened_on, \
                   reason, login, second, posting, extents, seal, salt) \
                   VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
        let Deed { kind, about, id, before, after } = &act.deed;
        let Signed { by, on, reason, login, second } = &act.signed;
        let second = second.as_deref().unwrap_or_default();
        let row = rusqlite::params![
            act.no,
            kind.code(),
            about.code(),
            id,
            before,
            after,
            by,
            on,
            reason,
            login,
            second,
            act.posting,
            act.extents,
            act.seal.as_slice(),
            act.salt,
        ];
        self.run(sql, row)
    }

    /// The number and the seal of the newest posting.
    fn newest_posting(&self) -> Result<(PostingId, Seal), LedgerError> {
        let sql = "SELECT no, seal FROM posting ORDER BY no DESC LIMIT 1";
        let newest = self.rows(sql, (), |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(newest.into_iter().next().unwrap_or((PostingId::default(), seal::FIRST)))
    }

    /// All acts, first to last.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn acts(&self) -> Result<Vec<Act>, LedgerError> {
        self.rows(ACTS, (), Act::read)
    }

    /// The seal, in hexadecimal, of the act that added a row to a table.
    pub(crate) fn seal_of_row(&self, table: &str, row: i64) -> Result<String, LedgerError> {
        let acts = self.acts()?;
        let goes_there = |act: &&Act| {
            Extents::read(&act.extents).is_some_and(|extents| extents.last(table) >= row)
        };
        Ok(acts.iter().find(goes_there).map_or_else(String::new, |act| hex(&act.seal)))
    }

    /// The seal of the newest act, in hexadecimal: it stands for all that the ledger holds.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn newest_seal(&self) -> Result<String, LedgerError> {
        let sql = "SELECT seal FROM act ORDER BY no DESC LIMIT 1";
        let seals: Vec<Seal> = self.rows(sql, (), |row| row.get(0))?;
        Ok(hex(&seals.into_iter().next().unwrap_or(seal::FIRST)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_they_are_written() {
        for kind in ActKind::ALL {
            assert_eq!(ActKind::of(kind.code()), Some(kind));
        }
        for about in About::ALL {
            assert_eq!(About::of(about.code()), Some(about));
        }
    }

    #[test]
    fn every_part_of_an_act_moves_its_seal() {
        let day = Day::parse("2024-03-01").unwrap();
        let signed = Signed::new(Some("Li"), day, Some("asked for")).unwrap();
        let deed = Deed::new(ActKind::Hold, About::Payment, "P1").changing("", "held");
        let act = Act {
            no: ActId::from(3),
            deed,
            signed,
            posting: PostingId::from(7),
            seal: seal::FIRST,
            extents: "{}".into(),
            salt: Some(Salt::new()),
        };
        let seal = |act: &Act| act.sealed(&[1; 32], &[2; 32]);
        let changes: [fn(&mut Act); 14] = [
            |act| act.no = act.no.after(),
            |act| act.deed.kind = ActKind::Stop,
            |act| act.deed.about = About::Bill,
            |act| act.deed.id.push('1'),
            |act| act.deed.before.push('x'),
            |act| act.deed.after.push('x'),
            |act| act.signed.by = crate::ledger::Name::kept("Wu"),
            |act| act.signed.on = act.signed.on + 1,
            |act| act.signed.reason.push('x'),
            |act| act.signed.login.push('x'),
            |act| act.signed.second = Some(crate::ledger::Name::kept("Wu")),
            |act| act.posting = PostingId::from(8),
            |act| act.extents.push(' '),
            |act| act.salt = None,
        ];
        for (at, change) in changes.into_iter().enumerate() {
            let mut other = act.clone();
            change(&mut other);
            assert_ne!(seal(&other), seal(&act), "{at}");
        }
        assert_ne!(act.sealed(&[0; 32], &[2; 32]), seal(&act));
        assert_ne!(act.sealed(&[1; 32], &[0; 32]), seal(&act));
    }
}
