//! Bills as primary cover settled them, in the order of their settlement days.
//!
//! A bill is made from its number alone. Bills are made in pairs, since two may be one long stay.

use super::city::City;
use super::costs::{Basis, Category, Costs, Share};
use super::cover::Cover;
use super::dice::{Curve, Dice, Shuffle, Topic};
use super::people::{People, Person};
use super::text::Rows;
use crate::date::Day;

pub(super) const HEADER: &str = "bill_id,member_id,category,hospital_id,hospital_level,admission,\
    discharge,settled_on,diagnosis,total,out_of_catalogue,class_b_prepay,deductible,pool_paid,\
    critical_paid,assistance_paid,other_paid,submitted_on,cause,over_limit,in_scope,stay_id";

/// Who is ill: the place of a bill's member among all, in millionths, those who are ill most often
/// first. One member of a hundred has 15 bills of a hundred.
const FRAILTY: Curve = Curve(&[
    (0, 0),
    (1_500, 10_000),
    (4_000, 60_000),
    (7_000, 250_000),
    (9_000, 600_000),
    (10_000, 1_000_000),
]);
/// Nights of a stay.
const NIGHTS: Curve = Curve(&[
    (0, 1),
    (1_000, 3),
    (2_500, 5),
    (5_000, 7),
    (7_500, 11),
    (9_000, 17),
    (9_700, 30),
    (9_950, 60),
    (10_000, 150),
]);
/// Days from leaving to settlement: most sheets are settled at the desk.
const SETTLING: Curve = Curve(&[(0, 0), (8_000, 1), (9_400, 6), (9_900, 60), (10_000, 150)]);
/// Days from settlement to filing with the scheme.
const FILING: Curve =
    Curve(&[(0, 1), (5_000, 15), (8_500, 60), (9_700, 150), (9_950, 270), (10_000, 400)]);

/// Years before and after cover in which days of bills may lie.
pub(super) const YEARS_AROUND: i32 = 2;

/// Pairs of bills in a hundred that are one stay, settled in two bills.
const LONG_STAYS: u64 = 3;
/// The fewest nights on each of the two.
const LEAST_PART: i32 = 5;

/// An illness: its code, and the cause as it is written.
type Illness = (&'static str, &'static str);
const IN_HOSPITAL: [Illness; 16] = [
    ("I25.1", ""),
    ("I63.9", ""),
    ("J18.9", ""),
    ("K35.8", ""),
    ("K80.2", ""),
    ("E11.9", ""),
    ("C34.1", ""),
    ("C16.9", ""),
    ("C18.9", ""),
    ("N20.0", ""),
    ("M51.2", ""),
    ("H25.9", ""),
    ("I10|I25.1", ""),
    ("E11.9|N18.5", ""),
    ("S72.0", "accident"),
    ("S82.1", "accident"),
];
const CHRONIC: [Illness; 6] =
    [("I10", ""), ("E11.9", ""), ("I10|E11.9", ""), ("J44.9", ""), ("N18.5", ""), ("B18.1", "")];
const AT_ONCE: [Illness; 6] = [
    ("R10.4", ""),
    ("J06.9", ""),
    ("A09.9", ""),
    ("I20.9", ""),
    ("T14.1", "accident"),
    ("S01.9", "accident"),
];
const BIRTH: Illness = ("O82", "maternity");
const OLDEST_MOTHER: i32 = 44;

/// Everything that bills are made of.
pub(super) struct Bills<'a> {
    city: &'a City,
    people: &'a People,
    cover: &'a Cover<'a>,
    /// Members by how often they are ill.
    frailty: Shuffle,
}

/// A visit to a hospital.
struct Visit {
    person: Person,
    category: Category,
    hospital: i64,
    level: usize,
    illness: Illness,
    admission: Day,
    discharge: Day,
    settled_on: Day,
    submitted_on: Day,
    /// The place of its costs among those of all visits of its kind.
    weight: u32,
}

