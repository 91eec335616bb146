//! Enrolment periods: units enrol their members for the calendar year, in the autumn before it or a
//! little late; members join, leave and skip a year.

use arrayvec::ArrayVec;

use super::city::City;
use super::dice::{Dice, Topic};
use super::people::Person;
use super::text::{Calendar, Rows};
use crate::date::Day;

pub(super) const HEADER: &str = "member_id,plan,start,end,units,enrolled_on";

/// The first of the years of cover, of which there are [`YEARS`].
pub(super) const FIRST_YEAR: i32 = 2023;
pub(super) const YEARS: usize = 3;

/// In which years members are covered, and how many of a hundred do so. All in all a hundred have
/// 253 periods.
const HABITS: [(u64, [bool; YEARS]); 7] = [
    (66, [true, true, true]),
    (13, [false, true, true]),
    (6, [false, false, true]),
    (6, [true, true, false]),
    (3, [true, false, false]),
    (4, [true, false, true]),
    (2, [false, false, false]),
];
/// Of a hundred who hold the first plan, as many hold each further one.
const FURTHER_PLAN: u64 = 50;

/// Who is covered when.
pub(super) struct Cover<'a> {
    city: &'a City,
    new_years: [Day; YEARS + 1],
}

/// One enrolment period.
#[derive(Clone, Copy)]
pub(super) struct Period {
    start: Day,
    end: Day,
    enrolled_on: Day,
}

impl<'a> Cover<'a> {
    pub fn new(city: &'a City, calendar: &Calendar) -> Cover<'a> {
        let new_years = std::array::from_fn(|year| calendar.new_year(FIRST_YEAR + year as i32));
        Cover { city, new_years }
    }

    /// The first and the last day of all years.
    pub fn span(&self) -> (Day, Day) {
        (self.new_years[0], self.new_years[YEARS] - 1)
    }

    /// The periods of a member, the same in each plan held.
    pub fn periods(&self, person: &Person) -> ArrayVec<Period, YEARS> {
        let mut dice = Dice::of(self.city.seed, Topic::Cover, person.number.into());
        let covered = habit(&mut dice);
        let mut periods = ArrayVec::new();
        for year in (0..YEARS).filter(|&year| covered[year]) {
            // A quarter of those who are new come in the course of the year.
            let joins = year > 0 && periods.is_empty() && dice.percent(25);
            let late = if joins { dice.between(1, 270) } else { self.lateness(person.unit, year) };
            periods.push(self.period(year, late as i32, &mut dice));
        }
        periods
    }

    pub fn covers(&self, person: &Person, day: Day) -> bool {
        self.periods(person).iter().any(|period| period.start <= day && day <= period.end)
    }

    /// The rows of a member.
    pub fn write(&self, person: &Person, rows: &mut Rows) {
        let periods = self.periods(person);
        for number in 0..self.city.plans.len() {
            if let Some(units) = self.units(person, number) {
                periods.iter().for_each(|period| self.row(person, (number, units), period, rows));
            }
        }
    }

    /// The most rows that a member has.
    pub fn most_rows(&self) -> u64 {
        (self.city.plans.len() * YEARS) as u64
    }

    /// The row of a member at a place below [`Cover::most_rows`], if there is one.
    pub fn write_one(&self, person: &Person, place: usize, rows: &mut Rows) {
        let number = place / YEARS;
        if let Some(period) = self.periods(person).get(place % YEARS)
            && let Some(units) = self.units(person, number)
        {
            self.row(person, (number, units), period, rows);
        }
    }

    /// How many units of a plan a member holds, if it is held at all.
    fn units(&self, person: &Person, number: usize) -> Option<u64> {
        let key = u64::from(person.number) * self.city.plans.len() as u64 + number as u64;
        let mut dice = Dice::of(self.city.seed, Topic::Holdings, key);
        if number > 0 && !dice.percent(FURTHER_PLAN) {
            return None;
        }
        // Few hold many units.
        let mut units = || dice.between(1, self.city.plans[number].most_units.into());
        Some(units().min(units()) as u64)
    }

    fn row(
        &self,
        person: &Person,
        (number, units): (usize, u64),
        period: &Period,
        rows: &mut Rows,
    ) {
        rows.text(person.identity.text(rows.calendar));
        rows.text(&self.city.plans[number].id);
        rows.day(period.start);
        rows.day(period.end);
        rows.number(units);
        rows.day(period.enrolled_on);
        rows.end();
    }

    /// How many days after New Year a unit's cover begins.
    fn lateness(&self, unit: usize, year: usize) -> i64 {
        let key = (unit * YEARS + year) as u64;
        let mut dice = Dice::of(self.city.seed, Topic::UnitYears, key);
        match dice.below(100) {
            ..88 => 0,
            // Within the 31 days that many schemes forgive.
            88..96 => dice.between(1, 31),
            _ => dice.between(32, 120),
        }
    }

    fn period(&self, year: usize, late: i32, dice: &mut Dice) -> Period {
        let start = self.new_years[year] + late;
        // Enrolment is open from 20 October to 20 December; who is late is covered soon after.
        let before = if late == 0 { dice.between(12, 73) } else { dice.between(1, 10) };
        Period { start, end: self.new_years[year + 1] - 1, enrolled_on: start - before as i32 }
    }
}

fn habit(dice: &mut Dice) -> [bool; YEARS] {
    let mut place = dice.below(100);
    for (of_a_hundred, covered) in HABITS {
        if place < of_a_hundred {
            return covered;
        }
        place -= of_a_hundred;
    }
    unreachable!("habits are those of a hundred")
}
