//! The tables of a replay, one CSV each.

use std::collections::BTreeMap;

use super::contributions;
use super::pass::MemberChange;
use super::pseudonym::Pseudonyms;
use super::report_builder::ReportBuilder;
use crate::exchange::row;
use crate::report::Report;
use crate::scenario::Sweep;

/// A table by its name.
pub(super) type Table = (&'static str, Vec<u8>);

/// totals.csv: every group of every dimension under every set of terms; `by` is empty of the total.
pub(super) fn totals(report: &Report) -> Table {
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
    let sides = std::iter::once(&report.baseline).chain(&report.scenarios);
    for (at, side) in sides.enumerate() {
        let counts = [
            report.bills.to_string(),
            report.members.to_string(),
            side.total.clone(),
            side.bills_with_benefit.to_string(),
            side.members_with_benefit.to_string(),
        ];
        let cells = [side.name.as_str(), "", ""].into_iter();
        row(&mut out, cells.chain(counts.iter().map(String::as_str)));
        for dimension in &report.groups {
            for group in &dimension.rows {
                let one = &group.sides[at];
                let counts = [group.bills, group.members].map(|count| count.to_string());
                let benefits = [one.bills, one.members].map(|count| count.to_string());
                let cells = [
                    &side.name,
                    &dimension.by,
                    &group.value,
                    &counts[0],
                    &counts[1],
                    &one.payable,
                    &benefits[0],
                    &benefits[1],
                ];
                row(&mut out, cells.into_iter().map(String::as_str));
            }
        }
    }
    ("totals.csv", out)
}

/// differences.csv: every member for whom a scenario differs from the baseline, whoever gains most first.
pub(super) fn differences(composer: &ReportBuilder, ids: &Pseudonyms) -> Table {
    let mut out = Vec::new();
    row(&mut out, ["terms", "member", "baseline", "payable", "difference"]);
    let more = |moved: &MemberChange, side: usize| {
        i128::from(moved.pays[side]) - i128::from(moved.pays[0])
    };
    let id = |moved: &MemberChange| composer.intake.member_id(moved.member);
    let mut all: Vec<&MemberChange> = composer.scores.moved.iter().collect();
    let sides = 1..composer.names.len();
    all.sort_by(|a, b| {
        let sum =
            |moved: &MemberChange| -> i128 { sides.clone().map(|side| more(moved, side)).sum() };
        sum(b).cmp(&sum(a)).then_with(|| b.pays.cmp(&a.pays)).then_with(|| id(a).cmp(id(b)))
    });
    for side in sides.clone() {
        let moved = all.iter().enumerate().filter(|(_, moved)| more(moved, side) != 0);
        let mut moved: Vec<(usize, &&MemberChange)> = moved.collect();
        moved.sort_by_key(|(_, moved)| std::cmp::Reverse(more(moved, side)));
        for (number, moved) in moved {
            let member = ids.tell(id(moved), number + 1);
            let amounts = [i128::from(moved.pays[0]), moved.pays[side].into(), more(moved, side)];
            let [baseline, payable, difference] = amounts.map(|minor| composer.show(minor));
            row(
                &mut out,
                [&composer.names[side], &member, &baseline, &payable, &difference]
                    .map(|c| c.as_str()),
            );
        }
    }
    ("differences.csv", out)
}

/// terms.csv: values of the rules in which scenarios differ.
pub(super) fn terms(report: &Report, names: &[String]) -> Table {
    let mut out = Vec::new();
    row(&mut out, std::iter::once("address").chain(names.iter().map(String::as_str)));
    for term in &report.terms {
        let values = term.values.iter().map(|value| value.as_deref().unwrap_or_default());
        row(&mut out, std::iter::once(term.address.as_str()).chain(values));
    }
    ("terms.csv", out)
}

/// burden.csv: years of members by what they are left with, without the scheme and under each set of terms.
pub(super) fn burden(report: &Report) -> Table {
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

/// fund.csv: contributions and payments by month; nothing where no fee is known.
pub(super) fn fund(report: &Report) -> Option<Table> {
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

/// provisions.csv: what each provision holds back; empty where that cannot be told.
pub(super) fn provisions(report: &Report) -> Option<Table> {
    let mut out = Vec::new();
    row(&mut out, ["terms", "address", "holds_back"]);
    for one in &report.provisions {
        row(&mut out, [&one.terms, &one.address, one.effect.as_deref().unwrap_or_default()]);
    }
    (!report.provisions.is_empty()).then_some(("provisions.csv", out))
}

/// sweep.csv: every point, a column for each value that is swept.
pub(super) fn sweep(report: &Report, sweeps: &[Sweep]) -> Option<Table> {
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
    let addresses: Vec<String> = sweeps.iter().map(|sweep| sweep.address.to_string()).collect();
    row(&mut out, addresses.iter().map(String::as_str).chain(figures));
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

/// transactions.csv: payments by the month in which a bill falls due and that of its settlement, as
/// programs for claims development read them. They leave out what is paid before it falls due: a bill
/// that is settled in an earlier month is told in the first that it can be.
pub(super) fn transactions(composer: &ReportBuilder) -> Table {
    let mut out = Vec::new();
    row(&mut out, ["terms", "origin", "valuation", "paid"]);
    for (side, name) in composer.names.iter().enumerate() {
        let mut cells: BTreeMap<(i32, i32), i128> = BTreeMap::new();
        for ((origin, settled), sums) in &composer.scores.flows {
            *cells.entry((*origin, *settled.max(origin))).or_default() += sums[side];
        }
        for ((origin, valuation), paid) in cells {
            let [origin, valuation] =
                [origin, valuation].map(|month| format!("{}-01", contributions::shown(month)));
            row(&mut out, [name.as_str(), &origin, &valuation, &composer.show(paid)]);
        }
    }
    ("transactions.csv", out)
}

/// triangles.csv: what is paid by the end of each year since the year in which bills fall due, in all.
pub(super) fn triangles(composer: &ReportBuilder) -> Table {
    let mut out = Vec::new();
    row(&mut out, ["terms", "origin", "development_months", "valuation", "paid"]);
    let year = |month: i32| month.div_euclid(12);
    let flows = &composer.scores.flows;
    let years = || flows.keys().flat_map(|(origin, settled)| [year(*origin), year(*settled)]);
    let (Some(first), Some(last)) = (years().min(), years().max()) else {
        return ("triangles.csv", out);
    };
    for (side, name) in composer.names.iter().enumerate() {
        for origin in first..=last {
            if !flows.keys().any(|(of, _)| year(*of) == origin) {
                continue;
            }
            for by in origin..=last {
                let paid: i128 = flows
                    .iter()
                    .filter(|((of, settled), _)| year(*of) == origin && year(*settled) <= by)
                    .map(|(_, sums)| sums[side])
                    .sum();
                let months = (by - origin + 1) * 12;
                let cells =
                    [origin.to_string(), months.to_string(), by.to_string(), composer.show(paid)];
                row(
                    &mut out,
                    std::iter::once(name.as_str()).chain(cells.iter().map(String::as_str)),
                );
            }
        }
    }
    ("triangles.csv", out)
}

/// by_bill.csv: every bill, and what each set of terms pays on it.
pub(super) fn bills(composer: &ReportBuilder) -> Table {
    let mut out = Vec::new();
    let head = ["bill_id", "member_id"].into_iter();
    row(&mut out, head.chain(composer.names.iter().map(String::as_str)));
    out.extend(&composer.scores.lines);
    ("by_bill.csv", out)
}
