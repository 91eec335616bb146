//! A file of payees: `member_id,kind,payee,account`, and where an office has them `share`, `payee_id`, `bank` and
//! `branch`. All its mistakes are reported at once.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::payee::{Payee, PayeeKind};
use super::share::{NotAShare, Share};
use crate::claim::{
    MemberIds, Resident, WrongId, half_width, is_scientific as is_scientific_number, loses_digits,
};
use crate::intake::mask;
use crate::ledger::small_csv::{SmallCsv, at};
use crate::ledger::{Ledger, LedgerError, alone};
use crate::words::{self, Sentence};

/// The columns of a file of payees; the first have to be there.
const COLUMNS: [&str; 8] =
    ["member_id", "kind", "payee", "account", "share", "payee_id", "bank", "branch"];
const NEEDED: usize = 4;

/// A row of a file: the id of the member and the payee.
struct Row {
    line: u64,
    member_id: String,
    payee: Payee,
    share: Written,
    /// Whether nothing is wrong with it alone.
    is_right: bool,
}

/// Whether a row has a share.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Written {
    No,
    Read,
    /// One that cannot be read; its fault is reported.
    Wrong,
}

/// The payees of a member, as a file has them.
pub(super) struct Entered {
    /// The id of the member, as the ledger knows it.
    pub(super) member_id: String,
    /// In the order of rows.
    pub(super) payees: Vec<Payee>,
    /// Rows that say what another one of the file says.
    pub(super) repeated: u64,
}

/// The payees in a file, member by member in the order in which they first appear, and its SHA-256; or every mistake
/// in it.
pub(super) fn read_file(
    ledger: &Ledger,
    path: &Path,
) -> Result<(Vec<Entered>, String), Vec<Sentence>> {
    let SmallCsv { rows, sha256 } = SmallCsv::read_some(path, COLUMNS, NEEDED)?;
    let mut wrong: Vec<(u64, Sentence)> = Vec::new();
    let mut of_member: HashMap<String, usize> = HashMap::new();
    let mut members: Vec<Vec<Row>> = Vec::new();
    for (line, cells) in rows {
        let (row, faults) = read_row(ledger, line, cells).map_err(alone)?;
        wrong.extend(faults.into_iter().map(|why| (line, why)));
        let place = *of_member.entry(row.member_id.clone()).or_insert(members.len());
        match members.get_mut(place) {
            Some(rows) => rows.push(row),
            None => members.push(vec![row]),
        }
    }
    let mut all = Vec::new();
    for mut rows in members {
        let repeated = without_repeats(&mut rows);
        wrong.extend(faults_together(&rows));
        all.extend(entered(rows, repeated));
    }
    if !wrong.is_empty() {
        // Stable: of one line what is wrong in it alone comes first.
        wrong.sort_by_key(|(line, _)| *line);
        return Err(wrong.iter().map(|(line, why)| at(path, *line, why)).collect());
    }
    Ok((all, sha256))
}

fn entered(rows: Vec<Row>, repeated: u64) -> Option<Entered> {
    let member_id = rows.first()?.member_id.clone();
    Some(Entered { member_id, payees: rows.into_iter().map(|row| row.payee).collect(), repeated })
}

/// A row and what is wrong with it alone: what cannot be read stands at something that can be.
fn read_row(
    ledger: &Ledger,
    line: u64,
    cells: [String; 8],
) -> Result<(Row, Vec<Sentence>), LedgerError> {
    let [mut member_id, kind, name, account, share, payee_id, bank, branch] = cells;
    let account: String = account.chars().map(half_width).collect();
    let share_text: String = share.chars().map(half_width).collect();
    let masked = mask(&member_id);
    let unknown = || words::ledger::payee_of_nobody(masked);
    let mut faults = Vec::from_iter(ledger.name_as_known(&mut member_id, unknown)?);
    let known = PayeeKind::named(&kind);
    faults.extend(known.is_none().then(|| words::payees::payee_kind(&kind)));
    faults.extend(name.is_empty().then(words::ledger::payee_missing));
    faults.extend(not_an_account(&account));
    let share = if share_text.is_empty() { Ok(Share::WHOLE) } else { share_text.parse() };
    faults.extend(share.err().map(|why| not_a_share(why, &share_text)));
    let kind = known.unwrap_or(PayeeKind::Member);
    let payee_id = MemberIds::Usual.fold(&payee_id).into_owned();
    faults.extend(wrong_id(kind, &payee_id));
    let written = match &share {
        Ok(_) if share_text.is_empty() => Written::No,
        Ok(_) => Written::Read,
        Err(_) => Written::Wrong,
    };
    let share = share.unwrap_or(Share::WHOLE);
    let payee = Payee { kind, name, account, payee_id, bank, branch, share };
    let is_right = faults.is_empty();
    Ok((Row { line, member_id, payee, share: written, is_right }, faults))
}

