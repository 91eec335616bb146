//! Why a night, or a question to a ledger's history, has no answer.

use std::fmt;

use crate::claim::{Column, MOST_BILLS, MOST_HOUSEHOLD};
use crate::intake::IntakeError;
use crate::ledger::{LedgerError, RunId};
use crate::manual_facts::FactError;
use crate::output::OutputError;
use crate::payment::PaymentError;
use crate::pipeline::Ended;
use crate::preview::PreviewError;
use crate::words::{self, Lang, Sentence};

/// Why a night was not posted, or a question to a ledger's history has no answer. Written, it is the English
/// sentence; with `{:#}`, the Chinese one; several stand line by line.
///
/// ```
/// use huzhu::ledger::{Access, Ledger};
/// use huzhu::nightly::{NightError, readjudicate};
///
/// let folder = tempfile::tempdir().unwrap();
/// let path = folder.path().join("city.ledger");
/// Ledger::create(&path).unwrap();
/// let ledger = Ledger::open(&path, Access::Read).unwrap();
/// let why = readjudicate::find(&ledger, "B1", None).unwrap_err();
/// assert!(matches!(&why, NightError::UnknownBill { bill } if bill == "B1"));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NightError {
    /// The ledger cannot be used: another program writes to it, a month is closed, it is of another scheme.
    Ledger(#[from] LedgerError),
    /// What is known of payments cannot be read or written.
    Payment(#[from] PaymentError),
    /// Tonight's files, or rows that the ledger keeps, cannot be read.
    Intake(#[source] IntakeError),
    /// The outputs cannot be written. Nothing was posted.
    Output(#[from] OutputError),
    /// The history of a member cannot be asked about.
    Preview(#[from] PreviewError),
    /// The system starts no more threads.
    Threads(#[source] rayon::ThreadPoolBuildError),
    /// The operator stopped the night. Nothing was posted.
    Stopped,
    /// The rules, or the engine, change what was decided, and the night does not adopt them by their name.
    NotAdopted(Vec<Sentence>),
    /// The list of the members who alone adopt the rules cannot be used: all that is wrong with it.
    Adopters(Vec<Sentence>),
    /// A changed engine is adopted for all members, never for some.
    EngineForAll,
    /// All members adopt the rules, and some of them cannot be decided tonight: a row of theirs is rejected.
    CannotAdopt {
        /// So many members.
        members: usize,
    },
    /// Rows that the ledger keeps cannot be read under the rules.
    UnreadRows {
        /// So many rows.
        rows: u64,
    },
    /// The night is posted, and its outputs could not be put in their place.
    PostedNotPublished {
        /// The run.
        run: RunId,
        /// Why.
        #[source]
        why: OutputError,
    },
    /// Another night posted the run of this number meanwhile, for which the folder of the outputs is named. Nothing
    /// was posted.
    AnotherRun {
        /// The run.
        asked: RunId,
    },
    /// This version of the program does not read the rules that a run was decided under.
    RulesUnread {
        /// The run.
        run: RunId,
    },
    /// This version of the program does not read rules that some members go on under.
    OwnRulesUnread {
        /// The name of the rules.
        rules: String,
    },
    /// Tonight's rules lack columns that rules need which some members go on under.
    OwnRulesColumns {
        /// The name of the rules.
        rules: String,
        /// The columns, quoted.
        columns: String,
    },
    /// Something adds up over households in rules that some members would go on under alone.
    OwnRulesHousehold {
        /// The name of the rules.
        rules: String,
    },
    /// A household is more than can be decided together, also without what came tonight.
    LargeHousehold,
    /// Rules that some members go on under end, and tonight's later editions do not fit behind them.
    OwnRulesEnd(Sentence),
    /// This version of the program decides otherwise on what a run decided.
    NotReproduced {
        /// The run.
        run: RunId,
    },
    /// No bill has this id.
    UnknownBill {
        /// The id.
        bill: String,
    },
    /// Hospitals number their own bills, and the id of a bill names none.
    BillWithoutHospital {
        /// The id.
        bill: String,
    },
    /// Nothing is known of the member.
    UnknownMember,
    /// The bill was taken back, waits for its member, or was settled elsewhere, so that it cannot be decided by hand.
    NotDecided(Sentence),
    /// The rules have no such benefit or accumulator.
    UnknownName(#[from] FactError),
    /// More is disallowed than the bill has in the column.
    DisallowedAbove {
        /// The bill.
        bill: String,
        /// The column.
        column: Column,
        /// What is disallowed.
        amount: String,
        /// What the bill has there.
        most: String,
    },
    /// Nothing of the column of the bill is disallowed, so that nothing is allowed again.
    NothingDisallowed {
        /// The bill.
        bill: String,
        /// The column.
        column: Column,
    },
    /// Several amounts are disallowed, and it is not known which of them is allowed again.
    SeveralDisallowed {
        /// The bill.
        bill: String,
        /// The column.
        column: Column,
        /// The amounts.
        amounts: String,
    },
}

impl NightError {
    /// Every sentence, one after the other.
    pub fn sentences(&self) -> Vec<Sentence> {
        match self {
            NightError::Intake(why) => why.sentences(),
            NightError::NotAdopted(why) | NightError::Adopters(why) => why.clone(),
            one => vec![one.one_sentence()],
        }
    }

    /// The same line by line.
    pub fn sentence(&self) -> Sentence {
        let all = self.sentences();
        let lines = |lang| all.iter().map(|one| one.text(lang)).collect::<Vec<_>>().join("\n");
        Sentence::new(lines(Lang::English), lines(Lang::Chinese))
    }

    fn one_sentence(&self) -> Sentence {
        use words::ledger as say;
        let title = |column: &Column| column.title().unwrap_or_default();
        match self {
            NightError::Ledger(why) => why.sentence(),
            NightError::Payment(why) => why.sentence(),
            NightError::Output(why) => why.sentence(),
            NightError::Preview(why) => why.sentence(),
            NightError::Threads(why) => words::program::no_threads(why),
            NightError::Stopped => words::program::stopped(),
            NightError::EngineForAll => say::engine_for_all(),
            NightError::CannotAdopt { members } => say::cannot_adopt(members),
            NightError::UnreadRows { rows } => say::stale(rows),
            NightError::PostedNotPublished { run, why } => say::posted_not_published(run, why),
            NightError::AnotherRun { asked } => words::night::another_run(asked),
            NightError::RulesUnread { run } => say::rules_unread(run),
            NightError::OwnRulesUnread { rules } => say::own_unread(rules),
            NightError::OwnRulesColumns { rules, columns } => say::own_columns(rules, columns),
            NightError::OwnRulesHousehold { rules } => say::own_household(rules),
            NightError::LargeHousehold => say::large_household(MOST_HOUSEHOLD, MOST_BILLS),
            NightError::NotReproduced { run } => say::not_reproduced(run),
            NightError::UnknownBill { bill } => say::no_such_bill(bill),
            NightError::BillWithoutHospital { bill } => say::bill_without_hospital(bill),
            NightError::UnknownMember => say::no_such_member(),
            NightError::DisallowedAbove { bill, column, amount, most } => {
                words::disallowed::disallow_above(bill, amount, title(column), most)
            }
            NightError::NothingDisallowed { bill, column } => {
                words::disallowed::nothing_disallowed(bill, title(column))
            }
            NightError::SeveralDisallowed { bill, column, amounts } => {
                words::disallowed::not_disallowed_so(bill, title(column), amounts)
            }
            NightError::OwnRulesEnd(why) | NightError::NotDecided(why) => why.clone(),
            NightError::UnknownName(why) => why.sentence(),
            NightError::Intake(_) | NightError::NotAdopted(_) | NightError::Adopters(_) => {
                unreachable!("these have several")
            }
        }
    }
}

impl fmt::Display for NightError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

impl From<IntakeError> for NightError {
    fn from(why: IntakeError) -> NightError {
        match why {
            IntakeError::Stopped => NightError::Stopped,
            files => NightError::Intake(files),
        }
    }
}

impl From<Ended<NightError>> for NightError {
    fn from(why: Ended<NightError>) -> NightError {
        match why {
            Ended::Stopped => NightError::Stopped,
            Ended::Failed(why) => why,
        }
    }
}

impl From<NightError> for Sentence {
    fn from(why: NightError) -> Sentence {
        why.sentence()
    }
}

impl From<NightError> for Vec<Sentence> {
    fn from(why: NightError) -> Vec<Sentence> {
        why.sentences()
    }
}
