//! Reports from the books: a month of two nights worked by hand, and sums that must agree with the roll-forward.

use std::collections::BTreeMap;
use std::fs;

use huzhu::accounting;
use huzhu::date::Day;
use huzhu::ledger::{Access, Ledger, Signed};
use huzhu::scheme::Source;
use huzhu::statistics::{self, Report, Request, Span, StatisticsError};
use huzhu::words::Lang;

use super::office::{Bill, Dice, Facts, Office, Terms, minor};

/// Half of each bill. The second edition pays the same.
const RULES: &str = r#"
[scheme]
id = "half"
title = { zh = "互助保障", en = "mutual aid" }
currency = "CNY"
basis = "admission"
order = "settlement"

[edition]
id = "EDITION"
title = { zh = "期", en = "an edition" }
from = "FROM"
to = "TO"
source = "made for this test"

[[plan]]
id = "city"
title = { zh = "医疗互助", en = "medical aid" }
clause = "art. 1"
participation = { clause = "art. 4", tiers = [{ members = 2, share = "80%" }] }

[[benefit]]
id = "medical"
plan = "city"
title = { zh = "医疗互助金", en = "medical aid" }
clause = "art. 2"
categories = ["inpatient"]
against_bill = "within"
base = "total"
rate = "50%"
"#;

pub fn half() -> Terms {
    let edition = |id: &str, from: &str, to: &str| {
        let text = RULES.replace("EDITION", id).replace("FROM", from).replace("TO", to);
        Source { path: format!("{id}.toml").into(), text }
    };
    Terms::from(vec![
        edition("2023", "1900-01-01", "2023-12-31"),
        edition("2024", "2024-01-01", "2099-12-31"),
    ])
}

/// Two members of a unit of one town, one of another town, and one who was enrolled the year before only.
pub fn people() -> Facts {
    let facts = Facts::default()
        .member_row("A,1980-01-01,M,99.01.01.U1,no")
        .member_row("B,1980-01-01,F,99.01.01.U1,no")
        .member_row("C,1980-01-01,M,99.01.02.U2,no")
        .member_row("D,1980-01-01,M,99.02.01.U3,no");
    let all = ["A", "B", "C"].iter().fold(facts, |facts, id| facts.enrolled(id));
    all.enrolment("D,city,2023-01-01,2023-12-31,1,2022-12-01,,")
}

fn bill<'a>(id: &'a str, total: &'a str) -> Bill<'a> {
    Bill::new(id, &id[..1], "2024-03-01", total)
}

/// An office in March: 500.00, 150.01 (of 300.01, half a fen up), 100.00; then 200.00, and the 100.00 is taken back.
/// In April one bill is lowered by 100.00, and another is paid 500.00.
pub fn office() -> Office {
    let office = Office::under(half());
    let first = people().bill(bill("A1", "1000.00")).bill(bill("B1", "300.01"));
    office.night("2024-03-05", &first.bill(bill("C1", "200.00")));
    let second = Facts::default().bill(bill("A2", "400.00"));
    office.night("2024-03-20", &second.bill(bill("C1", "200.00").void()));
    let third = Facts::default().bill(bill("A1", "800.00").revision("1"));
    office.night("2024-04-10", &third.bill(bill("B2", "1000.00")));
    office
}

pub fn request(span: Span) -> Request {
    let (hardship, hardship_share, full_ids) = (None, None, false);
    Request { span, hardship, hardship_share, full_ids, least_members: 1, lang: Lang::English }
}

pub fn month(text: &str) -> Span {
    Span::Month(text.parse().unwrap())
}

impl Office {
    pub fn report(&self, request: &Request) -> Report {
        let ledger = Ledger::open(&self.path("ledger"), Access::Read).unwrap();
        statistics::report(&ledger, request).unwrap_or_else(|why| panic!("{why}"))
    }
}

