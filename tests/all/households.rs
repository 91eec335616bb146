//! Households: what adds up over all members of one, held against the oracle, which sums all of them up together; and
//! cases worked by hand.

use std::collections::BTreeMap;

use crate::common::{Dossier, HALF_OF_A_STAY, book, defaults, differences, head};
use crate::oracle::decide_household;
use crate::oracle::generate::{HouseholdExample, any_household_example};
use huzhu::adjudication::{Adjudicator, Reason, decisions};
use huzhu::batch::decide;
use huzhu::claim::{History, Household, Relative};
use huzhu::explanation::{Explanation, explain};
use huzhu::intake::Files;
use huzhu::money::Money;
use huzhu::scheme::Book;
use proptest::prelude::*;

/// One row of decisions as both sides can tell it.
type Row = (String, String, &'static str, i64, BTreeMap<String, i64>, Vec<String>);

/// The members of an example.
struct Home {
    book: Book,
    people: Vec<Dossier>,
}

impl Home {
    fn of(example: &HouseholdExample) -> Home {
        let book = book(&example.editions());
        let tables = example.tables();
        let read = tables
            .iter()
            .map(|one| Dossier::read(&book, &one.members, &one.enrolments, &one.bills));
        let people = read.collect();
        Home { book, people }
    }

    /// The facts of these people as relatives.
    fn relatives(&self, people: &[usize]) -> Vec<Relative> {
        let relative = |&at: &usize| {
            let one = &self.people[at];
            one.with(|history| Relative::of(history, |number| one.record.id_of(number)))
        };
        people.iter().map(relative).collect()
    }

    /// Does something with the history of one of the people, among relatives in this order.
    fn with<T>(&self, at: usize, relatives: &[usize], act: impl FnOnce(&History) -> T) -> T {
        let (one, relatives) = (&self.people[at], self.relatives(relatives));
        one.with(|history| {
            let id = |number| one.record.id_of(number);
            act(&Household::of(*history, Some(&relatives), id).history())
        })
    }

    fn others(&self, at: usize) -> Vec<usize> {
        (0..self.people.len()).filter(|other| *other != at).collect()
    }

    fn explained(&self, at: usize, relatives: &[usize]) -> Vec<Explanation> {
        self.with(at, relatives, |history| explain(&mut Adjudicator::new(&self.book), history))
    }

    /// What the engine decides on the bills of one of the people.
    fn rows(&self, at: usize) -> Vec<Row> {
        let book = &self.book;
        let others = self.others(at);
        let decided =
            self.with(at, &others, |history| decisions(&mut Adjudicator::new(book), history));
        let ids = self.people[at].ids_in_order();
        let rows = decided.into_iter().map(|row| {
            let paid = row.benefits.iter().filter(|(_, paid)| *paid != Money::ZERO);
            let name = |benefit: u8| book.benefits()[benefit as usize].clone();
            let paid = paid.map(|(benefit, paid)| (name(*benefit), paid.minor()));
            let denials = row.reasons.iter().filter_map(|reason| match reason {
                Reason::Denied(denial) => Some(denial.code().replace("no_edition", "no_cover")),
                _ => None,
            });
            let plan = |plan: u8| book.vocabulary().plans()[plan as usize].clone();
            (
                ids[row.bill].clone(),
                row.plan.map_or(String::new(), plan),
                row.status.code(),
                row.payable.minor(),
                paid.collect(),
                denials.collect(),
            )
        });
        rows.collect()
    }
}

/// What the oracle decides on the bills of one of the people.
fn expected(example: &HouseholdExample, at: usize) -> Vec<Row> {
    let own = |id: &String| example.people[at].bills.iter().any(|bill| bill.bill_id == *id);
    let all = decide_household(&example.editions(), &example.people).into_iter();
    let rows = all.filter(|row| own(&row.bill_id)).map(|row| {
        let paid = row.benefits.into_iter().filter(|(_, paid)| *paid != 0).collect();
        (row.bill_id, row.plan, row.status.as_str(), row.payable, paid, row.denials)
    });
    rows.collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, max_shrink_iters: 2000, ..ProptestConfig::default() })]

    #[test]
    fn whichever_member_is_asked_the_household_is_decided_as_the_oracle_does(example in any_household_example()) {
        let home = Home::of(&example);
        for at in 0..home.people.len() {
            prop_assert_eq!(home.rows(at), expected(&example, at));
        }
    }

    /// The same through files, where the members of a household have to be found first.
    #[test]
    fn files_of_a_household_are_decided_as_the_oracle_does(example in any_household_example()) {
        let files = example.files();
        let files = Files::of(files.each_ref().map(String::as_str));
        let decided = decide(&book(&example.editions()), files).unwrap();
        prop_assume!(decided.rejects.is_empty()); // Two periods may begin on one day.
        let ours = decided.bills.into_iter().map(|one| {
            (one.bill_id, one.plan.unwrap_or_default(), one.status.code(), one.payable.minor())
        });
        let theirs = decide_household(&example.editions(), &example.people).into_iter();
        let theirs = theirs.map(|one| (one.bill_id, one.plan, one.status.as_str(), one.payable));
        let (mut ours, mut theirs): (Vec<_>, Vec<_>) = (ours.collect(), theirs.collect());
        ours.sort();
        theirs.sort();
        prop_assert_eq!(ours, theirs);
    }

    #[test]
    fn the_order_of_relatives_changes_nothing(example in any_household_example()) {
        let home = Home::of(&example);
        let mut others = home.others(0);
        let once = home.explained(0, &others);
        others.reverse();
        prop_assert_eq!(&once, &home.explained(0, &others));
        others.rotate_left(1);
        prop_assert_eq!(&once, &home.explained(0, &others));
    }

    #[test]
    fn rules_without_a_window_of_households_see_no_relatives(example in any_household_example()) {
        prop_assume!(!example.asks_household());
        let home = Home::of(&example);
        let alone = home.people[0].explanations(&home.book);
        prop_assert_eq!(alone, home.explained(0, &home.others(0)));
    }
}

