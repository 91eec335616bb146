//! Bills that carry a flag which the rules name for review: decided, prepared, and held until somebody has
//! looked at them.

use huzhu::ledger::{Access, Ledger};
use huzhu::payment::{self, Hold};

use super::office::{Facts, Office, Terms};

/// The city benchmark, in which bills that overlap are held.
fn terms() -> Terms {
    let review = "\n[scheme.review]\nhold = [\"overlapping_stay\"]\n[parameters]";
    Terms::city(&[("\n[parameters]", review)])
}

/// A bill of A of 1,000.00, in hospital on these days.
fn bill(id: &str, admission: &str, discharge: &str) -> String {
    format!(
        "{id},A,inpatient,H1,1,{admission},{discharge},{discharge},I10,1000.00,0.00,0.00,0.00,0.00,0.00,\
         0.00,0.00,,,,,,"
    )
}

fn night(office: &Office, day: &str, bills: &[String]) -> huzhu::nightly::NightSummary {
    let facts = bills.iter().fold(Facts::default(), |facts, row| facts.bill_row(row));
    office.night(day, &facts).summary
}

/// Bills that are held, with who holds each and why.
fn held(office: &Office) -> Vec<String> {
    let ledger = Ledger::open(&office.path("ledger"), Access::Read).unwrap();
    let holds = payment::holds(&ledger).unwrap();
    let bills = holds.iter().filter(|(what, ..)| *what == Hold::Bill);
    let told = bills.map(|(_, id, hold)| {
        let stopped = if hold.stopped { " stopped" } else { "" };
        format!("{id} {} {}{stopped}", &*hold.signed.by, hold.signed.reason)
    });
    told.collect()
}

fn in_hand(office: &Office) -> i64 {
    let sql = "SELECT 'all', coalesce(sum(in_hand), 0) FROM payment";
    office.sums(sql)["all"]
}

/// What the program says to a release of a run, and whether anything leaves.
fn release(office: &Office, run: &str) -> Result<String, String> {
    let bank = office.path(&format!("bank-{run}.csv"));
    office.say_alone("release", &[run, "--reason", "a test", "--out", bank.to_str().unwrap()])
}

/// A and a bill of March that has left.
fn paid(rules: Terms) -> Office {
    let mut office = Office::under(rules);
    office.night("2024-06-01", &Facts::of(&["A"]).bill_row(bill("A1", "2024-03-01", "2024-03-11")));
    assert_eq!((in_hand(&office), held(&office).len()), (0, 0));
    office.releases = false;
    office
}

/// The same, then another bill that lies within its days.
fn overlapping() -> (Office, huzhu::nightly::NightSummary) {
    let office = paid(terms());
    let summary = night(&office, "2024-06-02", &[bill("A2", "2024-03-05", "2024-03-09")]);
    (office, summary)
}

#[test]
fn a_bill_that_newly_carries_a_named_flag_is_decided_and_prepared_and_does_not_leave() {
    let (office, summary) = overlapping();
    assert_eq!((summary.held, summary.flags["overlapping_stay"]), (2, 2));
    assert_eq!(office.rows("flags.csv"), ["A,A2,overlapping_stay", "A,A1,overlapping_stay"]);
    assert_eq!(held(&office), ["A1 city overlapping_stay", "A2 city overlapping_stay"]);
    let [entitled, prepared, owed] = office.balance("A");
    assert_eq!((entitled, owed), (prepared, 0), "all is prepared");
    assert!(in_hand(&office) > 0 && in_hand(&office) < prepared, "what A2 pays is in hand");
    let why = release(&office, "2").unwrap_err();
    assert!(why.contains("nothing of run 2 can leave now"), "{why}");
    // Nothing new comes of the same files.
    let again = office.try_again("2024-06-03").unwrap().summary;
    assert_eq!((again.held, held(&office).len()), (0, 2));
}

#[test]
fn what_somebody_let_go_no_later_night_holds_again() {
    let (office, _) = overlapping();
    for bill in ["A1", "A2"] {
        office.say("unhold", &["--bill", bill, "--reason", "two wards"]).unwrap();
    }
    // The same, then a further bill, then one that takes the flag away and brings it back.
    let further = [bill("A3", "2024-05-01", "2024-05-02")];
    assert_eq!(night(&office, "2024-06-04", &further).held, 0);
    assert_eq!(held(&office), Vec::<String>::new());
    ["2", "3"].into_iter().for_each(|run| drop(release(&office, run).unwrap()));
    assert_eq!(in_hand(&office), 0, "all has left");
    let void = bill("A2", "2024-03-05", "2024-03-09").replace(",,,,,,", ",,1,void,,,");
    assert_eq!(night(&office, "2024-06-05", &[void]).held, 0);
    let back = bill("A2", "2024-03-05", "2024-03-09").replace(",,,,,,", ",,2,,,,");
    assert_eq!(night(&office, "2024-06-06", &[back]).flags["overlapping_stay"], 2);
    assert_eq!(held(&office), Vec::<String>::new());
}

#[test]
fn what_somebody_stopped_stays_stopped() {
    let office = paid(terms());
    office.say("stop", &["--bill", "A1", "--reason", "forged"]).unwrap();
    let summary = night(&office, "2024-06-02", &[bill("A2", "2024-03-05", "2024-03-09")]);
    assert_eq!(summary.held, 1);
    assert_eq!(held(&office), ["A1 Li forged stopped", "A2 city overlapping_stay"]);
}

#[test]
fn where_the_rules_name_no_flag_it_is_told_and_nothing_is_held() {
    let office = paid(Terms::of("city"));
    let summary = night(&office, "2024-06-02", &[bill("A2", "2024-03-05", "2024-03-09")]);
    assert_eq!((summary.held, summary.flags["overlapping_stay"]), (0, 2));
    assert_eq!(held(&office), Vec::<String>::new());
    release(&office, "2").unwrap();
    assert_eq!(in_hand(&office), 0);
}

#[test]
fn a_night_that_fails_holds_nothing() {
    let office = paid(terms());
    let facts = Facts::default().bill_row(bill("A2", "2024-03-05", "2024-03-09"));
    facts.write(&office.path("data"));
    std::fs::remove_file(office.path("out/decisions.csv")).unwrap();
    std::fs::create_dir(office.path("out/decisions.csv")).unwrap();
    office.refuses("2024-06-02", &facts);
    assert_eq!(held(&office), Vec::<String>::new());
}
