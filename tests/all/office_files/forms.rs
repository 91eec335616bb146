//! Texts in all forms that offices send.

use std::collections::HashMap;

use huzhu::intake::Inputs;
use huzhu::office_files::{Encoding, OfficeFileError};
use proptest::prelude::*;

use super::{ENROLMENTS, MEMBERS, Office, all_refused, bills, known, refused};

/// What offices call our columns: in Chinese, and in the national settlement.
const NAMES: [(&str, &[&str]); 29] = [
    ("member_id", &["身份证号", "证件号码", "certno"]),
    ("birth_date", &["出生日期", "brdy"]),
    ("sex", &["性别", "gend"]),
    ("org_code", &["单位", "单位编码"]),
    ("hardship", &["困难职工", "是否困难"]),
    ("name", &["姓名", "psn_name"]),
    ("plan", &["保障项目"]),
    ("start", &["起始日期"]),
    ("end", &["终止日期"]),
    ("units", &["份数"]),
    ("enrolled_on", &["参保日期"]),
    ("bill_id", &["结算单号", "setl_id"]),
    ("category", &["就医类别", "医疗类别"]),
    ("hospital_id", &["医院编号", "fixmedins_code"]),
    ("hospital_level", &["医院等级", "医院级别", "hosp_lv"]),
    ("admission", &["入院日期", "begndate"]),
    ("discharge", &["出院日期", "enddate"]),
    ("settled_on", &["结算日期", "结算时间", "setl_time"]),
    ("diagnosis", &["诊断", "dise_no"]),
    ("total", &["总费用", "医疗费总额(元)", "medfee_sumamt"]),
    ("out_of_catalogue", &["全自费", "个人自费（元）"]),
    ("class_b_prepay", &["先行自付", "preselfpay_amt"]),
    ("deductible", &["起付线", "act_pay_dedc"]),
    ("pool_paid", &["统筹基金支付", "hifp_pay"]),
    ("critical_paid", &["大病保险", "hifmi_pay"]),
    ("assistance_paid", &["医疗救助", "maf_pay"]),
    ("other_paid", &["其他支付", "oth_pay"]),
    ("in_network", &["是否定点"]),
    ("takes_back", &["init_setl_id"]),
];

/// How a table is written.
#[derive(Clone, Debug)]
struct Form {
    gb18030: bool,
    separator: char,
    /// Which of the names, if there are so many; else ours.
    name: usize,
    amount: usize,
    day: usize,
    in_words: bool,
    titles: bool,
    line_end: &'static str,
}

fn form() -> impl Strategy<Value = Form> {
    let separators = prop::sample::select(vec![',', '\t', ';', '|']);
    let ends = prop::sample::select(vec!["\n", "\r\n"]);
    (
        any::<bool>(),
        separators,
        0..4_usize,
        0..5_usize,
        0..6_usize,
        any::<bool>(),
        any::<bool>(),
        ends,
    )
        .prop_map(|(gb18030, separator, name, amount, day, in_words, titles, line_end)| Form {
            gb18030,
            separator,
            name,
            amount,
            day,
            in_words,
            titles,
            line_end,
        })
}

