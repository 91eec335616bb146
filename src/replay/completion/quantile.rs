//! What holds in 95 of 100 cases: what is still to come is never below zero and now and then very large, so that Mack
//! (1994, Measuring the Variability of Chain Ladder Reserve Estimates) takes a log-normal distribution of the same
//! mean and standard error for it.

use rust_decimal::Decimal;

use super::super::roots::{exponential, logarithm, root};

/// Of a standard normal variable 95 of 100 values are below.
const NORMAL_95: Decimal = Decimal::from_parts(1_644_854, 0, 0, false, 6);

/// Beyond a hundred thousand times the mean an error says nothing.
const MOST_SPREAD: Decimal = Decimal::from_parts(100_000, 0, 0, false, 0);

/// What is enough in 95 of 100 cases; `None` where nothing is to come, or the error is beyond any measure.
pub(in crate::replay) fn holds_in_95(mean: Decimal, error: Decimal) -> Option<Decimal> {
    if mean <= Decimal::ZERO {
        return None;
    }
    let spread = error.checked_div(mean).filter(|spread| *spread <= MOST_SPREAD)?;
    let square = Decimal::ONE + spread * spread;
    let power = exponential(NORMAL_95 * root(logarithm(square)));
    (mean / root(square)).checked_mul(power)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_sure_holds_as_it_is_and_what_is_unsure_asks_for_more() {
        let holds = |mean: &str, error: &str| holds_in_95(number(mean), number(error));
        assert_eq!(holds("100", "0"), Some(number("100")));
        assert_eq!(holds("0", "5"), None, "nothing is to come");
        assert_eq!(holds("-1", "5"), None);
        assert_eq!(holds("1", "1000000000"), None, "an error beyond any measure");
        let [sure, unsure] = ["10", "20"].map(|error| holds("100", error).unwrap());
        assert!(number("100") < sure && sure < unsure);
        // The errors of Taylor and Ashe, and of RAA, in all; 22,955,181.82 and 103,040.03 by Python's `decimal`.
        let rounded = |mean, error| holds(mean, error).map(|one| one.round_dp(2));
        assert_eq!(rounded("18680856", "2447095"), Some(number("22955181.82")));
        assert_eq!(rounded("52135", "26909"), Some(number("103040.03")));
    }
}
