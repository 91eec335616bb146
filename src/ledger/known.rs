//! What a ledger knows.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Ledger;
use super::LedgerError;
use super::number::{ColumnsId, MemberNumber, PostingId, RunId};
use super::personal::Personal;
use super::posting::{Content, Decided, Entry};
use super::seal::{self, Seal};
use crate::claim::few_rows;
use crate::intake::mask;
use crate::words;

/// The columns that rows of facts are kept under, as lines of CSV.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// Of members.
    pub members: String,
    /// Of enrolments.
    pub enrolments: String,
    /// Of bills.
    pub bills: String,
}

impl Columns {
    /// The names in a line.
    pub fn names(line: &str) -> Vec<String> {
        few_rows(line).first().into_iter().flatten().map(str::to_owned).collect()
    }
}

/// Rows of facts of a member that came with one run, as a ledger keeps them: JSON lists of values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// The run.
    pub run: RunId,
    /// The number of the columns they are kept under.
    pub columns: ColumnsId,
    /// Of members, enrolments and bills: a list of rows, or empty.
    pub rows: [String; 3],
}

impl Brought {
    /// The rows that a posting of a run brought, if it did.
    pub fn of(run: RunId, latest: &Latest) -> Option<Brought> {
        let Content { person, periods, bills, .. } = &latest.content;
        let rows = [person, periods, bills].map(String::clone);
        let any = rows.iter().any(|rows| !rows.is_empty());
        any.then_some(Brought { run, columns: latest.columns, rows })
    }
}

/// The newest posting of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Latest {
    /// The number of the member.
    pub member: MemberNumber,
    /// The number of the posting.
    pub posting: PostingId,
    /// The number of the columns its facts are written under.
    pub columns: ColumnsId,
    /// Its content.
    pub content: Content,
}

/// What is known of some members.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// By id as bytes.
    pub members: Vec<Latest>,
    /// What is known of them, by the number of the member, in the order in which it came.
    pub rows: HashMap<MemberNumber, Vec<Brought>>,
    /// The columns that rows are kept under, by number.
    pub columns: HashMap<ColumnsId, Columns>,
}

impl Known {
    /// What is known of an id.
    pub fn of(&self, id: &str) -> Option<&Latest> {
        let at = self.members.binary_search_by(|latest| latest.content.member_id.as_str().cmp(id));
        at.ok().map(|at| &self.members[at])
    }
}

const LATEST: &str = "SELECT m.no, p.no, p.columns, m.id, p.person, p.periods, p.bills, p.decisions, \
                      p.entitled, p.paid, p.stood, p.said, p.withdrawn, p.repaid \
                      FROM known_member m JOIN posting p ON p.no = m.posting";

fn latest(row: &rusqlite::Row) -> rusqlite::Result<Latest> {
    Ok(Latest {
        member: row.get(0)?,
        posting: row.get(1)?,
        columns: row.get(2)?,
        content: Content {
            member_id: row.get(3)?,
            person: row.get(4)?,
            periods: row.get(5)?,
            bills: row.get(6)?,
            decisions: row.get(7)?,
            entitled: row.get(8)?,
            paid: row.get(9)?,
            written_off: row.get(10)?,
            manual_facts: row.get(11)?,
            withdrawn: row.get(12)?,
            repaid: row.get(13)?,
        },
    })
}

/// A posting in the chain of its member.
struct Link {
    run: RunId,
    before: Option<PostingId>,
    latest: Latest,
    /// As they are written.
    entries: String,
    seal: Vec<u8>,
    seal_before: Seal,
    personal: Personal,
}

const LINK: &str = "SELECT m.no, p.no, p.columns, m.id, p.person, p.periods, p.bills, p.decisions, \
                    p.entitled, p.paid, p.stood, p.said, p.withdrawn, p.repaid, p.run, p.before, \
                    p.entries, p.seal, b.seal, p.salt, p.personal FROM posting p JOIN member m ON m.no = p.member \
                    LEFT JOIN posting b ON b.no = p.no - 1 WHERE p.no = ?1";

impl Link {
    fn of(row: &rusqlite::Row) -> rusqlite::Result<Link> {
        Ok(Link {
            latest: latest(row)?,
            run: row.get(14)?,
            before: row.get(15)?,
            entries: row.get(16)?,
            seal: row.get(17)?,
            seal_before: row.get::<_, Option<Seal>>(18)?.unwrap_or(seal::FIRST),
            personal: Personal::of(row.get(19)?, row.get(20)?),
        })
    }
}

