//! `huzhu ledger said FILE [MEMBER]`: what people said that is in no file.

use clap::{Arg, Command};
use serde_json::{Value, json};

use super::arguments::{at_run, file};
use super::asked::{Asked, Done};
use crate::access::Whose;
use crate::cli::arguments::format;
use crate::cli::lines::beside;
use crate::cli::looks;
use crate::date::Day;
use crate::intake::mask;
use crate::ledger::{Access, Fact, FactStatus, Force, Ledger, LedgerError, Signed};
use crate::manual_facts::{ManualFact, accumulator_place};
use crate::money::Money;
use crate::nightly::readjudicate;
use crate::scheme::{Book, Quantity};
use crate::words::{Lang, Sentence, acts, disallowed, ledger as words};

pub(super) fn command(lang: Lang) -> Command {
    let member = Arg::new("member").value_name("MEMBER");
    Command::new("facts")
        .alias("said")
        .about(words::about_said().text(lang).to_owned())
        .arg(file(lang))
        .arg(at_run(lang))
        .arg(member.help(words::arg_said_member().text(lang).to_owned()))
        .args(looks::looker(lang))
        .arg(format(lang))
}

pub(super) fn run(asked: &Asked) -> Done {
    let ledger = asked.open(Access::Read)?;
    let member = asked.text("member").map(|id| ledger.known_as(id)).transpose()?;
    let manual_facts = ledger.manual_facts(member.as_deref())?;
    let whose = member.map_or(Whose::All, |id| Whose::Of(vec![id]));
    looks::log(&ledger, asked.matches, "ledger facts", whose)?;
    // Where this version of the program cannot read the rules, values are printed as they are kept.
    let book = readjudicate::newest_rules(&ledger).ok();
    if asked.as_json() {
        let rows = manual_facts.iter().map(|one| said_json(&ledger, book.as_ref(), one));
        let rows = rows.collect::<Result<Vec<Value>, LedgerError>>()?;
        return Ok(asked.print_json(&json!({ "format": "huzhu-said/1", "said": rows })));
    }
    let mut lines = Vec::new();
    for one in &manual_facts {
        lines.push(line(&ledger, book.as_ref(), one)?);
    }
    if lines.is_empty() {
        lines.push(words::nothing_said());
    }
    Ok(asked.print_lines(&lines))
}

/// What was said, of whom, by whom and why, and whether it holds.
pub(in crate::cli) fn line(
    ledger: &Ledger,
    book: Option<&Book>,
    one: &FactStatus,
) -> Result<Sentence, LedgerError> {
    let Fact { no, member_id, what, signed } = &one.fact;
    let member = mask(member_id);
    let value = shown(ledger, book, &one.fact)?;
    let what = match what {
        ManualFact::Override { bill_id, benefit, .. } => {
            words::said_override(no, member, bill_id, benefit, value)
        }
        ManualFact::Opening { accumulator, day, cut_over, .. } => {
            words::said_opening(no, member, accumulator, value, day, cut_over)
        }
        ManualFact::Disallow { bill_id, column, .. } => disallowed::said_disallow(
            no,
            member,
            bill_id,
            value,
            column.title().unwrap_or_default(),
        ),
        ManualFact::Allow { bill_id, column, .. } => {
            disallowed::said_allow(no, member, bill_id, value, column.title().unwrap_or_default())
        }
        ManualFact::SamePerson { other } => words::said_same_person(no, member, mask(other)),
        ManualFact::Rules { .. } => unreachable!("only a posting names rules"),
    };
    let by = by(signed);
    let second = signed.second.as_ref().map(acts::with_second);
    let by = second.map_or(by.clone(), |second| beside(&by, &second));
    let force = match one.force {
        Force::InForce => words::said_holds(),
        Force::ReplacedBy(later) => words::said_again(later),
        Force::TakenBackBy(later) => disallowed::said_taken_back(later),
        Force::Pending => words::said_waits(),
    };
    Ok(beside(&beside(&what, &by), &force))
}

