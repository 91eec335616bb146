//! Cover that begins on the day after the contribution came in (到账次日零时起), or on the day of enrolling
//! (自参保登记之日起): which bills it covers, what waits for it, and what goes on by the printed days of the period. The days
//! are counted by hand.

use crate::common::{Dossier, book, differences, head};
use huzhu::cases;
use huzhu::claim::{ClaimError, EnrolmentForm, HeaderFault, MemberRecord, RecordText};
use huzhu::date::Day;
use huzhu::scheme::{Book, Source};
use huzhu::words::Lang;

const PLAN: &str = r#"
[[plan]]
id = "aid"
title = { zh = "互助", en = "aid" }
clause = "art. 2"
"#;

/// Half of everything.
const BENEFIT: &str = r#"
[[benefit]]
id = "aid"
plan = "aid"
title = { zh = "互助金", en = "aid" }
clause = "art. 5"
categories = ["inpatient"]
against_bill = "within"
base = "total"
rate = "50%"
"#;

const BY_RECEIPT: &str = "cover_begins = \"day_after_receipt\"\n";

/// A scheme from 2020 on whose plan says this.
fn scheme(plan: &str) -> Book {
    book(&[&format!("{}{PLAN}{plan}{BENEFIT}", head("receipt", "2020-01-01"))])
}

/// A period: its first day, its last, and the day on which its contribution came in, if it did.
type Period<'a> = (&'a str, &'a str, &'a str);

const YEAR: (&str, &str) = ("2024-01-01", "2024-12-31");

/// What is decided of bills of 1,000.00, each of one day: the amount, or why there is none.
fn decided(book: &Book, periods: &[Period], admissions: &[&str]) -> Vec<String> {
    decisions_of(book, &dossier(book, periods, admissions))
}

fn decisions_of(book: &Book, dossier: &Dossier) -> Vec<String> {
    dossier
        .decisions(book)
        .iter()
        .map(|one| {
            let reasons: Vec<String> = one.reasons.iter().flat_map(|why| why.codes(book)).collect();
            if reasons.is_empty() { one.payable.minor().to_string() } else { reasons.join(";") }
        })
        .collect()
}

fn dossier(book: &Book, periods: &[Period], admissions: &[&str]) -> Dossier {
    let periods: String = (periods.iter())
        .map(|(start, end, paid_on)| format!("M,aid,{start},{end},1,{start},{paid_on}\n"))
        .collect();
    let bills: String = (admissions.iter().enumerate())
        .map(|(at, day)| format!("B{at},M,inpatient,2,{day},{day},{day},1000.00\n"))
        .collect();
    Dossier::read(
        book,
        "member_id,birth_date,sex,hardship\nM,1980-01-01,F,no\n",
        &format!("member_id,plan,start,end,units,enrolled_on,paid_on\n{periods}"),
        &format!(
            "bill_id,member_id,category,hospital_level,admission,discharge,settled_on,total\n{bills}"
        ),
    )
}

/// The same of one period of 2024.
fn in_2024(plan: &str, paid_on: &str, admissions: &[&str]) -> Vec<String> {
    let plan = format!("{BY_RECEIPT}{plan}");
    decided(&scheme(&plan), &[(YEAR.0, YEAR.1, paid_on)], admissions)
}

#[test]
fn a_stay_is_covered_from_the_day_after_the_receipt_and_never_before_the_period() {
    let first_days = ["2023-12-31", "2024-01-01", "2024-01-02"];
    // Paid before the period: cover begins with it.
    assert_eq!(in_2024("", "2023-12-31", &first_days), ["no_cover", "50000", "50000"]);
    // Paid on its first day: cover begins on the second.
    assert_eq!(in_2024("", "2024-01-01", &first_days), ["no_cover", "before_receipt", "50000"]);
    // The stay of the day of payment is not covered, whatever its days after that.
    let days = ["2024-03-09", "2024-03-10", "2024-03-11", "2024-12-31"];
    let late = ["before_receipt", "before_receipt", "50000", "50000"];
    assert_eq!(in_2024("", "2024-03-10", &days), late);
    assert_eq!(in_2024("", "", &["2024-03-11"]), ["not_paid_for"]);
    // Paid on the last day, or later: the period never had cover.
    assert_eq!(in_2024("", "2024-12-31", &["2024-12-31"]), ["before_receipt"]);
    assert_eq!(in_2024("", "2025-02-01", &["2024-12-31"]), ["before_receipt"]);
}

