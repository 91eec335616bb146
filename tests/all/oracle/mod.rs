//! A second reading of the rules, to hold the engine to: it shares no code with it, keeps no
//! running totals (every figure is summed afresh from the bills before), and computes in exact
//! fractions. It is slow and believes that the rules it is given are right.

#![allow(dead_code, reason = "each test that includes the oracle uses a part of it")]

mod alternatives;
mod at;
mod bands;
mod calendar;
mod claim;
mod cover;
mod days;
mod disallowed;
mod examples;
mod fold;
mod formula;
pub mod fraction;
pub mod generate;
mod limits;
mod lines;
mod node;
mod pattern;
pub mod tables;

use calendar::days_between;
use claim::{Claim, FUNDS, Person};
pub use disallowed::Disallowance;
pub use fold::Working;
pub use fraction::Fraction;
use generate::Example;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A row of members.csv.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    pub member_id: String,
    pub birth_date: Date,
    /// `M` or `F`.
    pub sex: String,
    /// `yes` or `no`.
    pub hardship: String,
    /// The `household_id`; empty where the member has none.
    pub household: String,
    /// The scheme's own columns; what is missing or empty is left out.
    pub fields: BTreeMap<String, String>,
    /// What the facts were from a day on, by day.
    pub changes: Vec<Change>,
}

/// A row of members.csv that says from which day it holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    pub valid_from: Date,
    pub hardship: String,
    pub household: String,
    pub fields: BTreeMap<String, String>,
}

/// A row of enrolments.csv.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Enrolment {
    pub plan: String,
    pub start: Date,
    /// The last day of cover.
    pub end: Date,
    pub units: i64,
    pub enrolled_on: Date,
    /// When the contribution came in, if it did.
    pub paid_on: Option<Date>,
    /// The scheme's own columns; what is missing or empty is left out.
    pub fields: BTreeMap<String, String>,
}

/// A row of bills.csv.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bill {
    pub bill_id: String,
    pub category: String,
    /// `1`, `2`, `3` or `none`.
    pub hospital_level: String,
    pub admission: Date,
    pub discharge: Date,
    pub settled_on: Date,
    pub submitted_on: Option<Date>,
    pub stay_id: Option<String>,
    /// Codes separated by `|`.
    pub diagnosis: String,
    /// Columns and fields that are amounts, in the scheme's currency; empty ones are left out.
    pub amounts: BTreeMap<String, Fraction>,
    /// `cause`, `in_network`, `referral`, and the scheme's own facts; empty ones are left out.
    pub fields: BTreeMap<String, String>,
}

impl Bill {
    /// A column of the bill; one that it lacks is zero.
    pub fn amount(&self, column: &str) -> Fraction {
        self.amounts.get(column).copied().unwrap_or(Fraction::ZERO)
    }

    pub fn in_scope(&self) -> Fraction {
        let outside = ["out_of_catalogue", "over_limit", "class_b_prepay"];
        let worked_out = self.amount("total") - outside.iter().map(|part| self.amount(part)).sum();
        self.amounts.get("in_scope").copied().unwrap_or(worked_out)
    }

    pub fn funds_paid(&self) -> Fraction {
        FUNDS.iter().map(|fund| self.amount(fund)).sum()
    }

    fn nights(&self) -> i64 {
        days_between(self.admission, self.discharge)
    }
}

/// All that is known of one member.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct History {
    pub member: Member,
    pub enrolments: Vec<Enrolment>,
    pub bills: Vec<Bill>,
}

/// What was decided by hand on one bill and benefit; of several the last holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Override {
    pub bill_id: String,
    pub benefit: String,
    pub amount: Fraction,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    Paid,
    Denied,
    Nil,
}

impl Status {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Denied => "denied",
            Self::Nil => "nil",
        }
    }
}

/// What one plan decides on one bill.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decision {
    pub bill_id: String,
    /// Empty where the member holds no plan on the day.
    pub plan: String,
    pub status: Status,
    /// The codes of `no_cover` and of the plan's own refusals; not those of single benefits.
    pub denials: Vec<String>,
    /// In the smallest units of the currency.
    pub payable: i64,
    /// By the id of the benefit, all those of the plan in the bill's edition.
    pub benefits: BTreeMap<String, i64>,
}

