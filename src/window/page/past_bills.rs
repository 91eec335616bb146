//! The bills so far, and how each of them is worked out.

use std::ops::Range;

use maud::{Markup, html};

use super::{MemberPage, Reader};
use crate::claim::Column;
use crate::explanation::Formatter;
use crate::explanation::notice::{Beside, Notice, worked_out};
use crate::scheme::Book;
use crate::window::history::HistoryLine;
use crate::words::window as words;

/// How many bills stand before the others.
const NEWEST: usize = 10;

/// All bills of a member, the newest first.
pub(super) fn table(reader: Reader, page: &MemberPage) -> Markup {
    let count = page.history.len();
    html! {
        h2 { (reader.say(&words::history())) }
        @if page.history.is_empty() { p { (reader.say(&words::no_bills())) } }
        @else {
            (rows(reader, page, 0..NEWEST))
            @if count > NEWEST {
                details {
                    summary { (reader.say(&words::older_bills(count - NEWEST))) }
                    (rows(reader, page, NEWEST..count))
                }
            }
        }
    }
}

/// Some of the bills as a table.
fn rows(reader: Reader, page: &MemberPage, places: Range<usize>) -> Markup {
    let heads =
        [words::bill(), words::settled(), words::billed(), words::pays_now(), words::posted()];
    let lines = page.history.iter().enumerate().skip(places.start).take(places.len());
    html! {
        table {
            thead { tr { @for head in &heads { th scope="col" { (reader.say(head)) } } } }
            tbody { @for (at, line) in lines { (row(reader, page, at, line)) } }
        }
    }
}

fn row(reader: Reader, page: &MemberPage, at: usize, line: &HistoryLine) -> Markup {
    let formatter = Formatter { book: page.book, lang: reader.lang };
    let bill = &line.explanation.bill;
    html! {
        tr {
            td { a href=(format!("/member/{}/bill/{at}", page.number)) { bdi { (line.bill_id) } } }
            td { (bill.settled_on) }
            td.amount { (formatter.money(bill.amount(Column::Total))) }
            td.amount { (formatter.money(line.explanation.payable())) }
            td.amount {
                @match line.posted {
                    Some(posted) => a href=(format!("/member/{}/notice/{at}", page.number)) {
                        (formatter.money(posted))
                    },
                    None => (reader.say(&words::not_posted())),
                }
            }
        }
    }
}

/// One bill, with all that it was worked out from.
pub(super) fn one(reader: Reader, book: &Book, line: &HistoryLine) -> Markup {
    let explanation = &line.explanation;
    let formatter = Formatter { book, lang: reader.lang };
    let (bill_id, member_id, deadlines) = (line.bill_id.as_str(), "", &[][..]);
    let beside = Beside::default();
    let notice = Notice { bill_id, member_id, explanation, deadlines, beside };
    html! {
        h1 { (reader.say(&words::bill())) " " bdi { (line.bill_id) } }
        p.result { (reader.say(&words::pays(formatter.money(explanation.payable())))) }
        (worked_out(book, &notice, reader.lang))
    }
}
