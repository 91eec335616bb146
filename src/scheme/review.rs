//! Review (复核): which flagged bills a night holds of its own accord, until somebody has looked at them.
//! It is of the scheme, not of an edition: the same in every file of a book.
//!
//! ```toml
//! [scheme.review]
//! hold = ["overlapping_stay", "same_day_readmission"]
//! ```

use super::language::reader::{Read, Reader, Reports};
use super::language::table::{list, suggest};
use crate::words;

/// The codes of all flags that a bill may carry.
pub const FLAGS: [&str; 8] = [
    "overlapping_cover",
    "overlapping_stay",
    "same_day_readmission",
    "stay_apart",
    "possible_duplicate",
    "in_scope_differs",
    "override_without_cover",
    "disallowed_above_bill",
];

/// What a scheme says about review. Where it says nothing, nothing is held of its own accord.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// Codes of flags: a bill that newly carries one is held.
    pub hold: Vec<String>,
}

impl Review {
    pub(super) fn read<S: Reports>(reader: &mut Reader<S>) -> Read<Review> {
        let mut hold: Vec<String> = Vec::new();
        for (code, span) in reader.texts("hold")? {
            if !FLAGS.contains(&code.as_str()) {
                let message = words::rules::not_one_of(&code, list(FLAGS.into_iter()));
                reader.advise(span, message, suggest(&code, FLAGS.iter().copied()));
            } else if hold.contains(&code) {
                reader.error(span, words::rules::name_twice(code));
            } else {
                hold.push(code);
            }
        }
        Ok(Review { hold })
    }
}
