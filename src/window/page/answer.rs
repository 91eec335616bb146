//! The answer: what is paid, what is left to the worker, why, and how it is worked out.

use maud::{Markup, html};

use super::{MemberPage, Reader, changes, what_if};
use crate::adjudication::{Reason, Status};
use crate::explanation::Formatter;
use crate::explanation::notice::{Beside, Notice, worked_out};
use crate::money::Money;
use crate::preview::{Answer, Preview};
use crate::window::answered::Answered;
use crate::words::{Sentence, changes as changes_words, window as words};

/// The answer to a bill that was filled in.
pub(super) fn answer(reader: Reader, page: &MemberPage, answered: &Answered) -> Markup {
    let preview = &answered.preview;
    let formatter = Formatter { book: preview.book, lang: reader.lang };
    html! {
        section.answer aria-live="polite" {
            h2 { (reader.say(&words::answer())) }
            p.result { (reader.say(&result(reader, preview))) }
            @match &preview.answer {
                Answer::Exact => (exact(reader, answered)),
                Answer::Range { look_for, .. } | Answer::TotalFirst { look_for } => {
                    p { (reader.say(&words::look_for())) }
                    ul { @for column in look_for { li { (formatter.column(*column)) } } }
                    @if let Some(most) = answered.moves_most {
                        p { (reader.say(&changes_words::moves_most(formatter.column(most)))) }
                    }
                }
            }
            @if let Some(corrects) = &answered.corrects { (changes::correction(reader, preview.book, corrects)) }
            @if preview.answer == Answer::Exact { (what_if::what_if(reader, page, answered)) }
            p.hint { (reader.say(&words::preview_only())) }
        }
    }
}

/// What the answer is, in one sentence.
pub(super) fn result(reader: Reader, preview: &Preview) -> Sentence {
    let formatter = Formatter { book: preview.book, lang: reader.lang };
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
fn exact(reader: Reader, answered: &Answered) -> Markup {
    let preview = &answered.preview;
    let formatter = Formatter { book: preview.book, lang: reader.lang };
    let explanation = &preview.explanation;
    let reasons = reasons(preview);
    let paid = explanation.workings.iter().filter(|working| working.paid > Money::ZERO);
    let notice = Notice {
        bill_id: &preview.query.id,
        member_id: "",
        explanation,
        deadlines: &preview.deadlines,
        beside: Beside::default(),
    };
    html! {
        p { (reader.say(&words::left_to_worker(borne(reader, preview)))) }
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
        (changes::list(reader, answered))
    }
}

/// What is left to the worker.
pub(super) fn borne(reader: Reader, preview: &Preview) -> String {
    let formatter = Formatter { book: preview.book, lang: reader.lang };
    formatter.money(preview.explanation.member_bears)
}

/// Why it is so, each reason once. That a benefit is for another kind of bill is none: the clerk has chosen the kind.
fn reasons(preview: &Preview) -> Vec<Sentence> {
    let decisions = &preview.explanation.decisions;
    let is_of_another_kind =
        |reason: &&Reason| matches!(reason, Reason::Excluded { fact, .. } if fact == "category");
    let all = decisions.iter().flat_map(|decision| &decision.reasons);
    let some: Vec<&Reason> = all.clone().filter(|reason| !is_of_another_kind(reason)).collect();
    // Where nothing else is said, the kind of the bill is why it is denied.
    let said = if some.is_empty() { all.collect() } else { some };
    let mut once: Vec<Sentence> = Vec::new();
    for why in said.into_iter().flat_map(|reason| reason.sentences(preview.book)) {
        if !once.contains(&why) {
            once.push(why);
        }
    }
    once
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
