//! The report, put together from what one pass found.

mod adequacy;
mod completion;
mod credibility;
mod difference;
mod experience;
mod fund;
mod groups;
mod measured;
mod stress;

use std::collections::BTreeMap;

use super::Scope;
use super::bootstrap::Interval;
use super::burden::BURDEN_BANDS;
use super::compiled::CompiledScenarios;
use super::contributions::Months;
use super::experience::CoverByScenario;
use super::history::History;
use super::job::Job;
use super::notes::Notes;
use super::stress::Stressed;
use super::totals::{PassTotals, PointTotals};
use crate::fingerprint::{Fingerprint, sha256};
use crate::intake::Intake;
use crate::money::{Currency, MoneySum, percent, signed_percent};
use crate::report::{
    Band, Bilingual, BurdenReport, ProvisionEffect, Range, Report, ReportQuestion, RuleValueRow,
    ScenarioBurden, ScenarioReport, Solved, SweepPoint, SweepReport, TrendReport,
};
use crate::scenario::provision::Without;
use crate::scenario::{Trend, TrendRates, side_by_side};
use crate::scheme::Book;
use crate::words::Sentence;

/// What a report is made from.
pub(super) struct ReportBuilder<'c> {
    pub job: &'c Job<'c>,
    pub compiled: &'c CompiledScenarios,
    pub history: &'c History<'c>,
    pub totals: &'c PassTotals,
    /// Names of the scenarios, the baseline first.
    pub names: &'c [String],
    /// What each scenario brings in, month by month, where its fees are known.
    pub months: &'c [Option<Months>],
    /// What each scenario covers, by cohort.
    pub cover: &'c CoverByScenario,
    /// The last finished year under stress, where it was asked for.
    pub stressed: Option<&'c Stressed>,
}

