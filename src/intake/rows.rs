//! Rows of a text and their cells.
//!
//! Nearly every row is one line without a quote: it is cut at its commas where it lies. What has a
//! quote in it is read by `csv_core`, whose reading of rows is that of the `csv` crate, but for a quote
//! that is open at the end of its line. The cell then goes on over the lines that follow only where a
//! quote closes it within [`MOST_LINES`] lines and [`MOST_BYTES`] bytes, and none of these lines has as
//! many cells as the header, and so could be a row. Else the quote was forgotten or is one too many: the
//! row ends with its line, [`Row::is_open`] is true, and what follows are rows.

use std::ops::Range;

use memchr::{memchr, memchr2};
use wide::u8x32;

use super::text::Text;
use crate::claim;

/// The byte-order mark.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Rows are handed to threads in pieces of about so many bytes.
const PIECE: usize = 1 << 20;

/// Cells of one row whose places are kept, and so the most columns of a file; a row of a gigabyte of
/// commas has a thousand times as many, which are counted.
pub(super) const MOST_CELLS: usize = 1 << 20;

/// Lines over which a quoted cell may go on behind its own, and bytes that a row with such a cell may
/// have: each line is looked through for every quote that is open before it.
pub(super) const MOST_LINES: usize = 100;
pub(super) const MOST_BYTES: usize = 32 << 10;

/// Goes through the rows that begin in a stretch of a text.
pub(super) struct Rows<'t> {
    text: &'t Text,
    at: usize,
    end: usize,
    /// Cells of a row that are kept.
    keep: usize,
    /// Where each cell of the row at hand ends, as far as they are kept: in the text or, where it has
    /// quotes, in `unquoted`.
    ends: Vec<usize>,
    /// Cells that are not kept.
    more: usize,
    /// Room for a row with quotes, of which so much is used; longer once it held a long row.
    unquoted: Vec<u8>,
    used: usize,
    unquoted_ends: Vec<usize>,
    /// Whether a quote of it is open still at its end.
    open: bool,
    /// For rows with quotes in them; made for the first, since that takes as long as many rows.
    reader: Option<Box<csv_core::Reader>>,
}

/// One row.
#[derive(Clone, Copy)]
pub(super) struct Row<'r> {
    /// Where it lies in the text, its line end included.
    pub place: (usize, usize),
    text: &'r str,
    of: &'r str,
    /// Where the first cell begins in `of`, where each ends, and what lies between two.
    first: usize,
    ends: &'r [usize],
    gap: usize,
    more: usize,
    open: bool,
}

