//! households.csv: households whose members together have high own cost in one calendar year, beside what they earn.
//!
//! A share of the income is asked of households, and of members without one who state an income themselves. Where
//! members of one household state different incomes none of them is taken for that of the household: its own cost is
//! held to the lowest, so that the office looks, and the table has no income and no share.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::Options;
use super::gathered::Year;
use crate::csv_cells::cell;
use crate::intake::{Household, Households, Intake, mask};
use crate::money::{Currency, Money, MoneySum, Rate, signed_percent};
use crate::output::HouseholdTotal;

const HEADER: &[u8] =
    b"household_id,member_id,year,members,bills,billed,funds_paid,hospital_borne,scheme_paid,\
    own_cost,household_income,share_of_income,incomes_stated\n";

/// Whose own cost is summed up: a household, or a member without one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Home<'i> {
    Household(&'i str),
    Alone(&'i str),
}

/// A year of a household's members together.
struct Sum {
    /// Members with a decided bill in the year.
    members: u64,
    year: Year,
}

/// The years of households, and what these earn.
pub(super) struct HouseholdYears<'i> {
    options: &'i Options,
    sums: BTreeMap<(Home<'i>, i32), Sum>,
    /// The different incomes that members of each household state, the lowest first.
    incomes: BTreeMap<Home<'i>, BTreeSet<Money>>,
}

impl<'i> HouseholdYears<'i> {
    /// Sums years of members up.
    pub fn of(
        intake: &'i Intake,
        households: &'i Households,
        years: &[Year],
        options: &'i Options,
    ) -> HouseholdYears<'i> {
        let home = |member: u32, household: Option<&'i Household>| match household {
            Some(Household { id, .. }) if !id.is_empty() => Home::Household(id),
            _ => Home::Alone(intake.member_id(member)),
        };
        let mut incomes: BTreeMap<Home, BTreeSet<Money>> = BTreeMap::new();
        for (member, household) in households {
            let stated = incomes.entry(home(*member, Some(household))).or_default();
            stated.extend(household.income);
        }
        let mut sums: BTreeMap<(Home, i32), Sum> = BTreeMap::new();
        for year in years {
            let home = home(year.member, households.get(&year.member));
            let none = || Sum { members: 0, year: Year::new(year.member, year.year) };
            let sum = sums.entry((home, year.year)).or_insert_with(none);
            sum.members += 1;
            sum.year.join(year);
        }
        HouseholdYears { options, sums, incomes }
    }

    /// The table, the highest own cost first.
    pub fn table(&self, currency: Currency) -> Vec<u8> {
        let mut rows: Vec<_> = self.listed().collect();
        rows.sort_by_key(|(key, sum)| (Reverse(sum.year.own), *key));
        let mut out = HEADER.to_vec();
        for ((home, _), sum) in rows {
            self.row((*home, sum), currency, &mut out);
        }
        out
    }

    /// What the part on shares of incomes comes to; nothing where none is asked for.
    pub fn total(&self) -> Option<HouseholdTotal> {
        let share = self.options.hardship_share?;
        let homes = |is: &dyn Fn(&Home, &Sum) -> bool| {
            let is_so = self.sums.iter().filter(|((home, _), sum)| is(home, sum));
            is_so.map(|((home, _), _)| *home).collect::<BTreeSet<_>>().len() as u64
        };
        let has_cost = |sum: &Sum| sum.year.own > MoneySum::ZERO;
        let stated = |home: &Home| self.incomes.get(home).map_or(0, BTreeSet::len);
        Some(HouseholdTotal {
            share: percentage(share),
            above: homes(&|home, sum| self.is_above_share(home, sum)),
            without_income: homes(&|home, sum| has_cost(sum) && stated(home) == 0),
            incomes_differ: homes(&|home, sum| has_cost(sum) && stated(home) > 1),
        })
    }

    /// Years with more own cost than the amount or the share that is asked for.
    fn listed(&self) -> impl Iterator<Item = (&(Home<'i>, i32), &Sum)> {
        self.sums.iter().filter(|((home, _), sum)| {
            let above = |most: Money| sum.year.own > most.into();
            let is_household = matches!(home, Home::Household(_));
            is_household && self.options.hardship.is_some_and(above)
                || self.is_above_share(home, sum)
        })
    }

    /// Whether own cost is above the share of the income, of several the lowest.
    fn is_above_share(&self, home: &Home, sum: &Sum) -> bool {
        let lowest = self.incomes.get(home).and_then(BTreeSet::first);
        let above =
            |share: Rate| lowest.is_some_and(|income| is_above(sum.year.own, share, *income));
        self.options.hardship_share.is_some_and(above)
    }

    fn row(&self, (home, sum): (Home, &Sum), currency: Currency, out: &mut Vec<u8>) {
        let shown = |id: &str| if self.options.full_ids { id.to_owned() } else { mask(id) };
        let (household, member) = match home {
            Home::Household(id) => (shown(id), String::new()),
            Home::Alone(id) => (String::new(), shown(id)),
        };
        cell(out, &household);
        out.push(b',');
        cell(out, &member);
        let Sum { members, year } = sum;
        out.extend(format!(",{},{members},{}", year.year, year.bills).as_bytes());
        for amount in [year.billed, year.funds, year.hospital, year.scheme, year.own] {
            out.extend(format!(",{}", amount.show(currency)).as_bytes());
        }
        let stated = self.incomes.get(&home);
        let only = stated.filter(|stated| stated.len() == 1).and_then(BTreeSet::first).copied();
        let income = only.map_or(String::new(), |income| currency.show(income));
        let share = only.and_then(|income| signed_percent(year.own, income.into()));
        let stated = stated.map_or(0, BTreeSet::len);
        out.extend(format!(",{income},{},{stated}\n", share.unwrap_or_default()).as_bytes());
    }
}

/// Whether own cost is above a share of an income, exactly.
fn is_above(own: MoneySum, share: Rate, income: Money) -> bool {
    let decimals = share.decimals();
    let most = i128::from(share.whole(decimals)) * i128::from(income.minor());
    own.minor() * 10_i128.pow(decimals) > most
}

/// A share as a percentage, as it was asked for.
fn percentage(share: Rate) -> String {
    format!("{}%", (share.decimal() * rust_decimal::Decimal::ONE_HUNDRED).normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_exact() {
        let above = |own, share: &str, income| {
            let share = share.parse().unwrap();
            is_above(MoneySum::from_minor(own), share, Money::from_minor(income))
        };
        // 80 % of 100.01 is 80.008: eighty yuan are not above it, eighty and a fen are.
        assert!(!above(8_000, "80%", 10_001));
        assert!(above(8_001, "80%", 10_001));
        // Exactly the share is not above it.
        assert!(!above(8_000, "80%", 10_000));
        assert!(above(1, "80%", 0));
        assert!(!above(0, "80%", 0));
    }
}
