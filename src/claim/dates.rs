//! Dates that rules name: the day of birth, and dates that a scheme declares of members and enrolment periods.

use super::{FieldKind, Owner, Vocabulary};

/// The column of the day of birth.
const BIRTH_DATE: &str = "birth_date";

/// A date from which rules may count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateOf {
    /// The day of birth.
    Birth,
    /// A date of the scheme's own, of the member.
    Member(u8),
    /// A date of the scheme's own, of the enrolment period.
    Enrolment(u8),
}

impl Vocabulary {
    /// The date of that name.
    pub(crate) fn date_named(&self, name: &str) -> Option<DateOf> {
        if name == BIRTH_DATE {
            return Some(DateOf::Birth);
        }
        let field = self.fields.iter().find(|field| field.name == name)?;
        match (&field.kind, field.owner) {
            (FieldKind::Date { slot, .. }, Owner::Enrolment) => Some(DateOf::Enrolment(*slot)),
            (FieldKind::Date { slot, .. }, _) => Some(DateOf::Member(*slot)),
            _ => None,
        }
    }

    /// Every name that [`Vocabulary::date_named`] knows.
    pub(crate) fn date_names(&self) -> impl Iterator<Item = &str> + Clone {
        let dates = self.fields.iter().filter(|f| matches!(f.kind, FieldKind::Date { .. }));
        std::iter::once(BIRTH_DATE).chain(dates.map(|field| field.name.as_str()))
    }
}
