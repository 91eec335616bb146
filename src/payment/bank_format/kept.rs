//! The format of a release and the files that it wrote in it, as the ledger keeps them.

use super::format::BankFormat;
use super::write::BankFile;
use crate::ledger::{Ledger, LedgerError};
use crate::money::Money;

/// A file that a release wrote in the form of a bank.
pub(in crate::payment) struct KeptFile {
    pub sha256: String,
    pub payments: usize,
    pub total: Money,
}

/// What a release wrote in the form of a bank.
pub(in crate::payment) struct KeptFiles {
    pub format: BankFormat,
    pub files: Vec<KeptFile>,
}

/// Keeps the files of a release with their format, each format once.
pub(in crate::payment) fn keep(
    ledger: &Ledger,
    release: i64,
    format: &BankFormat,
    files: &[(&BankFile, &str)],
) -> Result<(), LedgerError> {
    let body = serde_json::to_string(format).expect("a format is texts and numbers");
    ledger.run(
        "INSERT INTO bank_format(body) SELECT ?1 WHERE NOT EXISTS \
                (SELECT 1 FROM bank_format WHERE body = ?1)",
        [&body],
    )?;
    let sql = "INSERT INTO bank_file(release, format, file, payments, total) \
               SELECT ?1, no, ?3, ?4, ?5 FROM bank_format WHERE body = ?2";
    for (file, sha256) in files {
        ledger.run(sql, (release, &body, sha256, file.payments as i64, file.total))?;
    }
    Ok(())
}

/// What a release wrote in the form of a bank; nothing where its one file has the columns of the ledger.
pub(in crate::payment) fn of_release(
    ledger: &Ledger,
    release: impl rusqlite::ToSql + Copy,
) -> Result<Option<KeptFiles>, LedgerError> {
    let sql = "SELECT f.body, b.file, b.payments, b.total FROM bank_file b \
               JOIN bank_format f ON f.no = b.format WHERE b.release = ?1 ORDER BY b.no";
    let rows: Vec<(String, KeptFile)> = ledger.rows(sql, [release], |row| {
        let payments = row.get::<_, i64>(2)?.try_into().unwrap_or_default();
        let file = KeptFile { sha256: row.get(1)?, payments, total: row.get(3)? };
        Ok((row.get(0)?, file))
    })?;
    let Some((body, _)) = rows.first() else { return Ok(None) };
    let damaged = |_| LedgerError::damaged(ledger.path(), "bank_format");
    let format = serde_json::from_str(body).map_err(damaged)?;
    Ok(Some(KeptFiles { format, files: rows.into_iter().map(|(_, file)| file).collect() }))
}
