//! Rules, and what is decided under them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use huzhu::adjudication::Adjudicator;
use huzhu::claim::{BillNumber, RecordKind};
use huzhu::fingerprint::sha256;
use huzhu::money::Currency;
use huzhu::office_files::{Imports, OfficeFileError};
use huzhu::progress::Progress;
use huzhu::scenario::{Change, Scenario, Sweep, compile, grid};
use huzhu::scheme::{Book, Source};
use huzhu::tables::{Tables, TablesError, decide, named};
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
    /// Rules whose words these know too.
    beside: Vec<Scenario>,
    book: Arc<Book>,
    /// What an office says about its tables: as it is written, and read.
    imports: Option<(String, Imports)>,
}

impl Rules {
    fn of(scenario: Scenario, beside: Vec<Scenario>) -> PyResult<Rules> {
        let all: Vec<Scenario> = std::iter::once(&scenario).chain(&beside).cloned().collect();
        let book = compile(&all).map_err(errors::of_rules)?.into_iter().next();
        let book = book.ok_or_else(|| PyValueError::new_err("no rules"))?;
        Ok(Rules { scenario, beside, book: Arc::new(book), imports: None })
    }

    /// The rules as a replay takes them, called by what was changed where anything was.
    pub fn scenario(&self) -> Scenario {
        let scenario = self.scenario.clone();
        let change = |one: &Change| format!("{}={}", one.address, one.is.as_deref().unwrap_or(""));
        let changes: Vec<String> = scenario.changes.iter().map(change).collect();
        if changes.is_empty() { scenario } else { scenario.called(changes.join(", ")) }
    }

    /// What all amounts are in.
    pub fn in_currency(&self) -> Currency {
        self.book.vocabulary().currency()
    }

    /// The same beside the same, with another scenario.
    fn other(&self, scenario: Scenario) -> PyResult<Rules> {
        let imports = self.imports.clone();
        Ok(Rules { imports, ..Rules::of(scenario, self.beside.clone())? })
    }

    /// Reads what is decided together.
    pub fn tables(
        &self,
        [bills, members, enrolments]: [&Bound<'_, PyAny>; 3],
        lines: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Tables> {
        Ok(Tables {
            members: stream::read(members, "members")?,
            enrolments: stream::read(enrolments, "enrolments")?,
            bills: stream::read(bills, "bills")?,
            lines: lines.map(|lines| stream::read(lines, "lines")).transpose()?,
            imports: self.imports(),
        })
    }

    fn imports(&self) -> Imports {
        self.imports.as_ref().map(|(_, imports)| imports.clone()).unwrap_or_default()
    }
}

/// A scenario of texts by the names of their files.
fn scenario(texts: &Bound<'_, PyDict>, name: &str) -> PyResult<Scenario> {
    let source = |(path, text): (Bound<'_, PyAny>, Bound<'_, PyAny>)| {
        let path: String = path.extract()?;
        Ok(Source { path: path.into(), text: text.extract()? })
    };
    let sources = texts.iter().map(source).collect::<PyResult<_>>()?;
    Ok(Scenario { name: name.to_owned(), sources, changes: Vec::new() })
}

/// The texts of a scenario, by the names of their files.
fn texts<'py>(py: Python<'py>, scenario: &Scenario) -> PyResult<Bound<'py, PyDict>> {
    let text = |one: &Source| (one.path.display().to_string(), one.text.clone());
    scenario.sources.iter().map(text).into_py_dict(py)
}

/// The kind of record of a table.
fn record_kind(table: &str) -> PyResult<RecordKind> {
    match table {
        "members" => Ok(RecordKind::Members),
        "enrolments" => Ok(RecordKind::Enrolments),
        "bills" => Ok(RecordKind::Bills),
        _ => Err(PyValueError::new_err("table is members, enrolments or bills")),
    }
}

