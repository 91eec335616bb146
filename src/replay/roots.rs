//! Roots, logarithms and powers of decimals, to as many digits as a decimal has.

use rust_decimal::Decimal;

/// The natural logarithm of two.
const LN_TWO: Decimal = Decimal::from_parts(2_860_148_159, 2_180_329_217, 375_755_839, false, 28);

/// The square root of what is not below zero: one step of Newton's doubles the digits that are right.
pub(super) fn root(square: Decimal) -> Decimal {
    let near = near_root(square);
    if near.is_zero() { near } else { (near + square / near) / Decimal::TWO }
}

/// The square root of what is not below zero, to eighteen digits or so.
pub(super) fn near_root(square: Decimal) -> Decimal {
    let square = square.max(Decimal::ZERO).round_dp(26);
    // A scale that halves: 26 decimals are 13 of the root, and ten more digits fit into 128 bits only for small ones.
    let digits = square.mantissa().unsigned_abs() * 10u128.pow(26 - square.scale());
    let more = [1_000_000_000_000, 1_000_000, 1]
        .into_iter()
        .find(|more: &u128| digits.checked_mul(more * more).is_some());
    let more = more.unwrap_or(1);
    let root = (digits * more * more).isqrt();
    let places = 13 + more.ilog10();
    Decimal::from_i128_with_scale(i128::try_from(root).unwrap_or_default(), places)
}

/// The root of so many times of what is above zero and not large.
pub(super) fn nth_root(power: Decimal, times: u32) -> Option<Decimal> {
    let times = Decimal::from(times);
    if power < Decimal::ONE {
        let inverse = Decimal::ONE.checked_div(power)?;
        return Decimal::ONE.checked_div(exponential(logarithm(inverse).checked_div(times)?));
    }
    Some(exponential(logarithm(power).checked_div(times)?))
}

/// The natural logarithm of what is at least one: halved until the series is short.
pub(super) fn logarithm(of: Decimal) -> Decimal {
    let (mut rest, mut whole) = (of, Decimal::ZERO);
    while rest >= Decimal::TWO {
        rest /= Decimal::TWO;
        whole += LN_TWO;
    }
    let step = (rest - Decimal::ONE) / (rest + Decimal::ONE);
    let (mut power, mut sum, mut place) = (step, Decimal::ZERO, Decimal::ONE);
    while !power.is_zero() {
        sum += power / place;
        power *= step * step;
        place += Decimal::TWO;
    }
    whole + Decimal::TWO * sum
}

/// The exponential of what is not below zero and not large.
pub(super) fn exponential(of: Decimal) -> Decimal {
    let (mut term, mut sum, mut place) = (Decimal::ONE, Decimal::ZERO, Decimal::ZERO);
    while !term.is_zero() {
        sum += term;
        place += Decimal::ONE;
        term = term * of / place;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    const FINE: Decimal = Decimal::from_parts(1, 0, 0, false, 20);

    /// By Python's `decimal` with sixty digits.
    const LOGARITHMS: [(&str, &str); 5] = [
        ("1", "0"),
        ("1.5", "0.405465108108164381978013"),
        ("2", "0.693147180559945309417232"),
        ("10", "2.302585092994045684017991"),
        ("12345.678", "9.421061321291831976526784"),
    ];
    const POWERS: [(&str, &str); 5] = [
        ("0", "1"),
        ("0.0001", "1.0001000050001666708334"),
        ("0.5", "1.6487212707001281468487"),
        ("1.644854", "5.1802535347186076599046"),
        ("10.5", "36315.5026742466377389120269"),
    ];

    fn number(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn logarithms_and_powers_carry_twenty_digits() {
        for (of, is) in LOGARITHMS {
            assert!((logarithm(number(of)) - number(is)).abs() < FINE, "{of}");
        }
        for (of, is) in POWERS {
            let (found, is) = (exponential(number(of)), number(is));
            assert!((found - is).abs() / is < FINE, "{of}: {found}");
        }
    }

    #[test]
    fn roots_multiply_to_what_they_are_of() {
        for of in ["0.000123", "0.81", "1", "2", "1.1025", "123456.789"] {
            let of = number(of);
            assert!((root(of) * root(of) - of).abs() / of < FINE, "{of}");
            let third = nth_root(of, 3).unwrap();
            assert!((third * third * third - of).abs() / of < FINE, "{of}");
        }
        assert_eq!(root(Decimal::ZERO), Decimal::ZERO);
        assert_eq!(nth_root(Decimal::ZERO, 3), None, "nothing grows from nothing");
    }
}
