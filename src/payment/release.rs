//! From what a run prepared to the bank's file. What leaves is looked at when it leaves: only what is due
//! then, and free. A payment leaves under its id once, and again only where the bank sends it back; what of
//! it is kept back has an id of its own. What is kept back leaves with a later release of the run.

use std::collections::HashSet;
use std::path::Path;

use serde::Serialize;

use super::approval::withhold_under;
use super::bank_file::{SENT, SENT_FIRST};
use super::bank_format::{BankFormat, kept};
use super::cash::look;
use super::cash_state::{CashPart, CashState};
use super::death::Deaths;
use super::distinct::{Doers, Touched};
use super::duties_in_force::duties_in_force;
use super::duty::{Duties, Duty};
use super::error::PaymentError;
use super::ready::{Leaving, Ready, taken_by, total};
use super::release_checks::{ReleaseChecks, stops};
use super::release_files::{Contents, ReleaseFiles, ReleasedFile};
use super::restored::is_caught_up;
use super::split::leaves_as;
use super::take_back::is_in_force;
use super::withdraw::take_from_hand;
use crate::date::Day;
use crate::ledger::{About, ActKind, Deed, Ledger, LedgerError, Name, RunId, Signed};
use crate::money::Money;
use crate::output::clear_beside;
use crate::words::{self, Sentence};

/// How a run is to be released.
#[derive(Clone, Debug)]
pub struct Order<'o> {
    /// Who releases it; the reason answers the checks.
    pub act: Signed,
    /// Whether another than who prepared the run has to; not asked where duties are in force.
    pub second_person: bool,
    /// What stops a release that has no reason.
    pub checks: ReleaseChecks,
    /// Payments that the bank sent back and that go to the same payee again, by id.
    pub resend: HashSet<String>,
    /// Whether the file of the last release is written again, whatever could leave now.
    pub again: bool,
    /// The form in which the bank wants its files; nothing for the columns of the ledger. A file that is written again
    /// is in the form that it had.
    pub bank: Option<&'o BankFormat>,
    /// The bank's file; its control totals stand beside it under the same name and `.json`.
    pub out: &'o Path,
}

/// What was released.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Released {
    /// The run.
    pub run: RunId,
    /// Payments in the bank's file.
    pub payments: u64,
    /// What they come to.
    #[serde(skip)]
    pub total: Money,
    /// Of them, those of earlier runs: returned by the bank, or held until now.
    pub of_earlier_runs: u64,
    /// Of them, those that left in part.
    pub parted: u64,
    /// What does not leave, and why.
    #[serde(skip)]
    pub kept_back: Vec<CashPart>,
    /// SHA-256 of the bank's file, or, where it is in a form of the bank's own, of the list of payments beside it.
    pub sha256: String,
    /// The bank, where the files are in a form of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank: Option<String>,
    /// The files in that form.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<ReleasedFile>,
    /// The seal of the act that released it.
    pub seal: String,
    /// Whether the file was written before, and is the same.
    pub again: bool,
}

/// What came of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReleaseOutcome {
    /// The bank's file is written.
    Released(Released),
    /// Nothing is in hand that the run could release: there is no file.
    Nothing,
}

/// Why a run is not released.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotReleased {
    /// Every reason.
    pub reasons: Vec<Sentence>,
    /// What is kept back, where that is all there is.
    pub kept_back: Vec<CashPart>,
}

impl<E: Into<PaymentError>> From<E> for NotReleased {
    fn from(why: E) -> NotReleased {
        NotReleased { reasons: why.into().sentences(), kept_back: Vec::new() }
    }
}

