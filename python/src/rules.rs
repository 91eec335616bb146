//! Rules, and what is decided under them.

use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::ffi_stream::RecordBatchStreamReader;
use arrow_schema::ArrowError;
use huzhu::adjudication::Adjudicator;
use huzhu::claim::RecordKind;
use huzhu::fingerprint::sha256;
use huzhu::progress::Progress;
use huzhu::scenario::{Scenario, Sweep, compile, grid};
use huzhu::scheme::{Book, Source};
use huzhu::tables::{Decided, Tables, TablesError, decide};
use huzhu::words::Lang;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{IntoPyDict, PyDict};

use crate::errors;
use crate::explanation::Explanation;
use crate::preview::Preview;
use crate::run::run;
use crate::stream;
use crate::table::Decisions;

/// The rules of a scheme: all its editions, checked.
#[pyclass(frozen, module = "huzhu")]
pub struct Rules {
    scenario: Scenario,
    book: Arc<Book>,
}

impl Rules {
    fn of(scenario: Scenario) -> PyResult<Rules> {
        let mut books = compile(std::slice::from_ref(&scenario)).map_err(errors::of_rules)?;
        let book = books.pop().ok_or_else(|| PyValueError::new_err("no rules"))?;
        Ok(Rules { scenario, book: Arc::new(book) })
    }
}

/// Tables that are about to be read.
struct Coming {
    members: RecordBatchStreamReader,
    enrolments: RecordBatchStreamReader,
    bills: RecordBatchStreamReader,
    lines: Option<RecordBatchStreamReader>,
}

