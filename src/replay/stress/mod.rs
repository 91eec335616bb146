//! Stress: what the fund's year would be if more happened in it than did, or fewer were in it. Nothing is estimated:
//! histories are changed, and decided again by the same function, under every scenario.
//!
//! `ward` (the stays that come once more), `lapse` (the members who leave), `test` (which decides the year under each
//! of them).

mod ward;
mod lapse;
mod test;

pub(super) use test::{Stress, StressTest, Stressed, StressedYear};
