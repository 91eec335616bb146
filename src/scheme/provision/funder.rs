//! Funders (出资方): who bears what a benefit pays; where nothing is said, the scheme itself. It decides
//! nothing, and the ledger sums by it.
//!
//! ```toml
//! [[funder]]
//! id = "union"
//! title = { zh = "总工会", en = "the union" }
//!
//! [[benefit]]
//! id = "medical"
//! funder = "union"
//! ```

use crate::diagnostic::Diagnostics;
use crate::scheme::language::table::{Table, suggest};
use crate::words::{self, Sentence};

/// Whoever bears what benefits pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Funder {
    /// The id, which benefits name.
    pub id: String,
    /// What people call it.
    pub title: Sentence,
}

impl Funder {
    pub(crate) fn read(table: &mut Table, found: &mut Diagnostics) -> Option<Funder> {
        let id = table.id("id", found);
        let title = table.title("title", found);
        Some(Funder { id: id?.0, title: title? })
    }

    /// Takes the funder of a benefit: the inner nothing where the scheme itself bears it.
    pub(crate) fn of_benefit(
        table: &mut Table,
        known: &[String],
        found: &mut Diagnostics,
    ) -> Option<Option<String>> {
        let Some(node) = table.optional("funder") else { return Some(None) };
        let id = node.scalar("funder", found)?.to_owned();
        if known.contains(&id) {
            return Some(Some(id));
        }
        let help = suggest(&id, known.iter().map(String::as_str).filter(|id| !id.is_empty()));
        let help = help.unwrap_or_else(words::rules::funder_help);
        found.advise(node.span, words::rules::unknown_funder(id), help);
        None
    }
}
