//! Whatever happens to members, and whatever is done about their payments: what the bank has and what is in
//! hand is what they are entitled to, what was written off and what is to be recovered; and of what is held nothing leaves.
//!
//! `HUZHU_HISTORIES=100000 HUZHU_SEED=7 cargo test --release --test all nightly::histories` looks at so many
//! members, from another seed.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;

use huzhu::accounting;
use huzhu::claim::Column;
use huzhu::date::Day;
use huzhu::ledger::{Access, Decided, Ledger, Name, RunId, Signed};
use huzhu::manual_facts::ManualFact;
use huzhu::money::Money;
use huzhu::payment::{
    self, CashState, Hold, HoldAct, Order, ReleaseChecks, ReleaseOutcome, Settlement,
};

use super::office::{Bill, Dice, Facts, Office, Terms, at_once, minor};

/// Members of one office: each has a history of its own, but for bills that go to another.
const MEMBERS: u64 = 100;
const NIGHTS: u64 = 9;

/// How many members are looked at, and where chance begins.
fn asked(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |text| text.parse().expect("a number"))
}

/// A bill as it was sent last.
#[derive(Clone)]
struct Known {
    member: u64,
    revision: u64,
}

/// What the files of the bank say: of each payment what left, whose it is, and whether it came back.
#[derive(Default)]
struct Bank {
    sent: BTreeMap<String, (String, i64)>,
    back: BTreeSet<String>,
}

impl Bank {
    /// What the bank has of each member.
    fn has(&self) -> BTreeMap<String, i64> {
        let mut has = BTreeMap::new();
        for (_, (member, amount)) in self.sent.iter().filter(|(id, _)| !self.back.contains(*id)) {
            *has.entry(member.clone()).or_default() += amount;
        }
        has
    }
}

/// What was ever sent.
#[derive(Clone)]
struct Sent {
    bills: BTreeMap<String, Known>,
    facts: Facts,
}

struct Histories {
    office: Office,
    /// `[scheme.corrections]` of its rules.
    corrections: String,
    dice: Dice,
    bank: Bank,
    bills: BTreeMap<String, Known>,
    facts: Facts,
    /// Ids of one person, the other and the one that all is told under.
    same: Vec<(String, String)>,
    by_hand: BTreeSet<String>,
    /// Of each person the bills and ids that are held now, and the least that the bank had since.
    held: BTreeMap<String, (BTreeSet<String>, i64)>,
    day: String,
    files: u64,
}

/// Who may bear a benefit.
const FUNDERS: [&str; 4] = [
    "\"union\"",
    "{ union = \"33.3%\", county = \"33.3%\", office = \"rest\" }",
    "{ county = \"60%\", union = \"rest\" }",
    "\"office\"",
];

/// The city benchmark with these corrections, of which these bear medical aid and daily money.
fn funded(corrections: &str, by: [&str; 2]) -> Terms {
    let corrections = format!("\n[scheme.corrections]\n{corrections}\n[parameters]");
    let is_named = |name: &&str| by.iter().any(|funder| funder.contains(*name));
    let funder = |name| {
        format!("[[funder]]\nid = \"{name}\"\ntitle = {{ zh = \"{name}\", en = \"{name}\" }}\n\n")
    };
    let funders = ["office", "union", "county"].into_iter().filter(is_named);
    let plan = funders.map(funder).collect::<String>() + "[[plan]]";
    let [medical, daily] = by.map(|funder| format!("funder = {funder}\nplan = \"city\""));
    let below = |id: &str| format!("id = \"{id}\"\nplan = \"city\"");
    let of = |id: &str, funder: &str| format!("id = \"{id}\"\n{funder}");
    Terms::city(&[
        ("\n[parameters]", &corrections),
        ("[[plan]]", &plan),
        (&below("reimbursement"), &of("reimbursement", &medical)),
        (&below("per_diem"), &of("per_diem", &daily)),
    ])
}

fn id(member: u64) -> String {
    format!("P{member:03}")
}

fn signed(day: &str) -> Signed {
    Signed::new(Some("Li"), Day::parse(day).unwrap(), Some("by chance")).unwrap()
}

