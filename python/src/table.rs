//! Tables that go out.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray, UInt64Array};
use arrow_schema::{DataType, Field, Schema};
use huzhu::tables::{Decided, TableFault};
use huzhu::words::Lang;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::stream;

/// A table for pandas, Polars, DuckDB or pyarrow, which read it without a copy.
#[pyclass(frozen, module = "huzhu")]
pub struct Table(pub huzhu::tables::Table);

#[pymethods]
impl Table {
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema; // A wish, says the interface.
        stream::capsule(py, &self.0)
    }

    /// How many rows it has.
    fn __len__(&self) -> usize {
        self.0.rows()
    }

    /// The names of its columns.
    #[getter]
    fn columns(&self) -> Vec<String> {
        names(&self.0)
    }

    fn __repr__(&self) -> String {
        format!("<huzhu.Table: {} rows: {}>", self.0.rows(), names(&self.0).join(", "))
    }
}

/// The decisions on all bills: a table with the columns and in the order of decisions.csv, and the rows beside it that
/// could not be used.
#[pyclass(frozen, module = "huzhu")]
pub struct Decisions {
    decisions: huzhu::tables::Table,
    rejects: Py<Table>,
}

impl Decisions {
    /// What was decided, with the rows that could not be used.
    pub fn of(py: Python<'_>, decided: Decided) -> PyResult<Decisions> {
        let Decided { decisions, faults } = decided;
        let rejects = Py::new(py, Table(rejects(&faults)))?;
        Ok(Decisions { decisions, rejects })
    }
}

#[pymethods]
impl Decisions {
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema; // A wish, says the interface.
        stream::capsule(py, &self.decisions)
    }

    /// How many rows there are: one for each bill and plan held.
    fn __len__(&self) -> usize {
        self.decisions.rows()
    }

    /// The names of the columns.
    #[getter]
    fn columns(&self) -> Vec<String> {
        names(&self.decisions)
    }

    /// The rows that could not be used, as a table: `table`, `row`, `column`, `value`, `code`, `sentence`, `sentence_zh`.
    #[getter]
    fn rejects(&self, py: Python<'_>) -> Py<Table> {
        self.rejects.clone_ref(py)
    }

    fn __repr__(&self) -> String {
        let rejects = self.rejects.get().0.rows();
        format!("<huzhu.Decisions: {} rows, {rejects} rejects>", self.decisions.rows())
    }
}

fn names(table: &huzhu::tables::Table) -> Vec<String> {
    table.schema().fields().iter().map(|field| field.name().clone()).collect()
}

/// What is wrong with rows, as a table.
fn rejects(faults: &[TableFault]) -> huzhu::tables::Table {
    let text = |name: &str| Field::new(name, DataType::Utf8, false);
    let schema = Arc::new(Schema::new(vec![
        text("table"),
        Field::new("row", DataType::UInt64, true),
        text("column"),
        text("value"),
        text("code"),
        text("sentence"),
        text("sentence_zh"),
    ]));
    let texts = |of: &dyn Fn(&TableFault) -> String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(faults.iter().map(of)))
    };
    let rows = UInt64Array::from_iter(faults.iter().map(|fault| fault.row));
    let columns: Vec<ArrayRef> = vec![
        texts(&|fault| fault.table.name().to_owned()),
        Arc::new(rows),
        texts(&|fault| fault.column.clone()),
        texts(&|fault| fault.value.clone()),
        texts(&|fault| fault.code.to_owned()),
        texts(&|fault| fault.sentence.text(Lang::English).to_owned()),
        texts(&|fault| fault.sentence.text(Lang::Chinese).to_owned()),
    ];
    let batch = RecordBatch::try_new(schema.clone(), columns);
    let batch = batch.expect("the columns are those of the schema");
    huzhu::tables::Table::new(schema, vec![batch])
}
