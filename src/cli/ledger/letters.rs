//! `huzhu ledger letters FILE --out DIR --by NAME [--member ID]`: members are written to about what they owe.

use std::path::PathBuf;

use clap::{Arg, Command};

use super::arguments::{by, file, named, on, reason};
use super::asked::{Asked, Done};
use crate::access::Whose;
use crate::cli::Exit;
use crate::cli::error::CommandError;
use crate::cli::looks;
use crate::cli::sheets::keep_sheets;
use crate::date::Day;
use crate::explanation::notice::{Letter, LetterBill, LetterPart, write_letter};
use crate::intake::mask;
use crate::ledger::{Access, Ledger};
use crate::nightly::readjudicate::rules_of_member;
use crate::payment::{self, DebtSettled, LettersDue, NewLetter, Overpayment};
use crate::scheme::SetOff;
use crate::words::{Lang, causes, owed as words};

pub(super) fn command(lang: Lang) -> Command {
    let out = Arg::new("out").long("out").value_name("DIR").required(true);
    let out = out.value_parser(clap::value_parser!(PathBuf));
    Command::new("letters")
        .about(words::about_letters().text(lang).to_owned())
        .arg(file(lang))
        .arg(out.help(words::arg_letters_out().text(lang).to_owned()))
        .arg(named("member", "MEMBER", words::arg_letters_member(), lang))
        .args([by(lang), on(lang), reason(lang)])
}

pub(super) fn run(asked: &Asked) -> Done {
    let mut ledger = asked.open(Access::Write)?;
    let signed = asked.signed(&ledger)?;
    let only = asked.text("member").map(|id| ledger.known_as(id)).transpose()?;
    let LettersDue { letters, wait } = payment::letters_due(&ledger, only.as_deref())?;
    let out = asked.path("out");
    if letters.is_empty() {
        asked.tell(&words::no_letters());
    } else {
        let sheet = |letter: &NewLetter| sheet(&ledger, letter, signed.on, asked.lang);
        let sheets = letters.iter().map(sheet).collect::<Result<Vec<_>, CommandError>>()?;
        let whose = letters.iter().map(|letter| letter.member_id.clone()).collect();
        looks::log(&ledger, asked.matches, "ledger letters", Whose::Of(whose))?;
        let path = asked.path("file");
        payment::keep_letters(&mut ledger, &letters, &signed, || keep_sheets(out, path, sheets))?;
        asked.tell(&words::letters_written(letters.len(), out.display()));
    }
    if wait > 0 {
        asked.tell(&words::letters_wait(wait));
    }
    Ok(Exit::Done)
}

/// The name of a sheet, and the sheet.
fn sheet(
    ledger: &Ledger,
    new: &NewLetter,
    on: Day,
    lang: Lang,
) -> Result<(String, Vec<u8>), CommandError> {
    let book = rules_of_member(ledger, &new.member_id)?;
    let person = ledger.person(&new.member_id)?.unwrap_or_default();
    let number = format!("{:06}", new.number);
    let parts: Vec<LetterPart> = new.parts.iter().map(part).collect();
    let terms = book.corrections();
    let object_by = on + terms.objection_days;
    let letter = Letter {
        number: &number,
        on,
        member_id: &mask(&new.member_id),
        name: &person.name,
        unit: &person.unit,
        owed: new.owed,
        parts: &parts,
        offset_from: if terms.set_off == SetOff::AfterLetter { object_by + 1 } else { on },
        object_by,
    };
    let mut html = Vec::new();
    write_letter(&mut html, &book, &letter, lang).expect("memory can be written to");
    Ok((format!("letter-{number}.html"), html))
}

fn part(found: &Overpayment) -> LetterPart {
    let bills = found.bills.iter().map(|bill| LetterBill {
        bill_id: bill.bill_id.clone(),
        before: bill.before,
        now: bill.now,
        cause: causes(&bill.causes),
    });
    let DebtSettled { offset, repaid, written_off } = found.settled;
    LetterPart {
        found_on: found.found_on,
        left: found.left,
        settled: [offset, repaid, written_off],
        bills: bills.collect(),
    }
}
