//! Formats that fill a number up to an id: `000000` shows 71 as `000071`, and `"A"0000` as `A0071`. Nobody knows such a
//! person by the number that is stored.

/// Signs that stand for themselves in a format, without quotes.
const THEMSELVES: &[char] = &['-', ' ', '/', '(', ')', ':', '+', '!', '&', '~', '='];
/// Signs of money before an amount make no id of it.
const OF_MONEY: &[char] = &['¥', '￥', '$'];

/// A part of a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Digit,
    Letter(char),
}

/// A format by which whole numbers are ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct IdFormat(Vec<Part>);

impl IdFormat {
    /// The format, where it fills numbers up with zeros or puts letters before them; nothing of any other.
    pub fn of(format: &str) -> Option<IdFormat> {
        let parts = parts(format)?;
        let digits = parts.iter().filter(|part| **part == Part::Digit).count();
        let begins = parts.iter().take_while(|part| **part != Part::Digit);
        let is_marked = begins.into_iter().any(
            |part| matches!(part, Part::Letter(letter) if letter.is_alphanumeric() && !OF_MONEY.contains(letter)),
        );
        (digits > 1 || (digits == 1 && is_marked)).then_some(IdFormat(parts))
    }

    /// A whole number as it is shown; nothing of any other.
    pub fn shown(&self, number: &str) -> Option<String> {
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let places = self.0.iter().filter(|part| **part == Part::Digit).count();
        let filled = format!("{number:0>places$}");
        let mut digits = filled.chars();
        // What is longer than the format stands before its first digit.
        let mut longer: String = digits.by_ref().take(filled.len() - places).collect();
        let mut shown = String::new();
        for part in &self.0 {
            match part {
                Part::Letter(letter) => shown.push(*letter),
                Part::Digit => {
                    shown.push_str(&std::mem::take(&mut longer));
                    shown.extend(digits.next());
                }
            }
        }
        Some(shown)
    }
}

/// An id as it is shown, where a file keeps beside a whole number what is shown of it: filled up with zeros, behind
/// letters, or parted by a dash. Nothing where the number is shown as one.
pub(super) fn id_shown<'s>(number: &str, shown: &'s str) -> Option<&'s str> {
    let shown = shown.trim();
    let is_whole = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
    if shown == number || !is_whole(number) || !digits.ends_with(number) {
        return None;
    }
    let (before, behind) = shown.split_at(shown.find(|sign: char| sign.is_ascii_digit())?);
    let is_marked = before.chars().any(|sign| sign.is_alphanumeric() && !OF_MONEY.contains(&sign));
    let is_plain =
        before.is_empty() && behind.chars().all(|sign| sign.is_ascii_digit() || sign == '-');
    let is_filled = shown.starts_with('0') || behind.contains('-');
    (is_marked || (is_plain && is_filled)).then_some(shown)
}

/// The parts of the first section of a format; nothing where it shows other things than whole numbers.
fn parts(format: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut signs = format.chars();
    while let Some(sign) = signs.next() {
        match sign {
            ';' => break,
            '0' => parts.push(Part::Digit),
            '"' => parts.extend(signs.by_ref().take_while(|sign| *sign != '"').map(Part::Letter)),
            '\\' => parts.extend(signs.next().map(Part::Letter)),
            // A colour or a language changes nothing of the digits, and the width of a sign is no sign.
            '[' => drop(signs.by_ref().find(|sign| *sign == ']')),
            '_' => drop(signs.next()),
            sign if THEMSELVES.contains(&sign) => parts.push(Part::Letter(sign)),
            _ => return None,
        }
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::{IdFormat, id_shown};

    #[test]
    fn a_number_is_the_id_that_its_format_shows() {
        for (format, number, shown) in [
            ("000000", "71", "000071"),
            ("000000", "1234567", "1234567"),
            ("00000000;-00000000", "71", "00000071"),
            ("[$-804]0000", "71", "0071"),
            ("\"A\"0000", "71", "A0071"),
            ("\"A\"0", "71", "A71"),
            ("000\\-0000", "1234567", "123-4567"),
            ("00-00", "12345", "123-45"),
        ] {
            let found = IdFormat::of(format).and_then(|format| format.shown(number));
            assert_eq!(found.as_deref(), Some(shown), "{format}");
        }
    }

    #[test]
    fn formats_of_amounts_days_and_counts_make_no_id() {
        for format in [
            "General",
            "0",
            "0.00",
            "#,##0.00",
            "¥0.00",
            "\"¥\"0",
            "0\"份\"",
            "yyyy-mm-dd",
            "0%",
            "0.00E+00",
            "@",
            "",
        ] {
            assert_eq!(IdFormat::of(format), None, "{format}");
        }
        assert_eq!(IdFormat::of("0000").unwrap().shown("-7"), None);
        assert_eq!(IdFormat::of("0000").unwrap().shown("7.5"), None);
    }

    #[test]
    fn a_number_that_is_shown_as_an_id_is_that_id_and_no_other_is() {
        for (number, shown) in [
            ("71", "000071"),
            ("0", "00"),
            ("71", "A0071"),
            ("71", "A1-71"),
            ("1234567", "123-4567"),
            ("71", "第71号"),
        ] {
            assert_eq!(id_shown(number, shown), Some(shown), "{number}");
        }
        for (number, shown) in [
            ("71", "71"),
            ("71", ""),
            ("1234", "1,234"),
            ("1234", "¥1234"),
            ("71", "71份"),
            ("71", "71.00"),
            ("0.5", "0.50"),
            ("-71", "-071"),
            ("71", "0072"),
            ("100000", "1E+05"),
        ] {
            assert_eq!(id_shown(number, shown), None, "{number} {shown}");
        }
    }
}
