//! The reports of a batch: a small office with the answers beside it, and sums that must agree.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use huzhu::batch::{self, Job, Report};
use huzhu::date::Day;
use huzhu::intake::Inputs;
use huzhu::money::Money;
use huzhu::output::reports::Options;
use huzhu::scheme::Book;
use huzhu::words::Lang;
use tempfile::TempDir;

/// Half of what funds left of a stay, and 1,000 for an event, beside its bill.
const RULES: &str = r#"
[[plan]]
id = "medical"
title = { zh = "医疗互助", en = "medical aid" }
clause = "art. 1"
participation = { clause = "art. 4", tiers = [{ members = 2, share = "100%" }, { members = 4, share = "75%" }] }

[[benefit]]
id = "half"
plan = "medical"
title = { zh = "住院互助金", en = "in-patient aid" }
clause = "art. 2"
categories = ["inpatient"]
against_bill = "within"
base = "bill_left"
rate = "50%"

[[benefit]]
id = "event"
plan = "medical"
title = { zh = "慰问金", en = "lump sum" }
clause = "art. 3"
categories = ["event"]
against_bill = "beside"
sum = "1000"
"#;

/// Unit 1 has two members, one of them enrolled to June only; unit 2 one; unit 3 four, one of them
/// enrolled the year before only. The last member has no unit, and was never enrolled.
const MEMBERS: &str = "\
member_id,birth_date,sex,org_code,hardship
9900000001,1980-01-01,M,A.01.01.U1,no
9900000002,1980-01-01,M,A.01.01.U1,no
9900000003,1980-01-01,M,A.01.02.U2,no
9900000004,1980-01-01,M,A.02.01.U3,no
9900000005,1980-01-01,M,A.02.01.U3,no
9900000006,1980-01-01,M,A.02.01.U3,no
9900000007,1980-01-01,M,A.02.01.U3,no
9900000008,1980-01-01,M,B,no
";
const ENROLMENTS: &str = "\
member_id,plan,start,end,units,enrolled_on
9900000001,medical,2024-01-01,2024-12-31,1,2023-12-01
9900000002,medical,2024-01-01,2024-06-30,1,2023-12-01
9900000003,medical,2024-01-01,2024-12-31,1,2023-12-01
9900000004,medical,2024-01-01,2024-12-31,1,2023-12-01
9900000005,medical,2024-01-01,2024-12-31,1,2023-12-01
9900000006,medical,2024-01-01,2024-12-31,1,2023-12-01
9900000007,medical,2023-01-01,2023-12-31,1,2022-12-01
";
/// Of member 1: (1,000 - 600) x 50 % = 200, 40,000 x 50 % = 20,000; 30,000 x 50 % = 15,000, settled in
/// the next year. Member 3's bill is of no benefit, member 8 has no cover: denied. Member 4's event
/// is paid 1,000, more than its bill. Of member 5's bill nothing is left: nil.
const BILLS: &str = "\
bill_id,member_id,category,hospital_id,hospital_level,admission,discharge,settled_on,diagnosis,total,out_of_catalogue,class_b_prepay,deductible,pool_paid,critical_paid,assistance_paid,other_paid
B1,9900000001,inpatient,H,1,2024-03-01,2024-03-05,2024-03-05,I10,1000.00,0.00,0.00,0.00,600.00,0.00,0.00,0.00
B2,9900000001,inpatient,H,3,2024-11-01,2024-12-05,2024-12-30,I10,50000.00,0.00,0.00,0.00,9000.00,1000.00,0.00,0.00
B3,9900000001,inpatient,H,3,2024-12-20,2025-01-02,2025-01-02,I10,30000.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00
B4,9900000003,emergency,H,none,2024-05-01,2024-05-01,2024-05-01,I10,9000.00,0.00,0.00,0.00,1000.00,0.00,0.00,0.00
B5,9900000004,event,H,2,2024-05-01,2024-05-01,2024-05-01,I10,100.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00
B6,9900000008,inpatient,H,3,2024-06-01,2024-06-09,2024-06-09,I10,25000.01,0.00,0.00,0.00,5000.00,0.00,0.00,0.00
B7,9900000005,inpatient,H,1,2024-06-01,2024-06-09,2024-06-09,I10,500.00,0.00,0.00,0.00,500.00,0.00,0.00,0.00
";

