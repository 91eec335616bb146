//! The answer: what is paid, what is left to the worker, why, and how it is worked out.

use maud::{Markup, html};

use super::Reader;
use crate::adjudication::{Reason, Status};
use crate::explanation::Formatter;
use crate::explanation::notice::{Beside, Notice, worked_out};
use crate::money::Money;
use crate::preview::{Answer, Preview};
use crate::words::{Sentence, window as words};

/// The answer to a bill that was filled in.
pub(super) fn answer(reader: Reader, preview: &Preview) -> Markup {
    let formatter = Formatter { book: preview.book, lang: reader.lang };
    html! {
        section.answer aria-live="polite" {
            h2 { (reader.say(&words::answer())) }
            p.result { (reader.say(&result(formatter, preview))) }
            @match &preview.answer {
                Answer::Exact => (exact(reader, preview)),
                Answer::Range { look_for, .. } | Answer::TotalFirst { look_for } => {
                    p { (reader.say(&words::look_for())) }
                    ul { @for column in look_for { li { (formatter.column(*column)) } } }
                }
            }
            p.hint { (reader.say(&words::preview_only())) }
        }
    }
}

fn result(formatter: Formatter, preview: &Preview) -> Sentence {
    match &preview.answer {
        Answer::Exact if preview.explanation.payable() == Money::ZERO => {
            let decisions = &preview.explanation.decisions;
            match decisions.iter().all(|one| one.status == Status::Denied) {
                true => words::is_denied(),
                false => words::pays_nothing(),
            }
        }
        Answer::Exact => words::pays(formatter.money(preview.explanation.payable())),
        Answer::Range { least, most, .. } => {
            words::pays_between(formatter.money(*least), formatter.money(*most))
        }
        Answer::TotalFirst { .. } => words::total_first(),
    }
}

/// What is left, the reasons in sentences, what each benefit pays, and the steps to open.
fn exact(reader: Reader, preview: &Preview) -> Markup {
    let formatter = Formatter { book: preview.book, lang: reader.lang };
    let explanation = &preview.explanation;
    let decisions = explanation.decisions.iter();
    let reasons: Vec<Sentence> = decisions
        .flat_map(|decision| &decision.reasons)
        .flat_map(|reason: &Reason| reason.sentences(preview.book))
        .collect();
    let mut seen = std::collections::BTreeSet::new();
    let reasons: Vec<Sentence> =
        reasons.into_iter().filter(|why| seen.insert(why.clone())).collect();
    let paid = explanation.workings.iter().filter(|working| working.paid > Money::ZERO);
    let notice = Notice {
        bill_id: &preview.query.id,
        member_id: "",
        explanation,
        deadlines: &preview.deadlines,
        beside: Beside::default(),
    };
    html! {
        p { (reader.say(&words::left_to_worker(formatter.money(explanation.member_bears)))) }
        ul {
            @for working in paid {
                li { (formatter.title(working.number)) (reader.colon()) strong { (formatter.money(working.paid)) } }
            }
        }
        @if !reasons.is_empty() {
            h3 { (reader.say(&words::why())) }
            ul { @for why in &reasons { li { (reader.say(why)) } } }
        }
        (others(reader, preview))
        details {
            summary { (reader.say(&words::steps())) }
            (worked_out(preview.book, &notice, reader.lang))
        }
    }
}

/// What the bill changes on others of the member.
fn others(reader: Reader, preview: &Preview) -> Markup {
    let formatter = Formatter { book: preview.book, lang: reader.lang };
    let (without, with) = preview.totals;
    html! {
        @if !preview.others.is_empty() {
            h3 { (reader.say(&words::others_change())) }
            table {
                tbody {
                    @for change in &preview.others {
                        tr {
                            td { bdi { (preview.ids[change.bill as usize]) } }
                            td { (formatter.title(change.benefit)) }
                            td.amount { (formatter.money(change.before)) " → " (formatter.money(change.after)) }
                        }
                    }
                }
            }
            p { (reader.say(&words::all_together(formatter.money(with - without)))) }
        }
    }
}
