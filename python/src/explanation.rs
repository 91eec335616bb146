//! Explanations: how one bill was decided, for programs and for people.

use std::sync::Arc;

use huzhu::explanation::{self, trace};
use huzhu::scheme::Book;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use huzhu::words::Lang;

/// How one bill was decided: every step of every benefit, and who bears the bill. Both add up.
#[pyclass(frozen, module = "huzhu")]
pub struct Explanation {
    pub book: Arc<Book>,
    pub bill_id: String,
    pub explanation: explanation::Explanation,
}

#[pymethods]
impl Explanation {
    /// The bill.
    #[getter]
    fn bill_id(&self) -> &str {
        &self.bill_id
    }

    /// What all benefits pay, as a Decimal.
    #[getter]
    fn payable<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let currency = self.book.vocabulary().currency();
        decimal(py, &currency.show(self.explanation.payable()))
    }

    /// The whole as a dictionary, in the format huzhu-trace/1. Amounts are texts of plain decimals.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        dictionary(py, &trace(&self.book, &self.explanation, &self.bill_id))
    }

    /// The whole as a person reads it, in English (`"en"`) or Chinese (`"zh"`).
    #[pyo3(signature = (lang = "en"))]
    fn text(&self, lang: &str) -> PyResult<String> {
        Ok(self.explanation.text(&self.book, language(lang)?))
    }

    fn __str__(&self) -> String {
        self.explanation.text(&self.book, Lang::English)
    }

    fn __repr__(&self) -> String {
        let payable = self.book.vocabulary().currency().show(self.explanation.payable());
        format!("<huzhu.Explanation: {payable} payable>")
    }
}

/// JSON as Python has it.
pub fn dictionary<'py>(py: Python<'py>, value: &serde_json::Value) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.call_method1("loads", (value.to_string(),))
}

/// A `decimal.Decimal` of plain decimals.
pub fn decimal<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import("decimal")?.call_method1("Decimal", (text,))
}

/// A language by its code.
pub fn language(code: &str) -> PyResult<Lang> {
    match code {
        "en" => Ok(Lang::English),
        "zh" => Ok(Lang::Chinese),
        _ => Err(PyValueError::new_err(format!("lang is \"en\" or \"zh\", and not {code:?}"))),
    }
}
