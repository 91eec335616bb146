//! What the fund holds beside what is still to be paid, and a note on the reserve.

use maud::{Markup, html};

use super::{Page, dash, name};
use crate::report::{AdequacyReport, Reserve, ScenarioAdequacy};
use crate::words::{Sentence, report as words};

impl Page<'_> {
    pub(super) fn adequacy(&self) -> Markup {
        let draws = self.report.question.replicates;
        html! {
            @if let Some(adequacy) = &self.report.adequacy {
                (self.heading(&words::adequacy()))
                p.quiet { (self.say(&words::adequacy_note(&adequacy.valued_on, self.opening()))) }
                (self.adequacy_table(adequacy))
                ul {
                    @for side in &adequacy.sides {
                        @if let Some(note) = self.reserve_note(side) { li { (self.say(&note)) } }
                        @if let Some(note) = self.unpaid_note(side) { li { (self.say(&note)) } }
                    }
                    @if draws > 0 { li { (self.say(&words::draws_note(draws))) } }
                }
            }
        }
    }

    fn adequacy_table(&self, adequacy: &AdequacyReport) -> Markup {
        let heads = [
            words::terms(),
            words::fund_balance(),
            words::of_it_unearned(),
            words::still_to_come(),
            words::left(),
            words::free(),
            words::reserve(),
            words::left_95(),
        ];
        self.table(
            &self.heads(&heads),
            html! {
                @for side in &adequacy.sides {
                    @for reserve in &side.reserves { (self.reserve_row(side, reserve)) }
                }
            },
        )
    }

    fn reserve_row(&self, side: &ScenarioAdequacy, reserve: &Reserve) -> Markup {
        let signed = |amount: &str| self.figures.signed(amount);
        let (holds, left) = (reserve.draws_95.as_deref(), reserve.left_draws_95.as_deref());
        html! {
            tr {
                th { (name(&side.name)) " · " (self.say(&method(reserve.method))) }
                td.figure { (signed(&side.balance)) }
                td.figure { (signed(&side.unearned)) }
                td.figure { (self.figures.money(&reserve.to_come)) }
                td.figure { (signed(&reserve.left)) }
                td.figure { (signed(&reserve.free)) }
                td.figure { (holds.map_or_else(dash, |holds| self.figures.money(holds))) }
                td.figure { (left.map_or_else(dash, signed)) }
            }
        }
    }

    /// What the fund held before its first contribution: the same under all rules.
    pub(super) fn opening(&self) -> String {
        self.figures.with_exact(&self.report.question.opening)
    }

    fn unpaid_note(&self, side: &ScenarioAdequacy) -> Option<Sentence> {
        let (unpaid, in_hand) = (side.unpaid.as_ref()?, side.in_hand.as_ref()?);
        let exact = |amount: &str| self.figures.with_exact(amount);
        Some(words::unpaid_note(exact(unpaid), exact(in_hand)))
    }

    /// The reserve of one scenario in words, with its error.
    fn reserve_note(&self, side: &ScenarioAdequacy) -> Option<Sentence> {
        let exact = |amount: &str| self.figures.with_exact(amount);
        let reserve = side.reserves.first()?;
        let to_come = exact(&reserve.to_come);
        let known = reserve.error.as_ref();
        let known =
            known.and_then(|error| Some((error, error.share.as_ref()?, error.holds_95.as_ref()?)));
        Some(match known {
            Some((error, share, holds)) => words::reserve_note(
                &side.name,
                to_come,
                exact(&error.amount),
                self.figures.share(share),
                exact(holds),
            ),
            None => words::reserve_unsure(&side.name, to_come),
        })
    }
}

fn method(code: &str) -> Sentence {
    match code {
        "chain_ladder" => words::by_chain_ladder(),
        _ => words::by_bornhuetter_ferguson(),
    }
}