fn home(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn day(text: &str) -> Option<Day> {
    Some(Day::parse(text).unwrap())
}

/// The small office, and a folder to decide it in.
struct Office {
    folder: TempDir,
    rules: String,
    files: [String; 3],
}

impl Office {
    fn new() -> Office {
        let rules = crate::common::head("office", "2024-01-01") + RULES;
        let files = [MEMBERS, ENROLMENTS, BILLS].map(str::to_owned);
        Office { folder: tempfile::tempdir().unwrap(), rules, files }
    }

    fn write(&self) -> &Path {
        let names = ["members.csv", "enrolments.csv", "bills.csv"];
        for (name, text) in names.iter().zip(&self.files) {
            fs::write(self.folder.path().join(name), text).unwrap();
        }
        fs::write(self.folder.path().join("rules.toml"), &self.rules).unwrap();
        self.folder.path()
    }

    fn run(&self, options: Options) -> Report {
        let folder = self.write();
        run(&crate::common::book(&[&self.rules]), folder, &folder.join("out"), options)
    }

    fn out(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join("out").join(name)).unwrap()
    }

    fn has(&self, name: &str) -> bool {
        self.folder.path().join("out").join(name).exists()
    }
}

fn run(book: &Book, data: &Path, out: &Path, reports: Options) -> Report {
    let (inputs, lang) = (&Inputs::in_folder(data), Lang::English);
    let (rules, threads, explains, watch) = (&[][..], None, false, &());
    let notices = Default::default();
    let job = Job { book, rules, inputs, out, threads, explains, notices, reports, lang, watch };
    batch::run(&job).unwrap_or_else(|why| panic!("{why:?}"))
}

#[test]
fn places_are_counted_as_the_handbook_says() {
    let office = Office::new();
    office.run(Options::default());
    // Insured 7 in all; paid 36,200.00 in all.
    assert_eq!(
        office.out("reports/districts.csv"),
        "\
city,district,members,insured,claimants,beneficiaries,bills,bills_paid,bills_denied,billed,payable,share_of_insured,share_of_payable
A,01,3,3,2,1,4,3,1,90000.00,35200.00,42.86%,97.24%
A,02,4,4,2,1,2,1,0,600.00,1000.00,57.14%,2.76%
B,,1,0,1,0,1,0,1,25000.01,0.00,0.00%,0.00%
"
    );
    assert_eq!(
        office.out("reports/towns.csv"),
        "\
city,district,town,members,insured,claimants,beneficiaries,bills,bills_paid,bills_denied,billed,payable,share_of_insured,share_of_payable
A,01,01,2,2,1,1,3,3,0,81000.00,35200.00,28.57%,97.24%
A,01,02,1,1,1,0,1,0,1,9000.00,0.00,14.29%,0.00%
A,02,01,4,4,2,1,2,1,0,600.00,1000.00,57.14%,2.76%
B,,,1,0,1,0,1,0,1,25000.01,0.00,0.00%,0.00%
"
    );
    assert_eq!(
        office.out("reports/units.csv"),
        "\
city,district,town,unit,members,insured,claimants,beneficiaries,bills,bills_paid,bills_denied,billed,payable,share_of_insured,share_of_payable
A,01,01,U1,2,2,1,1,3,3,0,81000.00,35200.00,28.57%,97.24%
A,01,02,U2,1,1,1,0,1,0,1,9000.00,0.00,14.29%,0.00%
A,02,01,U3,4,4,2,1,2,1,0,600.00,1000.00,57.14%,2.76%
B,,,,1,0,1,0,1,0,1,25000.01,0.00,0.00%,0.00%
"
    );
}

#[test]
fn the_summary_tells_levels_districts_and_towns() {
    let office = Office::new();
    let breakdown = office.run(Options::default()).summary.breakdown;
    let levels: Vec<_> = breakdown
        .by_hospital_level
        .iter()
        .map(|level| {
            let share = level.share_of_payable.as_deref().unwrap();
            format!("{}: {} bills, {}, {share}", level.hospital_level, level.bills, level.payable)
        })
        .collect();
    assert_eq!(
        levels,
        [
            "1: 2 bills, 200.00, 0.55%",
            "2: 1 bills, 1000.00, 2.76%",
            "3: 3 bills, 35000.00, 96.69%",
            "none: 1 bills, 0.00, 0.00%",
        ]
    );
    let largest: Vec<&str> =
        breakdown.largest_towns().iter().map(|town| town.path.as_str()).collect();
    assert_eq!(largest, ["A.01.01", "A.02.01", "A.01.02", "B"]);
    let summary: serde_json::Value = serde_json::from_str(&office.out("summary.json")).unwrap();
    assert_eq!(summary["format"], "huzhu-summary/2");
    assert_eq!(summary["by_district"][0]["path"], "A.01");
    assert_eq!(summary["by_district"][0]["share_of_insured"], "42.86%");
    assert_eq!((&summary["insured"], &summary["billed"]), (&7.into(), &"115600.01".into()));
    assert_eq!(summary["hardship"], serde_json::Value::Null);
}

