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
    /// A list of all members shorter by more than this share than the last one.
    pub members_down: Rate,
    /// More than this share of the members paid less than was decided before.
    pub lowered_above: Rate,
}

impl Default for ReleaseChecks {
    fn default() -> ReleaseChecks {
        let (times, share) = ("3".parse::<Factor>(), "5%".parse::<Rate>());
        let times = times.expect("three is a factor");
        let share = share.expect("5% is a rate");
        ReleaseChecks {
            total_above: times,
            largest_above: times,
            rejects_above: share,
            members_down: share,
            lowered_above: share,
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
        lowered_stop(ledger, run, checks.lowered_above)?,
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
    // What leaves to several payees leaves as several payments.
    let parts = ready.iter().flat_map(|one| one.to.split(one.amount)).map(|(_, amount)| amount);
    let (before, largest) = (ledger.one::<Option<Money>>(sql)?, parts.max());
    let (Some(before), Some(largest)) = (before, largest) else { return Ok(None) };
    let stops = minor(largest) > most.decimal() * minor(before);
    Ok(stops.then_some(words::ledger::largest_stops(
        ledger.show(largest)?,
        most.decimal(),
        ledger.show(before)?,
    )))
}

fn rejects_stop(ledger: &Ledger, run: RunId, most: Rate) -> Result<Option<Sentence>, PaymentError> {
    let Some([manifest, summary]) = totals_of(ledger, run)? else { return Ok(None) };
    let inputs = manifest["inputs"].as_array();
    let rows = inputs.into_iter().flatten().filter_map(|one| one["rows"].as_u64());
    let rows = rows.fold(0, u64::saturating_add);
    let rejected = summary["rejected_rows"].as_u64().unwrap_or(0);
    let stops = Decimal::from(rejected) > most.decimal() * Decimal::from(rows);
    Ok(stops.then(|| words::ledger::rejects_stop(run, rejected, rows, percent(most))))
}

/// What came in a file of members: usable rows, and how many of them say what was known before.
struct Came {
    rows: u64,
    known: u64,
}

impl Came {
    /// Whether the file lists all members, and not only what is new of some.
    fn is_list(&self) -> bool {
        self.rows > 0 && self.known >= self.rows - self.known
    }
}

/// Stops where a night brought a list of all members that is far shorter than the last one: it was cut off, or a
/// department is left out. A file that brings only what is new does not show how many there are.
fn members_stop(ledger: &Ledger, run: RunId, most: Rate) -> Result<Option<Sentence>, PaymentError> {
    let now = totals_of(ledger, run)?.and_then(|[_, summary]| came(&summary));
    let now = now.filter(Came::is_list);
    let (Some(now), Some((earlier, before))) = (now, last_list(ledger, run)?) else {
        return Ok(None);
    };
    let stops = Decimal::from(now.rows) < most.rest().decimal() * Decimal::from(before);
    Ok(stops.then(|| words::ledger::members_stop(run, now.rows, earlier, before, percent(most))))
}

/// The newest run before this one that brought a list, and how many rows that had. The first night of all brings
/// one, of which nothing was known.
fn last_list(ledger: &Ledger, run: RunId) -> Result<Option<(RunId, u64)>, PaymentError> {
    let sql = "SELECT no, summary FROM run_in_force WHERE no < ?1 ORDER BY no DESC";
    let runs: Vec<(RunId, String)> =
        ledger.rows(sql, [run], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let first = runs.last().map(|(no, _)| *no);
    let mut lists = runs.into_iter().filter_map(|(no, summary)| {
        let came = came(&read(summary))?;
        (came.is_list() || first == Some(no)).then_some((no, came.rows))
    });
    Ok(lists.next())
}

/// What came in the file of members of a run, by its summary.
fn came(summary: &Value) -> Option<Came> {
    let of = |count: &str| summary["tonight"]["members"][count].as_u64();
    Some(Came { rows: of("rows")?.saturating_sub(of("rejected")?), known: of("known")? })
}

/// So many lowered members are looked at one by one, in changes.csv: of a small office they are soon a large share.
const LOOKED_AT_EACH: u64 = 10;

/// Stops where a run lowered what was decided before for many members: rules or a file are likely not those that were
/// meant.
fn lowered_stop(ledger: &Ledger, run: RunId, most: Rate) -> Result<Option<Sentence>, PaymentError> {
    let Some([_, summary]) = totals_of(ledger, run)? else { return Ok(None) };
    let lowered = summary["less"]["members"].as_u64().unwrap_or(0);
    let by = summary["less"]["amount"].as_str().unwrap_or_default();
    let members = u64::try_from(ledger.ids()?).unwrap_or(0);
    let is_share = Decimal::from(lowered) > most.decimal() * Decimal::from(members);
    let stops = lowered > LOOKED_AT_EACH && is_share;
    Ok(stops.then(|| words::ledger::lowered_stop(run, lowered, members, by, percent(most))))
}

/// The manifest and summary of a run.
fn totals_of(ledger: &Ledger, run: RunId) -> Result<Option<[Value; 2]>, PaymentError> {
    let sql = "SELECT manifest, summary FROM run WHERE no = ?1";
    let rows =
        ledger.rows(sql, [run], |row| Ok([row.get::<_, String>(0)?, row.get::<_, String>(1)?]))?;
    Ok(rows.into_iter().next().map(|texts| texts.map(read)))
}

/// JSON of the ledger's own; nothing where it is none.
fn read(text: String) -> Value {
    serde_json::from_str(&text).unwrap_or(Value::Null)
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
