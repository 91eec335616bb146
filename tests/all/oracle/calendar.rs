//! Days, ages and the windows in which things add up.

use jiff::civil::Date;

pub fn days_after(date: Date, days: i64) -> Date {
    date.saturating_add(jiff::Span::new().days(days))
}

/// How many days `to` lies after `from`.
pub fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).expect("dates in rules and bills are near each other").get_days().into()
}

/// Completed years: one more on each anniversary; of 29 February, on 1 March in other years.
pub fn whole_years(from: Date, to: Date) -> i64 {
    let before_the_anniversary = (to.month(), to.day()) < (from.month(), from.day());
    i64::from(to.year()) - i64::from(from.year()) - i64::from(before_the_anniversary)
}

/// The day on which so many months are complete since a day: the same day of the month, or the last day of a month that
/// has no such day.
pub fn months_after(date: Date, months: i64) -> Date {
    let months = i64::from(date.year()) * 12 + i64::from(date.month()) - 1 + months;
    let (year, month) = ((months / 12) as i16, (months % 12 + 1) as i8);
    let last = jiff::civil::date(year, month, 1).days_in_month();
    jiff::civil::date(year, month, date.day().min(last))
}

/// A day of the year, `02-29`, in a year: the 28th where there is no 29th.
pub fn day_of_year(text: &str, year: i16) -> Date {
    let date = |text: &str| format!("{year:04}-{text}").parse::<Date>();
    date(text).or_else(|_| date("02-28")).unwrap_or_else(|_| panic!("`{text}` is not a day"))
}

/// An enrolment period. Two rows that differ in `enrolled_on` only are one period, and so are two that give cover from
/// the same day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Period {
    pub start: Date,
    pub end: Date,
    pub units: i64,
    /// The first day of cover; the last of the calendar where the period waits for a contribution that did not come in.
    pub from: Date,
}

impl Period {
    pub fn contains(self, date: Date) -> bool {
        self.start <= date && date <= self.end
    }

    pub fn covers(self, date: Date) -> bool {
        self.from <= date && date <= self.end
    }
}

/// Bills with one `stay_id` that lie near each other are one stay; a bill without is a stay of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stay {
    /// What its bills have in common: their `stay_id`, or the one bill's own id.
    pub name: (Option<String>, Option<String>),
    pub began: Date,
    pub ended: Date,
}

/// One instance of a window: bills with equal ones add up together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Window {
    pub whose: Whose,
    pub span: Span,
}

/// Whose bills add up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Whose {
    Member(String),
    Household(String),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Span {
    Bill(String),
    Stay(Stay),
    Month(i16, i8),
    Year(i16),
    Cover(String, Period),
    CoverYear(String, Period, i64),
    /// From the first day of the first stay to the last of the last.
    Spell(Date, Date),
    Lifetime,
}

/// The age that is reached on a day of the month; zero where it is reached in another month.
pub fn age_reached_in_the_month(birth: Date, day: Date) -> i64 {
    let mut date = day.first_of_month();
    while date.month() == day.month() {
        let age = whole_years(birth, date);
        if age > whole_years(birth, days_after(date, -1)) {
            return age;
        }
        date = days_after(date, 1);
    }
    0
}
