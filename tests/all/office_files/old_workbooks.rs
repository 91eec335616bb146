//! Workbooks as old systems write them (.xls): what stands beside the values of their cells.

use std::io::{Cursor, Write};

use huzhu::office_files::OfficeFileError;

use super::rejects;
use super::{MEMBERS, Office, known, refused};

/// A cell of a sheet.
enum Cell {
    Text(&'static str),
    Number(f64),
    /// Of a whole number in four bytes.
    Short(u32),
    /// Shown by the format `000000`.
    Filled(u32),
}

fn record(stream: &mut Vec<u8>, kind: u16, body: &[u8]) {
    stream.extend(kind.to_le_bytes());
    stream.extend((body.len() as u16).to_le_bytes());
    stream.extend(body);
}

fn shorts(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn beginning(stream: &mut Vec<u8>, of: u16) {
    record(stream, 0x0809, &[shorts(&[0x0600, of, 0, 0]), vec![0; 8]].concat());
}

/// A workbook of one sheet, with some rows hidden.
fn xls(rows: &[Vec<Cell>], hidden: &[u16], with_letters_of_two_bytes: bool) -> Vec<u8> {
    let mut sheet = Vec::new();
    beginning(&mut sheet, 0x10);
    for (at, row) in (0_u16..).zip(rows) {
        let marks = if hidden.contains(&at) { 0x20 } else { 0 };
        record(&mut sheet, 0x0208, &shorts(&[at, 0, row.len() as u16, 0xff, 0, 0, marks, 0]));
        for (column, cell) in (0_u16..).zip(row) {
            let place = |style: u16| shorts(&[at, column, style]);
            match cell {
                Cell::Text(text) => {
                    let length = text.encode_utf16().count() as u16;
                    let body = [place(0), shorts(&[length]), vec![1], wide(text)].concat();
                    record(&mut sheet, 0x0204, &body);
                }
                Cell::Number(number) => {
                    record(&mut sheet, 0x0203, &[place(0), number.to_le_bytes().to_vec()].concat());
                }
                Cell::Short(number) | Cell::Filled(number) => {
                    let style = u16::from(matches!(cell, Cell::Filled(_)));
                    let whole = (number << 2 | 2).to_le_bytes().to_vec();
                    record(&mut sheet, 0x027e, &[place(style), whole].concat());
                }
            }
        }
    }
    record(&mut sheet, 0x000a, &[]);
    let globals = |begin: u32| {
        let mut stream = Vec::new();
        beginning(&mut stream, 0x05);
        let format = match with_letters_of_two_bytes {
            true => [shorts(&[164, 6]), vec![1], wide("000000")].concat(),
            false => [shorts(&[164, 6]), vec![0], b"000000".to_vec()].concat(),
        };
        record(&mut stream, 0x041e, &format);
        for format in [0, 164] {
            record(&mut stream, 0x00e0, &[shorts(&[0, format]), vec![0; 16]].concat());
        }
        let name = [vec![0, 0, 2, 1], wide("会员")].concat();
        record(&mut stream, 0x0085, &[begin.to_le_bytes().to_vec(), name].concat());
        record(&mut stream, 0x000a, &[]);
        stream
    };
    let stream = [globals(globals(0).len() as u32), sheet].concat();
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream("/Workbook").unwrap().write_all(&stream).unwrap();
    file.into_inner().into_inner()
}

/// The rows of the usual members, but for their ids.
fn members(ids: [Cell; 2]) -> Vec<Vec<Cell>> {
    let mut ids = ids.into_iter();
    let mut rows: Vec<Vec<Cell>> =
        MEMBERS.lines().map(|line| line.split(',').map(Cell::Text).collect()).collect();
    for row in rows.iter_mut().skip(1) {
        row[0] = ids.next().unwrap();
    }
    rows
}

fn office(rows: &[Vec<Cell>], hidden: &[u16], wide: bool) -> Office {
    let office = Office::usual();
    std::fs::remove_file(office.path("members.csv")).unwrap();
    office.write("members.xls", &xls(rows, hidden, wide));
    office
}

#[test]
fn a_number_that_a_format_fills_up_is_the_id_that_is_shown() {
    for wide in [false, true] {
        let office = office(&members([Cell::Filled(71), Cell::Text("000072")]), &[], wide);
        let known = known(&office.inputs()).unwrap();
        assert!(known[0].starts_with("000071 ") && known[1].starts_with("000072 "), "{known:?}");
    }
}

#[test]
fn a_number_among_ids_with_zeros_in_front_is_refused_with_the_address_of_its_cell() {
    for number in [Cell::Number(71.0), Cell::Short(71)] {
        let office = office(&members([Cell::Text("000072"), number]), &[], true);
        let why = refused(&office.inputs());
        let OfficeFileError::ZerosLost { place, header, cell } = why else { panic!("{why}") };
        assert_eq!(
            (place.as_str(), header.as_str(), cell.as_str()),
            ("members.xls[会员]", "member_id", "A3")
        );
    }
    // As long as the others, or typed as a text, it is what it says.
    for other in [Cell::Number(100_071.0), Cell::Text("71")] {
        let office = office(&members([Cell::Text("000072"), other]), &[], true);
        assert_eq!(known(&office.inputs()).unwrap().len(), 2);
    }
}

#[test]
fn a_hidden_row_is_a_row_and_is_told() {
    let ids = || [Cell::Text("990000198001010018"), Cell::Text("99000019800101008X")];
    let whole = known(&office(&members(ids()), &[], true).inputs()).unwrap();
    let hidden = office(&members(ids()), &[2], true);
    assert_eq!(known(&hidden.inputs()).unwrap(), whole);
    rejects(&hidden);
    let manifest = std::fs::read_to_string(hidden.path("out/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let note = &manifest["inputs"][0]["notes"];
    let expected = serde_json::json!([{ "place": "members.xls[会员]", "what": "hidden", "rows": 1, "line": 3 }]);
    assert_eq!(*note, expected);
}