/// Sums of a person.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    entitled: i64,
    stood: i64,
    /// What entries say is to be set off: recoveries less what was set off.
    owed: i64,
    in_hand: i64,
    gone: i64,
    /// What bills pay that are held.
    held: i64,
    /// What the person paid back.
    repaid: i64,
}

impl Histories {
    fn begin(seed: u64) -> Histories {
        let mut dice = Dice::new(seed);
        let corrections = [
            "stands_below = \"0\"\norder_of_bills = \"recovers\"\nrevisions = \"replace\"",
            "stands_below = \"0\"\norder_of_bills = \"stands\"\nrevisions = \"replace\"",
            "stands_below = \"60\"\norder_of_bills = \"stands\"\nrevisions = \"replace\"",
        ];
        let corrections = corrections[dice.roll(3) as usize].to_owned();
        let terms = funded(&corrections, [FUNDERS[0], FUNDERS[1]]);
        let office = Office { releases: false, ..Office::under(terms) };
        let mut facts = Facts::default();
        for member in 0..MEMBERS {
            facts = facts.member(&id(member)).enrolled(&id(member));
        }
        let (bank, bills, same, by_hand, held) = Default::default();
        let day = "2024-06-01".to_owned();
        Histories {
            office,
            corrections,
            dice,
            bank,
            bills,
            facts,
            same,
            by_hand,
            held,
            day,
            files: 0,
        }
    }

    fn ledger(&self, access: Access) -> Ledger {
        Ledger::open(&self.office.path("ledger"), access).unwrap()
    }

    /// The id that all of a person is told under.
    fn person(&self, id: &str) -> String {
        let main = self.same.iter().find(|(other, _)| other == id);
        main.map_or_else(|| id.to_owned(), |(_, main)| main.clone())
    }

    /// A row of a bill: new, corrected, void, or gone to another member.
    fn bill(&mut self, member: u64) -> String {
        let number = format!("{}-{}", id(member), self.dice.roll(4));
        let known = self.bills.get(&number).cloned();
        let moves = self.dice.roll(12) == 0;
        let whose = if moves { self.dice.roll(MEMBERS) } else { member };
        let member =
            if moves { whose } else { known.as_ref().map_or(member, |known| known.member) };
        let revision = known.map_or(1, |known| known.revision + 1);
        self.bills.insert(number.clone(), Known { member, revision });
        let status = if revision > 1 && self.dice.roll(4) == 0 { "void" } else { "final" };
        let (revision, total) =
            (revision.to_string(), format!("{}.00", 50 + self.dice.roll(3_000)));
        let settled_on = format!("2024-04-{:02}", 1 + self.dice.roll(28));
        let bill = Bill::new(&number, "", &settled_on, &total);
        Bill { member: &id(member), revision: &revision, status, ..bill }.row()
    }

    fn night(&mut self, number: u64) {
        self.day = format!("2024-{:02}-{:02}", 6 + number / 3, 1 + number);
        let mut tonight = Facts::default();
        if number == 0 {
            tonight = self.facts.clone();
        }
        for member in 0..MEMBERS {
            if self.dice.roll(3) == 0 {
                let row = self.bill(member);
                tonight.bills.push(row);
            }
        }
        // Of one bill one row a night.
        let mut seen = HashSet::new();
        tonight.bills.reverse();
        tonight.bills.retain(|row| seen.insert(row.split(',').next().unwrap().to_owned()));
        self.facts.bills.extend(tonight.bills.iter().cloned());
        self.office.night(&self.day, &tonight);
        self.adds_up("night");
        self.funders_add_up(&[&self.day[..7]]);
        for (person, sums) in self.sums() {
            let Sums { entitled, stood, in_hand, gone, .. } = sums;
            let owes = gone + in_hand - entitled - stood;
            assert!(
                owes + stood <= gone.max(0),
                "only what left is owed or let stand: {person}: {sums:?}"
            );
        }
    }

    /// Something that is done about payments.
    fn act(&mut self) {
        match self.dice.roll(14) {
            0..2 => self.payees(),
            2..6 => self.release(),
            6..8 => self.returned(),
            8 => self.hold(HoldAct::Hold),
            9 => self.hold(HoldAct::Unhold),
            10 => self.hold(HoldAct::Stop),
            11..13 => self.settles(),
            _ => self.by_hand(),
        }
        self.adds_up("act");
    }

