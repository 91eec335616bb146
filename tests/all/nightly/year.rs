//! A year at an office, night by night, and at the end the totals of one run over the final facts.
//!
//! `HUZHU_YEAR=250 cargo test --release --test all nightly::year` plays all of its nights.

use std::collections::BTreeMap;
use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use huzhu::claim::MemberIds;

use super::desk::asked;
use super::office::{Bill, Dice, Facts, Office, Terms, at_once, minor};
use super::sheets::HARDSHIP;

/// How many nights are played, of at most 250: 25 in each month.
const NIGHTS: u64 = 125;
const PEOPLE: u64 = 50;
/// The night on which the rules are others.
const NEW_RULES: usize = 80;
/// One night in so many is killed first.
const KILLED: usize = 12;

/// What an office sends, night by night.
struct Year {
    dice: Dice,
    /// Every bill so far: its member, and the newest revision.
    bills: Vec<(u64, u64)>,
    /// People who are not in any file yet.
    to_come: Vec<u64>,
    /// Stays over the year's end of which the first half was billed.
    half_billed: Vec<(u64, u64)>,
    stays: u64,
    /// Whose next period is taken back, and not brought again yet.
    withdrawn: BTreeMap<u64, u64>,
    all: Facts,
}

/// The id that all of a person is told under: of some a resident number.
fn id(person: u64) -> String {
    match person % 7 {
        3 => MemberIds::Usual.fold(&of_15(person)).into_owned(),
        _ => format!("P{person:02}"),
    }
}

fn of_15(person: u64) -> String {
    format!("9900008001010{person:02}")
}

/// The id as it may be written.
fn spelled(person: u64, dice: &mut Dice) -> String {
    match (person % 7, dice.roll(3)) {
        (3, 0) => of_15(person),
        (3, 1) => id(person).to_lowercase(),
        _ => id(person),
    }
}

fn period(id: &str, person: u64, end: &str) -> String {
    format!("{id},city,2024-01-01,2024-12-31,{},2023-12-01,{end}", 1 + person % 2)
}

impl Year {
    fn new() -> Year {
        let to_come = (0..PEOPLE).rev().collect();
        let withdrawn = BTreeMap::new();
        Year {
            dice: Dice::new(2024),
            bills: vec![],
            to_come,
            half_billed: vec![],
            stays: 0,
            withdrawn,
            all: Facts::default(),
        }
    }

    fn tonight(&mut self, night: usize, day: &str) -> Facts {
        let mut facts = Facts::default();
        // Most people are there from the start, the others come one by one, some after their bills.
        let come = if night == 0 { PEOPLE - 10 } else { u64::from(night.is_multiple_of(20)) };
        for _ in 0..come {
            let Some(person) = self.to_come.pop() else { break };
            facts = facts.member(&spelled(person, &mut self.dice));
            // One in five is enrolled later than known.
            if person % 5 != 0 {
                facts = facts.enrolment(period(&spelled(person, &mut self.dice), person, ","));
            }
        }
        let person = self.dice.roll(PEOPLE);
        match self.dice.roll(12) {
            0 => {
                let revision = self.withdrawn.entry(person).or_insert(0);
                *revision += 1;
                let status = if *revision % 2 == 1 { "void" } else { "final" };
                let end = format!("{revision},{status}");
                facts = facts.enrolment(period(&id(person), person, &end));
            }
            1 => facts = facts.enrolment(period(&spelled(person, &mut self.dice), person, ",")),
            2..4 if night >= 40 && !self.to_come.contains(&person) => {
                return self.hardship(facts, person, day);
            }
            4..6 if night >= 40 => facts = self.over_the_years_end(facts, person),
            _ => {}
        }
        for _ in 0..self.dice.roll(4) {
            let person = self.dice.roll(PEOPLE);
            self.bills.push((person, 0));
            facts = self.bill(facts, self.bills.len() - 1, "final");
        }
        for status in ["final", "void"] {
            if self.dice.roll(3) == 0 && self.bills.len() > 8 {
                // Not one of tonight's.
                let bill = self.dice.roll(self.bills.len() as u64 - 8) as usize;
                facts = self.bill(facts, bill, status);
            }
        }
        self.all = std::mem::take(&mut self.all).and(&facts);
        facts
    }

    /// Hardship begins or ends: from a day on that is said, or from that of the night, and nothing else comes.
    fn hardship(&mut self, facts: Facts, person: u64, day: &str) -> Facts {
        let hardship = ["no", "yes"][self.dice.roll(2) as usize];
        let row = format!("{},1980-01-01,M,99.01,{hardship}", id(person));
        let said = format!("2024-{:02}-{:02}", 1 + self.dice.roll(12), 1 + self.dice.roll(28));
        let (tonight, known) = match self.dice.roll(2) {
            0 => (row.clone(), format!("{row},{day}")),
            _ => (format!("{row},{said}"), format!("{row},{said}")),
        };
        self.all.members.retain(|known| !is_of(known, person, &said) && !is_of(known, person, day));
        self.all = std::mem::take(&mut self.all).and(&facts).member_row(known);
        facts.member_row(tonight)
    }

