//! Checks before a release: what is unusual stops it until its author gives a reason.

use rust_decimal::Decimal;
use serde_json::Value;

use super::error::PaymentError;
use super::ready::Ready;
use crate::ledger::{Ledger, RunId};
use crate::money::{Factor, Money, Rate};
use crate::words::{self, Sentence};

/// What is not usual any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReleaseChecks {
    /// A total above so many times the median of the last releases.
    pub total_above: Factor,
    /// A payment above so many times the largest that was ever released.
    pub largest_above: Factor,
    /// More than this share of the run's rows rejected.
    pub rejects_above: Rate,
    /// Members fewer by more than this share than in the run before.
    pub members_down: Rate,
}

impl Default for ReleaseChecks {
    fn default() -> ReleaseChecks {
        let (times, share) = ("3".parse::<Factor>(), "5%".parse::<Rate>());
        let times = times.expect("a factor");
        let share = share.expect("a rate");
        ReleaseChecks {
            total_above: times,
            largest_above: times,
            rejects_above: share,
            members_down: share,
        }
    }
}

/// So many last releases are what is usual.
const USUAL: i64 = 30;

/// What is not usual about a release: nothing where all is, or there was none before.
pub(crate) fn stops(
    ledger: &Ledger,
    run: RunId,
    ready: &[Ready],
    checks: &ReleaseChecks,
) -> Result<Vec<Sentence>, PaymentError> {
    let stops = [
        total_stops(ledger, ready, checks.total_above)?,
        largest_stops(ledger, ready, checks.largest_above)?,
        rejects_stop(ledger, run, checks.rejects_above)?,
        members_stop(ledger, run, checks.members_down)?,
    ];
    Ok(stops.into_iter().flatten().collect())
}

fn total_stops(
    ledger: &Ledger,
    ready: &[Ready],
    most: Factor,
) -> Result<Option<Sentence>, PaymentError> {
    // A release of nothing is no measure of what is usual.
    let sql = "SELECT total FROM release WHERE payments > 0 ORDER BY no DESC LIMIT ?1";
    let mut totals: Vec<Money> = ledger.rows(sql, [USUAL], |row| row.get(0))?;
    let total: Money = ready.iter().map(|ready| ready.amount).sum();
    let Some(median) = median(&mut totals) else { return Ok(None) };
    let stops = minor(total) > most.decimal() * median;
    let median = Money::from_minor(i64::try_from(median.round()).unwrap_or(i64::MAX));
    Ok(stops.then_some(words::ledger::total_stops(
        ledger.show(total)?,
        most.decimal(),
        ledger.show(median)?,
    )))
}

fn largest_stops(
    ledger: &Ledger,
    ready: &[Ready],
    most: Factor,
) -> Result<Option<Sentence>, PaymentError> {
    let sql = "SELECT max(amount) FROM transfer WHERE kind = 'released'";
    let (before, largest) =
        (ledger.one::<Option<Money>>(sql)?, ready.iter().map(|one| one.amount).max());
    let (Some(before), Some(largest)) = (before, largest) else { return Ok(None) };
    let stops = minor(largest) > most.decimal() * minor(before);
    Ok(stops.then_some(words::ledger::largest_stops(
        ledger.show(largest)?,
        most.decimal(),
        ledger.show(before)?,
    )))
}

fn rejects_stop(ledger: &Ledger, run: RunId, most: Rate) -> Result<Option<Sentence>, PaymentError> {
    let Some([manifest, summary]) = told(ledger, run)? else { return Ok(None) };
    let inputs = manifest["inputs"].as_array();
    let rows = inputs.into_iter().flatten().filter_map(|one| one["rows"].as_u64());
    let rows = rows.fold(0, u64::saturating_add);
    let rejected = summary["rejected_rows"].as_u64().unwrap_or(0);
    let stops = Decimal::from(rejected) > most.decimal() * Decimal::from(rows);
    Ok(stops.then(|| words::ledger::rejects_stop(run, rejected, rows, percent(most))))
}

fn members_stop(ledger: &Ledger, run: RunId, most: Rate) -> Result<Option<Sentence>, PaymentError> {
    let members = |run| -> Result<Option<u64>, PaymentError> {
        Ok(told(ledger, run)?.and_then(|[_, summary]| summary["members"].as_u64()))
    };
    let before = ledger.night_before(run)?.map(members).transpose()?.flatten();
    let (Some(before), Some(now)) = (before, members(run)?) else { return Ok(None) };
    let least = most.rest().decimal() * Decimal::from(before);
    let stops = Decimal::from(now) < least;
    Ok(stops.then(|| words::ledger::members_stop(run, now, before, percent(most))))
}

/// The manifest and summary of a run.
fn told(ledger: &Ledger, run: RunId) -> Result<Option<[Value; 2]>, PaymentError> {
    let sql = "SELECT manifest, summary FROM run WHERE no = ?1";
    let rows =
        ledger.rows(sql, [run], |row| Ok([row.get::<_, String>(0)?, row.get::<_, String>(1)?]))?;
    let read = |text: String| serde_json::from_str(&text).unwrap_or(Value::Null);
    Ok(rows.into_iter().next().map(|texts| texts.map(read)))
}

/// The one in the middle, or half way between the two that are.
fn median(amounts: &mut [Money]) -> Option<Decimal> {
    amounts.sort_unstable();
    let (low, high) = (amounts.get(amounts.len().checked_sub(1)? / 2)?, amounts[amounts.len() / 2]);
    Some((minor(*low) + minor(high)) / Decimal::TWO)
}

/// The minor units of an amount, to be multiplied.
fn minor(amount: Money) -> Decimal {
    Decimal::from(amount.minor())
}

fn percent(share: Rate) -> String {
    format!("{}%", (share.decimal() * Decimal::ONE_HUNDRED).normalize())
}
