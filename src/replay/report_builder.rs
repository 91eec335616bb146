//! The report, put together from what one pass found.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::bootstrap::Interval;
use super::contributions::{self, Months};
use super::pass::{BURDEN_BANDS, MemberChange, PassTotals, PointTotals};
use crate::exchange::{Intake, decimal};
use crate::money::Currency;
use crate::report::{
    Band, Bilingual, Bin, BurdenReport, Difference, FundMonth, FundReport, Percentile, Range,
    ScenarioBurden, ScenarioFund, SweepPoint,
};
use crate::reports::percent;
use crate::scenario::Point;
use crate::scheme::Book;
use crate::words::{Lang, Sentence};

/// Percentiles that are told.
const PERCENTILES: [u32; 9] = [1, 5, 10, 25, 50, 75, 90, 95, 99];

/// Edges of differences, in whole units of the currency, on either side of nothing.
const EDGES: [i64; 8] = [0, 100, 500, 1_000, 2_000, 5_000, 10_000, 20_000];

impl From<&Sentence> for Bilingual {
    fn from(text: &Sentence) -> Bilingual {
        Bilingual {
            en: text.text(Lang::English).to_owned(),
            zh: text.text(Lang::Chinese).to_owned(),
        }
    }
}

/// What scores mean, in the words of one book.
pub(super) struct ReportBuilder<'c> {
    pub book: &'c Book,
    /// The books of all terms, the baseline's first.
    pub books: &'c [Book],
    pub intake: &'c Intake<'c>,
    pub scores: &'c PassTotals,
    /// Names of the terms, the baseline first.
    pub names: &'c [String],
    pub least_members: u64,
}

