//! Whole minor units, exact products, and the one place where they are rounded.
//!
//! [`Money`] is what is billed and paid. A formula gives an [`Exact`]: ten-thousandths of a minor
//! unit, so that `20% of pool_paid` loses nothing. An `Exact` times rates and factors is a
//! [`Product`] on a finer [`Scale`]; only [`Rounding`] makes a product money again.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub};
use std::str::FromStr;

use rust_decimal::Decimal;

use crate::words::{self, Sentence};

/// An amount in whole minor units (fen, yen, fils); its [`Currency`] says which. May be negative.
///
/// `+` and `-` panic on overflow, also in release: it is a bug, since amounts are bounded at the
/// door and rules are refused that could grow them too large.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(i64);

impl Money {
    /// Nothing.
    pub const ZERO: Money = Money(0);
    /// The largest amount on one bill: 100 billion yuan. Larger ones are refused as data.
    pub const MOST: Money = Money(10_000_000_000_000);

    /// `minor` whole minor units: 100 is one yuan, or a hundred yen.
    #[inline]
    pub const fn from_minor(minor: i64) -> Money {
        Money(minor)
    }

    /// The whole number of minor units.
    #[inline]
    pub const fn minor(self) -> i64 {
        self.0
    }

    /// This amount, or nothing where it is negative.
    #[inline]
    pub fn or_zero(self) -> Money {
        self.max(Money::ZERO)
    }

    /// The part of this amount that `part` is of `whole`, which is above zero: to the nearest minor unit, half up
    /// (away from zero for negative amounts).
    pub(crate) fn part(self, part: i64, whole: i64) -> Money {
        let (exact, whole) = (i128::from(self.0) * i128::from(part), i128::from(whole));
        let rounded = (2 * exact.abs() + whole) / (2 * whole) * exact.signum();
        Money(i64::try_from(rounded).expect("a part is no more than the whole"))
    }

    /// The same amount, to be multiplied.
    #[inline]
    pub fn exact(self) -> Exact {
        Exact(i128::from(self.0) * Exact::ONE)
    }
}

/// An amount in ten-thousandths of a minor unit: what formulas give and accumulators keep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact(pub(crate) i128);

impl Exact {
    /// Nothing.
    pub const ZERO: Exact = Exact(0);
    /// Decimals below the minor unit.
    pub const DIGITS: u32 = 4;
    /// One minor unit.
    pub(crate) const ONE: i128 = 10i128.pow(Exact::DIGITS);

    /// This amount, or nothing where it is negative.
    #[inline]
    pub fn or_zero(self) -> Exact {
        self.max(Exact::ZERO)
    }

    /// The money at or below this amount: for limits and remainders, which are never exceeded.
    #[inline]
    pub fn floor(self) -> Money {
        // A machine word divides many times faster.
        if let Ok(small) = i64::try_from(self.0) {
            return Money(small.div_euclid(Exact::ONE as i64));
        }
        Money(i64::try_from(self.0.div_euclid(Exact::ONE)).expect("a limit is within bounds"))
    }
}

/// How fine a product is: an [`Exact`] times rates and factors with so many decimals in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    digits: u32,
    /// One minor unit: at most ten to the sixteenth.
    one: i64,
}

impl Scale {
    /// The most decimals that rates and factors of one benefit may have together.
    pub const MOST: u32 = 12;

    /// The scale of an [`Exact`] times numbers with `decimals` decimals in all, at most
    /// [`Scale::MOST`].
    pub fn new(decimals: u32) -> Scale {
        assert!(decimals <= Scale::MOST, "the decimals of a benefit are checked when it is read");
        let digits = Exact::DIGITS + decimals;
        Scale { digits, one: 10i64.pow(digits) }
    }

    /// Decimals of a minor unit.
    pub fn digits(self) -> u32 {
        self.digits
    }

    /// `amount` on this scale.
    #[inline]
    pub fn of(self, amount: Money) -> Product {
        Product(i128::from(amount.0) * i128::from(self.one))
    }

    /// `amount` on this scale.
    #[inline]
    pub fn of_exact(self, amount: Exact) -> Product {
        Product(amount.0 * (i128::from(self.one) / Exact::ONE))
    }

    /// `product`, written on this scale, as a decimal number of minor units.
    pub fn decimal(self, product: Product) -> Decimal {
        Decimal::from_i128_with_scale(product.0, self.digits).normalize()
    }
}

