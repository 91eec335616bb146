//! `huzhu ledger verify FILE [--again]`: whether a ledger is whole; and whether what was decided comes out again.

use clap::{Arg, ArgAction, Command};
use serde_json::{Value, json};

use super::arguments::{file, named};
use super::asked::{Asked, Done};
use crate::cli::Exit;
use crate::cli::arguments::format;
use crate::cli::error::CommandError;
use crate::cli::lines::beside;
use crate::cli::progress::ProgressLine;
use crate::cli::terminal::{say, tell_line};
use crate::ledger::{Access, Act, Ledger, Verified};
use crate::nightly::{self, Again, NightError};
use crate::payment;
use crate::progress::Progress;
use crate::words::{Lang, Sentence, acts, again as words_again, banks, ledger as words, privacy};

pub(super) fn command(lang: Lang) -> Command {
    let about = words::about_verify().text(lang).to_owned();
    let seal = named("seal", "HEX", acts::arg_seal(), lang);
    let again = Arg::new("again")
        .long("again")
        .action(ArgAction::SetTrue)
        .help(words_again::arg_again().text(lang).to_owned());
    Command::new("verify").about(about).arg(file(lang)).arg(seal).arg(again).arg(format(lang))
}

pub(super) fn run(asked: &Asked) -> Done {
    let ledger = asked.open(Access::Read)?;
    let (json, lang) = (asked.as_json(), asked.lang);
    let mut named = Vec::new();
    let verified = ledger.verify_to(asked.text("seal"), &mut |why: Sentence| match json {
        true => named.push(why.text(lang).to_owned()),
        false => tell_line(&why, lang),
    })?;
    let (files, bank_faults) = files_of_banks(&ledger, json.then_some(&mut named), lang)?;
    let again = match asked.matches.get_flag("again") {
        true => Some(decided_anew(&ledger, json.then_some(&mut named), lang)?),
        false => None,
    };
    let faults = verified.faults + bank_faults + again.map_or(0, |again| again.faults);
    let exit = if faults == 0 { Exit::Done } else { Exit::Failed };
    if json {
        let mut value = json!({
            "format": "huzhu-verify/1", "whole": faults == 0, "runs": verified.runs,
            "postings": verified.postings, "payments": verified.payments, "acts": verified.acts,
            "seal": verified.seal, "bank_releases": files, "faults": named,
            "disposed": verified.disposed, "disposals": disposed_json(&verified),
        });
        if let Some(Again { members, decisions, meant_otherwise, .. }) = again {
            let again = json!({
                "members": members, "decisions": decisions, "meant_otherwise": meant_otherwise,
            });
            value["again"] = again;
        }
        let printed = asked.print_json(&value);
        return Ok(if printed == Exit::Done { exit } else { printed });
    }
    if faults == 0 {
        let (runs, postings) = (verified.runs, verified.postings);
        asked.tell(&words::verified(runs, postings, verified.payments, &verified.seal));
        if files > 0 {
            asked.tell(&banks::files_come_out(files));
        }
        disposals(&verified).iter().for_each(|line| asked.tell(line));
    } else {
        say(&words::not_verified(faults), lang);
    }
    Ok(exit)
}

/// The files of releases in the form of a bank, written again: how many releases, and how many differ.
fn files_of_banks(
    ledger: &Ledger,
    mut named: Option<&mut Vec<String>>,
    lang: Lang,
) -> Result<(u64, u64), CommandError> {
    let mut faults = 0;
    let files = payment::files_written_again(ledger, &mut |why: Sentence| {
        faults += 1;
        match &mut named {
            Some(named) => named.push(why.text(lang).to_owned()),
            None => tell_line(&why, lang),
        }
    })?;
    Ok((files, faults))
}

/// What was disposed of, and by whom.
fn disposals(verified: &Verified) -> Vec<Sentence> {
    let one = |Act { no, deed, signed, .. }: &Act| {
        let by = Sentence::new(signed.by.to_string(), signed.by.to_string());
        let second = signed.second.as_ref();
        let by = second.map_or(by.clone(), |second| beside(&by, &acts::with_second(second)));
        privacy::disposed_by(no, &deed.before, signed.on, by, &signed.reason)
    };
    let mut lines: Vec<Sentence> = verified.disposals.iter().map(one).collect();
    if verified.disposed > 0 {
        lines.push(privacy::disposed_postings(verified.disposed));
    }
    lines
}

fn disposed_json(verified: &Verified) -> Vec<Value> {
    let one = |Act { no, deed, signed, .. }: &Act| {
        json!({
            "act": no, "on": signed.on.to_string(), "what": deed.before, "archive": deed.after,
            "by": signed.by, "second": signed.second, "reason": signed.reason,
        })
    };
    verified.disposals.iter().map(one).collect()
}

/// Everything decided anew. What cannot be read so is a fault too.
fn decided_anew(
    ledger: &Ledger,
    mut named: Option<&mut Vec<String>>,
    lang: Lang,
) -> Result<Again, NightError> {
    let progress = ProgressLine::begin(lang);
    let is_for_person = named.is_none();
    let mut tell = |why: Sentence| match &mut named {
        Some(named) => named.push(why.text(lang).to_owned()),
        None => progress.tells(&why),
    };
    let again = match nightly::again(ledger, &progress, &mut tell) {
        Err(why) if !matches!(why, NightError::Stopped | NightError::Threads(_)) => {
            let sentences = why.sentences();
            let faults = sentences.len() as u64;
            sentences.into_iter().for_each(&mut tell);
            Again { faults, ..Again::default() }
        }
        again => again?,
    };
    drop(progress);
    if is_for_person {
        let Again { members, decisions, meant_otherwise, .. } = again;
        tell_line(&words_again::decided_anew(members, decisions), lang);
        if meant_otherwise > 0 {
            let meaning = crate::adjudication::MEANING;
            tell_line(&words_again::meant_otherwise(meant_otherwise, meaning), lang);
        }
    }
    Ok(again)
}
