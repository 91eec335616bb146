//! The page that asks why a member is looked at, or the whole id.

use maud::html;

use super::{Reader, fault, frame};
use crate::words::{Sentence, log_in as words, window};

/// Asks for a reason at an address below that of a member.
pub(in crate::window) fn ask(
    reader: Reader,
    (number, what): (u32, &str),
    (masked, wrong): (&str, Option<&Sentence>),
) -> String {
    let body = html! {
        p { a href="/" { (reader.say(&window::back())) } }
        (fault(reader, wrong))
        form method="post" action=(format!("/member/{number}/{what}")) autocomplete="off" {
            (reader.key())
            h1 { label for="reason" { (reader.say(&words::reason_title())) } }
            @if !masked.is_empty() { p { bdi { (masked) } } }
            p.hint id="reason-hint" { (reader.say(&words::reason_hint())) }
            input.id id="reason" name="reason" type="text" aria-describedby="reason-hint" required
                autofocus[wrong.is_none()];
            button type="submit" { (reader.say(&words::go_on())) }
        }
    };
    frame(reader, &words::reason_title(), &body)
}

/// The whole id of a member.
pub(in crate::window) fn id(reader: Reader, number: u32, id: &str) -> String {
    let body = html! {
        p { a href=(format!("/member/{number}")) { (reader.say(&window::back())) } }
        h1 { (reader.say(&words::whole_id())) }
        p.result { bdi { (id) } }
    };
    frame(reader, &words::whole_id(), &body)
}
