//! What was posted comes out again: a ledger that somebody made anew, seals and all, is held to what its rows and rules
//! give (`huzhu ledger verify --again`).
//!
//! Under the city benchmark 500 of a year are the member's, then 50 % up to 5,000 of the year.

use std::fs;
use std::process::Command;

use huzhu::ledger::{Access, Ledger};
use huzhu::nightly::{self, Again};
use proptest::prelude::*;
use rusqlite::{Connection, Row};
use sha2::{Digest, Sha256};

use super::desk::examples;
use super::office::{Bill, Facts, Office, Terms};

fn bill(id: &str, member: &str, settled_on: &str, total: &str) -> Facts {
    Facts::default().bill(Bill::new(id, member, settled_on, total))
}

/// A is paid 250.00 for a bill of 1,000.00 and 50.00 for one of 100.00; B 200.00 as decided manually; C, who is also D,
/// 250.00. All of it is in hand.
fn office() -> Office {
    let office = Office { releases: false, ..Office::new("city") };
    let facts = Facts::of(&["A", "B", "C", "D"]).and(&bill("A1", "A", "2024-05-01", "1000.00"));
    let facts = facts.and(&bill("B1", "B", "2024-05-01", "1000.00"));
    office.night("2024-06-01", &facts.and(&bill("D1", "D", "2024-05-01", "1000.00")));
    let because = ["--reason", "appeal 7"];
    office.say("override", &[&["B1", "reimbursement", "200.00"][..], &because].concat()).unwrap();
    office.say("same-person", &[&["C", "D"][..], &because].concat()).unwrap();
    office.night("2024-06-02", &bill("A2", "A", "2024-05-02", "100.00"));
    assert_eq!(["A", "B", "C", "D"].map(|id| office.balance(id)[0]), [30_000, 20_000, 25_000, 0]);
    office
}

/// What a posting is sealed with, written once more from what `docs/ledger.md` and the schema say: its figures, and its
/// personal part by a salted hash.
fn hash(row: &Row) -> rusqlite::Result<[u8; 32]> {
    let say = |hash: &mut Sha256, text: &str| {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    };
    let entries: Vec<Vec<serde_json::Value>> =
        serde_json::from_str(&row.get::<_, String>("entries")?).unwrap();
    let mut personal = Sha256::new_with_prefix(row.get::<_, Vec<u8>>("salt")?);
    for column in ["id", "person", "periods", "bills", "said", "decisions"] {
        say(&mut personal, &row.get::<_, String>(column)?);
    }
    for (bill, reason) in entries.iter().map(|entry| (&entry[1], &entry[7])) {
        [bill, reason].into_iter().for_each(|text| say(&mut personal, text.as_str().unwrap()));
    }
    let mut hash = Sha256::new_with_prefix(personal.finalize());
    let said = row.get::<_, String>("said")?;
    let said = said.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let rules =
        said.filter(|one| one["kind"] == "rules").map(|one| one["body"]["hash"].clone()).next();
    say(&mut hash, rules.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default());
    hash.update((entries.len() as u64).to_le_bytes());
    for entry in &entries {
        let texts = [0, 2, 3, 4, 6].map(|at| entry[at].as_str().unwrap());
        texts.into_iter().for_each(|text| say(&mut hash, text));
        // No repayment of this office has a receipt, which would stand whole.
        say(&mut hash, entry[7].as_str().unwrap().split(':').next().unwrap());
        hash.update(entry[5].as_i64().unwrap().to_le_bytes());
    }
    for column in ["entitled", "paid", "stood", "withdrawn", "repaid"] {
        hash.update(row.get::<_, i64>(column)?.to_le_bytes());
    }
    Ok(hash.finalize().into())
}

