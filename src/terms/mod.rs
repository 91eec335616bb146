//! Rules in sentences, made from what was compiled, to hold against the printed terms and to sign
//!
//! Every struct of a compiled edition is taken apart here with all of its fields, and every enum without a wildcard: a
//! new mechanism does not compile before it has its sentence.

mod benefit;
mod bands;
mod chosen;
mod formula;
mod holder;
mod page;
mod plan;
mod scheme;
mod section;
mod shared;
mod sheet;
mod steps;
mod text;
mod writer;

pub(crate) use sheet::Terms;
