//! `huzhu ledger runs FILE`: all runs, first to last.

use clap::Command;
use serde_json::json;

use super::super::format;
use super::{Asked, Done, beside, file};
use crate::ledger::Access;
use crate::words::{Lang, ledger as words};

pub(super) fn command(lang: Lang) -> Command {
    let about = words::about_runs().text(lang).to_owned();
    Command::new("runs").about(about).arg(file(lang)).arg(format(lang))
}

pub(super) fn run(asked: &Asked) -> Done {
    let ledger = asked.open(Access::Read)?;
    let (mut lines, mut rows) = (Vec::new(), Vec::new());
    for run in ledger.run_totals()? {
        let total = ledger.show(run.total)?;
        let fate = match &run.released {
            Some((day, by)) => words::run_released(day, by),
            None => words::run_unreleased(),
        };
        let line = words::run_line(
            run.no,
            &run.posted_on,
            &run.prepared_by,
            run.bills,
            run.payments,
            &total,
        );
        lines.push(beside(&line, &fate));
        rows.push(json!({
            "run": run.no, "posted_on": run.posted_on, "prepared_by": run.prepared_by,
            "postings": run.postings, "bills": run.bills, "payments": run.payments, "total": total,
            "released_on": run.released.as_ref().map(|released| &released.0),
            "released_by": run.released.as_ref().map(|released| &released.1),
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
