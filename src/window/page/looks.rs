//! The page of who audits: who looked at whom.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{Reader, box_faults, frame, summary};
use crate::access::{CheckedLooks, Logged, Looks, Part, Role};
use crate::window::sheet::{BoxFault, Filled};
use crate::words::{Sentence, log_in as words, looks as acts};

/// What the buttons of the form send: the line before which looks are shown, and that all of the log is checked.
pub(in crate::window) const BEFORE: &str = "before";
pub(in crate::window) const CHECK: &str = "check";
/// The form of the search.
const FORM: &str = "search";

/// What stands on the page.
pub(in crate::window) struct LooksPage<'p> {
    /// What was asked for, by box.
    pub filled: &'p Filled,
    /// What is wrong with it.
    pub faults: &'p [BoxFault],
    /// What was found.
    pub looks: &'p Looks,
    /// Whether the log is whole.
    pub checked: &'p CheckedLooks,
    /// The moment at which all of it was checked.
    pub since: &'p str,
    /// Parts of ids by the words of the log.
    pub masked: &'p BTreeMap<String, String>,
}

/// The boxes, each with its title.
pub(in crate::window) fn boxes() -> [(&'static str, Sentence); 4] {
    [
        ("member", words::of_member()),
        ("by", words::by_user()),
        ("from", words::from_day()),
        ("to", words::to_day()),
    ]
}

/// Who looked, the newest first.
pub(in crate::window) fn looks(reader: Reader, page: &LooksPage) -> String {
    let heads = [words::moment(), words::by_user(), words::command(), words::whose(), words::why()];
    let body = html! {
        (summary(reader, page.faults))
        h1 { (reader.say(&words::looks())) }
        form id=(FORM) method="post" action="/looks" autocomplete="off" {
            (reader.key())
            div.boxes {
                @for (name, title) in boxes() {
                    div.box {
                        label for=(name) { (reader.say(&title)) }
                        (box_faults(reader, name, page.faults))
                        input id=(name) name=(name) type="text" spellcheck="false"
                            value=(page.filled.get(name).map_or("", String::as_str));
                    }
                }
            }
            button type="submit" { (reader.say(&words::search())) }
        }
        table {
            thead { tr { @for head in &heads { th scope="col" { (reader.say(head)) } } } }
            tbody { @for (_, look) in page.looks.found.iter().rev() { (row(reader, page, look)) } }
        }
        @if let Some((first, _)) = page.looks.found.first().filter(|_| page.looks.has_older) {
            button form=(FORM) type="submit" name=(BEFORE) value=(first) { (reader.say(&words::older())) }
        }
        (whether_whole(reader, page))
    };
    frame(reader, &words::looks(), &body)
}

/// Whether the log is whole, and a button to check all of it again.
fn whether_whole(reader: Reader, page: &LooksPage) -> Markup {
    let lines: Vec<String> = page.checked.faults.iter().map(|(no, _)| no.to_string()).collect();
    html! {
        @if lines.is_empty() { p { (reader.say(&words::is_whole(page.checked.count))) } }
        @else { p.fault role="alert" { (reader.say(&words::is_not_whole(lines.join(", ")))) } }
        p.hint { (reader.say(&words::checked_at(page.since))) }
        button form=(FORM) type="submit" name=(CHECK) value="all" { (reader.say(&words::check_all())) }
    }
}

fn row(reader: Reader, page: &LooksPage, look: &Logged) -> Markup {
    html! {
        tr {
            td { (look.at) }
            td { bdi { (look.by) } }
            td { (act(reader, &look.command)) }
            td { (whose(reader, page, look)) }
            td { bdi { (look.reason) } }
        }
    }
}

/// What was seen at the window, or changed of who may see what, in words; what a command showed, as it is typed.
fn act(reader: Reader, command: &str) -> Markup {
    match seen(command).or_else(|| changed(command)) {
        Some(act) => html! { bdi { (reader.say(&act)) } },
        None => html! { code { (command) } },
    }
}

fn seen(command: &str) -> Option<Sentence> {
    Some(match command.strip_prefix("serve refused: ").unwrap_or(command) {
        "serve" => words::saw_member(),
        "serve bill" => words::saw_bill(),
        "serve notice" => words::saw_notice(),
        "serve id" => words::saw_id(),
        "serve looks" => words::saw_looks(),
        "serve api" => words::saw_by_program(),
        "serve find" => words::sought(),
        "serve unknown" => words::found_no_one(),
        "serve log-in" => words::came_in(),
        "serve log-in refused" => words::did_not_come_in(),
        "other office" => words::of_another_office(),
        "own file" => words::of_ones_own(),
        "restricted" => words::of_a_restricted_member(),
        _ => return None,
    })
}

/// A change of users, of programs or of restricted members, which the log has in codes.
fn changed(command: &str) -> Option<Sentence> {
    let what = command.strip_prefix("users ")?;
    let (what, of) = what.split_once(' ').unwrap_or((what, ""));
    Some(match what {
        "add" => acts::made_user(rights(of)?),
        "change" => acts::changed_user(rights(of)?),
        "link" => acts::made_link(of),
        "password" => acts::set_password(),
        "remove" => acts::removed_user(of),
        "key" => {
            let (name, part) = of.rsplit_once(": ")?;
            acts::made_key(name, Part::of(part).title())
        }
        "unkey" => acts::removed_key(of),
        "restrict" => acts::restricted(of),
        "unrestrict" => acts::unrestricted(of),
        _ => return None,
    })
}

/// A user with role and part, as `Li: clerk 3710.02, own`.
fn rights(of: &str) -> Option<Sentence> {
    let (name, rights) = of.rsplit_once(": ")?;
    let (role, part) = rights.split_once(' ')?;
    let (part, has_own) = part.strip_suffix(", own").map_or((part, false), |part| (part, true));
    let rights = acts::rights(name, Role::of(role)?.title(), Part::of(part).title());
    Some(if has_own { acts::but_own(rights) } else { rights })
}

/// Parts of ids; of who is in the ledger no more, the word.
fn whose(reader: Reader, page: &LooksPage, look: &Logged) -> String {
    const SHOWN: usize = 3;
    let Some(all) = &look.whose else { return reader.say(&words::everybodys()) };
    let shown = |word: &String| page.masked.get(word).unwrap_or(word).clone();
    let mut shown: Vec<String> = all.iter().take(SHOWN).map(shown).collect();
    if all.len() > SHOWN {
        shown.push(format!("+{}", all.len() - SHOWN));
    }
    shown.join(" ")
}
