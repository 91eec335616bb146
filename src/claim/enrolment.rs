//! Enrolment periods.

use super::{ENROLMENT_DATES, ENROLMENT_FACTS, VocabularyId};
use crate::date::Day;

/// The most units one enrolment period may have; more are refused as data.
pub const MOST_UNITS: u32 = 1_000;

/// A period for which a member is enrolled in a plan; read by a [`RowReader`](super::RowReader). It never ends
/// before it starts, its plan is one of the rules, and it has a unit at least.
///
/// ```
/// use std::path::Path;
///
/// use huzhu::claim::{RecordKind, RowReader};
/// use huzhu::scheme::Book;
///
/// let book = Book::load(Path::new("rules/pinghu")).unwrap();
/// let header = ["plan", "start", "end", "units", "enrolled_on"];
/// let reader = RowReader::read_header(header, RecordKind::Enrolments, &book).unwrap();
/// let faults = reader.enrolment(&["gold", "2022-12-31", "2022-01-01", "0", "2022-01-01"]).unwrap_err();
/// let codes: Vec<&str> = faults.iter().map(|fault| fault.code).collect();
/// assert_eq!(codes, ["unknown_plan", "bad_units", "end_before_start"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Enrolment {
    /// The plan, by its place among the plans of the book.
    pub(crate) plan: u8,
    /// The first day of the period.
    pub(crate) start: Day,
    /// The last day of the period, and of its cover; never before `start`.
    pub(crate) end: Day,
    /// Units held, from 1 to [`MOST_UNITS`].
    pub(crate) units: u32,
    /// The day of enrolling.
    pub(crate) enrolled_on: Day,
    /// The day on which the contribution came in; [`Day::LAST`] where it did not: no cover begins behind it.
    pub(crate) paid_on: Day,
    /// The dates of the scheme's own, by slot.
    pub(crate) dates: [Day; ENROLMENT_DATES],
    /// The value of each of the scheme's own facts, by slot.
    pub(crate) facts: [u8; ENROLMENT_FACTS],
    /// The words that the plan was read by.
    pub(crate) vocabulary: VocabularyId,
}

// As of a bill: the id of the vocabulary takes bytes that would otherwise be padding.
const _: () = assert!(size_of::<Enrolment>() == 32);

impl Enrolment {
    /// The plan, by its place among the plans of the book.
    pub fn plan(&self) -> u8 {
        self.plan
    }

    /// The first day of the period. Its cover may begin later, where the plan waits for the contribution:
    /// [`Book::cover_from`](crate::scheme::Book::cover_from).
    pub fn start(&self) -> Day {
        self.start
    }

    /// The last day of cover.
    pub fn end(&self) -> Day {
        self.end
    }

    /// Units held, from 1 to [`MOST_UNITS`].
    pub fn units(&self) -> u32 {
        self.units
    }

    /// The day of enrolling.
    pub fn enrolled_on(&self) -> Day {
        self.enrolled_on
    }

    /// The day on which the contribution for the period came in, where it did as far as is known. Only plans that
    /// begin cover with it ask.
    pub fn paid_on(&self) -> Option<Day> {
        (self.paid_on != Day::LAST).then_some(self.paid_on)
    }

    /// The value of a fact that the scheme declares of periods, by its slot.
    pub fn fact(&self, slot: u8) -> u8 {
        self.facts.get(slot as usize).copied().unwrap_or_default()
    }

    /// A date that the scheme declares of periods, by its slot; [`Day::FIRST`] where it declares none there.
    pub fn date(&self, slot: u8) -> Day {
        self.dates.get(slot as usize).copied().unwrap_or(Day::FIRST)
    }
}
