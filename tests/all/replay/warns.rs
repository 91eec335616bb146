//! What to mind is told with the counts of the data: bills that may never have been filed, rows that are
//! refused, rules without a fee.

use huzhu::batch;
use huzhu::scenario::Scenario;
use huzhu::scheme::Book;
use huzhu::words::Lang;

use super::city::{Asked, City, minor, patched, set, terms};
use crate::nightly::office::{Bill, Facts};

/// What to mind of one scenario, in English and in Chinese.
fn warnings(city: &City, terms: &[Scenario]) -> Vec<[String; 2]> {
    let told = Asked::of(terms).on(city);
    told.report.warnings.into_iter().map(|one| [one.en, one.zh]).collect()
}

/// In-scope costs of the bills of a clean city of these categories, in minor units.
fn costs(city: &City, categories: &[&str]) -> Vec<i64> {
    let [_, _, bills] = city.files();
    let rows = bills.lines().skip(1).map(|row| row.split(',').collect::<Vec<_>>());
    rows.filter(|row| categories.contains(&row[2])).map(|row| minor(row[20])).collect()
}

#[test]
fn a_lower_threshold_is_told_with_the_bills_between_the_two() {
    let city = City::new(300, 1_200, "medical,allowance");
    let baseline = terms("weihai@2024").called("now");
    let lower = set(&baseline, &["parameters.qualifying_amount=4000"]).called("lower");
    let costs = costs(&city, &["inpatient"]);
    let all = costs.len();
    let between = costs.iter().filter(|cost| (400_000..600_000).contains(*cost)).count();
    let under = costs.iter().filter(|cost| **cost < 400_000).count();
    assert!(between > 50 && under > 50);
    let told = warnings(&city, &[baseline.clone(), lower]);
    let [en, zh] = &told[0];
    let start =
        "`lower` pays in-patient medical aid from 4,000.00 where the baseline asks for 6,000.00";
    assert!(en.starts_with(start), "{en}");
    let counts = format!(
        "Of the {all} bills counted in its categories, {between} have an in-scope cost \
         between the two and {under} below both"
    );
    assert!(en.contains(&counts), "{en}");
    let counts = format!(
        "此类结算单共 {all} 张，政策范围内费用介于两者之间的 {between} 张，低于两者的 {under} 张"
    );
    assert!(zh.contains("住院医疗互助金自 4,000.00 起付") && zh.contains(&counts), "{zh}");
    let higher = set(&baseline, &["parameters.qualifying_amount=9000"]);
    let of_fee = |all: Vec<[String; 2]>| all.iter().all(|[en, _]| en.contains("have no fee"));
    assert!(of_fee(warnings(&city, &[baseline, higher])), "a higher one hides no bill");
}

#[test]
fn fees_that_some_periods_lack_are_told_otherwise_than_rules_without_any() {
    let city = City::new(300, 1_200, "medical,allowance");
    let told = warnings(&city, &["weihai", "weihai@2015"].map(terms));
    let says = |text: &str| told.iter().any(|[en, _]| en.contains(text));
    assert!(says("some enrolment periods have no fee in the rules of `weihai`,"), "{told:?}");
    assert!(says("the rules of `weihai@2015` have no fee,"), "{told:?}");
}

#[test]
fn a_lower_deductible_is_told_too() {
    let city = City::new(300, 1_200, "city:3");
    let baseline = terms("city").called("now");
    let lower = set(&baseline, &["parameters.year_deductible=200"]).called("lower");
    let costs = costs(&city, &["inpatient", "outpatient_chronic", "emergency"]);
    let between = costs.iter().filter(|cost| (20_000..50_000).contains(*cost)).count();
    let [en, _] = &warnings(&city, &[baseline, lower])[0];
    assert!(en.contains("pays medical aid from 200.00 where the baseline asks for 500.00"), "{en}");
    assert!(en.contains(&format!("{between} have an in-scope cost between the two")), "{en}");
}

#[test]
fn a_cost_at_the_old_threshold_was_paid_before_and_one_at_the_new_is_paid_from_now_on() {
    let costs = ["100.00", "199.99", "200.00", "499.99", "500.00", "600.00"];
    let ids = ["A", "B", "C", "D", "E", "F"];
    let facts = ids.iter().zip(costs).fold(Facts::of(&["M"]), |facts, (id, cost)| {
        facts.bill(Bill::new(id, "M", "2024-03-01", cost))
    });
    let baseline = terms("city").called("now");
    let lower = set(&baseline, &["parameters.year_deductible=200"]).called("lower");
    let [en, _] = &warnings(&City::with(&facts), &[baseline, lower])[0];
    assert!(en.contains("2 have an in-scope cost between the two and 2 below both"), "{en}");
    assert!(en.contains("Of the 6 bills counted"), "{en}");
}

