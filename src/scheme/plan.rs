//! Plans: what a member enrols in, and the conditions of cover.
//!
//! ```toml
//! [[plan]]
//! id = "medical"
//! title = { zh = "医疗互助", en = "medical aid" }
//! clause = "art. 2"
//! fee = "50"
//! renewal_gap = 31
//! units = { most = 3 }
//! ```

use super::denial::Denial;
use super::language::facts::{Cover, Facts};
use super::language::schedule;
use super::language::scope::{Context, Scope};
use super::language::table::Table;
use super::provision::age::Age;
use super::provision::filing::Filing;
use super::provision::participation::Participation;
use super::provision::run_off::RunOff;
use super::provision::waiting::Waiting;
use crate::claim::{Basis, Bill, Enrolment, MOST_UNITS};
use crate::date::Day;
use crate::diagnostic::Diagnostics;
use crate::money::Money;
use crate::words::{self, Sentence};

/// A plan of one edition.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The id in enrolments.csv.
    pub id: String,
    /// Its place among the plans of the book.
    pub number: u8,
    /// What people call it.
    pub title: Sentence,
    /// The clause of the printed terms.
    pub clause: String,
    /// At most so many uncovered days between two periods make a renewal.
    pub renewal_gap: Option<i32>,
    /// The most units a member may hold, where units matter.
    pub units: Option<u32>,
    pub(crate) waiting: Option<Waiting>,
    pub(crate) age: Option<Age>,
    pub(crate) filing: Option<Filing>,
    pub(crate) run_off: Option<RunOff>,
    /// What one unit costs for one period, where the rules say; it decides no bill.
    pub fee: Option<Money>,
    /// The share of a unit that must be enrolled, where there is such a rule; it decides no bill.
    pub participation: Option<Participation>,
}

fn read_fee(table: &mut Table, scope: &mut Scope, found: &mut Diagnostics) -> Option<Money> {
    let node = table.optional("fee")?;
    let text = node.scalar("fee", found)?.to_owned();
    scope.leaf::<Money>(&text, node.span, found)
}

impl Plan {
    pub(super) fn read(
        table: &mut Table,
        scope: &mut Scope,
        found: &mut Diagnostics,
    ) -> Option<Plan> {
        let id = table.id("id", found).map(|(id, _)| id);
        let number = scope.vocabulary.plans.iter().position(|known| Some(known) == id.as_ref());
        let (number, name) = (number.unwrap_or(0) as u8, id.clone().unwrap_or_default());
        let title = table.title("title", found);
        let clause = table.text("clause", found);
        let renewal_gap = table.optional("renewal_gap").and_then(|node| {
            let text = node.scalar("renewal_gap", found)?.to_owned();
            Some(scope.leaf::<i64>(&text, node.span, found)? as i32)
        });
        let fee = read_fee(table, scope, found);
        let units = table.table("units", found, |table, found| {
            let node = table.required_like("most", "3", found)?;
            let text = node.scalar("most", found)?;
            let most = text.parse().ok().filter(|most| (1..=MOST_UNITS).contains(most));
            if most.is_none() {
                found.error(node.span.clone(), words::rules::not_a_count(text, MOST_UNITS));
            }
            most
        });
        scope.context = Some(Context {
            benefit: String::new(),
            plan: number,
            units: Some(units.is_some()),
            renewals: renewal_gap.is_some(),
            above: Vec::new(),
        });
        let renewals = renewal_gap.is_some();
        let mut part = |key: &'static str| table.optional(key).map(|node| (key, node));
        let (waiting, age) = (part("waiting"), part("age"));
        let (filing, run_off) = (part("filing"), part("run_off"));
        let participation = part("participation");
        let waiting = waiting.map(|(key, node)| {
            node.table(key, found, |table, found| {
                Waiting::read(table, renewals, &name, scope, found)
            })
        });
        let age = age.map(|(key, node)| {
            node.table(key, found, |table, found| Age::read(table, renewals, &name, scope, found))
        });
        let filing = filing.map(|(key, node)| {
            node.table(key, found, |table, found| Filing::read(table, scope, found))
        });
        let run_off = run_off.map(|(key, node)| {
            node.table(key, found, |table, found| RunOff::read(table, scope, found))
        });
        let participation = participation.map(|(key, node)| {
            node.table(key, found, |table, found| Participation::read(table, scope, found))
        });
        scope.context = None;
        Some(Plan {
            id: id?,
            number,
            title: title?,
            clause: clause?,
            renewal_gap,
            units,
            waiting: whole(waiting)?,
            age: whole(age)?,
            filing: whole(filing)?,
            run_off: whole(run_off)?,
            fee,
            participation: whole(participation)?,
        })
    }

