//! The three files in memory, their columns found: their rows are looked at where they lie.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::counts::InputCounts;
use super::enrolments::BETWEEN_PARTS;
use super::member_flags;
use super::reject::Reject;
use super::row_errors::{RowError, blocked, faults};
use super::rows::Rows;
use super::table::Table;
use super::text::Text;
use crate::claim::{RecordKind, Vocabulary};
use crate::date::Day;
use crate::words::{self, Sentence};

pub(super) const KINDS: [RecordKind; 3] =
    [RecordKind::Members, RecordKind::Enrolments, RecordKind::Bills];

/// The three files, their columns found.
pub(crate) struct Sheets<'v> {
    pub(super) tables: [Table<'v>; 3],
    pub(super) vocabulary: &'v Vocabulary,
    pub(super) last_day: Option<Day>,
    /// Whether they stand for tables in memory, which have no hash that anybody would ask for.
    pub(super) of_tables: bool,
}

impl<'v> Sheets<'v> {
    pub(super) fn tables(&self) -> &[Table<'v>; 3] {
        &self.tables
    }

    pub(super) fn table(&self, kind: RecordKind) -> &Table<'v> {
        &self.tables[kind as usize]
    }

    /// The words under which they are read.
    pub(super) fn vocabulary(&self) -> &'v Vocabulary {
        self.vocabulary
    }

    /// The last day that dates of bills may have, where there is one.
    pub(super) fn last_day(&self) -> Option<Day> {
        self.last_day
    }

    /// How long they are.
    pub(super) fn bytes(&self) -> u64 {
        self.tables.iter().map(|table| table.text.all().len() as u64).sum()
    }

    /// The files that are hashed while they are read.
    pub(super) fn hashed(&self) -> Vec<&Text> {
        self.tables.iter().map(|table| &table.text).filter(|_| !self.of_tables).collect()
    }

    /// Counts of rows, of which none is looked at yet, with the hashes of files.
    pub(super) fn counts(&self, hashes: &[String]) -> [InputCounts; 3] {
        let hash = |kind| hashes.get(kind).map_or("", String::as_str);
        std::array::from_fn(|kind| InputCounts::new(&self.tables[kind], hash(kind)))
    }

    /// The columns of rows of a file in canonical form.
    pub(crate) fn columns(&self, kind: RecordKind) -> &[String] {
        self.table(kind).head.keeper.names()
    }

    /// Reports each row in error, file by file and line by line.
    ///
    /// # Errors
    ///
    /// Whatever `report` fails with.
    pub(crate) fn rejects<E>(
        &self,
        closed: &Reconciled,
        known: &KnownMembers,
        mut report: impl FnMut(RejectedRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let blocks = Blocks::find(self, closed, known);
        for (kind, refused) in KINDS.into_iter().zip(&closed.refused) {
            let table = self.table(kind);
            let (mut rows, mut lines) = (Rows::anywhere(&table.text), table.text.lines());
            for refused in refused {
                let row = rows.row(refused.place);
                let mut faults = faults(table, &row, refused.why, known.is_known);
                if faults.is_empty() {
                    let by = blocks.of(known, &table.whose(&row));
                    faults.push(blocked(table, &row, self.why_blocked(by)));
                }
                let line = lines.at(refused.place);
                let rejects =
                    faults.into_iter().map(|fault| table.text.reject(line, fault)).collect();
                let line = table.text.place(line).1;
                let raw = table.as_it_came(row.place);
                report(RejectedRow { kind, line, rejects, raw })?;
            }
        }
        Ok(())
    }

    /// Why a row that is right itself is not used: for another row of its member, where that is known.
    fn why_blocked(&self, by: Option<(RecordKind, u64)>) -> Sentence {
        match by {
            None => words::data::blocked_by_another(),
            // In the text of a table its header is line 1, and its rows are counted from 0.
            Some((kind, line)) if self.of_tables => {
                let (_, line) = self.table(kind).text.place(line);
                let table = match kind {
                    RecordKind::Members => words::claims::of_members(),
                    RecordKind::Enrolments => words::claims::of_enrolments(),
                    RecordKind::Bills => words::claims::of_bills(),
                };
                words::data::blocked_by_row(table, line.saturating_sub(2))
            }
            Some((kind, line)) => {
                let (file, line) = self.table(kind).text.place(line);
                words::data::blocked_by_reject(file, line)
            }
        }
    }

    /// Reports what looks wrong with each flagged row of members, line by line.
    ///
    /// # Errors
    ///
    /// Whatever `report` fails with.
    pub(crate) fn flags<E>(
        &self,
        closed: &Reconciled,
        mut report: impl FnMut(Reject) -> Result<(), E>,
    ) -> Result<(), E> {
        let table = self.table(RecordKind::Members);
        let (mut rows, mut lines) = (Rows::anywhere(&table.text), table.text.lines());
        for &place in &closed.flagged {
            let row = rows.row(place);
            let line = lines.at(place);
            for flag in member_flags::of(table, &row) {
                report(table.text.reject(line, flag))?;
            }
        }
        Ok(())
    }

    /// The header of the rows of a file that are to be mended.
    pub(crate) fn header_to_mend(&self, kind: RecordKind) -> Vec<u8> {
        self.table(kind).header_to_mend()
    }
}

