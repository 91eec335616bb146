//! The pages of the window: plain HTML that works without script, by keyboard, and on paper.

mod answer;
mod changes;
mod find;
mod form;
mod glance;
pub(super) mod log_in;
pub(super) mod looks;
mod past_bills;
mod pasted;
pub(super) mod reason;
pub(super) mod users;
mod what_if;

use maud::{DOCTYPE, Markup, html};

use super::answered::Answered;
use super::cover::Cover;
use super::history::HistoryLine;
use super::pasted::Pasted;
use super::sheet::{BoxFault, Filled};
use super::what_if::Compared;
use crate::access::Viewer;
use crate::explanation::notice::marked;
use crate::scheme::Book;
use crate::words::{
    Lang, Sentence, access as access_words, log_in as log_in_words, window as words,
};

pub(super) use find::{NAME, Sought, UNIT, find, namesakes};
pub(super) use pasted::{DROPPED, PASTED};

/// The name of the form of the bill, by which a button elsewhere on the page sends it.
const SHEET: &str = "sheet";

/// What a form says beside what was typed, where the page is asked for in another language.
pub(super) const SPEAK: &str = "speak";

/// The looks of all pages.
pub(super) const STYLE: &str = include_str!("style.css");

/// What a page knows of who reads it.
#[derive(Clone, Copy)]
pub(super) struct Reader<'r> {
    /// The language.
    pub lang: Lang,
    /// What every form carries.
    pub form_key: &'r str,
    /// Who reads it; nothing where nobody is let in.
    pub viewer: Option<&'r Viewer>,
}

impl Reader<'_> {
    fn say(self, sentence: &Sentence) -> String {
        sentence.text(self.lang).to_owned()
    }

    /// The same with what stands in backticks shown as such: what somebody typed, or is to type.
    fn show(self, sentence: &Sentence) -> Markup {
        marked(sentence.text(self.lang))
    }

    /// What stands between a name and a figure.
    fn colon(self) -> &'static str {
        if self.lang == Lang::Chinese { words::COLON } else { ": " }
    }

    /// What every form begins with.
    fn key(self) -> Markup {
        html! { input type="hidden" name="form_key" value=(self.form_key); }
    }
}

/// A page with its head, and the ways out of it.
fn frame(reader: Reader, title: &Sentence, body: &Markup) -> String {
    framed(reader, title, None, body)
}

/// The same, where a form with what was typed goes along into the other language.
fn framed(reader: Reader, title: &Sentence, form: Option<&str>, body: &Markup) -> String {
    let language = if reader.lang == Lang::Chinese { "zh-CN" } else { "en" };
    let page = html! {
        (DOCTYPE)
        html lang=(language) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (reader.say(title)) " - huzhu" }
                link rel="stylesheet" href="/style.css";
            }
            body {
                a.skip href="#main" { (reader.say(&words::skip())) }
                header {
                    strong { (reader.say(&words::title())) }
                    @if let Some(viewer) = reader.viewer {
                        nav {
                            a href="/" { (reader.say(&words::other_member())) }
                            @if viewer.sees_looks() {
                                a href="/looks" { (reader.say(&log_in_words::looks())) }
                            }
                            @if viewer.keeps_users() {
                                a href="/users" { (reader.say(&access_words::users())) }
                            }
                            (speak(reader, form))
                            form method="post" action="/leave" {
                                (reader.key())
                                button.link type="submit" { (reader.say(&words::leave())) }
                            }
                        }
                    }
                }
                main id="main" { (body) }
            }
        }
    };
    page.into_string()
}

/// The way into the other language. Where a form goes along, the key for a new line still sends the form itself: a
/// browser takes the first button that a form has, and that is an unseen one.
fn speak(reader: Reader, form: Option<&str>) -> Markup {
    let other = if reader.lang == Lang::Chinese { ("en", "en") } else { ("zh", "zh-CN") };
    let name = reader.say(&words::other_language());
    html! {
        @match form {
            None => a href=(format!("/speak/{}", other.0)) lang=(other.1) { (name) },
            Some(form) => {
                button.unseen form=(form) type="submit" tabindex="-1" aria-hidden="true" {}
                button.link form=(form) type="submit" name=(SPEAK) value=(other.0) lang=(other.1) { (name) }
            }
        }
    }
}

