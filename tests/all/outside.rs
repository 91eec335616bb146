//! Facts that no bill tells: what was decided by hand on appeal, and what an old system had counted.
//! Told in the author's language, then as sentences that could be false.

use std::collections::BTreeMap;

use crate::common::{Dossier, book, differences, head, rules};
use crate::oracle::generate::{Example, any_example};
use huzhu::adjudication::{Adjudicator, Decision, Reason, StepKind, decisions};
use huzhu::claim::{Column, MOST_FACTS, Opening, Override};
use huzhu::date::Day;
use huzhu::explanation::{Explanation, Working, explain, trace};
use huzhu::money::Money;
use huzhu::scheme::{AgainstBill, Book, Kind, Quantity, Window};
use huzhu::words::Lang;
use proptest::prelude::*;

/// A plan with everything that adds up, and one that is hard to get into.
const RULES: &str = r#"
[[plan]]
id = "medical"
title = { zh = "医疗", en = "medical" }
clause = "1"
[[plan]]
id = "late"
title = { zh = "补充", en = "late" }
clause = "2"
renewal_gap = 0
waiting = { days = 60, on_renewal = "served_again" }
[[plan]]
id = "rest"
title = { zh = "其他", en = "rest" }
clause = "3"

[totals.year_in_scope]
of = "in_scope"
window = "year"

[[benefit]]
id = "aid"
plan = "medical"
title = { zh = "医疗互助金", en = "aid" }
clause = "3"
categories = ["inpatient"]
against_bill = "within"
base = "in_scope - funds_paid"
rate = "50%"
[benefit.deductible]
amount = "500"
window = "year"
[[benefit.limit]]
amount = "1000"
window = "year"

[[benefit]]
id = "steps"
plan = "rest"
title = { zh = "分段互助金", en = "steps" }
clause = "4"
categories = ["emergency"]
against_bill = "within"
base = "in_scope"
[benefit.bands]
position = "cumulative"
window = "cover"
rounding = "each_bill"
rates = [{ to = "10000", pays = "10%" }, { pays = "50%" }]

[[benefit]]
id = "gate"
plan = "rest"
title = { zh = "大额互助金", en = "gate" }
clause = "5"
categories = ["outpatient_chronic"]
against_bill = "within"
base = "in_scope"
rate = "50%"
[benefit.threshold]
of = "in_scope"
at_least = "3000"
window = "year"
opens = "every_bill"
[[benefit.limit]]
id = "gate_share"
amount = "20% of year_in_scope"
window = "year"

[[benefit]]
id = "daily"
plan = "rest"
title = { zh = "住院津贴", en = "daily" }
clause = "6"
categories = ["event"]
against_bill = "beside"
days = { count = "nights", pays = "50", shared_days = "once" }
[[benefit.limit]]
days = "30"
window = "year"
[[benefit.limit]]
id = "daily_times"
times = "3"
window = "lifetime"

[[benefit]]
id = "extra"
plan = "late"
title = { zh = "补充互助金", en = "extra" }
clause = "7"
categories = ["inpatient"]
against_bill = "may_exceed"
base = "in_scope"
rate = { by = "ordinal", counts = "covered_stays", window = "lifetime", is = { "1" = "10%", "2+" = "20%" } }

[[limit]]
id = "all"
clause = "8"
amount = "1500"
window = "year"
benefits = ["aid", "extra"]
"#;

const COVER: &str = r#"
[[defaults.enrolment]]
plan = "medical"
start = "2024-01-01"
end = "2024-12-31"
[defaults.bill]
admission = "2024-03-01"
discharge = "2024-03-03"
"#;

const TWO_PLANS: &str = r#"
enrolment = [
  { plan = "medical", start = "2024-01-01", end = "2024-12-31" },
  { plan = "late", start = "2024-03-01", end = "2024-12-31" },
]
"#;

fn scheme() -> Book {
    book(&[&(head("outside", "2024-01-01") + RULES)])
}

