//! Cover and claims of one cohort, side by side.

use crate::money::MoneySum;
use std::collections::BTreeMap;

use super::super::group_totals::{GroupTotals, ScenarioTotals};
use super::claims::CohortClaims;
use super::cohort::Cohort;
use super::cover::{CohortCover, Covers};

/// Cover and claims of one cohort under every scenario, the baseline first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::replay) struct ExperienceCell {
    pub claims: CohortClaims,
    pub cover: Vec<CohortCover>,
}

/// Cells by cohort.
pub(in crate::replay) type Cells = BTreeMap<Cohort, ExperienceCell>;

impl ExperienceCell {
    /// Of nobody.
    pub fn empty(scenarios: usize) -> ExperienceCell {
        let totals = vec![ScenarioTotals::default(); scenarios];
        let group = GroupTotals { scenarios: totals, ..GroupTotals::default() };
        ExperienceCell {
            claims: CohortClaims { group, billed: vec![MoneySum::ZERO; scenarios] },
            cover: vec![CohortCover::default(); scenarios],
        }
    }

    pub fn add(&mut self, other: &ExperienceCell) {
        self.claims.add(&other.claims);
        self.cover.iter_mut().zip(&other.cover).for_each(|(sum, more)| sum.add(more));
    }
}

/// Every cohort that has cover or claims; covers are those of each scenario, the baseline first.
pub(in crate::replay) fn cells_of(
    claims: &BTreeMap<Cohort, CohortClaims>,
    covers: &[Covers],
) -> Cells {
    let mut cells = Cells::new();
    let empty = || ExperienceCell::empty(covers.len());
    for (cohort, claims) in claims {
        cells.entry(*cohort).or_insert_with(empty).claims.add(claims);
    }
    for (scenario, covers) in covers.iter().enumerate() {
        for (cohort, cover) in covers {
            let cell = cells.entry(*cohort).or_insert_with(empty);
            cell.cover.iter_mut().skip(scenario).take(1).for_each(|sum| sum.add(cover));
        }
    }
    cells
}