/// Whether rows that cannot be used are kept beside the others, and raise nothing.
pub fn keeps_rejects(rejects: &str) -> PyResult<bool> {
    match rejects {
        "raise" => Ok(false),
        "keep" => Ok(true),
        _ => Err(PyValueError::new_err("rejects is \"raise\" or \"keep\"")),
    }
}

/// Why a bill is not explained.
enum Unexplained {
    Tables(TablesError),
    NoBill,
}

impl From<TablesError> for Unexplained {
    fn from(why: TablesError) -> Unexplained {
        Unexplained::Tables(why)
    }
}

impl From<Unexplained> for PyErr {
    fn from(why: Unexplained) -> PyErr {
        match why {
            Unexplained::Tables(why) => errors::of_tables(why),
            Unexplained::NoBill => PyValueError::new_err("no row of `bills` has this bill_id"),
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
        Rules::of(Scenario::read(&asked).map_err(errors::of_scenario)?, Vec::new())
    }

    /// Checks rules that are texts, by the names of their files. They know the words of other rules too, where some are
    /// given `beside` them.
    #[staticmethod]
    #[pyo3(signature = (texts, name = "rules", beside = Vec::new(), imports = None))]
    fn from_texts(
        texts: &Bound<'_, PyDict>,
        name: &str,
        beside: Vec<Bound<'_, PyDict>>,
        imports: Option<String>,
    ) -> PyResult<Rules> {
        let beside = beside.iter().map(|texts| scenario(texts, name)).collect::<PyResult<_>>()?;
        let rules = Rules::of(scenario(texts, name)?, beside)?;
        match imports {
            Some(text) => rules.importing(text),
            None => Ok(rules),
        }
    }

    /// The same rules, each of which knows the words of all: plans, fields and lists. So one set of tables is decided under
    /// any of them.
    ///
    /// >>> import huzhu
    /// >>> earlier, later = huzhu.Rules.together(
    /// ...     huzhu.Rules.load("rules/weihai@2015"), huzhu.Rules.load("rules/weihai@2024"))
    /// >>> earlier.plans == later.plans
    /// True
    #[staticmethod]
    #[pyo3(signature = (*rules))]
    fn together(rules: Vec<PyRef<'_, Rules>>) -> PyResult<Vec<Rules>> {
        let all: Vec<Scenario> = rules.iter().map(|one| one.scenario.clone()).collect();
        let others = |at: usize| {
            let others = all.iter().enumerate().filter(|(other, _)| *other != at);
            others.map(|(_, scenario)| scenario.clone()).collect()
        };
        let all = all.iter().enumerate();
        let together = all.map(|(at, scenario)| Rules::of(scenario.clone(), others(at)));
        let with_imports = together
            .zip(&rules)
            .map(|(made, rules)| Ok(Rules { imports: rules.imports.clone(), ..made? }));
        with_imports.collect()
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
        self.in_currency().code()
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

    /// Whether anything adds up over a household, so that relatives must be decided together.
    #[getter]
    fn household(&self) -> bool {
        self.book.vocabulary().asks_household()
    }

    /// Whether each hospital numbers its own bills, so that two of them may have a bill of one number.
    #[getter]
    fn bills_by_hospital(&self) -> bool {
        self.book.vocabulary().bill_number() == BillNumber::OfHospital
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
        texts(py, &self.scenario)
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
        let kind = record_kind(table)?;
        let all = if required { kind.required().to_vec() } else { kind.columns(&*self.book) };
        Ok(all.into_iter().map(str::to_owned).collect())
    }

    /// What a table with these columns calls ours: by our names, by those of the national settlement, by usual Chinese
    /// ones, or by what `importing` says.
    ///
    /// >>> import huzhu
    /// >>> huzhu.Rules.load("rules/city").names("bills", ["setl_id", "certno", "总费用"])
    /// {'bill_id': 'setl_id', 'member_id': 'certno', 'total': '总费用'}
    fn names(&self, table: &str, columns: Vec<String>) -> PyResult<BTreeMap<String, String>> {
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        let (kind, imports) = (record_kind(table)?, self.imports());
        let named = named(&columns, kind, (self.book.vocabulary(), &imports));
        Ok(named.into_iter().map(|(own, name)| (own, name.to_owned())).collect())
    }

    /// The same rules, with what an office says about its own tables: the `[import.NAME]` of a TOML text, as those of
    /// `huzhu map`. Tables with its names and codes are then read by it.
    ///
    /// >>> import huzhu
    /// >>> office = "[import.exports]\ncolumns = { xm = 'name', zje = 'total' }"
    /// >>> huzhu.Rules.load("rules/city").importing(office).names("bills", ["zje"])
    /// {'total': 'zje'}
    fn importing(&self, text: String) -> PyResult<Rules> {
        let imports = Imports::of_text("import".as_ref(), text.clone(), self.book.vocabulary());
        let imports = imports.map_err(|why| match why {
            OfficeFileError::Import(file) => errors::of_texts(&[*file]),
            other => errors::of_sentence(&other.sentence()),
        })?;
        let rules = self.other(self.scenario.clone())?;
        Ok(Rules { imports: Some((text, imports)), ..rules })
    }

    /// What stands at a place of the rules, as they write it.
    ///
    /// >>> import huzhu
    /// >>> huzhu.Rules.load("rules/city").value("parameters.ceiling")
    /// '20000'
    fn value(&self, path: &str) -> PyResult<String> {
        let path = path.parse().map_err(|why| errors::of_sentence(&why))?;
        self.scenario.value(&path).map_err(errors::of_scenario)
    }

    /// The same rules with another value at some places. Rules do not change: what comes back are others.
    ///
    /// >>> import huzhu
    /// >>> huzhu.Rules.load("rules/city").set({"parameters.ceiling": "25000"}).changes
    /// [('parameters.ceiling', '20000', '25000')]
    fn set(&self, values: &Bound<'_, PyDict>) -> PyResult<Rules> {
        let mut scenario = self.scenario.clone();
        for (path, value) in values {
            let (path, value): (String, String) = (path.extract()?, value.extract()?);
            let path = path.parse().map_err(|why| errors::of_sentence(&why))?;
            scenario = scenario.set(&path, &value).map_err(errors::of_scenario)?;
        }
        self.other(scenario)
    }

    /// The same rules with a patch: a TOML text that says what stands elsewhere than in the files.
    fn patched(&self, text: String) -> PyResult<Rules> {
        let source = Source { path: "patch".into(), text };
        self.other(self.scenario.patched(&source).map_err(errors::of_rules)?)
    }

    /// The same rules at each level of `PATH=FROM..TO:STEP`, or of several of these in all their combinations: pairs of
    /// levels and rules.
    ///
    /// >>> import huzhu
    /// >>> [levels for levels, _ in huzhu.Rules.load("rules/city").sweep("parameters.ceiling=20000..30000:5000")]
    /// [['20000'], ['25000'], ['30000']]
    #[pyo3(signature = (*sweeps))]
    fn sweep(&self, sweeps: Vec<String>) -> PyResult<Vec<(Vec<String>, Rules)>> {
        let sweeps: Result<Vec<Sweep>, _> = sweeps.iter().map(|sweep| sweep.parse()).collect();
        let sweeps = sweeps.map_err(errors::of_scenario)?;
        let points = grid(&self.scenario, &sweeps).map_err(|mut all| {
            all.drain(..)
                .next()
                .map_or_else(|| PyValueError::new_err("no sweep"), errors::of_scenario)
        })?;
        points.into_iter().map(|point| Ok((point.levels, self.other(point.scenario)?))).collect()
    }

    /// Decides all bills: of each member all that the tables have, as `huzhu batch` does. What comes back is a table with a
    /// row for each bill and plan held. Rows that cannot be used raise InputError, which lists them, or with
    /// `rejects="keep"` stand beside the decisions, and no bill of their members is decided. Members are decided side by
    /// side on `threads` threads, or on all processors, without the interpreter's lock; Ctrl-C ends it.
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
        let keeps = keeps_rejects(rejects)?;
        let tables = self.tables([bills, members, enrolments], lines)?;
        let decided = run(py, threads, |progress| decide(&self.book, &tables, progress))?;
        let decided = decided.map_err(errors::of_tables)?;
        if !keeps && !decided.faults.is_empty() {
            return Err(errors::of_faults(&decided.faults));
        }
        Decisions::of(py, decided)
    }

    /// Explains how one bill is decided, on all that the tables have of its member.
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
        let tables = self.tables([bills, members, enrolments], lines)?;
        let explanation = run(py, None, |progress| self.explanation(bill_id, &tables, progress))??;
        let (book, bill_id) = (self.book.clone(), bill_id.to_owned());
        Ok(Explanation { book, bill_id, explanation })
    }

