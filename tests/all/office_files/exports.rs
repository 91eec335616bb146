//! Exports of other systems: national settlements as JSON, and DBF.

use std::fmt::Write as _;

use huzhu::intake::Inputs;
use huzhu::office_files::{Encoding, OfficeFileError};

use super::{MEMBERS, Office, bills, known, refused};

/// National names of the columns of a bill.
const NATIONAL: [(&str, &str); 16] = [
    ("bill_id", "setl_id"),
    ("member_id", "certno"),
    ("category", "med_type"),
    ("hospital_id", "fixmedins_code"),
    ("hospital_level", "hosp_lv"),
    ("admission", "begndate"),
    ("discharge", "enddate"),
    ("settled_on", "setl_time"),
    ("diagnosis", "dise_no"),
    ("total", "medfee_sumamt"),
    ("out_of_catalogue", "fulamt_ownpay_amt"),
    ("class_b_prepay", "preselfpay_amt"),
    ("deductible", "act_pay_dedc"),
    ("pool_paid", "hifp_pay"),
    ("critical_paid", "hifmi_pay"),
    ("assistance_paid", "maf_pay"),
];

/// What the codes of the region mean.
const REGION: &str = "[import.region]\nwords = { category = { \"21\" = \"inpatient\" }, \
    hospital_level = { \"01\" = \"1\", \"02\" = \"2\", \"03\" = \"3\", \"09\" = \"none\" } }\n";

/// The bills of the usual office as objects of a national settlement.
pub fn settlements() -> Vec<String> {
    let all = bills();
    let mut lines = all.lines();
    let columns: Vec<&str> = lines.next().unwrap().split(',').collect();
    let object = |line: &str| {
        let mut text = String::from("{\"setlinfo\": {");
        for (column, cell) in columns.iter().zip(line.split(',')) {
            let name =
                NATIONAL.iter().find(|(own, _)| own == column).map_or("oth_pay", |(_, name)| name);
            let _ = match *column {
                "category" => write!(text, "\"{name}\": \"21\", "),
                "hospital_level" => {
                    write!(text, "\"{name}\": \"0{}\", ", if cell == "none" { "9" } else { cell })
                }
                "settled_on" => write!(text, "\"{name}\": \"{cell} 23:59:59\", "),
                "member_id" | "bill_id" | "hospital_id" | "admission" | "discharge"
                | "diagnosis" => {
                    write!(text, "\"{name}\": \"{cell}\", ")
                }
                _ => write!(text, "\"{name}\": {cell}, "),
            };
        }
        text + "\"refd_setl_flag\": \"0\", \"init_setl_id\": null}, \"feedetail\": [{\"cnt\": 1}]}"
    };
    lines.map(object).collect()
}

#[test]
fn national_settlements_are_read_line_by_line_and_as_one_list() {
    let own = known(&Office::usual().inputs()).unwrap();
    let all = settlements();
    for text in [
        all.join("\n"),
        format!("[{}]", all.join(",\n")),
        format!("{{\"data\": [{}]}}", all.join(",\n")),
    ] {
        let office = Office::usual();
        std::fs::remove_file(office.path("bills.csv")).unwrap();
        office.write("bills.json", text.as_bytes());
        assert!(matches!(
            refused_all(&office).as_slice(),
            [OfficeFileError::Codes { .. }, OfficeFileError::Codes { .. }]
        ));
        office.write("import.toml", REGION.as_bytes());
        assert_eq!(known(&office.inputs()).unwrap(), own);
    }
}

fn refused_all(office: &Office) -> Vec<OfficeFileError> {
    let all = known(&office.inputs()).expect_err("it is refused");
    let one = |why| match why {
        huzhu::intake::FileError::Office(why) => why,
        other => panic!("{other}"),
    };
    all.into_iter().map(one).collect()
}

