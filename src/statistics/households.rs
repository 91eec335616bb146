//! households.csv: households whose members together have high own cost in one calendar year; only where files of
//! members name households.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::intake::mask;
use crate::money::Currency;
use crate::nightly::Households;
use crate::output::reports::{Options, Year};
use crate::output::{MoneySum, cell};

const HEADER: &[u8] =
    b"household_id,year,members,bills,billed,funds_paid,hospital_borne,scheme_paid,own_cost\n";

/// The years of a household's members together.
struct Sum {
    /// Members with a decided bill in the year.
    members: u64,
    year: Year,
}

/// Sums of households on their way.
pub(super) struct HouseholdYears {
    of_members: Households,
    sums: BTreeMap<(String, i32), Sum>,
}

impl HouseholdYears {
    pub fn new(of_members: Households) -> HouseholdYears {
        HouseholdYears { of_members, sums: BTreeMap::new() }
    }

    /// Adds a year of a member, by main id.
    pub fn add(&mut self, main: &str, year: &Year) {
        let Some(household) = self.of_members.get(main) else { return };
        let none = || Sum { members: 0, year: Year::new(year.member, year.year) };
        let sum = self.sums.entry((household.clone(), year.year)).or_insert_with(none);
        sum.members += 1;
        sum.year.join(year);
    }

    /// The table, the highest own cost first; nothing where no list is wanted, or no member has a household.
    pub fn table(&self, options: &Options, currency: Currency) -> Option<Vec<u8>> {
        let above = MoneySum::from(options.hardship.filter(|_| !self.of_members.is_empty())?);
        let mut rows: Vec<_> = self.sums.iter().filter(|(_, sum)| sum.year.own > above).collect();
        rows.sort_by_key(|(key, sum)| (Reverse(sum.year.own), *key));
        let mut out = HEADER.to_vec();
        for ((household, _), Sum { members, year }) in rows {
            let shown = if options.full_ids { household.clone() } else { mask(household) };
            cell(&mut out, &shown);
            out.extend(format!(",{},{members},{}", year.year, year.bills).as_bytes());
            for amount in [year.billed, year.funds, year.hospital, year.scheme, year.own] {
                out.extend(format!(",{}", amount.show(currency)).as_bytes());
            }
            out.push(b'\n');
        }
        Some(out)
    }
}