/// Writes the bank's file for a run: what it prepared, what the bank returned, and what was kept back
/// before and may leave now; or the file of its last release once more, where that is asked for.
///
/// # Errors
///
/// Every reason why it is not released: nothing is written then.
pub fn release(
    ledger: &mut Ledger,
    run: RunId,
    order: &Order,
) -> Result<ReleaseOutcome, NotReleased> {
    clear_beside(order.out);
    is_whole(ledger)?;
    let last = last_release(ledger, run)?;
    if order.again {
        let last = last.ok_or(PaymentError::NeverReleased { run })?;
        return Ok(release_again(ledger, run, last, order)?);
    }
    let duties = duties_in_force(ledger)?.map(|known| known.duties);
    let asks_another = order.second_person && duties.is_none();
    may_release(ledger, run, order, asks_another)?;
    is_caught_up(ledger)?;
    let duties = duties.unwrap_or_default();
    let (ready, kept_back) = ready(ledger, run, order, &duties)?;
    let again = last.map(|_| words::payments::again_writes());
    let reason = match (ready.is_empty(), kept_back.is_empty(), &again) {
        (false, ..) => None,
        (true, false, _) => Some(PaymentError::NothingLeaves { run }),
        (true, true, Some(_)) => Some(PaymentError::AllLeft { run }),
        (true, true, None) => return Ok(ReleaseOutcome::Nothing),
    };
    if let Some(reason) = reason {
        // A release that was killed may not have put its file into its place.
        let reasons = std::iter::once(reason.sentence()).chain(again).collect();
        return Err(NotReleased { reasons, kept_back });
    }
    may_leave(ledger, &ready, order, asks_another)?;
    is_distinct(ledger, &ready, order, &duties)?;
    if order.act.reason.is_empty() {
        let mut reasons = stops(ledger, run, &ready, &order.checks)?;
        if !reasons.is_empty() {
            reasons.push(words::ledger::release_stopped());
            return Err(NotReleased { reasons, kept_back: Vec::new() });
        }
    }
    Ok(release_now(ledger, run, ready, kept_back, order)?)
}

/// Makes sure that a ledger is whole: of one that was changed beside the program nothing leaves.
fn is_whole(ledger: &Ledger) -> Result<(), NotReleased> {
    ledger.is_sound().map_err(|mut reasons| {
        reasons.push(words::payments::not_whole(ledger.path().display()));
        NotReleased { reasons, kept_back: Vec::new() }
    })
}

