//! Looks at personal data are logged before anything is shown.

use std::collections::BTreeSet;

use clap::{Arg, ArgMatches};

use super::account::account;
use super::error::ArgumentError;
use super::today::now;
use crate::access::{AccessError, AccessFile, Author, Look, Whose};
use crate::ledger::{Ledger, LedgerError, Name, bill_hash, reason_of};
use crate::words::{Lang, Sentence, privacy as words};

/// Who looks, and why.
pub(super) fn looker(lang: Lang) -> [Arg; 2] {
    let named = |name: &'static str, value: &'static str, help: Sentence| {
        Arg::new(name).long(name).value_name(value).help(help.text(lang).to_owned())
    };
    let by = named("by", "NAME", words::arg_looker()).value_parser(Name::new);
    [by, reason(lang)]
}

/// The reason for a look.
pub(super) fn reason(lang: Lang) -> Arg {
    let why = |text: &str| reason_of(text).map_err(ArgumentError::from);
    let help = words::arg_look_reason().text(lang).to_owned();
    Arg::new("reason").long("reason").value_name("TEXT").help(help).value_parser(why)
}

/// Logs a look by the person whom `--by` names, or else by the account.
pub(super) fn log(
    ledger: &Ledger,
    matches: &ArgMatches,
    command: &str,
    whose: Whose,
) -> Result<(), AccessError> {
    let by = matches.try_get_one::<Name>("by").ok().flatten();
    log_as(ledger, matches, (command, by), whose)
}

/// The same where `--by` means another person.
pub(super) fn log_as(
    ledger: &Ledger,
    matches: &ArgMatches,
    (command, by): (&str, Option<&Name>),
    whose: Whose,
) -> Result<(), AccessError> {
    let account = account();
    let by = by.cloned().unwrap_or_else(|| Name::kept(&account));
    let reason = matches.try_get_one::<String>("reason").ok().flatten();
    let reason = reason.cloned().unwrap_or_default();
    let look = Look::new(Author::new(now(), by, account), command, whose).because(reason);
    open(ledger)?.log(ledger, look)
}

/// The log; where it cannot be opened, no look can be logged.
fn open(ledger: &Ledger) -> Result<AccessFile, AccessError> {
    AccessFile::open(ledger).map_err(|why| why.as_not_logged(ledger))
}

/// Those who have bills.
pub(super) fn of_bills(
    ledger: &Ledger,
    bills: impl IntoIterator<Item = impl AsRef<str>>,
) -> Result<Whose, LedgerError> {
    let mut ids = BTreeSet::new();
    for bill in bills {
        for holder in ledger.holders(bill_hash(bill.as_ref()))? {
            ids.insert(ledger.member_id(holder)?);
        }
    }
    Ok(Whose::Of(ids.into_iter().collect()))
}
