//! Who may hold a plan (参保条件): facts that must hold, months in service, another plan, and the days on which one may
//! enrol. Each with bills worked by hand, to the day at an edge and one day to either side.

use crate::common::{Dossier, book, differences, head};
use huzhu::cases;
use huzhu::claim::{EnrolmentForm, MemberForm};
use huzhu::date::Day;
use huzhu::scheme::{Book, BookError, Source};
use huzhu::words::Lang;

const FIELDS: &str = r#"
[fields]
insured_at = { type = "category", of = "member", values = ["here", "elsewhere"], title = { zh = "参保地", en = "where insured" } }
pre_existing = { type = "flag", of = "enrolment", default = "no", title = { zh = "既往症", en = "earlier disease" } }
hired_on = { type = "date", of = "member", title = { zh = "入职日期", en = "day of hiring" } }
"#;

fn plan(id: &str, terms: &str) -> String {
    format!(
        "\n[[plan]]\nid = \"{id}\"\ntitle = {{ zh = \"{id}保障\", en = \"{id} cover\" }}\nclause = \"art. 2\"\n{terms}\n"
    )
}

/// Half of everything, under a plan of this name.
fn benefit(id: &str) -> String {
    format!(
        "\n[[benefit]]\nid = \"{id}\"\nplan = \"{id}\"\ntitle = {{ zh = \"{id}互助金\", en = \"{id} aid\" }}\nclause = \"art. 5\"\n\
         categories = [\"inpatient\"]\nagainst_bill = \"within\"\nbase = \"total\"\nrate = \"50%\"\n"
    )
}

fn text(terms: &str) -> String {
    format!("{}{FIELDS}{}{}", head("holders", "2020-01-01"), plan("aid", terms), benefit("aid"))
}

/// A scheme from 2020 on whose plan says this.
fn scheme(terms: &str) -> Book {
    book(&[&text(terms)])
}

/// What is decided of bills of 1,000.00 of one day each, for a member hired on a day and insured somewhere, under
/// periods as `plan,start,end,enrolled_on,pre_existing`: the amount, or why there is none.
fn decided(book: &Book, member: [&str; 2], periods: &[&str], admissions: &[&str]) -> Vec<String> {
    let dossier = dossier(book, member, periods, admissions);
    let all = dossier.decisions(book);
    let said = all.iter().map(|one| {
        let reasons: Vec<String> = one.reasons.iter().flat_map(|why| why.codes(book)).collect();
        if reasons.is_empty() { one.payable.minor().to_string() } else { reasons.join(";") }
    });
    said.collect()
}

fn dossier(book: &Book, member: [&str; 2], periods: &[&str], admissions: &[&str]) -> Dossier {
    let [hired_on, insured_at] = member;
    let periods: String = periods.iter().map(|row| format!("M,1,{row}\n")).collect();
    let bills: String = (admissions.iter().enumerate())
        .map(|(at, day)| format!("B{at},M,inpatient,2,{day},{day},{day},1000.00\n"))
        .collect();
    Dossier::read(
        book,
        &format!(
            "member_id,birth_date,sex,hardship,hired_on,insured_at\nM,1980-01-01,F,no,{hired_on},{insured_at}\n"
        ),
        &format!("member_id,units,plan,start,end,enrolled_on,pre_existing\n{periods}"),
        &format!(
            "bill_id,member_id,category,hospital_level,admission,discharge,settled_on,total\n{bills}"
        ),
    )
}

const HERE: [&str; 2] = ["2015-07-01", "here"];
const YEAR: &str = "aid,2024-01-01,2024-12-31,2023-11-01,";

/// The same of who was hired on a day, with one period of 2024 and a bill of 1 June.
fn hired(terms: &str, hired_on: &str) -> String {
    decided(&scheme(terms), [hired_on, "here"], &[YEAR], &["2024-06-01"]).remove(0)
}

/// The same of who enrolled on a day for 2024.
fn enrolled(terms: &str, enrolled_on: &str) -> String {
    let period = format!("aid,2024-01-01,2024-12-31,{enrolled_on},");
    decided(&scheme(terms), HERE, &[&period], &["2024-06-01"]).remove(0)
}

