//! The tables of a report that are made from the report alone, one CSV each.

use super::table::CellKind::{Amount, Day, Number, Share, Text, Whole, YesNo};
use super::table::{CellKind, Table};
use super::{ExperienceKey, GroupPaid, GroupRow, Report};

const TOTALS: [(&str, CellKind); 8] = [
    ("terms", Text),
    ("by", Text),
    ("value", Text),
    ("bills", Whole),
    ("members", Whole),
    ("payable", Amount),
    ("bills_with_benefit", Whole),
    ("members_with_benefit", Whole),
];

/// totals.csv: every group of every breakdown under every scenario; `by` is empty of the total.
pub(crate) fn totals(report: &Report) -> Table {
    let mut table = Table::new("totals.csv", TOTALS);
    for (at, scenario) in report.by_scenario().enumerate() {
        let counts = [
            report.bills.to_string(),
            report.members.to_string(),
            scenario.total.clone(),
            scenario.bills_with_benefit.to_string(),
            scenario.members_with_benefit.to_string(),
        ];
        let cells = [scenario.name.as_str(), "", ""].into_iter();
        table.row(cells.chain(counts.iter().map(String::as_str)));
        for breakdown in &report.groups {
            for group in &breakdown.rows {
                group_row(&mut table, &scenario.name, &breakdown.by, (group, &group.sides[at]));
            }
        }
    }
    table
}

/// What one scenario pays on one group.
fn group_row(table: &mut Table, scenario: &str, by: &str, (group, paid): (&GroupRow, &GroupPaid)) {
    let counts = [group.bills, group.members].map(|count| count.to_string());
    let benefits = [paid.bills, paid.members].map(|count| count.to_string());
    let cells = [
        scenario,
        by,
        &group.value,
        &counts[0],
        &counts[1],
        &paid.payable,
        &benefits[0],
        &benefits[1],
    ];
    table.row(cells);
}

/// terms.csv: values of the rules in which scenarios differ.
pub(crate) fn terms(report: &Report) -> Table {
    let names = report.by_scenario().map(|scenario| (scenario.name.as_str(), Text));
    let mut table = Table::new("terms.csv", std::iter::once(("address", Text)).chain(names));
    for term in &report.terms {
        let values = term.values.iter().map(|value| value.as_deref().unwrap_or_default());
        table.row(std::iter::once(term.address.as_str()).chain(values));
    }
    table
}

const BURDEN: [(&str, CellKind); 4] =
    [("terms", Text), ("from", Whole), ("to", Whole), ("years", Whole)];

/// burden.csv: years of members by what they are left with, without the scheme and under each scenario.
pub(crate) fn burden(report: &Report) -> Table {
    let mut table = Table::new("burden.csv", BURDEN);
    for side in &report.burden.sides {
        for band in &side.bands {
            let to = band.to.map(|to| to.to_string()).unwrap_or_default();
            let name = side.name.as_deref().unwrap_or_default();
            table.row([name, &band.from.to_string(), &to, &band.years.to_string()]);
        }
    }
    table
}

const FUND: [(&str, CellKind); 8] = [
    ("terms", Text),
    ("month", Text),
    ("exposure", Number(2)),
    ("received", Amount),
    ("earned", Amount),
    ("paid", Amount),
    ("balance", Amount),
    ("months", Whole),
];

/// fund.csv: contributions and payments by month; `None` where no fee is known.
pub(crate) fn fund(report: &Report) -> Option<Table> {
    let mut table = Table::new("fund.csv", FUND);
    for side in &report.fund.as_ref()?.sides {
        for month in &side.months {
            let cells = [
                &side.name,
                &month.month,
                &month.exposure,
                &month.received,
                &month.earned,
                &month.paid,
                &month.balance,
                &month.months.to_string(),
            ];
            table.row(cells.into_iter().map(String::as_str));
        }
    }
    Some(table)
}

const EXPERIENCE: [(&str, CellKind); 20] = [
    ("terms", Text),
    ("year", Whole),
    ("plan", Text),
    ("age", Text),
    ("sex", Text),
    ("district", Text),
    ("finished", YesNo),
    ("people_days", Whole),
    ("plan_days", Whole),
    ("people_months", Number(2)),
    ("plan_months", Number(2)),
    ("claims", Whole),
    ("claimants", Whole),
    ("billed", Amount),
    ("paid", Amount),
    ("earned", Amount),
    ("claims_per_1000_a_year", Number(2)),
    ("paid_per_claim", Amount),
    ("paid_per_person_month", Amount),
    ("loss_ratio", Share),
];

