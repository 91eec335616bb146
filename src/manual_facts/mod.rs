//! Manual facts: what people decided, opened and disallowed by hand, and a member's history with it
//!
//! A ledger keeps them, and a file beside an office's own may hold them; a night, a preview and a replay decide on
//! them alike.

mod disallowed;
mod error;
mod facts;
pub(crate) mod json;
mod manual_fact;

pub use disallowed::{Disallowed, disallowed};
pub use error::FactError;
pub(crate) use facts::in_force;
pub use facts::{Facts, accumulator_place, benefit_number};
pub use manual_fact::ManualFact;
