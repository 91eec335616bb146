//! A bill to preview, as a dictionary: written as the TOML that `huzhu preview` reads, which says what is wrong with it.

use std::fmt::Write as _;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString};

/// The text of `{"bill": {...}, "member": {...}, "enrolment": [{...}]}`.
pub fn toml(bill: &Bound<'_, PyDict>) -> PyResult<String> {
    let mut text = String::new();
    for (name, part) in bill {
        let name = key(&name)?;
        if let Ok(all) = part.cast::<PyList>() {
            for one in all {
                let _ = writeln!(text, "[[{name}]]");
                table(&name, &one, &mut text)?;
            }
        } else {
            let _ = writeln!(text, "[{name}]");
            table(&name, &part, &mut text)?;
        }
    }
    Ok(text)
}

fn table(name: &str, part: &Bound<'_, PyAny>, text: &mut String) -> PyResult<()> {
    let Ok(cells) = part.cast::<PyDict>() else {
        let kind = part.get_type().name()?;
        return Err(PyTypeError::new_err(format!("`{name}` is a dictionary, and not a {kind}")));
    };
    for (column, cell) in cells {
        if cell.is_none() {
            continue;
        }
        let column = key(&column)?;
        let value = value(&format!("{name}.{column}"), &cell)?;
        let _ = writeln!(text, "{column} = {value}");
    }
    Ok(())
}

fn key(key: &Bound<'_, PyAny>) -> PyResult<String> {
    let text = key.cast::<PyString>()?.to_string();
    Ok(serde_json::Value::String(text).to_string())
}

/// A value by its own type, never by what it can be turned into: a float is no amount.
fn value(place: &str, cell: &Bound<'_, PyAny>) -> PyResult<String> {
    let quoted = |text: String| serde_json::Value::String(text).to_string();
    let kind = cell.get_type().name()?.to_string();
    if cell.is_instance_of::<PyFloat>() {
        return Err(PyTypeError::new_err(format!(
            "{place} is a float, which is no exact amount; write it as a text or a Decimal: \"12.50\""
        )));
    }
    if let Ok(yes) = cell.cast_exact::<PyBool>() {
        return Ok(quoted(if yes.is_true() { "yes" } else { "no" }.to_owned()));
    }
    if cell.is_exact_instance_of::<PyInt>() {
        return Ok(cell.str()?.to_string());
    }
    if let Ok(text) = cell.cast::<PyString>() {
        return Ok(quoted(text.to_string()));
    }
    match kind.as_str() {
        "Decimal" => Ok(quoted(cell.call_method1("__format__", ("f",))?.extract()?)),
        "date" => Ok(quoted(cell.call_method0("isoformat")?.extract()?)),
        _ => Err(PyTypeError::new_err(format!(
            "{place} is a {kind}; write a text, an int, a bool, a Decimal or a date"
        ))),
    }
}
