//! Ids of members: what is one however it is written, and what a spreadsheet has spoiled.
//!
//! A resident identity number (GB 11643) has 18 characters: 6 digits of a division, the birth date, 3 digits
//! of which the last is odd for men, and a check character. Before 1999 it had 15: without the century and
//! without the check. Its form alone identifies it; neither is the year of birth held to the years in which a
//! division code was in use, nor need the check character be right, since a number that was once given out
//! wrong stays its owner's.

use std::borrow::Cow;

use crate::date::Day;

/// How a scheme reads the ids of members.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MemberIds {
    /// What has the form of a resident number is one; all else stands as it is written.
    #[default]
    Usual,
    /// Resident numbers, and nothing else.
    Resident,
    /// Whatever the office writes; only width and blanks do not count.
    Any,
}

/// Why an id cannot be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongId {
    /// A spreadsheet has made a number of it, and its last digits are lost.
    Spoiled,
    /// It is no resident number, and the scheme takes no other.
    NotResident,
}

/// What a resident number of 18 characters says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resident {
    /// The birth date in it.
    pub birth: Day,
    /// Whether its number among those of one day is odd: a man's.
    pub is_man: bool,
    /// Whether its check character is right.
    pub is_checked: bool,
}

/// How long a resident number is, and how long it was.
const LONG: usize = 18;
const SHORT: usize = 15;
/// Digits that a spreadsheet keeps of a number.
const KEPT: usize = 15;

impl MemberIds {
    /// The one spelling of an id, without blanks around it. To fold it again changes nothing.
    ///
    /// ```
    /// use huzhu::claim::MemberIds;
    ///
    /// let folds = |id| MemberIds::Usual.fold(id).into_owned();
    /// // 15 digits are their 18, a small x and full width are as good.
    /// assert_eq!(folds("990000800101008"), "99000019800101008X");
    /// assert_eq!(folds("99000019800101008x"), "99000019800101008X");
    /// assert_eq!(folds("９９００００ 19800101 008Ｘ"), "99000019800101008X");
    /// assert_eq!(folds("Staff 007x"), "Staff 007x");
    /// assert_eq!(MemberIds::Any.fold("Ｓ ００７x"), "S007x");
    /// ```
    #[inline]
    pub fn fold(self, id: &str) -> Cow<'_, str> {
        if is_plain(id.as_bytes()) { Cow::Borrowed(id) } else { self.fold_other(id) }
    }

    /// The same of an id that is not written as most are.
    fn fold_other(self, id: &str) -> Cow<'_, str> {
        let id = id.trim();
        let plain = without_width(id);
        match self {
            MemberIds::Any => plain,
            MemberIds::Usual | MemberIds::Resident => {
                resident(plain.as_bytes()).map_or(Cow::Borrowed(id), Cow::Owned)
            }
        }
    }

    /// Why an id cannot be one, however it is written; nothing where it can. An empty one is not asked about.
    ///
    /// ```
    /// use huzhu::claim::{MemberIds, WrongId};
    ///
    /// assert_eq!(MemberIds::Usual.wrong("9.90011E+17"), Some(WrongId::Spoiled));
    /// assert_eq!(MemberIds::Usual.wrong("990000198001010000"), Some(WrongId::Spoiled));
    /// assert_eq!(MemberIds::Usual.wrong("A007"), None);
    /// assert_eq!(MemberIds::Resident.wrong("A007"), Some(WrongId::NotResident));
    /// ```
    #[inline]
    pub fn wrong(self, id: &str) -> Option<WrongId> {
        // In a resident number as most are, the digits behind the 15th are not all zeros.
        let bytes = id.as_bytes();
        let is_usual = is_plain(bytes) && bytes[KEPT..] != *b"000";
        match is_usual && (self != MemberIds::Resident || birth(&bytes[6..14]).is_some()) {
            true => None,
            false => self.wrong_other(id),
        }
    }

    fn wrong_other(self, id: &str) -> Option<WrongId> {
        let plain = without_width(id.trim());
        if plain.is_empty() {
            return None;
        }
        if is_scientific(&plain) || self.is_rounded(&plain) {
            return Some(WrongId::Spoiled);
        }
        let is_other = self == MemberIds::Resident && resident(plain.as_bytes()).is_none();
        is_other.then_some(WrongId::NotResident)
    }

    /// Whether all digits behind those that a spreadsheet keeps are zeros, and no check character says that
    /// this is right. A scheme that takes any id may have numbers of 16 and 17 digits of its own, of which one
    /// in ten or in a hundred ends so.
    fn is_rounded(self, plain: &str) -> bool {
        let least = if self == MemberIds::Any { LONG } else { KEPT + 1 };
        let is_right = || Resident::of(plain).is_some_and(|resident| resident.is_checked);
        plain.len() >= least && loses_digits(plain) && !is_right()
    }
}

