//! The tables of a report that are made from the report alone, one CSV each.

use super::{GroupPaid, GroupRow, Report};
use crate::output::row;

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
