//! Workbooks.

use rust_xlsxwriter::{Format, Workbook};

use huzhu::intake::Inputs;
use huzhu::office_files::OfficeFileError;

use super::{ENROLMENTS, MEMBERS, Office, bills, known, refused, rejects};

/// Columns of which a spreadsheet makes numbers, and days.
pub(super) const NUMBERS: [&str; 9] = [
    "total",
    "out_of_catalogue",
    "class_b_prepay",
    "deductible",
    "pool_paid",
    "critical_paid",
    "assistance_paid",
    "other_paid",
    "units",
];
pub(super) const DAYS: [&str; 7] =
    ["birth_date", "start", "end", "enrolled_on", "admission", "discharge", "settled_on"];

/// The days of a spreadsheet: so many since the end of 1899.
fn serial(day: &str) -> f64 {
    let parts: Vec<u16> = day.split('-').map(|part| part.parse().unwrap()).collect();
    let day = rust_xlsxwriter::ExcelDateTime::from_ymd(parts[0], parts[1] as u8, parts[2] as u8);
    day.unwrap().to_excel()
}

/// A file in our own form as a sheet, with numbers and days as a spreadsheet has them.
pub fn sheet(book: &mut Workbook, name: &str, own: &str, format: &str) {
    let sheet = book.add_worksheet().set_name(name).unwrap();
    let format = Format::new().set_num_format(format);
    let mut lines = own.lines();
    let columns: Vec<&str> = lines.next().unwrap().split(',').collect();
    sheet.write(0, 0, "二〇二四年六月").unwrap();
    for (at, column) in columns.iter().enumerate() {
        sheet.write(2, at as u16, *column).unwrap();
    }
    for (row, line) in lines.enumerate() {
        for ((at, column), cell) in columns.iter().enumerate().zip(line.split(',')) {
            let (row, at) = (row as u32 + 3, at as u16);
            let written = match column {
                column if NUMBERS.contains(column) => {
                    sheet.write(row, at, cell.parse::<f64>().unwrap())
                }
                column if DAYS.contains(column) => {
                    sheet.write_with_format(row, at, serial(cell), &format)
                }
                _ => sheet.write(row, at, cell),
            };
            written.unwrap();
        }
    }
}

#[test]
fn a_workbook_is_read_as_our_own_files_whatever_its_days_look_like() {
    let own = known(&Office::usual().inputs()).unwrap();
    for format in ["yyyy/m/d", "yyyy\"年\"m\"月\"d\"日\"", "yyyy-mm-dd", "m/d/yy", "[$-404]e/m/d"]
    {
        let office = Office::usual();
        let mut book = Workbook::new();
        sheet(&mut book, "会员", MEMBERS, format);
        sheet(&mut book, "参保", ENROLMENTS, format);
        sheet(&mut book, "结算单", &bills(), format);
        let path = office.path("all.xlsx");
        book.save(&path).unwrap();
        let inputs = Inputs::of([path.clone(), path.clone(), path]);
        assert_eq!(known(&inputs).unwrap(), own, "{format}");
    }
}

