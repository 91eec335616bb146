//! Amounts, days and months in SQLite: whole minor units, `2024-12-31` and `2024-12`.
//!
//! A cell that holds no such value is a fault of that cell: a reader of a row has a value or an error, and
//! no text or number that still has to be checked.

use std::fmt;

use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};

use super::Month;
use super::input_error::InputError;
use crate::date::Day;
use crate::money::{Money, amount_of};
use crate::words::Sentence;

/// How much of a payment is out of hand by one of its transfers.
pub(crate) const OUT_OF_HAND: &str =
    "CASE kind WHEN 'returned' THEN -amount WHEN 'confirmed' THEN 0 ELSE amount END";

impl ToSql for Money {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.minor().into())
    }
}

impl FromSql for Money {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Money> {
        let minor = value.as_i64()?;
        amount_of(minor).ok_or(FromSqlError::OutOfRange(minor))
    }
}

impl ToSql for Day {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.to_string().into())
    }
}

impl FromSql for Day {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Day> {
        let text = value.as_str()?;
        Day::parse(text).ok_or_else(|| not_legible(crate::words::rules::not_a_date(text)))
    }
}

impl ToSql for Month {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.to_string().into())
    }
}

impl FromSql for Month {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Month> {
        value.as_str()?.parse().map_err(|why: InputError| not_legible(why.sentence()))
    }
}

/// Why a cell is no value of its column.
#[derive(Debug)]
struct NotLegible(Sentence);

impl fmt::Display for NotLegible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for NotLegible {}

pub(crate) fn not_legible(why: Sentence) -> FromSqlError {
    FromSqlError::Other(Box::new(NotLegible(why)))
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    #[test]
    fn a_value_is_read_as_it_was_written_and_nothing_else_is_one() {
        let db = Connection::open_in_memory().unwrap();
        let (day, amount) = (Day::parse("2024-02-29").unwrap(), Money::from_minor(-12_345));
        let read = db.query_row("SELECT ?1, typeof(?1), ?2, typeof(?2)", (day, amount), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        });
        assert_eq!(read.unwrap(), (day, "text".to_owned(), amount, "integer".to_owned()));
        let number = |sql: &str| db.query_row(sql, (), |row| row.get::<_, Money>(0));
        let day = |sql: &str| db.query_row(sql, (), |row| row.get::<_, Day>(0));
        assert!(number("SELECT 1000000000000001").is_err() && number("SELECT '1'").is_err());
        assert!(day("SELECT '2023-02-29'").is_err() && day("SELECT 20240101").is_err());
    }
}
