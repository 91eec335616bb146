//! Sentences about the engine that could be false, held against generated rules and histories and
//! against an oracle that shares no code with it.

use std::collections::BTreeMap;

use crate::common::{Dossier, book, head, rules};
use crate::oracle::generate::{Example, any_example, any_example_in_one_and_two_editions};
use huzhu::adjudication::{Adjudicator, Reason, StepKind, Total, adjudicate};
use huzhu::claim::{
    Column, FieldKind, History, MOST_BILLS, MOST_FACTS, MemberRecord, Opening, Override, Owner,
    RecordText, Vocabulary,
};
use huzhu::date::Day;
use huzhu::explanation::{Explanation, explain, trace};
use huzhu::money::{Money, Product};
use huzhu::scheme::{AgainstBill, Book, Kind};
use proptest::prelude::*;

/// One row of decisions as both sides can tell it.
type Row = (String, String, &'static str, i64, BTreeMap<String, i64>, Vec<String>);

fn dossier(example: &Example, book: &Book) -> Dossier {
    let tables = example.tables();
    Dossier::read(book, &tables.members, &tables.enrolments, &tables.bills)
}

/// What the engine decides.
fn engine(example: &Example, book: &Book) -> Vec<Row> {
    let dossier = dossier(example, book);
    let ids = dossier.ids_in_order();
    let rows = dossier.decisions(book).into_iter().map(|row| {
        let paid = row.benefits.iter().filter(|(_, paid)| *paid != Money::ZERO);
        let paid =
            paid.map(|(benefit, paid)| (book.benefits()[*benefit as usize].clone(), paid.minor()));
        let denials = row.reasons.iter().filter_map(|reason| match reason {
            Reason::Denied(denial) => Some(denial.code().replace("no_edition", "no_cover")),
            _ => None,
        });
        (
            ids[row.bill].clone(),
            row.plan.map_or(String::new(), |plan| book.vocabulary().plans()[plan as usize].clone()),
            row.status.code(),
            row.payable.minor(),
            paid.collect(),
            denials.collect(),
        )
    });
    rows.collect()
}

/// What the oracle decides.
fn expected(example: &Example) -> Vec<Row> {
    let rows = example.decisions().into_iter().map(|row| {
        let paid = row.benefits.into_iter().filter(|(_, paid)| *paid != 0).collect();
        (row.bill_id, row.plan, row.status.as_str(), row.payable, paid, row.denials)
    });
    rows.collect()
}

/// The same edition with a title for each of its names and shared limits.
fn with_titles(edition: &str) -> String {
    let tables: toml::Table = edition.parse().expect("an example is TOML");
    let sections = ["parameters", "amounts", "totals", "numbers", "schedules"];
    let names = sections.iter().filter_map(|section| tables.get(*section)?.as_table());
    let title = |name: &str| format!("{{ zh = \"名称 {name}\", en = \"the {name}\" }}");
    let titles = names.flat_map(|names| names.keys());
    let titles: String = titles.map(|name| format!("{name} = {}\n", title(name))).collect();
    let limit = format!("\n[[limit]]\ntitle = {}\n", title("both"));
    format!("{}\n[titles]\n{titles}", edition.replace("\n[[limit]]\n", &limit))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, max_shrink_iters: 4000, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_equals_the_oracle_to_the_last_minor_unit(example in any_example()) {
        let book = book(&example.editions());
        prop_assert_eq!(engine(&example, &book), expected(&example));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, max_shrink_iters: 2000, ..ProptestConfig::default() })]

    /// `explain` itself stops where steps do not lead from nothing to what is paid.
    #[test]
    fn explanations_balance_and_watching_changes_nothing(example in any_example()) {
        let book = book(&example.editions());
        let dossier = dossier(&example, &book);
        let explanations = dossier.explanations(&book);
        let decided = dossier.decisions(&book);
        let told: Vec<_> = explanations.iter().flat_map(|one| one.decisions.clone()).collect();
        prop_assert_eq!(&told, &decided);
        for one in &explanations {
            prop_assert_eq!(billed(one), one.bill.amount(Column::Total));
            let rows: Money = one.decisions.iter().map(|row| row.payable).sum();
            prop_assert_eq!(rows, one.payable());
        }
        let mut total = Total::default();
        dossier.with(|history| adjudicate(&book, history, &mut total));
        prop_assert_eq!(total.0, decided.iter().map(|row| row.payable).sum());
    }

    #[test]
    fn what_people_call_names_changes_nothing_that_is_decided(example in any_example()) {
        let told = |book: Book| {
            let explanations = dossier(&example, &book).explanations(&book);
            explanations.iter().map(|one| trace(&book, one, "B").to_string()).collect::<Vec<_>>()
        };
        let titled: Vec<String> = example.editions().iter().map(|text| with_titles(text)).collect();
        let titled: Vec<&str> = titled.iter().map(String::as_str).collect();
        prop_assert_eq!(told(book(&titled)), told(book(&example.editions())));
    }

    #[test]
    fn nothing_is_paid_outside_cover_above_a_limit_or_above_what_is_left(example in any_example()) {
        let book = book(&example.editions());
        for one in dossier(&example, &book).explanations(&book) {
            let Some(edition) = one.edition.map(|at| &book.editions()[at]) else {
                prop_assert!(one.workings.is_empty());
                continue;
            };
            let mut left = one.bill.left();
            for working in &one.workings {
                let benefit = &edition.benefits()[working.place];
                let covered = one.decisions.iter().any(|row| row.plan == Some(benefit.plan()));
                prop_assert!(covered, "`{}` is paid without cover", benefit.id());
                prop_assert!(working.paid >= Money::ZERO && working.charged >= Money::ZERO);
                if benefit.against_bill() == AgainstBill::Within {
                    prop_assert_eq!(working.paid, working.charged);
                }
                left = left - working.charged;
                prop_assert!(left >= Money::ZERO, "`{}` takes more than is left", benefit.id());
                for used in &working.limits {
                    let within = used.after <= used.most.max(used.before);
                    prop_assert!(within, "{used:?}");
                    // What is only computed uses its limits up by what it comes to.
                    let is_money = used.kind == Kind::Amount && benefit.pays_out();
                    let consumed = used.after - used.before;
                    prop_assert!(!is_money || consumed == working.paid.minor());
                }
            }
        }
    }

    #[test]
    fn the_slices_of_a_bill_add_up_to_its_share(example in any_example()) {
        let book = book(&example.editions());
        for one in dossier(&example, &book).explanations(&book) {
            for step in one.workings.iter().flat_map(|working| &working.steps) {
                if let StepKind::Bands { slices, scale, .. } = &step.kind {
                    let sum: Product = slices.iter().map(|slice| slice.pays).sum();
                    prop_assert_eq!(scale.decimal(sum), step.scale.decimal(step.after));
                }
            }
        }
    }

    #[test]
    fn the_order_of_rows_changes_nothing(example in any_example(), seed in any::<u64>()) {
        let book = book(&example.editions());
        let one = dossier(&example, &book);
        let (mut bills, mut periods) = (one.record.bills().to_vec(), one.record.enrolments().to_vec());
        let turn = |length: usize| if length == 0 { 0 } else { seed as usize % length };
        let (of_bills, of_periods) = (turn(bills.len()), turn(periods.len()));
        bills.rotate_left(of_bills);
        bills.reverse();
        periods.rotate_left(of_periods);
        let id = |number| one.id(number).as_bytes();
        let other = History::new(&book, one.record.member(), &mut periods, &mut bills, id);
        let other = other.and_then(|history| history.with_changes(one.record.changes())).unwrap();
        let explained = explain(&mut Adjudicator::new(&book), &other);
        prop_assert_eq!(one.explanations(&book), explained);
    }

    /// A limit carries over from one edition to the next, since both name the same accumulator;
    /// editions that name the same alternatives choose together.
    #[test]
    fn cutting_an_edition_in_two_changes_nothing(pair in any_example_in_one_and_two_editions()) {
        let [one, two] = pair;
        let (whole, cut) = (book(&one.editions()), book(&two.editions()));
        prop_assert_eq!(engine(&one, &whole), engine(&two, &cut));
    }
}