#[test]
fn units_that_must_enrol_a_share_are_told_whether_they_do() {
    let office = Office::new();
    let report = office.run(Options { on: day("2024-12-31"), ..Options::default() });
    assert_eq!(
        office.out("reports/participation.csv"),
        "\
org_code,plan,edition,on,members,enrolled,share,minimum,meets
A.01.01.U1,medical,1,2024-12-31,2,1,50.00%,100%,no
A.01.02.U2,medical,1,2024-12-31,1,1,100.00%,,
A.02.01.U3,medical,1,2024-12-31,4,3,75.00%,75%,yes
B,medical,1,2024-12-31,1,0,0.00%,,
"
    );
    let total = &report.summary.breakdown.participation.unwrap().plans[0];
    assert_eq!((total.meet, total.below, total.too_small), (1, 1, 2));
    // The first and the last day of a period are within it.
    for (on, enrolled) in [("2024-06-30", 2), ("2024-07-01", 1), ("2024-01-01", 2)] {
        office.run(Options { on: day(on), ..Options::default() });
        let row = format!("A.01.01.U1,medical,1,{on},2,{enrolled},");
        assert!(office.out("reports/participation.csv").contains(&row), "{row}");
    }
}

#[test]
fn without_a_day_the_latest_settlement_is_taken_and_without_an_edition_none() {
    let mut office = Office::new();
    office.run(Options::default());
    let told = office.out("reports/participation.csv");
    assert!(told.contains("\nA.02.01.U3,medical,1,2025-01-02,4,0,0.00%,75%,no\n"), "{told}");

    let nothing_told = |report: Report, office: &Office| {
        assert_eq!(report.summary.breakdown.participation, None);
        assert_eq!(office.out("reports/participation.csv").lines().count(), 1);
    };
    let before_all_rules = Options { on: day("2023-12-31"), ..Options::default() };
    nothing_told(office.run(before_all_rules), &office);
    office.files[2] = BILLS.lines().next().unwrap().to_owned() + "\n";
    nothing_told(office.run(Options::default()), &office);
    let units = office.out("reports/units.csv");
    assert!(
        units.ends_with("\nB,,,,1,0,0,0,0,0,0,0.00,0.00,0.00%,\n"),
        "no share of nothing: {units}"
    );
}

#[test]
fn participation_decides_no_bill() {
    let mut office = Office::new();
    office.run(Options::default());
    let decided = ["decisions.csv", "payments.csv"].map(|name| office.out(name));
    let lines = office.rules.lines().filter(|line| !line.starts_with("participation"));
    office.rules = lines.map(|line| format!("{line}\n")).collect();
    let report = office.run(Options::default());
    assert_eq!(decided, ["decisions.csv", "payments.csv"].map(|name| office.out(name)));
    assert_eq!(report.summary.breakdown.participation.unwrap().plans, [], "no plan asks");
    let told = office.out("reports/participation.csv");
    assert!(told.contains("\nA.02.01.U3,medical,1,2025-01-02,4,0,0.00%,,\n"), "{told}");
}

