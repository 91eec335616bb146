//! Lists of diagnoses: in an order, since a bill may have diagnoses on several, and from a day on, where they change.

use crate::date::Day;

/// Lists of diagnoses in the order in which a schedule looks at them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListOrder {
    /// By place among the lists of the book.
    places: [u8; ListOrder::MOST],
    number: u8,
}

impl ListOrder {
    /// The most lists of one schedule.
    pub(crate) const MOST: usize = 8;
    /// The word for a bill of whose diagnoses none is on any of the lists.
    pub(crate) const NONE: &'static str = "none";

    /// Lists by place among those of the book; nothing where they are more than a schedule has room for.
    pub(crate) fn of(lists: &[usize]) -> Option<ListOrder> {
        let mut order = ListOrder { places: [0; ListOrder::MOST], number: 0 };
        for &list in lists {
            *order.places.get_mut(usize::from(order.number))? = u8::try_from(list).ok()?;
            order.number += 1;
        }
        Some(order)
    }

    /// By place among the lists of the book.
    pub(super) fn places(&self) -> &[u8] {
        self.places.get(..usize::from(self.number)).unwrap_or_default()
    }

    /// Which of them is the first that a bill has a diagnosis on, by the bits of a bill's lists; behind the last where
    /// it has none.
    #[inline]
    pub(crate) fn first_among(&self, lists: u64) -> i64 {
        let met = self.places().iter().position(|list| lists >> list & 1 == 1);
        met.unwrap_or(usize::from(self.number)) as i64
    }
}

/// A list of diagnoses from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ListVersion {
    /// The list, by place among those of the book.
    pub list: u8,
    /// The bit that says whether a bill has a diagnosis on this version.
    pub bit: u8,
    /// The first day on which it holds; of the first version, the first day that there is.
    pub from: Day,
    /// Its codes, each in its one spelling.
    pub codes: Vec<String>,
}
