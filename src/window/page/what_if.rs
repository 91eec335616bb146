//! What if: boxes for what would be otherwise, and both answers side by side.

use maud::{Markup, html};

use super::answer::{borne, result};
use super::form::{Entry, entry, kept};
use super::{MemberPage, Reader, box_faults};
use crate::explanation::Formatter;
use crate::preview::Preview;
use crate::window::answered::Answered;
use crate::window::sheet::{BoxKind, SheetBox, boxes};
use crate::window::what_if::{Compared, DRAFT, IF, PLAN, UNITS};
use crate::words::what_if as words;

/// The boxes that may be otherwise, with what the sheet has in them, and the comparison where one was asked for.
pub(super) fn what_if(reader: Reader, page: &MemberPage, answered: &Answered) -> Markup {
    html! {
        @if let Some(compared) = page.compared { (side_by_side(reader, answered, compared)) }
        details open[page.compared.is_some() || !page.if_faults.is_empty()] {
            summary { (reader.say(&words::what_if())) }
            form method="post" action=(format!("/member/{}", page.number)) autocomplete="off" {
                (reader.key())
                (kept(page.filled))
                p.hint { (reader.say(&words::what_if_hint())) }
                div.boxes {
                    @for one in boxes(page.book).iter().filter(|one| may_differ(one)) {
                        (sheet_box(reader, page, one))
                    }
                    (held(reader, page))
                }
                @if page.has_draft {
                    p.check {
                        input id=(DRAFT) name=(DRAFT) value="yes" type="checkbox"
                            checked[page.otherwise.contains_key(DRAFT)];
                        label for=(DRAFT) { (reader.say(&words::use_draft())) }
                    }
                }
                button type="submit" { (reader.say(&words::compare())) }
            }
        }
    }
}

/// Days and words may be otherwise; other amounts are another sheet.
fn may_differ(one: &SheetBox) -> bool {
    matches!(one.kind, BoxKind::Day | BoxKind::Choice(_))
}

fn sheet_box(reader: Reader, page: &MemberPage, one: &SheetBox) -> Markup {
    let column = &one.column;
    let text = page.otherwise.get(&format!("{IF}{column}")).or_else(|| page.filled.get(column));
    let text = text.map_or("", String::as_str);
    entry(reader, &Entry { prefix: IF, one, text, faults: page.if_faults })
}

/// Another plan, and other units.
fn held(reader: Reader, page: &MemberPage) -> Markup {
    let said = |name: &str| page.otherwise.get(name).map_or("", String::as_str);
    let plans = &page.book.vocabulary.plans;
    html! {
        @if plans.len() > 1 {
            div.box {
                label for=(PLAN) { (reader.say(&words::other_plan())) }
                select id=(PLAN) name=(PLAN) {
                    option value="" { (reader.say(&words::as_held())) }
                    @for plan in plans { option value=(plan) selected[said(PLAN) == plan] { (plan) } }
                }
            }
        }
        div.box {
            label for=(UNITS) { (reader.say(&words::other_units())) }
            (box_faults(reader, UNITS, page.if_faults))
            input id=(UNITS) name=(UNITS) value=(said(UNITS)) type="text" inputmode="numeric"
                placeholder=(reader.say(&words::as_held()));
        }
    }
}

fn side_by_side(reader: Reader, answered: &Answered, compared: &Compared) -> Markup {
    html! {
        h3 { (reader.say(&words::what_if())) }
        ul { @for one in &compared.otherwise { li { (reader.say(one)) } } }
        table {
            thead {
                tr {
                    td {}
                    @for head in [words::as_it_is(), words::if_otherwise()] {
                        th.amount scope="col" { (reader.say(&head)) }
                    }
                }
            }
            tbody { (rows(reader, &answered.preview, &compared.preview)) }
        }
        h4 { (reader.say(&words::where_from())) }
        ul { @for one in &compared.differences { li { (reader.say(one)) } } }
    }
}

fn rows(reader: Reader, one: &Preview, other: &Preview) -> Markup {
    let sides = [one, other];
    let of = |preview: &Preview, number: u8| {
        let formatter = Formatter { book: preview.book, lang: reader.lang };
        let working = preview.explanation.workings.iter().find(|one| one.number == number);
        working.map_or_else(|| "-".to_owned(), |one| formatter.money(one.paid))
    };
    let numbers = sides.iter().flat_map(|preview| &preview.explanation.workings);
    let mut numbers: Vec<u8> = numbers.map(|working| working.number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let title = |number: u8| Formatter { book: one.book, lang: reader.lang }.title(number);
    html! {
        tr.sum {
            th scope="row" { (reader.say(&crate::words::window::answer())) }
            @for preview in sides { td.amount { (reader.say(&result(reader, preview))) } }
        }
        @for number in numbers {
            tr {
                th scope="row" { (title(number)) }
                @for preview in sides { td.amount { (of(preview, number)) } }
            }
        }
        tr {
            th scope="row" { (reader.say(&crate::words::window::left_to())) }
            @for preview in sides { td.amount { (borne(reader, preview)) } }
        }
    }
}