/// Each payer, each benefit charged to the bill, and what is left with the member.
fn billed(one: &Explanation) -> Money {
    let payers: Money = one.payers().map(|(_, paid)| paid).sum();
    let charged: Money = one.workings.iter().map(|working| working.charged).sum();
    payers + charged + one.member_bears
}

/// Rules under which one more bill never lowers what a member gets in all: rates that do not fall
/// as costs add up, the running total rounded, and nothing that is counted in days or stays.
///
/// It is not so everywhere, and by the terms themselves: daily money counts a shared day once, so
/// that a dearer day may be lost to a cheaper one; a rate by ordinal makes a later, larger stay
/// the second; under falling bands a deductible by stay loses a slice at the highest rate; a cap
/// on what primary cover left cuts what an earlier bill pushed into another band; and where each
/// bill is rounded, two halves of a fen may become two fen or none.
const RISING: &str = r#"
[[plan]]
id = "medical"
title = { zh = "医疗", en = "medical" }
clause = "1"
[[benefit]]
id = "medical"
plan = "medical"
title = { zh = "医疗", en = "medical" }
clause = "1"
categories = ["inpatient"]
against_bill = "within"
base = "in_scope"
[benefit.deductible]
amount = "500"
window = "cover"
[benefit.bands]
position = "cumulative"
window = "cover"
from = "above_deductible"
rounding = "running_total"
rates = [{ to = "5000", pays = "33.3%" }, { to = "20000", pays = "66.7%" }, { pays = "87.5%" }]
[[benefit.limit]]
amount = "100000"
window = "cover"
"#;

