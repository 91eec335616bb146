//! Households (家庭): the bills of a member merged with those of relatives, for schemes in which something adds up
//! over a household.
//!
//! A member is who is decided. What relatives spent and were paid are facts of the member's history, so that a
//! household is decided once for each of its members, each time with the same outcome.

use super::{Bill, History, MOST_BILLS, MOST_FACTS, MOST_HOUSEHOLD, Override, Relative};

impl Relative {
    /// The facts of a history of one person; `id` gives a bill's id by its number.
    pub fn of<'i>(history: &History, id: impl Fn(u32) -> &'i [u8]) -> Relative {
        Relative {
            members: history.versions().copied().collect(),
            enrolments: history.enrolments().to_vec(),
            bills: history.bills().to_vec(),
            ids: history.bills().iter().map(|bill| id(bill.id).into()).collect(),
            openings: history.openings().to_vec(),
            overrides: history.overrides().to_vec(),
        }
    }
}

/// Whether a member and relatives are more than can be decided together.
pub(crate) fn are_too_many(history: &History, relatives: &[Relative]) -> bool {
    let sum =
        |own: usize, of: fn(&Relative) -> usize| own + relatives.iter().map(of).sum::<usize>();
    relatives.len() >= MOST_HOUSEHOLD
        || sum(history.bills().len(), |one| one.bills.len()) > MOST_BILLS
        || sum(history.openings().len(), |one| one.openings.len()) > MOST_FACTS
        || sum(history.overrides().len(), |one| one.overrides.len()) > MOST_FACTS
}

/// The history of a member and those of relatives in one: see [`Household::history`].
///
/// ```
/// use std::path::Path;
///
/// use huzhu::claim::{Household, MemberRecord, RecordText, Relative};
/// use huzhu::scheme::Book;
///
/// let book = Book::load(Path::new("rules/pinghu")).unwrap();
/// let read = |id: &str, day: &str| {
///     let bills = format!(
///         "bill_id,category,hospital_level,admission,discharge,settled_on,total\n\
///          {id},inpatient,2,{day},{day},{day},900.00"
///     );
///     MemberRecord::read(&book, RecordText {
///         members: "birth_date,sex,hardship,household_id\n1980-05-01,F,no,H1",
///         enrolments: "plan,start,end,units,enrolled_on",
///         bills: &bills,
///     })
///     .unwrap()
/// };
/// let (wife, husband) = (read("B2", "2022-05-01"), read("B1", "2022-03-01"));
/// let relatives = [Relative::of(&husband.history(&book).unwrap(), |number| husband.id_of(number))];
/// let own = wife.history(&book).unwrap();
/// let household = Household::of(own, Some(&relatives), |number| wife.id_of(number));
/// let history = household.history();
/// assert_eq!((history.bills().len(), history.together().len()), (1, 2));
/// ```
#[derive(Clone, Debug)]
pub struct Household<'a> {
    own: History<'a>,
    /// Nothing where they were not looked for.
    relatives: Option<&'a [Relative]>,
    /// All bills in order, those of relatives numbered behind the member's own; none where there are no relatives.
    bills: Vec<Bill>,
    overrides: Vec<Override>,
}

impl<'a> Household<'a> {
    /// Merges the history of a member with relatives; nothing where they are not asked for. `id` gives the id of one of
    /// the member's own bills. Bills of different members have different ids: they order those of one day.
    ///
    /// # Panics
    ///
    /// When they are more than [`MOST_HOUSEHOLD`] members, or have more than [`MOST_BILLS`] bills, together, or
    /// were read by other words.
    #[inline]
    pub fn of<'i>(
        own: History<'a>,
        relatives: Option<&'a [Relative]>,
        id: impl Fn(u32) -> &'i [u8],
    ) -> Household<'a> {
        let mut household = Household { own, relatives, bills: Vec::new(), overrides: Vec::new() };
        if let Some(relatives) = relatives.filter(|relatives| !relatives.is_empty()) {
            household.merge(relatives, id);
        }
        household
    }

    /// The history of the member, in which relatives and their bills are facts.
    #[inline]
    pub fn history(&self) -> History<'_> {
        match self.relatives {
            None => self.own,
            Some([]) => self.own.with_relatives(&[], self.own.bills()),
            Some(relatives) => {
                let history = self.own.with_overrides(&self.overrides);
                history.with_relatives(relatives, &self.bills)
            }
        }
    }

    fn merge<'i>(&mut self, relatives: &[Relative], own_id: impl Fn(u32) -> &'i [u8]) {
        let Household { own, bills, overrides, .. } = self;
        let fits = !are_too_many(own, relatives);
        assert!(fits, "readers refuse households that are too large");
        let mut all: Vec<(Bill, &[u8])> =
            own.bills().iter().map(|bill| (*bill, own_id(bill.id))).collect();
        overrides.extend_from_slice(own.overrides());
        let own_overrides = own.overrides().iter().map(|given| given.bill);
        let own_bills = own.bills().iter().map(|bill| bill.id);
        let mut free = own_bills.chain(own_overrides).max().map_or(0, |last| last + 1);
        for (person, relative) in relatives.iter().enumerate() {
            let behind = |number: u32| number + free;
            let given = relative.overrides.iter();
            overrides.extend(given.map(|given| Override { bill: behind(given.bill), ..*given }));
            let moved = relative.bills.iter().map(|bill| bill.behind(free, person as u8 + 1));
            all.extend(moved.zip(relative.ids.iter().map(|id| &**id)));
            let given = relative.overrides.iter().map(|given| given.bill);
            let last = relative.bills.iter().map(|bill| bill.id).chain(given).max();
            free = last.map_or(free, |last| behind(last) + 1);
        }
        all.sort_by(|(a, one), (b, other)| a.order.cmp(&b.order).then_with(|| one.cmp(other)));
        bills.extend(all.into_iter().map(|(bill, _)| bill));
    }
}
