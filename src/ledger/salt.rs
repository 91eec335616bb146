//! Salts: random bytes beside personal data, hashed with it. Once both are gone, the hash that is left reveals nothing:
//! a guess of the data cannot be held to it.

use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef};

/// Sixteen random bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Salt([u8; 16]);

impl Salt {
    /// A new one, from the operating system.
    pub fn new() -> Salt {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).expect("the operating system has random bytes");
        Salt(bytes)
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl ToSql for Salt {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.as_slice().into())
    }
}

impl FromSql for Salt {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Salt> {
        FromSql::column_result(value).map(Salt)
    }
}
