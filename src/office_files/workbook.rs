//! Workbooks, .xlsx and .xls: each cell as the text that it stands for. Stored values are read, never shown ones, but
//! for numbers that a format fills up with zeros (`0071`); a formula has the value that was stored with it.

use std::collections::HashMap;
use std::io::{self, Cursor, Read};

use calamine::{
    Data, DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsx,
};
use csv::StringRecord;

use super::error::OfficeFileError;
use super::reading::OfficeFile;
use super::table::{Rows, Table};

/// What a workbook begins with: .xlsx is a zip, .xls a compound file, and so is an .xlsx with a password.
const ZIP: &[u8] = b"PK\x03\x04";
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0";
/// A part of a compound file that is a workbook with a password, in letters of two bytes.
const ENCRYPTED: &str = "EncryptedPackage";
/// More bytes of a workbook than this are not unpacked.
const MOST_BYTES: u64 = 1 << 30;
/// More columns or cells no table of an office has.
const MOST_COLUMNS: u32 = 1_000;
const MOST_CELLS: usize = 50_000_000;
/// A spreadsheet keeps so many digits of a number.
const KEPT_DIGITS: usize = 15;

/// Whether a file is a workbook.
pub(super) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(ZIP) || bytes.starts_with(COMPOUND)
}

/// The sheets of a workbook that one can see.
///
/// # Errors
///
/// When it is none, has a password, or is larger than any that an office has.
pub(super) fn tables(file: &OfficeFile) -> Result<Vec<Table>, OfficeFileError> {
    let sheets = match file.bytes.starts_with(ZIP) {
        true => of_xlsx(file)?,
        false => of_xls(file)?,
    };
    let table = |(sheet, rows): (String, Vec<(u32, StringRecord)>)| Table {
        name: format!("{}[{sheet}]", file.file),
        has_letters: true,
        deleted: 0,
        rows: Rows::Cut(rows),
    };
    Ok(sheets.into_iter().filter(|(_, rows)| !rows.is_empty()).map(table).collect())
}

/// Sheets by their names.
type Sheets = Vec<(String, Vec<(u32, StringRecord)>)>;

fn of_xlsx(file: &OfficeFile) -> Result<Sheets, OfficeFileError> {
    let broken = || OfficeFileError::NotAWorkbook { path: file.path.clone() };
    let too_large = || OfficeFileError::TooLarge { path: file.path.clone() };
    match unpacked(&file.bytes) {
        Some(bytes) if bytes <= MOST_BYTES => {}
        Some(_) => return Err(too_large()),
        None => return Err(broken()),
    }
    let mut book = Xlsx::new(Cursor::new(file.bytes.as_slice())).map_err(|_| broken())?;
    let mut sheets = Vec::new();
    for sheet in visible(&book) {
        let padded = padded(&mut book, &sheet).ok_or_else(broken)?;
        let mut cells = book.worksheet_cells_reader(&sheet).map_err(|_| broken())?;
        let mut rows = Cut::default();
        while let Some(cell) = cells.next_cell_with_formula().map_err(|_| broken())? {
            let mut text = of_cell(&Data::from(cell.value));
            if text.is_empty() && cell.formula.is_some() {
                text = NO_VALUE.to_owned();
            }
            if let Some(width) = padded.get(&cell.pos) {
                text = format!("{text:0>width$}");
            }
            rows.put(cell.pos, &text).ok_or_else(too_large)?;
        }
        sheets.push((sheet, rows.end()));
    }
    Ok(sheets)
}

/// Stands for a formula whose value was not stored: nothing can be read from it.
const NO_VALUE: &str = "#formula";

fn visible<R: Reader<Cursor<B>>, B: AsRef<[u8]>>(book: &R) -> Vec<String> {
    let is_shown = |sheet: &&calamine::Sheet| {
        sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible
    };
    let shown = book.sheets_metadata().iter().filter(is_shown);
    shown.map(|sheet| sheet.name.clone()).collect()
}

/// The cells of a sheet whose numbers are shown filled up with zeros, and to how many digits: ids of members, which
/// nobody reads without them. Nothing where the sheet cannot be read.
fn padded(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str) -> Option<HashMap<(u32, u32), usize>> {
    let mut cells = book.worksheet_cells_reader(sheet).ok()?;
    let width = |format: &str| {
        (format.len() > 1 && format.bytes().all(|byte| byte == b'0')).then_some(format.len())
    };
    let of_style = |style: &calamine::Style| width(&style.number_format.as_ref()?.format_code);
    let widths: Vec<Option<usize>> = cells.styles().iter().map(of_style).collect();
    let mut found = HashMap::new();
    if widths.iter().all(Option::is_none) {
        return Some(found);
    }
    while let Some((cell, style)) = cells.next_cell_with_style_id().ok()? {
        let is_number = matches!(cell.get_value(), DataRef::Int(_) | DataRef::Float(_));
        if let Some(width) = widths.get(style).copied().flatten().filter(|_| is_number) {
            found.insert(cell.get_position(), width);
        }
    }
    Some(found)
}

