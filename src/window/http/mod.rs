//! The window over HTTP: who is let in, which page answers which address, and the serving of it.

mod address;
mod guard;
mod tls;
mod session;
mod log_check;
mod desk;
mod strangers;
mod pages;
mod dropped;
mod member;
mod find;
mod reasons;
mod looks;
mod users;
mod programs;
mod service;

pub use address::{Address, Certificate};
pub use desk::Who;
pub use service::{Service, serve};