#[test]
fn who_is_left_with_much_is_listed_by_calendar_year() {
    let office = Office::new();
    let hardship = Some(Money::from_minor(2_000_000));
    let report = office.run(Options { hardship, ..Options::default() });
    // Member 1: 51,000 - 10,600 - 20,200, and 15,000 in the year after. Member 8 got nothing.
    let head =
        "member_id,org_code,year,bills,billed,funds_paid,hospital_borne,scheme_paid,own_cost";
    let rows = [
        "990***01,A.01.01.U1,2024,2,51000.00,10600.00,0.00,20200.00,20200.00",
        "990***08,B,2024,1,25000.01,5000.00,0.00,0.00,20000.01",
    ];
    assert_eq!(office.out("reports/hardship.csv"), format!("{head}\n{}\n", rows.join("\n")));
    let total = report.summary.breakdown.hardship.unwrap();
    assert_eq!((total.above.as_str(), total.members, total.rows), ("20000.00", 2, 2));

    // The amount itself is not above it.
    let hardship = Some(Money::from_minor(2_000_001));
    office.run(Options { hardship, full_ids: true, ..Options::default() });
    let whole = rows[0].replace("990***01", "9900000001");
    assert_eq!(office.out("reports/hardship.csv"), format!("{head}\n{whole}\n"));

    // What is paid beside a bill, or above it, leaves nothing and makes up for no other bill.
    let hardship = Some(Money::ZERO);
    let report = office.run(Options { hardship, ..Options::default() });
    let told = office.out("reports/hardship.csv");
    let own: Vec<&str> = told.lines().skip(1).map(|row| row.rsplit(',').next().unwrap()).collect();
    assert_eq!(own, ["20200.00", "20000.01", "15000.00", "8000.00"]);
    let total = report.summary.breakdown.hardship.unwrap();
    assert_eq!((total.members, total.rows), (3, 4));

    office.run(Options::default());
    assert!(!office.has("reports/hardship.csv"), "no list is left where none is asked for");
    assert!(office.has("reports/units.csv"));
}

/// Members 1 and 3 live together and state one income; so do 4 and 8, who state two; member 5 lives alone.
fn at_home() -> String {
    let homes = ["H1,60250.00", "", "H1,", "H2,2000.00", ",100.00", "", "", "H2,25000.02"];
    let rows = MEMBERS.lines().skip(1).zip(homes);
    let row = |(row, home): (&str, &str)| match home {
        "" => format!("{row},,\n"),
        home => format!("{row},{home}\n"),
    };
    let rows: String = rows.map(row).collect();
    format!("member_id,birth_date,sex,org_code,hardship,household_id,household_income\n{rows}")
}

#[test]
fn own_cost_of_a_household_is_held_to_a_share_of_its_income() {
    let mut office = Office::new();
    office.files[0] = at_home();
    let share = |text: &str, full_ids| {
        let hardship_share = Some(text.parse().unwrap());
        Options { hardship_share, full_ids, ..Options::default() }
    };
    // H1: 20,200 of member 1 and 8,000 of member 3 are 28,200 in 2024, and 15,000 in 2025, of 60,250.
    // H2: 20,000.01 of member 8; of 2,000.00 and 25,000.02 the lower counts.
    let report = office.run(share("46.8%", true));
    let head = "household_id,member_id,year,members,bills,billed,funds_paid,hospital_borne,scheme_paid,own_cost,\
                household_income,share_of_income,incomes_stated";
    let first = "H1,,2024,2,3,60000.00,11600.00,0.00,20200.00,28200.00,60250.00,46.80%,1";
    let second = "H2,,2024,2,2,25100.01,5000.00,0.00,1000.00,20000.01,,,2";
    let table = |rows: &[&str]| format!("{head}\n{}\n", rows.join("\n"));
    assert_eq!(office.out("reports/households.csv"), table(&[first, second]));
    let total = report.summary.breakdown.households.unwrap();
    assert_eq!((total.share.as_str(), total.above, total.incomes_differ), ("46.8%", 2, 1));
    assert_eq!(total.without_income, 0);
    // 46.81 % of 60,250.00 is 28,203.025: 28,200.00 is not above it, and neither is half of 2025.
    office.run(share("46.81%", true));
    assert_eq!(office.out("reports/households.csv"), table(&[second]));
    // 80 % of 25,000.02 are 20,000.016: H2 is above 80 % of the lower income alone.
    office.run(share("80%", true));
    assert_eq!(office.out("reports/households.csv"), table(&[second]));
    assert!(!office.has("reports/hardship.csv"), "that list is of members");
    // Ids are masked like those of members.
    office.run(share("46.81%", false));
    assert!(!office.out("reports/households.csv").contains("H2"));
    // An amount lists households too, and no member without one.
    office.run(Options { hardship: Some(Money::from_minor(2_000_000)), ..share("100%", true) });
    assert_eq!(office.out("reports/households.csv"), table(&[first, second]));
}

