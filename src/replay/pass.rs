//! One pass over all members: every bill decided under every set of terms while it is at hand.
//!
//! The baseline and the scenarios are compared in full, group by group and member by member. Points of
//! sweeps and the like are many, and of each only a few sums are kept: memory does not grow with bills.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use arrayvec::ArrayVec;
use hashbrown::HashMap;

use super::bootstrap::Resampled;
use crate::adjudication::{Adjudicator, AdjustmentReason, Eligibility, Observer};
use crate::claim::{Bill, Column, FieldKind, Member, MemberIds, Owner, Vocabulary};
use crate::date::Day;
use crate::exchange::{Dossier, Dossiers, Intake, MEMBERS_PREFETCHED, Watch, amount, cell};
use crate::ledger::Saying;
use crate::money::Money;
use crate::nightly::Facts;
use crate::pipeline::{MEMBERS_A_SHARE, Pipeline, Results};
use crate::scenario::{Selection, TrendEffect, TrendFactors};
use crate::scheme::{Benefit, Book};
use crate::words::Sentence;

/// The most terms that are compared in full: the baseline and the scenarios.
pub const MOST_SCENARIOS: usize = 32;

/// What is decided, of whom.
#[derive(Clone, Copy)]
pub struct PassInput<'q> {
    /// The baseline, then the scenarios: compared in full.
    pub books: &'q [Book],
    /// Terms of which only [`PointTotals`] are kept.
    pub points: &'q [Book],
    /// Whose bills, and which of them.
    pub scope: &'q Scope,
    /// What a member is left with in a year, above which the member is counted.
    pub above: Money,
    /// How often members are drawn again for intervals, and the seed of the draws.
    pub replicates: usize,
    /// The seed of draws and samples.
    pub seed: u64,
    /// Whether a line is kept of every bill.
    pub by_bill: bool,
    /// Costs of which bills are counted: what history may not hold in full.
    pub floors: &'q [CostRange],
    /// By how much bills grow, where they do.
    pub growth: Option<&'q TrendFactors>,
    /// What was said by hand of members, by id.
    pub said: &'q BTreeMap<String, Vec<Saying>>,
}

/// Whose bills are counted, and which of them. Bills beside the days are decided too, since limits and
/// thresholds carry over, and not counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Members with these ids; nothing for all.
    pub members: Option<BTreeSet<String>>,
    /// Members of units at or below this dotted path.
    pub unit: Option<String>,
    /// The first and last of the days by which bills belong to an edition.
    pub from: Option<Day>,
    /// The last of them.
    pub to: Option<Day>,
    /// Of ten thousand members, so many.
    pub sample: Option<u32>,
}

/// In-scope costs of bills of some categories and days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CostRange {
    /// From which cost,
    pub low: Money,
    /// and below which.
    pub high: Money,
    /// One bit a category.
    pub categories: u64,
    /// The first day by which bills belong to an edition,
    pub from: Day,
    /// and the last.
    pub to: Day,
}

/// Bills of such categories and days, by what they cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnfiledCounts {
    /// All of them.
    pub bills: u64,
    /// Of these, with a cost below both.
    pub below: u64,
    /// And with one between the two.
    pub between: u64,
}

/// What bills are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// All together.
    All,
    /// The calendar year of the day by which the bill belongs to an edition.
    MemberYear(i32),
    /// A benefit, by its place in [`PassTotals::benefits`].
    Benefit(u16),
    /// The hospital level, by its number.
    Level(u8),
    /// The category, by its number.
    Category(u8),
    /// The age on that day, by its place in [`AGE_BANDS`].
    Age(u8),
    /// A fact of the member: the slot, and the value.
    Fact(u8, u8),
    /// The unit, by its number.
    Unit(u32),
}

/// The first year of each age band.
pub const AGE_BANDS: [i32; 6] = [0, 30, 40, 50, 60, 70];

/// Bills of one group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupTotals {
    /// Bills; of a benefit, those on which any terms pay it.
    pub bills: u64,
    /// Members with such bills.
    pub members: u64,
    /// What each set of terms pays on them.
    pub sides: Vec<ScenarioTotals>,
}

/// What one set of terms pays on bills of one group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScenarioTotals {
    /// Bills with a benefit.
    pub bills: u64,
    /// Members with a benefit.
    pub members: u64,
    /// Members who get more or less than under the baseline.
    pub moved: u64,
    /// The sum, in minor units.
    pub payable: i128,
}

