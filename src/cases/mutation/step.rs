//! Numbers of a text and their neighbours: one minor unit, one percent point, one day more or less.

use std::ops::Range;

use rust_decimal::Decimal;

use crate::date::Day;

/// The places of the numbers of a text, each with its `%`. A digit of a name is no number.
pub(super) fn numbers(text: &str) -> Vec<Range<usize>> {
    let is_of_name = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(start) =
        text.get(rest..).and_then(|from| from.find(|c: char| c.is_ascii_digit()))
    {
        let start = rest + start;
        let tail = text.get(start..).unwrap_or_default();
        let is_digit = |c: char| c.is_ascii_digit() || c == '.';
        let digits = tail.find(|c| !is_digit(c)).unwrap_or(tail.len());
        let (mut end, after) = (start + digits, tail.get(digits..).unwrap_or_default());
        let before = text.get(..start).and_then(|before| before.chars().next_back());
        let is_name = before.is_some_and(is_of_name) || after.starts_with(is_of_name);
        if !is_name {
            end += usize::from(after.starts_with('%'));
            found.push(start..end);
        }
        // The rest of a name is of the name.
        let name = after.find(|c| !is_of_name(c)).unwrap_or(after.len());
        rest = if is_name { start + digits + name } else { end };
    }
    found
}

/// A number one step up and one step down, each as the texts that it may become: the first that the rules allow is
/// the step. What is a whole number of days or times to the rules may be no amount, and so has a second text.
pub(super) fn neighbours(number: &str, minor_digits: u32) -> Vec<Vec<String>> {
    let (digits, sign) = match number.strip_suffix('%') {
        Some(digits) => (digits, "%"),
        None => (number, ""),
    };
    let Ok(value) = digits.parse::<Decimal>() else { return Vec::new() };
    let steps = match (sign, value.scale()) {
        ("%", _) => vec![Decimal::ONE],
        (_, 0) if minor_digits == 0 => vec![Decimal::ONE],
        (_, 0) => vec![Decimal::new(1, minor_digits), Decimal::ONE],
        (_, scale) => vec![Decimal::new(1, scale.max(minor_digits).max(2))],
    };
    let one_way = |way: Decimal| {
        let moved = steps.iter().filter_map(|step| value.checked_add(way * step));
        let moved = moved.filter(|moved| !moved.is_sign_negative() || moved.is_zero());
        moved.map(|moved| format!("{moved}{sign}")).collect::<Vec<_>>()
    };
    let ways = [Decimal::ONE, Decimal::NEGATIVE_ONE].map(one_way);
    ways.into_iter().filter(|texts| !texts.is_empty()).collect()
}

/// The days before and after a day of the calendar, or of any year (`03-31`); nothing where the text is none.
pub(super) fn days_around(text: &str) -> Option<Vec<String>> {
    const LEAP_YEAR: &str = "2024-";
    let around = |day: Day| [day + 1, day - 1].map(|day| day.to_string());
    if let Some(day) = Day::parse(text) {
        return Some(around(day).to_vec());
    }
    let day = Day::parse(&format!("{LEAP_YEAR}{text}"))?;
    let of_year = |day: String| day.split_once('-').map(|(_, rest)| rest.to_owned());
    Some(around(day).into_iter().filter_map(of_year).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digit_of_a_name_is_no_number() {
        let found = |text: &str| {
            numbers(text).into_iter().map(|place| text[place].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(found("max(0, band_1 - 60 times nights)"), ["0", "60"]);
        assert_eq!(found("1% of year_wage + 12.50"), ["1%", "12.50"]);
        assert_eq!(found("2-5,7,60+"), ["2", "5", "7", "60"]);
        assert_eq!(found("b2b 3rd 医保2级"), [""; 0]);
    }

    #[test]
    fn a_step_is_the_least_that_the_kind_of_number_has() {
        assert_eq!(neighbours("65%", 2), [["66%"], ["64%"]]);
        assert_eq!(neighbours("0.7", 2), [["0.71"], ["0.69"]]);
        assert_eq!(neighbours("6000", 2), [["6000.01", "6001"], ["5999.99", "5999"]]);
        assert_eq!(neighbours("80100", 0), [["80101"], ["80099"]]);
        assert_eq!(neighbours("0", 2), [["0.01", "1"]]);
    }

    #[test]
    fn a_day_has_the_days_beside_it() {
        assert_eq!(days_around("2024-03-01").unwrap(), ["2024-03-02", "2024-02-29"]);
        assert_eq!(days_around("03-31").unwrap(), ["04-01", "03-30"]);
        assert_eq!(days_around("6000"), None);
    }
}
