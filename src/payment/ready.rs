//! Payments that leave with a release, and the bank's file that they make.

use std::collections::HashSet;
use std::path::Path;

use serde::Serialize;

use super::PaymentError;
use super::bank_file::control_of;
use super::cash::{Looked, Payee};
use super::in_hand::InHand;
use crate::date::Day;
use crate::ledger::private_file::{Closed, PrivateFile};
use crate::ledger::{Ledger, LedgerError, PaymentId, RunId};
use crate::money::Money;
use crate::output::exact_cell;

/// Control totals, beside the bank's file.
#[derive(Serialize)]
struct Control<'c> {
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
}

/// A payment on its way to its payee.
pub(crate) struct Ready {
    pub(super) no: PaymentId,
    pub(super) id: String,
    pub(super) run: RunId,
    pub(super) member_id: String,
    pub(super) amount: Money,
    pub(super) payee: Payee,
    /// What of the payment stays in hand.
    pub(super) stays: Money,
    /// Whether the bank had it before.
    pub(super) returned: bool,
    /// The day on which it was prepared, or came back.
    pub(super) since: Option<Day>,
}

pub(super) const SENT: &str = "SELECT p.no, p.id, p.run, m.id, t.amount, y.no, y.kind, y.name, y.account \
                    FROM transfer t JOIN payment p ON p.no = t.payment JOIN member m ON m.no = p.member \
                    JOIN payee y ON y.no = t.payee";

impl Ready {
    /// A payment that left.
    pub(super) fn sent(row: &rusqlite::Row) -> rusqlite::Result<Ready> {
        Ok(Ready {
            no: row.get(0)?,
            id: row.get(1)?,
            run: row.get(2)?,
            member_id: row.get(3)?,
            amount: row.get(4)?,
            payee: Payee {
                no: row.get(5)?,
                kind: row.get(6)?,
                name: row.get(7)?,
                account: row.get(8)?,
            },
            stays: Money::ZERO,
            returned: false,
            since: None,
        })
    }

    /// What of a payment in hand may leave, if anything.
    pub(super) fn of(looked: Looked) -> Option<Ready> {
        let amount = looked.leaves();
        let since = looked.parts.first().map(|part| part.since);
        let Looked { payment: InHand { no, id, run, amount: in_hand, returned, .. }, .. } = looked;
        let (member_id, payee) = (looked.member_id, looked.payee?);
        let stays = in_hand - amount;
        let ready = Ready { no, id, run, member_id, amount, payee, stays, returned, since };
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

/// The bank's file, whole and not in its place.
pub(super) fn bank_file(
    ledger: &Ledger,
    ready: &[Ready],
    out: &Path,
) -> Result<Closed, PaymentError> {
    let (_, currency) = ledger.kept_in()?;
    let mut bank = PrivateFile::begin(out)?;
    bank.put(b"payment_id,member_id,kind,payee,account,amount\n")?;
    let mut line = Vec::new();
    for one in ready {
        line.clear();
        let Payee { kind, name, account, .. } = &one.payee;
        for text in [&one.id, &one.member_id, kind, name, account] {
            exact_cell(&mut line, text);
            line.push(b',');
        }
        line.extend(currency.show(one.amount).as_bytes());
        line.push(b'\n');
        bank.put(&line)?;
    }
    let bank = bank.close()?;
    bank.has_room()?;
    Ok(bank)
}

/// The control totals of a bank's file, whole and not in their place.
pub(super) fn control_file(
    ledger: &Ledger,
    run: RunId,
    ready: &[Ready],
    (out, sha256, seal): (&Path, &str, &str),
) -> Result<Closed, PaymentError> {
    let (scheme, currency) = ledger.kept_in()?;
    let control = Control {
        format: "huzhu-release/1",
        scheme: &scheme,
        currency: currency.code(),
        run,
        file: out.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        count: ready.len() as u64,
        total: currency.show(total(ready)),
        sha256,
        seal,
    };
    let mut beside = PrivateFile::begin(&control_of(out))?;
    let text = serde_json::to_string_pretty(&control).expect("totals are text and numbers");
    beside.put((text + "\n").as_bytes())?;
    let control = beside.close()?;
    control.has_room()?;
    Ok(control)
}

pub(super) fn total(ready: &[Ready]) -> Money {
    ready.iter().map(|ready| ready.amount).sum()
}
