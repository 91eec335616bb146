//! What a period is summed up from: who was known and insured at its end, what was decided in it, and what was posted.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::decided::{Decisions, each_person};
use super::error::StatisticsError;
use super::figures::Figures;
use super::period::Period;
use super::posted::{Moved, Posted, moved_by_postings, posted};
use crate::accounting::{Contribution, contributions};
use crate::claim::{Bill, Column};
use crate::date::Day;
use crate::intake::{Households, Intake, LoadedMember};
use crate::ledger::{Decided, Ledger};
use crate::money::MoneySum;
use crate::nightly::{KnownBy, known_by};
use crate::output::reports::{Claims, Collected, Options, Year};
use crate::scheme::Book;

/// A period, summed up.
pub(super) struct Gathered<'b> {
    pub intake: Intake<'b>,
    pub collected: Collected,
    pub households: Households,
    pub figures: OfPlans,
}

/// Figures of all plans together, and of each, where there are several.
#[derive(Clone, Debug, Default)]
pub(super) struct OfPlans {
    pub all: Figures,
    pub plans: BTreeMap<String, Figures>,
}

impl OfPlans {
    /// Who was insured, and what came in.
    fn of(
        ledger: &Ledger,
        book: &Book,
        intake: &Intake,
        period: &Period,
    ) -> Result<OfPlans, StatisticsError> {
        let booked = booked(ledger, period)?;
        let sum = |plan: Option<&str>| {
            let of_plan = |one: &&Contribution| plan.is_none_or(|plan| one.plan == plan);
            booked.as_ref().map(|all| all.iter().filter(of_plan).map(|one| one.amount).sum())
        };
        let all = Figures::insured(intake, period, None);
        let mut of =
            OfPlans { all: Figures { contributions: sum(None), ..all }, ..OfPlans::default() };
        let plans = book.vocabulary().plans();
        for (number, plan) in plans.iter().enumerate().filter(|_| plans.len() > 1) {
            let number = u8::try_from(number).ok();
            let insured = Figures::insured(intake, period, number);
            let figures = Figures { contributions: sum(Some(plan)), ..insured };
            of.plans.insert(plan.clone(), figures);
        }
        Ok(of)
    }

    /// Adds what was moved of the bills of one person; whether one of them was helped.
    fn add(&mut self, moved: &[Moved]) -> bool {
        for (plan, figures) in &mut self.plans {
            figures.add(moved.iter().filter(|one| one.plan == *plan));
        }
        self.all.add(moved.iter())
    }
}

/// Sums a period up.
pub(super) fn gather<'b>(
    ledger: &Ledger,
    book: &'b Book,
    period: &Period,
    options: &Options,
) -> Result<Gathered<'b>, StatisticsError> {
    let KnownBy { intake, households } = known_by(ledger, book, period.posted().1)?;
    let intake = match options.on {
        Some(day) => intake.placed_on(day),
        None => intake,
    };
    let mains: HashMap<String, String> = ledger.same_people()?.into_iter().collect();
    let mut sums = Sums {
        period,
        options,
        collected: Collected::new(&intake),
        figures: OfPlans::of(ledger, book, &intake, period)?,
        payable: MoneySum::ZERO,
        posted: posted(ledger, period, &mains)?,
    };
    let wanted = (period, options.asks_own_cost());
    each_person(ledger, wanted, &mains, |main, decisions| sums.add(&intake, main, decisions))?;
    sums.add_up(ledger, book)?;
    let Sums { collected, mut figures, .. } = sums;
    figures.plans.retain(|_, figures| figures.is_any());
    Ok(Gathered { intake, collected, households, figures })
}

/// Contributions that were booked in the period, of an edition those that name it; nothing where no receipt is known.
fn booked(ledger: &Ledger, period: &Period) -> Result<Option<Vec<Contribution>>, StatisticsError> {
    let (first, last) = period.posted();
    let is_of = |one: &Contribution| match period.edition() {
        Some(edition) => one.edition == edition,
        None => (first..=last).contains(&one.booked_on),
    };
    let all = contributions(ledger)?;
    Ok(all.map(|all| all.into_iter().filter(is_of).collect()))
}

/// Sums on their way.
struct Sums<'p> {
    period: &'p Period,
    options: &'p Options,
    collected: Collected,
    figures: OfPlans,
    /// What the tables come to.
    payable: MoneySum,
    /// What was posted of people who are still to come.
    posted: Posted,
}

