//! Whether the log of looks is whole, without reading all of it for each page.

use std::sync::{Mutex, PoisonError};

use crate::access::{AccessError, AccessFile, CheckedLooks};

/// The log as far as it was checked since the window opened, and the moment at which its first line was. A log of years
/// is long: each page checks what is new.
#[derive(Default)]
pub(super) struct LogCheck(Mutex<Option<(CheckedLooks, String)>>);

impl LogCheck {
    /// Checks what is new; all of it where that is asked for, at the first time, and where another log has taken the
    /// place of that which was checked.
    pub fn of(
        &self,
        file: &AccessFile,
        is_whole: bool,
        now: String,
    ) -> Result<(CheckedLooks, String), AccessError> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = match known.take() {
            Some(before) if !is_whole && file.goes_on_from(&before.0)? => before,
            _ => (CheckedLooks::default(), now),
        };
        let (checked, since) = before;
        Ok(known.insert((file.check_looks(checked)?, since)).clone())
    }
}
