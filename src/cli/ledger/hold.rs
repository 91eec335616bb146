//! `huzhu ledger hold | stop | unhold FILE --payment ID | --bill ID | --member ID`: what is not to leave, and what
//! a hold waits for.

use clap::{Arg, ArgGroup, Command};

use super::arguments::{by, file, named, on, reason};
use super::asked::{Asked, Done};
use crate::cli::Exit;
use crate::cli::arguments::day;
use crate::date::Day;
use crate::intake::mask;
use crate::ledger::{Access, Name};
use crate::payment::{self, Hold, HoldAct, Pend, PendCode};
use crate::words::{Lang, Sentence, payments as words, pends};

pub(super) fn commands(lang: Lang) -> [Command; 3] {
    let command = |act: HoldAct, about: Sentence| {
        let what = [words::arg_payment(), words::arg_bill(), words::arg_member()];
        let what = Hold::ALL.into_iter().zip(what);
        Command::new(act.code())
            .about(about.text(lang).to_owned())
            .arg(file(lang))
            .args(what.map(|(what, help)| named(what.code(), "ID", help, lang)))
            .group(ArgGroup::new("what").args(Hold::ALL.map(Hold::code)).required(true))
            .args([by(lang), reason(lang).required(true), on(lang)])
    };
    [
        command(HoldAct::Hold, words::about_hold()).args(waits(lang)),
        command(HoldAct::Stop, words::about_stop()),
        command(HoldAct::Unhold, words::about_unhold()),
    ]
}

/// What a hold waits for, who sees to it and by when: all three, or none.
fn waits(lang: Lang) -> [Arg; 3] {
    let codes = PendCode::ALL.map(PendCode::code);
    [
        named("code", "CODE", pends::arg_code(), lang)
            .value_parser(codes)
            .requires_all(["owner", "until"]),
        named("owner", "NAME", pends::arg_owner(), lang).value_parser(Name::new).requires("code"),
        named("until", "DATE", pends::arg_until(), lang).value_parser(day).requires("code"),
    ]
}

/// What the hold that is asked for waits for.
fn pend(asked: &Asked) -> Option<Pend> {
    let code = asked.matches.try_get_one::<String>("code").ok().flatten()?;
    Some(Pend {
        code: PendCode::of(code).expect("the command takes no other"),
        owner: asked.matches.get_one::<Name>("owner").expect("required by the command").clone(),
        until: *asked.matches.get_one::<Day>("until").expect("required by the command"),
    })
}

pub(super) fn run(asked: &Asked, act: HoldAct) -> Done {
    let mut ledger = asked.open(Access::Write)?;
    let named = |what: Hold| Some((what, asked.text(what.code())?));
    let (what, id) = Hold::ALL.into_iter().find_map(named).expect("required by the command");
    let spellings = match what {
        Hold::Member => ledger.spellings(id)?,
        Hold::Payment | Hold::Bill => vec![id.to_owned()],
    };
    // It may have been held while it was known in another spelling.
    let holds = payment::holds(&ledger)?;
    let held = spellings.iter().find(|id| holds.has(what, id));
    let id = held.unwrap_or(&spellings[0]).as_str();
    let signed = asked.signed(&ledger)?;
    match pend(asked) {
        Some(pend) => payment::pend(&mut ledger, what, id, &pend, signed)?,
        None => payment::hold(&mut ledger, act, what, id, signed)?,
    }
    let shown = if what == Hold::Payment { id.to_owned() } else { mask(id) };
    let tell = match act {
        HoldAct::Hold => words::held_now,
        HoldAct::Stop => words::stopped_now,
        HoldAct::Unhold => words::let_go,
    };
    asked.tell(&tell(what.words(), shown));
    Ok(Exit::Done)
}
