//! The three files in memory, as they came: their rows are looked at where they lie.

use std::path::PathBuf;

use rayon::prelude::*;

use super::flags;
use super::intake::Inputs;
use super::refusal::{Refused, faults};
use super::reject::Reject;
use super::rows::Rows;
use super::table::{Kind, Table};
use super::text::Text;
use super::totals::InputCounts;
use super::watch::{Phase, Watch};
use crate::claim::Vocabulary;
use crate::date::Day;
use crate::words::Sentence;

/// The three files as they were when they were read: they are read once, so that what is looked up
/// for them and what is decided on is the same, whatever happens to them meanwhile.
#[derive(Debug)]
pub struct Files {
    texts: [Result<Text, Sentence>; 3],
}

const KINDS: [Kind; 3] = [Kind::Members, Kind::Enrolments, Kind::Bills];

impl Files {
    /// Reads the three files. What cannot be read of them is told with all else that is wrong.
    pub fn read(inputs: &Inputs, watch: &dyn Watch) -> Files {
        let Inputs { members, enrolments, bills } = inputs;
        let files = [members, enrolments, bills];
        let size = |path: &PathBuf| path.metadata().map_or(0, |file| file.len());
        watch.begin(Phase::Load, files.into_iter().map(size).sum());
        let read = |path: &PathBuf| {
            let text = Text::read(path);
            watch.done(size(path));
            text
        };
        let texts: Vec<Result<Text, Sentence>> = files.into_par_iter().map(read).collect();
        Files { texts: texts.try_into().unwrap_or_else(|_| unreachable!("of three files")) }
    }

    /// Finds the columns of the three files.
    ///
    /// # Errors
    ///
    /// When a file cannot be used as a whole: everything that is wrong with all three.
    pub(super) fn sheets(
        self,
        vocabulary: &Vocabulary,
        night: Option<Day>,
    ) -> Result<Sheets<'_>, Vec<Sentence>> {
        let all: Vec<(Result<Text, Sentence>, Kind)> = self.texts.into_iter().zip(KINDS).collect();
        let open = |(text, kind): (Result<Text, Sentence>, Kind)| {
            Table::open(text.map_err(|why| vec![why])?, kind, vocabulary, night)
        };
        let opened: Vec<Result<Table, Vec<Sentence>>> = all.into_par_iter().map(open).collect();
        if opened.iter().any(Result::is_err) {
            return Err(opened.into_iter().filter_map(Result::err).flatten().collect());
        }
        let tables: Vec<Table> = opened.into_iter().flatten().collect();
        let tables = tables.try_into().unwrap_or_else(|_| unreachable!("of three files"));
        Ok(Sheets { tables, vocabulary, night })
    }
}

/// The three files, their columns found.
pub(crate) struct Sheets<'v> {
    tables: [Table<'v>; 3],
    vocabulary: &'v Vocabulary,
    night: Option<Day>,
}

impl<'v> Sheets<'v> {
    pub(super) fn tables(&self) -> &[Table<'v>; 3] {
        &self.tables
    }

    pub(super) fn table(&self, kind: Kind) -> &Table<'v> {
        &self.tables[kind as usize]
    }

    /// The words under which they are read.
    pub(super) fn vocabulary(&self) -> &'v Vocabulary {
        self.vocabulary
    }

    /// The day of the night that reads them; nothing where nobody asks the clock.
    pub(super) fn night(&self) -> Option<Day> {
        self.night
    }

    /// How long they are.
    pub(super) fn bytes(&self) -> u64 {
        self.tables.iter().map(|table| table.text.all().len() as u64).sum()
    }

    /// Counts of rows, of which none is looked at yet.
    pub(super) fn counts(&self, hashes: &[String; 3]) -> [InputCounts; 3] {
        std::array::from_fn(|kind| InputCounts::new(&self.tables[kind], &hashes[kind]))
    }

    /// The columns under which a ledger keeps rows of a file.
    pub(crate) fn columns(&self, kind: Kind) -> &[String] {
        self.table(kind).head.keeper.names()
    }

    /// Tells what is wrong with each refused row, file by file and line by line; `is_known` tells of whom a
    /// row may be.
    ///
    /// # Errors
    ///
    /// Whatever `tell` fails with.
    pub(crate) fn rejects<E>(
        &self,
        closed: &Closed,
        is_known: &dyn Fn(&str) -> bool,
        mut tell: impl FnMut(Reject) -> Result<(), E>,
    ) -> Result<(), E> {
        for (table, refused) in self.tables.iter().zip(&closed.refused) {
            let (mut rows, mut lines) = (Rows::anywhere(&table.text), table.text.lines());
            for refused in refused {
                let row = rows.row(refused.place);
                let line = lines.at(refused.place);
                for fault in faults(table, &row, refused.why, is_known) {
                    tell(Reject::new(&table.text.file, line, fault))?;
                }
            }
        }
        Ok(())
    }

    /// Tells what looks wrong with each flagged row of members, line by line.
    ///
    /// # Errors
    ///
    /// Whatever `tell` fails with.
    pub(crate) fn flags<E>(
        &self,
        closed: &Closed,
        mut tell: impl FnMut(Reject) -> Result<(), E>,
    ) -> Result<(), E> {
        let table = self.table(Kind::Members);
        let (mut rows, mut lines) = (Rows::anywhere(&table.text), table.text.lines());
        for &place in &closed.flagged {
            let row = rows.row(place);
            let line = lines.at(place);
            for flag in flags::of(table, &row) {
                tell(Reject::new(&table.text.file, line, flag))?;
            }
        }
        Ok(())
    }

    /// The refused rows of a file as they came, under its header, to be mended and sent again;
    /// nothing where there are none.
    ///
    /// # Errors
    ///
    /// Whatever `take` fails with.
    pub(crate) fn refused_rows<E>(
        &self,
        closed: &Closed,
        kind: Kind,
        mut take: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let (table, refused) = (self.table(kind), &closed.refused[kind as usize]);
        if refused.is_empty() {
            return Ok(());
        }
        take(&table.header())?;
        let mut rows = Rows::anywhere(&table.text);
        refused.iter().try_for_each(|refused| take(&table.raw(rows.row(refused.place).place)))
    }
}

/// What became of every row of the three files.
#[derive(Clone, Debug)]
pub(crate) struct Closed {
    pub counts: [InputCounts; 3],
    pub(super) refused: [Vec<Refused>; 3],
    /// Rows of members that are flagged, in the order of their file.
    pub(super) flagged: Vec<usize>,
}

impl Closed {
    /// # Panics
    ///
    /// If a row is not accounted for: that is a bug.
    pub(super) fn of(
        mut counts: [InputCounts; 3],
        mut refused: [Vec<Refused>; 3],
        flagged: Vec<usize>,
    ) -> Closed {
        for (count, refused) in counts.iter_mut().zip(&mut refused) {
            refused.sort_unstable();
            count.rejected = refused.len() as u64;
            count.reconcile();
        }
        Closed { counts, refused, flagged }
    }
}