/// The rows of a file of a report.
pub fn rows(report: &Report, name: &str) -> Vec<String> {
    let (_, bytes) = report.files.iter().find(|(file, _)| file == name).expect("the file is there");
    let text = String::from_utf8(bytes.clone()).unwrap();
    text.lines().skip(1).map(str::to_owned).collect()
}

/// A figure of statistics.csv: this, what it is compared with, the change and its rate.
pub fn figure(report: &Report, name: &str) -> [String; 4] {
    let rows = rows(report, "statistics.csv");
    let row = rows.iter().find(|row| row.starts_with(&format!(",{name},")));
    let row = row.unwrap_or_else(|| panic!("no figure {name}"));
    let cells: Vec<&str> = row.rsplitn(5, ',').collect();
    [cells[3], cells[2], cells[1], cells[0]].map(str::to_owned)
}

fn value(report: &Report, name: &str) -> String {
    figure(report, name)[0].clone()
}

#[test]
fn a_month_of_two_nights_is_what_was_worked_by_hand() {
    let office = office();
    let march = office.report(&request(month("2024-03")));
    for (name, worked) in [
        ("period", "2024-03"),
        ("from", "2024-03-01"),
        ("to", "2024-03-31"),
        ("basis", "by the day of posting"),
        ("units_insured", "2"),
        ("members_insured", "3"),
        ("contributions", ""),
        // A and B: C's bill was paid and taken back within the month.
        ("persons_helped", "2"),
        ("times_helped", "3"),
        // 500.00 + 150.01 + 200.00
        ("amount_helped", "850.01"),
        // 425.005 and 283.3366...
        ("per_person", "425.01"),
        ("per_time", "283.34"),
        ("largest_single", "500.00"),
        ("amount_lowered", "0.00"),
        // with C's 100.00, which then is reversed
        ("due", "950.01"),
        ("reversed", "-100.00"),
        ("posted", "850.01"),
        ("share_of_contributions", ""),
    ] {
        assert_eq!(value(&march, name), worked, "{name}");
    }
    assert_eq!(value(&march, "seal"), march.seal);
    assert_eq!(march.compared, None, "the ledger begins in March 2024");
    let day = |text| Some(Day::parse(text).unwrap());
    assert_eq!(march.open_from, day("2024-03-05"), "no month is closed");
    office.say("lock", &["2024-03", "--reason", "the month is done"]).unwrap();
    let closed = office.report(&request(month("2024-03")));
    assert_eq!(closed.open_from, None);
    assert_eq!(office.report(&request(Span::Year(2024))).open_from, day("2024-04-01"));
    assert_eq!(
        rows(&march, "districts.csv"),
        [
            "99,01,3,3,2,2,3,3,0,1700.01,850.01,100.00%,100.00%",
            "99,02,1,0,0,0,0,0,0,0.00,0.00,0.00%,0.00%",
        ]
    );
    assert_eq!(
        rows(&march, "towns.csv"),
        [
            "99,01,01,2,2,2,2,3,3,0,1700.01,850.01,66.67%,100.00%",
            "99,01,02,1,1,0,0,0,0,0,0.00,0.00,33.33%,0.00%",
            "99,02,01,1,0,0,0,0,0,0,0.00,0.00,0.00%,0.00%",
        ]
    );
    let april = office.report(&request(month("2024-04")));
    for (name, worked) in [
        ("persons_helped", "1"),
        ("times_helped", "1"),
        ("amount_helped", "500.00"),
        ("amount_lowered", "-100.00"),
        ("due", "500.00"),
        ("reversed", "-100.00"),
        ("posted", "400.00"),
    ] {
        assert_eq!(value(&april, name), worked, "{name}");
    }
    let year = office.report(&request(Span::Year(2024)));
    for (name, worked) in [
        ("persons_helped", "2"),
        ("times_helped", "4"),
        // A1 is 400.00 by then.
        ("amount_helped", "1250.01"),
        ("largest_single", "500.00"),
        ("due", "1450.01"),
        ("reversed", "-200.00"),
        ("posted", "1250.01"),
    ] {
        assert_eq!(value(&year, name), worked, "{name}");
    }
}

