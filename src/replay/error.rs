//! Why there is no report.

use std::fmt;

use super::pass::MOST_SCENARIOS;
use crate::date::Day;
use crate::intake::IntakeError;
use crate::manual_facts::FactError;
#[cfg(feature = "office")]
use crate::output::OutputError;
use crate::scenario::{RulePath, ScenarioError};
use crate::scheme::{BookError, quoted_list};
use crate::words::{Lang, Sentence, program, replay as words};

/// Why there is no report. Nothing was written then.
///
/// ```no_run
/// # use huzhu::replay::{History, Question, ReplayError};
/// # fn f(question: Question, history: History) {
/// match question.answer(history) {
///     Err(ReplayError::Question(why)) => println!("ask otherwise: {}", why[0]),
///     Err(ReplayError::Stopped) => println!("stopped"),
///     Err(why) => println!("{why}"),
///     Ok(answer) => println!("{} is paid in all", answer.report.baseline.total),
/// }
/// # }
/// ```
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The rules of a scenario have mistakes.
    Rules(BookError),
    /// The question cannot be answered as it was asked.
    Question(Vec<QuestionError>),
    /// The files that hold history cannot be read.
    Files(#[source] IntakeError),
    /// The ledger, or the manual facts beside the files, cannot be read.
    History(Vec<Sentence>),
    /// Members cannot be decided, since manual facts or a trend on them cannot be applied.
    Undecidable {
        /// How many members.
        members: usize,
        /// What is wrong with the first.
        #[source]
        why: Box<MemberError>,
    },
    /// The report cannot be written.
    #[cfg(feature = "office")]
    Output(#[from] OutputError),
    /// The system gave no threads.
    Threads(#[source] Sentence),
    /// The caller's progress stopped the replay.
    Stopped,
}

/// Why the bills of one member cannot be decided.
#[derive(Debug, thiserror::Error)]
pub enum MemberError {
    /// The rules do not know what a manual fact names.
    Facts(#[from] FactError),
    /// The trend makes a bill too large.
    Trend(#[from] ScenarioError),
}

/// Why a text is no question for the value that meets a target.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SolveError {
    /// It has no ` for `.
    NoFor {
        /// The text.
        text: String,
    },
    /// What stands before ` for ` is no rule path, for this reason.
    Path(#[source] Sentence),
    /// It names no figure that there is.
    NoFigure {
        /// The text.
        text: String,
        /// What it names.
        figure: String,
    },
    /// It has no target.
    NoTarget {
        /// The text.
        text: String,
    },
    /// The target is no number.
    NotANumber {
        /// The text.
        text: String,
        /// The target.
        target: String,
    },
    /// The target is below zero.
    BelowZero {
        /// The text.
        text: String,
        /// The target.
        target: String,
    },
    /// The target is a share, and the figure is an amount.
    NotAnAmount {
        /// The text.
        text: String,
        /// The target.
        target: String,
    },
    /// The target is an amount, and the figure is a share.
    NotAShare {
        /// The text.
        text: String,
        /// The figure, by its code.
        figure: &'static str,
        /// The target.
        target: String,
    },
}

/// Why a question cannot be answered as it was asked.
#[derive(Clone, Debug, thiserror::Error)]
pub enum QuestionError {
    /// A scenario, sweep or trend cannot be made.
    Scenario(#[source] ScenarioError),
    /// A text is no question for the value that meets a target.
    Solve(#[source] SolveError),
    /// More than [`MOST_SCENARIOS`] are compared.
    TooManyScenarios,
    /// Two scenarios have one name.
    SameName(String),
    /// No scenario has this name.
    NoScenario {
        /// The name that was asked for.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// A value that is solved for is no number.
    NotANumber {
        /// Where the value stands.
        path: RulePath,
        /// The value.
        value: String,
        /// The number that the value is the name of, if it is one.
        parameter: Option<RulePath>,
    },
    /// A loss ratio is solved for, and only bills of some days are counted.
    LossRatioOfSomeDays,
    /// The opening of the fund is said, and only some of its members or days are counted.
    OpeningOfPart,
    /// A year is put to a stress test, and bills grow by a trend, or only bills of some days are counted.
    StressOfOtherYear,
    /// Something adds up over households, and bills grow by a trend, a year is put to a stress test or there are
    /// manual facts on members.
    Households,
    /// A loss ratio is solved for, and the scenario names no fee for some period.
    NoContributions {
        /// The scenario.
        scenario: String,
    },
    /// A share of years above an amount is solved for, and added bills are of other members.
    BurdenOfAddedMembers,
    /// The first day that is counted is after the last one.
    FromAfterTo {
        /// The first day.
        from: Day,
        /// The last day.
        to: Day,
    },
    /// A filter leaves no bill.
    EmptyScope(Sentence),
    /// The trend leaves no bill.
    NoBillsLeft,
    /// Fewer members are in scope than may be shown.
    FewMembers {
        /// The fewest that may be shown.
        least: u64,
    },
    /// Fewer members in scope are paid than may be shown.
    FewPaid {
        /// The scenario that pays them.
        scenario: String,
        /// The fewest that may be shown.
        least: u64,
    },
    /// Fewer members in scope gain or lose than may be shown.
    FewChanged {
        /// The scenario under which they do.
        scenario: String,
        /// The fewest that may be shown.
        least: u64,
    },
}

impl From<BookError> for ReplayError {
    fn from(why: BookError) -> ReplayError {
        ReplayError::Rules(why)
    }
}

impl From<IntakeError> for ReplayError {
    fn from(why: IntakeError) -> ReplayError {
        match why {
            IntakeError::Stopped => ReplayError::Stopped,
            why => ReplayError::Files(why),
        }
    }
}

impl From<QuestionError> for ReplayError {
    fn from(why: QuestionError) -> ReplayError {
        ReplayError::Question(vec![why])
    }
}

impl From<SolveError> for QuestionError {
    fn from(why: SolveError) -> QuestionError {
        QuestionError::Solve(why)
    }
}

impl From<ScenarioError> for ReplayError {
    fn from(why: ScenarioError) -> ReplayError {
        match why {
            ScenarioError::Rules(why) => ReplayError::Rules(why),
            why => QuestionError::Scenario(why).into(),
        }
    }
}

impl From<Vec<ScenarioError>> for ReplayError {
    fn from(reasons: Vec<ScenarioError>) -> ReplayError {
        ReplayError::Question(reasons.into_iter().map(QuestionError::Scenario).collect())
    }
}

impl MemberError {
    /// The error as a person reads it, in both languages.
    pub fn sentence(&self) -> Sentence {
        match self {
            MemberError::Facts(why) => why.sentence(),
            MemberError::Trend(why) => why.sentence(),
        }
    }
}

impl SolveError {
    /// The error as a person reads it, in both languages.
    pub fn sentence(&self) -> Sentence {
        match self {
            SolveError::NoFor { text } => words::solve_without_for(text),
            SolveError::Path(why) => why.clone(),
            SolveError::NoFigure { text, figure } => words::no_figure(text, figure),
            SolveError::NoTarget { text } => words::solve_without_target(text),
            SolveError::NotANumber { text, target } => words::target_no_number(text, target),
            SolveError::BelowZero { text, target } => words::target_below_zero(text, target),
            SolveError::NotAnAmount { text, target } => words::target_no_amount(text, target),
            SolveError::NotAShare { text, figure, target } => {
                words::target_no_share(text, figure, target)
            }
        }
    }
}

impl QuestionError {
    /// The error as a person reads it, in both languages.
    pub fn sentence(&self) -> Sentence {
        match self {
            QuestionError::Scenario(why) => why.sentence(),
            QuestionError::Solve(why) => why.sentence(),
            QuestionError::TooManyScenarios => words::too_many_sides(MOST_SCENARIOS),
            QuestionError::SameName(name) => words::named_twice(name),
            QuestionError::NoScenario { name, known } => {
                words::no_scenario(name, quoted_list(known.iter().map(String::as_str)))
            }
            QuestionError::NotANumber { path, value, parameter } => match parameter {
                Some(number) => words::name_no_number(path, value, number),
                None => words::no_number(path, value),
            },
            QuestionError::LossRatioOfSomeDays => words::no_ratio_of_days(),
            QuestionError::OpeningOfPart => words::opening_of_part(),
            QuestionError::StressOfOtherYear => words::stress_of_other_year(),
            QuestionError::Households => words::households(),
            QuestionError::NoContributions { scenario } => words::no_ratio(scenario),
            QuestionError::BurdenOfAddedMembers => words::no_above_of_others(),
            QuestionError::FromAfterTo { from, to } => words::from_after_to(from, to),
            QuestionError::EmptyScope(why) => why.clone(),
            QuestionError::NoBillsLeft => words::grown_to_nothing(),
            QuestionError::FewMembers { least } => words::few_in_scope(least),
            QuestionError::FewPaid { scenario, least } => words::few_paid_in_scope(scenario, least),
            QuestionError::FewChanged { scenario, least } => {
                words::few_moved_in_scope(scenario, least)
            }
        }
    }
}

impl ReplayError {
    /// Every reason as a person reads it, in both languages: one line each, but for rules, which are shown with the
    /// place of each mistake.
    pub fn sentences(&self) -> Vec<Sentence> {
        match self {
            ReplayError::Rules(why) => {
                vec![Sentence::new(why.render(Lang::English), why.render(Lang::Chinese))]
            }
            ReplayError::Question(reasons) => reasons.iter().map(QuestionError::sentence).collect(),
            ReplayError::Files(why) => why.sentences(),
            ReplayError::History(reasons) => reasons.clone(),
            ReplayError::Undecidable { members, why } => {
                vec![why.sentence().in_both(|why| words::said_unread(members, why))]
            }
            #[cfg(feature = "office")]
            ReplayError::Output(why) => vec![why.sentence()],
            ReplayError::Threads(why) => vec![why.clone()],
            ReplayError::Stopped => vec![program::stopped()],
        }
    }

    /// All reasons in one, a line each.
    pub fn sentence(&self) -> Sentence {
        let all = self.sentences();
        let text = |lang| all.iter().map(|one| one.text(lang)).collect::<Vec<_>>().join("\n");
        Sentence::new(text(Lang::English), text(Lang::Chinese))
    }
}

/// In English; with `{:#}`, in Chinese.
impl fmt::Display for MemberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

/// In English; with `{:#}`, in Chinese.
impl fmt::Display for SolveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

/// In English; with `{:#}`, in Chinese.
impl fmt::Display for QuestionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

/// In English; with `{:#}`, in Chinese.
impl fmt::Display for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}
