//! `huzhu ledger runs FILE`: all runs, first to last.

use std::collections::HashMap;

use clap::Command;
use serde_json::{Value, json};

use super::arguments::{at_run, file};
use super::asked::{Asked, Done};
use super::sent::{Unconfirmed, confirm_within};
use crate::cli::arguments::format;
use crate::cli::lines::beside;
use crate::ledger::{Access, ActKind, Ledger, LedgerError, Name, RunId, account_beside};
use crate::payment::{self, Count, RunTotals};
use crate::words::{Lang, Sentence, ledger as words, owed};

pub(super) fn command(lang: Lang) -> Command {
    let about = words::about_runs().text(lang).to_owned();
    Command::new("runs")
        .about(about)
        .arg(file(lang))
        .arg(at_run(lang))
        .arg(confirm_within(lang))
        .arg(format(lang))
}

pub(super) fn run(asked: &Asked) -> Done {
    let ledger = asked.open(Access::Read)?;
    let unconfirmed = match ledger.last_day()? {
        Some(_) => Some(Unconfirmed::of(asked, &ledger, ledger.usual_day()?)?),
        None => None,
    };
    let head = unconfirmed.as_ref().map(|some| some.line(&ledger)).transpose()?.flatten();
    let (mut lines, mut rows) = (Vec::from_iter(head), Vec::new());
    let logins: HashMap<RunId, String> =
        ledger.runs()?.into_iter().map(|run| (run.no, run.login)).collect();
    for run in payment::run_totals(&ledger)? {
        let by = Name::kept(&run.prepared_by);
        let login = logins.get(&run.no).map_or("", String::as_str);
        let (payments, total) = (run.prepared.payments, ledger.show(run.prepared.total)?);
        let line = match run.by_hand {
            Some(act) => owed::run_booked(run.no, run.posted_on, &by, act.words()),
            None => words::run_line(run.no, run.posted_on, &by, run.bills, payments, &total),
        };
        let fate = fate(&ledger, &run)?;
        lines.push(fate.iter().fold(line, |line, fate| beside(&line, fate)));
        rows.push(json!({
            "run": run.no, "posted_on": run.posted_on.to_string(), "prepared_by": by,
            "prepared_account": account_beside(&by, login),
            "by_hand": run.by_hand.map(ActKind::code),
            "reversed_by": run.reversed_by, "postings": run.postings, "bills": run.bills,
            "payments": payments, "total": total,
            "taken_back": run.taken_back.is_some(),
            "taken_back_on": run.taken_back.as_ref().map(|one| one.0.to_string()),
            "taken_back_by": run.taken_back.as_ref().map(|one| Name::kept(&one.1)),
            "sent": count_json(&ledger, run.sent)?,
            "confirmed": count_json(&ledger, run.confirmed)?,
            "withdrawn": count_json(&ledger, run.withdrawn)?,
            "released_on": run.released.as_ref().map(|released| released.0.to_string()),
            "released_by": run.released.as_ref().map(|released| Name::kept(&released.1)),
            "held": count_json(&ledger, run.held)?, "returned": count_json(&ledger, run.returned)?,
        }));
    }
    if asked.as_json() {
        let unconfirmed = unconfirmed.map(|some| some.json(&ledger)).transpose()?;
        let all = json!({ "format": "huzhu-runs/1", "unconfirmed": unconfirmed, "runs": rows });
        return Ok(asked.print_json(&all));
    }
    if lines.is_empty() {
        lines.push(words::no_runs());
    }
    Ok(asked.print_lines(&lines))
}

/// What became of what a run prepared: released, all or in part, withdrawn, or not yet released.
fn fate(ledger: &Ledger, run: &RunTotals) -> Result<Vec<Sentence>, LedgerError> {
    if let Some((day, by)) = &run.taken_back {
        return Ok(vec![words::run_taken_back(day, Name::kept(by))]);
    }
    if run.by_hand.is_some() {
        return Ok(run.reversed_by.map(owed::run_reversed).into_iter().collect());
    }
    let count = |count: Count, tell: fn(u64, String) -> Sentence| -> Result<_, LedgerError> {
        let told = (count.payments > 0).then(|| ledger.show(count.total)).transpose()?;
        Ok(told.map(|total| tell(count.payments, total)))
    };
    let mut told = match &run.released {
        None => vec![words::run_unreleased()],
        Some((day, by)) if run.sent == run.prepared => {
            vec![words::run_released(day, Name::kept(by))]
        }
        Some((day, by)) => {
            let by = Name::kept(by);
            let Count { payments, total } = run.sent;
            vec![words::run_released_part(day, by, payments, ledger.show(total)?)]
        }
    };
    if run.released.is_some() {
        told.extend(count(run.held, words::run_held)?);
    }
    told.extend(count(run.confirmed, words::run_confirmed)?);
    told.extend(count(run.returned, words::run_returned)?);
    told.extend(count(run.withdrawn, words::run_withdrawn)?);
    Ok(told)
}

fn count_json(ledger: &Ledger, count: Count) -> Result<Value, LedgerError> {
    Ok(json!({ "payments": count.payments, "total": ledger.show(count.total)? }))
}
