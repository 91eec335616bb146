//! Every command that writes is killed at some moment and run again, beside a twin of the office in which
//! nobody is killed: both end with the same ledger and the same files for the bank.
//!
//! `HUZHU_KILLS=500 HUZHU_SEED=7 cargo test --test all every_command -- --nocapture` kills more often, at
//! other moments, and tells how many commands were killed and how many of them had been done by then.

use std::collections::BTreeMap;
use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::desk::{Desk, asked, difference, said, told};
use super::office::{Bill, Dice, Facts, home};

/// Kills in a run of all tests.
const KILLS: u64 = 40;
/// Whether a copy or a list that was being written when its command was killed is removed by the next one.
/// What is left of one is not looked at as long as it is not.
const SWEEPS: bool = true;
const MEMBERS: u64 = 12;

/// What a kill came to.
#[derive(Clone, Copy, Default)]
struct Count {
    kills: u64,
    /// Commands that had ended by themselves.
    ended: u64,
    /// Of those that were killed, what they were to do was done.
    landed: u64,
}

/// Two offices, of which one has its commands killed.
struct Campaign {
    killed: Desk,
    twin: Desk,
    dice: Dice,
    /// How long commands usually take.
    lasts: BTreeMap<String, Duration>,
    counts: BTreeMap<String, Count>,
    left: u64,
}

impl Campaign {
    fn begin(kills: u64, seed: u64) -> Campaign {
        let [killed, twin] = [Desk::new(), Desk::new()];
        let (lasts, counts) = (BTreeMap::new(), BTreeMap::new());
        Campaign { killed, twin, dice: Dice::new(seed), lasts, counts, left: kills }
    }

    fn facts(&self, facts: &Facts) {
        self.killed.facts(facts);
        self.twin.facts(facts);
    }

    fn write(&self, name: &str, text: &str) {
        self.killed.write(name, text);
        self.twin.write(name, text);
    }

    /// Runs a command that nobody kills.
    fn quiet(&self, arguments: &[&str]) {
        self.killed.does(&on(&self.killed, arguments));
        self.twin.does(&on(&self.twin, arguments));
    }

    /// Runs a command, which is killed in one of the two offices and run again.
    fn step(&mut self, name: &str, arguments: &[&str]) {
        if self.left == 0 {
            return self.quiet(arguments);
        }
        self.left -= 1;
        let number = self.counts.values().map(|count| count.kills).sum::<u64>();
        let when = format!("kill {number}, {name}");
        let mine = on(&self.twin, arguments);
        let begun = Instant::now();
        let undisturbed = self.twin.run(&mine);
        let usual = self.lasts.entry(name.to_owned()).or_insert(begun.elapsed());
        *usual = (*usual * 3 + begun.elapsed()) / 4;
        let lasts = *usual;
        assert!(undisturbed.status.success(), "{when}: {}", told(&undisturbed));

        let theirs = on(&self.killed, arguments);
        let before = self.killed.rows();
        let ended = self.kill(&theirs, lasts);
        self.verify(&when);
        // What makes a file is done when it is there.
        let makes = ["backup", "export", "new"]
            .contains(&name)
            .then(|| self.killed.path(theirs.last().unwrap()));
        let landed = match makes {
            Some(file) => file.exists(),
            None => self.killed.rows() != before,
        };
        let count = self.counts.entry(name.to_owned()).or_default();
        count.kills += 1;
        count.ended += u64::from(ended);
        count.landed += u64::from(landed && !ended);

        let mut again = self.killed.run(&theirs);
        if told(&again).contains("`--again` writes") {
            again = self.killed.run(&[&theirs[..], &["--again"]].concat());
        }
        assert!(!told(&again).contains("panicked"), "{when}: {}", told(&again));
        let is_done = landed || ended;
        assert!(
            again.status.success() || is_done && again.status.code() == Some(1),
            "{when}: {}",
            told(&again)
        );
        self.compare(&when);
    }

    /// Kills a command at some moment of its time, or soon after it has begun to write. Whether it had
    /// ended by itself.
    fn kill(&mut self, arguments: &[&str], lasts: Duration) -> bool {
        let left = self.killed.left();
        let mut command = self.killed.command(arguments);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        if self.dice.roll(2) == 0 {
            thread::sleep(lasts * self.dice.roll(1_100) as u32 / 1_000);
        } else {
            let begun = Instant::now();
            while begun.elapsed() < lasts * 2 && self.killed.left() == left {
                thread::sleep(Duration::from_micros(50));
            }
            thread::sleep(Duration::from_micros(self.dice.roll(15_000)));
        }
        child.kill().unwrap();
        child.wait().unwrap().code().is_some()
    }

