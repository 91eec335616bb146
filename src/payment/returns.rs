//! What the bank sends back: payments that it could not make. They are in hand again, and leave again, as
//! far as they are due then, when their payee is changed or the office asks for it.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use super::at_bank::{last_way, read_before};
use super::debts::OWING;
use super::error::PaymentError;
use super::withdraw::take_from_hand;
use crate::claim::{is_scientific, loses_digits};
use crate::date::Day;
use crate::ledger::small_csv::{SmallCsv, at};
use crate::ledger::{
    About, ActKind, Deed, Ledger, LedgerError, MemberNumber, PaymentId, Signed, alone,
};
use crate::money::Money;
use crate::words::{self, Sentence};

/// The columns of the bank's file; the amount may be left out, and is what left where it is there. A file with
/// results is read by another command.
const COLUMNS: [&str; 4] = ["payment_id", "reason", "amount", "result"];
const NEEDED: usize = 2;

/// What became of the bank's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnsRead {
    /// Payments that came back.
    pub returned: u64,
    /// What they come to.
    pub total: Money,
    /// Those that the bank had confirmed, by id, and the day on which it had.
    pub confirmed: Vec<(String, Day)>,
    /// People to whom they were who owe something: what came back counts against it once a night was run.
    pub of_debtors: u64,
    /// The day on which the same file was read before: nothing is done then.
    pub before: Option<Day>,
}

impl ReturnsRead {
    /// Nothing was done.
    pub(super) fn nothing(before: Option<Day>) -> ReturnsRead {
        let (confirmed, of_debtors) = (Vec::new(), 0);
        ReturnsRead { returned: 0, total: Money::ZERO, confirmed, of_debtors, before }
    }

    /// What came back, of which so many people owe something.
    pub(super) fn of(back: Vec<Back>, of_debtors: u64) -> ReturnsRead {
        let (returned, total) = (back.len() as u64, back.iter().map(|back| back.amount).sum());
        let confirmed = back.into_iter().filter_map(|one| Some((one.id, one.confirmed?))).collect();
        ReturnsRead { returned, total, confirmed, of_debtors, before: None }
    }
}

/// A payment as a row of the bank's file names it.
pub(super) struct Back {
    pub(super) no: PaymentId,
    pub(super) id: String,
    pub(super) amount: Money,
    pub(super) reason: String,
    /// The day on which the bank had confirmed it.
    pub(super) confirmed: Option<Day>,
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
    if paper.rows.iter().any(|(_, [.., result])| !result.is_empty()) {
        return Err(alone(words::payments::results_not_returns(path.display())));
    }
    if let Some(day) = read_before(ledger, &paper.sha256).map_err(alone)? {
        return Ok(ReturnsRead::nothing(Some(day)));
    }
    ledger.is_open(act.on).map_err(alone)?;
    let back = back(ledger, path, &paper, act.on, once_more)?;
    let of_debtors = of_debtors(ledger, &back).map_err(alone)?;
    ledger.act(act, |ledger| keep_returns(ledger, &back, &paper.sha256, act)).map_err(alone)?;
    Ok(ReturnsRead::of(back, of_debtors))
}

/// How many people owe something to whom these payments were.
pub(super) fn of_debtors(ledger: &Ledger, back: &[Back]) -> Result<u64, LedgerError> {
    let owing = ledger.rows(&format!("SELECT m.no FROM {OWING}"), (), |row| row.get(0))?;
    let owing: BTreeSet<MemberNumber> = owing.into_iter().collect();
    let mut people: BTreeSet<BTreeSet<MemberNumber>> = BTreeSet::new();
    for one in back.iter().filter(|_| !owing.is_empty()) {
        let sql = "SELECT member FROM payment WHERE no = ?1";
        let member: Vec<MemberNumber> = ledger.rows(sql, [one.no], |row| row.get(0))?;
        let person = ledger.with_same(&member)?;
        people.extend((!person.is_disjoint(&owing)).then_some(person));
    }
    Ok(people.len() as u64)
}

