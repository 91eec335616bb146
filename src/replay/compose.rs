//! The report, put together from what one pass found.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::bootstrap::Interval;
use super::fund::{self, Months};
use super::report::{
    Band, Bin, BurdenReport, BurdenSide, Difference, Dimension, FundMonth, FundReport, FundSide,
    GroupRow, GroupSide, Percentile, Range, SweepPoint, Titled,
};
use super::score::{AGES, BURDENS, By, Group, Moved, Scores, Sums};
use crate::claim::{Fact, FactValues};
use crate::exchange::{Intake, decimal};
use crate::money::Currency;
use crate::reports::{LEVELS, Path, percent};
use crate::scheme::Book;
use crate::words::{self, Lang, Sentence};

/// Columns of the path of a unit that tell of a district, and of a town.
const DISTRICT: usize = 2;
const TOWN: usize = 3;

/// Percentiles that are told.
const PERCENTILES: [u32; 9] = [1, 5, 10, 25, 50, 75, 90, 95, 99];

/// Edges of differences, in whole units of the currency, on either side of nothing.
const EDGES: [i64; 8] = [0, 100, 500, 1_000, 2_000, 5_000, 10_000, 20_000];

impl From<&Sentence> for Titled {
    fn from(text: &Sentence) -> Titled {
        Titled { en: text.text(Lang::English).to_owned(), zh: text.text(Lang::Chinese).to_owned() }
    }
}

/// What scores mean, in the words of one book.
pub(super) struct Composer<'c> {
    pub book: &'c Book,
    /// The books of all terms, the baseline's first.
    pub books: &'c [Book],
    pub intake: &'c Intake<'c>,
    pub scores: &'c Scores,
    /// Names of the terms, the baseline first.
    pub names: &'c [String],
    pub least_members: u64,
}

