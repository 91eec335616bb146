//! Reconciles runs, members, payments and their transfers with the postings.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Verified;
use super::fault::{Reporter, joined};
use super::postings::{Checked, print};
use super::stored::{number, text, unchecked};
use super::unchecked::Unchecked;
use crate::intake::mask;
use crate::ledger::posting::Decided;
use crate::ledger::{Ledger, LedgerError, MemberNumber, PaymentId, PostingId, RunId, failed, seal};
use crate::words;

impl Ledger {
    /// Reconciles all other tables with the postings; what cannot be read is reported too.
    pub(super) fn check_rest(&self, checked: &Checked, verified: &mut Verified, report: Reporter) {
        let or_report = |done: Result<u64, LedgerError>, report: Reporter| match done {
            Ok(count) => count,
            Err(why) => {
                report(why.into());
                0
            }
        };
        or_report(self.report_differences(checked, report), report);
        verified.runs = or_report(self.check_runs(checked, report), report);
        or_report(self.check_rules(checked, report), report);
        or_report(self.check_members(checked, report), report);
        verified.payments = or_report(self.check_payments(checked, report), report);
        or_report(self.check_orphans(report), report);
        or_report(self.check_transfers(report), report);
        or_report(self.check_legible(report), report);
        or_report(self.check_releases(report), report);
        or_report(self.check_cash(checked, report), report);
        or_report(self.check_index(report), report);
        or_report(self.check_schema(report), report);
        let acts = self.check_acts(checked, verified, report);
        verified.acts = or_report(acts, report);
    }

