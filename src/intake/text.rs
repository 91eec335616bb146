//! The text of one file, read whole: places of its rows point into it.

use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, Ordering};

use memchr::{memchr, memchr2, memrchr2};
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::error::FileError;
use super::line_numbers::{LineNumbers, breaks, lone_returns};
use super::reject::Reject;
use crate::claim::Fault;
use crate::fingerprint::Fingerprint;
use crate::office_files::{BrokenRow, Converted, FileNote, Origin, is_wide};
use crate::words::data;

/// Stands after the last row.
pub(super) const END: &str = "\0";

/// Stands for a byte that is no text, so that all places stay as they are: the letter that ASCII has for
/// what could not be read.
pub(super) const NO_TEXT: u8 = 0x1a;

/// Lines that may hold bytes that are no text. Of more, the file is written in another way as a whole.
pub(super) const MOST_SPOILED: usize = 10;

/// A line that holds bytes that are no text, as it came.
#[derive(Debug)]
struct Spoiled {
    /// Where it begins in the file.
    at: usize,
    bytes: Vec<u8>,
}

/// Where bytes stand that are no text: the line and the letter within it, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoText {
    pub line: u64,
    pub letter: u64,
}

/// A file in memory, UTF-8, with [`END`] put behind it.
#[derive(Debug)]
pub(super) struct Text {
    /// As given, for messages that come before a run.
    pub path: String,
    /// Without folder, for outputs.
    pub file: String,
    text: String,
    /// Bytes that were put behind them.
    added: usize,
    /// Whether a line may end in a carriage return alone, as on old machines.
    pub odd: bool,
    /// Whether there are quotes.
    pub quotes: bool,
    /// Cells of the file's header, once they are known: a line with as many is a row.
    pub width: Option<usize>,
    /// Empty cells that every row has behind those of the header, as a spreadsheet writes them.
    pub surplus: usize,
    /// Lines of the file with bytes that are no text, in its order; hardly ever any.
    spoiled: Vec<Spoiled>,
    /// What it was before lines of bills were put into it; hardly ever anything.
    before_lines: Option<BeforeLines>,
    /// Where its rows stand in the office's own files that it was made of; nothing of a file in our own form.
    origin: Option<Box<Origin>>,
}

/// A file of bills before lines were put into it.
#[derive(Debug)]
struct BeforeLines {
    bytes: Vec<u8>,
    /// The file of the lines.
    lines: Fingerprint,
}

impl Text {
    /// The text that was made of office files.
    ///
    /// # Errors
    ///
    /// As of [`Text::of`].
    pub fn converted(path: String, file: String, made: Converted) -> Result<Text, FileError> {
        let text = Text::of(path, file, made.csv)?;
        Ok(Text { origin: Some(Box::new(made.origin)), ..text })
    }

    /// The text of these bytes, as of a file of this path and name.
    ///
    /// # Errors
    ///
    /// When too many of its lines are not UTF-8.
    pub fn of(path: String, file: String, bytes: Vec<u8>) -> Result<Text, FileError> {
        if is_wide(&bytes) {
            return Err(FileError::Utf16 { path });
        }
        let (mut text, spoiled) = match String::from_utf8(bytes) {
            Ok(text) => (text, Vec::new()),
            Err(why) => {
                let first = why.utf8_error().valid_up_to();
                let told = |bytes: &[u8]| {
                    let NoText { line, letter } = wrong(bytes, first);
                    FileError::NotUtf8 { path: path.clone(), line, letter }
                };
                spoiled(why.into_bytes(), first).map_err(|bytes| told(&bytes))?
            }
        };
        let added = "\n".len() + END.len();
        text.push('\n');
        text.push_str(END);
        let (odd, quotes) = marks(text.as_bytes());
        let (width, surplus, before_lines, origin) = (None, 0, None, None);
        Ok(Text {
            path,
            file,
            added,
            odd,
            quotes,
            width,
            surplus,
            spoiled,
            before_lines,
            origin,
            text,
        })
    }

    /// Where the file's first row may begin.
    pub fn begin(&self) -> usize {
        if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
    }

    /// Where [`END`] stands, after the last line end.
    pub fn end(&self) -> usize {
        self.text.len() - END.len()
    }

    /// All of it, [`END`] included.
    pub fn all(&self) -> &str {
        &self.text
    }

    /// The bytes of the file in our own form, as they came or were made.
    pub fn content(&self) -> Vec<u8> {
        self.own_bytes().concat()
    }

