//! Rates of a trend: by how much something grows from year to year, and the factors that follow for bills of any year.

use std::str::FromStr;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::ScenarioError;
use crate::claim::{Bill, Vocabulary};
use crate::words::{Sentence, replay as words};

/// Decimals of a factor.
const FACTOR_DECIMALS: u32 = 12;
/// A factor of one.
pub(super) const WHOLE: i128 = 10i128.pow(FACTOR_DECIMALS);
/// More years of growth than this are a mistake.
pub const MOST_YEARS: i32 = 50;
/// A bill that is too old to grow.
pub(super) const TOO_FAR: ScenarioError = ScenarioError::TrendTooFar { most_years: MOST_YEARS };

/// By how much something grows from one year to the next: bills of one category, or of all; up to one year, or up to
/// each.
///
/// ```
/// use huzhu::scenario::TrendRate;
///
/// let rate: TrendRate = "inpatient,2024=4%".parse().unwrap();
/// assert_eq!((rate.category.as_deref(), rate.year), (Some("inpatient"), Some(2024)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrendRate {
    /// The category; `None` for all categories that have no rate of their own.
    pub category: Option<String>,
    /// The year up to which it grows so from the year before; `None` for all years that have no rate of their own.
    pub year: Option<i32>,
    /// The share of a year's growth, below zero where it falls.
    share: Decimal,
    /// As it was written.
    pub text: String,
}

/// Reads `5%`, `-1.5%`, `inpatient=6%`, `2024=3%` or `inpatient,2024=4%`.
impl FromStr for TrendRate {
    type Err = ScenarioError;

    fn from_str(text: &str) -> Result<TrendRate, ScenarioError> {
        let bad = || ScenarioError::Syntax(words::bad_growth(text));
        let (of, share) = text.split_once('=').map_or((None, text), |(of, rest)| (Some(of), rest));
        let number = share.trim().strip_suffix('%').ok_or_else(bad)?;
        let number: Decimal = number.parse().map_err(|_| bad())?;
        let most = Decimal::ONE_HUNDRED;
        if number.abs() > most || number.scale() > 2 {
            return Err(bad());
        }
        let (mut category, mut year) = (None, None);
        for part in of.iter().flat_map(|of| of.split(',')).map(str::trim) {
            let again = match is_year(part) {
                true => year.replace(part.parse().map_err(|_| bad())?).is_some(),
                false => category.replace(part.to_owned()).is_some(),
            };
            if again || part.is_empty() {
                return Err(bad());
            }
        }
        Ok(TrendRate { category, year, share: number / most, text: text.to_owned() })
    }
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Rates of one kind: of costs, or of how many bills there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrendRates(pub Vec<TrendRate>);

impl TrendRate {
    /// The rate as people say it: a category by its title.
    fn sentence(&self, vocabulary: &Vocabulary) -> Sentence {
        let rate = &format!("{}%", (self.share * Decimal::ONE_HUNDRED).normalize());
        let Some(category) = &self.category else {
            return match self.year {
                Some(year) => words::rate_of_year(year, rate),
                None => Sentence::new(rate.clone(), rate.clone()),
            };
        };
        vocabulary.category_title(category).in_both(|category| match self.year {
            Some(year) => words::rate_of_category_in(category, year, rate),
            None => words::rate_of_category(category, rate),
        })
    }
}

impl TrendRates {
    /// All rates as people say them.
    pub(crate) fn sentence(&self, vocabulary: &Vocabulary) -> Sentence {
        let all: Vec<Sentence> = self.0.iter().map(|rate| rate.sentence(vocabulary)).collect();
        Sentence::list(&all)
    }
}

/// Factors by number of the category and number of years, in parts of 10^12.
#[derive(Clone, Debug)]
pub(super) struct FactorTable {
    to: i32,
    by_category: Vec<Vec<i128>>,
    /// A year, and by what its bills grow beside.
    shock: Option<(i32, i128)>,
}

impl TrendRates {
    /// The factors of all categories; `None` where there are no rates.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the rates.
    pub(super) fn table(
        &self,
        to: i32,
        categories: &[String],
    ) -> Result<Option<FactorTable>, Vec<ScenarioError>> {
        let mut wrong = self.mistakes(to, categories);
        let mut of = |category: &String| {
            let mut factor = Decimal::ONE;
            let factors = (0..=MOST_YEARS).map(|back| {
                let now = factor;
                match self.share(category, to - back) {
                    Ok(share) => {
                        factor = (now * (Decimal::ONE + share)).round_dp(FACTOR_DECIMALS);
                    }
                    Err(why) => wrong.push(why),
                }
                let parts = now.checked_mul(Decimal::from(10i64.pow(FACTOR_DECIMALS)));
                parts.and_then(|parts| parts.round().to_i128()).unwrap_or(i128::MAX)
            });
            factors.collect()
        };
        let by_category = categories.iter().map(&mut of).collect();
        match wrong.is_empty() {
            true => {
                let table = FactorTable { to, by_category, shock: None };
                Ok((!self.0.is_empty()).then_some(table))
            }
            false => Err(wrong),
        }
    }

