//! Software prefetch: the first touch of memory that is about to be read.
//!
//! Rows of one member lie all over a file of hundreds of megabytes, so that each first read of a row is a cache
//! miss of about 100 ns. A processor keeps a dozen misses in flight at a time, but only while one read does not
//! depend on another. So the rows of the next [`MEMBERS_PREFETCHED`](super::MEMBERS_PREFETCHED) members are
//! touched in a loop that does nothing else, and their misses overlap; when the rows are parsed, they are in
//! the cache.
//!
//! There is no prefetch instruction in safe Rust: a touch reads one byte of each cache line and folds it into a
//! sum, which [`black_box`](std::hint::black_box) keeps the compiler from leaving out.
//!
//! Measured on a million bills (`benches/runs/2026-11-24-batch.md`, `2026-11-29-batch.md`): rows of bills, with
//! columns looked up once, 1.9 s to 1.5 s; where rows lie found before any is touched, both ends of what is known
//! of a member, and a fourth line of each row, 4 % more; ids that are looked up, 1 %. Batches of 16 or 64 members
//! were no faster than 32. Drop it when the fold no longer waits for memory: when `perf stat` shows no more
//! cache misses without it, or when rows of one member lie side by side.

/// Bytes that memory gives at a time.
const CACHE_LINE: usize = 64;

/// Touches memory that is read next.
#[derive(Default)]
pub(super) struct Prefetch(u64);

impl Prefetch {
    /// Touches one value.
    #[inline]
    pub fn value(&mut self, value: impl Into<u64>) {
        self.0 ^= value.into();
    }

    /// Touches the first and the last of some items, which lie in at most two or three cache lines.
    #[inline]
    pub fn ends<T>(&mut self, items: &[T], part: impl Fn(&T) -> u32) {
        let ends = [items.first(), items.last()];
        ends.into_iter().flatten().for_each(|item| self.value(part(item)));
    }

    /// Touches so many cache lines of a text from a place on, as far as it goes.
    #[inline]
    pub fn lines(&mut self, text: &[u8], place: usize, lines: usize) {
        let bytes = (0..lines).filter_map(|line| text.get(place + line * CACHE_LINE));
        bytes.for_each(|byte| self.value(*byte));
    }

    /// Ends a batch of touches: all of them count as used.
    #[inline]
    pub fn finish(self) {
        std::hint::black_box(self.0);
    }
}
