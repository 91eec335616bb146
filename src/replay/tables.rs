//! The tables beside a report that are made from the pass: members, months and bills, one CSV each.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::Month;
use super::report_builder::ReportBuilder;
use super::totals::MemberChange;
use crate::money::MoneySum;
use crate::report::CellKind::{Amount, Day, Text, Whole};
use crate::report::{CellKind, Table};

const DIFFERENCES: [(&str, CellKind); 5] = [
    ("terms", Text),
    ("member", Text),
    ("baseline", Amount),
    ("payable", Amount),
    ("difference", Amount),
];

/// differences.csv: every member whom a scenario pays otherwise than the baseline, the largest gain first.
pub(super) fn differences(builder: &ReportBuilder) -> Table {
    let mut table = Table::new("differences.csv", DIFFERENCES);
    let all = by_gain(builder);
    for scenario in 1..builder.names.len() {
        let changes = all.iter().copied();
        let mut changes: Vec<(usize, &MemberChange)> = changes
            .enumerate()
            .filter(|(_, change)| change.difference(scenario) != MoneySum::ZERO)
            .collect();
        changes.sort_by_key(|(_, change)| Reverse(change.difference(scenario)));
        for (number, change) in changes {
            let id = builder.intake().member_id(change.member);
            let member = builder.job.pseudonyms.name(id, number + 1);
            let [baseline, payable] = [0, scenario].map(|at| builder.show(change.pays[at]));
            let difference = builder.show(change.difference(scenario));
            let cells = [&builder.names[scenario], &member, &baseline, &payable, &difference];
            table.row(cells.map(String::as_str));
        }
    }
    table
}

/// Members by what all scenarios together pay them more, the most first.
fn by_gain<'b>(builder: &'b ReportBuilder) -> Vec<&'b MemberChange> {
    let id = |change: &MemberChange| builder.intake().member_id(change.member);
    let gain = |change: &MemberChange| -> MoneySum {
        (1..builder.names.len()).map(|scenario| change.difference(scenario)).sum()
    };
    let mut all: Vec<&MemberChange> = builder.totals.changes.iter().collect();
    all.sort_by(|a, b| {
        let by_gain = gain(b).cmp(&gain(a));
        by_gain.then_with(|| b.pays.cmp(&a.pays)).then_with(|| id(a).cmp(id(b)))
    });
    all
}

const TRANSACTIONS: [(&str, CellKind); 4] =
    [("terms", Text), ("origin", Day), ("valuation", Day), ("paid", Amount)];

/// transactions.csv: payments by the month in which a bill falls due and that of its settlement, as programs for
/// claims development read them. These programs leave out what is paid before it falls due: a bill that is settled in
/// an earlier month is booked in the month in which it falls due.
pub(super) fn transactions(builder: &ReportBuilder) -> Table {
    let mut table = Table::new("transactions.csv", TRANSACTIONS);
    for (scenario, name) in builder.names.iter().enumerate() {
        let mut cells: BTreeMap<(Month, Month), MoneySum> = BTreeMap::new();
        for (&(origin, settled), sums) in &builder.totals.flows {
            *cells.entry((origin, settled.max(origin))).or_default() += sums[scenario];
        }
        for ((origin, valuation), paid) in cells {
            let [origin, valuation] = [origin, valuation].map(|month| format!("{month}-01"));
            table.row([name.as_str(), &origin, &valuation, &builder.show(paid)]);
        }
    }
    table
}

const TRIANGLES: [(&str, CellKind); 5] = [
    ("terms", Text),
    ("origin", Whole),
    ("development_months", Whole),
    ("valuation", Whole),
    ("paid", Amount),
];

/// triangles.csv: what is paid by the end of each year since the year in which bills fall due, in all.
pub(super) fn triangles(builder: &ReportBuilder) -> Table {
    let mut table = Table::new("triangles.csv", TRIANGLES);
    let flows = &builder.totals.flows;
    let years = || flows.keys().flat_map(|(origin, settled)| [origin.year(), settled.year()]);
    let (Some(first), Some(last)) = (years().min(), years().max()) else {
        return table;
    };
    for (scenario, name) in builder.names.iter().enumerate() {
        for origin in first..=last {
            if !flows.keys().any(|(of, _)| of.year() == origin) {
                continue;
            }
            for by in origin..=last {
                let paid_by =
                    |(of, settled): &(Month, Month)| of.year() == origin && settled.year() <= by;
                let paid = flows.iter().filter(|(months, _)| paid_by(months));
                let paid: MoneySum = paid.map(|(_, sums)| sums[scenario]).sum();
                let months = (by - origin + 1) * 12;
                let numbers = [origin, months, by].map(|number| number.to_string());
                let paid = builder.show(paid);
                table.row([name.as_str(), &numbers[0], &numbers[1], &numbers[2], &paid]);
            }
        }
    }
    table
}

/// by_bill.csv: every bill, and what each scenario pays on it.
pub(super) fn bills(builder: &ReportBuilder) -> Table {
    let ids = [("bill_id", Text), ("member_id", Text)];
    let scenarios = builder.names.iter().map(|name| (name.as_str(), Amount));
    let mut table = Table::new("by_bill.csv", ids.into_iter().chain(scenarios));
    table.rows(&builder.totals.bill_rows);
    table
}
