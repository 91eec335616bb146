//! `huzhu ledger release FILE RUN --by NAME --out FILE`: the bank's file of a run.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Arg, ArgAction, Command};
use serde_json::{Value, json};

use super::arguments::{by, file, named, on, reason, run_number};
use super::asked::{Asked, Done};
use super::bank;
use crate::cli::Exit;
use crate::cli::arguments::format;
use crate::cli::error::CommandError;
use crate::intake::mask;
use crate::ledger::{Access, Ledger, LedgerError, RunId};
use crate::money::{Factor, Rate};
use crate::payment::{
    self, CashPart, NotReleased, Order, PaymentError, ReleaseChecks, ReleaseOutcome, Released,
    ReleasedFile, control_of, list_of,
};
use crate::words::{Lang, Sentence, acts, banks, ledger as words, payments as payment_words};

pub(super) fn command(lang: Lang) -> Command {
    let number = |name, help| named(name, "NUMBER", help, lang).value_parser(Factor::from_str);
    let share = |name, help| named(name, "SHARE", help, lang).value_parser(Rate::from_str);
    Command::new("release")
        .about(words::about_release().text(lang).to_owned())
        .arg(file(lang))
        .arg(run_number(lang))
        .arg(by(lang))
        .arg(
            named("out", "FILE", words::arg_release_out(), lang)
                .required(true)
                .value_parser(clap::value_parser!(PathBuf)),
        )
        .args(bank::arguments(banks::arg_bank(), lang))
        .arg(on(lang))
        .arg(reason(lang))
        .arg(
            Arg::new("second-person")
                .long("second-person")
                .action(ArgAction::SetTrue)
                .help(words::arg_second_person().text(lang).to_owned()),
        )
        .arg(
            named("resend", "PAYMENT_ID", payment_words::arg_resend(), lang)
                .action(ArgAction::Append)
                .conflicts_with("again"),
        )
        .arg(
            Arg::new("again")
                .long("again")
                .action(ArgAction::SetTrue)
                .conflicts_with("bank")
                .help(payment_words::arg_again().text(lang).to_owned()),
        )
        .arg(number("total-above", words::arg_total_above()))
        .arg(number("largest-above", words::arg_largest_above()))
        .arg(share("rejects-above", words::arg_rejects_above()))
        .arg(share("members-down", words::arg_members_down()))
        .arg(share("lowered-above", words::arg_lowered_above()))
        .arg(format(lang))
}

pub(super) fn run(asked: &Asked) -> Done {
    let format = bank::format(asked)?;
    let (kept, out) = (asked.kept().and([bank::path(asked)]), asked.path("out"));
    for file in [out, &list_of(out, true)] {
        kept.spares(file)?;
        kept.spares(&control_of(file))?;
    }
    let mut ledger = asked.open(Access::Write)?;
    let run = asked.matches.get_one::<i64>("run").expect("required by the command");
    let order = Order {
        act: asked.signed(&ledger)?,
        second_person: asked.matches.get_flag("second-person"),
        checks: checks(asked),
        resend: asked.matches.get_many("resend").into_iter().flatten().cloned().collect(),
        again: asked.matches.get_flag("again"),
        bank: format.as_ref(),
        out: asked.path("out"),
    };
    match payment::release(&mut ledger, RunId::from(*run), &order) {
        Ok(ReleaseOutcome::Released(released)) => {
            let told = sum_up(asked, &ledger, &released);
            told.map_err(|why| PaymentError::BookedNotReported(why).into())
        }
        Ok(ReleaseOutcome::Nothing) => {
            asked.tell(&payment_words::nothing_to_release(run));
            Ok(Exit::Done)
        }
        Err(NotReleased { reasons, kept_back }) => {
            for line in kept_back_lines(&ledger, &kept_back)? {
                asked.tell(&line);
            }
            Err(CommandError::Refused(reasons))
        }
    }
}

/// Parts of payments that are listed one by one; of more, how many there are.
const TOLD: usize = 20;

/// What is kept back, by member and reason.
fn kept_back_lines(ledger: &Ledger, parts: &[CashPart]) -> Result<Vec<Sentence>, LedgerError> {
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    let total = parts.iter().map(|part| part.amount).sum();
    let mut lines = vec![payment_words::kept_back(parts.len(), ledger.show(total)?)];
    for CashPart { id, member_id, amount, state, .. } in parts.iter().take(TOLD) {
        let (amount, member) = (ledger.show(*amount)?, mask(member_id));
        lines.push(payment_words::kept_line(member, id, amount, state.words()));
    }
    if parts.len() > TOLD {
        lines.push(payment_words::kept_more(parts.len() - TOLD));
    }
    Ok(lines)
}

/// The same, for a program.
fn kept_back_json(ledger: &Ledger, parts: &[CashPart]) -> Result<Value, LedgerError> {
    let part = |CashPart { id, run, member_id, amount, state, since, .. }: &CashPart| {
        Ok(json!({
            "payment_id": id, "run": run, "member": mask(member_id), "amount": ledger.show(*amount)?,
            "why": state.code(), "since": since.to_string(),
        }))
    };
    parts.iter().map(part).collect()
}

fn checks(asked: &Asked) -> ReleaseChecks {
    let usual = ReleaseChecks::default();
    let factor = |name, usual| asked.matches.get_one::<Factor>(name).copied().unwrap_or(usual);
    let rate = |name, usual| asked.matches.get_one::<Rate>(name).copied().unwrap_or(usual);
    ReleaseChecks {
        total_above: factor("total-above", usual.total_above),
        largest_above: factor("largest-above", usual.largest_above),
        rejects_above: rate("rejects-above", usual.rejects_above),
        members_down: rate("members-down", usual.members_down),
        lowered_above: rate("lowered-above", usual.lowered_above),
    }
}

/// The files in the form of a bank.
fn of_bank(released: &Released) -> Vec<Sentence> {
    let Some(bank) = &released.bank else { return Vec::new() };
    let mut lines = vec![banks::released_to(bank, released.files.len())];
    for ReleasedFile { file, payments, total, .. } in &released.files {
        lines.push(banks::released_file(file, payments, total));
    }
    lines.push(banks::keep_the_list());
    lines
}

fn sum_up(asked: &Asked, ledger: &Ledger, released: &Released) -> Result<Exit, LedgerError> {
    let total = ledger.show(released.total)?;
    if asked.as_json() {
        let mut value = serde_json::to_value(released).expect("a release is text and numbers");
        value["total"] = total.into();
        value["kept_back"] = kept_back_json(ledger, &released.kept_back)?;
        return Ok(asked.print_json(&value));
    }
    let say = if released.again { words::released_again } else { words::released };
    let out = list_of(asked.path("out"), released.bank.is_some());
    asked.tell(&say(released.run, released.payments, total, out.display()));
    for line in of_bank(released) {
        asked.tell(&line);
    }
    if released.of_earlier_runs > 0 {
        asked.tell(&words::released_of_earlier(released.of_earlier_runs));
    }
    if !released.seal.is_empty() {
        asked.tell(&acts::newest_seal(&released.seal));
    }
    if released.parted > 0 {
        asked.tell(&payment_words::parted(released.parted));
    }
    for line in kept_back_lines(ledger, &released.kept_back)? {
        asked.tell(&line);
    }
    Ok(Exit::Done)
}
