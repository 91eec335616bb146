//! What is looked at over all rows of a table: amounts that may be fen, totals, codes and refunds.

use std::collections::BTreeMap;

use super::amounts::is_plain;
use super::error::OfficeFileError;
use super::mapping::{CellKind, Comes, Mapping, Target};
use super::notes::{FileNote, FileNoteKind};
use super::table::Table;
use crate::claim::RecordKind;
use crate::money::{Currency, Money};
use crate::words::Sentence;

/// Fewer amounts of a column may be whole by chance.
const FEWEST_WHOLE: u64 = 10;

/// Columns of ids, whose zeros in front belong to them.
const IDS: [&str; 5] = ["member_id", "bill_id", "hospital_id", "household_id", "takes_back"];

/// What has been seen of one column.
#[derive(Clone, Debug, Default)]
struct Seen {
    amounts: u64,
    /// Amounts with a point, or a round ten: fen are hardly ever all round, and yuan hardly ever all whole.
    has_fen: bool,
    has_units: bool,
    /// In minor units, of however many rows.
    sum: i128,
    codes: BTreeMap<String, ()>,
    /// The most digits of an id that begins with zero, and the most and the fewest of any id of digits.
    filled: Option<usize>,
    digits: Option<[usize; 2]>,
    /// Ids of digits.
    ids: u64,
    /// What a spreadsheet keeps as numbers in a column of texts: the whole one of the fewest digits, which comes first
    /// of those, and the line of the first with a fraction.
    shortest: Option<Fewest>,
    broken: Option<u32>,
}

/// How many digits a whole number has, and on which line it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fewest {
    digits: usize,
    line: u32,
}

impl Seen {
    /// One of too many digits is no number as it is written, and refused where it stands.
    fn look_at_number(&mut self, line: u32, number: &str) {
        let found = Fewest { digits: number.len(), line };
        match number.bytes().all(|byte| byte.is_ascii_digit()) {
            true => self.shortest = Some(self.shortest.map_or(found, |known| known.min(found))),
            false if is_plain(number) => self.broken = self.broken.or(Some(line)),
            false => {}
        }
    }

    fn look_at_id(&mut self, id: &str) {
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
            return;
        }
        let [fewest, most] = self.digits.unwrap_or([id.len(); 2]);
        self.digits = Some([fewest.min(id.len()), most.max(id.len())]);
        self.ids += 1;
        if id.starts_with('0') {
            self.filled = self.filled.max(Some(id.len()));
        }
    }
}

/// What is looked at over all rows of a table.
pub(super) struct Checks<'m> {
    table: &'m Table,
    mapping: &'m Mapping,
    kind: RecordKind,
    currency: Currency,
    seen: Vec<Seen>,
    refunds: Vec<u32>,
}

