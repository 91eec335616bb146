//! Reasons: whatever is not paid says why, and what it says is so. Worked with a pencil, and held against generated rules.

use crate::common::{Dossier, book, differences, head};
use crate::oracle::generate::any_example;
use huzhu::adjudication::{AdjustmentReason, Reason, Status};
use huzhu::cases;
use huzhu::explanation::{Explanation, Working};
use huzhu::money::Money;
use huzhu::scheme::{Book, BookError, Source};
use huzhu::words::Lang;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, max_shrink_iters: 2000, ..ProptestConfig::default() })]

    #[test]
    fn every_benefit_that_pays_nothing_and_every_denied_bill_says_why(example in any_example()) {
        let book = book(&example.editions());
        let tables = example.tables();
        let dossier = Dossier::read(&book, &tables.members, &tables.enrolments, &tables.bills);
        let all = dossier.explanations(&book);
        for (one, decision) in all.iter().flat_map(|one| one.decisions.iter().map(move |of| (one, of))) {
            let benefits = one.edition.map_or(&[][..], |at| book.editions()[at].benefits());
            let has = |is_it: &dyn Fn(&Reason) -> bool| decision.reasons.iter().any(is_it);
            if decision.status == Status::Denied {
                let why = |reason: &Reason| {
                    matches!(
                        reason,
                        Reason::Denied(_) | Reason::Excluded { .. } | Reason::Waiting { .. }
                    )
                };
                prop_assert!(has(&why), "{decision:?}");
            }
            // Of a benefit that is computed and not paid, nothing is paid by the terms.
            let is_paid = |number: u8| {
                let mut own = one.workings.iter().filter(|working| working.number == number);
                own.all(|working| benefits[working.place].pays_out())
            };
            let nothing = decision.benefits.iter().filter(|(_, paid)| *paid == Money::ZERO);
            for (number, _) in nothing.filter(|(number, _)| is_paid(*number)) {
                let own = |reason: &Reason| matches!(reason, Reason::Adjustment { benefit, .. } if benefit == number);
                prop_assert!(has(&own), "{decision:?}");
            }
        }
        if let Some(untrue) = not_chosen_for_nothing(&book, &all) {
            prop_assert!(false, "another is said to be paid, and none is: {untrue:?}");
        }
    }
}

/// A bill on which a benefit says that another is paid, where none of its alternatives is paid on any bill.
fn not_chosen_for_nothing<'e>(book: &Book, all: &'e [Explanation]) -> Option<&'e Explanation> {
    all.iter().find(|one| {
        let Some(edition) = one.edition.map(|at| &book.editions()[at]) else { return false };
        one.workings.iter().filter(|own| own.outcome.has(AdjustmentReason::NOT_CHOSEN)).any(|own| {
            let groups = edition.alternatives().iter();
            let mut group = groups.filter(|group| group.benefits().contains(&(own.place as u8)));
            let group = group.next().expect("it is one of some alternatives").benefits();
            let numbers: Vec<u8> =
                group.iter().map(|at| edition.benefits()[*at as usize].number()).collect();
            let is_other =
                |other: &&Working| numbers.contains(&other.number) && other.number != own.number;
            let mut others = all.iter().flat_map(|other| &other.workings).filter(is_other);
            !others.any(|other| other.paid > Money::ZERO)
        })
    })
}

const PLAN: &str =
    "\n[[plan]]\nid = \"medical\"\ntitle = { zh = \"医疗\", en = \"medical\" }\nclause = \"1\"\n";

/// A benefit that stands against the bill so, with these terms.
fn benefit(id: &str, against_bill: &str, terms: &str) -> String {
    format!(
        "\n[[benefit]]\nid = \"{id}\"\nplan = \"medical\"\ntitle = {{ zh = \"{id}\", en = \"{id}\" }}\nclause = \"1\"\n\
         categories = [\"inpatient\"]\nagainst_bill = \"{against_bill}\"\n{terms}\n"
    )
}

fn rules(terms: &str) -> Book {
    book(&[&(head("reasons", "2024-01-01") + PLAN + terms)])
}

/// What is wrong with rules, in English.
fn mistakes(terms: &str) -> String {
    let text = head("reasons", "2024-01-01") + PLAN + terms;
    match Book::compile(vec![Source { path: "rules.toml".into(), text }]) {
        Ok(_) => String::new(),
        Err(BookError::Rules(files)) => files[0].render(Lang::English),
        Err(BookError::File(why)) => panic!("{why}"),
    }
}

