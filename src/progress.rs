//! How far a run is: reported to a [`Progress`], which may stop it.

use std::fmt::Display;

use crate::words::Sentence;

/// What a run is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Reading files into memory; in bytes.
    Load,
    /// Reading members, enrolments and bills; in bytes.
    Read,
    /// Reading what the ledger knows of the people of the night.
    Known,
    /// Deciding; in bills.
    Decide,
    /// Putting what was posted on the disk.
    Post,
    /// Moving the outputs to their place.
    Publish,
}

/// Hears how far a run is, and may stop it. Called from any thread; every method has a default that does
/// nothing.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
///
/// use huzhu::progress::Progress;
///
/// /// Counts what is done, and stops the run when it is enough.
/// struct Until(u64, AtomicU64);
///
/// impl Progress for Until {
///     fn done(&self, amount: u64) {
///         self.1.fetch_add(amount, Ordering::Relaxed);
///     }
///
///     fn stops(&self) -> bool {
///         self.1.load(Ordering::Relaxed) >= self.0
///     }
/// }
///
/// let progress = Until(3, AtomicU64::new(0));
/// progress.done(2);
/// assert!(!progress.stops());
/// progress.done(2);
/// assert!(progress.stops());
/// ```
pub trait Progress: Sync {
    /// A phase begins, in which `total` is to be done.
    fn begin(&self, _phase: Phase, _total: u64) {}

    /// `amount` more is done.
    fn done(&self, _amount: u64) {}

    /// What the phase at hand counted, by a stable name: `rows`, `members`.
    fn counted(&self, _what: &'static str, _count: &dyn Display) {}

    /// The run waits for another program, and why; called again and again until the run goes on.
    fn waits(&self, _why: &Sentence) {}

    /// A notice that the person at the terminal must see, whatever becomes of the run.
    fn tells(&self, _notice: &Sentence) {}

    /// Whether the run is to end before it is whole.
    fn stops(&self) -> bool {
        false
    }
}

/// No-op progress.
impl Progress for () {}
