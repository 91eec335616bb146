//! What the answer rests on, section by section: a chart to see it, and a table to look it up.

use std::collections::BTreeSet;

use maud::{Markup, html};
use rust_decimal::Decimal;

use super::{Page, dash, name};
use crate::report::figures::{self, count, decimal, edge};
use crate::report::{
    BurdenReport, Difference, FundReport, ProvisionEffect, ScenarioBurden, ScenarioFund,
    ScenarioReport,
};
use crate::words::{Lang, Sentence, report as words};

/// Whether every member gets the same as under the baseline.
fn is_without_movers(scenario: &ScenarioReport) -> bool {
    scenario.difference.as_ref().is_none_or(|one| one.gainers + one.losers == 0)
}

impl<'r> Page<'r> {
    pub(super) fn spread(&self) -> Markup {
        let scenarios = &self.report.scenarios;
        let moved: Vec<_> = scenarios
            .iter()
            .filter_map(|side| Some((&*side.name, side.difference.as_ref()?)))
            .filter(|(_, difference)| !difference.percentiles.is_empty())
            .collect();
        html! {
            @if !scenarios.is_empty() {
                (self.heading(&words::spread()))
                @if scenarios.iter().all(is_without_movers) {
                    p { (self.say(&words::nobody_moves())) }
                } @else {
                    p.quiet { (self.say(&words::spread_note())) }
                    @for scenario in scenarios { (self.spread_picture(scenario)) }
                    @if !moved.is_empty() { (self.percentiles(&moved)) }
                }
            }
        }
    }

    fn percentiles(&self, moved: &[(&str, &Difference)]) -> Markup {
        let all = moved.iter().flat_map(|(_, difference)| &difference.percentiles);
        let numbers: BTreeSet<u32> = all.map(|percentile| percentile.of_hundred).collect();
        let heads = numbers.iter().map(|number| self.say(&words::of_hundred(number)));
        let at = |difference: &Difference, number: u32| {
            let found = difference.percentiles.iter().find(|one| one.of_hundred == number);
            found.map_or_else(dash, |found| self.figures.signed(&found.difference))
        };
        let heads: Vec<_> = std::iter::once(self.say(&words::terms())).chain(heads).collect();
        html! {
            p.quiet { (self.say(&words::percentiles())) }
            (self.table(&heads, html! {
                @for (name, difference) in moved {
                    tr {
                        th { bdi { (name) } }
                        @for number in &numbers { td.figure { (at(difference, *number)) } }
                    }
                }
            }))
        }
    }

    pub(super) fn burden_name(&self, side: &ScenarioBurden) -> String {
        side.name.clone().unwrap_or_else(|| self.text(&words::without()))
    }

    pub(super) fn burden(&self) -> Markup {
        let burden = &self.report.burden;
        html! {
            @if burden.years > 0 {
                (self.heading(&words::burden()))
                p.quiet { (self.say(&words::burden_note(count(burden.years)))) }
                (self.burden_picture(burden))
                (self.burden_table(burden))
            }
        }
    }

    fn burden_table(&self, burden: &BurdenReport) -> Markup {
        let sides = &burden.sides;
        let names = sides.iter().map(|side| match &side.name {
            Some(terms) => name(terms),
            None => self.say(&words::without()),
        });
        let heads: Vec<_> = std::iter::once(self.say(&words::left_with())).chain(names).collect();
        let above = words::years_above(self.above());
        let excess = words::left_above(self.above());
        self.table(&heads, html! {
            (self.across(&words::left_in_all(), sides, |side| self.figures.money(&side.own)))
            (self.across(&words::left_share(), sides, |side| {
                side.share.as_deref().map_or_else(dash, |share| self.figures.share(share))
            }))
            (self.across(&above, sides, |side| count(side.above)))
            (self.across(&excess, sides, |side| self.figures.money(&side.excess)))
            @if let Some(first) = sides.first() {
                @for (at, band) in first.bands.iter().enumerate() {
                    (self.across(&words::band_years(self.band(band.from, band.to)), sides, |side| {
                        side.bands.get(at).map_or_else(dash, |band| count(band.years))
                    }))
                }
            }
        })
    }

    fn across(
        &self,
        what: &Sentence,
        sides: &[ScenarioBurden],
        shown: impl Fn(&ScenarioBurden) -> String,
    ) -> Markup {
        html! {
            tr {
                th { (self.say(what)) }
                @for side in sides { td.figure { (shown(side)) } }
            }
        }
    }

    fn band(&self, from: i64, to: Option<i64>) -> String {
        self.text(&match to {
            Some(to) => words::band_of(edge(from), edge(to)),
            None => words::at_least_amount(edge(from)),
        })
    }

