//! Payees as the ledger keeps them: those that were entered together count together, and the newest of a member count.

use std::collections::HashMap;

use super::error::PaymentError;
use super::payee::{Payee, Payees, Row};
use crate::date::Day;
use crate::ledger::{Ledger, LedgerError, PayeeId, PaymentId, Signed};

/// The newest payees of each member who has something in hand.
pub(super) fn payees_in_hand(
    ledger: &Ledger,
    of_hand: &str,
) -> Result<HashMap<String, Payees>, PaymentError> {
    let sql = format!(
        "SELECT m.id, {} FROM {of_hand} h JOIN member m ON m.no = h.member \
         JOIN payee y ON y.member_id = m.id AND y.first = \
         (SELECT first FROM payee WHERE member_id = m.id ORDER BY no DESC LIMIT 1) \
         WHERE y.account <> ''",
        Row::columns()
    );
    let mut sets: HashMap<String, Vec<Row>> = HashMap::new();
    for (id, row) in
        ledger.rows(&sql, (), |row| Ok((row.get::<_, String>(0)?, Row::read(row, 1)?)))?
    {
        sets.entry(id).or_default().push(row);
    }
    let whole = |(id, rows)| Some((id, Payees::of(rows)?));
    Ok(sets.into_iter().filter_map(whole).collect())
}

/// The newest payees of a member, in the order in which they were entered; empty where none is known.
pub(super) fn newest_rows(ledger: &Ledger, member_id: &str) -> Result<Vec<Row>, LedgerError> {
    let sql = format!(
        "SELECT {} FROM payee y WHERE y.member_id = ?1 AND y.first = \
         (SELECT first FROM payee WHERE member_id = ?1 ORDER BY no DESC LIMIT 1) ORDER BY y.no",
        Row::columns()
    );
    ledger.rows(&sql, [member_id], |row| Row::read(row, 0))
}

/// The payee to whom a payment last went, with all who were entered together with that one.
pub(super) fn last_payees(
    ledger: &Ledger,
    payment: PaymentId,
) -> Result<Option<(Row, Vec<Row>)>, LedgerError> {
    let columns = Row::columns();
    let sql = format!(
        "SELECT {columns} FROM transfer t JOIN payee y ON y.no = t.payee \
         WHERE t.payment = ?1 AND t.kind = 'released' AND y.account <> '' ORDER BY t.no DESC LIMIT 1"
    );
    let Some(last) = ledger.rows(&sql, [payment], |row| Row::read(row, 0))?.into_iter().next()
    else {
        return Ok(None);
    };
    let sql = format!(
        "SELECT {columns} FROM payee y JOIN payee l ON l.member_id = y.member_id AND l.first = y.first \
         WHERE l.no = ?1 ORDER BY y.no"
    );
    let all = ledger.rows(&sql, [last.no], |row| Row::read(row, 0))?;
    Ok(Some((last, all)))
}

/// Payees of a member that were entered together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnteredPayees {
    /// The day for which they were entered.
    pub on: Day,
    /// Who entered them.
    pub by: String,
    /// In the order of the file.
    pub payees: Vec<Payee>,
}

/// All payees that a member ever had, the newest first: of these the first count.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn payees_of(ledger: &Ledger, member_id: &str) -> Result<Vec<EnteredPayees>, LedgerError> {
    let sql = format!(
        "SELECT y.first, y.happened_on, y.author, {} FROM payee y WHERE y.member_id = ?1 ORDER BY y.no",
        Payee::COLUMNS
    );
    let rows: Vec<(PayeeId, EnteredPayees)> = ledger.rows(&sql, [member_id], |row| {
        let payees = vec![Payee::read(row, 3)?];
        Ok((row.get(0)?, EnteredPayees { on: row.get(1)?, by: row.get(2)?, payees }))
    })?;
    let sets = rows.chunk_by(|(one, _), (other, _)| one == other);
    let mut entered: Vec<EnteredPayees> = sets
        .filter_map(|set| {
            let payees = set.iter().flat_map(|(_, row)| row.payees.clone()).collect();
            Some(EnteredPayees { payees, ..set.first()?.1.clone() })
        })
        .collect();
    entered.reverse();
    Ok(entered)
}

/// Keeps payees of a member, who count together from now on.
pub(super) fn keep_together(
    ledger: &Ledger,
    member_id: &str,
    payees: &[Payee],
    act: &Signed,
) -> Result<(), LedgerError> {
    let last = ledger.rows("SELECT coalesce(max(no), 0) FROM payee", (), |row| row.get(0))?;
    let first = ledger.number_after(last.into_iter().next().unwrap_or(0), "payee")?;
    let sql = "INSERT INTO payee(member_id, first, kind, name, account, payee_id, bank, branch, share, \
               happened_on, author, login, salt) \
               VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, randomblob(16))";
    let Signed { by, on, login, .. } = act;
    for Payee { kind, name, account, payee_id, bank, branch, share } in payees {
        let row =
            (member_id, first, kind, name, account, payee_id, bank, branch, share, on, by, login);
        ledger.run(sql, row)?;
    }
    Ok(())
}
