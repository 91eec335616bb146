//! `huzhu ledger roll-forward FILE`: one month for the accountant.

use std::str::FromStr;

use clap::Command;
use serde_json::{Value, json};

use super::arguments::{at_run, file, named};
use super::asked::{Asked, Done};
use crate::accounting::{self, Contributed, Funded, Overpaid, RollForward, Sums, Unmatched};
use crate::cli::Exit;
use crate::cli::arguments::format;
use crate::cli::lines::indented;
use crate::cli::terminal::say;
use crate::ledger::{Access, Ledger, LedgerError, Month};
use crate::money::Money;
use crate::words::{Lang, Sentence, acts, ledger as words, owed, receipts};

pub(super) fn command(lang: Lang) -> Command {
    let month = named("month", "YYYY-MM", words::arg_roll_month(), lang);
    Command::new("roll-forward")
        .about(words::about_roll_forward().text(lang).to_owned())
        .arg(file(lang))
        .arg(at_run(lang))
        .arg(month.value_parser(Month::from_str))
        .arg(format(lang))
}

pub(super) fn run(asked: &Asked) -> Done {
    let ledger = asked.open(Access::Read)?;
    let month =
        accounting::roll_forward(&ledger, asked.matches.get_one::<Month>("month").copied())?;
    let printed = match asked.as_json() {
        true => asked.print_json(&json(&ledger, &month)?),
        false => asked.print_lines(&lines(&ledger, &month)?),
    };
    if month.adds_up() {
        return Ok(printed);
    }
    let show = |amount| ledger.show(amount);
    let (closing, moved, parts) =
        (show(month.closing)?, show(month.moved())?, show(month.made_of())?);
    say(&words::roll_differs(closing, moved, parts), asked.lang);
    Ok(Exit::Failed)
}

fn lines(ledger: &Ledger, month: &RollForward) -> Result<Vec<Sentence>, LedgerError> {
    let currency = ledger.kept_in()?.1.code();
    let is_closed = if month.is_closed { words::roll_closed } else { words::roll_open };
    let mut lines = vec![words::roll_head(month.month, currency), is_closed(month.month)];
    for plan in &month.plans {
        lines.push(words::roll_plan(&plan.plan, &plan.edition, &plan.funder));
        lines.extend(amounts(ledger, benefits(&plan.sums))?);
    }
    for one in &month.funders {
        lines.push(words::roll_funder(&one.funder));
        lines.extend(amounts(ledger, funded(one))?);
    }
    lines.push(words::roll_owed());
    lines.extend(amounts(
        ledger,
        [
            (words::roll_opening(), month.opening),
            (words::roll_due(), month.due),
            (words::roll_reversed(), month.reversed),
            (words::roll_stood(), month.written_off),
            (words::roll_released(), -month.released),
            (words::roll_returned(), month.returned),
            (owed::roll_repaid(), month.repaid),
            (words::roll_closing(), month.closing),
        ],
    )?);
    lines.push(words::roll_made_of());
    lines.extend(amounts(ledger, made_of(month))?);
    lines.push(owed::roll_overpaid());
    lines.extend(amounts(ledger, overpaid(&month.overpaid))?);
    if !month.contributions.is_empty() {
        lines.push(receipts::roll_contributions());
    }
    for one in &month.contributions {
        let [opening, booked, closing] =
            [one.opening, one.booked, one.closing()].map(|amount| ledger.show(amount));
        lines.push(indented(&receipts::roll_contributed(&one.plan, opening?, booked?, closing?)));
    }
    let mut waits = month.unmatched.iter().filter(|one| one.bills + one.periods > 0).peekable();
    if waits.peek().is_some() {
        lines.push(words::roll_waiting());
    }
    for one in waits {
        lines.push(indented(&waiting(ledger, one)?));
    }
    if month.adds_up() {
        lines.push(words::roll_holds());
    }
    lines.push(acts::roll_seal(ledger.newest_seal()?));
    Ok(lines)
}

/// How overpayments moved, from opening to closing.
fn overpaid(sums: &Overpaid) -> [(Sentence, Money); 7] {
    [
        (words::roll_opening(), sums.opening),
        (owed::roll_found(), sums.found),
        (owed::roll_offset(), -sums.offset),
        (owed::roll_repaid(), -sums.repaid),
        (owed::roll_waived(), -sums.waived),
        (words::roll_written_off(), -sums.written_off),
        (words::roll_closing(), sums.closing),
    ]
}

fn overpaid_json(ledger: &Ledger, sums: &Overpaid) -> Result<Value, LedgerError> {
    let show = |amount| ledger.show(amount);
    Ok(json!({
        "opening": show(sums.opening)?, "found": show(sums.found)?, "offset": show(sums.offset)?,
        "repaid": show(sums.repaid)?, "waived": show(sums.waived)?,
        "stood": show(sums.written_off)?, "closing": show(sums.closing)?,
    }))
}

/// What benefits come to, from opening to closing.
fn benefits(sums: &Sums) -> [(Sentence, Money); 4] {
    [
        (words::roll_opening(), sums.opening),
        (words::roll_due(), sums.due),
        (words::roll_reversed(), sums.reversed),
        (words::roll_closing(), sums.closing()),
    ]
}

