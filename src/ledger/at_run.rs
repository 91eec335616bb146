//! A ledger as it was right after a run, for a connection that only reads.
//!
//! Rows are only ever added, and the act of a run says how far it goes in each table. SQLite looks for a name among
//! what belongs to the connection alone before it looks into the file: so views of the connection show each table up
//! to there, whatever is asked then, and who asks need not know of it. What of a payment was in hand, and which posting
//! of a member was the newest, is made again from these rows.

use super::number::{ActId, PostingId, RunId};
use super::schema::VIEWS;
use super::sealed_rows::{Extents, SEALED};
use super::sql::OUT_OF_HAND;
use super::{Ledger, LedgerError};
use crate::words;

/// How far the act of a run goes.
struct Reach {
    act: ActId,
    posting: PostingId,
    extents: Extents,
}

impl Ledger {
    /// From here on the ledger is read as it was right after a run, before anything else was done: also what was
    /// taken back, returned or closed since is as it was.
    ///
    /// # Errors
    ///
    /// When there is no such run, it is from before acts were kept, or the ledger cannot be read.
    pub fn read_at_run(&self, run: RunId) -> Result<(), LedgerError> {
        let Reach { act, posting, extents } = self.reach_of(run)?;
        let limits = SEALED.iter().map(|table| (table.name, extents.last(table.name)));
        let limits = limits.chain([("posting", posting.number()), ("act", act.number())]);
        let view = |(name, last): (&str, i64)| {
            format!("CREATE TEMP VIEW {name} AS SELECT * FROM main.{name} WHERE rowid <= {last};\n")
        };
        let views: String = limits.filter(|(name, _)| *name != "payment").map(view).collect();
        let views = views + &VIEWS.replace("CREATE VIEW", "CREATE TEMP VIEW");
        let last = extents.last("payment");
        let tables = format!(
            "CREATE TEMP TABLE payment AS SELECT * FROM main.payment WHERE no <= {last};
             CREATE INDEX temp.payment_by_no ON payment(no);
             CREATE INDEX temp.payment_by_member ON payment(member);
             UPDATE temp.payment SET in_hand = iif(run IN (SELECT run FROM taken_back), 0, amount - coalesce(
                 (SELECT sum({OUT_OF_HAND}) FROM transfer_in_force WHERE payment = payment.no), 0));
             CREATE TEMP TABLE member AS SELECT * FROM main.member;
             CREATE INDEX temp.member_by_no ON member(no);
             CREATE INDEX temp.member_by_id ON member(id);
             UPDATE temp.member SET posting = 0;
             UPDATE temp.member SET posting = p.no
                 FROM (SELECT member, max(no) no FROM posting_in_force GROUP BY member) p
                 WHERE p.member = member.no;"
        );
        // What belongs to the connection is written too; nothing of it reaches the file.
        self.batch(&format!("PRAGMA query_only = OFF;{views}{tables}PRAGMA query_only = ON;"))
    }

    fn reach_of(&self, run: RunId) -> Result<Reach, LedgerError> {
        let newest = self.next_run()?.before();
        if run <= RunId::BEFORE_ALL || newest < run {
            return Err(words::ledger::no_such_run(run, self.path().display(), newest).into());
        }
        let sql = "SELECT no, posting, extents FROM act \
                   WHERE kind IN ('run', 'restore', 'repaid', 'waived', 'reverse') ORDER BY no";
        let row = |row: &rusqlite::Row| Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?));
        for (act, posting, extents) in self.rows::<(ActId, PostingId, String)>(sql, (), row)? {
            let damaged = || LedgerError::damaged(self.path(), format!("act {act}"));
            let extents = Extents::read(&extents).ok_or_else(damaged)?;
            if extents.last("run") == run.number() {
                return Ok(Reach { act, posting, extents });
            }
        }
        Err(words::acts::run_before_acts(run).into())
    }
}
