//! Exact fractions. Nothing is ever rounded, except where `to_step`, `down_to` or `up_to` says so.

use std::cmp::Ordering;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Mul, Sub};

/// A fraction in lowest terms, with a denominator above zero.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fraction {
    over: i128,
    under: i128,
}

impl Fraction {
    pub const ZERO: Self = Self { over: 0, under: 1 };
    pub const ONE: Self = Self { over: 1, under: 1 };

    pub fn new(over: i128, under: i128) -> Self {
        assert!(under != 0, "a fraction of nothing");
        let shared = greatest_common_divisor(over.abs(), under.abs()).max(1) * under.signum();
        Self { over: over / shared, under: under / shared }
    }

    pub fn whole(number: i64) -> Self {
        Self::new(number.into(), 1)
    }

    /// What a decimal such as `8000`, `8000.00` or `-0.5` says, or nothing if it is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(part) {
            return None;
        }
        let over: i128 = format!("{whole}{part}").parse().ok()?;
        Some(Self::new(sign * over, ten_to(part.len())))
    }

    pub fn not_below_zero(self) -> Self {
        self.max(Self::ZERO)
    }

    pub fn is_above_zero(self) -> bool {
        self.over > 0
    }

    pub fn divided_by(self, other: Self) -> Self {
        Self::new(product(self.over, other.under), product(self.under, other.over))
    }

    /// The largest whole number that is not above this.
    pub fn floor(self) -> i128 {
        self.over.div_euclid(self.under)
    }

    /// The largest multiple of `step` that is not above this.
    pub fn down_to(self, step: Self) -> Self {
        Self::new(self.divided_by(step).floor(), 1) * step
    }

    /// The smallest multiple of `step` that is not below this.
    pub fn up_to(self, step: Self) -> Self {
        Self::ZERO - (Self::ZERO - self).down_to(step)
    }

    /// The multiple of `step` that `mode` chooses.
    pub fn to_step(self, step: Self, mode: &str) -> Self {
        if self < Self::ZERO {
            // Ways to round go by the size alone.
            return Self::ZERO - (Self::ZERO - self).to_step(step, mode);
        }
        let (down, up) = (self.down_to(step), self.up_to(step));
        let halves = (self - down).cmp(&(up - self));
        let down_is_even = down.divided_by(step).floor() % 2 == 0;
        match (mode, halves) {
            ("down", _) | ("half_up" | "half_even" | "half_down", Ordering::Less) => down,
            ("half_even", Ordering::Equal) if down_is_even => down,
            ("half_down", Ordering::Equal) => down,
            ("up" | "half_up" | "half_even" | "half_down", _) => up,
            _ => panic!("`{mode}` is not a way to round"),
        }
    }

    /// This amount in the smallest units of a currency.
    pub fn in_minor_units(self, decimals: usize) -> i64 {
        let minor = self * Self::new(ten_to(decimals), 1);
        assert!(minor.under == 1, "{self} has a fraction of the smallest unit");
        minor.over.try_into().expect("no payment exceeds an i64 of smallest units")
    }

    /// This amount as a decimal with exactly so many places.
    pub fn decimal(self, decimals: usize) -> String {
        let minor = self.in_minor_units(decimals);
        let sign = if minor < 0 { "-" } else { "" };
        let digits = format!("{:0width$}", minor.unsigned_abs(), width = decimals + 1);
        let (whole, part) = digits.split_at(digits.len() - decimals);
        if decimals == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
    }
}

pub fn ten_to(places: usize) -> i128 {
    10i128.pow(places.try_into().expect("no number here has a billion digits"))
}

fn greatest_common_divisor(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

fn product(a: i128, b: i128) -> i128 {
    a.checked_mul(b).expect("the oracle's fractions are too small for these numbers")
}

impl Default for Fraction {
    fn default() -> Self {
        Self::ZERO
    }
}

impl Add for Fraction {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        let over = product(self.over, other.under).checked_add(product(other.over, self.under));
        let over = over.expect("the oracle's fractions are too small for these numbers");
        Self::new(over, product(self.under, other.under))
    }
}

impl Sub for Fraction {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + Self { over: -other.over, ..other }
    }
}

impl Mul for Fraction {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self::new(product(self.over, other.over), product(self.under, other.under))
    }
}

impl Sum for Fraction {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::ZERO, Add::add)
    }
}

impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> Ordering {
        product(self.over, other.under).cmp(&product(other.over, self.under))
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if self.under == 1 {
            write!(f, "{}", self.over)
        } else {
            write!(f, "{}/{}", self.over, self.under)
        }
    }
}

impl fmt::Debug for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
