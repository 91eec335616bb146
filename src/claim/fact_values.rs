//! What a fact can be: one of a few words, or a number.

use super::list_order::ListOrder;
use super::{Fact, FieldKind, Owner, Vocabulary};

/// What values a fact has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FactValues {
    /// One of these words.
    Words(Vec<String>),
    /// A number from this one on.
    From(i64),
}

/// The hospital levels, in the order of their numbers in bills.
pub(crate) const HOSPITAL_LEVELS: [&str; 4] = ["1", "2", "3", "none"];

const YES_NO: [&str; 2] = ["no", "yes"];

impl Vocabulary {
    /// What a fact can be.
    pub(crate) fn values(&self, fact: Fact) -> FactValues {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        FactValues::Words(match fact {
            Fact::Bill(0) => self.categories.clone(),
            Fact::Bill(1) => words(&HOSPITAL_LEVELS),
            Fact::Bill(2) => words(&["illness", "accident", "maternity", "other"]),
            Fact::Bill(3 | 4) | Fact::Member(1) => words(&YES_NO),
            Fact::Member(0) => words(&["M", "F"]),
            Fact::Diagnosis(order) => self.list_names(order),
            Fact::Bill(slot) => self.own_values(Owner::Bill, slot),
            Fact::Member(slot) => self.own_values(Owner::Member, slot),
            Fact::Enrolment(slot) => self.own_values(Owner::Enrolment, slot),
            Fact::Ordinal | Fact::Units | Fact::YearsEnrolled => return FactValues::From(1),
            Fact::DaysCovered | Fact::HouseholdMembers => return FactValues::From(1),
            Fact::Age | Fact::Turns | Fact::Nights | Fact::BasisDay | Fact::Count(_) => {
                return FactValues::From(0);
            }
        })
    }

    /// The least and the most that a fact can be, as a number.
    pub(crate) fn range(&self, fact: Fact) -> (i64, i64) {
        match self.values(fact) {
            FactValues::Words(words) => (0, words.len() as i64 - 1),
            FactValues::From(least) => (least, i64::MAX),
        }
    }

    /// The least that a fact can be, as a number.
    pub(crate) fn least(&self, fact: Fact) -> i64 {
        match self.values(fact) {
            FactValues::Words(_) => 0,
            FactValues::From(least) => least,
        }
    }

    /// The names of some lists in their order, and the word for none of them.
    fn list_names(&self, order: ListOrder) -> Vec<String> {
        let named = |list: &u8| self.lists.get(usize::from(*list)).map(|(name, _)| name.clone());
        let names = order.places().iter().filter_map(named);
        names.chain([ListOrder::NONE.to_owned()]).collect()
    }

    fn own_values(&self, owner: Owner, slot: u8) -> Vec<String> {
        let mut fields = self.fields.iter().filter(|field| field.owner == owner);
        let values = fields.find_map(|field| match &field.kind {
            FieldKind::Word { slot: own, values, .. } if *own == slot => Some(values.clone()),
            _ => None,
        });
        values.expect("slots are given out to fields")
    }
}
