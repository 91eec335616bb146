//! More than ten offices, each with its files as it has them: `huzhu map` understands every file, and a night decides what it would
//! decide of our own, though nobody opened an editor on the files.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use encoding_rs::GB18030;
use rust_xlsxwriter::{Format, Workbook};
use serde_json::{Value, json};

use super::exports::{dbf, settlements};
use super::workbooks::sheet;
use super::{
    ENROLMENTS, MEMBERS, Office, bills, does, night, office_with, open_documents, own, pages,
};

/// Our columns as a hospital calls them.
const OF_A_HOSPITAL: &str = "结算单号,身份证号,医疗类别,医院编号,医院等级,入院日期,出院日期,结算日期,诊断,\
    总费用(元),全自费,先行自付,起付线,统筹基金支付,大病保险,医疗救助,其他支付";

/// The bills as a hospital lists them.
fn hospital_list(separator: &str) -> String {
    let own = bills();
    let levels =
        [(",1,2024", ",一级,2024"), (",2,2024", ",二级甲等,2024"), (",3,2024", ",三级,2024")];
    let rows = own.lines().skip(1).map(|line| {
        let line = line.replace("inpatient", "住院").replace(",none,", ",未定级,");
        let line = levels.iter().fold(line, |line, (own, word)| line.replace(own, word));
        line.replace("2024-06-", "2024/6/")
    });
    let rows: Vec<String> = std::iter::once(OF_A_HOSPITAL.to_owned()).chain(rows).collect();
    rows.iter().map(|row| row.replace(',', separator) + "\r\n").collect()
}

fn total() -> String {
    let own = bills();
    let fen = own
        .lines()
        .skip(1)
        .map(|line| line.split(',').nth(9).unwrap().replace('.', "").parse::<u64>().unwrap());
    let fen: u64 = fen.sum();
    format!("{}.{:02}", fen / 100, fen % 100)
}

#[test]
fn our_own_form_and_a_roster_of_a_unit() {
    // 1 and 2: the roster enrols, with what the office says once for all of its people.
    let own = own();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 0, 3, "参保职工花名册", &Format::new().set_bold()).unwrap();
    let rows = [
        ["序号", "姓名", "身份证号", "手机号"],
        ["1", "张三", "990000198001010018", "13800000000"],
        ["2", "李四", "99000019800101008X", "13900000000"],
    ];
    for (at, row) in (1..).zip(rows) {
        sheet.write_row(at, 0, row).unwrap();
    }
    let office = Office::usual();
    std::fs::remove_file(office.path("members.csv")).unwrap();
    book.save(office.path("members.xlsx")).unwrap();
    let import = "[import.roster]\ncolumns = { \"序号\" = \"\", \"手机号\" = \"\" }\nvalues = { org_code = \"99.01\", hardship = \"no\" }\n";
    let (decided, _) = night(&office, import, &[("members.xlsx", "members")]);
    assert_eq!(decided, own);
}

#[test]
fn settlement_exports_of_two_regions() {
    let own = own();
    // 3: JSON lines, and codes of its own.
    let office_a = office_with("bills.csv", "bills.jsonl", settlements().join("\n").as_bytes());
    let region = "[import.region]\nwords = { category = { \"21\" = \"inpatient\" }, \
        hospital_level = { \"01\" = \"1\", \"02\" = \"2\", \"03\" = \"3\", \"09\" = \"none\" } }\n";
    assert_eq!(night(&office_a, region, &[("bills.jsonl", "bills")]).0, own);
    // 4: a table in GB18030 with other codes, funds summed up, and a settlement that was taken back.
    let mut text = "setl_id,certno,med_type,fixmedins_code,hosp_lv,begndate,enddate,setl_time,dise_no,medfee_sumamt,fulamt_ownpay_amt,\
        preselfpay_amt,act_pay_dedc,hifp_pay,hifmi_pay,maf_pay,oth_pay,refd_setl_flag,init_setl_id,fund_pay_sumamt,备注\n".to_owned();
    let all = bills();
    for line in all.lines().skip(1) {
        let line = line.replace("inpatient", "2101").replace(",none,", ",9,");
        let fund = line.split(',').nth(13).unwrap();
        let _ = writeln!(text, "{line},0,,{fund},正常");
    }
    let first = all.lines().nth(1).unwrap().replace("inpatient", "2101");
    let minus: Vec<String> = first
        .split(',')
        .enumerate()
        .map(|(at, cell)| match at {
            0 => "R0".to_owned(),
            9.. if cell != "0.00" => format!("-{cell}"),
            _ => cell.to_owned(),
        })
        .collect();
    let twice = first.replacen("B0,", "B99,", 1);
    let fund = first.split(',').nth(13).unwrap();
    let _ = writeln!(text, "{twice},0,,{fund},重复上传\n{},1,B99,-{fund},退费", minus.join(","));
    let office_b = office_with("bills.csv", "bills.csv", &GB18030.encode(&text).0);
    let region = "[import.region]\nwords = { category = { \"2101\" = \"inpatient\" }, \
        hospital_level = { \"1\" = \"1\", \"2\" = \"2\", \"3\" = \"3\", \"9\" = \"none\" } }\n";
    assert_eq!(night(&office_b, region, &[("bills.csv", "bills")]).0, own);
}

