//! Who does something to a ledger by hand, when, and why.

use super::LedgerError;
use super::name::{Name, reason_of};
use super::{Ledger, Month};
use crate::date::Day;
use crate::words;

/// An act by hand that has an author and a day, and a reason where one is needed.
///
/// ```
/// use huzhu::date::Day;
/// use huzhu::ledger::{LedgerError, Name, Signed};
///
/// let day = Day::parse("2024-05-01").unwrap();
/// let act = Signed::new(Some(" Li  Na "), day, None).unwrap();
/// assert_eq!(&*act.by, "Li Na");
/// assert!(act.clone().agreed_by(Some(Name::new("LI NA").unwrap())).is_err());
/// assert!(matches!(act.with_reason(), Err(LedgerError::NoReason)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Who does it.
    pub by: Name,
    /// The day it counts for.
    pub on: Day,
    /// Why; empty where no reason is needed.
    pub reason: String,
    /// The account of the operating system that it is done from; empty where that is not known.
    pub login: String,
    /// The second person who agrees; nothing where none has to.
    pub second: Option<Name>,
}

impl Signed {
    /// An act that needs an author.
    ///
    /// # Errors
    ///
    /// When there is none, or author or reason are not one line of text.
    pub fn new(by: Option<&str>, on: Day, reason: Option<&str>) -> Result<Signed, LedgerError> {
        let by = Name::new(by.unwrap_or_default())?;
        let reason = reason_of(reason.unwrap_or_default())?;
        Ok(Signed { by, on, reason, login: String::new(), second: None })
    }

    /// The same act, to which a second person agrees where one is named.
    ///
    /// # Errors
    ///
    /// When that is the person who acts, under whatever spelling.
    pub fn agreed_by(self, second: Option<Name>) -> Result<Signed, LedgerError> {
        match second {
            Some(second) if second.is_same_person(&self.by) => {
                Err(words::acts::second_is_first(&self.by).into())
            }
            second => Ok(Signed { second, ..self }),
        }
    }

    /// The account that it was done from, where it says more than the name.
    pub fn account(&self) -> Option<&str> {
        account_beside(&self.by, &self.login)
    }

    /// The same act, done from this account of the operating system.
    #[must_use]
    pub fn from_account(self, login: &str) -> Signed {
        Signed { login: login.to_owned(), ..self }
    }

    /// The same where a reason is needed too.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub fn with_reason(self) -> Result<Signed, LedgerError> {
        if self.reason.is_empty() { Err(LedgerError::NoReason) } else { Ok(self) }
    }
}

impl Ledger {
    /// The day that an act counts for by default: that of the newest run or act, or the first
    /// that is not closed. A clock is never asked: it may have been set back.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read, or nothing was ever posted.
    pub fn usual_day(&self) -> Result<Day, LedgerError> {
        let newest = self.newest_day()?;
        Ok(self.open_month()?.map_or(newest, |open| newest.max(open.first())))
    }

    /// The day of the newest run or act.
    pub(crate) fn newest_day(&self) -> Result<Day, LedgerError> {
        let sql = "SELECT max(day) FROM (SELECT max(posted_on) day FROM run_in_force \
                   UNION ALL SELECT max(happened_on) FROM transfer_in_force \
                   UNION ALL SELECT max(happened_on) FROM release)";
        let newest: Option<String> = self.one(sql)?;
        let newest = newest.as_deref().and_then(Day::parse);
        newest.ok_or_else(|| LedgerError::nothing_posted(self.path()))
    }

    /// Makes sure that a day is not of a closed month.
    pub(crate) fn is_open(&self, day: Day) -> Result<(), LedgerError> {
        match self.open_month()? {
            Some(open) if Month::of(day) < open => Err(LedgerError::MonthClosed { day, open }),
            _ => Ok(()),
        }
    }
}

/// The account of the operating system beside a name, where it says more than the name does.
pub fn account_beside<'a>(by: &Name, login: &'a str) -> Option<&'a str> {
    let says_more = !login.is_empty() && !Name::kept(login).is_same_person(by);
    says_more.then_some(login)
}