fn of_xls(file: &OfficeFile) -> Result<Sheets, OfficeFileError> {
    let broken = || OfficeFileError::NotAWorkbook { path: file.path.clone() };
    let password = || OfficeFileError::Password { path: file.path.clone() };
    let wide: Vec<u8> = ENCRYPTED.encode_utf16().flat_map(u16::to_le_bytes).collect();
    if memchr::memmem::find(&file.bytes, &wide).is_some() {
        return Err(password());
    }
    let mut book = match Xls::new(Cursor::new(file.bytes.as_slice())) {
        Ok(book) => book,
        Err(XlsError::Password) => return Err(password()),
        Err(_) => return Err(broken()),
    };
    let mut sheets = Vec::new();
    for sheet in visible(&book) {
        let range = book.worksheet_range(&sheet).map_err(|_| broken())?;
        let (top, left) = range.start().unwrap_or_default();
        let mut rows = Cut::default();
        for (row, column, value) in range.used_cells() {
            let place = (top + row as u32, left + column as u32);
            let put = rows.put(place, &of_cell(value));
            put.ok_or_else(|| OfficeFileError::TooLarge { path: file.path.clone() })?;
        }
        sheets.push((sheet, rows.end()));
    }
    Ok(sheets)
}

/// Rows that are put together cell by cell.
#[derive(Default)]
struct Cut {
    rows: Vec<(u32, StringRecord)>,
    /// The row at hand, from 0.
    at: u32,
    row: StringRecord,
    cells: usize,
}

impl Cut {
    /// Puts a text into a cell; nothing where there are more cells than an office has.
    fn put(&mut self, (row, column): (u32, u32), text: &str) -> Option<()> {
        if text.is_empty() {
            return Some(());
        }
        if row != self.at {
            self.close();
            self.at = row;
        }
        while self.row.len() < column.min(MOST_COLUMNS) as usize {
            self.row.push_field("");
        }
        self.row.push_field(text);
        (column < MOST_COLUMNS && self.cells < MOST_CELLS).then_some(())
    }

    fn close(&mut self) {
        let row = std::mem::take(&mut self.row);
        self.cells += row.len();
        if !row.is_empty() {
            self.rows.push((self.at + 1, row));
        }
    }

    /// The rows, all as wide as the widest: empty cells at their ends are not stored.
    fn end(mut self) -> Vec<(u32, StringRecord)> {
        self.close();
        let width = self.rows.iter().map(|(_, row)| row.len()).max().unwrap_or(0);
        for (_, row) in &mut self.rows {
            while row.len() < width {
                row.push_field("");
            }
        }
        self.rows
    }
}

/// The text that a value stands for.
fn of_cell(value: &Data) -> String {
    match value {
        Data::Int(number) => of_digits(number.to_string()),
        Data::Float(number) => of_digits(number.to_string()),
        Data::String(text) => text.clone(),
        Data::Bool(is) => is.to_string().to_uppercase(),
        Data::DateTime(moment) => of_moment(*moment),
        Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}

/// A number as it is stored; one of more digits than a spreadsheet keeps in the form in which it shows such numbers,
/// so that an id of them is refused as spoiled.
fn of_digits(text: String) -> String {
    let digits = text.strip_prefix('-').unwrap_or(&text);
    if digits.len() <= KEPT_DIGITS || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return if text == "-0" { "0".to_owned() } else { text };
    }
    let (first, rest) = digits.split_at(1);
    format!("{first}.{}E+{}", rest.get(..5).unwrap_or("0"), digits.len() - 1)
}

fn of_moment(moment: ExcelDateTime) -> String {
    if moment.is_duration() {
        return "#duration".to_owned();
    }
    match moment.to_ymd_hms_milli() {
        (year, month, day, 0, 0, 0, _) => format!("{year:04}-{month:02}-{day:02}"),
        (year, month, day, hour, minute, second, _) => {
            format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
        }
    }
}

/// How many bytes the parts of a zip come to, unpacked; counted, since what a zip says of itself may be wrong.
/// Nothing where it is broken.
fn unpacked(bytes: &[u8]) -> Option<u64> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut all = 0;
    for at in 0..zip.len() {
        let part = zip.by_index(at).ok()?;
        all += io::copy(&mut part.take(MOST_BYTES + 1), &mut io::sink()).ok()?;
        if all > MOST_BYTES {
            break;
        }
    }
    Some(all)
}