proptest! {
    #[test]
    fn one_more_bill_never_lowers_the_total(bills in any_bills()) {
        for book in [book(&[&(head("rising", "2022-01-01") + RISING)]), rules("pinghu")] {
            prop_assert!(total(&book, &bills) >= total(&book, &bills[1..]));
        }
    }
}

/// Terms that speak of stays: what is deducted, in which band, what is limited and how many days are paid is of
/// the stay; and rounded on its running total, since each of two bills would be rounded once more.
const OF_STAYS: &str = r#"
[[plan]]
id = "medical"
title = { zh = "医疗", en = "medical" }
clause = "1"
waiting = { days = 30, on_renewal = "served_again" }
age = { on = "basis", from = 18, to = 60, older = "refused" }
run_off = { days = 10, beyond = "BEYOND" }
[[benefit]]
id = "medical"
plan = "medical"
title = { zh = "医疗", en = "medical" }
clause = "1"
categories = ["inpatient"]
against_bill = "within"
base = "in_scope"
[benefit.deductible]
amount = { by = "nights", is = { "0-10" = "500", "11+" = "300" } }
window = "stay"
[benefit.bands]
position = "cumulative"
window = "stay"
from = "above_deductible"
rounding = "running_total"
rates = [{ to = "5000", pays = "33.3%" }, { to = "20000", pays = "66.7%" }, { pays = "87.5%" }]
[[benefit.limit]]
amount = "9000"
window = "stay"
[[benefit]]
id = "daily"
plan = "medical"
title = { zh = "津贴", en = "daily" }
clause = "1"
categories = ["inpatient"]
against_bill = "beside"
[benefit.days]
count = "COUNT"
from_day = 4
pays = "33.33"
shared_days = "once"
[[benefit.limit]]
days = 25
window = "stay"
"#;

proptest! {
    #[test]
    fn one_stay_on_many_bills_pays_what_one_bill_would(stay in any_stay()) {
        for basis in ["admission", "discharge"] {
            for (count, beyond) in [("nights", "denied"), ("both_ends", "days_not_counted")] {
                let terms = OF_STAYS.replace("COUNT", count).replace("BEYOND", beyond);
                let head = head("stays", "2022-01-01").replace("\"admission\"", &format!("\"{basis}\""));
                let book = book(&[&(head + &terms)]);
                prop_assert_eq!(stay.pays(&book, true), stay.pays(&book, false));
            }
        }
    }
}