/// What is kept of a point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PointTotals {
    /// What is paid in all.
    pub side: ScenarioTotals,
    /// Members left with more than the stated sum in a year.
    pub above: u64,
}

/// A member for whom any scenario pays other than the baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberChange {
    /// The member, by number.
    pub member: u32,
    /// What the baseline and each scenario pay, in minor units.
    pub pays: Vec<i64>,
}

/// What members are left with in a year after all payers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Burden {
    /// Years of members with bills.
    pub years: u64,
    /// What primary cover left of all their bills.
    pub left: i128,
    /// The same after each set of terms, by place in [`BURDEN_BANDS`]: how many years.
    pub bands: Vec<[u64; BURDEN_BANDS.len()]>,
    /// What is left in all, after each set of terms.
    pub own: Vec<i128>,
    /// Years in which a member is left with more than the stated sum: before, then after each set of terms.
    pub above: Vec<u64>,
}

/// Where bands of what is left begin, in whole units of the currency.
pub const BURDEN_BANDS: [i64; 8] = [0, 1_000, 3_000, 5_000, 10_000, 20_000, 30_000, 50_000];

/// Members whom one set of terms pays in a month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PayeeCounts {
    /// All of them.
    pub members: u64,
    /// Of these, those whom it pays in no earlier month.
    pub first: u64,
}

/// All that one pass finds.
#[derive(Clone, Debug, Default)]
pub struct PassTotals {
    /// Members with bills that are counted.
    pub members: u64,
    /// Bills as they were read, before anything grew.
    pub read: u64,
    /// Bills decided.
    pub decided: u64,
    /// The last month in which a bill that is counted was settled, before anything grew.
    pub last_settled: Option<i32>,
    /// What became of bills that are counted, where they grow.
    pub grew: TrendEffect,
    /// By group.
    pub groups: BTreeMap<Dimension, GroupTotals>,
    /// By the month of the basis date and the month of settlement, each counted from year 0: what each
    /// set of terms pays.
    pub flows: BTreeMap<(i32, i32), Vec<i128>>,
    /// Members for whom scenarios differ, in the order of ids.
    pub moved: Vec<MemberChange>,
    /// What members are left with.
    pub burden: Burden,
    /// Totals of members drawn again.
    pub resampled: Resampled,
    /// Sums of each point.
    pub points: Vec<PointTotals>,
    /// By month of settlement, whom each set of terms pays.
    pub payees: BTreeMap<i32, Vec<PayeeCounts>>,
    /// For each of the floors, bills by their in-scope cost.
    pub under: Vec<UnfiledCounts>,
    /// Rows of bills that are refused.
    pub refused: u64,
    /// What was said by hand of benefits and limits that scenarios do not have.
    pub unsaid: u64,
    /// A line a bill, where it was asked for.
    pub lines: Vec<u8>,
    /// What went wrong with what was said by hand.
    pub wrong: Vec<Sentence>,
    /// Ids of all benefits of all terms.
    pub benefits: Vec<String>,
}

/// Decides every bill of the members in scope under every set of terms; nothing if whoever looks on
/// stops it.
pub fn run_pass(question: &PassInput, intake: &Intake, watch: &dyn Watch) -> Option<PassTotals> {
    let benefits = all_benefits(question.books);
    let members: Vec<u32> = (intake.with_bills().iter().copied())
        .filter(|&member| question.scope.has(intake, member, question.seed))
        .collect();
    let worker = || Worker::new(question, &benefits);
    let work = |worker: &mut Worker, members: &[u32]| {
        let totals = worker.decide(intake, members);
        watch.done(totals.decided);
        totals
    };
    let pipeline = Pipeline { share: MEMBERS_A_SHARE, progress: watch, worker, work };
    let sum = |shares: Results<PassTotals>| {
        Ok::<_, Infallible>(shares.fold(PassTotals::default(), PassTotals::and))
    };
    let totals = pipeline.run(&members, sum).ok()?;
    Some(PassTotals { benefits, ..totals })
}

/// Ids of the benefits of all terms, in the order in which they come.
fn all_benefits(books: &[Book]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for id in books.iter().flat_map(|book| &book.benefits) {
        if !all.contains(id) {
            all.push(id.clone());
        }
    }
    all
}

