//! Months of posting are closed in order, and opened again from the latest back.

use super::error::AccountingError;
use crate::date::Day;
use crate::ledger::{About, ActKind, Deed, Ledger, LedgerError, Month, Signed};

/// Closes a month: the one after the last that was closed, or the first that was posted for.
///
/// # Errors
///
/// When another is to be closed first, nothing was posted for it yet, or there is no reason.
pub fn lock(ledger: &mut Ledger, month: Month, act: Signed) -> Result<(), AccountingError> {
    let act = act.with_reason()?;
    let days: (Option<Day>, Option<Day>) =
        (ledger.one("SELECT min(posted_on) FROM run_in_force")?, ledger.last_day()?);
    let month_of = |day: Option<Day>| day.map(Month::of);
    let nothing = || LedgerError::nothing_posted(ledger.path());
    let first = month_of(days.0).ok_or_else(nothing)?;
    let newest = month_of(days.1).ok_or_else(nothing)?;
    let open = ledger.open_month()?.unwrap_or(first);
    match month {
        month if month < open => Err(AccountingError::MonthIsClosed { month }),
        month if month > newest => Err(AccountingError::MonthHasNoRun { month, newest }),
        month if month > open => Err(AccountingError::MonthNotNext { month, open }),
        month => log_month(ledger, month, ActKind::Lock, &act),
    }
}

/// Opens a month again: the last that was closed.
///
/// # Errors
///
/// When it is not that one, or there is no reason.
pub fn unlock(ledger: &mut Ledger, month: Month, act: Signed) -> Result<(), AccountingError> {
    let act = act.with_reason()?;
    match ledger.closed_months()?.last() {
        Some(last) if *last == month => log_month(ledger, month, ActKind::Unlock, &act),
        Some(last) if *last > month => Err(AccountingError::MonthNotLatest { month, last: *last }),
        _ => Err(AccountingError::MonthIsOpen { month }),
    }
}

fn log_month(
    ledger: &Ledger,
    month: Month,
    kind: ActKind,
    act: &Signed,
) -> Result<(), AccountingError> {
    let sql = "INSERT INTO month(month, kind, happened_on, author, reason, login) \
               VALUES(?1, ?2, ?3, ?4, ?5, ?6)";
    let Signed { by, on, reason, login, .. } = act;
    let [before, after] =
        if kind == ActKind::Lock { ["open", "closed"] } else { ["closed", "open"] };
    ledger.act(act, |ledger| {
        ledger.run(sql, (month, kind.code(), on, by, reason, login))?;
        Ok(((), Some(Deed::new(kind, About::Month, month).changing(before, after))))
    })
}
