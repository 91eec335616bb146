//! Scenarios of the schemes that the repository ships.

use super::*;

fn weihai(edition: &str) -> Scenario {
    Scenario::read(&format!("rules/weihai@{edition}")).unwrap()
}

#[test]
fn one_edition_serves_every_day() {
    let book = Book::compile(weihai("2024").sources).unwrap();
    assert_eq!(book.editions.len(), 1);
    let day = crate::date::Day::parse("1999-12-31").unwrap();
    assert_eq!(book.edition_at(day), Some(0));
    assert_eq!(book.edition_at(crate::date::Day::LAST), Some(0));
}

#[test]
fn several_paths_may_lead_to_one_value() {
    let scenario = weihai("2015");
    let is_one =
        |one: &str, other: &str| scenario.is_one(&one.parse().unwrap(), &other.parse().unwrap());
    assert!(is_one("parameters.ceiling", "2015:parameters.ceiling"));
    assert!(is_one("benefit[0].base", "benefit.medical.base"));
    assert!(!is_one("parameters.ceiling", "parameters.band_1_pays"));
    assert!(!is_one("parameters.ceiling", "parameters.roof"));
    assert!(is_one("parameters.roof", "parameters.roof"));
    let rates = ["benefit.medical.bands.rates[0].pays", "benefit[0].bands.rates[0].pays"];
    assert!(is_one(rates[0], rates[1]));
}

#[test]
fn a_number_may_stand_in_place_of_a_name() {
    let scenario = weihai("2015");
    let limit = "benefit.medical.limit[0].amount".parse().unwrap();
    assert_eq!(scenario.value(&limit).unwrap(), "ceiling");
    let set = scenario.set(&limit, "60000").unwrap();
    assert_eq!(compile(&[set]).map(|books| books.len()).ok(), Some(1));
    // A scenario that sets the name too means something else.
    let ceiling = scenario.set(&"parameters.ceiling".parse().unwrap(), "1").unwrap();
    let why = ceiling.set(&limit, "60000").unwrap_err();
    let unused = "parameters.ceiling";
    assert!(matches!(&why, ScenarioError::Unused { path } if path == unused), "{why}");
    // A name that does not exist is reported with the one that does.
    let Err(BookError::Rules(files)) = compile(&[scenario.set(&limit, "cieling").unwrap()]) else {
        panic!("`cieling` is no name");
    };
    assert!(files[0].render(crate::words::Lang::English).contains("`ceiling`"));
}

#[test]
fn what_is_a_list_is_set_as_a_list() {
    let scenario = weihai("2015");
    let at = "benefit.medical.categories".parse().unwrap();
    let why = scenario.set(&at, "inpatient").unwrap_err();
    assert!(matches!(why, ScenarioError::OtherForm { .. }), "{why}");
    let set = scenario.set(&at, "[\"inpatient\", \"emergency\"]").unwrap();
    assert!(set.sources[0].text.contains("categories = [\"inpatient\", \"emergency\"]"));
}

#[test]
fn a_part_is_reported_with_the_values_in_it() {
    let scenario = weihai("2015");
    let part = "benefit.medical.limit".parse().unwrap();
    for why in [scenario.value(&part).unwrap_err(), scenario.set(&part, "1").unwrap_err()] {
        assert!(matches!(why, ScenarioError::NotAValue { .. }), "{why}");
        assert!(why.to_string().contains(" `benefit.medical.limit[0].amount`"), "{why}");
    }
}

