//! The parts of a workbook's zip: how much they come to, unpacked, and which rows of its sheets are hidden.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Cursor, Read};

use roxmltree::{Document, Node};
use zip::ZipArchive;

use super::cells::TooLarge;
use super::sheet::{broken, password, too_large};
use crate::office_files::error::OfficeFileError;
use crate::office_files::reading::OfficeFile;
use crate::office_files::row::MOST_BYTES;

/// Where the parts of sheets lie, and what lists them.
const SHEETS: &str = "xl/worksheets/";
const BOOK: &str = "xl/workbook.xml";
const RELATIONS: &str = "xl/_rels/workbook.xml.rels";
/// The lists of sheets are no longer than this.
const MOST_OF_A_LIST: u64 = 16 << 20;
/// More between two tags is read in pieces.
const MOST_OF_A_TAG: u64 = 1 << 20;

/// So much of a part is looked at at once.
const PIECE: usize = 64 << 10;
/// How a row, or something else, says that it is hidden.
const HIDDEN_MARKS: [&str; 4] = ["hidden=\"1\"", "hidden=\"true\"", "hidden='1'", "hidden='true'"];
const LONGEST_MARK: usize = 13;

/// Why the parts are not looked at any further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PartsFault {
    Broken,
    TooLarge,
    Password,
}

impl PartsFault {
    /// What is said of a file with such parts.
    pub fn of(self, file: &OfficeFile) -> OfficeFileError {
        match self {
            PartsFault::Broken => broken(file),
            PartsFault::TooLarge => too_large(file),
            PartsFault::Password => password(file),
        }
    }
}

impl From<TooLarge> for PartsFault {
    fn from(TooLarge: TooLarge) -> PartsFault {
        PartsFault::TooLarge
    }
}

impl From<zip::result::ZipError> for PartsFault {
    fn from(_: zip::result::ZipError) -> PartsFault {
        PartsFault::Broken
    }
}

impl From<io::Error> for PartsFault {
    fn from(_: io::Error) -> PartsFault {
        PartsFault::Broken
    }
}

/// Counts what the parts of a zip unpack to, and keeps nothing of it.
///
/// # Errors
///
/// When it is no whole zip, or unpacks to more than a workbook may.
pub(super) fn check_size(bytes: &[u8]) -> Result<(), PartsFault> {
    hidden_by_part(bytes, MOST_BYTES).map(drop)
}

/// The hidden rows of the sheets of an .xlsx, by the name of the sheet, from 1.
///
/// # Errors
///
/// When it is no whole zip, or unpacks to more than a workbook may. That is counted, since what a zip says of itself
/// may be wrong, and nothing of it is kept.
pub(super) fn hidden_rows(bytes: &[u8]) -> Result<HashMap<String, Vec<u32>>, PartsFault> {
    let mut by_part = hidden_by_part(bytes, MOST_BYTES)?;
    if by_part.is_empty() {
        return Ok(HashMap::new());
    }
    let mut zip = ZipArchive::new(Cursor::new(bytes))?;
    let (book, relations) = (list(&mut zip, BOOK)?, list(&mut zip, RELATIONS)?);
    let relations = Document::parse(&relations).map_err(|_| PartsFault::Broken)?;
    let book = Document::parse(&book).map_err(|_| PartsFault::Broken)?;
    let named = |tag: &'static str| move |node: &Node| node.tag_name().name() == tag;
    let targets: HashMap<&str, &str> = (relations.descendants().filter(named("Relationship")))
        .filter_map(|node| Some((node.attribute("Id")?, node.attribute("Target")?)))
        .collect();
    let sheets = book.descendants().filter(named("sheet"));
    let hidden = sheets.filter_map(|sheet| {
        let is_id = |attribute: &roxmltree::Attribute| {
            attribute.name() == "id" && attribute.namespace().is_some()
        };
        let target = targets.get(sheet.attributes().find(is_id)?.value())?;
        let part = match target.strip_prefix('/') {
            Some(whole) => whole.to_owned(),
            None => format!("xl/{target}"),
        };
        Some((sheet.attribute("name")?.to_owned(), by_part.remove(&part)?))
    });
    Ok(hidden.collect())
}

fn list(zip: &mut ZipArchive<Cursor<&[u8]>>, part: &str) -> Result<String, PartsFault> {
    let mut text = String::new();
    zip.by_name(part)?.take(MOST_OF_A_LIST).read_to_string(&mut text)?;
    Ok(text)
}

/// The hidden rows of sheets by the part that holds the sheet, where there are any.
fn hidden_by_part(bytes: &[u8], most: u64) -> Result<HashMap<String, Vec<u32>>, PartsFault> {
    let mut zip = ZipArchive::new(Cursor::new(bytes))?;
    let (mut all, mut hidden) = (0, HashMap::new());
    for at in 0..zip.len() {
        let part = zip.by_index(at)?;
        let name = part.name()?.into_owned();
        let (bytes, may_hide) = measured(part.take(most + 1))?;
        all += bytes;
        if all > most {
            return Err(PartsFault::TooLarge);
        }
        if may_hide && name.starts_with(SHEETS) && name.ends_with(".xml") {
            let rows = hidden_in_sheet(zip.by_index(at)?.take(most))?;
            hidden.extend((!rows.is_empty()).then_some((name, rows)));
        }
    }
    Ok(hidden)
}