#[test]
fn a_report_of_march_says_in_may_what_it_said_in_april() {
    let office = office();
    let before = office.report(&request(month("2024-03")));
    // Somebody comes who was enrolled in March, a unit changes from March on, and a bill of March is taken back.
    let late = Facts::default()
        .member_row("E,1980-01-01,M,99.01.01.U1,no")
        .enrolled("E")
        .bill(bill("E1", "100.00"))
        .bill(bill("B1", "300.01").void());
    office.night("2024-05-02", &late);
    let after = office.report(&request(month("2024-03")));
    assert_ne!(before.seal, after.seal);
    assert_eq!(before.figures, after.figures);
    for name in ["districts.csv", "towns.csv", "units.csv", "participation.csv"] {
        assert_eq!(rows(&before, name), rows(&after, name), "{name}");
    }
    let may = office.report(&request(month("2024-05")));
    assert_eq!(value(&may, "members_insured"), "4");
    assert_eq!(value(&may, "posted"), "-100.01", "50.00 less 150.01");
    assert_eq!(rows(&may, "units.csv")[0], "99,01,01,U1,3,3,1,1,1,1,0,100.00,-100.01,75.00%,");
}

#[test]
fn a_year_is_compared_with_the_year_before_and_an_edition_with_that_before() {
    let office = Office::under(half());
    let old =
        |id, total| Bill { admission: "2023-03-01", ..Bill::new(id, "A", "2023-03-02", total) };
    office.night("2023-03-10", &people().bill(old("A1", "400.00")));
    // A bill of the edition of 2023 that comes in 2024, and one of that of 2024.
    let next = Facts::default().bill(old("A2", "100.00")).bill(bill("B1", "600.00"));
    office.night("2024-03-10", &next);
    let year = office.report(&request(Span::Year(2024)));
    // 350.00 by 200.00; 2 members by 1.
    assert_eq!(figure(&year, "posted"), ["350.00", "200.00", "150.00", "75.00%"]);
    assert_eq!(figure(&year, "persons_helped"), ["2", "1", "1", "100.00%"]);
    assert_eq!(figure(&year, "members_insured"), ["3", "4", "-1", "-25.00%"]);
    assert_eq!(figure(&year, "period")[..2], ["2024", "2023"]);
    assert_eq!(year.begins_within, Some(Day::parse("2023-03-10").unwrap()));
    let edition = office.report(&request(Span::Edition("2024".into())));
    // Of the edition of 2023 both bills, whenever they were posted.
    assert_eq!(figure(&edition, "posted"), ["300.00", "250.00", "50.00", "20.00%"]);
    assert_eq!(figure(&edition, "period")[..2], ["2024", "2023"]);
    let march = office.report(&request(month("2024-03")));
    assert_eq!(figure(&march, "posted"), ["350.00", "200.00", "150.00", "75.00%"]);
    let days = |first, last| Span::Days(Day::parse(first).unwrap(), Day::parse(last).unwrap());
    let some = office.report(&request(days("2024-03-10", "2024-03-10")));
    assert_eq!(figure(&some, "posted")[..2], ["350.00", "200.00"]);
}

#[test]
fn what_cannot_be_reported_is_said() {
    let office = office();
    let ledger = Ledger::open(&office.path("ledger"), Access::Read).unwrap();
    let why = |span| statistics::report(&ledger, &request(span)).unwrap_err();
    let day = |text| Day::parse(text).unwrap();
    assert!(matches!(
        why(month("2024-02")),
        StatisticsError::NothingPosted { begins, .. } if begins == day("2024-03-05")
    ));
    assert!(matches!(
        why(Span::Edition("2025".into())),
        StatisticsError::UnknownEdition { known, .. } if known == ["2023", "2024"]
    ));
    let backward = Span::Days(day("2024-03-02"), day("2024-03-01"));
    assert!(matches!(why(backward), StatisticsError::Backward { .. }));
}

