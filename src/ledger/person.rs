//! The person of an id, from the row of members that was posted last.

use std::collections::BTreeMap;

use super::Ledger;
use super::LedgerError;
use super::kept_rows::main_of;
use super::known::{Columns, Latest};
use crate::claim::{KeptRow, Row};
use crate::money::Money;

/// What distinguishes two people, and what a notice for the member names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The date of birth.
    pub birth: String,
    /// The sex.
    pub sex: String,
    /// The unit.
    pub unit: String,
    /// The name; empty where files of members have none. It stands on sheets for the member alone.
    pub name: String,
    /// The household; empty where files of members have none.
    pub household: String,
    /// What the household earns in a year, as the member states it.
    pub household_income: Option<Money>,
}

impl Ledger {
    /// Who has each of some ids, which are sorted; those are left out whom no file of members has named.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn people_of(&self, ids: &[&str]) -> Result<BTreeMap<String, Person>, LedgerError> {
        let known = self.known(ids, &[])?;
        let person = |latest: &Latest| {
            let rows = known.rows.get(&latest.member)?;
            let last = rows.iter().rev().find(|brought| !brought.rows[0].is_empty())?;
            of(&known.columns.get(&last.columns)?.members, &last.rows[0])
        };
        let of_id = |latest: &Latest| Some((latest.content.member_id.clone(), person(latest)?));
        Ok(known.members.iter().filter_map(of_id).collect())
    }

    /// Who has an id; nothing where no file of members has named it.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn person(&self, id: &str) -> Result<Option<Person>, LedgerError> {
        Ok(self.people_of(&[id])?.remove(id))
    }
}

impl Ledger {
    /// The id under which the history of an id stands: another one of the same person, where a night has joined
    /// them.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn main_id(&self, id: &str) -> Result<String, LedgerError> {
        let id = &*self.known_as(id)?;
        let same = self.same_people()?;
        let main = main_of(&same, id);
        let known = if main == id { Vec::new() } else { self.known(&[id], &[])?.members };
        let has_joined = known.iter().all(|latest| latest.content.is_empty());
        Ok(if has_joined { main.to_owned() } else { id.to_owned() })
    }
}

/// The last of some rows under a header.
fn of(header: &str, rows: &str) -> Option<Person> {
    let (names, rows) = (Columns::names(header), KeptRow::list(rows)?);
    let row = rows.last()?;
    let place = |name: &str| names.iter().position(|known| known == name);
    let cell = |name: &str| row.show(place(name)).trim().to_owned();
    let amount = |name: &str| row.number(place(name)?).map(Money::from_minor);
    Some(Person {
        birth: cell("birth_date"),
        sex: cell("sex"),
        unit: cell("org_code"),
        name: cell("name"),
        household: cell("household_id"),
        household_income: amount("household_income"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_read_by_the_columns_that_a_row_is_under() {
        let rows = "[[\"A\",\"F\",\"Li, Na\",\"1990-01-02\"]]";
        let person = of("member_id,sex,name,birth_date\n", rows);
        let [birth, sex, name] = ["1990-01-02", "F", "Li, Na"].map(str::to_owned);
        assert_eq!(person, Some(Person { birth, sex, name, ..Person::default() }));
        assert_eq!(of("member_id,sex\n", ""), None);
    }
}