#[test]
fn where_the_plan_does_not_ask_no_receipt_counts() {
    for plan in ["", "cover_begins = \"period_start\"\n"] {
        let book = scheme(plan);
        for paid_on in ["", "2024-03-10", "2025-03-10"] {
            let periods = [(YEAR.0, YEAR.1, paid_on)];
            assert_eq!(decided(&book, &periods, &["2024-01-01"]), ["50000"], "{plan}{paid_on}");
        }
    }
}

#[test]
fn the_waiting_period_counts_from_the_first_day_of_cover_and_is_not_asked_before_it() {
    let waits = "waiting = { days = 30, on_renewal = \"served_again\" }\n";
    // Cover from 11 March: 20 days to the 31st, and 10 more.
    let days = ["2024-03-10", "2024-03-11", "2024-04-09", "2024-04-10"];
    let expected = ["before_receipt", "waiting_period", "waiting_period", "50000"];
    assert_eq!(in_2024(waits, "2024-03-10", &days), expected);
    assert_eq!(in_2024(waits, "", &["2024-06-01"]), ["not_paid_for"]);
}

#[test]
fn a_renewal_is_held_to_the_days_without_cover() {
    let renewed = "renewal_gap = 31\nwaiting = { days = 30, on_renewal = \"waived\" }\ncover_begins = \"day_after_receipt\"\n";
    let book = scheme(renewed);
    let of = |before: &str, paid_on: &str, admissions: &[&str]| {
        let periods = [("2023-01-01", "2023-12-31", before), (YEAR.0, YEAR.1, paid_on)];
        decided(&book, &periods, admissions)
    };
    // Paid on 31 January: 31 days without cover make a renewal, which waits for nothing.
    let days = ["2024-01-31", "2024-02-01"];
    assert_eq!(of("2022-12-20", "2024-01-31", &days), ["before_receipt", "50000"]);
    // A day later they are 32: 30 days of waiting from 2 February, whose month has 29.
    let days = ["2024-02-02", "2024-03-02", "2024-03-03"];
    let waits = ["waiting_period", "waiting_period", "50000"];
    assert_eq!(of("2022-12-20", "2024-02-01", &days), waits);
    // What never had cover continues nothing: not paid for, or paid for when it was over.
    for before in ["", "2023-12-31", "2024-01-05"] {
        let days = ["2024-01-30", "2024-01-31"];
        assert_eq!(of(before, "2023-12-20", &days), ["waiting_period", "50000"], "{before}");
    }
    // A year before that had cover on its last day alone is continued.
    assert_eq!(of("2023-12-30", "2023-12-20", &["2024-01-01"]), ["50000"]);
}

#[test]
fn the_years_of_cover_count_from_its_first_day() {
    let plan = format!("{PLAN}renewal_gap = 31\n{BY_RECEIPT}");
    let rate = "rate = { by = \"years_enrolled\", is = { 1 = \"50%\" }, otherwise = \"60%\" }";
    let benefit = BENEFIT.replace("rate = \"50%\"", rate);
    let book = book(&[&format!("{}{plan}{benefit}", head("receipt", "2020-01-01"))]);
    let periods = [(YEAR.0, YEAR.1, "2024-03-10"), ("2025-01-01", "2025-12-31", "2024-12-20")];
    let days = ["2024-03-11", "2025-03-10", "2025-03-11"];
    assert_eq!(decided(&book, &periods, &days), ["50000", "50000", "60000"]);
}

#[test]
fn a_bill_belongs_to_the_first_period_that_covers_it_and_only_covers_overlap() {
    let book = scheme(BY_RECEIPT);
    let of = |first: &str| {
        let periods = [(YEAR.0, YEAR.1, first), ("2024-02-01", "2025-01-31", "2024-01-20")];
        decided(&book, &periods, &["2024-01-15", "2024-06-01"])
    };
    assert_eq!(of("2023-12-20"), ["50000", "overlapping_cover"]);
    assert_eq!(of(""), ["not_paid_for", "50000"]);
    assert_eq!(of("2024-06-01"), ["before_receipt", "50000"]);
}