impl<'m> Checks<'m> {
    pub fn of(
        table: &'m Table,
        mapping: &'m Mapping,
        kind: RecordKind,
        currency: Currency,
    ) -> Checks<'m> {
        let seen = vec![Seen::default(); mapping.targets.len()];
        Checks { table, mapping, kind, currency, seen, refunds: Vec::new() }
    }

    /// Looks at a cell of a target on a line, as it was read and as it is written.
    pub fn look(&mut self, (line, at): (u32, usize), read: &str, written: &str) {
        let all = self.seen.get_mut(at).zip(self.mapping.targets.get(at));
        let Some((seen, target)) = all else { return };
        if let Comes::Cell(column) = target.comes
            && target.is_text()
            && self.table.has_number(line, column)
        {
            seen.look_at_number(line, written);
        }
        match &target.kind {
            CellKind::Amount(_) if self.kind == RecordKind::Bills => {
                let Ok(amount) = self.currency.parse(read) else { return };
                seen.sum += i128::from(amount.minor());
                if amount != Money::ZERO {
                    seen.amounts += 1;
                    seen.has_fen |= written.contains('.');
                    seen.has_units |= !written.trim_end().ends_with('0');
                }
            }
            CellKind::AsIs if IDS.contains(&target.column.as_str()) => seen.look_at_id(read.trim()),
            CellKind::Word(words) if words.is_undeclared_code(written) => {
                seen.codes.insert(written.trim().to_owned(), ());
            }
            _ => {}
        }
    }

    /// Notes a refund that does not name what it takes back.
    pub fn unnamed_refund(&mut self, line: u32) {
        self.refunds.push(line);
    }

    /// Holds the total in a row below the others to their sum.
    pub fn total(
        &self,
        line: u32,
        cell: impl Fn(&Target) -> String,
    ) -> Result<(), OfficeFileError> {
        let mut all = self.mapping.targets.iter().zip(&self.seen);
        let Some((target, seen)) = all.find(|(target, _)| target.column == "total") else {
            return Ok(());
        };
        match self.currency.parse(&cell(target)) {
            Ok(total) if i128::from(total.minor()) != seen.sum => {
                Err(OfficeFileError::TotalDiffers {
                    place: self.table.name.clone(),
                    line,
                    header: target.header.clone(),
                    said: [self.currency.show(total), self.shown(seen.sum)],
                })
            }
            _ => Ok(()),
        }
    }

    fn shown(&self, sum: i128) -> String {
        let sum = i64::try_from(sum).map(|sum| self.currency.show(Money::from_minor(sum)));
        sum.unwrap_or_else(|_| "…".to_owned())
    }

    /// The shortest id that a spreadsheet keeps as a number, where ids of the column begin with zeros and are longer:
    /// it has lost its own.
    fn zeros_lost(seen: &Seen) -> Option<Fewest> {
        let number = seen.shortest?;
        (number.digits < seen.filled?).then_some(number)
    }

    /// A number with a fraction in a column of texts: an organisation `99.10` has become `99.1`.
    fn broken_number(&self, target: &Target, seen: &Seen) -> Option<OfficeFileError> {
        let line = seen.broken?;
        let (place, header) = (self.table.name.clone(), target.header.clone());
        let cell = target.cell_of(line).unwrap_or_default();
        Some(OfficeFileError::NumberForText { place, header, cell })
    }

    /// What is told of the rows. Ids that are numbers of several lengths may all have lost zeros, and nothing in the
    /// file shows it.
    pub fn notes(&self) -> Vec<FileNote> {
        let note = |(target, seen): (&Target, &Seen)| {
            let number = seen.shortest?;
            let [fewest, most] = seen.digits?;
            let rows = (seen.ids, number.line);
            let note = FileNote::of(&self.table.name, FileNoteKind::NumbersAsIds, rows);
            let header = || Sentence::new(target.header.clone(), target.header.clone());
            (fewest < most).then(|| note.about(header()))
        };
        self.mapping.targets.iter().zip(&self.seen).filter_map(note).collect()
    }

    /// Everything that the rows as a whole are refused for.
    pub fn faults(self) -> Vec<OfficeFileError> {
        let mut faults = Vec::new();
        let place = || self.table.name.clone();
        for (target, seen) in self.mapping.targets.iter().zip(&self.seen) {
            let may_be_fen = !seen.has_fen && seen.has_units && seen.amounts >= FEWEST_WHOLE;
            if may_be_fen && !target.has_unit {
                let (header, rows) = (target.header.clone(), seen.amounts);
                faults.push(OfficeFileError::WholeNumbers { place: place(), header, rows });
            }
            faults.extend(self.broken_number(target, seen));
            if let Some(shortest) = Checks::zeros_lost(seen) {
                let cell = target.cell_of(shortest.line).unwrap_or_default();
                let header = target.header.clone();
                faults.push(OfficeFileError::ZerosLost { place: place(), header, cell });
            }
            if !seen.codes.is_empty() {
                let codes = seen.codes.keys().cloned().collect();
                let (header, column) = (target.header.clone(), target.column.clone());
                faults.push(OfficeFileError::Codes { place: place(), header, codes, column });
            }
        }
        if !self.refunds.is_empty() {
            faults.push(OfficeFileError::Refunds { place: place(), lines: self.refunds });
        }
        faults
    }
}
