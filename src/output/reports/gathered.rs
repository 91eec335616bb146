//! Sums that are gathered while members are decided: a few additions a bill.

use std::ops::AddAssign;

use super::Options;
use crate::adjudication::{Decision, Status};
use crate::claim::{Bill, Column, HOSPITAL_LEVELS, Vocabulary};
use crate::date::Day;
use crate::intake::{Intake, LoadedMember};
use crate::money::MoneySum;

/// What members claim: of one, or of many together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Claims {
    /// Members with a decided bill, and those who are paid something.
    pub claimants: u64,
    pub beneficiaries: u64,
    /// Bills decided, paid something, and denied; each counts once, whatever plans it is under.
    pub bills: u64,
    pub paid: u64,
    pub denied: u64,
    pub billed: MoneySum,
    pub payable: MoneySum,
}

impl AddAssign for Claims {
    fn add_assign(&mut self, other: Claims) {
        self.claimants += other.claimants;
        self.beneficiaries += other.beneficiaries;
        self.bills += other.bills;
        self.paid += other.paid;
        self.denied += other.denied;
        self.billed += other.billed;
        self.payable += other.payable;
    }
}

/// Bills of hospitals of one level.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Level {
    pub bills: u64,
    pub payable: MoneySum,
}

/// Bills of one member that were settled in one calendar year.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Year {
    pub member: u32,
    pub year: i32,
    pub bills: u64,
    pub billed: MoneySum,
    pub funds: MoneySum,
    pub hospital: MoneySum,
    pub scheme: MoneySum,
    pub own: MoneySum,
}

impl Year {
    /// A year without a bill.
    pub fn new(member: u32, year: i32) -> Year {
        const ZERO: MoneySum = MoneySum::ZERO;
        Year {
            member,
            year,
            bills: 0,
            billed: ZERO,
            funds: ZERO,
            hospital: ZERO,
            scheme: ZERO,
            own: ZERO,
        }
    }

    /// Adds the same year of another member.
    pub fn join(&mut self, other: &Year) {
        self.bills += other.bills;
        self.billed += other.billed;
        self.funds += other.funds;
        self.hospital += other.hospital;
        self.scheme += other.scheme;
        self.own += other.own;
    }

    /// Adds a bill, and what the scheme pays on it.
    pub fn add(&mut self, bill: &Bill, payable: MoneySum) {
        let amount = |column| MoneySum::from(bill.amount(column));
        self.bills += 1;
        self.billed += amount(Column::Total);
        self.funds += amount(Column::FundsPaid);
        self.hospital += amount(Column::HospitalBorne);
        self.scheme += payable;
        // Money beside a bill does not make up for another one.
        self.own += (MoneySum::from(bill.left()) - payable).max(MoneySum::ZERO);
    }
}

/// What is gathered of some members, in their order.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    /// The unit of each member with a decided bill, and the member's claims.
    claims: Vec<(u32, Claims)>,
    levels: [Level; HOSPITAL_LEVELS.len()],
    last_settled: Option<Day>,
    /// Years of members, where own cost is asked for.
    years: Vec<Year>,
}

impl Gathered {
    /// Adds a member, whose decisions are in the order of rows: by settlement date, and those of one
    /// bill together.
    pub fn add(
        &mut self,
        options: &Options,
        member: u32,
        record: &LoadedMember,
        decisions: &[Decision],
    ) {
        let mut claims = Claims::default();
        let mut year: Option<Year> = None;
        for of_one_bill in decisions.chunk_by(|a, b| a.bill == b.bill) {
            let bill = &record.bills[of_one_bill[0].bill];
            let payable: MoneySum = of_one_bill.iter().map(|one| one.payable).sum();
            let status = of_one_bill.iter().map(|one| one.status).max();
            claims.bills += 1;
            claims.paid += u64::from(status == Some(Status::Paid));
            claims.denied += u64::from(status == Some(Status::Denied));
            claims.billed += bill.amount(Column::Total);
            claims.payable += payable;
            let level = &mut self.levels[bill.facts[Vocabulary::HOSPITAL_LEVEL as usize] as usize];
            level.bills += 1;
            level.payable += payable;
            self.last_settled = self.last_settled.max(Some(bill.settled_on));
            if options.asks_own_cost() {
                let settled = bill.settled_on.year();
                if let Some(over) = year.take_if(|year| year.year != settled) {
                    self.years.push(over);
                }
                year.get_or_insert_with(|| Year::new(member, settled)).add(bill, payable);
            }
        }
        self.years.extend(year);
        if claims.bills > 0 {
            claims.claimants = 1;
            claims.beneficiaries = u64::from(claims.payable > MoneySum::ZERO);
            self.claims.push((record.unit, claims));
        }
    }
}

/// What is gathered of all members.
#[derive(Debug)]
pub(crate) struct Collected {
    /// By number of the unit.
    pub(super) units: Vec<Claims>,
    pub(super) levels: [Level; HOSPITAL_LEVELS.len()],
    /// The latest settlement date among the decided bills.
    pub(super) last_settled: Option<Day>,
    /// Years of members, where own cost is asked for.
    pub(super) years: Vec<Year>,
}

impl Collected {
    /// Nothing yet.
    pub fn new(intake: &Intake) -> Collected {
        Collected {
            units: vec![Claims::default(); intake.units()],
            levels: Default::default(),
            last_settled: None,
            years: Vec::new(),
        }
    }

    /// Adds the claims of one more member of a unit, by its number.
    pub fn claimed(&mut self, unit: u32, claims: Claims) {
        self.units[unit as usize] += claims;
    }

    /// Adds a year of a member.
    pub fn lived(&mut self, year: Year) {
        self.years.push(year);
    }

    /// Adds what was gathered of the members who come next.
    pub fn take(&mut self, mut gathered: Gathered) {
        for (unit, claims) in gathered.claims {
            self.units[unit as usize] += claims;
        }
        for (sum, more) in self.levels.iter_mut().zip(gathered.levels) {
            sum.bills += more.bills;
            sum.payable += more.payable;
        }
        self.last_settled = self.last_settled.max(gathered.last_settled);
        self.years.append(&mut gathered.years);
    }
}
