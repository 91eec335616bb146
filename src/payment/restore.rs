//! A backup in the place of a ledger that is lost or damaged, and what went to the bank and came back since
//! it was made.
//!
//! What a release sent and the backup does not know is booked as sent, in a run of its own: each member
//! owes it until the nights since are run again, which find it paid. So nothing is sent twice, whatever
//! order they come in; and until a night is run, nothing is released.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use super::bank_file::{BackFile, BankFile, bank_files, returned_files};
use super::bank_format::BankFormat;
use super::rebook::{Booked, Given, book};
use super::returned_in_form::returned_in_form;
use super::take_back::take_back;
use crate::date::Day;
use crate::ledger::{
    About, ActKind, Deed, Ledger, LedgerError, Name, Previous, RunId, Seal, Signed, alone, copy_of,
    failed, is_whole,
};
use crate::money::{Currency, Money};
use crate::output::Draft;
use crate::words::{self, Sentence};

/// Tables whose rows since the backup the ledger before may still have: payees, deaths, holds and what they wait for,
/// duties, contributions, head-counts, and manual facts.
const CARRIED: [(&str, &str); 8] = [
    ("payee", "TRUE"),
    ("death", "TRUE"),
    ("hold", "TRUE"),
    ("pend", "TRUE"),
    ("duties", "TRUE"),
    ("receipt", "TRUE"),
    ("head_count", "TRUE"),
    ("fact", "kind IN ('override', 'disallow', 'allow', 'opening', 'same_person')"),
];

/// How a ledger is restored.
#[derive(Clone, Debug)]
pub struct Restore<'r> {
    /// The backup.
    pub backup: &'r Path,
    /// Where the ledger belongs. What is there is kept beside it.
    pub to: &'r Path,
    /// The files that banks were given since the backup was made, in their order.
    pub sent: &'r [PathBuf],
    /// The files of what banks sent back since.
    pub returned: &'r [PathBuf],
    /// The form of these; nothing for rows that name their payments by id.
    pub bank: Option<&'r BankFormat>,
    /// Who restores it.
    pub by: &'r Name,
    /// Why.
    pub reason: &'r str,
    /// The account of the operating system.
    pub login: &'r str,
}

/// What was restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The last run that the backup knows.
    pub last_run: RunId,
    /// The day it counts for.
    pub last_day: Option<Day>,
    /// Where the ledger is that was there before.
    pub kept: Option<PathBuf>,
    /// Payments that were sent since, each time that they were, and what they come to.
    pub booked: u64,
    /// As a decimal; empty where nothing was sent.
    pub total: String,
    /// Payments of these files that the backup knows to be sent.
    pub known: u64,
    /// Manual facts, deaths, holds, duties and payees since then that the ledger before still had.
    pub carried: u64,
    /// Repayments, waivers and letters that the ledger before had and the backup does not: a person books them again.
    pub to_book_again: u64,
}

/// Puts a copy of a backup in the place of a ledger, and books what the bank was given and sent back
/// since.
///
/// # Errors
///
/// When the backup is not a whole ledger, or of another scheme; a bank's file is missing or not right;
/// another program writes to the ledger that is there; or something cannot be written: all is as it was then.
pub fn restore(order: &Restore) -> Result<Restored, Vec<Sentence>> {
    let unwritable = |why: std::io::Error| alone(LedgerError::not_writable(order.to, why));
    is_whole(order.backup)?;
    let previous = Previous::look(order.to, |ledger| releases(ledger).map(drop)).map_err(alone)?;
    let draft = Draft::begin(order.to).map_err(unwritable)?;
    draft.create().map_err(unwritable)?;
    copy_of(order.backup, &draft.path()).map_err(|why| alone(failed(order.backup, why)))?;
    let mut ledger = Ledger::open_copy(&draft.path(), order.to).map_err(alone)?;
    previous.fits(&ledger).map_err(alone)?;
    let given = given(&ledger, order)?;
    let files = complete(&previous, &ledger, given)?;
    take_back_again(&previous, &mut ledger)?;
    let carried = previous.carry_over(&ledger, &CARRIED).map_err(alone)?;
    let to_book_again = settled_since(&previous, &ledger).map_err(alone)?;
    let last_day = ledger.last_day().map_err(alone)?;
    let last_run = ledger.next_run().map_err(alone)?.before();
    let Booked { booked, total, known } = book_files(&mut ledger, &files, order)?;
    seal_carried(&ledger, order).map_err(alone)?;
    ledger.is_sound()?;
    let is_any = booked + known > 0;
    let total = is_any.then(|| ledger.show(total)).transpose().map_err(alone)?;
    drop(ledger);
    let kept = previous.give_way(order.to).map_err(unwritable)?;
    let confirmed = draft.replace().map_err(unwritable)?;
    drop(previous);
    confirmed.map_err(|why| alone(LedgerError::unconfirmed(order.to, words::system(&why))))?;
    let total = total.unwrap_or_default();
    Ok(Restored { last_run, last_day, kept, booked, total, known, carried, to_book_again })
}

