//! Whose a row is. People come later than their bills, have two ids that are joined before or after their
//! rows come, and bills go from one to the other: each person ends with what one night over all of it pays,
//! and nothing is lost: a bill that was taken is decided, or waits on a list, or is void.
//!
//! `HUZHU_HISTORIES=100000 HUZHU_SEED=7 cargo test --release --test all nightly::people` looks at so many groups
//! of ids, from another seed.

use std::collections::{BTreeMap, BTreeSet};

use huzhu::date::Day;
use huzhu::ledger::{Access, Ledger, Signed};
use huzhu::manual_facts::ManualFact;

use super::desk::asked;
use super::office::{Balance, Bill, Dice, Facts, Office, Terms, at_once};
use super::sheets::{HARDSHIP, refused, told_in};

/// A bill of a day: 8,000.00. The first pays 4,000.00, three of one person 13,950.00.
fn of_8000<'a>(id: &'a str, member: &'a str) -> Bill<'a> {
    Bill::new(id, member, "2024-05-01", "8000.00")
}

/// A bill of which half is paid above the deductible.
fn of_1000<'a>(id: &'a str, member: &'a str) -> Bill<'a> {
    Bill::new(id, member, "2024-05-02", "1000.00")
}

fn bills(bills: &[Bill]) -> Facts {
    bills.iter().cloned().fold(Facts::default(), Facts::bill)
}

fn same_person(office: &Office, main: &str, other: &str) {
    office.say("same-person", &[main, other, "--reason", "a new card"]).unwrap();
}

/// What both ids of a person are entitled to.
fn entitled(office: &Office) -> i64 {
    ["A", "B"].map(|id| office.balance(id)[0]).iter().sum()
}

/// How many bills wait for their member.
fn waiting(office: &Office) -> u64 {
    let rolled = office.tells("roll-forward", &["--format", "json"]);
    let rolled: serde_json::Value = serde_json::from_str(&rolled).unwrap();
    let ages = rolled["waiting"].as_array().unwrap();
    ages.iter().map(|age| age["bills"].as_u64().unwrap()).sum()
}

#[test]
fn the_newest_row_of_another_id_is_known_once_it_has_come_with_the_main_one() {
    let office = Office::new("city");
    office.night("2024-06-01", &Facts::of(&["A", "B"]));
    same_person(&office, "A", "B");
    let changed = || Facts::default().member_row("B,1980-01-01,M,99.02,no");
    office.night("2024-06-02", &changed());
    assert_eq!(office.count("person_row"), 3);
    office.night("2024-06-03", &changed().bill(of_1000("b1", "B")));
    assert_eq!(office.count("person_row"), 3, "the row of the day before says nothing new");
}

#[test]
fn bills_of_joined_ids_that_nobody_knows_wait_until_either_is_known() {
    for known in ["A", "B"] {
        let office = Office::new("city");
        office.night("2024-06-01", &Facts::default().enrolled("A"));
        same_person(&office, "A", "B");
        let report = office.night(
            "2024-06-02",
            &bills(&[of_8000("b1", "A"), of_8000("b2", "B"), of_8000("b3", "A")]),
        );
        assert_eq!((report.summary.pending, report.summary.payments), (3, 0), "{known}");
        let mut told = told_in(&office, "pending.csv", &["bill_id"]);
        told.sort_unstable();
        assert_eq!(told, ["b1", "b2", "b3"], "{known}");
        assert_eq!(waiting(&office), 3, "{known}");
        office.night("2024-06-03", &Facts::default().member(known));
        assert_eq!(entitled(&office), 1_395_000, "{known}");
        assert_eq!(waiting(&office), 0, "{known}");
        office.is_whole();
    }
}