/// Two members were helped: of fewer than three nothing is shown, and the tables for the office alone stay.
#[test]
fn figures_of_few_members_are_left_out() {
    let office = office();
    let few = office.report(&Request { least_members: 3, ..request(month("2024-03")) });
    assert!(few.hides_few);
    let of_members = [
        "persons_helped",
        "times_helped",
        "amount_helped",
        "per_person",
        "per_time",
        "largest_single",
        "amount_lowered",
        "due",
        "reversed",
        "posted",
        "share_of_contributions",
    ];
    for name in of_members {
        assert_eq!(figure(&few, name), [""; 4], "{name}");
    }
    assert_eq!(value(&few, "members_insured"), "3");
    let enough = office.report(&Request { least_members: 2, ..request(month("2024-03")) });
    assert!(!enough.hides_few);
    // In April two members are concerned, but each figure is of one.
    let april = office.report(&Request { least_members: 2, ..request(month("2024-04")) });
    assert_eq!(value(&april, "posted"), "");
}

/// The second plan pays a tenth of a bill beside the half of the first; A and B have it from February on.
fn two_plans() -> Office {
    let care = r#"
[[plan]]
id = "care"
title = { zh = "护理互助", en = "care" }
clause = "art. 3"

[[benefit]]
id = "care"
plan = "care"
title = { zh = "护理互助金", en = "care" }
clause = "art. 4"
categories = ["inpatient"]
against_bill = "beside"
base = "total"
rate = "10%"
"#;
    let text =
        RULES.replace("EDITION", "1").replace("FROM", "1900-01-01").replace("TO", "2099-12-31");
    let source = Source { path: "rules.toml".into(), text: text + care };
    let office = Office::under(Terms::from(vec![source]));
    let care = |id| format!("{id},care,2024-02-01,2024-12-31,1,2024-01-20,,");
    let facts = people().enrolment(care("A")).enrolment(care("B"));
    let facts = facts.bill(bill("A1", "1000.00")).bill(bill("B1", "300.00"));
    office.night("2024-03-05", &facts.bill(bill("C1", "200.00")));
    office
}

#[test]
fn a_bill_that_two_plans_pay_is_one_bill_and_one_of_each() {
    let office = two_plans();
    let march = office.report(&request(month("2024-03")));
    let of = |report: &Report, plan: &str, name: &str| {
        let start = format!("{plan},{name},");
        let rows = rows(report, "statistics.csv");
        let row = rows.iter().find(|row| row.starts_with(&start)).unwrap();
        row.rsplit(',').nth(3).unwrap().to_owned()
    };
    // Half of 1,500.00, and a tenth of 1,300.00.
    for (name, all, city, care) in [
        ("members_insured", "3", "3", "2"),
        ("persons_helped", "3", "3", "2"),
        ("times_helped", "3", "3", "2"),
        ("posted", "880.00", "750.00", "130.00"),
        ("largest_single", "600.00", "500.00", "100.00"),
    ] {
        let figures = ["", "city", "care"].map(|plan| of(&march, plan, name));
        assert_eq!(figures, [all, city, care], "{name}");
    }
    // Two members have care: with three as the fewest it would be all plans less the other one.
    let few = office.report(&Request { least_members: 3, ..request(month("2024-03")) });
    assert!(few.hides_few);
    let figures = ["", "city", "care"].map(|plan| of(&few, plan, "posted"));
    assert_eq!(figures, ["880.00", "", ""]);
}

