//! From what a run prepared to the bank's file. A payment has one id for ever, and is in one file only
//! unless the bank sends it back.

use std::path::Path;

use serde::Serialize;

use super::guard::Guards;
use super::legible::amount;
use super::sheet::{Closed, Sheet, control_of};
use super::{Ledger, Signed};
use crate::exchange::cell;
use crate::words::{self, Sentence};

/// How a run is to be released.
#[derive(Clone, Debug)]
pub struct Order<'o> {
    /// Who releases it; the reason answers the guards.
    pub act: Signed,
    /// Whether another than who prepared the run has to.
    pub second_person: bool,
    /// What stops a release that has no reason.
    pub guards: Guards,
    /// The bank's file; its control totals stand beside it under the same name and `.json`.
    pub out: &'o Path,
}

/// What was released.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Released {
    /// The run.
    pub run: i64,
    /// Payments in the bank's file.
    pub payments: u64,
    /// What they come to, in minor units.
    #[serde(skip)]
    pub total: i64,
    /// Of them, those of earlier runs: returned by the bank, or held until now.
    pub of_earlier_runs: u64,
    /// Payments that wait for a payee.
    pub held: u64,
    /// SHA-256 of the bank's file.
    pub sha256: String,
    /// Whether the file was written before, and is the same.
    pub again: bool,
}

/// Control totals, beside the bank's file.
#[derive(Serialize)]
struct Control<'c> {
    format: &'static str,
    scheme: &'c str,
    currency: &'c str,
    run: i64,
    file: String,
    count: u64,
    total: String,
    sha256: &'c str,
}

/// A payment with its payee.
pub(super) struct Ready {
    no: i64,
    run: i64,
    member_id: String,
    pub(super) amount: i64,
    payee: i64,
    kind: String,
    name: String,
    account: String,
}

const READY: &str = "SELECT p.no, p.run, m.id, p.amount, y.no, y.kind, y.name, y.account";

impl Ready {
    fn of(row: &rusqlite::Row) -> rusqlite::Result<Ready> {
        Ok(Ready {
            no: row.get(0)?,
            run: row.get(1)?,
            member_id: row.get(2)?,
            amount: amount(row, 3)?,
            payee: row.get(4)?,
            kind: row.get(5)?,
            name: row.get(6)?,
            account: row.get(7)?,
        })
    }
}

/// The id of a payment, which the bank knows it by.
pub fn payment_id(scheme: &str, no: i64) -> String {
    format!("{scheme}-{no:09}")
}

impl Ledger {
    /// The number of a payment of this ledger, by its id.
    pub(super) fn payment_no(&self, id: &str) -> Result<Option<i64>, Sentence> {
        let (scheme, _) = self.kept_in()?;
        let digits = id.strip_prefix(&*scheme).and_then(|rest| rest.strip_prefix('-'));
        let no = digits.and_then(|digits| digits.parse().ok());
        Ok(no.filter(|no| payment_id(&scheme, *no) == id))
    }

    /// Writes the bank's file for a run: what it prepared, what the bank returned, and what was held
    /// and has a payee now. A run that was released before gives the same file once more.
    ///
    /// # Errors
    ///
    /// Every reason why it is not released: nothing is written then.
    pub fn release(&mut self, run: i64, order: &Order) -> Result<Released, Vec<Sentence>> {
        let one = |why| vec![why];
        let released = self.release_of(run).map_err(one)?;
        if let Some((no, file)) = released {
            return self.release_again(run, no, &file, order).map_err(one);
        }
        self.may_release(run, order).map_err(one)?;
        let ready = self.ready(run).map_err(one)?;
        if order.act.reason.is_empty() {
            let mut stops = self.stops(run, &ready, &order.guards).map_err(one)?;
            if !stops.is_empty() {
                stops.push(words::ledger::release_stopped());
                return Err(stops);
            }
        }
        self.release_first(run, &ready, order).map_err(one)
    }

