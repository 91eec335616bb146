//! `huzhu ledger runs FILE`: all runs, first to last.

use std::collections::HashMap;

use clap::Command;
use serde_json::{Value, json};

use super::super::format;
use super::{Asked, Done, beside, file};
use crate::ledger::{Access, Count, Ledger, Name, RunTotals, account_beside};
use crate::words::{Lang, Sentence, ledger as words};

pub(super) fn command(lang: Lang) -> Command {
    let about = words::about_runs().text(lang).to_owned();
    Command::new("runs").about(about).arg(file(lang)).arg(format(lang))
}

pub(super) fn run(asked: &Asked) -> Done {
    let ledger = asked.open(Access::Read)?;
    let (mut lines, mut rows) = (Vec::new(), Vec::new());
    let logins: HashMap<i64, String> =
        ledger.runs()?.into_iter().map(|run| (run.no, run.login)).collect();
    for run in ledger.run_totals()? {
        let by = Name::kept(&run.prepared_by);
        let login = logins.get(&run.no).map_or("", String::as_str);
        let total = ledger.show(run.total)?;
        let line = words::run_line(run.no, &run.posted_on, &by, run.bills, run.payments, &total);
        let fate = fate(&ledger, &run)?;
        lines.push(fate.iter().fold(line, |line, fate| beside(&line, fate)));
        rows.push(json!({
            "run": run.no, "posted_on": run.posted_on, "prepared_by": by,
            "prepared_account": account_beside(&by, login),
            "postings": run.postings, "bills": run.bills, "payments": run.payments, "total": total,
            "released_on": run.released.as_ref().map(|released| &released.0),
            "released_by": run.released.as_ref().map(|released| Name::kept(&released.1)),
            "held": count_json(&ledger, run.held)?, "returned": count_json(&ledger, run.returned)?,
        }));
    }
    if asked.as_json() {
        return Ok(asked.print_json(&json!({ "format": "huzhu-runs/1", "runs": rows })));
    }
    if lines.is_empty() {
        lines.push(words::no_runs());
    }
    Ok(asked.print_lines(&lines))
}

/// What became of what a run prepared: released, all or in part, or not.
fn fate(ledger: &Ledger, run: &RunTotals) -> Result<Vec<Sentence>, Sentence> {
    let Some((day, by)) = &run.released else { return Ok(vec![words::run_unreleased()]) };
    let (by, away) = (&Name::kept(by), [run.held, run.returned]);
    let kept: Count = Count {
        payments: run.payments - away.iter().map(|count| count.payments).sum::<i64>(),
        total: run.total - away.iter().map(|count| count.total).sum::<i64>(),
    };
    if kept.payments == run.payments {
        return Ok(vec![words::run_released(day, by)]);
    }
    let mut told = vec![words::run_released_part(day, by, kept.payments, ledger.show(kept.total)?)];
    for (count, tell) in away.iter().zip([words::run_held, words::run_returned]) {
        if count.payments > 0 {
            told.push(tell(count.payments, ledger.show(count.total)?));
        }
    }
    Ok(told)
}

fn count_json(ledger: &Ledger, count: Count) -> Result<Value, Sentence> {
    Ok(json!({ "payments": count.payments, "total": ledger.show(count.total)? }))
}