fn back(
    ledger: &Ledger,
    path: &Path,
    paper: &SmallCsv<4>,
    on: Day,
    once_more: bool,
) -> Result<Vec<Back>, Vec<Sentence>> {
    let (mut back, mut wrong, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for (line, [id, reason, amount, _]) in &paper.rows {
        let one = one_back(ledger, id, reason, on).and_then(|one| {
            is_all_of_it(ledger, &one, amount)?;
            if once_more { Ok(one) } else { is_new(ledger, one) }
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
pub(super) fn is_all_of_it(ledger: &Ledger, back: &Back, amount: &str) -> Result<(), PaymentError> {
    let (_, currency) = ledger.kept_in()?;
    if amount.is_empty() || currency.parse(amount).is_ok_and(|all| all == back.amount) {
        return Ok(());
    }
    Err(words::payments::back_in_part(&back.id, amount, ledger.show(back.amount)?).into())
}

/// Makes sure that a payment did not come back for the same reason before, and was sent since: an old
/// file says the same.
pub(super) fn is_new(ledger: &Ledger, back: Back) -> Result<Back, PaymentError> {
    let sql = "SELECT happened_on FROM transfer WHERE payment = ?1 AND kind = 'returned' \
               AND reason = ?2 ORDER BY no DESC LIMIT 1";
    let before: Vec<Day> = ledger.rows(sql, (back.no, &back.reason), |row| row.get(0))?;
    match before.first() {
        Some(day) => Err(words::payments::back_once_more(&back.id, day).into()),
        None => Ok(back),
    }
}

/// The payment that has an id in the bank's file.
pub(super) fn numbered(ledger: &Ledger, id: &str) -> Result<PaymentId, PaymentError> {
    let sql = "SELECT no FROM payment WHERE id = ?1";
    let no: Vec<PaymentId> = ledger.rows(sql, [id], |row| row.get(0))?;
    let unknown = || match is_scientific(id) || loses_digits(id) {
        true => words::data::spoiled_number(id),
        false => words::ledger::return_unknown(id),
    };
    Ok(*no.first().ok_or_else(unknown)?)
}

/// The payment of a row, or why it cannot have come back.
pub(super) fn one_back(
    ledger: &Ledger,
    id: &str,
    reason: &str,
    on: Day,
) -> Result<Back, PaymentError> {
    if reason.is_empty() {
        return Err(words::ledger::return_without_reason(id).into());
    }
    let no = numbered(ledger, id)?;
    let way = last_way(ledger, no)?.ok_or_else(|| words::ledger::return_unreleased(id))?;
    match (way.returned, way.confirmed) {
        (Some(_), _) => Err(words::ledger::return_again(id).into()),
        _ if on < way.on => Err(words::payments::returned_before(id, on, way.on).into()),
        (_, Some(day)) if on < day => {
            Err(words::payments::returned_before_confirmed(id, on, day).into())
        }
        (_, confirmed) => {
            let (id, reason) = (id.to_owned(), reason.to_owned());
            Ok(Back { no, id, amount: way.amount, reason, confirmed })
        }
    }
}

fn keep_returns(
    ledger: &Ledger,
    back: &[Back],
    file: &str,
    act: &Signed,
) -> Result<((), Option<Deed>), PaymentError> {
    book_returns(ledger, back, file, act)?;
    let total = back.iter().map(|back| back.amount).sum();
    let after = Deed::payments(&ledger.show(total)?, back.len());
    Ok(((), Some(Deed::new(ActKind::Returned, About::File, file).changing("", after))))
}

/// Books that payments came back: they are in hand again.
pub(super) fn book_returns(
    ledger: &Ledger,
    back: &[Back],
    file: &str,
    act: &Signed,
) -> Result<(), LedgerError> {
    let sql = "INSERT INTO transfer(payment, kind, amount, file, happened_on, author, reason, \
               login) VALUES(?1, 'returned', ?2, ?3, ?4, ?5, ?6, ?7)";
    for one in back {
        take_from_hand(ledger, one.no, -one.amount)?;
        let row = (one.no, one.amount, file, &act.on, &act.by, &one.reason, &act.login);
        ledger.run(sql, row)?;
    }
    Ok(())
}