/// In March A's bills of 1,400.00 leave 700.00. By the end of April they are of 1,200.00 and leave 600.00, which is not
/// above that; B's of 1,300.01 leave 650.00.
#[test]
fn hardship_is_own_cost_in_the_year_by_the_end_of_the_period() {
    let office = office();
    let above =
        |span| Request { hardship: Some(huzhu::money::Money::from_minor(60_000)), ..request(span) };
    let march = office.report(&above(month("2024-03")));
    assert_eq!(
        rows(&march, "hardship.csv"),
        ["A***,99.01.01.U1,2024,2,1400.00,0.00,0.00,700.00,700.00"]
    );
    let april = office.report(&above(month("2024-04")));
    assert_eq!(
        rows(&april, "hardship.csv"),
        ["B***,99.01.01.U1,2024,2,1300.01,0.00,0.00,650.01,650.00"]
    );
}

/// A and B live together, and B moves out in April: in March both are left with 850.00 together, of 700.00 and 150.00; by
/// the end of April the one has 600.00, the other 650.00.
#[test]
fn households_have_the_own_cost_of_their_members_together() {
    let office = Office::under(half());
    let night = |day: &str, members: &str, facts: Facts| {
        facts.write(&office.path("data"));
        fs::write(office.path("data/members.csv"), members).unwrap();
        office.try_again(day).unwrap_or_else(|why| panic!("{}", super::office::told(&why)));
    };
    let header = "member_id,birth_date,sex,org_code,hardship,household_id,valid_from\n";
    let row = |id: &str, home: &str, from: &str| {
        format!("{id},1980-01-01,M,99.01.01.U1,no,{home},{from}\n")
    };
    let first = header.to_owned() + &row("A", "H1", "2024-01-01") + &row("B", "H1", "2024-01-01");
    let facts = Facts::default().enrolled("A").enrolled("B");
    let facts = facts.bill(bill("A1", "1400.00")).bill(bill("B1", "300.01"));
    night("2024-03-05", &first, facts);
    let second = header.to_owned() + &row("B", "H2", "2024-04-02");
    let facts =
        Facts::default().bill(bill("A1", "1200.00").revision("1")).bill(bill("B2", "1000.00"));
    night("2024-04-10", &second, facts);
    let above = |minor, span| {
        let hardship = Some(huzhu::money::Money::from_minor(minor));
        rows(
            &office.report(&Request { hardship, full_ids: true, ..request(span) }),
            "households.csv",
        )
    };
    // 150.005 is paid as 150.01, which leaves 150.00.
    assert_eq!(
        above(84_999, month("2024-03")),
        ["H1,,2024,2,2,1700.01,0.00,0.00,850.01,850.00,,,0"]
    );
    assert_eq!(above(85_000, month("2024-03")), [""; 0]);
    assert_eq!(
        above(50_000, month("2024-04")),
        [
            "H2,,2024,1,2,1300.01,0.00,0.00,650.01,650.00,,,0",
            "H1,,2024,1,1,1200.00,0.00,0.00,600.00,600.00,,,0",
        ]
    );
    let masked = Request { hardship: Some(huzhu::money::Money::ZERO), ..request(month("2024-03")) };
    assert!(!rows(&office.report(&masked), "households.csv")[0].starts_with("H1"));
    // Where files name no households there is no such file.
    let plain = super::reported::office().report(&masked);
    assert!(plain.files.iter().all(|(name, _)| name != "households.csv"));
}