fn holds(cases: &str) {
    assert_eq!(differences(&scheme(), &format!("{COVER}{cases}")), "");
}

/// The second bill alone would be paid 750.00; the first, decided by hand, leaves 200.00 of the
/// limit of 1000.00.
#[test]
fn what_is_decided_by_hand_uses_up_a_yearly_limit() {
    holds(
        r#"
[[case]]
id = "limit"
bill = [
  { id = "1", settled_on = "2024-03-03", total = "2000", expect = { aid = "800", reasons = ["aid:overridden"], left = { aid_year = "200" } } },
  { id = "2", admission = "2024-05-01", discharge = "2024-05-03", total = "1500", expect = { aid = "200", reasons = ["aid:cut_by_limit"] } },
]
override = [{ bill = "1", benefit = "aid", amount = "800" }]
"#,
    );
}

/// The deductible of 500.00 is taken from the first bill as if nothing had been decided by hand.
#[test]
fn a_deductible_goes_on_as_computed() {
    holds(
        r#"
[[case]]
id = "deductible"
bill = [
  { id = "1", total = "300", expect = { aid = "100", reasons = ["aid:within_deductible", "aid:overridden"] } },
  { id = "2", admission = "2024-05-01", discharge = "2024-05-03", total = "600", expect = { aid = "200" } },
]
override = [{ bill = "1", benefit = "aid", amount = "100" }]
"#,
    );
}

/// An appeal may grant what the plan denies (here its waiting period), and what a condition of
/// the benefit excludes; what is granted uses up the shared limit, and nothing else.
#[test]
fn an_appeal_grants_a_denied_bill() {
    holds(&format!(
        r#"
[[case]]
id = "waiting"{TWO_PLANS}
bill = [
  {{ id = "1", total = "3000", expect = {{ aid = "1000", extra = "400", status = "paid", reasons = ["aid:cut_by_limit", "waiting_period", "extra:overridden"], left = {{ all = "100" }} }} }},
  {{ id = "2", admission = "2024-06-01", discharge = "2024-06-03", total = "3000", expect = {{ aid = "0", extra = "100" }} }},
]
override = [{{ bill = "1", benefit = "extra", amount = "400" }}]

[[case]]
id = "category"
bill = [
  {{ id = "1", category = "emergency", total = "800", expect = {{ aid = "300", status = "paid", reasons = ["aid:excluded_category", "aid:overridden"] }} }},
  {{ id = "2", admission = "2024-05-01", discharge = "2024-05-03", total = "900", expect = {{ aid = "200", left = {{ aid_year = "500" }} }} }},
]
override = [{{ bill = "1", benefit = "aid", amount = "300" }}]
"#
    ));
}

/// A limit counts what was paid, also where an appeal pays more than it.
#[test]
fn an_appeal_may_exceed_a_limit_but_not_what_is_left_of_the_bill() {
    holds(
        r#"
[[case]]
id = "over"
bill = [
  { id = "1", total = "5000", expect = { aid = "1200", reasons = ["aid:cut_by_limit", "aid:overridden"], left = { aid_year = "0", all = "300" } } },
  { id = "2", admission = "2024-05-01", discharge = "2024-05-03", total = "100", pool_paid = "40", expect = { aid = "60", reasons = ["aid:limit_reached", "aid:cut_by_bill", "aid:overridden"] } },
]
override = [
  { bill = "1", benefit = "aid", amount = "1200" },
  { bill = "2", benefit = "aid", amount = "61" },
]
"#,
    );
}