/// What was settled of what members owe, and written to them about it, since the backup was made.
fn settled_since(previous: &Previous, backup: &Ledger) -> Result<u64, LedgerError> {
    let Previous::Ledger(ledger) = previous else { return Ok(0) };
    let known: HashSet<Seal> = backup.acts()?.into_iter().map(|act| act.seal).collect();
    use ActKind::{Letters, Repaid, Reverse, Waived};
    let is_of_debts = |kind| matches!(kind, Repaid | Waived | Reverse | Letters);
    let acts = ledger.acts()?.into_iter();
    Ok(acts.filter(|act| is_of_debts(act.deed.kind) && !known.contains(&act.seal)).count() as u64)
}

/// Takes back the nights of the backup that were taken back since, by who did.
fn take_back_again(previous: &Previous, backup: &mut Ledger) -> Result<(), Vec<Sentence>> {
    let Previous::Ledger(ledger) = previous else { return Ok(()) };
    for (run, seal, signed) in ledger.all_taken_back().map_err(alone)? {
        if backup.has_run(run, &seal).map_err(alone)? {
            take_back(backup, run, signed).map_err(|why| why.sentences())?;
        }
    }
    Ok(())
}

/// Seals what was carried over to a backup in which nothing was posted yet; else the run that books what was sent
/// has sealed it.
fn seal_carried(ledger: &Ledger, order: &Restore) -> Result<(), LedgerError> {
    if ledger.next_run()?.before() != RunId::BEFORE_ALL {
        return Ok(());
    }
    let sql = "SELECT max(day) FROM (SELECT max(happened_on) day FROM payee UNION ALL \
               SELECT max(happened_on) FROM hold UNION ALL SELECT max(happened_on) FROM fact \
               UNION ALL SELECT max(happened_on) FROM duties \
               UNION ALL SELECT max(happened_on) FROM death \
               UNION ALL SELECT max(happened_on) FROM head_count)";
    let Some(on) = ledger.one::<Option<Day>>(sql)? else { return Ok(()) };
    let act = Signed::new(Some(&**order.by), on, Some(order.reason))?.from_account(order.login);
    ledger.act(&act, |_| {
        let deed = Deed::new(ActKind::Restore, About::Ledger, order.to.display());
        Ok(((), Some(deed)))
    })
}

/// The bank's files, or every mistake in them.
fn given(ledger: &Ledger, order: &Restore) -> Result<Given, Vec<Sentence>> {
    if order.sent.is_empty() && order.returned.is_empty() {
        return Ok(Given::default());
    }
    let kept_in = ledger.kept_in().map_err(|_| vec![words::payments::backup_is_empty()]);
    let (scheme, currency) = kept_in?;
    let sent = bank_files(order.sent, &scheme, currency)?;
    let returned = match order.bank {
        None => returned_files(order.returned)?,
        Some(bank) => in_form(order.returned, (bank, currency), &sent)?,
    };
    Ok(Given { sent, returned })
}