#[test]
fn bills_that_wait_under_both_ids_are_one_persons_when_these_are_joined() {
    for known in ["A", "B"] {
        let office = Office::new("city");
        let waiting = bills(&[of_8000("b1", "A"), of_8000("b2", "B"), of_8000("b3", "A")]);
        office.night("2024-06-01", &waiting.clone().enrolled("B"));
        same_person(&office, "A", "B");
        office.night("2024-06-02", &Facts::default());
        assert_eq!(entitled(&office), 0, "{known}");
        office.night("2024-06-03", &Facts::default().member(known));
        assert_eq!(entitled(&office), 1_395_000, "{known}");
        // Joined after one is known it is the same.
        let office = Office::new("city");
        office.night("2024-06-01", &waiting.clone().enrolled("B"));
        office.night("2024-06-02", &Facts::default().member(known));
        same_person(&office, "A", "B");
        office.night("2024-06-03", &Facts::default());
        assert_eq!(entitled(&office), 1_395_000, "{known}");
    }
}

#[test]
fn sent_again_what_waits_says_nothing_new_under_either_id() {
    let office = Office::new("city");
    office.night("2024-06-01", &Facts::default().enrolled("A").bill(of_8000("b1", "B")));
    same_person(&office, "A", "B");
    let again = Facts::default().enrolled("A").bill(of_8000("b1", "B"));
    let report = office.night("2024-06-02", &again);
    assert_eq!((report.summary.duplicates, report.summary.rejected_rows), (2, 0));
    assert_eq!(waiting(&office), 1);
    // Taken back, it waits no more.
    office.night("2024-06-03", &bills(&[of_8000("b1", "B").void()]));
    assert_eq!(waiting(&office), 0);
    office.night("2024-06-04", &Facts::default().member("A"));
    assert_eq!(entitled(&office), 0);
}

#[test]
fn a_register_with_both_ids_conflicts_in_no_row() {
    let row = |id: &str, unit: &str| format!("{id},1980-01-01,M,{unit},no");
    let office = Office::new("city");
    office.night(
        "2024-06-01",
        &Facts::of(&["A", "B"]).bill(of_1000("M", "A")).bill(of_1000("N", "B")),
    );
    same_person(&office, "A", "B");
    office.night("2024-06-02", &Facts::default());
    assert_eq!(office.balance("A"), [75_000, 75_000, 0]);
    // The main id's row changes, then the other's, then both; each register has both.
    for (night, (a, b)) in
        [("99.02", "99.01"), ("99.02", "99.03"), ("99.04", "99.05")].into_iter().enumerate()
    {
        for rows in [[row("A", a), row("B", b)], [row("B", b), row("A", a)]] {
            let [one, two] = rows;
            let number = format!("O{night}");
            let register = Facts::default().member_row(one).member_row(two);
            let report = office.night("2024-06-03", &register.bill(of_1000(&number, "B")));
            assert_eq!(report.summary.rejected_rows, 0, "{a} {b}: {:?}", refused(&office));
        }
        assert_eq!(office.balance("A")[0], 75_000 + 50_000 * (1 + night as i64), "{a} {b}");
    }
    assert_eq!(office.balance("B"), [0, 0, 0]);
}

#[test]
fn the_row_of_the_main_id_is_the_persons_and_where_there_is_none_the_others() {
    let row = |id: &str, hardship: &str| format!("{id},1980-01-01,M,99.01,{hardship}");
    // Which rows come on which nights, and what of the deductible is left: 500, or 250 in hardship.
    let (main, other) = (row("A", "no"), row("B", "yes"));
    let cases: [(&[&[&str]], i64); 6] = [
        (&[&[&main, &other]], 25_000),
        (&[&[&other, &main]], 25_000),
        (&[&[&main], &[&other]], 25_000),
        (&[&[&other], &[&main]], 25_000),
        (&[&[&other]], 37_500),
        (&[&[&main]], 25_000),
    ];
    for (nights, pays) in cases {
        for joined_first in [true, false] {
            let office = Office::under(Terms::city(&HARDSHIP));
            office.night("2024-06-01", &Facts::default().enrolled("A").bill(of_1000("M", "A")));
            if joined_first {
                same_person(&office, "A", "B");
            }
            for rows in nights {
                let register =
                    rows.iter().fold(Facts::default(), |facts, row| facts.member_row(*row));
                let report = office.night("2024-06-01", &register);
                assert_eq!(report.summary.rejected_rows, 0, "{nights:?}");
            }
            if !joined_first {
                same_person(&office, "A", "B");
            }
            office.night("2024-06-01", &Facts::default());
            assert_eq!(entitled(&office), pays, "{nights:?}, joined first: {joined_first}");
        }
    }
}