/// Without an edition, a benefit of it or a period of its plan there is nothing to pay under.
#[test]
fn without_cover_nothing_is_paid_and_it_is_flagged() {
    holds(
        r#"
[[case]]
id = "no period of the plan"
bill = [{ id = "1", total = "1500", expect = { aid = "500", extra = "0", reasons = ["override_without_cover"] } }]
override = [{ bill = "1", benefit = "extra", amount = "400" }]

[[case]]
id = "no period at all"
bill = [{ id = "1", admission = "2025-03-01", discharge = "2025-03-02", total = "1500", expect = { payable = "0", status = "denied", reasons = ["no_cover", "override_without_cover"] } }]
override = [{ bill = "1", benefit = "aid", amount = "400" }]

[[case]]
id = "no edition"
enrolment = [{ plan = "medical", start = "2023-01-01", end = "2023-12-31" }]
bill = [{ id = "1", admission = "2023-03-01", discharge = "2023-03-02", total = "1500", expect = { payable = "0", status = "denied" } }]
override = [{ bill = "1", benefit = "aid", amount = "400" }]
"#,
    );
}

/// Nothing by hand is a decision too: what the rules compute is not paid, and uses up no limit.
#[test]
fn an_appeal_may_take_away() {
    holds(
        r#"
[[case]]
id = "nothing"
bill = [
  { id = "1", total = "1500", expect = { aid = "0", status = "nil", left = { aid_year = "1000" } } },
  { id = "2", admission = "2024-05-01", discharge = "2024-05-03", total = "1500", expect = { aid = "750" } },
]
override = [{ bill = "1", benefit = "aid", amount = "0" }]
"#,
    );
}

#[test]
fn an_opening_uses_up_deductible_and_limits() {
    holds(
        r#"
[[case]]
id = "deductible"
bill = [{ total = "600", expect = { aid = "250" } }]
opening = [{ accumulator = "aid.deductible", day = "2024-02-29", value = "400" }]

[[case]]
id = "limit"
bill = [{ total = "2000", expect = { aid = "150", left = { aid_year = "0" } } }]
opening = [{ accumulator = "aid_year", day = "2024-01-01", value = "850" }]

[[case]]
id = "shared limit"
bill = [{ total = "2000", expect = { aid = "100", left = { all = "0" } } }]
opening = [{ accumulator = "all", day = "2024-12-31", value = "1400" }]

[[case]]
id = "days"
enrolment = [{ plan = "rest", start = "2024-01-01", end = "2024-12-31" }]
bill = [{ category = "event", discharge = "2024-03-31", total = "0", expect = { daily = "200", left = { daily_year = "0" } } }]
opening = [{ accumulator = "daily_year", day = "2024-01-01", value = 26 }]

[[case]]
id = "times"
enrolment = [{ plan = "rest", start = "2024-01-01", end = "2024-12-31" }]
bill = [{ category = "event", discharge = "2024-03-31", total = "0", expect = { daily = "0", reasons = ["steps:excluded_category", "gate:excluded_category", "daily:limit_reached"] } }]
opening = [{ accumulator = "daily_times", day = "1990-01-01", value = 3 }]

[[case]]
id = "another year"
bill = [{ total = "1500", expect = { aid = "500" } }]
opening = [{ accumulator = "aid.deductible", day = "2023-12-31", value = "500" }]
"#,
    );
}

#[test]
fn an_opening_moves_the_position_in_the_bands() {
    holds(
        r#"
[[case]]
id = "bands"
enrolment = [{ plan = "rest", start = "2024-01-01", end = "2024-12-31" }]
bill = [{ category = "emergency", total = "3000", expect = { steps = "700" } }]
opening = [{ accumulator = "steps.bands", day = "2024-01-01", value = "8000" }]
"#,
    );
}

/// One fen short, and exactly there: then a fifth of the year's total is paid.
#[test]
fn an_opening_reaches_a_threshold() {
    holds(
        r#"
[[case]]
id = "short"
enrolment = [{ plan = "rest", start = "2024-01-01", end = "2024-12-31" }]
bill = [{ category = "outpatient_chronic", total = "1000", expect = { gate = "0" } }]
opening = [{ accumulator = "gate.threshold", day = "2024-01-01", value = "1999.99" }]

[[case]]
id = "reached"
enrolment = [{ plan = "rest", start = "2024-01-01", end = "2024-12-31" }]
bill = [{ category = "outpatient_chronic", total = "1000", expect = { gate = "200" } }]
opening = [{ accumulator = "gate.threshold", day = "2024-01-01", value = "2000" }]
"#,
    );
}

