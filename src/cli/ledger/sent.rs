//! What the bank has and has not confirmed: the list of `huzhu ledger payments --sent`, and how many wait too long.

use std::collections::BTreeMap;

use clap::Arg;
use serde_json::{Value, json};

use super::arguments::named;
use super::asked::{Asked, Done};
use crate::cli::lines::indented;
use crate::date::Day;
use crate::intake::mask;
use crate::ledger::{Ledger, LedgerError};
use crate::payment::{self, AGES, CONFIRM_WITHIN, Count, SentPayment};
use crate::words::{Lang, Sentence, payments as words};

/// No list goes back further.
const LONGEST: i64 = 36_500;

/// A number of days behind its name.
pub(super) fn days(name: &'static str, help: Sentence, lang: Lang) -> Arg {
    named(name, "DAYS", help, lang).value_parser(clap::value_parser!(i32).range(0..=LONGEST))
}

/// Within how many days the bank should confirm a payment.
pub(super) fn confirm_within(lang: Lang) -> Arg {
    days("confirm-within", words::arg_confirm_within(CONFIRM_WITHIN), lang)
}

/// Payments that wait too long for the bank; nothing where it never confirmed any.
pub(super) struct Unconfirmed {
    within: i32,
    count: Option<Count>,
}

impl Unconfirmed {
    pub(super) fn of(asked: &Asked, ledger: &Ledger, on: Day) -> Result<Unconfirmed, LedgerError> {
        let within = asked.matches.get_one("confirm-within").copied().unwrap_or(CONFIRM_WITHIN);
        Ok(Unconfirmed { within, count: payment::unconfirmed(ledger, on, within)? })
    }

    /// The line about them, where there are some.
    pub(super) fn line(&self, ledger: &Ledger) -> Result<Option<Sentence>, LedgerError> {
        let some = self.count.filter(|count| count.payments > 0);
        let line = |count: Count| {
            Ok(words::unconfirmed(count.payments, ledger.show(count.total)?, self.within))
        };
        some.map(line).transpose()
    }

    pub(super) fn json(&self, ledger: &Ledger) -> Result<Value, LedgerError> {
        let Some(Count { payments, total }) = self.count else { return Ok(Value::Null) };
        let total = ledger.show(total)?;
        Ok(json!({ "after_days": self.within, "payments": payments, "total": total }))
    }
}

/// Lists what the bank has, those that left first before the others of each state.
pub(super) fn list(asked: &Asked, ledger: &Ledger, on: Day) -> Done {
    let state = asked.text("state");
    let older = asked.matches.get_one::<i32>("older-than");
    let mut sent = payment::payments_sent(ledger)?;
    sent.retain(|one| state.is_none_or(|state| one.state().code() == state));
    sent.retain(|one| older.is_none_or(|older| on - one.released > *older));
    sent.sort_by_key(SentPayment::state);
    let unconfirmed = Unconfirmed::of(asked, ledger, on)?;
    if asked.as_json() {
        return Ok(asked.print_json(&json(asked, ledger, &sent, (on, &unconfirmed))?));
    }
    let mut lines: Vec<Sentence> = unconfirmed.line(ledger)?.into_iter().collect();
    if sent.is_empty() {
        lines.push(words::nothing_sent());
    }
    for of_state in sent.chunk_by(|a, b| a.state() == b.state()) {
        lines.push(state_line(ledger, of_state, on)?);
        let ages = payment::by_age(of_state.iter().map(|one| (on - one.released, one.amount)));
        lines.extend(age_lines(ledger, &ages)?);
    }
    for one in &sent {
        let SentPayment { id, run, amount, released, .. } = one;
        let (amount, state) = (ledger.show(*amount)?, one.state().words());
        let member = member(asked, one);
        lines.push(indented(&words::payment_line(id, run, member, amount, state, on - *released)));
    }
    Ok(asked.print_lines(&lines))
}

fn state_line(ledger: &Ledger, sent: &[SentPayment], on: Day) -> Result<Sentence, LedgerError> {
    let total = ledger.show(sent.iter().map(|one| one.amount).sum())?;
    let oldest = on - sent[0].released;
    Ok(words::state_line(sent[0].state().words(), sent.len(), total, oldest))
}

fn member(asked: &Asked, one: &SentPayment) -> String {
    match asked.matches.get_flag("full-ids") {
        true => one.member_id.clone(),
        false => mask(&one.member_id),
    }
}

fn json(
    asked: &Asked,
    ledger: &Ledger,
    sent: &[SentPayment],
    (on, unconfirmed): (Day, &Unconfirmed),
) -> Result<Value, LedgerError> {
    let mut rows = Vec::new();
    let mut states: BTreeMap<&str, Vec<&SentPayment>> = BTreeMap::new();
    for one in sent {
        states.entry(one.state().code()).or_default().push(one);
        rows.push(json!({
            "payment_id": one.id, "run": one.run, "member": member(asked, one),
            "amount": ledger.show(one.amount)?, "state": one.state().code(),
            "since": one.released.to_string(), "days": on - one.released,
            "confirmed_on": one.confirmed.map(|day| day.to_string()),
        }));
    }
    let mut totals = serde_json::Map::new();
    for (state, sent) in states {
        let total = ledger.show(sent.iter().map(|one| one.amount).sum())?;
        let ages = payment::by_age(sent.iter().map(|one| (on - one.released, one.amount)));
        let ages = ages_json(ledger, &ages)?;
        let totals_of = json!({ "payments": sent.len(), "total": total, "by_age": ages });
        totals.insert(state.to_owned(), totals_of);
    }
    Ok(json!({
        "format": "huzhu-payments/1", "on": on.to_string(), "states": totals,
        "unconfirmed": unconfirmed.json(ledger)?, "payments": rows,
    }))
}

/// From and up to how many days each age goes.
fn bounds() -> impl Iterator<Item = (i32, Option<i32>)> {
    let from = std::iter::once(0).chain(AGES.map(|most| most + 1));
    from.zip(AGES.map(Some).into_iter().chain([None]))
}

/// A line for each age of which there is something.
pub(super) fn age_lines(ledger: &Ledger, ages: &[Count]) -> Result<Vec<Sentence>, LedgerError> {
    let mut lines = Vec::new();
    for ((from, to), Count { payments, total }) in bounds().zip(ages) {
        let total = ledger.show(*total)?;
        let line = match to {
            _ if *payments == 0 => continue,
            Some(to) => words::age_up_to(from, to, payments, total),
            None => words::age_over(from - 1, payments, total),
        };
        lines.push(indented(&line));
    }
    Ok(lines)
}

pub(super) fn ages_json(ledger: &Ledger, ages: &[Count]) -> Result<Vec<Value>, LedgerError> {
    let one = |((from, to), count): ((i32, Option<i32>), &Count)| {
        let total = ledger.show(count.total)?;
        Ok(json!({ "from_days": from, "to_days": to, "payments": count.payments, "total": total }))
    };
    bounds().zip(ages).map(one).collect()
}
