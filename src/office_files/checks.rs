//! What is looked at over all rows of a table: amounts that may be fen, totals, codes and refunds.

use std::collections::BTreeMap;

use super::error::OfficeFileError;
use super::mapping::{CellKind, Mapping, Target};
use crate::claim::RecordKind;
use crate::money::{Currency, Money};

/// Fewer amounts of a column may be whole by chance.
const FEWEST_WHOLE: u64 = 10;

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
}

/// What is looked at over all rows of a table.
pub(super) struct Checks<'m> {
    place: &'m str,
    mapping: &'m Mapping,
    kind: RecordKind,
    currency: Currency,
    seen: Vec<Seen>,
    refunds: Vec<u32>,
}

impl<'m> Checks<'m> {
    pub fn of(
        place: &'m str,
        mapping: &'m Mapping,
        kind: RecordKind,
        currency: Currency,
    ) -> Checks<'m> {
        let seen = vec![Seen::default(); mapping.targets.len()];
        Checks { place, mapping, kind, currency, seen, refunds: Vec::new() }
    }

    /// Looks at a cell of a target, as it was read and as it is written.
    pub fn look(&mut self, at: usize, read: &str, written: &str) {
        let (seen, target) = (&mut self.seen[at], &self.mapping.targets[at]);
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
        let is_total = |target: &&Target| target.column == "total";
        let Some(at) = self.mapping.targets.iter().position(|target| is_total(&target)) else {
            return Ok(());
        };
        let target = &self.mapping.targets[at];
        let text = cell(target);
        match self.currency.parse(&text) {
            Ok(total) if i128::from(total.minor()) != self.seen[at].sum => {
                Err(OfficeFileError::TotalDiffers {
                    place: self.place.to_owned(),
                    line,
                    header: target.header.clone(),
                    said: [self.currency.show(total), self.shown(self.seen[at].sum)],
                })
            }
            _ => Ok(()),
        }
    }

    fn shown(&self, sum: i128) -> String {
        let sum = i64::try_from(sum).map(|sum| self.currency.show(Money::from_minor(sum)));
        sum.unwrap_or_else(|_| "…".to_owned())
    }

    /// Everything that the rows as a whole are refused for.
    pub fn faults(self) -> Vec<OfficeFileError> {
        let mut faults = Vec::new();
        let place = || self.place.to_owned();
        for (target, seen) in self.mapping.targets.iter().zip(&self.seen) {
            let may_be_fen = !seen.has_fen && seen.has_units && seen.amounts >= FEWEST_WHOLE;
            if may_be_fen && !target.has_unit {
                let (header, rows) = (target.header.clone(), seen.amounts);
                faults.push(OfficeFileError::WholeNumbers { place: place(), header, rows });
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