impl Scope {
    /// The same with every id in its one spelling.
    pub(super) fn in_one_spelling(self, ids: MemberIds) -> Scope {
        let fold = |id: String| ids.fold(&id).into_owned();
        let members = self.members.map(|members| members.into_iter().map(fold).collect());
        Scope { members, ..self }
    }

    pub(super) fn has(&self, intake: &Intake, member: u32, seed: u64) -> bool {
        let id = intake.member_id(member);
        let is_named = self.members.as_ref().is_none_or(|ids| ids.contains(id));
        let is_below = self.unit.as_ref().is_none_or(|path| {
            let rest = intake.unit(intake.unit_of(member)).strip_prefix(path.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        let is_drawn =
            self.sample.is_none_or(|share| crate::scenario::draw::is_drawn(seed, id, share));
        is_named && is_below && is_drawn
    }

    /// Whether bills of some days only are counted.
    pub(super) fn is_of_some_days(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }

    pub(super) fn counts(&self, bill: &Bill) -> bool {
        let begun = self.from.is_none_or(|from| from <= bill.basis);
        begun && self.to.is_none_or(|to| bill.basis <= to)
    }

    /// How many of the members that are named nobody knows; nothing where all are known.
    pub fn unknown(&self, intake: &Intake) -> Option<usize> {
        let ids = self.members.iter().flatten();
        let unknown =
            ids.filter(|id| intake.member(id).is_none() && !intake.is_blocked(id)).count();
        Some(unknown).filter(|unknown| *unknown > 0)
    }

    /// The members in scope, be they without bills.
    pub fn members<'i>(&'i self, intake: &'i Intake, seed: u64) -> impl Iterator<Item = u32> + 'i {
        intake.listed().filter(move |&member| self.has(intake, member, seed))
    }
}

/// Sex and hardship, which every scheme has.
const COMMON_FACTS: [u8; 2] = [0, 1];

/// What one set of terms pays on the bills of a member.
#[derive(Clone, Debug, Default)]
struct ScenarioPayments {
    /// By place of the bill.
    bills: Vec<Money>,
    /// Benefits that pay something: the bill, the benefit, the amount.
    benefits: Vec<(usize, u8, Money)>,
}

impl Observer for ScenarioPayments {
    const EXPLAINS: bool = false;
    const TELLS: bool = false;

    #[inline]
    fn bill(&mut self, _: usize, _: &Bill, _: &Eligibility, _: Money) {
        self.bills.push(Money::ZERO);
    }

    #[inline]
    fn benefit(&mut self, _: usize, benefit: &Benefit, paid: Money, _: Money, _: AdjustmentReason) {
        if paid > Money::ZERO {
            let place = self.bills.len() - 1;
            self.bills[place] += paid;
            self.benefits.push((place, benefit.number, paid));
        }
    }
}

/// One thread's: an adjudicator for every set of terms, and room for what they pay.
struct Worker<'q> {
    question: &'q PassInput<'q>,
    books: Vec<Adjudicator<'q>>,
    points: Vec<Adjudicator<'q>>,
    /// For each book, the place of its benefits among those of all.
    benefits: Vec<Vec<u16>>,
    /// The slots of a member's facts that are counted by.
    facts: Vec<u8>,
    pays: Vec<ScenarioPayments>,
    point: PointPayments,
    years: Vec<MemberYear>,
    /// Of each bill, the place of its year, if it counts, and what primary cover left of it.
    counted: Vec<(Option<usize>, i64)>,
    /// What the bills of the member at hand add to groups.
    groups: Vec<(Dimension, GroupTotals)>,
}

/// A member whose bills are decided, with those who are like the member and have one stay each: they are
/// counted as the member is, and as nobody else.
struct MemberHistories<'i> {
    member: u32,
    own: Dossier<'i>,
    like: Vec<Dossier<'i>>,
}

impl<'i> MemberHistories<'i> {
    /// Every history, each decided on its own, with what was said by hand of it: of members alone.
    fn histories<'q>(
        &self,
        question: &PassInput<'q>,
    ) -> impl Iterator<Item = (&Dossier<'i>, &'q [Saying])> {
        let own = std::iter::once((&self.own, question.said_of(&self.own)));
        own.chain(self.like.iter().map(|dossier| (dossier, &[][..])))
    }
}

