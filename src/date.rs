//! Days as whole numbers, and the few questions a scheme asks of them.

use std::fmt;
use std::ops::{Add, Sub};

use jiff::civil::{Date, date};

/// A calendar day, as the number of days since 1970-01-01.
///
/// ```
/// use huzhu::date::Day;
///
/// let leap = Day::parse("2024-02-29").unwrap();
/// assert_eq!((leap + 1).to_string(), "2024-03-01");
/// assert_eq!(Day::parse("2023-02-29"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    /// Before every bill.
    pub const FIRST: Day = Day(-365_243 * 2);
    /// After every bill: what an edition without an end ends on.
    pub const LAST: Day = Day(2_932_896);

    /// Reads `2024-12-31`, from the year 1900 to 9999; nothing else is a date here.
    pub fn parse(text: &str) -> Option<Day> {
        Day::read(text.as_bytes())
    }

    /// The same of bytes: the eight of `2024-12-` as one word, then the two of the day. Files have a
    /// dozen dates a row.
    #[inline(always)]
    pub(crate) fn read(bytes: &[u8]) -> Option<Day> {
        let (head, tail) = bytes.split_first_chunk::<8>()?;
        let tail: [u8; 2] = tail.try_into().ok()?;
        // What is left of a digit is its value, and nothing of a dash.
        let head = u64::from_le_bytes(*head) ^ u64::from_le_bytes(*b"0000-00-");
        let tail = u16::from_le_bytes(tail) ^ u16::from_le_bytes(*b"00");
        /// What makes a byte overflow into its highest bit: of a digit more than 9, of a dash anything.
        const OVER: u64 = u64::from_le_bytes([0x76, 0x76, 0x76, 0x76, 0x7f, 0x76, 0x76, 0x7f]);
        const HIGH: u64 = 0x8080_8080_8080_8080;
        let over = |word: u64, most: u64| (word | ((word & !HIGH) + most)) & HIGH != 0;
        if over(head, OVER) | over(u64::from(tail), OVER & 0xffff) {
            return None;
        }
        // Every byte ten times, with the one behind it.
        let pairs = head * 10 + (head >> 8);
        let pair = |at: u32| (pairs >> (8 * at) & 0xff) as i32;
        let (year, month) = (pair(0) * 100 + pair(2), pair(5));
        let day = i32::from((tail & 0xff) * 10 + (tail >> 8));
        let month = (1..=12).contains(&month).then(|| (year - FIRST_YEAR) * 12 + month - 1)?;
        let within =
            |first: i32, next: i32| (1..=next - first).contains(&day).then(|| Day(first + day - 1));
        match usize::try_from(month).ok()? {
            usual if usual < USUAL_MONTHS => within(BEGINS[usual], BEGINS[usual + 1]),
            _ => within(begin_of(month), begin_of(month + 1)),
        }
    }

    /// The calendar year.
    pub fn year(self) -> i32 {
        i32::from(self.date().year())
    }

    /// The calendar month, counted from year 0: one number for each month of each year.
    pub fn month(self) -> i32 {
        month_of(self.0)
    }

    /// The first day of a month, counted as [`Day::month`] does; the nearest day that there is, of a month
    /// beyond the calendar.
    ///
    /// ```
    /// use huzhu::date::Day;
    ///
    /// let leap = Day::parse("2024-02-29").unwrap();
    /// assert_eq!(Day::first_of(leap.month()).to_string(), "2024-02-01");
    /// assert_eq!(Day::first_of(i32::MAX), Day::LAST);
    /// ```
    pub fn first_of(month: i32) -> Day {
        if month <= Day::FIRST.month() {
            return Day::FIRST;
        }
        if month > Day::LAST.month() {
            return Day::LAST;
        }
        // The calendar repeats: years before 0 are counted one round later.
        let later = month + 400 * 12;
        let first = since_epoch(later.div_euclid(12), later.rem_euclid(12) + 1, 1) - ERA;
        Day(first)
    }

    /// Completed years at this day of someone born on `birth`; born on 29 February, one is a year
    /// older on 1 March of common years.
    pub fn age(self, birth: Day) -> i32 {
        let (now, born) = (self.date(), birth.date());
        let before = (now.month(), now.day()) < (born.month(), born.day());
        i32::from(now.year()) - i32::from(born.year()) - i32::from(before)
    }

    /// The age that someone born on `birth` reaches in the calendar month of this day; 0 where the birthday is in
    /// another month.
    ///
    /// ```
    /// use huzhu::date::Day;
    ///
    /// let day = |text| Day::parse(text).unwrap();
    /// let birth = day("1949-06-20");
    /// assert_eq!(day("2024-06-01").turns(birth), 75);
    /// assert_eq!(day("2024-06-30").turns(birth), 75);
    /// assert_eq!(day("2024-07-01").turns(birth), 0);
    /// ```
    pub fn turns(self, birth: Day) -> i32 {
        let month = self.month();
        let (before, last) = (Day::first_of(month) - 1, Day::first_of(month + 1) - 1);
        let age = last.age(birth);
        if age > before.age(birth) { age } else { 0 }
    }

    /// The `month` and `day` of `years` years after this day's year: 29 February is moved to the 28th
    /// in common years.
    pub fn in_year(self, years: i32, month: i8, day: i8) -> Day {
        let year = i16::try_from(self.year() + years).unwrap_or(9999).min(9999);
        let date = Date::new(year, month, day).or_else(|_| Date::new(year, month, 28));
        Day::from(date.expect("the month and day are checked when they are read"))
    }

    /// The same day so many years before: of 29 February the 28th in common years.
    ///
    /// ```
    /// use huzhu::date::Day;
    ///
    /// let leap = Day::parse("2024-02-29").unwrap();
    /// assert_eq!(leap.years_before(30).to_string(), "1994-02-28");
    /// ```
    pub fn years_before(self, years: u16) -> Day {
        let date = self.date();
        self.in_year(-i32::from(years), date.month(), date.day())
    }

    /// The first day on which so many years are completed since this one; since 29 February, 1 March of common years.
    ///
    /// ```
    /// use huzhu::date::Day;
    ///
    /// let start = Day::parse("2024-02-29").unwrap();
    /// assert_eq!(start.anniversary(1).to_string(), "2025-03-01");
    /// assert_eq!(start.anniversary(4).to_string(), "2028-02-29");
    /// ```
    pub fn anniversary(self, years: u16) -> Day {
        let (first, month) = (Day::first_of(self.month()), self.month() + 12 * i32::from(years));
        // A day that the month does not have is the first of the next.
        (Day::first_of(month) + (self - first)).min(Day::first_of(month + 1))
    }

    /// The same day of the month so many months later, on which that many months are complete; the last day of that
    /// month where it has no such day, as the Civil Code of China counts (民法典第二百零二条).
    ///
    /// ```
    /// use huzhu::date::Day;
    ///
    /// let later = |text, months| Day::parse(text).unwrap().months_later(months).to_string();
    /// assert_eq!(later("2024-02-01", 3), "2024-05-01");
    /// assert_eq!(later("2023-11-30", 3), "2024-02-29");
    /// assert_eq!(later("2024-02-29", 12), "2025-02-28");
    /// ```
    pub fn months_later(self, months: i32) -> Day {
        let span = jiff::Span::new().try_months(months).unwrap_or_default();
        Day::from(self.date().checked_add(span).unwrap_or(Date::MAX))
    }

    fn date(self) -> Date {
        let span = jiff::Span::new().days(self.0);
        date(1970, 1, 1).checked_add(span).unwrap_or(if self.0 < 0 { Date::MIN } else { Date::MAX })
    }
}

