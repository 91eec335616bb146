//! The entry of one provision in the list of them: what its keys and steps are called, and what it keeps from bill to
//! bill.

use crate::words::Sentence;

/// A sentence without a blank.
pub(crate) type Name = fn() -> Sentence;
/// A sentence with a number in it.
pub(crate) type Numbered = fn(usize) -> Sentence;

/// What tables say about one provision.
pub(crate) struct Provision {
    /// Its keys in a benefit, a plan or an edition, each with what people call it, where they have a name.
    pub keys: &'static [(&'static str, Option<Name>)],
    /// What its tables are called, where it is a list of them.
    pub list: Option<(&'static str, Numbered)>,
    /// Keys within it that are called otherwise than elsewhere.
    pub within: &'static [(&'static str, Name)],
    /// What it keeps from bill to bill.
    pub keeps: &'static [Kept],
    /// Its steps in a working, by their code in traces, with what people call what they leave.
    pub steps: &'static [(&'static str, Name)],
    /// What it is called where a replay takes it away, alone in a benefit and shared by several; nothing where it
    /// holds nothing back.
    pub holds_back: Option<HoldsBack>,
    /// A list inside it that people leave out of a path, with the key that they say for another:
    /// `bands[1].rate` is `bands.rates[1].pays`.
    pub shorthand: Option<Shorthand>,
}

/// What a provision that holds payments back is called.
pub(crate) struct HoldsBack {
    pub key: &'static str,
    /// One of a benefit, by its number where there may be several.
    pub name: Numbered,
    /// One of several benefits.
    pub shared: Option<Numbered>,
}

/// A path that people write shorter than it is.
pub(crate) struct Shorthand {
    pub key: &'static str,
    pub list: &'static str,
    pub said: &'static str,
    pub meant: &'static str,
}

/// What a provision keeps from bill to bill.
pub(crate) struct Kept {
    /// What the slot is called after the benefit's id.
    pub what: &'static str,
    /// What openings call it; nothing where no opening can be of it.
    pub opening: Option<Opening>,
}

/// How openings name what is kept.
pub(crate) struct Opening {
    pub name: Named,
    pub quantity: Quantity,
    /// Whether it is kept in fractions of a minor unit.
    pub is_exact: bool,
}

/// How the name of an opening is made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    /// `BENEFIT.this`.
    Part(&'static str),
    /// `BENEFIT.this.ID`, by the id of the part.
    PartWithId(&'static str),
    /// The id of the part alone.
    Id,
    /// `stays.WINDOW`.
    Stays,
}

/// What adds up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Money, in minor units.
    Amount,
    /// Days granted.
    Days,
    /// Bills that are paid something.
    Times,
    /// Stays.
    Stays,
}

/// A provision without an entry in any table.
pub(crate) const PLAIN: Provision = Provision {
    keys: &[],
    list: None,
    within: &[],
    keeps: &[],
    steps: &[],
    holds_back: None,
    shorthand: None,
};

/// An amount that adds up exactly, called `BENEFIT.name`.
pub(crate) const fn exact(what: &'static str, name: &'static str) -> Kept {
    let opening = Opening { name: Named::Part(name), quantity: Quantity::Amount, is_exact: true };
    Kept { what, opening: Some(opening) }
}
