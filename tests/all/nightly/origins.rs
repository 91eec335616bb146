//! Where entries begin in development triangles: the day by which their bill belongs to an edition, here that
//! of admission, as it was known when they were posted.

use std::fs;

use huzhu::accounting::{Journal, export};
use huzhu::ledger::{Access, Ledger};

use super::office::{Bill, Facts, Office};

fn admitted<'a>(id: &'a str, admission: &'a str, settled_on: &'a str) -> Bill<'a> {
    Bill { admission, ..Bill::new(id, "A", settled_on, "1000.00") }
}

/// Origin, event, posting, kind, bill and amount of every entry that names a bill, or that names none.
fn entries(office: &Office, of_bills: bool) -> Vec<String> {
    let (to, entries) = (office.path("journal"), office.path("entries.csv"));
    let what = Journal { to: &to, entries: Some(&entries), full_ids: false, month: None };
    export(&Ledger::open(&office.path("ledger"), Access::Read).unwrap(), &what).unwrap();
    let text = fs::read_to_string(entries).unwrap();
    let rows = text.lines().skip(1).map(|row| row.split(',').collect::<Vec<_>>());
    rows.filter(|cells| cells[4].is_empty() != of_bills)
        .map(|cells| [0, 1, 2, 3, 4, 8].map(|at| cells[at]).join(" "))
        .collect()
}

#[test]
fn entries_begin_on_the_day_by_which_their_bill_belongs_to_an_edition() {
    let office = Office::new("city");
    let day = admitted("M", "2024-03-01", "2024-05-01");
    let late = admitted("N", "2024-02-01", "2024-04-01");
    office.night("2024-06-01", &Facts::of(&["A"]).bill(day));
    office.night("2024-06-02", &Facts::default().bill(late.clone()));
    // N was admitted in January, as it turns out: nothing is due for that. Then it costs 100 more.
    let corrected = Bill { admission: "2024-01-31", revision: "1", ..late };
    office.night("2024-06-03", &Facts::default().bill(corrected.clone()));
    let dearer = Bill { total: "1100.00", revision: "2", ..corrected };
    office.night("2024-06-04", &Facts::default().bill(dearer.clone()));
    office.night("2024-06-05", &Facts::default().bill(dearer.revision("3").void()));
    assert_eq!(
        entries(&office, true),
        [
            "2024-03-01 2024-05-01 2024-06-01 due M 250.00",
            "2024-03-01 2024-05-01 2024-06-02 due M 250.00",
            "2024-02-01 2024-04-01 2024-06-02 due N 250.00",
            "2024-01-31 2024-04-01 2024-06-04 due N 50.00",
            "2024-03-01 2024-05-01 2024-06-05 reversal M -250.00",
            "2024-01-31 2024-04-01 2024-06-05 reversal N -300.00",
        ]
    );
    fs::remove_file(office.path("journal")).unwrap();
    fs::remove_file(office.path("entries.csv")).unwrap();
    assert!(entries(&office, false).iter().all(|entry| entry[..10] == entry[22..32]));
}

#[test]
fn a_bill_that_went_to_the_main_id_of_a_person_begins_where_it_did() {
    let office = Office::new("city");
    let other = Bill { member: "B", ..admitted("N", "2024-03-09", "2024-05-02") };
    office.night("2024-06-01", &Facts::of(&["A", "B"]).bill(other));
    office.say("same-person", &["A", "B", "--reason", "new card"]).unwrap();
    office.night("2024-06-02", &Facts::default());
    let mut entries = entries(&office, true);
    entries.sort_unstable();
    assert_eq!(
        entries,
        [
            "2024-03-09 2024-05-02 2024-06-01 due N 250.00",
            "2024-03-09 2024-05-02 2024-06-02 due N 250.00",
            "2024-03-09 2024-05-02 2024-06-02 reversal N -250.00",
        ]
    );
}