/// What one person is paid under each set of terms, in all and in which months of settlement.
struct MemberPayments {
    pays: Vec<i64>,
    months: BTreeMap<i32, Vec<PayeeCounts>>,
}

impl MemberPayments {
    fn new(sides: usize) -> MemberPayments {
        MemberPayments { pays: vec![0; sides], months: BTreeMap::new() }
    }

    /// Adds the person to those who are paid in a month, and to those who are first paid in it.
    fn tell(&mut self, payees: &mut BTreeMap<i32, Vec<PayeeCounts>>) {
        for side in 0..self.pays.len() {
            let mut of_side = self.months.values_mut().map(|month| &mut month[side]);
            of_side.find(|month| month.members > 0).into_iter().for_each(|month| month.first = 1);
        }
        self.months.iter().for_each(|(month, paid)| add(payees, *month, paid));
    }
}

/// What a member is left with in one calendar year.
struct MemberYear {
    year: i32,
    left: i128,
    own: Vec<i128>,
}

impl<'q> Worker<'q> {
    fn new(question: &'q PassInput<'q>, benefits: &[String]) -> Worker<'q> {
        let adjudicators = |books: &'q [Book]| books.iter().map(Adjudicator::new).collect();
        let place = |id: &String| benefits.iter().position(|known| known == id);
        let places = |book: &Book| {
            let places = book.benefits.iter().map(|id| place(id).expect("one of all") as u16);
            places.collect()
        };
        let own = question.books[0].vocabulary.fields.iter();
        let own = own.filter_map(|field| match field.kind {
            FieldKind::Word { slot, .. } if field.owner == Owner::Member => Some(slot),
            _ => None,
        });
        Worker {
            question,
            books: adjudicators(question.books),
            points: adjudicators(question.points),
            benefits: question.books.iter().map(places).collect(),
            facts: COMMON_FACTS.into_iter().chain(own).collect(),
            pays: vec![ScenarioPayments::default(); question.books.len()],
            point: PointPayments::default(),
            years: Vec::new(),
            counted: Vec::new(),
            groups: Vec::new(),
        }
    }

    fn decide(&mut self, intake: &Intake, members: &[u32]) -> PassTotals {
        let mut scores = PassTotals::new(self.question);
        let mut groups: HashMap<Dimension, GroupTotals> = HashMap::new();
        let mut dossiers = intake.records();
        for members in members.chunks(MEMBERS_PREFETCHED) {
            dossiers.prefetch(members);
            let mut people: Vec<MemberHistories> = Vec::with_capacity(members.len());
            for &member in members {
                match self.open(member, &mut dossiers, &mut scores) {
                    Ok(person) => people.push(person),
                    Err(why) => scores.wrong.push(why),
                }
            }
            for person in &people {
                if let Err(why) = self.person(person, &mut scores) {
                    scores.wrong.push(why);
                }
                for (by, group) in self.groups.drain(..) {
                    match groups.get_mut(&by) {
                        Some(all) => all.add(&group),
                        None => drop(groups.insert(by, group)),
                    }
                }
            }
            self.try_points(&people, &mut scores);
            people.into_iter().for_each(|person| dossiers.recycle(person.own));
        }
        scores.groups = groups.into_iter().collect();
        scores
    }

    /// Opens a member, whose bills grow.
    fn open<'i>(
        &self,
        member: u32,
        dossiers: &mut Dossiers<'i>,
        scores: &mut PassTotals,
    ) -> Result<MemberHistories<'i>, Sentence> {
        let mut own = dossiers.load(member);
        scores.refused += own.row_errors.len() as u64;
        let said = self.question.said_of(&own);
        if !said.is_empty() {
            let facts = Facts::of(&self.question.books[0], &own, said)?;
            facts.leave_out_settled(&mut own);
        }
        scores.read += own.bills.len() as u64;
        let counted = own.bills.iter().filter(|bill| self.question.scope.counts(bill));
        let last = counted.map(|bill| bill.settled_on.month()).max();
        scores.last_settled = scores.last_settled.max(last);
        let like = match self.question.growth {
            Some(factors) => factors.grow(&mut own, self.question, &mut scores.grew)?,
            None => Vec::new(),
        };
        Ok(MemberHistories { member, own, like })
    }

    /// Decides one person's bills under all terms.
    fn person(
        &mut self,
        person: &MemberHistories,
        scores: &mut PassTotals,
    ) -> Result<(), Sentence> {
        let mut paid = MemberPayments::new(self.pays.len());
        let mut counts = false;
        for (dossier, said) in person.histories(self.question) {
            counts |= dossier.bills.iter().any(|bill| self.question.scope.counts(bill));
            self.history(dossier, said, &mut paid, scores)?;
        }
        for (_, group) in &mut self.groups {
            let baseline = group.sides[0].payable;
            for side in &mut group.sides {
                side.members = u64::from(side.payable > 0);
                side.moved = u64::from(side.payable != baseline);
            }
        }
        scores.members += u64::from(counts);
        paid.tell(&mut scores.payees);
        let pays = paid.pays;
        scores.resampled.add(self.question.seed, person.own.id, &pays);
        if pays.iter().any(|paid| *paid != pays[0]) {
            scores.moved.push(MemberChange { member: person.member, pays });
        }
        Ok(())
    }

    /// Decides one history under all terms; adds to what the person is paid under each.
    fn history(
        &mut self,
        dossier: &Dossier,
        said: &[Saying],
        paid: &mut MemberPayments,
        scores: &mut PassTotals,
    ) -> Result<(), Sentence> {
        if dossier.bills.is_empty() {
            return Ok(());
        }
        scores.decided += dossier.bills.len() as u64;
        for (place, (adjudicator, pays)) in self.books.iter_mut().zip(&mut self.pays).enumerate() {
            pays.bills.clear();
            pays.benefits.clear();
            match place {
                0 => decide(adjudicator, dossier, said, pays)?,
                _ => scores.unsaid += decide_otherwise(adjudicator, dossier, said, pays),
            }
        }
        self.count(dossier);
        self.sum_up(dossier, paid, scores);
        self.leave(dossier, scores);
        self.look_under(dossier, scores);
        if self.question.by_bill {
            self.write(dossier, scores);
        }
        Ok(())
    }

    /// Adds the bills of the member at hand to their groups.
    fn count(&mut self, dossier: &Dossier) {
        let Worker { question, groups, pays, benefits, facts, .. } = self;
        let sides = pays.len();
        for (place, bill) in dossier.bills.iter().enumerate() {
            if !question.scope.counts(bill) {
                continue;
            }
            let Member { birth, facts: values, .. } = *dossier.member_on(bill.basis);
            let age = bill.basis.age(birth);
            let band = AGE_BANDS.iter().rposition(|from| *from <= age).unwrap_or(0) as u8;
            let fact = |slot: u8| bill.facts[slot as usize];
            let own = facts.iter().map(|&slot| Dimension::Fact(slot, values[slot as usize]));
            let keys = [
                Dimension::All,
                Dimension::MemberYear(bill.month.div_euclid(12)),
                Dimension::Level(fact(Vocabulary::HOSPITAL_LEVEL)),
                Dimension::Category(fact(Vocabulary::CATEGORY)),
                Dimension::Age(band),
                Dimension::Unit(dossier.unit),
            ];
            for by in keys.into_iter().chain(own) {
                let group = group_of(groups, by, sides);
                group.bills += 1;
                for (side, pays) in group.sides.iter_mut().zip(pays.iter()) {
                    side.add(pays.bills[place]);
                }
            }
        }
        let mut seen: Vec<(usize, u16)> = Vec::new();
        for (side, pays) in pays.iter().enumerate() {
            for &(place, number, paid) in &pays.benefits {
                if !question.scope.counts(&dossier.bills[place]) {
                    continue;
                }
                let benefit = benefits[side][number as usize];
                let group = group_of(groups, Dimension::Benefit(benefit), sides);
                if !seen.contains(&(place, benefit)) {
                    seen.push((place, benefit));
                    group.bills += 1;
                }
                group.sides[side].add(paid);
            }
        }
    }

    /// Adds what is paid, month by month and in all, under each set of terms.
    fn sum_up(&mut self, dossier: &Dossier, all: &mut MemberPayments, scores: &mut PassTotals) {
        let sides = self.pays.len();
        for (place, bill) in dossier.bills.iter().enumerate() {
            if !self.question.scope.counts(bill) {
                continue;
            }
            let paid: ArrayVec<i64, MOST_SCENARIOS> =
                self.pays.iter().map(|side| side.bills[place].minor()).collect();
            if paid.iter().all(|paid| *paid == 0) {
                continue;
            }
            let flow = scores.flows.entry((bill.month, bill.settled_on.month()));
            let flow = flow.or_insert_with(|| vec![0; sides]);
            let month = all.months.entry(bill.settled_on.month());
            let month = month.or_insert_with(|| vec![PayeeCounts::default(); sides]);
            for (side, paid) in paid.into_iter().enumerate() {
                all.pays[side] += paid;
                flow[side] += i128::from(paid);
                month[side].members |= u64::from(paid > 0);
            }
        }
    }

    /// Adds what the member is left with, year by year.
    fn leave(&mut self, dossier: &Dossier, scores: &mut PassTotals) {
        let sides = self.pays.len();
        self.years.clear();
        for (place, bill) in dossier.bills.iter().enumerate() {
            if !self.question.scope.counts(bill) {
                continue;
            }
            let year = year_of(&mut self.years, bill, sides);
            let left = bill.left().minor();
            year.left += i128::from(left);
            for (own, pays) in year.own.iter_mut().zip(&self.pays) {
                // Money beside a bill does not make up for another one.
                *own += i128::from((left - pays.bills[place].minor()).max(0));
            }
        }
        let above = i128::from(self.question.above.minor());
        for year in &self.years {
            scores.burden.add(year, above, self.question.minor_units());
        }
    }

    /// Counts bills whose cost is under what scenarios and the baseline ask for.
    fn look_under(&self, dossier: &Dossier, scores: &mut PassTotals) {
        for (costs, under) in self.question.floors.iter().zip(&mut scores.under) {
            let is_of_these = |bill: &&Bill| {
                let days = costs.from <= bill.basis && bill.basis <= costs.to;
                days && costs.categories >> bill.facts[Vocabulary::CATEGORY as usize] & 1 == 1
            };
            let bills = dossier.bills.iter().filter(|bill| self.question.scope.counts(bill));
            for bill in bills.filter(is_of_these) {
                let cost = bill.amount(Column::InScope);
                under.bills += 1;
                under.below += u64::from(cost < costs.low);
                under.between += u64::from(costs.low <= cost && cost < costs.high);
            }
        }
    }

    /// A line a bill: whose, which, and what each set of terms pays.
    fn write(&self, dossier: &Dossier, scores: &mut PassTotals) {
        let currency = self.question.books[0].vocabulary.currency;
        for (place, bill) in dossier.bills.iter().enumerate() {
            if !self.question.scope.counts(bill) {
                continue;
            }
            cell(&mut scores.lines, dossier.bill_id(bill));
            scores.lines.push(b',');
            cell(&mut scores.lines, dossier.id);
            for pays in &self.pays {
                scores.lines.push(b',');
                amount(currency, pays.bills[place], &mut scores.lines);
            }
            scores.lines.push(b'\n');
        }
    }

    /// Decides some members under the terms of every point. There may be hundreds of points: all members
    /// are decided under one while its rules are near, and what is the same for all is looked at once.
    fn try_points(&mut self, people: &[MemberHistories], scores: &mut PassTotals) {
        if self.points.is_empty() {
            return;
        }
        let years = self.look_at(people);
        let above = self.question.above.minor();
        let mut own = vec![0i64; years];
        for (adjudicator, sums) in self.points.iter_mut().zip(&mut scores.points) {
            own.fill(0);
            let mut bills = self.counted.iter();
            for person in people {
                let mut side = ScenarioTotals::default();
                for (dossier, said) in person.histories(self.question) {
                    self.point.0.clear();
                    decide_otherwise(adjudicator, dossier, said, &mut self.point);
                    for (&paid, &(year, left)) in self.point.0.iter().zip(&mut bills) {
                        let Some(year) = year else { continue };
                        side.add(paid);
                        own[year] += (left - paid.minor()).max(0);
                    }
                }
                side.members = u64::from(side.payable > 0);
                sums.side.join(&side);
            }
            sums.above += own.iter().filter(|own| **own > above).count() as u64;
        }
    }

    /// Notes of every bill what is the same under all terms; how many years of members there are.
    fn look_at(&mut self, people: &[MemberHistories]) -> usize {
        self.counted.clear();
        let mut years = 0;
        let histories = people.iter().flat_map(|person| person.histories(self.question));
        for (dossier, _) in histories {
            let mut known: Vec<i32> = Vec::new();
            for bill in &dossier.bills {
                let settled = bill.settled_on.month().div_euclid(12);
                let year = self.question.scope.counts(bill).then(|| {
                    let place = known.iter().position(|year| *year == settled);
                    years
                        + place.unwrap_or_else(|| {
                            known.push(settled);
                            known.len() - 1
                        })
                });
                self.counted.push((year, bill.left().minor()));
            }
            years += known.len();
        }
        years
    }
}

