//! The bank's result file: payments that it made are *confirmed*, which moves no money; the others came back.

use std::collections::HashMap;
use std::path::Path;

use super::at_bank::{LastWay, last_way, read_before};
use super::bank_format::{BankFormat, read_rows};
use super::error::PaymentError;
use super::result_row::{ResultRow, ResultRows, letters};
use super::returns::{
    Back, ReturnsRead, book_returns, is_all_of_it, is_new, numbered, of_debtors, one_back,
};
use super::serials::{Serials, Whose, is_of_its_bank};
use crate::date::Day;
use crate::fingerprint::sha256 as sha256_of;
use crate::ledger::small_csv::{SmallCsv, at};
use crate::ledger::{About, ActKind, Deed, Ledger, LedgerError, PaymentId, RunId, Signed, alone};
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
    /// Which file of the release, from 1; may be left out where there is one, or serial numbers go on through all.
    pub part: Option<usize>,
    /// The form of the file; nothing for the columns of the ledger. `ok` and `failed` are those of the form then.
    pub bank: Option<BankFormat>,
    /// Whether the file may list returns alone, as one that is read by `huzhu ledger returned`.
    pub returns_alone: bool,
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

/// What a file reports of payments.
#[derive(Default)]
struct Reported {
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
    let (order, mut paper) = rows(ledger, path, order)?;
    paper.sha256 = read_as(&paper.sha256, &order);
    let before = read_before(ledger, &paper.sha256).map_err(alone)?;
    if before.is_some() {
        let returned = ReturnsRead::nothing(before);
        return Ok(ResultsRead { confirmed: 0, total: Money::ZERO, returned, before });
    }
    ledger.is_open(act.on).map_err(alone)?;
    let reported = reported(ledger, path, &paper, act.on, &order)?;
    let kind = if order.returns_alone { ActKind::Returned } else { ActKind::Confirmed };
    let of_debtors = of_debtors(ledger, &reported.back).map_err(alone)?;
    let keep = |ledger: &Ledger| keep_results(ledger, &reported, (kind, &paper.sha256), act);
    ledger.act(act, keep).map_err(alone)?;
    let (confirmed, total) = (reported.made.len() as u64, reported.total());
    let returned = ReturnsRead::of(reported.back, of_debtors);
    Ok(ResultsRead { confirmed, total, returned, before: None })
}

/// What a file is known by once it was read: its bytes, and where its rows are serial numbers of a run, a release or a
/// part, also which one that is, since two such files may have the same bytes.
fn read_as(sha256: &str, order: &ResultOrder) -> String {
    let ResultOrder { run, release, part, .. } = order;
    if let (None, None, None) = (run, release, part) {
        return sha256.to_owned();
    }
    let run = run.map_or_else(String::new, |run| run.to_string());
    let [release, part] =
        [release, part].map(|no| no.map_or_else(String::new, |no| no.to_string()));
    sha256_of(format!("{sha256} run {run} release {release} part {part}").as_bytes())
}

/// The rows of a file, with the words of the bank in the order.
fn rows(
    ledger: &Ledger,
    path: &Path,
    order: &ResultOrder,
) -> Result<(ResultOrder, ResultRows), Vec<Sentence>> {
    let mut order = order.clone();
    let Some(bank) = &order.bank else { return Ok((order, csv_rows(path)?)) };
    let (_, currency) = ledger.kept_in().map_err(alone)?;
    match bank.result_words() {
        Some(words) => (order.ok, order.failed) = (words.paid, words.returned),
        None if !order.returns_alone => {
            let bank = bank.name().to_owned();
            return Err(alone(PaymentError::ReturnsAlone { bank }));
        }
        None => {}
    }
    is_of_its_bank(ledger, whose(&order)).map_err(alone)?;
    let rows = read_rows(path, bank, currency)?;
    Ok((order, rows))
}

/// Whose rows serial numbers are of.
fn whose(order: &ResultOrder) -> Whose<'_> {
    let ResultOrder { run, release, part, bank, .. } = order;
    Whose { run: *run, release: *release, part: *part, bank: bank.as_ref() }
}

/// The rows of a file with the columns of the ledger.
fn csv_rows(path: &Path) -> Result<ResultRows, Vec<Sentence>> {
    let SmallCsv { rows, sha256 } = SmallCsv::read_some(path, COLUMNS, NEEDED)?;
    let row = |(line, cells): (u64, [String; 6])| {
        let [result, id, serial, reason, amount, account] = cells;
        let payee = String::new();
        (line, ResultRow { result, id, serial, reason, amount, account, payee })
    };
    Ok(ResultRows { rows: rows.into_iter().map(row).collect(), sha256 })
}

impl Reported {
    fn total(&self) -> Money {
        self.made.iter().map(|made| made.amount).sum()
    }
}

