//! Pasting a settlement, and what was read of it.

use maud::{Markup, html};

use super::{MemberPage, Reader, box_faults};
use crate::window::pasted::Pasted;
use crate::words::pasted as words;

/// The name of the box.
pub(in crate::window) const PASTED: &str = "pasted";

/// A box to paste a settlement into, put away until it is asked for.
pub(super) fn paste(reader: Reader, page: &MemberPage) -> Markup {
    let is_wrong = page.faults.iter().any(|fault| fault.column == PASTED);
    html! {
        details open[is_wrong] {
            summary { (reader.say(&words::paste())) }
            form method="post" action=(format!("/member/{}/paste", page.number)) autocomplete="off" {
                (reader.key())
                p.hint id="pasted-hint" { (reader.say(&words::paste_hint())) }
                (box_faults(reader, PASTED, page.faults))
                label for=(PASTED) { (reader.say(&words::paste_box())) }
                textarea id=(PASTED) name=(PASTED) rows="6" spellcheck="false" aria-describedby="pasted-hint" {}
                button type="submit" { (reader.say(&words::fill_in())) }
            }
        }
    }
}

/// What was read of a settlement, to be checked against the paper.
pub(super) fn read(reader: Reader, read: &Pasted) -> Markup {
    html! {
        section.beside aria-live="polite" {
            h2 { (reader.say(&words::understood())) }
            @if !read.notes.is_empty() {
                ul.notes { @for note in &read.notes { li { strong { (reader.say(note)) } } } }
            }
            ul { @for one in &read.used { li { bdi { (reader.say(one)) } } } }
            @if !read.not_used.is_empty() {
                h3 { (reader.say(&words::not_used())) }
                ul {
                    @for (name, why) in &read.not_used {
                        li { code { (name) } (reader.colon()) (reader.say(&why.sentence())) }
                    }
                }
            }
        }
    }
}