    /// The enrolment period that a bill belongs to, by its place among the periods of the plan: the
    /// first that contains the basis date, or the one the stay began in while its run-off lasts.
    #[inline]
    pub fn period_of(&self, bill: &Bill, basis: Basis, periods: &[Enrolment]) -> Option<usize> {
        let contains = |period: &Enrolment, day: Day| period.start <= day && day <= period.end;
        periods.iter().position(|period| contains(period, bill.basis)).or_else(|| {
            let run_off = self.run_off.as_ref().filter(|_| basis != Basis::Admission)?;
            periods.iter().position(|period| {
                contains(period, bill.stay.began) && run_off.still_open(bill.basis, period.end)
            })
        })
    }

    /// Every reason why this cover does not serve the bill; empty if it does.
    pub fn denials(&self, facts: &Facts) -> Vec<Denial> {
        let rules = [
            before_birth(facts),
            self.waiting.as_ref().and_then(|waiting| waiting.denies(facts)),
            self.age.as_ref().and_then(|age| age.denies(facts)),
            self.filing.as_ref().and_then(|filing| filing.denies(facts)),
            self.run_off.as_ref().and_then(|run_off| run_off.denies(facts)),
            self.too_many_units(facts.cover.period.units),
        ];
        rules.into_iter().flatten().collect()
    }

    /// Whether this cover serves the bill: the same as no [`Plan::denials`], without making a list.
    #[inline]
    pub fn serves(&self, facts: &Facts) -> bool {
        before_birth(facts).is_none()
            && self.waiting.as_ref().is_none_or(|waiting| waiting.denies(facts).is_none())
            && self.age.as_ref().is_none_or(|age| age.denies(facts).is_none())
            && self.filing.as_ref().is_none_or(|filing| filing.denies(facts).is_none())
            && self.run_off.as_ref().is_none_or(|run_off| run_off.denies(facts).is_none())
            && self.too_many_units(facts.cover.period.units).is_none()
    }

    #[inline]
    fn too_many_units(&self, units: u32) -> Option<Denial> {
        let most = self.units?;
        (units > most).then_some(Denial::TooManyUnits { units, most })
    }

    /// The last day on which a bill may be filed, where there is one.
    pub fn filing_deadline(&self, bill: &Bill, period: &Enrolment) -> Option<Day> {
        self.filing.as_ref().map(|filing| filing.deadline(bill, period))
    }

    /// The cover that a period gives.
    #[inline]
    pub(crate) fn cover<'a>(&self, period: usize, periods: &'a [Enrolment]) -> Cover<'a> {
        let renewal_gap = self.renewal_gap.unwrap_or(0);
        Cover { period: &periods[period], periods, renewal_gap }
    }
}

/// Nobody is in hospital before being born: where a birth date is corrected so, nothing is paid.
#[inline]
fn before_birth(facts: &Facts) -> Option<Denial> {
    let admission = facts.bill.stay.began;
    (admission < facts.member.birth).then_some(Denial::AdmittedBeforeBirth { admission })
}

/// What was written must be whole; what was not is not there.
pub(super) fn whole<T>(part: Option<Option<T>>) -> Option<Option<T>> {
    match part {
        None => Some(None),
        Some(None) => None,
        Some(Some(part)) => Some(Some(part)),
    }
}

/// Reads a count that may be by fact.
pub(super) fn count(
    table: &mut Table,
    key: &'static str,
    scope: &mut Scope,
    found: &mut Diagnostics,
) -> Option<schedule::Chosen<i64>> {
    let node = table.required(key, found)?;
    schedule::read(node, key, scope, found)
}