impl Resident {
    /// What an id says that is a resident number of 18 characters; nothing of any other.
    ///
    /// ```
    /// use huzhu::claim::Resident;
    ///
    /// let resident = Resident::of("99000019800101059X").unwrap();
    /// assert_eq!(resident.birth.to_string(), "1980-01-01");
    /// assert!(resident.is_man && resident.is_checked);
    /// assert!(!Resident::of("990000198001010011").unwrap().is_checked);
    /// assert_eq!(Resident::of("990000198002300018"), None); // There is no such day.
    /// ```
    pub fn of(id: &str) -> Option<Resident> {
        let id: &[u8; LONG] = id.as_bytes().try_into().ok()?;
        if !is_plain(id) {
            return None;
        }
        let birth = birth(&id[6..14])?;
        let is_checked = id[LONG - 1] == check_character(&id[..LONG - 1]);
        Some(Resident { birth, is_man: id[16] % 2 == 1, is_checked })
    }
}

/// Whether an id has the characters of a resident number as it should be written.
#[inline]
fn is_plain(id: &[u8]) -> bool {
    let Ok(id) = <&[u8; LONG]>::try_from(id) else { return false };
    let eight = |at: usize| u64::from_le_bytes(id[at..at + 8].try_into().expect("eight bytes"));
    let last = id[LONG - 1];
    are_digits(eight(0))
        && are_digits(eight(8))
        && id[16].is_ascii_digit()
        && (last.is_ascii_digit() || last == b'X')
}

/// Whether eight bytes are digits, looked at together: each begins with the bits of a digit, also where six is
/// added to it.
#[inline]
fn are_digits(eight: u64) -> bool {
    const HIGH: u64 = 0xf0f0_f0f0_f0f0_f0f0;
    const DIGIT: u64 = 0x3030_3030_3030_3030;
    const SIX: u64 = 0x0606_0606_0606_0606;
    eight & HIGH == DIGIT && eight.wrapping_add(SIX) & HIGH == DIGIT
}

/// The 18 characters of a resident number in the form of either length; nothing of what is none.
fn resident(id: &[u8]) -> Option<String> {
    let mut long = Vec::with_capacity(LONG);
    match id.len() {
        SHORT => {
            long.extend_from_slice(&id[..6]);
            long.extend_from_slice(b"19");
            long.extend_from_slice(&id[6..]);
        }
        LONG => long.extend_from_slice(&id[..LONG - 1]),
        _ => return None,
    }
    if !long.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let last = match id.len() {
        SHORT => check_character(&long),
        _ => id[LONG - 1].to_ascii_uppercase(),
    };
    birth(&long[6..14]).filter(|_| last.is_ascii_digit() || last == b'X')?;
    long.push(last);
    Some(String::from_utf8(long).expect("digits are ASCII"))
}

/// A day of the calendar, written in eight digits.
fn birth(digits: &[u8]) -> Option<Day> {
    let mut text = *b"0000-00-00";
    text[..4].copy_from_slice(&digits[..4]);
    text[5..7].copy_from_slice(&digits[4..6]);
    text[8..].copy_from_slice(&digits[6..8]);
    let is_near = (b"1800"..=b"2099").contains(&&digits[..4].try_into().expect("four digits"));
    Day::read(&text).filter(|_| is_near)
}

/// The check character of 17 digits: GB 11643, ISO 7064 MOD 11-2.
///
/// # Panics
///
/// Unless they are 17.
pub(crate) fn check_character(digits: &[u8]) -> u8 {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    assert_eq!(digits.len(), WEIGHTS.len(), "all but the last of a resident number");
    let parts = digits.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight);
    b"10X98765432"[(parts.sum::<u32>() % 11) as usize]
}

/// A text in half width and without blanks or what is not seen.
pub(crate) fn without_width(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|letter| !is_unseen(*letter)).map(half_width).collect())
}

/// A letter in half width, where it has one.
pub(crate) fn half_width(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(letter as u32 - 0xfee0).expect("the letter in ASCII")
        }
        '\u{3000}' => ' ',
        other => other,
    }
}

