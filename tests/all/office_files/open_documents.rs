//! Workbooks as LibreOffice and WPS save them (.ods).

use std::fmt::Write as _;
use std::io::{Cursor, Write};

use huzhu::office_files::OfficeFileError;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::rejects;
use super::workbooks::{DAYS, NUMBERS, notes};
use super::{ENROLMENTS, MEMBERS, Office, bills, known, refused};

const KIND: &str = "application/vnd.oasis.opendocument.spreadsheet";
const MANIFEST: &str =
    "<manifest:manifest><manifest:file-entry manifest:full-path=\"/\"/></manifest:manifest>";

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook of these sheets.
pub fn ods(sheets: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content><office:automatic-styles>\
         <style:style style:name=\"ta1\" style:family=\"table\"><style:table-properties table:display=\"true\"/></style:style>\
         <style:style style:name=\"ta2\" style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style>\
         </office:automatic-styles><office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body>\
         </office:document-content>"
    );
    zipped(&[("mimetype", KIND), ("META-INF/manifest.xml", MANIFEST), ("content.xml", &content)])
}

fn text(text: &str) -> String {
    format!(
        "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
    )
}

fn number(value: &str, shown: &str) -> String {
    format!(
        "<table:table-cell office:value-type=\"float\" office:value=\"{value}\"><text:p>{shown}</text:p></table:table-cell>"
    )
}

/// A cell as a spreadsheet keeps it: amounts rounded to whole yuan on the screen, days in words.
fn cell(column: &str, cell: &str) -> String {
    match column {
        column if NUMBERS.contains(&column) => {
            number(cell, cell.split('.').next().unwrap_or_default())
        }
        column if DAYS.contains(&column) => format!(
            "<table:table-cell office:value-type=\"date\" office:date-value=\"{cell}\"><text:p>那天</text:p>\
             </table:table-cell>"
        ),
        _ => text(cell),
    }
}

/// The rows of a file in our own form, below a title and an empty row; each as `write` has it.
fn sheet_with(name: &str, own: &str, write: impl Fn(usize, &[String]) -> String) -> String {
    let mut lines = own.lines();
    let columns: Vec<&str> = lines.next().unwrap().split(',').collect();
    let header: String = columns.iter().map(|column| text(column)).collect();
    let mut rows = format!(
        "<table:table-column table:number-columns-repeated=\"1024\"/><table:table-row>{}</table:table-row>\
         <table:table-row><table:table-cell table:number-columns-repeated=\"1024\"/></table:table-row>\
         <table:table-header-rows><table:table-row>{header}</table:table-row></table:table-header-rows>",
        text("二〇二四年六月")
    );
    for (at, line) in lines.enumerate() {
        let cells: Vec<String> =
            columns.iter().zip(line.split(',')).map(|(column, one)| cell(column, one)).collect();
        rows += &write(at, &cells);
    }
    let tail = "<table:table-row table:number-rows-repeated=\"1048500\"><table:table-cell \
                table:number-columns-repeated=\"16384\"/></table:table-row>";
    format!(
        "<table:table table:name=\"{name}\" table:style-name=\"ta1\">{rows}{tail}</table:table>"
    )
}

fn row(cells: &[String]) -> String {
    format!("<table:table-row>{}</table:table-row>", cells.concat())
}

pub fn sheet(name: &str, own: &str) -> String {
    sheet_with(name, own, |_, cells| row(cells))
}

/// The usual office, whose members are such a workbook.
fn members(bytes: &[u8]) -> Office {
    let office = Office::usual();
    std::fs::remove_file(office.path("members.csv")).unwrap();
    office.write("members.ods", bytes);
    office
}

/// Its members, of whom the second has this cell in a column.
fn with_cell(column: usize, cell: &str) -> Office {
    members(&ods(&sheet_with("会员", MEMBERS, |at, cells| {
        let mut cells = cells.to_vec();
        if at == 1 {
            cells[column] = cell.to_owned();
        }
        row(&cells)
    })))
}

