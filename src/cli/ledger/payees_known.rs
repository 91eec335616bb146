//! The payees of a member as `huzhu ledger balance` shows them, with all that were before, and the day of death.

use serde_json::{Value, json};

use crate::cli::lines::{beside, indented};
use crate::intake::mask;
use crate::ledger::{Ledger, LedgerError};
use crate::payment::{self, Death, EnteredPayees, Payee};
use crate::words::{Sentence, payees as words};

/// Where money of a member goes and went, and whether the member has died.
pub(super) struct PayeesKnown {
    death: Option<Death>,
    /// The newest first.
    entered: Vec<EnteredPayees>,
}

impl PayeesKnown {
    pub(super) fn of(ledger: &Ledger, member_id: &str) -> Result<PayeesKnown, LedgerError> {
        let death = payment::death_of(ledger, member_id)?;
        Ok(PayeesKnown { death, entered: payment::payees_of(ledger, member_id)? })
    }

    pub(super) fn lines(&self) -> Vec<Sentence> {
        let died = |death: &Death| {
            words::balance_died(death.died_on, &death.signed.by, &death.signed.reason)
        };
        let mut lines = Vec::from_iter(self.death.as_ref().map(died));
        for (at, EnteredPayees { on, by, payees }) in self.entered.iter().enumerate() {
            let head = if at == 0 { words::payees_now } else { words::payees_before };
            lines.push(head(*on, by));
            lines.extend(payees.iter().map(|payee| indented(&line(payee))));
        }
        lines
    }

    /// The day of death, and payees with their authors.
    pub(super) fn json(&self) -> [Value; 2] {
        let died_on = self.death.as_ref().map(|death| death.died_on.to_string());
        let entered = self.entered.iter().map(|EnteredPayees { on, by, payees }| {
            let payees: Vec<Value> = payees.iter().map(row).collect();
            json!({ "on": on.to_string(), "by": by, "payees": payees })
        });
        [died_on.into(), entered.collect()]
    }
}

/// A payee: of account and identity number only the ends are shown.
fn line(payee: &Payee) -> Sentence {
    let Payee { kind, name, payee_id, bank, branch, share, .. } = payee;
    let mut line = words::payee_line(kind.words(), name, payee.masked_account(), share);
    if !payee_id.is_empty() {
        line = beside(&line, &words::payee_line_id(mask(payee_id)));
    }
    for bank in [bank, branch].into_iter().filter(|bank| !bank.is_empty()) {
        line = beside(&line, &words::payee_line_bank(bank));
    }
    line
}

fn row(payee: &Payee) -> Value {
    let Payee { kind, name, payee_id, bank, branch, share, .. } = payee;
    json!({
        "kind": kind.code(), "payee": name, "account": payee.masked_account(),
        "payee_id": mask(payee_id), "bank": bank, "branch": branch, "share": share.to_string(),
    })
}
