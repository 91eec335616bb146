//! Figures worked out by hand, so that the oracle is not wrong itself. Those with a name in
//! capitals come from the published terms of real schemes.

#![cfg(test)]

mod cover;
mod generated;
mod mechanisms;
mod numbers;
mod payments;
mod several;
mod weihai;
mod words;