#[test]
fn facts_of_the_member_and_of_the_period_must_be_as_the_plan_asks() {
    let asks = "when = { insured_at = \"here\", pre_existing = \"no\" }";
    let book = scheme(asks);
    let of = |insured_at, disease: &str| {
        let period = format!("{YEAR}{disease}");
        decided(&book, ["2015-07-01", insured_at], &[&period], &["2024-06-01"]).remove(0)
    };
    assert_eq!(of("here", "no"), "50000");
    assert_eq!(of("here", ""), "50000"); // The default.
    assert_eq!(of("here", "yes"), "not_entitled");
    assert_eq!(of("elsewhere", "no"), "not_entitled");
    // One reason, whatever is not met.
    assert_eq!(of("elsewhere", "yes"), "not_entitled");
}

#[test]
fn a_fact_of_the_enrolment_is_fixed_for_its_period_and_another_period_has_its_own() {
    let book = scheme("when = { pre_existing = \"no\" }");
    let periods =
        ["aid,2023-01-01,2023-12-31,2022-11-01,yes", "aid,2024-01-01,2024-12-31,2023-11-01,no"];
    let days = ["2023-01-01", "2023-12-31", "2024-01-01"];
    assert_eq!(decided(&book, HERE, &periods, &days), ["not_entitled", "not_entitled", "50000"]);
}

#[test]
fn a_fact_of_the_enrolment_chooses_amounts_too() {
    let rate = "rate = { by = \"pre_existing\", is = { yes = \"10%\", no = \"50%\" } }";
    let book = book(&[&text("").replace("rate = \"50%\"", rate)]);
    let of = |disease| decided(&book, HERE, &[&format!("{YEAR}{disease}")], &["2024-06-01"]);
    assert_eq!(of("yes"), ["10000"]);
    assert_eq!(of("no"), ["50000"]);
}

#[test]
fn months_in_service_are_complete_on_the_same_day_of_the_month_or_on_its_last() {
    let three = "service = { since = \"hired_on\", months = 3, on = \"period_start\" }";
    // Three months before 1 January 2024 is 1 October 2023.
    assert_eq!(hired(three, "2023-10-01"), "50000");
    assert_eq!(hired(three, "2023-10-02"), "service_too_short");
    // A month of service on 29 February 2024, of which 30 and 31 January have no such day.
    let one = "service = { since = \"hired_on\", months = 1, on = \"basis\" }";
    let book = scheme(one);
    let of = |hired_on, day| decided(&book, [hired_on, "here"], &[YEAR], &[day]).remove(0);
    for hired_on in ["2024-01-29", "2024-01-30", "2024-01-31"] {
        assert_eq!(of(hired_on, "2024-02-28"), "service_too_short", "{hired_on}");
        assert_eq!(of(hired_on, "2024-02-29"), "50000", "{hired_on}");
    }
    // In the year 2023 February ends on the 28th: a year of service since 29 February 2024 ends so in 2025.
    let year = "service = { since = \"hired_on\", months = 12, on = \"basis\" }";
    let period = "aid,2025-01-01,2025-12-31,2024-11-01,";
    let days = ["2025-02-27", "2025-02-28"];
    let later = decided(&scheme(year), ["2024-02-29", "here"], &[period], &days);
    assert_eq!(later, ["service_too_short", "50000"]);
    // No month at all: in service on the day itself.
    let none = "service = { since = \"hired_on\", months = 0, on = \"basis\" }";
    let days = ["2024-05-31", "2024-06-01"];
    let first = decided(&scheme(none), ["2024-06-01", "here"], &[YEAR], &days);
    assert_eq!(first, ["service_too_short", "50000"]);
}

#[test]
fn service_is_asked_on_the_day_that_the_terms_name() {
    // Hired on 15 October 2023: a month is complete on 15 November, the period was entered on 1 November.
    let of = |on: &str| {
        hired(
            &format!("service = {{ since = \"hired_on\", months = 1, on = \"{on}\" }}"),
            "2023-10-15",
        )
    };
    assert_eq!(of("enrolled_on"), "service_too_short");
    assert_eq!(of("period_start"), "50000");
    assert_eq!(of("basis"), "50000");
}

/// Two plans, of which the second asks for the first on a day.
fn two(on: &str, first: &str) -> Book {
    let second = format!("requires = {{ plan = \"first\", on = \"{on}\" }}");
    let plans = plan("aid", &second) + &plan("first", first) + &benefit("aid") + &benefit("first");
    book(&[&format!("{}{FIELDS}{plans}", head("holders", "2020-01-01"))])
}

