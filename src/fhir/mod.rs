//! FHIR R4: decisions as other systems read them, from the traces of explanations.
//!
//! Each bill becomes for each plan an ExplanationOfBenefit and a ClaimResponse, and each plan that a member holds a
//! Coverage. Amounts are JSON numbers with the digits that were decided, never binary fractions. Each step of a benefit
//! is an adjudication that says what it took and by which clause. Persons and bills have numbers or pseudonyms, unless
//! whole ids are asked for.

mod decimal;
mod decided;
mod naming;
mod resources;
mod codes;
mod claims;
mod coverages;
mod error;
mod write;

pub use decided::DecidedOnBill;
pub use error::FhirError;
pub use naming::Naming;
pub use write::{FILES, Job, Written, decided_in, write};