    /// The office's file and the line in it of a row, by its line in our own form.
    pub fn place(&self, line: u64) -> (&str, u64) {
        let place = self.origin.as_ref().and_then(|origin| origin.place(line));
        place.unwrap_or((&self.file, line))
    }

    /// A fault of the row on a line, with its place in the office's file.
    pub fn reject(&self, line: u64, mut fault: Fault) -> Reject {
        let (file, place) = self.place(line);
        let Some(origin) = &self.origin else { return Reject::new(file, place, fault) };
        match origin.broken(line) {
            Some(BrokenRow::Cells { found, header }) => {
                fault.sentence = data::wrong_cells(found, header);
            }
            Some(BrokenRow::OpenQuote) => {
                (fault.code, fault.sentence) = ("open_quote", data::open_quote());
            }
            None => {}
        }
        if let Some(name) = origin.held_as(line, &fault.column) {
            fault.column = name.to_owned();
            return Reject::new(file, place, fault);
        }
        let cell = origin.cell(line, &fault.column);
        // Our own name on the line that is named already says nothing more.
        let cell = cell.filter(|(header, address)| *header != fault.column || address.is_some());
        let cell = cell.map(|(header, address)| {
            data::in_the_office_file(header, address.unwrap_or_else(|| place.to_string()))
        });
        let reject = Reject::new(file, place, fault);
        cell.into_iter().fold(reject, Reject::with)
    }

    /// What is told of the office's own files.
    pub fn notes(&self) -> &[FileNote] {
        self.origin.as_ref().map_or(&[], |origin| origin.notes())
    }

    /// SHA-256 of the file, in hexadecimal.
    pub fn sha256(&self) -> String {
        let mut hash = Sha256::new();
        self.bytes().into_iter().for_each(|part| hash.update(part));
        crate::fingerprint::hex(&hash.finalize())
    }

    /// The same file, with lines of bills put into it that come from another.
    ///
    /// # Errors
    ///
    /// As of [`Text::of`].
    pub fn with_lines(self, bytes: Vec<u8>, lines: Fingerprint) -> Result<Text, FileError> {
        let before = BeforeLines { bytes: self.bytes().concat(), lines };
        let joined = Text::of(self.path, self.file, bytes)?;
        Ok(Text { before_lines: Some(before), origin: self.origin, ..joined })
    }

    /// The file whose lines of bills were put into it.
    pub fn lines_of_bills(&self) -> Option<&Fingerprint> {
        self.before_lines.as_ref().map(|before| &before.lines)
    }

    /// The bytes of the file itself, as they came, in parts.
    fn bytes(&self) -> Vec<&[u8]> {
        if let Some(before) = &self.before_lines {
            return vec![&before.bytes];
        }
        match &self.origin {
            Some(origin) => origin.files().collect(),
            None => self.own_bytes(),
        }
    }

    /// The same of the file in our own form.
    fn own_bytes(&self) -> Vec<&[u8]> {
        let all = &self.text.as_bytes()[..self.text.len() - self.added];
        let (mut parts, mut from) = (Vec::new(), 0);
        for Spoiled { at, bytes } in &self.spoiled {
            parts.extend([&all[from..*at], bytes]);
            from = at + bytes.len();
        }
        parts.push(&all[from..]);
        parts
    }

    /// What lies at a place, as it came.
    pub fn raw(&self, (begin, end): (usize, usize)) -> Cow<'_, [u8]> {
        let bytes = &self.text.as_bytes()[begin..end.min(self.end())];
        if !self.is_spoiled((begin, end)) {
            return Cow::Borrowed(bytes);
        }
        let mut raw = bytes.to_vec();
        for Spoiled { at, bytes } in &self.spoiled {
            let (from, to) = ((*at).max(begin), (at + bytes.len()).min(begin + raw.len()));
            if from < to {
                let line = &bytes[from - at..to - at];
                raw[from - begin..to - begin].copy_from_slice(line);
            }
        }
        Cow::Owned(raw)
    }

    /// Whether bytes at a place are no text.
    #[inline]
    pub fn is_spoiled(&self, place: (usize, usize)) -> bool {
        !self.spoiled.is_empty() && self.spoiled_at(place)
    }

    #[cold]
    fn spoiled_at(&self, (begin, end): (usize, usize)) -> bool {
        let lies = |line: &Spoiled| (line.at, line.at + line.bytes.len());
        self.spoiled.iter().map(lies).any(|(from, to)| from < end && begin < to)
    }

    /// Where the first byte stands that is no text.
    pub fn first_wrong(&self) -> Option<NoText> {
        let Spoiled { at, bytes } = self.spoiled.first()?;
        let within = match str::from_utf8(bytes) {
            Ok(_) => unreachable!("it was kept for what is no text"),
            Err(why) => why.valid_up_to(),
        };
        Some(wrong(self.text.as_bytes(), at + within))
    }

    /// The lines of the file on which rows begin, for places in ascending order.
    pub fn lines(&self) -> LineNumbers<'_> {
        LineNumbers::of(self.text.as_bytes())
    }
}