    /// The release of a run, and the hash of its file.
    fn release_of(&self, run: i64) -> Result<Option<(i64, String)>, Sentence> {
        let sql = "SELECT no, file FROM release WHERE run = ?1";
        Ok(self.rows(sql, [run], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().next())
    }

    /// Whether whoever asks may release the run on that day.
    fn may_release(&self, run: i64, order: &Order) -> Result<(), Sentence> {
        let sql = "SELECT posted_on, prepared_by FROM run WHERE no = ?1";
        let rows: Vec<(String, String)> =
            self.rows(sql, [run], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let newest = || self.one::<Option<i64>>("SELECT max(no) FROM run");
        let Some((posted_on, prepared_by)) = rows.into_iter().next() else {
            let newest = newest()?.unwrap_or(0);
            return Err(words::ledger::no_such_run(run, self.path().display(), newest));
        };
        let by = &order.act.by;
        if order.second_person && prepared_by.trim().to_lowercase() == by.to_lowercase() {
            return Err(words::ledger::same_person(run, by));
        }
        if order.act.on.to_string() < posted_on {
            return Err(words::ledger::released_before_posted(run, order.act.on, posted_on));
        }
        self.is_open(order.act.on)
    }

    /// Payments that can go to the bank with a run, in the order of their ids.
    fn ready(&self, run: i64) -> Result<Vec<Ready>, Sentence> {
        let sql =
            format!("{READY} {WAITING} JOIN payee y ON y.no = {PAYEE} {OF_RUN} ORDER BY p.no");
        self.rows(&sql, [run], Ready::of)
    }

    /// Payments that could, and have no payee.
    fn held(&self, run: i64) -> Result<u64, Sentence> {
        let sql = format!("SELECT count(*) {WAITING} {OF_RUN} AND {PAYEE} IS NULL");
        let held = self.rows(&sql, [run], |row| row.get::<_, i64>(0))?;
        Ok(held.first().map_or(0, |held| *held as u64))
    }

    fn release_first(
        &self,
        run: i64,
        ready: &[Ready],
        order: &Order,
    ) -> Result<Released, Sentence> {
        let (bank, control) = self.files(run, ready, order)?;
        bank.has_room()?;
        control.has_room()?;
        let released = Released {
            run,
            payments: ready.len() as u64,
            total: total(ready),
            of_earlier_runs: ready.iter().filter(|ready| ready.run != run).count() as u64,
            held: self.held(run)?,
            sha256: bank.sha256.clone(),
            again: false,
        };
        // In the ledger first: a file that is not in its place is written again on asking, but a
        // payment that is sent and not known to be could be sent twice.
        self.whole(|ledger| ledger.keep_release(&released, ready, &order.act))?;
        control.keep()?;
        bank.keep()?;
        Ok(released)
    }

    /// The bank's file and its control totals, whole and not in their place.
    fn files(
        &self,
        run: i64,
        ready: &[Ready],
        order: &Order,
    ) -> Result<(Closed, Closed), Sentence> {
        let (scheme, currency) = self.kept_in()?;
        let show = |minor: i64| crate::exchange::decimal(currency, minor.into());
        let mut bank = Sheet::begin(order.out)?;
        bank.put(b"payment_id,member_id,kind,payee,account,amount\n")?;
        let mut line = Vec::new();
        for one in ready {
            line.clear();
            let id = payment_id(&scheme, one.no);
            for text in [&id, &one.member_id, &one.kind, &one.name, &one.account] {
                cell(&mut line, text);
                line.push(b',');
            }
            line.extend(show(one.amount).as_bytes());
            line.push(b'\n');
            bank.put(&line)?;
        }
        let bank = bank.close()?;
        let control = Control {
            format: "huzhu-release/1",
            scheme: &scheme,
            currency: currency.code(),
            run,
            file: order.out.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            count: ready.len() as u64,
            total: show(total(ready)),
            sha256: &bank.sha256,
        };
        let mut beside = Sheet::begin(&control_of(order.out))?;
        let text = serde_json::to_string_pretty(&control).expect("totals are text and numbers");
        beside.put((text + "\n").as_bytes())?;
        Ok((bank, beside.close()?))
    }

    fn keep_release(&self, what: &Released, ready: &[Ready], act: &Signed) -> Result<(), Sentence> {
        let day = act.on.to_string();
        let sql = "INSERT INTO release(run, file, payments, total, happened_on, author, reason) \
                   VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let counts = (what.payments as i64, what.total);
        self.run(sql, (what.run, &what.sha256, counts.0, counts.1, &day, &act.by, &act.reason))?;
        let no = self.db.last_insert_rowid();
        let sql = "INSERT INTO transfer(payment, kind, release, payee, happened_on, author, reason) \
                   VALUES(?1, 'released', ?2, ?3, ?4, ?5, '')";
        ready.iter().try_for_each(|one| self.run(sql, (one.no, no, one.payee, &day, &act.by)))
    }

    /// Writes the file of an earlier release once more, with the payees of then.
    fn release_again(
        &self,
        run: i64,
        no: i64,
        file: &str,
        order: &Order,
    ) -> Result<Released, Sentence> {
        let sql = "SELECT count(*) FROM transfer t WHERE release = ?1 AND EXISTS \
                   (SELECT 1 FROM transfer WHERE payment = t.payment AND no > t.no)";
        let came_back = self.rows(sql, [no], |row| row.get::<_, i64>(0))?[0];
        if came_back > 0 {
            return Err(words::ledger::release_is_over(run, came_back));
        }
        let sql = format!(
            "{READY} FROM transfer t JOIN payment p ON p.no = t.payment \
             JOIN member m ON m.no = p.member JOIN payee y ON y.no = t.payee \
             WHERE t.release = ?1 ORDER BY p.no"
        );
        let ready = self.rows(&sql, [no], Ready::of)?;
        let (bank, control) = self.files(run, &ready, order)?;
        if bank.sha256 != file {
            return Err(words::ledger::release_differs(run, self.path().display()));
        }
        bank.has_room()?;
        control.has_room()?;
        control.keep()?;
        bank.keep()?;
        Ok(Released {
            run,
            payments: ready.len() as u64,
            total: total(&ready),
            of_earlier_runs: ready.iter().filter(|ready| ready.run != run).count() as u64,
            held: self.held(run)?,
            sha256: file.to_owned(),
            again: true,
        })
    }
}

/// Payments that no file of the bank has: never released, or returned since.
const WAITING: &str = "FROM payment p JOIN member m ON m.no = p.member";
const OF_RUN: &str = "WHERE (p.run = ?1 OR p.run IN (SELECT run FROM release)) \
                      AND coalesce((SELECT kind FROM transfer WHERE payment = p.no \
                      ORDER BY no DESC LIMIT 1), 'returned') = 'returned'";
/// The newest payee of a member.
const PAYEE: &str = "(SELECT max(no) FROM payee WHERE member_id = m.id)";

fn total(ready: &[Ready]) -> i64 {
    ready.iter().map(|ready| ready.amount).sum()
}