    /// Finds what one more bill would be paid: a dictionary, or a text as `huzhu preview` takes it. With tables the member's
    /// history is theirs, else the bill says all that is known. An amount of `"?"` is not known yet, and gives a range.
    ///
    /// >>> import huzhu
    /// >>> huzhu.Rules.load("rules/pinghu").preview({
    /// ...     "bill": {"category": "inpatient", "hospital_level": "2", "admission": "2022-03-01",
    /// ...              "discharge": "2022-03-09", "total": "8232.97", "pool_paid": "?"},
    /// ...     "member": {"birth_date": "1980-05-01", "sex": "F"},
    /// ...     "enrolment": [{"plan": "medical", "start": "2022-01-01", "end": "2022-12-31"}],
    /// ... })
    /// <huzhu.Preview: 0.00 to 4116.49 payable>
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
                let tables = self.tables([bills, members, enrolments], None)?;
                run(py, None, |progress| {
                    let intake = tables.read(&self.book, progress).map_err(errors::of_tables)?;
                    Preview::of(&self.book, text, Some(&intake))
                })?
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
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Parts<'py>)> {
        let from_texts = py.get_type::<Rules>().getattr("from_texts")?;
        let beside =
            self.beside.iter().map(|scenario| texts(py, scenario)).collect::<PyResult<_>>()?;
        let imports = self.imports.as_ref().map(|(text, _)| text.clone());
        let name = self.scenario.name.clone();
        Ok((from_texts, (texts(py, &self.scenario)?, name, beside, imports)))
    }
}