impl<'t> Rows<'t> {
    /// The rows that begin in `place`.
    pub fn new(text: &'t Text, place: Range<usize>) -> Rows<'t> {
        Rows::heads(text, place, MOST_CELLS)
    }

    /// The same, of which only so many cells are wanted.
    pub fn heads(text: &'t Text, place: Range<usize>, keep: usize) -> Rows<'t> {
        Rows {
            text,
            at: place.start,
            end: place.end,
            keep,
            ends: Vec::new(),
            more: 0,
            unquoted: Vec::new(),
            used: 0,
            unquoted_ends: Vec::new(),
            open: false,
            reader: None,
        }
    }

    /// Rows that are looked up one by one with [`Rows::row`].
    pub fn anywhere(text: &'t Text) -> Rows<'t> {
        Rows::new(text, 0..text.all().len())
    }

    /// The row that begins at a place.
    pub fn row(&mut self, place: usize) -> Row<'_> {
        self.at = place;
        self.next().expect("a row was seen here")
    }

    /// The next row. Blank lines are none.
    #[inline]
    pub fn next(&mut self) -> Option<Row<'_>> {
        let bytes = self.text.all().as_bytes();
        while self.at < self.end {
            match bytes[self.at] {
                b'\n' | b'\r' => self.at += 1,
                // Where files were joined, the mark at the head of one is in the middle.
                0xef if bytes[self.at..].starts_with(MARK) => self.at += MARK.len(),
                _ => break,
            }
        }
        if self.at >= self.end {
            return None;
        }
        let begin = self.at;
        let plain = self.plain(begin);
        self.at = plain.unwrap_or_else(|| self.quoted(begin));
        let (place, text) = ((begin, self.at), self.text.all());
        let (of, first, gap) = match plain {
            Some(_) => (text, begin, ",".len()),
            None => {
                let unquoted = str::from_utf8(&self.unquoted[..self.used]);
                (unquoted.expect("what is left of UTF-8 without quotes"), 0, 0)
            }
        };
        let open = plain.is_none() && self.open;
        Some(Row { place, text, of, first, ends: &self.ends, gap, more: self.more, open })
    }

    /// Cuts a row that is one line without quotes; where the next begins. Nothing if it is not.
    #[inline]
    fn plain(&mut self, begin: usize) -> Option<usize> {
        if self.text.odd {
            return None;
        }
        let bytes = self.text.all().as_bytes();
        self.ends.clear();
        self.more = 0;
        let mut block = begin;
        loop {
            let Marks { commas, stops } = Marks::of(bytes, block);
            let mut before = commas & (stops & stops.wrapping_neg()).wrapping_sub(1);
            while before != 0 && self.ends.len() < self.keep {
                self.ends.push(block + before.trailing_zeros() as usize);
                before &= before - 1;
            }
            if before != 0 {
                self.more += before.count_ones() as usize;
            }
            if stops != 0 {
                let at = block + stops.trailing_zeros() as usize;
                if bytes[at] == b'"' {
                    return None;
                }
                let returns = at > begin && bytes[at - 1] == b'\r';
                match self.ends.len() < self.keep {
                    true => self.ends.push(at - usize::from(returns)),
                    false => self.more += 1,
                }
                return Some(at + 1);
            }
            block += BLOCK;
        }
    }

    /// Cuts any row; where it ends.
    fn quoted(&mut self, begin: usize) -> usize {
        let (text, bytes) = (self.text, self.text.all().as_bytes());
        let line = line_end(bytes, begin);
        let mut lines = 0;
        let goes_on = |from: usize| {
            let to = line_end(bytes, from);
            lines += 1;
            let bounded = from < text.end() && lines <= MOST_LINES && to - begin <= MOST_BYTES;
            let line = || &bytes[from..to];
            let is_row = || {
                let of =
                    |width| may_be_row(line(), width) || may_be_row(line(), width + text.surplus);
                text.width.is_some_and(of)
            };
            (bounded && !is_row()).then_some(to)
        };
        let (end, closed) = self.read(begin, line, goes_on);
        self.open = !closed;
        if closed {
            return end;
        }
        self.read(begin, begin + bare(&bytes[begin..line]).len(), |_| None);
        line
    }

    /// Cuts the row that begins at a place, as far as a reach, and farther where `goes_on` says so of a
    /// quote that is open there; where the row ends, and whether no quote is open.
    fn read(
        &mut self,
        begin: usize,
        mut reach: usize,
        mut goes_on: impl FnMut(usize) -> Option<usize>,
    ) -> (usize, bool) {
        use csv_core::ReadRecordResult::{End, InputEmpty, OutputEndsFull, OutputFull, Record};
        let reader = self.reader.get_or_insert_with(|| Box::new(csv_core::Reader::new()));
        reader.reset();
        let bytes = self.text.all().as_bytes();
        let (mut at, mut written, mut ended, mut closed) = (begin, 0, 0, true);
        self.more = 0;
        loop {
            let (result, read, wrote, ends) = reader.read_record(
                &bytes[at..reach],
                &mut self.unquoted[written..],
                &mut self.unquoted_ends[ended..],
            );
            (at, written, ended) = (at + read, written + wrote, ended + ends);
            match result {
                InputEmpty => match goes_on(reach) {
                    Some(further) => reach = further,
                    None => closed = false, // Once more, with nothing: that ends the record.
                },
                OutputFull => self.unquoted.resize((2 * self.unquoted.len()).max(64), 0),
                OutputEndsFull if ended < 2 * MOST_CELLS => {
                    self.unquoted_ends.resize((2 * ended).max(64), 0);
                }
                // What is not kept is written over.
                OutputEndsFull => {
                    ended = MOST_CELLS;
                    self.more += MOST_CELLS;
                }
                Record | End => break,
            }
        }
        // A line ends in both, where both are there.
        at += usize::from(bytes[begin..at].ends_with(b"\r") && bytes.get(at) == Some(&b'\n'));
        self.used = written;
        let kept = ended.min(self.keep);
        self.more += ended - kept;
        self.ends.clear();
        self.ends.extend_from_slice(&self.unquoted_ends[..kept]);
        (at, closed)
    }
}

/// The line of the first row with a quote that is never closed, in a text of which the first row is
/// the header.
pub(crate) fn first_open_quote(text: &str) -> Option<u64> {
    let mut text = Text::of(String::new(), String::new(), text.into()).ok()?;
    let all = text.begin()..text.end();
    text.width = Rows::new(&text, all.clone()).next().map(|header| header.len());
    let mut rows = Rows::new(&text, all);
    while let Some(row) = rows.next() {
        if row.is_open() {
            return Some(text.lines().at(row.place.0));
        }
    }
    None
}

/// Where the line that goes on at a place ends, its line end included.
fn line_end(bytes: &[u8], from: usize) -> usize {
    match memchr2(b'\n', b'\r', &bytes[from..]) {
        None => bytes.len(),
        Some(at) if bytes[from + at..].starts_with(b"\r\n") => from + at + "\r\n".len(),
        Some(at) => from + at + 1,
    }
}

/// A line without its line end.
fn bare(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Whether a line has so many cells, be its quotes minded or not: one of them may be one too many.
fn may_be_row(line: &[u8], width: usize) -> bool {
    #[derive(Clone, Copy, PartialEq)]
    enum Cell {
        New,
        Plain,
        Quoted,
        Reconciled,
    }
    let (mut all, mut minded, mut cell) = (1, 1, Cell::New);
    for byte in line {
        all += usize::from(*byte == b',');
        cell = match (cell, byte) {
            (Cell::New | Cell::Reconciled, b'"') => Cell::Quoted,
            (Cell::Quoted, b'"') => Cell::Reconciled,
            (Cell::Quoted, _) => Cell::Quoted,
            (_, b',') => Cell::New,
            _ => Cell::Plain,
        };
        minded += usize::from(cell == Cell::New);
    }
    all == width || minded == width
}

impl<'r> Row<'r> {
    /// How many cells it has.
    pub fn len(&self) -> usize {
        self.ends.len() + self.more
    }

    /// The cells as they are, blanks included. Where not all are kept, all the row follows, cut
    /// wherever a cell may end.
    pub fn cells(&self) -> impl Iterator<Item = &'r str> + use<'r> {
        let row = *self;
        let kept = (0..row.ends.len()).map(move |place| row.whole(place));
        let (begin, end) = row.place;
        let again = || row.text[begin..end].split([',', '"', '\n', '\r']);
        kept.chain((row.more > 0).then(again).into_iter().flatten())
    }

    /// A cell with the blanks around it.
    #[inline]
    fn whole(&self, place: usize) -> &'r str {
        self.bounds(place).map_or("", |(begin, end)| &self.of[begin..end])
    }

    #[inline]
    fn bounds(&self, place: usize) -> Option<(usize, usize)> {
        let &end = self.ends.get(place)?;
        Some((if place == 0 { self.first } else { self.ends[place - 1] + self.gap }, end))
    }

    /// The text of a column of the row; empty where the file has no such column.
    #[inline]
    pub fn text(&self, place: Option<usize>) -> &str {
        match place {
            Some(place) => claim::Row::cell(self, place),
            None => "",
        }
    }

    /// Whether nothing but blanks stands in a column; so where the file has no such column.
    #[inline]
    pub fn is_empty(&self, place: Option<usize>) -> bool {
        let Some(at) = place else { return true };
        let is_solid = |byte: &u8| (0x21..0x7f).contains(byte);
        match claim::Row::bytes(self, at).first() {
            Some(first) => !is_solid(first) && self.text(place).is_empty(),
            None => true,
        }
    }

    /// The row as it stands, without its line end.
    pub fn raw(&self) -> &'r str {
        let (begin, end) = self.place;
        self.text[begin..end].trim_end_matches(['\r', '\n'])
    }

