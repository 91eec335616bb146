//! Mistakes in rows, as `huzhu batch` rejects or leaves them out.
//!
//! A mistake spoils a row that was right, as a clerk or a spreadsheet would. The manual lists the codes of
//! which `--dirty` makes none.

use super::dice::{Dice, Topic};

/// One of the three files, and what can go wrong in it.
pub(super) struct Kind {
    pub topic: Topic,
    pub header: &'static str,
    /// Columns added to the header where rows are dirty: those that decide which row holds.
    pub added: &'static str,
    /// Columns that must not be empty.
    pub required: &'static [&'static str],
    /// Columns of dates.
    pub dates: &'static [&'static str],
    /// Columns with a fixed set of words, each with a word outside it.
    pub words: &'static [(&'static str, &'static str)],
    /// A column of free text, and another text for it in a second row of the same id; enrolments have no ids
    /// of their own.
    pub differing: (&'static str, &'static str),
    /// What can go wrong in it.
    pub mistakes: &'static [Mistake],
}

/// What goes wrong.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mistake {
    /// A cell is left empty.
    Empty,
    /// A date as spreadsheets write it.
    Date,
    /// An unknown word.
    Word,
    /// An empty row follows.
    EmptyRow,
    /// This remark stands in a cell that the header does not have.
    Cells(&'static str),
    /// A line break within a cell.
    LineBreak,
    /// The row is sent twice.
    Duplicate,
    /// Another row has the id, with different contents.
    Conflict,
    /// Another hospital has given the number to a bill of its own.
    OtherHospital,
    /// The id of the member is mistyped: no member of the city has it.
    Mistyped,
    /// Two dates have changed places.
    Swapped(&'static str, &'static str),
    /// The year of the admission is typed as the one after.
    Backwards,
    /// An amount has three decimals.
    Amount,
    /// A refund is sent as a negative amount.
    Negative,
    /// An amount has a digit too many, and is larger than the total.
    Above(&'static str),
    /// A revision that is not a number.
    Revision,
    /// A corrected row follows, of a higher revision.
    Corrected,
    /// A row follows that takes the bill back.
    TakenBack,
}

/// Spoils rows of one member, or of one pair of bills.
pub(super) struct Dirt {
    kind: &'static Kind,
    dice: Dice,
    /// Rows in a million that are spoiled.
    share: u64,
}

impl Dirt {
    pub fn new(kind: &'static Kind, seed: u64, number: u64, share: u64) -> Dirt {
        Dirt { kind, dice: Dice::of(seed, kind.topic, number), share }
    }

    /// Spoils the last row of a text, which begins at `start`, or leaves it as it is. Returns how many rows
    /// stand in its place.
    pub fn fall_on(&mut self, text: &mut Vec<u8>, start: usize) -> u64 {
        text.pop();
        let mut row = String::from_utf8(text.split_off(start)).expect("rows are text");
        row.extend(self.kind.added.matches(','));
        let rows = match self.dice.below(1_000_000) < self.share {
            true => self.spoiled(&row),
            false => vec![row],
        };
        for row in &rows {
            text.extend_from_slice(row.as_bytes());
            text.push(b'\n');
        }
        rows.len() as u64
    }

    /// The rows in place of one: the row and one that should not follow it, or a spoiled row.
    fn spoiled(&mut self, text: &str) -> Vec<String> {
        let row = Row::of(self.kind, text);
        let mistake = self.dice.one_of(self.kind.mistakes);
        match self.following(&row, mistake) {
            Some(next) => vec![row.line(), next],
            None => vec![self.changed(&row, mistake)],
        }
    }

    /// The row that a mistake adds; nothing for one within a row.
    fn following(&self, row: &Row, mistake: Mistake) -> Option<String> {
        let (column, other) = self.kind.differing;
        Some(match mistake {
            Mistake::EmptyRow => ",".repeat(row.cells.len() - 1),
            Mistake::Duplicate => row.line(),
            Mistake::Conflict => row.with(column, other).line(),
            Mistake::OtherHospital => {
                let other = format!("{}X", row.cell("hospital_id"));
                row.with("hospital_id", &other).line()
            }
            Mistake::Corrected => row.with(column, other).with("revision", "2").line(),
            Mistake::TakenBack => row.with("revision", "2").with("status", "void").line(),
            _ => return None,
        })
    }

    /// The row with a mistake in it.
    fn changed(&mut self, row: &Row, mistake: Mistake) -> String {
        let (kind, dice) = (self.kind, &mut self.dice);
        let changed = match mistake {
            Mistake::Empty => row.with(dice.one_of(kind.required), ""),
            Mistake::Date => {
                let column = dice.one_of(kind.dates);
                row.with(column, &row.cell(column).replace('-', "/"))
            }
            Mistake::Word => {
                let (column, word) = dice.one_of(kind.words);
                row.with(column, word)
            }
            Mistake::Cells(remark) => return format!("{},{remark}", row.line()),
            Mistake::LineBreak => {
                let (column, _) = kind.differing;
                row.with(column, &format!("\"{}\n\"", row.cell(column)))
            }
            Mistake::Mistyped => row.with("member_id", &mistyped(row.cell("member_id"))),
            Mistake::Swapped(one, other) => {
                row.with(one, row.cell(other)).with(other, row.cell(one))
            }
            Mistake::Backwards => {
                let (year, rest) = row.cell("discharge").split_at(4);
                let next = year.parse::<u32>().expect("a date begins with its year") + 1;
                row.with("admission", &format!("{next}{rest}"))
            }
            Mistake::Amount => row.with("total", &format!("{}5", row.cell("total"))),
            Mistake::Negative => row.with("total", &format!("-{}", row.cell("total"))),
            Mistake::Above(column) => row.with(column, &format!("9{}", row.cell("total"))),
            Mistake::Revision => row.with("revision", "v2"),
            adds => unreachable!("{adds:?} adds a row"),
        };
        changed.line()
    }
}

/// An identity number with a wrong last character: no person can have it.
fn mistyped(id: &str) -> String {
    let (head, last) = id.split_at(id.len() - 1);
    format!("{head}{}", if last == "0" { "1" } else { "0" })
}

/// The cells of a row, by column.
#[derive(Clone)]
struct Row {
    columns: Vec<&'static str>,
    cells: Vec<String>,
}

impl Row {
    fn of(kind: &Kind, text: &str) -> Row {
        let columns = kind.header.split(',').chain(kind.added.split(',').skip(1)).collect();
        Row { columns, cells: text.split(',').map(str::to_owned).collect() }
    }

    fn place(&self, column: &str) -> usize {
        self.columns.iter().position(|known| *known == column).expect("a column of the header")
    }

    fn cell(&self, column: &str) -> &str {
        &self.cells[self.place(column)]
    }

    /// This row with something else in one cell.
    fn with(&self, column: &str, text: &str) -> Row {
        let mut row = self.clone();
        row.cells[self.place(column)] = text.to_owned();
        row
    }

    fn line(&self) -> String {
        self.cells.join(",")
    }
}
