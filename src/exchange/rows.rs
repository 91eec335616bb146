//! Rows of a text and their cells.
//!
//! Nearly every row is one line without a quote: it is cut at its commas where it lies. What has a
//! quote in it is read by `csv_core`, whose reading of rows is that of the `csv` crate.

use std::ops::Range;

use memchr::memchr;

use super::text::Text;
use crate::claim::door;

/// The byte-order mark.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Rows are handed to threads in pieces of about so many bytes.
const PIECE: usize = 1 << 20;

/// Goes through the rows that begin in a stretch of a text.
pub(super) struct Rows<'t> {
    text: &'t Text,
    at: usize,
    end: usize,
    /// Where each cell of the row at hand ends: in the text or, where it has quotes, in `unquoted`.
    ends: Vec<usize>,
    /// Room for a row with quotes, of which so much is used; longer once it held a long row.
    unquoted: Vec<u8>,
    used: usize,
    unquoted_ends: Vec<usize>,
    /// For rows with quotes in them; made for the first, since that takes as long as many rows.
    reader: Option<Box<csv_core::Reader>>,
}

/// One row.
#[derive(Clone, Copy)]
pub(super) struct Row<'r> {
    /// Where it lies in the text, its line end included.
    pub place: (usize, usize),
    of: &'r str,
    /// Where the first cell begins in `of`, where each ends, and what lies between two.
    first: usize,
    ends: &'r [usize],
    gap: usize,
}

impl<'t> Rows<'t> {
    /// The rows that begin in `place`.
    pub fn new(text: &'t Text, place: Range<usize>) -> Rows<'t> {
        Rows {
            text,
            at: place.start,
            end: place.end,
            ends: Vec::new(),
            unquoted: vec![0; 64],
            used: 0,
            unquoted_ends: vec![0; 64],
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
        self.ends.clear();
        if let Some(end) = self.plain(begin) {
            self.at = end;
            let (of, ends) = (self.text.all(), &*self.ends);
            return Some(Row { place: (begin, end), of, first: begin, ends, gap: ",".len() });
        }
        self.at = self.quoted(begin);
        let of = str::from_utf8(&self.unquoted[..self.used])
            .expect("what is left of UTF-8 without quotes");
        Some(Row { place: (begin, self.at), of, first: 0, ends: &self.ends, gap: 0 })
    }

    /// Cuts a row that is one line without quotes; where the next begins. Nothing if it is not.
    #[inline]
    fn plain(&mut self, begin: usize) -> Option<usize> {
        if self.text.odd {
            return None;
        }
        let bytes = self.text.all().as_bytes();
        let mut word = begin;
        loop {
            let mut marks = marks(bytes, word);
            while marks != 0 {
                let at = word + marks.trailing_zeros() as usize / 8;
                marks &= marks - 1;
                match bytes[at] {
                    b',' => self.ends.push(at),
                    b'\n' => {
                        let returns = at > begin && bytes[at - 1] == b'\r';
                        self.ends.push(at - usize::from(returns));
                        return Some(at + 1);
                    }
                    b'"' => return None,
                    _ => {} // A mark too many.
                }
            }
            word += 8;
        }
    }

    /// Cuts any row; where it ends.
    fn quoted(&mut self, begin: usize) -> usize {
        use csv_core::ReadRecordResult::{End, InputEmpty, OutputEndsFull, OutputFull, Record};
        let reader = self.reader.get_or_insert_with(|| Box::new(csv_core::Reader::new()));
        reader.reset();
        let bytes = self.text.all().as_bytes();
        let (mut at, mut written, mut ended) = (begin, 0, 0);
        loop {
            let (result, read, wrote, ends) = reader.read_record(
                &bytes[at..],
                &mut self.unquoted[written..],
                &mut self.unquoted_ends[ended..],
            );
            (at, written, ended) = (at + read, written + wrote, ended + ends);
            match result {
                InputEmpty => {} // Once more, with nothing: that ends the record.
                OutputFull => self.unquoted.resize(2 * self.unquoted.len(), 0),
                OutputEndsFull => self.unquoted_ends.resize(2 * self.unquoted_ends.len(), 0),
                Record | End => break,
            }
        }
        // A line ends in both, where both are there.
        at += usize::from(bytes[begin..at].ends_with(b"\r") && bytes.get(at) == Some(&b'\n'));
        self.used = written;
        self.ends.clear();
        self.ends.extend_from_slice(&self.unquoted_ends[..ended]);
        at
    }
}

impl<'r> Row<'r> {
    /// How many cells it has.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The cells as they are, blanks included.
    pub fn cells(&self) -> impl Iterator<Item = &'r str> + use<'r> {
        let row = *self;
        (0..row.len()).map(move |place| row.whole(place))
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
        place.map_or("", |place| door::Row::cell(self, place))
    }

    /// Whether a cell runs over several lines.
    pub fn breaks_off(&self) -> bool {
        self.gap == 0 && self.of.contains(['\n', '\r'])
    }
}

impl door::Row for Row<'_> {
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

/// Commas, line feeds and quotes among the eight bytes at a place: the highest bit of each, and now
/// and then of one that follows such a byte. Cells are short: a search for each would begin more
/// often than it goes on.
#[inline]
fn marks(bytes: &[u8], at: usize) -> u64 {
    const EACH: u64 = u64::MAX / 0xff;
    let word = match bytes[at..].first_chunk() {
        Some(word) => u64::from_le_bytes(*word),
        None => {
            let (mut word, rest) = ([0; 8], &bytes[at..]);
            word[..rest.len()].copy_from_slice(rest);
            u64::from_le_bytes(word)
        }
    };
    // What is taken from a zero borrows, and may borrow from the byte above too.
    let is = |byte: u8| {
        let zero = word ^ (EACH * u64::from(byte));
        zero.wrapping_sub(EACH) & !zero
    };
    (is(b',') | is(b'\n') | is(b'"')) & (EACH * 0x80)
}

/// Cuts the rows from `begin` on into pieces, each of whole rows.
///
/// # Errors
///
/// Where a row begins with a quote in it that is never closed.
pub(super) fn pieces(text: &Text, begin: usize) -> Result<Vec<Range<usize>>, usize> {
    let bytes = text.all().as_bytes();
    let end = text.end();
    if memchr(b'"', &bytes[begin..]).is_some() {
        return walked(text, begin..end);
    }
    let mut pieces = Vec::new();
    let mut from = begin;
    while from < end {
        let reach = (from + PIECE).min(end - 1);
        // The text ends in a line end.
        let to = memchr(b'\n', &bytes[reach..end]).map_or(end, |at| reach + at + 1);
        pieces.push(from..to);
        from = to;
    }
    Ok(pieces)
}

/// Cuts a text in which a line end may be within quotes: only from row to row.
fn walked(text: &Text, all: Range<usize>) -> Result<Vec<Range<usize>>, usize> {
    let (mut pieces, mut from) = (Vec::new(), all.start);
    let mut rows = Rows::new(text, all.clone());
    while let Some(row) = rows.next() {
        let (begin, end) = row.place;
        if end > all.end {
            return Err(begin);
        }
        if end - from >= PIECE {
            pieces.push(from..end);
            from = end;
        }
    }
    pieces.push(from..all.end);
    Ok(pieces)
}
