//! Rows of CSV, written by hand: formatting takes most of the time that a large city takes.

use super::dirt::Dirt;
use crate::date::Day;

/// Days as text, each written once.
pub(super) struct Calendar {
    first: Day,
    days: Vec<[u8; 10]>,
}

impl Calendar {
    /// The days from the first of `from` to the last of `to`, both years.
    pub fn new(from: i32, to: i32) -> Calendar {
        let first = Day::parse(&format!("{from}-01-01")).expect("a year of four digits");
        let count = first.in_year(to + 1 - from, 1, 1) - first;
        let text = |day: i32| (first + day).to_string().into_bytes().try_into();
        let days = (0..count).map(|day| text(day).expect("a day has ten characters"));
        Calendar { first, days: days.collect() }
    }

    pub fn text(&self, day: Day) -> &[u8; 10] {
        &self.days[(day - self.first) as usize]
    }

    pub fn new_year(&self, year: i32) -> Day {
        self.first.in_year(year - self.first.year(), 1, 1)
    }
}

/// Rows that are being written: cells one after another, then [`Rows::end`].
pub(super) struct Rows<'c> {
    pub calendar: &'c Calendar,
    pub bytes: Vec<u8>,
    /// Where the row that is being written begins.
    start: usize,
    /// Rows written.
    pub count: u64,
    dirt: Option<Dirt>,
}

impl<'c> Rows<'c> {
    pub fn new(calendar: &'c Calendar) -> Rows<'c> {
        Rows { calendar, bytes: Vec::new(), start: 0, count: 0, dirt: None }
    }

    /// Some of the rows that follow get mistakes.
    pub fn spoil(&mut self, dirt: Option<Dirt>) {
        self.dirt = dirt;
    }

    pub fn text(&mut self, text: impl AsRef<[u8]>) {
        self.bytes.extend_from_slice(text.as_ref());
        self.bytes.push(b',');
    }

    pub fn day(&mut self, day: Day) {
        self.text(self.calendar.text(day));
    }

    pub fn number(&mut self, number: u64) {
        self.digits(number, 1);
        self.bytes.push(b',');
    }

    /// A letter, then a number with this many digits.
    pub fn coded(&mut self, letter: u8, number: u64, digits: usize) {
        self.bytes.push(letter);
        self.digits(number, digits);
        self.bytes.push(b',');
    }

    /// An amount, zero or more, in fen.
    pub fn amount(&mut self, fen: i64) {
        self.digits(fen as u64 / 100, 1);
        self.bytes.push(b'.');
        self.digits(fen as u64 % 100, 2);
        self.bytes.push(b',');
    }

    /// Ends the row.
    pub fn end(&mut self) {
        *self.bytes.last_mut().expect("a row has cells") = b'\n';
        self.count += match &mut self.dirt {
            Some(dirt) => dirt.fall_on(&mut self.bytes, self.start),
            None => 1,
        };
        self.start = self.bytes.len();
    }

    fn digits(&mut self, mut number: u64, least: usize) {
        let (mut digits, mut at) = ([b'0'; 20], 20);
        while number > 0 {
            at -= 1;
            digits[at] = b'0' + (number % 10) as u8;
            number /= 10;
        }
        self.bytes.extend_from_slice(&digits[at.min(20 - least)..]);
    }
}