#[test]
fn a_row_that_names_the_other_id_speaks_of_the_person() {
    let office = Office::new("city");
    office.night("2024-06-01", &Facts::of(&["A", "B"]).bill(of_8000("b1", "A")));
    // Before they are joined B is somebody else.
    office.night("2024-06-02", &bills(&[of_8000("b1", "B").void()]));
    assert_eq!(refused(&office), ["bills.csv 2 other_bill"]);
    same_person(&office, "A", "B");
    // The same row under the other id is the person's bill: nothing moves.
    let report = office.night("2024-06-03", &bills(&[of_8000("b1", "B")]));
    assert_eq!((report.summary.rejected_rows, report.summary.changes), (0, 0));
    assert_eq!(office.balance("A"), [400_000, 400_000, 0]);
    let report = office.night("2024-06-04", &bills(&[of_8000("b1", "B").revision("1")]));
    assert_eq!((report.summary.rejected_rows, report.summary.changes), (0, 0));
    office.night("2024-06-05", &bills(&[of_8000("b1", "A").revision("1").void()]));
    assert_eq!(office.balance("A"), [0, 400_000, 400_000]);
    office.is_whole();
}

#[test]
fn what_takes_back_a_bill_under_the_other_id_waits_until_they_are_joined() {
    let office = Office::new("city");
    office.night("2024-06-01", &Facts::of(&["A", "B"]).bill(of_8000("b1", "A")));
    office.night("2024-06-02", &bills(&[of_8000("b1", "B").revision("1").void()]));
    assert_eq!(told_in(&office, "unknown_voids.csv", &["member_id", "bill_id"]), ["B b1"]);
    assert_eq!(office.balance("A"), [400_000, 400_000, 0]);
    same_person(&office, "A", "B");
    office.night("2024-06-03", &Facts::default());
    assert_eq!(entitled(&office), 0);
}

#[test]
fn a_bill_that_goes_from_somebody_known_to_somebody_unknown_waits_and_is_on_the_list() {
    let office = Office::new("city");
    office.night("2024-06-01", &Facts::of(&["A"]).bill(of_8000("b1", "A")));
    office.night("2024-06-02", &bills(&[of_8000("b1", "Z").revision("1")]));
    assert_eq!(office.balance("A"), [0, 400_000, 400_000]);
    assert_eq!(told_in(&office, "pending.csv", &["member_id", "bill_id"]), ["Z b1"]);
    assert_eq!(waiting(&office), 1);
    office.night("2024-06-03", &bills(&[of_8000("b1", "A").revision("2")]));
    assert_eq!((office.balance("A"), waiting(&office)), ([400_000, 400_000, 0], 0));
    office.night("2024-06-04", &Facts::of(&["Z"]));
    assert_eq!(office.balance("Z"), [0, 0, 0]);
}

// Chance: groups of three ids, of which two may be one person's.

const GROUPS: u64 = 40;
const NIGHTS: u64 = 5;
const DAY: &str = "2024-06-01";
const IDS: usize = 3;

/// A row of a bill: whose, of which revision, and on which night it comes.
#[derive(Clone, Copy, Debug)]
struct BillRow {
    id: usize,
    revision: u64,
    is_void: bool,
    admission: &'static str,
    total: u64,
    night: u64,
}

#[derive(Debug)]
struct OneBill {
    number: String,
    settled_on: String,
    rows: Vec<BillRow>,
}

/// What becomes of a bill in the end.
#[derive(Clone, Copy, Debug)]
enum End {
    Void,
    /// This row holds.
    Holds(BillRow),
}

