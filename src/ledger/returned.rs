//! What the bank sends back: payments that it could not make. They are in hand again, and leave again, as
//! far as they are due then, when their payee is changed or somebody asks for it.

use std::collections::HashSet;
use std::path::Path;

use super::legible::amount;
use super::paper::{Paper, at};
use super::{Ledger, Signed};
use crate::date::Day;
use crate::words::{self, Sentence};

/// The columns of the bank's file.
const COLUMNS: [&str; 2] = ["payment_id", "reason"];

/// What became of the bank's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnsRead {
    /// Payments that came back.
    pub returned: u64,
    /// What they come to.
    pub total: i64,
    /// The day on which the same file was read before: nothing is done then.
    pub before: Option<String>,
}

/// A payment as a row of the bank's file names it.
struct Back {
    no: i64,
    amount: i64,
    reason: String,
}

impl Ledger {
    /// Reads a file of payments that came back: all of it, or nothing where a row is not right.
    ///
    /// # Errors
    ///
    /// Every row that is not right, with its line and what to do.
    pub fn read_returns(
        &mut self,
        path: &Path,
        act: &Signed,
    ) -> Result<ReturnsRead, Vec<Sentence>> {
        let paper = Paper::read(path, COLUMNS)?;
        let one = |why| vec![why];
        let sql = "SELECT happened_on FROM transfer WHERE file = ?1 LIMIT 1";
        let before = self.rows(sql, [&paper.sha256], |row| row.get(0)).map_err(one)?;
        if let Some(day) = before.into_iter().next() {
            return Ok(ReturnsRead { returned: 0, total: 0, before: Some(day) });
        }
        self.is_open(act.on).map_err(one)?;
        let back = self.back(path, &paper, act.on)?;
        self.whole(|ledger| ledger.keep_returns(&back, &paper.sha256, act)).map_err(one)?;
        let total = back.iter().map(|back| back.amount).sum();
        Ok(ReturnsRead { returned: back.len() as u64, total, before: None })
    }

    fn back(&self, path: &Path, paper: &Paper<2>, on: Day) -> Result<Vec<Back>, Vec<Sentence>> {
        let (mut back, mut wrong, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
        for (line, [id, reason]) in &paper.rows {
            let why = match self.one_back(id, reason, on) {
                _ if !seen.insert(id) => words::ledger::return_twice(id),
                Ok(one) => {
                    back.push(one);
                    continue;
                }
                Err(why) => why,
            };
            wrong.push(at(path, *line, &why));
        }
        if wrong.is_empty() { Ok(back) } else { Err(wrong) }
    }

    /// What a row says, or why it cannot be.
    fn one_back(&self, id: &str, reason: &str, on: Day) -> Result<Back, Sentence> {
        if reason.is_empty() {
            return Err(words::ledger::return_without_reason(id));
        }
        let sql = "SELECT no FROM payment WHERE id = ?1";
        let no: Vec<i64> = self.rows(sql, [id], |row| row.get(0))?;
        let &no = no.first().ok_or_else(|| words::ledger::return_unknown(id))?;
        let sql = "SELECT kind, amount, happened_on FROM transfer WHERE payment = ?1 \
                   AND kind IN ('released', 'returned') ORDER BY no DESC LIMIT 1";
        let last: Vec<(String, i64, String)> =
            self.rows(sql, [no], |row| Ok((row.get(0)?, amount(row, 1)?, row.get(2)?)))?;
        match last.into_iter().next() {
            None => Err(words::ledger::return_unreleased(id)),
            Some((kind, ..)) if kind != "released" => Err(words::ledger::return_again(id)),
            Some((_, _, released)) if on.to_string() < released => {
                Err(words::payments::returned_before(id, on, released))
            }
            Some((_, amount, _)) => Ok(Back { no, amount, reason: reason.to_owned() }),
        }
    }

    fn keep_returns(&self, back: &[Back], file: &str, act: &Signed) -> Result<(), Sentence> {
        let sql = "INSERT INTO transfer(payment, kind, amount, file, happened_on, author, reason, \
                   login) VALUES(?1, 'returned', ?2, ?3, ?4, ?5, ?6, ?7)";
        let day = act.on.to_string();
        for one in back {
            self.take_from_hand(one.no, -one.amount)?;
            self.run(sql, (one.no, one.amount, file, &day, &act.by, &one.reason, &act.login))?;
        }
        Ok(())
    }
}
