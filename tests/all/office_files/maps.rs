//! `huzhu map`: what is understood of a file, and what is to be declared.

use std::process::{Command, Output};

use super::{Office, known};
use huzhu::intake::Inputs;

fn map(office: &Office, arguments: &[&str]) -> Output {
    let rules = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/city");
    let mut command = Command::new(env!("CARGO_BIN_EXE_huzhu"));
    command.args(["--lang", "en", "map", "--rules", rules]).args(arguments);
    command.current_dir(office.folder.path()).output().unwrap()
}

const ROSTER: &str =
    "参保花名册\n序号,姓名,身份证号,手机号\n1,张三,990000198001010018,13800000000\n";

#[test]
fn each_column_is_shown_with_values_that_name_nobody() {
    let office = Office::usual();
    office.write("roster.csv", &encoding_rs::GB18030.encode(ROSTER).0);
    let output = map(&office, &["roster.csv"]);
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    assert!(shown.contains("`roster.csv`, header in line 2"), "{shown}");
    assert!(shown.contains("`身份证号` is member_id\n    as: 990***18"), "{shown}");
    assert!(shown.contains("`手机号` is not read"), "{shown}");
    assert!(shown.contains("birth_date comes from the resident number"), "{shown}");
    assert!(shown.contains("not enough for members.csv; missing: org_code hardship"), "{shown}");
    assert!(!shown.contains("张三") && !shown.contains("13800000000"), "{shown}");
}

#[test]
fn what_it_writes_is_filled_in_and_then_the_file_is_read() {
    let office = Office::usual();
    let roster = office.write("roster.csv", ROSTER.as_bytes());
    let output = map(&office, &["roster.csv", "--out", "import.toml"]);
    assert!(output.status.success(), "{output:?}");
    let written = std::fs::read_to_string(office.path("import.toml")).unwrap();
    let mut filled = written;
    for (column, value) in [
        ("org_code", "99.01"),
        ("hardship", "no"),
        ("plan", "city"),
        ("start", "2023-01-01"),
        ("end", "2024-12-31"),
        ("units", "1"),
        ("enrolled_on", "2022-12-01"),
    ] {
        let (empty, value) = (format!("{column} = \"\""), format!("{column} = \"{value}\""));
        assert!(filled.contains(&empty), "{filled}");
        filled = filled.replace(&empty, &value);
    }
    office.write("import.toml", filled.as_bytes());
    let inputs = Inputs {
        import: Some(office.path("import.toml")),
        ..Inputs::of([
            roster.clone(),
            roster,
            office.write("none.csv", super::bills().lines().next().unwrap().as_bytes()),
        ])
    };
    assert_eq!(known(&inputs).unwrap().len(), 1);
    // Nothing that is there is replaced.
    assert!(!map(&office, &["roster.csv", "--out", "import.toml"]).status.success());
}

#[test]
fn sums_are_looked_at_in_records_and_not_in_a_total_of_a_few_columns() {
    let office = Office::usual();
    let settlements = "setl_id,certno,medfee_sumamt,hifp_pay,fund_pay_sumamt,psn_part_amt\n\
                       B1,990000198001010018,2000.50,1000.00,1000.00,1000.50\n\
                       B2,990000198001010018,2000.50,1000.00,1000.00,1000.50\n\
                       合计,,4001.00,2000.00,2000.00,0.00\n";
    office.write("bills.csv", settlements.as_bytes());
    let shown = String::from_utf8(map(&office, &["bills.csv"]).stdout).unwrap();
    assert!(shown.contains("1 rows with totals"), "{shown}");
    assert!(!shown.contains("do not add up") && !shown.contains("合计"), "{shown}");
    office.write("bills.csv", settlements.replace("1000.50\nB2", "900.50\nB2").as_bytes());
    let shown = String::from_utf8(map(&office, &["bills.csv"]).stdout).unwrap();
    assert!(shown.contains("1 settlements do not add up, first line 2"), "{shown}");
}