/// An amount before rounding, on the [`Scale`] of its benefit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Product(pub(crate) i128);

impl Product {
    /// Nothing.
    pub const ZERO: Product = Product(0);
}

/// To which multiple, and which way, a product becomes money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rounding {
    /// The multiple, in minor units, above zero.
    pub unit: i64,
    /// Which way.
    pub mode: Mode,
}

/// Which way to round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// To the nearest; a half away from zero.
    HalfUp,
    /// To the nearest; a half to the even multiple.
    HalfEven,
    /// To the nearest; a half towards zero.
    HalfDown,
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
}

impl Rounding {
    /// To the minor unit, half up.
    pub const USUAL: Rounding = Rounding { unit: 1, mode: Mode::HalfUp };

    /// The money that `product` rounds to.
    ///
    /// ```
    /// use huzhu::money::{Money, Rounding, Scale};
    ///
    /// let scale = Scale::new(1); // rates with one decimal
    /// let half = "50%".parse::<huzhu::money::Rate>()?;
    /// let product = Money::from_minor(523_297).exact() * half.whole(1);
    /// assert_eq!(Rounding::USUAL.round(product, scale), Money::from_minor(261_649)); // 2616.485
    /// # Ok::<(), huzhu::words::Sentence>(())
    /// ```
    #[inline]
    pub fn round(self, product: Product, scale: Scale) -> Money {
        // Most products fit a machine word, whose division is many times faster.
        if let Ok(product) = i64::try_from(product.0)
            && self == Rounding::USUAL
        {
            let (whole, rest) = (product / scale.one, product % scale.one);
            let away = i64::from(2 * rest >= scale.one) - i64::from(2 * rest <= -scale.one);
            return Money(whole + away);
        }
        let divisor = i128::from(scale.one) * i128::from(self.unit);
        let multiple = self.nearest(product.0 / divisor, product.0 % divisor, divisor);
        Money(i64::try_from(multiple).expect("a benefit is within bounds") * self.unit)
    }

    /// The minor units that `over` rounds to where `one` of it is one minor unit.
    pub(crate) fn nearest_to(self, over: i128, one: i128) -> i128 {
        let (unit, step) = (i128::from(self.unit), one * i128::from(self.unit));
        self.nearest(over / step, over % step, step) * unit
    }

    /// The multiple nearest to `whole` and `rest` parts of `one`, where the rest has the sign of
    /// the whole.
    fn nearest(self, whole: i128, rest: i128, one: i128) -> i128 {
        let away = match self.mode {
            Mode::HalfUp => 2 * rest.abs() >= one,
            Mode::HalfEven => 2 * rest.abs() > one || (2 * rest.abs() == one && whole % 2 != 0),
            Mode::HalfDown => 2 * rest.abs() > one,
            Mode::Up => rest != 0,
            Mode::Down => false,
        };
        if away { whole + rest.signum() } else { whole }
    }
}

/// A proportion between 0 and 1: `62.5%` and `0.625` are the same rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate(Decimal);

/// A number from 0 to 100 that multiplies a benefit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Factor(Decimal);

macro_rules! exact_number {
    ($name:ident, $most:expr) => {
        impl $name {
            /// Decimals of the number, trailing zeros left out.
            pub fn decimals(self) -> u32 {
                self.0.normalize().scale()
            }

            /// The number as whole units of its `decimals`th decimal, of which it has no more.
            pub fn whole(self, decimals: u32) -> i64 {
                let mut number = self.0;
                number.rescale(decimals);
                assert_eq!(number, self.0, "the decimals of a benefit cover its rates");
                i64::try_from(number.mantissa()).expect("rates and factors are small")
            }

            /// The number itself.
            pub fn decimal(self) -> Decimal {
                self.0
            }

            /// Exactly this number, where it is one.
            pub(crate) fn exactly(number: Decimal) -> Option<$name> {
                let is_within = (Decimal::ZERO..=$most).contains(&number);
                let is_fine = number.normalize().scale() <= Rate::DECIMALS;
                (is_within && is_fine).then_some($name(number.normalize()))
            }
        }
    };
}

exact_number!(Rate, Decimal::ONE);
exact_number!(Factor, Decimal::ONE_HUNDRED);

impl Rate {
    /// All of it.
    pub const ONE: Rate = Rate(Decimal::ONE);
    /// The most decimals that a rate has.
    pub(crate) const DECIMALS: u32 = 6;