/// Makes every seal anew, as somebody would who has the file and this program.
fn seal_anew(office: &Office) {
    let db = Connection::open(office.path("ledger")).unwrap();
    let sql = "SELECT p.*, m.id FROM posting p JOIN member m ON m.no = p.member ORDER BY p.no";
    let postings: Vec<(i64, i64, [u8; 32])> = db
        .prepare(sql)
        .unwrap()
        .query_map((), |row| Ok((row.get("no")?, row.get("run")?, hash(row)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let mut seal = [0u8; 32];
    for (no, run, hash) in postings {
        let sealed = Sha256::new().chain_update(seal).chain_update(run.to_le_bytes());
        seal = sealed.chain_update(hash).finalize().into();
        db.execute("UPDATE posting SET seal = ?1 WHERE no = ?2", (seal, no)).unwrap();
        db.execute("UPDATE run SET seal = ?1 WHERE no >= ?2", (seal, run)).unwrap();
    }
    // The next act seals all that is there.
    db.execute("DELETE FROM act", ()).unwrap();
    drop(db);
    office.say("hold", &["--member", "A", "--reason", "a paper is missing"]).unwrap();
}

/// What `verify` finds, and what `--again` finds besides.
fn faults(office: &Office) -> (Vec<String>, Vec<String>, Again) {
    let ledger = Ledger::open(&office.path("ledger"), Access::Read).unwrap();
    let (mut sealed, mut decided) = (Vec::new(), Vec::new());
    ledger.verify(&mut |why| sealed.push(why.to_string())).unwrap();
    let again = nightly::again(&ledger, &(), &mut |why| decided.push(why.to_string())).unwrap();
    assert_eq!(again.faults, decided.len() as u64);
    (sealed, decided, again)
}

#[test]
fn a_ledger_that_was_made_anew_is_whole_by_itself_and_does_not_come_out_again() {
    // Each posting, with what was changed in the newest of a member.
    let of = |member: &str| format!("no = (SELECT posting FROM member WHERE id = '{member}')");
    let line = "{\"body\":{\"amount\":20000,\"benefit\":\"reimbursement\",\"bill_id\":\"B1\"},\
                \"kind\":\"override\"}";
    let cases: [(&str, String, &[&str]); 7] = [
        (
            "a bill of 1,000.00 is kept as one of 9,000.00",
            String::from(
                "UPDATE posting SET bills = replace(bills, '100000', '900000') WHERE member = \
                 (SELECT no FROM member WHERE id = 'A')",
            ),
            &[
                "bill `A***`, city, reimbursement: posted as 250.00, and is 4600.00",
                "entitled to 300.00, and is entitled to 4660.00",
            ],
        ),
        (
            "a status",
            format!(
                "UPDATE posting SET decisions = replace(decisions, 'A2,city,paid', 'A2,city,nil') WHERE {}",
                of("A")
            ),
            &[
                "bill `A***`, city: posted as `nil same_day_readmission;per_diem:no_day_counts (1) 2024-05-02`, and is `paid same_day_",
            ],
        ),
        (
            "100.00 more, in everything that has to fit",
            String::from(
                "UPDATE posting SET decisions = replace(decisions, 'reimbursement=25000', \
                 'reimbursement=35000'), entries = replace(entries, '25000', '35000'), \
                 entitled = entitled + 10000, paid = paid + 10000 \
                 WHERE member = (SELECT no FROM member WHERE id = 'A'); \
                 UPDATE payment SET amount = amount + 10000, in_hand = in_hand + 10000 WHERE no = \
                 (SELECT min(no) FROM payment WHERE member = (SELECT no FROM member WHERE id = 'A'))",
            ),
            &[
                "bill `A***`, city, reimbursement: posted as 350.00, and is 250.00",
                "400.00, and is entitled to 300.00",
            ],
        ),
        (
            "a manual fact that was never entered",
            format!(
                "UPDATE posting SET said = '{}' || char(10) WHERE {}",
                line.replace("B1", "A2"),
                of("A")
            ),
            &[
                "its manual fact `override` was never entered",
                "bill `A***`, city, reimbursement: posted as 50.00, and is 100.00",
            ],
        ),
        (
            "a manual fact that is gone",
            format!("UPDATE posting SET said = '' WHERE {}", of("B")),
            &["bill `B***`, city, reimbursement: posted as 200.00, and is 250.00"],
        ),
        (
            "rules that were adopted by nobody",
            format!(
                "UPDATE posting SET said = said || '{{\"body\":{{\"hash\":\"' || \
                 (SELECT hash FROM rules WHERE no = 1) || '\"}},\"kind\":\"rules\"}}' || char(10) WHERE {}",
                of("A")
            ),
            &["the rules that it names are not those that adoptions leave the member under"],
        ),
        (
            "an id that was joined to another",
            format!("UPDATE posting SET said = '{}' || char(10) WHERE {}", line, of("D")),
            &["the id was joined to another, and decisions or amounts are still posted under it"],
        ),
    ];
    for (what, sql, lines) in cases {
        let office = office();
        assert_eq!(faults(&office).1, [""; 0], "{what}");
        Connection::open(office.path("ledger")).unwrap().execute_batch(&sql).unwrap();
        seal_anew(&office);
        let (sealed, decided, _) = faults(&office);
        assert_eq!(sealed, [""; 0], "{what}: made anew");
        let decided = decided.join("\n");
        lines.iter().for_each(|line| assert!(decided.contains(line), "{what}: {line}\n{decided}"));
    }
}

#[test]
fn the_command_counts_what_comes_out_otherwise_among_its_faults() {
    let office = office();
    let verify = |lang: &str, more: &[&str]| {
        let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        huzhu.args(["--lang", lang, "ledger", "verify"]).arg(office.path("ledger")).args(more);
        let output = huzhu.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (output.status.code().unwrap(), text(&output.stdout) + &text(&output.stderr))
    };
    let (code, whole) = verify("en", &["--again"]);
    assert!(
        code == 0 && whole.starts_with("decided anew: 3 members, 4 decisions\nwhole: "),
        "{whole}"
    );
    let db = Connection::open(office.path("ledger")).unwrap();
    db.execute(
        "UPDATE posting SET decisions = replace(decisions, 'A2,city,paid', 'A2,city,nil')",
        (),
    )
    .unwrap();
    drop(db);
    seal_anew(&office);
    assert_eq!(verify("en", &[]).0, 0);
    let (code, found) = verify("en", &["--again"]);
    assert!(code == 1 && found.contains("faults: 1;"), "{found}");
    let (code, found) = verify("zh", &["--again"]);
    assert!(
        code == 1
            && found.contains("入账为 `nil same_day_readmission;per_diem:no_day_counts (1) 2024-05-02`，重新审核为 `paid "),
        "{found}"
    );
    let (code, json) = verify("en", &["--again", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (code, json["whole"].as_bool(), json["again"]["members"].as_u64()),
        (1, Some(false), Some(3))
    );
    assert_eq!(json["faults"].as_array().unwrap().len(), 1);
    assert!(verify("en", &["--format", "json"]).1.find("again").is_none());
}

#[test]
fn what_an_engine_with_another_meaning_decided_is_counted_apart_and_is_no_fault() {
    let office = office();
    let db = Connection::open(office.path("ledger")).unwrap();
    db.execute("UPDATE run SET meaning = 'before'", ()).unwrap();
    let sql = "UPDATE posting SET decisions = replace(decisions, 'A2,city,paid', 'A2,city,nil')";
    db.execute(sql, ()).unwrap();
    drop(db);
    seal_anew(&office);
    let (_, decided, again) = faults(&office);
    assert_eq!((decided.len(), again.members, again.meant_otherwise), (0, 3, 1));
}

/// What happens before a night, and on it.
#[derive(Clone, Debug)]
struct Tonight {
    /// Bills: number, member, day, amount in fen; void where it is 0.
    bills: Vec<(usize, usize, usize, u32)>,
    /// A bill that is decided manually, and what it is paid.
    decided: Option<(usize, u32)>,
    /// A member with an opening, and how much of the deductible is in it.
    opening: Option<(usize, u32)>,
    /// Whether the second pair of ids is joined.
    joins: bool,
    /// Who adopts the rules that come on this night, by bits; the rules stay where none does.
    adopt: u8,
}

const MEMBERS: [&str; 4] = ["A", "B", "C", "D"];
const SHARES: [&str; 4] = ["50%", "40%", "30%", "20%"];

fn nights() -> impl Strategy<Value = Vec<Tonight>> {
    let bill = (
        0..6usize,
        0..MEMBERS.len(),
        1..28usize,
        prop_oneof![1 => Just(0u32), 5 => 5_000..300_000u32],
    );
    let bills = prop::collection::vec(bill, 0..5);
    let decided = prop::option::weighted(0.4, (0..6usize, 0..20_000u32));
    let opening = prop::option::weighted(0.3, (0..MEMBERS.len(), 0..40_000u32));
    let night = (
        bills,
        decided,
        opening,
        prop::bool::weighted(0.2),
        prop_oneof![2 => Just(0u8), 1 => 1..16u8],
    );
    let night = night.prop_map(|(bills, decided, opening, joins, adopt)| Tonight {
        bills,
        decided,
        opening,
        joins,
        adopt,
    });
    prop::collection::vec(night, SHARES.len())
}

fn fen(amount: u32) -> String {
    format!("{}.{:02}", amount / 100, amount % 100)
}

/// Plays the nights; each holds what is posted to what comes out again.
fn play(nights: &[Tonight]) -> Result<(), TestCaseError> {
    let mut office = Office::new("city");
    let mut rules = 0;
    for (at, night) in nights.iter().enumerate() {
        if at > 0 {
            // What is refused, since the bill is not there or ids are one already, is no part of the story.
            let because = ["--reason", "by chance"];
            if let Some((bill, amount)) = night.decided {
                let what = [&format!("X{bill}"), "reimbursement", &fen(amount)];
                let _ =
                    office.say("override", &[&what[..], &because, &["--second", "Sun"]].concat());
            }
            if let Some((member, amount)) = night.opening {
                let of = [MEMBERS[member], "reimbursement.deductible", &fen(amount)];
                let days = ["--day", "2024-01-01", "--cut-over", "2023-12-31"];
                let _ = office.say("opening", &[&of[..], &days, &because].concat());
            }
            if night.joins {
                let _ = office.say("same-person", &[&["C", "D"][..], &because].concat());
            }
        }
        let mut tonight = if at == 0 { Facts::of(&MEMBERS) } else { Facts::default() };
        let revision = (at + 1).to_string();
        for (number, member, day, total) in &night.bills {
            let (id, day, status) =
                (format!("X{number}"), format!("2024-04-{day:02}"), *total == 0);
            if tonight.bills.iter().any(|row| row.starts_with(&format!("{id},"))) {
                continue;
            }
            let total = fen((*total).max(100));
            let bill = Bill::new(&id, MEMBERS[*member], &day, &total).revision(&revision);
            tonight = tonight.bill(if status { bill.void() } else { bill });
        }
        let adopters: Vec<&str> = (0..4)
            .filter(|who| at > 0 && night.adopt >> who & 1 == 1)
            .map(|who| MEMBERS[who])
            .collect();
        (office.adopt, office.adopt_only) = (None, None);
        if !adopters.is_empty() {
            rules += 1;
            let share = format!("low_pays = \"{}\"", SHARES[rules.min(3)]);
            office.terms = Terms::city(&[("low_pays = \"50%\"", &share)]);
            office.adopt = Some(office.terms.rules.name().to_owned());
            // All adopt, where all are named.
            if adopters.len() < MEMBERS.len() {
                let path = office.path("only.csv");
                fs::write(&path, format!("member_id\n{}\n", adopters.join("\n"))).unwrap();
                office.adopt_only = Some(path);
            }
        }
        office.night(&format!("2024-06-{:02}", at + 1), &tonight);
        let (sealed, decided, again) = faults(&office);
        prop_assert!(sealed.is_empty() && decided.is_empty(), "{sealed:?} {decided:?}");
        prop_assert!(again.members >= 3 && again.meant_otherwise == 0);
    }
    Ok(())
}

proptest! {
    #![proptest_config(examples(6))]

    #[test]
    fn whatever_was_posted_on_any_night_comes_out_again(nights in nights()) {
        play(&nights)?;
    }
}
