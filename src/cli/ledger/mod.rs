//! `huzhu ledger ...`: one file a command.

pub(super) mod arguments;
mod acts;
mod approve;
mod archive;
mod as_of;
pub(super) mod asked;
mod backup;
mod bank;
mod balance;
mod confirmed;
mod died;
mod disallow;
mod dispose;
mod duties;
mod export;
mod hold;
mod holds;
mod impact;
mod letters;
mod looks;
mod month;
mod new;
mod paid_for;
mod pairs;
mod payees;
mod payees_known;
mod payments;
mod publication;
mod receipts;
mod release;
mod report;
mod restore;
mod returned;
mod roll_forward;
mod runs;
pub(super) mod facts;
mod say;
mod sent;
mod settle;
mod take_back;
mod units;
mod verify;

use clap::{ArgMatches, Command};

use crate::accounting;
use crate::cli::Exit;
use crate::cli::terminal::say;
use crate::payment::HoldAct;
use crate::words::{Lang, ledger as words};
use asked::{Asked, Done};

pub(super) fn command(lang: Lang) -> Command {
    Command::new("ledger")
        .about(words::about().text(lang).to_owned())
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommands([
            new::command(lang),
            runs::command(lang),
            acts::command(lang),
            balance::command(lang),
            as_of::command(lang),
            verify::command(lang),
            release::command(lang),
            duties::command(lang),
            approve::command(lang),
            payments::command(lang),
            holds::command(lang),
            payees::command(lang),
            died::command(lang),
            confirmed::command(lang),
            returned::command(lang),
            month::lock(lang),
            month::unlock(lang),
            roll_forward::command(lang),
            receipts::command(lang),
            units::command(lang),
            paid_for::command(lang),
            report::command(lang),
            export::command(lang),
            backup::command(lang),
            restore::command(lang),
            impact::command(lang),
            say::an_override(lang),
            say::opening(lang),
            say::same_person(lang),
            pairs::command(lang),
            facts::command(lang),
            take_back::command(lang),
            settle::reverse_command(lang),
            letters::command(lang),
            publication::command(lang),
            looks::command(lang),
            archive::command(lang),
            dispose::command(lang),
        ])
        .subcommands(disallow::commands(lang))
        .subcommands(hold::commands(lang))
        .subcommands(settle::commands(lang))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Exit {
    let (name, matches) = matches.subcommand().expect("a command is required");
    let asked = Asked { matches, lang };
    if name == "impact" {
        return impact::run(&asked);
    }
    let done = reads(name, &asked).unwrap_or_else(|| acts_on(name, &asked));
    done.unwrap_or_else(|why| {
        why.sentences().iter().for_each(|why| say(why, lang));
        Exit::Failed
    })
}

/// The commands that write nothing to the ledger; nothing where the name is of another.
fn reads(name: &str, asked: &Asked) -> Option<Done> {
    Some(match name {
        "runs" => runs::run(asked),
        "acts" => acts::run(asked),
        "balance" => balance::run(asked),
        "as-of" => as_of::run(asked),
        "verify" => verify::run(asked),
        "payments" => payments::run(asked),
        "holds" => holds::run(asked),
        "publication" => publication::run(asked),
        "looks" => looks::run(asked),
        "archive" => archive::run(asked),
        "roll-forward" => roll_forward::run(asked),
        "report" => report::run(asked),
        "export" => export::run(asked),
        "backup" => backup::run(asked),
        "pairs" => pairs::run(asked),
        "paid-for" => paid_for::run(asked),
        "facts" => facts::run(asked),
        _ => return None,
    })
}

/// The commands that write to the ledger, or make one.
fn acts_on(name: &str, asked: &Asked) -> Done {
    match name {
        "new" => new::run(asked),
        "release" => release::run(asked),
        "duties" => duties::run(asked),
        "approve" => approve::run(asked),
        "hold" => hold::run(asked, HoldAct::Hold),
        "stop" => hold::run(asked, HoldAct::Stop),
        "unhold" => hold::run(asked, HoldAct::Unhold),
        "repaid" => settle::repaid(asked),
        "waived" => settle::waived(asked),
        "reverse" => settle::reverse(asked),
        "letters" => letters::run(asked),
        "take-back" => take_back::run(asked),
        "dispose" => dispose::run(asked),
        "payees" => payees::run(asked),
        "died" => died::run(asked),
        "confirmed" => confirmed::run(asked),
        "returned" => returned::run(asked),
        "lock" => {
            month::run(asked, accounting::lock, words::month_locked, month::not_with_the_bank)
        }
        "unlock" => {
            month::run(asked, accounting::unlock, words::month_unlocked, |_, _| Ok(Vec::new()))
        }
        "receipts" => receipts::run(asked),
        "units" => units::run(asked),
        "restore" => restore::run(asked),
        "override" => say::run(asked, say::overridden),
        "opening" => say::run(asked, say::opened),
        "disallow" => say::run(asked, disallow::disallowed),
        "allow" => say::run(asked, disallow::allowed),
        "same-person" => say::run(asked, say::joined),
        _ => unreachable!("the command has no other"),
    }
}
