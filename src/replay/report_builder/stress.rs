//! The fund's year under stress, as rows that show no few.

use super::super::stress::{Stress, Stressed, StressedYear};
use super::super::totals::PointTotals;
use super::{ReportBuilder, signed_percent};
use crate::report::{StressReport, StressRow};
use crate::scenario::AddedBills;

impl ReportBuilder<'_> {
    /// The year under each stress and scenario, but for those by which the payments of a few would be known.
    pub(super) fn stress(&self, stressed: &Stressed) -> StressReport {
        let Some(as_it_was) = stressed.years.first() else {
            unreachable!("the year as it was is the first of all");
        };
        let shown = stressed.years.iter().filter(|year| !self.shows_few(year, as_it_was));
        let rows = |place: usize| {
            shown.clone().map(move |year| self.stress_row(place, year, &as_it_was.points[place]))
        };
        StressReport {
            year: stressed.year,
            share: self.job.stress_share().unwrap_or_default(),
            rows: (0..self.names.len()).flat_map(rows).collect(),
            hidden: stressed.years.len() - shown.clone().count(),
        }
    }

    /// Whether what is changed is of a few.
    fn shows_few(&self, year: &StressedYear, as_it_was: &StressedYear) -> bool {
        let few = 1..self.job.least_members;
        let pairs = year.points.iter().zip(&as_it_was.points);
        let mut members =
            pairs.map(|(now, then)| now.scenario.members.abs_diff(then.scenario.members));
        few.contains(&year.changed)
            || year.stress == Stress::YoungThirdLapses && members.any(|one| few.contains(&one))
    }

    fn stress_row(&self, place: usize, year: &StressedYear, as_it_was: &PointTotals) -> StressRow {
        let (paid, cover) = (year.points[place].scenario.payable, year.cover[place]);
        let earned = self.months[place].as_ref().map(|_| cover.earned);
        StressRow {
            terms: self.names[place].clone(),
            stress: code(year.stress),
            changed: year.changed,
            members: cover.members,
            claims: year.points[place].scenario.bills,
            paid: self.show(paid),
            more: self.show(paid - as_it_was.scenario.payable),
            earned: earned.map(|earned| self.show(earned)),
            loss_ratio: earned.and_then(|earned| signed_percent(paid, earned)),
            result: earned.map(|earned| self.show(earned - paid)),
        }
    }
}

/// The word in files.
fn code(stress: Stress) -> &'static str {
    match stress {
        Stress::AsItWas => "as_it_was",
        Stress::Stays(AddedBills::SameMembers) => "stays_of_same_members",
        Stress::Stays(AddedBills::OtherMembers) => "stays_of_other_members",
        Stress::Costs => "costs",
        Stress::Ward => "ward",
        Stress::YoungThirdLapses => "young_third_lapses",
    }
}