#[test]
fn another_plan_must_cover_the_day_that_the_terms_name() {
    // The first plan covers the first half of the year.
    let periods = [YEAR, "first,2024-01-01,2024-06-30,2023-11-01,"];
    let days = ["2024-06-30", "2024-07-01"];
    // Decisions stand by bill, then by plan: 500.00 from each while both are held, and the bill has 500.00 left.
    let both = ["50000", "50000"];
    let basis = decided(&two("basis", ""), HERE, &periods, &days);
    assert_eq!(basis, [both[0], both[1], "plan_not_held"]);
    let start = decided(&two("period_start", ""), HERE, &periods, &days);
    assert_eq!(start, [both[0], both[1], "50000"]);
    // Held later than the period of the second began.
    let periods = [YEAR, "first,2024-02-01,2024-12-31,2023-11-01,"];
    let late = decided(&two("period_start", ""), HERE, &periods, &["2024-03-01"]);
    assert_eq!(late, ["plan_not_held", "50000"]);
    let late = decided(&two("basis", ""), HERE, &periods, &["2024-01-31", "2024-02-01"]);
    assert_eq!(late, ["plan_not_held", both[0], both[1]]);
    // Whether the first pays does not count, only whether it is held.
    let waits = two("basis", "waiting = { days = 300, on_renewal = \"served_again\" }");
    let waiting = decided(&waits, HERE, &periods, &["2024-03-01"]);
    assert_eq!(waiting, ["50000", "waiting_period"]);
}

#[test]
fn another_plan_whose_cover_has_not_begun_is_not_held() {
    let book = two("basis", "cover_begins = \"day_after_receipt\"");
    let of = |paid_on: &str| {
        let dossier = Dossier::read(
            &book,
            "member_id,birth_date,sex,hardship,hired_on,insured_at\nM,1980-01-01,F,no,2015-07-01,here\n",
            &format!(
                "member_id,units,plan,start,end,enrolled_on,paid_on\nM,1,aid,2024-01-01,2024-12-31,2023-11-01,\n\
                 M,1,first,2024-01-01,2024-12-31,2023-11-01,{paid_on}\n"
            ),
            "bill_id,member_id,category,hospital_level,admission,discharge,settled_on,total\n\
             B,M,inpatient,2,2024-06-01,2024-06-01,2024-06-01,1000.00\n",
        );
        let decisions = dossier.decisions(&book);
        decisions[0].reasons.iter().flat_map(|why| why.codes(&book)).collect::<Vec<_>>()
    };
    assert_eq!(of("2024-05-31"), [""; 0]);
    assert_eq!(of("2024-06-01"), ["plan_not_held"]);
    assert_eq!(of(""), ["plan_not_held"]);
}

/// 20 October to 20 December of the year before; May of the year itself, after which others than those who renew wait
/// 60 days; and 30 days from being hired.
const WINDOWS: &str = r#"renewal_gap = 31
enrol = [
  { opens = "10-20", closes = "12-20", years_before = 1 },
  { opens = "05-01", closes = "05-31", years_before = 0, waiting = { days = 60, on_renewal = "waived" } },
  { since = "hired_on", days = 30 },
]
"#;

#[test]
fn one_may_enrol_on_the_days_of_a_window_both_ends_inside() {
    let outside = "enrolled_outside_window";
    for (day, expected) in [
        ("2023-10-19", outside),
        ("2023-10-20", "50000"),
        ("2023-12-20", "50000"),
        ("2023-12-21", outside),
        // The same days of other years are of other periods.
        ("2022-11-01", outside),
        ("2024-11-01", outside),
    ] {
        assert_eq!(enrolled(WINDOWS, day), expected, "{day}");
    }
    // A window over the turn of a year closes in the year that is named, and opened the year before.
    let turn = "enrol = [{ opens = \"12-15\", closes = \"01-15\", years_before = 0 }]";
    for (day, expected) in [
        ("2023-12-14", outside),
        ("2023-12-15", "50000"),
        ("2024-01-15", "50000"),
        ("2024-01-16", outside),
        ("2024-12-15", outside),
    ] {
        assert_eq!(enrolled(turn, day), expected, "{day}");
    }
    // 29 February is the 28th in common years.
    let leap = "enrol = [{ opens = \"02-01\", closes = \"02-29\", years_before = 1 }]";
    assert_eq!(enrolled(leap, "2023-02-28"), "50000");
    assert_eq!(enrolled(leap, "2023-03-01"), outside);
}

