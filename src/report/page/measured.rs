//! The trend that history shows, and what small units cost.

use maud::{Markup, html};

use super::{Page, dash, name};
use crate::report::figures::{count, decimal, grouped};
use crate::report::{MeasuredGrowth, MeasuredTrend, ScenarioCredibility, UnitExperience};
use crate::words::report as words;

/// More units than these stand in the file alone.
const MOST_UNITS: usize = 20;

impl Page<'_> {
    pub(super) fn measured(&self) -> Markup {
        html! {
            (self.heading(&words::measured()))
            p.quiet { (self.say(&words::measured_note())) }
            @for side in &self.report.measured { (self.measured_of(side)) }
        }
    }

    fn measured_of(&self, side: &MeasuredTrend) -> Markup {
        let heads = [
            words::year_before_to(),
            words::growth_of_frequency(),
            words::growth_of_severity(),
            words::growth_of_cost(),
            words::growth_as_it_was(),
            words::people_alike(),
        ];
        html! {
            @if !self.report.scenarios.is_empty() { h3 { (name(&side.name)) } }
            @match side.why_none {
                Some("grown") => p { (self.say(&words::bills_are_grown())) },
                Some("several_editions") => p { (self.say(&words::rules_not_held(&side.name))) },
                Some(_) => p { (self.say(&words::no_two_years())) },
                None => (self.table(&self.heads(&heads), html! {
                    @for row in &side.rows { (self.measured_row(row)) }
                })),
            }
        }
    }

    fn measured_row(&self, row: &MeasuredGrowth) -> Markup {
        let growth = [&row.frequency, &row.severity, &row.cost, &row.cost_as_it_was];
        let year = row.year.map_or_else(|| self.text(&words::a_year()), |year| year.to_string());
        html! {
            tr class=(if row.year.is_some() { "group" } else { "sum" }) {
                th { (year) }
                @for one in growth { td.figure { (self.figures.signed_share(one)) } }
                td.figure { (row.alike.as_deref().map_or_else(dash, |share| self.figures.share(share))) }
            }
        }
    }

    pub(super) fn credibility(&self) -> Markup {
        html! {
            @if self.report.credibility.iter().any(|side| side.rows.len() > 1) {
                (self.heading(&words::credibility()))
                @for side in &self.report.credibility { (self.credibility_of(side)) }
            }
        }
    }

    fn credibility_of(&self, side: &ScenarioCredibility) -> Markup {
        let heads = [
            words::unit_of_members(),
            words::people_months(),
            words::claims(),
            words::payments(),
            words::loss_ratio(),
            words::cost_of_month(),
            words::believed(),
            words::believed_cost(),
        ];
        let mut rows: Vec<&UnitExperience> = side.rows.iter().collect();
        rows.sort_by_key(|row| std::cmp::Reverse(decimal(&row.people_months)));
        let cost = side.cost.as_deref().map_or_else(dash, |cost| self.figures.money(cost));
        let mut notes = vec![words::credibility_note(&side.full, cost)];
        notes.extend((rows.len() > MOST_UNITS).then(|| words::largest_units(MOST_UNITS)));
        html! {
            @if !self.report.scenarios.is_empty() { h3 { (name(&side.name)) } }
            p.quiet { (self.say(&self.joined(&notes))) }
            (self.table(&self.heads(&heads), html! {
                @for row in rows.iter().take(MOST_UNITS) { (self.unit_row(row)) }
            }))
        }
    }

    fn unit_row(&self, row: &UnitExperience) -> Markup {
        let money = |amount: &Option<String>| {
            amount.as_deref().map_or_else(dash, |amount| self.figures.money(amount))
        };
        html! {
            tr {
                th { (name(row.title.text(self.figures.lang))) }
                td.figure { (grouped(&row.people_months)) }
                td.figure { (count(row.claims)) }
                td.figure { (self.figures.money(&row.paid)) }
                td.figure { (self.ratio(row.loss_ratio.as_deref())) }
                td.figure { (money(&row.cost)) }
                td.figure { (row.credibility) }
                td.figure { (money(&row.credible_cost)) }
            }
        }
    }
}