/// Who entered a fact, when and why.
pub(in crate::cli) fn by(signed: &Signed) -> Sentence {
    words::said_by(signed.on, signed_by(signed), &signed.reason)
}

/// Who acts, with the account of the system where that says more.
fn signed_by(signed: &Signed) -> Sentence {
    match signed.account() {
        Some(account) => acts::by_with_account(&signed.by, account),
        None => Sentence::new(signed.by.to_string(), signed.by.to_string()),
    }
}

/// A value for a person, be it as it is kept.
fn shown(ledger: &Ledger, book: Option<&Book>, fact: &Fact) -> Result<Sentence, LedgerError> {
    let kept = || match fact.what {
        ManualFact::Opening { value, .. } => words::said_as_kept(value),
        _ => Sentence::default(),
    };
    let value = value(ledger, book, fact)?;
    Ok(value.map_or_else(kept, |value| Sentence::new(value.clone(), value)))
}

/// An amount, or a number of days, times or stays; nothing where there is none, or its kind is unknown.
fn value(ledger: &Ledger, book: Option<&Book>, fact: &Fact) -> Result<Option<String>, LedgerError> {
    Ok(match &fact.what {
        ManualFact::Override { amount, .. }
        | ManualFact::Disallow { amount, .. }
        | ManualFact::Allow { amount, .. } => Some(ledger.show(*amount)?),
        ManualFact::Opening { accumulator, day, value, .. } => {
            let quantity = |book: &Book| quantity(book, accumulator, *day);
            // A member may go on under rules that the night does not have.
            let own = || readjudicate::rules_of_member(ledger, &fact.member_id).ok();
            match book.and_then(quantity).or_else(|| own().as_ref().and_then(quantity)) {
                Some(Quantity::Amount) => Some(ledger.show(Money::from_minor(*value))?),
                known => known.map(|_| value.to_string()),
            }
        }
        ManualFact::SamePerson { .. } | ManualFact::Rules { .. } => None,
    })
}

/// What adds up in an accumulator.
fn quantity(book: &Book, accumulator: &str, day: Day) -> Option<Quantity> {
    let place = accumulator_place(book, accumulator, day).ok()?;
    Some(book.accumulators()[place as usize].quantity)
}

pub(in crate::cli) fn said_json(
    ledger: &Ledger,
    book: Option<&Book>,
    one: &FactStatus,
) -> Result<Value, LedgerError> {
    let Fact { no, member_id, what, signed } = &one.fact;
    let (force, later) = match one.force {
        Force::InForce => ("holds", None),
        Force::ReplacedBy(later) => ("said_again", Some(later)),
        Force::TakenBackBy(later) => ("taken_back", Some(later)),
        Force::Pending => ("waits", None),
    };
    let mut row = json!({
        "no": no, "kind": what.kind(), "member": mask(member_id), "said_on": signed.on.to_string(),
        "by": signed.by, "account": signed.account(), "second": signed.second,
        "reason": signed.reason, "standing": force, "said_again_by": later,
    });
    let value = value(ledger, book, &one.fact)?;
    match what {
        ManualFact::Override { bill_id, benefit, .. } => {
            row["bill_id"] = bill_id.as_str().into();
            row["benefit"] = benefit.as_str().into();
            row["value"] = value.into();
        }
        ManualFact::Disallow { bill_id, column, .. }
        | ManualFact::Allow { bill_id, column, .. } => {
            row["bill_id"] = bill_id.as_str().into();
            row["column"] = column.name().into();
            row["value"] = value.into();
        }
        ManualFact::Opening { accumulator, day, cut_over, .. } => {
            row["accumulator"] = accumulator.as_str().into();
            row["day"] = day.to_string().into();
            row["cut_over"] = cut_over.to_string().into();
            row["value"] = value.into();
        }
        ManualFact::SamePerson { other } => row["other"] = mask(other).into(),
        ManualFact::Rules { .. } => {}
    }
    Ok(row)
}