    /// So many of ten thousand, the nearest whole number.
    pub(crate) fn of_ten_thousand(self) -> u32 {
        use rust_decimal::prelude::ToPrimitive;
        let all = (self.0 * Decimal::from(10_000)).round();
        all.to_u32().expect("a rate is no more than all")
    }

    /// What is left when this share is taken.
    pub fn rest(self) -> Rate {
        Rate(Decimal::ONE - self.0)
    }
}

impl Factor {
    /// Leaves a benefit as it is.
    pub const ONE: Factor = Factor(Decimal::ONE);
}

/// Reads `70%`, `62.5%` or `0.7`. A whole number without `%` is refused: `1` may mean 1% or 100%.
impl FromStr for Rate {
    type Err = Sentence;

    fn from_str(text: &str) -> Result<Rate, Sentence> {
        let number =
            proportion(text, text.contains('.')).ok_or_else(|| words::rules::not_a_rate(text));
        number.and_then(|number| match number {
            number if number > Decimal::ONE => Err(words::rules::not_a_rate(text)),
            number => fine(number, Rate::DECIMALS, text).map(Rate),
        })
    }
}

/// Reads `95%`, `0.95` or `1.2`. A bare `1` is one.
impl FromStr for Factor {
    type Err = Sentence;

    fn from_str(text: &str) -> Result<Factor, Sentence> {
        let number = proportion(text, true).ok_or_else(|| words::rules::not_a_factor(text));
        number.and_then(|number| match number {
            number if number > Decimal::ONE_HUNDRED => Err(words::rules::not_a_factor(text)),
            number => fine(number, 6, text).map(Factor),
        })
    }
}

/// A plain decimal, or one before `%`.
fn proportion(text: &str, bare: bool) -> Option<Decimal> {
    match text.strip_suffix('%') {
        Some(percent) => Some(plain(percent.trim_end())? / Decimal::ONE_HUNDRED),
        None if bare => plain(text),
        None => None,
    }
}

fn fine(number: Decimal, decimals: u32, text: &str) -> Result<Decimal, Sentence> {
    let number = number.normalize();
    // As many as can be written: two fewer before `%`.
    let most = if text.ends_with('%') { decimals - 2 } else { decimals };
    if number.scale() > decimals { Err(words::rules::too_fine(text, most)) } else { Ok(number) }
}

/// Digits with perhaps a point and digits after it; no sign, no exponent, no comma.
pub(crate) fn plain(text: &str) -> Option<Decimal> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let plain = digits(whole) && digits(part) && text.len() <= 24;
    plain.then(|| Decimal::from_str_exact(text).ok()).flatten()
}

/// How whole minor units are written: an ISO 4217 code and its 0 to 3 decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Currency {
    code: &'static str,
    decimals: u32,
}

impl Currency {
    /// Yuan, in fen.
    pub const CNY: Currency = Currency { code: "CNY", decimals: 2 };
    /// Whole yen.
    pub const JPY: Currency = Currency { code: "JPY", decimals: 0 };
    /// Dinars, in fils.
    pub const KWD: Currency = Currency { code: "KWD", decimals: 3 };
    /// Dollars, in cents.
    pub const USD: Currency = Currency { code: "USD", decimals: 2 };
    pub(crate) const ALL: [Currency; 4] =
        [Currency::CNY, Currency::JPY, Currency::KWD, Currency::USD];

