//! Members: who is enrolled, and what held of them from a day on.

use super::{MEMBER_DATES, MEMBER_FACTS, VocabularyId};
use crate::date::Day;

/// Who is enrolled, and what held of them from a day on; read by a [`RowReader`](super::RowReader).
///
/// ```
/// use std::path::Path;
///
/// use huzhu::claim::{RecordKind, RowReader};
/// use huzhu::scheme::Book;
///
/// let book = Book::load(Path::new("rules/pinghu")).unwrap();
/// let header = ["birth_date", "sex", "hardship"];
/// let reader = RowReader::read_header(header, RecordKind::Members, &book).unwrap();
/// let member = reader.member(&["1980-05-01", "F", "no"]).unwrap();
/// assert_eq!(member.birth().to_string(), "1980-05-01");
/// assert_eq!(reader.member(&["1980-05-01", "X", "no"]).unwrap_err()[0].code, "unknown_word");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Member {
    /// The day of birth.
    pub(crate) birth: Day,
    /// The day from which the facts hold; [`Day::FIRST`] where nothing was known before. What holds first holds
    /// for all days before too.
    pub(crate) from: Day,
    /// A number that members of one household share, and others hardly ever do; 0 where none is named.
    pub(crate) household: u64,
    /// The value of each fact, by slot.
    pub(crate) facts: [u8; MEMBER_FACTS],
    /// The dates of the scheme's own, by slot.
    pub(crate) dates: [Day; MEMBER_DATES],
    /// The words that the facts were read by.
    pub(crate) vocabulary: VocabularyId,
}

impl Member {
    /// Stands for a member of whom no row was read yet.
    pub(crate) const UNKNOWN: Member = Member {
        birth: Day::FIRST,
        from: Day::FIRST,
        household: 0,
        facts: [0; MEMBER_FACTS],
        dates: [Day::FIRST; MEMBER_DATES],
        vocabulary: VocabularyId::NONE,
    };

    /// The day of birth.
    pub fn birth(&self) -> Day {
        self.birth
    }

    /// The day from which the facts hold; [`Day::FIRST`] where nothing was known before.
    pub fn from(&self) -> Day {
        self.from
    }

    /// The value of a fact, by its slot.
    pub fn fact(&self, slot: u8) -> u8 {
        self.facts[slot as usize]
    }

    /// A date of the scheme's own, by its slot; [`Day::FIRST`] where the scheme declares none there.
    pub fn date(&self, slot: u8) -> Day {
        self.dates.get(slot as usize).copied().unwrap_or(Day::FIRST)
    }
}

/// What a member was on a day: what holds first, and from the day of each of the others on.
#[inline]
pub(crate) fn on<'a>(first: &'a Member, later: &'a [Member], day: Day) -> &'a Member {
    later.iter().rev().find(|member| member.from <= day).unwrap_or(first)
}
