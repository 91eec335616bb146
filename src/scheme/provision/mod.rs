//! Provisions: each takes part of an amount, or adds to it, or says for which bills a benefit is open. One file
//! each, with its TOML at the head.

pub(crate) mod waiting;
pub(crate) mod age;
pub(crate) mod filing;
pub(crate) mod run_off;
pub(crate) mod participation;
pub(crate) mod conditions;
pub(crate) mod eligible_cap;
pub(crate) mod threshold;
pub(crate) mod deductible;
pub(crate) mod bands;
pub(crate) mod days;
pub(crate) mod rounding;
pub(crate) mod limit;
pub(crate) mod alternatives;
pub(crate) mod funder;
