//! What would change the answer, and which bill the one at hand may correct.

use maud::{Markup, html};

use super::Reader;
use crate::explanation::Formatter;
use crate::scheme::Book;
use crate::window::answered::{Answered, Correction};
use crate::window::changes::{Change, Otherwise};
use crate::words::{changes as words, what_if};

/// How many stand before the others.
const FIRST: usize = 5;

/// What would change the answer, the most money first.
pub(super) fn list(reader: Reader, answered: &Answered) -> Markup {
    let all = &answered.changes;
    let (first, rest) = all.split_at(all.len().min(FIRST));
    let has_growth = all.iter().any(|one| matches!(one.what, Otherwise::More(_)));
    let book = answered.preview.book;
    html! {
        @if !all.is_empty() {
            h3 { (reader.say(&words::what_would_change())) }
            (lines(reader, book, first))
            @if !rest.is_empty() {
                details {
                    summary { (reader.say(&words::further_changes(rest.len()))) }
                    (lines(reader, book, rest))
                }
            }
            @if has_growth { p.hint { (reader.say(&words::growth_hint())) } }
        }
    }
}

fn lines(reader: Reader, book: &Book, changes: &[Change]) -> Markup {
    html! { ul { @for change in changes { li { (reader.say(&change.sentence(book))) } } } }
}

/// The bill of the history that the one at hand may be a correction of.
pub(super) fn correction(reader: Reader, book: &Book, corrects: &Correction) -> Markup {
    let formatter = Formatter { book, lang: reader.lang };
    let (before, after) = (formatter.money(corrects.before), formatter.money(corrects.after));
    let (title, line) = match corrects.is_same {
        true => (what_if::in_place_of(&corrects.bill_id), what_if::replaces(before, after)),
        false => (what_if::corrects(&corrects.bill_id), what_if::same_days(before, after)),
    };
    html! {
        div.beside {
            h3 { bdi { (reader.say(&title)) } }
            p { (reader.say(&line)) }
        }
    }
}
