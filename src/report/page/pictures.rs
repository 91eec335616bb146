//! The charts of the report: which figures are drawn, and what is written beside them.

use maud::{Markup, PreEscaped, html};

use super::Page;
use crate::report::charts::{self, Axis, Bar, Column, Group, Level, Line};
use crate::report::figures::{self, count, decimal, edge, place};
use crate::report::{
    Breakdown, BurdenReport, FundReport, ProvisionEffect, ScenarioBurden, ScenarioReport,
    SweepPoint, SweepReport,
};
use crate::words::{Sentence, report as words};

/// The least amount that a heavy year leaves with a member, in whole units of the currency: a committee does not ask
/// how many years leave less.
const HEAVY: i64 = 5_000;

/// Points of a curve that are written out; of more, only the ends are.
const MOST_WRITTEN: usize = 9;

impl Page<'_> {
    fn figure(&self, caption: &Sentence, picture: impl FnOnce(&str) -> String) -> Markup {
        let label = self.text(caption).replace('`', "");
        html! {
            figure {
                figcaption { (self.say(caption)) }
                (PreEscaped(picture(&label)))
            }
        }
    }

    /// An axis of amounts, in a unit in which the largest is short.
    fn axis<'a>(
        &self,
        amounts: impl Iterator<Item = &'a str>,
        title: impl FnOnce(String) -> Sentence,
    ) -> Axis {
        let most = amounts.map(|amount| decimal(amount).abs()).max().unwrap_or_default();
        let unit = self.figures.unit_for(most);
        Axis { title: self.text(&title(unit.name)), worth: unit.worth }
    }

    /// How many members get so much more or less.
    pub(super) fn spread_picture(&self, scenario: &ScenarioReport) -> Markup {
        let difference = scenario.difference.as_ref();
        let bins = difference.map(|difference| &*difference.bins).unwrap_or_default();
        let columns: Vec<_> = bins
            .iter()
            .map(|bin| Column {
                height: bin.members as f64,
                shown: count(bin.members),
                is_loss: bin.to.is_some_and(|to| to <= 0),
            })
            .collect();
        let ends = bins.iter().map(|bin| bin.from).chain(bins.last().map(|bin| bin.to));
        let edges: Vec<_> = ends.map(|end| end.map_or("…".to_owned(), edge)).collect();
        let axes = [words::axis_members(), words::axis_change(self.figures.unit())];
        let axes = axes.map(|axis| self.text(&axis));
        let sides = [words::lose_side(), words::gain_side()].map(|side| self.text(&side));
        let (axes, sides) = ([&*axes[0], &*axes[1]], [&*sides[0], &*sides[1]]);
        html! {
            @if !bins.is_empty() {
                (self.figure(&words::spread_chart(&scenario.name), |caption| {
                    charts::histogram(caption, &columns, &edges, axes, sides)
                }))
            }
        }
    }

    /// What each scenario pays, by year.
    pub(super) fn cost_picture(&self, years: &Breakdown) -> Markup {
        let amounts = years.rows.iter().flat_map(|row| &row.sides);
        let axis = self.axis(amounts.map(|side| side.payable.as_str()), words::axis_paid);
        let groups: Vec<_> = years
            .rows
            .iter()
            .map(|row| Group {
                heading: row.title.text(self.figures.lang).to_owned(),
                bars: self
                    .sides()
                    .zip(&row.sides)
                    .enumerate()
                    .map(|(at, (side, paid))| {
                        self.bar(&side.name, &paid.payable, charts::shade(at))
                    })
                    .collect(),
            })
            .collect();
        self.figure(&words::cost_chart(), |caption| charts::bars(caption, &groups, &axis))
    }

    fn bar(&self, label: &str, amount: &str, shade: usize) -> Bar {
        Bar {
            label: label.to_owned(),
            length: place(amount),
            shown: self.figures.brief(amount),
            shade,
        }
    }

    /// In how many years members are left with much.
    pub(super) fn burden_picture(&self, burden: &BurdenReport) -> Markup {
        let first = burden.sides.first().map(|side| &*side.bands).unwrap_or_default();
        let starts = first.iter().map(|band| band.from).filter(|from| *from >= HEAVY);
        let group = |from| Group {
            heading: self.text(&words::at_least_amount(edge(from))),
            bars: (burden.sides.iter().enumerate())
                .map(|(at, side)| self.heavy_years(at, side, from))
                .collect(),
        };
        let groups: Vec<_> = starts.map(group).collect();
        let axis = Axis { title: self.text(&words::axis_years()), worth: 1 };
        html! {
            @if !groups.is_empty() {
                (self.figure(&words::burden_chart(self.figures.unit()), |caption| {
                    charts::bars(caption, &groups, &axis)
                }))
            }
        }
    }

    fn heavy_years(&self, at: usize, side: &ScenarioBurden, from: i64) -> Bar {
        let bands = side.bands.iter().filter(|band| band.from >= from);
        let years: u64 = bands.map(|band| band.years).sum();
        Bar {
            label: self.burden_name(side),
            length: years as f64,
            shown: count(years),
            // What is left without the scheme comes before any scenario.
            shade: at.checked_sub(1).map_or(charts::WITHOUT, charts::shade),
        }
    }

    /// The balance of the fund, month by month.
    pub(super) fn fund_picture(&self, fund: &FundReport) -> Markup {
        let months = fund.sides.iter().flat_map(|side| &side.months);
        let axis = self.axis(months.map(|month| month.balance.as_str()), words::axis_balance);
        let line = |side: &crate::report::ScenarioFund| Line {
            name: side.name.clone(),
            heights: side.months.iter().map(|month| place(&month.balance)).collect(),
            shown: Vec::new(),
        };
        let lines: Vec<_> = fund.sides.iter().map(line).collect();
        let months = fund.sides.first().map(|side| &*side.months).unwrap_or_default();
        let months: Vec<_> = months.iter().map(|month| month.month.clone()).collect();
        html! {
            @if !months.is_empty() {
                (self.figure(&words::fund_chart(), |caption| {
                    charts::lines(caption, &months, &lines, None, (&axis, ""))
                }))
            }
        }
    }

    /// What provisions of one scenario hold back, the largest first.
    pub(super) fn provisions_picture(
        &self,
        terms: &str,
        provisions: &[&ProvisionEffect],
    ) -> Markup {
        let known: Vec<_> = provisions
            .iter()
            .filter_map(|provision| Some((provision, provision.effect.as_deref()?)))
            .collect();
        let axis = self.axis(known.iter().map(|(_, effect)| *effect), words::axis_effect);
        let bars = known.iter().map(|(provision, effect)| Bar {
            shown: self.figures.signed_brief(effect),
            ..self.bar(provision.title.text(self.figures.lang), effect, 1)
        });
        let group = Group { heading: String::new(), bars: bars.collect() };
        html! {
            @if !known.is_empty() {
                (self.figure(&words::provisions_chart(terms), |caption| {
                    charts::bars(caption, &[group], &axis)
                }))
            }
        }
    }

    /// What is paid at each level of one value.
    pub(super) fn sweep_picture(&self, sweep: &SweepReport, what: &str) -> Markup {
        let baseline = &self.report.baseline;
        let totals = sweep.points.iter().map(|point| point.total.as_str());
        let axis = self.axis(totals.chain([baseline.total.as_str()]), words::axis_paid);
        let levels: Vec<_> =
            sweep.points.iter().map(|point| figures::grouped(&point.levels[0])).collect();
        let line = Line {
            name: String::new(),
            heights: sweep.points.iter().map(|point| place(&point.total)).collect(),
            shown: self.written(&sweep.points, axis.worth),
        };
        let level = Level { name: baseline.name.clone(), height: place(&baseline.total) };
        self.figure(&words::sweep_chart(what), |caption| {
            charts::lines(caption, &levels, &[line], Some(&level), (&axis, what))
        })
    }

    fn written(&self, points: &[SweepPoint], worth: u32) -> Vec<Option<String>> {
        let last = points.len().saturating_sub(1);
        let is_written = |at: usize| points.len() <= MOST_WRITTEN || at == 0 || at == last;
        let points = points.iter().enumerate();
        points
            .map(|(at, point)| is_written(at).then(|| self.figures.in_unit(&point.total, worth)))
            .collect()
    }
}