/// A states 1,000.00 for the household of A and B in March, and 800.00 from April on; the ledger keeps both, each from its
/// day. 850.00 are 85 % of 1,000.00. A's row of April alone says anything else, and decides no bill anew.
#[test]
fn an_income_holds_from_its_day_and_decides_no_bill() {
    let office = Office::under(half());
    let night = |day: &str, members: &str, facts: Facts| {
        facts.write(&office.path("data"));
        fs::write(office.path("data/members.csv"), members).unwrap();
        office.try_again(day).unwrap_or_else(|why| panic!("{}", super::office::told(&why)))
    };
    let header =
        "member_id,birth_date,sex,org_code,hardship,household_id,household_income,valid_from\n";
    let row = |id: &str, income: &str, from: &str| {
        format!("{id},1980-01-01,M,99.01.01.U1,no,H1,{income},{from}\n")
    };
    let first =
        header.to_owned() + &row("A", "1000.00", "2024-01-01") + &row("B", "", "2024-01-01");
    let facts = Facts::default().enrolled("A").enrolled("B");
    night("2024-03-05", &first, facts.bill(bill("A1", "1400.00")).bill(bill("B1", "300.01")));
    let second = header.to_owned() + &row("A", "800", "2024-04-01");
    night("2024-04-10", &second, Facts::default());
    let listed = |share: &str, span| {
        let hardship_share = Some(share.parse().unwrap());
        let request = Request { hardship_share, full_ids: true, ..request(span) };
        rows(&office.report(&request), "households.csv")
    };
    let cost = "H1,,2024,2,2,1700.01,0.00,0.00,850.01,850.00";
    assert_eq!(listed("84.99%", month("2024-03")), [format!("{cost},1000.00,85.00%,1")]);
    assert_eq!(listed("85%", month("2024-03")), [""; 0]);
    assert_eq!(listed("100%", month("2024-04")), [format!("{cost},800.00,106.25%,1")]);
    // The facts of the ledger as files say the same, in yuan.
    let facts = office.path("facts");
    office.say("export", &["--facts", facts.to_str().unwrap()]).unwrap();
    let members = fs::read_to_string(office.path("facts/members.csv")).unwrap();
    assert!(members.contains("H1,1000.00,2024-01-01"), "{members}");
    assert!(members.contains("H1,800.00,2024-04-01"), "{members}");
    // The same again, written otherwise, says nothing new.
    night("2024-04-11", &second.replace(",800,", ",800.00,"), Facts::default());
    let ledger = Ledger::open(&office.path("ledger"), Access::Read).unwrap();
    let newest = accounting::balance(&ledger, "A").unwrap().steps.pop().unwrap();
    assert!(newest.run < ledger.next_run().unwrap().before());
}

/// March is closed in April: nothing more is posted for it, and the report and the month's sheet say so.
#[test]
fn a_report_and_the_sheet_of_a_month_say_whether_it_is_closed() {
    let office = office();
    let march = || {
        let ledger = Ledger::open(&office.path("ledger"), Access::Read).unwrap();
        let sheet = accounting::roll_forward(&ledger, Some("2024-03".parse().unwrap())).unwrap();
        (sheet.is_closed, office.report(&request(month("2024-03"))).open_from)
    };
    // The first night was on 5 March.
    assert_eq!(march(), (false, Some(Day::parse("2024-03-05").unwrap())));
    office.say("lock", &["2024-03", "--reason", "done"]).unwrap();
    assert_eq!(march(), (true, None));
    let prints = |arguments: &[&str]| {
        let mut huzhu = std::process::Command::new(env!("CARGO_BIN_EXE_huzhu"));
        huzhu.args(["--lang", "en", "ledger", arguments[0]]).arg(office.path("ledger"));
        let output = huzhu.args(&arguments[1..]).output().unwrap();
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    };
    let sheet = |month| prints(&["roll-forward", "--month", month]);
    assert!(sheet("2024-03").contains("2024-03 is closed"), "{}", sheet("2024-03"));
    assert!(sheet("2024-04").contains("2024-04 is not closed"), "{}", sheet("2024-04"));
    let out = office.path("closed");
    let told = prints(&["report", "--month", "2024-03", "--out", out.to_str().unwrap()]);
    assert!(told.contains("all days of the period are of closed months"), "{told}");
}

