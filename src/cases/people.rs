//! Relatives of a case: other members, whose bills count for what adds up over a household.
//!
//! ```toml
//! [[case.relative]]
//! id = "wife"
//! member = { household_id = "H1" }
//! bill = [{ id = "2", total = "9000", expect = { payable = "100.00" } }]
//! ```

use super::case::Person;
use crate::claim::{MOST_BILLS, MOST_FACTS, MOST_HOUSEHOLD};
use crate::diagnostic::Diagnostics;
use crate::scheme::{Read, Reader, Reports};
use crate::words;

/// Takes `relative`; of the member that the case is about all is known, where it is no mistake.
pub(super) fn relatives(
    reader: &mut Reader<Diagnostics>,
    member: Option<&Person>,
    read_person: impl Fn(&mut Reader<Diagnostics>) -> Read<Person>,
) -> Read<Vec<Person>> {
    let fits = reader.at_most("relative", MOST_HOUSEHOLD - 1);
    let read = reader.tables("relative", |reader| {
        if let Some(node) = reader.optional("id") {
            let _ = reader.scalar(&node, "id");
        }
        read_person(reader).map(|person| (person, reader.span()))
    });
    fits?;
    let mut people: Vec<&Person> = member.into_iter().collect();
    for (person, place) in read.iter().flatten() {
        // Bills of one day are put in order by their ids.
        let is_other = |id: &&String| people.iter().any(|other| other.ids.contains(id));
        if let Some(id) = person.ids.iter().find(is_other) {
            reader.error(place.clone(), words::rules::case_bill_of_two(id));
        }
        people.push(person);
    }
    let sum = |of: fn(&Person) -> usize| people.iter().map(|one| of(one)).sum::<usize>();
    let is_too_large = sum(|one| one.bills.len()) > MOST_BILLS
        || sum(|one| one.openings.len()) > MOST_FACTS
        || sum(|one| one.overrides.len()) > MOST_FACTS;
    if is_too_large {
        return Err(reader.error(reader.span(), words::rules::too_many("bill", MOST_BILLS)));
    }
    read.into_iter().map(|read| read.map(|(person, _)| person)).collect()
}
