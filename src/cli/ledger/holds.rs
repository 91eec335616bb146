//! `huzhu ledger holds FILE`: the work list of all that is held.

use clap::{Arg, ArgAction, Command};
use serde_json::{Value, json};

use super::arguments::{at_run, file, full_ids, named, on};
use super::asked::{Asked, Done};
use crate::access::Whose;
use crate::cli::arguments::format;
use crate::cli::lines::{beside, indented};
use crate::cli::looks;
use crate::date::Day;
use crate::intake::mask;
use crate::ledger::{Access, Ledger, LedgerError, Name};
use crate::payment::{Held, Hold, Pend, held_work};
use crate::words::{Lang, Sentence, payments, pends as words};

pub(super) fn command(lang: Lang) -> Command {
    let overdue = Arg::new("overdue").long("overdue").action(ArgAction::SetTrue);
    Command::new("holds")
        .about(words::about_holds().text(lang).to_owned())
        .arg(file(lang))
        .arg(at_run(lang))
        .arg(named("owner", "NAME", words::arg_of_owner(), lang).value_parser(Name::new))
        .arg(overdue.help(words::arg_overdue().text(lang).to_owned()))
        .arg(on(lang))
        .arg(full_ids(lang))
        .args(looks::looker(lang))
        .arg(format(lang))
}

pub(super) fn run(asked: &Asked) -> Done {
    let ledger = asked.open(Access::Read)?;
    if asked.matches.get_flag("full-ids") {
        looks::log(&ledger, asked.matches, "ledger holds", Whose::All)?;
    }
    let on = match asked.matches.get_one::<Day>("on") {
        Some(on) => *on,
        None => ledger.usual_day()?,
    };
    let mut all = held_work(&ledger)?;
    let has_any = !all.is_empty();
    let (owner, overdue) =
        (asked.matches.get_one::<Name>("owner"), asked.matches.get_flag("overdue"));
    all.retain(|held| owner.is_none_or(|owner| held.is_of(owner)));
    all.retain(|held| !overdue || held.is_overdue(on));
    if asked.as_json() {
        return Ok(asked.print_json(&list_json(asked, &ledger, &all, on)?));
    }
    if all.is_empty() {
        let none = if has_any { words::none_such() } else { words::nothing_held() };
        return Ok(asked.print_lines(&[none]));
    }
    let late = all.iter().filter(|held| held.is_overdue(on)).count();
    let mut lines = vec![words::totals(all.len(), late)];
    for held in &all {
        lines.push(indented(&line(asked, &ledger, held, on)?));
    }
    Ok(asked.print_lines(&lines))
}

/// What is held, what it waits for and how much; whose it is and by when; who holds it, since when and why.
fn line(asked: &Asked, ledger: &Ledger, held: &Held, on: Day) -> Result<Sentence, LedgerError> {
    let (id, waits) = (id(asked, held), ledger.show(held.waits)?);
    let what = held.what.words();
    let line = match &held.hold.pend {
        Some(pend) => {
            let line = words::line(what, id, pend.code.words(), waits);
            beside(&line, &by_when(pend, on))
        }
        None if held.hold.stopped => words::line_stopped(what, id, waits),
        None => words::line_plain(what, id, waits),
    };
    let signed = &held.hold.signed;
    Ok(beside(&line, &payments::held_by(signed.on, &signed.by, &signed.reason)))
}

fn by_when(pend: &Pend, on: Day) -> Sentence {
    let Pend { owner, until, .. } = pend;
    match pend.days_left(on) {
        0 => words::last_day(&**owner, until),
        days if days > 0 => words::days_left(&**owner, until, days),
        days => words::overdue_by(&**owner, until, -days),
    }
}

fn id(asked: &Asked, held: &Held) -> String {
    match held.what != Hold::Payment && !asked.matches.get_flag("full-ids") {
        true => mask(&held.id),
        false => held.id.clone(),
    }
}

fn list_json(asked: &Asked, ledger: &Ledger, all: &[Held], on: Day) -> Result<Value, LedgerError> {
    let mut rows = Vec::new();
    for held in all {
        let (signed, pend) = (&held.hold.signed, held.hold.pend.as_ref());
        rows.push(json!({
            "what": held.what.code(), "id": id(asked, held), "stopped": held.hold.stopped,
            "code": pend.map(|pend| pend.code.code()), "owner": pend.map(|pend| &pend.owner),
            "until": pend.map(|pend| pend.until.to_string()),
            "days_left": pend.map(|pend| pend.days_left(on)),
            "amount": ledger.show(held.waits)?, "held_on": signed.on.to_string(),
            "by": signed.by, "reason": signed.reason,
        }));
    }
    let overdue = all.iter().filter(|held| held.is_overdue(on)).count();
    Ok(json!({
        "format": "huzhu-holds/1", "on": on.to_string(), "overdue": overdue,
        "holds": rows,
    }))
}