impl Form {
    /// A file in our own form, written in this one.
    fn write(&self, own: &str) -> Vec<u8> {
        let names: HashMap<&str, &[&str]> = NAMES.into_iter().collect();
        let mut lines = own.lines();
        let columns: Vec<&str> = lines.next().unwrap().split(',').collect();
        let mut rows = Vec::new();
        if self.titles {
            rows.push(vec!["二〇二四年六月".to_owned()]);
            rows.push(Vec::new());
        }
        let name = |column: &&str| names[*column].get(self.name).unwrap_or(column).to_string();
        rows.push(columns.iter().map(name).collect());
        for line in lines {
            let cells = columns.iter().zip(line.split(','));
            rows.push(cells.map(|(column, cell)| self.cell(column, cell)).collect());
        }
        if self.titles {
            rows.push(vec!["制表人：王五".to_owned()]);
        }
        let separator = self.separator.to_string();
        let quoted = |cell: &String| match cell.contains(self.separator) {
            true => format!("\"{cell}\""),
            false => cell.clone(),
        };
        let text: Vec<String> = rows
            .iter()
            .map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(&separator))
            .collect();
        let text = text.join(self.line_end) + self.line_end;
        if self.gb18030 {
            encoding_rs::GB18030.encode(&text).0.into_owned()
        } else {
            text.into_bytes()
        }
    }

    fn cell(&self, column: &str, cell: &str) -> String {
        match column {
            "birth_date" | "start" | "end" | "enrolled_on" | "admission" | "discharge"
            | "settled_on" => self.day(cell),
            "total" | "out_of_catalogue" | "pool_paid" | "deductible" => self.amount(cell),
            "sex" | "hardship" | "category" if self.in_words => word(cell).to_owned(),
            // Digits below these names differ from region to region, and are refused.
            "hospital_level" if self.in_words || self.name < 3 => word(cell).to_owned(),
            _ => cell.to_owned(),
        }
    }

    fn day(&self, day: &str) -> String {
        let parts: Vec<u32> = day.split('-').map(|part| part.parse().unwrap()).collect();
        let [year, month, day_of_month] = parts[..] else { unreachable!("of three parts") };
        match self.day {
            0 => format!("{year}-{month}-{day_of_month}"),
            1 => format!("{year}/{month}/{day_of_month}"),
            2 => format!("{year}{month:02}{day_of_month:02}"),
            3 => format!("{year}年{month}月{day_of_month}日"),
            4 => format!("{day}T23:59:59+08:00"),
            _ => day.to_owned(),
        }
    }

    fn amount(&self, amount: &str) -> String {
        let (whole, part) = amount.split_once('.').unwrap();
        let grouped = match whole.len() {
            4.. => format!("{},{}", &whole[..whole.len() - 3], &whole[whole.len() - 3..]),
            _ => whole.to_owned(),
        };
        match self.amount {
            0 => format!("{grouped}.{part}"),
            1 => format!("¥{grouped}.{part}"),
            2 => format!("{amount}00"),
            3 => format!("{amount}元"),
            _ => amount.to_owned(),
        }
    }
}