/// What moved of a funder, from opening to closing, and what the closing is made of.
fn funded(one: &Funded) -> [(Sentence, Money); 13] {
    [
        (words::roll_opening(), one.opening),
        (words::roll_due(), one.due),
        (words::roll_reversed(), one.reversed),
        (words::roll_stood(), one.written_off),
        (words::roll_released(), -one.released),
        (words::roll_returned(), one.returned),
        (owed::roll_repaid(), one.repaid),
        (words::roll_between(), -one.between),
        (words::roll_closing(), one.closing()),
        (words::roll_of_funder(), one.unreleased),
        (words::roll_to_recover(), -one.recoverable),
        (words::roll_recovered(), one.recovered),
        (words::roll_owes_others(), one.owes_others),
    ]
}

/// What waits for its member, of one age.
fn waiting(ledger: &Ledger, one: &Unmatched) -> Result<Sentence, LedgerError> {
    let claimed = ledger.show(one.claimed)?;
    Ok(match one.to {
        Some(0) => words::roll_waits_now(one.bills, claimed, one.periods),
        Some(to) => words::roll_waits(one.from, to, one.bills, claimed, one.periods),
        None => words::roll_waits_beyond(one.from, one.bills, claimed, one.periods),
    })
}

fn made_of(month: &RollForward) -> Vec<(Sentence, Money)> {
    let set_off = month.recoverable.iter().map(|age| {
        let title = match age.to {
            Some(0) => words::roll_set_off_now(),
            Some(to) => words::roll_set_off(age.from, to),
            None => words::roll_set_off_beyond(age.from),
        };
        (title, -age.amount)
    });
    let parts =
        [(words::roll_unreleased(), month.unreleased), (words::roll_unpaid(), month.unpaid)];
    parts.into_iter().chain(set_off).collect()
}

/// Titles with their amounts, one a line.
fn amounts(
    ledger: &Ledger,
    parts: impl IntoIterator<Item = (Sentence, Money)>,
) -> Result<Vec<Sentence>, LedgerError> {
    let line = |(title, amount): (Sentence, Money)| {
        let amount = ledger.show(amount)?;
        let text = |lang, between| format!("{}{between}{amount}", title.text(lang));
        let line = Sentence::new(text(Lang::English, ": "), text(Lang::Chinese, "："));
        Ok(indented(&line))
    };
    parts.into_iter().map(line).collect()
}

fn benefits_json(ledger: &Ledger, sums: &Sums) -> Result<Value, LedgerError> {
    let show = |amount| ledger.show(amount);
    Ok(json!({
        "opening": show(sums.opening)?, "due": show(sums.due)?,
        "reversed": show(sums.reversed)?, "closing": show(sums.closing())?,
    }))
}

fn contributions_json(ledger: &Ledger, all: &[Contributed]) -> Result<Vec<Value>, LedgerError> {
    let show = |amount| ledger.show(amount);
    let one = |one: &Contributed| {
        Ok(json!({
            "plan": one.plan, "opening": show(one.opening)?, "booked": show(one.booked)?,
            "closing": show(one.closing())?,
        }))
    };
    all.iter().map(one).collect()
}

fn json(ledger: &Ledger, month: &RollForward) -> Result<Value, LedgerError> {
    let show = |amount| ledger.show(amount);
    let mut plans = Vec::new();
    for plan in &month.plans {
        let mut one = benefits_json(ledger, &plan.sums)?;
        one["plan"] = plan.plan.as_str().into();
        one["edition"] = plan.edition.as_str().into();
        one["funder"] = plan.funder.as_str().into();
        plans.push(one);
    }
    let mut funders = Vec::new();
    for one in &month.funders {
        funders.push(json!({
            "funder": one.funder, "opening": show(one.opening)?, "due": show(one.due)?,
            "reversed": show(one.reversed)?, "stood": show(one.written_off)?,
            "released": show(one.released)?, "returned": show(one.returned)?, "repaid": show(one.repaid)?,
            "between": show(one.between)?, "closing": show(one.closing())?,
            "recovered": show(one.recovered)?, "unreleased": show(one.unreleased)?,
            "recoverable": show(one.recoverable)?, "owes_others": show(one.owes_others)?,
        }));
    }
    let mut waiting = Vec::new();
    for one in &month.unmatched {
        waiting.push(json!({
            "months_from": one.from, "months_to": one.to, "bills": one.bills,
            "claimed": show(one.claimed)?, "periods": one.periods,
        }));
    }
    let mut set_off = Vec::new();
    for age in &month.recoverable {
        set_off.push(json!({
            "months_from": age.from, "months_to": age.to, "amount": show(age.amount)?,
        }));
    }
    Ok(json!({
        "format": "huzhu-roll-forward/2", "seal": ledger.newest_seal()?,
        "month": month.month.to_string(), "closed": month.is_closed, "plans": plans,
        "funders": funders, "contributions": contributions_json(ledger, &month.contributions)?,
        "waiting": waiting, "opening": show(month.opening)?, "due": show(month.due)?,
        "reversed": show(month.reversed)?, "stood": show(month.written_off)?,
        "released": show(month.released)?, "returned": show(month.returned)?,
        "repaid": show(month.repaid)?, "overpaid": overpaid_json(ledger, &month.overpaid)?,
        "closing": show(month.closing)?, "recovered": show(month.recovered)?,
        "unreleased": show(month.unreleased)?,
        "unpaid": show(month.unpaid)?, "set_off": set_off, "adds_up": month.adds_up(),
    }))
}
