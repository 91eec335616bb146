//! participation.csv: the share of each unit's members who are enrolled, and whether it is enough.

use std::collections::BTreeMap;

use super::gathered::Collected;
use super::path::Path;
use super::percent::percent;
use crate::claim::Enrolment;
use crate::date::Day;
use crate::intake::Intake;
use crate::money::Rate;
use crate::output::{ParticipationTotal, PlanTotal, cell};
use crate::scheme::{Book, Edition, Plan};

const HEADER: &str = "org_code,plan,edition,on,members,enrolled,share,minimum,meets\n";

/// The members of a unit, and those enrolled in each plan of the edition, by place.
#[derive(Clone, Debug, Default)]
struct Enrolled {
    members: u64,
    plans: Vec<u64>,
}

/// The table and its sums, on a day or the latest settlement date. Without a day, or an edition in
/// force on it, there are only headings.
pub(super) fn report(
    book: &Book,
    intake: &Intake,
    collected: &Collected,
    on: Option<Day>,
) -> (Option<ParticipationTotal>, Vec<u8>) {
    let mut out = HEADER.as_bytes().to_vec();
    let day = on.or(collected.last_settled);
    let found = day.and_then(|day| Some((day, &book.editions[book.edition_at(day)?])));
    let Some((day, edition)) = found else { return (None, out) };
    let total = |plan: &Plan| PlanTotal { plan: plan.id.clone(), meet: 0, below: 0, too_small: 0 };
    let mut totals: Vec<PlanTotal> = edition.plans.iter().map(total).collect();
    for (path, unit) in enrolled(intake, edition, day) {
        for ((plan, total), &enrolled) in edition.plans.iter().zip(&mut totals).zip(&unit.plans) {
            let members = unit.members;
            let rule = plan.participation.as_ref();
            let meets = rule.and_then(|rule| rule.meets(members, enrolled));
            let (count, meets) = match meets {
                Some(true) => (&mut total.meet, "yes"),
                Some(false) => (&mut total.below, "no"),
                None => (&mut total.too_small, ""),
            };
            *count += 1;
            let share = percent(enrolled.into(), members.into()).unwrap_or_default();
            let minimum = rule.and_then(|rule| rule.least(members)).map(show).unwrap_or_default();
            cell(&mut out, &path.to_string());
            out.extend(format!(",{},", plan.id).as_bytes());
            cell(&mut out, &edition.id);
            out.extend(
                format!(",{day},{members},{enrolled},{share},{minimum},{meets}\n").as_bytes(),
            );
        }
    }
    let asked = edition.plans.iter().map(|plan| plan.participation.is_some());
    let plans = totals.into_iter().zip(asked).filter_map(|(total, asked)| asked.then_some(total));
    let (on, edition) = (day.to_string(), edition.id.clone());
    (Some(ParticipationTotal { on, edition, plans: plans.collect() }), out)
}

/// Every unit that a member is listed in.
fn enrolled<'i>(intake: &'i Intake, edition: &Edition, day: Day) -> BTreeMap<Path<'i>, Enrolled> {
    let none = Enrolled { members: 0, plans: vec![0; edition.plans.len()] };
    let mut units = vec![none.clone(); intake.units()];
    for member in intake.listed() {
        let unit = &mut units[intake.unit_of(member) as usize];
        unit.members += 1;
        let periods = intake.periods(member);
        for (plan, count) in edition.plans.iter().zip(&mut unit.plans) {
            let holds = |period: &Enrolment| {
                period.plan == plan.number && period.start <= day && day <= period.end
            };
            *count += u64::from(periods.iter().any(holds));
        }
    }
    let mut paths = BTreeMap::new();
    for (number, unit) in units.iter().enumerate().filter(|(_, unit)| unit.members > 0) {
        let path = Path::of(intake.unit(number as u32));
        let sum: &mut Enrolled = paths.entry(path).or_insert_with(|| none.clone());
        sum.members += unit.members;
        sum.plans.iter_mut().zip(&unit.plans).for_each(|(sum, more)| *sum += more);
    }
    paths
}

/// A rate as it is written in rules: `80%`.
fn show(rate: Rate) -> String {
    format!("{}%", (rate.decimal() * rust_decimal::Decimal::ONE_HUNDRED).normalize())
}