/// Terms of a family: half of what a member bears, above a deductible of the family, up to a ceiling of the family.
fn terms() -> String {
    let limit = r#"
[[benefit.limit]]
id = "family"
amount = "1000"
window = "family_year"
[windows.family_year]
of = "household"
each = "year"
"#;
    HALF_OF_A_STAY.to_owned() + limit
}

/// All members of a case are covered in 2024 and of the same household, unless a case says otherwise.
fn holds(terms: &str, cases: &str) {
    let book = book(&[&(head("family", "2024-01-01") + terms)]);
    let of_one_household = "[defaults.member]\nhousehold_id = \"H1\"\n";
    let defaults = defaults("medical", ["2024-01-01", "2024-12-31"], ["2024-03-01", "2024-03-05"]);
    assert_eq!(differences(&book, &(of_one_household.to_owned() + &defaults + cases)), "");
}

/// 1,600 pays 800; of 500 for the wife 200 are left; the husband's third bill gets nothing.
#[test]
fn husband_and_wife_use_up_one_ceiling_in_the_order_of_their_bills() {
    holds(
        &terms(),
        r#"
[[case]]
id = "one ceiling"
bill = [
  { id = "1", settled_on = "2024-03-05", total = "1600", expect = { aid = "800", left = { family = "200" } } },
  { id = "3", admission = "2024-06-01", discharge = "2024-06-01", total = "100", expect = { aid = "0", reasons = ["aid:limit_reached"] } },
]
expect = { payable = "1000" }
[[case.relative]]
id = "wife"
bill = [{ id = "2", settled_on = "2024-05-01", total = "1000",
  expect = { aid = "200", reasons = ["aid:cut_by_limit"], left = { family = "0" } } }]
"#,
    );
}

