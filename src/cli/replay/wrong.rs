//! All that is wrong with a command line: the person who wrote it mends it in one go.

use crate::cli::Exit;
use crate::cli::error::ArgumentError;
use crate::cli::rules::refuse;
use crate::cli::terminal::say;
use crate::money::MoneyError;
use crate::replay::{QuestionError, ReplayError, SolveError};
use crate::scenario::ScenarioError;
use crate::scheme::BookError;
use crate::words::{Lang, Sentence, program};

/// One thing that is wrong.
pub(super) enum Fault {
    /// An argument cannot be used.
    Argument(ArgumentError),
    /// The replay gives no report.
    Replay(ReplayError),
}

impl Fault {
    /// Reports it; the exit code that it asks for.
    pub fn tell(&self, lang: Lang) -> Exit {
        match self {
            Fault::Argument(why) => {
                say(&why.sentence(), lang);
                Exit::Misused
            }
            Fault::Replay(ReplayError::Rules(why)) => refuse(why, lang),
            Fault::Replay(why) => {
                why.sentences().iter().for_each(|why| say(why, lang));
                if matches!(why, ReplayError::Question(_)) {
                    return Exit::Misused;
                }
                say(&program::nothing_kept(), lang);
                Exit::Failed
            }
        }
    }
}

impl From<Sentence> for Fault {
    fn from(why: Sentence) -> Fault {
        Fault::Argument(why.into())
    }
}

impl From<MoneyError> for Fault {
    fn from(why: MoneyError) -> Fault {
        Fault::Argument(why.into())
    }
}

impl From<ArgumentError> for Fault {
    fn from(why: ArgumentError) -> Fault {
        Fault::Argument(why)
    }
}

impl From<ReplayError> for Fault {
    fn from(why: ReplayError) -> Fault {
        Fault::Replay(why)
    }
}

impl From<QuestionError> for Fault {
    fn from(why: QuestionError) -> Fault {
        Fault::Replay(why.into())
    }
}

impl From<SolveError> for Fault {
    fn from(why: SolveError) -> Fault {
        QuestionError::Solve(why).into()
    }
}

impl From<ScenarioError> for Fault {
    fn from(why: ScenarioError) -> Fault {
        Fault::Replay(why.into())
    }
}

impl From<BookError> for Fault {
    fn from(why: BookError) -> Fault {
        Fault::Replay(why.into())
    }
}

/// All that is wrong.
#[derive(Default)]
pub(super) struct Wrong(Vec<Fault>);

impl Wrong {
    /// What was read; or `None`, and what is wrong is noted.
    pub fn unless<T, E: Into<Fault>>(&mut self, read: Result<T, E>) -> Option<T> {
        read.map_err(|why| self.0.push(why.into())).ok()
    }

    /// All that was read; what is wrong with the rest is noted.
    pub fn unless_any<T, E: Into<Fault>>(
        &mut self,
        read: impl Iterator<Item = Result<T, E>>,
    ) -> Vec<T> {
        read.filter_map(|one| self.unless(one)).collect()
    }

    pub fn add(&mut self, why: impl Into<Fault>) {
        self.0.push(why.into());
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Reports everything; the exit code of the last.
    pub fn tell(&self, lang: Lang) -> Exit {
        self.0.iter().fold(Exit::Misused, |_, why| why.tell(lang))
    }
}