    /// The growth of a category up to a year from the one before.
    fn share(&self, category: &str, year: i32) -> Result<Decimal, ScenarioError> {
        let find = |of: Option<&str>, to: Option<i32>| {
            let rate = self.0.iter().find(|one| one.category.as_deref() == of && one.year == to);
            rate.map(|rate| rate.share)
        };
        if let Some(share) = find(Some(category), Some(year)) {
            return Ok(share);
        }
        match (find(Some(category), None), find(None, Some(year))) {
            (Some(_), Some(_)) => {
                Err(ScenarioError::RateUnclear { category: category.to_owned(), year })
            }
            (Some(share), None) | (None, Some(share)) => Ok(share),
            (None, None) => Ok(find(None, None).unwrap_or_default()),
        }
    }

    fn mistakes(&self, to: i32, categories: &[String]) -> Vec<ScenarioError> {
        let mut wrong = Vec::new();
        let first = to - MOST_YEARS + 1;
        for (at, TrendRate { category, year, text, .. }) in self.0.iter().enumerate() {
            if let Some(category) = category.as_ref().filter(|name| !categories.contains(name)) {
                let (category, known) = (category.clone(), categories.to_vec());
                wrong.push(ScenarioError::UnknownCategory { category, known });
            }
            if year.is_some_and(|year| !(first..=to).contains(&year)) {
                let rate = text.clone();
                wrong.push(ScenarioError::RateOfOtherYear { rate, first, last: to });
            }
            let same = |one: &&TrendRate| one.category == *category && one.year == *year;
            if let Some(other) = self.0[..at].iter().find(same) {
                let (first, second) = (other.text.clone(), text.clone());
                wrong.push(ScenarioError::RateTwice { first, second });
            }
        }
        wrong
    }
}

impl FactorTable {
    /// A table of so many categories in which bills of one year alone grow, by so many of ten thousand.
    pub fn of_year(year: i32, of_ten_thousand: u32, categories: usize) -> FactorTable {
        let factor = WHOLE + WHOLE / 10_000 * i128::from(of_ten_thousand);
        let still = vec![WHOLE];
        FactorTable { to: 0, by_category: vec![still; categories], shock: Some((year, factor)) }
    }

