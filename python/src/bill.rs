//! A bill to preview, as a dictionary: written as the TOML that `huzhu preview` reads, which says what is wrong with it.

use std::fmt::Write as _;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString};

/// The text of `{"bill": {...}, "member": {...}, "enrolment": [{...}]}`.
pub fn toml(bill: &Bound<'_, PyDict>) -> PyResult<String> {
    let mut text = String::new();
    for (name, part) in bill {
        let name: String = name.extract()?;
        let head = quoted(&name);
        if let Ok(all) = part.cast::<PyList>() {
            for one in all {
                let _ = writeln!(text, "[[{head}]]");
                table(&name, &one, &mut text)?;
            }
        } else {
            let _ = writeln!(text, "[{head}]");
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
        let column: String = column.extract()?;
        let value = value(&format!("{name}.{column}"), &cell)?;
        let _ = writeln!(text, "{} = {value}", quoted(&column));
    }
    Ok(())
}

/// A text in quotes: what JSON writes of one is TOML too.
fn quoted(text: &str) -> String {
    serde_json::Value::String(text.to_owned()).to_string()
}

/// A value by its own type, never by what it can be turned into: a float is no amount.
fn value(place: &str, cell: &Bound<'_, PyAny>) -> PyResult<String> {
    let kind = cell.get_type().name()?.to_string();
    if cell.is_instance_of::<PyFloat>() {
        return Err(PyTypeError::new_err(format!(
            "{place} is a float, which is no exact amount; write it as a text or a Decimal: \"12.50\""
        )));
    }
    if let Ok(yes) = cell.cast_exact::<PyBool>() {
        return Ok(quoted(if yes.is_true() { "yes" } else { "no" }));
    }
    if cell.is_exact_instance_of::<PyInt>() {
        return Ok(cell.str()?.to_string());
    }
    if let Ok(text) = cell.cast::<PyString>() {
        return Ok(quoted(&text.to_string()));
    }
    match kind.as_str() {
        "Decimal" => Ok(quoted(&cell.call_method1("__format__", ("f",))?.extract::<String>()?)),
        "date" => Ok(quoted(&cell.call_method0("isoformat")?.extract::<String>()?)),
        _ => Err(PyTypeError::new_err(format!(
            "{place} is a {kind}; write a text, an int, a bool, a Decimal or a date"
        ))),
    }
}