/// experience.csv: every row.
pub(crate) fn experience(report: &Report) -> Table {
    let mut table = Table::new("experience.csv", EXPERIENCE);
    for one in &report.experience.rows {
        let ExperienceKey { year, plan, age, sex, district } = &one.key;
        let days = [one.people_days, one.plan_days].map(|days| days.to_string());
        let counts = [one.claims, one.claimants].map(|count| count.to_string());
        let finished = if one.is_finished { "yes" } else { "no" };
        let key = [&*one.terms, year, plan, age, sex, district, finished];
        let cover = [&*days[0], &days[1], &one.people_months, &one.plan_months];
        let claims = [&*counts[0], &counts[1], &one.billed, &one.paid];
        let rates = [&one.earned, &one.frequency, &one.severity, &one.cost, &one.loss_ratio];
        let rates = rates.map(|rate| rate.as_deref().unwrap_or_default());
        table.row(key.into_iter().chain(cover).chain(claims).chain(rates));
    }
    table
}

const TREND: [(&str, CellKind); 7] = [
    ("terms", Text),
    ("year", Whole),
    ("claims_per_person", Share),
    ("paid_per_claim", Share),
    ("paid_per_person", Share),
    ("paid_per_person_as_it_was", Share),
    ("alike", Share),
];

/// trend.csv: growth from year to year, and its mean a year with an empty `year`.
pub(crate) fn trend(report: &Report) -> Table {
    let mut table = Table::new("trend.csv", TREND);
    for side in &report.measured {
        for one in &side.rows {
            let year = one.year.map(|year| year.to_string()).unwrap_or_default();
            let growth = [&one.frequency, &one.severity, &one.cost, &one.cost_as_it_was];
            let cells = [&*side.name, &year].into_iter().chain(growth.map(String::as_str));
            table.row(cells.chain([one.alike.as_deref().unwrap_or_default()]));
        }
    }
    table
}

const CREDIBILITY: [(&str, CellKind); 11] = [
    ("terms", Text),
    ("unit", Text),
    ("people_months", Number(2)),
    ("claims", Whole),
    ("paid", Amount),
    ("earned", Amount),
    ("loss_ratio", Share),
    ("paid_per_person_month", Amount),
    ("credibility", Number(3)),
    ("credible_per_person_month", Amount),
    ("full_credibility", Whole),
];

/// credibility.csv: what units cost, and how far that can be believed.
pub(crate) fn credibility(report: &Report) -> Table {
    let mut table = Table::new("credibility.csv", CREDIBILITY);
    for side in &report.credibility {
        for one in &side.rows {
            let claims = one.claims.to_string();
            let cells = [&*side.name, &one.unit, &one.people_months, &claims, &one.paid];
            let own = [&one.earned, &one.loss_ratio, &one.cost];
            let own = own.map(|cell| cell.as_deref().unwrap_or_default());
            let believed = [&*one.credibility, one.credible_cost.as_deref().unwrap_or_default()];
            table.row(cells.into_iter().chain(own).chain(believed).chain([&*side.full]));
        }
    }
    table
}

const COMPLETION: [(&str, CellKind); 14] = [
    ("terms", Text),
    ("origin", Whole),
    ("development_months", Whole),
    ("people_days", Whole),
    ("paid", Amount),
    ("to_ultimate", Number(6)),
    ("chain_ladder", Amount),
    ("chain_ladder_to_come", Amount),
    ("standard_error", Amount),
    ("low", Amount),
    ("high", Amount),
    ("bornhuetter_ferguson", Amount),
    ("bornhuetter_ferguson_to_come", Amount),
    ("why_none", Text),
];

/// completion.csv: years of origin, and all of them together with an empty `origin`.
pub(crate) fn completion(report: &Report) -> Option<Table> {
    let mut table = Table::new("completion.csv", COMPLETION);
    for side in &report.completion.as_ref()?.sides {
        for one in &side.rows {
            let number =
                |number: Option<i32>| number.map(|one| one.to_string()).unwrap_or_default();
            let [origin, months] = [one.origin, one.development_months].map(number);
            let days = one.people_days.to_string();
            let known = [&*side.name, &origin, &months, &days, &one.paid];
            let (ladder, expected) = (one.chain_ladder.as_ref(), one.bornhuetter_ferguson.as_ref());
            let error = one.error.as_ref();
            let found = [
                one.to_ultimate.as_ref(),
                ladder.map(|estimate| &estimate.ultimate),
                ladder.map(|estimate| &estimate.to_come),
                error.map(|error| &error.amount),
                error.map(|error| &error.to_come.low),
                error.map(|error| &error.to_come.high),
                expected.map(|estimate| &estimate.ultimate),
                expected.map(|estimate| &estimate.to_come),
            ];
            let found = found.map(|cell| cell.map(String::as_str).unwrap_or_default());
            let why = one.why_none.unwrap_or_default();
            table.row(known.into_iter().chain(found).chain([why]));
        }
    }
    Some(table)
}