/// From July on the daughter is of her husband's household: there the ceiling of 1,000 is whole but for the 300 that he
/// was paid. Her bill of May counts in the first household, though it is settled last.
#[test]
fn a_member_who_leaves_counts_in_each_household_on_the_days_in_it() {
    holds(
        &terms(),
        r#"
[[case]]
id = "moved out"
bill = [
  { id = "1", settled_on = "2024-03-05", total = "1200", expect = { aid = "600" } },
]
[[case.relative]]
id = "daughter"
bill = [
  { id = "2", admission = "2024-07-01", discharge = "2024-07-03", total = "2000", expect = { aid = "700" } },
  { id = "3", admission = "2024-05-01", discharge = "2024-05-02", settled_on = "2024-09-01", total = "2000",
    expect = { aid = "400", left = { family = "0" } } },
]
[[case.relative.change]]
valid_from = "2024-07-01"
household_id = "H2"
[[case.relative]]
id = "her husband"
member = { household_id = "H2" }
bill = [{ id = "4", total = "600", expect = { aid = "300" } }]
"#,
    );
}

/// Both have no household: each has a ceiling of 1,000, also on two bills, and shares it with no one.
#[test]
fn a_member_without_a_household_is_one_alone() {
    holds(
        &terms(),
        r#"
[[case]]
id = "alone"
member = { household_id = "" }
bill = [
  { id = "1", total = "1600", expect = { aid = "800" } },
  { id = "2", total = "1600", expect = { aid = "200" } },
]
[[case.relative]]
member = { household_id = "" }
bill = [{ id = "3", total = "1600", expect = { aid = "800" } }]
"#,
    );
}

/// A year and its end: what is settled late belongs to the year of the admission.
#[test]
fn each_year_of_a_household_begins_anew() {
    holds(
        &terms(),
        r#"
[[case]]
id = "two years"
enrolment = [{ plan = "medical", start = "2024-01-01", end = "2025-12-31" }]
bill = [{ id = "1", total = "1800", expect = { aid = "900" } }]
[[case.relative]]
enrolment = [{ plan = "medical", start = "2024-01-01", end = "2025-12-31" }]
bill = [
  { id = "2", admission = "2025-01-01", discharge = "2025-01-03", total = "1800", expect = { aid = "900" } },
  { id = "3", admission = "2024-12-31", discharge = "2025-01-01", settled_on = "2025-02-01", total = "1800",
    expect = { aid = "100" } },
]
"#,
    );
}

/// The deductible of 600 is taken once from the household: 400 from the husband, 200 of the wife's 500; half of the
/// other 300 is 150.
#[test]
fn a_deductible_of_the_household_is_taken_once() {
    let terms = terms() + "[benefit.deductible]\namount = \"600\"\nwindow = \"family_year\"\n";
    holds(
        &terms,
        r#"
[[case]]
id = "one deductible"
bill = [{ id = "1", total = "400", expect = { aid = "0", reasons = ["aid:within_deductible"] } }]
[[case.relative]]
bill = [{ id = "2", total = "500", expect = { aid = "150" } }]
"#,
    );
}

/// 2,000 alone does not reach 3,000; the mother's later 1,000 opens it for the son's earlier bill too.
#[test]
fn a_threshold_that_the_household_reaches_opens_earlier_bills_of_others() {
    let threshold = "[benefit.threshold]\nof = \"total\"\nat_least = \"3000\"\nwindow = \"family_year\"\n\
                     opens = \"every_bill\"\n";
    let terms = terms().replace("amount = \"1000\"", "amount = \"9000\"") + threshold;
    holds(
        &terms,
        r#"
[[case]]
id = "reached together"
bill = [{ id = "1", total = "2000", expect = { aid = "1000" } }]
[[case.relative]]
bill = [{ id = "2", settled_on = "2024-08-01", total = "1000", expect = { aid = "500" } }]

[[case]]
id = "not reached alone"
bill = [{ id = "1", total = "2000", expect = { aid = "0", reasons = ["aid:below_threshold"] } }]
[[case.relative]]
member = { household_id = "H2" }
bill = [{ id = "2", settled_on = "2024-08-01", total = "1000", expect = { aid = "0" } }]
"#,
    );
}

