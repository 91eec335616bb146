//! What a ledger knows.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::legible::amount;
use super::posting::{Content, Entry};
use super::seal::{self, Seal};
use super::{Ledger, Signed};
use crate::payment::holding::Holding;
use crate::payment::in_hand::InHand;
use crate::words::{self, Sentence};

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
        let csv = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
        let first = csv.into_records().next().and_then(Result::ok).unwrap_or_default();
        first.iter().map(str::to_owned).collect()
    }
}

/// Rows of facts of a member that came with one run, as a ledger keeps them: see
/// [`KeptRow`](crate::claim::KeptRow).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// The run.
    pub run: i64,
    /// The number of the columns they are kept under.
    pub columns: i64,
    /// Of members, enrolments and bills: a list of rows, or empty.
    pub rows: [String; 3],
}

impl Brought {
    /// The rows that a posting of a run brought, if it did.
    pub fn of(run: i64, latest: &Latest) -> Option<Brought> {
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
    pub member: i64,
    /// The number of the posting.
    pub posting: i64,
    /// The number of the columns its facts are written under.
    pub columns: i64,
    /// What it says.
    pub content: Content,
}

/// What is known of some members.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// By id as bytes.
    pub members: Vec<Latest>,
    /// What is known of them, by the number of the member, in the order in which it came.
    pub rows: HashMap<i64, Vec<Brought>>,
    /// The columns that rows are kept under, by number.
    pub columns: HashMap<i64, Columns>,
    /// Payments that have not left, by the number of the member.
    pub in_hand: HashMap<i64, Vec<InHand>>,
    /// What is held of people, by the number of the member.
    pub holdings: HashMap<i64, Holding>,
    /// What was sent to members before a restore and booked then, by the number of the member.
    pub sent_before: HashMap<i64, i64>,
    /// What payments that are prepared have in their ids besides: see [`Ledger::salt_of_ids`].
    pub salt: String,
}

impl Known {
    /// What is known of an id.
    pub fn of(&self, id: &str) -> Option<&Latest> {
        let at = self.members.binary_search_by(|latest| latest.content.member_id.as_str().cmp(id));
        at.ok().map(|at| &self.members[at])
    }
}

/// A run, as the ledger keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRow {
    /// Its number, from 1.
    pub no: i64,
    /// The day it counts for.
    pub posted_on: String,
    /// The number of its rules.
    pub rules: i64,
    /// The version of the program.
    pub engine: String,
    /// The meaning of the engine that it decided under; empty before meanings had names.
    pub meaning: String,
    /// Who prepared it.
    pub prepared_by: String,
    /// The account of the operating system that it was prepared from; empty where that is not known.
    pub login: String,
    /// Its manifest, as JSON.
    pub manifest: String,
    /// Its summary, as JSON.
    pub summary: String,
}

/// A run with what it came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunTotals {
    /// Its number, from 1.
    pub no: i64,
    /// The day it counts for.
    pub posted_on: String,
    /// Who prepared it.
    pub prepared_by: String,
    /// Members that it posted for.
    pub postings: i64,
    /// Bills that it decided, as its summary says.
    pub bills: u64,
    /// Whether it was taken back, since it had posted nothing.
    pub taken_back: bool,
    /// What it prepared for the bank.
    pub prepared: Count,
    /// The day it was last released, and by whom.
    pub released: Option<(String, String)>,
    /// What of it the bank has.
    pub sent: Count,
    /// What of it is in hand, and was never with the bank.
    pub held: Count,
    /// What of it the bank sent back, and is in hand.
    pub returned: Count,
    /// What of it was withdrawn before it left.
    pub withdrawn: Count,
}

/// So many payments, and what they come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Payments.
    pub payments: i64,
    /// In minor units.
    pub total: i64,
}

const LATEST: &str = "SELECT m.no, p.no, p.columns, m.id, p.person, p.periods, p.bills, p.decisions, \
                      p.entitled, p.paid, p.stood, p.said, p.withdrawn FROM member m JOIN posting p ON p.no = m.posting";

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
            stood: row.get(10)?,
            said: row.get(11)?,
            withdrawn: row.get(12)?,
        },
    })
}

/// A posting in the chain of its member.
struct Link {
    run: i64,
    before: Option<i64>,
    latest: Latest,
    /// As they are written.
    entries: String,
    seal: Vec<u8>,
    seal_before: Seal,
}