/// The last release of a run, and the hash of its file.
fn last_release(ledger: &Ledger, run: RunId) -> Result<Option<(i64, String)>, LedgerError> {
    let sql = "SELECT no, file FROM release WHERE run = ?1 ORDER BY no DESC LIMIT 1";
    Ok(ledger.rows(sql, [run], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().next())
}

/// Whether the author of the order may release the run on that day.
fn may_release(
    ledger: &Ledger,
    run: RunId,
    order: &Order,
    asks_another: bool,
) -> Result<(), PaymentError> {
    let sql = "SELECT posted_on, prepared_by FROM run WHERE no = ?1";
    let rows: Vec<(Day, String)> = ledger.rows(sql, [run], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let newest = || ledger.one::<Option<RunId>>("SELECT max(no) FROM run");
    let Some((posted_on, prepared_by)) = rows.into_iter().next() else {
        let newest = newest()?.unwrap_or_default();
        return Err(words::ledger::no_such_run(run, ledger.path().display(), newest).into());
    };
    is_in_force(ledger, run)?;
    let by = &order.act.by;
    if asks_another && Name::kept(&prepared_by).is_same_person(by) {
        return Err(PaymentError::SamePerson { run, by: by.to_string() });
    }
    if order.act.on < posted_on {
        return Err(words::ledger::released_before_posted(run, order.act.on, posted_on).into());
    }
    Ok(ledger.is_open(order.act.on)?)
}

/// Whether payments, which may be of other runs too, may leave on that day by the author of the order.
fn may_leave(
    ledger: &Ledger,
    ready: &[Ready],
    order: &Order,
    asks_another: bool,
) -> Result<(), PaymentError> {
    let day = order.act.on;
    for one in ready {
        if let Some(since) = one.since.filter(|since| *since > day) {
            return Err(PaymentError::NotYetInHand { payment: one.id.clone(), day, since });
        }
    }
    let runs: HashSet<RunId> = ready.iter().map(|one| one.run).collect();
    for run in runs {
        let sql = "SELECT prepared_by FROM run WHERE no = ?1";
        let prepared: Vec<String> = ledger.rows(sql, [run], |row| row.get(0))?;
        let is_own = |by: &String| order.act.by.is_same_person(&Name::kept(by));
        if asks_another && prepared.iter().any(is_own) {
            return Err(PaymentError::SamePerson { run, by: order.act.by.to_string() });
        }
    }
    Ok(())
}

/// Whether the author of the order did no other duty for this money that is kept apart.
fn is_distinct(
    ledger: &Ledger,
    ready: &[Ready],
    order: &Order,
    duties: &Duties,
) -> Result<(), PaymentError> {
    if !duties.has(Duty::Release) {
        return Ok(());
    }
    let doers = Doers::of(ledger, duties)?;
    let done = |one: &Ready| {
        let payees = Some(one.to.no());
        let payment = Touched { no: one.no, id: &one.id, run: one.run, payees };
        doers.keeps_from(duties, Duty::Release, &order.act.by, &payment)
    };
    let done: Vec<_> = ready.iter().filter_map(done).collect();
    match done.is_empty() {
        true => Ok(()),
        false => Err(PaymentError::NotDistinct { doing: Duty::Release, done }),
    }
}

/// Payments that can go to the bank with a run, in the order in which they were prepared, and what is
/// kept back of all that could.
fn ready(
    ledger: &Ledger,
    run: RunId,
    order: &Order,
    duties: &Duties,
) -> Result<(Vec<Ready>, Vec<CashPart>), PaymentError> {
    let looked = look(ledger, &order.resend)?;
    let sent_back =
        |id: &&String| !looked.iter().any(|one| one.payment.returned && one.payment.id == **id);
    if let Some(id) = order.resend.iter().find(sent_back) {
        return Err(words::payments::resend_unknown(id).into());
    }
    let mut looked = taken_by(ledger, run, looked)?;
    withhold_under(ledger, &mut looked, duties)?;
    let (mut ready, mut kept_back) = (Vec::new(), Vec::new());
    for mut one in looked {
        let parts = std::mem::take(&mut one.parts);
        let (leaves, kept): (Vec<CashPart>, Vec<CashPart>) =
            parts.into_iter().partition(|part| part.state == CashState::Prepared);
        one.parts = leaves;
        kept_back.extend(kept);
        ready.extend(Ready::of(one));
    }
    Ok((ready, kept_back))
}

fn release_now(
    ledger: &Ledger,
    run: RunId,
    ready: Vec<Ready>,
    kept_back: Vec<CashPart>,
    order: &Order,
) -> Result<ReleaseOutcome, PaymentError> {
    // In the ledger first: a file that is not in its place is written again on asking, but a
    // payment that is sent and not known to be could be sent twice.
    let (released, files) = ledger.whole(|ledger| -> Result<_, PaymentError> {
        let (mut parted, mut leaving) = (0, Vec::new());
        for one in &ready {
            let (parts, is_parted) = leaves_as(ledger, one, &order.act)?;
            parted += u64::from(is_parted);
            leaving.extend(parts);
        }
        let (on, columns, format) = (order.act.on, SENT.len(), order.bank);
        let contents = Contents { run, on, leaving: &leaving, columns, format };
        let files = ReleaseFiles::write(ledger, contents, order.out)?;
        let mut released = Released {
            run,
            payments: leaving.len() as u64,
            total: total(&leaving),
            of_earlier_runs: of_earlier_runs(run, &leaving),
            parted,
            kept_back,
            sha256: files.sha256().to_owned(),
            bank: order.bank.map(|bank| bank.name().to_owned()),
            files: files.described(ledger)?,
            seal: String::new(),
            again: false,
        };
        let no = keep_release(ledger, &released, &leaving, &order.act)?;
        files.keep_in(ledger, no)?;
        ledger.keep_act(deed(ledger, &released)?, &order.act)?;
        released.seal = ledger.newest_seal()?;
        let files = files.with_controls(ledger, &released.seal)?;
        Ok((released, files))
    })?;
    ReleaseFiles::keep(files).map_err(PaymentError::BookedNotReported)?;
    Ok(ReleaseOutcome::Released(released))
}

/// What the release is to the chain of acts.
fn deed(ledger: &Ledger, released: &Released) -> Result<Deed, LedgerError> {
    let mut after = Deed::payments(&ledger.show(released.total)?, released.payments as usize);
    if let Some(bank) = &released.bank {
        after += &format!("; {bank} ({})", released.files.len());
    }
    Ok(Deed::new(ActKind::Release, About::Run, released.run).changing("", after))
}

/// How many payments were prepared by other runs than the one that is released.
fn of_earlier_runs(run: RunId, leaving: &[Leaving]) -> u64 {
    leaving.iter().filter(|one| one.run != run).count() as u64
}

fn keep_release(
    ledger: &Ledger,
    what: &Released,
    leaving: &[Leaving],
    act: &Signed,
) -> Result<i64, LedgerError> {
    let Signed { by, reason, login, .. } = act;
    let day = act.on;
    let sql = "INSERT INTO release(run, file, payments, total, happened_on, author, reason, login) \
               VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let counts = (what.payments as i64, what.total);
    let row = (what.run, &what.sha256, counts.0, counts.1, &day, by, reason, login);
    ledger.run(sql, row)?;
    let no = ledger.db.last_insert_rowid();
    let sql = "INSERT INTO transfer(payment, kind, amount, release, payee, happened_on, author, \
               reason, login) VALUES(?1, 'released', ?2, ?3, ?4, ?5, ?6, '', ?7)";
    for one in leaving {
        take_from_hand(ledger, one.no, one.amount)?;
        ledger.run(sql, (one.no, one.amount, no, one.payee_no, &day, by, login))?;
    }
    Ok(no)
}

/// Writes the files of an earlier release once more, with the payees of then.
fn release_again(
    ledger: &Ledger,
    run: RunId,
    (no, file): (i64, String),
    order: &Order,
) -> Result<ReleaseOutcome, PaymentError> {
    let sql = "SELECT count(*) FROM transfer t WHERE release = ?1 AND EXISTS \
               (SELECT 1 FROM transfer WHERE payment = t.payment AND no > t.no AND kind = 'returned')";
    let came_back = ledger.rows(sql, [no], |row| row.get::<_, i64>(0))?[0];
    if came_back > 0 {
        return Err(words::ledger::release_is_over(run, came_back).into());
    }
    let sql = "SELECT count(*) FROM transfer t WHERE release = ?1 AND EXISTS \
               (SELECT 1 FROM transfer WHERE payment = t.payment AND no > t.no AND kind = 'confirmed')";
    let confirmed = ledger.rows(sql, [no], |row| row.get::<_, i64>(0))?[0];
    if confirmed > 0 {
        return Err(words::payments::release_is_confirmed(run, confirmed).into());
    }
    let leaving = Leaving::of_release(ledger, no)?;
    is_not_to_dead(ledger, run, &leaving)?;
    let kept = kept::of_release(ledger, no)?;
    let format = kept.as_ref().map(|kept| &kept.format);
    let on = day_of(ledger, no)?;
    let contents = Contents { run, on, leaving: &leaving, columns: SENT.len(), format };
    let mut files = ReleaseFiles::write(ledger, contents, order.out)?;
    if files.sha256() != file {
        drop(files);
        let contents = Contents { columns: SENT_FIRST, ..contents };
        files = ReleaseFiles::write(ledger, contents, order.out)?;
    }
    let written = kept.iter().flat_map(|kept| &kept.files).map(|file| &*file.sha256);
    if files.sha256() != file || !files.of_bank().eq(written) {
        return Err(words::ledger::release_differs(run, ledger.path().display()).into());
    }
    let seal = ledger.seal_of_row("release", no)?;
    let released = Released {
        run,
        payments: leaving.len() as u64,
        total: total(&leaving),
        of_earlier_runs: of_earlier_runs(run, &leaving),
        parted: 0,
        kept_back: Vec::new(),
        sha256: file,
        bank: format.map(|format| format.name().to_owned()),
        files: files.described(ledger)?,
        seal,
        again: true,
    };
    ReleaseFiles::keep(files.with_controls(ledger, &released.seal)?)?;
    Ok(ReleaseOutcome::Released(released))
}

/// The day of a release.
fn day_of(ledger: &Ledger, release: i64) -> Result<Day, LedgerError> {
    let sql = "SELECT happened_on FROM release WHERE no = ?1";
    let days: Vec<Day> = ledger.rows(sql, [release], |row| row.get(0))?;
    days.into_iter().next().ok_or_else(|| LedgerError::damaged(ledger.path(), "release"))
}

/// Makes sure that nothing of a file goes to the own account, or the guardian, of a member who has died by now.
fn is_not_to_dead(ledger: &Ledger, run: RunId, leaving: &[Leaving]) -> Result<(), PaymentError> {
    let deaths = Deaths::of(ledger)?;
    let mut payments = Vec::new();
    for one in leaving {
        let own = deaths.own_of(ledger, &one.member_id)?;
        payments.extend(own.filter(|own| own.has(&one.payee)).map(|_| one.id.clone()));
    }
    match payments.is_empty() {
        true => Ok(()),
        false => Err(PaymentError::AgainToDead { run, payments }),
    }
}
