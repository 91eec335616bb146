//! Adequacy: what a fund holds beside what is still to come. Its figures are those of fund.csv and completion.csv, and
//! nothing is counted twice.

use std::collections::BTreeMap;

use huzhu::date::Day;
use huzhu::money::Money;
use huzhu::replay::{HistorySource, Scope};
use huzhu::scenario::Scenario;

use super::city::{Asked, City, minor, patched, said, set, terms};
use crate::nightly::office::{Bill, Facts, Office};

type Row = BTreeMap<String, String>;

/// The city benchmark with a fee, and one scenario that is better for most.
fn two() -> [Scenario; 2] {
    let now = patched(&terms("city"), "[plan.city]\nfee = \"60\"\n").called("now");
    let better = set(&now, &["parameters.ceiling=40000", "parameters.year_deductible=300"]);
    [now, better.called("better")]
}

fn asked() -> Asked {
    Asked { valued_on: Day::parse("2025-12-31"), ..Asked::of(&two()) }
}

/// Sixty members over six years, half of them enrolled for a seventh, each with a bill a year that is settled in the
/// year, one or two years later.
fn city() -> City {
    City::with(&facts("2027-12-31"))
}

/// The same members, with the bills that are settled by a day.
fn facts(until: &str) -> Facts {
    facts_with(|_, settled_on| settled_on <= until)
}

/// The same members, with the bills that are kept, by their number and day of settlement.
fn facts_with(is_kept: impl Fn(&str, &str) -> bool) -> Facts {
    let mut facts = Facts::default();
    for at in 0..60 {
        let id = format!("M{at}");
        let end = 2025 + at % 2;
        facts = facts
            .member_row(format!("{id},1980-01-01,M,99.01.{},no", at % 4))
            .enrolment(format!("{id},city,2020-01-01,{end}-12-31,1,2019-12-01,,"));
        for year in 2020..=2025 {
            let (admission, bill) = (format!("{year}-03-01"), format!("{id}-{year}"));
            let later = [0, 0, 0, 1, 0, 1, 2][(at * 3 + year as usize) % 7];
            let settled_on = format!("{}-05-02", year + later);
            let total = format!("{}.00", 1_000 + 37 * at + 11 * (at * year as usize % 97));
            let bill = Bill { admission: &admission, ..Bill::new(&bill, &id, &settled_on, &total) };
            if is_kept(bill.id, &settled_on) {
                facts = facts.bill(bill);
            }
        }
    }
    facts
}

fn amount(row: &Row, column: &str) -> i64 {
    minor(&row[column])
}

#[test]
fn what_is_left_is_what_is_earned_and_unearned_less_what_is_paid_and_to_come() {
    let told = asked().on(&city());
    let (rows, fund) = (told.table("adequacy.csv"), told.table("fund.csv"));
    let completion = told.table("completion.csv");
    assert_eq!(rows.len(), 4, "two methods under each of two terms");
    for row in &rows {
        let of_terms = |other: &&Row| other["terms"] == row["terms"];
        let then: Vec<&Row> =
            fund.iter().filter(of_terms).filter(|month| *month["month"] <= *"2025-12").collect();
        let sum = |column| then.iter().map(|month| amount(month, column)).sum::<i64>();
        for column in ["received", "earned", "paid"] {
            assert_eq!(amount(row, column), sum(column), "{column}");
        }
        assert_eq!(row["balance"], then.last().unwrap()["balance"]);
        assert_eq!(row["valued_on"], "2025-12-31");
        let all = completion.iter().filter(of_terms).find(|row| row["origin"].is_empty()).unwrap();
        assert_eq!(row["to_come"], all[&format!("{}_to_come", row["method"])]);
        let in_hand = amount(row, "earned") - amount(row, "paid") + amount(row, "unearned");
        assert_eq!(in_hand, amount(row, "balance"), "what is unearned is in hand, once");
        assert!(amount(row, "unearned") > 0, "cover runs on");
        assert_eq!(amount(row, "left"), in_hand - amount(row, "to_come"));
        assert_eq!(amount(row, "free"), amount(row, "left") - amount(row, "unearned"));
    }
}

#[test]
fn the_reserve_that_holds_is_more_than_what_is_expected_and_its_error_is_named() {
    let told = asked().on(&city());
    let rows = told.table("adequacy.csv");
    for row in rows.iter().filter(|row| row["method"] == "chain_ladder") {
        assert!(amount(row, "holds_95") > amount(row, "to_come"), "{row:?}");
        let more = amount(row, "holds_95") - amount(row, "to_come");
        assert_eq!(amount(row, "left_95"), amount(row, "left") - more);
        let report = told.text("report.html");
        assert!(report.contains("in 95 of 100 cases"), "{row:?}");
        assert!(report.contains(row["error_share"].trim_end_matches('%')), "{row:?}");
    }
    let expected = rows.iter().filter(|row| row["method"] == "bornhuetter_ferguson");
    for row in expected {
        assert_eq!(row["standard_error"], "", "Mack's error is that of the chain ladder");
    }
}

#[test]
fn the_reserve_of_draws_is_more_than_what_is_expected_and_each_method_has_one() {
    let asked = Asked { replicates: 200, ..asked() };
    let told = asked.on(&city());
    let rows = told.table("adequacy.csv");
    assert_eq!(rows.len(), 4, "two methods under each of two terms");
    for row in &rows {
        let more = amount(row, "draws_95") - amount(row, "to_come");
        assert!(more > 0, "{row:?}");
        assert!(more < amount(row, "to_come"), "sixty members with a bill a year: {row:?}");
        assert_eq!(amount(row, "left_draws_95"), amount(row, "left") - more);
    }
    let report = told.text("report.html");
    assert!(report.contains("members are drawn again 200 times"), "{report}");
    let again = Asked { threads: Some(1), ..asked }.on(&city());
    assert_eq!(again.text("adequacy.csv"), told.text("adequacy.csv"), "one thread or several");
    let without = self::asked().on(&city());
    for row in without.table("adequacy.csv") {
        assert_eq!((&*row["draws_95"], &*row["left_draws_95"]), ("", ""), "no draws are asked for");
    }
}