impl ReportBuilder<'_> {
    /// The whole report. `earned` is what each point of the grid earns.
    pub fn report(&self, solved: Vec<Solved>, notes: Notes, earned: &[Option<MoneySum>]) -> Report {
        let (job, book) = (self.job, self.book());
        let completed = self.completed();
        let (cells, hidden) = self.cells();
        let groups = self.breakdowns();
        let towns = groups.iter().find(|group| group.by == "town");
        let row =
            |(address, values): (String, Vec<Option<String>>)| RuleValueRow { address, values };
        Report {
            format: Report::FORMAT,
            engine: env!("CARGO_PKG_VERSION"),
            scheme: book.id.clone(),
            title: Bilingual::from(&book.title),
            currency: self.currency().code(),
            question: self.question(),
            inputs: self.history.inputs.clone(),
            members: self.totals.members,
            bills: self.totals.bills(),
            baseline: self.scenario(0),
            scenarios: (1..self.names.len()).map(|place| self.scenario(place)).collect(),
            terms: side_by_side(job.scenarios).into_iter().map(row).collect(),
            parts: self.parts(),
            credibility: towns.map(|towns| self.credibility(towns)).unwrap_or_default(),
            groups,
            burden: self.burden(),
            fund: self.fund(),
            experience: self.experience(&cells, &hidden),
            measured: self.measured(&cells, &hidden),
            completion: completed.as_ref().map(|completed| self.completion(completed)),
            adequacy: completed.as_ref().and_then(|completed| self.adequacy(completed)),
            stress: self.stressed.map(|stressed| self.stress(stressed)),
            provisions: self.provisions(),
            sweep: (!job.sweeps.is_empty()).then(|| self.sweep(earned)),
            solved,
            alarms: notes.alarms.iter().map(Bilingual::from).collect(),
            warnings: notes.warnings.iter().map(Bilingual::from).collect(),
        }
    }

    /// What rules give a title to, or what has a usual one: every title of it, where rules call it otherwise.
    fn parts(&self) -> BTreeMap<String, Bilingual> {
        let mut all = BTreeMap::new();
        let mut call = |kind: &str, id: &str, title: &Sentence| {
            let title = Bilingual::from(title);
            let titles: &mut Vec<Bilingual> = all.entry(format!("{kind}.{id}")).or_default();
            if !titles.contains(&title) {
                titles.push(title);
            }
        };
        for book in &self.compiled.books {
            let words = &book.vocabulary;
            for edition in &book.editions {
                call("edition", &edition.id, &edition.title);
                for (path, title) in &edition.titles {
                    let (section, name) = path.split_once('.').unwrap_or_default();
                    call(section, name, title);
                }
                for limit in &edition.shared {
                    limit.title.iter().for_each(|title| call("limit", &limit.id, title));
                }
                for plan in &edition.plans {
                    let number = plan.number;
                    call("plan", &words.plans[number as usize], book.plan_title(number));
                }
                for benefit in &edition.benefits {
                    let number = benefit.number as usize;
                    call("benefit", &book.benefits[number], book.benefit_title(number));
                }
            }
            words.categories.iter().for_each(|id| call("category", id, &words.category_title(id)));
            words.titles.lists.iter().for_each(|(id, title)| call("lists", id, title));
            for field in &words.fields {
                field.title.iter().for_each(|title| call("fields", &field.name, title));
            }
        }
        all.into_iter().map(|(path, titles)| (path, Bilingual::either(&titles))).collect()
    }

    /// The baseline's rules.
    pub fn book(&self) -> &Book {
        &self.compiled.books[0]
    }

    pub fn intake(&self) -> &Intake<'_> {
        &self.history.intake
    }

    fn currency(&self) -> Currency {
        self.book().vocabulary.currency
    }

    pub fn show(&self, amount: impl Into<MoneySum>) -> String {
        amount.into().show(self.currency())
    }

    fn range(&self, interval: Option<Interval>) -> Option<Range> {
        interval.map(|one| Range { low: self.show(one.low), high: self.show(one.high) })
    }

    fn payable(&self) -> Vec<MoneySum> {
        self.totals.payable(self.names.len())
    }

    fn question(&self) -> ReportQuestion {
        let job = self.job;
        let Scope { members, unit, from, to, sample } = job.scope;
        let sample = sample.map(|of| format!("{}.{:02}%", of / 100, of % 100));
        ReportQuestion {
            question: job.question.map(str::to_owned),
            author: job.author.map(str::to_owned),
            dated: job.dated,
            from: *from,
            to: *to,
            valued_on: job.valued_on,
            unit: unit.clone(),
            named: members.as_ref().map(std::collections::BTreeSet::len),
            sample,
            seed: job.seed,
            replicates: job.replicates,
            opening: self.show(self.opening()),
            above: self.show(job.above),
            least_members: job.least_members,
            growth: trend_report(job.trend),
            over: self.names[job.over].clone(),
            sweeps: job.sweeps.iter().map(ToString::to_string).collect(),
            solves: job.solves.iter().map(ToString::to_string).collect(),
            provisions: job.provisions,
            stress: job.stress_share(),
            by_bill: job.by_bill,
            ids: job.pseudonyms.code(),
        }
    }

    fn scenario(&self, place: usize) -> ScenarioReport {
        let scenario = &self.job.scenarios[place];
        let rules = scenario.sources.iter().map(|source| Fingerprint {
            file: source.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            sha256: sha256(source.text.as_bytes()),
        });
        let all = self.totals.of_scenario(place);
        ScenarioReport {
            name: scenario.name.clone(),
            rules: rules.collect(),
            changes: scenario.changes.clone(),
            total: self.show(all.payable),
            interval: self.range(self.totals.resampled.total(place)),
            bills_with_benefit: all.bills,
            members_with_benefit: all.members,
            difference: (place > 0).then(|| self.difference(place)),
        }
    }

    /// What members are left with.
    fn burden(&self) -> BurdenReport {
        let burden = &self.totals.burden;
        let names = std::iter::once(None).chain(self.names.iter().cloned().map(Some));
        let left = std::iter::once(burden.before_scheme).chain(burden.after.iter().copied());
        let bands = |at: usize| {
            (0..BURDEN_BANDS.len()).map(move |band| Band {
                from: BURDEN_BANDS[band],
                to: BURDEN_BANDS.get(band + 1).copied(),
                years: burden.bands[at][band],
            })
        };
        let sides = names.zip(left).enumerate().map(|(at, (name, left))| ScenarioBurden {
            name,
            own: self.show(left),
            share: percent(left.minor(), burden.before_scheme.minor()),
            above: burden.years_above[at],
            excess: self.show(burden.excess[at]),
            bands: bands(at).collect(),
        });
        BurdenReport { years: burden.years, sides: sides.collect() }
    }

    /// What each provision holds back, in the order of the rules.
    fn provisions(&self) -> Vec<ProvisionEffect> {
        let payable = self.payable();
        let mut points = self.totals.points[self.compiled.grid.len()..].iter();
        let effect = |(place, without): &(usize, Without)| {
            let point = without.terms.as_ref().and_then(|_| points.next());
            ProvisionEffect {
                terms: self.names[*place].clone(),
                address: without.address.to_string(),
                title: Bilingual::from(&without.title),
                effect: point.map(|point| self.show(point.scenario.payable - payable[*place])),
            }
        };
        self.compiled.without.iter().map(effect).collect()
    }

    /// The points of the sweeps, but for those that only a few members are paid at.
    fn sweep(&self, earned: &[Option<MoneySum>]) -> SweepReport {
        let points = self.compiled.grid.iter().zip(&self.totals.points).zip(earned);
        let shown = points.filter(|((_, totals), _)| !self.is_of_few(totals));
        SweepReport {
            terms: self.names[self.job.over].clone(),
            addresses: self.job.sweeps.iter().map(|sweep| sweep.path.to_string()).collect(),
            points: shown
                .map(|((point, totals), earned)| self.point(&point.levels, totals, *earned))
                .collect(),
        }
    }

    /// Whether members are paid at a point, but so few that their sum shows what each gets.
    pub fn is_of_few(&self, point: &PointTotals) -> bool {
        (1..self.job.least_members).contains(&point.scenario.members)
    }

    fn point(
        &self,
        levels: &[String],
        totals: &PointTotals,
        earned: Option<MoneySum>,
    ) -> SweepPoint {
        let payable = totals.scenario.payable;
        SweepPoint {
            levels: levels.to_vec(),
            total: self.show(payable),
            difference: self.show(payable - self.payable()[0]),
            bills_with_benefit: totals.scenario.bills,
            members_with_benefit: totals.scenario.members,
            above: totals.years_above,
            loss_ratio: earned.and_then(|earned| signed_percent(payable, earned)),
        }
    }
}

/// A trend as it was asked for; `None` where nothing grows.
fn trend_report(trend: &Trend) -> Option<TrendReport> {
    let texts = |rates: &TrendRates| rates.0.iter().map(|rate| rate.text.clone()).collect();
    let (costs, bills): (Vec<String>, Vec<String>) = (texts(&trend.costs), texts(&trend.bills));
    let more = (!bills.is_empty()).then(|| trend.added.code());
    let grows = !(costs.is_empty() && bills.is_empty());
    grows.then_some(TrendReport { to: trend.to, costs, bills, more })
}