/// What one set of terms pays on each bill of a member, and nothing else.
#[derive(Clone, Debug, Default)]
struct PointPayments(Vec<Money>);

impl Observer for PointPayments {
    const EXPLAINS: bool = false;
    const TELLS: bool = false;

    #[inline]
    fn bill(&mut self, _: usize, _: &Bill, _: &Eligibility, _: Money) {
        self.0.push(Money::ZERO);
    }

    #[inline]
    fn benefit(&mut self, _: usize, _: &Benefit, paid: Money, _: Money, _: AdjustmentReason) {
        if let Some(bill) = self.0.last_mut() {
            *bill += paid;
        }
    }
}

/// Decides the bills of one member; also what was said by hand.
#[inline]
fn decide(
    adjudicator: &mut Adjudicator,
    dossier: &Dossier,
    said: &[Saying],
    pays: &mut impl Observer,
) -> Result<(), Sentence> {
    if said.is_empty() {
        adjudicator.adjudicate(&dossier.history(), pays);
        return Ok(());
    }
    let facts = Facts::of(adjudicator.book(), dossier, said)?;
    adjudicator.adjudicate(&facts.history(dossier), pays);
    Ok(())
}

/// The same under terms that are not in force: what was said of a benefit or limit that they do not have
/// is left out. Tells how much was.
fn decide_otherwise(
    adjudicator: &mut Adjudicator,
    dossier: &Dossier,
    said: &[Saying],
    pays: &mut impl Observer,
) -> u64 {
    let knows =
        |one: &&Saying| Facts::of(adjudicator.book(), dossier, std::slice::from_ref(*one)).is_ok();
    let known: Vec<Saying> = said.iter().filter(knows).cloned().collect();
    decide(adjudicator, dossier, &known, pays).expect("all of it is known");
    (said.len() - known.len()) as u64
}

