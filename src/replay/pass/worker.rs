//! One thread of a pass: it decides members under every scenario, and adds what they are paid to the totals.

use arrayvec::ArrayVec;
use hashbrown::HashMap;

use super::super::burden::MemberYear;
use super::super::error::MemberError;
use super::super::experience::{Cohort, CohortClaims, Districts};
use super::super::group_totals::{GroupTotals, age_band};
use super::super::month::payment_years;
use super::super::totals::{Dimension, PassTotals};
use super::super::{MemberChange, Month};
use super::input::{MOST_SCENARIOS, PassInput};
use super::member::{MemberHistories, MemberPayments};
use super::observers::{PointPayments, ScenarioPayments, decide, decide_otherwise};
use crate::adjudication::Adjudicator;
use crate::claim::{Bill, Column, FieldKind, Member, Owner, Vocabulary};
use crate::csv_cells::{amount, cell};
use crate::intake::{Intake, LoadedMember, MEMBERS_PREFETCHED, MemberLoader};
use crate::manual_facts::{Facts, ManualFact};
use crate::money::{Money, MoneySum};
use crate::scheme::Book;

/// Sex and hardship, which every scheme has.
const COMMON_FACTS: [u8; 2] = [0, 1];

/// What one thread keeps: an adjudicator for every scenario and point, and buffers for what they pay.
pub(super) struct Worker<'q> {
    pub input: &'q PassInput<'q>,
    scenarios: Vec<Adjudicator<'q>>,
    pub points: Vec<Adjudicator<'q>>,
    /// For each scenario, the places of its benefits among those of all.
    benefits: Vec<Vec<u16>>,
    /// The slots of a member's facts that bills are grouped by.
    facts: Vec<u8>,
    /// The districts of units.
    pub districts: &'q Districts,
    pub payments: Vec<ScenarioPayments>,
    pub point: PointPayments,
    years: Vec<MemberYear>,
    pub counted: Vec<CountedBill>,
    /// The groups of the bills of the member at hand.
    groups: Vec<(Dimension, GroupTotals)>,
    /// The claims of the member at hand.
    pub claims: Vec<(Cohort, CohortClaims)>,
}

/// What is the same of a bill at every point.
#[derive(Clone, Copy)]
pub(super) struct CountedBill {
    /// The place of the member's year, if the bill is counted.
    pub year: Option<usize>,
    /// What primary cover left of it.
    pub left: Money,
}