    /// The first half of a stay over the year's end, or the second of one that was half billed.
    fn over_the_years_end(&mut self, facts: Facts, person: u64) -> Facts {
        let (person, stay, days, half) = match self.half_billed.pop() {
            Some((person, stay)) => (person, stay, ["2025-01-01", "2025-01-12"], 2),
            None => {
                self.stays += 1;
                self.half_billed.push((person, self.stays));
                (person, self.stays, ["2024-12-20", "2024-12-31"], 1)
            }
        };
        let (id, [from, to]) = (spelled(person, &mut self.dice), days);
        let total = format!("{}.00", 500 + self.dice.roll(9_000));
        facts.bill_row(format!(
            "S{stay}-{half},{id},inpatient,H1,1,{from},{to},{to},I10,{total},0.00,0.00,0.00,0.00,0.00,0.00,\
             0.00,S{stay},,,,,"
        ))
    }

    /// The next revision of a bill, now and then for another member.
    fn bill(&mut self, facts: Facts, bill: usize, status: &str) -> Facts {
        let other = self.dice.roll(15) == 0;
        if other {
            self.bills[bill].0 = self.dice.roll(PEOPLE);
        }
        self.bills[bill].1 += 1;
        let (person, revision) = self.bills[bill];
        let (name, member, revision) = (format!("X{bill}"), id(person), revision.to_string());
        let day =
            |dice: &mut Dice| format!("2024-{:02}-{:02}", 2 + dice.roll(10), 1 + dice.roll(27));
        let mut days = [day(&mut self.dice), day(&mut self.dice)];
        days.sort();
        let [admission, settled_on] = days;
        let total = format!("{}.{:02}", self.dice.roll(30_000), self.dice.roll(100));
        let bill = Bill::new(&name, &member, &settled_on, &total);
        facts.bill(Bill { admission: &admission, revision: &revision, status, ..bill })
    }
}

/// Whether a row says what is so of a person from a day on.
fn is_of(row: &str, person: u64, day: &str) -> bool {
    row.starts_with(&format!("{},", id(person))) && row.ends_with(&format!(",{day}"))
}

/// What people say that is in no file, night by night: months are closed; one member begins with what
/// an old system had counted, another appeals.
fn said_by_people(office: &Office, night: usize) {
    if night > 0 && night.is_multiple_of(25) {
        let month = format!("2025-{:02}", night / 25);
        office.say("lock", &[&month, "--reason", "closed"]).unwrap();
    }
    match night {
        10 => {
            let counted = ["OPENED", "reimbursement.deductible", "300.00"];
            let days = ["--day", "2024-01-01", "--cut-over", "2024-01-01", "--reason", "moved"];
            office.say("opening", &[&counted[..], &days].concat()).unwrap();
        }
        60 => {
            let appeal = ["APPEAL", "reimbursement", "777.00", "--reason", "appeal"];
            office.say("override", &appeal).unwrap();
        }
        _ => {}
    }
}

/// The two of whom people say something, with a bill each.
fn said_of(night: usize) -> Facts {
    match night {
        1 => Facts::of(&["OPENED", "APPEALS"]),
        20 => Facts::default().bill(Bill::new("OPEN", "OPENED", "2024-01-15", "1000.00")),
        40 => Facts::default().bill(Bill::new("APPEAL", "APPEALS", "2024-02-15", "1000.00")),
        _ => Facts::default(),
    }
}

#[test]
fn a_year_of_nights_ends_with_the_totals_of_one_run_over_the_final_facts() {
    let mut office = Office::under(Terms::city(&HARDSHIP));
    let (mut year, mut moments) = (Year::new(), Dice::new(7));
    let folder = office.path("rules");
    office.terms.write(&folder);
    office.terms = Terms::read(&folder);
    let mut kills = 0;
    let nights = asked("HUZHU_YEAR", NIGHTS) as usize;
    for night in 0..nights {
        let day = format!("2025-{:02}-{:02}", 1 + night / 25, 1 + night % 25);
        let facts = year.tonight(night, &day).and(&said_of(night));
        if night == NEW_RULES {
            let rules = fs::read_to_string(folder.join("1.toml")).unwrap();
            let rules = rules.replace("low_pays = \"50%\"", "low_pays = \"45%\"");
            fs::write(folder.join("1.toml"), rules).unwrap();
            office.terms = Terms::read(&folder);
            let why = office.refuses(&day, &facts);
            assert!(why.contains("--adopt"), "{why}");
            office.adopt = Some(office.terms.rules.name().to_owned());
        }
        if night % KILLED == 5 {
            facts.write(&office.path("data"));
            let mut killed = office.command(&folder, &day);
            killed.args(office.adopt.iter().flat_map(|name| ["--adopt", name]));
            let killed = killed.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
            let mut killed = killed.unwrap();
            thread::sleep(Duration::from_millis(moments.roll(70)));
            killed.kill().unwrap();
            killed.wait().unwrap();
            kills += 1;
        }
        said_by_people(&office, night);
        office.night(&day, &facts);
    }
    assert!(kills >= nights / KILLED, "{kills}");
    let expected = at_once(&office.terms, &year.all);
    let mut ended = office.balances();
    // Half of what is above the 200 left of the deductible, at 45 %; and what was decided by hand.
    let said = ["OPENED", "APPEALS"].map(|id| ended.remove(id).map(|balance| balance.entitled));
    assert_eq!(said, [Some(minor("360.00")), Some(minor("777.00"))]);
    office.is_whole();
    assert!(expected.keys().all(|id| ended.contains_key(id)));
    let mut due = 0;
    for (id, balance) in &ended {
        assert_eq!(balance.told(), expected.get(id).cloned().unwrap_or_default(), "{id}");
        due += balance.entitled;
    }
    assert!(due > minor("500.00") * nights as i64, "the year is not empty");
}
