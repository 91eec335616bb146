//! Numbers that are drawn: SplitMix64, the same on every machine for the same seed.

/// How far apart the numbers of a stream begin.
pub(crate) const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// A number of a stream, from where it begins.
pub(crate) fn mix(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
