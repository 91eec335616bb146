//! Makes `data/city_small` again: a small city under `rules/city`, invented from first to last.
//!
//! `cargo run --example small_city -- data/city_small` writes the same bytes every time. Ids have a
//! division code (990000) that belongs to no place, and a right check digit.

use std::collections::HashSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use huzhu::date::Day;
use huzhu::money::{Currency, Money};

const MEMBERS: usize = 2_000;
const BILLS: usize = 3_000;
const YEARS: [i32; 2] = [2024, 2025];

/// Numbers that look random and are the same every time (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From `least` to `most`, both inside.
    fn between(&mut self, least: i64, most: i64) -> i64 {
        least + (self.roll() % (most - least + 1) as u64) as i64
    }

    fn percent(&mut self, chance: i64) -> bool {
        self.between(1, 100) <= chance
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.between(0, all.len() as i64 - 1) as usize]
    }
}

struct Bill {
    member: String,
    category: &'static str,
    level: &'static str,
    hospital: i64,
    admission: Day,
    discharge: Day,
    settled_on: Day,
    diagnosis: &'static str,
    amounts: Amounts,
}

/// In fen.
struct Amounts {
    total: i64,
    out_of_catalogue: i64,
    class_b_prepay: i64,
    deductible: i64,
    pool_paid: i64,
    critical_paid: i64,
    assistance_paid: i64,
    other_paid: i64,
}

fn main() -> std::io::Result<()> {
    let folder = std::env::args_os().nth(1).map_or_else(|| "data/city_small".into(), PathBuf::from);
    let mut dice = Dice(2024);
    let (members, ids) = members(&mut dice);
    let enrolments = enrolments(&mut dice, &ids);
    let bills = bills(&mut dice, &ids);
    std::fs::create_dir_all(&folder)?;
    let write = |name: &str, text: String| std::fs::write(Path::new(&folder).join(name), text);
    write("members.csv", members)?;
    write("enrolments.csv", enrolments)?;
    write("bills.csv", bills)
}

fn day(year: i32, month: i64, day: i64) -> Day {
    Day::parse(&format!("{year:04}-{month:02}-{day:02}")).expect("a day of the calendar")
}

fn members(dice: &mut Dice) -> (String, Vec<String>) {
    let mut text = String::from("member_id,birth_date,sex,org_code,hardship\n");
    let (mut ids, mut taken) = (Vec::new(), HashSet::new());
    while ids.len() < MEMBERS {
        let birth = day(dice.between(1960, 2003) as i32, dice.between(1, 12), dice.between(1, 28));
        let number = dice.between(1, 999);
        let id = identity(birth, number);
        if !taken.insert(id.clone()) {
            continue;
        }
        // The last digit of the number tells the sex: odd for men.
        let sex = if number % 2 == 1 { "M" } else { "F" };
        let (district, town) = (dice.between(1, 4), dice.between(1, 6));
        let unit = dice.between(1, 40);
        let hardship = if dice.percent(3) { "yes" } else { "no" };
        line(
            &mut text,
            format_args!("{id},{birth},{sex},990000.{district:02}.{town:02}.{unit:03},{hardship}"),
        );
        ids.push(id);
    }
    (text, ids)
}

/// Division code, birth date, number of the day, check digit (GB 11643).
fn identity(birth: Day, number: i64) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let body = format!("990000{}{number:03}", birth.to_string().replace('-', ""));
    let digits = body.bytes().map(|digit| u32::from(digit - b'0'));
    let sum: u32 = digits.zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    let check = b"10X98765432"[sum as usize % 11];
    format!("{body}{}", char::from(check))
}

fn enrolments(dice: &mut Dice, ids: &[String]) -> String {
    let mut text = String::from("member_id,plan,start,end,units,enrolled_on\n");
    for id in ids {
        let units = dice.one_of(&[1, 1, 1, 2, 2, 3]);
        // Most are covered in both years; some come late, some leave, some renew after a gap.
        let (first, second) = match dice.between(1, 100) {
            1..=70 => (Some(0), Some(0)),
            71..=78 => (Some(0), Some(dice.between(5, 80))),
            79..=86 => (Some(dice.between(10, 200)), Some(0)),
            87..=92 => (Some(0), None),
            93..=98 => (None, Some(dice.between(0, 60))),
            _ => (None, None),
        };
        for (year, begins) in YEARS.into_iter().zip([first, second]) {
            let Some(days) = begins else { continue };
            let start = day(year, 1, 1) + days as i32;
            let enrolled_on = start - dice.between(3, 40) as i32;
            let end = day(year, 12, 31);
            line(&mut text, format_args!("{id},city,{start},{end},{units},{enrolled_on}"));
        }
    }
    text
}

