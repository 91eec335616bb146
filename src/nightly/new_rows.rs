//! Rows that are new of a person, as a ledger keeps them.

use crate::claim::Enrolment;

/// Rows that are new of a person, as a ledger keeps them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct NewRows {
    pub person: String,
    pub periods: String,
    pub bills: String,
    /// What the bills are known by, and those of them that would be decided.
    pub bill_ids: Vec<String>,
    pub bills_that_hold: Vec<String>,
    /// How many periods come.
    pub new_periods: usize,
    /// Periods that others take the place of.
    pub replaced: Vec<Enrolment>,
    /// What the files of members and enrolments say of the main id, and of others.
    pub seen: Option<i64>,
    pub others_seen: Vec<(String, i64)>,
}

impl NewRows {
    /// What the files of members and enrolments say of all ids of a person.
    pub fn seen_of(&self, main: &str) -> impl Iterator<Item = (String, i64)> {
        let seen = self.seen.map(|seen| (main.to_owned(), seen));
        seen.into_iter().chain(self.others_seen.iter().cloned())
    }

    /// Keeps what the files of members and enrolments say of an id of a person.
    pub fn sees(&mut self, main: &str, id: &str, print: i64) {
        if id == main {
            self.seen = Some(print);
        } else {
            self.others_seen.push((id.to_owned(), print));
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.person.is_empty() && self.periods.is_empty() && self.bills.is_empty()
    }
}

/// A list of rows that is being written.
#[derive(Default)]
pub(super) struct Written(Vec<u8>);

impl Written {
    pub fn next(&mut self) -> &mut Vec<u8> {
        self.0.push(if self.0.is_empty() { b'[' } else { b',' });
        &mut self.0
    }

    /// How long it is.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Takes back the last row.
    pub fn cut(&mut self, to: usize) {
        self.0.truncate(to);
    }

    pub fn done(mut self) -> String {
        if !self.0.is_empty() {
            self.0.push(b']');
        }
        String::from_utf8(self.0).expect("rows are UTF-8")
    }
}
