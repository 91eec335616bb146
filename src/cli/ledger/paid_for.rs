//! `huzhu ledger paid-for FILE`: the periods that are paid for beside the receipts that are booked.

use std::borrow::Cow;

use clap::Command;
use serde_json::{Value, json};

use super::arguments::{file, full_ids};
use super::asked::{Asked, Done};
use crate::access::Whose;
use crate::accounting::Received;
use crate::cli::arguments::format;
use crate::cli::error::CommandError;
use crate::cli::lines::indented;
use crate::cli::looks;
use crate::intake::mask;
use crate::ledger::{Access, Ledger, LedgerError};
use crate::nightly::readjudicate::newest_rules;
use crate::statistics::{PaidFor, PaidPeriod, paid_for};
use crate::words::{Lang, Sentence, receipts as words};

pub(super) fn command(lang: Lang) -> Command {
    Command::new("paid-for")
        .about(words::about_paid_for().text(lang).to_owned())
        .arg(file(lang))
        .arg(full_ids(lang))
        .args(looks::looker(lang))
        .arg(format(lang))
}

pub(super) fn run(asked: &Asked) -> Done {
    let ledger = asked.open(Access::Read)?;
    let book = newest_rules(&ledger)?;
    let found = paid_for(&ledger, &book).map_err(CommandError::from)?;
    if asked.matches.get_flag("full-ids") {
        looks::log(&ledger, asked.matches, "ledger paid-for", Whose::All)?;
    }
    match asked.as_json() {
        true => Ok(asked.print_json(&as_json(asked, &ledger, &found)?)),
        false => Ok(asked.print_lines(&lines(asked, &ledger, &found)?)),
    }
}

fn lines(asked: &Asked, ledger: &Ledger, found: &PaidFor) -> Result<Vec<Sentence>, LedgerError> {
    let mut lines = vec![words::paid_for(found.periods, found.without_receipt.len())];
    for PaidPeriod { member_id, plan, start, paid_on } in &found.without_receipt {
        let line = words::paid_without_receipt(shown(asked, member_id), plan, start, paid_on);
        lines.push(indented(&line));
    }
    lines.push(words::received_without_period(found.without_period.len()));
    for Received { reference, member_id, plan, received_on, amount, .. } in &found.without_period {
        let (member, amount) = (shown(asked, member_id), ledger.show(*amount)?);
        let line = words::without_period(reference, member, plan, received_on, amount);
        lines.push(indented(&line));
    }
    Ok(lines)
}

fn as_json(asked: &Asked, ledger: &Ledger, found: &PaidFor) -> Result<Value, LedgerError> {
    let periods = found.without_receipt.iter().map(|one| {
        json!({
            "member_id": shown(asked, &one.member_id), "plan": one.plan,
            "start": one.start.to_string(), "paid_on": one.paid_on.to_string(),
        })
    });
    let mut receipts = Vec::new();
    for one in &found.without_period {
        receipts.push(json!({
            "reference": one.reference, "member_id": shown(asked, &one.member_id), "plan": one.plan,
            "received_on": one.received_on.to_string(), "amount": ledger.show(one.amount)?,
        }));
    }
    Ok(json!({
        "format": "huzhu-paid-for/1", "periods": found.periods,
        "without_receipt": periods.collect::<Vec<Value>>(), "without_period": receipts,
    }))
}

fn shown<'i>(asked: &Asked, id: &'i str) -> Cow<'i, str> {
    match asked.matches.get_flag("full-ids") {
        true => Cow::Borrowed(id),
        false => Cow::Owned(mask(id)),
    }
}
