//! Disallowed amounts (核减): what an adjuster finds out of scope is out of catalogue, and the bill is decided as if it
//! had been written so.

use std::collections::BTreeMap;

use crate::common::{Dossier, book, defaults, differences, rules};
use crate::oracle;
use crate::oracle::generate::{Example, any_example};
use huzhu::adjudication::Decision;
use huzhu::claim::{ClaimError, Column, Disallowance};
use huzhu::explanation::Explanation;
use huzhu::money::Money;
use huzhu::scheme::Book;
use huzhu::words::Lang;
use proptest::prelude::*;

/// What of a case with these bills, and these amounts disallowed, is not as expected. Terms are of the city benchmark:
/// 500.00 of a year are the member's, then half is paid up to 5,000.00 of the year.
fn not_as_expected(bills: &str, disallowed: &str) -> String {
    let case = format!(
        "[[case]]\nid = \"C\"\nstatus = \"own\"\nbill = [{bills}]\ndisallow = [{disallowed}]\n"
    );
    let defaults = defaults("city", ["2023-01-01", "2024-12-31"], ["2024-03-01", "2024-03-04"]);
    differences(&rules("city"), &(defaults + &case))
}

#[test]
fn what_is_disallowed_of_one_bill_is_what_a_later_bill_finds_not_used_up() {
    // A: 1,000.00 - 320.00 - 500.00 = 180.00, half of it. B: the deductible is used up.
    let a = r#"{ id = "A", total = "1000", expect = { reimbursement = "90.00" } }"#;
    let b = r#"{ id = "B", settled_on = "2024-04-01", total = "100", expect = { reimbursement = "50.00" } }"#;
    let one = r#"{ bill = "A", column = "in_scope", amount = "320" }"#;
    assert_eq!(not_as_expected(&format!("{a}, {b}"), one), "");
    // A: 1,000.00 - 600.00 are within the deductible; B bears the 100.00 that are left of it.
    let a = r#"{ id = "A", total = "1000", expect = { status = "nil" } }"#;
    let b = r#"{ id = "B", settled_on = "2024-04-01", total = "300", expect = { reimbursement = "100.00" } }"#;
    let two = r#"{ bill = "A", column = "in_scope", amount = "320" }, { bill = "A", column = "in_scope", amount = "280" }"#;
    assert_eq!(not_as_expected(&format!("{a}, {b}"), two), "");
}

#[test]
fn a_bill_of_which_more_is_disallowed_than_it_has_is_decided_on_what_it_has_and_flagged() {
    // Of 1,000.00 are 200.00 class B and 100.00 above a price limit: both are in the base of the city, and all three go.
    let bill = r#"{ id = "A", total = "1000", class_b_prepay = "200", over_limit = "100", expect = { status = "nil", reasons = ["disallowed_above_bill", "reimbursement:base_is_zero", "per_diem:no_day_counts"] } }"#;
    let all = r#"{ bill = "A", column = "in_scope", amount = "900" }, { bill = "A", column = "class_b_prepay", amount = "200" }, { bill = "A", column = "over_limit", amount = "100.01" }"#;
    assert_eq!(not_as_expected(bill, all), "");
}

#[test]
fn what_cannot_be_disallowed_is_refused() {
    let book = rules("city");
    let mut record = Dossier::read(
        &book,
        "member_id,birth_date,sex,hardship\nM1,1980-05-01,F,no\n",
        "member_id,plan,start,end,units,enrolled_on\nM1,city,2024-01-01,2024-12-31,1,2023-12-01\n",
        "bill_id,member_id,category,hospital_level,admission,discharge,settled_on,total,class_b_prepay\n\
         B1,M1,inpatient,1,2024-03-01,2024-03-02,2024-03-02,1000.00,200.00\n",
    )
    .record;
    let fen = Money::from_minor;
    let mut refused = |bill: &str, column, minor| record.disallow(bill, column, fen(minor)).err();
    assert_eq!(refused("B2", Column::InScope, 1), Some(ClaimError::UnknownBill("B2".into())));
    assert_eq!(refused("B1", Column::PoolPaid, 1), Some(ClaimError::NotDisallowed));
    assert_eq!(refused("B1", Column::InScope, 0), Some(ClaimError::OutOfBounds));
    assert_eq!(refused("B1", Column::InScope, 80_001), Some(ClaimError::AboveTheBill));
    assert_eq!(refused("B1", Column::InScope, 50_000), None);
    assert_eq!(refused("B1", Column::InScope, 30_001), Some(ClaimError::AboveTheBill));
    assert_eq!(refused("B1", Column::InScope, 30_000), None);
    let bill = record.bill("B1").unwrap();
    assert_eq!(bill.amount(Column::OutOfCatalogue), fen(80_000));
    assert_eq!(bill.amount(Column::Total), fen(100_000));
}

