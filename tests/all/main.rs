//! All tests of the crate from outside, as one program: `cargo test --test all nightly::` runs those of a room.
//! Whatever a test changes, it changes in a folder or a process of its own, for all of them run side by side.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test stops where it fails, and says what it looked at"
)]

mod common;
mod oracle;

mod all_but;
#[cfg(feature = "office")]
mod authoring;
#[cfg(feature = "office")]
mod authors;
#[cfg(feature = "office")]
mod batch;
#[cfg(feature = "office")]
mod cases;
#[cfg(feature = "office")]
mod data_gallery;
#[cfg(feature = "office")]
mod benefit_ids;
mod conformance;
mod cover_begins;
mod cover_years;
mod decided_last;
mod months_back;
mod spells;
mod disallowed;
#[cfg(feature = "office")]
mod faults;
#[cfg(feature = "office")]
mod fuzz_corpus;
#[cfg(feature = "office")]
mod fhir;
mod gallery;
#[cfg(feature = "office")]
mod generate;
mod glossary;
#[cfg(feature = "office")]
mod hostile;
mod house;
mod households;
#[cfg(feature = "office")]
mod ledger_commands;
mod left_out;
mod lines;
#[cfg(feature = "office")]
mod manual;
mod mechanisms;
mod mistakes;
#[cfg(feature = "office")]
mod night;
#[cfg(feature = "office")]
mod nightly;
#[cfg(feature = "office")]
mod notice;
#[cfg(feature = "office")]
mod office_files;
#[cfg(feature = "office")]
mod outputs;
mod outside;
mod overflow;
#[cfg(feature = "office")]
mod preview;
mod properties;
#[cfg(feature = "office")]
mod pseudonyms;
mod reasons;
#[cfg(feature = "office")]
mod replay;
#[cfg(feature = "office")]
mod replay_triangles;
#[cfg(feature = "office")]
mod reports;
#[cfg(feature = "office")]
mod schedulers;
#[cfg(feature = "office")]
mod syncs;
#[cfg(feature = "office")]
mod synthea;
mod titles;
mod unmodelled;
#[cfg(feature = "office")]
mod warnings;
mod who_may_hold;
#[cfg(all(feature = "office", unix))]
mod window;
#[cfg(feature = "office")]
mod written_by_another;