    /// By what a bill grows; one of the year asked for or later does not, unless its own year has a shock.
    ///
    /// # Errors
    ///
    /// When it is more than [`MOST_YEARS`] older.
    pub fn factor(&self, bill: &Bill) -> Result<i128, ScenarioError> {
        let year = bill.month.div_euclid(12);
        if let Some((_, factor)) = self.shock.filter(|(of, _)| *of == year) {
            return Ok(factor);
        }
        let years = (self.to - year).max(0);
        let category = bill.facts[Vocabulary::CATEGORY as usize] as usize;
        let factor = self.by_category[category].get(years as usize);
        factor.copied().ok_or(TOO_FAR)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::Book;
    use crate::words::Lang;

    fn rates(texts: &[&str]) -> TrendRates {
        TrendRates(texts.iter().map(|text| text.parse().unwrap()).collect())
    }

    #[test]
    fn a_rate_is_said_with_the_title_of_its_category() {
        let book = Book::load(std::path::Path::new("rules/city")).unwrap();
        let rates = rates(&["5%", "2024=-3%", "inpatient=6%", "inpatient, 2025 = 4.50%"]);
        let said = rates.sentence(&book.vocabulary);
        let inpatient = book.vocabulary.category_title("inpatient");
        let [en, zh] = [Lang::English, Lang::Chinese].map(|lang| inpatient.text(lang));
        let english = format!("5%, -3% in 2024, 6% for {en}, 4.5% for {en} in 2025");
        assert_eq!(said.text(Lang::English), english);
        assert_eq!(
            said.text(Lang::Chinese),
            format!("5%、2024 年 -3%、{zh} 6%、{zh} 2025 年 4.5%")
        );
    }

    fn tried(texts: &[&str], to: i32) -> Result<FactorTable, Vec<String>> {
        let book = Book::load(std::path::Path::new("rules/weihai")).unwrap();
        let table = rates(texts).table(to, &book.vocabulary.categories);
        let wrong =
            |all: Vec<ScenarioError>| all.iter().map(ToString::to_string).collect::<Vec<_>>();
        table.map(|table| table.expect("there are rates")).map_err(wrong)
    }

    /// Factors of a category for bills of this year, the one before and so on, in parts of a million.
    fn millionths(table: &FactorTable, category: usize, years: usize) -> Vec<i128> {
        table.by_category[category][..years].iter().map(|parts| parts / 1_000_000).collect()
    }

    const INPATIENT: usize = 0;
    const EMERGENCY: usize = 2;

    #[test]
    fn years_compound_and_a_category_may_have_its_own_rate() {
        let table = tried(&["5%", "emergency=-1.5%"], 2026).unwrap();
        assert_eq!(millionths(&table, INPATIENT, 3), [1_000_000, 1_050_000, 1_102_500]);
        assert_eq!(millionths(&table, EMERGENCY, 2), [1_000_000, 985_000]);
    }

    #[test]
    fn a_year_may_have_its_own_rate_and_a_category_of_that_year_again() {
        let table = tried(&["5%", "2025=10%", "emergency,2025=0%"], 2026).unwrap();
        // From 2025 on 5 %; from 2024 on 10 % and 5 %; from 2023 on 5 %, 10 % and 5 %.
        let all = [1_000_000, 1_050_000, 1_155_000, 1_212_750];
        assert_eq!(millionths(&table, INPATIENT, 4), all);
        assert_eq!(millionths(&table, EMERGENCY, 4), [1_000_000, 1_050_000, 1_050_000, 1_102_500]);
    }

    #[test]
    fn where_a_category_and_a_year_have_rates_one_of_both_must_be_given() {
        let both = ["inpatient=6%", "2025=10%"];
        let why = tried(&both, 2026).unwrap_err().join("\n");
        assert!(why.contains("`inpatient,2025=...`"), "{why}");
        let said = tried(&[&both[..], &["inpatient,2025=8%"]].concat(), 2026).unwrap();
        assert_eq!(millionths(&said, INPATIENT, 3), [1_000_000, 1_060_000, 1_144_800]);
    }

    #[test]
    fn a_text_that_is_no_rate_is_an_error() {
        let texts =
            ["5", "x%", "101%", "1.234%", "=5", "", "=5%", "a,b=5%", "2024,2025=5%", "a,=5%"];
        for text in texts {
            assert!(text.parse::<TrendRate>().is_err(), "{text}");
        }
    }

    #[test]
    fn all_that_is_wrong_with_rates_is_reported_at_once() {
        let texts = ["dental=5%", "2027=1%", "1970=1%", "5%", "6%"];
        let found = tried(&texts, 2026).unwrap_err();
        for (part, why) in ["`inpatient`", "2027=1%", "1970=1%", "`5%`"].iter().zip(&found) {
            assert!(why.contains(part), "{part}: {found:?}");
        }
        assert_eq!(found.len(), 4);
    }
}