#[test]
fn a_workbook_is_read_as_our_own_files_by_what_is_stored_and_not_by_what_is_shown() {
    let own = known(&Office::usual().inputs()).unwrap();
    let all = [("会员", MEMBERS.to_owned()), ("参保", ENROLMENTS.to_owned()), ("结算单", bills())];
    let sheets: String = all.iter().map(|(name, own)| sheet(name, own)).collect();
    let office = Office::usual();
    for name in ["members", "enrolments", "bills"] {
        std::fs::remove_file(office.path(&format!("{name}.csv"))).unwrap();
        office.write(&format!("{name}.ods"), &ods(&sheets));
    }
    assert_eq!(known(&office.inputs()).unwrap(), own);
}

#[test]
fn a_sheet_that_is_hidden_is_not_read_and_neither_are_notes_beside_cells() {
    let whole = known(&Office::usual().inputs()).unwrap();
    let noted = text("99.01").replace(
        "<text:p>",
        "<office:annotation><text:p>查过</text:p></office:annotation><text:p>",
    );
    let shown = sheet_with("会员", MEMBERS, |at, cells| {
        let mut cells = cells.to_vec();
        if at == 0 {
            cells[3] = noted.clone();
        }
        row(&cells)
    });
    let hidden = sheet("旧名单", MEMBERS).replace("ta1", "ta2").replace("张三", "王五");
    assert_eq!(known(&members(&ods(&(shown + &hidden))).inputs()).unwrap(), whole);
}

