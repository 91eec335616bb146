//! One pass over all members: every bill decided under every scenario while the member's rows are at hand.
//!
//! The baseline and the scenarios are compared in full, group by group and member by member. Points of sweeps
//! may be many, and of each only a few sums are kept: memory does not grow with bills.

mod input;
mod member;
mod observers;
mod points;
mod worker;
mod claims;

use std::convert::Infallible;

use super::experience::Districts;
use super::totals::PassTotals;
use crate::intake::Intake;
use crate::pipeline::{Pipeline, Results};
use crate::progress::Progress;
use crate::scheme::Book;
use worker::Worker;

pub use input::{MOST_SCENARIOS, ManualFacts, PassInput};

/// Members whose totals are joined to those of others: draws are thousands of sums, whose joining must not count.
const MEMBERS_A_SHARE: usize = 1_024;

/// Decides every bill of the members in scope under every scenario; `None` if the caller's progress stops it.
///
/// The totals are the same for any number of threads. Two scenarios over an office whose texts are in memory:
///
/// ```
/// use huzhu::intake::{Files, read_files};
/// use huzhu::replay::{PassInput, run_pass};
/// use huzhu::scenario::{Scenario, compile};
///
/// let baseline = Scenario::read("rules/pinghu@2022").unwrap();
/// let richer = baseline.set(&"benefit.medical.rate".parse().unwrap(), "60%").unwrap();
/// let books = compile(&[baseline, richer]).unwrap();
///
/// let members = "member_id,birth_date,sex,org_code,hardship\nM1,1980-05-01,F,99.01,no\n";
/// let enrolments = "member_id,plan,start,end,units,enrolled_on\n\
///     M1,medical,2022-01-01,2022-12-31,1,2022-01-01\n";
/// let bills = "bill_id,member_id,category,hospital_id,hospital_level,admission,discharge,settled_on,\
///     diagnosis,total,out_of_catalogue,class_b_prepay,deductible,pool_paid,critical_paid,\
///     assistance_paid,other_paid\n\
///     B1,M1,inpatient,H1,2,2022-03-01,2022-03-09,2022-03-09,,8232.97,0,0,0,3000.00,0,0,0\n";
/// let intake = read_files(Files::of([members, enrolments, bills]), books[0].vocabulary(), &())?;
///
/// let totals = run_pass(&PassInput::new(&books), &intake, &()).expect("nothing stops it");
/// let paid = [0, 1].map(|place| totals.of_scenario(place).payable.minor());
/// assert_eq!(paid, [261_649, 313_978]); // 50 % and 60 % of the 5,232.97 that basic insurance left
/// assert_eq!(totals.changes.len(), 1, "one member gains");
/// # Ok::<(), huzhu::intake::IntakeError>(())
/// ```
pub fn run_pass(input: &PassInput, intake: &Intake, progress: &dyn Progress) -> Option<PassTotals> {
    let benefits = all_benefits(input.scenarios);
    let members: Vec<u32> = (intake.with_bills().iter().copied())
        .filter(|&member| input.scope.has(intake, member, input.seed))
        .collect();
    let districts = Districts::of(intake);
    let worker = || Worker::new(input, &benefits, &districts);
    let work = |worker: &mut Worker, members: &[u32]| {
        let totals = worker.decide(intake, members);
        progress.done(totals.bills_decided);
        totals
    };
    let pipeline = Pipeline { share: MEMBERS_A_SHARE, progress, worker, work };
    let sum = |shares: Results<PassTotals>| {
        Ok::<_, Infallible>(shares.fold(PassTotals::default(), PassTotals::and))
    };
    let totals = pipeline.run(&members, sum).ok()?;
    Some(PassTotals { benefits, ..totals })
}

/// Ids of the benefits of all scenarios, in the order in which they first come.
fn all_benefits(books: &[Book]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for id in books.iter().flat_map(|book| &book.benefits) {
        if !all.contains(id) {
            all.push(id.clone());
        }
    }
    all
}