/// A workbook of members, with one cell as `write` has it.
fn members(write: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Office {
    let office = Office::usual();
    let mut book = Workbook::new();
    sheet(&mut book, "Sheet1", MEMBERS, "yyyy-mm-dd");
    write(book.worksheet_from_name("Sheet1").unwrap());
    std::fs::remove_file(office.path("members.csv")).unwrap();
    book.save(office.path("members.xlsx")).unwrap();
    office
}

#[test]
fn an_id_that_became_a_number_is_refused_with_the_address_of_its_cell() {
    let office = members(|sheet| {
        sheet.write(3, 0, "990000198001010018".parse::<f64>().unwrap()).unwrap();
    });
    let told = rejects(&office);
    assert!(told.contains("members.xlsx[Sheet1],4,member_id"), "{told}");
    assert!(told.contains("spoiled_number") && told.contains("A4"), "{told}");
}

#[test]
fn a_number_that_a_format_fills_up_is_the_id_that_is_shown() {
    for (format, shown) in [("000000", "000071"), ("\"A\"0000", "A0071"), ("00\\-0000", "00-0071")]
    {
        let office = members(|sheet| {
            let format = Format::new().set_num_format(format);
            sheet.write_with_format(3, 0, 71, &format).unwrap();
        });
        let known = known(&office.inputs()).unwrap();
        assert!(known.iter().any(|member| member.starts_with(&format!("{shown} "))), "{known:?}");
    }
}

#[test]
fn a_number_among_ids_with_zeros_in_front_is_refused_with_the_address_of_its_cell() {
    let office = members(|sheet| {
        sheet.write(3, 0, "000072").unwrap();
        sheet.write(4, 0, 71).unwrap();
    });
    let why = refused(&office.inputs());
    assert!(matches!(&why, OfficeFileError::ZerosLost { cell, .. } if cell == "A5"), "{why}");
    // Typed as texts, both are what they say.
    let office = members(|sheet| {
        sheet.write(3, 0, "000071").unwrap();
        sheet.write(4, 0, "71").unwrap();
    });
    assert_eq!(known(&office.inputs()).unwrap().len(), 2);
}

#[test]
fn a_unit_that_became_a_number_is_refused_with_the_address_of_its_cell() {
    let office = members(|sheet| {
        sheet.write(4, 3, 99.1).unwrap();
    });
    let why = refused(&office.inputs());
    assert!(matches!(&why, OfficeFileError::NumberForText { cell, .. } if cell == "D5"), "{why}");
}

#[test]
fn numbers_of_titles_and_totals_are_no_ids() {
    let with_numbers = |ids: [&str; 2]| {
        members(|sheet| {
            sheet.write(0, 0, 2024).unwrap();
            sheet.write(0, 3, 6.5).unwrap();
            for (row, id) in (3..).zip(ids) {
                sheet.write(row, 0, id).unwrap();
            }
            // Below the records: a page is signed, and counted in the columns of ids and of units.
            sheet.write(5, 4, "合计").unwrap();
            sheet.write(6, 0, "审核").unwrap();
            sheet.write(6, 3, 99.5).unwrap();
        })
    };
    let office = with_numbers(["000071", "000072"]);
    let whole = known(&office.inputs()).unwrap();
    assert_eq!(whole.len(), 2);
    let told = notes(&office);
    assert_eq!((told.as_array().unwrap().len(), &told[0]["what"]), (1, &"below".into()));
}

/// What the manifest of a batch says of the office's own files of members.
pub fn notes(office: &Office) -> serde_json::Value {
    rejects(office);
    let manifest = std::fs::read_to_string(office.path("out/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    manifest["inputs"][0]["notes"].clone()
}

#[test]
fn ids_that_are_numbers_of_several_lengths_are_told() {
    let numbers = |one: u32, other: u32| {
        members(|sheet| {
            sheet.write(3, 0, one).unwrap();
            sheet.write(4, 0, other).unwrap();
        })
    };
    let told = notes(&numbers(100_071, 72));
    assert_eq!(told[0]["what"], "numbers_as_ids");
    assert_eq!((&told[0]["rows"], &told[0]["line"]), (&2.into(), &5.into()));
    assert!(notes(&numbers(100_071, 100_072)).is_null());
}

#[test]
fn a_row_that_a_filter_hides_is_a_row_and_is_told() {
    let whole = known(&members(|_| {}).inputs()).unwrap();
    let hidden = members(|sheet| {
        sheet.set_row_hidden(4).unwrap();
        // Nothing stands in this one.
        sheet.set_row_hidden(9).unwrap();
    });
    assert_eq!(known(&hidden.inputs()).unwrap(), whole);
    let told = notes(&hidden);
    assert_eq!(told.as_array().unwrap().len(), 1);
    assert_eq!(
        (&told[0]["what"], &told[0]["rows"], &told[0]["line"]),
        (&"hidden".into(), &1.into(), &5.into())
    );
}

/// The same workbook with one part of it written anew, or another put to it.
fn with_part(path: &std::path::Path, part: &str, write: impl Fn(String) -> String) {
    use std::io::{Cursor, Read, Write};
    use zip::write::{SimpleFileOptions, ZipWriter};

    let bytes = std::fs::read(path).unwrap();
    let mut from = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    let mut names: Vec<String> = from.file_names().map(|name| name.unwrap().into_owned()).collect();
    if !names.iter().any(|name| name == part) {
        names.push(part.to_owned());
    }
    for name in names {
        let mut text = String::new();
        if let Ok(mut old) = from.by_name(&name) {
            old.read_to_string(&mut text).unwrap();
        }
        to.start_file(&name, SimpleFileOptions::default()).unwrap();
        let text = if name == part { write(text) } else { text };
        to.write_all(text.as_bytes()).unwrap();
    }
    std::fs::write(path, to.finish().unwrap().into_inner()).unwrap();
}

#[test]
fn days_are_counted_from_where_the_workbook_counts_them() {
    // From 1904 on, each number means a day 1,462 days later.
    let whole = known(&members(|_| {}).inputs()).unwrap();
    let office = members(|sheet| {
        let day = Format::new().set_num_format("yyyy-mm-dd");
        for row in [3, 4] {
            sheet.write_with_format(row, 1, serial("1980-01-01") - 1462.0, &day).unwrap();
        }
    });
    with_part(&office.path("members.xlsx"), "xl/workbook.xml", |text| {
        assert!(text.contains("<workbookPr "), "{text}");
        text.replace("<workbookPr ", "<workbookPr date1904=\"1\" ")
    });
    assert_eq!(known(&office.inputs()).unwrap(), whole);
}

#[test]
fn macros_are_left_alone_and_the_cells_are_read() {
    let whole = known(&members(|_| {}).inputs()).unwrap();
    let office = members(|_| {});
    with_part(&office.path("members.xlsx"), "xl/vbaProject.bin", |_| "a macro".to_owned());
    std::fs::rename(office.path("members.xlsx"), office.path("members.xlsm")).unwrap();
    assert_eq!(known(&office.inputs()).unwrap(), whole);
}

#[test]
fn a_million_rows_without_anything_in_them_are_no_rows() {
    let whole = known(&members(|_| {}).inputs()).unwrap();
    let office = members(|sheet| {
        let bold = Format::new().set_bold();
        sheet.write_blank(1_048_575, 3, &bold).unwrap();
        sheet.write(1_048_574, 0, "").unwrap();
    });
    with_part(&office.path("members.xlsx"), "xl/worksheets/sheet1.xml", |text| {
        let rows: String =
            (100..100_000).map(|row| format!("<row r=\"{row}\" hidden=\"1\"/>")).collect();
        text.replace("<row r=\"1048576\"", &format!("{rows}<row r=\"1048576\""))
    });
    assert_eq!(known(&office.inputs()).unwrap(), whole);
    assert!(notes(&office).is_null());
}

#[test]
fn a_formula_without_a_value_and_an_amount_between_two_fen_are_refused_where_they_stand() {
    let office = Office::usual();
    let mut book = Workbook::new();
    sheet(&mut book, "Sheet1", &bills(), "yyyy-mm-dd");
    let sheet = book.worksheet_from_name("Sheet1").unwrap();
    sheet.write(3, 9, 0.1 + 0.2).unwrap();
    sheet.write(4, 9, rust_xlsxwriter::Formula::new("=1+1").set_result("")).unwrap();
    std::fs::remove_file(office.path("bills.csv")).unwrap();
    book.save(office.path("bills.xlsx")).unwrap();
    let told = rejects(&office);
    assert!(told.contains("bills.xlsx[Sheet1],4,total") && told.contains("J4"), "{told}");
    assert!(told.contains("bills.xlsx[Sheet1],5,total") && told.contains("J5"), "{told}");
}

#[test]
fn what_is_no_workbook_is_told() {
    let office = Office::usual();
    std::fs::remove_file(office.path("members.csv")).unwrap();
    office.write("members.xlsx", b"PK\x03\x04 and nothing behind it");
    assert!(matches!(refused(&office.inputs()), OfficeFileError::NotAWorkbook { .. }));
    let encrypted: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    office.write("members.xlsx", &[b"\xd0\xcf\x11\xe0", encrypted.as_slice()].concat());
    assert!(matches!(refused(&office.inputs()), OfficeFileError::Password { .. }));
}

fn run(office: &Office, arguments: &[&str]) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_huzhu"));
    let output = command.args(arguments).current_dir(office.folder.path()).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 3)), "{arguments:?}: {told}");
}

