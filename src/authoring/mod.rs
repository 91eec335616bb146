//! For who writes rules: files laid out alike, and a first folder to begin with

mod begin;
mod error;
mod files;
mod layout;
mod template;

pub(crate) use begin::{Started, begin};
pub(crate) use error::AuthoringError;
pub(crate) use files::{Laid, lay_out, toml_below};
