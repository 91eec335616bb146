//! Cover and claims side by side, by year and plan.

use maud::{Markup, html};

use super::{Page, dash, name};
use crate::report::figures::{count, grouped};
use crate::report::{ExperienceRow, ScenarioReport};
use crate::words::report as words;

impl Page<'_> {
    pub(super) fn experience(&self) -> Markup {
        let through = &self.report.experience.through;
        let is_unfinished = self.report.experience.rows.iter().any(|row| !row.is_finished);
        let mut notes = vec![words::experience_note(through)];
        notes.extend(is_unfinished.then(words::unfinished_note));
        html! {
            (self.heading(&words::experience()))
            p.quiet { (self.say(&self.joined(&notes))) }
            @for side in self.sides() {
                @if !self.report.scenarios.is_empty() { h3 { (name(&side.name)) } }
                (self.experience_of(side))
            }
        }
    }

    fn experience_of(&self, side: &ScenarioReport) -> Markup {
        let heads = [
            words::year_of_origin(),
            words::people_months(),
            words::plan_months(),
            words::claims(),
            words::claimants(),
            words::frequency(),
            words::severity(),
            words::cost_of_month(),
            words::payments(),
            words::earned(),
            words::loss_ratio(),
        ];
        let rows = self.report.experience.rows.iter();
        let rows = rows.filter(|row| row.terms == side.name && row.key.is_of_all_members());
        self.table(&self.heads(&heads), html! { @for row in rows { (self.experience_row(row)) } })
    }

    fn experience_row(&self, row: &ExperienceRow) -> Markup {
        let money = |amount: &Option<String>| {
            amount.as_deref().map_or_else(dash, |amount| self.figures.money(amount))
        };
        let share = row.loss_ratio.as_deref();
        html! {
            tr {
                th {
                    (self.year(row))
                    @if !row.key.plan.is_empty() { " · " (self.titled(&row.plan_title)) }
                }
                td.figure { (grouped(&row.people_months)) }
                td.figure { (grouped(&row.plan_months)) }
                td.figure { (count(row.claims)) }
                td.figure { (count(row.claimants)) }
                td.figure { (row.frequency.as_deref().map_or_else(dash, grouped)) }
                td.figure { (money(&row.severity)) }
                td.figure { (money(&row.cost)) }
                td.figure { (self.figures.money(&row.paid)) }
                td.figure { (money(&row.earned)) }
                td.figure { (share.map_or_else(dash, |share| self.figures.share(share))) }
            }
        }
    }

    /// A year, or several of few members together; one that is not over is marked.
    fn year(&self, row: &ExperienceRow) -> String {
        let is_year = row.key.year.parse::<i32>().is_ok();
        let year = if is_year { row.key.year.clone() } else { self.text(&words::small_years()) };
        match row.is_finished {
            true => year,
            false => self.text(&words::unfinished(year)),
        }
    }
}