/// Cases of a member who is covered in 2024; each bill is of a stay of its own month.
fn cases_of(bills: &str) -> String {
    format!(
        "[[defaults.enrolment]]\nplan = \"medical\"\nstart = \"2024-01-01\"\nend = \"2024-12-31\"\n\
         [defaults.bill]\nhospital_level = \"2\"\nadmission = \"2024-03-01\"\ndischarge = \"2024-03-11\"\n\
         [[case]]\nid = \"1\"\nbill = [\n{bills}\n]\n"
    )
}

const LATER: &str = "admission = \"2024-05-01\", discharge = \"2024-05-11\", ";

#[track_caller]
fn holds(book: &Book, bills: &str) {
    let differ = differences(book, &cases_of(bills));
    assert!(differ.is_empty(), "{differ}");
}

/// Three tiers, of which one is paid: 10 % from 10,000, from 50,000 and from 80,000 on.
fn tiers(window: &str) -> Book {
    let tier = |id: &str, edge: &str| {
        let terms = format!(
            "base = \"total\"\nrate = \"10%\"\n[benefit.threshold]\nof = \"total\"\nat_least = \"{edge}\"\n\
             window = \"bill\""
        );
        benefit(id, "may_exceed", &terms)
    };
    let all = tier("t3", "80000") + &tier("t1", "10000") + &tier("t2", "50000");
    rules(&format!(
        "{all}\n[[alternatives]]\nclause = \"6\"\nbenefits = [\"t1\", \"t2\", \"t3\"]\nwindow = \"{window}\"\n\
         take = \"larger\"\n"
    ))
}