    /// Whether the last cells of the row are empty, so many of them: spreadsheets write commas for columns that once
    /// held something.
    pub fn ends_in_empty(&self, cells: usize) -> bool {
        let behind =
            self.raw().bytes().rev().take_while(|byte| matches!(byte, b',' | b' ' | b'\t'));
        behind.filter(|byte| *byte == b',').count() >= cells
    }

    /// Whether a quote of its last cell is open at its end.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// A cell of the row as it lies in the text, cut at every comma, without the quotes around it.
    pub fn bare_cell(&self, place: usize) -> &'r str {
        let (begin, end) = self.place;
        let cell = self.text[begin..end].split(',').nth(place).unwrap_or_default();
        cell.trim_matches(|c: char| c.is_whitespace() || c == '"')
    }

    /// Whether a cell runs over several lines.
    pub fn breaks_off(&self) -> bool {
        self.gap == 0 && self.of.contains(['\n', '\r'])
    }
}

impl claim::Row for Row<'_> {
    #[inline]
    fn cell(&self, place: usize) -> &str {
        trimmed(self.whole(place))
    }

    #[inline]
    fn bytes(&self, place: usize) -> &[u8] {
        self.bounds(place).map_or(&[], |(begin, end)| &self.of.as_bytes()[begin..end])
    }
}

