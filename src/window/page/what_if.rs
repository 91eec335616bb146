//! What if: boxes for what would be otherwise, and both answers side by side.

use maud::{Markup, html};

use super::answer::{borne, result};
use super::form::{Entry, entry};
use super::{MemberPage, Reader, SHEET, box_faults};
use crate::explanation::Formatter;
use crate::preview::Preview;
use crate::window::answered::Answered;
use crate::window::sheet::{BoxKind, SheetBox, boxes};
use crate::window::what_if::{COMPARE, Compared, DRAFT, IF, PLAN, UNITS};
use crate::words::what_if as words;

/// The boxes that may be otherwise, and the comparison where one was asked for. They belong to the form of the bill, so
/// that what stands there is what is compared with; one that stays empty is as it is.
pub(super) fn what_if(reader: Reader, page: &MemberPage, answered: &Answered) -> Markup {
    let known = boxes(page.book);
    html! {
        @if let Some(compared) = page.compared { (side_by_side(reader, answered, compared)) }
        details open[page.compared.is_some() || !page.if_faults.is_empty()] {
            summary { (reader.say(&words::what_if())) }
            p.hint { (reader.say(&words::what_if_hint())) }
            div.boxes {
                @for one in known.iter().filter(|one| may_differ(one)) { (sheet_box(reader, page, one)) }
                (held(reader, page))
            }
            @if page.has_draft {
                p.check {
                    input id=(DRAFT) form=(SHEET) name=(DRAFT) value="yes" type="checkbox"
                        checked[page.otherwise.contains_key(DRAFT)];
                    label for=(DRAFT) { (reader.say(&words::use_draft())) }
                }
            }
            button form=(SHEET) type="submit" name=(COMPARE) value="yes" { (reader.say(&words::compare())) }
        }
    }
}

/// Days and words may be otherwise; other amounts are another sheet.
fn may_differ(one: &SheetBox) -> bool {
    matches!(one.kind, BoxKind::Day | BoxKind::Choice(_))
}

fn sheet_box(reader: Reader, page: &MemberPage, one: &SheetBox) -> Markup {
    let text = page.otherwise.get(&format!("{IF}{}", one.column)).map_or("", String::as_str);
    let empty = &words::as_it_is();
    entry(reader, &Entry { prefix: IF, one, text, faults: page.if_faults, empty })
}

/// Another plan, and other units.
fn held(reader: Reader, page: &MemberPage) -> Markup {
    let said = |name: &str| page.otherwise.get(name).map_or("", String::as_str);
    let plans = &page.book.vocabulary.plans;
    html! {
        @if plans.len() > 1 {
            div.box {
                label for=(PLAN) { (reader.say(&words::other_plan())) }
                select id=(PLAN) form=(SHEET) name=(PLAN) {
                    option value="" { (reader.say(&words::as_it_is())) }
                    @for (plan, number) in plans.iter().zip(0..) {
                        option value=(plan) selected[said(PLAN) == plan] {
                            (reader.say(page.book.plan_title(number)))
                        }
                    }
                }
            }
        }
        div.box {
            label for=(UNITS) { (reader.say(&words::other_units())) }
            (box_faults(reader, UNITS, page.if_faults))
            input id=(UNITS) form=(SHEET) name=(UNITS) value=(said(UNITS)) type="text" inputmode="numeric"
                placeholder=(reader.say(&words::as_it_is()));
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
