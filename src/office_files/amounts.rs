//! Amounts as offices write them: `1,234.56`, `¥1,234.56`, `1234.5600`, `1234.56元`, in any width.

use std::borrow::Cow;

use super::unit::Unit;
use crate::claim::half_width;

/// An amount in yuan as our own files have it. What is no amount stays as it is written, and is refused later; in a
/// unit other than yuan it gets the unit behind it, so that nothing can take it for yuan.
pub(super) fn amount(text: &str, unit: Unit) -> Cow<'_, str> {
    if unit == Unit::Yuan && is_plain(text) {
        return Cow::Borrowed(text);
    }
    match (plain(text), unit) {
        (Some(plain), Unit::Yuan) => Cow::Owned(plain),
        (Some(plain), unit) => Cow::Owned(moved(&plain, unit.places())),
        (None, Unit::Yuan) => Cow::Borrowed(text),
        (None, _) if text.trim().is_empty() => Cow::Borrowed(text),
        (None, Unit::Fen) => Cow::Owned(format!("{text} fen")),
        (None, Unit::Wan) => Cow::Owned(format!("{text} wan")),
    }
}

/// Whether a text is written as our own files have it.
pub(super) fn is_plain(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|one| one.is_ascii_digit());
    are_digits(whole) && are_digits(part)
}

/// An amount without signs of money, and without commas where they stand between thousands; nothing of anything else.
fn plain(text: &str) -> Option<String> {
    let text: String = text.trim().chars().map(half_width).collect();
    let (minus, rest) = split_minus(text.trim());
    let rest = rest.trim_start_matches(['¥', '￥']).trim_start();
    let (late, rest) = split_minus(rest);
    let rest = rest.strip_suffix('元').unwrap_or(rest).trim_end();
    let digits = without_commas(rest)?;
    let is_unsigned = is_plain(&digits) && !digits.starts_with('-') && !(minus && late);
    let sign = if minus || late { "-" } else { "" };
    is_unsigned.then(|| format!("{sign}{digits}"))
}

fn split_minus(text: &str) -> (bool, &str) {
    match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    }
}

/// An amount without the commas between thousands; nothing where commas stand elsewhere.
fn without_commas(text: &str) -> Option<String> {
    let (whole, part) = text.split_at(text.find('.').unwrap_or(text.len()));
    if !whole.contains(',') {
        return Some(text.to_owned());
    }
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let is_right = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    is_right.then(|| whole.replace(',', "") + part)
}

/// A plain number with its point so many places further to the right.
fn moved(plain: &str, places: i32) -> String {
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain), |digits| ("-", digits));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let (mut whole, mut part) = (whole.to_owned(), part.to_owned());
    for _ in 0..places {
        let next = if part.is_empty() { '0' } else { part.remove(0) };
        whole.push(next);
    }
    for _ in places..0 {
        part.insert(0, whole.pop().unwrap_or('0'));
    }
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let point = if part.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{part}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_in_every_way_that_leaves_no_doubt() {
        for (text, read) in [
            ("1234.56", "1234.56"),
            ("1,234.56", "1234.56"),
            ("12,345,678.00", "12345678.00"),
            ("¥1,234.56", "1234.56"),
            ("￥ 1234.5600", "1234.5600"),
            ("1234.56元", "1234.56"),
            ("１２３４．５６", "1234.56"),
            ("-¥1,234.56", "-1234.56"),
            ("¥-1,234.56", "-1234.56"),
            (" 0 ", "0"),
        ] {
            assert_eq!(amount(text, Unit::Yuan), read, "{text}");
        }
    }

    #[test]
    fn what_may_mean_another_amount_stays_as_it_is_written() {
        for text in [
            "1,23", "12,34.5", "1.234,56", "1e3", "(12.00)", "--5", "-¥-5", "1 234", "12万", "",
            "无", "-",
        ] {
            assert_eq!(amount(text, Unit::Yuan), text);
        }
    }

    #[test]
    fn units_move_the_point_and_nothing_else() {
        for (text, unit, read) in [
            ("123456", Unit::Fen, "1234.56"),
            ("5", Unit::Fen, "0.05"),
            ("-5", Unit::Fen, "-0.05"),
            ("0", Unit::Fen, "0.00"),
            ("12.5", Unit::Fen, "0.125"),
            ("1.23456", Unit::Wan, "12345.6"),
            ("0.5", Unit::Wan, "5000"),
            ("3", Unit::Wan, "30000"),
            ("无", Unit::Fen, "无 fen"),
            ("", Unit::Wan, ""),
        ] {
            assert_eq!(amount(text, unit), read, "{text}");
        }
    }
}
