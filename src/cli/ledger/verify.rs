//! `huzhu ledger verify FILE`: whether a ledger is whole.

use clap::Command;
use serde_json::json;

use super::arguments::{file, named};
use super::asked::{Asked, Done};
use crate::cli::Exit;
use crate::cli::arguments::format;
use crate::cli::terminal::{say, tell_line};
use crate::ledger::Access;
use crate::words::{Lang, Sentence, acts, ledger as words};

pub(super) fn command(lang: Lang) -> Command {
    let about = words::about_verify().text(lang).to_owned();
    let seal = named("seal", "HEX", acts::arg_seal(), lang);
    Command::new("verify").about(about).arg(file(lang)).arg(seal).arg(format(lang))
}

pub(super) fn run(asked: &Asked) -> Done {
    let ledger = asked.open(Access::Read)?;
    let (json, lang) = (asked.as_json(), asked.lang);
    let mut told = Vec::new();
    let verified = ledger.verify_to(asked.text("seal"), &mut |why: Sentence| match json {
        true => told.push(why.text(lang).to_owned()),
        false => tell_line(&why, lang),
    })?;
    let whole = verified.faults == 0;
    let exit = if whole { Exit::Done } else { Exit::Failed };
    if json {
        let printed = asked.print_json(&json!({
            "format": "huzhu-verify/1", "whole": whole, "runs": verified.runs,
            "postings": verified.postings, "payments": verified.payments, "acts": verified.acts,
            "seal": verified.seal, "faults": told,
        }));
        return Ok(if printed == Exit::Done { exit } else { printed });
    }
    if whole {
        let (runs, postings) = (verified.runs, verified.postings);
        asked.tell(&words::verified(runs, postings, verified.payments, &verified.seal));
    } else {
        say(&words::not_verified(verified.faults), lang);
    }
    Ok(exit)
}
