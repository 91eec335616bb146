//! A question that has an answer: what a replay is asked, with its scenarios compiled.

use super::analysis::{Answer, answer};
use super::compiled::CompiledScenarios;
use super::error::{QuestionError, ReplayError};
use super::history::History;
use super::job::Job;
use crate::scheme::Book;

/// What a replay is asked, with its scenarios compiled: history is read under their common [`book`](Question::book),
/// and handed over.
///
/// ```
/// use huzhu::intake::{Inputs, read};
/// use huzhu::replay::{History, Job, Question};
/// use huzhu::scenario::Scenario;
///
/// let scenarios = [Scenario::read("rules/city").unwrap()];
/// let job = Job::new(&scenarios);
/// let question = Question::of(&job)?;
/// let inputs = Inputs::in_folder("data/city_small".as_ref());
/// let intake = read(&inputs, question.book().vocabulary(), &())?;
/// let answer = question.answer(History::of(intake))?;
/// assert_eq!(answer.report.baseline.total, "2467921.89");
/// assert!(answer.tables.iter().any(|table| table.name() == "experience"));
/// # Ok::<(), huzhu::replay::ReplayError>(())
/// ```
pub struct Question<'j> {
    job: &'j Job<'j>,
    compiled: CompiledScenarios,
}

impl<'j> Question<'j> {
    /// Compiles the scenarios of a job, and checks that what is asked of them means something.
    ///
    /// # Errors
    ///
    /// When rules have mistakes, or the question cannot be answered as it was asked.
    pub fn of(job: &'j Job<'j>) -> Result<Question<'j>, ReplayError> {
        Ok(Question { job, compiled: CompiledScenarios::of(job)? })
    }

    /// The rules of the baseline, whose vocabulary is that of all scenarios.
    pub fn book(&self) -> &Book {
        &self.compiled.books[0]
    }

    /// Decides history under every scenario, on the threads of the pool that it is called in.
    ///
    /// # Errors
    ///
    /// When the question cannot be answered of this history, or the caller's progress stops it.
    pub fn answer(&self, history: History) -> Result<Answer, ReplayError> {
        let vocabulary = &self.book().vocabulary;
        let scope = self.job.scope.clone().in_one_spelling(vocabulary.member_ids);
        let job = &Job { scope: &scope, ..*self.job };
        // What a ledger knew by a day was settled by then.
        let history = history.settled_by(job.valued_on);
        // What other rules pay on a relative's bills would have to be known with the facts and the trend of each.
        let grows = [&job.trend.costs, &job.trend.bills].iter().any(|rates| !rates.0.is_empty());
        let changes = grows || job.stress.is_some();
        if vocabulary.asks_household && (changes || history.has_manual_facts()) {
            return Err(QuestionError::Households.into());
        }
        answer(job, &self.compiled, &history)
    }
}
