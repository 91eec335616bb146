//! participation.csv: the share of each unit's members who are enrolled, and whether it is enough.

use std::collections::BTreeMap;

use super::head_counts::{HeadCount, HeadCounts};
use crate::claim::{Enrolment, UnitPath};
use crate::csv_cells::cell;
use crate::date::Day;
use crate::intake::Intake;
use crate::money::{Rate, percent};
use crate::output::{ParticipationTotal, PlanTotal};
use crate::scheme::{Book, Edition, Plan};

const HEADER: &str = "org_code,plan,edition,on,members,enrolled,share,minimum,meets";

/// Columns that stand behind these where units may have declared how many people work there.
const DECLARED: &str = ",declared,declared_women,enrolled_women";

/// The members of a unit, and those enrolled in each plan of the edition with the women among them, by place.
#[derive(Clone, Debug, Default)]
struct Enrolled {
    members: u64,
    plans: Vec<[u64; 2]>,
}

/// The table and its sums, on a day. Without a day, or an edition in force on it, there are only headings.
pub(super) fn report(
    book: &Book,
    intake: &Intake,
    day: Option<Day>,
    declared: Option<&HeadCounts>,
) -> (Option<ParticipationTotal>, Vec<u8>) {
    let besides = if declared.is_some() { DECLARED } else { "" };
    let mut out = format!("{HEADER}{besides}\n").into_bytes();
    let found = day.and_then(|day| Some((day, &book.editions[book.edition_at(day)?])));
    let Some((day, edition)) = found else { return (None, out) };
    let total = |plan: &Plan| PlanTotal { plan: plan.id.clone(), meet: 0, below: 0, too_small: 0 };
    let mut totals: Vec<PlanTotal> = edition.plans.iter().map(total).collect();
    for (path, unit) in enrolled(intake, edition, day) {
        let path = path.to_string();
        let of_unit = declared.map(|known| known.of(&path));
        for ((plan, total), &enrolled) in edition.plans.iter().zip(&mut totals).zip(&unit.plans) {
            cell(&mut out, &path);
            out.extend(format!(",{},", plan.id).as_bytes());
            cell(&mut out, &edition.id);
            out.extend(format!(",{day}").as_bytes());
            asked(plan, (unit.members, enrolled), of_unit, (total, &mut out));
        }
    }
    let asked = edition.plans.iter().map(|plan| plan.participation.is_some());
    let plans = totals.into_iter().zip(asked).filter_map(|(total, asked)| asked.then_some(total));
    let (on, edition) = (day.to_string(), edition.id.clone());
    (Some(ParticipationTotal { on, edition, plans: plans.collect() }), out)
}

/// Writes and counts whether a unit has enough of its people in a plan: of those that it declared, where it did.
fn asked(
    plan: &Plan,
    (members, [enrolled, women]): (u64, [u64; 2]),
    declared: Option<Option<HeadCount>>,
    (total, out): (&mut PlanTotal, &mut Vec<u8>),
) {
    let all = declared.flatten().map_or(members, |declared| declared.employees);
    let rule = plan.participation.as_ref();
    let (count, meets) = match rule.and_then(|rule| rule.meets(all, enrolled)) {
        Some(true) => (&mut total.meet, "yes"),
        Some(false) => (&mut total.below, "no"),
        None => (&mut total.too_small, ""),
    };
    *count += 1;
    // A count of long ago may be lower than those who are enrolled.
    let share = if enrolled <= all { percent(enrolled.into(), all.into()) } else { None };
    let share = share.unwrap_or_default();
    let minimum = rule.and_then(|rule| rule.least(all)).map(show).unwrap_or_default();
    out.extend(format!(",{members},{enrolled},{share},{minimum},{meets}").as_bytes());
    if let Some(declared) = declared {
        let employees = declared.map_or_else(String::new, |one| one.employees.to_string());
        let of_women =
            declared.and_then(|one| one.women).map_or_else(String::new, |n| n.to_string());
        out.extend(format!(",{employees},{of_women},{women}").as_bytes());
    }
    out.push(b'\n');
}

/// Every unit that a member is listed in.
fn enrolled<'i>(
    intake: &'i Intake,
    edition: &Edition,
    day: Day,
) -> BTreeMap<UnitPath<'i>, Enrolled> {
    let none = Enrolled { members: 0, plans: vec![[0; 2]; edition.plans.len()] };
    let mut units = vec![none.clone(); intake.units()];
    for member in intake.listed() {
        let unit = &mut units[intake.unit_of(member) as usize];
        unit.members += 1;
        let periods = intake.periods(member);
        for (plan, [all, women]) in edition.plans.iter().zip(&mut unit.plans) {
            let holds = |period: &Enrolment| {
                period.plan == plan.number && period.start <= day && day <= period.end
            };
            let is_enrolled = periods.iter().any(holds);
            *all += u64::from(is_enrolled);
            *women += u64::from(is_enrolled && intake.is_woman(member));
        }
    }
    let mut paths = BTreeMap::new();
    for (number, unit) in units.iter().enumerate().filter(|(_, unit)| unit.members > 0) {
        let path = UnitPath::of(intake.unit(number as u32));
        let sum: &mut Enrolled = paths.entry(path).or_insert_with(|| none.clone());
        sum.members += unit.members;
        for (sum, more) in sum.plans.iter_mut().flatten().zip(unit.plans.iter().flatten()) {
            *sum += more;
        }
    }
    paths
}

/// A rate as it is written in rules: `80%`.
fn show(rate: Rate) -> String {
    format!("{}%", (rate.decimal() * rust_decimal::Decimal::ONE_HUNDRED).normalize())
}