/// The part of a visit that one bill covers.
struct Part {
    admission: Day,
    discharge: Day,
    settled_on: Day,
    share: Share,
    /// The first bill of the stay, where it has two.
    stay: Option<u64>,
}

/// Hospitals by level: its word, the number of its last hospital, and how many bills of a hundred
/// come from there.
const LEVELS: [(&str, i64, u64); 4] = [("3", 6, 44), ("2", 24, 38), ("1", 50, 15), ("none", 60, 3)];

impl<'a> Bills<'a> {
    pub fn new(city: &'a City, people: &'a People, cover: &'a Cover<'a>) -> Bills<'a> {
        let frailty = Shuffle::new(city.seed, Topic::Frailty, city.members.into());
        Bills { city, people, cover, frailty }
    }

    /// The rows of two bills; of one where the last pair has no second.
    pub fn write_pair(&self, pair: u64, rows: &mut Rows) {
        let mut dice = Dice::of(self.city.seed, Topic::Bills, pair);
        let (first, second) = (2 * pair, 2 * pair + 1);
        let has_second = second < u64::from(self.city.bills);
        if has_second && dice.percent(LONG_STAYS) {
            let visit = self.long_stay(first, &mut dice);
            for (number, part) in [first, second].into_iter().zip(visit.in_two(first, &mut dice)) {
                visit.write(number, &part, rows, &mut dice);
            }
            return;
        }
        for number in first..second + u64::from(has_second) {
            let visit = self.visit(number, &mut dice);
            visit.write(number, &visit.whole(), rows, &mut dice);
        }
    }

    fn visit(&self, number: u64, dice: &mut Dice) -> Visit {
        let category = match dice.below(100) {
            ..58 => Category::Inpatient,
            58..88 => Category::Chronic,
            _ => Category::Emergency,
        };
        self.visit_of(number, gravity(category, dice), dice)
    }

    /// A stay that was settled once before its end.
    fn long_stay(&self, number: u64, dice: &mut Dice) -> Visit {
        let gravity = gravity(Category::Inpatient, dice);
        let nights = gravity.nights + 2 * LEAST_PART;
        self.visit_of(number, Gravity { nights, ..gravity }, dice)
    }

    fn visit_of(&self, number: u64, gravity: Gravity, dice: &mut Dice) -> Visit {
        let Gravity { category, weight, nights } = gravity;
        let settled_on = self.settlement(number);
        let discharge = settled_on - SETTLING.at(dice.place()) as i32;
        let admission = discharge - nights;
        let person = self.patient(admission, dice);
        let (level, hospital) = hospital(dice);
        let illness = illness(&person, category, admission, dice);
        let submitted_on = settled_on + FILING.at(dice.place()) as i32;
        Visit {
            person,
            category,
            hospital,
            level,
            illness,
            admission,
            discharge,
            settled_on,
            submitted_on,
            weight,
        }
    }

    /// The day on which a bill was settled: settlements are spread evenly over the years.
    fn settlement(&self, number: u64) -> Day {
        let (from, to) = self.cover.span();
        let days = (to - from) as u64 + 1;
        from + (number * days / u64::from(self.city.bills)) as i32
    }

    /// The member of a bill. Members who are not covered seldom send one, but some do.
    fn patient(&self, admission: Day, dice: &mut Dice) -> Person {
        let mut person = self.ill(dice);
        for _ in 0..3 {
            if self.cover.covers(&person, admission) || dice.percent(10) {
                break;
            }
            person = self.ill(dice);
        }
        person
    }

    /// A member who is ill: of two members drawn, mostly the older.
    fn ill(&self, dice: &mut Dice) -> Person {
        let mut one = || {
            let rank = FRAILTY.at(dice.place()) as u64 * u64::from(self.city.members) / 1_000_000;
            self.frailty.at(rank) as u32
        };
        let (one, other) = (one(), one());
        let is_older = self.people.identity(one).birth <= self.people.identity(other).birth;
        self.people.person(if is_older == dice.percent(75) { one } else { other })
    }
}