#[test]
fn hospital_lists_with_a_total_in_tabs_and_under_merged_headers() {
    let own = own();
    // 5: titles above, a total and a signature below, which the night tells of.
    let list = format!(
        "某市第一医院住院费用清单,,,\r\n\r\n{}合计,,,,,,,,,{},,,,,,,\r\n制表人：王五\r\n",
        hospital_list(","),
        total()
    );
    let (decided, told) = night(
        &office_with("bills.csv", "bills.csv", list.as_bytes()),
        "",
        &[("bills.csv", "bills")],
    );
    assert_eq!(decided, own);
    assert!(told.contains("2 rows with totals, signatures or remarks"), "{told}");
    // 6: GB18030 with tabs.
    let tabs = GB18030.encode(&hospital_list("\t")).0.into_owned();
    assert_eq!(
        night(&office_with("bills.csv", "bills.txt", &tabs), "", &[("bills.txt", "bills")]).0,
        own
    );
    // 7: a workbook whose header has two rows, with merged cells above the amounts.
    let office = Office::usual();
    std::fs::remove_file(office.path("bills.csv")).unwrap();
    let (mut book, bold) = (Workbook::new(), Format::new().set_bold());
    sheet(&mut book, "住院", &bills(), "yyyy/m/d");
    let list = book.worksheet_from_name("住院").unwrap();
    for (column, name) in (0..).zip(OF_A_HOSPITAL.split(',')) {
        list.write(2, column, name).unwrap();
    }
    list.merge_range(1, 9, 1, 12, "费用", &bold).unwrap();
    list.merge_range(1, 13, 1, 16, "基金支付", &bold).unwrap();
    for column in 0..9 {
        let name = OF_A_HOSPITAL.split(',').nth(usize::from(column)).unwrap();
        list.merge_range(1, column, 2, column, name, &bold).unwrap();
    }
    for (row, line) in (3..).zip(bills().lines().skip(1)) {
        list.write(row, 2, "住院").unwrap();
        let word = match line.split(',').nth(4).unwrap() {
            "1" => "一级",
            "2" => "二级",
            "3" => "三级",
            _ => "未定级",
        };
        list.write(row, 4, word).unwrap();
    }
    book.save(office.path("bills.xlsx")).unwrap();
    assert_eq!(night(&office, "", &[("bills.xlsx", "bills")]).0, own);
}

#[test]
fn the_dump_of_an_old_system_in_fifteen_digits() {
    // 8: DBF in GBK, members by the numbers that they had before 1999. The first has to have the right last digit.
    let right = |text: &str| text.replace("990000198001010018", "990000198001010012");
    let old = |text: &str| {
        let short = right(text).replace("990000198001010012", "990000800101001");
        short.replace("99000019800101008X", "990000800101008")
    };
    let files = ["members", "enrolments", "bills"];
    let own = Office::usual();
    for (name, text) in files.iter().zip([MEMBERS, ENROLMENTS, &bills()]) {
        own.write(&format!("{name}.csv"), right(text).as_bytes());
    }
    let (expected, _) = night(&own, "", &[("members.csv", "members")]);
    let office = Office::usual();
    let chinese =
        MEMBERS.replacen("member_id", "身份证号", 1).replacen("birth_date", "出生日期", 1);
    let period = ENROLMENTS.replacen("enrolled_on", "参保日期", 1);
    for (name, text) in files.iter().zip([chinese, period, bills()]) {
        std::fs::remove_file(office.path(&format!("{name}.csv"))).unwrap();
        office.write(&format!("{name}.dbf"), &dbf(&old(&text), 0x4d));
    }
    let files =
        [("members.dbf", "members"), ("enrolments.dbf", "enrolments"), ("bills.dbf", "bills")];
    let import = "[import.old]\ncolumns = { hospital_l = \"hospital_level\", hospital_i = \"hospital_id\", \
        out_of_cat = \"out_of_catalogue\", class_b_pr = \"class_b_prepay\", critical_p = \"critical_paid\", \
        assistance = \"assistance_paid\" }\n";
    let (decided, told) = night(&office, import, &files);
    assert_eq!(decided, expected);
    assert!(told.contains("1 records are marked as deleted"), "{told}");
}

#[test]
fn workbooks_of_other_spreadsheets_and_of_systems_that_call_anything_an_xls() {
    let own = own();
    // 10: LibreOffice, its days and amounts as it keeps them.
    let workbook = open_documents::ods(&open_documents::sheet("住院", &bills()));
    let libre = office_with("bills.csv", "bills.ods", &workbook);
    assert_eq!(night(&libre, "", &[("bills.ods", "bills")]).0, own);
    // 11: a web page in GB18030 under the name of an .xls, as the hospital calls its columns.
    let list = hospital_list(",").replace("\r\n", "\n");
    let page = GB18030.encode(&pages::page(&list)).0.into_owned();
    let web = office_with("bills.csv", "bills.xls", &page);
    assert_eq!(night(&web, "", &[("bills.xls", "bills")]).0, own);
    // 12: the XML of Excel 2003.
    let id = |id: &str| format!("<Cell><Data ss:Type=\"String\">{id}</Data></Cell>");
    let old = office_with("members.csv", "members.xls", pages::xml(id, "").as_bytes());
    assert_eq!(night(&old, "", &[("members.xls", "members")]).0, own);
}