#[test]
fn a_refund_takes_back_what_it_names_and_without_a_name_refuses_the_file() {
    let all = settlements();
    let minus =
        |text: &str, name: &str| text.replace(&format!("\"{name}\": "), &format!("\"{name}\": -"));
    let amounts = ["medfee_sumamt", "fulamt_ownpay_amt", "act_pay_dedc", "hifp_pay"];
    let refund =
        amounts.iter().fold(all[0].replace("\"B0\"", "\"R0\""), |text, name| minus(&text, name));
    let refund = refund.replace("\"refd_setl_flag\": \"0\"", "\"refd_setl_flag\": \"1\"");
    let office = Office::usual();
    std::fs::remove_file(office.path("bills.csv")).unwrap();
    office.write("import.toml", REGION.as_bytes());
    office.write("bills.jsonl", format!("{}\n{refund}", all.join("\n")).as_bytes());
    assert!(
        matches!(refused(&office.inputs()), OfficeFileError::Refunds { lines, .. } if lines == [13])
    );
    let named = refund.replace("\"init_setl_id\": null", "\"init_setl_id\": \"B0\"");
    office.write("bills.jsonl", format!("{}\n{named}", all.join("\n")).as_bytes());
    let known = known(&office.inputs()).unwrap();
    assert!(
        !known.iter().any(|member| member.contains("\"B0\"") || member.contains("\"R0\"")),
        "{known:?}"
    );
}

#[test]
fn a_json_that_breaks_off_or_names_a_field_twice_is_refused_whole() {
    let all = settlements();
    let office = Office::usual();
    std::fs::remove_file(office.path("bills.csv")).unwrap();
    office.write("import.toml", REGION.as_bytes());
    let cut = all.join("\n");
    office.write("bills.json", &cut.as_bytes()[..cut.len() - 5]);
    assert!(matches!(refused(&office.inputs()), OfficeFileError::NotJson { line: 12, .. }));
    let twice = all.join("\n").replacen("\"oth_pay\"", "\"medfee_sumamt\": 1.00, \"oth_pay\"", 1);
    office.write("bills.json", twice.as_bytes());
    assert!(matches!(refused(&office.inputs()), OfficeFileError::NotJson { line: 1, .. }));
}

/// A DBF of texts, one of which is marked as deleted.
pub fn dbf(own: &str, language: u8) -> Vec<u8> {
    let rows: Vec<Vec<Vec<u8>>> = own
        .lines()
        .map(|line| {
            line.split(',').map(|cell| encoding_rs::GB18030.encode(cell).0.into_owned()).collect()
        })
        .collect();
    let (names, records) = rows.split_first().unwrap();
    let width = |at: usize| records.iter().map(|row| row[at].len()).max().unwrap().max(1);
    let length = 1 + (0..names.len()).map(width).sum::<usize>();
    let mut bytes = vec![0x03, 124, 6, 30];
    bytes.extend((records.len() as u32 + 1).to_le_bytes());
    bytes.extend((32 + 32 * names.len() as u16 + 1).to_le_bytes());
    bytes.extend((length as u16).to_le_bytes());
    bytes.resize(32, 0);
    bytes[29] = language;
    for (at, name) in names.iter().enumerate() {
        let mut field = name[..name.len().min(10)].to_vec();
        field.resize(32, 0);
        (field[11], field[16]) = (b'C', width(at) as u8);
        bytes.extend(field);
    }
    bytes.push(0x0d);
    for (mark, row) in records.iter().map(|row| (b' ', row)).chain([(b'*', &records[0])]) {
        bytes.push(mark);
        for (at, cell) in row.iter().enumerate() {
            bytes.extend(cell);
            bytes.extend(vec![b' '; width(at) - cell.len()]);
        }
    }
    bytes
}

#[test]
fn a_dbf_is_read_without_its_deleted_records_and_asks_for_its_encoding() {
    let own = known(&Office::usual().inputs()).unwrap();
    let chinese =
        MEMBERS.replacen("member_id", "身份证号", 1).replacen("birth_date", "出生日期", 1);
    for (language, said) in [(0x4d, None), (0, Some(Encoding::Gb18030))] {
        let office = Office::usual();
        std::fs::remove_file(office.path("members.csv")).unwrap();
        office.write("members.dbf", &dbf(&chinese, language));
        let inputs = Inputs { encoding: said, ..office.inputs() };
        assert_eq!(known(&inputs).unwrap(), own, "{language}");
    }
    let office = Office::usual();
    std::fs::remove_file(office.path("members.csv")).unwrap();
    let whole = dbf(&chinese, 0);
    office.write("members.dbf", &whole);
    assert!(matches!(refused(&office.inputs()), OfficeFileError::NoEncoding { line: 1, .. }));
    office.write("members.dbf", &whole[..whole.len() - 1]);
    assert!(matches!(refused(&office.inputs()), OfficeFileError::NotADbf { .. }));
}
