//! Numbers of rows: each kind has a type of its own, so that none is taken for another.

use std::fmt;

use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef};
use serde::{Deserialize, Serialize};

/// The number of a run, from 1; 0 stands before the first.
///
/// ```
/// use huzhu::ledger::RunId;
///
/// assert_eq!(RunId::from(3).to_string(), "3");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct RunId(i64);

impl RunId {
    /// Stands before the first run.
    pub const BEFORE_ALL: RunId = RunId(0);

    /// Stands behind every run: what came tonight.
    pub(crate) const BEHIND_ALL: RunId = RunId(i64::MAX);

    /// The run before.
    #[must_use]
    pub fn before(self) -> RunId {
        RunId(self.0 - 1)
    }

    /// The run after.
    pub(crate) fn after(self) -> RunId {
        RunId(self.0 + 1)
    }
}

/// The number of a posting, from 1; 0 stands before the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PostingId(i64);

impl PostingId {
    /// Stands behind every posting.
    pub(crate) const BEHIND_ALL: PostingId = PostingId(i64::MAX);

    /// The posting before, of whatever member.
    pub(crate) fn before(self) -> PostingId {
        PostingId(self.0 - 1)
    }

    /// The posting after, of whatever member.
    pub(crate) fn after(self) -> PostingId {
        PostingId(self.0 + 1)
    }
}

/// The number of a payment, which the bank knows by its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct PaymentId(i64);

/// The number of a row of payees; that of the first of several who were entered together stands for all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct PayeeId(i64);

/// The number of a member in a ledger. The office knows the member by the id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct MemberNumber(i64);

/// The number of the rules that a run decided under.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct RulesId(i64);

/// The number of the columns that rows of facts are kept under.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ColumnsId(i64);

impl ColumnsId {
    /// Stands for the columns of tonight's rows, which have no number yet.
    pub(crate) const TONIGHT: ColumnsId = ColumnsId(-1);
}

/// The number of a manual fact, in the order of entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct FactId(i64);

/// The number of an entry of a posting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct EntryId(i64);

/// The number of an act, from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct ActId(i64);

impl ActId {
    /// The act before.
    #[must_use]
    pub fn before(self) -> ActId {
        ActId(self.0.saturating_sub(1))
    }

    /// The act after.
    pub(crate) fn after(self) -> ActId {
        ActId(self.0.saturating_add(1))
    }
}

/// What the numbers of all kinds can do: they are made of a number, and written as one.
macro_rules! numbers {
    ($($id:ident)*) => {$(
        impl $id {
            /// The number itself.
            pub fn number(self) -> i64 {
                self.0
            }
        }

        impl From<i64> for $id {
            fn from(number: i64) -> $id {
                $id(number)
            }
        }

        impl fmt::Display for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl ToSql for $id {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(self.0.into())
            }
        }

        impl FromSql for $id {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<$id> {
                value.as_i64().map($id)
            }
        }
    )*};
}

numbers! { RunId PostingId PaymentId PayeeId MemberNumber RulesId ColumnsId FactId EntryId ActId }
