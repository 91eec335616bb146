//! Mistakes in rows, as `huzhu batch` rejects or leaves them out.
//!
//! A mistake is made in a row that was right, as a hand or a spreadsheet makes it. The README says of which
//! codes none is made, beside `--dirty`.

use super::dice::{Dice, Topic};
use super::{bills, cover, people};

/// One of the three files, and what can go wrong in it.
pub(super) struct Kind {
    pub topic: Topic,
    pub header: &'static str,
    /// What the header goes on with where rows are dirty: columns that say which row holds.
    pub added: &'static str,
    /// Columns that must not be empty.
    required: &'static [&'static str],
    dates: &'static [&'static str],
    /// Columns of a few words, each with one that is none of them.
    words: &'static [(&'static str, &'static str)],
    /// A column of free text, and what another row of the same id says in it; enrolments have no ids
    /// of their own.
    says: (&'static str, &'static str),
    mistakes: &'static [Mistake],
}

pub(super) const MEMBERS: Kind = Kind {
    topic: Topic::MemberDirt,
    header: people::HEADER,
    added: "",
    required: &["member_id", "birth_date", "sex"],
    dates: &["birth_date"],
    words: &[("sex", "男"), ("hardship", "困难")],
    says: ("org_code", "9900.09.00.99999"),
    mistakes: &[
        Mistake::Empty,
        Mistake::Date,
        Mistake::Word,
        Mistake::EmptyRow,
        Mistake::Cells,
        Mistake::LineBreak,
        Mistake::Duplicate,
        Mistake::Conflict,
    ],
};

pub(super) const ENROLMENTS: Kind = Kind {
    topic: Topic::EnrolmentDirt,
    header: cover::HEADER,
    added: "",
    required: &["member_id", "plan", "start", "end", "enrolled_on"],
    dates: &["start", "end", "enrolled_on"],
    words: &[("plan", "医疗互助"), ("units", "一份")],
    says: ("plan", ""),
    mistakes: &[
        Mistake::Empty,
        Mistake::Date,
        Mistake::Word,
        Mistake::EmptyRow,
        Mistake::Cells,
        Mistake::LineBreak,
        Mistake::Duplicate,
        Mistake::Mistyped,
        Mistake::Swapped("start", "end"),
    ],
};

pub(super) const BILLS: Kind = Kind {
    topic: Topic::BillDirt,
    header: bills::HEADER,
    added: ",revision,status",
    required: &["bill_id", "member_id", "admission", "total", "other_paid"],
    dates: &["admission", "discharge", "settled_on", "submitted_on"],
    words: &[("category", "住院"), ("hospital_level", "三级"), ("status", "cancelled")],
    says: ("diagnosis", "R69"),
    mistakes: &[
        Mistake::Empty,
        Mistake::Date,
        Mistake::Word,
        Mistake::EmptyRow,
        Mistake::Cells,
        Mistake::LineBreak,
        Mistake::Duplicate,
        Mistake::Conflict,
        Mistake::OtherHospital,
        Mistake::Mistyped,
        Mistake::Backwards,
        Mistake::Amount,
        Mistake::Negative,
        Mistake::Above("pool_paid"),
        Mistake::Above("out_of_catalogue"),
        Mistake::Revision,
        Mistake::Corrected,
        Mistake::TakenBack,
    ],
};

/// What goes wrong.
#[derive(Clone, Copy)]
enum Mistake {
    /// A cell is left empty.
    Empty,
    /// A date as spreadsheets write it.
    Date,
    /// A word that is not known.
    Word,
    /// An empty row follows.
    EmptyRow,
    /// A remark stands in a cell that the header does not have.
    Cells,
    /// A line break within a cell.
    LineBreak,
    /// The row is sent twice.
    Duplicate,
    /// Another row has the id, and says something else.
    Conflict,
    /// Another hospital has given the number to a bill of its own.
    OtherHospital,
    /// The id of the member is another one's, of nobody in the city.
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

/// What falls on the rows of one member, or of one pair of bills.
pub(super) struct Dirt {
    kind: &'static Kind,
    dice: Dice,
    /// Of a million rows, as many are spoiled.
    share: u64,
}

impl Dirt {
    pub fn new(kind: &'static Kind, seed: u64, number: u64, share: u64) -> Dirt {
        Dirt { kind, dice: Dice::of(seed, kind.topic, number), share }
    }

    /// Leaves the last row of some text, which begins at `start`, as it is, or spoils it. Returns how
    /// many rows are there then.
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

    fn spoiled(&mut self, text: &str) -> Vec<String> {
        let (kind, dice) = (self.kind, &mut self.dice);
        let row = Row::of(kind, text);
        let (says, other) = kind.says;
        let sent = || row.line();
        match dice.one_of(kind.mistakes) {
            Mistake::Empty => vec![row.with(dice.one_of(kind.required), "").line()],
            Mistake::Date => {
                let column = dice.one_of(kind.dates);
                vec![row.with(column, &row.cell(column).replace('-', "/")).line()]
            }
            Mistake::Word => {
                let (column, word) = dice.one_of(kind.words);
                vec![row.with(column, word).line()]
            }
            Mistake::EmptyRow => vec![sent(), ",".repeat(row.cells.len() - 1)],
            Mistake::Cells => vec![sent() + ",备注"],
            Mistake::LineBreak => {
                let broken = format!("\"{}\n\"", row.cell(says));
                vec![row.with(says, &broken).line()]
            }
            Mistake::Duplicate => vec![sent(), sent()],
            Mistake::Conflict => vec![sent(), row.with(says, other).line()],
            Mistake::OtherHospital => {
                let other = format!("{}X", row.cell("hospital_id"));
                vec![sent(), row.with("hospital_id", &other).line()]
            }
            Mistake::Mistyped => {
                vec![row.with("member_id", &mistyped(row.cell("member_id"))).line()]
            }
            Mistake::Swapped(one, other) => {
                vec![row.with(one, row.cell(other)).with(other, row.cell(one)).line()]
            }
            Mistake::Backwards => {
                let (year, rest) = row.cell("discharge").split_at(4);
                let next = year.parse::<u32>().expect("a date begins with its year") + 1;
                vec![row.with("admission", &format!("{next}{rest}")).line()]
            }
            Mistake::Amount => vec![row.with("total", &format!("{}5", row.cell("total"))).line()],
            Mistake::Negative => {
                vec![row.with("total", &format!("-{}", row.cell("total"))).line()]
            }
            Mistake::Above(column) => {
                vec![row.with(column, &format!("9{}", row.cell("total"))).line()]
            }
            Mistake::Revision => vec![row.with("revision", "v2").line()],
            Mistake::Corrected => vec![sent(), row.with(says, other).with("revision", "2").line()],
            Mistake::TakenBack => {
                vec![sent(), row.with("revision", "2").with("status", "void").line()]
            }
        }
    }
}

/// An identity number with a wrong last character: it can be nobody's.
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