/// Decisions on each bill, under all its plans.
type ByBill<'d> = BTreeMap<&'d str, Vec<&'d Decided>>;

fn by_bill(decided: &[Decided]) -> ByBill<'_> {
    let mut bills = ByBill::new();
    for one in decided {
        bills.entry(&one.bill_id).or_default().push(one);
    }
    bills
}

/// Whether a bill was not decided before, or has another status or amount under a plan now: a flag that comes or goes
/// with other bills decides nothing.
fn is_changed(before: Option<&Vec<&Decided>>, after: &[&Decided]) -> bool {
    let decided = |one: &&Decided| (one.plan.clone(), one.status.clone(), one.benefits.clone());
    before.is_none_or(|before| !before.iter().map(decided).eq(after.iter().map(decided)))
}

impl Sums<'_> {
    /// Adds a person.
    fn add(&mut self, intake: &Intake, main: &str, decisions: &Decisions) {
        let moved = self.posted.remove(main).unwrap_or_default();
        let (before, after) = (by_bill(&decisions.before), by_bill(&decisions.after));
        let changed: BTreeSet<&str> = after
            .iter()
            .filter(|(bill, decided)| is_changed(before.get(*bill), decided))
            .map(|(bill, _)| *bill)
            .collect();
        if moved.is_empty() && changed.is_empty() && !self.options.asks_own_cost() {
            return;
        }
        let member = intake.member(main);
        let record = member.map(|member| intake.records().load(member));
        let bills: HashMap<&str, &Bill> = record.iter().flat_map(bills_of).collect();
        let payable: MoneySum = moved.iter().map(|one| one.amount).sum();
        let of_bill = |bill: &str| -> MoneySum {
            moved.iter().filter(|one| one.bill_id == bill).map(|one| one.amount).sum()
        };
        let mut claims = Claims { payable, ..Claims::default() };
        for bill in &changed {
            claims.bills += 1;
            claims.paid += u64::from(of_bill(bill) > MoneySum::ZERO);
            claims.denied += u64::from(after[bill].iter().all(|one| one.status == "denied"));
            claims.billed += bills.get(bill).map_or(MoneySum::ZERO, |bill| total(bill));
        }
        claims.claimants = u64::from(!changed.is_empty());
        claims.beneficiaries = u64::from(self.figures.add(&moved));
        self.payable += payable;
        let unit = member.map_or(0, |member| intake.unit_of(member));
        self.collected.claimed(unit, claims);
        if let Some(member) = member {
            self.add_years(member, &after, &bills);
        }
    }

    /// Adds what was left with a member in each calendar year that the period touches.
    fn add_years(&mut self, member: u32, after: &ByBill, bills: &HashMap<&str, &Bill>) {
        if !self.options.asks_own_cost() {
            return;
        }
        let (first, last) = (self.period.first().year(), self.last_day().year());
        let mut years: BTreeMap<i32, Year> = BTreeMap::new();
        for (id, decided) in after {
            let Some(bill) = bills.get(id) else { continue };
            let year = bill.settled_on().year();
            if (first..=last).contains(&year) && bill.settled_on() <= self.last_day() {
                let paid = decided.iter().map(|one| one.payable()).sum();
                years.entry(year).or_insert_with(|| Year::new(member, year)).add(bill, paid);
            }
        }
        years.into_values().for_each(|year| self.collected.lived(year));
    }

    fn last_day(&self) -> Day {
        self.options.on.unwrap_or(self.period.last())
    }

    /// Makes sure that the tables come to what the postings moved, as these say by themselves.
    fn add_up(&self, ledger: &Ledger, book: &Book) -> Result<(), StatisticsError> {
        let posted = self.figures.all.posted();
        let books = moved_by_postings(ledger, self.period)?.unwrap_or(posted);
        if [posted, self.payable] == [books; 2] {
            return Ok(());
        }
        let show = |sum: MoneySum| sum.show(book.vocabulary.currency);
        let tables = if posted == books { self.payable } else { posted };
        Err(StatisticsError::DoesNotAddUp { books: show(books), tables: show(tables) })
    }
}

/// Bills of a member by their ids.
fn bills_of<'r>(record: &'r LoadedMember) -> impl Iterator<Item = (&'r str, &'r Bill)> {
    record.bills().iter().map(|bill| (record.bill_id(bill), bill))
}

fn total(bill: &Bill) -> MoneySum {
    MoneySum::from(bill.amount(Column::Total))
}
