//! The bill as the paper sheet has it, to fill in.

use maud::{Markup, html};

use super::{MemberPage, Reader, SHEET, box_faults, pasted};
use crate::window::answered::BILL_ID;
use crate::window::sheet::{BoxFault, BoxKind, REST, SheetBox, boxes};
use crate::words::{Sentence, window as words};

/// The form; what was filled in stands in it again.
pub(super) fn form(reader: Reader, page: &MemberPage) -> Markup {
    let (usual, rare): (Vec<SheetBox>, Vec<SheetBox>) =
        boxes(page.book).into_iter().partition(|one| !is_put_away(one, page));
    html! {
        form id=(SHEET) method="post" action=(format!("/member/{}", page.number)) autocomplete="off" {
            (reader.key())
            @if let Some(id) = page.filled.get(BILL_ID) { input type="hidden" name=(BILL_ID) value=(id); }
            (pasted::paste(reader, page))
            h2 { (reader.say(&words::the_bill())) }
            p.hint { (reader.say(&words::the_bill_hint())) }
            div.boxes { @for one in &usual { (field(reader, page, one)) } }
            @if !rare.is_empty() {
                details {
                    summary { (reader.say(&words::more_boxes())) }
                    div.boxes { @for one in &rare { (field(reader, page, one)) } }
                }
            }
            p.check {
                input id=(REST) name=(REST) value="yes" type="checkbox" checked[page.filled.contains_key(REST)];
                label for=(REST) { (reader.say(&words::rest_is_zero())) }
            }
            button type="submit" { (reader.say(&words::ask())) }
        }
    }
}

/// Whether a box stands behind the others: the rules never look at it, and nothing is filled in or wrong.
fn is_put_away(one: &SheetBox, page: &MemberPage) -> bool {
    let is_filled = page.filled.get(&one.column).is_some_and(|text| !text.is_empty());
    let is_wrong = page.faults.iter().any(|fault| fault.column == one.column);
    one.is_rare && !is_filled && !is_wrong
}

fn field(reader: Reader, page: &MemberPage, one: &SheetBox) -> Markup {
    let text = page.filled.get(&one.column).map_or("", String::as_str);
    let (prefix, faults, empty) = ("", page.faults, &words::nothing_chosen());
    entry(reader, &Entry { prefix, one, text, faults, empty })
}

/// A box of a form, with what stands in it.
pub(super) struct Entry<'e> {
    /// What its name in the form begins with; the column follows.
    pub prefix: &'e str,
    pub one: &'e SheetBox,
    pub text: &'e str,
    pub faults: &'e [BoxFault],
    /// What is chosen where nothing is.
    pub empty: &'e Sentence,
}

pub(super) fn entry(reader: Reader, entry: &Entry) -> Markup {
    let Entry { prefix, one, faults, .. } = *entry;
    let name = &format!("{prefix}{}", one.column);
    let is_wrong = faults.iter().any(|fault| fault.column == *name);
    html! {
        div.box.wrong[is_wrong] {
            label for=(name) {
                (reader.say(&one.title))
                @if one.is_needed && prefix.is_empty() { " " span.hint { (reader.say(&words::needed())) } }
            }
            (box_faults(reader, name, faults))
            (input(reader, entry, name, is_wrong))
        }
    }
}

/// What is typed or chosen. Of boxes outside of the form of the bill it is said that they belong to it.
fn input(reader: Reader, entry: &Entry, name: &str, is_wrong: bool) -> Markup {
    let Entry { one, text, empty, .. } = *entry;
    let described = is_wrong.then(|| format!("{name}-fault"));
    let invalid = is_wrong.then_some("true");
    let (class, mode, hint) = match &one.kind {
        BoxKind::Choice(values) => {
            return html! {
                select id=(name) form=(SHEET) name=(name) aria-describedby=[described] aria-invalid=[invalid] {
                    option value="" { (reader.say(empty)) }
                    @for (value, title) in values {
                        option value=(value) selected[value == text] { (reader.say(title)) }
                    }
                }
            };
        }
        BoxKind::Day => (None, Some("numeric"), Some(words::day_hint())),
        BoxKind::Amount => (Some("amount"), Some("decimal"), Some(words::amount_hint())),
        BoxKind::Text => (None, None, None),
    };
    let hint = hint.map(|hint| reader.say(&hint));
    html! {
        input class=[class] id=(name) form=(SHEET) name=(name) value=(text) type="text" inputmode=[mode]
            placeholder=[hint] spellcheck="false" aria-describedby=[described] aria-invalid=[invalid];
    }
}