#[test]
fn the_edition_of_the_first_day_says_what_begins_the_cover_of_a_period() {
    let [before, after] = [("", BY_RECEIPT), (BY_RECEIPT, "")].map(|(first, second)| {
        let text =
            |from: &str, plan: &str| format!("{}{PLAN}{plan}{BENEFIT}", head("receipt", from));
        let first = text("2020-01-01", first).replace("source =", "to = \"2023-12-31\"\nsource =");
        let second = text("2024-01-01", second).replace("id = \"1\"", "id = \"2\"");
        book(&[&first, &second])
    });
    let periods = [("2023-07-01", "2024-06-30", ""), ("2024-07-01", "2025-06-30", "")];
    let days = ["2023-12-31", "2024-03-01", "2024-09-01"];
    assert_eq!(decided(&before, &periods, &days), ["50000", "50000", "not_paid_for"]);
    assert_eq!(decided(&after, &periods, &days), ["not_paid_for", "not_paid_for", "50000"]);
}

#[test]
fn a_stay_in_its_run_off_is_covered_where_it_was_when_it_began() {
    let head =
        head("receipt", "2020-01-01").replace("basis = \"admission\"", "basis = \"discharge\"");
    let plan = format!("{PLAN}{BY_RECEIPT}run_off = {{ days = 30, beyond = \"denied\" }}\n");
    let book = book(&[&format!("{head}{plan}{BENEFIT}")]);
    let of = |paid_on: &str, admission: &str| {
        let dossier = Dossier::read(
            &book,
            "member_id,birth_date,sex,hardship\nM,1980-01-01,F,no\n",
            &format!(
                "member_id,plan,start,end,units,enrolled_on,paid_on\n\
                 M,aid,2024-01-01,2024-06-30,1,2024-01-01,{paid_on}\n"
            ),
            &format!(
                "bill_id,member_id,category,hospital_level,admission,discharge,settled_on,total\n\
                 B,M,inpatient,2,{admission},2024-07-05,2024-07-05,1000.00\n"
            ),
        );
        let one = &dossier.decisions(&book)[0];
        one.reasons.iter().flat_map(|why| why.codes(&book)).collect::<Vec<String>>()
    };
    assert_eq!(of("2024-06-20", "2024-06-21"), [""; 0]);
    assert_eq!(of("2024-06-20", "2024-06-20"), ["before_receipt"]);
    // Also where the contribution came in behind the end, and before the discharge.
    assert_eq!(of("2024-07-02", "2024-06-20"), ["before_receipt"]);
    assert_eq!(of("", "2024-06-20"), ["not_paid_for"]);
}

#[test]
fn what_does_not_ask_when_cover_began_is_said_beside_the_receipt() {
    let plan = "renewal_gap = 31\nfiling = { days = 30, after = \"period_end\" }\n\
                age = { on = \"period_start\", to = 40, older = \"renewal_only\" }\n";
    // Born in 1980: 44 on the first day of 2024. Whether it continues anything is not known before it is paid for.
    assert_eq!(in_2024(plan, "", &["2024-06-01"]), ["not_paid_for"]);
    assert_eq!(in_2024(plan, "2023-12-20", &["2024-06-01"]), ["renewal_only"]);
    let refused = plan.replace("renewal_only", "refused");
    assert_eq!(in_2024(&refused, "", &["2024-06-01"]), ["not_paid_for;too_old"]);
}

/// What was granted on a bill of a period that was not paid for.
const GRANTED: &str = r#"
[defaults.member]
birth_date = "1980-01-01"
sex = "F"
[[defaults.enrolment]]
plan = "aid"
start = "2024-01-01"
end = "2024-12-31"
paid_on = ""

[[case]]
id = "C"
bill = [{ id = "1", admission = "2024-03-01", discharge = "2024-03-09", total = "1000", expect = { aid = "300", reasons = ["not_paid_for", "aid:overridden"] } }]
override = [{ bill = "1", benefit = "aid", amount = "300" }]
"#;

#[test]
fn what_is_granted_by_hand_is_paid_though_nothing_came_in() {
    assert_eq!(differences(&scheme(BY_RECEIPT), GRANTED), "");
}

