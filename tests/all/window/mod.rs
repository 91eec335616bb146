//! The window: a browser's requests, written by hand, against the program.

mod asked;
mod attacked;
mod guarded;
mod visitor;