    /// The seals of runs are those of their last postings.
    fn check_runs(&self, checked: &Checked, report: Reporter) -> Result<u64, LedgerError> {
        let runs: Vec<(RunId, Vec<u8>)> =
            self.rows("SELECT no, seal FROM run ORDER BY no", (), |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        let (mut before, mut last) = (seal::FIRST, RunId::default());
        for (run, seal) in &runs {
            if *run != last.after() {
                report(words::ledger::run_missing(last.after(), run.before()));
            }
            last = *run;
            // A run that posted nothing has the seal of the run before.
            let (posting, own) =
                checked.runs.get(run).copied().unwrap_or((PostingId::default(), before));
            if seal[..] != own {
                report(words::ledger::run_seal(run, posting));
            }
            before = own;
        }
        let known = |run: &RunId| runs.binary_search_by_key(run, |run| run.0).is_ok();
        for (run, (posting, _)) in checked.runs.iter().filter(|(run, _)| !known(run)) {
            report(words::ledger::run_unknown(run, posting));
        }
        Ok(runs.len() as u64)
    }

    /// Members point to their newest postings.
    fn check_members(&self, checked: &Checked, report: Reporter) -> Result<u64, LedgerError> {
        let mut look = || -> rusqlite::Result<()> {
            let mut members =
                self.db.prepare("SELECT no, id, posting, disposed FROM member ORDER BY no")?;
            let mut members = members.query(())?;
            while let Some(row) = members.next()? {
                let (no, posting): (MemberNumber, PostingId) = (row.get(0)?, row.get(2)?);
                let standing = checked.members.get(&no);
                let newest = standing.map(|standing| standing.posting);
                // A member who counts as disposed of would be paid once more.
                let is_gone = standing.is_some_and(|standing| standing.is_gone);
                if number(row, 3)? != i64::from(is_gone) && posting != PostingId::default() {
                    report(words::privacy::member_disposed_wrong(mask(&text(row, 1)?)));
                }
                match newest {
                    None => report(words::acts::member_of_nothing(mask(&text(row, 1)?))),
                    Some(newest) if newest != posting => {
                        report(words::ledger::member_points(mask(&text(row, 1)?), posting, newest));
                    }
                    Some(_) => {}
                }
            }
            Ok(())
        };
        look().map_err(|why| failed(self.path(), why))?;
        Ok(checked.members.len() as u64)
    }

    /// Payments are those in the entries.
    fn check_payments(&self, checked: &Checked, report: Reporter) -> Result<u64, LedgerError> {
        let (mut count, mut sums) = (0, HashMap::<MemberNumber, u64>::new());
        let mut look = || -> rusqlite::Result<()> {
            let mut payments = self.db.prepare(
                "SELECT run, member, amount FROM payment_in_force WHERE part_of IS NULL",
            )?;
            let mut payments = payments.query(())?;
            while let Some(row) = payments.next()? {
                let (run, member, amount): (RunId, MemberNumber, Unchecked) =
                    (row.get(0)?, row.get(1)?, row.get(2)?);
                let sum = sums.entry(member).or_default();
                *sum = sum.wrapping_add(print((run, "paid"), amount));
                count += 1;
            }
            Ok(())
        };
        look().map_err(|why| failed(self.path(), why))?;
        let posted = checked.members.iter().map(|(member, standing)| (*member, standing.payments));
        let posted: HashMap<MemberNumber, u64> = posted.collect();
        let differs = |member: &&MemberNumber| {
            let zero = &0;
            sums.get(member).unwrap_or(zero) != posted.get(member).unwrap_or(zero)
        };
        let all: BTreeSet<MemberNumber> = posted.keys().chain(sums.keys()).copied().collect();
        for member in all.iter().filter(differs) {
            self.report_payments(*member, report)?;
        }
        Ok(count)
    }

    /// In which run payments of a member are not what entries say.
    fn report_payments(&self, member: MemberNumber, report: Reporter) -> Result<(), LedgerError> {
        let sql = "SELECT run, sum(paid), sum(prepared) FROM \
                   (SELECT p.run run, e.amount paid, 0 prepared FROM posting p \
                   JOIN entry e ON e.posting = p.no WHERE p.member = ?1 AND e.kind = 'paid' \
                   UNION ALL SELECT run, 0, amount FROM payment_in_force WHERE member = ?1 \
                   AND part_of IS NULL) \
                   GROUP BY run HAVING sum(paid) <> sum(prepared)";
        let rows: Vec<(i64, Unchecked, Unchecked)> =
            self.rows(sql, [member], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let id = self.masked(member)?;
        for (run, paid, prepared) in rows {
            let (paid, prepared) = (self.shown(paid), self.shown(prepared));
            report(words::ledger::payment_differs(run, &id, prepared, paid));
        }
        Ok(())
    }

    /// Transfers of payments or releases that there are not.
    fn check_orphans(&self, report: Reporter) -> Result<u64, LedgerError> {
        let pairs = |sql| -> Result<Vec<(i64, i64)>, LedgerError> {
            self.rows(sql, (), |row| Ok((row.get(0)?, row.get(1)?)))
        };
        let sql = "SELECT no, payment FROM transfer WHERE payment NOT IN (SELECT no FROM payment)";
        let payments = pairs(sql)?;
        for (no, payment) in &payments {
            report(words::ledger::transfer_of_nothing(no, payment));
        }
        let sql = "SELECT no, coalesce(release, 0) FROM transfer WHERE kind = 'released' \
                   AND coalesce(release, 0) NOT IN (SELECT no FROM release)";
        let releases = pairs(sql)?;
        for (no, release) in &releases {
            report(words::ledger::transfer_of_no_release(no, release));
        }
        Ok((payments.len() + releases.len()) as u64)
    }

    /// Payments are released, confirmed or not, returned and released in turn, each time with what left.
    fn check_transfers(&self, report: Reporter) -> Result<u64, LedgerError> {
        let sql = "SELECT payment, kind, amount FROM transfer \
                   WHERE kind IN ('released', 'confirmed', 'returned') ORDER BY payment, no";
        let rows: Vec<(PaymentId, String, Unchecked)> =
            self.rows(sql, (), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        for one in rows.chunk_by(|a, b| a.0 == b.0) {
            let (mut before, mut left) = ("returned", Unchecked::ZERO);
            for (payment, kind, amount) in one {
                let in_turn = matches!(
                    (before, &**kind),
                    ("returned", "released")
                        | ("released", "confirmed" | "returned")
                        | ("confirmed", "returned")
                );
                if !in_turn {
                    report(words::ledger::transfers_out_of_turn(payment));
                    break;
                }
                if kind == "released" {
                    left = *amount;
                } else if *amount != left {
                    let (amount, left) = (self.shown(*amount), self.shown(left));
                    report(words::payments::transfer_differs(payment, kind, amount, left));
                }
                before = kind;
            }
        }
        Ok(rows.len() as u64)
    }

    /// Releases come to what their payments do.
    fn check_releases(&self, report: Reporter) -> Result<u64, LedgerError> {
        let sql = "SELECT r.run, r.payments, r.total, count(t.no), coalesce(sum(t.amount), 0) \
                   FROM release r LEFT JOIN transfer t ON t.release = r.no GROUP BY r.no";
        let rows: Vec<(RunId, i64, Unchecked, i64, Unchecked)> = self.rows(sql, (), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        })?;
        for (run, count, total, transfers, sum) in &rows {
            if (count, total) != (transfers, sum) {
                let (total, sum) = (self.shown(*total), self.shown(*sum));
                report(words::ledger::release_differs_from(run, count, total, transfers, sum));
            }
        }
        Ok(rows.len() as u64)
    }

    fn report_differences(&self, checked: &Checked, report: Reporter) -> Result<u64, LedgerError> {
        for posting in &checked.differing {
            self.report_difference(*posting, report)?;
        }
        Ok(checked.differing.len() as u64)
    }

    /// Which benefits of a posting are not what the posting before and the entries give.
    fn report_difference(&self, posting: PostingId, report: Reporter) -> Result<(), LedgerError> {
        let sql = "SELECT p.decisions, b.decisions, p.run, m.id FROM posting p \
                   LEFT JOIN posting b ON b.no = p.before LEFT JOIN member m ON m.no = p.member \
                   WHERE p.no = ?1";
        let rows = self.rows(sql, [posting], |row| {
            Ok((text(row, 0)?, text(row, 1)?, number(row, 2)?, text(row, 3)?))
        })?;
        let Some((now, before, run, member)) = rows.into_iter().next() else { return Ok(()) };
        let mut moved = benefits(&before);
        for (key, amount) in self.moved(posting)? {
            *moved.entry(key).or_default() += amount;
        }
        let decided = benefits(&now);
        let at = words::ledger::of_posting(run, posting, mask(&member));
        for key in moved.keys().chain(decided.keys()).collect::<BTreeSet<_>>() {
            let amount = |sums: &Sums| sums.get(key).copied().unwrap_or_default();
            let (moved, decided) = (amount(&moved), amount(&decided));
            if moved != decided {
                let [bill, plan, benefit] = key;
                let (moved, decided) = (self.shown(moved), self.shown(decided));
                let why = words::ledger::benefit_differs(mask(bill), plan, benefit, decided, moved);
                report(joined(&at, &why));
            }
        }
        Ok(())
    }

    /// What entries of a posting move by bill, plan and benefit.
    fn moved(&self, posting: PostingId) -> Result<Vec<([String; 3], Unchecked)>, LedgerError> {
        let sql = "SELECT bill_id, plan, benefit, amount FROM entry \
                   WHERE posting = ?1 AND kind IN ('due', 'reversal')";
        self.rows(sql, [posting], |row| {
            Ok(([text(row, 0)?, text(row, 1)?, text(row, 2)?], unchecked(row, 3)?))
        })
    }

    fn masked(&self, member: MemberNumber) -> Result<String, LedgerError> {
        let ids = self.rows("SELECT id FROM member WHERE no = ?1", [member], |row| text(row, 0))?;
        Ok(ids.first().map_or_else(|| format!("#{member}"), |id| mask(id)))
    }

    /// An amount, in minor units where the currency is not known any more.
    pub(super) fn shown(&self, amount: Unchecked) -> String {
        self.show(amount.money()).unwrap_or_else(|_| amount.to_string())
    }
}

/// Amounts by bill, plan and benefit.
type Sums = BTreeMap<[String; 3], Unchecked>;

/// What decisions pay.
fn benefits(decisions: &str) -> Sums {
    let mut sums = Sums::new();
    for one in Decided::read(decisions).unwrap_or_default() {
        for (benefit, amount) in one.benefits {
            let key = [one.bill_id.clone(), one.plan.clone(), benefit];
            *sums.entry(key).or_default() += amount.into();
        }
    }
    sums
}
