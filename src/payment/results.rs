//! The bank's result file: payments that it made are *confirmed*, which moves no money; the others came back.

use std::collections::HashMap;
use std::path::Path;

use super::at_bank::{LastWay, ReleaseNo, last_way, read_before};
use super::error::PaymentError;
use super::returns::{Back, ReturnsRead, book_returns, is_all_of_it, is_new, numbered, one_back};
use crate::date::Day;
use crate::ledger::small_csv::{SmallCsv, at};
use crate::ledger::{
    About, ActKind, Deed, Ledger, LedgerError, Name, PaymentId, RunId, Signed, alone,
};
use crate::money::Money;
use crate::words::{self, Lang, Sentence};

/// The columns of the bank's file; a row names its payment by id, or by its serial number in the file of a release.
const COLUMNS: [&str; 6] = ["result", "payment_id", "serial", "reason", "amount", "account"];
const NEEDED: usize = 1;

/// How a result file is read.
#[derive(Clone, Debug, Default)]
pub struct ResultOrder {
    /// What the bank says of a payment that it made; where this is empty, `success` in each language.
    pub ok: Vec<String>,
    /// What it says of one that it could not make; where this is empty, `failed` in each language. A file that says
    /// anything else is refused: what is not final yet would be paid twice if it were taken for a return.
    pub failed: Vec<String>,
    /// The run whose release the serial numbers are of.
    pub run: Option<RunId>,
    /// Which release of the run, from 1; may be left out where there is one.
    pub release: Option<usize>,
    /// Whether payments came back once more, for the same reason as before.
    pub once_more: bool,
}

/// What became of a result file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultsRead {
    /// Payments that the bank made.
    pub confirmed: u64,
    /// What they come to.
    pub total: Money,
    /// Payments that came back.
    pub returned: ReturnsRead,
    /// The day on which the same file was read before: nothing is done then.
    pub before: Option<Day>,
}

/// A payment that the bank made.
struct Made {
    no: PaymentId,
    amount: Money,
    reason: String,
}

/// All that a file says.
#[derive(Default)]
struct Said {
    made: Vec<Made>,
    back: Vec<Back>,
}

/// Reads a result file: all of it, or nothing where a row is not right.
///
/// # Errors
///
/// Every row that is not right, with its line and what to do.
pub fn read_results(
    ledger: &mut Ledger,
    path: &Path,
    act: &Signed,
    order: &ResultOrder,
) -> Result<ResultsRead, Vec<Sentence>> {
    let paper = SmallCsv::read_some(path, COLUMNS, NEEDED)?;
    let before = read_before(ledger, &paper.sha256).map_err(alone)?;
    if before.is_some() {
        let returned = ReturnsRead::nothing(before);
        return Ok(ResultsRead { confirmed: 0, total: Money::ZERO, returned, before });
    }
    ledger.is_open(act.on).map_err(alone)?;
    let said = said(ledger, path, &paper, act.on, order)?;
    ledger.act(act, |ledger| keep_results(ledger, &said, &paper.sha256, act)).map_err(alone)?;
    let (confirmed, total) = (said.made.len() as u64, said.total());
    Ok(ResultsRead { confirmed, total, returned: ReturnsRead::of(said.back), before: None })
}

impl Said {
    fn total(&self) -> Money {
        self.made.iter().map(|made| made.amount).sum()
    }
}

fn said(
    ledger: &Ledger,
    path: &Path,
    paper: &SmallCsv<6>,
    on: Day,
    order: &ResultOrder,
) -> Result<Said, Vec<Sentence>> {
    let by_serial = |(_, [_, _, serial, ..]): &(u64, [String; 6])| !serial.is_empty();
    let release = match paper.rows.iter().any(by_serial) {
        true => Some(Release::of(ledger, order).map_err(alone)?),
        false => None,
    };
    let reader = Reader { ledger, release, on, order };
    let (mut said, mut wrong, mut seen) = (Said::default(), Vec::new(), HashMap::new());
    for (line, cells) in &paper.rows {
        let mut read = |cells: &[String; 6]| -> Result<(), PaymentError> {
            let row = reader.row(cells)?;
            match seen.insert(row.id.clone(), row.is_ok) {
                Some(other) if other != row.is_ok => {
                    return Err(words::payments::result_both(&row.id).into());
                }
                Some(_) => return Err(words::ledger::return_twice(&row.id).into()),
                None => {}
            }
            match row.is_ok {
                true => said.made.push(reader.made(&row)?),
                false => said.back.push(reader.back(&row)?),
            }
            Ok(())
        };
        if let Err(why) = read(cells) {
            wrong.push(at(path, *line, &why.sentence()));
        }
    }
    if wrong.is_empty() { Ok(said) } else { Err(wrong) }
}

