//! hardship.csv: members with high own cost in one calendar year, after all payers.
//!
//! What a bill leaves with the member is its total less what funds, hospital and this scheme pay,
//! never below zero; denied and nil bills are in it.

use super::Options;
use super::gathered::{Collected, Year};
use crate::claim::UnitPath;
use crate::csv_cells::cell;
use crate::intake::{Intake, mask};
use crate::money::{Currency, Money};
use crate::output::HardshipTotal;

const HEADER: &str = "member_id,org_code,year,bills,billed,funds_paid,hospital_borne,scheme_paid,\
    own_cost\n";

/// The years with more own cost than an amount, the highest first, then by whole id and year.
pub(super) fn in_order(intake: &Intake, collected: &Collected, above: Money) -> Vec<Year> {
    let is_above = |year: &&Year| year.own > above.into();
    let mut years: Vec<Year> = collected.years.iter().filter(is_above).copied().collect();
    let id = |year: &Year| intake.member_id(year.member).as_bytes();
    years.sort_by(|a, b| {
        b.own.cmp(&a.own).then_with(|| id(a).cmp(id(b))).then_with(|| a.year.cmp(&b.year))
    });
    years
}

pub(super) fn table(
    intake: &Intake,
    years: &[Year],
    options: &Options,
    currency: Currency,
) -> Vec<u8> {
    let mut out = HEADER.as_bytes().to_vec();
    for year in years {
        let id = intake.member_id(year.member);
        if options.full_ids {
            cell(&mut out, id);
        } else {
            cell(&mut out, &mask(id));
        }
        out.push(b',');
        cell(&mut out, &UnitPath::of(intake.unit(intake.unit_of(year.member))).to_string());
        out.extend(format!(",{},{}", year.year, year.bills).as_bytes());
        for amount in [year.billed, year.funds, year.hospital, year.scheme, year.own] {
            out.extend(format!(",{}", amount.show(currency)).as_bytes());
        }
        out.push(b'\n');
    }
    out
}

pub(super) fn total(years: &[Year], above: Money, currency: Currency) -> HardshipTotal {
    let mut members: Vec<u32> = years.iter().map(|year| year.member).collect();
    members.sort_unstable();
    members.dedup();
    HardshipTotal {
        above: currency.show(above),
        members: members.len() as u64,
        rows: years.len() as u64,
    }
}
