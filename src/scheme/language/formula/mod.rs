//! Formulas: an amount from columns, parameters, schedules and totals.
//!
//! ```toml
//! base = "min(in_scope - pool_paid, 20% of pool_paid)"
//! ```
//!
//! A tiny grammar that an office can check against the printed term: `+`, `-`, `20% of x`,
//! `60 times nights`, `min`, `max`, brackets, amounts and names; conditions are tables. A formula compiles to a sum
//! of weighted sources and of choices between such sums: a percentage is pushed down to the
//! sources, so that evaluation is whole-number arithmetic on ten-thousandths of a minor unit.

mod number;
mod numbers;
mod tree;
mod questions;
mod chosen_by;
mod range;
mod sum;
mod tokens;
mod rates;
mod tables;
mod quotient;
mod parser;
mod totals;

pub use chosen_by::Chooser;
pub(crate) use number::{Number, most_of};
pub(crate) use tables::read_chosen;
pub(crate) use tree::{ByAmount, Choice, How, Quotient, Source};
pub use tree::{Chosen, Formula};
