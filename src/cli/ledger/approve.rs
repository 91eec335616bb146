//! `huzhu ledger approve FILE RUN --by NAME [--payment ID ...]`: a person agrees that payments leave.

use clap::{ArgAction, Command};

use super::arguments::{by, file, named, reason, run_number};
use super::asked::{Asked, Done};
use crate::cli::Exit;
use crate::ledger::{Access, RunId};
use crate::payment::{self, Approved, Stage};
use crate::words::{Lang, duties as words};

pub(super) fn command(lang: Lang) -> Command {
    Command::new("approve")
        .about(words::about_approve().text(lang).to_owned())
        .arg(file(lang))
        .arg(run_number(lang))
        .arg(by(lang))
        .arg(
            named("payment", "PAYMENT_ID", words::arg_approve_payment(), lang)
                .action(ArgAction::Append),
        )
        .arg(reason(lang))
}

pub(super) fn run(asked: &Asked) -> Done {
    let mut ledger = asked.open(Access::Write)?;
    let signed = asked.signed(&ledger)?;
    let run = RunId::from(*asked.matches.get_one::<i64>("run").expect("required by the command"));
    let ids = asked.matches.get_many("payment").into_iter().flatten().cloned();
    let ids: Vec<String> = ids.collect();
    let approved = payment::approve(&mut ledger, run, &ids, &signed)?;
    let Approved { payments, total, stages } = approved;
    asked.tell(&words::approved(&signed.by, run, payments, ledger.show(total)?));
    for (stage, count) in stages {
        let Stage { name, needed } = stage;
        asked.tell(&match needed {
            needed if name > needed => words::stage_free(stage.words(), count),
            _ => words::stage_line(stage.words(), count, name, needed),
        });
    }
    Ok(Exit::Done)
}
