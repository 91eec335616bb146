//! What each run prepared for the bank, and what became of it.

use super::settle::reversed_runs;
use crate::date::Day;
use crate::ledger::{ActKind, Ledger, LedgerError, RunId};
use crate::money::Money;

/// A run with what it came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunTotals {
    /// Its number, from 1.
    pub no: RunId,
    /// The day it counts for.
    pub posted_on: Day,
    /// Who prepared it.
    pub prepared_by: String,
    /// Members that it posted for.
    pub postings: u64,
    /// Bills that it decided, as its summary says.
    pub bills: u64,
    /// What a person did by it outside a night; nothing for a night.
    pub by_hand: Option<ActKind>,
    /// Of a repayment or a waiver the run that reversed it.
    pub reversed_by: Option<RunId>,
    /// The day it was taken back, and by whom.
    pub taken_back: Option<(Day, String)>,
    /// What it prepared for the bank.
    pub prepared: Count,
    /// The day it was last released, and by whom.
    pub released: Option<(Day, String)>,
    /// What of it the bank has.
    pub sent: Count,
    /// What of that the bank confirmed.
    pub confirmed: Count,
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
    pub payments: u64,
    /// What they come to.
    pub total: Money,
}

const TOTALS: &str = "SELECT r.no, r.posted_on, r.prepared_by, r.summary, coalesce(s.count, 0), \
    e.happened_on, e.author, b.happened_on, b.author, coalesce(p.count, 0), \
    coalesce(p.total, 0), coalesce(t.sent, 0), coalesce(t.sent_total, 0), \
    coalesce(w.held, 0), coalesce(w.held_total, 0), coalesce(w.returned, 0), \
    coalesce(w.returned_total, 0), coalesce(t.withdrawn, 0), \
    coalesce(t.withdrawn_total, 0), coalesce(c.confirmed, 0), \
    coalesce(c.confirmed_total, 0) FROM run r \
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
    FROM transfer_in_force t JOIN payment p ON p.no = t.payment GROUP BY p.run) t \
    ON t.run = r.no \
    LEFT JOIN (SELECT p.run, count(*) confirmed, sum(t.amount) confirmed_total \
    FROM transfer t JOIN payment p ON p.no = t.payment WHERE t.kind = 'confirmed' \
    AND NOT EXISTS (SELECT 1 FROM transfer l WHERE l.payment = t.payment AND l.no > t.no \
    AND l.kind IN ('released', 'returned')) GROUP BY p.run) c ON c.run = r.no ORDER BY r.no";

/// All runs with what they came to, first to last.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn run_totals(ledger: &Ledger) -> Result<Vec<RunTotals>, LedgerError> {
    let mut all: Vec<RunTotals> = ledger.rows(TOTALS, (), |row| {
        let count = |at: usize| {
            let payments = row.get::<_, i64>(at)?.unsigned_abs();
            Ok::<_, rusqlite::Error>(Count { payments, total: row.get(at + 1)? })
        };
        let summary: serde_json::Value =
            serde_json::from_str(&row.get::<_, String>(3)?).unwrap_or_default();
        let released: (Option<Day>, Option<String>) = (row.get(5)?, row.get(6)?);
        let taken_back: (Option<Day>, Option<String>) = (row.get(7)?, row.get(8)?);
        Ok(RunTotals {
            no: row.get(0)?,
            posted_on: row.get(1)?,
            prepared_by: row.get(2)?,
            postings: row.get::<_, i64>(4)?.unsigned_abs(),
            bills: summary["bills"]["decided"].as_u64().unwrap_or(0),
            by_hand: summary["act"].as_str().and_then(ActKind::of),
            reversed_by: None,
            taken_back: taken_back.0.zip(taken_back.1),
            prepared: count(9)?,
            released: released.0.zip(released.1),
            sent: count(11)?,
            confirmed: count(19)?,
            held: count(13)?,
            returned: count(15)?,
            withdrawn: count(17)?,
        })
    })?;
    let reversed = reversed_runs(ledger)?;
    all.iter_mut().for_each(|run| run.reversed_by = reversed.get(&run.no).copied());
    Ok(all)
}
