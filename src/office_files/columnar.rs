//! Parquet and Arrow (IPC, Feather), which data platforms send: decimals and days are read as what they are, batch by
//! batch. What such a file keeps as another kind of value than its column means is refused with the column: an id
//! that is a number, an amount that is a float, a day that is a moment.

use std::io::Cursor;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type,
    Decimal256Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type,
    UInt64Type,
};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::{ArrowError, DataType, Schema};
use bytes::Bytes;
use csv::StringRecord;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::error::OfficeFileError;
use super::form::Form;
use super::guarded::guarded;
use super::reading::OfficeFile;
use super::row::{Holds, MOST_BYTES, TableRow, Take};

/// Rows that are decoded at once.
const BATCH: usize = 1_024;
const MILLISECONDS_A_DAY: i64 = 86_400_000;

/// A file whose rows are decoded as they are asked for.
pub(super) struct Columnar {
    path: String,
    bytes: Bytes,
    form: Form,
    header: StringRecord,
}

type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>>>;

impl Columnar {
    /// A file, and what each of its columns holds.
    ///
    /// # Errors
    ///
    /// When it breaks off, or is none.
    pub fn open(file: &OfficeFile, form: Form) -> Result<(Columnar, Vec<Holds>), OfficeFileError> {
        let (path, bytes) = (file.path.clone(), Bytes::from(file.bytes.clone()));
        let mut columnar = Columnar { path, bytes, form, header: StringRecord::new() };
        let (schema, _) = columnar.batches().ok_or_else(|| columnar.broken())?;
        columnar.header = schema.fields().iter().map(|field| field.name().as_str()).collect();
        let holds = schema.fields().iter().map(|field| holds(field.data_type())).collect();
        Ok((columnar, holds))
    }

    fn broken(&self) -> OfficeFileError {
        OfficeFileError::NotColumnar { path: self.path.clone() }
    }

    /// What its columns are called and hold, and its rows; nothing where it is broken.
    fn batches(&self) -> Option<(Schema, Batches)> {
        guarded(|| self.decoder().ok()).flatten()
    }

    fn decoder(&self) -> Result<(Schema, Batches), ArrowError> {
        let bytes = self.bytes.clone();
        Ok(match self.form {
            Form::Parquet => {
                let builder = ParquetRecordBatchReaderBuilder::try_new(bytes)?;
                let schema = builder.schema().as_ref().clone();
                (schema, Box::new(builder.with_batch_size(BATCH).build()?))
            }
            Form::File => {
                let reader = FileReader::try_new(Cursor::new(bytes), None)?;
                (reader.schema().as_ref().clone(), Box::new(reader))
            }
            Form::Stream => {
                let reader = StreamReader::try_new(Cursor::new(bytes), None)?;
                (reader.schema().as_ref().clone(), Box::new(reader))
            }
        })
    }

    /// See [`Table::each`]. The header stands on line 0, as of every file that has none among its rows.
    pub fn each(&self, take: &mut Take) -> Result<(), OfficeFileError> {
        let header = TableRow { line: 0, cells: &self.header, has_open_quote: false };
        if !take(header)? {
            return Ok(());
        }
        let (mut line, mut bytes) = (0_u32, 0);
        let (_, mut batches) = self.batches().ok_or_else(|| self.broken())?;
        while let Some(columns) = next(&mut batches).ok_or_else(|| self.broken())? {
            for row in 0..columns.first().map_or(0, Array::len) {
                line = line.saturating_add(1);
                let cells: StringRecord = columns.iter().map(|column| cell(column, row)).collect();
                bytes += cells.as_slice().len() as u64;
                if bytes > MOST_BYTES {
                    return Err(OfficeFileError::TooLarge { path: self.path.clone() });
                }
                if !take(TableRow { line, cells: &cells, has_open_quote: false })? {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

/// The columns of the next rows, if there are more; nothing where they are broken.
fn next(batches: &mut Batches) -> Option<Option<Vec<ArrayRef>>> {
    let Some(batch) = guarded(|| batches.next())? else { return Some(None) };
    let batch = batch.ok()?;
    guarded(|| batch.columns().iter().map(plain).collect::<Option<Vec<ArrayRef>>>())?.map(Some)
}

/// What the cells of a column are.
fn holds(kind: &DataType) -> Holds {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => Holds::Text,
        DataType::Decimal32(..) | DataType::Decimal64(..) => Holds::Decimal,
        DataType::Decimal128(..) | DataType::Decimal256(..) => Holds::Decimal,
        DataType::Date32 | DataType::Date64 => Holds::Day,
        DataType::Boolean => Holds::Text,
        DataType::Timestamp(..) => Holds::Moment,
        DataType::Dictionary(_, values) => holds(values),
        kind if kind.is_integer() => Holds::Whole,
        kind if kind.is_floating() => Holds::Float,
        _ => Holds::Other,
    }
}

/// A column without a dictionary of its values; nothing where it is broken.
fn plain(column: &ArrayRef) -> Option<ArrayRef> {
    match column.as_any_dictionary_opt() {
        Some(dictionary) => {
            arrow_select::take::take(dictionary.values(), dictionary.keys(), None).ok()
        }
        None => Some(column.clone()),
    }
}

/// A cell as a text; nothing is rounded, and what is nothing is empty.
fn cell(column: &ArrayRef, row: usize) -> String {
    if column.is_null(row) {
        return String::new();
    }
    match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
        DataType::LargeUtf8 => column.as_string::<i64>().value(row).to_owned(),
        DataType::Utf8View => column.as_string_view().value(row).to_owned(),
        DataType::Decimal32(..) => column.as_primitive::<Decimal32Type>().value_as_string(row),
        DataType::Decimal64(..) => column.as_primitive::<Decimal64Type>().value_as_string(row),
        DataType::Decimal128(..) => column.as_primitive::<Decimal128Type>().value_as_string(row),
        DataType::Decimal256(..) => column.as_primitive::<Decimal256Type>().value_as_string(row),
        DataType::Date32 => day(column.as_primitive::<Date32Type>().value(row).into()),
        DataType::Date64 => {
            let moment = column.as_primitive::<Date64Type>().value(row);
            match moment % MILLISECONDS_A_DAY {
                0 => day(moment / MILLISECONDS_A_DAY),
                _ => format!("{moment} ms"),
            }
        }
        DataType::Boolean => if column.as_boolean().value(row) { "yes" } else { "no" }.to_owned(),
        DataType::Int8 => number::<Int8Type>(column, row),
        DataType::Int16 => number::<Int16Type>(column, row),
        DataType::Int32 => number::<Int32Type>(column, row),
        DataType::Int64 => number::<Int64Type>(column, row),
        DataType::UInt8 => number::<UInt8Type>(column, row),
        DataType::UInt16 => number::<UInt16Type>(column, row),
        DataType::UInt32 => number::<UInt32Type>(column, row),
        DataType::UInt64 => number::<UInt64Type>(column, row),
        // A column that means anything to us is refused before it is read.
        _ => "#value".to_owned(),
    }
}

fn number<T: ArrowPrimitiveType<Native: ToString>>(column: &ArrayRef, row: usize) -> String {
    column.as_primitive::<T>().value(row).to_string()
}

/// A day by its distance from 1970; what is no day of the calendar is left as such a number, and refused.
fn day(since: i64) -> String {
    let epoch = jiff::civil::date(1970, 1, 1);
    let span = jiff::Span::new().try_days(since);
    let day = span.and_then(|span| epoch.checked_add(span));
    day.map_or_else(|_| format!("{since} d"), |day| day.to_string())
}