/// Three ids, and all that ever comes of them.
#[derive(Debug)]
struct Group {
    ids: [String; IDS],
    /// Before which night it is said that the second id is the first's too.
    joined: Option<u64>,
    /// Rows of members and of periods: whose, what, and on which night.
    members: Vec<(usize, String, u64)>,
    periods: Vec<(usize, String, u64)>,
    bills: Vec<OneBill>,
}

impl OneBill {
    fn row(&self, ids: &[String; IDS], row: &BillRow) -> String {
        let (revision, total) = (row.revision.to_string(), format!("{}.00", row.total));
        let bill = Bill::new(&self.number, &ids[row.id], &self.settled_on, &total);
        let bill = Bill { admission: row.admission, ..bill.revision(&revision) };
        if row.is_void { bill.void().row() } else { bill.row() }
    }
}

fn one_in(dice: &mut Dice, sides: u64) -> bool {
    dice.roll(sides) == 0
}

impl Group {
    fn tell(dice: &mut Dice, number: u64) -> Group {
        let ids = ["A", "B", "C"].map(|end| format!("G{number:02}{end}"));
        let joined = (!one_in(dice, 3)).then(|| dice.roll(NIGHTS));
        let (mut members, mut periods) = (Vec::new(), Vec::new());
        for (at, id) in ids.iter().enumerate() {
            let hardship = ["no", "yes"][dice.roll(2) as usize];
            if !one_in(dice, 4) {
                members.push((at, format!("1980-01-01,M,99.01,{hardship}"), dice.roll(NIGHTS)));
            }
            for year in [2023, 2024] {
                let row = format!("{id},city,{year}-01-01,{year}-12-31,1,2022-12-01,,");
                if !one_in(dice, 3) {
                    periods.push((at, row, dice.roll(NIGHTS)));
                }
            }
        }
        let bills = (0..1 + dice.roll(4)).map(|at| Group::bill(dice, number, at)).collect();
        Group { ids, joined, members, periods, bills }
    }

    /// A bill that goes from id to id by higher revisions, and rows that take it back.
    fn bill(dice: &mut Dice, group: u64, at: u64) -> OneBill {
        let (mut id, mut revision) = (dice.roll(IDS as u64) as usize, dice.roll(2));
        let mut rows = Vec::new();
        for _ in 0..1 + dice.roll(3) {
            let admission = ["2024-01-15", "2024-03-01"][dice.roll(2) as usize];
            let (total, night) = (300 + dice.roll(4_000), dice.roll(NIGHTS));
            rows.push(BillRow { id, revision, is_void: false, admission, total, night });
            id = if one_in(dice, 2) { dice.roll(IDS as u64) as usize } else { id };
            revision += 1 + dice.roll(2);
        }
        if one_in(dice, 2) {
            rows.push(Group::void(dice, &rows));
        }
        let (number, settled_on) = (format!("G{group:02}-{at}"), format!("2024-04-{:02}", 1 + at));
        OneBill { number, settled_on, rows }
    }

    /// A row that takes the bill back: of the revision of one of its rows, and then like that; or of another,
    /// and then perhaps of another id.
    fn void(dice: &mut Dice, rows: &[BillRow]) -> BillRow {
        let one = rows[dice.roll(rows.len() as u64) as usize];
        let row = BillRow { is_void: true, night: dice.roll(NIGHTS), ..one };
        let revision = one.revision + 1 + dice.roll(2);
        if one_in(dice, 2) || rows.iter().any(|row| row.revision == revision) {
            return row;
        }
        let id = if one_in(dice, 2) { dice.roll(IDS as u64) as usize } else { one.id };
        BillRow { id, revision, ..row }
    }

    /// The id that a person is told under.
    fn person(&self, id: usize) -> usize {
        if self.joined.is_some() && id == 1 { 0 } else { id }
    }

    /// The row that says who a person is, where any does: that of the main id first.
    fn row_of(&self, person: usize) -> Option<&str> {
        let rows = self.members.iter().filter(|(id, ..)| self.person(*id) == person);
        rows.min_by_key(|(id, ..)| *id).map(|(_, row, _)| row.as_str())
    }

