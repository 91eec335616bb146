//! The window: a browser's requests, written by hand, against the program.

mod asked;
mod attacked;
mod coming_in;
mod from_elsewhere;
mod guarded;
mod limits;
mod who_sees;
mod visitor;
