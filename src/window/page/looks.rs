//! The page of who audits: who looked at whom.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{Reader, box_faults, frame, summary};
use crate::access::{Logged, Looks};
use crate::window::sheet::{BoxFault, Filled};
use crate::words::{Sentence, log_in as words};

/// What stands on the page.
pub(in crate::window) struct LooksPage<'p> {
    /// What was asked for, by box.
    pub filled: &'p Filled,
    /// What is wrong with it.
    pub faults: &'p [BoxFault],
    /// What was found, and whether the log is whole.
    pub looks: &'p Looks,
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
        (whether_whole(reader, page.looks))
        form method="post" action="/looks" autocomplete="off" {
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
        @if page.looks.more > 0 { p { (reader.say(&words::older(page.looks.more))) } }
    };
    frame(reader, &words::looks(), &body)
}

fn whether_whole(reader: Reader, looks: &Looks) -> Markup {
    let lines: Vec<String> = looks.faults.iter().map(|(no, _)| no.to_string()).collect();
    html! {
        @if lines.is_empty() { p { (reader.say(&words::is_whole(looks.count))) } }
        @else { p.fault role="alert" { (reader.say(&words::is_not_whole(lines.join(", ")))) } }
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

/// What was seen at the window, in words; what was done by a command, as it is typed.
fn act(reader: Reader, command: &str) -> Markup {
    let at_the_window = match command.strip_prefix("serve refused: ").unwrap_or(command) {
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
        _ => return html! { code { (command) } },
    };
    html! { (reader.say(&at_the_window)) }
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