    /// The ledger is whole, or was just about to be replaced.
    fn verify(&self, when: &str) {
        let output = self.killed.run(&["ledger", "verify", "ledger"]);
        let is_replaced = told(&output).contains("has a second name");
        assert!(output.status.success() || is_replaced, "{when}: {}", told(&output));
    }

    fn compare(&self, when: &str) {
        let (one, other) = (self.killed.said(), self.twin.said());
        assert!(one == other, "{when}: {}", difference(&one, &other));
        assert_eq!(self.killed.bank(), self.twin.bank(), "{when}");
        self.killed.nothing_is_paid_twice(when);
        let mut left = self.killed.left();
        left.retain(|name| SWEEPS || name == "ledger-journal" || name.starts_with(".huzhu."));
        assert_eq!(left, [""; 0], "{when}");
    }
}

/// The arguments, with the newest run of an office that pays in the place of `RUN`, and the newest of all in that of
/// `NEWEST`.
fn on<'a>(desk: &Desk, arguments: &[&'a str]) -> Vec<&'a str> {
    let run = || {
        desk.one::<i64>("SELECT max(run) FROM payment_in_force WHERE part_of IS NULL").to_string()
    };
    let text = |argument: &&'a str| match *argument {
        "RUN" => &*run().leak(),
        "NEWEST" => desk.one::<i64>("SELECT max(no) FROM run").to_string().leak(),
        argument => argument,
    };
    arguments.iter().map(text).collect()
}

fn night(day: &str) -> Vec<&str> {
    let mut arguments = vec!["batch", "--rules", "rules", "--data", "data", "--ledger", "ledger"];
    arguments.extend(["--out", "out", "--by", "Zhao", "--threads", "1", "--posted-on", day]);
    arguments
}

fn release<'a>(day: &'a str, out: &'a str) -> Vec<&'a str> {
    vec![
        "ledger", "release", "ledger", "RUN", "--by", "Li", "--on", day, "--reason", "seen",
        "--out", out,
    ]
}

/// `huzhu ledger COMMAND` by Li on a day, for a reason.
fn act<'a>(command: &'a str, rest: &[&'a str], day: &'a str) -> Vec<&'a str> {
    let mut arguments = vec!["ledger", command, "ledger"];
    arguments.extend(rest);
    arguments.extend(["--by", "Li", "--reason", "a test", "--on", day]);
    arguments
}

/// What comes on a night: in the first round everybody, in each a person under a second id, and bills.
fn tonight(round: u64, part: u64, dice: &mut Dice) -> Facts {
    let ids: Vec<String> = (0..MEMBERS).map(|person| format!("P{person:02}")).collect();
    let mut facts = Facts::default();
    if (round, part) == (0, 0) {
        facts = Facts::of(&ids.iter().map(String::as_str).collect::<Vec<_>>());
    }
    if part == 0 {
        let other = format!("Q{round:04}");
        facts = facts.member(&other).enrolled(&other);
        let bill = format!("Y{round}");
        facts = facts.bill(Bill::new(&bill, &other, "2024-05-01", "1500.00"));
    }
    for number in 0..4 {
        // New ones, and corrections of earlier ones, some of which are taken back.
        let bill =
            if number < 2 { round * 8 + part * 2 + number } else { dice.roll(round * 8 + 1) };
        let id = &ids[(bill % MEMBERS) as usize];
        let (bill, revision) = (format!("X{bill}"), (round * 3 + part + 1).to_string());
        let total = format!("{}.00", 900 + dice.roll(3_000));
        let status = if dice.roll(6) == 0 { "void" } else { "final" };
        let bill =
            Bill { revision: &revision, status, ..Bill::new(&bill, id, "2024-05-01", &total) };
        if !facts.bills.iter().any(|row| row.starts_with(&format!("{},", bill.id))) {
            facts = facts.bill(bill);
        }
    }
    facts
}

/// A day of 2024 for a part of a round.
fn day(round: u64, part: u64) -> String {
    let day = round * 3 + part;
    format!("2024-{:02}-{:02}", 6 + day / 28 % 6, 1 + day % 28)
}