#[test]
fn a_wider_scope_is_told_with_the_bills_of_it_that_there_are() {
    let city = City::new(300, 1_200, "city:3");
    let baseline = terms("city").called("now");
    let categories = "categories = [\"inpatient\", \"emergency\"]";
    let wider = patched(&baseline, &format!("[benefit.per_diem]\n{categories}\n")).called("wider");
    let [_, _, bills] = city.files();
    let held = bills.lines().filter(|row| row.split(',').nth(2) == Some("emergency")).count();
    assert!(held > 20);
    let told = warnings(&city, &[baseline, wider]);
    let [en, zh] = &told[0];
    let start = "`wider` pays daily hospital money on emergency bills, which the baseline does not";
    assert!(en.starts_with(start) && en.contains(&format!("the data have {held} of them")), "{en}");
    assert!(zh.contains("住院津贴可用于急诊结算单") && zh.contains(&format!("{held} 张")), "{zh}");
}

#[test]
fn refused_rows_are_told_as_the_batch_counts_them() {
    let city = City::dirty(300, 1_200, "8%");
    let terms = terms("city");
    let out = tempfile::tempdir().unwrap();
    let report = batch::run(&batch::Job {
        book: &Book::compile(terms.sources.clone()).unwrap(),
        rules: &[],
        inputs: &city.inputs(),
        out: out.path(),
        threads: None,
        explains: false,
        notices: huzhu::explanation::notice::Wanted::None,
        reports: huzhu::output::reports::Options::default(),
        lang: Lang::English,
        watch: &(),
    });
    let refused = report.unwrap().summary.rejected_rows;
    assert!(refused > 20);
    let told = warnings(&city, &[terms]);
    let expected = format!("{refused} rows of the data are rejected and left out");
    assert!(told.iter().any(|[en, _]| en.starts_with(&expected)), "{refused}: {told:?}");
    let expected = format!("数据中有 {refused} 行未通过校验");
    assert!(told.iter().any(|[_, zh]| zh.starts_with(&expected)), "{told:?}");
}

