//! The window: a browser's requests, written by hand, against the program.

mod as_posted;
mod asked;
mod attacked;
#[cfg(target_os = "linux")] // It says what a program has read.
mod bounds;
mod changes;
mod city;
mod coming_in;
mod flows;
mod from_elsewhere;
mod guarded;
mod limits;
mod settlements;
mod who_sees;
mod visitor;
