//! Completion: what payments of a year will come to when the last of its bills is settled, and how sure that is.
//!
//! `triangle` (payments by year of origin and age), `chain_ladder` (factors, ultimates, and Mack's standard errors),
//! `expected` (Bornhuetter and Ferguson with the cost of a day of cover that all years together have), `quantile` (what
//! holds in 95 of 100 cases of an error), `draws` (what is enough in 95 of 100 draws of members). What cannot be
//! estimated has no figure, and a word that says why.
//!
//! Sums of amounts are exact. Factors are decimals of 28 digits; what is multiplied by them is rounded to the minor
//! unit at the end, once.

mod triangle;
mod chain_ladder;
mod mack;
mod expected;
mod quantile;
mod draws;
#[cfg(test)]
mod tests;

pub(super) use chain_ladder::ChainLadder;
pub(super) use draws::enough_in_95;
pub(super) use expected::Expected;
pub(super) use mack::{StandardErrors, errors_of};
pub(super) use quantile::holds_in_95;
pub(super) use triangle::{Flaw, Triangle};