/// Of the year's total a fifth is paid at most: 500.00 of 2500.00, with what an old system had summed
/// up.
#[test]
fn an_opening_adds_to_a_total() {
    holds(
        r#"
[[case]]
id = "total"
enrolment = [{ plan = "rest", start = "2024-01-01", end = "2024-12-31" }]
bill = [{ category = "outpatient_chronic", total = "1000", expect = { gate = "500" } }]
opening = [
  { accumulator = "gate.threshold", day = "2024-01-01", value = "2000" },
  { accumulator = "gate.total.year_in_scope", day = "2024-01-01", value = "1500" },
]
"#,
    );
}

#[test]
fn an_opening_numbers_the_stays_that_follow() {
    let cover = r#"
enrolment = [{ plan = "late", start = "2024-01-01", end = "2024-12-31" }]
"#;
    holds(&format!(
        r#"
[[case]]
id = "stays"{cover}
bill = [{{ admission = "2024-05-01", discharge = "2024-05-03", total = "1000", expect = {{ extra = "200" }} }}]
opening = [{{ accumulator = "extra.stays.lifetime", day = "2024-01-01", value = 1 }}]
"#
    ));
}

#[test]
fn accumulators_are_listed_with_what_adds_up_and_over_which_window() {
    let book = scheme();
    let mut all: Vec<_> = book.accumulators().iter().collect();
    all.sort_by(|a, b| a.name().cmp(b.name()));
    let all: Vec<_> =
        all.iter().map(|one| (one.name(), one.quantity(), one.window(), one.plan())).collect();
    let expected = [
        ("aid.deductible", Quantity::Amount, Window::Year, None),
        ("aid_year", Quantity::Amount, Window::Year, None),
        ("all", Quantity::Amount, Window::Year, None),
        ("daily_times", Quantity::Times, Window::Lifetime, None),
        ("daily_year", Quantity::Days, Window::Year, None),
        ("extra.stays.lifetime", Quantity::Stays, Window::Lifetime, None),
        ("gate.threshold", Quantity::Amount, Window::Year, None),
        ("gate.total.year_in_scope", Quantity::Amount, Window::Year, None),
        ("gate_share", Quantity::Amount, Window::Year, None),
        ("steps.bands", Quantity::Amount, Window::Cover, Some(2)),
    ];
    assert_eq!(all, expected);
}

#[test]
fn every_accumulator_of_every_rule_book_is_found_by_its_name() {
    let folders = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/rules")).unwrap();
    for folder in folders {
        let book = rules(&folder.unwrap().file_name().into_string().unwrap());
        for edition in book.editions() {
            let mut found: Vec<usize> = Vec::new();
            for one in book.accumulators() {
                let place = book.accumulator(one.name(), edition.from()).unwrap();
                assert_eq!(book.accumulators()[place].name(), one.name());
                found.push(place);
            }
            let near = book.accumulator("no_such.thing_at_all", edition.from());
            assert!(near.is_err());
        }
    }
}

/// An edition that changes the window of a deductible begins another accumulator of the same name:
/// the day says which is meant.
#[test]
fn the_day_of_an_opening_picks_the_accumulator_of_its_edition() {
    let with = |window: &str| {
        let window = format!("amount = \"500\"\nwindow = \"{window}\"");
        RULES.replace("amount = \"500\"\nwindow = \"year\"", &window)
    };
    let until = head("outside", "2024-01-01") + "to = \"2024-12-31\"\n" + &with("year");
    let then = head("outside", "2025-01-01").replace("id = \"1\"", "id = \"2\"") + &with("cover");
    let book = book(&[&until, &then]);
    let window = |day: &str| {
        let place = book.accumulator("aid.deductible", Day::parse(day).unwrap()).unwrap();
        book.accumulators()[place].window()
    };
    assert_eq!(window("2024-06-30"), Window::Year);
    assert_eq!(window("2023-06-30"), Window::Year, "the next edition that has it");
    assert_eq!(window("2025-06-30"), Window::Cover);
}

