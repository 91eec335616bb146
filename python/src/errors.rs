//! What is wrong with rules and tables, as exceptions that hold all of it.

use huzhu::diagnostic::{Finding, Reviewed};
use huzhu::replay::ReplayError;
use huzhu::scenario::ScenarioError;
use huzhu::scheme::BookError;
use huzhu::tables::{TableFault, TablesError};
use huzhu::words::{Lang, Sentence};
use pyo3::create_exception;
use pyo3::exceptions::{PyKeyboardInterrupt, PyValueError};
use pyo3::prelude::*;

use crate::arguments;

create_exception!(huzhu, Error, PyValueError, "Something that huzhu was given cannot be used.");
create_exception!(
    huzhu,
    RulesError,
    Error,
    "Rules, or a bill to preview, have mistakes: `mistakes` lists all of them."
);
create_exception!(
    huzhu,
    InputError,
    Error,
    "Tables cannot be decided: `mistakes` lists all that is wrong with them."
);

create_exception!(
    huzhu,
    QuestionError,
    Error,
    "A replay cannot be answered as it was asked: `mistakes` lists all that is wrong, `mistakes_zh` the same in Chinese."
);

/// Mistakes that an exception's text shows; `mistakes` has more.
const SHOWN: usize = 20;
/// Mistakes that `mistakes` has at most: a table whose every row is wrong is wrong in one way.
const MOST: usize = 10_000;

/// One mistake in a rule file, or in a bill: what is wrong, where, and what to do.
#[pyclass(frozen, get_all, module = "huzhu")]
pub struct RuleMistake {
    file: String,
    line: usize,
    column: usize,
    message: String,
    message_zh: String,
    help: Option<String>,
    help_zh: Option<String>,
}

#[pymethods]
impl RuleMistake {
    fn __repr__(&self) -> String {
        format!("RuleMistake({}:{}:{}: {})", self.file, self.line, self.column, self.message)
    }
}

impl From<Finding> for RuleMistake {
    fn from(found: Finding) -> RuleMistake {
        let Finding { file, line, column, message, message_zh, help, help_zh, .. } = found;
        RuleMistake { file, line, column, message, message_zh, help, help_zh }
    }
}

/// One thing that is wrong with a table. `row` counts from 0, and is None where the column as a whole is meant.
#[pyclass(frozen, get_all, module = "huzhu")]
pub struct TableMistake {
    table: &'static str,
    row: Option<u64>,
    column: String,
    value: String,
    code: &'static str,
    message: String,
    message_zh: String,
}

#[pymethods]
impl TableMistake {
    fn __repr__(&self) -> String {
        let row = self.row.map_or(String::new(), |row| format!("[{row}]"));
        format!("TableMistake({}.{}{row}: {})", self.table, self.column, self.message)
    }
}

impl From<&TableFault> for TableMistake {
    fn from(fault: &TableFault) -> TableMistake {
        let TableFault { table, row, column, value, code, sentence } = fault;
        let text = |lang| sentence.text(lang).to_owned();
        TableMistake {
            table: table.name(),
            row: *row,
            column: column.clone(),
            value: value.clone(),
            code,
            message: text(Lang::English),
            message_zh: text(Lang::Chinese),
        }
    }
}

/// An exception with its list of mistakes.
fn with_mistakes<M>(error: PyErr, mistakes: Vec<M>) -> PyErr
where
    M: Into<PyClassInitializer<M>> + pyo3::PyClass,
{
    Python::attach(|py| {
        let all: PyResult<Vec<Py<M>>> = mistakes.into_iter().map(|one| Py::new(py, one)).collect();
        match all.and_then(|all| error.value(py).setattr("mistakes", all)) {
            Ok(()) => error,
            Err(why) => why,
        }
    })
}

/// Rules that have mistakes, or cannot be read.
pub fn of_rules(why: BookError) -> PyErr {
    match why {
        BookError::Rules(files) => of_texts(&files),
        why => with_mistakes::<RuleMistake>(
            RulesError::new_err(why.render(Lang::English).trim_end().to_owned()),
            Vec::new(),
        ),
    }
}

/// Texts in which mistakes were found.
pub fn of_texts(files: &[Reviewed]) -> PyErr {
    let text: String = files.iter().map(|file| file.render(Lang::English)).collect();
    let found = files.iter().flat_map(Reviewed::findings).map(RuleMistake::from);
    with_mistakes(RulesError::new_err(text.trim_end().to_owned()), found.collect())
}

/// A change of rules that leads to nothing.
pub fn of_scenario(why: ScenarioError) -> PyErr {
    match why {
        ScenarioError::Rules(why) => of_rules(why),
        why => of_sentence(&why.sentence()),
    }
}

/// What rules cannot do, in a sentence.
pub fn of_sentence(why: &Sentence) -> PyErr {
    with_mistakes::<RuleMistake>(
        RulesError::new_err(arguments::text(why, Lang::English)),
        Vec::new(),
    )
}

/// All that is wrong with what a replay was asked.
pub fn of_question(all: &[Sentence]) -> PyErr {
    let texts = |lang| all.iter().map(|one| arguments::text(one, lang)).collect::<Vec<String>>();
    let error = QuestionError::new_err(texts(Lang::English).join("\n"));
    let set = Python::attach(|py| {
        error.value(py).setattr("mistakes", texts(Lang::English))?;
        error.value(py).setattr("mistakes_zh", texts(Lang::Chinese))
    });
    set.err().unwrap_or(error)
}

/// A replay that has no answer.
pub fn of_replay(why: ReplayError) -> PyErr {
    match why {
        ReplayError::Stopped => PyKeyboardInterrupt::new_err(()),
        ReplayError::Rules(why) => of_rules(why),
        why => of_question(&why.sentences()),
    }
}

/// Tables that cannot be decided.
pub fn of_tables(why: TablesError) -> PyErr {
    match why {
        TablesError::Stopped => PyKeyboardInterrupt::new_err(()),
        TablesError::Faults(all) => of_faults(&all),
    }
}

/// All that is wrong with tables.
pub fn of_faults(all: &[TableFault]) -> PyErr {
    let mut lines: Vec<String> = all.iter().take(SHOWN).map(ToString::to_string).collect();
    if all.len() > SHOWN {
        lines.push(format!("and {} more", all.len() - SHOWN));
    }
    let mistakes = all.iter().take(MOST).map(TableMistake::from).collect();
    with_mistakes(InputError::new_err(lines.join("\n")), mistakes)
}