/// A bill of ours as a Claim, of which the columns that FHIR has no element for are supporting information.
fn claim(names: &[&str], line: &str) -> Value {
    const OURS: &str = "https://huzhu.invalid/fhir/bill";
    let cell: BTreeMap<&str, &str> = names.iter().copied().zip(line.split(',')).collect();
    let amount = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let named = |name: &str| json!({ "coding": [{ "system": OURS, "code": name }] });
    let mut beside = vec![
        json!({ "sequence": 1, "category": named("hospital_level"), "valueString": cell["hospital_level"] }),
        json!({ "sequence": 2, "category": named("settled_on"), "timingDate": cell["settled_on"] }),
    ];
    for name in &names[10..] {
        let value = json!({ "value": amount(cell[name]), "code": "CNY" });
        let sequence = beside.len() + 1;
        beside
            .push(json!({ "sequence": sequence, "category": named(name), "valueQuantity": value }));
    }
    json!({
        "resourceType": "Claim", "status": "active", "use": "claim",
        "identifier": [{ "value": cell["bill_id"] }],
        "type": { "coding": [{ "code": "inpatient" }] },
        "patient": { "identifier": { "value": cell["member_id"] } },
        "provider": { "identifier": { "value": cell["hospital_id"] } },
        "billablePeriod": { "start": cell["admission"], "end": cell["discharge"] },
        "created": cell["settled_on"],
        "diagnosis": [{ "sequence": 1, "diagnosisCodeableConcept": { "coding": [{ "code": cell["diagnosis"] }] } }],
        "total": { "value": amount(cell["total"]), "currency": "CNY" },
        "supportingInfo": beside,
    })
}

#[test]
fn a_hospital_group_that_sends_a_bundle_of_claims() {
    // 13.
    let own_bills = bills();
    let (header, rows) = own_bills.split_once('\n').unwrap();
    let names: Vec<&str> = header.split(',').collect();
    let entries = rows.lines().map(|line| json!({ "resource": claim(&names, line) }));
    let entries: Vec<Value> = entries.collect();
    let bundle = json!({ "resourceType": "Bundle", "type": "collection", "entry": entries });
    let group = office_with("bills.csv", "bills.json", bundle.to_string().as_bytes());
    let (decided, _) = night(&group, "", &[("bills.json", "bills")]);
    assert_eq!(decided, own());
}

#[test]
fn a_bank_that_sends_its_results_in_gb18030() {
    // 14: the files of the office are ours; what comes back from the bank is in the bank's own form.
    let office = Office::usual();
    let bank = "[bank.city]\nencoding = \"gb18030\"\ncolumns = [ { header = \"序号\", holds = \"serial\" }, \
        { header = \"姓名\", holds = \"payee\" }, { header = \"帐号\", holds = \"account\" }, { header = \"金额\", holds = \"amount\" } ]\n\
        [bank.city.results]\nlines_after = 1\ncolumns = [ { header = \"序号\", holds = \"serial\" }, { header = \"姓名\", holds = \"payee\" }, \
        { header = \"帐号\", holds = \"account\" }, { header = \"金额\", holds = \"amount\" }, { header = \"处理结果\", holds = \"result\" }, \
        { header = \"失败原因\", holds = \"reason\" } ]\npaid = [\"成功\"]\nreturned = [\"失败\"]\n";
    night(&office, bank, &[("bills.csv", "bills")]);
    let payees = "member_id,kind,payee,account\n990000198001010018,member,张三,6222100001\n99000019800101008X,member,李四,6222100002\n";
    office.write("payees.csv", payees.as_bytes());
    does(&office, &["ledger", "payees", "city.ledger", "payees.csv", "--by", "chen"]);
    does(
        &office,
        &[
            "ledger",
            "release",
            "city.ledger",
            "1",
            "--bank",
            "city",
            "--out",
            "bank.csv",
            "--by",
            "li",
        ],
    );
    let sent = std::fs::read(office.path("bank.csv")).unwrap();
    let sent = GB18030.decode(&sent).0.into_owned();
    let results = sent.lines().enumerate().map(|(at, line)| match at {
        0 => format!("{line},处理结果,失败原因\r\n"),
        1 => format!("{line},成功,\r\n"),
        _ => format!("{line},失败,账户已销户\r\n"),
    });
    let results = results.collect::<String>() + "以上共 2 笔\r\n";
    office.write("result.csv", &GB18030.encode(&results).0);
    let told = does(
        &office,
        &[
            "ledger",
            "confirmed",
            "city.ledger",
            "result.csv",
            "--bank",
            "city",
            "--run",
            "1",
            "--by",
            "qian",
        ],
    );
    assert!(
        told.contains("confirmed by the bank: 1 payments") && told.contains("returned: 1 payments"),
        "{told}"
    );
}