const ADEQUACY: [(&str, CellKind); 20] = [
    ("terms", Text),
    ("valued_on", Day),
    ("opening", Amount),
    ("received", Amount),
    ("earned", Amount),
    ("paid", Amount),
    ("balance", Amount),
    ("unearned", Amount),
    ("unpaid", Amount),
    ("in_hand", Amount),
    ("method", Text),
    ("to_come", Amount),
    ("left", Amount),
    ("free", Amount),
    ("standard_error", Amount),
    ("error_share", Share),
    ("holds_95", Amount),
    ("left_95", Amount),
    ("draws_95", Amount),
    ("left_draws_95", Amount),
];

/// adequacy.csv: what funds hold beside what is still to be paid, a row for each method.
pub(crate) fn adequacy(report: &Report) -> Option<Table> {
    let mut table = Table::new("adequacy.csv", ADEQUACY);
    let adequacy = report.adequacy.as_ref()?;
    for side in &adequacy.sides {
        let held = [&side.opening, &side.received, &side.earned, &side.paid, &side.balance];
        let held = held.into_iter().chain([&side.unearned]).map(String::as_str);
        let of_ledger = [&side.unpaid, &side.in_hand];
        let held = held.chain(of_ledger.map(|one| one.as_deref().unwrap_or_default()));
        for one in &side.reserves {
            let error = one.error.as_ref();
            let found = [
                error.map(|error| &error.amount),
                error.and_then(|error| error.share.as_ref()),
                error.and_then(|error| error.holds_95.as_ref()),
                error.and_then(|error| error.left_95.as_ref()),
                one.draws_95.as_ref(),
                one.left_draws_95.as_ref(),
            ];
            let found = found.map(|cell| cell.map(String::as_str).unwrap_or_default());
            let cells = [&*side.name, &adequacy.valued_on].into_iter();
            let cells = cells.chain(held.clone());
            let cells = cells.chain([one.method, &one.to_come, &one.left, &one.free]);
            table.row(cells.chain(found));
        }
    }
    Some(table)
}

const STRESS: [(&str, CellKind); 11] = [
    ("terms", Text),
    ("stress", Text),
    ("year", Whole),
    ("changed", Whole),
    ("members", Whole),
    ("claims", Whole),
    ("paid", Amount),
    ("paid_more", Amount),
    ("earned", Amount),
    ("loss_ratio", Share),
    ("result", Amount),
];

/// stress.csv: the fund's year as it was, and under each stress.
pub(crate) fn stress(report: &Report) -> Option<Table> {
    let stress = report.stress.as_ref()?;
    let mut table = Table::new("stress.csv", STRESS);
    let year = stress.year.to_string();
    for one in &stress.rows {
        let counts = [one.changed, one.members, one.claims].map(|count| count.to_string());
        let cells = [&*one.terms, one.stress, &year].into_iter();
        let cells = cells.chain(counts.iter().map(String::as_str)).chain([&*one.paid, &one.more]);
        let rates = [&one.earned, &one.loss_ratio, &one.result];
        table.row(cells.chain(rates.map(|rate| rate.as_deref().unwrap_or_default())));
    }
    Some(table)
}

const PROVISIONS: [(&str, CellKind); 3] =
    [("terms", Text), ("address", Text), ("holds_back", Amount)];

/// provisions.csv: what each provision holds back; empty where rules without it are no rules.
pub(crate) fn provisions(report: &Report) -> Option<Table> {
    let mut table = Table::new("provisions.csv", PROVISIONS);
    for one in &report.provisions {
        table.row([&one.terms, &one.address, one.effect.as_deref().unwrap_or_default()]);
    }
    (!report.provisions.is_empty()).then_some(table)
}

const SWEPT: [(&str, CellKind); 6] = [
    ("total", Amount),
    ("difference", Amount),
    ("bills_with_benefit", Whole),
    ("members_with_benefit", Whole),
    ("years_above", Whole),
    ("loss_ratio", Share),
];

/// sweep.csv: every point, a column for each value that is swept.
pub(crate) fn sweep(report: &Report) -> Option<Table> {
    let swept = report.sweep.as_ref()?;
    let addresses = swept.addresses.iter().map(|address| (address.as_str(), Text));
    let mut table = Table::new("sweep.csv", addresses.chain(SWEPT));
    for point in &swept.points {
        let counts = [point.bills_with_benefit, point.members_with_benefit, point.above];
        let counts = counts.map(|count| count.to_string());
        let amounts = [point.total.as_str(), point.difference.as_str()];
        let cells = point.levels.iter().map(String::as_str).chain(amounts);
        let ratio = point.loss_ratio.as_deref().unwrap_or_default();
        table.row(cells.chain(counts.iter().map(String::as_str)).chain([ratio]));
    }
    Some(table)
}
