use super::*;
use crate::claim::{
    Basis, BillNumber, Column, Field, FieldKind, MemberIds, Owner, Revisions, Undated,
};
use crate::money::Currency;
use crate::words::Lang;

/// A scheme with one amount of its own.
fn vocabulary() -> Vocabulary {
    let kind = FieldKind::Amount { column: Column::own(0), default: None, may_be_empty: true };
    Vocabulary {
        currency: Currency::CNY,
        bases: Vec::new(),
        order: Basis::Settlement,
        decided_last: 0,
        categories: Vocabulary::CATEGORIES.map(str::to_owned).to_vec(),
        line_classes: Vec::new(),
        revisions: Revisions::Replace,
        bill_number: BillNumber::National,
        stay_gap: 1,
        undated_facts: Undated::Night,
        member_ids: MemberIds::Usual,
        fields: vec![Field {
            name: "residual".to_owned(),
            title: None,
            owner: Owner::Bill,
            kind,
            value_titles: Default::default(),
        }],
        titles: Default::default(),
        lists: Vec::new(),
        list_versions: Vec::new(),
        asks_diagnosis: false,
        asks_household: false,
        plans: Vec::new(),
        asks_receipts: 0,
        asks_enrolled_on: 0,
        id: crate::claim::VocabularyId::NONE,
    }
    .sealed()
}

/// The bill of a row that takes back `takes_back`, or nothing, and has these other cells.
fn bill(takes_back: &str, cells: &[(&str, &str)]) -> Result<Bill, Vec<Fault>> {
    let mut row = vec![
        ("category", "inpatient"),
        ("hospital_level", "2"),
        ("admission", "2024-03-01"),
        ("discharge", "2024-03-09"),
        ("settled_on", "2024-03-09"),
        ("takes_back", takes_back),
    ];
    row.extend(cells);
    let (header, row): (Vec<&str>, Vec<&str>) = row.into_iter().unzip();
    let vocabulary = vocabulary();
    RowReader::of_checked(header, RecordKind::Bills, &vocabulary).bill(&row)
}

/// What is wrong with a row: column, value and code.
fn faults(bill: Result<Bill, Vec<Fault>>) -> Vec<(String, String, &'static str)> {
    let faults = bill.expect_err("the row has faults").into_iter();
    faults.map(|fault| (fault.column, fault.value, fault.code)).collect()
}

fn fault(column: &str, value: &str, code: &'static str) -> (String, String, &'static str) {
    (column.to_owned(), value.to_owned(), code)
}

const HEADER: [&str; 7] =
    ["category", "hospital_level", "admission", "discharge", "settled_on", "total", "pool_paid"];

/// What is wrong with the header of bills that has these in place of `total` and `pool_paid`.
fn header_faults(total: &str, pool_paid: &str, more: &[&str]) -> Vec<HeaderFault> {
    let mut header = HEADER.to_vec();
    header[5..].copy_from_slice(&[total, pool_paid]);
    header.extend(more);
    RowReader::read_header(header, RecordKind::Bills, &vocabulary()).err().unwrap_or_default()
}

fn misspelt(column: &str, known: &str) -> HeaderFault {
    HeaderFault::Misspelt { column: column.to_owned(), known: known.to_owned() }
}

#[test]
fn a_column_that_looks_like_one_that_is_not_there_is_an_error() {
    assert_eq!(header_faults("total", "pool_paid", &[]), []);
    assert_eq!(header_faults("total", "pool_payed", &[]), [misspelt("pool_payed", "pool_paid")]);
    assert_eq!(header_faults("totl", "pool_paid", &[]), [misspelt("totl", "total")]);
    let residual = header_faults("total", "pool_paid", &["residuel"]);
    assert_eq!(residual, [misspelt("residuel", "residual")]);
}

#[test]
fn columns_of_an_office_are_kept() {
    assert_eq!(header_faults("total", "pool_paid", &["export_no", "remark", "remark", ""]), []);
}

#[test]
fn everything_that_is_wrong_with_a_header_is_found_at_once() {
    let faults = header_faults("sum", "pool_payed", &["category", "category"]);
    let missing = HeaderFault::Missing(vec!["total".to_owned()]);
    let twice = HeaderFault::Twice(vec!["category".to_owned()]);
    assert_eq!(faults, [misspelt("pool_payed", "pool_paid"), missing, twice]);
}

#[test]
fn a_refund_is_read_as_the_bill_that_it_takes_back() {
    let billed = [
        ("total", "2000.00"),
        ("class_b_prepay", "100.5"),
        ("pool_paid", "1000.00"),
        ("other_paid", "0.00"),
        ("over_limit", ""),
        ("residual", "12.34"),
    ];
    let refunded = [
        ("total", "-2000.00"),
        ("class_b_prepay", "-100.50"),
        ("pool_paid", "-1000.00"),
        ("other_paid", "-0.00"),
        ("over_limit", ""),
        ("residual", "-12.34"),
    ];
    assert_eq!(bill("B1", &refunded).unwrap(), bill("", &billed).unwrap());
    let nothing = [("total", "0.00"), ("pool_paid", "0")];
    assert_eq!(bill("B1", &nothing).unwrap(), bill("", &nothing).unwrap());
}

#[test]
fn an_amount_of_a_refund_above_zero_is_a_fault_of_its_own() {
    let cells = [("total", "2000.00"), ("pool_paid", "-1000.00"), ("residual", "0.01")];
    let refund = bill("B1", &cells);
    let sentence = &refund.as_ref().unwrap_err()[0].sentence;
    assert!(sentence.text(Lang::English).contains("with a minus sign: `-2000.00`"));
    assert!(sentence.text(Lang::Chinese).contains("须带负号，应写作 `-2000.00`"));
    let code = "refund_not_negative";
    let wrong = [fault("total", "2000.00", code), fault("residual", "0.01", code)];
    assert_eq!(faults(refund), wrong);
}

#[test]
fn what_is_no_amount_is_none_in_a_refund_either() {
    let refund = bill("B1", &[("total", "-2,000.00"), ("pool_paid", "-0.001")]);
    let code = "bad_amount";
    let wrong = [fault("total", "-2,000.00", code), fault("pool_paid", "-0.001", code)];
    assert_eq!(faults(refund), wrong);
}

#[test]
fn a_negative_amount_that_takes_nothing_back_is_refused() {
    for takes_back in ["", "  "] {
        let wrong = faults(bill(takes_back, &[("total", "-2000.00")]));
        assert_eq!(wrong, [fault("total", "-2000.00", "negative_amount")]);
    }
}

#[test]
fn payers_and_parts_of_a_refund_fit_into_its_total() {
    let payers = bill("B1", &[("total", "-2000.00"), ("pool_paid", "-2000.01")]);
    assert_eq!(faults(payers), [fault("total", "-2000.00", "payers_above_total")]);
    let parts = bill("B1", &[("total", "-2000.00"), ("out_of_catalogue", "-2000.01")]);
    assert_eq!(faults(parts), [fault("total", "-2000.00", "parts_above_total")]);
}
