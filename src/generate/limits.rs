//! How many members and bills a city may have.

/// The most members a city may have: there are unused identity numbers for twice as many.
pub const MOST_MEMBERS: u32 = 100_000_000;
/// The most bills: their ids have nine digits.
pub const MOST_BILLS: u32 = 999_999_999;
/// The most bills a member may have on average: even members who are ill most often stay far below
/// the most that a member may have at all.
pub(super) const MOST_A_MEMBER: u64 = 200;