impl Coming {
    fn begin(
        [bills, members, enrolments]: [&Bound<'_, PyAny>; 3],
        lines: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Coming> {
        Ok(Coming {
            members: stream::begin(members, "members")?,
            enrolments: stream::begin(enrolments, "enrolments")?,
            bills: stream::begin(bills, "bills")?,
            lines: lines.map(|lines| stream::begin(lines, "lines")).transpose()?,
        })
    }

    fn read(self) -> Result<Tables, (&'static str, ArrowError)> {
        let read = |name, reader| stream::read(reader).map_err(|why| (name, why));
        Ok(Tables {
            members: read("members", self.members)?,
            enrolments: read("enrolments", self.enrolments)?,
            bills: read("bills", self.bills)?,
            lines: self.lines.map(|lines| read("lines", lines)).transpose()?,
        })
    }
}

/// Why nothing came of tables.
enum Failed {
    Unreadable(&'static str, ArrowError),
    Tables(TablesError),
    NoBill,
    Python(PyErr),
}

impl From<(&'static str, ArrowError)> for Failed {
    fn from((name, why): (&'static str, ArrowError)) -> Failed {
        Failed::Unreadable(name, why)
    }
}

impl From<TablesError> for Failed {
    fn from(why: TablesError) -> Failed {
        Failed::Tables(why)
    }
}

impl From<Failed> for PyErr {
    fn from(why: Failed) -> PyErr {
        match why {
            Failed::Unreadable(name, why) => stream::unreadable(name, &why),
            Failed::Tables(why) => errors::of_tables(why),
            Failed::NoBill => PyValueError::new_err("no row of `bills` has this bill_id"),
            Failed::Python(why) => why,
        }
    }
}

#[pymethods]
impl Rules {
    /// Reads and checks the rules of a file or folder, or of one edition of a folder, `FOLDER@EDITION`, which then serves
    /// every day.
    ///
    /// >>> import huzhu
    /// >>> huzhu.Rules.load("rules/pinghu").id
    /// 'pinghu'
    #[staticmethod]
    fn load(path: PathBuf) -> PyResult<Rules> {
        let asked = path.to_string_lossy();
        Rules::of(Scenario::read(&asked).map_err(errors::of_scenario)?)
    }

    /// Checks rules that are texts, by the names of their files.
    #[staticmethod]
    #[pyo3(signature = (texts, name = "rules"))]
    fn from_texts(texts: &Bound<'_, PyDict>, name: &str) -> PyResult<Rules> {
        let source = |(path, text): (Bound<'_, PyAny>, Bound<'_, PyAny>)| {
            let path: String = path.extract()?;
            Ok(Source { path: path.into(), text: text.extract()? })
        };
        let sources = texts.iter().map(source).collect::<PyResult<_>>()?;
        Rules::of(Scenario { name: name.to_owned(), sources, changes: Vec::new() })
    }

    /// The id of the scheme.
    #[getter]
    fn id(&self) -> &str {
        self.book.id()
    }

    /// What people call the scheme, in English or Chinese.
    #[pyo3(signature = (lang = "en"))]
    fn title(&self, lang: &str) -> PyResult<String> {
        Ok(self.book.title().text(crate::explanation::language(lang)?).to_owned())
    }

    /// What these rules are called: the file or folder, and what was changed.
    #[getter]
    fn name(&self) -> &str {
        &self.scenario.name
    }

    /// The ISO 4217 code of all amounts.
    #[getter]
    fn currency(&self) -> &'static str {
        self.book.vocabulary().currency().code()
    }

    /// Ids of all plans.
    #[getter]
    fn plans(&self) -> Vec<String> {
        self.book.vocabulary().plans().to_vec()
    }

    /// Ids of all benefits: the last columns of decisions, in their order.
    #[getter]
    fn benefits(&self) -> Vec<String> {
        self.book.benefits().to_vec()
    }

    /// SHA-256 of the texts, in hexadecimal: rules of one hash decide alike.
    #[getter]
    fn sha256(&self) -> String {
        let all: String =
            self.scenario.sources.iter().map(|one| sha256(one.text.as_bytes())).collect();
        sha256(all.as_bytes())
    }

    /// The texts, by the names of their files.
    #[getter]
    fn texts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let text = |one: &Source| (one.path.display().to_string(), one.text.clone());
        self.scenario.sources.iter().map(text).into_py_dict(py)
    }

    /// What was changed since the rules were read: where, what stood there, what stands there now.
    #[getter]
    fn changes(&self) -> Vec<(String, Option<String>, Option<String>)> {
        let all = self.scenario.changes.iter();
        all.map(|one| (one.address.clone(), one.was.clone(), one.is.clone())).collect()
    }

    /// The columns that a table may have: `"members"`, `"enrolments"` or `"bills"`. Those that it must have come first.
    #[pyo3(signature = (table, required = false))]
    fn columns(&self, table: &str, required: bool) -> PyResult<Vec<String>> {
        let kind = match table {
            "members" => RecordKind::Members,
            "enrolments" => RecordKind::Enrolments,
            "bills" => RecordKind::Bills,
            _ => return Err(PyValueError::new_err("table is members, enrolments or bills")),
        };
        let all = if required { kind.required().to_vec() } else { kind.columns(&*self.book) };
        Ok(all.into_iter().map(str::to_owned).collect())
    }

    /// What stands at a place of the rules, as they write it: `parameters.ceiling`.
    fn value(&self, path: &str) -> PyResult<String> {
        let path = path.parse().map_err(|why| errors::of_sentence(&why))?;
        self.scenario.value(&path).map_err(errors::of_scenario)
    }

    /// The same rules with another value at some places.
    fn set(&self, values: &Bound<'_, PyDict>) -> PyResult<Rules> {
        let mut scenario = self.scenario.clone();
        for (path, value) in values {
            let (path, value): (String, String) = (path.extract()?, value.extract()?);
            let path = path.parse().map_err(|why| errors::of_sentence(&why))?;
            scenario = scenario.set(&path, &value).map_err(errors::of_scenario)?;
        }
        Rules::of(scenario)
    }

    /// The same rules with a patch: a TOML text that says what stands elsewhere than in the files.
    fn patched(&self, text: String) -> PyResult<Rules> {
        let source = Source { path: "patch".into(), text };
        Rules::of(self.scenario.patched(&source).map_err(errors::of_rules)?)
    }

    /// The same rules at each level of `PATH=FROM..TO:STEP`, or of several of these in all their combinations: pairs of
    /// levels and rules.
    #[pyo3(signature = (*sweeps))]
    fn sweep(&self, sweeps: Vec<String>) -> PyResult<Vec<(Vec<String>, Rules)>> {
        let sweeps: Result<Vec<Sweep>, _> = sweeps.iter().map(|sweep| sweep.parse()).collect();
        let sweeps = sweeps.map_err(errors::of_scenario)?;
        let points = grid(&self.scenario, &sweeps).map_err(|mut all| {
            all.drain(..)
                .next()
                .map_or_else(|| PyValueError::new_err("no sweep"), errors::of_scenario)
        })?;
        points.into_iter().map(|point| Ok((point.levels, Rules::of(point.scenario)?))).collect()
    }

    /// Decides all bills.
    #[pyo3(signature = (bills, members, enrolments, lines = None, *, rejects = "raise", threads = None))]
    fn adjudicate(
        &self,
        py: Python<'_>,
        bills: &Bound<'_, PyAny>,
        members: &Bound<'_, PyAny>,
        enrolments: &Bound<'_, PyAny>,
        lines: Option<&Bound<'_, PyAny>>,
        rejects: &str,
        threads: Option<usize>,
    ) -> PyResult<Decisions> {
        if !["raise", "keep"].contains(&rejects) {
            return Err(PyValueError::new_err("rejects is \"raise\" or \"keep\""));
        }
        let coming = Coming::begin([bills, members, enrolments], lines)?;
        let decided = run(py, threads, |progress| self.decide(coming, progress))??;
        if rejects == "raise" && !decided.faults.is_empty() {
            return Err(errors::of_faults(&decided.faults));
        }
        Decisions::of(py, decided)
    }

    /// Explains how one bill is decided.
    #[pyo3(signature = (bill_id, bills, members, enrolments, lines = None))]
    fn explain(
        &self,
        py: Python<'_>,
        bill_id: &str,
        bills: &Bound<'_, PyAny>,
        members: &Bound<'_, PyAny>,
        enrolments: &Bound<'_, PyAny>,
        lines: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Explanation> {
        let coming = Coming::begin([bills, members, enrolments], lines)?;
        let explanation = run(py, None, |progress| self.explanation(bill_id, coming, progress))??;
        let (book, bill_id) = (self.book.clone(), bill_id.to_owned());
        Ok(Explanation { book, bill_id, explanation })
    }

    /// Finds what one more bill would be paid: a dictionary, or a text as `huzhu preview` takes it. With tables the member's
    /// history is theirs, else the bill says all that is known.
    #[pyo3(signature = (bill, bills = None, members = None, enrolments = None))]
    fn preview(
        &self,
        py: Python<'_>,
        bill: &Bound<'_, PyAny>,
        bills: Option<&Bound<'_, PyAny>>,
        members: Option<&Bound<'_, PyAny>>,
        enrolments: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Preview> {
        let text = match bill.cast::<PyDict>() {
            Ok(bill) => crate::bill::toml(bill)?,
            Err(_) => bill.extract()?,
        };
        match (bills, members, enrolments) {
            (None, None, None) => Preview::of(&self.book, text, None),
            (Some(bills), Some(members), Some(enrolments)) => {
                let coming = Coming::begin([bills, members, enrolments], None)?;
                Ok(run(py, None, |progress| self.preview_on(text, coming, progress))??)
            }
            _ => Err(PyValueError::new_err(
                "hand over bills, members and enrolments, or none of them",
            )),
        }
    }

    fn __repr__(&self) -> String {
        let editions = self.book.editions().len();
        let title = self.book.title().text(Lang::English);
        format!("<huzhu.Rules {}: {title}, {editions} editions>", self.book.id())
    }

    /// Rules go to another process as their texts.
    fn __reduce__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyDict>, String))> {
        let from_texts = py.get_type::<Rules>().getattr("from_texts")?;
        Ok((from_texts, (self.texts(py)?, self.scenario.name.clone())))
    }
}

impl Rules {
    fn decide(&self, coming: Coming, progress: &dyn Progress) -> Result<Decided, Failed> {
        Ok(decide(&self.book, &coming.read()?, progress)?)
    }

    fn explanation(
        &self,
        bill_id: &str,
        coming: Coming,
        progress: &dyn Progress,
    ) -> Result<huzhu::explanation::Explanation, Failed> {
        let tables = coming.read()?;
        let intake = tables.read(&self.book, progress)?;
        let id = tables.member_of(bill_id).ok_or(Failed::NoBill)?;
        let member = intake.member(&id);
        let record = member.map(|member| intake.records().load(member));
        let Some(record) = record.filter(|record| record.row_errors().is_empty()) else {
            let decided = decide(&self.book, &tables, progress)?;
            return Err(Failed::Tables(TablesError::Faults(decided.faults)));
        };
        let household = record.household();
        let all =
            huzhu::explanation::explain(&mut Adjudicator::new(&self.book), &household.history());
        let own = |one: &huzhu::explanation::Explanation| {
            let id = record.bill_id(&one.bill);
            id == bill_id || id.ends_with(&format!("/{bill_id}"))
        };
        all.into_iter().find(own).ok_or(Failed::NoBill)
    }

    fn preview_on(
        &self,
        text: String,
        coming: Coming,
        progress: &dyn Progress,
    ) -> Result<Preview, Failed> {
        let intake = coming.read()?;
        let intake = intake.read(&self.book, progress)?;
        Preview::of(&self.book, text, Some(&intake)).map_err(Failed::Python)
    }
}
