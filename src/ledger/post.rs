//! A run that posts. All of it is in the ledger when it is committed, and nothing before: a run that
//! is killed is as if it had not been, and is run again.

use super::LedgerError;
use super::act::Deed;
use super::act_kind::{About, ActKind};
use super::known::Columns;
use super::number::{ColumnsId, MemberNumber, PaymentId, PostingId, RulesId, RunId};
use super::posting::{Content, Entry};
use super::seal::{self, Seal};
use super::{Ledger, Name, Salt, Signed, failed};
use crate::money::{Currency, Money};
use crate::words::Sentence;

/// What a run posts for one member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPosting {
    /// The member's number and newest posting; nothing for one who is new.
    pub before: Option<(MemberNumber, PostingId)>,
    /// All that is known and decided.
    pub content: Content,
    /// What is prepared for the bank; nothing where that is zero.
    pub payment: Option<NewPayment>,
    /// What of payments in hand is withdrawn: the payment, by number, and how much of it.
    pub withdrawn: Vec<(PaymentId, Money)>,
    /// Hashes of ids of bills that are new.
    pub bills: Vec<i64>,
    /// What the files of members and enrolments say of the member: see [`Ledger::each_seen`]; nothing where they
    /// say nothing.
    pub seen: Option<i64>,
    /// How money moved, as it is written.
    entries: String,
    /// What is hashed with the personal part.
    salt: Salt,
    /// The hash of content and entries.
    hash: Seal,
}

impl NewPosting {
    /// A posting of this content. It is written down and hashed here, where many threads can.
    pub fn new(
        before: Option<(MemberNumber, PostingId)>,
        content: Content,
        entries: &[Entry],
    ) -> NewPosting {
        let salt = Salt::new();
        let hash = seal::hash(&seal::personal(&salt, &content, entries), &content, entries);
        let entries = Entry::write(entries);
        NewPosting {
            before,
            content,
            payment: None,
            withdrawn: Vec::new(),
            bills: Vec::new(),
            seen: None,
            entries,
            salt,
            hash,
        }
    }
}

/// A payment that is prepared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPayment {
    /// Its id, which the bank knows it by.
    pub id: String,
    /// What was prepared for the member before it, withdrawn or not.
    pub before: Money,
    /// What it comes to.
    pub amount: Money,
}

/// At what of the money in hand the run after one looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LooksAt {
    /// What moved since this run, which looked at all before.
    MovedSince,
    /// What moved since the run before: this one looked at nothing.
    MovedSinceBefore,
    /// All that is in hand.
    All,
}

impl LooksAt {
    /// The last row of a table, `transfer` or `hold`, at which runs have looked then; a question for SQLite.
    fn last(self, table: &str) -> String {
        match self {
            LooksAt::MovedSince => format!("(SELECT coalesce(max(no), 0) FROM {table})"),
            LooksAt::MovedSinceBefore => {
                format!("(SELECT {table}s FROM run_in_force ORDER BY no DESC LIMIT 1)")
            }
            LooksAt::All => "NULL".to_owned(),
        }
    }
}

/// A run that is going on. Dropped before it is committed, it leaves nothing.
#[derive(Debug)]
pub struct NewRun<'l> {
    pub(crate) ledger: &'l Ledger,
    /// Its number: one more than the last.
    pub no: RunId,
    pub(crate) columns: ColumnsId,
    /// The number of the next posting.
    pub(crate) next: PostingId,
    seal: Seal,
    /// Hashes of new bills and whose they are: added at the end, in their order, since to put a
    /// million where each belongs would take longer than all else.
    bills: Vec<(i64, MemberNumber)>,
    /// What of payments is withdrawn, and not booked yet: [`payment::withdraw`](crate::payment::withdraw) takes it.
    pub(crate) withdrawn: Vec<(PaymentId, Money)>,
    /// What the run is among acts, and why it was done.
    pub(crate) kind: ActKind,
    pub(crate) reason: String,
    /// The deed that it is, where that is not of all that the run prepared; and who agreed.
    pub(crate) deed: Option<Deed>,
    pub(crate) second: Option<Name>,
    /// At what of the money in hand the next run looks.
    pub(crate) next_looks_at: LooksAt,
    /// What was prepared.
    prepared: (usize, Money),
    committed: bool,
}

impl Ledger {
    /// Begins a run, which writes facts under these columns.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be written.
    pub fn begin(&mut self, columns: &Columns) -> Result<NewRun<'_>, LedgerError> {
        self.hold_alone()?;
        let no = self.next_run()?;
        let seal = self.last_seal()?;
        let last = self.one("SELECT coalesce(max(no), 0) FROM posting")?;
        let next = self.number_after(last, "posting").map(PostingId::from)?;
        let mut run = NewRun {
            ledger: self,
            no,
            columns: ColumnsId::default(),
            next,
            seal,
            bills: Vec::new(),
            withdrawn: Vec::new(),
            kind: ActKind::Run,
            reason: String::new(),
            deed: None,
            second: None,
            next_looks_at: LooksAt::MovedSince,
            prepared: (0, Money::ZERO),
            committed: false,
        };
        run.columns = run.keep_columns(columns)?;
        Ok(run)
    }

    /// The seal of the newest posting.
    pub(crate) fn last_seal(&self) -> Result<Seal, LedgerError> {
        let sql = "SELECT seal FROM posting ORDER BY no DESC LIMIT 1";
        let seals: Vec<Seal> = self.rows(sql, (), |row| row.get(0))?;
        Ok(seals.into_iter().next().unwrap_or(seal::FIRST))
    }
}

