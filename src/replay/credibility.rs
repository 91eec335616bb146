//! How far the experience of a small unit can be believed, by limited fluctuation.
//!
//! The usual standard of full credibility (Longley-Cook 1962, An Introduction to Credibility Theory; Klugman, Panjer
//! and Willmot, Loss Models): as many claims that what is paid lies within 5 % of what it is expected to be in 90 of
//! 100 cases, which are (1.645 / 0.05)² times one plus the square of the coefficient of variation of a claim. With
//! fewer, the share that is believed is the root of their share of that number.

use crate::money::MoneySum;
use rust_decimal::Decimal;

use super::roots::root;

/// (1.645 / 0.05)²: claims of one size that are believed in full.
const OF_ONE_SIZE: Decimal = Decimal::from_parts(108_241, 0, 0, false, 2);

/// Claims that are believed in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FullCredibility(Decimal);

impl FullCredibility {
    /// From so many claims, what is paid on them, and the sum of the squares of that; `None` where nothing is paid.
    pub fn of(claims: u64, paid: MoneySum, squares: i128) -> Option<FullCredibility> {
        let number = |whole: i128| Decimal::from_i128_with_scale(whole, 0);
        let claims = Decimal::from(claims);
        let mean = number(paid.minor()).checked_div(claims)?;
        let spread = number(squares).checked_div(claims)?.checked_div(mean)?.checked_div(mean)?;
        Some(FullCredibility(OF_ONE_SIZE.checked_mul(spread)?))
    }

    /// How many claims these are, a part of one counted as one.
    pub fn claims(self) -> Decimal {
        self.0.ceil()
    }

    /// The share that is believed of so many claims, from 0 to 1, to three decimals; halves are rounded down, so that
    /// nothing is believed in full that is not.
    pub fn share(self, claims: u64) -> Decimal {
        let square = Decimal::from(claims).checked_div(self.0).unwrap_or(Decimal::ONE);
        if square >= Decimal::ONE { Decimal::ONE } else { root(square).trunc_with_scale(3) }
    }
}

/// What a unit is taken to cost: its own as far as it is believed, and for the rest that of all.
pub(super) fn weighted(share: Decimal, own: Decimal, all: Decimal) -> Decimal {
    share * own + (Decimal::ONE - share) * all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_of_one_size_are_believed_in_full_from_1083_on() {
        let alike = FullCredibility::of(10, MoneySum::from_minor(1_000), 100_000).unwrap();
        assert_eq!(alike.claims(), Decimal::from(1_083));
        let shares = [0, 1, 270, 1_082, 1_083].map(|claims| format!("{:.3}", alike.share(claims)));
        assert_eq!(shares, ["0.000", "0.030", "0.499", "0.999", "1.000"]);
    }

    #[test]
    fn claims_of_many_sizes_must_be_more() {
        // 100 and 300: a mean of 200 and a variance of 10,000, so that 1 + cv² is 1.25.
        let spread = FullCredibility::of(2, MoneySum::from_minor(400), 100_000).unwrap();
        assert_eq!(spread.claims(), Decimal::from(1_354));
        assert_eq!(FullCredibility::of(0, MoneySum::ZERO, 0), None, "nothing is paid");
    }

    #[test]
    fn what_is_not_believed_of_a_unit_is_taken_from_all() {
        let [half, own, all] = [5, 100, 200].map(Decimal::from);
        assert_eq!(weighted(half / Decimal::TEN, own, all), Decimal::from(150));
        assert_eq!(weighted(Decimal::ONE, own, all), own);
        assert_eq!(weighted(Decimal::ZERO, own, all), all);
    }
}
