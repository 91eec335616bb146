//! The bill as the paper sheet has it, to fill in.

use maud::{Markup, html};

use super::{MemberPage, Reader, box_faults};
use crate::window::sheet::{BoxKind, REST, SheetBox, boxes};
use crate::words::window as words;

/// The form; what was filled in stands in it again.
pub(super) fn form(reader: Reader, page: &MemberPage) -> Markup {
    let (usual, rare): (Vec<SheetBox>, Vec<SheetBox>) =
        boxes(page.book).into_iter().partition(|one| !is_put_away(one, page));
    html! {
        form method="post" action=(format!("/member/{}", page.number)) autocomplete="off" {
            (reader.key())
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
    let column = one.column.as_str();
    let text = page.filled.get(column).map_or("", String::as_str);
    let is_wrong = page.faults.iter().any(|fault| fault.column == column);
    let described = is_wrong.then(|| format!("{column}-fault"));
    html! {
        div.box.wrong[is_wrong] {
            label for=(column) {
                (reader.say(&one.title))
                @if one.is_needed { " " span.hint { (reader.say(&words::needed())) } }
            }
            (box_faults(reader, column, page.faults))
            @match &one.kind {
                BoxKind::Choice(values) => select id=(column) name=(column) aria-describedby=[described]
                    aria-invalid=[is_wrong.then_some("true")] {
                    option value="" { (reader.say(&words::nothing_chosen())) }
                    @for (value, title) in values {
                        option value=(value) selected[value == text] { (reader.say(title)) }
                    }
                },
                BoxKind::Day => input id=(column) name=(column) value=(text) type="text" inputmode="numeric"
                    placeholder=(reader.say(&words::day_hint())) aria-describedby=[described]
                    aria-invalid=[is_wrong.then_some("true")];,
                BoxKind::Amount => input.amount id=(column) name=(column) value=(text) type="text"
                    inputmode="decimal" placeholder=(reader.say(&words::amount_hint()))
                    aria-describedby=[described] aria-invalid=[is_wrong.then_some("true")];,
                BoxKind::Text => input id=(column) name=(column) value=(text) type="text" spellcheck="false"
                    aria-describedby=[described] aria-invalid=[is_wrong.then_some("true")];,
            }
        }
    }
}