#[test]
fn a_replay_with_a_fee_and_no_other_cover_has_nothing_to_mind() {
    let city = City::new(100, 400, "city:3");
    let baseline = patched(&terms("city"), "[plan.city]\nfee = \"60\"\n").called("now");
    let higher = set(&baseline, &["parameters.ceiling=30000", "parameters.low_pays=70%"]);
    let told = warnings(&city, &[baseline, higher]);
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn a_floor_that_is_lower_in_some_years_is_told_with_the_days() {
    // Stays of 2022 to 2024. The whole book asks for 8,000 before 2024, and for 6,000 from then on.
    let city = City::new(300, 1_200, "medical,allowance");
    let book = terms("weihai").called("book");
    let of_lower = |terms: &[Scenario]| -> Vec<[String; 2]> {
        let told = warnings(&city, terms).into_iter();
        told.filter(|[en, _]| en.contains("where the baseline asks for")).collect()
    };
    let told = of_lower(&[book.clone(), terms("weihai@2024").called("period 15")]);
    let [[en, zh]] = &told[..] else { panic!("{told:?}") };
    let start = "`period 15` pays in-patient medical aid (bills dated 2015-01-01 to 2023-12-31) from 6,000.00 \
                 where the baseline asks for 8,000.00: ";
    assert!(en.starts_with(start), "{en}");
    assert!(
        zh.contains(
            "住院医疗互助金（2015-01-01 至 2023-12-31 的结算单）自 6,000.00 起付，基准为 8,000.00："
        ),
        "{zh}"
    );
    let [_, _, bills] = city.files();
    let before = bills.lines().skip(1).map(|row| row.split(',').collect::<Vec<_>>());
    let before = before.filter(|row| row[2] == "inpatient" && row[5] < "2024").count();
    assert!(en.contains(&format!("Of the {before} bills counted")), "{before}: {en}");

    // One edition of the book is changed: the other one hides nothing.
    let change = ["2024:parameters.qualifying_amount=5000"];
    let [[en, _]] = &of_lower(&[book.clone(), set(&book, &change).called("lower")])[..] else {
        panic!("one is lower")
    };
    let start = "`lower` pays in-patient medical aid (bills dated 2024-01-01 and later) from 5,000.00 where the \
                 baseline asks for 6,000.00: ";
    assert!(en.starts_with(start), "{en}");
    // The book pays from less than one of its editions, from 2024 on.
    let told = of_lower(&[terms("weihai@2015").called("then"), book.clone()]);
    assert!(
        told.len() == 1 && told[0][0].contains("(bills dated 2024-01-01 and later)"),
        "{told:?}"
    );
    assert!(of_lower(&[book.clone(), book.called("same")]).is_empty());
}

#[test]
fn a_category_that_is_paid_in_some_years_is_told_with_the_days() {
    let city = City::new(300, 1_200, "medical,allowance");
    let book = terms("weihai").called("book");
    let patch = "[edition]\nid = \"2015\"\n\n[benefit.medical]\ncategories = [\"inpatient\", \"emergency\"]\n";
    let wider = patched(&book, patch).called("wider");
    let told = warnings(&city, &[book, wider]);
    let is_wider = |text: &str| {
        text.starts_with("`wider` pays in-patient medical aid (bills dated 2015-01-01 to 2023-12-31) on emergency bills")
    };
    assert!(told.iter().any(|[en, _]| is_wider(en)), "{told:?}");
    let zh = "`wider` 的住院医疗互助金（2015-01-01 至 2023-12-31 的结算单）可用于急诊结算单";
    assert!(told.iter().any(|[_, text]| text.starts_with(zh)), "{told:?}");
}

#[test]
fn rules_of_another_scheme_are_told_of_before_any_figure() {
    // Everybody is enrolled under a plan that the rules do not have.
    let city = City::new(200, 600, "city:3");
    let told = Asked::of(&[terms("weihai@2024")]).on(&city).report;
    let alarms: Vec<&str> = told.alarms.iter().map(|one| one.en.as_str()).collect();
    assert!(
        alarms[0].starts_with("no member in this history is enrolled in any plan of `weihai@2024`"),
        "{alarms:?}"
    );
    assert!(alarms[1].starts_with("most of the history is missing: "), "{alarms:?}");
    let first = huzhu::report::summary(&told)[0].to_string();
    assert!(first.starts_with("read this first: no member in this history"), "{first}");
    let zh = &told.alarms[0].zh;
    assert!(zh.starts_with("本批数据中没有人参保 `weihai@2024` 的任何保障项目"), "{zh}");
    let clean = Asked::of(&[terms("city")]).on(&City::new(200, 600, "city:3")).report;
    assert!(clean.alarms.is_empty());
}

#[test]
fn terms_that_are_not_in_force_on_the_days_of_the_bills_are_told_of() {
    let city = City::new(200, 600, "medical,allowance");
    let [_, _, bills] = city.files();
    let days: Vec<&str> = bills.lines().skip(1).map(|row| row.split(',').nth(5).unwrap()).collect();
    let book = patched(&terms("weihai@2024"), "[edition]\nto = \"2023-12-31\"\n");
    let pair = [terms("weihai@2024").called("now"), book.called("ended")];
    let after = days.iter().filter(|day| **day > "2023-12-31").count();
    let told = Asked::of(&pair).on(&city).report;
    let expected = format!(
        "no edition of `ended` is in force on the days of {after} of the {} bills",
        days.len()
    );
    let all = told.alarms.iter().chain(&told.warnings);
    assert_eq!(
        all.filter(|one| one.en.starts_with(&expected)).count(),
        1,
        "{expected}: {:?}",
        told.alarms
    );
    assert_eq!(told.alarms.len(), usize::from(2 * after > days.len()));
    // Nothing at all is paid: the baseline pays, so that what is compared is told of as nothing.
    let nothing = set(
        &pair[0],
        &["parameters.ceiling=0", "parameters.daily_money=0", "parameters.diagnosis_money=0"],
    );
    let told = Asked::of(&[pair[0].clone(), nothing.called("nothing")]).on(&city).report;
    assert!(told.alarms[0].en.starts_with("`nothing` pays nothing on any bill of this history"));
    assert!(told.alarms[0].zh.starts_with("`nothing` 对本批结算单一张也不付"));
}