/// An item counts from 210 on (as the Japanese 世帯合算 has it): 209.99 of the husband counts for nothing, 300 of the
/// wife and 250 of the child do: 550 less the household's own 400 of the month is 150.
#[test]
fn items_below_a_floor_do_not_count_for_the_household() {
    let terms = r#"
[windows.family_month]
of = "household"
each = "month"
[amounts]
own = "total - funds_paid"
[[plan]]
id = "medical"
title = { zh = "医疗", en = "medical" }
clause = "1"
[[benefit]]
id = "aid"
plan = "medical"
title = { zh = "高额疗养费", en = "high cost" }
clause = "2"
categories = ["inpatient"]
against_bill = "within"
base = "own"
rate = "100%"
[benefit.threshold]
of = "own"
at_least = "210"
window = "bill"
unpaid_bills = "do_not_count"
[benefit.deductible]
amount = "400"
window = "family_month"
"#;
    holds(
        terms,
        r#"
[[case]]
id = "floor"
bill = [{ id = "1", total = "209.99", expect = { aid = "0", reasons = ["aid:below_threshold"] } }]
expect = { payable = "150" }
[[case.relative]]
id = "wife"
bill = [{ id = "2", total = "300", expect = { aid = "0" } }]
[[case.relative]]
id = "child"
bill = [{ id = "3", total = "250", expect = { aid = "150" } }]
"#,
    );
}

/// Each has four nights on the same days: a day is paid once for each member. Of the household's seven days three are
/// left for the wife.
#[test]
fn days_are_each_members_own_and_a_limit_of_days_may_be_the_households() {
    let terms = r#"
[windows.family_year]
of = "household"
each = "year"
[[plan]]
id = "medical"
title = { zh = "医疗", en = "medical" }
clause = "1"
[[benefit]]
id = "daily"
plan = "medical"
title = { zh = "津贴", en = "daily" }
clause = "2"
categories = ["inpatient"]
against_bill = "beside"
[benefit.days]
count = "nights"
pays = "100"
shared_days = "once"
[[benefit.limit]]
days = 7
window = "family_year"
"#;
    holds(
        terms,
        r#"
[[case]]
id = "days"
bill = [
  { id = "1", total = "900", expect = { daily = "400" } },
  { id = "2", settled_on = "2024-09-01", total = "900", expect = { daily = "0" } },
]
[[case.relative]]
bill = [{ id = "3", settled_on = "2024-04-01", total = "900", expect = { daily = "300" } }]
"#,
    );
}

/// What an old system had counted of the husband, 900, leaves 100 for the wife; what was decided by hand for him uses
/// up the ceiling as any payment does.
#[test]
fn openings_and_decisions_by_hand_of_relatives_count() {
    holds(
        &terms(),
        r#"
[[case]]
id = "opening"
bill = [{ id = "1", total = "1600", expect = { aid = "100" } }]
[[case.relative]]
bill = [{ id = "2", settled_on = "2024-12-31", total = "100", expect = { aid = "0" } }]
[[case.relative.opening]]
accumulator = "family"
day = "2024-01-01"
value = "900"

[[case]]
id = "by hand"
bill = [{ id = "1", settled_on = "2024-04-01", total = "1600", expect = { aid = "50" } }]
[[case.relative]]
bill = [{ id = "2", total = "1000", expect = { aid = "950", reasons = ["aid:overridden"] } }]
[[case.relative.override]]
bill = "2"
benefit = "aid"
amount = "950"

[[case]]
id = "disallowed"
bill = [{ id = "1", settled_on = "2024-04-01", total = "1600", expect = { aid = "500" } }]
[[case.relative]]
bill = [{ id = "2", total = "1000", expect = { aid = "500" } }]
[[case.relative.disallow]]
bill = "2"
column = "in_scope"
amount = "320"
"#,
    );
}