#[test]
fn alternatives_of_which_none_pays_each_have_their_own_reason() {
    let short = r#"reasons = ["t3:below_threshold", "t1:below_threshold", "t2:below_threshold"]"#;
    for window in ["bill", "cover"] {
        let book = tiers(window);
        holds(&book, &format!(r#"{{ total = "9999.99", expect = {{ payable = "0", {short} }} }}"#));
        let chosen =
            r#"payable = "1000", t1 = "1000", reasons = ["t3:not_chosen", "t2:not_chosen"]"#;
        holds(&book, &format!(r#"{{ total = "10000", expect = {{ {chosen} }} }}"#));
    }
    // Over the cover one bill is enough: there t1 is paid, and the small bill is short of it alone.
    let paid = r#"{ total = "10000", expect = { payable = "1000" } },"#;
    let small = r#"reasons = ["t3:not_chosen", "t1:below_threshold", "t2:not_chosen"]"#;
    let small = format!(r#"{{ {LATER} total = "9999.99", expect = {{ {small} }} }}"#);
    holds(&tiers("cover"), &format!("{paid}\n{small}"));
    // By bill each stands alone.
    let small = format!(r#"{{ {LATER} total = "9999.99", expect = {{ {short} }} }}"#);
    holds(&tiers("bill"), &format!("{paid}\n{small}"));
}

/// Three alternatives of a month share a limit of 1,000 of a lifetime. In March `top` is taken and uses it up. In May
/// `high` would pay 200 and is taken, but finds the limit used up: so does `low`, and each says so. Where the limit does not
/// hold `low`, that would be paid 100: another is taken, of which nothing is left.
#[test]
fn what_is_taken_and_finds_a_limit_used_up_is_not_said_to_be_paid() {
    let one = |id: &str, rate: &str| {
        benefit(id, "may_exceed", &format!("base = \"total\"\nrate = \"{rate}\""))
    };
    let limited = |ids: &str| {
        format!(
            "[[limit]]\nid = \"life\"\nclause = \"9\"\namount = \"1000\"\nwindow = \"lifetime\"\n\
             benefits = [{ids}]\n[[alternatives]]\nclause = \"6\"\nbenefits = [\"low\", \"high\", \"top\"]\n\
             window = \"month\"\ntake = \"larger\"\n"
        )
    };
    let top = benefit(
        "top",
        "may_exceed",
        "base = \"total\"\nrate = { by = \"cause\", is = { accident = \"100%\" }, otherwise = \"0%\" }",
    );
    let bills = |may: &str| {
        format!(
            r#"{{ total = "1000", cause = "accident", expect = {{ top = "1000", reasons = ["low:not_chosen", "high:not_chosen"] }} }},
            {{ {LATER} total = "1000", expect = {{ payable = "0", reasons = [{may}] }} }}"#
        )
    };
    let all = one("low", "10%") + &one("high", "20%") + &top;
    let book = rules(&format!("{all}{}", limited("\"low\", \"high\", \"top\"")));
    holds(&book, &bills(r#""low:limit_reached", "high:limit_reached", "top:no_rate""#));
    let book = rules(&format!("{all}{}", limited("\"high\", \"top\"")));
    holds(&book, &bills(r#""low:taken_pays_nothing", "high:limit_reached", "top:no_rate""#));
}

#[test]
fn a_plan_of_which_nothing_is_paid_is_refused() {
    let plan = PLAN.replace("\"medical\"", "\"norm\"");
    let norm = benefit("norm", "within", "base = \"in_scope\"\nrate = \"50%\"")
        .replace("plan = \"medical\"", "plan = \"norm\"")
        .replace("against_bill = \"within\"", "pays_out = false");
    let asks =
        benefit("medical", "within", "base = \"max(0, in_scope - paid.norm)\"\nrate = \"50%\"");
    let told = mistakes(&format!("{plan}{norm}{asks}"));
    assert!(told.contains("every benefit of plan `norm` is only computed"), "{told}");
}

#[test]
fn alternatives_of_which_none_pays_say_how_far_each_is() {
    let book = tiers("cover");
    let source = Source {
        path: "cases.toml".into(),
        text: cases_of(r#"{ total = "9999.99", expect = { payable = "0" } }"#),
    };
    let case = cases::read(&book, source).unwrap().remove(0);
    let text = cases::explain(&book, &case)[0][0].text(&book, Lang::English);
    // 10,000, 50,000 and 80,000 less 9,999.99.
    let places = ["short by 0.01", "short by 40,000.01", "short by 70,000.01"];
    let places = places.map(|short| text.find(short).unwrap_or_else(|| panic!("{short}: {text}")));
    assert!(places.is_sorted(), "{text}");
}

#[test]
fn what_counts_of_the_base_is_named_where_it_cuts_and_where_it_is_used_up() {
    let counted = "base = \"in_scope\"\nrate = \"50%\"\n[benefit.counted]\nmost = \"100\"\nwindow = \"cover\"";
    // Of 150 only 100 count: 50 % are 50.00, and nothing is left to count for the second.
    let first =
        r#"{ total = "150", expect = { medical = "50", reasons = ["medical:cut_by_counted"] } },"#;
    let second = format!(
        r#"{{ {LATER} total = "150", expect = {{ medical = "0", reasons = ["medical:counted_reached"] }} }}"#
    );
    holds(&rules(&benefit("medical", "within", counted)), &format!("{first}\n{second}"));
}

#[test]
fn a_factor_a_sum_and_a_day_of_nothing_are_reasons() {
    let by_sex = r#"{ by = "sex", is = { M = "0", F = "1.0" } }"#;
    let factor = format!("base = \"in_scope\"\nrate = \"50%\"\nfactor = {by_sex}");
    let sum = format!("sum = {by_sex}");
    let days =
        format!("[benefit.days]\ncount = \"nights\"\nshared_days = \"once\"\npays = {by_sex}");
    for (terms, code) in
        [(factor, "factor_is_zero"), (sum, "amount_is_zero"), (days, "amount_is_zero")]
    {
        let expect = format!(
            r#"{{ total = "150", expect = {{ status = "nil", reasons = ["medical:{code}"] }} }}"#
        );
        holds(&rules(&benefit("medical", "within", &terms)), &expect);
    }
}

#[test]
fn bands_on_what_primary_cover_left_tell_a_zero_rate_from_nothing_left() {
    let bands = |rate: &str| {
        let terms = format!(
            "base = \"in_scope\"\n[benefit.bands]\nposition = \"each_bill\"\nrates = [{{ pays = \"{rate}\" }}]\n\
             [benefit.bands.unpaid]\nmodel = [{{ primary_pays = \"80%\" }}]\nat_most = \"in_scope - funds_paid\""
        );
        rules(&benefit("medical", "within", &terms))
    };
    // The model leaves 20 of 100, but this bill left nothing.
    let nothing = r#"{ total = "100", pool_paid = "100", expect = { reasons = ["medical:nothing_unpaid"] } }"#;
    holds(&bands("50%"), nothing);
    let no_rate =
        r#"{ total = "100", pool_paid = "80", expect = { reasons = ["medical:no_rate"] } }"#;
    holds(&bands("0%"), no_rate);
}

#[test]
fn a_stay_beyond_its_run_off_is_not_said_to_be_without_cover() {
    for (basis, late) in
        [("discharge", "discharge = \"2024-03-11\""), ("settlement", "settled_on = \"2024-03-11\"")]
    {
        let head = head("reasons", "2024-01-01").replace("\"admission\"", &format!("\"{basis}\""));
        let plan = format!("{PLAN}run_off = {{ days = 10, beyond = \"denied\" }}\n");
        let terms = benefit("medical", "within", "base = \"in_scope\"\nrate = \"50%\"");
        let book = book(&[&(head + &plan + &terms)]);
        let cases = |days: &str, expect: &str| {
            let bill = format!(
                "{{ admission = \"2024-02-20\", {days}, total = \"100\", expect = {{ {expect} }} }}"
            );
            let cases = cases_of(&bill).replace("2024-12-31", "2024-02-29");
            cases.replace(
                "discharge = \"2024-03-11\"\n[[case]]",
                "discharge = \"2024-03-01\"\n[[case]]",
            )
        };
        // Cover ends on 29 February; ten days later is 10 March.
        let over =
            cases(late, "payable = \"0\", status = \"denied\", reasons = [\"run_off_over\"]");
        assert_eq!(differences(&book, &over), "");
        let in_time = cases(&late.replace("11", "10"), "payable = \"50\"");
        assert_eq!(differences(&book, &in_time), "");
        // A stay that began after the end was never covered.
        let outside = over.replace("admission = \"2024-02-20\"", "admission = \"2024-03-01\"");
        assert_eq!(differences(&book, &outside.replace("run_off_over", "no_cover")), "");
    }
}

const TOTALS: &str = "\n[totals.year_own]\nof = \"in_scope\"\nwindow = \"year\"\n\
                      [totals.stay_pool]\nof = \"pool_paid\"\nwindow = \"stay\"\n";

#[test]
fn a_total_that_min_or_max_holds_down_can_be_paid() {
    let year = benefit("medical", "beside", "sum = \"min(1000, year_own)\"");
    let stay = benefit("stay", "beside", "sum = \"max(0, 100 - 10.5% of stay_pool)\"");
    let book = rules(&format!("{TOTALS}{year}{stay}"));
    // 600 and 600 are 1,200 in the year, of which 1,000 are paid for each; 100 - 10.5 % of 400 = 58.00, and
    // 10.5 % of 600 is less than 100 by 37.00.
    let first = r#"{ total = "600", in_scope = "600", pool_paid = "400", expect = { medical = "1000", stay = "58" } },"#;
    let second = format!(
        r#"{{ {LATER} total = "600", pool_paid = "600", expect = {{ medical = "1000", stay = "37" }} }}"#
    );
    holds(&book, &format!("{first}\n{second}"));
    let told = mistakes(&format!(
        "{}{}",
        TOTALS.split("[totals.stay_pool]").next().unwrap(),
        benefit("medical", "beside", "sum = \"max(100, year_own)\"")
    ));
    assert!(told.contains("`year_own` is a sum over a whole window"), "{told}");
    assert!(told.contains("write `min(100000, year_own)`"), "{told}");
}

#[test]
fn a_threshold_on_one_bill_may_ask_for_a_total_and_for_what_another_benefit_pays() {
    let own = "\n[totals.year_own]\nof = \"in_scope\"\nwindow = \"year\"\n";
    let gate = |of: &str, least: &str, window: &str| {
        format!(
            "base = \"in_scope\"\nrate = \"50%\"\n[benefit.threshold]\nof = \"{of}\"\nat_least = \"{least}\"\n{window}"
        )
    };
    // 100 and 2,000 are 2,100 in the year, of which 10 % are 210.
    let bill = "window = \"bill\"";
    let small =
        r#"{ total = "100", expect = { medical = "0", reasons = ["medical:below_threshold"] } },"#;
    let large = format!(r#"{{ {LATER} total = "2000", expect = {{ medical = "1000" }} }}"#);
    let edge = gate("in_scope", "10% of year_own", bill);
    holds(
        &rules(&format!("{own}{}", benefit("medical", "within", &edge))),
        &format!("{small}\n{large}"),
    );
    // Over the year, what a total is held to may be another total: 2,100 is above 10 % of it, for both.
    let over = gate("in_scope", "10% of year_own", "window = \"year\"\nopens = \"every_bill\"");
    let both = small.replace("\"0\", reasons = [\"medical:below_threshold\"]", "\"50\"");
    holds(
        &rules(&format!("{own}{}", benefit("medical", "within", &over))),
        &format!("{both}\n{large}"),
    );
    // A second benefit that opens where the first pays 50 or more.
    let first = benefit("medical", "within", "base = \"in_scope\"\nrate = \"40%\"");
    let second = benefit("more", "within", &gate("paid.medical", "50", bill));
    let bills = format!(
        r#"{{ total = "124.99", expect = {{ medical = "50", more = "62.50" }} }},
        {{ {LATER} total = "124", expect = {{ medical = "49.60", more = "0" }} }}"#
    );
    holds(&rules(&format!("{first}{second}")), &bills);
    // Over a window, what is summed is not known yet.
    let late = gate("paid.medical", "50", "window = \"year\"\nopens = \"every_bill\"");
    assert!(
        mistakes(&format!("{first}{}", benefit("more", "within", &late)))
            .contains("is not known before")
    );
}