#[test]
fn who_enrols_late_waits_as_the_late_window_says_and_who_renews_does_not() {
    let book = scheme(WINDOWS);
    let late = "aid,2024-06-01,2024-12-31,2024-05-20,";
    // 60 days from 1 June: 30 in June, 30 in July.
    let days = ["2024-07-30", "2024-07-31"];
    assert_eq!(decided(&book, HERE, &[late], &days), ["waiting_period", "50000"]);
    // The period before ended on 30 April: 31 days without cover make a renewal, 32 do not.
    let before = "aid,2023-05-01,2024-04-30,2022-11-01,";
    assert_eq!(decided(&book, HERE, &[before, late], &["2024-06-01"]), ["50000"]);
    let before = "aid,2023-05-01,2024-04-29,2022-11-01,";
    assert_eq!(decided(&book, HERE, &[before, late], &["2024-06-01"]), ["waiting_period"]);
}

#[test]
fn the_waiting_of_a_window_stands_in_the_place_of_that_of_the_plan() {
    let waits = format!("{WINDOWS}waiting = {{ days = 90, on_renewal = \"served_again\" }}\n");
    let book = scheme(&waits);
    // In time: 90 days from 1 January 2024, whose February has 29, is 31 March.
    let days = ["2024-03-30", "2024-03-31"];
    assert_eq!(decided(&book, HERE, &[YEAR], &days), ["waiting_period", "50000"]);
    // Late: 60 days.
    let late = "aid,2024-06-01,2024-12-31,2024-05-20,";
    let days = ["2024-07-30", "2024-07-31"];
    assert_eq!(decided(&book, HERE, &[late], &days), ["waiting_period", "50000"]);
}

#[test]
fn who_was_hired_may_enrol_for_so_long_from_that_day() {
    let book = scheme(WINDOWS);
    let of = |hired_on, enrolled_on: &str| {
        let period = format!("aid,2024-09-01,2024-12-31,{enrolled_on},");
        decided(&book, [hired_on, "here"], &[&period], &["2024-09-01"]).remove(0)
    };
    // 30 days from 1 August are 31 August.
    assert_eq!(of("2024-08-01", "2024-08-31"), "50000");
    assert_eq!(of("2024-08-01", "2024-09-01"), "enrolled_outside_window");
    assert_eq!(of("2024-08-01", "2024-08-01"), "50000");
    assert_eq!(of("2024-08-01", "2024-07-31"), "enrolled_outside_window");
    // In months: two from 31 December are the last day of February.
    let months = scheme("enrol = [{ since = \"hired_on\", months = 2 }]");
    let of = |enrolled_on: &str| {
        let period = format!("aid,2024-03-01,2024-12-31,{enrolled_on},");
        decided(&months, ["2023-12-31", "here"], &[&period], &["2024-03-01"]).remove(0)
    };
    assert_eq!(of("2024-02-29"), "50000");
    assert_eq!(of("2024-03-01"), "enrolled_outside_window");
}

#[test]
fn the_edition_of_the_first_day_says_when_one_may_enrol_for_a_period() {
    let edition = |id: &str, from: &str, terms: &str| {
        format!("{}{FIELDS}{}{}", head("holders", from), plan("aid", terms), benefit("aid"))
            .replace("id = \"1\"", &format!("id = \"{id}\""))
    };
    let october = "enrol = [{ opens = \"10-20\", closes = \"12-20\", years_before = 1 }]";
    let march = "enrol = [{ opens = \"03-01\", closes = \"03-31\", years_before = 0 }]";
    let first =
        edition("1", "2020-01-01", october).replace("source =", "to = \"2024-06-30\"\nsource =");
    let second = edition("2", "2024-07-01", march);
    let book = book(&[&first, &second]);
    // Of the first edition, whose window it is held to also for a bill of the second.
    let days = ["2024-03-01", "2024-08-01"];
    assert_eq!(decided(&book, HERE, &[YEAR], &days), ["50000", "50000"]);
    let of = |enrolled_on: &str| {
        let period = format!("aid,2024-07-01,2025-06-30,{enrolled_on},");
        decided(&book, HERE, &[&period], &["2024-08-01"]).remove(0)
    };
    assert_eq!(of("2024-03-31"), "50000");
    assert_eq!(of("2023-11-01"), "enrolled_outside_window");
}