/// A member is covered by the member's own periods and of the member's own age: the husband's cover does not cover the
/// wife.
#[test]
fn cover_is_each_members_own() {
    holds(
        &terms(),
        r#"
[[case]]
id = "not enrolled"
bill = [{ id = "1", total = "1600", expect = { aid = "800" } }]
[[case.relative]]
enrolment = []
bill = [{ id = "2", total = "1600", expect = { status = "denied" } }]
"#,
    );
}

/// A ceiling of 1,000, and 500 more for each further member of the household, up to 2,000. The wife is of the household
/// from June on; a child without a bill of its own counts, and someone of another household does not.
const BY_MEMBERS: &str = r#"
[numbers]
others = { of = "household_members", less = 1 }
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
base = "total"
rate = "100%"
[[benefit.limit]]
amount = "min(2000, 1000 + 500 times others)"
window = "bill"
"#;

#[test]
fn a_ceiling_counts_the_members_of_the_household_on_the_basis_date() {
    let bill = |id: &str, day: &str, pays: &str| {
        format!(
            "{{ id = \"{id}\", admission = \"{day}\", discharge = \"{day}\", total = \"9000\", expect = {{ aid = \"{pays}\" }} }}"
        )
    };
    let relative = |id: &str, more: &str| {
        format!("[[case.relative]]\nid = \"{id}\"\nenrolment = []\n{more}\n")
    };
    let moves_in = "member = { household_id = \"\" }\nchange = [{ valid_from = \"2024-06-01\", household_id = \"H1\" }]";
    let bills =
        format!("[{}, {}]", bill("1", "2024-05-31", "1000"), bill("2", "2024-06-01", "1500"));
    let wife = relative("wife", moves_in);
    holds(BY_MEMBERS, &format!("[[case]]\nid = \"wife\"\nbill = {bills}\n{wife}"));
    let bills =
        format!("[{}, {}]", bill("1", "2024-05-31", "1500"), bill("2", "2024-06-01", "2000"));
    let all =
        wife + &relative("child", "") + &relative("other", "member = { household_id = \"F2\" }");
    holds(BY_MEMBERS, &format!("[[case]]\nid = \"child\"\nbill = {bills}\n{all}"));
    // Someone without a household is alone: with relatives who have none, too.
    let bills = bill("1", "2024-05-31", "1000");
    let alone = relative("other", "member = { household_id = \"\" }");
    let own = "member = { household_id = \"\" }";
    holds(BY_MEMBERS, &format!("[[case]]\nid = \"alone\"\n{own}\nbill = [{bills}]\n{alone}"));
}

/// Households in the files of an office.
#[cfg(feature = "office")]
mod files {
    use std::collections::BTreeMap;

    use huzhu::batch::{Decided, decide};
    use huzhu::intake::Files;

    use super::terms;
    use crate::common::{book, head};

    const BILLS: &str = "bill_id,member_id,category,hospital_id,hospital_level,admission,discharge,settled_on,\
        diagnosis,total,out_of_catalogue,class_b_prepay,deductible,pool_paid,critical_paid,assistance_paid,other_paid\n";

    /// A bill of March 2024, of which no fund has paid anything.
    fn bill(id: &str, member: &str, settled_on: &str, total: u32) -> String {
        format!(
            "{id},{member},inpatient,H,1,2024-03-01,2024-03-05,{settled_on},I10,{total},0,0,0,0,0,0,0\n"
        )
    }

    /// Members by id and household, covered in 2024, with these bills.
    fn office(members: &[(String, &str)], bills: &[String]) -> Decided {
        let book = book(&[&(head("family", "2024-01-01") + &terms())]);
        let mut people = "member_id,birth_date,sex,org_code,hardship,household_id\n".to_owned();
        let mut periods = "member_id,plan,start,end,units,enrolled_on\n".to_owned();
        for (id, household) in members {
            people += &format!("{id},1980-01-01,M,99.01,no,{household}\n");
            periods += &format!("{id},medical,2024-01-01,2024-12-31,1,2024-01-01\n");
        }
        let bills = BILLS.to_owned() + &bills.concat();
        decide(&book, Files::of([&people, &periods, &bills])).unwrap()
    }

