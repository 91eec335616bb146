//! Why a command has no result, or an argument cannot be used.

use std::path::PathBuf;
use std::{fmt, io};

use crate::access::AccessError;
use crate::accounting::AccountingError;
use crate::date::Day;
use crate::fhir::FhirError;
use crate::intake::mask;
use crate::ledger::{InputError, LedgerError, RunId};
use crate::money::MoneyError;
use crate::nightly::NightError;
use crate::output::OutputError;
use crate::payment::PaymentError;
use crate::statistics::StatisticsError;
use crate::words::{Sentence, data, ledger, night, program, replay, rules, statistics, system};

/// Why a command has no result. Written, it is the English sentence; with `{:#}`, the Chinese one; several stand
/// line by line.
#[derive(Debug, thiserror::Error)]
pub(super) enum CommandError {
    /// An argument cannot be used with what the ledger holds.
    Argument(#[from] ArgumentError),
    /// An output would take the place of a file that is used, or cannot be written.
    Output(#[from] OutputError),
    /// The ledger cannot be used.
    Ledger(#[from] LedgerError),
    /// A look cannot be logged, or users cannot be changed.
    Access(#[from] AccessError),
    /// Something cannot be done with payments.
    Payment(#[from] PaymentError),
    /// Something cannot be done with the books.
    Accounting(#[from] AccountingError),
    /// A question to the ledger's history has no answer.
    Night(#[from] NightError),
    /// There is no report.
    Statistics(#[from] StatisticsError),
    /// A folder of results cannot be put into FHIR.
    Fhir(#[from] FhirError),
    /// A file has these mistakes, and nothing of it is taken in.
    NothingTaken(Vec<Sentence>),
    /// An act is refused, for these reasons.
    Refused(Vec<Sentence>),
    /// Some notices cannot be written, so that none is: why, for each of them.
    NoNotices(Vec<CommandError>),
    /// The ledger has no such run.
    NoSuchRun {
        /// The number that is asked for.
        run: RunId,
        /// The ledger.
        ledger: PathBuf,
        /// The newest run.
        newest: RunId,
    },
    /// No decision holds on the bill, for this reason.
    Undecided(Sentence),
    /// The ledger does not know the member.
    UnknownMember {
        /// The id.
        member_id: String,
        /// The ledger.
        ledger: PathBuf,
    },
    /// No bill of the member is decided.
    NoBillOfMember {
        /// The id.
        member_id: String,
    },
    /// What was copied from a sheet is no receipt code.
    NoReceiptCode {
        /// What it is.
        text: String,
    },
    /// Two outputs are one file.
    SameOutput {
        /// The first of them.
        one: PathBuf,
        /// The second.
        other: PathBuf,
    },
    /// What is in the place of a folder is none.
    NotAFolder {
        /// The place.
        path: PathBuf,
    },
    /// Files cannot be written to a folder.
    FolderNotWritable {
        /// The folder.
        path: PathBuf,
        /// Why.
        #[source]
        why: io::Error,
    },
    /// What should be the log of nights is none.
    NotALog {
        /// The file.
        path: PathBuf,
    },
    /// The log of nights cannot be written.
    LogNotWritable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        why: io::Error,
    },
    /// An opening lies in no enrolment period of its member.
    OpeningWithoutPeriod {
        /// The day that it is for.
        day: Day,
        /// The periods of the member.
        periods: String,
    },
    /// Bills that settled by the cut-over are decided already.
    OpeningTooLate {
        /// So many.
        bills: usize,
    },
    /// The amount that is disallowed is nothing.
    DisallowsNothing,
    /// A member is joined with itself.
    SameId,
    /// An id belongs to another already.
    ChainOfIds {
        /// The id.
        id: String,
    },
}

impl CommandError {
    /// What to tell a person, one thing after the other.
    pub fn sentences(&self) -> Vec<Sentence> {
        match self {
            CommandError::Night(why) => why.sentences(),
            CommandError::NothingTaken(mistakes) => {
                let count = ledger::nothing_taken(mistakes.len());
                mistakes.iter().cloned().chain([count]).collect()
            }
            CommandError::Refused(reasons) => reasons.clone(),
            CommandError::Payment(why) => why.sentences(),
            CommandError::Statistics(why) => why.sentences(),
            CommandError::NoNotices(each) => each.iter().flat_map(Self::sentences).collect(),
            one => vec![one.one_sentence()],
        }
    }

    fn one_sentence(&self) -> Sentence {
        match self {
            CommandError::Argument(why) => why.sentence(),
            CommandError::Output(why) => why.sentence(),
            CommandError::Ledger(why) => why.sentence(),
            CommandError::Access(why) => why.sentence(),
            CommandError::Accounting(why) => why.sentence(),
            CommandError::Fhir(why) => why.sentence(),
            CommandError::NoSuchRun { run, ledger: path, newest } => {
                ledger::no_such_run(run, path.display(), newest)
            }
            CommandError::Undecided(why) => why.clone(),
            CommandError::UnknownMember { member_id, ledger: path } => {
                ledger::unknown_member(mask(member_id), path.display())
            }
            CommandError::NoBillOfMember { member_id } => ledger::no_bill_of(mask(member_id)),
            CommandError::SameOutput { one, other } => {
                program::outputs_are_one(one.display(), other.display())
            }
            CommandError::NotAFolder { path } => ledger::facts_not_a_folder(path.display()),
            CommandError::FolderNotWritable { path, why } => {
                program::out_not_writable(path.display(), system(why))
            }
            CommandError::NotALog { path } => night::not_a_log(path.display()),
            CommandError::LogNotWritable { path, why } => {
                night::log_not_writable(path.display(), system(why))
            }
            CommandError::OpeningWithoutPeriod { day, periods } => {
                ledger::opening_without_period(day, periods)
            }
            CommandError::OpeningTooLate { bills } => ledger::opening_too_late(bills),
            CommandError::NoReceiptCode { text } => program::no_receipt_code(text),
            CommandError::DisallowsNothing => rules::disallows_nothing(),
            CommandError::SameId => ledger::same_id(),
            CommandError::ChainOfIds { id } => ledger::chain_of_ids(mask(id)),
            CommandError::Night(_)
            | CommandError::Payment(_)
            | CommandError::Statistics(_)
            | CommandError::NothingTaken(_)
            | CommandError::Refused(_)
            | CommandError::NoNotices(_) => unreachable!("these have several"),
        }
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, sentence) in self.sentences().iter().enumerate() {
            if at > 0 {
                writeln!(f)?;
            }
            sentence.fmt(f)?;
        }
        Ok(())
    }
}

/// Why an argument cannot be used. Written, it is the English sentence; with `{:#}`, the Chinese one.
#[derive(Debug, thiserror::Error)]
pub(super) enum ArgumentError {
    /// It is no day.
    NotADay {
        /// What is given.
        text: String,
    },
    /// It is an amount below zero.
    NegativeAmount {
        /// What is given.
        text: String,
    },
    /// It is no amount or rate.
    Money(#[from] MoneyError),
    /// The ledger does not take it.
    Input(#[from] InputError),
    /// It is no whole number.
    NotANumber {
        /// What is given.
        text: String,
    },
    /// It is no year.
    NotAYear {
        /// What is given.
        text: String,
    },
    /// It gives no reason.
    NoReason,
    /// It sets a value without `=`.
    SetWithoutEquals {
        /// What is given.
        text: String,
    },
    /// It sets nothing behind `=`.
    SetWithoutValue {
        /// What is given.
        text: String,
    },
    /// Neither files nor a ledger are named to replay.
    NoHistory,
    /// The key that turns ids into others cannot be read.
    KeyNotReadable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        why: io::Error,
    },
    /// The key is so short that it can be guessed.
    KeyTooShort {
        /// The file.
        path: PathBuf,
    },
    /// The list of members cannot be read.
    ListNotReadable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        why: io::Error,
    },
    /// The list of members is no UTF-8.
    ListNotUtf8 {
        /// The file.
        path: PathBuf,
        /// The line of the first letter that is none.
        line: u64,
        /// The place of that letter.
        letter: u64,
    },
    /// The list of members is no CSV.
    NotAList {
        /// The file.
        path: PathBuf,
        /// The line that is none.
        line: u64,
    },
    /// The list names no member.
    ListOfNobody {
        /// The file.
        path: PathBuf,
    },
    /// The list has no column of ids.
    ListWithoutIds {
        /// The file.
        path: PathBuf,
        /// The columns that it has, quoted.
        columns: String,
    },
    /// The value is refused where it is read, for this reason.
    Refused(Sentence),
}

impl ArgumentError {
    /// The sentence, in every language.
    pub fn sentence(&self) -> Sentence {
        match self {
            ArgumentError::NotADay { text } => rules::not_a_date(text),
            ArgumentError::NegativeAmount { text } => rules::negative(text),
            ArgumentError::Money(why) => why.sentence(),
            ArgumentError::Input(why) => why.sentence(),
            ArgumentError::NotANumber { text } => ledger::not_a_number(text),
            ArgumentError::NotAYear { text } => statistics::not_a_year(text),
            ArgumentError::NoReason => ledger::reason_missing(),
            ArgumentError::SetWithoutEquals { text } => replay::set_without_equals(text),
            ArgumentError::SetWithoutValue { text } => replay::set_without_value(text),
            ArgumentError::NoHistory => replay::history_missing(),
            ArgumentError::KeyNotReadable { path, why } => {
                replay::bad_key(path.display(), system(why))
            }
            ArgumentError::KeyTooShort { path } => replay::empty_key(path.display()),
            ArgumentError::ListNotReadable { path, why } => {
                data::unreadable(path.display(), system(why))
            }
            ArgumentError::ListNotUtf8 { path, line, letter } => {
                data::file_not_utf8(path.display(), line, letter)
            }
            ArgumentError::NotAList { path, line } => replay::not_a_list(path.display(), line),
            ArgumentError::ListOfNobody { path } => replay::list_of_nobody(path.display()),
            ArgumentError::ListWithoutIds { path, columns } => {
                replay::no_id_column(path.display(), columns)
            }
            ArgumentError::Refused(why) => why.clone(),
        }
    }
}

impl fmt::Display for ArgumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

impl From<Sentence> for ArgumentError {
    fn from(why: Sentence) -> ArgumentError {
        ArgumentError::Refused(why)
    }
}