    fn payees(&mut self) {
        let mut rows = "member_id,kind,payee,account\n".to_owned();
        for member in 0..MEMBERS {
            if self.dice.roll(2) == 0 {
                rows += &format!("{},member,Somebody,{}\n", id(member), self.dice.roll(3));
            }
        }
        fs::write(self.office.path("payees.csv"), rows).unwrap();
        let mut ledger = self.ledger(Access::Write);
        payment::read_payees(&mut ledger, &self.office.path("payees.csv"), &signed(&self.day))
            .unwrap();
    }

    fn hold(&mut self, act: HoldAct) {
        for _ in 0..6 {
            let mut ledger = self.ledger(Access::Write);
            let hands = payment::payments_in_hand(&ledger).unwrap();
            let (what, named) = match self.dice.roll(3) {
                0 => (Hold::Member, id(self.dice.roll(MEMBERS))),
                1 => {
                    let bills: Vec<&String> = self.bills.keys().collect();
                    (Hold::Bill, bills[self.dice.roll(bills.len() as u64) as usize].clone())
                }
                _ if hands.is_empty() => continue,
                _ => (Hold::Payment, hands[self.dice.roll(hands.len() as u64) as usize].id.clone()),
            };
            // It may be held already, or not be held.
            let _ = payment::hold(&mut ledger, act, what, &named, signed(&self.day));
        }
    }

    /// Some who owe something pay back a part of it, and of some a part is waived.
    fn settles(&mut self) {
        let before = self.sums();
        for (person, sums) in &before {
            let owes = sums.gone + sums.in_hand - sums.entitled - sums.stood;
            if owes == 0 || self.dice.roll(6) > 0 {
                continue;
            }
            let minor = 1 + self.dice.roll(owes as u64 + 5) as i64;
            let is_repaid = self.dice.roll(3) > 0;
            let how = if is_repaid { Settlement::Repaid(None) } else { Settlement::Waived };
            let second = Name::new("Wang").unwrap();
            let signed = signed(&self.day).agreed_by(Some(second)).unwrap();
            let amount = (&how, Money::from_minor(minor));
            let mut ledger = self.ledger(Access::Write);
            if let Ok(settled) = payment::settle(&mut ledger, person, amount, &signed) {
                assert!(minor <= owes && settled.before.minor() <= owes, "{person}: {sums:?}");
            }
        }
    }

    /// An amount of a bill is disallowed, be it more than the bill has; or one that was is allowed again.
    fn disallows(&mut self) {
        let mut ledger = self.ledger(Access::Write);
        let bills: Vec<&String> = self.bills.keys().collect();
        let bill_id = bills[self.dice.roll(bills.len() as u64) as usize].clone();
        let member = self.person(&id(self.bills[&bill_id].member));
        self.by_hand.insert(member.clone());
        let (column, amount) = (Column::InScope, Money::from_minor(10_000));
        let fact = match self.dice.roll(3) {
            0 => ManualFact::Allow { bill_id, column, amount },
            _ => ManualFact::Disallow { bill_id, column, amount },
        };
        ledger.add_fact(&member, &fact, signed(&self.day)).unwrap();
    }

    /// A decision by hand, a disallowed amount, or two ids of one person.
    fn by_hand(&mut self) {
        if self.dice.roll(3) == 0 {
            return self.disallows();
        }
        let mut ledger = self.ledger(Access::Write);
        if self.dice.roll(2) == 0 {
            let bills: Vec<&String> = self.bills.keys().collect();
            let bill_id = bills[self.dice.roll(bills.len() as u64) as usize].clone();
            let member = self.person(&id(self.bills[&bill_id].member));
            let amount = self.dice.roll(100_000) as i64;
            let benefit = self.office.terms.book.benefits()[0].clone();
            self.by_hand.insert(member.clone());
            let saying =
                ManualFact::Override { bill_id, benefit, amount: Money::from_minor(amount) };
            ledger.add_fact(&member, &saying, signed(&self.day)).unwrap();
        } else {
            let (main, other) = (id(self.dice.roll(MEMBERS)), id(self.dice.roll(MEMBERS)));
            let is_joined =
                |id: &String| self.same.iter().any(|(one, main)| one == id || main == id);
            if main == other || is_joined(&main) || is_joined(&other) {
                return;
            }
            let saying = ManualFact::SamePerson { other: other.clone() };
            ledger.add_fact(&main, &saying, signed(&self.day)).unwrap();
            self.same.push((other, main));
        }
    }