/// Adds who is paid in a month to those of all.
fn add(all: &mut BTreeMap<i32, Vec<PayeeCounts>>, month: i32, paid: &[PayeeCounts]) {
    let sums = all.entry(month).or_insert_with(|| vec![PayeeCounts::default(); paid.len()]);
    for (sum, more) in sums.iter_mut().zip(paid) {
        sum.members += more.members;
        sum.first += more.first;
    }
}

fn group_of(
    groups: &mut Vec<(Dimension, GroupTotals)>,
    by: Dimension,
    sides: usize,
) -> &mut GroupTotals {
    let place = groups.iter().position(|(known, _)| *known == by).unwrap_or_else(|| {
        groups.push((
            by,
            GroupTotals { members: 1, sides: vec![ScenarioTotals::default(); sides], bills: 0 },
        ));
        groups.len() - 1
    });
    &mut groups[place].1
}

fn year_of<'y>(years: &'y mut Vec<MemberYear>, bill: &Bill, sides: usize) -> &'y mut MemberYear {
    let settled = bill.settled_on.month().div_euclid(12);
    let place = years.iter().position(|year| year.year == settled).unwrap_or_else(|| {
        years.push(MemberYear { year: settled, left: 0, own: vec![0; sides] });
        years.len() - 1
    });
    &mut years[place]
}

