//! What people call the values of facts: kinds of bill, words of fields, lists of diagnoses.

use super::{Fact, FieldKind, Owner, Vocabulary};
use crate::words::{Sentence, values};

impl Vocabulary {
    /// What people call a value of a fact: its title in the rules, or the usual word for it, or else the value itself.
    ///
    /// ```
    /// use std::path::Path;
    ///
    /// use huzhu::claim::Vocabulary;
    /// use huzhu::scheme::Book;
    ///
    /// let book = Book::load(Path::new("rules/pinghu")).unwrap();
    /// let words: &Vocabulary = book.as_ref();
    /// let level = words.fact("hospital_level").unwrap();
    /// assert_eq!(words.value_title(level, "3").to_string(), "level 3");
    /// ```
    pub fn value_title(&self, fact: Fact, value: &str) -> Sentence {
        let own = match fact {
            Fact::Bill(Vocabulary::CATEGORY) => self.titles.categories.get(value),
            Fact::Diagnosis(_) => self.titles.lists.get(value),
            Fact::Bill(slot) => self.own_title(Owner::Bill, slot, value),
            Fact::Member(slot) => self.own_title(Owner::Member, slot, value),
            Fact::Enrolment(slot) => self.own_title(Owner::Enrolment, slot, value),
            _ => None,
        };
        own.cloned().unwrap_or_else(|| values::usual(self.fact_name(fact), value))
    }

    /// What people call a kind of bill.
    pub fn category_title(&self, category: &str) -> Sentence {
        self.value_title(Fact::Bill(Vocabulary::CATEGORY), category)
    }

    fn own_title(&self, owner: Owner, slot: u8, value: &str) -> Option<&Sentence> {
        let is_it =
            |kind: &FieldKind| matches!(kind, FieldKind::Word { slot: own, .. } if *own == slot);
        let mut fields = self.fields.iter().filter(|field| field.owner == owner);
        fields.find(|field| is_it(&field.kind))?.value_titles.get(value)
    }
}
