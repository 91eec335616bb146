//! The rows that acts seal: of which tables, by which of their columns, and how far each act goes.
//!
//! Rows are only ever added, so that what an act added is what stands behind the rows of the act before. What can be
//! made again from these rows is not sealed: `in_hand` of payments, the index of bills, the newest posting of a
//! member; `verify` makes it again.

use std::collections::BTreeMap;

use rusqlite::types::ValueRef;
use sha2::{Digest, Sha256};

use super::Ledger;
use super::error::LedgerError;
use super::query::failed;
use super::seal::Seal;
use crate::fingerprint::hex;

/// A table whose rows are sealed, and the columns of them that are.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    columns: &'static [&'static str],
}

/// Every table that money depends on, but postings, which have seals of their own.
pub(crate) const SEALED: [Table; 24] = [
    Table { name: "scheme", columns: &["id", "currency", "decimals"] },
    Table { name: "rules", columns: &["hash", "files"] },
    Table { name: "columns", columns: &["members", "enrolments", "bills"] },
    Table {
        name: "run",
        columns: &[
            "posted_on",
            "rules",
            "engine",
            "prepared_by",
            "manifest",
            "summary",
            "seal",
            "facts",
            "transfers",
            "holds",
            "login",
            "meaning",
            "columns",
        ],
    },
    Table {
        name: "payment",
        columns: &["run", "member", "amount", "id", "before", "part_of", "payee"],
    },
    Table {
        name: "release",
        columns: &["run", "file", "payments", "total", "happened_on", "author", "reason", "login"],
    },
    Table { name: "bank_format", columns: &["body"] },
    Table { name: "bank_file", columns: &["release", "format", "file", "payments", "total"] },
    Table {
        name: "transfer",
        columns: &[
            "payment",
            "kind",
            "release",
            "payee",
            "file",
            "happened_on",
            "author",
            "reason",
            "amount",
            "run",
            "login",
        ],
    },
    Table {
        name: "payee",
        columns: &[
            "member_id",
            "first",
            "kind",
            "name",
            "account",
            "payee_id",
            "bank",
            "branch",
            "share",
            "happened_on",
            "author",
            "login",
            SALT,
        ],
    },
    Table {
        name: "death",
        columns: &["member_id", "died_on", "happened_on", "author", "reason", "login", SALT],
    },
    Table {
        name: "fact",
        columns: &[
            "kind",
            "member_id",
            "body",
            "happened_on",
            "author",
            "reason",
            "login",
            "second",
            SALT,
        ],
    },
    Table {
        name: "month",
        columns: &["month", "kind", "happened_on", "author", "reason", "login"],
    },
    Table {
        name: "hold",
        columns: &["kind", "what", "id", "happened_on", "author", "reason", "login", "run", SALT],
    },
    Table { name: "pend", columns: &["hold", "code", "owner", "until"] },
    Table { name: "taken_back", columns: &["run", "happened_on", "author", "reason", "login"] },
    Table {
        name: "duties",
        columns: &["body", "happened_on", "author", "reason", "login", "second"],
    },
    Table {
        name: "approval",
        columns: &["payment", "amount", "payee", "happened_on", "author", "login"],
    },
    Table {
        name: "letter",
        columns: &["member", "posting", "amount", "happened_on", "author", "login"],
    },
    Table {
        name: "receipt",
        columns: &[
            "reference",
            "received_on",
            "amount",
            "plan",
            "unit",
            "member_id",
            "edition",
            "revision",
            "void",
            "happened_on",
            "author",
            "login",
            SALT,
        ],
    },
    Table {
        name: "head_count",
        columns: &[
            "unit",
            "name",
            "counted_on",
            "employees",
            "women",
            "happened_on",
            "author",
            "login",
        ],
    },
    Table { name: "migrated", columns: &["version", "engine", "postings", "seal"] },
    Table { name: "disposed", columns: &["name", "at", "hash"] },
    Table { name: "looks", columns: &["key"] },
];

/// The column of random bytes beside personal data. A row without is hashed as it was before rows had any.
const SALT: &str = "salt";