const LINK: &str = "SELECT m.no, p.no, p.columns, m.id, p.person, p.periods, p.bills, p.decisions, \
                    p.entitled, p.paid, p.stood, p.said, p.withdrawn, p.run, p.before, p.entries, \
                    p.seal, b.seal FROM posting p JOIN member m ON m.no = p.member \
                    LEFT JOIN posting b ON b.no = p.no - 1 WHERE p.no = ?1";

impl Link {
    fn of(row: &rusqlite::Row) -> rusqlite::Result<Link> {
        Ok(Link {
            latest: latest(row)?,
            run: row.get(13)?,
            before: row.get(14)?,
            entries: row.get(15)?,
            seal: row.get(16)?,
            seal_before: row.get::<_, Option<Seal>>(17)?.unwrap_or(seal::FIRST),
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
    pub fn known(&self, ids: &[&str], bills: &[i64]) -> Result<Known, Sentence> {
        let all = self.one::<i64>("SELECT count(*) FROM member")? as u64;
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
        rows: HashMap<i64, Vec<Brought>>,
    ) -> Result<Known, Sentence> {
        let columns: HashMap<i64, Columns> = self.columns()?.into_iter().collect();
        self.are_legible(&members, &columns)?;
        self.rows_are_legible(&rows, &columns)?;
        let (in_hand, holdings) = (self.in_hand_of(&members)?, self.holdings()?);
        let (sent_before, salt) = (self.sent_before_restore()?, self.salt_of_ids()?);
        Ok(Known { members, rows, columns, in_hand, holdings, sent_before, salt })
    }

    /// Rows of facts of some members: all postings are looked through.
    fn all_rows(&self, members: &[Latest]) -> Result<HashMap<i64, Vec<Brought>>, Sentence> {
        let wanted: HashSet<i64> = members.iter().map(|latest| latest.member).collect();
        let mut rows: HashMap<i64, Vec<Brought>> = HashMap::with_capacity(members.len());
        let sql = "SELECT member, run, columns, person, periods, bills FROM posting \
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
    fn rows_of(&self, members: &[Latest]) -> Result<HashMap<i64, Vec<Brought>>, Sentence> {
        let mut rows = HashMap::with_capacity(members.len());
        for Latest { member, posting, .. } in members {
            let chain = self.chain(Some(*posting))?;
            chain.iter().try_for_each(|link| self.check(link))?;
            let brought = chain.iter().filter_map(|link| Brought::of(link.run, &link.latest));
            rows.insert(*member, brought.collect());
        }
        Ok(rows)
    }

    /// Tells of every member what the files of members and enrolments said when they were last read.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn each_seen(&self, mut tell: impl FnMut(&str, i64)) -> Result<(), Sentence> {
        self.look_through("SELECT id, seen FROM member", (), |row| {
            let id = row.get_ref(0)?.as_str().unwrap_or_default();
            tell(id, row.get(1)?);
            Ok(())
        })
    }

    /// The same of one member.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn seen(&self, id: &str) -> Result<Option<i64>, Sentence> {
        let seen = self.rows("SELECT seen FROM member WHERE id = ?1", [id], |row| row.get(0))?;
        Ok(seen.into_iter().next())
    }

    /// How many ids there are.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn ids(&self) -> Result<i64, Sentence> {
        self.one("SELECT count(*) FROM member")
    }

    /// Makes sure that a posting is what was sealed: a disk may lose a bit and not tell.
    fn check(&self, link: &Link) -> Result<(), Sentence> {
        let posting = link.latest.posting;
        let unreadable = || words::ledger::posting_not_readable(posting, self.path().display());
        let entries = Entry::read(&link.entries).map_err(|_| unreadable())?;
        let hash = seal::hash(&link.latest.content, &entries);
        if seal::seal(&link.seal_before, link.run, &hash)[..] != link.seal[..] {
            let what = words::ledger::not_as_sealed(posting);
            return Err(words::ledger::damaged(self.path.display(), what));
        }
        Ok(())
    }

    /// Everybody.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn everybody(&self) -> Result<Known, Sentence> {
        let members = self.rows(&format!("{LATEST} ORDER BY m.id"), (), latest)?;
        let rows = self.all_rows(&members)?;
        self.known_of(members, rows)
    }