#[test]
fn a_year_that_may_hold_no_payment_has_no_reserve_of_draws() {
    // Of the last year one bill is settled: in one draw of three it is not there.
    let few = facts_with(|bill, _| !bill.ends_with("-2025") || bill == "M0-2025");
    let rows = Asked { replicates: 200, ..asked() }.on(&City::with(&few)).table("adequacy.csv");
    let ladder = rows.iter().find(|row| row["method"] == "chain_ladder").unwrap();
    assert!(amount(ladder, "to_come") > 0 && !ladder["holds_95"].is_empty(), "{ladder:?}");
    assert_eq!(ladder["draws_95"], "", "some draw cannot be completed");
}

#[test]
fn what_the_fund_held_before_is_in_each_balance_and_in_all_that_is_left() {
    let city = city();
    let opening = 123_456_789;
    let held = Asked { opening: Money::from_minor(opening), ..asked() }.on(&city);
    let begun = asked().on(&city);
    let more = |file: &str, raised: &[&str]| {
        for (now, before) in held.table(file).iter().zip(begun.table(file)) {
            for (column, cell) in now {
                match raised.contains(&&**column) && !cell.is_empty() {
                    true => assert_eq!(
                        amount(now, column) - amount(&before, column),
                        opening,
                        "{column}"
                    ),
                    false => assert_eq!(cell, &before[column], "{column}"),
                }
            }
        }
    };
    more("adequacy.csv", &["opening", "balance", "left", "free", "left_95"]);
    more("fund.csv", &["balance"]);
    assert!(
        held.text("report.html").contains("the fund held 1.23 million yuan (1,234,567.89 yuan)")
    );
}

#[test]
fn the_opening_of_the_whole_fund_is_refused_beside_a_part_of_it() {
    let (city, folder) = (city(), tempfile::tempdir().unwrap());
    let unit = Scope { unit: Some("99.01".to_owned()), ..Scope::default() };
    let sample = Scope { sample: Some(5_000), ..Scope::default() };
    for scope in [unit, sample] {
        let asked = Asked { opening: Money::from_minor(-1), scope, ..asked() };
        let inputs = city.inputs();
        let why = asked.run(HistorySource::Files(&inputs), folder.path(), &()).unwrap_err();
        assert!(said(&why).contains("`--opening` is what the whole fund held"), "{}", said(&why));
    }
}

#[test]
fn what_a_ledger_decided_and_has_not_paid_out_is_in_hand_beside_the_balance() {
    let office = Office { releases: false, ..Office::new("city") };
    office.night("2025-12-30", &facts("2025-12-30"));
    let rows = || asked().on_ledger(&office.path("ledger")).table("adequacy.csv");
    let all = rows();
    let (ours, others): (Vec<&Row>, Vec<&Row>) = all.iter().partition(|row| row["terms"] == "now");
    assert!(!ours.is_empty() && !others.is_empty());
    for row in ours {
        assert_eq!(row["unpaid"], row["paid"], "the bank has nothing yet");
        assert_eq!(row["in_hand"], row["received"], "and all that came in is there");
    }
    for row in others {
        assert_eq!((&*row["unpaid"], &*row["in_hand"]), ("", ""), "nobody was owed what they say");
    }
    office.release_all("2025-12-31");
    for row in rows().iter().filter(|row| row["terms"] == "now") {
        assert_eq!((&*row["unpaid"], &row["in_hand"]), ("0.00", &row["balance"]));
    }
    let of_files = asked().on(&city()).table("adequacy.csv");
    assert!(of_files.iter().all(|row| row["unpaid"].is_empty()), "files say nothing of it");
}

/// What was settled in a year and decided in the next one is paid by the year's end, and no fund had paid it out.
#[test]
fn a_bill_that_is_decided_after_the_day_was_in_hand_on_it() {
    let office = Office::new("city");
    office.night("2025-06-01", &facts("2025-05-31"));
    let asked = || Asked { valued_on: None, ..asked() };
    let rows = |office: &Office| asked().on_ledger(&office.path("ledger")).table("adequacy.csv");
    for row in rows(&office).iter().filter(|row| row["terms"] == "now") {
        assert_eq!(row["valued_on"], "2024-12-31");
        assert!(amount(row, "paid") > 0);
        assert_eq!((&row["unpaid"], &row["in_hand"]), (&row["paid"], &row["received"]));
    }
    // A bill of 2024 that the bank has paid in 2024 is in hand no more.
    let earlier = Office::new("city");
    earlier.night("2024-06-01", &facts("2024-05-31"));
    earlier.night("2025-06-01", &facts("2025-05-31"));
    for row in rows(&earlier).iter().filter(|row| row["terms"] == "now") {
        assert_eq!((&*row["unpaid"], &row["in_hand"]), ("0.00", &row["balance"]));
    }
}

#[test]
fn without_a_fee_or_where_months_would_show_a_few_there_is_no_adequacy() {
    let city = city();
    let free = Asked { terms: vec![terms("city")], ..asked() }.on(&city);
    assert_eq!(free.report.adequacy, None);
    assert!(!free.files().contains_key("adequacy.csv"));
    let unit = Scope { unit: Some("99.01".to_owned()), ..Scope::default() };
    let of_unit = Asked { scope: unit, least_members: 5, ..asked() }.on(&city);
    assert_eq!(of_unit.report.adequacy, None);
}