    /// The ISO 4217 code.
    pub fn code(self) -> &'static str {
        self.code
    }

    /// Decimals of an amount.
    pub fn decimals(self) -> u32 {
        self.decimals
    }

    /// Reads plain decimals; digits left out after the point are zeros.
    ///
    /// ```
    /// use huzhu::money::{Currency, Money};
    ///
    /// assert_eq!(Currency::CNY.parse("-3980.5")?, Money::from_minor(-398050));
    /// assert_eq!(Currency::JPY.parse("3980")?, Money::from_minor(3980));
    /// assert_eq!(Currency::CNY.parse("3980.5000")?, Money::from_minor(398050));
    /// assert!(Currency::JPY.parse("3980.5").is_err());
    /// # Ok::<(), huzhu::words::Sentence>(())
    /// ```
    ///
    /// # Errors
    ///
    /// For more decimals than the currency has, other characters, or more than [`Money::MOST`].
    pub fn parse(self, text: &str) -> Result<Money, Sentence> {
        let amount = self.minor(text).filter(|amount| amount.0.abs() <= Money::MOST.0);
        amount.ok_or_else(|| self.why_not(text))
    }

    /// Why a text is no amount.
    fn why_not(self, text: &str) -> Sentence {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let text = self.without_zeros(text);
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let plain = digits(whole.strip_prefix('-').unwrap_or(whole)) && digits(part);
        let fits = part.len() <= self.decimals as usize || !text.contains('.');
        let like = self.show(Money(500_000));
        match plain {
            false => words::rules::not_an_amount(text, like),
            true if fits => words::rules::too_large(text, self.show(Money::MOST)),
            true => words::rules::amount_too_fine(text, self.decimals, like),
        }
    }

    /// A text without zeros at its end that are more decimals than the currency has: they say nothing.
    fn without_zeros(self, text: &str) -> &str {
        let Some(point) = text.find('.') else { return text };
        let least = (point + 1 + self.decimals as usize).min(text.len());
        let (whole, more) = text.split_at_checked(least).unwrap_or((text, ""));
        match more.trim_end_matches('0') {
            "" if more.is_empty() => text,
            "" => whole.strip_suffix('.').unwrap_or(whole),
            _ => text,
        }
    }

    /// What [`Currency::parse`] reads, whatever its size.
    #[inline]
    fn minor(self, text: &str) -> Option<Money> {
        self.usual(text.as_bytes()).or_else(|| self.any(text))
    }

    /// Reads what nearly every cell has: all decimals, no sign, too short to be more than the most.
    #[inline]
    pub(crate) fn usual(self, text: &[u8]) -> Option<Money> {
        let point = text.len().checked_sub(self.decimals as usize + 1)?;
        if self.decimals == 0 || point == 0 || text.len() > 14 || text[point] != b'.' {
            return None;
        }
        let (mut minor, mut odd) = (0u64, false);
        let mut read = |digits: &[u8]| {
            for byte in digits {
                let digit = byte.wrapping_sub(b'0');
                odd |= digit > 9;
                minor = minor.wrapping_mul(10).wrapping_add(u64::from(digit));
            }
        };
        read(&text[..point]);
        read(&text[point + 1..]);
        (!odd).then_some(Money(minor as i64))
    }

    fn any(self, text: &str) -> Option<Money> {
        let text = self.without_zeros(text);
        let (negative, digits) = match text.as_bytes() {
            [b'-', digits @ ..] => (true, digits),
            digits => (false, digits),
        };
        let (mut minor, mut part) = (0i64, None);
        for (at, byte) in digits.iter().enumerate() {
            match byte {
                b'0'..=b'9' => {
                    minor = minor.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?;
                    part = part.map(|digits| digits + 1);
                }
                b'.' if at > 0 && part.is_none() => part = Some(0),
                _ => return None,
            }
        }
        if digits.is_empty() || part == Some(0) {
            return None;
        }
        let missing = self.decimals.checked_sub(part.unwrap_or(0))?;
        let minor = minor.checked_mul(10i64.pow(missing))?;
        Some(Money(if negative { -minor } else { minor }))
    }

    /// Writes an amount with all its decimals, as in `-3980.50`. [`Currency::parse`] reads it back.
    pub fn show(self, amount: Money) -> String {
        let digits = self.decimals as usize + 1;
        let mut text = format!("{:0digits$}", amount.0.unsigned_abs());
        if self.decimals > 0 {
            text.insert(text.len() - self.decimals as usize, '.');
        }
        if amount < Money::ZERO { format!("-{text}") } else { text }
    }

    /// Writes an amount before rounding: all decimals of the currency, and more where it has more.
    pub fn show_product(self, product: Product, scale: Scale) -> String {
        self.show_decimal(scale.decimal(product))
    }

    /// Writes a number of minor units as an amount.
    fn show_decimal(self, minor: Decimal) -> String {
        let mut amount = minor * Decimal::new(1, self.decimals);
        amount = amount.normalize();
        let decimals = amount.scale().max(self.decimals);
        amount.rescale(decimals);
        amount.to_string()
    }

    /// Writes a formula's value as an amount.
    pub fn show_exact(self, amount: Exact) -> String {
        self.show_decimal(Decimal::from_i128_with_scale(amount.0, Exact::DIGITS))
    }
}

/// Reads an ISO 4217 code.
impl FromStr for Currency {
    type Err = Sentence;

