//! Parquet and Arrow (IPC, Feather), which data platforms send: decimals and days are read as what they are, batch by
//! batch. What such a file keeps as another kind of value than its column means is refused with the column: an id
//! that is a number, an amount that is a float, a day that is a moment.

use std::io::Cursor;

use arrow_array::RecordBatch;
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::{ArrowError, Schema};
use bytes::Bytes;
use csv::StringRecord;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::arrow_cells::{Column, holds};
use super::arrow_lengths::{LengthsFault, check_lengths};
use super::error::OfficeFileError;
use super::form::Form;
use super::guarded::guarded;
use super::held::each_row;
use super::reading::OfficeFile;
use super::row::{Holds, MOST_BYTES, TableRow, Take};

/// Rows that are decoded at once.
const BATCH: usize = 1_024;

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
        let path = file.path.clone();
        check_lengths(&file.bytes, form).map_err(|fault| match fault {
            LengthsFault::Broken => OfficeFileError::NotColumnar { path: path.clone() },
            LengthsFault::TooLarge => OfficeFileError::TooLarge { path: path.clone() },
        })?;
        let bytes = Bytes::from_owner(file.bytes.clone());
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
        let (mut line, mut bytes) = (0, 0);
        let mut take = |row: TableRow| {
            bytes += row.cells.as_slice().len() as u64;
            match bytes > MOST_BYTES {
                true => Err(OfficeFileError::TooLarge { path: self.path.clone() }),
                false => take(row),
            }
        };
        let (_, mut batches) = self.batches().ok_or_else(|| self.broken())?;
        while let Some(columns) = next(&mut batches).ok_or_else(|| self.broken())? {
            if !each_row(&columns, &mut line, &mut take)? {
                break;
            }
        }
        Ok(())
    }
}

/// The columns of the next rows, if there are more; nothing where they are broken.
fn next(batches: &mut Batches) -> Option<Option<Vec<Column>>> {
    let Some(batch) = guarded(|| batches.next())? else { return Some(None) };
    let batch = batch.ok()?;
    batch.columns().iter().map(Column::of).collect::<Option<Vec<Column>>>().map(Some)
}
