//! Diagnoses: the codes in a cell, however an office writes them.
//!
//! A cell has codes of any system: ICD-10 (`I21.0`), those of the national insurance (`I21.900x004`), of Chinese
//! medicine (`BNS010`, `A01.03.01.05`), of morphology (`M8140/3`), or digits. Letter case, width and dots behind a
//! leading letter do not count, and neither do the marks of a pair of codes at a code's end (`E11.3†`, `H36.0*`).

use std::borrow::Cow;

use arrayvec::ArrayString;

use super::ids::half_width;

/// Longer codes are none of any system; they are read all the same, only more slowly.
const USUAL: usize = 64;

/// Visits every part of a cell that may be a code, in its one spelling: what stands between two separators and,
/// where that has other letters in it, also each code among them.
#[inline]
pub(super) fn each(cell: &str, mut visit: impl FnMut(&str)) {
    if cell.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()) {
        if !cell.is_empty() {
            visit(cell); // As many are, and all that have been read before.
        }
        return;
    }
    each_part(cell, &mut visit);
}

fn each_part(cell: &str, visit: &mut dyn FnMut(&str)) {
    let cell: Cow<str> = match cell.is_ascii() {
        true => Cow::Borrowed(cell),
        false => Cow::Owned(cell.chars().filter(|letter| !is_unseen(*letter)).map(plain).collect()),
    };
    for part in cell.split(is_separator).filter(|part| !part.is_empty()) {
        if part.bytes().all(is_of_code) {
            visit_folded(part.trim_matches(|letter| ".-/".contains(letter)), visit);
            continue;
        }
        visit_folded(part, visit);
        for run in part.split(|letter: char| !letter.is_ascii() || !is_of_code(letter as u8)) {
            let run = run.trim_matches(|letter| ".-/".contains(letter));
            // Digits among other letters are no code: `2型糖尿病`.
            if begins_with_letter(run) && is_code(run) {
                visit_folded(run, visit);
            }
        }
    }
}

/// Codes that a stroke joins, which a code may have too: `M8140/3` is one, `E11.9/I21.0` are two.
pub(super) fn joined(code: &str) -> impl Iterator<Item = &str> {
    let parts = code.contains(['/', '-']).then(|| code.split(['/', '-']));
    parts.into_iter().flatten().filter(|part| begins_with_letter(part) && is_code(part))
}

fn begins_with_letter(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
}

/// Whether a text has the form of a code: it begins with a letter and has a digit, or is digits.
pub(super) fn is_code(text: &str) -> bool {
    let mut bytes = text.bytes();
    match bytes.next() {
        Some(first) if first.is_ascii_alphabetic() => {
            text.bytes().all(is_of_code) && bytes.any(|byte| byte.is_ascii_digit())
        }
        Some(first) => {
            let is_digit = |byte: u8| byte.is_ascii_digit() || byte == b'.';
            first.is_ascii_digit() && bytes.all(is_digit)
        }
        None => false,
    }
}

/// Digits one behind the other that a telephone has, and no code of a disease but those of some systems.
const DIGITS_OF_A_NUMBER: usize = 11;

/// Whether a text of the form of a code may be a number of another kind: of a person, or of a telephone.
pub(super) fn may_be_number(code: &str) -> bool {
    code.split(|letter: char| !letter.is_ascii_digit())
        .any(|digits| digits.len() >= DIGITS_OF_A_NUMBER)
}

/// The one spelling of a code that a list of the rules has, without the `*` at its end.
pub(crate) fn folded(code: &str) -> String {
    let code: String = code.trim().chars().map(plain).collect();
    let mut folded = String::new();
    let trimmed = code.trim_matches(|letter| ".-/".contains(letter));
    visit_folded(if trimmed.is_empty() { &code } else { trimmed }, &mut |code| {
        code.clone_into(&mut folded);
    });
    folded
}

/// All codes of a cell in their one spelling; the cell as it is where it has none.
pub(super) fn in_one_spelling(cell: &str) -> Cow<'_, str> {
    let mut codes = String::new();
    each(cell, |code| {
        if is_code(code) {
            let gap = if codes.is_empty() { "" } else { "|" };
            codes.extend([gap, code]);
        }
    });
    match codes.is_empty() || codes == cell {
        true => Cow::Borrowed(cell),
        false => Cow::Owned(codes),
    }
}

