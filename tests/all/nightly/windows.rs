//! Nights under declared windows of one member, under ceilings by household, and with rows that are decided last.

use huzhu::ledger::{Access, Ledger};
use huzhu::nightly;

use super::office::{Bill, Facts, Office, Terms};

/// The city benchmark with more sections, and with texts replaced.
fn city(sections: &str, changes: &[(&str, &str)]) -> Terms {
    let sections = format!("{sections}\n[parameters]");
    let first = ("\n[parameters]", sections.as_str());
    Terms::city(&[&[first][..], changes].concat())
}

/// The city benchmark, in which the deductible of 500 is borne once in each spell.
pub(super) fn spells(apart: u8) -> Terms {
    let spell = format!(
        "\n[windows.spell]\napart = {apart}\napart_from = \"discharge\"\ncounts = \"every_stay\"\n\
         categories = [\"inpatient\", \"outpatient_chronic\", \"emergency\", \"event\"]\n"
    );
    let deductible = "amount = \"year_deductible\"\nwindow = ";
    let [year, spells] = ["year", "spell"].map(|window| format!("{deductible}\"{window}\""));
    city(&spell, &[(&year, &spells)])
}

fn bill<'a>(id: &'a str, admission: &'a str, settled_on: &'a str, total: &'a str) -> Bill<'a> {
    Bill { admission, ..Bill::new(id, "A", settled_on, total) }
}

fn verified(office: &Office) {
    let ledger = Ledger::open(&office.path("ledger"), Access::Read).unwrap();
    let mut faults = Vec::new();
    nightly::again(&ledger, &(), &mut |why| faults.push(why.to_string())).unwrap();
    assert_eq!(faults, [""; 0]);
}

/// Bills of 10 January and 10 May, 121 days apart, bear a deductible each: 250 and 250. One of 1 March, 51 days after
/// the one and 70 before the other, joins them: it pays 500, and that of May 500. Taken back, it parts them again.
#[test]
fn a_late_stay_joins_two_spells_and_parts_them_when_it_is_taken_back() {
    let office = Office::under(spells(80));
    let first = bill("B1", "2024-01-10", "2024-01-11", "1000.00");
    let third = bill("B3", "2024-05-10", "2024-05-11", "1000.00");
    let second = bill("B2", "2024-03-01", "2024-05-20", "1000.00");
    office.night("2024-06-01", &Facts::of(&["A"]).bill(first).bill(third));
    assert_eq!(office.balance("A"), [50_000, 50_000, 0]);
    office.night("2024-06-02", &Facts::default().bill(second.clone()));
    assert_eq!(office.balance("A"), [125_000, 125_000, 0]);
    verified(&office);
    office.night("2024-06-03", &Facts::default().bill(second.revision("1").void()));
    assert_eq!(office.balance("A")[0], 50_000);
    verified(&office);
}

/// A ceiling of 100, and 50 more for each further member of the household: a child that is born, without cover or bill,
/// raises what was paid on a bill of after its birth.
#[test]
fn a_newcomer_to_a_household_raises_a_ceiling_by_its_members() {
    let numbers = "\n[numbers]\nothers = { of = \"household_members\", less = 1 }\n";
    let ceiling = "amount = \"ceiling\"\nwindow = \"year\"\nper_unit = true";
    let by_members = "amount = \"100 + 50 times others\"\nwindow = \"bill\"\nper_unit = false";
    let office = Office::under(city(
        numbers,
        &[(ceiling, by_members), ("ceiling = \"20000\"               # 每份年度封顶线\n", "")],
    ));
    let row = |id: &str, from: &str| format!("{id},1980-01-01,M,99.01,no,{from},F1");
    let facts = Facts::default().member_row(row("A", "2000-01-01")).enrolled("A");
    let bills = facts.bill(bill("B1", "2024-02-01", "2024-02-02", "2000.00")).bill(bill(
        "B2",
        "2024-03-01",
        "2024-03-02",
        "2000.00",
    ));
    office.night("2024-06-01", &bills);
    assert_eq!(office.balance("A")[0], 20_000);
    // The child is of the household from 15 February on.
    let child = "C,2024-02-15,F,99.01,no,2000-01-01,".to_owned();
    let born = "C,2024-02-15,F,99.01,no,2024-02-15,F1".to_owned();
    office.night("2024-06-02", &Facts::default().member_row(child).member_row(born));
    assert_eq!(office.balance("A")[0], 25_000);
    verified(&office);
}

/// At the year's end 10 % of what was left of the year. A bill that comes after that row moves what it pays.
#[test]
fn a_late_bill_moves_what_was_paid_when_the_year_was_over() {
    let total = "\n[totals.left]\nof = \"total - funds_paid - paid.reimbursement - paid.per_diem\"\n\
                 over = \"reimbursement\"\nwindow = \"year\"\n";
    let second = "\n[[benefit]]\nid = \"second\"\nplan = \"city\"\ntitle = { zh = \"二次补助\", en = \"second\" }\n\
                  clause = \"9\"\ncategories = [\"year_end\"]\nagainst_bill = \"beside\"\nper_unit = false\n\
                  sum = \"min(5000, 10% of left)\"\n";
    let last = "order = \"settlement\"\ncategories = [\"year_end\"]\ndecided_last = [\"year_end\"]";
    let mut sources = city("", &[("order = \"settlement\"", last)]).sources;
    sources[0].text += &format!("{second}{total}");
    let office = Office::under(Terms::from(sources));
    let end = "E1,A,year_end,H1,1,2024-12-31,2024-12-31,2025-01-10,,0.00,0.00,0.00,\
               0.00,0.00,0.00,0.00,0.00,,,,,,";
    // Of 1,500 the deductible takes 500, and half of the rest is paid: 1,000 are left, of which 10 % are 100.
    let facts = Facts::of(&["A"]).bill(bill("B1", "2024-03-01", "2024-03-02", "1500.00"));
    office.night("2025-02-01", &facts.bill_row(end));
    assert_eq!(office.balance("A")[0], 50_000 + 10_000);
    // 600 more, of which half is paid: 1,300 are left.
    office.night(
        "2025-02-02",
        &Facts::default().bill(bill("B2", "2024-11-01", "2025-01-20", "600.00")),
    );
    assert_eq!(office.balance("A")[0], 80_000 + 13_000);
    verified(&office);
}