impl<'q> Worker<'q> {
    pub fn new(
        input: &'q PassInput<'q>,
        benefits: &[String],
        districts: &'q Districts,
    ) -> Worker<'q> {
        let adjudicators = |books: &'q [Book]| books.iter().map(Adjudicator::new).collect();
        let place = |id: &String| benefits.iter().position(|known| known == id);
        let places = |book: &Book| {
            let places = book.benefits.iter().map(|id| place(id).expect("one of all") as u16);
            places.collect()
        };
        let own = input.scenarios[0].vocabulary.fields.iter();
        let own = own.filter_map(|field| match field.kind {
            FieldKind::Word { slot, .. } if field.owner == Owner::Member => Some(slot),
            _ => None,
        });
        Worker {
            input,
            scenarios: adjudicators(input.scenarios),
            points: adjudicators(input.points),
            benefits: input.scenarios.iter().map(places).collect(),
            facts: COMMON_FACTS.into_iter().chain(own).collect(),
            districts,
            payments: vec![ScenarioPayments::default(); input.scenarios.len()],
            point: PointPayments::default(),
            years: Vec::new(),
            counted: Vec::new(),
            groups: Vec::new(),
            claims: Vec::new(),
        }
    }

    /// Decides some members under every scenario and at every point.
    pub fn decide(&mut self, intake: &Intake, members: &[u32]) -> PassTotals {
        let mut totals = PassTotals::new(self.input);
        // A hash table while members are added: its order is that of no output.
        let mut groups: HashMap<Dimension, GroupTotals> = HashMap::new();
        let mut claims: HashMap<Cohort, CohortClaims> = HashMap::new();
        let mut records = intake.records();
        for members in members.chunks(MEMBERS_PREFETCHED) {
            records.prefetch(members);
            let mut opened: Vec<MemberHistories> = Vec::with_capacity(members.len());
            for &member in members {
                match self.open(member, &mut records, &mut totals) {
                    Ok(member) => opened.push(member),
                    Err(why) => totals.faults.push(why),
                }
            }
            for member in &opened {
                if let Err(why) = self.member(member, &mut totals) {
                    totals.faults.push(why);
                }
                for (dimension, group) in self.groups.drain(..) {
                    match groups.get_mut(&dimension) {
                        Some(all) => all.add(&group),
                        None => drop(groups.insert(dimension, group)),
                    }
                }
                for (cohort, of_member) in self.claims.drain(..) {
                    claims.entry(cohort).or_default().add(&of_member);
                }
            }
            self.decide_points(&opened, &mut totals);
            opened.into_iter().for_each(|member| records.recycle(member.own));
        }
        totals.groups = groups.into_iter().collect();
        totals.claims = claims.into_iter().collect();
        totals
    }

    /// Opens a member, and applies the trend to the bills.
    fn open<'i>(
        &self,
        member: u32,
        records: &mut MemberLoader<'i>,
        totals: &mut PassTotals,
    ) -> Result<MemberHistories<'i>, MemberError> {
        let mut own = records.load(member);
        totals.rejected_rows += own.row_errors.len() as u64;
        let facts = self.input.facts_on(&own);
        if !facts.is_empty() {
            let facts = Facts::of(&self.input.scenarios[0], &own, facts)?;
            facts.leave_out_settled(&mut own);
        }
        totals.bills_read += own.bills.len() as u64;
        let counted = own.bills.iter().filter(|bill| self.input.scope.counts(bill));
        let last = counted.map(|bill| Month::of(bill.settled_on)).max();
        totals.last_settled = totals.last_settled.max(last);
        let added = match self.input.trend {
            Some(factors) => factors.grow(&mut own, self.input, &mut totals.trend_effect)?,
            None => Vec::new(),
        };
        Ok(MemberHistories { member, own, added })
    }

    /// Decides one member's bills under every scenario.
    fn member(
        &mut self,
        member: &MemberHistories,
        totals: &mut PassTotals,
    ) -> Result<(), MemberError> {
        let mut paid = MemberPayments::new(self.payments.len());
        let mut counts = false;
        for (record, facts) in member.all(self.input) {
            counts |= record.bills.iter().any(|bill| self.input.scope.counts(bill));
            self.history(record, facts, &mut paid, totals)?;
        }
        self.groups.iter_mut().for_each(|(_, group)| group.count_member());
        self.claims.iter_mut().for_each(|(_, claims)| claims.group.count_member());
        totals.members += u64::from(counts);
        paid.count_in(totals);
        totals.resampled.add(self.input.seed, member.own.id, &paid.years);
        let pays = paid.pays;
        if pays.iter().any(|paid| *paid != pays[0]) {
            totals.changes.push(MemberChange { member: member.member, pays });
        }
        Ok(())
    }

    /// Decides one history under every scenario, and adds to what the member is paid under each.
    fn history(
        &mut self,
        record: &LoadedMember,
        facts: &[ManualFact],
        paid: &mut MemberPayments,
        totals: &mut PassTotals,
    ) -> Result<(), MemberError> {
        if record.bills.is_empty() {
            return Ok(());
        }
        totals.bills_decided += record.bills.len() as u64;
        let scenarios = self.scenarios.iter_mut().zip(&mut self.payments);
        for (place, (adjudicator, payments)) in scenarios.enumerate() {
            payments.clear();
            match place {
                0 => decide(adjudicator, record, facts, payments)?,
                _ => {
                    let left_out = decide_otherwise(adjudicator, record, facts, payments);
                    totals.inapplicable_facts += left_out;
                }
            }
        }
        self.group_bills(record);
        self.group_benefits(record);
        self.count_claims(record);
        self.sum_up(record, paid, totals);
        self.add_burden(record, totals);
        self.count_cost_ranges(record, totals);
        if self.input.by_bill {
            self.write_rows(record, &mut totals.bill_rows);
        }
        Ok(())
    }

    /// Adds the bills of the member at hand to their groups.
    fn group_bills(&mut self, record: &LoadedMember) {
        let Worker { input, groups, payments, facts, .. } = self;
        for (place, bill) in record.bills.iter().enumerate() {
            if !input.scope.counts(bill) {
                continue;
            }
            let Member { birth, facts: values, .. } = *record.member_on(bill.basis);
            let age = bill.basis.age(birth);
            let fact = |slot: u8| bill.facts[slot as usize];
            let own = facts.iter().map(|&slot| Dimension::Fact(slot, values[slot as usize]));
            let common = [
                Dimension::All,
                Dimension::Year(Month::from_count(bill.month).year()),
                Dimension::Level(fact(Vocabulary::HOSPITAL_LEVEL)),
                Dimension::Category(fact(Vocabulary::CATEGORY)),
                Dimension::Age(age_band(age)),
                Dimension::Unit(record.unit),
            ];
            for dimension in common.into_iter().chain(own) {
                let group = group_of(groups, dimension, payments.len());
                group.bills += 1;
                for (scenario, paid) in group.scenarios.iter_mut().zip(payments.iter()) {
                    scenario.add(paid.bills[place]);
                }
            }
        }
    }

    /// Adds what each benefit pays to its group; a bill counts once, whatever number of scenarios pay the benefit.
    fn group_benefits(&mut self, record: &LoadedMember) {
        let Worker { input, groups, payments, benefits, .. } = self;
        let mut seen: Vec<(usize, u16)> = Vec::new();
        for (scenario, paid) in payments.iter().enumerate() {
            for one in &paid.benefits {
                if !input.scope.counts(&record.bills[one.bill]) {
                    continue;
                }
                let benefit = benefits[scenario][one.benefit as usize];
                let group = group_of(groups, Dimension::Benefit(benefit), payments.len());
                if !seen.contains(&(one.bill, benefit)) {
                    seen.push((one.bill, benefit));
                    group.bills += 1;
                }
                group.scenarios[scenario].add(one.amount);
            }
        }
    }

    /// Adds what each scenario pays, month by month and in all.
    fn sum_up(&mut self, record: &LoadedMember, all: &mut MemberPayments, totals: &mut PassTotals) {
        let scenarios = self.payments.len();
        for (place, bill) in record.bills.iter().enumerate() {
            if !self.input.scope.counts(bill) {
                continue;
            }
            let paid: ArrayVec<Money, MOST_SCENARIOS> =
                self.payments.iter().map(|payments| payments.bills[place]).collect();
            if paid.iter().all(|paid| *paid == Money::ZERO) {
                continue;
            }
            let (origin, settled) = (Month::from_count(bill.month), Month::of(bill.settled_on));
            all.add(payment_years(origin, settled), &paid);
            let flow = totals.flows.entry((origin, settled));
            let flow = flow.or_insert_with(|| vec![MoneySum::ZERO; scenarios]);
            let month = all.months.entry(settled);
            let month = month.or_insert_with(|| vec![Default::default(); scenarios]);
            for (scenario, paid) in paid.into_iter().enumerate() {
                flow[scenario] += paid;
                totals.squares[scenario] += i128::from(paid.minor()).pow(2);
                month[scenario].members |= u64::from(paid > Money::ZERO);
            }
        }
    }

    /// Adds what the member is left with, year by year.
    fn add_burden(&mut self, record: &LoadedMember, totals: &mut PassTotals) {
        self.years.clear();
        for (place, bill) in record.bills.iter().enumerate() {
            if !self.input.scope.counts(bill) {
                continue;
            }
            let year = year_of(&mut self.years, bill, self.payments.len());
            let left = bill.left();
            year.before_scheme += left;
            for (after, payments) in year.after.iter_mut().zip(&self.payments) {
                // What one bill is paid beyond its remainder does not make up for another bill.
                *after += (left - payments.bills[place]).or_zero();
            }
        }
        let edges = self.input.burden_edges();
        self.years.iter().for_each(|year| totals.burden.add(year, edges));
    }

    /// Counts bills in the ranges of cost that were asked for.
    fn count_cost_ranges(&self, record: &LoadedMember, totals: &mut PassTotals) {
        for (range, counts) in self.input.cost_ranges.iter().zip(&mut totals.unfiled) {
            let is_of_range = |bill: &&Bill| {
                let days = range.from <= bill.basis && bill.basis <= range.to;
                days && range.categories >> bill.facts[Vocabulary::CATEGORY as usize] & 1 == 1
            };
            let bills = record.bills.iter().filter(|bill| self.input.scope.counts(bill));
            for bill in bills.filter(is_of_range) {
                let cost = bill.amount(Column::InScope);
                counts.bills += 1;
                counts.below += u64::from(cost < range.low);
                counts.between += u64::from(range.low <= cost && cost < range.high);
            }
        }
    }

    /// Writes a row of by_bill.csv for each bill: whose, which, and what each scenario pays.
    fn write_rows(&self, record: &LoadedMember, rows: &mut Vec<u8>) {
        let currency = self.input.scenarios[0].vocabulary.currency;
        for (place, bill) in record.bills.iter().enumerate() {
            if !self.input.scope.counts(bill) {
                continue;
            }
            cell(rows, record.bill_id(bill));
            rows.push(b',');
            cell(rows, record.id);
            for payments in &self.payments {
                rows.push(b',');
                amount(currency, payments.bills[place], rows);
            }
            rows.push(b'\n');
        }
    }
}

fn group_of(
    groups: &mut Vec<(Dimension, GroupTotals)>,
    dimension: Dimension,
    scenarios: usize,
) -> &mut GroupTotals {
    let place = groups.iter().position(|(known, _)| *known == dimension).unwrap_or_else(|| {
        groups.push((dimension, GroupTotals::of_member(scenarios)));
        groups.len() - 1
    });
    &mut groups[place].1
}

fn year_of<'y>(
    years: &'y mut Vec<MemberYear>,
    bill: &Bill,
    scenarios: usize,
) -> &'y mut MemberYear {
    let settled = Month::of(bill.settled_on).year();
    let place = years.iter().position(|year| year.year == settled).unwrap_or_else(|| {
        years.push(MemberYear::new(settled, scenarios));
        years.len() - 1
    });
    &mut years[place]
}