    /// The newest run.
    fn newest(&self) -> RunId {
        self.ledger(Access::Read).next_run().unwrap().before()
    }

    /// Takes back a night, where nothing of it was released and none came after; `before` is what was known before it.
    fn take_back(&mut self, run: RunId, before: Sent) {
        let mut ledger = self.ledger(Access::Write);
        let done = payment::take_back(&mut ledger, run, signed(&self.day));
        drop(ledger);
        match done {
            Ok(_) => (self.bills, self.facts) = (before.bills, before.facts),
            Err(why) => {
                let stands = ["released something", "came after"];
                assert!(stands.iter().any(|known| why.to_string().contains(known)), "{why}");
            }
        }
        self.office.cash_is_accounted_for();
        self.adds_up("taken back");
    }

    fn returned(&mut self) {
        let out: Vec<String> =
            self.bank.sent.keys().filter(|id| !self.bank.back.contains(*id)).cloned().collect();
        let back: Vec<String> = out.into_iter().filter(|_| self.dice.roll(4) == 0).collect();
        if back.is_empty() {
            return;
        }
        self.files += 1;
        let rows: String = back.iter().map(|id| format!("{id},file {}\n", self.files)).collect();
        fs::write(self.office.path("back.csv"), format!("payment_id,reason\n{rows}")).unwrap();
        let mut ledger = self.ledger(Access::Write);
        let back_file = self.office.path("back.csv");
        let read =
            payment::read_returns(&mut ledger, &back_file, &signed(&self.day), false).unwrap();
        assert_eq!(read.returned, back.len() as u64);
        self.bank.back.extend(back);
    }

    /// Releases a run by chance. Nothing leaves that is not due, and no payment twice.
    fn release(&mut self) {
        let runs = self.ledger(Access::Read).next_run().unwrap().before().number();
        let run = 1 + self.dice.roll(runs as u64) as i64;
        let share = self.dice.roll(3);
        let resend = self.bank.back.iter().filter(|_| self.dice.roll(3) < share).cloned().collect();
        self.release_run(run, resend);
    }

