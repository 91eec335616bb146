//! Where a payment is that left: with the bank, confirmed by it, or sent back.

use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef};

use crate::date::Day;
use crate::ledger::{Ledger, LedgerError, PaymentId};
use crate::money::Money;

/// The number of a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ReleaseNo(i64);

impl FromSql for ReleaseNo {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<ReleaseNo> {
        value.as_i64().map(ReleaseNo)
    }
}

impl ToSql for ReleaseNo {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.into())
    }
}

/// The last way of a payment to the bank, and what became of it.
pub(super) struct LastWay {
    /// The release that it left with.
    pub release: ReleaseNo,
    /// What left.
    pub amount: Money,
    /// The day on which it left.
    pub on: Day,
    /// The account that it went to.
    pub account: String,
    /// The name of the payee.
    pub payee: String,
    /// The day on which the bank confirmed it.
    pub confirmed: Option<Day>,
    /// The day on which the bank sent it back.
    pub returned: Option<Day>,
}

/// How a payment last left; nothing where it never did.
pub(super) fn last_way(ledger: &Ledger, no: PaymentId) -> Result<Option<LastWay>, LedgerError> {
    let sql = "SELECT t.release, t.amount, t.happened_on, y.account, y.name, \
               (SELECT happened_on FROM transfer WHERE payment = ?1 AND kind = 'confirmed' AND no > t.no), \
               (SELECT happened_on FROM transfer WHERE payment = ?1 AND kind = 'returned' AND no > t.no) \
               FROM transfer t LEFT JOIN payee y ON y.no = t.payee \
               WHERE t.payment = ?1 AND t.kind = 'released' ORDER BY t.no DESC LIMIT 1";
    let found = ledger.rows(sql, [no], |row| {
        Ok(LastWay {
            release: row.get(0)?,
            amount: row.get(1)?,
            on: row.get(2)?,
            account: row.get::<_, Option<String>>(3)?.unwrap_or_default(),
            payee: row.get::<_, Option<String>>(4)?.unwrap_or_default(),
            confirmed: row.get(5)?,
            returned: row.get(6)?,
        })
    })?;
    Ok(found.into_iter().next())
}

/// The day on which a file of the bank was read before, where nothing of it was sent since.
pub(super) fn read_before(ledger: &Ledger, file: &str) -> Result<Option<Day>, LedgerError> {
    let sql = "SELECT max(happened_on) FROM transfer WHERE file = ?1 AND NOT EXISTS \
               (SELECT 1 FROM transfer f JOIN transfer t ON t.payment = f.payment AND t.no > f.no \
               WHERE f.file = ?1 AND t.kind = 'released')";
    let day: Vec<Option<Day>> = ledger.rows(sql, [file], |row| row.get(0))?;
    Ok(day.into_iter().next().flatten())
}