/// What the rules compute stays beside what is paid, in both languages and in the trace.
#[test]
fn the_computed_amount_stays_in_the_explanation() {
    let book = rules("pinghu");
    let members = "member_id,birth_date,sex,hardship\nM,1980-05-01,F,no\n";
    let enrolments = format!(
        "member_id,plan,start,end,units,enrolled_on\nM,{},2022-01-01,2022-12-31,1,2022-01-01\n",
        book.vocabulary().plans()[0]
    );
    let bills = "bill_id,member_id,category,hospital_level,admission,discharge,settled_on,total\n\
                 B,M,inpatient,2,2022-03-01,2022-03-09,2022-03-09,5232.97\n";
    let dossier = Dossier::read(&book, members, &enrolments, bills);
    let amount = Money::from_minor(300_000);
    let overrides = [Override::new(0, 0, amount).unwrap()];
    let explanations = dossier
        .with(|history| explain(&mut Adjudicator::new(&book), &history.with_overrides(&overrides)));
    let working = &explanations[0].workings[0];
    let last = working.steps.last().unwrap();
    assert_eq!(last.kind, StepKind::Override);
    assert_eq!(last.before, last.scale.of(Money::from_minor(261_649)));
    assert_eq!(working.paid, amount);
    let reason = explanations[0].decisions[0].reasons.last().unwrap();
    let sentence = &reason.sentences(&book)[0];
    assert!(sentence.text(Lang::English).contains("decided manually"), "{sentence}");
    assert!(sentence.text(Lang::Chinese).contains("人工核定"), "{sentence}");
    let step = trace(&book, &explanations[0], "B")["benefits"][0]["steps"]
        .as_array()
        .and_then(|steps| steps.last().cloned())
        .unwrap();
    assert_eq!(step["step"], "override");
    assert_eq!((step["in"].as_str(), step["out"].as_str()), (Some("2616.49"), Some("3000.00")));
}

/// A bill or a benefit that is not there is nothing to decide on, and of two decisions the last holds.
#[test]
fn of_two_decisions_by_hand_the_last_holds() {
    let book = scheme();
    let dossier = Dossier::read(&book, MEMBER, PERIOD, BILLS);
    let given = |bill, amount| Override::new(bill, 0, Money::from_minor(amount)).unwrap();
    let overrides = [given(1, 100), given(7, 5), given(1, 200)];
    let paid = dossier.with(|history| {
        let explanations =
            explain(&mut Adjudicator::new(&book), &history.with_overrides(&overrides));
        explanations.iter().map(|one| one.payable().minor()).collect::<Vec<_>>()
    });
    assert_eq!(paid, [20_000, 200]);
}

const MEMBER: &str = "member_id,birth_date,sex,hardship\nM,1980-05-01,F,no\n";
const PERIOD: &str = "member_id,plan,start,end,units,enrolled_on\n\
                      M,medical,2024-01-01,2024-12-31,1,2024-01-01\n";
const BILLS: &str = "bill_id,member_id,category,hospital_level,admission,discharge,settled_on,total\n\
                     A,M,inpatient,2,2024-03-01,2024-03-09,2024-03-09,900\n\
                     B,M,inpatient,2,2024-04-01,2024-04-09,2024-04-09,400\n";

#[test]
#[should_panic(expected = "members with too many facts are refused at the door")]
fn more_facts_than_the_door_lets_in_are_a_broken_promise() {
    let book = scheme();
    let given = Override::new(0, 0, Money::ZERO).unwrap();
    let overrides = vec![given; MOST_FACTS + 1];
    Dossier::read(&book, MEMBER, PERIOD, BILLS)
        .with(|history| history.with_overrides(&overrides).overrides().len());
}

