//! What banks were given and sent back since a backup is booked again, in a run of its own.
//!
//! Each member owes what was sent until the nights since are run again, which find it paid. So nothing is sent
//! twice, whatever order they come in; and until a night is run, nothing is released.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::json;

use super::bank_file::{BackFile, BankFile, Sent};
use super::debts::SENT_BEFORE;
use super::error::PaymentError;
use super::part::{Part, part_off};
use super::payee::Payee;
use super::payee_sets::keep_together;
use super::withdraw::take_from_hand;
use crate::date::Day;
use crate::ledger::known::Columns;
use crate::ledger::post::LooksAt;
use crate::ledger::posting::{Content, Entry, Moved};
use crate::ledger::runs::{RESTORED, RunRow};
use crate::ledger::{
    ActKind, Ledger, LedgerError, NewPayment, NewPosting, NewRun, PayeeId, PaymentId, Signed, alone,
};
use crate::money::Money;
use crate::words::{self, Sentence};

/// What banks were given and sent back since a backup.
#[derive(Default)]
pub(crate) struct Given {
    pub sent: Vec<BankFile>,
    pub returned: Vec<BackFile>,
}

/// What was booked.
#[derive(Clone, Copy, Default)]
pub(crate) struct Booked {
    pub booked: u64,
    pub total: Money,
    pub known: u64,
}

/// Books all that banks were given and sent back and this ledger does not know, in a run after the last one.
pub(crate) fn book(
    ledger: &mut Ledger,
    last: &RunRow,
    given: &Given,
    act: &Signed,
) -> Result<Booked, Vec<Sentence>> {
    let mut run = ledger.begin(&Columns::default()).map_err(alone)?;
    post_sent(&mut run, given, act.on)?;
    let booked = book_sent(&run, given, act)?;
    let files: Vec<&str> = given.sent.iter().map(|file| file.sha256.as_str()).collect();
    let summary = json!({ "format": RESTORED, "bank_files": files });
    let row = RunRow {
        no: run.no,
        posted_on: act.on,
        rules: last.rules,
        engine: env!("CARGO_PKG_VERSION").to_owned(),
        meaning: last.meaning.clone(),
        prepared_by: act.by.to_string(),
        login: act.login.clone(),
        manifest: json!({ "reason": act.reason }).to_string(),
        summary: summary.to_string(),
    };
    (run.kind, run.reason, run.next_looks_at) =
        (ActKind::Restore, act.reason.clone(), LooksAt::All);
    run.commit(&row).map_err(alone)?;
    Ok(booked)
}

/// Whether the bank has a payment, as this ledger knows.
fn is_sent(ledger: &Ledger, id: &str) -> Result<bool, PaymentError> {
    let sql = "SELECT t.kind FROM payment p JOIN transfer t ON t.payment = p.no \
               WHERE p.id = ?1 AND t.kind IN ('released', 'returned') ORDER BY t.no DESC LIMIT 1";
    let kinds: Vec<String> = ledger.rows(sql, [id], |row| row.get(0))?;
    Ok(kinds.first().is_some_and(|kind| kind == "released"))
}

