//! `huzhu ledger duties FILE [--set TOML --by NAME --reason TEXT]`: duties that one person may not hold, and how
//! many names payments need.

use std::path::PathBuf;

use clap::Command;
use serde_json::{Value, json};

use super::arguments::{by, file, named, reason, second};
use super::asked::{Asked, Done};
use crate::cli::arguments::format;
use crate::cli::error::CommandError;
use crate::cli::lines::{beside, mistakes};
use crate::ledger::{Access, Ledger, LedgerError};
use crate::payment::{self, Duties, DutiesInForce, Duty};
use crate::scheme::Source;
use crate::words::{Lang, Sentence, acts, duties as words};

pub(super) fn command(lang: Lang) -> Command {
    Command::new("duties")
        .about(words::about_duties().text(lang).to_owned())
        .arg(file(lang))
        .arg(
            named("set", "TOML", words::arg_set(), lang)
                .value_parser(clap::value_parser!(PathBuf))
                .requires_all(["by", "reason"]),
        )
        .arg(by(lang).required(false).requires("set"))
        .arg(reason(lang).requires("set"))
        .arg(second(lang).requires("set"))
        .arg(format(lang))
}

pub(super) fn run(asked: &Asked) -> Done {
    if !asked.matches.contains_id("set") {
        return show(asked, &asked.open(Access::Read)?);
    }
    asked.spares("set")?;
    let mut ledger = asked.open(Access::Write)?;
    let signed = asked.signed(&ledger)?;
    let source = Source::read_one(asked.path("set"));
    let source = source.map_err(|why| CommandError::Refused(vec![why.sentence()]))?;
    let duties = payment::read_duties(source, ledger.kept_in()?.1);
    let duties = duties.map_err(|file| CommandError::NothingTaken(mistakes(&file)))?;
    if !payment::set_duties(&mut ledger, &duties, signed)? {
        asked.tell(&words::duties_same());
    }
    show(asked, &ledger)
}

fn show(asked: &Asked, ledger: &Ledger) -> Done {
    let known = payment::duties_in_force(ledger)?;
    if asked.as_json() {
        let value = known.map(|known| row(ledger, &known)).transpose()?;
        return Ok(asked.print_json(&json!({ "format": "huzhu-duties/1", "duties": value })));
    }
    let lines = match known {
        Some(known) => lines(ledger, &known)?,
        None => vec![words::no_duties()],
    };
    Ok(asked.print_lines(&lines))
}

fn lines(ledger: &Ledger, known: &DutiesInForce) -> Result<Vec<Sentence>, LedgerError> {
    let DutiesInForce { duties: Duties { distinct, approvals, retention }, signed } = known;
    let mut lines = vec![match distinct.is_empty() {
        true => words::none_distinct(),
        false => {
            let duties: Vec<Sentence> = distinct.iter().map(|duty| duty.words()).collect();
            words::distinct(Sentence::list(&duties))
        }
    }];
    for step in approvals {
        lines.push(words::names_above(ledger.show(step.above)?, step.names));
    }
    if approvals.is_empty() {
        lines.push(words::none_approved());
    }
    lines.push(retention.map_or_else(words::kept_for_ever, words::kept_for));
    let set = words::duties_set(signed.on, &signed.by, &signed.reason);
    lines.push(match &signed.second {
        Some(second) => beside(&set, &acts::with_second(second)),
        None => set,
    });
    Ok(lines)
}

fn row(ledger: &Ledger, known: &DutiesInForce) -> Result<Value, LedgerError> {
    let DutiesInForce { duties: Duties { distinct, approvals, retention }, signed } = known;
    let mut steps = Vec::new();
    for step in approvals {
        steps.push(json!({ "above": ledger.show(step.above)?, "names": step.names }));
    }
    Ok(json!({
        "distinct": codes(distinct), "approval": steps, "retention_years": retention, "on": signed.on.to_string(),
        "by": signed.by, "second": signed.second, "reason": signed.reason,
    }))
}

fn codes(duties: &[Duty]) -> Vec<&'static str> {
    duties.iter().map(|duty| duty.code()).collect()
}