/// Explains an example with these facts beside its bills.
fn with_facts(
    dossier: &Dossier,
    book: &Book,
    openings: &[Opening],
    overrides: &[Override],
) -> Vec<Explanation> {
    dossier.with(|history| {
        let history = history.with_openings(openings).with_overrides(overrides);
        explain(&mut Adjudicator::new(book), &history)
    })
}

fn dossier(example: &Example, book: &Book) -> Dossier {
    let tables = example.tables();
    Dossier::read(book, &tables.members, &tables.enrolments, &tables.bills)
}

/// Decisions by hand on the bills of an example, one for each pair of numbers and amount.
fn by_hand(dossier: &Dossier, book: &Book, picks: &[(usize, usize, i64)]) -> Vec<Override> {
    let bills = dossier.record.bills().len();
    let pick = |&(bill, benefit, amount): &(usize, usize, i64)| {
        let benefit = (benefit % book.benefits().len()) as u8;
        Override::new((bill % bills) as u32, benefit, Money::from_minor(amount)).unwrap()
    };
    if bills == 0 { Vec::new() } else { picks.iter().map(pick).collect() }
}

fn any_picks() -> impl Strategy<Value = Vec<(usize, usize, i64)>> {
    let amount = prop_oneof![Just(0), Just(1), Just(10_000), 0..200_000i64, Just(1_000_000_000)];
    prop::collection::vec((0..64usize, 0..64usize, amount), 0..6)
}

