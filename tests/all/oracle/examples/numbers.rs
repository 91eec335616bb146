//! Fractions, formulas and dates.

use super::super::calendar::whole_years;
use super::super::formula::{Formula, Names};
use super::super::fraction::Fraction;
use super::words::{amount, day};

#[test]
fn fractions_round_where_they_are_told_to() {
    let fen = amount("0.01");
    let modes = |text: &str| {
        ["half_up", "half_even", "up", "down", "half_down"]
            .map(|mode| amount(text).to_step(fen, mode))
    };
    assert_eq!(
        modes("2616.485"),
        ["2616.49", "2616.48", "2616.49", "2616.48", "2616.48"].map(amount)
    );
    assert_eq!(modes("0.015"), ["0.02", "0.02", "0.02", "0.01", "0.01"].map(amount));
    assert_eq!(modes("0.0149"), ["0.01", "0.01", "0.02", "0.01", "0.01"].map(amount));
    assert_eq!(modes("7"), ["7"; 5].map(amount));
    assert_eq!(amount("12.34").to_step(amount("0.05"), "half_up"), amount("12.35"));
    assert_eq!(amount("12.34").to_step(amount("10"), "down"), amount("10"));
}

/// Names that say what they come to: `x10` is 10, and the rate `half` a half.
struct Spoken;

impl Names for Spoken {
    fn amount(&self, name: &str) -> Fraction {
        amount(&name.replace('x', ""))
    }

    fn rate(&self, name: &str) -> Fraction {
        assert_eq!(name, "half");
        Fraction::new(1, 2)
    }

    fn number(&self, name: &str) -> Fraction {
        assert_eq!(name, "nights");
        Fraction::whole(3)
    }
}

#[test]
fn formulas_bind_of_before_plus() {
    let value = |text| Formula::read(text).value(&Spoken);
    assert_eq!(value("half of x10 + 5"), amount("10"));
    assert_eq!(value("20% of half of (x10 - 5)"), amount("0.5"));
    assert_eq!(value("x10 - 2 times nights"), amount("4"));
    assert_eq!(value("50% of (x10 - 2) times nights"), amount("12"));
    assert_eq!(value("20% of x10 + 5"), amount("7"));
    assert_eq!(value("20% of (x10 + 5)"), amount("3"));
    assert_eq!(value("10 - 3 - 2"), amount("5"));
    assert_eq!(value("10 - (3 - 2)"), amount("9"));
    assert_eq!(value("max(0, min(4, 2 + 1), 2) + 0.50"), amount("3.50"));
    assert_eq!(value("50% of 20% of 100"), amount("10"));
}

#[test]
fn a_year_is_complete_on_the_anniversary() {
    let years = |from, to| whole_years(day(from), day(to));
    assert_eq!(years("1980-06-15", "2024-06-14"), 43);
    assert_eq!(years("1980-06-15", "2024-06-15"), 44);
    assert_eq!(years("2004-02-29", "2025-02-28"), 20);
    assert_eq!(years("2004-02-29", "2025-03-01"), 21);
}
