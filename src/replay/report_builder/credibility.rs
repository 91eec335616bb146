//! What units cost, and how far that can be believed, as rows that show no few: units within each town that is shown,
//! of which those of few members stand together.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::super::credibility::{FullCredibility, weighted};
use super::super::experience::{CohortCover, Exposure};
use super::super::group_totals::{GroupTotals, ScenarioTotals};
use super::super::suppression::Cell;
use super::super::totals::Dimension;
use super::completion::to_minor;
use super::experience::hundredths;
use super::groups::{DISTRICT, MERGED, TOWN, UNIT};
use super::{ReportBuilder, signed_percent};
use crate::claim::UnitPath;
use crate::money::MoneySum;
use crate::report::{Bilingual, Breakdown, ScenarioCredibility, UnitExperience};
use crate::words::{Sentence, replay as words};

/// Units that stand in one row: what they are called, their bills and their cover under each scenario.
struct UnitRow {
    value: String,
    title: Sentence,
    group: GroupTotals,
    cover: Vec<CohortCover>,
}

impl ReportBuilder<'_> {
    /// Units under each scenario that pays anything; `towns` are those that the report shows.
    pub(super) fn credibility(&self, towns: &Breakdown) -> Vec<ScenarioCredibility> {
        let rows = self.unit_rows(towns);
        let of_scenario = |place: usize| {
            let all = self.totals.of_scenario(place);
            let squares = self.totals.squares.get(place).copied()?;
            let full = FullCredibility::of(all.bills, all.payable, squares)?;
            Some(self.credibility_of(place, full, &rows))
        };
        (0..self.names.len()).filter_map(of_scenario).collect()
    }

    fn credibility_of(
        &self,
        place: usize,
        full: FullCredibility,
        rows: &[UnitRow],
    ) -> ScenarioCredibility {
        let paid = rows.iter().map(|row| row.totals(place).payable).sum();
        let parts = rows.iter().map(|row| row.parts(place)).sum();
        let all = cost(paid, parts);
        let unit = |row: &UnitRow| {
            let (totals, parts) = (row.totals(place), row.parts(place));
            let earned = row.cover.get(place).filter(|_| self.months[place].is_some());
            let earned = earned.map(|cover| cover.earned);
            let (own, share) = (cost(totals.payable, parts), full.share(totals.bills));
            let believed = own.zip(all).map(|(own, all)| weighted(share, own, all));
            let show = |cost: Decimal| self.show(to_minor(cost));
            UnitExperience {
                unit: row.value.clone(),
                title: Bilingual::from(&row.title),
                people_months: hundredths(parts.into(), Exposure::MONTH.into()),
                claims: totals.bills,
                paid: self.show(totals.payable),
                earned: earned.map(|earned| self.show(earned)),
                loss_ratio: earned.and_then(|earned| signed_percent(totals.payable, earned)),
                cost: own.map(show),
                credibility: format!("{share:.3}"),
                credible_cost: believed.map(show),
            }
        };
        ScenarioCredibility {
            name: self.names[place].clone(),
            full: full.claims().to_string(),
            cost: all.map(|all| self.show(to_minor(all))),
            rows: rows.iter().map(unit).collect(),
        }
    }

    /// The rows of all units: within the towns that are shown those of enough members, and the others together.
    fn unit_rows(&self, towns: &Breakdown) -> Vec<UnitRow> {
        let shown = |value: &str| towns.rows.iter().any(|row| row.value == value);
        let mut within: BTreeMap<String, BTreeMap<UnitPath, UnitRow>> = BTreeMap::new();
        for unit in 0..self.intake().units() as u32 {
            let path = UnitPath::of(self.intake().unit(unit)).within(UNIT);
            let town = path.within(TOWN).to_string();
            let of_district = format!("{}.{MERGED}", path.within(DISTRICT));
            let row = match () {
                () if shown(&town) => town,
                () if shown(&of_district) => of_district,
                () => MERGED.to_owned(),
            };
            let units = within.entry(row).or_default();
            units.entry(path).or_insert_with(|| self.empty_row(path)).add(&self.unit_row(unit));
        }
        let rows = within.into_iter();
        rows.flat_map(|(town, units)| self.apart(&town, units.into_values().collect())).collect()
    }

    fn empty_row(&self, path: UnitPath) -> UnitRow {
        let value = path.to_string();
        let title = match value.is_empty() {
            true => words::no_place(),
            false => Sentence::new(value.clone(), value.clone()),
        };
        let cover = vec![CohortCover::default(); self.names.len()];
        let scenarios = vec![ScenarioTotals::default(); self.names.len()];
        let group = GroupTotals { scenarios, ..GroupTotals::default() };
        UnitRow { value, title, group, cover }
    }

    fn unit_row(&self, unit: u32) -> UnitRow {
        let group = self.totals.groups.get(&Dimension::Unit(unit)).cloned();
        let cover = self.cover.units.iter().map(|units| units.get(&unit).copied());
        let empty = self.empty_row(UnitPath::of(self.intake().unit(unit)));
        UnitRow {
            group: group.unwrap_or_else(|| empty.group.clone()),
            cover: cover.map(Option::unwrap_or_default).collect(),
            ..empty
        }
    }

    /// The units of one town, those of few members together; of towns that are merged, all of them.
    fn apart(&self, town: &str, mut units: Vec<UnitRow>) -> Vec<UnitRow> {
        units.retain(|unit| !unit.is_empty());
        let cell = |row: &UnitRow| Cell {
            value: row.value.clone(),
            title: row.title.clone(),
            group: row.group.clone(),
        };
        let is_merged = town.ends_with(MERGED);
        let shown = match is_merged {
            true => Vec::new(),
            false => self.suppression("town").split(units.iter().map(cell).collect()).0,
        };
        let shown: BTreeSet<String> = shown.into_iter().map(|cell| cell.value).collect();
        let (mut rows, few): (Vec<UnitRow>, Vec<UnitRow>) =
            units.into_iter().partition(|row| shown.contains(&row.value));
        if !few.is_empty() {
            let (value, title) = match is_merged {
                true => (town.to_owned(), words::merged(few.len())),
                false => (format!("{town}.{MERGED}"), words::merged_within(few.len(), town)),
            };
            let mut together = UnitRow { value, title, ..self.empty_row(UnitPath::of("")) };
            few.iter().for_each(|row| together.add(row));
            rows.push(together);
        }
        rows
    }
}

impl UnitRow {
    fn add(&mut self, other: &UnitRow) {
        self.group.add(&other.group);
        self.cover.iter_mut().zip(&other.cover).for_each(|(sum, more)| sum.add(more));
    }

    fn totals(&self, scenario: usize) -> ScenarioTotals {
        self.group.scenarios.get(scenario).copied().unwrap_or_default()
    }

    /// Days of people as parts of months.
    fn parts(&self, scenario: usize) -> i64 {
        self.cover.get(scenario).map_or(0, |cover| cover.people.parts)
    }

    /// Whether nobody is covered and nothing is counted.
    fn is_empty(&self) -> bool {
        self.group.bills == 0 && self.cover.iter().all(|cover| cover.members == 0)
    }
}

/// What is paid in a month of a person, in minor units.
fn cost(paid: MoneySum, parts: i64) -> Option<Decimal> {
    let months = Decimal::from(parts).checked_div(Decimal::from(Exposure::MONTH))?;
    Decimal::from_i128_with_scale(paid.minor(), 0).checked_div(months)
}
