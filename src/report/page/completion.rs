//! What years of origin are estimated to come to.

use maud::{Markup, html};

use super::{Page, dash, name};
use crate::report::{CompletionReport, CompletionRow, Estimate, ScenarioCompletion};
use crate::words::{Sentence, report as words};

impl Page<'_> {
    pub(super) fn completion(&self) -> Markup {
        html! {
            @if let Some(completion) = &self.report.completion {
                (self.heading(&words::completion()))
                p.quiet { (self.say(&words::completion_note(&completion.valued_on))) }
                @for side in &completion.sides { (self.completion_of(completion, side)) }
            }
        }
    }

    fn completion_of(&self, completion: &CompletionReport, side: &ScenarioCompletion) -> Markup {
        let heads = [
            words::year_of_settlement_origin(),
            words::paid_by(&completion.valued_on),
            words::chain_ladder(),
            words::to_come(),
            words::standard_error(),
            words::to_come_range(),
            words::bornhuetter_ferguson(),
            words::to_come(),
        ];
        let has_sides = completion.sides.len() > 1;
        html! {
            @if has_sides { h3 { (name(&side.name)) } }
            (self.table(&self.heads(&heads), html! {
                @for row in &side.rows { (self.completion_row(row)) }
            }))
            @if !side.notes.is_empty() {
                ul { @for note in &side.notes { li { (self.titled_in(note)) } } }
            }
        }
    }

    fn completion_row(&self, row: &CompletionRow) -> Markup {
        let money =
            |amount: Option<&String>| amount.map_or_else(dash, |amount| self.figures.money(amount));
        let both = |estimate: Option<&Estimate>| {
            let ultimate = estimate.map(|estimate| &estimate.ultimate);
            [ultimate, estimate.map(|estimate| &estimate.to_come)].map(money)
        };
        let [ladder, to_come] = both(row.chain_ladder.as_ref());
        let [expected, expected_to_come] = both(row.bornhuetter_ferguson.as_ref());
        let range = row.error.as_ref().map(|error| &error.to_come);
        let why = row.why_none.map(why_none);
        html! {
            tr class=(if row.origin.is_some() { "group" } else { "sum" }) {
                th { (row.origin.map_or_else(|| self.text(&words::sum()), |year| year.to_string())) }
                td.figure { (self.figures.money(&row.paid)) }
                @if let Some(why) = &why {
                    td.figure colspan="4" { (self.say(why)) }
                } @else {
                    td.figure { (ladder) }
                    td.figure { (to_come) }
                    td.figure { (money(row.error.as_ref().map(|error| &error.amount))) }
                    td.figure {
                        @if let Some(range) = range {
                            (self.figures.money(&range.low)) " – " (self.figures.money(&range.high))
                        } @else { (dash()) }
                    }
                }
                td.figure { (expected) }
                td.figure { (expected_to_come) }
            }
        }
    }
}

/// Why there is no estimate of the chain ladder.
fn why_none(code: &str) -> Sentence {
    match code {
        "no_payments" => words::no_payments_yet(),
        _ => words::no_development_known(),
    }
}