/// A bill, a plan, the status, and what each benefit pays that pays anything.
type Row = (String, String, &'static str, i64, BTreeMap<String, i64>);

/// What the engine decides.
fn engine(dossier: &Dossier, book: &Book, overrides: &[Override]) -> Vec<Row> {
    let ids = dossier.ids_in_order();
    let rows = dossier
        .with(|history| decisions(&mut Adjudicator::new(book), &history.with_overrides(overrides)));
    let plan = |number: u8| book.vocabulary().plans()[number as usize].clone();
    let row = |row: Decision| {
        let paid = row.benefits.iter().filter(|(_, paid)| *paid != Money::ZERO);
        let paid =
            paid.map(|(number, paid)| (book.benefits()[*number as usize].clone(), paid.minor()));
        let paid = paid.collect();
        let plan = row.plan.map_or(String::new(), plan);
        (ids[row.bill].clone(), plan, row.status.code(), row.payable.minor(), paid)
    };
    rows.into_iter().map(row).collect()
}

/// What the oracle decides.
fn expected(example: &Example, overrides: &[crate::oracle::Override]) -> Vec<Row> {
    let rows = example.decisions_with(overrides).into_iter().map(|row| {
        let paid = row.benefits.into_iter().filter(|(_, paid)| *paid != 0).collect();
        (row.bill_id, row.plan, row.status.as_str(), row.payable, paid)
    });
    rows.collect()
}

/// What a benefit comes to; of one that is only computed, the figure that others ask for.
fn figure(working: &Working) -> Money {
    let last = working.steps.last().filter(|step| step.kind == StepKind::NotPaid);
    last.map_or(working.paid, |step| {
        let minor = step.scale.decimal(step.before);
        Money::from_minor(i64::try_from(minor).expect("a figure is whole minor units"))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, max_shrink_iters: 4000, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_equals_the_oracle_where_something_was_decided_by_hand(example in any_example(), picks in any_picks()) {
        let book = book(&example.editions());
        let dossier = dossier(&example, &book);
        let overrides = by_hand(&dossier, &book, &picks);
        let one = 10i128.pow(example.decimals as u32);
        let told = |given: &Override| crate::oracle::Override {
            bill_id: dossier.id(given.bill()).to_owned(),
            benefit: book.benefits()[given.benefit() as usize].clone(),
            amount: crate::oracle::Fraction::new(given.amount().minor().into(), one),
        };
        let told: Vec<_> = overrides.iter().map(told).collect();
        prop_assert_eq!(engine(&dossier, &book, &overrides), expected(&example, &told));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, max_shrink_iters: 2000, ..ProptestConfig::default() })]

    /// `explain` itself stops where steps do not lead from nothing to what is paid.
    #[test]
    fn explanations_balance_with_what_was_decided_by_hand(example in any_example(), picks in any_picks()) {
        let book = book(&example.editions());
        let dossier = dossier(&example, &book);
        let overrides = by_hand(&dossier, &book, &picks);
        for one in with_facts(&dossier, &book, &[], &overrides) {
            let payers: Money = one.payers().map(|(_, paid)| paid).sum();
            let charged: Money = one.workings.iter().map(|working| working.charged).sum();
            prop_assert_eq!(payers + charged + one.member_bears, one.bill.amount(Column::Total));
            let rows: Money = one.decisions.iter().map(|row| row.payable).sum();
            prop_assert_eq!(rows, one.payable());
            let mut left = one.bill.left();
            for working in &one.workings {
                let benefit = &book.editions()[one.edition.unwrap()].benefits()[working.place];
                if benefit.against_bill() == AgainstBill::Within {
                    prop_assert!(working.paid <= left);
                }
                left = left - working.charged;
                let given = overrides.iter().rev().find(|given| {
                    given.bill() == one.bill.id() && given.benefit() == working.number
                });
                let told = working.steps.iter().any(|step| step.kind == StepKind::Override);
                prop_assert_eq!(told, given.is_some());
                if let Some(given) = given {
                    let cut = benefit.against_bill() == AgainstBill::Within && working.paid < given.amount();
                    prop_assert!(cut || figure(working) == given.amount());
                }
                let mut money = working.limits.iter().filter(|used| used.kind == Kind::Amount);
                let consumed = figure(working).minor();
                prop_assert!(money.all(|used| used.after - used.before == consumed));
            }
        }
    }

    /// Where alternatives are left out: what was decided by hand for one of them is paid whichever is
    /// chosen, and so tells on the choice.
    #[test]
    fn what_is_computed_decided_by_hand_changes_nothing_but_the_step(example in any_example(), picks in any_picks()) {
        let book = book(&example.editions());
        prop_assume!(book.editions().iter().all(|edition| edition.alternatives().is_empty()));
        let dossier = dossier(&example, &book);
        let before = with_facts(&dossier, &book, &[], &[]);
        let mut overrides = Vec::new();
        for given in by_hand(&dossier, &book, &picks) {
            let bill = before.iter().find(|one| one.bill.id() == given.bill()).unwrap();
            let working = bill.workings.iter().find(|working| working.number == given.benefit());
            let computed = |paid| Override::new(given.bill(), given.benefit(), paid).unwrap();
            overrides.extend(working.map(|working| computed(figure(working))));
        }
        let mut after = with_facts(&dossier, &book, &[], &overrides);
        for one in &mut after {
            forget(one);
        }
        let mut before = before;
        before.iter_mut().for_each(forget);
        prop_assert_eq!(after, before);
    }

    /// What a history had used up before a day, given as openings, pays later bills what they are
    /// paid with the earlier ones before them.
    #[test]
    fn an_opening_of_what_earlier_bills_used_stands_for_them(
        amounts in prop::collection::vec(0..300_000i64, 1..12),
        cut in 0..12usize,
    ) {
        let book = book(&[&(head("counted", "2024-01-01") + COUNTED)]);
        let cut = cut % amounts.len();
        let whole = with_facts(&office(&book, &amounts, 0), &book, &[], &[]);
        let openings = openings_of(&book, &amounts[..cut], &whole[..cut]);
        let later = with_facts(&office(&book, &amounts, cut), &book, &openings, &[]);
        let paid = |one: &Explanation| -> Vec<Money> {
            one.workings.iter().map(|working| working.paid).collect()
        };
        let left = |one: &Explanation| -> Vec<i64> {
            one.workings.iter().flat_map(|working| &working.limits).map(|used| used.left()).collect()
        };
        for (later, whole) in later.iter().zip(&whole[cut..]) {
            prop_assert_eq!(paid(later), paid(whole));
            prop_assert_eq!(left(later), left(whole));
        }
    }
}

/// Everything that carries over, on whole amounts.
const COUNTED: &str = r#"
[[plan]]
id = "medical"
title = { zh = "医疗", en = "medical" }
clause = "1"
[[benefit]]
id = "aid"
plan = "medical"
title = { zh = "医疗互助金", en = "aid" }
clause = "2"
categories = ["inpatient"]
against_bill = "within"
base = "in_scope"
[benefit.counted]
most = "12000"
window = "year"
[benefit.threshold]
of = "in_scope"
at_least = "1000"
window = "year"
opens = "from_the_bill_that_reaches_it"
unpaid_bills = "count"
[benefit.deductible]
amount = "800"
window = "cover"
[benefit.bands]
position = "cumulative"
window = "cover"
from = "gross"
rounding = "each_bill"
rates = [{ to = "3000", pays = "33.3%" }, { pays = "66.7%" }]
[[benefit.limit]]
amount = "4000"
window = "lifetime"
[[benefit]]
id = "extra"
plan = "medical"
title = { zh = "补充互助金", en = "extra" }
clause = "3"
categories = ["inpatient"]
against_bill = "beside"
base = "in_scope"
rate = "10%"
[[benefit.limit]]
times = "9"
window = "year"
[[limit]]
id = "both"
clause = "4"
amount = "4500"
window = "year"
benefits = ["aid", "extra"]
"#;

/// A member with a bill of each amount from the `first` on, one a month.
fn office(book: &Book, amounts: &[i64], first: usize) -> Dossier {
    let header = BILLS.lines().next().unwrap();
    let rows = amounts.iter().enumerate().skip(first).map(|(at, amount)| {
        let date = |day: u8| format!("2024-{:02}-{day:02}", at + 1);
        let (from, to) = (date(1), date(9));
        let total = format!("{}.{:02}", amount / 100, amount % 100);
        format!("\nB{at:02},M,inpatient,2,{from},{to},{to},{total}")
    });
    Dossier::read(book, MEMBER, PERIOD, &(header.to_owned() + &rows.collect::<String>()))
}

/// What bills of these amounts used up, as an office would sum it up.
fn openings_of(book: &Book, amounts: &[i64], explained: &[Explanation]) -> Vec<Opening> {
    let day = Day::parse("2024-07-01").unwrap();
    let paid = |benefit: usize| -> i64 {
        explained.iter().map(|one| one.workings[benefit].paid.minor()).sum()
    };
    let times = explained.iter().filter(|one| one.workings[1].paid > Money::ZERO).count() as i64;
    let billed: i64 = amounts.iter().sum();
    let counted = billed.min(1_200_000);
    let values = [
        ("aid.counted", counted),
        ("aid.threshold", billed),
        ("aid.deductible", counted.min(80_000)),
        ("aid.bands", counted),
        ("aid_lifetime", paid(0)),
        ("extra_year", times),
        ("both", paid(0) + paid(1)),
    ];
    let opening = |(name, value)| {
        let accumulator = book.accumulator(name, day).unwrap() as u16;
        Opening::new(accumulator, day, value).unwrap()
    };
    assert_eq!(book.accumulators().len(), values.len(), "nothing is forgotten");
    values.map(opening).to_vec()
}

/// Leaves out what tells of a decision by hand.
fn forget(one: &mut Explanation) {
    for working in &mut one.workings {
        working.steps.retain(|step| step.kind != StepKind::Override);
        working.outcome = Default::default();
    }
    for row in &mut one.decisions {
        row.reasons.retain(|reason| !matches!(reason, Reason::Adjustment { .. }));
    }
}
