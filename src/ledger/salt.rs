//! Salts: random bytes beside personal data, hashed with it. Once both are gone, the hash that is left reveals nothing:
//! a guess of the data cannot be held to it.

use std::cell::RefCell;

use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef};

const LENGTH: usize = 16;

/// How many are asked for at a time.
const TOGETHER: usize = 256;

/// Sixteen random bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Salt([u8; LENGTH]);

impl Salt {
    /// A new one, from the operating system, which is asked for many at a time: a first load needs one for each member.
    pub fn new() -> Salt {
        thread_local! {
            static READY: RefCell<Vec<[u8; LENGTH]>> = const { RefCell::new(Vec::new()) };
        }
        READY.with_borrow_mut(|ready| {
            if ready.is_empty() {
                let mut bytes = [0; LENGTH * TOGETHER];
                getrandom::fill(&mut bytes).expect("the operating system has random bytes");
                ready.extend(bytes.as_chunks::<LENGTH>().0);
            }
            Salt(ready.pop().expect("a batch of salts was just made"))
        })
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
