//! Days as offices write them: `2024-1-5`, `2024/1/5`, `2024.1.5`, `20240105`, `2024年1月5日`, also with a time
//! behind them. Of a time with a zone the day that is written counts.

use std::borrow::Cow;

use crate::claim::half_width;
use crate::date::Day;

/// A day as our own files have it. What is no day stays as it is written, and is refused later.
pub(super) fn day(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    match read(text) {
        Some(day) => Cow::Owned(day),
        None => Cow::Borrowed(text),
    }
}

/// Whether a text is written as our own files have it.
pub(super) fn is_plain(text: &str) -> bool {
    let form = |(at, byte): (usize, u8)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    text.len() == 10 && text.bytes().enumerate().all(form)
}

fn read(text: &str) -> Option<String> {
    let text: String = text.trim().chars().map(half_width).collect();
    let (year, rest) = number(&text, 4)?;
    let (month, day, rest) = match rest.chars().next()? {
        '0'..='9' => of_digits(rest)?,
        sign => of_parts(rest, sign)?,
    };
    let day = format!("{year}-{month:0>2}-{day:0>2}");
    (is_time(rest) && Day::parse(&day).is_some()).then_some(day)
}

/// Month and day of four digits, behind which a time of six may stand without a sign between.
fn of_digits(rest: &str) -> Option<(&str, &str, &str)> {
    let (month, rest) = number(rest, 2)?;
    let (day, rest) = number(rest, 2)?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let rest = if [6, 9].contains(&digits) { rest.get(digits..)? } else { rest };
    Some((month, day, rest))
}

/// Month and day behind the sign that stands between them too.
fn of_parts(rest: &str, sign: char) -> Option<(&str, &str, &str)> {
    let (middle, end) = match sign {
        '-' | '/' | '.' => (sign, None),
        '年' => ('月', Some('日')),
        _ => return None,
    };
    let (month, rest) = few_digits(rest.strip_prefix(sign)?)?;
    let (day, rest) = few_digits(rest.strip_prefix(middle)?)?;
    match end {
        None => Some((month, day, rest)),
        Some(end) => {
            Some((month, day, rest.strip_prefix(end).or_else(|| rest.strip_prefix('号'))?))
        }
    }
}

/// So many digits at the head of a text, and what follows.
fn number(text: &str, digits: usize) -> Option<(&str, &str)> {
    let (head, rest) = text.split_at_checked(digits)?;
    head.bytes().all(|byte| byte.is_ascii_digit()).then_some((head, rest))
}

/// One digit or two at the head of a text, and what follows.
fn few_digits(text: &str) -> Option<(&str, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..=2).contains(&digits).then(|| text.split_at(digits))
}

/// Whether nothing stands behind a day, or a time of the day.
fn is_time(rest: &str) -> bool {
    let Some(time) = rest.strip_prefix([' ', 'T', 't']) else { return rest.is_empty() };
    let is_of_a_time = |one: char| one.is_ascii_digit() || ":.,+-Zz ".contains(one);
    time.trim_start().starts_with(|one: char| one.is_ascii_digit())
        && time.chars().all(is_of_a_time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_in_every_form_that_leaves_no_doubt() {
        for text in [
            "2024-01-05",
            "2024-1-5",
            "2024/1/5",
            "2024/01/05",
            "2024.1.5",
            "20240105",
            "2024年1月5日",
            "2024年01月05号",
            "２０２４年１月５日",
            "2024-01-05 10:33:21",
            "2024-01-05T23:59:59+08:00",
            "2024-01-05T16:00:00.000Z",
            "20240105103321",
            "20240105103321123",
            "20240105 10:33",
            " 2024/1/5 0:00 ",
        ] {
            assert_eq!(day(text), "2024-01-05", "{text}");
        }
    }

    #[test]
    fn what_may_be_another_day_stays_as_it_is_written() {
        for text in [
            "",
            "1/5/2024",
            "05-01-2024",
            "24-1-5",
            "2024-13-01",
            "2024-02-30",
            "2024-1/5",
            "202415",
            "2024年1月",
            "45296",
            "2024-1-5上午",
            "2024-1-5 abc",
            "2024年1月5",
            "2024010510",
        ] {
            assert_eq!(day(text), text);
        }
    }
}
