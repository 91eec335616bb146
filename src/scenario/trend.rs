//! Trends: bills of past years as those of a later year would be.
//!
//! Every amount of a bill, but no count, grows by a rate for each year from that of the bill to the year asked for
//! (cost trend), and bills become more or fewer by another rate (frequency trend). Both hold for all scenarios alike,
//! before anything is decided: limits and thresholds do not grow unless a scenario says so. Rates may differ by
//! category and by year.

use std::collections::BTreeSet;

use super::ScenarioError;
use super::frequency::{AddedBills, FrequencyTrend};
use super::rates::{FactorTable, TOO_FAR, TrendRates, WHOLE};
use super::selection::Selection;
use crate::claim::{Bill, Column, FUNDS, Field, FieldKind, Vocabulary};
use crate::intake::LoadedMember;
use crate::money::Money;

/// How bills grow until a year.
///
/// ```
/// use huzhu::scenario::{Trend, TrendRates};
/// use huzhu::scheme::Book;
///
/// let book = Book::load(std::path::Path::new("rules/weihai")).unwrap();
/// let costs = TrendRates(vec!["5%".parse().unwrap(), "emergency=-1.5%".parse().unwrap()]);
/// let trend = Trend { costs, to: 2026, ..Trend::default() };
/// assert!(trend.factors(book.vocabulary()).unwrap().is_some());
/// assert!(Trend::default().factors(book.vocabulary()).unwrap().is_none(), "nothing grows");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trend {
    /// Rates of what a bill costs.
    pub costs: TrendRates,
    /// Rates of how many bills there are.
    pub bills: TrendRates,
    /// Whose the added bills are.
    pub added: AddedBills,
    /// The year whose prices and number of bills all years are to have.
    pub to: i32,
}

/// What a trend did to the bills that are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TrendEffect {
    /// Bills of which an amount changed.
    pub costs: u64,
    /// How many bills there are more; below zero, fewer.
    pub bills: i64,
}

impl TrendEffect {
    pub(crate) fn join(&mut self, other: TrendEffect) {
        self.costs += other.costs;
        self.bills += other.bills;
    }
}

/// A trend under one vocabulary, ready to be applied.
#[derive(Clone, Debug)]
pub struct TrendFactors {
    costs: Option<FactorTable>,
    /// The columns that are numbers and no amounts.
    counts: Vec<Column>,
    frequency: Option<FrequencyTrend>,
}

impl Trend {
    /// The factors under a vocabulary; `None` where nothing grows.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the rates: an unknown category, a year that the trend does not cross, two rates
    /// for the same, or two of which neither goes before the other.
    pub fn factors(
        &self,
        vocabulary: &Vocabulary,
    ) -> Result<Option<TrendFactors>, Vec<ScenarioError>> {
        let known = &vocabulary.categories;
        let (costs, bills) = (self.costs.table(self.to, known), self.bills.table(self.to, known));
        let (costs, bills) = match (costs, bills) {
            (Ok(costs), Ok(bills)) => (costs, bills),
            (costs, bills) => {
                let wrong = [costs.err(), bills.err()];
                return Err(wrong.into_iter().flatten().flatten().collect());
            }
        };
        let again = BTreeSet::new();
        let frequency = bills.map(|table| FrequencyTrend { table, added: self.added, again });
        let grows = costs.is_some() || frequency.is_some();
        Ok(grows.then_some(TrendFactors { costs, counts: counts(vocabulary), frequency }))
    }
}

/// The columns that are numbers and no amounts.
fn counts(vocabulary: &Vocabulary) -> Vec<Column> {
    let count = |field: &Field| match field.kind {
        FieldKind::Count { column, .. } => Some(column),
        FieldKind::Amount { .. }
        | FieldKind::Lines { .. }
        | FieldKind::Word { .. }
        | FieldKind::Date { .. } => None,
    };
    vocabulary.fields.iter().filter_map(count).collect()
}

