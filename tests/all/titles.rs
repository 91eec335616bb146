//! What a person reads of a value that rules chose: by which fact it was chosen, and what people call the words of files.

use huzhu::explanation::trace;
use huzhu::scheme::Book;
use huzhu::words::Lang;
use serde_json::{Value, json};

use crate::common::{Dossier, book, head};

const PLAN: &str =
    "[[plan]]\nid = \"medical\"\ntitle = { zh = \"医疗\", en = \"medical\" }\nclause = \"1\"\n";

/// A benefit `aid` with these terms.
fn benefit(terms: &str) -> String {
    format!(
        "[[benefit]]\nid = \"aid\"\nplan = \"medical\"\ntitle = {{ zh = \"互助金\", en = \"aid\" }}\nclause = \"2\"\n\
         categories = [\"inpatient\"]\nagainst_bill = \"beside\"\n{terms}\n"
    )
}

/// One bill of 10,000 of a stay of five nights in a hospital of level 3, in 2024: what a person reads, and what a
/// program does.
fn explained(book: &Book, own: (&str, &str)) -> ([String; 2], Value) {
    let (columns, cells) = own;
    let bills = format!(
        "bill_id,category,hospital_level,admission,discharge,settled_on,total{columns}\n\
         B1,inpatient,3,2024-03-01,2024-03-06,2024-03-06,10000.00{cells}"
    );
    let members = "birth_date,sex,hardship\n1960-01-01,F,yes";
    let enrolments = "plan,start,end,units,enrolled_on\nmedical,2024-01-01,2024-12-31,1,2024-01-01";
    let dossier = Dossier::read(book, members, enrolments, &bills);
    let explanation = &dossier.explanations(book)[0];
    let texts = [Lang::English, Lang::Chinese].map(|lang| explanation.text(book, lang));
    (texts, trace(book, explanation, "B1"))
}

/// Wherever a table may stand, with the step that says by what its value was chosen; what stands there otherwise says
/// nothing.
#[test]
fn a_step_says_by_which_fact_its_value_was_chosen() {
    let rate = "base = \"total\"\nrate = \"50%\"\n";
    let sections = |name: &str, terms: &str| format!("{terms}[benefit.{name}]\n");
    let money = ("\"100\"", "\"200\"");
    let share = ("\"50%\"", "\"60%\"");
    let places: [(&str, String, &str, (&str, &str)); 12] = [
        ("base", "rate = \"50%\"\nbase = ".into(), "", money),
        ("sum", "sum = ".into(), "", money),
        ("rate", "base = \"total\"\nrate = ".into(), "", share),
        ("factor", rate.to_owned() + "factor = ", "", ("\"0.9\"", "\"0.8\"")),
        ("minimum", "base = \"1% of total\"\nrate = \"50%\"\nminimum = ".into(), "", money),
        ("counted", sections("counted", rate) + "window = \"bill\"\nmost = ", "", money),
        ("deductible", sections("deductible", rate) + "window = \"bill\"\namount = ", "", money),
        (
            "threshold",
            sections("threshold", rate) + "window = \"bill\"\nof = \"total\"\nat_least = ",
            "",
            money,
        ),
        (
            "days",
            sections("days", "") + "count = \"nights\"\nshared_days = \"once\"\npays = ",
            "",
            money,
        ),
        (
            "bands",
            sections("bands", "base = \"total\"\n")
                + "position = \"each_bill\"\nrates = [{ to = \"1000\", pays = \"10%\" }, { pays = ",
            " }]",
            share,
        ),
        (
            "limit",
            sections("limit", rate).replace("[benefit", "[[benefit").replace("]\n", "]]\n")
                + "window = \"bill\"\namount = ",
            "",
            money,
        ),
        (
            "limit",
            sections("limit", rate).replace("[benefit", "[[benefit").replace("]\n", "]]\n")
                + "window = \"year\"\ntimes = ",
            "",
            ("1", "0"),
        ),
    ];
    for (step, before, after, (other, here)) in &places {
        let with = |value: &str| {
            let rules =
                head("titles", "2024-01-01") + PLAN + &benefit(&format!("{before}{value}{after}"));
            explained(&book(&[&rules]), ("", ""))
        };
        let table = format!(
            "{{ by = \"hospital_level\", is = {{ \"3\" = {here} }}, otherwise = {other} }}"
        );
        let ([english, chinese], json) = with(&table);
        assert_eq!(english.matches("by hospital level: level 3").count(), 1, "{step}: {english}");
        assert_eq!(chinese.matches("按医院级别：三级").count(), 1, "{step}: {chinese}");
        let steps = json["benefits"][0]["steps"].as_array().unwrap();
        let said = steps.iter().filter(|one| !one["chosen_by"].is_null());
        let said: Vec<(&Value, &Value)> =
            said.map(|one| (&one["step"], &one["chosen_by"])).collect();
        let level = json!([{ "fact": "hospital_level", "value": "3" }]);
        assert_eq!(said, [(&json!(step), &level)], "{step}: {json}");
        let ([english, chinese], json) = with(here);
        assert!(
            !english.contains("by hospital level") && !chinese.contains("按医院级别"),
            "{step}"
        );
        assert!(!json.to_string().contains("chosen_by"), "{step}");
    }
}

