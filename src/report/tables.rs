//! The tables of a report that are made from the report alone, one CSV each.

use super::{ExperienceKey, GroupPaid, GroupRow, Report};
use crate::csv_cells::row;

/// A table by its file name.
pub(crate) type Table = (&'static str, Vec<u8>);

/// totals.csv: every group of every breakdown under every scenario; `by` is empty of the total.
pub(crate) fn totals(report: &Report) -> Table {
    let mut out = Vec::new();
    let head = [
        "terms",
        "by",
        "value",
        "bills",
        "members",
        "payable",
        "bills_with_benefit",
        "members_with_benefit",
    ];
    row(&mut out, head);
    for (at, scenario) in report.by_scenario().enumerate() {
        let counts = [
            report.bills.to_string(),
            report.members.to_string(),
            scenario.total.clone(),
            scenario.bills_with_benefit.to_string(),
            scenario.members_with_benefit.to_string(),
        ];
        let cells = [scenario.name.as_str(), "", ""].into_iter();
        row(&mut out, cells.chain(counts.iter().map(String::as_str)));
        for breakdown in &report.groups {
            for group in &breakdown.rows {
                group_row(&mut out, &scenario.name, &breakdown.by, (group, &group.sides[at]));
            }
        }
    }
    ("totals.csv", out)
}

/// What one scenario pays on one group.
fn group_row(out: &mut Vec<u8>, scenario: &str, by: &str, (group, paid): (&GroupRow, &GroupPaid)) {
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
    row(out, cells);
}

/// terms.csv: values of the rules in which scenarios differ.
pub(crate) fn terms(report: &Report) -> Table {
    let mut out = Vec::new();
    let names = report.by_scenario().map(|scenario| scenario.name.as_str());
    row(&mut out, std::iter::once("address").chain(names));
    for term in &report.terms {
        let values = term.values.iter().map(|value| value.as_deref().unwrap_or_default());
        row(&mut out, std::iter::once(term.address.as_str()).chain(values));
    }
    ("terms.csv", out)
}

/// burden.csv: years of members by what they are left with, without the scheme and under each scenario.
pub(crate) fn burden(report: &Report) -> Table {
    let mut out = Vec::new();
    row(&mut out, ["terms", "from", "to", "years"]);
    for side in &report.burden.sides {
        for band in &side.bands {
            let to = band.to.map(|to| to.to_string()).unwrap_or_default();
            let name = side.name.as_deref().unwrap_or_default();
            row(&mut out, [name, &band.from.to_string(), &to, &band.years.to_string()]);
        }
    }
    ("burden.csv", out)
}

/// fund.csv: contributions and payments by month; `None` where no fee is known.
pub(crate) fn fund(report: &Report) -> Option<Table> {
    let mut out = Vec::new();
    let head = ["terms", "month", "exposure", "received", "earned", "paid", "balance", "months"];
    row(&mut out, head);
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
            row(&mut out, cells.into_iter().map(String::as_str));
        }
    }
    Some(("fund.csv", out))
}

const EXPERIENCE_HEAD: [&str; 20] = [
    "terms",
    "year",
    "plan",
    "age",
    "sex",
    "district",
    "finished",
    "people_days",
    "plan_days",
    "people_months",
    "plan_months",
    "claims",
    "claimants",
    "billed",
    "paid",
    "earned",
    "claims_per_1000_a_year",
    "paid_per_claim",
    "paid_per_person_month",
    "loss_ratio",
];

/// experience.csv: every row.
pub(crate) fn experience(report: &Report) -> Table {
    let mut out = Vec::new();
    row(&mut out, EXPERIENCE_HEAD);
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
        row(&mut out, key.into_iter().chain(cover).chain(claims).chain(rates));
    }
    ("experience.csv", out)
}

/// trend.csv: growth from year to year, and its mean a year with an empty `year`.
pub(crate) fn trend(report: &Report) -> Table {
    let mut out = Vec::new();
    let head = ["terms", "year", "claims_per_person", "paid_per_claim", "paid_per_person"];
    row(&mut out, head.into_iter().chain(["paid_per_person_as_it_was", "alike"]));
    for side in &report.measured {
        for one in &side.rows {
            let year = one.year.map(|year| year.to_string()).unwrap_or_default();
            let growth = [&one.frequency, &one.severity, &one.cost, &one.cost_as_it_was];
            let cells = [&*side.name, &year].into_iter().chain(growth.map(String::as_str));
            row(&mut out, cells.chain([one.alike.as_deref().unwrap_or_default()]));
        }
    }
    ("trend.csv", out)
}

const CREDIBILITY_HEAD: [&str; 11] = [
    "terms",
    "unit",
    "people_months",
    "claims",
    "paid",
    "earned",
    "loss_ratio",
    "paid_per_person_month",
    "credibility",
    "credible_per_person_month",
    "full_credibility",
];