#[test]
fn a_case_says_whether_money_came_in_where_a_plan_asks() {
    let text = GRANTED.replace("paid_on = \"\"\n", "");
    let read = |plan: &str| {
        let source = Source { path: "cases.toml".into(), text: text.clone() };
        cases::read(&scheme(plan), source)
    };
    assert!(read("").is_ok());
    let wrong = read(BY_RECEIPT).unwrap_err();
    assert!(wrong.render(Lang::English).contains("missing `paid_on`"));
    assert!(wrong.render(Lang::Chinese).contains("尚未到账的写 `paid_on = \"\"`"));
}

#[test]
fn a_member_reads_why_and_from_when() {
    let read = |periods: &[Period], admission: &str| {
        let book = scheme(BY_RECEIPT);
        let decisions = dossier(&book, periods, &[admission]).decisions(&book);
        let [sentence] = &decisions[0].reasons[0].sentences(&book)[..] else {
            panic!("one reason")
        };
        [sentence.text(Lang::English).to_owned(), sentence.text(Lang::Chinese).to_owned()]
    };
    let year = |paid_on| [(YEAR.0, YEAR.1, paid_on)];
    let late = read(&year("2024-03-10"), "2024-03-10");
    assert_eq!(
        late[0],
        "not covered on 2024-03-10: the contribution came in on 2024-03-10, and cover begins on 2024-03-11"
    );
    assert_eq!(
        late[1],
        "2024-03-10 尚无保障：互助费于 2024-03-10 到账，自次日 2024-03-11 零时起保障"
    );
    assert!(read(&year(""), "2024-03-10")[1].contains("2024-01-01 至 2024-12-31 的互助费尚未到账"));
    // Outside of every period the nearest one that had cover is named, and a member who is enrolled is never said not to be.
    let periods = [("2023-01-01", "2023-12-31", "2022-12-20"), (YEAR.0, YEAR.1, "")];
    assert!(read(&periods, "2025-02-01")[0].contains("cover ended on 2023-12-31"));
    assert!(read(&year(""), "2025-02-01")[0].contains("cover ended on 2024-12-31"));
    assert!(read(&year("2024-03-10"), "2023-12-01")[0].contains("cover starts on 2024-03-11"));
}

#[test]
fn rows_that_cannot_say_what_came_in_are_refused_where_a_plan_asks() {
    let periods = "plan,start,end,units,enrolled_on\naid,2024-01-01,2024-12-31,1,2024-01-01";
    let text = RecordText {
        members: "birth_date,sex,hardship\n1980-01-01,F,no",
        enrolments: periods,
        bills: "bill_id,category,hospital_level,admission,discharge,settled_on,total",
    };
    assert!(MemberRecord::read(&scheme(""), text).is_ok());
    let refused = MemberRecord::read(&scheme(BY_RECEIPT), text).unwrap_err();
    let ClaimError::Header { faults, .. } = refused else { panic!("{refused}") };
    assert_eq!(faults, [HeaderFault::Missing(vec!["paid_on".into()])]);
    let book = scheme(BY_RECEIPT);
    let day = |text| Day::parse(text).unwrap();
    let form = EnrolmentForm::new("aid", day(YEAR.0), day(YEAR.1));
    assert_eq!(form.read(&book).unwrap().paid_on(), None);
    let paid = form.paid_on(day("2024-03-10")).read(&book).unwrap();
    assert_eq!(paid.paid_on(), Some(day("2024-03-10")));
    assert_eq!(book.cover_from(&paid), day("2024-03-11"));
}

/// The same, where cover begins on the day of enrolling; each period with that day in the place of the receipt.
fn enrolled(plan: &str, periods: &[Period], admissions: &[&str]) -> Vec<String> {
    let book = scheme(&format!("cover_begins = \"day_of_enrolment\"\n{plan}"));
    decisions_of(&book, &enrolled_dossier(&book, periods, admissions))
}

