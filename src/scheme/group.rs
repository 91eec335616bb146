//! Groups of alternatives: what the editions of a book say of the same benefits is chosen between together.

use super::edition::Edition;
use super::language::window::Slot;
use super::provision::alternatives::Take;

/// Alternatives of a whole book: editions that list the same benefits for the same window, to be
/// taken in the same way, choose together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    /// The benefits, by place in the book, in the order listed.
    pub benefits: Vec<u8>,
    pub take: Take,
    pub slot: Option<Slot>,
}

/// Finds the groups of a book, and tells benefits which they are among.
pub(crate) fn group(editions: &mut [Edition]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for edition in editions {
        for alternatives in &edition.alternatives {
            let number = |at: &u8| edition.benefits[*at as usize].number;
            let benefits = alternatives.benefits.iter().map(number).collect();
            let group = Group { benefits, take: alternatives.take, slot: alternatives.slot };
            let known = groups.iter().position(|known| *known == group);
            let place = known.unwrap_or(groups.len());
            if known.is_none() {
                groups.push(group);
            }
            for (option, benefit) in alternatives.benefits.iter().enumerate() {
                let benefit = &mut edition.benefits[*benefit as usize];
                benefit.alternative = Some((place as u8, option as u8));
            }
        }
    }
    groups
}
