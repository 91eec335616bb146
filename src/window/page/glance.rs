//! Cover at a glance: periods, and a bar for each limit.

use maud::{Markup, html};

use super::{MemberPage, Reader};
use crate::explanation::{Formatter, LimitUse, limit_name};
use crate::scheme::Kind;
use crate::window::cover::{LimitOnDay, Period, Standing};
use crate::words::{Sentence, window as words};

/// The cover of a member on the day of the page.
pub(super) fn glance(reader: Reader, page: &MemberPage) -> Markup {
    let cover = page.cover;
    html! {
        h2 { (reader.say(&words::cover_on(cover.day))) }
        @if cover.periods.is_empty() { p { (reader.say(&words::no_periods())) } }
        @else {
            table {
                thead {
                    tr {
                        @for head in [words::plan(), words::period(), words::units(), words::standing()] {
                            th scope="col" { (reader.say(&head)) }
                        }
                    }
                }
                tbody { @for one in &cover.periods { (period(reader, page, one)) } }
            }
        }
        @if !cover.reasons.is_empty() {
            ul { @for why in &cover.reasons { li { (reader.say(why)) } } }
        }
        h2 { (reader.say(&words::limits())) }
        @if cover.limits.is_empty() { p { (reader.say(&words::no_limits())) } }
        @for one in &cover.limits { (bar(reader, page, one)) }
    }
}

fn period(reader: Reader, page: &MemberPage, one: &Period) -> Markup {
    let standing = match one.standing {
        Standing::InForce => words::in_force(),
        Standing::ToCome => words::to_come(one.cover_from),
        Standing::Over => words::over(),
        Standing::NotPaidFor => words::not_paid_for(),
        Standing::EnrolledTooLate => words::enrolled_too_late(),
    };
    html! {
        tr {
            td { (reader.say(page.book.plan_title(one.plan))) }
            td { (reader.say(&words::days_from_to(one.enrolment.start(), one.enrolment.end()))) }
            td.amount { (one.enrolment.units()) }
            td { (reader.say(&standing)) }
        }
    }
}

/// A limit as a bar of what is used, with the figures beside it.
fn bar(reader: Reader, page: &MemberPage, one: &LimitOnDay) -> Markup {
    let formatter = Formatter { book: page.book, lang: reader.lang };
    let LimitUse { most, before, .. } = one.limit;
    let title = formatter.title(one.benefit);
    let id = format!("limit-{}", one.limit.id);
    html! {
        div.limit {
            label for=(id) { (title) (reader.colon()) (reader.show(&limit_name(&one.limit))) }
            meter id=(id) min="0" max=(most) value=(before.clamp(0, most.max(0))) {}
            p { (reader.say(&line(formatter, &one.limit))) }
        }
    }
}

fn line(formatter: Formatter, limit: &LimitUse) -> Sentence {
    let left = (limit.most - limit.before).max(0);
    let money = |minor| formatter.money(crate::money::Money::from_minor(minor));
    match limit.kind {
        Kind::Amount => words::limit_line(money(left), money(limit.most)),
        Kind::Days => words::days_line(left, limit.most),
        Kind::Times => words::times_line(left, limit.most),
        Kind::Stays => words::stays_line(left, limit.most),
    }
}