/// A release, with the ids of the payments in its file, in their order.
struct Release {
    file: ReleaseNo,
    run: RunId,
    ids: Vec<String>,
}

impl Release {
    /// The release that the serial numbers are of.
    fn of(ledger: &Ledger, order: &ResultOrder) -> Result<Release, PaymentError> {
        let run = order.run.ok_or_else(words::payments::serial_without_run)?;
        let sql = "SELECT no, happened_on, payments, total FROM release WHERE run = ?1 ORDER BY no";
        let releases: Vec<(ReleaseNo, Day, i64, Money)> = ledger
            .rows(sql, [run], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
        let no = match (&releases[..], order.release) {
            ([], _) => return Err(words::payments::run_not_released(run).into()),
            ([(no, ..)], None) => *no,
            (several, Some(nth)) => match nth.checked_sub(1).and_then(|at| several.get(at)) {
                Some((no, ..)) => *no,
                None => {
                    return Err(words::payments::no_such_release(run, nth, several.len()).into());
                }
            },
            (several, None) => {
                let mut list = Vec::new();
                for (at, (_, day, payments, total)) in several.iter().enumerate() {
                    let total = ledger.show(*total)?;
                    list.push(words::payments::release_item(at + 1, day, payments, total));
                }
                return Err(words::payments::which_release(run, Sentence::list(&list)).into());
            }
        };
        let sql = "SELECT p.id FROM transfer t JOIN payment p ON p.no = t.payment \
                   WHERE t.release = ?1 ORDER BY t.no";
        Ok(Release { file: no, run, ids: ledger.rows(sql, [no], |row| row.get(0))? })
    }

    /// The id of the payment in a row of its file.
    fn id(&self, serial: &str) -> Result<&str, PaymentError> {
        let at = serial.parse::<usize>().ok().and_then(|serial| serial.checked_sub(1));
        let id = at.and_then(|at| self.ids.get(at));
        let unknown = || words::payments::serial_unknown(serial, self.run, self.ids.len());
        Ok(id.ok_or_else(unknown)?)
    }
}

/// A row whose payment is known.
struct Row<'r> {
    id: String,
    is_ok: bool,
    /// Whether a serial number names it.
    by_serial: bool,
    result: &'r str,
    reason: &'r str,
    amount: &'r str,
    account: &'r str,
}

/// Whether a result is one of those that are named, or, where none is, the usual one in either language.
fn says(result: &str, named: &[String], usual: &Sentence) -> bool {
    match named {
        [] => [Lang::English, Lang::Chinese].iter().any(|lang| usual.text(*lang) == result),
        named => named.iter().any(|name| name == result),
    }
}

/// What the rows of a file are held to.
struct Reader<'r> {
    ledger: &'r Ledger,
    release: Option<Release>,
    on: Day,
    order: &'r ResultOrder,
}