fn word(value: &str) -> &str {
    match value {
        "M" => "男",
        "F" => "女",
        "yes" => "是",
        "no" => "否",
        "inpatient" => "住院",
        "1" => "一级",
        "2" => "二级甲等",
        "3" => "三级",
        "none" => "未定级",
        other => other,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Encoding, separator, names, days, amounts and words are forms of the same rows.
    #[test]
    fn a_table_in_any_form_is_read_as_our_own(members in form(), enrolments in form(), bills_in in form()) {
        // Our own header tells no encoding: rows that are not UTF-8 are refused then.
        prop_assume!([&members, &bills_in].iter().all(|form| !form.gb18030 || form.name < 3));
        let own = known(&Office::usual().inputs()).unwrap();
        let office = Office::usual();
        office.write("members.csv", &members.write(MEMBERS));
        office.write("enrolments.csv", &enrolments.write(ENROLMENTS));
        office.write("bills.csv", &bills_in.write(&bills()));
        prop_assert_eq!(known(&office.inputs()).unwrap(), own);
    }
}

#[test]
fn a_row_that_stands_in_two_files_of_bills_counts_once() {
    let own = Office::usual();
    let office = Office::usual();
    let form = Form {
        gb18030: true,
        separator: '\t',
        name: 0,
        amount: 1,
        day: 3,
        in_words: true,
        titles: true,
        line_end: "\r\n",
    };
    let all = bills();
    let lines: Vec<&str> = all.lines().collect();
    let part = |rows: &[&str]| [&lines[..1], rows].concat().join("\n") + "\n";
    office.write("bills.csv", part(&lines[1..8]).as_bytes());
    let more = office.write("july.txt", &form.write(&part(&lines[6..])));
    let inputs = Inputs { more_bills: vec![more], ..office.inputs() };
    assert_eq!(known(&inputs).unwrap(), known(&own.inputs()).unwrap());
}

#[test]
fn one_file_may_hold_members_periods_and_bills() {
    let header = "身份证号,姓名,单位,困难职工,保障项目,起始日期,终止日期,份数,参保日期,结算单号,就医类别,医院编号,医院等级,\
                  入院日期,出院日期,结算日期,诊断,总费用,全自费,先行自付,起付线,统筹支付,大病支付,医疗救助,其他支付\n";
    let person = "990000198001010018,张三,99.01,否,city,2023-01-01,2024-12-31,1,2022-12-01";
    let bill = |number: u32| {
        format!(
            "{person},B{number},住院,H1,三级,2024/6/{number},2024/6/9,2024/6/9,I10,2000.5{number},0,0,0,1000.00,0,0,0\n"
        )
    };
    let text = format!("{header}{}{}", bill(1), bill(2));
    let office = Office::usual();
    let path = office.write("all.csv", text.as_bytes());
    let known = known(&Inputs::of([path.clone(), path.clone(), path])).unwrap();
    assert_eq!(known.len(), 1);
    assert!(known[0].starts_with("990000198001010018 99.01 [\"B1\", \"B2\"]"), "{known:?}");
}

#[test]
fn a_roster_is_enough_to_enrol_where_the_office_says_what_holds_for_all() {
    let roster = "某公司参保花名册\n序号,姓名,身份证号,手机号\n1,张三,990000198001010018,13800000000\n合计,1人,,\n";
    let import = "[import.roster]\ncolumns = { \"序号\" = \"\", \"手机号\" = \"\" }\n\
        values = { org_code = \"99.01\", hardship = \"no\", plan = \"city\", start = \"2023-01-01\", \
        end = \"2024-12-31\", units = \"1\", enrolled_on = \"2022-12-01\" }\n";
    let office = Office::usual();
    let roster = office.write("roster.csv", &encoding_rs::GB18030.encode(roster).0);
    let bills = office.write("none.csv", bills().lines().next().unwrap().as_bytes());
    let import = office.write("import.toml", import.as_bytes());
    let inputs = Inputs { import: Some(import), ..Inputs::of([roster.clone(), roster, bills]) };
    let known = known(&inputs).unwrap();
    assert_eq!(known.len(), 1);
    assert!(known[0].starts_with("990000198001010018 99.01 []"), "{known:?}");
}

/// The bills of the usual office under Chinese headers, with cells changed.
fn chinese(change: impl Fn(String) -> String) -> Office {
    let office = Office::usual();
    let form = Form {
        gb18030: false,
        separator: ',',
        name: 0,
        amount: 5,
        day: 5,
        in_words: true,
        titles: false,
        line_end: "\n",
    };
    let text = String::from_utf8(form.write(&bills())).unwrap();
    office.write("bills.csv", change(text).as_bytes());
    office
}

#[test]
fn a_unit_that_is_not_yuan_is_refused_until_it_is_declared() {
    let in_fen = |text: String| {
        let mut lines = text.lines();
        let header = lines.next().unwrap().replace("总费用", "总费用(分)");
        let rows = lines.map(|line| {
            let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
            cells[9] = cells[9].replace('.', "");
            cells.join(",")
        });
        std::iter::once(header).chain(rows).collect::<Vec<_>>().join("\n")
    };
    let office = chinese(in_fen);
    let why = refused(&office.inputs());
    assert!(matches!(&why, OfficeFileError::UnitNamed { unit: "分", .. }), "{why}");
    office.write("import.toml", "[import.fen]\nunits = { \"总费用(分)\" = \"fen\" }\n".as_bytes());
    assert_eq!(known(&office.inputs()).unwrap(), known(&Office::usual().inputs()).unwrap());

    // Without a word of it, whole numbers alone tell that they may be fen.
    let office = chinese(|text| in_fen(text).replace("总费用(分)", "总费用"));
    let why = refused(&office.inputs());
    assert!(
        matches!(&why, OfficeFileError::WholeNumbers { header, rows: 12, .. } if header == "总费用"),
        "{why}"
    );
    let office = chinese(|text| format!("单位：万元\n{text}"));
    assert!(matches!(refused(&office.inputs()), OfficeFileError::UnitOfAll { unit: "万元", .. }));
}

#[test]
fn every_column_for_which_a_file_is_refused_is_named_at_once() {
    let wrong = chinese(|text| {
        let (header, rows) = text.split_once('\n').unwrap();
        let header = header.replace("总费用", "总费用(分)").replace("起付线", "起付线(万元)");
        let header = header.replace("大病保险", "统筹支付").replace("其他支付", "医疗救助支付");
        format!("{header}\n{rows}")
    });
    let named: Vec<String> = (all_refused(&wrong.inputs()).into_iter())
        .map(|why| match why {
            OfficeFileError::UnitNamed { header, .. } => header,
            OfficeFileError::Twice { column, .. } => column,
            other => panic!("{other}"),
        })
        .collect();
    assert_eq!(named, ["总费用(分)", "起付线(万元)", "assistance_paid", "pool_paid"]);
}

#[test]
fn a_total_that_is_not_the_sum_of_its_rows_refuses_the_file() {
    let sum: i64 = (0..12_i64).map(|number| 100 * (1234 + 1111 * number) + 7 * number % 100).sum();
    let total = |sum: i64| format!("合计,,,,,,,,,{}.{:02},,,,,,,\n", sum / 100, sum % 100);
    let right = chinese(|text| text + &total(sum));
    assert_eq!(known(&right.inputs()).unwrap(), known(&Office::usual().inputs()).unwrap());
    let wrong = chinese(|text| text + &total(sum + 1));
    let why = refused(&wrong.inputs());
    assert!(matches!(&why, OfficeFileError::TotalDiffers { line: 14, .. }), "{why}");
}

#[test]
fn codes_of_a_region_are_declared_and_never_guessed() {
    let office = chinese(|text| text.replace("住院", "21").replace("医院等级", "hosp_lv"));
    let why = refused(&office.inputs());
    assert!(matches!(&why, OfficeFileError::Codes { codes, .. } if codes == &["21"]), "{why}");
    let import = "[import.region]\nwords = { category = { \"21\" = \"inpatient\" } }\n";
    office.write("import.toml", import.as_bytes());
    assert_eq!(known(&office.inputs()).unwrap(), known(&Office::usual().inputs()).unwrap());
}

#[test]
fn what_an_encoding_does_not_hold_is_told_with_its_place() {
    let office = Office::usual();
    let text = encoding_rs::GB18030.encode("身份证号,姓名\n1,张三\n").0.into_owned();
    office.write("members.csv", &[&text, &b"2,\xff\xff\n"[..]].concat());
    assert!(matches!(
        refused(&office.inputs()),
        OfficeFileError::NotGb18030 { line: 3, letter: 3, .. }
    ));
    // Our own header tells no encoding: somebody has to say it.
    let office = Office::usual();
    let own = encoding_rs::GB18030.encode(&MEMBERS.replace("99.01", "某市.某区")).0.into_owned();
    office.write("members.csv", &own);
    let inputs = Inputs { encoding: Some(Encoding::Gb18030), ..office.inputs() };
    assert!(known(&inputs).unwrap()[0].contains("某市.某区"));
}

#[test]
fn two_columns_that_mean_one_are_refused_until_one_is_chosen() {
    let office = chinese(|text| text.replace("诊断", "统筹支付"));
    let why = refused(&office.inputs());
    assert!(
        matches!(&why, OfficeFileError::Twice { column, .. } if column == "pool_paid"),
        "{why}"
    );
}

/// A name with one letter too many, too few, another, or two that changed places.
fn mistyped(name: &str, at: usize, how: usize, letter: char) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let at = at % letters.len();
    match how {
        0 => letters.insert(at, letter),
        1 => drop(letters.remove(at)),
        2 => letters[at] = letter,
        _ => letters.swap(at, (at + 1) % name.len()),
    }
    letters.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// What a misspelt column says is never replaced by what the resident number says, or left out.
    #[test]
    fn a_column_that_is_misspelt_is_told_or_read_as_it_is_meant(
        file in 0..3_usize,
        column in any::<prop::sample::Index>(),
        at in 0..40_usize,
        how in 0..4_usize,
        letter in prop::sample::select(vec!['a', 'e', 's', 'x', 'E', '.', '_', '1', ' ']),
    ) {
        let (name, text) = [
            ("members.csv", MEMBERS.to_owned()),
            ("enrolments.csv", ENROLMENTS.to_owned()),
            ("bills.csv", bills()),
        ][file].clone();
        let (header, rows) = text.split_once('\n').unwrap();
        let mut columns: Vec<String> = header.split(',').map(str::to_owned).collect();
        let required = columns.len() - usize::from(file == 0); // The last of members.csv is their name.
        let column = column.index(required);
        columns[column] = mistyped(&columns[column], at, how, letter);
        let own = known(&Office::usual().inputs()).unwrap();
        let office = Office::usual();
        office.write(name, format!("{}\n{rows}", columns.join(",")).as_bytes());
        if let Ok(read) = known(&office.inputs()) {
            prop_assert_eq!(read, own, "{:?}", columns);
        }
    }
}
