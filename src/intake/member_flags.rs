//! What looks wrong with the resident number of a member, and is no reason to refuse the row: numbers were given
//! out wrong, and birth dates are corrected. The row counts as it is.

use super::rows::Row;
use super::table::Table;
use crate::claim::{Fault, Member, MemberIds, Resident, Vocabulary};
use crate::words::Sentence;
use crate::words::data::{id_birth_differs, id_check, id_sex_differs};

/// Whether anything looks wrong with the number of a member.
#[inline]
pub(super) fn any(ids: MemberIds, id: &str, member: &Member) -> bool {
    let differs = |resident: Resident| {
        !resident.is_checked || resident.birth != member.birth || resident.is_man != is_man(member)
    };
    ids != MemberIds::Any && Resident::of(id).is_some_and(differs)
}

/// All that looks wrong with the number in the row of a member.
pub(super) fn of(table: &Table, row: &Row) -> Vec<Fault> {
    let id = table.member_id(row);
    let member = table.head.layout.member(row).ok();
    let (Some(resident), Some(member)) = (Resident::of(&id), member) else { return Vec::new() };
    let sex = |is_man| if is_man { "M" } else { "F" };
    let (told, own) = (sex(resident.is_man), sex(is_man(&member)));
    let text = |name| table.head.layout.text(row, name);
    let all = [
        (!resident.is_checked).then(|| flag("member_id", &id, "id_check", id_check())),
        (resident.birth != member.birth).then(|| {
            flag("birth_date", text("birth_date"), "id_birth_differs", id_birth_differs())
        }),
        (told != own)
            .then(|| flag("sex", text("sex"), "id_sex_differs", id_sex_differs(told, own))),
    ];
    all.into_iter().flatten().collect()
}

/// Of the two words for the sex the first.
fn is_man(member: &Member) -> bool {
    member.facts[Vocabulary::SEX as usize] == 0
}

fn flag(column: &str, value: &str, code: &'static str, sentence: Sentence) -> Fault {
    Fault { column: column.to_owned(), value: value.to_owned(), code, sentence }
}
