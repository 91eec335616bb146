//! Cells of Arrow columns as the texts that files have: decimals, days and whole numbers as what they are. Nothing is
//! rounded, and what is nothing is empty.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type,
    Decimal256Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type,
    UInt64Type,
};
use arrow_array::{
    Array, ArrayRef, Date32Array, Decimal128Array, LargeStringArray, StringArray, StringViewArray,
    downcast_dictionary_array,
};
use arrow_schema::DataType;

use super::row::Holds;
use crate::date::Day;

const MILLISECONDS_A_DAY: i64 = 86_400_000;

/// A column; where it has a dictionary of its values, with the place of each row in it. Written out row by row, a few
/// long texts would fill all memory.
pub(crate) struct Column {
    values: ArrayRef,
    places: Option<Vec<Option<usize>>>,
}

impl Column {
    /// Nothing where it is broken.
    pub fn of(column: &ArrayRef) -> Option<Column> {
        let Some(dictionary) = column.as_any_dictionary_opt() else {
            return Some(Column { values: column.clone(), places: None });
        };
        let values = dictionary.values().clone();
        let places: Vec<Option<usize>> = downcast_dictionary_array!(
            column => column.keys_iter().collect(),
            _ => return None
        );
        let leads_out = |place: &Option<usize>| place.is_some_and(|at| at >= values.len());
        (!places.iter().any(leads_out)).then_some(Column { values, places: Some(places) })
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.places.as_ref().map_or(self.values.len(), Vec::len)
    }
}