/// A row that cannot be used, and why.
pub(crate) struct RejectedRow {
    pub kind: RecordKind,
    /// The line on which it begins.
    pub line: u64,
    /// All that is wrong with it; at least one thing.
    pub rejects: Vec<Reject>,
    /// The row as it came.
    pub raw: Vec<u8>,
}

/// Which members are known besides those of the files.
#[derive(Clone, Copy)]
pub(crate) struct KnownMembers<'a> {
    /// Whether a member of an id is known.
    pub is_known: &'a dyn Fn(&str) -> bool,
    /// The main id of a person.
    pub main_of: &'a dyn Fn(&str) -> String,
}

/// The first row of members and periods of each person that is in error by itself: it blocks all else of the
/// person. Ids are kept as hashes, since every row of a register may be in error.
struct Blocks(HashMap<[u8; 16], (RecordKind, u64)>);

impl Blocks {
    fn find(sheets: &Sheets, closed: &Reconciled, known: &KnownMembers) -> Blocks {
        let mut found = HashMap::new();
        for kind in [RecordKind::Members, RecordKind::Enrolments] {
            let table = sheets.table(kind);
            let (mut rows, mut lines) = (Rows::anywhere(&table.text), table.text.lines());
            for refused in &closed.refused[kind as usize] {
                let row = rows.row(refused.place);
                if faults(table, &row, refused.why, known.is_known).is_empty() {
                    continue;
                }
                let line = lines.at(refused.place);
                // A row of enrolments that has slipped blocks everybody whose id stands in it.
                let has_slipped = kind == RecordKind::Enrolments && !table.fits(&row);
                let cells = row.cells().filter(|_| has_slipped);
                let parts = cells.flat_map(|cell| cell.split(BETWEEN_PARTS));
                let slipped = parts.map(|part| table.ids.fold(part.trim()));
                for id in slipped.chain([table.whose(&row)]).filter(|id| !id.is_empty()) {
                    found.entry(Blocks::number(known, &id)).or_insert((kind, line));
                }
            }
        }
        Blocks(found)
    }

    fn number(known: &KnownMembers, id: &str) -> [u8; 16] {
        let mut number = [0; 16];
        number.copy_from_slice(&Sha256::digest((known.main_of)(id))[..16]);
        number
    }

    /// The row that blocks those of an id.
    fn of(&self, known: &KnownMembers, id: &str) -> Option<(RecordKind, u64)> {
        if self.0.is_empty() { None } else { self.0.get(&Blocks::number(known, id)).copied() }
    }
}

/// What became of every row of the three files.
#[derive(Clone, Debug)]
pub(crate) struct Reconciled {
    pub counts: [InputCounts; 3],
    pub(super) refused: [Vec<RowError>; 3],
    /// Rows of members that are flagged, in the order of their file.
    pub(super) flagged: Vec<usize>,
}

impl Reconciled {
    /// # Panics
    ///
    /// If a row is not accounted for: that is a bug.
    pub(super) fn of(
        mut counts: [InputCounts; 3],
        mut refused: [Vec<RowError>; 3],
        flagged: Vec<usize>,
    ) -> Reconciled {
        for (count, refused) in counts.iter_mut().zip(&mut refused) {
            refused.sort_unstable();
            count.rejected = refused.len() as u64;
            count.reconcile();
        }
        Reconciled { counts, refused, flagged }
    }
}