    fn from_str(text: &str) -> Result<Currency, Sentence> {
        let codes = Currency::ALL.map(|currency| format!("`{}`", currency.code)).join(", ");
        let known = Currency::ALL.into_iter().find(|currency| currency.code == text);
        known.ok_or_else(|| words::rules::not_a_currency(text, codes))
    }
}

macro_rules! sums {
    ($($name:ident)*) => {$(
        impl Add for $name {
            type Output = $name;
            #[inline]
            fn add(self, other: $name) -> $name {
                $name(self.0 + other.0)
            }
        }

        impl Sub for $name {
            type Output = $name;
            #[inline]
            fn sub(self, other: $name) -> $name {
                $name(self.0 - other.0)
            }
        }

        impl Neg for $name {
            type Output = $name;
            fn neg(self) -> $name {
                $name(-self.0)
            }
        }

        impl AddAssign for $name {
            fn add_assign(&mut self, other: $name) {
                *self = *self + other;
            }
        }

        impl Sum for $name {
            fn sum<I: Iterator<Item = $name>>(amounts: I) -> $name {
                amounts.fold($name::default(), Add::add)
            }
        }
    )*};
}

sums!(Money Exact Product);

/// The exact share, where `whole` are units of the last decimal of a rate.
impl Mul<i64> for Exact {
    type Output = Product;

    #[inline]
    fn mul(self, whole: i64) -> Product {
        Product(times(self.0, whole))
    }
}

/// A finer product, where `whole` are units of the last decimal of a factor.
impl Mul<i64> for Product {
    type Output = Product;

    #[inline]
    fn mul(self, whole: i64) -> Product {
        Product(times(self.0, whole))
    }
}

/// `amount * whole`. Most amounts fit a machine word, whose product cannot overflow and need not be
/// checked.
#[inline]
pub(crate) fn times(amount: i128, whole: i64) -> i128 {
    match i64::try_from(amount) {
        Ok(small) => i128::from(small) * i128::from(whole),
        Err(_) => amount * i128::from(whole),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rounded(minor_tenths: i64, mode: Mode, unit: i64) -> i64 {
        let product = Product(i128::from(minor_tenths) * Exact::ONE);
        Rounding { unit, mode }.round(product, Scale::new(1)).minor()
    }

    #[test]
    fn a_half_goes_where_the_rule_says() {
        for (mode, expected) in [
            (Mode::HalfUp, [3, -3, 2, 4]),
            (Mode::HalfEven, [2, -2, 2, 4]),
            (Mode::HalfDown, [2, -2, 2, 3]),
            (Mode::Up, [3, -3, 3, 4]),
            (Mode::Down, [2, -2, 2, 3]),
        ] {
            assert_eq!(
                [25, -25, 24, 35].map(|tenths| rounded(tenths, mode, 1)),
                expected,
                "{mode:?}"
            );
        }
    }

    #[test]
    fn a_payment_may_be_rounded_to_tens() {
        assert_eq!(rounded(12_3450, Mode::Down, 1000), 12_000);
        assert_eq!(rounded(12_5000, Mode::HalfUp, 1000), 13_000);
        assert_eq!(rounded(12_5000, Mode::HalfEven, 1000), 12_000);
        assert_eq!(rounded(13_5000, Mode::HalfDown, 1000), 13_000);
        assert_eq!(rounded(13_5001, Mode::HalfDown, 1000), 14_000);
    }

    #[test]
    fn what_is_read_the_short_way_is_within_bounds() {
        for currency in Currency::ALL {
            for text in [
                "99999999999.99",
                "9999999999.999",
                "0.00",
                "0.000",
                "12.5",
                "3980.",
                ".50",
                "100000000000.01",
                "10000000000.000",
                "-1.00",
                "1.0a",
                "999999999999.9",
            ] {
                let Some(amount) = currency.usual(text.as_bytes()) else { continue };
                assert_eq!(currency.parse(text), Ok(amount), "{text}");
            }
        }
        assert!(
            Currency::CNY.usual(b"12.50").is_some() && Currency::KWD.usual(b"12.500").is_some()
        );
    }

    #[test]
    fn a_bare_one_is_not_a_rate() {
        assert!("1".parse::<Rate>().is_err());
        for one in ["100%", "1.0", "1.000"] {
            assert_eq!(one.parse::<Rate>(), Ok(Rate::ONE));
        }
        assert!("100.01%".parse::<Rate>().is_err());
        assert!("-5%".parse::<Rate>().is_err());
        assert!("1e-1".parse::<Rate>().is_err());
    }
}