#[test]
fn a_member_without_a_household_is_held_to_the_income_that_the_member_states() {
    let mut office = Office::new();
    office.files[0] = at_home().replace("H1", "").replace("H2,25000.02", ",");
    let hardship_share = Some("30%".parse().unwrap());
    let report = office.run(Options { hardship_share, full_ids: true, ..Options::default() });
    let told = office.out("reports/households.csv");
    let rows: Vec<&str> = told.lines().skip(1).collect();
    let alone = ",9900000001,2024,1,2,51000.00,10600.00,0.00,20200.00,20200.00,60250.00,33.53%,1";
    assert_eq!(rows, [alone], "15,000.00 of 2025 is 24.90 %");
    // Members 3 and 8 have own cost, and state nothing.
    assert_eq!(report.summary.breakdown.households.unwrap().without_income, 2);
    // An income of nothing: any own cost is above any share of it, and none is a share of it.
    office.files[0] = at_home().replace("H1,60250.00", ",0.00").replace("H2", "");
    office.run(Options { hardship_share, full_ids: true, ..Options::default() });
    let told = office.out("reports/households.csv");
    assert!(told.contains("20200.00,0.00,,1\n"), "{told}");
}

#[test]
fn rows_that_are_refused_are_in_no_report() {
    let mut office = Office::new();
    office.files[0] = MEMBERS.replace("9900000008,1980-01-01", "9900000008,1980-02-30");
    // Member 1 is listed and insured, but nothing can be decided.
    office.files[1] += "9900000001,village,2024-01-01,2024-12-31,1,2023-12-01\n";
    let report = office.run(Options { hardship: Some(Money::ZERO), ..Options::default() });
    assert_eq!(report.summary.bills.decided, 3);
    let units = office.out("reports/units.csv");
    assert!(units.contains("\nA,01,01,U1,2,2,0,0,0,0,0,0.00,0.00,28.57%,0.00%\n"), "{units}");
    assert!(!units.contains("\nB,"), "{units}");
    let hardship = office.out("reports/hardship.csv");
    assert_eq!(hardship.lines().count(), 2, "member 3 alone: {hardship}");
}

/// The rows of a table, each by column.
fn rows(text: &str) -> Vec<BTreeMap<&str, &str>> {
    let head: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    text.lines().skip(1).map(|row| head.iter().copied().zip(row.split(',')).collect()).collect()
}

fn fen(amount: &str) -> i64 {
    amount.replace('.', "").parse().unwrap()
}

#[test]
fn every_table_adds_up_to_the_summary_and_districts_to_the_decisions() {
    let out = tempfile::tempdir().unwrap();
    let data = home("data/city_small");
    let report = run(&crate::common::rules("city"), &data, out.path(), Options::default());
    let (summary, breakdown) = (&report.summary, &report.summary.breakdown);
    let read = |name: &str| fs::read_to_string(out.path().join(name)).unwrap();
    let counts = [
        ("members", summary.members),
        ("insured", breakdown.insured),
        ("claimants", breakdown.claimants),
        ("beneficiaries", summary.payments),
        ("bills", summary.bills.decided),
        ("bills_paid", summary.bills.paid),
        ("bills_denied", summary.bills.denied),
    ];
    for name in ["reports/districts.csv", "reports/towns.csv", "reports/units.csv"] {
        let text = read(name);
        let rows = rows(&text);
        for (column, total) in counts {
            let sum: u64 = rows.iter().map(|row| row[column].parse::<u64>().unwrap()).sum();
            assert_eq!(sum, total, "{column} of {name}");
        }
        for (column, total) in [("billed", &breakdown.billed), ("payable", &summary.payable)] {
            let sum: i64 = rows.iter().map(|row| fen(row[column])).sum();
            assert_eq!(sum, fen(total), "{column} of {name}");
        }
        let paths: Vec<Vec<&str>> = text
            .lines()
            .skip(1)
            .map(|row| row.split(',').take(row.split(',').count() - 11).collect())
            .collect();
        assert!(paths.is_sorted() && !paths.is_empty(), "{name}");
    }
    let levels: i64 = breakdown.by_hospital_level.iter().map(|level| fen(&level.payable)).sum();
    let towns: i64 = breakdown.by_town.iter().map(|town| fen(&town.payable)).sum();
    assert_eq!((levels, towns), (fen(&summary.payable), fen(&summary.payable)));

    // Once more, from the inputs and the decisions alone.
    let (members, decisions) =
        (fs::read_to_string(data.join("members.csv")).unwrap(), read("decisions.csv"));
    let district = |code: &str| code.split('.').take(2).collect::<Vec<_>>().join(".");
    let homes: BTreeMap<&str, String> =
        rows(&members).iter().map(|row| (row["member_id"], district(row["org_code"]))).collect();
    let mut paid: BTreeMap<&str, i64> = homes.values().map(|home| (home.as_str(), 0)).collect();
    for row in rows(&decisions) {
        *paid.get_mut(homes[row["member_id"]].as_str()).unwrap() += fen(row["payable"]);
    }
    let told: BTreeMap<&str, i64> =
        breakdown.by_district.iter().map(|d| (d.path.as_str(), fen(&d.payable))).collect();
    assert_eq!(told, paid);
}

