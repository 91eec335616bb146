//! The rows of the three files, joined by member.
//!
//! Members are read first, then enrolments, then bills, so that a bill meets all that is known of its member.
//! What goes through rows one by one is done by one thread, while others hash files or cut the next one.

use super::bills::{BillRows, find_bills, group_bills};
use super::enrolments::{EnrolmentRows, group_periods, read_enrolments};
use super::members::{MemberRows, People, number_people, read_members};
use super::sheets::Sheets;
use super::text::Hashing;
use crate::progress::Progress;

/// The rows of the three files, joined by member.
pub(super) struct Joined {
    pub members: MemberRows,
    pub enrolments: EnrolmentRows,
    pub bills: BillRows,
    /// Members who have bills, by id as bytes.
    pub with_bills: Vec<u32>,
    /// None of tables in memory.
    pub hashes: Vec<String>,
}

/// Reads the rows; nothing if the run is stopped.
pub(super) fn join(sheets: &Sheets, progress: &dyn Progress) -> Option<Joined> {
    let goes_on = || (!progress.stops()).then_some(());
    let [members, enrolments, bills] = sheets.tables();
    goes_on()?;
    let mut hashing = Hashing::of(&sheets.hashed());
    let pieces = read_members(members, false, progress);
    let mut of_members = hashing.beside(|| number_people(members, pieces, false));
    goes_on()?;
    let People { ids, all, .. } = &mut of_members.people;
    let pieces = read_enrolments(enrolments, ids, false, progress);
    goes_on()?;
    let (of_enrolments, pieces) =
        rayon::join(|| group_periods(enrolments, pieces, all), || find_bills(bills, ids, progress));
    let people = &of_members.people;
    let group = || {
        let of_bills = group_bills(bills, pieces, &people.all);
        let with_bills = people.in_order(|member| !of_bills.places.of_member(member).is_empty());
        (of_bills, with_bills)
    };
    let ((of_bills, with_bills), hashes) = rayon::join(group, || hashing.finish());
    Some(Joined {
        members: of_members,
        enrolments: of_enrolments,
        bills: of_bills,
        with_bills,
        hashes,
    })
}
