//! Cover and claims by cohort, as rows that show no few.

use std::collections::BTreeMap;

use super::super::experience::{Cells, Cohort, ExperienceCell, Exposure, Hidden, Who, cells_of};
use super::super::totals::Dimension;
use super::groups::MERGED;
use super::{ReportBuilder, signed_percent};
use crate::claim::Vocabulary;
use crate::money::MoneySum;
use crate::report::{Bilingual, ExperienceKey, ExperienceReport, ExperienceRow, is_over};
use crate::words::{Sentence, replay as words};

/// Cells that stand in one row, with whether all of their years were over.
type Rows = BTreeMap<(usize, ExperienceKey), (ExperienceCell, bool)>;

impl ReportBuilder<'_> {
    /// Every cohort, and those of few.
    pub(super) fn cells(&self) -> (Cells, Hidden) {
        let cells = cells_of(&self.totals.claims, &self.cover.covers);
        let hidden = Hidden::among(&cells, self.job.least_members);
        (cells, hidden)
    }

    /// Experience under every scenario.
    pub(super) fn experience(&self, cells: &Cells, hidden: &Hidden) -> ExperienceReport {
        let merged = self.merged(cells, hidden);
        let sides = 0..self.names.len();
        let rows = sides.flat_map(|place| merged.iter().map(move |row| (place, row)));
        ExperienceReport {
            through: self.cover.through.to_string(),
            rows: rows.map(|(place, row)| self.experience_row(place, row)).collect(),
        }
    }

    /// Cells by the rows that they stand in: years, then plans, then members alike.
    fn merged(&self, cells: &Cells, hidden: &Hidden) -> Rows {
        let mut rows = Rows::new();
        for (cohort, cell) in cells {
            let level = match (cohort.plan, cohort.who) {
                (None, None) => 0,
                (Some(_), None) => 1,
                (_, Some(_)) => 2,
            };
            let empty = || (ExperienceCell::empty(self.names.len()), true);
            let row = rows.entry((level, self.key(*cohort, hidden))).or_insert_with(empty);
            row.0.add(cell);
            row.1 &= is_over(cohort.year, self.cover.through);
        }
        rows
    }

    /// The row that a cohort stands in: where a year or plan is hidden, so is all that is below it.
    fn key(&self, cohort: Cohort, hidden: &Hidden) -> ExperienceKey {
        let Cohort { year, plan, who } = cohort;
        let shown = |cohort: Cohort, value: String| match hidden.has(&cohort) {
            true => MERGED.to_owned(),
            false => value,
        };
        let of_year = Cohort { plan: None, who: None, ..cohort };
        let plan_id = plan.map(|plan| {
            let id = self.book().vocabulary.plans.get(plan as usize).cloned();
            shown(Cohort { who: None, ..cohort }, id.unwrap_or_default())
        });
        let [age, sex, district] = match who {
            None => [const { String::new() }; 3],
            Some(who) => self.values_of(who).map(|value| shown(cohort, value)),
        };
        let year = shown(of_year, year.to_string());
        ExperienceKey { year, plan: plan_id.unwrap_or_default(), age, sex, district }
    }

    fn values_of(&self, who: Who) -> [String; 3] {
        let age = self.value(Dimension::Age(who.age)).0;
        let sex = self.value(Dimension::Fact(Vocabulary::SEX, who.sex)).0;
        [age, sex, self.cover.districts.name(who.district).to_owned()]
    }

    fn experience_row(
        &self,
        place: usize,
        ((_, key), (cell, is_finished)): (&(usize, ExperienceKey), &(ExperienceCell, bool)),
    ) -> ExperienceRow {
        let (totals, cover) = (cell.claims.group.scenarios[place], cell.cover[place]);
        let earned = self.months[place].as_ref().map(|_| cover.earned);
        let paid = totals.payable;
        let per = |whole: i128, parts: i128| ratio(whole, parts).map(MoneySum::from_minor);
        let month = i128::from(Exposure::MONTH);
        let parts = i128::from(cover.people.parts);
        ExperienceRow {
            terms: self.names[place].clone(),
            plan_title: Bilingual::from(&self.plan_title(&key.plan)),
            key: key.clone(),
            is_finished: *is_finished,
            people_days: cover.people.days,
            plan_days: cover.plans.days,
            people_months: hundredths(cover.people.parts.into(), month),
            plan_months: hundredths(cover.plans.parts.into(), month),
            claims: totals.bills,
            claimants: totals.members,
            billed: self.show(cell.claims.billed[place]),
            paid: self.show(paid),
            earned: earned.map(|earned| self.show(earned)),
            frequency: (parts > 0)
                .then(|| hundredths(i128::from(totals.bills) * 12_000 * month, parts)),
            severity: per(paid.minor(), totals.bills.into()).map(|one| self.show(one)),
            cost: per(paid.minor() * month, parts).map(|one| self.show(one)),
            loss_ratio: earned.and_then(|earned| signed_percent(paid, earned)),
        }
    }

    /// What people call a plan, by its id.
    fn plan_title(&self, id: &str) -> Sentence {
        match id {
            "" => words::all_plans(),
            MERGED => words::small_plans(),
            id => {
                let number = self.book().vocabulary.plans.iter().position(|known| known == id);
                let books = self.compiled.books.iter();
                let has = |number: usize| {
                    let mut books =
                        books.flat_map(|book| book.editions.iter().map(move |one| (book, one)));
                    let of_plan = |plan: &crate::scheme::Plan| plan.number as usize == number;
                    let found = books.find(|(_, edition)| edition.plans.iter().any(of_plan));
                    found.map(|(book, _)| book.plan_title(number as u8).clone())
                };
                let own = || Sentence::new(id.to_owned(), id.to_owned());
                number.and_then(has).unwrap_or_else(own)
            }
        }
    }
}

/// A quotient to the nearest whole, halves up; `None` where there is nothing to divide by. Neither is below zero.
fn ratio(whole: i128, parts: i128) -> Option<i128> {
    (parts > 0).then(|| (2 * whole + parts) / (2 * parts))
}

/// A quotient with two decimals.
pub(super) fn hundredths(whole: i128, parts: i128) -> String {
    let all = ratio(whole * 100, parts).unwrap_or_default();
    format!("{}.{:02}", all / 100, all % 100)
}
