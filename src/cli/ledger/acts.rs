//! `huzhu ledger acts FILE`: everything that people and nights did to a ledger, first to last.

use clap::Command;
use serde_json::{Value, json};

use super::arguments::{at_run, file, full_ids, named};
use super::asked::{Asked, Done};
use crate::access::Whose;
use crate::cli::arguments::{day, format};
use crate::cli::lines::{beside, indented};
use crate::cli::looks;
use crate::date::Day;
use crate::fingerprint::hex;
use crate::intake::mask;
use crate::ledger::{About, Access, Act, ActKind, Deed, Name, Signed};
use crate::words::{Lang, Sentence, acts as words, content};

pub(super) fn command(lang: Lang) -> Command {
    let kinds = ActKind::ALL.map(ActKind::code);
    let of_day = |name, help| named(name, "DATE", help, lang).value_parser(day);
    Command::new("acts")
        .about(words::about_acts().text(lang).to_owned())
        .arg(file(lang))
        .arg(at_run(lang))
        .arg(named("kind", "KIND", words::arg_act_kind(), lang).value_parser(kinds))
        .arg(named("by", "NAME", words::arg_act_by(), lang).value_parser(Name::new))
        .arg(named("about", "ID", words::arg_act_about(), lang))
        .arg(of_day("from", words::arg_act_from()))
        .arg(of_day("to", words::arg_act_to()))
        .arg(full_ids(lang))
        .arg(looks::reason(lang))
        .arg(format(lang))
}

pub(super) fn run(asked: &Asked) -> Done {
    let ledger = asked.open(Access::Read)?;
    if asked.matches.get_flag("full-ids") {
        // `--by` is whose acts are listed.
        looks::log_as(&ledger, asked.matches, ("ledger acts", None), Whose::All)?;
    }
    let mut acts = ledger.acts()?;
    acts.retain(|act| is_asked(asked, act));
    if asked.as_json() {
        let rows: Vec<Value> = acts.iter().map(|act| row(asked, act)).collect();
        return Ok(asked.print_json(&json!({
            "format": "huzhu-acts/1", "newest_seal": ledger.newest_seal()?, "acts": rows,
        })));
    }
    let mut lines: Vec<Sentence> = acts.iter().flat_map(|act| lines(asked, act)).collect();
    if lines.is_empty() {
        lines.push(words::no_acts());
    }
    lines.push(words::newest_seal(ledger.newest_seal()?));
    Ok(asked.print_lines(&lines))
}

/// Whether an act is of the kind, the person, the thing and the days that are asked for.
fn is_asked(asked: &Asked, act: &Act) -> bool {
    let of_day = |name| asked.matches.get_one::<Day>(name);
    let Signed { by, on, second, .. } = &act.signed;
    let is_by = |name: &Name| {
        by.is_same_person(name) || second.as_ref().is_some_and(|second| second.is_same_person(name))
    };
    asked.text("kind").is_none_or(|kind| act.deed.kind.code() == kind)
        && asked.matches.get_one::<Name>("by").is_none_or(is_by)
        && asked.text("about").is_none_or(|id| is_about(&act.deed, id))
        && of_day("from").is_none_or(|from| from <= on)
        && of_day("to").is_none_or(|to| on <= to)
}

/// Whether a deed is about what has this id; of a hash, as many digits as are shown are enough.
fn is_about(deed: &Deed, id: &str) -> bool {
    match deed.about {
        About::File | About::Rules if id.len() >= SHOWN => deed.id.starts_with(id),
        _ => deed.id == id,
    }
}

/// Digits of a hash that are shown.
const SHOWN: usize = 16;

/// An id, masked where it is that of a person or a bill, and a hash as far as it is told apart by.
fn id(asked: &Asked, deed: &Deed) -> String {
    match deed.about {
        About::Bill | About::Member if !asked.matches.get_flag("full-ids") => mask(&deed.id),
        About::File | About::Rules => deed.id.chars().take(SHOWN).collect(),
        _ => deed.id.clone(),
    }
}

fn lines(asked: &Asked, act: &Act) -> Vec<Sentence> {
    let Act { no, deed, signed, .. } = act;
    let by = match signed.account() {
        Some(account) => words::by_with_account(&signed.by, account),
        None => Sentence::new(signed.by.to_string(), signed.by.to_string()),
    };
    let by = match &signed.second {
        Some(second) => beside(&by, &words::with_second(second)),
        None => by,
    };
    let about = about(deed, id(asked, deed));
    let mut lines = vec![words::act_line(no, signed.on, deed.kind.words(), about, by)];
    if !deed.before.is_empty() || !deed.after.is_empty() {
        let [before, after] =
            [&deed.before, &deed.after].map(|kept| content(deed.kind.code(), kept));
        lines.push(indented(&words::act_change(before, after)));
    }
    if !signed.reason.is_empty() {
        lines.push(indented(&words::act_reason(&signed.reason)));
    }
    lines
}

fn about(deed: &Deed, id: String) -> Sentence {
    match deed.about {
        About::Ledger => words::about_ledger(id),
        About::Run => words::about_run(id),
        About::Payment => words::about_payment(id),
        About::Bill => words::about_bill(id),
        About::Member => words::about_member(id),
        About::Month => words::about_month(id),
        About::File => words::about_file(id),
        About::Rules => words::about_rules(id),
    }
}

fn row(asked: &Asked, act: &Act) -> Value {
    let Act { no, deed, signed, .. } = act;
    json!({
        "no": no, "on": signed.on.to_string(), "kind": deed.kind.code(),
        "about": deed.about.code(), "id": id(asked, deed), "before": deed.before,
        "after": deed.after, "by": signed.by, "account": signed.account(),
        "second": signed.second, "reason": signed.reason, "seal": hex(&act.seal),
    })
}
