//! Stays (住院): which bills are one stay, and what terms ask of it.
//!
//! A hospital may bill a long stay in parts, each with the same `stay_id`. Terms speak of the stay: of the day
//! on which it began and the day on which it ended. Bills of one id are one stay while at most
//! [`Vocabulary::stay_gap`](super::Vocabulary::stay_gap) uncovered days lie between them; what lies further apart is
//! another stay, for which the id was used again.

use crate::date::Day;

/// The stay that a bill is of, as all bills of the member show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay {
    /// What distinguishes it from other stays of the member: the number of the bill that begins it.
    pub(crate) number: u32,
    /// The first day: the earliest admission of its bills.
    pub(crate) began: Day,
    /// The day of leaving: the latest discharge of its bills.
    pub(crate) ended: Day,
    /// The day on which earlier bills of the stay left off: the latest discharge of those that begin before
    /// this one, and the admission of this one where none does.
    pub(crate) left_off: Day,
}

impl Stay {
    /// The stay of a bill that shares it with no other.
    pub(crate) const fn alone(number: u32, admission: Day, discharge: Day) -> Stay {
        Stay { number, began: admission, ended: discharge, left_off: admission }
    }

    /// What distinguishes it from other stays of the member: the number of the bill that begins it.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The first day: the earliest admission of its bills.
    pub fn began(&self) -> Day {
        self.began
    }

    /// The day of leaving: the latest discharge of its bills.
    pub fn ended(&self) -> Day {
        self.ended
    }

    /// Nights of the stay.
    #[inline]
    pub fn nights(&self) -> i32 {
        self.ended - self.began
    }
}