impl Selection for PassInput<'_> {
    fn books(&self) -> &[Book] {
        self.books
    }

    fn seed(&self) -> u64 {
        self.seed
    }

    fn counts(&self, bill: &Bill) -> bool {
        self.scope.counts(bill)
    }
}

impl<'q> PassInput<'q> {
    /// What was said by hand of a member.
    fn said_of(&self, dossier: &Dossier) -> &'q [Saying] {
        if self.said.is_empty() {
            return &[];
        }
        self.said.get(dossier.id).map_or(&[], Vec::as_slice)
    }

    /// Minor units of one unit of the currency.
    fn minor_units(&self) -> i128 {
        10i128.pow(self.books[0].vocabulary.currency.decimals())
    }
}

impl ScenarioTotals {
    #[inline]
    fn add(&mut self, paid: Money) {
        self.bills += u64::from(paid > Money::ZERO);
        self.payable += i128::from(paid.minor());
    }

    fn join(&mut self, other: &ScenarioTotals) {
        self.bills += other.bills;
        self.members += other.members;
        self.moved += other.moved;
        self.payable += other.payable;
    }
}

impl GroupTotals {
    /// Adds a group of other members.
    pub fn add(&mut self, other: &GroupTotals) {
        self.bills += other.bills;
        self.members += other.members;
        self.sides.resize(other.sides.len(), ScenarioTotals::default());
        self.sides.iter_mut().zip(&other.sides).for_each(|(side, more)| side.join(more));
    }
}

