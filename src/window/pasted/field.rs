//! A field of a settlement.

/// A field of a settlement, with its text.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// Its name as it was pasted.
    pub shown: String,
    /// Its national name, where it has one.
    pub name: String,
    pub text: String,
}