    /// Adds members who are not there yet and have a bill of one of these hashes: a bill may have come
    /// under another member before.
    fn add_holders(&self, bills: &[i64], members: &mut Vec<Latest>) -> Result<(), Sentence> {
        let known: std::collections::HashSet<i64> = members.iter().map(|m| m.member).collect();
        let mut others = std::collections::BTreeSet::new();
        if !known.is_empty() || self.one::<i64>("SELECT count(*) FROM run")? > 0 {
            for hash in bills {
                let sql = "SELECT member FROM bill WHERE hash = ?1";
                let holders: Vec<i64> = self.rows(sql, [hash], |row| row.get(0))?;
                others.extend(holders.into_iter().filter(|member| !known.contains(member)));
            }
        }
        // What came under one id of a person is decided with what came under all.
        let found: Vec<i64> = others.into_iter().collect();
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
    pub fn holders(&self, bill: i64) -> Result<Vec<i64>, Sentence> {
        let holders =
            self.rows("SELECT member FROM bill WHERE hash = ?1", [bill], |row| row.get(0))?;
        Ok(self.with_same(&holders)?.into_iter().collect())
    }

    /// Members, with those who are the same people under other ids, by number.
    pub(crate) fn with_same(&self, members: &[i64]) -> Result<BTreeSet<i64>, Sentence> {
        let mut all: BTreeSet<i64> = members.iter().copied().collect();
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
        let mut numbers: HashMap<&str, i64> = HashMap::new();
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

    /// Members of whom a run posted something, by number.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn members_of_run(&self, run: i64) -> Result<Vec<i64>, Sentence> {
        let sql = "SELECT p.member FROM posting p JOIN member m ON m.no = p.member \
                   WHERE p.run = ?1 ORDER BY m.id";
        self.rows(sql, [run], |row| row.get(0))
    }

    /// All postings of a member, oldest first, each with its run.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn postings_of(&self, member: i64) -> Result<Vec<(i64, Latest)>, Sentence> {
        let newest = "SELECT posting FROM member WHERE no = ?1";
        let newest = self.rows(newest, [member], |row| row.get(0))?.pop();
        let chain = self.chain(newest)?;
        let (runs, postings): (Vec<i64>, Vec<Latest>) =
            chain.into_iter().map(|link| (link.run, link.latest)).unzip();
        self.are_legible(&postings, &self.columns()?.into_iter().collect())?;
        Ok(runs.into_iter().zip(postings).collect())
    }

    /// All postings of a member, oldest first: from the newest back, since each knows the one before. They are
    /// looked up one by one, which SQLite does faster than it prepares a recursive question.
    fn chain(&self, newest: Option<i64>) -> Result<Vec<Link>, Sentence> {
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

    /// The columns that postings name, by number.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn columns(&self) -> Result<Vec<(i64, Columns)>, Sentence> {
        self.rows("SELECT no, members, enrolments, bills FROM columns", (), |row| {
            let columns =
                Columns { members: row.get(1)?, enrolments: row.get(2)?, bills: row.get(3)? };
            Ok((row.get(0)?, columns))
        })
    }