impl Table {
    /// The table of a name.
    pub(crate) fn named(name: &str) -> &'static Table {
        SEALED.iter().find(|table| table.name == name).expect("a table is named that is sealed")
    }

    /// The hash of the rows behind one up to another, and how many there are.
    pub(crate) fn hash(
        &self,
        ledger: &Ledger,
        after: i64,
        up_to: i64,
    ) -> Result<Seal, LedgerError> {
        let (name, columns) = (self.name, self.columns.join(", "));
        let sql = format!(
            "SELECT rowid, {columns} FROM {name} WHERE rowid > ?1 AND rowid <= ?2 ORDER BY rowid"
        );
        let mut hash = Sha256::new();
        let mut add_all = || -> rusqlite::Result<()> {
            let mut statement = ledger.db.prepare_cached(&sql)?;
            let cells = statement.column_count();
            let salt = self.columns.iter().position(|column| *column == SALT).map(|at| at + 1);
            let mut rows = statement.query((after, up_to))?;
            while let Some(row) = rows.next()? {
                for at in 0..cells {
                    let cell = row.get_ref(at)?;
                    if Some(at) != salt || cell != ValueRef::Null {
                        add(&mut hash, cell);
                    }
                }
            }
            Ok(())
        };
        add_all().map_err(|why| failed(ledger.path(), why))?;
        Ok(hash.finalize().into())
    }

    /// The last row that there is.
    pub(crate) fn last(&self, ledger: &Ledger) -> Result<i64, LedgerError> {
        ledger.one(&format!("SELECT coalesce(max(rowid), 0) FROM {}", self.name))
    }
}

/// Adds a cell to a hash: its type, its length and its bytes, so that no other cells give the same.
fn add(hash: &mut Sha256, cell: ValueRef) {
    let (kind, number);
    let bytes = match cell {
        ValueRef::Null => return hash.update([0]),
        ValueRef::Integer(integer) => {
            number = integer.to_le_bytes();
            kind = 1;
            number.as_slice()
        }
        // This program writes no such number.
        ValueRef::Real(real) => {
            number = real.to_bits().to_le_bytes();
            kind = 2;
            number.as_slice()
        }
        ValueRef::Text(text) => {
            kind = 3;
            text
        }
        ValueRef::Blob(blob) => {
            kind = 4;
            blob
        }
    };
    hash.update([kind]);
    hash.update((bytes.len() as u64).to_le_bytes());
    hash.update(bytes);
}

/// How far an act goes: the last row of each table, and the hash of the rows that the act added to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Extents(BTreeMap<String, (i64, Option<String>)>);

impl Extents {
    /// Reads what an act keeps; nothing where it is not of that form.
    pub(crate) fn read(text: &str) -> Option<Extents> {
        if text.is_empty() {
            Some(Extents::default())
        } else {
            serde_json::from_str(text).ok().map(Extents)
        }
    }

    /// As an act keeps it: `{"payee":[3,"<hash>"],...}`.
    pub(crate) fn write(&self) -> String {
        serde_json::to_string(&self.0).expect("numbers and texts can be written")
    }

    /// Up to which row of a table.
    pub(crate) fn last(&self, table: &str) -> i64 {
        self.0.get(table).map_or(0, |(last, _)| *last)
    }

    /// The hash of the rows that the act added to a table; nothing where it added none.
    pub(crate) fn hash(&self, table: &str) -> Option<&str> {
        self.0.get(table)?.1.as_deref()
    }

    /// The extents of an act that adds all rows behind these.
    pub(crate) fn grown(&self, ledger: &Ledger) -> Result<Extents, LedgerError> {
        let mut grown = BTreeMap::new();
        for table in &SEALED {
            let (before, last) = (self.last(table.name), table.last(ledger)?);
            let hash = match last > before {
                true => Some(hex(&table.hash(ledger, before, last)?)),
                false => None,
            };
            grown.insert(table.name.to_owned(), (last.max(before), hash));
        }
        Ok(Extents(grown))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extents_are_read_as_they_are_written() {
        let extents = Extents::read(r#"{"payee":[3,"ab"],"run":[1,null]}"#).unwrap();
        assert_eq!(Extents::read(&extents.write()), Some(extents.clone()));
        assert_eq!((extents.last("payee"), extents.hash("payee")), (3, Some("ab")));
        assert_eq!((extents.last("run"), extents.hash("run")), (1, None));
        assert_eq!((extents.last("hold"), extents.hash("hold")), (0, None));
        assert_eq!(Extents::read(""), Some(Extents::default()));
        assert_eq!(Extents::read("[]"), None);
    }

    /// A cell of one type is no cell of another, and no two rows of cells run into each other.
    #[test]
    fn cells_that_differ_have_another_hash() {
        let hash = |cells: &[ValueRef]| {
            let mut hash = Sha256::new();
            cells.iter().for_each(|cell| add(&mut hash, *cell));
            Seal::from(hash.finalize())
        };
        let text = |text: &'static str| ValueRef::Text(text.as_bytes());
        let rows: [&[ValueRef]; 9] = [
            &[text("a"), text("bc")],
            &[text("ab"), text("c")],
            &[text("abc")],
            &[text("abc"), text("")],
            &[text("abc"), ValueRef::Null],
            &[ValueRef::Blob(b"abc")],
            &[ValueRef::Integer(1)],
            &[ValueRef::Real(1.0)],
            &[text("1")],
        ];
        let mut hashes: Vec<Seal> = rows.iter().map(|cells| hash(cells)).collect();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), rows.len());
    }
}
