//! Other levels of values: what each would have paid, and which meets a target.

use std::collections::BTreeSet;

use maud::{Markup, html};
use rust_decimal::Decimal;

use super::{Page, name};
use crate::report::figures::{count, decimal, grouped};
use crate::report::{Figure, Solved, SolvedAt, SweepPoint, SweepReport};
use crate::words::{Lang, Sentence, report as words};

/// Shades of a table of totals.
const HEATS: i64 = 5;

impl Page<'_> {
    pub(super) fn sweep(&self) -> Markup {
        html! {
            @if let Some(sweep) = &self.report.sweep {
                (self.heading(&words::sweep()))
                p.quiet { (self.say(&self.joined(&self.sweep_notes(sweep)))) }
                @match sweep.addresses.as_slice() {
                    _ if sweep.points.is_empty() => (self.levels(sweep)),
                    [one] => {
                        (self.sweep_picture(sweep, &self.plain_address(one)))
                        (self.levels(sweep))
                    },
                    [down, across] if is_whole(sweep) => (self.heat(sweep, down, across)),
                    _ => (self.levels(sweep)),
                }
            }
        }
    }

    fn sweep_notes(&self, sweep: &SweepReport) -> Vec<Sentence> {
        let total = self.figures.money(&self.report.baseline.total);
        let mut notes = vec![words::sweep_note(&sweep.terms), words::baseline_pays(total)];
        let is_met = sweep.points.iter().any(|point| !self.as_baseline(point).is_empty());
        notes.extend(is_met.then(words::as_baseline));
        notes
    }

    /// A rule path in a picture or the head of a column.
    fn plain_address(&self, address: &str) -> String {
        match self.names.of_address(address) {
            Some(name) if self.figures.lang == Lang::Chinese => name,
            Some(name) => format!("{name} ({address})"),
            None => address.to_owned(),
        }
    }

    fn levels(&self, sweep: &SweepReport) -> Markup {
        let mut heads: Vec<_> =
            sweep.addresses.iter().map(|address| self.address(address)).collect();
        let above = words::years_more(self.above());
        let ratio = sweep.points.iter().any(|point| point.loss_ratio.is_some());
        heads.extend(self.heads(&[
            words::total(),
            words::difference(),
            words::with_benefit(),
            words::bills_with_benefit(),
            above,
        ]));
        heads.extend(ratio.then(|| self.heads(&[words::loss_ratio()])).into_iter().flatten());
        self.table(
            &heads,
            html! {
                @for point in &sweep.points {
                    tr {
                        @for (at, level) in point.levels.iter().enumerate() {
                            @if at == 0 { th { (grouped(level)) (self.as_baseline(point)) } }
                            @else { td.figure { (grouped(level)) } }
                        }
                        td.figure { (self.figures.money(&point.total)) }
                        td.figure { (self.figures.signed(&point.difference)) }
                        td.figure { (count(point.members_with_benefit)) }
                        td.figure { (count(point.bills_with_benefit)) }
                        td.figure { (count(point.above)) }
                        @if ratio { td.figure { (self.ratio(point.loss_ratio.as_deref())) } }
                    }
                }
            },
        )
    }

    /// Marks the level that stands for today: payments and contributions are those of the baseline.
    fn as_baseline(&self, point: &SweepPoint) -> &'static str {
        let fund = self.report.fund_of(&self.report.baseline);
        let earns = fund.is_none_or(|fund| fund.loss_ratio == point.loss_ratio);
        if earns && decimal(&point.difference).is_zero() { " ●" } else { "" }
    }

    /// Totals of two values: the one down, the other across, the larger the darker.
    fn heat(&self, sweep: &SweepReport, down: &str, across: &str) -> Markup {
        let first = sweep.points.first().map(|point| &point.levels[0]);
        let width = sweep.points.iter().take_while(|point| Some(&point.levels[0]) == first).count();
        let totals = || sweep.points.iter().map(|point| decimal(&point.total));
        let ends = (totals().min().unwrap_or_default(), totals().max().unwrap_or_default());
        let (down, across) = (self.plain_address(down), self.plain_address(across));
        let levels = sweep.points.iter().take(width).map(|point| name(&grouped(&point.levels[1])));
        let heads: Vec<_> = std::iter::once(html! {}).chain(levels).collect();
        html! {
            p { (self.say(&words::sweep_table(down, across))) }
            (self.table(&heads, html! {
                @for row in sweep.points.chunks(width.max(1)) {
                    tr {
                        th { (grouped(&row[0].levels[0])) }
                        @for point in row { (self.warm(point, ends)) }
                    }
                }
            }))
        }
    }

    fn warm(&self, point: &SweepPoint, (least, most): (Decimal, Decimal)) -> Markup {
        let part = (decimal(&point.total) - least) * Decimal::from(HEATS);
        let heat = part.checked_div(most - least).unwrap_or_default().floor();
        let heat = heat.min(Decimal::from(HEATS - 1));
        html! {
            td class=(format!("figure heat{heat}")) {
                (self.figures.money(&point.total)) (self.as_baseline(point))
                small { (self.figures.signed(&point.difference)) }
                @if let Some(ratio) = &point.loss_ratio {
                    small { (self.say(&words::loss_ratio())) " " (self.figures.share(ratio)) }
                }
            }
        }
    }

    pub(super) fn solved(&self) -> Markup {
        let heads = [words::value(), words::target(), words::at_or_below(), words::at_or_above()];
        html! {
            @if !self.report.solved.is_empty() {
                (self.heading(&words::solved()))
                (self.table(&self.heads(&heads), html! {
                    @for solved in &self.report.solved { (self.solved_row(solved)) }
                }))
            }
        }
    }

    /// What is to be met.
    fn target(&self, solved: &Solved) -> Sentence {
        let target = grouped(&solved.target);
        match solved.figure {
            Figure::Total => words::target_total(target),
            Figure::LossRatio => words::target_loss_ratio(target),
            Figure::Above => words::target_above(target, self.above()),
        }
    }

    /// The level that meets a target, as the answer to the question.
    pub(super) fn solved_answer(&self, solved: &Solved) -> Markup {
        let at = |at: &SolvedAt| words::level_gives(grouped(&at.level), grouped(&at.figure));
        let level = |at: &Option<SolvedAt>| at.as_ref().map(|at| grouped(&at.level));
        let found = match (&solved.below, &solved.above) {
            (Some(below), Some(above)) if below != above => vec![at(below), at(above)],
            (Some(one), _) | (None, Some(one)) => vec![at(one)],
            (None, None) => vec![words::no_level()],
        };
        let levels = [level(&solved.below), level(&solved.above)];
        let mut levels: Vec<String> = levels.into_iter().flatten().collect();
        levels.dedup();
        html! {
            section.answer {
                p.quiet { (self.address(&solved.address)) }
                @if !levels.is_empty() { p.big { (levels.join(" – ")) } }
                p { (self.say(&self.joined(&[vec![self.target(solved)], found].concat()))) }
                @if let Some(note) = &solved.note { p { (self.titled_in(note)) } }
            }
        }
    }

    /// The least and the most that the levels pay that were tried.
    pub(super) fn sweep_answer(&self, sweep: &SweepReport) -> Markup {
        let total = |point: &&SweepPoint| decimal(&point.total);
        let ends = sweep.points.iter().min_by_key(total).zip(sweep.points.iter().max_by_key(total));
        let at = |point: &SweepPoint| {
            let levels: Vec<String> = point.levels.iter().map(|level| grouped(level)).collect();
            words::level_gives(levels.join(", "), self.figures.with_exact(&point.total))
        };
        let tried = words::levels_tried(count(sweep.points.len() as u64));
        html! {
            section.answer {
                p.quiet { @for address in &sweep.addresses { (self.address(address)) " " } }
                @if let Some((least, most)) = ends {
                    p.big { (self.figures.brief(&least.total)) " – " (self.figures.brief(&most.total)) }
                    p { (self.say(&self.joined(&[tried, at(least), at(most)]))) }
                } @else {
                    p { (self.say(&tried)) }
                }
            }
        }
    }

    fn solved_row(&self, solved: &Solved) -> Markup {
        let target = self.target(solved);
        html! {
            tr {
                th { (self.address(&solved.address)) }
                td.figure { (self.say(&target)) }
                @if solved.below == solved.above && solved.below.is_some() {
                    td.figure colspan="2" { (self.met(solved.below.as_ref())) }
                } @else {
                    td.figure { (self.met(solved.below.as_ref())) }
                    td.figure { (self.met(solved.above.as_ref())) }
                }
            }
            @if let Some(note) = &solved.note { tr { td {} td colspan="3" { (self.titled_in(note)) } } }
        }
    }

    fn met(&self, at: Option<&SolvedAt>) -> Markup {
        match at {
            Some(at) => self.say(&words::level_gives(grouped(&at.level), grouped(&at.figure))),
            None => html! { "—" },
        }
    }
}

/// Whether every level of one value is there with every level of the other: points at which only a few members are
/// paid are left out.
fn is_whole(sweep: &SweepReport) -> bool {
    let levels = |at: usize| -> BTreeSet<&str> {
        sweep.points.iter().map(|point| &*point.levels[at]).collect()
    };
    sweep.points.len() == levels(0).len() * levels(1).len()
}
