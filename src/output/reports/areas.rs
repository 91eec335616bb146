//! districts.csv, towns.csv and units.csv: where members are, and where payments went.

use std::collections::BTreeMap;

use super::gathered::{Claims, Collected};
use crate::claim::{Enrolment, HOSPITAL_LEVELS, UNIT_COLUMNS, UnitPath};
use crate::date::Day;
use crate::intake::Intake;
use crate::money::{Currency, MoneySum, percent};
use crate::output::{AreaTotal, Breakdown, LevelTotal};

/// How many columns of the path name a district, a town, a unit.
pub(super) const DISTRICT: usize = 2;
pub(super) const TOWN: usize = 3;
pub(super) const UNIT: usize = UNIT_COLUMNS.len();

/// Members of a place, and their claims.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    /// Members whose own row is usable.
    members: u64,
    /// Those of them with a usable enrolment period, of whatever day or of those that are asked for.
    insured: u64,
    claims: Claims,
}

impl Counts {
    fn add(&mut self, other: &Counts) {
        self.members += other.members;
        self.insured += other.insured;
        self.claims += other.claims;
    }
}

pub(super) type Places<'i> = BTreeMap<UnitPath<'i>, Counts>;

/// Every unit that a member is listed in. Insured is who has a period that holds on one of some days, or of any day.
pub(super) fn units<'i>(
    intake: &'i Intake,
    collected: &Collected,
    within: Option<(Day, Day)>,
) -> Places<'i> {
    let is_of = |period: &Enrolment| {
        within.is_none_or(|(first, last)| period.start <= last && first <= period.end)
    };
    let of_claims = |&claims: &Claims| Counts { claims, ..Counts::default() };
    let mut counts: Vec<Counts> = collected.units.iter().map(of_claims).collect();
    for member in intake.listed() {
        let unit = &mut counts[intake.unit_of(member) as usize];
        unit.members += 1;
        unit.insured += u64::from(intake.periods(member).iter().any(is_of));
    }
    let mut places = Places::new();
    // A ledger takes back benefits also of members who are listed no more.
    let is_any = |counts: &Counts| counts.members > 0 || counts.claims != Claims::default();
    let known = counts.iter().enumerate().filter(|(_, counts)| is_any(counts));
    for (unit, counts) in known {
        places.entry(UnitPath::of(intake.unit(unit as u32))).or_default().add(counts);
    }
    places
}

/// The places that so many columns of the path name.
pub(super) fn at<'i>(units: &Places<'i>, depth: usize) -> Places<'i> {
    let mut places = Places::new();
    for (path, counts) in units {
        places.entry(path.within(depth)).or_default().add(counts);
    }
    places
}

/// All places together.
pub(super) fn sum(places: &Places) -> Counts {
    let mut all = Counts::default();
    places.values().for_each(|counts| all.add(counts));
    all
}

/// A row for each place, in order of path.
pub(super) fn table(places: &Places, depth: usize, all: &Counts, currency: Currency) -> Vec<u8> {
    let figures = "members,insured,claimants,beneficiaries,bills,bills_paid,bills_denied,billed,\
        payable,share_of_insured,share_of_payable";
    let mut out = format!("{},{figures}\n", UNIT_COLUMNS[..depth].join(",")).into_bytes();
    for (path, counts) in places {
        path.write(depth, &mut out);
        let Counts { members, insured, claims } = counts;
        let Claims { claimants, beneficiaries, bills, paid, denied, .. } = claims;
        for count in [members, insured, claimants, beneficiaries, bills, paid, denied] {
            out.extend(format!(",{count}").as_bytes());
        }
        let (billed, payable) = (claims.billed.show(currency), claims.payable.show(currency));
        let [of_insured, of_payable] = shares(counts, all).map(Option::unwrap_or_default);
        out.extend(format!(",{billed},{payable},{of_insured},{of_payable}\n").as_bytes());
    }
    out
}

/// The share that a place has of all insured members, and of all payments.
fn shares(counts: &Counts, all: &Counts) -> [Option<String>; 2] {
    let of_insured = percent(counts.insured.into(), all.insured.into());
    [of_insured, of_payable(counts.claims.payable, all)]
}

/// The share of all payments. What was posted in a month may be below zero, and has no share then.
fn of_payable(part: MoneySum, all: &Counts) -> Option<String> {
    let (part, whole) = (part.minor(), all.claims.payable.minor());
    if (0..=whole).contains(&part) { percent(part, whole) } else { None }
}

/// The part of summary.json on places and hospitals.
pub(super) fn breakdown(
    districts: &Places,
    towns: &Places,
    all: &Counts,
    collected: &Collected,
    currency: Currency,
) -> Breakdown {
    let totals = |places: &Places| {
        let total = |(path, counts): (&UnitPath, &Counts)| {
            let [share_of_insured, share_of_payable] = shares(counts, all);
            AreaTotal {
                path: path.to_string(),
                insured: counts.insured,
                share_of_insured,
                payable: counts.claims.payable.show(currency),
                share_of_payable,
                paid: counts.claims.payable,
            }
        };
        places.iter().map(total).collect()
    };
    let levels = HOSPITAL_LEVELS.into_iter().zip(&collected.levels);
    let level = |(hospital_level, level): (_, &super::gathered::Level)| LevelTotal {
        hospital_level,
        bills: level.bills,
        payable: level.payable.show(currency),
        share_of_payable: of_payable(level.payable, all),
    };
    Breakdown {
        placed_on: None,
        insured: all.insured,
        claimants: all.claims.claimants,
        beneficiaries: all.claims.beneficiaries,
        billed: all.claims.billed.show(currency),
        by_hospital_level: levels.map(level).collect(),
        by_district: totals(districts),
        by_town: totals(towns),
        participation: None,
        hardship: None,
        households: None,
    }
}
