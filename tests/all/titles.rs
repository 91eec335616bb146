//! What a person reads of a value that rules chose: by which fact it was chosen, and what people call the words of files.

use huzhu::explanation::trace;
use huzhu::scheme::{Book, BookError, Source};
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

/// Rules with a name in each section and a limit that two benefits share, with what people call them or without.
fn with_named_parts(has_titles: bool) -> String {
    let names = "[parameters]\nhalf = \"50%\"\n\
                 [amounts]\ncost = \"total + 0% of year_cost + 0 times over_60\"\n\
                 [totals.year_cost]\nof = \"total\"\nwindow = \"year\"\n\
                 [numbers]\nover_60 = { of = \"age\", less = 60, at_most = 40 }\n\
                 [schedules]\nby_level = { by = \"hospital_level\", is = { \"3\" = \"900\" }, otherwise = \"500\" }\n";
    let title = |zh: &str, en: &str| format!("{{ zh = \"{zh}\", en = \"{en}\" }}");
    let titles = [
        ("half", title("给付比例", "rate")),
        ("cost", title("费用", "cost")),
        ("year_cost", title("年度费用", "cost of the year")),
        ("over_60", title("超过 60 岁的年数", "years above 60")),
        ("by_level", title("医院起付标准", "deductible by hospital")),
    ];
    let titles = titles.map(|(name, title)| format!("{name} = {title}\n")).concat();
    let second = benefit("sum = \"100\"").replace("\"aid\"", "\"event\"");
    let limit = "[[limit]]\nid = \"both\"\nclause = \"3\"\namount = \"1000\"\nwindow = \"year\"\nbenefits = [\"aid\", \"event\"]\n";
    let (titles, limit) = match has_titles {
        true => {
            let own =
                format!("id = \"both\"\ntitle = {}\n", title("两项合计封顶线", "ceiling of both"));
            (format!("[titles]\n{titles}"), limit.replace("id = \"both\"\n", &own))
        }
        false => (String::new(), limit.to_owned()),
    };
    let aid = benefit(
        "base = \"cost\"\nrate = \"half\"\n[benefit.deductible]\namount = \"by_level\"\nwindow = \"year\"",
    );
    head("titles", "2024-01-01") + names + &titles + PLAN + &aid + &second + &limit
}

/// Half of 10,000 less 900 is 4,550, of which 1,000 are within the limit of the year.
#[test]
fn a_limit_that_benefits_share_is_called_by_its_title() {
    let read = |has_titles: bool| explained(&book(&[&with_named_parts(has_titles)]), ("", ""));
    let ([english, chinese], json) = read(true);
    assert_eq!(json["payable"], "1000.00");
    assert!(english.contains("cut by the shared limit “ceiling of both”"), "{english}");
    assert!(chinese.contains("受共用封顶线“两项合计封顶线”限制"), "{chinese}");
    assert!(english.contains("ceiling of both, shared, calendar year"), "{english}");
    assert!(chinese.contains("两项合计封顶线（共用，自然年度）"), "{chinese}");
    let ([english, chinese], _) = read(false);
    assert!(english.contains("cut by the shared limit `both`"), "{english}");
    assert!(chinese.contains("受共用封顶线 both 限制"), "{chinese}");
}

#[test]
fn titles_of_names_change_nothing_that_is_decided() {
    let of = |has_titles: bool| explained(&book(&[&with_named_parts(has_titles)]), ("", "")).1;
    assert_eq!(of(true), of(false));
}

/// Every mistake of `[titles]` in one go, each at its place, and with it those of the rest of the file.
#[test]
fn all_that_is_wrong_with_titles_is_told_at_once() {
    let right = with_named_parts(true);
    let wrong = right
        .replace("half = { zh = \"给付比例\", en = \"rate\" }", "half = { zh = \"给付比例\" }")
        .replace("cost = { zh = \"费用\", en = \"cost\" }", "cost = \"费用\"")
        .replace("over_60 = { zh", "over_61 = { zh")
        .replace("by_level = { zh", "aid = { zh")
        .replace("en = \"cost of the year\"", "en = \" \", de = \"Kosten\"")
        .replace("amount = \"1000\"", "amount = \"some\"");
    let source = Source { path: "1.toml".into(), text: wrong.clone() };
    let Err(BookError::Rules(files)) = Book::compile(vec![source]) else {
        panic!("there are mistakes");
    };
    let line = |text: &str| 1 + wrong[..wrong.find(text).unwrap()].matches('\n').count();
    let expected = [
        (line("half = { zh"), "missing `en`", Some("write `en = \"...\"`")),
        (
            line("cost = \"费用"),
            "`cost` must be a table",
            Some("write `cost = { zh = \"...\", en = \"...\" }`"),
        ),
        (line("year_cost = { zh"), "the text of `en` is empty", None),
        (line("year_cost = { zh"), "unknown key `de`", None),
        (line("over_61"), "`[titles]` gives `over_61` a title", Some("did you mean `over_60`?")),
        (
            line("aid = { zh"),
            "`[titles]` gives `aid` a title",
            Some("`aid` stands in `[[benefit]]`: write its `title` there"),
        ),
        (line("amount = \"some"), "there is no name `some` here", None),
    ];
    let found = files[0].findings();
    let told: Vec<_> =
        found.iter().map(|one| (one.line, &*one.message, one.help.as_deref())).collect();
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for ((at, message, help), (line, says, remedy)) in told.iter().zip(expected) {
        assert_eq!(*at, line, "{told:#?}");
        assert!(message.contains(says), "{message} / {says}");
        assert!(remedy.is_none() || *help == remedy, "{help:?} / {remedy:?}");
    }
}

/// A committee reads what the rules call their parameters, and no name of a file; a program reads the place.
#[cfg(feature = "office")]
#[test]
fn the_report_of_a_replay_calls_parameters_by_their_titles() {
    let out = tempfile::tempdir().unwrap();
    for (lang, named, has_path) in [
        ("zh", ["每份年度封顶线", "低段给付比例"], false),
        ("en", ["ceiling of the year, each unit", "rate, lowest band"], true),
    ] {
        let folder = out.path().join(lang);
        let mut huzhu = std::process::Command::new(env!("CARGO_BIN_EXE_huzhu"));
        huzhu.args([
            "--lang",
            lang,
            "replay",
            "--baseline",
            "rules/city",
            "--data",
            "data/city_small",
        ]);
        huzhu.args(["--set", "parameters.ceiling=9000", "--set", "parameters.low_pays=55%"]);
        huzhu.args(["--bootstrap", "0", "--out"]).arg(&folder);
        assert_eq!(huzhu.output().unwrap().status.code(), Some(0));
        let page = std::fs::read_to_string(folder.join("report.html")).unwrap();
        assert!(named.iter().all(|name| page.contains(name)), "{lang}");
        assert!(
            page.contains("<td class=\"figure\">20,000</td>"),
            "{lang}: the value, not its title"
        );
        assert_eq!(page.contains("parameters.low_pays"), has_path, "{lang}");
        let report = std::fs::read_to_string(folder.join("report.json")).unwrap();
        let report: Value = serde_json::from_str(&report).unwrap();
        assert_eq!(report["parts"]["parameters.ceiling"]["zh"], "每份年度封顶线");
        assert_eq!(report["terms"][0]["address"], "parameters.low_pays");
    }
}