#[test]
fn results_are_a_workbook_and_rejected_rows_can_be_mended_in_another_and_sent_again() {
    use calamine::{Data, Reader, Xlsx, open_workbook};

    let office = Office::usual();
    office.write("bills.csv", bills().replacen("2024-06-01", "2024-06-31", 1).as_bytes());
    let rules = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/city");
    let batch = ["--lang", "en", "batch", "--rules", rules, "--data", ".", "--out", "out"];
    run(&office, &batch);
    run(&office, &["--lang", "en", "excel", "out", "--csv"]);
    let decisions = std::fs::read_to_string(office.path("out/decisions.csv")).unwrap();
    let mut book: Xlsx<_> = open_workbook(office.path("out/results.xlsx")).unwrap();
    let sheet = book.worksheet_range("decisions").unwrap();
    let header: Vec<&str> = decisions.lines().next().unwrap().split(',').collect();
    let payable = header.iter().position(|name| *name == "payable").unwrap();
    for (line, row) in decisions.lines().zip(sheet.rows()).skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(row[1], Data::String(cells[1].to_owned()), "an id is text");
        assert_eq!(
            row[payable],
            Data::Float(cells[payable].parse().unwrap()),
            "an amount is a number"
        );
    }
    let marked = std::fs::read(office.path("out/decisions-excel.csv")).unwrap();
    assert_eq!(marked, ["\u{feff}", &decisions].concat().into_bytes());
    // The row that was rejected comes back as the workbook has it, but for the mended day.
    let mut book: Xlsx<_> = open_workbook(office.path("out/rejects.xlsx")).unwrap();
    let sheet = book.worksheet_range("bills").unwrap();
    let mut mended = Workbook::new();
    let copy = mended.add_worksheet();
    for (row, column, value) in sheet.used_cells() {
        match value {
            Data::String(text) => {
                copy.write(row as u32, column as u16, text.replace("06-31", "06-01")).unwrap()
            }
            Data::Float(number) => copy.write(row as u32, column as u16, *number).unwrap(),
            other => panic!("{other:?}"),
        };
    }
    assert_eq!(sheet.rows().count(), 2);
    mended.save(office.path("mended.xlsx")).unwrap();
    let inputs = Inputs { bills: office.path("mended.xlsx"), ..office.inputs() };
    assert!(known(&inputs).unwrap()[0].contains("[\"B0\"]"));
}

