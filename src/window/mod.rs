//! The window (服务窗口): "does the union's cover pay for my stay?", answered while the worker waits.
//!
//! A clerk finds the member, sees the cover at a glance, fills in the bill as the paper sheet has it, and reads what
//! is paid, what is left to the worker, and why. Every answer is a preview on the whole history that the ledger has:
//! the function that decides every bill gives it, and nothing is written but the log of looks.
//!
//! Here is the same without HTTP, for a program that has a ledger at hand:
//!
//! ```no_run
//! use std::path::PathBuf;
//!
//! use huzhu::date::Day;
//! use huzhu::preview;
//! use huzhu::window::{Counter, Filled, cover, read};
//!
//! let counter = Counter::new(PathBuf::from("city.ledger"), None);
//! let visit = counter.visit("370000198001010018")?;
//! let today = Day::parse("2024-06-01").expect("a day");
//! println!("{} periods", cover(&visit.terms.book, &visit.past, today).periods.len());
//!
//! let filled = Filled::from([
//!     ("category".to_owned(), "inpatient".to_owned()),
//!     ("hospital_level".to_owned(), "3".to_owned()),
//!     ("admission".to_owned(), "2024-05-02".to_owned()),
//!     ("discharge".to_owned(), "2024-05-10".to_owned()),
//!     ("total".to_owned(), "8232.97".to_owned()),
//!     ("pool_paid".to_owned(), "3000.00".to_owned()),
//! ]);
//! if let Ok((past, query)) = read(&visit.terms.book, &filled, &visit.past) {
//!     let preview = preview::preview(&visit.terms.book, &past, &query);
//!     println!("{:?}", preview.answer);
//! }
//! # Ok::<(), huzhu::window::WindowError>(())
//! ```

mod error;
mod find;
mod counter;
mod sheet;
mod bills_of_nothing;
mod cover;
mod changes;
mod answered;
mod what_if;
mod pasted;
mod history;
mod page;
mod api;
mod openapi;
mod http;

pub use answered::{Answered, Correction, answer};
pub use changes::{Change, Otherwise, changes};
pub use counter::{Counter, Terms, Visit};
pub use cover::{Cover, LimitOnDay, Period, Standing, cover};
pub use error::WindowError;
pub use find::Namesake;
pub use history::{HistoryLine, history};
pub use http::{Address, Certificate, Service, Who, serve};
pub use openapi::openapi;
pub use pasted::{NotUsed, PasteError, Pasted, pasted};
pub use sheet::{BoxFault, BoxKind, Filled, SheetBox, boxes, read};
pub use what_if::{Compared, WhatIf, compare};
