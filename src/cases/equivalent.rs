//! Marks of changes to the rules that no bill can tell from the rules as they are: equivalent mutants.
//!
//! ```toml
//! [[equivalent]]
//! value = "benefit.medical.bands.rates[2].to"
//! becomes = "500000.01"
//! reason = "the most that may be paid is reached at 150000"
//! ```

use crate::diagnostic::Diagnostics;
use crate::scheme::{Read, Reader, Reports, Span};
use crate::words;

/// A change that its author holds to decide every bill as the rules do.
#[derive(Clone, Debug)]
pub(super) struct Equivalent {
    /// Where the value stands, as a surviving change is listed.
    pub value: String,
    /// What it becomes; every change of the value where that is left out.
    pub becomes: Option<String>,
    /// Where the mark stands in its file.
    pub place: Span,
}

impl Equivalent {
    /// Whether it marks a change.
    pub fn marks(&self, value: &str, becomes: &str) -> bool {
        self.value == value && self.becomes.as_deref().is_none_or(|text| text == becomes)
    }
}

/// Takes `equivalent`.
pub(super) fn read_marks(reader: &mut Reader<Diagnostics>) -> Read<Vec<Equivalent>> {
    reader.tables("equivalent", read_mark).into_iter().collect()
}

fn read_mark(reader: &mut Reader<Diagnostics>) -> Read<Equivalent> {
    let place = reader.span();
    let value = reader.required_like("value", "\"benefit.medical.rate\"");
    let value = value.and_then(|node| reader.scalar(&node, "value").map(str::to_owned));
    let becomes = reader.optional("becomes");
    let becomes = becomes.map(|node| reader.scalar(&node, "becomes").map(str::to_owned));
    let reason = reader.required_like("reason", "\"...\"").and_then(|node| {
        let text = reader.scalar(&node, "reason")?;
        match text.trim() {
            "" => Err(reader.error(node.span.clone(), words::rules::mark_without_reason())),
            _ => Ok(()),
        }
    });
    reason?;
    Ok(Equivalent { value: value?, becomes: becomes.transpose()?, place })
}