impl Burden {
    fn new(sides: usize) -> Burden {
        Burden {
            bands: vec![[0; BURDEN_BANDS.len()]; sides + 1],
            own: vec![0; sides],
            above: vec![0; sides + 1],
            ..Burden::default()
        }
    }

    fn add(&mut self, year: &MemberYear, above: i128, unit: i128) {
        self.years += 1;
        self.left += year.left;
        self.own.iter_mut().zip(&year.own).for_each(|(sum, own)| *sum += own);
        let all = std::iter::once(&year.left).chain(&year.own);
        for (at, own) in all.enumerate() {
            let band = BURDEN_BANDS.iter().rposition(|from| i128::from(*from) * unit <= *own);
            self.bands[at][band.unwrap_or(0)] += 1;
            self.above[at] += u64::from(*own > above);
        }
    }

    fn join(&mut self, other: &Burden) {
        self.years += other.years;
        self.left += other.left;
        self.own.iter_mut().zip(&other.own).for_each(|(sum, more)| *sum += more);
        self.above.iter_mut().zip(&other.above).for_each(|(sum, more)| *sum += more);
        for (bands, more) in self.bands.iter_mut().zip(&other.bands) {
            bands.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        }
    }
}

impl PassTotals {
    fn new(question: &PassInput) -> PassTotals {
        let sides = question.books.len();
        PassTotals {
            burden: Burden::new(sides),
            resampled: Resampled::new(question.replicates, sides),
            points: vec![PointTotals::default(); question.points.len()],
            under: vec![UnfiledCounts::default(); question.floors.len()],
            ..PassTotals::default()
        }
    }

    /// With those of the members that come next.
    fn and(mut self, mut more: PassTotals) -> PassTotals {
        if self.burden.own.is_empty() {
            return more; // Nothing yet.
        }
        if more.burden.own.is_empty() {
            return self;
        }
        self.members += more.members;
        self.read += more.read;
        self.decided += more.decided;
        self.last_settled = self.last_settled.max(more.last_settled);
        self.grew.costs += more.grew.costs;
        self.grew.bills += more.grew.bills;
        for (by, group) in more.groups {
            self.groups.entry(by).or_default().add(&group);
        }
        for (months, paid) in more.flows {
            let sums = self.flows.entry(months).or_insert_with(|| vec![0; paid.len()]);
            sums.iter_mut().zip(paid).for_each(|(sum, more)| *sum += more);
        }
        for (month, paid) in more.payees {
            add(&mut self.payees, month, &paid);
        }
        self.moved.append(&mut more.moved);
        self.burden.join(&more.burden);
        self.resampled.join(&more.resampled);
        for (sums, more) in self.points.iter_mut().zip(&more.points) {
            sums.side.join(&more.side);
            sums.above += more.above;
        }
        for (count, more) in self.under.iter_mut().zip(&more.under) {
            count.bills += more.bills;
            count.below += more.below;
            count.between += more.between;
        }
        self.refused += more.refused;
        self.unsaid += more.unsaid;
        self.lines.append(&mut more.lines);
        self.wrong.append(&mut more.wrong);
        self
    }

    /// What each set of terms pays in all, in minor units.
    pub fn totals(&self, sides: usize) -> Vec<i128> {
        let all = self.groups.get(&Dimension::All);
        all.map_or(vec![0; sides], |group| group.sides.iter().map(|side| side.payable).collect())
    }
}