#[test]
fn the_published_group_rules_are_in_the_rules() {
    let rule = |book: &str, edition: &str| {
        let book = crate::common::rules(book);
        let edition = book.editions().iter().find(|one| one.id() == edition).unwrap();
        edition.plans()[0].participation().cloned()
    };
    let weihai = rule("weihai", "2015").unwrap();
    let meets = [(4, 0), (5, 5), (5, 4), (24, 23), (25, 20), (25, 19)];
    assert_eq!(
        meets.map(|(members, enrolled)| weihai.meets(members, enrolled)),
        [None, Some(true), Some(false), Some(false), Some(true), Some(false)]
    );
    let yunnan = rule("yunnan", "later").unwrap();
    let meets = [(1, 0), (10, 10), (10, 9), (11, 7), (11, 6)];
    assert_eq!(
        meets.map(|(members, enrolled)| yunnan.meets(members, enrolled).unwrap()),
        [false, true, false, true, false]
    );
    for edition in ["2010", "2024"] {
        assert_eq!(rule("weihai", edition), None, "none is printed");
    }
}

fn huzhu(office: &Office, arguments: &[&str]) -> Output {
    let folder = office.write();
    let mut command = Command::new(env!("CARGO_BIN_EXE_huzhu"));
    command.current_dir(folder).args("batch --rules rules.toml --data . --out out".split(' '));
    command.args(arguments).env("LC_ALL", "C").output().unwrap()
}

#[test]
fn the_operator_reads_where_payments_went() {
    let mut office = Office::new();
    for town in 2..14 {
        office.files[0] += &format!("88000000{town:02},1980-01-01,M,C.01.{town:02}.U9,no\n");
    }
    let told = huzhu(&office, &["--on", "2024-12-31", "--hardship", "20000"]);
    assert_eq!(told.status.code(), Some(0));
    let told = String::from_utf8(told.stderr).unwrap();
    let places = &told[told.find("by hospital level").unwrap()..];
    assert_eq!(
        places,
        "\
by hospital level:
  level 1: 200.00, 0.55% of payments
  level 2: 1000.00, 2.76% of payments
  level 3: 35000.00, 96.69% of payments
  without level: 0.00, 0.00% of payments
by district:
  A.01: 35200.00, 97.24% of payments, 42.86% of insured members
  A.02: 1000.00, 2.76% of payments, 57.14% of insured members
  B: 0.00, 0.00% of payments, 0.00% of insured members
  C.01: 0.00, 0.00% of payments, 0.00% of insured members
by town, the 10 with the largest payments of 16:
  A.01.01: 35200.00, 97.24% of payments, 28.57% of insured members
  A.02.01: 1000.00, 2.76% of payments, 57.14% of insured members
  A.01.02: 0.00, 0.00% of payments, 14.29% of insured members
  B: 0.00, 0.00% of payments, 0.00% of insured members
  C.01.02: 0.00, 0.00% of payments, 0.00% of insured members
  C.01.03: 0.00, 0.00% of payments, 0.00% of insured members
  C.01.04: 0.00, 0.00% of payments, 0.00% of insured members
  C.01.05: 0.00, 0.00% of payments, 0.00% of insured members
  C.01.06: 0.00, 0.00% of payments, 0.00% of insured members
  C.01.07: 0.00, 0.00% of payments, 0.00% of insured members
  6 more are in reports/towns.csv
enough members of a unit enrolled in `medical` on 2024-12-31: yes 1, no 1, too small to require it 14
left with more than 20000.00 CNY in one year: 2 members, in reports/hardship.csv
outputs are in `out`
"
    );
}

#[test]
fn flags_of_the_reports_are_read_strictly() {
    let office = Office::new();
    for (arguments, told) in [
        (&["--on", "2024-02-30"][..], "`2024-02-30` is not a date"),
        (&["--hardship", "30,000"], "`30,000` is not an amount"),
        (&["--hardship", "30000.001"], "more decimals than the currency"),
        (&["--hardship=-1"], "`-1` is below zero"),
        (&["--full-ids"], "--hardship"),
    ] {
        let output = huzhu(&office, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(text.contains(told), "{text}");
        assert!(!office.has("summary.json"), "{arguments:?}");
    }
}