#[test]
fn values_keep_their_unit() {
    let scenario = weihai("2015");
    let set = |text: &str| {
        let (address, value) = text.split_once('=').unwrap();
        scenario.set(&address.parse().unwrap(), value)
    };
    assert!(set("parameters.band_1_pays=65%").is_ok());
    assert!(set("parameters.ceiling=60000").is_ok());
    assert!(set("plan.medical.filing.days=200").is_ok());
    for wrong in [
        "parameters.band_1_pays=65",
        "parameters.ceiling=60%",
        "plan.medical.filing.days=many",
        "plan.medical.filing=200",
        "parameters.ceilings=60000",
    ] {
        assert!(set(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_value_of_several_editions_needs_the_edition() {
    let scenario = Scenario::read("rules/weihai").unwrap();
    let why = scenario.set(&"parameters.ceiling".parse().unwrap(), "1").unwrap_err();
    assert!(matches!(why, ScenarioError::SeveralEditions { .. }), "{why}");
    assert!(why.to_string().contains("`2015:parameters.ceiling`"), "{why}");
    let set = scenario.set(&"2015:parameters.ceiling".parse().unwrap(), "60000").unwrap();
    assert_eq!(set.value(&"2015:parameters.ceiling".parse().unwrap()).unwrap(), "60000");
    assert_eq!(set.value(&"2024:parameters.ceiling".parse().unwrap()).unwrap(), "100000");
}

#[test]
fn values_stand_side_by_side() {
    let rows = side_by_side(&[weihai("2015"), weihai("2024")]);
    let ceiling = rows.iter().find(|(address, _)| address == "parameters.ceiling").unwrap();
    assert_eq!(ceiling.1, [Some("50000".to_owned()), Some("100000".to_owned())]);
    assert!(rows.iter().all(|(address, _)| !address.contains("title")), "{rows:?}");
    // A part that not all have is one row.
    let daily: Vec<_> = rows.iter().filter(|(at, _)| at.starts_with("benefit.daily")).collect();
    let title = "每日住院津贴 daily hospital money".to_owned();
    assert_eq!(daily, [&("benefit.daily".to_owned(), vec![None, Some(title)])]);
}

#[test]
fn an_edition_that_serves_every_day_stands_beside_each_of_the_rules() {
    let whole = Scenario::read("rules/weihai").unwrap();
    let rows = side_by_side(&[whole.clone(), weihai("2015")]);
    let values = |path: &str| {
        let row = rows.iter().find(|(at, _)| at == path);
        row.map(|(_, values)| values.iter().map(|value| value.as_deref()).collect::<Vec<_>>())
    };
    assert_eq!(values("2024:parameters.ceiling"), Some(vec![Some("100000"), Some("50000")]));
    let own: Vec<_> = rows.iter().filter(|(at, _)| at.starts_with("2015:")).collect();
    assert!(own.is_empty(), "an edition differs in nothing from itself: {own:?}");
    assert_eq!(values("2010:edition.from"), None, "nobody wrote the days of one that is held");
    assert!(rows.iter().all(|(at, _)| at.contains(':')), "each row says its edition: {rows:?}");
    let other_way = side_by_side(&[weihai("2015"), whole]);
    let paths = |rows: &[(String, Vec<Option<String>>)]| {
        rows.iter().map(|(at, _)| at.clone()).collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(paths(&other_way), paths(&rows), "whichever comes first");
}

#[test]
fn one_value_of_a_parameter_by_date_is_set() {
    let scenario = Scenario::read("tests/mechanisms/lists_and_dates@1").unwrap();
    let second = "parameters.share[1].is".parse().unwrap();
    assert_eq!(scenario.value(&second).unwrap(), "70%");
    let set = scenario.set(&second, "75%").unwrap();
    assert!(set.sources[0].text.contains("{ from = \"2025-01-01\", is = \"75%\" }"));
    // The edition serves every day here, and its first values hold before their own days too.
    assert_eq!(compile(&[set]).map(|books| books.len()).ok(), Some(1));
}

#[test]
fn a_title_is_no_value_in_which_terms_differ() {
    let city = Scenario::read("rules/city").unwrap();
    let retitled = |scenario: &Scenario| {
        let mut scenario = scenario.clone();
        scenario.sources[0].text = scenario.sources[0].text.replace("每份年度封顶线", "封顶线");
        scenario
    };
    assert_ne!(retitled(&city).sources[0].text, city.sources[0].text);
    assert_eq!(side_by_side(&[city.clone(), retitled(&city)]), []);
    // A parameter of that name is a value.
    let named = |value: &str| {
        let mut scenario = city.clone();
        let text = scenario.sources[0]
            .text
            .replace("[parameters]", &format!("[parameters]\ntitles = \"{value}\""));
        scenario.sources[0].text = text;
        scenario
    };
    let rows = side_by_side(&[named("1"), named("2")]);
    let both = vec![Some("1".to_owned()), Some("2".to_owned())];
    assert_eq!(rows, [("parameters.titles".to_owned(), both)]);
}

/// `ceiling` is no name any more where a number stands in its place: rules that title it would be refused.
#[test]
fn a_number_in_place_of_a_name_with_a_title_makes_rules() {
    let city = Scenario::read("rules/city").unwrap();
    let set = city.set(&"benefit.reimbursement.limit[0].amount".parse().unwrap(), "9000").unwrap();
    assert!(!set.sources[0].text.contains("每份年度封顶线"), "{}", set.sources[0].text);
    assert_eq!(compile(&[set]).map(|books| books.len()).ok(), Some(1));
}
