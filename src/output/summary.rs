//! summary.json and manifest.json: totals, and what everything was made from.

use std::collections::BTreeMap;

use serde::Serialize;

use super::breakdown::Breakdown;
use crate::fingerprint::Fingerprint;
use crate::intake::InputCounts;

/// What was decided on bills; each is counted once, whatever plans it is under.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct BillCounts {
    /// Decided in all.
    pub decided: u64,
    /// Paid something under at least one plan.
    pub paid: u64,
    /// Served by a plan, and paid nothing.
    pub nil: u64,
    /// Served by no plan.
    pub denied: u64,
}

/// What one benefit pays in all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BenefitTotal {
    /// The benefit.
    pub id: String,
    /// What people call it, in English.
    pub title: String,
    /// The same in Chinese.
    pub title_zh: String,
    /// The sum, as a decimal.
    pub payable: String,
}

/// summary.json: what a person wants to know first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The format and its version.
    pub format: &'static str,
    /// The scheme.
    pub scheme: String,
    /// Of every amount.
    pub currency: &'static str,
    /// Members whose rows are usable.
    pub members: u64,
    /// Enrolment periods that are usable.
    pub enrolments: u64,
    /// Bills.
    pub bills: BillCounts,
    /// Denied bills, by reason; a bill with several reasons counts under each.
    pub denied_by_reason: BTreeMap<String, u64>,
    /// Decided bills that carry a flag, by its code: rows of flags.csv.
    pub flags: BTreeMap<&'static str, u64>,
    /// Rows of rejects.csv, by code.
    pub rejected_by_code: BTreeMap<&'static str, u64>,
    /// Rows of flags.csv, by code; left out where there are none.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub member_flags: BTreeMap<&'static str, u64>,
    /// Rows rejected, of all three files.
    pub rejected_rows: u64,
    /// Rows with the content of an earlier one, of all three files.
    pub duplicates: u64,
    /// Bills of which a higher revision came with them.
    pub superseded: u64,
    /// Bills taken back.
    pub void: u64,
    /// What all benefits pay, as a decimal.
    pub payable: String,
    /// What each benefit pays, in rule order.
    pub benefits: Vec<BenefitTotal>,
    /// Rows of payments.csv.
    pub payments: u64,
    /// What they come to, as a decimal.
    pub due_now: String,
    /// Who was insured, who claimed, and where payments went.
    #[serde(flatten)]
    pub breakdown: Breakdown,
}

impl Summary {
    /// The format and its version.
    pub const FORMAT: &'static str = "huzhu-summary/2";
}

/// manifest.json: what the outputs were made from, and by what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Manifest {
    /// The format and its version.
    pub format: &'static str,
    /// Whether it is a rehearsal of a night, of which nothing is posted; left out of anything else.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub rehearsal: bool,
    /// The version of the engine.
    pub engine: &'static str,
    /// The scheme.
    pub scheme: String,
    /// The rule files.
    pub rules: Vec<Fingerprint>,
    /// The input files, and what became of their rows.
    pub inputs: Vec<InputCounts>,
    /// What was decided on bills.
    pub bills: BillCounts,
    /// The output files, but for this one.
    pub outputs: Vec<Fingerprint>,
}

impl Manifest {
    /// The format and its version.
    pub const FORMAT: &'static str = "huzhu-manifest/1";
}
