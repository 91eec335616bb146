//! Units of amounts that a header names.

/// In what the amounts of a column are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Yuan,
    Fen,
    /// Ten thousand yuan (万元).
    Wan,
}

impl Unit {
    /// The words for them in `[import.NAME]`.
    pub const ALL: [(&'static str, Unit); 3] =
        [("yuan", Unit::Yuan), ("fen", Unit::Fen), ("wan", Unit::Wan)];

    /// How many places the point moves to the right, to come to yuan.
    pub fn places(self) -> i32 {
        match self {
            Unit::Yuan => 0,
            Unit::Fen => -2,
            Unit::Wan => 4,
        }
    }
}
