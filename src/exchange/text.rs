//! The text of one file, read whole: what is told of its rows points into it.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;

use memchr::{memchr, memchr_iter, memchr2};
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::file_name;
use crate::words::{self, Sentence};

/// Stands after the last row. A quote that is never closed swallows it, and so is found out.
pub(super) const END: &str = "\0";

/// A file in memory, UTF-8, with [`END`] put behind it.
#[derive(Debug)]
pub(super) struct Text {
    /// As given, for messages that come before a run.
    pub path: String,
    /// Without folder, for outputs.
    pub file: String,
    /// What is known already, then the file.
    text: String,
    /// Where the file's own bytes begin.
    own: usize,
    /// Bytes that were put behind them.
    added: usize,
    /// Whether a line may end in a carriage return alone, as on old machines.
    pub odd: bool,
    /// Whether there are quotes.
    pub quotes: bool,
}

impl Text {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// When it cannot be read, changes meanwhile, or is not UTF-8.
    pub fn read(path: &Path) -> Result<Text, Sentence> {
        let name = path.display().to_string();
        let bytes = read_whole(path, read_in_parts)
            .map_err(|why| words::data::unreadable(&name, words::system(&why)))?;
        let bytes = bytes.ok_or_else(|| words::data::changed_meanwhile(&name))?;
        let mut text = String::from_utf8(bytes).map_err(|why| {
            let before = &why.as_bytes()[..why.utf8_error().valid_up_to()];
            words::data::not_utf8(&name, 1 + breaks(before))
        })?;
        let added = "\n".len() + END.len();
        text.push('\n');
        text.push_str(END);
        let (odd, quotes) = marks(text.as_bytes());
        Ok(Text { path: name, file: file_name(path), own: 0, added, odd, quotes, text })
    }

    /// The file behind rows that are known already, which end in a line end.
    pub fn behind(self, known: String) -> Text {
        if known.is_empty() {
            return self;
        }
        let ((odd, quotes), own) = (marks(known.as_bytes()), known.len());
        let (odd, quotes) = (odd || self.odd, quotes || self.quotes);
        Text { own, odd, quotes, text: known + &self.text, ..self }
    }

    /// What is known already, without any file.
    pub fn known(known: String) -> Text {
        let (own, text) = (known.len(), known + "\n" + END);
        let (odd, quotes) = marks(text.as_bytes());
        let added = text.len() - own;
        Text { path: String::new(), file: String::new(), own, added, odd, quotes, text }
    }

    /// Where the file's first row may begin.
    pub fn begin(&self) -> usize {
        let mark = self.text[self.own..].starts_with('\u{feff}');
        self.own + if mark { '\u{feff}'.len_utf8() } else { 0 }
    }

    /// Where the file begins, behind what is known already.
    pub fn own(&self) -> usize {
        self.own
    }

    /// Where [`END`] stands, after the last line end.
    pub fn end(&self) -> usize {
        self.text.len() - END.len()
    }

    /// All of it, [`END`] included.
    pub fn all(&self) -> &str {
        &self.text
    }

    /// The bytes of the file itself.
    fn own_bytes(&self) -> &[u8] {
        &self.text.as_bytes()[self.own..self.text.len() - self.added]
    }

    /// The lines of the file on which rows begin, for places in ascending order.
    pub fn lines(&self) -> Lines<'_> {
        Lines { text: self.text.as_bytes(), line: 1, counted: self.own }
    }
}

/// SHA-256 of some files, which goes on while other things cannot be done side by side.
pub(super) struct Hashing<'t> {
    /// Files that are not done, the next one last; what of its bytes is left, and what was hashed.
    left: Vec<(&'t [u8], Sha256)>,
    done: Vec<String>,
}

impl<'t> Hashing<'t> {
    /// Of files, of which nothing is hashed yet.
    pub fn of(texts: [&'t Text; 3]) -> Hashing<'t> {
        let left = texts.iter().rev().map(|text| (text.own_bytes(), Sha256::new()));
        Hashing { left: left.collect(), done: Vec::new() }
    }

    /// Goes on by so many bytes, as far as there are.
    pub fn go_on(&mut self, mut bytes: usize) {
        while let Some((left, hash)) = self.left.last_mut() {
            let (now, later) = left.split_at(left.len().min(bytes));
            hash.update(now);
            (*left, bytes) = (later, bytes - now.len());
            if !later.is_empty() {
                return;
            }
            let (_, hash) = self.left.pop().expect("looked at above");
            self.done.push(super::hex(&hash.finalize()));
        }
    }

    /// Goes to the end: the hashes of the files, in hexadecimal.
    pub fn finish(mut self) -> [String; 3] {
        self.go_on(usize::MAX);
        self.done.try_into().expect("one for each file")
    }
}

/// Counts lines up to places that ascend.
pub(super) struct Lines<'t> {
    text: &'t [u8],
    line: u64,
    counted: usize,
}

impl Lines<'_> {
    /// The line of a place, the first being 1.
    pub fn at(&mut self, place: usize) -> u64 {
        self.line += breaks(&self.text[self.counted..place]);
        self.counted = place;
        self.line
    }
}