/// Two ids turn out to be one person: what stood under the one stands under the other, and helps no one anew.
#[test]
fn a_join_helps_no_one_and_decides_no_bill() {
    let office = office();
    office.say("same-person", &["A", "B", "--reason", "one person", "--on", "2024-04-30"]).unwrap();
    office.night("2024-05-02", &Facts::default());
    let may = office.report(&request(month("2024-05")));
    // B1 and B2: 150.01 and 500.00 are reversed under B, and due under A.
    for (name, worked) in [
        ("persons_helped", "0"),
        ("times_helped", "0"),
        ("amount_lowered", "0.00"),
        ("due", "650.01"),
        ("reversed", "-650.01"),
        ("posted", "0.00"),
        ("members_insured", "2"),
    ] {
        assert_eq!(value(&may, name), worked, "{name}");
    }
    assert_eq!(rows(&may, "units.csv")[0], "99,01,01,U1,1,1,0,0,0,0,0,0.00,0.00,50.00%,");
    // The year knows one person with four bills.
    let year = office.report(&request(Span::Year(2024)));
    assert_eq!(
        rows(&year, "units.csv")[0],
        "99,01,01,U1,1,1,1,1,4,4,0,2500.01,1250.01,50.00%,100.00%"
    );
}

/// Nights of a year, with bills that are corrected and taken back, and ids that are joined: every amount of the months
/// comes to that of the year, to the roll-forward, and to the tables.
#[test]
fn twelve_months_come_to_the_year_and_each_to_the_roll_forward() {
    let mut dice = Dice::new(12);
    let mut office = Office::under(half());
    office.releases = false;
    let units = ["U1", "U2", "U3"];
    let mut facts = Facts::default();
    for person in 0..8 {
        let unit = units[person % units.len()];
        facts = facts.member_row(format!("P{person},1980-01-01,M,99.01.0{}.{unit},no", person % 2));
        facts = facts.enrolled(&format!("P{person}"));
    }
    let mut revisions: BTreeMap<String, u64> = BTreeMap::new();
    for month in 1..=12 {
        let day = format!("2024-{month:02}-{:02}", 1 + dice.roll(28));
        for _ in 0..6 {
            let (person, number) = (dice.roll(8), dice.roll(4));
            let id = format!("P{person}-{number}");
            let revision = revisions.entry(id.clone()).or_default();
            *revision += 1;
            let total = format!("{}.{:02}", dice.roll(900), dice.roll(100));
            let member = format!("P{person}");
            let (settled, revision) =
                (format!("2024-01-{:02}", 1 + dice.roll(3)), revision.to_string());
            let bill = Bill::new(&id, &member, &settled, &total).revision(&revision);
            let bill = if dice.roll(4) == 0 { bill.void() } else { bill };
            facts = facts.bill(bill);
        }
        if month == 6 {
            let rest = ["P1", "P3", "--reason", "asked for", "--on", "2024-05-31"];
            office.say("same-person", &rest).unwrap();
        }
        office.night(&day, &facts);
        facts = Facts::default();
    }
    let ledger = Ledger::open(&office.path("ledger"), Access::Read).unwrap();
    let mut sums = [0_i128; 2];
    for number in 1..=12 {
        let month: huzhu::ledger::Month = format!("2024-{number:02}").parse().unwrap();
        let report = statistics::report(&ledger, &request(Span::Month(month))).unwrap();
        let rolled = accounting::roll_forward(&ledger, Some(month)).unwrap();
        let moved = [report.figures.due.minor(), report.figures.reversed.minor()];
        assert_eq!(moved, [rolled.due.minor(), rolled.reversed.minor()].map(i128::from), "{month}");
        for name in ["districts.csv", "towns.csv", "units.csv"] {
            let of_place = |row: &String| i128::from(minor(row.rsplit(',').nth(2).unwrap()));
            let tables: i128 = rows(&report, name).iter().map(of_place).sum();
            assert_eq!(tables, report.figures.posted().minor(), "{month} {name}");
        }
        assert_eq!(
            report.figures.posted(),
            report.figures.amount_helped + report.figures.amount_lowered,
            "{month}"
        );
        sums = [sums[0] + moved[0], sums[1] + moved[1]];
    }
    let year = statistics::report(&ledger, &request(Span::Year(2024))).unwrap();
    assert_eq!([year.figures.due.minor(), year.figures.reversed.minor()], sums);
    assert!(sums[1] < 0, "something was reversed");
}

