//! Numbers drawn for an id: they depend on the seed and the id alone, not on threads, on the order of rows or on
//! what other ids there are.

use crate::random::{STEP, mix};

/// Where the stream of an id begins: the same on every machine (FNV-1a, then mixed).
pub(crate) fn stream(seed: u64, id: &str) -> u64 {
    let hash = id.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    mix(mix(seed.wrapping_add(STEP)) ^ hash)
}

/// A number that is drawn for an id, each as likely as any other.
pub(crate) fn chance(seed: u64, id: &str) -> u64 {
    mix(stream(seed, id) ^ STEP)
}

/// Whether a member is in a sample of so many of ten thousand.
pub(crate) fn is_drawn(seed: u64, id: &str, of_ten_thousand: u32) -> bool {
    let place = chance(seed, id) >> 32;
    (place * 10_000) >> 32 < u64::from(of_ten_thousand)
}
