//! How many people units say work there: what participation is measured by, where it is known.

use std::collections::BTreeMap;

/// How many people a unit declared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct HeadCount {
    pub employees: u64,
    /// Women among them, where the unit says.
    pub women: Option<u64>,
}

/// What units declared, by their dotted paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct HeadCounts(pub BTreeMap<String, HeadCount>);

impl HeadCounts {
    /// What a unit declared; nothing where it has not.
    pub fn of(&self, path: &str) -> Option<HeadCount> {
        self.0.get(path).copied()
    }
}