/// SHA-256 of some files, which goes on while other things cannot be done side by side.
pub(super) struct Hashing<'t> {
    /// Files that are not done, the next one last; what of its bytes is left, the next part last, and
    /// what was hashed.
    left: Vec<(Vec<&'t [u8]>, Sha256)>,
    done: Vec<String>,
}

impl<'t> Hashing<'t> {
    /// Of files, of which nothing is hashed yet.
    pub fn of(texts: &[&'t Text]) -> Hashing<'t> {
        let parts = |text: &&'t Text| {
            let mut parts = text.bytes();
            parts.reverse();
            (parts, Sha256::new())
        };
        Hashing { left: texts.iter().rev().map(parts).collect(), done: Vec::new() }
    }

    /// Goes on while another thread works, as far as there are bytes. The work must not itself be shared out: a thread
    /// that waits for others might hash everything before it goes on.
    pub fn beside<T: Send>(&mut self, work: impl FnOnce() -> T + Send) -> T {
        const STEP: usize = 1 << 20;
        let is_done = AtomicBool::new(false);
        let work = || {
            let made = work();
            is_done.store(true, Ordering::Relaxed);
            made
        };
        let goes_on = || {
            while !is_done.load(Ordering::Relaxed) && !self.left.is_empty() {
                self.go_on(STEP);
            }
        };
        rayon::join(work, goes_on).0
    }

    /// Goes on by so many bytes, as far as there are.
    fn go_on(&mut self, mut bytes: usize) {
        while let Some((left, hash)) = self.left.last_mut() {
            while let Some(part) = left.pop() {
                let (now, later) = part.split_at(part.len().min(bytes));
                hash.update(now);
                bytes -= now.len();
                if !later.is_empty() {
                    left.push(later);
                    return;
                }
            }
            let (_, hash) = self.left.pop().expect("looked at above");
            self.done.push(crate::fingerprint::hex(&hash.finalize()));
        }
    }

    /// Goes to the end: the hashes of the files, in hexadecimal.
    pub fn finish(mut self) -> Vec<String> {
        self.go_on(usize::MAX);
        self.done
    }
}

/// Where a byte stands, as an editor counts.
fn wrong(bytes: &[u8], at: usize) -> NoText {
    let before = &bytes[..at];
    let line = memrchr2(b'\n', b'\r', before).map_or(0, |end| end + 1);
    let line = String::from_utf8_lossy(&before[line..]);
    let letters = line.trim_start_matches('\u{feff}').chars().count();
    NoText { line: 1 + breaks(before), letter: 1 + letters as u64 }
}

/// Where the first byte stands that is not UTF-8.
pub(crate) fn first_wrong(bytes: &[u8]) -> Option<NoText> {
    Some(wrong(bytes, str::from_utf8(bytes).err()?.valid_up_to()))
}

/// Makes text of bytes that are none from a place on: its bytes that are no text are written over with
/// [`NO_TEXT`], and the lines that hold them kept as they came. Only this slow path looks for lines.
///
/// # Errors
///
/// When more than [`MOST_SPOILED`] lines hold such bytes: gives back all bytes, as they came up to the
/// first place.
fn spoiled(mut bytes: Vec<u8>, first: usize) -> Result<(String, Vec<Spoiled>), Vec<u8>> {
    let (mut lines, mut at) = (Vec::new(), first);
    loop {
        let begin = memrchr2(b'\n', b'\r', &bytes[..at]).map_or(0, |end| end + 1);
        let end = memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |end| at + end);
        if lines.len() == MOST_SPOILED {
            return Err(bytes);
        }
        lines.push(Spoiled { at: begin, bytes: bytes[begin..end].to_vec() });
        while let Err(why) = str::from_utf8(&bytes[at..end]) {
            let from = at + why.valid_up_to();
            let to = why.error_len().map_or(end, |length| from + length);
            bytes[from..to].fill(NO_TEXT);
            at = to;
        }
        match str::from_utf8(&bytes[end..]) {
            Ok(_) => break,
            Err(why) => at = end + why.valid_up_to(),
        }
    }
    let text = String::from_utf8(bytes).expect("what is no text was written over");
    Ok((text, lines))
}

