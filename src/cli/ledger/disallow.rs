//! `huzhu ledger disallow | allow FILE BILL --column COL --amount AMOUNT`: what of a bill is not in scope after all.

use clap::{Arg, Command};

use super::arguments::{by, file, named, on, place_text, reason};
use super::asked::Asked;
use super::say::Said;
use crate::claim::{Column, Disallowance};
use crate::cli::arguments::amount as parse_amount;
use crate::cli::error::CommandError;
use crate::ledger::{Ledger, LedgerError};
use crate::manual_facts::ManualFact;
use crate::money::Money;
use crate::nightly::{
    DisallowanceWeighed, decided_now, disallowance_of, readjudicate, weigh_disallowance,
};
use crate::scheme::Book;
use crate::words::{Lang, Sentence, disallowed as says, ledger as words};

pub(super) fn commands(lang: Lang) -> [Command; 2] {
    let command = |name: &'static str, about: Sentence, amount: Arg| {
        let names = Disallowance::COLUMNS.iter().filter_map(|column| column.name());
        let column = named("column", "COLUMN", says::arg_column(), lang);
        Command::new(name)
            .about(about.text(lang).to_owned())
            .arg(file(lang))
            .arg(place_text("bill", "BILL_ID", words::say_bill(), lang))
            .arg(column.value_parser(names.collect::<Vec<_>>()).required(true))
            .arg(amount)
            .args([by(lang), reason(lang).required(true), on(lang)])
    };
    let amount = |help: Sentence| named("amount", "AMOUNT", help, lang);
    [
        command("disallow", says::about_disallow(), amount(says::arg_amount()).required(true)),
        command("allow", says::about_allow(), amount(says::arg_allow_amount())),
    ]
}

/// What both commands name: the bill, the rules of its member, and the column.
struct Named<'a> {
    bill: &'a str,
    book: Book,
    column: Column,
}

impl<'a> Named<'a> {
    fn of(asked: &'a Asked, ledger: &Ledger) -> Result<Named<'a>, CommandError> {
        let bill = asked.text("bill").expect("required by the command");
        let found = decided_now(ledger, bill)?;
        let book = readjudicate::rules_of_member(ledger, &found.latest.content.member_id)?;
        let name = asked.text("column").expect("required by the command");
        let column = Disallowance::column_named(name).expect("the command takes no other");
        Ok(Named { bill, book, column })
    }

    fn amount(&self, asked: &Asked) -> Result<Option<Money>, CommandError> {
        let currency = self.book.vocabulary.currency;
        Ok(asked.text("amount").map(|text| parse_amount(text, currency)).transpose()?)
    }
}

pub(super) fn disallowed(asked: &Asked, ledger: &Ledger) -> Result<Said, CommandError> {
    let named = Named::of(asked, ledger)?;
    let amount = named.amount(asked)?.expect("required by the command");
    if amount == Money::ZERO {
        return Err(CommandError::DisallowsNothing);
    }
    let (bill_id, column) = (named.bill.to_owned(), named.column);
    weighed(ledger, &named, ManualFact::Disallow { bill_id, column, amount })
}

pub(super) fn allowed(asked: &Asked, ledger: &Ledger) -> Result<Said, CommandError> {
    let named = Named::of(asked, ledger)?;
    let (bill_id, column) = (named.bill.to_owned(), named.column);
    let amount = disallowance_of(ledger, (named.bill, column), named.amount(asked)?)?;
    weighed(ledger, &named, ManualFact::Allow { bill_id, column, amount })
}

/// The fact, with what it does to money.
fn weighed(ledger: &Ledger, named: &Named, fact: ManualFact) -> Result<Said, CommandError> {
    let weighed = weigh_disallowance(ledger, &named.book, &fact)?;
    let told = told_of(ledger, &fact, &weighed)?;
    Ok(Said::telling(&weighed.member_id, fact, told))
}

fn told_of(
    ledger: &Ledger,
    fact: &ManualFact,
    weighed: &DisallowanceWeighed,
) -> Result<Vec<Sentence>, LedgerError> {
    let show = |amount: Money| ledger.show(amount);
    let rest = show(weighed.rest)?;
    let title = |column: &Column| column.title().unwrap_or_default();
    let moves = match fact {
        ManualFact::Allow { bill_id, column, amount } => {
            says::allow_moves(bill_id, show(*amount)?, title(column), rest)
        }
        ManualFact::Disallow { bill_id, column, amount } => {
            says::disallow_moves(bill_id, show(*amount)?, title(column), rest)
        }
        _ => unreachable!("other facts disallow nothing"),
    };
    let ((before, after), all) = (weighed.bill, weighed.all);
    let sums = says::disallow_sums(show(all.0)?, show(all.1)?, show(weighed.paid)?);
    Ok(vec![moves, says::disallow_pays(show(before)?, show(after)?), sums])
}
