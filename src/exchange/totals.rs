//! What a run says of itself: counts that reconcile, totals, and what everything was made from.

use std::collections::BTreeMap;

use serde::Serialize;

use super::breakdown::Breakdown;
use super::table::{Kind, Table};
use crate::money::Currency;

/// A file, by its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fingerprint {
    /// Its name, without folder.
    pub file: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// What became of the rows of one input file: each is counted once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InputCounts {
    /// `members`, `enrolments` or `bills`.
    pub kind: &'static str,
    /// Its name, without folder.
    pub file: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Rows below the header; blank lines are none.
    pub rows: u64,
    /// Rows that entered; of bills, those decided.
    pub used: u64,
    /// Rows in rejects.csv.
    pub rejected: u64,
    /// Rows that say what an earlier one says.
    pub duplicates: u64,
    /// Rows of which a higher revision came with them.
    pub superseded: u64,
    /// Bills and periods taken back.
    pub void: u64,
    /// Rows that take back a bill that no ledger knows, and no row of the file.
    #[serde(skip_serializing_if = "is_none")]
    pub void_unknown: u64,
    /// Rows of members who are not known yet, kept in the ledger until they are.
    #[serde(skip_serializing_if = "is_none")]
    pub pending: u64,
    /// Columns that neither the engine nor the rules know.
    pub ignored_columns: Vec<String>,
}

impl InputCounts {
    pub(super) fn new(table: &Table, sha256: &str) -> InputCounts {
        let kind = match table.kind {
            Kind::Members => "members",
            Kind::Enrolments => "enrolments",
            Kind::Bills => "bills",
        };
        InputCounts {
            file: table.text.file.clone(),
            sha256: sha256.to_owned(),
            ignored_columns: table.ignored.clone(),
            ..InputCounts::of_nothing(kind)
        }
    }

    /// Of no files.
    pub(super) fn none() -> [InputCounts; 3] {
        ["members", "enrolments", "bills"].map(InputCounts::of_nothing)
    }

    fn of_nothing(kind: &'static str) -> InputCounts {
        InputCounts {
            kind,
            file: String::new(),
            sha256: String::new(),
            rows: 0,
            used: 0,
            rejected: 0,
            duplicates: 0,
            superseded: 0,
            void: 0,
            void_unknown: 0,
            pending: 0,
            ignored_columns: Vec::new(),
        }
    }

    /// The files, as they were read.
    pub(super) fn fingerprints(counts: &[InputCounts]) -> Vec<Fingerprint> {
        let named = counts.iter().filter(|counts| !counts.file.is_empty());
        let of = |counts: &InputCounts| Fingerprint {
            file: counts.file.clone(),
            sha256: counts.sha256.clone(),
        };
        named.map(of).collect()
    }

    /// # Panics
    ///
    /// If a row is not accounted for: that is a bug.
    pub(super) fn reconcile(&self) {
        let withdrawn = self.void + self.void_unknown;
        let left_out = self.duplicates + self.superseded + withdrawn + self.pending;
        let accounted = self.used + self.rejected + left_out;
        assert_eq!(self.rows, accounted, "every row of {} is accounted for", self.kind);
    }
}

/// Without a ledger nothing is pending or unknown, and nothing need be said of it.
fn is_none(count: &u64) -> bool {
    *count == 0
}

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
    /// Rows that say what an earlier one says, of all three files.
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

/// Writes a sum of minor units as a decimal; sums over a city may be larger than one amount can be.
pub(crate) fn decimal(currency: Currency, minor: i128) -> String {
    rust_decimal::Decimal::from_i128_with_scale(minor, currency.decimals()).to_string()
}
