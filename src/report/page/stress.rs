//! The fund's year as it was, and under each stress.

use maud::{Markup, html};

use super::{Page, dash, name};
use crate::report::figures::{count, decimal, less};
use crate::report::{ScenarioReport, StressReport, StressRow};
use crate::words::{Sentence, report as words};

impl Page<'_> {
    pub(super) fn stress(&self) -> Markup {
        html! {
            @if let Some(stress) = &self.report.stress {
                (self.heading(&words::stress(stress.year)))
                p.quiet { (self.say(&self.joined(&self.stress_notes(stress)))) }
                @for side in self.sides() { (self.stress_of(stress, side)) }
            }
        }
    }

    fn stress_notes(&self, stress: &StressReport) -> Vec<Sentence> {
        let mut notes = vec![words::stress_note()];
        notes.extend((stress.hidden > 0).then(|| words::stress_hidden(stress.hidden)));
        notes
    }

    fn stress_of(&self, stress: &StressReport, side: &ScenarioReport) -> Markup {
        let heads = [
            words::what_happens(),
            words::covered_members(),
            words::claims(),
            words::payments(),
            words::more_paid(),
            words::earned(),
            words::loss_ratio(),
            words::result(),
        ];
        let rows = stress.rows.iter().filter(|row| row.terms == side.name);
        html! {
            @if !self.report.scenarios.is_empty() { h3 { (name(&side.name)) } }
            (self.table(&self.heads(&heads), html! {
                @for row in rows { (self.stress_row(stress, row)) }
            }))
        }
    }

    /// The worst that a stress does to the year of a scenario, beside what it was; `None` where none makes it worse.
    pub(super) fn worst(&self, side: &ScenarioReport) -> Option<Sentence> {
        let stress = self.report.stress.as_ref()?;
        let rows = stress.rows.iter().filter(|row| row.terms == side.name);
        let (was, worst) =
            (rows.clone().next()?, rows.max_by_key(|row| decimal(&row.more_lost()))?);
        if worst.stress == was.stress {
            return None;
        }
        let what = happens(worst, &self.figures.share(&stress.share));
        let results = was.result.as_deref().zip(worst.result.as_deref());
        Some(what.in_both(|what| match results {
            Some((was, worst)) => {
                let [was, worst] = [was, worst].map(|result| self.figures.signed_brief(result));
                words::stressed_result(&side.name, was, what, worst)
            }
            None => {
                let [was, worst] = [was, worst].map(|row| self.figures.brief(&row.paid));
                words::stressed_paid(&side.name, was, what, worst)
            }
        }))
    }

    fn stress_row(&self, stress: &StressReport, row: &StressRow) -> Markup {
        let money = |amount: &Option<String>| {
            amount.as_deref().map_or_else(dash, |amount| self.figures.money(amount))
        };
        let result = row.result.as_deref();
        html! {
            tr {
                th { (self.say(&happens(row, &self.figures.share(&stress.share)))) }
                td.figure { (count(row.members)) }
                td.figure { (count(row.claims)) }
                td.figure { (self.figures.money(&row.paid)) }
                td.figure { (self.figures.signed(&row.more)) }
                td.figure { (money(&row.earned)) }
                td.figure { (self.ratio(row.loss_ratio.as_deref())) }
                td.figure { (result.map_or_else(dash, |result| self.figures.signed(result))) }
            }
        }
    }
}

impl StressRow {
    /// What the fund is left with less: by result where fees are known, else by payments.
    fn more_lost(&self) -> String {
        match &self.result {
            Some(result) => less("0.00", result),
            None => self.paid.clone(),
        }
    }
}

/// What happens in the year.
fn happens(row: &StressRow, share: &str) -> Sentence {
    let changed = count(row.changed);
    match row.stress {
        "stays_of_same_members" => words::more_stays_of_same(share, changed),
        "stays_of_other_members" => words::more_stays_of_others(share, changed),
        "costs" => words::higher_costs(share),
        "ward" => words::ward(changed),
        "young_third_lapses" => words::young_third_lapses(changed),
        _ => words::year_as_it_was(),
    }
}