/// A stay that a hospital bills in parts.
#[derive(Clone, Debug)]
struct InParts {
    /// The day on which it begins, counted from that on which cover does.
    began: i32,
    /// Of each part nights, uncovered days before it, and what it costs.
    parts: Vec<(i32, i32, i64)>,
    /// How parts stand among each other when they are decided.
    turned: usize,
    birth: Day,
}

fn any_stay() -> impl Strategy<Value = InParts> {
    let part = (0..20i32, -1..=1i32, 0..1_500_000i64);
    let births = prop::sample::select(&["1980-01-01", "1962-03-01", "2004-04-10"][..]);
    (20..380i32, prop::collection::vec(part, 1..5), 0..4usize, births).prop_map(
        |(began, parts, turned, birth)| InParts {
            began,
            parts,
            turned,
            birth: Day::parse(birth).unwrap(),
        },
    )
}

impl InParts {
    /// What is paid in all, on one bill or on many.
    fn pays(&self, book: &Book, in_parts: bool) -> Money {
        let start = Day::parse("2022-01-01").unwrap();
        let (mut bills, mut at) = (Vec::new(), start + self.began);
        for (number, (nights, uncovered, cost)) in self.parts.iter().enumerate() {
            // A part may begin on the day on which the one before ends, or one or two days later.
            let admission = if number == 0 { at } else { at + (uncovered + 1) };
            at = admission + *nights;
            let total = Money::from_minor(*cost);
            bills.push(OneBill { stay_id: "S", total, ..OneBill::new(admission, at) });
        }
        for (number, one) in bills.iter_mut().enumerate() {
            one.submitted_on = at;
            one.settled_on = at + ((number + self.turned) % 4) as i32;
        }
        if !in_parts {
            let total = bills.iter().map(|one| one.total).sum();
            bills = vec![OneBill { discharge: at, total, ..bills[0] }];
        }
        let periods = [(0, start), (0, start + 365)];
        paid(book, &record(book, self.birth, &periods, &bills))
    }
}

/// Some bills of one year, by what is left to the member and the day of settlement.
fn any_bills() -> impl Strategy<Value = Vec<(i64, i32)>> {
    prop::collection::vec((0..12_000_000i64, 0..300i32), 1..8)
}

fn total(book: &Book, bills: &[(i64, i32)]) -> Money {
    let from = book.editions()[0].from().max(Day::parse("2022-01-01").unwrap());
    let from = if book.editions()[0].to() < from { book.editions()[0].from() } else { from };
    let plans = 0..book.vocabulary().plans().len();
    let periods: Vec<(usize, Day)> = plans.map(|plan| (plan, from)).collect();
    let bills = bills.iter().map(|&(left, day)| OneBill::of(from + 1, from + 2 + day, left));
    paid(book, &record(book, any_birth(), &periods, &bills.collect::<Vec<_>>()))
}

fn paid(book: &Book, record: &MemberRecord) -> Money {
    let mut total = Total::default();
    adjudicate(book, &record.history(book).unwrap(), &mut total);
    total.0
}

fn any_birth() -> Day {
    Day::parse("1980-01-01").unwrap()
}

/// What a bill of these tests says.
#[derive(Clone, Copy)]
struct OneBill {
    stay_id: &'static str,
    admission: Day,
    discharge: Day,
    settled_on: Day,
    submitted_on: Day,
    total: Money,
    pool_paid: Money,
}

impl OneBill {
    fn new(admission: Day, discharge: Day) -> OneBill {
        let (settled_on, submitted_on) = (discharge, discharge);
        let (total, pool_paid) = (Money::ZERO, Money::ZERO);
        OneBill { stay_id: "", admission, discharge, settled_on, submitted_on, total, pool_paid }
    }

    /// One of which so much is in scope and left to the member; as much again was paid by the pooled fund.
    fn of(admission: Day, settled_on: Day, left: i64) -> OneBill {
        OneBill {
            settled_on,
            submitted_on: settled_on,
            total: Money::from_minor(left * 2),
            pool_paid: Money::from_minor(left),
            ..OneBill::new(admission, admission)
        }
    }
}

