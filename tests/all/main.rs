//! All tests of the crate from outside, as one program: `cargo test --test all nightly::` runs those of a room.
//! Whatever a test changes, it changes in a folder or a process of its own, for all of them run side by side.

mod common;
mod oracle;

mod batch;
mod cases;
mod data_gallery;
mod faults;
mod fuzz_corpus;
mod gallery;
mod generate;
mod glossary;
mod hostile;
mod house;
mod ledger_commands;
mod manual;
mod mistakes;
mod nightly;
mod notice;
mod outputs;
mod outside;
mod preview;
mod properties;
mod replay;
mod replay_triangles;
mod reports;
mod schedulers;
mod syncs;
mod synthea;
mod written_by_another;
