//! Payees are entered: where money of a member goes from now on. The newest that the office entered count.

use std::path::Path;

use super::payee::Payee;
use super::payee_sets::{keep_together, newest_rows};
use super::payees_file::{Entered, read_file};
use crate::intake::mask;
use crate::ledger::{About, ActKind, Deed, Ledger, LedgerError, Signed, alone};
use crate::words::Sentence;

/// What became of a file of payees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PayeesRead {
    /// Rows that say something new.
    pub added: u64,
    /// Rows that say what is known.
    pub known: u64,
}

/// Reads a file of payees: all of it, or nothing where a row is not right. All rows of a member count together, and
/// take the place of all that were known. Who brought what is new stays in the ledger.
///
/// # Errors
///
/// Every row that is not right, with its line and what to do.
pub fn read_payees(
    ledger: &mut Ledger,
    path: &Path,
    act: &Signed,
) -> Result<PayeesRead, Vec<Sentence>> {
    let (entered, sha256) = read_file(ledger, path)?;
    let keep_all = |ledger: &Ledger| -> Result<(PayeesRead, Option<Deed>), LedgerError> {
        let (mut read, mut changes) = (PayeesRead::default(), Changes::default());
        for one in &entered {
            let known: Vec<Payee> =
                newest_rows(ledger, &one.member_id)?.into_iter().map(|row| row.payee).collect();
            let rows = one.payees.len() as u64;
            read.known += one.repeated;
            if known == one.payees {
                read.known += rows;
                continue;
            }
            keep_together(ledger, &one.member_id, &one.payees, act)?;
            read.added += rows;
            changes.add(one, &known);
        }
        let deed = Deed::new(ActKind::Payees, About::File, &sha256);
        let (before, after) = changes.shown(read.added);
        Ok((read, (read.added > 0).then(|| deed.changing(before, after))))
    };
    ledger.act(act, keep_all).map_err(alone)
}

/// So many members are named whose payees are others now; of more, how many there are.
const NAMED: usize = 20;

/// What an act on payees changes, in codes and endings of accounts.
#[derive(Default)]
struct Changes {
    before: Vec<String>,
    after: Vec<String>,
    others: usize,
}

impl Changes {
    /// Adds the payees of a member, where others were known.
    fn add(&mut self, now: &Entered, known: &[Payee]) {
        if known.is_empty() {
            return;
        }
        if self.before.len() == NAMED {
            self.others += 1;
            return;
        }
        let member = mask(&now.member_id);
        self.before.push(format!("{member}: {}", shown(known)));
        self.after.push(format!("{member}: {}", shown(&now.payees)));
    }

    /// Both, and how many rows are new or changed in all.
    fn shown(mut self, added: u64) -> (String, String) {
        if self.others > 0 {
            self.before.push(format!("(+{})", self.others));
            self.after.push(format!("(+{})", self.others));
        }
        let after = if self.after.is_empty() {
            String::new()
        } else {
            format!("; {}", self.after.join("; "))
        };
        (self.before.join("; "), format!("{added}{after}"))
    }
}

/// Payees as an act shows them: `heir ****0017 1/2, heir ****0025 1/2`.
fn shown(payees: &[Payee]) -> String {
    let one = |payee: &Payee| {
        let (kind, account) = (payee.kind.code(), payee.masked_account());
        match payees.len() {
            1 => format!("{kind} {account}"),
            _ => format!("{kind} {account} {}", payee.share),
        }
    };
    payees.iter().map(one).collect::<Vec<_>>().join(", ")
}
