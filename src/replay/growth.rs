//! Costs that grow: bills of past years at the prices of a later one.
//!
//! Every amount of a bill grows by its category's rate for each year from that of the bill to the year
//! asked for, under all terms alike, before anything is decided: limits and thresholds do not grow unless
//! a scenario says so. How many bills there are does not change.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::claim::{Bill, Column, FUNDS, Vocabulary};
use crate::money::Money;
use crate::words::{self, Sentence};

/// By how much costs grow in a year: of bills of one category, or of all others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The category; nothing for all that have no rate of their own.
    pub category: Option<String>,
    /// The share of a year's growth, below zero where costs fall.
    pub(super) share: Decimal,
    /// As it was written.
    pub text: String,
}

/// Reads `5%`, `-1.5%` or `inpatient=6%`.
impl FromStr for Rate {
    type Err = Sentence;

    fn from_str(text: &str) -> Result<Rate, Sentence> {
        let bad = || words::replay::bad_growth(text);
        let (category, share) = match text.split_once('=') {
            Some((category, share)) => (Some(category.trim().to_owned()), share),
            None => (None, text),
        };
        let number = share.trim().strip_suffix('%').ok_or_else(bad)?;
        let number: Decimal = number.parse().map_err(|_| bad())?;
        let most = Decimal::ONE_HUNDRED;
        if number.abs() > most || number.scale() > 2 {
            return Err(bad());
        }
        Ok(Rate { category, share: number / most, text: text.to_owned() })
    }
}

/// Growth to a year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Growth {
    /// The rates, as they were asked for.
    pub rates: Vec<Rate>,
    /// The year whose prices all bills are to have.
    pub to: i32,
}

/// Decimals of a factor.
const FINE: u32 = 12;
/// More years of growth than this are a mistake.
pub const MOST_YEARS: i32 = 50;

/// Factors by category and number of years, in parts of 10^12.
#[derive(Clone, Debug)]
pub struct Factors {
    to: i32,
    /// By number of the category.
    by_category: Vec<Vec<i128>>,
}

/// The rates, as a person wrote them.
impl fmt::Display for Growth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: Vec<&str> = self.rates.iter().map(|rate| rate.text.as_str()).collect();
        f.write_str(&all.join(", "))
    }
}

impl Growth {
    /// The factors under a vocabulary; nothing where nothing grows.
    ///
    /// # Errors
    ///
    /// When there is no such category.
    pub fn factors(&self, vocabulary: &Vocabulary) -> Result<Option<Factors>, Sentence> {
        let known = &vocabulary.categories;
        let mut shares: BTreeMap<&str, Decimal> = BTreeMap::new();
        let mut usual = Decimal::ZERO;
        for rate in &self.rates {
            match &rate.category {
                None => usual = rate.share,
                Some(category) if known.contains(category) => {
                    shares.insert(category, rate.share);
                }
                Some(category) => {
                    let all = crate::scheme::quoted_list(known.iter().map(String::as_str));
                    return Err(words::replay::no_category(category, all));
                }
            }
        }
        let of = |category: &String| {
            let share = shares.get(category.as_str()).copied().unwrap_or(usual);
            (0..=MOST_YEARS).scan(Decimal::ONE, move |factor, _| {
                let now = *factor;
                *factor = (now * (Decimal::ONE + share)).round_dp(FINE);
                let parts = now.checked_mul(Decimal::from(10i64.pow(FINE)));
                Some(parts.and_then(|parts| parts.round().to_i128()).unwrap_or(i128::MAX))
            })
        };
        let by_category = known.iter().map(|category| of(category).collect()).collect();
        Ok((!self.rates.is_empty()).then_some(Factors { to: self.to, by_category }))
    }
}

impl Factors {
    /// Puts a bill at the prices of the year asked for; one of that year or later stays as it was.
    ///
    /// # Errors
    ///
    /// When it is so many years older, or grows so much, that nothing could be said of it.
    pub fn grow(&self, bill: &mut Bill) -> Result<(), Sentence> {
        let years = self.to - bill.month.div_euclid(12);
        if years <= 0 {
            return Ok(());
        }
        if years > MOST_YEARS {
            return Err(words::replay::grows_too_far(MOST_YEARS));
        }
        let category = bill.facts[Vocabulary::CATEGORY as usize] as usize;
        let factor = self.by_category[category][years as usize];
        let whole = 10i128.pow(FINE);
        for amount in &mut bill.amounts {
            let grown = (i128::from(amount.minor()).saturating_mul(factor) + whole / 2) / whole;
            let grown = i64::try_from(grown).ok().map(Money::from_minor);
            let grown = grown.filter(|grown| *grown <= Money::MOST);
            *amount = grown.ok_or_else(|| words::replay::grows_too_far(MOST_YEARS))?;
        }
        fit(bill);
        Ok(())
    }
}

/// Each amount was rounded for itself: the parts are to fit into the whole again.
fn fit(bill: &mut Bill) {
    let amount = |column: Column| bill.amount(column);
    let funds: Money = FUNDS.into_iter().map(amount).sum();
    let outside = amount(Column::OutOfCatalogue) + amount(Column::OverLimit);
    let outside = outside + amount(Column::ClassBPrepay);
    let least = (funds + amount(Column::HospitalBorne)).max(outside).max(amount(Column::InScope));
    let total = amount(Column::Total).max(least);
    bill.amounts[Column::Total.index()] = total;
    bill.amounts[Column::FundsPaid.index()] = funds;
    if bill.present >> Column::InScope.index() & 1 == 0 {
        bill.amounts[Column::InScope.index()] = (total - outside).or_zero();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factors(rates: &[&str], to: i32) -> Factors {
        let book = crate::scheme::Book::load(std::path::Path::new("rules/weihai")).unwrap();
        let rates = rates.iter().map(|text| text.parse().unwrap()).collect();
        Growth { rates, to }.factors(&book.vocabulary).unwrap().unwrap()
    }

    #[test]
    fn years_compound_and_a_category_may_have_its_own_rate() {
        let factors = factors(&["5%", "emergency=-1.5%"], 2026);
        let whole = 10i128.pow(FINE);
        assert_eq!(
            factors.by_category[0][..3],
            [whole, whole * 105 / 100, whole * 11_025 / 10_000]
        );
        assert_eq!(factors.by_category[2][1], whole * 985 / 1_000);
    }

    #[test]
    fn what_is_no_rate_or_no_category_is_told() {
        for text in ["5", "x%", "101%", "1.234%", "=5", ""] {
            assert!(text.parse::<Rate>().is_err(), "{text}");
        }
        let book = crate::scheme::Book::load(std::path::Path::new("rules/weihai")).unwrap();
        let growth = Growth { rates: vec!["dental=5%".parse().unwrap()], to: 2026 };
        let why = growth.factors(&book.vocabulary).unwrap_err();
        assert!(why.to_string().contains("`inpatient`"), "{why}");
    }
}
