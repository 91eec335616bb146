//! `huzhu` (互助): exact, explained claims for mutual-aid supplementary medical cover.
//!
//! ```
//! use std::path::Path;
//!
//! use huzhu::claim::{BillForm, Column, MemberRecord, RecordText};
//! use huzhu::date::Day;
//! use huzhu::explanation::explain_bill;
//! use huzhu::money::Money;
//! use huzhu::scheme::Book;
//! use huzhu::words::Lang;
//!
//! let book = Book::load(Path::new("rules/pinghu"))?;
//! let mut record = MemberRecord::read(&book, RecordText {
//!     members: "member_id,birth_date,sex,hardship\nM1,1980-05-01,F,no",
//!     enrolments: "plan,start,end,units,enrolled_on\nmedical,2022-01-01,2022-12-31,1,2022-01-01",
//!     bills: "bill_id,category,hospital_level,admission,discharge,settled_on,total,pool_paid\n\
//!             B1,inpatient,2,2022-03-01,2022-03-09,2022-03-09,8232.97,3000.00",
//! })?;
//! let day = |text| Day::parse(text).expect("a day");
//! let bill = BillForm::new("inpatient", "3")
//!     .days(day("2022-05-01"), day("2022-05-04"))
//!     .settled_on(day("2022-05-04"))
//!     .amount(Column::Total, Money::from_minor(100_000));
//! record.add_bill(&book, "B2", &bill)?;
//! let explanation = explain_bill(&book, &record, "B1")?;
//! // A rate of 50% on the whole of what basic insurance left, since it is above 600.
//! assert_eq!(explanation.payable(), Money::from_minor(261_649)); // 5232.97 x 50% = 2616.485
//! println!("{}", explanation.text(&book, Lang::Chinese));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Modules are listed in dependency order: each may use only those above it.

#![warn(missing_docs)]
#![cfg_attr(
    not(feature = "office"),
    allow(
        dead_code,
        unused_imports,
        reason = "what only the rooms of the office use has no user without them"
    )
)]

pub mod words;
pub mod money;
pub mod date;
pub mod diagnostic;
pub(crate) mod text_table;
pub(crate) mod csv_cells;
pub mod fingerprint;
pub(crate) mod random;
pub mod progress;
pub(crate) mod pipeline;
pub mod claim;
pub mod scheme;
pub mod adjudication;
pub mod explanation;
pub mod office_files;
pub mod intake;
pub mod manual_facts;
#[cfg(feature = "office")]
pub mod output;
pub mod cases;
pub mod batch;
#[cfg(feature = "arrow")]
pub mod tables;
pub mod preview;
#[cfg(feature = "office")]
pub mod pseudonyms;
#[cfg(feature = "office")]
pub mod fhir;
#[cfg(feature = "office")]
pub mod ledger;
#[cfg(feature = "office")]
pub mod access;
#[cfg(feature = "office")]
pub mod payment;
#[cfg(feature = "office")]
pub mod accounting;
#[cfg(feature = "office")]
pub mod nightly;
#[cfg(feature = "office")]
pub mod statistics;
#[cfg(feature = "office")]
pub mod generate;
#[cfg(feature = "scenario")]
pub mod scenario;
#[cfg(feature = "replay")]
pub mod report;
#[cfg(feature = "replay")]
pub mod replay;
#[cfg(feature = "office")]
pub mod window;
#[cfg(feature = "office")]
pub(crate) mod authoring;
#[cfg(feature = "office")]
pub(crate) mod terms;
#[cfg(feature = "office")]
pub mod cli;

/// The examples of the page for programmers, run as tests.
#[cfg(doctest)]
#[doc = include_str!("../docs/library.md")]
struct Library;
