//! Tables of a web page (HTML), which hospitals' systems export under the name of an .xls. Its tags are read as
//! browsers read them, whether they are closed or not; a cell that is merged stands where it begins, as in a workbook.

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::cells::{Cells, MOST_COLUMNS, TooLarge, of_number};
use super::sheet::{name, too_large};
use super::shown::id_shown;
use crate::office_files::days;
use crate::office_files::error::OfficeFileError;
use crate::office_files::reading::OfficeFile;
use crate::office_files::table::Table;

/// So much of a text is looked at to tell what it is.
const HEAD: usize = 64 << 10;
/// Tags that a page with a table has at its head.
const OF_A_PAGE: [&str; 3] = ["<html", "<table", "<body"];
/// What a page begins with that is saved in one file with its pictures, in lower case.
const ARCHIVE: &[u8] = b"mime-version:";

/// Whether a text is a web page.
pub(super) fn is_page(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if !text.starts_with('<') {
        return false;
    }
    let head = text.as_bytes().get(..HEAD).unwrap_or(text.as_bytes()).to_ascii_lowercase();
    OF_A_PAGE.iter().any(|tag| memchr::memmem::find(&head, tag.as_bytes()).is_some())
}

/// Whether a file is a web page with all that belongs to it, as a spreadsheet saves it (.mht).
pub(in crate::office_files) fn is_archive(bytes: &[u8]) -> bool {
    let head = bytes.trim_ascii_start().get(..ARCHIVE.len());
    head.is_some_and(|head| head.eq_ignore_ascii_case(ARCHIVE))
}

/// The tables of a page, in the order in which they begin.
///
/// # Errors
///
/// When it has none, when one never ends, or when one is larger than any that an office has.
pub(super) fn tables(file: &OfficeFile, text: &str) -> Result<Vec<Table>, OfficeFileError> {
    let mut emitter = DefaultEmitter::default();
    // What stands in a script or a comment is no table.
    emitter.naively_switch_states(true);
    let mut page = Page::default();
    for Ok(token) in Tokenizer::new_with_emitter(text, emitter) {
        page.read(token).map_err(|TooLarge| too_large(file))?;
    }
    let path = || file.path.clone();
    if !page.open.is_empty() {
        return Err(OfficeFileError::PageBreaksOff { path: path() });
    }
    let mut grids = page.closed;
    grids.sort_by_key(|grid| grid.number);
    let is_alone = grids.len() == 1;
    let named = |number: u32| match is_alone {
        true => file.file.clone(),
        false => name(file, &number.to_string()),
    };
    let tables: Vec<Table> = (grids.into_iter())
        .filter_map(|grid| grid.cells.table(named(grid.number), grid.hidden))
        .collect();
    if tables.is_empty() { Err(OfficeFileError::NoTable { path: path() }) } else { Ok(tables) }
}

/// What has been read of a page. A table may stand in a cell of another, which only lays it out.
#[derive(Default)]
struct Page {
    open: Vec<Grid>,
    closed: Vec<Grid>,
    begun: u32,
}

impl Page {
    fn read(&mut self, token: Token) -> Result<(), TooLarge> {
        match token {
            Token::StartTag(tag) if *tag.name == b"table" => {
                self.begun += 1;
                self.open.push(Grid { number: self.begun, ..Grid::default() });
            }
            Token::EndTag(tag) if *tag.name == b"table" => {
                if let Some(mut grid) = self.open.pop() {
                    grid.close()?;
                    self.closed.push(grid);
                }
            }
            token => {
                if let Some(grid) = self.open.last_mut() {
                    grid.read(token)?;
                }
            }
        }
        Ok(())
    }
}

/// A table that is read.
#[derive(Default)]
struct Grid {
    /// Which of the page it is, from 1.
    number: u32,
    cells: Cells,
    /// The rows that have begun, and the next column of the last.
    rows: u32,
    column: u32,
    /// In how many rows, this one included, a cell that began above or here stands, by column.
    spans: Vec<u32>,
    open: Option<Cell>,
    hidden: Vec<u32>,
}