impl Reader<'_> {
    fn row<'r>(&self, cells: &'r [String; 6]) -> Result<Row<'r>, PaymentError> {
        let [result, id, serial, reason, amount, account] = cells;
        let by_serial = match (&self.release, serial.is_empty()) {
            (Some(release), false) => Some(release.id(serial)?),
            _ => None,
        };
        let id = match by_serial {
            None if id.is_empty() => return Err(words::payments::result_of_nothing().into()),
            None => id,
            Some(own) if !id.is_empty() && own != id => {
                return Err(words::payments::serial_differs(serial, own, id).into());
            }
            Some(own) => own,
        };
        if result.is_empty() {
            return Err(words::payments::result_empty(id).into());
        }
        let is_ok = says(result, &self.order.ok, &words::payments::succeeded());
        if !is_ok && !says(result, &self.order.failed, &words::payments::failed()) {
            return Err(words::payments::result_unknown(id, result).into());
        }
        let (id, by_serial) = (id.to_owned(), by_serial.is_some());
        Ok(Row { id, is_ok, by_serial, result, reason, amount, account })
    }

    /// The payment of a row that succeeded, or why it cannot have.
    fn made(&self, row: &Row) -> Result<Made, PaymentError> {
        let (ledger, id) = (self.ledger, &row.id);
        let no = numbered(ledger, id)?;
        let way = last_way(ledger, no)?.ok_or_else(|| words::payments::result_unreleased(id))?;
        self.is_of_last_way(row, &way)?;
        if let Some(day) = way.returned {
            return Err(words::payments::confirmed_after_return(id, day).into());
        }
        if let Some(day) = way.confirmed {
            return Err(words::payments::confirmed_again(id, day).into());
        }
        if self.on < way.on {
            return Err(words::payments::confirmed_before(id, self.on, way.on).into());
        }
        let (_, currency) = ledger.kept_in()?;
        let is_all = row.amount.is_empty()
            || currency.parse(row.amount).is_ok_and(|amount| amount == way.amount);
        match is_all {
            true => Ok(Made { no, amount: way.amount, reason: row.reason.to_owned() }),
            false => {
                let left = ledger.show(way.amount)?;
                Err(words::payments::confirmed_in_part(id, row.amount, left).into())
            }
        }
    }

    /// The payment of a row that failed, by the way of every return.
    fn back(&self, row: &Row) -> Result<Back, PaymentError> {
        let (ledger, id) = (self.ledger, &row.id);
        if let Some(way) = last_way(ledger, numbered(ledger, id)?)? {
            self.is_of_last_way(row, &way)?;
        }
        let reason = if row.reason.is_empty() { row.result } else { row.reason };
        let back = one_back(ledger, id, reason, self.on)?;
        is_all_of_it(ledger, &back, row.amount)?;
        if self.order.once_more { Ok(back) } else { is_new(ledger, back) }
    }

    /// Makes sure that a row speaks of the last time that the payment left, and of the account of then.
    fn is_of_last_way(&self, row: &Row, way: &LastWay) -> Result<(), PaymentError> {
        if let Some(release) = self.release.as_ref().filter(|_| row.by_serial)
            && release.file != way.release
        {
            return Err(words::payments::result_of_earlier(&row.id, way.on).into());
        }
        let (given, own) = (letters(row.account), letters(&way.account));
        // What is masked stands before the ending.
        let ending = given.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        if row.account.is_empty() || (!ending.is_empty() && own.ends_with(ending)) {
            return Ok(());
        }
        let last = own.chars().count().saturating_sub(4);
        let own: String = own.chars().skip(last).collect();
        Err(words::payments::account_differs(&row.id, own, row.account).into())
    }
}

/// The letters and digits of an account, and marks for those that are masked, however it is written.
fn letters(account: &str) -> String {
    let folded = Name::kept(account).to_uppercase();
    folded.chars().filter(|c| !c.is_whitespace() && *c != '-').collect()
}

fn keep_results(
    ledger: &Ledger,
    said: &Said,
    file: &str,
    act: &Signed,
) -> Result<((), Option<Deed>), PaymentError> {
    book_made(ledger, &said.made, file, act)?;
    book_returns(ledger, &said.back, file, act)?;
    if said.made.is_empty() && said.back.is_empty() {
        return Ok(((), None));
    }
    let back: Money = said.back.iter().map(|back| back.amount).sum();
    let made = Deed::payments(&ledger.show(said.total())?, said.made.len());
    let after = match said.back.len() {
        0 => made,
        count => format!("{made}; returned {}", Deed::payments(&ledger.show(back)?, count)),
    };
    Ok(((), Some(Deed::new(ActKind::Confirmed, About::File, file).changing("", after))))
}

/// Books that the bank made payments: no money moves.
fn book_made(ledger: &Ledger, made: &[Made], file: &str, act: &Signed) -> Result<(), LedgerError> {
    let sql = "INSERT INTO transfer(payment, kind, amount, file, happened_on, author, reason, \
               login) VALUES(?1, 'confirmed', ?2, ?3, ?4, ?5, ?6, ?7)";
    for one in made {
        let row = (one.no, one.amount, file, &act.on, &act.by, &one.reason, &act.login);
        ledger.run(sql, row)?;
    }
    Ok(())
}
