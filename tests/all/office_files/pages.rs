//! Tables under the name of an .xls that are none: web pages, texts, and the XML of Excel 2003.

use huzhu::office_files::OfficeFileError;

use super::rejects;
use super::workbooks::notes;
use super::{MEMBERS, Office, bills, known, refused};

/// A file in our own form as rows of a web page, as a system writes them that closes few tags.
pub fn page(own: &str) -> String {
    let mut rows = String::new();
    for (at, line) in own.lines().enumerate() {
        let tag = if at == 0 { "th" } else { "td" };
        rows += "<TR height=20>";
        for cell in line.split(',') {
            rows += &format!("\n  <{tag} style='mso-number-format:\"\\@\"'>&nbsp;{cell}");
        }
    }
    let columns = own.lines().next().unwrap().split(',').count();
    format!(
        "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head><style><!-- td {{ }} <table> --></style></head>\
         <body><table border=1><tr><td colspan={columns}>二〇二四年六月 &amp; 七月</td></tr>{rows}</table></body></html>"
    )
}

/// The usual office, of which one file is of that text.
fn office(name: &str, text: impl AsRef<[u8]>) -> Office {
    let office = Office::usual();
    std::fs::remove_file(office.path(&format!("{name}.csv"))).unwrap();
    office.write(&format!("{name}.xls"), text.as_ref());
    office
}

#[test]
fn a_web_page_is_read_as_our_own_files_whatever_its_letters_and_tags() {
    let own = known(&Office::usual().inputs()).unwrap();
    let members = page(MEMBERS);
    let (in_gb18030, ..) = encoding_rs::GB18030.encode(&members);
    for text in [members.as_bytes(), &[b"\xef\xbb\xbf", members.as_bytes()].concat(), &in_gb18030] {
        assert_eq!(known(&office("members", text).inputs()).unwrap(), own);
    }
    let laid_out = format!("<table><tr><td>菜单<td>{}</td></tr></table>", page(&bills()));
    assert_eq!(known(&office("bills", laid_out).inputs()).unwrap(), own);
}

#[test]
fn a_merged_cell_stands_where_it_begins_and_the_others_where_they_belong() {
    let office = office(
        "members",
        "<table><tr><th rowspan=2>member_id<th colspan=3>人员<th>hardship<th>name\
         <tr><th>birth_date<th>sex<th>org_code<th><th>\
         <tr><td>990000198001010018<td rowspan=2>1980-01-01<td>M<td>99.01<td>no<td>张三\
         <tr><td>99000019800101008X<td>F<td>99.01<td>yes<td>李四</table>",
    );
    let told = rejects(&office);
    assert!(told.contains("members.xls,4,birth_date,,missing_value"), "{told}");
    assert!(!told.contains("members.xls,3,"), "{told}");
}

#[test]
fn what_a_spreadsheet_has_stored_counts_and_not_what_it_shows() {
    let own = known(&Office::usual().inputs()).unwrap();
    let amount = "1234.00";
    assert!(bills().contains(amount));
    let saved =
        page(&bills()).replace(&format!(">&nbsp;{amount}"), &format!(" x:num=\"{amount}\">1,234"));
    assert_eq!(known(&office("bills", saved).inputs()).unwrap(), own);
    // Days are stored as numbers from an epoch that the page does not say.
    let saved = page(MEMBERS).replace(">&nbsp;1980-01-01", " x:num=\"29221\">1980/1/1");
    assert_eq!(known(&office("members", saved).inputs()).unwrap(), own);
    let hidden =
        page(MEMBERS).replacen("<TR height=20>\n  <td", "<TR style='Display: none'>\n  <td", 1);
    let hidden = office("members", hidden);
    assert_eq!(known(&hidden.inputs()).unwrap(), own);
    assert_eq!(
        (&notes(&hidden)[0]["what"], &notes(&hidden)[0]["line"]),
        (&"hidden".into(), &3.into())
    );
}