/// How long a part is, and whether anything in it may be hidden: most sheets hide no row, and are not looked at tag by
/// tag, which takes as long as reading their cells.
fn measured(mut part: impl Read) -> io::Result<(u64, bool)> {
    let mut piece = vec![0; PIECE];
    let (mut kept, mut all, mut may_hide) = (0, 0, false);
    loop {
        let read = part.read(piece.get_mut(kept..).unwrap_or_default())?;
        if read == 0 {
            return Ok((all, may_hide));
        }
        all += read as u64;
        let filled = kept + read;
        may_hide = may_hide || hides(piece.get(..filled).unwrap_or_default());
        // A mark may stand on two pieces.
        kept = filled.min(LONGEST_MARK - 1);
        piece.copy_within(filled - kept..filled, 0);
    }
}

/// Whether a mark of what is hidden stands in a piece of a part.
fn hides(piece: &[u8]) -> bool {
    let mut all = memchr::memmem::find_iter(piece, "hidden=");
    let is_mark = |at: usize| {
        let rest = piece.get(at..).unwrap_or_default();
        HIDDEN_MARKS.iter().any(|mark| rest.starts_with(mark.as_bytes()))
    };
    all.any(is_mark)
}

/// Which rows of a sheet are hidden.
fn hidden_in_sheet(part: impl Read) -> io::Result<Vec<u32>> {
    let mut part = BufReader::new(part);
    let (mut row, mut hidden) = (0, Vec::new());
    let mut piece = Vec::new();
    loop {
        piece.clear();
        let read = part.by_ref().take(MOST_OF_A_TAG).read_until(b'>', &mut piece)?;
        if read == 0 {
            return Ok(hidden);
        }
        let Some(attributes) = row_tag(&piece) else { continue };
        let number = attribute(attributes, " r=").and_then(|text| text.parse().ok());
        row = number.unwrap_or(row + 1);
        if matches!(attribute(attributes, " hidden="), Some("1" | "true")) {
            hidden.push(row);
        }
    }
}

/// What stands in the tag of a row, where a piece ends in one.
fn row_tag(piece: &[u8]) -> Option<&str> {
    let tag = piece.get(memchr::memrchr(b'<', piece)? + 1..)?;
    let end =
        tag.iter().position(|byte| matches!(byte, b' ' | b'>' | b'/' | b'\n' | b'\r' | b'\t'))?;
    let (name, attributes) = tag.split_at_checked(end)?;
    let is_row = name == b"row" || name.ends_with(b":row");
    std::str::from_utf8(attributes).ok().filter(|_| is_row)
}

/// The value of an attribute, without its quotes.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let (_, value) = tag.split_once(name)?;
    let quote = value.chars().next().filter(|sign| matches!(sign, '"' | '\''))?;
    value.get(1..)?.split_once(quote).map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;

    fn zip_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn what_unpacks_to_more_than_a_workbook_is_refused_however_small_it_is() {
        let zeros = vec![b'0'; 1 << 20];
        for name in ["xl/media/image1.png", "xl/worksheets/sheet1.xml"] {
            let bomb = zip_of(&[(name, zeros.as_slice())]);
            assert!(bomb.len() < 10_000);
            assert_eq!(hidden_by_part(&bomb, (1 << 20) - 1), Err(PartsFault::TooLarge));
            assert_eq!(hidden_by_part(&bomb, 1 << 20), Ok(HashMap::new()));
            let halves = zip_of(&[("a", &zeros[..1 << 19]), (name, &zeros[..1 << 19])]);
            assert_eq!(hidden_by_part(&halves, (1 << 20) - 1), Err(PartsFault::TooLarge));
            assert_eq!(
                hidden_by_part(&halves[..halves.len() - 30], 1 << 20),
                Err(PartsFault::Broken)
            );
        }
    }

    #[test]
    fn hidden_rows_are_found_in_whatever_way_a_tag_is_written() {
        let sheet = "<x:row hidden='1'><c r=\"A1\"><v>1</v></c></x:row>\n<row r=\"5\"\n hidden=\"true\"/>\
                     <row r=\"7\" hidden=\"0\"></row><rowBreaks hidden=\"1\"/><col hidden=\"1\"/><row hidden=\"1\">";
        assert_eq!(hidden_in_sheet(sheet.as_bytes()).unwrap(), [1, 5, 8]);
    }

    /// Gives a text as slowly as it is told to, so that marks stand on two pieces.
    struct Slow<'t>(&'t [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
            let most = to.len().min(self.1);
            self.0.read(&mut to[..most])
        }
    }

    #[test]
    fn a_mark_is_found_wherever_pieces_end_and_nothing_else_is_one() {
        for (sheet, hides) in [
            ("<row r=\"1\" hidden=\"false\"/><row hidden=\"true\"/>", true),
            ("<row hidden='1'/>", true),
            ("<row r=\"1\" hidden=\"false\"/><row hidden=\"0\"/>hidden", false),
            ("", false),
        ] {
            for step in [1, 2, 5, 13, 1_000] {
                let found = measured(Slow(sheet.as_bytes(), step)).unwrap();
                assert_eq!(found, (sheet.len() as u64, hides), "{sheet} {step}");
            }
        }
    }
}