/// Blanks of any width, and marks that take no room.
fn is_unseen(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Whether a number is written as spreadsheets write what has too many digits: `9.90011E+17`. An id of an
/// office like `12E34` has neither a point nor a sign.
pub(crate) fn is_scientific(plain: &str) -> bool {
    let Some((mantissa, exponent)) = plain.split_once(['e', 'E']) else { return false };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_marked = mantissa.contains('.') || digits.len() < exponent.len();
    let all = [whole, fraction, digits].iter().all(|text| is_digits(text));
    all && is_marked && !whole.is_empty() && !digits.is_empty()
}

/// Whether a text is a number of which a spreadsheet has kept the first 15 digits, and made zeros of the others.
pub(crate) fn loses_digits(plain: &str) -> bool {
    let bytes = plain.as_bytes();
    bytes.len() > KEPT
        && bytes.iter().all(u8::is_ascii_digit)
        && bytes[KEPT..].iter().all(|digit| *digit == b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [MemberIds; 3] = [MemberIds::Usual, MemberIds::Resident, MemberIds::Any];

    #[test]
    fn check_characters_are_those_of_the_standard() {
        // The examples of GB 11643-1999, annex A, and one that ends in X.
        assert_eq!(check_character(b"11010519491231002"), b'X');
        assert_eq!(check_character(b"44052418800101001"), b'4');
        assert_eq!(check_character(b"99000019800101008"), b'X');
    }

    #[test]
    fn spellings_of_one_number_are_one() {
        for id in [
            "11010519491231002X",
            "11010519491231002x",
            " 110105 19491231 002X ",
            "１１０１０５１９４９１２３１００２Ｘ",
            "110105\u{3000}19491231\u{200b}002ｘ",
            "110105491231002",
            "１１０１０５４９１２３１００２",
        ] {
            for mode in [MemberIds::Usual, MemberIds::Resident] {
                assert_eq!(mode.fold(id), "11010519491231002X", "{id}");
                assert_eq!(mode.wrong(id), None, "{id}");
            }
        }
    }

    #[test]
    fn what_is_no_resident_number_stands_as_it_is_written() {
        for id in [
            "110105199002300020",
            "110105179912310020",
            "110105210001010020",
            "110105490231002",
            "11010519491231002Y",
            "A10105491231002",
            "m1x",
            "Ｍ 1",
            "工号 一",
            "9".repeat(40).as_str(),
        ] {
            assert_eq!(MemberIds::Usual.fold(id), id);
            assert_eq!(MemberIds::Resident.wrong(id), Some(WrongId::NotResident), "{id}");
            assert_eq!(MemberIds::Usual.wrong(id), None, "{id}");
        }
        assert_eq!(MemberIds::Any.fold("Ｍ　1ｘ"), "M1x");
        assert_eq!(MemberIds::Any.fold("110105491231002"), "110105491231002");
        assert_eq!(MemberIds::Any.fold("11010519491231002x"), "11010519491231002x");
    }

    #[test]
    fn numbers_that_a_spreadsheet_spoiled_are_none() {
        for id in ["9.90011E+17", "9.90011e17", "９．９００１１Ｅ＋１７", "9E+17"] {
            ALL.iter().for_each(|mode| assert_eq!(mode.wrong(id), Some(WrongId::Spoiled), "{id}"));
        }
        for id in
            ["990000198001010000", "9900001980010100000", "９９００００１９８００１０１００００"]
        {
            ALL.iter().for_each(|mode| assert_eq!(mode.wrong(id), Some(WrongId::Spoiled), "{id}"));
        }
        for id in ["9900001980010100", "99000019800101000"] {
            assert_eq!(MemberIds::Usual.wrong(id), Some(WrongId::Spoiled), "{id}");
            assert_eq!(MemberIds::Any.wrong(id), None, "{id}");
        }
    }

    #[test]
    fn numbers_that_look_spoiled_and_are_not_are_taken() {
        // One in eleven numbers that end in three zeros has the right check character.
        let right: Vec<String> = (0..100)
            .map(|division| format!("9900{division:02}198001010000"))
            .filter(|id| Resident::of(id).unwrap().is_checked)
            .collect();
        assert!(right.len() > 5);
        right.iter().for_each(|id| assert_eq!(MemberIds::Usual.wrong(id), None, "{id}"));
        for id in ["12E34", "E+17", "1.2", "100000000000000", "990000800101000", "", " "] {
            assert_eq!(MemberIds::Usual.wrong(id), None, "{id}");
        }
    }

    #[test]
    fn the_year_of_birth_is_not_held_to_the_years_of_a_division() {
        // 371002 is a division since 1987.
        assert!(Resident::of("371002197501010018").is_some());
        assert_eq!(MemberIds::Resident.wrong("371002750101001"), None);
    }

    proptest::proptest! {
        /// Folding twice is folding once, and what is wrong with an id does not depend on how it is written.
        #[test]
        fn folding_twice_is_folding_once(id in "[0-9xXＸ０-９ 　eE+.A工]{0,20}|[0-9]{15}|[0-9]{17}[0-9xX]") {
            for mode in ALL {
                let folded = mode.fold(&id).into_owned();
                proptest::prop_assert_eq!(&*mode.fold(&folded), &*folded);
                proptest::prop_assert_eq!(mode.wrong(&folded), mode.wrong(&id));
            }
        }

        /// A number of 15 digits and its 18 are one.
        #[test]
        fn fifteen_digits_are_their_eighteen(
            division in 100_000u32..1_000_000, day in 0i32..36_524, number in 0u32..1_000,
        ) {
            let birth = (Day::parse("1900-01-01").unwrap() + day).to_string().replace('-', "");
            let short = format!("{division}{}{number:03}", &birth[2..]);
            let head = format!("{division}{birth}{number:03}");
            let long = format!("{head}{}", char::from(check_character(head.as_bytes())));
            proptest::prop_assert_eq!(&*MemberIds::Usual.fold(&short), &*long);
            let small = long.to_lowercase();
            proptest::prop_assert_eq!(&*MemberIds::Usual.fold(&small), &*long);
            proptest::prop_assert!(Resident::of(&long).unwrap().is_checked);
        }
    }
}