/// Visits a text in capitals, and without dots where it begins with a letter.
fn visit_folded(text: &str, visit: &mut dyn FnMut(&str)) {
    let dots = text.starts_with(|first: char| first.is_ascii_alphabetic());
    let counts = |byte: u8| !(dots && byte == b'.');
    if text.bytes().all(|byte| counts(byte) && !byte.is_ascii_lowercase()) {
        if !text.is_empty() {
            visit(text);
        }
        return;
    }
    let letters = text.chars().filter(|letter| !(dots && *letter == '.'));
    let letters = letters.map(|letter| letter.to_ascii_uppercase());
    if text.len() > USUAL {
        return visit(&letters.collect::<String>());
    }
    let mut short = ArrayString::<USUAL>::new();
    letters.for_each(|letter| short.push(letter));
    visit(&short);
}

/// What parts codes: also the marks of a pair of codes, which stand at the end of each.
fn is_separator(letter: char) -> bool {
    matches!(letter, '|' | ';' | ',' | '、' | '+' | '*' | '†' | '‡') || letter.is_whitespace()
}

/// A character of codes.
fn is_of_code(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'/')
}

/// A letter in half width; also the full stop of a Chinese keyboard, which is typed for a dot.
fn plain(letter: char) -> char {
    match letter {
        '。' | '｡' => '.',
        '､' => '、',
        other => half_width(other),
    }
}

/// Marks that take no room.
fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The codes of a cell.
    fn codes(cell: &str) -> Vec<String> {
        let mut codes = Vec::new();
        each(cell, |code| codes.extend(is_code(code).then(|| code.to_owned())));
        codes
    }

    #[test]
    fn usual_separators_part_codes() {
        for cell in [
            "I21.0|E11.9",
            "I21.0;E11.9",
            "I21.0,E11.9",
            "I21.0、E11.9",
            "I21.0，E11.9",
            "I21.0；E11.9",
            "I21.0 E11.9",
            "I21.0\u{3000}E11.9",
            " | I21.0 ;; E11.9, ",
            "i21.0|e11.9",
            "Ｉ２１．０、Ｅ１１．９",
            "I210|E119",
            "I21。0、E11.9",
            "I21.0+E11.9*",
            "I21.0†E11.9",
            "冠心病I21.0、糖尿病 E11.9",
            "I21.0急性心梗，E11.9（2型糖尿病）",
            "急性心梗 I21.0; 2型糖尿病E11.9",
            "\u{feff}I21.0|E11.9",
        ] {
            assert_eq!(codes(cell), ["I210", "E119"], "{cell}");
        }
    }

    #[test]
    fn codes_of_every_system_are_read() {
        for (cell, code) in [
            ("I21.900x004", "I21900X004"),
            ("BNS010", "BNS010"),
            ("A01.03.01.05", "A01030105"),
            ("M8140/3", "M8140/3"),
            ("A09.-", "A09"),
            ("22298006", "22298006"),
            ("410.9", "410.9"),
            ("E11.3†", "E113"),
            ("H36.0*", "H360"),
            ("Z99.2+", "Z992"),
        ] {
            assert_eq!(codes(cell), [code], "{cell}");
            assert_eq!(folded(cell.trim_end_matches(['†', '*', '+'])), code);
        }
    }

    #[test]
    fn a_stroke_may_join_two_codes() {
        let parts = |code| joined(code).collect::<Vec<_>>();
        assert_eq!(parts("E119/I210"), ["E119", "I210"]);
        assert_eq!(parts("E119-I210"), ["E119", "I210"]);
        assert_eq!(parts("M8140/3"), ["M8140"]);
        assert_eq!(parts("I210"), [""; 0]);
    }

    #[test]
    fn what_is_no_code_is_none() {
        for cell in
            ["", " ", ";", "、", "---", "待查", "2型糖尿病", "感冒 (轻)", "unknown", "?", "＊"]
        {
            assert!(codes(cell).is_empty(), "{cell}");
        }
    }

    #[test]
    fn a_cell_says_the_same_in_any_spelling() {
        let spelled = |cell| in_one_spelling(cell).into_owned();
        assert_eq!(spelled("急性心梗 i21.0、E11.9"), "I210|E119");
        assert_eq!(spelled("I210|E119"), "I210|E119");
        assert_eq!(spelled("待查"), "待查");
        let long = format!("a{}", "1.".repeat(90));
        assert_eq!(spelled(&long), format!("A{}", "1".repeat(90)));
    }

    proptest::proptest! {
        /// The one spelling of a cell is its own.
        #[test]
        fn codes_are_the_same_when_they_are_read_again(cell in "[a-cA-C0-3.|;,、+*† 　心Ａ３-]{0,24}") {
            let once = in_one_spelling(&cell).into_owned();
            if !codes(&cell).is_empty() {
                proptest::prop_assert_eq!(codes(&once), codes(&cell));
                proptest::prop_assert_eq!(&*in_one_spelling(&once), &*once);
            }
        }
    }
}
