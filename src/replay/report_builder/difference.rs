//! Who gains and who loses under a scenario, and by how much.

use super::{ReportBuilder, signed_percent};
use crate::money::MoneySum;
use crate::report::{Bin, Difference, Percentile};

/// Percentiles of differences that a report shows.
const PERCENTILES: [u32; 9] = [1, 5, 10, 25, 50, 75, 90, 95, 99];

/// Edges of differences, in whole units of the currency, on either side of zero.
const EDGES: [i64; 8] = [0, 100, 500, 1_000, 2_000, 5_000, 10_000, 20_000];

impl ReportBuilder<'_> {
    /// Who gains and who loses under a scenario, by its place.
    pub(super) fn difference(&self, scenario: usize) -> Difference {
        let payable = self.payable();
        let total = payable[scenario] - payable[0];
        let changes = self.totals.changes.iter().map(|change| change.difference(scenario));
        let mut all: Vec<MoneySum> = changes.filter(|more| *more != MoneySum::ZERO).collect();
        all.sort_unstable();
        let losers = all.partition_point(|more| *more < MoneySum::ZERO);
        Difference {
            total: self.show(total),
            share: signed_percent(total, payable[0]),
            interval: self.range(self.totals.resampled.difference(scenario, 0)),
            gainers: (all.len() - losers) as u64,
            gains: self.show(all[losers..].iter().copied().sum::<MoneySum>()),
            losers: losers as u64,
            losses: self.show(-all[..losers].iter().copied().sum::<MoneySum>()),
            unmoved: self.totals.members - all.len() as u64,
            percentiles: PERCENTILES.iter().filter_map(|of| self.percentile(&all, *of)).collect(),
            bins: self.bins(&all),
        }
    }

    /// The smallest of sorted differences that so many of a hundred are at or below; `None` where only a few are at or
    /// beyond it: it would show what these alone get.
    fn percentile(&self, all: &[MoneySum], of_hundred: u32) -> Option<Percentile> {
        let least = self.job.least_members.try_into().unwrap_or(usize::MAX);
        let rank = (all.len() * of_hundred as usize).div_ceil(100).max(1);
        let beyond = rank.min((all.len() + 1).saturating_sub(rank));
        let is_shown = beyond >= least.max(1);
        is_shown.then(|| Percentile { of_hundred, difference: self.show(all[rank - 1]) })
    }

    /// Members by how much more or less they get; `all` are sorted and none is zero.
    fn bins(&self, all: &[MoneySum]) -> Vec<Bin> {
        let losses = EDGES.iter().rev().map(|edge| Some(-edge));
        let gains = EDGES.iter().map(|edge| Some(*edge));
        let losses: Vec<Option<i64>> = std::iter::once(None).chain(losses).collect();
        let gains: Vec<Option<i64>> = gains.chain([None]).collect();
        [losses, gains].iter().flat_map(|ends| self.bins_between(all, ends)).collect()
    }

    /// Members between these ends; bins of too few are merged with the next, the last with the one before it. Where
    /// there are no members there are no bins.
    fn bins_between(&self, all: &[MoneySum], ends: &[Option<i64>]) -> Vec<Bin> {
        let least = self.job.least_members;
        let below = |edge: i64| {
            let edge = MoneySum::of_whole(edge, self.currency());
            all.partition_point(|more| *more < edge)
        };
        let mut bins: Vec<Bin> = Vec::new();
        for pair in ends.windows(2) {
            let [from, to] = [pair[0], pair[1]];
            let members = (to.map_or(all.len(), below) - from.map_or(0, below)) as u64;
            match bins.last_mut().filter(|bin| bin.members < least) {
                Some(small) => (small.to, small.members) = (to, small.members + members),
                None => bins.push(Bin { from, to, members }),
            }
        }
        if let [.., before, last] = &mut bins[..]
            && last.members < least
        {
            (before.to, before.members) = (last.to, before.members + last.members);
            bins.pop();
        }
        if bins.iter().all(|bin| bin.members == 0) { Vec::new() } else { bins }
    }
}