/// What rules are made from again: texts, a name, the texts of those beside them, and what an office says.
type Parts<'py> = (Bound<'py, PyDict>, String, Vec<Bound<'py, PyDict>>, Option<String>);

impl Rules {
    fn explanation(
        &self,
        bill_id: &str,
        tables: &Tables,
        progress: &dyn Progress,
    ) -> Result<huzhu::explanation::Explanation, Unexplained> {
        let intake = tables.read(&self.book, progress)?;
        let id = tables.member_of(bill_id, self.book.vocabulary()).ok_or(Unexplained::NoBill)?;
        let member = intake.member(&id);
        let record = member.map(|member| intake.records().load(member));
        let Some(record) = record.filter(|record| record.row_errors().is_empty()) else {
            let decided = decide(&self.book, tables, progress)?;
            return Err(Unexplained::Tables(TablesError::Faults(decided.faults)));
        };
        let household = record.household();
        let all =
            huzhu::explanation::explain(&mut Adjudicator::new(&self.book), &household.history());
        let own = |one: &huzhu::explanation::Explanation| {
            let id = record.bill_id(&one.bill);
            id == bill_id || id.ends_with(&format!("/{bill_id}"))
        };
        all.into_iter().find(own).ok_or(Unexplained::NoBill)
    }
}
