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

use crate::scheme::entry::{PLAIN, Provision};
use crate::scheme::language::reader::{Read, Reader, Reports};
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::suggest;
use crate::words::{self, Sentence};

pub(crate) const PROVISION: Provision = Provision { keys: &[("funder", None)], ..PLAIN };

/// Who bears what benefits pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Funder {
    /// The id, which benefits name.
    pub(crate) id: String,
    /// What people call it.
    pub(crate) title: Sentence,
}

impl Funder {
    /// The id, which benefits name.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What people call it.
    pub fn title(&self) -> &Sentence {
        &self.title
    }
}

impl Funder {
    pub(crate) fn read(reader: &mut Reader<Scope>) -> Read<Funder> {
        let id = reader.id("id");
        let title = reader.title("title");
        Ok(Funder { id: id?.0, title: title? })
    }

    /// Takes the funder of a benefit; nothing where the scheme itself bears it.
    pub(crate) fn of_benefit(reader: &mut Reader<Scope>) -> Read<Option<String>> {
        let Some(node) = reader.optional("funder") else { return Ok(None) };
        let id = reader.scalar(&node, "funder")?.to_owned();
        if reader.scope.funders.contains(&id) {
            return Ok(Some(id));
        }
        let known = reader.scope.funders.iter().map(String::as_str).filter(|id| !id.is_empty());
        let help = suggest(&id, known).unwrap_or_else(words::rules::funder_help);
        Err(reader.advise(node.span, words::rules::unknown_funder(id), help))
    }
}
