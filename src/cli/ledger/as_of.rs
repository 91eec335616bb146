//! `huzhu ledger as-of FILE DATE`: what was known then.

use clap::{Arg, Command};
use serde_json::json;

use super::arguments::{file, named};
use super::asked::{Asked, Done};
use super::balance::{step_json, sums};
use crate::access::Whose;
use crate::accounting::{self, KnownThen, Step};
use crate::cli::arguments::{day, format};
use crate::cli::lines::indented;
use crate::cli::looks;
use crate::date::Day;
use crate::ledger::{Access, Decided, Ledger, LedgerError};
use crate::words::{Lang, Sentence, codes, ledger as words};

pub(super) fn command(lang: Lang) -> Command {
    let date = Arg::new("date").value_name("DATE").required(true).value_parser(day);
    Command::new("as-of")
        .about(words::about_as_of().text(lang).to_owned())
        .arg(file(lang))
        .arg(date.help(words::arg_date().text(lang).to_owned()))
        .arg(named("member", "ID", words::arg_as_of_member(), lang))
        .args(looks::looker(lang))
        .arg(format(lang))
}

pub(super) fn run(asked: &Asked) -> Done {
    let ledger = asked.open(Access::Read)?;
    let day = *asked.matches.get_one::<Day>("date").expect("required by the command");
    match asked.text("member") {
        Some(member) => {
            let spellings = ledger.spellings(member)?;
            let then = |id: &&String| {
                accounting::member_as_of(&ledger, id, day).is_ok_and(|known| known.is_some())
            };
            let id = spellings.iter().find(then).unwrap_or(&spellings[0]);
            let whose = Whose::Of(vec![id.clone()]);
            looks::log(&ledger, asked.matches, "ledger as-of", whose)?;
            one(asked, &ledger, id, day)
        }
        None => everybody(asked, &ledger, day),
    }
}

fn everybody(asked: &Asked, ledger: &Ledger, day: Day) -> Done {
    let then = accounting::as_of(ledger, day)?;
    let show = |amount| ledger.show(amount);
    let [entitled, paid, written_off, owed] =
        [then.entitled, then.paid, then.written_off, then.owed].map(show);
    let (entitled, paid, written_off, owed) = (entitled?, paid?, written_off?, owed?);
    if asked.as_json() {
        return Ok(asked.print_json(&json!({
            "format": "huzhu-as-of/1", "day": day.to_string(), "run": then.run,
            "members": then.members, "entitled": entitled, "paid": paid, "stood": written_off,
            "owed": owed, "repaid": ledger.show(then.repaid)?,
        })));
    }
    let sums = words::balance_sums(entitled, paid, written_off, owed);
    Ok(asked.print_lines(&[words::then(day, then.run, then.members), sums]))
}

fn one(asked: &Asked, ledger: &Ledger, member: &str, day: Day) -> Done {
    let known = accounting::member_as_of(ledger, member, day)?;
    if asked.as_json() {
        let step = known.as_ref().map(|known| step_json(ledger, &known.step)).transpose()?;
        let decided =
            known.as_ref().map(|known| decided_json(ledger, &known.decided)).transpose()?;
        return Ok(asked.print_json(&json!({
            "format": "huzhu-as-of/1", "day": day.to_string(), "member_id": member,
            "posting": step, "decisions": decided,
        })));
    }
    let Some(KnownThen { step, decided }) = known else {
        return Ok(asked.print_lines(&[words::then_nothing(day)]));
    };
    let Step { posting, run, posted_on, .. } = &step;
    let mut lines = vec![words::then_member(member, posting, run, posted_on), sums(ledger, &step)?];
    for one in &decided {
        lines.push(indented(&decided_line(ledger, one)?));
    }
    Ok(asked.print_lines(&lines))
}

fn decided_line(ledger: &Ledger, one: &Decided) -> Result<Sentence, LedgerError> {
    let plan = if one.plan.is_empty() { "-" } else { &one.plan };
    let amount = ledger.show(one.payable())?;
    let (status, reasons) = (codes(&one.status), codes(&one.reasons));
    Ok(words::then_decided(&one.bill_id, plan, status, amount, reasons))
}

fn decided_json(
    ledger: &Ledger,
    decided: &[Decided],
) -> Result<Vec<serde_json::Value>, LedgerError> {
    let one = |one: &Decided| {
        let mut benefits = serde_json::Map::new();
        for (benefit, amount) in &one.benefits {
            benefits.insert(benefit.clone(), ledger.show(*amount)?.into());
        }
        Ok(json!({
            "bill_id": one.bill_id, "plan": one.plan, "status": one.status,
            "reasons": one.reasons, "settled_on": one.settled_on.to_string(), "edition": one.edition,
            "payable": ledger.show(one.payable())?, "benefits": benefits,
        }))
    };
    decided.iter().map(one).collect()
}