/// Every bill in the order in which it is decided, and for each the plans in the order of the file.
pub fn decide(
    editions: &[&str],
    member: &Member,
    enrolments: &[Enrolment],
    bills: &[Bill],
) -> Vec<Decision> {
    decide_with(editions, member, enrolments, bills, &[])
}

/// The same, where this was decided by hand: it is paid in place of what the rules compute, and
/// uses up limits; all else goes on as computed.
pub fn decide_with(
    editions: &[&str],
    member: &Member,
    enrolments: &[Enrolment],
    bills: &[Bill],
    overrides: &[Override],
) -> Vec<Decision> {
    let one = [Person { member, enrolments, bills }];
    decide_claim(&Claim { overrides, ..Claim::new(editions, &one) })
}

/// The same of members who may be of one household, each bill once: all of them are summed up together.
pub fn decide_household(editions: &[&str], people: &[History]) -> Vec<Decision> {
    let people: Vec<Person> = people.iter().map(Person::of).collect();
    decide_claim(&Claim::new(editions, &people))
}

fn decide_claim(claim: &Claim) -> Vec<Decision> {
    let workings = alternatives::decide_all(claim);
    claim.bills.iter().flat_map(|bill| decisions_on(claim, bill, &workings)).collect()
}

/// How each benefit that covers a bill came to what it pays: to look at when a property fails.
pub fn work(
    editions: &[&str],
    member: &Member,
    enrolments: &[Enrolment],
    bills: &[Bill],
) -> Vec<Working> {
    alternatives::decide_all(&Claim::new(editions, &[Person { member, enrolments, bills }]))
}

fn decisions_on(claim: &Claim, bill: &Bill, workings: &[Working]) -> Vec<Decision> {
    let plans = claim.edition_of(bill).map_or(Vec::new(), |edition| edition.list("plan"));
    let plans = plans.iter().map(|plan| plan.text("id"));
    let held: Vec<Decision> =
        plans.filter_map(|plan| decision_of(claim, bill, plan, workings)).collect();
    if held.is_empty() { vec![no_cover(claim, bill)] } else { held }
}

fn no_cover(claim: &Claim, bill: &Bill) -> Decision {
    let plans = claim.edition_of(bill).map_or(Vec::new(), |edition| edition.list("plan"));
    let is_over = plans.iter().any(|plan| cover::run_off_is_over(claim, bill, plan));
    let code = if is_over { "run_off_over" } else { "no_cover" };
    Decision {
        bill_id: bill.bill_id.clone(),
        plan: String::new(),
        status: Status::Denied,
        denials: vec![code.to_owned()],
        payable: 0,
        benefits: BTreeMap::new(),
    }
}

/// The plan's row for the bill, if the bill belongs to a period of the plan.
fn decision_of(claim: &Claim, bill: &Bill, plan: &str, workings: &[Working]) -> Option<Decision> {
    let at = claim.at_plan(bill, plan)?;
    let all = claim.edition_of(bill)?.list("benefit");
    let ids = all.iter().filter(|benefit| benefit.has("plan", plan));
    let ids: Vec<&str> = ids.map(|benefit| benefit.text("id")).collect();
    let paid = |id: &str| fold::paid(workings, bill, id).in_minor_units(claim.decimals());
    let payable = ids.iter().map(|id| paid(id)).sum();
    let paid_out = all.iter().filter(|benefit| at::is_paid_out(benefit));
    let paid_out: Vec<&str> = paid_out.map(|benefit| benefit.text("id")).collect();
    let covers = |id: &&str| paid_out.contains(id) && claim.is_eligible(bill, id);
    let status = match ids.iter().any(covers) {
        _ if payable > 0 => Status::Paid,
        true => Status::Nil,
        false => Status::Denied,
    };
    Some(Decision {
        bill_id: bill.bill_id.clone(),
        plan: plan.to_owned(),
        status,
        denials: cover::denials(&at).into_iter().map(str::to_owned).collect(),
        payable,
        benefits: ids.iter().map(|id| ((*id).to_owned(), paid(id))).collect(),
    })
}