#[test]
fn rows_and_cells_that_repeat_are_rows_and_cells() {
    // LibreOffice writes neighbours that are equal once.
    let once = bills().lines().take(2).collect::<Vec<_>>().join("\n");
    let office = Office::usual();
    std::fs::remove_file(office.path("bills.csv")).unwrap();
    let zeros = number("0.00", "0.00");
    let packed = sheet_with("结算单", &once, |_, cells| {
        let [before, zero] = [&cells[..14], &cells[14..]];
        assert_eq!(
            zero,
            [zeros.as_str(), &zeros, &zeros].map(|zero| zero.replace(">0.00<", ">0<"))
        );
        let zeros = zeros
            .replace("<table:table-cell", "<table:table-cell table:number-columns-repeated=\"3\"");
        row(&[before, &[zeros]].concat())
            .replace("<table:table-row>", "<table:table-row table:number-rows-repeated=\"2\">")
    });
    office.write("bills.ods", &ods(&packed));
    assert!(known(&office.inputs()).unwrap()[0].contains("[]"));
    rejects(&office);
    let manifest = std::fs::read_to_string(office.path("out/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let counted = &manifest["inputs"][2];
    assert_eq!((&counted["rows"], &counted["duplicates"]), (&2.into(), &1.into()), "{manifest}");
}

#[test]
fn a_hidden_row_is_a_row_and_is_told() {
    let whole = known(&Office::usual().inputs()).unwrap();
    for hidden in ["collapse", "filter"] {
        let office = members(&ods(&sheet_with("会员", MEMBERS, |at, cells| match at {
            1 => row(cells)
                .replace("-row>", &format!("-row table:visibility=\"{hidden}\">"))
                .replacen(
                    &format!("</table:table-row table:visibility=\"{hidden}\">"),
                    "</table:table-row>",
                    1,
                ),
            _ => row(cells),
        })));
        assert_eq!(known(&office.inputs()).unwrap(), whole);
        let expected = serde_json::json!([{ "place": "members.ods[会员]", "what": "hidden", "rows": 1, "line": 5 }]);
        assert_eq!(notes(&office), expected);
    }
}

#[test]
fn a_number_that_is_shown_as_an_id_is_that_id_and_one_of_too_many_digits_is_refused_where_it_stands()
 {
    let known = known(&with_cell(0, &number("71", "A0071")).inputs()).unwrap();
    assert!(known.iter().any(|member| member.starts_with("A0071 ")), "{known:?}");
    for digits in ["990000198001010018", "9.90000198001010E+17"] {
        let told = rejects(&with_cell(0, &number(digits, "9.9E+17")));
        assert!(told.contains("members.ods[会员],5,member_id") && told.contains("A5"), "{told}");
        assert!(told.contains("spoiled_number"), "{told}");
    }
}

#[test]
fn numbers_that_have_lost_zeros_refuse_the_file_with_the_address_of_the_cell() {
    let why = refused(&with_cell(3, &number("99.1", "99.10")).inputs());
    assert!(matches!(&why, OfficeFileError::NumberForText { cell, .. } if cell == "D5"), "{why}");
    let lost = members(&ods(&sheet_with("会员", MEMBERS, |at, cells| {
        let ids = [number("72", "000072"), number("71", "71")];
        row(&[&ids[at..=at], &cells[1..]].concat())
    })));
    let why = refused(&lost.inputs());
    assert!(matches!(&why, OfficeFileError::ZerosLost { cell, .. } if cell == "A5"), "{why}");
}

#[test]
fn a_formula_without_a_value_and_an_amount_between_two_fen_are_refused_where_they_stand() {
    let office = Office::usual();
    std::fs::remove_file(office.path("bills.csv")).unwrap();
    let formula = "<table:table-cell table:formula=\"of:=[.A1]\"/>".to_owned();
    let sheet = sheet_with("结算单", &bills(), |at, cells| {
        let mut cells = cells.to_vec();
        match at {
            0 => cells[9] = number("0.30000000000000004", "0.30"),
            1 => cells[9] = formula.clone(),
            _ => {}
        }
        row(&cells)
    });
    office.write("bills.ods", &ods(&sheet));
    let told = rejects(&office);
    assert!(told.contains("bills.ods[结算单],4,total") && told.contains("J4"), "{told}");
    assert!(told.contains("bills.ods[结算单],5,total,#formula") && told.contains("J5"), "{told}");
}

#[test]
fn what_repeats_beyond_any_table_of_an_office_is_refused_and_fills_no_memory() {
    let filled = text("x");
    let cell = |times: u64| {
        filled.replacen("-cell", &format!("-cell table:number-columns-repeated=\"{times}\""), 1)
    };
    let rows = |times: u64, cells: &str| {
        format!("<table:table-row table:number-rows-repeated=\"{times}\">{cells}</table:table-row>")
    };
    let wide: String = (0..5_000).map(|_| rows(1, &cell(16_384))).collect();
    let long = rows(1_048_577, &filled);
    let both = rows(1_048_576, &cell(999));
    let endless = rows(u64::MAX, &cell(u64::MAX));
    for rows in [wide, long, both, endless] {
        let sheet = format!("<table:table table:name=\"S\">{rows}</table:table>");
        let why = refused(&members(&ods(&sheet)).inputs());
        assert!(matches!(why, OfficeFileError::TooLarge { .. }), "{why}");
    }
}

#[test]
fn a_workbook_with_a_password_and_one_that_breaks_off_are_told() {
    let manifest = MANIFEST.replace("/>", "><manifest:encryption-data/></manifest:file-entry>");
    let locked =
        zipped(&[("mimetype", KIND), ("META-INF/manifest.xml", &manifest), ("content.xml", "?")]);
    assert!(matches!(refused(&members(&locked).inputs()), OfficeFileError::Password { .. }));
    let mut broken = String::new();
    write!(broken, "<office:document-content>{}", sheet("会员", MEMBERS)).unwrap();
    for end in [broken.find("李四").unwrap(), broken.rfind("</table:table>").unwrap()] {
        let parts = [
            ("mimetype", KIND),
            ("META-INF/manifest.xml", MANIFEST),
            ("content.xml", &broken[..end]),
        ];
        let why = refused(&members(&zipped(&parts)).inputs());
        assert!(matches!(why, OfficeFileError::NotAWorkbook { .. }), "{why}");
    }
    let other = zipped(&[("mimetype", "application/vnd.oasis.opendocument.text")]);
    assert!(matches!(refused(&members(&other).inputs()), OfficeFileError::NotAWorkbook { .. }));
}