/// A cell without blanks around it; most have none.
#[inline]
fn trimmed(cell: &str) -> &str {
    let solid = |byte: Option<&u8>| byte.is_none_or(|byte| (0x21..0x7f).contains(byte));
    let bytes = cell.as_bytes();
    if solid(bytes.first()) && solid(bytes.last()) { cell } else { cell.trim() }
}

/// Bytes that are compared at once (SIMD). Cells are short: a `memchr` for each of their marks would start more often
/// than it goes on. Commas eight at a time, together with
/// ids kept in their entries and looked up in groups, took a million bills from 7.5 s to 1.9 s
/// (`benches/runs/2026-11-24-batch.md`).
const BLOCK: usize = 32;

/// A bit for each byte of a block: where there are commas, and line feeds or quotes.
struct Marks {
    commas: u32,
    stops: u32,
}

impl Marks {
    /// The marks of the block at a place; behind the text there are none.
    #[inline]
    fn of(bytes: &[u8], at: usize) -> Marks {
        let block = match bytes[at..].first_chunk::<BLOCK>() {
            Some(block) => *block,
            None => {
                let (mut block, rest) = ([0; BLOCK], &bytes[at..]);
                block[..rest.len()].copy_from_slice(rest);
                block
            }
        };
        let block = u8x32::from(block);
        let is = |byte: u8| block.simd_eq(u8x32::splat(byte));
        Marks { commas: is(b',').to_bitmask(), stops: (is(b'\n') | is(b'"')).to_bitmask() }
    }
}

/// Cuts the rows of a stretch, which ends in a line end, into pieces, each of whole rows.
pub(super) fn pieces(text: &Text, all: Range<usize>) -> Vec<Range<usize>> {
    let bytes = text.all().as_bytes();
    if text.quotes && memchr(b'"', &bytes[all.clone()]).is_some() {
        return walked(text, all);
    }
    let mut pieces = Vec::new();
    let mut from = all.start;
    while from < all.end {
        let reach = (from + PIECE).min(all.end - 1);
        let to = memchr(b'\n', &bytes[reach..all.end]).map_or(all.end, |at| reach + at + 1);
        pieces.push(from..to);
        from = to;
    }
    pieces
}

/// Cuts a text in which a line end may be within quotes: only from row to row.
fn walked(text: &Text, all: Range<usize>) -> Vec<Range<usize>> {
    let (mut pieces, mut from) = (Vec::new(), all.start);
    let mut rows = Rows::new(text, all.clone());
    while let Some(row) = rows.next() {
        let end = row.place.1;
        if end - from >= PIECE {
            pieces.push(from..end);
            from = end;
        }
    }
    pieces.push(from..all.end);
    pieces
}
