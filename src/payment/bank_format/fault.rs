//! Why payments cannot be written in the form of a bank.

use crate::words::{Sentence, banks as words};

/// Why payments cannot be written in the form of a bank: nothing of them is released then.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BankFault {
    /// There are fewer than the bank takes in a file.
    TooFew {
        /// How many there are.
        payments: usize,
        /// How many the bank takes at least.
        least: usize,
    },
    /// A cell of a payment cannot be written.
    Cell {
        /// The payment, by id.
        payment: String,
        /// The name of the payee.
        payee: String,
        /// The column, as the bank or else the format names it.
        column: String,
        /// What is wrong with it.
        why: CellFault,
    },
    /// A text of the format itself cannot be written.
    Text {
        /// The text.
        text: String,
        /// What is wrong with it.
        why: CellFault,
    },
}

/// Why a cell cannot be written in the form of a bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CellFault {
    /// It is empty, and the bank takes no empty one.
    Empty,
    /// The encoding has no such character.
    Letter {
        /// The character.
        letter: char,
        /// The encoding, as a format names it.
        encoding: &'static str,
    },
    /// A separator or a quote stands in it, and the format has no quotes around cells.
    Separator {
        /// The character.
        letter: char,
    },
    /// A line break or another character that is not seen stands in it.
    Control,
    /// A spreadsheet would take it for a formula.
    Formula,
    /// A blank stands in a name.
    Blank,
}

impl BankFault {
    /// The sentence, in every language.
    pub fn sentence(&self, bank: &str) -> Sentence {
        match self {
            BankFault::TooFew { payments, least } => words::too_few(bank, payments, least),
            BankFault::Cell { payment, payee, column, why } => {
                words::cell_refused(bank, payment, payee, column, why.sentence())
            }
            BankFault::Text { text, why } => words::text_refused(bank, text, why.sentence()),
        }
    }
}

impl CellFault {
    /// The sentence, in every language.
    pub fn sentence(self) -> Sentence {
        match self {
            CellFault::Empty => words::cell_empty(),
            CellFault::Letter { letter, encoding } => {
                words::no_such_letter(letter, format_args!("U+{:04X}", u32::from(letter)), encoding)
            }
            CellFault::Separator { letter } => words::separator_in_cell(letter),
            CellFault::Control => words::control_in_cell(),
            CellFault::Formula => words::formula_in_cell(),
            CellFault::Blank => words::blank_in_name(),
        }
    }
}