/// What banks sent back in the form of a bank, each file once.
fn in_form(
    paths: &[PathBuf],
    form: (&BankFormat, Currency),
    sent: &[BankFile],
) -> Result<Vec<BackFile>, Vec<Sentence>> {
    let (mut files, mut wrong, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for path in paths {
        match returned_in_form(path, form, sent) {
            Ok(file) => files.extend(seen.insert(file.sha256.clone()).then_some(file)),
            Err(why) => wrong.extend(why),
        }
    }
    if wrong.is_empty() { Ok(files) } else { Err(wrong) }
}

/// Books what the bank was given and sent back, by who restores the ledger: nothing where the backup has no run.
fn book_files(
    ledger: &mut Ledger,
    files: &Given,
    order: &Restore,
) -> Result<Booked, Vec<Sentence>> {
    let last = match ledger.last_run().map_err(alone)? {
        Some(last) => Some(last),
        // All that there is was taken back.
        None => ledger.runs().map_err(alone)?.pop(),
    };
    let Some(last) = last else { return Ok(Booked::default()) };
    let on = ledger.last_day().map_err(alone)?.unwrap_or(last.posted_on);
    let act = Signed::new(Some(&**order.by), on, Some(order.reason)).map_err(alone)?;
    let act = act.from_account(order.login).with_reason().map_err(alone)?;
    book(ledger, &last, files, &act)
}

/// A release, as a ledger keeps it.
struct Release {
    file: String,
    run: RunId,
    day: Day,
    payments: u64,
    total: Money,
}

fn releases(ledger: &Ledger) -> Result<Vec<Release>, LedgerError> {
    let sql = "SELECT file, run, happened_on, payments, total FROM release ORDER BY no";
    ledger.rows(sql, (), |row| {
        Ok(Release {
            file: row.get(0)?,
            run: row.get(1)?,
            day: row.get(2)?,
            payments: row.get::<_, i64>(3)?.unsigned_abs(),
            total: row.get(4)?,
        })
    })
}

/// How often each payment came back, by its id.
fn returns(ledger: &Ledger) -> Result<BTreeMap<String, i64>, LedgerError> {
    let sql = "SELECT p.id, count(*) FROM transfer t JOIN payment p ON p.no = t.payment \
               WHERE t.kind = 'returned' GROUP BY p.id";
    Ok(ledger.rows(sql, (), |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect())
}

/// Payments that came back since the backup by the ledger that is replaced and by no file, and the other way round.
fn returns_that_differ(
    ledger: &Ledger,
    backup: &Ledger,
    given: &Given,
) -> Result<Vec<Sentence>, LedgerError> {
    let (now, before) = (returns(ledger)?, returns(backup)?);
    let mut by_files: BTreeMap<&str, i64> = BTreeMap::new();
    for (id, _) in given.returned.iter().flat_map(|file| &file.rows) {
        *by_files.entry(id).or_default() += 1;
    }
    let ids: BTreeSet<&str> =
        now.keys().map(String::as_str).chain(by_files.keys().copied()).collect();
    let of = |all: &BTreeMap<String, i64>, id: &str| all.get(id).copied().unwrap_or_default();
    let differing = ids.into_iter().filter_map(|id| {
        let since = of(&now, id) - of(&before, id);
        let by_file = by_files.get(id).copied().unwrap_or_default();
        match since.cmp(&by_file) {
            Ordering::Greater => Some(words::payments::return_missing(id)),
            Ordering::Less => Some(words::payments::return_unknown(id)),
            Ordering::Equal => None,
        }
    });
    Ok(differing.collect())
}

/// Makes sure that every file that the bank was given since the backup is there, and no other, as far as
/// the ledger that is replaced knows; they are in the order in which it sent them then.
fn complete(
    previous: &Previous,
    backup: &Ledger,
    mut given: Given,
) -> Result<Given, Vec<Sentence>> {
    let Previous::Ledger(ledger) = previous else { return Ok(given) };
    let (releases, known) = (releases(ledger).map_err(alone)?, releases(backup).map_err(alone)?);
    let is_known = |file: &str| known.iter().any(|release| release.file == file);
    let mut wrong = Vec::new();
    for release in &releases {
        let is_given = given.sent.iter().any(|file| file.sha256 == release.file);
        if release.payments > 0 && !is_known(&release.file) && !is_given {
            let total = ledger.show(release.total).map_err(alone)?;
            let Release { run, day, payments, .. } = release;
            wrong.push(words::payments::bank_file_missing(run, day, payments, total));
        }
    }
    let place = |file: &BankFile| releases.iter().position(|one| one.file == file.sha256);
    for file in given.sent.iter().filter(|file| place(file).is_none()) {
        wrong.push(words::payments::bank_file_unknown(file.path.display()));
    }
    given.sent.sort_by_key(place);
    wrong.extend(returns_that_differ(ledger, backup, &given).map_err(alone)?);
    if wrong.is_empty() { Ok(given) } else { Err(wrong) }
}