/// Whether there are lone carriage returns, and quotes. Most files have neither.
fn marks(bytes: &[u8]) -> (bool, bool) {
    const NEAR: usize = 1 << 20; // So that it is looked through again while it is near.
    let begins = (0..bytes.len()).into_par_iter().step_by(NEAR);
    let found = begins.map(|begin| {
        // With the byte behind it, which tells whether a return at the end is alone.
        let part = &bytes[begin..bytes.len().min(begin + NEAR + 1)];
        if memchr2(b'\r', b'"', part).is_none() {
            return (false, false);
        }
        (lone_returns(part).any(|at| at < NEAR), memchr(b'"', part).is_some())
    });
    found.reduce(|| (false, false), |one, other| (one.0 | other.0, one.1 | other.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> Result<Text, FileError> {
        Text::of("p".to_owned(), "f".to_owned(), bytes.to_vec())
    }

    #[test]
    fn bytes_that_are_no_text_are_written_over_where_they_lie_and_given_back_as_they_came() {
        let raw = b"a,b\n\xd6\xfa,1\n\xe4\xba\x92\xe5,\xff\r\nc\n\xe4\xba";
        let text = text(raw).unwrap();
        assert_eq!(
            &text.all()[..text.all().len() - 2],
            "a,b\n\x1a\x1a,1\n\u{4e92}\x1a,\x1a\r\nc\n\x1a\x1a"
        );
        assert_eq!(text.bytes().concat(), raw);
        assert_eq!(text.first_wrong(), Some(NoText { line: 2, letter: 1 }));
        let places = [(0, raw.len()), (4, 9), (5, 10), (9, 12), (14, 17), (0, 4), (8, 9), (15, 19)];
        for (at, (from, to)) in places.into_iter().enumerate() {
            let place = (from, to);
            assert_eq!(*text.raw(place), raw[from..to], "{from}..{to}");
            assert_eq!(text.is_spoiled(place), at < 5, "{from}..{to}");
        }
    }

    #[test]
    fn of_more_than_ten_lines_that_are_no_text_the_file_is_refused() {
        let bytes =
            |lines: usize| [b"\xef\xbb\xbfhead\n\n".to_vec(), b"ab\xb0,\xb0\n".repeat(lines)];
        assert!(text(&bytes(10).concat()).is_ok());
        let why = text(&bytes(11).concat()).unwrap_err().to_string();
        assert!(why.starts_with("`p` is not UTF-8 text, first at line 3, character 3; "), "{why}");
    }

    #[test]
    fn text_of_two_bytes_a_letter_is_told_with_a_mark_and_without() {
        let wide = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            "member_id,\u{59d3}\u{540d}\n".encode_utf16().flat_map(bytes).collect()
        };
        let (little, big) = (wide(u16::to_le_bytes), wide(u16::to_be_bytes));
        let marked = [b"\xff\xfe".to_vec(), little.clone()].concat();
        for bytes in [little, big, marked, b"\xfe\xff".to_vec()] {
            assert!(matches!(text(&bytes), Err(FileError::Utf16 { .. })));
        }
        assert!(text(b"a,b\n\0,\n").is_ok(), "one byte of zero is a matter of its row");
    }

    #[test]
    fn files_hashed_in_steps_have_the_hashes_of_the_whole_files() {
        let texts = ["", "first\n", &"second\n".repeat(40)];
        let texts = texts.map(|all| text(all.as_bytes()).unwrap());
        let [one, two, three] = &texts;
        let whole =
            [one, two, three].map(|text| crate::fingerprint::sha256(&text.bytes().concat()));
        for step in [0, 1, 6, 7, 100, 1_000] {
            let mut hashing = Hashing::of(&[one, two, three]);
            (0..5).for_each(|_| hashing.go_on(step));
            assert_eq!(hashing.finish(), whole, "{step}");
        }
    }

    #[test]
    fn files_hashed_beside_other_work_have_the_hashes_of_the_whole_files() {
        let texts = ["one\n", &"two\n".repeat(1 << 20), &"three\n".repeat(1 << 19)];
        let texts = texts.map(|all| text(all.as_bytes()).unwrap());
        let [one, two, three] = &texts;
        let whole =
            [one, two, three].map(|text| crate::fingerprint::sha256(&text.bytes().concat()));
        for threads in [1, 2] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let hashes = pool.install(|| {
                let mut hashing = Hashing::of(&[one, two, three]);
                assert_eq!(hashing.beside(|| "work"), "work");
                hashing.finish()
            });
            assert_eq!(hashes, whole, "{threads}");
        }
    }
}
