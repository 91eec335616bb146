//! Counts of the rows of an input file, which reconcile.

use std::ops::AddAssign;

use serde::Serialize;

use super::table::Table;
use crate::claim::RecordKind;
use crate::fingerprint::Fingerprint;
use crate::office_files::FileNote;

/// What became of some rows of a file; each row is counted once.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct OutcomeCounts {
    /// All rows, where those that are not used are counted too.
    pub rows: u64,
    pub used: u64,
    pub duplicates: u64,
    pub superseded: u64,
    pub void: u64,
    pub void_unknown: u64,
    pub pending: u64,
}

impl AddAssign for OutcomeCounts {
    fn add_assign(&mut self, other: OutcomeCounts) {
        self.rows += other.rows;
        self.used += other.used;
        self.duplicates += other.duplicates;
        self.superseded += other.superseded;
        self.void += other.void;
        self.void_unknown += other.void_unknown;
        self.pending += other.pending;
    }
}

/// What became of the rows of one input file: each is counted once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InputCounts {
    /// `members`, `enrolments` or `bills`.
    pub kind: &'static str,
    /// Its name, without folder.
    pub file: String,
    /// SHA-256 of its bytes, in hexadecimal; nothing of a table in memory.
    pub sha256: String,
    /// The file whose lines were put beside its bills, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lines: Option<Fingerprint>,
    /// Rows below the header; blank lines are none.
    pub rows: u64,
    /// Rows that entered; of bills, those decided.
    pub used: u64,
    /// Rows in rejects.csv.
    pub rejected: u64,
    /// Rows with the content of an earlier one.
    pub duplicates: u64,
    /// Rows of which a higher revision came with them.
    pub superseded: u64,
    /// Bills and periods taken back.
    pub void: u64,
    /// Rows that take back a bill which no earlier run and no row of the file brought.
    #[serde(skip_serializing_if = "is_none")]
    pub void_unknown: u64,
    /// Rows of members who are not known yet, which wait until they are.
    #[serde(skip_serializing_if = "is_none")]
    pub pending: u64,
    /// Columns that neither the engine nor the rules know.
    pub ignored_columns: Vec<String>,
    /// What is told of the office's own files, for which no row is refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<FileNote>,
}

impl InputCounts {
    pub(super) fn new(table: &Table, sha256: &str) -> InputCounts {
        let kind = match table.kind {
            RecordKind::Members => "members",
            RecordKind::Enrolments => "enrolments",
            RecordKind::Bills => "bills",
        };
        InputCounts {
            file: table.text.file.clone(),
            sha256: sha256.to_owned(),
            lines: table.text.lines_of_bills().cloned(),
            ignored_columns: table.ignored.clone(),
            notes: table.text.notes().to_vec(),
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
            lines: None,
            rows: 0,
            used: 0,
            rejected: 0,
            duplicates: 0,
            superseded: 0,
            void: 0,
            void_unknown: 0,
            pending: 0,
            ignored_columns: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Adds what became of some rows.
    pub(super) fn add(&mut self, outcome: OutcomeCounts) {
        self.rows += outcome.rows;
        self.used += outcome.used;
        self.duplicates += outcome.duplicates;
        self.superseded += outcome.superseded;
        self.void += outcome.void;
        self.void_unknown += outcome.void_unknown;
        self.pending += outcome.pending;
    }

    /// The files, as they were read; none of tables in memory, which have no hash.
    pub(super) fn fingerprints(counts: &[InputCounts]) -> Vec<Fingerprint> {
        let named = counts.iter().filter(|counts| !counts.sha256.is_empty());
        let of = |counts: &InputCounts| {
            let (file, sha256) = (counts.file.clone(), counts.sha256.clone());
            [Some(Fingerprint { file, sha256 }), counts.lines.clone()]
        };
        named.flat_map(of).flatten().collect()
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

/// A batch on its own has nothing that waits, and leaves such counts out.
fn is_none(count: &u64) -> bool {
    *count == 0
}