/// As a person asks: a folder of files for the owner alone, whole or not there, and as it was after a run.
#[test]
fn a_folder_is_written_whole_and_over_nothing() {
    let office = office();
    let run = |rest: &[&str]| {
        let mut huzhu = std::process::Command::new(env!("CARGO_BIN_EXE_huzhu"));
        huzhu.args(["--lang", "en", "ledger", "report"]).arg(office.path("ledger")).args(rest);
        let output = huzhu.args(["--out"]).arg(office.path("report")).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.success(), text(output.stdout) + &text(output.stderr))
    };
    let (done, told) = run(&["--month", "2024-03", "--least-members", "1"]);
    assert!(done, "{told}");
    assert!(told.contains("accruals 950.01, reversals -100.00, in all 850.01"), "{told}");
    let seal = Ledger::open(&office.path("ledger"), Access::Read).unwrap().newest_seal().unwrap();
    assert!(told.contains(&seal), "{told}");
    let names = |folder: &str| {
        let mut names: Vec<String> = fs::read_dir(office.path(folder))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    let files = [
        "districts.csv",
        "manifest.json",
        "participation.csv",
        "statistics.csv",
        "towns.csv",
        "units.csv",
    ];
    assert_eq!(names("report"), files);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode =
            |path: &str| fs::metadata(office.path(path)).unwrap().permissions().mode() & 0o777;
        assert_eq!([mode("report"), mode("report/statistics.csv")], [0o700, 0o600]);
    }
    let (done, told) = run(&["--month", "2024-03"]);
    assert!(!done && told.contains("already exists"), "{told}");
    fs::remove_dir_all(office.path("report")).unwrap();
    let (done, told) = run(&["--month", "2024-02"]);
    assert!(!done && told.contains("2024-03-05") && !office.path("report").exists(), "{told}");
    // After the first run nothing was taken back, and A2 had not come.
    let (done, told) = run(&["--month", "2024-03", "--at-run", "1"]);
    assert!(done && told.contains("accruals 750.01, reversals 0.00, in all 750.01"), "{told}");
}

/// A row that somebody changed behind the seals: the tables no longer come to what the postings hold.
#[test]
fn a_report_that_does_not_add_up_is_not_written() {
    let office = office();
    let db = rusqlite::Connection::open(office.path("ledger")).unwrap();
    db.execute("UPDATE posting SET entitled = entitled + 1 WHERE no = 1", ()).unwrap();
    drop(db);
    let ledger = Ledger::open(&office.path("ledger"), Access::Read).unwrap();
    let why = statistics::report(&ledger, &request(month("2024-03"))).map(|_| ());
    // Posting 1 is A's of the first night; the second night posted A anew.
    assert!(why.is_ok());
    drop(ledger);
    let db = rusqlite::Connection::open(office.path("ledger")).unwrap();
    let sql = "UPDATE posting SET entitled = entitled + 1 WHERE no = \
               (SELECT max(no) FROM posting p WHERE p.run = 2)";
    db.execute(sql, ()).unwrap();
    drop(db);
    let ledger = Ledger::open(&office.path("ledger"), Access::Read).unwrap();
    let why = statistics::report(&ledger, &request(month("2024-03"))).unwrap_err();
    assert!(
        matches!(&why, StatisticsError::DoesNotAddUp { books, tables }
            if books == "850.02" && tables == "850.01"),
        "{why}"
    );
}

pub fn signed(day: &str) -> Signed {
    Signed::new(Some("Li"), Day::parse(day).unwrap(), Some("a test")).unwrap()
}
