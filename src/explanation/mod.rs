//! Explanations: three forms of what was decided on one bill, and why. A trace for programs, text for a
//! person at a desk, a notice on paper for the member.

#[expect(clippy::module_inception, reason = "the room is named after what it makes")]
mod explanation;
mod formatter;
#[cfg(feature = "office")]
mod lines;
pub mod notice;
mod reading_order;
mod text;
pub mod trace;

pub use explanation::{Explanation, LimitUse, Working, explain, explain_bill};
pub(crate) use formatter::{Formatter, percent};
#[cfg(feature = "office")]
pub(crate) use formatter::{limit_name, window};
#[cfg(feature = "office")]
pub(crate) use lines::paid_on_lines;
pub(crate) use reading_order::in_reading_order;
pub use trace::trace;