/// The first year of dates that are read.
const FIRST_YEAR: i32 = 1900;
/// Months from the first year on, those of nearly all dates.
const USUAL_MONTHS: usize = 200 * 12;
/// The days on which they begin, looked up: files have a dozen dates a row.
static BEGINS: [i32; USUAL_MONTHS + 1] = {
    let mut begins = [0; USUAL_MONTHS + 1];
    let mut month = 0;
    while month < begins.len() {
        begins[month] = begin_of(month as i32);
        month += 1;
    }
    begins
};

/// The day on which a month begins; months are counted from January of [`FIRST_YEAR`].
const fn begin_of(month: i32) -> i32 {
    since_epoch(FIRST_YEAR + month / 12, month % 12 + 1, 1)
}

/// Days in 400 years, after which the calendar repeats, and from the first of March of the year 0 to
/// 1970-01-01. The calendar of `jiff` would be a third of reading a file.
const ERA: i32 = 146_097;
const MARCH_OF_YEAR_0: i32 = 719_468;

/// Days from 1970-01-01 to a date of a year after 0; a year is taken to begin in March, so that a leap
/// day ends it.
const fn since_epoch(year: i32, month: i32, day: i32) -> i32 {
    /// Days from the first of March to the first of each month.
    const BEFORE: [i32; 12] = [306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275];
    let year = (year - (month <= 2) as i32) as u32;
    let leap_days = year / 4 - year / 100 + year / 400;
    (year * 365 + leap_days) as i32 + BEFORE[month as usize - 1] + day - 1 - MARCH_OF_YEAR_0
}

