//! `huzhu ledger balance FILE MEMBER`: all of one member.

use clap::{Arg, Command};
use serde_json::{Value, json};

use super::super::format;
use super::{Asked, Done, beside, file, indented};
use crate::ledger::{Access, Balance, Entry, Ledger, Payment, Step};
use crate::words::{Lang, Sentence, ledger as words};

pub(super) fn command(lang: Lang) -> Command {
    let member = Arg::new("member").value_name("MEMBER").required(true);
    Command::new("balance")
        .about(words::about_balance().text(lang).to_owned())
        .arg(file(lang))
        .arg(member.help(words::arg_member().text(lang).to_owned()))
        .arg(format(lang))
}

pub(super) fn run(asked: &Asked) -> Done {
    let ledger = asked.open(Access::Read)?;
    let balance = ledger.balance(asked.text("member").expect("required by the command"))?;
    if asked.as_json() {
        return Ok(asked.print_json(&json(&ledger, &balance)?));
    }
    Ok(asked.print_lines(&lines(&ledger, &balance)?))
}

fn lines(ledger: &Ledger, balance: &Balance) -> Result<Vec<Sentence>, Sentence> {
    let mut lines = vec![words::balance_head(&balance.member_id)];
    if let Some(newest) = balance.steps.last() {
        lines.push(sums(ledger, newest)?);
    }
    lines.push(words::balance_benefits());
    for one in &balance.benefits {
        let amount = ledger.show(one.amount)?;
        lines.push(indented(&words::balance_benefit(
            &one.plan,
            &one.benefit,
            &one.edition,
            amount,
        )));
    }
    lines.push(words::balance_history());
    for step in &balance.steps {
        let (entitled, paid) = (ledger.show(step.entitled)?, ledger.show(step.paid)?);
        let line = words::balance_step(step.run, &step.posted_on, entitled, paid);
        lines.push(indented(&line));
        for entry in &step.entries {
            lines.push(indented(&indented(&entry_line(ledger, entry)?)));
        }
    }
    lines.push(words::balance_payments());
    for payment in &balance.payments {
        lines.push(indented(&payment_line(ledger, payment)?));
    }
    Ok(lines)
}

/// What a posting comes to.
pub(super) fn sums(ledger: &Ledger, step: &Step) -> Result<Sentence, Sentence> {
    let show = |minor| ledger.show(minor);
    let (entitled, paid) = (show(step.entitled)?, show(step.paid)?);
    Ok(words::balance_sums(entitled, paid, show(step.stood)?, show(step.owed())?))
}

fn entry_line(ledger: &Ledger, entry: &Entry) -> Result<Sentence, Sentence> {
    let what = [&entry.bill_id, &entry.plan, &entry.benefit].into_iter();
    let what: Vec<&str> = what.map(String::as_str).filter(|text| !text.is_empty()).collect();
    let amount = ledger.show(entry.amount)?;
    let (kind, what) = (entry.kind.words(), what.join(" "));
    let text = |lang| {
        let line = words::balance_entry(kind.text(lang), &amount, &what, &entry.reason);
        line.text(lang).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    Ok(Sentence::new(text(Lang::English), text(Lang::Chinese)))
}

fn payment_line(ledger: &Ledger, payment: &Payment) -> Result<Sentence, Sentence> {
    let amount = ledger.show(payment.amount)?;
    let line = words::balance_payment(&payment.id, payment.run, amount);
    let told = payment.fate.iter().map(|[kind, day, reason]| match kind.as_str() {
        "released" => words::payment_released(day),
        _ => words::payment_returned(day, reason),
    });
    let fate: Vec<Sentence> = told.collect();
    if fate.is_empty() {
        return Ok(beside(&line, &words::payment_prepared()));
    }
    Ok(fate.iter().fold(line, |line, fate| beside(&line, fate)))
}

fn json(ledger: &Ledger, balance: &Balance) -> Result<Value, Sentence> {
    let show = |minor| ledger.show(minor);
    let mut benefits = Vec::new();
    for one in &balance.benefits {
        benefits.push(json!({
            "plan": one.plan, "benefit": one.benefit, "edition": one.edition,
            "amount": show(one.amount)?,
        }));
    }
    let mut payments = Vec::new();
    for one in &balance.payments {
        let fate = one
            .fate
            .iter()
            .map(|[kind, day, reason]| json!({ "kind": kind, "on": day, "reason": reason }));
        payments.push(json!({
            "payment_id": one.id, "run": one.run, "amount": show(one.amount)?,
            "fate": fate.collect::<Vec<_>>(),
        }));
    }
    let steps = balance.steps.iter().map(|step| step_json(ledger, step));
    Ok(json!({
        "format": "huzhu-balance/1", "member_id": balance.member_id, "benefits": benefits,
        "history": steps.collect::<Result<Vec<_>, _>>()?, "payments": payments,
    }))
}

/// A posting, for a program.
pub(super) fn step_json(ledger: &Ledger, step: &Step) -> Result<Value, Sentence> {
    let show = |minor| ledger.show(minor);
    let mut entries = Vec::new();
    for one in &step.entries {
        entries.push(json!({
            "kind": one.kind.code(), "bill_id": one.bill_id, "plan": one.plan,
            "benefit": one.benefit, "edition": one.edition, "amount": show(one.amount)?,
            "event_on": one.event_on, "reason": one.reason,
        }));
    }
    Ok(json!({
        "posting": step.posting, "run": step.run, "posted_on": step.posted_on,
        "entitled": show(step.entitled)?, "paid": show(step.paid)?, "stood": show(step.stood)?,
        "owed": show(step.owed())?, "entries": entries,
    }))
}