/// Members whose postings are held to their seals when they are read; for more of them, a night would
/// take much longer, and `verify` does it.
const MOST_CHECKED: usize = 20_000;

/// Where more than one in so many members is asked for, all are read in their order.
const ONE_IN: u64 = 16;

impl Ledger {
    /// What is known of members with these ids, which are sorted, and of those who have bills with
    /// these hashes.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn known(&self, ids: &[&str], bills: &[i64]) -> Result<Known, LedgerError> {
        // No member is ever taken out: the last number is how many there are, and is found without counting.
        let all = self.one::<i64>("SELECT coalesce(max(no), 0) FROM member")? as u64;
        let many = ids.len() as u64 > all / ONE_IN;
        let mut members = if many {
            let wanted = |latest: &Latest| ids.binary_search(&&*latest.content.member_id).is_ok();
            self.rows(&format!("{LATEST} ORDER BY m.id"), (), latest)?
                .into_iter()
                .filter(wanted)
                .collect()
        } else {
            let mut members = Vec::with_capacity(ids.len());
            for id in ids {
                members.extend(self.rows(&format!("{LATEST} WHERE m.id = ?1"), [id], latest)?);
            }
            members
        };
        self.add_holders(bills, &mut members)?;
        let rows = match members.len() <= MOST_CHECKED {
            true => self.rows_of(&members)?,
            false => self.all_rows(&members)?,
        };
        self.known_of(members, rows)
    }

    /// Members, with what else is known of them.
    fn known_of(
        &self,
        members: Vec<Latest>,
        rows: HashMap<MemberNumber, Vec<Brought>>,
    ) -> Result<Known, LedgerError> {
        let columns: HashMap<ColumnsId, Columns> = self.columns()?.into_iter().collect();
        self.are_legible(&members, &columns)?;
        self.rows_are_legible(&rows, &columns)?;
        Ok(Known { members, rows, columns })
    }

    /// Rows of facts of some members: all postings are looked through.
    fn all_rows(
        &self,
        members: &[Latest],
    ) -> Result<HashMap<MemberNumber, Vec<Brought>>, LedgerError> {
        let wanted: HashSet<MemberNumber> = members.iter().map(|latest| latest.member).collect();
        let mut rows: HashMap<MemberNumber, Vec<Brought>> = HashMap::with_capacity(members.len());
        let sql = "SELECT member, run, columns, person, periods, bills FROM posting_in_force \
                   WHERE person <> '' OR periods <> '' OR bills <> '' ORDER BY no";
        self.look_through(sql, (), |row| {
            let member = row.get(0)?;
            if wanted.contains(&member) {
                let texts = [row.get(3)?, row.get(4)?, row.get(5)?];
                let brought = Brought { run: row.get(1)?, columns: row.get(2)?, rows: texts };
                rows.entry(member).or_default().push(brought);
            }
            Ok(())
        })?;
        Ok(rows)
    }

    /// The same, member by member; each posting is held to its seal.
    fn rows_of(
        &self,
        members: &[Latest],
    ) -> Result<HashMap<MemberNumber, Vec<Brought>>, LedgerError> {
        let mut rows = HashMap::with_capacity(members.len());
        for Latest { member, posting, .. } in members {
            let chain = self.chain(Some(*posting))?;
            chain.iter().try_for_each(|link| self.check(link))?;
            let brought = chain.iter().filter_map(|link| Brought::of(link.run, &link.latest));
            rows.insert(*member, brought.collect());
        }
        Ok(rows)
    }

    /// Passes on of every member what the files of members and enrolments had when they were last read.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn each_seen(&self, mut with: impl FnMut(&str, i64)) -> Result<(), LedgerError> {
        self.look_through("SELECT id, seen FROM known_member", (), |row| {
            let id = row.get_ref(0)?.as_str().unwrap_or_default();
            with(id, row.get(1)?);
            Ok(())
        })
    }

    /// The same of one member.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn seen(&self, id: &str) -> Result<Option<i64>, LedgerError> {
        let seen =
            self.rows("SELECT seen FROM known_member WHERE id = ?1", [id], |row| row.get(0))?;
        Ok(seen.into_iter().next())
    }

    /// How many ids there are.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn ids(&self) -> Result<i64, LedgerError> {
        // All but those who have no posting or were disposed of: a table is counted much sooner than a view that
        // looks at each row.
        let sql = "SELECT (SELECT count(*) FROM member) - (SELECT count(*) FROM member WHERE posting = 0) \
                   - (SELECT count(*) FROM member WHERE disposed = 1 AND posting > 0)";
        self.one(sql)
    }

    /// Makes sure that a posting is what was sealed: a disk may lose a bit without a word.
    fn check(&self, link: &Link) -> Result<(), LedgerError> {
        let posting = link.latest.posting;
        let unreadable =
            || LedgerError::PostingNotReadable { path: self.path().to_owned(), posting };
        let entries = Entry::read(&link.entries).map_err(|_| unreadable())?;
        // Members of whom anything is known have their personal part, whose salt shows how it was sealed.
        let hash = link.personal.hash(&link.latest.content, &entries, true);
        if seal::seal(&link.seal_before, link.run, &hash)[..] != link.seal[..] {
            let what = words::ledger::not_as_sealed(posting);
            return Err(LedgerError::damaged(&self.path, what));
        }
        Ok(())
    }

    /// What is known of all members.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn all_known(&self) -> Result<Known, LedgerError> {
        let members = self.rows(&format!("{LATEST} ORDER BY m.id"), (), latest)?;
        let rows = self.all_rows(&members)?;
        self.known_of(members, rows)
    }

    /// Adds members who are not there yet and have a bill of one of these hashes: a bill may have come
    /// under another member before.
    fn add_holders(&self, bills: &[i64], members: &mut Vec<Latest>) -> Result<(), LedgerError> {
        let known: std::collections::HashSet<MemberNumber> =
            members.iter().map(|m| m.member).collect();
        let mut others = std::collections::BTreeSet::new();
        if !known.is_empty() || self.one::<i64>("SELECT count(*) FROM run")? > 0 {
            for hash in bills {
                let sql = "SELECT member FROM bill WHERE hash = ?1";
                let holders: Vec<MemberNumber> = self.rows(sql, [hash], |row| row.get(0))?;
                others.extend(holders.into_iter().filter(|member| !known.contains(member)));
            }
        }
        // What came under one id of a person is decided with what came under all.
        let found: Vec<MemberNumber> = others.into_iter().collect();
        others = self.with_same(&found)?.into_iter().filter(|no| !known.contains(no)).collect();
        for member in others {
            members.extend(self.rows(&format!("{LATEST} WHERE m.no = ?1"), [member], latest)?);
        }
        members.sort_by(|a, b| a.content.member_id.cmp(&b.content.member_id));
        Ok(())
    }

    /// Members who have a bill of this hash, by number.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn holders(&self, bill: i64) -> Result<Vec<MemberNumber>, LedgerError> {
        let holders =
            self.rows("SELECT member FROM bill WHERE hash = ?1", [bill], |row| row.get(0))?;
        Ok(self.with_same(&holders)?.into_iter().collect())
    }

    /// Members, with those who are the same people under other ids, by number.
    pub(crate) fn with_same(
        &self,
        members: &[MemberNumber],
    ) -> Result<BTreeSet<MemberNumber>, LedgerError> {
        let mut all: BTreeSet<MemberNumber> = members.iter().copied().collect();
        if all.is_empty() {
            return Ok(all);
        }
        let same = self.same_people()?;
        if same.is_empty() {
            return Ok(all);
        }
        let mut ids = BTreeSet::new();
        for member in members {
            ids.insert(self.member_id(*member)?);
        }
        // Only those who are asked for: a ledger may know many in another spelling.
        let is_asked =
            |(other, main): &&(String, String)| ids.contains(other) || ids.contains(main);
        let asked: HashSet<&str> = same.iter().filter(is_asked).map(|(_, main)| &**main).collect();
        let same: Vec<_> = same.iter().filter(|(_, main)| asked.contains(&**main)).collect();
        let mut numbers: HashMap<&str, MemberNumber> = HashMap::new();
        for id in same.iter().flat_map(|(other, main)| [other, main]) {
            let found = self.rows("SELECT no FROM member WHERE id = ?1", [id], |row| row.get(0))?;
            numbers.extend(found.first().map(|no| (id.as_str(), *no)));
        }
        let mains: HashSet<&str> = (same.iter())
            .filter(|(other, main)| {
                let number = |id: &String| numbers.get(id.as_str());
                [other, main].into_iter().filter_map(number).any(|no| all.contains(no))
            })
            .map(|(_, main)| main.as_str())
            .collect();
        for (other, main) in same.iter().filter(|(_, main)| mains.contains(main.as_str())) {
            all.extend([other, main].into_iter().filter_map(|id| numbers.get(id.as_str())));
        }
        Ok(all)
    }

    /// The newest posting of every member, with its run.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub(crate) fn newest_postings(&self) -> Result<Vec<(PostingId, RunId)>, LedgerError> {
        let sql = "SELECT p.no, p.run FROM known_member m JOIN posting p ON p.no = m.posting";
        self.rows(sql, (), |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// All postings of a member, oldest first, each with its run.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn postings_of(&self, member: MemberNumber) -> Result<Vec<(RunId, Latest)>, LedgerError> {
        let newest = "SELECT posting FROM member WHERE no = ?1";
        let newest = self.rows(newest, [member], |row| row.get(0))?.pop();
        let chain = self.chain(newest)?;
        let (runs, postings): (Vec<RunId>, Vec<Latest>) =
            chain.into_iter().map(|link| (link.run, link.latest)).unzip();
        self.are_legible(&postings, &self.columns()?.into_iter().collect())?;
        Ok(runs.into_iter().zip(postings).collect())
    }

    /// All postings of a member, oldest first: from the newest back, since each knows the one before. They are
    /// looked up one by one, which SQLite does faster than it prepares a recursive question.
    fn chain(&self, newest: Option<PostingId>) -> Result<Vec<Link>, LedgerError> {
        let (mut next, mut chain) = (newest, Vec::new());
        while let Some(no) = next {
            let link = self.rows(LINK, [no], Link::of)?.pop();
            let Some(link) = link else { break };
            // A damaged chain may lead round.
            next = link.before.filter(|before| *before < no);
            chain.push(link);
        }
        chain.reverse();
        Ok(chain)
    }

    /// A posting, with its entries and what of its personal part is there; nothing where there is none.
    pub(crate) fn posting(
        &self,
        no: PostingId,
    ) -> Result<Option<(Latest, Vec<Entry>, Personal)>, LedgerError> {
        let Some(link) = self.rows(LINK, [no], Link::of)?.pop() else { return Ok(None) };
        let unreadable =
            || LedgerError::PostingNotReadable { path: self.path().to_owned(), posting: no };
        let entries = Entry::read(&link.entries).map_err(|_| unreadable())?;
        Ok(Some((link.latest, entries, link.personal)))
    }

    /// The columns that postings name, by number.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn columns(&self) -> Result<Vec<(ColumnsId, Columns)>, LedgerError> {
        self.rows("SELECT no, members, enrolments, bills FROM columns", (), |row| {
            let columns =
                Columns { members: row.get(1)?, enrolments: row.get(2)?, bills: row.get(3)? };
            Ok((row.get(0)?, columns))
        })
    }

    /// The number and newest posting of a member.
    pub(crate) fn member(&self, id: &str) -> Result<(MemberNumber, PostingId), LedgerError> {
        let sql = "SELECT no, posting FROM known_member WHERE id = ?1";
        let rows = self.rows(sql, [id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let unknown =
            || LedgerError::UnknownMember { path: self.path().to_owned(), member: mask(id) };
        rows.into_iter().next().ok_or_else(unknown)
    }

    /// How money moved with a posting.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn entries(&self, posting: PostingId) -> Result<Vec<Entry>, LedgerError> {
        let sql = "SELECT entries FROM posting WHERE no = ?1";
        let texts: Vec<String> = self.rows(sql, [posting], |row| row.get(0))?;
        let unreadable =
            || LedgerError::PostingNotReadable { path: self.path().to_owned(), posting };
        Entry::read(texts.first().map_or("[]", String::as_str)).map_err(|_| unreadable())
    }

    pub(crate) fn decided(
        &self,
        text: &str,
        posting: PostingId,
    ) -> Result<Vec<Decided>, LedgerError> {
        let unreadable =
            || LedgerError::PostingNotReadable { path: self.path().to_owned(), posting };
        Decided::read(text).ok_or_else(unreadable)
    }

    /// The id of a member of this number.
    pub(crate) fn member_id(&self, no: MemberNumber) -> Result<String, LedgerError> {
        let sql = "SELECT id FROM member WHERE no = ?1";
        let ids: Vec<String> = self.rows(sql, [no], |row| row.get(0))?;
        let damaged = || LedgerError::damaged(self.path(), format!("member {no}"));
        ids.into_iter().next().ok_or_else(damaged)
    }
}
