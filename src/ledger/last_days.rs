//! When anything was last done about a member, also by runs that were taken back since.

use std::collections::HashMap;

use super::number::MemberNumber;
use super::{Ledger, LedgerError};
use crate::date::Day;

const LAST_DAYS: &str = "SELECT member, max(day) FROM (
    SELECT p.member member, r.posted_on day FROM posting p JOIN run r ON r.no = p.run
    UNION ALL SELECT p.member, t.happened_on FROM transfer t JOIN payment p ON p.no = t.payment
    UNION ALL SELECT p.member, a.happened_on FROM approval a JOIN payment p ON p.no = a.payment
    UNION ALL SELECT member, happened_on FROM letter
    UNION ALL SELECT m.no, y.happened_on FROM payee y JOIN member m ON m.id = y.member_id
    UNION ALL SELECT m.no, f.happened_on FROM fact f JOIN member m ON m.id = f.member_id
    UNION ALL SELECT m.no, d.happened_on FROM death d JOIN member m ON m.id = d.member_id
    UNION ALL SELECT m.no, c.happened_on FROM receipt c JOIN member m ON m.id = c.member_id
    UNION ALL SELECT m.no, h.happened_on FROM hold h JOIN member m ON m.id = h.id
        WHERE h.what = 'member'
    UNION ALL SELECT p.member, h.happened_on FROM hold h JOIN payment p ON p.id = h.id
        WHERE h.what = 'payment')
    GROUP BY member";

impl Ledger {
    /// The last day of each member, by number.
    pub(crate) fn last_days(&self) -> Result<HashMap<MemberNumber, Day>, LedgerError> {
        let days = self.rows(LAST_DAYS, (), |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(days.into_iter().collect())
    }
}
