//! Payees: where money of a member goes. The newest row of the office counts.

use std::collections::HashMap;
use std::path::Path;

use crate::claim::{half_width, is_scientific as is_scientific_number, loses_digits};
use crate::date::Day;
use crate::intake::mask;
use crate::ledger::small_csv::{SmallCsv, at};
use crate::ledger::{About, ActKind, Deed, Ledger, LedgerError, Signed, alone};
use crate::words::{self, Sentence};

/// The columns of a file of payees.
const COLUMNS: [&str; 4] = ["member_id", "kind", "payee", "account"];

/// To whom money can go: the member, an heir, or the employer.
const KINDS: [&str; 3] = ["member", "heir", "unit"];

/// What became of a file of payees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PayeesRead {
    /// Rows that say something new.
    pub added: u64,
    /// Rows that say what is known.
    pub known: u64,
}

/// Reads a file of payees: all of it, or nothing where a row is not right. Who brought what is new
/// stays in the ledger.
///
/// # Errors
///
/// Every row that is not right, with its line and what to do.
pub fn read_payees(
    ledger: &mut Ledger,
    path: &Path,
    act: &Signed,
) -> Result<PayeesRead, Vec<Sentence>> {
    let SmallCsv { mut rows, sha256 } = SmallCsv::read(path, COLUMNS)?;
    let mut wrong = wrong_rows(ledger, path, &mut rows).map_err(alone)?;
    wrong.extend(told_twice(path, &rows));
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let day = act.on;
    let mut read = PayeesRead::default();
    let rows = rows.into_iter().map(|(_, cells)| cells);
    let add_all = |ledger: &Ledger| -> Result<((), Option<Deed>), LedgerError> {
        for row in rows {
            let counted =
                if add_payee(ledger, &row, day, act)? { &mut read.added } else { &mut read.known };
            *counted += 1;
        }
        if read.added == 0 {
            return Ok(((), None));
        }
        let deed = Deed::new(ActKind::Payees, About::File, &sha256);
        Ok(((), Some(deed.changing("", read.added))))
    };
    ledger.act(act, add_all).map_err(alone)?;
    Ok(read)
}

/// What is wrong with rows; members and accounts become what they are in one spelling.
fn wrong_rows(
    ledger: &Ledger,
    path: &Path,
    rows: &mut [(u64, [String; 4])],
) -> Result<Vec<Sentence>, LedgerError> {
    let mut wrong = Vec::new();
    for (line, [member, kind, payee, account]) in rows {
        *account = account.chars().map(half_width).collect();
        let written = mask(member);
        let nobody = || words::ledger::payee_of_nobody(written);
        let faults = [
            ledger.name_as_known(member, nobody)?,
            (!KINDS.contains(&kind.as_str())).then(|| words::ledger::payee_kind(kind)),
            payee.is_empty().then(words::ledger::payee_missing),
            not_an_account(account),
        ];
        wrong.extend(faults.into_iter().flatten().map(|why| at(path, *line, &why)));
    }
    Ok(wrong)
}

/// Adds a payee where that is not what is known; whether it was.
fn add_payee(
    ledger: &Ledger,
    [member, kind, payee, account]: &[String; 4],
    day: Day,
    act: &Signed,
) -> Result<bool, LedgerError> {
    let sql = "SELECT kind, name, account FROM payee WHERE member_id = ?1 ORDER BY no DESC LIMIT 1";
    let known: Vec<[String; 3]> =
        ledger.rows(sql, [member], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]))?;
    if known.first().is_some_and(|known| known.each_ref() == [kind, payee, account]) {
        return Ok(false);
    }
    let sql = "INSERT INTO payee(member_id, kind, name, account, happened_on, author, login) \
               VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    ledger.run(sql, (member, kind, payee, account, day, &act.by, &act.login))?;
    Ok(true)
}

/// Why a text cannot be the number of an account: a spreadsheet may have rounded it.
fn not_an_account(text: &str) -> Option<Sentence> {
    let plain = |c: char| c.is_alphanumeric() || c == '-' || c == ' ';
    match text {
        "" => Some(words::ledger::account_missing()),
        text if is_spoiled(text) => Some(words::ledger::account_spoiled(text)),
        text if text.chars().all(plain) => None,
        text => Some(words::ledger::not_an_account(text)),
    }
}

/// Whether the last digits of a number are lost. Of the number of an account nothing tells whether zeros are
/// meant; hardly any ends so.
fn is_spoiled(text: &str) -> bool {
    let digits: String = text.chars().filter(|letter| !matches!(letter, ' ' | '-')).collect();
    let is_scientific = digits.split_once(['e', 'E']).is_some_and(|(head, tail)| {
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        !head.is_empty() && !tail.is_empty() && is_number(head) && is_number(tail)
    });
    is_scientific || is_scientific_number(&digits) || loses_digits(&digits)
}

/// Rows of members for whom an earlier row has another payee.
fn told_twice(path: &Path, rows: &[(u64, [String; 4])]) -> Vec<Sentence> {
    let mut first: HashMap<&str, &(u64, [String; 4])> = HashMap::new();
    let mut twice = Vec::new();
    for row in rows {
        let (line, cells) = row;
        let (earlier, cells_before) = *first.entry(cells[0].as_str()).or_insert(row);
        if cells_before != cells {
            let why = words::ledger::payee_twice(mask(&cells[0]), earlier);
            twice.push(at(path, *line, &why));
        }
    }
    twice
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_accounts_that_a_spreadsheet_spoiled_are_none() {
        for text in
            ["6222020000000000000", "6222 0200 0000 0000 000", "6.22202E+18", "6.2e18", "62E17"]
        {
            assert!(is_spoiled(text) && not_an_account(text).is_some(), "{text}");
        }
        for text in
            ["6222020000000000001", "622202000000000", "DE89-3704", "E1", "62E", "1000000000"]
        {
            assert_eq!(not_an_account(text), None, "{text}");
        }
    }
}
