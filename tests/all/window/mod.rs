//! The window: a browser's requests, written by hand, against the program.

mod asked;
mod attacked;
mod changes;
mod coming_in;
mod flows;
mod from_elsewhere;
mod guarded;
mod limits;
mod settlements;
mod who_sees;
mod visitor;
