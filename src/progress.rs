//! Who looks on while a run goes on, and may stop it.

use crate::words::Sentence;

/// What a run is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Reading files into memory; in bytes.
    Load,
    /// Reading members, enrolments and bills; in bytes.
    Read,
    /// Deciding; in bills.
    Decide,
    /// Putting the outputs in their place.
    Publish,
}

/// Who looks on. Called from any thread.
pub trait Progress: Sync {
    /// A phase begins, in which so much is to be done.
    fn begin(&self, phase: Phase, total: u64);

    /// So much more is done.
    fn done(&self, amount: u64);

    /// The run waits for somebody else, and why; told again and again until it goes on.
    fn waits(&self, _: &Sentence) {}

    /// Something that whoever runs this is to know, whatever becomes of the run.
    fn tells(&self, _: &Sentence) {}

    /// Whether the run is to end before it is whole. What has been said is not taken back.
    fn stops(&self) -> bool {
        false
    }
}

/// Nobody looks on.
impl Progress for () {
    fn begin(&self, _: Phase, _: u64) {}

    fn done(&self, _: u64) {}
}
