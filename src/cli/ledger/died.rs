//! `huzhu ledger died FILE MEMBER --died-on DATE | --undo`: the day on which a member died.

use clap::{Arg, ArgAction, ArgGroup, Command};

use super::arguments::{by, file, named, on, place_text, reason};
use super::asked::{Asked, Done};
use crate::cli::Exit;
use crate::cli::arguments::day_until_today;
use crate::date::Day;
use crate::intake::mask;
use crate::ledger::{Access, Ledger};
use crate::nightly::{NightError, admitted_after};
use crate::payment::{self, CashPart, CashState, PaymentError, SentToDead};
use crate::words::{Lang, Sentence, ledger, payees as words};

pub(super) fn command(lang: Lang) -> Command {
    let undo = Arg::new("undo").long("undo").action(ArgAction::SetTrue);
    Command::new("died")
        .about(words::about_died().text(lang).to_owned())
        .arg(file(lang))
        .arg(place_text("member", "MEMBER_ID", ledger::arg_member(), lang))
        .arg(named("died-on", "DATE", words::arg_died_on(), lang).value_parser(day_until_today))
        .arg(undo.help(words::arg_undo().text(lang).to_owned()))
        .group(ArgGroup::new("what").args(["died-on", "undo"]).required(true))
        .args([by(lang), reason(lang).required(true), on(lang)])
}

pub(super) fn run(asked: &Asked) -> Done {
    let mut ledger = asked.open(Access::Write)?;
    let member = asked.member(&ledger, "member")?;
    let day = asked.matches.get_one::<Day>("died-on").copied();
    let signed = asked.signed(&ledger)?;
    let before = payment::died(&mut ledger, &member, day, signed)?;
    let shown = mask(&member);
    asked.tell(&match (day, before) {
        (Some(day), Some(before)) if before == day => words::died_same(shown, day),
        (Some(day), Some(before)) => words::died_before(shown, day, before),
        (Some(day), None) => words::died(shown, day),
        (None, Some(before)) => words::not_died(shown, before),
        (None, None) => words::not_dead(shown),
    });
    let Some(day) = day else { return Ok(Exit::Done) };
    let notes = notes(&ledger, &member, day).map_err(|why| match why {
        PaymentError::Ledger(why) => PaymentError::BookedNotReported(why),
        why => why,
    })?;
    notes.iter().for_each(|line| asked.tell(line));
    // What cannot be read by this version of the program is named, and the day is recorded all the same.
    match admitted_after(&ledger, &member, day) {
        Ok(bills) if bills.is_empty() => {}
        Ok(bills) => asked.tell(&words::died_bills(day, bills.join(", "))),
        Err(NightError::Ledger(why)) => return Err(PaymentError::BookedNotReported(why).into()),
        Err(why) => asked.tell(&why.sentence()),
    }
    Ok(Exit::Done)
}

/// What the death means for money: what waits for an heir, and what the bank has and should not.
fn notes(ledger: &Ledger, member: &str, day: Day) -> Result<Vec<Sentence>, PaymentError> {
    let mut lines = Vec::new();
    let parts = payment::in_hand_of_person(ledger, member)?;
    let waits: Vec<&CashPart> =
        parts.iter().filter(|part| part.state == CashState::Deceased).collect();
    if !waits.is_empty() {
        let total = ledger.show(waits.iter().map(|part| part.amount).sum())?;
        lines.push(words::died_kept_back(waits.len(), total));
    }
    let sent = payment::sent_since_death(ledger, member, day)?;
    if !sent.is_empty() {
        let total = ledger.show(sent.iter().map(|one| one.amount).sum())?;
        lines.push(words::died_sent(sent.len(), total));
    }
    for SentToDead { id, released, amount } in &sent {
        lines.push(words::died_sent_line(id, released, ledger.show(*amount)?));
    }
    Ok(lines)
}
