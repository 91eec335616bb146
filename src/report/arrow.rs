//! A table beside a report as Arrow has it: the cells of its file, each by the kind of its column.

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, RecordBatch,
    StringArray,
};
use arrow_schema::{Field, Schema};
use csv::StringRecord;
use rust_decimal::Decimal;

use super::table::{CellKind, Table};
use crate::csv_cells::as_it_was;
use crate::date::Day;
use crate::money::Currency;
use crate::tables;

/// Digits of a decimal, as decisions have them, and those of a column that holds more.
const DIGITS: u8 = 18;
const MOST_DIGITS: u8 = 38;

impl Table {
    /// The table in memory: amounts, numbers and shares as exact decimals, counts as whole numbers, days as days. A
    /// share of `62.50%` is 0.6250, and an empty cell is null.
    pub fn arrow(&self, currency: Currency) -> tables::Table {
        let rows = csv::Reader::from_reader(self.csv()).into_records();
        let rows: Vec<StringRecord> =
            rows.collect::<Result<_, _>>().expect("a table writes whole rows");
        let column = |(at, (name, kind)): (usize, &(String, CellKind))| {
            let cells = rows.iter().map(|row| row.get(at).filter(|cell| !cell.is_empty()));
            let column = kind.column(cells, currency);
            (Field::new(name, column.data_type().clone(), true), column)
        };
        let (fields, columns): (Vec<Field>, Vec<ArrayRef>) =
            self.columns().iter().enumerate().map(column).unzip();
        let schema = Arc::new(Schema::new(fields));
        let batch = RecordBatch::try_new(schema.clone(), columns);
        let batch = batch.expect("every column has a cell of every row");
        tables::Table::new(schema, Some(batch).filter(|_| !rows.is_empty()).into_iter().collect())
    }
}

impl CellKind {
    /// The cells of a column of this kind.
    fn column<'c>(
        self,
        cells: impl Iterator<Item = Option<&'c str>>,
        currency: Currency,
    ) -> ArrayRef {
        match self {
            CellKind::Text => {
                Arc::new(cells.map(|cell| cell.map(as_it_was)).collect::<StringArray>())
            }
            CellKind::YesNo => {
                Arc::new(cells.map(|cell| cell.map(|cell| cell == "yes")).collect::<BooleanArray>())
            }
            CellKind::Whole => {
                let whole = |cell: &str| cell.parse().expect("a table writes whole numbers here");
                Arc::new(cells.map(|cell| cell.map(whole)).collect::<Int64Array>())
            }
            CellKind::Day => {
                let day = |cell: &str| Day::parse(cell).expect("a table writes days here");
                let days = cells.map(|cell| cell.map(|cell| day(cell).days_since_epoch()));
                Arc::new(days.collect::<Date32Array>())
            }
            CellKind::Amount => decimals(cells, currency.decimals(), 0),
            CellKind::Number(scale) => decimals(cells, scale.into(), 0),
            CellKind::Share => {
                let percent = |cell: &'c str| cell.trim_end_matches('%');
                decimals(cells.map(|cell| cell.map(percent)), 2, 2)
            }
        }
    }
}

/// Decimals with so many digits behind the point, which stands so many places further to the left.
fn decimals<'c>(
    cells: impl Iterator<Item = Option<&'c str>>,
    written: u32,
    further: u32,
) -> ArrayRef {
    let number = |cell: &str| {
        let number = Decimal::from_str_exact(cell).expect("a table writes decimals here");
        assert!(number.scale() <= written, "a table writes no more decimals than its column has");
        number.mantissa() * 10i128.pow(written - number.scale())
    };
    let numbers: Vec<Option<i128>> = cells.map(|cell| cell.map(number)).collect();
    let most = 10u128.pow(DIGITS.into());
    let fits = numbers.iter().flatten().all(|number| number.unsigned_abs() < most);
    let digits = if fits { DIGITS } else { MOST_DIGITS };
    let column = Decimal128Array::from(numbers);
    let column = column.with_precision_and_scale(digits, (written + further) as i8);
    Arc::new(column.expect("no sum has more digits"))
}
