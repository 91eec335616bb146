//! Years of the cover: windows that begin anew on each anniversary of an enrolment period, by cases worked by hand. The
//! oracle has them too (`tests/all/properties.rs`).

use crate::common::{HALF_OF_A_STAY, book, differences, head};

/// Half of what a member bears, at most 1,000 in each year of the period.
const LIMIT: &str = r#"
[[benefit.limit]]
amount = "1000"
window = "period_year"
[windows.period_year]
years_of = "cover"
"#;

fn holds(cases: &str) {
    let book = book(&[&(head("years", "2020-01-01") + HALF_OF_A_STAY + LIMIT)]);
    assert_eq!(differences(&book, cases), "");
}

/// A period of three years from 15 May 2022: the bill of 14 May 2023 is of the first year, that of the 15th of the second.
/// The calendar year does not matter, and the limit's own name says the window.
#[test]
fn a_year_begins_on_the_anniversary_of_the_period() {
    holds(
        r#"
[[defaults.enrolment]]
plan = "medical"
start = "2022-05-15"
end = "2025-05-14"
[[case]]
id = "three years"
bill = [
  { id = "1", admission = "2022-06-01", discharge = "2022-06-02", total = "1600", expect = { aid = "800" } },
  { id = "2", admission = "2023-05-14", discharge = "2023-05-15", total = "1600",
    expect = { aid = "200", left = { aid_period_year = "0" } } },
  { id = "3", admission = "2023-05-15", discharge = "2023-05-16", total = "1600",
    expect = { aid = "800", left = { aid_period_year = "200" } } },
  { id = "4", admission = "2025-05-14", discharge = "2025-05-16", total = "3000", expect = { aid = "1000" } },
]
"#,
    );
}

/// Two periods, of which the second begins within the second year of the first: each has its own years, and a bill belongs
/// to the one that starts first.
#[test]
fn years_are_of_the_period_that_the_bill_belongs_to() {
    holds(
        r#"
[[case]]
id = "two periods"
enrolment = [
  { plan = "medical", start = "2022-01-01", end = "2023-06-30" },
  { plan = "medical", start = "2023-03-01", end = "2024-02-28" },
]
bill = [
  { id = "1", admission = "2023-06-30", discharge = "2023-06-30", total = "1600", expect = { aid = "800" } },
  { id = "2", admission = "2023-07-01", discharge = "2023-07-01", total = "1600", expect = { aid = "800" } },
  { id = "3", admission = "2024-02-28", discharge = "2024-02-28", total = "1600", expect = { aid = "200" } },
]
"#,
    );
}

/// From 29 February 2020 the second year begins on 1 March 2021.
#[test]
fn a_period_from_the_leap_day_has_years_from_1_march() {
    holds(
        r#"
[[case]]
id = "leap day"
enrolment = [{ plan = "medical", start = "2020-02-29", end = "2023-02-28" }]
bill = [
  { id = "1", admission = "2020-03-01", discharge = "2020-03-01", total = "1600", expect = { aid = "800" } },
  { id = "2", admission = "2021-02-28", discharge = "2021-02-28", total = "1600", expect = { aid = "200" } },
  { id = "3", admission = "2021-03-01", discharge = "2021-03-01", total = "1600", expect = { aid = "800" } },
]
"#,
    );
}

/// What an old system had counted in the second year leaves 100 of it, and nothing less of the first.
#[test]
fn an_opening_is_of_one_year() {
    holds(
        r#"
[[case]]
id = "opening"
enrolment = [{ plan = "medical", start = "2022-05-15", end = "2025-05-14" }]
bill = [
  { id = "1", admission = "2022-06-01", discharge = "2022-06-02", total = "1600", expect = { aid = "800" } },
  { id = "2", admission = "2024-05-14", discharge = "2024-05-14", total = "1600", expect = { aid = "100" } },
]
[[case.opening]]
accumulator = "aid_period_year"
day = "2023-05-15"
value = "900"
"#,
    );
}