impl Composer<'_> {
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
        let difference = |moved: &Moved| i128::from(moved.pays[side]) - i128::from(moved.pays[0]);
        let mut all: Vec<i128> =
            self.scores.moved.iter().map(difference).filter(|more| *more != 0).collect();
        all.sort_unstable();
        let losers = all.partition_point(|more| *more < 0);
        let of_hundred = |of_hundred: u32| {
            // The smallest that so many of a hundred are at or below.
            let rank = (all.len() * of_hundred as usize).div_ceil(100).max(1);
            Percentile { of_hundred, difference: self.show(all[rank - 1]) }
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
            percentiles: match all.is_empty() {
                true => Vec::new(),
                false => PERCENTILES.map(of_hundred).to_vec(),
            },
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

    /// Every dimension, each of which adds up to the total.
    pub fn dimensions(&self) -> Vec<Dimension> {
        let groups = || self.scores.groups.iter();
        let only = |pick: fn(&By) -> bool| -> Vec<(&By, &Group)> {
            groups().filter(|(by, _)| pick(by)).collect()
        };
        let mut all = vec![
            self.dimension("year", words::replay::by_year(), only(|by| matches!(by, By::Year(_)))),
            self.dimension(
                "benefit",
                words::replay::by_benefit(),
                only(|by| matches!(by, By::Benefit(_))),
            ),
            self.dimension(
                "hospital_level",
                words::decisions::fact_hospital_level(),
                only(|by| matches!(by, By::Level(_))),
            ),
            self.dimension(
                "category",
                words::decisions::fact_category(),
                only(|by| matches!(by, By::Category(_))),
            ),
            self.dimension("age", words::replay::by_age(), only(|by| matches!(by, By::Age(_)))),
        ];
        let mut slots: Vec<u8> = groups()
            .filter_map(|(by, _)| match by {
                By::Fact(slot, _) => Some(*slot),
                _ => None,
            })
            .collect();
        slots.dedup();
        for slot in slots {
            let name = self.book.vocabulary.fact_name(Fact::Member(slot)).to_owned();
            let own = || Sentence::new(name.clone(), name.clone());
            let title = self.book.vocabulary.fact_title(&name).unwrap_or_else(own);
            let rows = groups().filter(|(by, _)| matches!(by, By::Fact(of, _) if *of == slot));
            all.push(self.dimension(&name, title, rows.collect()));
        }
        all.push(self.places("district", words::replay::by_district(), DISTRICT));
        all.push(self.places("town", words::replay::by_town(), TOWN));
        all
    }

    fn dimension(&self, by: &str, title: Sentence, groups: Vec<(&By, &Group)>) -> Dimension {
        let rows = groups.into_iter().map(|(by, group)| {
            let (value, title) = self.value(*by);
            (value, title, group.clone())
        });
        self.merged(by, title, rows.collect())
    }

    fn places(&self, by: &str, title: Sentence, depth: usize) -> Dimension {
        let mut places: BTreeMap<Path, Group> = BTreeMap::new();
        for (by, group) in &self.scores.groups {
            let By::Unit(unit) = by else { continue };
            let path = Path::of(self.intake.unit(*unit)).within(depth);
            places.entry(path).or_default().add(group);
        }
        let rows = places.into_iter().map(|(path, group)| {
            let title = match path.to_string() {
                path if path.is_empty() => words::replay::no_place(),
                path => Sentence::new(path.clone(), path),
            };
            (path.to_string(), title, group)
        });
        self.merged(by, title, rows.collect())
    }

    /// A value as in files, and what people call it.
    fn value(&self, by: By) -> (String, Sentence) {
        let plain = |text: &str| (text.to_owned(), Sentence::new(text.into(), text.into()));
        match by {
            By::All => (String::new(), Sentence::default()),
            By::Year(year) => plain(&year.to_string()),
            By::Benefit(place) => {
                let id = &self.scores.benefits[place as usize];
                let title = self.books.iter().find_map(|book| {
                    let number = book.benefits.iter().position(|known| known == id)?;
                    Some(book.benefit_title(number).clone())
                });
                (id.clone(), title.unwrap_or_else(|| plain(id).1))
            }
            By::Level(level) => {
                let level = LEVELS[level as usize];
                (level.to_owned(), words::replay::level(level))
            }
            By::Category(category) => {
                let category = &self.book.vocabulary.categories[category as usize];
                (category.clone(), words::replay::word(category))
            }
            By::Age(band) => {
                let from = AGES[band as usize];
                let shown = match AGES.get(band as usize + 1) {
                    Some(next) => format!("{from}-{}", next - 1),
                    None => format!("{from}+"),
                };
                (shown.clone(), words::replay::years_old(shown))
            }
            By::Fact(slot, value) => {
                let FactValues::Words(values) = self.book.vocabulary.values(Fact::Member(slot))
                else {
                    unreachable!("facts of a member are words")
                };
                let value = &values[value as usize];
                (value.clone(), words::replay::word(value))
            }
            By::Unit(unit) => plain(self.intake.unit(unit)),
        }
    }

    /// The groups, of which those of too few members are merged into one, with the smallest of the others
    /// if that is still too small: nobody can be told by what a cell says. Members with a benefit are
    /// counted too, since what a few of many get is theirs alone.
    fn merged(&self, by: &str, title: Sentence, rows: Vec<(String, Sentence, Group)>) -> Dimension {
        let least = self.least_members;
        let is_small = |group: &Group| {
            let paid = group.sides.iter().map(|side| side.members).filter(|members| *members > 0);
            paid.chain([group.members]).any(|members| members < least)
        };
        let (small, mut rows): (Vec<_>, Vec<_>) =
            rows.into_iter().partition(|(_, _, group)| is_small(group));
        let (mut all, mut merged) = (Group::default(), small.len());
        small.iter().for_each(|(_, _, group)| all.add(group));
        while merged > 0 && is_small(&all) && !rows.is_empty() {
            let sizes = rows.iter().enumerate().map(|(at, (_, _, group))| (group.members, at));
            let (_, smallest) = sizes.min().expect("there are rows");
            all.add(&rows.remove(smallest).2);
            merged += 1;
        }
        if merged > 0 {
            rows.push((MERGED.to_owned(), words::replay::merged(merged), all));
        }
        let row = |(value, title, group): (String, Sentence, Group)| GroupRow {
            value,
            title: Titled::from(&title),
            bills: group.bills,
            members: group.members,
            sides: (group.sides.iter())
                .map(|side| GroupSide {
                    payable: self.show(side.payable),
                    bills: side.bills,
                    members: side.members,
                })
                .collect(),
        };
        let rows = rows.into_iter().map(row).collect();
        Dimension { by: by.to_owned(), title: Titled::from(&title), rows }
    }

    /// What members are left with.
    pub fn burden(&self) -> BurdenReport {
        let burden = &self.scores.burden;
        let names = std::iter::once(None).chain(self.names.iter().cloned().map(Some));
        let own = std::iter::once(burden.left).chain(burden.own.iter().copied());
        let sides = names.zip(own).enumerate().map(|(at, (name, own))| BurdenSide {
            name,
            own: self.show(own),
            share: percent(own, burden.left),
            above: burden.above[at],
            bands: (0..BURDENS.len())
                .map(|band| Band {
                    from: BURDENS[band],
                    to: BURDENS.get(band + 1).copied(),
                    years: burden.bands[at][band],
                })
                .collect(),
        });
        BurdenReport { years: burden.years, sides: sides.collect() }
    }

    /// Contributions and payments of each set of terms that names a fee; nothing where none does.
    pub fn fund(&self, contributions: &[Option<Months>]) -> Option<FundReport> {
        let known = contributions.iter().enumerate();
        let known = known.filter_map(|(side, months)| Some((side, months.as_ref()?)));
        let sides: Vec<FundSide> =
            known.map(|(side, months)| self.fund_side(side, months)).collect();
        (!sides.is_empty()).then_some(FundReport { sides })
    }

    fn fund_side(&self, side: usize, months: &Months) -> FundSide {
        let mut paid: BTreeMap<i32, i128> = BTreeMap::new();
        for ((_, settled), sums) in &self.scores.flows {
            *paid.entry(*settled).or_default() += sums[side];
        }
        let mut all: Vec<i32> = months.keys().chain(paid.keys()).copied().collect();
        all.sort_unstable();
        all.dedup();
        let mut balance = 0;
        let rows = all.into_iter().map(|month| {
            let brings = months.get(&month).copied().unwrap_or_default();
            let paid = paid.get(&month).copied().unwrap_or(0);
            balance += brings.received - paid;
            FundMonth {
                month: fund::shown(month),
                exposure: hundredths(brings.days, fund::days_of(month)),
                received: self.show(brings.received),
                earned: self.show(brings.earned),
                paid: self.show(paid),
                balance: self.show(balance),
            }
        });
        FundSide {
            name: self.names[side].clone(),
            months: rows.collect(),
            contributions: self.show(months.values().map(|month| month.received).sum()),
            loss_ratio: signed_percent(
                paid.values().sum(),
                months.values().map(|month| month.earned).sum(),
            ),
        }
    }

    /// A point of a sweep.
    pub fn point(&self, levels: &[String], sums: &Sums) -> SweepPoint {
        let baseline = self.scores.totals(self.names.len())[0];
        SweepPoint {
            levels: levels.to_vec(),
            total: self.show(sums.side.payable),
            difference: self.show(sums.side.payable - baseline),
            bills_with_benefit: sums.side.bills,
            members_with_benefit: sums.side.members,
            above: sums.above,
        }
    }
}

/// What stands for groups of too few members.
pub(super) const MERGED: &str = "(merged)";

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

/// So many days as months of so many days, with two decimals.
fn hundredths(days: i64, of_a_month: i32) -> String {
    let of_a_month = i64::from(of_a_month);
    let all = (2 * days * 100 + of_a_month) / (2 * of_a_month);
    format!("{}.{:02}", all / 100, all % 100)
}
