//! What a Chinese keyboard and a word processor write in the place of a plain character: `％`, `，`, `“`, `−`, a
//! full-width blank. Such a character looks right, so a mistake that it causes is told by its name.

use crate::diagnostic::{Diagnostic, Reviewed};
use crate::words::{self, Sentence};

/// The plain character that is meant.
fn plain(c: char) -> Option<char> {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        '\u{3000}' | '\u{a0}' => Some(' '),
        '“' | '”' | '„' => Some('"'),
        '‘' | '’' => Some('\''),
        '−' | '–' | '—' => Some('-'),
        '、' => Some(','),
        '。' => Some('.'),
        '【' => Some('['),
        '】' => Some(']'),
        _ => None,
    }
}

fn sentence(written: char, plain: char) -> Sentence {
    match plain {
        ' ' => words::rules::wide_blank(),
        _ => words::rules::wide_character(written, plain),
    }
}

/// What is wrong on the line of a mistake that the reader of TOML found, where such a character is: its place, and
/// what to say.
pub(super) fn on_the_line(text: &str, at: usize) -> Option<(std::ops::Range<usize>, Sentence)> {
    let at = at.min(text.len());
    let start = text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
    let line = text.get(start..)?.lines().next()?;
    let (mut quoted, mut first, mut first_quote) = (false, None, None);
    for (place, c) in line.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '#' if !quoted => break,
            '“' | '”' => first_quote = first_quote.or(Some((place, c))),
            _ => {}
        }
        if !quoted && plain(c).is_some() {
            first = first.or(Some((place, c)));
        }
    }
    // Where a plain quote is open at the end, a typographic one stands for its other half.
    let (place, c) = first.or(first_quote.filter(|_| quoted))?;
    let place = start + place;
    Some((place..place + c.len_utf8(), sentence(c, plain(c)?)))
}

/// Adds to mistakes what only the text shows: a character that is not the plain one, and single brackets around the
/// name of a list.
pub(crate) fn advise_by_text(file: &mut Reviewed) {
    let Reviewed { text, found, .. } = file;
    for mistake in found.each_mut() {
        let Some(written) = text.get(mistake.span.clone()) else { continue };
        let better = wide(written).filter(|better| *better != mistake.message);
        if let Some(help) = better.or_else(|| double_brackets(written, mistake)) {
            mistake.help = Some(help);
        }
    }
}

/// The first such character in one value. Between digits a comma is wrong however wide it is.
fn wide(written: &str) -> Option<Sentence> {
    if written.contains(['\n', '{', '[', '=']) {
        return None;
    }
    let mut before = ' ';
    let (c, plain) = written.chars().find_map(|c| {
        let between_digits = before.is_ascii_digit() && plain(c) == Some(',');
        before = c;
        plain(c).filter(|_| !between_digits).map(|plain| (c, plain))
    })?;
    Some(sentence(c, plain))
}

/// The header in double brackets, where the list that is wanted was written as one table.
fn double_brackets(written: &str, mistake: &Diagnostic) -> Option<Sentence> {
    let name = written.strip_prefix('[')?.strip_suffix(']')?;
    let key = name.rsplit('.').next()?.trim();
    let is_it = mistake.message == words::rules::not_tables(key);
    is_it.then(|| words::rules::write_it(format!("[{written}]")))
}