    fn end(&self, bill: &OneBill) -> End {
        let finals = bill.rows.iter().filter(|row| !row.is_void);
        let last = *finals.max_by_key(|row| row.revision).expect("a bill has a row");
        let takes_back = |row: &&BillRow| {
            row.is_void
                && row.revision >= last.revision
                && self.person(row.id) == self.person(last.id)
        };
        if bill.rows.iter().any(|row| takes_back(&row)) { End::Void } else { End::Holds(last) }
    }

    /// What comes on a night, or on all of them.
    fn facts(&self, mut facts: Facts, of: Option<u64>) -> Facts {
        let comes = |night: u64| of.is_none_or(|of| of == night);
        for (id, row, _) in self.members.iter().filter(|row| comes(row.2)) {
            facts = facts.member_row(format!("{},{row}", self.ids[*id]));
        }
        for (_, row, _) in self.periods.iter().filter(|row| comes(row.2)) {
            facts = facts.enrolment(row.clone());
        }
        for bill in &self.bills {
            for row in bill.rows.iter().filter(|row| comes(row.night)) {
                facts = facts.bill_row(bill.row(&self.ids, row));
            }
        }
        facts
    }

    /// All that comes, night by night, for whoever looks for what went wrong.
    fn told(&self) -> String {
        let mut told = String::new();
        for night in 0..NIGHTS {
            let Facts { members, enrolments, bills } = self.facts(Facts::default(), Some(night));
            let joins = (self.joined == Some(night)).then_some("the first two ids are joined");
            let rows = members.iter().chain(&enrolments).chain(&bills).map(String::as_str);
            told.extend(joins.into_iter().chain(rows).map(|row| format!("\nnight {night}: {row}")));
        }
        told
    }

    /// The same as if each person had one id and each bill one row: what is known in the end.
    fn at_last(&self, mut facts: Facts) -> Facts {
        let known = |id: usize| self.row_of(self.person(id)).is_some();
        for person in 0..IDS {
            if let Some(row) = self.row_of(person) {
                facts = facts.member_row(format!("{},{row}", self.ids[person]));
            }
        }
        let mut periods = BTreeSet::new();
        for (id, row, _) in self.periods.iter().filter(|(id, ..)| known(*id)) {
            periods.insert(row.replace(&self.ids[*id], &self.ids[self.person(*id)]));
        }
        facts.enrolments.extend(periods);
        for bill in &self.bills {
            if let End::Holds(row) = self.end(bill)
                && known(row.id)
            {
                let row = BillRow { id: self.person(row.id), ..row };
                facts = facts.bill_row(bill.row(&self.ids, &row));
            }
        }
        facts
    }
}

/// It is said that two ids are one person's, from before the next night on.
fn join(office: &Office, [main, other, _]: &[String; IDS]) {
    let mut ledger = Ledger::open(&office.path("ledger"), Access::Write).unwrap();
    let act = Signed::new(Some("Li"), Day::parse(DAY).unwrap(), Some("a new card")).unwrap();
    ledger.add_fact(main, &ManualFact::SamePerson { other: other.clone() }, act).unwrap();
}

/// Of each person what all bills pay, and bill by bill, under whichever of the ids.
type Persons = BTreeMap<String, (i64, BTreeSet<String>)>;

fn persons(
    groups: &[Group],
    all: impl IntoIterator<Item = (String, (i64, Vec<String>))>,
) -> Persons {
    let mut main = BTreeMap::new();
    for group in groups {
        let person = |at: usize| group.ids[group.person(at)].clone();
        main.extend(group.ids.iter().enumerate().map(|(at, id)| (id.clone(), person(at))));
    }
    let mut persons = Persons::new();
    for (id, (entitled, decided)) in all {
        let of_person = persons.entry(main[&id].clone()).or_default();
        of_person.0 += entitled;
        of_person.1.extend(decided);
    }
    persons.retain(|_, (_, decided)| !decided.is_empty());
    persons
}

fn ended(office: &Office, groups: &[Group]) -> Persons {
    persons(
        groups,
        office.balances().into_iter().map(|(id, balance): (_, Balance)| (id, balance.told())),
    )
}