fn reported(
    ledger: &Ledger,
    path: &Path,
    paper: &ResultRows,
    on: Day,
    order: &ResultOrder,
) -> Result<Reported, Vec<Sentence>> {
    let serials = match paper.rows.iter().any(|(_, row)| !row.serial.is_empty()) {
        true => Some(Serials::of(ledger, whose(order)).map_err(alone)?),
        false => None,
    };
    let reader = Reader { ledger, serials, on, order };
    let (mut reported, mut wrong, mut seen) = (Reported::default(), Vec::new(), HashMap::new());
    for (line, cells) in &paper.rows {
        let mut read = |cells: &ResultRow| -> Result<(), PaymentError> {
            let row = reader.row(cells)?;
            match seen.insert(row.id.clone(), row.is_ok) {
                Some(other) if other != row.is_ok => {
                    return Err(words::payments::result_both(&row.id).into());
                }
                Some(_) => return Err(words::ledger::return_twice(&row.id).into()),
                None => {}
            }
            match row.is_ok {
                true => reported.made.push(reader.made(&row)?),
                false => reported.back.push(reader.back(&row)?),
            }
            Ok(())
        };
        if let Err(why) = read(cells) {
            wrong.push(at(path, *line, &why.sentence()));
        }
    }
    if wrong.is_empty() { Ok(reported) } else { Err(wrong) }
}

/// A row whose payment is known.
struct Row<'r> {
    id: String,
    is_ok: bool,
    /// Whether a serial number names it.
    by_serial: bool,
    says: &'r ResultRow,
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
    serials: Option<Serials>,
    on: Day,
    order: &'r ResultOrder,
}

impl Reader<'_> {
    fn row<'r>(&self, says: &'r ResultRow) -> Result<Row<'r>, PaymentError> {
        let ResultRow { id, serial, .. } = says;
        let by_serial = match (&self.serials, serial.is_empty()) {
            (Some(serials), false) => Some(serials.id(serial)?),
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
        let is_ok = self.is_ok(id, &says.result)?;
        Ok(Row { id: id.to_owned(), is_ok, by_serial: by_serial.is_some(), says })
    }

    /// Whether a payment was made, as the bank says.
    fn is_ok(&self, id: &str, result: &str) -> Result<bool, PaymentError> {
        let ResultOrder { ok, failed, bank, returns_alone, .. } = self.order;
        let has_words = bank.as_ref().is_none_or(|bank| bank.result_words().is_some());
        if !has_words {
            return Ok(false);
        }
        if result.is_empty() {
            return Err(words::payments::result_empty(id).into());
        }
        match says(result, ok, &words::payments::succeeded()) {
            true if *returns_alone => Err(words::banks::made_among_returns(id, result).into()),
            true => Ok(true),
            false if says(result, failed, &words::payments::failed()) => Ok(false),
            false => Err(match bank {
                Some(bank) => {
                    let (bank, paid, returned) = (bank.name(), ok.join(", "), failed.join(", "));
                    words::banks::result_unknown(id, result, bank, paid, returned).into()
                }
                None => words::payments::result_unknown(id, result).into(),
            }),
        }
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
        let amount = &row.says.amount;
        let is_all =
            amount.is_empty() || currency.parse(amount).is_ok_and(|amount| amount == way.amount);
        match is_all {
            true => Ok(Made { no, amount: way.amount, reason: row.says.reason.clone() }),
            false => {
                let left = ledger.show(way.amount)?;
                Err(words::payments::confirmed_in_part(id, amount, left).into())
            }
        }
    }

    /// The payment of a row that failed, by the way of every return.
    fn back(&self, row: &Row) -> Result<Back, PaymentError> {
        let (ledger, id) = (self.ledger, &row.id);
        if let Some(way) = last_way(ledger, numbered(ledger, id)?)? {
            self.is_of_last_way(row, &way)?;
        }
        let ResultRow { result, reason, amount, .. } = row.says;
        let reason = if reason.is_empty() { result } else { reason };
        let back = one_back(ledger, id, reason, self.on)?;
        is_all_of_it(ledger, &back, amount)?;
        if self.order.once_more { Ok(back) } else { is_new(ledger, back) }
    }

    /// Makes sure that a row speaks of the last time that the payment left, and of the account and the payee of then.
    fn is_of_last_way(&self, row: &Row, way: &LastWay) -> Result<(), PaymentError> {
        if let Some(serials) = self.serials.as_ref().filter(|_| row.by_serial)
            && serials.release != way.release
        {
            return Err(words::payments::result_of_earlier(&row.id, way.on).into());
        }
        let ResultRow { account, payee, .. } = row.says;
        if !row.says.is_to(&way.payee) {
            return Err(words::banks::payee_differs(&row.id, payee).into());
        }
        if row.says.is_into(&way.account) {
            return Ok(());
        }
        let own = letters(&way.account);
        let last = own.chars().count().saturating_sub(4);
        let own: String = own.chars().skip(last).collect();
        Err(words::payments::account_differs(&row.id, own, account).into())
    }
}

fn keep_results(
    ledger: &Ledger,
    reported: &Reported,
    (kind, file): (ActKind, &str),
    act: &Signed,
) -> Result<((), Option<Deed>), PaymentError> {
    book_made(ledger, &reported.made, file, act)?;
    book_returns(ledger, &reported.back, file, act)?;
    if reported.made.is_empty() && reported.back.is_empty() {
        return Ok(((), None));
    }
    let back: Money = reported.back.iter().map(|back| back.amount).sum();
    let made = Deed::payments(&ledger.show(reported.total())?, reported.made.len());
    let after = match (kind, reported.back.len()) {
        (ActKind::Returned, count) => Deed::payments(&ledger.show(back)?, count),
        (_, 0) => made,
        (_, count) => format!("{made}; returned {}", Deed::payments(&ledger.show(back)?, count)),
    };
    Ok(((), Some(Deed::new(kind, About::File, file).changing("", after))))
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
