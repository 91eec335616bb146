//! The lines of a file on which its rows begin.

use memchr::memchr_iter;

/// Counts lines up to places that ascend.
pub(super) struct LineNumbers<'t> {
    text: &'t [u8],
    line: u64,
    counted: usize,
}

impl<'t> LineNumbers<'t> {
    /// Of a text, of which none is counted yet.
    pub fn of(text: &'t [u8]) -> LineNumbers<'t> {
        LineNumbers { text, line: 1, counted: 0 }
    }

    /// The line of a place, the first being 1.
    pub fn at(&mut self, place: usize) -> u64 {
        self.line += breaks(self.text.get(self.counted..place).unwrap_or_default());
        self.counted = place;
        self.line
    }
}

/// Line ends in some bytes: `\n`, `\r\n` or `\r`.
pub(super) fn breaks(bytes: &[u8]) -> u64 {
    (memchr_iter(b'\n', bytes).count() + lone_returns(bytes).count()) as u64
}

/// Carriage returns that stand anywhere but before a line feed.
pub(super) fn lone_returns(bytes: &[u8]) -> impl Iterator<Item = usize> {
    memchr_iter(b'\r', bytes).filter(|&at| bytes.get(at + 1) != Some(&b'\n'))
}