#[test]
fn every_reason_is_said_beside_the_others() {
    let terms = format!(
        "{WINDOWS}when = {{ insured_at = \"here\" }}\n\
         service = {{ since = \"hired_on\", months = 600, on = \"basis\" }}\n\
         filing = {{ days = 0, after = \"discharge\" }}\n"
    );
    let period = "aid,2024-01-01,2024-12-31,2024-02-01,";
    let all = decided(&scheme(&terms), ["2015-07-01", "elsewhere"], &[period], &["2024-06-01"]);
    assert_eq!(all, ["not_entitled;service_too_short;enrolled_outside_window"]);
}

#[test]
fn a_member_reads_what_was_asked() {
    let read = |terms: &str, member: [&str; 2], period: &str| {
        let book = scheme(terms);
        let decisions = dossier(&book, member, &[period], &["2024-06-01"]).decisions(&book);
        let said = decisions[0].reasons[0].sentences(&book).remove(0);
        [said.text(Lang::English).to_owned(), said.text(Lang::Chinese).to_owned()]
    };
    let asks = "when = { insured_at = \"here\", pre_existing = \"no\" }";
    let said = read(asks, ["2015-07-01", "elsewhere"], &format!("{YEAR}yes"));
    assert_eq!(
        said[0],
        "where insured is `elsewhere`; the plan asks for `here`; earlier disease is `yes`; the plan asks for `no`"
    );
    assert_eq!(
        said[1],
        "参保地为“elsewhere”；本保障项目要求“here”；既往症为“是”；本保障项目要求“否”"
    );
    let service = "service = { since = \"hired_on\", months = 3, on = \"period_start\" }";
    let said = read(service, ["2023-11-30", "here"], YEAR);
    assert_eq!(
        said[0],
        "day of hiring is 2023-11-30: 3 months are complete on 2024-02-29, and 2024-01-01 is the day that counts"
    );
    assert_eq!(
        said[1],
        "入职日期为 2023-11-30，至 2024-02-29 方满 3 个月，以 2024-01-01 为准尚不足"
    );
    let said = read(WINDOWS, HERE, "aid,2024-01-01,2024-12-31,2024-02-10,");
    assert_eq!(
        said[0],
        "enrolled on 2024-02-10, which is not within 2023-10-20 to 2023-12-20, 2024-05-01 to 2024-05-31, \
         2015-07-01 to 2015-07-31: the period gives no cover"
    );
    assert!(
        said[1]
            .starts_with("于 2024-02-10 参保登记，不在规定的参保时间（2023-10-20 至 2023-12-20、")
    );
}

const CASES: &str = r#"
[defaults.member]
insured_at = "here"
hired_on = "2024-08-01"
[[defaults.enrolment]]
plan = "aid"
start = "2024-09-01"
end = "2024-12-31"
enrolled_on = "2024-08-31"

[[case]]
id = "in time"
bill = [{ admission = "2024-09-01", discharge = "2024-09-09", total = "1000", expect = { aid = "500" } }]

[[case]]
id = "granted by hand"
member = { hired_on = "2024-07-01" }
bill = [{ id = "1", admission = "2024-09-01", discharge = "2024-09-09", total = "1000", expect = { aid = "300", reasons = ["enrolled_outside_window", "aid:overridden"] } }]
override = [{ bill = "1", benefit = "aid", amount = "300" }]
"#;

#[test]
fn cases_say_when_a_member_enrolled_where_a_plan_asks() {
    assert_eq!(differences(&scheme(WINDOWS), CASES), "");
    let text = CASES.replace("enrolled_on = \"2024-08-31\"\n", "");
    let read = |terms: &str| {
        let source = Source { path: "cases.toml".into(), text: text.clone() };
        cases::read(&scheme(terms), source)
    };
    assert!(read("").is_ok());
    let wrong = read(WINDOWS).unwrap_err();
    assert!(wrong.render(Lang::English).contains("missing `enrolled_on`"));
    assert!(wrong.render(Lang::Chinese).contains("请写参保登记日期"));
}

