//! One id in several spellings. Files and commands of today write an id in one; a ledger may know it in another,
//! and the person stays one.

use super::office::{Bill, Facts, Office, Terms};
use super::sheets::told_in;

const LONG: &str = "99000019800101059X";
const SMALL: &str = "99000019800101059x";
const SHORT: &str = "990000800101059";
const WIDE: &str = "９９００００１９８００１０１０５９Ｘ";

/// A bill of a day: 8,000.00. The first pays 4,000.00, three of one person 13,950.00.
fn of_8000<'a>(id: &'a str, member: &'a str) -> Bill<'a> {
    Bill::new(id, member, "2024-05-01", "8000.00")
}

/// The city benchmark in which an id stands as it is written.
fn as_written() -> Office {
    Office::under(Terms::city(&[("[scheme]\n", "[scheme]\nmember_ids = \"any\"\n")]))
}

/// An office whose ledger knows somebody in a spelling of old, under the rules of today.
fn knows(spelling: &str) -> Office {
    let mut office = as_written();
    office.night("2024-06-01", &Facts::of(&[spelling]).bill(of_8000("b1", spelling)));
    assert_eq!(office.balance(spelling), [400_000, 400_000, 0]);
    office.terms = Terms::city(&[]);
    office
}

#[test]
fn rows_of_one_night_in_any_spelling_are_of_one_person() {
    let office = Office::new("city");
    let facts = Facts::default().member(SHORT).enrolled(WIDE);
    let bills = [("b1", LONG), ("b2", SMALL), ("b3", "990000 19800101 059X")];
    let facts = bills.iter().fold(facts, |facts, (id, member)| facts.bill(of_8000(id, member)));
    let report = office.night("2024-06-01", &facts);
    assert_eq!((report.summary.rejected_rows, report.summary.pending), (0, 0));
    assert_eq!(office.balance(LONG), [1_395_000, 1_395_000, 0]);
    assert_eq!(told_in(&office, "payments.csv", &["member_id"]), [LONG]);
    // The same in other spellings is nothing new.
    let again = Facts::default().member(WIDE).enrolled(SMALL).bill(of_8000("b1", SHORT));
    let report = office.night("2024-06-02", &again);
    assert_eq!((report.summary.duplicates, report.summary.payments), (3, 0));
    office.is_whole();
}

#[test]
fn whoever_the_ledger_knows_in_another_spelling_stays_one_person() {
    for spelling in [SMALL, SHORT] {
        let office = knows(spelling);
        let whole = Facts::of(&[LONG]).bill(of_8000("b1", LONG));
        let report = office.night("2024-06-02", &whole.bill(of_8000("b2", LONG)));
        assert_eq!(report.summary.rejected_rows, 0);
        office.night("2024-06-03", &Facts::default().bill(of_8000("b3", SMALL)));
        assert_eq!(office.balance(LONG), [1_395_000, 1_395_000, 0], "{spelling}");
        assert_eq!(office.balance(spelling), [0, 0, 0], "{spelling}");
        // Once they are one, rows that say what is known change nothing.
        let postings = office.count("posting");
        office.night("2024-06-04", &Facts::of(&[SHORT]).bill(of_8000("b3", LONG)));
        assert_eq!(office.count("posting"), postings, "{spelling}");
        office.is_whole();
    }
}

#[test]
fn two_spellings_that_were_two_people_become_one() {
    let mut office = as_written();
    let two = Facts::of(&[SMALL, LONG]).bill(of_8000("b1", SMALL)).bill(of_8000("b2", LONG));
    office.night("2024-06-01", &two.bill(of_8000("b3", SMALL)));
    office.terms = Terms::city(&[]);
    // Also where nothing comes of them.
    office.night("2024-06-02", &Facts::default());
    assert_eq!(office.balance(LONG)[0], 1_395_000);
    assert_eq!(office.balance(SMALL), [0, 0, 0]);
    office.is_whole();
}

#[test]
fn a_period_that_comes_in_another_spelling_is_the_same_period() {
    let office = knows(SMALL);
    let shorter = format!("{LONG},city,2023-01-01,2024-02-01,1,2022-12-01,,");
    office.night("2024-06-02", &Facts::default().enrolment(shorter));
    assert_eq!(office.balance(LONG)[0], 0, "the bill of March is without cover");
}

#[test]
fn commands_find_a_person_in_any_spelling() {
    for known in [SMALL, LONG] {
        let office = knows(known);
        office.night("2024-06-02", &Facts::default());
        for asked in [SMALL, LONG, SHORT, WIDE] {
            let told = office.tells("balance", &[asked]);
            assert!(told.contains("4000.00"), "{known} {asked}: {told}");
            let told = office.tells("as-of", &["2024-06-01", "--member", asked]);
            assert!(told.contains("4000.00"), "{known} {asked}: {told}");
        }
    }
    let office = knows(SMALL);
    office.night("2024-06-01", &Facts::default());
    office.say("same-person", &[SHORT, "B", "--reason", "a new card"]).unwrap();
    office.night("2024-06-02", &Facts::of(&["B"]).bill(of_8000("b2", "B")));
    office.night("2024-06-03", &Facts::default().bill(of_8000("b3", LONG)));
    assert_eq!(office.balance(LONG)[0], 1_395_000);
    assert_eq!([office.balance("B")[0], office.balance(SMALL)[0]], [0, 0]);
    office.is_whole();
}

#[test]
fn an_id_that_a_spreadsheet_spoiled_is_refused_by_commands() {
    let office = knows(LONG);
    for spoiled in ["9.90011E+17", "990000198001010000"] {
        let why = office.say("same-person", &[LONG, spoiled, "--reason", "a card"]).unwrap_err();
        assert!(why.contains("a spreadsheet has lost the last digits"), "{why}");
    }
}

#[test]
fn what_was_put_together_is_not_taken_apart_by_rules() {
    let mut office = knows(SMALL);
    office.night("2024-06-02", &Facts::of(&[LONG]));
    office.terms = Terms::city(&[("[scheme]\n", "[scheme]\nmember_ids = \"any\"\n")]);
    let told = office.refuses("2024-06-03", &Facts::default());
    assert!(told.contains("`member_ids`"), "{told}");
}

#[test]
fn an_appeal_of_old_stands_when_its_member_is_told_in_another_spelling() {
    let office = knows(SMALL);
    office.say("override", &["b1", "reimbursement", "4500.00", "--reason", "appeal"]).unwrap();
    office.night("2024-06-02", &Facts::of(&[LONG]).bill(of_8000("b2", LONG)));
    office.night("2024-06-03", &Facts::default().bill(of_8000("b3", LONG)));
    let told = office.tells("said", &[LONG]);
    assert!(told.contains("4500.00"), "{told}");
    let decided = &office.balances()[LONG].decided;
    assert!(
        decided.iter().any(|line| line.contains("b1") && line.contains("450000")),
        "{decided:?}"
    );
    office.is_whole();
}