    /// What each bill pays, in minor units.
    fn paid(decided: &Decided) -> BTreeMap<&str, i64> {
        let all = decided.bills.iter();
        all.map(|one| (one.bill_id.as_str(), one.payable.minor())).collect()
    }

    fn people<'h>(all: &[(&str, &'h str)]) -> Vec<(String, &'h str)> {
        all.iter().map(|(id, household)| ((*id).to_owned(), *household)).collect()
    }

    /// 1,600 of the husband pay 800 of the ceiling of 1,000; his wife's later bill gets the rest. The neighbour has a
    /// ceiling of his own, and so has one without a household.
    #[test]
    fn members_of_a_household_are_decided_together() {
        let members = people(&[("H", "F1"), ("N", "F2"), ("O", ""), ("W", "F1")]);
        let bills = [
            bill("b1", "H", "2024-03-05", 1600),
            bill("b2", "N", "2024-03-05", 1600),
            bill("b3", "O", "2024-03-05", 1600),
            bill("b4", "W", "2024-04-01", 1000),
        ];
        let decided = office(&members, &bills);
        let expected = [("b1", 80_000), ("b2", 80_000), ("b3", 80_000), ("b4", 20_000)];
        assert_eq!(paid(&decided), BTreeMap::from(expected));
        let (mut turned, mut bills) = (members.clone(), bills.clone());
        turned.reverse();
        bills.reverse();
        assert_eq!(office(&turned, &bills).bills, decided.bills);
    }

    /// The husband's only bill is rejected: it uses nothing up, and the wife is decided.
    #[test]
    fn a_rejected_bill_of_a_relative_counts_for_nothing() {
        let spoiled = bill("b1", "H", "2024-13-05", 1600);
        let members = people(&[("H", "F1"), ("W", "F1")]);
        let decided = office(&members, &[spoiled, bill("b2", "W", "2024-04-01", 1000)]);
        assert_eq!(paid(&decided), BTreeMap::from([("b2", 50_000)]));
        assert_eq!(decided.rejects.len(), 1);
    }

    /// Sixty-four members are a household; of sixty-five no bill is used, and each says why.
    #[test]
    fn a_household_has_at_most_sixty_four_members() {
        let crowd = |number: u32| {
            let all = (0..number).map(|at| (format!("C{at:02}"), "none"));
            all.chain(people(&[("W", "F1")])).collect::<Vec<_>>()
        };
        let bills = [
            bill("b1", "C00", "2024-03-05", 1600),
            bill("b2", "C01", "2024-04-01", 1000),
            bill("b3", "W", "2024-04-01", 1000),
        ];
        let most = office(&crowd(64), &bills);
        assert_eq!(paid(&most), BTreeMap::from([("b1", 80_000), ("b2", 20_000), ("b3", 50_000)]));
        let more = office(&crowd(65), &bills);
        assert_eq!(paid(&more), BTreeMap::from([("b3", 50_000)]));
        let codes: Vec<&str> = more.rejects.iter().map(|reject| reject.code).collect();
        assert_eq!(codes, ["large_household", "large_household"]);
    }

    /// Without the column each would silently be a household alone.
    #[test]
    fn files_name_households() {
        let book = book(&[&(head("family", "2024-01-01") + &terms())]);
        let members = "member_id,birth_date,sex,org_code,hardship\nH,1980-01-01,M,99.01,no\n";
        let enrolments = "member_id,plan,start,end,units,enrolled_on\n";
        let refused = decide(&book, Files::of([members, enrolments, BILLS])).unwrap_err();
        assert!(refused.to_string().contains("`household_id`"), "{refused}");
    }
}