fn enrolled_dossier(book: &Book, periods: &[Period], admissions: &[&str]) -> Dossier {
    let periods: String = (periods.iter())
        .map(|(start, end, enrolled_on)| format!("M,aid,{start},{end},1,{enrolled_on}\n"))
        .collect();
    let bills: String = (admissions.iter().enumerate())
        .map(|(at, day)| format!("B{at},M,inpatient,2,{day},{day},{day},1000.00\n"))
        .collect();
    let head = "bill_id,member_id,category,hospital_level,admission,discharge,settled_on,total";
    Dossier::read(
        book,
        "member_id,birth_date,sex,hardship\nM,1980-01-01,F,no\n",
        &format!("member_id,plan,start,end,units,enrolled_on\n{periods}"),
        &format!("{head}\n{bills}"),
    )
}

#[test]
fn who_enrols_late_is_covered_from_that_day_and_never_before_the_period() {
    let of = |enrolled_on, days: &[&str]| enrolled("", &[(YEAR.0, YEAR.1, enrolled_on)], days);
    // In good time: cover begins with the period.
    let first_days = ["2023-12-31", "2024-01-01"];
    assert_eq!(of("2023-11-20", &first_days), ["no_cover", "50000"]);
    assert_eq!(of("2024-01-01", &first_days), ["no_cover", "50000"]);
    // On 10 March: that day is covered, from 00:00 on.
    let days = ["2024-03-09", "2024-03-10", "2024-12-31"];
    assert_eq!(of("2024-03-10", &days), ["before_enrolment", "50000", "50000"]);
    assert_eq!(of("2024-12-31", &["2024-12-30", "2024-12-31"]), ["before_enrolment", "50000"]);
    // When the period was over, it never had cover.
    assert_eq!(of("2025-01-01", &["2024-12-31"]), ["before_enrolment"]);
}

#[test]
fn waiting_and_renewals_count_from_the_day_of_enrolling() {
    let waits = "renewal_gap = 31\nwaiting = { days = 30, on_renewal = \"waived\" }\n";
    let late = [(YEAR.0, YEAR.1, "2024-03-10")];
    let days = ["2024-03-09", "2024-03-10", "2024-04-08", "2024-04-09"];
    let expected = ["before_enrolment", "waiting_period", "waiting_period", "50000"];
    assert_eq!(enrolled(waits, &late, &days), expected);
    // 31 days without cover are a renewal, and 32 are none: 30 days of waiting from 2 February.
    let renewed = |day| [("2023-01-01", "2023-12-31", "2022-12-20"), (YEAR.0, YEAR.1, day)];
    assert_eq!(enrolled(waits, &renewed("2024-02-01"), &["2024-02-01"]), ["50000"]);
    assert_eq!(enrolled(waits, &renewed("2024-02-02"), &["2024-02-02"]), ["waiting_period"]);
    // What never had cover continues nothing.
    let never = [("2023-01-01", "2023-12-31", "2024-01-05"), (YEAR.0, YEAR.1, "2023-12-20")];
    assert_eq!(enrolled(waits, &never, &["2024-01-30"]), ["waiting_period"]);
}

#[test]
fn a_case_says_when_the_member_enrolled_where_cover_begins_with_it() {
    let text = GRANTED.replace("paid_on = \"\"\n", "");
    let source = Source { path: "cases.toml".into(), text };
    let wrong = cases::read(&scheme("cover_begins = \"day_of_enrolment\"\n"), source).unwrap_err();
    assert!(wrong.render(Lang::English).contains("missing `enrolled_on`"));
}

#[test]
fn a_member_who_enrolled_late_reads_from_when() {
    let book = scheme("cover_begins = \"day_of_enrolment\"\n");
    let read = |enrolled_on: &str| {
        let period = [(YEAR.0, YEAR.1, enrolled_on)];
        let decisions = enrolled_dossier(&book, &period, &["2024-03-01"]).decisions(&book);
        let [sentence] = &decisions[0].reasons[0].sentences(&book)[..] else {
            panic!("one reason")
        };
        [sentence.text(Lang::English).to_owned(), sentence.text(Lang::Chinese).to_owned()]
    };
    assert_eq!(
        read("2024-03-10"),
        [
            "not covered on 2024-03-01: the member enrolled on 2024-03-10, and cover begins on that day",
            "2024-03-01 尚无保障：于 2024-03-10 参保登记，自当日零时起保障"
        ]
    );
    assert!(
        read("2025-01-05")[0].contains("the period was over with 2024-12-31, and never had cover")
    );
}
