//! Cells of so few members that their sums would show what each of them gets, and cells that must be hidden with them.
//!
//! Whatever is shown adds up to something that is shown too: plans to their year, members alike to their year and plan
//! and, over all years, to the age, sex and district of the other tables. Of each such sum what is hidden must not be
//! of few either, since it is the sum less what is shown. So the smallest of the others are hidden with it. The members
//! of one cell may be those of another: there are at least as many as in the largest.

use std::collections::{BTreeMap, BTreeSet};

use super::cell::{Cells, ExperienceCell};
use super::cohort::Cohort;

/// The cohorts that are not shown.
pub(in crate::replay) struct Hidden {
    hidden: BTreeSet<Cohort>,
    least_members: u64,
    /// How many members of each cohort are counted in each way.
    counts: BTreeMap<Cohort, Vec<u64>>,
}

impl Hidden {
    /// Of cells, those that are not shown where fewer members may not be.
    pub fn among(cells: &Cells, least_members: u64) -> Hidden {
        let counts = cells.iter().map(|(cohort, cell)| (*cohort, counts(*cohort, cell))).collect();
        let mut all = Hidden { hidden: BTreeSet::new(), least_members, counts };
        let is_year = |cohort: &Cohort| cohort.plan.is_none() && cohort.who.is_none();
        let is_plan = |cohort: &Cohort| cohort.plan.is_some() && cohort.who.is_none();
        let is_of_people = |cohort: &Cohort| cohort.plan.is_none() && cohort.who.is_some();
        let is_of_plan = |cohort: &Cohort| cohort.plan.is_some() && cohort.who.is_some();
        all.hide(is_year, &[&|_| Sum::All]);
        all.hide(is_plan, &[&|of| Sum::Year(of.year), &|of| Sum::Plan(of.plan)]);
        let of_year_and_plan = |of: &Cohort| Sum::Cohort(Cohort { who: None, ..*of });
        let over_plans = |of: &Cohort| Sum::Cohort(Cohort { plan: None, ..*of });
        let age = |of: &Cohort| Sum::Age(of.who.map(|who| who.age));
        let sex = |of: &Cohort| Sum::Sex(of.who.map(|who| who.sex));
        let district = |of: &Cohort| Sum::District(of.who.map(|who| who.district));
        all.hide(is_of_people, &[&of_year_and_plan, &age, &sex, &district]);
        all.hide(is_of_plan, &[&of_year_and_plan, &over_plans, &age, &sex, &district]);
        all
    }

    pub fn has(&self, cohort: &Cohort) -> bool {
        self.hidden.contains(cohort)
    }

    /// Hides cohorts of one kind: those of few, parts of what is hidden, and others with them until nothing that is
    /// hidden of a sum is of few.
    fn hide(&mut self, is_of_kind: impl Fn(&Cohort) -> bool, sums: &[&dyn Fn(&Cohort) -> Sum]) {
        let all: Vec<Cohort> = self.counts.keys().copied().filter(is_of_kind).collect();
        for cohort in &all {
            if self.is_below_hidden(cohort) || self.is_few(&self.with(Vec::new(), cohort)) {
                self.hidden.insert(*cohort);
            }
        }
        let mut parts: BTreeMap<Sum, Vec<Cohort>> = BTreeMap::new();
        for (cohort, sum) in all.iter().flat_map(|one| sums.iter().map(move |sum| (one, sum(one))))
        {
            parts.entry(sum).or_default().push(*cohort);
        }
        let mut is_stable = false;
        while !is_stable {
            is_stable = true;
            for parts in parts.values() {
                while self.hide_one(parts) {
                    is_stable = false;
                }
            }
        }
    }

    fn is_below_hidden(&self, cohort: &Cohort) -> bool {
        let year = Cohort { plan: None, who: None, ..*cohort };
        let plan = Cohort { who: None, ..*cohort };
        let people = Cohort { plan: None, ..*cohort };
        [year, plan, people].iter().any(|above| above != cohort && self.has(above))
    }

    /// Hides the smallest part of a sum of which what is hidden may be of few: one with which it no longer is, if there
    /// is one. Returns whether any part was hidden.
    fn hide_one(&mut self, parts: &[Cohort]) -> bool {
        let (hidden, shown): (Vec<&Cohort>, Vec<&Cohort>) =
            parts.iter().partition(|part| self.has(part));
        let most = hidden.iter().fold(Vec::new(), |most, part| self.with(most, part));
        if !self.is_few(&most) {
            return false;
        }
        let size = |part: &Cohort| {
            let counts = self.counts.get(part);
            (self.is_few(&self.with(most.clone(), part)), counts.and_then(|all| all.iter().max()))
        };
        let smallest = shown.into_iter().min_by_key(|part| size(part));
        smallest.copied().is_some_and(|part| self.hidden.insert(part))
    }

    /// How many members there are at least, counted in each way, when a cohort is added.
    fn with(&self, mut most: Vec<u64>, cohort: &Cohort) -> Vec<u64> {
        let counts = self.counts.get(cohort).map_or(&[][..], Vec::as_slice);
        most.resize(counts.len().max(most.len()), 0);
        most.iter_mut().zip(counts).for_each(|(most, count)| *most = (*most).max(*count));
        most
    }

    /// Whether members are few, in any way in which they are counted.
    fn is_few(&self, counts: &[u64]) -> bool {
        counts.iter().any(|members| (1..self.least_members).contains(members))
    }
}

/// A sum that others show or that is shown beside its parts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sum {
    All,
    Year(i32),
    Plan(Option<u8>),
    Cohort(Cohort),
    Age(Option<u8>),
    Sex(Option<u8>),
    District(Option<u32>),
}

/// How many members of a cohort have bills, and under each scenario are covered and paid; of members alike, too, how
/// many are paid otherwise than under the baseline: their difference is one cell less the other.
fn counts(cohort: Cohort, cell: &ExperienceCell) -> Vec<u64> {
    let covered = cell.cover.iter().map(|cover| cover.members);
    let scenarios = || cell.claims.group.scenarios.iter();
    let paid = scenarios().map(|scenario| scenario.members);
    let changed = scenarios().map(|scenario| match cohort.who {
        Some(_) => scenario.changed_members,
        None => 0,
    });
    std::iter::once(cell.claims.group.members).chain(covered).chain(paid).chain(changed).collect()
}