/// The cells of a column, its kind looked at once: those that most tables have by their own, all others by asking
/// what they are cell by cell.
pub(crate) enum Cells<'c> {
    Text(&'c StringArray),
    LargeText(&'c LargeStringArray),
    TextView(&'c StringViewArray),
    Decimal(&'c Decimal128Array, i8),
    Day(&'c Date32Array),
    Other(&'c ArrayRef),
    /// Of a dictionary: the place of each row, and the cells of its values.
    Keyed(&'c [Option<usize>], Box<Cells<'c>>),
}

impl<'c> Cells<'c> {
    /// The cells of a column.
    pub fn of(column: &'c Column) -> Cells<'c> {
        let values = Cells::of_values(&column.values);
        match &column.places {
            Some(places) => Cells::Keyed(places, Box::new(values)),
            None => values,
        }
    }

    fn of_values(column: &'c ArrayRef) -> Cells<'c> {
        match column.data_type() {
            DataType::Utf8 => Cells::Text(column.as_string()),
            DataType::LargeUtf8 => Cells::LargeText(column.as_string()),
            DataType::Utf8View => Cells::TextView(column.as_string_view()),
            DataType::Decimal128(_, scale) => Cells::Decimal(column.as_primitive(), *scale),
            DataType::Date32 => Cells::Day(column.as_primitive()),
            _ => Cells::Other(column),
        }
    }

    /// A cell as a text.
    pub fn text(&self, row: usize) -> String {
        let mut text = Vec::new();
        self.write(row, &mut text);
        String::from_utf8(text).expect("texts, digits and signs are UTF-8")
    }

    /// Writes a cell behind others; nothing where it is null.
    #[inline]
    pub fn write(&self, row: usize, out: &mut Vec<u8>) {
        if self.is_null(row) {
            return;
        }
        match self {
            Cells::Text(column) => out.extend_from_slice(column.value(row).as_bytes()),
            Cells::LargeText(column) => out.extend_from_slice(column.value(row).as_bytes()),
            Cells::TextView(column) => out.extend_from_slice(column.value(row).as_bytes()),
            Cells::Decimal(column, scale) => match i64::try_from(column.value(row)) {
                Ok(units) if (0..=18).contains(scale) => decimal(units, *scale as usize, out),
                _ => out.extend_from_slice(column.value_as_string(row).as_bytes()),
            },
            Cells::Day(column) => day(column.value(row).into(), out),
            Cells::Other(column) => out.extend_from_slice(other(column, row).as_bytes()),
            Cells::Keyed(places, values) => {
                if let Some(Some(place)) = places.get(row) {
                    values.write(*place, out);
                }
            }
        }
    }

    /// Whether a cell is null.
    #[inline]
    pub fn is_null(&self, row: usize) -> bool {
        match self {
            Cells::Text(column) => column.is_null(row),
            Cells::LargeText(column) => column.is_null(row),
            Cells::TextView(column) => column.is_null(row),
            Cells::Decimal(column, _) => column.is_null(row),
            Cells::Day(column) => column.is_null(row),
            Cells::Other(column) => column.is_null(row),
            Cells::Keyed(places, values) => match places.get(row) {
                Some(Some(place)) => values.is_null(*place),
                _ => true,
            },
        }
    }

    /// Whether any of its texts may hold what is looked for; other cells are digits, signs and a few letters.
    /// Texts that lie one behind the other are looked at together.
    pub fn may_hold(&self, is_it: &dyn Fn(&[u8]) -> bool) -> bool {
        let within = |from: usize, to: usize, bytes: &[u8]| bytes.get(from..to).is_none_or(is_it);
        match self {
            Cells::Text(column) => match column.value_offsets() {
                [from, .., to] => within(*from as usize, *to as usize, column.value_data()),
                _ => false,
            },
            Cells::LargeText(column) => match column.value_offsets() {
                [from, .., to] => within(*from as usize, *to as usize, column.value_data()),
                _ => false,
            },
            Cells::TextView(_) | Cells::Other(_) => true,
            Cells::Keyed(_, values) => values.may_hold(is_it),
            Cells::Decimal(..) | Cells::Day(_) => false,
        }
    }
}

/// What the cells of a column are.
pub(crate) fn holds(kind: &DataType) -> Holds {
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

/// A cell of a kind that few tables have.
fn other(column: &ArrayRef, row: usize) -> String {
    match column.data_type() {
        DataType::Decimal32(..) => column.as_primitive::<Decimal32Type>().value_as_string(row),
        DataType::Decimal64(..) => column.as_primitive::<Decimal64Type>().value_as_string(row),
        DataType::Decimal128(..) => column.as_primitive::<Decimal128Type>().value_as_string(row),
        DataType::Decimal256(..) => column.as_primitive::<Decimal256Type>().value_as_string(row),
        DataType::Date32 => column.as_primitive::<Date32Type>().value(row).to_string(),
        DataType::Date64 => {
            let moment = column.as_primitive::<Date64Type>().value(row);
            match moment % MILLISECONDS_A_DAY {
                0 => day_text(moment / MILLISECONDS_A_DAY),
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

/// Digits of an `i64`, and the point and the zero that may stand before its decimals.
const MOST_DIGITS: usize = 22;

/// Writes a decimal of so many places. Digits are made from the last on; arrow's own text of a decimal allocates three
/// times, which is most of the time of a table of amounts.
fn decimal(units: i64, places: usize, out: &mut Vec<u8>) {
    if (units, places) == (0, 2) {
        return out.extend_from_slice(b"0.00"); // Half of a city's amounts.
    }
    let mut digits = [b'0'; MOST_DIGITS];
    let (mut rest, mut length) = (units.unsigned_abs(), 0);
    for slot in digits.iter_mut().rev() {
        if places > 0 && length == places {
            *slot = b'.';
        } else if rest > 0 || length <= places {
            *slot = b'0' + (rest % 10) as u8;
            rest /= 10;
        } else {
            break;
        }
        length += 1;
    }
    // With a point the zero before it is still to come: it is among the digits from the start.
    let length = if places > 0 { length.max(places + 2) } else { length };
    if units < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(digits.get(MOST_DIGITS - length..).unwrap_or_default());
}

/// Writes a day by its distance from 1970; what is no day of the calendar is left as such a number, and refused.
fn day(since: i64, out: &mut Vec<u8>) {
    match Day::since_epoch(since).and_then(Day::written) {
        Some(text) => out.extend_from_slice(&text),
        None => out.extend_from_slice(format!("{since} d").as_bytes()),
    }
}

fn day_text(since: i64) -> String {
    let mut text = Vec::new();
    day(since, &mut text);
    String::from_utf8(text).expect("digits and dashes are ASCII")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::types::Int8Type;
    use arrow_array::{DictionaryArray, Int8Array};

    use super::*;

    fn written(units: i64, places: usize) -> String {
        let mut out = Vec::new();
        decimal(units, places, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_decimal_is_written_as_arrow_writes_it() {
        let all = [0, 1, -1, 5, 99, 100, -100, 123_456_789, i64::MAX, i64::MIN];
        for places in [0, 1, 2, 4, 18] {
            for units in all {
                let column = Decimal128Array::from(vec![i128::from(units)]);
                let column = column.with_precision_and_scale(38, places).unwrap();
                assert_eq!(written(units, places as usize), column.value_as_string(0));
            }
        }
    }

    /// A long text that a dictionary holds once does not come into memory once a row: the values stay where they are.
    #[test]
    fn a_dictionary_is_looked_into_and_never_written_out() {
        let values: ArrayRef = Arc::new(StringArray::from(vec![Some("甲"), None, Some("乙")]));
        let keys = Int8Array::from(vec![Some(2), None, Some(0), Some(1), Some(2)]);
        let dictionary = DictionaryArray::<Int8Type>::try_new(keys, values.clone()).unwrap();
        let column = Column::of(&(Arc::new(dictionary) as ArrayRef)).unwrap();
        assert!(column.values.to_data().ptr_eq(&values.to_data()));
        let cells = Cells::of(&column);
        let texts: Vec<String> = (0..column.len()).map(|row| cells.text(row)).collect();
        assert_eq!(texts, ["乙", "", "甲", "", "乙"]);
        let null: Vec<bool> = (0..column.len()).map(|row| cells.is_null(row)).collect();
        assert_eq!(null, [false, true, false, true, false]);
    }

    #[test]
    fn a_dictionary_without_values_has_empty_rows() {
        let keys = Int8Array::from(vec![None, None, None]);
        let values: ArrayRef = Arc::new(StringArray::new_null(0));
        let none = DictionaryArray::<Int8Type>::try_new(keys, values).unwrap();
        let column = Column::of(&(Arc::new(none) as ArrayRef)).unwrap();
        assert_eq!((column.len(), Cells::of(&column).text(2)), (3, String::new()));
    }

    #[test]
    fn what_is_no_day_of_the_calendar_is_no_day() {
        assert_eq!(day_text(0), "1970-01-01");
        assert_eq!(day_text(19_782), "2024-02-29");
        assert_eq!(day_text(i64::from(i32::MAX)), "2147483647 d");
        assert_eq!(day_text(i64::MIN), "-9223372036854775808 d");
    }
}