/// A cell that has begun.
struct Cell {
    text: String,
    /// What a spreadsheet has stored, where that is not what it shows.
    stored: Option<String>,
    columns: u32,
    rows: u32,
}

impl Grid {
    fn read(&mut self, token: Token) -> Result<(), TooLarge> {
        match token {
            Token::StartTag(tag) => match tag.name.as_slice() {
                b"tr" => self.begin_row(is_hidden(&tag))?,
                b"td" | b"th" => self.begin_cell(&tag)?,
                b"br" | b"p" | b"div" => self.put_text(" "),
                _ => {}
            },
            Token::EndTag(tag) if matches!(tag.name.as_slice(), b"tr" | b"td" | b"th") => {
                self.close()?;
            }
            Token::String(text) => self.put_text(&String::from_utf8_lossy(&text)),
            _ => {}
        }
        Ok(())
    }

    fn begin_row(&mut self, is_hidden: bool) -> Result<(), TooLarge> {
        self.close()?;
        self.rows = self.rows.checked_add(1).ok_or(TooLarge)?;
        self.column = 0;
        self.hidden.extend(is_hidden.then_some(self.rows));
        self.spans.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
        Ok(())
    }

    fn begin_cell(&mut self, tag: &StartTag<()>) -> Result<(), TooLarge> {
        self.close()?;
        if self.rows == 0 {
            self.begin_row(false)?;
        }
        let number = |name: &[u8]| value(tag, name).and_then(|text| text.trim().parse().ok());
        // 0 rows are all that follow.
        let rows = number(b"rowspan").map_or(1, |rows| if rows == 0 { u32::MAX } else { rows });
        let columns = number(b"colspan").unwrap_or(1).clamp(1, MOST_COLUMNS);
        let stored = value(tag, b"x:num").filter(|text| !text.is_empty());
        self.open = Some(Cell { text: String::new(), stored, columns, rows });
        Ok(())
    }

    fn put_text(&mut self, text: &str) {
        if let Some(cell) = &mut self.open {
            cell.text.push_str(text);
        }
    }

    /// Puts the cell that is open where it belongs: beside those before it, and those that reach down from above.
    fn close(&mut self) -> Result<(), TooLarge> {
        let Some(cell) = self.open.take() else { return Ok(()) };
        while self.spans.get(self.column as usize).is_some_and(|rows| *rows > 0) {
            self.column += 1;
        }
        let end = self.column + cell.columns;
        if end > MOST_COLUMNS {
            return Err(TooLarge);
        }
        self.spans.resize(self.spans.len().max(end as usize), 0);
        let under = self.spans.get_mut(self.column as usize..end as usize);
        under.into_iter().flatten().for_each(|rows| *rows = cell.rows);
        let place = (self.rows.saturating_sub(1), self.column);
        self.column = end;
        cell.put(&mut self.cells, place)
    }
}

impl Cell {
    fn put(self, cells: &mut Cells, place: (u32, u32)) -> Result<(), TooLarge> {
        let text = self.text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        // A day is stored as a number, whose epoch the page does not say.
        let stored = self.stored.filter(|_| !days::is_plain(&days::day(&text)));
        match stored.map(|number| of_number(&number)) {
            Some(number) => match id_shown(&number, &text) {
                Some(id) => cells.put(place, id),
                None => cells.put_number(place, &number),
            },
            None => cells.put(place, &text),
        }
    }
}

fn value(tag: &StartTag<()>, name: &[u8]) -> Option<String> {
    tag.attributes.get(name).map(|value| String::from_utf8_lossy(value).into_owned())
}

fn is_hidden(tag: &StartTag<()>) -> bool {
    let style = value(tag, b"style").unwrap_or_default().to_ascii_lowercase();
    style.split_ascii_whitespace().collect::<String>().contains("display:none")
}