/// credibility.csv: what units cost, and how far that can be believed.
pub(crate) fn credibility(report: &Report) -> Table {
    let mut out = Vec::new();
    row(&mut out, CREDIBILITY_HEAD);
    for side in &report.credibility {
        for one in &side.rows {
            let claims = one.claims.to_string();
            let cells = [&*side.name, &one.unit, &one.people_months, &claims, &one.paid];
            let own = [&one.earned, &one.loss_ratio, &one.cost];
            let own = own.map(|cell| cell.as_deref().unwrap_or_default());
            let believed = [&*one.credibility, one.credible_cost.as_deref().unwrap_or_default()];
            row(&mut out, cells.into_iter().chain(own).chain(believed).chain([&*side.full]));
        }
    }
    ("credibility.csv", out)
}

const COMPLETION_HEAD: [&str; 14] = [
    "terms",
    "origin",
    "development_months",
    "people_days",
    "paid",
    "to_ultimate",
    "chain_ladder",
    "chain_ladder_to_come",
    "standard_error",
    "low",
    "high",
    "bornhuetter_ferguson",
    "bornhuetter_ferguson_to_come",
    "why_none",
];

/// completion.csv: years of origin, and all of them together with an empty `origin`.
pub(crate) fn completion(report: &Report) -> Option<Table> {
    let mut out = Vec::new();
    row(&mut out, COMPLETION_HEAD);
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
            row(&mut out, known.into_iter().chain(found).chain([why]));
        }
    }
    Some(("completion.csv", out))
}

const ADEQUACY_HEAD: [&str; 15] = [
    "terms",
    "valued_on",
    "received",
    "earned",
    "paid",
    "balance",
    "unearned",
    "method",
    "to_come",
    "left",
    "free",
    "standard_error",
    "error_share",
    "holds_95",
    "left_95",
];

/// adequacy.csv: what funds hold beside what is still to be paid, a row for each method.
pub(crate) fn adequacy(report: &Report) -> Option<Table> {
    let mut out = Vec::new();
    row(&mut out, ADEQUACY_HEAD);
    let adequacy = report.adequacy.as_ref()?;
    for side in &adequacy.sides {
        let held = [&side.received, &side.earned, &side.paid, &side.balance, &side.unearned];
        for one in &side.reserves {
            let error = one.error.as_ref();
            let found = [
                error.map(|error| &error.amount),
                error.and_then(|error| error.share.as_ref()),
                error.and_then(|error| error.holds_95.as_ref()),
                error.and_then(|error| error.left_95.as_ref()),
            ];
            let found = found.map(|cell| cell.map(String::as_str).unwrap_or_default());
            let cells = [&*side.name, &adequacy.valued_on].into_iter();
            let cells = cells.chain(held.map(String::as_str));
            let cells = cells.chain([one.method, &one.to_come, &one.left, &one.free]);
            row(&mut out, cells.chain(found));
        }
    }
    Some(("adequacy.csv", out))
}

const STRESS_HEAD: [&str; 11] = [
    "terms",
    "stress",
    "year",
    "changed",
    "members",
    "claims",
    "paid",
    "paid_more",
    "earned",
    "loss_ratio",
    "result",
];

/// stress.csv: the fund's year as it was, and under each stress.
pub(crate) fn stress(report: &Report) -> Option<Table> {
    let stress = report.stress.as_ref()?;
    let mut out = Vec::new();
    row(&mut out, STRESS_HEAD);
    let year = stress.year.to_string();
    for one in &stress.rows {
        let counts = [one.changed, one.members, one.claims].map(|count| count.to_string());
        let cells = [&*one.terms, one.stress, &year].into_iter();
        let cells = cells.chain(counts.iter().map(String::as_str)).chain([&*one.paid, &one.more]);
        let rates = [&one.earned, &one.loss_ratio, &one.result];
        row(&mut out, cells.chain(rates.map(|rate| rate.as_deref().unwrap_or_default())));
    }
    Some(("stress.csv", out))
}

/// provisions.csv: what each provision holds back; empty where rules without it are no rules.
pub(crate) fn provisions(report: &Report) -> Option<Table> {
    let mut out = Vec::new();
    row(&mut out, ["terms", "address", "holds_back"]);
    for one in &report.provisions {
        row(&mut out, [&one.terms, &one.address, one.effect.as_deref().unwrap_or_default()]);
    }
    (!report.provisions.is_empty()).then_some(("provisions.csv", out))
}

/// sweep.csv: every point, a column for each value that is swept.
pub(crate) fn sweep(report: &Report) -> Option<Table> {
    let swept = report.sweep.as_ref()?;
    let mut out = Vec::new();
    let figures = [
        "total",
        "difference",
        "bills_with_benefit",
        "members_with_benefit",
        "years_above",
        "loss_ratio",
    ];
    row(&mut out, swept.addresses.iter().map(String::as_str).chain(figures));
    for point in &swept.points {
        let counts = [point.bills_with_benefit, point.members_with_benefit, point.above];
        let counts = counts.map(|count| count.to_string());
        let amounts = [point.total.as_str(), point.difference.as_str()];
        let cells = point.levels.iter().map(String::as_str).chain(amounts);
        let ratio = point.loss_ratio.as_deref().unwrap_or_default();
        row(&mut out, cells.chain(counts.iter().map(String::as_str)).chain([ratio]));
    }
    Some(("sweep.csv", out))
}