#[test]
fn every_table_of_a_replay_is_a_sheet_and_its_amounts_are_numbers() {
    use calamine::{Data, Reader, Xlsx, open_workbook};

    let office = Office::usual();
    let rules = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/city");
    let replay = ["--lang", "en", "replay", "--baseline", rules, "--data", ".", "--out", "out"];
    let asked =
        ["--set", "parameters.ceiling=5000", "--sweep", "parameters.ceiling=5000..9000:2000"];
    let by_bill = ["--least-members", "1", "--bootstrap", "0", "--full-ids", "--by-bill"];
    let signed = ["--author", "Li Wei", "--dated", "2025-06-30"];
    run(&office, &[&replay[..], &asked, &by_bill, &signed].concat());
    run(&office, &["--lang", "en", "excel", "out"]);
    let mut book: Xlsx<_> = open_workbook(office.path("out/results.xlsx")).unwrap();
    let tables = std::fs::read_dir(office.path("out")).unwrap();
    let names = tables.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let tables: Vec<String> = names.filter(|name| name.ends_with(".csv")).collect();
    assert_eq!(book.sheet_names().len(), tables.len(), "{tables:?}");
    let totals = std::fs::read_to_string(office.path("out/totals.csv")).unwrap();
    let sheet = book.worksheet_range("totals").unwrap();
    let payable = totals.lines().next().unwrap().split(',').position(|name| name == "payable");
    for (line, row) in totals.lines().zip(sheet.rows()).skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let payable = payable.unwrap();
        assert_eq!(row[payable], Data::Float(cells[payable].parse().unwrap()), "{line}");
        assert_eq!(row[0], Data::String(cells[0].to_owned()));
    }
    let report = std::fs::read_to_string(office.path("out/report.html")).unwrap();
    assert!(report.contains("presented by Li Wei · 2025-06-30"));
}