/// A page that only says something.
pub(super) fn plain(reader: Reader, title: &Sentence, lines: &[Sentence]) -> String {
    let body = html! {
        h1 { (reader.say(title)) }
        @for line in lines { p { (reader.show(line)) } }
    };
    frame(reader, title, &body)
}

/// A member at the window.
pub(super) struct MemberPage<'p> {
    /// The rules that hold for the member.
    pub book: &'p Book,
    /// A part of the id.
    pub masked: &'p str,
    /// The name, where the ledger has one.
    pub name: &'p str,
    /// The unit.
    pub unit: &'p str,
    /// The number that stands in addresses.
    pub number: u32,
    /// Cover today.
    pub cover: &'p Cover,
    /// Bills so far.
    pub history: &'p [HistoryLine],
    /// What was filled in.
    pub filled: &'p Filled,
    /// What is wrong with it.
    pub faults: &'p [BoxFault],
    /// The answer, where one was asked for.
    pub answered: Option<&'p Answered<'p>>,
    /// What was filled in to be otherwise.
    pub otherwise: &'p Filled,
    /// What is wrong with it.
    pub if_faults: &'p [BoxFault],
    /// The same bill otherwise, where that was asked for.
    pub compared: Option<&'p Compared<'p>>,
    /// Whether there is a draft of rules to compare with.
    pub has_draft: bool,
    /// What stands in the box to paste a settlement into.
    pub settlement: &'p str,
    /// What was read of a settlement.
    pub pasted: Option<&'p Pasted>,
}

/// Everything on one page: the answer, the bill, the cover, the bills so far.
pub(super) fn member(reader: Reader, page: &MemberPage) -> String {
    let who = [page.name, page.masked].into_iter().filter(|text| !text.is_empty());
    let who: Vec<&str> = who.collect();
    let body = html! {
        (summary(reader, page.faults))
        (summary(reader, page.if_faults))
        h1 { bdi { (who.join(" ")) } }
        @if reader.viewer.is_some_and(Viewer::sees_names) {
            p { a href=(format!("/member/{}/id", page.number)) { (reader.say(&log_in_words::show_id())) } }
        }
        @if !page.unit.is_empty() { p { bdi { (reader.say(&words::unit_of(page.unit))) } } }
        @if let Some(read) = page.pasted { (pasted::read(reader, read)) }
        @if let Some(answered) = page.answered { (answer::answer(reader, page, answered)) }
        div.columns {
            section { (form::form(reader, page)) }
            section {
                (glance::glance(reader, page))
                (past_bills::table(reader, page))
            }
        }
    };
    framed(reader, &words::title(), Some(SHEET), &body)
}

/// How a bill of a member was worked out.
pub(super) fn bill(reader: Reader, book: &Book, number: u32, line: &HistoryLine) -> String {
    let body = html! {
        p { a href=(format!("/member/{number}")) { (reader.say(&words::back())) } }
        (past_bills::one(reader, book, line))
    };
    frame(reader, &words::bill(), &body)
}

/// All mistakes at the head of a page, each a link to its box.
fn summary(reader: Reader, faults: &[BoxFault]) -> Markup {
    html! {
        @if !faults.is_empty() {
            div.faults role="alert" tabindex="-1" autofocus {
                h2 { (reader.say(&words::there_is_a_problem())) }
                ul {
                    @for fault in faults {
                        li { a href=(format!("#{}", fault.column)) { (reader.show(&fault.message)) } }
                    }
                }
            }
        }
    }
}

/// What is wrong with a form of few boxes, at the head of it.
fn fault(reader: Reader, wrong: Option<&Sentence>) -> Markup {
    html! {
        @if let Some(why) = wrong {
            div.faults role="alert" tabindex="-1" autofocus { p { (reader.say(why)) } }
        }
    }
}

/// The mistakes of one box, above it.
fn box_faults(reader: Reader, column: &str, faults: &[BoxFault]) -> Markup {
    html! {
        @for fault in faults.iter().filter(|fault| fault.column == column) {
            p.fault id=(format!("{column}-fault")) {
                (reader.show(&fault.message))
                @if let Some(help) = &fault.help { br; (reader.show(help)) }
            }
        }
    }
}