fn not_a_share(why: NotAShare, text: &str) -> Sentence {
    match why {
        NotAShare::NotRead => words::payees::not_a_share(text),
        NotAShare::Zero => words::payees::share_of_nothing(),
        NotAShare::AboveWhole => words::payees::share_above_whole(text),
    }
}

/// Why an identity number cannot be that of a payee. A unit has a number of another kind.
fn wrong_id(kind: PayeeKind, id: &str) -> Option<Sentence> {
    if MemberIds::Usual.wrong(id) == Some(WrongId::Spoiled) {
        return Some(words::data::spoiled_number(mask(id)));
    }
    let is_wrong = Resident::of(id).is_some_and(|resident| !resident.is_checked);
    (kind != PayeeKind::Unit && is_wrong).then(|| words::payees::payee_id_unchecked(mask(id)))
}

/// Leaves out rows that say the same as one before, where no share makes them another part; how many there were.
fn without_repeats(rows: &mut Vec<Row>) -> u64 {
    let (all, mut kept) = (rows.len(), HashSet::new());
    let mut is_new = |row: &Row| !row.is_right || kept.insert(row.payee.clone());
    rows.retain(|row| is_new(row) || row.share != Written::No);
    (all - rows.len()) as u64
}

/// What is wrong with the rows of one member together.
fn faults_together(rows: &[Row]) -> Vec<(u64, Sentence)> {
    let [first, others @ ..] = rows else { return Vec::new() };
    let member = || mask(&first.member_id);
    let mut faults = Vec::new();
    if others.is_empty() && first.share == Written::No {
        return faults;
    }
    let Some(with_share) = rows.iter().find(|row| row.share != Written::No) else {
        let twice = |row: &Row| (row.line, words::payees::payee_twice(member(), first.line));
        return others.iter().map(twice).collect();
    };
    let mut accounts: HashMap<String, u64> = HashMap::new();
    for row in rows {
        if row.share == Written::No {
            faults.push((row.line, words::payees::share_missing(member(), with_share.line)));
        }
        let account = row.payee.account_as_one();
        let earlier = *accounts.entry(account).or_insert(row.line);
        if earlier != row.line && !row.payee.account.is_empty() {
            faults.push((row.line, words::payees::account_twice(earlier)));
        }
    }
    if faults.is_empty() && rows.iter().all(|row| row.share == Written::Read) {
        let last = others.last().unwrap_or(first).line;
        faults.extend(not_the_whole(rows).map(|why| (last, why)));
    }
    faults
}

/// Why shares do not come to the whole.
fn not_the_whole(rows: &[Row]) -> Option<Sentence> {
    let member = mask(&rows.first()?.member_id);
    match Share::sum(rows.iter().map(|row| row.payee.share)) {
        Some(Share::WHOLE) => None,
        Some(sum) => Some(words::payees::shares_not_whole(member, sum)),
        None => Some(words::payees::shares_too_fine(member)),
    }
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

/// Whether the last digits of a number are lost. Whether zeros at the end of an account's number
/// are meant cannot be known; hardly any number ends so.
fn is_spoiled(text: &str) -> bool {
    let digits: String = text.chars().filter(|letter| !matches!(letter, ' ' | '-')).collect();
    let is_scientific = digits.split_once(['e', 'E']).is_some_and(|(head, tail)| {
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        !head.is_empty() && !tail.is_empty() && is_number(head) && is_number(tail)
    });
    is_scientific || is_scientific_number(&digits) || loses_digits(&digits)
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