#[test]
fn an_explanation_shows_what_was_disallowed_before_anything_is_decided() {
    let book = rules("city");
    let mut dossier = Dossier::read(
        &book,
        "member_id,birth_date,sex,hardship\nM1,1980-05-01,F,no\n",
        "member_id,plan,start,end,units,enrolled_on\nM1,city,2024-01-01,2024-12-31,1,2023-12-01\n",
        "bill_id,member_id,category,hospital_level,admission,discharge,settled_on,total\n\
         B1,M1,inpatient,1,2024-03-01,2024-03-02,2024-03-02,1000.00\n",
    );
    dossier.record.disallow("B1", Column::InScope, Money::from_minor(32_000)).unwrap();
    let one = &dossier.explanations(&book)[0];
    let text = one.text(&book, Lang::English);
    let lines: Vec<&str> = text.lines().skip(1).take(3).collect();
    let expected = [
        "settlement date: 2024-03-02",
        "disallowed: 320.00 of in scope; it is out of catalogue, and the member's own",
        "payable on this bill: 90.00",
    ];
    assert_eq!(lines, expected);
    assert!(one.text(&book, Lang::Chinese).contains("核减：政策范围内费用中的 320.00 转入自费"));
    let trace = huzhu::explanation::trace(&book, one, "B1");
    assert_eq!(trace["disallowed"][0]["column"], "in_scope");
    assert_eq!(trace["disallowed"][0]["moved"], "320.00");
    assert_eq!(trace["amounts"]["in_scope"], "680.00");
    assert_eq!(trace["balance"]["billed"], "1000.00");
}

/// Which bill, which column of it, and how much of what it has there, in hundredths.
type Pick = (usize, usize, i64);

fn any_picks() -> impl Strategy<Value = Vec<Pick>> {
    let share = prop_oneof![2 => 1..100i64, 1 => Just(100i64)];
    prop::collection::vec((0..8usize, 0..3usize, share), 1..5)
}

fn dossier(example: &Example, book: &Book) -> Dossier {
    let tables = example.tables();
    Dossier::read(book, &tables.members, &tables.enrolments, &tables.bills)
}

/// Disallows amounts of a member's bills; what was disallowed.
fn disallow(dossier: &mut Dossier, picks: &[Pick], decimals: usize) -> Vec<oracle::Disallowance> {
    let one = 10i128.pow(decimals as u32);
    let mut disallowed = Vec::new();
    for (at, column, share) in picks {
        let bills = dossier.record.bills();
        if bills.is_empty() {
            break;
        }
        let bill = bills[at % bills.len()];
        let (id, column) =
            (dossier.record.bill_id(&bill).to_owned(), Disallowance::COLUMNS[*column]);
        let most = bill.disallowable(column).minor();
        // Of a few fen all, so that something is.
        let minor = (most * share / 100).max(most.min(1));
        if minor > 0 {
            dossier.record.disallow(&id, column, Money::from_minor(minor)).unwrap();
            let amount = oracle::Fraction::new(minor.into(), one);
            let column = column.name().unwrap();
            disallowed.push(oracle::Disallowance { bill_id: id, column, amount });
        }
    }
    disallowed
}

/// What benefits pay, by bill and plan.
type Paid = BTreeMap<(String, String), (&'static str, BTreeMap<String, i64>)>;

fn paid(dossier: &Dossier, book: &Book, decisions: &[Decision]) -> Paid {
    let ids = dossier.ids_in_order();
    let row = |row: &Decision| {
        let paid = row.benefits.iter().filter(|(_, paid)| *paid != Money::ZERO);
        let paid =
            paid.map(|(benefit, paid)| (book.benefits()[*benefit as usize].clone(), paid.minor()));
        let plan = row.plan.map_or("", |plan| &book.vocabulary().plans()[plan as usize]);
        ((ids[row.bill].clone(), plan.to_owned()), (row.status.code(), paid.collect()))
    };
    decisions.iter().map(row).collect()
}

/// What the oracle decides.
fn expected(example: &Example) -> Paid {
    let row = |row: oracle::Decision| {
        let paid = row.benefits.into_iter().filter(|(_, paid)| *paid != 0).collect();
        ((row.bill_id, row.plan), (row.status.as_str(), paid))
    };
    example.decisions().into_iter().map(row).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, max_shrink_iters: 4000, ..ProptestConfig::default() })]

    /// To the last minor unit and the last reason; and the oracle, which reads the bill as written, says the same.
    #[test]
    fn what_is_disallowed_is_decided_as_if_the_bill_had_been_written_so(
        example in any_example(), picks in any_picks(),
    ) {
        let book = book(&example.editions());
        let mut adjusted = dossier(&example, &book);
        let disallowed = disallow(&mut adjusted, &picks, example.decimals);
        let written = example.disallowed(&disallowed);
        let decisions = adjusted.decisions(&book);
        prop_assert_eq!(&decisions, &dossier(&written, &book).decisions(&book));
        prop_assert_eq!(paid(&adjusted, &book, &decisions), expected(&written));
    }

    /// `explain` itself stops where steps do not lead from nothing to what is paid.
    #[test]
    fn the_total_and_what_each_payer_bears_stand(example in any_example(), picks in any_picks()) {
        let book = book(&example.editions());
        let mut adjusted = dossier(&example, &book);
        let before = adjusted.explanations(&book);
        let disallowed = disallow(&mut adjusted, &picks, example.decimals);
        let after = adjusted.explanations(&book);
        let told: usize = after.iter().map(|one| one.disallowed.len()).sum();
        prop_assert_eq!(told, disallowed.len());
        for (before, after) in before.iter().zip(&after) {
            let total = |one: &Explanation| one.bill.amount(Column::Total);
            prop_assert_eq!(total(before), total(after));
            prop_assert!(before.payers().eq(after.payers()));
            let charged: Money = after.workings.iter().map(|working| working.charged).sum();
            let payers: Money = after.payers().map(|(_, paid)| paid).sum();
            prop_assert_eq!(payers + charged + after.member_bears, total(after));
            let parts = [Column::OutOfCatalogue, Column::OverLimit, Column::ClassBPrepay];
            let parts: Money = parts.into_iter().map(|part| after.bill.amount(part)).sum();
            prop_assert!(parts <= total(after));
        }
    }
}