/// The month of a day, counted from January of the year 0: the same the other way round.
#[inline]
fn month_of(since_epoch: i32) -> i32 {
    let days = since_epoch + MARCH_OF_YEAR_0;
    let (era, day_of_era) = (days.div_euclid(ERA), days.rem_euclid(ERA));
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    (era * 400 + year_of_era) * 12 + march_month + 2
}

impl From<Date> for Day {
    fn from(day: Date) -> Day {
        let since = day.duration_since(date(1970, 1, 1));
        Day((since.as_hours() / 24) as i32)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.written() {
            Some(text) => f.pad(str::from_utf8(&text).expect("digits and dashes are ASCII")),
            None => self.date().fmt(f),
        }
    }
}

impl Day {
    /// How many days after 1970-01-01 it is, as Arrow counts days.
    #[cfg(feature = "arrow")]
    pub(crate) fn days_since_epoch(self) -> i32 {
        self.0
    }

    /// The day so many days after 1970-01-01; nothing before [`Day::FIRST`] or after [`Day::LAST`].
    #[cfg(feature = "arrow")]
    pub(crate) fn since_epoch(days: i64) -> Option<Day> {
        let day = Day(i32::try_from(days).ok()?);
        (Day::FIRST..=Day::LAST).contains(&day).then_some(day)
    }

    /// The text of a day of the years that are read: millions are written.
    pub(crate) fn written(self) -> Option<[u8; 10]> {
        // Counted from the first of March, so that a leap day ends its year.
        let since = self.0.checked_add(MARCH_OF_YEAR_0).filter(|since| *since >= 0)?;
        let (era, day) = (since / ERA, since % ERA);
        let year = (day - day / 1_460 + day / 36_524 - day / (ERA - 1)) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153;
        let day = day - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year + era * 400 + i32::from(month <= 2);
        if !(1..=9999).contains(&year) {
            return None;
        }
        let digit = |number: i32| b'0' + (number % 10) as u8;
        Some([
            digit(year / 1000),
            digit(year / 100),
            digit(year / 10),
            digit(year),
            b'-',
            digit(month / 10),
            digit(month),
            b'-',
            digit(day / 10),
            digit(day),
        ])
    }
}

/// So many days later.
impl Add<i32> for Day {
    type Output = Day;

    #[inline]
    fn add(self, days: i32) -> Day {
        Day(self.0.saturating_add(days))
    }
}

/// So many days earlier.
impl Sub<i32> for Day {
    type Output = Day;

    #[inline]
    fn sub(self, days: i32) -> Day {
        Day(self.0.saturating_sub(days))
    }
}

/// The number of nights between two days.
impl Sub<Day> for Day {
    type Output = i32;