/// The bytes of a file; nothing where it changes while it is read.
fn read_whole(
    path: &Path,
    read: impl FnOnce(&mut File, &mut Vec<u8>) -> io::Result<usize>,
) -> io::Result<Option<Vec<u8>>> {
    let mut file = File::open(path)?;
    let before = file.metadata()?;
    let room = usize::try_from(before.len()).unwrap_or(0) + "\n".len() + END.len();
    let mut bytes = Vec::with_capacity(room);
    read(&mut file, &mut bytes)?;
    let same = |after: &Metadata| {
        after.len() == bytes.len() as u64 && after.modified().ok() == before.modified().ok()
    };
    // What is no file, as a pipe, has no length to hold it to.
    let whole = !before.is_file() || same(&file.metadata()?);
    Ok(whole.then_some(bytes))
}

/// Parts of a large file that threads read side by side: to copy is most of reading.
#[cfg(unix)]
const PART: usize = 16 << 20;

/// Reads a file to its end, or to the end it has now.
#[cfg(unix)]
fn read_in_parts(file: &mut File, bytes: &mut Vec<u8>) -> io::Result<usize> {
    use std::os::unix::fs::FileExt;

    let now = file.metadata()?;
    let length = usize::try_from(now.len()).unwrap_or(0);
    if !now.is_file() || length <= PART {
        return file.read_to_end(bytes);
    }
    *bytes = vec![0; bytes.capacity().max(length)];
    bytes.truncate(length);
    let parts = bytes.par_chunks_mut(PART).enumerate();
    let read = parts.map(|(number, part)| file.read_exact_at(part, (number * PART) as u64));
    match read.collect::<io::Result<()>>() {
        // It was cut meanwhile: what there is of it is not what there was.
        Err(why) if why.kind() == io::ErrorKind::UnexpectedEof => bytes.clear(),
        other => other?,
    }
    Ok(bytes.len())
}

/// Reads a file to its end.
#[cfg(not(unix))]
fn read_in_parts(file: &mut File, bytes: &mut Vec<u8>) -> io::Result<usize> {
    file.read_to_end(bytes)
}

/// Line ends in some bytes: `\n`, `\r\n` or `\r`.
fn breaks(bytes: &[u8]) -> u64 {
    (memchr_iter(b'\n', bytes).count() + lone_returns(bytes).count()) as u64
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

/// Carriage returns that stand anywhere but before a line feed.
fn lone_returns(bytes: &[u8]) -> impl Iterator<Item = usize> {
    memchr_iter(b'\r', bytes).filter(|&at| bytes.get(at + 1) != Some(&b'\n'))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::SystemTime;

    use super::*;

    /// What is read of a file of four bytes to which this happens when half of it is read.
    fn read_while(change: impl FnOnce(&Path)) -> Option<Vec<u8>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bills.csv");
        fs::write(&path, "1234").unwrap();
        let file = File::options().write(true).open(&path).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        let half = |file: &mut File, bytes: &mut Vec<u8>| {
            file.take(2).read_to_end(bytes)?;
            change(&path);
            file.read_to_end(bytes)
        };
        read_whole(&path, half).unwrap()
    }

    #[test]
    fn a_file_that_changes_while_it_is_read_is_not_taken_for_whole() {
        let length = |path: &Path, to: u64| {
            File::options().write(true).open(path).unwrap().set_len(to).unwrap();
        };
        for changed in [0, 2, 3, 5, 100_000] {
            assert_eq!(read_while(|path| length(path, changed)), None, "{changed}");
        }
        // Other bytes, and as many.
        assert_eq!(read_while(|path| fs::write(path, "5678").unwrap()), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_is_replaced_while_it_is_read_is_read_as_it_was() {
        let replace = |path: &Path| {
            fs::write(path.with_extension("new"), "56789").unwrap();
            fs::rename(path.with_extension("new"), path).unwrap();
        };
        let before = Some(b"1234".to_vec());
        assert_eq!(read_while(replace), before);
        assert_eq!(read_while(|path| fs::remove_file(path).unwrap()), before);
        assert_eq!(read_while(|_| ()), before);
    }

    #[test]
    fn files_hashed_in_steps_have_the_hashes_of_the_whole_files() {
        let texts = ["", "first\n", &"second\n".repeat(40)].map(|own| Text::known(own.to_owned()));
        let texts = texts.map(|text| Text { own: 0, ..text });
        let [one, two, three] = &texts;
        let whole = [one, two, three].map(|text| super::super::sha256(text.own_bytes()));
        for step in [0, 1, 6, 7, 100, 1_000] {
            let mut hashing = Hashing::of([one, two, three]);
            (0..5).for_each(|_| hashing.go_on(step));
            assert_eq!(hashing.finish(), whole, "{step}");
        }
    }
}
