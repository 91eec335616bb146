//! What a replay found: its report, and the actuary's tables.

use huzhu::money::Currency;
use huzhu::replay::Answer;
use huzhu::report::{page, summary};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::explanation::{dictionary, language};
use crate::table::Table;

/// What a replay found: the tables that `huzhu replay` writes, what was solved for, and the report.
#[pyclass(frozen, module = "huzhu")]
pub struct Study {
    pub answer: Answer,
    pub currency: Currency,
}

impl Study {
    fn names(&self) -> Vec<&'static str> {
        self.answer.tables.iter().map(huzhu::report::Table::name).collect()
    }

    fn json(&self) -> PyResult<serde_json::Value> {
        serde_json::to_value(&self.answer.report)
            .map_err(|why| PyValueError::new_err(why.to_string()))
    }
}

#[pymethods]
impl Study {
    /// The names of the tables that there are: those of the program's files, without `.csv`.
    #[getter]
    fn tables(&self) -> Vec<&'static str> {
        self.names()
    }

    /// A table by its name, with the columns and rows of the program's file. Amounts are decimal128, counts int64, days
    /// date32; a share of 62.50% is the decimal 0.6250, and an empty cell is null.
    fn table(&self, name: &str) -> PyResult<Table> {
        let found = self.answer.tables.iter().find(|table| table.name() == name);
        let table = found.ok_or_else(|| {
            let known = self.names().join(", ");
            PyValueError::new_err(format!("there is no table `{name}` here; there are {known}"))
        })?;
        Ok(Table(table.arrow(self.currency)))
    }

    /// What each value that was solved for comes to, as report.json has it: `address`, `figure` and `target`; the nearest
    /// levels `below` and `above` with the figure there; and a `note`, where no level meets the target or several do.
    #[getter]
    fn solved<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        dictionary(py, &self.json()?["solved"])
    }

    /// The answer in a few lines, in English (`"en"`) or Chinese (`"zh"`), with all that its reader must know beside it.
    #[pyo3(signature = (lang = "en"))]
    fn summary(&self, lang: &str) -> PyResult<String> {
        let lang = language(lang)?;
        let lines = summary(&self.answer.report);
        let lines: Vec<&str> = lines.iter().map(|line| line.text(lang)).collect();
        Ok(lines.join("\n"))
    }

    /// The whole as a dictionary, in the format huzhu-replay/1. Amounts are texts of plain decimals.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        dictionary(py, &self.json()?)
    }

    /// The report for a committee: a page of HTML that needs no other file, in English (`"en"`) or Chinese (`"zh"`).
    #[pyo3(signature = (lang = "en"))]
    fn report(&self, lang: &str) -> PyResult<String> {
        Ok(page(&self.answer.report, language(lang)?))
    }

    fn __repr__(&self) -> String {
        let report = &self.answer.report;
        let rules = report.by_scenario().count();
        let (bills, members) = (report.bills, report.members);
        format!("<huzhu.Study: {bills} bills of {members} members under {rules} rules>")
    }
}