    #[inline]
    fn sub(self, earlier: Day) -> i32 {
        self.0.saturating_sub(earlier.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn a_day_is_written_as_the_calendar_writes_it() {
        for number in (Day::FIRST.0 - 3..Day::LAST.0 + 3).step_by(17).chain(-40_000..40_000) {
            assert_eq!(Day(number).to_string(), Day(number).date().to_string());
        }
    }

    #[test]
    fn a_leap_day_child_grows_older_on_the_first_of_march() {
        assert_eq!(day("2023-02-28").age(day("2004-02-29")), 18);
        assert_eq!(day("2023-03-01").age(day("2004-02-29")), 19);
        assert_eq!(day("2024-02-29").age(day("2004-02-29")), 20);
    }

    #[test]
    fn an_anniversary_is_the_first_day_on_which_so_many_years_are_completed() {
        for number in (-20_000..20_000).step_by(13).chain(19_780..19_800) {
            for years in [1, 4, 16, 65, 100] {
                let (birth, is) = (Day(number), Day(number).anniversary(years));
                let completed = [is - 1, is].map(|day| day.age(birth));
                let years = i32::from(years);
                assert_eq!(completed, [years - 1, years], "{birth}");
            }
        }
    }

    #[test]
    fn the_calendar_is_that_of_jiff() {
        let mut date = date(1900, 1, 1);
        while date < Date::MAX {
            let day = Day::parse(&date.to_string()).expect("a day of the calendar");
            assert_eq!(day, Day::from(date), "{date}");
            let month = i32::from(date.year()) * 12 + i32::from(date.month()) - 1;
            assert_eq!(day.month(), month, "{date}");
            // Around every turn of a month, and through the whole of some years.
            let whole = date.year() % 100 < 5;
            let near = date.day() <= 2 || date.day() >= 27;
            let on = jiff::Span::new().days(if whole || near { 1 } else { 24 });
            date = date.checked_add(on).unwrap_or(Date::MAX);
        }
        for text in ["2100-02-29", "2023-04-31", "2023-01-32", "2023-01-00"] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }

    #[test]
    fn only_iso_days_are_read() {
        for text in [
            "2024-1-01",
            "20240101",
            "2024/01/01",
            "2024-00-10",
            "2024-13-01",
            "1899-12-31",
            "２０２４-01-01",
            "2024-01-0x",
            "2024-01-0:",
            "2024-01-/1",
            "2024.01-01",
            "2024-01x01",
            "202\u{e9}-01-1",
            "\u{b2}024-01-1",
            "2024-01-011",
            "",
        ] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
        assert_eq!(day("1970-01-01"), Day(0));
        assert_eq!(Day::LAST.to_string(), "9999-12-31");
    }

    #[test]
    fn any_other_byte_anywhere_is_told() {
        for at in 0..10 {
            for byte in 0..=u8::MAX {
                let mut bytes = *b"2024-11-22";
                bytes[at] = byte;
                let text = str::from_utf8(&bytes).unwrap_or_default();
                let dashes = bytes[4] == b'-' && bytes[7] == b'-' && bytes[0] != b'-';
                let date = text.parse::<Date>().ok().filter(|date| dashes && date.year() >= 1900);
                assert_eq!(Day::read(&bytes), date.map(Day::from), "{bytes:?}");
            }
        }
    }

    #[test]
    fn every_month_of_the_calendar_begins_on_its_first_day() {
        for month in Day::FIRST.month() + 1..=Day::LAST.month() {
            let first = Day::first_of(month);
            assert_eq!((first.month(), (first - 1).month()), (month, month - 1), "{first}");
        }
        for month in [i32::MIN, -1_000_000, Day::FIRST.month()] {
            assert_eq!(Day::first_of(month), Day::FIRST);
        }
        assert_eq!(Day::first_of(10_000 * 12), Day::LAST);
    }

    #[test]
    fn months_count_on_over_the_year() {
        assert_eq!(day("2024-01-31").month() - day("2023-12-01").month(), 1);
        assert_eq!(day("2023-12-31").year(), 2023);
    }

    #[test]
    fn the_last_of_march_after_the_period() {
        assert_eq!(day("2021-12-31").in_year(1, 3, 31), day("2022-03-31"));
        assert_eq!(day("2022-12-31").in_year(1, 2, 29), day("2023-02-28"));
    }
}
