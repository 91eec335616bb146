//! The page of one notice, from the letterhead to the place of the stamp.

use std::borrow::Cow;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::contents::{Beside, Notice};
use crate::adjudication::{Decision, Reason, Step};
use crate::claim::{Basis, Bill, Column, Vocabulary};
use crate::explanation::{Formatter, Working};
use crate::money::Money;
use crate::scheme::Edition;
use crate::words::{Lang, Sentence, capitals, decisions, notices};

const STYLE: &str = include_str!("style.css");

/// Even if something could be smuggled into a page, it would not run, and nothing would be fetched.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// All that stands behind the last notice.
pub(super) const END: &str = "</main></body></html>";

/// All that stands before the first notice, `<main>` included: who has the page read aloud is led there.
pub(super) fn head(title: &Sentence, lang: Lang) -> String {
    let head = html! {
        head {
            // Written with its end, so that the file is XML too.
            (PreEscaped(r#"<meta charset="utf-8"/>"#))
            (PreEscaped(format!(r#"<meta http-equiv="Content-Security-Policy" content="{POLICY}"/>"#)))
            title { (title.text(lang)) }
            style { (PreEscaped(STYLE)) }
        }
    };
    let language = if lang == Lang::Chinese { "zh-CN" } else { "en" };
    format!("{}\n<html lang=\"{language}\">{}\n<body><main>\n", DOCTYPE.0, head.0)
}

/// One notice, in one language.
pub(super) struct Page<'n> {
    pub formatter: Formatter<'n>,
    pub notice: &'n Notice<'n>,
    /// Whether the steps of benefits are shown.
    pub has_steps: bool,
}

impl<'n> Page<'n> {
    pub fn whole(&self) -> Markup {
        let decisions = &self.notice.explanation.decisions;
        html! {
            article.notice {
                (self.letterhead())
                (self.facts())
                (self.disallowed())
                (self.result())
                @for decision in decisions { (self.decision(decision)) }
                @if !self.has_steps { p { (self.say(&notices::steps_left_out())) } }
                (self.unmodelled())
                section.end {
                    (self.balance())
                    (self.beside())
                    p.objection { (self.say(&notices::objection())) }
                    (signatures(self.formatter.lang))
                }
            }
        }
    }

    /// How it is worked out: what stands between the head of a sheet and its end.
    pub fn worked_out(&self) -> Markup {
        html! {
            (self.disallowed())
            @for decision in &self.notice.explanation.decisions { (self.decision(decision)) }
            (self.unmodelled())
            (self.balance())
            (self.beside())
        }
    }

    fn say(&self, sentence: &Sentence) -> Markup {
        marked(sentence.text(self.formatter.lang))
    }

    fn bill(&self) -> &'n Bill {
        &self.notice.explanation.bill
    }

    fn edition(&self) -> Option<&'n Edition> {
        self.notice.explanation.edition.map(|number| &self.formatter.book.editions[number])
    }

    fn letterhead(&self) -> Markup {
        let Beside { number, code, .. } = self.notice.beside;
        html! {
            p.scheme { (self.say(&self.formatter.book.title)) }
            h1 { (self.say(&notices::title())) }
            p.number {
                (self.say(&notices::number())) " "
                @if number.is_empty() { (BLANK) } @else { (id(number)) }
                @if !code.is_empty() { "　" (self.say(&notices::code())) " " (id(code)) }
            }
        }
    }

    /// Whose bill it is, its dates, and the terms it is decided by.
    fn facts(&self) -> Markup {
        let cells = self.cells();
        html! {
            table.facts {
                tbody {
                    @for pair in cells.chunks(2) {
                        tr {
                            @for (name, value) in pair { th { (self.say(name)) } td { (value) } }
                            @if pair.len() == 1 { td colspan="2" {} }
                        }
                    }
                    tr { th { (self.say(&notices::edition())) } td colspan="3" { (self.terms()) } }
                    @if let Some(edition) = self.edition() {
                        tr {
                            th { (self.say(&notices::source())) }
                            td colspan="3" { (edition.source) }
                        }
                    }
                }
            }
        }
    }

    /// What was disallowed of the bill, and why.
    fn disallowed(&self) -> Markup {
        let lines = self.formatter.disallowed(self.notice.explanation).into_iter();
        let reasons = self.notice.beside.reasons;
        let because = |(at, line): (usize, Sentence)| match reasons.get(at).map(String::as_str) {
            None | Some("") => line,
            Some(reason) => notices::disallowed_because(&line, reason),
        };
        self.reasons(&lines.enumerate().map(because).collect::<Vec<_>>())
    }

    /// The clauses that are not modelled and may matter for the bill.
    fn unmodelled(&self) -> Markup {
        let clauses = self.formatter.unmodelled(self.notice.explanation);
        html! {
            @if !clauses.is_empty() {
                p { (self.say(&decisions::preview_unmodelled())) }
                (self.reasons(&clauses))
            }
        }
    }

    fn cells(&self) -> Vec<(Sentence, Markup)> {
        let bill = self.bill();
        let day = |day: crate::date::Day| html! { (day.to_string()) };
        let beside = &self.notice.beside;
        let in_hospital = bill.facts[Vocabulary::CATEGORY as usize] == 0;
        let mut cells = vec![
            (notices::member(), id(self.notice.member_id)),
            (notices::bill(), id(self.notice.bill_id)),
            (notices::name(), id(beside.name)),
            (notices::unit(), id(beside.unit)),
            (notices::hospital(), id(beside.hospital)),
        ];
        if in_hospital {
            cells.push((notices::admission(), day(bill.admission)));
            cells.push((notices::discharge(), day(bill.discharge)));
            cells.push((notices::nights(), html! { (bill.nights()) }));
        } else {
            cells.push((notices::begin(), day(bill.admission)));
            cells.push((notices::end(), day(bill.discharge)));
        }
        let category = bill.facts[Vocabulary::CATEGORY as usize];
        if self.formatter.book.vocabulary.basis_of(category) == Basis::Diagnosis {
            cells.push((notices::diagnosed_on(), day(bill.basis)));
        }
        cells.push((notices::settled_on(), day(bill.settled_on)));
        // Where it is not known, it is taken to be the same: then nothing is claimed.
        if bill.submitted_on != bill.settled_on {
            cells.push((notices::submitted_on(), day(bill.submitted_on)));
        }
        if !beside.decided_on.is_empty() {
            cells.push((notices::decided_on(), id(beside.decided_on)));
        }
        cells
    }

    fn terms(&self) -> Markup {
        match self.edition() {
            Some(edition) => self.say(&edition.title),
            None => self.say(&decisions::no_edition()),
        }
    }

    /// What comes out, before how.
    fn result(&self) -> Markup {
        let code = self.formatter.book.vocabulary.currency.code();
        let currency = amounts_in(code);
        let sum = self.notice.explanation.payable();
        let in_capitals = notices::capitals_of_yuan(capitals(sum.minor()));
        html! {
            p { span.unit { (self.say(&currency)) } (self.say(&notices::opening())) }
            table.result {
                tbody {
                    tr.sum {
                        th { (self.say(&notices::payable())) }
                        td.amount { (self.formatter.money(sum)) }
                    }
                    @if code == "CNY" {
                        tr.capitals {
                            th { (self.say(&notices::in_capitals())) }
                            td { (self.say(&in_capitals)) }
                        }
                    }
                }
            }
        }
    }

    /// One plan held, or that none covers the bill.
    fn decision(&self, decision: &Decision) -> Markup {
        let number = decision.plan;
        let plan =
            number.and_then(|number| self.edition()?.plans.iter().find(|p| p.number == number));
        let status = self.status(decision);
        let head = match plan {
            Some(plan) => {
                decisions::preview_plan(self.formatter.say(&plan.title), status, &plan.clause)
            }
            None => decisions::preview_no_plan(status),
        };
        html! {
            section.plan {
                h2 { (self.say(&head)) }
                @if let Some(sentence) = self.deadline(decision) { p { (self.say(&sentence)) } }
                (self.reasons(&self.of_cover(decision)))
                @for working in self.workings(decision) { (self.working(working)) }
            }
        }
    }

    fn status(&self, decision: &Decision) -> String {
        let status = self.formatter.say(&decision.status.words());
        let payable = self.formatter.money(decision.payable);
        if decision.payable > Money::ZERO { format!("{status} {payable}") } else { status }
    }

    /// The last day to file, where the terms have one.
    fn deadline(&self, decision: &Decision) -> Option<Sentence> {
        let mut deadlines = self.notice.deadlines.iter();
        let (_, day) = deadlines.find(|(plan, _)| Some(*plan) == decision.plan)?;
        day.map(decisions::preview_deadline)
    }

    /// All reasons but those of benefits, which stand beside their workings.
    fn of_cover(&self, decision: &Decision) -> Vec<Sentence> {
        let reasons = decision.reasons.iter();
        let reasons = reasons.filter(|reason| !matches!(reason, Reason::Adjustment { .. }));
        reasons.flat_map(|reason| reason.sentences(self.formatter.book)).collect()
    }

    fn reasons(&self, reasons: &[Sentence]) -> Markup {
        html! {
            @if !reasons.is_empty() {
                ul.reasons { @for why in reasons { li { (self.say(why)) } } }
            }
        }
    }

    fn workings(&self, decision: &Decision) -> impl Iterator<Item = &'n Working> {
        let (edition, plan) = (self.edition(), decision.plan);
        let workings = self.notice.explanation.workings.iter();
        workings.filter(move |working| {
            edition.is_some_and(|edition| Some(edition.benefits[working.place].plan) == plan)
        })
    }

    fn working(&self, working: &Working) -> Markup {
        let edition = self.edition().expect("a benefit is of an edition");
        let benefit = &edition.benefits[working.place];
        let head = decisions::preview_benefit(self.formatter.say(&benefit.title), &benefit.clause);
        html! {
            section.benefit {
                h3 { (self.say(&head)) }
                @if let Some(inputs) = self.formatter.inputs(benefit, self.bill()) {
                    p { (self.say(&inputs)) }
                }
                (self.reasons(&working.outcome.sentences()))
                @if self.has_steps {
                    @if !working.steps.is_empty() { (self.steps(working)) }
                } @else {
                    (self.pays(working))
                }
                @if !working.limits.is_empty() { (self.limits(working)) }
            }
        }
    }

    /// A column of steps: what comes in, what is taken, what goes on.
    fn steps(&self, working: &Working) -> Markup {
        let heads = [decisions::column_in(), decisions::column_taken(), decisions::column_on()];
        html! {
            table.steps {
                (self.heads(&notices::step(), &heads))
                tbody {
                    @for (at, step) in working.steps.iter().enumerate() { (self.step(working, step, at == 0)) }
                    tr.sum {
                        th colspan="3" { (self.say(&decisions::step_paid())) }
                        td.amount { (self.formatter.money(working.paid)) }
                    }
                }
            }
        }
    }

    /// What a benefit pays, where its steps are left out.
    fn pays(&self, working: &Working) -> Markup {
        html! {
            table.pays {
                tbody {
                    tr.sum {
                        th { (self.say(&decisions::step_paid())) }
                        td.amount { (self.formatter.money(working.paid)) }
                    }
                }
            }
        }
    }

    fn step(&self, working: &Working, step: &Step, is_first: bool) -> Markup {
        let show = |product| self.formatter.product(product, step.scale);
        html! {
            tr {
                td { (self.say(&self.formatter.step(step))) }
                // Nothing comes into the first.
                td.amount { @if !is_first { (show(step.before)) } }
                td.amount { @if !is_first { (show(step.taken())) } }
                td.amount { (show(step.after)) }
            }
            @for line in self.formatter.below(working, step) {
                tr.slice { td colspan="4" { (self.say(&line)) } }
            }
        }
    }

    /// How much of each limit is used up, and what is left.
    fn limits(&self, working: &Working) -> Markup {
        let heads = [
            decisions::limit_most(),
            decisions::limit_before(),
            decisions::limit_this(),
            decisions::limit_left(),
        ];
        html! {
            table.limits {
                (self.heads(&decisions::preview_limits(), &heads))
                tbody {
                    @for used in &working.limits {
                        tr {
                            td { (self.say(&self.formatter.limit(used))) }
                            @for cell in self.formatter.use_of_limit(used) { td.amount { (cell) } }
                        }
                    }
                }
            }
        }
    }

    fn heads(&self, first: &Sentence, amounts: &[Sentence]) -> Markup {
        html! {
            thead {
                tr {
                    th { (self.say(first)) }
                    @for head in amounts { th.amount { (self.say(head)) } }
                }
            }
        }
    }

    /// billed = each payer + each benefit charged to the bill + what is left with the member.
    fn balance(&self) -> Markup {
        let explanation = self.notice.explanation;
        let payers = explanation.payers();
        let payers = payers.map(|(column, amount)| (self.formatter.column(column), amount));
        let charged = explanation.workings.iter().filter(|w| w.charged > Money::ZERO);
        let charged = charged.map(|w| (self.formatter.title(w.number), w.charged));
        let left = self.formatter.say(&decisions::balance_member());
        let parts: Vec<(String, Money)> =
            payers.chain(charged).chain([(left, explanation.member_bears)]).collect();
        let billed = self.formatter.money(self.bill().amount(Column::Total));
        html! {
            h2 { (self.say(&decisions::preview_balance())) }
            table.balance {
                (self.heads(&notices::payer(), &[notices::amount()]))
                tbody {
                    tr.sum {
                        th { (self.say(&decisions::balance_billed())) }
                        td.amount { (billed) }
                    }
                    (self.rows(&parts))
                }
            }
        }
    }

    /// What is paid and not charged to the bill.
    fn beside(&self) -> Markup {
        let workings = self.notice.explanation.workings.iter();
        let parts: Vec<(String, Money)> = workings
            .filter(|working| working.paid > working.charged)
            .map(|working| (self.formatter.title(working.number), working.paid - working.charged))
            .collect();
        html! {
            @if !parts.is_empty() {
                table.beside {
                    (self.heads(&decisions::preview_beside(), &[notices::amount()]))
                    tbody { (self.rows(&parts)) }
                }
            }
        }
    }

    fn rows(&self, parts: &[(String, Money)]) -> Markup {
        html! {
            @for (name, amount) in parts {
                tr { td { (name) } td.amount { (self.formatter.money(*amount)) } }
            }
        }
    }
}

/// Left blank: the office signs, stamps and dates.
pub(super) fn signatures(lang: Lang) -> Markup {
    let say = |sentence: Sentence| marked(sentence.text(lang));
    html! {
        table.sign {
            tbody {
                tr {
                    th { (say(notices::handled_by())) } td {}
                    th { (say(notices::checked_by())) } td {}
                }
                tr.stamp {
                    th { (say(notices::stamp())) } td {}
                    th { (say(notices::date())) } td { (say(notices::date_blank())) }
                }
            }
        }
    }
}

/// What amounts are in.
pub(super) fn amounts_in(code: &str) -> Sentence {
    if code == "CNY" { notices::amounts_in_yuan() } else { notices::amounts_in(code) }
}

/// Room for what is written in by hand.
const BLANK: &str = "＿＿＿＿＿＿＿＿";

/// An id, which may hold anything: kept apart from the direction of the text around it, and with
/// something to see in place of what cannot be seen.
pub(super) fn id(text: &str) -> Markup {
    let shown = match text.contains(char::is_control) {
        true => Cow::Owned(text.replace(char::is_control, "\u{fffd}")),
        false => Cow::Borrowed(text),
    };
    html! { bdi { (shown) } }
}

/// A sentence, in which words in backticks are shown as such.
pub(crate) fn marked(text: &str) -> Markup {
    html! {
        @for (at, part) in text.split('`').enumerate() {
            @if at % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}