impl ReportBuilder<'_> {
    fn currency(&self) -> Currency {
        self.book.vocabulary.currency
    }

    pub fn show(&self, minor: i128) -> String {
        decimal(self.currency(), minor)
    }

    /// An amount as an exact number.
    pub fn decimal(&self, minor: i128) -> Decimal {
        Decimal::from_i128_with_scale(minor, self.currency().decimals())
    }

    fn unit(&self) -> i128 {
        10i128.pow(self.currency().decimals())
    }

    pub fn range(&self, interval: Option<Interval>) -> Option<Range> {
        interval.map(|one| Range { low: self.show(one.low), high: self.show(one.high) })
    }

    /// Who gains and who loses under a scenario, by its place among the terms.
    pub fn difference(&self, side: usize) -> Difference {
        let totals = self.scores.totals(self.names.len());
        let total = totals[side] - totals[0];
        let difference =
            |moved: &MemberChange| i128::from(moved.pays[side]) - i128::from(moved.pays[0]);
        let mut all: Vec<i128> =
            self.scores.moved.iter().map(difference).filter(|more| *more != 0).collect();
        all.sort_unstable();
        let losers = all.partition_point(|more| *more < 0);
        let least = self.least_members.try_into().unwrap_or(usize::MAX);
        let of_hundred = |of_hundred: u32| {
            // The smallest that so many of a hundred are at or below. Where only a few are at or beyond it,
            // it would tell of these alone.
            let rank = (all.len() * of_hundred as usize).div_ceil(100).max(1);
            let beyond = rank.min((all.len() + 1).saturating_sub(rank));
            let is_told = beyond >= least.max(1);
            is_told.then(|| Percentile { of_hundred, difference: self.show(all[rank - 1]) })
        };
        Difference {
            total: self.show(total),
            share: signed_percent(total, totals[0]),
            interval: self.range(self.scores.resampled.difference(side, 0)),
            gainers: (all.len() - losers) as u64,
            gains: self.show(all[losers..].iter().sum()),
            losers: losers as u64,
            losses: self.show(-all[..losers].iter().sum::<i128>()),
            unmoved: self.scores.members - all.len() as u64,
            percentiles: PERCENTILES.into_iter().filter_map(of_hundred).collect(),
            bins: self.bins(&all),
        }
    }

    /// Members by how much more or less they get; `all` are sorted and none is zero.
    fn bins(&self, all: &[i128]) -> Vec<Bin> {
        let losses = EDGES.iter().rev().map(|edge| Some(-edge));
        let gains = EDGES.iter().map(|edge| Some(*edge));
        let losses: Vec<Option<i64>> = std::iter::once(None).chain(losses).collect();
        let gains: Vec<Option<i64>> = gains.chain([None]).collect();
        [losses, gains].iter().flat_map(|ends| self.bins_between(all, ends)).collect()
    }

    /// Members between these ends; bins of too few are merged with the next, the last with the one before
    /// it. Where there is nobody there are no bins.
    fn bins_between(&self, all: &[i128], ends: &[Option<i64>]) -> Vec<Bin> {
        let unit = self.unit();
        let below = |edge: i64| all.partition_point(|more| *more < i128::from(edge) * unit);
        let mut bins: Vec<Bin> = Vec::new();
        for pair in ends.windows(2) {
            let [from, to] = [pair[0], pair[1]];
            let members = (to.map_or(all.len(), below) - from.map_or(0, below)) as u64;
            match bins.last_mut().filter(|bin| bin.members < self.least_members) {
                Some(small) => (small.to, small.members) = (to, small.members + members),
                None => bins.push(Bin { from, to, members }),
            }
        }
        if let [.., before, last] = &mut bins[..]
            && last.members < self.least_members
        {
            (before.to, before.members) = (last.to, before.members + last.members);
            bins.pop();
        }
        if bins.iter().all(|bin| bin.members == 0) { Vec::new() } else { bins }
    }

    /// What members are left with.
    pub fn burden(&self) -> BurdenReport {
        let burden = &self.scores.burden;
        let names = std::iter::once(None).chain(self.names.iter().cloned().map(Some));
        let own = std::iter::once(burden.left).chain(burden.own.iter().copied());
        let sides = names.zip(own).enumerate().map(|(at, (name, own))| ScenarioBurden {
            name,
            own: self.show(own),
            share: percent(own, burden.left),
            above: burden.above[at],
            bands: (0..BURDEN_BANDS.len())
                .map(|band| Band {
                    from: BURDEN_BANDS[band],
                    to: BURDEN_BANDS.get(band + 1).copied(),
                    years: burden.bands[at][band],
                })
                .collect(),
        });
        BurdenReport { years: burden.years, sides: sides.collect() }
    }

    /// Contributions and payments of each set of terms that names a fee; nothing where none does.
    pub fn fund(&self, contributions: &[Option<Months>]) -> Option<FundReport> {
        let rows = self.months(contributions);
        let known = contributions.iter().enumerate();
        let known = known.filter_map(|(side, months)| Some((side, months.as_ref()?)));
        let sides: Vec<ScenarioFund> =
            known.map(|(side, months)| self.fund_side(side, months, &rows)).collect();
        (!sides.is_empty()).then_some(FundReport { sides })
    }

    /// The months of all terms, each alone or, where only a few members are paid in it, with those next to it.
    fn months(&self, contributions: &[Option<Months>]) -> Vec<Vec<i32>> {
        let known = contributions.iter().flatten().flat_map(|months| months.keys());
        let paid = self.scores.flows.keys().map(|(_, settled)| settled);
        let mut all: Vec<i32> = known.chain(paid).copied().collect();
        all.sort_unstable();
        all.dedup();
        let mut rows: Vec<Vec<i32>> = Vec::new();
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

    /// Whether any terms pay someone in these months, and perhaps only a few: the members of one month may be
    /// those of another, but for those who are paid for the first time.
    fn pays_few(&self, months: &[i32]) -> bool {
        (0..self.names.len()).any(|side| {
            let payees = months.iter().filter_map(|month| self.scores.payees.get(month));
            let payees = payees.map(|payees| payees[side]);
            let most = payees.clone().map(|month| month.members).max().unwrap_or(0);
            let first: u64 = payees.map(|month| month.first).sum();
            (1..self.least_members).contains(&most.max(first))
        })
    }

    fn fund_side(&self, side: usize, months: &Months, rows: &[Vec<i32>]) -> ScenarioFund {
        let mut paid: BTreeMap<i32, i128> = BTreeMap::new();
        for ((_, settled), sums) in &self.scores.flows {
            *paid.entry(*settled).or_default() += sums[side];
        }
        let brings = |month: &i32| months.get(month).copied().unwrap_or_default();
        let mut balance = 0;
        let tell = |row: &Vec<i32>| {
            let sum = |of: &dyn Fn(&i32) -> i128| row.iter().map(of).sum::<i128>();
            let received = sum(&|month| brings(month).received);
            let paid = sum(&|month| paid.get(month).copied().unwrap_or(0));
            balance += received - paid;
            FundMonth {
                month: row.last().map(|month| contributions::shown(*month)).unwrap_or_default(),
                months: row.len(),
                exposure: exposure(row.iter().map(|month| (brings(month).days, *month))),
                received: self.show(received),
                earned: self.show(sum(&|month| brings(month).earned)),
                paid: self.show(paid),
                balance: self.show(balance),
            }
        };
        ScenarioFund {
            name: self.names[side].clone(),
            months: rows.iter().map(tell).collect(),
            contributions: self.show(months.values().map(|month| month.received).sum()),
            loss_ratio: signed_percent(
                paid.values().sum(),
                months.values().map(|month| month.earned).sum(),
            ),
        }
    }

    /// Points of a sweep under which nobody gets anything, or not only a few.
    pub fn points(&self, grid: &[Point], earned: &[Option<i128>]) -> Vec<SweepPoint> {
        let points = grid.iter().zip(&self.scores.points).zip(earned);
        let told = points.filter(|((_, sums), _)| !self.is_few(sums));
        told.map(|((point, sums), earned)| self.point(&point.levels, sums, *earned)).collect()
    }

    /// Whether someone gets something, but so few that their sum tells of them.
    pub fn is_few(&self, sums: &PointTotals) -> bool {
        (1..self.least_members).contains(&sums.side.members)
    }

    /// A point of a sweep.
    fn point(&self, levels: &[String], sums: &PointTotals, earned: Option<i128>) -> SweepPoint {
        let baseline = self.scores.totals(self.names.len())[0];
        SweepPoint {
            levels: levels.to_vec(),
            total: self.show(sums.side.payable),
            difference: self.show(sums.side.payable - baseline),
            bills_with_benefit: sums.side.bills,
            members_with_benefit: sums.side.members,
            above: sums.above,
            loss_ratio: earned.and_then(|earned| signed_percent(sums.side.payable, earned)),
        }
    }
}

/// A share of any sign and size, like `84.12%` or `-3.00%`, to the nearest hundredth; nothing where there is no
/// whole.
fn signed_percent(part: i128, whole: i128) -> Option<String> {
    if whole <= 0 {
        return None;
    }
    let hundredths = (2 * part.abs() * 10_000 + whole) / (2 * whole);
    let sign = if part < 0 { "-" } else { "" };
    Some(format!("{sign}{}.{:02}%", hundredths / 100, hundredths % 100))
}

/// Days of months as months of cover, with two decimals.
fn exposure(days: impl Iterator<Item = (i64, i32)>) -> String {
    // All lengths of months divide it.
    const WHOLE: i64 = 28 * 29 * 30 * 31;
    let parts = days.map(|(days, month)| days * (WHOLE / i64::from(contributions::days_of(month))));
    let all = (2 * parts.sum::<i64>() * 100 + WHOLE) / (2 * WHOLE);
    format!("{}.{:02}", all / 100, all % 100)
}