#[test]
fn a_program_states_fields_of_members_and_periods() {
    let book = scheme("");
    let day = |text| Day::parse(text).unwrap();
    let member = MemberForm::new(day("1980-01-01"), "F", false).field("insured_at", "here");
    let read = member.clone().field("hired_on", "2024-08-01").read(&book).unwrap();
    assert_eq!(read.date(0), day("2024-08-01"));
    let why = member.clone().field("hired_on", "1.8.2024").read(&book).unwrap_err().to_string();
    assert!(why.contains("`1.8.2024`"), "{why}");
    assert!(member.read(&book).is_err());
    let period = EnrolmentForm::new("aid", day("2024-01-01"), day("2024-12-31"));
    assert_eq!(period.clone().read(&book).unwrap().fact(0), 0);
    assert_eq!(period.clone().field("pre_existing", "yes").read(&book).unwrap().fact(0), 1);
    assert!(period.field("pre_existing", "perhaps").read(&book).is_err());
}

/// What is wrong with a plan, in English.
fn mistakes(terms: &str) -> String {
    match Book::compile(vec![Source { path: "rules.toml".into(), text: text(terms) }]) {
        Ok(_) => String::new(),
        Err(BookError::Rules(files)) => files[0].render(Lang::English),
        Err(BookError::File(why)) => panic!("{why}"),
    }
}

#[test]
fn what_can_be_read_in_two_ways_must_be_written() {
    for (terms, missing) in [
        ("service = { since = \"hired_on\", months = 3 }", "`on`"),
        ("requires = { plan = \"aid\" }", "`on`"),
        ("enrol = [{ opens = \"10-20\", closes = \"12-20\" }]", "`years_before`"),
        ("enrol = [{ since = \"hired_on\", days = 30, waiting = { days = 60 } }]", "`on_renewal`"),
    ] {
        let found = mistakes(terms);
        assert!(found.contains("missing") && found.contains(missing), "{terms}: {found}");
    }
}

#[test]
fn warnings_try_bills_of_those_who_may_hold_the_plan() {
    let terms = format!(
        "{WINDOWS}when = {{ insured_at = \"elsewhere\", pre_existing = \"yes\" }}\n\
         service = {{ since = \"hired_on\", months = 12, on = \"period_start\" }}\n"
    );
    let text = text(&terms);
    let book = book(&[&text]);
    let source = Source { path: "rules.toml".into(), text };
    let found = cases::warnings(&book, vec![source]);
    let found: Vec<String> = found.iter().map(|file| file.render(Lang::English)).collect();
    assert!(found.is_empty(), "{found:?}");
}

/// This year's enrolment window asks nothing of the periods of last year: their cases say as little as they did before.
#[test]
fn a_window_of_a_later_edition_asks_nothing_of_earlier_periods() {
    let until = |text: &str| {
        text.replace("from = \"2020-01-01\"", "from = \"2020-01-01\"\nto = \"2023-12-31\"")
    };
    let before = until(&text(""));
    let way = "enrol = [{ opens = \"10-01\", closes = \"11-30\", years_before = 1 }]";
    let after = text(way).replace("id = \"1\"", "id = \"2\"").replace("2020-01-01", "2024-01-01");
    let book = book(&[&before, &after]);
    let case = |year: &str, more: &str, pays: &str| {
        format!(
            "[[case]]\nid = \"A\"\nmember = {{ hired_on = \"2015-07-01\", insured_at = \"here\", birth_date = \"1980-01-01\", sex = \"F\" }}\n\
             enrolment = [{{ plan = \"aid\", start = \"{year}-01-01\", end = \"{year}-12-31\"{more} }}]\n\
             bill = [{{ category = \"inpatient\", hospital_level = \"2\", admission = \"{year}-06-01\", discharge = \"{year}-06-01\", \
             settled_on = \"{year}-06-01\", total = \"1000.00\", expect = {{ payable = \"{pays}\" }} }}]\n"
        )
    };
    let read = |cases: &str| {
        let source =
            Source { path: "cases.toml".into(), text: format!("status = \"own\"\n{cases}") };
        cases::read(&book, source).map_err(|file| file.render(Lang::English))
    };
    assert_eq!(differences(&book, &case("2023", "", "500.00")), "");
    let missing = read(&case("2024", "", "500.00")).unwrap_err();
    assert!(missing.contains("enrolled_on"), "{missing}");
    assert_eq!(differences(&book, &case("2024", ", enrolled_on = \"2023-11-01\"", "500.00")), "");
}