/// One round: all that an office does.
fn round(campaign: &mut Campaign, round: u64, facts: &mut Dice) {
    let [first, second, third] = [0, 1, 2].map(|part| day(round, part));
    let at = |name: &str, end: &str| format!("{name}-{round:04}{end}");
    campaign.facts(&tonight(round, 0, facts));
    campaign.step("night", &night(&first));

    let ids = (0..MEMBERS).map(|person| format!("P{person:02}")).chain([format!("Q{round:04}")]);
    let rows: String = ids.map(|id| format!("{id},member,Somebody,6222 {round}\n")).collect();
    campaign.write("payees.csv", &format!("member_id,kind,payee,account\n{rows}"));
    campaign.step("payees", &["ledger", "payees", "ledger", "payees.csv", "--by", "Wu"]);

    let free = "FROM payment p WHERE in_hand > 0 AND no NOT IN (SELECT payment FROM transfer)";
    let payment: String = campaign.twin.one(&format!("SELECT id {free} ORDER BY no DESC LIMIT 1"));
    campaign.step("hold", &act("hold", &["--payment", &payment], &first));
    if campaign.twin.one::<i64>(&format!("SELECT count(*) {free}")) > 1 {
        campaign.step("release", &release(&first, &at("bank", "-a.csv")));
    }
    campaign.step("unhold", &act("unhold", &["--payment", &payment], &first));
    campaign.step("release", &release(&first, &at("bank", "-b.csv")));

    let back =
        "SELECT p.id FROM payment p JOIN transfer t ON t.payment = p.no ORDER BY t.no DESC LIMIT 1";
    let back: String = campaign.twin.one(back);
    campaign.write("returned.csv", &format!("payment_id,reason\n{back},closed account {round}\n"));
    campaign.step(
        "returned",
        &["ledger", "returned", "ledger", "returned.csv", "--by", "Li", "--on", &first],
    );

    let other = format!("Q{round:04}");
    let person = format!("P{:02}", round % MEMBERS);
    let mut joined = act("same-person", &[&person, &other], &first);
    joined.extend(["--second", "Wang"]);
    campaign.step("same-person", &joined);
    let (bill, amount) = (format!("Y{round}"), format!("{}.00", 300 + round % 100));
    let mut by_hand = act("override", &[&bill, "reimbursement", &amount], &first);
    by_hand.extend(["--second", "Wang"]);
    campaign.step("override", &by_hand);

    campaign.facts(&tonight(round, 1, facts));
    campaign.step("night", &night(&second));
    if has_to_pay(&campaign.twin) {
        campaign.step("release", &release(&second, &at("bank", "-c.csv")));
    }

    campaign.step("backup", &["ledger", "backup", "ledger", &at("backup", "")]);
    copies_are_whole(campaign, &at("backup", ""));
    campaign.step("export", &["ledger", "export", "ledger", "--to", &at("export", ".journal")]);
    exports_are_whole(campaign, &at("export", ".journal"));

    campaign.facts(&tonight(round, 3, facts));
    // One that is done and run again would be two, of which the newest is taken back.
    campaign.quiet(&night(&second));
    campaign.step("take-back", &act("take-back", &["NEWEST"], &second));
    campaign.step("lock", &act("lock", &["2024-06"], &second));
    campaign.step("unlock", &act("unlock", &["2024-06"], &second));

    campaign.facts(&tonight(round, 2, facts));
    campaign.step("night", &night(&third));
    if has_to_pay(&campaign.twin) {
        campaign.step("release", &release(&third, &at("bank", "-d.csv")));
        let (backup, sent) = (at("backup", ""), at("bank", "-d.csv"));
        let restore = ["ledger", "restore", &backup, "ledger", "--sent", &sent, "--by", "Li"];
        campaign.step("restore", &[&restore[..], &["--reason", "a test"]].concat());
        campaign.step("night", &night(&third));
    }
    let other = at("other", "");
    campaign.step("new", &["ledger", "new", &other]);
    for desk in [&campaign.killed, &campaign.twin] {
        desk.is_whole(&format!("round {round}"));
    }
}

/// Whether the newest night that posted anything prepared a payment.
fn has_to_pay(desk: &Desk) -> bool {
    desk.one("SELECT (SELECT max(run) FROM posting_in_force) IN (SELECT run FROM payment WHERE in_hand > 0)")
}