    pub(super) fn fund(&self) -> Markup {
        html! {
            @if let Some(fund) = &self.report.fund {
                (self.heading(&words::fund()))
                p.quiet { (self.say(&self.joined(&self.fund_notes(fund)))) }
                (self.fund_picture(fund))
                (self.fund_table(fund))
            }
        }
    }

    fn fund_notes(&self, fund: &FundReport) -> Vec<Sentence> {
        let is_together = fund.sides.iter().flat_map(|side| &side.months).any(|one| one.months > 1);
        let least = self.report.question.least_members;
        let mut notes = vec![words::fund_note(self.opening())];
        notes.extend(is_together.then(|| words::months_together(least)));
        notes
    }

    fn fund_table(&self, fund: &FundReport) -> Markup {
        let last = fund.sides.first().and_then(|side| side.months.last());
        let month = last.map_or("—", |month| &month.month);
        let heads = [
            words::terms(),
            words::contributions(),
            words::payments(),
            words::loss_ratio(),
            words::balance_end(month),
            words::balance_lowest(),
        ];
        self.table(
            &self.heads(&heads),
            html! { @for side in &fund.sides { (self.fund_row(side)) } },
        )
    }

    fn fund_row(&self, side: &ScenarioFund) -> Markup {
        let months = &side.months;
        let lowest = months.iter().min_by_key(|month| decimal(&month.balance));
        html! {
            tr {
                th { bdi { (side.name) } }
                td.figure { (self.figures.money(&side.contributions)) }
                td.figure { (self.figures.money(&figures::sum(months.iter().map(|month| &*month.paid)))) }
                td.figure { (side.loss_ratio.as_deref().map_or_else(dash, |share| self.figures.share(share))) }
                td.figure { (months.last().map_or_else(dash, |month| self.figures.signed(&month.balance))) }
                td.figure {
                    @if let Some(month) = lowest {
                        (self.figures.signed(&month.balance))
                        small { (month.month) }
                    }
                }
            }
        }
    }

    pub(super) fn provisions(&self) -> Markup {
        let all = &self.report.provisions;
        let terms: BTreeSet<&str> = all.iter().map(|provision| &*provision.terms).collect();
        // In the order in which sides come.
        let mut terms: Vec<_> = terms.into_iter().collect();
        terms.sort_by_key(|terms| self.sides().position(|side| side.name == *terms));
        html! {
            @if !all.is_empty() {
                (self.heading(&words::provisions()))
                p.quiet { (self.say(&words::provisions_note())) }
                @for terms in terms { (self.provisions_of(terms)) }
            }
        }
    }

    /// The provision of a scenario that holds back most, if any holds back anything.
    pub(super) fn most_held_back(&self, side: &ScenarioReport) -> Option<Sentence> {
        let own = self.report.provisions.iter().filter(|one| one.terms == side.name);
        let known = own.filter_map(|one| Some((decimal(one.effect.as_ref()?), one)));
        let (effect, most) = known.max_by_key(|(effect, _)| *effect)?;
        let title = most.title.text(self.figures.lang);
        let amount = self.figures.with_exact(&effect.to_string());
        (effect > Decimal::ZERO).then(|| words::holds_back_most(&side.name, title, amount))
    }

    fn provisions_of(&self, terms: &str) -> Markup {
        let all = self.report.provisions.iter();
        let mut rows: Vec<_> = all.filter(|provision| provision.terms == terms).collect();
        let size = |effect: &Option<String>| effect.as_deref().map(|effect| decimal(effect).abs());
        rows.sort_by_key(|provision| std::cmp::Reverse(size(&provision.effect)));
        let heads = self.heads(&[words::provision(), words::effect(), words::change()]);
        let is_nothing = |effect: &str| decimal(effect).is_zero();
        let effects = || rows.iter().filter_map(|provision| provision.effect.as_deref());
        html! {
            @if effects().next().is_some() && effects().all(is_nothing) {
                p { (self.say(&words::nothing_held_back(terms))) }
            } @else {
                (self.provisions_picture(terms, &rows))
            }
            (self.table(&heads, html! { @for provision in &rows { (self.provision(provision)) } }))
        }
    }

    fn provision(&self, provision: &ProvisionEffect) -> Markup {
        let of_terms = self.sides().find(|side| side.name == provision.terms);
        let share =
            |effect: &str| self.figures.share_of(decimal(effect), decimal(&of_terms?.total));
        html! {
            tr {
                th {
                    (self.titled_in(&provision.title))
                    @if self.figures.lang != Lang::Chinese { " " code { (provision.address) } }
                }
                @match &provision.effect {
                    Some(effect) => {
                        td.figure { (self.figures.signed(effect)) }
                        td.figure { (share(effect).unwrap_or_default()) }
                    },
                    None => { td.figure colspan="2" { (self.say(&words::cannot_be_without())) } },
                }
            }
        }
    }
}
