//! Pasting a settlement or dropping it as a file, and what was read of it.

use maud::{Markup, html};

use super::{MemberPage, Reader, box_faults};
use crate::window::pasted::Pasted;
use crate::words::pasted as words;

/// The names of the boxes.
pub(in crate::window) const PASTED: &str = "pasted";
pub(in crate::window) const DROPPED: &str = "dropped";

/// Boxes for a settlement, put away until they are asked for. They stand in the form of the bill, so that what was
/// typed there goes along and is on the page again where the settlement fills in nothing.
pub(super) fn paste(reader: Reader, page: &MemberPage) -> Markup {
    let is_wrong = |name: &str| page.faults.iter().any(|fault| fault.column == name);
    let is_open = !page.settlement.is_empty() || is_wrong(PASTED) || is_wrong(DROPPED);
    html! {
        details open[is_open] {
            summary { (reader.say(&words::paste())) }
            p.hint id="pasted-hint" { (reader.say(&words::paste_hint())) }
            (box_faults(reader, PASTED, page.faults))
            label for=(PASTED) { (reader.say(&words::paste_box())) }
            textarea id=(PASTED) name=(PASTED) rows="6" spellcheck="false" aria-describedby="pasted-hint" {
                // The first line of a text area is not shown where it is empty.
                "\n" (page.settlement)
            }
            (box_faults(reader, DROPPED, page.faults))
            label for=(DROPPED) { (reader.say(&words::drop_box())) }
            input.dropped id=(DROPPED) name=(DROPPED) type="file" accept=".json,.csv,.txt"
                aria-describedby="pasted-hint";
            button type="submit" formaction=(format!("/member/{}/paste", page.number))
                formenctype="multipart/form-data" { (reader.say(&words::fill_in())) }
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
