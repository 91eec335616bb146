//! `huzhu ledger confirmed FILE CSV --by NAME`: what the bank's result file says of payments.

use clap::{Arg, ArgAction, Command};

use super::arguments::{by, file, named, on, place};
use super::asked::{Asked, Done};
use super::returned::told;
use crate::cli::Exit;
use crate::cli::error::CommandError;
use crate::ledger::{Access, RunId};
use crate::payment::{self, PaymentError, ResultOrder};
use crate::words::{Lang, ledger, payments as words};

pub(super) fn command(lang: Lang) -> Command {
    let run = named("run", "RUN", words::arg_serial_run(), lang);
    let release = named("release", "NUMBER", words::arg_which_release(), lang);
    Command::new("confirmed")
        .about(words::about_confirmed().text(lang).to_owned())
        .arg(file(lang))
        .arg(place("csv", "CSV", words::arg_confirmed(), lang))
        .arg(by(lang))
        .arg(on(lang))
        .arg(run.value_parser(clap::value_parser!(i64)))
        .arg(release.value_parser(clap::value_parser!(u32).range(1..)).requires("run"))
        .arg(named("ok", "TEXT", words::arg_ok(), lang).action(ArgAction::Append))
        .arg(named("failed", "TEXT", words::arg_failed(), lang).action(ArgAction::Append))
        .arg(
            Arg::new("once-more")
                .long("once-more")
                .action(ArgAction::SetTrue)
                .help(words::arg_once_more().text(lang).to_owned()),
        )
}

pub(super) fn run(asked: &Asked) -> Done {
    asked.spares("csv")?;
    let mut ledger = asked.open(Access::Write)?;
    let act = asked.signed(&ledger)?;
    let read = payment::read_results(&mut ledger, asked.path("csv"), &act, &order(asked));
    let read = read.map_err(CommandError::NothingTaken)?;
    if let Some(day) = &read.before {
        asked.tell(&ledger::returns_known(day));
        return Ok(Exit::Done);
    }
    let total = ledger.show(read.total).map_err(PaymentError::DoneNotTold)?;
    asked.tell(&words::results_read(read.confirmed, total));
    if read.returned.returned > 0 {
        told(asked, &ledger, &read.returned)?;
    }
    Ok(Exit::Done)
}

fn order(asked: &Asked) -> ResultOrder {
    let release = asked.matches.get_one::<u32>("release");
    let texts = |name| asked.matches.get_many(name).into_iter().flatten().cloned().collect();
    ResultOrder {
        ok: texts("ok"),
        failed: texts("failed"),
        run: asked.matches.get_one::<i64>("run").map(|run| RunId::from(*run)),
        release: release.and_then(|release| usize::try_from(*release).ok()),
        once_more: asked.matches.get_flag("once-more"),
    }
}