/// What one year has beside what it had. Shares are so many of ten thousand.
#[derive(Clone, Debug)]
pub(crate) enum Shock {
    /// Every bill costs more by a share.
    Costs(u32),
    /// There are more stays by a share.
    Stays(u32, AddedBills),
    /// The stays with these bills come once more, of other people like the members.
    Again(BTreeSet<String>),
}

impl TrendFactors {
    /// What a shock makes of the bills of one year; those of all other years stay as they are.
    pub(crate) fn of_shock(shock: Shock, year: i32, vocabulary: &Vocabulary) -> TrendFactors {
        let grown = |share| FactorTable::of_year(year, share, vocabulary.categories.len());
        let frequency = |share, added, again| FrequencyTrend { table: grown(share), added, again };
        let (costs, frequency) = match shock {
            Shock::Costs(share) => (Some(grown(share)), None),
            Shock::Stays(share, added) => (None, Some(frequency(share, added, BTreeSet::new()))),
            Shock::Again(bills) => (None, Some(frequency(0, AddedBills::OtherMembers, bills))),
        };
        TrendFactors { costs, counts: counts(vocabulary), frequency }
    }

    /// Applies the trend to the bills of a member, and adds to `effect` what became of those that are counted.
    /// Returns the added stays that are of other members: each is the only stay of somebody like this member.
    ///
    /// # Errors
    ///
    /// When a bill is too old or grows too large, or there would be too many bills.
    pub fn grow<'i>(
        &self,
        record: &mut LoadedMember<'i>,
        pass: &impl Selection,
        effect: &mut TrendEffect,
    ) -> Result<Vec<LoadedMember<'i>>, ScenarioError> {
        if let Some(costs) = &self.costs {
            for bill in &mut record.bills {
                let before = bill.amounts;
                grow_costs(costs, &self.counts, bill)?;
                effect.costs += u64::from(pass.counts(bill) && bill.amounts != before);
            }
        }
        let Some(frequency) = &self.frequency else { return Ok(Vec::new()) };
        let counted = |record: &LoadedMember| {
            record.bills.iter().filter(|bill| pass.counts(bill)).count() as i64
        };
        let before = counted(record);
        let added = frequency.apply(record, pass)?;
        effect.bills += counted(record) - before + added.iter().map(counted).sum::<i64>();
        Ok(added)
    }
}

/// Puts a bill at the prices of the year asked for.
fn grow_costs(
    costs: &FactorTable,
    counts: &[Column],
    bill: &mut Bill,
) -> Result<(), ScenarioError> {
    let factor = costs.factor(bill)?;
    if factor == WHOLE {
        return Ok(());
    }
    let before = bill.amounts;
    for amount in &mut bill.amounts {
        let grown = (i128::from(amount.minor()).saturating_mul(factor) + WHOLE / 2) / WHOLE;
        let grown = i64::try_from(grown).ok().map(Money::from_minor);
        *amount = grown.filter(|grown| *grown <= Money::MOST).ok_or(TOO_FAR)?;
    }
    for column in counts {
        bill.amounts[column.index()] = before[column.index()];
    }
    fit(bill);
    Ok(())
}

/// Each amount was rounded for itself: makes the whole large enough for its parts again.
fn fit(bill: &mut Bill) {
    let amount = |column: Column| bill.amount(column);
    let funds: Money = FUNDS.into_iter().map(amount).sum();
    let outside = amount(Column::OutOfCatalogue) + amount(Column::OverLimit);
    let outside = outside + amount(Column::ClassBPrepay);
    let least = (funds + amount(Column::HospitalBorne)).max(outside).max(amount(Column::InScope));
    let total = amount(Column::Total).max(least);
    bill.amounts[Column::Total.index()] = total;
    bill.amounts[Column::FundsPaid.index()] = funds;
    if bill.present >> Column::InScope.index() & 1 == 0 {
        bill.amounts[Column::InScope.index()] = (total - outside).or_zero();
    }
}
