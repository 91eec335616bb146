//! `huzhu ledger hold | stop | unhold FILE --payment ID | --bill ID | --member ID`: what is not to leave.

use clap::{ArgGroup, Command};

use super::arguments::{by, file, named, on, reason};
use super::asked::{Asked, Done};
use crate::cli::Exit;
use crate::intake::mask;
use crate::ledger::Access;
use crate::payment::{self, Hold, HoldAct};
use crate::words::{Lang, Sentence, payments as words};

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
        command(HoldAct::Hold, words::about_hold()),
        command(HoldAct::Stop, words::about_stop()),
        command(HoldAct::Unhold, words::about_unhold()),
    ]
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
    payment::hold(&mut ledger, act, what, id, signed)?;
    let shown = if what == Hold::Payment { id.to_owned() } else { mask(id) };
    let tell = match act {
        HoldAct::Hold => words::held_now,
        HoldAct::Stop => words::stopped_now,
        HoldAct::Unhold => words::let_go,
    };
    asked.tell(&tell(what.words(), shown));
    Ok(Exit::Done)
}
