//! Payments that leave with a release, and the bank's file that they make.

use std::collections::HashSet;
use std::path::Path;

use rusqlite::ToSql;
use serde::Serialize;

use super::PaymentError;
use super::bank_file::{SENT, control_of};
use super::cash::Looked;
use super::in_hand::InHand;
use super::payee::{Payee, Payees};
use crate::csv_cells::exact_cell;
use crate::date::Day;
use crate::ledger::private_file::{Closed, PrivateFile};
use crate::ledger::{Ledger, LedgerError, PayeeId, PaymentId, RunId};
use crate::money::{Currency, Money};

/// What the control totals of a file say of it.
pub(super) struct Control<'c> {
    pub(super) run: RunId,
    pub(super) count: usize,
    pub(super) total: Money,
    /// The seal of the act that released it.
    pub(super) seal: &'c str,
    pub(super) part: Option<PartOf<'c>>,
}

/// Of a file in the form of a bank: which it is of the release.
#[derive(Clone, Copy, Serialize)]
pub(super) struct PartOf<'c> {
    pub(super) bank: &'c str,
    pub(super) part: usize,
    pub(super) parts: usize,
    /// The name of the list with all payments of the release.
    pub(super) list: &'c str,
}

/// Control totals, beside the bank's file.
#[derive(Serialize)]
struct ControlTotals<'c> {
    format: &'static str,
    scheme: &'c str,
    currency: &'c str,
    run: RunId,
    file: String,
    count: u64,
    total: String,
    sha256: &'c str,
    /// The seal of the act that released it: `huzhu ledger verify --seal` holds the ledger to it later.
    seal: &'c str,
    #[serde(flatten)]
    part: Option<PartOf<'c>>,
}

/// What of a payment in hand may leave, and to whom.
pub(crate) struct Ready {
    pub(super) no: PaymentId,
    pub(super) id: String,
    pub(super) run: RunId,
    pub(super) member_id: String,
    pub(super) amount: Money,
    pub(super) to: Payees,
    /// What of the payment stays in hand.
    pub(super) stays: Money,
    /// Whether the bank had it before.
    pub(super) returned: bool,
    /// The day on which it was prepared, or came back.
    pub(super) since: Option<Day>,
}

/// A payment on its way to its payee: a row of the bank's file.
pub(crate) struct Leaving {
    pub(super) no: PaymentId,
    pub(super) id: String,
    pub(super) run: RunId,
    pub(super) member_id: String,
    pub(super) amount: Money,
    pub(super) payee_no: PayeeId,
    pub(super) payee: Payee,
}

impl Leaving {
    /// What left with a release, as it was written then.
    pub(super) fn of_release(
        ledger: &Ledger,
        release: impl ToSql,
    ) -> Result<Vec<Leaving>, LedgerError> {
        let sql = format!(
            "SELECT p.no, p.id, p.run, m.id, t.amount, y.no, {} FROM transfer t \
             JOIN payment p ON p.no = t.payment JOIN member m ON m.no = p.member \
             JOIN payee y ON y.no = t.payee WHERE t.release = ?1 ORDER BY t.no",
            Payee::COLUMNS
        );
        ledger.rows(&sql, [release], |row| {
            let (no, id, run) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let (member_id, amount, payee_no) = (row.get(3)?, row.get(4)?, row.get(5)?);
            let payee = Payee::read(row, 6)?;
            Ok(Leaving { no, id, run, member_id, amount, payee_no, payee })
        })
    }
}

impl Ready {
    /// What of a payment in hand may leave, if anything.
    pub(super) fn of(looked: Looked) -> Option<Ready> {
        let amount = looked.leaves();
        let since = looked.parts.first().map(|part| part.since);
        let Looked { payment: InHand { no, id, run, amount: in_hand, returned, .. }, .. } = looked;
        let (member_id, to) = (looked.member_id, looked.to?);
        let stays = in_hand - amount;
        let ready = Ready { no, id, run, member_id, amount, to, stays, returned, since };
        (amount > Money::ZERO).then_some(ready)
    }
}

/// Payments in hand that a release of a run takes, as far as they may leave: its own, those that the bank sent back,
/// and what was kept back of runs that were released.
pub(super) fn taken_by(
    ledger: &Ledger,
    run: RunId,
    looked: Vec<Looked>,
) -> Result<Vec<Looked>, LedgerError> {
    let sql = "SELECT DISTINCT run FROM release";
    let mut runs: HashSet<RunId> = ledger.rows(sql, (), |row| row.get(0))?.into_iter().collect();
    runs.insert(run);
    let is_taken = |one: &Looked| one.payment.returned || runs.contains(&one.payment.run);
    Ok(looked.into_iter().filter(is_taken).collect())
}

/// The bank's file with the first so many columns, whole and not in its place.
pub(super) fn bank_file(
    ledger: &Ledger,
    leaving: &[Leaving],
    out: &Path,
    columns: usize,
) -> Result<Closed, PaymentError> {
    let (_, currency) = ledger.kept_in()?;
    let mut bank = PrivateFile::begin(out)?;
    write_list(leaving, currency, columns, |bytes| bank.put(bytes))?;
    let bank = bank.close()?;
    bank.has_room()?;
    Ok(bank)
}

/// Writes the list of payments with the first so many columns.
pub(super) fn write_list<E>(
    leaving: &[Leaving],
    currency: Currency,
    columns: usize,
    mut put: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), E> {
    let header: Vec<&str> = SENT.into_iter().take(columns).collect();
    put(format!("{}\n", header.join(",")).as_bytes())?;
    let mut line = Vec::new();
    for one in leaving {
        line.clear();
        let Payee { kind, name, account, payee_id, bank: of, branch, share } = &one.payee;
        let (amount, share) = (currency.show(one.amount), share.to_string());
        let cells = [
            &one.id,
            &one.member_id,
            kind.code(),
            name,
            account,
            &amount,
            payee_id,
            of,
            branch,
            &share,
        ];
        for (at, text) in cells.into_iter().take(columns).enumerate() {
            if at > 0 {
                line.push(b',');
            }
            exact_cell(&mut line, text);
        }
        line.push(b'\n');
        put(&line)?;
    }
    Ok(())
}

/// The control totals of a bank's file, whole and not in their place.
pub(super) fn control_file(
    ledger: &Ledger,
    what: &Control,
    (out, sha256): (&Path, &str),
) -> Result<Closed, PaymentError> {
    let (scheme, currency) = ledger.kept_in()?;
    let control = ControlTotals {
        format: "huzhu-release/1",
        scheme: &scheme,
        currency: currency.code(),
        run: what.run,
        file: out.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        count: what.count as u64,
        total: currency.show(what.total),
        sha256,
        seal: what.seal,
        part: what.part,
    };
    let mut beside = PrivateFile::begin(&control_of(out))?;
    let text = serde_json::to_string_pretty(&control).expect("totals are text and numbers");
    beside.put((text + "\n").as_bytes())?;
    let control = beside.close()?;
    control.has_room()?;
    Ok(control)
}

pub(super) fn total(leaving: &[Leaving]) -> Money {
    leaving.iter().map(|one| one.amount).sum()
}
