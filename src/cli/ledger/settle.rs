//! `huzhu ledger repaid | waived FILE MEMBER --amount AMOUNT --by NAME --second NAME`: what a member owes is settled
//! outside a night.

use clap::{Arg, Command};

use super::arguments::{by, file, named, on, place_text, reason, second};
use super::asked::{Asked, Done};
use crate::cli::Exit;
use crate::cli::arguments::amount as parse_amount;
use crate::intake::mask;
use crate::ledger::{Access, ActKind, Name};
use crate::payment::{self, Reversed, Settled, Settlement};
use crate::words::{Lang, Sentence, ledger, owed as words};

pub(super) fn commands(lang: Lang) -> [Command; 2] {
    let command = |kind: ActKind, about: Sentence| {
        let amount = named("amount", "AMOUNT", words::arg_amount(), lang).required(true);
        Command::new(kind.code())
            .about(about.text(lang).to_owned())
            .arg(file(lang))
            .arg(place_text("member", "MEMBER", ledger::arg_member(), lang))
            .args([amount, by(lang), second(lang), on(lang), reason(lang).required(true)])
    };
    let receipt = named("receipt", "NO", words::arg_receipt(), lang).value_parser(Name::new);
    [
        command(ActKind::Repaid, words::about_repaid()).arg(receipt),
        command(ActKind::Waived, words::about_waived()),
    ]
}

pub(super) fn repaid(asked: &Asked) -> Done {
    let receipt = asked.matches.get_one::<Name>("receipt").cloned();
    run(asked, &Settlement::Repaid(receipt))
}

pub(super) fn waived(asked: &Asked) -> Done {
    run(asked, &Settlement::Waived)
}

fn run(asked: &Asked, how: &Settlement) -> Done {
    let mut ledger = asked.open(Access::Write)?;
    let signed = asked.signed(&ledger)?;
    let (_, currency) = ledger.kept_in()?;
    let amount = parse_amount(asked.text("amount").expect("required by the command"), currency)?;
    let member = asked.member(&ledger, "member")?;
    let settled = payment::settle(&mut ledger, &member, (how, amount), &signed)?;
    let Settled { member_id, before, after, run } = settled;
    let tell = match how {
        Settlement::Repaid(_) => words::repaid_now,
        Settlement::Waived => words::waived_now,
    };
    let show = |amount| currency.show(amount).to_string();
    asked.tell(&tell(mask(&member_id), show(amount), show(before), show(after)));
    asked.tell(&words::run_is_booked(run));
    Ok(Exit::Done)
}

/// `huzhu ledger reverse FILE RUN --by NAME --second NAME --reason TEXT`.
pub(super) fn reverse_command(lang: Lang) -> Command {
    let run = Arg::new("run").value_name("RUN").required(true);
    let run = run.value_parser(clap::value_parser!(i64));
    Command::new(ActKind::Reverse.code())
        .about(words::about_reverse().text(lang).to_owned())
        .arg(file(lang))
        .arg(run.help(words::arg_reverse_run().text(lang).to_owned()))
        .args([by(lang), second(lang), on(lang), reason(lang).required(true)])
}

pub(super) fn reverse(asked: &Asked) -> Done {
    let mut ledger = asked.open(Access::Write)?;
    let signed = asked.signed(&ledger)?;
    let of = *asked.matches.get_one::<i64>("run").expect("required by the command");
    let reversed = payment::reverse(&mut ledger, of.into(), &signed)?;
    let Reversed { member_id, kind, amount, before, after, run } = reversed;
    let (_, currency) = ledger.kept_in()?;
    let show = |amount| currency.show(amount);
    asked.tell(&words::reversed_now(of, kind.words(), show(amount), mask(&member_id)));
    asked.tell(&words::reversed_owes(show(before), show(after)));
    asked.tell(&words::run_is_booked(run));
    Ok(Exit::Done)
}
