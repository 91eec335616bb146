//! The pages of who is not let in: name and password, and a new password.

use maud::{Markup, html};

use super::{Reader, fault, frame};
use crate::words::{Sentence, log_in as words};

/// Asks for name and password.
pub(in crate::window) fn ask(reader: Reader, name: &str, wrong: Option<&Sentence>) -> String {
    let body = html! {
        h1 { (reader.say(&words::title())) }
        (fault(reader, wrong))
        form.narrow method="post" action="/log-in" {
            (reader.key())
            (input(reader, ("name", &words::name()), ("text", "username"), name))
            (input(reader, ("password", &words::password()), ("password", "current-password"), ""))
            button type="submit" { (reader.say(&words::enter())) }
        }
    };
    frame(reader, &words::title(), &body)
}

/// Asks for a new password, twice. The form goes to the address that it stands at, which has the link.
pub(in crate::window) fn set(reader: Reader, name: &str, wrong: Option<&Sentence>) -> String {
    let title = words::set_title(name);
    let body = html! {
        h1 { (reader.say(&title)) }
        (fault(reader, wrong))
        form.narrow method="post" {
            (reader.key())
            // A keeper of passwords learns to whom it belongs.
            input type="hidden" name="name" value=(name) autocomplete="username";
            p.hint { (reader.say(&words::set_hint())) }
            (input(reader, ("password", &words::password()), ("password", "new-password"), ""))
            (input(reader, ("again", &words::again()), ("password", "new-password"), ""))
            button type="submit" { (reader.say(&words::set())) }
        }
    };
    frame(reader, &title, &body)
}

fn input(
    reader: Reader,
    (name, title): (&str, &Sentence),
    (kind, keeper): (&str, &str),
    text: &str,
) -> Markup {
    html! {
        p {
            label for=(name) { (reader.say(title)) }
            input id=(name) name=(name) value=(text) type=(kind) autocomplete=(keeper) spellcheck="false" required;
        }
    }
}