/// How grave a visit is.
struct Gravity {
    category: Category,
    /// The place of its costs among those of all visits of its kind.
    weight: u32,
    nights: i32,
}

/// The place of the costs of a visit among all of its kind, and its nights. A longer stay mostly costs more.
fn gravity(category: Category, dice: &mut Dice) -> Gravity {
    let (weight, other) = (dice.place(), dice.place());
    let nights = match category {
        Category::Inpatient => NIGHTS.at(weight / 2 + other / 2) as i32,
        Category::Chronic | Category::Emergency => 0,
    };
    Gravity { category, weight, nights }
}

/// A level, by its place in [`LEVELS`], and the number of a hospital that has it.
fn hospital(dice: &mut Dice) -> (usize, i64) {
    let mut place = dice.below(100);
    let mut level = 0;
    while place >= LEVELS[level].2 {
        place -= LEVELS[level].2;
        level += 1;
    }
    let before = if level == 0 { 0 } else { LEVELS[level - 1].1 };
    (level, dice.between(before + 1, LEVELS[level].1))
}

fn illness(person: &Person, category: Category, admission: Day, dice: &mut Dice) -> Illness {
    let may_bear =
        !person.identity.is_man() && admission.age(person.identity.birth) <= OLDEST_MOTHER;
    match category {
        Category::Inpatient if may_bear && dice.percent(15) => BIRTH,
        Category::Inpatient => dice.one_of(&IN_HOSPITAL),
        Category::Chronic => dice.one_of(&CHRONIC),
        Category::Emergency => dice.one_of(&AT_ONCE),
    }
}

impl Visit {
    /// The whole visit, on one bill.
    fn whole(&self) -> Part {
        let Visit { admission, discharge, settled_on, .. } = *self;
        Part { admission, discharge, settled_on, share: Share::WHOLE, stay: None }
    }

    /// The visit on two bills, of which the first is `first`.
    fn in_two(&self, first: u64, dice: &mut Dice) -> [Part; 2] {
        let of = self.discharge - self.admission;
        let nights = dice.between(LEAST_PART.into(), (of - LEAST_PART).into()) as i32;
        let middle = self.admission + nights;
        let stay = Some(first);
        let share = Share { nights, of, is_first: true };
        let rest = Share { nights: of - nights, of, is_first: false };
        let Visit { admission, discharge, settled_on, .. } = *self;
        [
            Part { admission, discharge: middle, settled_on: middle, share, stay },
            Part { admission: middle, discharge, settled_on, share: rest, stay },
        ]
    }

    /// The row of a bill.
    fn write(&self, number: u64, part: &Part, rows: &mut Rows, dice: &mut Dice) {
        let hardship = self.person.hardship;
        let Visit { category, level, weight, .. } = *self;
        let share = part.share;
        let costs = Costs::of(Basis { category, level, hardship, weight, share }, dice);
        rows.coded(b'B', number + 1, 9);
        rows.text(self.person.identity.text(rows.calendar));
        rows.text(self.category.word());
        rows.coded(b'H', self.hospital as u64, 3);
        rows.text(LEVELS[self.level].0);
        rows.day(part.admission);
        rows.day(part.discharge);
        rows.day(part.settled_on);
        rows.text(self.illness.0);
        rows.amount(costs.total);
        rows.amount(costs.out_of_catalogue);
        rows.amount(costs.class_b_prepay);
        rows.amount(costs.deductible);
        rows.amount(costs.pool_paid);
        rows.amount(costs.critical_paid);
        rows.amount(costs.assistance_paid);
        rows.amount(costs.other_paid);
        rows.day(self.submitted_on);
        rows.text(self.illness.1);
        rows.amount(costs.over_limit);
        rows.amount(costs.in_scope);
        match part.stay {
            Some(first) => rows.coded(b'S', first + 1, 9),
            None => rows.text(""),
        }
        rows.end();
    }
}