    fn release_run(&mut self, run: i64, resend: HashSet<String>) {
        let before = self.sums();
        let out = self.office.path("bank.csv");
        let mut ledger = self.ledger(Access::Write);
        let in_hand: BTreeMap<String, CashState> = payment::payments_in_hand(&ledger)
            .unwrap()
            .into_iter()
            .map(|one| (one.id, one.state))
            .collect();
        let resend = resend.into_iter().filter(|id| in_hand.contains_key(id)).collect();
        let order = Order {
            act: signed(&self.day),
            second_person: false,
            checks: ReleaseChecks::default(),
            resend,
            again: false,
            bank: None,
            out: &out,
        };
        let Ok(ReleaseOutcome::Released(released)) =
            payment::release(&mut ledger, run.into(), &order)
        else {
            return;
        };
        drop(ledger);
        let file = fs::read_to_string(&out).unwrap();
        fs::remove_file(&out).unwrap();
        fs::remove_file(self.office.path("bank.csv.json")).unwrap();
        if released.again {
            return;
        }
        let holds = payment::holds(&self.ledger(Access::Read)).unwrap();
        for line in file.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let (id, member, amount) = (cells[0], cells[1], minor(cells[5]));
            assert!(!holds.has(Hold::Payment, id) && !holds.has(Hold::Member, member), "{line}");
            let earlier = self.bank.sent.insert(id.to_owned(), (member.to_owned(), amount));
            if let Some(earlier) = earlier {
                assert!(self.bank.back.remove(id), "{id} leaves twice");
                assert_eq!(earlier, (member.to_owned(), amount), "{id} is another payment");
            }
        }
        for (person, sums) in self.sums() {
            let before = before.get(&person).copied().unwrap_or_default();
            let due = sums.entitled + sums.stood.min(before.gone.max(0));
            assert!(sums.gone <= due.max(before.gone), "{person}: {sums:?} after {before:?}");
            let (held, least) = self.held.get(&person).cloned().unwrap_or_default();
            let others = least + sums.stood + sums.entitled - sums.held;
            assert!(
                held.is_empty() || sums.gone <= others.max(before.gone),
                "only what is not held leaves: {person}: {sums:?} after {before:?}, {held:?}, {least}"
            );
        }
    }

    /// Looks who has bills that are held, and what the bank had least since these are.
    fn look_at_holds(&mut self) {
        let mut now: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (member, bill, _) in self.held_bills() {
            now.entry(self.person(&member)).or_default().extend([member, bill]);
        }
        let gone: BTreeMap<String, i64> =
            self.sums().into_iter().map(|(person, sums)| (person, sums.gone)).collect();
        let before = std::mem::take(&mut self.held);
        for (person, mut held) in now {
            // Two ids of one person have more than one.
            held.extend(
                self.same.iter().filter(|(_, main)| *main == person).map(|(id, _)| id.clone()),
            );
            let gone = gone[&person];
            let least = match before.get(&person) {
                Some((same, least)) if *same == held => gone.min(*least),
                _ => gone,
            };
            self.held.insert(person, (held, least));
        }
    }

    /// The member, the bill and what it pays, of each bill that is held.
    fn held_bills(&self) -> Vec<(String, String, i64)> {
        let holds = payment::holds(&self.ledger(Access::Read)).unwrap();
        let mut found = Vec::new();
        for (member, balance) in self.office.balances() {
            for decided in Decided::read(&balance.decided.join("\n")).unwrap() {
                if holds.has(Hold::Bill, &decided.bill_id) {
                    let pays = decided.payable();
                    found.push((member.clone(), decided.bill_id, pays.minor()));
                }
            }
        }
        found
    }

    /// Sums of each person, from files of the bank, newest postings and their entries.
    fn sums(&self) -> BTreeMap<String, Sums> {
        let mut all: BTreeMap<String, Sums> = BTreeMap::new();
        for (member, balance) in self.office.balances() {
            let sums = all.entry(self.person(&member)).or_default();
            sums.entitled += balance.entitled;
            sums.stood += balance.stood;
        }
        let owed = "SELECT m.id, sum(CASE WHEN e.kind IN ('set_off', 'stood') THEN -e.amount ELSE e.amount END) \
                    FROM entry e JOIN posting p ON p.no = e.posting JOIN member m ON m.no = p.member \
                    WHERE e.kind IN ('recovery', 'set_off', 'repaid') OR e.reason = 'waived' GROUP BY 1";
        for (member, owed) in self.office.sums(owed) {
            all.entry(self.person(&member)).or_default().owed += owed;
        }
        for part in payment::payments_in_hand(&self.ledger(Access::Read)).unwrap() {
            all.entry(self.person(&part.member_id)).or_default().in_hand += part.amount.minor();
        }
        for (member, gone) in self.bank.has() {
            all.entry(self.person(&member)).or_default().gone += gone;
        }
        // What a member paid back the bank has no more.
        let repaid = "SELECT m.id, sum(e.amount) FROM entry e JOIN posting p ON p.no = e.posting \
                      JOIN member m ON m.no = p.member WHERE e.kind = 'repaid' GROUP BY 1";
        for (member, repaid) in self.office.sums(repaid) {
            let sums = all.entry(self.person(&member)).or_default();
            (sums.gone, sums.repaid) = (sums.gone + repaid, sums.repaid - repaid);
        }
        for (member, _, pays) in self.held_bills() {
            all.entry(self.person(&member)).or_default().held += pays;
        }
        all
    }

    /// The identity of every person, after whatever was done: `gone + in hand = entitled + stood + owed`.
    fn adds_up(&mut self, after: &str) {
        self.look_at_holds();
        let month = accounting::roll_forward(&self.ledger(Access::Read), None).unwrap();
        assert!(month.adds_up(), "{after}: {month:#?}");
        let stands = self.office.terms.book.corrections().stands_below.minor() > 0;
        for (person, sums) in self.sums() {
            let Sums { entitled, stood, owed, in_hand, gone, .. } = sums;
            let owes = gone + in_hand - entitled - stood;
            // Who paid back what the bank then sends back has less than nothing of it: that is due.
            let is_out = gone + sums.repaid >= 0;
            assert!(owes >= 0 && in_hand >= 0 && is_out, "{after}: {person}: {sums:?}");
            // With what is let stand an earlier debt may go too: then entries say more.
            let is_right = if stands { owes <= owed } else { owes == owed };
            assert!(is_right, "{after}: {person}: {sums:?}");
        }
    }

    /// What moved of all funders is what moved, in every column and month.
    fn funders_add_up(&self, months: &[&str]) {
        let ledger = self.ledger(Access::Read);
        for month in months {
            let rolled = accounting::roll_forward(&ledger, Some(month.parse().unwrap())).unwrap();
            assert!(rolled.adds_up(), "{rolled:#?}");
            let is_right = |one: &accounting::Funded| one.recoverable >= Money::ZERO;
            assert!(rolled.funders.iter().all(is_right), "{rolled:#?}");
        }
    }

    /// What each funder bears, from the first day to the last.
    fn borne(&self) -> Vec<accounting::Funded> {
        let month = Some("2024-09".parse().unwrap());
        accounting::roll_forward(&self.ledger(Access::Read), month).unwrap().funders
    }

    /// Other funders bear the benefits from now on, which moves nothing that was borne.
    fn refund(&mut self) {
        let before = self.borne();
        let [one, other] = [0, 0].map(|_: u64| self.dice.roll(FUNDERS.len() as u64) as usize);
        self.office.terms = funded(&self.corrections, [FUNDERS[one], FUNDERS[other]]);
        self.office.night(&self.day, &Facts::default());
        assert_eq!(self.borne(), before);
    }

    /// Everything is let go, everybody has a payee, and all that is due leaves.
    fn end(&mut self) {
        let mut ledger = self.ledger(Access::Write);
        let held: Vec<(Hold, String)> = payment::holds(&ledger)
            .unwrap()
            .iter()
            .map(|(what, id, _)| (what, id.to_owned()))
            .collect();
        for (what, id) in held {
            payment::hold(&mut ledger, HoldAct::Unhold, what, &id, signed(&self.day)).unwrap();
        }
        drop(ledger);
        for round in 0..2 {
            self.day = format!("2024-09-{:02}", 1 + round);
            self.office.night(&self.day, &Facts::default());
            self.office.everybody_has_a_payee();
            for run in 1..self.ledger(Access::Read).next_run().unwrap().number() {
                let back = self.bank.back.iter().cloned().collect();
                self.release_run(run, back);
                self.adds_up("end");
            }
        }
        let at_once = at_once(&self.office.terms, &self.facts);
        for (person, sums) in self.sums() {
            assert_eq!(sums.in_hand, 0, "{person}: {sums:?}");
            let is_plain = self.person(&person) == person
                && !self.same.iter().any(|(_, main)| *main == person)
                && !self.by_hand.contains(&person);
            if is_plain {
                let pays = at_once.get(&person).map_or(0, |one| one.0);
                assert_eq!(sums.entitled, pays, "{person}: {sums:?}");
            }
        }
        super::facts::come_to_the_same(&self.office);
    }
}

#[test]
fn what_left_and_what_is_in_hand_is_what_is_due_written_off_and_to_be_recovered() {
    let (histories, seed) = (asked("HUZHU_HISTORIES", 40), asked("HUZHU_SEED", 1));
    for office in 0..histories.div_ceil(MEMBERS) {
        let mut all = Histories::begin(seed * 1_000_003 + office);
        for night in 0..NIGHTS {
            let before = Sent { bills: all.bills.clone(), facts: all.facts.clone() };
            all.night(night);
            let run = all.newest();
            if night % 3 == 1 {
                all.refund();
            }
            for _ in 0..4 {
                all.act();
            }
            if night > 0 && all.dice.roll(2) == 0 {
                all.take_back(run, before);
            }
        }
        all.end();
        all.funders_add_up(&["2024-06", "2024-07", "2024-08", "2024-09"]);
    }
}
