//! Units and their members: a few large units, very many small ones.

use super::city::City;
use super::dice::{Curve, Dice, Topic};
use super::ids::{Identities, Identity};
use super::text::{Calendar, Rows};

pub(super) const HEADER: &str = "member_id,birth_date,sex,org_code,hardship";

/// Members of a unit; a unit of the middle has twenty.
const SIZES: Curve = Curve(&[
    (0, 1),
    (1_000, 3),
    (2_500, 7),
    (5_000, 20),
    (7_500, 60),
    (9_000, 180),
    (9_700, 600),
    (9_950, 2_500),
    (10_000, 9_000),
]);
const DISTRICTS: i64 = 8;
/// Towns of a district. Units that belong to no town have 00 in its place.
const TOWNS: i64 = 15;
const IN_TOWNS: u64 = 40;
const HARDSHIP: u64 = 3;

/// All members, made from their numbers; only the units are kept in memory.
pub(super) struct People {
    seed: u64,
    identities: Identities,
    /// The number of the first member of each unit.
    firsts: Vec<u32>,
    org_codes: Vec<String>,
}

/// A member.
pub(super) struct Person {
    pub number: u32,
    /// The number of the unit.
    pub unit: usize,
    pub identity: Identity,
    pub hardship: bool,
}

impl People {
    pub fn new(city: &City, calendar: &Calendar) -> People {
        let identities = Identities::new(city.seed, calendar);
        let mut people =
            People { seed: city.seed, identities, firsts: Vec::new(), org_codes: Vec::new() };
        // However small the city, no unit is most of it.
        let most = 1 + i64::from(city.members) / 8;
        let mut next = 0;
        while next < i64::from(city.members) {
            let mut dice = Dice::of(city.seed, Topic::Units, people.firsts.len() as u64);
            people.firsts.push(next as u32);
            next += SIZES.at(dice.place()).min(most);
            let district = dice.between(1, DISTRICTS);
            let town = if dice.percent(IN_TOWNS) { dice.between(1, TOWNS) } else { 0 };
            let unit = people.firsts.len();
            people.org_codes.push(format!("9900.{district:02}.{town:02}.{unit:05}"));
        }
        people
    }

    pub fn identity(&self, number: u32) -> Identity {
        self.identities.of(number)
    }

    pub fn person(&self, number: u32) -> Person {
        let unit = self.firsts.partition_point(|&first| first <= number) - 1;
        let hardship = Dice::of(self.seed, Topic::People, number.into()).percent(HARDSHIP);
        Person { number, unit, identity: self.identity(number), hardship }
    }

    /// The row of a member.
    pub fn write(&self, number: u32, rows: &mut Rows) {
        let person = self.person(number);
        rows.text(person.identity.text(rows.calendar));
        rows.day(person.identity.birth);
        rows.text(if person.identity.is_man() { "M" } else { "F" });
        rows.text(&self.org_codes[person.unit]);
        rows.text(if person.hardship { "yes" } else { "no" });
        rows.end();
    }
}