    /// All runs, first to last.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn runs(&self) -> Result<Vec<RunRow>, Sentence> {
        let sql = "SELECT no, posted_on, rules, engine, prepared_by, manifest, summary, login, meaning FROM run \
                   ORDER BY no";
        self.rows(sql, (), |row| {
            Ok(RunRow {
                no: row.get(0)?,
                posted_on: row.get(1)?,
                rules: row.get(2)?,
                engine: row.get(3)?,
                prepared_by: row.get(4)?,
                manifest: row.get(5)?,
                summary: row.get(6)?,
                login: row.get(7)?,
                meaning: row.get(8)?,
            })
        })
    }

    /// All runs with what they came to, first to last.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn run_totals(&self) -> Result<Vec<RunTotals>, Sentence> {
        let sql = "SELECT r.no, r.posted_on, r.prepared_by, r.summary, coalesce(s.count, 0), \
                   e.happened_on, e.author, b.run IS NOT NULL, coalesce(p.count, 0), \
                   coalesce(p.total, 0), coalesce(t.sent, 0), coalesce(t.sent_total, 0), \
                   coalesce(w.held, 0), coalesce(w.held_total, 0), coalesce(w.returned, 0), \
                   coalesce(w.returned_total, 0), coalesce(t.withdrawn, 0), \
                   coalesce(t.withdrawn_total, 0) FROM run r \
                   LEFT JOIN (SELECT run, count(*) count, sum(amount) total FROM payment \
                   WHERE part_of IS NULL GROUP BY run) p ON p.run = r.no \
                   LEFT JOIN (SELECT run, count(*) count FROM posting GROUP BY run) s \
                   ON s.run = r.no LEFT JOIN release e ON e.no = \
                   (SELECT max(no) FROM release WHERE run = r.no) \
                   LEFT JOIN taken_back b ON b.run = r.no \
                   LEFT JOIN (SELECT run, sum(last <> 'returned') held, \
                   sum(iif(last <> 'returned', in_hand, 0)) held_total, sum(last = 'returned') returned, \
                   sum(iif(last = 'returned', in_hand, 0)) returned_total FROM (SELECT run, in_hand, \
                   coalesce((SELECT kind FROM transfer WHERE payment = p.no AND kind IN \
                   ('released', 'returned') ORDER BY no DESC LIMIT 1), '') last \
                   FROM payment p WHERE in_hand <> 0) GROUP BY run) w ON w.run = r.no \
                   LEFT JOIN (SELECT p.run, sum((t.kind = 'released') - (t.kind = 'returned')) sent, \
                   sum(((t.kind = 'released') - (t.kind = 'returned')) * t.amount) sent_total, \
                   sum(t.kind = 'withdrawn') withdrawn, \
                   sum((t.kind = 'withdrawn') * t.amount) withdrawn_total \
                   FROM transfer t JOIN payment p ON p.no = t.payment GROUP BY p.run) t \
                   ON t.run = r.no ORDER BY r.no";
        self.rows(sql, (), |row| {
            let count = |at: usize| {
                Ok::<_, rusqlite::Error>(Count {
                    payments: amount(row, at)?,
                    total: amount(row, at + 1)?,
                })
            };
            let summary: serde_json::Value =
                serde_json::from_str(&row.get::<_, String>(3)?).unwrap_or_default();
            let released: (Option<String>, Option<String>) = (row.get(5)?, row.get(6)?);
            Ok(RunTotals {
                no: row.get(0)?,
                posted_on: row.get(1)?,
                prepared_by: row.get(2)?,
                postings: row.get(4)?,
                bills: summary["bills"]["decided"].as_u64().unwrap_or(0),
                taken_back: row.get(7)?,
                prepared: count(8)?,
                released: released.0.zip(released.1),
                sent: count(10)?,
                held: count(12)?,
                returned: count(14)?,
                withdrawn: count(16)?,
            })
        })
    }

    /// The newest run; nothing before the first.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn last_run(&self) -> Result<Option<RunRow>, Sentence> {
        Ok(self.runs()?.pop())
    }

    /// The day that the newest run counts for; one that was taken back counts no more.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn last_day(&self) -> Result<Option<String>, Sentence> {
        self.one("SELECT max(posted_on) FROM run WHERE no NOT IN (SELECT run FROM taken_back)")
    }

    /// Takes back the newest run, where it posted nothing: its day counts no more. Its number and day.
    ///
    /// # Errors
    ///
    /// When there is none, it posted something, or there is no reason.
    pub fn take_back(&mut self, act: Signed) -> Result<(i64, String), Sentence> {
        let act = act.with_reason()?;
        self.whole(|ledger| {
            let sql = "SELECT no, posted_on, (SELECT count(*) FROM posting WHERE run = run.no) \
                       FROM run WHERE no NOT IN (SELECT run FROM taken_back) ORDER BY no DESC LIMIT 1";
            let restored = ledger.restored_runs()?;
            let newest: Vec<(i64, String, i64)> =
                ledger.rows(sql, (), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            let none = || words::payments::no_run_to_take_back(ledger.path().display());
            let (run, day, postings) = newest.into_iter().next().ok_or_else(none)?;
            if postings > 0 {
                return Err(words::payments::not_empty(run, postings));
            }
            if restored.contains(&run) {
                return Err(words::payments::not_a_night(run));
            }
            let sql = "INSERT INTO taken_back VALUES(?1, ?2, ?3, ?4, ?5)";
            let Signed { by, on, reason, login, .. } = act;
            ledger.run(sql, (run, on.to_string(), by, reason, login))?;
            Ok((run, day))
        })
    }

    /// Rules by number: their hash, and a JSON list of `{file, text}`.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn rules(&self, no: i64) -> Result<Option<(String, String)>, Sentence> {
        let sql = "SELECT hash, files FROM rules WHERE no = ?1";
        let rules = self.rows(sql, [no], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rules.into_iter().next())
    }
}
