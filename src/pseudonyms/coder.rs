//! An interval of fractions in base 32 that gets narrower symbol by symbol: the arithmetic of a range coder, exact.

/// Digits in the order of their bytes.
const DIGITS: &[u8; 32] = b"0123456789abcdefghijklmnopqrstuv";
/// Bits of a digit.
const BITS: u32 = 5;
/// Bits of the part of the lower end that may still change, but for a carry.
const OPEN: u32 = 60;

/// The fractions from a lower end on, as many as a range says.
#[derive(Clone)]
pub(super) struct Interval {
    /// Digits of the lower end that are behind the open part; a carry may still raise them.
    digits: Vec<u8>,
    low: u64,
    range: u64,
}

impl Interval {
    /// All fractions from 0 to 1.
    pub fn whole() -> Interval {
        Interval { digits: Vec::new(), low: 0, range: 1 << OPEN }
    }

    /// Keeps a share of it: of `all` parts, `share` parts behind the first `before`. `all` is below 2^32.
    pub fn narrow(&mut self, before: u64, share: u64, all: u64) {
        let part = self.range / all;
        self.low += part * before;
        self.range = part * share;
        self.carry();
        while self.range < 1 << (OPEN - BITS) {
            self.digits.push((self.low >> (OPEN - BITS)) as u8);
            self.low = (self.low << BITS) & ((1 << OPEN) - 1);
            self.range <<= BITS;
        }
    }

    /// Digits such that whatever stands behind them, the fraction lies in the interval.
    pub fn close(mut self) -> Vec<u8> {
        // The range is at least a unit of the first open digit, and so more than two of the second.
        let unit = 1 << (OPEN - 2 * BITS);
        self.low = self.low.next_multiple_of(unit);
        self.carry();
        let second = self.low / unit;
        self.digits.extend([(second >> BITS) as u8, (second % 32) as u8]);
        self.digits
    }

    fn carry(&mut self) {
        if self.low < 1 << OPEN {
            return;
        }
        self.low -= 1 << OPEN;
        for digit in self.digits.iter_mut().rev() {
            *digit = (*digit + 1) % 32;
            if *digit != 0 {
                return;
            }
        }
    }
}

/// Digits as text; each is below 32.
pub(super) fn text(digits: &[u8]) -> String {
    digits.iter().map(|digit| char::from(DIGITS[usize::from(digit % 32)])).collect()
}
