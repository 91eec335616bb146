//! What the bank sends back: payments that it could not make. They are in hand again, and leave again, as
//! far as they are due then, when their payee is changed or the office asks for it.

use std::collections::HashSet;
use std::path::Path;

use super::error::PaymentError;
use super::withdraw::take_from_hand;
use crate::claim::{is_scientific, loses_digits};
use crate::date::Day;
use crate::ledger::small_csv::{SmallCsv, at};
use crate::ledger::{About, ActKind, Deed, Ledger, PaymentId, Signed, alone};
use crate::money::Money;
use crate::words::{self, Sentence};

/// The columns of the bank's file; the amount may be left out, and is what left where it is there.
const COLUMNS: [&str; 3] = ["payment_id", "reason", "amount"];
const NEEDED: usize = 2;

/// What became of the bank's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnsRead {
    /// Payments that came back.
    pub returned: u64,
    /// What they come to.
    pub total: Money,
    /// The day on which the same file was read before: nothing is done then.
    pub before: Option<Day>,
}

/// A payment as a row of the bank's file names it.
struct Back {
    no: PaymentId,
    amount: Money,
    reason: String,
}

/// Reads a file of payments that came back: all of it, or nothing where a row is not right.
///
/// # Errors
///
/// Every row that is not right, with its line and what to do.
pub fn read_returns(
    ledger: &mut Ledger,
    path: &Path,
    act: &Signed,
    once_more: bool,
) -> Result<ReturnsRead, Vec<Sentence>> {
    let paper = SmallCsv::read_some(path, COLUMNS, NEEDED)?;
    if let Some(day) = read_before(ledger, &paper).map_err(alone)? {
        return Ok(ReturnsRead { returned: 0, total: Money::ZERO, before: Some(day) });
    }
    ledger.is_open(act.on).map_err(alone)?;
    let back = back(ledger, path, &paper, act.on, once_more)?;
    ledger.act(act, |ledger| keep_returns(ledger, &back, &paper.sha256, act)).map_err(alone)?;
    let total = back.iter().map(|back| back.amount).sum();
    Ok(ReturnsRead { returned: back.len() as u64, total, before: None })
}

/// The day on which the same file was read before, where nothing of it was sent since.
fn read_before(ledger: &Ledger, paper: &SmallCsv<3>) -> Result<Option<Day>, PaymentError> {
    let sql = "SELECT max(happened_on) FROM transfer WHERE file = ?1";
    let day: Vec<Option<Day>> = ledger.rows(sql, [&paper.sha256], |row| row.get(0))?;
    let Some(day) = day.into_iter().next().flatten() else { return Ok(None) };
    for (_, [id, ..]) in &paper.rows {
        let sql = "SELECT t.kind FROM payment p JOIN transfer t ON t.payment = p.no \
                   WHERE p.id = ?1 AND t.kind IN ('released', 'returned') \
                   ORDER BY t.no DESC LIMIT 1";
        let kinds: Vec<String> = ledger.rows(sql, [id], |row| row.get(0))?;
        if kinds.first().is_some_and(|kind| kind == "released") {
            return Ok(None);
        }
    }
    Ok(Some(day))
}

fn back(
    ledger: &Ledger,
    path: &Path,
    paper: &SmallCsv<3>,
    on: Day,
    once_more: bool,
) -> Result<Vec<Back>, Vec<Sentence>> {
    let (mut back, mut wrong, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for (line, [id, reason, amount]) in &paper.rows {
        let one = one_back(ledger, id, reason, on).and_then(|one| {
            is_all_of_it(ledger, &one, id, amount)?;
            if once_more { Ok(one) } else { is_new(ledger, one, id) }
        });
        let why = match one {
            _ if !seen.insert(id) => words::ledger::return_twice(id),
            Ok(one) => {
                back.push(one);
                continue;
            }
            Err(why) => why.sentence(),
        };
        wrong.push(at(path, *line, &why));
    }
    if wrong.is_empty() { Ok(back) } else { Err(wrong) }
}

/// Makes sure that an amount in the file, if there is one, is what left: what comes back in part is not
/// the payment.
fn is_all_of_it(ledger: &Ledger, back: &Back, id: &str, amount: &str) -> Result<(), PaymentError> {
    let (_, currency) = ledger.kept_in()?;
    if amount.is_empty() || currency.parse(amount).is_ok_and(|all| all == back.amount) {
        return Ok(());
    }
    Err(words::payments::back_in_part(id, amount, ledger.show(back.amount)?).into())
}

/// Makes sure that a payment did not come back for the same reason before, and was sent since: an old
/// file says the same.
fn is_new(ledger: &Ledger, back: Back, id: &str) -> Result<Back, PaymentError> {
    let sql = "SELECT happened_on FROM transfer WHERE payment = ?1 AND kind = 'returned' \
               AND reason = ?2 ORDER BY no DESC LIMIT 1";
    let before: Vec<Day> = ledger.rows(sql, (back.no, &back.reason), |row| row.get(0))?;
    match before.first() {
        Some(day) => Err(words::payments::back_once_more(id, day).into()),
        None => Ok(back),
    }
}

/// The payment of a row, or why it cannot have come back.
fn one_back(ledger: &Ledger, id: &str, reason: &str, on: Day) -> Result<Back, PaymentError> {
    if reason.is_empty() {
        return Err(words::ledger::return_without_reason(id).into());
    }
    let sql = "SELECT no FROM payment WHERE id = ?1";
    let no: Vec<PaymentId> = ledger.rows(sql, [id], |row| row.get(0))?;
    let unknown = || match is_scientific(id) || loses_digits(id) {
        true => words::data::spoiled_number(id),
        false => words::ledger::return_unknown(id),
    };
    let &no = no.first().ok_or_else(unknown)?;
    let sql = "SELECT kind, amount, happened_on FROM transfer WHERE payment = ?1 \
               AND kind IN ('released', 'returned') ORDER BY no DESC LIMIT 1";
    let last: Vec<(String, Money, Day)> =
        ledger.rows(sql, [no], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    match last.into_iter().next() {
        None => Err(words::ledger::return_unreleased(id).into()),
        Some((kind, ..)) if kind != "released" => Err(words::ledger::return_again(id).into()),
        Some((_, _, released)) if on < released => {
            Err(words::payments::returned_before(id, on, released).into())
        }
        Some((_, amount, _)) => Ok(Back { no, amount, reason: reason.to_owned() }),
    }
}

fn keep_returns(
    ledger: &Ledger,
    back: &[Back],
    file: &str,
    act: &Signed,
) -> Result<((), Option<Deed>), PaymentError> {
    let sql = "INSERT INTO transfer(payment, kind, amount, file, happened_on, author, reason, \
               login) VALUES(?1, 'returned', ?2, ?3, ?4, ?5, ?6, ?7)";
    let day = act.on;
    for one in back {
        take_from_hand(ledger, one.no, -one.amount)?;
        ledger.run(sql, (one.no, one.amount, file, &day, &act.by, &one.reason, &act.login))?;
    }
    let total = back.iter().map(|back| back.amount).sum();
    let after = Deed::payments(&ledger.show(total)?, back.len());
    Ok(((), Some(Deed::new(ActKind::Returned, About::File, file).changing("", after))))
}
