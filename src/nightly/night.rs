//! What a night is asked to do, and what differs from the night before.

use std::path::Path;

use super::rules::Rules;
use crate::adjudication::MEANING;
use crate::date::Day;
use crate::intake::Inputs;
use crate::ledger::{Name, RunId};
use crate::progress::Progress;
use crate::scheme::Book;
use crate::words::Lang;

/// All that a night needs.
#[derive(Clone, Copy)]
pub struct Night<'a> {
    /// The rules.
    pub book: &'a Book,
    /// The files the rules were read from.
    pub rules: &'a Rules,
    /// What came tonight.
    pub inputs: &'a Inputs,
    /// The ledger, which [`Ledger::create`](crate::ledger::Ledger::create) has made.
    pub ledger: &'a Path,
    /// Where to write.
    pub out: &'a Path,
    /// The number that its run has to have, where the name of `out` has it; nothing where any will do.
    pub run: Option<RunId>,
    /// The day the night counts for.
    pub posted_on: Day,
    /// The last day that has come, and that a night can count for; nothing where that is not asked.
    pub today: Option<Day>,
    /// Who prepares it.
    pub by: &'a Name,
    /// The account of the operating system that it is prepared from; empty where that is not known.
    pub login: &'a str,
    /// The name of rules that change what was decided, where that is wanted.
    pub adopt: Option<&'a str>,
    /// A file of the members who alone adopt them; nothing for all.
    pub adopt_only: Option<&'a Path>,
    /// Whether it is a rehearsal: everything is done and written but what the ledger would keep.
    pub rehearse: bool,
    /// Threads; nothing for as many as the machine has.
    pub threads: Option<usize>,
    /// The language of sentences in files.
    pub lang: Lang,
    /// Who looks on.
    pub watch: &'a dyn Progress,
}

/// What is other than on the last night.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Since {
    pub rules: bool,
    /// What the engine means by rules and facts.
    pub engine: bool,
}

impl Since {
    /// Whether only the engine is.
    pub fn is_engine(self) -> bool {
        self.engine && !self.rules
    }

    /// The name by which an operator adopts it.
    pub fn name(self, night: &Night) -> String {
        match self.is_engine() {
            true => format!("engine-{MEANING}"),
            false => night.rules.name().to_owned(),
        }
    }
}
