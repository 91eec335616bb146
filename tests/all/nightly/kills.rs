//! A night that is killed is as if it had not been, or as if it had ended: run again, it pays once.
//!
//! `HUZHU_KILLS=200 HUZHU_SEED=7 cargo test --test all nightly::kills` kills so many nights, at other moments.

use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use super::desk::asked;
use super::office::{Bill, Dice, Facts, Office};

const KILLS: u64 = 60;
const MEMBERS: u64 = 12;

/// What comes on a night: new bills and corrections of earlier ones.
fn tonight(night: u64, dice: &mut Dice) -> Facts {
    let ids: Vec<String> = (0..MEMBERS).map(|person| format!("P{person:02}")).collect();
    let mut facts = Facts::default();
    if night == 0 {
        facts = Facts::of(&ids.iter().map(String::as_str).collect::<Vec<_>>());
    }
    for _ in 0..3 {
        let bill = dice.roll(night + 1);
        let id = &ids[(bill % MEMBERS) as usize];
        let (bill, revision) = (format!("X{bill}"), (night + 1).to_string());
        let total = format!("{}.00", 100 + dice.roll(3_000));
        let status = if dice.roll(10) == 0 { "void" } else { "final" };
        let bill =
            Bill { revision: &revision, status, ..Bill::new(&bill, id, "2024-05-01", &total) };
        // Of one bill of one night the last counts, which a revision tells.
        let again = facts.bills.iter().any(|row| row.starts_with(&format!("{},", bill.id)));
        if !again {
            facts = facts.bill(bill);
        }
    }
    facts
}

#[test]
fn nights_that_are_killed_at_any_moment_and_run_again_pay_what_undisturbed_ones_pay() {
    let (office, undisturbed) = (Office::new("city"), Office::new("city"));
    let undisturbed = Office { releases: false, ..undisturbed };
    let (kills, seed) = (asked("HUZHU_KILLS", KILLS), asked("HUZHU_SEED", 1));
    let (mut facts, mut moments) = (Dice::new(seed), Dice::new(seed + 1));
    let rules = office.rules();
    let mut lasts = Duration::from_millis(300);
    for night in 0..kills {
        let tonight = tonight(night, &mut facts);
        let day = "2024-06-01";
        undisturbed.night(day, &tonight);
        tonight.write(&office.path("data"));
        let quiet = || {
            let mut command = office.command(&rules, day);
            command.stdout(Stdio::null()).stderr(Stdio::null());
            command
        };
        let mut killed = quiet().spawn().unwrap();
        thread::sleep(lasts.mul_f64(moments.roll(1_000) as f64 / 1_000.0));
        killed.kill().unwrap();
        killed.wait().unwrap();
        let begun = Instant::now();
        assert_eq!(quiet().status().unwrap().code(), Some(0), "after kill {night}");
        lasts = (lasts * 7 + begun.elapsed()) / 8;
        if night % 20 == 0 {
            office.cash_is_accounted_for();
        }
    }
    office.cash_is_accounted_for();
    let whole: String =
        office.ledger().query_row("PRAGMA integrity_check", (), |row| row.get(0)).unwrap();
    assert_eq!(whole, "ok");
    let paid =
        "SELECT m.id, sum(y.amount) FROM payment y JOIN member m ON m.no = y.member GROUP BY 1";
    assert_eq!(office.sums(paid), undisturbed.sums(paid));
    assert_eq!(office.balances(), undisturbed.balances());
    let entries = |office: &Office| -> Vec<String> {
        let kept = |line: &String| line.starts_with("entry: ") || line.starts_with("payment: ");
        let unnumbered = |line: String| line.split(' ').skip(3).collect::<Vec<_>>().join(" ");
        office.dump().into_iter().filter(kept).map(unnumbered).collect()
    };
    assert_eq!(entries(&office), entries(&undisturbed));
}
