//! What was decided on a bill, as a trace says it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// What was decided on a bill, read from its trace.
#[derive(Clone, Debug, Deserialize)]
pub struct DecidedOnBill {
    format: String,
    pub(super) scheme: String,
    pub(super) currency: String,
    pub(super) bill_id: String,
    pub(super) member_id: String,
    pub(super) dates: Dates,
    pub(super) amounts: BTreeMap<String, String>,
    pub(super) decisions: Vec<Decision>,
    pub(super) benefits: Vec<Benefit>,
    pub(super) balance: Balance,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Dates {
    pub admission: String,
    pub discharge: String,
}

/// A text in both languages.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Both {
    pub zh: String,
    pub en: String,
}

impl Both {
    /// The Chinese, then the English.
    pub fn text(&self) -> String {
        if self.zh == self.en { self.zh.clone() } else { format!("{} {}", self.zh, self.en) }
    }
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Decision {
    pub plan: Option<String>,
    pub title: Option<Both>,
    pub status: String,
    pub payable: String,
    pub reasons: Vec<Reason>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Reason {
    pub code: String,
    pub sentence: Both,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Benefit {
    pub benefit: String,
    pub plan: String,
    pub title: Both,
    pub clause: String,
    pub steps: Vec<Step>,
    pub outcome: Vec<String>,
    pub paid: String,
}

/// A step: `in`, less what it takes, is `out`.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Step {
    pub step: String,
    pub taken: String,
    pub out: String,
    pub rate: Option<String>,
    pub factor: Option<String>,
}

/// billed = payers + benefits + what the member bears.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Balance {
    pub billed: String,
    pub member_bears: String,
    pub payers: Vec<Payer>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Payer {
    pub column: String,
    pub amount: String,
}

impl DecidedOnBill {
    /// What a trace says; nothing where it is none, or one of another format.
    ///
    /// ```
    /// use huzhu::fhir::DecidedOnBill;
    ///
    /// assert!(DecidedOnBill::read(serde_json::json!({ "format": "another/1" })).is_none());
    /// ```
    pub fn read(trace: Value) -> Option<DecidedOnBill> {
        let read: DecidedOnBill = serde_json::from_value(trace).ok()?;
        (read.format == crate::explanation::trace::FORMAT).then_some(read)
    }
}
