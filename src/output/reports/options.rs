//! What is asked of the reports of a run.

use crate::date::Day;
use crate::money::{Money, Rate};

/// Options of the reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The day as of which members stand in their units, and on which units must have their members enrolled;
    /// nothing for the last unit known, and the latest settlement date among the decided bills.
    pub on: Option<Day>,
    /// The first and the last day of the period in which a member counts as insured; nothing for a period of whatever
    /// day.
    pub within: Option<(Day, Day)>,
    /// Own cost in a year above which a member is on the hardship list; nothing for no list.
    pub hardship: Option<Money>,
    /// The share of a household's yearly income above which its own cost in a year is on the list of households;
    /// nothing for no such list.
    pub hardship_share: Option<Rate>,
    /// Whether the lists have whole ids.
    pub full_ids: bool,
}

impl Options {
    /// Whether what is left with members in a year is asked for.
    pub(crate) fn asks_own_cost(&self) -> bool {
        self.hardship.is_some() || self.hardship_share.is_some()
    }
}