#[test]
fn a_page_without_a_table_one_that_breaks_off_and_one_in_one_file_are_told() {
    let why = |text: &str| refused(&office("members", text).inputs());
    let login = why("<!DOCTYPE html><html><body>登录超时，请重新登录</body></html>");
    assert!(matches!(login, OfficeFileError::NoTable { .. }), "{login}");
    let whole = page(MEMBERS);
    let cut = why(&whole[..whole.find("李四").unwrap()]);
    assert!(matches!(cut, OfficeFileError::PageBreaksOff { .. }), "{cut}");
    let archive = why("MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<table>");
    assert!(matches!(archive, OfficeFileError::PageInOneFile { .. }), "{archive}");
    let wide = why(&format!("<table><tr>{}</table>", "<td colspan=1000>1".repeat(2)));
    assert!(matches!(wide, OfficeFileError::TooLarge { .. }), "{wide}");
}

#[test]
fn a_text_whose_cells_are_parted_by_tabs_is_read_whatever_its_name() {
    let own = known(&Office::usual().inputs()).unwrap();
    let text = MEMBERS.replace(',', "\t");
    assert_eq!(known(&office("members", text).inputs()).unwrap(), own);
}

/// The members as Excel 2003 wrote XML, the ids of which are as `id` has them.
pub fn xml(id: impl Fn(&str) -> String, more: &str) -> String {
    let mut rows = String::new();
    for (at, line) in MEMBERS.lines().enumerate() {
        // The second row is empty, and so not written.
        let row = if at == 1 { "<Row ss:Index=\"3\">" } else { "<Row>" };
        rows += row;
        for (column, cell) in line.split(',').enumerate() {
            let data = |kind: &str, cell: &str| {
                format!("<Cell><Data ss:Type=\"{kind}\">{cell}</Data></Cell>")
            };
            rows += &match (at, column) {
                (1.., 0) => id(cell),
                (1.., 1) => data("DateTime", &format!("{cell}T00:00:00.000")),
                _ => data("String", cell),
            };
        }
        rows += "</Row>";
    }
    format!(
        "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n\
         <Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
         xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">\
         <Styles><Style ss:ID=\"s1\"><NumberFormat ss:Format=\"000000\"/></Style></Styles>\
         <Worksheet ss:Name=\"会员\"><Table>{rows}</Table></Worksheet>{more}</Workbook>"
    )
}

#[test]
fn the_xml_of_excel_2003_is_read_as_our_own_files() {
    let own = known(&Office::usual().inputs()).unwrap();
    let text = |id: &str| {
        format!(
            "<Cell><Data ss:Type=\"String\">{id}</Data><Comment><Data>查过</Data></Comment></Cell>"
        )
    };
    let hidden = "<Worksheet ss:Name=\"旧\"><Table><Row><Cell><Data ss:Type=\"String\">1</Data></Cell></Row></Table>\
                  <WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>";
    assert_eq!(known(&office("members", xml(text, hidden)).inputs()).unwrap(), own);
    // A number that a format fills up is the id that is shown; one of too many digits is spoiled.
    let filled = |id: &str| match id.ends_with('X') {
        true => "<Cell ss:StyleID=\"s1\"><Data ss:Type=\"Number\">71</Data></Cell>".to_owned(),
        false => text(id),
    };
    let known = known(&office("members", xml(filled, "")).inputs()).unwrap();
    assert!(known.iter().any(|member| member.starts_with("000071 ")), "{known:?}");
    let number =
        |id: &str| format!("<Cell><Data ss:Type=\"Number\">{}</Data></Cell>", id.replace('X', "8"));
    let told = rejects(&office("members", xml(number, "")));
    assert!(
        told.contains("members.xls[会员],3,member_id") && told.contains("spoiled_number"),
        "{told}"
    );
    let whole = xml(text, "");
    let cut = &whole[..whole.rfind("</Workbook>").unwrap()];
    assert!(matches!(
        refused(&office("members", cut).inputs()),
        OfficeFileError::NotAWorkbook { .. }
    ));
}

#[test]
fn other_xml_is_told_by_its_first_tag_in_either_encoding() {
    let flat = "<?xml version=\"1.0\"?><office:document><office:body><office:spreadsheet><table:table>\
                <table:table-row><table:table-cell><text:p>身份证号</text:p></table:table-cell></table:table-row>\
                </table:table></office:spreadsheet></office:body></office:document>";
    let (in_gb18030, ..) = encoding_rs::GB18030.encode(flat);
    for bytes in [flat.as_bytes(), &in_gb18030] {
        match refused(&office("members", bytes).inputs()) {
            OfficeFileError::OtherXml { tag, .. } => assert_eq!(tag, "office:document"),
            other => panic!("{other}"),
        }
    }
}
