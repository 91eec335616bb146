//! Contributions and payments, month by month.

use std::collections::BTreeMap;

use super::super::Month;
use super::super::contributions::Months;
use super::{ReportBuilder, signed_percent};
use crate::money::MoneySum;
use crate::report::{FundMonth, FundReport, ScenarioFund};

impl ReportBuilder<'_> {
    /// Contributions and payments of each scenario that names a fee; `None` where none does.
    pub(super) fn fund(&self) -> Option<FundReport> {
        let rows = self.months_together();
        let known = self.months.iter().enumerate();
        let known = known.filter_map(|(place, months)| Some((place, months.as_ref()?)));
        let sides: Vec<ScenarioFund> =
            known.map(|(place, months)| self.fund_of(place, months, &rows)).collect();
        (!sides.is_empty()).then_some(FundReport { sides })
    }

    /// What the fund held before its first contribution.
    pub(super) fn opening(&self) -> MoneySum {
        self.job.opening.into()
    }

    /// The months of all scenarios, each alone or, where only a few members are paid in it, together with its
    /// neighbours.
    fn months_together(&self) -> Vec<Vec<Month>> {
        let known = self.months.iter().flatten().flat_map(|months| months.keys());
        let paid = self.totals.flows.keys().map(|(_, settled)| settled);
        let mut all: Vec<Month> = known.chain(paid).copied().collect();
        all.sort_unstable();
        all.dedup();
        let mut rows: Vec<Vec<Month>> = Vec::new();
        for month in all {
            match rows.last_mut().filter(|row| self.pays_few(row)) {
                Some(row) => row.push(month),
                None => rows.push(vec![month]),
            }
        }
        while rows.len() > 1 && rows.last().is_some_and(|row| self.pays_few(row)) {
            let last = rows.pop().expect("there are several");
            rows.last_mut().expect("and one before it").extend(last);
        }
        rows
    }

    /// Whether any scenario pays someone in these months, and perhaps only a few: the members of one month may be
    /// those of another, but for those who are paid for the first time.
    fn pays_few(&self, months: &[Month]) -> bool {
        (0..self.names.len()).any(|place| {
            let payees = months.iter().filter_map(|month| self.totals.payees.get(month));
            let payees = payees.map(|payees| payees[place]);
            let most = payees.clone().map(|month| month.members).max().unwrap_or(0);
            let first: u64 = payees.map(|month| month.first).sum();
            (1..self.job.least_members).contains(&most.max(first))
        })
    }

    fn fund_of(&self, place: usize, months: &Months, rows: &[Vec<Month>]) -> ScenarioFund {
        let mut paid: BTreeMap<Month, MoneySum> = BTreeMap::new();
        for ((_, settled), sums) in &self.totals.flows {
            *paid.entry(*settled).or_default() += sums[place];
        }
        let brings = |month: &Month| months.get(month).copied().unwrap_or_default();
        let mut balance = self.opening();
        let row = |row: &Vec<Month>| {
            let sum = |of: &dyn Fn(&Month) -> MoneySum| row.iter().map(of).sum::<MoneySum>();
            let received = sum(&|month| brings(month).received);
            let paid = sum(&|month| paid.get(month).copied().unwrap_or_default());
            balance += received - paid;
            FundMonth {
                month: row.last().map(Month::to_string).unwrap_or_default(),
                months: row.len(),
                exposure: exposure(row.iter().map(|month| (brings(month).days, *month))),
                received: self.show(received),
                earned: self.show(sum(&|month| brings(month).earned)),
                paid: self.show(paid),
                balance: self.show(balance),
            }
        };
        let earned = months.values().map(|month| month.earned).sum();
        ScenarioFund {
            name: self.names[place].clone(),
            months: rows.iter().map(row).collect(),
            contributions: self.show(months.values().map(|month| month.received).sum::<MoneySum>()),
            loss_ratio: signed_percent(paid.values().copied().sum(), earned),
        }
    }
}

/// Days of months as months of cover, with two decimals.
fn exposure(days: impl Iterator<Item = (i64, Month)>) -> String {
    // Every length of a month divides it.
    const WHOLE: i64 = 28 * 29 * 30 * 31;
    let parts = days.map(|(days, month)| days * (WHOLE / i64::from(month.days())));
    let all = (2 * parts.sum::<i64>() * 100 + WHOLE) / (2 * WHOLE);
    format!("{}.{:02}", all / 100, all % 100)
}
