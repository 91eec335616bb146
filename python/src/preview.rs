//! Previews: what one imagined bill would be paid.

use std::path::Path;

use huzhu::intake::Intake;
use huzhu::preview::{self, Answer, json, read, render};
use huzhu::scheme::{Book, Source};
use huzhu::words::Lang;
use pyo3::prelude::*;

use crate::errors;
use crate::explanation::{decimal, dictionary, language};

/// What a bill would be paid, with its working, and what it changes on others. While amounts are missing it is a range.
#[pyclass(frozen, module = "huzhu")]
pub struct Preview {
    json: serde_json::Value,
    english: String,
    chinese: String,
    /// The least and the most, as plain decimals; nothing where no amount tells yet.
    range: Option<[String; 2]>,
}

impl Preview {
    /// The preview of a text as `huzhu preview` takes it, on top of the history in `data`.
    pub fn of(book: &Book, text: String, data: Option<&Intake>) -> PyResult<Preview> {
        let source = Source { path: Path::new("bill").to_owned(), text };
        let (past, asked) = read(book, source, data).map_err(|file| errors::of_texts(&[*file]))?;
        let answer = preview::preview(book, &past, &asked);
        let show = |amount| book.vocabulary().currency().show(amount);
        let range = match answer.answer {
            Answer::Exact => {
                let payable = show(answer.explanation.payable());
                Some([payable.clone(), payable])
            }
            Answer::Range { least, most, .. } => Some([show(least), show(most)]),
            Answer::TotalFirst { .. } => None,
        };
        Ok(Preview {
            json: json(&answer, &[]),
            english: render(&answer, Lang::English),
            chinese: render(&answer, Lang::Chinese),
            range,
        })
    }
}

#[pymethods]
impl Preview {
    /// The least and the most that is payable, as Decimals: the same where all amounts are known. None where the total is
    /// still missing.
    #[getter]
    fn payable<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<Option<(Bound<'py, PyAny>, Bound<'py, PyAny>)>> {
        let Some([least, most]) = &self.range else { return Ok(None) };
        Ok(Some((decimal(py, least)?, decimal(py, most)?)))
    }

    /// The whole as a dictionary: a trace (huzhu-trace/1) with `preview` beside it.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        dictionary(py, &self.json)
    }

    /// The whole as a person reads it, in English (`"en"`) or Chinese (`"zh"`).
    #[pyo3(signature = (lang = "en"))]
    fn text(&self, lang: &str) -> PyResult<&str> {
        Ok(match language(lang)? {
            Lang::English => &self.english,
            Lang::Chinese => &self.chinese,
        })
    }

    fn __str__(&self) -> &str {
        &self.english
    }

    fn __repr__(&self) -> String {
        match &self.range {
            Some([least, most]) if least == most => format!("<huzhu.Preview: {least} payable>"),
            Some([least, most]) => format!("<huzhu.Preview: {least} to {most} payable>"),
            None => "<huzhu.Preview: the total is missing>".to_owned(),
        }
    }
}