/// A backup says what its ledger does.
fn copies_are_whole(campaign: &Campaign, name: &str) {
    for desk in [&campaign.killed, &campaign.twin] {
        let output = desk.run(&["ledger", "verify", name]);
        if SWEEPS {
            assert!(output.status.success(), "{name}: {}", told(&output));
        }
        if !output.status.success() {
            fs::remove_file(desk.path(name)).unwrap();
            let _ = fs::remove_file(desk.path(&format!("{name}-journal")));
            desk.does(&["ledger", "backup", "ledger", name]);
        }
        assert!(said(&desk.path(name)) == desk.said(), "{name}");
    }
}

/// An export is what an undisturbed one is.
fn exports_are_whole(campaign: &Campaign, name: &str) {
    for desk in [&campaign.killed, &campaign.twin] {
        desk.does(&["ledger", "export", "ledger", "--to", "again.journal"]);
        let texts = [name, "again.journal"].map(|name| fs::read(desk.path(name)).unwrap());
        assert!(texts[0] == texts[1], "{name}");
        fs::remove_file(desk.path("again.journal")).unwrap();
    }
}

/// A ledger as the first version kept it, which the first command that writes brings to today.
fn migration(campaign: &mut Campaign) {
    if campaign.left == 0 {
        return;
    }
    campaign.left -= 1;
    let old = Desk { folder: tempfile::tempdir().unwrap() };
    let db = Connection::open(old.path("ledger")).unwrap();
    let sql = fs::read_to_string(home("tests/ledgers/version-1.sql")).unwrap();
    db.execute_batch(&sql).unwrap();
    db.execute_batch("PRAGMA application_id = 1752853607; PRAGMA user_version = 1").unwrap();
    drop(db);
    let lock = act("lock", &["2026-03"], "2026-04-01");
    let twin = Desk::like(&old);
    let begun = Instant::now();
    twin.does(&lock);
    let lasts = begun.elapsed();
    let disturbed = std::mem::replace(&mut campaign.killed, old);
    let ended = campaign.kill(&lock, lasts);
    let old = std::mem::replace(&mut campaign.killed, disturbed);
    let version = |desk: &Desk| -> i32 { desk.one("PRAGMA user_version") };
    let verified = old.run(&["ledger", "verify", "ledger"]);
    let landed = version(&old) > 1;
    match landed {
        true => assert!(verified.status.success(), "{}", told(&verified)),
        false => {
            assert!(told(&verified).contains("is a ledger of version 1"), "{}", told(&verified))
        }
    }
    let count = campaign.counts.entry("migration".to_owned()).or_default();
    count.kills += 1;
    count.ended += u64::from(ended);
    count.landed += u64::from(landed && !ended);
    let again = old.run(&lock);
    let is_done = told(&again).contains("closed");
    assert!(again.status.success() || landed && is_done, "{}", told(&again));
    old.is_whole("a migration");
    let (one, other) = (old.said(), twin.said());
    assert!(one == other, "{}", difference(&one, &other));
    // Every copy that was kept is one of the old ledger.
    for entry in fs::read_dir(old.path("")).unwrap().map(Result::unwrap) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if SWEEPS && name.contains(".version-1") {
            let db = Connection::open(entry.path()).unwrap();
            let sql = "SELECT count(*) FROM entry";
            let entries: i64 = db.query_row(sql, (), |row| row.get(0)).unwrap();
            assert_eq!(entries, 14, "{name}");
        }
    }
}

#[test]
fn every_command_that_is_killed_and_run_again_comes_to_what_an_undisturbed_one_does() {
    let (kills, seed) = (asked("HUZHU_KILLS", KILLS), asked("HUZHU_SEED", 1));
    let mut campaign = Campaign::begin(kills, seed);
    let mut facts = Dice::new(seed + 1_000);
    let mut number = 0;
    while campaign.left > 0 {
        round(&mut campaign, number, &mut facts);
        migration(&mut campaign);
        number += 1;
    }
    println!("seed {seed}, {number} rounds");
    println!("{:<12} kills  landed  ended by itself", "");
    for (name, Count { kills, landed, ended }) in &campaign.counts {
        println!("{name:<12} {kills:>5} {landed:>7} {ended:>7}");
    }
}
