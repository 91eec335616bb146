//! Review (复核): which flagged bills a night holds of its own accord, until somebody has looked at them.
//! It is of the scheme, not of an edition: the same in every file of a book.
//!
//! ```toml
//! [scheme.review]
//! hold = ["overlapping_stay", "same_day_readmission"]
//! ```

use super::language::table::{Table, list, suggest};
use crate::diagnostic::Diagnostics;
use crate::words;

/// The codes of all flags that a bill may carry.
pub const FLAGS: [&str; 7] = [
    "overlapping_cover",
    "overlapping_stay",
    "same_day_readmission",
    "stay_apart",
    "possible_duplicate",
    "in_scope_differs",
    "override_without_cover",
];

/// What a scheme says about review. Where it says nothing, nothing is held of its own accord.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// Codes of flags: a bill that newly carries one is held.
    pub hold: Vec<String>,
}

impl Review {
    pub(super) fn read(table: &mut Table, found: &mut Diagnostics) -> Option<Review> {
        let mut hold: Vec<String> = Vec::new();
        for (code, span) in table.texts("hold", found)? {
            if !FLAGS.contains(&code.as_str()) {
                let message = words::rules::not_one_of(&code, list(FLAGS.into_iter()));
                found.error(span, message).help = suggest(&code, FLAGS.iter().copied());
            } else if hold.contains(&code) {
                found.error(span, words::rules::name_twice(code));
            } else {
                hold.push(code);
            }
        }
        Some(Review { hold })
    }
}