/// By several facts, by an amount, by a number that amounts are multiplied by, by a day, and through names: what chose is
/// said once, and of a table of formulas only what the chosen one asks.
#[test]
fn all_that_chose_a_value_is_said_once() {
    let two = "[schedules]\nby_two = { by = [\"hospital_level\", \"sex\"], rows = [{ hospital_level = \"3\", is = \"10\" }], otherwise = \"30\" }\n";
    let step = "[schedules]\nby_step = { by = \"total\", edge = \"belongs_below\", steps = [{ to = \"5000\", is = \"10\" }, { is = \"20\" }] }\n";
    let day = "[parameters]\nby_day = [{ from = \"2024-01-01\", is = \"10\" }, { from = \"2024-07-01\", is = \"20\" }]\n";
    let formulas = "[schedules]\nby_formula = { by = \"hardship\", is = { yes = \"2 times age\", no = \"3 times units\" } }\n";
    for (names, sum, said) in [
        (two, "by_two", "by hospital level: level 3, member's sex: female"),
        (step, "by_step", "by the amount 10,000.00"),
        ("", "5 times age", "by member's age: 64"),
        (day, "by_day", "by date that counts: 2024-03-01"),
        (formulas, "by_formula", "by member's hardship: yes, member's age: 64"),
        (
            two,
            "min(by_two, 2 times age, by_two)",
            "by hospital level: level 3, member's sex: female, member's age: 64",
        ),
    ] {
        let plan = PLAN.to_owned() + "units = { most = 1 }\n";
        let terms = format!("per_unit = false\nsum = \"{sum}\"");
        let rules = head("titles", "2024-01-01") + names + &plan + &benefit(&terms);
        let ([english, _], _) = explained(&book(&[&rules]), ("", ""));
        let said_of_it: Vec<&str> =
            english.lines().map(str::trim).filter(|line| line.starts_with("by ")).collect();
        assert_eq!(said_of_it, [said], "{sum}: {english}");
    }
}

/// Rules in which every word of a file has a title, and the same without titles.
fn with_titles(has_titles: bool) -> String {
    let (categories, values, list) = match has_titles {
        true => (
            "{ clinic = { zh = \"普通门诊\", en = \"clinic visit\" }, inpatient = { zh = \"住院医疗\", en = \"stay\" } }",
            "{ near = { zh = \"本地就医\", en = \"at home\" }, far = { zh = \"异地就医\", en = \"elsewhere\" } }",
            "{ title = { zh = \"恶性肿瘤\", en = \"cancers\" }, codes = [\"C16*\"] }",
        ),
        false => ("[\"clinic\"]", "[\"near\", \"far\"]", "[\"C16*\"]"),
    };
    let head = head("titles", "2024-01-01")
        .replace("order = ", &format!("categories = {categories}\norder = "));
    let fields = format!(
        "[fields]\nsite = {{ type = \"category\", of = \"bill\", values = {values}, title = {{ zh = \"就医地\", en = \"place of care\" }} }}\n\
         home = {{ type = \"category\", of = \"member\", default = \"near\", values = {values}, title = {{ zh = \"参保地\", en = \"insured at\" }} }}\n\
         [lists]\nlisted = {list}\n"
    );
    let terms = "base = \"total\"\n\
                 rate = { by = [\"site\", \"category\", \"diagnosis\"], rows = [{ diagnosis = \"listed\", is = \"80%\" }, { diagnosis = \"none\", site = \"far\", category = \"clinic\", is = \"60%\" }], otherwise = \"50%\" }\n";
    let terms = benefit(terms).replace("[\"inpatient\"]", "[\"inpatient\", \"clinic\"]");
    head + &fields + PLAN + "when = { home = \"far\" }\n" + &terms
}

#[test]
fn words_of_files_are_called_by_their_titles_wherever_a_person_reads_them() {
    let own = (",site,diagnosis", ",far,C16.9");
    let for_all = |rules: String| rules.replace("when = { home = \"far\" }\n", "");
    let read = |rules: &str| explained(&book(&[rules]), own).0;
    let [english, chinese] = read(&for_all(with_titles(true)));
    assert!(
        chinese.contains("按就医地：异地就医、就医类别：住院医疗、诊断：恶性肿瘤"),
        "{chinese}"
    );
    let by = "by place of care: elsewhere, kind of care: stay, diagnosis: cancers";
    assert!(english.contains(by), "{english}");
    // Who may not hold the plan reads what is asked.
    let [english, chinese] = read(&with_titles(true));
    assert!(
        english.contains("insured at is `at home`; the plan asks for `elsewhere`"),
        "{english}"
    );
    assert!(chinese.contains("参保地为“本地就医”；本保障项目要求“异地就医”"), "{chinese}");
    // What has no title is called as files call it, but for what every scheme has.
    let [english, chinese] = read(&for_all(with_titles(false)));
    let by = "by place of care: far, kind of care: in-patient, diagnosis: listed";
    assert!(english.contains(by), "{english}");
    assert!(chinese.contains("按就医地：far、就医类别：住院、诊断：listed"), "{chinese}");
}

/// A title is for people: rows are read, decided and summed by the same words.
#[test]
fn titles_change_nothing_that_is_decided() {
    for bill in ["near,C16.9", "far,C16.9", "far,I10", "near,"] {
        let of = |has_titles: bool| {
            let rules = with_titles(has_titles).replace("when = { home = \"far\" }\n", "");
            let (_, json) = explained(&book(&[&rules]), (",site,diagnosis", &format!(",{bill}")));
            (json["payable"].clone(), json["benefits"][0]["steps"].clone())
        };
        assert_eq!(of(true), of(false), "{bill}");
    }
}