fn bills(dice: &mut Dice, ids: &[String]) -> String {
    let mut bills = Vec::new();
    while bills.len() < BILLS {
        // Few are ill often.
        let id = if dice.percent(40) { &ids[..ids.len() / 10] } else { ids };
        let id = &id[dice.between(0, id.len() as i64 - 1) as usize];
        bills.push(bill(dice, id));
    }
    bills.sort_by(|a, b| (a.settled_on, &a.member).cmp(&(b.settled_on, &b.member)));
    let mut text = String::from(
        "bill_id,member_id,category,hospital_id,hospital_level,admission,discharge,settled_on,\
         diagnosis,total,out_of_catalogue,class_b_prepay,deductible,pool_paid,critical_paid,\
         assistance_paid,other_paid\n",
    );
    for (number, bill) in bills.iter().enumerate() {
        let Bill { member, category, level, hospital, admission, discharge, settled_on, .. } = bill;
        line(
            &mut text,
            format_args!(
                "B{:06},{member},{category},H{hospital:03},{level},{admission},{discharge},{settled_on},{},{}",
                number + 1,
                bill.diagnosis,
                bill.amounts.cells(),
            ),
        );
    }
    text
}

fn bill(dice: &mut Dice, member: &str) -> Bill {
    let category = match dice.between(1, 100) {
        1..=58 => "inpatient",
        59..=88 => "outpatient_chronic",
        _ => "emergency",
    };
    let level = dice.one_of(&["1", "2", "2", "2", "3", "3", "3", "3", "1", "none"]);
    let nights = match category {
        "inpatient" => dice.between(1, 9) + if dice.percent(15) { dice.between(5, 60) } else { 0 },
        _ => 0,
    };
    let admission = day(dice.one_of(&YEARS), 1, 1) + dice.between(0, 364) as i32;
    let discharge = admission + nights as i32;
    let inpatient = ["I25.1", "J18.9", "K35.8", "E11.9", "C34.1", "S72.0", "I63.9", "O82", "N20.0"];
    let elsewhere = ["I10", "E11.9", "J45.9", "M17.0", "T14.1", "I25.1|E11.9"];
    let (diagnosis, total) = match category {
        "inpatient" => (dice.one_of(&inpatient), stay_costs(dice, level, nights)),
        "outpatient_chronic" => (dice.one_of(&elsewhere), dice.between(8_000, 260_000)),
        _ => (dice.one_of(&elsewhere), dice.between(15_000, 480_000)),
    };
    Bill {
        member: member.to_owned(),
        category,
        level,
        hospital: dice.between(1, 60),
        admission,
        discharge,
        // Some sheets come late, and meet bills of the next year.
        settled_on: discharge
            + if dice.percent(6) { dice.between(20, 120) } else { dice.between(0, 5) } as i32,
        diagnosis,
        amounts: Amounts::of(dice, total, level, category),
    }
}

/// What a stay costs: so much a day, and sometimes an operation.
fn stay_costs(dice: &mut Dice, level: &str, nights: i64) -> i64 {
    let day = match level {
        "3" => dice.between(90_000, 190_000),
        "2" => dice.between(60_000, 120_000),
        _ => dice.between(30_000, 70_000),
    };
    let operation = if dice.percent(18) { dice.between(500_000, 6_000_000) } else { 0 };
    nights * day + operation
}

impl Amounts {
    /// Splits a total the way primary cover does.
    fn of(dice: &mut Dice, total: i64, level: &str, category: &str) -> Amounts {
        let out_of_catalogue = total * dice.between(2, 16) / 100;
        let class_b_prepay = total * dice.between(0, 8) / 100;
        let in_scope = total - out_of_catalogue - class_b_prepay;
        let (floor, rate) = match (category, level) {
            ("inpatient", "3") => (80_000, 82),
            ("inpatient", "2") => (50_000, 86),
            ("inpatient", _) => (30_000, 90),
            _ => (20_000, 60),
        };
        let deductible = floor.min(in_scope);
        let pool_paid = (in_scope - deductible) * rate / 100;
        let own = total - pool_paid;
        // The critical-illness fund steps in above 12,000 of the patient's own costs in scope.
        let critical_paid = ((in_scope - pool_paid - 1_200_000) * 60 / 100).max(0);
        let assistance_paid = if dice.percent(2) { (own - critical_paid) * 30 / 100 } else { 0 };
        let other_paid =
            if dice.percent(2) { (own - critical_paid - assistance_paid) / 10 } else { 0 };
        Amounts {
            total,
            out_of_catalogue,
            class_b_prepay,
            deductible,
            pool_paid,
            critical_paid,
            assistance_paid,
            other_paid,
        }
    }

    fn cells(&self) -> String {
        let all = [
            self.total,
            self.out_of_catalogue,
            self.class_b_prepay,
            self.deductible,
            self.pool_paid,
            self.critical_paid,
            self.assistance_paid,
            self.other_paid,
        ];
        all.map(|fen| Currency::CNY.show(Money::from_minor(fen))).join(",")
    }
}

fn line(text: &mut String, line: std::fmt::Arguments) {
    writeln!(text, "{line}").expect("a string takes all");
}
