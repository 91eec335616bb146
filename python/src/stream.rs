//! Tables by the Arrow PyCapsule interface, in and out.

use std::ffi::CStr;

use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader};
use arrow_schema::ArrowError;
use huzhu::tables::Table;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

const STREAM: &CStr = c"arrow_array_stream";

/// Reads a table to its end; `name` is what the caller calls it. One is read before the next is begun: a connection of
/// DuckDB has one open result. The interpreter's lock is let go meanwhile, since DuckDB reads frames of pandas on threads of
/// its own, which ask for it.
pub fn read(table: &Bound<'_, PyAny>, name: &str) -> PyResult<Table> {
    let reader = begin(table, name)?;
    let schema = reader.schema();
    let batches = table.py().detach(|| reader.collect::<Result<Vec<RecordBatch>, _>>());
    Ok(Table::new(schema, batches.map_err(|why| unreadable(name, &why))?))
}

fn begin(table: &Bound<'_, PyAny>, name: &str) -> PyResult<RecordBatchStreamReader> {
    let Ok(method) = table.getattr("__arrow_c_stream__") else {
        let kind = table.get_type().name()?;
        return Err(PyTypeError::new_err(format!(
            "`{name}` is a {kind}, which is no Arrow table; hand over a DataFrame of pandas (3 or newer) or Polars, a \
             relation of DuckDB, or a pyarrow Table: pyarrow.Table.from_pylist(rows) makes one of dictionaries"
        )));
    };
    let capsule = method.call0()?.cast_into::<PyCapsule>()?;
    let pointer = capsule.pointer_checked(Some(STREAM))?.cast::<FFI_ArrowArrayStream>();
    #[expect(unsafe_code, reason = "the interface is a pointer in a capsule")]
    // SAFETY: a capsule of this name holds an ArrowArrayStream that nobody has read yet, says the interface; it is moved
    // out, and what stays behind is marked as released.
    let reader = unsafe { RecordBatchStreamReader::from_raw(pointer.as_ptr()) };
    reader.map_err(|why| unreadable(name, &why))
}

/// That a table breaks off.
fn unreadable(name: &str, why: &ArrowError) -> PyErr {
    PyValueError::new_err(format!("`{name}` cannot be read as an Arrow table: {why}"))
}

/// The capsule of a table. A schema that is asked for is a wish, and is not met.
pub fn capsule<'py>(py: Python<'py>, table: &Table) -> PyResult<Bound<'py, PyCapsule>> {
    let batches = table.batches().to_vec().into_iter().map(Ok);
    let reader = RecordBatchIterator::new(batches, table.schema());
    let stream = FFI_ArrowArrayStream::new(Box::new(reader));
    PyCapsule::new_with_value(py, stream, STREAM)
}
