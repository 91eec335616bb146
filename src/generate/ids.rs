//! Identity numbers (GB 11643) that are right in every digit and belong to no person.

use super::dice::{Shuffle, Topic};
use super::text::Calendar;
use crate::claim::check_character;
use crate::date::Day;

/// The first of the division codes in use here, of which there are [`DIVISIONS`].
///
/// No code of GB/T 2260 has ever begun with 99: provinces are numbered 11 to 65, then 71, 81, 82
/// and 83. Nor is it a foreigner's residence card, where a 9 stands before the number of the
/// province: the second and third digits are 90, and no province has that number.
const FIRST_DIVISION: u64 = 990_000;
const DIVISIONS: u64 = 16;
/// Numbers of one division and day: 001 to 999.
const NUMBERS: u64 = 999;
/// Members are born in these years: of working age in all years of cover.
pub(super) const BIRTH_YEARS: [i32; 2] = [1963, 2004];

/// The identity number of a member: its parts.
#[derive(Clone, Copy)]
pub(super) struct Identity {
    division: u64,
    pub birth: Day,
    number: u64,
}

/// Which member has which identity.
pub(super) struct Identities {
    first_birth: Day,
    birth_days: u64,
    shuffle: Shuffle,
}

impl Identities {
    pub fn new(seed: u64, calendar: &Calendar) -> Identities {
        let [from, to] = BIRTH_YEARS;
        let first_birth = calendar.new_year(from);
        let birth_days = (calendar.new_year(to + 1) - first_birth) as u64;
        let shuffle = Shuffle::new(seed, Topic::Ids, DIVISIONS * birth_days * NUMBERS);
        Identities { first_birth, birth_days, shuffle }
    }

    /// The identity of a member: another for each, since each has another place in the shuffle.
    pub fn of(&self, member: u32) -> Identity {
        let place = self.shuffle.at(member.into());
        let (rest, number) = (place / NUMBERS, 1 + place % NUMBERS);
        let (division, day) = (rest / self.birth_days, rest % self.birth_days);
        let birth = self.first_birth + day as i32;
        Identity { division: FIRST_DIVISION + division, birth, number }
    }
}

impl Identity {
    /// Odd numbers are men's.
    pub fn is_man(self) -> bool {
        self.number % 2 == 1
    }

    /// The 18 characters.
    pub fn text(self, calendar: &Calendar) -> [u8; 18] {
        let mut text = [0; 18];
        write_digits(&mut text[..6], self.division);
        let birth = calendar.text(self.birth);
        text[6..10].copy_from_slice(&birth[..4]);
        text[10..12].copy_from_slice(&birth[5..7]);
        text[12..14].copy_from_slice(&birth[8..]);
        write_digits(&mut text[14..17], self.number);
        text[17] = check_character(&text[..17]);
        text
    }
}

fn write_digits(place: &mut [u8], mut number: u64) {
    for digit in place.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}
