//! Who may hold a plan, over nights: what a period says of itself is kept like its days, and what changes of it, of the
//! member or of another plan decides bills again.

use std::fs;

use super::facts::come_to_the_same;
use super::office::{Bill, Facts, Office, Terms};

/// The city benchmark for whom had no disease before; one may enrol in December, or within 30 days from being hired.
fn office() -> Office {
    let fields = "\n[fields]\nhired_on = { type = \"date\", of = \"member\", default = \"2000-01-01\" }\n\
                  pre_existing = { type = \"flag\", of = \"enrolment\" }\n\n[parameters]";
    let gap = "renewal_gap = 31\n";
    let asks = format!(
        "{gap}when = {{ pre_existing = \"no\" }}\n\
         enrol = [{{ opens = \"12-01\", closes = \"12-31\", years_before = 1 }}, {{ since = \"hired_on\", days = 30 }}]\n"
    );
    Office::under(Terms::city(&[("\n[parameters]", fields), (gap, &asks)]))
}

/// A's period of 2024, enrolled on a day, with what it says of a disease; a later row has a higher revision.
fn period(revision: &str, enrolled_on: &str, disease: &str) -> Facts {
    Facts::default()
        .enrolment(format!("A,city,2024-01-01,2024-12-31,1,{enrolled_on},{revision},,,{disease}"))
}

/// A bill of 2,500.00 of 1 May: 500.00 are the deductible, half of the rest is paid.
fn bill() -> Facts {
    Facts::default()
        .bill(Bill { admission: "2024-05-01", ..Bill::new("b", "A", "2024-05-02", "2500.00") })
}

fn decided(office: &Office) -> Vec<String> {
    office.cells("decisions.csv", &[0, 3, 4])
}

const PAID: &str = "b paid per_diem:no_day_counts";

#[test]
fn what_a_period_says_of_itself_is_kept_and_its_correction_decides_again() {
    let office = office();
    office.night("2024-06-01", &period("", "2023-12-01", "no").and(&bill()).member("A"));
    assert_eq!(decided(&office), [PAID]);
    assert_eq!(office.balance("A"), [100_000, 100_000, 0]);
    office.night("2024-06-02", &period("", "2023-12-01", "no"));
    assert_eq!(office.cells("decisions.csv", &[0]), [""; 0]);
    // A disease was there before: what was paid is to be recovered.
    office.night("2024-06-03", &period("1", "2023-12-01", "yes"));
    assert_eq!(decided(&office), ["b denied not_entitled"]);
    let causes = office.cells("changes.csv", &[8]);
    assert_eq!(causes, ["enrolment", "period_replaced:2024-01-01..2024-12-31"]);
    assert_eq!(office.balance("A"), [0, 100_000, 100_000]);
    // None, but the member enrolled in February.
    office.night("2024-06-04", &period("2", "2024-02-10", "no"));
    assert_eq!(decided(&office), ["b denied enrolled_outside_window"]);
    // As one who was hired on 20 January, and so could until 19 February.
    let hired = Facts::default().member_row("A,1980-01-01,M,99.01,no,2024-01-01,,2024-01-20");
    office.night("2024-06-05", &hired.and(&period("2", "2024-02-10", "no")));
    assert_eq!(decided(&office), [PAID]);
    assert_eq!(office.balance("A"), [100_000, 100_000, 0]);
    // What the ledger knows comes out of it and goes into another one, the scheme's own columns with it.
    come_to_the_same(&office);
    let kept = |name: &str| fs::read_to_string(office.path("facts").join(name)).unwrap();
    let periods = kept("enrolments.csv");
    assert!(periods.lines().next().unwrap().contains(",pre_existing"), "{periods}");
    assert!(periods.contains(",2024-02-10,2,,,no,"), "{periods}");
    assert!(kept("members.csv").contains(",2024-01-20"), "{}", kept("members.csv"));
}

#[test]
fn a_field_of_periods_without_a_default_is_asked_of_every_row() {
    let office = office();
    let empty = period("", "2023-12-01", "").and(&bill()).member("A");
    office.night("2024-06-01", &empty);
    let refused = office.cells("rejects.csv", &[0, 2, 4]);
    let expected = "enrolments.csv pre_existing missing_value".to_owned();
    assert!(refused.contains(&expected), "{refused:?}");
    let without = Facts::default().member("A").enrolled("A");
    let why = office.refuses("2024-06-02", &without);
    assert!(
        why.contains("enrolments.csv` lacks columns; add to its header: `pre_existing`"),
        "{why}"
    );
}