/// The record of a member who holds plans for a year each, from the days told, and has these bills.
fn record(book: &Book, birth: Day, periods: &[(usize, Day)], bills: &[OneBill]) -> MemberRecord {
    let vocabulary = book.vocabulary();
    let (names, words) = declared(vocabulary, Owner::Member);
    let members = format!("birth_date,sex,hardship{names}\n{birth},M,no{words}\n");
    let mut enrolments = "plan,start,end,units,enrolled_on\n".to_owned();
    for (plan, start) in periods {
        let plan = &vocabulary.plans()[*plan];
        enrolments += &format!("{plan},{start},{},1,{start}\n", *start + 364);
    }
    let code = vocabulary.lists().first().map_or("", |list| list.1[0].trim_end_matches('*'));
    let (names, words) = declared(vocabulary, Owner::Bill);
    let mut text = format!(
        "bill_id,stay_id,category,hospital_level,admission,discharge,settled_on,submitted_on,diagnosis,total,\
         pool_paid{names}\n"
    );
    for (number, one) in bills.iter().enumerate() {
        let OneBill { stay_id, admission, discharge, settled_on, submitted_on, .. } = one;
        let show = |amount| vocabulary.currency().show(amount);
        let (total, paid) = (show(one.total), show(one.pool_paid));
        text += &format!(
            "{number:05},{stay_id},inpatient,2,{admission},{discharge},{settled_on},{submitted_on},{code},{total},\
             {paid}{words}\n"
        );
    }
    let text = RecordText { members: &members, enrolments: &enrolments, bills: &text };
    MemberRecord::read(book, text).unwrap_or_else(|error| panic!("{error}"))
}

/// Columns that a scheme declares without a default, and what the first value of each is.
fn declared(vocabulary: &Vocabulary, owner: Owner) -> (String, String) {
    let own = vocabulary.fields().iter().filter(|field| field.owner == owner);
    let cells = own.filter_map(|field| match &field.kind {
        FieldKind::Word { values, default: None, .. } => Some((&field.name, values[0].as_str())),
        FieldKind::Amount { default: None, may_be_empty: false, .. } => Some((&field.name, "0")),
        _ => None,
    });
    cells.fold((String::new(), String::new()), |(names, words), (name, word)| {
        (format!("{names},{name}"), format!("{words},{word}"))
    })
}

/// At the bounds of the door nothing overflows, under any of the project's rules: the most bills a
/// member may have, each of the most a bill may be.
#[test]
fn at_the_bounds_nothing_overflows() {
    let mut paying = 0;
    for folder in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/rules")).unwrap() {
        let name = folder.unwrap().file_name().into_string().unwrap();
        let book = rules(&name);
        for edition in book.editions() {
            let from = edition.from().max(Day::parse("2000-01-01").unwrap());
            let plans = 0..book.vocabulary().plans().len();
            let periods: Vec<(usize, Day)> = plans.map(|plan| (plan, from)).collect();
            let most = Money::MOST.minor() / 2;
            let bills = [OneBill::of(from + 31, from + 40, most)].repeat(MOST_BILLS);
            let record = record(&book, any_birth(), &periods, &bills);
            let history = record.history(&book).unwrap();
            let mut total = Total::default();
            Adjudicator::new(&book).adjudicate(&history, &mut total);
            paying += usize::from(total.0 > Money::ZERO);
            let (openings, overrides) = outside(&book, from + 31);
            let history = history.with_openings(&openings).with_overrides(&overrides);
            Adjudicator::new(&book).adjudicate(&history, &mut total);
        }
    }
    assert!(paying >= 10, "most rules pay something on such bills");
}

/// As much as can be from outside: openings of every accumulator, and decisions by hand.
fn outside(book: &Book, day: Day) -> (Vec<Opening>, Vec<Override>) {
    let opening = |at: usize| {
        let accumulator = (at % book.accumulators().len()) as u16;
        Opening::new(accumulator, day, Money::MOST.minor()).unwrap()
    };
    let given = |at: usize| {
        let benefit = (at % book.benefits().len()) as u8;
        Override::new(at as u32, benefit, Money::MOST).unwrap()
    };
    let openings = if book.accumulators().is_empty() { 0 } else { MOST_FACTS };
    ((0..openings).map(opening).collect(), (0..MOST_FACTS).map(given).collect())
}