impl NewRun<'_> {
    fn keep_columns(&self, columns: &Columns) -> Result<ColumnsId, LedgerError> {
        let Columns { members, enrolments, bills } = columns;
        let sql = "SELECT no FROM columns WHERE members = ?1 AND enrolments = ?2 AND bills = ?3";
        let texts = || (members, enrolments, bills);
        if let Some(&no) = self.ledger.rows(sql, texts(), |row| row.get(0))?.first() {
            return Ok(no);
        }
        let sql = "INSERT INTO columns(members, enrolments, bills) VALUES(?1, ?2, ?3)";
        self.add(sql, texts()).map(ColumnsId::from)
    }

    /// Settles what scheme and currency the ledger is of, where it is new.
    ///
    /// # Errors
    ///
    /// When it is of another scheme or currency, or cannot be written.
    pub fn belongs_to(&self, scheme: &str, currency: Currency) -> Result<(), LedgerError> {
        self.ledger.belongs_to(scheme, currency)?;
        if self.ledger.scheme()?.is_some() {
            return Ok(());
        }
        self.ledger.make_key_of_looks()?;
        let row = (scheme, currency.code(), currency.decimals());
        self.add("INSERT INTO scheme VALUES(?1, ?2, ?3)", row).map(drop)
    }

    /// Posts what is known and decided of a member.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn post(&mut self, new: &NewPosting) -> Result<(), LedgerError> {
        let content = &new.content;
        self.seal = seal::seal(&self.seal, self.no, &new.hash);
        let no = self.next;
        self.next = no.after();
        let member = match new.before {
            Some((member, _)) => {
                let sql = "UPDATE member SET posting = ?1, seen = coalesce(?3, seen) WHERE no = ?2";
                self.add(sql, (no, member, new.seen))?;
                member
            }
            None => self.begin_member(&content.member_id, no, new.seen.unwrap_or(0))?,
        };
        let sql = "INSERT INTO posting(no, run, member, before, columns, person, periods, bills, \
                   decisions, entitled, paid, stood, seal, said, entries, withdrawn, repaid, salt) VALUES(?1, \
                   ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)";
        let Content { person, periods, bills, manual_facts, decisions, .. } = content;
        let Content { entitled, paid, written_off, withdrawn, repaid, .. } = content;
        let before = new.before.map(|before| before.1);
        let seal = &self.seal[..];
        let row = rusqlite::params![
            no,
            self.no,
            member,
            before,
            self.columns,
            person,
            periods,
            bills,
            decisions,
            entitled,
            paid,
            written_off,
            seal,
            manual_facts,
            new.entries,
            withdrawn,
            repaid,
            new.salt
        ];
        self.add(sql, row)?;
        self.bills.extend(new.bills.iter().map(|&hash| (hash, member)));
        self.withdrawn.extend(&new.withdrawn);
        let Some(NewPayment { id, before, amount }) = &new.payment else { return Ok(()) };
        self.prepared = (self.prepared.0 + 1, self.prepared.1 + *amount);
        let sql = "INSERT INTO payment(run, member, amount, id, before, in_hand) \
                   VALUES(?1, ?2, ?3, ?4, ?5, ?3)";
        self.add(sql, (self.no, member, amount, id, before)).map(drop)
    }

    /// Begins what is known of an id, with its first posting; its number. Only a run that was taken back may have
    /// known it before: to look for that in the same statement (`ON CONFLICT .. RETURNING`) would make a first load
    /// a third slower.
    fn begin_member(
        &self,
        id: &str,
        posting: PostingId,
        seen: i64,
    ) -> Result<MemberNumber, LedgerError> {
        let sql = "INSERT OR IGNORE INTO member(id, posting, seen) VALUES(?1, ?2, ?3)";
        let no = self.add(sql, (id, posting, seen))?;
        if self.ledger.db.changes() == 1 {
            return Ok(no.into());
        }
        let sql = "UPDATE member SET posting = ?2, seen = ?3 WHERE id = ?1 AND disposed = 0";
        self.add(sql, (id, posting, seen))?;
        // What stands in the place of an id that was disposed of is the id of no one.
        let sql = "SELECT no FROM member WHERE id = ?1 AND disposed = 0";
        let known = self.ledger.rows(sql, [id], |row| row.get(0))?;
        let is_no_id = || LedgerError::damaged(self.ledger.path(), format!("member {id}"));
        known.into_iter().next().ok_or_else(is_no_id)
    }

    /// Keeps what the files of members and enrolments say of an id, of which nothing need be posted.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn saw(&self, id: &str, seen: i64) -> Result<(), LedgerError> {
        self.add("UPDATE member SET seen = ?2 WHERE id = ?1", (id, seen)).map(drop)
    }

    /// Keeps the rules of the run; their number. `files` is a JSON list of `{file, text}`.
    ///
    /// # Errors
    ///
    /// When they cannot be written.
    pub fn keep_rules(&self, hash: &str, files: &str) -> Result<RulesId, LedgerError> {
        let sql = "SELECT no FROM rules WHERE hash = ?1";
        match self.ledger.rows(sql, [hash], |row| row.get(0))?.first() {
            Some(&no) => Ok(no),
            None => {
                let sql = "INSERT INTO rules(hash, files) VALUES(?1, ?2)";
                self.add(sql, (hash, files)).map(RulesId::from)
            }
        }
    }

    /// Commits the run. Once this returns, it is on the disk.
    ///
    /// # Errors
    ///
    /// When it cannot be written; nothing of the run is in the ledger then.
    pub fn commit(self, row: &super::RunRow) -> Result<(), LedgerError> {
        self.commit_while(row, &|_| true)
    }

    /// The same; each time that the run has to wait, `goes_on` hears why and decides whether it does.
    ///
    /// # Errors
    ///
    /// When it cannot be written, or does not go on; nothing of the run is in the ledger then.
    pub fn commit_while(
        mut self,
        row: &super::RunRow,
        goes_on: &dyn Fn(&Sentence) -> bool,
    ) -> Result<(), LedgerError> {
        assert!(
            self.withdrawn.is_empty(),
            "what is withdrawn is booked before the run is committed"
        );
        let [transfers, holds] = ["transfer", "hold"].map(|table| self.next_looks_at.last(table));
        let sql = format!(
            "INSERT INTO run(no, posted_on, rules, engine, prepared_by, login, manifest, \
             summary, seal, meaning, columns, facts, transfers, holds) \
             VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, \
             (SELECT coalesce(max(no), 0) FROM fact), {transfers}, {holds})"
        );
        let mut bills = std::mem::take(&mut self.bills);
        bills.sort_unstable();
        self.add_all("INSERT OR IGNORE INTO bill(hash, member) VALUES(?1, ?2)", bills)?;
        let super::RunRow { posted_on, rules, engine, prepared_by, login, meaning, .. } = row;
        let seal = &self.seal[..];
        let values = rusqlite::params![
            self.no,
            posted_on,
            rules,
            engine,
            prepared_by,
            login,
            row.manifest,
            row.summary,
            seal,
            meaning,
            self.columns
        ];
        self.add(&sql, values)?;
        self.keep_as_act(row)?;
        let (no, path) = (self.no, self.ledger.path());
        let unconfirmed =
            |why| LedgerError::Unconfirmed { path: path.to_owned(), run: Some(no), why };
        self.ledger.commit(goes_on, &unconfirmed)?;
        self.committed = true;
        Ok(())
    }

    /// Seals the run as an act.
    fn keep_as_act(&self, row: &super::RunRow) -> Result<(), LedgerError> {
        let by = Name::kept(&row.prepared_by);
        let signed = Signed {
            by,
            on: row.posted_on,
            reason: self.reason.clone(),
            login: row.login.clone(),
            second: self.second.clone(),
        };
        if let Some(deed) = &self.deed {
            return self.ledger.keep_act(deed.clone(), &signed);
        }
        let (count, total) = self.prepared;
        let after = Deed::payments(&self.ledger.show(total)?, count);
        let deed = Deed::new(self.kind, About::Run, self.no).changing("", after);
        self.ledger.keep_act(deed, &signed)
    }

    /// Adds rows of one kind, whose statement is looked up once.
    fn add_all<P: rusqlite::Params>(
        &self,
        sql: &str,
        rows: impl IntoIterator<Item = P>,
    ) -> Result<(), LedgerError> {
        let add = || -> rusqlite::Result<()> {
            let mut statement = self.ledger.db.prepare_cached(sql)?;
            rows.into_iter().try_for_each(|row| statement.execute(row).map(drop))
        };
        add().map_err(|why| failed(&self.ledger.path, why))
    }

    /// Adds a row; its number.
    pub(crate) fn add(&self, sql: &str, with: impl rusqlite::Params) -> Result<i64, LedgerError> {
        let db = &self.ledger.db;
        let added = db.prepare_cached(sql).and_then(|mut statement| statement.execute(with));
        added.map(|_| db.last_insert_rowid()).map_err(|why| failed(&self.ledger.path, why))
    }
}

impl Drop for NewRun<'_> {
    fn drop(&mut self) {
        if !self.committed {
            // What fails here SQLite takes back when the ledger is opened again.
            let _ = self.ledger.db.execute_batch("ROLLBACK");
        }
    }
}
