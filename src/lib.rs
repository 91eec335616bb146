//! `huzhu` (互助): exact, explained claims for mutual-aid supplementary medical cover.
//!
//! ```
//! use std::path::Path;
//!
//! use huzhu::adjudication::{Total, adjudicate};
//! use huzhu::claim::row_reader::Layout;
//! use huzhu::claim::{Bill, Enrolment, History, Owner};
//! use huzhu::date::Day;
//! use huzhu::money::Money;
//! use huzhu::scheme::Book;
//!
//! let book = Book::load(Path::new("rules/pinghu")).unwrap();
//! let header = ["birth_date", "sex", "hardship"];
//! let member = Layout::find(header, Owner::Member, &book.vocabulary)
//!     .member(&["1980-05-01", "F", "no"][..])
//!     .unwrap();
//! let header = ["category", "hospital_level", "admission", "discharge", "settled_on", "total", "pool_paid"];
//! let bill = Layout::find(header, Owner::Bill, &book.vocabulary)
//!     .bill(&["inpatient", "2", "2022-03-01", "2022-03-09", "2022-03-09", "8232.97", "3000.00"][..], 0, Bill::alone(0))
//!     .unwrap();
//! let day = |text| Day::parse(text).unwrap();
//! let (start, end) = (day("2022-01-01"), day("2022-12-31"));
//! let period = Enrolment { plan: 0, start, end, units: 1, enrolled_on: start };
//!
//! // A rate of 50% on the whole of what basic insurance left, since it is above 600.
//! let (mut periods, mut bills) = ([period], [bill]);
//! let history = History::new(&book.vocabulary, &member, &mut periods, &mut bills, |_| b"1");
//! let mut total = Total::default();
//! adjudicate(&book, &history, &mut total);
//! assert_eq!(total.0, Money::from_minor(261_649)); // 5232.97 x 50% = 2616.485
//! ```
//!
//! Modules are listed in dependency order: each may use only those above it.

#![warn(missing_docs)]
// What only the rooms of the office use is not dead: without them it has no user.
#![cfg_attr(not(feature = "office"), allow(dead_code, unused_imports))]

pub mod words;
pub mod money;
pub mod date;
pub mod diagnostic;
pub mod fingerprint;
pub mod progress;
pub(crate) mod pipeline;
pub mod claim;
pub mod scheme;
pub mod adjudication;
pub mod explanation;
pub mod intake;
#[cfg(feature = "office")]
pub mod output;
pub mod cases;
#[cfg(feature = "office")]
pub mod batch;
pub mod preview;
#[cfg(feature = "office")]
pub mod ledger;
#[cfg(feature = "office")]
pub mod payment;
#[cfg(feature = "office")]
pub mod accounting;
#[cfg(feature = "office")]
pub mod nightly;
#[cfg(feature = "office")]
pub mod generate;
#[cfg(feature = "office")]
pub mod scenario;
#[cfg(feature = "office")]
pub mod report;
#[cfg(feature = "office")]
pub mod replay;
#[cfg(feature = "office")]
pub mod cli;

// shim: old paths, until every room says the new ones.
#[doc(hidden)]
pub mod exchange {
    pub use crate::fingerprint::*;
    pub use crate::intake::*;
    #[cfg(feature = "office")]
    pub use crate::output::*;
    pub use crate::progress::{Phase, Progress as Watch};
}
#[cfg(feature = "office")]
#[doc(hidden)]
pub use output::reports;

/// The examples of the page for programmers, run as tests.
#[cfg(doctest)]
#[doc = include_str!("../docs/library.md")]
struct Library;
