//! Cells and rows of CSV files.

use std::borrow::Cow;

use crate::money::{Currency, Money};

/// A row of texts, as people read them: see [`cell`].
pub(crate) fn row<'c>(out: &mut Vec<u8>, cells: impl IntoIterator<Item = &'c str>) {
    row_of(out, cells, cell);
}

/// A row of texts as they are: see [`exact_cell`].
pub(crate) fn exact_row<'c>(out: &mut Vec<u8>, cells: impl IntoIterator<Item = &'c str>) {
    row_of(out, cells, exact_cell);
}

fn row_of<'c>(
    out: &mut Vec<u8>,
    cells: impl IntoIterator<Item = &'c str>,
    cell: fn(&mut Vec<u8>, &str),
) {
    for (at, text) in cells.into_iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        cell(out, text);
    }
    out.push(b'\n');
}

/// What may make quotes necessary lies below this byte, as blanks and a few marks do; digits, letters and what is no
/// ASCII do not.
const LEAST: u8 = b'-';

/// Whether a text needs no quotes.
fn is_plain(bytes: &[u8]) -> bool {
    const EACH: u64 = u64::from_le_bytes([1; 8]);
    let (words, rest) = bytes.as_chunks::<8>();
    // Eight bytes at a time: one below the least borrows into its highest bit.
    let low = words.iter().fold(0, |low, word| {
        let word = u64::from_le_bytes(*word);
        low | (word.wrapping_sub(EACH * u64::from(LEAST)) & !word)
    });
    let is_high = low & (EACH << 7) == 0 && rest.iter().all(|byte| *byte >= LEAST);
    is_high || !bytes.iter().any(|byte| b",\"\n\r".contains(byte))
}

/// What a spreadsheet has to begin a formula with, also of the width of Chinese letters; and what it
/// leaves away before one.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A text that a spreadsheet does not run: what could be a formula stands behind an apostrophe, which
/// makes it text. What has the form of a number, as amounts below zero have, is none.
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    match text.as_bytes().first() {
        Some(b'\t' | b'\n' | b'\r' | b'\'' | b'+' | b'-' | b'=' | b'@' | 0xef..)
            if is_formula(text) =>
        {
            Cow::Owned(format!("'{text}"))
        }
        _ => Cow::Borrowed(text), // As nearly all.
    }
}

/// A text as it was before [`harmless`].
pub(crate) fn as_it_was(text: &str) -> &str {
    text.strip_prefix('\'').filter(|text| is_formula(text)).unwrap_or(text)
}

/// Whether a text could be a formula. One behind apostrophes has one more, so that it comes back whole.
pub(crate) fn is_formula(text: &str) -> bool {
    let text = text.trim_start_matches('\'');
    let number = text.strip_prefix(['+', '-']).unwrap_or(text);
    let number = number.strip_suffix('%').unwrap_or(number);
    let digits =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || b",.".contains(&byte));
    text.starts_with(FORMULA) && (number.starts_with([',', '.']) || !digits(number))
}

/// A text as people read it, perhaps in a spreadsheet, in quotes where it would not stand without. See
/// [`exact_cell`] for what programs read.
pub(crate) fn cell(out: &mut Vec<u8>, text: &str) {
    exact_cell(out, &harmless(text));
}

/// A text as it is, quoted where needed: for files that programs read, as a bank does.
pub(crate) fn exact_cell(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    if is_plain(bytes) {
        out.extend(bytes);
        return;
    }
    out.push(b'"');
    for byte in bytes {
        out.extend(std::iter::repeat_n(byte, if *byte == b'"' { 2 } else { 1 }));
    }
    out.push(b'"');
}

/// An amount, as [`Currency::show`] writes it: there are a dozen in every row.
pub(crate) fn amount(currency: Currency, amount: Money, out: &mut Vec<u8>) {
    let (decimals, minor) = (currency.decimals(), amount.minor());
    if minor == 0 && decimals == 2 {
        return out.extend(b"0.00"); // As most.
    }
    if minor < 0 {
        out.push(b'-');
    }
    let (mut digits, mut at, mut rest) = ([0; 24], 24, minor.unsigned_abs());
    let mut put = |byte: u8| {
        at -= 1;
        digits[at] = byte;
    };
    for _ in 0..decimals {
        put(b'0' + (rest % 10) as u8);
        rest /= 10;
    }
    if decimals > 0 {
        put(b'.');
    }
    loop {
        put(b'0' + (rest % 10) as u8);
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.extend(&digits[at..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_people_see_them() {
        for currency in [Currency::CNY, Currency::JPY, Currency::KWD] {
            for minor in [0, 1, 9, 10, 99, 100, 101, 12_345, -1, -398_050, i64::MAX] {
                let (mut out, money) = (Vec::new(), Money::from_minor(minor));
                amount(currency, money, &mut out);
                assert_eq!(String::from_utf8(out).unwrap(), currency.show(money));
            }
        }
    }

    fn written(text: &str) -> String {
        let mut out = Vec::new();
        cell(&mut out, text);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_a_spreadsheet_would_run_stands_behind_an_apostrophe() {
        for (text, expected) in [
            ("=1+1", "'=1+1"),
            ("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""),
            ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
            ("-2+3", "'-2+3"),
            ("-M1", "'-M1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "\"'\r=1\""),
            ("＝1+1", "'＝1+1"),
            ("－x", "'－x"),
            ("'=1+1", "''=1+1"),
            ("-.5", "'-.5"),
        ] {
            assert_eq!(written(text), expected, "{text:?}");
        }
    }

    #[test]
    fn numbers_ids_and_words_are_as_they_are() {
        let plain = [
            "",
            "-",
            "+",
            "0",
            "-5",
            "+5",
            "-3.20",
            "-3.2%",
            "M-1",
            "A=B",
            "a@b.cn",
            "990***18",
            "'s",
            "'",
            "2024-01-01",
            "within_deductible",
            "B1#2",
            "互助=",
            "险",
            "，",
            "\u{feff}",
        ];
        for text in plain {
            assert_eq!(written(text), text);
        }
        assert_eq!(written("-1,234.50"), "\"-1,234.50\"");
    }

    proptest::proptest! {
        /// No spreadsheet runs what is written, and who reads it back has what was written.
        #[test]
        fn a_cell_is_harmless_and_comes_back(text in "('|[-=+@\t\r\n＝]){0,3}[0-9.,%a'=-]{0,5}") {
            let seen = harmless(&text);
            proptest::prop_assert!(!is_formula(&seen) || seen.starts_with('\''));
            proptest::prop_assert_eq!(as_it_was(&seen), &text);
        }
    }

    proptest::proptest! {
        /// Cells are quoted as the csv crate does, wherever in a cell the mark stands that asks for it.
        #[test]
        fn cells_are_quoted_as_the_csv_crate_does(text in "[a-z0-9, \"\n\r.:+*#险]{0,40}") {
            let mut out = Vec::new();
            exact_row(&mut out, ["x", &text]);
            let mut csv = csv::Writer::from_writer(Vec::new());
            csv.write_record(["x", &text]).unwrap();
            proptest::prop_assert_eq!(out, csv.into_inner().unwrap());
        }
    }
}