/// A payment by its id: its number, the id of its member, and what of it is in hand.
fn payment_of(
    ledger: &Ledger,
    id: &str,
) -> Result<Option<(PaymentId, String, Money)>, PaymentError> {
    let sql = "SELECT p.no, m.id, p.in_hand FROM payment p JOIN member m ON m.no = p.member \
               WHERE p.id = ?1";
    let found = ledger.rows(sql, [id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(found.into_iter().next())
}

/// Posts payments that the ledger does not know, member by member: they are paid, and to be offset
/// until a night finds what they were for.
fn post_sent(run: &mut NewRun, given: &Given, day: Day) -> Result<(), Vec<Sentence>> {
    let mut by_member: BTreeMap<&str, Vec<&Sent>> = BTreeMap::new();
    let mut seen = HashSet::new();
    for row in given.sent.iter().flat_map(|file| &file.rows) {
        let is_new =
            seen.insert(&row.id) && payment_of(run.ledger, &row.id).map_err(alone)?.is_none();
        if is_new {
            by_member.entry(&row.member_id).or_default().push(row);
        }
    }
    for (member_id, rows) in by_member {
        for row in rows {
            post_one_sent(run, member_id, row, day).map_err(alone)?;
        }
    }
    Ok(())
}

fn post_one_sent(
    run: &mut NewRun,
    member_id: &str,
    row: &Sent,
    day: Day,
) -> Result<(), LedgerError> {
    let latest = run.ledger.known(&[member_id], &[])?.members.into_iter().next();
    run.columns = latest.as_ref().map_or(run.columns, |latest| latest.columns);
    let before = latest.as_ref().map(|latest| (latest.member, latest.posting));
    let nothing = Content { member_id: member_id.to_owned(), ..Content::default() };
    let mut content = latest.map_or(nothing, |latest| latest.content.without_rows());
    let owed = content.owed().or_zero();
    let prepared = content.prepared();
    content.paid += row.amount;
    let entry = |kind, amount| Entry {
        kind,
        bill_id: String::new(),
        plan: String::new(),
        benefit: String::new(),
        edition: String::new(),
        amount,
        event_on: day,
        reason: SENT_BEFORE.to_owned(),
    };
    let more = content.owed().or_zero() - owed;
    let mut entries = vec![entry(Moved::Paid, row.amount)];
    entries.extend((more > Money::ZERO).then(|| entry(Moved::Recoverable, more)));
    let mut posting = NewPosting::new(before, content, &entries);
    let (id, amount) = (row.id.clone(), row.amount);
    posting.payment = Some(NewPayment { id, before: prepared, amount });
    run.post(&posting)
}

/// Books what was sent and sent back: of each payment in turn.
fn book_sent(run: &NewRun, given: &Given, act: &Signed) -> Result<Booked, Vec<Sentence>> {
    let mut booked = Booked::default();
    let mut back: HashMap<&str, Vec<(&str, &str)>> = HashMap::new();
    for BackFile { sha256, rows } in given.returned.iter().rev() {
        for (id, reason) in rows {
            back.entry(id).or_default().push((sha256, reason));
        }
    }
    let mut wrong = Vec::new();
    for file in &given.sent {
        if knows_file(run, file).map_err(alone)? {
            booked.known += file.rows.len() as u64;
            continue;
        }
        let release = keep_file(run, file, act).map_err(alone)?;
        keep_payees(run, file, act).map_err(alone)?;
        for row in &file.rows {
            if is_sent(run.ledger, &row.id).map_err(alone)? {
                match back.get_mut(row.id.as_str()).and_then(Vec::pop) {
                    Some((file, reason)) => {
                        book_back(run, &row.id, file, reason, act).map_err(alone)?;
                    }
                    None => {
                        wrong.push(words::payments::back_missing(&row.id));
                        continue;
                    }
                }
            }
            match book_row(run, row, release, act) {
                Ok(()) => {
                    booked.booked += 1;
                    booked.total += row.amount;
                }
                Err(why) => wrong.push(why.into()),
            }
        }
    }
    for (id, mut left) in back {
        while let Some((file, reason)) = left.pop() {
            match is_sent(run.ledger, id).map_err(alone)? {
                true => book_back(run, id, file, reason, act).map_err(alone)?,
                false if knows_back(run, id, file).map_err(alone)? => {}
                false => wrong.push(words::payments::back_of_nothing(id)),
            }
        }
    }
    if wrong.is_empty() { Ok(booked) } else { Err(wrong) }
}

/// Whether the backup knows the release of a file.
fn knows_file(run: &NewRun, file: &BankFile) -> Result<bool, PaymentError> {
    let sql = "SELECT 1 FROM release WHERE file = ?1 AND run <> ?2";
    Ok(!run.ledger.rows(sql, (&file.sha256, run.no), |_| Ok(()))?.is_empty())
}

/// Whether the backup knows that a payment came back with a file.
fn knows_back(run: &NewRun, id: &str, file: &str) -> Result<bool, PaymentError> {
    let sql = "SELECT 1 FROM transfer t JOIN payment p ON p.no = t.payment \
               WHERE p.id = ?1 AND t.kind = 'returned' AND t.file = ?2";
    Ok(!run.ledger.rows(sql, (id, file), |_| Ok(()))?.is_empty())
}

fn keep_file(run: &NewRun, file: &BankFile, act: &Signed) -> Result<i64, LedgerError> {
    let Signed { by, on, reason, login, .. } = act;
    let total: Money = file.rows.iter().map(|row| row.amount).sum();
    let sql = "INSERT INTO release(run, file, payments, total, happened_on, author, reason, login) \
               VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let counts = (file.rows.len() as i64, total);
    let (on, of) = (on, &file.sha256);
    run.add(sql, (run.no, of, counts.0, counts.1, on, by, reason, login))
}

/// Books that a payment was sent: it is the one that the ledger has of that id.
fn book_row(run: &NewRun, row: &Sent, release: i64, act: &Signed) -> Result<(), PaymentError> {
    let found = payment_of(run.ledger, &row.id)?;
    let (no, member_id, in_hand) = found.expect("what was not known was posted");
    if member_id != row.member_id || row.amount > in_hand {
        return Err(words::payments::not_that_payment(&row.id).into());
    }
    if row.amount < in_hand {
        // Of what was sent in part the rest had another id, or was withdrawn.
        part_off(run.ledger, (no, &row.id), Part::rest(in_hand - row.amount), act)?;
    }
    let payee = payee_of_sent(run, &row.member_id, &row.payee)?;
    take_from_hand(run.ledger, no, row.amount)?;
    let sql = "INSERT INTO transfer(payment, kind, amount, release, payee, happened_on, author, \
               reason, login) VALUES(?1, 'released', ?2, ?3, ?4, ?5, ?6, '', ?7)";
    let Signed { by, on, login, .. } = act;
    run.add(sql, (no, row.amount, release, payee, on, by, login))?;
    Ok(())
}

/// Books that a payment came back.
fn book_back(
    run: &NewRun,
    id: &str,
    file: &str,
    reason: &str,
    act: &Signed,
) -> Result<(), LedgerError> {
    let sql = "SELECT p.no, t.amount FROM payment p JOIN transfer t ON t.payment = p.no \
               WHERE p.id = ?1 AND t.kind = 'released' ORDER BY t.no DESC LIMIT 1";
    let found: Vec<(PaymentId, Money)> =
        run.ledger.rows(sql, [id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (no, amount) = found[0];
    take_from_hand(run.ledger, no, -amount)?;
    let sql = "INSERT INTO transfer(payment, kind, amount, file, happened_on, author, reason, \
               login) VALUES(?1, 'returned', ?2, ?3, ?4, ?5, ?6, ?7)";
    let Signed { by, on, login, .. } = act;
    run.add(sql, (no, amount, file, on, by, reason, login)).map(drop)
}

/// Keeps payees of a file that are not known, all of a member together. They count only where they are all that the
/// member had: where their shares do not come to the whole, the member has no payee until a person enters them.
fn keep_payees(run: &NewRun, file: &BankFile, act: &Signed) -> Result<(), LedgerError> {
    let mut of_members: BTreeMap<&str, Vec<Payee>> = BTreeMap::new();
    for row in &file.rows {
        let payees = of_members.entry(&row.member_id).or_default();
        if !payees.contains(&row.payee) {
            payees.push(row.payee.clone());
        }
    }
    for (member_id, payees) in of_members {
        let mut is_known = true;
        for payee in &payees {
            is_known &= payee_of_sent(run, member_id, payee)?.is_some();
        }
        if !is_known {
            keep_together(run.ledger, member_id, &payees, act)?;
        }
    }
    Ok(())
}

/// The number of a payee of a member; nothing where it is not known.
fn payee_of_sent(
    run: &NewRun,
    member_id: &str,
    payee: &Payee,
) -> Result<Option<PayeeId>, LedgerError> {
    let Payee { kind, name, account, payee_id, bank, branch, share } = payee;
    let sql = "SELECT no FROM payee WHERE member_id = ?1 AND kind = ?2 AND name = ?3 \
               AND account = ?4 AND payee_id = ?5 AND bank = ?6 AND branch = ?7 AND share = ?8 \
               ORDER BY no DESC LIMIT 1";
    let row = (member_id, kind, name, account, payee_id, bank, branch, share);
    Ok(run.ledger.rows(sql, row, |row| row.get(0))?.into_iter().next())
}
