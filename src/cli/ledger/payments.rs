//! `huzhu ledger payments FILE`: payments in hand, by state and age.

use std::collections::BTreeMap;

use clap::{Arg, ArgAction, Command};
use serde_json::json;

use super::arguments::{at_run, file, full_ids, named, on};
use super::asked::{Asked, Done};
use super::sent::{self, Unconfirmed, age_lines, ages_json, confirm_within, days};
use crate::access::Whose;
use crate::cli::arguments::format;
use crate::cli::lines::{beside, indented};
use crate::cli::looks;
use crate::date::Day;
use crate::intake::mask;
use crate::ledger::{Access, Ledger, LedgerError};
use crate::money::Money;
use crate::payment::{self, CashPart, CashState, Count, SentState};
use crate::words::{Lang, Sentence, owed, payments as words};

pub(super) fn command(lang: Lang) -> Command {
    let states = CashState::ALL.map(CashState::code).into_iter();
    let states: Vec<&str> = states.chain(SentState::ALL.map(SentState::code)).collect();
    Command::new("payments")
        .about(words::about_payments().text(lang).to_owned())
        .arg(file(lang))
        .arg(at_run(lang))
        .arg(named("state", "STATE", words::arg_state(), lang).value_parser(states))
        .arg(
            Arg::new("sent")
                .long("sent")
                .action(ArgAction::SetTrue)
                .help(words::arg_list_sent().text(lang).to_owned()),
        )
        .arg(days("older-than", words::arg_older_than(), lang))
        .arg(confirm_within(lang))
        .arg(on(lang))
        .arg(full_ids(lang))
        .args(looks::looker(lang))
        .arg(format(lang))
}

pub(super) fn run(asked: &Asked) -> Done {
    let ledger = asked.open(Access::Read)?;
    let on = match asked.matches.get_one::<Day>("on") {
        Some(on) => *on,
        None => ledger.usual_day()?,
    };
    if asked.matches.get_flag("full-ids") {
        looks::log(&ledger, asked.matches, "ledger payments", Whose::All)?;
    }
    let state = asked.text("state");
    if asked.matches.get_flag("sent") || SentState::ALL.iter().any(|own| Some(own.code()) == state)
    {
        return sent::list(asked, &ledger, on);
    }
    let mut parts = payment::payments_in_hand(&ledger)?;
    let older = asked.matches.get_one::<i32>("older-than");
    parts.retain(|part| older.is_none_or(|older| age(part, on) > *older));
    parts.retain(|part| state.is_none_or(|state| part.state.code() == state));
    // The oldest of each state first.
    parts.sort_by(|a, b| (a.state, &a.since, &a.id).cmp(&(b.state, &b.since, &b.id)));
    let unconfirmed = Unconfirmed::of(asked, &ledger, on)?;
    if asked.as_json() {
        return json(asked, &ledger, &parts, (on, &unconfirmed));
    }
    let unwritten = payment::unwritten(&ledger)?;
    let mut lines: Vec<Sentence> = unconfirmed.line(&ledger)?.into_iter().collect();
    if unwritten.people > 0 {
        let total = ledger.show(unwritten.owed)?;
        lines.push(owed::unwritten(unwritten.people, total));
    }
    if parts.is_empty() {
        lines.push(match older.is_some() {
            true => words::nothing_waits(),
            false => words::nothing_in_hand(),
        });
        return Ok(asked.print_lines(&lines));
    }
    for of_state in parts.chunk_by(|a, b| a.state == b.state) {
        lines.push(state_line(&ledger, of_state, on)?);
        if of_state[0].state == CashState::Returned {
            lines.extend(age_lines(&ledger, &returned_by_age(of_state, on))?);
        }
    }
    for part in &parts {
        lines.push(part_line(asked, &ledger, part, on)?);
    }
    Ok(asked.print_lines(&lines))
}

/// Days since a part is in hand.
fn age(part: &CashPart, on: Day) -> i32 {
    on - part.since
}

/// What came back and waits, by age: what is not claimed.
fn returned_by_age(parts: &[CashPart], on: Day) -> [Count; 5] {
    let returned = parts.iter().filter(|part| part.state == CashState::Returned);
    payment::by_age(returned.map(|part| (age(part, on), part.amount)))
}

/// What is in one state.
fn state_line(ledger: &Ledger, parts: &[CashPart], on: Day) -> Result<Sentence, LedgerError> {
    let total = ledger.show(parts.iter().map(|part| part.amount).sum())?;
    Ok(words::state_line(parts[0].state.words(), parts.len(), total, age(&parts[0], on)))
}

fn part_line(
    asked: &Asked,
    ledger: &Ledger,
    part: &CashPart,
    on: Day,
) -> Result<Sentence, LedgerError> {
    let CashPart { id, run, state, .. } = part;
    let (member, amount, age) = (member(asked, part), ledger.show(part.amount)?, age(part, on));
    let line = words::payment_line(id, run, member, amount, state.words(), age);
    let line = match &part.hold {
        Some(hold) => beside(&line, &hold.words()),
        None => line,
    };
    Ok(indented(&line))
}

fn member(asked: &Asked, part: &CashPart) -> String {
    match asked.matches.get_flag("full-ids") {
        true => part.member_id.clone(),
        false => mask(&part.member_id),
    }
}

fn json(
    asked: &Asked,
    ledger: &Ledger,
    parts: &[CashPart],
    (on, unconfirmed): (Day, &Unconfirmed),
) -> Done {
    let mut rows = Vec::new();
    let mut states: BTreeMap<&str, (u64, Money)> = BTreeMap::new();
    for part in parts {
        let pend = part.hold.as_ref().and_then(|hold| hold.pend.as_ref());
        let (count, total) = states.entry(part.state.code()).or_default();
        (*count, *total) = (*count + 1, *total + part.amount);
        rows.push(json!({
            "payment_id": part.id, "run": part.run, "member": member(asked, part),
            "amount": ledger.show(part.amount)?, "state": part.state.code(), "since": part.since.to_string(),
            "days": age(part, on), "held_by": part.hold.as_ref().map(|hold| &hold.signed.by),
            "reason": part.hold.as_ref().map(|hold| &hold.signed.reason),
            "code": pend.map(|pend| pend.code.code()), "owner": pend.map(|pend| &pend.owner),
            "until": pend.map(|pend| pend.until.to_string()),
        }));
    }
    let mut totals = serde_json::Map::new();
    for (state, (count, total)) in states {
        let total = ledger.show(total)?;
        totals.insert(state.to_owned(), json!({ "payments": count, "total": total }));
    }
    let ages = ages_json(ledger, &returned_by_age(parts, on))?;
    let (on, unwritten) = (on.to_string(), payment::unwritten(ledger)?);
    let unwritten = json!({ "people": unwritten.people, "owed": ledger.show(unwritten.owed)? });
    Ok(asked.print_json(&json!({
        "format": "huzhu-payments/1", "on": on, "states": totals, "returned_by_age": ages,
        "unconfirmed": unconfirmed.json(ledger)?, "owe_without_letter": unwritten, "payments": rows,
    })))
}
