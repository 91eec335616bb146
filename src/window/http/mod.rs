//! The window over HTTP: who is let in, which page answers which address, and the serving of it.

mod key;
mod guard;
mod session;
mod desk;
mod pages;
mod programs;
mod service;

pub use desk::Who;
pub use service::{Address, Service, serve};
