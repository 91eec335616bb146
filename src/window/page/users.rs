//! The page of who looks after the users.

use maud::{Markup, html};

use super::{Reader, box_faults, frame, summary};
use crate::access::{Role, User};
use crate::window::sheet::{BoxFault, Filled};
use crate::words::{Sentence, access as words, log_in};

/// What stands on the page.
pub(in crate::window) struct UsersPage<'p> {
    /// All users.
    pub users: &'p [User],
    /// The moment, in seconds since 1970.
    pub now: i64,
    /// The form that was filled in, where it is wrong.
    pub filled: &'p Filled,
    /// What is wrong with it.
    pub faults: &'p [BoxFault],
    /// For whom a link was made, and the link.
    pub link: Option<(&'p str, &'p str)>,
}

/// All users, and what can be done with them.
pub(in crate::window) fn users(reader: Reader, page: &UsersPage) -> String {
    let heads = [log_in::name(), words::role(), words::part(), words::state()];
    let body = html! {
        (summary(reader, page.faults))
        h1 { (reader.say(&words::users())) }
        @if let Some((name, link)) = page.link {
            div.answer role="status" {
                p { (reader.say(&words::link_printed(name))) }
                p { code { (link) } }
            }
        }
        @if page.users.is_empty() { p { (reader.say(&words::nobody_yet())) } }
        @else {
            table {
                thead { tr { @for head in &heads { th scope="col" { (reader.say(head)) } } } }
                tbody { @for user in page.users { (row(reader, page.now, user)) } }
            }
        }
        (form(reader, page))
    };
    frame(reader, &words::users(), &body)
}

fn row(reader: Reader, now: i64, user: &User) -> Markup {
    html! {
        tr {
            td { bdi { (user.name) } }
            td { (reader.say(&user.role.title())) }
            td { (reader.say(&user.part.title())) }
            td { (reader.say(&user.state(now))) }
        }
    }
}

/// What is done with the user of a name, and why: all in one form, which works without script.
fn form(reader: Reader, page: &UsersPage) -> Markup {
    let text = |name: &str| page.filled.get(name).map_or("", String::as_str);
    let acts = [
        ("add", words::add()),
        ("change", words::change()),
        ("link", words::new_link()),
        ("remove", words::remove()),
    ];
    let roles = Role::ALL.map(|role| (role.code(), role.title()));
    html! {
        h2 { (reader.say(&words::change_users())) }
        p.hint { (reader.say(&words::change_users_hint())) }
        form method="post" action="/users" autocomplete="off" {
            (reader.key())
            div.boxes {
                (choice(reader, page, ("act", &words::act()), &acts))
                (input(reader, page, ("name", &log_in::name()), text("name")))
                (choice(reader, page, ("role", &words::role()), &roles))
                (input(reader, page, ("part", &words::part_hint()), text("part")))
                (input(reader, page, ("own", &words::own()), text("own")))
                (input(reader, page, ("reason", &log_in::why()), text("reason")))
            }
            button type="submit" { (reader.say(&log_in::go_on())) }
        }
    }
}

fn input(reader: Reader, page: &UsersPage, (name, title): (&str, &Sentence), text: &str) -> Markup {
    html! {
        div.box {
            label for=(name) { (reader.say(title)) }
            (box_faults(reader, name, page.faults))
            input id=(name) name=(name) value=(text) type="text" spellcheck="false";
        }
    }
}

fn choice(
    reader: Reader,
    page: &UsersPage,
    (name, title): (&str, &Sentence),
    values: &[(&str, Sentence)],
) -> Markup {
    let chosen = page.filled.get(name).map_or("", String::as_str);
    html! {
        div.box {
            label for=(name) { (reader.say(title)) }
            (box_faults(reader, name, page.faults))
            select id=(name) name=(name) {
                @for (value, title) in values {
                    option value=(value) selected[*value == chosen] { (reader.say(title)) }
                }
            }
        }
    }
}