/// Every bill that ever came is decided for the person who has it in the end, or waits for somebody whom no
/// file of members named and was told to, or is void; and no more bills wait than that.
fn nothing_is_lost(office: &Office, groups: &[Group], pending: &BTreeSet<String>, seed: u64) {
    let mut decided: BTreeSet<String> = BTreeSet::new();
    for (id, balance) in office.balances() {
        let number = |line: &String| line.split(',').next().unwrap().to_owned();
        decided.extend(balance.decided.iter().map(|line| format!("{id} {}", number(line))));
    }
    let mut waits = 0;
    for group in groups {
        for bill in &group.bills {
            let number = &bill.number;
            let of = |id: &&String| decided.contains(&format!("{id} {number}"));
            let ids: Vec<usize> = (0..IDS).filter(|at| of(&&group.ids[*at])).collect();
            let why = format!("seed {seed}: {number} is decided of {ids:?}: {}", group.told());
            match group.end(bill) {
                End::Void => assert!(ids.is_empty(), "{why}"),
                End::Holds(row) if group.row_of(group.person(row.id)).is_some() => {
                    let person = group.person(row.id);
                    let of_person = ids.iter().all(|id| group.person(*id) == person);
                    assert!(ids.len() == 1 && of_person, "{why}");
                }
                End::Holds(_) => {
                    assert!(ids.is_empty() && pending.contains(number), "in no list: {why}");
                    waits += 1;
                }
            }
        }
    }
    assert_eq!(waiting(office), waits, "seed {seed}: bills that wait");
}

/// Plays groups of ids night by night.
fn holds(seed: u64) {
    let mut dice = Dice::new(seed);
    let groups: Vec<Group> = (0..GROUPS).map(|at| Group::tell(&mut dice, at)).collect();
    let facts = |of| groups.iter().fold(Facts::default(), |facts, group| group.facts(facts, of));
    let terms = || Terms::city(&HARDSHIP);
    let (office, mut pending) = (Office::under(terms()), BTreeSet::new());
    for night in 0..NIGHTS {
        let now = groups.iter().filter(|group| group.joined == Some(night));
        now.for_each(|group| join(&office, &group.ids));
        let report = office.night(DAY, &facts(Some(night)));
        let codes = report.summary.rejected_by_code;
        assert!(codes.is_empty(), "seed {seed}, night {night}: {codes:?}");
        pending.extend(told_in(&office, "pending.csv", &["bill_id"]));
    }
    // Once more with everybody joined from the start, and everything in one night.
    let fresh = Office::under(terms());
    groups.iter().filter(|group| group.joined.is_some()).for_each(|group| join(&fresh, &group.ids));
    fresh.night(DAY, &facts(None));
    let last = groups.iter().fold(Facts::default(), |facts, group| group.at_last(facts));
    let expected = persons(&groups, at_once(&terms(), &last));
    let (ended, at_once) = (self::ended(&office, &groups), self::ended(&fresh, &groups));
    for group in &groups {
        for id in &group.ids {
            let (ended, at_once) = (ended.get(id), at_once.get(id));
            let why = |when| format!("seed {seed}, {id}, {when}: {}", group.told());
            assert_eq!(ended, expected.get(id), "{}", why("over nights"));
            assert_eq!(at_once, expected.get(id), "{}", why("in one night"));
        }
    }
    nothing_is_lost(&office, &groups, &pending, seed);
    // All of it once more says nothing new.
    let told = office.night(DAY, &facts(None)).summary;
    assert_eq!((told.payments, told.changes), (0, 0), "seed {seed}");
    assert_eq!(self::ended(&office, &groups), ended, "seed {seed}");
    super::facts::come_to_the_same(&office);
}

#[test]
fn people_who_come_late_are_joined_and_get_bills_of_others_end_with_what_one_night_pays() {
    let (histories, seed) = (asked("HUZHU_HISTORIES", 140), asked("HUZHU_SEED", 1));
    for office in 0..histories.div_ceil(GROUPS) {
        holds(seed * 1_000_003 + office);
    }
}
